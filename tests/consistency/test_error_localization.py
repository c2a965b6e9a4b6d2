"""Which cell is wrong: every least change that lets everything hold, exactly; what the relations leave open stays open."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest
from attrs import evolve
from scipy.optimize import Bounds, LinearConstraint, milp

import govdisclosure
from govdisclosure.consistency import Conflict, RelationState, check, locate
from govdisclosure.consistency.against import Against
from govdisclosure.consistency.equations import fill
from govdisclosure.consistency.error_localization import STEPS
from govdisclosure.consistency.error_patterns import TELLING
from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.exact.good_repairs import _without_spare, mended
from govdisclosure.exact.integers import StepLimitError, Steps
from govdisclosure.exact.minimal_repairs import FIRST_ESTIMATE, RepairSearch
from govdisclosure.exact.simplex import bits
from govdisclosure.report import Cell, Origin, OriginKind, Report, as_number
from govdisclosure.standards import Standard, load_file
from govdisclosure.testing.planting import agreeing, report, spoilt
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Period, Value

SEEDS = range(150)


@cache
def national() -> Standard:
    return load_file(Path(govdisclosure.__file__).parent / "standards" / "cn-2021.toml")


def small(rows: str, relations: str = "", columns: str = "") -> Standard:
    return one_table(rows, relations=relations, columns=columns)


def rule(text: str, key: str = "rel", more: str = "") -> str:
    return f'{{ key = "{key}", rule = "{text}"{more} }}'


SUM = small('{ key = "total", label = "计", total = ["a", "b"] },' + entered("a", "b"))


def sets(conflict: Conflict) -> set[frozenset[str]]:
    return {frozenset(answer.cells) for answer in conflict.answers}


def ends(conflict: Conflict) -> dict[str, tuple[Any, Any]]:
    """From what to what each cell of answers with one cell would have to be."""
    return {cell: (one.low, one.high) for answer in conflict.answers for cell, one in answer.cells.items()}


def corrected(wrong: Report, conflicts: Sequence[Conflict]) -> Iterator[Report]:
    """The report after the first answers of all conflicts but one, and each answer of that one, where all are one figure."""
    first = {cell: change for one in conflicts for cell, change in one.answers[0].cells.items()}
    for one in conflicts:
        for answer in one.answers:
            changes = {cell: change for cell, change in first.items() if cell not in one.answers[0].cells} | dict(answer.cells)
            values: dict[str, Value | None] = {cell: found.value for cell, found in wrong.cells.items()}
            if all(change.should_be is not None for change in changes.values()):
                yield report(wrong.standard, values | {cell: change.should_be for cell, change in changes.items()})


# ------------------------------------------------------------------------------------------------------- small reports


class TestOneRelation:
    """When only one relation is broken and nothing tells its cells apart, it says so, whatever the scores."""

    def test_names_every_cell_that_would_mend_it(self) -> None:
        (conflict,) = locate(report(SUM, {"total": 9, "a": 2, "b": 3}))
        assert ends(conflict) == {"total": (5, 5), "a": (6, 6), "b": (7, 7)}
        assert conflict.relations == ("total.sum",)
        assert conflict.undecided
        assert "tells these cells apart" in conflict.message.en
        assert "无法区分" in conflict.message.zh
        assert "（“计”与各分项之和）" in conflict.message.zh
        assert "(total.sum)" in conflict.message.en

    def test_leaves_out_a_cell_that_would_fall_below_zero(self) -> None:
        (conflict,) = locate(report(SUM, {"total": 0, "a": 2, "b": 1}))
        assert ends(conflict) == {"total": (3, 3)}
        assert not conflict.undecided
        assert "still 0" in conflict.answers[0].why.en

    def test_lets_a_signed_cell_fall_below_zero(self) -> None:
        made = small(
            '{ key = "total", label = "计", total = ["a", "b"] },' + entered("a") + "," + entered("b", more=", signed = true")
        )
        (conflict,) = locate(report(made, {"total": 0, "a": 2, "b": 1}))
        assert ends(conflict) == {"total": (3, 3), "b": (-2, -2)}

    def test_says_nothing_of_figures_that_agree(self) -> None:
        assert locate(report(SUM, {"total": 5, "a": 2, "b": 3})) == ()


class TestBounds:
    """<=, >=, tolerances, yes and no: the cell's answer is a range, open above where nothing stops it."""

    @pytest.mark.parametrize(
        ("text", "a", "b", "want"),
        [
            ("a <= b", 5, 3, {"a": (0, 3), "b": (5, None)}),
            ("a >= b", 3, 5, {"a": (5, None), "b": (0, 3)}),
            ("2 * a <= b", 5, 3, {"a": (0, 1), "b": (10, None)}),
            ("a == b + 4", 2, 3, {"a": (7, 7)}),
            ("2 * a == b", 5, 3, {"b": (10, 10)}),
        ],
    )
    def test_say_what_each_cell_may_be(self, text: str, a: int, b: int, want: dict[str, tuple[int, int | None]]) -> None:
        (conflict,) = locate(report(small(entered("a", "b"), rule(text)), {"a": a, "b": b}))
        assert ends(conflict) == want

    def test_grant_a_tolerance(self) -> None:
        made = small(entered("a", "b"), rule("a == b", more=", tolerance = 2"))
        assert locate(report(made, {"a": 5, "b": 3})) == ()
        (conflict,) = locate(report(made, {"a": 9, "b": 3}))
        assert ends(conflict) == {"a": (1, 5), "b": (7, 11)}

    def test_keep_yes_and_no_between_0_and_1(self) -> None:
        made = small(entered("a") + "," + entered("yes", "other", kind="yes/no"), rule("a <= yes + other"))
        (conflict,) = locate(report(made, {"a": 2, "yes": True, "other": False}))
        assert ends(conflict) == {"a": (0, 1), "other": (True, True)}

    def test_name_a_number_below_zero_by_itself(self) -> None:
        made = small(entered("a", "b") + ',{ key = "total", label = "计", total = ["a"] }')
        negative, lone = locate(report(made, {"total": -4, "a": 4, "b": -1}))
        assert ends(negative) == {"total": (4, 4)}
        assert negative.relations == ("total.sum", "cell.negative")
        assert ends(lone) == {"b": (0, None)}
        assert lone.relations == ("cell.negative",)


