"""The layout of a form (表样布局): one sheet for each section, its tables below each other, a place for every cell.

A standard always gives the same layout, so a form that nobody rearranged is read by place; hidden keys tell whether it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache

from attrs import frozen

from govdisclosure.exporters.sheet_tables import SheetGrid
from govdisclosure.messages import languages, say
from govdisclosure.standards import Column, Indicator, RelationInstance, Section, Standard, Table
from govdisclosure.standards.table_grid import GridBlock, grids_of

IDENTITY = "govdisclosure"
"""The sheet that is hidden for good."""


class FormSheet(Enum):
    """The sheets beside those of the tables, called by the language of the form (封面、文字、审核)."""

    COVER = "cover"
    TEXTS = "texts"
    CHECKS = "checks"

    @property
    def title(self) -> str:
        """What it is called in the language in use."""
        return str(say(f"form.sheet.{self.value}"))

    @property
    def titles(self) -> frozenset[str]:
        """What it is called in every language, for a form may have been made in any."""
        return frozenset(say(f"form.sheet.{self.value}").in_language(lang) for lang in languages())


PREVIOUS = "previous."
"""What is before the key of a column that shows last year's figures."""

_TOP = 4  # the row of the first table's heading, under title, state and an empty row


@frozen(kw_only=True, eq=False)
class Block:
    """One table on its sheet (表块), alone or as a part of a grid.

    Attributes:
        placed: the grid that it is in, on the sheet.
        part: its part of the grid.
        checked: whether below its figures are the checks of its columns, and what they say.
    """

    placed: SheetGrid
    part: GridBlock
    checked: bool

    @property
    def table(self) -> Table:
        """The table."""
        return self.part.table

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """Its columns; one ``None`` where it has none."""
        return self.part.columns

    @property
    def lefts(self) -> tuple[int, ...]:
        """The sheet's column of each of its columns of figures."""
        return tuple(self.placed.column(left) for left, _ in self.part.spans)

    @property
    def levels(self) -> int:
        """How many rows its head has."""
        return self.part.body - self.part.head

    @property
    def head(self) -> int:
        """The first row of its head."""
        return self.placed.row(self.part.head)

    @property
    def keys(self) -> int:
        """The hidden row of column keys; the rows follow."""
        return self.placed.keys(self.part)

    @property
    def last(self) -> int:
        """Its last row of figures."""
        return self.keys + len(self.part.rows)

    @property
    def rows(self) -> Iterator[tuple[int, Indicator]]:
        """Its rows with their numbers; a heading beside its rows has none of its own."""
        return enumerate(self.part.rows, start=self.keys + 1)


@frozen(kw_only=True, eq=False)
class FormPage:
    """One sheet with tables (表页); all its tables share their columns.

    Attributes:
        number: its place among the sheets of tables, from 0.
        grids: its tables, below each other.
        stub: the most columns that are left of the figures of one of its tables.
        count: the most columns of figures that one of its tables has.
    """

    number: int
    name: str
    section: Section
    grids: tuple[SheetGrid, ...]
    blocks: tuple[Block, ...]
    stub: int
    count: int

    @property
    def first(self) -> int:
        """The first column of figures."""
        return self.stub + 1

    @property
    def words(self) -> int:
        """The column in which checks say why."""
        return self.first + self.count

    @property
    def before(self) -> int:
        """The first column of last year's figures."""
        return self.words + 1

    @property
    def keys(self) -> int:
        """The hidden column of row keys."""
        return self.before + self.count

    @property
    def flags(self) -> int:
        """The first of the hidden columns that say of each figure how many relations fail in it."""
        return self.keys + 1


@frozen
class FormPosition:
    """A cell on a form: its page, row and column, counted from 1."""

    page: FormPage
    block: Block
    row: int
    column: int


