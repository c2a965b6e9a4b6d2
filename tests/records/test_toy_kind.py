"""A kind of record is added by one class and a name for it; all that counts, explains and prints takes it from there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve, field, frozen
from openpyxl import load_workbook

from govdisclosure import Body, Library, Period, Report, Standard, explain, locate, reconcile, trace
from govdisclosure.records import IdentifiedRecord, RecordKind, label
from govdisclosure.records.vocabulary import Word
from govdisclosure.report import Cell
from govdisclosure.sources import Records
from govdisclosure.tabulation.drilldown import behind

Y2024 = Period.year(2024)


class Ground(Word):
    """What was walked over (巡查场所)."""

    MARKET = "market", "市场", "market"
    SQUARE = "square", "广场", "square"


@frozen(kw_only=True)
class Patrol(IdentifiedRecord):
    """One patrol of an office (巡查)."""

    walked: date = field(metadata=label("巡查日期", "day walked"))
    ground: Ground = field(metadata=label("场所", "ground"))
    fined: Decimal | None = field(default=None, metadata=label("罚款", "fine"))


STANDARD = """
id = "patrols"
edition = "1"
title = "{body} {year}"
authority = "test"
sections = [{ key = "patrols", tables = ["patrols"] }]
[[tables]]
key = "patrols"
records = "toy_patrol"
rows = [
  { key = "all", label = "合计", unit = "次", total = ["market", "square"] },
  { key = "market", label = "市场", unit = "次", where = "walked in period", count = "ground == 'market'", source = "test" },
  { key = "square", label = "广场", unit = "次", where = "walked in period", count = "ground == 'square'", source = "test" },
  { key = "fines", label = "罚款", unit = "元", where = "walked in period", sum = "fined", source = "test" },
]
partitions = [{ field = "ground", within = "walked in period", rows = ["market", "square"] }]
"""
PATROLS = (
    "id,body,walked,ground,fined\n"
    "p1,b,2024-01-05,market,20.50\n"
    "p2,b,2024-02-05,market,\n"
    "p3,b,2024-03-05,square,9.50\n"
    "p4,b,2023-03-05,square,7\n"
)


@pytest.fixture
def library() -> Library:
    """A library that knows one kind of record more."""
    made = Library(plugins=[])
    made.register(RecordKind("toy_patrol", Patrol, ("巡查", "patrol")))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "toy_patrol.csv").write_text(PATROLS, encoding="utf-8")
    (tmp_path / "records" / "body.csv").write_text("id,name\nb,某局\n", encoding="utf-8")
    (tmp_path / "patrols.toml").write_text(STANDARD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def standard(library: Library, folder: Path) -> Standard:
    return library.load_standard(folder / "patrols.toml")


@pytest.fixture
def records(library: Library, folder: Path) -> Records:
    return library.read_folder(folder / "records")


@pytest.fixture
def report(library: Library, records: Records, standard: Standard) -> Report:
    return library.tabulate(records, standard, period=Y2024)


@pytest.fixture
def table(library: Library) -> Iterator[sqlite3.Connection]:
    """The same records as rows of a database."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table toy_patrol (id text primary key, body text, walked text, ground text, fined numeric)")
    rows = [[value or None for value in line.split(",")] for line in PATROLS.splitlines()[1:]]
    connection.executemany("insert into toy_patrol values (?, ?, ?, ?, ?)", rows)
    yield connection
    connection.close()


def figures(report: Report) -> dict[str, object]:
    return {address: cell.value for address, cell in report.cells.items()}


class TestToyKind:
    """What was written for patrols above is all that there is about them."""

    def test_is_counted_in_every_engine(
        self, library: Library, folder: Path, standard: Standard, report: Report, table: sqlite3.Connection
    ) -> None:
        by_hand = {"all": 3, "market": 2, "square": 1, "fines": Decimal("30")}
        assert figures(report) == by_hand
        assert figures(library.tabulate(library.scan_folder(folder / "records"), standard, period=Y2024)) == by_hand
        assert figures(library.tabulate(library.open_tables(table), standard, period=Y2024)) == by_hand

    def test_is_explained_and_drilled_down(self, records: Records, standard: Standard, report: Report) -> None:
        assert explain(report, "market", records=records).counts.en == (
            "patrol: day walked is within the period, and ground is 'market'"
        )
        assert behind(records, standard, "market", period=Y2024).page() == ("p1", "p2")
        assert behind(records, standard, "all", period=Y2024).page() == ("p1", "p2", "p3")
        placed = trace(records, standard, "toy_patrol", "p4", period=Y2024)
        assert (placed.counted, len(placed.why_not("square"))) == ((), 1)

    def test_is_located_and_reconciled(self, records: Records, report: Report) -> None:
        wrong = evolve(report, cells={**report.cells, "all": Cell(value=4), "square": Cell(value=2), "market": Cell(value=3)})
        (conflict,) = locate(wrong)
        assert {cell for answer in conflict.answers for cell in answer.cells} == {"all", "market", "square"}
        counted_before = evolve(report, cells={**report.cells, "all": Cell(value=4), "square": Cell(value=2)})
        (account,) = reconcile(counted_before, records).accounts
        assert any("p4" in step.changes[0].ids for answer in account.answers for step in answer.steps)

    def test_is_printed_and_has_a_form(self, library: Library, standard: Standard, report: Report, folder: Path) -> None:
        for name in ("2024.docx", "2024.xlsx", "2024.csv", "2024.json"):
            library.write(report, folder / name)
            (again,) = library.read_all(folder / name, standard=standard)
            assert figures(again) == figures(report)
        library.make_form(standard, folder / "form.xlsx", body=Body(id="b", name="某局"), period=Y2024)
        sheet = load_workbook(folder / "form.xlsx").worksheets[1]
        notes = [cell.comment.text for row in sheet for cell in row if cell.comment and cell.value == "市场"]
        assert "巡查" in notes[0]
