"""What reports complain of, measured (diagnosis): every figure here is worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies as st

from govdisclosure.diagnosis import Delay, Diagnosis, diagnose
from govdisclosure.law import Calendar
from govdisclosure.records import Body, Item, Publication, SiteColumn
from govdisclosure.records.vocabulary import Attribute, BodyKind, ColumnKind, ItemKind, PublicationChannel
from govdisclosure.testing.strategies import bodies, items, publications, site_columns
from govdisclosure.values import Period, Severity

Y2024 = Period.year(2024)
OWN = PublicationChannel.OWN_SITE


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def item(identity: str, made: str | None, published: str | None, *, body: str = "b", **more: Any) -> Item:
    return Item(id=identity, body=body, kind=ItemKind.NOTICE, made=day(made), first_published=day(published), **more)


def column(identity: str, *, body: str = "b", area: str | None = None, days: int | None = None) -> SiteColumn:
    kind = ColumnKind.OTHER if area is None else ColumnKind.KEY_AREA
    return SiteColumn(id=identity, body=body, channel=OWN, kind=kind, area=area, renewal_days=days)


def published(column: str, *days: str, body: str = "b") -> list[Publication]:
    return [
        Publication(
            id=f"{body}-{column}-{number}-{one}",
            body=body,
            item="i",
            channel=OWN,
            column=column,
            published=date.fromisoformat(one),
        )
        for number, one in enumerate(days)
    ]


def rules(diagnosis: Diagnosis) -> list[str]:
    return [one.rule.removeprefix("diagnosis.") for one in diagnosis.findings]


def of_columns(diagnosis: Diagnosis) -> list[str]:
    """The rules about columns; items that only their publications tell of have no day made, which is said, too."""
    return [rule for rule in rules(diagnosis) if rule.startswith("column.")]


def one_delay(made: str, on: str) -> tuple[int | None, bool]:
    found = diagnose([item("i", made, on)], period=Period.year(int(on[:4]))).timeliness
    return found.longest, bool(found.late)


class TestLatePublication:
    """Within 20 working days from making or change (Regulations of 2019, art. 26); the day of making is day 0."""

    @pytest.mark.parametrize(
        ("made", "on", "workdays", "late"),
        [
            ("2024-01-15", "2024-02-04", 15, False),  # a Sunday worked before Spring Festival
            ("2024-01-15", "2024-02-09", 20, False),  # the last day of the term
            ("2024-01-15", "2024-02-10", 20, True),  # a day off after it: no further working day, yet too late
            ("2024-01-15", "2024-02-18", 21, True),  # a Sunday worked, the first working day after the festival
            ("2023-09-15", "2023-10-07", 10, False),
            ("2023-09-15", "2023-10-19", 20, False),
            ("2023-09-15", "2023-10-20", 21, True),
            ("2025-01-13", "2025-02-14", 20, False),  # 26 January and 8 February worked
            ("2025-01-13", "2025-02-17", 21, True),
            ("2020-01-20", "2020-02-25", 20, False),  # the prolonged festival
            ("2020-01-20", "2020-02-26", 21, True),
            ("2024-01-15", "2024-01-15", 0, False),
        ],
    )
    def test_counts_working_days_over_holidays_and_make_up_days(self, made: str, on: str, workdays: int, late: bool) -> None:
        assert one_delay(made, on) == (workdays, late)

    def test_runs_from_the_last_change_before_the_first_publication(self) -> None:
        changed = item("i", "2023-06-01", "2024-02-09", changed=date(2024, 1, 15))
        assert diagnose([changed], period=Y2024).timeliness.longest == 20

    def test_runs_from_making_where_the_change_came_on_the_day_of_publication_or_after(self) -> None:
        same = item("i", "2024-01-15", "2024-02-18", changed=date(2024, 2, 18))
        after = item("j", "2024-01-15", "2024-02-18", changed=date(2024, 3, 1))
        assert [one.workdays for one in diagnose([same, after], period=Y2024).timeliness.late] == [21, 21]

    def test_gives_number_share_median_longest_and_the_worst(self) -> None:
        found = diagnose(
            [
                item("a", "2024-01-15", "2024-02-09"),  # 20
                item("b", "2024-01-15", "2024-02-18"),  # 21
                item("c", "2024-01-15", "2024-02-19"),  # 22
                item("d", "2024-01-15", "2024-02-04"),  # 15
                item("e", "2024-01-15", "2024-01-24"),  # 7
                item("f", "2024-01-15", "2024-02-18"),  # 21
            ],
            period=Y2024,
        )
        assert found.timeliness.late_share == Decimal("50.0")
        assert (found.timeliness.median, found.timeliness.longest) == (Decimal("20.5"), 22)
        assert found.worst == ("c", "b", "f")
        assert found.timeliness.late[0] == Delay(
            item="c", since=date(2024, 1, 15), published=date(2024, 2, 19), workdays=22, late=True, provisional=False
        )
        assert found.timeliness.terms == ((20, "国务院令第711号第26条"),)
        (paragraph,) = found.paragraphs("zh")
        assert paragraph == (
            "2024年首次公开、适用公开期限且日期齐全的政府信息6条中，超过公开期限（20个工作日，国务院令第711号第26条）的有3条，"
            "占50.0%；自形成或者变更至公开，中位数为20.5个工作日，最长为22个工作日。"
        )
        (finding,) = found.findings
        assert finding.severity is Severity.WARNING
        assert finding.where == ("item c", "item b", "item f")

    def test_shows_the_first_twenty_ids_and_how_many_more(self) -> None:
        found = diagnose([item(f"i{number:02}", "2024-01-15", "2024-06-03") for number in range(23)], period=Y2024)
        assert found.worst == tuple(f"i{number:02}" for number in range(20))
        assert found.findings[0].where[-2:] == ("item i19", "… +3")

    def test_takes_no_item_without_a_day_of_making_for_punctual(self) -> None:
        found = diagnose([item("i", None, "2024-03-01"), item("j", "2024-02-29", "2024-03-01")], period=Y2024)
        assert found.timeliness.unmeasurable == ("i",)
        assert (found.timeliness.measured, found.timeliness.late_share) == (1, Decimal("0.0"))
        assert rules(found) == ["item.unmeasurable"]
        assert found.paragraphs("zh") == ("首次公开的政府信息2条中，1条没有形成日期，无法判断是否按期公开。",)

    def test_counts_only_items_first_published_in_the_period(self) -> None:
        both = [item("i", "2022-01-04", "2023-12-31"), item("j", "2024-01-02", None), item("k", "2024-12-30", "2025-06-01")]
        assert diagnose(both, period=Y2024).timeliness.items == 0

    def test_leaves_out_what_no_term_binds(self) -> None:
        found = diagnose(
            [
                item("i", "2023-01-03", "2024-06-03", request="r"),  # turned public after a request (art. 44)
                item("j", "2023-01-03", "2024-06-03", attribute=Attribute.ON_REQUEST),
                item("k", "2007-01-04", "2024-06-03"),  # before the first Regulation
                item("l", "2024-06-03", "2024-06-04", attribute=Attribute.PROACTIVE),
            ],
            period=Y2024,
        ).timeliness
        assert (found.items, found.unbound, found.measured, found.late) == (4, 3, 1, ())

    def test_names_the_regulation_of_the_day_of_making(self) -> None:
        found = diagnose(
            [item("i", "2019-05-14", "2019-07-01"), item("j", "2019-05-15", "2019-05-16")], period=Period.year(2019)
        )
        assert found.timeliness.terms == ((20, "国务院令第492号第18条（待核实）"), (20, "国务院令第711号第26条"))

    def test_is_provisional_past_the_calendar(self) -> None:
        known = Calendar(years=frozenset({2024}), holidays=(), makeup_days=())
        # 23-27, 30, 31 December are known; 1-3, 6-10 January are assumed by the weekday; then to 24 January ten more.
        records = [item("i", "2024-12-20", "2025-01-10"), item("j", "2024-12-20", "2025-01-24")]
        found = diagnose(records, period=Period.year(2025), calendar=known)
        assert [(one.item, one.workdays, one.provisional) for one in found.timeliness.late] == [("j", 25, True)]
        assert (found.timeliness.provisional, found.timeliness.late_provisional) == (2, 1)
        assert rules(found) == ["item.late", "item.provisional"]
        assert "其中1条的工作日数为暂定" in found.paragraphs("zh")[0]


class TestThinAreas:
    """重点领域公开数量少: publications in an area's columns, against a minimum or the same days of the year before."""

    COLUMNS = (column("c1", area="医疗"), column("c2", area="医疗"), column("c3", area="食品"))

    def test_adds_the_columns_of_an_area(self) -> None:
        records = [*self.COLUMNS, *published("c1", "2024-01-01", "2025-01-01"), *published("c2", "2024-12-31")]
        found = diagnose(records, period=Y2024)
        assert [(one.area, one.publications, one.columns) for one in found.areas] == [
            ("医疗", 2, ("c1", "c2")),
            ("食品", 0, ("c3",)),
        ]
        assert found.thin_areas == ()  # nothing to hold them against

    def test_holds_them_against_a_minimum(self) -> None:
        records = [*self.COLUMNS, *published("c1", "2024-01-01", "2024-02-01")]
        found = diagnose(records, period=Y2024, minimums={"医疗": 2, "食品": 1, "教育": 3})
        assert [(one.area, one.publications, one.minimum) for one in found.thin_areas] == [("教育", 0, 3), ("食品", 0, 1)]
        first = found.findings[0]
        assert (first.rule, first.severity) == ("diagnosis.area.below_minimum", Severity.WARNING)
        assert (first.left, first.right, first.difference) == ("0", "3", "-3")

    def test_holds_them_against_the_same_days_of_the_year_before(self) -> None:
        previous = [*self.COLUMNS, *published("c1", "2023-02-28", "2023-01-31", "2023-03-01"), *published("c3", "2023-02-01")]
        records = [*self.COLUMNS, *published("c1", "2024-02-29"), *published("c3", "2024-02-01", "2024-02-02")]
        found = diagnose(records, period=Period(date(2024, 1, 1), date(2024, 2, 29)), previous_records=previous)
        assert [(one.area, one.publications, one.last_year) for one in found.areas] == [("医疗", 1, 2), ("食品", 2, 1)]
        assert [(one.rule, one.severity) for one in found.findings if "area" in one.rule] == [
            ("diagnosis.area.below_last_year", Severity.EXPLAIN)
        ]
        assert found.paragraphs("zh")[0] == (
            "2024年1月1日至2024年2月29日公开数量低于最低数或上年同期的重点领域有1个：“医疗”1条（上年同期2条）。"
        )

    def test_knows_no_number_of_an_area_that_last_years_records_do_not_have(self) -> None:
        found = diagnose(self.COLUMNS, period=Y2024, previous_records=[self.COLUMNS[2]])
        assert [(one.area, one.last_year) for one in found.areas] == [("医疗", None), ("食品", 0)]

    def test_says_which_key_area_columns_name_no_area(self) -> None:
        nameless = SiteColumn(id="c9", body="b", channel=OWN, kind=ColumnKind.KEY_AREA)
        found = diagnose([nameless, *published("c9", "2024-05-01")], period=Y2024)
        assert (found.areas, found.columns_without_area) == ((), ("c9",))
        assert of_columns(found) == ["column.no_area"]

    def test_repeats_no_long_number_from_an_area(self) -> None:
        found = diagnose([column("c", area="13800000000")], period=Y2024, minimums={"13800000000": 1})
        said = [*found.paragraphs("zh"), *found.paragraphs("en"), found.picture(), *map(str, found.findings)]
        assert not any("13800000000" in one for one in said)


