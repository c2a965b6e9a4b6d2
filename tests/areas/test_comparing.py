"""Where the parent published its own report: the differences per cell, and what each body brings to them."""

from __future__ import annotations

import pytest

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
