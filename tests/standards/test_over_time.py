"""How the figure of a longer period follows from those of shorter ones, and which rows have to say it."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from govdisclosure import Period, load_standard
from govdisclosure.records.vocabulary import Outcome, RequestChannel
from govdisclosure.standards import Standard, load_text
from govdisclosure.standards.over_time import OverTime
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.testing.small_standards import entered, one_table

YEAR = Period.year(2024)
QUARTERS = [Period.quarter(2024, number) for number in (1, 2, 3, 4)]

TOLD = {
    'count = "received in period"': OverTime.SUM,
    "count = \"received in period and channel == 'fax'\"": OverTime.SUM,
    'where = "received in period", count = "received in period and not received not in period"': OverTime.SUM,
    "count = \"(received in period and channel == 'fax') or (received in period and closed is None)\"": OverTime.SUM,
    'count = "received <= period.end and (closed is None or closed > period.end)"': OverTime.LAST,
    'count = "not received > period.end"': OverTime.LAST,
    'count = "received < period.start and (closed is None or closed >= period.start)"': OverTime.FIRST,
    'where = "received <= period.end", any = "closed is None or closed > period.end"': OverTime.LAST,
    'where = "received in period", any = "channel == \'fax\'"': OverTime.MOST,
    'where = "received in period", all = "channel == \'fax\'"': OverTime.LEAST,
    'where = "received in period and closed is not None", most = "days(received, closed)"': OverTime.MOST,
    'where = "received <= period.end", least = "days(received, period.end)"': OverTime.LAST,
    'where = "received <= period.end", mean = "days(received, period.end)"': OverTime.LAST,
    'where = "received in period and closed is not None", mean = "days(received, closed)"': OverTime.NONE,
    'where = "received in period", share = { of = "channel == \'fax\'", among = "closed is not None" }': OverTime.NONE,
}
"""What the conditions of a row tell."""

NOT_TOLD = [
    'count = "received in period and closed in period"',
    'count = "received in period or closed in period"',
    "count = \"received in period or channel == 'fax'\"",
    'count = "received not in period"',
    'count = "not received in period"',
    'count = "received in period and (closed is None or closed > period.end)"',
    'count = "received < period.start and closed in period"',
    'count = "received >= period.start and received <= period.end"',
    "count = \"channel == 'fax'\"",
    'where = "received in period", sum = "days(received, period.end)"',
    'where = "received in period", distinct = "channel"',
    'all = "received in period"',
    'where = "received in period", any = "channel == \'fax\'", when_none = true, source = "s"',
    'where = "received in period", all = "channel == \'fax\'", when_none = false, source = "s"',
    'entered = "count"',
]


def of_one_row(written: str) -> Standard:
    return one_table(f'{{ key = "a", label = "a", {written} }}')


class TestIsDerived:
    """What adds up, and what is the first or the last part's, follows from the conditions; nothing is guessed."""

    @pytest.mark.parametrize(("written", "way"), TOLD.items())
    def test_where_the_conditions_tell(self, written: str, way: OverTime) -> None:
        assert of_one_row(written).over_time("a") is way

    @pytest.mark.parametrize("written", NOT_TOLD)
    def test_not_where_they_do_not(self, written: str) -> None:
        assert of_one_row(written).over_time("a") is None

    @pytest.mark.parametrize("written", [written for written, way in TOLD.items() if way is not OverTime.NONE])
    def test_and_gives_what_the_records_give(self, written: str) -> None:
        """The figure of the year from its records is that joined from the quarters', for records around every quarter."""
        standard = of_one_row(written)
        days = [date(2023, 11, 5), date(2024, 2, 1), date(2024, 3, 31), date(2024, 5, 7), date(2024, 8, 9), date(2024, 12, 31)]
        spans = [(day, end) for day, end in product(days, [*days, date(2025, 1, 7), None]) if end is None or end >= day]
        records = every_kind_kept(
            request(
                f"r{number}",
                received=day,
                closed=end,
                outcome=Outcome.GRANTED if end else None,
                channel=RequestChannel.FAX if number % 3 else RequestChannel.ONLINE,
            )
            for number, (day, end) in enumerate(spans)
        )
        parts = [tabulate(records, standard, period=quarter)["a"] for quarter in QUARTERS]
        way = standard.over_time("a")
        assert way is not None
        assert way.joined(parts) == tabulate(records, standard, period=YEAR)["a"]

    def test_totals_of_least_figures_are_no_least_total(self) -> None:
        rows = entered("a", "b", more=', over_time = "least"') + ', { key = "t", label = "t", total = ["a", "b"] }'
        assert one_table(rows).over_time("t") is None
        assert one_table(rows.replace("least", "last")).over_time("t") is OverTime.LAST


class TestIsAskedFor:
    """Cells of a standard for several kinds of periods, of which nothing tells how a year follows from its quarters."""

    TEXT = """
id = "two"
edition = "1"
title = "{body} {year}"
authority = "test"
periods = ["year", "quarter"]
sections = [{ key = "table", tables = ["table"] }]
[[tables]]
key = "table"
records = "request"
rows = [
  { key = "received", label = "a", count = "received in period" },
  { key = "both", label = "b", count = "received in period and closed in period" },
  { key = "staff", label = "c", entered = "count" },
  { key = "remarks", label = "d", entered = "text" },
  { key = "open", label = "e", entered = "count", over_time = "last" },
  { key = "all", label = "f", total = ["both", "staff"] },
]
"""

    def test_where_there_are_several_kinds_of_periods(self) -> None:
        assert load_text(self.TEXT, name="two.toml").without_over_time == ("both", "staff")

    @pytest.mark.parametrize("periods", ['["year"]', "[]"])
    def test_not_where_there_are_not(self, periods: str) -> None:
        text = self.TEXT.replace('["year", "quarter"]', periods)
        assert load_text(text, name="two.toml").without_over_time == ()

    @pytest.mark.parametrize("name", ["cn-2014", "cn-2019", "cn-2021", "cn-anhui-quarterly", "cn-hengyang-2015"])
    def test_of_no_shipped_standard(self, name: str) -> None:
        assert load_standard(name).without_over_time == ()

    def test_a_total_follows_from_its_parts(self) -> None:
        assert load_standard("cn-2014").over_time("resources.staff") is OverTime.LAST
