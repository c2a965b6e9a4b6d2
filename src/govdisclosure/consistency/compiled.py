"""The relations of a standard, compiled once (勾稽关系编译) to sums over a row of figures, without name lookups.

A report of whole numbers is judged by adding and comparing, in one function that is made for the standard: source text of the
numbers of cells, never of text of a standard's file. Whatever is more than that (a blank, an amount, words, last year's
figures) is left to the exact rules of ``relations``, relation by relation; so is a relation that holds under a condition only.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import countOf, itemgetter
from typing import Any

from attrs import frozen

from govdisclosure.exact.decimals import Number, added, is_figure
from govdisclosure.report import Cell, Report
from govdisclosure.standards import RelationInstance, Slack, Standard, Term
from govdisclosure.standards.operators import Operator
from govdisclosure.values import Blank, Kind, Value

Pick = Callable[[Sequence[int]], Sequence[int]]
"""Takes figures out of a row of all of a standard's cells."""

MOST_TIMES = 8
"""A count with a factor up to this is added so many times; counts with a larger one are left to the exact rules."""


@frozen
class Sums:
    """One relation as two sums.

    Attributes:
        place: where it is among the standard's relations.
        sides: the cells that are added on each side, a cell with a minus on the other side; as often as its factor says.
        factors: the cells, each with its factor, left minus right: what ``sides`` says, however large a factor is.
        left, right: take their figures out.
        constant: what is beside the left sum.
        instance: the relation.
        operator, tolerance: how the sides compare.
        slack: between what left minus right is where it holds, in whole numbers.
        cells: the numbers of its cells.
    """

    place: int
    sides: tuple[tuple[int, ...], tuple[int, ...]]
    factors: tuple[tuple[int, int], ...]
    left: Pick
    right: Pick
    constant: int
    instance: RelationInstance
    operator: Operator
    tolerance: int | Fraction
    slack: Slack
    cells: frozenset[int]

    @property
    def is_added(self) -> bool:
        """Whether ``sides`` say all of it: no factor is larger than a cell may be added."""
        return all(abs(factor) <= MOST_TIMES for _, factor in self.factors)

    @property
    def source(self) -> str:
        """What :meth:`holds` tells as an expression of Python, in which ``c7`` is the figure of cell 7."""
        left, right = ([f"c{number}" for number in side] for side in self.sides)
        if self.constant:
            left.append(str(self.constant))
        if self.slack.is_zero:
            return f"{_sum_in_source(left)}=={_sum_in_source(right)}"
        low, high = self.slack.low, self.slack.high
        difference = f"{_sum_in_source(left)}-({_sum_in_source(right)})"
        return " and ".join([f"{low}<={difference}"] * (low is not None) + [f"{difference}<={high}"] * (high is not None))

    def holds(self, figures: Sequence[int]) -> bool:
        """Whether it holds; the figures are whole numbers."""
        return self.slack.admits(sum(self.left(figures)) - sum(self.right(figures)) + self.constant)

    def holds_exactly(self, values: Sequence[Value], *, checked: bool = False) -> bool:
        """Whether it holds, with figures that may be decimals; not where some cell holds no number.

        Args:
            values: of every cell.
            checked: whether each is known to be of its kind, or blank.
        """
        terms: list[tuple[int, Number]] = [(1, self.constant)] if self.constant else []
        for number, factor in self.factors:
            value = values[number]
            if (type(value) is not int and type(value) is not Decimal) or not (checked or is_figure(value)):
                return False
            terms.append((factor, value))
        return self.operator.admits(added(terms), self.tolerance)


@frozen
class FastCheck:
    """The result of a fast first pass over the figures of a report.

    Attributes:
        sound: whether nothing is to be said of any cell that has a value: each is of its kind, and none is below 0.
        blank: whether some cell may have none.
        unsettled: places of the relations that do not hold, or that adding whole numbers can't settle; those that want
            other reports are not looked at.
    """

    sound: bool
    blank: bool
    unsettled: frozenset[int] | set[int]


@frozen
class Compiled:
    """A compiled standard.

    Attributes:
        addresses: every cell, in printed order; its place is its number.
        names: the same, to look one up.
        counts: the numbers of the cells that hold counts.
        special: the numbers of all other cells, and the types of their values.
        pick_counts: takes out the figures of ``counts``.
        between: the relations between counts.
        all_hold: whether all of these hold, for the figures of every cell.
        exact: relations with an amount or a share in them.
        rest: places of the relations that are left to the exact rules.
        waiting: places of the relations that want other reports, whatever their figures are.
        touching: by cell, the places of the relations it is in.
    """

    addresses: tuple[str, ...]
    names: frozenset[str]
    counts: tuple[int, ...]
    special: tuple[tuple[int, type], ...]
    pick_counts: Pick
    between: tuple[Sums, ...]
    all_hold: Callable[[Sequence[int]], bool]
    exact: tuple[Sums, ...]
    rest: tuple[int, ...]
    waiting: tuple[int, ...]
    touching: tuple[tuple[int, ...], ...]

    def values(self, report: Report) -> tuple[Sequence[Value], bool]:
        """Return the value of every cell, missing where the report has none, and whether the report has no further cells."""
        cells = report.cells
        try:
            values = [cell.value for cell in map(cells.__getitem__, self.addresses)]
        except KeyError:
            return [cells.get(address, _NONE).value for address in self.addresses], self.names.issuperset(cells)
        return values, len(cells) == len(values)

    def look(self, values: Sequence[Value]) -> FastCheck:
        """Take a first look at the values of every cell."""
        figures: Sequence[int] = values  # type: ignore[assignment]  # cells that hold anything else are taken out below
        counts = self.pick_counts(figures)
        whole = countOf(map(type, counts), int) == len(counts)
        if whole:
            sound = _are_natural(counts)
        else:
            sound = set(map(type, counts)) <= _WHOLE_OR_BLANK and _are_natural([one for one in counts if type(one) is int])
        if not sound:
            whole = whole and all(map(is_figure, counts))
        blank = not whole
        for number, python in self.special:
            value = values[number]
            if isinstance(value, Blank):
                blank = True
            elif type(value) is not python or (isinstance(value, Decimal) and not (is_figure(value) and value >= 0)):
                sound = False
        unsettled = set(self.rest)
        for one in self.exact:
            if not one.holds_exactly(values, checked=sound):
                unsettled.add(one.place)
        if whole and self.all_hold(figures):
            return FastCheck(sound, blank, unsettled)
        if not whole:
            for number in self.counts:
                if type(value := values[number]) is not int or not is_figure(value):
                    unsettled.update(self.touching[number])
        for one in self.between:
            if one.place not in unsettled and not one.holds(figures):
                unsettled.add(one.place)
        return FastCheck(sound, blank, unsettled.difference(self.waiting))


