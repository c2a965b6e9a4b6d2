"""The exact simplex tableau, held to trying every figure and, where nothing bounds an unknown, to HiGHS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy
import pytest
from tests.linear_systems import COUNT, GRID, System, mask, systems

from govdisclosure.exact.simplex import NONE, Bounds, Tableau, bits, make_row


def says_the_same(tableau: Tableau, system: System) -> None:
    """The rows hold for just those figures for which the equations hold, and each base is in its own row alone."""
    assert bits(tableau.moving) == sorted(system.moving)
    bases = [row.base for row in tableau.rows if row.base != NONE]
    assert sorted([*bases, *tableau.at]) == sorted(system.moving)
    holds = numpy.ones(len(GRID), dtype=bool)
    for row in tableau.rows:
        assert row.plus == mask([unknown for unknown, factor in row.factors.items() if factor > 0])
        assert row.minus == mask([unknown for unknown, factor in row.factors.items() if factor < 0])
        assert [base for base in bases if base in row.factors] == ([] if row.base == NONE else [row.base])
        start = [0 if unknown in bases else tableau.at.get(unknown, system.printed[unknown]) for unknown in range(COUNT)]
        factors = [row.factors.get(unknown, 0) for unknown in range(COUNT)]
        holds &= (GRID - start) @ numpy.array(factors) == row.rest
        if row.base == NONE:
            assert not (row.plus | row.minus) & tableau.moving
    free = System(system.rows, system.printed, [None] * COUNT, [None] * COUNT)
    assert numpy.array_equal(GRID[holds], free.solutions())


class TestRows:
    """Whatever moves and whichever bases are exchanged, the rows say what the equations say."""

    @pytest.mark.parametrize("seed", range(6))
    def test_stay_the_same_equations(self, seed: int) -> None:
        for system in systems(seed, 25, bounded=seed % 2 == 0):
            tableau = system.moved()
            says_the_same(tableau, system)
            before = [row.renewed() for row in tableau.rows]
            copied = tableau.copy()
            contradicts = bool(copied.conflicts())
            says_the_same(copied, system)
            assert tableau.rows == before  # a copy is its own
            if contradicts:
                continue
            for unknown in system.moving:
                copied.push(unknown, 1)
                says_the_same(copied, system)

    def test_keep_no_factor_0_and_no_common_divisor(self) -> None:
        made = make_row({0: 2, 1: 0, 2: -3}, 7, 0b10)
        assert (made.factors, made.rest, made.base, made.plus, made.minus, made.origin) == ({0: 2, 2: -3}, 7, NONE, 1, 4, 2)
        system = System([((2, 3, 0, 0), 1), ((3, 2, 0, 4), -1)], [0] * 4, [None] * 4, [None] * 4, [0])
        first, second = system.moved().rows
        # twice the second less three times the first
        assert (first.factors, first.rest, first.base) == ({0: 2, 1: 3}, 1, 0)
        assert (second.factors, second.rest, second.origin) == ({1: -5, 3: 8}, -5, 0b11)
        halved = System([((4, 2, 2, 0), 4), ((6, 1, 1, 2), 4)], [0] * 4, [None] * 4, [None] * 4, [0]).moved()
        # twice the second less three times the first, by 4
        assert (halved.rows[1].factors, halved.rows[1].rest) == ({1: -1, 2: -1, 3: 1}, -1)

    def test_of_two_that_could_take_it_the_shorter_takes_what_moves(self) -> None:
        system = System([((1, 1, 1, 1), 4), ((1, 1, 0, 0), 2)], [1] * 4, [None] * 4, [None] * 4, [0])
        assert [row.base for row in system.moved().rows] == [NONE, 0]


class TestContradictions:
    """A set is named of which one at least must move, whatever else happens; none where nothing contradicts."""

    @pytest.mark.parametrize("seed", range(8))
    def test_are_sets_that_every_solution_meets(self, seed: int) -> None:
        contradicting = 0
        for system in systems(100 + seed, 40, bounded=True):
            tableau = system.moved()
            could = tableau.rises | tableau.falls | tableau.outside
            changed = [mask(numpy.flatnonzero(line != system.printed)) for line in system.solutions()]
            found = tableau.conflicts()
            contradicting += bool(found)
            for one in found:
                assert not one & tableau.moving
                assert one & could == one
                assert all(one & each for each in changed)
            if found:
                continue
            figures = [*map(Fraction, system.printed)]
            for unknown in system.moving:
                figures[unknown] = tableau.value(unknown)
                least, most = system.low[unknown], system.high[unknown]
                assert least is not None
                assert most is not None
                assert least <= figures[unknown] <= most
            for factors, right in system.rows:
                assert sum(factor * figure for factor, figure in zip(factors, figures, strict=True)) == right
            fractions = {unknown for unknown in system.moving if figures[unknown].denominator != 1}
            assert set(tableau.fractions()) == fractions
            assert tableau.broken() == []
        assert 10 < contradicting < 35

    @pytest.mark.parametrize("seed", range(8))
    def test_follow_from_the_relations_that_are_named(self, seed: int) -> None:
        for system in systems(200 + seed, 25, bounded=True):
            tableau = system.moved()
            tableau.conflicts()
            for unknowns, relations in tableau.broken():
                stood = [unknown for unknown in bits(unknowns) if unknown not in system.moving]
                lines = system.solutions(bits(relations))
                assert not (lines[:, stood] == numpy.array(system.printed)[stood]).all(axis=1).any()

    @pytest.mark.parametrize(
        ("factors", "right", "printed", "low", "high", "moving", "expected"),
        [
            # too small: what has a plus would have to rise, what has a minus to fall
            ((1, 1, -1, 0), 5, (1, 1, 1, 1), (0,) * 4, (None,) * 4, (), [0b111]),
            ((1, 1, -1, 0), 5, (1, 1, 0, 1), (0,) * 4, (None,) * 4, (), [0b011]),
            ((1, 1, -1, 0), 5, (1, 2, 1, 1), (0,) * 4, (1, 2, 3, 4), (), [0b100]),
            ((1, 1, -1, 0), 5, (1, 2, 0, 1), (0,) * 4, (1, 2, 3, 4), (), [0]),
            # too large: the other way
            ((1, 1, -1, 0), -2, (0, 1, 1, 1), (0,) * 4, (None,) * 4, (), [0b110]),
            ((1, 1, -1, 0), -2, (0, 1, 1, 1), (0,) * 4, (None, None, 1, None), (), [0b010]),
            # one that moves takes it up, as far as its bounds let it
            ((1, 1, -1, 0), 5, (1, 1, 1, 1), (0,) * 4, (None,) * 4, (0,), []),
            ((1, 1, -1, 0), 5, (1, 1, 1, 1), (0,) * 4, (4,) * 4, (0,), [0b110]),
            ((1, 1, -1, 0), 5, (1, 1, 1, 1), (0,) * 4, (5,) * 4, (0,), []),
            ((2, 1, -1, 0), -1, (1, 1, 1, 1), (0,) * 4, (5,) * 4, (0,), [0b110]),
            ((-1, 1, 1, 0), 3, (1, 0, 2, 1), (0,) * 4, (5,) * 4, (0,), [0b110]),
            # what cannot be divided: 2a + 4b = odd, and only the third has an odd factor
            ((2, 4, 3, 6), 1, (0, 0, 0, 0), (None,) * 4, (None,) * 4, (0, 1), [0b0100]),
            ((2, 4, 3, 6), 1, (0, 0, 0, 0), (None, None, 0, None), (None, None, 0, None), (0, 1), [0]),
            ((3, 0, 3, 6), 4, (0, 0, 0, 0), (None,) * 4, (None,) * 4, (0,), [0]),
            ((1, 4, 3, 6), 1, (0, 0, 0, 0), (None,) * 4, (None,) * 4, (0,), []),
            # outside its bounds, whatever the equation says
            ((0, 0, 0, 1), 1, (-1, 9, 1, 1), (0,) * 4, (5,) * 4, (), [0b01, 0b10]),
        ],
    )
    def test_name_those_that_would_help(
        self,
        factors: Sequence[int],
        right: int,
        printed: Sequence[int],
        low: Sequence[int | None],
        high: Sequence[int | None],
        moving: Sequence[int],
        expected: list[int],
    ) -> None:
        tableau = System([(factors, right)], printed, low, high, moving).moved()
        assert tableau.conflicts() == expected
        outside = [1 << unknown for unknown in bits(tableau.outside)]
        is_broken = bool(expected) and not outside
        assert tableau.broken() == ([(mask(numpy.flatnonzero(factors)), 1)] if is_broken else [])

    def test_leave_those_that_stand_beside_what_moves(self) -> None:
        """Of a and b, which move, c stands beside a and could move too; d is in another row, and e cannot move."""
        rows = [make_row({0: 2, 1: -2, 2: 1, 4: 3}, 0, 1), make_row({3: 1}, 0, 2)]
        tableau = Tableau(rows, Bounds([0] * 4 + [0], [None] * 4 + [0]), rises=0b01111, falls=0)
        assert tableau.standing() == 0
        assert tableau.moved(0, 0).moved(1, 0).standing() == 0b00100


class TestOneMove:
    """Whether one unknown alone mends all rows in which nothing moves."""

    @pytest.mark.parametrize("seed", range(4))
    def test_is_what_trying_finds(self, seed: int) -> None:
        seen = set()
        for system in systems(300 + seed, 60, bounded=True):
            tableau = System(system.rows, system.printed, system.low, system.high, system.moving[:1]).moved()
            for unknown in range(COUNT):
                if unknown in system.moving[:1]:
                    continue
                expected = False
                least, most = system.low[unknown], system.high[unknown]
                assert least is not None
                assert most is not None
                for figure in range(least, most + 1):
                    step = figure - system.printed[unknown]
                    rows = [row for row in tableau.rows if row.base == NONE]
                    expected |= all(row.factors.get(unknown, 0) * step == row.rest for row in rows)
                expected &= not tableau.outside & ~(1 << unknown)
                assert tableau.single_move(unknown, system.printed[unknown]) is expected, (system, unknown)
                seen.add(expected)
        assert seen == {True, False}


class TestEnds:
    """How far an unknown goes, and along which way it goes without end."""

    @pytest.mark.parametrize("seed", range(6))
    def test_are_those_of_another_solver(self, seed: int) -> None:
        endless = 0
        for system in systems(400 + seed, 30, bounded=False):
            start = system.moved()
            if start.conflicts() or start.fractions():
                continue
            for unknown in system.moving:
                for direction in (1, -1):
                    tableau = start.copy()
                    found, expected = tableau.push(unknown, direction), system.furthest(unknown, direction)
                    assert (None if found is None else float(found)) == (None if expected is None else pytest.approx(expected))
                    ray = start.copy().ray(unknown, direction)
                    assert (ray is None) is (found is not None)
                    if found is not None:
                        assert tableau.value(unknown) == found
                    if ray is not None:
                        endless += 1
                        self.leads_away(system, ray, unknown, direction)
        assert endless > 5

    @staticmethod
    def leads_away(system: System, ray: Mapping[int, int], unknown: int, direction: int) -> None:
        assert ray[unknown] * direction > 0
        assert set(ray) <= set(system.moving)
        for factors, _ in system.rows:
            assert sum(factors[other] * change for other, change in ray.items()) == 0
        for other, change in ray.items():
            assert change >= 0 or system.low[other] is None
            assert change <= 0 or system.high[other] is None

    def test_are_met_one_after_the_other(self) -> None:
        """A rises with b up to 3, then with c up to 2: a = b + c."""
        system = System([((1, -1, -1, 0), 0)], [0] * 4, [0] * 4, [9, 3, 2, 0], [0, 1, 2])
        assert system.moved().push(0, 1) == 5
        assert system.moved().push(0, -1) == 0
        wider = System([((1, -1, -1, 0), 0)], [0] * 4, [0] * 4, [4, 3, 2, 0], [0, 1, 2])
        assert wider.moved().push(0, 1) == 4
        halves = System([((2, -1, -2, 0), 0)], [0] * 4, [0] * 4, [9, 3, 2, 0], [0, 1, 2])
        assert halves.moved().push(0, 1) == Fraction(7, 2)

    def test_begin_at_the_nearest_figure_within_bounds(self) -> None:
        tableau = System([], [-4, 9, 2, 0], [0] * 4, [5] * 4).stands()
        assert [tableau.clamped(unknown, figure) for unknown, figure in enumerate((-4, 9, 2, 5))] == [0, 5, 2, 5]
        made = System([((1, 2, 0, 1), 0)], [-4, 9, 2, 4], [0] * 4, [5] * 4, [0, 1, 3]).moved()
        assert made.at == {1: 5, 3: 4}


def test_bits_are_the_places_that_are_set() -> None:
    assert (bits(0), bits(0b1011), bits(1 << 70)) == ([], [0, 1, 3], [70])
