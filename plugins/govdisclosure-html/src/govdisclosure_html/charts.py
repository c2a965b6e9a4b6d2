"""Charts (图): bars by pygal, redrawn as plain SVG that needs no style sheet and no script and says everything in words.

A bar has its label and its figure beside it, so that nothing is told by colour or length alone.
"""

from __future__ import annotations

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
_LONGEST_LABEL = 12
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
    names = [_fitted(bar.label) for bar in found]
    room = round(max(map(_ems, names)) * _SIZE) + 2 * _GAP
    drawn = pygal.HorizontalBar(
        width=_WIDTH - room,
        height=_ROW * len(found),
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
    longest = max(right - left for left, right, _, _ in places)
    figures = max(len(str(bar.value)) for bar in found) * _SIZE * 0.62 + 2 * _GAP
    scale = (_WIDTH - room - figures) / longest if longest else 0
    height = _ROW * len(found)
    shapes: list[Child] = []
    for bar, name, (left, right, top, thick) in zip(found, names, places, strict=True):
        middle, length = top + thick / 2, (right - left) * scale
        if length:
            thickness = min(thick, _ROW * 0.6)
            where = {"x": room, "y": _short(middle - thickness / 2), "width": _short(length), "height": _short(thickness)}
            shapes.append(h("rect", **where, fill=_BAR))
        label, figure = {"x": room - _GAP, "text_anchor": "end"}, {"x": _short(room + length + _GAP), "font_weight": "bold"}
        for text, place in ((name, label), (plain(bar.value), figure)):
            shapes.append(h("text", text, **place, y=_short(middle + _SIZE * 0.36), fill=_INK))
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


def _places(rendered: str) -> Iterator[tuple[float, float, float, float]]:
    """Yield where pygal drew each bar: left, right, top, thickness."""
    for one in ElementTree.fromstring(rendered).findall(".//{*}rect"):  # noqa: S314 - just made by pygal from numbers
        if "reactive" in one.get("class", ""):
            left, width = float(one.get("x", 0)), float(one.get("width", 0))
            yield left, left + width, float(one.get("y", 0)), float(one.get("height", 0))


def _ems(text: str) -> float:
    return sum(1 if east_asian_width(sign) in "WFA" else 0.6 for sign in text)


def _fitted(label: str) -> str:
    """Return what fits beside a bar; the description has the whole."""
    text = " ".join(cleaned(label).split())
    if _ems(text) <= _LONGEST_LABEL:
        return text
    while _ems(text) > _LONGEST_LABEL - 1:
        text = text[:-1]
    return f"{text}…"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