_NONE = Cell(value=Blank.MISSING)
_WHOLE_OR_BLANK = {int, Blank}


def _are_natural(counts: Sequence[int]) -> bool:
    """Whether no count is below 0 or of more than 64 bits: one step in native code tells."""
    try:
        return bool(array("Q", counts)) or not counts
    except OverflowError:
        return False


@lru_cache(maxsize=64)
def compiled(standard: Standard) -> Compiled:
    """Return a standard's compiled relations; cached."""
    addresses = standard.keys()
    numbers = {address: number for number, address in enumerate(addresses)}
    kinds = [spot.kind for spot in standard.spots.values()]
    counts = tuple(number for number, kind in enumerate(kinds) if kind is Kind.COUNT)
    is_count = set(counts)
    sums, waiting, rest = [], [], []
    touching: list[list[int]] = [[] for _ in addresses]
    for place, instance in enumerate(standard.relations):
        for address in instance.addresses:
            touching[numbers[address]].append(place)
        has_large = any(abs(term.factor) > MOST_TIMES for term in instance.terms if term.address)
        too_large = has_large and is_count.issuperset(numbers[one] for one in instance.addresses)
        if instance.needs_others and not instance.is_conditional:
            waiting.append(place)
        elif instance.needs_others or not instance.is_sum or too_large:
            rest.append(place)
        else:
            sums.append(_sums(place, instance, numbers))
    between = [one for one in sums if one.cells <= is_count]
    exact = [
        one
        for one in sums
        if one not in between and all(number in is_count or kinds[number].has_decimals for number in one.cells)
    ]
    return Compiled(
        addresses=addresses,
        names=frozenset(addresses),
        counts=counts,
        special=tuple((number, kind.python) for number, kind in enumerate(kinds) if number not in is_count),
        pick_counts=_pick(counts),
        between=tuple(between),
        all_hold=_all_hold(between, len(addresses)),
        exact=tuple(exact),
        rest=(*rest, *(one.place for one in sums if one not in between and one not in exact)),
        waiting=tuple(waiting),
        touching=tuple(map(tuple, touching)),
    )


def _sums(place: int, instance: RelationInstance, numbers: dict[str, int]) -> Sums:
    sides: tuple[list[int], list[int]] = ([], [])
    factors: list[tuple[int, int]] = []
    constant = 0
    for sign, terms in ((1, instance.left), (-1, instance.right)):
        for term in terms:
            constant += _add(sides, sign, term, numbers)
            factors += [(numbers[term.address], sign * term.factor)] if term.address else []
    left, right = sides
    return Sums(
        place,
        (tuple(left), tuple(right)),
        tuple(factors),
        _pick(left),
        _pick(right),
        constant,
        instance,
        instance.operator,
        instance.relation.tolerance.beside(0),
        instance.slack(),
        frozenset(number for number, _ in factors),
    )


def _all_hold(relations: Sequence[Sums], cells: int) -> Callable[[Sequence[int]], bool]:
    """Return a function that tells of the figures of so many cells whether all of some relations hold."""
    if not relations:
        return lambda _: True
    names = ",".join(f"c{number}" for number in range(cells))
    source = f"def all_hold(figures):\n ({names},)=figures\n return {' and '.join(one.source for one in relations)}"
    space: dict[str, Any] = {}
    exec(compile(source, "<sums>", "exec"), space)  # noqa: S102 - numbers of cells, see the module's docstring
    made: Callable[[Sequence[int]], bool] = space["all_hold"]
    return made


def _sum_in_source(names: Sequence[str]) -> str:
    """Return a sum as an expression; one of many is nested, since Python parses each sum of two inside another."""
    if len(names) > _MANY:
        parts = (names[start : start + _MANY] for start in range(0, len(names), _MANY))
        return _sum_in_source([f"({_sum_in_source(part)})" for part in parts])
    return "+".join(names) or "0"


_MANY = 50


def _add(sides: tuple[list[int], list[int]], sign: int, term: Term, numbers: dict[str, int]) -> int:
    """Put a term where it is added; return what it adds to the constant."""
    factor = sign * term.factor
    if term.address is None:
        return factor
    if abs(factor) <= MOST_TIMES:
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
