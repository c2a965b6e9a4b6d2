"""Number formats applied (数字格式): 0.125 as 12.5%, zero as 无, 45292 as a day.

All digits that are stored are shown, also where the sheet rounds them for the eye; what is no digit of anybody's but the
noise of binary fractions (0.30000000000000004) is not.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from govdisclosure.exact.decimals import amount, parsed, shifted, shortest, size

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a workbook names by number alone, as Chinese editions show them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|\[(?P<bracket>[^\]]*)\]?|_.|\*.|(?P<general>General|G/通用格式)'
    r"|(?P<half>AM/PM|上午/下午|A/P)|(?P<part>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4}|[eE]+(?![+-]))|(?P<digits>[0#?.,]+)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_SCALED = re.compile(r"0[!\\]\.([0#?]+)(,*)")  # 0!.0, is how Chinese sheets show 万元
_LONG_DAY, _LONG_TIME = 'yyyy"年"m"月"d"日"', "h:mm:ss"
"""What the formats of Windows for a long day and a long time, ``[$-F800]`` and ``[$-F400]``, show in Chinese editions."""
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""The day from which days count, by whether a workbook counts from 1904."""
_DASHES = set("-—–－ \xa0\u3000/")


@frozen
class _Piece:
    kind: str  # "text", "digits", "part", "half", "percent", "at"
    text: str


@frozen
class _FormatSection:
    condition: tuple[str, Decimal] | None
    pieces: tuple[_Piece, ...]
    general: bool
    elapsed: bool

    @property
    def is_day(self) -> bool:
        return any(piece.kind == "part" for piece in self.pieces) or self.elapsed

    @property
    def literal(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind == "text")

    @property
    def has_digits(self) -> bool:
        return self.general or any(piece.kind == "digits" for piece in self.pieces)


def stored(text: str) -> Decimal | None:
    """Return the number that a sheet stores, without the noise of binary fractions; None where it is none."""
    number = parsed(text)
    if number is None or not number.is_finite() or abs(number.adjusted()) > 300:
        return None
    return number if len(number.as_tuple().digits) <= 15 else parsed(f"{float(number):.15g}")


def plain(number: Decimal) -> str:
    """Return a number in digits, without an exponent unless it is beyond reason."""
    if abs(number.adjusted()) < 30:
        return f"{number:f}"
    sign, digits, _ = number.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0") or "0"
    return f"{'-' * sign}{kept[0]}{'.' * (len(kept) > 1)}{kept[1:]}E{number.adjusted():+d}"


def shown(number: Decimal, code: str, *, from_1904: bool = False) -> str:
    """Return a number as its format shows it, with every stored digit.

    Args:
        number: the number, as :func:`stored` has it.
        code: the format, such as ``0.00%`` or ``0;-0;"无"``.
        from_1904: whether days are counted from 1904, as workbooks of old Macintoshes do.

    >>> shown(Decimal("0.125"), "0%"), shown(Decimal(0), '0;-0;"无"'), shown(Decimal("45292"), 'yyyy"年"m"月"d"日"')
    ('12.5%', '无', '2024年1月1日')
    """
    section, is_own_sign = _section(number, code)
    if section is None or (section.general and not section.literal):
        return plain(number)
    if section.is_day:
        return _day(number, section, from_1904=from_1904) or plain(number)
    if not section.has_digits:
        # A word for a figure, as 无 for zero, is what is seen; a dash or nothing in its place hides a figure that is there.
        return section.literal if set(section.literal) - _DASHES else plain(number)
    return _figure(size(number) if is_own_sign else number, section, code, bracketed=is_own_sign and number < 0)


def hides(number: Decimal, code: str) -> bool:
    """Whether a format shows nothing, or a dash, for a number that is not zero.

    >>> hides(Decimal(7), ";;;"), hides(Decimal(0), '0;-0;"-"'), hides(Decimal(-7), "0;;0")
    (True, False, True)
    """
    section, _ = _section(number, code)
    if section is None or section.general or section.is_day or section.has_digits or not number:
        return False
    return not any(piece.kind == "at" for piece in section.pieces) and not set(section.literal) - _DASHES


