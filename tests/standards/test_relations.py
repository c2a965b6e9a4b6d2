"""What must hold between cells: written once, it stands in every column or row; every total is a relation by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from govdisclosure.errors import ExpressionError
from govdisclosure.standards import Reading, RelationInstance, Standard, Term, Tolerance, load_text, parse_sum
from govdisclosure.values import Severity

HEAD = """
id = "x"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "s", tables = ["t"] }]
[[tables]]
key = "t"
"""
COLUMNS = """
columns = [
  { key = "men", label = "男", entered = "count" },
  { key = "women", label = "女", entered = "count" },
  { key = "all", label = "合计", total = ["men", "women"] },
]
"""
ROWS = """
rows = [
  { key = "a", label = "a", entered = "count" },
  { key = "b", label = "b", entered = "count" },
  { key = "c", label = "c", entered = "count" },
]
"""


def load(body: str) -> Standard:
    return load_text(HEAD + body, name="x.toml")


def relation(rule: str, **more: str) -> str:
    extra = "".join(f", {name} = {value}" for name, value in more.items())
    return f'\nrelations = [{{ key = "rel", rule = "{rule}"{extra} }}]\n'


def in_words(instance: RelationInstance) -> str:
    """``[key] 1·a - 1·b == 2``, so that expected relations can be written as text."""

    def side(terms: tuple[Term, ...]) -> str:
        return " ".join(
            f"{one.factor:+}{'·previous.' if one.reading is Reading.PREVIOUS else '·'}{one.address or ''}".rstrip("·")
            for one in terms
        )

    return f"[{instance.relation.key}] {side(instance.left)} {instance.operator} {side(instance.right)}"


class TestTotal:
    """Every ``total`` is also a relation: ``ROW.sum`` for a row's (in each column), ``ROW.across`` for a column's."""

    def test_of_a_row_is_row_sum(self) -> None:
        standard = load('rows = [{ key = "t", label = "t", total = ["a", "b"] },' + ROWS.partition("[")[2])
        (instance,) = standard.relations
        assert in_words(instance) == "[t.sum] +1·t == +1·a +1·b"
        assert instance.defines == "t"
        assert instance.relation.rule == "t == a + b"
        assert instance.relation.severity is Severity.ERROR
        assert not instance.relation.tolerance
        assert instance.relation.source == "合计等于各项之和"

    def test_of_a_row_stands_in_each_column_and_where_both_meet_both_stand(self) -> None:
        rows = """
        rows = [
          { key = "t", label = "t", total = ["a", "b"] },
          { key = "a", label = "a", count = "received in period" },
          { key = "b", label = "b", count = "closed in period" },
        ]
        """
        columns = COLUMNS.replace('entered = "count"', "where = \"applicant == 'other'\"")
        standard = load('records = "request"\n' + columns + rows)
        assert [in_words(one) for one in standard.relations] == [
            "[t.sum] +1·t/men == +1·a/men +1·b/men",
            "[t.sum] +1·t/women == +1·a/women +1·b/women",
            "[t.sum] +1·t/all == +1·a/all +1·b/all",
            "[t.across] +1·t/all == +1·t/men +1·t/women",
            "[a.across] +1·a/all == +1·a/men +1·a/women",
            "[b.across] +1·b/all == +1·b/men +1·b/women",
        ]
        assert [one.relation.key for one in standard.defining["t/all"]] == ["t.sum", "t.across"]
        assert list(standard.defining) == ["t/men", "t/women", "t/all", "a/all", "b/all"]

    def test_of_several_columns_has_the_columns_key(self) -> None:
        columns = """
        columns = [
          { key = "men", label = "男", entered = "count" },
          { key = "women", label = "女", entered = "count" },
          { key = "all", label = "合计", total = ["men", "women"] },
          { key = "again", label = "再合计", total = ["women", "men"] },
        ]
        """
        standard = load(columns + 'rows = [{ key = "a", label = "a" }, { key = "h", label = "h", heading = true }]')
        assert [in_words(one) for one in standard.relations] == [
            "[a.across.all] +1·a/all == +1·a/men +1·a/women",
            "[a.across.again] +1·a/again == +1·a/women +1·a/men",
        ]

    def test_of_totals_names_them_as_parts(self) -> None:
        totals = 'rows = [{ key = "t", label = "t", total = ["u", "c"] }, { key = "u", label = "u", total = ["a", "b"] },'
        standard = load(totals + ROWS.partition("[")[2])
        assert [in_words(one) for one in standard.relations] == ["[t.sum] +1·t == +1·u +1·c", "[u.sum] +1·u == +1·a +1·b"]

    def test_of_amounts_is_an_amount_through_totals_of_totals(self) -> None:
        standard = load("""
        rows = [
          { key = "all", label = "总计", total = ["some", "count"] },
          { key = "some", label = "小计", total = ["fee"] },
          { key = "fee", label = "费", entered = "amount" },
          { key = "count", label = "数", entered = "count" },
          { key = "numbers", label = "数之和", total = ["count"] },
        ]
        """)
        assert {key: spot.kind.value for key, spot in standard.spots.items()} == {
            "all": "amount",
            "some": "amount",
            "fee": "amount",
            "count": "count",
            "numbers": "count",
        }


class TestRule:
    """A relation compares two sums of cells by ``==``, ``<=``, ``>=``; factors and constants are whole numbers."""

    @pytest.mark.parametrize(
        ("rule", "meaning"),
        [
            ("a == b", "+1·a == +1·b"),
            ("a <= b", "+1·a <= +1·b"),
            ("a >= b", "+1·a >= +1·b"),
            ("a + b == c", "+1·a +1·b == +1·c"),
            ("a - b == c", "+1·a -1·b == +1·c"),
            ("a - (b - c) <= 0", "+1·a -1·b +1·c <= +0"),
            ("2 * a == b", "+2·a == +1·b"),
            ("2 * (a - b) == 3 * -c", "+2·a -2·b == -3·c"),
            ("-a + 5 >= b - 1", "-1·a +5 >= +1·b -1"),
            ("-(2 * a) <= -3", "-2·a <= -3"),
            ("-2 * a <= - 3 * (b - c)", "-2·a <= -3·b +3·c"),
            ("0 * a <= b", "+0·a <= +1·b"),
            ("a == previous.a + b", "+1·a == +1·previous.a +1·b"),
            ("previous.a - 2 * previous.b <= a", "+1·previous.a -2·previous.b <= +1·a"),
        ],
    )
    def test_reads_as_arithmetic_reads(self, rule: str, meaning: str) -> None:
        (instance,) = load(relation(rule) + ROWS).relations
        assert in_words(instance) == f"[rel] {meaning}"
        assert instance.defines is None

    def test_names_a_cell_by_row_and_column_where_the_table_has_columns(self) -> None:
        rule = relation("a['men'] + previous.b['all'] <= 2 * c['women']")
        *_, instance = load(COLUMNS + rule + ROWS.replace(', entered = "count"', "")).relations
        assert in_words(instance) == "[rel] +1·a/men +1·previous.b/all <= +2·c/women"
        assert instance.addresses == ("a/men", "c/women")
        assert instance.needs_previous

    def test_lists_each_of_its_own_cells_once(self) -> None:
        (instance,) = load(relation("a + b - a == previous.c + 1") + ROWS).relations
        assert instance.addresses == ("a", "b")
        assert not load(relation("a == b") + ROWS).relations[0].needs_previous

    def test_carries_severity_tolerance_and_source(self) -> None:
        (one,) = load(relation("a == b", severity='"explain"', tolerance="2", source='"art. 1"') + ROWS).relations
        assert (one.relation.severity, one.relation.tolerance, one.relation.source) == (
            Severity.EXPLAIN,
            Tolerance(Fraction(2)),
            "art. 1",
        )

    def test_may_stand_outside_the_tables(self) -> None:
        text = HEAD.replace("[[tables]]", relation("a <= b") + "[[tables]]") + ROWS
        assert [in_words(one) for one in load_text(text, name="x.toml").relations] == ["[rel] +1·a <= +1·b"]

    def test_comes_after_the_totals_those_of_the_tables_first(self) -> None:
        whole = '\nrelations = [{ key = "whole", rule = "t >= a" }]\n'
        rows = 'rows = [{ key = "t", label = "t", total = ["a"] }, { key = "a", label = "a", entered = "count" }]\n'
        text = HEAD.replace("[[tables]]", whole + "[[tables]]") + rows + relation("t <= a")
        assert [one.relation.key for one in load_text(text, name="x.toml").relations] == ["t.sum", "rel", "whole"]

    def test_in_each_column_names_rows(self) -> None:
        rule = relation("a + 1 <= 2 * previous.b", each='"column"')
        standard = load(COLUMNS + rule + ROWS.replace(', entered = "count"', ""))
        assert [in_words(one) for one in standard.relations if one.defines is None] == [
            "[rel] +1·a/men +1 <= +2·previous.b/men",
            "[rel] +1·a/women +1 <= +2·previous.b/women",
            "[rel] +1·a/all +1 <= +2·previous.b/all",
        ]

    def test_in_each_row_names_columns_and_leaves_the_headings_out(self) -> None:
        rows = 'rows = [{ key = "h", label = "h", heading = true }, { key = "a", label = "a" }, { key = "b", label = "b" }]'
        standard = load(COLUMNS + relation("men <= previous.all - women", each='"row"') + rows)
        assert [in_words(one) for one in standard.relations if one.defines is None] == [
            "[rel] +1·a/men <= +1·previous.a/all -1·a/women",
            "[rel] +1·b/men <= +1·previous.b/all -1·b/women",
        ]

    def test_counts_answers_and_shares_as_numbers(self) -> None:
        rows = 'rows = [{ key = "a", label = "a", entered = "yes/no" }, { key = "b", label = "b", entered = "share" }]'
        assert [in_words(one) for one in load(relation("a <= b") + rows).relations] == ["[rel] +1·a <= +1·b"]


class TestSum:
    """A sum of cells stands in text sections too."""

    def test_is_read_by_the_same_rules(self) -> None:
        assert parse_sum(" a + 2 * b['x'] ", lambda name, column: f"{name}/{column}") == (Term(1, "a/None"), Term(2, "b/x"))

    @pytest.mark.parametrize(
        "text", ["", "a +", "a b", "a == b", "f(a)", "a[0]", "[a]", "True * a", "-a * b", "'a'", "a * 2", "a / b", "\0"]
    )
    def test_is_nothing_else(self, text: str) -> None:
        with pytest.raises(ExpressionError):
            parse_sum(text, lambda name, _: name)

    @pytest.mark.parametrize("depth", [1_500, 5_000, 100_000])
    @pytest.mark.parametrize("parts", [("(", "a", ")"), ("-", "a", ""), ("a+", "a", ""), ("", "a", ".a"), ("[", "a", "]")])
    def test_has_an_end(self, parts: tuple[str, str, str], depth: int) -> None:
        """Text sections come from outside: nesting without end is refused, not followed."""
        before, inmost, after = parts
        with pytest.raises(ExpressionError):
            parse_sum(before * depth + inmost + after * depth, lambda name, _: name)


class TestTwoLevels:
    """A small table with rows under rows and columns under columns."""

    TEXT = """
    id = "two-levels"
    edition = "1"
    title = "{body}{year}年"
    authority = "none"
    [[sections]]
    key = "figures"
    tables = ["received"]
    [[tables]]
    key = "received"
    records = "request"
    unit = "件"
    columns = [
      { key = "person", label = "自然人", head = ["申请人"], where = "applicant == 'natural_person'" },
      { key = "business", label = "商业企业", head = ["申请人", "法人"], where = "applicant == 'business'" },
      { key = "other", label = "其他", head = ["申请人", "法人"], where = "applicant not in ('natural_person', 'business')" },
      { key = "legal", label = "法人小计", head = ["申请人", "法人"], total = ["business", "other"] },
      { key = "total", label = "总计", total = ["person", "legal"] },
    ]
    rows = [
      { key = "received", label = "收到" },
      { key = "received.near", label = "就近", count = "channel in ('in_person', 'oral', 'fax')" },
      { key = "received.far", label = "远程", count = "channel not in ('in_person', 'oral', 'fax')" },
      { key = "received.total", label = "合计", total = ["received.near", "received.far"] },
    ]
    """

    def test_has_a_cell_for_each_row_and_column_but_none_for_the_heading(self) -> None:
        standard = load_text(self.TEXT, name="two.toml")
        rows, columns = ("near", "far", "total"), ("person", "business", "other", "legal", "total")
        assert standard.keys() == tuple(f"received.{row}/{column}" for row in rows for column in columns)

    def test_has_fifteen_cells_and_as_many_relations_as_totals(self) -> None:
        standard = load_text(self.TEXT, name="two.toml")
        keys = [one.relation.key for one in standard.relations]
        assert {key: keys.count(key) for key in keys} == {
            "received.near.across.legal": 1,
            "received.near.across.total": 1,
            "received.far.across.legal": 1,
            "received.far.across.total": 1,
            "received.total.sum": 5,
            "received.total.across.legal": 1,
            "received.total.across.total": 1,
        }

    def test_keeps_the_heads_outermost_first(self) -> None:
        (table,) = load_text(self.TEXT, name="two.toml").tables
        assert [column.head for column in table.columns] == [("申请人",), *[("申请人", "法人")] * 3, ()]
