"""Where a figure stands, in words (位置): the addresses of the readers, ``table 5, row 4, column 2``, in either language."""

from __future__ import annotations

import re
from functools import reduce
from typing import Final

from govdisclosure.messages import Message, say

_PART: Final = re.compile(r"(table|row|column|line|paragraph|page) (\d+)")


def in_words(place: str) -> Message:
    """Return an address as a sentence; what is no such address, as a cell of a sheet, is the same in both languages."""
    parts = [_PART.fullmatch(part) for part in place.split(", ")]
    if not all(parts):
        return Message.literal(place)
    said = [say(f"place.{part[1]}", number=part[2]) for part in parts if part]
    return reduce(lambda outer, inner: say("place.within", outer=outer, inner=inner), said)
