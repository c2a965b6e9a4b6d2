"""What a register's file holds (工作表): sheets of cells, whatever the suffix says; the content decides.

An HTML table or separated text named ``.xls`` is the usual export of government systems.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import field, frozen
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from govdisclosure.errors import refused

_LARGEST = 200_000_000
_BLOCK = 10_000
_SAVE_AS = {".et": "xlsx", ".wps": "docx", ".doc": "docx"}


@frozen(kw_only=True)
class Sheet:
    """One sheet of a register.

    Attributes:
        name: as printed; empty where the file has no sheets.
        read: gives its rows from the first on, empty ones too, so that a row's place is its number; each call begins anew.
        height: how many rows there are.
        merged: ranges of merged cells: first row, first column, last row, last column, from 0.
    """

    name: str
    read: Callable[[], Iterable[Sequence[Any]]] = field(repr=False)
    height: int
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def top(self, rows: int) -> list[Sequence[Any]]:
        """Return the first rows."""
        return list(islice(self.read(), rows))

    def blocks(self) -> Iterator[tuple[int, list[Sequence[Any]]]]:
        """Yield the rows in blocks, each with the number of its first: not all are in memory at once."""
        rows = iter(self.read())
        start = 0
        while block := list(islice(rows, _BLOCK)):
            yield start, block
            start += len(block)


def plain(value: object) -> str:
    """Return a cell's text without spaces and with half-width signs: spelling, never meaning."""
    if value.__class__ is not str:
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        value = str(value)
    return "".join(value.split()) if value.isascii() else _spelt(value)


@lru_cache(maxsize=50_000)  # registers repeat their words
def _spelt(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of a register.

    Raises:
        UnreadableError: the file is no workbook, table or separated text, or its kind has to be saved as another first.
    """
    wanted = _SAVE_AS.get(path.suffix.lower())
    if wanted:
        raise refused(path.name, "intake.save_as", suffix=path.suffix.lower(), wanted=wanted)
    try:
        if path.stat().st_size > _LARGEST:
            raise refused(path.name, "intake.too_large", most=_LARGEST // 1_000_000)
        data = path.read_bytes()
    except OSError:
        raise refused(path.name, "intake.no_file") from None
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return tuple(_workbook(path, data))
    text = _decoded(path, data)
    if "<table" in text[:100_000].lower():
        return tuple(_tables(text))
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = "\t" if "\t" in first else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise refused(path.name, "csv.broken") from None
    return (Sheet(name="", read=lambda: rows, height=len(rows)),)


def _workbook(path: Path, data: bytes) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            ranges = sheet.merged_cell_ranges or []
            merged = tuple((first[0], first[1], last[0], last[1]) for first, last in ranges)
            yield Sheet(name=name, read=partial(_rows, sheet), height=sheet.end[0] + 1 if sheet.end else 0, merged=merged)
    except CalamineError:
        raise refused(path.name, "intake.no_workbook") from None


def _rows(sheet: CalamineSheet) -> Iterable[list[Any]]:
    """Return the rows; calamine leaves the empty columns before the first filled one out."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return ([*left, *row] for row in sheet.iter_rows()) if left else sheet.iter_rows()


def _decoded(path: Path, data: bytes) -> str:
    codings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refused(path.name, "intake.no_text")


class _Tables(HTMLParser):
    """The tables of a page; cells that span others are kept as merged ranges."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[list[list[str]], list[tuple[int, int, int, int]]]] = []
        self.taken: set[tuple[int, int]] = set()
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if tag == "table":
            self.tables.append(([], []))
            self.taken = set()
        elif tag == "tr" and self.tables:
            self.close()
            self.tables[-1][0].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1][0]:
            self.close()
            told = dict(attrs)
            down, across = (told.get(name) or "1" for name in ("rowspan", "colspan"))
            self.span = tuple(min(int(one), 1000) if one.isdecimal() and int(one) else 1 for one in (down, across))  # type: ignore[assignment]
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th", "tr", "table"):
            self.close()

    def handle_data(self, data: str) -> None:
        """Gather a cell's text."""
        if self.cell is not None:
            self.cell.append(data)

    def close(self) -> None:
        """Put the open cell in its place."""
        if self.cell is None:
            return
        rows, merged = self.tables[-1]
        here, row = len(rows) - 1, rows[-1]
        while (here, len(row)) in self.taken:
            row.append("")
        column = len(row)
        down, across = self.span
        row.append("".join(self.cell).strip())
        self.cell = None
        if down > 1 or across > 1:
            merged.append((here, column, here + down - 1, column + across - 1))
            self.taken |= {(here + y, column + x) for y in range(down) for x in range(across) if (y, x) != (0, 0)}


def _tables(text: str) -> Iterator[Sheet]:
    parser = _Tables()
    parser.feed(text)
    HTMLParser.close(parser)
    _Tables.close(parser)
    for number, (rows, merged) in enumerate(parser.tables, start=1):
        name = "" if len(parser.tables) == 1 else f"table {number}"
        yield Sheet(name=name, read=partial(_again, rows), height=len(rows), merged=tuple(merged))


def _again(rows: list[list[str]]) -> list[list[str]]:
    return rows
