"""Tracer figures and labels (示踪数据): whether a document prints each figure once, whole, and under its own label.

In a traced report every figure and every label of a row or column is one of a kind. So wherever a document prints one, it is
known which it is: a figure beside the label of another row, under the head of another column, ten times too large, or left out
shows, whatever the format looks like.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import define, evolve, frozen

from govdisclosure.errors import MissingExtraError, UnreadableError
from govdisclosure.exact.decimals import parsed
from govdisclosure.formats.document import Grid
from govdisclosure.formats.sniffing import open_document
from govdisclosure.report import Cell, Report
from govdisclosure.standards.model import Spot
from govdisclosure.testing.surroundings import inside, text_of
from govdisclosure.values import Kind

FIRST = 7_000_003
"""The first tracer figure: seven digits, so that no page number, year or other figure of a document is one."""
_NUMERALS = "甲乙丙丁戊己庚辛壬癸"
_ROW, _COLUMN = "轨", "栏"
_NUMBER = r"(?<![\d.])\d[\d,，]*(?:\.\d+)?"
_LABELS_AND_NUMBERS = re.compile(rf"[{_ROW}{_COLUMN}][{_NUMERALS}]{{4}}|{_NUMBER}")


@frozen(kw_only=True)
class TracedReport:
    """A report in which every figure and every label is one of a kind.

    Attributes:
        report: the report; its relations do not hold, so it goes with the verdict of another.
        figures: by figure, the address of the cell.
        labels: by label, the key of the row, or the keys of the table and column.
    """

    report: Report
    figures: Mapping[Decimal, str]
    labels: Mapping[str, str | tuple[str, str]]


def traced(report: Report) -> TracedReport:
    """Return a report with tracers in place of its labels and of the figures of its printed tables."""
    labels: dict[str, str | tuple[str, str]] = {}
    tables = []
    for table in report.standard.tables:
        rows, columns = [], []
        for row in table.rows:
            rows.append(evolve(row, label=_label(_ROW, len(labels))))
            labels[rows[-1].label] = row.key
        for column in table.columns:
            columns.append(evolve(column, label=_label(_COLUMN, len(labels))))
            labels[columns[-1].label] = (table.key, column.key)
        tables.append(evolve(table, rows=tuple(rows), columns=tuple(columns)))
    standard = evolve(report.standard, tables=tuple(tables))
    cells, figures = dict(report.cells), {}
    spots = [spot for spot in standard.spots.values() if spot.table.printed and spot.kind.is_figure]
    for number, spot in enumerate(spots, start=FIRST):
        cells[spot.address] = Cell(value=number if spot.kind is Kind.COUNT else Decimal(number))
        figures[Decimal(number)] = spot.address
    return TracedReport(
        report=evolve(report, standard=standard, cells=cells, text=dict.fromkeys(report.text, "说明")),
        figures=figures,
        labels=labels,
    )


def misplaced(sample: TracedReport, data: bytes, *, labelled: bool = True, repeated: bool = False) -> Iterator[str]:
    """Yield what is wrong with the figures of a traced report's document, in words for a developer.

    Nothing is said of a document in which no figure, label or address is text, such as one that only its own reader opens.

    Args:
        sample: the report.
        data: the document.
        labelled: whether figures are beside their labels; else each is behind its cell's address.
        repeated: whether a figure may be printed more than once.
    """
    seen: dict[str, int] = {}
    for address, fault in _judged(sample, data) if labelled else _by_address(sample, data):
        seen[address] = seen.get(address, 0) + 1
        if fault:
            yield f"{address} {fault}"
    names = sample.labels if labelled else sample.figures.values()
    if seen or any(name in text for text in texts_of(data) for name in names):
        yield from (f"{one} is not printed, or not in full" for one in sample.figures.values() if one not in seen)
    if not repeated:
        yield from (f"{one} is printed {count} times" for one, count in seen.items() if count > 1)


def blocks_of(data: bytes) -> Sequence[Grid | str]:
    """Return what a document shows, in reading order: its tables and paragraphs, or else the text of its parts."""
    try:
        blocks = open_document(data, "document").blocks
    except (UnreadableError, MissingExtraError):
        return [text_of(part) for _, part in inside(data)]
    return [block if isinstance(block, Grid) else block.text for block in blocks]


def texts_of(data: bytes) -> Iterator[str]:
    """Yield the texts that a document shows: those of cells, and paragraphs."""
    for block in blocks_of(data):
        yield from _texts(block) if isinstance(block, Grid) else (block,)


# ----------------------------------------------------------------------------------------------------------- under its label


@define
class _Labels:
    """The labels that are nearest to a figure, of a row and of a column; empty where there is none."""

    row: str = ""
    column: str = ""

    def take(self, text: str) -> None:
        if text.startswith(_ROW):
            self.row = text
        else:
            self.column = text


class _Judge:
    """Judges the place of each figure by the labels before it, in a table also by those above it."""

    def __init__(self, sample: TracedReport, printed: Collection[str]) -> None:
        self.sample = sample
        self.printed = printed
        self.figures = frozenset(sample.figures.values())
        self.heads: dict[int, _Labels] = {}
        """The labels above, by the column of the grid; a table that goes on on another page has those of the page before."""
        self.before = _Labels()
        """In a text, the labels of the last line that has any."""
        self.place = 0
        """In a text, how many figures came behind them."""

    def text(self, piece: str) -> Iterator[tuple[str, str]]:
        """Yield the figures of a text: each is behind its labels, or in a row under heads that are all in one line."""
        for line in piece.splitlines():
            found = _found(line)
            labels = [text for text in found if text in self.sample.labels]
            if labels:
                self.before, self.place = _Labels(), 0
            for text in found:
                if text in self.sample.labels:
                    self.before.take(text)
                elif address := self.sample.figures.get(_value(text)):
                    heads = [one for one in self.heads.values() if self.is_over_figure(one, address)]
                    yield address, self.fault(address, self.before, dict(enumerate(heads)).get(self.place, _Labels()))
                    self.place += 1
            if labels and not self.place and (len(labels) > 1 or labels[0].startswith(_COLUMN)):
                self.heads = {number: _Labels(*_sorted(text)) for number, text in enumerate(labels)}

    def is_over_figure(self, head: _Labels, address: str) -> bool:
        """Whether there is a figure under a head, in the row of a cell: dates and words are none, and have no place."""
        key = self.sample.labels.get(head.column)
        row = self.sample.report.standard.spots[address].row.key
        return not isinstance(key, tuple) or f"{row}/{key[1]}" in self.figures

    def grid(self, grid: Grid) -> Iterator[tuple[str, str]]:
        """Yield the figures of a grid: each is right of its row's label and under its column's, or the other way round."""
        done: set[int] = set()
        for row in grid.rows:
            before = _Labels()
            for column, cell in enumerate(row):
                for text in _found(cell.text) if cell is not None else ():
                    if text in self.sample.labels:
                        before.take(text)
                        self.heads[column] = evolve(self.heads.get(column, _Labels()))
                        self.heads[column].take(text)
                    elif (address := self.sample.figures.get(_value(text))) and id(cell) not in done:
                        yield address, self.fault(address, before, self.heads.get(column, _Labels()))
                done.add(id(cell))

    def fault(self, address: str, before: _Labels, above: _Labels) -> str:
        """Return what is wrong with the place of a figure, nothing where it is right."""
        spot = self.sample.report.standard.spots[address]
        row = before.row or ("" if before.column else self.row_without_label(spot)) or above.row
        column = before.column or above.column
        if spot.row.label != row:
            return f"is beside the label of {self._named(row)}"
        if spot.column is not None and spot.column.label in self.printed and spot.column.label != column:
            return f"is under the head of {self._named(column)}"
        return ""

    def row_without_label(self, spot: Spot) -> str:
        """Return the label of the one row of a table, where the document does not print it."""
        return spot.row.label if len(spot.table.rows) == 1 and spot.row.label not in self.printed else ""

    def _named(self, label: str) -> str:
        key = self.sample.labels.get(label, "nothing")
        return key if isinstance(key, str) else "/".join(key)


def _judged(sample: TracedReport, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each tracer figure of a document by its cell's address, with what is wrong with its place."""
    blocks = blocks_of(data)
    texts = [block if isinstance(block, str) else " ".join(_texts(block)) for block in blocks]
    judge = _Judge(sample, {text for piece in texts for text in _found(piece)})
    for block in blocks:
        yield from judge.text(block) if isinstance(block, str) else judge.grid(block)


