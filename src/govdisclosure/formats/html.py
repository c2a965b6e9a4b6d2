"""Opener of web pages (网页), including those written by Word or Excel and those named .xls or .doc.

Tables that only lay the page out are no grids: their cells' words are in the order of the page, and a table inside is a
grid of its own. A page that this package's own exporter made says which of its parts are the report
(``data-govdisclosure="report"``): what is around them, such as charts, explanations and the verdict, is none of it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from attrs import define, field, frozen

from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import refused
from govdisclosure.formats import advice
from govdisclosure.formats.decoding import decoded
from govdisclosure.formats.document import PREFIX, Block, Grid, LeftOut, OpenedDocument, PlacedCell, Words
from govdisclosure.formats.grids import MOST_BLOCKS, Places
from govdisclosure.formats.html_tree import BLOCKS, DEEPEST, ElementTree, Node, TooDeepError, parse
from govdisclosure.formats.runs import Run, is_any_seen, text_of
from govdisclosure.formats.workbook import DOCUMENT, SizeLimits

LARGEST: Final = DOCUMENT.part // 2
"""Bytes of a page (网页大小上限)."""
_PICTURES: Final = ("img", "svg", "canvas")
_FRAMES: Final = ("object", "embed", "iframe")
"""What shows another file in the page; only documents and pictures are reports, not players and advertisements."""
_NOT_TEXT: Final = dict.fromkeys(_PICTURES, "picture") | dict.fromkeys(_FRAMES, "embedded object")
_DOCUMENT: Final = re.compile(
    r"\.(?:pdf|ofd|docx?|wps|rtf|xlsx?|et|png|jpe?g|gif|bmp|tiff?|webp|svg)(?:$|[?#&])", re.IGNORECASE
)
_WIDEST: Final = 1000  # columns that one cell may span, as browsers have it
_PAGE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|tbody|tr|div|p|meta|title|section|article|span|h[1-6]|center|font)[\s>]",
    re.IGNORECASE,
)
_SURELY: Final = re.compile(r"<(?:html|body|table)[\s>]", re.IGNORECASE)
_MARK: Final = "data-govdisclosure"
"""By it a page of ours tells its parts that are the ``report`` from what is ``beside`` or inside of them."""
_MARKED: Final = re.compile(r"""-(?i:govdisclosure)(?!="beside")""")
_ABOUT: Final = re.compile("<(?i:meta|title)")
"""What a page of ours has elsewhere than in its parts that are the report; sought by its first character, which is quick."""
_STANDARD: Final = f"{PREFIX}standard"
"""The property by which a page is one of ours."""
_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?<![-\w])color\s*:\s*transparent"
    r"|font-size\s*:\s*0(?:p[xt]|em|rem|%)?\s*(?:;|$|!)|(?<![-\w])opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_STRUCK: Final = re.compile(r"line-through", re.IGNORECASE)
_RAISED: Final = re.compile(
    r"vertical-align\s*:\s*(?:super|sub|text-top|-?0*[1-9]|-?0*\.0*[1-9])|font-variant-position\s*:\s*su|mso-text-raise\s*:\s*-?[0.]*[1-9]",
    re.IGNORECASE,
)
_COLOR: Final = re.compile(r"(?<![-\w])color\s*:\s*([^;!]{1,40})", re.IGNORECASE)
_WHITE: Final = re.compile(r"white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)", re.IGNORECASE)
_SIZE: Final = re.compile(
    r"(?<![-\w])font(?:-size)?\s*:(?:[^;]{0,80}?[\s:])?(?:(\d{0,4}\.?\d{1,4})\s*(px|pt|em|rem|%)|((?:xx?-)?(?:small|large)|smaller|larger|medium)\b)",
    re.IGNORECASE,
)
_UNITS: Final = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
_ORDINARY: Final = 16.0
_SIZES: Final = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
"""Pixels of the sizes of ``<font size=…>``, as browsers have them."""
_NAMED_SIZES: Final = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_SMALLER: Final = 0.7
_SHIFTED: Final = re.compile(r"position\s*:\s*relative", re.IGNORECASE)
_SHIFT: Final = re.compile(r"(?<![-\w])(?:top|bottom)\s*:\s*-?[0.]*[1-9]", re.IGNORECASE)
_STYLE_SHEET: Final = re.compile(r"<style[^>]{0,200}>(.*?)</style", re.IGNORECASE | re.DOTALL)
_RULE: Final = re.compile(r"([^{}]{1,400})\{([^{}]{1,2000})\}")
_MEDIA: Final = re.compile(r"@media\b([^{}]{0,300})\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
_EVERYWHERE: Final = ("", "all", "screen", "only screen")
"""The media for which a page's rules are those that a reader at a desk sees."""
_CLASS: Final = re.compile(r"(?:^|[\s,])(?:[a-z][a-z0-9]*)?\.([\w-]{1,80})\s*(?=,|$)", re.IGNORECASE)
_CELLS: Final = ("td", "th", "tr", "tbody", "table", "col", "img")  # where a vertical alignment places the content in the box
_TELLING: Final = frozenset(("s", "strike", "del", "sup", "sub", "small", "big", "font"))
"""The elements whose characters look other than those around them; others do by one of these attributes, or a style."""
_TELLING_ATTRIBUTES: Final = frozenset(("hidden", "popover", "color", "bgcolor"))
_BODIES: Final = ("thead", "tbody", "tfoot")
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


