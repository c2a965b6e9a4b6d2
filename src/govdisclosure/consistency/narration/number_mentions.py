"""The numbers in a text (文中数字): in digits or Chinese numerals, with unit, how exact, or a word that says there was none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache

from attrs import frozen

from govdisclosure.consistency.narration.phrases import either, normal, words
from govdisclosure.exact.decimals import added, amount, places, product, quotient, shifted

BOUND = "\ue000", "\ue001"
"""Around a figure that a binding filled in: it is what the table says."""

NUMERALS = "○〇零一二两三四五六七八九十百千廿卅卌壹贰叁肆伍陆柒捌玖拾佰仟"
"""The characters of Chinese numerals below 万, those of cheques and 廿, 卅, 卌 included."""

_LONGEST = 600  # a sentence that is longer is read in parts


class Exactness(Enum):
    """How exactly a number is meant (精确程度)."""

    EXACT = "exact"
    MORE = "more"  # 余、多:至少,略多
    UNDER = "under"  # 近:略少
    OVER = "over"  # 以上、超过
    ABOUT = "about"  # 约、左右


@frozen(kw_only=True)
class Sentence:
    """A sentence as it is, and in one form for each sign."""

    original: str
    text: str


@frozen(kw_only=True)
class Mention:
    """A number in a sentence (文中数字).

    Attributes:
        start, end: where it is, its unit and the words that make it inexact included.
        number: what it says.
        unit: its unit; ``%`` for per cent, ``倍`` for times, empty where a word says that there was none.
        step: the last place that it gives: 100 for ``1.2万`` is 1000.
        exact: how exactly it is meant.
        words: whether it is in Chinese numerals, of which round ones may be meant roughly.
        bound: whether it comes from a binding.
        zero: whether it is a word for *none*.
        subject: for a zero, where the text naming its subject begins.
        level: whether it means that a figure did not change.
    """

    start: int
    end: int
    number: Decimal
    unit: str
    step: Decimal
    exact: Exactness = Exactness.EXACT
    words: bool = False
    bound: bool = False
    zero: bool = False
    subject: int = 0
    level: bool = False


def sentences(paragraph: str) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph."""
    for found in re.finditer(rf"[^。！？!?；;]{{1,{_LONGEST}}}[。！？!?；;]?", paragraph):
        if found[0].strip():
            yield Sentence(original=found[0].strip(), text=normal(found[0].strip()))


def mentions(text: str) -> list[Mention]:
    """Return the numbers of a sentence, in order; those of articles, dates and documents only divide the text."""
    zeros = list(_zeros(text))
    covered = [range(one.start, one.end) for one in zeros]
    found = [one for match in _number().finditer(text) if (one := _mention(match, text)) is not None]
    kept = [one for one in found if not any(one.start in span for span in covered)]
    level = [_level(match) for match in re.finditer(either(*words()["changes"]["level"]), text)]
    return sorted((*zeros, *kept, *level), key=lambda one: one.start)


def _mention(match: re.Match[str], text: str) -> Mention | None:
    before = text[: match.start()]
    numeral = not re.match(r"\d", match["digits"] or "0")
    if (
        before.endswith("第")
        or (numeral and before.endswith(("点", "上", "下", "每", "同", "数", "几", "好", "成")))
        or re.search(r"[\d.〔\[A-Za-z-]$", before)
        or text[match.end() :].startswith(tuple(words()["numbers"]["none"]))
    ):
        return None
    digits = match["digits"] or match["share"]
    number = _value(digits, match["scale"] or match["scale_after"] or "") if digits else _rough_share(match)
    if number is None:
        return None
    value, step = number
    unit = match["unit"] or "%"
    signs = words()["numbers"]
    exact = Exactness.EXACT if digits else Exactness.ABOUT
    if match["more"]:
        exact = Exactness.MORE
    for kind, names in ((Exactness.UNDER, signs["under"]), (Exactness.OVER, signs["over"]), (Exactness.ABOUT, signs["about"])):
        if match["pre"] in names or match["post"] in names:
            exact = kind
    return Mention(
        start=match.start(),
        end=match.end(),
        number=value,
        unit=unit,
        step=step,
        exact=exact,
        words=numeral,
        bound=BOUND[0] in match[0],
    )


