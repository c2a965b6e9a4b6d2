"""The public page on paper (网页的打印版): WeasyPrint lays out its print style; what it leaves out is an error."""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import Message
from govdisclosure_pdf.fonts import MissingFontError

if TYPE_CHECKING:
    from govdisclosure.exporters import PublishedReport

_MISSING = re.compile(r"\.notdef glyph .*U\+([0-9A-F]+)")


class MissingLibraryError(UnreadableError):
    """A library by which the page is laid out is not installed (缺少排版库)."""

    def __init__(self) -> None:
        sentence = Message.literal(
            zh='网页的打印版需要 WeasyPrint 和系统的排版库 Pango：pip install "govdisclosure-pdf[page]"，并安装 Pango'
            "（Debian、Ubuntu：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0）；正式文件（.pdf）不需要",
            en='the page on paper needs WeasyPrint and the system\'s Pango: pip install "govdisclosure-pdf[page]", and Pango'
            " (on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0);"
            " the official document (.pdf) needs neither",
        )
        super().__init__([Fault(where="pdf", sentence=sentence)])


class PagePdfExporter:
    """Writes the public page as PDF/A-3a: charts, years and bodies as on the page, the report's JSON attached."""

    name = "pdf-page"
    suffixes: tuple[str, ...] = (".page.pdf",)
    labels = ("网页的打印版(PDF)", "the public page on paper (PDF)")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the document.

        Raises:
            MissingFontError: a character of the report is in no installed font.
            MissingLibraryError: WeasyPrint, the page's plugin or the system's Pango is not installed.
        """
        weasyprint, paper = _weasyprint()
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


def _weasyprint() -> tuple[Any, Any]:
    """Load what lays out pages, and what makes them, on use: it takes its time, and needs libraries of the system."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where there are no fonts; here that is an error
            return import_module("weasyprint"), import_module("govdisclosure_html.page").paper
    except (ImportError, OSError):
        raise MissingLibraryError from None


def _has_fonts() -> bool:
    bound = import_module("weasyprint.text.ffi")
    config = bound.ffi.gc(bound.fontconfig.FcInitLoadConfigAndFonts(), bound.fontconfig.FcConfigDestroy)
    return bool(bound.fontconfig.FcConfigGetFonts(config, bound.fontconfig.FcSetSystem).nfont)


def _data(publication: PublishedReport, weasyprint: Any) -> Any:
    """Attach the report itself, so that whoever has the document has its figures as data."""
    from govdisclosure.exporters.archive import legible  # on use, as everything that only writing needs

    report = publication.report
    day = datetime.combine(report.signed or report.period.end, time(), UTC)  # no clock: the same report, the same bytes
    return weasyprint.Attachment(
        string=legible(publication.report_data).encode(),
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
