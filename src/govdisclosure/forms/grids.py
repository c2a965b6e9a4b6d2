"""Locating the figures of a filled form (填报单元格定位): by place while nobody moved them, else by hidden keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.forms.books import Rows
from govdisclosure.forms.layout import PREVIOUS, FormPage, Layout
from govdisclosure.readers.embedded_metadata import ADDRESSES
from govdisclosure.standards import address
from govdisclosure.values import Kind

Spot = tuple[str, int, int]
"""A cell of a workbook: sheet, row and column, counted from 1."""


def shown(name: str, spot: Spot) -> str:
    """Return a cell's address with its file: ``form.xlsx 三、…!C7``."""
    return f"{name} {spot[0]}!{letter(spot[2])}{spot[1]}"


@frozen
class FormGrid:
    """Where the figures of a table are on a sheet, and what else is among them.

    Attributes:
        places: row and column of each cell, from 1, by address; ``previous.`` is before last year's.
        strays: cells in rows that are not the form's.
        twice: cells whose row is on the sheet a second time.
    """

    sheet: str
    rows: Rows
    places: Mapping[str, tuple[int, int]]
    strays: tuple[tuple[int, int], ...] = ()
    twice: tuple[tuple[str, int, int], ...] = ()


@frozen
class ReadingStep:
    """One cell of a page that nobody rearranged: its address, row and column from 0, whether it is a count, and its name."""

    address: str
    row: int
    column: int
    is_count: bool
    place: str


@frozen(eq=False)
class ReadingPlan:
    """How a page is read that nobody rearranged: its figures, last year's, and where each is."""

    figures: tuple[ReadingStep, ...]
    before: tuple[ReadingStep, ...]

    @lru_cache(maxsize=64)  # noqa: B019 - a plan is made once for a standard
    def spots(self, sheet: str) -> Mapping[str, Spot]:
        """Return where each cell is if the sheet has that name."""
        return {one.address: (sheet, one.row + 1, one.column + 1) for one in self.figures}


@lru_cache(maxsize=16)
def plans_of(layout: Layout) -> tuple[ReadingPlan, ...]:
    """Return how each page of a form is read."""
    return tuple(
        ReadingPlan(
            *(
                tuple(
                    ReadingStep(
                        found, one.row - 1, one.column - 1,
                        layout.standard.spots[found].kind is Kind.COUNT, f"{letter(one.column)}{one.row}",
                    )
                    for found, one in places.items()
                    if one.page is page
                )
                for places in (layout.places, layout.before)
            )
        )
        for page in layout.pages
    )  # fmt: skip


def is_untouched(rows: Rows, page: FormPage) -> bool:
    """Whether the hidden keys of a page are where its form has them."""
    try:
        corner = page.keys - 1
        for block in page.blocks:
            head = rows[block.keys - 1]
            keys = [column.key if column else block.table.key for column in block.columns]
            last = [PREVIOUS + key for key in keys]
            shift = page.before - page.first
            if [head[at - 1] for at in block.lefts] != keys or [head[at + shift - 1] for at in block.lefts] != last:
                return False
            found = [row[corner] for row in rows[block.keys : block.last]]
            if head[corner] not in ADDRESSES or found != [row.key for row in block.part.rows]:
                return False
        return sum(row[corner] in ADDRESSES for row in rows) == len(page.blocks)
    except IndexError:
        return False


def corner_of(row: Sequence[Any]) -> int | None:
    """Return where in a row the hidden column of row keys meets the hidden row of column keys; None where it does not."""
    return next((at for at, cell in enumerate(row) if isinstance(cell, str) and cell in ADDRESSES), None)


def by_keys(sheet: str, rows: Rows, layout: Layout) -> Iterator[FormGrid]:
    """Yield the tables of a sheet whose rows or columns were moved: each begins where the hidden keys meet."""
    corners = [(at, corner) for at, row in enumerate(rows) if (corner := corner_of(row)) is not None]
    tables = {one.key for one in layout.standard.tables}
    for turn, (top, corner) in enumerate(corners):
        bottom = corners[turn + 1][0] if turn + 1 < len(corners) else len(rows)
        columns = {at: str(key) for at, key in enumerate(rows[top]) if key and at != corner}
        keyed = [at for at in range(top + 1, bottom) if rows[at][corner]]
        if not keyed or str(rows[keyed[0]][corner]).startswith("text."):
            continue
        places: dict[str, tuple[int, int]] = {}
        strays, twice = [], []
        for at in range(top + 1, keyed[-1] + 1):
            row = str(rows[at][corner])
            for column, key in columns.items():
                last_year = key.startswith(PREVIOUS)
                plain = key.removeprefix(PREVIOUS)
                found = row if plain in tables else address(row, plain)
                filled = not last_year and rows[at][column] not in ("", None)
                if found not in layout.places:
                    if filled and row not in layout.standard.rows:
                        strays.append((at + 1, column + 1))
                elif (named := PREVIOUS + found if last_year else found) not in places:
                    places[named] = (at + 1, column + 1)
                elif filled:
                    twice.append((found, at + 1, column + 1))
        yield FormGrid(sheet, rows, places, tuple(strays), tuple(twice))
