"""What was collected, as a workbook (收表汇总): a line a body with its state, and every issue with a link to its cell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.areas import Issue, SubmittedReports
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.publication import as_published
from govdisclosure.exporters.sheets import LINE, TITLE, WRONG, CellStyle, add_listing, saved
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, Message, joined, say, speaking
from govdisclosure.report import Report
from govdisclosure.values import Blank, Severity

_BODIES = (("body", 26), ("id", 16), ("file", 26), ("revision", 8), ("date", 12), ("state", 10))
_BODIES_MORE = (("filled", 10), ("errors", 8), ("explain", 8), ("unfilled", 8))
_ISSUES = (
    ("severity", 9),
    ("body", 22),
    ("file", 24),
    ("sheet", 26),
    ("cell", 8),
    ("message", 80),
    ("others", 34),
    ("rule", 26),
)
_LEFT, _MIDDLE = CellStyle(size=10, across="left"), CellStyle(size=10)
_ASKS = "FFEB9C"
_FINE = "E2EFDA"
_SHADES = {"failed": WRONG, "unreadable": WRONG, "missing": WRONG, "incomplete": _ASKS, "set_aside": _ASKS, "passed": _FINE}


def write_summary(
    submissions: SubmittedReports,
    path: Path,
    copies: Mapping[Path, Path],
    *,
    language: Language | None = None,
    theme: Theme | None = None,
) -> None:
    """Write the workbook (收表情况); the same submissions give the same bytes.

    Args:
        submissions: what was collected.
        path: the workbook to write.
        copies: the copies with comments, by original; links lead to them where there are any.
        language: of the workbook; that of the reports' standard by default.
        theme: its paper and fonts; the usual ones of the standard's language by default.

    Raises:
        UnreadableError: it cannot be written there.

    Example:
        >>> make_form("cn-2021", "form.xlsx", body="civil-affairs", period=2024)
        >>> write_summary(collect("form.xlsx"), Path("collected.xlsx"), {})
        >>> Path("collected.xlsx").exists()
        True
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    with speaking(language or submissions.language):
        title = str(say("collect.book.title", period=submissions.period or ""))
        _write_bodies(book, title, list(_lines(submissions)))
        _write_issues(book, submissions, path.parent, copies)
    day = submissions.period.end if submissions.period else NO_DAY
    write_whole(path, saved(book, title=title, day=day, theme=theme or usual_theme(submissions.language)))


def _lines(submissions: SubmittedReports) -> Iterator[list[str | int | None]]:
    """Yield a line a file, and a line for each body that is missing."""
    for one in submissions.files:
        report = one.report
        severities = [issue.severity for issue in one.issues]
        yield [
            report.body_name if report else "",
            report.body.id if report else "",
            one.file,
            report.revision if report else None,
            report.signed.isoformat() if report and report.signed else "",
            one.state,
            _filled(report) if report else "",
            severities.count(Severity.ERROR),
            severities.count(Severity.EXPLAIN),
            sum(1 + len(issue.others) for issue in one.issues if issue.rule == "cell.missing"),
        ]
    bodies = submissions.bodies
    for identity in submissions.missing:
        yield [bodies.name(identity) if bodies else identity, identity, "", None, "", "missing", "", None, None, None]


def _filled(report: Report) -> str:
    """Return how many of the cells to be filled in are: ``157/160``."""
    printed = [found for found, spot in report.standard.spots.items() if spot.table.printed]
    return f"{sum(report[found] is not Blank.MISSING for found in printed)}/{len(printed)}"


def _write_bodies(book: Workbook, title: str, lines: Sequence[list[str | int | None]]) -> None:
    states = [str(line[5]) for line in lines]
    words = [say("collect.state_count", state=say(f"collect.state.{one}"), count=states.count(one)) for one in _SHADES]
    top = str(say("collect.states", states=[one for one, name in zip(words, _SHADES, strict=True) if states.count(name)]))
    looks = (_LEFT, _LEFT, _LEFT, *[_MIDDLE] * 7)
    rows = [
        [
            (str(say(f"collect.state.{value}")), evolve(look, shade=_SHADES[str(value)])) if place == 5 else (value, look)
            for place, (value, look) in enumerate(zip(line, looks, strict=True))
        ]
        for line in lines
    ]
    add_listing(book, str(say("collect.book.bodies")), [(title, TITLE), (top, LINE)], _heads(*_BODIES, *_BODIES_MORE), rows)


def _write_issues(book: Workbook, submissions: SubmittedReports, folder: Path, copies: Mapping[Path, Path]) -> None:
    files = {one.file: copies.get(one.path, one.path) for one in submissions.files if one.path is not None}
    names = {one.report.body.id: one.report.body_name for one in submissions.submitted}
    authority = next((one.report.standard.authority for one in submissions.submitted), "")
    rows: list[list[tuple[str | int | None, CellStyle]]] = []
    for issue in submissions.issues:
        body = names.get(issue.body) or (submissions.bodies.name(issue.body) if submissions.bodies else issue.body)
        others = str(joined([Message.literal(one.removeprefix(f"{issue.sheet}!")) for one in issue.others[:12]], "list"))
        message = str(as_published(issue.message, advice=issue.severity is Severity.ERROR, authority=authority)).strip()
        texts = [body, issue.file, issue.sheet, issue.cell, message, others, issue.rule]
        severity = evolve(_MIDDLE, shade=WRONG if issue.severity is Severity.ERROR else _ASKS)
        rows.append([(str(Message.of(issue.severity)), severity), *((text, _LEFT) for text in texts)])
    name, count = str(say("collect.book.issues")), str(say("collect.book.count", count=len(rows)))
    sheet = add_listing(book, name, [(name, TITLE), (count, LINE)], _heads(*_ISSUES), rows)
    for row, issue in enumerate(submissions.issues, start=4):
        if issue.file in files:
            _link(sheet, row, 5 if issue.cell else 3, files[issue.file], issue, folder)


def _link(sheet: Worksheet, row: int, column: int, file: Path, issue: Issue, folder: Path) -> None:
    """Let a cell lead to the cell that an issue is about, from wherever both files are moved together."""
    cell = sheet.cell(row, column)
    target = Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    place = f"#'{issue.sheet.replace(chr(39), chr(39) * 2)}'!{issue.cell}" if issue.cell else ""
    cell.hyperlink = f"{target}{place}"
    cell.font = Font(name=CellStyle().face, size=10, color="0563C1", underline="single")


def _heads(*columns: tuple[str, int]) -> list[tuple[str, float]]:
    return [(str(say(f"collect.head.{head}")), width) for head, width in columns]
