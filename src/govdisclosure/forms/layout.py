"""The layout of a form (表样布局): one sheet for each section, its tables below each other, a place for every cell.

A standard always gives the same layout, so a form that nobody rearranged is read by place; hidden keys tell whether it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from attrs import frozen

from govdisclosure.standards import Column, Indicator, RelationInstance, Section, Standard, Table, address
from govdisclosure.values import Kind

COVER, TEXTS, CHECKS, IDENTITY = "封面", "文字", "审核", "govdisclosure"
"""The sheets beside those of the tables; the last is hidden for good."""

PREVIOUS = "previous."
"""What is before the key of a column that shows last year's figures."""

_TOP = 4  # the first row of the first table, under title, state and an empty row


@frozen(kw_only=True, eq=False)
class Block:
    """One table on its sheet (表块).

    Attributes:
        top: its first row, a heading.
        levels: how many rows its head has.
        columns: its columns; one ``None`` where it has none.
    """

    table: Table
    top: int
    levels: int
    columns: tuple[Column | None, ...]

    @property
    def head(self) -> int:
        """The first row of its head."""
        return self.top + 1

    @property
    def keys(self) -> int:
        """The hidden row of column keys; the rows follow."""
        return self.head + self.levels

    @property
    def last(self) -> int:
        """Its last row of figures."""
        return self.keys + len(self.table.rows)

    @property
    def end(self) -> int:
        """The last row it takes up: under its figures are the checks of its columns, and what they say."""
        return self.last + 2 * bool(self.table.columns)

    @property
    def rows(self) -> Iterator[tuple[int, Indicator]]:
        """Its rows with their numbers."""
        return enumerate(self.table.rows, start=self.keys + 1)


@frozen(kw_only=True, eq=False)
class FormPage:
    """One sheet with tables (表页); all its tables share their columns.

    Attributes:
        number: its place among the sheets of tables, from 0.
        unit: the column of units; 0 where no table has one.
        count: the most columns of figures that one of its tables has.
    """

    number: int
    name: str
    section: Section
    blocks: tuple[Block, ...]
    unit: int
    count: int

    @property
    def first(self) -> int:
        """The first column of figures."""
        return 3 if self.unit else 2

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
    tables = {table.key: table for table in standard.tables}
    pages: list[FormPage] = []
    for section in standard.sections:
        if section.tables:
            pages.append(_page(section, [tables[key] for key in section.tables], len(pages)))
    places: dict[str, FormPosition] = {}
    before: dict[str, FormPosition] = {}
    for page in pages:
        for block in page.blocks:
            for number, row in block.rows:
                for step, column in enumerate(block.columns):
                    if row.kind is not Kind.HEADING:
                        found = address(row.key, column.key if column else None)
                        places[found] = FormPosition(page, block, number, page.first + step)
                        before[found] = FormPosition(page, block, number, page.before + step)
    columns: dict[tuple[int, int, int], tuple[int, ...]] = {}
    rows: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, instance in enumerate(standard.relations):
        home = _home(instance, places)
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


def _page(section: Section, tables: list[Table], number: int) -> FormPage:
    blocks: list[Block] = []
    top = _TOP
    for table in tables:
        levels = max((len(column.head) for column in table.columns), default=0) + 1
        blocks.append(Block(table=table, top=top, levels=levels, columns=table.columns or (None,)))
        top = blocks[-1].end + 2
    return FormPage(
        number=number,
        name=_name(section, tables[0]) or f"表{number + 1}",
        section=section,
        blocks=tuple(blocks),
        unit=2 if any(table.unit_head for table in tables) else 0,
        count=max(len(block.columns) for block in blocks),
    )


def _name(section: Section, table: Table) -> str:
    """Return what a section's sheet is called: its heading, without the body's name and the year."""
    heading = section.heading or section.attachment or table.heading
    return re.sub(r"\{body\}|\{year\}年?", "", heading)[:24].strip()


def _home(instance: RelationInstance, places: Mapping[str, FormPosition]) -> FormPosition | tuple[int, int]:
    """Return where a relation is said to fail: under the one column that it is about, else beside its first row."""
    cells = [places[one] for one in instance.addresses] or list(places.values())[:1]
    first = places[instance.defines] if instance.defines else cells[0]
    rows = {(one.page.number, one.row) for one in cells}
    columns = {(one.page.number, one.block.top, one.column) for one in cells}
    if first.block.table.columns and len(columns) == 1 and len(rows) > 1:
        return first
    return first.page.number, first.row
