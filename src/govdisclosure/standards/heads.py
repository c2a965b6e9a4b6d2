"""Multi-level heads (多级表头): the columns and rows that each head cell spans."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import Generic, TypeVar

from attrs import frozen

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
