"""Cells that follow from others by another measure than a sum (派生指标), held to what they follow from.

A ratio and a change are no sums: no relation stands for them. What a cell must be is worked out exactly and rounded as the
measure says; a document that prints anything else has one of these figures wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from govdisclosure.consistency.against import Against
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Spot
from govdisclosure.values import Blank, Severity, Value, is_foreign


@frozen
class DerivedCell:
    """A cell that follows from others, as it is and as it must be.

    Attributes:
        spot: the cell.
        value: what stands there.
        brought: the figures that it follows from, in the order of :attr:`.Spot.cells_read`.
        expected: what it must be; missing where one of them is.
        unchecked: whether it has a value and the report of an earlier period, from which it follows, was not given.
    """

    spot: Spot
    value: Value
    brought: tuple[Value, ...]
    expected: Value
    unchecked: bool

    @property
    def severity(self) -> Severity | None:
        """How grave it is that it is not as it must be; None where it is, or where that cannot be said.

        A figure where the measure has none, and a dash where it has one, are no false figures: a warning.
        """
        blank = isinstance(self.value, Blank), isinstance(self.expected, Blank)
        if Blank.MISSING in (self.value, self.expected) or self.value == self.expected or is_foreign(self.value):
            return None
        return Severity.WARNING if any(blank) else Severity.ERROR


def derived_cells(report: Report, against: Against) -> Iterator[DerivedCell]:
    """Yield every such cell of a report, in the standard's order."""
    for spot in report.standard.derived:
        read = spot.cells_read
        brought = tuple(report[one.address] if one.earlier is None else against.earlier.value(one) for one in read)
        value = report[spot.address]
        absent = any(one.earlier is not None and not against.earlier.of(one.earlier) for one in read)
        fits = all(isinstance(one, Blank) or not (is_foreign(one) or isinstance(one, str)) for one in brought)
        expected = spot.measure.value(brought) if fits else Blank.MISSING
        unchecked = absent and not isinstance(value, Blank)
        yield DerivedCell(spot, value, brought, expected, unchecked)


def unlike_basis(report: Report) -> Iterator[tuple[Spot, Cell, Value]]:
    """Yield the means, shares and rates that are not what they were worked out from, with what that gives."""
    for spot in report.standard.based:
        cell = report.cells.get(spot.address)
        if cell is not None and cell.basis and len(cell.basis) == len(spot.measure.atoms(spot) or ()):
            expected = spot.measure.value(cell.basis)
            if cell.value != expected:
                yield spot, cell, expected
