"""Bodies apart and all of them together, in one pass: figures, what is looked out for, what records say of each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from govdisclosure import Period, tabulate_by_body
from govdisclosure.dialects import SQLite
from govdisclosure.records import RECORD_KINDS, Response
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.report import Report
from govdisclosure.sources import open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.frames import frames_of
from govdisclosure.tabulation.engines import ResultTable, joined
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table

Y2024 = Period.year(2024)
STANDARD = one_table(
    """
    { key = "n", label = "n", count = "received in period" },
    { key = "granted", label = "g", count = "closed in period and outcome == 'granted'" },
    { key = "people", label = "p", where = "received in period", distinct = "applicant_ref" },
    { key = "median", label = "m", where = "closed in period", median = "days(received, closed)" }
    """,
    more="""
    guards = [{ key = "nameless", label = "无", label_en = "none", where = "received in period and applicant_ref is None" }]
    """,
)
GIVEN = (
    request("a1", body="a", applicant_ref="p", closed=date(2024, 1, 22)),
    request("a2", body="a", applicant_ref="q", closed=date(2024, 1, 20)),
    request("a3", body="a", applicant_ref=None, closed=None, outcome=None),
    request("b1", body="b", applicant_ref="p", closed=date(2024, 1, 24)),
    request("b2", body="b", applicant_ref=None, closed=None, outcome=None, received=date(2023, 3, 4)),
    request("c1", body="c", applicant_ref=None, closed=None, outcome=None),
    Response(id="x", body="b", request="b1", given=date(2024, 1, 25), outcome=Outcome.GRANTED),
)


@pytest.fixture(scope="module", params=["memory", "frames", "sqlite"])
def made(request: pytest.FixtureRequest) -> Iterator[dict[str, Report]]:
    found = every_kind_kept(GIVEN)
    sources: dict[str, Callable[[], Any]] = {"memory": lambda: found, "frames": lambda: frames_of(found)}
    connection = sqlite3.connect(":memory:")
    if request.param == "sqlite":
        for name in found.by_kind:
            connection.execute(create_table(RECORD_KINDS[name], SQLite()))
        for statement in inserts(found.by_kind, SQLite()):
            connection.execute(statement)
    source = sources[request.param]() if request.param in sources else open_tables(connection)
    yield dict(tabulate_by_body(source, STANDARD, period=Y2024, together="all"))
    connection.close()


def test_numbers_add_up_and_different_values_and_ranks_do_not(made: dict[str, Report]) -> None:
    figures = {body: tuple(report[key] for key in ("n", "granted", "people")) for body, report in made.items()}
    assert figures == {"a": (3, 2, 2), "b": (1, 1, 1), "c": (1, 0, 0), "all": (5, 3, 2)}
    assert {body: report.printed("median") for body, report in made.items()} == {"a": "8", "b": "12", "c": "—", "all": "10"}


def found(made: dict[str, Report], rule: str) -> dict[str, tuple[str, ...]]:
    return {body: note.where for body, report in made.items() for note in report.notes if note.rule.rpartition(".")[2] == rule}


def test_what_is_looked_out_for_is_found_of_each_body_and_of_all(made: dict[str, Report]) -> None:
    assert found(made, "nameless") == {"a": ("request a3",), "c": ("request c1",), "all": ("request a3", "request c1")}


def test_what_records_say_of_each_other_is_found_of_each_body_and_of_all(made: dict[str, Report]) -> None:
    assert found(made, "response_differs") == {"b": ("request b1",), "all": ("request b1",)}


class TestJoining:
    """Answers of several queries stand side by side; a body that one of them does not name has 0 there."""

    def test_keeps_each_bodys_numbers_in_their_columns(self) -> None:
        one, other = ResultTable(("n",), {"a": (1,), "b": (2,)}), ResultTable(("m", "k"), {"b": (3, 4), "c": (5, 6)})
        both = joined(iter((one, other)))
        assert both.columns == ("n", "m", "k")
        assert both.lines == {"a": (1, 0, 0), "b": (2, 3, 4), "c": (0, 5, 6)}
        assert joined([other]) == other
        assert joined([]) == ResultTable((), {})