class TestIdleColumns:
    """栏目更新不及时: the longest time without a publication, from the last one before the period to the period's end."""

    MARCH = Period.month(2024, 3)

    @pytest.mark.parametrize(
        ("days", "gap", "idle"),
        [
            (("2024-03-10", "2024-03-20"), 11, True),  # 20 to 31 March
            (("2024-03-11", "2024-03-21"), 10, False),  # 10 from the first day of March, 10, 10
            (("2024-02-27", "2024-03-05", "2024-03-15", "2024-03-25"), 10, False),  # 10 after 5 and 15 March
            (("2024-02-24", "2024-03-06", "2024-03-15", "2024-03-25"), 11, True),  # from 24 February: it has 29 days
            (("2024-03-10", "2024-03-20", "2024-03-30", "2024-04-30"), 10, False),  # what follows the period counts nowhere
            ((), 30, True),
        ],
    )
    def test_are_left_longer_than_their_interval(self, days: tuple[str, ...], gap: int, idle: bool) -> None:
        found = diagnose([column("c", days=10), *published("c", *days)], period=self.MARCH)
        assert (found.columns[0].gap, found.columns[0].is_idle) == (gap, idle)

    def test_say_from_when_to_when(self) -> None:
        (found,) = diagnose([column("c", days=5), *published("c", "2024-03-02", "2024-03-20")], period=self.MARCH).columns
        assert (found.since, found.until, found.publications) == (date(2024, 3, 2), date(2024, 3, 20), 2)

    def test_may_have_their_last_publication_in_the_records_of_the_year_before(self) -> None:
        previous = published("c", "2023-12-22", "2024-01-20")  # the second is no longer before the period
        found = diagnose([column("c", days=30)], period=Period.month(2024, 1), previous_records=previous)
        assert (found.columns[0].gap, found.columns[0].is_empty) == (40, True)

    def test_are_not_judged_without_an_interval_but_shown_when_empty(self) -> None:
        found = diagnose([column("c"), column("d"), *published("d", "2024-01-01")], period=Y2024)
        assert (found.idle_columns, [one.column for one in found.empty_columns]) == ((), ["c"])
        assert of_columns(found) == ["column.empty"]
        assert found.paragraphs("zh")[-1] == "2024年栏目共2个，其中1个没有发布信息。"

    def test_stand_in_a_sentence_with_the_longest(self) -> None:
        records = [
            column("c", days=10),
            column("d", days=7),
            column("e"),
            *published("c", "2024-03-15"),
            *published("d", "2024-03-21"),
        ]
        found = diagnose([*records, *published("e", "2024-03-01")], period=self.MARCH)
        assert [(one.column, one.gap) for one in found.idle_columns] == [("d", 20), ("c", 16)]
        assert found.paragraphs("zh")[-1] == "2024年3月规定了更新间隔的栏目2个，其中2个超过间隔未更新，最长20天（规定7天）。"


