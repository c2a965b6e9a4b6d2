"""Opener of Excel workbooks (.xlsx): every cell as displayed and as stored, read from the XML parts themselves.

No formula is calculated; what the office program stored as its result is its value. A formula without a result is one that no
office program has opened yet: that is a doubt about its cell.

Sheets as programs write them are read by a pattern, cell by cell (:func:`_plain_lines`); whatever does not fit it to the last
character is read through the tree of its elements, many times slower. Both give the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from attrs import define, field, frozen

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats import advice
from govdisclosure.formats.cells import CellFormat, day_cell, error_cell, flag_cell, number_cell, text_cell
from govdisclosure.formats.document import Words
from govdisclosure.formats.number_formats import BUILT_IN
from govdisclosure.formats.runs import Run, Text, text_of
from govdisclosure.formats.safe_zip import Package, children, parse, part_names
from govdisclosure.formats.workbook import (
    DOCUMENT,
    LAST_COLUMN,
    LAST_ROW,
    CellDoubt,
    Content,
    Line,
    Sheet,
    SheetAnnotations,
    SheetCell,
    SizeLimits,
    Workbook,
    column_name,
    column_number,
    place,
)
from govdisclosure.quotation import quotation

_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_OBJECTS: Final = {"pic": "picture", "graphicFrame": "chart"}
_MOST_SHEETS: Final = 300
_REMEMBERED: Final = 50_000
_ALIKE: Final = 65_536  # bytes of a part that may be the same in other workbooks
_KEPT: Final = 50_000  # cells of a sheet that are kept; those of a larger one are read again each time

# A sheet as programs write it. Texts hold no character and no reference that XML forbids; nothing is looked at twice.
_SIGNS: Final = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*+"
_NUMBERS: Final = (
    "9|10|13|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4}|5[0-4][0-9]{3}|57[4-9][0-9]{2}|5[89][0-9]{3}|6[0-4][0-9]{3}"
    "|65[0-4][0-9]{2}|1[0-9]{5}"
)
"""Characters that may be written by their number: neither a control character nor half of a pair."""
_REFERENCE: Final = f"&(?:amp|lt|gt|quot|apos|#(?:{_NUMBERS}));"
_TEXT: Final = rf"{_SIGNS}(?:{_REFERENCE}{_SIGNS})*+"
_SOME: Final = r'(?: [A-Za-z][\w:]*="[^"<&\x00-\x1f\ufffe\uffff]*")*+'
_COLUMN: Final = "(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"


def _cell_pattern(row: str, kept: str) -> str:
    """Return the pattern of a cell; ``kept`` begins a group that is kept: column, style, type, formula, value, own text."""
    return (
        rf'<c r="{kept}{_COLUMN}){row}"(?: s="{kept}[0-9]{{1,6}})")?(?: t="{kept}[A-Za-z]{{1,9}})")?'
        rf"(?: ?/>|>(?:{kept}<f){_SOME}(?: ?/>|>{kept}{_TEXT})</f>))?(?:{kept}<v)(?: ?/>|>{kept}{_TEXT})</v>))?"
        rf"(?:<is><t{_SOME}>{kept}{_TEXT})</t></is>)?</c>)"
    )


_CELL: Final = re.compile(_cell_pattern("[0-9]{1,7}", "("))
_CELLS: Final = _cell_pattern(r"\1", "(?:")
_ROW: Final = re.compile(rf'\s*+<row r="([0-9]{{1,7}})"({_SOME})\s*+(?:/>|>((?:\s*+{_CELLS})*+)\s*+</row>)')
_HIDDEN: Final = re.compile(r' (?:hidden="(?:1|true)"|ht="0")')
_PHONETIC: Final = rf"(?:<phoneticPr{_SOME} ?/>)?"
_STRING: Final = re.compile(rf'<si><t(?: ?/>|(?: xml:space="preserve")?>({_TEXT})</t>){_PHONETIC}</si>')
_STRINGS: Final = re.compile(rf"(?:\s*+{_STRING.pattern.replace(f'({_TEXT})', _TEXT)})*+\s*+")
_HEAD: Final = re.compile(
    rf'\ufeff?(?:<\?xml version="1.0"(?: encoding="(?i:utf-8)")?(?: standalone="\w+")?\s*\?>)?\s*<\w+{_SOME}\s*>'
)
"""The beginning of a part in UTF-8, up to the root's tag."""


