"""Scans and pictures taken apart (扫描件): pages to words and grids, each piece with its place and how surely it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2
from attrs import define, evolve, field, frozen
from PIL import Image, ImageOps, ImageSequence

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.formats.document import Block, Grid, OpenedDocument, PlacedCell, Region, ScanReading, Words
from govdisclosure.messages import Message
from govdisclosure_ocr.grid_lines import RuledCell, RuledTable, ruled_tables
from govdisclosure_ocr.pictures import is_pdf
from govdisclosure_ocr.preparation import Picture, PreparedPage, prepared
from govdisclosure_ocr.recognition import RecognisedLine, RecognisedText, lines_of_words, recognise

LARGEST: Final = 64 * 2**20
"""Bytes of a file (文件大小上限)."""
MOST_PAGES: Final = 60
"""Pages of a document (页数上限); each takes some seconds."""
MOST_PIXELS: Final = 80_000_000
"""Pixels of a page (每页像素上限)."""
LEAST_LETTERS: Final = 20
"""A page of a PDF with fewer characters is a picture of a page."""
_DOTS: Final = 170
_TURNS: Final = (0, 180, 90, 270)
_LEGIBLE: Final = 0.8
"""How surely the words of a page that is upright are read, at the least."""
_DARK: Final = 128
_BLANK: Final = 0.0005
"""The part of a page that is dark where anything is printed on it, at the least."""
_USUAL_LENGTH: Final = 3.0
"""Characters of the words in a cell or line of a page that is upright, at the least."""
_UNSURE: Final = 0.3
"""How surely a figure beside broken rules is taken to be read: its place is not sure either."""
_PUT_TOGETHER: Final = 0.8
_FULL: Final = 0.6
"""The part of a cell's breadth that a line fills which goes on in the next."""
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_PAGE_NUMBER: Final = re.compile(r"[\s\d\-—–·/第页共]*")


def has_scanned_page(data: bytes) -> bool:
    """Whether a PDF has a page that is a picture."""
    if len(data) > LARGEST:
        return False
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return False  # the reader of PDF says what is wrong with it
    try:
        return any(_is_scanned(pdf[number]) for number in range(min(len(pdf), MOST_PAGES)))
    except pypdfium2.PdfiumError:  # a page is damaged
        return False
    finally:
        pdf.close()


def _is_scanned(page: Any) -> bool:
    letters = len("".join(page.get_textpage().get_text_bounded().split()))
    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    return letters < LEAST_LETTERS and next(iter(pictures), None) is not None


def document(data: bytes, name: str) -> OpenedDocument:
    """Take a scan apart, page by page.

    Raises:
        UnreadableError: it is damaged or over a limit.
    """
    if len(data) > LARGEST:
        raise _refused(name, f"文件超过 {LARGEST // 2**20} MB", f"the file is larger than {LARGEST // 2**20} MB")
    made = _ScanReading()
    for number, (picture, to_page) in enumerate(_pages(data, name), start=1):
        made.add(number, picture, to_page)
    return OpenedDocument(
        blocks=tuple(made.blocks),
        unreadable=tuple(made.unreadable),
        regions=made.regions,
        readings=made.readings,
    )


def _refused(name: str, zh: str, en: str) -> UnreadableError:
    return UnreadableError([Fault(where=name, sentence=Message.literal(zh=zh, en=en))])


# ----------------------------------------------------------------------------------------------------------------- pages


@frozen
class _ToPage:
    """From pixels of a picture to the points of the page that it was made of; a picture's own pixels stay."""

    height: float = 0.0
    scale: float = 0.0
    left: float = 0.0
    bottom: float = 0.0

    def region(self, one: Region) -> Region:
        if not self.scale:
            return one
        across, down = (self.left + edge / self.scale for edge in (one.left, one.right)), (one.top, one.bottom)
        left, right = across
        top, bottom = (self.bottom + (self.height - edge) / self.scale for edge in down)
        return Region(one.page, left, top, right, bottom)


def _pages(data: bytes, name: str) -> Iterator[tuple[Picture, _ToPage]]:
    if is_pdf(data):
        yield from _pdf_pages(data, name)
        return
    try:
        with Image.open(BytesIO(data)) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if number > MOST_PAGES or frame.width * frame.height > MOST_PIXELS:
                    raise _too_large(name)
                upright = ImageOps.exif_transpose(frame)
                ground = Image.new("RGBA", upright.size, "white")
                ground.alpha_composite(upright.convert("RGBA"))
                yield np.asarray(ground.convert("L")), _ToPage()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _refused(name, "图片已经损坏,打不开", "the picture is damaged and cannot be opened") from None


