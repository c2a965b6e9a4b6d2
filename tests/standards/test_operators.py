"""Every operator before every judge: the check, its first look, the batch, the search for errors, the examination, the form."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure import explain, locate
from govdisclosure.auditing.plain_language import plain_words
from govdisclosure.consistency import RelationState, check, check_batch, examine
from govdisclosure.consistency.compiled import compiled
from govdisclosure.errors import InvalidStandardError
from govdisclosure.forms.checks_sheet import relation_in_words
from govdisclosure.messages import say
from govdisclosure.standards import Operator, Standard, json_schema
from govdisclosure.testing.agreement import figures
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Value

PYTHON: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.AT_MOST: operator.le,
    Operator.AT_LEAST: operator.ge,
    Operator.BELOW: operator.lt,
    Operator.ABOVE: operator.gt,
}
"""What each operator means, by Python's own: the independent path."""

every = pytest.mark.parametrize("one", Operator, ids=lambda one: one.name)
figure = pytest.mark.parametrize("a", [0, 1, 2, 3])


def allowed(one: Operator, left: Any, right: Any, tolerance: Any = 0) -> bool:
    """Whether it holds with a tolerance: with sides that are moved towards each other by less than or up to it."""
    if one is Operator.EQUAL:
        return bool(left - tolerance <= right <= left + tolerance)
    shift = -tolerance if one in (Operator.AT_MOST, Operator.BELOW) else tolerance
    return PYTHON[one](left + shift, right)


def small(rule: str, *, kind: str = "count", tolerance: int = 0) -> Standard:
    return one_table(entered(*"abc", kind=kind), relations=f'{{ key = "rel", rule = "{rule}", tolerance = {tolerance} }}')


class TestOperator:
    """An operator says between what left minus right lies; the rest follows."""

    def test_is_in_the_list_of_this_test(self) -> None:
        assert set(PYTHON) == set(Operator)

    @every
    @given(left=st.integers(-9, 9), right=st.integers(-9, 9), tolerance=st.integers(0, 3))
    def test_holds_as_in_arithmetic(self, one: Operator, left: int, right: int, tolerance: int) -> None:
        assert one.holds(left, right, tolerance) is allowed(one, left, right, tolerance)
        assert one.holds(Decimal(left) / 4, Decimal(right) / 4, tolerance) is allowed(one, left / 4, right / 4, tolerance)
        assert one.slack(tolerance).admits(left - right) is allowed(one, left, right, tolerance)

    @every
    @given(left=st.integers(-900, 900), right=st.integers(-900, 900), tolerance=st.fractions(0, 3))
    def test_leaves_a_solver_what_holds_in_whole_units(self, one: Operator, left: int, right: int, tolerance: Fraction) -> None:
        slack = one.slack(tolerance, units=100)
        holds = allowed(one, Fraction(left, 100), Fraction(right, 100), tolerance)
        assert slack.admits(left - right) is holds
        fails = any(sign * (left - right) >= least for sign, least in slack.beyond)
        assert fails is not holds

    def test_is_strict_beyond_28_digits(self) -> None:
        large = Decimal("12345678901234567890123456789.01")
        assert Operator.BELOW.holds(large, large + Decimal("0.01").scaleb(0)) is (large < large + Decimal("0.01"))
        assert not Operator.BELOW.holds(large, large)

    @every
    def test_is_read_as_it_is_written(self, one: Operator) -> None:
        assert Operator.of(one.symbol) is one
        assert [each.operator for each in small(f"a {one.symbol} b").relations] == [one]
        assert one.symbol in json_schema()["$defs"]["relation"]["properties"]["rule"]["description"]
        assert str(one) == one.symbol

    @pytest.mark.parametrize("written", ["!=", "in", "is", "not in", "is not"])
    def test_is_no_other_comparison(self, written: str) -> None:
        with pytest.raises(InvalidStandardError, match=re.escape("==, <=, >=, <, >")):
            small(f"a {written} b")

    @every
    @pytest.mark.parametrize("sentence", ["check.violated", "audit.must"])
    def test_has_words_in_each_language(self, one: Operator, sentence: str) -> None:
        facts = dict.fromkeys(("rule", "left", "right", "difference", "source", "advice"), "x")
        words = say(f"{sentence}.{one.word}", **facts)
        others = [say(f"{sentence}.{each.word}", **facts) for each in Operator if each is not one]
        assert words.zh
        assert words.en
        assert words.zh not in [each.zh for each in others]
        assert words.en not in [each.en for each in others]

    def test_signs_are_told_apart(self) -> None:
        assert [one.sign for one in Operator] == ["=", "≤", "≥", "<", ">"]
        assert [one.wide_sign for one in Operator] == ["＝", "≤", "≥", "＜", "＞"]
        assert [one.opposite for one in Operator] == ["≠", ">", "<", "≥", "≤"]


