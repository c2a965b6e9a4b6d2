"""What is said to a body in plain words (白话): cells by row and column as the form prints them, relations without keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from attrs import evolve

from govdisclosure.messages import Message, joined, say
from govdisclosure.report import Finding, Report
from govdisclosure.report.operands import Operand, OperandStyle, SideInWords
from govdisclosure.standards import Spot, Standard, Table
from govdisclosure.values import Kind

_MANY = 4  # of more figures than these, only the first and the last are named


def plain_words(finding: Finding, report: Report) -> Message:
    """Return what a finding says, a broken relation in plain words: a long sum by its first and last cell."""
    if not finding.operands:
        return finding.message
    known = report.standard.spots  # a cell of another form is called as it is there
    spots = {one.address: known[one.address] for side in finding.operands for one in side if one.address in known}
    place, names = _shared(spots)
    left, right = (
        _side([evolve(one, label=names.get(one.address, one.label)) for one in side], total or "")
        for side, total in zip(finding.operands, (finding.left, finding.right), strict=True)
    )
    must = say(f"audit.must.{finding.key.rpartition('.')[2]}")
    difference = (finding.difference or "").removeprefix("-")
    return say("audit.relation", place=place, left=left, right=right, must=must, difference=difference)


def _side(operands: Sequence[Operand], total: str) -> Message | SideInWords:
    """Return one side in words; of a long sum how many cells it has, and what they come to."""
    if len(operands) <= _MANY or any(one.factor != 1 for one in operands):
        return SideInWords(tuple(operands), OperandStyle.PLAIN, total)
    return say("audit.side.many", first=operands[0].label, last=operands[-1].label, count=len(operands), total=total)


def _shared(spots: Mapping[str, Spot]) -> tuple[Message, dict[str, str]]:
    """Return what all cells share, their row or their column, and what is left to call each by."""
    rows = {spot.row.key for spot in spots.values()}
    columns = {spot.column.key if spot.column else None for spot in spots.values()}
    tables = {spot.table.key for spot in spots.values()}
    first = next(iter(spots.values()), None)
    if first is None:
        return Message.literal(""), {}
    if len(rows) == 1 and first.column is not None:
        heads = {spot.column.head for spot in spots.values() if spot.column}
        if len(heads) == 1 and (head := "/".join(first.column.head)) and len(first.table.rows) == 1:
            return say("audit.place.column", label=head), {key: spot.column.label for key, spot in spots.items() if spot.column}
        place = say("audit.place.row", label=row_name(first.table, first.row.key))
        return place, {key: column_name(spot.table, spot.column.key) for key, spot in spots.items() if spot.column}
    if len(columns) == 1 and first.column is not None and len(tables) == 1:
        place = say("audit.place.column", label=column_name(first.table, first.column.key))
        return place, {key: row_name(spot.table, spot.row.key) for key, spot in spots.items()}
    names = {}
    for key, spot in spots.items():
        row = row_name(spot.table, spot.row.key)
        names[key] = f"{row}/{column_name(spot.table, spot.column.key)}" if spot.column else row
    return Message.literal(""), names


def cell_name(spot: Spot) -> Message:
    """Return what a cell is called within its table: “…”行“…”栏; of a table with one row, “…”栏."""
    row = row_name(spot.table, spot.row.key)
    if spot.column is None:
        return say("audit.cell.row", row=row)
    column = column_name(spot.table, spot.column.key)
    if len(spot.table.rows) == 1:
        return say("audit.cell.column_name", name=column)
    return say("audit.cell.both", row=row, column=column)


def cells_in_words(addresses: Iterable[str], standard: Standard) -> Message:
    """Return what several cells are called: by column the rows, or by row the columns; those in a row are a range."""
    wanted = set(addresses)
    said: list[Message] = []
    for table in standard.tables:
        spots = [spot for address, spot in standard.spots.items() if address in wanted and spot.table.key == table.key]
        said += _in_table(table, spots)
    return joined(said)


def _in_table(table: Table, spots: Sequence[Spot]) -> Iterator[Message]:
    """Yield cells of one table in words: each with its column, or with its row where more of them are in that."""
    if not table.columns:
        rows = [row.key for row in table.rows if row.kind is not Kind.HEADING]
        yield from _runs(rows, {spot.row.key for spot in spots}, _row_names(table))
        return
    per_row, per_column = (Counter(map(key, spots)) for key in (_row_of, _column_of))
    by_column = [spot for spot in spots if per_column[_column_of(spot)] >= per_row[_row_of(spot)] and len(table.rows) > 1]
    by_row = [spot for spot in spots if spot not in by_column]
    rows, columns = [row.key for row in table.rows if row.kind is not Kind.HEADING], [one.key for one in table.columns]
    for column in dict.fromkeys(map(_column_of, by_column)):
        named = list(_runs(rows, {spot.row.key for spot in by_column if _column_of(spot) == column}, _row_names(table)))
        yield say("audit.cell.column", column=column_name(table, column), rows=named)
    for row in dict.fromkeys(map(_row_of, by_row)):
        named = list(
            _runs(columns, {_column_of(spot) for spot in by_row if spot.row.key == row}, _column_names(table), "column")
        )
        only = len(table.rows) == 1
        yield joined(named, "list") if only else say("audit.cell.row_columns", row=_row_names(table)[row], columns=named)


def _row_of(spot: Spot) -> str:
    return spot.row.key


def _column_of(spot: Spot) -> str:
    return spot.column.key if spot.column else ""


def _runs(order: Sequence[str], wanted: Container[str], names: Mapping[str, str], what: str = "row") -> Iterator[Message]:
    """Yield keys in words, those that follow one another in the form as a range."""
    for is_wanted, run in groupby(order, key=lambda key: key in wanted):
        keys = list(run)
        if is_wanted and len(keys) < _RANGE:
            yield from (say(f"audit.cell.{what}_name", name=names[key]) for key in keys)
        elif is_wanted:
            yield say(f"audit.cell.{what}_range", first=names[keys[0]], last=names[keys[-1]], count=len(keys))


_RANGE = 3  # fewer than these are named one by one


def column_name(table: Table, key: str) -> str:
    """Return a column's label, with as many of the heads above it as tell it from the others."""
    return _column_names(table)[key]


def row_name(table: Table, key: str) -> str:
    """Return a row's label without its remark in brackets; what several rows are called, with the heading above."""
    return _row_names(table)[key]


@lru_cache(maxsize=256)
def _column_names(table: Table) -> dict[str, str]:
    paths = {column.key: (*column.head, column.label) for column in table.columns}
    names: dict[str, str] = {}
    for key, path in paths.items():
        size = next(
            (size for size in range(1, len(path) + 1) if sum(other[-size:] == path[-size:] for other in paths.values()) == 1),
            len(path),
        )
        names[key] = _quotable("/".join(path[-size:]))
    return names


@lru_cache(maxsize=256)
def _row_names(table: Table) -> dict[str, str]:
    """Return the rows' labels, those that several rows have with the heading above them."""
    labels = [row.label for row in table.rows]
    names: dict[str, str] = {}
    heading = ""
    for row in table.rows:
        if row.kind is Kind.HEADING:
            heading = row.label
        names[row.key] = _quotable(f"{heading}/{row.label}" if labels.count(row.label) > 1 and heading else row.label)
    return names


_REMARK = re.compile(r"(?<=.{3})（[^（）]{7,}）$")
_INNER = str.maketrans("“”", "‘’")


def _quotable(label: str) -> str:
    """Return a label to be put in quotation marks: without a long remark at its end, its own marks inner ones."""
    return _REMARK.sub("", label).translate(_INNER)
