"""The widths of columns: a number is never broken, a table fits its page, and equal columns are equal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from govdisclosure import load_standard
from govdisclosure.exporters.column_widths import FittedColumns, MeasuredGrid, ems, fitted, kept_rows
from govdisclosure.standards.table_grid import CellPart, GridCell, TableGrid, grids_of
from govdisclosure.testing.small_standards import entered, one_table

SIZES = (10.5, 9.0, 7.5, 6.5)
ROOM, BESIDE = 442.0, 6.0


def grid(key: str) -> TableGrid:
    standard = load_standard("cn-2021")
    (made,) = grids_of(standard, next(one for one in standard.sections if one.key == key))
    return made


def showing(figure: str) -> Callable[[GridCell], str]:
    return lambda cell: figure if cell.part is CellPart.FIGURE else cell.text


def room_of(cell: GridCell, found: FittedColumns) -> float:
    return sum(found.widths[cell.left : cell.right]) - BESIDE


class TestNumbers:
    """However many digits there are, each number has a line to itself."""

    @given(st.sampled_from(["proactive", "requests", "remedies"]), st.integers(1, 9))
    def test_have_a_line_to_themselves(self, key: str, digits: int) -> None:
        made, number = grid(key), "8" * digits
        found = fitted(MeasuredGrid.of(made, showing(number)), ROOM, SIZES, BESIDE)
        assert sum(found.widths) == pytest.approx(ROOM)
        figures = [cell for cell in made.cells if cell.part is CellPart.FIGURE]
        narrowest = min(room_of(cell, found) for cell in figures)
        assert found.overfull == (narrowest < ems(number) * found.size)

    def test_make_the_type_smaller_only_where_they_must(self) -> None:
        sizes = [
            fitted(MeasuredGrid.of(grid("remedies"), showing("8" * digits)), ROOM, SIZES, BESIDE).size
            for digits in (1, 4, 5, 6, 7)
        ]
        assert sizes == sorted(sizes, reverse=True)
        assert (sizes[0], sizes[-1] < 9) == (10.5, True)

    def test_too_long_for_the_smallest_type_are_said_to_be_so(self) -> None:
        found = fitted(MeasuredGrid.of(grid("remedies"), showing("8" * 30)), ROOM, SIZES, BESIDE)
        assert found.overfull
        assert sum(found.widths) == pytest.approx(ROOM)

    def test_of_one_column_alone_make_that_one_wider(self) -> None:
        def text(cell: GridCell) -> str:
            return "8" * 22 if (cell.address or "").endswith("/total") else showing("1")(cell)

        found = fitted(MeasuredGrid.of(grid("requests"), text), ROOM, SIZES, BESIDE)
        assert found.widths[-1] > 2 * found.widths[3]
        assert found.widths[-1] - BESIDE >= 11 * found.size


class TestColumns:
    """Figures are equally wide, labels have the rest, and the table is as low as it can be."""

    def test_of_figures_are_equally_wide(self) -> None:
        found = fitted(MeasuredGrid.of(grid("requests"), showing("12")), ROOM, SIZES, BESIDE)
        assert len({round(width, 6) for width in found.widths[3:]}) == 1

    def test_of_groups_are_wide_enough_for_the_rows_that_they_are_beside(self) -> None:
        made = grid("requests")
        found = fitted(MeasuredGrid.of(made, showing("12")), ROOM, SIZES, BESIDE)
        for cell in made.cells:
            if cell.part is CellPart.GROUP:
                lines = -(-ems(cell.text) // (room_of(cell, found) // found.size))
                assert lines <= sum(found.lines[cell.top : cell.bottom])

    def test_leave_table_3_of_2021_on_one_page_while_figures_are_small(self) -> None:
        assert fitted(MeasuredGrid.of(grid("requests"), showing("123")), ROOM, SIZES, BESIDE).height < 600

    def test_are_of_smaller_type_where_that_brings_the_table_onto_one_page(self) -> None:
        high = fitted(MeasuredGrid.of(grid("requests"), showing("123456")), ROOM, SIZES, BESIDE)
        low = fitted(MeasuredGrid.of(grid("requests"), showing("123456")), ROOM, SIZES, BESIDE, page=high.height - 1)
        assert (high.size, low.size) == (10.5, 9.0)
        assert low.height < high.height


class TestRowsThatStayTogether:
    """A page never ends after a head, within a short group, or before the last row."""

    def test_are_heads_groups_and_the_last_two(self) -> None:
        made = grid("requests")
        kept = set(kept_rows(made, 4))
        assert {0, 1, 2, 15, 16, 23, 24, 26} <= kept
        assert not {17, 18, 25, 27} & kept

    def test_are_headings_with_what_follows(self) -> None:
        standard = one_table('{ key = "a", label = "a" },' + entered("b", "c", "d"))
        (made,) = grids_of(standard, standard.sections[-1])
        assert list(kept_rows(made, 4)) == [0, 1, 3]
