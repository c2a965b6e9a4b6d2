"""Grids with merged cells (合并单元格), within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define

from govdisclosure.errors import refused
from govdisclosure.formats.document import PlacedCell

MOST_CELLS: Final = 500_000
"""Places in all grids of a document together (单元格总数上限)."""
MOST_BLOCKS: Final = 200_000
"""Paragraphs and grids of a document (段落总数上限)."""


@define
class Places:
    """Counts the places that a document's grids have, and stops at the limit.

    Attributes:
        name: the file's name, for the message.
        count: how many there are so far.
        most: how many there may be.
    """

    name: str
    count: int = 0
    most: int = MOST_CELLS

    def take(self, rows: int, columns: int = 1) -> None:
        """Count the places of so many rows and columns.

        Raises:
            UnreadableError: there are too many of them.
        """
        self.count += rows * columns
        if self.count > self.most:
            raise refused(self.name, "open.too_many_cells", most=self.most)

    def rectangular(self, rows: Sequence[Mapping[int, PlacedCell]]) -> tuple[tuple[PlacedCell | None, ...], ...]:
        """Return rows of one length, from cells by their column; places without a cell are ``None``."""
        width = max((column + 1 for row in rows for column in row), default=0)
        self.take(len(rows), width)
        return tuple(tuple(row.get(column) for column in range(width)) for row in rows)
