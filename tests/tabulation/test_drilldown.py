"""The records behind a cell are exactly those that it counts, in every engine: memory, SQLite, DuckDB, polars."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import load_standard
from govdisclosure.dialects import Dialect, DuckDB, SQLite
from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.records import RECORD_KINDS, Charge, IdentifiedRecord, Request, TypedRecord
from govdisclosure.records.vocabulary import Applicant, Outcome
from govdisclosure.sources import Records, gather, open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.frames import frames_of
from govdisclosure.standards import Distinct, EnteredMeasure, Standard, Sum, Total
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.tabulation.drilldown import DrillDown, behind, found_behind
from govdisclosure.tabulation.record_queries import finder
from govdisclosure.testing import examples
from govdisclosure.testing.interpreter import holds
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import conditions, periods, records
from govdisclosure.values import Blank, Kind, Period

FORMS = ("cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015")
KINDS = [name for name, kind in RECORD_KINDS.items() if "id" in kind.fields and name not in ("body", "succession")]
Y2015 = Period.year(2015)
few = settings(max_examples=max(6, settings().max_examples // 6), suppress_health_check=list(HealthCheck), deadline=None)
Opened = Callable[[Records], Any]


def filled(run: Callable[[str], object], found: Records, dialect: Dialect) -> None:
    """Make the tables of the records' kinds, fresh, and fill them."""
    for name, kind in RECORD_KINDS.items():
        run(f"drop table if exists {dialect.table(name)}")
        if name in found.by_kind or name == "request":
            run(create_table(kind, dialect))
    for statement in inserts(found.by_kind, dialect):
        run(statement)


