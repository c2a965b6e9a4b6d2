"""Every measure before all that use it: the file, three engines, areas, explanation, drill-down, tracing, print, form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
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
from govdisclosure.expressions import ALWAYS
from govdisclosure.forms.layout import layout_of
from govdisclosure.records import RECORD_KINDS, RequestFee
from govdisclosure.records.record import EARLIEST
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


A, B = '{ key = "a", label = "甲", entered = "count" }', '{ key = "b", label = "乙", entered = "count" }'
FEES = 'records = "request_fee", where = "paid in period"'
PART = f'{{ of = "{FAX}", among = "received in period" }}'
NONE, MISSING = Blank.NOT_APPLICABLE, Blank.MISSING


def measure(row: str) -> Measure:
    return one_table(f'{{ key = "x", label = "x", source = "x", {row} }}, {A}, {B}').spot("x").measure


VALUES: list[tuple[str, list[tuple[list[Value], Value]]]] = [
    (f'count = "{FAX}"', [([0], 0), ([5], 5)]),
    ('distinct = "channel"', [([0], 0), ([5], 5)]),
    ('sum = "days(received, closed)"', [([0], 0), ([7], 7)]),
    (f'{FEES}, sum = "amount"', [([0], Decimal(0)), ([350], Decimal("3.5"))]),
    (f'{FEES}, sum = "amount", divide = 10000', [([350], Decimal("0.00035"))]),
    (f'any = "{FAX}"', [([0, 0], NONE), ([0, 1], False), ([1, 2], True), ([2, 2], True)]),
    (f'any = "{FAX}", when_none = true', [([0, 0], True), ([0, 1], False)]),
    (f'any = "{FAX}", when_none = false', [([0, 0], False), ([1, 1], True)]),
    (f'all = "{FAX}"', [([0, 0], NONE), ([0, 1], False), ([1, 2], False), ([2, 2], True)]),
    (f'all = "{FAX}", when_none = true', [([0, 0], True), ([0, 1], False)]),
    (f"share = {PART}", [([0, 0], NONE), ([0, 1], Decimal("0.0")), ([1, 1], Decimal("100.0")), ([1, 8], Decimal("12.5"))]),
    (f"share = {PART}, decimals = 0", [([1, 8], Decimal(13)), ([1, 3], Decimal(33))]),
    (f"share = {PART}, least_among = 30", [([3, 29], NONE), ([3, 30], Decimal("10.0")), ([0, 0], NONE)]),
    (f"share = {PART}, least_among = 0", [([0, 0], NONE), ([1, 1], Decimal("100.0"))]),
    (f"rate = {PART}", [([0, 0], NONE), ([1, 1], Decimal("100.0")), ([1, 8], Decimal("12.5"))]),
    (f"rate = {PART.replace(' }', ', per = 1000 }')}", [([1, 8], Decimal("125.0")), ([1, 3], Decimal("333.3"))]),
    (f"rate = {PART}, least_among = 30", [([3, 29], NONE), ([3, 30], Decimal("10.0"))]),
    (f"rate = {PART}, least_among = 0", [([0, 0], NONE), ([1, 1], Decimal("100.0"))]),
    ('mean = "days(received, closed)"', [([0, 0], NONE), ([0, 1], Decimal("0.0")), ([7, 2], Decimal("3.5"))]),
    (f'{FEES}, mean = "amount"', [([0, 0], NONE), ([350, 2], Decimal("1.75"))]),
    (f'{FEES}, mean = "amount", divide = 100', [([350, 2], Decimal("0.02"))]),
    ('median = "days(received, closed)"', [([0, 0], NONE), ([0, 1], Decimal(0)), ([7, 2], Decimal(7))]),
    ('median = "days(received, closed)", divide = 2, decimals = 1', [([7, 2], Decimal("3.5"))]),
    (f'{FEES}, most = "amount"', [([0, 0], NONE), ([200, 2], Decimal("2.00"))]),
    (f'{FEES}, least = "paid"', [([0, 0], NONE), ([1, 1], EARLIEST + timedelta(days=1))]),
    (
        'ratio = { of = "a", among = "b" }',
        [([1, 8], Decimal("12.5")), ([1, 1], Decimal("100.0")), ([0, 0], NONE), ([1, -1], NONE), ([MISSING, 8], MISSING)],
    ),
    ('ratio = { of = "a", among = "b", per = 1000 }', [([1, 8], Decimal("125.0"))]),
    ('ratio = { of = "a", among = "b" }, least_among = 30', [([3, 29], NONE), ([3, 30], Decimal("10.0")), ([3, NONE], NONE)]),
    (
        'change = { of = "a", against = "b" }',
        [([110, 100], Decimal("10.0")), ([90, 100], Decimal("-10.0")), ([3, 1], Decimal("200.0")), ([5, 0], NONE)],
    ),
    ('change = { of = "a", against = "b" }', [([5, -1], NONE), ([5, MISSING], MISSING), ([NONE, 5], NONE)]),
    ('change = { of = "a", against = "b", in = "difference" }, decimals = 0', [([5, 0], Decimal(5)), ([5, 8], Decimal(-3))]),
    (
        'total = ["a", "b"]',
        [([1, 2], 3), ([1, MISSING], 1), ([MISSING, MISSING], MISSING), ([Decimal("1.50"), 2], Decimal("3.5"))],
    ),
    ('entered = "count"', [([], MISSING)]),
]


class TestValue:
    """What a measure makes of what was brought for it, by hand; at the bounds, too."""

    @pytest.mark.parametrize(("row", "cases"), VALUES)
    def test_follows_from_what_was_brought(self, row: str, cases: list[tuple[list[Value], Value]]) -> None:
        made = measure(row)
        for brought, value in cases:
            assert repr(made.value(brought)) == repr(value), brought  # with its decimals

    def test_adds_what_records_of_other_kinds_bring(self) -> None:
        also = 'also = [{ records = "charge", where = "received in period", sum = "amount" }]'
        assert measure(f'{FEES}, sum = "amount", {also}').value([350, 150]) == Decimal(5)

    @pytest.mark.parametrize(
        ("row", "brought", "reason"),
        [
            (f"share = {PART}, least_among = 30", [3, 29], "29"),
            (f"share = {PART}, least_among = 30", [3, 30], None),
            (f"share = {PART}", [0, 0], None),
            ('ratio = { of = "a", among = "b" }, least_among = 30', [3, 29], "29"),
            ('ratio = { of = "a", among = "b" }, least_among = 30', [3, 30], None),
            ('ratio = { of = "a", among = "b" }, least_among = 30', [3, MISSING], None),
            ('ratio = { of = "a", among = "b" }', [3, 0], None),
            ('change = { of = "a", against = "b" }', [5, 1], None),
            ('change = { of = "a", against = "b" }', [5, 0], "0"),
            ('change = { of = "a", against = "b" }', [5, -1], "-1"),
            ('change = { of = "a", against = "b" }', [5, MISSING], None),
            ('change = { of = "a", against = "b", in = "difference" }', [5, 0], None),
            (f'count = "{FAX}"', [0], None),
        ],
    )
    def test_says_why_it_is_blank_though_all_is_given(self, row: str, brought: list[Value], reason: str | None) -> None:
        remark = measure(row).remark(brought)
        assert (remark and reason and reason in remark.en) if reason else remark is None

    @pytest.mark.parametrize(
        ("row", "formula"),
        [
            ('ratio = { of = "a", among = "b" }', 'IF(COUNT(B2,B3)<2,"",IF(B3<1,"—",ROUND(B2*100/B3,1)))'),
            ('ratio = { of = "a", among = "b" }, least_among = 30', 'IF(COUNT(B2,B3)<2,"",IF(B3<30,"—",ROUND(B2*100/B3,1)))'),
            ('change = { of = "a", against = "b" }', 'IF(COUNT(B2,B3)<2,"",IF(B3<=0,"—",ROUND((B2-B3)*100/B3,1)))'),
            ('change = { of = "a", against = "b", in = "difference" }', 'IF(COUNT(B2,B3)<2,"",ROUND(B2-B3,1))'),
            ('total = ["a", "b"]', 'IF(COUNT(B2,B3)=0,"",SUM(B2,B3))'),
            (f'count = "{FAX}"', None),
        ],
    )
    def test_is_the_formula_of_a_workbook_where_it_follows_from_cells(self, row: str, formula: str | None) -> None:
        assert measure(row).formula(["B2", "B3"]) == formula

    @pytest.mark.parametrize(("divide", "places"), [(1, 2), (10, 3), (4, 4), (10_000, 6), (10**10, 12)])
    def test_of_money_has_as_many_decimals_as_its_smallest_unit(self, divide: int, places: int) -> None:
        assert measure(f'{FEES}, sum = "amount", divide = {divide}').decimals == places

    def test_of_money_is_printed_rounded_half_up_where_the_file_says_so(self) -> None:
        rounded, whole = (measure(f'{FEES}, sum = "amount", divide = 10000{more}') for more in (", decimals = 2", ""))
        assert rounded.as_printed(Decimal("0.005")) == Decimal("0.01")
        assert rounded.as_printed(MISSING) is MISSING
        assert whole.as_printed(Decimal("0.005")) == Decimal("0.005")

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ('sum = "days(received, closed)", decimals = 1', "decimals"),
            (f'{FEES}, sum = "amount", divide = 100000000000', "divide"),
            (f'{FEES}, sum = "amount", also = [{{ records = "chrge", where = "received in period", sum = "amount" }}]', "also"),
            (
                f'{FEES}, sum = "amount", also = [{{ records = "engagement", where = "held in period", sum = "attendances" }}]',
                "also",
            ),
            ('quantile = "days(received, closed)"', "at"),
            ('quantile = "days(received, closed)", at = 100', "at"),
            (f'{FEES}, least = "paid", decimals = 1', "decimals"),
            (f'{FEES}, most = "paid", divide = 2', "divide"),
        ],
    )
    def test_is_refused_where_it_cannot_be_worked_out(self, row: str, field: str) -> None:
        with pytest.raises(InvalidStandardError) as refused:
            measure(row)
        assert [one.field for one in refused.value.faults] == [field]

    @pytest.mark.parametrize("at", [1, 99])
    def test_at_any_whole_per_cent_between_is_a_quantile(self, at: int) -> None:
        assert f"{at}%" in measure(f'quantile = "days(received, closed)", at = {at}').words(ALWAYS, {}).zh.replace(" ", "")


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
