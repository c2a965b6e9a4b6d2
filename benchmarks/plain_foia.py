"""The peer of the FOIA reports: one file at a time through plain ``xml.etree``, every rule worked out, nothing kept but counts.

It calls nothing of the library, and is what a careful person writes in a day: rows under their own id, an organisation's rows
joined by its id, rows that are linked to nobody or to one organisation twice in no rule that joins sections. ``counts`` are
broken rules by the library's names of them, ``totals`` the wrong totals of V.B.(1) with the figure that they should be.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

Figures: TypeAlias = dict[str, Fraction | None]
"""What a row says; None: no figure there."""

_SUFFIX = re.compile(r"\{.*\}")
TRACKS = ("Simple", "Complex", "Expedited")
DAYS = ("Median", "Average", "Lowest", "Highest")
STOCKS = {
    "ProcessedRequestSection": "requests",
    "ProcessedAppealSection": "appeals",
    "ProcessedConsultationSection": "consultations",
}
OLDEST = {
    "OldestPendingRequestSection": "oldest_requests",
    "OldestPendingAppealSection": "oldest_appeals",
    "OldestPendingConsultationSection": "oldest_consultations",
}


class Broken(NamedTuple):
    """A rule that is broken: its name, the file, the organisation's id within it."""

    rule: str
    file: str
    organization: str


class Wrong(NamedTuple):
    """A wrong total of V.B.(1): the agency's abbreviation, what is printed, what its parts add up to."""

    agency: str
    printed: int
    right: int


def local(tag: str) -> str:
    """Return a tag or attribute without its namespace."""
    return _SUFFIX.sub("", tag)


def number(text: str | None) -> Fraction | None:
    """Return a figure; a code of less than one counts as little; None for what is none, or was exported for a blank."""
    plain = (text or "").strip().replace("\u00a0", "").replace(",", "")
    if plain in ("LT1", "<1"):
        return Fraction(1, 1000)
    return Fraction(plain) if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", plain) and plain != "0.0000" else None


def is_report(root: ET.Element) -> bool:
    """Whether a file is a report at all."""
    return local(root.tag) == "FoiaAnnualReport"


class Plain:
    """One report, its rows by section, organisation and element."""

    def __init__(self, root: ET.Element) -> None:
        organization = next(one for one in root if local(one.tag) == "Organization")
        self.agency = next((one.text or "" for one in organization if local(one.tag).endswith("AbbreviationText")), "")
        ids = [
            _attribute(one, "id") for one in organization.iter() if local(one.tag) in ("Organization", "OrganizationSubUnit")
        ]
        self.own, self.known = ids[0], set(ids)
        self.rows: dict[str, dict[str, Figures]] = {}
        """By section and organisation; only rows that are one organisation's and its only one."""
        self.loose: dict[str, list[Figures]] = defaultdict(list)
        """By section: rows that are nobody's, or of one that has several."""
        self.unknown: dict[str, set[str]] = defaultdict(set)
        """By section: whose row cannot be known: of those with several, and of those without one where rows are nobody's."""
        for section in root:
            if local(section.tag).endswith("Section"):
                self._section(section)

    def _section(self, section: ET.Element) -> None:
        name = local(section.tag)
        links, data = {}, []
        for child in section:
            if local(child.tag).endswith("Association"):
                refs = {local(one.tag): _attribute(one, "ref") for one in child}
                links[refs.get("ComponentDataReference", "")] = refs.get("OrganizationReference", "")
            elif _attribute(child, "id"):
                data.append(child)
        by_organization = defaultdict(list)
        for row in data:
            organization = links.get(_attribute(row, "id"), "")
            by_organization[organization if organization in self.known else ""].append(_figures(row))
        for organization, rows in by_organization.items():
            if organization and all(one == rows[0] for one in rows):
                self.rows.setdefault(name, {})[organization] = rows[0]
            else:
                self.loose[name] += rows
                self.unknown[name] |= {organization} if organization else self.known - set(by_organization)

    def sections(self) -> Iterator[str]:
        """Yield the names of the sections that have rows."""
        yield from dict.fromkeys([*self.rows, *self.loose])

    def of(self, section: str, organization: str) -> Figures | None:
        """Return the row of an organisation in a section."""
        return self.rows.get(section, {}).get(organization)

    def every(self, section: str) -> Iterator[tuple[str, Figures]]:
        """Yield every row of a section; one that is nobody's with no organisation."""
        yield from self.rows.get(section, {}).items()
        yield from (("", one) for one in self.loose.get(section, ()))

    def parts(self, section: str) -> list[Figures]:
        """Return the rows of a section that are not the agency's."""
        return [row for organization, row in self.every(section) if organization != self.own]


