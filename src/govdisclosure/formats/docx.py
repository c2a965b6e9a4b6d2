"""Opener of Word documents (Word文档): paragraphs and tables in the order of the text.

Only what Word shows is read: text inserted under tracked changes is there, deleted text is not, automatic numbers are
written out. Text boxes are after the paragraph that they hang on, headers and footers are titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from attrs import define, field

from govdisclosure.errors import refused
from govdisclosure.formats import advice
from govdisclosure.formats.document import Block, Grid, LeftOut, OpenedDocument, PlacedCell, Words
from govdisclosure.formats.docx_numbering import Numbering
from govdisclosure.formats.docx_text import DocxLine, DocxNotes, Paragraph, is_on, read_paragraph, value
from govdisclosure.formats.grids import MOST_BLOCKS, Places
from govdisclosure.formats.safe_zip import Package, children, part_names

MOST_COLUMNS = 200
"""Columns of a table (列数上限); Word itself has 63."""

_PAGE_NUMBER = re.compile(r"[\s\d\-—–·/第页共]*")
_WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "AlternateContent", "Choice", "Fallback")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a Word document (.docx, .docm), a truncated one too."""
    return any(name.startswith("word/") for name in part_names(data))


def document(data: bytes, name: str) -> OpenedDocument:
    """Open a Word document.

    Raises:
        UnreadableError: it is damaged, protected, has macros or is over a limit.
    """
    package = Package(data, name)
    main = package.main_part("word/document.xml")
    whole = package.xml(main)
    body = whole.find("body")
    if body is None:
        raise refused(name, "open.damaged", again=advice.OFFICE)
    parts = {one.kind: one.target for one in package.relations(main).values() if not one.outside}

    def part(kind: str) -> Element | None:
        return package.xml_if_there(parts[kind]) if kind in parts else None

    reading = _DocxReading(name, Numbering.of(part("numbering"), part("styles")), DocxNotes.of(part))
    reading.blocks_of(body)
    titles = [properties["title"]] if "title" in (properties := package.properties()) else []
    heads = sorted({one.target for one in package.relations(main).values() if one.kind in ("header", "footer")})
    for head in heads:
        root = package.xml_if_there(head)
        texts = [] if root is None else [reading.plain(each) for each in root.iter("p")]
        titles += [text for text in texts if _PAGE_NUMBER.fullmatch(text) is None and text not in titles]
    return OpenedDocument(
        blocks=tuple(reading.blocks),
        titles=tuple(titles),
        unreadable=tuple(reading.unreadable),
        properties=properties,
        report_data=package.report_data(main),
        left_out=tuple(reading.left_out),
        positions=reading.positions(whole),
    )


