"""Automatic paragraph numbers in Word (自动编号): 一、 or (1) is not in the text, so it is counted here as Word does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from attrs import define, field, frozen

from govdisclosure.formats.safe_zip import children

_CHINESE = "〇一二三四五六七八九"
_IDEOGRAPHIC = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DEEPEST = 9


@frozen
class _Level:
    format: str
    text: str
    start: int


@define
class Numbering:
    """The lists of a document, and how far each has counted.

    Attributes:
        levels: by list (``w:num``) and level, how its numbers look.
        lists: by list, the abstract list with which it shares its counters.
        styles: by paragraph style, its list and level.
        counts: by abstract list, the last number of each level.
    """

    levels: dict[tuple[str, int], _Level] = field(factory=dict)
    lists: dict[str, str] = field(factory=dict)
    styles: dict[str, tuple[str, int]] = field(factory=dict)
    counts: dict[str, list[int | None]] = field(factory=dict)
    started: set[tuple[str, int]] = field(factory=set)
    restarts: set[tuple[str, int]] = field(factory=set)

    @classmethod
    def of(cls, numbering: Element | None, styles: Element | None) -> Numbering:
        """Read the lists and the styles that use them."""
        made = cls()
        abstract = {one.get("abstractNumId", ""): one for one in children(numbering, "abstractNum")}
        for num in children(numbering, "num"):
            identity, base = num.get("numId", ""), _val(num, "abstractNumId")
            made.lists[identity] = base
            for level in children(abstract.get(base), "lvl"):
                made.add(identity, level)
            for override in children(num, "lvlOverride"):
                place = (identity, _number(override.get("ilvl"), 0))
                for level in children(override, "lvl"):
                    made.add(identity, level)
                if override.find("startOverride") is not None and place in made.levels:
                    found = made.levels[place]
                    start = _number(_val(override, "startOverride"), found.start)
                    made.levels[place] = _Level(found.format, found.text, start)
                    made.restarts.add(place)
        known = {style.get("styleId", ""): style for style in children(styles, "style")}
        for name in known:
            used, depth = _of_style(known, name)
            if used:
                made.styles[name] = (used, depth or 0)
        return made

    def add(self, identity: str, level: Element) -> None:
        """Take in one level of a list."""
        found = _Level(_val(level, "numFmt") or "decimal", _val(level, "lvlText"), _number(_val(level, "start"), 1))
        self.levels[identity, _number(level.get("ilvl"), 0)] = found

    def number(self, about: Element | None, *, has_text: bool) -> str:
        """Return the number of the next paragraph, empty where it has none; an empty paragraph counts, too."""
        used = None if about is None else about.find("numPr")
        place = self.styles.get(_val(about, "pStyle")) if about is not None else None
        if used is not None:
            inherited = place or ("", 0)
            place = (_val(used, "numId") or inherited[0], _number(_val(used, "ilvl"), inherited[1]))
        level = self.levels.get(place) if place else None
        if place is None or level is None or place[1] >= _DEEPEST:
            return ""
        identity, depth = place
        counts = self.counts.setdefault(self.lists.get(identity, identity), [None] * _DEEPEST)
        last = counts[depth]
        if place in self.restarts and place not in self.started:
            last = None
        self.started.add(place)
        counts[depth] = level.start if last is None else last + 1
        counts[depth + 1 :] = [None] * (_DEEPEST - depth - 1)
        if not has_text or level.format in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            upper = self.levels.get((identity, int(match[1]) - 1))
            count = counts[int(match[1]) - 1]
            return _written(count if count is not None else upper.start, upper.format) if upper else ""

        text = re.sub(r"%([1-9])", shown, level.text)
        return f"{text} " if text[-1:].isalnum() else text


def _of_style(known: Mapping[str, Element], name: str) -> tuple[str, int | None]:
    """Return list and level of a style, those that it inherits too."""
    number, level, seen = "", None, set[str]()
    while name in known and name not in seen:
        seen.add(name)
        style = known[name]
        about = style.find("pPr")
        used = None if about is None else about.find("numPr")
        if used is not None:
            number = number or _val(used, "numId")
            level = _number(_val(used, "ilvl"), 0) if level is None and _val(used, "ilvl") else level
        name = _val(style, "basedOn")
    return number, level


def _val(parent: Element, tag: str) -> str:
    found = parent.find(tag)
    return "" if found is None else found.get("val", "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def _written(number: int, style: str) -> str:
    if style in _IDEOGRAPHIC and number < 100:
        tens, ones = divmod(number, 10)
        if not tens:
            return _CHINESE[ones]
        return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")
    if style in _CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and number < 40:
        text = ""
        for worth, sign in _ROMAN:
            text += sign * (number // worth)
            number %= worth
        return text if style == "lowerRoman" else text.upper()
    if style == "decimalFullWidth":
        return "".join(chr(ord(sign) + 0xFEE0) for sign in str(number))
    return f"{number:02d}" if style == "decimalZero" else str(number)
