"""Figures that agree (相符的数字): for any standard, figures of very different sizes that satisfy its relations.

Every cell that is no total is picked, and totals are worked out. Where a relation does not hold then, a figure in it is
raised, or lowered where none can rise, until all hold. Where that leads nowhere, the exact solver of the check decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm

from attrs import frozen

from govdisclosure.consistency.equations import Equation, equations, fill
from govdisclosure.exact.decimals import from_fraction
from govdisclosure.exact.integers import StepLimitError, Steps, point
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Spot, Standard
from govdisclosure.values import Kind, Period, Severity, Value, day_number

Pick = Callable[[int], int]
"""Picks a whole number from 0 to a most, the most too."""

SIZES = (0, 3, 3, 60, 5000)
"""How large the figures of a row may be."""
STEPS = 20_000
"""How many steps the solver may take."""
_SOME_DAY = date(2015, 1, 5)
ROUNDS = 200
"""How many figures are moved before the solver is asked."""
WORDS = ("具体体现在小结中", "见说明", "已完成", "待定")


class NoAgreementError(ValueError):
    """No figures satisfy the relations of a standard."""


def figures(standard: Standard, pick: Pick) -> dict[str, Value]:
    """Return a figure or words for every cell, so that each relation of severity error holds, and the others where they can.

    Relations with the preceding report are left aside.

    Raises:
        NoAgreementError: no figures satisfy the relations.
    """
    form = _form(standard)
    start = form.start(pick)
    found = form.settled(start, form.every, pick) or form.settled(start, form.must, pick) or form.solved(start)
    numbers = {address: form.value(number, found[number]) for number, address in enumerate(form.addresses)}
    return {one: numbers[one] if one in numbers else WORDS[pick(len(WORDS) - 1)] for one in standard.spots}


@frozen
class _UnitRelation:
    """A relation over cells that are no totals, in units of the finest cell; totals are replaced by their parts."""

    factors: Mapping[int, Fraction]
    constant: int
    low: Fraction | None
    high: Fraction | None

    def wanted(self, values: Sequence[int]) -> Fraction:
        """Return by how much the sum of the factors must change at least so that it holds; 0 where it does."""
        off = self.constant + sum((factor * values[cell] for cell, factor in self.factors.items()), Fraction())
        if self.low is not None and off < self.low:
            return max(Fraction(), self.low) - off
        return min(Fraction(), self.high) - off if self.high is not None and off > self.high else Fraction()


@lru_cache(maxsize=64)
def _form(standard: Standard) -> _UnitForm:
    known = equations(standard, every=True)
    spots = [standard.spots[address] for address in known.addresses]
    return _UnitForm(standard, known.addresses, spots, [one for part in known.parts for one in part.equations])


class _UnitForm:
    """A standard's numbers in units (分 for amounts), and what must hold between those that are no totals."""

    def __init__(
        self, standard: Standard, addresses: Sequence[str], spots: Sequence[Spot], relations: Sequence[Equation]
    ) -> None:
        self.standard, self.addresses, self.spots = standard, addresses, spots
        self.units = [_unit(spot) for spot in spots]
        self.high = [spot.kind.greatest for spot in spots]
        self.totals: dict[int, Mapping[int, Fraction]] = {}
        number = {address: place for place, address in enumerate(addresses)}
        for one in relations:
            total = number.get(one.instance.defines or "")
            if total is not None and total not in self.totals:
                self.totals[total] = {
                    cell: Fraction(-factor * self.units[total], self.units[cell])
                    for cell, factor in one.factors.items()
                    if cell != total
                }
        ruling = [(one, self.rule(one)) for one in relations if not one.given]
        self.every = [rule for _, rule in ruling]
        self.must = [rule for one, rule in ruling if one.instance.relation.severity is Severity.ERROR]

    def rule(self, one: Equation) -> _UnitRelation:
        factors: dict[int, Fraction] = {}
        for cell, factor in one.factors.items():
            for part, times in self.parts(cell).items():
                factors[part] = factors.get(part, Fraction()) + Fraction(factor, self.units[cell]) * times
        kept = {cell: factor for cell, factor in factors.items() if factor}
        units = lcm(*(factor.denominator for factor in kept.values()))
        slack = one.slack(units)
        low, high = (None if end is None else Fraction(end, units) for end in (slack.low, slack.high))
        return _UnitRelation(kept, one.constant, low, high)

    def parts(self, cell: int) -> Mapping[int, Fraction]:
        """Return the cells that add up to a cell, itself where it is no total."""
        if cell not in self.totals:
            return {cell: Fraction(1)}
        found: dict[int, Fraction] = {}
        for part, factor in self.totals[cell].items():
            for inner, times in self.parts(part).items():
                found[inner] = found.get(inner, Fraction()) + factor * times
        return found

    def start(self, pick: Pick) -> list[int]:
        sizes: dict[str, int] = {}
        made = []
        for number, spot in enumerate(self.spots):
            most = sizes.get(spot.row.key)
            if most is None:
                most = sizes[spot.row.key] = SIZES[pick(len(SIZES) - 1)]
            if spot.kind is Kind.SHARE:
                most = min(most, 100)
            if spot.kind is Kind.DATE:
                made.append(day_number(_SOME_DAY) + pick(most))
                continue
            high = self.high[number] or most * self.units[number]
            made.append(0 if number in self.totals else pick(high) if high else 0)
        return made

    def settled(self, start: Sequence[int], rules: Iterable[_UnitRelation], pick: Pick) -> list[int] | None:
        """Return figures near the given ones with which all the rules hold; None where small moves do not get there."""
        values = list(start)
        waiting = [rule for rule in rules if rule.factors or rule.wanted(values)]
        for _ in range(ROUNDS):
            broken = [rule for rule in waiting if rule.wanted(values)]
            if not broken:
                for total in self.totals:
                    values[total] = int(sum(factor * values[cell] for cell, factor in self.parts(total).items()))
                return values
            if not self.mend(broken[0], values, pick):
                return None
        return None

    def mend(self, rule: _UnitRelation, values: list[int], pick: Pick) -> bool:
        """Move one figure so that a rule holds, or is nearer to it; say whether there was one to move."""
        wanted = rule.wanted(values)
        rising: list[tuple[int, int]] = []
        falling: list[tuple[int, int]] = []
        for cell, factor in rule.factors.items():
            exact = wanted / factor
            step = floor(exact) if exact > 0 else ceil(exact)  # never past the mark of an equation
            if (rule.low is None or rule.high is None) and step != exact:
                step += 1 if exact > 0 else -1
            least, most = (None if self.spots[cell].signed else -values[cell]), self.high[cell]
            if most is not None:
                step = min(step, most - values[cell])
            if least is not None:
                step = max(step, least)
            if step:
                (rising if step > 0 else falling).append((cell, step))
        moves = rising or falling
        if not moves:  # an odd rest, and only even factors beside one that is met already
            moves = [(cell, 1) for cell in rule.factors if self.high[cell] is None]
        if not moves:
            return False
        cell, step = moves[pick(len(moves) - 1)]
        values[cell] += step
        return True

    def solved(self, start: Sequence[int]) -> list[int]:
        """Return what the exact solver finds; it says where there is nothing to be found."""
        blank = Report(standard=self.standard, body=Body(id="b"), period=Period.year(2015), cells={})
        filled = fill(blank)
        values = list(start)
        for part in filled.known.parts:
            try:
                found = point(filled.system(part).root(), Steps(STEPS))
            except StepLimitError:
                found = None
            if found is None:
                raise NoAgreementError(f"no figures satisfy the relations of {self.standard.id}: govdisclosure standards check")
            for cell in part.cells:
                values[cell] = found.get(cell, 0) * self.units[cell]
        return values

    def value(self, number: int, units: int) -> Value:
        spot = self.spots[number]
        if not spot.kind.is_figure:
            return spot.kind.value_of(units)
        return Decimal(from_fraction(Fraction(units, self.units[number]))) if spot.kind.has_decimals else units


def _unit(spot: Spot) -> int:
    """How many units one of a cell is: amounts have fen, shares their decimals."""
    return 100 if spot.kind is Kind.AMOUNT else int(10**spot.decimals)
