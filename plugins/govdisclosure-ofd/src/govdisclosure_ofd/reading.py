"""OFD taken apart (读入OFD): characters, rules and pictures at their places on a page, read as those of a PDF are.

What a package holds is bounded, as it may come from anybody. Templates are below the page that uses them; what is invisible is
named and is no part of a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest
from posixpath import dirname, join, normpath
from types import SimpleNamespace
from typing import Any, Final, TypeAlias, cast
from xml.etree.ElementTree import Element

from attrs import define, field, frozen
from pdfplumber.container import Container
from pdfplumber.page import Page
from pdfplumber.table import TableFinder, TableSettings

from govdisclosure.errors import refused
from govdisclosure.formats import advice
from govdisclosure.formats.document import LeftOut, OpenedDocument
from govdisclosure.formats.grids import Places
from govdisclosure.formats.pdf import MOST_PAGES, MOST_SIGNS, joined
from govdisclosure.formats.pdf_pages import PageReading
from govdisclosure.formats.runs import Omission
from govdisclosure.formats.safe_zip import Package, children

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_POINT: Final = 72 / 25.4
_ASCENT: Final = 0.88
_A4: Final = (0.0, 0.0, 210.0, 297.0)
_DEEPEST: Final = 20
_REPORT_NAME: Final = re.compile(r"report-[\dA-Za-z.-]+\.json")
_COMMAND: Final = re.compile(r"([SMLQBAC])((?:\s+-?[\d.]+)*)")
_CORNERS: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
"""How many numbers a command of a path has; the last two are where it ends."""
_UPRIGHT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def document(data: bytes, name: str) -> OpenedDocument:
    """Take an OFD document apart, page by page.

    Raises:
        UnreadableError: it is damaged, encrypted or over a limit.
    """
    package = Package(data, name, again=advice.OTHER)
    if package.has("Encryptions.xml"):
        raise refused(name, "open.encrypted")
    body = package.xml("OFD.xml").find("DocBody")
    main = _text(body, "DocRoot")
    if body is None or not main:
        raise refused(name, "open.damaged", again=advice.OTHER)
    reading = _OfdReading(package, name, _resolved("", main))
    about = {one.tag: "".join(one.itertext()).strip() for one in children(body.find("DocInfo"))}
    properties = {name: about[name] for name in ("Title", "Author", "Subject", "Creator") if about.get(name)}
    return joined(reading.pages(), properties, reading.report_data())


class _Page(Container):
    """A page with what is on it, as the reader of PDF pages has it."""

    def __init__(self, number: int, width: float, height: float, objects: dict[str, list[dict[str, Any]]]) -> None:
        self.page_number, self.width, self.height = number, width, height
        self.bbox = (0.0, 0.0, width, height)
        self.page_obj = SimpleNamespace(mediabox=self.bbox, rotate=0)
        self._objects = objects

    @property
    def objects(self) -> dict[str, list[dict[str, Any]]]:
        return self._objects

    def find_tables(self, settings: Mapping[str, Any]) -> list[Any]:
        return list(TableFinder(cast(Page, self), TableSettings.resolve(dict(settings))).tables)


@define
class _OfdReading:
    package: Package
    name: str
    main: str
    templates: dict[str, str] = field(factory=dict)

    def pages(self) -> list[PageReading]:
        root = self.package.xml(self.main)
        common = root.find("CommonData")
        area = _box(common.find("PageArea") if common is not None else None) or _A4
        for one in children(common, "TemplatePage"):
            self.templates[one.get("ID", "")] = self.part(one.get("BaseLoc", ""))
        listed = list(children(root.find("Pages"), "Page"))
        if len(listed) > MOST_PAGES:
            raise refused(self.name, "open.too_many_pages", most=MOST_PAGES)
        if not listed:
            raise refused(self.name, "open.damaged", again=advice.OTHER)
        places, found = Places(self.name), []
        for number, one in enumerate(listed, start=1):
            page = _PageContent(self.name)
            root = self.package.xml(self.part(one.get("BaseLoc", "")))
            left, top, width, height = _box(root.find("Area")) or area
            for template in children(root, "Template"):
                if (part := self.templates.get(template.get("TemplateID", ""))) is not None:
                    page.layers(self.package.xml(part))
            page.layers(root)
            objects = page.moved(-left, -top)
            reading = PageReading.of(_Page(number, width * _POINT, height * _POINT, objects), places)
            if unseen := "".join(page.unseen).strip():
                reading.left_out.append(LeftOut(where=reading.where, reason=Omission.INVISIBLE, text=unseen))
            reading.read()
            found.append(reading)
        return found

    def part(self, location: str) -> str:
        """Return the name of a part that the document's main part names."""
        return _resolved(dirname(self.main), location)

    def report_data(self) -> bytes:
        """Return the report's JSON that a document of our own has attached; empty where there is none."""
        listing = self.part(_text(self.package.xml(self.main), "Attachments"))
        root = self.package.xml_if_there(listing) if listing else None
        for one in children(root, "Attachment"):
            part = _resolved(dirname(listing), _text(one, "FileLoc"))
            if _REPORT_NAME.fullmatch(one.get("Name", "")) and self.package.has(part):
                return self.package.part(part)
        return b""


