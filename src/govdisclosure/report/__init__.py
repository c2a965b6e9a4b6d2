"""Reports (年度报告): cells, findings and text; JSON, data frames, and tables as printed."""

from govdisclosure.report.annual_report import Previous, Report, find_standards_by, report_of, reports_of
from govdisclosure.report.contents import (
    Cell,
    Finding,
    MadeBy,
    Origin,
    OriginKind,
    RecordsUsed,
    Unread,
    fingerprint,
)
from govdisclosure.report.earlier_reports import EarlierReports
from govdisclosure.report.parsing import FORMAT
from govdisclosure.values import as_number

__all__ = [
    "FORMAT",
    "Cell",
    "EarlierReports",
    "Finding",
    "MadeBy",
    "Origin",
    "OriginKind",
    "Previous",
    "RecordsUsed",
    "Report",
    "Unread",
    "as_number",
    "find_standards_by",
    "fingerprint",
    "report_of",
    "reports_of",
]
