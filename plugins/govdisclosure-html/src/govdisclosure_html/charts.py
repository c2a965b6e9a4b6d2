"""Charts (图): bars by pygal, redrawn as plain SVG that needs no style sheet and no script and says everything in words.

A bar has its label and its figure beside it, so that nothing is told by colour or length alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pygal
from attrs import frozen

from govdisclosure.values import plain
from govdisclosure_html.markup import Child, Element, cleaned, h

# pygal leaves a finder of its maps behind that Python 3.11 warns of at every import that finds nothing
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

_WIDTH, _ROW, _SIZE, _GAP = 420, 32, 15, 8
_LONGEST_LINE = 12
_LEADING = 1.25
_PIECES = re.compile(r"[（(“《]*(?:[\u0021-\u2e7f]+ ?|.)[）)”》，。、；：]*")
_BAR, _INK, _RULE = "#2f6690", "#1a1a1a", "#8a94a0"


@frozen
class Bar:
    """One bar: its label and its figure."""

    label: str
    value: int


def bars(number: int, title: str, data: str, found: Sequence[Bar]) -> Element:
    """Return a chart of horizontal bars, the first on top.

    Args:
        number: which of the page's charts it is; part of its ids.
        title: what it shows.
        data: all its figures in words.
        found: at least one bar.
    """
    names = [list(_lines(bar.label)) for bar in found]
    room = round(max(_ems(line) for lines in names for line in lines) * _SIZE) + 2 * _GAP
    rows = [max(_ROW, round(len(lines) * _SIZE * _LEADING) + _GAP) for lines in names]
    drawn = pygal.HorizontalBar(
        width=_WIDTH - room,
        height=sum(rows),
        margin=0,
        spacing=0,
        js=[],
        disable_xml_declaration=True,
        show_legend=False,
        show_x_labels=False,
        show_y_labels=False,
        print_values=False,
        range=(0, max(1, *(bar.value for bar in found))),
        max_scale=1,
    )
    drawn.add("", [bar.value for bar in reversed(found)])
    places = list(_places(drawn.render()))[::-1]
    # the longest bar leaves room for its figure
    longest = max(right - left for left, right in places)
    figures = max(len(str(bar.value)) for bar in found) * _SIZE * 0.62 + 2 * _GAP
    scale = (_WIDTH - room - figures) / longest if longest else 0
    height = sum(rows)
    shapes: list[Child] = []
    top = 0
    for bar, name, row, (left, right) in zip(found, names, rows, places, strict=True):
        middle, length, thickness = top + row / 2, (right - left) * scale, _ROW * 0.6
        top += row
        if length:
            where = {"x": room, "y": _short(middle - thickness / 2), "width": _short(length), "height": _short(thickness)}
            shapes.append(h("rect", **where, fill=_BAR))
        base = middle + _SIZE * 0.36
        first = base - (len(name) - 1) * _SIZE * _LEADING / 2
        lines = [
            h("tspan", line, x=room - _GAP, y=_short(first + at * _SIZE * _LEADING)) if len(name) > 1 else line
            for at, line in enumerate(name)
        ]
        shapes.append(h("text", lines, x=room - _GAP, y=_short(first), text_anchor="end", fill=_INK))
        figure = {"x": _short(room + length + _GAP), "y": _short(base), "font_weight": "bold"}
        shapes.append(h("text", plain(bar.value), **figure, fill=_INK))
    shapes.append(h("path", d=f"M{room} 0V{height}", stroke=_RULE, stroke_width="1"))
    svg = h(
        "svg",
        h("title", title, id=f"c{number}-title"),
        h("desc", data, id=f"c{number}-desc"),
        shapes,
        role="img",
        aria_labelledby=f"c{number}-title c{number}-desc",
        width=_WIDTH,
        height=height,
        font_size=_SIZE,
        font_family="'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif",
    )
    return Element(svg.tag, (*svg.attributes, ("viewBox", f"0 0 {_WIDTH} {height}")), svg.children)


def _places(rendered: str) -> Iterator[tuple[float, float]]:
    """Yield where pygal drew each bar: left and right."""
    for one in ElementTree.fromstring(rendered).findall(".//{*}rect"):  # noqa: S314 - just made by pygal from numbers
        if "reactive" in one.get("class", ""):
            left, width = float(one.get("x", 0)), float(one.get("width", 0))
            yield left, left + width


def _ems(text: str) -> float:
    return sum(1 if east_asian_width(sign) in "WFA" else 0.6 for sign in text)


def _lines(label: str) -> Iterator[str]:
    """Yield a label in lines that fit beside a bar; a word is not broken while a line has room for it."""
    line = ""
    for piece in _PIECES.findall(" ".join(cleaned(label).split())):
        while _ems(piece) > _LONGEST_LINE:
            room = max(1, int(_LONGEST_LINE - _ems(line)))
            yield (line + piece[:room]).strip()
            line, piece = "", piece[room:]
        if line and _ems(line + piece.rstrip()) > _LONGEST_LINE:
            yield line.strip()
            line = ""
        line += piece
    yield line.strip()


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