def day_shown(number: Decimal, code: str, *, from_1904: bool = False) -> datetime | str | None:
    """Return the day and time that a number displays; as text where only a month or a time is shown, None for no day.

    The first of a month that is shown by year and month is what a spreadsheet program makes of a month that was typed, and no
    day that anybody gave.

    >>> day_shown(Decimal("45356"), 'yyyy"年"m"月"d"日"'), day_shown(Decimal("45352"), 'yyyy"年"m"月"')
    (datetime.datetime(2024, 3, 5, 0, 0), '2024年3月')
    """
    section, _ = _section(number, code)
    if section is None or not section.is_day or section.elapsed:
        return None
    found = _moment(number, from_1904=from_1904)
    if found is None:
        return None
    letters = {piece.text[0] for piece in section.pieces if piece.kind == "part"}
    has_day = bool(letters & set("da")) or (bool(letters & set("ye")) and found.day > 1)
    return found if has_day else _day(number, section, from_1904=from_1904)


def shown_text(text: str, code: str) -> str:
    """Return a text as its format shows it: with the words around it, where the format has any."""
    pieces = _sections(code)[-1].pieces
    if not any(piece.kind == "at" for piece in pieces):
        return text
    return "".join(text if piece.kind == "at" else piece.text for piece in pieces if piece.kind in ("at", "text"))


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[_FormatSection, ...]:
    code = _LONG_DAY if code[:8].upper() == "[$-F800]" else _LONG_TIME if code[:8].upper() == "[$-F400]" else code
    sections: list[_FormatSection] = []
    pieces: list[_Piece] = []
    condition: tuple[str, Decimal] | None = None
    general = elapsed = False

    def close() -> None:
        nonlocal pieces, condition, general, elapsed
        sections.append(_FormatSection(condition, tuple(pieces), general, elapsed))
        pieces, condition, general, elapsed = [], None, False, False

    for match in _TOKEN.finditer(code[:255]):
        if match["quoted"] is not None:
            pieces.append(_Piece("text", match["quoted"]))
        elif match["escaped"] is not None:
            pieces.append(_Piece("text", match["escaped"]))
        elif match["bracket"] is not None:
            bracket = match["bracket"]
            if found := _CONDITION.fullmatch(bracket):
                condition = (found[1], amount(found[2]))
            elif found := _CURRENCY.match(bracket):
                pieces.append(_Piece("text", found[1]))
            elif re.fullmatch("[hH]+|[mM]+|[sS]+", bracket):
                elapsed = True
        elif match["general"]:
            general = True
        elif match["half"]:
            pieces.append(_Piece("half", match["half"]))
        elif match["part"]:
            pieces.append(_Piece("part", match["part"].lower()))
        elif match["digits"]:
            pieces.append(_Piece("digits", match["digits"]))
        elif match["other"] == ";":
            close()
        elif match["other"] == "%":
            pieces.append(_Piece("percent", "%"))
        elif match["other"] == "@":
            pieces.append(_Piece("at", "@"))
        elif match["other"]:
            pieces.append(_Piece("text", match["other"]))
    close()
    return tuple(sections[:4])


