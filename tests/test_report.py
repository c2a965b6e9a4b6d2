"""A report is only what it says, and from where: nothing in it calculates or checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Origin, OriginKind, Report, fingerprint
from govdisclosure.standards import load_text
from govdisclosure.values import Blank, Period

STANDARD = load_text(
    """
    id = "x"
    edition = "1"
    title = "{body}{year}年报告"
    authority = "x"
    sections = [{ key = "s", tables = ["t"] }]
    [[tables]]
    key = "t"
    rows = [
      { key = "head", label = "组" },
      { key = "head.one", label = "一", entered = "count" },
      { key = "head.two", label = "二", entered = "amount" },
    ]
    """,
    name="x.toml",
)


def report(**cells: Cell) -> Report:
    named = {key.replace("_", "."): cell for key, cell in cells.items()}
    return Report(standard=STANDARD, body=Body(id="health", name="卫计委"), period=Period.year(2015), cells=named)


class TestValue:
    """``report[address]`` is the value; an address without a cell is missing, one that does not exist an error."""

    def test_is_that_of_the_cell(self) -> None:
        made = report(head_one=Cell(value=0), head_two=Cell(value=Decimal("1.50")))
        assert made["head.one"] == 0
        assert made["head.two"] == Decimal("1.50")

    def test_is_missing_where_there_is_no_cell(self) -> None:
        assert report()["head.one"] is Blank.MISSING

    def test_keeps_zero_missing_and_not_applicable_apart(self) -> None:
        made = report(head_one=Cell(value=0), head_two=Cell(value=Blank.NOT_APPLICABLE))
        assert made["head.one"] is not Blank.MISSING
        assert made["head.two"] is Blank.NOT_APPLICABLE

    @pytest.mark.parametrize("address", ["head", "head.on", ""])
    def test_is_an_error_where_the_standard_has_no_such_cell(self, address: str) -> None:
        with pytest.raises(UnknownIndicatorError):
            _ = report()[address]

    def test_is_kept_where_only_the_report_has_the_cell(self) -> None:
        made = report(head_one=Cell(value=1), not_ours=Cell(value=7))
        assert made["not.ours"] == 7
        assert made.unknown_cells == ("not.ours",)
        assert report(head_one=Cell(value=1)).unknown_cells == ()


class TestReport:
    """A report is frozen; to change is to evolve."""

    def test_cannot_be_changed(self) -> None:
        made = report(head_one=Cell(value=1))
        with pytest.raises(FrozenInstanceError):
            made.status = "final"  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            made.cells["head.one"].value = 2  # type: ignore[misc]
        for mapping in (made.cells, made.text):
            with pytest.raises(TypeError):
                mapping["head.one"] = None  # type: ignore[index]

    def test_does_not_change_with_what_it_was_made_from(self) -> None:
        cells, text = {"head.one": Cell(value=1)}, {"words": "one"}
        made = Report(standard=STANDARD, body=Body(id="b"), period=Period.year(2015), cells=cells, text=text)
        cells["head.one"] = Cell(value=2)
        text["words"] = "two"
        assert made["head.one"] == 1
        assert made.text == {"words": "one"}

    def test_is_a_draft_of_its_own_figures_unless_it_says_otherwise(self) -> None:
        made = report()
        assert (made.status, made.scope, made.revision, made.includes) == ("draft", "own", 1, ())
        assert (made.signed, made.made_by, made.notes, made.unread, dict(made.text)) == (None, None, (), (), {})
        assert Cell(value=1).origin == Origin(OriginKind.ENTERED)

    def test_shows_the_cells_of_its_standard(self) -> None:
        assert list(report().spots()) == ["head.one", "head.two"]

    def test_fills_body_and_year_into_titles(self) -> None:
        assert report().fill_in(STANDARD.title) == "卫计委2015年报告"
        unnamed = evolve(report(), body=Body(id="health"), period=Period(date(2015, 7, 1), date(2016, 6, 30)))
        assert unnamed.body_name == "health"
        assert unnamed.fill_in("{body}{year}{other}") == "health2016{other}"


class TestFingerprint:
    """16 hexadecimal digits, the same for the same parts and for no others."""

    def test_is_stable(self) -> None:
        """Accepted findings are kept by it, so it cannot change from version to version."""
        assert fingerprint("rule", "b", Period.year(2015), "a=1") == "8d1472bc71d39aa3"

    def test_keeps_the_parts_apart(self) -> None:
        assert len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint("a", "b", "c")}) == 4

    def test_takes_what_cannot_be_encoded(self) -> None:
        assert len(fingerprint("\ud800")) == 16
