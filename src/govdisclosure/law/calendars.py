"""Working days (工作日): the days of the week that are worked, less the holidays, plus the make-up days (调休上班).

A day of a year that nobody has settled is *unknown*: it is never taken for a working day without saying so. Where the days come
from: :mod:`~govdisclosure.law.calendar_files`. The Regulations themselves do not define 工作日.

A yearly notice may also rule the last days of December before it, so a calendar is kept by day, not by notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache

from attrs import field, frozen

from govdisclosure.value_objects import ValueObject

_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class WorkingDays(ValueObject):
    """A counted span of days (工作日): ``start`` is excluded, ``end`` is included.

    Attributes:
        workdays: how many working days it has.
        skipped: its days off that are no weekend (holidays), in order; plain weekends are not listed.
        made_up: its days of a weekend that are worked, in order; they are counted.
        unknown: the years in it whose holidays are not known; all but their weekends was assumed to be worked.
    """

    start: date
    end: date
    workdays: int
    skipped: tuple[date, ...]
    made_up: tuple[date, ...]
    unknown: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        """Whether some of its days were assumed (暂定)."""
        return bool(self.unknown)


def _day(day: date) -> date:
    return date.fromordinal(day.toordinal())


def _numbers(several: Iterable[int]) -> frozenset[int]:
    return frozenset(several)


def _plain(days: Iterable[date]) -> frozenset[date]:
    return frozenset(map(_day, days))


@frozen(kw_only=True, cache_hash=True)
class Calendar(ValueObject):
    """Which days are worked (工作日历).

    Attributes:
        years: the years whose days are all settled.
        holidays: days off; weekends need not be among them.
        makeup_days: days worked although they are of a weekend or a holiday.
        sources: where the days come from.
        name: its name for standards; empty for one that is not offered by name.
        weekend: the days of the week that are off, Monday 0; Saturday and Sunday by default.
        unsettled_from: month and day from which the list of the next year may still change a year; None where it cannot.

    Example:
        >>> from govdisclosure import load_standard
        >>> calendar = load_standard("cn-2021").calendar
        >>> calendar.is_workday(date(2024, 10, 1)), calendar.after(date(2024, 9, 30), 3).end
        (False, datetime.date(2024, 10, 10))
    """

    name: str = ""
    years: frozenset[int] = field(converter=_numbers)
    holidays: frozenset[date] = field(converter=_plain, repr=False)
    makeup_days: frozenset[date] = field(converter=_plain, repr=False)
    sources: tuple[str, ...] = ()
    weekend: frozenset[int] = field(default=frozenset({5, 6}), converter=_numbers)
    unsettled_from: tuple[int, int] | None = None

    def __str__(self) -> str:
        return self.name

    def is_workday(self, day: date) -> bool | None:
        """Return whether a day is worked; None where its year is not settled."""
        if day.toordinal() in self._listed:  # by number, for a timestamp equals no date
            return self._listed[day.toordinal()]
        return day.weekday() not in self.weekend if day.year in self.years else None

    def after(self, start: date, workdays: int) -> WorkingDays:
        """Count ``workdays`` working days from the day after ``start``; the last of them is the result's ``end``.

        Days of unsettled years count by the day of the week, and the result says so.

        Raises:
            ValueError: the number is negative.

        >>> Calendar(years={2024}, holidays=[date(2024, 1, 16)], makeup_days=[]).after(date(2024, 1, 15), 1).end
        datetime.date(2024, 1, 17)
        """
        if workdays < 0:
            raise ValueError(f"{workdays} working days cannot be counted forward")
        return _stretch(self, _day(start), date.max, workdays)

    def between(self, start: date, end: date) -> WorkingDays:
        """Count the working days after ``start`` up to and including ``end``, those of unsettled years by the weekday."""
        return _stretch(self, _day(start), _day(end), (end - start).days + 1)

    def workdays_between(self, start: date, end: date) -> int | None:
        """Count the working days after ``start`` up to and including ``end``; negative where ``end`` is before ``start``.

        Returns:
            The number, or None where a day is unknown: never a guess by weekdays.
        """
        if end < start:
            back = self.workdays_between(end, start)
            return None if back is None else -back
        if start == end:
            return 0
        before_first, worked, unknown = self._sums
        one, other = start.toordinal() - before_first, end.toordinal() - before_first
        if one < 0 or other >= len(worked) or unknown[one] != unknown[other]:
            return None
        return worked[other] - worked[one]

    def sums(self) -> Iterator[tuple[date, int, int]]:
        """Yield each day with how many days up to it are worked and how many are unknown, from the day before the first year.

        Working days between two days are a difference of these: so engines that join lists count them.
        """
        before_first, worked, unknown = self._sums
        for number, (one, other) in enumerate(zip(worked, unknown, strict=True)):
            yield date.fromordinal(before_first + number), one, other

    def sum_at(self, day: date) -> tuple[int, int] | None:
        """Return how many days up to a day are worked and how many are unknown; None outside the settled years."""
        before_first, worked, unknown = self._sums
        number = day.toordinal() - before_first
        return (worked[number], unknown[number]) if 0 <= number < len(worked) else None

    def unsettled(self, start: date, end: date) -> int | None:
        """Return the year whose list may still change the end of the year before, after ``start`` and up to ``end``, if any."""
        if self.unsettled_from is None:
            return None
        month, day = self.unsettled_from
        for year in range(start.year, end.year + 1):
            late = date(year, month, day) <= end and start < date(year, 12, 31)
            if late and year in self.years and year + 1 not in self.years:
                return year + 1
        return None

    @cached_property
    def _listed(self) -> dict[int, bool]:
        off = dict.fromkeys((day.toordinal() for day in self.holidays), False)
        return off | dict.fromkeys((day.toordinal() for day in self.makeup_days), True)

    @cached_property
    def _sums(self) -> tuple[int, list[int], list[int]]:
        """The day before the first one, and how many days up to each are worked and are unknown; index 0 is that day."""
        if not self.years:
            return 0, [], []
        first, last = date(min(self.years), 1, 1).toordinal(), date(max(self.years), 12, 31).toordinal()
        worked, unknown = [0], [0]
        for ordinal in range(first, last + 1):
            known = self.is_workday(date.fromordinal(ordinal))
            worked.append(worked[-1] + (known is True))
            unknown.append(unknown[-1] + (known is None))
        return first - 1, worked, unknown


@lru_cache(maxsize=50_000)
def _stretch(calendar: Calendar, start: date, end: date, most: int) -> WorkingDays:
    """Go on from ``start`` to ``end`` or to the working day number ``most``, whichever comes first."""
    day = start
    count, unknown = 0, set()
    skipped: list[date] = []
    made_up: list[date] = []
    while count < most and day < end:
        day += _ONE_DAY
        known, weekday = calendar.is_workday(day), day.weekday() not in calendar.weekend
        if known is None:
            unknown.add(day.year)
            known = weekday
        count += known
        if known is not weekday:
            (made_up if known else skipped).append(day)
    return WorkingDays(
        start=start,
        end=day,
        workdays=count,
        skipped=tuple(skipped),
        made_up=tuple(made_up),
        unknown=tuple(sorted(unknown)),
    )
