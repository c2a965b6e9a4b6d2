"""Everything that a relation can say is judged alike by the check, by ``locate`` and by ``explain``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import evolve

from govdisclosure.consistency import RelationOutcome, RelationState, Verdict, check, check_batch, examine, judge, locate
from govdisclosure.errors import InvalidStandardError
from govdisclosure.explanation import explain
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Period, Value

MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE
YEAR = Period.year(2024)
PASSED, FAILED, NOT_RUN, INAPPLICABLE = (
    RelationState.PASSED,
    RelationState.FAILED,
    RelationState.NOT_RUN,
    RelationState.INAPPLICABLE,
)
ROWS = entered(*"abc") + "," + entered("fee", kind="amount")


def standard(rule: str, more: str = "", rows: str = ROWS) -> Standard:
    return one_table(rows, relations=f'{{ key = "rel", rule = "{rule}"{", " * bool(more)}{more} }}')


def report(
    made: Standard,
    values: dict[str, Value],
    *,
    body: str = "b",
    period: Period = YEAR,
    scope: str = "own",
    includes: tuple[str, ...] = (),
) -> Report:
    cells = {address: Cell(value=value) for address, value in values.items()}
    return Report(standard=made, body=Body(id=body), period=period, cells=cells, scope=scope, includes=includes)


def outcome(made: Standard, values: dict[str, Value]) -> RelationOutcome:
    *_, last = judge(report(made, values))
    assert last.instance.relation.key == "rel"
    return last


class TestWhen:
    """A relation with a condition need hold only where the figures, as they are, meet it."""

    @pytest.mark.parametrize(
        ("when", "a", "b", "c", "state"),
        [
            ("a > 0", 1, 0, 5, FAILED),
            ("a > 0", 1, 5, 5, PASSED),
            ("a > 0", 0, 0, 5, INAPPLICABLE),
            ("a > 0 and b > 0", 1, 0, 5, INAPPLICABLE),
            ("a > 0 and b > 0", 1, 1, 5, FAILED),
            ("a > 0 or b > 0", 0, 1, 5, FAILED),
            ("a > 0 or b > 0", 0, 0, 5, INAPPLICABLE),
            ("a + b < 2 * c and (a == 1 or a == 2)", 2, 0, 5, FAILED),
            ("a + b < 2 * c and (a == 1 or a == 2)", 3, 0, 5, INAPPLICABLE),
            ("a > 0", MISSING, 1, 5, NOT_RUN),
            ("a > 0 or b > 0", MISSING, 1, 5, FAILED),
            ("a > 0 and b > 0", MISSING, 0, 5, INAPPLICABLE),
        ],
    )
    def test_decides_whether_it_applies(self, when: str, a: Value, b: Value, c: Value, state: RelationState) -> None:
        made = standard("b == c", f'when = "{when}"')
        got = outcome(made, {"a": a, "b": b, "c": c})
        assert got.state is state
        assert (got.reason is None) is state.ran

    def test_of_a_blank_counts_it_as_0_where_blanks_are_zero(self) -> None:
        made = standard("b == c", 'when = "a == 0", blanks = "zero"')
        assert outcome(made, {"a": MISSING, "b": 1, "c": 5}).state is FAILED

    def test_that_is_not_met_fails_no_report_and_holds_none_up(self) -> None:
        made = standard("b == c", 'when = "a > 0"')
        verdict = check(report(made, {"a": 0, "b": 1, "c": 2, "fee": Decimal("1.00")}))
        assert (verdict.verdict, verdict.count(INAPPLICABLE), verdict.count(PASSED)) == ("passed", 1, 0)
        assert verdict.to_dict()["relations"] == {"passed": 0, "failed": 0, "not_run": 0, "inapplicable": 1}

    def test_that_cannot_be_decided_is_no_pass(self) -> None:
        made = standard("b == c", 'when = "a > 0"')
        verdict = check(report(made, {"b": 1, "c": 2, "fee": Decimal("1.00")}))
        assert verdict.verdict == "incomplete"
        (held,) = verdict.not_run
        assert held.reason.en == "its condition 'a > 0' cannot be decided, since these cells are blank: a"

    def test_is_in_the_explanation(self) -> None:
        made = standard("b == c", 'when = "a > 0"')
        (bond,) = explain(report(made, {"a": 0, "b": 1, "c": 2}), "b").relations
        assert bond.rule == "when a > 0 b == c"
        assert bond.sentence.en == "does not apply: its condition does not hold: a > 0"

    def test_lets_locate_name_the_wrong_cell_only_where_it_applies(self) -> None:
        made = standard("b == 0", 'when = "a == 0"')
        (conflict,) = locate(report(made, {"a": 0, "b": 3}))
        assert [set(one.cells) for one in conflict.answers] == [{"b"}]
        assert locate(report(made, {"a": 1, "b": 3})) == ()

    @pytest.mark.parametrize(
        ("when", "message"),
        [("a", "is not a relation"), ("a > 0 and x > 0", "no row x"), ("not a > 0", "is not a relation"), ("a >", "")],
    )
    def test_that_is_none_is_named(self, when: str, message: str) -> None:
        with pytest.raises(InvalidStandardError, match="when") as caught:
            standard("b == c", f'when = "{when}"')
        assert message in caught.value.in_language("en")

    def test_of_too_many_alternatives_is_refused(self) -> None:
        when = " and ".join("(a == 1 or b == 1)" for _ in range(7))
        with pytest.raises(InvalidStandardError) as caught:
            standard("b == c", f'when = "{when}"')
        assert "more than 64 alternatives" in caught.value.in_language("en")


class TestTolerance:
    """A difference up to the tolerance passes: an amount, also of a part of a unit, or per cent of the right side."""

    @pytest.mark.parametrize(
        ("tolerance", "rule", "fee", "a", "state"),
        [
            ("0.5", "fee == a", "2.5", 2, PASSED),
            ("0.5", "fee == a", "2.51", 2, FAILED),
            ("0.5", "fee < a", "2.50", 2, FAILED),
            ("0.5", "fee < a", "2.49", 2, PASSED),
            ('"10%"', "fee == a", "110", 100, PASSED),
            ('"10%"', "fee == a", "90", 100, PASSED),
            ('"10%"', "fee == a", "110.01", 100, FAILED),
            ('"10%"', "fee == a", "89.99", 100, FAILED),
            ('"0.5%"', "fee <= a", "100.5", 100, PASSED),
            ('"0.5%"', "fee <= a", "100.51", 100, FAILED),
            ('"0.5 %"', "fee >= a", "99.5", 100, PASSED),
            ('"0.5％"', "fee >= a", "99.49", 100, FAILED),
            ('"10%"', "fee == a", "0", 0, PASSED),
            ('"10%"', "fee == a", "0.01", 0, FAILED),
        ],
    )
    def test_is_exact(self, tolerance: str, rule: str, fee: str, a: int, state: RelationState) -> None:
        made = standard(rule, f"tolerance = {tolerance}")
        given = report(made, {"fee": Decimal(fee), "a": a, "b": 0, "c": 0})
        verdict = check(given)
        assert verdict.count(state) == 1
        assert bool(locate(given)) is (state is FAILED)

    @pytest.mark.parametrize(("rule", "low", "high"), [("a == b", 90, 110), ("a <= b", 0, 110), ("a >= b", 90, None)])
    def test_in_per_cent_bounds_what_locate_says(self, rule: str, low: int, high: int | None) -> None:
        made = standard(rule, 'tolerance = "10%"')
        wrong = {"a <= b": 500, "a == b": 500, "a >= b": 3}[rule]
        (conflict,) = locate(report(made, {"a": wrong, "b": 100}))
        change = next(one.cells["a"] for one in conflict.answers if set(one.cells) == {"a"})
        assert (change.low, change.high) == (low, high)

    def test_of_a_side_that_may_be_negative_is_left_out_and_that_is_said(self) -> None:
        made = standard("a == b - c", 'tolerance = "10%"')
        (conflict,) = locate(report(made, {"a": 500, "b": 100, "c": 0}))
        assert (conflict.answers, conflict.complete) == ((), False)
        assert "left out" in conflict.message.en
        assert locate(report(made, {"a": 105, "b": 100, "c": 0})) == ()


class TestBlanks:
    """A relation may say that a blank leaves it aside, or that blanks count as 0."""

    @pytest.mark.parametrize("blank", [MISSING, NOT_APPLICABLE])
    @pytest.mark.parametrize(
        ("more", "values", "state"),
        [
            ("", {"a": 5, "b": 3}, None),
            ('blanks = "skip"', {"a": 5, "b": 3}, INAPPLICABLE),
            ('blanks = "skip"', {"a": 5, "b": 3, "c": 1}, FAILED),
            ('blanks = "zero"', {"a": 5, "b": 3}, FAILED),
            ('blanks = "zero"', {"a": 3, "b": 3}, PASSED),
            ('blanks = "zero"', {"a": 3}, FAILED),
            ('blanks = "zero"', {}, PASSED),
        ],
    )
    def test_are_treated_as_it_says(
        self, more: str, values: dict[str, Value], state: RelationState | None, blank: Blank
    ) -> None:
        given = {"a": blank, "b": blank, "c": blank, **values}
        expected = state or (FAILED if blank is MISSING else NOT_RUN)
        assert outcome(standard("a == b + c", more), given).state is expected

    def test_that_count_as_zero_stay_missing(self) -> None:
        verdict = check(report(standard("a == b", 'blanks = "zero"'), {"a": 0}))
        assert verdict.missing == ("b", "c", "fee")

    @pytest.mark.parametrize(
        ("values", "before", "state"),
        [
            ({"a": 3, "fee": Decimal("2.5")}, {"a": 3}, PASSED),
            ({"a": 3, "fee": Decimal("3.5")}, {"a": 3}, FAILED),
            ({"a": 3, "fee": Decimal("2.5")}, {"a": 2}, FAILED),
            ({"a": 3, "fee": Decimal("2.5")}, {}, INAPPLICABLE),
            ({"a": 3}, {"a": 3}, INAPPLICABLE),
            ({"fee": Decimal(0)}, {"a": 3}, INAPPLICABLE),
        ],
    )
    def test_that_are_skipped_are_those_of_any_kind_and_of_the_year_before(
        self, values: dict[str, Value], before: dict[str, Value], state: RelationState
    ) -> None:
        made = standard("a + fee <= 2 * previous.a", 'blanks = "skip"')
        earlier = report(made, before, period=Period.year(2023))
        (found,) = [one for one in judge(report(made, values), [earlier]) if one.instance.relation.key == "rel"]
        assert found.state is state

    def test_that_are_skipped_leave_locate_nothing_to_say(self) -> None:
        assert locate(report(standard("a == b", 'blanks = "skip"'), {"a": 3})) == ()
        assert locate(report(standard("a <= 2 * b", 'blanks = "zero"'), {"a": 3, "b": NOT_APPLICABLE})) != ()


class TestScope:
    """A relation may be for bodies' own reports alone, or for those of areas."""

    @pytest.mark.parametrize(
        ("scope", "of", "state"),
        [("own", "own", FAILED), ("own", "area", INAPPLICABLE), ("area", "area", FAILED), ("area", "own", INAPPLICABLE)],
    )
    def test_is_that_of_the_report(self, scope: str, of: str, state: RelationState) -> None:
        given = report(standard("a == b", f'scope = "{scope}"'), {"a": 1, "b": 2}, scope=of)
        assert check(given).count(state) == 1
        assert bool(locate(given)) is (state is FAILED)


