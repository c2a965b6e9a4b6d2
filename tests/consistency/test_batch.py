"""Many reports at once come to what each comes to alone; what is more than adding whole numbers is left to ``check``."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest
from tests.random_relations import random_relations

import govdisclosure
from govdisclosure.consistency import BatchVerdict, RelationState, check, check_batch
from govdisclosure.errors import MissingExtraError, TabulationError, UnknownIndicatorError
from govdisclosure.report import Report
from govdisclosure.standards import Standard, load_file
from govdisclosure.testing.planting import agreeing, report, spoilt
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Kind, Value

BLANK = -999_999


@cache
def national() -> Standard:
    return load_file(Path(govdisclosure.__file__).parent / "standards" / "cn-2021.toml")


def small(rules: str) -> Standard:
    return one_table(entered(*"abc") + "," + entered("fee", kind="amount"), relations=rules)


def failing(verdict: BatchVerdict) -> dict[str, list[int]]:
    return {instance.relation.key: places.tolist() for instance, places in verdict.failed}


def same_as_alone(verdict: BatchVerdict, reports: list[Report]) -> None:
    """A batch comes to what each of its reports comes to alone."""
    assert verdict.reports == len(reports)
    assert verdict.unsettled.tolist() == []
    failed = {id(instance): set(found.tolist()) for instance, found in verdict.failed}
    held = {id(instance): set(found.tolist()) for instance, found in verdict.held}
    for number, each in enumerate(reports):
        alone = check(each)
        for state, places in ((RelationState.FAILED, failed), (RelationState.NOT_RUN, held)):
            by_itself = {id(one.instance) for one in alone.outcomes if one.state is state and not one.waits}
            assert by_itself == {instance for instance, found in places.items() if number in found}
        may_fall = each.standard.spots
        negative = {
            cell
            for cell, one in each.cells.items()
            if not isinstance(one.value, Blank | str | date) and one.value < 0 and not may_fall[cell].signed
        }
        assert negative == {cell for cell, found in verdict.negative.items() if number in found}
        assert set(alone.missing) == {cell for cell, found in verdict.missing.items() if number in found}
        if number not in verdict.suspect:
            assert alone.verdict == "passed"


class TestAgreement:
    """A batch fails, and holds up, in a report the relations that fail and are held up when it is checked alone."""

    @pytest.mark.parametrize("seed", range(5))
    def test_with_check_over_reports_with_errors_and_blanks(self, seed: int) -> None:
        chance = random.Random(seed)
        made: list[dict[str, Any]] = []
        for number in range(40):
            values: dict[str, Any] = agreeing(national(), chance)
            cells = [cell for cell in values if cell.startswith(("requests.", "remedies."))]
            if number % 2:
                values = spoilt(values, chance.sample(cells, 3), chance)
            if number % 5 == 0:
                values[chance.choice(cells)] = None
            if number % 7 == 0:
                values[chance.choice(cells)] = -3
            made.append(values)
        columns: dict[str, object] = {}
        for address, spot in national().spots.items():
            scale = 100 if spot.kind is Kind.AMOUNT else 1
            column = [BLANK if one[address] is None else int(one[address] * scale) for one in made]
            columns[address] = numpy.ma.masked_equal(column, BLANK) if BLANK in column else column
        verdict = check_batch(national(), columns)
        same_as_alone(verdict, [report(national(), values) for values in made])
        assert 0 < len(verdict.suspect) < 40

    @pytest.mark.parametrize("seed", range(40))
    def test_with_check_whatever_a_relation_says_and_whatever_is_blank(self, seed: int) -> None:
        chance = random.Random(seed)
        relations = random_relations(chance, "abcdt", ["", "2 * ", "9 * "])
        total = '{ key = "t", label = "t", total = ["u", "b"] }, { key = "u", label = "u", total = ["c", "d"] }'
        made = one_table(entered(*"abcd") + "," + total, relations=relations)
        blanks = [Blank.MISSING, Blank.NOT_APPLICABLE]
        values: list[dict[str, Any]] = [{cell: chance.choice([*range(4), *blanks]) for cell in "abcdut"} for _ in range(60)]
        columns = {cell: [one[cell] for one in values] for cell in "abcdut"}
        same_as_alone(check_batch(made, columns), [report(made, one) for one in values])

    @pytest.mark.parametrize(
        ("rule", "want"),
        [
            ("a == b + c", [1, 2]),
            ("a <= b + c", [2]),
            ("a >= b + c", [1]),
            ("a == 2 * b + 1", [0, 1]),
            ("a + 1 == 3 * c", [1, 2]),
            ("a - b == c", [1, 2]),
            ("a == 5", [1, 2]),
            ("a - a == b - b", []),
        ],
    )
    def test_with_every_kind_of_rule(self, rule: str, want: list[int]) -> None:
        made = small(f'{{ key = "rel", rule = "{rule}" }}')
        columns = {"a": [5, 4, 9], "b": [3, 2, 4], "c": [2, 3, 4]}
        assert failing(check_batch(made, columns)) == ({"rel": want} if want else {})
        for number in range(3):
            alone = check(report(made, {key: column[number] for key, column in columns.items()}))
            assert (alone.count(RelationState.FAILED) == 1) is (number in want)

    @pytest.mark.parametrize("tolerance", ["0", "0.5", "1", '"0.1%"', '"50%"', '"100%"'])
    @pytest.mark.parametrize("more", ["", ', when = "c > 0"'])
    def test_with_check_at_the_ends_of_the_numbers_of_the_machine(self, tolerance: str, more: str) -> None:
        """Sums, differences and what a tolerance allows leave them; figures and verdicts do not."""
        rules = [
            f'{{ key = "r{number}", rule = "{rule}", tolerance = {tolerance}{more} }}'
            for number, rule in enumerate(("a <= b", "a >= b", "a == b + c", "a + b <= 8 * c", "a - 3 * b > c"))
        ]
        made = one_table(entered(*"abc", more=", signed = true"), relations=",".join(rules))
        edges = [2**63 - 1, 2**62 + 1, 2**62 - 1, 2**61, 2**60 + 1, 1, -1, -(2**60), -(2**61), -(2**62) - 1, -(2**63)]
        chance = random.Random(11)
        values: list[dict[str, Any]] = [{cell: chance.choice(edges) for cell in "abc"} for _ in range(150)]
        columns = {cell: [one[cell] for one in values] for cell in "abc"}
        same_as_alone(check_batch(made, columns), [report(made, one) for one in values])

    def test_grants_a_tolerance(self) -> None:
        made = small('{ key = "rel", rule = "a == b", tolerance = 1 }')
        assert failing(check_batch(made, {"a": [1, 2, 3], "b": [3, 3, 3]})) == {"rel": [0]}

    def test_counts_beyond_the_numbers_of_the_machine(self) -> None:
        made = small('{ key = "rel", rule = "a == b + c" }')
        large = 2**62
        columns = {"a": [2**63 - 1, 5], "b": [large, 2], "c": [large, 3]}
        assert failing(check_batch(made, columns)) == {"rel": [0]}
        columns["a"] = [2**63, 5]
        assert failing(check_batch(made, columns)) == {}
        assert failing(check_batch(made, {"a": [10**30], "b": [10**30], "c": [0]})) == {}


class TestColumns:
    """Whole numbers are taken however they are kept; a number that a machine's integer does not hold is kept whole."""

    @pytest.mark.parametrize(
        "kept",
        [
            list, tuple, numpy.array, lambda one: numpy.array(one, dtype=object), lambda one: numpy.array(one, dtype="u1"),
            lambda one: numpy.array(one, dtype="u8"), lambda one: numpy.array(one, dtype="i2"), numpy.ma.masked_array,
            lambda one: numpy.ma.masked_array(one, mask=[False] * 3),
        ],
        ids=["list", "tuple", "array", "objects", "u1", "u8", "i2", "masked array", "mask of nothing"],
    )  # fmt: skip
    def test_are_taken_however_they_are_kept(self, kept: Any) -> None:
        made = small('{ key = "rel", rule = "a == b + c" }')
        verdict = check_batch(made, {"a": kept([5, 4, 200]), "b": kept([3, 2, 100]), "c": kept([2, 1, 100])})
        assert (failing(verdict), verdict.missing, verdict.unsettled.tolist()) == ({"rel": [1]}, {}, [])

    @pytest.mark.parametrize("most", [2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1])
    def test_of_unsigned_numbers_are_what_they_are(self, most: int) -> None:
        made = small('{ key = "rel", rule = "a == b" }')
        column = numpy.array([most, 1], dtype="u8")
        assert failing(check_batch(made, {"a": column, "b": [most, 1]})) == {}
        assert failing(check_batch(made, {"a": column, "b": [most - 1, 1]})) == {"rel": [0]}

    DAYS = (date(2024, 1, 31), date(2024, 3, 1), Blank.MISSING, date(2023, 12, 31))

    @pytest.mark.parametrize(
        "days",
        [
            list(DAYS),
            numpy.array(DAYS, dtype=object),
            numpy.array(["2024-01-31", "2024-03-01", "NaT", "2023-12-31"], dtype="M8[D]"),
            numpy.array(["2024-01-31T23:59:59", "2024-03-01T00:00:00", "NaT", "2023-12-31T12:00:00"], dtype="M8[s]"),
            numpy.ma.masked_array(
                numpy.array(["2024-01-31", "2024-03-01", "2030-01-01", "2023-12-31"], dtype="M8[D]"),
                mask=[False, False, True, False],
            ),
            numpy.ma.masked_array(
                numpy.array(["2024-01-31", "2024-03-01", "NaT", "2023-12-31"], dtype="M8[D]"), mask=[False] * 4
            ),
        ],
        ids=["list", "objects", "days", "moments", "masked", "not a time"],
    )
    def test_of_days_are_compared_as_days(self, days: Any) -> None:
        """The last of January 2024, 1 March, none, and the last of 2023, each held to 1 February 2024 or later."""
        made = one_table(entered("d", "e", kind="date"), relations='{ key = "rel", rule = "d >= e" }')
        verdict = check_batch(made, {"d": days, "e": [date(2024, 2, 1)] * 4})
        assert failing(verdict) == {"rel": [0, 3]}
        assert {cell: places.tolist() for cell, places in verdict.missing.items()} == {"d": [2]}
        assert [places.tolist() for _, places in verdict.held] == [[2]]

    @pytest.mark.parametrize("masked", [True, False])
    def test_of_objects_may_hold_blanks(self, masked: bool) -> None:
        made = small('{ key = "rel", rule = "a == b" }')
        column: Any = numpy.array([1, Blank.MISSING, Blank.NOT_APPLICABLE, 3], dtype=object)
        if masked:
            column = numpy.ma.masked_array(column, mask=[False, False, False, True])
        verdict = check_batch(made, {"a": column, "b": [1, 1, 1, 4]})
        assert {cell: places.tolist() for cell, places in verdict.missing.items()} == {"a": [1, 3] if masked else [1]}
        assert [places.tolist() for _, places in verdict.held] == [[1, 2, 3] if masked else [1, 2]]
        assert failing(verdict) == ({} if masked else {"rel": [3]})