def published_items(body: str, number: int, *, late: int = 0) -> list[Item]:
    return [
        item(f"{body}-{one}", "2024-01-15", "2024-02-18" if one < late else "2024-02-09", body=body) for one in range(number)
    ]


HOSPITAL = BodyKind.PUBLIC_INSTITUTION
TREE = (
    Body(id="top", name="市卫生健康委员会"),
    Body(id="h1", name="市第一医院", parent="top", kind=HOSPITAL),
    Body(id="h2", name="市第二医院", parent="top", kind=HOSPITAL),
    Body(id="cdc", name="市疾控中心", parent="top"),
    Body(id="branch", name="市疾控中心分部", parent="cdc"),
    Body(id="stranger", name="市教育局"),
)


class TestUnevenProgress:
    """进展不平衡: the bodies under one, public institutions marked (art. 55)."""

    RECORDS = (
        *TREE,
        *published_items("top", 50, late=5),
        *published_items("h1", 30, late=3),
        *published_items("h2", 2),
        *published_items("cdc", 12, late=1),
        *published_items("branch", 11),
        *published_items("stranger", 99),
        column("c", body="h2", days=30),
    )

    def test_measures_every_body_under_it_at_any_depth(self) -> None:
        found = diagnose(self.RECORDS, period=Y2024, body="top")
        assert [
            (one.body, one.items, one.timeliness.late_share, one.idle_columns, one.public_institution) for one in found.bodies
        ] == [
            ("branch", 11, Decimal("0.0"), (), False),
            ("cdc", 12, Decimal("8.3"), (), False),
            ("h1", 30, Decimal("10.0"), (), True),
            ("h2", 2, Decimal("0.0"), ("c",), True),
        ]
        assert found.timeliness.items == 50  # its own

    def test_gives_the_spread_with_the_bodies_named(self) -> None:
        found = diagnose(self.RECORDS, period=Y2024, body=TREE[0])
        spread = found.spread
        assert spread is not None
        assert (spread.least, spread.median, spread.most) == (2, Decimal("11.5"), 30)
        assert (spread.least_bodies, spread.most_bodies, spread.lagging) == (("h2",), ("h1",), ("h2",))
        assert spread.ratio == Decimal("17.4")  # 2 / 11.5
        assert found.paragraphs("zh")[1] == (
            "2024年参与比较的单位4家（其中公共企事业单位2家），首次公开政府信息最少2条（市第二医院（公共企事业单位）），中位数11.5条，"
            "最多30条（市第一医院（公共企事业单位））；最少数为中位数的17.4%，不足中位数50%的有1家。"
            "有逾期公开的单位2家：“市疾控中心”1条（占8.3%）、“市第一医院（公共企事业单位）”3条（占10.0%）。"
            "有栏目超过更新间隔或者没有发布信息的单位1家：“市第二医院（公共企事业单位）”1个。"
        )
        assert [(one.rule, one.where) for one in found.findings if "bodies" in one.rule] == [
            ("diagnosis.bodies.uneven", ("body h2",))
        ]

    def test_leaves_a_body_that_did_not_exist_all_the_time_out_of_the_spread(self) -> None:
        merged = Body(id="gone", name="市妇幼所", parent="top", dissolved=date(2024, 3, 31))
        before = Body(id="old", name="旧所", parent="top", dissolved=date(2023, 12, 31))
        found = diagnose([*self.RECORDS, merged, before, *published_items("gone", 1)], period=Y2024, body="top")
        assert [one.body for one in found.bodies if not one.whole_period] == ["gone"]
        assert "old" not in [one.body for one in found.bodies]
        assert found.spread is not None
        assert found.spread.least == 2

    def test_has_no_spread_of_a_single_body(self) -> None:
        assert diagnose(self.RECORDS, period=Y2024, body="cdc").spread is None

    def test_ends_where_bodies_stand_under_each_other(self) -> None:
        loop = [Body(id="x", parent="y"), Body(id="y", parent="x")]
        assert [one.body for one in diagnose(loop, period=Y2024, body="x").bodies] == ["y"]

    def test_without_a_body_measures_all_but_public_institutions(self) -> None:
        found = diagnose(self.RECORDS, period=Y2024)
        assert found.timeliness.items == 50 + 12 + 11 + 99
        assert found.columns == ()  # the hospital's
        assert [one.body for one in found.bodies] == ["branch", "cdc", "h1", "h2"]  # those under another

    def test_without_a_tree_compares_all(self) -> None:
        found = diagnose([*published_items("a", 1), *published_items("b", 4)], period=Y2024)
        assert [(one.body, one.items) for one in found.bodies] == [("a", 1), ("b", 4)]
        assert found.spread is not None
        assert (found.spread.ratio, found.spread.lagging) == (Decimal("40.0"), ("a",))  # 1 of 2.5

    def test_needs_more_than_one(self) -> None:
        assert diagnose(published_items("a", 1), period=Y2024).bodies == ()

    def test_is_not_said_of_bodies_close_together(self) -> None:
        found = diagnose([*published_items("a", 2), *published_items("b", 4), *published_items("c", 4)], period=Y2024)
        assert found.spread is not None
        assert (found.spread.ratio, found.spread.lagging, found.findings) == (Decimal("50.0"), (), ())


