"""Pictures of tables without fixed pages (表格截图): of Word documents, web pages and workbooks, from their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, TypeAlias

from attrs import frozen
from PIL import Image, ImageDraw, ImageFont

from govdisclosure.errors import refused
from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell, Words
from govdisclosure.marking.finding_marks import FindingMark
from govdisclosure.marking.page_marks import frame, label, png

_FONTS: Final = (
    "simsun.ttc",
    "msyh.ttc",
    "simhei.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
    "SourceHanSansCN-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "uming.ttc",
    "PingFang.ttc",
    "STHeiti Light.ttc",
)
_SIZE: Final = 18
_PAD: Final = 6
_WIDEST: Final = 10  # characters of a line in a cell
_MOST_HEADS: Final = 4
_NEIGHBOURS: Final = 2
_MOST_LINES: Final = 6
Rows: TypeAlias = Sequence[Sequence[PlacedCell | None]]


@frozen
class _Excerpt:
    """Some rows of a grid: its heads and those around the figures."""

    rows: Rows
    gaps: frozenset[int]  # rows above which others are left out


def draw(name: str, document: OpenedDocument, marks: Sequence[FindingMark]) -> dict[int, bytes]:
    """Return for each mark, by its number, a picture of the part of the table around its figures.

    Raises:
        UnreadableError: no font with Chinese characters is installed.
    """
    font = _font()
    if font is None:
        raise refused(name, "mark.no_font")
    drawn: dict[int, bytes] = {}
    for mark in marks:
        wanted = {figure.where: label(mark, figure) for figure in mark.figures}
        excerpt = next(_excerpts(document, wanted), None)
        if excerpt is not None:
            drawn[mark.number] = png(_picture(excerpt, wanted, font))
    return drawn


@cache
def _font() -> Any | None:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, _SIZE)
        except OSError:
            continue
    return None


def _excerpts(document: OpenedDocument, wanted: Mapping[str, str]) -> Iterator[_Excerpt]:
    for block in document.blocks:
        if isinstance(block, Words):
            if block.where in wanted:
                yield _Excerpt([[PlacedCell(text=block.text, where=block.where)]], frozenset())
            continue
        at = [number for number, row in enumerate(block.rows) if any(cell and cell.where in wanted for cell in row)]
        if at:
            yield _around(block, at)


def _around(grid: Grid, at: Sequence[int]) -> _Excerpt:
    heads = next((number for number, row in enumerate(grid.rows) if any(_is_figure(cell) for cell in row)), 0)
    kept = set(range(min(heads, _MOST_HEADS)))
    for number in at:
        kept |= set(range(max(0, number - _NEIGHBOURS), min(len(grid.rows), number + _NEIGHBOURS + 1)))
    numbers = sorted(kept)
    gaps = {place for place, number in enumerate(numbers) if place and number - numbers[place - 1] > 1}
    shown = [tuple(cell if cell and not cell.hidden else None for cell in grid.rows[number]) for number in numbers]
    used = [column for column in range(len(shown[0])) if any(row[column] is not None for row in shown)]
    return _Excerpt([[row[column] for column in used] for row in shown], frozenset(gaps))


def _is_figure(cell: PlacedCell | None) -> bool:
    return cell is not None and cell.text.strip().replace(",", "").replace(".", "").isdigit()


def _picture(excerpt: _Excerpt, wanted: Mapping[str, str], font: Any) -> Image.Image:
    rows = excerpt.rows
    wide = max(map(len, rows))
    alone = wide == 1
    most = 40 if alone else _WIDEST
    spans = _spans(rows)
    widths, heights = [_SIZE * 3] * wide, [_SIZE + 2 * _PAD] * len(rows)
    lines = {key: _lines(cell.text, most) for key, (cell, *_) in spans.items()}
    for key, (_, top, left, bottom, right) in spans.items():
        needed = max((font.getlength(line) for line in lines[key]), default=0) + 2 * _PAD
        if right - left == 1:
            widths[left] = max(widths[left], round(needed))
        if bottom - top == 1:
            heights[top] = max(heights[top], len(lines[key]) * (_SIZE + 4) + 2 * _PAD)
    tops, lefts = [2 * _SIZE], [_SIZE]
    for number, height in enumerate(heights):
        tops.append(tops[-1] + height + (_SIZE if number + 1 in excerpt.gaps else 0))
    for width in widths:
        lefts.append(lefts[-1] + width)
    image = Image.new("RGB", (lefts[-1] + _SIZE, tops[-1] + _SIZE), "white")
    pen = ImageDraw.Draw(image)
    for key, (_, top, left, bottom, right) in spans.items():
        edge = tops[bottom] - (_SIZE if bottom in excerpt.gaps else 0)
        pen.rectangle((lefts[left], tops[top], lefts[right], edge), outline="black")
        for number, line in enumerate(lines[key]):
            pen.text((lefts[left] + _PAD, tops[top] + _PAD + number * (_SIZE + 4)), line, fill="black", font=font)
    for cell, top, left, bottom, right in spans.values():
        if cell.where in wanted:
            edge = tops[bottom] - (_SIZE if bottom in excerpt.gaps else 0)
            frame(pen, (lefts[left], tops[top], lefts[right], edge), wanted[cell.where], font, _SIZE)
    return image


def _spans(rows: Rows) -> dict[int, tuple[PlacedCell, int, int, int, int]]:
    """Return each cell with the rows and columns that it covers: top, left, and one beyond bottom and right."""
    found: dict[int, tuple[PlacedCell, int, int, int, int]] = {}
    for number, row in enumerate(rows):
        for _, run in groupby(enumerate(row), key=lambda one: id(one[1])):
            places = list(run)
            cell = places[0][1]
            if cell is None:
                continue
            top, left = found[id(cell)][1:3] if id(cell) in found else (number, places[0][0])
            found[id(cell)] = (cell, top, left, number + 1, places[-1][0] + 1)
    return found


def _lines(text: str, most: int) -> list[str]:
    """Break a text into lines; what is longer than a cell shows ends with …."""
    broken = [line[start : start + most] for line in text.splitlines() for start in range(0, max(len(line), 1), most)]
    return broken if len(broken) <= _MOST_LINES else [*broken[: _MOST_LINES - 1], "…"]
