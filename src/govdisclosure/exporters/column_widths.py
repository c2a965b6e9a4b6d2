"""The widths of a printed table's columns (列宽), from what is in its cells: no number is ever broken over two lines.

One computation serves every format that has pages: lengths are points, characters are measured in parts of their size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from unicodedata import east_asian_width

from attrs import frozen

from govdisclosure.standards.table_grid import CellPart, GridCell, TableGrid

_OPENING, _CLOSING = "（([【《〈“‘", "）)]】》〉”’，。、；：！？"
_UNBREAKABLE = re.compile(  # a number, a word, a character with its brackets and stops: a line cannot end within
    rf"[{re.escape(_OPENING)}]*(?:[\u0021-\u2e7f]+|.)[{re.escape(_CLOSING)}]*"
)
_LEAST_HEAD = 2.0
"""So many characters wide at least is a column with a head or a group in it."""
_COMFORTABLE = 5.0
"""So many characters wide is a column of figures at most while labels could use the room."""
_SAFETY = 1.03  # fonts differ a little
_TRIALS = 9
LEADING = 1.3
"""How high a line of a table is, in sizes of its type."""
ROW = 1.6
"""How high a row is at least, in sizes of its type."""
ABOVE = 4.0
"""The space above and below the text of a cell together, in points."""
_LEGIBLE = 9.0
"""Type is made smaller to bring a table onto one page as far as this, in points; for a number, further."""


@frozen
class FittedColumns:
    """The size of type of a table, the width of each of its columns in points, and the lines of text in each row.

    ``overfull`` is where even the smallest size is too large: figures must then be made narrower to stay on one line.
    """

    size: float
    widths: tuple[float, ...]
    lines: tuple[int, ...]
    overfull: bool = False

    @property
    def height(self) -> float:
        """How high the table is, in points."""
        return sum(max(ROW * self.size, LEADING * self.size * lines + ABOVE) for lines in self.lines)


def ems(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    if text.isascii():
        return len(text) / 2
    return sum(1 if east_asian_width(character) in "WFA" else 0.5 for character in text)


@frozen
class CellExtent:
    """A cell, how many characters wide its text is, and the widest piece of it that must be on one line."""

    cell: GridCell
    width: float
    piece: float


@frozen
class MeasuredGrid:
    """A table and what its cells print, measured in characters."""

    grid: TableGrid
    cells: tuple[CellExtent, ...]

    @classmethod
    def of(cls, grid: TableGrid, text_of: Callable[[GridCell], str]) -> MeasuredGrid:
        """Measure a table, of which ``text_of`` gives what a cell prints."""
        return cls(grid, tuple([_measured(cell, text_of(cell)) for cell in grid.cells]))

    def width_needed(self, size: float, beside: float) -> float:
        """Return how wide the table must be at least so that no number is broken, in points."""
        return sum(_least(self, size, beside))


def _measured(cell: GridCell, text: str) -> CellExtent:
    width = ems(text)
    piece = max(map(ems, _UNBREAKABLE.findall(text)), default=0.0)
    if cell.part in (CellPart.HEAD, CellPart.GROUP, CellPart.LABEL):
        piece = max(piece, min(_LEAST_HEAD, width))
    if cell.part is CellPart.GROUP:  # no higher than the rows that it is beside
        piece = max(piece, ceil(width / cell.height))
    return CellExtent(cell, width, piece)


def fitted(
    measured: MeasuredGrid,
    room: float,
    sizes: Sequence[float],
    beside: float,
    page: float = 0.0,
) -> FittedColumns:
    """Return the first size of type in which every number has a line to itself, and the widths with the fewest lines in all.

    Columns of figures are equally wide as far as there is room; labels have what is left. A table that a smaller size
    brings onto one page has that size.

    Args:
        measured: the table, and what it prints.
        room: how wide it is altogether, in points; the widths add up to it.
        sizes: the sizes to choose from, in points, the preferred one first.
        beside: the space that a cell leaves beside its text, both sides together, in points.
        page: how high a page is, in points; 0 where a table may be as high as it is.
    """
    fitting: list[FittedColumns] = []
    for size in sizes:
        least = _least(measured, size, beside)
        if sum(least) <= room and (not fitting or size >= _LEGIBLE):
            ways = [
                FittedColumns(size, widths, _lines(measured, widths, size, beside))
                for widths in _ways(measured, least, room, size, beside)
            ]
            fitting.append(min(ways, key=lambda found: sum(found.lines)))  # of equal ones the widest figures
            if not page or fitting[-1].height <= page:
                return fitting[-1]
    if fitting:
        return fitting[0]
    least = _least(measured, sizes[-1], beside)
    widths = tuple(width * room / sum(least) for width in least)
    return FittedColumns(sizes[-1], widths, _lines(measured, widths, sizes[-1], beside), overfull=True)


def _least(measured: MeasuredGrid, size: float, beside: float) -> list[float]:
    """Return how wide each column must be."""
    least = [size + beside] * measured.grid.width
    for one in sorted(measured.cells, key=lambda one: one.cell.width):
        cell = one.cell
        lacking = one.piece * size * _SAFETY + beside - sum(least[cell.left : cell.right])
        if lacking > 0:
            for column in range(cell.left, cell.right):
                least[column] += lacking / cell.width
    return least


def _ways(
    measured: MeasuredGrid, least: Sequence[float], room: float, size: float, beside: float
) -> Iterator[tuple[float, ...]]:
    """Yield ways to share out the width, those with wide figures first."""
    grid = measured.grid
    count, stub = grid.columns, least[: grid.stub]
    narrow = max(least[grid.stub :])
    if sum(stub) + narrow * count > room:  # not all equal: what is left over is shared
        spare = (room - sum(least)) / grid.width
        yield tuple(width + spare for width in least)
        return
    wanted = list(stub)
    for one in measured.cells:
        cell = one.cell
        if cell.part.is_stub and cell.part is not CellPart.GROUP:
            before = sum(wanted[cell.left : cell.right - 1])
            wanted[cell.right - 1] = max(wanted[cell.right - 1], one.width * size * _SAFETY + beside + size - before)
    longing = sum(wanted) - sum(stub)
    wide = max(narrow, min(_COMFORTABLE * size + beside, (room - sum(stub)) / count))
    for trial in range(_TRIALS):
        each = wide - (wide - narrow) * trial / (_TRIALS - 1)
        share = min(1.0, (room - each * count - sum(stub)) / longing) if longing > 0 else 0.0
        labels = [own + (want - own) * share for own, want in zip(stub, wanted, strict=True)]
        yield (*labels, *([(room - sum(labels)) / count] * count))


def _lines(measured: MeasuredGrid, widths: Sequence[float], size: float, beside: float) -> tuple[int, ...]:
    """Return how many lines of text each row of the grid has."""
    lines = [1] * measured.grid.height
    for one in sorted([one for one in measured.cells if one.width > 1], key=lambda one: one.cell.height):
        cell = one.cell
        room = max(1.0, (sum(widths[cell.left : cell.right]) - beside) // size)
        lines[cell.bottom - 1] += max(0, ceil(one.width / room) - sum(lines[cell.top : cell.bottom]))
    return tuple(lines)


def kept_rows(grid: TableGrid, group: int) -> Iterator[int]:
    """Yield the rows of a table longer than a page that no page must end after.

    Those are heads and headings, groups of at most ``group`` rows, and the last row but one.
    """
    kept = {grid.height - 2} if grid.height > 1 else set()
    for block in grid.blocks:
        kept.update(range(block.top, block.body))
    for cell in grid.cells:
        if cell.part is CellPart.FILLER:
            kept.add(cell.top)
        elif cell.part is CellPart.GROUP and cell.height <= group:
            kept.update(range(cell.top, cell.bottom - 1))
    yield from sorted(kept)
