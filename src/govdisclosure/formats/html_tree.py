"""HTML as a tree (网页标记): as forgiving as browsers, and in linear time on any page.

``html.parser`` takes time that grows with the square of some pages: 60 kB of ``<a `` took it half a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, TypeAlias

from attrs import define, field

DEEPEST: Final = 150
"""Levels of elements inside each other; what is deeper is on the last level, as browsers have it."""

VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_RAW: Final = frozenset(("script", "style", "template", "noscript", "noframes", "iframe", "xmp", "object", "svg", "math"))
_PLAIN: Final = frozenset(("title", "textarea"))
_UNREAD: Final = _RAW | _PLAIN
_PICTURES: Final = frozenset(("svg", "object", "iframe"))
BLOCKS: Final = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2"
        " h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul",
    )
)
_BODIES: Final = ("tbody", "thead", "tfoot")
_PARTS: Final = {
    "tr": ("table", *_BODIES),
    "td": ("table", *_BODIES, "tr"),
    "th": ("table", *_BODIES, "tr"),
    **dict.fromkeys((*_BODIES, "caption", "colgroup"), ("table",)),
}
"""What a part of a table is in; what is open in between is closed by it, as browsers do."""
_ITEMS: Final = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",), "p": ("p",)}
_ROWS: Final = frozenset(("table", "tr", "tbody", "thead", "tfoot"))
_SCOPES: Final = frozenset(("table", "td", "th", "caption"))
_SCOPES_OF_ITEMS: Final = _SCOPES | {"ul", "ol", "dl", "select"}
_KINDS: Final = {
    **dict.fromkeys(BLOCKS, "block"),
    **dict.fromkeys(_ITEMS, "item"),
    "p": "block",
    **dict.fromkeys(_PARTS, "part"),
    "td": "cell",
    "th": "cell",
    **dict.fromkeys((*VOID, *_UNREAD, "form"), "special"),
}
"""What has to be seen to before an element of a tag is put into the one that is open; nothing for any other tag."""
_MOST_ATTRIBUTES: Final = 100
_TOO_DEEP: Final = 20_000
"""Elements that are deeper before a page is none that anybody wrote."""
_START: Final = re.compile(r"<(?:!--|[!?]|(/?)([A-Za-z][^\s/>]{0,60}))")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*(?:([^\s=>/"'][^\s=>/]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?|["'=])""")
_USUAL: Final = re.compile(
    r"""([^<]*+)<(?:/([A-Za-z][^\s/>]{0,60}+)\s*+>|([A-Za-z][^\s/>]{0,60}+)"""
    r"""((?:\s++[A-Za-z][A-Za-z0-9:_-]*+(?:=(?:"[^"&]*+"|'[^'&]*+'|[^\s>"'&]++))?+)*+)\s*+/?+>(?:([^<]*+)</\3\s*+>)?+)"""
)
"""Text and a tag as most pages write them: an end tag, or a start tag, with its end tag where text alone is inside."""
_QUOTED_ATTRIBUTE: Final = re.compile(r"""([A-Za-z][A-Za-z0-9:_-]*+)(?:="([^"]*+)")?+""")
_USUAL_ATTRIBUTE: Final = re.compile(r"""([A-Za-z][A-Za-z0-9:_-]*+)(?:=(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++)))?+""")

Child: TypeAlias = "Node | str"


class TooDeepError(Exception):
    """Elements are nested far too deeply."""


