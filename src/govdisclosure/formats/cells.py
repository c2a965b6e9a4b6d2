"""Cells from stored values (单元格取值): the same rules for every format, so that a doubt in one is a doubt in all."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from attrs import frozen

from govdisclosure.formats.number_formats import day_shown, hides, plain, shown, shown_text, stored
from govdisclosure.formats.runs import Omission, Text
from govdisclosure.formats.workbook import CellDoubt, SheetCell, Stored

ERROR_VALUE: Final = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA)|(?:Err:|错误:)[0-9]{3}"
)
"""What spreadsheet programs show where a formula has no value (错误值)."""

_WHOLLY: Final = {Omission.STRUCK: CellDoubt.STRUCK, Omission.INVISIBLE: CellDoubt.UNSEEN}
"""The doubt about a text of which nothing is left; one that is raised, shifted or small is the mark of a note."""


@frozen
class CellFormat:
    """How a cell is formatted.

    Attributes:
        format: its number format.
        framed: whether it has lines on two sides or more.
        struck: whether its font strikes out.
        raised: whether its font is superscript or subscript.
    """

    format: str = "General"
    framed: bool = False
    struck: bool = False
    raised: bool = False


def text_cell(text: str | Text, style: CellFormat, *, formula: bool = False) -> SheetCell:
    """Return the cell of a text; with :class:`Text`, of one whose runs have different formats."""
    words, left_out = (text, ()) if isinstance(text, str) else (text.shown, text.left_out)
    if ERROR_VALUE.fullmatch(words.strip()):
        return error_cell(words.strip(), style, formula=formula)
    if left_out and not words.strip():  # nothing is left: what was there is named
        words = "".join(each for _, each in left_out)
        return SheetCell(words, words, _WHOLLY.get(left_out[0][0], CellDoubt.RAISED), formula=formula, framed=style.framed)
    return _made(shown_text(words, style.format), words, style, formula=formula, left_out=left_out)


def number_cell(text: str, style: CellFormat, *, from_1904: bool = False, formula: bool = False) -> SheetCell:
    """Return the cell of a number that is stored as this text."""
    code = style.format
    if code == "General" and len(text) < 10 and text.isascii() and text.isdigit() and (text[0] != "0" or text == "0"):
        return _made(text, int(text), style, formula=formula)
    number = stored(text)
    if number is None:
        return _made(text, text, style, formula=formula)
    day = day_shown(number, code, from_1904=from_1904)
    value: Stored = _exact(number) if day is None else day
    if hides(number, code):
        return SheetCell(plain(number), value, CellDoubt.UNSEEN, formula=formula, framed=style.framed)
    return _made(shown(number, code, from_1904=from_1904), value, style, formula=formula)


def flag_cell(value: bool, style: CellFormat, *, formula: bool = False) -> SheetCell:  # noqa: FBT001 - it is what the cell holds
    """Return the cell of a yes or no."""
    return _made("TRUE" if value else "FALSE", value, style, formula=formula)


def day_cell(text: str, style: CellFormat, *, shown_as: str = "", formula: bool = False) -> SheetCell:
    """Return the cell of a day that is stored as ISO text."""
    try:
        value: Stored = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        value = text
    return _made(shown_as or text.removesuffix("T00:00:00"), value, style, formula=formula)


def error_cell(text: str, style: CellFormat, *, formula: bool = False) -> SheetCell:
    """Return the cell of an error, such as ``#N/A``."""
    return SheetCell(text, text, CellDoubt.ERROR, formula=formula, framed=style.framed)


def _made(
    words: str, value: Stored, style: CellFormat, *, formula: bool, left_out: tuple[tuple[Omission, str], ...] = ()
) -> SheetCell:
    if (style.struck or style.raised) and words.strip():
        doubt = CellDoubt.STRUCK if style.struck else CellDoubt.RAISED
        return SheetCell(words, value, doubt, left_out, formula, style.framed)
    return SheetCell(words, value, None, left_out, formula, style.framed)


def _exact(number: Decimal) -> int | Decimal:
    return whole if abs(number.adjusted()) < 30 and number == (whole := int(number)) else number
