"""Every small report, by counting (穷举): ``locate`` gives all least answers, and just the figures with which all can hold.

Standards of three cells and two relations, with whole factors, tolerances, every operator, blanks; figures from 0 to 3. What is
right is found by trying every figure from 0 to 60 in every set of cells, which knows nothing of equations. ``STRIDE=1`` in the
environment tries every report; as a rule only some are, always the same ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any, TypeAlias

import numpy
import pytest
from attrs import frozen

from govdisclosure import Report, Standard, locate
from govdisclosure.report import as_number
from govdisclosure.standards.operators import Operator
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table

CELLS = ("a", "b", "c")
MOST = 60
"""Every figure is tried up to this one."""
FIGURES = (None, 0, 1, 2, 3)
STRIDE = int(os.environ.get("STRIDE", "1009"))  # a prime, so that all factors and figures meet
AXES = numpy.meshgrid(*[numpy.arange(MOST + 1)] * len(CELLS), indexing="ij")

Ends: TypeAlias = dict[str, tuple[Any, Any]]
"""Between what each cell of an answer lies."""
Grid: TypeAlias = Any
"""Where something holds, for every figure of every cell: an array of numpy."""


@frozen
class Rule:
    """One relation: so many times each cell, left less right, compared with 0."""

    factors: tuple[int, int, int]
    operator: Operator
    tolerance: int

    def text(self, key: str) -> str:
        sides = [
            [f"{abs(factor)} * {cell}" for cell, factor in zip(CELLS, self.factors, strict=True) if factor * sign > 0]
            for sign in (1, -1)
        ]
        written = f"{' + '.join(sides[0])} {self.operator.symbol} {' + '.join(sides[1])}"
        return f'{{ key = "{key}", rule = "{written}", tolerance = {self.tolerance} }}'

    def holds(self) -> Grid:
        """Where it holds, by the arithmetic of numpy alone."""
        difference: Any = sum(factor * axis for factor, axis in zip(self.factors, AXES, strict=True))
        match self.operator:
            case Operator.EQUAL:
                return abs(difference) <= self.tolerance
            case Operator.AT_MOST:
                return difference <= self.tolerance
            case Operator.AT_LEAST:
                return difference >= -self.tolerance
            case Operator.BELOW:
                return difference < self.tolerance
            case Operator.ABOVE:
                return difference > -self.tolerance


FIRST = [
    Rule((f, -g, -h), operator, tolerance)
    for f, g, h in product((1, 2), repeat=3)
    for operator in Operator
    for tolerance in (0, 1)
]
SECOND = [
    Rule(factors, operator, tolerance)
    for f, g in product((1, 2), repeat=2)
    for factors in ((0, f, -g), (f, -g, 0))
    for operator in Operator
    for tolerance in (0, 1)
]
ALL = [*product(range(len(FIRST)), range(len(SECOND)), product(FIGURES, repeat=3))]


def reports() -> Iterator[tuple[Report, Grid]]:
    """Yield reports, and where their relations hold."""
    standards: dict[tuple[int, int], tuple[Standard, Grid]] = {}
    for first, second, figures in ALL[::STRIDE]:
        if (first, second) not in standards:
            rules = (FIRST[first], SECOND[second])
            relations = ", ".join(one.text(f"r{number}") for number, one in enumerate(rules))
            standards = {
                (first, second): (one_table(entered(*CELLS), relations=relations), rules[0].holds() & rules[1].holds())
            }
        standard, holds = standards[first, second]
        yield report(standard, dict(zip(CELLS, figures, strict=True))), holds


def by_counting(made: Report, holds: Grid) -> dict[frozenset[str], Ends]:
    """Return every least set of cells that may change so that all holds, with the figures that they may take."""
    printed = [cell for cell in CELLS if isinstance(made[cell], int)]
    for size in range(len(printed) + 1):
        found: dict[frozenset[str], Ends] = {}
        for moved in combinations(printed, size):
            place = _place(made, moved)
            where = numpy.argwhere(holds[place])
            if len(where):
                found[frozenset(moved)] = {cell: _ends(where, CELLS.index(cell)) for cell in moved}
        if found:
            return found
    return {}


def _place(made: Report, moved: Iterable[str]) -> tuple[slice, ...]:
    """Return where in a grid the printed figures are, but for the cells that are moved."""
    figures = [None if cell in moved else as_number(made[cell]) for cell in CELLS]
    return tuple(slice(None) if figure is None else slice(int(figure), int(figure) + 1) for figure in figures)


def _ends(where: Any, place: int) -> tuple[int, int | None]:
    """Return the least and the greatest figure of a cell; nothing bounds it where it grows with the figures tried.

    What is bounded at all is at most 21: the longest chain is a = 2b + 2c + 1, b = 2c + 1, c = 3.
    """
    halfway = where[(where <= MOST // 2).all(axis=1)]
    most = int(where[:, place].max())
    return int(where[:, place].min()), most if len(halfway) and most == halfway[:, place].max() else None


def by_locating(made: Report) -> dict[frozenset[str], Ends]:
    """Return what ``locate`` says, its conflicts combined."""
    combined: dict[frozenset[str], Ends] = {frozenset(): {}}
    for conflict in locate(made):
        assert (conflict.minimal, conflict.complete) == (True, True), conflict
        combined = {
            cells | frozenset(answer.cells): {**ends, **{cell: (one.low, one.high) for cell, one in answer.cells.items()}}
            for cells, ends in combined.items()
            for answer in conflict.answers
        }
    return combined


def test_gets_every_least_answer_with_its_figures() -> None:
    wrong = []
    for made, holds in reports():
        expected, found = by_counting(made, holds), by_locating(made)
        if expected != found:
            relations = [str(one.relation.rule) for one in made.standard.relations]
            wrong.append((relations, {cell: made[cell] for cell in CELLS}, expected, found))
    assert wrong == []


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_answers_or_says_that_it_stopped_whatever_the_limit(steps: int) -> None:
    for made, holds in list(reports())[::19]:
        least = by_counting(made, holds)
        weight = min(map(len, least), default=0)
        conflicts = locate(made, steps=steps)
        assert conflicts == locate(made, steps=steps)  # and the same each time
        for conflict in conflicts:
            if conflict.minimal and conflict.complete:
                continue
            for answer in conflict.answers:  # what is given all the same lets everything hold
                assert holds[_place(made, answer.cells)].any()
                assert len(answer.cells) >= weight