class TestBlanks:
    """A blank cell is a free unknown from 0; it is never named."""

    def test_mends_what_it_can(self) -> None:
        assert locate(report(SUM, {"total": 9, "a": 2, "b": None})) == ()

    def test_is_no_excuse_below_zero(self) -> None:
        (conflict,) = locate(report(SUM, {"total": 2, "a": 9, "b": None}))
        assert ends(conflict) == {"total": (9, None), "a": (0, 2)}

    def test_ties_relations_together(self) -> None:
        """A blank total that two relations define differently."""
        made = small(entered("a", "b", "c"), f"{rule('a == c', 'first')}, {rule('b == c', 'second')}")
        (conflict,) = locate(report(made, {"a": 5, "b": 3, "c": None}))
        assert conflict.relations == ("first", "second")
        assert ends(conflict) == {"a": (3, 3), "b": (5, 5)}

    def test_that_is_not_applicable_takes_its_relation_out(self) -> None:
        assert locate(report(SUM, {"total": Blank.NOT_APPLICABLE, "a": 9, "b": 1})) == ()

    def test_is_what_words_are_where_a_number_belongs(self) -> None:
        assert locate(report(SUM, {"total": 9, "a": 2, "b": "some"})) == ()


class TestAmounts:
    """Amounts are whole numbers of their finest printed decimal."""

    MADE = small('{ key = "total", label = "计", total = ["a", "b"] },' + entered("a", "b", kind="amount"))

    def test_are_exact(self) -> None:
        values: dict[str, Value | None] = {"total": Decimal("0.3"), "a": Decimal("0.1"), "b": Decimal("0.20")}
        assert locate(report(self.MADE, values)) == ()
        (conflict,) = locate(report(self.MADE, values | {"total": Decimal("0.31")}))
        assert ends(conflict) == {"total": (Decimal("0.30"),) * 2, "a": (Decimal("0.11"),) * 2, "b": (Decimal("0.21"),) * 2}

    def test_are_exact_beyond_the_digits_of_ordinary_arithmetic(self) -> None:
        large = Decimal("1234567890123456789012345678901234567890.01")
        (conflict,) = locate(report(self.MADE, {"total": large, "a": large, "b": Decimal("0.01")}))
        assert ends(conflict)["total"] == (Decimal("1234567890123456789012345678901234567890.02"),) * 2

    def test_that_no_one_can_mean_are_blanks(self) -> None:
        values: dict[str, Value | None] = {"total": Decimal("1E+5000"), "a": Decimal("1E-5000"), "b": Decimal(1)}
        assert locate(report(self.MADE, values)) == ()
        (conflict,) = locate(report(self.MADE, values | {"total": Decimal("0.5")}))
        assert ends(conflict) == {"total": (Decimal("1.0"), None), "b": (Decimal("0.0"), Decimal("0.5"))}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2 * fee == n", {"fee": (Decimal("2.5"),) * 2, "n": (4, 4)}),
            ("2 * fee <= n", {"fee": (Decimal(0), Decimal("2.5"))}),
            ("fee == 2 * n", {"fee": (Decimal(10),) * 2, "n": (1, 1)}),
        ],
    )
    def test_may_have_more_decimals_than_are_printed(self, text: str, expected: dict[str, Any]) -> None:
        made = small(entered("n") + "," + entered("fee", kind="amount"), rule(text))
        fee = 3 if "<=" in text else 2
        (conflict,) = locate(report(made, {"n": 5, "fee": Decimal(fee)}))
        assert {cell: found for cell, found in ends(conflict).items() if cell in expected} == expected

    def test_stand_beside_counts(self) -> None:
        made = small(entered("n") + "," + entered("fee", kind="amount"), rule("fee <= 10 * n"))
        (conflict,) = locate(report(made, {"n": 2, "fee": Decimal("20.50")}))
        assert ends(conflict) == {"n": (3, None), "fee": (Decimal("0.00"), Decimal("20.00"))}


