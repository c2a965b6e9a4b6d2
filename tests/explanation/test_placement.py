"""A record traced to its cells: every one that it counts in, and which part of the condition keeps it out of the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import load_standard
from govdisclosure.dialects import SQLite
from govdisclosure.errors import UnknownIndicatorError, UnknownRecordError
from govdisclosure.explanation import Placement, explain, trace
from govdisclosure.explanation.placement import traced
from govdisclosure.expressions import in_words
from govdisclosure.records import RECORD_KINDS, IdentifiedRecord, Purchase, Request, TypedRecord
from govdisclosure.records.vocabulary import Applicant
from govdisclosure.sources import Records, gather, open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.standards import EnteredMeasure, Total
from govdisclosure.tabulation import tabulate
from govdisclosure.tabulation.drilldown import found_behind
from govdisclosure.tabulation.record_queries import finder
from govdisclosure.testing.examples import request
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import periods, records
from govdisclosure.values import Blank, Period

FORM = load_standard("cn-2021")
FORMS = ("cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015")
Y2024 = Period.year(2024)
few = settings(max_examples=max(6, settings().max_examples // 4), suppress_health_check=list(HealthCheck), deadline=None)
Opened = Callable[[Records], Any]


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    """What opens records in memory, and in a database."""
    if request.param == "memory":
        yield lambda found: found
        return
    connection, dialect = sqlite3.connect(":memory:", isolation_level=None), SQLite()

    def open_there(found: Records) -> Any:
        for name, kind in RECORD_KINDS.items():
            connection.execute(f"drop table if exists {dialect.table(name)}")
            if name in found.by_kind or name == "request":
                connection.execute(create_table(kind, dialect))
        for statement in inserts(found.by_kind, dialect):
            connection.execute(statement)
        return open_tables(connection, dialect=dialect)

    yield open_there
    connection.close()


def placed(opened: Opened, one: Request | None = None) -> Placement:
    ours = [one or request(), request("r2", closed=None, outcome=None)]
    return trace(opened(gather(ours)), FORM, "request", "r1", period=Y2024, body="b")


class TestPlacement:
    """A record → every cell it counts in, and why *not* in a neighbouring one (which part of the condition failed)."""

    def test_names_every_cell_and_the_totals_above(self, opened: Opened) -> None:
        found = placed(opened)
        assert found.counted == ("requests.received/natural_person", "requests.results.granted/natural_person")
        assert found.totals == (
            "requests.received/total",
            "requests.results.granted/total",
            "requests.results.total/natural_person",
            "requests.results.total/total",
        )

    def test_says_which_part_keeps_it_out_and_what_the_record_has(self, opened: Opened) -> None:
        found = placed(opened)
        (outcome,) = found.why_not("requests.results.not_processed.petition/natural_person")
        assert outcome.sentence.zh == "不符合：办理结果为“信访举报投诉类申请”；该记录的办理结果为“予以公开”"
        (applicant,) = found.why_not("requests.results.granted/business")
        assert applicant.sentence.en == (
            "does not meet: kind of applicant is 'business' (this column); the record has kind of applicant: 'natural person'"
        )
        (received,) = found.why_not("requests.carried_in/natural_person")
        assert received.sentence.zh == "不符合：收到申请之日早于统计期首日；该记录的收到申请之日为2024-01-12"
        assert len(found.why_not("requests.carried_out/business")) == 2

    def test_says_that_the_record_has_nothing_there(self, opened: Opened) -> None:
        found = placed(opened, request(closed=None, outcome=None))
        assert [one.sentence.zh for one in found.why_not("requests.results.granted/natural_person")] == [
            "不符合：办理结果为“予以公开”、“已主动公开”之一；该记录的办理结果为空",
            "不符合：办结日期在统计期内；该记录的办结日期为空",
            "不符合：有办理结果；该记录的办理结果为空",
        ]

    def test_has_no_reason_against_a_cell_that_it_counts_in(self, opened: Opened) -> None:
        found = placed(opened)
        assert found.why_not("requests.results.granted/natural_person") == ()
        assert found.why_not("requests.results.total/total") == ()

    def test_of_a_total_tells_what_is_nearest(self, opened: Opened) -> None:
        (reason,) = placed(opened).why_not("requests.carried_out/total")
        assert reason.sentence.zh == (
            "不符合：没有办结日期，或办结日期晚于统计期末日，或没有办理结果；该记录的办结日期为2024-03-06、办理结果为“予以公开”"
        )

    def test_takes_for_neighbours_what_it_misses_by_one_part(self, opened: Opened) -> None:
        found = placed(opened)
        near = {place.address for place in found.neighbours}
        assert "requests.results.granted/business" in near
        assert "requests.results.granted_in_part/natural_person" in near
        assert "requests.results.granted_in_part/business" not in near
        assert near.isdisjoint(found.counted)

    def test_names_what_the_standard_looks_out_for(self, opened: Opened) -> None:
        found = placed(opened, request(outcome=None))
        assert [guard.key for guard in found.caught] == ["request.outcome_unknown"]
        assert placed(opened).caught == ()

    def test_shows_no_value_but_days_and_words(self, opened: Opened) -> None:
        """Whatever else a field holds may be about a person."""
        standard = one_table('{ key = "r", label = "r", count = "applicant_ref == \'z\'" }')
        ours = gather([request(applicant_ref="somebody")])
        found = trace(opened(ours), standard, "request", "r1", period=Y2024, body="b")
        (reason,) = found.why_not("r")
        assert (reason.sentence.zh, reason.has.zh) == ("不符合：申请人代码为z", "不符合：申请人代码为z")

    def test_tells_a_share_s_others_from_those_it_never_looks_at(self, opened: Opened) -> None:
        standard = one_table(
            '{ key = "r", label = "r", share = { of = "outcome == \'petition\'", among = "closed in period" }, decimals = 1 }'
        )
        ours = opened(gather([request(), request("r2", closed=None, outcome=None)]))
        looked_at = [
            trace(ours, standard, "request", one, period=Y2024, body="b").places["r"].looked_at for one in ("r1", "r2")
        ]
        assert looked_at == [True, False]

    def test_refuses_a_cell_of_another_kind(self, opened: Opened) -> None:
        with pytest.raises(UnknownIndicatorError, match=r"charges\.administrative|documents"):
            placed(opened).why_not("documents.rules/made")
        with pytest.raises(UnknownIndicatorError):
            placed(opened).why_not("requests.nothing")

    def test_refuses_a_record_that_is_not_there(self, opened: Opened) -> None:
        with pytest.raises(UnknownRecordError, match="r7"):
            trace(opened(gather([request()])), FORM, "request", "r7", period=Y2024, body="b")
        with pytest.raises(UnknownRecordError) as hidden:
            trace(opened(gather([request()])), FORM, "request", "张三", period=Y2024, body="b")
        assert "张三" not in hidden.value.sentence.zh
        with pytest.raises(UnknownRecordError, match="request"):
            trace(opened(gather([request()])), FORM, "reqest", "r1", period=Y2024, body="b")
        with pytest.raises(UnknownRecordError):
            trace(opened(gather([request()])), FORM, "entry", "r1", period=Y2024, body="b")

    def test_knows_no_cell_of_a_kind_that_the_standard_does_not_count(self, opened: Opened) -> None:
        bought = Purchase(id="p", body="b", amount=Decimal(1), contracted=date(2024, 1, 1))
        found = trace(opened(gather([bought])), FORM, "purchase", "p", period=Y2024, body="b")
        assert (found.counted, found.totals, found.neighbours, found.caught) == ((), (), (), ())


@st.composite
def several(draw: st.DrawFn) -> list[TypedRecord]:
    """Records of two bodies."""
    found = draw(records(years=(2014, 2015, 2016), most=3))
    return [evolve(one, body=draw(st.sampled_from(("b", "c")))) if isinstance(one, IdentifiedRecord) else one for one in found]


class TestBothDirections:
    """Cell → records and record → cells agree, in every engine."""

    @few
    @given(found=several(), period=periods(), name=st.sampled_from(FORMS), data=st.data())
    def test_agree(self, opened: Opened, found: list[TypedRecord], period: Period, name: str, data: st.DataObject) -> None:
        standard, gathered = load_standard(name), gather(found)
        body = data.draw(st.sampled_from(gathered.bodies or ("b",)))
        kinds = [
            kind
            for kind in dict.fromkeys(spot.row.records for spot in standard.spots.values())
            if kind is not None and gathered.at(body).get(kind.name)
        ]
        if not kinds:
            return
        kind = data.draw(st.sampled_from(kinds))
        finds = finder(opened(gathered), standard, period=period, body=body)
        ids = [getattr(one, "id", "") for one in gathered.at(body)[kind.name]]
        upward: dict[str, set[str]] = {}
        for identity in ids:
            placement = traced(finds, standard, kind, identity)
            for address in (*placement.counted, *placement.totals):
                upward.setdefault(address, set()).add(identity)
            for address, place in placement.places.items():
                assert bool(placement.why_not(address)) is not place.counted
        for address, spot in standard.spots.items():
            if isinstance(spot.measure, EnteredMeasure) or (not isinstance(spot.measure, Total) and spot.row.records != kind):
                continue
            down = found_behind(finds, standard, address)
            if down.kind in (kind, None):
                named = set(down.page(0, 10_000)) if down.kind == kind else upward.get(address, set())
                assert named == upward.get(address, set())

    @few
    @given(found=several(), period=periods(), name=st.sampled_from(FORMS), data=st.data())
    def test_a_part_that_failed_is_what_keeps_the_record_out(
        self, found: list[TypedRecord], period: Period, name: str, data: st.DataObject
    ) -> None:
        """A row with all parts but the failed ones counts the record; so these, and no others, are to blame."""
        standard, gathered = load_standard(name), gather(found)
        requests = gathered.by_kind.get("request", ())
        if not requests:
            return
        one = data.draw(st.sampled_from(requests))
        placement = trace(gathered, standard, "request", getattr(one, "id", ""), period=period, body=getattr(one, "body", "b"))
        finds = finder(gathered, standard, period=period, body=getattr(one, "body", "b"))
        for place in placement.places.values():
            met = tuple(demand.part for demand in place.met)
            assert placement.id in finds.ids(Request.__kind__, met, 0, 1000)
            for demand in place.failed:
                assert placement.id not in finds.ids(Request.__kind__, (*met, demand.part), 0, 1000)
                assert in_words(demand.part).zh


class TestExplainedRecords:
    """What explain names behind a cell, trace finds in that cell."""

    def test_meet(self) -> None:
        ours = [request(f"r{number}", applicant=kind) for number, kind in enumerate(Applicant)]
        report = tabulate(ours, FORM, period=Y2024)
        cells = {one.id: trace(ours, FORM, "request", one.id, period=Y2024) for one in ours}
        for address in [one for one in report.standard.spots if report[one] not in (0, Blank.MISSING)]:
            shown = explain(report, address, records=ours).records
            assert shown is not None
            assert shown.total == report[address]
            for identity in shown.page():
                assert address in (*cells[identity].counted, *cells[identity].totals)
