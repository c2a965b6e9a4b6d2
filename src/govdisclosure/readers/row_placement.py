"""The cells of a row by column (行内取数): in a grid by the places of the heads, in a text by order and exact count."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from govdisclosure.exact.decimals import total as total_of
from govdisclosure.readers.alignment import RowMatch
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.readers.column_assignment import Columns
from govdisclosure.readers.figure_runs import FigureRun, run_after
from govdisclosure.readers.form_model import TableModel
from govdisclosure.readers.table_location import LocatedTable
from govdisclosure.readers.token_stream import Token, TokenStream, is_unit
from govdisclosure.report import as_number
from govdisclosure.standards import Indicator, Total
from govdisclosure.values import Kind


@frozen(eq=False)
class PlacedRow:
    """A row of a form with the cells that belong to it.

    Attributes:
        match: the row and its label.
        row: the indicator.
        label: the label's last token.
        cells: the cells by the number of the column; 0 in a table without columns.
        unit: the cell that prints the unit, in a table without columns.
        doubt: the rule that says what is doubtful about the row, or why it has no cells.
        exact: whether the row has as many cells as the form has columns.
        separated: whether separators or a grid set its cells apart.
        trailing: columns whose cells are the blank end of a line.
    """

    match: RowMatch
    row: Indicator
    label: Token
    cells: Mapping[int, Token]
    unit: Token | None = None
    doubt: str | None = None
    exact: bool = True
    separated: bool = True
    shared: frozenset[int] = field(default=frozenset())


def place(table: LocatedTable, match: RowMatch) -> PlacedRow:
    """Return the cells of a row, and what is doubtful about their places."""
    form, stream = table.form, table.stream
    label = stream.tokens[match.end]
    row = form.rows[match.row]
    if not form.table.columns:
        return _listed_in_grid(table, match, label, row) if label.grid >= 0 else _listed_in_text(table, match, label, row)
    columns = table.columns[table.stretches[match.row]]
    if form.has_no_labels and table.alignment.rivals:
        return PlacedRow(match, row, label, {}, doubt="read.rows_alike", exact=False)
    if label.grid < 0:
        return _in_text(stream, form, columns, match, label, row)
    return _in_grid(stream, form, columns, match, label, row)


def adds_up(form: TableModel, row: Indicator, cells: Mapping[int, Token]) -> bool | None:
    """Return whether the totals of a row are the sums of their parts; None where blanks or zeros alone say nothing."""
    if row.measure is not None and not row.measure.adds_up:  # its total is counted over all records
        return None
    numbers = {column: as_number(read_figure(cell.text, row.kind).value) for column, cell in cells.items()}
    blank = {column for column, cell in cells.items() if not cell.text.strip()}
    keys = {one.key: number for number, one in enumerate(form.table.columns)}
    proved: bool | None = None
    for number, column in enumerate(form.table.columns):
        parts = [keys[one] for one in column.measure.parts if one in keys] if isinstance(column.measure, Total) else []
        if not parts or number not in cells or number in blank:
            continue
        values = [0 if one in blank else numbers.get(one) for one in parts if one in cells]
        total = numbers[number]
        if total is None or any(one is None for one in values):
            continue
        if total != total_of(one for one in values if one is not None):
            return False
        if any(values):
            proved = True
    return proved


# ------------------------------------------------------------------------------------------------------------------ text


def _in_text(
    stream: TokenStream, form: TableModel, columns: Columns, match: RowMatch, label: Token, row: Indicator
) -> PlacedRow:
    run = run_after(stream, match.end)
    ways = run.ways(len(columns.order)) if columns.order else []
    rows = [dict(zip(columns.order, one, strict=True)) for one in ways]
    if columns.slots and not rows:
        rows = _beside_other_heads(columns, run)
    doubt = columns.doubt
    if len(rows) > 1:  # blanks leave open where the figures are: the sums decide, if they leave one way
        rows = [one for one in rows if adds_up(form, row, one)]
        doubt = doubt or "read.blanks"
    separated = bool(run.cells) and all(one.line in stream.separated for one in run.cells)
    if len(rows) != 1:
        wrong = "read.row_long" if run.count > len(columns.order) else "read.row_short"
        return PlacedRow(match, row, label, {}, doubt=wrong, exact=False, separated=separated)
    (cells,) = rows
    whole = all(one.kind == "figure" for one in cells.values())
    proved = not run.leads and adds_up(form, row, cells) is True
    sure = form.has_totals or not run.leads if whole else proved
    return PlacedRow(match, row, label, cells, doubt=doubt or (None if sure else "read.blanks"), separated=separated)


def _beside_other_heads(columns: Columns, run: FigureRun) -> list[dict[int, Token]]:
    """Return the cells of a row that has others beside them; words may be in those at its end."""
    slots = columns.slots
    if not run.whole:
        while slots and slots[-1] is None:
            slots = slots[:-1]
    if tuple(one for one in slots if one is not None) != columns.order or len(run.cells) != len(slots):
        return []
    return [{column: cell for column, cell in zip(slots, run.cells, strict=True) if column is not None}]


def _listed_in_text(table: LocatedTable, match: RowMatch, label: Token, row: Indicator) -> PlacedRow:
    """Return unit and value behind a label; where the label has a line with others, both are in it."""
    stream, form = table.stream, table.form
    run: list[Token] = []
    for token in stream.tokens[match.end + 1 : match.end + 4]:
        known = form.rows_of(token.label) or token.label.text in form.headings
        if token.grid >= 0 or (known and token.kind == "words") or (run and token.line < run[-1].line):
            break
        run.append(token)
    if run and run[0].line == label.line:
        run = [one for one in run if one.line == label.line]
    may_follow = bool(run) and run[0].line in stream.open and (run[0].line == label.line or bool(form.table.unit_head))
    if len(run) == 1 and may_follow and _may_be_unit(run[0], row):
        run.append(Token("", run[0].where, run[0].line))  # a blank cell at the end of a line
    separated = bool(run) and all(one.line in stream.separated for one in run[:2])
    if row.kind is Kind.HEADING:
        unit, value = (run[0], run[1]) if len(run) > 1 else (None, None)
        return PlacedRow(match, row, label, {} if value is None else {0: value}, unit=unit, separated=separated)
    if len(run) >= 3 and run[2].kind == "figure":  # two figures: which of them is the value nobody knows
        return PlacedRow(match, row, label, {}, doubt="read.row_long", exact=False, separated=separated)
    if len(run) >= 2 and not (is_unit(run[1].text) and run[1].kind == "words"):
        alone = None if _may_be_unit(run[0], row) else "read.unit_lost"
        return PlacedRow(match, row, label, {0: run[1]}, unit=run[0], doubt=alone, separated=separated)
    if len(run) == 1 and not form.table.unit_head and run[0].kind == "figure":
        return PlacedRow(match, row, label, {0: run[0]}, separated=separated)
    return PlacedRow(match, row, label, {}, doubt="read.row_short", exact=False, separated=separated)


def _may_be_unit(token: Token, row: Indicator) -> bool:
    """Whether a cell may be a unit: no figure, and not the row's value."""
    text = token.text.strip()
    return not any(map(str.isdigit, text)) or text == row.unit


