"""The relations of a standard as equations in whole numbers (勾稽关系方程): made once for a standard, filled by report.

Only relations of severity error are included: what must hold. Counts are whole; amounts are counted in their smallest unit (one
fen), or in that of the finest decimal that the report prints. What an operator or a tolerance leaves between the sides becomes
an unknown that takes up the rest, within bounds. For ``<`` and ``>`` these lie one unit further in. A cell is a variable with
its figure as value; a blank one moves freely from 0, below it too where the indicator is signed.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from attrs import evolve, frozen

from govdisclosure.consistency.against import Against, AgainstLike
from govdisclosure.consistency.relations import applying, in_parts
from govdisclosure.exact.decimals import Number, is_figure, places, shifted
from govdisclosure.exact.intervals import EXACT, RoundingSpread, spread_of_sum
from govdisclosure.exact.simplex import NONE, Bounds, Row, Tableau, make_row
from govdisclosure.report import Report, as_number
from govdisclosure.standards import Blanks, Reading, RelationInstance, Slack, Standard, Term
from govdisclosure.standards.operators import between
from govdisclosure.values import Blank, Kind, Severity


@frozen
class Equation:
    """One relation in one column or row: a sum of cells, less what is given, compared with 0.

    A tolerance in per cent of the right side makes two of them, one for each end.

    Attributes:
        factors: of each cell, left minus right; none is 0.
        given: cells of other reports, each with its factor.
        low, high: between what the sum lies where it holds; ``None`` is no end.
        constant: the constant term.
        decimal: whether something in it has decimals by its kind.
        row: the same as a row of a tableau, where nothing has decimals; its rest is still to be filled in.
    """

    instance: RelationInstance
    factors: Mapping[int, int]
    given: tuple[tuple[Term, int], ...]
    constant: int
    low: Fraction | None
    high: Fraction | None
    decimal: bool
    row: Row

    @property
    def is_simple(self) -> bool:
        """Whether it is an equality, to the last unit, of cells of this report alone."""
        return self.instance.is_exact and not self.given

    def slack(self, units: int = 1, spread: RoundingSpread = EXACT) -> Slack:
        """Return between what the sum lies where it is counted in whole units, so many to one.

        Args:
            units: how many units one is.
            spread: by how much the sum of exact values may be off from that of the figures as printed.
        """
        return between(self.low, self.high, units, strict=self.instance.operator.is_strict, spread=spread)


@frozen
class Component:
    """Relations that share cells, directly or by others: what happens in one part says nothing about another."""

    equations: tuple[Equation, ...]
    cells: tuple[int, ...]


@frozen
class Equations:
    """The relations of a standard that must hold.

    Attributes:
        addresses: the cells that hold numbers, in the standard's order; a cell's place here is its number.
        parts: the relations in groups.
        lone: the cells that are in no relation and may not be below 0.
        left_out: the relations that are not here, since their tolerance follows a side that may be negative.
        finest: in how many units one is counted at least where decimals are: in the smallest that cells have, such as fen,
            since half of a whole amount is an amount too.
    """

    addresses: tuple[str, ...]
    signed: tuple[bool, ...]
    kinds: tuple[Kind, ...]
    parts: tuple[Component, ...]
    lone: tuple[int, ...]
    left_out: tuple[RelationInstance, ...]
    finest: int

    def is_decimal(self, cell: int) -> bool:
        """Whether a cell's kind has decimals."""
        return self.kinds[cell].has_decimals


