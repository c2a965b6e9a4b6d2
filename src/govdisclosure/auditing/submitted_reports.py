"""What was handed in (报送材料): the reports of a folder, whatever their format, and the days of the list beside them.

A file that cannot be read is no reason to stop: it becomes a line that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import field, frozen

from govdisclosure.areas import Delivery
from govdisclosure.comparison import compare_cells
from govdisclosure.consistency import Verdict
from govdisclosure.errors import GovDisclosureError, UnreadableError, refused
from govdisclosure.files import read_whole
from govdisclosure.formats.document import Grid, PlacedCell
from govdisclosure.formats.sniffing import open_document
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report
from govdisclosure.sources.spelling import day_as_stored
from govdisclosure.values import Period, in_digits

LIST = "handed_in"
"""A table beside the reports, ``handed_in.csv`` or a workbook: ``body,handed_in,published``; a body by its id or its name."""
_TABLES = (".csv", ".xlsx", ".xls", ".ods", ".et")
_COLUMNS = ("body", "handed_in", "published")


@frozen(kw_only=True)
class SubmittedReport:
    """One report that was handed in, and the name of its file."""

    file: str
    report: Report

    @property
    def body(self) -> tuple[str, str]:
        """Whose it is, and for which bodies: a file that names no body stands for itself."""
        identity = self.report.body.id
        return (self.file if identity == "unknown" else identity, self.report.scope)


@frozen(kw_only=True)
class SubmittedReports:
    """What a folder holds.

    Attributes:
        reports: in the order of their files' names.
        unreadable: names of files that are no reports, with the reason.
        days: when a body handed in and published, by its id or name.
    """

    reports: tuple[SubmittedReport, ...]
    unreadable: tuple[tuple[str, Message], ...] = ()
    days: Mapping[str, Delivery] = field(factory=dict)

    def of(self, period: Period) -> tuple[SubmittedReport, ...]:
        """Return the reports on a period."""
        return tuple(one for one in self.reports if one.report.period == one.report.standard.own_period(period))

    @property
    def last_period(self) -> Period | None:
        """The latest period that a report is on."""
        return max((one.report.period for one in self.reports), key=lambda one: (one.end, one.start), default=None)

    def delivery(self, report: Report) -> Delivery | None:
        """Return when a report was handed in and published; None where the list does not say."""
        return self.days.get(report.body.id) or self.days.get(report.body_name)


def gather_reports(
    folder: Path, read: Callable[[Path], Sequence[Report]], *, progress: Callable[[str], None] | None = None
) -> SubmittedReports:
    """Read every report in a folder and the folders in it; what begins with a dot or ``~$`` is left out.

    Args:
        folder: the folder.
        read: from a file to the reports in it.
        progress: called with each file's name.

    Raises:
        UnreadableError: there is no such folder.
    """
    if not folder.is_dir():
        raise refused(folder.name, "folder.none")
    reports: list[SubmittedReport] = []
    unreadable: list[tuple[str, Message]] = []
    days: dict[str, Delivery] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts):
            continue
        if progress:
            progress(path.name)
        try:
            if path.stem == LIST and path.suffix.lower() in _TABLES:
                days |= _days(path)
                continue
            reports += [SubmittedReport(file=name, report=report) for report in read(path)]
        except GovDisclosureError as error:
            unreadable.append((name, _reason(error)))
        except Exception as error:  # another's reader may fail in any way; forty reports must not wait for one
            unreadable.append((name, say("audit.reader_failed", reason=type(error).__name__)))
    return SubmittedReports(reports=tuple(reports), unreadable=tuple(unreadable), days=days)


def _reason(error: GovDisclosureError) -> Message:
    """Return the first fault without the file's name, which is beside it."""
    return error.faults[0].sentence if isinstance(error, UnreadableError) else error.sentence


def _days(path: Path) -> dict[str, Delivery]:
    """Read the list.

    Raises:
        UnreadableError: it cannot be opened, or is no such table.
    """
    blocks = open_document(read_whole(path), path.name).blocks
    head, *rows = next(([_texts(row) for row in block.rows] for block in blocks if isinstance(block, Grid)), [[]])
    if not set(_COLUMNS) <= set(head):
        raise refused(path.name, "audit.list")
    places = [head.index(name) for name in _COLUMNS]
    try:
        listed = [[row[place] for place in places] for row in rows]
        return {body: Delivery(*(_day(day) for day in days)) for body, *days in listed if body}
    except ValueError:
        raise refused(path.name, "audit.list") from None


def _texts(row: Sequence[PlacedCell | None]) -> list[str]:
    return ["" if cell is None else cell.text.strip() for cell in row]


def _day(text: str) -> date | None:
    return date.fromisoformat(day_as_stored(text)) if text else None


@frozen(kw_only=True)
class CellChange:
    """A cell that changed between two submissions; empty text for a blank."""

    address: str
    label: str
    before: str
    after: str


@frozen(kw_only=True)
class ResubmissionChanges:
    """What changed between two submissions (两次报送的变化).

    Attributes:
        gone: findings of the first that the second has no more.
        new: findings of the second that the first had not.
        unnamed: cells that changed though no finding about the first had named them, in printed order.
        named: how many cells changed that a finding had named.
    """

    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    unnamed: tuple[CellChange, ...]
    named: int


def compare_hand_ins(first: Report, about_first: Verdict, second: Report, about_second: Verdict) -> ResubmissionChanges:
    """Compare a second submission with the first; findings are the same where rule and cells are, whatever the figures."""
    before, after = (_by_place(one) for one in (about_first, about_second))
    style = second.standard.style
    told = {cell for one in before.values() for cell in one.cells} | set(about_first.missing)
    changed = [
        CellChange(
            address=one.address,
            label=one.label,
            before=in_digits(one.left.value, not_applicable="—", yes=style.yes, no=style.no),
            after=in_digits(one.right.value, not_applicable="—", yes=style.yes, no=style.no),
        )
        for one in compare_cells(first, second, second.standard.keys())
    ]
    return ResubmissionChanges(
        gone=tuple(one for key, one in before.items() if key not in after),
        new=tuple(one for key, one in after.items() if key not in before),
        unnamed=tuple(one for one in changed if one.address not in told),
        named=sum(one.address in told for one in changed),
    )


def _by_place(verdict: Verdict) -> dict[tuple[str, tuple[str, ...]], Finding]:
    return {(one.rule, one.cells): one for one in verdict.findings if one.severity.calls_for_action}