@define
class _DocxReading:
    name: str
    numbering: Numbering
    notes: DocxNotes
    blocks: list[Block] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)
    left_out: list[LeftOut] = field(factory=list)
    paragraphs: int = 0
    tables: int = 0
    elements: dict[int, str] = field(factory=dict)
    places: Places = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.places = Places(self.name)

    def positions(self, root: Element) -> dict[str, int]:
        """Return the numbers of the elements that were read among all, by their addresses."""
        numbered = ((self.elements.get(id(each)), number) for number, each in enumerate(root.iter()))
        return {where: number for where, number in numbered if where is not None}

    def plain(self, element: Element) -> str:
        """Return a paragraph's text alone, for headers and footers."""
        return " ".join(line.text for line in read_paragraph(element, None, self.notes).lines if not line.hidden).strip()

    def blocks_of(self, parent: Element, where: str | None = None) -> None:
        """Add the contents of the body or of a text box (``where``)."""
        for element in _content(parent, "p", "tbl", "altChunk"):
            if len(self.blocks) > MOST_BLOCKS:
                raise refused(self.name, "open.too_many_cells", most=MOST_BLOCKS)
            if element.tag == "tbl":
                self.table(element)
                continue
            if element.tag == "altChunk":
                self.unreadable.append((where or f"paragraph {self.paragraphs + 1}", "embedded object"))
                continue
            if where is None:
                self.paragraphs += 1
            spot, style = where or f"paragraph {self.paragraphs}", value(element.find("pPr"), "pStyle") or ""
            self.elements[id(element)] = spot
            self.words(read_paragraph(element, self.numbering, self.notes), spot, style)

    def words(self, paragraph: Paragraph, where: str, style: str = "") -> None:
        printed = (line for line in paragraph.lines if line.text.strip())
        self.blocks += [Words(text=line.text, where=where, hidden=line.hidden, style=style) for line in printed]
        for kind, text in paragraph.notes:
            lines = [line for line in text.split("\n") if line.strip()]
            # A comment is said about the text, a footnote belongs to it.
            self.blocks += [Words(text=line, where=f"{where}, {kind}", hidden=kind == "comment") for line in lines]
        self.left_out += [LeftOut(where=where, reason=reason, text=text) for reason, text in paragraph.left_out]
        self.beside(paragraph, where)

    def beside(self, paragraph: Paragraph, where: str) -> None:
        """Add what hangs on a paragraph: text boxes, pictures, objects."""
        self.unreadable += [(where, what) for what in paragraph.objects]
        for box in paragraph.boxes:
            self.blocks_of(box, f"{where}, text box")

    # --------------------------------------------------------------------------------------------------------- tables

    def table(self, element: Element) -> None:
        self.tables += 1
        where = f"table {self.tables}"
        place = len(self.blocks)
        rows: list[dict[int, PlacedCell]] = []
        pending: list[tuple[Paragraph, str]] = []
        inner: list[Element] = []
        above: dict[int, PlacedCell] = {}
        for number, (row, hidden) in enumerate(_rows(element), start=1):
            cells: dict[int, PlacedCell] = {}
            column = _count(row.find("trPr"), "gridBefore", 0)
            for cell in _content(row, "tc"):
                about = cell.find("tcPr")
                across = _count(about, "gridSpan", 1)
                if column + across > MOST_COLUMNS:
                    raise refused(self.name, "open.too_many_columns", most=MOST_COLUMNS)
                down, aside = (None if about is None else about.find(tag) for tag in ("vMerge", "hMerge"))
                spot = f"{where}, row {number}, column {column + 1}"
                self.elements[id(cell)] = spot
                printed, paragraphs, tables = self.cell(cell, spot, hidden=hidden)
                if down is not None and down.get("val", "continue") != "restart":
                    printed = above.get(column, printed)  # what is in a covered cell is not shown, and empty as a rule
                if aside is not None and aside.get("val", "continue") != "restart":
                    printed = cells.get(column - 1, printed)
                pending += [(each, spot) for each in paragraphs]
                inner += tables
                cells |= dict.fromkeys(range(column, column + max(across, 1)), printed)
                column += max(across, 1)
            above = cells
            rows.append(cells)
            self.places.take(1)
        self.blocks.append(Grid(rows=self.places.rectangular(rows), where=where))
        for paragraph, spot in pending:
            self.beside(paragraph, spot)
        for each in inner:
            self.table(each)
        if inner and _is_layout(rows):
            self.blocks[place : place + 1] = _as_words(rows)

    def cell(self, cell: Element, where: str, *, hidden: bool) -> tuple[PlacedCell, list[Paragraph], list[Element]]:
        paragraphs, tables = [], []
        for element in _content(cell):
            if element.tag == "tbl":
                tables.append(element)
            else:
                paragraphs.append(read_paragraph(element, self.numbering, self.notes))
        lines: list[DocxLine] = [line for each in paragraphs for line in each.lines]
        shown = [line.text for line in lines if not line.hidden]
        unseen = [line.text for line in lines if line.hidden]
        left_out = [one for each in paragraphs for one in each.left_out]
        if not hidden:
            self.left_out += [LeftOut(where=where, reason=reason, text=text) for reason, text in left_out]
        remarks = [text for each in paragraphs for _, text in each.notes] + [text for _, text in left_out]
        text = "\n".join(shown).strip("\n")
        if unseen and not text.strip():
            text, hidden = "\n".join(unseen), True
        elif unseen:
            remarks += unseen
        printed = PlacedCell(text=text, where=where, remark="\n".join(remarks) or None, hidden=hidden)
        return printed, paragraphs, tables


def _content(parent: Element, *tags: str) -> Iterator[Element]:
    """Yield what is in a body, cell or row, through content controls, insertions and the like."""
    wanted = tags or ("p", "tbl")
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag == "AlternateContent":
            yield from _content(next(children(child, "Choice", "Fallback"), child), *tags)
        elif child.tag in _WRAPPERS:
            yield from _content(child, *tags)


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the rows that are not deleted, and whether each is hidden."""
    for row in _content(table, "tr"):
        about = row.find("trPr")
        if about is None or about.find("del") is None:
            yield row, is_on(about, "hidden")


def _count(about: Element | None, tag: str, default: int) -> int:
    text = value(about, tag)
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else default


def _is_layout(rows: list[dict[int, PlacedCell]]) -> bool:
    """Whether a table with others inside only lays the page out: it has no three rows of three cells of its own."""
    full = [row for row in rows if len({id(cell) for cell in row.values() if cell.text.strip()}) >= 3]
    return len(full) < 3


def _as_words(rows: list[dict[int, PlacedCell]]) -> list[Words]:
    cells = {id(cell): cell for row in rows for cell in row.values()}
    return [
        Words(text=line, where=cell.where, hidden=cell.hidden)
        for cell in cells.values()
        for line in cell.text.split("\n")
        if line.strip()
    ]
