"""Which element of the exchange format is which cell (元素对照), as data.

The names are those of ``FoiaAnnualReportExtensions.xsd`` of the exchange package 2.2, the same in all its versions; namespaces
are left aside, for 1.02 and 1.03 are two names of one format.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

_STOCK: Final = ("PendingAtStart", "Received", "Processed", "PendingAtEnd")
_STOCK_ROWS: Final = ("pending_start", "received", "processed", "pending_end")
_EXEMPTIONS: Final = ("1", "2", "3", "4", "5", "6", "7(A)", "7(B)", "7(C)", "7(D)", "7(E)", "7(F)", "8", "9")
_REASONS: Final = {
    "NoRecords": "no_records",
    "Referred": "referred",
    "Withdrawn": "withdrawn",
    "FeeRelated": "fee_related",
    "NotDescribed": "not_described",
    "ImproperRequest": "improper",
    "NotAgency": "not_agency",
    "Duplicate": "duplicate",
    "Other": "other",
}
_BINS: Final = ("1-20", "21-40", "41-60", "61-80", "81-100", "101-120", "121-140", "141-160", "161-180", "181-200", "201-300")
_LAST_BINS: Final = {"301-400": "d301", "401+": "d401"}


@frozen
class Codes:
    """Figures that are listed by their code: the elements of an entry, and the cell of each code.

    Attributes:
        entry, code, figure: the element of an entry, and those of its code and its figure in it.
        cells: the address by the code.
        listed_only: whether the format lists only what is not 0, so that a code that is not listed is 0.
    """

    entry: str
    code: str
    figure: str
    cells: Mapping[str, str]
    listed_only: bool = True


@frozen
class Listed:
    """Entries of text with a figure each, which become one cell of words: the elements of an entry, in the order printed."""

    entry: str
    texts: tuple[str, ...]
    figure: str
    cell: str


@frozen
class Oldest:
    """The ten oldest pending items: table, and the elements of date and days."""

    table: str
    entry: str = "OldItem"
    date: str = "OldItemReceiptDate"
    days: str = "OldItemPendingDaysQuantity"


@frozen(kw_only=True)
class Section:
    """One section of the format.

    Attributes:
        name: its element.
        printed: its number in the report.
        cells: the address of each element with a figure, by its path within a row.
        days: the addresses of days, which are left out where they are N/A.
        lists: what else is in a row.
    """

    name: str
    printed: str
    cells: Mapping[str, str] = field(factory=dict)
    days: tuple[str, ...] = ()
    lists: tuple[Codes | Listed | Oldest, ...] = ()


def _stock(table: str) -> Mapping[str, str]:
    return {f"ProcessingStatistics{one}Quantity": f"{table}.{row}" for one, row in zip(_STOCK, _STOCK_ROWS, strict=True)}


def _exemptions(table: str) -> Codes:
    cells = {f"Ex. {one}": f"{table}.ex{one.replace('(', '').replace(')', '').lower()}" for one in _EXEMPTIONS}
    return Codes("AppliedExemption", "AppliedExemptionCode", "AppliedExemptionQuantity", cells)


def _reasons(table: str, **more: str) -> Codes:
    cells = {code: f"{table}.{row}" for code, row in (_REASONS | more).items()}
    return Codes("NonExemptionDenial", "NonExemptionDenialReasonCode", "NonExemptionDenialQuantity", cells)


def _other(table: str) -> Listed:
    name = "OtherDenialReason"
    return Listed(name, (f"{name}DescriptionText",), f"{name}Quantity", f"{table}.list")


def _increments(table: str) -> Codes:
    cells = {one: f"{table}.d{one.partition('-')[0]}" for one in _BINS} | {
        code: f"{table}.{row}" for code, row in _LAST_BINS.items()
    }
    return Codes("TimeIncrement", "TimeIncrementCode", "TimeIncrementProcessedQuantity", cells, listed_only=False)


_DAYS: Final = {"Median": "median", "Average": "average", "Lowest": "low", "Highest": "high"}
_TRACKS: Final = {"Simple": "simple", "Complex": "complex", "Expedited": "expedited"}


def _times(table: str, within: str = "", column: str = "") -> Mapping[str, str]:
    """Return the cells of four figures of days, each of which may be written as a code (less than one day)."""
    before, behind = f"{within}/" if within else "", f"/{column}" if column else ""
    return {
        f"{before}ResponseTime{name}Days{form}": f"{table}.{row}{behind}"
        for name, row in _DAYS.items()
        for form in ("Value", "Code")
    }


def _by_track(table: str) -> Mapping[str, str]:
    return {
        path: cell for name, column in _TRACKS.items() for path, cell in _times(table, f"{name}ResponseTime", column).items()
    }


def _time_section(name: str, printed: str, table: str) -> Section:
    cells = _by_track(table)
    return Section(name=name, printed=printed, cells=cells, days=tuple(dict.fromkeys(cells.values())))


def _increment_section(track: str, printed: str, table: str) -> Section:
    total = {"TimeIncrementTotalQuantity": f"{table}.total"}
    return Section(name=f"{track}ResponseTimeIncrementsSection", printed=printed, cells=total, lists=(_increments(table),))


def _compared(subject: str, number: str, table: str) -> Section:
    cells = {
        f"Items{what}{year}YearQuantity": f"{table}.{what.lower()}{behind}"
        for what in ("Received", "Processed")
        for year, behind in (("Last", "_last"), ("Current", ""))
    }
    return Section(name=f"Processed{subject}ComparisonSection", printed=number, cells=cells)


def _adjudicated(table: str) -> Mapping[str, str]:
    return {
        "RequestGrantedQuantity": f"{table}.granted",
        "RequestDeniedQuantity": f"{table}.denied",
        "AdjudicationMedianDaysValue": f"{table}.median",
        "AdjudicationAverageDaysValue": f"{table}.average",
    }


def _backlogs(subject: str, number: str, table: str) -> Section:
    cells = {"BacklogLastYearQuantity": f"{table}.last", "BacklogCurrentYearQuantity": f"{table}.now"}
    return Section(name=f"Backlogged{subject}ComparisonSection", printed=number, cells=cells)


_PENDING: Final = {"Quantity": "number", "MedianDaysValue": "median", "AverageDaysValue": "average"}

STATUTES: Final = Listed(
    "ReliedUponStatute",
    ("StatuteDescriptionText", "ReliedUponStatuteInformationWithheldText", "Case/CaseTitleText"),
    "ReliedUponStatuteQuantity",
    "statutes.list",
)
"""Section IV: a row is a statute, and each association says how often an organisation relied on it."""
STATUTES_SECTION: Final = Section(name="Exemption3StatuteSection", printed="IV")

SECTIONS: Final = (
    Section(name="ProcessedRequestSection", printed="V.A", cells=_stock("requests")),
    Section(
        name="RequestDispositionSection",
        printed="V.B.(1)",
        cells={
            "RequestDispositionFullGrantQuantity": "dispositions.full_grants",
            "RequestDispositionPartialGrantQuantity": "dispositions.partial_grants",
            "RequestDispositionFullExemptionDenialQuantity": "dispositions.full_denials",
            "RequestDispositionTotalQuantity": "dispositions.total",
        },
        lists=(_reasons("dispositions"),),
    ),
    Section(
        name="RequestDenialOtherReasonSection",
        printed="V.B.(2)",
        cells={"ComponentOtherDenialReasonQuantity": "other_reasons.total"},
        lists=(_other("other_reasons"),),
    ),
    Section(name="RequestDispositionAppliedExemptionsSection", printed="V.B.(3)", lists=(_exemptions("exemptions"),)),
    Section(name="ProcessedAppealSection", printed="VI.A", cells=_stock("appeals")),
    Section(
        name="AppealDispositionSection",
        printed="VI.B",
        cells={
            f"AppealDisposition{name}Quantity": f"appeal_dispositions.{name.lower()}"
            for name in ("Affirmed", "Partial", "Reversed", "Other", "Total")
        },
    ),
    Section(name="AppealDispositionAppliedExemptionsSection", printed="VI.C.(1)", lists=(_exemptions("appeal_exemptions"),)),
    Section(
        name="AppealNonExemptionDenialSection",
        printed="VI.C.(2)",
        lists=(_reasons("appeal_reasons", InLitigation="in_litigation", ExpeditedDenial="expedited_denial"),),
    ),
    Section(
        name="AppealDenialOtherReasonSection",
        printed="VI.C.(3)",
        cells={"ComponentOtherDenialReasonQuantity": "appeal_other.total"},
        lists=(_other("appeal_other"),),
    ),
    Section(
        name="AppealResponseTimeSection",
        printed="VI.C.(4)",
        cells=_times("appeal_time"),
        days=tuple(f"appeal_time.{row}" for row in _DAYS.values()),
    ),
    Section(name="OldestPendingAppealSection", printed="VI.C.(5)", lists=(Oldest("oldest_appeals"),)),
    _time_section("ProcessedResponseTimeSection", "VII.A", "time"),
    _time_section("InformationGrantedResponseTimeSection", "VII.B", "granted_time"),
    _increment_section("Simple", "VII.C.(1)", "simple"),
    _increment_section("Complex", "VII.C.(2)", "complex"),
    _increment_section("Expedited", "VII.C.(3)", "expedited"),
    Section(
        name="PendingPerfectedRequestsSection",
        printed="VII.D",
        cells={
            f"{track}PendingRequestStatistics/PendingRequest{name}": f"pending.{row}/{column}"
            for track, column in _TRACKS.items()
            for name, row in _PENDING.items()
        },
        days=tuple(f"pending.{row}/{column}" for column in _TRACKS.values() for row in ("median", "average")),
    ),
    Section(name="OldestPendingRequestSection", printed="VII.E", lists=(Oldest("oldest_requests"),)),
    Section(
        name="ExpeditedProcessingSection",
        printed="VIII.A",
        cells={**_adjudicated("expedition"), "AdjudicationWithinTenDaysQuantity": "expedition.within_ten"},
        days=("expedition.median", "expedition.average"),
    ),
    Section(
        name="FeeWaiverSection",
        printed="VIII.B",
        cells=_adjudicated("waivers"),
        days=("waivers.median", "waivers.average"),
    ),
    Section(
        name="PersonnelAndCostSection",
        printed="IX",
        cells={
            "FullTimeEmployeeQuantity": "resources.full_time",
            "EquivalentFullTimeEmployeeQuantity": "resources.equivalent",
            "TotalFullTimeStaffQuantity": "resources.staff",
            "ProcessingCostAmount": "resources.processing",
            "LitigationCostAmount": "resources.litigation",
            "TotalCostAmount": "resources.costs",
        },
    ),
    Section(
        name="FeesCollectedSection",
        printed="X",
        cells={"FeesCollectedAmount": "fees.collected", "FeesCollectedCostPercent": "fees.percent"},
    ),
    Section(name="SubsectionUsedSection", printed="XI.A", cells={"TimesUsedQuantity": "exclusions.used"}),
    Section(
        name="SubsectionPostSection",
        printed="XI.B",
        cells={"PostedbyFOIAQuantity": "postings.foia", "PostedbyProgramQuantity": "postings.program"},
    ),
    Section(
        name="BacklogSection",
        printed="XII.A",
        cells={"BackloggedRequestQuantity": "backlog.requests", "BackloggedAppealQuantity": "backlog.appeals"},
    ),
    Section(name="ProcessedConsultationSection", printed="XII.B", cells=_stock("consultations")),
    Section(name="OldestPendingConsultationSection", printed="XII.C", lists=(Oldest("oldest_consultations"),)),
    _compared("Request", "XII.D.(1)", "request_comparison"),
    _backlogs("Request", "XII.D.(2)", "backlog_comparison"),
    _compared("Appeal", "XII.E.(1)", "appeal_comparison"),
    _backlogs("Appeal", "XII.E.(2)", "appeal_backlog_comparison"),
)
"""The sections in the order of the report."""
