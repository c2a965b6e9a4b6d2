"""What a printed cell says (单元格识读): figures, 无, dashes, blanks, yes and no; words where a number belongs are kept."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import assert_never

from attrs import evolve, frozen

from govdisclosure.exact.decimals import amount
from govdisclosure.standards.model import PrintStyle
from govdisclosure.values import Blank, Kind, Value, day_in

_FIGURE = re.compile(r"[\s\d０-９,，.．+＋\-－—―–/%％()（）]*(?:件|条|次|项|元|万元)?|无|没有|零|减\s*\d+")
_USUAL = PrintStyle()
ZERO_WORDS = frozenset({"无", "没有", "零"})
COUNTERS = frozenset({"件", "条", "次", "篇", "个", "项", "宗", "起", "份", "例", "笔"})
"""Units that count one each: which of them a count prints changes no figure; 人次 or 批次 may count something else."""
NOT_APPLICABLE_SIGNS = frozenset({"—", "——", "―", "――", "/"})
YES_WORDS = frozenset({"是", "√", "✓"})
NO_WORDS = frozenset({"否", "×"})


def looks_like_a_figure(text: str) -> bool:
    """Whether a cell looks like a figure, a dash or nothing, and not like words."""
    if any("\u2e80" <= sign <= "\u2fdf" for sign in text):  # radicals in the place of characters, as PDF has them: ⽆
        text = unicodedata.normalize("NFKC", text)
    return _FIGURE.fullmatch(text) is not None


@frozen
class Figure:
    """A printed cell understood.

    Attributes:
        value: its value; missing where it is blank or could not be understood.
        understood: False where something is printed that is no value of this kind.
        unit: a unit printed in the cell, which overrides the head's.
        remark: words in brackets behind the figure: ``3（含结转1件）``.
    """

    value: Value
    understood: bool = True
    unit: str | None = None
    remark: str | None = None


def read_figure(printed: str, kind: Kind, style: PrintStyle = _USUAL) -> Figure:
    """Read a printed cell by the kind of its indicator, and by the words that its standard prints for numbers and blanks.

    无 in a count is zero, a blank is missing, — is not applicable: three values. Nothing is guessed: 表扬一次 is no count.

    Args:
        printed: the cell as it is printed.
        kind: what the indicator of the cell holds.
        style: how the standard prints what is no ordinary number.

    Example:
        >>> read_figure("1,234", Kind.COUNT).value, read_figure("无", Kind.COUNT).value, read_figure("", Kind.COUNT).value
        (1234, 0, <Blank.MISSING: 'missing'>)
    """
    own = style.value_for(printed, kind)
    if own is not None:
        return Figure(own)
    text = unicodedata.normalize("NFKC", printed).strip()
    if text == "":
        return Figure(Blank.MISSING)
    if text in NOT_APPLICABLE_SIGNS:
        return Figure(Blank.NOT_APPLICABLE)
    if text in ("-", "--"):  # a plain hyphen says nothing: neither zero nor not applicable
        return Figure(Blank.MISSING)
    match kind:
        case Kind.TEXT | Kind.HEADING:
            return Figure(printed.strip())
        case Kind.YES_NO:
            answer = True if text in YES_WORDS else False if text in NO_WORDS else None
            return Figure(Blank.MISSING, understood=False) if answer is None else Figure(answer)
        case Kind.DATE:
            day = day_in("".join(text.split()))
            return Figure(Blank.MISSING, understood=False) if day is None else Figure(day)
        case Kind.COUNT | Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return _digits(printed, text, kind)
    assert_never(kind)


def _digits(printed: str, text: str, kind: Kind) -> Figure:
    if text in ZERO_WORDS:
        return Figure(Decimal(0) if kind.has_decimals else 0)
    if any(map(_is_mark, printed)):
        return Figure(Blank.MISSING, understood=False)
    if match := _REMARKED.fullmatch(text):
        figure = _number(match["figure"].strip(), kind)
        return evolve(figure, remark=match["remark"].strip()) if figure.understood else figure
    return _number(text, kind)


def _is_mark(char: str) -> bool:
    """Whether a sign is raised, lowered or circled: NFKC would make 9462 of 946² and 9461 of 946①."""
    return unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<circle>"))


def _number(text: str, kind: Kind) -> Figure:
    match = _NUMBER.fullmatch(text)
    if match is None or (not kind.has_decimals and match["decimals"] and not re.fullmatch(r"\.0+", match["decimals"])):
        return Figure(Blank.MISSING, understood=False)
    digits = match["sign"].replace("+", "").replace("减少", "-").replace("减", "-").replace("增加", "").replace(
        "增", ""
    ) + match["whole"].replace(",", "").replace(" ", "")
    unit = match["unit"] or None
    return Figure(amount(digits + (match["decimals"] or "")) if kind.has_decimals else int(digits), unit=unit)


_NUMBER = re.compile(
    r"(?P<sign>[+-]|减少?|增加?|)\s*"
    r"(?P<whole>\d{1,3}(?:[, ]\d{3})+|\d{1,15})(?P<decimals>\.\d{1,6})?"
    rf"\s*(?P<unit>{'|'.join(sorted(COUNTERS))}|人次|人|批次|批|部|户|家|元|千元|万元|亿元|%)?",
    re.ASCII,
)
_REMARKED = re.compile(r"(?P<figure>[^()]*\d[^()]*)\((?P<remark>[^()]*[\u4e00-\u9fff][^()]*)\)")
"""A figure with a remark behind it; digits alone in brackets are none: ``5(3)`` may be anything."""
