"""How far a rounded figure may be off (取值区间): the exact values that a printed number stands for, as rationals.

A number that is rounded half up to some decimals is off by half a unit of the last of them at most: 12.5 may be
anything from 12.45 up to, but not including, 12.55; what is below 0 is rounded away from 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from govdisclosure.exact.decimals import Number

_NOTHING = Fraction()


@frozen
class RoundingSpread:
    """By how much an exact value may be below and above a figure (误差区间).

    Attributes:
        low, high: from 0 down, from 0 up.
        low_in, high_in: whether the ends themselves are possible.

    >>> half_unit(12, 1).times(-2)
    RoundingSpread(low=Fraction(-1, 10), high=Fraction(1, 10), low_in=False, high_in=True)
    """

    low: Fraction = _NOTHING
    high: Fraction = _NOTHING
    low_in: bool = True
    high_in: bool = True

    def __bool__(self) -> bool:
        return bool(self.low or self.high)

    def times(self, factor: int | Fraction) -> RoundingSpread:
        """Return the spread of so many times the figure; a factor below 0 exchanges its ends."""
        if factor < 0:
            return RoundingSpread(self.high * factor, self.low * factor, self.high_in, self.low_in)
        return RoundingSpread(self.low * factor, self.high * factor, self.low_in, self.high_in) if factor else EXACT

    def around(self, number: Number | Fraction) -> tuple[Fraction, Fraction]:
        """Return the least and the greatest value around a figure; whether these are possible is not said."""
        return Fraction(number) + self.low, Fraction(number) + self.high


EXACT = RoundingSpread()
"""No spread: the figure is exact."""


def spread_of_sum(spreads: Iterable[RoundingSpread]) -> RoundingSpread:
    """Return the spread of a sum of figures."""
    low = high = _NOTHING
    low_in = high_in = True
    for one in spreads:
        low, high = low + one.low, high + one.high
        low_in, high_in = low_in and one.low_in, high_in and one.high_in
    return RoundingSpread(low, high, low_in, high_in)


def half_unit(number: Number, decimals: int) -> RoundingSpread:
    """Return how far a number that was rounded half up to so many decimals may be off; -3: to thousands."""
    half = Fraction(10) ** -decimals / 2
    return RoundingSpread(-half, half, number > 0, number < 0)


def meet(one: Number, other: Number, spread: RoundingSpread) -> bool:
    """Whether two figures may be the same, whose difference, one minus other, has a spread."""
    off = Fraction(one) - Fraction(other)
    low, high = spread.around(off)
    return (low < 0 or (low == 0 and spread.low_in)) and (high > 0 or (high == 0 and spread.high_in))
