"""Exact arithmetic with decimals: sums are never rounded, quotients are rounded half up, whatever the context."""

from __future__ import annotations

import re
import sys
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from mypy import api

from govdisclosure.exact.decimals import (
    added,
    amount,
    digits,
    from_fraction,
    in_few_digits,
    is_figure,
    less,
    parsed,
    places,
    product,
    quotient,
    rounded,
    shifted,
    shortest,
    size,
    total,
    units,
)

ROOT = Path(__file__).parents[2]
FIGURES = st.integers(-(10**60), 10**60) | st.decimals(allow_nan=False, allow_infinity=False, places=20).filter(is_figure)


class TestSums:
    """Held to fractions, which are another way to the same number."""

    @given(st.lists(st.tuples(st.integers(-99, 99), FIGURES)))
    def test_are_exact(self, parts: list[tuple[int, int | Decimal]]) -> None:
        with localcontext(prec=3):
            found = added(parts)
        assert Fraction(found) == sum((factor * Fraction(number) for factor, number in parts), start=Fraction(0))
        assert isinstance(found, Decimal) is any(isinstance(number, Decimal) for _, number in parts)

    def test_leave_out_what_has_a_factor_0(self) -> None:
        assert added([(0, Decimal("7.5")), (2, Decimal("1.5")), (1, Decimal("0.5")), (-1, 4)]) == Decimal("-0.5")

    @given(st.lists(FIGURES, min_size=2, max_size=2))
    def test_of_two_and_their_difference(self, numbers: list[int | Decimal]) -> None:
        left, right = numbers
        assert Fraction(total(numbers)) == Fraction(left) + Fraction(right)
        assert Fraction(less(left, right)) == Fraction(left) - Fraction(right)

    @given(st.integers(), st.integers())
    def test_of_counts_are_counts(self, left: int, right: int) -> None:
        assert (less(left, right), type(less(left, right))) == (left - right, int)

    def test_of_nothing_is_a_whole_zero(self) -> None:
        assert (total([]), type(total([]))) == (0, int)

    def test_that_no_memory_holds_is_an_error_and_no_rounded_figure(self) -> None:
        with pytest.raises(Inexact):
            total([Decimal("1E+99999"), Decimal("0.01")])


class TestQuotients:
    """四舍五入."""

    @pytest.mark.parametrize(
        ("dividend", "divisor", "decimals", "expected"),
        [
            (1, 2, 0, "1"),
            (-1, 2, 0, "-1"),
            (1, 3, 2, "0.33"),
            (200, 3, 2, "66.67"),
            (5, 1000, 2, "0.01"),
            (149, 100, 0, "1"),
            (0, 7, 1, "0.0"),
        ],
    )
    def test_are_rounded_half_up(self, dividend: int, divisor: int, decimals: int, expected: str) -> None:
        assert str(quotient(dividend, divisor, decimals)) == expected

    @given(FIGURES, st.integers(0, 12))
    def test_lie_within_half_a_unit(self, number: int | Decimal, decimals: int) -> None:
        found = rounded(number, decimals)
        assert places(found) == decimals
        assert abs(Fraction(found) - Fraction(number)) <= Fraction(1, 2 * 10**decimals)

    @pytest.mark.parametrize(("number", "expected"), [(1250, "1300"), (Decimal("1249.99"), "1200"), (-50, "-100"), (49, "0")])
    def test_are_rounded_to_places_before_the_point(self, number: int | Decimal, expected: str) -> None:
        assert f"{rounded(number, -2):f}" == expected

    def test_by_nothing_are_none(self) -> None:
        with pytest.raises(ZeroDivisionError):
            quotient(1, 0, 1)

    def test_of_fractions_end_or_are_an_error(self) -> None:
        assert [from_fraction(Fraction(*one)) for one in ((6, 3), (1, 8), (-1200, 1), (10**40, 4))] == [
            2, Decimal("0.125"), -1200, 25 * 10**38,
        ]  # fmt: skip
        assert [type(from_fraction(Fraction(*one))) for one in ((6, 3), (1, 8), (1, 1))] == [int, Decimal, int]
        with pytest.raises(Inexact):
            from_fraction(Fraction(1, 3))