# ----------------------------------------------------------------------------------------------------------------- grids


def _in_grid(
    stream: TokenStream, form: TableModel, columns: Columns, match: RowMatch, label: Token, row: Indicator
) -> PlacedRow:
    line = stream.rows[label.line]
    bare = form.has_no_labels and label.kind != "words"

    def none(doubt: str | None, exact: bool = False) -> PlacedRow:  # noqa: FBT001, FBT002
        return PlacedRow(match, row, label, {}, doubt=doubt, exact=exact)

    if not columns.order:
        return none(columns.doubt)
    if not columns.places:
        right = [one for one in stream.cells(label.line) if bare or one.places[0] > label.places[-1]]
        right = [one for one in right if columns.end is None or one.places[0] <= columns.end]
        if len(right) != len(columns.order):
            return none("read.row_short" if len(right) < len(columns.order) else "read.row_long")
        return PlacedRow(match, row, label, dict(zip(columns.order, right, strict=True)), doubt=columns.doubt)
    cells: dict[int, Token] = {}
    shared: set[int] = set()
    used: set[int] = set()
    for column, places in columns.places.items():
        own = list(dict.fromkeys(one for at in places if at < len(line) and (one := line[at]) is not None))
        if not own:
            return none("read.row_short")
        printed = [one for one in own if one.text.strip()]
        cell = (printed or own)[0]
        if len(printed) > 1:  # more cells than heads: which of them belong to which nobody knows
            return none("read.row_long")
        if _is_shared(stream, columns, column, cell, label.line):
            shared.add(column)
        else:
            cells[column] = cell
        used.update(id(one) for one in own)
    first = min(min(one) for one in columns.places.values())
    if not bare and label.places[-1] >= first:
        return none("read.row_long")
    known = columns.others.keys() | {at for own in columns.places.values() for at in own}
    for at in range(first, len(line)):
        extra = line[at]
        if (
            at not in known
            and extra is not None
            and id(extra) not in used
            and (extra.text.strip() or _is_alone(stream, label, at))
        ):
            return none("read.row_long")
    if any(at >= len(line) or line[at] is None for at in columns.others):
        return none("read.row_short")
    return PlacedRow(match, row, label, cells, doubt=columns.doubt, shared=frozenset(shared))


def _is_shared(stream: TokenStream, columns: Columns, column: int, cell: Token, line: int) -> bool:
    """Whether a printed cell covers another column's place too, or another row's."""
    if not cell.text.strip():
        return False
    beside = any(at not in columns.places[column] for at in cell.places)
    return beside or any(one is cell for near in (line - 1, line + 1) for one in stream.rows.get(near, ()))


def _is_alone(stream: TokenStream, label: Token, place: int) -> bool:
    """Whether no other row of the grid has a cell there."""
    lines = (stream.rows[one] for one in stream.grids[label.grid] if one != label.line)
    return all(place >= len(row) or row[place] is None for row in lines)


def _listed_in_grid(table: LocatedTable, match: RowMatch, label: Token, row: Indicator) -> PlacedRow:
    stream = table.stream
    places = table.lists[label.grid]
    line = stream.rows[label.line]

    def cell(at: int | None) -> Token | None:
        return line[at] if at is not None and at < len(line) and at > label.places[-1] else None

    unit, value = cell(places.unit), cell(places.value)
    if row.kind is Kind.HEADING:
        return PlacedRow(match, row, label, {} if value is None else {0: value}, unit=unit)
    if value is None:
        return PlacedRow(match, row, label, {}, unit=unit, doubt="read.row_short", exact=False)
    if value.text.strip() and any(
        one is value for near in (label.line - 1, label.line + 1) for one in stream.rows.get(near, ())
    ):
        return PlacedRow(match, row, label, {}, unit=unit, shared=frozenset({0}))
    known = {at for at in (places.unit, places.value) if at is not None}
    more = [
        one
        for one in stream.right_of(label)
        if one.text.strip()
        and known.isdisjoint(one.places)
        and one.kind == "figure"
        and _is_alone(stream, label, one.places[0])
    ]
    doubt = "read.row_long" if more else None
    return PlacedRow(match, row, label, {} if more else {0: value}, unit=unit, doubt=doubt, exact=not more)
