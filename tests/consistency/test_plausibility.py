"""What is likely between a year and the one before: nothing here is a rule, each finding asks for an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from govdisclosure.consistency import check
from govdisclosure.errors import InvalidStandardError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.standards import compose, load_text
from govdisclosure.values import Blank, Period, Severity, Value

TEXT = """
id = "likely"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "s", tables = ["t", "u"] }]
plausible = [
  { key = "swing", kind = "swing", cells = ["a", "wide/men"], ratio = 3, least = 10, label = "增减过大", label_en = "a swing" },
  { key = "gone", kind = "to_zero", cells = ["a", "fee"], least = 5, label = "降为零", label_en = "fallen to nothing" },
  { key = "copy", kind = "copied", cells = ["a", "wide"], least = 2, label = "与上年相同", label_en = "the same as last year" },
]
[[tables]]
key = "t"
rows = [
  { key = "a", label = "甲", entered = "count" },
  { key = "fee", label = "费", entered = "amount" },
  { key = "words", label = "话", entered = "text" },
]
[[tables]]
key = "u"
columns = [{ key = "men", label = "男", entered = "count" }, { key = "women", label = "女", entered = "count" }]
rows = [{ key = "wide", label = "人" }]
"""
STANDARD = load_text(TEXT, name="likely.toml")


def report(year: int, values: Mapping[str, Value], **facts: Any) -> Report:
    cells = {address: Cell(value=value) for address, value in values.items()}
    return evolve(Report(standard=STANDARD, body=Body(id="b"), period=Period.year(year), cells=cells), **facts)


def asked(now: Mapping[str, Value], before: Mapping[str, Value], **facts: Any) -> list[Finding]:
    found = check(report(2015, now), previous=[report(2014, before, **facts)]).findings
    return [one for one in found if one.severity is Severity.EXPLAIN]


class TestSwing:
    """A figure that grew or shrank by more than so many times, and is not small, is asked about."""

    @pytest.mark.parametrize(
        ("before", "now", "asks"),
        [
            (10, 31, True),
            (10, 30, False),  # three times, not more
            (31, 10, True),
            (30, 10, False),
            (3, 9, False),  # small figures swing
            (2, 9, False),
            (2, 10, True),
            (0, 100, False),  # it began
            (100, 100, False),
        ],
    )
    def test_is_asked_about(self, before: int, now: int, asks: bool) -> None:
        assert [one.rule for one in asked({"a": now}, {"a": before}) if one.rule == "swing"] == ["swing"] * asks

    def test_names_the_cell_both_years_and_the_question(self) -> None:
        (finding,) = asked({"wide/men": 40}, {"wide/men": 10})
        assert (finding.rule, finding.severity, finding.cells) == ("swing", Severity.EXPLAIN, ("wide/men",))
        assert finding.message.zh == "“人/男”（wide/men）本年40，上年10：增减过大。如属实请说明原因"
        assert finding.message.en == ("人/男 (wide/men) is 40, and was 10 the year before: a swing. If it is right, say why")

    @pytest.mark.parametrize("blank", [Blank.MISSING, Blank.NOT_APPLICABLE, "40"])
    def test_says_nothing_of_what_is_no_number(self, blank: Value) -> None:
        assert asked({"a": blank}, {"a": 10}) == asked({"a": 40}, {"a": blank}) == []


class TestToZero:
    """A figure fallen to nothing is asked about, if it was large enough."""

    @pytest.mark.parametrize(("before", "asks"), [(5, True), (4, False), (0, False)])
    def test_is_asked_about(self, before: int, asks: bool) -> None:
        assert [one.rule for one in asked({"a": 0}, {"a": before})] == ["gone"] * asks

    def test_is_asked_of_amounts_too(self) -> None:
        (finding,) = asked({"fee": Decimal(0)}, {"fee": Decimal("12.50")})
        assert (finding.rule, finding.cells) == ("gone", ("fee",))
        assert "was 12.50 the year before" in finding.message.en


class TestCopied:
    """All the figures those of last year: a form that was copied. A row's key stands for all its cells."""

    def test_is_asked_about_once_with_the_figures_that_say_something(self) -> None:
        same: dict[str, Value] = {"a": 7, "wide/men": 3, "wide/women": 0}
        (finding,) = asked(same, same)
        assert (finding.rule, finding.cells) == ("copy", ("a", "wide/men"))
        assert finding.message.zh == "与上年相同（2个非零的数）。如属实请说明原因"

    def test_is_not_where_one_figure_differs(self) -> None:
        assert asked({"a": 7, "wide/men": 3, "wide/women": 1}, {"a": 7, "wide/men": 3, "wide/women": 0}) == []
        assert asked({"a": 7, "wide/men": 3}, {"a": 7, "wide/men": 3, "wide/women": 0}) == []

    @pytest.mark.parametrize(("least", "asks"), [(0, True), (1, True), (2, False)])
    def test_is_asked_about_from_as_many_figures_as_the_standard_says(self, least: int, asks: bool) -> None:
        made = load_text(TEXT.replace("least = 2", f"least = {least}"), name="likely.toml")
        now, before, nothing = (
            evolve(report(year, values), standard=made)
            for year, values in ((2015, {"a": 7, "wide/men": 0}), (2014, {"a": 7, "wide/men": 0}), (2014, {}))
        )
        found = [one.rule for one in check(now, previous=[before]).findings if one.severity is Severity.EXPLAIN]
        assert found == ["copy"] * asks
        empty = evolve(nothing, period=Period.year(2015))
        assert not [one for one in check(empty, previous=[nothing]).findings if one.rule == "copy"]

    def test_is_not_where_too_few_say_something(self) -> None:
        assert asked({"a": 7, "wide/men": 0}, {"a": 7, "wide/men": 0}) == []
        assert asked({}, {}) == []