class TestJudges:
    """2 < 1 passes nowhere: every judge of a relation says what arithmetic says."""

    @every
    @figure
    @pytest.mark.parametrize("tolerance", [0, 1])
    def test_check_and_its_first_look_and_the_batch(self, one: Operator, a: int, tolerance: int) -> None:
        made = small(f"a {one.symbol} b + 1", tolerance=tolerance)
        holds = allowed(one, a, 2, tolerance)
        verdict = check(report(made, {"a": a, "b": 1, "c": 0}))
        assert (verdict.count(RelationState.FAILED) == 0) is holds
        values: list[Value] = [a, 1, 0]
        assert bool(compiled(made).look(values).unsettled) is not holds
        failed = check_batch(made, {"a": [a], "b": [1], "c": [0]}).failed
        assert (not failed) is holds

    @every
    @pytest.mark.parametrize("cents", [-1, 0, 1])
    def test_of_amounts_in_two_units(self, one: Operator, cents: int) -> None:
        """A factor of 10,000, too large to add a cell so many times: the fast pass settles it all the same."""
        made = small(f"a {one.symbol} 10000 * b", kind="amount")
        values: list[Value] = [Decimal(20_000_00 + cents) / 100, Decimal(2), Decimal(0)]
        holds = PYTHON[one](values[0], 20_000)
        assert compiled(made).rest == ()
        assert bool(compiled(made).look(values).unsettled) is not holds
        assert (check(report(made, dict(zip("abc", values, strict=True)))).count(RelationState.FAILED) == 0) is holds
        assert (not check_batch(made, {"a": [20_000_00 + cents], "b": [200], "c": [0]}).failed) is holds

    @every
    @pytest.mark.parametrize("off", [-1, 0, 1])
    def test_of_sums_of_many_cells(self, one: Operator, off: int) -> None:
        """More than Python would parse as one sum inside another."""
        made = small(f"a {one.symbol} b")
        (relation,) = made.relations
        made = evolve(made, relations=(evolve(relation, right=relation.right * 3_000),))
        assert bool(compiled(made).look([3_000 + off, 1, 0]).unsettled) is not allowed(one, off, 0)

    @every
    @pytest.mark.parametrize("cents", [-1, 0, 1])
    def test_of_amounts(self, one: Operator, cents: int) -> None:
        made = small(f"a {one.symbol} b", kind="amount")
        a = Decimal(200 + cents) / 100
        holds = PYTHON[one](a, 2)
        verdict = check(report(made, {"a": a, "b": Decimal(2), "c": Decimal(0)}))
        assert (verdict.count(RelationState.FAILED) == 0) is holds
        assert bool(compiled(made).look([a, Decimal(2), Decimal(0)]).unsettled) is not holds
        assert (not check_batch(made, {"a": [200 + cents], "b": [200], "c": [0]}).failed) is holds
        assert (locate(verdict.report) == ()) is holds

    @every
    @figure
    def test_locate_names_what_arithmetic_leaves(self, one: Operator, a: int) -> None:
        """Every figure from 0 to 20 is tried for each cell alone."""
        made = small(f"a {one.symbol} b")
        values = {"a": a, "b": 2, "c": 0}
        conflicts = locate(report(made, values))
        if PYTHON[one](a, 2):
            assert conflicts == ()
            return
        (conflict,) = conflicts
        wanted = {
            "a": [tried for tried in range(21) if PYTHON[one](tried, 2)],
            "b": [tried for tried in range(21) if PYTHON[one](a, tried)],
        }
        answers = {next(iter(answer.cells)): next(iter(answer.cells.values())) for answer in conflict.answers}
        assert set(answers) == {cell for cell, fits in wanted.items() if fits}
        for cell, change in answers.items():
            assert change.low == min(wanted[cell])
            assert change.high == (max(wanted[cell]) if max(wanted[cell]) < 20 else None)

    def test_locate_takes_the_smallest_unit_of_amounts(self) -> None:
        (conflict,) = locate(report(small("a < b", kind="amount"), {"a": Decimal(3), "b": Decimal(3), "c": Decimal(0)}))
        (first, second) = sorted(conflict.answers, key=lambda answer: list(answer.cells))
        assert (first.cells["a"].now, first.cells["a"].high) == (Decimal(3), Decimal("2.99"))
        assert (second.cells["b"].low, second.cells["b"].high) == (Decimal("3.01"), None)
        assert "3.00" not in conflict.answers[0].why.en

    def test_locate_takes_a_finer_unit_where_the_report_prints_one(self) -> None:
        (conflict,) = locate(report(small("a > b", kind="amount"), {"a": Decimal("3.001"), "b": Decimal("3.001")}))
        assert {str(change.low) for answer in conflict.answers for change in answer.cells.values()} == {"3.002", "0.000"}

    def test_locate_finds_room_for_a_blank_amount_between_two_whole_ones(self) -> None:
        made = one_table(
            entered(*"abc", kind="amount"), relations='{ key = "r1", rule = "a < b" }, { key = "r2", rule = "b < c" }'
        )
        assert locate(report(made, {"a": Decimal(1), "b": None, "c": Decimal(2)})) == ()

    def test_locate_finds_none_for_a_blank_count_there(self) -> None:
        made = one_table(entered(*"abc"), relations='{ key = "r1", rule = "a < b" }, { key = "r2", rule = "b < c" }')
        (conflict,) = locate(report(made, {"a": 1, "b": None, "c": 2}))
        assert {cell for answer in conflict.answers for cell in answer.cells} == {"a", "c"}

    @every
    @pytest.mark.parametrize("kind", ["count", "amount"])
    def test_the_examination_knows_what_cannot_be(self, one: Operator, kind: str) -> None:
        made = one_table(
            entered(*"ab", kind=kind),
            relations=f'{{ key = "r1", rule = "a == b" }}, {{ key = "r2", rule = "a {one.symbol} b" }}',
        )
        health = examine(made)
        assert bool(health.contradictions) is not PYTHON[one](1, 1)
        assert [each.instance.relation.key for each in health.implied if each.by] == (["r2"] if PYTHON[one](1, 1) else [])

    @pytest.mark.parametrize(("kind", "sound"), [("count", False), ("amount", True)])
    def test_the_examination_knows_that_nothing_lies_between_neighbours(self, kind: str, *, sound: bool) -> None:
        made = one_table(
            entered(*"abc", kind=kind),
            relations=",".join(
                f'{{ key = "r{number}", rule = "{rule}" }}' for number, rule in enumerate(("a < b", "b < c", "c < a + 2"))
            ),
        )
        assert examine(made).sound is sound

    @every
    @figure
    def test_an_explanation_prints_a_true_sign(self, one: Operator, a: int) -> None:
        made = report(small(f"a {one.symbol} b"), {"a": a, "b": 2, "c": 0})
        (sentence,) = [bond.sentence.en for bond in explain(made, "a").relations]
        sign = next(each for each in sentence if each in "=≠≤≥<>")
        true = {"=": a == 2, "≠": a != 2, "≤": a <= 2, "≥": a >= 2, "<": a < 2, ">": a > 2}
        assert true[sign]

    @pytest.mark.parametrize(("rule", "a"), [("a == b", 3), ("a <= b", 3), ("a >= b", 1)])
    def test_an_explanation_prints_no_false_sign_within_a_tolerance(self, rule: str, a: int) -> None:
        made = report(small(rule, tolerance=1), {"a": a, "b": 2, "c": 0})
        (bond,) = explain(made, "a").relations
        assert "≈" in bond.sentence.en

    @every
    @figure
    @pytest.mark.parametrize("tolerance", [0, 1])
    def test_a_workbook_s_formula_says_the_same(self, one: Operator, a: int, tolerance: int) -> None:
        formula = one.formula("(A1-B1)", str(tolerance)).replace("ABS", "abs").replace("A1", str(a)).replace("B1", "2")
        assert eval(formula) is allowed(one, a, 2, tolerance)  # noqa: S307

    @every
    def test_the_auditor_s_words_and_the_form_s(self, one: Operator) -> None:
        made = small(f"a {one.symbol} b")
        a = next(a for a in (1, 2, 3) if not PYTHON[one](a, 2))
        verdict = check(report(made, {"a": a, "b": 2, "c": 0}))
        (finding,) = [each for each in verdict.findings if each.rule == "rel"]
        assert say(f"audit.must.{one.word}").zh in plain_words(finding, verdict.report).zh
        assert one.wide_sign in relation_in_words(made.relations[0], made)

    @every
    def test_figures_that_agree_are_made(self, one: Operator) -> None:
        made = small(f"a + c {one.symbol} b + 1")
        assert check(report(made, figures(made, lambda most: most // 2))).count(RelationState.FAILED) == 0

    @every
    def test_a_blank_stands_for_any_figure_that_holds(self, one: Operator) -> None:
        made = small(f"a {one.symbol} b")
        for a, c in itertools.product((0, 3), (0, 1)):
            assert locate(report(made, {"a": a, "b": Blank.MISSING, "c": c})) == () or (one is Operator.ABOVE and a == 0)