@pytest.fixture(scope="module", params=["memory", "sqlite", "duckdb", "polars"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    """What opens records in an engine."""
    if request.param == "memory":
        yield lambda found: found
    elif request.param == "polars":
        yield frames_of
    else:
        dialect: Dialect = SQLite() if request.param == "sqlite" else DuckDB()
        connection: Any = sqlite3.connect(":memory:", isolation_level=None) if request.param == "sqlite" else duckdb.connect()

        def open_there(found: Records) -> Any:
            filled(connection.execute, found, dialect)
            return open_tables(connection, dialect=dialect)

        yield open_there
        connection.close()


@st.composite
def several(draw: st.DrawFn) -> list[TypedRecord]:
    """Records of two bodies."""
    found = draw(records(years=(2014, 2015, 2016), most=4))
    return [evolve(one, body=draw(st.sampled_from(("b", "c")))) if isinstance(one, IdentifiedRecord) else one for one in found]


def every_id(found: DrillDown, page: int = 3) -> list[str]:
    """All ids, page by page."""
    ids: list[str] = []
    while some := found.page(len(ids), page):
        assert len(some) <= page
        ids.extend(some)
    return ids


class TestRecords:
    """For every cell the records named are exactly those counted."""

    @few
    @given(
        asked=st.sampled_from(KINDS).flatmap(
            lambda name: st.tuples(
                st.just(name), conditions(RECORD_KINDS[name]), conditions(RECORD_KINDS[name]), conditions(RECORD_KINDS[name])
            )
        ),
        found=several(),
        period=periods(),
    )
    def test_are_those_that_meet_what_row_and_column_ask(
        self, opened: Opened, asked: tuple[str, str, str, str], found: list[TypedRecord], period: Period
    ) -> None:
        """By a reading of the conditions that shares nothing with the library's."""
        kind, row, where, column = asked
        standard = one_table(
            f'{{ key = "r", label = "r", count = "{row}", where = "{where}" }}',
            records=kind,
            columns=f'{{ key = "c", label = "c", where = "{column}" }}',
        )
        gathered = gather(found)
        body = gathered.bodies[0] if gathered.bodies else "b"
        ours = gathered.at(body).get(kind, ())
        if "due" in f"{row}{where}{column}":
            ours = ()  # terms that the law gives are held to memory below
        met = sorted(
            getattr(one, "id", "")
            for one in ours
            if all(holds(text, one, period, gathered.parents) for text in (row, where, column))
        )
        shown = behind(opened(gathered), standard, "r/c", period=period, body=body)
        if ours:
            assert every_id(shown) == met
            assert (str(shown.kind), shown.total) == (kind, len(met))

    @few
    @given(found=several(), period=periods(), name=st.sampled_from(FORMS), data=st.data())
    def test_of_the_forms_come_to_the_figures_of_the_report(
        self, opened: Opened, found: list[TypedRecord], period: Period, name: str, data: st.DataObject
    ) -> None:
        standard, gathered = load_standard(name), gather(found)
        body = data.draw(st.sampled_from(gathered.bodies or ("b",)))
        report = tabulate(gathered, standard, period=period, body=body)
        finds = finder(opened(gathered), standard, period=period, body=body)
        by_id = {kind: {getattr(one, "id", ""): one for one in ours} for kind, ours in gathered.at(body).items()}
        for address in data.draw(st.lists(st.sampled_from(list(standard.spots)), min_size=6, max_size=12, unique=True)):
            shown = found_behind(finds, standard, address)
            ids = every_id(shown)
            assert len(ids) == shown.total
            if report[address] is Blank.MISSING:  # a kind that is not kept has no record to show; one that is added may have
                spot = standard.spot(address)
                assert shown.total == 0 or spot.sources or len(spot.addends) > 1
                continue
            self.comes_to(standard, address, shown, ids, report[address], by_id)

    @staticmethod
    def comes_to(
        standard: Standard, address: str, shown: DrillDown, ids: Sequence[str], value: object, by_id: dict[str, dict[str, Any]]
    ) -> None:
        """Work out a cell's value from the records named alone."""
        spot = standard.spots[address]
        measure = spot.measure
        if isinstance(measure, EnteredMeasure):
            return
        if isinstance(measure, Total) and not isinstance(value, int):
            return  # a total of amounts: its parts are looked at themselves
        if isinstance(measure, Total):
            distinct = [one for one in _leaves(shown) if one.different is not None]
            assert value == shown.total - sum(one.total - (one.different or 0) for one in distinct)
            return
        assert len(ids) == len(set(ids))
        if isinstance(measure, Distinct):
            folded = shown.folded(0, 10_000)
            assert (shown.different, len(folded)) == (value, value)
            assert sorted(one for group in folded.values() for one in group) == list(ids)
            for text, group in folded.items():
                assert {_value(by_id[str(shown.kind)][one], measure.ref.field.name) for one in group} == {text}
        elif isinstance(measure, Sum):
            addends: Any = spot.addends
            fields = {addend.counted: addend.measure.operand.field.name for addend in addends}
            amounts = [
                getattr(by_id[str(part.kind)][one], fields[part.kind])
                for part in _leaves(shown)  # of each kind that is added
                for one in every_id(part)
            ]
            assert Decimal(sum(amounts, start=Decimal(0))) / measure.divide == value
        elif spot.kind is Kind.COUNT:
            assert len(ids) == value

    @few
    @given(found=several(), period=periods(), name=st.sampled_from(FORMS), data=st.data())
    def test_are_the_same_in_every_engine(
        self, opened: Opened, found: list[TypedRecord], period: Period, name: str, data: st.DataObject
    ) -> None:
        standard, gathered = load_standard(name), gather(found)
        body = data.draw(st.sampled_from(gathered.bodies or ("b",)))
        together = data.draw(st.booleans())
        source = opened(gathered)
        here = finder(gathered, standard, period=period, body=body, together=together)
        there = finder(source, standard, period=period, body=body, together=together)
        for address in data.draw(st.lists(st.sampled_from(list(standard.spots)), min_size=4, max_size=8, unique=True)):
            one, other = found_behind(here, standard, address), found_behind(there, standard, address)
            assert (one.kind, one.total, one.different) == (other.kind, other.total, other.different)
            assert every_id(one) == every_id(other)
            assert one.folded(0, 5) == other.folded(0, 5)
            assert list(one.folded(1, 2)) == list(other.folded(1, 2))
            assert (one.others is None) is (other.others is None)


def _leaves(found: DrillDown) -> Iterator[DrillDown]:
    if not found.parts:
        yield found
    for part in found.parts.values():
        yield from _leaves(part)


def _value(record: Any, name: str) -> str:
    value = getattr(record, name)
    return str(getattr(value, "value", value))


def request(identity: str, **change: Any) -> Request:
    days = {"received": date(2015, 3, 4), "closed": date(2015, 3, 9)}
    return examples.request(identity, **{"applicant": Applicant.BUSINESS, **days, **change})


ASKED = [
    request("r1", applicant_ref="a"),
    request("r2", applicant_ref="b", outcome=Outcome.PETITION),
    request("r3", applicant_ref="a", closed=date(2015, 5, 1)),
    request("r4", closed=None, outcome=None),
    request("r5", received=date(2014, 3, 4), closed=date(2014, 4, 1)),
    request("x", body="c"),
]


class TestMeasure:
    """What stands behind each kind of measure, in every engine."""

    def shown(self, opened: Opened, row: str, **options: Any) -> DrillDown:
        standard = one_table(f'{{ key = "r", label = "r", {row} }}')
        return behind(opened(gather(ASKED)), standard, "r", period=Y2015, **{"body": "b", **options})

    def test_a_distinct_count_folds_records_together(self, opened: Opened) -> None:
        found = self.shown(opened, 'distinct = "applicant_ref", where = "received in period"')
        assert (found.total, found.different) == (3, 2)
        assert dict(found.folded()) == {"a": ("r1", "r3"), "b": ("r2",)}
        assert dict(found.folded(1, 1)) == {"b": ("r2",)}
        assert list(found.together()) == [("a", ("r1", "r3"))]

    def test_a_share_has_its_part_and_the_rest(self, opened: Opened) -> None:
        found = self.shown(opened, 'share = { of = "outcome == \'granted\'", among = "closed in period" }, decimals = 1')
        assert (found.page(), found.others and found.others.page()) == (("r1", "r3"), ("r2",))
        assert found.others is not None
        assert found.others.total == 1

    def test_a_yes_or_no_has_those_that_meet_it_and_the_rest(self, opened: Opened) -> None:
        for measure in ("any", "all"):
            found = self.shown(opened, f'{measure} = "outcome == \'petition\'", where = "closed in period"')
            assert (found.page(), found.others and found.others.page()) == (("r2",), ("r1", "r3"))

    def test_the_last_day_of_a_term_is_that_of_the_law(self, opened: Opened) -> None:
        """Received on 4 March 2015, due within 15 working days, that is by 25 March (art. 24 of the Regulations of 2007)."""
        found = self.shown(opened, 'count = "closed in period and closed <= due"')
        assert found.page() == ("r1", "r2")

    def test_working_days_that_are_not_known_add_nothing(self, opened: Opened) -> None:
        found = self.shown(opened, 'sum = "workdays(received, closed)", where = "received in period", signed = true')
        assert found.page() == ("r1", "r2", "r3")

    def test_several_bodies_stand_together_where_that_is_asked(self, opened: Opened) -> None:
        found = self.shown(opened, 'count = "closed in period"', together=True)
        assert found.page() == ("r1", "r2", "r3", "x")
        standard = one_table('{ key = "r", label = "r", count = "closed in period" }')
        assert tabulate_together(ASKED, standard, period=Y2015, body="b")["r"] == 4

    def test_no_page_is_beyond_the_last(self, opened: Opened) -> None:
        found = self.shown(opened, 'count = "closed in period"')
        assert (found.page(3, 5), found.page(0, 0), found.page(2, 1), found.folded()) == ((), (), ("r3",), {})

    def test_a_cell_that_is_not_there_is_refused(self, opened: Opened) -> None:
        standard = one_table('{ key = "r", label = "r", count = "closed in period" }')
        with pytest.raises(UnknownIndicatorError):
            behind(opened(gather(ASKED)), standard, "s", period=Y2015, body="b")


class TestTotal:
    """The records behind a total are those of its parts, one part after the other."""

    def test_stands_for_each_record_once_a_part(self, opened: Opened) -> None:
        standard = one_table(
            """{ key = "a", label = "a", count = "closed in period" },
               { key = "b", label = "b", count = "outcome == 'granted' and closed in period" },
               { key = "t", label = "t", total = ["a", "b"] }"""
        )
        found = behind(opened(gather(ASKED)), standard, "t", period=Y2015, body="b")
        assert (found.kind, found.total) == (Request.__kind__, 5)
        assert found.page() == ("r1", "r2", "r3", "r1", "r3")
        assert Counter(every_id(found, 2)) == {"r1": 2, "r2": 1, "r3": 2}
        assert found.page(2, 2) == ("r3", "r1")
        assert {address: part.total for address, part in found.parts.items()} == {"a": 3, "b": 2}

    def test_over_several_kinds_names_none(self, opened: Opened) -> None:
        standard = one_table(
            """{ key = "a", label = "a", count = "closed in period" },
               { key = "b", label = "b", records = "charge", count = "received in period" },
               { key = "t", label = "t", total = ["a", "b"] }"""
        )
        charge = Charge(id="c1", body="b", amount=Decimal(1), received=date(2015, 1, 1))
        found = behind(opened(gather([*ASKED, charge])), standard, "t", period=Y2015, body="b")
        assert (found.kind, found.total, found.page()) == (None, 4, ("r1", "r2", "r3", "c1"))


class TestBody:
    """None stands for the one body that the records are of."""

    def test_may_be_left_out(self, opened: Opened) -> None:
        standard = one_table('{ key = "r", label = "r", count = "closed in period" }')
        ours = [one for one in ASKED if one.body == "b"]
        assert behind(opened(gather(ours)), standard, "r", period=Y2015).total == 3
