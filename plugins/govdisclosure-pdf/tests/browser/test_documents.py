"""The documents: PDF/A-3a with tags, embedded Chinese fonts, every figure, the same bytes each time.

Run by ``make test-browser``: they need Pango and a Chinese font.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from govdisclosure_pdf import MissingFontError, PagePdfExporter
from tests.pdf_parts import elements, pages

from govdisclosure import Blank, Body, Cell, Kind, Period, Report, check, load_standard, write
from govdisclosure.exporters import PublishedReport
from govdisclosure.testing.roundtrip import written

pytestmark = [  # WeasyPrint leaves the file of its colour profile to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*sRGB2014:pytest.PytestUnraisableExceptionWarning"),
]


def given(standard: str = "cn-2021", **cells: Any) -> PublishedReport:
    """A report whose printed cells count up from 1, so that each can be told from the others; a double underscore is a dot."""
    form = load_standard(standard)
    values: dict[str, Any] = {}
    for number, (address, spot) in enumerate(form.spots.items(), start=1):
        values[address] = number if spot.kind is Kind.COUNT else Blank.MISSING
    values |= {address.replace("__", "."): value for address, value in cells.items()}
    report = Report(
        standard=form,
        body=Body(id="b", name="某市某局"),
        period=Period.year(2024),
        cells={address: Cell(value=value) for address, value in values.items()},
        text={"overview": "全年工作情况。"},
        signed=date(2025, 1, 20),
    )
    return PublishedReport(report=report, verdict=check(report))


@pytest.fixture(scope="module")
def data() -> bytes:
    """The document of a report that fails its relations, as its figures count up."""
    return written(PagePdfExporter(), given())


@pytest.fixture(scope="module")
def document(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def words(data: bytes) -> list[str]:
    """What stands on each page."""
    return pages(data)


class TestArchive:
    """PDF/A-3a: what a reader of many years hence needs is inside."""

    def test_says_what_it_is(self, document: pikepdf.Pdf) -> None:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert about["dc:title"] == "草稿 某市某局2024年政府信息公开工作年度报告"
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert not document.is_encrypted

    def test_embeds_every_font_with_its_characters(self, document: pikepdf.Pdf) -> None:
        fonts = {str(font.BaseFont): font for page in document.pages for font in page.Resources.Font.values()}
        assert any("CJK" in name for name in fonts)
        for font in fonts.values():
            (inner,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
            assert "/ToUnicode" in font

    def test_has_the_report_as_data(self, document: pikepdf.Pdf) -> None:
        attached = document.attachments["report-2024.json"]
        assert attached.obj.AFRelationship == "/Data"
        assert json.loads(attached.get_file().read_bytes())["cells"]["documents.rules/made"] == {
            "value": 1,
            "origin": {"kind": "entered"},
        }

    def test_runs_nothing_and_leads_nowhere(self, document: pikepdf.Pdf) -> None:
        assert {"/OpenAction", "/AA", "/AcroForm"}.isdisjoint(document.Root.keys())
        assert b"/JavaScript" not in b"".join(one.unparse() for one in document.objects)
        assert [note for page in document.pages for note in page.get("/Annots", []) if "/URI" in str(note.get("/A"))] == []

    def test_is_the_same_twice(self, data: bytes) -> None:
        assert written(PagePdfExporter(), given()) == data


class TestTags:
    """Who cannot see the page hears it in order: headings, tables with heads, pictures in words."""

    def test_are_there_in_chinese(self, document: pikepdf.Pdf) -> None:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "zh-CN"
        assert document.Root.ViewerPreferences.DisplayDocTitle

    def test_name_headings_tables_and_pictures(self, document: pikepdf.Pdf) -> None:
        kinds = Counter(str(one.S) for one in elements(document.Root.StructTreeRoot.K))
        assert kinds["/H1"] == 1
        assert kinds["/H2"] > 4
        assert kinds["/Table"] == 3  # part two of the form is one table
        assert kinds["/TH"] > 60
        pictures = [one for one in elements(document.Root.StructTreeRoot.K) if one.S == "/Figure"]
        assert pictures
        assert all(str(one.Alt) for one in pictures)

    def test_tie_figures_to_their_heads(self, document: pikepdf.Pdf) -> None:
        cells = [one for one in elements(document.Root.StructTreeRoot.K) if one.S == "/TD"]
        assert sum("/Headers" in (one.get("/A") or {}) for one in cells) > 180


class TestFigures:
    """Every printed cell stands in the document."""

    @pytest.mark.parametrize("standard", ["cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015"])
    def test_are_all_there(self, standard: str) -> None:
        made = given(standard)
        with pdfplumber.open(BytesIO(written(PagePdfExporter(), made))) as pdf:
            found = set(re.findall(r"\d+", " ".join(page.extract_text() for page in pdf.pages)))
        printed = [one for one, spot in made.report.spots().items() if spot.table.printed]
        numbers = {made.printed(one) for one in printed if made.printed(one).isdigit()}
        assert len(numbers) > 20
        assert numbers - found == set()

    def test_keep_zero_missing_and_not_applicable_apart(self) -> None:
        made = given("cn-hengyang-2015", services__cases=0, website__interaction__mailbox=Blank.NOT_APPLICABLE)
        with pdfplumber.open(BytesIO(written(PagePdfExporter(), made))) as pdf:
            lines = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in pdf.pages)).splitlines()
        assert [one for one in lines if one.startswith("(四)办件量")] == ["(四)办件量 件 无"]
        assert any(re.fullmatch("1、市党政门户网站书记市长信箱办件情况 件 —", one) for one in lines)

    def test_bear_the_mark_of_a_draft_on_every_page(self, data: bytes) -> None:
        assert given().is_draft
        with pdfplumber.open(BytesIO(data)) as pdf:
            assert all({"草", "稿"} <= {sign["text"] for sign in page.chars} for page in pdf.pages)

    def test_stand_on_pages_with_numbers(self, words: list[str]) -> None:
        last = [page.rstrip().splitlines()[-1] for page in words]
        assert last == [f"— {number} —" for number in range(1, len(words) + 1)]  # as on official documents


class TestFonts:
    """Never a box where a sign should be."""

    def test_name_a_sign_that_no_font_has(self, tmp_path: Path) -> None:
        made = given(website__management__organisation="\U0010fffd", standard="cn-hengyang-2015")
        with pytest.raises(MissingFontError, match=r"U\+10FFFD"):
            write(made.report, tmp_path / "r.page.pdf")
        assert list(tmp_path.iterdir()) == []

    def test_are_asked_for_where_there_are_none(self, tmp_path: Path) -> None:
        (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>", encoding="utf-8")
        (tmp_path / "body.csv").write_text("id,name\nb,某局\n", encoding="utf-8")
        command = "tabulate . --standard cn-2021 --year 2024 --body b -o r.page.pdf"
        ended = subprocess.run(
            [sys.executable, "-m", "govdisclosure", *command.split()],
            cwd=tmp_path,
            env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "GOVDISCLOSURE_LANG": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 2
        assert "fonts-noto-cjk" in ended.stderr
        assert "Traceback" not in ended.stderr
