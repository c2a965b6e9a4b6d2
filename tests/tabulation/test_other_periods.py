"""Columns over other periods (本年累计、上年同期、上期) and of a vocabulary's words: by hand, and the same in every engine."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from tests.record_databases import in_tables

from govdisclosure import Blank, Body, Period, Request, check, explain, reconcile, trace
from govdisclosure.dialects.servers import DuckDB, SQLite
from govdisclosure.errors import InvalidStandardError
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.sources import Records
from govdisclosure.sources.frames import frames_of
from govdisclosure.standards import Standard, load_text
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.tabulation.drilldown import behind
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.small_standards import one_table

MARCH = Period.month(2024, 3)
DAYS = "days(received, closed)"
COLUMNS = """
  { key = "now", label = "本月" },
  { key = "ytd", label = "本年累计", over = "year_to_date" },
  { key = "then", label = "上年同期", over = "same_period_last_year" },
  { key = "before", label = "上月", over = "period_before" },
"""
ROWS = f"""
  {{ key = "got", label = "收到", count = "received in period" }},
  {{ key = "open", label = "未办结", count = "received <= period.end and (closed is None or closed > period.end)" }},
  {{ key = "outside", label = "不在期内", count = "received not in period" }},
  {{ key = "fax", label = "传真", where = "received in period", count = "channel == 'fax'" }},
  {{ key = "both", label = "两项", total = ["got", "open"] }},
  {{ key = "mean", label = "平均", where = "closed in period", mean = "{DAYS}", decimals = 2 }},
  {{ key = "p90", label = "九成", where = "closed in period", quantile = "{DAYS}", at = 90 }},
  {{ key = "work", label = "工作日", where = "closed in period", most = "workdays(period.start, closed)" }},
  {{ key = "share", label = "占比", share = {{ of = "channel == 'fax'", among = "received in period" }} }},
  {{ key = "rate", label = "率", ratio = {{ of = "fax", among = "got" }} }},
  {{ key = "bodies", label = "机关", where = "received in period", distinct = "body" }},
