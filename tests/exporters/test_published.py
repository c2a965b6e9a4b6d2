"""What is published gives sources and rules, no mark of our own doubt and no auditor's request; the method note is apart."""

from __future__ import annotations

from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from attrs import evolve
from docx import Document
from tests.made_fonts import LAID_OUT

from govdisclosure import (
    Body,
    Cell,
    Period,
    Report,
    UnknownFormatError,
    available_standards,
    check,
    load_standard,
    write,
)
from govdisclosure.cli.main import cli
from govdisclosure.explanation import explain_all
from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.method_note import write_method_note
from govdisclosure.exporters.publication import DOUBTS, as_published, settled
from govdisclosure.forms.form_workbook import form_bytes
from govdisclosure.library import default_library, write_by_body
from govdisclosure.messages import Message

ASKED = ("请说明原因", "say why", *DOUBTS)


def report(standard: str, year: int = 2024, figure: int = 0) -> Report:
    chosen = load_standard(standard)
    cells = {address: Cell(value=figure) for address, spot in chosen.spots.items() if spot.kind.value in ("count", "amount")}
    return Report(standard=chosen, body=Body(id="b", name="某局"), period=Period.year(year), cells=cells)


def words_of(data: bytes) -> str:
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            return unescape("\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()))
    return unescape(data.decode("utf-8", "replace"))


class TestSources:
    """Of a source what is settled is given."""

    @pytest.mark.parametrize(
        ("source", "given"),
        [
            ("条例第十四条;条文与本行的对应(据记忆,待核实)", "条例第十四条"),
            ("表三一;按收到申请之日计(条例第三十一条);联名申请计1件(据记忆,待核实)", "表三一;按收到申请之日计(条例第三十一条)"),
            ("只由原行为主体计入(国办公开办函〔2016〕201号;仍适用:据记忆,待核实);每一审级计1件(待核实)", ""),
            ("未见正式规定(据记忆,待核实)", ""),
            ("条例第三十六条第（二）项", "条例第三十六条第（二）项"),
            ("", ""),
        ],
    )
    def test_are_their_settled_parts(self, source: str, given: str) -> None:
        assert settled(source) == given

    @pytest.mark.parametrize("standard", available_standards())
    def test_of_every_cell_are_given_without_a_mark(self, standard: str) -> None:
        made = report(standard)
        publication = PublishedReport(report=made, verdict=check(made))
        given = [publication.source(one.source) for one in explain_all(made).values()]
        assert all(given)
        assert [one for one in given if any(mark in one for mark in DOUBTS)] == []


@pytest.mark.parametrize("name", [name for name in default_library().exporters if name not in (*LAID_OUT, "json")])
@pytest.mark.parametrize("standard", ["cn-2021", "cn-hengyang-2015"])
def test_no_document_doubts_or_asks(name: str, standard: str, tmp_path: Path) -> None:
    made = report(standard, figure=3)
    before = report(standard, 2023, figure=90)  # a year that asks many questions
    asks = check(made, previous=[before])
    assert any("说明原因" in one.message.zh for one in asks.findings)
    write(made, tmp_path / "out", format=name, previous=[before])
    said = words_of((tmp_path / "out").read_bytes())
    assert [mark for mark in ASKED if mark in said] == []


class TestTogether:
    """What is written of many bodies keeps to the same: of sources what is settled, and requests only to whoever is asked."""

    def test_reports_of_each_body(self, tmp_path: Path) -> None:
        made = report("cn-2021", figure=3)
        wrong = evolve(made, cells={**made.cells, "requests.received/total": Cell(value=40)})
        write_by_body({"b": wrong, "c": evolve(made, body=Body(id="c"))}, tmp_path / "all.xlsx")
        said = words_of((tmp_path / "all.xlsx").read_bytes())
        assert "不成立" in said
        assert [mark for mark in ASKED if mark in said] == []

    def test_forms_collected(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        made, before = report("cn-2021", figure=3), report("cn-2021", 2023, figure=90)
        (tmp_path / "before.json").write_text(before.to_json(), encoding="utf-8")
        (tmp_path / "forms").mkdir()
        (tmp_path / "forms/form.xlsx").write_bytes(form_bytes(made, before))
        words = ("--previous", tmp_path / "before.json", "-o", tmp_path / "sum.xlsx", "--annotate", tmp_path / "copies")
        cli.main(["--lang", "zh", "collect", str(tmp_path / "forms"), *map(str, words)], standalone_mode=False)
        assert "说明原因" in capsys.readouterr().out  # whoever collects is shown what is to be asked
        said = words_of((tmp_path / "sum.xlsx").read_bytes())
        assert "增减过大" in said or "相同" in said or "不成立" in said
        assert [mark for mark in ASKED if mark in said] == []
        (copy,) = (tmp_path / "copies").iterdir()
        asked = words_of(copy.read_bytes())
        assert "说明原因" in asked  # the body itself
        assert [mark for mark in DOUBTS if mark in asked] == []

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_letters(self, tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
        made = report("cn-2021", figure=3)
        for name, one in (("now", made), ("before", report("cn-2021", 2023, figure=90))):
            (tmp_path / name).mkdir()
            (tmp_path / name / "report.json").write_text(one.to_json(), encoding="utf-8")
        words = ("--previous", tmp_path / "before", "--letters", tmp_path / "letters", "-o", tmp_path / "audit.xlsx")
        cli.main(["--lang", lang, "audit", str(tmp_path / "now"), *map(str, words)], standalone_mode=False)
        for path in (*(tmp_path / "letters").iterdir(), tmp_path / "audit.xlsx"):
            assert [mark for mark in DOUBTS if mark in words_of(path.read_bytes())] == [], path

    def test_what_a_plugin_says_is_its_own(self) -> None:
        message = Message.literal(zh="请说明原因", en="say why")
        assert as_published(message, advice=False, authority="") == message


class TestMethodNote:
    """It is a file of its own, and no document of the report has it."""

    def test_is_written_where_asked_for(self, tmp_path: Path) -> None:
        made = report("cn-2021")
        for name in ("note.docx", "note.txt"):
            assert write_method_note(made, tmp_path / name)
        text = (tmp_path / "note.txt").read_text(encoding="utf-8")
        assert text.startswith("某局2024年政府信息公开工作年度报告统计口径说明\n\n1. ")
        paragraphs = [one.text for one in Document(str(tmp_path / "note.docx")).paragraphs if one.text]
        assert paragraphs == [line for line in text.splitlines() if line]
        with pytest.raises(UnknownFormatError):
            write_method_note(made, tmp_path / "note.pdf")

    def test_is_nothing_where_nothing_is_to_be_chosen(self, tmp_path: Path) -> None:
        made = report("cn-2021")
        bare = evolve(made, standard=evolve(made.standard, policies=()))
        assert not write_method_note(bare, tmp_path / "note.txt")
        assert list(tmp_path.iterdir()) == []

    def test_is_an_option(self, tmp_path: Path) -> None:
        source, note = tmp_path / "report.json", tmp_path / "note.txt"
        source.write_text(report("cn-2021").to_json(), encoding="utf-8")
        words = ["write", str(source), "-o", str(tmp_path / "a.docx"), "--method-note", str(note)]
        cli.main(words, standalone_mode=False)
        assert note.exists()
        assert "统计口径说明" not in "\n".join(one.text for one in Document(str(tmp_path / "a.docx")).paragraphs)