def accepts(data: bytes) -> bool:
    """Whether the bytes are an Excel workbook (.xlsx, .xlsm), a truncated one too."""
    return any(name.startswith("xl/") for name in part_names(data))


@define
class _TemplateMemory:
    """Parsed rows and cells by their XML, shared by workbooks of one template without shared strings."""

    cells: dict[tuple[str, ...], SheetCell] = field(factory=dict)
    rows: dict[str, Mapping[int, SheetCell]] = field(factory=dict)


@lru_cache(maxsize=8)
def _memory(styles: bytes, from_1904: bool) -> _TemplateMemory:  # noqa: ARG001, FBT001 - by what cells of one text are alike
    return _TemplateMemory()


@define
class _XlsxWorkbook:
    package: Package
    bounds: SizeLimits
    texts: list[str | Text]
    styles: list[CellFormat]
    from_1904: bool
    memory: _TemplateMemory = field(factory=_TemplateMemory)

    def refused(self, key: str, **facts: object) -> UnreadableError:
        return refused(self.package.name, key, **facts)


def workbook(data: bytes, name: str, bounds: SizeLimits = DOCUMENT) -> Workbook:
    """Open a workbook, its sheets in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros, is a binary workbook or is over a limit; a sheet may be found
            damaged only when it is read.
    """
    package = Package(data, name, part=bounds.part, whole=bounds.whole)
    main = package.main_part("xl/workbook.xml")
    if main.endswith(".bin"):
        raise refused(name, "open.save_as_xlsx")
    root = package.xml(main)
    relations = package.relations(main)
    parts = {one.kind: one.target for one in relations.values() if not one.outside}
    about = root.find("workbookPr")
    shared, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
    from_1904 = about is not None and about.get("date1904") in ("1", "true")
    book = _XlsxWorkbook(
        package=package,
        bounds=bounds,
        texts=_shared(package.part(shared), name) if package.has(shared) else [],
        styles=_styles(package.part(styles), name) if package.has(styles) else [],
        from_1904=from_1904,
        memory=_TemplateMemory()
        if package.has(shared)
        else _memory(package.part(styles) if package.has(styles) else b"", from_1904),
    )
    sheets: list[Sheet] = []
    charts: list[tuple[str, str]] = []
    for number, sheet in enumerate(children(root.find("sheets"), "sheet")):
        part = relations.get(sheet.get("id", ""))
        if number >= _MOST_SHEETS:
            raise refused(name, "open.too_many_parts", most=_MOST_SHEETS)
        if part is None or part.outside or not package.has(part.target):
            raise refused(name, "open.damaged", again=advice.OFFICE)
        title = sheet.get("name", "")
        if part.kind == "worksheet":
            hidden = sheet.get("state", "visible") != "visible"
            sheets.append(Sheet(name=title, hidden=hidden, opens=_Opening(book, part.target, title)))
        else:
            charts.append((title, "chart"))
            charts += _drawn(book, part.target, title)[0]
    if not sheets and not charts:
        raise refused(name, "open.damaged", again=advice.OFFICE)
    return Workbook(
        name=name,
        sheets=tuple(sheets),
        from_1904=book.from_1904,
        properties=package.properties(),
        report_data=package.report_data(main),
        unreadable=tuple(charts),
    )


# --------------------------------------------------------------------------------------------------- strings and styles


def _string(element: Element) -> str | Text:
    """Return a text, without the pronunciation that East Asian editions keep beside it; as :class:`Text` where runs differ."""
    runs = []
    for child in element:
        if child.tag == "t":
            runs.append(Run(_unescaped(child.text or "")))
        elif child.tag == "r":
            text = "".join(each.text or "" for each in children(child, "t"))
            font = child.find("rPr")
            runs.append(Run(_unescaped(text), *_effects(font), white=_is_white(font)))
    return "".join(run.text for run in runs) if all(run.is_plain for run in runs) else text_of(runs)


