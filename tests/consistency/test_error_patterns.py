"""Usual slips: what turned the right figure into the wrong one; the most telling one is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve

from govdisclosure.consistency.error_patterns import TELLING, Evidence, _beside, _typed
from govdisclosure.exact.decimals import Number
from govdisclosure.report import Cell, Origin, OriginKind
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Value

MADE = one_table(
    '{ key = "total", label = "计", total = ["a", "b", "c"] },' + entered("a", "b", "c") + "," + entered("day", kind="date")
)
FIGURES: dict[str, Value | None] = {"total": 93, "a": 20, "b": 31, "c": 42}


def slip(
    cell: str,
    now: int,
    should: int | None,
    *,
    before: Mapping[str, int] | None = None,
    records: Mapping[str, int] | None = None,
) -> str:
    """The name of the slip of one cell that is one figure and should be another, in a report with other figures beside it."""
    previous = [] if before is None else [report(MADE, {**before}, 2022)]
    recomputed = None if records is None else report(MADE, {**records})
    found = Evidence(report(MADE, FIGURES | {cell: now}), previous, recomputed).slips({cell: (now, should)})
    assert [*found] == [cell]
    assert found[cell].telling == TELLING[found[cell].name]
    return found[cell].name


class TestTyping:
    """One digit left out, too many, another one, or two that changed places."""

    @pytest.mark.parametrize(
        ("now", "should", "expected"),
        [
            ("12", "21", "swapped"),
            ("1243", "1234", "swapped"),
            ("2134", "1234", "swapped"),
            ("321", "123", None),  # not beside each other
            ("34", "12", None),
            ("1143", "1234", None),
            ("13", "12", "mistyped"),
            ("92", "12", "mistyped"),
            ("3", "7", "single_digit"),
            ("12", "12", None),
            ("23", "123", "dropped"),
            ("13", "123", "dropped"),
            ("12", "123", "dropped"),
            ("5", "55", "dropped"),
            ("1", "123", None),
            ("45", "123", None),
            ("1123", "123", "doubled"),
            ("1223", "123", "doubled"),
            ("1233", "123", "doubled"),
            ("100", "10", "doubled"),
            ("1213", "123", "added"),
            ("4123", "123", "added"),
            ("1423", "123", "added"),
            ("1234", "123", "added"),
            ("2123", "123", "added"),
            ("12345", "123", None),
            ("4567", "123", None),
        ],
    )
    def test_is_known_from_the_digits(self, now: str, should: str, expected: str | None) -> None:
        assert _typed(now, should) == expected


class TestOneCell:
    """Of several slips that fit, the most telling one."""

    @pytest.mark.parametrize(
        ("cell", "now", "should", "expected"),
        [
            ("a", 120_000, 12, "unit"),
            ("a", 12, 120_000, "unit"),
            ("a", 0, 5, "single_digit"),
            ("a", -5, 5, "sign"),
            ("a", 5, -5, "sign"),
            ("a", -12, -21, "swapped"),
            ("total", 0, 93, "total_zero"),
            ("total", 51, 93, "left_out"),
            ("total", 73, 93, "left_out"),  # rather than a digit mistyped
            ("total", 39, 93, "swapped"),  # rather than a total that nobody updated
            ("total", 95, 93, "mistyped"),
            ("total", 48, 93, "not_updated"),
            ("a", 933, 93, "doubled"),
            ("a", 937, 93, "added"),
            ("a", 9, 93, "dropped"),
            ("a", 31, 57, "neighbour"),  # that of b, below it
            ("c", 31, 57, "neighbour"),  # that of b, above it
            ("a", 42, 57, "none"),  # c is not beside it
            ("b", 42, 52, "neighbour"),  # rather than a digit mistyped
            ("a", 57, 48, "none"),
            ("a", 8, 4, "single_digit"),
            ("a", 8, None, "open"),
        ],
    )
    def test_of_a_report_by_itself(self, cell: str, now: int, should: int | None, expected: str) -> None:
        assert slip(cell, now, should) == expected

    @pytest.mark.parametrize(
        ("cell", "now", "should", "before", "expected"),
        [
            ("a", 68, 57, 11, "cumulative"),
            ("a", 57, 68, 11, "none"),
            ("a", 11, 57, 11, "last_year"),
            ("a", 11, 12, 11, "last_year"),  # rather than a digit mistyped
            ("a", 0, 57, 0, "zero_before"),
            ("a", 0, 5, 0, "zero_before"),
            ("total", 0, 93, 0, "total_zero"),
            ("a", 300, 125, 100, "nearer"),
            ("a", 300, 150, 100, "nearer"),  # 50 away, and 200
            ("a", 300, 151, 100, "none"),
            ("a", 300, 50, 100, "nearer"),
            ("a", 300, 49, 100, "none"),
            ("a", 7, 4, 4, "nearer"),  # rather than a single digit
            ("total", 48, 93, 90, "not_updated"),
        ],
    )
    def test_beside_the_year_before(self, cell: str, now: int, should: int, before: int, expected: str) -> None:
        assert slip(cell, now, should, before={cell: before}) == expected

    def test_is_added_up_over_the_bodies_that_it_succeeds(self) -> None:
        bodies = [report(MADE, {"a": number}, 2022) for number in (4, 7)]
        (found,) = Evidence(report(MADE, {"a": 68}), bodies).slips({"a": (68, 57)}).values()
        assert found.name == "cumulative"
        assert "11" in str(found.words)

    @pytest.mark.parametrize(
        ("now", "should", "records", "expected"),
        [
            (12, 21, {"a": 21}, "recomputed"),
            (12, 21, {"a": 12}, "as_recorded"),
            (12, 21, {"a": 13}, "swapped"),
            (12, 21, {}, "swapped"),
            (12, None, {"a": 12}, "as_recorded"),
            (12, None, {"a": 13}, "open"),
        ],
    )
    def test_is_decided_by_the_records(self, now: int, should: int | None, records: dict[str, int], expected: str) -> None:
        assert slip("a", now, should, records=records) == expected

    def test_is_a_character_that_was_misread(self) -> None:
        read = report(MADE, FIGURES)
        scanned = Cell(value=20, origin=Origin(kind=OriginKind.READ, alternatives=("26", "28")))
        evidence = Evidence(evolve(read, cells={**read.cells, "a": scanned}), [])
        assert [evidence.slips({"a": (20, should)})["a"].name for should in (26, 28, 27)] == ["misread", "misread", "mistyped"]

    def test_is_none_of_a_day(self) -> None:
        assert slip("day", 738_000, 738_001) == "none"


class TestTwoCells:
    """Figures of cells beside each other that changed places are one slip."""

    def test_changed_places(self) -> None:
        figures: dict[str, tuple[Number, Number | None]] = {"a": (31, 20), "b": (20, 31), "c": (20, 42)}
        found = Evidence(report(MADE, {"a": 31, "b": 20, "c": 20}), []).slips(figures)
        assert [found[cell].name for cell in "abc"] == ["exchanged", "exchanged", "neighbour"]
        assert "b" in str(found["a"].words)

    def test_that_are_as_they_should_be_did_not(self) -> None:
        found = Evidence(report(MADE, {"a": 31, "b": 31}), []).slips({"a": (31, 31), "b": (31, 31)})
        assert {one.name for one in found.values()} == {"neighbour"}

    def test_are_beside_each_other_in_their_table(self) -> None:
        """Left and right, above and below; nothing goes round a corner."""
        columns = ",".join(f'{{ key = "{key}", label = "{key}" }}' for key in "xyz")
        beside = _beside(one_table(entered("a", "b", "c"), columns=columns))
        assert set(beside["b/y"]) == {"b/x", "b/z", "a/y", "c/y"}
        assert set(beside["a/x"]) == {"a/y", "b/x"}
        assert set(beside["b/x"]) == {"b/y", "a/x", "c/x"}
        assert set(beside["a/z"]) == {"a/y", "b/z"}
        assert set(beside["c/z"]) == {"c/y", "b/z"}
        assert {cell: set(near) for cell, near in _beside(one_table(entered("a", "b", "c"))).items()} == {
            "a": {"b"}, "b": {"a", "c"}, "c": {"b"},
        }  # fmt: skip