def _section(number: Decimal, code: str) -> tuple[_FormatSection | None, bool]:
    """Return the section of a format that is for this number, and whether it shows the sign in its own way."""
    sections = _sections(code)
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _holds(number, *section.condition):
                return section, False
        return None, False
    if number < 0 and len(sections) >= 2:
        return sections[1], True
    if number == 0 and len(sections) >= 3:
        return sections[2], False
    return sections[0], False


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit,
        "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _figure(number: Decimal, section: _FormatSection, code: str, *, bracketed: bool) -> str:
    """Show a number with what is around its digits; the digits themselves are never cut."""
    pattern = "".join(piece.text for piece in section.pieces if piece.kind == "digits")
    percents = sum(piece.kind == "percent" for piece in section.pieces)
    runs = [index for index, piece in enumerate(section.pieces) if piece.kind == "digits"]
    if scaled := _SCALED.search(code):
        number = shifted(number, -(len(scaled[1]) + 3 * len(scaled[2])))
        pattern = "0"
    elif commas := len(pattern) - len(pattern.rstrip(",")):
        number = shifted(number, -3 * commas)
    number = shifted(number, 2 * percents)
    decimals = len(pattern.partition(".")[2].strip(",").rstrip("#?"))
    have = max(0, -int(number.as_tuple().exponent))
    if have > decimals:  # no more zeros at the end than the format wants
        number = shortest(number)
        have = max(0, -int(number.as_tuple().exponent))
    grouped = "," in pattern.rstrip(",").partition(".")[0]
    beyond = abs(number.adjusted()) >= 30
    text = plain(number) if beyond else f"{number:{',' if grouped else ''}.{max(decimals, have)}f}"
    places = pattern.rstrip(",").partition(".")[0].count("0")
    if places > 1 and not grouped and not beyond:  # 000 shows 7 as 007, as numbers of files are
        whole, point, rest = text.lstrip("-").partition(".")
        text = f"{'-' * text.startswith('-')}{whole.zfill(min(places, 30))}{point}{rest}"
    if "E" in section.literal.upper() and "." in pattern and not grouped:
        return plain(number)  # an exponent is a way to write a number, not something beside it
    first, last = (runs[0], runs[-1]) if runs else (0, 0)
    before = "".join(piece.text for piece in section.pieces[:first] if piece.kind in ("text", "percent"))
    after = "".join(piece.text for piece in section.pieces[last + 1 :] if piece.kind in ("text", "percent"))
    if section.general:
        before, after = section.literal, ""
    before, after = before.strip(), after.strip()
    if bracketed and before.endswith("(") and after.startswith(")"):
        return f"-{before[:-1]}{text}{after[1:]}"
    if bracketed and "-" not in before:
        return f"-{before}{text}{after}"  # a sheet may show it by a colour alone
    return f"{before}{text}{after}" if not before or not text.startswith("-") else f"-{before}{text[1:]}{after}"


def _moment(number: Decimal, *, from_1904: bool) -> datetime | None:
    """Return the day and time that a number counts to; None where there is no such day."""
    try:
        start = datetime.combine(EPOCHS[from_1904], datetime.min.time())
        found = start + timedelta(seconds=round(float(number) * 86_400))
        if not from_1904 and number < 60:  # a day that never was, 29 February 1900, is counted by Excel
            found += timedelta(days=1)
    except (OverflowError, ValueError):
        return None
    return None if number < 0 else found


def _day(number: Decimal, section: _FormatSection, *, from_1904: bool) -> str | None:
    """Show a number as a day or time; None where there is no such day."""
    when = _moment(number, from_1904=from_1904)
    if when is None:
        return None
    if section.elapsed:
        minutes, seconds = divmod(round(float(number) * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    half = any(piece.kind == "half" for piece in section.pieces)
    hour = (when.hour - 1) % 12 + 1 if half else when.hour
    text, after_hour = "", False
    parts = [piece for piece in section.pieces if piece.kind == "part"]
    for piece in section.pieces:
        if piece.kind == "half":
            text += "上午" if when.hour < 12 else "下午"
            continue
        if piece.kind != "part":
            text += piece.text
            continue
        following = parts[parts.index(piece) + 1 :][:1] if piece in parts else []
        letter, size = piece.text[0], len(piece.text)
        minute = letter == "m" and (after_hour or (following and following[0].text[0] == "s"))
        if letter == "e":
            text += str(when.year)
        elif letter == "y":
            text += f"{when.year:04d}" if size > 2 else f"{when.year % 100:02d}"
        elif letter == "a":
            text += "星期" * (size > 3) + "一二三四五六日"[when.weekday()]
        elif letter == "d" and size > 2:
            text += "星期" + "一二三四五六日"[when.weekday()]
        elif letter == "m" and size > 2 and not minute:
            text += _ENGLISH_MONTHS[when.month - 1][: {3: 3, 5: 1}.get(size)]
        else:
            part = {"m": when.minute if minute else when.month, "d": when.day, "h": hour, "s": when.second}[letter]
            text += f"{part:02d}" if size >= 2 else str(part)
        after_hour = letter == "h"
    return text.strip()
