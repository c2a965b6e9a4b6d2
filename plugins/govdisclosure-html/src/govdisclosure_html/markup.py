"""A page as a tree of elements (标记): text is escaped where the tree is written out, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from typing import TypeAlias

from attrs import evolve, frozen

Child: TypeAlias = "Element | Markup | str"
Children: TypeAlias = "Child | Iterable[Children] | None"
"""One child, several, several of several, or nothing."""

_EMPTY = frozenset({"meta", "input", "br", "link"})
_LINES = re.compile(
    "html|head|body|header|nav|main|footer|section|div|table|t(head|body|r)|figure|[duo]l|li|p|h[1-6]|meta|style|d[dt]"
)
"""Elements after which a new line begins, so that the file can be read and compared."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


@frozen
class Element:
    """One element with its attributes and what is in it."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Child, ...] = ()

    def get(self, name: str) -> str | None:
        """Return an attribute."""
        return dict(self.attributes).get(name)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(one.text if isinstance(one, Element) else one for one in self.children if not isinstance(one, Markup))


@frozen
class Markup:
    """HTML that has been written out already, such as hundreds of parts that differ in a few words."""

    html: str


def h(tag: str, *children: Children, **attributes: object) -> Element:
    """Return an element: ``h("td", "946", class_="figure")``.

    A trailing underscore of an attribute's name is dropped, others become hyphens; None leaves an attribute out, True gives
    it no value.
    """
    named = [
        (_attribute(name), "" if value is True else str(value))
        for name, value in attributes.items()
        if value is not None and value is not False
    ]
    if len(children) == 1 and isinstance(only := children[0], (str, Element, Markup)):
        return Element(tag, tuple(named), (only,))  # most of them
    within: list[Child] = []
    _flatten(children, within)
    return Element(tag, tuple(named), tuple(within))


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _flatten(children: Iterable[Children], within: list[Child]) -> None:
    for child in children:
        if isinstance(child, (str, Element, Markup)):
            within.append(child)
        elif child is not None:
            _flatten(child, within)


def changed(element: Element, change: Callable[[Element], Iterable[Child]]) -> tuple[Child, ...]:
    """Return what becomes of an element when ``change`` is applied to it and all that is in it, the innermost first."""
    children = tuple(
        made for child in element.children for made in (changed(child, change) if isinstance(child, Element) else [child])
    )
    return tuple(change(evolve(element, children=children)))


def serialized(child: Child) -> str:
    """Return HTML; characters that no page may hold become U+FFFD, a block is on a line of its own."""
    pieces: list[str] = []
    _write(child, pieces)
    return "".join(pieces)


def _write(child: Child, pieces: list[str]) -> None:
    if isinstance(child, str):
        pieces.append(escaped(child))
        return
    if isinstance(child, Markup):
        pieces.append(child.html)
        return
    if child.attributes:
        named = [
            f" {name}" if value == "" and name not in ("alt", "value") else f' {name}="{_quoted(value)}"'
            for name, value in child.attributes
        ]
        pieces.append(f"<{child.tag}{''.join(named)}>")
    else:
        pieces.append(f"<{child.tag}>")
    if child.tag == "style":  # its text is ours, and not escaped in HTML
        pieces.append(child.text)
    else:
        for one in child.children:
            if isinstance(one, str):
                pieces.append(escaped(one))
            else:
                _write(one, pieces)
    pieces.append(_end(child.tag))


def escaped(text: str) -> str:
    """Return text as HTML has it between tags."""
    return escape(cleaned(text), quote=False)


@cache
def _end(tag: str) -> str:
    return ("" if tag in _EMPTY else f"</{tag}>") + ("\n" if _LINES.fullmatch(tag) else "")


def _quoted(value: str) -> str:
    return escape(cleaned(value))


def cleaned(text: str) -> str:
    """Return text without characters that HTML and XML forbid."""
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)
