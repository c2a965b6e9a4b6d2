"""A document of ours carries its report as data: it says which report it is, and print is held against it cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from docx import Document

from govdisclosure import library, load_standard
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.formats.sniffing import open_document
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report, Unread
from govdisclosure.report.contents import MadeBy, RecordsUsed
from govdisclosure.testing import sample_report
from govdisclosure.values import Period

SUFFIXES = [".docx", ".xlsx"]
DATA = "customXml/item1.xml"
STANDARD = load_standard("cn-2021")
FEW = Report(
    standard=STANDARD,
    body=Body(id="qinghe", name="清河县水务局"),
    period=Period.year(2023),
    signed=date(2024, 1, 15),
    cells={"requests.received/total": Cell(value=1234)},
    text={"overview": "全年收到申请1234件。"},
)


def edited(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Change the parts of a document as a hand at the keyboard would, and nothing else."""
    target = path.with_name(f"edited-{path.name}")
    with ZipFile(path) as whole, ZipFile(target, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, change(name, whole.read(name)))
    return target


def replaced(path: Path, old: str, new: str) -> Path:
    """Change what is printed, not the data."""

    def change(name: str, content: bytes) -> bytes:
        printed = name.startswith(("word/document", "xl/worksheets/", "xl/sharedStrings"))
        for encoding in ("utf-8", "ascii") if printed else ():  # openpyxl writes characters as numbers
            before, after = (text.encode(encoding, "xmlcharrefreplace") for text in (old, new))
            content = content.replace(before, after)
        return content

    return edited(path, change)


def write(report: Report, folder: Path, suffix: str) -> Path:
    path = folder / f"report{suffix}"
    library.write(report, path)
    return path


def rules(report: Report) -> list[str]:
    return [note.rule for note in report.notes if note.rule.startswith(("read.data_", "read.identity"))]


@pytest.mark.parametrize("suffix", SUFFIXES)
class TestPrintChangedByHand:
    """The printed figure is read; the note names the cell, both figures and where it is."""

    def test_is_read_as_printed_and_named(self, tmp_path: Path, suffix: str) -> None:
        path = write(evolve(FEW, text={}, status="final"), tmp_path, suffix)
        back = library.read(replaced(path, "1234", "1243"))
        assert back["requests.received/total"] == 1243
        (note,) = [note for note in back.notes if note.rule == "read.data_cell"]
        assert note.cells == ("requests.received/total",)
        assert (note.facts["printed"], note.facts["data"]) == ("1243", "1234")
        assert note.where
        assert back.status == "draft"
        assert (back.standard.id, back.body, back.period) == (FEW.standard.id, FEW.body, FEW.period)

    def test_is_named_where_a_figure_was_deleted_or_added(self, tmp_path: Path, suffix: str) -> None:
        back = library.read(replaced(write(evolve(FEW, text={}), tmp_path, suffix), "1234", ""))
        assert [note.cells for note in back.notes if note.rule == "read.data_cell"] == [("requests.received/total",)]

    def test_names_many_cells_in_one_note(self, tmp_path: Path, suffix: str) -> None:
        cells = dict.fromkeys((key for key, spot in STANDARD.spots.items() if spot.kind.is_figure and spot.table.printed), 7777)
        path = write(evolve(FEW, cells={key: Cell(value=value) for key, value in cells.items()}, text={}), tmp_path, suffix)
        back = library.read(replaced(path, "7777", "7778"))
        (note,) = [note for note in back.notes if note.rule == "read.data_cell"]
        assert set(note.cells) == {key for key in cells if back[key] == 7778}
        assert len(note.cells) > 100

    def test_names_words_that_differ(self, tmp_path: Path, suffix: str) -> None:
        back = library.read(replaced(write(FEW, tmp_path, suffix), "全年收到申请", "本年收到申请"))
        assert back.text == {"overview": "本年收到申请1234件。"}
        assert rules(back) == ["read.data_words"]

    def test_takes_no_identity_of_another_body(self, tmp_path: Path, suffix: str) -> None:
        back = library.read(replaced(write(evolve(FEW, status="final"), tmp_path, suffix), "清河县", "白河县"))
        assert back.body == Body(id="白河县水务局", name="白河县水务局")
        assert "read.identity" in rules(back)
        assert back.status == "draft"


