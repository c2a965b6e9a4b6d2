"""A reference is ``BASE(+PART)*``: ``cn-2021+cn-2019:requests`` is the form of 2021 with the applications table of 2019."""

from __future__ import annotations

import pytest

from govdisclosure.errors import UnknownStandardError
from govdisclosure.standards import ReferencePart, Standard, compose, load_text, parse_reference


class TestReference:
    """Parts are joined by ``+``; each after the first names its table after ``:``; switches stand behind ``?``."""

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("cn-2021", [ReferencePart("cn-2021", None, {})]),
            ("cn-2021+cn-2019:requests", [ReferencePart("cn-2021", None, {}), ReferencePart("cn-2019", "requests", {})]),
            (" a + b:t + c:u ", [ReferencePart("a", None, {}), ReferencePart("b", "t", {}), ReferencePart("c", "u", {})]),
            ("a?x=1&y=2", [ReferencePart("a", None, {"x": "1", "y": "2"})]),
            ("a?x=1+b?y=2:t", [ReferencePart("a", None, {"x": "1"}), ReferencePart("b", "t", {"y": "2"})]),
            ("folder/a.toml?x=1", [ReferencePart("folder/a.toml", None, {"x": "1"})]),
        ],
    )
    def test_is_read_as_its_parts(self, text: str, parts: list[ReferencePart]) -> None:
        assert list(parse_reference(text)) == parts

    @pytest.mark.parametrize("text", ["", "?x=1", "a?x", "a?x=", "a?=1", "+b:t", "a+:t"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(UnknownStandardError) as caught:
            parse_reference(text)
        assert caught.value.key == "standard.no_reference"

    @pytest.mark.parametrize("text", ["a+b:", "a+b?x=1:", "a+b:t+c:"])
    def test_whose_part_names_no_table_is_refused(self, text: str) -> None:
        with pytest.raises(UnknownStandardError) as caught:
            parse_reference(text)
        assert caught.value.key == "standard.no_table_named"

    def test_asks_for_an_annex_where_a_part_has_no_table(self) -> None:
        assert [one.table for one in parse_reference("a+b:t+c")] == [None, "t", None]


def standard(name: str, requests: str, more: str = "", policies: str = "") -> Standard:
    """Two tables; ``requests`` are the rows of the first, ``more`` relations between the tables."""
    text = f"""
    id = "{name}"
    edition = "1"
    title = "{name} report"
    authority = "{name} notice"
    sections = [{{ key = "s", tables = ["requests", "fees"] }}]
    policies = [{policies}]
    relations = [{more}]
    [[tables]]
    key = "requests"
    heading = "{name} requests"
    {requests}
    [[tables]]
    key = "fees"
    rows = [{{ key = "fees.paid", label = "收费", entered = "count" }}]
    relations = [{{ key = "fees.few", rule = "fees.paid <= 100" }}]
    """
    return load_text(text, name=f"{name}.toml")


def switch(key: str, source: str) -> str:
    choice = '{ key = "yes", label = "是", label_en = "yes" }, { key = "no", label = "否", label_en = "no" }'
    return f'{{ key = "{key}", label = "?", label_en = "?", source = "{source}", choices = [{choice}] }}'


NEW = """
rows = [
  { key = "requests.received", label = "收到", entered = "count" },
  { key = "requests.closed", label = "办结", entered = "count" },
]
relations = [{ key = "new.order", rule = "requests.closed <= requests.received" }]
"""
OLD = """
rows = [
  { key = "requests.received", label = "收到", total = ["requests.fax", "requests.post"] },
  { key = "requests.fax", label = "传真", entered = "count" },
  { key = "requests.post", label = "信函", entered = "count" },
]
relations = [{ key = "old.order", rule = "requests.fax <= requests.post" }]
"""
BETWEEN = '{ key = "between", rule = "fees.paid <= requests.received" }'


def find(known: dict[str, Standard]) -> Standard:
    return compose("new+old:requests", lambda part: known[part.standard])


class TestComposition:
    """One table is lent by another standard, with the relations that read that table only; the rest stays the base's."""

    def test_has_the_lent_table_in_the_bases_place(self) -> None:
        made = find({"new": standard("new", NEW), "old": standard("old", OLD)})
        assert made.id == "new+old:requests"
        assert (made.title, made.authority) == ("new report", "new notice")
        assert [table.heading for table in made.tables] == ["old requests", ""]
        assert made.keys() == ("requests.received", "requests.fax", "requests.post", "fees.paid")

    def test_has_the_relations_of_the_lent_table_and_those_of_the_rest(self) -> None:
        made = find({"new": standard("new", NEW, BETWEEN), "old": standard("old", OLD, BETWEEN.replace("100", "7"))})
        assert [one.relation.key for one in made.relations] == ["fees.few", "between", "requests.received.sum", "old.order"]

    def test_has_the_switches_of_both_the_bases_own_first_in_doubt(self) -> None:
        new = standard("new", NEW, policies=switch("shared", "new"))
        old = standard("old", OLD, policies=f"{switch('shared', 'old')}, {switch('own', 'old')}")
        assert {one.key: one.source for one in find({"new": new, "old": old}).policies} == {"shared": "new", "own": "old"}

    def test_has_a_digest_of_its_own_that_changes_with_either(self) -> None:
        new, old = standard("new", NEW), standard("old", OLD)
        made = find({"new": new, "old": old}).digest
        assert made.startswith("sha256:")
        assert made == find({"new": new, "old": old}).digest
        assert len({new.digest, old.digest, made, find({"new": new, "old": standard("old", OLD + "#")}).digest}) == 4

    def test_of_one_part_is_the_standard_itself(self) -> None:
        new = standard("new", NEW)
        assert compose("new", lambda part: new) is new

    @pytest.mark.parametrize("table", ["requets", "nothing"])
    def test_of_a_table_that_they_do_not_share_is_refused(self, table: str) -> None:
        known = {"new": standard("new", NEW), "old": standard("old", OLD)}
        with pytest.raises(UnknownStandardError) as caught:
            compose(f"new+old:{table}", lambda part: known[part.standard])
        assert caught.value.key == "standard.table_not_shared"
        assert "requests" in str(caught.value)

    @pytest.mark.parametrize(
        "rule",
        ["fees.paid <= requests.closed", "fees.paid <= previous.requests.closed"],
    )
    def test_that_tears_a_relation_apart_is_refused(self, rule: str) -> None:
        known = {"new": standard("new", NEW, f'{{ key = "torn", rule = "{rule}" }}'), "old": standard("old", OLD)}
        with pytest.raises(UnknownStandardError, match="torn") as caught:
            find(known)
        assert caught.value.key == "standard.parts_do_not_fit"

    def test_that_takes_the_columns_from_a_relation_is_refused(self) -> None:
        columns = (
            'columns = [{ key = "KEY", label = "栏", entered = "count" }]\nrows = [{ key = "requests.received", label = "收" }]'
        )
        between = """{ key = "torn", rule = "fees.paid <= requests.received['men']" }"""
        known = {
            "new": standard("new", columns.replace("KEY", "men"), between),
            "old": standard("old", columns.replace("KEY", "all")),
        }
        with pytest.raises(UnknownStandardError, match="torn"):
            find(known)

    def test_that_brings_a_row_twice_is_refused(self) -> None:
        old = OLD.replace("requests.post", "fees.paid")
        text = f"""
        id = "old"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{{ key = "s", tables = ["requests"] }}]
        [[tables]]
        key = "requests"
        {old}
        """
        known = {"new": standard("new", NEW), "old": load_text(text, name="old.toml")}
        with pytest.raises(UnknownStandardError, match=r"fees\.paid"):
            find(known)
