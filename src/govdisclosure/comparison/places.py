"""Where a figure stands, in words (位置): the addresses of the readers, ``table 5, row 4, column 2``, in either language."""

from __future__ import annotations

import re
from typing import Final

from govdisclosure.messages import Message

_WORDS: Final = {
    "table": "表{}",
    "row": "第{}行",
    "column": "第{}列",
    "line": "第{}行",
    "paragraph": "第{}段",
    "page": "第{}页",
}
_PART: Final = re.compile(rf"({'|'.join(_WORDS)}) (\d+)")


def in_words(place: str) -> Message:
    """Return an address as a sentence; what is no such address, as a cell of a sheet, is the same in both languages."""
    parts = [_PART.fullmatch(part) for part in place.split(", ")]
    if not all(parts):
        return Message.literal(place)
    return Message.literal(zh="".join(_WORDS[part[1]].format(part[2]) for part in parts if part), en=place)
