"""Days as registers write them (日期写法). Only the forms that the profile names are read; all else is set aside."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

from govdisclosure.formats.number_formats import EPOCHS
from govdisclosure.intake.register_workbook import plain

_NUMERAL = "[0-9〇○零一二三四五六七八九十廿卅]"
_YMD = r"(?P<y>(?:19|20)\d\d)"
FORMS: dict[str, re.Pattern[str]] = {
    "2024-3-5": re.compile(rf"{_YMD}-(?P<m>\d\d?)-(?P<d>\d\d?)"),
    "2024.3.5": re.compile(rf"{_YMD}\.(?P<m>\d\d?)\.(?P<d>\d\d?)"),
    "2024/3/5": re.compile(rf"{_YMD}/(?P<m>\d\d?)/(?P<d>\d\d?)"),
    "2024年3月5日": re.compile(rf"(?:自|至|到|截至)?{_YMD}年(?P<m>\d\d?)月(?P<d>\d\d?)[日号]?(?:起|止)?"),
    "二〇二四年三月五日": re.compile(
        rf"(?=.*[^\x00-\x7f年月日号自至到截起止])(?:自|至|到|截至)?(?P<y>(?:19|20|一九|二[〇○零0]){_NUMERAL}{{2}})年"
        rf"(?P<m>{_NUMERAL}{{1,2}})月(?P<d>{_NUMERAL}{{1,3}})[日号]?(?:起|止)?"
    ),
    "3月5日": re.compile(r"(?P<m>\d\d?)月(?P<d>\d\d?)[日号]"),
    "20240305": re.compile(rf"{_YMD}(?P<m>\d\d)(?P<d>\d\d)"),
    "24.3.5": re.compile(r"(?P<s>\d\d)[./-](?P<m>\d\d?)[./-](?P<d>\d\d?)"),
    "3.5": re.compile(r"(?P<m>\d\d?)[./-](?P<d>\d\d?)"),
    "2024年3月": re.compile(rf"{_YMD}[年./-](?P<m>\d\d?)月?(?:份)?"),
    "3月": re.compile(r"(?P<m>\d\d?)月(?:份)?"),
    "March 5, 2024": re.compile(rf"(?P<name>[A-Za-z]{{3,9}})\.?(?P<d>\d\d?)(?:st|nd|rd|th)?,?{_YMD}"),
    "5 March 2024": re.compile(rf"(?P<d>\d\d?)(?:st|nd|rd|th)?[-.]?(?P<name>[A-Za-z]{{3,9}})[-.,]?{_YMD}"),
    "3/15/2024": re.compile(rf"(?P<m>\d\d?)(?P<at>[./-])(?P<d>\d\d?)(?P=at){_YMD}"),
    "15/3/2024": re.compile(rf"(?P<d>\d\d?)(?P<at>[./-])(?P<m>\d\d?)(?P=at){_YMD}"),
}
"""The forms by the example that names them; ``serial`` is an Excel number of days. A month alone is its last day."""
FORM_NAMES = (*FORMS, "serial")
ORDERS = ("3/15/2024", "15/3/2024")
"""Month first, and day first: a register has one of them. Where a profile names both, what both can read is no day."""
CERTAIN_FORMS = tuple(name for name in FORM_NAMES if name not in ("24.3.5", "3.5", "2024年3月", "3月", *ORDERS))
"""The forms that can mean one day only, given the year."""
_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH_NAMES = {short: number for number, name in enumerate(_NAMES, start=1) for short in (name, name[:3], name[:4])}
_OF_NUMBERS = ("20240305",)
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73415  # 1990 to 2100; smaller numbers are counts that slipped


def day_of(value: object, forms: Collection[str], year: int | None, epoch: date = EPOCHS[False]) -> date | None:
    """Return the day that a cell holds, or None where no form of the profile fits.

    Args:
        value: the cell.
        forms: the forms of the profile.
        year: the year for forms without one.
        epoch: the day from which numbers of days count.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = plain(value)
    if "serial" in forms and re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII):
        days = int(float(text)) + (epoch - EPOCHS[False]).days
        return EPOCHS[False] + timedelta(days=days) if _FIRST_SERIAL <= days <= _LAST_SERIAL else None
    if set(ORDERS) <= set(forms):
        read = {day_of(value, [name], year, epoch) for name in ORDERS} - {None}
        if len(read) > 1:
            return None
    for name in forms:
        pattern = FORMS.get(name)
        if pattern is None:
            continue
        match = _timed(pattern, str(value), text)
        if match is None:
            continue
        parts = match.groupdict()
        if isinstance(value, float) and name not in _OF_NUMBERS:
            return None  # 3.10 is 3.1 as a number
        try:  # a month alone is booked on its last day
            found_year = _whole(parts["y"]) if "y" in parts else 2000 + int(parts["s"]) if "s" in parts else year
            if found_year is None:
                return None
            month = _MONTH_NAMES.get(parts["name"].lower(), 0) if "name" in parts else _whole(parts["m"])
            return date(found_year, month, _whole(parts["d"]) if "d" in parts else monthrange(found_year, month)[1])
        except ValueError:
            if name not in ORDERS:
                return None
    return None


NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
"""Chinese numerals and the digits that they are."""


def _whole(text: str) -> int:
    """Return a number of a day, month or year, in digits or in Chinese numerals: 二〇二四, 十二, 三十一, 廿五.

    Raises:
        ValueError: it is none.
    """
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").translate(NUMERALS).partition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(tens)


def may_be_day(value: object) -> bool:
    """Whether a cell could be a day in one form or another."""
    rest = [name for name in FORM_NAMES if name != ORDERS[1]]
    return any(day_of(value, forms, 2024) is not None for forms in (rest, ORDERS[1:]))


def _timed(pattern: re.Pattern[str], raw: str, text: str) -> re.Match[str] | None:
    found = pattern.fullmatch(text)
    if found is None:  # '2024-03-05 10:11': the time is after a space, so that 5 and 10 are not read as one number
        parts = raw.split()
        if len(parts) == 2 and re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", parts[1], re.ASCII):
            found = pattern.fullmatch(plain(parts[0]))
    return found


def marked(
    value: object, forms: Collection[str], year: int | None, epoch: date = EPOCHS[False]
) -> tuple[tuple[date, str], ...] | None:
    """Return the days of a cell with the word behind each (``2023.12.28收,2024.1.3确认``).

    None where a part is not understood.
    """
    whole = day_of(value, forms, year, epoch)
    if whole is not None:
        return ((whole, ""),)
    found = []
    for part in re.split(r"[,;、\n\uff0c\uff1b]", str(value)):
        text = plain(part)
        match = re.fullmatch(r"(?P<before>\D*?)(?P<day>\d.*?\d[日号]?)(?P<word>[^\d日号]*)", text)
        day = day_of(match["day"], forms, year) if match else None
        if match is None or day is None:
            return None
        found.append((day, match["before"] + match["word"]))
    return tuple(found)


def year_in(name: str) -> int | None:
    """Return the one year that a sheet's or file's name holds; None where it holds none or several."""
    years = {int(one) for one in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)}
    return years.pop() if len(years) == 1 else None


def month_in(name: str) -> int | None:
    """Return the one month that a sheet's name holds (3月, 2024年3月, 三月份); None for none, several, or a span (1-3月)."""
    found = re.findall(r"([0-9]+|[一二三四五六七八九十]+)月", plain(name))
    if len(found) != 1 or re.search(r"[-—~至到][0-9一二三四五六七八九十]+月|季|半年", plain(name)):
        return None
    month = _whole(found[0]) if re.fullmatch("[0-9]+|[一二三四五六七八九]|十[一二]?", found[0]) else 0
    return month if 1 <= month <= 12 else None