@frozen
class _TextStyle:
    """What the characters of a text object have in common."""

    font: str
    size: float
    matrix: Matrix
    color: tuple[float, ...]


@define
class _PageContent:
    """What is on a page, in points from its upper left corner."""

    name: str
    characters: list[dict[str, Any]] = field(factory=list)
    lines: list[dict[str, Any]] = field(factory=list)
    images: list[dict[str, Any]] = field(factory=list)
    unseen: list[str] = field(factory=list)

    def layers(self, root: Element) -> None:
        for content in children(root, "Content"):
            for layer in children(content, "Layer"):
                self.objects(layer, 0)

    def objects(self, parent: Element, depth: int) -> None:
        if len(self.characters) + len(self.lines) > MOST_SIGNS:
            raise refused(self.name, "open.too_many_signs", most=MOST_SIGNS)
        for one in parent:
            is_seen = one.get("Visible", "true") != "false" and one.get("Alpha", "255") != "0"
            if one.tag == "PageBlock" and depth < _DEEPEST:
                self.objects(one, depth + 1)
            elif one.tag == "TextObject":
                self.text(one, is_seen=is_seen)
            elif one.tag == "PathObject" and is_seen:
                self.path(one)
            elif one.tag in ("ImageObject", "CompositeObject") and is_seen:
                left, top, width, height = _numbers(one.get("Boundary", ""), 4) or (0.0, 0.0, 0.0, 0.0)
                self.images.append(_piece("image", left, top, left + width, top + height))

    def text(self, text: Element, *, is_seen: bool) -> None:
        left, top, _, _ = _numbers(text.get("Boundary", ""), 4) or (0.0, 0.0, 0.0, 0.0)
        matrix: Matrix = _numbers(text.get("CTM", ""), 6) or _UPRIGHT  # type: ignore[assignment]  # six of them
        size = _number(text.get("Size"), 0.0)
        style = _TextStyle(text.get("Font", ""), size, matrix, _color(text.find("FillColor")))
        x = y = 0.0
        for code in children(text, "TextCode"):
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            words = code.text or ""
            across, down = (_steps(code.get(name, ""), len(words)) for name in ("DeltaX", "DeltaY"))
            for place, character in enumerate(words):
                if is_seen:
                    step = across[place] if place + 1 < len(words) and not down[place] else 0.0
                    self.character(character, (left, top), (x, y), step, style)
                else:
                    self.unseen.append(character)
                x += across[place]
                y += down[place]

    def character(
        self, character: str, corner: tuple[float, float], at: tuple[float, float], step: float, style: _TextStyle
    ) -> None:
        """Add a character; ``step`` is how far the next one of its text is from it, 0 where that is not said."""
        if len(self.characters) > MOST_SIGNS:
            raise refused(self.name, "open.too_many_signs", most=MOST_SIGNS)
        a, b, c, d, e, f = style.matrix
        x, base = corner[0] + a * at[0] + c * at[1] + e, corner[1] + b * at[0] + d * at[1] + f
        tall, wide = style.size * abs(d or b), style.size * abs(a or b) * (0.5 if character.isascii() else 1.0)
        made = _piece("char", x, base - _ASCENT * tall, x + wide, base + (1 - _ASCENT) * tall)
        turned = (a * _POINT, -b * _POINT, -c * _POINT, d * _POINT, made["x0"], made["top"])
        self.characters.append(
            {
                **made,
                "text": character,
                "size": tall * _POINT,
                "matrix": turned,
                "non_stroking_color": style.color,
                "fontname": style.font,
                "step": step * a * _POINT if not b else 0.0,
            }
        )

    def path(self, path: Element) -> None:
        """Add the straight strokes of a path: the rules of tables, and the edges of thin rectangles."""
        left, top, _, _ = _numbers(path.get("Boundary", ""), 4) or (0.0, 0.0, 0.0, 0.0)
        a, b, c, d, e, f = _numbers(path.get("CTM", ""), 6) or _UPRIGHT
        thick = _number(path.get("LineWidth"), 0.353)
        begin = here = (0.0, 0.0)
        for command, given in _COMMAND.findall(_text(path, "AbbreviatedData")):
            numbers = [float(one) for one in given.split() if one.count(".") < 2]
            count = _CORNERS.get(command, 0)
            ends = [(numbers[at - 2], numbers[at - 1]) for at in range(count, len(numbers) + 1, count)] if count else [begin]
            for x, y in ends:
                there = (left + a * x + c * y + e, top + b * x + d * y + f) if count else begin
                if command in "LC" and (abs(there[0] - here[0]) < 0.2 or abs(there[1] - here[1]) < 0.2):
                    self.stroke(here, there, thick)
                if command in "SM":
                    begin = there
                here = there

    def stroke(self, one: tuple[float, float], other: tuple[float, float], thick: float) -> None:
        lefts, tops = sorted((one[0], other[0])), sorted((one[1], other[1]))
        made = _piece("line", lefts[0], tops[0], lefts[1], tops[1])
        self.lines.append(
            {**made, "linewidth": thick * _POINT, "pts": [(made["x0"], made["top"]), (made["x1"], made["bottom"])]}
        )

    def moved(self, right: float, down: float) -> dict[str, list[dict[str, Any]]]:
        """Return everything by its kind, moved by so many millimetres."""
        for one in (*self.characters, *self.lines, *self.images) if right or down else ():
            for name, by in (("x0", right), ("x1", right), ("top", down), ("bottom", down), ("doctop", down)):
                one[name] += by * _POINT
        return {
            "char": _fitted(_with_blanks(self.characters)),
            "line": self.lines,
            "image": self.images,
            "rect": [],
            "curve": [],
        }


