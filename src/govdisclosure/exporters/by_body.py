"""The reports of many bodies in one file (分机关统计): a workbook with a line a body, a Parquet table, report JSON lines.

A workbook is for looking and comparing, a Parquet table for programs: a line a cell. Report JSON loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from math import ceil
from typing import Any, BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.compat import safe_string
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter as letter

from govdisclosure.errors import UnknownFormatError, importing
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.sheets import HEAD_SHADE, CellStyle, saved, text_cell, text_width
from govdisclosure.standards import Spot
from govdisclosure.values import Kind, Severity, Value, number_of

_HEADS = ("body", "name", "period", "verdict", "errors")
_WIDTHS = (18, 30, 24, 12, 9)
_HEAD = PatternFill("solid", fgColor=HEAD_SHADE)
_A3 = 8
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_PLAIN, _BOLD = Font(name=CellStyle().face, size=11), Font(name=CellStyle().face, size=11, bold=True)
_LEFT, _MIDDLE = (Alignment(horizontal=across, vertical="center", wrap_text=True) for across in ("left", "center"))
_LONGEST_TEXT = 32_767  # characters of a cell in Excel, which takes a file with more of them for damaged
_ROUNDED = 10**15  # a spreadsheet keeps no more digits of a number
_END_OF_ROWS = b"</sheetData>"
_SIGNS = tuple("=+-@")
"""What a text may begin with that Excel, when somebody edits it, would take for a formula."""


def write_json_lines(publications: Sequence[PublishedReport], stream: BinaryIO) -> None:
    """Write report JSON, a report a line."""
    for publication in publications:
        stream.write((json.dumps(publication.report.to_dict(), ensure_ascii=False) + "\n").encode("utf-8"))


def write_parquet(publications: Sequence[PublishedReport], stream: BinaryIO) -> None:
    """Write a table with a line for each cell of each report: the columns of its data frame, and the verdict on the report.

    Raises:
        MissingExtraError: polars is not installed.
        TabulationError: a number has more digits than a frame holds.
    """
    with importing("tables"):
        import polars as pl
    frames = [
        publication.report.to_frame().with_columns(verdict=pl.lit(publication.verdict.verdict)) for publication in publications
    ]
    pl.concat(frames).write_parquet(stream)


def write_workbook(publications: Sequence[PublishedReport], stream: BinaryIO) -> None:
    """Write a workbook: a sheet a table, with a line a body; and the findings of all bodies on a sheet of their own."""
    book = Workbook(write_only=True)
    rows: dict[str, bytes] = {}
    first = publications[0].report
    draft = publications[0].label("document.state.failed")
    about = [_about(one) for one in publications]
    absent = frozenset.intersection(*(one.report.absent_tables for one in publications))
    for table in (one for one in first.standard.tables if one.printed and one.key not in absent):
        spots = [spot for spot in first.standard.spots.values() if spot.table is table and spot.kind is not Kind.HEADING]
        heads = (*_heads(publications[0], _HEADS), *(_head(spot, publications[0]) for spot in spots))
        heading = publications[0].heading(table.heading) or table.key
        addresses = [spot.address for spot in spots]
        lines = (
            (*known, *[_shown(one, address) for address in addresses]) for one, known in zip(publications, about, strict=True)
        )
        made = _sheet(book, _title(book, heading), heads, lines, draft=draft)
        rows[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = made
    heads = _heads(publications[0], ("body", "name", "severity", "rule", "message", "cells"))
    made = _sheet(
        book,
        _title(book, publications[0].label("document.findings")),
        heads,
        _findings(publications),
        widths=(18, 30, 10, 28, 80, 40),
        still="A2",
    )
    rows[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = made

    def with_rows(part: str, content: bytes) -> bytes:
        return content.replace(_END_OF_ROWS, rows[part] + _END_OF_ROWS, 1) if part in rows else content

    theme = publications[0].theme
    stream.write(saved(book, title=publications[0].title, day=first.period.end, theme=theme, edit=with_rows))


def _heads(publication: PublishedReport, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(publication.label(f"document.head.{name}") for name in names)


def _head(spot: Spot, publication: PublishedReport) -> str:
    return publication.label("document.with_unit", label=spot.label, unit=spot.unit) if spot.unit else spot.label


def _about(publication: PublishedReport) -> tuple[Value | None, ...]:
    """Return the cells of a line that say which report it is."""
    report, verdict = publication.report, publication.verdict
    return (
        report.body.id,
        report.body.name or "",
        str(report.period),
        publication.label(f"document.state.{verdict.verdict}"),
        sum(finding.severity is Severity.ERROR for finding in verdict.findings),
    )


def _shown(publication: PublishedReport, address: str) -> Value | None:
    """Return what a cell shows: a number as a number, everything else as the standard prints it."""
    value = publication.report[address]
    if type(value) is int:  # by far the most
        return value
    number = number_of(value)
    return (publication.printed(address) or None) if number is None else number


def _findings(publications: Sequence[PublishedReport]) -> Iterator[tuple[Value | None, ...]]:
    for publication in publications:
        for found in publication.verdict.findings:
            body = publication.report.body
            yield (
                body.id,
                body.name or "",
                getattr(found.severity, publication.language),
                found.rule,
                publication.finding(found),
                "\n".join(found.cells),
            )


def _title(book: Workbook, name: str) -> str:
    short = "".join(sign for sign in legible(name) if sign not in "[]:*?/\\'").strip()[:28] or "统计表"
    taken = set(book.sheetnames)
    return next(one for one in (short, *(f"{short}{number}" for number in range(2, 999))) if one not in taken)


def _sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    lines: Iterator[tuple[Value | None, ...]],
    *,
    draft: str = "",
    widths: Sequence[float] = _WIDTHS,
    still: str = "C2",
) -> bytes:
    """Add a sheet with its head, and return its other rows."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = still
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    wide = (*widths, *repeat(14, len(heads) - len(widths)))
    for number, width in enumerate(wide, start=1):
        sheet.column_dimensions[letter(number)].width = width
    lines_of_head = max(ceil(text_width(head) / (width - 1)) for head, width in zip(heads, wide, strict=True))
    sheet.row_dimensions[1].height = 16 * lines_of_head + 6
    sheet.append(_dressed(sheet, head, _BOLD, _MIDDLE, _HEAD) for head in heads)
    return _rows(sheet, lines, [letter(number) for number in range(1, len(heads) + 1)], draft)


