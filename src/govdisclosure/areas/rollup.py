"""Combine (汇总): the reports of several bodies added up to one report of their area.

Each cell by its row's ``combine``:

- ``sum``: figures are added. A blank is left blank only where nobody has a figure; else the sum is without it, and a note names
  who left it blank. *Not applicable* counts only where it is everybody's answer.
- ``least``, ``most``: the least, the greatest of the figures; a body without one is named, as in a sum.
- ``all``, ``any``: yes and no. A blank answer that could change the result leaves it blank.
- ``list``: words, one body a line, each after the body's name.
- A ratio or change of two cells is that of the area's own; a change from an earlier report needs the area's earlier report.
- A mean, share or rate is worked out from what those of the parts were worked out from, where their reports still have that.
- ``none``: distinct counts, medians and the like cannot be added. They are recomputed where records are given, else missing,
  with a note.

Totals are added as printed, not recomputed: what a body's wrong total would bring in stays visible, because ``check`` then
finds the same relation broken in the area's report, by the same difference. (Two faults can cancel: check each report first.)
Text sections are not combined: an area's words are written by its office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, field, frozen

from govdisclosure.areas.body_history import Bodies, BodiesLike, bodies_of, note
from govdisclosure.areas.parts import AreaPart, Selection, most_frequent, order, same_standard
from govdisclosure.exact.decimals import shifted, total
from govdisclosure.messages import Message, say
from govdisclosure.records import Body, BodyLike, Record, TypedRecord
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, Previous, Report, reports_of
from govdisclosure.sources import Records, RecordSource, gathered as gathered_of
from govdisclosure.sources.kept import Kinds
from govdisclosure.standards import Combine, Spot, Standard
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.tabulation.earlier_figures import with_earlier
from govdisclosure.tabulation.formulas import derived_cell
from govdisclosure.values import Blank, Period, PeriodLike, Severity, Value, as_number, blank_of
from govdisclosure.version import VERSION

_OF_DERIVED_CELLS = ("earlier.not_given", "cell.remark")
"""What is noted of cells that follow from others, which an area has of its own."""
_COMBINED = Origin(OriginKind.COMBINED)


def combine(
    reports: Iterable[Report],
    body: BodyLike,
    *,
    bodies: BodiesLike | None = None,
    period: PeriodLike | None = None,
    standard: Standard | None = None,
    records: RecordSource | None = None,
    previous: Previous = (),
) -> Report:
    """Add the reports of bodies up to one report of the area of ``body`` (汇总); the order of reports never matters.

    The body's own report (本级) is one of the parts. What cannot be added is left out, and a note of the result says so:
    reports of another standard or period, bodies that the standard does not cover, that do not exist in the period or do not
    report to ``body``, older versions, second copies, and reports of bodies that an area report among them already includes.
    Of two reports that include one body the wider is kept. Two different reports of one body and version are both left out.
    Notes on a report stay with it; only those on figures missing from an area report are passed on.

    Args:
        reports: of bodies (本级) or of smaller areas (汇总).
        body: whose area it is.
        bodies: kinds, dates and reporting lines of the bodies; without it, only each report's own body is known.
        period: None: the one that most reports are on.
        standard: None: the one that most reports follow.
        records: the records of the bodies; cells that cannot be added are recomputed from them.
        previous: the area's reports of earlier periods, for changes from them.

    Raises:
        TabulationError: standard or period is not given, and none is the most frequent.
    """
    given = reports_of(reports)
    if standard is None:
        standard = most_frequent(given, lambda one: (one.standard.id, one.standard.edition), "combine.no_standard").standard
    if period is not None:
        period = standard.period_of(period)
    else:
        alike = [one for one in given if same_standard(one, standard)]
        period = most_frequent(alike, lambda one: one.period, "combine.no_period").period
    listed = bodies_of(bodies)
    unlisted = {one.body.id: one.body for one in sorted(given, key=order) if one.body.id not in listed}
    known = Bodies((*listed, *unlisted.values()), listed.successions)
    area = body if isinstance(body, Body) else known.get(body) or Body.of(body)
    chosen = Selection(area, listed, known, standard, period)
    parts = chosen.parts(given)
    cells = CombinedCells(parts, standard, known)
    combined = Report(
        standard=standard,
        body=area,
        period=period,
        scope="area",
        includes=tuple(sorted({identity for part in parts for identity in part.covers})),
        made_by=MadeBy(govdisclosure=VERSION, standard=standard.digest),
        cells=cells.combined(),
        notes=(*chosen.notes, *_earlier_notes(parts), *cells.notes()),
    )
    return with_earlier(combined if records is None else _recomputed(combined, records), previous)


def tabulate_area(
    records: RecordSource,
    standard: Standard,
    *,
    period: Period,
    body: BodyLike,
    bodies: BodiesLike | None = None,
    none: Kinds = (),
    previous: Previous = (),
) -> Report:
    """Compute the report of an area from the records of its bodies (由记录汇总).

    Each body is tabulated, the reports are combined, and cells that cannot be added are counted over the records of all bodies
    together. ``bodies`` defaults to the bodies among the records. A body without any record is not included: whether it had
    nothing to report or handed nothing in, only :func:`~govdisclosure.areas.completeness` can ask.

    Raises:
        TabulationError, InvalidRecordError: as for ``tabulate``.
    """
    gathered = gathered_of(records).with_none(none)
    known = Bodies.of(gathered) if bodies is None else bodies_of(bodies)
    made = tabulate_by_body(gathered, standard, period=period)
    combined = combine(made.values(), body, bodies=known, period=period, standard=standard, records=gathered, previous=previous)
    noticed = dict.fromkeys(
        one for identity in combined.includes for one in made[identity].notes if one.rule not in _OF_DERIVED_CELLS
    )
    return evolve(combined, notes=(*noticed, *combined.notes))


def _earlier_notes(parts: Sequence[AreaPart]) -> Iterator[Finding]:
    """Repeat the notes of parts that are themselves combined: a figure that lacks a body lacks it further up, too."""
    for part in parts:
        if part.report.scope == "area":
            yield from (one for one in part.report.notes if one.rule.startswith("combine."))


# --------------------------------------------------------------------------------------------------- how cells become one


@frozen
class CombinedCells:
    """Combines the cells of several parts, and collects notes by the parts concerned."""

    parts: Sequence[AreaPart]
    standard: Standard
    known: Bodies = field(factory=Bodies)
    noticed: dict[tuple[str, tuple[str, ...]], list[str]] = field(factory=lambda: defaultdict(list))
    not_additive: list[str] = field(factory=list)

    def combined(self) -> dict[str, Cell]:
        """Return every cell of the standard, combined; what is to be noted of them is collected on the way."""
        for part in self.parts:
            for address in part.report.cells:
                if address not in self.standard.spots:
                    self.notice("combine.unknown_cell", [part], address)
        values: dict[str, Value] = {}

        def value(address: str) -> Value:
            if address not in values:
                spot = self.standard.spots[address]
                made = self.derived(spot, value) if self.follows(spot) else self.based(spot)
                values[address] = self.value(spot) if made is None else made.value
                if made is not None:
                    cells[address] = made
            return values[address]

        cells: dict[str, Cell] = {}

        for address in self.standard.spots:
            found = value(address)
            if address not in cells:
                decimals, roundings = self.rounding(self.standard.spots[address], found)
                cells[address] = Cell(value=found, decimals=decimals, roundings=roundings, origin=_COMBINED)
        return {address: cells[address] for address in self.standard.spots}

    def follows(self, spot: Spot) -> bool:
        """Whether a cell follows from other cells of the result, as a ratio does from the area's own figures."""
        return spot.measure.is_derived

    def adds_bases(self, spot: Spot) -> bool:
        """Whether what a mean, share or rate was worked out from adds up over the parts."""
        return spot.measure.has_basis and spot.combine is Combine.NONE

    def based(self, spot: Spot) -> Cell | None:
        """Return a mean, share or rate by what the parts' were worked out from; None where a part has that no more."""
        measure = spot.measure
        if not self.adds_bases(spot):
            return None
        given = [part.report.cells.get(spot.address) for part in self.parts]
        bases = [one.basis for one in given if one is not None and one.basis and measure.value(one.basis) == one.value]
        if len(bases) < len(given) or len({len(one) for one in bases}) != 1:  # a figure was corrected, read or typed in
            return None
        basis = tuple(sum(numbers) for numbers in zip(*bases, strict=True))
        return evolve(derived_cell(measure, basis, self.standard.language, _COMBINED), basis=basis)

    def derived(self, spot: Spot, value: Callable[[str], Value]) -> Cell:
        """Return a cell that follows from others; what was is not known here (:func:`with_earlier`)."""
        brought = [value(one.address) if one.earlier is None else Blank.MISSING for one in spot.cells_read]
        return derived_cell(spot.measure, brought, self.standard.language, _COMBINED)

    def value(self, spot: Spot) -> Value:
        """Return the value that the parts' come to."""
        address, way = spot.address, spot.combine
        values = [(part, self.read(part, spot)) for part in self.parts]
        answers = [(part, value) for part, value in values if not isinstance(value, Blank)]
        blank = [part for part, value in values if value is Blank.MISSING]
        if not answers:
            return blank_of(value for _, value in values)
        match way:
            case Combine.NONE:
                if len(self.parts) == 1:  # nothing is added
                    return answers[0][1]
                self.not_additive.append(address)
                return Blank.MISSING
            case Combine.ALL | Combine.ANY:
                decisive = way is Combine.ANY
                settled = any(value is decisive for _, value in answers)
                if blank and not settled:
                    self.notice("combine.unsettled", blank, address)
                    return Blank.MISSING
                return decisive if settled else not decisive
            case Combine.LIST | Combine.SUM | Combine.LEAST | Combine.MOST:
                if blank:
                    self.notice("combine.lacking", blank, address)
                return self.gathered(way, answers, address)
        assert_never(way)

    def gathered(
        self,
        way: Literal[Combine.LIST, Combine.SUM, Combine.LEAST, Combine.MOST],
        answers: Sequence[tuple[AreaPart, Value]],
        address: str,
    ) -> Value:
        """Return the combination of the values that are there."""
        values = [value for _, value in answers]
        match way:
            case Combine.LIST:
                return "\n".join(self.line(part, address, str(value)) for part, value in answers)
            case Combine.SUM:
                return total(value for value in values if isinstance(value, int | Decimal))
            case Combine.LEAST:
                return min(values, key=_order)
            case Combine.MOST:
                return max(values, key=_order)
        assert_never(way)

    def read(self, part: AreaPart, spot: Spot) -> Value:
        """Return the value of a part's cell, an amount in the standard's unit; a value of the wrong kind counts as blank."""
        cell = part.report.cells.get(spot.address)
        if cell is None or isinstance(cell.value, Blank):
            return Blank.MISSING if cell is None else cell.value
        if not spot.kind.fits(cell.value):
            self.notice("combine.unfit", [part], spot.address)
            return Blank.MISSING
        if cell.unit is None or cell.unit == spot.unit or not spot.kind.adds_up:
            return cell.value
        further = self.standard.places_between(cell.unit, spot.unit)
        if isinstance(cell.value, Decimal) and further is not None:
            self.notice("combine.unit_converted", [part], spot.address)
            return shifted(cell.value, further)
        self.notice("combine.unit", [part], spot.address)
        return cell.value

    def adds_up(self, spot: Spot) -> bool:
        """Whether the parts' figures are added."""
        return spot.combine is Combine.SUM

    def rounding(self, spot: Spot, value: Value) -> tuple[int | None, int]:
        """Return to how many decimals the figures are rounded that a cell is made of, and how many roundings of that size."""
        rounded = []
        for part in self.parts if isinstance(value, Decimal) else ():
            cell = part.report.cells.get(spot.address)
            if cell is not None and cell.decimals is not None and isinstance(cell.value, Decimal):
                further = self.standard.places_between(cell.unit, spot.unit) if cell.unit else None
                rounded.append((cell.decimals - (further or 0), cell.roundings))
        if not rounded:
            return None, 1
        if not self.adds_up(spot):
            return min(rounded, key=lambda one: (one[0], -one[1]))
        finest = max(decimals for decimals, _ in rounded)
        return finest, sum(roundings * 10 ** (finest - decimals) for decimals, roundings in rounded)

    def line(self, part: AreaPart, address: str, words: str) -> str:
        """Return the words of a part behind its name."""
        cell = part.report.cells[address]
        if part.report.scope == "area" and cell.origin.kind is OriginKind.COMBINED:
            return words  # its lines already say whose they are
        return f"{self.name(part)}{':' if self.standard.language == 'zh' else ': '}{words}"

    def name(self, part: AreaPart) -> str | Message:
        """Return what a part is called in notes."""
        return part.report.body.name or self.known.name(part.report.body.id)

    def identity(self, part: AreaPart) -> str:
        """Return by what a part is known."""
        return part.report.body.id

    def notice(self, key: str, parts: Sequence[AreaPart], address: str) -> None:
        """Remember what is to be noted of a cell of some parts."""
        self.noticed[key, tuple(map(self.identity, parts))].append(address)

    def notes(self) -> Iterator[Finding]:
        """Yield what was to be noted, the cells of one note together."""
        names = {self.identity(part): self.name(part) for part in self.parts}
        for (key, parts), cells in self.noticed.items():
            severity = _SEVERITIES.get(key, Severity.WARNING)
            message = say(key, bodies=[names[part] for part in parts], count=len(cells))
            yield note(key, severity, parts, message, cells=cells)
        if self.not_additive:
            yield _cannot_be_added(self.not_additive)


