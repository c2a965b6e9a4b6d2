"""Excel workbooks taken apart (.xlsx): every cell as the sheet shows it, read from the parts themselves.

No formula is calculated; what the office program stored as its result stands for it. A formula without a result is one
that no office program has opened yet: that is said at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from attrs import define, frozen

from govdisclosure.errors import refused
from govdisclosure.formats.cells import LAST_COLUMN, LAST_ROW, SheetCells, place
from govdisclosure.formats.document import Block, Document, Words
from govdisclosure.formats.grids import MOST_CELLS, Places
from govdisclosure.formats.number_formats import BUILT_IN, shown, shown_text, stored
from govdisclosure.formats.safe_zip import Package, children, part_names

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_OBJECTS = {"pic": "picture", "graphicFrame": "chart"}
_MOST_SHEETS = 300


def accepts(data: bytes) -> bool:
    """Whether the bytes are an Excel workbook (.xlsx, .xlsm), a truncated one too."""
    return any(name.startswith("xl/") for name in part_names(data))


@frozen
class _Style:
    format: str
    framed: bool


@define
class _Book:
    package: Package
    texts: list[str]
    styles: list[_Style]
    from_1904: bool


def document(data: bytes, name: str) -> Document:
    """Take a workbook apart: a grid a sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros, is a binary workbook or is over a limit.
    """
    package = Package(data, name)
    main = package.main_part("xl/workbook.xml")
    if main.endswith(".bin"):
        raise refused(name, "open.save_as_xlsx")
    root = package.xml(main)
    relations = package.relations(main)
    parts = {one.kind: one.target for one in relations.values() if not one.outside}
    about = root.find("workbookPr")
    book = _Book(
        package=package,
        texts=_shared(package.xml_if_there(parts.get("sharedStrings", ""))),
        styles=_styles(package.xml_if_there(parts.get("styles", ""))),
        from_1904=about is not None and about.get("date1904") in ("1", "true"),
    )
    blocks: list[Block] = []
    unreadable: list[tuple[str, str]] = []
    places = Places(name)
    for number, sheet in enumerate(children(root.find("sheets"), "sheet")):
        part = relations.get(sheet.get("id", ""))
        if number >= _MOST_SHEETS:
            raise refused(name, "open.too_many_parts", most=_MOST_SHEETS)
        if part is None or part.outside or not package.has(part.target):
            raise refused(name, "open.damaged")
        cells = SheetCells(sheet.get("name", ""), hidden=sheet.get("state", "visible") != "visible")
        if part.kind == "worksheet":
            _read_sheet(book, part.target, cells, unreadable)
            blocks.append(cells.grid(places))
        else:
            unreadable.append((cells.name, "chart"))
        blocks += _drawn(book, part.target, cells, unreadable)
    if not blocks and not unreadable:
        raise refused(name, "open.damaged")
    properties = package.properties()
    titles = [properties["title"]] if "title" in properties else []
    return Document(blocks=tuple(blocks), titles=tuple(titles), unreadable=tuple(unreadable), properties=properties)


# --------------------------------------------------------------------------------------------------- strings and styles


def _text(element: Element) -> str:
    """Return the text of a string, without the pronunciation that East Asian editions keep beside it."""
    pieces = []
    for child in element:
        if child.tag == "t":
            pieces.append(child.text or "")
        elif child.tag == "r":
            pieces += [each.text or "" for each in children(child, "t")]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _shared(root: Element | None) -> list[str]:
    return [_text(each) for each in children(root, "si")]


def _styles(root: Element | None) -> list[_Style]:
    if root is None:
        return []
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in children(root.find("numFmts"), "numFmt")}
    frames = [
        sum(each.get("style", "none") != "none" for each in border) >= 2 for border in children(root.find("borders"), "border")
    ]
    styles = []
    for xf in children(root.find("cellXfs"), "xf"):
        identity, border = xf.get("numFmtId", "0"), _whole(xf.get("borderId"))
        code = formats.get(identity) or BUILT_IN.get(_whole(identity), "General")
        styles.append(_Style(code, framed=0 <= border < len(frames) and frames[border]))
    return styles


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


# ---------------------------------------------------------------------------------------------------------------- sheets


def _read_sheet(book: _Book, part: str, cells: SheetCells, unreadable: list[tuple[str, str]]) -> None:
    root = book.package.xml(part)
    for column in children(root.find("cols"), "col"):
        if column.get("hidden") in ("1", "true") or column.get("width") == "0":
            cells.hidden_columns.append((_whole(column.get("min"), 1), _whole(column.get("max"), 1)))
    row_number = 0
    for row in children(root.find("sheetData"), "row"):
        row_number = _whole(row.get("r"), row_number + 1)
        if row.get("hidden") in ("1", "true"):
            cells.hidden_rows.add(row_number)
        column_number = 0
        for cell in children(row, "c"):
            spot = place(cell.get("r", "")) or (row_number, column_number + 1)
            column_number = spot[1]
            if spot[0] > LAST_ROW or spot[1] > LAST_COLUMN:
                raise refused(book.package.name, "open.damaged")
            _read_cell(book, cell, spot, cells, unreadable)
        if len(cells.texts) > MOST_CELLS:
            raise refused(book.package.name, "open.too_many_cells", most=MOST_CELLS)
    for merged in children(root.find("mergeCells"), "mergeCell"):
        first, _, last = merged.get("ref", "").partition(":")
        top, bottom = place(first), place(last or first)
        if top and bottom and top[0] <= bottom[0] and top[1] <= bottom[1]:
            cells.merged.append((*top, *bottom))
    unreadable += [(cells.name, "embedded object") for _ in root.iter("oleObject")]
    for relation in book.package.relations(part).values():
        if relation.kind == "comments" and not relation.outside:
            comments = book.package.xml(relation.target)
            for comment in children(comments.find("commentList"), "comment"):
                spot_of = place(comment.get("ref", ""))
                words = comment.find("text")
                if spot_of and words is not None:
                    cells.remarks[spot_of] = _text(words).strip()


def _read_cell(book: _Book, cell: Element, spot: tuple[int, int], cells: SheetCells, unreadable: list[tuple[str, str]]) -> None:
    index = _whole(cell.get("s"))
    style = book.styles[index] if index < len(book.styles) else _Style("General", framed=False)
    kind = cell.get("t", "n")
    held = cell.find("v")
    value = None if held is None else held.text
    if kind == "inlineStr":
        inline = cell.find("is")
        text = "" if inline is None else shown_text(_text(inline), style.format)
    elif value is None:
        text = ""
        if cell.find("f") is not None and not (kind == "str" and held is not None):
            unreadable.append((cells.where(*spot), "formula never calculated"))
    else:
        text = _shown(book, kind, value, style.format)
    if text:
        cells.texts[spot] = text
    elif style.framed:
        cells.framed.add(spot)


def _shown(book: _Book, kind: str, value: str, code: str) -> str:
    if kind == "s":
        index = _whole(value.strip(), -1)
        if not 0 <= index < len(book.texts):
            raise refused(book.package.name, "open.damaged")
        return shown_text(book.texts[index], code)
    if kind == "b":
        return "TRUE" if value.strip() in ("1", "true") else "FALSE"
    if kind == "n":
        number = stored(value.strip())
        return value if number is None else shown(number, code, from_1904=book.from_1904)
    return shown_text(_unescaped(value), code) if kind == "str" else value


# ------------------------------------------------------------------------------------------------ what lies on the sheet


def _drawn(book: _Book, part: str, cells: SheetCells, unreadable: list[tuple[str, str]]) -> Iterator[Words]:
    """Yield the words of text boxes on a sheet; note its pictures and charts."""
    for relation in book.package.relations(part).values():
        if relation.kind != "drawing" or relation.outside:
            continue
        for anchor in book.package.xml(relation.target):
            start = anchor.find("from")
            row, column = (_whole(start.findtext(tag)) + 1 for tag in ("row", "col")) if start is not None else (1, 1)
            where = cells.where(row, column)
            tags = {each.tag for each in anchor.iter()}
            unreadable += [(where, what) for tag, what in _OBJECTS.items() if tag in tags]
            for paragraph in (each for box in anchor.iter("txBody") for each in children(box, "p")):
                text = "".join(each.text or "" for each in paragraph.iter("t"))
                if text.strip():
                    yield Words(text=text, where=f"{where}, text box", hidden=cells.hidden)
