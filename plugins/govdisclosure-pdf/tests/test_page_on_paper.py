"""What the plugin does about fonts and libraries; the documents themselves are tested by ``make test-browser``.

WeasyPrint needs libraries of the system and is played here by a stand-in.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from govdisclosure_pdf import MissingFontError, MissingLibraryError, PagePdfExporter
from govdisclosure_pdf.page import _refused

from govdisclosure import Body, Cell, Kind, Period, Report, check, load_standard
from govdisclosure.errors import UnreadableError
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.exporters.publication import DOUBTS
from govdisclosure.library import default_library
from govdisclosure.messages import speaking

REPORT = Report(
    standard=load_standard("cn-2021"),
    body=Body(id="b", name="某局"),
    period=Period.year(2024),
    cells={},
    signed=date(2025, 1, 20),
)
GIVEN = PublishedReport(report=REPORT, verdict=check(REPORT))


class StandIn(ModuleType):
    """Plays WeasyPrint: it notes what it is asked for, and says what it is told to say."""

    def __init__(self, logged: str) -> None:
        super().__init__("weasyprint")
        self.logged = logged
        self.asked: dict[str, Any] = {}

    def HTML(self, **asked: Any) -> StandIn:
        self.asked |= asked
        return self

    def Attachment(self, **asked: Any) -> dict[str, Any]:
        return asked

    def write_pdf(self, **asked: Any) -> bytes:
        self.asked |= asked
        if self.logged:
            logging.getLogger("weasyprint").warning(self.logged)
        return b"%PDF"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., StandIn]:
    def install(*, logged: str = "", fonts: int = 1) -> StandIn:
        found, bound = StandIn(logged), ModuleType("weasyprint.text.ffi")
        library = SimpleNamespace(
            FcInitLoadConfigAndFonts=lambda: "config",
            FcConfigDestroy=None,
            FcConfigGetFonts=lambda config, where: SimpleNamespace(nfont=fonts),
            FcSetSystem=0,
        )
        bound.__dict__.update(ffi=SimpleNamespace(gc=lambda thing, end: thing), fontconfig=library)
        for name, module in (("weasyprint", found), ("weasyprint.text", ModuleType("text")), (bound.__name__, bound)):
            monkeypatch.setitem(sys.modules, name, module)
        return found

    return install


class TestExporter:
    """``-o report.page.pdf`` writes PDF/A with tags."""

    def test_is_found_through_its_entry_point(self) -> None:
        assert isinstance(default_library().exporter_of("report.page.pdf"), PagePdfExporter)
        assert isinstance(PagePdfExporter(), Exporter)

    def test_asks_for_an_archival_document_with_tags_and_data(self, stand_in: Callable[..., StandIn]) -> None:
        played, stream = stand_in(), BytesIO()
        PagePdfExporter().write(GIVEN, stream)
        assert stream.getvalue() == b"%PDF"
        assert (played.asked["pdf_variant"], played.asked["pdf_tags"]) == ("pdf/a-3a", True)
        (data,) = played.asked["attachments"]
        assert data["name"] == "report-2024.json"
        assert b'"standard": "cn-2021"' in data["string"]
        assert str(data["created"]) == "2025-01-20 00:00:00+00:00"

    def test_lays_out_a_page_without_what_only_a_screen_can_use(self, stand_in: Callable[..., StandIn]) -> None:
        played = stand_in()
        PagePdfExporter().write(GIVEN, BytesIO())
        assert [one for one in ("<button", "<nav", "<input", 'lang="en"', "data:") if one in played.asked["string"]] == []

    def test_gives_no_mark_of_doubt_and_asks_nobody(self, stand_in: Callable[..., StandIn]) -> None:
        played = stand_in()
        cells = {address: Cell(value=3) for address, spot in REPORT.standard.spots.items() if spot.kind is Kind.COUNT}
        report = evolve(REPORT, cells=cells)
        before = evolve(report, period=Period.year(2023), cells={address: Cell(value=90) for address in cells})
        verdict = check(report, previous=[before])
        assert any("说明原因" in finding.message.zh for finding in verdict.findings)
        for language in ("zh", "en"):
            PagePdfExporter().write(PublishedReport(report=report, verdict=verdict, language=language), BytesIO())
            said = played.asked["string"]
            assert "不成立" in said or "does not hold" in said
            assert [mark for mark in ("请说明原因", "say why", *DOUBTS) if mark in said] == []

    def test_fetches_nothing(self, stand_in: Callable[..., StandIn]) -> None:
        played = stand_in()
        PagePdfExporter().write(GIVEN, BytesIO())
        assert played.asked["url_fetcher"] is _refused
        with pytest.raises(ValueError, match="file:///etc/hosts"):
            _refused("file:///etc/hosts")


class TestFonts:
    """Never a box where a sign should be: a missing font is an error that says which package to install."""

    def test_names_the_signs_that_no_font_has(self, stand_in: Callable[..., StandIn]) -> None:
        stand_in(logged='.notdef glyph rendered for Unicode string unsupported by fonts: "政" (U+653F)')
        stream = BytesIO()
        with pytest.raises(MissingFontError) as error:
            PagePdfExporter().write(GIVEN, stream)
        assert stream.getvalue() == b""
        assert error.value.characters == "政"
        for lang in ("zh", "en"):
            with speaking(lang):
                assert "政 (U+653F)" in str(error.value)
                assert "fonts-noto-cjk" in str(error.value)

    def test_says_so_where_there_is_no_font_at_all(self, stand_in: Callable[..., StandIn]) -> None:
        stand_in(fonts=0)
        with pytest.raises(MissingFontError, match="fonts-noto-cjk"):
            PagePdfExporter().write(GIVEN, BytesIO())

    def test_passes_over_what_else_is_logged(self, stand_in: Callable[..., StandIn]) -> None:
        stand_in(logged="Ignored `text-wrap: balance`, unknown property.")
        PagePdfExporter().write(GIVEN, BytesIO())

    def test_names_the_library_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Missing:
            def find_spec(self, name: str, *_: object) -> None:
                if name == "weasyprint":
                    raise OSError("cannot load library 'libpango-1.0-0'")

        for name in [one for one in sys.modules if one.partition(".")[0] == "weasyprint"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
        with pytest.raises(MissingLibraryError, match=r"libpango-1\.0-0") as error:
            PagePdfExporter().write(GIVEN, BytesIO())
        assert isinstance(error.value, UnreadableError)
