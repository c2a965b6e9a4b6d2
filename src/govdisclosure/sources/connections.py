"""Connections to where rows are (数据库连接): whatever the caller has, behind one small face.

A DB-API connection, a SQLAlchemy engine or connection, a DuckDB connection or a SparkSession; or an address, which is opened
here. Nothing is written, so a connection that may only read is enough, and none is opened that the caller did not name.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from govdisclosure.dialects import Dialect
from govdisclosure.errors import Fault, UnreadableError, importing, refused
from govdisclosure.messages import say


class Connection(ABC):
    """Something that runs queries."""

    dialect = ""
    """The name of the dialect it speaks, where that is known."""

    @abstractmethod
    def run(self, query: str) -> Sequence[Sequence[Any]]:
        """Run a query and bring its rows.

        Raises:
            UnreadableError: the server refuses.
        """

    def columns(self, table: str, dialect: Dialect) -> Mapping[str, str] | None:
        """Return the columns of a table with their types in lower case; None where there is no such table."""
        query = dialect.columns_of(table)
        if query is None:
            return self.names(table)
        try:
            rows = self.run(query)
        except UnreadableError:
            return None
        found = {str(row[0]): str(row[1]).lower() for row in rows if row[0] and not str(row[0]).startswith("#")}
        return found or None

    @abstractmethod
    def names(self, table: str) -> Mapping[str, str] | None:
        """Return the columns of a table without their types, by an empty query; None where there is no such table."""


def _of_server(error: Exception) -> UnreadableError:
    """Put a server's refusal in one line; what it quotes of the data is left out."""
    line = next(iter(str(error).strip().splitlines()), "")
    line = re.sub(r"'[^']*'|\"(?![a-zA-Z_.]{1,40}\")[^\"]*\"|\d{7,}", "…", line)[:200]
    return UnreadableError([Fault(sentence=say("tables.refused", kind=type(error).__name__, reason=line))])


class _DbApi(Connection):
    """A connection of PEP 249, DuckDB's among them."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        module = type(connection).__module__.partition(".")[0]
        self.dialect = _DIALECT_OF.get(module, "")

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            cursor = self.connection.cursor()
            try:
                cursor.execute(query)
                found: Sequence[Sequence[Any]] = cursor.fetchall()
            finally:
                cursor.close()
        except Exception as error:
            with suppress(Exception):  # after an error some servers refuse everything until then
                self.connection.rollback()
            raise _of_server(error) from error
        return found

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            cursor = self.connection.cursor()
            try:
                cursor.execute(f"select * from {table} where 1 = 0")
                return {str(column[0]): "" for column in cursor.description}
            finally:
                cursor.close()
        except Exception:  # every server has an error of its own for a table that is not there
            with suppress(Exception):
                self.connection.rollback()
            return None


class _SqlAlchemy(Connection):
    """A SQLAlchemy engine or connection."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.dialect = {"postgresql": "postgresql", "sqlite": "sqlite", "duckdb": "duckdb"}.get(engine.dialect.name, "")

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            if hasattr(self.engine, "connect"):
                with self.engine.connect() as connection:
                    found: Sequence[Sequence[Any]] = connection.exec_driver_sql(query).fetchall()
            else:
                found = self.engine.exec_driver_sql(query).fetchall()
        except Exception as error:
            raise _of_server(getattr(error, "orig", None) or error) from error
        return found

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            connection = self.engine.connect() if hasattr(self.engine, "connect") else self.engine
            found = {str(name): "" for name in connection.exec_driver_sql(f"select * from {table} where 1 = 0").keys()}  # noqa: SIM118
            if connection is not self.engine:
                connection.close()
        except Exception:  # every server has an error of its own for a table that is not there
            return None
        return found


class _Spark(Connection):
    """A SparkSession."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self.session = session

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            return [tuple(row) for row in self.session.sql(query).collect()]
        except Exception as error:
            raise _of_server(error) from error

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            return {str(name): "" for name in self.session.sql(f"select * from {table} where 1 = 0").columns}
        except Exception:  # a session tells a missing table by several errors
            return None


_DIALECT_OF = {"sqlite3": "sqlite", "psycopg": "postgresql", "psycopg2": "postgresql", "duckdb": "duckdb", "_duckdb": "duckdb"}


def connected(target: object) -> Connection:
    """Return a connection for what the caller has: an address, or an object that is connected.

    Addresses: ``postgresql://…``, ``sqlite:///FILE``, ``duckdb:///FILE``, or the path of a file of SQLite or DuckDB.

    Raises:
        UnreadableError: it is no address or connection that is known, or the server cannot be reached.
        MissingExtraError: the package that speaks to such a server is not installed.
    """
    if isinstance(target, Connection):
        return target
    if isinstance(target, str | Path):
        return _opened(str(target))
    if hasattr(target, "sql") and hasattr(target, "sparkContext"):
        return _Spark(target)
    if hasattr(target, "dialect") and (hasattr(target, "connect") or hasattr(target, "exec_driver_sql")):
        return _SqlAlchemy(target)
    if hasattr(target, "cursor"):
        return _DbApi(target)
    raise refused(type(target).__name__, "tables.no_connection")


def _opened(address: str) -> Connection:
    scheme, separator, rest = address.partition("://")
    if separator and scheme in ("postgresql", "postgres"):
        with importing("sql"):
            import psycopg
        return _DbApi(_open(psycopg.connect, address))
    path = Path(rest.removeprefix("/") if separator else address)
    if separator and scheme not in ("sqlite", "duckdb"):
        raise refused(scheme, "tables.unknown_address")
    if not path.is_file():
        raise refused(path.name, "read.no_file", reason=os.strerror(errno.ENOENT))
    if scheme == "sqlite" if separator else _start(path) == _SQLITE:
        try:
            return _DbApi(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))
        except sqlite3.Error as error:
            raise _of_server(error) from error
    with importing("sql"):
        import duckdb
    return _DbApi(_open(duckdb.connect, str(path), read_only=True))


def _open(connect: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    try:
        return connect(*arguments, **options)
    except Exception as error:
        raise _of_server(error) from error


def is_address(text: str) -> bool:
    """Whether a text names a database rather than a folder."""
    if "://" in text:
        return True
    path = Path(text)
    if not path.is_file():
        return False
    start = _start(path)
    return start == _SQLITE or start[8:12] == b"DUCK"


_SQLITE = b"SQLite format 3\0"


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)
