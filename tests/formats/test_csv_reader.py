"""Separated text taken apart, our own exporter's above all: every text comes back as it was before it was made safe."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from govdisclosure.errors import UnreadableError
from govdisclosure.exporters.csv import CsvExporter, neutralised
from govdisclosure.formats import csv
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.testing.made_documents import grids, texts
from govdisclosure.testing.roundtrip import written
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Period


class TestSeparatedText:
    """Columns are told by what separates them in nearly all lines."""

    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_is_a_grid_in_every_encoding(self, separator: str, coding: str) -> None:
        data = f"指标{separator}数值\r\n新收{separator}5\r\n".encode(coding)
        assert csv.accepts(data)
        (grid,) = grids(csv.document(data, "a.csv"))
        assert texts(grid) == [["指标", "数值"], ["新收", "5"]]

    def test_knows_the_line_of_every_cell(self) -> None:
        (grid,) = grids(csv.document(b'a,b\n\n"c\nd",e\nf,g\n', "a.csv"))
        assert [row[0] and (row[0].text, row[0].where) for row in grid.rows] == [
            ("a", "line 1"),
            ("c\nd", "line 3"),
            ("f", "line 5"),
        ]

    def test_has_quotes_and_ragged_lines(self) -> None:
        data = '指标,数值,备注\n"新收,含结转","1,234",\n"说""明""",5\n其他,1,2\n其他,1,2\n其他,1,2\n'.encode()
        assert csv.accepts(data)
        assert texts(grids(csv.document(data, "a.csv"))[0])[1:3] == [["新收,含结转", "1,234", ""], ['说"明"', "5", None]]

    @pytest.mark.parametrize(
        "data",
        [
            "一、总体情况\n2023年,本局主动公开信息12条。\n其中,规章0件;规范性文件1件,废止0件。\n".encode(),
            b"one line, only",
            b'{"a": 1,\n"b": 2}',
            b"<table>,\n,",
            b"PK\x03\x04,\n,",
            b"",
            bytes(range(32)) * 8,
            b'a,"' + b"x" * 200_000 + b"\nb,c\n",
        ],
    )
    def test_is_not_seen_in_prose_or_other_files(self, data: bytes) -> None:
        assert not csv.accepts(data)

    def test_of_nothing_is_no_grid(self) -> None:
        assert csv.document(b"", "a.csv").blocks == ()

    def test_that_is_damaged_or_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for data in (bytes(range(32)) * 8, b'a,"' + b"x" * 200_000):
            with pytest.raises(UnreadableError, match="damaged"):
                csv.document(data, "a.csv")
        monkeypatch.setattr(csv, "_LARGEST", 3)
        with pytest.raises(UnreadableError, match="more than 0 MB"):
            csv.document(b"a,b\n", "a.csv")


class TestOurOwn:
    """What the csv exporter wrote is known by its head, and its apostrophes are taken away again."""

    def test_is_known_by_its_head(self) -> None:
        standard = one_table(entered("a", "b"))
        report = Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells={"a": Cell(value=5)})
        document = csv.document(written(CsvExporter(), report), "a.csv")
        assert document.properties == {"format": "govdisclosure"}
        assert texts(grids(document)[0])[0] == ["指标地址", "表", "指标", "栏", "单位", "数值", "印刷值", "状态"]
        assert [row[0] for row in texts(grids(document)[0])[1:]] == ["a", "b"]
        assert csv.document(b"a,b\n1,2\n", "a.csv").properties == {}

    @given(st.text(st.sampled_from("'=+-@＝\t \u3000a1一"), max_size=8))
    def test_has_every_text_as_it_was(self, text: str) -> None:
        assert csv.as_meant(neutralised(text)) == text
