"""What a rounded figure may stand for: exact ends, and whether the ends themselves are possible."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest

from govdisclosure.exact.intervals import EXACT, RoundingSpread, half_unit, meet, spread_of_sum

HALF, FIFTH = Fraction(1, 2), Fraction(1, 5)


class TestHalfUnit:
    """Rounded half up: 12.5 may be anything from 12.45 up to, but not including, 12.55; below 0 away from 0."""

    @pytest.mark.parametrize("number", [-3, -1, 0, 1, 2])
    @pytest.mark.parametrize("decimals", [-1, 0, 2])
    def test_is_what_rounds_to_the_figure(self, number: int, decimals: int) -> None:
        unit = Fraction(10) ** -decimals
        spread = half_unit(number, decimals)
        figure = number * unit
        assert (spread.low, spread.high) == (-unit / 2, unit / 2)
        for end, inside in ((figure + spread.low, spread.low_in), (figure + spread.high, spread.high_in)):
            nearest = floor(abs(end) / unit + HALF) * unit
            assert (nearest == abs(figure) and end * figure >= 0) is inside, (end, nearest)


class TestSpread:
    """Sums and multiples of what is rounded."""

    ONE = RoundingSpread(-HALF, FIFTH, True, False)

    @pytest.mark.parametrize(
        ("factor", "expected"),
        [
            (3, RoundingSpread(-3 * HALF, 3 * FIFTH, True, False)),
            (1, ONE),
            (0, EXACT),
            (-1, RoundingSpread(-FIFTH, HALF, False, True)),
            (-2, RoundingSpread(-2 * FIFTH, 2 * HALF, False, True)),
        ],
    )
    def test_of_a_multiple_is_turned_by_a_factor_below_0(self, factor: int, expected: RoundingSpread) -> None:
        assert self.ONE.times(factor) == expected

    def test_of_nothing_rounded_is_none(self) -> None:
        assert not EXACT
        assert half_unit(0, 1).times(0) == EXACT
        assert (spread_of_sum([]), spread_of_sum([EXACT, EXACT])) == (EXACT, EXACT)
        assert RoundingSpread(-HALF)
        assert RoundingSpread(high=HALF)

    def test_of_a_sum_has_an_end_where_each_part_has_it(self) -> None:
        both = RoundingSpread(-HALF, HALF)
        assert spread_of_sum([self.ONE, both]) == RoundingSpread(-HALF - HALF, HALF + FIFTH, True, False)
        assert spread_of_sum([self.ONE, self.ONE.times(-1)]) == RoundingSpread(-HALF - FIFTH, HALF + FIFTH, False, False)
        assert both.around(Decimal("1.5")) == (Fraction(1), Fraction(2))


class TestMeeting:
    """Whether two figures may be the same, given how far their difference may be off."""

    @pytest.mark.parametrize(
        ("one", "other", "spread", "expected"),
        [
            (5, 5, EXACT, True),
            (5, 6, EXACT, False),
            (6, 5, EXACT, False),
            (Decimal("5.5"), 5, RoundingSpread(-HALF, HALF, True, True), True),
            (Decimal("5.5"), 5, RoundingSpread(-HALF, HALF, False, True), False),
            (Decimal("5.4"), 5, RoundingSpread(-HALF, HALF, False, True), True),
            (5, Decimal("5.5"), RoundingSpread(-HALF, HALF, True, True), True),
            (5, Decimal("5.5"), RoundingSpread(-HALF, HALF, True, False), False),
            (5, Decimal("5.4"), RoundingSpread(-HALF, HALF, True, False), True),
            (5, 7, RoundingSpread(-HALF, HALF, True, True), False),
            (7, 5, RoundingSpread(-HALF, HALF, True, True), False),
            (5, 7, RoundingSpread(Fraction(0), Fraction(3)), True),
        ],
    )
    def test_is_decided_at_the_ends(
        self, one: Decimal | int, other: Decimal | int, spread: RoundingSpread, expected: bool
    ) -> None:
        assert meet(one, other, spread) is expected
