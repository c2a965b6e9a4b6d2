"""The audit as a workbook (审核总表): one row per body, all findings, changes since the first submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve
from openpyxl import Workbook

from govdisclosure.auditing.overview import Audit, AuditLine, Urgency
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.sheets import TITLE, WRONG, CellStyle, add_listing, saved
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, Message, say, speaking
from govdisclosure.values import Severity

_LINES = (
    ("number", 5),
    ("body", 20),
    ("handed_in", 11),
    ("late", 6),
    ("revision", 5),
    ("published", 11),
    ("verdict", 8),
    ("errors", 5),
    ("explain", 7),
    ("first", 46),
    ("cell", 26),
    ("now", 10),
    ("should_be", 10),
    ("place", 14),
    ("last_year", 10),
    ("changes", 26),
    ("remarks", 18),
    ("file", 18),
)
_FINDINGS = (("body", 24), ("severity", 8), ("message", 90), ("cells", 40), ("place", 14), ("rule", 26), ("file", 20))
_CANDIDATES = (("body", 24), ("cell", 60), ("now", 10), ("should_be", 10), ("last_year", 10), ("place", 20), ("file", 20))
_CHANGES = (("body", 24), ("what", 20), ("cell", 46), ("before", 12), ("after", 12), ("message", 70))
_WORDS, _FIGURE = CellStyle(size=10, across="left"), CellStyle(size=10)
_ASKS = "FFEB9C"


def write_audit(audit: Audit, path: Path, *, language: Language | None = None, theme: Theme | None = None) -> None:
    """Write the workbook (审核结果); the same reports give the same bytes.

    It is in the language of the reports' standard, and in its usual theme, unless another is requested.

    Args:
        audit: the audit.
        path: the workbook to write.
        language: of the workbook; that of the reports' standard by default.
        theme: its paper and fonts; the usual ones of the language by default.

    Raises:
        UnreadableError: it cannot be written there.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> audit = audit_reports(gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)]))
        >>> write_audit(audit, Path("audit.xlsx"))
        >>> Path("audit.xlsx").exists()
        True
    """
    with speaking(language or audit.language):
        write_whole(path, _workbook(audit, theme or usual_theme(audit.language)))


def _workbook(audit: Audit, theme: Theme) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    title = say("audit.book.title", period=audit.period or "")
    rows = [_row(number, one) for number, one in enumerate(audit.lines, start=1)]
    compared = any(one.changes for one in audit.lines)
    shown = [index for index, (head, _) in enumerate(_LINES) if compared or head != "changes"]
    _write(book, say("audit.sheet.lines"), title, [_LINES[one] for one in shown], [[row[one] for one in shown] for row in rows])
    book.worksheets[0].page_setup.paperSize = book.worksheets[0].PAPERSIZE_A3  # so many columns are too small on A4
    _write(book, say("audit.sheet.findings"), say("audit.sheet.findings"), _FINDINGS, list(_findings(audit)))
    candidates = list(_candidates(audit))
    if candidates:
        _write(book, say("audit.sheet.candidates"), say("audit.sheet.candidates"), _CANDIDATES, candidates)
    if compared:
        _write(book, say("audit.sheet.changes"), say("audit.sheet.changes"), _CHANGES, list(_changes(audit)))
    return saved(book, title=str(title), day=audit.period.end if audit.period else NO_DAY, theme=theme)


Cell = tuple[str | int | None, CellStyle]


def _write(
    book: Workbook, name: Message, title: Message, columns: Sequence[tuple[str, int]], rows: Sequence[list[Cell]]
) -> None:
    heads = [(str(say(f"audit.head.{head}")), width) for head, width in columns]
    add_listing(book, str(name), [(str(title), TITLE)], heads, rows, frozen=2)


_SHADES = {
    Urgency.PUBLISHED_AND_WRONG: WRONG,
    Urgency.WRONG: WRONG,
    Urgency.ABSENT: WRONG,
    Urgency.UNREADABLE: WRONG,
    Urgency.INCOMPLETE: _ASKS,
    Urgency.TO_EXPLAIN: _ASKS,
}


def _row(number: int, line: AuditLine) -> list[Cell]:
    candidate = line.first.candidates[0] if line.first and line.first.candidates else None
    only = candidate if line.first and len(line.first.candidates) == 1 else None
    report = line.report
    figures: list[str | int | None] = [
        only.now if only else "",
        only.should_be if only else "",
        line.first.place if line.first else "",
        (line.first.last_year or "") if line.first else "",
    ]
    return [
        (number, _FIGURE),
        (line.name, _WORDS),
        (_day(line, "handed_in"), _FIGURE),
        (line.days_late or "", _FIGURE),
        (report.revision if report else "", _FIGURE),
        (_day(line, "published"), _FIGURE),
        (str(verdict_in_words(line)), evolve(_FIGURE, shade=_SHADES.get(line.urgency))),
        (line.errors if report else "", _FIGURE),
        (line.to_explain if report else "", _FIGURE),
        (str(line.first_words), _WORDS),
        (_cells(line), _WORDS),
        *((one, _FIGURE) for one in figures),
        (_changed(line), _WORDS),
        ("\n".join(str(one) for one in line.remarks), _WORDS),
        (line.file, _WORDS),
    ]


def _cells(line: AuditLine) -> str:
    """Return the cells of the first thing to say: those that are told one by one, the others by ranges of rows."""
    if line.first is None:
        return ""
    told = line.first.told if line.first.is_open else line.first.candidates
    return "\n".join(str(one) for one in (*(cell.name for cell in told), line.first.others) if one is not None)


def verdict_in_words(line: AuditLine) -> Message:
    """Return the verdict on a body's report in a word."""
    if line.absent:
        return say("audit.verdict.absent")
    if line.verdict is None:
        return say("audit.verdict.unreadable")
    found = line.verdict.verdict
    return say(f"audit.verdict.{'incomplete' if line.lacking and found == 'passed' else found}")


