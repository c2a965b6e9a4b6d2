"""Working days: the yearly notices decide, and a year without one is unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar
import pytest
from hypothesis import given, strategies as st

from govdisclosure.law import Calendar, national, workdays_between

ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2008, 1, 1), date(2026, 10, 1))

MAKE_UP_DAYS = """
2008 02-02 02-03 05-04 09-27 09-28
2009 01-04 01-24 02-01 05-31 09-27 10-10
2010 02-20 02-21 06-12 06-13 09-19 09-25 09-26 10-09
2011 01-30 02-12 04-02 10-08 10-09 12-31
2012 01-21 01-29 03-31 04-01 04-28 09-29
2013 01-05 01-06 02-16 02-17 04-07 04-27 04-28 06-08 06-09 09-22 09-29 10-12
2014 01-26 02-08 05-04 09-28 10-11
2015 01-04 02-15 02-28 09-06 10-10
2016 02-06 02-14 06-12 09-18 10-08 10-09
2017 01-22 02-04 04-01 05-27 09-30
2018 02-11 02-24 04-08 04-28 09-29 09-30 12-29
2019 02-02 02-03 04-28 05-05 09-29 10-12
2020 01-19 04-26 05-09 06-28 09-27 10-10
2021 02-07 02-20 04-25 05-08 09-18 09-26 10-09
2022 01-29 01-30 04-02 04-24 05-07 10-08 10-09
2023 01-28 01-29 04-23 05-06 06-25 10-07 10-08
2024 02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12
2025 01-26 02-08 04-27 09-28 10-11
2026 01-04 02-14 02-28 05-09 09-20 10-10
"""
"""Saturdays and Sundays worked, as two packages give them. 2007-12-29 was one too, by the notice for 2008."""


def make_up_days() -> list[date]:
    lines = [line.split() for line in MAKE_UP_DAYS.split("\n") if line]
    return [date.fromisoformat(f"{year}-{day}") for year, *days in lines for day in days]


@cache
def worked(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def naive(start: date, workdays: int) -> date:
    """The n-th working day after a day, one day at a time, by the package alone."""
    day = start
    while workdays:
        day += ONE_DAY
        workdays -= worked(day)
    return day


class TestMakeUpDays:
    """调休上班: some Saturdays and Sundays are worked, and count."""

    @pytest.mark.parametrize("day", make_up_days(), ids=str)
    def test_are_worked_and_counted(self, day: date) -> None:
        assert day.weekday() >= 5
        assert national().is_workday(day) is True
        assert day in national().between(day - ONE_DAY, day).made_up
        assert workdays_between(day - ONE_DAY, day) == 1

    def test_are_the_only_weekends_worked(self) -> None:
        days = [date(2008, 1, 1) + timedelta(days=number) for number in range(19 * 366)]
        weekends = [day for day in days if day.weekday() >= 5 and day.year <= 2026]
        assert [day for day in weekends if national().is_workday(day)] == make_up_days()

    def test_of_the_end_of_2005_stands_though_the_package_lacks_it(self) -> None:
        assert not chinese_calendar.is_workday(date(2005, 12, 31))
        assert national().is_workday(date(2005, 12, 31)) is True


class TestHolidays:
    """Days off by a notice, wherever its year begins."""

    @pytest.mark.parametrize(
        "day", ["2007-12-31", "2012-01-02", "2018-12-31", "2015-09-03", "2019-05-01", "2020-01-31", "2024-10-07"]
    )
    def test_are_not_worked(self, day: str) -> None:
        assert national().is_workday(date.fromisoformat(day)) is False

    @pytest.mark.parametrize("day", ["2007-12-29", "2011-12-31", "2018-12-29"])
    def test_of_the_next_year_take_their_work_from_december(self, day: str) -> None:
        assert national().is_workday(date.fromisoformat(day)) is True

    def test_new_years_eve_of_2024_was_worked_by_the_notice(self) -> None:
        assert national().is_workday(date(2024, 2, 9)) is True

    def test_are_seen_through_a_timestamp_too(self) -> None:
        assert national().is_workday(datetime(2024, 10, 1, 9, 30)) is False
        assert national().after(datetime(2024, 9, 30, 17), 1).end == date(2024, 10, 8)


@pytest.mark.parametrize(
    ("year", "workdays"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_its_working_days(year: int, workdays: int) -> None:
    assert workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


class TestAfter:
    """The day after is day 1 if it is worked, else the next one that is."""

    @given(DAYS, st.integers(0, 60))
    def test_agrees_with_the_package_day_by_day(self, start: date, workdays: int) -> None:
        assert national().after(start, workdays).end == naive(start, workdays)

    @given(DAYS, st.integers(0, 60), st.integers(0, 40))
    def test_never_goes_back_as_more_days_are_added(self, start: date, workdays: int, more: int) -> None:
        assert national().after(start, workdays).end <= national().after(start, workdays + more).end

    @given(DAYS, st.integers(0, 40))
    def test_never_goes_back_as_it_starts_later(self, start: date, workdays: int) -> None:
        assert national().after(start, workdays).end <= national().after(start + ONE_DAY, workdays).end

    @given(DAYS, st.integers(0, 60))
    def test_shows_its_working(self, start: date, workdays: int) -> None:
        found = national().after(start, workdays)
        days = [start + timedelta(days=number + 1) for number in range((found.end - start).days)]
        weekdays = sum(day.weekday() < 5 for day in days)
        assert weekdays - len(found.skipped) + len(found.made_up) == found.workdays == workdays
        assert all(day.weekday() < 5 and not worked(day) for day in found.skipped)
        assert not found.provisional

    @given(DAYS, st.integers(0, 60), st.integers(0, 40))
    def test_adds_up(self, start: date, workdays: int, more: int) -> None:
        calendar = national()
        assert calendar.after(calendar.after(start, workdays).end, more).end == calendar.after(start, workdays + more).end

    def test_cannot_count_backward(self) -> None:
        with pytest.raises(ValueError, match="-1"):
            national().after(date(2024, 1, 1), -1)


class TestBetween:
    """Days after the first up to and including the last."""

    @given(DAYS, st.integers(0, 90))
    def test_agrees_with_the_package_day_by_day(self, start: date, length: int) -> None:
        days = [start + timedelta(days=number + 1) for number in range(length)]
        end = start + timedelta(days=length)
        wanted = sum(map(worked, days))
        assert workdays_between(start, end) == wanted
        assert workdays_between(end, start) == -wanted
        assert national().between(start, end).workdays == wanted

    def test_is_nothing_from_a_day_to_itself(self) -> None:
        assert workdays_between(date(2040, 5, 1), date(2040, 5, 1)) == 0


class TestSums:
    """How many days are worked up to each: what engines that join lists of days count by."""

    CALENDAR = Calendar(years=frozenset({2024, 2026}), holidays=frozenset({date(2024, 1, 1)}), makeup_days=frozenset())

    def test_begin_with_the_day_before_the_first_year(self) -> None:
        days = list(self.CALENDAR.sums())
        assert days[:4] == [
            (date(2023, 12, 31), 0, 0), (date(2024, 1, 1), 0, 0), (date(2024, 1, 2), 1, 0), (date(2024, 1, 3), 2, 0),
        ]  # fmt: skip
        assert days[-1][0] == date(2026, 12, 31)
        assert len(days) == 1 + 366 + 365 + 365

    def test_are_the_same_for_one_day(self) -> None:
        assert all(self.CALENDAR.sum_at(day) == (worked, unknown) for day, worked, unknown in self.CALENDAR.sums())
        assert self.CALENDAR.sum_at(date(2023, 12, 30)) is None
        assert self.CALENDAR.sum_at(date(2027, 1, 1)) is None

    def test_count_the_days_that_nobody_knows(self) -> None:
        assert self.CALENDAR.sum_at(date(2024, 12, 31)) == (261, 0)  # 366 days, 104 of them at weekends, less 1 January
        assert self.CALENDAR.sum_at(date(2025, 1, 1)) == (261, 1)
        assert self.CALENDAR.sum_at(date(2025, 12, 31)) == (261, 365)
        assert self.CALENDAR.sum_at(date(2026, 1, 1)) == (262, 365)

    def test_of_no_year_are_none(self) -> None:
        empty = Calendar(years=frozenset(), holidays=frozenset(), makeup_days=frozenset())
        assert list(empty.sums()) == []
        assert empty.sum_at(date(2024, 1, 1)) is None
        assert empty.sum_at(date.min) is None


class TestUnknownYears:
    """A year whose notice is not out is unknown: never silently Monday to Friday."""

    def test_have_no_working_days(self) -> None:
        assert national().is_workday(date(2027, 3, 3)) is None
        assert national().is_workday(date(2003, 3, 3)) is None

    @pytest.mark.parametrize(
        ("start", "end", "known"),
        [
            ("2026-12-30", "2026-12-31", 1),
            ("2026-12-31", "2027-01-01", None),
            ("2026-12-30", "2027-06-01", None),
            ("2003-12-31", "2004-01-02", 1),
            ("2003-12-30", "2004-01-02", None),
            ("2027-06-01", "2026-12-30", None),
        ],
    )
    def test_are_counted_by_nobody(self, start: str, end: str, known: int | None) -> None:
        assert workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == known

    def test_make_what_is_counted_forward_provisional(self) -> None:
        found = national().after(date(2026, 12, 30), 3)
        assert found.end == date(2027, 1, 4)  # 1 January, a Friday, is counted: nobody has settled it
        assert found.unknown == (2027,)
        assert found.provisional

    def test_may_lie_between_known_ones(self) -> None:
        calendar = Calendar(years=frozenset({2024, 2026}), holidays=frozenset(), makeup_days=frozenset())
        assert calendar.workdays_between(date(2024, 12, 30), date(2024, 12, 31)) == 1
        assert calendar.workdays_between(date(2024, 12, 30), date(2026, 1, 5)) is None
        assert calendar.workdays_between(date(2026, 1, 4), date(2026, 1, 5)) == 1

    def test_are_all_of_them_in_an_empty_calendar(self) -> None:
        calendar = Calendar(years=frozenset(), holidays=frozenset(), makeup_days=frozenset())
        assert calendar.workdays_between(date(2024, 1, 1), date(2024, 1, 3)) is None
        assert calendar.after(date(2024, 1, 1), 1).unknown == (2024,)

    @pytest.mark.parametrize(
        ("start", "end", "year"),
        [
            ("2026-11-02", "2026-12-25", None),
            ("2026-11-02", "2026-12-28", 2027),
            ("2026-12-30", "2027-01-20", 2027),
            ("2026-12-31", "2027-01-20", None),
            ("2025-12-01", "2026-01-20", None),
        ],
    )
    def test_may_still_change_the_december_before(self, start: str, end: str, year: int | None) -> None:
        assert national().unsettled(date.fromisoformat(start), date.fromisoformat(end)) == year


class TestOwnDays:
    """A calendar of two years made here, counted one day at a time beside what it says."""

    OFF = frozenset({date(2023, 1, 2), date(2023, 12, 29), date(2024, 1, 1), date(2024, 12, 31)})
    WORKED = frozenset({date(2023, 1, 1), date(2024, 12, 29)})

    def plain(self, day: date) -> bool:
        return day in self.WORKED or (day.weekday() < 5 and day not in self.OFF)

    @pytest.mark.parametrize("years", [frozenset({2023, 2024}), frozenset({2023}), frozenset[int]()])
    def test_are_counted_up_to_both_ends(self, years: frozenset[int]) -> None:
        known = Calendar(years=years, holidays=self.OFF, makeup_days=self.WORKED)
        marks = [date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2), date(2023, 12, 31)]
        marks += [date(2024, 1, 1), date(2024, 1, 2), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1)]
        for number, start in enumerate(marks):
            for end in marks[number:]:
                days = [start + ONE_DAY * one for one in range(1, (end - start).days + 1)]
                found = known.between(start, end)
                assert found.workdays == sum(map(self.plain, days)), (start, end)
                listed = self.OFF | self.WORKED
                assert found.unknown == tuple(sorted({day.year for day in days if day.year not in years and day not in listed}))
                if found.workdays:
                    last = max(filter(self.plain, days))
                    assert known.after(start, found.workdays).end == last
