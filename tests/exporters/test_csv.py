"""The csv exporter: the table as Excel opens it right, and never mistaken for a final one."""

import csv
from decimal import Decimal
from importlib.resources import files

import pytest

from govdisclosure.consistency import check
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.exporters.csv import CsvExporter, neutralised
from govdisclosure.formats.csv import DANGEROUS
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing.roundtrip import written
from govdisclosure.values import Blank, Kind, Period, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
COLUMNS = load_text(
    """
    id = "columns"
    edition = "1"
    title = "{body}"
    authority = "test"
    sections = [{ key = "part", tables = ["table", "aside"] }]
    [[tables]]
    key = "table"
    heading = "=1+1"
    columns = [
      { key = "person", label = "自然人", head = ["申请人"], entered = "count" },
      { key = "fee", label = "金额", entered = "amount", unit = "万元" },
    ]
    rows = [{ key = "group", label = "-一组", heading = true }, { key = "group.fees", label = "@收费", unit = "件" }]
    [[tables]]
    key = "aside"
    printed = false
    rows = [{ key = "aside", label = "不印", entered = "count" }]
    """,
    name="columns.toml",
)
MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE


ZEROS: dict[Kind, Value] = {Kind.COUNT: 0, Kind.AMOUNT: Decimal(0), Kind.YES_NO: False, Kind.TEXT: "无"}


def publication(change: dict[str, Value | Cell] | None = None, standard: Standard = HENGYANG) -> PublishedReport:
    """A report of zeros in which only ``change`` says something else."""
    zeros = {address: ZEROS[spot.kind] for address, spot in standard.spots.items()}
    filled: dict[str, Value | Cell] = {**zeros, **(change or {})}
    cells = {address: value if isinstance(value, Cell) else Cell(value=value) for address, value in filled.items()}
    report = Report(standard=standard, body=Body(id="b", name="某局"), period=Period.year(2015), cells=cells)
    return PublishedReport(report=report, verdict=check(report))


def lines(given: PublishedReport) -> dict[str, dict[str, str]]:
    """The lines by their address."""
    reader = csv.DictReader(written(CsvExporter(), given).decode("utf-8-sig").splitlines(keepends=True))
    return {line["指标地址"]: line for line in reader}


class TestFile:
    """A CSV file opens right in Excel by a double click."""

    def test_because_it_begins_with_a_byte_order_mark(self) -> None:
        header = "指标地址,表,指标,栏,单位,数值,印刷值,状态\r\n"
        assert written(CsvExporter(), publication()).startswith(b"\xef\xbb\xbf" + header.encode())

    def test_because_every_line_ends_in_crlf(self) -> None:
        data = written(CsvExporter(), publication())
        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == 1 + 41

    def test_and_is_the_same_twice(self) -> None:
        assert written(CsvExporter(), publication()) == written(CsvExporter(), publication())

    def test_and_its_exporter_is_one(self) -> None:
        exporter: Exporter = CsvExporter()
        assert (exporter.name, exporter.suffixes, exporter.labels) == ("csv", (".csv",), ("CSV表格", "CSV table"))


class TestLines:
    """There is one line a printed cell, and the table can be read in order."""

    def test_every_one_of_the_41_rows_stands_there_as_printed(self) -> None:
        expected = [(row.key, row.label, row.unit) for row in HENGYANG.tables[0].rows]
        found = [(key, line["指标"], line["单位"]) for key, line in lines(publication()).items()]
        assert found == expected
        assert len(found) == 41

    def test_a_heading_has_what_it_prints_and_no_value(self) -> None:
        found = lines(publication())
        assert [found["website"][name] for name in ("单位", "数值", "印刷值")] == ["—", "", "——"]
        assert [found["website.inspection"][name] for name in ("单位", "数值", "印刷值")] == ["次", "", ""]

    def test_a_table_is_named_by_its_heading_filled_in(self) -> None:
        assert lines(publication())["website"]["表"] == "某局2015年1-12月信息公开相关数据统计表"

    def test_a_column_is_named_with_the_groups_above_it_and_its_unit(self) -> None:
        found = lines(publication(standard=COLUMNS))
        assert list(found) == ["group", "group.fees/person", "group.fees/fee"]
        columns = [(line["栏"], line["单位"]) for line in found.values()]
        assert columns == [("", ""), ("申请人/自然人", "件"), ("金额", "万元")]

    def test_a_table_that_is_not_printed_is_left_out(self) -> None:
        assert "aside" in COLUMNS.spots
        assert "aside" not in lines(publication(standard=COLUMNS))


class TestValues:
    """数值 is for programs, 印刷值 is what the standard prints; zero, missing and not applicable are three things."""

    @pytest.mark.parametrize(
        ("value", "machine", "printed"),
        [
            (0, "0", "无"),
            (31, "31", "31"),
            (-31, "-31", "-31"),
            (Decimal("12.50"), "12.50", "12.50"),
            (MISSING, "", ""),
            (NOT_APPLICABLE, "—", "—"),
            (True, "true", "是"),
            (False, "false", "否"),
            ("见小结", "见小结", "见小结"),
            (Cell(value=MISSING, printed="表扬一次"), "", "表扬一次"),
        ],
    )
    def test_each_is_told_from_the_others(self, value: Value | Cell, machine: str, printed: str) -> None:
        line = lines(publication({"services.cases": value}))["services.cases"]
        assert (line["数值"], line["印刷值"]) == (machine, printed)


class TestState:
    """Every line says what it is taken from, so a failed table is never mistaken for a final one."""

    @pytest.mark.parametrize(
        ("change", "state"),
        [({}, "审核通过"), ({"disclosure.proactive": 1}, "草稿"), ({"services.cases": MISSING}, "审核不完整")],
    )
    def test_by_its_verdict(self, change: dict[str, Value | Cell], state: str) -> None:
        assert {line["状态"] for line in lines(publication(change)).values()} == {state}


class TestText:
    """Text stays text in a spreadsheet, and every text can be had back."""

    @pytest.mark.parametrize("sign", DANGEROUS)
    def test_that_begins_like_a_formula_gets_an_apostrophe(self, sign: str) -> None:
        for text in (f"{sign}1+1", f" {sign}1+1", f"　{sign}1+1", f"'{sign}1+1"):
            assert neutralised(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "一、政府网站", "'引文'", "1-2", "—", "a=b"])
    def test_of_another_kind_is_unchanged(self, text: str) -> None:
        assert neutralised(text) == text

    def test_is_neutralised_in_values_labels_and_headings_alike(self) -> None:
        found = lines(publication({"website.management.organisation": "=1+1"}))["website.management.organisation"]
        assert (found["数值"], found["印刷值"]) == ("'=1+1", "'=1+1")
        found = lines(publication(standard=COLUMNS))["group.fees/fee"]
        assert (found["表"], found["指标"]) == ("'=1+1", "'@收费")
        assert lines(publication(standard=COLUMNS))["group"]["指标"] == "'-一组"

    def test_with_commas_quotes_and_line_breaks_stays_whole(self) -> None:
        text = '甲,乙"丙"\n丁'
        given = publication({"website.management.organisation": text})
        assert lines(given)["website.management.organisation"]["数值"] == text

    def test_that_no_file_can_hold_is_seen_to_be_missing(self) -> None:
        given = publication({"website.management.organisation": "公\0开\ud800"})
        assert lines(given)["website.management.organisation"]["数值"] == "公\ufffd开\ufffd"
