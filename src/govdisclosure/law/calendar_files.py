"""Calendar files (日历文件): working days as a small TOML file, either a calendar of its own or days added to another.

::

    # us-federal.calendar.toml: a calendar of its own, called us-federal
    source = "5 U.S.C. 6103"
    years = [2024, 2025]                                          # years this file settles whole
    holidays = [2024-01-01, "2024-11-28..2024-11-29"]             # days off; a span includes both its days

    # 2027.toml: a year that the installed data lacks, or local holidays, added to another calendar
    source = "国务院办公厅关于2027年部分节假日安排的通知"
    years = [2027]                                                # leave it out for local holidays
    holidays = [2027-01-01, "2027-02-05..2027-02-11"]
    workdays = [2027-02-20]                                       # make-up days: days of a weekend that are worked

Days that the file does not name stay as they are; in a year it settles, all but the ``weekend`` is worked. ``base`` names the
calendar that a file adds to, ``package`` an installed package whose days it takes over, ``unsettled_from`` the month and day
from which next year's list may still change a year.

The package has one calendar, ``cn``; plugins offer others as they offer standards, and a standard says which it goes by.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.files import File, opened
from govdisclosure.law.calendars import Calendar
from govdisclosure.messages import say
from govdisclosure.records.record import EARLIEST, LATEST, nearest
from govdisclosure.value_objects import FrozenDict, frozen_dict

SUFFIX = ".calendar.toml"
"""The end of the name of a file that is a calendar of its own."""
NATIONAL = "cn"
"""The calendar that holds where a standard names none."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LARGEST = 1_000_000
_LONGEST_SPAN = 31


def _chinesecalendar() -> Calendar:
    from chinese_calendar import constants  # imported on use: its tables are large

    years = {day.year for day in constants.holidays}
    return Calendar(
        years=range(min(years), max(years) + 1),
        holidays=constants.holidays.keys() - constants.workdays.keys(),
        makeup_days=constants.workdays.keys(),
        sources=("chinesecalendar",),
    )


PACKAGES: Mapping[str, Callable[[], Calendar]] = FrozenDict({"chinesecalendar": _chinesecalendar})
"""Installed packages whose days a file may take over."""