class TestWhatPrintLeavesOut:
    """Where print and data agree, the data give what print cannot show."""

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_comes_from_the_data(self, tmp_path: Path, suffix: str) -> None:
        used = MadeBy(govdisclosure="0.1", standard="x", records=RecordsUsed(set_aside=3))
        made = evolve(FEW, scope="area", includes=("a", "b"), revision=2, made_by=used, status="final")
        back = library.read(write(made, tmp_path, suffix))
        assert (back.scope, back.includes, back.revision, back.made_by) == ("area", ("a", "b"), 2, used)
        assert back.status == "final"
        assert rules(back) == []

    def test_is_a_figure_before_it_was_rounded(self) -> None:
        address = next(key for key, spot in load_standard("cn-2014").spots.items() if spot.kind.has_decimals)
        made = evolve(sample_report("cn-2014"), cells={address: Cell(value=Decimal("16.8904"))})
        back = library.read(BytesIO(library.dumps(made, "docx")))
        assert back[address] == Decimal("16.8904")


class TestData:
    """What is inside is bounded, may be damaged or absent, and holds nothing that nobody publishes."""

    def test_that_are_damaged_leave_print(self, tmp_path: Path) -> None:
        def cut(name: str, content: bytes) -> bytes:
            return content.replace(b'"format"', b'"fromat"') if name == DATA else content

        back = library.read(edited(write(FEW, tmp_path, ".docx"), cut))
        assert (back["requests.received/total"], back.body) == (1234, FEW.body)
        assert rules(back) == ["read.data_damaged"]

    def test_of_a_standard_that_is_not_installed_leave_print(self, tmp_path: Path) -> None:
        def other(name: str, content: bytes) -> bytes:
            return content.replace(b'"standard": "cn-2021"', b'"standard": "cn-3021"') if name == DATA else content

        back = library.read(edited(write(FEW, tmp_path, ".docx"), other))
        assert back.standard.id == "cn-2021"
        (note,) = [note for note in back.notes if note.rule == "read.data_damaged"]
        assert "cn-3021" in note.message.zh

    def test_hold_nothing_that_was_noticed_or_not_placed(self) -> None:
        given = evolve(FEW, unread=(Unread(where="line 1", text="某人的电话"),))
        for form in ("docx", "xlsx"):
            carried = opened(library.dumps(given, form)).report_data
            assert carried
            assert "某人的电话".encode() not in carried

    def test_survive_being_saved_by_word(self) -> None:
        document = Document(BytesIO(library.dumps(FEW, "docx")))
        out = BytesIO()
        document.save(out)
        assert opened(out.getvalue()).report_data

    def test_survive_being_saved_by_libreoffice(self, tmp_path: Path) -> None:
        """It moves the relationship from the workbook to the package, with the workbook's target."""
        link = b'<Relationship Id="rIdReportData" Type="%s/customXml" Target="../customXml/item1.xml"/>'
        link %= b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"

        def moved(name: str, content: bytes) -> bytes:
            if name == "_rels/.rels":
                return content.replace(b"</Relationships>", link + b"</Relationships>")
            return content.replace(link, b"") if name == "xl/_rels/workbook.xml.rels" else content

        assert opened(edited(write(FEW, tmp_path, ".xlsx"), moved).read_bytes()).report_data

    def test_keep_characters_that_are_markup_or_rare(self, tmp_path: Path) -> None:
        text = "a<b>&\"']]>\U00020bb7"
        back = library.read(write(evolve(FEW, text={"overview": text}), tmp_path, ".docx"))
        assert back.text == {"overview": text}
        assert rules(back) == []


def opened(data: bytes) -> OpenedDocument:
    return open_document(data, "report")
