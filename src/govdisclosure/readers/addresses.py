"""Reader of our own CSV (本库导出的CSV): every line names its cell, so only the standard is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govdisclosure.errors import UnknownStandardError, refused
from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell
from govdisclosure.readers import years
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.readers.source import Source
from govdisclosure.readers.standard_detection import known
from govdisclosure.records import Body
from govdisclosure.report import Cell, Origin, OriginKind, Report
from govdisclosure.standards import Standard, Table
from govdisclosure.values import Kind, Severity

_ADDRESS, _TABLE, _PRINTED = 0, 1, 6


def is_ours(document: OpenedDocument) -> bool:
    """Whether our own exporter wrote the CSV."""
    return document.properties.get("format") == "govdisclosure"


def read_addressed(source: Source, document: OpenedDocument) -> Report:
    """Read the cells by their addresses; body and words are in no CSV.

    Raises:
        UnreadableError: no standard has the addresses, or the year is neither in the file's name nor given.
    """
    lines = [line for block in document.blocks if isinstance(block, Grid) for line in block.rows[1:]]
    standard = _standard(source, [_text(line, _ADDRESS) for line in lines])
    found = [*years.in_name(source.name), *(one for line in lines for one in years.named(_text(line, _TABLE), "table"))]
    year, _ = years.agreed(found, ())
    if source.period is None and year is None:
        raise refused(source.name, "read.no_year")
    notes = Diagnostics()
    return Report(
        standard=standard,
        body=Body(id=source.body or "unknown"),
        period=standard.own_period(source.period) if source.period else standard.period_of(year or 0),
        cells=dict(_cells(standard, lines, notes)),
        notes=tuple(notes.findings),
        unread=tuple(notes.unread),
    )


def _cells(standard: Standard, lines: Sequence[Sequence[PlacedCell | None]], notes: Diagnostics) -> Iterator[tuple[str, Cell]]:
    for line in lines:
        address = _text(line, _ADDRESS)
        cell = line[_PRINTED] if len(line) > _PRINTED else None
        spot = standard.spots.get(address)
        if spot is None or cell is None:
            if address not in standard.rows:  # a heading has a line and no cell
                for one in line:
                    if one is not None and one.text.strip():
                        notes.left(one)
            continue
        figure = read_figure(cell.text, spot.kind, standard.style)
        if not figure.understood:
            key = f"read.words.{spot.kind.sort}"
            notes.about("read.words", Severity.WARNING, address, (cell.where,), key, label=spot.label, printed=cell.text)
        yield address, Cell(value=figure.value, printed=cell.text, origin=Origin(OriginKind.READ, cell.where))


def _standard(source: Source, addresses: Sequence[str]) -> Standard:
    """Return the standard whose tables are there whole, with as few lent by others as can be."""
    there = set(addresses)
    standards = known(source)
    readings: list[tuple[int, int, int, str]] = []
    for base in standards:
        lacking = 0
        lent: dict[str, str] = {}
        for table in base.tables:
            if table.printed and not _keys(base, table) <= there:
                others = (one for one in standards for own in one.tables if own.key == table.key and _keys(one, own) <= there)
                other = next(others, None)
                lacking += other is None
                lent |= {table.key: other.id} if other is not None else {}
        placed = sum(len(_keys(base, table)) for table in base.tables if table.printed and _keys(base, table) <= there)
        readings.append((lacking, len(lent), -placed, base.id + "".join(f"+{one}:{key}" for key, one in lent.items())))
    if not readings or not any(address in one.spots for one in standards for address in there):
        raise refused(source.name, "read.no_table")
    reference = min(readings)[-1]
    if source.standard is not None:
        return source.standard
    try:
        return source.find_standard(reference)
    except (UnknownStandardError, KeyError):
        return source.find_standard(reference.partition("+")[0])


def _keys(standard: Standard, table: Table) -> set[str]:
    """Return what the CSV of a table has in its first column: addresses of cells, keys of headings."""
    found = {address for address, spot in standard.spots.items() if spot.table.key == table.key}
    return found | {row.key for row in table.rows if row.kind is Kind.HEADING}


def _text(line: Sequence[PlacedCell | None], place: int) -> str:
    cell = line[place] if place < len(line) else None
    return "" if cell is None else cell.text.strip()
