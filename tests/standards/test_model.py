"""The model: a cell's address is its row's key, and ``/column`` where the table has columns."""

from __future__ import annotations

import pytest

from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.standards import Count, Indicator, Spot, Standard, Table, Total, address, load_text
from govdisclosure.values import Kind

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

    def test_is_missing_from_a_heading_made_by_hand(self) -> None:
        heading = Indicator(key="head", label="标题", unit="", kind=Kind.HEADING)
        spot = Spot(Table(key="t", heading="", columns=(), rows=(heading,)), heading, None)
        with pytest.raises(UnknownIndicatorError, match="head is a heading"):
            _ = spot.measure


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