class TestBlanks:
    """What is blank in a column counts as in a report that is checked alone."""

    def test_that_are_masked_or_without_a_column_count_as_0_beside_a_figure(self) -> None:
        made = small('{ key = "rel", rule = "a == b + c" }')
        columns = {"a": [5, 2, 5], "b": numpy.ma.masked_equal([3, -1, -1], -1), "c": [2, 2, 2]}
        verdict = check_batch(made, columns)
        assert failing(verdict) == {"rel": [2]}
        assert {cell: places.tolist() for cell, places in verdict.missing.items()} == {"b": [1, 2]}
        assert failing(check_batch(made, {"a": [5, 3], "b": [3, 3]})) == {"rel": [0]}

    def test_that_do_not_apply_hold_one_relation_up_in_one_report(self) -> None:
        made = small('{ key = "one", rule = "a == b" }, { key = "two", rule = "b == c" }')
        verdict = check_batch(made, {"a": [Blank.NOT_APPLICABLE, 1], "b": [1, 1], "c": [2, 1]})
        assert [(one.relation.key, places.tolist()) for one, places in verdict.held] == [("one", [0])]
        assert failing(verdict) == {"two": [0]}
        assert (verdict.unsettled.tolist(), verdict.suspect.tolist()) == ([], [0])

    def test_of_one_agency_leave_the_others_settled(self) -> None:
        columns: dict[str, object] = {one: [0] * 924 for one in national().spots}
        columns["requests.received/natural_person"] = [Blank.NOT_APPLICABLE, *[0] * 923]
        verdict = check_batch(national(), columns)
        assert (len(verdict.unsettled), verdict.suspect.tolist()) == (0, [0])