NEXT = """
id = "x"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "s", tables = ["t"] }]
[[tables]]
key = "t"
columns = [
  { key = "rank", label = "序号", entered = "count" },
  { key = "amount", label = "数额", entered = "count" },
  { key = "running", label = "累计", entered = "count" },
]
rows = [
  { key = "head", label = "名单", heading = true },
  { key = "one", label = "一" },
  { key = "two", label = "二" },
  { key = "three", label = "三" },
]
relations = [
  { key = "sorted", each = "next", rule = "amount <= above.amount", blanks = "skip" },
  { key = "running", each = "next", rule = "running == above.running + amount", blanks = "skip" },
]
"""


class TestNext:
    """A relation between each row and the one above: sorted lists, running sums."""

    VALUES: ClassVar[dict[str, Value]] = {
        "one/amount": 9,
        "two/amount": 4,
        "three/amount": 4,
        "one/running": 9,
        "two/running": 13,
        "three/running": 17,
    }

    def failing(self, change: dict[str, Value]) -> list[tuple[str, ...]]:
        verdict = check(report(load_text(NEXT, name="next.toml"), {**self.VALUES, **change}))
        return [one.cells for one in verdict.findings if one.rule in ("sorted", "running")]

    def test_holds_for_every_pair(self) -> None:
        assert [one.addresses for one in load_text(NEXT, name="n").relations[:2]] == [
            ("two/amount", "one/amount"),
            ("three/amount", "two/amount"),
        ]
        assert self.failing({}) == []

    def test_fails_where_a_row_is_out_of_order(self) -> None:
        assert self.failing({"three/amount": 5, "three/running": 18}) == [("three/amount", "two/amount")]
        assert self.failing({"two/running": 12}) == [
            ("two/running", "one/running", "two/amount"),
            ("three/running", "two/running", "three/amount"),
        ]

    def test_does_not_apply_to_rows_that_are_not_filled_in(self) -> None:
        assert self.failing({"three/amount": MISSING, "three/running": MISSING}) == []

    def test_locates_the_wrong_row(self) -> None:
        (conflict,) = locate(report(load_text(NEXT, name="next.toml"), {**self.VALUES, "two/running": 12}))
        assert [set(one.cells) for one in conflict.answers] == [{"two/running"}]

    def test_has_no_row_above_elsewhere(self) -> None:
        with pytest.raises(InvalidStandardError, match=r"above\.amount: only"):
            load_text(NEXT.replace('each = "next", rule = "amount <=', 'each = "row", rule = "amount <='), name="next.toml")


