"""Means and ranks are exact and the same in every engine: servers' own percentiles are of other kinds."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import duckdb
import psycopg
import pytest
from tests.record_databases import in_tables

from govdisclosure import Blank, Body, Period, Request, check
from govdisclosure.dialects.servers import DuckDB, PostgreSQL, SQLite
from govdisclosure.errors import InvalidStandardError
from govdisclosure.records import RequestFee
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.report import Cell, Report
from govdisclosure.sources import Records, gather
from govdisclosure.sources.frames import frames_of
from govdisclosure.tabulation import tabulate_by_body
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Severity

Y2024 = Period.year(2024)
DAYS = "days(received, closed)"
OF_DAYS = {
    "mean": f'mean = "{DAYS}", decimals = 2',
    "mean_work": 'mean = "workdays(received, closed)", decimals = 3',
    "median": f'median = "{DAYS}"',
    "p90": f'quantile = "{DAYS}", at = 90',
    "p1": f'quantile = "{DAYS}", at = 1',
    "least": f'least = "{DAYS}"',
    "most": f'most = "{DAYS}"',
}
OF_MONEY = {
    "fee_mean": 'mean = "amount"',
    "fee_median": 'median = "amount", divide = 10000, decimals = 6',
    "fee_p75": 'quantile = "amount", at = 75, decimals = 0',
}
STANDARD = one_table(
    ",".join(
        [f'{{ key = "{key}", label = "{key}", where = "received in period", {row} }}' for key, row in OF_DAYS.items()]
        + [
            f'{{ key = "{key}", label = "{key}", records = "request_fee", where = "paid in period", {row} }}'
            for key, row in OF_MONEY.items()
        ]
    )
)


def records(seed: int) -> Records:
    chance = random.Random(seed)
    made: list[object] = [Body(id=body) for body in "abc"]
    for number in range(chance.choice([0, 1, 2, 5, 40])):
        received = date(2023, 12, 20) + timedelta(days=chance.randint(0, 380))
        closed = None if chance.random() < 0.2 else received + timedelta(days=chance.randint(0, 45))
        made.append(
            Request(
                id=f"r{number}",
                body=chance.choice("ab"),
                received=received,
                closed=closed,
                channel=RequestChannel.FAX,
                applicant=Applicant.BUSINESS,
            )
        )
        paid = date(2024, 1, 1) + timedelta(days=chance.randint(-9, 300))
        amount = Decimal(chance.choice([0, 5, 33, 100, 12345])) / 100
        made.append(RequestFee(id=f"f{number}", body=chance.choice("ab"), paid=paid, amount=amount))
    return gather(made)


def half_up(number: Fraction, decimals: int) -> Decimal:
    units = number * 10**decimals
    return Decimal((2 * units.numerator + units.denominator) // (2 * units.denominator)).scaleb(-decimals)


def by_hand(numbers: list[int], share: Fraction) -> int:
    return sorted(numbers)[max(1, ceil(share * len(numbers))) - 1]


@pytest.mark.parametrize("seed", range(12))
def test_are_exact_by_hand(seed: int) -> None:
    found = records(seed)
    for body, report in tabulate_by_body(found, STANDARD, period=Y2024).items():
        mine = [one for one in found.of(Request) if one.body == body and one.received in Y2024]
        days = [(one.closed - one.received).days for one in mine if one.closed and one.received]
        if not days:
            nothing = Blank.NOT_APPLICABLE if found.of(Request) else Blank.MISSING  # requests are kept where there are some
            assert report["median"] is report["mean"] is nothing
            continue
        assert report["mean"] == half_up(Fraction(sum(days), len(days)), 2)
        expected = {"median": Fraction(1, 2), "p90": Fraction(9, 10), "p1": Fraction(1, 100), "least": Fraction(0)}
        for key, share in expected.items():
            assert report[key] == by_hand(days, share)
        assert report["most"] == max(days)


@pytest.mark.parametrize("seed", range(12))
def test_are_the_same_in_every_engine_for_each_body_and_for_all(seed: int) -> None:
    found = records(seed)
    expected = tabulate_by_body(found, STANDARD, period=Y2024, together="a-and-b")
    with closing(sqlite3.connect(":memory:")) as lite, closing(duckdb.connect()) as duck:
        sources = [frames_of(found), in_tables(lite, SQLite(), found), in_tables(duck, DuckDB(), found)]
        for source in sources:
            made = tabulate_by_body(source, STANDARD, period=Y2024, together="a-and-b")
            for body in made:
                for address in STANDARD.spots:
                    assert made[body][address] == expected[body][address], (body, address)


OF_ALL = one_table(
    ",".join(
        [
            *(f'{{ key = "{key}", label = "{key}", where = "received in period", {row} }}' for key, row in OF_DAYS.items()),
            '{ key = "got", label = "got", count = "received in period" }',
            '{ key = "late", label = "late", count = "received in period and days(received, closed) > 20" }',
            '{ key = "rate", label = "rate", rate = { of = "closed is None", among = "received in period", per = 1000 } }',
            '{ key = "share", label = "share", share = { of = "closed is None", among = "received in period" }, decimals = 3 }',
            '{ key = "ratio", label = "ratio", ratio = { of = "late", among = "got" }, decimals = 4 }',
            '{ key = "growth", label = "growth", change = { of = "got", against = "previous" }, signed = true }',
            '{ key = "longer", label = "l", change = { of = "mean", against = "same period last year", in = "difference" } }',
            *(
                f'{{ key = "{key}", label = "{key}", records = "request_fee", where = "paid in period", {row} }}'
                for key, row in OF_MONEY.items()
            ),
        ]
    )
)


@pytest.mark.parametrize("seed", [5, 6, 9])
def test_are_the_same_on_a_server(seed: int, postgres_address: str) -> None:
    """PostgreSQL has percentiles and means of its own kinds; the definitions are ours, changes from earlier reports too."""
    found = records(seed)
    quarters = [Period.quarter(2024, 1), Period.quarter(2024, 2)]
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(f"create schema measures_{seed}".encode())
        connection.execute(f"set search_path = measures_{seed}".encode())
        source = in_tables(connection, PostgreSQL(), found)
        before: dict[int, list[Report]] = {0: [], 1: []}
        for period in quarters:
            made = [
                tabulate_by_body(one, OF_ALL, period=period, together="all", previous=before[at])
                for at, one in enumerate((found, source))
            ]
            for body in made[1]:
                assert dict(made[0][body]) == dict(made[1][body]), (body, period)
                assert {key: one.basis for key, one in made[0][body].cells.items()} == {
                    key: one.basis for key, one in made[1][body].cells.items()
                }
            before = {at: list(one.values()) for at, one in enumerate(made)}


class TestRatios:
    """A ratio of two cells follows from them, and what a document prints instead is a finding."""

    ROWS = """
      { key = "late", label = "超期", entered = "count" },
      { key = "all", label = "办结", entered = "count" },
      { key = "rate", label = "超期率", unit = "%", ratio = { of = "late", among = "all" }, decimals = 1, least_among = 10 },
    """

    @pytest.mark.parametrize(
        ("late", "every", "printed", "right"),
        [(1, 30, "3.3", True), (1, 30, "3.4", False), (1, 30, "3.30", True), (0, 30, "0.0", True)],
    )
    def test_are_held_to_their_cells(self, late: int, every: int, printed: str, right: bool) -> None:
        values = {"late": Cell(value=late), "all": Cell(value=every), "rate": Cell(value=Decimal(printed))}
        verdict = check(Report(standard=one_table(self.ROWS), body=Body(id="b"), period=Y2024, cells=values))
        assert [one.rule for one in verdict.findings] == ([] if right else ["cell.ratio"])
        assert verdict.verdict == ("passed" if right else "failed")

    def test_below_the_least_denominator_a_figure_is_remarked_on(self) -> None:
        values = {"late": Cell(value=1), "all": Cell(value=9), "rate": Cell(value=Decimal("11.1"))}
        verdict = check(Report(standard=one_table(self.ROWS), body=Body(id="b"), period=Y2024, cells=values))
        assert [(one.rule, one.severity) for one in verdict.findings] == [("cell.ratio", Severity.WARNING)]
        assert "9 to divide by, fewer than 10" in verdict.findings[0].message.en
        assert verdict.verdict == "passed"

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ('ratio = { of = "late", among = "none" }', "none, which does not exist"),
            ('ratio = { of = "rate", among = "all" }', "includes itself"),
            ('ratio = { of = "words", among = "all" }', "words is not a number"),
            ('quantile = "days(received, closed)"', "from 1 to 99"),
            ('quantile = "days(received, closed)", at = 100', "from 1 to 99"),
            ('mean = "received"', "received"),
            ('mean = "days(received, closed)", decimals = 10', "decimals are too many"),
        ],
    )
    def test_of_what_is_none_are_named(self, row: str, message: str) -> None:
        rows = f"""
          {{ key = "late", label = "a", entered = "count" }},
          {{ key = "all", label = "b", entered = "count" }},
          {{ key = "words", label = "c", entered = "text" }},
          {{ key = "rate", label = "d", {row} }},
        """
        with pytest.raises(InvalidStandardError) as caught:
            one_table(rows)
        assert message in caught.value.in_language("en")