def _is_white(font: Element | None) -> bool:
    color = None if font is None else font.find("color")
    return color is not None and (color.get("rgb", "")[-6:].upper() == "FFFFFF" or color.get("theme") == "0")


def _effects(font: Element | None) -> tuple[bool, bool]:
    """Return whether a font strikes out, and whether it raises or lowers."""
    if font is None:
        return False, False
    struck, raised = font.find("strike"), font.find("vertAlign")
    return (
        struck is not None and struck.get("val", "1") not in ("0", "false"),
        raised is not None and raised.get("val") in ("superscript", "subscript"),
    )


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _shared(data: bytes, name: str) -> list[str | Text]:
    plain = _plain_strings(data)
    return [_string(each) for each in children(parse(data, name), "si")] if plain is None else plain


def _plain_strings(data: bytes) -> list[str | Text] | None:
    """Return the shared strings where they are as most programs write them, without runs of different formats; else None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as XML has it
    start, end = _HEAD.match(text), text.rfind("</sst>")
    if start is None or end < 0 or text[end + 6 :].strip() or "]]>" in text:
        return None
    if _STRINGS.fullmatch(text, start.end(), end) is None:
        return None
    return [_unescaped(_entities(one)) for one in _STRING.findall(text, start.end(), end)]


@lru_cache(maxsize=8192)  # forms that were made together say the same
def _entities(text: str) -> str:
    """Return a text with what its references stand for."""
    return _REFERENCES.sub(lambda match: _NAMED.get(match[1]) or chr(int(match[1][1:])), text) if "&" in text else text


_REFERENCES: Final = re.compile("&([^;]+);")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _styles(data: bytes, name: str) -> list[CellFormat]:
    _tree(data, name)  # which says of which file it is, where it is damaged
    return _formats(data)


@lru_cache(maxsize=8)  # forms that were made together have one
def _formats(data: bytes) -> list[CellFormat]:
    root = _tree(data, "")
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in children(root.find("numFmts"), "numFmt")}
    frames = [
        sum(each.get("style", "none") != "none" for each in border) >= 2 for border in children(root.find("borders"), "border")
    ]
    fonts = [_effects(font) for font in children(root.find("fonts"), "font")]
    styles = []
    for xf in children(root.find("cellXfs"), "xf"):
        identity, border, font = xf.get("numFmtId", "0"), _whole(xf.get("borderId")), _whole(xf.get("fontId"))
        code = formats.get(identity) or BUILT_IN.get(_whole(identity), "General")
        struck, raised = fonts[font] if font < len(fonts) else (False, False)
        styles.append(CellFormat(code, framed=border < len(frames) and frames[border], struck=struck, raised=raised))
    return styles


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


# ---------------------------------------------------------------------------------------------------------------- sheets


@frozen
class _Opening:
    """Reads one sheet when its content is first needed."""

    book: _XlsxWorkbook = field(repr=False)
    part: str
    title: str

    def __call__(self) -> Content:
        book, name = self.book, self.book.package.name
        data = book.package.part(self.part)
        if data.count(b"<c ") > book.bounds.cells:
            raise refused(name, "open.too_many_cells", most=book.bounds.cells)
        plain = _plain_sheet(data)
        if plain is None:
            if len(data) > DOCUMENT.part:  # the tree of a part takes many times its size
                raise refused(name, "open.too_large", most=DOCUMENT.part // 2**20)
            root = parse(data, name)
            content = _content_of_tree(book, root)
        else:
            root = _tree(plain.around, name)
            if [each.tag for each in root].count("sheetData") != 1:
                raise refused(name, "open.damaged", again=advice.OFFICE)
            last_row = plain.rows[-1][0] if plain.rows else 0
            content = Content(lines=lambda: _plain_lines(book, plain), hidden_rows=plain.hidden, last_row=last_row)
            if data.count(b"<c ") <= _KEPT:
                lines = list(_plain_lines(book, plain))
                content.lines = lambda: iter(lines)
        for column in children(root.find("cols"), "col"):
            if column.get("hidden") in ("1", "true") or column.get("width") == "0":
                content.hidden_columns.append((_whole(column.get("min"), 1), _whole(column.get("max"), 1)))
        for merged in children(root.find("mergeCells"), "mergeCell"):
            first, _, last = merged.get("ref", "").partition(":")
            top, bottom = place(first), place(last or first)
            if top and bottom and top[0] <= bottom[0] and top[1] <= bottom[1]:
                content.merged.append((*top, *bottom))
        embedded = sum(1 for _ in root.iter("oleObject"))
        content.beside = lambda: self.beside(embedded)
        return content

    def beside(self, embedded: int) -> SheetAnnotations:
        """Return comments, text boxes and pictures of the sheet."""
        package = self.book.package
        objects, words = _drawn(self.book, self.part, quotation(self.title))
        beside = SheetAnnotations(words=words, unreadable=[(quotation(self.title), "embedded object")] * embedded + objects)
        for relation in package.relations(self.part).values():
            if relation.kind == "comments" and not relation.outside:
                comments = _tree(package.part(relation.target), package.name)
                for comment in children(comments.find("commentList"), "comment"):
                    spot, about = place(comment.get("ref", "")), comment.find("text")
                    if spot and about is not None:
                        text = _string(about)
                        beside.remarks[spot] = (text if isinstance(text, str) else text.shown).strip()
        return beside


@frozen
class _Plain:
    """A sheet as programs write it: the rows' numbers and the text of their cells, what is hidden, and the part around them."""

    text: str
    rows: list[tuple[int, int, int]]
    hidden: set[int]
    around: bytes


