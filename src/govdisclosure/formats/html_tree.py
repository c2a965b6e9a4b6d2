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
_TOO_DEEP: Final = 20_000
"""Elements that are deeper before a page is none that anybody wrote."""
_START: Final = re.compile(r"<(?:!--|[!?]|(/?)([A-Za-z][^\s/>]{0,60})(>?))")
_USUAL: Final = re.compile(r"""(?:\s++[a-z][a-z0-9-]*+(?:="[^"&]*+")?+)*+\s*+>""")
"""Attributes as most pages write them, up to the end of the tag: in small letters, with their values in double quotes."""
_USUAL_ATTRIBUTE: Final = re.compile(r"""([a-z][a-z0-9-]*+)(?:="([^"]*+)")?+""")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*(?:([^\s=>/"'][^\s=>/]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?|["'=])""")

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


def parse(text: str) -> Node:
    """Return the page as a tree; comments, scripts and styles are not in it.

    Raises:
        TooDeepError: very many of its elements are deeper than :data:`DEEPEST`.
    """
    root = Node("")
    stack = [root]
    position = deeper = 0
    while position < len(text):
        match = _START.search(text, position)
        if match is None:
            break
        if match.start() > position:
            stack[-1].children.append(unescape(text[position : match.start()]))
        if match[2] is None:
            closing = "-->" if match[0] == "<!--" else ">"
            position = _after(text, closing, match.end())
            continue
        closes, tag, bare = match.groups()
        tag = tag.lower()
        attributes, position = ({}, match.end()) if bare else _attributes(text, match.end())
        if closes:
            _close(stack, tag)
        else:
            position = _open(stack, tag, attributes, text, position)
            deeper += len(stack) >= DEEPEST
            if deeper > _TOO_DEEP:
                raise TooDeepError
    if position < len(text):
        stack[-1].children.append(unescape(text[position:]))
    return root


def _after(text: str, closing: str, position: int) -> int:
    found = text.find(closing, position)
    return len(text) if found < 0 else found + len(closing)


def _attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    """Return the attributes of a tag, and where the text goes on behind it."""
    if usual := _USUAL.match(text, position):
        pairs = _USUAL_ATTRIBUTE.findall(text, position, usual.end() - 1)
        if len(pairs) < 100 and len(found := dict(pairs)) == len(pairs):
            return found, usual.end()
    found = {}
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        if match[1] and len(found) < 100:
            value = match[2] or ""
            found.setdefault(match[1].lower(), unescape(value[1:-1] if value[:1] in ("'", '"') else value))
    return found, _after(text, ">", position)


def _open(stack: list[Node], tag: str, attributes: dict[str, str], text: str, position: int) -> int:
    if tag in _RAW or tag in _PLAIN:
        end = re.compile(f"</{tag}", re.IGNORECASE).search(text, position)
        inside = text[position : end.start() if end else len(text)]
        if tag in _PLAIN:
            stack[-1].children.append(Node(tag, attributes, [unescape(inside)]))
        elif tag in ("svg", "object", "iframe"):
            stack[-1].children.append(Node(tag, attributes))
        return _after(text, ">", end.end()) if end else len(text)
    in_table = tag in _PARTS and any(node.tag == "table" for node in stack)
    if in_table:
        while stack[-1].tag not in _PARTS[tag]:
            stack.pop()
        if tag in ("td", "th") and stack[-1].tag != "tr":
            _push(stack, Node("tr"))
    elif tag in BLOCKS or tag in _ITEMS:
        _pop(stack, _ITEMS.get(tag, ("p",)), _SCOPES if tag == "p" else _SCOPES_OF_ITEMS)
    node = Node(tag, attributes, position=position)
    if tag in VOID or (tag == "form" and stack[-1].tag in _PARTS["td"]):  # which holds nothing there
        stack[-1].children.append(node)
    else:
        _push(stack, node)
    return position


def _push(stack: list[Node], node: Node) -> None:
    stack[-1].children.append(node)
    if len(stack) < DEEPEST:
        stack.append(node)


def _pop(stack: list[Node], tags: tuple[str, ...], scopes: frozenset[str]) -> None:
    """Close what a new element ends: a cell the one before it, within its own table."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag in tags:
            outermost = index
            while stack[outermost - 1].tag in tags:
                outermost -= 1
            del stack[outermost:]
            return
        if stack[index].tag in scopes:
            return


def _close(stack: list[Node], tag: str) -> None:
    """Close an element and those open in it; an end tag without a start tag is ignored."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == tag:
            del stack[index:]
            return
        if stack[index].tag == "table" or (stack[index].tag in _SCOPES and tag not in _ROWS):
            return