class TestYears:
    """It is not asked where the years do not compare."""

    def test_of_another_body_or_several(self) -> None:
        assert asked({"a": 0}, {"a": 9}, body=Body(id="other")) == []
        now, before = report(2015, {"a": 0}), report(2014, {"a": 9})
        two = check(now, previous=[before, evolve(before, body=Body(id="other"))])
        assert [one.rule for one in two.findings if one.severity is Severity.EXPLAIN] == []

    def test_of_another_scope(self) -> None:
        assert asked({"a": 0}, {"a": 9}, scope="area") == []


class TestFile:
    """The cells are checked when the standard is loaded, and follow its tables."""

    def test_names_a_cell_that_does_not_exist(self) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            load_text(TEXT.replace('cells = ["a", "fee"]', 'cells = ["a", "wide/man", "words"]'), name="likely.toml")
        first, second = caught.value.faults
        assert (first.where, first.field) == ("likely.toml:9 gone", "cells")
        assert first.sentence.en == "there is no row wide/man; rows are wide/men, wide/women"
        assert second.sentence.en.startswith("there is no row words")

    def test_has_defaults_for_ratio_and_size(self) -> None:
        text = TEXT.replace("ratio = 3, least = 10, ", "").replace("least = 5, ", "")
        assert [(one.ratio, one.least) for one in load_text(text, name="x.toml").plausibilities[:2]] == [(3, 10), (3, 10)]

    def test_asks_nothing_of_cells_that_a_composed_standard_lost(self) -> None:
        other = load_text(
            """
            id = "other"
            edition = "1"
            title = "x"
            authority = "x"
            sections = [{ key = "s", tables = ["u"] }]
            tables = [{ key = "u", rows = [{ key = "wide", label = "人", entered = "count" }] }]
            """,
            name="other.toml",
        )
        made = compose("likely+other:u", lambda part: {"likely": STANDARD, "other": other}[part.standard])
        now = Report(standard=made, body=Body(id="b"), period=Period.year(2015), cells={"a": Cell(value=0)})
        before = evolve(now, period=Period.year(2014), cells={"a": Cell(value=9)})
        assert [one.rule for one in check(now, previous=[before]).findings if one.severity is Severity.EXPLAIN] == ["gone"]
        assert [one.cells for one in made.plausibilities] == [("a",), ("a", "fee"), ("a",)]
