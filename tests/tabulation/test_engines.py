"""Every engine gives the figures that the engine in memory gives: DuckDB, SQLite, PostgreSQL and polars, for real."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import duckdb
import polars as pl
import psycopg
import pytest

from govdisclosure.dialects import Dialect, DuckDB, PostgreSQL, SQLite
from govdisclosure.errors import UnreadableError
from govdisclosure.records import RECORD_KINDS, Body, FieldType, RecordKind
from govdisclosure.sources import Records, TableSource, gather, scan_folder
from govdisclosure.sources.frames import TYPES, Frames, frames_of, plain
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.dialect_contract import TWINS, DialectContract, EngineContract, no_record
from govdisclosure.testing.examples import request
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Period


@contextmanager
def connected(address: str, *statements: str) -> Iterator[Any]:
    """Connect to PostgreSQL and say how."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in ("set client_min_messages = warning", *statements):
            connection.execute(statement.encode())
        yield connection


class TestDuckDB(DialectContract):
    """DuckDB, in memory."""

    dialect = DuckDB()

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls) -> Iterator[Any]:
        with duckdb.connect() as connection:
            yield connection


class TestSQLite(DialectContract):
    """SQLite, in memory."""

    dialect = SQLite()

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls) -> Iterator[Any]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        yield connection
        connection.close()


class NoCase(SQLite):
    """Tables whose columns take letters of either case for the same."""

    ddl: ClassVar = SQLite.ddl | dict.fromkeys((FieldType.ID, FieldType.TEXT, FieldType.WORD), "text collate nocase")

    def nothing(self, kind: FieldType) -> str:
        return SQLite().nothing(kind)


class TestSQLiteWithoutCase(DialectContract):
    """SQLite, over columns that are compared without case; another office's tables may be so."""

    dialect = NoCase()
    standards = ("cn-2021",)

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls) -> Iterator[Any]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        yield connection
        connection.close()


class TestPostgreSQL(DialectContract):
    """PostgreSQL, a server of its own."""

    dialect = PostgreSQL()

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, postgres_address: str) -> Iterator[Any]:
        with connected(postgres_address, "set synchronous_commit = off") as connection:
            yield connection


class Plain(Dialect):
    """The plain dialect as it stands, held up by PostgreSQL: what no subclass changes must be right there too."""

    types = PostgreSQL.types

    def exact(self, column: str) -> str:
        """Whatever the locale in which the server was set up."""
        return f'{column} collate "C"'


class TestPlain(DialectContract):
    """The plain dialect, on a server that knows its SQL."""

    dialect = Plain()

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, postgres_address: str) -> Iterator[Any]:
        with connected(postgres_address, "create schema if not exists plain", "set search_path = plain") as connection:
            yield connection


class TestPolars(EngineContract):
    """polars, frames in memory."""

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls) -> None:
        """Nothing to connect to."""

    def source(self, connection: Any, found: Records, **options: Any) -> Frames:
        return frames_of(found)

    def broken(self, connection: Any, kind: str, row: dict[str, object]) -> Frames:
        fields = RECORD_KINDS[kind].fields
        columns = [pl.Series(name, [row.get(name)], TYPES[field.type]) for name, field in fields.items()]
        return Frames(frames={kind: pl.DataFrame(columns).lazy()})


class TestScan(EngineContract):
    """polars over the files of a folder, whose cells are padded as people pad them."""

    twins = TWINS[:3]  # the blanks around a cell are no part of it

    @pytest.fixture
    def connection(self, tmp_path: Path) -> Path:
        return tmp_path

    def source(self, connection: Path, found: Records, **options: Any) -> TableSource:
        return self.folder(connection, found.given)

    def broken(self, connection: Path, kind: str, row: dict[str, object]) -> TableSource:
        whole = SimpleNamespace(**(dict.fromkeys(RECORD_KINDS[kind].fields) | row))
        return self.folder(connection, {RECORD_KINDS[kind]: [whole]})

    @no_record
    def test_finds_rows_that_no_record_could_be(self, connection: Path, row: dict[str, object], rule: str) -> None:
        """Of a file, the line is named, and nothing is counted."""
        whole = {"id": "r1", "body": "b", "channel": "fax", "applicant": "business", "received": date(2015, 3, 4), **row}
        with pytest.raises(UnreadableError, match=rule.rpartition(".")[2]) as caught:
            tabulate(self.broken(connection, "request", whole), self.load("cn-2021"), period=Period.year(2015), body="b")
        assert "request.csv line 2" in str(caught.value)

    def test_reads_the_days_of_a_body_that_are_padded(self, connection: Path) -> None:
        found = [Body(id="b", dissolved=date(2014, 6, 30)), request("r1", received=date(2014, 9, 1))]
        form = one_table('{ key = "any", label = "a", any = "channel is None" }')  # no day of the records is read for it
        made = tabulate(self.source(connection, gather(found)), form, period=Period.year(2014), body="b")
        assert "request.outside_life" in [note.rule for note in made.notes]

    def folder(self, path: Path, tables: Mapping[RecordKind, Iterable[object]]) -> TableSource:
        for old in path.glob("*.csv"):
            old.unlink()
        for kind, rows in tables.items():
            with (path / f"{kind.name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(kind.fields)
                for row in rows:
                    values = [plain(getattr(row, name)) for name in kind.fields]
                    writer.writerow("" if value is None else f" {_printable(str(value))}  " for value in values)
        source = scan_folder(path)
        assert isinstance(source, TableSource)  # plain files are never loaded
        return source


def _printable(text: str) -> str:
    """A file with control characters is no text; another character does as well."""
    return "".join(one if one.isprintable() else "?" for one in text)
