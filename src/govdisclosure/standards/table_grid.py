"""The layout of a printed table (表样): a grid of cells with spans, made from what the standard says of its tables.

Every writer, the form and the reader use the same grid: Word, Excel, the web page and PDF differ in how a cell looks, not in
where it is. A table is printed one row a line unless its standard says otherwise:

* ``stub`` of a table: how many columns hold labels. With two or more, a heading is one cell down beside its rows; with
  none, the table has heads and figures only.
* ``head`` of a row: the groups left of it, where they are no rows of their own.
* ``joined`` of a section: its tables are blocks of one grid, each under its heading, with the columns of the widest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import groupby, pairwise
from typing import Generic, TypeVar

from attrs import evolve, frozen

from govdisclosure.standards.model import Column, Indicator, Section, Standard, Table, address
from govdisclosure.values import Kind

Name = TypeVar("Name", bound=Hashable)


@frozen
class HeaderCell(Generic[Name]):
    """A cell of a table's head: where it begins, and over how many rows and columns it goes."""

    name: Name
    top: int
    column: int
    height: int
    width: int


def heads(paths: Sequence[tuple[Name, ...]], height: int, top: int = 0, first: int = 0) -> Iterator[HeaderCell[Name]]:
    """Lay out a head: a group takes one row over its columns, and a column's own name all that are left below.

    Args:
        paths: what is over each column, from the top.
        height: how many rows there are for it, at least as many as the longest path has levels.
        top: the first of these rows.
        first: the first column.
    """
    # A label without parts never joins its neighbour, be it of the same words.
    groups = groupby(enumerate(paths, first), key=lambda one: (one[1][0], -1 if len(one[1]) > 1 else one[0]))
    for (name, alone), group in groups:
        members = list(group)
        column, levels = members[0][0], 1 if alone < 0 else height
        yield HeaderCell(name, top, column, levels, len(members))
        if alone < 0:
            yield from heads([path[1:] for _, path in members], height - 1, top + 1, column)


class CellPart(Enum):
    """What a cell of a printed table is (单元格类别)."""

    CAPTION = "caption"  # the heading of a block, over all columns
    CORNER = "corner"  # the head of the labels
    UNIT_HEAD = "unit_head"  # the head of the units
    HEAD = "head"  # the head of one column of figures, or of several
    GROUP = "group"  # what several rows are under, one cell down beside them
    LABEL = "label"  # the label of a row
    UNIT = "unit"  # the unit of a row
    FIGURE = "figure"  # a cell of the report
    FILLER = "filler"  # what a heading prints where a row has a figure

    @property
    def is_head(self) -> bool:
        """Whether it is above the figures of its block."""
        return self in (CellPart.CAPTION, CellPart.CORNER, CellPart.UNIT_HEAD, CellPart.HEAD)

    @property
    def is_stub(self) -> bool:
        """Whether it is left of the figures of a row."""
        return self in (CellPart.GROUP, CellPart.LABEL, CellPart.UNIT)


