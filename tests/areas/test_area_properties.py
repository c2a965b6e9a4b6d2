"""What holds for any records: what bodies report adds up to what their records say, in any order and over any levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import attrs
from hypothesis import HealthCheck, given, settings, strategies as st

import govdisclosure
from govdisclosure.areas import Bodies, combine, tabulate_area
from govdisclosure.consistency import check
from govdisclosure.records import Body, Charge, Entry, Item, Publication, Request, TypedRecord
from govdisclosure.records.vocabulary import Applicant, ItemKind, Outcome, PublicationChannel, RequestChannel
from govdisclosure.report import Cell, OriginKind
from govdisclosure.standards import load_file, load_text
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.values import Period, Severity

CN_2021 = load_file(Path(govdisclosure.__file__).parent / "standards" / "cn-2021.toml")
Y2024 = Period.year(2024)
COUNTIES = {"county1": ("a", "b"), "county2": ("c",), "county3": ("d", "e")}
BODIES = Bodies(
    [
        Body(id="city"),
        *(Body(id=county, parent="city") for county in COUNTIES),
        *(Body(id=one, parent=county) for county, below in COUNTIES.items() for one in below),
    ]
)

ids = st.uuids().map(str)
bodies = st.sampled_from(["city", *(one.id for one in BODIES)])
days = st.dates(date(2023, 6, 1), date(2025, 6, 30))
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def requests(draw: st.DrawFn) -> Request:
    received = draw(days)
    closed = draw(st.none() | st.just(received + timedelta(days=draw(st.integers(0, 300)))))
    return Request(
        id=draw(ids),
        body=draw(bodies),
        channel=draw(st.sampled_from(RequestChannel)),
        applicant=draw(st.sampled_from(Applicant)),
        received=received,
        closed=closed,
        outcome=draw(st.sampled_from(Outcome)) if closed else None,
    )


charges = st.builds(Charge, id=ids, body=bodies, amount=st.decimals(0, 10**9, places=2), received=days)
records = st.lists(requests() | charges, max_size=15)


def moved(record: TypedRecord) -> TypedRecord:
    """The record as if the city had kept it."""
    return attrs.evolve(record, body="city")  # type: ignore[call-arg]


class TestAnArea:
    """An area report recomputed from the records of all bodies is ``tabulate`` on the records of the area."""

    @quick
    @given(found=records)
    def test_is_the_sum_of_its_bodies_and_the_count_of_its_records(self, found: Sequence[TypedRecord]) -> None:
        made = tabulate_by_body(found, CN_2021, period=Y2024)
        combined = combine(made.values(), "city", bodies=BODIES, period=Y2024, standard=CN_2021)
        whole = tabulate([moved(one) for one in found], CN_2021, period=Y2024, body="city")
        if made:
            assert {address: combined[address] for address in CN_2021.spots} == {
                address: whole[address] for address in CN_2021.spots
            }

    @quick
    @given(found=records)
    def test_passes_the_relations_that_its_bodies_pass(self, found: Sequence[TypedRecord]) -> None:
        area = tabulate_area(found, CN_2021, period=Y2024, body="city", bodies=BODIES)
        broken = [one for one in check(area).findings if one.severity is Severity.ERROR and one.rule != "combine.nothing"]
        assert broken == []

    @quick
    @given(found=records, seed=st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_reports(self, found: Sequence[TypedRecord], seed: Random) -> None:
        made = list(tabulate_by_body(found, CN_2021, period=Y2024).values())
        shuffled = list(made)
        seed.shuffle(shuffled)
        one, other = (combine(some, "city", bodies=BODIES, period=Y2024, standard=CN_2021) for some in (made, shuffled))
        assert one == other

    @quick
    @given(found=records)
    def test_adds_up_the_same_level_by_level(self, found: Sequence[TypedRecord]) -> None:
        made = tabulate_by_body(found, CN_2021, period=Y2024)
        at_once = combine(made.values(), "city", bodies=BODIES, period=Y2024, standard=CN_2021)
        levels = [made["city"]] if "city" in made else []
        for county, below in COUNTIES.items():
            parts = [made[one] for one in (county, *below) if one in made]
            if parts:
                levels.append(combine(parts, county, bodies=BODIES, period=Y2024, standard=CN_2021))
        nested = combine(levels, "city", bodies=BODIES, period=Y2024, standard=CN_2021)
        assert nested.cells == at_once.cells
        assert nested.includes == at_once.includes


LOCAL = load_text(
    """\
