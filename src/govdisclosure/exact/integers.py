"""Integer solutions of linear equations with bounds (整数解): whether there is one, and the range of each unknown.

With totals every corner of the simplex method is whole, and it alone decides. Where factors bring fractions, three steps decide
exactly, and end on any equations:

1. all whole solutions of the equations are written as one of them and whole multiples of *steps* from it;
2. a bound from which a solution may go away without end is left out: whoever solves the rest goes that way until it is kept.
   What is left is bounded on all sides;
3. it is halved at fractions, the narrowest direction first (branch and bound).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, inf

from attrs import define, frozen

from govdisclosure.exact.simplex import Bounds, Row, Tableau, bits, make_row


class StepLimitError(Exception):
    """The search used up its steps; nothing is proved."""


@define
class Steps:
    """How many steps a search may still take; counted, not timed, so that a result is the same on any machine."""

    left: int

    def take(self) -> None:
        """Take one.

        Raises:
            StepLimitError: there is none left.
        """
        self.left -= 1
        if self.left < 0:
            raise StepLimitError


@frozen
class Interval:
    """The range of an unknown, both ends included; ``None`` where it is unbounded."""

    low: int | None
    high: int | None


def point(tableau: Tableau, steps: Steps) -> Mapping[int, int] | None:
    """Return one solution in whole numbers for all that moves; ``None`` where there is none.

    Raises:
        StepLimitError: it takes more steps than there are.
    """
    case = tableau.copy()
    if case.conflicts():
        return None
    if not case.fractions():
        return {unknown: int(case.value(unknown)) for unknown in bits(case.moving)}
    solutions = _solutions(case)
    return None if solutions is None else solutions.any(steps)


def span(tableau: Tableau, unknown: int, steps: Steps) -> Interval:
    """Return the range of a moving unknown over the integer solutions; there must be one.

    Raises:
        StepLimitError: it takes more steps than there are.
    """
    return Interval(_extreme(tableau, unknown, -1, steps), _extreme(tableau, unknown, 1, steps))


def _extreme(tableau: Tableau, unknown: int, direction: int, steps: Steps) -> int | None:
    """Return the least (-1) or greatest (1) whole number that an unknown can be; ``None`` where nothing stops it."""
    case = tableau.copy()
    case.conflicts()  # exchanges bases until all are within bounds
    reached = case.push(unknown, direction)
    if reached is None:  # whole solutions follow a direction without end as well, and there is one
        return None
    if not case.fractions():
        return int(reached)
    solutions = _solutions(tableau)
    known = None if solutions is None else solutions.any(steps)
    if solutions is None or known is None:
        raise ValueError("there is no solution in whole numbers")
    nearest, furthest = known[unknown] * direction, floor(reached * direction)  # turned so that more is further
    ahead = furthest
    while nearest < furthest:
        found = solutions.beyond(unknown, ahead * direction, direction).any(steps)
        if found is None:
            furthest = ahead - 1
        else:
            nearest = found[unknown] * direction
        ahead = (nearest + furthest + 1) // 2
    return nearest * direction


@frozen
class _Solutions:
    """All whole solutions of some equations, and the bounds to keep.

    Attributes:
        start: one solution, whatever the bounds.
        steps: whole multiples of these lead from it to every other one.
        bounds: between what each unknown must lie.
    """

    start: Mapping[int, int]
    steps: Sequence[Mapping[int, int]]
    bounds: Bounds

    def beyond(self, unknown: int, end: int, direction: int) -> _Solutions:
        """Return those in which an unknown lies at an end or beyond."""
        low, high = list(self.bounds.low), list(self.bounds.high)
        (low if direction > 0 else high)[unknown] = end
        return _Solutions(self.start, self.steps, Bounds(low, high))

    def any(self, steps: Steps) -> dict[int, int] | None:
        """Return a solution within the bounds; ``None`` where there is none."""
        whole = _table(self.start, self.steps, self.start, self.bounds)
        if whole.conflicts():
            return None
        whole, left_out = _without_end(whole, self.start)
        bounds = Bounds(whole.bounds.low[: len(self.bounds.low)], whole.bounds.high[: len(self.bounds.low)])
        kept = [unknown for unknown in self.start if (bounds.low[unknown], bounds.high[unknown]) != (None, None)]
        kept.sort(key=lambda unknown: (_width(whole, unknown), unknown))
        axes = _axes(self.steps, kept)
        sizes = _halved(_table(self.start, axes, kept, bounds), len(bounds.low), len(axes), steps)
        if sizes is None:
            return None
        found = dict(self.start)
        for times, axis in zip(sizes, axes, strict=True):
            for unknown, size in axis.items():
                found[unknown] += times * size
        for one in reversed(left_out):
            short = (one.bound - found[one.unknown]) * one.direction
            times = max(0, -(-short // abs(one.ray[one.unknown])))
            for unknown in found:
                found[unknown] += times * one.ray.get(unknown, 0)
        return found


@frozen
class _UnboundedDirection:
    """A bound from which solutions go away without end.

    Attributes:
        direction: which way they go: up (1), where it is a lower bound, or down (-1).
        ray: by how much each unknown changes on the way.
    """

    unknown: int
    bound: int
    direction: int
    ray: Mapping[int, int]


def _without_end(whole: Tableau, unknowns: Iterable[int]) -> tuple[Tableau, list[_UnboundedDirection]]:
    """Return the tableau without the bounds from which solutions go away without end, and these in the order of leaving out.

    That may let others go away without end, so all are looked at until none does.
    """
    left_out: list[_UnboundedDirection] = []
    waiting = list(unknowns)
    while True:
        count = len(left_out)
        for unknown in waiting:
            least, most = whole.bounds.low[unknown], whole.bounds.high[unknown]
            for direction, bound, other in ((1, least, most), (-1, most, least)):
                if bound is None or other is not None:
                    continue
                ray = whole.ray(unknown, direction)
                if ray is not None:
                    left_out.append(_UnboundedDirection(unknown, bound, direction, ray))
                    low, high = list(whole.bounds.low), list(whole.bounds.high)
                    low[unknown] = high[unknown] = None
                    whole = whole.copy(Bounds(low, high))
        if len(left_out) == count:
            return whole, left_out


def _width(whole: Tableau, unknown: int) -> Fraction | float:
    """Return how far an unknown can go."""
    ends = [whole.push(unknown, direction) for direction in (-1, 1)]
    return inf if ends[0] is None or ends[1] is None else ends[1] - ends[0]


def _axes(steps: Sequence[Mapping[int, int]], unknowns: Sequence[int]) -> list[dict[int, int]]:
    """Combine steps so that the first unknown changes by the first only, the next by the first two, and so on.

    What changes none of them is left out.
    """
    waiting = [dict(step) for step in steps]
    axes = []
    for unknown in unknowns:
        found = _reduced(waiting, {unknown: 1})
        if found is not None:
            axes.append(waiting.pop(found[0]))
    return axes


def _halved(whole: Tableau, first: int, count: int, steps: Steps) -> list[int] | None:
    """Return whole numbers for the unknowns from ``first`` on with which all others keep their bounds; ``None`` for none."""
    waiting = [whole]
    while waiting:
        steps.take()
        case = waiting.pop()
        if case.conflicts():
            continue
        sizes = [case.value(first + number) for number in range(count)]
        broken = next((number for number, size in enumerate(sizes) if size.denominator != 1), None)
        if broken is None:
            return [int(size) for size in sizes]
        low, high = list(case.bounds.low), list(case.bounds.high)
        low[first + broken], high[first + broken] = ceil(sizes[broken]), floor(sizes[broken])
        waiting += [case.copy(Bounds(low, case.bounds.high)), case.copy(Bounds(case.bounds.low, high))]
    return None


def _solutions(tableau: Tableau) -> _Solutions | None:
    """Return all whole solutions of a tableau's equations; ``None`` where they have none, whatever the bounds."""
    start = dict.fromkeys(bits(tableau.moving), 0)
    steps: list[dict[int, int]] = [{unknown: 1} for unknown in start]
    for row in tableau.rows:
        factors = {unknown: factor for unknown, factor in row.factors.items() if unknown in start}
        had = sum(factor * tableau.at[unknown] for unknown, factor in factors.items() if unknown != row.base)
        need = row.rest + had - sum(factor * start[unknown] for unknown, factor in factors.items())
        left = _reduced(steps, factors)
        if left is None:
            if need:
                return None
            continue
        place, effect = left
        if need % effect:
            return None
        for unknown, size in steps.pop(place).items():
            start[unknown] += need // effect * size
    return _Solutions(start, steps, tableau.bounds)


