"""A caller's connection stays the caller's: asked in its own session, and never committed, rolled back or closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
import sqlalchemy

from govdisclosure import Period, load_standard, open_tables, tabulate
from govdisclosure.dialects import Dialect, DuckDB, PostgreSQL
from govdisclosure.errors import UnreadableError
from govdisclosure.sources.connections import Connection, connected

CELL = "decisions.penalties/decided"
TABLE = "create table decision (id varchar(20), body varchar(20), kind varchar(20), decided date)"
ROW = "insert into decision values ('d1', 'b', 'penalty', '2015-05-05')"
BROKEN = "select cast(kind as integer) / 0 from decision"


def counted(target: object, **options: Any) -> object:
    return tabulate(open_tables(target, **options), load_standard("cn-2021"), period=Period.year(2015), body="b")[CELL]


class _Recorder:
    """A connection of a module that nobody knows, which keeps what it is asked to do; a server stands behind it."""

    def __init__(self, server: Any, *, fails: Callable[[str], bool] = lambda _: False) -> None:
        self.server, self.fails, self.calls, self.sent = server, fails, [], []  # type: ignore[var-annotated]

    def __getattr__(self, name: str) -> Any:
        self.calls.append(name)
        return getattr(self.server, name)

    def cursor(self) -> Any:
        self.calls.append("cursor")
        inner, outer = self.server.cursor(), self

        class Cursor:
            def execute(self, query: str) -> None:
                outer.sent.append(query)
                if outer.fails(query):
                    raise RuntimeError("refused")
                inner.execute(query)

            def __getattr__(self, name: str) -> Any:
                return getattr(inner, name)

        return Cursor()


class TestAbsentTables:
    """Tables that are not there are known by one query for all of them; those with names of the caller's are each asked for."""

    NAMES = ("decision", "no_such_table", "of_a_view")
    STATEMENTS = (
        "create temp table decision (id text, body text, kind text, decided date)",
        "create temp view of_a_view as select * from decision",
    )

    def test_of_duckdb(self) -> None:
        with duckdb.connect() as connection:
            for statement in self.STATEMENTS:
                connection.execute(statement.replace("decision", "DECISION"))
            assert connected(connection).absent(self.NAMES, DuckDB()) == {"no_such_table"}

    def test_of_postgresql(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            for statement in self.STATEMENTS:
                connection.execute(statement)
            assert connected(connection).absent(self.NAMES, PostgreSQL()) == {"no_such_table"}
            connection.rollback()

    def test_are_not_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        columns = Connection.columns

        def recording(self: Connection, table: str, dialect: Dialect) -> Any:
            asked.append(table)
            return columns(self, table, dialect)

        monkeypatch.setattr(Connection, "columns", recording)
        with duckdb.connect() as connection:
            for statement in self.STATEMENTS:
                connection.execute(statement)
            opened = open_tables(connection, names={"request": "of_a_view"})
        assert set(opened.tables) == {"decision", "request"}
        assert sorted(asked) == ['"decision"', '"of_a_view"']


class TestDuckDB:
    """Temporary tables and registered frames are in the connection's own session."""

    def test_sees_a_registered_frame(self) -> None:
        rows = pl.DataFrame({"id": ["d1"], "body": ["b"], "kind": ["penalty"], "decided": ["2015-05-05"]})
        with duckdb.connect() as connection:
            connection.register("decision", rows.with_columns(pl.col("decided").str.to_date()))
            assert counted(connection) == 1

    def test_sees_a_temporary_table_before_a_lasting_one(self) -> None:
        with duckdb.connect() as connection:
            connection.execute(TABLE)
            connection.execute(TABLE.replace("table", "temp table"))
            connection.execute(ROW.replace("into decision", "into temp.decision"))
            assert counted(connection) == 1

    def test_sees_what_is_not_committed_and_leaves_the_transaction_open(self) -> None:
        with duckdb.connect() as connection:
            connection.execute(TABLE)
            connection.execute("begin")
            connection.execute(ROW)
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                open_tables(connection, names={"item": "nowhere"})
            connection.execute("commit")
            assert connection.execute("select count(*) from decision").fetchall() == [(1,)]

    @pytest.mark.parametrize("name", ["decision", "Decision", "office.decision", "other.decision", "other.main.decision"])
    def test_finds_tables_by_the_names_that_the_server_takes(self, name: str) -> None:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as other")
            connection.execute("create schema office")
            quoted = name.lower().split(".")
            where = ".".join(quoted)
            connection.execute(TABLE.replace("decision", where))
            connection.execute(ROW.replace("into decision", f"into {where}"))
            assert counted(connection, names={"decision": name}) == 1

    def test_does_not_take_a_table_of_another_database_for_its_own(self) -> None:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as other")
            connection.execute(TABLE.replace("decision", "other.decision"))
            with pytest.raises(UnreadableError):
                open_tables(connection)

    def test_takes_no_result_from_the_caller(self) -> None:
        with duckdb.connect() as connection:
            connection.execute(TABLE)
            connection.execute("select * from range(100000)")
            assert connection.fetchone() == (0,)
            try:
                open_tables(connection)
            except UnreadableError as error:
                assert "result" in str(error)  # the server says what to do  # noqa: PT017
            assert connection.fetchone() == (1,)

    def test_names_columns_by_an_empty_result_where_the_dialect_has_no_query_for_them(self) -> None:
        with duckdb.connect() as connection:
            connection.execute(TABLE)
            assert connected(connection).names("decision") == dict.fromkeys(("id", "body", "kind", "decided"), "")
            assert connected(connection).names("nowhere") is None


class TestSQLite:
    """A query that fails leaves a transaction as it is."""

    def test_leaves_the_transaction_open(self) -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(TABLE.replace("create", "create temporary"))
            connection.execute(ROW)
            assert connection.in_transaction
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                connected(connection).run("select nothing from nowhere")
            assert connection.in_transaction
            assert counted(connection) == 1
            connection.rollback()
            assert connection.execute("select count(*) from decision").fetchall() == [(0,)]


class TestPostgreSQL:
    """A query that fails would end the transaction: each runs in a savepoint."""

    def test_keeps_what_is_not_committed(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            connection.execute(TABLE.replace("create", "create temporary"))
            connection.execute(ROW)
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                connected(connection).run(BROKEN)
            assert connected(connection).names("nowhere") is None
            assert counted(connection) == 1
            connection.rollback()  # the caller's own: everything goes, so nothing was committed
            assert connection.execute("select to_regclass('decision')").fetchall() == [(None,)]
            connection.rollback()

    def test_works_where_every_statement_is_its_own_transaction(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address, autocommit=True) as connection:
            connection.execute(TABLE.replace("create", "create temporary"))
            connection.execute(ROW)
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                connected(connection).run(BROKEN)
            assert counted(connection) == 1

    def test_says_that_the_callers_transaction_has_failed(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            with pytest.raises(psycopg.errors.UndefinedTable):
                connection.execute("select 1 from nowhere")
            with pytest.raises(UnreadableError, match="aborted"):
                open_tables(connection)
            connection.rollback()

    def test_opens_an_address(self, postgres_address: str) -> None:
        own = connected(postgres_address)
        with pytest.raises(UnreadableError):
            own.run("select 1 from nowhere")
        assert own.run("select 1") == [(1,)]

    def test_over_sqlalchemy_keeps_what_is_not_committed(self, postgres_address: str) -> None:
        engine = sqlalchemy.create_engine(postgres_address.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            connection.exec_driver_sql(TABLE.replace("create", "create temporary"))
            connection.exec_driver_sql(ROW)
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                connected(connection).run(BROKEN)
            assert connected(connection).names("nowhere") is None
            assert counted(connection) == 1
            connection.rollback()
        engine.dispose()


class TestSQLAlchemy:
    """A connection of an engine is the caller's; one that is opened for a query is closed after it."""

    def test_leaves_the_callers_transaction_alone(self) -> None:
        engine = sqlalchemy.create_engine("sqlite://")
        ended: list[str] = []
        for event in ("commit", "rollback"):
            sqlalchemy.event.listen(engine, event, lambda _, name=event: ended.append(name))
        with engine.connect() as connection:
            connection.exec_driver_sql(TABLE)
            connection.exec_driver_sql(ROW)
            assert counted(connection) == 1
            with pytest.raises(UnreadableError):
                connected(connection).run("select 1 from nowhere")
            assert connected(connection).names("decision") == dict.fromkeys(("id", "body", "kind", "decided"), "")
            assert connected(connection).names("nowhere") is None
            assert (ended, connection.in_transaction(), connection.closed) == ([], True, False)
        engine.dispose()

    def test_goes_on_without_savepoints_where_the_server_has_none(self) -> None:
        engine = sqlalchemy.create_engine("sqlite://")
        with engine.connect() as connection:
            connection.exec_driver_sql(TABLE)
            made = connected(connection)
            made.savepoints = True  # type: ignore[attr-defined]
            connection.begin_nested = lambda: (_ for _ in ()).throw(RuntimeError)  # type: ignore[method-assign]
            assert made.run("select count(*) from decision") == [(0,)]
            assert made.savepoints is False  # type: ignore[attr-defined]
        engine.dispose()


class TestAConnectionOfAnUnknownModule:
    """Nothing is known of it but PEP 249, and nothing is done to it but to ask."""

    @pytest.fixture
    def server(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(TABLE)
            connection.execute(ROW)
            yield connection

    def test_is_never_ended(self, server: sqlite3.Connection) -> None:
        recorder = _Recorder(server)
        assert counted(recorder, dialect="sqlite") == 1
        assert open_tables(recorder).tables.keys() == {"decision"}  # plain SQL: each table is tried
        with pytest.raises(UnreadableError):
            connected(recorder).run("select 1 from nowhere")
        assert not {"commit", "rollback", "close", "autocommit", "isolation_level"} & set(recorder.calls)
        assert server.in_transaction
        server.rollback()
        assert server.execute("select count(*) from decision").fetchall() == [(0,)]

    def test_is_guarded_by_savepoints_that_leave_no_trace(self, server: sqlite3.Connection) -> None:
        recorder = _Recorder(server)
        made = connected(recorder)
        with pytest.raises(UnreadableError):
            made.run("select 1 from nowhere")
        assert recorder.sent == [
            "savepoint govdisclosure",
            "select 1 from nowhere",
            "rollback to savepoint govdisclosure",
            "release savepoint govdisclosure",
        ]
        with pytest.raises(sqlite3.OperationalError):
            server.execute("release savepoint govdisclosure")

    def test_is_asked_for_savepoints_once_where_its_server_has_none(self, server: sqlite3.Connection) -> None:
        recorder = _Recorder(server, fails=lambda query: "savepoint" in query)
        made = connected(recorder)
        assert [made.run("select count(*) from decision") for _ in range(3)] == [[(1,)]] * 3
        assert sum("savepoint" in one for one in recorder.sent) == 1
