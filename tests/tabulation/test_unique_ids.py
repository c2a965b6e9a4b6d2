"""Whether ids repeat is found out where the rows are, by the cheapest way that proves it; no way gives another answer."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
from hypothesis import given, strategies as st

from govdisclosure.dialects import DuckDB
from govdisclosure.records import Decision, Publication
from govdisclosure.sources import TableSource, open_tables, take_frames
from govdisclosure.sources.connections import Connection
from govdisclosure.tabulation.frame_engine import FrameEngine
from govdisclosure.tabulation.table_tabulation import engine_of

KIND = Decision.__kind__
IDS = st.lists(
    st.one_of(st.sampled_from(["", None, "a", "b", "aa", "ab", "甲", "甲a", "A"]), st.integers(0, 30).map(str)), max_size=8
)
COLUMNS = "id text, body text, kind text, decided date"


def expected(ids: Sequence[str | None]) -> tuple[int, str] | None:
    """How many records have no id; else how many ids are on several, and the least of them."""
    without = sum(not one for one in ids)
    twice = sorted(str(one) for one, times in Counter(ids).items() if times > 1)
    return (without, "") if without else (len(twice), twice[0]) if twice else None


def frames(ids: Sequence[str | None]) -> TableSource:
    count = len(ids)
    decided = pl.Series([None] * count, dtype=pl.Date)
    columns = {"id": pl.Series(ids, dtype=pl.String), "body": ["b"] * count, "kind": ["penalty"] * count, "decided": decided}
    return take_frames({"decision": pl.DataFrame(columns)})


def filled(connection: Any, ids: Sequence[str | None], mark: str = "?") -> TableSource:
    for one in ids:
        connection.execute(f"insert into decision (id, body, kind) values ({mark}, 'b', 'penalty')", [one])  # noqa: S608
    return open_tables(connection)


@contextmanager
def queries() -> Iterator[list[str]]:
    """The queries that are run inside the block."""
    run: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for cls in Connection.__subclasses__():
            own = cls.run

            def counting(self: Connection, query: str, own: Any = own) -> Any:
                run.append(query)
                return own(self, query)

            patch.setattr(cls, "run", counting)
        yield run


class TestFrames:
    """Order first, then hashes, and the ids themselves only where two hashes are equal."""

    @given(IDS)
    def test_tell_repeated_ids(self, ids: list[str | None]) -> None:
        assert engine_of(frames(ids)).repeated(KIND) == expected(ids)

    @given(IDS)
    def test_tell_them_whatever_the_hashes(self, ids: list[str | None]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pl.Expr, "hash", lambda ids: ids.str.len_bytes())
            assert engine_of(frames(ids)).repeated(KIND) == expected(ids)

    @pytest.mark.parametrize("ids", [["a1", "a2", "a10"], ["r9", "r1", "r5"]])
    def test_group_no_ids_that_do_not_repeat(self, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise AssertionError("ids were grouped")

        engine = engine_of(frames(ids))
        assert isinstance(engine, FrameEngine)
        monkeypatch.setattr(pl.LazyFrame, "group_by", refuse)
        assert engine.repeated(KIND) is None


class TestParents:
    """That every id leads to a record is proved by hashes and the ids behind them, else it is asked row by row."""

    FIELD = Publication.__kind__.fields["item"]
    REFS = st.lists(st.sampled_from(["", None, "a", "b", "aa", "甲"]), max_size=5)

    @given(REFS, st.sets(st.sampled_from(["a", "b", "aa", "甲"])))
    def test_are_certain_where_every_one_is_there(self, refs: list[str | None], ids: set[str]) -> None:
        assert self.proved(refs, ids) is all(one is None or one in ids for one in refs)

    @given(REFS, st.sets(st.sampled_from(["a", "b", "aa", "甲"])))
    def test_are_never_taken_for_certain_by_their_hashes(self, refs: list[str | None], ids: set[str]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pl.Expr, "hash", lambda ids: ids.str.len_bytes())
            assert not self.proved(refs, ids) or all(one is None or one in ids for one in refs)

    def proved(self, refs: list[str | None], ids: set[str]) -> bool:
        kinds = {"publication": ("id", "body", "item", "channel"), "item": ("id", "body", "kind")}
        rows: dict[str, list[tuple[str | None, ...]]] = {
            "publication": [(f"p{number}", "b", ref, "own_site") for number, ref in enumerate(refs)],
            "item": [(one, "b", "other") for one in sorted(ids)],
        }
        tables = {
            kind: pl.DataFrame(rows[kind], dict.fromkeys(names, pl.String), orient="row") for kind, names in kinds.items()
        }
        return engine_of(take_frames(tables)).all_known(Publication.__kind__, self.FIELD)


ITEMS = "id text primary key, body text, kind text"
LEADS = "references item (id)"


def leading(rest: str = "", item: str = "item text", before: str = "") -> str:
    return f"create {before} table publication (id text, body text, channel text, {item} {rest})"


class TestForeignKeys:
    """What a server sees to by itself is not asked of the rows; what it might not see to is."""

    FIELD = Publication.__kind__.fields["item"]

    @pytest.mark.parametrize(
        ("statements", "believed"),
        [
            ([f"create table item ({ITEMS})", leading(LEADS)], True),
            ([f"create table item ({ITEMS})", leading()], False),
            ([f"create table item ({ITEMS})", leading(f", other text {LEADS}")], False),
            ([f"create table item ({ITEMS}, old text unique)", leading("references item (old)")], False),
            (
                [f"create table item ({ITEMS})", leading(LEADS), "create temp view item as select * from memory.main.item"],
                False,
            ),
        ],
    )
    def test_of_duckdb(self, statements: list[str], believed: bool) -> None:
        with duckdb.connect() as connection:
            for statement in statements:
                connection.execute(statement)
            assert engine_of(open_tables(connection)).all_known(Publication.__kind__, self.FIELD) is believed

    @pytest.mark.parametrize(
        ("statements", "believed"),
        [
            ([leading(LEADS, before="temp")], True),
            ([leading(LEADS, "item varchar(9)", before="temp")], True),
            ([leading(before="temp")], False),
            ([leading(f"{LEADS} deferrable", before="temp")], False),
            ([leading(LEADS, "item char(9)", before="temp")], False),
            ([leading(f", other text {LEADS}", before="temp")], False),
            ([leading(before="temp"), f"alter table publication add foreign key (item) {LEADS} not valid"], False),
            ([leading(LEADS, before="temp"), "alter table publication disable trigger all"], False),
            ([leading(LEADS, before="temp"), "set local session_replication_role = replica"], False),
            ([leading(LEADS, before="temp"), "alter table item enable row level security"], False),
            ([leading(LEADS, before="temp"), "create temp table more () inherits (publication)"], False),
            (
                [
                    leading(LEADS, before="temp"),
                    "alter table publication rename to p",
                    "create temp view publication as table p",
                ],
                False,
            ),
        ],
    )
    def test_of_postgresql(self, statements: list[str], believed: bool, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            for statement in (f"create temp table item ({ITEMS})", *statements):
                connection.execute(statement)
            assert engine_of(open_tables(connection)).all_known(Publication.__kind__, self.FIELD) is believed
            connection.rollback()

    def test_cannot_be_asked_of_a_catalogue_that_is_another(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(DuckDB, "references_of", lambda *_: "select nothing from nowhere")
        with duckdb.connect() as connection:
            for statement in (f"create table item ({ITEMS})", leading(LEADS)):
                connection.execute(statement)
            assert not engine_of(open_tables(connection)).all_known(Publication.__kind__, self.FIELD)


class TestDuckDB:
    """Ids that come one after the other are not grouped."""

    @given(IDS)
    def test_tells_repeated_ids(self, ids: list[str | None]) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"create table decision ({COLUMNS})")
            assert engine_of(filled(connection, ids)).repeated(KIND) == expected(ids)

    def test_reads_ids_in_order_once(self) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"create table decision ({COLUMNS})")
            engine = engine_of(filled(connection, ["a1", "a2", "a10"]))
            with queries() as run:
                assert engine.repeated(KIND) is None
        assert sum('from "decision"' in query and "limit" not in query for query in run) == 1

    @pytest.mark.parametrize(
        ("statements", "believed"),
        [
            ([f"create table decision ({COLUMNS}, primary key (id))"], True),
            ([f"create table decision ({COLUMNS}, unique (id))"], True),
            ([f"create table decision ({COLUMNS}, primary key (body, id))"], False),
            ([f"create table more ({COLUMNS}, primary key (id))", "create view decision as select * from more"], False),
            (
                [
                    "attach ':memory:' as more",
                    *(f"create table {one}decision ({COLUMNS}, unique (id))" for one in ("", "more.")),
                ],
                False,
            ),
        ],
    )
    def test_believes_a_key_of_the_only_table_of_a_name(self, statements: list[str], believed: bool) -> None:
        with duckdb.connect() as connection:
            for statement in statements:
                connection.execute(statement)
            engine = engine_of(open_tables(connection))
            with queries() as run:
                assert engine.repeated(KIND) is None
        assert any("over ()" in query for query in run) is not believed

    @pytest.mark.parametrize(("ids", "grouped"), [(["a1", "a2", "a10"], False), (["a10", "a2"], True)])
    def test_counts_different_ids_only_where_they_are_in_no_order(self, ids: list[str], grouped: bool) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"create table decision ({COLUMNS})")
            engine = engine_of(filled(connection, ids))
            with queries() as run:
                assert engine.repeated(KIND) is None
        assert any("distinct" in query for query in run) is grouped


class TestSQLite:
    """Ids are counted, and what is missing with them."""

    @given(IDS)
    def test_tells_repeated_ids(self, ids: list[str | None]) -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"create table decision ({COLUMNS})")
            assert engine_of(filled(connection, ids)).repeated(KIND) == expected(ids)


class TestPostgreSQL:
    """A key in the catalogue is believed, and nothing that only looks like one."""

    @pytest.mark.parametrize(
        ("statements", "believed"),
        [
            ([f"create temp table decision ({COLUMNS}, primary key (id))"], True),
            ([f"create temp table decision ({COLUMNS}, unique (id))"], True),
            ([f"create temp table decision ({COLUMNS})"], False),
            ([f"create temp table decision ({COLUMNS}, primary key (body, id))"], False),
            ([f"create temp table decision ({COLUMNS}, unique (id) deferrable)"], False),
            ([f"create temp table decision ({COLUMNS})", "create unique index on decision (id) where body = 'c'"], False),
            ([f"create temp table decision ({COLUMNS})", "create unique index on decision (lower(id))"], False),
            (
                [f"create temp table decision ({COLUMNS}, primary key (id))", "create temp table more () inherits (decision)"],
                False,
            ),
        ],
    )
    def test_asks_the_catalogue(self, statements: list[str], believed: bool, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            for statement in statements:
                connection.execute(statement)
            engine = engine_of(filled(connection, ["b", "a", "c"], "%s"))
            with queries() as run:
                assert engine.repeated(KIND) is None
            assert any("distinct" in query for query in run) is not believed
            connection.rollback()

    def test_reads_a_table_without_a_key_once(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            connection.execute(f"create temp table decision ({COLUMNS})")
            engine = engine_of(filled(connection, ["b", "a", "c"], "%s"))
            with queries() as run:
                assert engine.repeated(KIND) is None
            assert sum('from "decision"' in query for query in run) == 1
            connection.rollback()

    @given(ids=IDS)
    def test_tells_repeated_ids(self, ids: list[str | None], postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            connection.execute(f"create temp table decision ({COLUMNS})")
            assert engine_of(filled(connection, ids, "%s")).repeated(KIND) == expected(ids)
            connection.rollback()

    def test_finds_what_inherits_from_a_table_with_a_key(self, postgres_address: str) -> None:
        with psycopg.connect(postgres_address) as connection:
            connection.execute(f"create temp table decision ({COLUMNS}, primary key (id))")
            connection.execute("create temp table more () inherits (decision)")
            connection.execute("insert into more (id, body, kind) values ('a', 'b', 'penalty')")
            assert engine_of(filled(connection, ["a"], "%s")).repeated(KIND) == (1, "a")
            connection.rollback()