class TestParts:
    """Reports of an area's bodies, or of a year's quarters, are the parts; a sum of some of them is never that of all."""

    SUM = standard("a == sum(parts.a)")

    def area(self, a: int, made: Standard = SUM, includes: tuple[str, ...] = ("x", "y")) -> Report:
        values: dict[str, Value] = {"a": a, "b": 0, "c": 0, "fee": Decimal("0.00")}
        return report(made, values, body="city", scope="area", includes=includes)

    def part(self, body: str, a: Value, made: Standard = SUM, period: Period = YEAR) -> Report:
        return report(made, {"a": a}, body=body, period=period)

    def verdict(self, area: Report, *parts: Report) -> Verdict:
        return check(area, parts=parts)

    def test_are_added(self) -> None:
        parts = self.part("x", 2), self.part("y", 3)
        assert self.verdict(self.area(5), *parts).verdict == "passed"
        failed = self.verdict(self.area(6), *parts)
        assert failed.verdict == "failed"
        (finding,) = [one for one in failed.findings if one.rule == "rel"]
        assert "left, a (6), is 6; right, sum of the parts' a (5), is 5" in finding.message.en
        assert finding.message.zh.count("各组成部分") == 1

    def test_that_are_absent_leave_it_waiting(self) -> None:
        verdict = self.verdict(self.area(5))
        assert (verdict.verdict, verdict.waiting, verdict.count(NOT_RUN)) == ("passed", 1, 1)

    def test_that_are_not_all_there_hold_it_up(self) -> None:
        verdict = self.verdict(self.area(5), self.part("x", 5))
        assert verdict.verdict == "incomplete"
        assert [one.reason.en for one in verdict.not_run] == ["the reports of the parts are incomplete, or overlap: y"]

    def test_that_cover_a_body_twice_hold_it_up(self) -> None:
        district = report(self.SUM, {"a": 1}, body="d", scope="area", includes=("x",))
        verdict = self.verdict(self.area(5), self.part("x", 2), self.part("y", 3), district)
        assert [one.reason.en for one in verdict.not_run] == ["the reports of the parts are incomplete, or overlap: x"]

    def test_that_are_none_are_left_out_with_a_finding(self) -> None:
        other = self.part("z", 9)
        verdict = self.verdict(self.area(5), self.part("x", 2), self.part("y", 3), other)
        assert [one.rule for one in verdict.findings] == ["check.previous"]

    def test_may_be_the_quarters_of_a_year(self) -> None:
        year = report(self.SUM, {"a": 10, "b": 0, "c": 0, "fee": Decimal("0.00")})
        quarters = [self.part("b", number, period=Period.quarter(2024, number)) for number in (1, 2, 3, 4)]
        assert check(year, parts=quarters).verdict == "passed"
        held = check(year, parts=quarters[:3])
        assert [one.reason.en for one in held.not_run] == ["the reports of the parts are incomplete, or overlap: 2024-Q4"]
        twice = check(year, parts=[*quarters, self.part("b", 5, period=Period.half(2024, 1))])
        assert twice.verdict == "incomplete"

    @pytest.mark.parametrize(
        ("rule", "a", "state"),
        [
            ("a >= most(parts.a)", 3, PASSED),
            ("a >= most(parts.a)", 2, FAILED),
            ("a <= least(parts.a)", 2, PASSED),
            ("a <= least(parts.a)", 3, FAILED),
            ("a == most(parts.a) - least(parts.a)", 1, PASSED),
        ],
    )
    def test_have_a_least_and_a_greatest(self, rule: str, a: int, state: RelationState) -> None:
        made = standard(rule)
        area = self.area(a, made)
        parts = [self.part("x", 2, made), self.part("y", 3, made)]
        assert check(area, parts=parts).count(state) == 1
        assert bool(locate(area, parts=parts)) is (state is FAILED)
        (bond,) = explain(area, "a", parts=parts).relations
        assert bond.state is state

    def test_are_looked_at_one_by_one(self) -> None:
        made = standard("part.a <= a", 'each = "part"')
        area, parts = self.area(2, made), [self.part(body, number, made) for body, number in (("x", 2), ("y", 3))]
        verdict = check(area, parts=parts)
        assert (verdict.count(PASSED), verdict.count(FAILED)) == (1, 1)
        (finding,) = [one for one in verdict.findings if one.rule == "rel"]
        assert "a of y (3)" in finding.message.en
        (conflict,) = locate(area, parts=parts)
        (answer,) = conflict.answers
        assert (answer.cells["a"].low, answer.cells["a"].high) == (3, None)
        assert check(area).waiting == 1

    def test_figures_with_decimals_are_added_exactly(self) -> None:
        made = standard("fee == sum(parts.fee)")
        parts = [report(made, {"fee": Decimal("0.10")}, body=body) for body in ("x", "y")]
        area = report(made, {"fee": Decimal("0.3")}, body="city", scope="area", includes=("x", "y"))
        (conflict,) = locate(area, parts=parts)
        (answer,) = conflict.answers
        assert answer.cells["fee"].should_be == Decimal("0.20")

    @pytest.mark.parametrize(
        ("rule", "more", "message"),
        [
            ("a == parts.a", "", "written sum(parts.row)"),
            ("a == sum(a)", "", "written sum(parts.row)"),
            ("a == part.a", "", "go together"),
            ("a == b", 'each = "part"', "go together"),
            ("a == sum(parts.x)", "", "no row x"),
            ("a == beside.other", "", "beside.standard.row"),
        ],
    )
    def test_are_named_so_and_not_otherwise(self, rule: str, more: str, message: str) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            standard(rule, more)
        assert message in caught.value.in_language("en")


