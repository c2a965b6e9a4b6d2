"""The exporter (PDF导出): WeasyPrint lays out the page's print style; what it leaves out on the way is an error here."""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO, NoReturn

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.exporters import PublishedReport
from govdisclosure.library import default_library
from govdisclosure.messages import Message

_MISSING = re.compile(r"\.notdef glyph .*U\+([0-9A-F]+)")


_INSTALL = Message.literal(
    zh="请安装中文字体(Debian、Ubuntu:apt-get install fonts-noto-cjk)",
    en="install a Chinese font (on Debian and Ubuntu: apt-get install fonts-noto-cjk)",
)


class MissingFontError(UnreadableError):
    """No installed font has the signs of a report: it would show boxes instead (缺少字体).

    Attributes:
        characters: the signs; empty where there is no font at all.
    """

    def __init__(self, signs: str = "") -> None:
        self.signs = signs
        shown = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:5])
        if signs:
            sentence = Message.literal(
                zh=f"已安装的字体没有这些字:{shown}。{_INSTALL.zh},或改掉这些字",
                en=f"no installed font has these signs: {shown}; {_INSTALL.en}, or write them otherwise",
            )
        else:
            sentence = Message.literal(zh=f"系统没有安装任何字体。{_INSTALL.zh}", en=f"no fonts are installed; {_INSTALL.en}")
        super().__init__([Fault(where="pdf", sentence=sentence)])


class MissingLibraryError(UnreadableError):
    """The system lacks a library by which text is laid out (缺少排版库)."""

    def __init__(self) -> None:
        sentence = Message.literal(
            zh="系统缺少排版库 Pango(Debian、Ubuntu:apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)",
            en="the library Pango is not installed"
            " (on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)",
        )
        super().__init__([Fault(where="pdf", sentence=sentence)])


class PdfExporter:
    """Writes a report as PDF/A-3a: tagged, fonts embedded, the report's JSON attached, without asking for any other file."""

    name = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    labels = ("PDF/A文档", "PDF/A document")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the document.

        Raises:
            MissingFontError: a sign of the report is in no installed font.
            MissingLibraryError: the system lacks Pango.
        """
        from govdisclosure_html.page import paper

        weasyprint = _weasyprint()
        if not _has_fonts():  # laying out without any would end the whole process
            raise MissingFontError
        html = paper(publication)
        with _missing() as signs:
            made = weasyprint.HTML(string=html, url_fetcher=_refused).write_pdf(
                pdf_variant="pdf/a-3a",
                pdf_tags=True,
                pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
                attachments=[_data(publication, weasyprint)],
            )
        if signs:
            raise MissingFontError("".join(signs))
        stream.write(made)


def _weasyprint() -> Any:
    """Load what lays out pages, on use: it takes its time, and needs libraries of the system."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where there are no fonts; here that is an error
            return import_module("weasyprint")
    except OSError:
        raise MissingLibraryError from None


def _has_fonts() -> bool:
    bound = import_module("weasyprint.text.ffi")
    config = bound.ffi.gc(bound.fontconfig.FcInitLoadConfigAndFonts(), bound.fontconfig.FcConfigDestroy)
    return bool(bound.fontconfig.FcConfigGetFonts(config, bound.fontconfig.FcSetSystem).nfont)


def _data(publication: PublishedReport, weasyprint: Any) -> Any:
    """Attach the report itself, so that whoever has the document has its figures as data."""
    report = publication.report
    inside = BytesIO()
    default_library().exporters["json"].write(publication, inside)
    day = datetime.combine(report.signed or report.period.end, time(), UTC)  # no clock: the same report, the same bytes
    return weasyprint.Attachment(
        string=inside.getvalue(),
        name=f"report-{report.period}.json",
        description=publication.title,
        created=day,
        modified=day,
        relationship="Data",
    )


@contextmanager
def _missing() -> Iterator[list[str]]:
    """Collect the signs for which WeasyPrint finds no font; it only logs them."""
    found: dict[str, None] = {}

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            match = _MISSING.search(record.getMessage())
            if match:
                found[chr(int(match[1], 16))] = None

    signs: list[str] = []
    logger, handler = logging.getLogger("weasyprint"), Collector()
    logger.addHandler(handler)
    try:
        yield signs
    finally:
        logger.removeHandler(handler)
        signs += found


def _refused(url: str, *_: object, **__: object) -> NoReturn:
    """Fetch nothing: all that belongs to a page is in it."""
    raise ValueError(url)
