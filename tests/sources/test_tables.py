"""Rows of a database are records where they are: any connection will do, and what does not fit has table and column."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
import sqlalchemy
from hypothesis import given

from govdisclosure import load_standard, open_tables, tabulate, tabulate_by_body
from govdisclosure.dialects import BUILT_IN, Dialect, DuckDB, PostgreSQL, Spark, SQLite
from govdisclosure.errors import MissingExtraError, UnreadableError
from govdisclosure.records import RECORD_KINDS, RecordKind, TypedRecord
from govdisclosure.records.vocabulary import Word
from govdisclosure.report import Report
from govdisclosure.sources import TableSource, create_tables, open_source, record_schema
from govdisclosure.sources.connections import is_address
from govdisclosure.testing.strategies import records
from govdisclosure.values import Period

YEAR = Period.year(2015)
CELL = "decisions.penalties/decided"
INSERT = "insert into decision (id, body, kind, decided) values ('d1', 'b', 'penalty', {day}), ('d2', 'b', 'licence', {day})"


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(create_tables(SQLite()))
        connection.execute(INSERT.format(day="'2015-05-05'"))
        connection.commit()
    return path


@pytest.fixture
def duckdb_file(tmp_path: Path) -> Path:
    path = tmp_path / "office.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(create_tables(DuckDB()))
        connection.execute(INSERT.format(day="date '2015-05-05'"))
    return path


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def report(source: TableSource, body: str = "b") -> Report:
    return tabulate(source, load_standard("cn-2021"), period=YEAR, body=body)


def faults(connection: object, **options: Any) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        report(open_tables(connection, **options))
    return [f"{one.where}: {one.en}" for one in caught.value.faults]


class TestConnections:
    """给什么连接用什么连接: a connection of the caller's, or an address; one that may only read is enough."""

    def test_counts_over_a_read_only_connection(self, sqlite_file: Path) -> None:
        with closing(sqlite3.connect(f"file:{sqlite_file}?mode=ro", uri=True)) as connection:
            assert report(open_tables(connection))[CELL] == 1

    def test_counts_over_sqlalchemy(self, sqlite_file: Path) -> None:
        engine = sqlalchemy.create_engine(f"sqlite:///{sqlite_file}")
        assert report(open_tables(engine))[CELL] == 1
        with engine.connect() as connection:
            assert report(open_tables(connection))[CELL] == 1
        engine.dispose()

    @pytest.mark.parametrize("form", ["{path}", "{scheme}:///{path}"])
    def test_opens_addresses(self, sqlite_file: Path, duckdb_file: Path, form: str) -> None:
        for scheme, path in (("sqlite", sqlite_file), ("duckdb", duckdb_file)):
            address = form.format(scheme=scheme, path=path)
            assert is_address(address)
            assert report(open_tables(address))[CELL] == 1
            source = open_source(address)
            assert isinstance(source, TableSource)
            assert report(source)[CELL] == 1

    def test_takes_no_folder_for_an_address(self, tmp_path: Path) -> None:
        (tmp_path / "text.txt").write_text("SQLite", "utf-8")
        assert not is_address(str(tmp_path))
        assert not is_address(str(tmp_path / "text.txt"))
        assert not is_address("nowhere")

    @pytest.mark.parametrize(
        "address", ["oracle://somewhere/x", "sqlite:///nowhere.db", "duckdb:///nowhere.db", "postgresql://127.0.0.1:1/x"]
    )
    def test_says_in_one_line_what_cannot_be_reached(self, address: str) -> None:
        (found,) = faults(address)
        assert "\n" not in found

    def test_refuses_what_is_no_connection(self) -> None:
        (found,) = faults(42)
        assert found.startswith("int")

    def test_names_what_to_install(self, monkeypatch: pytest.MonkeyPatch, duckdb_file: Path) -> None:
        monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
        with pytest.raises(MissingExtraError, match=r"govdisclosure\[sql\]"):
            open_tables(str(duckdb_file))

    def test_says_nothing_of_the_data_where_a_query_is_refused(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind text, decided date)")
        database.execute("insert into decision values ('d1', 'b', 'penalty', '2015-05-05')")
        source = open_tables(database)
        database.execute("drop table decision")
        rows = "(values ('d', 'b', '110101199003078888')) t (id, body, kind)"
        database.execute(f"create view decision as select *, cast(kind as date) as decided from {rows}")  # noqa: S608
        with pytest.raises(UnreadableError) as caught:
            report(source)
        assert "110101199003078888" not in str(caught.value)


