"""Whether relations are of any use: contradictions, repetitions, cells without protection, cells not told apart."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

import govdisclosure
from govdisclosure.consistency import Health, RelationState, check, examine, locate, name_of
from govdisclosure.standards import Standard, load_file, load_text
from govdisclosure.testing.planting import agreeing, report
from govdisclosure.testing.small_standards import entered, one_table

STANDARDS = Path(govdisclosure.__file__).parent / "standards"


@cache
def national() -> Standard:
    return load_file(STANDARDS / "cn-2021.toml")


@cache
def examined() -> Health:
    return examine(national())


def small(*rules: str, rows: str = "") -> Standard:
    relations = ",".join(f'{{ key = "r{number}", rule = "{rule}" }}' for number, rule in enumerate(rules))
    return one_table(f"{rows}{entered(*'abcd')},{entered('yes', kind='yes/no')}", relations=relations)


def contradictions(made: Standard) -> list[list[str]]:
    return [[one.relation.key for one in guilty] for guilty in examine(made).contradictions]


def implied(made: Standard) -> dict[str, list[str]]:
    return {one.instance.relation.key: [by.relation.key for by in one.by] for one in examine(made).implied}


def with_more(relation: str) -> Standard:
    """cn-2021 with one more relation in the applications table."""
    text = (STANDARDS / "cn-2021.toml").read_text(encoding="utf-8")
    anchor = '  { key = "requests.balance", each = "column"'
    assert text.count(anchor) == 1
    return load_text(text.replace(anchor, f"  {relation},\n{anchor}"), name="more.toml")


class TestContradictions:
    """Relations that no figures satisfy together; none of a set is to spare."""

    @pytest.mark.parametrize(
        ("rules", "want"),
        [
            (["a == b", "a == b + 1"], [["r0", "r1"]]),
            (["a == b", "c == d", "b == c", "a == d + 1"], [["r0", "r1", "r2", "r3"]]),
            (["a == b", "c <= d", "a >= b + 1"], [["r0", "r2"]]),
            (["a + b == -1"], [["r0"]]),
            (["2 * a == 2 * b + 1"], [["r0"]]),
            (["a + b + c == 2 * d", "a == b", "c == 1"], [["r0", "r1", "r2"]]),
            (["a == b", "a == b + 1", "c == d", "c == d + 2"], [["r0", "r1"], ["r2", "r3"]]),
            (["yes >= 2"], [["r0"]]),
            (["a == b", "a <= b", "a >= b"], []),
            (["a == previous.a + 1", "a == previous.a"], [["r0", "r1"]]),
            (["a == previous.b + 1", "a == previous.a"], []),
        ],
    )
    def test_are_found_whole_and_without_bystanders(self, rules: list[str], want: list[list[str]]) -> None:
        made = small(*rules)
        assert contradictions(made) == want
        assert examine(made).sound is (not want)

    def test_are_found_in_a_national_form(self) -> None:
        results = "requests.results.total['total'] + requests.carried_out['total']"
        made = with_more(f'{{ key = "planted", rule = "requests.received[\'total\'] >= {results} + 1" }}')
        (guilty,) = examine(made).contradictions
        assert {"planted", "requests.balance"} == {one.relation.key for one in guilty}

    def test_are_found_among_relations_that_may_fail_too(self) -> None:
        made = with_more(
            """{ key = "planted", rule = "processing_fees.received >= processing_fees.charged + 1", severity = "warning" }"""
        )
        (guilty,) = examine(made).contradictions
        assert {one.relation.key for one in guilty} == {"planted", "processing_fees.received_within_charged"}

    def test_are_not_there_in_what_is_installed(self) -> None:
        for path in STANDARDS.glob("*.toml"):
            assert examine(load_file(path)).sound, path.name


class TestAmounts:
    """An amount may be any number of fen: half of 5 yuan is 2.50, and a thousandth of 5 is none."""

    MORE = entered("fee", "other", kind="amount") + ","

    @pytest.mark.parametrize(
        ("rules", "contradict", "forced"),
        [
            (["2 * fee == 5"], False, {"fee": Decimal("2.5")}),
            (["1000 * fee == 5"], True, {}),
            (["fee == other", "fee + other == 5"], False, {"fee": Decimal("2.5"), "other": Decimal("2.5")}),
            (["10 * fee == a", "a == 1"], False, {"a": 1, "fee": Decimal("0.1")}),
            (["10 * a == fee", "fee == 1"], True, {}),
            (["fee == previous.fee + previous.fee", "2 * fee == 1"], False, {"fee": Decimal("0.5")}),
            (["2 * fee < 0"], True, {}),
            (["fee > 0", "fee < 1"], False, {}),
        ],
    )
    def test_are_whole_in_their_smallest_unit(
        self, rules: list[str], contradict: bool, forced: dict[str, int | Decimal]
    ) -> None:
        found = examine(small(*rules, rows=self.MORE))
        assert bool(found.contradictions) is contradict
        assert {cell: figure for one in found.forced for cell, figure in one.cells.items()} == forced

    def test_do_not_follow_from_what_lets_them_differ_by_less_than_one(self) -> None:
        close = '{ key = "close", rule = "fee == other", tolerance = 0.5 }, { key = "same", rule = "fee == other" }'
        made = one_table(entered("fee", "other", kind="amount"), relations=close)
        assert implied(made) == {"close": ["same"]}

    @pytest.mark.parametrize("severity", ["error", "warning"])
    def test_are_so_whatever_the_severity(self, severity: str) -> None:
        rules = f'{{ key = "low", rule = "fee > 0", severity = "{severity}" }}, {{ key = "high", rule = "fee < 1" }}'
        made = one_table(entered("fee", kind="amount"), relations=rules)
        assert contradictions(made) == []


class TestForced:
    """Cells that can hold one figure only are a contradiction in disguise."""

    def test_are_found_with_the_relations_that_force_them(self) -> None:
        (forced,) = examine(small("a >= 2 * b", "a <= b", "c <= d")).forced
        assert dict(forced.cells) == {"a": 0, "b": 0}
        assert [one.relation.key for one in forced.by] == ["r0", "r1"]

    def test_are_found_at_other_figures_than_zero(self) -> None:
        (forced,) = examine(small("a == 5")).forced
        assert dict(forced.cells) == {"a": 5}

    def test_are_not_what_has_room(self) -> None:
        assert examine(small("a <= b", "yes <= a")).forced == ()


class TestImplied:
    """A relation that follows from others finds nothing that they don't; the later written is the one to spare."""

    @pytest.mark.parametrize(
        ("rules", "want"),
        [
            (["a == b", "a == b"], {"r1": ["r0"]}),
            (["a == b", "b == c", "2 * a == 2 * c"], {"r2": ["r0", "r1"]}),
            (["a == b + c", "a >= b"], {"r1": ["r0"]}),
            (["a == b + c", "a >= b + 1"], {}),
            (["a <= b", "a >= b", "a == b"], {"r2": ["r0", "r1"]}),
            (["a <= b", "b <= c", "a <= c"], {"r2": ["r0", "r1"]}),
            (["a <= b", "b <= c", "a >= c"], {}),
            (["a >= 0"], {"r0": []}),
            (["yes <= 1"], {"r0": []}),
            (["2 * a <= 3", "a <= 1"], {"r1": ["r0"]}),
            (["a <= b + 2", "a <= b + 3"], {"r1": ["r0"]}),
            (["a <= b + 3", "a <= b + 2"], {"r0": ["r1"]}),
            (["a >= b + 2", "a >= b + 1"], {"r1": ["r0"]}),
            (["a == b + 2", "a >= b + 2", "a <= b + 2"], {"r1": ["r0"], "r2": ["r0"]}),
            (["a == b + 2", "a + 3 >= b", "a <= b + 1 + 1"], {"r1": ["r0"], "r2": ["r0"]}),
        ],
    )
    def test_is_found_with_those_it_follows_from(self, rules: list[str], want: dict[str, list[str]]) -> None:
        assert implied(small(*rules)) == want

    def test_is_found_where_a_total_is_written_again(self) -> None:
        made = small("t == a + b", rows='{ key = "t", label = "t", total = ["a", "b"] },')
        assert implied(made) == {"r0": ["t.sum"]}

    def test_is_found_in_a_national_form(self) -> None:
        """Both ways to the grand total, and the balance of its column, follow from the rest; a planted one is named."""
        found = {name_of(one.instance, national()) for one in examined().implied}
        assert found == {"requests.results.total.across", "requests.balance (requests.received/total)"}
        made = with_more("{ key = \"planted\", rule = \"requests.carried_in['total'] >= requests.carried_in['business']\" }")
        more = {name_of(one.instance, made): one for one in examine(made).implied}
        assert set(more) == found | {"planted"}
        assert [one.relation.key for one in more["planted"].by] == ["requests.carried_in.across"]

    def test_changes_nothing_when_it_is_left_out(self) -> None:
        """Whatever breaks one that follows breaks one of those it follows from."""
        for seed in range(30):
            chance = random.Random(seed)
            values = agreeing(national(), chance)
            values[chance.choice([cell for cell in values if cell.startswith("requests.")])] += 1
            failed = {
                id(one.instance) for one in check(report(national(), values)).outcomes if one.state is RelationState.FAILED
            }
            for one in examined().implied:
                assert id(one.instance) not in failed or failed & {id(by) for by in one.by}


