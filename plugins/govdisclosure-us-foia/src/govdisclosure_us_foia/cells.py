"""What an element of the exchange format says (元素取值): a figure, N/A, less than one, or words that are none of these."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from govdisclosure.exact.decimals import amount
from govdisclosure.values import Blank, Kind, Value

LESS_THAN_ONE: Final = "<1"
"""Less than one day, as the form prints it; the format writes the code ``LT1`` where it has one."""
LESS_THAN_ONE_CODE: Final = "LT1"
_LESS_THAN_ONE: Final = Decimal("0.001")
_PLAIN: Final = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.\d{0,20})?|-?\.\d{1,20}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOT_APPLICABLE: Final = re.compile(r"0?N\W?A\W?", re.IGNORECASE)
_EXPORTED_BLANK: Final = "0.0000"


@lru_cache(maxsize=100_000)
def value_of(kind: Kind, text: str) -> Value | None:
    """Return what the text of an element says, as a cell of a kind holds it; None where it is no such value.

    >>> value_of(Kind.COUNT, "12"), value_of(Kind.NUMBER, "25.5 "), value_of(Kind.COUNT, "1.5")
    (12, Decimal('25.5'), None)
    """
    if text.isdecimal() and text.isascii() and kind is Kind.COUNT and len(text) <= 15:
        return int(text)
    plain = " ".join(text.split())
    if not plain:
        return Blank.MISSING
    if kind is Kind.TEXT:
        return plain
    if kind is Kind.DATE:
        return _day(plain)
    if plain in (LESS_THAN_ONE, LESS_THAN_ONE_CODE) and kind is not Kind.COUNT:
        return _LESS_THAN_ONE
    if _NOT_APPLICABLE.fullmatch(plain):
        return Blank.NOT_APPLICABLE
    if not _PLAIN.fullmatch(plain):
        return None
    number = amount(plain.replace(",", ""))
    if kind is not Kind.COUNT:
        return number
    return int(number) if number == int(number) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def is_exported_blank(kind: Kind, text: str) -> bool:
    """Whether it is what the export of foia.gov writes for days that are N/A or were left blank; a typed zero is 0."""
    return kind is Kind.NUMBER and text == _EXPORTED_BLANK
