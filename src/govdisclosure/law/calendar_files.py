"""Calendar files (日历文件): a year that the installed data lacks, or local holidays, as a small TOML file.

::

    # 2027.toml
    source = "国务院办公厅关于2027年部分节假日安排的通知"
    years = [2027]                                                # years this file settles whole; leave out for local holidays
    holidays = [2027-01-01, "2027-02-05..2027-02-11"]             # days off; a span includes both its days
    workdays = [2027-02-20]                                       # make-up days: Saturdays and Sundays that are worked

Days that the file does not name stay as they are; in a year it settles, they are Monday to Friday.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.law.calendars import Calendar, national
from govdisclosure.messages import say
from govdisclosure.records.record import EARLIEST, LATEST, nearest

_KEYS = ("source", "years", "holidays", "workdays")
_LARGEST = 1_000_000
_LONGEST_SPAN = 31


def load_calendar(path: str | Path, *, base: Calendar | None = None) -> Calendar:
    """Return the calendar ``base`` (the national one) with the days of a file added; the file wins where both name a day.

    Raises:
        UnreadableError: the file cannot be read, or has faults; all of them are named, with their lines.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise refused(file.name, "calendar.too_large", most=_LARGEST)
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say("calendar.unreadable", reason=type(error).__name__)
        raise UnreadableError([Fault(where=file.name, sentence=sentence)]) from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else type(error).__name__
        raise refused(file.name, "calendar.no_toml", reason=reason) from None
    return _File(file.name, text, data, base or national()).calendar()


class _File:
    def __init__(self, name: str, text: str, data: Mapping[str, Any], base: Calendar) -> None:
        self.name, self.text, self.data, self.base = name, text, data, base
        self.faults: list[Fault] = []

    def calendar(self) -> Calendar:
        for key in self.data.keys() - set(_KEYS):
            self.fault(key, key, "calendar.unknown_key", known=list(nearest(key, _KEYS) or _KEYS))
        if not isinstance(self.data.get("source", ""), str):
            self.fault("source", "source", "calendar.text")
        years = frozenset(self.years())
        off = dict(self.days("holidays"))
        worked = dict(self.days("workdays"))
        if not self.faults:
            self.compare(years, off, worked)
        if self.faults:
            raise UnreadableError(self.faults)
        return Calendar(
            years=self.base.years | years,
            holidays=(self.base.holidays - worked.keys()) | off.keys(),
            makeup_days=(self.base.makeup_days - off.keys()) | worked.keys(),
            sources=(*self.base.sources, self.data.get("source", self.name)),
        )

    def compare(self, years: frozenset[int], off: Mapping[date, str], worked: Mapping[date, str]) -> None:
        """Look for what each line alone does not show: contradictions, and slips that would pass unseen."""
        if not (off or worked):
            self.fault("", "", "calendar.empty")
        for day in sorted(off.keys() & worked.keys()):
            self.fault(worked[day], "workdays", "calendar.both", day=day)
        for day, written in worked.items():
            if day.weekday() < 5 and day not in self.base.holidays | off.keys():
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

    def days(self, key: str) -> Iterator[tuple[date, str]]:
        """Yield each day that a list names, and how it is written there."""
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