class TestFitting:
    """列的名称和类型: held to the record classes before anything is counted, all faults at once."""

    def test_names_types_that_do_not_fit(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind integer, decided timestamp)")
        database.execute("create table charge (id text, body text, amount double, received date)")
        found = faults(database)
        assert {one.partition(":")[0] for one in found} == {"decision.kind", "decision.decided", "charge.amount"}

    def test_names_a_misspelt_column(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind text, decidd date)")
        assert any(one.startswith("decision.decidd") and "decided" in one for one in faults(database))

    def test_asks_for_a_column_that_figures_need(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind text)")
        assert any("decided" in one for one in faults(database))

    def test_leaves_the_columns_of_the_office_alone(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind text, decided date, memo text)")
        assert report(open_tables(database))[CELL] == 0

    def test_reads_enumerations_and_uuids_as_text(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id uuid, body text, kind enum('penalty', 'licence'), decided date)")
        database.execute(
            "insert into decision values (uuid(), 'b', 'penalty', '2015-05-05'), (uuid(), 'b', null, '2015-05-05')"
        )
        made = report(open_tables(database))
        assert made[CELL] == 1
        assert [note.rule for note in made.notes if note.rule.startswith("decision.missing")] == ["decision.missing.kind"]

    def test_takes_names_for_tables(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create schema office")
        columns = "'d' as id, 'b' as body, 'penalty' as kind, date '2015-05-05' as decided"
        database.execute(f"create view office.v_decision as select {columns}")
        assert report(open_tables(database, names={"decision": "office.v_decision"}))[CELL] == 1
        assert any("office.v_penalty" in one for one in faults(database, names={"decision": "office.v_penalty"}))
        assert any("decision" in one for one in faults(database, names={"decisions": "office.v_decision"}))

    def test_says_what_tables_are_called_where_there_are_none(self, database: duckdb.DuckDBPyConnection) -> None:
        (found,) = faults(database)
        assert "decision" in found

    @pytest.mark.parametrize("ids", ["('d1'), ('d1')", "('d1'), (null)", "('d1'), ('')", "(''), ('')"])
    def test_refuses_ids_that_are_repeated_or_missing(self, database: duckdb.DuckDBPyConnection, ids: str) -> None:
        columns = "id, 'b' as body, 'penalty' as kind, date '2015-05-05' as decided"
        database.execute(f"create table decision as select {columns} from (values {ids}) t (id)")  # noqa: S608
        assert any(one.startswith("decision") for one in faults(database))

    def test_counts_rows_without_a_body_as_unknown(self, database: duckdb.DuckDBPyConnection) -> None:
        database.execute("create table decision (id text, body text, kind text, decided date)")
        database.execute(
            "insert into decision values ('d1', null, 'penalty', '2015-05-05'), ('d2', 'b', 'penalty', '2015-05-05')"
        )
        reports = tabulate_by_body(open_tables(database), load_standard("cn-2021"), period=YEAR, together="all")
        assert {body: one[CELL] for body, one in reports.items()} == {"b": 1, "unknown": 1, "all": 2}
        assert "decision.missing.body" in {note.rule for note in reports["unknown"].notes}


class TestJsonSchema:
    """记录的JSON结构: a line of a .jsonl file that the schema takes is one that is read, as far as a schema can tell."""

    @pytest.mark.parametrize("kind", RECORD_KINDS.values(), ids=lambda kind: str(kind.name))
    def test_is_a_schema(self, kind: RecordKind) -> None:
        jsonschema.Draft202012Validator.check_schema(record_schema(kind))

    @given(found=records(most=4))
    def test_takes_every_record(self, found: list[TypedRecord]) -> None:
        for record in found:
            kind = next(one for one in RECORD_KINDS.values() if one.cls is type(record))
            plain = {name: as_json(getattr(record, name)) for name in kind.fields}
            jsonschema.validate(plain, record_schema(kind))

    @pytest.mark.parametrize(
        "wrong",
        [{"kind": "fine"}, {"decided": "2015-5-5"}, {"id": ""}, {"id": None}, {"decided": None}, {"stray": 1}, {"id": 7}],
    )
    def test_refuses_what_is_no_record(self, wrong: dict[str, object]) -> None:
        right = {"id": "d1", "body": "b", "kind": "penalty", "decided": "2015-05-05"}
        schema = record_schema(RECORD_KINDS["decision"])
        jsonschema.validate(right, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**right, **wrong}, schema)


