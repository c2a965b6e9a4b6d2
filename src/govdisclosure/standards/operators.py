"""The comparison operators of relations (比较运算符): their bounds, and their spelling wherever a relation is shown.

An operator bounds the difference, left minus right. Everything else follows from that: whether a relation
holds, what a solver may leave over, the formula of a workbook. So an operator is added by one entry here, and its words in the
catalogue of each language.
"""

from __future__ import annotations

import ast
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from govdisclosure.exact.decimals import Number, less
from govdisclosure.exact.intervals import EXACT, RoundingSpread
from govdisclosure.value_objects import ValueObject


@frozen
class Slack:
    """Between what the difference of whole numbers is where a relation holds, both ends included; ``None`` is no end."""

    low: int | None
    high: int | None

    @property
    def is_zero(self) -> bool:
        """Whether both sides are equal, to the last unit."""
        return self.low == self.high == 0

    def admits(self, difference: int) -> bool:
        """Whether a whole difference is within."""
        return (self.low is None or self.low <= difference) and (self.high is None or difference <= self.high)

    @property
    def beyond(self) -> tuple[tuple[int, int], ...]:
        """How a relation fails: the sign of the difference, and how far it is from 0 at least with that sign."""
        above = () if self.high is None else ((1, self.high + 1),)
        below = () if self.low is None else ((-1, 1 - self.low),)
        return above + below


@frozen(kw_only=True)
class OperatorSpec(ValueObject):
    """The definition of an operator.

    Attributes:
        symbol: as a rule writes it; one of Python's comparison operators.
        word: names its sentences in the catalogue, such as ``check.violated.at_most``.
        sign, opposite: as printed between two figures for which it holds, and for which it does not.
        low, high: between what left minus right is without a tolerance; ``None`` is no end.
        strict: whether an end itself is excluded, so that 2 < 2 fails, and with a tolerance of 1 a difference of 1.
    """

    symbol: str
    word: str
    sign: str
    opposite: str
    low: int | None
    high: int | None
    strict: bool


def between(
    low: int | Fraction | None, high: int | Fraction | None, units: int, *, strict: bool, spread: RoundingSpread = EXACT
) -> Slack:
    """Return two ends in whole units, so many to one; where they are excluded, the next whole numbers within.

    With a spread they are as much further out as the difference may be off.
    """
    least = None if low is None else (low - spread.high) * units
    most = None if high is None else (high - spread.low) * units
    return Slack(
        None if least is None else floor(least) + 1 if strict or not spread.high_in else ceil(least),
        None if most is None else ceil(most) - 1 if strict or not spread.low_in else floor(most),
    )


class Operator(Enum):
    """A comparison operator of relations (比较运算符)."""

    EQUAL = OperatorSpec(symbol="==", word="equal", sign="=", opposite="≠", low=0, high=0, strict=False)
    AT_MOST = OperatorSpec(symbol="<=", word="at_most", sign="≤", opposite=">", low=None, high=0, strict=False)
    AT_LEAST = OperatorSpec(symbol=">=", word="at_least", sign="≥", opposite="<", low=0, high=None, strict=False)
    BELOW = OperatorSpec(symbol="<", word="below", sign="<", opposite="≥", low=None, high=0, strict=True)
    ABOVE = OperatorSpec(symbol=">", word="above", sign=">", opposite="≤", low=0, high=None, strict=True)

    def __str__(self) -> str:
        return self.symbol

    @classmethod
    def of(cls, symbol: str | ast.cmpop) -> Operator | None:
        """Return the operator that a rule writes so; None for what is none."""
        if isinstance(symbol, ast.cmpop):
            symbol = ast.unparse(ast.Compare(ast.Name("a"), [symbol], [ast.Name("b")]))[2:-2]
        return next((one for one in cls if one.symbol == symbol), None)

    @property
    def symbol(self) -> str:
        """Its spelling in rules: ``<=``."""
        return self.value.symbol

    @property
    def sign(self) -> str:
        """As printed between figures for which it holds: ``≤``."""
        return self.value.sign

    @property
    def opposite(self) -> str:
        """As printed between figures for which it does not hold: ``>``."""
        return self.value.opposite

    @property
    def wide_sign(self) -> str:
        """As printed among Chinese words: ``＝``."""
        return "".join(chr(ord(one) + 0xFEE0) if one.isascii() else one for one in self.sign)

    @property
    def is_strict(self) -> bool:
        """Whether its ends are excluded."""
        return self.value.strict

    @property
    def is_equality(self) -> bool:
        """Whether, without a tolerance, it leaves the difference one value only."""
        return self.value.low is not None and self.value.low == self.value.high

    @property
    def word(self) -> str:
        """What the keys of its sentences in the catalogue end in, such as ``check.violated.at_most``."""
        return self.value.word

    def holds(self, left: Number, right: Number, tolerance: int | Fraction = 0) -> bool:
        """Whether a left and a right side satisfy it, exactly."""
        return self.admits(less(left, right), tolerance)

    def admits(self, difference: Number | Fraction, tolerance: int | Fraction = 0, spread: RoundingSpread = EXACT) -> bool:
        """Whether left minus right satisfies it, exactly; with a spread, whether some value within it does."""
        spec = self.value
        low, high, strict = spec.low, spec.high, spec.strict
        if spread is not EXACT and spread:
            least, most = spread.around(difference)
            reaches = low is None or most > low - tolerance or (most == low - tolerance and spread.high_in and not strict)
            return reaches and (
                high is None or least < high + tolerance or (least == high + tolerance and spread.low_in and not strict)
            )
        if isinstance(tolerance, Fraction):
            difference = Fraction(difference)
        if low is not None and (difference <= low - tolerance if strict else difference < low - tolerance):
            return False
        return high is None or (difference < high + tolerance if strict else difference <= high + tolerance)

    def slack(self, tolerance: int | Fraction = 0, units: int = 1) -> Slack:
        """Return between what the difference is where it is counted in whole units, so many to one.

        For whole numbers ``a < b`` is ``a <= b - 1``; for amounts counted in fen it is one fen less.
        """
        low, high = self.value.low, self.value.high
        least = None if low is None else low - tolerance
        most = None if high is None else high + tolerance
        return between(least, most, units, strict=self.value.strict)

    def formula(self, difference: str, tolerance: str = "0") -> str:
        """Return the formula by which a workbook finds whether the difference, itself a formula, satisfies it.

        ``tolerance`` is a number or a formula too.
        """
        low, high, than = self.value.low, self.value.high, "<" if self.value.strict else "<="

        def end(bound: int, sign: str) -> str:
            return str(bound) if tolerance == "0" else f"{bound or ''}{sign}{tolerance}".removeprefix("+")

        if low is not None and high is not None and low == -high:
            return f"ABS({difference}){than}{end(high, '+')}"
        ends = [] if low is None else [f"{end(low, '-')}{than}{difference}"]
        ends += [] if high is None else [f"{difference}{than}{end(high, '+')}"]
        return ends[0] if len(ends) == 1 else f"AND({','.join(ends)})"


def symbols() -> str:
    """Return the operators as a rule writes them, for messages and documentation: ``==, <=, >=, <, >``."""
    return ", ".join(one.symbol for one in Operator)