def _pdf_pages(data: bytes, name: str) -> Iterator[tuple[Picture, _ToPage]]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise _damaged(name) from None
    try:
        if len(pdf) > MOST_PAGES:
            raise _too_large(name)
        for number in range(len(pdf)):
            page = pdf[number]
            page.set_rotation(0)  # what stands sideways is turned by what it says; places are those of the page itself
            scale = min(_dots(page) / 72, (MOST_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            picture = np.asarray(page.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy())
            left, bottom, *_ = page.get_cropbox()
            yield picture.reshape(picture.shape[:2]), _ToPage(float(picture.shape[0]), scale, left, bottom)
    except pypdfium2.PdfiumError:
        raise _damaged(name) from None
    finally:
        pdf.close()


def _dots(page: Any) -> float:
    """Return at how many dots an inch a page is best drawn: at its picture's own, where one fills it."""
    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > 0.8 * page.get_width() * page.get_height():
            return float(min(max(picture.get_px_size()[0] / (right - left) * 72, 100), 400))
    return float(_DOTS)


def _damaged(name: str) -> UnreadableError:
    return _refused(name, "PDF 已经损坏或者有密码", "the PDF is damaged or protected by a password")


def _too_large(name: str) -> UnreadableError:
    return _refused(
        name,
        f"页数多于 {MOST_PAGES},或者一页的像素多于 {MOST_PIXELS}",
        f"it has more than {MOST_PAGES} pages, or a page more than {MOST_PIXELS} pixels",
    )


# --------------------------------------------------------------------------------------------------------------- reading


@frozen(eq=False)
class _ReadPage:
    page: PreparedPage
    tables: tuple[tuple[RuledTable, tuple[RecognisedText, ...]], ...]
    lines: tuple[RecognisedLine, ...]

    @property
    def legibility(self) -> float:
        """How surely its words are read on the whole; of a page that lies on its side they are short and unsure."""
        lines = [(one.text, one.confidence if one.is_level else 0.0) for one in self.lines]
        cells = [(one.text, one.confidence) for _, texts in self.tables for one in texts]
        words = [(len(_HAN.findall(text)), sure) for text, sure in (*cells, *lines)]
        words = [one for one in words if one[0]]
        if len(words) <= 3:
            return 0.0
        lengths, sure = zip(*words, strict=True)
        return float(np.median(sure)) * min(1.0, float(np.mean(lengths)) / _USUAL_LENGTH)


def _read_page(picture: Picture) -> _ReadPage:
    """Read a page, turned so that it can be read best."""
    best: _ReadPage | None = None
    for turn in _TURNS:
        page = prepared(picture, turn=turn)
        tables = tuple((table, tuple(_texts(page.grey, table.cells))) for table in ruled_tables(page.grey))
        around = page.grey.copy()
        for table, _ in tables:
            left, top, right, bottom = table.box
            around[max(0, top - 6) : bottom + 6, max(0, left - 6) : right + 6] = 255
        read = _ReadPage(page, tables, tuple(lines_of_words(around)))
        if best is None or read.legibility > best.legibility:
            best = read
        if best.legibility >= _LEGIBLE or float((page.grey < _DARK).mean()) < _BLANK:
            break
    assert best is not None  # noqa: S101 - there is a turn
    return best


def _texts(grey: Picture, cells: Sequence[RuledCell]) -> Iterator[RecognisedText]:
    """Yield what each cell says, its lines joined."""
    pictures, owners = [], []
    for number, cell in enumerate(cells):
        left, top, right, bottom = cell.box
        for line in _lines_in(grey[top + 3 : bottom - 2, left + 3 : right - 2], grey.shape[0]):
            pictures.append(cv2.cvtColor(line.picture, cv2.COLOR_GRAY2BGR))
            owners.append((number, line.filled))
    own: list[list[tuple[RecognisedText, float]]] = [[] for _ in cells]
    for (owner, filled), text in zip(owners, recognise(pictures), strict=True):
        own[owner].append((text, filled))
    yield from map(_joined, own)


def _joined(lines: Sequence[tuple[RecognisedText, float]]) -> RecognisedText:
    """Return what the lines of a cell say together.

    A figure goes on in the next line only where its own is full; otherwise a rule between two rows was not seen, and the lines
    stay apart. What was put together is never sure, nor is ink that says nothing.
    """
    if not lines:
        return RecognisedText("", 1.0)
    texts = [text.text for text, _ in lines]
    confidence = min(text.confidence for text, _ in lines)
    if any(_HAN.search(text) for text in texts):
        return RecognisedText("\n".join(texts), confidence)
    if len(texts) > 1:
        confidence = min(confidence, _PUT_TOGETHER)
    if any(filled < _FULL for _, filled in lines[:-1]):
        return RecognisedText("\n".join(texts), confidence)
    others = [
        "".join((*texts[:at], other, *texts[at + 1 :])) for at, (text, _) in enumerate(lines) for other in text.alternatives
    ]
    return RecognisedText("".join(texts), confidence, tuple(others[:6]))


@frozen(eq=False)
class _CellLine:
    """A line of print in a cell, cut out, and how much of the cell's breadth it fills."""

    picture: Picture
    filled: float


def _lines_in(cell: Picture, height: int) -> Iterator[_CellLine]:
    """Yield the lines of print in a cell, each cut out with some paper around it."""
    if min(cell.shape) < 6:
        return
    smooth = cv2.medianBlur(cell, 3)
    paper = float(np.median(smooth))
    ink = (smooth < paper - 70).astype(np.uint8)
    ink[:2] = ink[-2:] = 0
    ink[:, :2] = ink[:, -2:] = 0
    least = height / 280
    count, _, boxes, _ = cv2.connectedComponentsWithStats(ink)
    parts = [boxes[one][:4] for one in range(1, count) if boxes[one][3] >= least or boxes[one][4] >= 8]
    rows = np.zeros(cell.shape[0] + 1, bool)
    for _, top, _, high in parts:
        rows[top : top + high] = True
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows]).astype(np.int8)))
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        if bottom - top < least:
            continue
        inside = [one for one in parts if one[1] < bottom and one[1] + one[3] > top]
        left, right = min(one[0] for one in inside), max(one[0] + one[2] for one in inside)
        pad = max(3, (bottom - top) // 4)
        cut = cell[max(0, top - pad) : bottom + pad, max(0, left - 2 * pad) : right + 2 * pad]
        framed = cv2.copyMakeBorder(cut, 2, 2, 2 * pad, 2 * pad, cv2.BORDER_CONSTANT, value=paper)
        yield _CellLine(framed, float(right - left) / cell.shape[1])


@define
class _ScanReading:
    """A scan being read."""

    blocks: list[Block] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)
    regions: dict[str, Region] = field(factory=dict)
    readings: dict[str, ScanReading] = field(factory=dict)

    def add(self, number: int, picture: Picture, to_page: _ToPage) -> None:
        """Read a page."""
        read = _read_page(picture)
        where = f"page {number}"
        if not read.lines and not any(text.text for _, texts in read.tables for text in texts):
            self.unreadable.append((where, "page without text"))
            return
        placed: list[tuple[float, Block]] = []
        for order, (table, texts) in enumerate(read.tables, start=1):
            placed.append((table.box[1], self.grid(f"{where}, table {order}", number, table, texts, read.page, to_page)))
        for order, line in enumerate(_in_lines(read.lines), start=1):
            spot = f"{where}, line {order}"
            self.keep(spot, number, line.box, read.page, to_page)
            self.readings[spot] = ScanReading(confidence=line.confidence)
            placed.append((line.box[1], Words(text=line.text, where=spot)))
        first = True
        for _, block in sorted(placed, key=lambda one: one[0]):
            if first and isinstance(block, Grid) and (joined := self.goes_on(block)) is not None:
                self.blocks[joined[0]] = joined[1]
            else:
                self.blocks.append(block)
            first = first and _is_page_number(block)

    def grid(
        self,
        where: str,
        number: int,
        table: RuledTable,
        texts: Sequence[RecognisedText],
        page: PreparedPage,
        to_page: _ToPage,
    ) -> Grid:
        rows: list[list[PlacedCell | None]] = [[None] * table.shape[1] for _ in range(table.shape[0])]
        for cell, text in zip(table.cells, texts, strict=True):
            spot = f"{where}, row {cell.rows[0] + 1}, column {cell.columns[0] + 1}"
            self.keep(spot, number, cell.box, page, to_page)
            confidence = text.confidence if cell.sure else min(text.confidence, _UNSURE)
            self.readings[spot] = ScanReading(confidence=round(confidence, 3), alternatives=text.alternatives)
            made = PlacedCell(text=text.text, where=spot)
            for row in range(*cell.rows):
                for column in range(*cell.columns):
                    rows[row][column] = made
        return Grid(rows=tuple(map(tuple, rows)), where=where)

    def keep(
        self, spot: str, number: int, box: tuple[float, float, float, float], page: PreparedPage, to_page: _ToPage
    ) -> None:
        """Keep where a piece is printed."""
        self.regions[spot] = to_page.region(page.region(number, box))

    def goes_on(self, first: Grid) -> tuple[int, Grid] | None:
        """Return the last table of the page before with the one that a page begins with, where both are of one width."""
        place = next((at for at in range(len(self.blocks) - 1, -1, -1) if not _is_page_number(self.blocks[at])), None)
        last = self.blocks[place] if place is not None else None
        if place is None or not isinstance(last, Grid) or len(last.rows[0]) != len(first.rows[0]):
            return None
        return place, evolve(last, rows=(*last.rows, *first.rows))


def _is_page_number(block: Block) -> bool:
    return isinstance(block, Words) and _PAGE_NUMBER.fullmatch(block.text) is not None


def _in_lines(lines: Sequence[RecognisedLine]) -> list[RecognisedLine]:
    """Return lines of words from top to bottom; pieces beside each other are one line, with a wide gap between them."""
    rows: list[list[RecognisedLine]] = []
    for one in sorted(lines, key=lambda one: (one.box[1] + one.box[3]) / 2):
        middle = (one.box[1] + one.box[3]) / 2
        if rows and rows[-1][0].box[1] < middle < rows[-1][0].box[3]:
            rows[-1].append(one)
        else:
            rows.append([one])
    made = []
    for row in rows:
        row.sort(key=lambda one: one.box[0])
        lefts, tops, rights, bottoms = zip(*(one.box for one in row), strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
        made.append(RecognisedLine("  ".join(one.text for one in row), min(one.confidence for one in row), box))
    return made
