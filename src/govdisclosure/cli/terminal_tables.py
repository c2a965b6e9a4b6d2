"""Tables in a terminal (终端表格): as they are where they fit, else with numbered heads, long texts below, or row by row.

Widths are those of characters in a terminal, where a Chinese one takes two columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from attrs import frozen
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_BESIDE = 3  # columns of a terminal between two columns of a table
_LEAST = 20  # a text in a narrower column is not readable
_SEVERAL = 3
_LEAST_EACH = 14  # several columns of texts may be so narrow, one beside the other


class ResultConsole(Console):
    """The console of results."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command line: a closed pipe is not a finding."""
        raise  # rich calls this while it handles the error


class TableLook(Enum):
    """How a table is shown (表格样式)."""

    PLAIN = "plain"
    FOLDED = "folded"
    NUMBERED = "numbered"
    BELOW = "below"
    BY_ROW = "by row"
    DETAILED = "detailed"


@frozen
class TerminalTable:
    """A table for a terminal of some width.

    Attributes:
        heads: what is above its columns.
        figures: the columns that hold figures.
        width: that of the terminal.
        leading: how many columns matter most: where there is no room for all, the others stand below the last of these.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int]
    width: int
    leading: int | None = None

    def look(self) -> TableLook:
        """Return how it is shown so that nothing is broken into unreadable pieces."""
        if _total(self._widths(self.heads)) <= self.width:
            return TableLook.PLAIN
        if self.leading is not None:
            return TableLook.DETAILED
        if len(self.rows) == 1 and len(self.figures) > 1:
            return TableLook.BY_ROW
        texts = len(self.heads) - len(self.figures)
        too_wide = self._without_longest > self.width
        if self._longest is None:
            return TableLook.BY_ROW if too_wide else TableLook.NUMBERED
        dominates = self._widths(self.heads)[self._longest] > 2 * max(self._room_of_longest, 1) and not self._numbered
        if dominates and not too_wide:
            return TableLook.BELOW
        if texts >= _SEVERAL and (self.width - _total([self._values(one) for one in self.figures])) // texts >= _LEAST_EACH:
            return TableLook.FOLDED
        if self._room_of_longest < _LEAST:
            return TableLook.BY_ROW if too_wide else TableLook.BELOW
        return TableLook.NUMBERED

    def render(self) -> Iterator[RenderableType]:
        """Yield what is printed, one after the other."""
        widths: list[int | None]
        match self.look():
            case TableLook.PLAIN:
                yield self._table(self.heads, self._widths(self.heads))
            case TableLook.FOLDED:
                widths = [None if place not in self.figures else width for place, width in enumerate(self._widths(self.heads))]
                yield self._table(self.heads, widths)
            case TableLook.NUMBERED:
                heads = self._short_heads
                if self._numbered:
                    yield Text("  ".join(f"{heads[place]}{self.heads[place]}" for place in self._numbered), style="dim")
                widths = [*self._widths(heads)]
                if self._longest is not None:
                    widths[self._longest] = min(self._widths(heads)[self._longest], self._room_of_longest)
                yield self._table(heads, widths)
            case TableLook.BELOW:
                yield from self._below()
            case TableLook.BY_ROW:
                yield from self._by_row()
            case TableLook.DETAILED:
                yield self._detailed(self.leading or len(self.heads))

    @property
    def _longest(self) -> int | None:
        """The column of texts that takes most room."""
        texts = [place for place in range(len(self.heads)) if place not in self.figures]
        widths = self._widths(self.heads)
        return max(texts, key=lambda place: widths[place], default=None)

    @property
    def _numbered(self) -> list[int]:
        """The columns of figures whose heads are wider than the figures: a number takes the head's place."""
        return [place for place in sorted(self.figures) if cell_len(self.heads[place]) > max(self._values(place), 6)]

    @property
    def _short_heads(self) -> list[str]:
        numbers = {place: f"[{number}]" for number, place in enumerate(self._numbered, start=1)}
        return [numbers.get(place, head) for place, head in enumerate(self.heads)]

    @property
    def _without_longest(self) -> int:
        """What all columns but the longest text take."""
        widths = self._widths(self._short_heads)
        return _total([width for place, width in enumerate(widths) if place != self._longest])

    @property
    def _room_of_longest(self) -> int:
        return self.width - self._without_longest - _BESIDE

    def _values(self, place: int) -> int:
        return max((cell_len(line) for row in self.rows for line in row[place].splitlines()), default=0)

    def _widths(self, heads: Sequence[str]) -> list[int]:
        return [max(cell_len(head), self._values(place)) for place, head in enumerate(heads)]

    def _table(self, heads: Sequence[str], widths: Sequence[int | None]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        for place, head in enumerate(heads):
            side = "right" if place in self.figures else "left"
            table.add_column(escape(head), justify=side, overflow="fold", width=widths[place])  # type: ignore[arg-type]
        for row in self.rows:
            table.add_row(*(escape(cell) for cell in row))
        return table

    def _below(self) -> Iterator[RenderableType]:
        """Yield each row in one line, and its longest text below it."""
        heads = self._short_heads
        widths = self._widths(heads)
        places = [place for place in range(len(heads)) if place != self._longest]
        longest = self._longest or 0

        def line(cells: Sequence[str]) -> str:
            return "   ".join(self._fitted(cells[place], widths[place], place) for place in places).rstrip()

        yield Text(f"{line(heads)}   {heads[longest]}"[: self.width], style="bold")
        for row in self.rows:
            first = line(row)
            beside = f"{first}   {row[longest]}"
            if row[longest] and cell_len(beside) <= self.width:
                yield Text(beside)
                continue
            yield Text(first)
            if row[longest]:
                yield Padding(Text(row[longest]), (0, 0, 0, 4))

    def _fitted(self, cell: str, width: int, place: int) -> str:
        return " " * (width - cell_len(cell)) + cell if place in self.figures else set_cell_size(cell, width)

    def _by_row(self) -> Iterator[RenderableType]:
        """Yield the cells of each row below one another, each behind its head."""
        room = min(max(map(cell_len, self.heads), default=0), self.width // 2)
        for number, row in enumerate(self.rows):
            if number:
                yield Text("")
            grid = Table.grid(padding=(0, 2))
            grid.add_column(width=room, style="dim", overflow="fold")
            grid.add_column(overflow="fold")
            for head, cell in zip(self.heads, row, strict=True):
                if cell:
                    grid.add_row(escape(head), escape(cell))
            yield grid

    def _detailed(self, leading: int) -> Table:
        """Return the first columns as a table; the last of them takes the room that is left, with the other cells below it."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        *narrow, last = self.heads[:leading]
        for place, head in enumerate(narrow):
            table.add_column(escape(head), justify="right" if place in self.figures else "left", no_wrap=True)
        table.add_column(escape(last), overflow="fold", ratio=1)
        for row in self.rows:
            text = Text(row[leading - 1])
            if details := "  ".join(filter(None, row[leading:])):
                text.append("\n").append(details, "dim")
            table.add_row(*map(escape, row[: leading - 1]), text)
        return table


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _BESIDE * len(widths) - 1


def show_table(
    screen: Console,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    figures: frozenset[int],
    leading: int | None = None,
) -> None:
    """Print a table on a terminal."""
    for one in TerminalTable(heads, rows, figures, screen.width, leading).render():
        screen.print(one)