class TestRowsOfOneValue:
    """In a table without columns a relation for each row names the row's one value; rows of words have none."""

    MADE = one_table(
        f"{ROWS}, {entered('words', kind='text')}",
        relations='{ key = "rel", each = "row", rule = "value == sum(parts.value)", scope = "area" }',
    )

    def test_one_relation_compares_every_row_with_the_parts(self) -> None:
        assert [one.addresses for one in self.MADE.relations] == [("a",), ("b",), ("c",), ("fee",)]
        parts = [report(self.MADE, {"a": number, "b": 1, "c": 2}, body=body) for body, number in (("x", 1), ("y", 2))]
        area = report(self.MADE, {"a": 3, "b": 2, "c": 9}, body="city", scope="area", includes=("x", "y"))
        failed = [one.cells for one in check(area, parts=parts).findings if one.rule == "rel"]
        assert failed == [("c",)]
        assert [set(one.answers[0].cells) for one in locate(area, parts=parts)] == [{"c"}]

    @pytest.mark.parametrize("rule", ["a == 1", "value == b"])
    def test_no_other_name_is_one(self, rule: str) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            standard(rule, 'each = "row"')
        assert "rows are value" in caught.value.in_language("en")


class TestPartsThatLeaveACellBlank:
    """A part without a figure is left out of the least and the greatest, whatever the relation says of blanks."""

    MADE = standard("a >= least(parts.a)", 'blanks = "skip", scope = "area"')

    @pytest.mark.parametrize(
        ("figures", "a", "state"),
        [((NOT_APPLICABLE, 3), 3, PASSED), ((NOT_APPLICABLE, 3), 2, FAILED), ((NOT_APPLICABLE, MISSING), 2, INAPPLICABLE)],
    )
    def test_the_others_are_compared(self, figures: tuple[Value, Value], a: int, state: RelationState) -> None:
        parts = [report(self.MADE, {"a": figure}, body=body) for body, figure in zip("xy", figures, strict=True)]
        area = report(self.MADE, {"a": a}, body="city", scope="area", includes=("x", "y"))
        assert [one.state for one in check(area, parts=parts).noted if one.state is not PASSED] == (
            [] if state is PASSED else [state]
        )

    def test_a_body_that_is_the_only_part_of_its_area_has_nothing_to_wait_for(self) -> None:
        alone = report(self.MADE, {"a": 1}, body="city", scope="area", includes=("city",))
        verdict = check(alone)
        assert (verdict.waiting, verdict.count(INAPPLICABLE)) == (0, 1)
        (noted,) = verdict.noted
        assert noted.reason is not None
        assert "only part" in noted.reason.en


