"""Many bodies in one file: every figure stands there once, under its body, and text is never a formula."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve
from openpyxl import load_workbook

from govdisclosure import check, load_standard, tabulate_by_body
from govdisclosure.errors import MissingExtraError, NotFinalError, UnknownFormatError, UnreadableError
from govdisclosure.library import write_by_body
from govdisclosure.messages import Message
from govdisclosure.records import Body, Entry, Request
from govdisclosure.records.vocabulary import BodyKind
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.testing.examples import request
from govdisclosure.values import Blank, Kind, Period, Severity, Value

CELL = "requests.received/total"


def asked(identity: str, body: str) -> Request:
    day = date(2024, 3, 4)
    return request(identity, body=body, received=day, closed=day)


@pytest.fixture
def reports() -> Mapping[str, Report]:
    bodies = [
        Body(id="b", name="=1+1", kind=BodyKind.ADMINISTRATIVE_ORGAN),
        Body(id="c", name="机关丙", kind=BodyKind.ADMINISTRATIVE_ORGAN),
    ]
    found = [*bodies, asked("r1", "b"), asked("r2", "b"), asked("r3", "c")]
    return tabulate_by_body(found, load_standard("cn-2021"), period=Period.year(2024), together="all")


class TestWorkbook:
    """一个机关一行: a sheet a table, the findings of all on one sheet."""

    def test_has_a_line_for_each_body_and_one_for_all_together(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        write_by_body(reports, tmp_path / "all.xlsx")
        book = load_workbook(tmp_path / "all.xlsx")
        counted = {}
        for sheet in book.worksheets[:-1]:
            heads, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
            assert heads[:5] == ["机关代码", "机关名称", "统计期", "审核结论", "错误数"]
            assert [line[0] for line in lines] == ["b", "c", "all"]
            for number, head in enumerate(heads[5:], 5):
                counted[sheet.title, head] = [line[number] for line in lines]
        spots = [spot for spot in load_standard("cn-2021").spots.values() if spot.table.printed]
        assert len(counted) == len({(spot.table.key, spot.label) for spot in spots})
        label = load_standard("cn-2021").spots[CELL].label
        assert [values for (_, head), values in counted.items() if str(head).startswith(label)] == [[2, 1, 3]]

    def test_takes_no_name_for_a_formula(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        write_by_body(reports, tmp_path / "all.xlsx")
        name = load_workbook(tmp_path / "all.xlsx").worksheets[0]["B2"]
        assert (name.value, name.data_type) == ("=1+1", "s")

    def test_keeps_a_name_whatever_is_in_it_and_no_more_of_it_than_a_cell_holds(
        self, reports: Mapping[str, Report], tmp_path: Path
    ) -> None:
        names = ["<机关>&\r\n丙 ", "@" * 40_000, "\x01乙"]
        bodies = zip(reports.items(), names, strict=True)
        named = {key: evolve(one, body=evolve(one.body, name=name)) for (key, one), name in bodies}
        write_by_body(named, tmp_path / "all.xlsx")
        cells = load_workbook(tmp_path / "all.xlsx").worksheets[0]["B"][1:]
        assert [cell.value for cell in cells] == ["<机关>&\r\n丙 ", "@" * 32_767, "\ufffd乙"]
        assert [cell.quotePrefix for cell in cells] == [False, True, False]

    def test_shows_numbers_as_a_spreadsheet_keeps_them_and_words_as_they_are_printed(
        self, reports: Mapping[str, Report], tmp_path: Path
    ) -> None:
        values: list[Value] = [10**14, -3, Decimal("12.50"), 10**20, Blank.MISSING, "多于十件"]
        report = reports["all"]
        addresses = [one for one in report.standard.spots if one.startswith("requests.received/")][: len(values)]
        cells = {address: Cell(value=value) for address, value in zip(addresses, values, strict=True)}
        write_by_body({"all": evolve(report, cells={**report.cells, **cells})}, tmp_path / "all.xlsx")
        sheet = next(one for one in load_workbook(tmp_path / "all.xlsx") if one.max_column > 20)
        first = 6 + [
            spot.address
            for spot in report.standard.spots.values()
            if spot.table is report.standard.spots[addresses[0]].table and spot.kind is not Kind.HEADING
        ].index(addresses[0])
        shown = [sheet.cell(2, column).value for column in range(first, first + len(values))]
        assert shown == [10**14, -3, 12.5, 10**20, None, "多于十件"]

    def test_gives_the_same_bytes_again(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        for name in ("one.xlsx", "two.xlsx"):
            write_by_body(reports, tmp_path / name)
        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


class TestParquet:
    """一格一行: every cell of every body, number and text apart, blank as what kind of blank it is."""

    def test_holds_every_cell(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        write_by_body(reports, tmp_path / "all.parquet")
        table = pl.read_parquet(tmp_path / "all.parquet")
        assert table.height == 3 * len(load_standard("cn-2021").spots)
        for body, report in reports.items():
            for address, number, text, blank in (
                table.filter(body=body).select("address", "number", "text", "blank").iter_rows()
            ):
                value = report[address]
                if isinstance(value, Blank):
                    assert (number, text, blank) == (None, None, value.value)
                elif isinstance(value, bool | str | date):
                    assert (number, text, blank) == (None, value if isinstance(value, str) else str(value).lower(), None)
                else:
                    assert (number, text, blank) == (Decimal(value), None, None)

    def test_names_what_to_install(
        self, reports: Mapping[str, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "polars", None)
        with pytest.raises(MissingExtraError, match=r"govdisclosure\[tables\]"):
            write_by_body(reports, tmp_path / "all.parquet")
        assert list(tmp_path.iterdir()) == []


class TestJsonLines:
    """一个报告一行: lossless."""

    def test_gives_every_report_back(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        write_by_body(reports, tmp_path / "all.jsonl")
        lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
        read = [Report.from_json(json.dumps(json.loads(line)), standard=load_standard) for line in lines]
        assert [one.cells for one in read] == [one.cells for one in reports.values()]


class TestRefusing:
    """Whole or not at all."""

    def test_knows_three_formats(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        with pytest.raises(UnknownFormatError, match=r"\.xlsx"):
            write_by_body(reports, tmp_path / "all.docx")

    def test_asks_for_a_report(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match=r"all\.xlsx"):
            write_by_body({}, tmp_path / "all.xlsx")

    def test_writes_nothing_final_where_one_has_errors(self, tmp_path: Path) -> None:
        wrong = Entry(body="b", period=Period.year(2024), address="text.overview", value="{requests.nothing}")
        reports = tabulate_by_body(
            [asked("r1", "b"), asked("r2", "c"), wrong], load_standard("cn-2021"), period=Period.year(2024)
        )
        with pytest.raises(NotFinalError):
            write_by_body(reports, tmp_path / "all.xlsx", final=True)
        assert list(tmp_path.iterdir()) == []
        verdicts = write_by_body(reports, tmp_path / "all.xlsx")
        assert {body: one.verdict for body, one in verdicts.items()}["b"] == "failed"
        sheet = load_workbook(tmp_path / "all.xlsx").worksheets[0]
        assert [sheet["D2"].value, sheet["E2"].value] == ["草稿", 1]

    def test_goes_by_the_verdicts_of_who_checked_already(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        """Against last year's reports, for example, which the writer does not have."""
        sentence = Message.literal(zh="与上年报告衔接不上", en="does not carry over")
        found = Finding(rule="carry", severity=Severity.ERROR, message=sentence, fingerprint="1")
        verdicts = {body: check(one) for body, one in reports.items()}
        verdicts["c"] = evolve(verdicts["c"], findings=(found,))
        with pytest.raises(NotFinalError):
            write_by_body(reports, tmp_path / "all.xlsx", final=True, verdicts=verdicts)
        written = write_by_body(reports, tmp_path / "all.xlsx", verdicts=verdicts)
        assert [written[body] is verdicts[body] for body in reports] == [True] * len(reports)
        sheet = load_workbook(tmp_path / "all.xlsx").worksheets[0]
        assert [sheet["D3"].value, sheet["E3"].value] == ["草稿", 1]

    def test_checks_a_report_that_no_verdict_is_on(self, reports: Mapping[str, Report], tmp_path: Path) -> None:
        of_another = {"b": check(evolve(reports["b"], status="draft"))}
        written = write_by_body(reports, tmp_path / "all.xlsx", verdicts=of_another)
        assert all(written[body].report is reports[body] for body in reports)