@frozen
class Calendars(Mapping[str, Calendar]):
    """Calendars by name, each made on first use.

    Attributes:
        texts: the text of each one's file.
        folder: where the file of a name that is not among them is looked for; it is not listed.
    """

    texts: Mapping[str, str] = field(converter=frozen_dict)
    folder: Path | None = None

    def __getitem__(self, name: str) -> Calendar:
        return self.find(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._text_of(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    def find(self, name: str, within: tuple[str, ...] = ()) -> Calendar:
        """Return a calendar, on the way to those that are called ``within``.

        Raises:
            KeyError: there is none.
            UnreadableError: its file has faults.
        """
        text = self._text_of(name)
        if text is None:
            raise KeyError(name)
        return _named(name, text, self, within)

    def _text_of(self, name: str) -> str | None:
        text = self.texts.get(name)
        if text is None and self.folder is not None and re.fullmatch(r"[\w-]+", name):
            beside = self.folder / f"{name}{SUFFIX}"
            text = _text(beside.name, opened(beside).data) if beside.is_file() else None
        return text


@cache
def national_calendars() -> Calendars:
    """Return the calendars of the package."""
    found = (one for one in files(__package__).iterdir() if one.name.endswith(SUFFIX))
    return Calendars({one.name.removesuffix(SUFFIX): one.read_text(encoding="utf-8") for one in found})


def national() -> Calendar:
    """Return the national calendar, as far as the installed ``chinesecalendar`` knows it (2004 to 2026 in version 1.11)."""
    return national_calendars()[NATIONAL]


def workdays_between(start: date, end: date) -> int | None:
    """Count the working days after ``start`` up to and including ``end`` (工作日); negative where ``end`` is before ``start``.

    Args:
        start: the day that is not counted, such as the day of receipt.
        end: the last day counted.

    Returns:
        The number by the national calendar, or None where a day is outside the years whose holidays are known: never a
        guess by weekdays.

    Source: the State Council's yearly notices of holidays.

    Example:
        >>> workdays_between(date(2024, 9, 27), date(2024, 10, 9))
        4
    """
    return national().workdays_between(start, end)


def load_calendar(file: File, *, base: Calendar | None = None, calendars: Calendars | None = None) -> Calendar:
    """Return the calendar of a file (工作日历): ``NAME.calendar.toml`` is one of its own, any other adds its days to ``base``.

    Args:
        file: the file: its path, its bytes, or an open binary file; where both name a day, it wins over the base.
        base: the calendar that it adds to, where it names none itself; the national one by default.
        calendars: those that a file may name; those of the package by default.

    Raises:
        UnreadableError: the file cannot be read, or has faults; all of them are named, with their lines.

    Source: the State Council's yearly notices of holidays, for the national calendar; a file states its own.

    Example:
        >>> text = '''
        ... source = "https://example.org/notice"
        ... holidays = [2024-04-11, 2024-04-12]
        ... '''
        >>> load_calendar(text.encode()).is_workday(date(2024, 4, 11))
        False
    """
    given = opened(file, name=None if not isinstance(file, bytes) else "calendar.toml")
    text = _text(given.name, given.data)
    known = calendars or national_calendars()
    if given.name.endswith(SUFFIX):
        return _named(given.name.removesuffix(SUFFIX), text, known)
    return _File(given.name, text, base or national(), known, ()).calendar()


def _text(name: str, data: bytes) -> str:
    if len(data) > _LARGEST:
        raise refused(name, "calendar.too_large", most=_LARGEST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(name, "calendar.unreadable", reason=type(error).__name__) from None


@lru_cache(maxsize=64)
def _named(name: str, text: str, calendars: Calendars, within: tuple[str, ...] = ()) -> Calendar:
    found = _File(f"{name}{SUFFIX}", text, _NOTHING, calendars, (*within, name)).calendar()
    if not found.years:
        raise refused(f"{name}{SUFFIX}", "calendar.no_years")
    return evolve(found, name=name)


_NOTHING = Calendar(years=(), holidays=(), makeup_days=())


class _File:
    KEYS = ("source", "years", "holidays", "workdays", "weekend", "base", "package", "unsettled_from")

    def __init__(self, name: str, text: str, base: Calendar, calendars: Calendars, within: tuple[str, ...]) -> None:
        self.name, self.text, self.calendars, self.within = name, text, calendars, within
        self.faults: list[Fault] = []
        try:
            self.data: Mapping[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else type(error).__name__
            raise refused(name, "calendar.no_toml", reason=reason) from None
        self.base = self.based(base)

    def based(self, given: Calendar) -> Calendar:
        """Return what the file adds to: the calendar that it names, the days of a package, or what is given."""
        name, package = self.data.get("base"), self.data.get("package")
        if package is not None:
            if package in PACKAGES:
                return PACKAGES[package]()
            self.fault(str(package), "package", "standard.choice", found=str(package), known=list(PACKAGES))
        if isinstance(name, str) and name not in self.within and name in self.calendars:
            return self.calendars.find(name, self.within)
        if name is not None:
            key = "calendar.circular" if name in self.within else "calendar.unknown"
            self.fault(str(name), "base", key, found=str(name), known=list(self.calendars))
        return given

    def calendar(self) -> Calendar:
        for key in self.data.keys() - set(self.KEYS):
            self.fault(key, key, "calendar.unknown_key", known=list(nearest(key, self.KEYS) or self.KEYS))
        if not isinstance(self.data.get("source", ""), str):
            self.fault("source", "source", "calendar.text")
        years = frozenset(self.years())
        off = dict(self.days("holidays"))
        worked = dict(self.days("workdays"))
        weekend, unsettled_from = self.weekend(), self.unsettled_from()
        if not self.faults:
            self.compare(years, off, worked, weekend)
        if self.faults:
            raise UnreadableError(self.faults)
        return evolve(
            self.base,
            years=self.base.years | years,
            holidays=(self.base.holidays - worked.keys()) | off.keys(),
            makeup_days=(self.base.makeup_days - off.keys()) | worked.keys(),
            sources=tuple(dict.fromkeys((*self.base.sources, self.data.get("source", self.name)))),
            weekend=weekend,
            unsettled_from=unsettled_from,
        )

    def compare(
        self, years: frozenset[int], off: Mapping[date, str], worked: Mapping[date, str], weekend: frozenset[int]
    ) -> None:
        """Check lines against each other: contradictions, and slips that would pass unseen."""
        if not (off or worked or self.data.keys() & {"package", "weekend"}):
            self.fault("", "", "calendar.empty")
        for day in sorted(off.keys() & worked.keys()):
            self.fault(worked[day], "workdays", "calendar.both", day=day)
        for day, written in worked.items():
            if day.weekday() not in weekend and day not in self.base.holidays | off.keys():
                self.fault(written, "workdays", "calendar.worked_anyway", day=day)
        for year in sorted(years - {day.year for day in off}):  # such a file exists in public before the notice does
            self.fault(str(year), "years", "calendar.no_holiday", year=year)
        named = {day.year: written for day, written in {**off, **worked}.items()}
        for year in sorted(named.keys() - years - self.base.years):
            self.fault(named[year], "years", "calendar.unknown_year", year=year)

    def years(self) -> Iterator[int]:
        for index, year in enumerate(self.many("years")):
            if type(year) is int and EARLIEST.year <= year <= LATEST.year:
                yield year
            else:
                self.fault(str(year), f"years[{index}]", "calendar.year", earliest=EARLIEST.year, latest=LATEST.year)

    def weekend(self) -> frozenset[int]:
        if "weekend" not in self.data:
            return self.base.weekend
        named = self.many("weekend")
        for index, day in enumerate(named):
            if day not in _WEEKDAYS:
                self.fault(str(day), f"weekend[{index}]", "standard.choice", found=str(day), known=list(_WEEKDAYS))
        return frozenset(_WEEKDAYS.index(day) for day in named if day in _WEEKDAYS)

    def unsettled_from(self) -> tuple[int, int] | None:
        text = self.data.get("unsettled_from")
        if text is None:
            return self.base.unsettled_from
        try:
            day = date.fromisoformat(f"2023-{text}")  # no leap year: the day must be in every year
        except ValueError:
            self.fault("unsettled_from", "unsettled_from", "calendar.month_and_day")
            return None
        return day.month, day.day

    def days(self, key: str) -> Iterator[tuple[date, str]]:
        """Yield each day of a list, with its spelling there."""
        for index, entry in enumerate(self.many(key)):
            written = entry.isoformat() if isinstance(entry, date) else str(entry)
            span = _span(entry)
            if span is None or span[0] < EARLIEST or span[1] > LATEST:
                self.fault(written, f"{key}[{index}]", "calendar.day", earliest=EARLIEST, latest=LATEST)
            elif not 0 <= (span[1] - span[0]).days < _LONGEST_SPAN:
                self.fault(written, f"{key}[{index}]", "calendar.span", most=_LONGEST_SPAN)
            else:
                for number in range((span[1] - span[0]).days + 1):
                    yield span[0] + timedelta(days=number), written

    def many(self, key: str) -> list[Any]:
        value = self.data.get(key, [])
        if isinstance(value, list):
            return value
        self.fault(key, key, "calendar.list")
        return []

    def fault(self, written: str, field: str, key: str, /, **facts: object) -> None:
        lines = self.text.splitlines()
        line = next((number for number, one in enumerate(lines, 1) if written and written in one.partition("#")[0]), None)
        where = f"{self.name} line {line}" if line else self.name
        self.faults.append(Fault(where=where, field=field, sentence=say(key, **facts)))


def _span(entry: object) -> tuple[date, date] | None:
    """Return first and last day of an entry: a TOML date, ``"2027-01-01"`` or ``"2027-02-05..2027-02-11"``."""
    if isinstance(entry, date) and not isinstance(entry, datetime):
        return entry, entry
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?", entry, re.ASCII) if isinstance(entry, str) else None
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        return None
