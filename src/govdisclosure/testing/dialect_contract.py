"""The contract of a SQL dialect (方言契约): inherit it, give it a server, and it shows whether figures can be trusted there.

::

    class TestDameng(DialectContract):
        dialect = Dameng()

        @pytest.fixture(scope="class")
        @classmethod
        def connection(cls):
            with dmPython.connect(…) as connection:  # an empty schema of its own: tables are made and dropped
                yield connection

Every test fills the server with records that Hypothesis makes and compares what the server counts with what memory counts. A
disagreement is shown with the smallest records that bring it about.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, ClassVar

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure.dialects import Dialect
from govdisclosure.errors import UnreadableError
from govdisclosure.exact.decimals import amount as exactly, product
from govdisclosure.law import Calendar
from govdisclosure.records import (
    RECORD_KINDS,
    Charge,
    IdentifiedRecord,
    Item,
    Publication,
    RecordKind,
    Request,
    Response,
    ServiceItem,
    TypedRecord,
)
from govdisclosure.records.record import fields_of
from govdisclosure.records.vocabulary import Applicant, ItemKind, Outcome, PublicationChannel, ServiceKind
from govdisclosure.report import Report
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.record_set import Records, gather
from govdisclosure.sources.tables import TableSource, open_tables
from govdisclosure.standards import Standard
from govdisclosure.tabulation import tabulate, tabulate_by_body, tabulate_together
from govdisclosure.tabulation.drilldown import behind
from govdisclosure.testing.examples import request
from govdisclosure.testing.first_test import stop_behind
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import conditions, periods, records
from govdisclosure.values import Period, Severity

EDGES = (2003, 2014, 2015, 2016, 2027)
"""Years for random records; the holidays of the first and the last are not known."""

KINDS = [name for name, kind in RECORD_KINDS.items() if "id" in kind.fields and name not in ("body", "succession")]
_CONDITIONS = {name: conditions(RECORD_KINDS[name]) for name in KINDS}
_DISTINCT = {
    "publication": ("item", "column", "channel", "item.request", "published"),
    "request": ("applicant_ref", "submission", "channel", "closed"),
    "remedy": ("case_number", "kind"),
    "engagement": ("channel", "received"),
}
_SUMS = {"charge": "amount", "request_fee": "amount", "purchase": "amount", "upward_submission": "days(submitted, adopted)"}

no_record = pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"outcome": "grantd", "closed": date(2015, 5, 5)}, "request.unknown_word.outcome"),
        ({"applicant": None}, "request.missing.applicant"),
        ({"received": date(215, 3, 4)}, "request.outside.received"),
        ({"received": date(2015, 3, 4), "closed": date(2015, 3, 3)}, "request.order.closed"),
        ({"received": None, "closed": date(2015, 3, 3)}, "request.needs.closed"),
    ],
)
"""Rows of a table that no record could be, and the rule that finds them."""

TWINS = (("a", "A"), ("e", "é"), ("1", "１"), ("x", "x "), ("ss", "ß"))
"""Texts that differ by case, accent, width, a blank behind them, or a letter that people sort as two."""

few = settings(max_examples=max(3, settings().max_examples // 3), suppress_health_check=list(HealthCheck), deadline=None)


@st.composite
def several(draw: st.DrawFn, most: int = 5) -> list[TypedRecord]:
    """Records of two bodies; what leads to another record may lead to one of the other body."""
    found = draw(records(years=EDGES, most=most))
    if draw(st.integers(0, 3)) == 0:  # as in a source that has publications only
        found = [one for one in found if not isinstance(one, Item)]
    return [evolve(one, body=draw(st.sampled_from(("b", "c")))) if isinstance(one, IdentifiedRecord) else one for one in found]


def assert_alike(made: Report, expected: Report) -> None:
    """Hold a report against the one that memory makes: every cell, and every finding, each once and in one order."""
    cells = {
        address: (expected[address], made[address])
        for address in expected.standard.spots
        if expected[address] != made[address] or type(expected[address]) is not type(made[address])
    }
    assert cells == {}, cells
    findings = [pair for pair in zip_longest(expected.notes, made.notes) if pair[0] != pair[1]]
    assert findings == [], findings
    assert made.text == expected.text, (made.text, expected.text)
    assert made.includes == expected.includes, (made.includes, expected.includes)


class EngineContract(ABC):
    """What every engine over tables must keep: the figures of the engine in memory, findings included."""

    standards: ClassVar[Sequence[str]] = ("cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015")

    @abstractmethod
    def source(self, connection: Any, found: Records, **options: Any) -> TableSource:
        """Return the records as tables of the engine."""

    @abstractmethod
    def broken(self, connection: Any, kind: str, row: dict[str, object]) -> TableSource:
        """Return a table of one row that need not be a record; what is not given is missing."""

    def load(self, reference: str) -> Standard:
        """Return a standard by its id."""
        from govdisclosure.library import load_standard

        return load_standard(reference)

    @pytest.fixture(autouse=True)
    def _first_test_first(self, request: pytest.FixtureRequest, connection: Any) -> None:
        stop_behind("test_counts_a_plain_record", request, lambda: self.test_counts_a_plain_record(connection))

    def test_counts_a_plain_record(self, connection: Any) -> None:
        standard = one_table('{ key = "one", label = "o", count = "received in period" }')
        source = self.source(connection, gather([_request("r1")]))
        assert tabulate(source, standard, period=Period.year(2015), body="b")["one"] == 1

    @few
    @given(found=several(), kept=st.sets(st.sampled_from(list(RECORD_KINDS.values()))), period=periods(), data=st.data())
    def test_counts_every_standard_as_memory_does(
        self, connection: Any, found: list[TypedRecord], kept: set[RecordKind], period: Period, data: st.DataObject
    ) -> None:
        """Kinds that are absent, kept without a record, and with records: missing, zero, counted."""
        standard = self.load(data.draw(st.sampled_from(self.standards)))
        gathered = gather(found, kept={Request.__kind__, *kept})
        source = self.source(connection, gathered)
        expected = tabulate_by_body(gathered, standard, period=period, together="all")
        made = tabulate_by_body(source, standard, period=period, together="all")
        assert list(made) == list(expected)
        for body, report in expected.items():
            assert_alike(made[body], report)
        together = tabulate_together(source, standard, period=period, body="all")
        assert_alike(evolve(together, includes=expected["all"].includes), expected["all"])  # it asks no row whose it is
        for body in gathered.bodies[:2]:
            assert_alike(tabulate(source, standard, period=period, body=body), expected[body])

    @few
    @given(
        asked=st.sampled_from(KINDS).flatmap(
            lambda name: st.tuples(
                st.just(name),
                st.lists(_CONDITIONS[name], min_size=3, max_size=5),
                st.lists(_CONDITIONS[name], min_size=1, max_size=2),
            )
        ),
        found=several(),
        period=periods(),
    )
    def test_holds_any_condition_to_be_what_memory_holds_it_to_be(
        self, connection: Any, asked: tuple[str, list[str], list[str]], found: list[TypedRecord], period: Period
    ) -> None:
        kind, rows, columns = asked
        written = [f'{{ key = "r{number}", label = "r", count = "{text}" }}' for number, text in enumerate(rows)]
        heads = [f'{{ key = "c{number}", label = "c", where = "{text}" }}' for number, text in enumerate(columns)]
        standard = one_table(",".join(written), records=kind, columns=",".join(heads))
        gathered = gather(found, kept={Request.__kind__})  # a source without any table is none
        source = self.source(connection, gathered)
        for body in gathered.bodies[:1]:
            expected = tabulate(gathered, standard, period=period, body=body)
            assert_alike(tabulate(source, standard, period=period, body=body), expected)
        made = tabulate_by_body(source, standard, period=period, together="all")
        for body, report in tabulate_by_body(gathered, standard, period=period, together="all").items():
            assert_alike(made[body], report)

    @few
    @given(
        asked=st.sampled_from(sorted(_DISTINCT)).flatmap(
            lambda name: st.tuples(st.just(name), st.lists(_CONDITIONS[name], min_size=2, max_size=2))
        ),
        found=several(most=6),
        period=periods(),
    )
    def test_counts_different_values_shares_and_answers(
        self, connection: Any, asked: tuple[str, list[str]], found: list[TypedRecord], period: Period
    ) -> None:
        kind, (one, other) = asked
        rows = [
            f'{{ key = "d{number}", label = "d", distinct = "{name}", where = "{one}" }}'
            for number, name in enumerate(_DISTINCT[kind])
        ]
        rows += [
            f'{{ key = "any", label = "a", any = "{one}" }}',
            f'{{ key = "all", label = "a", all = "{one}", where = "{other}" }}',
            f'{{ key = "share", label = "s", unit = "%", decimals = 2, share = {{ of = "{one}", among = "{other}" }} }}',
        ]
        standard = one_table(",".join(rows), records=kind)
        gathered = gather(found, kept={Request.__kind__})  # a source without any table is none
        expected = tabulate_by_body(gathered, standard, period=period, together="all")
        made = tabulate_by_body(self.source(connection, gathered), standard, period=period, together="all")
        for body, report in expected.items():
            assert_alike(made[body], report)

    @few
    @given(kind=st.sampled_from(sorted(_SUMS)), data=st.data(), found=several(most=6), period=periods())
    def test_adds_up_and_ranks_to_the_fen(
        self, connection: Any, kind: str, data: st.DataObject, found: list[TypedRecord], period: Period
    ) -> None:
        where = data.draw(_CONDITIONS[kind])
        measures = {"sum": "", "mean": ", decimals = 3", "median": "", "quantile": ", at = 90", "least": "", "most": ""}
        standard = one_table(
            ",".join(
                f'{{ key = "{name}", label = "x", {name} = "{_SUMS[kind]}"{besides}, where = "{where}", signed = true }}'
                for name, besides in measures.items()
            ),
            records=kind,
        )
        gathered = gather(found, kept={Request.__kind__})  # a source without any table is none
        expected = tabulate_together(gathered, standard, period=period, body="all")
        made = tabulate_by_body(self.source(connection, gathered), standard, period=period, together="all")
        assert_alike(made["all"], expected)

    def test_counts_the_working_days_of_the_standards_calendar(self, connection: Any) -> None:
        standard = evolve(one_table(_WORKDAYS), calendar=_CALENDAR)
        gathered = gather(
            request(f"r{number}", body="b", received=received, closed=closed)
            for number, (received, closed) in enumerate(_STAYS)
        )
        source, period = self.source(connection, gathered), Period.year(2024)
        report = tabulate(source, standard, period=period, body="b")
        assert [report[row] for row in ("days", "until", "late")] == [3 + 6 + 20, 125 + 60 + 230, 0]
        assert {one.rule for one in report.notes if one.rule.startswith("request.due")} == {"request.due_computed"}
        assert behind(source, standard, "quick", period=period, body="b").page() == ("r0",)

    @pytest.mark.parametrize("amount", ["0.29", "0.10", "1", "999999999999999.99", "4.35", "0"])
    def test_adds_amounts_that_binary_fractions_cannot_hold(self, connection: Any, amount: str) -> None:
        charges = [Charge(id=f"c{number}", body="b", amount=exactly(amount), received=date(2015, 3, 1)) for number in range(3)]
        standard = one_table('{ key = "s", label = "s", unit = "元", sum = "amount" }', records="charge")
        made = tabulate(self.source(connection, gather(charges)), standard, period=Period.year(2015), body="b")
        assert made["s"] == product(exactly(amount), 3)

    def test_counts_days_between_days(self, connection: Any) -> None:
        standard = one_table('{ key = "days", label = "d", sum = "days(received, closed)" }')
        stays = [(date(2015, 2, 27), date(2015, 3, 2)), (date(2015, 12, 31), date(2015, 12, 31))]
        found = gather(request(f"r{number}", body="b", received=one, closed=end) for number, (one, end) in enumerate(stays))
        assert tabulate(self.source(connection, found), standard, period=Period.year(2015), body="b")["days"] == 3

    def test_tells_yes_from_no(self, connection: Any) -> None:
        standard = one_table(
            """{ key = "secret", label = "s", count = "secret" }, { key = "open", label = "o", count = "not secret" }""",
            records="service_item",
        )
        found = [
            ServiceItem(id=f"s{number}", body="b", kind=ServiceKind.LICENCE, secret=number == 0, own_system=False)
            for number in range(3)
        ]
        report = tabulate(self.source(connection, gather(found)), standard, period=Period.year(2015), body="b")
        assert (report["secret"], report["open"]) == (1, 2)

    def test_counts_a_value_once(self, connection: Any) -> None:
        rows = ('where = "closed in period"', "where = \"channel == 'online'\"")
        standard = one_table(
            ",".join(
                f'{{ key = "who{number}", label = "w", distinct = "applicant_ref", {row} }}' for number, row in enumerate(rows)
            )
        )
        found = gather(evolve(_request(f"r{number}"), applicant_ref=f"a{number % 2}") for number in range(5))
        assert tabulate(self.source(connection, found), standard, period=Period.year(2015), body="b")["who0"] == 2

    @pytest.mark.parametrize("identity", ["o'brien", 'two "quotes"', "back\\slash", "--", "机关甲", "%s", ":x", "a;b"])
    def test_takes_any_id_as_text(self, connection: Any, identity: str) -> None:
        asked = [_request("r1", body=identity), _request("r2", body="other")]
        standard = one_table('{ key = "one", label = "o", count = "received in period" }')
        source = self.source(connection, gather(asked))
        assert tabulate(source, standard, period=Period.year(2015), body=identity)["one"] == 1
        assert set(tabulate_by_body(source, standard, period=Period.year(2015))) == {identity, "other"}

    twins: ClassVar[Sequence[tuple[str, str]]] = TWINS

    def test_tells_apart_texts_that_differ_by_case_accent_width_or_blank(self, connection: Any) -> None:
        """Bodies, ids, what leads to a parent, and values that are counted as different ones."""
        found: list[object] = []
        day, later = date(2015, 3, 4), date(2015, 3, 5)
        for number, text in enumerate(text for twin in self.twins for text in twin):
            kind, outcome = (ItemKind.NEWS, Outcome.GRANTED) if number % 2 else (ItemKind.OTHER, Outcome.DOES_NOT_EXIST)
            found += [
                Item(id=text, body=text, kind=kind),
                Publication(id=text, body=text, item=text, channel=PublicationChannel.OWN_SITE, published=day),
                request(text, body=text, received=day, applicant_ref=text, closed=None, outcome=None),
                Response(id=text, body=text, request=text, given=later, outcome=outcome),
            ]
        gathered = gather(found)
        source = self.source(connection, Records(by_kind=_by_kind(found)))
        for kind_of_record, rows in (
            ("publication", ("count = \"item.kind == 'news'\"", 'distinct = "item"', 'distinct = "id"')),
            ("request", ("count = \"outcome == 'granted'\"", 'distinct = "applicant_ref"', 'distinct = "id"')),
        ):
            written = [f'{{ key = "r{number}", label = "r", {row} }}' for number, row in enumerate(rows)]
            self.holds(source, gathered, one_table(",".join(written), records=kind_of_record))

    def test_sorts_ids_by_their_characters(self, connection: Any) -> None:
        """The first of a day decides, and of many that are wrong the first are named."""
        ids = [f"{letter}{number}" for number in range(20) for letter in ("a", "B", "é", "f", "_", "机", "乙")]
        found = [
            Publication(
                id=one, body=one[0], item="i", channel=PublicationChannel.OWN_SITE, published=date(2015, 3, 4), column="?"
            )
            for one in ids
        ]
        gathered = gather(found)
        source = self.source(connection, gathered)
        for kind, row in (("item", 'count = "first_published in period"'), ("publication", 'count = "published in period"')):
            self.holds(source, gathered, one_table(f'{{ key = "r", label = "r", {row} }}', records=kind))

    @staticmethod
    def holds(source: TableSource, gathered: Records, standard: Standard) -> None:
        """Hold the reports of each body and of all together against those that memory makes."""
        year = Period.year(2015)
        expected = tabulate_by_body(gathered, standard, period=year, together="all")
        made = tabulate_by_body(source, standard, period=year, together="all")
        assert list(made) == list(expected), (list(made), list(expected))
        for body, report in expected.items():
            assert_alike(made[body], report)
            if body != "all":
                assert_alike(tabulate(source, standard, period=year, body=body), report)

    @no_record
    def test_finds_rows_that_no_record_could_be(self, connection: Any, row: dict[str, object], rule: str) -> None:
        whole = {"id": "r1", "body": "b", "channel": "fax", "applicant": "business", "received": date(2015, 3, 4), **row}
        report = tabulate(self.broken(connection, "request", whole), self.load("cn-2021"), period=Period.year(2015), body="b")
        (found,) = [note for note in report.notes if note.rule == rule]
        assert found.severity is Severity.ERROR
        assert found.where == ("request r1",)

    def test_refuses_ids_that_would_count_twice(self, connection: Any) -> None:
        source = self.source(connection, Records(by_kind={"request": (_request("r1"), _request("r1"))}))
        standard = one_table('{ key = "one", label = "o", count = "received in period" }')
        with pytest.raises(UnreadableError, match="request"):
            tabulate(source, standard, period=Period.year(2015), body="b")


class DialectContract(EngineContract):
    """What a dialect must keep on its server; inherit it with ``dialect`` and a fixture ``connection``."""

    dialect: ClassVar[Dialect]

    def run(self, connection: Any, statement: str) -> None:
        """Run a statement that brings nothing."""
        cursor = connection.cursor()
        try:
            cursor.execute(statement)
        finally:
            cursor.close()

    def forget(self, connection: Any, kind: str) -> None:
        """Drop the table of a kind, if it is there."""
        self.run(connection, f"drop table if exists {self.dialect.table(kind)}")

    def source(self, connection: Any, found: Records, **options: Any) -> TableSource:
        """Make the tables of the records' kinds, fill them, and open them."""
        for name, kind in RECORD_KINDS.items():
            self.forget(connection, name)
            if kind in found.given:
                self.run(connection, self.made(create_table(kind, self.dialect)))
        for statement in inserts({kind.name: rows for kind, rows in found.given.items()}, self.dialect):
            self.run(connection, statement)
        return open_tables(connection, dialect=self.dialect, **options)

    @staticmethod
    def made(statement: str) -> str:
        """Leave out of a table what would keep it from holding wrong rows: whether those are found is tested too."""
        first, *columns, last = statement.split("\n")
        kept = [line.rstrip(",") for line in columns if not line.strip().startswith(("check (", "primary key ("))]
        return "\n".join([first, ",\n".join(kept).replace(" not null", ""), last])

    def broken(self, connection: Any, kind: str, row: dict[str, object]) -> TableSource:
        """Make a table of one row, whatever it holds."""
        for name in RECORD_KINDS:
            self.forget(connection, name)
        self.run(connection, self.made(create_table(RECORD_KINDS[kind], self.dialect)))
        for statement in inserts({kind: [_PlainRow(row)]}, self.dialect):
            self.run(connection, statement)
        return open_tables(connection, dialect=self.dialect)

    @pytest.mark.parametrize("word", ["FAX", "fax ", "ｆａｘ", "fáx"])
    def test_takes_a_word_in_other_letters_for_none(self, connection: Any, word: str) -> None:
        row = {"id": "r1", "body": "b", "channel": word, "applicant": "business", "received": date(2015, 3, 4)}
        standard = one_table('{ key = "fax", label = "f", count = "channel == \'fax\'" }')
        report = tabulate(self.broken(connection, "request", row), standard, period=Period.year(2015), body="b")
        assert report["fax"] == 0
        assert "request.unknown_word.channel" in [note.rule for note in report.notes]

    @pytest.mark.parametrize("identity", [None, ""])
    def test_refuses_a_row_without_an_id(self, connection: Any, identity: str | None) -> None:
        row: dict[str, object] = {
            "id": identity,
            "body": "b",
            "channel": "fax",
            "applicant": "business",
            "received": date(2015, 3, 4),
        }
        standard = one_table('{ key = "one", label = "o", count = "received in period" }')
        with pytest.raises(UnreadableError, match="request"):
            tabulate(self.broken(connection, "request", row), standard, period=Period.year(2015), body="b")

    @pytest.mark.parametrize(
        ("kind", "own", "distinct", "rule"),
        [
            ("publication", {"item": ""}, "item", "publication.missing.item"),
            ("publication", {"item": None}, "item", "publication.missing.item"),
            ("publication", {"item": "i", "channel": "fax"}, "channel", "publication.unknown_word.channel"),
            ("engagement", {"kind": "enquiry", "replied": date(2015, 3, 3)}, "replied", "engagement.order.replied"),
        ],
    )
    def test_finds_wrong_values_where_nothing_but_different_ones_are_counted(
        self, connection: Any, kind: str, own: dict[str, object], distinct: str, rule: str
    ) -> None:
        day = date(2015, 3, 4)
        row = {"id": "r1", "body": "b", "channel": "own_site", "received": day, "published": day, **own}
        asked = "received in period" if kind == "engagement" else "published in period"
        standard = one_table(f'{{ key = "d", label = "d", distinct = "{distinct}", where = "{asked}" }}', records=kind)
        source, year = self.broken(connection, kind, row), Period.year(2015)
        reports = tabulate_by_body(source, standard, period=year, together="all")
        for report in (tabulate_together(source, standard, period=year, body="all"), *reports.values()):
            assert [note.where for note in report.notes if note.rule == rule] == [(f"{kind} r1",)], report.text

    def test_makes_tables_that_refuse_what_no_record_could_be(self, connection: Any) -> None:
        self.forget(connection, "request")
        self.run(connection, create_table(RECORD_KINDS["request"], self.dialect))
        for statement in inserts({"request": [_request("r1")]}, self.dialect):
            self.run(connection, statement)
        for wrong in (
            {"outcome": "x"},
            {"received": date(215, 1, 1)},
            {"closed": date(2015, 1, 1)},
            {"id": None},
            {"id": "r1"},
        ):
            row = _PlainRow({name: getattr(_request("r2"), name) for name in fields_of(Request)} | wrong)
            with pytest.raises(Exception):  # noqa: B017, PT011 - every server has an error of its own
                self.run(connection, next(iter(inserts({"request": [row]}, self.dialect))))
            self.recover(connection)

    def recover(self, connection: Any) -> None:
        """Go on after an error; a server that keeps a transaction open must end it."""


