"""The relations of a standard made ready once (勾稽关系编译): sums over a row of figures, with no name looked up.

A report of whole numbers is judged by adding and comparing. Whatever is more than that (a blank, an amount, words, last year's
figures) is left to the exact rules of ``relations``, relation by relation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter

from attrs import frozen

from govdisclosure.report import Cell, Report
from govdisclosure.schema import RelationInstance, Standard, Term
from govdisclosure.values import Blank, Kind, Value

Pick = Callable[[Sequence[int]], Sequence[int]]
"""Takes figures out of a row of all of a standard's cells."""

MOST_TIMES = 8
"""A cell with a factor up to this is added so many times; a larger one is left to the exact rules."""


@frozen
class Sums:
    """One relation as two sums.

    Attributes:
        place: where it stands among the standard's relations.
        left, right: what is added on each side, a cell with a minus on the other side.
        constant: what stands beside the left sum.
        operator, tolerance: how the sums compare.
        cells: the numbers of its cells.
    """

    place: int
    left: Pick
    right: Pick
    constant: int
    operator: str
    tolerance: int
    cells: frozenset[int]

    def holds(self, figures: Sequence[int]) -> bool:
        """Whether it holds; the figures are whole numbers."""
        difference = sum(self.left(figures)) - sum(self.right(figures)) + self.constant
        if self.operator == "==":
            return -self.tolerance <= difference <= self.tolerance
        return difference <= self.tolerance if self.operator == "<=" else -self.tolerance <= difference


@frozen
class Compiled:
    """A standard made ready.

    Attributes:
        addresses: every cell, in printed order; its place is its number.
        equal: relations that are equalities to the last unit: left, right, constant, and the place of each.
        other: the other relations that are sums of this report's cells.
        waiting: places of the relations that want the preceding report.
        rest: places of the relations that are neither.
        counts: the numbers of the cells that hold whole numbers from 0 on.
        special: the numbers of all other cells, and their kinds.
        pick_counts: takes out the figures of ``counts``.
        touching: by cell, the places of the relations it stands in.
        sums: the relations of ``equal`` and ``other``.
    """

    addresses: tuple[str, ...]
    equal: tuple[tuple[Pick, Pick, int, int], ...]
    other: tuple[Sums, ...]
    waiting: tuple[int, ...]
    rest: tuple[int, ...]
    counts: tuple[int, ...]
    special: tuple[tuple[int, Kind], ...]
    pick_counts: Pick
    touching: tuple[tuple[int, ...], ...]
    sums: tuple[Sums, ...]

    def values(self, report: Report) -> list[Value]:
        """Return the value of every cell, missing where the report has none."""
        cells = report.cells
        try:
            return [cells[address].value for address in self.addresses]
        except KeyError:
            return [cells.get(address, _NONE).value for address in self.addresses]

    def is_sound(self, values: Sequence[Value]) -> bool:
        """Whether nothing is to be said of any cell: each holds what its kind holds, and none is below 0."""
        figures: Sequence[int] = values  # type: ignore[assignment]  # looked at in the same breath
        counts = self.pick_counts(figures)
        if self.counts and (set(map(type, counts)) != _WHOLE or min(counts) < 0):
            return False
        for number, kind in self.special:
            value = values[number]
            if isinstance(value, Blank) or (kind.fits(value) and (isinstance(value, str) or value >= 0)):
                continue
            return False
        return True

    def unsettled(self, values: Sequence[Value]) -> set[int]:
        """Return the places of the relations that do not hold, or that adding whole numbers can't settle.

        Those that want the preceding report are not looked at.
        """
        figures: Sequence[int] = values  # type: ignore[assignment]  # cells that hold anything else are taken out below
        left_out = set(self.rest)
        odd: list[int] = []
        if not set(map(type, self.pick_counts(figures))) <= _WHOLE:
            odd = [number for number in self.counts if type(values[number]) is not int]
        if not odd:
            left_out.update(
                place for left, right, constant, place in self.equal if sum(left(figures)) + constant != sum(right(figures))
            )
            left_out.update(one.place for one in self.other if not one.holds(figures))
            return left_out
        for number in odd:
            left_out.update(self.touching[number])
        left_out.update(one.place for one in self.sums if one.place not in left_out and not one.holds(figures))
        return left_out


_NONE = Cell(value=Blank.MISSING)
_WHOLE = {int}


@lru_cache(maxsize=64)
def compiled(standard: Standard) -> Compiled:
    """Return a standard made ready; made once."""
    addresses = standard.keys()
    numbers = {address: number for number, address in enumerate(addresses)}
    kinds = [spot.kind for spot in standard.spots.values()]
    counts = tuple(number for number, kind in enumerate(kinds) if kind is Kind.COUNT)
    sums, waiting, rest = [], [], []
    touching: list[list[int]] = [[] for _ in addresses]
    for place, instance in enumerate(standard.relations):
        for address in instance.addresses:
            touching[numbers[address]].append(place)
        if instance.needs_previous:
            waiting.append(place)
        elif any(abs(term.factor) > MOST_TIMES for term in instance.terms if term.address):
            rest.append(place)
        else:
            sums.append(_sums(place, instance, numbers))
    is_count = set(counts)
    plain = [one for one in sums if one.operator == "==" and not one.tolerance and one.cells <= is_count]
    return Compiled(
        addresses=addresses,
        equal=tuple((one.left, one.right, one.constant, one.place) for one in plain),
        other=tuple(one for one in sums if one not in plain and one.cells <= is_count),
        waiting=tuple(waiting),
        rest=(*rest, *(one.place for one in sums if not one.cells <= is_count)),
        counts=counts,
        special=tuple((number, kind) for number, kind in enumerate(kinds) if number not in is_count),
        pick_counts=_pick(counts),
        touching=tuple(map(tuple, touching)),
        sums=tuple(one for one in sums if one.cells <= is_count),
    )


def _sums(place: int, instance: RelationInstance, numbers: dict[str, int]) -> Sums:
    sides: tuple[list[int], list[int]] = ([], [])
    constant = 0
    for sign, terms in ((1, instance.left), (-1, instance.right)):
        for term in terms:
            constant += _add(sides, sign, term, numbers)
    left, right = sides
    operator, tolerance = instance.operator, instance.relation.tolerance
    return Sums(place, _pick(left), _pick(right), constant, operator, tolerance, frozenset((*left, *right)))


def _add(sides: tuple[list[int], list[int]], sign: int, term: Term, numbers: dict[str, int]) -> int:
    """Put a term where it is added; return what it adds to the constant."""
    factor = sign * term.factor
    if term.address is None:
        return factor
    sides[factor < 0].extend([numbers[term.address]] * abs(factor))
    return 0


def _pick(numbers: Sequence[int]) -> Pick:
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return _Few(tuple(numbers))


@frozen
class _Few:
    """Takes out one figure, or none: ``itemgetter`` would return it bare."""

    numbers: tuple[int, ...]

    def __call__(self, figures: Sequence[int]) -> Sequence[int]:
        return [figures[number] for number in self.numbers]
