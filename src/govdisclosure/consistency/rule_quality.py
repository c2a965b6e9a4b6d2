"""The quality of a standard's relations (勾稽关系体检): contradictions, redundancy, and which errors they detect and locate.

Exact over every possible report, in whole numbers (amounts in their smallest unit where it matters): each cell is an
unknown within its bounds, and so are the cells of the preceding report. Contradictions are looked for among all relations,
everything else among those of severity error: the others may fail for a good reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import gcd

from attrs import field, frozen

from govdisclosure.consistency.equations import Component, equations
from govdisclosure.exact.decimals import Number, from_fraction
from govdisclosure.exact.integers import StepLimitError, Steps, point
from govdisclosure.exact.simplex import Bounds, Row, Tableau, bits, make_row
from govdisclosure.messages import Message, say
from govdisclosure.standards import RelationInstance, Standard, Term
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Kind, Severity, day_of

MOST_STEPS = 2_000
"""How many steps one question about whole numbers may take; where that is not enough, nothing is claimed."""


@frozen(kw_only=True)
class ImpliedRelation(ValueObject):
    """A relation implied by others, so that it finds nothing that they don't (多余)."""

    instance: RelationInstance
    by: tuple[RelationInstance, ...]


@frozen(kw_only=True)
class ForcedCells(ValueObject):
    """Cells for which the relations allow a single figure (只能填一个数): often a contradiction in disguise."""

    cells: Mapping[str, Number | date] = field(converter=frozen_dict)
    by: tuple[RelationInstance, ...]


