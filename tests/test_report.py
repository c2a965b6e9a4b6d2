"""A report is only what it says, and from where: nothing in it calculates or checks."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any
from xml.etree import ElementTree

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from govdisclosure.errors import MissingExtraError, TabulationError, UnknownIndicatorError, UnknownStandardError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Origin, OriginKind, Report, fingerprint
from govdisclosure.standards import load_text, shipped
from govdisclosure.testing import sample_report
from govdisclosure.values import Blank, Period

STANDARD = load_text(
    """
    id = "x"
    edition = "1"
    title = "{body}{year}年报告"
    authority = "x"
    sections = [{ key = "s", tables = ["t"] }]
    [[tables]]
    key = "t"
    rows = [
      { key = "head", label = "组" },
      { key = "head.one", label = "一", entered = "count" },
      { key = "head.two", label = "二", entered = "amount" },
    ]
    """,
    name="x.toml",
)


def report(**cells: Cell) -> Report:
    named = {key.replace("_", "."): cell for key, cell in cells.items()}
    return Report(standard=STANDARD, body=Body(id="health", name="卫计委"), period=Period.year(2015), cells=named)


class TestValue:
    """``report[address]`` is the value; an address without a cell is missing, one that does not exist an error."""

    def test_may_be_given_plainly(self) -> None:
        made = Report(
            standard=STANDARD,
            body=Body(id="health"),
            period=Period.year(2015),
            cells={"head.one": 3, "head.two": None, "head": Cell(value=Blank.NOT_APPLICABLE)},
        )
        assert made.cells["head.one"] == Cell(value=3, origin=Origin(OriginKind.ENTERED))
        assert (made["head.two"], made.cells["head"].value) == (Blank.MISSING, Blank.NOT_APPLICABLE)

    def test_is_that_of_the_cell(self) -> None:
        made = report(head_one=Cell(value=0), head_two=Cell(value=Decimal("1.50")))
        assert made["head.one"] == 0
        assert made["head.two"] == Decimal("1.50")

    def test_is_missing_where_there_is_no_cell(self) -> None:
        assert report()["head.one"] is Blank.MISSING

    def test_keeps_zero_missing_and_not_applicable_apart(self) -> None:
        made = report(head_one=Cell(value=0), head_two=Cell(value=Blank.NOT_APPLICABLE))
        assert made["head.one"] is not Blank.MISSING
        assert made["head.two"] is Blank.NOT_APPLICABLE

    @pytest.mark.parametrize("address", ["head", "head.on", ""])
    def test_is_an_error_where_the_standard_has_no_such_cell(self, address: str) -> None:
        with pytest.raises(UnknownIndicatorError):
            _ = report()[address]

    def test_is_kept_where_only_the_report_has_the_cell(self) -> None:
        made = report(head_one=Cell(value=1), not_ours=Cell(value=7))
        assert made["not.ours"] == 7
        assert made.unknown_cells == ("not.ours",)
        assert report(head_one=Cell(value=1)).unknown_cells == ()


class TestReport:
    """A report is frozen; to change is to evolve."""

    def test_cannot_be_changed(self) -> None:
        made = report(head_one=Cell(value=1))
        with pytest.raises(FrozenInstanceError):
            made.status = "final"  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            made.cells["head.one"].value = 2  # type: ignore[misc]
        for mapping in (made.cells, made.text):
            with pytest.raises(TypeError):
                mapping["head.one"] = None  # type: ignore[index]

    def test_does_not_change_with_what_it_was_made_from(self) -> None:
        cells, text = {"head.one": Cell(value=1)}, {"words": "one"}
        made = Report(standard=STANDARD, body=Body(id="b"), period=Period.year(2015), cells=cells, text=text)
        cells["head.one"] = Cell(value=2)
        text["words"] = "two"
        assert made["head.one"] == 1
        assert made.text == {"words": "one"}

    def test_is_a_draft_of_its_own_figures_unless_it_says_otherwise(self) -> None:
        made = report()
        assert (made.status, made.scope, made.revision, made.includes) == ("draft", "own", 1, ())
        assert (made.signed, made.made_by, made.notes, made.unread, dict(made.text)) == (None, None, (), (), {})
        assert Cell(value=1).origin == Origin(OriginKind.ENTERED)

    def test_shows_the_cells_of_its_standard(self) -> None:
        assert list(report().spots()) == ["head.one", "head.two"]

    def test_fills_body_and_year_into_titles(self) -> None:
        assert report().fill_in(STANDARD.title) == "卫计委2015年报告"
        unnamed = evolve(report(), body=Body(id="health"), period=Period(date(2015, 7, 1), date(2016, 6, 30)))
        assert unnamed.body_name == "health"
        assert unnamed.fill_in("{body}{year}{other}") == "health2016{other}"


class TestFingerprint:
    """16 hexadecimal digits, the same for the same parts and for no others."""

    def test_is_stable(self) -> None:
        """Accepted findings are kept by it, so it cannot change from version to version."""
        assert fingerprint("rule", "b", Period.year(2015), "a=1") == "8d1472bc71d39aa3"

    def test_keeps_the_parts_apart(self) -> None:
        assert len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint("a", "b", "c")}) == 4

    def test_takes_what_cannot_be_encoded(self) -> None:
        assert len(fingerprint("\ud800")) == 16


class TestMapping:
    """A mapping of addresses to values: the standard's cells in printed order, then those that the standard does not have."""

    def test_goes_over_every_cell_of_the_standard_and_then_the_unknown(self) -> None:
        made = report(not_ours=Cell(value=3), head_two=Cell(value=Decimal("1.5")))
        assert list(made) == list(made.keys()) == ["head.one", "head.two", "not.ours"]
        assert list(made.values()) == [Blank.MISSING, Decimal("1.5"), 3]
        assert list(made.items()) == list(zip(made.keys(), made.values(), strict=True))
        assert len(made) == 3
        assert dict(made) == {"head.one": Blank.MISSING, "head.two": Decimal("1.5"), "not.ours": 3}

    def test_knows_what_it_has(self) -> None:
        made = report(not_ours=Cell(value=3))
        assert "head.one" in made
        assert "not.ours" in made
        assert "head" not in made
        assert "head.three" not in made
        assert not made.keys() & {3, None}

    def test_gives_a_value_or_the_default(self) -> None:
        made = report(head_one=Cell(value=0))
        assert made.get("head.one", 7) == 0
        assert made.get("head.two", 7) is Blank.MISSING
        assert made.get("head.three") is None
        assert made.get("head.three", 7) == 7

    def test_takes_row_and_column(self) -> None:
        made = sample_report("cn-2021")
        assert made["requests.received", "total"] == made["requests.received/total"]
        assert made.__contains__(("requests.received", "total"))
        assert not made.__contains__(("requests.received", "nobody"))
        assert report(head_one=Cell(value=4))["head.one", None] == 4
        with pytest.raises(UnknownIndicatorError):
            made["requests.received", "nobody"]

    @pytest.mark.parametrize("address", [None, 3, ("a", "b", "c"), ("a",), b"head.one", 1.5, ["head.one"]])
    def test_what_is_no_address_is_in_none(self, address: Any) -> None:
        assert address not in report()
        assert report().get(address) is None
        with pytest.raises(UnknownIndicatorError):
            report()[address]

    def test_is_a_mapping_for_everybody(self) -> None:
        made = report(head_one=Cell(value=4))
        assert isinstance(made, Mapping)
        match made:
            case {"head.one": int(found)}:
                assert found == 4
            case _:
                pytest.fail("no mapping")
        with pytest.raises(KeyError):
            made["head.three"]


