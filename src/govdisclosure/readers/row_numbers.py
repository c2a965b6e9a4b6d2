"""The printed numbers of rows (序号): can be trusted neither to be consecutive nor as a key; their gaps are told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from govdisclosure.readers.labels import numbering
from govdisclosure.readers.row_placement import PlacedRow

_LEVELS = ("一、", "(一)", "1、", "①")
_CHINESE = "一二三四五六七八九十"
_CHINESE_NUMBER = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"


def gaps(rows: Sequence[PlacedRow]) -> Iterator[tuple[PlacedRow, list[str]]]:
    """Yield the rows before which numbers of their level are missing, with those numbers as they would be printed."""
    last: dict[str, int] = {}
    for row in rows:
        level, number = _numbered(numbering(row.label.text))
        if number is None:
            continue
        before = last.get(level, 0)
        if number > before + 1:
            yield row, [_number_sign(level, one) for one in range(before + 1, number)]
        last[level] = number
        for deeper in _LEVELS[_LEVELS.index(level) + 1 :]:
            last.pop(deeper, None)


def _numbered(text: str) -> tuple[str, int | None]:
    """Return the level and the number of a printed number; lost ones (``?``) have none."""
    text = unicodedata.normalize("NFC", text)
    if match := re.fullmatch(rf"\(({_CHINESE_NUMBER})\)", text):
        return "(一)", _chinese(match[1])
    if match := re.fullmatch(rf"({_CHINESE_NUMBER})、", text):
        return "一、", _chinese(match[1])
    if match := re.fullmatch(r"(\d{1,2})[、.]", text, re.ASCII):
        return "1、", int(match[1])
    return "①", None


def _chinese(text: str) -> int:
    if "十" not in text:
        return _CHINESE.index(text) + 1
    tens, _, ones = text.partition("十")
    return (_CHINESE.index(tens) + 1 if tens else 1) * 10 + (_CHINESE.index(ones) + 1 if ones else 0)


def _number_sign(level: str, number: int) -> str:
    ones = _CHINESE[number - 1] if 1 <= number <= 10 else str(number)
    return {"一、": f"{ones}、", "(一)": f"({ones})"}.get(level, f"{number}、")