class TestWhatIsLeft:
    """Not run is never a pass: what was not decided is named."""

    def test_is_every_report_where_amounts_stand_beside_counts(self) -> None:
        made = small('{ key = "rel", rule = "fee <= 100 * a" }')
        assert check_batch(made, {"a": [5], "fee": [3]}).unsettled.tolist() == [0]

    def test_is_a_relation_without_any_column_or_that_wants_last_year(self) -> None:
        made = small('{ key = "rel", rule = "a == b" }, { key = "carry", rule = "c == previous.c" }')
        verdict = check_batch(made, {"c": [1]})
        assert [one.relation.key for one in verdict.not_run] == ["rel", "carry"]
        assert verdict.suspect.tolist() == []

    def test_is_nothing_without_reports(self) -> None:
        assert check_batch(small('{ key = "rel", rule = "a == b" }'), {}).reports == 0
        assert check_batch(small('{ key = "rel", rule = "a == b" }'), {"a": numpy.array([], dtype=int)}).reports == 0


class TestRefusal:
    """Columns that are none are refused by name."""

    @pytest.mark.parametrize("column", [[1.5, 2.0], ["x", "y"], [Decimal(1), Decimal(2)], [[1], [2]], [None, 1]])
    def test_of_what_is_no_whole_number(self, column: Any) -> None:
        with pytest.raises(TabulationError, match="column of a"):
            check_batch(small('{ key = "rel", rule = "a == b" }'), {"a": column})

    def test_of_other_lengths_and_names(self) -> None:
        made = small('{ key = "rel", rule = "a == b" }')
        with pytest.raises(TabulationError, match="b has 1 figure and the others 2"):
            check_batch(made, {"a": [1, 2], "b": [1]})
        with pytest.raises(UnknownIndicatorError):
            check_batch(made, {"aa": [1]})

    def test_where_numpy_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "numpy", None)
        with pytest.raises(MissingExtraError, match="locate"):
            check_batch(small('{ key = "rel", rule = "a == b" }'), {})


class TestCompiled:
    """The quick look of ``check`` comes to what judging every relation one by one comes to."""

    @pytest.mark.parametrize("seed", range(60))
    def test_notes_what_did_not_simply_pass(self, seed: int) -> None:
        chance = random.Random(seed)
        values: dict[str, Value | None] = dict(spoilt(agreeing(national(), chance), [], chance))
        odd: list[Value | None] = [None, -1, 7, True, "words", Decimal("1.5"), Decimal("NaN")]
        for cell in chance.sample(list(values), seed % 4):
            values[cell] = chance.choice(odd)
        if seed % 5 == 0:
            for cell in ("processing_fees.notices", "processing_fees.charged", "processing_fees.received"):
                values[cell] = None
        made = report(national(), values)
        verdict = check(made)
        one_by_one = [one for one in verdict.outcomes if one.state is not RelationState.PASSED or one.assumed]
        assert [one for one in one_by_one if not one.waits] == list(verdict.noted)
        for state in RelationState:
            assert verdict.count(state) == sum(one.state is state for one in verdict.outcomes)
        assert verdict.waiting == sum(one.waits for one in verdict.outcomes)