def as_json(value: Any) -> object:
    """Return a field's value as a line of JSON has it."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Word):
            return value
        case Word():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


class TestSchema:
    """记录的表结构: a table made from the classes refuses what no record could be, on every dialect that is run here."""

    def test_makes_tables_on_sqlite_and_duckdb(self, sqlite_file: Path, duckdb_file: Path) -> None:
        with pytest.raises(sqlite3.IntegrityError), closing(sqlite3.connect(sqlite_file)) as connection:
            connection.execute(INSERT.format(day="'0215-05-05'"))
        with pytest.raises(duckdb.ConstraintException), duckdb.connect(str(duckdb_file)) as database:
            database.execute(INSERT.format(day="date '0215-05-05'").replace("d1", "d3").replace("d2", "d4"))

    @pytest.mark.parametrize("dialect", BUILT_IN, ids=lambda one: str(one.name))
    def test_names_every_kind_in_both_languages(self, dialect: Any) -> None:
        text = create_tables(dialect)
        assert "-- 政府信息 (item of information)" in text
        assert text.count("create table") == 19 or text.count("create table") == len(
            __import__("govdisclosure").records.RECORD_KINDS
        )


class TestExactText:
    """A column whose text a server would compare otherwise than byte for byte is asked for otherwise, or refused."""

    TABLE = "create table decision (id text, body text collate nocase, kind text collate rtrim, decided text)"

    class Lax(SQLite):
        """A dialect that cannot say how text is compared."""

        def exact(self, column: str) -> str:
            return column

    def test_is_refused_where_the_dialect_cannot_say_how(self) -> None:
        connection = sqlite3.connect(":memory:")
        connection.execute(self.TABLE)
        with pytest.raises(UnreadableError) as caught:
            open_tables(connection, dialect=self.Lax())
        assert [fault.where for fault in caught.value.faults] == ["decision.body", "decision.kind"]
        assert "Dialect.exact" in str(caught.value)
        connection.close()

    def test_is_asked_for_by_the_dialect(self) -> None:
        connection = sqlite3.connect(":memory:")
        connection.execute(self.TABLE)
        connection.executemany(
            "insert into decision values (?, ?, ?, '2015-05-05')",
            [("d", "b", "penalty"), ("D", "B", "penalty"), ("e", "b", "x ")],
        )
        made = tabulate_by_body(open_tables(connection), load_standard("cn-2021"), period=Period.year(2015))
        assert {body: report["decisions.penalties/decided"] for body, report in made.items()} == {"B": 1, "b": 1}
        connection.close()

    @pytest.mark.parametrize("dialect", [PostgreSQL(), Spark()], ids=lambda one: one.name)
    def test_is_asked_for_only_where_a_column_says_so(self, dialect: Dialect) -> None:
        """The wheel's PostgreSQL has no collation that folds case; what its catalogue would say of one is known."""
        assert dialect.compares_exactly("text")
        assert not dialect.compares_exactly("text collate other")
        assert "collate" in dialect.exact("body")

    def test_knows_the_names_of_dialects(self) -> None:
        connection = sqlite3.connect(":memory:")
        with pytest.raises(UnreadableError, match="sqlite"):
            open_tables(connection, dialect="sqllite")
        connection.close()

    def test_takes_a_per_cent_sign_through_sqlalchemy_for_text(self) -> None:
        engine = sqlalchemy.create_engine("sqlite://")
        with engine.connect() as connection:
            connection.exec_driver_sql(self.TABLE)
            connection.exec_driver_sql("insert into decision values ('d', ?, 'penalty', '2015-05-05')", ("50%s",))
            report = tabulate(open_tables(connection), load_standard("cn-2021"), period=Period.year(2015), body="50%s")
            assert report["decisions.penalties/decided"] == 1
        engine.dispose()
