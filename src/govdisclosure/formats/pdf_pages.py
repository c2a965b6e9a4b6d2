"""One page of a PDF (PDF页面): its tables, by their lines or by words under each other, and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from attrs import define, field

from govdisclosure.formats.document import Block, Grid, LeftOut, PlacedCell, Region, Words
from govdisclosure.formats.grids import Places
from govdisclosure.formats.pdf_lines import (
    LEAST_ROWS,
    PdfLine,
    Sign,
    cell_text,
    left_out,
    lines_of,
    mark_raised,
    mark_struck,
    middle,
    printed_once,
    runs,
)
from govdisclosure.formats.runs import Omission

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom

_NEAR: Final = 3.0  # points within which two lines are one
_SETTINGS: Final = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": _NEAR}
_UNMAPPED: Final = "(cid:"
_PAGE_NUMBER: Final = re.compile(
    r"[\s\-—–－·]*(第\s*)?[0-9]{1,3}\s*页?\s*[\s\-—–－·/]*(共?\s*[0-9]{1,3}\s*页?)?[\s\-—–－·]*|Page\s*[0-9]{1,3}(\s*of\s*[0-9]{1,3})?"
)
_ITEM: Final = re.compile(
    r"[一二三四五六七八九十]+、|[（(](?:[一二三四五六七八九十]+|\d{1,2})[）)](?![,，;；.。])|\d{1,2}[.、．](?!\d)|[①-⑳]|[IVX]{1,5}\.(?=[\sA-Z(])"
)
_PICTURE: Final = 60.0  # points of a side below which a picture is an ornament


@define
class PageReading:
    """A page being read.

    Attributes:
        page: the page as pdfplumber has it, turned so that its text is upright.
        where: ``page 2``.
        tables: how many tables it has so far.
        above: words at the upper edge: a running head, if other pages have it too.
        below: words at the lower edge.
        boxes: where the pieces are printed, by their addresses.
        begins_full: whether its first words may go on from the page before: no indent.
        ends_full: whether its last words may go on on the next page: their line is full.
    """

    page: Any
    where: str
    places: Places
    tables: int = 0
    blocks: list[Block] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)
    left_out: list[LeftOut] = field(factory=list)
    above: list[Words] = field(factory=list)
    below: list[Words] = field(factory=list)
    begins_full: bool = False
    ends_full: bool = False
    edge: float = 0.0
    boxes: dict[str, Box] = field(factory=dict)
    _shape: tuple[Box, Box, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        own = self.page.page_obj
        left, top, right, bottom = (float(one) for one in self.page.bbox)
        x0, y0, x1, y1 = (float(one) for one in own.mediabox)
        self._shape = (left, top, right, bottom), (x0, y0, x1, y1), own.rotate % 360

    def region(self, box: Box) -> Region:
        """Return a box of the upright page as a region of the page's own space."""
        around, (x0, y0, x1, y1), turn = self._shape
        left, right = box[0] - around[0], box[2] - around[0]
        low, high = around[3] - box[3], around[3] - box[1]
        number = self.page.page_number
        if turn == 90:
            return Region(number, x1 - high, y0 + right, x1 - low, y0 + left)
        if turn == 180:
            return Region(number, x1 - right, y1 - low, x1 - left, y1 - high)
        if turn == 270:
            return Region(number, x0 + low, y1 - left, x0 + high, y1 - right)
        return Region(number, x0 + left, y0 + high, x0 + right, y0 + low)

    @classmethod
    def of(cls, page: Any, places: Places) -> PageReading:
        """Return the reading of a page; one printed sideways is turned first."""
        return cls(page=_upright(page), where=f"page {page.page_number}", places=places)

    def read(self) -> None:
        """Read the page."""
        signs = [sign for sign in self.page.chars if sign["text"]]
        unmapped = sum(_UNMAPPED in sign["text"] for sign in signs)
        written = sum(bool(sign["text"].strip()) for sign in signs)
        if unmapped * 3 > written or (not written and self.page.images):
            self.unreadable.append((self.where, "page without text"))
            return
        for picture in self.page.images:
            if picture["x1"] - picture["x0"] > _PICTURE and picture["bottom"] - picture["top"] > _PICTURE:
                self.unreadable.append((self.where, "picture"))
        unseen = [sign for sign in signs if self.is_unseen(sign)]
        if words := "".join(sign["text"] for sign in unseen).strip():
            self.left_out.append(LeftOut(where=self.where, reason=Omission.INVISIBLE, text=words))
            hidden = {id(sign) for sign in unseen}
            signs = [sign for sign in signs if id(sign) not in hidden]
        upright = [sign for sign in signs if _is_level(sign)]
        mark_struck(upright, [*self.page.lines, *self.page.rects])
        turned = "".join(sign["text"] for sign in signs if not _is_level(sign)).strip()
        self.content(printed_once(upright))
        if turned:
            self.blocks.append(Words(text=turned, where=f"{self.where}, turned text", hidden=True))

    def is_unseen(self, sign: Sign) -> bool:
        """Whether a character is invisible: far too small, off the page, or white on white."""
        if not sign["text"].strip():
            return False
        across = (float(sign["x0"]) + float(sign["x1"])) / 2
        if float(sign.get("size") or 9) < _LEAST_SIZE or not -1 <= across <= float(self.page.width) + 1:
            return True
        if not _is_white(sign.get("non_stroking_color")):
            return False
        under = [one for one in (*self.page.rects, *self.page.curves) if one.get("fill")]
        grounds = [*self.page.images, *(one for one in under if not _is_white(one.get("non_stroking_color")))]
        return not any(one["x0"] <= across <= one["x1"] and one["top"] <= middle(sign) <= one["bottom"] for one in grounds)

    def note(self, signs: Sequence[Sign], where: str) -> str | None:
        """Note what is left out of a cell or paragraph; return it as the cell's remark."""
        found = list(left_out(signs))
        self.left_out += [LeftOut(where=where, reason=reason, text=text) for reason, text in found]
        return "\n".join(text for _, text in found) or None

    def content(self, signs: list[Sign]) -> None:
        """Read tables and paragraphs in the order of the page."""
        found = [cells for table in self.ruled() if len(cells := [cell for cell in table.cells if cell]) > 1]
        boxes = [_around(cells) for cells in found]
        inside: list[list[Sign]] = [[] for _ in found]
        outside: list[Sign] = []
        for sign in signs:
            at = next((index for index, box in enumerate(boxes) if _in(sign, box)), None)
            (outside if at is None else inside[at]).append(sign)
        self.edge = max((float(sign["x1"]) for sign in signs if sign["text"].strip()), default=0.0)
        mark_raised(lines_of(outside))
        placed: list[tuple[float, list[PdfLine] | int]] = [(box[1], index) for index, box in enumerate(boxes)]
        numbers = {id(sign): number for number, line in enumerate(lines_of(signs), start=1) for sign in line.signs}
        # Lines between two tables stay together: what is a table without lines is seen from several of them.
        edges = sorted(box[1] for box in boxes)
        groups: dict[int, list[PdfLine]] = {}
        for line in lines_of(outside):
            groups.setdefault(bisect_right(edges, line.top), []).append(line)
        placed += [(group[0].top, group) for group in groups.values()]
        for _, what in sorted(placed, key=lambda one: one[0]):
            if isinstance(what, int):
                self.tables += 1
                self.blocks.append(self.ruled_grid(found[what], inside[what]))
            else:
                self.words(what, numbers)

    # ----------------------------------------------------------------------------------------------- tables with lines

    def ruled(self) -> list[Any]:
        """Return the tables that lines make; those open at the sides are closed first."""
        across = [edge for edge in self.page.edges if edge["orientation"] == "h"]
        down = [float(edge["x0"]) for edge in self.page.edges if edge["orientation"] == "v"]
        spans: dict[tuple[int, int], list[float]] = {}
        for edge in across:
            spans.setdefault((round(edge["x0"] / _NEAR), round(edge["x1"] / _NEAR)), []).append(float(edge["top"]))
        sides = []
        for (left, right), tops in spans.items():
            if len({round(top) for top in tops}) < LEAST_ROWS:
                continue
            within = [at for at in down if left * _NEAR + 2 * _NEAR < at < right * _NEAR - 2 * _NEAR]
            ends = [at for at in (left * _NEAR, right * _NEAR) if not any(abs(at - other) <= 2 * _NEAR for other in down)]
            sides += [_upright_line(at, min(tops), max(tops)) for at in ends if within]
        return list(self.page.find_tables(_SETTINGS | {"explicit_vertical_lines": sides}))

    def ruled_grid(self, cells: list[Box], signs: list[Sign]) -> Grid:
        """Return a table by its cells; one that covers several places is in each of them."""
        where = f"{self.where}, table {self.tables}"
        lefts, tops = _steps(cell[0] for cell in cells), _steps(cell[1] for cell in cells)
        self.places.take(len(tops), len(lefts))
        slots: list[list[int | None]] = [[None] * len(lefts) for _ in tops]
        for index, (left, top, right, bottom) in enumerate(cells):
            for row in _between(tops, top, bottom):
                for column in _between(lefts, left, right):
                    slots[row][column] = index
        content: list[list[Sign]] = [[] for _ in cells]
        for sign in signs:
            row = bisect_right(tops, middle(sign)) - 1
            column = bisect_right(lefts, (float(sign["x0"]) + float(sign["x1"])) / 2) - 1
            at = slots[row][column] if row >= 0 and column >= 0 else None
            if at is not None:
                content[at].append(sign)
        for own in content:
            mark_raised(lines_of(own))  # what is beside it in another cell is on another line
        made: list[PlacedCell | None] = [None] * len(cells)
        for row, places in enumerate(slots, start=1):
            for column, at in enumerate(places, start=1):
                if at is not None and made[at] is None:
                    spot = f"{where}, row {row}, column {column}"
                    self.boxes[spot] = cells[at]
                    made[at] = PlacedCell(text=cell_text(content[at]), where=spot, remark=self.note(content[at], spot))
        rows = tuple(tuple(None if at is None else made[at] for at in places) for places in slots)
        return Grid(rows=rows, where=where)

    # ------------------------------------------------------------------------------------- words and tables without lines

    def words(self, lines: list[PdfLine], numbers: dict[int, int]) -> None:
        """Read lines outside of ruled tables: tables of words under each other, and paragraphs."""
        for run, is_table in runs(lines):
            if is_table:
                self.tables += 1
                self.blocks.append(self.unruled_grid(run))
            else:
                self.paragraphs(run, numbers)

    def unruled_grid(self, lines: list[PdfLine]) -> Grid:
        """Return a table whose columns are where the fullest lines have their words."""
        where = f"{self.where}, table {self.tables}"
        parts = [line.segments() for line in lines]
        width = max(map(len, parts))
        spans = [[part.left, part.right] for part in next(row for row in parts if len(row) == width)]
        for row in parts:
            for at, part in enumerate(row if len(row) == width else ()):
                spans[at] = [min(spans[at][0], part.left), max(spans[at][1], part.right)]
        rows: list[dict[int, PlacedCell]] = []
        for number, row in enumerate(parts, start=1):
            cells: dict[int, PlacedCell] = {}
            for part in row:
                covered = [at for at, (left, right) in enumerate(spans) if part.left < right and part.right > left]
                apart = [abs(left + right - part.left - part.right) for left, right in spans]
                nearest = apart.index(min(apart))
                covered = [at for at in covered or [nearest] if at not in cells] or [nearest]
                text = " ".join(filter(None, (cells[covered[0]].text if covered[0] in cells else "", part.text)))
                spot = f"{where}, row {number}, column {covered[0] + 1}"
                self.boxes[spot] = _around([part.box, *([self.boxes[spot]] if spot in self.boxes else [])])
                printed = PlacedCell(text=text, where=spot, remark=self.note(part.signs, spot))
                cells |= dict.fromkeys(covered, printed)
            for at in range(width):
                cells.setdefault(at, PlacedCell(text="", where=f"{where}, row {number}, column {at + 1}"))
            rows.append(cells)
        return Grid(rows=self.places.rectangular(rows), where=where)

    def paragraphs(self, lines: list[PdfLine], numbers: dict[int, int]) -> None:
        """Join lines to paragraphs: one goes on where the line above is full and the next is not indented."""
        shown = []
        for line in lines:
            if self.is_page_number(line):
                continue
            if self.is_at_the_edge(line):
                edge = self.above if line.top < float(self.page.height) / 2 else self.below
                edge.append(Words(text=line.text, where=f"{self.where}, line {numbers[id(line.signs[0])]}"))
            else:
                shown.append(line)
        if not shown:
            return
        left, right = min(line.left for line in shown), max(line.right for line in shown)
        texts: list[tuple[str, int]] = []
        above: PdfLine | None = None
        for line in shown:
            self.note(line.signs, f"{self.where}, line {numbers[id(line.signs[0])]}")
            self.boxes[f"{self.where}, line {numbers[id(line.signs[0])]}"] = line.box
            goes_on = (
                above is not None
                and len(shown) > 1
                and len(above.segments()) == len(line.segments()) == 1
                and above.right > right - 2 * above.size
                and line.left < left + line.size
                and right - left > 12 * line.size
                and abs(line.size - above.size) < 1.5
                and _ITEM.match(line.text) is None
            )
            if goes_on:
                text, number = texts[-1]
                gap = " " if text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() else ""
                texts[-1] = (text + gap + line.text, number)
            else:
                texts.append((line.spread, numbers[id(line.signs[0])]))
            above = line
        wide = right - left > 12 * shown[0].size and len(shown) > 1
        self.begins_full = self.begins_full if self.blocks else wide and shown[0].left < left + shown[0].size
        self.ends_full = wide and shown[-1].right > self.edge - 2 * shown[-1].size
        self.blocks += [Words(text=text, where=f"{self.where}, line {number}") for text, number in texts if text]

    def is_at_the_edge(self, line: PdfLine) -> bool:
        """Whether a line is where running heads and feet do."""
        height = float(self.page.height)
        return not 0.06 * height < line.top < 0.94 * height

    def is_page_number(self, line: PdfLine) -> bool:
        """Whether a line at the edge of the page is its number."""
        height = float(self.page.height)
        return not 0.08 * height < line.top < 0.86 * height and _PAGE_NUMBER.fullmatch(line.text) is not None