def _plain_sheet(data: bytes) -> _Plain | None:
    """Find the rows of a sheet whose every character fits the pattern; None where one does not."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as XML has it
    start, end = text.find("<sheetData>") + 11, text.rfind("</sheetData>")
    if start < 11 or end < start or text.count("<sheetData") != 1 or "]]>" in text:
        return None
    if _HEAD.match(text) is None:
        return None
    rows: list[tuple[int, int, int]] = []
    hidden: set[int] = set()
    position, last = start, 0
    while row := _plain_row(text, position, end):
        written, hides, first, beyond, length = row
        number = int(written)
        if not last < number <= LAST_ROW or written != str(number):
            return None
        if hides:
            hidden.add(number)
        if first < beyond:
            rows.append((number, position + first, position + beyond))
        position, last = position + length, number
    if text[position:end].strip():
        return None
    return _Plain(text, rows, hidden, f"{text[: start - 11]}<sheetData/>{text[end + 12 :]}".encode())


_Row: TypeAlias = tuple[str, bool, int, int, int]
"""A row's number, whether it is hidden, where its cells begin and end in it, and its length."""


def _plain_row(text: str, position: int, end: int) -> _Row | None:
    """Return the row that begins at a position, where it fits the pattern."""
    beyond = text.find("</row>", position, end) + 6
    row = _whole_row(text[position:beyond]) if beyond > 5 else None
    return row or _row(_ROW.match(text, position, end), position)  # one without cells ends by itself


@lru_cache(maxsize=8192)
def _whole_row(text: str) -> _Row | None:
    return _row(_ROW.fullmatch(text), 0)


def _row(match: re.Match[str] | None, position: int) -> _Row | None:
    if match is None:
        return None
    first, beyond = match.span(3) if match[3] else (position, position)
    hides = bool(match[2]) and _HIDDEN.search(match[2]) is not None
    return match[1], hides, first - position, beyond - position, match.end() - position


def _plain_lines(book: _XlsxWorkbook, plain: _Plain) -> Iterator[Line]:
    """Yield the rows of a sheet as programs write it."""
    find, text, known, rows = _CELL.findall, plain.text, book.memory.cells, book.memory.rows
    columns: dict[str, int] = {}
    for number, start, end in plain.rows:
        written = text[start:end]
        row = rows.get(written)
        if row is not None:
            yield number, row
            continue
        cells: dict[int, SheetCell] = {}
        for groups in find(written):
            letters, key = groups[0], groups[1:]
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
            cell = known.get(key)
            if cell is None:
                if len(known) > _REMEMBERED:  # ids do not repeat
                    known.clear()
                style, kind, formula, words, held, value, inline = key
                cell = known[key] = _cell(
                    book,
                    _whole(style),
                    kind or "n",
                    _entities(value) if held else None,
                    _entities(words) if formula else None,
                    _unescaped(_entities(inline)),
                )
            cells[column] = cell
        if len(rows) > _REMEMBERED // 10:
            rows.clear()
        rows[written] = cells
        yield number, cells


