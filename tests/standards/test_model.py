"""The model: a cell's address is its row's key, and ``/column`` where the table has columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from govdisclosure.errors import UnknownIndicatorError, UnknownStandardError
from govdisclosure.standards import Combine, Count, Indicator, Spot, Standard, Table, Total, address, load_text
from govdisclosure.standards.model import PrintStyle
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Kind, MonthDay, Period, Value

TEXT = """
id = "x"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "words", text = true }, { key = "s", tables = ["one", "two"] }]
[[tables]]
key = "one"
rows = [{ key = "head", label = "标题" }, { key = "single", label = "单数", unit = "件", entered = "count" }]
[[tables]]
key = "two"
records = "request"
unit = "人"
columns = [
  { key = "men", label = "男", head = ["人", "人员"], where = "applicant == 'other'", unit = "位" },
  { key = "total", label = "计", total = ["men"] },
]
rows = [
  { key = "all", label = "总", total = ["part"] },
  { key = "part", label = "分", count = "received in period", signed = true },
]
guards = [{ key = "g", label = "?", label_en = "?", where = "received is None" }]
"""


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_text(TEXT, name="x.toml")


class TestAddress:
    """``single`` and ``part/men`` are addresses."""

    def test_is_the_rows_key_with_the_columns_where_there_is_one(self) -> None:
        assert address("a.b") == "a.b"
        assert address("a.b", "c") == "a.b/c"

    def test_leads_to_the_cell(self, standard: Standard) -> None:
        spot = standard.spot("part/men")
        assert (spot.table.key, spot.row.key, spot.column.key if spot.column else None) == ("two", "part", "men")
        assert spot.address == "part/men"
        assert (spot.kind, spot.unit, spot.signed) == (Kind.COUNT, "位", True)
        assert spot.label == "分/人/人员/男"

    def test_of_a_table_without_columns_has_no_column(self, standard: Standard) -> None:
        spot = standard.spot("single")
        assert spot.column is None
        assert (spot.label, spot.unit, spot.signed) == ("单数", "件", False)

    def test_that_is_none_is_answered_with_the_nearest(self, standard: Standard) -> None:
        with pytest.raises(UnknownIndicatorError) as caught:
            standard.spot("singel")
        assert caught.value.in_language("en") == "standard x has no cell singel; did you mean single?"
        assert caught.value.in_language("zh") == "标准 x 没有指标 singel；是否应为 single？"

    def test_that_is_like_no_other_is_answered_with_the_way_to_see_all(self, standard: Standard) -> None:
        with pytest.raises(LookupError, match="govdisclosure standards show x"):
            standard.spot("zzz")

    def test_is_none_for_a_heading_or_a_row_without_its_column(self, standard: Standard) -> None:
        assert standard.keys() == ("single", "all/men", "all/total", "part/men", "part/total")
        for none in ("head", "part"):
            with pytest.raises(UnknownIndicatorError):
                standard.spot(none)


class TestMeasureOfACell:
    """A total of columns decides before a total of rows, and that before a measure of either."""

    def test_is_the_columns_total_where_there_is_one(self, standard: Standard) -> None:
        assert standard.spot("all/total").measure == Total(("men",))
        assert standard.spot("part/total").measure == Total(("men",))
        assert standard.spot("all/men").measure == Total(("part",))
        assert isinstance(standard.spot("part/men").measure, Count)

    def test_is_typed_in_where_no_records_and_no_cells_tell(self, standard: Standard) -> None:
        assert [key for key, spot in standard.spots.items() if spot.is_entered] == ["single"]

    def test_is_missing_from_a_heading_made_by_hand(self) -> None:
        heading = Indicator(key="head", label="标题", unit="", kind=Kind.HEADING)
        spot = Spot(Table(key="t", heading="", columns=(), rows=(heading,)), heading, None)
        with pytest.raises(UnknownIndicatorError, match="head is a heading"):
            _ = spot.measure

    @pytest.mark.parametrize(
        ("column", "row", "combine"),
        [
            ('most = "closed"', "", Combine.MOST),  # a row without a measure says nothing of a column's days
            ('least = "closed"', "", Combine.LEAST),
            ('count = "closed in period"', "", Combine.SUM),
            ('count = "closed in period"', ', combine = "none"', Combine.NONE),
            ('distinct = "channel"', "", Combine.NONE),
        ],
    )
    def test_of_a_column_says_how_bodies_become_one(self, column: str, row: str, combine: Combine) -> None:
        made = one_table(f'{{ key = "r", label = "r"{row} }}', columns=f'{{ key = "c", label = "c", {column} }}')
        assert made.spot("r/c").combine is combine

    @pytest.mark.parametrize(
        ("row", "adds"),
        [
            ("share = { of = \"outcome == 'granted'\", among = 'closed in period' }", True),
            ("share = { of = \"outcome == 'granted'\", among = 'received <= period.end' }", False),  # those open on a day
            ("share = { of = 'received <= period.end', among = 'closed in period' }", False),
            ("where = 'closed in period', mean = 'days(received, closed)'", True),
            ("where = 'received <= period.end', mean = 'days(received, closed)'", False),
            ("where = 'closed in period', mean = 'days(received, period.end)'", False),
            ("count = 'closed in period'", False),  # it adds up itself
        ],
    )
    def test_rests_on_numbers_that_add_up_over_time_or_not(self, row: str, adds: bool) -> None:
        assert one_table(f'{{ key = "r", label = "r", {row} }}').spot("r").basis_adds_over_time is adds


class TestStandard:
    """A standard lists sections, tables, rows, relations and guards."""

    def test_knows_every_row_and_its_table(self, standard: Standard) -> None:
        assert list(standard.rows) == ["head", "single", "all", "part"]
        assert {key: table.key for key, table in standard.table_of.items()} == {
            "head": "one",
            "single": "one",
            "all": "two",
            "part": "two",
        }

    def test_knows_its_text_sections_and_guards(self, standard: Standard) -> None:
        assert [one.key for one in standard.text_sections] == ["words"]
        assert [one.key for one in standard.guards] == ["g"]

    def test_cannot_be_changed_through_what_it_shows(self, standard: Standard) -> None:
        for shown in (standard.spots, standard.rows, standard.table_of, standard.defining):
            with pytest.raises(TypeError):
                shown["x"] = None  # type: ignore[index]

    def test_is_equal_to_another_of_the_same_file(self, standard: Standard) -> None:
        assert standard == load_text(TEXT, name="x.toml")
        assert hash(standard) == hash(load_text(TEXT, name="x.toml"))

    def test_shows_its_id_and_how_much_it_holds(self, standard: Standard) -> None:
        assert repr(standard).startswith("Standard(id='x', edition='1', tables=2, cells=5, digest='sha256:")

    def test_is_another_with_another_switch_or_another_file(self, standard: Standard) -> None:
        assert standard != evolve(standard, id="y")
        assert standard != load_text(TEXT.replace("标题", "标 题"), name="x.toml")

    def test_names_each_relation_that_defines_a_cell(self, standard: Standard) -> None:
        defining = {cell: [one.relation.key for one in instances] for cell, instances in standard.defining.items()}
        assert defining == {
            "all/men": ["all.sum"],
            "all/total": ["all.sum", "all.across"],
            "part/total": ["part.across"],
        }

    def test_has_the_id_of_its_file(self, standard: Standard) -> None:
        for whole in ("x", "x+annex", "x?late=counted", "x?late=counted+annex", "x+annex?late=counted"):
            assert evolve(standard, id=whole).file_id == "x"

    def test_lists_the_words_of_its_form_once_each_but_no_labels(self) -> None:
        columns = (
            '{ key = "c", label = "列", head = ["组", "小组"], unit = "万元" }, { key = "d", label = "列二", head = ["组"] }'
        )
        rows = (
            entered("r", more=', unit = "件", head = ["左组"]') + ', { key = "h", label = "题", heading = true, printed = "×" }'
        )
        table = one_table(rows, columns=columns, more='stub = 2\nrow_head = "指标"\nunit_head = "单位"\nvalue_head = "数值"')
        assert table.words == ("指标", "单位", "数值", "组", "小组", "万元", "左组", "件", "×", "0", "—", "是", "否")

    @pytest.mark.parametrize(
        ("starts", "last_day", "year"),
        [
            ((1, 1), date(2024, 12, 31), 2024),
            ((1, 1), date(2024, 1, 1), 2024),
            ((10, 1), date(2024, 9, 30), 2024),
            ((10, 1), date(2024, 10, 1), 2025),
            ((10, 1), date(2024, 12, 31), 2025),
            ((10, 1), date(2025, 1, 1), 2025),
            ((4, 6), date(2024, 4, 5), 2024),
            ((4, 6), date(2024, 4, 6), 2025),
        ],
    )
    def test_names_a_year_by_the_calendar_year_in_which_it_ends(
        self, standard: Standard, starts: MonthDay, last_day: date, year: int
    ) -> None:
        assert evolve(standard, year_starts=starts).year_of(Period(last_day, last_day)) == year

    def test_knows_its_own_year_from_another(self, standard: Standard) -> None:
        fiscal = evolve(standard, year_starts=(10, 1))
        own = Period(date(2023, 10, 1), date(2024, 9, 30))
        assert fiscal.is_year(own)
        assert not fiscal.is_year(Period.year(2024))
        assert standard.is_year(Period.year(2024))
        assert not standard.is_year(own)
        assert fiscal.own_period(Period.year(2024)) == own
        assert standard.own_period(Period.year(2024)) == Period.year(2024)

    @pytest.mark.parametrize(
        ("unit", "other", "places"),
        [("万元", "元", 4), ("元", "万元", -4), ("亿元", "万元", 4), ("元", "元", 0), ("元", "件", None), ("件", "元", None)],
    )
    def test_knows_by_how_many_places_units_of_money_differ(
        self, standard: Standard, unit: str, other: str, places: int | None
    ) -> None:
        assert standard.places_between(unit, other) == places

    def test_stays_as_it_is_in_a_language_without_labels_but_with_messages(self, standard: Standard) -> None:
        for language in (None, "zh", "en"):
            assert standard.in_language(language) is standard
        with pytest.raises(UnknownStandardError, match="xx"):
            standard.in_language("xx")
        assert evolve(standard, language="xx").in_language("xx").language == "xx"

    def test_calls_a_cell_by_its_label_and_in_english_by_its_address(self, standard: Standard) -> None:
        assert (standard.name_of("single").zh, standard.name_of("single").en) == ("单数", "single")
        assert evolve(standard, language="en").name_of("single").en == "单数"


AMOUNTS, COUNTS = (Kind.AMOUNT, Kind.SHARE), (Kind.COUNT,)
ONE_SPECIAL = PrintStyle(special={"<1": "0.5", "若干": "3"})
OWN_WORDS: list[tuple[PrintStyle, str, tuple[Kind, ...], Value | None]] = [
    (PrintStyle(), "0", COUNTS, 0),
    (PrintStyle(), " ０ ", AMOUNTS, Decimal(0)),
    (PrintStyle(), "0", (Kind.TEXT, Kind.YES_NO), None),
    (PrintStyle(), "—", (*COUNTS, *AMOUNTS, Kind.TEXT), Blank.NOT_APPLICABLE),
    (PrintStyle(), "", (*COUNTS, *AMOUNTS, Kind.YES_NO), None),
    (PrintStyle(missing="未填"), "未 填", COUNTS, Blank.MISSING),
    (PrintStyle(zero="无"), "无", COUNTS, 0),
    (PrintStyle(zero="无"), "0", COUNTS, None),
    (PrintStyle(zero="/", missing="/"), "/", COUNTS, Blank.MISSING),
    (PrintStyle(), "是", (Kind.YES_NO,), True),
    (PrintStyle(), "否", (Kind.YES_NO,), False),
    (PrintStyle(), "是", (Kind.TEXT, *COUNTS), None),
    (PrintStyle(yes="有", no="没有"), "有", (Kind.YES_NO,), True),
    (ONE_SPECIAL, "＜ 1", AMOUNTS, Decimal("0.5")),
    (ONE_SPECIAL, "<1", (*COUNTS, Kind.TEXT), None),
    (ONE_SPECIAL, "若干", AMOUNTS, Decimal(3)),
    (ONE_SPECIAL, "若干", COUNTS, 3),
    (ONE_SPECIAL, "5", COUNTS, None),
]


class TestPrintedWords:
    """What a form prints for blanks, zero, yes and no, and for certain numbers, is read as that."""

    @pytest.mark.parametrize(("style", "printed", "kinds", "value"), OWN_WORDS)
    def test_stand_for_their_values(
        self, style: PrintStyle, printed: str, kinds: tuple[Kind, ...], value: Value | None
    ) -> None:
        for kind in kinds:
            found = style.value_for(printed, kind)
            assert (found, type(found)) == (value, type(value)), kind

    def test_are_printed_for_their_numbers_only(self) -> None:
        assert [ONE_SPECIAL.word_for(number) for number in (Decimal("0.50"), 3, 0, 1)] == ["<1", "若干", None, None]
        assert PrintStyle().word_for(0) is None

    def test_of_days_are_those_of_the_language(self) -> None:
        assert PrintStyle().day(date(2024, 3, 5)) == "2024年3月5日"
        assert PrintStyle(language="en").day(date(2024, 3, 5)) == "2024-03-05"

    def test_of_zero_are_not_those_of_sentences(self) -> None:
        assert PrintStyle(zero="无").in_text.zero == "0"
