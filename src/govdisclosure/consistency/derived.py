"""Cells that follow from others by another measure than a sum (派生指标), held to what they follow from.

A ratio and a change are no sums: no relation stands for them. What a cell must be is worked out exactly and rounded as the
measure says; a document that prints anything else has one of these figures wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from attrs import frozen

from govdisclosure.consistency.against import Against
from govdisclosure.exact.decimals import from_fraction
from govdisclosure.exact.intervals import EXACT, half_unit
from govdisclosure.report import Cell, Report, as_number
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
        possible: whether its value is possible all the same, since figures that were rounded in print stand for others too.
        unchecked: whether it has a value and the report of an earlier period, from which it follows, was not given.
    """

    spot: Spot
    value: Value
    brought: tuple[Value, ...]
    expected: Value
    possible: bool
    unchecked: bool

    @property
    def severity(self) -> Severity | None:
        """How grave it is that it is not as it must be; None where it is, or where that cannot be said.

        A figure where the measure has none, and a dash where it has one, are no false figures: a warning.
        """
        blank = isinstance(self.value, Blank), isinstance(self.expected, Blank)
        if self.possible or self.value == self.expected or Blank.MISSING in (self.value, self.expected):
            return None
        if is_foreign(self.value):
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
        possible = fits and _is_possible(report, spot, brought, expected, against)
        yield DerivedCell(spot, value, brought, expected, possible, unchecked)


def _is_possible(report: Report, spot: Spot, brought: Sequence[Value], expected: Value, against: Against) -> bool:
    """Whether a figure agrees with some of the values that it, and the figures it follows from, stand for as printed."""
    cell, number = report.cells.get(spot.address), as_number(expected)
    value = None if cell is None else as_number(cell.value)
    if cell is None or value is None or number is None:
        return False
    cells = [report.cells.get(one.address) if one.earlier is None else None for one in spot.cells_read]
    spreads = [
        against.earlier.spread(one) if one.earlier is not None else EXACT if source is None else source.spread
        for one, source in zip(spot.cells_read, cells, strict=True)
    ]
    if not (cell.decimals is not None or any(spreads)):
        return False
    ends = [
        tuple({from_fraction(end) for end in spread.around(as_number(one) or 0)})
        for one, spread in zip(brought, spreads, strict=True)
    ]
    found = [as_number(spot.measure.value(corner)) for corner in product(*ends)]  # it rises or falls in each of them
    numbers = [Fraction(one) for one in found if one is not None]
    off = half_unit(value, spot.decimals if cell.decimals is None else cell.decimals).high + half_unit(0, spot.decimals).high
    return len(numbers) == len(found) and min(numbers) - off <= Fraction(value) <= max(numbers) + off


def unlike_basis(report: Report) -> Iterator[tuple[Spot, Cell, Value]]:
    """Yield the means, shares and rates that are not what they were worked out from, with what that gives."""
    for spot in report.standard.based:
        cell = report.cells.get(spot.address)
        if cell is not None and cell.basis and len(cell.basis) == len(spot.measure.atoms(spot) or ()):
            expected = spot.measure.value(cell.basis)
            if cell.value != expected:
                yield spot, cell, expected
