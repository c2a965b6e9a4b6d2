"""Opener of LibreOffice spreadsheets (.ods): the text that each cell shows is in the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final
from xml.etree.ElementTree import Element

from attrs import define, evolve, field

from govdisclosure.errors import refused
from govdisclosure.exact.decimals import places as decimals_of, shifted, shortest
from govdisclosure.formats import advice
from govdisclosure.formats.cells import CellFormat, day_cell, error_cell, flag_cell, number_cell, text_cell
from govdisclosure.formats.number_formats import plain, stored
from govdisclosure.formats.runs import Run, Text, text_of
from govdisclosure.formats.safe_zip import Package, children, media_type
from govdisclosure.formats.workbook import (
    DOCUMENT,
    LAST_COLUMN,
    LAST_ROW,
    CellDoubt,
    Content,
    Sheet,
    SheetAnnotations,
    SheetCell,
    SizeLimits,
    Workbook,
    column_name,
)
from govdisclosure.quotation import quotation

_MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_GROUPS: Final = ("table-header-rows", "table-rows", "table-row-group")
_COLUMN_GROUPS: Final = ("table-header-columns", "table-columns", "table-column-group")
_NUMBERS: Final = ("float", "percentage", "currency")
_MOST_FRAMES: Final = 50_000  # cells that are blank but for a frame, however often they are repeated
_PLAIN: Final = CellFormat()


def accepts(data: bytes) -> bool:
    """Whether the bytes are an OpenDocument spreadsheet, a truncated one too."""
    return media_type(data) == _MIMETYPE


def workbook(data: bytes, name: str, bounds: SizeLimits = DOCUMENT) -> Workbook:
    """Open a spreadsheet, its sheets in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected or over a limit.
    """
    package = Package(data, name, part=min(bounds.part, 2 * DOCUMENT.part), whole=bounds.whole)  # it becomes a tree
    manifest = package.xml_if_there("META-INF/manifest.xml")
    if manifest is not None and any(True for _ in manifest.iter("encryption-data")):
        raise refused(name, "open.encrypted")
    if any(part.startswith("Basic/") and part.endswith(".xml") and "script-l" not in part for part in package.names):
        raise refused(name, "open.macros")
    root = package.xml("content.xml")
    body = root.find("body/spreadsheet")
    if body is None:
        raise refused(name, "open.damaged", again=advice.OFFICE)
    reading = _OdsReading(name, bounds.cells)
    common = package.xml_if_there("styles.xml")
    for styles in (None if common is None else common.find("styles"), root.find("automatic-styles")):
        reading.styles_of(styles)
    sheets = []
    for table in children(body, "table"):
        hidden = table.get("style-name") in reading.hidden_tables
        content = reading.sheet(table)
        sheets.append(Sheet(name=table.get("name", ""), hidden=hidden, opens=partial(_itself, content)))
    about = package.xml_if_there("meta.xml")
    meta = None if about is None else about.find("meta")
    named = [] if meta is None else [one for one in meta if one.text and one.text.strip() and one.tag != "user-defined"]
    properties = {one.tag: one.text or "" for one in named}
    properties |= {one.get("name", ""): "".join(one.itertext()) for one in children(meta, "user-defined")}
    return Workbook(name=name, sheets=tuple(sheets), properties=properties)


def _itself(content: Content) -> Content:
    return content


@define
class _OdsReading:
    name: str
    most: int
    hidden_tables: set[str] = field(factory=set)
    styles: dict[str, CellFormat] = field(factory=dict)
    taken: int = 0

    def styles_of(self, styles: Element | None) -> None:
        for style in children(styles, "style"):
            identity, parent = style.get("name", ""), self.styles.get(style.get("parent-style-name", ""), _PLAIN)
            framed, struck, raised = False, parent.struck, parent.raised
            for about in children(style, "table-properties"):
                if about.get("display") == "false":
                    self.hidden_tables.add(identity)
            for about in children(style, "table-cell-properties"):
                lines = [value for key, value in about.attrib.items() if key.startswith("border") and value != "none"]
                framed = ("border" in about.attrib and bool(lines)) or len(lines) >= 2
            for about in children(style, "text-properties"):
                lines_through = [about.get("text-line-through-style"), about.get("text-line-through-type")]
                if any(line is not None for line in lines_through):
                    struck = any(line not in (None, "none") for line in lines_through)
                if position := about.get("text-position"):
                    raised = position.split()[0] not in ("0%", "0")
            self.styles[identity] = CellFormat(framed=framed, struck=struck, raised=raised)

    def style(self, element: Element) -> CellFormat:
        return self.styles.get(element.get("style-name", ""), _PLAIN)

    def sheet(self, table: Element) -> Content:
        rows: dict[int, dict[int, SheetCell]] = {}
        beside = SheetAnnotations()
        content = Content(lines=lambda: iter(rows.items()), beside=lambda: beside)
        name = table.get("name", "")
        column = 1
        by_column: list[tuple[int, int, str]] = []
        for about in _through(table, "table-column", _COLUMN_GROUPS):
            times = _times(about, "number-columns-repeated")
            if about.get("visibility", "visible") != "visible":
                content.hidden_columns.append((column, column + times - 1))
            by_column.append((column, column + times - 1, about.get("default-cell-style-name", "")))
            column += times
        row = 1
        for element in _through(table, "table-row", _GROUPS):
            times = _times(element, "number-rows-repeated")
            if row + times - 1 > LAST_ROW * 2:
                raise refused(self.name, "open.damaged", again=advice.OFFICE)
            hidden = element.get("visibility", "visible") != "visible"
            if self.row(element, rows, content, beside, name, row, times, by_column) and hidden:
                content.hidden_rows.update(range(row, row + times))
            row += times
        for shapes in children(table, "shapes"):
            beside.unreadable += [(name, _kind(frame)) for frame in children(shapes, "frame")]
        return content

    def row(
        self,
        element: Element,
        rows: dict[int, dict[int, SheetCell]],
        content: Content,
        beside: SheetAnnotations,
        name: str,
        row: int,
        times: int,
        by_column: list[tuple[int, int, str]],
    ) -> bool:
        """Add a row, and as many more as it is repeated; return whether anything is in it."""
        column, filled = 1, False
        for cell in children(element, "table-cell", "covered-table-cell"):
            repeated = _times(cell, "number-columns-repeated")
            if column + repeated - 1 > LAST_COLUMN * 2:
                raise refused(self.name, "open.damaged", again=advice.OFFICE)
            if "style-name" not in cell.attrib:
                default = next((each for first, last, each in by_column if first <= column <= last), "")
                cell.set("style-name", default)
            made, remark = self.cell(cell), _remark(cell)
            across, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
            is_filled = not made.is_blank
            if is_filled or remark or (made.framed and repeated * times < _MOST_FRAMES):
                self.taken += repeated * times
                if self.taken > self.most:
                    raise refused(self.name, "open.too_many_cells", most=self.most)
                filled = filled or is_filled
                kept = made if cell.tag == "table-cell" else SheetCell(framed=made.framed)  # a covered cell is not shown
                for each in range(row, row + times):
                    line = rows.setdefault(each, {})
                    line.update(dict.fromkeys(range(column, column + repeated), kept))
                    if remark:
                        beside.remarks |= dict.fromkeys(((each, one) for one in range(column, column + repeated)), remark)
            if across > 1 or down > 1:
                bottom, right = min(row + down - 1, LAST_ROW), min(column + across - 1, LAST_COLUMN)
                content.merged.append((row, column, bottom, right))
            for frame in children(cell, "frame"):
                beside.unreadable.append((f"{quotation(name)}!{column_name(column)}{row}", _kind(frame)))
            column += repeated
        return filled

    def cell(self, element: Element) -> SheetCell:
        """Return what a cell holds, by what its element says."""
        style = self.style(element)
        kind, formula = element.get("value-type"), element.get("formula")
        text = self.text(element)
        if formula and kind is None and not text.shown and not text.left_out:
            return SheetCell(value=formula, doubt=CellDoubt.NEVER_CALCULATED, formula=True, framed=style.framed)
        if kind == "error":
            return error_cell(text.shown.strip() or "#N/A", style, formula=formula is not None)
        if kind == "boolean":
            return flag_cell(element.get("boolean-value") == "true", style, formula=formula is not None)
        if kind == "date" and "date-value" in element.attrib:
            return day_cell(element.get("date-value", ""), style, shown_as=text.shown, formula=formula is not None)
        if kind in _NUMBERS and (number := stored(element.get("value", ""))) is not None:
            made = number_cell(element.get("value", ""), style, formula=formula is not None)
            return evolve(made, shown=_all_digits(text.shown, number))
        made = text_cell(text, style, formula=formula is not None)
        return evolve(made, value=text.shown) if made.doubt is None else made

    def text(self, cell: Element) -> Text:
        runs: list[Run] = []
        for number, line in enumerate(children(cell, "p")):
            runs += [Run("\n")] if number else []
            runs += self.runs(line, _PLAIN)
        return text_of(runs)

    def runs(self, element: Element, style: CellFormat) -> Iterator[Run]:
        """Yield the characters of a paragraph or of a part of it."""
        yield Run(element.text or "", style.struck, style.raised)
        for child in element:
            if child.tag == "s":
                yield Run(" " * min(_times(child, "c"), 1000), style.struck, style.raised)
            elif child.tag in ("tab", "line-break"):
                yield Run("\t" if child.tag == "tab" else "\n")
            elif child.tag not in ("annotation", "note", "ruby-text"):
                own = self.style(child) if child.tag == "span" else _PLAIN
                both = CellFormat(struck=style.struck or own.struck, raised=style.raised or own.raised)
                yield from self.runs(child, both)
            yield Run(child.tail or "", style.struck, style.raised)


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


def _remark(cell: Element) -> str | None:
    lines = ["".join(line.itertext()) for note in children(cell, "annotation") for line in children(note, "p")]
    return "\n".join(lines).strip() or None


def _all_digits(text: str, number: Decimal) -> str:
    """Return what a cell shows of a number; where that cuts digits off, all digits that are stored."""
    percent = text.endswith("%")
    seen = stored(text.removesuffix("%").replace(",", ""))
    if seen is None:
        return text or plain(number)
    number = shifted(number, 2) if percent else number
    places = decimals_of(seen)
    if number == seen or places > 300 or abs(Fraction(number) - Fraction(seen)) > Fraction(1, 10**places):
        return text  # a number scaled for the eye, as thousands are, is what it shows
    number = shortest(number)
    places = max(places, decimals_of(number))
    grouped = "," if "," in text else ""
    return f"{number:{grouped}.{places}f}" + "%" * percent