class TestWords:
    """What each cell would have to be, the conflict's relations, and how far they decide it, in a sentence."""

    SIGNED = ", signed = true"

    @pytest.mark.parametrize(
        ("text", "more", "a", "expected"),
        [
            ("a <= b", "", 5, {"a": "a is 5 and should be between 0 and 3", "b": "b is 3 and should be at least 5"}),
            ("a <= b", SIGNED, 5, {"a": "a is 5 and should be at most 3", "b": "b is 3 and should be at least 5"}),
            ("a == b + 4", "", 5, {"a": "a is 5 and should be 7", "b": "b is 3 and should be 1"}),
            ("a == b + c", "", None, {}),
            ("a + 9 == b + c", "", None, {"b": "b is 3 and should be at least 9"}),
        ],
    )
    def test_say_what_a_cell_should_be(self, text: str, more: str, a: int | None, expected: dict[str, str]) -> None:
        made = small(entered("a", "b", "c", more=more), rule(text))
        values = {"a": a, "b": 3, "c": 0}
        found = {cell: answer.why.en for one in locate(report(made, values)) for answer in one.answers for cell in answer.cells}
        assert {cell: found[cell].partition(":")[0] for cell in expected} == expected
        assert bool(found) is bool(expected)

    def test_count_the_relations_and_the_answers(self) -> None:
        (one,) = locate(report(SUM, {"total": 0, "a": 2, "b": 1}))
        assert one.message.en == ("the figures do not agree (total.sum). Only this least change lets everything hold")
        (open_one,) = locate(report(SUM, {"total": 9, "a": 2, "b": 3}))
        assert "any of 3 changes would mend it" in open_one.message.en
        made = small(entered("a", "b", "c"), f"{rule('a == b', 'first')}, {rule('a == c', 'second')}")
        (two,) = locate(report(made, {"a": 5, "b": 3, "c": 3}))
        assert two.message.en.startswith("the figures do not agree (first, second). Only")
        (several,) = locate(report(made, {"a": 5, "b": 3, "c": 4}))
        assert several.message.en.startswith("2 relations do not hold (first, second). 3 least changes")
        (below,) = locate(report(small(entered("a", "b"), rule("a == b")), {"a": -1, "b": 0}))
        assert below.message.en.startswith("the figures do not agree (rel, cell.negative). Only")
        assert below.message.zh.startswith("勾稽关系不成立（“a”与“b”、数不应小于零）。")

    @pytest.mark.parametrize(("count", "more"), [(6, False), (7, True)])
    def test_name_six_relations_at_most(self, count: int, more: bool) -> None:
        """By the labels of their heads in Chinese; a total that many relations define is named once."""
        rules = ",".join(rule(f"a == p{number}", f"r{number}") for number in range(count))
        made = small(entered("a", *(f"p{number}" for number in range(count))), rules)
        (conflict,) = locate(report(made, {"a": 1} | {f"p{number}": 2 for number in range(count)}))
        assert conflict.message.zh.count("“a”") == 6
        assert ("等" in conflict.message.zh) is more
        assert f"r{count - 1}" in conflict.message.en  # by key, all of them

    def test_are_of_the_first_relations_of_each_cell(self) -> None:
        columns = '{ key = "x", label = "甲" }, { key = "y", label = "乙" }, { key = "all", label = "计", total = ["x", "y"] }'
        made = small('{ key = "total", label = "合计", total = ["a", "b"] },' + entered("a", "b"), columns=columns)
        values = {"a/x": 1, "a/y": 2, "a/all": 3, "b/x": 4, "b/y": 5, "b/all": 9, "total/x": 5, "total/y": 7, "total/all": 13}
        (conflict,) = locate(report(made, values))
        assert {*conflict.answers[0].cells} == {"total/all"}
        assert (
            "（“合计/计”与各分项之和、“合计/计”与“合计/甲”）" in conflict.message.zh
        )  # that of its column, and that of its row


class TestScan:
    """In a scan, what was recognised less surely is doubted first: below 97 per cent, and below 85."""

    @pytest.mark.parametrize(
        ("sure", "named"),
        [
            ((97, 97, 97), {"total", "a", "b"}),
            ((97, 97, 96), {"b"}),
            ((96, 85, 97), {"total", "a"}),
            ((96, 84, 97), {"a"}),
            ((84, 10, 97), {"total", "a"}),
            ((None, 97, 96), {"b"}),
            ((None, 97, 97), {"total", "a", "b"}),
            ((None, None, None), {"total", "a", "b"}),
        ],
    )
    def test_is_weighed_by_how_surely_a_cell_was_recognised(self, sure: Sequence[int | None], named: set[str]) -> None:
        made = report(SUM, {"total": 9, "a": 2, "b": 3})
        cells = {
            address: evolve(cell, origin=Origin(OriginKind.READ, confidence=one))
            for (address, cell), one in zip(made.cells.items(), sure, strict=True)
        }
        (conflict,) = locate(evolve(made, cells=cells))
        assert {cell for answer in conflict.answers for cell in answer.cells} == named
        (given,) = locate(evolve(made, cells=cells), weights={"total": 1, "a": 3, "b": 3})
        assert {*given.answers[0].cells} == {"total"}  # what is given counts


class TestPrevious:
    """Cells of the preceding report never change; without it the relation is not asked."""

    def test_stand(self) -> None:
        made = small(entered("brought", "out"), rule("brought == previous.out"))
        now = report(made, {"brought": 3, "out": 1})
        assert locate(now) == ()
        (conflict,) = locate(now, previous=[report(made, {"brought": 0, "out": 13}, 2022)])
        assert ends(conflict) == {"brought": (13, 13)}

    @pytest.mark.parametrize(("more", "expected"), [("", []), (', blanks = "zero"', [{"brought": (0, 0)}])])
    def test_that_are_blank_count_as_0_where_the_relation_says_so(self, more: str, expected: list[Any]) -> None:
        made = small(entered("brought", "out"), rule("brought == previous.out", more=more))
        before = report(made, {"brought": 0, "out": None}, 2022)
        assert [ends(one) for one in locate(report(made, {"brought": 3, "out": 1}), previous=[before])] == expected


