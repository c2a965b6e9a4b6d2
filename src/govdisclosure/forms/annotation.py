"""Annotated copies of filled forms (批注): comments and colours at the cells concerned; originals stay unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from attrs import evolve
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.areas import Issue, SubmittedReports
from govdisclosure.errors import refused
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.publication import as_published
from govdisclosure.exporters.sheets import add_sheet, saved, text_width
from govdisclosure.folders import write_whole
from govdisclosure.forms.books import open_book
from govdisclosure.forms.layout import IDENTITY
from govdisclosure.messages import Language, say, speaking
from govdisclosure.values import Severity

_AUTHOR = "govdisclosure"
_FILLS = {Severity.ERROR: "FF9999", Severity.WARNING: "FFEB9C", Severity.EXPLAIN: "FFEB9C", Severity.INFO: "DDEBF7"}
_GRAVEST = list(Severity)
_NO_CLOCK = datetime(2000, 1, 1)


def annotate(submissions: SubmittedReports, folder: Path, *, language: Language | None = None) -> Iterator[Path]:
    """Write a copy of each form with issues into a folder, and yield the copies' paths; an .xls or .ods becomes .xlsx.

    The comments are in ``language``, by default that of the form's standard.

    Raises:
        UnreadableError: a copy would take the place of an original.
        OSError: it cannot be written there.
    """
    for one in submissions.submitted:
        if one.issues:
            path = folder / copy_name(one.file)
            if one.path is not None and path.exists() and path.samefile(one.path):
                raise refused(one.file, "collect.onto_original")
            authority = one.report.standard.authority
            issues = [evolve(it, message=as_published(it.message, advice=True, authority=authority)) for it in one.issues]
            spoken = language or one.report.standard.language
            write_whole(path, annotated(one.file, one.original, issues, language=spoken))
            yield path


def copy_name(file: str) -> str:
    """Return the name of a form's annotated copy."""
    stem, dot, suffix = file.replace("/", "_").rpartition(".")
    return f"{stem}.xlsx" if suffix.lower() == "xlsx" else f"{stem}{dot}{suffix}.xlsx"


def annotated(name: str, data: bytes, issues: Sequence[Issue], *, language: Language = "zh") -> bytes:
    """Return a copy of a form with a comment and a colour at each cell that an issue is about (批注).

    Args:
        name: the form's file name.
        data: its bytes.
        issues: what there is to say, as ``issues_of`` returns it.
        language: the language of the comments.

    Example:
        >>> make_form("cn-2021", "form.xlsx", body="civil-affairs", period=2024)
        >>> (file,) = collect("form.xlsx").files
        >>> annotated(file.file, Path("form.xlsx").read_bytes(), file.issues)[:2]
        b'PK'
    """
    book = _copy(name, data)
    by_cell: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        by_cell[issue.sheet, issue.cell].append(issue)
    whole: list[str] = []
    for (title, place), some in by_cell.items():
        with speaking(language):
            text = "\n".join(_words(one) for one in some)
        if title in book.sheetnames and place:
            _mark(book[title], place, text, min((one.severity for one in some), key=_GRAVEST.index))
        else:
            whole.append(text)
    if whole:
        _mark(book.worksheets[0], "A1", "\n".join(whole), Severity.WARNING)
    return saved(book, theme=None)


def _words(issue: Issue) -> str:
    words = str(say("collect.comment", severity=issue.severity, message=issue.message))
    if not issue.others:
        return words
    shown = [one.removeprefix(f"{issue.sheet}!") for one in issue.others[:8]]
    return words + str(say("collect.comment_others", cells=shown, more="…" if len(issue.others) > 8 else ""))


def _mark(sheet: Worksheet, place: str, text: str, severity: Severity) -> None:
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        ranges = [one for one in sheet.merged_cells.ranges if place in one]
        cell = sheet.cell(ranges[0].min_row, ranges[0].min_col)
    if not isinstance(cell, Cell):
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    lines = sum(text_width(line) // 44 + 1 for line in text.splitlines())
    cell.comment = Comment(legible(before + text), _AUTHOR, height=30 + 18 * min(lines, 24), width=340)
    cell.fill = PatternFill("solid", fgColor=_FILLS[severity])


def _copy(name: str, data: bytes) -> Workbook:
    """Return the form as a workbook that can be written: as it is, or, of another format, with its cells only."""
    if data[:2] == b"PK" and b"mimetypeapplication/vnd.oasis" not in data[:120]:
        try:
            return load_workbook(BytesIO(data))
        except Exception:  # noqa: S110 - whatever openpyxl makes of other programs' files, there is another way
            pass
    return _values(name, data)


def _values(name: str, data: bytes) -> Workbook:
    found = open_book(name, data)
    book = Workbook()
    book.remove(book.worksheets[0])
    for title in found.sheets:
        if title == IDENTITY:
            continue
        sheet = add_sheet(book, title)
        sheet.title = title  # as the issues name it
        for number, row in enumerate(found.rows(title), start=1):
            for column, value in enumerate(row, start=1):
                if value not in ("", None):
                    cell = sheet.cell(number, column)
                    cell.value = legible(value) if isinstance(value, str) else value
                    if isinstance(value, str):
                        cell.data_type = "s"
    return book