def _by_address(sample: TracedReport, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each tracer figure by its cell's address, with the address before it where that is another one's."""
    addresses = sorted(sample.report.standard.spots, key=len, reverse=True)
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, addresses))})|{_NUMBER}")
    before = ""
    for block in blocks_of(data):
        for match in pattern.finditer(block if isinstance(block, str) else " ".join(_texts(block))):
            if match[0] in sample.report.standard.spots:
                before = match[0]
            elif address := sample.figures.get(_value(match[0])):
                yield address, "" if address == before else f"is behind the address {before or 'of nothing'}"


# ------------------------------------------------------------------------------------------------------------------- helpers


def _texts(grid: Grid) -> Iterator[str]:
    """Yield the texts of a grid's cells, each once: a merged one is in several places."""
    return (cell.text for cell in {id(cell): cell for row in grid.rows for cell in row if cell is not None}.values())


def _found(text: str) -> list[str]:
    """Return the labels and numbers in a text, in order."""
    return _LABELS_AND_NUMBERS.findall(text)


def _sorted(label: str) -> tuple[str, str]:
    """Return a label as that of a row, or of a column."""
    return (label, "") if label.startswith(_ROW) else ("", label)


def _label(sort: str, number: int) -> str:
    return sort + "".join(_NUMERALS[int(digit)] for digit in f"{number:04}")


def _value(text: str) -> Decimal:
    return Decimal(parsed(text.replace(",", "").replace("，", "")) or 0)
