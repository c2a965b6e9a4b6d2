"""Small systems of linear equations with bounds, solved by trying every figure; for tests of what solves them otherwise."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy
from attrs import field, frozen
from scipy.optimize import linprog

from govdisclosure.exact.simplex import Bounds, Tableau, make_row

COUNT, LEAST, MOST = 4, -3, 5
"""How many unknowns a system has, and the figures tried for each."""
GRID: Any = numpy.stack([*numpy.meshgrid(*[numpy.arange(LEAST, MOST + 1)] * COUNT, indexing="ij")], axis=-1).reshape(-1, COUNT)


@frozen
class System:
    """Equations ``factors · unknowns = right``, the figures that are printed, their bounds, and which unknowns move."""

    rows: Sequence[tuple[Sequence[int], int]]
    printed: Sequence[int]
    low: Sequence[int | None]
    high: Sequence[int | None]
    moving: Sequence[int] = field(factory=tuple)

    def stands(self) -> Tableau:
        """The tableau in which nothing moves."""
        rows = [
            make_row(dict(enumerate(factors)), right - sum(map(int.__mul__, factors, self.printed)), 1 << number)
            for number, (factors, right) in enumerate(self.rows)
        ]
        rises = falls = outside = 0
        for unknown, (figure, least, most) in enumerate(zip(self.printed, self.low, self.high, strict=True)):
            rises |= (most is None or figure < most) << unknown
            falls |= (least is None or figure > least) << unknown
            outside |= ((least is not None and figure < least) or (most is not None and figure > most)) << unknown
        return Tableau(rows, Bounds(self.low, self.high), rises, falls, outside)

    def moved(self) -> Tableau:
        tableau = self.stands()
        for unknown in self.moving:
            tableau = tableau.moved(unknown, self.printed[unknown])
        return tableau

    def solutions(self, rows: Sequence[int] | None = None) -> Any:
        """Every solution, of some of the equations, by trying: an array with a line for each."""
        holds = numpy.ones(len(GRID), dtype=bool)
        for number in range(len(self.rows)) if rows is None else rows:
            factors, right = self.rows[number]
            holds &= GRID @ numpy.array(factors) == right
        for unknown, (least, most) in enumerate(zip(self.low, self.high, strict=True)):
            holds &= GRID[:, unknown] >= (LEAST if least is None else least)
            holds &= GRID[:, unknown] <= (MOST if most is None else most)
        return GRID[holds]

    def furthest(self, unknown: int, direction: int) -> float | None:
        """How far an unknown goes while those that move do, by HiGHS; None where it goes without end."""
        bounds = [
            (least, most) if place in self.moving else (figure, figure)
            for place, (figure, least, most) in enumerate(zip(self.printed, self.low, self.high, strict=True))
        ]
        cost = numpy.zeros(COUNT)
        cost[unknown] = -direction
        result = linprog(
            cost, A_eq=[factors for factors, _ in self.rows], b_eq=[right for _, right in self.rows], bounds=bounds
        )
        return float(result.x[unknown]) if result.status == 0 else None


def systems(seed: int, count: int, *, bounded: bool) -> Iterator[System]:
    """Systems with small factors; half of them have a solution near the printed figures."""
    chance = random.Random(seed)
    for _ in range(count):
        printed = [chance.randint(-1, 3) for _ in range(COUNT)]
        true = [figure if chance.random() < 0.5 else chance.randint(-1, 3) for figure in printed]
        rows = []
        for _ in range(chance.randint(1, 3)):
            factors = [chance.choice([0, 0, 1, 1, -1, -1, 2, -2, 3, 4, -6]) for _ in range(COUNT)]
            rows.append((factors, sum(map(int.__mul__, factors, true)) if chance.random() < 0.8 else chance.randint(-5, 5)))
        low = [chance.choice([LEAST, -1, 0]) if bounded or chance.random() < 0.5 else None for _ in range(COUNT)]
        high = [chance.choice([2, 3, MOST]) if bounded or chance.random() < 0.3 else None for _ in range(COUNT)]
        yield System(rows, printed, low, high, chance.sample(range(COUNT), chance.randint(0, COUNT)))


def mask(unknowns: Iterable[int]) -> int:
    """Return unknowns as bits; their numbers may be those of numpy."""
    return sum(1 << int(unknown) for unknown in unknowns)
