"""Every engine gives the figures that the engine in memory gives: DuckDB, SQLite, PostgreSQL and polars, for real."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest

from govdisclosure.dialects import Dialect, DuckDB, PostgreSQL, SQLite
from govdisclosure.records import RECORD_KINDS
from govdisclosure.sources import Records
from govdisclosure.sources.frames import TYPES, Frames, frames_of
from govdisclosure.testing.dialect_contract import DialectContract, EngineContract


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