@frozen(kw_only=True, eq=False)
class Layout:
    """The layout of a standard's form.

    Attributes:
        places: where each cell is, by address.
        before: where each cell of last year is.
        columns: which relations are said to fail under a column, by page, row and column.
        rows: which relations are said to fail beside a row, by page and row.
        totals: the cells that a formula adds up, each with the relation that the formula is.
        derived: the cells that another formula gives, such as a ratio, from cells of the form itself.
    """

    standard: Standard
    pages: tuple[FormPage, ...]
    places: Mapping[str, FormPosition]
    before: Mapping[str, FormPosition]
    columns: Mapping[tuple[int, int, int], tuple[int, ...]]
    rows: Mapping[tuple[int, int], tuple[int, ...]]
    totals: Mapping[str, RelationInstance]
    derived: frozenset[str]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its tables, page by page."""
        return tuple(block for page in self.pages for block in page.blocks)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The cells that a clerk fills in."""
        return tuple(one for one in self.places if one not in self.totals and one not in self.derived)


@lru_cache(maxsize=16)
def layout_of(standard: Standard) -> Layout:
    """Return the layout of a standard's form."""
    checked = {table for instance in standard.relations if (table := _column_of(instance, standard))}
    pages: list[FormPage] = []
    for section in standard.sections:
        if section.tables:
            pages.append(_page(standard, section, len(pages), checked))
    places: dict[str, FormPosition] = {}
    before: dict[str, FormPosition] = {}
    for page in pages:
        for block in page.blocks:
            for cell in block.placed.grid.cells:
                if cell.address is not None and cell.table is block.table:
                    (row, column), _ = block.placed.area(cell)
                    places[cell.address] = FormPosition(page, block, row, column)
                    before[cell.address] = FormPosition(page, block, row, column + page.count + 1)
    columns: dict[tuple[int, int, int], tuple[int, ...]] = {}
    rows: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, instance in enumerate(standard.relations):
        home = _home(instance, standard, places)
        if isinstance(home, FormPosition):
            key = (home.page.number, home.block.last + 1, home.column)
            columns[key] = (*columns.get(key, ()), number)
        else:
            rows[home] = (*rows.get(home, ()), number)
    totals = {found: instances[0] for found, instances in standard.defining.items() if found in places}
    derived = [one.address for one in standard.derived if not one.earlier and {one.address, *one.sources} <= places.keys()]
    return Layout(
        standard=standard,
        pages=tuple(pages),
        places=places,
        before=before,
        columns=columns,
        rows=rows,
        totals=totals,
        derived=frozenset(derived),
    )


def _page(standard: Standard, section: Section, number: int, checked: set[str]) -> FormPage:
    grids = grids_of(standard, section, printed=False)
    stub, top = max(grid.stub for grid in grids), _TOP + 1
    placed: list[SheetGrid] = []
    for grid in grids:
        placed.append(SheetGrid(grid, top, stub, {block.table.key: 2 for block in grid.blocks if block.table.key in checked}))
        top = placed[-1].last + 3
    blocks = [Block(placed=one, part=part, checked=part.table.key in checked) for one in placed for part in one.grid.blocks]
    return FormPage(
        number=number,
        name=_name(section, blocks[0].table) or say("form.table", number=number + 1).in_language(standard.language),
        section=section,
        grids=tuple(placed),
        blocks=tuple(blocks),
        stub=stub,
        count=max(grid.columns for grid in grids),
    )


def _name(section: Section, table: Table) -> str:
    """Return what a section's sheet is called: its heading, without the body's name and the year."""
    heading = section.heading or section.attachment or table.heading
    return re.sub(r"\{body\}|\{year\}年?", "", heading)[:24].strip()


def _home(instance: RelationInstance, standard: Standard, places: Mapping[str, FormPosition]) -> FormPosition | tuple[int, int]:
    """Return where a relation is said to fail: under the one column that it is about, else beside its first row."""
    cells = [places[one] for one in instance.addresses] or list(places.values())[:1]
    first = places[instance.defines] if instance.defines else cells[0]
    return first if _column_of(instance, standard) else (first.page.number, first.row)


def _column_of(instance: RelationInstance, standard: Standard) -> str:
    """Return the table of the one column in several rows that a relation is about; empty where it is about more, or less."""
    spots = [standard.spots[one] for one in instance.addresses]
    columns = {(spot.table.key, spot.column.key if spot.column else "") for spot in spots}
    rows = {spot.row.key for spot in spots}
    table, column = columns.pop() if len(columns) == 1 else ("", "")
    return table if column and len(rows) > 1 else ""