def _dressed(sheet: Any, value: str, look: Font, across: Alignment, shade: PatternFill | None) -> Any:
    """Return a cell of a text that looks as it should; whatever a text begins with, it is text."""
    made: Any = WriteOnlyCell(sheet)
    made.font, made.alignment = look, across
    if shade is not None:
        made.fill = shade
    if value:
        made.value, made.data_type = legible(value), "s"
        made.quotePrefix = value[:1] in _SIGNS
    return made


def _rows(sheet: Any, lines: Iterator[tuple[Value | None, ...]], letters: Sequence[str], draft: str) -> bytes:
    """Return the rows of a sheet below its head as XML: a cell object for each of some hundred thousand figures takes long."""

    @cache
    def look(across: Literal["left", "middle"], *, sign: str = "", wrong: bool = False) -> str:
        cell = _dressed(sheet, sign, _PLAIN, _LEFT if across == "left" else _MIDDLE, _WRONG if wrong else None)
        return f' s="{cell.style_id}"'

    left, middle = look("left"), f'{look("middle")} t="n"'
    rows = []
    for number, line in enumerate(lines, start=2):
        wrong = draft in line[3:4]
        cells = []
        for column, (above, value) in enumerate(zip(letters, line, strict=True)):
            if type(value) is int and -_ROUNDED < value < _ROUNDED:
                cells.append(f'<c r="{above}{number}"{middle}><v>{value}</v></c>')
            elif value is None:
                cells.append(f'<c r="{above}{number}"{middle}/>')
            elif isinstance(value, str):
                sign, shaded = value[0] if value[:1] in _SIGNS else "", wrong and column == 3
                style = look("left", sign=sign, wrong=shaded) if sign or shaded else left
                cells.append(text_cell(f"{above}{number}", style, legible(value)[:_LONGEST_TEXT]))
            else:
                cells.append(f'<c r="{above}{number}"{middle}><v>{safe_string(value)}</v></c>')
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(rows).encode()


WRITERS: Mapping[str, Callable[[Sequence[PublishedReport], BinaryIO], None]] = {
    ".xlsx": write_workbook,
    ".parquet": write_parquet,
    ".jsonl": write_json_lines,
}


def writer_of(suffix: str) -> Callable[[Sequence[PublishedReport], BinaryIO], None]:
    """Return what writes the reports of many bodies into one file of a suffix.

    Raises:
        UnknownFormatError: nothing does.
    """
    found = WRITERS.get(suffix.lower())
    if found is None:
        raise UnknownFormatError("write.by_body_format", found=suffix or "?", known=list(WRITERS))
    return found
