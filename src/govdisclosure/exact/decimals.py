"""Exact arithmetic with decimals (精确小数运算): the same result whatever the caller's decimal context.

Python's own operators on :class:`~decimal.Decimal` round to the precision of the calling thread and obey its traps, so that one
figure would depend on what the program around us had set. Every sum, difference, product and quotient of this package is made
here. A sum is never rounded; a quotient is rounded half up, to as many decimals as are asked for. A rule for the type checker
(``tests/decimal_rule.py``) forbids the operators elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import (
    MAX_EMAX,
    MAX_PREC,
    MIN_EMIN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from typing import TypeAlias, TypeGuard

Number: TypeAlias = int | Decimal
"""A figure: a count, or an amount or share."""

MOST_DIGITS = 100
"""A number with more digits before or after the point is no figure of a report (see :func:`is_figure`)."""
_BEYOND: int = 10**MOST_DIGITS


def _context(digits: int) -> Context:
    """Return a context that takes nothing over from the caller's: what would be rounded is an error, never a figure."""
    traps = [InvalidOperation, DivisionByZero, Overflow, Inexact]
    return Context(digits, ROUND_HALF_UP, MIN_EMIN, MAX_EMAX, capitals=1, clamp=0, flags=[], traps=traps)


_EXACT = _context(10_000)
_AS_LONG = _context(MAX_PREC)  # for what makes no number longer


def is_figure(number: object) -> TypeGuard[Number]:
    """Whether something can be a figure: a finite number with at most a hundred digits on each side of the point."""
    if isinstance(number, int):
        return -_BEYOND < number < _BEYOND
    if not isinstance(number, Decimal) or not number.is_finite():
        return False
    first = number.adjusted()
    if -6 <= first < MOST_DIGITS and len(str(number)) <= MOST_DIGITS:  # the places are counted only where they may be many
        return True
    return first < MOST_DIGITS and places(number) <= MOST_DIGITS


def in_few_digits(number: Number) -> str:
    """Return a short text for a number that is no figure: ``NaN``, ``-Infinity``, ``1.234E+5000``.

    >>> in_few_digits(-(10**5000)), in_few_digits(Decimal("1.23456789E-300"))
    ('-1.000E+5000', '1.234E-300')
    """
    exact = Decimal(number)
    if not exact.is_finite():
        return str(exact)
    sign, found, _ = exact.as_tuple()
    first = "".join(map(str, found[:4])).ljust(4, "0")
    return f"{'-' * sign}{first[0]}.{first[1:]}E{exact.adjusted():+}"


def places(number: Decimal) -> int:
    """Return how many decimals a finite number is written with (小数位数)."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def parsed(text: str) -> Decimal | None:
    """Parse a number, including ``NaN`` and infinities; None where the text is none."""
    try:
        return _EXACT.create_decimal(text)
    except (ArithmeticError, ValueError):
        return None


def amount(text: str) -> Decimal:
    """Parse a decimal number.

    Raises:
        ValueError: the text is no number.
    """
    number = parsed(text)
    if number is None:
        raise ValueError(text)
    return number


def added(parts: Iterable[tuple[int, Number]]) -> Number:
    """Return the sum of numbers, each with its whole factor, exactly; whole where every number is.

    >>> added([(1, Decimal("1E+30")), (-2, Decimal("0.01"))])
    Decimal('999999999999999999999999999999.98')
    """
    whole, found = 0, None
    for factor, number in parts:
        if isinstance(number, Decimal):
            product = number if factor == 1 else _EXACT.multiply(number, factor)
            found = product if found is None else _EXACT.add(found, product)
        else:
            whole += factor * number
    return whole if found is None else _EXACT.add(found, whole)


def total(numbers: Iterable[Number]) -> Number:
    """Return the sum of numbers, exactly; 0 of none."""
    parts = tuple(numbers)
    return sum(parts) if set(map(type, parts)) <= {int} else added([(1, number) for number in parts])


def less(left: Number, right: Number) -> Number:
    """Return the difference of two numbers, left minus right, exactly."""
    if type(left) is int and type(right) is int:
        return left - right
    return added([(1, left), (-1, right)])


def product(number: Decimal, factor: Number) -> Decimal:
    """Return a number so many times, exactly."""
    return _EXACT.multiply(number, factor)


def size(number: Decimal) -> Decimal:
    """Return a number without its sign."""
    return number.copy_abs()


def shifted(number: Number, digits: int) -> Decimal:
    """Return a number times a power of ten, exactly: its point moved to the right by so many digits (小数点移位)."""
    return _EXACT.scaleb(Decimal(number), digits)


def units(number: Decimal, decimals: int) -> int:
    """Return a number in whole units of a decimal place: an amount of yuan in fen, with 2; what is beyond is cut off."""
    return int(_EXACT.scaleb(number, decimals))


def shortest(number: Decimal) -> Decimal:
    """Return a number without zeros at the end and without exponent: 12.5, not 12.500000; 1200, not 1.2E+3."""
    short = _AS_LONG.normalize(number)
    return _EXACT.quantize(short, Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def rounded(number: Number | Fraction, decimals: int) -> Decimal:
    """Return a number rounded half up to so many decimals (四舍五入); a half goes away from zero.

    Less than no decimals are places before the point: -2 rounds to hundreds.

    >>> rounded(Decimal("2.675"), 2), rounded(Fraction(-1, 2), 0), digits(rounded(1250, -2), 0)
    (Decimal('2.68'), Decimal('-1'), '1300')
    """
    units = Fraction(number) * Fraction(10) ** decimals
    nearest = (2 * abs(units.numerator) + units.denominator) // (2 * units.denominator)
    return shifted(nearest if units >= 0 else -nearest, -decimals)


def quotient(dividend: Number, divisor: Number, decimals: int) -> Decimal:
    """Return a quotient rounded half up to so many decimals (四舍五入).

    Raises:
        ZeroDivisionError: the divisor is 0.

    >>> quotient(200, 3, 2)
    Decimal('66.67')
    """
    return rounded(Fraction(dividend) / Fraction(divisor), decimals)


def from_fraction(number: Fraction) -> Number:
    """Return a fraction whose decimals end as a number in plain digits: whole, or without zeros at the end.

    Raises:
        decimal.Inexact: its decimals have no end.
    """
    if number.denominator == 1:
        return number.numerator
    return shortest(_EXACT.divide(Decimal(number.numerator), Decimal(number.denominator)))


def digits(number: Number, decimals: int, *, grouped: bool = False) -> str:
    """Return a number in digits with just so many decimals, rounded half up; with commas between thousands if ``grouped``."""
    return f"{rounded(number, decimals):{',' if grouped else ''}f}"