"""
STANDARD = one_table(ROWS, columns=COLUMNS)
PERIODS = {
    "now": MARCH,
    "ytd": Period.parse("2024-01-01..2024-03-31"),
    "then": Period.month(2023, 3),
    "before": Period.month(2024, 2),
}
WORDS = """
id = "words"
edition = "1"
title = "{body} {year}"
authority = "test"
LANGUAGE
sections = [{ key = "t", tables = ["t"] }]
[[tables]]
key = "t"
records = "request"
columns_from = "FIELD"
rows = [
  { key = "got", label = "收到", count = "received in period" },
  { key = "late", label = "超期", where = "received in period", count = "closed > due" },
  { key = "rate", label = "超期率", unit = "%", ratio = { of = "late", among = "got" } },
  { key = "mean", label = "平均", where = "closed in period", mean = "days(received, closed)" },
  { key = "median", label = "中位", where = "closed in period", median = "days(received, closed)" },
  { key = "channels", label = "渠道", where = "received in period", distinct = "channel" },
]
MORE
"""


def words(field: str = "channel", language: str = "", more: str = "") -> Standard:
    text = WORDS.replace("FIELD", field).replace("LANGUAGE", language).replace("MORE", more)
    return load_text(text, name="words.toml")


def records(seed: int, bodies: str = "ab") -> Records:
    chance = random.Random(seed)
    made: list[object] = [Body(id=body) for body in "abc"]
    for number in range([40, 2, 0, 60, 1, 9][seed]):
        received = date(2023, 1, 1) + timedelta(days=chance.randint(0, 480))
        closed = None if chance.random() < 0.2 else received + timedelta(days=chance.randint(0, 45))
        made.append(
            Request(
                id=f"r{number}",
                body=chance.choice(bodies),
                received=received,
                closed=closed,
                due=received + timedelta(days=20),
                channel=chance.choice(list(RequestChannel)),
                applicant=chance.choice(list(Applicant)),
            )
        )
    return every_kind_kept(made)


@pytest.mark.parametrize("seed", range(6))
def test_columns_count_over_their_own_days(seed: int) -> None:
    """Each column is what a standard without columns counts for a report on those days."""
    alone = one_table(ROWS)
    made = records(seed, "a")
    report = tabulate(made, STANDARD, period=MARCH, body="a")
    for column, period in PERIODS.items():
        expected = tabulate(made, alone, period=period, body="a")
        for row in alone.spots:
            assert report[row, column] == expected[row], (row, column)


@pytest.mark.parametrize("standard", [STANDARD, words(), words("applicant")], ids=["over", "channel", "applicant"])
@pytest.mark.parametrize("seed", range(2))
def test_are_the_same_in_every_engine(seed: int, standard: Standard) -> None:
    made = records(seed)
    expected = tabulate_by_body(made, standard, period=MARCH, together="all")
    with closing(sqlite3.connect(":memory:")) as lite, closing(duckdb.connect()) as duck:
        for source in (frames_of(made), in_tables(lite, SQLite(), made), in_tables(duck, DuckDB(), made)):
            found = tabulate_by_body(source, standard, period=MARCH, together="all")
            for body in found:
                for address in standard.spots:
                    value = found[body][address]
                    assert value == expected[body][address] or value is Blank.MISSING, (body, address)


class TestYear:
    """The year so far is that of the standard."""

    def test_starts_where_the_standard_says(self) -> None:
        text = WORDS.replace("LANGUAGE", 'year_starts = "10-01"').replace('columns_from = "FIELD"', f"columns = [{COLUMNS}]")
        standard = load_text(text.replace("MORE", ""), name="x.toml")
        days = [date(2023, 9, 30), date(2023, 10, 1), date(2024, 3, 31), date(2024, 4, 1)]
        made = [request(number, day) for number, day in enumerate(days)]
        report = tabulate(every_kind_kept([Body(id="b"), *made]), standard, period=MARCH, body="b")
        assert report["got", "ytd"] == 2


def request(number: int, received: date, closed: date | None = None, channel: RequestChannel = RequestChannel.FAX) -> Request:
    return Request(id=f"r{number}", body="b", received=received, closed=closed, channel=channel, applicant=Applicant.BUSINESS)


class TestRecords:
    """Behind a cell of another period are the records of that period."""

    MADE = every_kind_kept([Body(id="b"), *(request(n, day) for n, day in enumerate([date(2024, 3, 1), date(2023, 3, 2)]))])

    @pytest.mark.parametrize("source", [lambda made: made, frames_of], ids=["memory", "frames"])
    def test_are_found(self, source: Callable[[Records], Any]) -> None:
        for column, ids in {"now": ("r0",), "then": ("r1",), "ytd": ("r0",), "before": ()}.items():
            shown = behind(source(self.MADE), STANDARD, f"got/{column}", period=MARCH, body="b")
            assert shown.page() == ids

    def test_lead_to_their_cells(self) -> None:
        placed = trace(self.MADE, STANDARD, "request", "r1", period=MARCH, body="b")
        assert "got/then" in placed.counted
        assert "got/now" not in placed.counted

    def test_are_explained_and_reconciled(self) -> None:
        report = tabulate(self.MADE, STANDARD, period=MARCH, body="b")
        found = explain(report, "got/then", records=self.MADE)
        assert "day of receipt is within the same period last year" in found.counts.en
        assert "在上年同期内" in found.counts.zh
        assert found.agrees
        assert reconcile(report, self.MADE).accounts == ()


class TestOverTime:
    """How the figure of a year follows from those of months."""

    @pytest.mark.parametrize(
        ("address", "way"),
        [("got/now", "sum"), ("got/then", "sum"), ("got/ytd", "last"), ("got/before", "none"), ("open/now", "last")],
    )
    def test_is_derived(self, address: str, way: str) -> None:
        found = STANDARD.over_time(address)
        assert found is not None
        assert found.value == way


class TestColumnsOfWords:
    """One column a word and their total; what does not add up is counted over all."""

    def test_are_made_of_every_word_and_the_total(self) -> None:
        table = words().tables[0]
        assert [one.key for one in table.columns] == [*(word.value for word in RequestChannel), "total"]
        assert [one.label for one in table.columns][-1] == "合计"
        english = words(language='language = "en"').tables[0]
        assert (english.columns[0].label, english.columns[-1].label) == (next(iter(RequestChannel)).en, "Total")

    def test_add_up_where_figures_do_and_are_counted_over_all_where_not(self) -> None:
        made = [
            request(1, date(2024, 3, 1), date(2024, 3, 2)),
            request(2, date(2024, 3, 1), date(2024, 3, 3)),
            request(3, date(2024, 3, 1), date(2024, 3, 31), RequestChannel.ORAL),
        ]
        standard = words()
        report = tabulate(every_kind_kept([Body(id="b"), *made]), standard, period=MARCH, body="b")
        assert (report["got/fax"], report["got/oral"], report["got/total"]) == (2, 1, 3)
        assert (report["mean/fax"], report["mean/oral"], report["mean/total"]) == (Decimal("1.5"), Decimal(30), Decimal("11.0"))
        assert (report["median/total"], report["channels/total"]) == (2, 2)  # of 1, 2 and 30 days
        assert [one.relation.key for one in standard.relations] == ["got.across", "late.across"]
        assert check(report).verdict == "passed"
        assert explain(report, "mean/total", records=made).agrees

    def test_say_which_records_are_in_none(self) -> None:
        standard = words("outcome")
        report = tabulate(every_kind_kept([Body(id="b"), request(1, date(2024, 3, 1))]), standard, period=MARCH, body="b")
        assert report["got/total"] == 0
        assert "t.outcome.missing" in [one.rule for one in report.notes]

    def test_of_what_is_no_vocabulary_are_refused(self) -> None:
        for field in ("received", "chanel"):
            with pytest.raises(InvalidStandardError, match="columns_from"):
                words(field)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ('{ key = "x", label = "x", over = "last_year" }', "same_period_last_year"),
        ('{ key = "y", label = "y" }, { key = "x", label = "x", total = ["y"], over = "period_before" }', "over"),
        (
            '{ key = "y", label = "y" }, { key = "x", label = "x", change = { of = "y", against = "z" } }',
            "z, which does not exist",
        ),
    ],
)
def test_slips_are_named(column: str, message: str) -> None:
    with pytest.raises(InvalidStandardError) as caught:
        one_table('{ key = "a", label = "a", count = "received in period" }', columns=column)
    assert message in caught.value.in_language("en")


def test_a_bulletin_prints_the_month_the_year_the_year_before_and_the_change() -> None:
    change = '{ key = "yoy", label = "同比", unit = "%", change = { of = "now", against = "then" } },'
    standard = one_table('{ key = "got", label = "收到", count = "received in period" }', columns=COLUMNS + change)
    days = [date(2024, 3, 1)] * 3 + [date(2023, 3, 1)] * 2
    made = [request(number, day) for number, day in enumerate(days)]
    report = tabulate(every_kind_kept([Body(id="b"), *made]), standard, period=MARCH, body="b")
    assert [report["got", one] for one in ("now", "ytd", "then", "before", "yoy")] == [3, 3, 2, 0, Decimal("50.0")]
    assert check(report).verdict == "passed"
