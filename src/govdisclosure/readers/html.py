"""Web pages taken apart (网页), those that Word or Excel wrote and those that are called .xls or .doc too.

Tables that only lay the page out are no grids: their cells' words stand in the order of the page, and a table inside is a
grid of its own.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import define, field

from govdisclosure.readers.decoding import decoded
from govdisclosure.readers.document import Block, Document, Grid, Printed, Words
from govdisclosure.readers.grids import MOST_BLOCKS, Places
from govdisclosure.readers.markup import BLOCKS, Node, parse
from govdisclosure.readers.packages import refused

LARGEST: Final = 32 * 2**20
"""Bytes of a page (网页大小上限)."""
_WIDEST: Final = 1000  # columns that one cell may span, as browsers have it
_PAGE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|tbody|tr|div|p|meta|title|section|article|span|h[1-6]|center|font)[\s>]",
    re.IGNORECASE,
)
_SURELY: Final = re.compile(r"<(?:html|body|table)[\s>]", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0]+")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a web page or a piece of one."""
    if data[:1] == b"%" or data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return False
    text = (decoded(data[:200_000]) or "").lstrip("\ufeff \t\r\n")
    if text[:1] in ("{", "["):
        return False
    if text.startswith("<?xml") and re.search(
        "<?mso-application|<(?:\\w+:)?(Workbook|wordDocument|package)[\\s>]", text[:2000]
    ):
        return False
    return bool((text.startswith("<") and _PAGE.search(text[:4000])) or _SURELY.search(text))


def document(data: bytes, name: str) -> Document:
    """Take a page apart.

    Raises:
        UnreadableError: it is no text or over a limit.
    """
    if len(data) > LARGEST:
        raise refused(name, "open.too_large", most=LARGEST // 2**20)
    text = decoded(data)
    if text is None:
        raise refused(name, "open.damaged")
    root = parse(text)
    reading = _Reading(name)
    reading.flow(root, hidden=False)
    reading.end()
    titles = [_one_line(node) for node in root.all("title")]
    properties: dict[str, str] = {}
    for meta in root.all("meta"):
        key, content = meta.attributes.get("name", ""), meta.attributes.get("content", "").strip()
        if key and content:
            properties.setdefault(key, content)
            if key.lower() == "articletitle":
                titles.append(content)
    return Document(
        blocks=tuple(reading.blocks),
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        unreadable=tuple(reading.unreadable),
        properties=properties,
    )


@define
class _Reading:
    """A page being read; ``lines`` is the paragraph that is being gathered."""

    name: str
    blocks: list[Block] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)
    pieces: list[tuple[str, bool]] = field(factory=list)
    paragraphs: int = 0
    tables: int = 0
    places: Places = field(init=False)
    where: str | None = None

    def __attrs_post_init__(self) -> None:
        self.places = Places(self.name)

    def flow(self, node: Node, *, hidden: bool) -> None:
        """Read what stands in the page or in a cell of the layout, in order."""
        for child in node.children:
            if isinstance(child, str):
                self.pieces.append((_SPACE.sub(" ", child), hidden))
                continue
            unseen = hidden or _is_unseen(child)
            if child.tag in ("head", "title", "select", "rt", "rp"):
                continue
            if child.tag == "table":
                self.end()
                self.table(child, hidden=unseen)
            elif child.tag == "br":
                self.end()
            elif child.tag in ("img", "svg"):
                self.picture(child)
            elif child.tag in BLOCKS:
                self.end()
                self.flow(child, hidden=unseen)
                self.end()
            else:
                self.flow(child, hidden=unseen)

    def end(self) -> None:
        """End a paragraph."""
        for hidden in (False, True):
            text = _SPACE.sub(" ", "".join(piece for piece, unseen in self.pieces if unseen is hidden)).strip()
            if text:
                if len(self.blocks) > MOST_BLOCKS:
                    raise refused(self.name, "open.too_many_cells", most=MOST_BLOCKS)
                self.paragraphs += 1
                where = self.where or f"paragraph {self.paragraphs}"
                self.blocks.append(Words(text=text, where=where, hidden=hidden))
        self.pieces.clear()

    def picture(self, node: Node) -> None:
        """Note a picture, unless it is as small as the signs and spacers of a page's frame."""
        sizes = [node.attributes.get(side, "").removesuffix("px") for side in ("width", "height")]
        if not any(size.isascii() and size.isdigit() and int(size[:6]) < 40 for size in sizes):
            self.unreadable.append((self.where or f"paragraph {self.paragraphs + 1}", "picture"))

    # --------------------------------------------------------------------------------------------------------- tables

    def table(self, node: Node, *, hidden: bool) -> None:
        self.tables += 1
        where = f"table {self.tables}"
        rows = _rows(node)
        outer = self.where
        for stray in _strays(node):
            self.flow(Node("", {}, [stray]), hidden=hidden)
        self.end()
        if _is_layout(rows):
            for number, (row, _) in enumerate(rows, start=1):
                for column, cell in enumerate(row.nodes("td", "th"), start=1):
                    self.where = f"{where}, row {number}, column {column}"
                    self.flow(cell, hidden=hidden or _is_unseen(row) or _is_unseen(cell))
                    self.end()
        else:
            inner: list[tuple[Node, bool]] = []
            caption = " ".join(_one_line(each) for each in node.nodes("caption"))
            grid = Grid(rows=self.rows(rows, where, inner, hidden=hidden), where=where, caption=caption)
            if grid.rows:
                self.blocks.append(grid)
            for table, unseen in inner:
                self.table(table, hidden=unseen)
        self.where = outer

    def rows(
        self, rows: list[tuple[Node, bool]], where: str, inner: list[tuple[Node, bool]], *, hidden: bool
    ) -> tuple[tuple[Printed | None, ...], ...]:
        """Return the cells of the rows in the places that they cover; gather the tables inside them."""
        made: list[dict[int, Printed]] = []
        spanning: dict[int, tuple[int, Printed]] = {}
        last_start = 0
        for number, (row, ends_part) in enumerate(rows, start=1):
            cells = {column: printed for column, (left, printed) in spanning.items() if left}
            spanning = {column: (left - 1, printed) for column, (left, printed) in spanning.items() if left}
            column = 0
            for cell in row.nodes("td", "th"):
                while column in cells:
                    column += 1
                self.where = f"{where}, row {number}, column {column + 1}"
                unseen = hidden or _is_unseen(row) or _is_unseen(cell)
                printed = Printed(text=self.text(cell, inner, hidden=unseen), where=self.where, hidden=unseen)
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                last_start = max(last_start, column)
                for each in range(column, column + max(1, min(across, _WIDEST))):
                    if each in cells:
                        break  # what spans down from above stays where it is
                    cells[each] = printed
                    if down != 1:
                        spanning[each] = (down - 1 if down else len(rows), printed)
                column += 1
                self.places.take(1)
            if ends_part:
                spanning = {}
            made.append(cells)
        # A cell that spans more columns than there are covers those that are there.
        made = [{column: cell for column, cell in row.items() if column <= last_start} for row in made]
        return self.places.rectangular(made)

    def text(self, cell: Node, inner: list[tuple[Node, bool]], *, hidden: bool) -> str:
        """Return the text of a cell, with a line break where it has one, and without what is hidden in it."""
        lines = [""]

        def gather(node: Node, *, unseen: bool) -> None:
            for child in node.children:
                if isinstance(child, str):
                    lines[-1] += "" if unseen else _SPACE.sub(" ", child)
                elif child.tag == "table":
                    inner.append((child, hidden or unseen))
                elif child.tag == "br":
                    lines.append("")
                elif child.tag in ("img", "svg"):
                    self.picture(child)
                elif child.tag == "input":
                    shown = child.attributes.get("type", "text").lower() in ("text", "number")
                    lines[-1] += child.attributes.get("value", "") if shown and not unseen else ""
                elif child.tag not in ("select", "rt", "rp", "title"):
                    is_block = child.tag in BLOCKS
                    if is_block and lines[-1].strip():
                        lines.append("")
                    gather(child, unseen=unseen or _is_unseen(child))
                    if is_block and lines[-1].strip():
                        lines.append("")

        gather(cell, unseen=False)
        return "\n".join(_SPACE.sub(" ", line).strip() for line in lines).strip("\n")