def _with_blanks(characters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return characters with a blank where one is between words of Latin letters, which many programs place and do not write.

    How wide a letter is follows from how near the next one ever is to it in its font, and is within bounds for its kind.
    """
    widths: dict[tuple[str, str], float] = {}
    for one in characters:
        if one["step"] > 0 and one["size"] > 0:
            key = one["fontname"], one["text"]
            widths[key] = min(widths.get(key, one["step"] / one["size"]), one["step"] / one["size"])
    made: list[dict[str, Any]] = []
    for one, other in zip_longest(characters, characters[1:]):
        made.append(one)
        if other is None or not _may_be_apart(one, other):
            continue
        widest = _widest(one["text"])
        end = one["x0"] + one["size"] * min(widths.get((one["fontname"], one["text"]), widest), widest)
        one["x1"], one["width"] = end, end - one["x0"]
        if _LEAST_BLANK * one["size"] < other["x0"] - end < _MOST_BLANK * one["size"]:
            made.append({**one, "text": " ", "x0": end, "x1": other["x0"], "width": other["x0"] - end})
    return made


def _may_be_apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether characters are beside each other in a line, Latin ones, and not two of a figure, into which no blank is put."""
    both = one["text"] + other["text"]
    is_latin = both.isascii() and both.isprintable() and " " not in both and not all(each in _OF_FIGURES for each in both)
    return is_latin and abs(one["top"] - other["top"]) < 0.1 * one["size"] and abs(one["size"] - other["size"]) < 0.01


def _widest(character: str) -> float:
    """Return how wide a Latin character is at the most, in parts of its size."""
    return next((width for characters, width in _WIDEST if character in characters), 0.8 if character.isupper() else 0.62)


_OF_FIGURES: Final = frozenset("0123456789.,%+-")
_WIDEST: Final = (("ijlft.,;:'!|()[]-/", 0.4), ("mwMW@%&", 1.0))
_LEAST_BLANK: Final = 0.15
_MOST_BLANK: Final = 1.0
"""How wide a blank between words is, in parts of their size; a wider gap is one between columns, or for the line to tell."""


def _fitted(characters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return characters none of which reaches into the next one of its line: how wide they are is nowhere said."""
    for one, other in pairwise(characters):
        if other["top"] == one["top"] and one["x0"] < other["x0"] < one["x1"]:
            one["x1"], one["width"] = other["x0"], other["x0"] - one["x0"]
    return list(characters)


def _piece(kind: str, left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    x0, y0, x1, y1 = (one * _POINT for one in (left, top, right, bottom))
    shape = {"x0": x0, "x1": x1, "top": y0, "bottom": y1, "doctop": y0, "width": x1 - x0, "height": y1 - y0}
    return {"object_type": kind, **shape}


def _resolved(folder: str, location: str) -> str:
    """Return the name of a part that another one names: from its folder, or with a stroke from the package's."""
    return normpath(location.lstrip("/") if location.startswith("/") else join(folder, location)) if location else ""


def _text(parent: Element | None, tag: str) -> str:
    found = None if parent is None else parent.find(tag)
    return "" if found is None else (found.text or "").strip()


def _box(area: Element | None) -> tuple[float, ...] | None:
    """Return the physical box of a page area; None where it has none."""
    return _numbers(_text(area, "PhysicalBox"), 4)


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    """Return a list of numbers; None where it is not one of so many."""
    try:
        found = tuple(float(one) for one in text.split())
    except ValueError:
        return None
    return found if len(found) == count and all(abs(one) < _FAR for one in found) else None


_FAR: Final = 1e6
"""Millimetres beyond which nothing is on a page."""


def _number(text: str | None, default: float) -> float:
    found = _numbers(text or "", 1)
    return found[0] if found else default


def _steps(text: str, count: int) -> list[float]:
    """Return the distances between characters; ``g 3 4.2`` is 4.2 three times; none where they are not said."""
    steps: list[float] = []
    tokens = iter(text.split())
    for one in tokens:
        if one == "g":
            times, by = _number(next(tokens, None), 0.0), _number(next(tokens, None), 0.0)
            steps += [by] * min(max(int(times), 0), count)
        else:
            steps.append(_number(one, 0.0))
    return [*steps[:count], *(0.0 for _ in range(count - len(steps)))]


def _color(fill: Element | None) -> tuple[float, ...]:
    """Return a colour from 0 to 1; black where none is said."""
    values = (fill.get("Value", "") if fill is not None else "").split()
    found = _numbers(" ".join(values), len(values)) if values else None
    return tuple(one / 255 for one in found) if found else (0.0,)
