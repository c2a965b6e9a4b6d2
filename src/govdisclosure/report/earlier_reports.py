"""Reports of earlier periods that a change is counted from (上期与上年同期报告)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen

from govdisclosure.exact.decimals import total
from govdisclosure.exact.intervals import RoundingSpread, spread_of_sum
from govdisclosure.report.annual_report import Previous, Report, report_of, reports_of
from govdisclosure.standards.atoms import CellValue, Earlier
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank, Period, Value, as_number, blank_of


@frozen
class EarlierReports(ValueObject):
    """The reports of earlier periods that belong to a report (对比期报告): of its body, or of the bodies that it succeeds."""

    previous: tuple[Report, ...] = ()
    last_year: tuple[Report, ...] = ()

    @classmethod
    def chosen(cls, report: Report, given: Previous) -> EarlierReports:
        """Return of some reports those that a report's changes are counted from; none where it has no such cell."""
        reads = report.standard.earlier_read
        some = [report_of(one) for one in reports_of(given)] if reads else []
        return cls(
            tuple(one for one in some if Earlier.PREVIOUS in reads and follows(one, report)),
            tuple(one for one in some if Earlier.LAST_YEAR in reads and is_of_last_year(one, report)),
        )

    def of(self, earlier: Earlier) -> tuple[Report, ...]:
        """Return the reports of one earlier period."""
        match earlier:
            case Earlier.PREVIOUS:
                return self.previous
            case Earlier.LAST_YEAR:
                return self.last_year
        assert_never(earlier)

    def value(self, cell: CellValue) -> Value:
        """Return a cell's earlier figure; of several bodies' the sum, where such figures add up."""
        reports = self.of(cell.earlier) if cell.earlier is not None else ()
        values = [one.cells[cell.address].value if cell.address in one.cells else Blank.MISSING for one in reports]
        numbers = [number for value in values if (number := as_number(value)) is not None]
        if len(values) == 1:
            return values[0]
        if len(numbers) < len(values) or not values:
            return blank_of(value for value in values if isinstance(value, Blank))
        return total(numbers) if reports[0].standard.spot(cell.address).measure.adds_up else Blank.MISSING

    def spread(self, cell: CellValue) -> RoundingSpread:
        """Return by how much a cell's exact earlier figure may be off from that of the figures as printed."""
        cells = [one.cells.get(cell.address) for one in (self.of(cell.earlier) if cell.earlier is not None else ())]
        return spread_of_sum(one.spread for one in cells if one is not None)


def follows(previous: Report, report: Report) -> bool:
    """Whether a report is the preceding one of another: the period before, the same form, the same scope."""
    return previous.period.precedes(report.period) and _is_alike(previous, report)


def is_of_last_year(earlier: Report, report: Report) -> bool:
    """Whether a report is that of the same period of the year before, by the same form, of the same scope."""
    return earlier.period == report.period.a_year_before and _is_alike(earlier, report)


def is_earlier(earlier: Report, report: Report) -> bool:
    """Whether a report is of one of the periods that another may be compared with."""
    if earlier.period.end >= report.period.start:  # in the year 1 nothing is
        return False
    return earlier.period in (report.period.before, report.period.a_year_before) or earlier.period.precedes(report.period)


def needed_period(period: Period, earlier: Earlier) -> Period:
    """Return the earlier period that a report on a period is compared with."""
    return period.before if earlier is Earlier.PREVIOUS else period.a_year_before


def of_bodies(given: Previous, bodies: Iterable[str]) -> list[Report]:
    """Return those of some reports that are of these bodies."""
    wanted = frozenset(bodies)
    return [one for one in reports_of(given) if one.body.id in wanted]


def _is_alike(earlier: Report, report: Report) -> bool:
    return earlier.standard.id == report.standard.id and earlier.scope == report.scope
