"""Opener of PDF documents (PDF): the text layer only, with the extra ``pdf``.

A PDF has no tables, only lines and letters at places on a page. Tables with lines are taken from their lines; those without,
from words that are under each other. A page without letters is a picture of a page, and is reported as such.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import takewhile
from typing import Any, Final

from attrs import evolve

from govdisclosure.errors import GovDisclosureError, importing, refused
from govdisclosure.formats.document import Block, Grid, LeftOut, OpenedDocument, Words
from govdisclosure.formats.grids import Places
from govdisclosure.formats.pdf_pages import PageReading
from govdisclosure.formats.runs import Omission
from govdisclosure.progress import counted

LARGEST: Final = 64 * 2**20
"""Bytes of a file (文件大小上限)."""
MOST_PAGES: Final = 300
"""Pages of a document (页数上限)."""
MOST_OBJECTS: Final = 200_000
"""Objects of a document (对象数上限)."""
MOST_SIGNS: Final = 30_000
"""Letters and lines of a page (每页字符和线条上限)."""
MOST_SECONDS: Final = 120
"""How long all pages together may take (用时上限)."""
_PAGE_NUMBER: Final = re.compile(r"[\s\d\-—–－·/第页共]*")
_MOST_ATTACHED: Final = 20
_REPORT_NAME: Final = re.compile(r"report-[\dA-Za-z.-]+\.json")
_FIGURE: Final = re.compile(r"[\s\d０-９.,，%—-]*[\d０-９][\s\d０-９.,，%—-]*")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a PDF document."""
    return b"%PDF-" in data[:1024]