@lru_cache(maxsize=64)
def equations(standard: Standard, *, every: bool = False, always: bool = False) -> Equations:
    """Return the equations of a standard, of relations of severity error or of every relation; made once.

    With ``always``, those that hold only under a condition are left aside.
    """
    spots = [spot for spot in standard.spots.values() if spot.kind.is_ordered]
    numbers = {spot.address: number for number, spot in enumerate(spots)}
    decimals = {spot.address: spot.decimals for spot in spots if spot.kind.has_decimals}
    chosen = [
        one
        for one in standard.relations
        if (every or one.relation.severity is Severity.ERROR) and not (always and one.is_conditional)
    ]
    left_out = [one for one in chosen if one.relation.tolerance.per_cent and not _is_positive(one.right, standard)]
    made = [equation for one in chosen if one not in left_out for equation in _equations(one, numbers, decimals)]
    parts = _parts(made, len(spots))
    return Equations(
        addresses=tuple(numbers),
        signed=tuple(one.signed for one in spots),
        kinds=tuple(one.kind for one in spots),
        parts=tuple(part for part in parts if part.equations),
        lone=tuple(cell for part in parts if not part.equations for cell in part.cells if not spots[cell].signed),
        left_out=tuple(left_out),
        finest=10 ** (max(decimals.values()) if any(one.decimal for one in made) else 0),
    )


def _is_positive(terms: Sequence[Term], standard: Standard) -> bool:
    """Whether a side cannot be below 0."""
    signed = [term.address in standard.spots and standard.spots[term.address].signed for term in terms if term.address]
    return not any(signed) and all(term.factor >= 0 for term in terms)


def _equations(instance: RelationInstance, numbers: Mapping[str, int], decimals: Container[str]) -> Iterator[Equation]:
    tolerance, operator = instance.relation.tolerance, instance.operator.value
    if not tolerance.per_cent:
        low, high = (None if end is None else Fraction(end) for end in (operator.low, operator.high))
        least = None if low is None else low - tolerance.amount
        most = None if high is None else high + tolerance.amount
        yield _equation(instance, numbers, decimals, (1, 1), least, most)
        return
    share = tolerance.amount / 100  # left - right <= share * right, times the share's denominator
    for end, sign in ((operator.low, 1), (operator.high, -1)):
        if end is not None:
            times = share.denominator, share.denominator - sign * share.numerator
            bound = Fraction(end * share.denominator)
            yield _equation(instance, numbers, decimals, times, bound if sign > 0 else None, bound if sign < 0 else None)


def _equation(
    instance: RelationInstance,
    numbers: Mapping[str, int],
    decimals: Container[str],
    times: tuple[int, int],
    low: Fraction | None,
    high: Fraction | None,
) -> Equation:
    """Return left so many times less right so many times."""
    factors: dict[int, int] = {}
    given: dict[Term, int] = {}
    constant = 0
    for sign, terms in ((times[0], instance.left), (-times[1], instance.right)):
        for term in terms:
            factor = sign * term.factor
            if term.address is None:
                constant += factor
            elif term.is_own:
                number = numbers[term.address]
                factors[number] = factors.get(number, 0) + factor
            else:
                alike = evolve(term, factor=1)
                given[alike] = given.get(alike, 0) + factor
    factors = {number: factor for number, factor in factors.items() if factor}
    decimal = any(term.address in decimals for term in instance.terms if term.address)
    return Equation(instance, factors, tuple(given.items()), constant, low, high, decimal, make_row(factors, 0, 0))


def _parts(made: Sequence[Equation], cells: int) -> list[Component]:
    """Return the equations in groups without a common cell; a cell of no relation is a group of its own."""
    group = list(range(cells))

    def root(cell: int) -> int:
        while group[cell] != cell:
            group[cell] = group[group[cell]]
            cell = group[cell]
        return cell

    for equation in made:
        places = [root(cell) for cell in equation.factors]
        for place in places:
            group[root(place)] = root(places[0])
    members: dict[int, list[int]] = {}
    for cell in range(cells):
        members.setdefault(root(cell), []).append(cell)
    gathered: dict[int, list[Equation]] = {}
    alone = [
        Component((equation,), ()) for equation in made if not equation.factors
    ]  # between constants and last year's figures
    for equation in made:
        if equation.factors:
            gathered.setdefault(root(next(iter(equation.factors))), []).append(equation)
    return [Component(tuple(gathered.get(place, ())), tuple(one)) for place, one in members.items()] + alone


