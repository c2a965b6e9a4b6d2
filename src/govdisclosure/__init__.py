"""Government information disclosure (政府信息公开): from records to the annual report's statistics, checked and explained.

A standard lists indicators; the value of an indicator follows from the records by one pure function; a report is those values
for one body and one period; everything else reads, checks, explains or writes reports::

    from govdisclosure import Period, check, load_standard, read_folder, tabulate, write

    records = read_folder("records")
    report = tabulate(records, load_standard("cn-hengyang-2015"), period=Period.year(2015))
    print(check(report).verdict)
    write(report, "report.docx")

Nothing is imported before it is used: importing this package loads no plugin and no file format.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govdisclosure.areas import Bodies, combine, completeness, preceding, tabulate_area, timeliness
    from govdisclosure.comparison import Comparison, compare
    from govdisclosure.consistency import (
        Acceptance,
        Answer,
        BatchVerdict,
        Change,
        Conflict,
        Verdict,
        accept,
        check_batch,
        locate,
        read_accepted,
    )
    from govdisclosure.diagnosis import Diagnosis, diagnose
    from govdisclosure.errors import GovDisclosureError
    from govdisclosure.explanation import Explanation, Placement, explain, trace
    from govdisclosure.facade import (
        available_annexes,
        available_standards,
        check,
        collect,
        crosswalk,
        load_standard,
        make_form,
        open_tables,
        read,
        read_folder,
        scan_folder,
        series,
        take_frames,
        write,
        write_by_body,
    )
    from govdisclosure.hookspecs import hookimpl
    from govdisclosure.reconciliation import reconcile
    from govdisclosure.records import (
        Body,
        Charge,
        Decision,
        Document,
        Engagement,
        Entry,
        Inspection,
        Item,
        Publication,
        Purchase,
        Remedy,
        Request,
        RequestFee,
        Response,
        ResponseGround,
        ServiceCase,
        ServiceItem,
        SiteColumn,
        Submission,
        Succession,
        UpwardSubmission,
        with_responses,
    )
    from govdisclosure.report import Cell, Finding, Report
    from govdisclosure.sources import Records, TableSource
    from govdisclosure.standards import Standard
    from govdisclosure.tabulation import tabulate, tabulate_by_body, tabulate_together
    from govdisclosure.values import Blank, Kind, Period, Severity
    from govdisclosure.version import VERSION as __version__  # noqa: N811

_PLACES = {
    "comparison": ("Comparison", "compare"),
    "consistency": (
        "Acceptance",
        "Answer",
        "BatchVerdict",
        "Change",
        "Conflict",
        "Verdict",
        "accept",
        "check_batch",
        "locate",
        "read_accepted",
    ),
    "areas": ("Bodies", "combine", "completeness", "preceding", "tabulate_area", "timeliness"),
    "diagnosis": ("Diagnosis", "diagnose"),
    "errors": ("GovDisclosureError",),
    "explanation": ("Explanation", "Placement", "explain", "trace"),
    "facade": (
        "available_annexes",
        "available_standards",
        "check",
        "collect",
        "crosswalk",
        "load_standard",
        "make_form",
        "open_tables",
        "read",
        "read_folder",
        "scan_folder",
        "series",
        "take_frames",
        "write",
        "write_by_body",
    ),
    "hookspecs": ("hookimpl",),
    "reconciliation": ("reconcile",),
    "records": (
        "Body",
        "Charge",
        "Decision",
        "Document",
        "Engagement",
        "Entry",
        "Inspection",
        "Item",
        "Publication",
        "Purchase",
        "Remedy",
        "Request",
        "RequestFee",
        "Response",
        "ResponseGround",
        "ServiceCase",
        "ServiceItem",
        "SiteColumn",
        "Submission",
        "Succession",
        "UpwardSubmission",
        "with_responses",
    ),
    "report": ("Cell", "Finding", "Report"),
    "standards": ("Standard",),
    "sources": ("Records", "TableSource"),
    "tabulation": ("tabulate", "tabulate_by_body", "tabulate_together"),
    "values": ("Blank", "Kind", "Period", "Severity"),
}
_HOMES = {name: place for place, names in _PLACES.items() for name in names}

__all__ = [
    "Acceptance",
    "Answer",
    "BatchVerdict",
    "Blank",
    "Bodies",
    "Body",
    "Cell",
    "Change",
    "Charge",
    "Comparison",
    "Conflict",
    "Decision",
    "Diagnosis",
    "Document",
    "Engagement",
    "Entry",
    "Explanation",
    "Finding",
    "GovDisclosureError",
    "Inspection",
    "Item",
    "Kind",
    "Period",
    "Placement",
    "Publication",
    "Purchase",
    "Records",
    "Remedy",
    "Report",
    "Request",
    "RequestFee",
    "Response",
    "ResponseGround",
    "ServiceCase",
    "ServiceItem",
    "Severity",
    "SiteColumn",
    "Standard",
    "Submission",
    "Succession",
    "TableSource",
    "UpwardSubmission",
    "Verdict",
    "__version__",
    "accept",
    "available_annexes",
    "available_standards",
    "check",
    "check_batch",
    "collect",
    "combine",
    "compare",
    "completeness",
    "crosswalk",
    "diagnose",
    "explain",
    "hookimpl",
    "load_standard",
    "locate",
    "make_form",
    "open_tables",
    "preceding",
    "read",
    "read_accepted",
    "read_folder",
    "reconcile",
    "scan_folder",
    "series",
    "tabulate",
    "tabulate_area",
    "tabulate_by_body",
    "tabulate_together",
    "take_frames",
    "timeliness",
    "trace",
    "with_responses",
    "write",
    "write_by_body",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("govdisclosure.version").VERSION
    if name not in _HOMES:
        raise AttributeError(f"module 'govdisclosure' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"govdisclosure.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