def document(data: bytes, name: str) -> OpenedDocument:
    """Open a PDF document, page by page.

    Raises:
        MissingExtraError: pdfplumber is not installed.
        UnreadableError: it is damaged, protected by a password, or over a limit.
    """
    with importing("pdf"):
        import pdfplumber  # noqa: F401 - the module below may be there already

        from govdisclosure.formats.pdf_device import BoundedPdf
        from govdisclosure.formats.pdf_streams import bounded_streams
    if len(data) > LARGEST or data.count(b" obj") > MOST_OBJECTS:
        raise refused(name, "open.too_large", most=LARGEST // 2**20)
    with _silent(), bounded_streams():
        try:
            with BoundedPdf(BytesIO(data), stream_is_external=True) as opened:
                return _document(opened, name)
        except GovDisclosureError:
            raise
        except Exception as error:  # the parser lets whatever goes wrong with damaged bytes escape
            said = f"{error!r}"  # and wraps in others what is raised beneath it
            if "TooManyLookups" in said or "StreamTooLarge" in said:
                raise refused(name, "open.too_large", most=LARGEST // 2**20) from None
            key = "open.encrypted" if "Password" in said or "Encryption" in said else "open.pdf_damaged"
            raise refused(name, key) from None


def _document(opened: Any, name: str) -> OpenedDocument:
    from govdisclosure.formats.pdf_device import TooManyCharactersError, TooSlowError, lay_out

    if len(opened.pages) > MOST_PAGES:
        raise refused(name, "open.too_many_pages", most=MOST_PAGES)
    if not opened.pages:
        raise refused(name, "open.pdf_damaged")
    places = Places(name)
    begun, pages = time.thread_time(), list[PageReading]()
    for page in counted(opened.pages, name, len(opened.pages), step=1):
        try:
            unseen = lay_out(page, most=MOST_SIGNS, until=begun + MOST_SECONDS).strip()
        except TooSlowError:
            raise refused(name, "open.too_slow", most=MOST_SECONDS) from None
        except TooManyCharactersError:
            raise refused(name, "open.too_many_signs", most=MOST_SIGNS) from None
        reading = PageReading.of(page, places)
        if unseen:
            reading.left_out.append(LeftOut(where=reading.where, reason=Omission.INVISIBLE, text=unseen))
        reading.read()
        pages.append(reading)
        page.close()
    properties = {key: value for key, value in opened.metadata.items() if isinstance(value, str) and value.strip()}
    return joined(pages, properties, _report_data(opened.doc.catalog))


def joined(pages: Sequence[PageReading], properties: Mapping[str, str], report_data: bytes = b"") -> OpenedDocument:
    """Return the document of pages that were read: tables and paragraphs that go on are one, running heads are titles.

    Args:
        pages: the pages, in order.
        properties: what the document says of itself.
        report_data: the report's JSON that it carries.
    """
    blocks = list[Block]()
    heads = _running_heads(pages)
    ends_full = False
    for reading in pages:
        own = [*(one for one in reading.above if _kept(one) not in heads), *reading.blocks]
        last, first = blocks[-1] if blocks else None, own[0] if own else None
        if ends_full and reading.begins_full and isinstance(first, Words) and isinstance(last, Words):
            blocks[-1] = evolve(last, text=last.text + first.text)
            del own[0]
        elif first is not None and (joined := _goes_on(blocks, first)) is not None:
            blocks[joined[0]] = joined[1]
            del own[0]
        blocks += own
        below = [one for one in reading.below if _kept(one) not in heads]
        blocks += below
        ends_full = reading.ends_full and not below and bool(reading.blocks) and isinstance(reading.blocks[-1], Words)
    titles = dict.fromkeys((*([properties["Title"]] if "Title" in properties else []), *heads.values()))
    return OpenedDocument(
        blocks=tuple(blocks),
        titles=tuple(titles),
        unreadable=tuple(one for reading in pages for one in reading.unreadable),
        properties=properties,
        left_out=tuple(one for reading in pages for one in reading.left_out),
        regions={where: reading.region(box) for reading in pages for where, box in reading.boxes.items()},
        report_data=report_data,
    )


def _report_data(catalog: Mapping[str, Any]) -> bytes:
    """Return the report's JSON that a document of our own has attached; empty where there is none."""
    from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
    from pdfminer.utils import decode_text

    for one in list_value(catalog.get("AF", []))[:_MOST_ATTACHED]:
        about = dict_value(one)
        name = resolve1(about.get("UF", about.get("F", b"")))
        stream = resolve1(dict_value(about.get("EF", {})).get("F"))
        if isinstance(name, bytes) and _REPORT_NAME.fullmatch(decode_text(name)) and isinstance(stream, PDFStream):
            return bytes(stream.get_data())
    return b""


def _running_heads(pages: Sequence[PageReading]) -> dict[str, str]:
    """Return the words at the edge of several pages, page numbers aside."""
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for reading in pages:
        for one in {_kept(words): words for words in (*reading.above, *reading.below)}.values():
            counts[_kept(one)] += 1
            texts.setdefault(_kept(one), one.text)
    return {kept: texts[kept] for kept, count in counts.items() if count > 1}


def _kept(words: Words) -> str:
    return re.sub(r"\d+", "0", words.text)


def _goes_on(blocks: list[Block], first: Block) -> tuple[int, Grid] | None:
    """Return the last table of the pages before, with the one that a page begins with, where both are of one width."""
    place = next((at for at in range(len(blocks) - 1, -1, -1) if not _is_page_number(blocks[at])), None)
    last = blocks[place] if place is not None else None
    if place is None or not isinstance(last, Grid) or not isinstance(first, Grid):
        return None
    if not last.rows or not first.rows or len(last.rows[0]) != len(first.rows[0]):
        return None
    return place, evolve(last, rows=(*last.rows, *first.rows[_repeated(last, first) :]))


def _repeated(last: Grid, first: Grid) -> int:
    """Return how many rows at the top of a page are the head of the table on the page before, printed again."""
    pairs = ([[cell.text if cell else "" for cell in row] for row in rows] for rows in zip(last.rows, first.rows, strict=False))
    return sum(1 for _ in takewhile(lambda rows: rows[0] == rows[1] and not any(map(_FIGURE.fullmatch, rows[1])), pairs))


def _is_page_number(block: Block) -> bool:
    return isinstance(block, Words) and _PAGE_NUMBER.fullmatch(block.text) is not None


@contextmanager
def _silent() -> Iterator[None]:
    """Silence the parser's log on odd files; what matters is reported by this module."""
    log = logging.getLogger("pdfminer")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)
