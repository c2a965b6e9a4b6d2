"""The reports a report is checked against (对照报告): the preceding one, those of its parts, those of the same body beside it.

Parts are either the reports of the bodies that an area's report includes, on the same period, or a body's own reports on the
months or quarters of the period. Whether the parts given are all of them is known where the area's report names the bodies, and
from the days of the periods; a sum of some of the parts is never taken for that of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never

from attrs import field, frozen

from govdisclosure.exact.decimals import Number, total
from govdisclosure.exact.intervals import RoundingSpread, spread_of_sum
from govdisclosure.messages import Message, say
from govdisclosure.report import EarlierReports, Previous, Report, as_number, report_of, reports_of
from govdisclosure.report.earlier_reports import follows
from govdisclosure.standards import Reading, Term
from govdisclosure.standards.relation_model import PARTS_TOGETHER
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank, Value, overlapping


@frozen
class Against(ValueObject):
    """The reports that a report is checked against (对照报告).

    Attributes:
        previous: of the preceding period: of the body, or of the bodies that it succeeds.
        parts: of the bodies that it includes, or of the months or quarters of its period.
        lacking: what the parts do not cover: bodies, or days.
        beside: of the same body and period, by other standards.
        earlier: what changes are counted from: of the preceding period, of the same period of the year before.
        left_out: reports that were given and are none of these.
    """

    previous: tuple[Report, ...] = ()
    parts: tuple[Report, ...] = ()
    lacking: tuple[str, ...] = ()
    beside: tuple[Report, ...] = ()
    earlier: EarlierReports = field(factory=EarlierReports)
    left_out: tuple[Report, ...] = field(default=(), eq=False)

    @classmethod
    def of(cls, given: AgainstLike) -> Against:
        """Return ``Against`` as it is, or make it from a sequence of preceding reports."""
        return given if isinstance(given, Against) else cls(previous=tuple(given))

    @classmethod
    def sorted_out(cls, report: Report, previous: Previous = (), parts: Previous = (), beside: Previous = ()) -> Against:
        """Sort the given reports into those that belong to a report and those left out."""
        if previous in _NOTHING and parts in _NOTHING and beside in _NOTHING:
            return _ALONE
        before, others = ([report_of(one) for one in reports_of(given)] for given in (previous, beside))
        preceding = [one for one in before if follows(one, report)]
        partial, lacking = parts_of(report, [report_of(one) for one in reports_of(parts)])
        alongside = [one for one in others if is_beside(one, report)]
        earlier = EarlierReports.chosen(report, before)
        left_out = [
            *(one for one in before if one not in preceding and one not in earlier.last_year),
            *(one for one in reports_of(parts) if one not in partial),
            *(one for one in others if one not in alongside),
        ]
        return cls(tuple(preceding), tuple(partial), tuple(lacking), tuple(alongside), earlier, tuple(left_out))

    def __bool__(self) -> bool:
        return bool(self.previous or self.parts or self.beside)

    def reports(self, term: Term) -> Sequence[Report]:
        """Return the other reports whose figures a term reads."""
        match term.reading:
            case Reading.OWN:
                return ()
            case Reading.PREVIOUS:
                return self.previous
            case Reading.PART:
                return () if term.part is None else self.parts[term.part : term.part + 1]
            case Reading.SUM | Reading.LEAST | Reading.MOST:
                return self.parts
            case Reading.BESIDE:
                return [one for one in self.beside if base_of(one) == term.standard]
        assert_never(term.reading)

    def values(self, term: Term) -> tuple[Value, ...]:
        """Return the values of a term's cell in the reports that it reads, one each; a cell that is not there is missing."""
        address = term.address or ""
        cells = [one.cells.get(address) for one in self.reports(term)]
        return tuple([Blank.MISSING if cell is None else cell.value for cell in cells])

    def number(self, term: Term) -> Number | None:
        """Return the value of a term over other reports: a sum, the least or the greatest figure; None where there is none."""
        numbers = [number for value in self.values(term) if (number := as_number(value)) is not None]
        if not numbers:
            return None
        match term.reading:
            case Reading.LEAST:
                return min(numbers)
            case Reading.MOST:
                return max(numbers)
            case Reading.OWN | Reading.PREVIOUS | Reading.PART | Reading.SUM | Reading.BESIDE:
                return total(numbers)
        assert_never(term.reading)

    def spread(self, term: Term) -> RoundingSpread:
        """Return by how much the exact number of a term over other reports may be off from that of the figures as printed."""
        cells = [one.cells.get(term.address or "") for one in self.reports(term)]
        given = [(number, cell.spread) for cell in cells if cell is not None and (number := as_number(cell.value)) is not None]
        match term.reading:
            case Reading.LEAST | Reading.MOST if given:
                end = min if term.reading is Reading.LEAST else max
                figure = Fraction(end(number for number, _ in given))
                lows, highs = zip(*(spread.around(number) for number, spread in given), strict=True)
                return RoundingSpread(end(lows) - figure, end(highs) - figure)
            case _:
                return spread_of_sum(spread for _, spread in given)

    def wanting(self, term: Term) -> Message | None:
        """Return which reports a term lacks; None where it can be read."""
        if term.address is None or term.reading is Reading.OWN or self.reports(term):
            if term.reading in PARTS_TOGETHER and self.lacking:
                return say("check.parts_incomplete", lacking=self.lacking)
            return None
        if term.reading is Reading.PREVIOUS:
            return say("check.no_previous")
        return say("check.no_beside", standard=term.standard) if term.reading is Reading.BESIDE else say("check.no_parts")