def document(data: bytes, name: str, bounds: SizeLimits = DOCUMENT) -> OpenedDocument:
    """Open a web page.

    Args:
        data: its bytes.
        name: the file's name, for messages.
        bounds: how large it may be.

    Raises:
        UnreadableError: it is no text or over a limit.
    """
    if len(data) > bounds.part // 2:
        raise refused(name, "open.too_large", most=bounds.part // 2**21)
    text = decoded(data)
    if text is None:
        raise refused(name, "open.damaged", again=advice.PAGE)
    if text.count("<") > 2 * bounds.cells:
        raise refused(name, "open.too_many_cells", most=2 * bounds.cells)
    try:
        with collector_paused():
            tree = _tree(text)
    except TooDeepError:
        raise refused(name, "open.too_deep", most=DEEPEST, again=advice.PAGE) from None
    said = _said_of(tree)
    properties: dict[str, str] = {}
    for key, content in said:
        properties.setdefault(key, content)
    titles = [_one_line(node) for node in tree.elements if node.tag == "title"]
    titles += [content for key, content in said if key.lower() == "articletitle"]
    reading = _HtmlReading(name, bounds.cells, _classes(text))
    own = _own_parts(tree) if _STANDARD in properties else []
    for part in own or [tree.root]:
        reading.flow(Node("", {}, [part]), _TextEffects())
        reading.end()
    # what a page of ours hides is the same in the other language
    shown = [one for one in reading.blocks if not (own and isinstance(one, Words) and one.hidden)]
    return OpenedDocument(
        blocks=tuple(shown),
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        unreadable=tuple(reading.unreadable),
        properties=properties,
        left_out=tuple(reading.left_out),
        positions=reading.positions,
        report_data=_report_data(tree) if own else b"",
    )


def _tree(text: str) -> ElementTree:
    """Return the page as a tree; of a page of our own without what is behind the report, which is most of it.

    Everything by which the page is known as ours, and everything that is read of it, is before the place where this ends.
    """
    if _STANDARD in text:
        last = max((match.end() for pattern in (_MARKED, _ABOUT) for match in pattern.finditer(text)), default=len(text))
        tree = parse(text, enough=last, mark=_MARK)
        if any(key == _STANDARD for key, _ in _said_of(tree)) and _own_parts(tree):
            return tree
    return parse(text)


def _said_of(tree: ElementTree) -> list[tuple[str, str]]:
    """Return what the page says of itself: names with their contents, in order."""
    about = (node.attributes for node in tree.elements if node.tag == "meta")
    said = ((one.get("name", ""), one.get("content", "").strip()) for one in about)
    return [(key, content) for key, content in said if key and content]


def _classes(text: str) -> Mapping[str, str]:
    """Return the classes that the page's style sheets hide, strike out or raise, on paper or a small screen alone left out."""
    found: dict[str, str] = {}
    for sheet in _STYLE_SHEET.findall(text):
        general = _MEDIA.sub(lambda one: one[2] if one[1].strip().lower() in _EVERYWHERE else "", sheet[:500_000])
        for selectors, rules in _RULE.findall(general):
            if any(look.search(rules) for look in (_UNSEEN, _STRUCK, _RAISED, _SHIFTED, _COLOR, _SIZE)):
                for name in _CLASS.findall(selectors):
                    found[name] = f"{found.get(name, '')};{rules}"
    return found


@frozen
class _TextEffects:
    """Character formatting: hidden, struck out, raised, white without a background of its own; size in pixels."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False
    white: bool = False
    size: float = _ORDINARY


@define
class _HtmlReading:
    """A page being read; ``lines`` is the paragraph that is being gathered."""

    name: str
    most: int
    classes: Mapping[str, str]
    left_out: list[LeftOut] = field(factory=list)
    blocks: list[Block] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)
    pieces: list[tuple[Run, bool]] = field(factory=list)
    paragraphs: int = 0
    tables: int = 0
    places: Places = field(init=False)
    covered: Places = field(init=False)
    positions: dict[str, int] = field(factory=dict)
    block: Node | None = None
    where: str | None = None
    looks: dict[tuple[str, str, _TextEffects], _TextEffects] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.places, self.covered = Places(self.name, most=self.most), Places(self.name, most=2 * self.most)

    def look(self, node: Node, around: _TextEffects) -> _TextEffects:
        """Return the formatting of an element's characters."""
        attributes = node.attributes
        style = attributes.get("style", "")
        if self.classes and (names := attributes.get("class")):
            given = [rules for name in names.split() if (rules := self.classes.get(name))]
            style = ";".join((*given, style)) if given else style
        tells_itself = node.tag in _TELLING or not _TELLING_ATTRIBUTES.isdisjoint(attributes)
        if not style and not tells_itself:
            return around  # nearly all of them
        if tells_itself:
            return self.formatted(node, style, around)
        key = (node.tag, style, around)
        found = self.looks.get(key)
        if found is None:
            found = self.looks[key] = self.formatted(node, style, around)
        return found

    @staticmethod
    def formatted(node: Node, style: str, around: _TextEffects) -> _TextEffects:
        """Return the formatting of the characters of an element with attributes and a style of its own."""
        attributes = node.attributes
        is_closed = "hidden" in attributes or "popover" in attributes
        is_shifted = node.tag not in BLOCKS and _SHIFTED.search(style) and _SHIFT.search(style)
        is_raised = node.tag in ("sup", "sub") or (node.tag not in _CELLS and bool(_RAISED.search(style) or is_shifted))
        return _TextEffects(
            hidden=around.hidden or is_closed or bool(style and _UNSEEN.search(style)),
            struck=around.struck or node.tag in ("s", "strike", "del") or bool(style and _STRUCK.search(style)),
            raised=around.raised or is_raised,
            white=_is_white(node, style, around.white),
            size=_size(node, style, around.size),
        )

    def flow(self, node: Node, look: _TextEffects) -> None:
        """Read the contents of the page or of a layout cell, in order."""
        for child in node.children:
            if isinstance(child, str):
                self.pieces.append((Run(_SPACE.sub(" ", child), look.struck, look.raised, look.white, look.size), look.hidden))
                continue
            own = self.look(child, look)
            if child.tag in ("head", "title", "select", "rt", "rp") or child.attributes.get(_MARK) == "beside":
                continue
            if child.tag == "table":
                self.end()
                self.table(child, own)
            elif child.tag == "br":
                self.end()
            elif child.tag in _NOT_TEXT:
                self.not_text(child)
            elif child.tag in BLOCKS:
                self.end()
                around, self.block = self.block, child
                self.flow(child, own)
                self.end()
                self.block = around
            else:
                self.flow(child, own)

    def end(self) -> None:
        """End a paragraph."""
        for hidden in (False, True):
            read = text_of(run for run, unseen in self.pieces if unseen is hidden)
            text = _SPACE.sub(" ", read.shown).strip()
            if not hidden:
                where = self.where or f"paragraph {self.paragraphs + bool(text)}"
                self.left_out += [LeftOut(where=where, reason=reason, text=left) for reason, left in read.left_out]
            if text:
                if len(self.blocks) > max(MOST_BLOCKS, self.most):
                    raise refused(self.name, "open.too_many_cells", most=max(MOST_BLOCKS, self.most))
                self.paragraphs += 1
                where = self.where or f"paragraph {self.paragraphs}"
                self.blocks.append(Words(text=text, where=where, hidden=hidden))
                self.at(self.block, where)
        self.pieces.clear()

    def at(self, node: Node | None, where: str) -> None:
        """Remember the position of an element in the text."""
        if node is not None and node.position is not None:
            self.positions.setdefault(where, node.position)

    def not_text(self, node: Node) -> None:
        """Note a picture or document inside the page, unless it is as small as the signs and spacers of a page's frame."""
        sizes = [node.attributes.get(side, "").removesuffix("px") for side in ("width", "height")]
        is_small = any(size.isascii() and size.isdigit() and int(size[:6]) < 40 for size in sizes)
        sources = (node.attributes.get(name, "") for name in ("src", "data"))
        if not is_small and (node.tag not in _FRAMES or any(_DOCUMENT.search(source) for source in sources)):
            self.unreadable.append((self.where or f"paragraph {self.paragraphs + 1}", _NOT_TEXT[node.tag]))

    # --------------------------------------------------------------------------------------------------------- tables

    def table(self, node: Node, look: _TextEffects) -> None:
        self.tables += 1
        where = f"table {self.tables}"
        parts = _Parts.of(node)
        rows = parts.rows
        outer = self.where
        for stray in parts.strays:
            self.flow(Node("", {}, [stray]), look)
        self.end()
        if _is_layout(rows):
            for number, (row, _) in enumerate(rows, start=1):
                for column, cell in enumerate(row.nodes("td", "th"), start=1):
                    self.where = f"{where}, row {number}, column {column}"
                    self.at(cell, self.where)
                    self.flow(cell, self.look(cell, self.look(row, look)))
                    self.end()
        else:
            inner: list[tuple[Node, _TextEffects]] = []
            caption = " ".join(_one_line(each) for each in node.nodes("caption"))
            grid = Grid(rows=self.rows(rows, where, inner, look), where=where, caption=caption)
            if grid.rows:
                self.blocks.append(grid)
            for table, around in inner:
                self.table(table, around)
        self.where = outer

    def rows(
        self, rows: list[tuple[Node, bool]], where: str, inner: list[tuple[Node, _TextEffects]], look: _TextEffects
    ) -> tuple[tuple[PlacedCell | None, ...], ...]:
        """Return the cells of the rows in the places that they cover; gather the tables inside them."""
        made: list[dict[int, PlacedCell]] = []
        spanning: dict[int, tuple[int, PlacedCell]] = {}
        last_start = 0
        for number, (row, ends_part) in enumerate(rows, start=1):
            cells = {column: printed for column, (left, printed) in spanning.items() if left}
            self.covered.take(len(spanning))
            spanning = {column: (left - 1, printed) for column, (left, printed) in spanning.items() if left}
            column, of_row = 0, self.look(row, look)
            for cell in (one for one in row.nodes("td", "th") if one.attributes.get(_MARK) != "beside"):
                while column in cells:
                    column += 1
                self.where = f"{where}, row {number}, column {column + 1}"
                self.at(cell, self.where)
                printed = self.cell(cell, inner, self.where, self.look(cell, of_row))
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                last_start = max(last_start, column)
                self.covered.take(max(1, min(across, _WIDEST)))
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

    def cell(self, cell: Node, inner: list[tuple[Node, _TextEffects]], where: str, look: _TextEffects) -> PlacedCell:
        """Return a cell: its text with a line break where it has one; what is hidden, struck out or raised is a remark."""
        shown: list[list[Run]] = [[]]
        kept: list[list[Run]] = [[]]

        def gather(node: Node, around: _TextEffects) -> None:
            for child in node.children:
                lines = kept if around.hidden and not look.hidden else shown
                if not isinstance(child, str) and child.attributes.get(_MARK) == "beside":
                    continue
                if isinstance(child, str):
                    lines[-1].append(Run(_SPACE.sub(" ", child), around.struck, around.raised, around.white, around.size))
                elif child.tag == "table":
                    inner.append((child, self.look(child, around)))
                elif child.tag == "br":
                    lines.append([])
                elif child.tag in _NOT_TEXT:
                    self.not_text(child)
                elif child.tag == "input":
                    is_shown = child.attributes.get("type", "text").lower() in ("text", "number")
                    lines[-1].append(Run(child.attributes.get("value", "") if is_shown else ""))
                elif child.tag not in ("select", "rt", "rp", "title"):
                    is_block = child.tag in BLOCKS
                    if is_block and any(run.text.strip() for run in lines[-1]):
                        lines.append([])
                    gather(child, self.look(child, around))
                    if is_block and any(run.text.strip() for run in lines[-1]):
                        lines.append([])

        gather(cell, look)
        is_seen = is_any_seen(run for line in shown for run in line)
        read = [text_of(line, beside_others=is_seen) for line in shown]
        text = _joined([one.shown for one in read])
        unsaid = _joined([text_of(line).shown for line in kept])
        left_out = [one for each in read for one in each.left_out]
        if not look.hidden:
            self.left_out += [LeftOut(where=where, reason=reason, text=words) for reason, words in left_out]
        if unsaid and not text:
            return PlacedCell(text=unsaid, where=where, hidden=True)
        remarks = [one for one in (unsaid, *(words for _, words in left_out)) if one]
        return PlacedCell(text=text, where=where, remark="\n".join(remarks) or None, hidden=look.hidden)


def _is_white(node: Node, style: str, around: bool) -> bool:  # noqa: FBT001 - what is around it
    """Whether an element's characters are white, on no ground that it has itself."""
    if "background" in style.lower() or "bgcolor" in node.attributes:
        return False
    colors = _COLOR.findall(style) or ([node.attributes["color"]] if "color" in node.attributes else [])
    return _WHITE.fullmatch(colors[-1].strip()) is not None if colors else around


def _size(node: Node, style: str, around: float) -> float:
    """Return how many pixels large an element's characters are, by what it says of them; those around by default."""
    size = around
    if node.tag in ("small", "sub", "sup"):
        size *= _SMALLER
    elif node.tag == "big":
        size /= _SMALLER
    elif node.tag == "font":
        asked = node.attributes.get("size", "").strip()
        size = _SIZES.get(asked, around)
        if asked[:1] in ("-", "+") and asked[1:].isdecimal():
            size = _SIZES[str(min(7, max(1, 3 + int(asked[:2]))))]
    for number, unit, name in _SIZE.findall(style) if "font" in style.lower() else ():
        if name:
            relative = {"smaller": around * _SMALLER, "larger": around / _SMALLER}
            size = relative.get(name.lower()) or _NAMED_SIZES.get(name.lower(), size)
        elif unit.lower() in ("em", "%"):
            size = around * float(number) / (100 if unit == "%" else 1)
        else:
            size = float(number) * _UNITS[unit.lower()]
    return size


def _joined(lines: list[str]) -> str:
    return "\n".join(_SPACE.sub(" ", line).strip() for line in lines).strip("\n")


def _own_parts(tree: ElementTree) -> list[Node]:
    """Return the parts of a page of our own that are the report; what is inside of one is part of it."""
    parts: list[Node] = []
    inside: set[int] = set()
    marked = [one for one in tree.elements if one.attributes.get(_MARK) == "report"]
    tags = {one.tag for one in marked}
    for node in marked:
        if id(node) not in inside:
            parts.append(node)
            inside.update(map(id, node.all(*tags)))
    return parts


def _report_data(tree: ElementTree) -> bytes:
    """Return the report's JSON that a page of our own offers for saving; empty where it has none, or one that was cut."""
    for link in [one for one in tree.elements if one.tag == "a" and one.attributes.get(_MARK) == "data"]:
        kind, _, data = link.attributes.get("href", "").partition(",")
        if kind == "data:application/json;base64":
            with suppress(ValueError):
                return base64.b64decode(data, validate=True)
    return b""


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


@define
class _Parts:
    """The rows of a table as they are on the page, head, bodies, foot, and what is outside of its cells."""

    heads: list[list[Node]] = field(factory=list)
    bodies: list[list[Node]] = field(factory=list)
    feet: list[list[Node]] = field(factory=list)
    strays: list[Node | str] = field(factory=list)

    def take(self, parent: Node, rows: list[Node]) -> None:
        """Collect the contents of a table, of a part of it or of a row."""
        for child in parent.children:
            if isinstance(child, str):
                self.strays += [child] if child.strip() else []
            elif child.tag in _BODIES:
                part: list[Node] = []
                {"thead": self.heads, "tbody": self.bodies, "tfoot": self.feet}[child.tag].append(part)
                self.take(child, part)
                rows = []
                self.bodies.append(rows)
            elif child.tag == "tr":
                rows.append(child)
                self.take(child, rows)
            elif child.tag not in ("td", "th", "caption", "colgroup", "col", "form", "input"):
                self.strays.append(child)

    @property
    def rows(self) -> list[tuple[Node, bool]]:
        """The rows in order, and whether each is the last of its part."""
        parts = [rows for rows in (*self.heads, *self.bodies, *self.feet) if rows]
        return [(row, index == len(rows) - 1) for rows in parts for index, row in enumerate(rows)]

    @classmethod
    def of(cls, table: Node) -> _Parts:
        """Split a table into its parts."""
        parts = cls(bodies=[[]])
        parts.take(table, parts.bodies[0])
        return parts


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