class _PlainRow:
    """A row that need not be a record."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def __getattr__(self, name: str) -> object:
        return self.values.get(name)


_WORKDAYS = """
    { key = "days", label = "d", sum = "workdays(received, closed)" },
    { key = "until", label = "u", sum = "workdays(closed, period.end)" },
    { key = "late", label = "l", count = "closed > due" },
    { key = "quick", label = "q", count = "workdays(received, closed) <= 3" },
"""
_CALENDAR = Calendar(name="one-holiday", years=[2024], holidays=[date(2024, 7, 4)], makeup_days=[])
_STAYS = (
    (date(2024, 7, 3), date(2024, 7, 9)),  # Thursday the 4th is off: 5, 8 and 9 July are worked
    (date(2024, 9, 30), date(2024, 10, 8)),  # no holiday, unlike in China: 1 to 4, 7 and 8 October
    (date(2024, 1, 15), date(2024, 2, 12)),  # four weeks of five days: the last day, in China one day late
)


def _by_kind(found: Sequence[object]) -> dict[str, tuple[TypedRecord, ...]]:
    by_kind: dict[str, list[TypedRecord]] = {}
    for one in found:
        if isinstance(one, TypedRecord):
            by_kind.setdefault(one.__kind__.name, []).append(one)
    return {name: tuple(some) for name, some in by_kind.items()}


def _request(identity: str, body: str = "b") -> Request:
    day = date(2015, 3, 4)
    return request(identity, body=body, applicant=Applicant.BUSINESS, received=day, closed=day)