class TestFrame:
    """A line a cell, handed over by the Arrow protocol without a copy."""

    made = report(
        head_one=Cell(value=31, printed="31件", origin=Origin(OriginKind.READ, "C7")),
        head_two=Cell(value=Decimal("12.345678901234")),
        not_ours=Cell(value="=1+1", remark="旁注"),
    )

    def test_has_a_line_for_each_cell(self) -> None:
        lines = self.made.to_frame().to_dicts()
        assert [line["address"] for line in lines] == list(self.made)
        first, second, unknown = lines
        assert {key: value for key, value in first.items() if value is not None} == {
            "body": "health",
            "name": "卫计委",
            "start": date(2015, 1, 1),
            "end": date(2015, 12, 31),
            "table": "t",
            "row": "head.one",
            "address": "head.one",
            "label": "一",
            "unit": "",
            "kind": "count",
            "number": Decimal(31),
            "printed": "31件",
            "origin": "read",
        }
        assert second["number"] == Decimal("12.345678901234")
        assert (unknown["table"], unknown["text"], unknown["remark"]) == (None, "=1+1", "旁注")

    def test_tells_blanks_and_yes_and_no_apart(self) -> None:
        lines = report(head_one=Cell(value=True), head_two=Cell(value=Blank.NOT_APPLICABLE)).to_frame()
        assert lines["text"].to_list() == ["true", None]
        assert lines["number"].to_list() == [None, None]
        assert lines["blank"].to_list() == [None, "not applicable"]
        assert report().to_frame()["blank"].to_list() == ["missing", "missing"]

    @pytest.mark.parametrize("number", ["0.0000000000001", "1e26", "-123456789012345678901234567"])
    def test_refuses_a_number_that_it_would_cut(self, number: str) -> None:
        with pytest.raises(TabulationError, match=r"head\.two"):
            report(head_two=Cell(value=Decimal(number))).to_frame()

    def test_is_taken_by_pandas_pyarrow_polars_and_duckdb(self) -> None:
        for source in (self.made, self.made.to_frame()):
            rows = pa.table(source).to_pylist()
            assert [row["address"] for row in rows] == list(self.made)
            assert pl.DataFrame(pa.table(source)).to_dicts() == self.made.to_frame().to_dicts() == rows
            frame = pd.DataFrame.from_arrow(source)
            assert frame["number"].tolist()[:2] == [Decimal(31), Decimal("12.345678901234")]
            found = duckdb.sql("select address, number from source")
            assert found is not None
            assert found.fetchall()[0] == ("head.one", Decimal(31))

    def test_says_what_to_install_where_polars_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "polars", None)
        with pytest.raises(MissingExtraError, match=r"govdisclosure\[tables\]"):
            self.made.to_frame()