def _level(match: re.Match[str]) -> Mention:
    """Return 持平 as a change of zero."""
    return Mention(start=match.end(), end=match.end(), number=Decimal(0), unit="", step=Decimal(1), level=True)


def _value(digits: str, scale: str) -> tuple[Decimal, Decimal] | None:
    """Return a number and its last place, from digits or Chinese numerals."""
    times = product(_SCALES[scale[-1:]], _SMALL[scale[0]] if len(scale) == 2 else 1)
    plain = digits.replace(",", "")
    try:
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            number = amount(plain)
            return product(number, times), shifted(times, -places(number))
        plain = plain.translate(_TENS)
        if re.fullmatch("[一二两三四五六七八九]{2}", plain):  # 两三件
            return None
        plain = f"一{plain}" if plain.startswith(("百", "千")) else plain
        import cn2an  # on use: it reads large tables when it is imported

        return product(amount(str(cn2an.cn2an(plain, "smart"))), times), times
    except ValueError:
        return None


def _rough_share(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """Return the per cent of 三成, 六成半 or 三分之二, and how finely such words tell one from another."""
    part = _value(match["tenths"] or match["part"], "")
    whole = _value(match["whole"] or "十", "")
    if part is None or whole is None:
        return None
    return quotient(added([(100, part[0]), (50 if match["half"] else 0, 1)]), whole[0], 20), Decimal("2.5")


_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十", "○": "〇"})
_SCALES: Mapping[str, Decimal] = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
}
_SMALL = {"十": 10, "百": 100, "千": 1000}


@cache
def _number() -> re.Pattern[str]:
    signs, units = words()["numbers"], words()["units"]
    names = {one for name, many in units.items() if name != "other" for one in many} | set(units["other"])
    before, after = either(*signs["under"], *signs["over"], *signs["about"]), either("以上", "左右", "上下")
    digits = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})++|\d{1,18})(?:\.\d{1,8})?"
    numeral = rf"(?<![{NUMERALS}])[{NUMERALS}]{{1,20}}+(?:万[{NUMERALS}]{{1,12}})?"
    mixed = rf"(?<![\d.])\d{{1,4}}(?:[万千百](?:\d{{1,4}}|[{NUMERALS}]{{1,12}})){{1,3}}[千百十]?"  # 1万3千
    return re.compile(
        rf"(?P<pre>{before})?{BOUND[0]}?\s?"
        rf"(?:百分之(?P<share>{digits}|[零一二三四五六七八九十百]{{1,8}})"
        rf"|(?P<tenths>\d(?:\.\d)?|[一二两三四五六七八九])成(?P<half>半)?(?=[,。;:、()多余以左上的]|$)"
        rf"|(?P<whole>[二三四五六七八九十])分之(?P<part>[一二两三四五六七八九])"
        rf"|(?P<digits>{mixed}|{digits}|{numeral})(?P<scale>[十百千]?[万亿]|[百千])?\s?{BOUND[1]}?"
        rf"(?P<more>{either(*signs['more'])})?(?P<scale_after>[万亿])?\s?(?:(?P<percent>%)|(?P<unit>{either(*names)})))"
        rf"{BOUND[1]}?(?P<post>{after})?"
    )


def _zeros(text: str) -> Iterator[Mention]:
    """Yield the words for *none*."""
    for match in _zero().finditer(text):
        if not match["verb"] and match["sign"] not in words()["zero"]["bare"]:
            continue
        start = match.start("verb") if match["verb"] else match.end()
        none = Decimal(0)
        yield Mention(start=match.start(), end=match.end(), number=none, unit="", step=Decimal(1), zero=True, subject=start)


@cache
def _zero() -> re.Pattern[str]:
    zero = words()["zero"]
    signs, verbs = either(*zero["signs"]), either(*zero["verbs"])
    signs = rf"(?!零[件起例宗次项条份])(?:{signs})"  # 零起 is a number
    return re.compile(
        rf"(?<![从并〇一二三四五六七八九十百千万])(?P<sign>{signs})(?P<verb>{verbs})?(?P<one>[一1]\s?[件起例宗次])?"
    )
