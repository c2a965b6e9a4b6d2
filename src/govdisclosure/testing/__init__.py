"""Tools for tests of this package, of plugins and of local standards (测试工具); needs the extra ``testing``.

Contracts to inherit, each a class of tests: :class:`ExporterContract`, :class:`ReaderContract`, :class:`RoundTripContract`,
:class:`StandardContract`, :class:`DialectContract`, :class:`CheckContract`. Strategies for Hypothesis: :func:`records`,
:func:`reports`, :func:`standards`. A state machine: :class:`RegisterYear`. Samples without it: :func:`sample_report`,
:func:`sample_reports`.

Nothing is imported before it is used: Hypothesis loads this package wherever it runs.
"""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.testing.check_contract import CheckContract as CheckContract
    from govdisclosure.testing.dialect_contract import DialectContract as DialectContract
    from govdisclosure.testing.exporter_contract import ExporterContract as ExporterContract
    from govdisclosure.testing.reader_contract import ReaderContract as ReaderContract
    from govdisclosure.testing.register_year import RegisterYear as RegisterYear
    from govdisclosure.testing.round_trip_contract import RoundTripContract as RoundTripContract
    from govdisclosure.testing.samples import (
        PlantedErrors as PlantedErrors,
        reports as reports,
        sample_report as sample_report,
        sample_reports as sample_reports,
    )
    from govdisclosure.testing.schema import StandardContract as StandardContract
    from govdisclosure.testing.standard_strategy import standards as standards
    from govdisclosure.testing.strategies import records as records
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "check_contract": ("CheckContract",),
            "dialect_contract": ("DialectContract",),
            "exporter_contract": ("ExporterContract",),
            "reader_contract": ("ReaderContract",),
            "register_year": ("RegisterYear",),
            "round_trip_contract": ("RoundTripContract",),
            "samples": ("PlantedErrors", "reports", "sample_report", "sample_reports"),
            "schema": ("StandardContract",),
            "standard_strategy": ("standards",),
            "strategies": ("records",),
        },
    )