_LEAST_SIZE: Final = 1.0  # points below which nobody reads a character


def _is_white(color: object) -> bool:
    """Whether a colour is white: all of grey or of red, green and blue, none of four inks."""
    if not isinstance(color, tuple | list) or not all(isinstance(one, int | float) for one in color):
        return False
    return min(color) >= 0.99 if len(color) in (1, 3) else len(color) == 4 and max(color) <= 0.01


def _is_level(sign: Sign) -> bool:
    """Whether a character is on a level line; those of a watermark are not."""
    along, up = sign["matrix"][0], sign["matrix"][1]
    return bool(along > 0 and abs(up) < 0.1 * along)


def _upright(page: Any) -> Any:
    """Return a page whose text is printed sideways or upside down, turned; others as they are."""
    signs = [sign for sign in page.chars if sign["text"].strip()]
    reversed_ = [sign for sign in signs if sign["matrix"][0] < 0 and abs(sign["matrix"][1]) < -0.1 * sign["matrix"][0]]
    if len(reversed_) * 2 > len(signs):
        return _turned(page, 180)
    sideways = [sign for sign in signs if abs(sign["matrix"][0]) < 0.1 * abs(sign["matrix"][1])]
    if len(sideways) * 2 <= len(signs):
        return page
    upwards = sum(sign["matrix"][1] > 0 for sign in sideways) * 2 > len(sideways)
    return _turned(page, 90 if upwards else 270)


def _turned(page: Any, by: int) -> Any:
    own = page.page_obj
    own.rotate = (own.rotate + by) % 360
    own.attrs["Rotate"] = own.rotate
    return type(page)(page.pdf, own, page_number=page.page_number, initial_doctop=page.initial_doctop)


def _upright_line(at: float, top: float, bottom: float) -> Sign:
    return {"object_type": "line", "x0": at, "x1": at, "top": top, "bottom": bottom, "width": 0, "height": bottom - top}


def _around(cells: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _in(sign: Sign, box: Box) -> bool:
    across = (float(sign["x0"]) + float(sign["x1"])) / 2
    return box[0] <= across <= box[2] and box[1] <= middle(sign) <= box[3]


def _steps(values: Iterator[float]) -> list[float]:
    """Return the positions where rows or columns begin; nearly equal ones are merged."""
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > _NEAR:
            steps.append(value)
    return steps


def _between(steps: list[float], first: float, last: float) -> range:
    """Return which steps a cell covers that goes from ``first`` to ``last``."""
    return range(bisect_right(steps, first + 0.1) - 1, max(bisect_right(steps, last - _NEAR), bisect_right(steps, first + 0.1)))