def _is_unseen(node: Node) -> bool:
    return "hidden" in node.attributes or bool(_UNSEEN.search(node.attributes.get("style", "")))


def _one_line(node: Node) -> str:
    texts: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            texts.append(child)
        else:
            waiting.extend(reversed(child.children))
    return _SPACE.sub(" ", "".join(texts)).strip()


def _rows(table: Node) -> list[tuple[Node, bool]]:
    """Return the rows as they stand on the page: head, bodies, foot; and whether a row is the last of its part."""
    parts: dict[str, list[list[Node]]] = {"thead": [], "tbody": [], "tfoot": []}
    loose: list[Node] | None = None
    for child in table.children:
        if isinstance(child, str):
            continue
        if child.tag == "tr":
            if loose is None:
                loose = []
                parts["tbody"].append(loose)
            loose.append(child)
        elif child.tag in parts:
            loose = None
            parts[child.tag].append(list(child.nodes("tr")))
        elif child.tag not in ("caption", "colgroup", "col"):
            forms = list(child.nodes("tr", "tbody"))  # <form> between a table and its rows is a common fault
            rows = [row for each in forms for row in ([each] if each.tag == "tr" else each.nodes("tr"))]
            parts["tbody"].append(rows)
    ordered = [rows for part in ("thead", "tbody", "tfoot") for rows in parts[part] if rows]
    return [(row, index == len(rows) - 1) for rows in ordered for index, row in enumerate(rows)]


def _strays(table: Node) -> list[Node | str]:
    """Return what stands in a table outside its cells: browsers show it above."""
    found: list[Node | str] = []
    waiting: list[Node] = [table]
    while waiting:
        node = waiting.pop()
        for child in node.children:
            if isinstance(child, str):
                if child.strip():
                    found.append(child)
            elif child.tag in ("tr", "tbody", "thead", "tfoot", "form"):
                waiting.append(child)
            elif child.tag not in ("td", "th", "caption", "colgroup", "col", "input"):
                found.append(child)
    return found


def _span(cell: Node, attribute: str) -> int:
    text = cell.attributes.get(attribute, "1").strip()
    return int(text[:7]) if text.isascii() and text.isdigit() else 1


def _is_layout(rows: list[tuple[Node, bool]]) -> bool:
    """Whether a table with others inside only lays the page out: it has no three rows of three cells of its own."""
    if not any(True for row, _ in rows for cell in row.nodes("td", "th") for _ in cell.all("table")):
        return False
    full = 0
    for row, _ in rows:
        own = [cell for cell in row.nodes("td", "th") if next(cell.all("table"), None) is None and _one_line(cell)]
        full += len(own) >= 3
    return full < 3
