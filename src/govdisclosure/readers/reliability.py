"""What is not certain about figures that were read (存疑判定): silence is taken away, never given.

Sums are a veto and no proof: they see no order, no zero and no blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from govdisclosure.exact.decimals import total as total_of
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.readers.column_assignment import Columns
from govdisclosure.readers.labels import ENOUGH, SAME_WORDS, Label, names_of
from govdisclosure.readers.row_placement import PlacedRow, adds_up
from govdisclosure.readers.table_location import LocatedTable
from govdisclosure.readers.token_stream import Token, is_unit
from govdisclosure.report import as_number
from govdisclosure.standards import Total
from govdisclosure.values import Kind


@frozen(eq=False)
class RowDoubt:
    """Something about a row that is not certain.

    Attributes:
        rule: the rule that says so.
        row: the row.
        where: what it is about, in the document; None where that is the row itself.
        columns: the columns that it is about; all of them where none is named.
        facts: what else the message names.
    """

    rule: str
    row: PlacedRow
    where: Token | None = None
    columns: tuple[int, ...] = ()
    facts: Mapping[str, object] = {}


def doubts(table: LocatedTable, rows: Sequence[PlacedRow], *, lossy: bool) -> Iterator[RowDoubt]:
    """Yield what is doubtful about the rows of a table.

    Args:
        table: the table.
        rows: its rows.
        lossy: whether the document is a text that loses cells somewhere: then a count that is right may be so by chance.
    """
    if table.form.table.columns:
        yield from _about_order(table, rows)
        yield from _about_ends(table, rows)
        yield from _about_neighbours(table, rows)
    else:
        yield from _about_labels_above(table, rows)
    if not table.form.has_no_labels:
        yield from _about_rivals(table, rows)
    yield from _about_figures_beside(table, rows)
    for row in rows if lossy else ():
        proved = bool(table.form.table.columns) and adds_up(table.form, row.row, row.cells) is True
        if row.cells and not row.separated and row.row.kind is not Kind.HEADING and not proved:
            yield RowDoubt("read.cells_lost", row)


def _about_order(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt rows whose columns are known by order alone, or are in another than the form's, and whose sums fail."""
    proofs = {one.match.row: adds_up(table.form, one.row, one.cells) for one in rows}
    failed = [one for one in rows if proofs[one.match.row] is False]
    held = sum(one is True for one in proofs.values())
    loose = {
        key
        for key, columns in table.columns.items()
        if (key[0] < 0 or not columns.places or not columns.in_order or min(columns.likeness.values(), default=0.0) < ENOUGH)
        and not is_moved_for_certain(table, rows, columns)
    }
    moved = any(not columns.in_order for columns in table.columns.values())
    for row in rows if moved and len(failed) > held else failed:
        if table.stretches[row.match.row] in loose:
            yield RowDoubt("read.sum_differs", row, columns=_elsewhere(table.columns[table.stretches[row.match.row]]))
    for row in rows:
        says_nothing = table.form.has_totals and proofs[row.match.row] is None
        odd = any(cell.text.strip() and not _is_number(cell.text) for cell in row.cells.values())
        if table.stretches[row.match.row] in loose and says_nothing and odd:
            yield RowDoubt("read.sum_differs", row)


def _elsewhere(columns: Columns) -> tuple[int, ...]:
    """Return the columns of a grid that are in another place than the form's; none where all may be misplaced."""
    if not columns.places or min(columns.likeness.values(), default=0.0) < SAME_WORDS:
        return ()
    return tuple(column for column, usual in zip(columns.order, sorted(columns.order), strict=True) if column != usual)


def _is_number(text: str) -> bool:
    return any(map(str.isdigit, text)) or text.strip() in ("无", "没有", "零", "⽆")