class TestProtection:
    """Which single wrong figures are seen, and which are named alone."""

    def test_is_missing_where_no_relation_stands(self) -> None:
        found = examine(small("a == b", "c <= a"))
        assert found.unprotected == ("d", "yes")
        assert found.bounded == ("c",)
        assert (found.cells, found.seen) == (5, 2)

    def test_of_a_ratio_is_whole_and_that_of_what_it_follows_from_is_half(self) -> None:
        """The ratio is held to both figures; these may be off by what rounding hides, and a change waits for last year."""
        ratio = '{ key = "r", label = "r", ratio = { of = "a", among = "b" }, decimals = 1 }'
        change = '{ key = "x", label = "x", change = { of = "c", against = "previous" }, decimals = 1 }'
        found = examine(one_table(f"{ratio},{change},{entered(*'abcd')}"))
        assert (found.bounded, found.unprotected, found.seen) == (("x", "a", "b", "c"), ("d",), 1)

    def test_is_half_where_only_last_year_tells(self) -> None:
        assert examine(small("a == previous.b")).bounded == ("a",)

    def test_does_not_tell_apart_what_stands_in_the_same_relations(self) -> None:
        found = examine(small("a == b + 2 * c", "d == yes"))
        assert found.alike == (("a", "b", "c"), ("d", "yes"))
        assert (found.pairs, found.located) == (4, 0)

    def test_tells_apart_what_stands_in_different_relations_or_with_different_factors(self) -> None:
        assert examine(small("a == b", "a == c")).alike == ()
        assert examine(small("a + b == c", "a + 2 * b == d")).alike == ()
        assert examine(small("a + b == c", "2 * a + 2 * b == d")).alike == (("a", "b"),)

    @pytest.mark.parametrize(
        ("cells", "seen", "located", "expected"),
        [
            (3, 2, 1, ("66.7%", "33.3%")),
            (16, 1, 0, ("6.3%", "0.0%")),
            (1000, 1000, 1, ("100.0%", "0.1%")),
            (0, 0, 0, ("—", "—")),
        ],
    )
    def test_is_a_share_of_the_cells_rounded_half_up(
        self, cells: int, seen: int, located: int, expected: tuple[str, str]
    ) -> None:
        words = str(evolve(examined(), cells=cells, seen=seen, located=located).coverage)
        assert re.findall(r"[\d.]+%|—", words)[:2] == [*expected]

    def test_of_the_national_form_is_known(self) -> None:
        """Table 2 stands in no relation; the three sums of table 4 stand alone; table 3 tells all its cells apart."""
        found = examined()
        in_table_2 = ("documents.", "decisions.", "fees.")
        assert set(found.unprotected) == {cell for cell in national().spots if cell.startswith(in_table_2)}
        assert sorted(map(len, found.alike)) == [5, 5, 5]
        assert {cell.split("/")[0] for group in found.alike for cell in group} == {"remedies.cases"}
        assert (found.cells, found.seen, found.located) == (200, 190, 175)
        assert "95.0%" in found.coverage.en

    def test_is_what_check_and_locate_see(self) -> None:
        """One more in each cell in turn: a check fails where it is protected, one answer is given where it is told apart."""
        found = examined()
        alike = {cell for group in found.alike for cell in group}
        true = agreeing(national(), random.Random(3))
        seen = located = 0
        for cell, spot in national().spots.items():
            if not spot.table.printed:
                continue
            wrong = report(national(), true | {cell: true[cell] + 1})
            failed = check(wrong).verdict == "failed"
            assert failed is (cell not in found.unprotected)
            seen += failed
            if failed:
                (conflict,) = locate(wrong)
                assert cell in {one for answer in conflict.answers for one in answer.cells}
                if cell not in alike:
                    assert len(conflict.answers) == 1
                    located += 1
        assert (seen, located) == (found.seen, found.located)