@define(eq=False)
class Node:
    """An element of the page.

    Attributes:
        tag: its name, in small letters.
        attributes: as written, by their names in small letters.
        children: elements and text, in order.
        position: the place in the text right behind its start tag; none of an element that the text leaves to be understood.
    """

    tag: str
    attributes: dict[str, str] = field(factory=dict)
    children: list[Child] = field(factory=list)
    position: int | None = None

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Yield the children that are elements of these tags."""
        for child in self.children:
            if not isinstance(child, str) and child.tag in tags:
                yield child

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these tags at every level, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.tag in tags:
                yield node
            if node.children:
                waiting += [child for child in reversed(node.children) if not isinstance(child, str)]


@define
class ElementTree:
    """A page as a tree.

    Attributes:
        root: what all of it is in.
        elements: its elements at every level, in order.
    """

    root: Node
    elements: list[Node]


def parse(text: str, *, enough: int | None = None, mark: str = "") -> ElementTree:
    """Return the page as a tree; comments, scripts and styles are not in it.

    Args:
        text: the page.
        enough: a place of the text behind which only what is still open there matters, and only if it has the mark; the whole
            text by default.
        mark: the attribute of the elements that are read to their end wherever that is.

    Raises:
        TooDeepError: very many of its elements are deeper than :data:`DEEPEST`.
    """
    return _TreeBuilder(text).build(len(text) if enough is None else enough, mark)


class _TreeBuilder:
    """A page being read: the elements that are open, from the outermost on, and their tags."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[Node] = [Node("")]
        self.tags: list[str] = [""]
        self.elements: list[Node] = []
        self.deeper = 0

    def build(self, enough: int, mark: str) -> ElementTree:
        """Read the text as far as a place, and on from there while an element with the mark is open."""
        text, opened, tags, elements = self.text, self.opened, self.tags, self.elements
        usual, kinds, position, end = _USUAL.match, _KINDS.get, 0, len(text)
        while position < end:
            if position >= enough and not any(mark in node.attributes for node in opened):
                break
            match = usual(text, position)
            if match is None:
                position = self.unusual(position)
                continue
            before, closed, tag, written, inside = match.groups()
            position = match.end()
            if before:
                opened[-1].children.append(unescape(before) if "&" in before else before)
            if closed:
                if tags[-1] == closed:
                    del opened[-1], tags[-1]
                else:
                    self.close(closed.lower())
                continue
            tag, attributes = tag.lower(), _attributes(written) if written else {}
            kind = kinds(tag)
            if (
                inside is not None
                and len(tags) < DEEPEST - 1
                and (
                    kind is None
                    or (kind == "block" and "p" not in tags)
                    or (kind == "item" and tags[-1] in _SCOPES_OF_ITEMS)
                    or (kind == "cell" and tags[-1] == "tr" and "table" in tags)
                )
            ):  # it is just put into the element around it
                content: list[Child] = [unescape(inside) if "&" in inside else inside] if inside else []
                node = Node(tag, attributes, content, match.start(5))
                opened[-1].children.append(node)
                elements.append(node)
            else:
                position = self.start(tag, attributes, position if inside is None else match.start(5))
        return ElementTree(opened[0], elements)

    def unusual(self, position: int) -> int:
        """Read on as far as the end of the next tag or comment, however it is written, and return where that is."""
        text = self.text
        match = _START.search(text, position)
        before = text[position : match.start() if match else len(text)]
        if before:
            self.opened[-1].children.append(unescape(before))
        if match is None:
            return len(text)
        if match[2] is None:
            return _after(text, "-->" if match[0] == "<!--" else ">", match.end())
        attributes, position = _any_attributes(text, match.end())
        if match[1]:
            self.close(match[2].lower())
            return position
        return self.start(match[2].lower(), attributes, position)

    def start(self, tag: str, attributes: dict[str, str], position: int) -> int:
        """Open an element of which the start tag ends at a place of the text, and return where that goes on."""
        if tag in _UNREAD:
            return self.counted(self.unread(tag, attributes, position))
        tags = self.tags
        if tag in _PARTS and "table" in tags:
            around = _PARTS[tag]
            while tags[-1] not in around:
                del self.opened[-1], tags[-1]
            if tags[-1] != "tr" and tag in ("td", "th"):
                self.put(Node("tr"))
        elif tag in BLOCKS or tag in _ITEMS:
            self.end(_ITEMS.get(tag, ("p",)), _SCOPES if tag == "p" else _SCOPES_OF_ITEMS)
        is_closed = tag in VOID or (tag == "form" and tags[-1] in _PARTS["td"])  # which holds nothing there
        self.put(Node(tag, attributes, [], position), is_closed=is_closed)
        return self.counted(position)

    def counted(self, position: int) -> int:
        """Count an element that is too deep, and return the place behind it."""
        if len(self.opened) >= DEEPEST:
            self.deeper += 1
            if self.deeper > _TOO_DEEP:
                raise TooDeepError
        return position

    def unread(self, tag: str, attributes: dict[str, str], position: int) -> int:
        """Pass over an element in which tags are no tags; of a title there is the text, of pictures and frames the element."""
        text = self.text
        end = re.compile(f"</{tag}", re.IGNORECASE).search(text, position)
        if tag in _PLAIN or tag in _PICTURES:
            inside = text[position : end.start() if end else len(text)]
            self.put(Node(tag, attributes, [unescape(inside)] if tag in _PLAIN else []), is_closed=True)
        return _after(text, ">", end.end()) if end else len(text)

    def put(self, node: Node, *, is_closed: bool = False) -> None:
        """Add an element to the innermost one, and open it unless it is closed; what is too deep stays closed."""
        self.opened[-1].children.append(node)
        self.elements.append(node)
        if not is_closed and len(self.opened) < DEEPEST:
            self.opened.append(node)
            self.tags.append(node.tag)

    def end(self, ended: tuple[str, ...], scopes: frozenset[str]) -> None:
        """Close what a new element ends: a cell the one before it, within its own table."""
        tags = self.tags
        for index in range(len(tags) - 1, 0, -1):
            if tags[index] in ended:
                while tags[index - 1] in ended:
                    index -= 1
                del self.opened[index:], tags[index:]
                return
            if tags[index] in scopes:
                return

    def close(self, tag: str) -> None:
        """Close an element and those open in it; an end tag without a start tag is ignored."""
        tags = self.tags
        for index in range(len(tags) - 1, 0, -1):
            if tags[index] == tag:
                del self.opened[index:], tags[index:]
                return
            if tags[index] == "table" or (tags[index] in _SCOPES and tag not in _ROWS):
                return


def _after(text: str, closing: str, position: int) -> int:
    found = text.find(closing, position)
    return len(text) if found < 0 else found + len(closing)


def _attributes(written: str) -> dict[str, str]:
    """Return attributes as most pages write them; the first of two of one name counts."""
    if 2 * written.count("=") == written.count('"') and "'" not in written:  # all values are in double quotes
        pairs = _QUOTED_ATTRIBUTE.findall(written)
        found = {name.lower(): value for name, value in pairs}
        if len(found) == len(pairs) <= _MOST_ATTRIBUTES:
            return found
    found = {}
    for name, double, single, bare in _USUAL_ATTRIBUTE.findall(written)[:_MOST_ATTRIBUTES]:
        found.setdefault(name.lower(), double or single or bare)
    return found


def _any_attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    """Return the attributes of a tag, however they are written, and where the text goes on behind it."""
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        if match[1] and len(found) < _MOST_ATTRIBUTES:
            value = match[2] or ""
            found.setdefault(match[1].lower(), unescape(value[1:-1] if value[:1] in ("'", '"') else value))
    return found, _after(text, ">", position)
