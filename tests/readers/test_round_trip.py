"""Write, then read: the identical report comes back, in every format that our exporters write and readers read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import library
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Body
from govdisclosure.report import Cell, OriginKind, Report
from govdisclosure.testing.pages import printed_cells, reports
from govdisclosure.values import Period

SUFFIXES = [".docx", ".xlsx"]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}"), min_size=1, max_size=30)
TELLING = ["一、总体情况良好。", "2024年1月5日", "附件：说明", "共办理12件，其中（一）类3件。", "上一篇：通知", "表一"]
TYPOGRAPHIC = ["公开率|办结率", "|", "---", "# 说明"]
PARAGRAPHS = st.lists(WORDS | st.sampled_from([*TELLING, *TYPOGRAPHIC]), max_size=3).map("\n".join)
"""Words of all kinds, those that look like headings, dates and the foot of a page among them."""


def read_back(report: Report, folder: Path, suffix: str) -> Report:
    path = folder / f"report{suffix}"
    library.write(report, path)
    return library.read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
class TestAnyReport:
    """Standard, body, period, values, blanks and words come back; every cell knows where it stood."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_comes_back(self, data: st.DataObject, tmp_path: Path, suffix: str) -> None:
        made = data.draw(reports(library.load_standard))
        texts = {section.key: data.draw(PARAGRAPHS) for section in made.standard.text_sections}
        body = data.draw(
            st.sampled_from([Body(id="b1", name="清河县水务局"), Body(id="qinghe"), Body(id="x", name="第12师（北区）2部")])
        )
        made = evolve(
            made,
            body=body,
            text={key: text for key, text in texts.items() if text},
            signed=data.draw(st.sampled_from([None, date(2024, 1, 15)])),
        )
        back = read_back(made, tmp_path, suffix)
        assert back.standard.id == made.standard.id
        assert (back.body, back.period, back.signed) == (made.body, made.period, made.signed)
        assert printed_cells(back) == printed_cells(made)
        assert back.text == made.text
        assert {cell.origin.kind for cell in back.cells.values()} <= {OriginKind.READ}
        assert all(cell.origin.address for cell in back.cells.values())
        assert back.unread == ()

    @pytest.mark.parametrize("period", [Period.half(2014, 2), Period.quarter(2014, 3), Period.month(2014, 6)])
    def test_comes_back_with_a_period_other_than_a_year(self, tmp_path: Path, suffix: str, period: Period) -> None:
        made = Report(
            standard=library.load_standard("cn-2014"),
            body=Body(id="qinghe"),
            period=period,
            cells={"disclosure.items": Cell(value=12)},
        )
        assert read_back(made, tmp_path, suffix).period == period

    def test_comes_back_with_its_switches(self, tmp_path: Path, suffix: str) -> None:
        standard = library.load_standard("cn-2021?instances=first&lawyers=legal_service")
        made = Report(standard=standard, body=Body(id="qinghe"), period=Period.year(2023), cells={})
        assert read_back(made, tmp_path, suffix).standard.id == standard.id

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("我局全年公开信息若干条。" * 150, id="longer than a row of a sheet"),
            *[pytest.param(one, id=f"braces that name no figure: {one}") for one in ("按{{附件}}办理。", "集合{{}}", "单边{")],
        ],
    )
    def test_comes_back_with_words_that_formats_find_hard(self, tmp_path: Path, suffix: str, text: str) -> None:
        made = Report(
            standard=library.load_standard("cn-2021"),
            body=Body(id="qinghe"),
            period=Period.year(2023),
            cells={"requests.received/total": Cell(value=1)},
            text={"overview": text},
        )
        assert read_back(made, tmp_path, suffix).text == {"overview": text}


class TestCsv:
    """CSV holds the figures alone: they come back by their addresses, the year by the file's name or from the caller."""

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(made=reports(library.load_standard))
    def test_comes_back_with_every_figure(self, made: Report, tmp_path: Path) -> None:
        library.write(made, tmp_path / "2023.csv")
        back = library.read(tmp_path / "2023.csv")
        assert (back.period, back.unread) == (made.period, ())
        assert printed_cells(back) == {key: value for key, value in printed_cells(made).items() if key in back.standard.spots}

    def test_is_asked_for_its_year(self, tmp_path: Path) -> None:
        made = Report(standard=library.load_standard("cn-2021"), body=Body(id="b"), period=Period.year(2023), cells={})
        library.write(made, tmp_path / "report.csv")
        with pytest.raises(UnreadableError):
            library.read(tmp_path / "report.csv")
        assert library.read(tmp_path / "report.csv", period=made.period, body="b").body == made.body

    def test_keeps_what_no_standard_knows(self, tmp_path: Path) -> None:
        made = Report(standard=library.load_standard("cn-2021"), body=Body(id="b"), period=Period.year(2023), cells={})
        library.write(made, tmp_path / "2023.csv")
        with (tmp_path / "2023.csv").open("a", encoding="utf-8") as file:
            file.write("no.such/cell,,,,,7,7,\r\n")
        assert [one.text for one in library.read(tmp_path / "2023.csv").unread] == ["no.such/cell", "7", "7"]


class TestIdentity:
    """What a document says of itself out of sight is believed only where print agrees."""

    def test_is_not_believed_where_print_says_otherwise(self, tmp_path: Path) -> None:
        made = Report(
            standard=library.load_standard("cn-2021"),
            body=Body(id="qinghe", name="清河县水务局"),
            period=Period.year(2023),
            cells={"requests.received/total": Cell(value=1)},
        )
        library.write(made, tmp_path / "whole.docx")
        with ZipFile(tmp_path / "whole.docx") as whole, ZipFile(tmp_path / "changed.docx", "w") as copy:
            for name in whole.namelist():
                content = whole.read(name)
                copy.writestr(
                    name, content.replace("清河县".encode(), "白河县".encode()) if name.startswith("word/") else content
                )
        back = library.read(tmp_path / "changed.docx")
        assert back.body == Body(id="白河县水务局", name="白河县水务局")
        assert [note.rule for note in back.notes if note.rule == "read.identity"] == ["read.identity"]
