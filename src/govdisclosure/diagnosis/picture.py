"""A bar chart (条形图) as self-contained, deterministic SVG with a text description of every figure.

A bar's label is above it, so that long names of bodies fit a narrow page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from unicodedata import east_asian_width

from attrs import frozen

from govdisclosure.report import fingerprint
from govdisclosure.value_objects import ValueObject

_WIDTH, _ROW, _TOP, _BAR, _SIZE = 480, 46, 44, 14, 14
_MARGIN = 12
_LONGEST = 220
"""Width of the longest bar; the rest is for its figure."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen(kw_only=True)
class Bar(ValueObject):
    """One bar: its label, length, the text behind it, and optionally a mark on the scale (a minimum)."""

    label: str
    value: int
    remark: str = ""
    mark: int | None = None


def chart(title: str, description: str, bars: Sequence[Bar]) -> str:
    """Return a horizontal bar chart; empty for fewer than two bars, where a sentence says as much."""
    if len(bars) < 2:
        return ""
    scale = max(1, *(max(bar.value, bar.mark or 0) for bar in bars))
    height = _TOP + _ROW * len(bars)
    names = fingerprint(title, description)  # two charts on one page must not share ids
    fonts = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="100%" style="max-width:{_WIDTH * 2}px"'
        f' role="img" xml:lang="zh-CN" aria-labelledby="title-{names} desc-{names}"'
        f' font-family="{fonts}" font-size="{_SIZE}">'
    )
    lines = [
        head,
        f'<title id="title-{names}">{_safe(title)}</title>',
        f'<desc id="desc-{names}">{_safe(description)}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_MARGIN}" y="26" font-weight="bold" fill="#1a1a1a">{_safe(_fitted(title, _WIDTH - 2 * _MARGIN))}</text>',
    ]
    for number, bar in enumerate(bars):
        lines += _bar(bar, _TOP + _ROW * number, scale)
    return "\n".join([*lines, "</svg>\n"])


def _bar(bar: Bar, top: int, scale: int) -> list[str]:
    length = _LONGEST * bar.value // scale
    middle = top + 22
    words = f"{bar.value}{bar.remark}"
    place = max(length, 0 if bar.mark is None else _LONGEST * bar.mark // scale) + _MARGIN + 6
    lines = [
        f'<text x="{_MARGIN}" y="{top + 16}" fill="#1a1a1a">{_safe(_fitted(bar.label, _WIDTH - 2 * _MARGIN))}</text>',
        f'<rect x="{_MARGIN}" y="{middle}" width="{length}" height="{_BAR}" fill="#2f6690"/>',
        f'<text x="{place}" y="{middle + 12}" fill="#1a1a1a">{_safe(_fitted(words, _WIDTH - place))}</text>',
    ]
    if bar.mark is not None:
        at = _MARGIN + _LONGEST * bar.mark // scale
        lines.append(f'<path d="M{at} {middle - 3}v{_BAR + 6}" stroke="#b3261e" stroke-width="2"/>')
    return lines


def _fitted(text: str, width: int) -> str:
    """Return the part of a label that fits by the width of its characters; the description has the whole."""
    room = float(width)
    for number, character in enumerate(text):
        room -= _SIZE if east_asian_width(character) in "WFA" else _SIZE * 0.6
        if room < 0:
            return text[: max(0, number - 1)] + "…"
    return text


def _safe(text: str) -> str:
    return escape(" ".join(_FORBIDDEN.sub("", text).split()), quote=False)
