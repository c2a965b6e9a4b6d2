"""The fewest changes that add up to given differences (最少改动): exact, and independent of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from attrs import define, field, frozen

Exact: TypeAlias = int | Fraction
"""A number without any rounding."""

Vector: TypeAlias = tuple[tuple[str, Exact], ...]
"""By how much cells change: address and number, sorted, none of them zero."""


def vector(numbers: Mapping[str, Exact]) -> Vector:
    """Return numbers as a vector."""
    return tuple(sorted((address, number) for address, number in numbers.items() if number))


@frozen
class Solution:
    """Changes that add up to the differences.

    Attributes:
        vectors: what each change does, sorted; one may occur several times.
        slips: cells whose figure is put right by itself, whatever the changes do to it, sorted.
    """

    vectors: tuple[Vector, ...]
    slips: tuple[str, ...]


@frozen
class SearchResult:
    """The result of a search.

    Attributes:
        solutions: all of the fewest changes, those with fewer slips first.
        proved: whether it is known that no fewer would do and that none of as many is lacking; not so where a limit stopped it.
    """

    solutions: tuple[Solution, ...]
    proved: bool


class _OutOfStepsError(Exception):
    """The search has taken as many steps as it may."""


@define(eq=False)
class _SubsetSearch:
    known: frozenset[Vector]
    by_cell: Mapping[tuple[str, bool], tuple[Vector, ...]]
    most_steps: int
    most: int
    slips: bool
    steps: int = 0
    found: dict[Solution, None] = field(factory=dict)

    def go(self, left: dict[str, Exact], depth: int, vectors: tuple[Vector, ...], free: frozenset[str]) -> None:
        """Explain what is left in exactly ``depth`` changes; what happens to cells that are free does not matter."""
        self.steps += 1
        if self.steps > self.most_steps or len(self.found) > self.most:
            raise _OutOfStepsError
        # Some change must move a cell the way in which it is off, so only such need be tried: at the cell with the fewest.
        cell = min(left, key=lambda one: (len(self.by_cell.get((one, left[one] > 0), ())), one))
        moving = self.by_cell.get((cell, left[cell] > 0), ())
        if depth == 1:
            self.finish(left, moving, vectors, free)
            return
        for one in moving:
            rest = dict(left)
            for address, number in one:
                rest[address] = rest.get(address, 0) - number
                if not rest[address] or address in free:
                    del rest[address]
            if rest:
                self.go(rest, depth - 1, (*vectors, one), free)
        rest = {address: number for address, number in left.items() if address != cell}
        if rest and self.slips:
            self.go(rest, depth - 1, vectors, free | {cell})

    def finish(
        self, left: dict[str, Exact], moving: Iterable[Vector], vectors: tuple[Vector, ...], free: frozenset[str]
    ) -> None:
        """Explain what is left in one change."""
        wanted = vector(left)
        if free:
            last = [one for one in moving if tuple(part for part in one if part[0] not in free) == wanted]
        else:
            last = [wanted] if wanted in self.known else []
        for one in last:
            self.found[Solution(tuple(sorted((*vectors, one))), tuple(sorted(free)))] = None
        if len(wanted) == 1 and self.slips:
            ((cell, _),) = wanted
            self.found[Solution(tuple(sorted(vectors)), tuple(sorted((*free, cell))))] = None


def fewest(
    differences: Mapping[str, Exact],
    vectors: Iterable[Vector],
    *,
    most_changes: int = 4,
    most_steps: int = 200_000,
    most: int = 200,
    slips: bool = True,
) -> SearchResult:
    """Return the fewest changes that add up to the differences: some of the vectors, and cells corrected singly.

    Args:
        differences: what must be explained, by cell; cells that are not named must not change.
        vectors: the possible changes, each usable any number of times.
        most_changes: the largest number of changes.
        most_steps: steps after which the search stops.
        most: solutions after which it stops.
        slips: whether a cell may be corrected singly.
    """
    known = frozenset(one for one in vectors if one)
    by_cell: dict[tuple[str, bool], list[Vector]] = {}
    for one in sorted(known):
        for address, number in one:
            by_cell.setdefault((address, number > 0), []).append(one)
    search = _SubsetSearch(known, {key: tuple(found) for key, found in by_cell.items()}, most_steps, most, slips)
    wanted = {address: number for address, number in differences.items() if number}
    if not wanted:
        return SearchResult((Solution((), ()),), proved=True)
    proved = True
    for changes in range(1, most_changes + 1):
        try:
            search.go(wanted, changes, (), frozenset())
        except _OutOfStepsError:
            proved = False
        if search.found or not proved:
            break
    solutions = sorted(search.found, key=lambda one: (len(one.slips), one.vectors, one.slips))
    return SearchResult(tuple(solutions[:most]), proved=proved and bool(solutions))
