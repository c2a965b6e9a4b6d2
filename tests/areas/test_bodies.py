"""Bodies in time: a tree, a reporting line that may differ, and who took over from whom."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from govdisclosure.areas import Bodies, Predecessor, is_covered, preceding, predecessors
from govdisclosure.consistency import RelationState, check
from govdisclosure.errors import InvalidRecordError
from govdisclosure.records import Body, Succession
from govdisclosure.records.vocabulary import BodyKind, SuccessionKind
from govdisclosure.report import Cell, Report
from govdisclosure.sources import read_folder
from govdisclosure.standards import load_text
from govdisclosure.values import Period, Severity

Y2022, Y2023, Y2024 = (Period.year(year) for year in (2022, 2023, 2024))
STANDARD = load_text(
    """\
id = "form"
edition = "1"
title = "{body}{year}"
authority = "made up for these tests"
periods = ["year"]

[[sections]]
key = "requests"
tables = ["requests"]

[[tables]]
key = "requests"
heading = "申请"
unit = "件"
rows = [
  { key = "requests.carried_in", label = "上年结转", entered = "count" },
  { key = "requests.carried_out", label = "结转下年", entered = "count" },
]
relations = [
  { key = "requests.carry", rule = "requests.carried_in == previous.requests.carried_out", severity = "explain" },
]
""",
    name="form.toml",
)


def passes(
    body: str, successor: str, day: date, kind: SuccessionKind = SuccessionKind.MERGED, share: int | None = None
) -> Succession:
    return Succession(id=f"{body}-{successor}", body=body, successor=successor, effective=day, kind=kind, share=share)


def report(body: str, period: Period, carried_in: int, carried_out: int, *, scope: str = "own", includes: str = "") -> Report:
    cells = {"requests.carried_in": Cell(value=carried_in), "requests.carried_out": Cell(value=carried_out)}
    return Report(
        standard=STANDARD, body=Body(id=body), period=period, cells=cells, scope=scope, includes=tuple(includes.split())
    )


class TestLines:
    """A body belongs to one body and may report to another (垂直管理)."""

    BODIES = Bodies(
        [
            Body(id="province"),
            Body(id="city", parent="province"),
            Body(id="police", parent="city"),
            Body(id="tax", parent="city", reports_to="province"),
            Body(id="old", parent="city", dissolved=date(2023, 6, 30)),
            Body(id="new", parent="city", established=date(2023, 7, 1)),
            Body(id="station", parent="old", kind=BodyKind.DISPATCHED_ORGAN),
        ]
    )

    def test_differ(self) -> None:
        assert [one.id for one in self.BODIES.children("city")] == ["new", "old", "police"]
        assert [one.id for one in self.BODIES.children("city", line="tree")] == ["new", "old", "police", "tax"]
        assert self.BODIES.above("tax") == "province"
        assert self.BODIES.above("tax", line="tree") == "city"

    @pytest.mark.parametrize(
        ("day", "there"), [(date(2023, 6, 30), "old"), (date(2023, 7, 1), "new"), (date(2022, 1, 1), "old")]
    )
    def test_are_those_of_a_day(self, day: date, there: str) -> None:
        assert [one.id for one in self.BODIES.children("city", day)] == [there, "police"]

    def test_hold_every_body_that_existed_within_a_period(self) -> None:
        assert [one.id for one in self.BODIES.children("city", Y2023)] == ["new", "old", "police"]

    def test_lead_through_a_body_that_is_gone(self) -> None:
        assert [one.id for one in self.BODIES.area("city", Y2024)] == ["city", "new", "police", "station"]

    def test_cover_no_public_institution(self) -> None:
        """Article 55; a dispatched organ reports itself (article 10)."""
        assert [kind for kind in BodyKind if not is_covered(Body(id="x", kind=kind))] == [BodyKind.PUBLIC_INSTITUTION]

    def test_that_run_in_a_circle_are_named_and_stop_nothing(self) -> None:
        bodies = Bodies([Body(id="a", parent="b"), Body(id="b", parent="a"), Body(id="c", parent="c")])
        assert [one.id for one in bodies.area("a")] == ["a", "b"]
        assert [one.where for one in bodies.findings if one.rule == "bodies.cycle"] == [("a", "b"), ("c",)]

    def test_that_lead_nowhere_or_stand_twice_are_named(self) -> None:
        bodies = Bodies([Body(id="a", parent="x"), Body(id="a")])
        assert [one.rule for one in bodies.findings] == ["bodies.twice", "bodies.unknown"]
        assert bodies.above("a") == "x"


class TestSuccession:
    """A body ends and another takes over: whole or by share."""

    def test_is_read_from_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "succession.csv").write_text("id,body,successor,effective,kind,share\ns1,old,new,2023-07-01,split,40\n")
        (tmp_path / "body.csv").write_text("id,parent,reports_to,reports_as\nold,city,province,government\n")
        bodies = Bodies.of(read_folder(tmp_path))
        assert bodies.successions[0].share == 40
        assert bodies.successions[0].kind is SuccessionKind.SPLIT
        assert bodies.above("old") == "province"

    @pytest.mark.parametrize(("successor", "share"), [("a", None), ("b", 0), ("b", 101)])
    def test_cannot_be_of_itself_or_of_more_than_the_whole(self, successor: str, share: int | None) -> None:
        with pytest.raises(InvalidRecordError):
            passes("a", successor, date(2023, 7, 1), share=share)

    def test_of_more_than_the_whole_in_sum_is_named(self) -> None:
        day = date(2023, 7, 1)
        bodies = Bodies([Body(id="a")], [passes("a", "b", day, share=60), passes("a", "c", day, share=50)])
        assert [(one.rule, one.where) for one in bodies.findings] == [("bodies.shares", ("a",))]


class TestPredecessors:
    """Those from whom a body takes over within a period."""

    def test_are_those_of_the_period(self) -> None:
        merged = [passes("a", "c", date(2023, 7, 1)), passes("b", "c", date(2023, 1, 1)), passes("z", "c", date(2022, 12, 31))]
        assert predecessors("c", Y2023, merged) == (Predecessor("a"), Predecessor("b"))
        assert predecessors("c", Y2024, merged) == ()

    def test_take_over_by_share(self) -> None:
        assert predecessors("b", Y2023, [passes("a", "b", date(2023, 7, 1), SuccessionKind.SPLIT, 40)]) == (
            Predecessor("a", Fraction(2, 5)),
        )

    def test_are_followed_back(self) -> None:
        """Half of a quarter is an eighth."""
        chain = [passes("a", "b", date(2023, 3, 1), share=25), passes("b", "c", date(2023, 9, 1), share=50)]
        assert predecessors("c", Y2023, chain) == (Predecessor("a", Fraction(1, 8)), Predecessor("b", Fraction(1, 2)))

    def test_are_not_those_of_a_body_after_it_handed_over(self) -> None:
        chain = [passes("a", "b", date(2023, 9, 1)), passes("b", "c", date(2023, 3, 1))]
        assert predecessors("c", Y2023, chain) == (Predecessor("b"),)

    def test_that_swap_end(self) -> None:
        swap = [passes("a", "b", date(2023, 3, 1)), passes("b", "a", date(2023, 3, 1))]
        assert predecessors("a", Y2023, swap) == (Predecessor("b"),)


class TestPreceding:
    """Carried in is the sum of the predecessors' carried out; not run where reform or scope make years incomparable."""

    def test_adds_those_merged(self) -> None:
        """4 of its own and 3 of the body merged into it make 7."""
        now = report("new", Y2023, 7, 0)
        before = [report("new", Y2022, 0, 4), report("old", Y2022, 0, 3), report("other", Y2022, 0, 9)]
        chosen, findings = preceding(now, before, [passes("old", "new", date(2023, 7, 1))])
        assert [one.body.id for one in chosen] == ["new", "old"]
        assert findings == ()
        verdict = check(now, previous=chosen)
        assert verdict.count(RelationState.PASSED) == 1

    def test_follows_a_change_of_name(self) -> None:
        renamed = [passes("old", "new", date(2023, 1, 1), SuccessionKind.RENAMED)]
        chosen, _ = preceding(report("new", Y2023, 3, 0), [report("old", Y2022, 0, 3)], renamed)
        assert [one.body.id for one in chosen] == ["old"]

    @pytest.mark.parametrize("body", ["old", "new"])
    def test_is_nothing_where_a_share_passed(self, body: str) -> None:
        before = [report("new", Y2022, 0, 4), report("old", Y2022, 0, 3)]
        chosen, (finding,) = preceding(report(body, Y2023, 5, 0), before, [passes("old", "new", date(2023, 7, 1), share=40)])
        assert chosen == ()
        assert (finding.rule, finding.severity) == ("preceding.by_share", Severity.EXPLAIN)

    def test_is_nothing_where_a_report_is_not_at_hand(self) -> None:
        merged = [passes("old", "new", date(2023, 7, 1))]
        chosen, (finding,) = preceding(report("new", Y2023, 7, 0), [report("new", Y2022, 0, 4)], merged)
        assert (chosen, finding.rule) == ((), "preceding.absent")

    def test_is_nothing_where_the_scope_differs(self) -> None:
        before = [report("city", Y2022, 0, 4, scope="area", includes="a city")]
        chosen, (finding,) = preceding(report("city", Y2023, 4, 0), before)
        assert (chosen, finding.rule) == ((), "preceding.scope")

    def test_compares_areas_of_the_same_bodies_merged_or_not(self) -> None:
        now = report("city", Y2023, 4, 0, scope="area", includes="b city")
        before = [report("city", Y2022, 0, 4, scope="area", includes="a b city")]
        assert preceding(now, before)[0] == ()
        assert preceding(now, before, [passes("a", "b", date(2023, 7, 1))])[0] == tuple(before)

    def test_is_nothing_where_nothing_is_at_hand(self) -> None:
        assert preceding(report("a", Y2023, 1, 0), []) == ((), ())
        assert preceding(report("a", Y2023, 1, 0, scope="area", includes="a"), []) == ((), ())
