"""A standard says by which calendar days are worked; calendars are files that are offered and found like standards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import govdisclosure
from govdisclosure import InvalidStandardError, Library, PluginError, UnreadableError
from govdisclosure.cli.main import cli
from govdisclosure.law import Calendar, national
from govdisclosure.law.calendar_files import Calendars
from govdisclosure.testing.examples import request

FEDERAL = """\
source = "5 U.S.C. 6103"
years = [2024]
holidays = [2024-01-01, 2024-01-15, 2024-07-04]
"""
STANDARD = """\
id = "foia"
edition = "1"
title = "{body} {year}"
authority = "5 U.S.C. 552"
language = "en"
calendar = "us-state"
sections = [{ key = "part", tables = ["table"] }]
[[tables]]
key = "table"
records = "request"
rows = [
  { key = "days", label = "Days", sum = "workdays(received, closed)" },
  { key = "late", label = "Late", count = "closed > due" },
]
"""
ACROSS = request("r1", received=date(2024, 7, 3), closed=date(2024, 7, 9))  # the 4th is off: 5, 8 and 9 July
LATE = request("r2", received=date(2024, 1, 15), closed=date(2024, 2, 12))  # four weeks: 20 days; in China the 9th was the last


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "us-state.calendar.toml").write_text(FEDERAL, encoding="utf-8")
    (tmp_path / "foia.toml").write_text(STANDARD, encoding="utf-8")
    return tmp_path


def plugin(*paths: Path) -> object:
    """A plugin that offers files."""

    @govdisclosure.hookimpl
    def govdisclosure_standards() -> list[Path]:
        return list(paths)

    return SimpleNamespace(name="own", govdisclosure_standards=govdisclosure_standards)


class TestOffered:
    """Calendars come by the hook that standards come by."""

    def test_is_the_national_one_by_the_same_door(self) -> None:
        library = Library([])
        assert list(library.calendars) == ["cn"]
        assert library.calendars["cn"] == national() == library.calendar("cn")
        assert "calendars cn" in library.plugins[0].offers

    def test_are_found_by_name(self, folder: Path) -> None:
        library = Library([plugin(folder / "us-state.calendar.toml", folder / "foia.toml")])
        assert sorted(library.calendars) == ["cn", "us-state"]
        found = library.load_standard("foia").calendar
        assert (found.name, found.is_workday(date(2024, 7, 4)), found.is_workday(date(2024, 10, 1))) == (
            "us-state",
            False,
            True,
        )

    def test_are_none_of_another_librarys(self, folder: Path) -> None:
        Library([plugin(folder / "us-state.calendar.toml")])
        assert "us-state" not in Library([]).calendars

    def test_with_faults_are_refused_with_their_line(self, tmp_path: Path) -> None:
        (tmp_path / "bad.calendar.toml").write_text('years = [2024]\nholidays = ["2024-13-01"]\n', encoding="utf-8")
        library = Library([plugin(tmp_path / "bad.calendar.toml")])
        assert "bad.calendar.toml line 2" in library.refused[0].reason.en
        with pytest.raises(PluginError, match="bad"):
            Library([]).register(tmp_path / "bad.calendar.toml")

    def test_take_no_name_that_is_taken(self, tmp_path: Path) -> None:
        (tmp_path / "cn.calendar.toml").write_text(FEDERAL, encoding="utf-8")
        assert "cn" in Library([plugin(tmp_path / "cn.calendar.toml")]).refused[0].reason.en


class TestFiles:
    """What a file of a calendar may say besides its days."""

    def made(self, tmp_path: Path, **texts: str) -> Library:
        library = Library([])
        for name, text in texts.items():
            (tmp_path / f"{name}.calendar.toml").write_text(text, encoding="utf-8")
            library.register(tmp_path / f"{name}.calendar.toml")
        return library

    def test_adds_to_the_calendar_that_it_names(self, tmp_path: Path) -> None:
        library = self.made(tmp_path, local='base = "cn"\nsource = "local"\nholidays = [2024-04-11]\n')
        local = library.calendars["local"]
        assert local.is_workday(date(2024, 4, 11)) is False
        assert local.is_workday(date(2024, 10, 12)) is True  # a Saturday that was worked
        assert (local.name, local.sources, local.years) == ("local", ("chinesecalendar", "local"), national().years)

    def test_may_have_another_weekend(self, tmp_path: Path) -> None:
        text = 'years = [2024]\nholidays = [2024-09-23]\nweekend = ["friday", "saturday"]\n'
        gulf = self.made(tmp_path, gulf=text).calendars["gulf"]
        week = [gulf.is_workday(date(2024, 6, day)) for day in range(3, 10)]  # Monday to Sunday
        assert week == [True, True, True, True, False, False, True]
        assert gulf.after(date(2024, 6, 6), 1).end == date(2024, 6, 9)
        assert gulf.after(date(2024, 9, 22), 1).skipped == (date(2024, 9, 23),)

    def test_says_whether_the_end_of_a_year_may_still_change(self, tmp_path: Path) -> None:
        library = self.made(tmp_path, fixed=FEDERAL, moving=FEDERAL + 'unsettled_from = "12-20"\n')
        days = date(2024, 12, 1), date(2024, 12, 23)
        assert [library.calendars[name].unsettled(*days) for name in ("fixed", "moving")] == [None, 2025]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("holidays = [2024-01-01]\n", "years: days of 2024 are named"),
            ('weekend = ["monday"]\n', "names the years"),
            ('base = "nowhere"\nholidays = [2024-01-01]\n', "line 1: base: there is no calendar nowhere; use cn"),
            ('base = "x"\nholidays = [2024-01-01]\n', "line 1: base: the calendar x includes itself"),
            ('package = "os"\nholidays = [2024-01-01]\n', "line 1: package: os is not one of the choices; use chinesecalendar"),
            (FEDERAL + 'weekend = ["sun"]\n', "line 4: weekend[0]: sun is not one of the choices"),
            (FEDERAL + "weekend = 7\n", "line 4: weekend: must be a list"),
            (FEDERAL + 'unsettled_from = "02-29"\n', "line 4: unsettled_from: must be a month and a day"),
        ],
    )
    def test_has_faults_that_are_named(self, tmp_path: Path, text: str, said: str) -> None:
        (tmp_path / "x.calendar.toml").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError) as error:
            Library([]).calendar(tmp_path / "x.calendar.toml")
        assert said in error.value.in_language("en")

    def test_may_not_name_one_that_names_it(self) -> None:
        """Neither is a calendar, however they are looked for; the fault names a file, its line, and the circle."""
        known = Calendars({one: f'base = "{other}"\nholidays = [2024-04-11]\n' for one, other in ("ab", "bc", "ca")})
        for name in known:
            assert name in known
            with pytest.raises(UnreadableError, match=f"the calendar {name} includes itself"):
                known[name]
        assert "d" not in known
        with pytest.raises(UnreadableError, match="there is no calendar d"):
            Calendars({"x": 'base = "d"\nholidays = [2024-04-11]\n'})["x"]

    def test_is_given_by_name_by_path_as_bytes_or_as_such(self, folder: Path) -> None:
        library = Library([])
        own = library.calendar(str(folder / "us-state.calendar.toml"))
        assert own == library.calendar(folder / "us-state.calendar.toml") == library.calendar(own)
        assert library.calendar(b"holidays = [2024-04-11]\n").is_workday(date(2024, 4, 11)) is False
        with pytest.raises(UnreadableError) as error:
            library.calendar("us")
        assert "there is no calendar us; use cn" in error.value.in_language("en")


class TestOfAStandard:
    """Conditions and terms go by the standard's calendar."""

    def test_may_be_a_file_beside_it(self, folder: Path) -> None:
        report = govdisclosure.tabulate([ACROSS, LATE], folder / "foia.toml", period=2024)
        assert (report["days"], report["late"]) == (3 + 20, 0)

    def test_is_the_national_one_where_it_names_none(self, folder: Path) -> None:
        (folder / "foia.toml").write_text(STANDARD.replace('calendar = "us-state"\n', ""), encoding="utf-8")
        report = govdisclosure.tabulate([ACROSS, LATE], folder / "foia.toml", period=2024)
        assert (report["days"], report["late"]) == (4 + 20, 1)  # Sunday 4 February was worked, and the 9th was the last day

    def test_that_nobody_offers_is_a_fault(self, tmp_path: Path) -> None:
        (tmp_path / "foia.toml").write_text(STANDARD, encoding="utf-8")
        with pytest.raises(InvalidStandardError) as error:
            govdisclosure.load_standard(tmp_path / "foia.toml")
        assert "calendar: there is no calendar us-state; use cn" in error.value.in_language("en")

    def test_with_faults_is_a_fault_with_its_line(self, folder: Path) -> None:
        (folder / "us-state.calendar.toml").write_text("years = [2024]\nholidays = [7]\n", encoding="utf-8")
        with pytest.raises(InvalidStandardError) as error:
            govdisclosure.load_standard(folder / "foia.toml")
        assert "us-state.calendar.toml line 2: holidays[0]" in error.value.in_language("en")

    def test_gives_way_to_one_that_is_given(self, folder: Path) -> None:
        extra = folder / "extra.toml"
        extra.write_text("holidays = [2024-07-05]\n", encoding="utf-8")
        standard = govdisclosure.load_standard(folder / "foia.toml")
        for calendar, days in ((extra, 2), ("cn", 4), (national(), 4), (None, 3)):
            report = govdisclosure.tabulate([ACROSS], standard, period=2024, calendar=calendar)
            assert report["days"] == days
        together = govdisclosure.tabulate_together([ACROSS], standard, period=2024, body="all", calendar=extra)
        area = govdisclosure.tabulate_area([ACROSS], standard, period=2024, body="all", calendar=extra)
        by_body = govdisclosure.tabulate_by_body([ACROSS], standard, period=2024, calendar=extra)
        assert [one["days"] for one in (together, area, by_body["b"])] == [2, 2, 2]

    def test_is_in_two_standards_of_one_file_the_same(self, folder: Path) -> None:
        one, other = (govdisclosure.load_standard(folder / "foia.toml") for _ in range(2))
        assert one == other
        assert isinstance(one.calendar, Calendar)