id = "local"
edition = "1"
title = "{body}{year}年统计表"
authority = "made up for these tests"
periods = ["year"]

[[sections]]
key = "items"
tables = ["items"]

[[tables]]
key = "items"
heading = "信息"
records = "publication"
unit = "条"
rows = [
  { key = "publications", label = "发布次数", count = "published in period" },
  { key = "channels", label = "使用的信息条数", where = "published in period", distinct = "item" },
  { key = "web", label = "占比", where = "published in period", \
share = { of = "channel == 'own_site'", among = "published in period" } },
  { key = "staff", label = "人员", unit = "人", records = "", entered = "count" },
  { key = "pages", label = "页数", unit = "页", records = "", entered = "count", combine = "none" },
]
""",
    name="local.toml",
)


class TestWhatCannotBeAdded:
    """Distinct counts and shares of an area come from the records of all its bodies together."""

    # Two bodies publish one item, i1, and the second another, i2: three publications of two items, one of them on a site.
    RECORDS = (
        Item(id="i1", body="a", kind=ItemKind.NEWS, first_published=date(2024, 3, 1)),
        Item(id="i2", body="b", kind=ItemKind.NEWS, first_published=date(2024, 3, 1)),
        Publication(id="p1", body="a", item="i1", channel=PublicationChannel.OWN_SITE, published=date(2024, 3, 1)),
        Publication(id="p2", body="b", item="i1", channel=PublicationChannel.WECHAT, published=date(2024, 3, 2)),
        Publication(id="p3", body="b", item="i2", channel=PublicationChannel.WECHAT, published=date(2024, 3, 3)),
        Entry(body="a", period=Y2024, address="staff", value="3"),
        Entry(body="b", period=Y2024, address="staff", value="4"),
        Entry(body="a", period=Y2024, address="pages", value="3"),
        Entry(body="b", period=Y2024, address="pages", value="4"),
    )

    def test_is_recomputed(self) -> None:
        area = tabulate_area(self.RECORDS, LOCAL, period=Y2024, body="county1", bodies=BODIES)
        assert area["channels"] == 2  # 1 + 2 would be 3
        assert str(area["web"]) == "33.3"
        assert area.cells["channels"].origin.kind is OriginKind.CALCULATED

    def test_beside_what_can(self) -> None:
        area = tabulate_area(self.RECORDS, LOCAL, period=Y2024, body="county1", bodies=BODIES)
        assert (area["publications"], area["staff"]) == (3, 7)
        assert area.cells["publications"].origin.kind is OriginKind.COMBINED

    def test_only_from_the_records_of_the_bodies_included(self) -> None:
        stranger = Publication(id="p4", body="c", item="i3", channel=PublicationChannel.OWN_SITE, published=date(2024, 3, 1))
        area = tabulate_area((*self.RECORDS, stranger), LOCAL, period=Y2024, body="county1", bodies=BODIES)
        assert area["channels"] == 2

    def test_is_marked_where_no_record_stands_for_it(self) -> None:
        area = tabulate_area(self.RECORDS, LOCAL, period=Y2024, body="county1", bodies=BODIES)
        (note,) = [one for one in area.notes if one.rule == "combine.not_additive"]
        assert note.cells == ("pages",)

    def test_is_marked_without_records(self) -> None:
        made = tabulate_by_body(self.RECORDS, LOCAL, period=Y2024)
        (note,) = [one for one in combine(made.values(), "county1", bodies=BODIES).notes if one.rule == "combine.not_additive"]
        assert "channels" in note.cells
        assert "web" not in note.cells  # a share keeps its part and its whole

    def test_is_marked_where_a_share_has_lost_its_part_and_whole(self) -> None:
        made = tabulate_by_body(self.RECORDS, LOCAL, period=Y2024)
        plain = [attrs.evolve(one, cells={**one.cells, "web": Cell(value=one["web"])}) for one in made.values()]
        (note,) = [one for one in combine(plain, "county1", bodies=BODIES).notes if one.rule == "combine.not_additive"]
        assert "web" in note.cells