class TestBeside:
    """A relation may read the report of the same body and period by another standard."""

    OTHER = evolve(one_table(entered("total")), id="cn-other")
    MADE = standard("a == beside.cn_other.total", 'severity = "explain"')

    def test_is_compared(self) -> None:
        mine = report(self.MADE, {"a": 3, "b": 0, "c": 0, "fee": Decimal("0.00")})
        theirs = report(self.OTHER, {"total": 3})
        assert check(mine, beside=[theirs]).count(PASSED) == 1
        failed = check(mine, beside=[report(self.OTHER, {"total": 4})])
        (finding,) = [one for one in failed.findings if one.rule == "rel"]
        assert "total of cn-other (4)" in finding.message.en
        assert check(mine).waiting == 1

    def test_of_another_body_or_period_is_left_out(self) -> None:
        mine = report(self.MADE, {"a": 3, "b": 0, "c": 0, "fee": Decimal("0.00")})
        for other in (report(self.OTHER, {"total": 4}, body="z"), report(self.OTHER, {"total": 4}, period=Period.year(2023))):
            verdict = check(mine, beside=[other])
            assert [one.rule for one in verdict.findings] == ["check.previous"]
            assert verdict.waiting == 1

    def test_without_the_cell_is_not_run(self) -> None:
        mine = report(self.MADE, {"a": 3, "b": 0, "c": 0, "fee": Decimal("0.00")})
        assert check(mine, beside=[report(self.OTHER, {})]).count(NOT_RUN) == 1


