"""Whole solutions of linear equations within bounds, held to trying every figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from hypothesis import given, settings, strategies as st

from govdisclosure.exact.integers import Interval, StepLimitError, Steps, point, span
from govdisclosure.exact.simplex import Bounds, Tableau, make_row

MOST = 40
MANY = 10_000


def tableau(rows: Sequence[tuple[Sequence[int], int]], low: Sequence[int | None], high: Sequence[int | None]) -> Tableau:
    """Return the equations ``factors · unknowns = right`` in which every unknown moves."""
    made = Tableau(
        [make_row(dict(enumerate(factors)), right, 1 << number) for number, (factors, right) in enumerate(rows)],
        Bounds(low, high), 0, 0,
    )  # fmt: skip
    for unknown in range(len(low)):
        made = made.moved(unknown, 0)
    return made


def tried(rows: Sequence[tuple[Sequence[int], int]], low: Sequence[int | None], high: Sequence[int | None]) -> Any:
    """Return every solution with figures from -40 to 40."""
    axes = numpy.meshgrid(
        *[
            numpy.arange(max(-MOST, -MOST if least is None else least), min(MOST, MOST if most is None else most) + 1)
            for least, most in zip(low, high, strict=True)
        ],
        indexing="ij",
    )
    holds = numpy.ones(axes[0].shape, dtype=bool)
    for factors, right in rows:
        total: Any = sum(factor * axis for factor, axis in zip(factors, axes, strict=True))
        holds &= total == right
    return numpy.stack([axis[holds] for axis in axes], axis=1)


BOUND = st.none() | st.integers(-3, 3)
FACTORS = st.lists(st.integers(-3, 3), min_size=3, max_size=3)
SYSTEMS = st.tuples(
    st.lists(st.tuples(FACTORS, st.integers(-6, 6)), min_size=1, max_size=2),
    st.lists(st.tuples(BOUND, st.none() | st.integers(0, 5)), min_size=3, max_size=3),
)


def bounds_of(drawn: Sequence[tuple[int | None, int | None]]) -> tuple[list[int | None], list[int | None]]:
    low = [least for least, _ in drawn]
    high = [None if more is None else more if least is None else least + more for least, more in drawn]
    return low, high


def solved(rows: Sequence[tuple[Sequence[int], int]], low: Sequence[int | None], high: Sequence[int | None]) -> bool:
    """Whether a solution is found; what is found is put into the equations and the bounds."""
    found = point(tableau(rows, low, high), Steps(MANY))
    if found is None:
        return False
    figures = [found[unknown] for unknown in range(len(low))]
    assert all(sum(map(int.__mul__, factors, figures)) == right for factors, right in rows)
    assert all(least is None or least <= figure for least, figure in zip(low, figures, strict=True))
    assert all(most is None or figure <= most for most, figure in zip(high, figures, strict=True))
    return True


class TestAnySystem:
    """Two equations of three unknowns, with bounds or without."""

    @settings(max_examples=150)
    @given(SYSTEMS)
    def test_has_a_solution_just_where_one_is_found_by_trying(self, drawn: Any) -> None:
        rows, (low, high) = drawn[0], bounds_of(drawn[1])
        assert solved(rows, low, high) is (len(tried(rows, low, high)) > 0)

    @settings(max_examples=100)
    @given(SYSTEMS, st.integers(0, 2))
    def test_leaves_an_unknown_what_trying_leaves_it(self, drawn: Any, unknown: int) -> None:
        """No solution lies beyond an end, and one lies at it; or far away, where there is none."""
        rows, (low, high) = drawn[0], bounds_of(drawn[1])
        figures = tried(rows, low, high)[:, unknown]
        if len(figures) == 0:
            return
        found = span(tableau(rows, low, high), unknown, Steps(MANY))
        assert found.low is None or found.low <= figures.min()
        assert found.high is None or found.high >= figures.max()
        for end, far in ((found.low, -1000), (found.high, 1000)):
            least, most = list(low), list(high)
            if end is not None:
                least[unknown] = most[unknown] = end
            elif far < 0:
                most[unknown] = far
            else:
                least[unknown] = far
            assert solved(rows, least, most)


class TestFractions:
    """What the simplex method alone does not see."""

    @pytest.mark.parametrize(
        ("rows", "low", "high", "expected"),
        [
            ([((2, -4), 1)], (None, None), (None, None), None),  # no whole numbers, whatever the bounds
            ([((2, -4), 2)], (0, 0), (None, None), Interval(1, None)),
            ([((2, -1, 0), 0), ((0, 3, -1), 1)], (None,) * 3, (None,) * 3, Interval(None, None)),
            ([((3, -2), 0)], (1, None), (7, None), Interval(2, 6)),
            ([((3, -5), 1)], (0, 0), (100, 100), Interval(2, 97)),
            ([((2, 3), 7)], (0, 0), (None, None), Interval(2, 2)),
            ([((6, 10, 15), 29)], (0, 0, 0), (None,) * 3, None),  # the largest sum that such coins do not make
            ([((6, 10, 15), 30)], (0, 0, 0), (None,) * 3, Interval(0, 5)),
            ([((2, -2, -1), 0)], (0, 0, -1), (None, None, 1), Interval(0, None)),  # a tolerance of 1 on twice each side
            ([((5, -7, -1), 0)], (0, 0, 1), (None, None, 1), Interval(3, None)),
        ],
    )
    def test_are_decided(self, rows: Any, low: Any, high: Any, expected: Interval | None) -> None:
        made = tableau(rows, low, high)
        assert (point(made, Steps(MANY)) is not None) is (expected is not None)
        if expected is not None:
            assert span(made, 0, Steps(MANY)) == expected

    def test_of_a_solution_that_is_not_there_have_no_span(self) -> None:
        with pytest.raises(ValueError, match="no solution"):
            span(tableau([((6, 10, 15), 29)], (0, 0, 0), (None,) * 3), 0, Steps(MANY))

    def test_are_far_apart_and_few_steps_find_their_ends(self) -> None:
        """X ≡ 1 (mod 7), x ≡ 2 (mod 11), x ≡ 3 (mod 13), from 0 to a million: 8 and its like, 1001 apart."""
        made = tableau([((1, -7, 0, 0), 1), ((1, 0, -11, 0), 2), ((1, 0, 0, -13), 3)], (0, 0, 0, 0), (10**6,) + (None,) * 3)
        first = next(x for x in range(1001) if (x % 7, x % 11, x % 13) == (1, 2, 3))
        assert span(made, 0, Steps(500)) == Interval(first, first + (10**6 - first) // 1001 * 1001)


class TestSteps:
    """They are counted."""

    def test_are_used_up(self) -> None:
        steps = Steps(2)
        steps.take()
        steps.take()
        with pytest.raises(StepLimitError):
            steps.take()

    def test_stop_a_search_that_takes_more(self) -> None:
        with pytest.raises(StepLimitError):
            point(tableau([((6, 10, 15), 29)], (0, 0, 0), (None,) * 3), Steps(0))

    def test_are_not_needed_where_every_corner_is_whole(self) -> None:
        assert point(tableau([((1, -1), 3)], (0, 0), (None, None)), Steps(0)) == {0: 3, 1: 0}