SVG = "{http://www.w3.org/2000/svg}"


class TestPicture:
    """A picture where it says more: several bodies, or several areas; every figure in it stands in its description too."""

    def test_shows_the_bodies_most_first(self) -> None:
        picture = diagnose(TestUnevenProgress.RECORDS, period=Y2024, body="top").picture()
        root = ElementTree.fromstring(picture)  # noqa: S314  our own
        labels = [one.text for one in root.findall(f"{SVG}text")]
        assert labels[0] == root.findtext(f"{SVG}title") == "2024年各单位首次公开政府信息数（条）"
        assert labels[1:4] == ["市第一医院（公共企事业单位）", "30条，逾期10.0%", "市疾控中心"]
        assert "市第二医院（公共企事业单位）：2条，逾期0.0%" in (root.findtext(f"{SVG}desc") or "")

    def test_shows_the_areas_with_their_minimum(self) -> None:
        records = [*TestThinAreas.COLUMNS, *published("c1", "2024-03-04")]
        root = ElementTree.fromstring(diagnose(records, period=Y2024, minimums={"医疗": 4}).picture())  # noqa: S314
        assert [one.text for one in root.findall(f"{SVG}text")][1:] == ["医疗", "1条，最低4条", "食品", "0条"]
        assert len(root.findall(f"{SVG}path")) == 1

    def test_is_empty_where_a_sentence_says_as_much(self) -> None:
        assert diagnose([column("c", area="医疗")], period=Y2024).picture() == ""

    @given(st.lists(st.text(), min_size=2, max_size=2))
    def test_stays_well_formed_with_any_name(self, names: list[str]) -> None:
        tree = [Body(id="top"), *(Body(id=f"b{number}", name=name, parent="top") for number, name in enumerate(names))]
        ElementTree.fromstring(diagnose(tree, period=Y2024, body="top").picture())  # noqa: S314


