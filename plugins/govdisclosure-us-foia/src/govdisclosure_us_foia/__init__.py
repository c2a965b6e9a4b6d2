"""The annual FOIA report of the United States (美国《信息自由法》年度报告): its form, its calendar, its XML format."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from govdisclosure import hookimpl
from govdisclosure.readers import Reader
from govdisclosure.records import RecordKind
from govdisclosure_us_foia.reader import AnnualReportReader
from govdisclosure_us_foia.records import Disposition, FoiaRequest, Track

__all__ = ["AnnualReportReader", "Disposition", "FoiaRequest", "Track"]

govdisclosure_api = 1


@hookimpl
def govdisclosure_standards() -> Iterable[Traversable | RecordKind]:
    """Offer the form, what a log of requests says of it, the calendar, and the intake of such logs."""
    names = ("us-foia.toml", "us-foia-log.toml", "us-federal.calendar.toml", "foia-log.profile.toml")
    kind = RecordKind("us_foia_request", FoiaRequest, ("FOIA 申请", "FOIA request"))
    return (*(files(__name__) / name for name in names), kind)


@hookimpl
def govdisclosure_readers() -> Iterable[Reader]:
    """Offer the exchange format."""
    return (AnnualReportReader(),)
