"""MariaDB gives the figures that the engine in memory gives; run by ``make test-mariadb``, which says what to install."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pymysql
import pytest
import sqlalchemy
from tests.servers import mariadb

from govdisclosure import Period, load_standard, open_tables, tabulate
from govdisclosure.dialects import MySQL
from govdisclosure.errors import UnreadableError
from govdisclosure.sources.connections import connected
from govdisclosure.testing.dialect_contract import DialectContract

CELL = "decisions.penalties/decided"
TABLE = "create temporary table decision (id varchar(20), body varchar(20), kind varchar(20), decided date)"
ROW = "insert into decision values ('d1', 'b', 'penalty', '2015-05-05')"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    """How to connect to a server of this run alone."""
    with mariadb() as socket:
        yield {"unix_socket": str(socket), "user": "root", "charset": "utf8mb4"}


@pytest.fixture(scope="class")
def database(server: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """How to connect to a database of a class's collation, which is made and dropped."""
    with pymysql.connect(**server, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"create database gov character set utf8mb4 collate {request.cls.collation}")
        yield {**server, "database": "gov"}
        cursor.execute("drop database gov")


class Contract(DialectContract):
    """What MariaDB must keep, whatever the collation of a database."""

    dialect = MySQL()

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, database: dict[str, Any]) -> Iterator[Any]:
        with pymysql.connect(**database, autocommit=True) as connection:
            yield connection


class TestMariaDB(Contract):
    """Of a database that takes letters of either case for the same, with and without accents, and passes over blanks."""

    collation = "utf8mb4_unicode_ci"


class Loose(MySQL):
    """Tables whose columns have the collation of their database."""

    ddl: ClassVar = {kind: text.partition(" character set")[0] for kind, text in MySQL.ddl.items()}


class TestTablesOfOthers(Contract):
    """The tables of another system, whose ids are compared as people sort."""

    collation = "utf8mb4_unicode_ci"

    dialect = Loose()
    standards = ("cn-2021",)

    def test_makes_tables_that_refuse_what_no_record_could_be(self, connection: Any) -> None:
        """These tables are not made by us."""


class TestASessionOfItsOwn:
    """Whatever the session says of quotes, bars and backslashes, a query means the same."""

    collation = "utf8mb4_bin"

    @pytest.mark.parametrize("mode", ["ansi", "no_backslash_escapes", "ansi,no_backslash_escapes,pipes_as_concat", ""])
    @pytest.mark.parametrize("body", ["back\\slash", "o'brien", 'two "quotes"', "机关甲", "a`b"])
    def test_takes_any_id_as_text(self, database: dict[str, Any], mode: str, body: str) -> None:
        with pymysql.connect(**database, sql_mode=mode) as connection, connection.cursor() as cursor:
            cursor.execute(TABLE)
            cursor.execute("insert into decision values (%s, %s, 'penalty', '2015-05-05')", ("d1", body))
            cursor.execute("insert into decision values ('d2', 'other', 'penalty', '2015-05-05')")
            assert tabulate(open_tables(connection), "cn-2021", period=2015, body=body)[CELL] == 1


class TestConnections:
    """A caller's connection is asked in its own session, and never committed, rolled back or closed."""

    collation = "utf8mb4_general_ci"

    def test_keeps_what_is_not_committed(self, database: dict[str, Any]) -> None:
        with pymysql.connect(**database) as connection, connection.cursor() as cursor:
            cursor.execute("create table kept (id int) engine = innodb")
            cursor.execute(TABLE)
            cursor.execute(ROW)
            cursor.execute("insert into kept values (1)")
            assert tabulate(open_tables(connection), "cn-2021", period=2015, body="b")[CELL] == 1
            with pytest.raises(UnreadableError):
                connected(connection).run("select nothing from nowhere")
            connection.rollback()  # the caller's own: everything goes, so nothing was committed
            cursor.execute("select count(*) from kept")
            assert cursor.fetchall() == ((0,),)
            cursor.execute("drop table kept")

    def test_over_sqlalchemy(self, database: dict[str, Any]) -> None:
        url = sqlalchemy.URL.create(
            "mariadb+pymysql", "root", database="gov", query={"unix_socket": database["unix_socket"], "charset": "utf8mb4"}
        )
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql(TABLE)
            connection.exec_driver_sql(ROW.replace("'b'", "'50%'").replace("%", "%%"))
            source = open_tables(connection)
            assert source.dialect.name == "mysql"
            assert tabulate(source, "cn-2021", period=2015, body="50%")[CELL] == 1
            assert connection.in_transaction()
            connection.rollback()
        engine.dispose()

    def test_opens_an_address(self, database: dict[str, Any]) -> None:
        own = connected(f"mysql://root@localhost/gov?unix_socket={database['unix_socket']}")
        assert own.run("select database(), cast('é' as binary)") == [("gov", "é")]
        assert own.dialect == "mysql"

    def test_never_shows_a_password(self) -> None:
        with pytest.raises(UnreadableError) as caught:
            connected("mysql://clerk:secret@127.0.0.1:1/records")
        assert "secret" not in str(caught.value)

    def test_refuses_a_session_whose_characters_are_not_those_of_the_query(self, database: dict[str, Any]) -> None:
        with pymysql.connect(**{**database, "charset": "gbk"}) as connection, connection.cursor() as cursor:
            cursor.execute(TABLE)
            with pytest.raises(UnreadableError):
                open_tables(connection)

    def test_finds_what_no_record_could_be_in_columns_that_hold_it(self, database: dict[str, Any]) -> None:
        with pymysql.connect(**database, sql_mode="") as connection, connection.cursor() as cursor:
            cursor.execute(TABLE)
            cursor.execute(ROW)
            cursor.execute(
                "insert into decision values ('d2', 'b', 'Penalty', '2015-05-05'), ('d3', 'b', 'penalty', '0000-00-00')"
            )
            report = tabulate(open_tables(connection), load_standard("cn-2021"), period=Period.year(2015), body="b")
        assert report[CELL] == 1
        found = {note.rule: note.where for note in report.notes if note.rule.startswith("decision.")}
        assert found == {"decision.unknown_word.kind": ("decision d2",), "decision.outside.decided": ("decision d3",)}


def test_the_server_is_of_this_run_alone(server: dict[str, Any]) -> None:
    assert Path(server["unix_socket"]).parent.name.startswith("mariadb-")
