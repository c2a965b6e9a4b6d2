"""The reports of many bodies in one file (分机关统计): a workbook with a line a body, a Parquet table, report JSON lines.

A workbook is for looking and comparing, a Parquet table for programs: a line a cell. Report JSON loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from itertools import repeat
from math import ceil
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter as letter

from govdisclosure.errors import UnknownFormatError, importing
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.sheets import HEAD_SHADE, CellStyle, saved, text_width
from govdisclosure.standards import Spot
from govdisclosure.values import Kind, Severity, Value, number_of

_HEADS = ("body", "name", "period", "verdict", "errors")
_WIDTHS = (18, 30, 24, 12, 9)
_HEAD = PatternFill("solid", fgColor=HEAD_SHADE)
_A3 = 8
_WRONG = PatternFill("solid", fgColor="FFC7CE")


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
    first = publications[0].report
    draft = publications[0].label("document.state.failed")
    absent = frozenset.intersection(*(one.report.absent_tables for one in publications))
    for table in (one for one in first.standard.tables if one.printed and one.key not in absent):
        spots = [spot for spot in first.standard.spots.values() if spot.table is table and spot.kind is not Kind.HEADING]
        heads = (*_heads(publications[0], _HEADS), *(_head(spot, publications[0]) for spot in spots))
        heading = publications[0].heading(table.heading) or table.key
        _sheet(book, _title(book, heading), heads, _bodies(publications, spots), draft=draft)
    heads = _heads(publications[0], ("body", "name", "severity", "rule", "message", "cells"))
    _sheet(
        book,
        _title(book, publications[0].label("document.findings")),
        heads,
        _findings(publications),
        widths=(18, 30, 10, 28, 80, 40),
        still="A2",
    )
    stream.write(saved(book, title=publications[0].title, day=first.period.end, theme=publications[0].theme))


def _heads(publication: PublishedReport, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(publication.label(f"document.head.{name}") for name in names)


def _head(spot: Spot, publication: PublishedReport) -> str:
    return publication.label("document.with_unit", label=spot.label, unit=spot.unit) if spot.unit else spot.label


def _bodies(publications: Sequence[PublishedReport], spots: Sequence[Spot]) -> Iterator[tuple[Value | None, ...]]:
    for publication in publications:
        report = publication.report
        errors = sum(finding.severity is Severity.ERROR for finding in publication.verdict.findings)
        about = (
            report.body.id,
            report.body.name or "",
            str(report.period),
            publication.label(f"document.state.{publication.verdict.verdict}"),
            errors,
        )
        yield (*about, *(_shown(publication, spot.address) for spot in spots))


def _shown(publication: PublishedReport, address: str) -> Value | None:
    """Return what a cell shows: a number as a number, everything else as the standard prints it."""
    value = publication.report[address]
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
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = still
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    wide = (*widths, *repeat(14, len(heads) - len(widths)))
    for number, width in enumerate(wide, start=1):
        sheet.column_dimensions[letter(number)].width = width
    lines_of_head = max(ceil(text_width(head) / (width - 1)) for head, width in zip(heads, wide, strict=True))
    sheet.row_dimensions[1].height = 16 * lines_of_head + 6
    font, bold = Font(name=CellStyle().face, size=11), Font(name=CellStyle().face, size=11, bold=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)

    def dressed(look: Font, across: Alignment, shade: PatternFill | None) -> Any:
        made: Any = WriteOnlyCell(sheet)
        made.font, made.alignment = look, across
        if shade is not None:
            made.fill = shade
        return made

    styles: dict[tuple[int, ...], StyleArray] = {}  # the workbook searches its fonts and alignments once for each look

    def cell(value: Value | None, look: Font, across: Alignment, shade: PatternFill | None = None) -> Any:
        key = id(look), id(across), id(shade)
        if key not in styles:
            styles[key] = dressed(look, across, shade)._style
        made: Any = WriteOnlyCell(sheet)
        made._style = copy(styles[key])
        if isinstance(value, str) and value:
            made.value, made.data_type = legible(value), "s"  # whatever it begins with, text is text
            made.quotePrefix = value[:1] in tuple("=+-@")
        elif value != "":
            made.value = value
        return made

    sheet.append(cell(head, bold, middle, _HEAD) for head in heads)
    for line in lines:
        wrong = draft in line[3:4]
        sheet.append(
            cell(value, font, left if isinstance(value, str) else middle, _WRONG if wrong and number == 3 else None)
            for number, value in enumerate(line)
        )


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
