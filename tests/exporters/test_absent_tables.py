"""Optional tables that a report is without are not printed, by whatever writes it, and are absent when it is read back."""

from __future__ import annotations

from html import unescape
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pdfplumber
import pytest

from govdisclosure import Body, Library, Period, check, dumps, read
from govdisclosure.cli.display import show_report
from govdisclosure.exporters.by_body import write_workbook
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.report import Report
from govdisclosure.standards import load_text
from govdisclosure.values import Value

TEXT = """
id = "x"
edition = "1"
title = "{body}{year}年统计表"
authority = "x"
sections = [
  { key = "s", heading = "一、基本情况", tables = ["t", "u"] },
  { key = "more", attachment = "季度另表", tables = ["w"] },
]
[[tables]]
key = "t"
heading = "主要指标"
row_head = "指标"
value_head = "数量"
rows = [{ key = "a", label = "甲项目数量", entered = "count" }, { key = "b", label = "乙项目数量", entered = "count" }]
[[tables]]
key = "u"
heading = "附加指标"
row_head = "指标"
value_head = "数量"
optional = true
rows = [{ key = "u.x", label = "丙项目数量", entered = "count" }, { key = "u.y", label = "丁项目数量", entered = "count" }]
[[tables]]
key = "w"
heading = "另附指标"
row_head = "指标"
value_head = "数量"
optional = true
rows = [{ key = "w.x", label = "戊项目数量", entered = "count" }, { key = "w.y", label = "己项目数量", entered = "count" }]
"""
STANDARD = load_text(TEXT, name="x")
ABSENT = {"附加指标", "丙项目数量", "丁项目数量", "另附指标", "戊项目数量", "季度另表"}


def report(**cells: Value) -> Report:
    given = {key.replace("__", "."): value for key, value in cells.items()}
    return Report(standard=STANDARD, body=Body(id="b", name="某局"), period=Period.year(2024), cells=given)


def publication(one: Report) -> PublishedReport:
    return PublishedReport(report=one, verdict=check(one))


def words(data: bytes) -> str:
    """All text of a document, however it is packed and encoded."""
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            return unescape("\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()))
    if data.startswith(b"%PDF"):
        with pdfplumber.open(BytesIO(data)) as document:
            return "\n".join(page.extract_text() for page in document.pages)
    return unescape(data.decode("utf-8", "replace") + data.decode("gb18030", "replace"))


WRITERS = sorted(set(Library().exporters) - {"pdf-page"})  # the page on paper is the page
ALONE, WITH = report(a=3, b=4), report(a=3, b=4, u__x=1, u__y=2, w__x=5, w__y=6)


class TestWriters:
    """Heading, head and rows of an absent table are nowhere; those of one that has a value are."""

    @pytest.mark.parametrize("suffix", WRITERS)
    def test_print_no_absent_table(self, suffix: str) -> None:
        without, given = words(dumps(ALONE, suffix)), words(dumps(WITH, suffix))
        assert not {one for one in ABSENT if one in without}
        assert suffix == "json" or "丙项目数量" in given

    def test_of_many_bodies_print_no_table_that_all_are_without(self) -> None:
        for reports, shown in (([ALONE, ALONE], False), ([ALONE, WITH], True)):
            stream = BytesIO()
            write_workbook([publication(one) for one in reports], stream)
            assert ("附加指标" in words(stream.getvalue())) is shown

    def test_to_the_screen_and_the_notebook_print_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        for one, shown in ((ALONE, False), (WITH, True)):
            show_report(one, check(one))
            assert ("丙项目数量" in capsys.readouterr().out) is shown
            assert ("丙项目数量" in one._repr_html_()) is shown


class TestReadingBack:
    """What was absent is absent again, with nothing missing; what was given is read."""

    @pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "json"])
    def test_keeps_it_absent(self, suffix: str) -> None:
        for one in (ALONE, WITH):
            again = read(dumps(one, suffix), standard=STANDARD)
            assert again.absent_tables == one.absent_tables
            assert {address: again[address] for address in STANDARD.spots} == {
                address: one[address] for address in STANDARD.spots
            }
            assert check(again).missing == ()