def _order(value: Value) -> Fraction:
    return Fraction(as_number(value) or 0)


_SEVERITIES = {"combine.unit_converted": Severity.INFO}


def _cannot_be_added(cells: Sequence[str]) -> Finding:
    message: Message = say("combine.not_additive", count=len(cells))
    return note("combine.not_additive", Severity.WARNING, (), message, cells=cells)


# ---------------------------------------------------------------------------------------------------- again from records


def _recomputed(combined: Report, records: RecordSource) -> Report:
    """Return the report with the cells that cannot be added counted over the records of all the bodies it includes."""
    gathered = gathered_of(records)
    wanted = [
        address
        for address, spot in combined.standard.spots.items()
        if spot.combine is Combine.NONE and not spot.is_entered  # no record stands for what was entered
    ]
    if not wanted or not combined.includes:
        return combined
    anew = tabulate(_as_one(gathered, combined), combined.standard, period=combined.period, body=combined.body)
    cells = {**combined.cells, **{address: anew.cells[address] for address in wanted}}
    notes = []
    for one in combined.notes:
        if one.rule != "combine.not_additive":
            notes.append(one)
        elif rest := [address for address in one.cells if address not in wanted]:
            notes.append(_cannot_be_added(rest))
    return evolve(combined, cells=cells, notes=tuple(notes))


def _as_one(gathered: Records, combined: Report) -> Records:
    """Return the records of the bodies that a report includes as if one body had kept them; entries stay with their bodies."""
    included = frozenset(combined.includes)
    by_kind: dict[str, tuple[TypedRecord, ...]] = {}
    for name, found in gathered.by_kind.items():
        if name not in ("entry", "succession"):
            own = (one for one in found if isinstance(one, Record) and one.body in included)
            by_kind[name] = tuple(evolve(one, body=combined.body.id) for one in own)
    return Records(by_kind=by_kind, kept=gathered.kept)