def _candidates(audit: Audit) -> Iterator[list[Cell]]:
    """Yield all cells of which the figures do not tell which is wrong."""
    for line in audit.lines:
        for cell in (cell for issue in line.points if issue.is_open for cell in issue.candidates):
            place = line.report.cells[cell.address].origin.address if line.report else None
            texts = (str(cell.label), cell.now, cell.should_be, cell.last_year or "", place or "", line.file)
            yield [(line.name, _WORDS), *((text, _WORDS) for text in texts)]


def _day(line: AuditLine, which: str) -> str:
    if line.delivery is None:
        return str(say("audit.unknown")) if line.report else ""
    day = getattr(line.delivery, which)
    return str(day) if day else str(say(f"audit.not.{which}"))


def _changed(line: AuditLine) -> str:
    if line.changes is None:
        return ""
    found = line.changes
    facts = {"gone": len(found.gone), "new": len(found.new), "named": found.named, "unnamed": len(found.unnamed)}
    return str(say("audit.changes", **facts))


def _findings(audit: Audit) -> Iterator[list[Cell]]:
    shades = {Severity.ERROR: WRONG, Severity.WARNING: _ASKS, Severity.EXPLAIN: _ASKS}
    for line in audit.lines:
        unchecked = [one.finding for one in line.points if line.verdict and one.finding not in line.verdict.findings]
        for one in (*line.verdict.findings, *unchecked) if line.verdict else ():
            if not one.severity.calls_for_action:
                continue
            texts = (str(one.message), "\n".join(one.cells[:12]), "\n".join(one.where[:6]), one.rule, line.file)
            weight = str(say("audit.severity", severity=one.severity))
            yield [
                (line.name, _WORDS),
                (weight, evolve(_FIGURE, shade=shades[one.severity])),
                *((text, _WORDS) for text in texts),
            ]


def _changes(audit: Audit) -> Iterator[list[Cell]]:
    for line in audit.lines:
        if line.changes is None:
            continue
        for cell in line.changes.unnamed:
            texts = (str(say("audit.change.unnamed")), f"{cell.label}\n{cell.address}", cell.before, cell.after, "")
            yield [(line.name, _WORDS), *((text, evolve(_WORDS, shade=WRONG)) for text in texts)]
        for key, findings in (("new", line.changes.new), ("gone", line.changes.gone)):
            for one in findings:
                texts = (str(say(f"audit.change.{key}")), "\n".join(one.cells[:12]), "", "", str(one.message))
                yield [(line.name, _WORDS), *((text, _WORDS) for text in texts)]