class TestWeights:
    """A cell with a weight is doubted only where that saves others of more weight."""

    def test_spare_a_cell(self) -> None:
        (conflict,) = locate(report(SUM, {"total": 9, "a": 2, "b": 3}), weights={"total": 2, "a": 2})
        assert sets(conflict) == {frozenset({"b"})}

    def test_are_not_lost_on_two_cells(self) -> None:
        made = small(entered("a", "b", "c"), f"{rule('a == b', 'ab')}, {rule('a == c', 'ac')}")
        assert [sets(one) for one in locate(report(made, {"a": 1, "b": 2, "c": 2}), weights={"a": 3})] == [
            {frozenset({"b"})},
            {frozenset({"c"})},
        ]
        (conflict,) = locate(report(made, {"a": 1, "b": 2, "c": 2}), weights={"a": 2})
        assert sets(conflict) == {frozenset({"b", "c"}), frozenset({"a"})}

    def test_must_be_whole_and_above_0_and_of_cells(self) -> None:
        with pytest.raises(ValueError, match=r"total.*0"):
            locate(report(SUM, {}), weights={"total": 0})
        with pytest.raises(UnknownIndicatorError):
            locate(report(SUM, {}), weights={"totle": 2})


class TestConflicts:
    """Answers of different conflicts combine freely; those that don't are one conflict."""

    def test_are_apart_where_they_share_nothing(self) -> None:
        wrong = agreeing(national(), random.Random(1)) | {
            "remedies.cases/direct_total": 70000,
            "requests.received/total": 80000,
        }
        first, second = locate(report(national(), wrong))
        assert set(first.relations) == {"requests.received.across", "requests.balance"}
        assert second.relations == ("remedies.cases.across.direct_total",)

    def test_are_apart_where_a_condition_keeps_them_apart(self) -> None:
        """Below 0 in a cell whose only relation does not apply, beside a conflict of the cells that it is related to."""
        within = rule("b <= c", "within", ', when = "a > 100"')
        made = small(entered("a", "b", "c"), f"{rule('a == c', 'same')}, {within}")
        first, second = locate(report(made, {"a": 1, "b": -1, "c": 2}))
        assert (ends(first), first.relations) == ({"a": (2, 2), "c": (1, 1)}, ("same",))
        assert (ends(second), second.relations) == ({"b": (0, None)}, ("cell.negative",))

    def test_are_apart_within_one_table(self) -> None:
        """Two wrong cells in different rows and columns by different amounts: each is named by itself."""
        true = agreeing(national(), random.Random(2))
        wrong = dict(true)
        wrong["requests.results.granted/business"] += 100
        wrong["requests.results.granted_in_part/research"] += 1000
        conflicts = locate(report(national(), wrong))
        assert [sets(one) for one in conflicts] == [
            {frozenset({"requests.results.granted/business"})},
            {frozenset({"requests.results.granted_in_part/research"})},
        ]

    def test_count_every_answer_up_to_200(self) -> None:
        parts = [f"p{number}" for number in range(230)]
        made = small(f'{{ key = "total", label = "计", total = {parts!r} }},'.replace("'", '"') + entered(*parts))
        (conflict,) = locate(report(made, {"total": 1000} | dict.fromkeys(parts, 1)))
        assert (len(conflict.answers), conflict.complete, conflict.minimal) == (200, False, True)
        assert conflict.undecided

    def test_are_listed_whole_where_only_their_combinations_are_too_many(self) -> None:
        """Four columns with seven answers each, tied by a row that can't be wrong alone: 2401 combinations, 28 answers."""
        columns = ",".join(f'{{ key = "c{number}", label = "c" }}' for number in range(4))
        parts = [f"p{number}" for number in range(6)]
        rows = f'{{ key = "total", label = "计", total = {[*parts, "tied"]!r} }},'.replace("'", '"') + entered(*parts, "tied")
        tie = rule("tied['c0'] + tied['c1'] + tied['c2'] + tied['c3'] == 4")
        made = small(rows, tie, columns)
        values = {f"{row}/c{column}": 1 for row in (*parts, "tied") for column in range(4)}
        conflicts = locate(report(made, values | {f"total/c{column}": 9 for column in range(4)}))
        assert [len(one.answers) for one in conflicts] == [7, 7, 7, 7]
        assert all(one.complete and one.undecided for one in conflicts)

    def test_have_no_answer_where_relations_contradict_each_other(self) -> None:
        made = small(entered("a", "b"), f"{rule('a == b', 'same')}, {rule('a == b + 1', 'more')}")
        (conflict,) = locate(report(made, {"a": 1, "b": 1}))
        assert (conflict.answers, conflict.minimal) == ((), True)
        assert "standards check" in conflict.message.en

    def test_have_no_answer_in_whole_numbers_where_there_is_none(self) -> None:
        made = small(entered("a", "b"), rule("2 * a == 2 * b + 1"))
        (conflict,) = locate(report(made, {"a": 1, "b": 1}))
        assert conflict.answers == ()


