"""The official document: what PDF/A and PDF/UA demand, the layout of GB/T 9704, and the report read back out of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import ClassVar

import pdfplumber
import pikepdf
import pytest
from attrs import evolve
from govdisclosure_pdf import LayoutError, MissingFontError, PdfExporter
from govdisclosure_pdf.content import content_of
from govdisclosure_pdf.fonts import ALONE, FOLDER, _found, fonts
from tests.made_fonts import made_font
from tests.pdf_parts import elements, pages

from govdisclosure import Blank, Body, Cell, Kind, Report, check, load_standard
from govdisclosure.exporters import PublishedReport
from govdisclosure.library import default_library
from govdisclosure.messages import speaking
from govdisclosure.report import Unread
from govdisclosure.testing import ExporterContract, RoundTripContract, sample_report
from govdisclosure.testing.roundtrip import source_of, written

EXPORTER, READER = PdfExporter(), default_library().readers["pdf"]
SAMPLE = evolve(sample_report("cn-2021"), status="final", text={"overview": "全年收到申请1234件。"})


@pytest.fixture(scope="module", autouse=True)
def font(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lay out documents in a font of the tests' own and no other, so that pages are the same wherever they run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(made_font(tmp_path_factory.mktemp("fonts")).parent))
        patch.setenv(ALONE, "1")
        yield


def draft(report: Report = SAMPLE) -> Report:
    cell = next(key for key, spot in report.standard.spots.items() if spot.kind is Kind.COUNT)
    return evolve(report, cells={**report.cells, cell: Cell(value="三")}, status="draft")


@pytest.fixture(scope="module")
def data() -> bytes:
    return written(EXPORTER, SAMPLE)


@pytest.fixture(scope="module")
def document(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


class TestContract(ExporterContract):
    """What every exporter keeps."""

    exporter = EXPORTER
    standards: ClassVar[tuple[str, ...]] = ("cn-hengyang-2015",)


class TestRoundTrip(RoundTripContract):
    """Every standard and annex comes back without one difference."""

    exporter = EXPORTER
    reader = READER

    def test_nothing_is_left_unread(self) -> None:
        for report in self.samples():
            found = READER.read(source_of(written(EXPORTER, report)))
            headings = [row.label for table in report.standard.tables for row in table.rows if row.kind is Kind.HEADING]
            assert [one for one in found.unread if one.text not in (*headings, "----")] == []

    def test_a_draft_comes_back_with_what_is_wrong(self) -> None:
        found = READER.read(source_of(written(EXPORTER, draft())))
        assert {key: found[key] for key in SAMPLE.standard.spots if found[key] != SAMPLE[key]}
        assert found.unread == ()


class TestArchive:
    """PDF/A-3a and PDF/UA-1: what a reader of many years hence needs, and who cannot see the page."""

    def test_says_what_it_is(self, document: pikepdf.Pdf) -> None:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "某市某局2021年政府信息公开工作年度报告"
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert not document.is_encrypted
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == "zh-CN"
        assert document.Root.MarkInfo.Marked

    def test_embeds_every_font_with_its_characters(self, document: pikepdf.Pdf) -> None:
        fonts = {str(font.BaseFont): font for page in document.pages for font in page.Resources.Font.values()}
        assert fonts
        for name, font in fonts.items():
            (inner,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
            assert "/ToUnicode" in font
            assert re.match(r"/[A-Z]{6}\+", name), "a whole font is embedded, not the part that is used"

    def test_has_the_report_as_data_without_what_is_not_published(self) -> None:
        given = evolve(SAMPLE, unread=(Unread(where="line 1", text="某人的电话"),))
        with pikepdf.open(BytesIO(written(EXPORTER, given))) as opened:
            attached = opened.attachments["report-2021.json"]
            assert attached.obj.AFRelationship == "/Data"
            report = json.loads(attached.get_file().read_bytes())
        assert (report["standard"], "unread" in report) == ("cn-2021", False)

    def test_runs_nothing_and_leads_nowhere(self, document: pikepdf.Pdf) -> None:
        assert {"/OpenAction", "/AA", "/AcroForm"}.isdisjoint(document.Root.keys())
        assert [note for page in document.pages for note in page.get("/Annots", [])] == []

    def test_has_headings_and_tables_with_heads_as_structure(self, document: pikepdf.Pdf) -> None:
        kinds = Counter(str(one.S) for one in elements(document.Root.StructTreeRoot.K))
        assert (kinds["/H1"], kinds["/H2"], kinds["/Table"]) == (1, 6, 3)
        assert kinds["/TH"] > 30
        assert kinds["/TD"] > 200

    def test_is_the_same_twice_and_on_another_machine_with_the_same_fonts(self, data: bytes) -> None:
        assert written(EXPORTER, SAMPLE) == data


class TestLayout:
    """GB/T 9704: what belongs together stays on a page, figures stay whole, pages are numbered at their outer edge."""

    def test_keeps_each_table_of_the_form_on_one_page(self, data: bytes) -> None:
        found = pages(data)
        assert len(found) == 3
        assert sum("申请人情况" in page for page in found) == 1

    def test_prints_figures_of_many_digits_whole(self) -> None:
        cells = {key: Cell(value=1_234_567) for key, spot in SAMPLE.standard.spots.items() if spot.kind is Kind.COUNT}
        text = "\n".join(pages(written(EXPORTER, evolve(SAMPLE, cells=cells))))
        printed = sum(spot.kind is Kind.COUNT and spot.table.printed for spot in SAMPLE.standard.spots.values())
        assert len(re.findall(r"(?<!\d)1234567(?!\d)", text)) >= printed

    @pytest.mark.parametrize("lines", range(1, 40, 3))
    def test_never_leaves_name_and_date_alone_on_a_page(self, lines: int) -> None:
        keys = [section.key for section in SAMPLE.standard.text_sections]
        report = evolve(SAMPLE, text={keys[0]: "工作。", keys[-1]: "本年度各项工作按期完成,成效良好。" * 2 * lines})
        last = pages(written(EXPORTER, report))[-1]
        above = last.partition("某市某局")[0].splitlines()
        assert len(above) >= 2

    def test_numbers_pages_at_the_outer_edge(self, data: bytes) -> None:
        with pdfplumber.open(BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages, start=1):
                digits = [one for one in page.chars if one["top"] > 750 and one["text"].isdigit()]
                assert "".join(one["text"] for one in digits) == str(number)
                assert (digits[0]["x0"] > page.width / 2) == (number % 2 == 1)

    def test_ends_the_date_four_characters_from_the_edge(self, data: bytes) -> None:
        with pdfplumber.open(BytesIO(data)) as pdf:
            (line,) = [one for one in pdf.pages[-1].extract_text_lines() if "2022年" in one["text"]]
        assert line["x1"] == pytest.approx(595.3 - 73.7 - 64, abs=1)

    def test_bears_the_mark_of_a_draft_on_every_page(self) -> None:
        found = pages(written(EXPORTER, draft()))
        assert all("草稿" in page for page in found)
        assert "审核结果" in found[-1]

    def test_sets_a_table_that_no_type_fits_all_the_same(self) -> None:
        cells = {key: Cell(value=10**15) for key, spot in SAMPLE.standard.spots.items() if spot.kind is Kind.COUNT}
        assert pages(written(EXPORTER, evolve(SAMPLE, cells=cells)))

    def test_breaks_a_long_title_behind_the_name(self) -> None:
        given = evolve(SAMPLE, body=Body(id="b", name="某某自治州某某自治县人民政府办公室"))
        assert content_of(PublishedReport(report=given, verdict=check(given)))["heading"] == [
            "某某自治州某某自治县人民政府办公室",
            "2021年政府信息公开工作年度报告",
        ]

    def test_runs_a_long_list_over_pages_with_its_head_on_each(self) -> None:
        found = pages(written(EXPORTER, sample_report("cn-2014")))
        assert [page.count("统计指标") for page in found] == [0, 1, 1]

    def test_keeps_zero_missing_and_not_applicable_apart(self) -> None:
        form = load_standard("cn-hengyang-2015")
        cells = {"services.cases": Cell(value=0), "website.interaction.mailbox": Cell(value=Blank.NOT_APPLICABLE)}
        report = evolve(sample_report(form), cells=cells)
        lines = "\n".join(pages(written(EXPORTER, report))).splitlines()
        assert "(四)办件量 件 无" in lines

    def test_is_in_the_language_that_is_asked_for(self) -> None:
        made = PublishedReport(report=draft(), verdict=check(draft()), language="en")
        with pikepdf.open(BytesIO(written(EXPORTER, made))) as opened:
            assert str(opened.Root.Lang) == "en-US"


class TestFonts:
    """Never a box where a character should be."""

    def test_names_every_character_that_no_font_has(self) -> None:
        stream = BytesIO()
        given = evolve(SAMPLE, text={"overview": "好\U0010fffd的\U0010fffc"}, body=Body(id="b", name="某\ue000局"))
        with pytest.raises(MissingFontError) as error:
            EXPORTER.write(PublishedReport(report=given, verdict=check(given)), stream)
        assert stream.getvalue() == b""
        assert set(error.value.characters) == {"\U0010fffd", "\U0010fffc", "\ue000"}
        for lang, words in (("zh", "没有一种字体有这些字"), ("en", "no font has these characters")):
            with speaking(lang):
                assert words in str(error.value)
                assert "U+10FFFD" in str(error.value)
                assert "fonts-noto-cjk" in str(error.value)

    def test_says_in_a_sentence_what_else_cannot_be_laid_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure_pdf.official._source", lambda: b"#panic()")
        with pytest.raises(LayoutError, match="panicked"):
            written(EXPORTER, SAMPLE)

    def test_replaces_what_no_document_can_hold(self) -> None:
        given = evolve(SAMPLE, text={"overview": "a\x00b\ud800c"}, signed=date(2022, 1, 20))
        assert "a\ufffdb\ufffdc" in pages(written(EXPORTER, given))[0]

    def test_amounts_keep_their_decimals(self) -> None:
        address = next(key for key, spot in SAMPLE.standard.spots.items() if spot.kind is Kind.AMOUNT)
        given = evolve(SAMPLE, cells={address: Cell(value=Decimal("12.50"))})
        assert "12.50" in pages(written(EXPORTER, given))[0]

    def test_of_the_system_are_left_out_where_the_folders_own_are_to_be_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[object] = []

        def made(*, include_system_fonts: bool, **_: object) -> SimpleNamespace:
            asked.append(include_system_fonts)
            return SimpleNamespace(families=lambda: ["Boxes"])

        monkeypatch.setattr("typst.Fonts", made)
        _found.cache_clear()
        fonts()
        monkeypatch.delenv(ALONE)
        fonts()
        _found.cache_clear()
        assert asked == [False, True]

    def test_says_so_where_there_is_none_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure_pdf.fonts._found", lambda _, **__: SimpleNamespace(families=list))
        with pytest.raises(MissingFontError, match="fonts-noto-cjk"):
            written(EXPORTER, SAMPLE)