class TestCommands:
    """``--calendar`` takes a name or a file; ``--standard`` says whose calendar counts where there is none."""

    def run(self, *words: str | Path) -> str:
        result = CliRunner().invoke(cli, ["--lang", "en", *map(str, words)], standalone_mode=False)
        assert result.exception is None
        return result.output

    def test_deadline_goes_by_the_standards(self, folder: Path) -> None:
        words = ("deadline", "--received", "2024-01-15", "--channel", "in_person", "--json")
        assert '"due": "2024-02-09"' in self.run(*words)
        assert '"due": "2024-02-09"' in self.run(*words, "--calendar", "cn")
        assert '"due": "2024-02-12"' in self.run(*words, "--standard", folder / "foia.toml")
        assert '"due": "2024-02-12"' in self.run(*words, "--calendar", folder / "us-state.calendar.toml")

    def test_due_goes_by_the_standards(self, folder: Path) -> None:
        (folder / "records").mkdir()
        (folder / "records" / "request.csv").write_text(
            "id,body,channel,applicant,received\nr1,b,in_person,natural_person,2024-01-15\n", encoding="utf-8"
        )
        words = ("due", folder / "records", "--on", "2024-01-20")
        assert "2024-02-09" in self.run(*words)
        assert "2024-02-12" in self.run(*words, "--standard", folder / "foia.toml")

    def test_tabulate_goes_by_one_that_is_given(self, folder: Path) -> None:
        (folder / "records").mkdir()
        (folder / "records" / "request.csv").write_text(
            "id,body,channel,applicant,received,closed,outcome\nr1,b,in_person,natural_person,2024-07-03,2024-07-09,granted\n",
            encoding="utf-8",
        )
        words = ("tabulate", folder / "records", "--standard", folder / "foia.toml", "--year", "2024")
        for more, days in (((), "3"), (("--calendar", "cn"), "4")):
            self.run(*words, *more, "-o", folder / "report.json")
            assert f'"days": {{\n      "value": {days}' in (folder / "report.json").read_text(encoding="utf-8")
