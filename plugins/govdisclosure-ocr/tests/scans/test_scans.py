"""Pages of a report, drawn here and made worse, are recognised: figures right, or doubted, or named; never wrong in silence.

`make test-scans`: recognition takes some seconds a page.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random

import cv2
import govdisclosure_ocr
import numpy as np
import pytest
from PIL import Image, ImageDraw

from govdisclosure import Body, Period, Report, check, dumps, load_standard
from govdisclosure.consistency.readiness import blockers, checked_by_eye
from govdisclosure.formats import docx
from govdisclosure.formats.document import Grid, PlacedCell, Words
from govdisclosure.library import Library
from govdisclosure.marking import excerpts, mark, marks_of
from govdisclosure.report import Cell
from govdisclosure.values import Blank, Kind

pytestmark = pytest.mark.skipif(
    excerpts._font() is None, reason="no font with Chinese characters is installed to draw pages with"
)
LIBRARY = Library(plugins=[govdisclosure_ocr])
LARGEST = 99_999


@cache
def published() -> Report:
    standard, random = load_standard("cn-2021"), Random("a scan")
    counts = [key for key, spot in standard.spots.items() if spot.kind is Kind.COUNT]
    cells = {key: Cell(value=random.choice((0, random.randint(1, 99), random.randint(100, LARGEST)))) for key in counts}
    return Report(standard=standard, body=Body(id="b", name="某市某局"), period=Period.year(2023), cells=cells)


@cache
def pages() -> tuple[Image.Image, ...]:
    """Two pages: the first has the title and the small tables, the second the table of requests."""
    blocks = docx.document(dumps(published(), "docx"), "a.docx").blocks
    first: list[Words | Grid] = []
    second: list[Words | Grid] = []
    for block in blocks:
        if isinstance(block, Grid) and len(block.rows) > 20:
            second.append(block)
        elif not second and (isinstance(block, Grid) or len(first) < 3):
            first.append(block)
    return drawn(first), drawn(second)


def drawn(blocks: list[Words | Grid]) -> Image.Image:
    """A page at 150 dots an inch."""
    page = Image.new("L", (1241, 1754), 255)
    pen, font, top = ImageDraw.Draw(page), excerpts._font(), 140
    for block in blocks:
        if isinstance(block, Words):
            pen.text((160, top), block.text, fill=0, font=font)
            top += 50
            continue
        wide = len(block.rows[0])
        left, step = (420, (1100 - 420) // max(wide - 1, 1)) if wide > 2 else (620, 460)
        edges = [120, *(left + number * step for number in range(wide))]
        lines = [max(len(split(cell, edges[1] - 120 if not at else step)) for at, cell in enumerate(row)) for row in block.rows]
        tops = [top]
        for count in lines:
            tops.append(tops[-1] + max(count, 1) * 24 + 14)
        for cell, (up, across, down, to) in places(block).items():
            box = (edges[across], tops[up], edges[to], tops[down])
            pen.rectangle(box, outline=0, width=1)
            for number, line in enumerate(split(cell, edges[to] - edges[across])):
                pen.text((box[0] + 6, box[1] + 6 + 24 * number), line, fill=0, font=font)
        top = tops[-1] + 40
    return page


def split(cell: PlacedCell | None, width: int) -> list[str]:
    most = max(2, (width - 12) // 19)
    text = "" if cell is None else cell.text.replace("\n", "")
    most = max(most, len(text)) if text.isdigit() else most
    return [text[start : start + most] for start in range(0, len(text), most)]


def places(grid: Grid) -> dict[PlacedCell, tuple[int, int, int, int]]:
    found: dict[PlacedCell, tuple[int, int, int, int]] = {}
    for down, row in enumerate(grid.rows):
        for across, cell in enumerate(row):
            if cell is not None:
                up, left, *_ = found.get(cell, (down, across, 0, 0))
                found[cell] = (up, left, down + 1, across + 1)
    return found


def read(*given: Image.Image, kind: str = "TIFF") -> Report:
    stream = BytesIO()
    given[0].save(stream, kind, save_all=True, append_images=given[1:], resolution=150.0)
    return LIBRARY.read(stream.getvalue(), standard="cn-2021", period=2023)


def wrong(report: Report) -> list[str]:
    """The figures that were read wrongly."""
    return [
        key
        for key, cell in published().cells.items()
        if key in report.cells and report[key] is not Blank.MISSING and report[key] != cell.value
    ]


def taken(report: Report) -> int:
    return sum(report[key] == cell.value for key, cell in published().cells.items())


def doubted(report: Report) -> set[str]:
    return {cell for note in report.notes for cell in note.cells}


def noisy(page: Image.Image) -> Image.Image:
    noise = np.random.default_rng(7).normal(0, 18, (page.height, page.width))
    stream = BytesIO()
    Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8)).save(stream, "JPEG", quality=30)
    return Image.open(BytesIO(stream.getvalue())).convert("L")


def photographed(page: Image.Image) -> Image.Image:
    width, height = page.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[60, 40], [width - 20, 10], [width - 70, height - 30], [10, height - 60]], np.float32)
    size = width, height
    made = cv2.warpPerspective(np.asarray(page), cv2.getPerspectiveTransform(corners, seen), size, borderValue=90)
    light = np.linspace(1, 0.65, width)[None, :] * np.linspace(0.95, 0.8, height)[:, None]
    return Image.fromarray(cv2.GaussianBlur((made * light).astype(np.uint8), (3, 3), 0.7))


def worn(page: Image.Image) -> Image.Image:
    """Gaps in the rules, and specks."""
    made, random = np.asarray(page).copy(), Random("worn")
    for _ in range(120):
        y, x = random.randrange(120, 1500), random.randrange(100, 1150)
        made[y : y + 5, x : x + 10] = 255
    return Image.fromarray(made)


def faxed(page: Image.Image) -> Image.Image:
    half = page.resize((page.width, page.height // 2)).point(lambda one: 255 if one > 150 else 0)
    return half.resize(page.size, Image.Resampling.NEAREST)


class TestOrdinaryScans:
    """All figures of a good scan are read, each with how surely and where it is printed."""

    def test_give_every_figure(self) -> None:
        report = read(*pages(), kind="PDF")
        printed = [key for key in published().cells if key.startswith(("requests", "documents", "decisions"))]
        assert [key for key in printed if report[key] != published()[key]] == []
        assert all(report.cells[key].origin.confidence is not None for key in printed)
        assert report.body_name == "某市某局"
        assert "final.scanned" in {one.rule for one in blockers(check(report))}
        assert "final.scanned" not in {one.rule for one in blockers(check(checked_by_eye(report, "审核岗")))}

    def test_say_where_figures_are_printed(self) -> None:
        stream = BytesIO()
        pages()[0].save(stream, "PNG")
        report, document = LIBRARY.read_document(stream.getvalue(), standard="cn-2021")
        made = mark(stream.getvalue(), "a.png", document, marks_of(report, check(report)))
        assert made.copy is not None
        key = "documents.normative/in_force"
        region = document.regions[str(report.cells[key].origin.address)]
        ink = np.asarray(pages()[0])[
            round(region.top) + 4 : round(region.bottom) - 4, round(region.left) + 4 : round(region.right) - 4
        ]
        assert (ink < 128).any()


class TestBadScans:
    """What a bad scan hides is doubted or named, whatever it is that is bad."""

    @pytest.mark.parametrize(
        ("worse", "least"),
        [
            (lambda page: page.rotate(2.2, fillcolor=255, resample=Image.Resampling.BICUBIC), 8),
            (lambda page: page.resize((827, 1169), Image.Resampling.LANCZOS), 8),
            (lambda page: page.rotate(90, expand=True), 8),
            (noisy, 8),
            (photographed, 8),
            (worn, 0),
            (faxed, 0),
        ],
        ids=["skewed", "100 dots an inch", "sideways", "noise and JPEG", "photo", "broken rules", "fax"],
    )
    def test_are_never_wrong_in_silence(self, worse: object, least: int) -> None:
        page = worse(pages()[0])  # type: ignore[operator]  # a function of pages
        try:
            report = read(page)
        except govdisclosure_ocr.UnreadableError:
            assert not least
            return
        assert set(wrong(report)) <= doubted(report)
        assert taken(report) >= least
