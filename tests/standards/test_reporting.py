"""What a standard says of its year, its periods, the years it is made for, its currency and language decides, nothing else."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given, strategies as st

import govdisclosure
from govdisclosure import InvalidStandardError, Period
from govdisclosure.cli.main import cli
from govdisclosure.consistency.readiness import blockers
from govdisclosure.records import Body, Entry
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.standards.reporting import Cycle, ValidYears
from govdisclosure.testing.examples import request

TEXT = """\
id = "foia"
edition = "1"
title = "{body} {year}"
authority = "5 U.S.C. 552"
language = "en"
year_starts = "10-01"
periods = ["year", "quarter"]
valid = { from = 2008, to = 2030 }
currency = "USD"
sections = [{ key = "part", text = true, tables = ["table"] }]
[[tables]]
key = "table"
records = "request"
rows = [
  { key = "received", label = "Received", count = "received in period" },
  { key = "staff", label = "Staff", entered = "count", over_time = "last" },
]
"""


def standard(text: str = TEXT) -> Standard:
    return load_text(text, name="foia.toml")


def report(period: Period, text: str = TEXT) -> Report:
    return Report(standard=standard(text), body=Body(id="b"), period=period, cells={})


def rules(one: Report) -> list[str]:
    return [found.rule for found in govdisclosure.check(one).findings]


class TestYears:
    """A year that starts on another day is named by the calendar year in which it ends."""

    @pytest.mark.parametrize(
        ("starts", "named", "days"),
        [
            ("10-01", 2024, "2023-10-01..2024-09-30"),
            ("10-01", "2024", "2023-10-01..2024-09-30"),
            ("10-01", "2024-Q1", "2023-10-01..2023-12-31"),
            ("10-01", "2024-Q4", "2024-07-01..2024-09-30"),
            ("10-01", "2024-H2", "2024-04-01..2024-09-30"),
            ("10-01", "2024-02", "2024-02-01..2024-02-29"),
            ("04-06", 2024, "2023-04-06..2024-04-05"),
            ("04-06", "2024-Q1", "2023-04-06..2023-07-05"),
            ("01-01", 2024, "2024-01-01..2024-12-31"),
            ("03-01", 2024, "2023-03-01..2024-02-29"),
        ],
    )
    def test_have_their_days(self, starts: str, named: int | str, days: str) -> None:
        found = standard(TEXT.replace("10-01", starts)).period_of(named)
        assert f"{found.start}..{found.end}" == days

    @given(
        st.integers(1950, 2100),
        st.tuples(st.integers(1, 12), st.integers(1, 28)),
        st.sampled_from(["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4"]),
    )
    def test_follow_each_other_and_are_filled_by_their_parts(self, year: int, starts: tuple[int, int], part: str) -> None:
        whole = Period.year(year, starts=starts)
        assert whole.end.year == year
        assert whole.precedes(Period.year(year + 1, starts=starts))
        quarters = [Period.quarter(year, number, starts=starts) for number in range(1, 5)]
        assert (quarters[0].start, quarters[-1].end) == (whole.start, whole.end)
        assert all(one.precedes(other) for one, other in pairwise(quarters))
        found = Period.parse(f"{year}{part}", year_starts=starts)
        assert sum(cycle.has(found, starts) for cycle in (Cycle.YEAR, Cycle.HALF, Cycle.QUARTER)) == 1

    def test_that_are_given_as_such_stay(self) -> None:
        assert standard().period_of(Period.year(2024)) == Period(date(2024, 1, 1), date(2024, 12, 31))

    def test_count_the_records_of_their_days(self) -> None:
        days = [date(2023, 9, 30), date(2023, 10, 1), date(2024, 9, 30), date(2024, 10, 1)]
        found = [request(f"r{number}", received=day, closed=None, outcome=None) for number, day in enumerate(days)]
        made = govdisclosure.tabulate(found, standard(), period=2024)
        assert (made["received"], made.fill_in("{year}")) == (2, "2024")

    def test_take_entries_by_their_names(self) -> None:
        entries = [
            Entry(body="b", period=Period.parse(f"2024-Q{number}"), address="staff", value=str(number))
            for number in range(1, 5)
        ]
        assert govdisclosure.tabulate(entries, standard(), period=2024)["staff"] == 4
        whole = Entry(body="b", period=Period.year(2024), address="staff", value="7")
        assert govdisclosure.tabulate([whole], standard(), period=2024)["staff"] == 7

    @pytest.mark.parametrize("text", ["02-29", "13-01", "10-31", "1-1", "october"])
    def test_start_on_a_day_that_every_month_has(self, text: str) -> None:
        with pytest.raises(InvalidStandardError) as error:
            standard(TEXT.replace("10-01", text))
        assert "year_starts: must be a month and a day" in error.value.in_language("en")


class TestPeriods:
    """A standard that says which periods it is reported for is not reported for others."""

    def test_of_other_lengths_are_a_finding(self) -> None:
        assert "report.period" in rules(report(Period.parse("2024-02")))
        found = govdisclosure.check(report(Period.year(2024))).findings
        (message,) = [one.message for one in found if one.rule == "report.period"]
        assert message.en == "foia is reported for years, quarters, not for 2024-01-01..2024-12-31"
        assert message.zh == "foia 按年度、季度编报，不按 2024年1月1日至2024年12月31日 编报"

    def test_of_its_own_are_none(self) -> None:
        for named in (2024, "2024-Q2"):
            assert "report.period" not in rules(report(standard().period_of(named)))

    def test_are_any_where_it_does_not_say(self) -> None:
        text = TEXT.replace('periods = ["year", "quarter"]\n', "")
        assert "report.period" not in rules(report(Period.parse("2024-02-03..2024-02-05"), text))

    def test_of_other_lengths_are_never_final(self) -> None:
        verdict = govdisclosure.check(report(Period.parse("2024-02")))
        assert "final.period_reported" in [one.rule for one in blockers(verdict)]

    def test_are_of_a_closed_set(self) -> None:
        with pytest.raises(InvalidStandardError) as error:
            standard(TEXT.replace('"quarter"]', '"quater"]'))
        assert "periods: quater is not one of the choices; use quarter" in error.value.in_language("en")


class TestValidYears:
    """A form of other years asks for the reason, and fails nothing."""

    @pytest.mark.parametrize(("year", "asked"), [(2007, True), (2008, False), (2030, False), (2031, True)])
    def test_are_those_that_the_file_says(self, year: int, asked: bool) -> None:
        verdict = govdisclosure.check(report(standard().period_of(year)))
        found = [one for one in verdict.findings if one.rule == "report.form_year"]
        assert bool(found) is asked
        assert all(one.severity.value == "explain" and "2008 to 2030" in one.message.en for one in found)
        assert verdict.verdict != "failed"

    def test_may_be_open_on_either_side(self) -> None:
        assert [2021 in ValidYears(first=2021), 2020 in ValidYears(first=2021), 1900 in ValidYears(last=2018)] == [
            True,
            False,
            True,
        ]
        assert ValidYears(first=2021).sentence.zh == "2021年及以后年度"
        assert ValidYears(last=2018).sentence.en == "2018 and earlier years"

    def test_that_are_reversed_are_a_fault(self) -> None:
        with pytest.raises(InvalidStandardError) as error:
            standard(TEXT.replace("to = 2030", "to = 2000"))
        assert "valid: from 2008 is later than to 2000" in error.value.in_language("en")


class TestCurrency:
    """The units of money are those of the currency."""

    def test_has_units(self) -> None:
        assert standard().units_of_money["thousand dollars"] == 1000
        assert govdisclosure.load_standard("cn-2021").units_of_money["万元"] == 10_000
        assert standard(TEXT.replace("USD", "ISK")).units_of_money == {"ISK": 1}

    def test_is_a_code(self) -> None:
        with pytest.raises(InvalidStandardError) as error:
            standard(TEXT.replace("USD", "dollars"))
        assert "currency: dollars is no code of a currency" in error.value.in_language("en")


class TestLanguage:
    """Documents are in the language of the standard unless another is asked for."""

    @pytest.mark.parametrize(("asked", "mark"), [(None, "Draft"), ("zh", "草稿"), ("en", "Draft")])
    def test_is_that_of_what_is_added(self, asked: str | None, mark: str) -> None:
        wrong = evolve(report(standard().period_of(2024)), cells={"staff": Cell(value=-1)})
        made = govdisclosure.dumps(wrong, "docx", language=asked)
        document = docx.Document(BytesIO(made))
        shown = " ".join(one.text for section in document.sections for one in section.header.paragraphs)
        assert mark.lower() in shown.lower()


class TestCommands:
    """``--year`` and ``--period`` ask the standard, on every command that has them."""

    def run(self, *words: str | Path) -> str:
        result = CliRunner().invoke(cli, ["--lang", "en", *map(str, words)], standalone_mode=False)
        assert result.exception is None
        return result.output

    def test_ask_the_standard(self, tmp_path: Path) -> None:
        (tmp_path / "foia.toml").write_text(TEXT, encoding="utf-8")
        (tmp_path / "request.csv").write_text(
            "id,body,channel,applicant,received\nr1,b,fax,natural_person,2023-10-02\n", encoding="utf-8"
        )
        made = tmp_path / "out.json"
        for option, period in (
            (("--year", "2024"), "2023-10-01 2024-09-30"),
            (("--period", "2024-Q1"), "2023-10-01 2023-12-31"),
            (("--period", "2024-10"), "2024-10-01 2024-10-31"),
        ):
            self.run("tabulate", tmp_path, "--standard", tmp_path / "foia.toml", *option, "-o", made)
            assert " ".join(json.loads(made.read_text(encoding="utf-8"))["period"].values()) == period

    def test_show_what_the_standard_says(self, tmp_path: Path) -> None:
        (tmp_path / "foia.toml").write_text(TEXT, encoding="utf-8")
        data = json.loads(self.run("standards", "show", tmp_path / "foia.toml", "--json"))
        del data["tables"]
        assert data == {
            "id": "foia",
            "language": "en",
            "year_starts": "10-01",
            "periods": ["year", "quarter"],
            "valid": {"from": 2008, "to": 2030},
            "currency": "USD",
        }

    def test_have_both(self) -> None:
        for command in cli.commands.values():
            names = {option for one in command.params for option in one.opts}
            assert "--year" not in names or "--period" in names, command.name