def _about_ends(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt a row whose last cell alone is blank: where a cell is lacking, all behind it are one to the left."""
    wide = table.form.wide
    if wide < 2:
        return
    last = wide - 1
    shown = [one for one in rows if any(_shows(one, column) for column in range(last))]
    ends = [one for one in shown if last in one.cells and not _shows(one, last)]
    if len(ends) * 2 > len(shown) > 2:  # so this office prints its last column: a figure in it may be another column's
        sums_fail = _sums_of_rows_fail(table, rows)
        for at, one in enumerate(shown):
            filled = _shows(one, last)
            alone = all(_shows(near, last) for near in shown[max(at - 1, 0) : at + 2] if near is not one)
            if (not filled and (sums_fail or alone)) or (filled and adds_up(table.form, one.row, one.cells) is not True):
                facts = {"last": table.form.column(last).label}
                yield RowDoubt("read.row_end_filled" if filled else "read.row_end_blank", one, facts=facts)
        return
    parts = _parts_of_last(table)
    for one in ends:
        whole = all(_shows(one, column) for column in range(last))
        more = any(_is_more_than_zero(one, column) for column in parts)
        if whole or not parts or more:
            yield RowDoubt("read.row_end_blank", one, facts={"last": table.form.column(last).label})


def _parts_of_last(table: LocatedTable) -> list[int]:
    keys = {one.key: number for number, one in enumerate(table.form.table.columns)}
    measure = table.form.table.columns[-1].measure
    return [keys[one] for one in measure.parts if one in keys] if isinstance(measure, Total) else []


def _shows(row: PlacedRow, column: int) -> bool:
    return column in row.cells and row.cells[column].text.strip() != ""


def _is_more_than_zero(row: PlacedRow, column: int) -> bool:
    number = as_number(read_figure(row.cells[column].text, row.row.kind).value) if column in row.cells else None
    return number is not None and number != 0


def _sums_of_rows_fail(table: LocatedTable, rows: Sequence[PlacedRow]) -> bool:
    """Whether a row that is the sum of others is not, in some column, blanks being nothing."""
    by_key = {one.row.key: one for one in rows}
    for total in rows:
        measure = total.row.measure
        parts = [by_key[key] for key in measure.parts if key in by_key] if isinstance(measure, Total) else []
        for column in range(table.form.wide):
            if not parts or not _shows(total, column) or not any(_shows(one, column) for one in parts):
                continue
            numbers = [
                as_number(read_figure(one.cells[column].text, one.row.kind).value) or 0 if column in one.cells else 0
                for one in (total, *parts)
            ]
            if numbers[0] != total_of(numbers[1:]):
                return True
    return False


def _about_neighbours(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt rows of a text beside one that was not found: where a label is lost, its neighbour may have its figures."""
    found = {one.match.row for one in rows if any(cell.text.strip() for cell in one.cells.values())}
    if not found:
        return
    gaps = {at for at in range(min(found), max(found)) if at not in found}
    for one in rows:
        beside = bool({one.match.row - 1, one.match.row + 1} & gaps) and not one.separated
        if one.cells and one.label.grid < 0 and (beside or _follows_another_label(table, one)):
            yield RowDoubt("read.row_lost_beside", one)


def _about_labels_above(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt a row of a list behind a row that prints a label and nothing else: two labels may share what is beside one."""
    for before, one in pairwise(rows):
        alone = len(table.stream.on_line(before.label.line)) == 1 and before.label.line == one.label.line - 1
        if alone and not before.cells and before.row.kind is not Kind.HEADING and one.cells:
            yield RowDoubt("read.row_lost_beside", one)


def _follows_another_label(table: LocatedTable, row: PlacedRow) -> bool:
    """Whether the label of another row is just before this one's, without figures: two labels may share a cell."""
    before = table.stream.tokens[row.match.start - 1] if row.match.start else None
    if before is None or before.grid >= 0 or before.kind != "words":
        return False
    return any(
        like == 1 and number != row.match.row and table.form.rows[number].kind is not Kind.HEADING
        for number, like in table.form.rows_of(before.label)
    )


def _about_figures_beside(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt a row of a text behind whose line figures have no label.

    One alone may be the mark of a note, part of a broken cell, or a page's number; several may be this row's own, where two
    labels are in one cell.
    """
    stream = table.stream
    for row in rows:
        line = row.label.line
        in_line = any(one.line == line for one in row.cells.values())
        if not row.cells or not in_line:
            continue
        last = stream.position(stream.on_line(line)[-1])
        beside = stream.tokens[last + 1] if last + 1 < len(stream.tokens) else None
        if beside is None:
            continue
        own = stream.on_line(beside.line)
        if beside.grid >= 0 and beside.grid not in stream.lined and (beside.places[0] > 0 or len(own) > 1):
            continue  # in a grid only a row of one cell, at its beginning, may be a piece of the cell above it
        figure = next((one for one in own if one.kind == "figure"), None)
        if figure is not None and not any(one.kind == "words" and not is_unit(one.text) for one in own):
            yield RowDoubt("read.figure_beside", row, figure, facts={"printed": figure.text.strip()})


def _about_rivals(table: LocatedTable, rows: Sequence[PlacedRow]) -> Iterator[RowDoubt]:
    """Doubt a row that another label means as well, or is like."""
    by_row = {one.match.row: one for one in rows}
    labels: dict[int, list[Token]] = {}
    for rival in table.alignment.rivals:
        labels.setdefault(rival.row, []).append(table.stream.tokens[rival.end])
    for token in table.unknown:
        for number, row in by_row.items():
            if row.row.kind is not Kind.HEADING and any(token.label.likeness(name) >= ENOUGH for name in names_of(row.row)):
                labels.setdefault(number, []).append(token)
    for number, tokens in labels.items():
        for token in dict.fromkeys(tokens):
            yield RowDoubt("read.label_twice", by_row[number], token, facts={"printed": token.label.text})


def is_moved_for_certain(table: LocatedTable, rows: Sequence[PlacedRow], columns: Columns) -> bool:
    """Whether heads that are beside their figures leave no doubt: all of them exact, in the form's order, every row as long."""
    if columns.doubt != "read.heads_moved" or not columns.order or not columns.in_order:
        return False
    own = [one for one in rows if table.columns.get(table.stretches[one.match.row]) is columns]
    return min(columns.likeness.values()) >= SAME_WORDS and all(one.exact for one in own)


def are_all_read(table: LocatedTable, rows: Sequence[PlacedRow], columns: Columns) -> bool:
    """Whether all heads of a grid are the form's, in its order, over one figure a row: the other columns are not printed."""
    own = [one for one in rows if table.columns.get(table.stretches[one.match.row]) is columns]
    heads = columns.places and columns.in_order and columns.doubt is None and not columns.others
    return bool(heads) and min(columns.likeness.values()) >= SAME_WORDS and all(one.exact for one in own)


def suits_well(table: LocatedTable) -> bool:
    """Whether a form says all that a table prints: every row and head, exactly, and nothing else beside them."""
    whole = len(table.matches) == len(table.form.rows) and all(one.like >= SAME_WORDS for one in table.matches)
    heads = all(
        len(one.order) == table.form.wide and not one.others and min(one.likeness.values(), default=0.0) >= SAME_WORDS
        for one in table.columns.values()
    )
    return whole and heads and not table.unknown


def meant_by(table: LocatedTable, labels: Sequence[Label]) -> set[str]:
    """Return the rows and groups that a label may mean, or that are in it."""
    found: set[str] = set()
    form = table.form
    for label in labels:
        found |= {form.rows[row].key for row, _ in form.rows_of(label, weak=True)}
        for row in form.table.rows:
            names = names_of(row)
            if any(label.likeness(name) >= ENOUGH or (len(name.text) > 1 and name.text in label.text) for name in names):
                found.add(row.key)
    return found