class TestOptionalTables:
    """A report may be without an optional table: nothing of it is missing, and its relations do not apply."""

    TEXT = """
id = "x"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "s", tables = ["t", "u"] }]
[[tables]]
key = "t"
rows = [{ key = "a", label = "a", entered = "count" }]
[[tables]]
key = "u"
heading = "附表"
optional = true
rows = [{ key = "u.x", label = "x", entered = "count" }, { key = "u.y", label = "y", entered = "count" }]
relations = [{ key = "u.less", rule = "u.x <= u.y" }]
[[relations]]
key = "both"
rule = "u.x <= a"
"""

    def test_may_be_absent(self) -> None:
        verdict = check(report(load_text(self.TEXT, name="x"), {"a": 3}))
        assert (verdict.verdict, verdict.missing, verdict.count(INAPPLICABLE)) == ("passed", (), 2)
        assert check(report(load_text(self.TEXT.replace("optional = true", ""), name="x"), {"a": 3})).missing == ("u.x", "u.y")

    @pytest.mark.parametrize(("values", "state"), [({"a": 3}, FAILED), ({"a": 0}, PASSED), ({}, INAPPLICABLE)])
    def test_count_as_0_where_blanks_do_and_another_table_is_there(
        self, values: dict[str, Value], state: RelationState
    ) -> None:
        text = self.TEXT.replace('rule = "u.x <= a"', 'rule = "a <= u.x"\nblanks = "zero"')
        text = text.replace('key = "t"\n', 'key = "t"\noptional = true\n')
        made = load_text(text, name="x")
        assert [one.state for one in judge(report(made, values)) if one.instance.relation.key == "both"] == [state]
        columns = {"a": [values.get("a", MISSING)], "u.x": [MISSING]}
        assert bool(check_batch(made, columns).failed) is (state is FAILED)

    def test_are_named_where_a_relation_does_not_apply_for_want_of_them(self) -> None:
        """The first of them, by its heading, or by its key where it has none."""
        text = self.TEXT.replace('rule = "u.x <= a"', 'rule = "a <= u.x"').replace(
            'key = "t"\n', 'key = "t"\noptional = true\n'
        )
        made = load_text(text, name="x")
        reasons = {one.instance.relation.key: str(one.reason) for one in judge(report(made, {}))}
        assert "附表" in reasons["u.less"]
        assert "附表" not in reasons["both"]
        assert re.search(r"\bt\b", reasons["both"])

    def test_that_have_a_figure_are_there(self) -> None:
        verdict = check(report(load_text(self.TEXT, name="x"), {"a": 3, "u.x": 4}))
        assert (verdict.missing, verdict.count(FAILED)) == (("u.y",), 1)


class TestExamination:
    """A relation that holds under a condition only is set aside, and that is said."""

    def test_names_what_was_not_examined(self) -> None:
        rules = """
          { key = "always", rule = "a <= b" },
          { key = "sometimes", rule = "a >= b + 1", when = "c > 0" },
        """
        health = examine(one_table(ROWS, relations=rules))
        assert health.sound
        assert [one.relation.key for one in health.conditional] == ["sometimes"]
        assert "c" in health.bounded
        assert "fee" in health.unprotected

    def test_takes_figures_of_other_reports_for_unknown(self) -> None:
        rules = """
          { key = "sum", rule = "a == sum(parts.a)" },
          { key = "more", rule = "a >= sum(parts.a) + 1" },
          { key = "other", rule = "b == beside.x.y" },
        """
        health = examine(one_table(ROWS, relations=rules))
        assert [{each.relation.key for each in one} for one in health.contradictions] == [{"sum", "more"}]