def _table(start: Mapping[int, int], steps: Sequence[Mapping[int, int]], unknowns: Iterable[int], bounds: Bounds) -> Tableau:
    """Return the tableau in which each step is an unknown of its own, without bounds, and all others follow from them."""
    first, rows, moving = len(bounds.low), [], 0
    for unknown in unknowns:
        made = make_row(
            {unknown: 1} | {first + number: -step.get(unknown, 0) for number, step in enumerate(steps)}, start[unknown], 0
        )
        rows.append(Row(made.large, made.rest, unknown, made.plus, made.minus, 0))
        moving |= 1 << unknown
    for number in range(len(steps)):
        moving |= 1 << (first + number)
    free: list[int | None] = [None] * len(steps)
    wider = Bounds([*bounds.low, *free], [*bounds.high, *free])
    return Tableau(rows, wider, 0, 0, moving=moving, at={first + number: 0 for number in range(len(steps))})


def _reduced(steps: list[dict[int, int]], factors: Mapping[int, int]) -> tuple[int, int] | None:
    """Combine the steps until one alone changes a sum; return its place and by how much, ``None`` where none changes it."""
    effects = [sum(factor * step.get(unknown, 0) for unknown, factor in factors.items()) for step in steps]
    while True:
        acting = sorted((abs(effect), place) for place, effect in enumerate(effects) if effect)
        if not acting:
            return None
        _, place = acting[0]
        if len(acting) == 1:
            return place, effects[place]
        for _, other in acting[1:]:
            times = effects[other] // effects[place]
            effects[other] -= times * effects[place]
            for unknown, size in steps[place].items():
                steps[other][unknown] = steps[other].get(unknown, 0) - times * size
