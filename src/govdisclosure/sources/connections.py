"""Database connections (数据库连接): whatever the caller has, behind one small interface.

A DB-API connection, a SQLAlchemy engine or connection, a DuckDB connection or a SparkSession; or an address, which is opened
here. Nothing is written, so a connection that may only read is enough, and none is opened that the caller did not name.

A caller's connection stays the caller's: it is asked in the session that it has, so that temporary tables are seen, and never
committed, rolled back or closed. Where a server ends a transaction with a query that fails, each query runs in a savepoint.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from govdisclosure.dialects import Dialect
from govdisclosure.errors import Fault, UnreadableError, importing, refused
from govdisclosure.messages import say


class Connection(ABC):
    """A connection that runs queries."""

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
            if dialect.absent_fails:
                return None
            raise
        found = {str(row[0]): str(row[1]).lower() for row in rows if row[0] and not str(row[0]).startswith("#")}
        return found or None

    def absent(self, tables: Collection[str], dialect: Dialect) -> frozenset[str]:
        """Return those names, of some, that certainly no table bears, so that none need be asked for by itself."""
        query = dialect.tables_of(tables)
        if query is None or not tables:
            return frozenset()
        there = {str(row[0]).lower() for row in self.run(query)}
        return frozenset(name for name in tables if name.lower() not in there)

    @abstractmethod
    def names(self, table: str) -> Mapping[str, str] | None:
        """Return the columns of a table without their types, by an empty query; None where there is no such table."""


def _read(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return rows with text in place of the bytes by which some servers compare it."""
    return [
        tuple(one.decode(errors="replace") if isinstance(one, bytes | bytearray) else one for one in row)
        if any(isinstance(one, bytes | bytearray) for one in row)
        else row
        for row in rows
    ]


def _of_server(error: Exception) -> UnreadableError:
    """Return a server's error as one line, without data that it quotes."""
    line = next(iter(str(error).strip().splitlines()), "")
    line = re.sub(r"'[^']*'|\"(?![a-zA-Z_.]{1,40}\")[^\"]*\"|\d{7,}", "…", line)[:200]
    return UnreadableError([Fault(sentence=say("tables.refused", kind=type(error).__name__, reason=line))])


class _DbApi(Connection):
    """A connection of PEP 249.

    Attributes:
        savepoints: whether its server may have savepoints; tried until it shows that it has none.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.dialect = _DIALECT_OF.get(_module(connection), "")
        self.savepoints = self.dialect in ("", "postgresql")

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            with self._guarded():
                found: Sequence[Sequence[Any]] = self._asked(query, lambda cursor: _read(cursor.fetchall()))
        except Exception as error:
            raise _of_server(error) from error
        return found

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            with self._guarded():
                columns = self._asked(f"select * from {table} where 1 = 0", lambda cursor: cursor.description)
        except Exception:  # every server has an error of its own for a table that is not there
            return None
        return {str(column[0]): "" for column in columns}

    def _asked(self, query: str, take: Callable[[Any], Any]) -> Any:
        cursor = self.connection.cursor()
        try:
            cursor.execute(query)
            return take(cursor)
        finally:
            cursor.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Let a query that fails end no transaction of the caller's."""
        held = self.savepoints and self._said("savepoint govdisclosure")
        if not held and self.dialect == "":
            self.savepoints = False
        try:
            yield
        except Exception:
            if held:
                self._said("rollback to savepoint govdisclosure")
            raise
        finally:
            if held:
                self._said("release savepoint govdisclosure")

    def _said(self, statement: str) -> bool:
        """Send a savepoint statement; return whether the server accepted it, which it may not outside a transaction."""
        try:
            self._asked(statement, lambda _: None)
        except Exception:  # a server without savepoints has an error of its own for the word
            return False
        return True


class _DuckDBConnection(Connection):
    """A connection of DuckDB, in whose own session temporary tables and registered frames are; a cursor is another one."""

    dialect = "duckdb"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:  # as a relation: unlike ``execute`` it refuses where a result of the caller's is not fetched yet
            found: Sequence[Sequence[Any]] = self.connection.sql(query).fetchall()
        except Exception as error:
            raise _of_server(error) from error
        return found

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            return dict.fromkeys(self.connection.sql(f"select * from {table}").columns, "")
        except Exception:  # there are several errors for a table that is not there
            return None


_AS_IT_IS = {"no_parameters": True}
"""For a query without parameters, in which ``%`` is a character as any other."""


