"""A calendar file adds a year that the installed data lacks, or local holidays; its faults are named with their lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.law import load_calendar, national, term

NEXT_YEAR = """\
source = "a notice made up for this test"
years = [2027]
holidays = [2027-01-01, "2027-02-05..2027-02-11"]   # a span has both its days
workdays = [2027-02-20, "2026-12-26"]
"""


def calendar_file(folder: Path, text: str) -> Path:
    path = folder / "2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


class TestAYearAdded:
    """``years = [2027]`` settles every day of 2027."""

    def test_is_known_whole(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, NEXT_YEAR))
        assert calendar.is_workday(date(2027, 1, 1)) is False
        assert calendar.is_workday(date(2027, 2, 11)) is False
        assert calendar.is_workday(date(2027, 2, 12)) is True
        assert calendar.is_workday(date(2027, 2, 20)) is True
        assert calendar.is_workday(date(2027, 2, 21)) is False
        assert calendar.is_workday(date(2028, 2, 21)) is None
        assert calendar.sources == ("chinesecalendar", "a notice made up for this test")

    def test_rules_the_december_before_it(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, NEXT_YEAR))
        assert calendar.is_workday(date(2026, 12, 26)) is True
        assert calendar.unsettled(date(2026, 12, 1), date(2027, 1, 31)) is None

    def test_makes_a_term_certain(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, NEXT_YEAR))
        before, after = term(date(2027, 1, 18)), term(date(2027, 1, 18), calendar=calendar)
        assert (before.due, before.provisional) == (date(2027, 2, 15), True)
        assert (after.due, after.provisional) == (date(2027, 2, 20), False)

    def test_leaves_the_other_years_as_they_are(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, NEXT_YEAR))
        for year in range(2008, 2026):
            start, end = date(year - 1, 12, 31), date(year, 12, 31)
            assert calendar.workdays_between(start, end) == national().workdays_between(start, end)


class TestLocalHolidays:
    """Without ``years`` a file only moves the days it names."""

    def test_are_off(self, tmp_path: Path) -> None:
        path = calendar_file(tmp_path, 'holidays = ["2024-04-11..2024-04-12"]\n')
        calendar = load_calendar(path)
        assert calendar.is_workday(date(2024, 4, 12)) is False
        assert calendar.is_workday(date(2024, 4, 15)) is True
        assert calendar.years == national().years
        assert calendar.sources[-1] == "2027.toml"
        found = calendar.after(date(2024, 4, 10), 1)
        assert (found.end, found.skipped) == (date(2024, 4, 15), (date(2024, 4, 11), date(2024, 4, 12)))

    def test_add_to_another_file(self, tmp_path: Path) -> None:
        first = load_calendar(calendar_file(tmp_path, NEXT_YEAR))
        both = load_calendar(calendar_file(tmp_path, "holidays = [2027-04-08]\n"), base=first)
        assert both.is_workday(date(2027, 4, 8)) is False
        assert both.is_workday(date(2027, 4, 9)) is True

    def test_add_to_a_calendar_of_the_package_that_the_file_names(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, 'base = "cn"\nholidays = [2024-04-11]\n'))
        assert calendar.sources[0] == "chinesecalendar"
        assert calendar.is_workday(date(2024, 10, 1)) is False
        assert calendar.is_workday(date(2024, 4, 11)) is False
        assert calendar.is_workday(date(2024, 4, 12)) is True

    def test_give_way_where_the_file_says_that_a_holiday_is_worked(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, "workdays = [2024-10-07]\n"))
        assert calendar.is_workday(date(2024, 10, 7)) is True

    def test_win_over_a_make_up_day(self, tmp_path: Path) -> None:
        calendar = load_calendar(calendar_file(tmp_path, "holidays = [2024-10-12]\n"))
        assert calendar.is_workday(date(2024, 10, 12)) is False


class TestFaults:
    """A fault says line, key and what to write; all are named at once."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("holiday = [2027-01-01]\n", "2027.toml line 1: holiday: a calendar has no such key; use holidays"),
            ("xyz = 1\nholidays=[2026-05-06]\n", "2027.toml line 1: xyz: a calendar has no such key; use source, years"),
            ("source = 3\nholidays=[2026-05-06]\n", "2027.toml line 1: source: must be text"),
            ("holidays = 2027-01-01\n", "2027.toml line 1: holidays: must be a list"),
            ('years = ["2027"]\nholidays = [2027-01-01]\n', "2027.toml line 1: years[0]: must be a year from 1949"),
            ("years = [true]\nholidays = [2026-01-01]\n", "years[0]: must be a year"),
            ("years = [2072, 20270]\nholidays = [2026-01-01]\n", "2027.toml line 1: years[1]: must be a year"),
            ('\nholidays = [2026-05-06,\n  "2027-02-30"]\n', "2027.toml line 3: holidays[1]: must be a day from 1949-10-01"),
            ("holidays = [0215-01-01]\n", "holidays[0]: must be a day"),
            ("holidays = [2026-01-01T00:00:00]\n", "holidays[0]: must be a day"),
            ('holidays = ["1 January"]\n', "holidays[0]: must be a day"),
            ("holidays = [20260101]\n", "holidays[0]: must be a day"),
            ('holidays = ["2026-02-11..2026-02-05"]\n', "holidays[0]: a span goes from the earlier day to the later"),
            ('holidays = ["2026-02-05..2027-02-11"]\n', "holidays[0]: a span goes from the earlier day to the later"),
            ("years = []\n", "the file names no day"),
            ("holidays = [2026-05-09]\nworkdays = [2026-05-09]\n", "2026-05-09 is listed both in holidays and in workdays"),
            ("# 2026-05-06\nworkdays = [2026-05-06]\n", "2027.toml line 2: workdays: 2026-05-06 is no weekend or holiday"),
            ("years = [2027]\nworkdays = [2027-02-20]\n", "2027.toml line 1: years: no holiday of 2027 is named"),
            ("holidays = [2027-01-01]\n", "2027.toml line 1: years: days of 2027 are named, a year that is not known"),
            ("holidays = [2027-01-01\n", "it is not valid TOML"),
        ],
    )
    def test_are_named(self, tmp_path: Path, text: str, said: str) -> None:
        with pytest.raises(UnreadableError) as error:
            load_calendar(calendar_file(tmp_path, text))
        assert said in error.value.in_language("en")

    @pytest.mark.parametrize("day", ["2026-05-08", "2026-05-11"])
    def test_are_a_friday_or_a_monday_that_is_worked_anyway(self, tmp_path: Path, day: str) -> None:
        with pytest.raises(UnreadableError, match=f"{day} is no weekend or holiday"):
            load_calendar(calendar_file(tmp_path, f"workdays = [{day}]\n"))

    @pytest.mark.parametrize(
        ("day", "fits"),
        [
            ("1949-10-01", True),
            ("1949-09-30", False),
            ('"1949-09-30..1949-10-01"', False),
            ("2100-12-31", True),
            ("2101-01-01", False),
            ('"2100-12-31..2101-01-01"', False),
        ],
    )
    def test_are_days_beyond_those_that_a_record_may_have(self, tmp_path: Path, day: str, fits: bool) -> None:
        text = f"years = [1949, 2100]\nholidays = [1949-10-02, 2100-12-30, {day}]\n"
        if fits:
            assert not load_calendar(calendar_file(tmp_path, text)).is_workday(date.fromisoformat(day))
        else:
            with pytest.raises(UnreadableError, match="must be a day"):
                load_calendar(calendar_file(tmp_path, text))

    @pytest.mark.parametrize(("last", "fits"), [("2026-07-01", True), ("2026-07-31", True), ("2026-08-01", False)])
    def test_are_spans_of_more_than_a_month(self, tmp_path: Path, last: str, fits: bool) -> None:
        path = calendar_file(tmp_path, f'holidays = ["2026-07-01..{last}"]\n')
        if fits:
            assert not load_calendar(path).is_workday(date.fromisoformat(last))
        else:
            with pytest.raises(UnreadableError, match="31"):
                load_calendar(path)

    def test_are_named_all_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError) as error:
            load_calendar(calendar_file(tmp_path, 'holidays = ["x"]\nworkdays = ["y"]\nyear = 1\n'))
        assert len(error.value.faults) == 3

    def test_do_not_repeat_what_is_no_day(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError) as error:
            load_calendar(calendar_file(tmp_path, 'holidays = ["张三"]\n'))
        assert "张三" not in str(error.value)

    def test_in_the_file_itself_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match=r"2027.toml: the file cannot be opened"):
            load_calendar(tmp_path / "2027.toml")
        path = tmp_path / "2027.toml"
        path.write_bytes("holidays = [] # 假".encode("gb18030"))
        with pytest.raises(UnreadableError, match="UnicodeDecodeError"):
            load_calendar(path)
        path.write_text("#" * 1_000_001)
        with pytest.raises(UnreadableError, match="1000000"):
            load_calendar(path)

    def test_of_depth_are_no_crash(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            load_calendar(calendar_file(tmp_path, "holidays = " + "[" * 5000))