@frozen(kw_only=True)
class Health(ValueObject):
    """The result of examining a standard's relations (勾稽关系体检).

    Attributes:
        contradictions: sets of relations that no figures satisfy together; leaving out any one of a set mends it.
        forced: cells that can hold one figure only.
        implied: relations that follow from others; leaving all of these out changes nothing.
        unprotected: cells that hold numbers and are in no relation: no error in them is seen.
        bounded: cells that are in relations, but in none by which every error would be seen in the report alone: in
            ``<=`` and ``>=``, within a tolerance, under a condition, or only beside figures of other reports.
        alike: groups of cells that no relation distinguishes: an error in one could as well be in another.
        conditional: relations that hold only under a condition, in one scope or within per cent: what they contradict, repeat
            or protect depends on the figures, so they are not examined.
        cells: how many printed cells hold numbers.
        seen: in how many of them any single wrong figure is seen.
        located: in how many of them it is seen and no other single cell could be the wrong one.
    """

    contradictions: tuple[tuple[RelationInstance, ...], ...]
    forced: tuple[ForcedCells, ...]
    implied: tuple[ImpliedRelation, ...]
    unprotected: tuple[str, ...]
    bounded: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    conditional: tuple[RelationInstance, ...]
    cells: int
    seen: int
    located: int

    @property
    def sound(self) -> bool:
        """Whether some report can satisfy all relations, with more than one figure in every cell."""
        return not self.contradictions and not self.forced

    @property
    def coverage(self) -> Message:
        """How many single wrong figures would be seen, and how many named alone (差错覆盖)."""
        shares = {"seen_share": self._share(self.seen), "located_share": self._share(self.located)}
        return say("health.coverage", cells=self.cells, seen=self.seen, located=self.located, **shares)

    def _share(self, count: int) -> str:
        """Return a share of the cells in per cent, with one decimal, half up; ``—`` of none."""
        if not self.cells:
            return "—"
        tenths = (2000 * count + self.cells) // (2 * self.cells)
        return f"{tenths // 10}.{tenths % 10}%"

    @property
    def pairs(self) -> int:
        """How many pairs of cells no relation tells apart."""
        return sum(len(group) * (len(group) - 1) // 2 for group in self.alike)


def examine(standard: Standard) -> Health:
    """Examine the relations of a standard (勾稽关系体检).

    Args:
        standard: the standard.

    Example:
        >>> health = examine(load_standard("cn-2021"))
        >>> health.contradictions, len(health.unprotected), health.cells
        ((), 10, 200)
    """
    known = equations(standard, always=True)
    every = equations(standard, every=True, always=True)
    contradictions = [one for part in every.parts for one in _ComponentExamination(standard, part).contradictions()]
    forced: list[ForcedCells] = []
    implied: list[ImpliedRelation] = []
    for part in known.parts:
        found = _ComponentExamination(standard, part)
        if not list(found.contradictions()):  # of each, one relation is left out of what follows
            forced += found.forced()
        implied += found.implied()
    columns = _columns(known.parts)
    printed = [number for number, address in enumerate(known.addresses) if standard.spots[address].table.printed]
    exact = {cell for part in known.parts for equation in part.equations if equation.is_simple for cell in equation.factors}
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for cell in sorted(columns):
        groups.setdefault(_direction(columns[cell]), []).append(cell)
    alone = {members[0] for members in groups.values() if len(members) == 1}
    name = known.addresses.__getitem__
    aside = tuple(one for one in standard.relations if one.is_conditional)
    sometimes = {cell for one in aside if one.relation.severity is Severity.ERROR for cell in one.addresses}
    derived = {spot.address for spot in standard.derived if not spot.earlier}  # held to what they follow from, exactly
    sometimes |= {cell for spot in standard.derived for cell in (spot.address, *spot.sources)}  # rounding hides small errors
    exact |= {number for number in printed if name(number) in derived}
    return Health(
        contradictions=tuple(contradictions),
        forced=tuple(forced),
        implied=tuple(implied),
        unprotected=tuple(name(cell) for cell in printed if cell not in columns and name(cell) not in sometimes),
        bounded=tuple(name(cell) for cell in printed if (cell in columns or name(cell) in sometimes) and cell not in exact),
        alike=tuple(tuple(map(name, members)) for members in groups.values() if len(members) > 1),
        conditional=aside,
        cells=len(printed),
        seen=sum(cell in exact for cell in printed),
        located=sum(cell in exact and cell in alone for cell in printed),
    )


def _columns(parts: Sequence[Component]) -> dict[int, dict[int, int]]:
    """Return each cell's factor in every relation that it is in; relations are numbered consecutively."""
    found: dict[int, dict[int, int]] = {}
    for number, equation in enumerate(equation for part in parts for equation in part.equations):
        for cell, factor in equation.factors.items():
            found.setdefault(cell, {})[number] = factor
    return found


def _direction(column: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Return a column scaled so that columns between which an error could be shifted are equal."""
    items = sorted(column.items())
    step = gcd(*column.values()) * (1 if items[0][1] > 0 else -1)
    return tuple((number, factor // step) for number, factor in items)


class _ComponentExamination:
    """The relations of one part, with every cell an unknown."""

    def __init__(self, standard: Standard, part: Component) -> None:
        known = equations(standard, every=True, always=True)
        self.part = part
        self.names, self.kinds = known.addresses, known.kinds
        self.low: list[int | None] = [None if signed else 0 for signed in known.signed]
        self.high: list[int | None] = [kind.greatest for kind in known.kinds]
        self.free = list(part.cells)
        self.decimals = set(filter(known.is_decimal, part.cells))
        self.finest = known.finest
        before: dict[Term, int] = {}
        self.factors: list[dict[int, int]] = []
        self.units: list[int] = []
        for equation in part.equations:
            factors = dict(equation.factors)
            for term, factor in equation.given:
                if term not in before:
                    spot = standard.spots.get(term.address or "")  # another standard's may be anything
                    before[term] = self._unknown(None if spot is None or spot.signed else 0, None)
                    if spot is not None and spot.kind.has_decimals:
                        self.decimals.add(before[term])
                factors[before[term]] = factors.get(before[term], 0) + factor
            units = self.finest if equation.decimal else 1
            self.units.append(units)
            self.factors.append({one: factor if one in self.decimals else factor * units for one, factor in factors.items()})
        self.kept = list(range(len(part.equations)))

    def _unknown(self, low: int | None, high: int | None) -> int:
        self.low.append(low)
        self.high.append(high)
        self.free.append(len(self.low) - 1)
        return len(self.low) - 1

    def system(self, places: Sequence[int], more: Sequence[Row] = ()) -> Tableau:
        """Return a system of the relations at some places and further rows, with every unknown free."""
        low, high = list(self.low), list(self.high)
        rows, takers = [], []
        for place in places:
            equation, factors = self.part.equations[place], dict(self.factors[place])
            slack = equation.slack(self.units[place])
            if not slack.is_zero:
                factors[len(low)] = -1
                takers.append(len(low))
                low.append(slack.low)
                high.append(slack.high)
            rows.append(make_row(factors, -equation.constant * self.units[place], 1 << place))
        for row in more:  # what is left over of a further row may be anything from 0
            taker = len(low)
            low.append(0)
            high.append(None)
            takers.append(taker)
            rows.append(make_row({**row.factors, taker: -1}, row.rest, 0))
        made = Tableau(rows, Bounds(low, high), 0, 0)
        for unknown in (*takers, *self.free):
            made = made.moved(unknown, 0)
        return made

    def contradiction(self, places: Sequence[int], more: Sequence[Row] = ()) -> list[int] | None:
        """Return a minimal set of relations that no figures satisfy together with the further rows; ``None`` if satisfiable."""
        made = self.system(places, more)
        if made.conflicts():
            origin = 0
            for _, relations in made.broken():
                origin |= relations
            guilty = bits(origin)
        else:
            try:
                if point(made, Steps(MOST_STEPS)) is not None:
                    return None
            except StepLimitError:  # nothing is claimed
                return None
            guilty = list(places)
        for place in list(guilty):
            fewer = [one for one in guilty if one != place]
            if self._impossible(fewer, more):
                guilty = fewer
        return guilty

    def _impossible(self, places: Sequence[int], more: Sequence[Row]) -> bool:
        made = self.system(places, more)
        if made.conflicts():
            return True
        try:
            return point(made, Steps(MOST_STEPS)) is None
        except StepLimitError:
            return False

    def contradictions(self) -> Iterator[tuple[RelationInstance, ...]]:
        """Yield sets of relations that contradict each other; of each, one is left out of what follows.

        That is the last without which no contradiction is left, or the last: so one wrong relation is found once, and not once
        for every way in which it contradicts the others.
        """
        while (guilty := self.contradiction(self.kept)) is not None:
            yield self._instances(guilty)
            without = {place: [one for one in self.kept if one != place] for place in reversed(guilty)}
            enough = (fewer for fewer in without.values() if not self._impossible(fewer, ()))
            self.kept = next(enough, without[guilty[-1]])

    def forced(self) -> Iterator[ForcedCells]:
        """Yield the cells that can hold one figure only, those of the same relations together."""
        gathered: dict[tuple[int, ...], dict[str, Number | date]] = {}
        root = self.system(self.kept)
        root.conflicts()
        for cell in self.part.cells:
            ends = [root.copy().push(cell, direction) for direction in (-1, 1)]
            if None in ends or ends[0] != ends[1] or not self._is_free(cell):
                continue
            value = int(ends[0] or 0)
            guilty: set[int] = set()
            for sign in (1, -1):
                beyond = make_row({cell: sign}, sign * value + 1, 0)
                guilty.update(self.contradiction(self.kept, [beyond]) or ())
            figure: Number | date = day_of(value) if self.kinds[cell] is Kind.DATE else value
            if cell in self.decimals and self.finest != 1:
                figure = from_fraction(Fraction(value, self.finest))
            gathered.setdefault(tuple(sorted(guilty)), {})[self.names[cell]] = figure
        for places, cells in gathered.items():
            yield ForcedCells(cells=cells, by=self._instances(places))

    def _is_free(self, cell: int) -> bool:
        return self.low[cell] is None or self.low[cell] != self.high[cell]

    def implied(self) -> Iterator[ImpliedRelation]:
        """Yield the relations that follow from those kept, the last written first; each is left out of what follows."""
        found = []
        for place in reversed(self.kept.copy()):
            others = [one for one in self.kept if one != place]
            by = self._follows(place, others)
            if by is not None:
                self.kept = others
                found.append(ImpliedRelation(instance=self.part.equations[place].instance, by=self._instances(by)))
        return iter(reversed(found))

    def _follows(self, place: int, others: Sequence[int]) -> list[int] | None:
        """Return the relations that imply this one; ``None`` where it can fail while all others hold."""
        equation = self.part.equations[place]
        units = self.units[place]
        guilty: set[int] = set()
        for sign, least in equation.slack(units).beyond:  # it fails by a unit too much, or by a unit too little
            failing = {unknown: sign * factor for unknown, factor in self.factors[place].items()}
            found = self.contradiction(others, [make_row(failing, least - sign * equation.constant * units, 0)])
            if found is None:
                return None
            guilty.update(found)
        return sorted(guilty)

    def _instances(self, places: Sequence[int]) -> tuple[RelationInstance, ...]:
        return tuple(self.part.equations[place].instance for place in places)


def name_of(instance: RelationInstance, standard: Standard) -> str:
    """Return a relation's key, with its first cell where it has several instances."""
    key = instance.relation.key
    several = sum(one.relation.key == key for one in standard.relations) > 1
    return f"{key} ({instance.addresses[0]})" if several and instance.addresses else key
