"""The annual FOIA report of the United States (美国《信息自由法》年度报告): its form, its calendar, its XML format."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from govdisclosure import hookimpl
from govdisclosure.readers import Reader
from govdisclosure_us_foia.reader import AnnualReportReader

__all__ = ["AnnualReportReader"]


@hookimpl
def govdisclosure_standards() -> Iterable[Traversable]:
    """Offer the standard and the calendar."""
    folder = files(__name__)
    return (folder / "us-foia.toml", folder / "us-federal.calendar.toml")


@hookimpl
def govdisclosure_readers() -> Iterable[Reader]:
    """Offer the exchange format."""
    return (AnnualReportReader(),)
