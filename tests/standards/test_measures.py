"""Every measure before all that use it: the file, three engines, areas, explanation, drill-down, tracing, print, form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from inspect import isabstract

import pytest
from attrs import frozen
from openpyxl import load_workbook

from govdisclosure import Blank, Body, Entry, Kind, Period, Request, explain, make_form, trace
from govdisclosure.areas import combine
from govdisclosure.cli.standards_command import _standard_data
from govdisclosure.dialects import SQLite
from govdisclosure.errors import InvalidStandardError, UnknownIndicatorError
from govdisclosure.forms.layout import layout_of
from govdisclosure.records import RECORD_KINDS, RequestFee
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.report import Report
from govdisclosure.sources import Records, gather, open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.frames import frames_of
from govdisclosure.standards import MEASURES, Combine, Measure, Standard, json_schema
from govdisclosure.tabulation import tabulate
from govdisclosure.tabulation.drilldown import behind
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Value

Y2024 = Period.year(2024)


@frozen(kw_only=True)
class Case:
    """A measure at work.

    Attributes:
        row: what a row says of it.
        kind, value: of the cell, by hand.
        ids: the records behind it.
        together: the value of two such bodies together, by hand, where it can be worked out without the records.
    """

    row: str
    kind: Kind
    value: Value
    ids: tuple[str, ...]
    together: Value


FAX = "channel == 'fax'"
CASES = {
    "count": Case(row=f'count = "{FAX}"', kind=Kind.COUNT, value=2, ids=("r1", "r2"), together=4),
    "distinct": Case(row='distinct = "channel"', kind=Kind.COUNT, value=2, ids=("r1", "r2", "r3"), together=Blank.MISSING),
    "sum": Case(
        row='records = "request_fee", where = "paid in period", sum = "amount", divide = 10000',
        kind=Kind.AMOUNT,
        value=Decimal("0.00035"),
        ids=("f1", "f2"),
        together=Decimal("0.00070"),
    ),
    "mean": Case(
        row='records = "request_fee", where = "paid in period", mean = "amount"',
        kind=Kind.NUMBER,
        value=Decimal("1.75"),
        ids=("f1", "f2"),
        together=Decimal("1.75"),
    ),
    "median": Case(
        row='records = "request_fee", where = "paid in period", median = "amount"',
        kind=Kind.NUMBER,
        value=Decimal("1.50"),
        ids=("f1", "f2"),
        together=Blank.MISSING,
    ),
    "quantile": Case(
        row='records = "request_fee", where = "paid in period", quantile = "amount", at = 90, decimals = 1',
        kind=Kind.NUMBER,
        value=Decimal("2.0"),
        ids=("f1", "f2"),
        together=Blank.MISSING,
    ),
    "least": Case(
        row='records = "request_fee", where = "paid in period", least = "amount", decimals = 1',
        kind=Kind.NUMBER,
        value=Decimal("1.5"),
        ids=("f1", "f2"),
        together=Decimal("1.5"),
    ),
    "most": Case(
        row='records = "request_fee", where = "paid in period", most = "amount", decimals = 0',
        kind=Kind.NUMBER,
        value=Decimal(2),
        ids=("f1", "f2"),
        together=Decimal(2),
    ),
    "any": Case(row=f'any = "{FAX}"', kind=Kind.YES_NO, value=True, ids=("r1", "r2"), together=True),
    "all": Case(row=f'all = "{FAX}"', kind=Kind.YES_NO, value=False, ids=("r1", "r2"), together=False),
    "share": Case(
        row=f'share = {{ of = "{FAX}", among = "received in period" }}, decimals = 2',
        kind=Kind.SHARE,
        value=Decimal("66.67"),
        ids=("r1", "r2"),
        together=Decimal("66.67"),
    ),
    "rate": Case(
        row=f'rate = {{ of = "{FAX}", among = "received in period", per = 1000 }}',
        kind=Kind.NUMBER,
        value=Decimal("666.7"),
        ids=("r1", "r2"),
        together=Decimal("666.7"),
    ),
    "ratio": Case(
        row='ratio = { of = "extra", among = "count" }, decimals = 2',
        kind=Kind.NUMBER,
        value=Decimal("50.00"),
        ids=("r1", "r2", "r3"),
        together=Decimal("50.00"),
    ),
    "change": Case(
        row='change = { of = "count", against = "extra" }',
        kind=Kind.NUMBER,
        value=Decimal("100.0"),
        ids=("r1", "r2", "r3"),
        together=Decimal("100.0"),
    ),
    "total": Case(row='total = ["count", "extra"]', kind=Kind.COUNT, value=3, ids=("r1", "r2", "r3"), together=6),
    "entered": Case(row='entered = "count"', kind=Kind.COUNT, value=7, ids=("entered",), together=14),
}
every = pytest.mark.parametrize("name", MEASURES)


@cache
def standard() -> Standard:
    """One row for each measure, which bears its name, and one more to add up."""
    rows = [
        f'{{ key = "{name}", label = "{name}", source = "x", {one.row}'
        + (', where = "received in period" }' if "where" not in one.row and MEASURES[name].of_records else " }")
        for name, one in CASES.items()
    ]
    extra = "{ key = 'extra', label = 'extra', source = 'x', where = 'received in period', count = \"channel == 'oral'\" }"
    return one_table(",".join([*rows, extra]))


def request(body: str, number: int, channel: RequestChannel, year: int = 2024) -> Request:
    received = date(year, 5, number)
    return Request(id=f"r{number}", body=body, received=received, channel=channel, applicant=Applicant.BUSINESS)


def of_body(body: str) -> list[object]:
    return [
        request(body, 1, RequestChannel.FAX),
        request(body, 2, RequestChannel.FAX),
        request(body, 3, RequestChannel.ORAL),
        request(body, 4, RequestChannel.FAX, year=2023),
        RequestFee(id="f1", body=body, paid=date(2024, 1, 2), amount=Decimal("1.50")),
        RequestFee(id="f2", body=body, paid=date(2024, 1, 3), amount=Decimal("2")),
        Entry(body=body, period=Y2024, address="entered", value="7"),
    ]


@cache
def records() -> Records:
    return gather([Body(id="b"), *of_body("b")])


@cache
def report() -> Report:
    return tabulate(records(), standard(), period=Y2024)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    for name in records().by_kind:
        made.execute(create_table(RECORD_KINDS[name], SQLite()))
    for statement in inserts(records().by_kind, SQLite()):
        made.execute(statement)
    yield made
    made.close()


class TestRegistry:
    """The set of measures is closed; this test has a case for each."""

    def test_has_a_case_here_for_each(self) -> None:
        assert list(MEASURES) == list(CASES)

    @every
    def test_is_whole(self, name: str) -> None:
        assert not isabstract(MEASURES[name])
        assert MEASURES[name].name() == name

    def test_lets_no_measure_leave_anything_out(self) -> None:
        assert Measure.__abstractmethods__ == {
            *("own_keys", "read", "kind", "adds_up", "atoms", "value", "criterion", "adds", "words", "method"),
        }


class TestFile:
    """A measure's keys are those of rows and columns, in the loader's checks and in the schema alike."""

    @every
    def test_has_its_keys_in_the_schema(self, name: str) -> None:
        rows, columns = (json_schema()["$defs"][one]["properties"] for one in ("row", "column"))
        for key in MEASURES[name].own_keys():
            assert rows[key.name]["description"] == key.doc
            assert (key.name in columns) is not key.of_rows

    @every
    def test_says_what_it_holds(self, name: str) -> None:
        spot = standard().spot(name)
        assert type(spot.measure) is MEASURES[name]
        assert spot.kind is CASES[name].kind
        assert spot.kind.fits(CASES[name].value)

    @every
    def test_is_shown_with_its_name(self, name: str) -> None:
        (rows,) = (table["rows"] for table in _standard_data(standard())["tables"])
        (shown,) = (row for row in rows if row["key"] == name)
        assert (shown["measure"], shown["kind"]) == (name, CASES[name].kind.value)

    @every
    def test_refuses_what_belongs_to_another(self, name: str) -> None:
        taken = {key.name for key in MEASURES[name].own_keys()}
        others = {key.name for one in MEASURES.values() for key in one.own_keys()[1:]} - taken
        for key in sorted(others):
            value = {"when_none": "true", "also": "[]"}.get(key, "1")
            row = f'{{ key = "x", label = "x", source = "x", {CASES[name].row}, {key} = {value} }}'
            with pytest.raises(InvalidStandardError, match=f"{key} belongs to"):
                one_table(row)

    @every
    @pytest.mark.parametrize("way", Combine, ids=lambda one: one.value)
    def test_takes_the_ways_of_combining_that_fit(self, name: str, way: Combine) -> None:
        row = f'{{ key = "x", label = "x", source = "x", {CASES[name].row}, combine = "{way.value}" }}'
        others = '{ key = "count", label = "z", source = "x", count = "received in period" },'
        others += '{ key = "extra", label = "y", source = "x", count = "received in period" }'
        if way in standard().spot(name).measure.combining:
            assert one_table(f"{row}, {others}").spot("x").combine is way
        else:
            with pytest.raises(InvalidStandardError, match="combine"):
                one_table(f"{row}, {others}")


class TestEngines:
    """What a measure comes to is the same wherever the records are, and as it is by hand."""

    @every
    def test_come_to_the_value(self, name: str, connection: sqlite3.Connection) -> None:
        assert report()[name] == CASES[name].value
        for source in (frames_of(records()), open_tables(connection)):
            assert tabulate(source, standard(), period=Y2024, body="b")[name] == CASES[name].value

    @every
    def test_come_to_the_value_of_an_area(self, name: str) -> None:
        made = [tabulate(gather([Body(id=one), *of_body(one)]), standard(), period=Y2024) for one in "bc"]
        assert combine(made, "a", period=Y2024, standard=standard())[name] == CASES[name].together


class TestRecords:
    """The records behind a cell, and the cell of a record."""

    @every
    def test_stand_behind_the_cell(self, name: str, connection: sqlite3.Connection) -> None:
        for source in (records(), frames_of(records()), open_tables(connection)):
            shown = behind(source, standard(), name, period=Y2024, body="b")
            assert (shown.total, tuple(sorted(shown.page()))) == (len(CASES[name].ids), CASES[name].ids)

    @every
    def test_lead_to_the_cell(self, name: str) -> None:
        for kind, identity in (("request", "r1"), ("request", "r3"), ("request", "r4"), ("request_fee", "f1")):
            placed = trace(records(), standard(), kind, identity, period=Y2024)
            counted = (*placed.counted, *placed.totals)
            assert (name in counted) is (identity in CASES[name].ids)
            if name not in counted:
                try:
                    assert placed.why_not(name)
                except UnknownIndicatorError:  # it counts records of another kind, or none
                    assert standard().spot(name).row.records is not RECORD_KINDS[kind] or not MEASURES[name].of_records


class TestWords:
    """What a measure says of itself."""

    @every
    def test_tell_it_from_the_others_in_each_language(self, name: str) -> None:
        said = {one: explain(report(), one) for one in MEASURES}
        for of in ("counts", "measure"):
            for language in ("zh", "en"):
                words = {one: getattr(getattr(each, of), language) for one, each in said.items()}
                assert words[name].strip()
                assert [one for one, each in words.items() if each == words[name]] == [name]

    @every
    def test_are_printed_and_read_back(self, name: str) -> None:
        assert Report.from_json(report().to_json(), standard=standard())[name] == CASES[name].value


class TestForm:
    """A cell has a field to fill in, or a formula."""

    @every
    def test_has_a_field_or_a_formula(self, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("form") / "form.xlsx"
        make_form(standard(), path, body=Body(id="b"), period=Y2024)
        place = layout_of(standard()).places[name]
        cell = load_workbook(path).worksheets[place.page.number + 1].cell(place.row, place.column)
        formula = standard().spot(name).measure.formula(["B2", "B3"])
        assert cell.protection.locked is (formula is not None)
        assert str(cell.value or "").startswith("=" if formula else "")