@frozen
class System:
    """A part with the figures of one report.

    Attributes:
        stands: its rows while every cell stands.
        free: what may move from the start: blank cells, and what takes up the rest of ``<=`` and ``>=``.
        equations: what the rows are, in the order of their bits.
    """

    stands: Tableau
    free: tuple[int, ...]
    equations: tuple[Equation, ...]

    def root(self) -> Tableau:
        """Return the rows while all that is free moves."""
        made = self.stands.copy()
        for unknown in self.free:
            made = made.moved(unknown, 0)
        return made


@frozen
class FilledEquations:
    """The equations with the figures of one report.

    Attributes:
        known: the equations of the standard, without figures.
        units: how many units one of each cell is: 1 for a count, 100 for an amount printed with two decimals.
        printed: the same as far as figures print it; ``scale`` may be finer.
        values: the value of each cell, in its units; 0 for a blank one.
        blanks: the cells that are blank, as bits: they move freely.
        absent: those that are *not applicable*: their relations are not run.
        odd: counts that were given with decimals, as bits.
    """

    known: Equations
    report: Report
    against: Against
    scale: int
    printed: int
    values: Sequence[int]
    blanks: int
    absent: int
    odd: int

    def is_sound(self, part: Component) -> bool:
        """Whether a part holds as it is, with every cell filled in; a fast test that may have false negatives."""
        values, known = self.values, self.known
        for cell in part.cells:
            value = values[cell]
            if self.blanks >> cell & 1 or (value < 0 and not known.signed[cell]):
                return False
            if (most := known.kinds[cell].greatest) is not None and value > most:
                return False
        for equation in part.equations:
            if equation.decimal or not equation.is_simple or (equation.row.plus | equation.row.minus) & self.odd:
                return False
            total = equation.constant
            for cell, factor in equation.factors.items():
                total += factor * values[cell]
            if total:
                return False
        return True

    def number(self, cell: int, units: int) -> Number:
        """Return a whole number of a cell's units as the figure it is."""
        if not self.known.is_decimal(cell) and not self.odd >> cell & 1:
            return units
        shorter, rest = divmod(units, self.scale // self.printed)  # no more decimals than the report has, where that will do
        return shifted(units, -_places(self.scale)) if rest else shifted(shorter, -_places(self.printed))

    def unit(self, cell: int) -> int:
        """Return how many units one of a cell is."""
        return self.scale if self.known.is_decimal(cell) or self.odd >> cell & 1 else 1

    def system(self, part: Component) -> System:
        """Return the rows of a part as they stand, what may move from the start, and the equations that the rows are."""
        low: list[int | None] = [None if signed else 0 for signed in self.known.signed]
        high: list[int | None] = [kind.greatest for kind in self.known.kinds]
        rows, takers = [], []
        applies = applying(self.report, self.against)
        for number, equation in self._stated(part):
            prototype = equation.row
            cells = prototype.plus | prototype.minus
            if cells & self.absent and equation.instance.relation.blanks is not Blanks.ZERO:
                continue
            if not equation.is_simple and not applies(equation.instance):
                continue
            if equation.is_simple and not equation.decimal and not cells & self.odd:
                rest = -equation.constant - sum(factor * self.values[cell] for cell, factor in equation.factors.items())
                rows.append(Row(prototype.large, rest, NONE, prototype.plus, prototype.minus, 1 << number))
                continue
            given = self._given(equation)
            if given is None:
                continue
            times = self.scale if equation.decimal or cells & self.odd or given.denominator != 1 else 1
            factors = {
                cell: factor * times // self.unit(cell)
                for cell, factor in equation.factors.items()
                if not self.absent >> cell & 1  # it counts as 0
            }
            rest = -int(given * times) - sum(factor * self.values[cell] for cell, factor in factors.items())
            slack = equation.slack(times, self._spread(equation))
            if not slack.is_zero:
                taker = len(low)
                factors[taker] = -1
                low.append(slack.low)
                high.append(slack.high)
                takers.append(taker)
            rows.append(make_row(factors, rest, 1 << number))
        bounds = Bounds(low, high)
        rises = falls = outside = 0
        for cell in part.cells:
            value, bit = self.values[cell], 1 << cell
            least, most = low[cell], high[cell]
            if most is None or value < most:
                rises |= bit
            if least is None or value > least:
                falls |= bit
            if not self.blanks & bit and ((least is not None and value < least) or (most is not None and value > most)):
                outside |= bit
        blanks = [cell for cell in part.cells if self.blanks >> cell & 1]
        return System(Tableau(rows, bounds, rises, falls, outside), (*takers, *blanks), part.equations)

    def _stated(self, part: Component) -> Iterator[tuple[int, Equation]]:
        """Yield the equations of a part, one for each of the report's parts where it is written so."""
        for number, equation in enumerate(part.equations):
            for instance in in_parts(equation.instance, self.against):
                if instance is equation.instance:
                    yield number, equation
                    continue
                place = next(term.part for term in instance.all_terms if term.part is not None)
                given = tuple((evolve(term, part=place), factor) for term, factor in equation.given)
                yield number, evolve(equation, instance=instance, given=given)

    def _spread(self, equation: Equation) -> RoundingSpread:
        """Return by how much the sum of exact values may be off from that of the figures as printed."""
        own = ((self.report.cells.get(self.known.addresses[cell]), factor) for cell, factor in equation.factors.items())
        given = (self.against.spread(term).times(factor) for term, factor in equation.given)
        return spread_of_sum([*(cell.spread.times(factor) for cell, factor in own if cell is not None), *given])

    def _given(self, equation: Equation) -> Fraction | None:
        """Return what does not depend on this report's cells; ``None`` where other reports have not what is wanted."""
        total = Fraction(equation.constant)
        for term, factor in equation.given:
            number = self.against.number(term)
            if number is None and equation.instance.relation.blanks is not Blanks.ZERO:
                return None
            total += factor * Fraction(number or 0)
        return total


def fill(report: Report, against: AgainstLike = ()) -> FilledEquations:
    """Return the equations of a report's standard with its figures."""
    against = Against.of(against)
    known = equations(report.standard)
    cells = report.cells
    values: list[int] = []
    decimals: list[tuple[int, Decimal]] = []
    blanks = absent = odd = 0
    for number, address in enumerate(known.addresses):
        cell = cells.get(address)
        value = None if cell is None else cell.value
        if type(value) is int and is_figure(value):
            values.append(int(value))
            continue
        found = None if value is None else as_number(value)
        values.append(0 if found is None else int(found))
        if found is None:
            blanks |= 1 << number
            if value is Blank.NOT_APPLICABLE:
                absent |= 1 << number
        elif isinstance(found, Decimal):
            decimals.append((number, found))
            if not known.is_decimal(number):
                odd |= 1 << number
    before = [
        found
        for part in known.parts
        for equation in part.equations
        for term, _ in equation.given
        for value in against.values(evolve(term, reading=Reading.SUM) if term.reading is Reading.PART else term)
        if isinstance(found := as_number(value), Decimal)
    ]
    printed = 10 ** max((places(one) for one in (*before, *(found for _, found in decimals))), default=0)
    scale = max(printed, known.finest)
    scaled = {number for number, _ in decimals}
    for number, found in decimals:
        values[number] = int(Fraction(found) * scale)
    for number, kind in enumerate(known.kinds if scale != 1 else ()):
        if kind.has_decimals and number not in scaled:
            values[number] *= scale  # a whole number where an amount belongs
    return FilledEquations(known, report, against, scale, printed, values, blanks, absent, odd)


def _places(scale: int) -> int:
    return len(str(scale)) - 1