@st.composite
def anything(draw: st.DrawFn) -> list[object]:
    """Records of a small tree with columns and items, ids unique."""
    owner, areas = st.sampled_from(["b", "c", "d"]), st.sampled_from(["x", "y"]) | st.none()
    columns = [draw(site_columns(id=f"k{one}", body=owner, area=areas)) for one in range(draw(st.integers(0, 3)))]
    places = st.sampled_from([one.id for one in columns]) if columns else st.none()
    found: list[object] = [*columns, draw(bodies(id="b", parent=None, dissolved=None))]
    found += [draw(bodies(id=one, parent="b", dissolved=None, established=None)) for one in ("c", "d")]
    found += [draw(items(id=f"i{one}", body=owner, request=None)) for one in range(draw(st.integers(0, 8)))]
    found += [draw(publications(id=f"p{one}", body=owner, column=places)) for one in range(draw(st.integers(0, 8)))]
    return found


class TestAlways:
    """Whatever the records are."""

    Y2015 = Period.year(2015)

    @given(anything(), st.randoms(use_true_random=False), st.sampled_from(["b", "c", None]))
    def test_the_order_of_records_never_matters(self, records: list[object], chance: Any, body: str | None) -> None:
        mixed = list(records)
        chance.shuffle(mixed)
        first, second = (
            diagnose(one, period=self.Y2015, body=body, previous_records=one, minimums={"x": 3}) for one in (records, mixed)
        )
        assert first == second
        assert first.findings == second.findings
        assert first.paragraphs("en") == second.paragraphs("en")
        assert first.picture() == second.picture()

    @given(anything())
    def test_every_item_is_measured_or_said_not_to_be(self, records: list[object]) -> None:
        found = diagnose(records, period=self.Y2015, body="b").timeliness
        assert found.items == found.unbound + len(found.unmeasurable) + found.measured
        assert len(found.late) <= found.measured

    @given(anything(), st.sampled_from(["zh", "en"]))
    def test_numbers_in_paragraphs_are_the_measured_figures(self, records: list[object], lang: Any) -> None:
        found = diagnose(records, period=self.Y2015, body="b", previous_records=records, minimums={"x": 3})
        bare = [one.replace("2015", "") for one in found.paragraphs(lang)]
        for one in found.names.values():
            bare = [text.replace(one, "") for text in bare]
        numbers = {number for text in bare for number in re.findall(r"\d+(?:\.\d+)?", text)}
        assert numbers <= {f"{one:f}" if isinstance(one, Decimal) else str(one) for one in figures(found)} | {"2015"}

    @given(anything())
    def test_findings_have_fingerprints_of_their_own(self, records: list[object]) -> None:
        found = diagnose(records, period=self.Y2015, minimums={"x": 3}).findings
        assert len({one.fingerprint for one in found}) == len(found)

    def test_nothing_is_measured_where_there_is_nothing(self) -> None:
        found = diagnose([], period=Y2024)
        assert (found.areas, found.columns, found.bodies, found.spread) == ((), (), (), None)
        assert (found.timeliness.late_share, found.timeliness.median, found.timeliness.longest) == (None, None, None)
        assert (found.findings, found.paragraphs("zh"), found.paragraphs("en"), found.picture()) == ((), (), (), "")

    def test_records_in_order_leave_nothing_to_say(self) -> None:
        days = [(date(2024, 1, 1) + timedelta(days=one)).isoformat() for one in range(0, 366, 30)]
        records = [item("i", "2024-01-15", "2024-02-09"), column("c", area="医疗", days=30), *published("c", *days)]
        found = diagnose(records, period=Y2024, minimums={"医疗": 13})
        assert (found.findings, found.paragraphs("zh")) == ((), ())


def figures(found: Diagnosis) -> Iterable[object]:
    """Every figure that a diagnosis holds."""
    yield from (20, 711, 26, 492, 18, 50)  # the term, its sources, and the half of the median
    for area in found.areas:
        yield from (area.publications, area.minimum, area.last_year)
    yield from (len(found.thin_areas), len(found.columns), len(found.idle_columns), len(found.empty_columns))
    yield sum(one.renewal_days is not None for one in found.columns)
    yield from (number for one in found.idle_columns for number in (one.gap, one.renewal_days))
    yield from (len(found.bodies), sum(one.public_institution for one in found.bodies))
    yield sum(bool(one.timeliness.late) for one in found.bodies)
    yield sum(bool(one.idle_columns) for one in found.bodies)
    for one in (found.timeliness, *(body.timeliness for body in found.bodies)):
        yield from (one.items, one.measured, len(one.late), one.late_share, one.median, one.longest, len(one.unmeasurable))
        yield one.late_provisional
    yield from (len(body.idle_columns) for body in found.bodies)
    if found.spread is not None:
        yield from (found.spread.least, found.spread.median, found.spread.most, found.spread.ratio, len(found.spread.lagging))
