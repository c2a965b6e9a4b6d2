"""What is emitted is SQL of its dialect: parsed by sqlglot, names quoted, values literals, one scan a kind of record."""

from __future__ import annotations

from datetime import date

import pytest
import sqlglot
from hypothesis import given, settings, strategies as st
from sqlglot import expressions

from govdisclosure.dialects import BUILT_IN, Dialect
from govdisclosure.law import Calendar
from govdisclosure.library import load_standard
from govdisclosure.records import RECORD_KINDS, FieldType
from govdisclosure.sources.ddl import create_tables
from govdisclosure.sources.tables import RecordTable
from govdisclosure.standards import Standard
from govdisclosure.tabulation.nnf import every
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.tabulation.projection import reading
from govdisclosure.tabulation.sql import Query, QueryWriter
from govdisclosure.tabulation.statutory_deadlines import KnownDeadlines
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import conditions
from govdisclosure.values import Period

PARSED_AS = {
    "ansi": "postgres",
    "duckdb": "duckdb",
    "mysql": "mysql",
    "postgresql": "postgres",
    "sqlite": "sqlite",
    "spark": "spark",
}
STANDARDS = ("cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015")
EVERY_DIALECT = pytest.mark.parametrize("dialect", BUILT_IN, ids=lambda one: one.name)
ANY_CONDITION = {name: conditions(RECORD_KINDS[name]) for name in ("request", "publication", "engagement")}


def writer(dialect: Dialect, *, apart: bool = False, terms: KnownDeadlines | None = None) -> QueryWriter:
    tables = {
        name: RecordTable(
            name=dialect.table(name),
            columns={field: field for field in kind.fields},
            exact=frozenset(one.name for one in kind.fields.values() if one.type is FieldType.ID),
        )
        for name, kind in RECORD_KINDS.items()
    }
    return QueryWriter(
        dialect=dialect,
        tables=tables,
        period=Period.year(2024),
        bodies=("o'b",),
        apart=apart,
        terms=terms or KnownDeadlines(),
        calendar=Calendar(years=frozenset({2024}), holidays=(), makeup_days=()),  # a short list is parsed sooner
    )


def queries(standard: Standard, dialect: Dialect, *, apart: bool) -> list[str]:
    """Every query that a standard can need."""
    known = KnownDeadlines({"2024-01-02|||||||||": date(2024, 1, 30)})
    made: list[str | Query] = []
    for kind, scan in plan_of(standard).scans.items():
        one, write = reading(kind, scan), writer(dialect, apart=apart, terms=known)
        made += write.main(one)
        made += [write.distinct(one, values.ref) for values in scan.distincts]
        made += [write.folded(one, values, 10) for values in scan.distincts]
        made += [write.found(one, [trouble.test for trouble in one.troubles])]
        made += [write.ids(one, every(watch.condition), 10) for watch in scan.watches]
        if "due" in one.own:
            made.append(write.events(one))
    texts = [text.text if isinstance(text, Query) else text for text in made]
    return [text.replace("/*!80019 row*/", "row") for text in texts]  # as a server reads it that does not pass over the comment


@EVERY_DIALECT
class TestText:
    """Every query is one statement of the dialect that it is written in, and reads only what is there."""

    @pytest.mark.parametrize("standard", STANDARDS)
    @pytest.mark.parametrize("apart", [False, True])
    def test_parses_in_its_dialect(self, standard: str, dialect: Dialect, apart: bool) -> None:
        for text in queries(load_standard(standard), dialect, apart=apart):
            (tree,) = sqlglot.parse(text, dialect=PARSED_AS[dialect.name])
            assert isinstance(tree, expressions.Select)

    @settings(max_examples=15)
    @given(data=st.data())
    def test_parses_for_any_condition(self, dialect: Dialect, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(sorted(ANY_CONDITION)))
        condition = data.draw(ANY_CONDITION[kind])
        standard = one_table(f'{{ key = "one", label = "o", count = "{condition}" }}', records=kind)
        for text in queries(standard, dialect, apart=False):
            (tree,) = sqlglot.parse(text, dialect=PARSED_AS[dialect.name])
            assert isinstance(tree, expressions.Select)

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_scans_each_kind_of_record_once(self, standard: str, dialect: Dialect) -> None:
        for kind, scan in plan_of(load_standard(standard)).scans.items():
            if kind.name == "response":  # which is also looked up, to see how its request ended
                continue
            (query,) = writer(dialect).main(reading(kind, scan))
            (tree,) = sqlglot.parse(query.text, dialect=PARSED_AS[dialect.name])
            assert tree is not None
            names = [table.name for table in tree.find_all(expressions.Table)]
            assert names.count(kind.name) == 1

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_keeps_a_body_of_any_name_a_literal(self, standard: str, dialect: Dialect) -> None:
        for text in queries(load_standard(standard), dialect, apart=False):
            (tree,) = sqlglot.parse(text, dialect=PARSED_AS[dialect.name])
            assert tree is not None
            assert "o'b" in [literal.this for literal in tree.find_all(expressions.Literal)]

    def test_makes_tables_in_its_dialect(self, dialect: Dialect) -> None:
        trees = [tree for tree in sqlglot.parse(create_tables(dialect), dialect=PARSED_AS[dialect.name]) if tree is not None]
        assert [tree.this.this.name for tree in trees if isinstance(tree, expressions.Create)] == list(RECORD_KINDS)


class TestColumns:
    """Only columns that the figures depend on are read; a parent is joined only where one of its fields is."""

    def test_are_those_of_the_figures(self) -> None:
        standard = one_table('{ key = "one", label = "o", count = "published in period" }', records="publication")
        ((kind, scan),) = plan_of(standard).scans.items()
        assert reading(kind, scan).own == ("published",)
        assert reading(kind, scan).parents == {}

    def test_of_a_parent_are_joined_where_they_are_read(self) -> None:
        standard = one_table('{ key = "one", label = "o", count = "column.kind == \'key_area\'" }', records="publication")
        ((kind, scan),) = plan_of(standard).scans.items()
        one = reading(kind, scan)
        assert one.own == ("column",)
        assert {field.name: names for field, names in one.parents.items()} == {"column": ("kind",)}


class TestResultColumns:
    """A result that a server could not hold is asked for in several queries."""

    def test_are_split_where_a_server_takes_fewer(self) -> None:
        ((kind, scan),) = [one for one in plan_of(load_standard("cn-2021")).scans.items() if one[0].name == "request"]
        whole = writer(BUILT_IN[1]).main(reading(kind, scan))
        parts = writer(BUILT_IN[1]).main(reading(kind, scan), most=50)
        assert len(whole) == 1
        assert len(parts) > 1
        assert [column for part in parts for column in part.columns] == list(whole[0].columns)
