"""Where the parent published its own report: the differences per cell, and what each body brings to them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure.areas import Contribution, combine, compare_with_parent
from govdisclosure.errors import TabulationError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import load_text
from govdisclosure.values import Blank, Period, Value

STANDARD = load_text(
    """\
id = "form"
edition = "1"
title = "{body}{year}"
authority = "made up for these tests"
periods = ["year"]

[[sections]]
key = "figures"
tables = ["figures"]

[[tables]]
key = "figures"
heading = "数据"
unit = "件"
rows = [
  { key = "received", label = "收到", entered = "count" },
  { key = "closed", label = "办结", entered = "count" },
  { key = "updated", label = "更新", entered = "yes/no" },
  { key = "readers", label = "读者", entered = "count", combine = "none" },
  { key = "words", label = "措施", entered = "text" },
]
""",
    name="form.toml",
)
Y2023, Y2024 = Period.year(2023), Period.year(2024)
POLICE, HEALTH, CITY = Body(id="police", name="公安局"), Body(id="health", name="卫生局"), Body(id="city", name="某市")


def report(body: Body, received: Value, closed: Value, *, updated: bool = True, area: tuple[str, ...] = ()) -> Report:
    values: dict[str, Value] = {"received": received, "closed": closed, "updated": updated, "readers": 5, "words": "自查"}
    return Report(
        standard=STANDARD,
        body=body,
        period=Y2024,
        cells={address: Cell(value=value) for address, value in values.items()},
        scope="area" if area else "own",
        includes=area,
    )


PARTS = [report(POLICE, 10, 8), report(HEALTH, 4, 3)]
COMBINED = combine(PARTS, CITY)  # 14 received, 11 closed
BOTH = ("health", "police")


class TestComparison:
    """What the area published, held against what its bodies add up to."""

    def test_finds_nothing_where_they_agree(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 14, 11, area=BOTH), PARTS)
        assert found.same
        assert found.findings == ()
        assert found.not_compared == ("readers", "words")

    def test_shows_both_figures_and_what_each_body_brings(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 16, 11, area=BOTH), PARTS)
        (one,) = found.differences
        assert (one.address, one.published, one.combined, one.difference) == ("received", 16, 14, 2)
        assert one.contributions == (Contribution("health", "卫生局", 4), Contribution("police", "公安局", 10))
        assert (found.left_out, found.added_twice) == ((), ())
        (finding,) = found.findings
        assert (finding.left, finding.right, finding.difference) == ("16", "14", "2")
        assert finding.message.en == "收到 (received): published 16, combined from the bodies 14"
        assert finding.message.zh == "收到（received）：公布数16，下级汇总数14"

    def test_names_the_body_that_was_left_out(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 10, 8, area=BOTH), PARTS)
        assert (found.left_out, found.added_twice) == (("health",), ())
        assert "leaving 卫生局 out" in found.findings[0].message.en

    def test_names_the_body_that_was_added_twice(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 24, 19, area=BOTH), PARTS)
        assert (found.left_out, found.added_twice) == ((), ("police",))

    def test_suspects_nobody_whose_figures_explain_one_cell_only(self) -> None:
        assert compare_with_parent(COMBINED, report(CITY, 10, 11, area=BOTH), PARTS).left_out == ()

    def test_keeps_blank_and_zero_apart(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, Blank.MISSING, 11, area=BOTH), PARTS)
        (one,) = found.differences
        assert one.difference is None
        assert found.findings[0].left is None
        assert "缺" in one.sentence.zh

    def test_compares_yes_and_no(self) -> None:
        (one,) = compare_with_parent(COMBINED, report(CITY, 14, 11, updated=False, area=BOTH)).differences
        assert (one.address, one.contributions) == ("updated", ())

    def test_remarks_on_another_scope(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 14, 11))
        assert [one.rule for one in found.remarks] == ["compare.scope"]

    def test_remarks_on_other_bodies(self) -> None:
        found = compare_with_parent(COMBINED, report(CITY, 14, 11, area=("health", "tax")))
        assert [(one.rule, one.where) for one in found.remarks] == [
            ("compare.only_published", ("tax",)),
            ("compare.only_combined", ("police",)),
        ]

    def test_of_different_periods_is_refused(self) -> None:
        other = Report(standard=STANDARD, body=CITY, period=Y2023, cells={})
        with pytest.raises(TabulationError, match=r"standard or period|统计期"):
            compare_with_parent(COMBINED, other)


CHARGES = load_text(
    """\
id = "charges"
edition = "1"
title = "{body}{year}"
authority = "made up for these tests"
sections = [{ key = "figures", tables = ["figures"] }]

[[tables]]
key = "figures"
heading = "收费"
unit = "万元"
rows = [{ key = "charged", label = "金额", entered = "amount" }]
""",
    name="charges.toml",
)


def charged(body: str, amount: Decimal, decimals: int, *, area: tuple[str, ...] = ()) -> Report:
    """A report that prints an amount with so many decimals, rounded half up."""
    printed = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    cells = {"charged": Cell(value=printed, decimals=decimals)}
    scope = "area" if area else "own"
    return Report(standard=CHARGES, body=Body(id=body), period=Y2024, cells=cells, scope=scope, includes=area)


DIGITS = st.integers(0, 2)
AMOUNTS = st.lists(st.decimals(min_value=0, max_value=900, places=4), min_size=2, max_size=5)


class TestRoundedFigures:
    """What was rounded is held against what it may have been."""

    @pytest.mark.parametrize(("published", "left_out"), [("16.7", ("c",)), ("16.6", ("c",)), ("16.8", ("c",)), ("16.9", ())])
    def test_a_body_explains_what_its_rounded_figure_may(self, published: str, left_out: tuple[str, ...]) -> None:
        """12.5 and 4.2 are 16.7, give or take 0.05 for each and for the area's own figure: 16.9 is no sum without the third."""
        parts = [charged("a", Decimal("12.5"), 1), charged("b", Decimal("4.2"), 1), charged("c", Decimal("7.3"), 1)]
        area = charged("city", Decimal(published), 1, area=("a", "b", "c"))
        assert compare_with_parent(combine(parts, CITY), area, parts).left_out == left_out

    @given(amounts=AMOUNTS, decimals=DIGITS, of_area=DIGITS, sign=st.sampled_from([-1, 1]), data=st.data())
    def test_the_body_is_named_however_both_are_rounded(
        self, amounts: list[Decimal], decimals: int, of_area: int, sign: int, data: st.DataObject
    ) -> None:
        parts = [charged(f"b{number}", amount, decimals) for number, amount in enumerate(amounts)]
        number = data.draw(st.integers(0, len(amounts) - 1))
        area = charged("city", sum(amounts) + sign * amounts[number], of_area, area=tuple(one.body.id for one in parts))
        found = compare_with_parent(combine(parts, CITY), area, parts)
        if not found.same:
            assert f"b{number}" in (found.left_out if sign < 0 else found.added_twice)

    @given(amounts=AMOUNTS, off=st.decimals(min_value=1, max_value=50, places=1))
    def test_nobody_is_named_for_more_than_rounding(self, amounts: list[Decimal], off: Decimal) -> None:
        """Beyond half a tenth for each figure that was added, and for the area's own, a body's figure explains nothing."""
        parts = [charged(f"b{number}", amount, 1) for number, amount in enumerate(amounts)]
        area = charged("city", sum(amounts) + 1000 + off, 1, area=tuple(one.body.id for one in parts))
        found = compare_with_parent(combine(parts, CITY), area, parts)
        assert (found.left_out, found.added_twice) == ((), ())
