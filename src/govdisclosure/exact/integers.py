"""Whether equations have an answer in whole numbers, and between what each unknown then lies (整数解).

With totals every corner is whole, and the simplex method alone decides. Where factors bring fractions, all whole answers of the
equations are written as one of them and whole steps from it; what is left is to keep the bounds, case by case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, inf

from attrs import frozen

from govdisclosure.exact.simplex import Bounds, Row, Tableau, bits, make_row

MOST_CASES = 500
"""How many cases are looked at for one question; totals never need more than one."""


class CaseLimitError(Exception):
    """There were too many cases to tell."""


@frozen
class Span:
    """Between what an unknown lies, both ends included; ``None`` where nothing stops it."""

    low: int | None
    high: int | None


def point(tableau: Tableau) -> Mapping[int, int] | None:
    """Return one answer in whole numbers for all that moves; ``None`` where there is none.

    Raises:
        CaseLimitError: there were too many cases to tell.
    """
    found = _within(tableau.copy())
    return None if found is None else {unknown: int(found.value(unknown)) for unknown in bits(tableau.moving)}


def span(tableau: Tableau, unknown: int) -> Span:
    """Return between what a moving unknown lies in the answers in whole numbers; there must be one.

    Raises:
        CaseLimitError: there were too many cases to tell.
    """
    return Span(_extreme(tableau, unknown, -1), _extreme(tableau, unknown, 1))


def _within(case: Tableau) -> Tableau | None:
    """Return a tableau all of whose bases are whole and within their bounds."""
    if case.conflicts():
        return None
    if not case.fractions():
        return case
    steps = _in_steps(case)
    if steps is None:
        return None
    waiting = deque([steps])  # in turn: the first case may have no end
    for _ in range(MOST_CASES):
        if not waiting:
            return None
        case = waiting.popleft()
        if case.conflicts():
            continue
        if not case.fractions():
            return case
        waiting += _halves(case)
    raise CaseLimitError


def _extreme(tableau: Tableau, unknown: int, direction: int) -> int | None:
    """Return the least (-1) or greatest (1) whole number that an unknown can be."""
    case = tableau.copy()
    case.conflicts()  # exchanges bases until all are within bounds
    reached = case.push(unknown, direction)
    if reached is None:  # whole answers follow a direction without end as well, and there is one
        return None
    if not case.fractions():
        return int(reached)
    best: int | None = None
    steps = _in_steps(case)
    waiting = deque([] if steps is None else [steps])
    for _ in range(MOST_CASES):
        if not waiting:
            break
        case = waiting.popleft()
        if case.conflicts():
            continue
        reached = case.push(unknown, direction)
        assert reached is not None  # it was bounded with fewer bounds  # noqa: S101
        if best is not None and (reached - best) * direction <= 0:
            continue
        if case.fractions():
            waiting += _halves(case)
        else:
            best = int(reached)
    if waiting or best is None:
        raise CaseLimitError
    return best


def _halves(case: Tableau) -> list[Tableau]:
    """Return the cases in which a fraction is rounded down, and up: the one with the least room, which ends soonest."""
    broken = min(case.fractions(), key=lambda one: (_room(case, one), one))
    value = case.value(broken)
    low, high = list(case.bounds.low), list(case.bounds.high)
    low[broken], high[broken] = ceil(value), floor(value)
    return [case.copy(Bounds(low, case.bounds.high)), case.copy(Bounds(case.bounds.low, high))]


def _room(case: Tableau, unknown: int) -> list[Fraction | float]:
    """Return how far an unknown can go each way, the shorter way first."""
    value = case.value(unknown)
    ends = [case.copy().push(unknown, direction) for direction in (-1, 1)]
    return sorted(inf if end is None else abs(end - value) for end in ends)


def _in_steps(tableau: Tableau) -> Tableau | None:
    """Write what moves as one whole answer of the equations and whole steps from it; ``None`` where they have none.

    The steps are new unknowns without bounds; each old unknown is the base of a row that says how the steps move it.
    """
    start = dict.fromkeys(bits(tableau.moving), 0)
    steps: list[dict[int, int]] = [{unknown: 1} for unknown in start]
    for row in tableau.rows:
        factors = {unknown: factor for unknown, factor in row.factors.items() if unknown in start}
        stand = sum(factor * tableau.at[unknown] for unknown, factor in factors.items() if unknown != row.base)
        need = row.rest + stand - sum(factor * start[unknown] for unknown, factor in factors.items())
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
    first = len(tableau.bounds.low)
    bounds = Bounds([*tableau.bounds.low, *[None] * len(steps)], [*tableau.bounds.high, *[None] * len(steps)])
    rows, moving = [], tableau.moving
    for unknown, value in start.items():
        made = make_row({unknown: 1} | {first + number: -step.get(unknown, 0) for number, step in enumerate(steps)}, value, 0)
        rows.append(Row(made.factors, value, unknown, made.plus, made.minus, 0))
    for number in range(len(steps)):
        moving |= 1 << (first + number)
    return Tableau(rows, bounds, 0, 0, moving=moving, at={first + number: 0 for number in range(len(steps))})


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