class TestNotebook:
    """A notebook shows the tables as they are printed."""

    def test_shows_every_printed_cell_and_head(self) -> None:
        made = sample_report("cn-2021")
        shown = made._repr_html_()
        tree = ElementTree.fromstring(shown)  # noqa: S314 - it was made here
        cells = ["".join(one.itertext()) for one in tree.iter("td")]
        assert cells.count(made.printed("requests.received/total")) >= 1
        for table in (one for one in made.standard.tables if one.printed):
            for row in table.rows:
                assert escape(row.label) in shown
        assert escape(made.fill_in(made.standard.title)) in shown

    def test_spans_a_group_of_columns(self) -> None:
        shown = sample_report("cn-2021")._repr_html_()
        assert re.search(r'<th colspan="[2-9]"', shown)

    def test_escapes_what_stands_in_it(self) -> None:
        made = evolve(report(head_one=Cell(value="<script>x</script>")), body=Body(id="b", name="<b>&"))
        shown = made._repr_html_()
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown
        assert "&lt;b&gt;&amp;" in shown


class TestJson:
    """``to_json`` and ``from_json`` lose nothing; the standards that come with the package are found."""

    def test_reads_back_what_it_wrote(self) -> None:
        made = sample_report("cn-2021+cn-2019:requests")
        assert Report.from_json(made.to_json()) == made
        assert Report.from_json(made.to_json().encode()) == made
        assert json.loads(made.to_json()) == made.to_dict()

    def test_takes_a_standard_or_what_finds_one(self) -> None:
        made = report(head_one=Cell(value=4))
        assert Report.from_json(made.to_json(), standard=STANDARD) == made
        assert Report.from_json(made.to_json(), standard=lambda _: STANDARD) == made

    def test_names_a_standard_that_it_cannot_find(self) -> None:
        with pytest.raises(UnknownStandardError, match="no standard x"):
            Report.from_json(report().to_json())
        with pytest.raises(UnknownStandardError, match="is not a standard of the package"):
            shipped("x")