_ALONE = Against()
"""Nothing: a report is checked by itself."""
_NOTHING = (None, ())

AgainstLike: TypeAlias = Against | Sequence[Report]
"""What a report is held against, or its preceding reports alone."""


def is_beside(other: Report, report: Report) -> bool:
    """Whether a report is of the same body and period by another standard."""
    return (
        base_of(other) != base_of(report)
        and other.period == report.period
        and other.scope == report.scope
        and same_body(other, report)
    )


def same_body(one: Report, other: Report) -> bool:
    """Whether two reports are of one body: by its id, or by its printed name where one of them was read without an id."""
    return one.body.id == other.body.id or (
        "unknown" in (one.body.id, other.body.id) and one.body.name is not None and one.body.name == other.body.name
    )


def base_of(report: Report) -> str:
    """Return the id of a report's standard without switches and annexes."""
    return report.standard.id.partition("?")[0].partition("+")[0]


def parts_of(report: Report, given: Iterable[Report]) -> tuple[list[Report], list[str]]:
    """Return the reports that are parts of a report, in order, and what is lacking: ids of bodies, or days."""
    alike = [one for one in given if one.standard.id == report.standard.id and one != report]
    bodies = [one for one in alike if one.period == report.period and _is_within(one, report)] if report.scope == "area" else []
    if bodies:
        bodies.sort(key=lambda one: (one.scope != "own", one.body.id))
        covered = [identity for one in bodies for identity in (one.includes or (one.body.id,))]
        twice = sorted({one for one in covered if covered.count(one) > 1})
        return bodies, twice or sorted(set(report.includes) - set(covered))
    spans = sorted(
        (one for one in alike if one.scope == report.scope and same_body(one, report) and _is_during(one, report)),
        key=lambda one: one.period,
    )
    periods = [one.period for one in spans]
    shared = dict.fromkeys(str(one) for pair in overlapping(periods) for one in pair)
    return spans, [*map(str, report.period.uncovered(periods) if spans else ()), *shared]


def _is_within(part: Report, area: Report) -> bool:
    if part.scope == "area" and part.body.id == area.body.id:
        return False
    covered = set(part.includes) or {part.body.id}
    return not area.includes or covered <= set(area.includes)


def _is_during(part: Report, report: Report) -> bool:
    return part.period != report.period and report.period.start <= part.period.start and part.period.end <= report.period.end