@frozen(kw_only=True, eq=False)
class GridCell:
    """A cell of a grid, with its place and its spans.

    Attributes:
        part: what it is.
        text: what it prints, ``{body}`` and ``{year}`` not yet filled in; empty for a figure, which has an address.
        top, left: its first row and column in the grid, from 0.
        height, width: how many rows and columns it goes over.
        table: the table that it belongs to.
        row: its row; for a group the heading that it prints, if that is one.
        column: its column, if the table has columns.
        address: the address of the report's cell that it shows; None for what is no figure.
        depth: how many groups the row is under.
    """

    part: CellPart
    text: str = ""
    top: int
    left: int
    height: int = 1
    width: int = 1
    table: Table
    row: Indicator | None = None
    column: Column | None = None
    address: str | None = None
    depth: int = 0

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The first column right of it."""
        return self.left + self.width


@frozen(eq=False)
class GridBlock:
    """One table within a grid (表块): a caption where the grid has several, the head, the lines.

    Attributes:
        top: its first row in the grid.
        head: the first row of its head.
        body: its first line; the head ends here.
        end: the first row below it.
        rows: the row of each line, from the first; groups beside several lines have none of their own.
        columns: its columns; one ``None`` where it has none.
        spans: the first grid column, and how many, of each of its columns.
    """

    table: Table
    top: int
    head: int
    body: int
    end: int
    rows: tuple[Indicator, ...]
    columns: tuple[Column | None, ...]
    spans: tuple[tuple[int, int], ...]


@frozen(eq=False, slots=False)
class TableGrid:
    """A printed table as a grid of cells (表样).

    Attributes:
        cells: every cell once, in reading order; together they cover the grid without gap or overlap.
        width: how many columns it has.
        height: how many rows it has.
        stub: how many columns are left of the figures: labels and, where they are printed, units.
        repeat: how many rows at its top are printed again on every page.
        blocks: the tables in it, from the top.
    """

    cells: tuple[GridCell, ...]
    width: int
    height: int
    stub: int
    repeat: int
    blocks: tuple[GridBlock, ...]

    @cached_property
    def places(self) -> Mapping[str, GridCell]:
        """The cell of each address."""
        return {cell.address: cell for cell in self.cells if cell.address is not None}

    @cached_property
    def lines(self) -> tuple[tuple[GridCell, ...], ...]:
        """The cells that each row of the grid goes through, from the left; those from rows above are among them."""
        rows: list[list[GridCell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            for row in rows[cell.top : cell.bottom]:
                row.append(cell)
        return tuple(tuple(sorted(row, key=lambda cell: cell.left)) for row in rows)

    @property
    def heading(self) -> str:
        """What is above it: the heading of its table; nothing where it has several, each with its caption."""
        return self.blocks[0].table.heading if len(self.blocks) == 1 else ""

    @property
    def columns(self) -> int:
        """How many columns of figures it has."""
        return self.width - self.stub

    @cached_property
    def _heads(self) -> tuple[GridCell, ...]:
        return tuple([cell for cell in self.cells if cell.part in (CellPart.HEAD, CellPart.UNIT_HEAD, CellPart.CORNER)])

    def heads_of(self, cell: GridCell) -> Iterator[GridCell]:
        """Yield the heads over a cell of its block, from the top, and then what it is under and beside, from the left."""
        for other in self._heads:
            if other.table is cell.table and other.left < cell.right and cell.left < other.right:
                yield other
        for other in self.lines[cell.top]:
            if other.part in (CellPart.GROUP, CellPart.LABEL) and other.left < cell.left:
                yield other

    @property
    def is_whole(self) -> bool:
        """Whether its cells cover it without gap or overlap, and each cell of its tables is in it once."""
        covered = Counter(
            (row, column)
            for cell in self.cells
            for row in range(cell.top, cell.bottom)
            for column in range(cell.left, cell.right)
        )
        everywhere = {(row, column): 1 for row in range(self.height) for column in range(self.width)}
        shown = Counter(cell.address for cell in self.cells if cell.address is not None)
        return covered == everywhere and shown == {one: 1 for block in self.blocks for one in addresses_of(block.table)}


def addresses_of(table: Table) -> Iterator[str]:
    """Yield the address of every cell of a table, in printed order."""
    for row in table.rows:
        for column in table.columns or (None,):
            if row.kind is not Kind.HEADING:
                yield address(row.key, column.key if column else None)


def grids_of(
    standard: Standard, section: Section, *, printed: bool = True, without: Container[str] = ()
) -> tuple[TableGrid, ...]:
    """Return the grids of a section, in its order: one a table, or one for all where they are joined.

    Args:
        standard: the standard.
        section: the section of it.
        printed: without the tables whose figures are in the text alone.
        without: keys of tables that are left out, such as optional ones that a report is without.
    """
    tables = {table.key: table for table in standard.tables}
    shown = [tables[key] for key in section.tables if (tables[key].printed or not printed) and key not in without]
    if section.joined and shown:
        return (grid_of(shown),)
    return tuple(grid_of([table]) for table in shown)


def grid_of(tables: Sequence[Table]) -> TableGrid:
    """Return the grid of a table; of several as blocks below each other, each under its heading."""
    units = any(table.unit_head for table in tables)
    labels = max(table.stub for table in tables)
    stub, count = labels + units, max(len(table.columns) or 1 for table in tables)
    blocks: list[GridBlock] = []
    cells: list[GridCell] = []
    top = 0
    for table in tables:
        block, made = _block(table, top, labels, stub, count, has_caption=len(tables) > 1 and bool(table.heading))
        blocks.append(block)
        cells += made
        top = block.end
    return TableGrid(
        cells=tuple(sorted(cells, key=lambda cell: (cell.top, cell.left))),
        width=stub + count,
        height=top,
        stub=stub,
        repeat=blocks[0].body if len(tables) == 1 else 0,
        blocks=tuple(blocks),
    )


def row_paths(table: Table) -> tuple[tuple[Indicator, tuple[Indicator | str, ...]], ...]:
    """Return the rows that are lines of their own, each with what it is under, from the outermost.

    In a table of several label columns a heading is no line, unless nothing is under it.
    """
    if table.stub < 2:
        return tuple((row, row.head) for row in table.rows)
    above: list[Indicator] = []
    lines: list[tuple[Indicator, tuple[Indicator | str, ...]]] = []
    for number, row in enumerate(table.rows):
        above = [one for one in above if row.key.startswith(f"{one.key}.")]
        following = table.rows[number + 1 : number + 2]
        if row.kind is Kind.HEADING and any(one.key.startswith(f"{row.key}.") for one in following):
            above.append(row)
        else:
            lines.append((row, (*above, *row.head)))
    return tuple(lines)


def _block(
    table: Table, top: int, labels: int, stub: int, count: int, *, has_caption: bool
) -> tuple[GridBlock, list[GridCell]]:
    columns: tuple[Column | None, ...] = table.columns or (None,)
    share = [count * place // len(columns) for place in range(len(columns) + 1)]
    spans = tuple((stub + left, right - left) for left, right in pairwise(share))
    paths = [(*column.head, column.label) if column else (table.value_head,) for column in columns]
    depth = max(map(len, paths))
    head = top + has_caption
    lines = row_paths(table)
    block = GridBlock(table, top, head, head + depth, head + depth + len(lines), tuple(row for row, _ in lines), columns, spans)
    cells: list[GridCell] = []
    if has_caption:
        cells.append(GridCell(part=CellPart.CAPTION, text=table.heading, top=top, left=0, width=stub + count, table=table))
    own = labels if table.unit_head else stub  # labels take the place of units that the block does not print
    for part, text, left, width in (
        (CellPart.CORNER, table.row_head, 0, own),
        (CellPart.UNIT_HEAD, table.unit_head, own, stub - own),
    ):
        if width:
            cells.append(GridCell(part=part, text=text, top=head, left=left, height=depth, width=width, table=table))
    for found in heads(paths, depth, head):
        left, right = spans[found.column][0], sum(spans[found.column + found.width - 1])
        leaf = columns[found.column] if found.top + found.height == block.body else None
        cells.append(
            GridCell(
                part=CellPart.HEAD, text=found.name, top=found.top, left=left, height=found.height, width=right - left,
                table=table, column=leaf,
            )
        )  # fmt: skip
    cells += _stub(table, lines, block.body, own)
    for line, (row, above) in enumerate(lines, start=block.body):
        if stub > own:
            cells.append(
                GridCell(part=CellPart.UNIT, text=row.unit, top=line, left=own, width=stub - own, table=table, row=row)
            )
        for column, (left, width) in zip(columns, spans, strict=True):
            figure = GridCell(
                part=CellPart.FIGURE, address=address(row.key, column.key if column else None), top=line, left=left,
                width=width, table=table, row=row, column=column, depth=len(above),
            )  # fmt: skip
            heading = row.kind is Kind.HEADING
            cells.append(evolve(figure, part=CellPart.FILLER, text=row.printed or "", address=None) if heading else figure)
    return block, cells


def _stub(
    table: Table, lines: Sequence[tuple[Indicator, tuple[Indicator | str, ...]]], body: int, width: int
) -> Iterator[GridCell]:
    """Yield the labels: a head of several levels, laid on its side."""
    if not table.stub:
        return
    paths = [(*above, row) for row, above in lines]
    keyed = [tuple(one if isinstance(one, str) else one.key for one in path) for path in paths]
    for found in heads(keyed, width):
        cell = _label(found, paths)
        yield GridCell(
            part=CellPart.LABEL if isinstance(cell, Indicator) and cell is paths[found.column][-1] else CellPart.GROUP,
            text=cell if isinstance(cell, str) else cell.label,
            top=body + found.column,
            left=found.top,
            height=found.width,
            width=found.height,
            table=table,
            row=cell if isinstance(cell, Indicator) else None,
            depth=_depth(found, keyed),
        )


def _depth(found: HeaderCell[str], keyed: Sequence[tuple[str, ...]]) -> int:
    return keyed[found.column].index(found.name)


def _label(found: HeaderCell[str], paths: Sequence[tuple[Indicator | str, ...]]) -> Indicator | str:
    return next(one for one in paths[found.column] if (one if isinstance(one, str) else one.key) == found.name)
