"""Combine over time (分期合成): the reports of a body on months or quarters, combined into one report of the longer period.

Each cell by how its figure follows from those of shorter periods (``over_time``, :meth:`.Standard.over_time`):

- ``sum``: flows add up. ``first``, ``last``: a stock is that of the first or the last part. ``least``, ``most``: the extreme.
- A mean, share or rate is worked out from what those of the parts were worked out from, where each record is in one part.
- A ratio or change of cells, and a total of cells that follow in different ways, follow from the cells of the result.
- ``none``, and what nothing tells: medians, quantiles, different values and the like are missing, with a note.

Unlike bodies, the parts of a period are all there or there is no such period: gaps and overlaps are errors, and a figure that
one part lacks is missing, since a sum of three quarters is none of the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from govdisclosure.areas.body_history import note
from govdisclosure.areas.parts import AreaPart, same_standard
from govdisclosure.areas.rollup import CombinedCells
from govdisclosure.areas.submissions import SubmittedReport, figures_of, versions_by_body
from govdisclosure.errors import TabulationError
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, MadeBy, Previous, Report, reports_of
from govdisclosure.standards import Spot, Standard
from govdisclosure.standards.over_time import OverTime
from govdisclosure.tabulation.earlier_figures import with_earlier
from govdisclosure.values import Blank, Period, PeriodLike, Severity, Value, blank_of, overlapping
from govdisclosure.version import VERSION


def combine_periods(
    reports: Iterable[Report], *, period: PeriodLike | None = None, standard: Standard | None = None, previous: Previous = ()
) -> Report:
    """Combine the reports of one body on months or quarters into its report of the longer period (分期合成).

    Of several versions of one report the last counts. Words are not combined: those of the longer period are written anew.
    What cannot be worked out is missing, and a note of the result says why.

    Args:
        reports: of one body and standard, on periods that fill the longer one without gap or overlap; in any order.
        period: the longer period; by default from the first day to the last.
        standard: None: that of the reports.
        previous: the body's reports of earlier periods, for changes from them.

    Raises:
        TabulationError: there is no report; they are of several standards, bodies or scopes; two on one period differ; their
            periods overlap, leave days out, or are not within the period.
    """
    given, earlier = sorted(reports_of(reports), key=lambda one: (one.period, one.revision)), reports_of(previous)
    if not given:
        raise TabulationError("periods.none")
    chosen = standard or given[-1].standard
    for one in given:
        if not same_standard(one, chosen):
            names = [f"{each.id} ({each.edition})" for each in (one.standard, chosen)]
            raise TabulationError("periods.standards", period=one.period, found=names[0], wanted=names[1])
    whose = {one.body.id: one.body_name for one in given}
    if len(whose) > 1:
        raise TabulationError("periods.bodies", bodies=list(whose.values()))
    if len({one.scope for one in given}) > 1:
        raise TabulationError("periods.scopes", body=given[0].body_name)
    counted, notes = _counted(given)
    periods = [one.period for one in counted]
    whole = chosen.period_of(period) if period is not None else Period(periods[0].start, max(one.end for one in periods))
    _check_filled(periods, whole)
    cells = CellsOverTime(tuple(AreaPart(one, frozenset()) for one in counted), chosen)
    combined = Report(
        standard=chosen,
        body=counted[-1].body,
        period=whole,
        scope=counted[-1].scope,
        includes=tuple(sorted({identity for one in counted for identity in one.includes})),
        made_by=MadeBy(govdisclosure=VERSION, standard=chosen.digest),
        cells=cells.combined(),
        notes=(*notes, *cells.notes()),
    )
    return with_earlier(combined, earlier)


def _counted(given: Sequence[Report]) -> tuple[list[Report], list[Finding]]:
    """Return the last version of the report on each period, with a note on those left out.

    Raises:
        TabulationError: two of one version differ.
    """
    counted, notes = [], []
    submitted = (SubmittedReport(file="", report=one) for one in given)
    for versions in versions_by_body(submitted, key=lambda one: one.report.period, alike=figures_of).values():
        newest = versions.newest[0].report
        if versions.counted is None:
            raise TabulationError("periods.contradicting", period=newest.period, count=len(versions.newest))
        counted.append(versions.counted.report)
        if len(versions.older) + len(versions.newest) > 1:
            count = len(versions.older) + len(versions.newest)
            message = say("periods.superseded", period=newest.period, count=count, kept=newest.revision)
            notes.append(note("periods.superseded", Severity.INFO, [str(newest.period)], message))
    return sorted(counted, key=lambda one: one.period), notes


def _check_filled(periods: Sequence[Period], whole: Period) -> None:
    """See that periods fill a longer one.

    Raises:
        TabulationError: two have days in common, one is not within it, or days of it are in none.
    """
    outside = [one for one in periods if one.start < whole.start or one.end > whole.end]
    if outside:
        raise TabulationError("periods.outside", parts=outside, period=whole)
    if common := overlapping(periods):
        one, other = common[0]
        raise TabulationError("periods.overlap", one=one, other=other)
    if lacking := whole.uncovered(periods):
        raise TabulationError("periods.gap", lacking=list(lacking), period=whole)


@frozen
class CellsOverTime(CombinedCells):
    """Combines the cells of reports on parts of a period, in order of time."""

    def follows(self, spot: Spot) -> bool:
        """Whether a cell follows from others of the result; a total does whose parts follow in different ways."""
        return super().follows(spot) or bool(spot.parts and self.standard.over_time(spot.address) is None)

    def adds_bases(self, spot: Spot) -> bool:
        """Whether what a mean, share or rate was worked out from adds up, each record being in one part."""
        return spot.stated_over_time is None and spot.basis_adds_over_time

    def value(self, spot: Spot) -> Value:
        """Return the value that those of the parts come to."""
        values = [(part, self.read(part, spot)) for part in self.parts]
        if len(values) == 1 or all(isinstance(value, Blank) for _, value in values):
            return blank_of(value for _, value in values) if isinstance(values[0][1], Blank) else values[0][1]
        way = self.standard.over_time(spot.address)
        made = Blank.MISSING if way is None else way.joined([value for _, value in values])
        if made is Blank.MISSING:
            self.notice(*self.reason(spot, way, values), spot.address)
        return made

    def adds_up(self, spot: Spot) -> bool:
        """Whether the parts' figures are added."""
        return self.standard.over_time(spot.address) is OverTime.SUM

    def reason(self, spot: Spot, way: OverTime | None, values: Sequence[tuple[AreaPart, Value]]) -> tuple[str, list[AreaPart]]:
        """Return why a cell is missing, and for want of which parts."""
        if way is OverTime.NONE or (way is None and not spot.is_entered):
            return ("periods.no_basis" if self.adds_bases(spot) else "periods.not_additive"), []
        if way is None:
            return "periods.not_said", []
        return "periods.lacking", [part for part, value in values if value is Blank.MISSING]

    def name(self, part: AreaPart) -> Message:
        """Return what a part is called in notes: its period."""
        return Message.of(part.report.period)

    def identity(self, part: AreaPart) -> str:
        """Return by what a part is known: its period."""
        return str(part.report.period)