def _attribute(element: ET.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _figures(row: ET.Element) -> Figures:
    """Return the figures of a row: by element, by track and element, by code, by place in a list."""
    found: Figures = {}
    oldest = 0
    for child in row:
        name = local(child.tag)
        if not len(child):
            found[name.replace("Code", "Value")] = number(child.text)
            continue
        inner = {local(one.tag): one.text for one in child}
        if name == "OldItem":
            oldest += 1
            found[f"old{oldest}"] = number(inner.get("OldItemPendingDaysQuantity"))
        elif code := next((text for key, text in inner.items() if key in _CODES), None):
            found[f"{name}:{code}"] = next((number(text) for key, text in inner.items() if key.endswith("Quantity")), None)
        else:
            found.update({f"{name}/{key.replace('Code', 'Value')}": number(text) for key, text in inner.items()})
    return found


_CODES = ("NonExemptionDenialReasonCode", "AppliedExemptionCode", "TimeIncrementCode")


def _total(row: Figures, beginning: str) -> Fraction:
    return sum((value or Fraction(0) for key, value in row.items() if key.startswith(beginning)), Fraction(0))


class PlainCheck:
    """The rules, one method a group; what is broken is counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.totals: list[Wrong] = []
        self.broken: list[Broken] = []
        self.files = self.refused = self.organizations = 0

    def file(self, path: Path, data: bytes | None = None) -> None:
        """Check one file."""
        root = ET.fromstring(path.read_bytes() if data is None else data)  # noqa: S314 - the peer does no more than it must
        if not is_report(root):
            self.refused += 1
            return
        self.files += 1
        report = Plain(root)
        self.organizations += len(report.known)
        self.name = path.name
        for section in report.sections():
            for organization, row in report.every(section):
                for value in row.values():
                    self.note("cell.negative", organization, holds=value is None or value >= 0)
        for group in (
            self.stocks,
            self.dispositions,
            self.appeals,
            self.times,
            self.increments,
            self.pending,
            self.lists,
            self.rest,
        ):
            group(report)

    def note(self, rule: str, organization: str, *, holds: bool) -> None:
        """Count a rule that is broken."""
        if not holds:
            self.counts[rule] += 1
            self.broken.append(Broken(rule, self.name, organization))

    def compare(
        self,
        rule: str,
        organization: str,
        left: Fraction | None,
        right: Fraction | None,
        by: Callable[[Fraction, Fraction], bool],
    ) -> None:
        """Count a comparison that fails; one with a blank is none."""
        if left is not None and right is not None:
            self.note(rule, organization, holds=by(left, right))

    def stocks(self, report: Plain) -> None:
        """What is pending at the end; the agency's figures are the sums of its components'."""
        for section, name in STOCKS.items():
            for organization, row in report.every(section):
                start, received, processed, end = (
                    row.get(f"ProcessingStatistics{one}Quantity")
                    for one in ("PendingAtStart", "Received", "Processed", "PendingAtEnd")
                )
                if start is not None and received is not None and processed is not None and end is not None:
                    self.note(f"{name}.stock", organization, holds=start + received - processed == end)
            self.sums(report, section, f"{name}.components", "ProcessingStatistics")

    def sums(self, report: Plain, section: str, rule: str, *beginnings: str) -> None:
        """Hold the agency's figures of a section to the sums of its components'."""
        own, parts = report.of(section, report.own), report.parts(section)
        if own is None or not parts:
            return
        listed = any(":" in key for key in own) or any(":" in key for one in parts for key in one)
        keys = dict.fromkeys([*own, *(key for one in parts for key in one)]) if listed else own
        for key in keys:
            if not key.startswith(beginnings):
                continue
            given = own.get(key, Fraction(0) if ":" in key else None)
            figures = [one.get(key, Fraction(0) if ":" in key else None) for one in parts]
            there = [one for one in figures if one is not None]
            if given is not None and there:
                self.note(rule, report.own, holds=given == sum(there))

    def dispositions(self, report: Plain) -> None:
        """V.B: rules 2, 4, 5."""
        section = "RequestDispositionSection"
        total, denials = "RequestDispositionTotalQuantity", "RequestDispositionFullExemptionDenialQuantity"
        for organization, row in report.every(section):
            grants = sum(
                (row.get(f"RequestDisposition{one}Quantity") or Fraction(0) for one in ("FullGrant", "PartialGrant")),
                Fraction(0),
            )
            right = grants + (row.get(denials) or Fraction(0)) + _total(row, "NonExemptionDenial:")
            printed = row.get(total)
            if printed is not None:
                self.note("dispositions.total.sum", organization, holds=printed == right)
                if printed != right:
                    self.totals.append(Wrong(report.agency if organization == report.own else "", int(printed), int(right)))
            if not organization:
                continue
            processed = (report.of("ProcessedRequestSection", organization) or {}).get("ProcessingStatisticsProcessedQuantity")
            self.compare("dispositions.processed", organization, processed, printed, Fraction.__eq__)
            other = report.of("RequestDenialOtherReasonSection", organization)
            if other is not None:
                of_others = other.get("ComponentOtherDenialReasonQuantity")
                self.compare(
                    "other_reasons.other",
                    organization,
                    row.get("NonExemptionDenial:Other", Fraction(0)),
                    of_others,
                    Fraction.__eq__,
                )
            applied = report.of("RequestDispositionAppliedExemptionsSection", organization)
            if applied is not None:
                self.compare(
                    "exemptions.denials", organization, row.get(denials), _total(applied, "AppliedExemption:"), Fraction.__le__
                )
        self.sums(report, section, "dispositions.components", "RequestDisposition", "NonExemptionDenial:")
        self.sums(report, "RequestDispositionAppliedExemptionsSection", "exemptions.components", "AppliedExemption:")

    def appeals(self, report: Plain) -> None:
        """VI.B and VI.C: rules 6, 8, 9."""
        for organization, row in report.every("AppealDispositionSection"):
            figures = [row.get(f"AppealDisposition{one}Quantity") for one in ("Affirmed", "Partial", "Reversed", "Other")]
            printed = row.get("AppealDispositionTotalQuantity")
            if printed is not None and any(one is not None for one in figures):
                self.note("appeal_dispositions.total.sum", organization, holds=printed == sum(one or 0 for one in figures))
            if organization:
                processed = (report.of("ProcessedAppealSection", organization) or {}).get(
                    "ProcessingStatisticsProcessedQuantity"
                )
                self.compare("appeal_dispositions.processed", organization, processed, printed, Fraction.__eq__)
                reasons = report.of("AppealNonExemptionDenialSection", organization)
                if organization == report.own and reasons is not None:
                    self.compare(
                        "appeal_reasons.closed",
                        organization,
                        figures[3],
                        _total(reasons, "NonExemptionDenial:"),
                        Fraction.__le__,
                    )
        for organization, row in report.rows.get("AppealNonExemptionDenialSection", {}).items():
            other = report.of("AppealDenialOtherReasonSection", organization)
            if other is not None:
                counted = row.get("NonExemptionDenial:Other", Fraction(0))
                self.compare(
                    "appeal_other.other",
                    organization,
                    counted,
                    other.get("ComponentOtherDenialReasonQuantity"),
                    Fraction.__eq__,
                )
        self.sums(report, "AppealDispositionSection", "appeal_dispositions.components", "AppealDisposition")
        self.sums(report, "AppealDispositionAppliedExemptionsSection", "appeal_exemptions.components", "AppliedExemption:")
        self.sums(report, "AppealNonExemptionDenialSection", "appeal_reasons.components", "NonExemptionDenial:")

    def times(self, report: Plain) -> None:
        """VI.C.(4), VII.A, VII.B: rules 10 and 11."""
        tables = {
            "AppealResponseTimeSection": "appeal_time",
            "ProcessedResponseTimeSection": "time",
            "InformationGrantedResponseTimeSection": "granted_time",
        }
        for section, name in tables.items():
            tracks = [""] if name == "appeal_time" else [f"{one}ResponseTime/" for one in TRACKS]
            for track in tracks:
                for organization, row in report.every(section):
                    low, high = (row.get(f"{track}ResponseTime{one}DaysValue") for one in ("Lowest", "Highest"))
                    self.compare(f"{name}.low_high", organization, low, high, Fraction.__le__)
                self.median(report, section, f"{track}ResponseTimeMedianDaysValue", name)

    def median(self, report: Plain, section: str, key: str, name: str) -> None:
        """Hold the agency's median between those of its components."""
        own = (report.of(section, report.own) or {}).get(key)
        medians = [value for one in report.parts(section) if (value := one.get(key)) is not None]
        if own is not None and medians:
            self.note(f"{name}.median_least", report.own, holds=own >= min(medians))
            self.note(f"{name}.median_most", report.own, holds=own <= max(medians))

    def increments(self, report: Plain) -> None:
        """VII.C: rule 3."""
        sections = {f"{one}ResponseTimeIncrementsSection": one.lower() for one in TRACKS}
        for section, name in sections.items():
            for organization, row in report.every(section):
                printed = row.get("TimeIncrementTotalQuantity")
                if printed is not None:
                    self.note(f"{name}.total.sum", organization, holds=printed == _total(row, "TimeIncrement:"))
            self.sums(report, section, f"{name}.components", "TimeIncrement")
        for organization, row in report.rows.get("ProcessedRequestSection", {}).items():
            rows = [one for section in sections if (one := report.of(section, organization)) is not None]
            processed = row.get("ProcessingStatisticsProcessedQuantity")
            if rows and processed is not None and not any(organization in report.unknown[one] for one in sections):
                closed = sum((one.get("TimeIncrementTotalQuantity") or Fraction(0) for one in rows), Fraction(0))
                self.note("increments.processed", organization, holds=closed <= processed)

    def pending(self, report: Plain) -> None:
        """VII.D and XII.A: rules 13, 14, 17, 18."""
        section = "PendingPerfectedRequestsSection"
        for organization, row in report.rows.get(section, {}).items():
            figures = [row.get(f"{one}PendingRequestStatistics/PendingRequestQuantity") for one in TRACKS]
            if any(one is None for one in figures):
                continue
            perfected = sum((one or Fraction(0) for one in figures), Fraction(0))
            end = (report.of("ProcessedRequestSection", organization) or {}).get("ProcessingStatisticsPendingAtEndQuantity")
            self.compare("pending.end", organization, perfected, end, Fraction.__le__)
            backlog = (report.of("BacklogSection", organization) or {}).get("BackloggedRequestQuantity")
            self.compare("backlog.requests_pending", organization, backlog, perfected, Fraction.__le__)
        for track in TRACKS:
            before = f"{track}PendingRequestStatistics/PendingRequest"
            self.sums(report, section, "pending.components", f"{before}Quantity")
            self.median(report, section, f"{before}MedianDaysValue", "pending")
        for organization, row in report.rows.get("BacklogSection", {}).items():
            appeals = report.of("ProcessedAppealSection", organization) or {}
            end = appeals.get("ProcessingStatisticsPendingAtEndQuantity")
            backlog = row.get("BackloggedAppealQuantity")
            if backlog is not None and organization not in report.unknown["ProcessedAppealSection"]:
                self.note("backlog.appeals_pending", organization, holds=backlog <= (end or 0))
        self.sums(report, "BacklogSection", "backlog.components", "Backlogged")

    def lists(self, report: Plain) -> None:
        """The ten oldest: rules 7, 12, 19."""
        for section, name in OLDEST.items():
            for organization, row in report.every(section):
                days = [row.get(f"old{place}") for place in range(1, 11)]
                for above, below in pairwise(days):
                    self.compare(f"{name}.sorted", organization, below, above, Fraction.__le__)
        wanted = (
            ("ProcessedAppealSection", "OldestPendingAppealSection", 10),
            ("ProcessedConsultationSection", "OldestPendingConsultationSection", 1),
        )
        for stock, section, first in wanted:
            for organization, row in report.rows.get(stock, {}).items():
                pending = row.get("ProcessingStatisticsPendingAtEndQuantity")
                listed = report.of(section, organization) or {}
                if pending is not None and pending > 0 and organization not in report.unknown[section]:
                    oldest = sum((listed.get(f"old{place}") or Fraction(0) for place in range(1, first + 1)), Fraction(0))
                    self.note(f"{OLDEST[section]}.some", organization, holds=oldest > 0)

    def rest(self, report: Plain) -> None:
        """VIII, IX, X, XI, XII.D and XII.E: rules 11, 15, 16, 20 to 23."""
        for section, name in (("ExpeditedProcessingSection", "expedition"), ("FeeWaiverSection", "waivers")):
            self.median(report, section, "AdjudicationMedianDaysValue", name)
            for key, part in (
                ("RequestGranted", "granted"),
                ("RequestDenied", "denied"),
                ("AdjudicationWithinTen", "within_ten"),
            ):
                self.sums(report, section, f"{name}.{part}.components", key)
        row = report.of("ExpeditedProcessingSection", report.own)
        if row is not None:
            granted, denied = (row.get(f"Request{one}Quantity") for one in ("Granted", "Denied"))
            if granted is not None and denied is not None:
                ten = row.get("AdjudicationWithinTenDaysQuantity")
                self.compare("expedition.ten", report.own, ten, granted + denied, Fraction.__le__)
        for organization, row in report.every("PersonnelAndCostSection"):
            full, equal, staff = (
                row.get(f"{one}Quantity") for one in ("FullTimeEmployee", "EquivalentFullTimeEmployee", "TotalFullTimeStaff")
            )
            if full is not None and equal is not None and staff is not None:
                self.note("resources.staff.sum", organization, holds=full + equal == staff)
            closed = (report.of("RequestDispositionSection", organization) or {}).get("RequestDispositionTotalQuantity")
            if closed is not None and closed > 0:
                self.compare("resources.staffed", organization, staff, Fraction(0), Fraction.__gt__)
                if organization == report.own:
                    self.compare("resources.paid", organization, row.get("ProcessingCostAmount"), Fraction(0), Fraction.__gt__)
        self.sums(
            report,
            "PersonnelAndCostSection",
            "resources.components",
            "FullTime",
            "Equivalent",
            "Total",
            "Processing",
            "Litigation",
        )
        self.sums(report, "FeesCollectedSection", "fees.collected.components", "FeesCollectedAmount")
        self.sums(report, "SubsectionUsedSection", "exclusions.components", "TimesUsed")
        self.sums(report, "SubsectionPostSection", "postings.components", "Posted")
        for subject, name in (("Request", "request"), ("Appeal", "appeal")):
            section = f"Processed{subject}ComparisonSection"
            for organization, row in report.rows.get(section, {}).items():
                stock = report.of(f"Processed{subject}Section", organization) or {}
                for what in ("Received", "Processed"):
                    now = row.get(f"Items{what}CurrentYearQuantity")
                    self.compare(
                        f"{name}_comparison.now_{what.lower()}",
                        organization,
                        now,
                        stock.get(f"ProcessingStatistics{what}Quantity"),
                        Fraction.__eq__,
                    )
            self.sums(report, section, f"{name}_comparison.components", "Items")
            section = f"Backlogged{subject}ComparisonSection"
            rule = "backlog_comparison" if name == "request" else "appeal_backlog_comparison"
            for organization, row in report.rows.get(section, {}).items():
                backlog = (report.of("BacklogSection", organization) or {}).get(f"Backlogged{subject}Quantity")
                self.compare(f"{rule}.now", organization, row.get("BacklogCurrentYearQuantity"), backlog, Fraction.__eq__)
            self.sums(report, section, f"{rule}.components", "Backlog")


def plain_counts(files: Mapping[str, bytes]) -> PlainCheck:
    """Check the files of a year."""
    check = PlainCheck()
    for name, data in files.items():
        check.file(Path(name), data)
    return check