def _content_of_tree(book: _XlsxWorkbook, root: Element) -> Content:
    """Read a sheet through the tree of its elements, whatever their order."""
    rows: dict[int, dict[int, SheetCell]] = {}
    hidden: set[int] = set()
    row_number = 0
    for row in children(root.find("sheetData"), "row"):
        row_number = _whole(row.get("r"), row_number + 1)
        if row.get("hidden") in ("1", "true") or row.get("ht") == "0":
            hidden.add(row_number)
        column_number = 0
        for cell in children(row, "c"):
            spot = place(cell.get("r", "")) or (row_number, column_number + 1)
            column_number = spot[1]
            if spot[0] > LAST_ROW or spot[1] > LAST_COLUMN:
                raise book.refused("open.damaged", again=advice.OFFICE)
            held, formula, inline = cell.find("v"), cell.find("f"), cell.find("is")
            rows.setdefault(spot[0], {})[spot[1]] = _cell(
                book,
                _whole(cell.get("s")),
                cell.get("t", "n"),
                None if held is None else held.text or "",
                None if formula is None else formula.text or "",
                "" if inline is None else _string(inline),
            )
    return Content(lines=lambda: iter(sorted(rows.items())), hidden_rows=hidden)


def _cell(book: _XlsxWorkbook, index: int, kind: str, held: str | None, formula: str | None, inline: str | Text) -> SheetCell:
    """Return a cell by what its element says: style, type, value, formula, and the text in the cell itself."""
    style = book.styles[index] if index < len(book.styles) else CellFormat()
    has_formula = formula is not None
    text: str | Text = ""
    if kind == "inlineStr":
        text = inline
    elif not held:
        if has_formula and not (kind == "str" and held is not None):
            return SheetCell(value=f"={formula}", doubt=CellDoubt.NEVER_CALCULATED, formula=True, framed=style.framed)
    elif kind == "s":
        number = _whole(held.strip(), -1)
        if not 0 <= number < len(book.texts):
            raise book.refused("open.damaged", again=advice.OFFICE)
        text = book.texts[number]
    elif kind == "b":
        return flag_cell(held.strip() in ("1", "true"), style, formula=has_formula)
    elif kind == "n":
        return number_cell(held.strip(), style, from_1904=book.from_1904, formula=has_formula)
    elif kind == "d":
        return day_cell(held.strip(), style, formula=has_formula)
    elif kind == "e":
        return error_cell(held, style, formula=has_formula)
    else:
        text = _unescaped(held)
    return text_cell(text, style, formula=has_formula)


def _tree(data: bytes, name: str) -> Element:
    """Return the tree of a part, to be read only; forms that were made together have many parts alike."""
    try:
        return _tree_of(data) if len(data) <= _ALIKE else parse(data, name)
    except UnreadableError:
        return parse(data, name)  # which says of which file it is


@lru_cache(maxsize=64)
def _tree_of(data: bytes) -> Element:
    return parse(data, "")


# ------------------------------------------------------------------------------------------------ what is on the sheet


def _drawn(book: _XlsxWorkbook, part: str, title: str) -> tuple[list[tuple[str, str]], list[Words]]:
    """Return the pictures and charts on a sheet, and the words of its text boxes."""
    objects: list[tuple[str, str]] = []
    words: list[Words] = []
    for relation in book.package.relations(part).values():
        if relation.kind != "drawing" or relation.outside:
            continue
        for anchor in book.package.xml(relation.target):
            start = anchor.find("from")
            row, column = (_whole(start.findtext(tag)) + 1 for tag in ("row", "col")) if start is not None else (1, 1)
            where = f"{title}!{column_name(column)}{row}"
            tags = {each.tag for each in anchor.iter()}
            objects += [(where, what) for tag, what in _OBJECTS.items() if tag in tags]
            for paragraph in (each for box in anchor.iter("txBody") for each in children(box, "p")):
                text = "".join(each.text or "" for each in paragraph.iter("t"))
                if text.strip():
                    words.append(Words(text=text, where=f"{where}, text box"))
    return objects, words