class TestDigits:
    """How numbers are written."""

    def test_have_no_zeros_at_the_end_and_no_exponent(self) -> None:
        written = [str(shortest(Decimal(one))) for one in ("12.500000", "1.2E+3", "0E-9", "-0.10", "100", "10")]
        assert written == ["12.5", "1200", "0", "-0.1", "100", "10"]

    @pytest.mark.parametrize(
        ("text", "expected"), [("12.50", 2), ("12", 0), ("1.2E+3", 0), ("1E+1", 0), ("-1E-7", 7), ("0.0", 1), ("NaN", 0)]
    )
    def test_after_the_point_are_those_written(self, text: str, expected: int) -> None:
        assert places(Decimal(text)) == expected

    def test_are_as_many_as_asked_for(self) -> None:
        assert (digits(Decimal("1234.5"), 0), digits(Decimal("0.125"), 2)) == ("1235", "0.13")
        assert digits(1234567, 2, grouped=True) == "1,234,567.00"

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (10**5000, "1.000E+5000"),
            (-(10**5000), "-1.000E+5000"),
            (98765, "9.876E+4"),
            (Decimal("-1.23456789E-300"), "-1.234E-300"),
            (Decimal("5E+300"), "5.000E+300"),
            (Decimal("-Infinity"), "-Infinity"),
        ],
        ids=["large", "large below zero", "small", "many decimals", "an exponent", "no end"],
    )
    def test_are_few_where_a_number_is_no_figure(self, number: int | Decimal, expected: str) -> None:
        assert in_few_digits(number) == expected

    def test_move_with_the_point(self) -> None:
        with localcontext(prec=2):
            assert (shifted(Decimal("1234.56"), 4), shifted(12345, -2)) == (Decimal("12345600"), Decimal("123.45"))
            assert (units(Decimal("1234567.89"), 2), units(Decimal("0.019"), 2)) == (123456789, 1)
            assert (product(Decimal("1234.5"), 3), size(Decimal("-1234.5"))) == (Decimal("3703.5"), Decimal("1234.5"))

    def test_are_read_whatever_the_traps(self) -> None:
        with localcontext(Context(prec=2, traps=[])):
            assert (parsed("1234.567"), parsed("zwölf"), parsed("1" * 10_001)) == (Decimal("1234.567"), None, None)
            with pytest.raises(ValueError, match="zwölf"):
                amount("zwölf")


class TestFigures:
    """Finite, with at most a hundred digits on each side of the point."""

    @pytest.mark.parametrize(
        "figure", [0, -(10**100) + 1, Decimal("1E+99"), Decimal("-9.5E+99"), Decimal("1E-100"), Decimal("0.10")]
    )
    def test_are_these(self, figure: int | Decimal) -> None:
        assert is_figure(figure)

    @pytest.mark.parametrize(
        "other", [10**100, -(10**100), Decimal("1E+100"), Decimal("1E-101"), Decimal("NaN"), Decimal("-Infinity")]
    )
    def test_are_not_these(self, other: int | Decimal) -> None:
        assert not is_figure(other)


FORBIDDEN = ["a + b", "n * a", "-a", "abs(a)", "sum([a, b])", "round(a, 2)", "a.quantize(b)", "Decimal(text)", "getcontext()"]
ALLOWED = ["n + 1", "a < b", "Decimal(n)", "Decimal('0.5')", "sum([n])", "a.is_finite()", "int(a)"]


class TestTheRuleForTheTypeChecker:
    """Arithmetic with decimals anywhere else in the package is an error of mypy."""

    def test_names_what_depends_on_the_context_and_nothing_else(self, tmp_path: Path) -> None:
        head = "from decimal import Decimal, getcontext\n\ndef made(a: Decimal, b: Decimal, n: int, text: str) -> None:\n"
        lines = [f"    found{place} = {line}\n" for place, line in enumerate([*FORBIDDEN, *ALLOWED])]
        (tmp_path / "snippet.py").write_text(head + "".join(lines), encoding="utf-8")
        (tmp_path / "mypy.ini").write_text(f"[mypy]\nplugins = {ROOT / 'tests' / 'decimal_rule.py'}\n", encoding="utf-8")
        options = ["--config-file", str(tmp_path / "mypy.ini"), "--cache-dir", str(tmp_path / "cache")]
        deepest = sys.getrecursionlimit()
        printed, _, _ = api.run([str(tmp_path / "snippet.py"), *options])
        sys.setrecursionlimit(deepest)  # mypy raises it, and tests of what nests deeply would follow by another
        named = {int(line) - 4 for line in re.findall(r":(\d+): error:", printed)}
        assert named == set(range(len(FORBIDDEN))), printed
        assert "Decimal.__add__ depends on the caller's decimal context" in printed