class _SqlAlchemyConnection(Connection):
    """A SQLAlchemy engine or connection."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        name = engine.dialect.name
        known = {"mariadb": "mysql", **{one: one for one in ("postgresql", "mysql", "sqlite", "duckdb")}}
        self.dialect = known.get(name, "")
        self.savepoints = self.dialect in ("", "postgresql")  # of the others none ends a transaction with a query that fails

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            found: Sequence[Sequence[Any]] = self._asked(query, lambda result: _read(result.fetchall()))
        except Exception as error:
            raise _of_server(getattr(error, "orig", None) or error) from error
        return found

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            columns = self._asked(f"select * from {table} where 1 = 0", lambda result: list(result.keys()))
        except Exception:  # every server has an error of its own for a table that is not there
            return None
        return {str(name): "" for name in columns}

    def _asked(self, query: str, take: Callable[[Any], Any]) -> Any:
        if hasattr(self.engine, "connect"):
            with self.engine.connect() as connection:  # opened here, and closed here
                return take(connection.exec_driver_sql(query, execution_options=_AS_IT_IS))
        with self._guarded():
            return take(self.engine.exec_driver_sql(query, execution_options=_AS_IT_IS))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Let a query that fails end no transaction of the caller's."""
        held = None
        if self.savepoints:
            try:
                held = self.engine.begin_nested()
            except Exception:  # a server without savepoints has an error of its own
                self.savepoints = False
        try:
            yield
        except Exception:
            if held is not None:
                held.rollback()
            raise
        else:
            if held is not None:
                held.commit()


class _SparkConnection(Connection):
    """A SparkSession."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self.session = session

    def run(self, query: str) -> Sequence[Sequence[Any]]:
        try:
            return [tuple(row) for row in self.session.sql(query).collect()]
        except Exception as error:
            raise _of_server(error) from error

    def columns(self, table: str, dialect: Dialect) -> Mapping[str, str] | None:
        """Return the columns of a table; whether there is one is asked first, for a session prints each refusal at length."""
        try:
            exists = self.session.catalog.tableExists(table)
        except Exception:  # a name that cannot be one there
            return None
        return super().columns(table, dialect) if exists else None

    def names(self, table: str) -> Mapping[str, str] | None:
        try:
            return {str(name): "" for name in self.session.sql(f"select * from {table} where 1 = 0").columns}
        except Exception:  # a session tells a missing table by several errors
            return None


_DIALECT_OF = {
    "sqlite3": "sqlite",
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    **dict.fromkeys(("pymysql", "MySQLdb", "mysql", "mariadb"), "mysql"),
}


def _module(connection: object) -> str:
    return type(connection).__module__.partition(".")[0]


def connected(target: object) -> Connection:
    """Return a connection for an address or a connected object.

    Addresses: ``postgresql://…``, ``mysql://…``, ``sqlite:///FILE``, ``duckdb:///FILE``, or the path of a file of the last two.

    Raises:
        UnreadableError: it is no address or connection that is known, or the server cannot be reached.
        MissingExtraError: the package that speaks to such a server is not installed.
    """
    if isinstance(target, Connection):
        return target
    if isinstance(target, str | Path):
        return _opened(str(target))
    if hasattr(target, "sql") and hasattr(target, "sparkContext"):
        return _SparkConnection(target)
    if hasattr(target, "dialect") and (hasattr(target, "connect") or hasattr(target, "exec_driver_sql")):
        return _SqlAlchemyConnection(target)
    if _module(target) in ("duckdb", "_duckdb") and hasattr(target, "sql"):
        return _DuckDBConnection(target)
    if hasattr(target, "cursor"):
        return _DbApi(target)
    raise refused(type(target).__name__, "tables.no_connection")


def _opened(address: str) -> Connection:
    scheme, separator, rest = address.partition("://")
    if separator and scheme in ("postgresql", "postgres"):
        with importing("sql"):
            import psycopg
        return _own(_DbApi(_open(psycopg.connect, address, autocommit=True)))
    if separator and scheme in ("mysql", "mariadb"):
        with importing("mysql"):
            import pymysql
        return _own(_DbApi(_open(lambda: pymysql.connect(**_of_address(address)))))
    path = Path(rest.removeprefix("/") if separator else address)
    if separator and scheme not in ("sqlite", "duckdb"):
        raise refused(scheme, "tables.unknown_address")
    if not path.is_file():
        raise refused(path.name, "read.no_file", reason=os.strerror(errno.ENOENT))
    if scheme == "sqlite" if separator else _start(path) == _SQLITE:
        try:
            return _own(_DbApi(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)))
        except sqlite3.Error as error:
            raise _of_server(error) from error
    with importing("sql"):
        import duckdb
    return _own(_DuckDBConnection(_open(duckdb.connect, str(path), read_only=True)))


def _of_address(address: str) -> dict[str, Any]:
    """Return the parts of an address as PyMySQL calls them."""
    parts = urlsplit(address)
    given = {
        "host": parts.hostname,
        "port": parts.port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.removeprefix("/")),
        **dict(parse_qsl(parts.query)),
    }
    return {"charset": "utf8mb4", "autocommit": True, **{name: value for name, value in given.items() if value}}


def _own(made: _DbApi | _DuckDBConnection) -> Connection:
    """Close a connection that was opened here when it is no longer used."""
    weakref.finalize(made, made.connection.close)
    return made


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
