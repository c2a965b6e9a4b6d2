"""OFD: what GB/T 33190 asks of a package, real text with its fonts, and the report read back out of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from attrs import evolve
from fontTools.ttLib import TTFont, newTable
from govdisclosure_ofd import OfdExporter, UnreadableError, accepts, document
from govdisclosure_ofd.font_parts import font_part
from govdisclosure_pdf import MissingFontError
from govdisclosure_pdf.fonts import ALONE, FOLDER
from tests.made_fonts import FAMILY, made_font

from govdisclosure.exporters import Exporter
from govdisclosure.formats.document import Grid, OpenedDocument, Words
from govdisclosure.formats.runs import Omission
from govdisclosure.library import default_library
from govdisclosure.readers import Reader
from govdisclosure.readers.format_reader import DocumentReader
from govdisclosure.report import Unread
from govdisclosure.testing import ExporterContract, ReaderContract, RoundTripContract, sample_report
from govdisclosure.testing.roundtrip import source_of, written

EXPORTER = OfdExporter()
READER = DocumentReader(name="ofd", labels=("版式文件", "fixed layout"), opens=document, knows=accepts)
SAMPLE = evolve(sample_report("cn-2021"), status="final")
OFD = "{http://www.ofdspec.org/2016}"


@pytest.fixture(scope="module", autouse=True)
def font(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lay out documents in a font of the tests' own and no other, so that pages are the same wherever they run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(made_font(tmp_path_factory.mktemp("fonts")).parent))
        patch.setenv(ALONE, "1")
        yield


@pytest.fixture(scope="module")
def package() -> Iterator[ZipFile]:
    with ZipFile(BytesIO(written(EXPORTER, SAMPLE))) as opened:
        yield opened


class TestContract(ExporterContract):
    """What every exporter keeps."""

    exporter: ClassVar[Exporter] = EXPORTER
    standards: ClassVar[tuple[str, ...]] = ("cn-anhui-quarterly",)

    def tables_of(self, data: bytes) -> bytes:
        """Return the tables as a page, which the kit can read: it knows nothing of places on paper."""
        lines: list[str] = []
        for grid in (one for one in document(data, "").blocks if isinstance(one, Grid)):
            done: set[int] = set()
            for row in grid.rows:
                texts = [("" if cell is None else cell.text.replace("\n", ""), id(cell)) for cell in row]
                shown = ("" if one in done and text.isdigit() else text for text, one in texts)
                lines.append("<tr>" + "".join(f"<td>{text}</td>" for text in shown) + "</tr>")
                done |= {one for _, one in texts}
        return f"<html><body><table>{''.join(lines)}</table></body></html>".encode()


class TestReader(ReaderContract):
    """What every reader keeps."""

    reader: ClassVar[Reader] = READER
    exporter: ClassVar[Exporter | None] = EXPORTER
    standards: ClassVar[tuple[str, ...]] = ("cn-anhui-quarterly",)


class TestRoundTrip(RoundTripContract):
    """Every standard and annex comes back without one difference."""

    exporter: ClassVar[Exporter] = EXPORTER
    reader: ClassVar[Reader] = READER


class TestPackage:
    """GB/T 33190: the parts, their numbers, their places."""

    def test_is_xml_with_the_standards_name_space_in_every_part(self, package: ZipFile) -> None:
        parts = [name for name in package.namelist() if name.endswith(".xml")]
        assert parts[0] == "OFD.xml"
        assert all(ElementTree.fromstring(package.read(name)).tag.startswith(OFD) for name in parts)  # noqa: S314 - our own

    def test_leads_from_the_entry_to_every_part(self, package: ZipFile) -> None:
        entry = ElementTree.fromstring(package.read("OFD.xml"))  # noqa: S314
        (main,) = [one.text for one in entry.iter(f"{OFD}DocRoot")]
        assert main == "Doc_0/Document.xml"
        root = ElementTree.fromstring(package.read(main))  # noqa: S314
        pages = [f"Doc_0/{one.get('BaseLoc')}" for one in root.iter(f"{OFD}Page")]
        assert len(pages) == 3
        assert set(pages) | {"Doc_0/PublicRes.xml", "Doc_0/Attachs/Attachments.xml"} <= set(package.namelist())

    def test_gives_every_object_a_number_of_its_own_up_to_the_highest(self, package: ZipFile) -> None:
        text = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
        numbers = [int(one) for one in re.findall(r' ID="(\d+)"', text)]
        assert len(numbers) == len(set(numbers)) > 300
        (most,) = re.findall(r"<ofd:MaxUnitID>(\d+)<", text)
        assert int(most) == max(numbers)

    def test_says_what_it_is_called_and_whose_it_is(self, package: ZipFile) -> None:
        entry = package.read("OFD.xml").decode()
        assert "<ofd:Title>某市某局2021年政府信息公开工作年度报告</ofd:Title>" in entry
        assert "<ofd:Author>某市某局</ofd:Author>" in entry
        assert "<ofd:Subject>定稿</ofd:Subject>" in entry

    def test_embeds_the_glyphs_that_are_used_and_no_others(self, package: ZipFile) -> None:
        resources = ElementTree.fromstring(package.read("Doc_0/PublicRes.xml"))  # noqa: S314
        files = {one.get("ID"): one.findtext(f"{OFD}FontFile") for one in resources.iter(f"{OFD}Font")}
        used: dict[str, set[str]] = {}
        for name in package.namelist():
            for one in ElementTree.fromstring(package.read(name)).iter(f"{OFD}TextObject") if "Content" in name else ():  # noqa: S314
                used.setdefault(one.get("Font", ""), set()).update(one.findtext(f"{OFD}TextCode") or "")
        assert set(used) == set(files)
        for number, file in files.items():
            font = TTFont(BytesIO(package.read(f"Doc_0/Res/{file}")))
            assert {chr(one) for one in font.getBestCmap()} == used[str(number)]

    def test_has_text_as_text_with_a_place_for_each_character(self, package: ZipFile) -> None:
        page = ElementTree.fromstring(package.read("Doc_0/Pages/Page_0/Content.xml"))  # noqa: S314
        codes = {one.text: one for one in page.iter(f"{OFD}TextCode")}
        title = codes["某市某局2021年政府信息公开工作年度报告"]
        assert len((title.get("DeltaX") or "").split()) == len(title.text or "") - 1

    def test_carries_the_report_without_what_is_not_published(self) -> None:
        given = evolve(SAMPLE, unread=(Unread(where="line 1", text="某人的电话"),))
        with ZipFile(BytesIO(written(EXPORTER, given))) as opened:
            report = json.loads(opened.read("Doc_0/Attachs/report-2021.json"))
        assert (report["standard"], "unread" in report) == ("cn-2021", False)

    def test_names_a_character_that_no_font_has(self) -> None:
        with pytest.raises(MissingFontError, match=r"U\+10FFFD"):
            written(EXPORTER, evolve(SAMPLE, text={"overview": "好\U0010fffd"}))

    def test_names_a_font_that_is_gone(self) -> None:
        with pytest.raises(MissingFontError):
            font_part("NoSuchFont-Regular", frozenset("甲"))


# ---------------------------------------------------------------------------------------------------- what others write


def made(content: str, *, document: str = "", more: dict[str, str] | None = None, area: str = "0 0 210 297") -> bytes:
    """A package of one page, as another program may write it."""
    head = '<ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016">{1}</ofd:{0}>'
    parts = {
        "OFD.xml": head.format("OFD", "<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"),
        "Doc_0/Document.xml": head.format(
            "Document",
            f"<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:PageArea>{document}</ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages>',
        ),
        "Doc_0/Pages/P.xml": head.format("Page", content),
        **{name: head.format("Page", text) for name, text in (more or {}).items()},
    }
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def layer(*objects: str) -> str:
    return f"<ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content>"


def text(words: str, at: str = "20 40 80 10", steps: str = "", attributes: str = "", inside: str = "") -> str:
    places = f' DeltaX="{steps}"' if steps else ""
    code = f'<ofd:TextCode X="0" Y="4"{places}>{words}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{at}" Font="1" Size="4" {attributes}>{inside}{code}</ofd:TextObject>'


LETTERS = dict.fromkeys("ilt", 1.1) | {"f": 1.3, "W": 3.8, "M": 3.6, "m": 3.1, "O": 3.1, "R": 2.7, "F": 2.4, "G": 3.1}
"""How wide letters of a size of 4 are; others are 2."""
BLANK = 1.0


def steps(words: str) -> list[float]:
    """How far it is from each letter to the next, where blanks are room and no characters."""
    starts, at = [], 0.0
    for letter in words:
        if letter != " ":
            starts.append(at)
        at += BLANK if letter == " " else LETTERS.get(letter, 2.0)
    return [round(after - before, 3) for before, after in pairwise(starts)]


def rule(left: float, top: float, right: float, bottom: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{left} {top} {right - left + 1} {bottom - top + 1}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {right - left} {bottom - top}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def opened(data: bytes) -> OpenedDocument:
    return document(data, "page.ofd")


def words(data: bytes) -> list[str]:
    return [one.text for one in opened(data).blocks if isinstance(one, Words)]


class TestNotices:
    """What the font's library remarks is in the log of whoever keeps one, and nowhere else."""

    def test_of_a_font_are_logged_and_not_printed(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        path = made_font(tmp_path)
        with TTFont(path) as font:
            font["Zzzz"] = newTable("Zzzz")  # a table that nobody knows, as the editors of fonts leave them
            font["Zzzz"].data = b"0000"
            font.save(path)
        monkeypatch.setenv(FOLDER, str(tmp_path))
        font_part.cache_clear()
        font_part(FAMILY, frozenset("甲"))
        assert "Zzzz" in caplog.text
        monkeypatch.setattr(logging.getLogger("fontTools"), "propagate", False)  # as where no log is kept
        font_part.cache_clear()
        font_part(FAMILY, frozenset("甲"))
        assert capsys.readouterr().err == ""
        font_part.cache_clear()


class TestWhatOthersWrite:
    """Text is read where it is shown, whatever way the package says so."""

    def test_repeated_steps_are_unfolded(self) -> None:
        assert words(made(layer(text("政府信息公开", steps="g 5 4")))) == ["政府信息公开"]

    def test_a_transformation_moves_and_enlarges(self) -> None:
        big = text("标题文字", steps="g 3 4", attributes='CTM="2 0 0 2 10 0"')
        assert words(made(layer(big, text("其他", at="20 80 80 10", steps="4")))) == ["标题文字", "其他"]

    SENTENCE = "then the next file is still in the net"

    def test_blanks_between_words_are_where_a_step_is_longer_than_the_letter(self) -> None:
        assert words(made(layer(text(self.SENTENCE.replace(" ", ""), steps=" ".join(map(str, steps(self.SENTENCE))))))) == [
            self.SENTENCE
        ]

    def test_blanks_between_words_that_are_texts_of_their_own_are_where_they_leave_room(self) -> None:
        objects, left = [], 20.0
        for word in self.SENTENCE.split():
            own = steps(word)
            objects.append(text(word, at=f"{left} 40 80 10", steps=" ".join(map(str, own))))
            left += sum(own) + LETTERS.get(word[-1], 2.0) + BLANK
        assert words(made(layer(*objects))) == [self.SENTENCE]

    @pytest.mark.parametrize("placed", ["g 5 2", "g 5 2.4", "2 2 2.6 2 2", "2.2 2.2 3 2.2 2.2"])
    def test_no_blank_is_put_into_a_figure(self, placed: str) -> None:
        assert words(made(layer(text("123456", steps=placed)))) == ["123456"]

    @pytest.mark.parametrize("written", ["WORM", "million", "Government", "RFC2119"])
    def test_no_blank_is_put_into_a_word(self, written: str) -> None:
        assert words(made(layer(text(written, steps=" ".join(map(str, steps(written))))))) == [written]

    def test_a_template_is_below_the_page(self) -> None:
        template = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/>'
        content = '<ofd:Template TemplateID="9"/>' + layer(text("正文", at="20 80 80 10", steps="4"))
        data = made(content, document=template, more={"Doc_0/Tpls/T.xml": layer(text("模板", steps="4"))})
        assert words(data) == ["模板", "正文"]

    def test_blocks_within_blocks_are_read(self) -> None:
        assert words(
            made(layer(f"<ofd:PageBlock><ofd:PageBlock>{text('内层', steps='4')}</ofd:PageBlock></ofd:PageBlock>"))
        ) == ["内层"]

    @pytest.mark.parametrize(
        "unseen",
        [
            text("9", at="60 40 9 9", attributes='Visible="false"'),
            text("9", at="60 40 9 9", attributes='Alpha="0"'),
            text("9", at="60 40 9 9", inside='<ofd:FillColor Value="255 255 255"/>'),
        ],
    )
    def test_what_is_invisible_is_named_and_no_part_of_the_text(self, unseen: str) -> None:
        found = opened(made(layer(text("共12件", steps="4 2 2 4"), unseen)))
        assert [one.text for one in found.blocks if isinstance(one, Words)] == ["共12件"]
        assert [(one.reason, one.text) for one in found.left_out] == [(Omission.INVISIBLE, "9")]

    def test_rules_make_a_table(self) -> None:
        across = [rule(20, y, 110, y) for y in (40, 50, 60, 70)]
        down = [rule(x, 40, x, 70) for x in (20, 50, 80, 110)]
        cells = [
            text(f"{row}{column}", at=f"{25 + 30 * column} {42 + 10 * row} 9 9", steps="2")
            for row in range(3)
            for column in range(3)
        ]
        (grid,) = [one for one in opened(made(layer(*across, *down, *cells))).blocks if isinstance(one, Grid)]
        assert [[cell.text if cell else "" for cell in row] for row in grid.rows] == [
            ["00", "01", "02"],
            ["10", "11", "12"],
            ["20", "21", "22"],
        ]

    def test_a_rectangle_is_four_rules_and_a_curve_none(self) -> None:
        box = '<ofd:PathObject Boundary="20 40 60 20"><ofd:AbbreviatedData>M 0 0 L 60 0 L 60 20 L 0 20 C'
        box += " B 1 2 3 4 5 6 Q 1 2 3 4</ofd:AbbreviatedData></ofd:PathObject>"
        found = opened(made(layer(box, rule(50, 40, 50, 60), text("甲", at="25 45 9 9"), text("乙", at="55 45 9 9"))))
        assert [[cell.text for cell in row if cell] for one in found.blocks if isinstance(one, Grid) for row in one.rows] == [
            ["甲", "乙"]
        ]

    def test_a_picture_is_named(self) -> None:
        picture = '<ofd:ImageObject Boundary="20 60 100 100" ResourceID="5"/>'
        assert opened(made(layer(text("说明", steps="4"), picture))).unreadable == (("page 1", "picture"),)

    def test_an_origin_elsewhere_moves_the_page(self) -> None:
        assert words(made(layer(text("挪动", at="30 50 80 10", steps="4")), area="10 10 210 297")) == ["挪动"]

    @pytest.mark.parametrize(
        "data",
        [
            made(layer(text("甲"))).replace(b"DocRoot", b"DocRxxt"),
            made("", document="").replace(b"<ofd:Page ID", b"<ofd:Pxge ID"),
        ],
    )
    def test_refuses_in_words_what_is_damaged(self, data: bytes) -> None:
        with pytest.raises(UnreadableError):
            opened(data)

    def test_refuses_what_is_encrypted(self) -> None:
        with pytest.raises(UnreadableError) as error:
            opened(made("", more={"Encryptions.xml": ""}))
        assert "密码" in str(error.value) or "password" in str(error.value)

    def test_refuses_more_characters_than_a_page_has(self) -> None:
        with pytest.raises(UnreadableError):
            opened(made(layer(text("一" * 31_000, steps="g 30999 0.001"))))

    def test_bears_numbers_that_are_none(self) -> None:
        odd = text("甲", at="x y", steps="g a b nan 1e99", attributes='CTM="1 2"') + '<ofd:PathObject Boundary="1"/>'
        assert [one.text for one in opened(made(layer(odd))).blocks if isinstance(one, Words)] == ["甲"]

    def test_is_taken_by_nothing_else(self) -> None:
        data = written(EXPORTER, sample_report("cn-anhui-quarterly"))
        assert accepts(data)
        others = (one for name, one in default_library().readers.items() if name != "ofd")
        assert [one.name for one in others if one.accepts(source_of(data))] == []
