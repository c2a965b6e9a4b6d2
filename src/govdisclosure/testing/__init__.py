"""Tools for tests of this package, of plugins and of local standards (测试工具); needs the extra ``testing``.

Contracts to inherit, each a class of tests: :class:`ExporterContract`, :class:`ReaderContract`, :class:`RoundTripContract`,
:class:`StandardContract`, :class:`DialectContract`, :class:`CheckContract`. Strategies for Hypothesis: :func:`records`,
:func:`reports`, :func:`standards`. A state machine: :class:`RegisterYear`. Samples without it: :func:`sample_report`,
:func:`sample_reports`.

Nothing is imported before it is used: Hypothesis loads this package wherever it runs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govdisclosure.testing.check_contract import CheckContract
    from govdisclosure.testing.dialect_contract import DialectContract
    from govdisclosure.testing.exporter_contract import ExporterContract
    from govdisclosure.testing.reader_contract import ReaderContract
    from govdisclosure.testing.register_year import RegisterYear
    from govdisclosure.testing.round_trip_contract import RoundTripContract
    from govdisclosure.testing.samples import PlantedErrors, reports, sample_report, sample_reports
    from govdisclosure.testing.schema import StandardContract
    from govdisclosure.testing.standard_strategy import standards
    from govdisclosure.testing.strategies import records

_HOMES = {
    "CheckContract": "check_contract",
    "DialectContract": "dialect_contract",
    "ExporterContract": "exporter_contract",
    "PlantedErrors": "samples",
    "ReaderContract": "reader_contract",
    "RegisterYear": "register_year",
    "RoundTripContract": "round_trip_contract",
    "StandardContract": "schema",
    "records": "strategies",
    "reports": "samples",
    "sample_report": "samples",
    "sample_reports": "samples",
    "standards": "standard_strategy",
}

__all__ = [
    "CheckContract",
    "DialectContract",
    "ExporterContract",
    "PlantedErrors",
    "ReaderContract",
    "RegisterYear",
    "RoundTripContract",
    "StandardContract",
    "records",
    "reports",
    "sample_report",
    "sample_reports",
    "standards",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'govdisclosure.testing' has no attribute {name!r}")
    return getattr(import_module(f"govdisclosure.testing.{_HOMES[name]}"), name)
