"""Whether relations hold: exact arithmetic; not run is never a pass; how blanks are treated is written down, case by case."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from govdisclosure.consistency import RelationOutcome, RelationState, judge
from govdisclosure.consistency.relations import Sides
from govdisclosure.messages import Message
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.standards import Reading, Standard, load_text
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Period, Severity, Value

MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE
PASSED, FAILED, NOT_RUN = RelationState.PASSED, RelationState.FAILED, RelationState.NOT_RUN

ROWS = """
  { key = "all", label = "总计", total = ["some", "c"] },
  { key = "some", label = "小计", total = ["a", "b"] },
  { key = "a", label = "甲", entered = "count" },
  { key = "b", label = "乙", entered = "count" },
  { key = "c", label = "丙", entered = "count" },
  { key = "fee", label = "费", entered = "amount" },
  { key = "yes", label = "有", entered = "yes/no" },
  { key = "no", label = "无", entered = "yes/no" },
  { key = "words", label = "话", entered = "text" },
"""


def standard(rule: str = "a >= 0", tolerance: int = 0) -> Standard:
    """A table of one value a row; one relation beside those of its two totals."""
    return one_table(ROWS, relations=f'{{ key = "rel", rule = "{rule}", tolerance = {tolerance} }}')


def report(made: Standard, values: dict[str, Value], year: int = 2015) -> Report:
    cells = {address: Cell(value=value) for address, value in values.items()}
    return Report(standard=made, body=Body(id="b"), period=Period.year(year), cells=cells)


def outcome(
    rule: str, values: dict[str, Value], *, tolerance: int = 0, previous: tuple[dict[str, Value], ...] = ()
) -> RelationOutcome:
    made = standard(rule, tolerance)
    before = [report(made, one, 2014) for one in previous]
    *_, last = judge(report(made, values), before)
    assert last.instance.relation.key == "rel"
    return last


def total(values: dict[str, Value], key: str = "some") -> RelationOutcome:
    """The outcome of the relation that a total is."""
    made = standard()
    return next(one for one in judge(report(made, values)) if one.instance.relation.key == f"{key}.sum")


class TestComparison:
    """A relation compares two sums by ``==``, ``<=``, ``>=``; both sides and left − right are told."""

    @pytest.mark.parametrize(
        ("rule", "a", "b", "state"),
        [
            ("a == b", 3, 3, PASSED),
            ("a == b", 3, 4, FAILED),
            ("a == b", 4, 3, FAILED),
            ("a <= b", 3, 3, PASSED),
            ("a <= b", 3, 4, PASSED),
            ("a <= b", 4, 3, FAILED),
            ("a >= b", 3, 3, PASSED),
            ("a >= b", 3, 4, FAILED),
            ("a >= b", 4, 3, PASSED),
            ("a == b", 0, 0, PASSED),
        ],
    )
    def test_passes_or_fails(self, rule: str, a: int, b: int, state: RelationState) -> None:
        got = outcome(rule, {"a": a, "b": b})
        assert (got.state, got.reason) == (state, None)
        assert (got.left, got.right, got.difference) == (a, b, a - b)

    @pytest.mark.parametrize(
        ("rule", "a", "b", "state"),
        [
            ("a == b", 5, 3, PASSED),
            ("a == b", 3, 5, PASSED),
            ("a == b", 6, 3, FAILED),
            ("a == b", 3, 6, FAILED),
            ("a <= b", 5, 3, PASSED),
            ("a <= b", 6, 3, FAILED),
            ("a >= b", 3, 5, PASSED),
            ("a >= b", 3, 6, FAILED),
        ],
    )
    def test_takes_a_difference_up_to_the_tolerance(self, rule: str, a: int, b: int, state: RelationState) -> None:
        assert outcome(rule, {"a": a, "b": b}, tolerance=2).state is state

    @pytest.mark.parametrize(
        ("rule", "left", "right"),
        [
            ("a + b == c", 5, 7),
            ("a - b == 0 - c", -1, -7),
            ("2 * a + 1 <= 3 * (c - b)", 5, 12),
            ("-a >= 10 - 2 * c", -2, -4),
        ],
    )
    def test_adds_with_factors_and_constants(self, rule: str, left: int, right: int) -> None:
        got = outcome(rule, {"a": 2, "b": 3, "c": 7})
        assert (got.left, got.right) == (left, right)

    def test_counts_a_yes_as_1_and_a_no_as_0(self) -> None:
        assert outcome("yes + no <= 1", {"yes": True, "no": True}).state is FAILED
        assert outcome("yes + no <= 1", {"yes": True, "no": False}).state is PASSED
        got = outcome("2 * yes + no == 2", {"yes": True, "no": False})
        assert (got.left, got.state) == (2, PASSED)

    def test_is_exact_where_floats_are_not(self) -> None:
        assert outcome("3 * fee == a", {"fee": Decimal("0.1"), "a": 1}).left == Decimal("0.3")
        assert outcome("fee - a == b", {"fee": Decimal("0.3"), "a": 0, "b": 0}).difference == Decimal("0.3")
        big = 10**17
        assert outcome("fee + a == b", {"fee": Decimal("0.5"), "a": big, "b": big}).difference == Decimal("0.5")

    def test_is_exact_where_decimals_of_28_digits_would_round(self) -> None:
        fee = Decimal("999999999999999999.999999999999")  # 30 digits, as long as report JSON takes
        got = outcome("999 * fee == fee", {"fee": fee})
        assert got.left == Decimal("998999999999999999999.999999999001")  # 999 × (10^18 - 10^-12)
        assert got.difference == Decimal("997999999999999999999.999999999002")

    @pytest.mark.parametrize(("digits", "state"), [(99, PASSED), (150, NOT_RUN)])
    def test_takes_no_number_of_more_digits_than_a_figure_has(self, digits: int, state: RelationState) -> None:
        assert outcome("a == b", {"a": 10**digits, "b": 10**digits}).state is state
        assert outcome("a - b == c - c", {"a": 10**digits, "b": 10**digits, "c": 1}).state is state

    def test_ignores_what_is_no_number(self) -> None:
        """Words, NaN and infinity where a number belongs are reported at their cell; here they count as blank."""
        for odd in ("946", Decimal("NaN"), Decimal("Infinity")):
            got = outcome("a + b == c", {"a": odd, "b": 3, "c": 3})
            assert (got.state, dict(got.assumed)) == (PASSED, {"a": 0})


class TestBlank:
    """A blank part counts 0 and is listed; a blank total inside another relation counts as the sum of its parts; cells stay."""

    def test_part_counts_zero_and_is_listed(self) -> None:
        got = total({"some": 3, "a": 3})
        assert (got.state, got.left, got.right) == (PASSED, 3, 3)
        assert dict(got.assumed) == {"b": 0}
        assert total({"some": 4, "a": 3, "b": MISSING}).state is FAILED

    def test_part_that_is_listed_stays_missing_in_the_report(self) -> None:
        given = report(standard(), {"some": 3, "a": 3})
        assert list(judge(given))
        assert given["b"] is MISSING

    def test_total_in_its_own_relation_is_not_run(self) -> None:
        got = total({"a": 1, "b": 2})
        assert (got.state, got.assumed) == (NOT_RUN, {})
        assert got.reason is not None
        assert (got.reason.zh, got.reason.en) == ("合计 some 没有填", "the total some is blank")
        assert not got.waits

    def test_total_in_another_relation_is_the_sum_of_its_parts(self) -> None:
        got = outcome("some <= c", {"a": 1, "b": 2, "c": 2})
        assert (got.state, got.left, got.right) == (FAILED, 3, 2)
        assert dict(got.assumed) == {"some": 3}

    def test_total_with_one_part_printed_is_that_part(self) -> None:
        got = outcome("some <= c", {"b": 2, "c": 2})
        assert (got.state, got.left, dict(got.assumed)) == (PASSED, 2, {"some": 2})

    def test_total_without_any_part_printed_counts_as_a_blank_part(self) -> None:
        got = outcome("some + a >= c", {"a": MISSING, "c": 0})
        assert got.state is NOT_RUN
        got = outcome("some + fee >= c", {"fee": Decimal("1.5"), "c": 0})
        assert (got.state, got.left, dict(got.assumed)) == (PASSED, Decimal("1.5"), {"some": 0})

    def test_total_in_the_relation_of_a_greater_total_is_the_sum_of_its_parts(self) -> None:
        got = total({"all": 6, "a": 1, "b": 2, "c": 3}, "all")
        assert (got.state, got.right, dict(got.assumed)) == (PASSED, 6, {"some": 3})

    def test_total_of_totals_is_derived_through_both(self) -> None:
        got = outcome("all <= fee", {"a": 1, "c": 5, "fee": Decimal("5.5")})
        assert (got.state, got.left, dict(got.assumed)) == (FAILED, 6, {"all": 6})

    def test_total_that_is_printed_is_taken_as_printed(self) -> None:
        got = outcome("some <= c", {"some": 9, "a": 1, "b": 2, "c": 9})
        assert (got.state, got.left, dict(got.assumed)) == (PASSED, 9, {})

    @pytest.mark.parametrize("values", [{"c": 3}, {"a": 1, "b": 2}, {}])
    def test_side_is_not_run(self, values: dict[str, Value]) -> None:
        got = outcome("a + b <= c", values)
        assert got.state is NOT_RUN
        assert got.reason is not None
        blank = "c" if "a" in values else "a, b"
        assert got.reason.en == f"nothing is filled in of {blank}"
        assert got.reason.zh == f"{blank.replace(', ', '、')} 都没有填"

    def test_side_is_blank_even_with_a_constant_beside_it(self) -> None:
        got = outcome("a + 1 <= c", {"c": 3})
        assert (got.state, got.reason.en if got.reason else "") == (NOT_RUN, "nothing is filled in of a")

    def test_side_of_a_constant_alone_is_none(self) -> None:
        assert outcome("a <= 1", {"a": 1}).state is PASSED
        assert outcome("a <= 0", {"a": 1}).state is FAILED
        assert outcome("a <= 1", {}).state is NOT_RUN

    def test_zero_is_no_blank(self) -> None:
        got = outcome("a + b == c", {"a": 0, "b": 0, "c": 0})
        assert (got.state, dict(got.assumed)) == (PASSED, {})

    @pytest.mark.parametrize(
        ("values", "cell"),
        [({"a": NOT_APPLICABLE, "b": 1, "c": 1}, "a"), ({"a": 1, "b": 1, "c": NOT_APPLICABLE}, "c")],
    )
    def test_that_is_not_applicable_is_not_run(self, values: dict[str, Value], cell: str) -> None:
        got = outcome("a + b == c", values)
        assert got.state is NOT_RUN
        assert got.reason is not None
        assert (got.reason.zh, got.reason.en) == (f"{cell} 不适用", f"{cell} is not applicable")

    def test_total_that_is_not_applicable_is_not_run(self) -> None:
        assert total({"some": NOT_APPLICABLE, "a": 1, "b": 2}).state is NOT_RUN
        assert outcome("some <= c", {"some": NOT_APPLICABLE, "a": 1, "c": 2}).state is NOT_RUN

    def test_part_that_is_not_applicable_counts_nothing_in_a_blank_total(self) -> None:
        got = outcome("some <= c", {"a": NOT_APPLICABLE, "b": 2, "c": 2})
        assert (got.state, dict(got.assumed)) == (PASSED, {"some": 2})


class TestTwoTotals:
    """Where a total row and a total column meet, both are checked; one relation in five columns is five."""

    STANDARD = load_text(
        """
        id = "wide"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        [[tables]]
        key = "t"
        columns = [
          { key = "men", label = "男", where = "applicant == 'other'" },
          { key = "women", label = "女", where = "applicant == 'business'" },
          { key = "both", label = "合计", total = ["men", "women"] },
        ]
        records = "request"
        rows = [
          { key = "r", label = "合计", total = ["a", "b"] },
          { key = "a", label = "甲", count = "received in period" },
          { key = "b", label = "乙", count = "closed in period" },
        ]
        relations = [{ key = "few", each = "column", rule = "a <= b" }]
        """,
        name="wide.toml",
    )
    #                a        b        r
    FIGURES = {"men": (1, 2, 3), "women": (4, 5, 9), "both": (5, 7, 12)}  # noqa: RUF012

    def failed(self, change: dict[str, Value]) -> list[str]:
        values: dict[str, Value] = {}
        for column, figures in self.FIGURES.items():
            values |= {f"{row}/{column}": figure for row, figure in zip("abr", figures, strict=True)}
        outcomes = judge(report(self.STANDARD, {**values, **change}))
        return [f"{one.instance.relation.key} {one.instance.addresses[0]}" for one in outcomes if one.state is FAILED]

    def test_hold_in_the_right_table(self) -> None:
        assert self.failed({}) == []

    def test_are_nine_instances(self) -> None:
        assert len(self.STANDARD.relations) == 3 + 3 + 3

    def test_both_fail_where_the_corner_is_wrong(self) -> None:
        assert self.failed({"r/both": 13}) == ["r.sum r/both", "r.across r/both"]

    def test_fail_across_and_down_where_a_part_is_wrong(self) -> None:
        assert self.failed({"a/men": 2}) == ["r.sum r/men", "a.across a/both"]
        assert self.failed({"a/men": 3}) == ["r.sum r/men", "a.across a/both", "few a/men"]

    def test_derive_a_blank_corner_from_the_one_or_the_other(self) -> None:
        blank: dict[str, Value] = {"r/both": MISSING, "a/both": MISSING, "b/both": MISSING}
        outcomes = {
            f"{one.instance.relation.key} {one.instance.addresses[0]}": one
            for one in judge(report(self.STANDARD, {"r/men": 3, "r/women": 9, "a/men": 1, "b/men": 2, **blank}))
        }
        assert outcomes["r.sum r/both"].state is NOT_RUN
        assert outcomes["r.across r/both"].state is NOT_RUN
        few = outcomes["few a/both"]
        assert (few.state, few.left, few.right, dict(few.assumed)) == (PASSED, 1, 2, {"a/both": 1, "b/both": 2})


class TestNotRead:
    """A cell that a reader could not take is no blank: whatever was printed there, it never counts as 0."""

    COLUMNS = '{ key = "x", label = "甲" }, { key = "y", label = "乙" }'
    MADE = one_table(
        '{ key = "all", label = "计", total = ["a", "b"] }, { key = "a", label = "a", entered = "count" },'
        '{ key = "b", label = "b", entered = "count" }',
        columns=COLUMNS,
    )

    def states(self, *, printed: str | None = None, notes: tuple[tuple[str, str], ...] = (), absent: bool = True) -> list[str]:
        """The outcomes in both columns, where b/x has no value, by what was printed there and what notes name."""
        values: dict[str, Value] = {f"{row}/{column}": 2 for row in ("all", "a", "b") for column in "xy"}
        made = report(self.MADE, values | {"b/y": 0})
        cells = dict(made.cells)
        del cells["b/x"]
        if not absent:
            cells["b/x"] = Cell(value=MISSING, printed=printed)
        found = tuple(
            Finding(rule=rule, severity=Severity.WARNING, cells=(cell,), message=Message.literal(zh="注", en="note"))
            for rule, cell in notes
        )
        return [one.state.value for one in judge(evolve(made, cells=cells, notes=found))]

    @pytest.mark.parametrize("printed", [None, "", " ", "-", " － ", "––"])
    def test_is_not_what_was_printed_as_a_blank(self, printed: str | None) -> None:
        assert self.states(printed=printed, absent=False) == ["passed", "passed"]
        assert self.states() == ["passed", "passed"]

    @pytest.mark.parametrize("printed", ["见附件", "2?", "-x-", "#"])
    def test_is_what_was_printed_and_is_no_figure(self, printed: str) -> None:
        assert self.states(printed=printed, absent=False) == ["not_run", "passed"]

    @pytest.mark.parametrize(
        ("rule", "cell", "expected"),
        [
            ("read.cell", "b/x", ["not_run", "passed"]),
            ("read.row", "b", ["not_run", "passed"]),
            ("read.row", "x", ["passed", "passed"]),
            ("read.cell", "b/y", ["passed", "passed"]),  # it has its value
            ("check.other", "b/x", ["passed", "passed"]),
        ],
    )
    def test_is_what_a_readers_note_names_without_a_value(self, rule: str, cell: str, expected: list[str]) -> None:
        assert self.states(notes=((rule, cell),)) == expected


class TestSides:
    """What a finding shows of both sides: each cell with its factor, its figure, and what a blank was counted as."""

    def test_are_the_operands_with_their_factors(self) -> None:
        made = standard("2 * a + fee == b + 3 * c + 1")
        given = report(made, {"a": 4, "b": 5, "fee": Decimal("0.5")})
        *_, last = judge(given)
        left, right = Sides(made, given.cells).of(last)
        assert [(one.factor, one.address, one.label, one.values, one.assumed) for one in left] == [
            (2, "a", "甲", (4,), None), (1, "fee", "费", (Decimal("0.5"),), None),
        ]  # fmt: skip
        assert [(one.factor, one.address, one.values, one.assumed) for one in right] == [
            (1, "b", (5,), None), (3, "c", (MISSING,), 0), (1, "", (), None),
        ]  # fmt: skip

    def test_show_a_figure_of_the_year_before_as_such(self) -> None:
        made = standard("a == previous.a + 2 * b")
        given, before = report(made, {"a": 4, "b": 1}), report(made, {"a": 3}, 2014)
        *_, last = judge(given, [before])
        _, (first, second) = Sides(made, given.cells, [before]).of(last)
        assert (first.factor, first.address, first.values, first.reading) == (1, "a", (3,), Reading.PREVIOUS)
        assert (second.factor, second.values, second.reading) == (2, (1,), Reading.OWN)


class TestPrevious:
    """``previous.key`` is the preceding report's cell."""

    RULE = "a == previous.b + c"

    def test_that_is_absent_is_not_run_for_want_of_it(self) -> None:
        got = outcome(self.RULE, {"a": 1, "c": 1})
        assert (got.state, got.waits) == (NOT_RUN, True)
        assert got.reason is not None
        assert (got.reason.zh, got.reason.en) == ("没有上期报告", "no report of the preceding period was given")

    def test_gives_its_figure(self) -> None:
        got = outcome(self.RULE, {"a": 5, "b": 100, "c": 2}, previous=({"b": 3},))
        assert (got.state, got.left, got.right, got.waits) == (PASSED, 5, 5, False)

    def test_of_several_bodies_are_added(self) -> None:
        got = outcome(self.RULE, {"a": 9, "c": 2}, previous=({"b": 3}, {"b": 4}))
        assert (got.state, got.right) == (PASSED, 9)
        got = outcome(self.RULE, {"a": 5, "c": 2}, previous=({"b": 3}, {}))
        assert (got.state, got.right, dict(got.assumed)) == (PASSED, 5, {})

    def test_that_is_blank_counts_zero_and_is_listed_as_the_previous_one(self) -> None:
        got = outcome(self.RULE, {"a": 2, "b": 100, "c": 2}, previous=({"b": MISSING},))
        assert (got.state, dict(got.assumed)) == (PASSED, {"previous.b": 0})

    def test_that_is_all_of_a_side_and_blank_is_not_run(self) -> None:
        got = outcome("previous.b <= a", {"a": 2}, previous=({},))
        assert got.state is NOT_RUN
        assert got.reason is not None
        assert got.reason.en == "nothing is filled in of previous.b"
        assert not got.waits

    def test_that_is_not_applicable_is_not_run(self) -> None:
        got = outcome(self.RULE, {"a": 2, "c": 2}, previous=({"b": 1}, {"b": NOT_APPLICABLE}))
        assert got.state is NOT_RUN

    def test_gives_a_yes_as_1(self) -> None:
        assert outcome("yes >= previous.yes", {"yes": False}, previous=({"yes": True},)).state is FAILED

    def test_by_an_edition_without_the_cell_is_blank(self) -> None:
        made = standard(self.RULE)
        old = load_text(
            """
            id = "small"
            edition = "0"
            title = "x"
            authority = "x"
            sections = [{ key = "s", tables = ["t"] }]
            tables = [{ key = "t", rows = [{ key = "a", label = "甲", entered = "count" }] }]
            """,
            name="old.toml",
        )
        *_, got = judge(report(made, {"a": 2, "c": 2}), [report(old, {"a": 7}, 2014)])
        assert (got.state, dict(got.assumed)) == (PASSED, {"previous.b": 0})
