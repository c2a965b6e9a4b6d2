"""Spreadsheets of LibreOffice taken apart (.ods): the text that each cell shows stands in the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final
from xml.etree.ElementTree import Element

from attrs import define, field

from govdisclosure.errors import refused
from govdisclosure.exact.decimals import places as decimals_of, shifted, shortest
from govdisclosure.formats.cells import LAST_COLUMN, LAST_ROW, SheetCells
from govdisclosure.formats.document import Document
from govdisclosure.formats.grids import MOST_CELLS, Places
from govdisclosure.formats.number_formats import plain, stored
from govdisclosure.formats.safe_zip import Package, children, media_type

_MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_GROUPS: Final = ("table-header-rows", "table-rows", "table-row-group")
_COLUMN_GROUPS: Final = ("table-header-columns", "table-columns", "table-column-group")
_NUMBERS: Final = ("float", "percentage", "currency")


def accepts(data: bytes) -> bool:
    """Whether the bytes are an OpenDocument spreadsheet, a truncated one too."""
    return media_type(data) == _MIMETYPE


def document(data: bytes, name: str) -> Document:
    """Take a spreadsheet apart: a grid a sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected or over a limit.
    """
    package = Package(data, name)
    manifest = package.xml_if_there("META-INF/manifest.xml")
    if manifest is not None and any(True for _ in manifest.iter("encryption-data")):
        raise refused(name, "open.encrypted")
    if any(part.startswith("Basic/") and part.endswith(".xml") and "script-l" not in part for part in package.names):
        raise refused(name, "open.macros")
    root = package.xml("content.xml")
    body = root.find("body/spreadsheet")
    if body is None:
        raise refused(name, "open.damaged")
    reading = _Reading(name)
    reading.styles_of(root.find("automatic-styles"))
    places = Places(name)
    grids = [reading.sheet(table).grid(places) for table in children(body, "table")]
    about = package.xml_if_there("meta.xml")
    meta = None if about is None else about.find("meta")
    named = [] if meta is None else [one for one in meta if one.text and one.text.strip() and one.tag != "user-defined"]
    properties = {one.tag: one.text or "" for one in named}
    properties |= {one.get("name", ""): "".join(one.itertext()) for one in children(meta, "user-defined")}
    titles = [properties["title"]] if "title" in properties else []
    return Document(blocks=tuple(grids), titles=tuple(titles), unreadable=tuple(reading.unreadable), properties=properties)


@define
class _Reading:
    name: str
    unreadable: list[tuple[str, str]] = field(factory=list)
    hidden_tables: set[str] = field(factory=set)
    framed: set[str] = field(factory=set)

    def styles_of(self, styles: Element | None) -> None:
        for style in children(styles, "style"):
            identity = style.get("name", "")
            for about in children(style, "table-properties"):
                if about.get("display") == "false":
                    self.hidden_tables.add(identity)
            for about in children(style, "table-cell-properties"):
                lines = [value for key, value in about.attrib.items() if key.startswith("border") and value != "none"]
                if ("border" in about.attrib and lines) or len(lines) >= 2:
                    self.framed.add(identity)

    def sheet(self, table: Element) -> SheetCells:
        cells = SheetCells(table.get("name", ""), hidden=table.get("style-name") in self.hidden_tables)
        column = 1
        for about in _through(table, "table-column", _COLUMN_GROUPS):
            times = _times(about, "number-columns-repeated")
            if about.get("visibility", "visible") != "visible":
                cells.hidden_columns.append((column, column + times - 1))
            column += times
        row = 1
        for element in _through(table, "table-row", _GROUPS):
            times = _times(element, "number-rows-repeated")
            if row + times - 1 > LAST_ROW * 2:
                raise refused(self.name, "open.damaged")
            self.row(element, cells, row, times)
            if element.get("visibility", "visible") != "visible":
                cells.hidden_rows.update(range(row, min(row + times, row + MOST_CELLS)))
            row += times
        self.drawn(table, cells)
        return cells

    def row(self, element: Element, cells: SheetCells, row: int, times: int) -> None:
        column = 1
        for cell in children(element, "table-cell", "covered-table-cell"):
            repeated = _times(cell, "number-columns-repeated")
            if column + repeated - 1 > LAST_COLUMN * 2:
                raise refused(self.name, "open.damaged")
            text, remark = _shown(cell), _remark(cell)
            across, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
            framed = cell.get("style-name") in self.framed
            if text or remark or (framed and repeated * times < MOST_CELLS // 10):
                if repeated * times + len(cells.texts) + len(cells.framed) > MOST_CELLS:
                    raise refused(self.name, "open.too_many_cells", most=MOST_CELLS)
                for each in range(row, row + times):
                    for spot in ((each, one) for one in range(column, column + repeated)):
                        if text and cell.tag == "table-cell":
                            cells.texts[spot] = text
                        elif framed:
                            cells.framed.add(spot)
                        if remark:
                            cells.remarks[spot] = remark
            if cell.get("formula") and cell.get("value-type") is None and not text:
                self.unreadable.append((cells.where(row, column), "formula never calculated"))
            if across > 1 or down > 1:
                cells.merged.append((row, column, min(row + down - 1, LAST_ROW), min(column + across - 1, LAST_COLUMN)))
            for frame in children(cell, "frame"):
                self.unreadable.append((cells.where(row, column), _kind(frame)))
            column += repeated

    def drawn(self, table: Element, cells: SheetCells) -> None:
        for shapes in children(table, "shapes"):
            self.unreadable += [(cells.name, _kind(frame)) for frame in children(shapes, "frame")]


def _kind(frame: Element) -> str:
    return "embedded object" if frame.find("object") is not None or frame.find("object-ole") is not None else "picture"


def _through(parent: Element, tag: str, groups: tuple[str, ...]) -> Iterator[Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in groups:
            yield from _through(child, tag, groups)


def _times(element: Element, attribute: str) -> int:
    text = element.get(attribute, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _text(paragraph: Element) -> str:
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == "s":
            pieces.append(" " * min(_times(child, "c"), 1000))
        elif child.tag == "tab":
            pieces.append("\t")
        elif child.tag == "line-break":
            pieces.append("\n")
        elif child.tag not in ("annotation", "note", "ruby-text"):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _remark(cell: Element) -> str | None:
    lines = [_text(line) for note in children(cell, "annotation") for line in children(note, "p")]
    return "\n".join(lines).strip() or None


def _shown(cell: Element) -> str:
    """Return what a cell shows; where that cuts digits off a number, all digits that are stored."""
    text = "\n".join(_text(line) for line in children(cell, "p"))
    if cell.get("value-type") not in _NUMBERS:
        return text
    number = stored(cell.get("value", ""))
    percent = text.endswith("%")
    seen = stored(text.removesuffix("%").replace(",", ""))
    if number is None or seen is None:
        return plain(number) if number is not None and not text else text
    number = shifted(number, 2) if percent else number
    places = decimals_of(seen)
    if number == seen or places > 300 or abs(Fraction(number) - Fraction(seen)) > Fraction(1, 10**places):
        return text  # a number scaled for the eye, as thousands are, is what it shows
    number = shortest(number)
    places = max(places, decimals_of(number))
    grouped = "," if "," in text else ""
    return f"{number:{grouped}.{places}f}" + "%" * percent