class TestLimit:
    """A limit that stopped the proof is said; the answer given then lets everything hold all the same."""

    @pytest.mark.parametrize(("count", "seed", "most"), [(20, 20, STEPS), (80, 80, 999), (80, 0, 999), (80, 7, 999)])
    def test_of_very_many_cells_stops_at_the_stated_limit(
        self, count: int, seed: int, most: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of 80 after a few hundred steps: what is proved to be needed by then is eight cells fewer than a good answer has."""
        chance = random.Random(seed)
        true = agreeing(national(), chance)
        wrong = report(national(), spoilt(true, chance.sample(sorted(true), count), chance))
        searches: Counter[int] = Counter()
        take = RepairSearch._take

        def counting(search: RepairSearch) -> None:
            searches[id(search.steps)] += 1
            take(search)

        monkeypatch.setattr(RepairSearch, "_take", counting)
        found = locate(wrong)
        assert any(not one.minimal for one in found)
        assert all(one.answers for one in found)
        assert FIRST_ESTIMATE // 2 <= max(searches.values()) <= most

    def test_is_not_used_up_where_that_would_find_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A search that would take a hundred times the steps that are left ends with the answer that it would end with."""
        chance = random.Random(20)
        true = agreeing(national(), chance)
        wrong = report(national(), spoilt(true, chance.sample(sorted(true), 20), chance))
        early = locate(wrong)
        taken: list[Steps] = []
        take = Steps.take

        def counting(steps: Steps) -> None:
            taken.append(steps)
            take(steps)

        monkeypatch.setattr(Steps, "take", counting)
        assert locate(wrong) == early
        few = len(taken)
        monkeypatch.setattr("govdisclosure.exact.minimal_repairs.FAR_BEYOND", float("inf"))
        assert locate(wrong) == early
        assert len(taken) - few > few

    def test_leaves_an_answer_of_which_no_cell_can_be_spared(self) -> None:
        """By halves as one after the other: the same cells are left out."""
        chance = random.Random(3)
        true = agreeing(national(), chance)
        filled = fill(report(national(), spoilt(true, chance.sample(sorted(true), 30), chance)), Against())
        part = max(filled.known.parts, key=lambda one: len(one.cells))
        root, cells = filled.system(part).root(), sum(1 << cell for cell in part.cells)
        for cell in part.cells:
            if mended(root, fewer := cells & ~(1 << cell), filled.values) is not None:
                cells = fewer
        kept = _without_spare(root, sum(1 << cell for cell in part.cells), filled.values)
        assert kept is not None
        assert kept[0] == cells

    @pytest.mark.parametrize("solver", [True, False])
    def test_is_said(self, solver: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        if not solver:
            monkeypatch.setattr("govdisclosure.exact.good_repairs.find_spec", lambda name: None)
        chance = random.Random(5)
        true = agreeing(national(), chance)
        cells = [cell for cell in true if cell.startswith("requests.")]
        wrong = report(national(), spoilt(true, chance.sample(cells, 8), chance))
        (conflict,) = locate(wrong, steps=3)
        assert (conflict.minimal, conflict.complete, len(conflict.answers)) == (False, False, 1)
        assert "too much wrong" in conflict.message.en
        (better,) = corrected(wrong, [conflict])
        assert locate(better) == ()

    def test_of_whole_numbers_ends_no_search(self) -> None:
        """A factor, a tolerance and a blank: 2 * f may differ by 1 from a, and only even figures of a let b be whole."""
        rules = f"{rule('a + 2 * b == 2 * d', 'r0')}, {rule('a == 2 * f', 'r1', ', tolerance = 1')}"
        made = small(entered("a", "b", "d", "f"), rules)
        (conflict,) = locate(report(made, {"a": 2, "b": None, "d": 0, "f": 4}))
        assert (conflict.minimal, conflict.complete) == (True, True)
        assert {frozenset((cell, one.low, one.high) for cell, one in answer.cells.items()) for answer in conflict.answers} == {
            frozenset({("a", 0, 0), ("f", 0, 0)}),
            frozenset({("a", 8, 8), ("d", 4, None)}),
            frozenset({("d", 1, None), ("f", 1, 1)}),
        }

    def test_is_reached_before_the_least_answer_is_lost(self) -> None:
        """Three cells must change: d and e alike, and nothing is left of b and c."""
        rules = f"{rule('2 * d >= c + 2 * e + b', 'r0')}, {rule('2 * d == 2 * e', 'r1', ', tolerance = 1')}"
        (conflict,) = locate(report(small(entered("b", "c", "d", "e"), rules), {"b": 5, "c": 1, "d": 6, "e": 5}))
        assert sets(conflict) == {frozenset("bcd"), frozenset("bce")}

    @pytest.mark.parametrize("weight", [1.5, True, 0, -1, "2"])
    def test_is_not_reached_by_weights_that_are_none(self, weight: Any) -> None:
        with pytest.raises(ValueError, match="total"):
            locate(report(SUM, {"total": 9, "a": 2, "b": 3}), weights={"total": weight})

    def test_of_an_answer_that_cannot_be_put_in_figures_leaves_it_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def stopped(*_: object) -> None:
            raise StepLimitError

        wrong = report(SUM, {"total": 9, "a": 2, "b": 3})
        for name in ("span", "point"):
            with monkeypatch.context() as patch:
                patch.setattr(f"govdisclosure.consistency.error_localization.{name}", stopped)
                (conflict,) = locate(wrong)
                assert (conflict.answers, conflict.complete) == ((), False)
                assert "no change was found" in conflict.message.en

    def test_is_said_of_an_answer_that_does_not_satisfy_the_relations(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ones = "govdisclosure.consistency.error_localization.point"
        monkeypatch.setattr(ones, lambda node, _: dict.fromkeys(bits(node.moving), 1))
        (conflict,) = locate(report(SUM, {"total": 9, "a": 2, "b": 3}))
        assert (conflict.answers, conflict.complete) == ((), False)


class TestRecords:
    """With records at hand the recomputed value decides: the answer that gives just what the records give is the one."""

    def test_decide_where_relations_do_not(self) -> None:
        made = report(SUM, {"total": 9, "a": 4, "b": 3})
        for right, named in (({"total": 7, "a": 4, "b": 3}, "total"), ({"total": 9, "a": 6, "b": 3}, "a")):
            (conflict,) = locate(made, recomputed=report(SUM, right))
            assert (conflict.by_records, conflict.undecided) == (True, False)
            assert dict(conflict.answers[0].cells)[named].should_be == right[named]
            assert conflict.answers[0].score == 1

    def test_say_nothing_where_no_answer_is_what_they_give(self) -> None:
        made = report(SUM, {"total": 9, "a": 4, "b": 3})
        (conflict,) = locate(made, recomputed=report(SUM, {"total": 20, "a": 10, "b": 10}))
        assert (conflict.by_records, conflict.undecided) == (False, True)

    def test_put_a_figure_that_they_give_last(self) -> None:
        made = report(SUM, {"total": 9, "a": 4, "b": 3})
        (conflict,) = locate(made, recomputed=report(SUM, {"total": 9, "a": 1, "b": 8}))
        assert set(conflict.answers[-1].cells) == {"total"}


class TestSlips:
    """Between answers that the relations allow, the usual slips of the hand come first."""

    @pytest.mark.parametrize(
        ("total", "a", "b", "named", "words"),
        [
            (31, 5, 8, "total", "swapped"),
            (3, 9, 4, "total", "dropped"),
            (113, 9, 4, "total", "doubled"),
            (0, 9, 4, "total", "still 0"),
            (130000, 9, 4, "total", "ten thousand"),
            (42, 4, 3, "b", "dropped"),
            (40, 4, 36, None, ""),
            (4, 9, 4, "total", "without a"),
        ],
    )
    def test_come_first(self, total: int, a: int, b: int, named: str | None, words: str) -> None:
        found = locate(report(SUM, {"total": total, "a": a, "b": b}))
        if named is None:
            assert found == ()
            return
        (conflict,) = found
        best = conflict.answers[0]
        assert list(best.cells) == [named]
        assert words in best.why.en
        assert [one.score for one in conflict.answers] == sorted((one.score for one in conflict.answers), reverse=True)

    def test_know_a_wrong_sign(self) -> None:
        made = small('{ key = "total", label = "计", total = ["a"], signed = true },' + entered("a", more=", signed = true"))
        (conflict,) = locate(report(made, {"total": -9, "a": 9}))
        assert "sign" in conflict.answers[0].why.en

    def test_know_figures_that_changed_places(self) -> None:
        columns = '{ key = "x", label = "甲" }, { key = "y", label = "乙" }, { key = "all", label = "计", total = ["x", "y"] }'
        made = small('{ key = "total", label = "计", total = ["a", "b"] },' + entered("a", "b"), columns=columns)
        values = {
            "a/x": 7,
            "a/y": 20,
            "a/all": 27,
            "b/x": 1,
            "b/y": 2,
            "b/all": 3,
            "total/x": 8,
            "total/y": 22,
            "total/all": 30,
        }
        (conflict,) = locate(report(made, values | {"a/x": 20, "a/y": 7}))
        best = conflict.answers[0]
        assert set(best.cells) == {"a/x", "a/y"}
        assert "changed places" in best.why.en
        assert best.score == TELLING["exchanged"]  # one slip, not two

    def test_know_a_cumulative_figure_and_one_of_last_year(self) -> None:
        before = report(SUM, {"total": 40, "a": 30, "b": 10}, 2022)
        (conflict,) = locate(report(SUM, {"total": 52, "a": 5, "b": 7}), previous=[before])
        assert "cumulative" in conflict.answers[0].why.en
        (conflict,) = locate(report(SUM, {"total": 40, "a": 5, "b": 7}), previous=[before])
        assert "preceding period" in conflict.answers[0].why.en


# --------------------------------------------------------------------------------------------------------- brute force


class TestTies:
    """Where many cells tie, what else the report says ranks them: its words, and the figures of the period before."""

    @pytest.fixture
    def tie(self) -> Report:
        """A column that balances nowhere: 44 + 1 are not 37 + 1; totals are blank, as formulas that were never calculated."""
        values: dict[str, Value | None] = {key: 0 for key, spot in national().spots.items() if spot.kind.value == "count"}
        person = "requests.{}/natural_person".format
        values |= {person("received"): 44, person("carried_in"): 1, person("carried_out"): 1}
        values |= {person("results.granted"): 25, person("results.refused.state_secret"): 12}
        blank = [key for key in values if "results.total" in key or (key.startswith("requests.") and key.endswith("/total"))]
        return report(national(), values | dict.fromkeys(blank))

    def test_fail_as_many_relations_as_check_says(self, tie: Report) -> None:
        (conflict,) = locate(tie)
        failed = [one.instance for one in check(tie).noted if one.state is RelationState.FAILED]
        assert len(failed) == 2
        assert set(conflict.instances) == set(failed)
        assert "2 relations do not hold (requests.balance)" in conflict.message.en

    def test_all_that_tie_are_counted(self, tie: Report) -> None:
        (conflict,) = locate(tie)
        assert len(conflict.answers) == 23
        assert "any of 23" in conflict.message.en or "23 least changes" in conflict.message.en

    @pytest.mark.parametrize(
        ("words", "cell"),
        [
            ("2023年，本机关新收政府信息公开申请37件。", "requests.received/natural_person"),
            ("2023年，本机关予以公开32件。", "requests.results.granted/natural_person"),
        ],
    )
    def test_the_words_of_the_report_rank_first(self, tie: Report, words: str, cell: str) -> None:
        (conflict,) = locate(evolve(tie, text={"overview": words}))
        assert list(conflict.answers[0].cells) == [cell]
        assert conflict.undecided  # the words may be wrong as well
        assert "words of the report" in conflict.message.en
        assert "文字部分" in conflict.answers[0].why.zh

    def test_the_words_settle_most_of_what_was_open_and_leave_little_of_what_they_contradict(self, tie: Report) -> None:
        plain, spoken = (
            {next(iter(answer.cells)): answer.score for one in locate(given) for answer in one.answers}
            for given in (tie, evolve(tie, text={"overview": "2023年，本机关新收政府信息公开申请37件，予以公开25件。"}))
        )
        agreeing, against = "requests.received/natural_person", "requests.results.granted/natural_person"
        assert spoken[agreeing] == round(1 - (1 - plain[agreeing]) / 10, 4)
        assert spoken[against] == round(plain[against] / 10, 4)
        others = plain.keys() - {agreeing, against}
        assert {cell: spoken[cell] for cell in others} == {cell: plain[cell] for cell in others}

    def test_what_the_words_contradict_comes_last(self, tie: Report) -> None:
        (conflict,) = locate(evolve(tie, text={"overview": "2023年，本机关新收政府信息公开申请44件，予以公开25件。"}))
        assert {cell for one in conflict.answers[-2:] for cell in one.cells} == {
            "requests.received/natural_person",
            "requests.results.granted/natural_person",
        }

    def test_so_does_what_was_zero_the_year_before(self, tie: Report) -> None:
        cells = {key: Cell(value=0) for key in tie.cells} | {
            "requests.results.refused.third_party_rights/natural_person": Cell(value=6)
        }
        before = evolve(tie, period=Period.year(2022), cells=cells)
        (conflict,) = locate(tie, previous=before)
        scores = {next(iter(one.cells)): one.score for one in conflict.answers}
        assert (
            scores["requests.results.refused.third_party_rights/natural_person"]
            > scores["requests.results.unavailable.not_held/natural_person"]
        )

    def test_and_what_comes_near_to_the_year_before_goes_up(self, tie: Report) -> None:
        cells = {key: Cell(value=0) for key in tie.cells} | {"requests.received/natural_person": Cell(value=36)}
        (conflict,) = locate(tie, previous=evolve(tie, period=Period.year(2022), cells=cells))
        scores = {next(iter(one.cells)): one.score for one in conflict.answers}
        assert scores["requests.received/natural_person"] > scores["requests.results.granted/natural_person"]


class Random:
    """A random small standard with figures, and whether cells may be chosen to mend it, by HiGHS."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.names = [f"c{number}" for number in range(chance.randint(3, 6))]
        self.signed = [chance.random() < 0.2 for _ in self.names]
        self.rows: list[tuple[list[int], float, float]] = []
        rules = []
        for number in range(chance.randint(1, 4)):
            cells = chance.sample(range(len(self.names)), chance.randint(2, min(4, len(self.names))))
            factors = [chance.choice([1, 1, 1, 1, 2, 3]) for _ in cells]
            cut = chance.randint(1, len(cells) - 1)
            terms = [f"{factor} * {self.names[cell]}" for cell, factor in zip(cells, factors, strict=True)]
            operator, tolerance, constant = (
                chance.choice(["==", "==", "==", "<=", ">=", "<", ">"]),
                chance.choice([0, 0, 0, 1]),
                chance.choice([0, 0, 2]),
            )
            text = f"{' + '.join(terms[:cut])} {operator} {' + '.join([*terms[cut:], str(constant)])}"
            rules.append(rule(text, f"r{number}", f", tolerance = {tolerance}"))
            row = [0] * len(self.names)
            for place, cell in enumerate(cells):
                row[cell] = factors[place] if place < cut else -factors[place]
            strict = int(operator in "<>")
            least = constant - tolerance + strict if operator not in ("<=", "<") else -numpy.inf
            most = constant + tolerance - strict if operator not in (">=", ">") else numpy.inf
            self.rows.append((row, least, most))
        rows = ",".join(
            entered(name, more=", signed = true" if signed else "")
            for name, signed in zip(self.names, self.signed, strict=True)
        )
        self.standard = small(rows, ",".join(rules))
        lowest = [-3 if signed or chance.random() < 0.05 else 0 for signed in self.signed]
        self.values = [None if chance.random() < 0.15 else chance.randint(low, 9) for low in lowest]
        self.weights = [chance.choice([1, 1, 1, 2]) if seed % 3 == 0 else 1 for _ in self.names]
        self.report = report(self.standard, dict(zip(self.names, self.values, strict=True)))

    def solve(self, moved: Sequence[int], toward: int = 0, sign: int = 0) -> float | None:
        """Return a cell's least (1) or greatest (-1) value while some cells move; ``None`` where nothing holds or bounds it."""
        low = numpy.full(len(self.names), -numpy.inf)
        high = numpy.full(len(self.names), numpy.inf)
        for cell, value in enumerate(self.values):
            if cell in moved or value is None:
                low[cell] = -numpy.inf if self.signed[cell] else 0
            elif value < 0 and not self.signed[cell]:
                return None
            else:
                low[cell] = high[cell] = value
        cost = numpy.zeros(len(self.names))
        cost[toward] = sign
        limits = LinearConstraint(numpy.array([row for row, _, _ in self.rows]), *numpy.array([one[1:] for one in self.rows]).T)
        found = milp(cost, integrality=numpy.ones(len(self.names)), bounds=Bounds(low, high), constraints=limits)
        return float(found.x[toward]) if found.status == 0 else None

    def least(self) -> set[frozenset[str]]:
        """All sets of least weight that may be moved to mend it; every one is tried."""
        printed = [cell for cell, value in enumerate(self.values) if value is not None]
        tried = [moved for size in range(len(printed) + 1) for moved in itertools.combinations(printed, size)]
        found: set[frozenset[str]] = set()
        least: int | None = None
        for moved in sorted(tried, key=lambda one: sum(self.weights[cell] for cell in one)):
            weight = sum(self.weights[cell] for cell in moved)
            if least is not None and weight > least:
                break
            if self.solve(moved) is not None:
                least = weight
                found.add(frozenset(self.names[cell] for cell in moved))
        return found


class TestBruteForce:
    """On small standards with factors, bounds, tolerances, blanks, weights: the same answers as trying every set of cells."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_gives_the_same_answers(self, seed: int) -> None:
        made = Random(seed)
        conflicts = locate(made.report, weights=dict(zip(made.names, made.weights, strict=True)))
        assert all(one.minimal and one.complete for one in conflicts)
        combined = {frozenset[str]()}
        for conflict in conflicts:
            combined = {one | more for one in combined for more in sets(conflict)}
        assert combined == made.least()

    @pytest.mark.parametrize("seed", SEEDS[:60])
    def test_gives_the_same_ranges(self, seed: int) -> None:
        made = Random(seed)
        conflicts = locate(made.report)
        first = [made.names.index(cell) for one in conflicts for answer in one.answers[:1] for cell in answer.cells]
        if not all(one.answers for one in conflicts):
            return
        made.weights = [1] * len(made.names)
        for conflict in conflicts:
            for cell, change in conflict.answers[0].cells.items():
                place = made.names.index(cell)
                assert (change.low, change.high) == (made.solve(first, place, 1), made.solve(first, place, -1))

    @pytest.mark.parametrize("seed", range(40))
    def test_gives_the_same_values_by_counting(self, seed: int) -> None:
        """A two by two table with totals, figures from 0 to 4: one and two cells, every figure from 0 to 20."""
        columns = '{ key = "x", label = "甲" }, { key = "y", label = "乙" }, { key = "all", label = "计", total = ["x", "y"] }'
        made = small('{ key = "total", label = "计", total = ["a", "b"] },' + entered("a", "b"), columns=columns)
        chance = random.Random(seed)
        a, b, c, d = (chance.randint(0, 4) for _ in range(4))
        true = {"a/x": a, "a/y": b, "a/all": a + b, "b/x": c, "b/y": d, "b/all": c + d}
        true |= {f"total/{column}": true[f"a/{column}"] + true[f"b/{column}"] for column in ("x", "y", "all")}
        wrong = true | {cell: chance.randint(0, 8) for cell in chance.sample(list(true), 2)}

        def holds(values: Mapping[str, int]) -> bool:
            across = all(values[f"{row}/x"] + values[f"{row}/y"] == values[f"{row}/all"] for row in ("a", "b", "total"))
            return across and all(
                values[f"a/{one}"] + values[f"b/{one}"] == values[f"total/{one}"] for one in ("x", "y", "all")
            )

        want: set[frozenset[tuple[str, int]]] = set()
        for size in (0, 1, 2):
            for cells in itertools.combinations(true, size):
                for figures in itertools.product(range(21), repeat=size):
                    if holds(wrong | dict(zip(cells, figures, strict=True))):
                        want.add(frozenset(zip(cells, figures, strict=True)))
            if want:
                break
        combined = {frozenset[tuple[str, int]]()}
        for conflict in locate(report(made, wrong)):
            answers = [
                frozenset((cell, int(as_number(one.should_be or 0) or 0)) for cell, one in answer.cells.items())
                for answer in conflict.answers
            ]
            combined = {one | more for one in combined for more in answers}
        assert combined == want


# ------------------------------------------------------------------------------------------------------- planted errors


class TestPlanted:
    """Reports of cn-2021 with one, two and three wrong cells."""

    @pytest.mark.parametrize("wrong_cells", [1, 2, 3])
    def test_are_among_the_answers(self, wrong_cells: int) -> None:
        told_apart = named_first = least = 0
        for seed in range(150):
            chance = random.Random(1000 * wrong_cells + seed)
            true = agreeing(national(), chance)
            assert locate(report(national(), true)) == ()
            cells = [cell for cell in true if national().spot(cell).table.key in ("requests", "remedies")]
            spoils = spoilt(true, chance.sample(cells, wrong_cells), chance)
            wrong = report(national(), spoils)
            planted = {cell for cell in true if true[cell] != spoils[cell]}
            conflicts = locate(wrong)
            assert all(one.minimal for one in conflicts)
            size = sum(len(one.answers[0].cells) for one in conflicts)
            assert size <= len(planted)
            for better in corrected(wrong, conflicts):
                assert check(better).count(RelationState.FAILED) == 0
            if size < len(planted):
                continue  # the planted errors look like fewer
            least += 1
            for one in conflicts:
                known = set().union(*sets(one))
                assert frozenset(planted & known) in sets(one)
                truth = next(answer for answer in one.answers if set(answer.cells) == planted & known)
                assert all(change.should_be == true[cell] for cell, change in truth.cells.items())
            if wrong_cells == 1 and not any(one.undecided for one in conflicts):
                told_apart += 1
                named_first += set(conflicts[0].answers[0].cells) == planted
        assert least > 120
        if wrong_cells == 1:
            assert told_apart > 100
            assert named_first == told_apart
