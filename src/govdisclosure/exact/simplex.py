"""Exact simplex tableau (单纯形表) over whole numbers, in which some unknowns may move and the others are fixed.

A row is an equation: unknowns, each times a whole factor, add up to a number. An unknown *stands* at the value it was printed
with, or it *moves* within its bounds. Moving unknowns are eliminated: each row with one has a *base*, a moving unknown that
occurs in no other row. So a row without a base is a combination of the relations from which everything that moves has been
eliminated: where it is off, one of the unknowns that stand in it must move, whatever else happens. The same holds of a row
whose base would have to leave its bounds, when nothing that moves can help it.

Bounds are met by exchanging bases (the simplex method in its general form, with the rule of Bland against circles). All
numbers are whole: unknowns without a base stand at whole numbers, and only the quotient of a base may be a fraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from attrs import define, field, frozen

NONE = -1
"""The base of a row in which nothing moves."""
UNSEEN = -1
"""The help of a row at which nobody has looked yet."""


@define
class Row:
    """One equation; never changed once made, so that tableaus share it.

    Most factors are 1 or -1: such a row is two sets of bits, and is combined with another in a few steps, however long it is.

    Attributes:
        large: the factors that are neither 1 nor -1, by unknown.
        rest: what is left for the base: the right side less everything else at its value. Without a base it must be 0.
        base: the moving unknown that this row decides, or ``NONE``.
        plus, minus: the unknowns with a positive and a negative factor, as bits.
        origin: the relations that were combined in it, as bits.
        help: which standing unknowns would mend it, as bits, ``None`` where it needs no help; looked for once, since a row is
            made anew whenever what moves in it, or where that is, changes.
    """

    large: dict[int, int]
    rest: int
    base: int
    plus: int
    minus: int
    origin: int
    help: int | None = field(default=UNSEEN, eq=False, repr=False)

    @property
    def factors(self) -> dict[int, int]:
        """The whole factor of each unknown, none of them 0."""
        return dict.fromkeys(bits(self.plus), 1) | dict.fromkeys(bits(self.minus), -1) | self.large

    def factor(self, unknown: int) -> int:
        """Return the factor of one of its unknowns."""
        if self.large and unknown in self.large:
            return self.large[unknown]
        return 1 if self.plus >> unknown & 1 else -1

    def renewed(self) -> Row:
        """Return the same row for a tableau with other bounds, or with less that moves."""
        return Row(self.large, self.rest, self.base, self.plus, self.minus, self.origin)


@frozen
class Bounds:
    """The bounds of each unknown; ``None`` is no bound."""

    low: Sequence[int | None]
    high: Sequence[int | None]


def make_row(factors: Mapping[int, int], rest: int, origin: int) -> Row:
    """Make a row in which nothing moves."""
    plus = sum(1 << unknown for unknown, factor in factors.items() if factor > 0)
    minus = sum(1 << unknown for unknown, factor in factors.items() if factor < 0)
    return Row(_large(factors), rest, NONE, plus, minus, origin)


def _large(factors: Mapping[int, int]) -> dict[int, int]:
    return {unknown: factor for unknown, factor in factors.items() if factor not in (-1, 0, 1)}


@define
class Tableau:
    """Rows, and which unknowns move.

    Attributes:
        bounds: between what each unknown may move.
        rises, falls: which of those that stand could go up, and down, if they moved; as bits.
        moving: which unknowns move, as bits.
        outside: which of those that stand do so outside their bounds, as bits.
        at: where each moving unknown stands that is no base.
    """

    rows: list[Row]
    bounds: Bounds
    rises: int
    falls: int
    outside: int = 0
    moving: int = 0
    at: dict[int, int] = field(factory=dict)

    # -------------------------------------------------------------------------------------------------- what may move

    def moved(self, unknown: int, value: int) -> Tableau:
        """Return the tableau in which an unknown that stood at ``value`` moves too."""
        bit = 1 << unknown
        rows = list(self.rows)
        places = [index for index, row in enumerate(rows) if (row.plus | row.minus) & bit]
        free = [index for index in places if rows[index].base == NONE]
        made = Tableau(rows, self.bounds, self.rises, self.falls, self.outside & ~bit, self.moving | bit, self.at)
        if not free:
            start = made.clamped(unknown, value)
            made.at = {**self.at, unknown: start}
            for index in places:
                row = rows[index]
                rest = row.rest - row.factor(unknown) * (start - value)
                rows[index] = Row(row.large, rest, row.base, row.plus, row.minus, row.origin)
            return made
        chosen = min(free, key=lambda index: (rows[index].plus | rows[index].minus).bit_count())
        pivot = rows[chosen]
        for index in places:
            if index != chosen:
                rows[index] = _without(rows[index], pivot, unknown)
        rest = pivot.rest + pivot.factor(unknown) * value
        rows[chosen] = Row(pivot.large, rest, unknown, pivot.plus, pivot.minus, pivot.origin)
        return made

    def clamped(self, unknown: int, value: int) -> int:
        """Return the value nearest to ``value`` within the bounds."""
        low, high = self.bounds.low[unknown], self.bounds.high[unknown]
        if low is not None and value < low:
            return low
        return high if high is not None and value > high else value

    def single_move(self, unknown: int, value: int) -> bool:
        """Whether the rows without a base could all be mended by this unknown alone; a quick look before it moves."""
        bit = 1 << unknown
        if self.outside & ~bit:
            return False
        step: int | None = None
        for row in self.rows:
            if row.base != NONE:
                continue
            if not (row.plus | row.minus) & bit:
                if row.rest:
                    return False
                continue
            quotient, left_over = divmod(row.rest, row.factor(unknown))
            if left_over or (step is not None and quotient != step):
                return False
            step = quotient
        return step is None or self.clamped(unknown, value + step) == value + step

    # ----------------------------------------------------------------------------------------------- what contradicts

    def conflicts(self) -> list[int]:
        """Return sets of standing unknowns, as bits, one of which at least must move; none where nothing contradicts.

        Bases are exchanged on the way, so rows may change; what they say does not. Fractions are not looked for, but for
        those that no combination of moving unknowns could mend.
        """
        found = [1 << unknown for unknown in bits(self.outside)] if self.outside else []
        stuck: list[int] = []
        for row in self.rows:
            mask = row.help
            if mask == UNSEEN:
                mask = row.help = self._help(row)
            if mask is not None:
                (found if row.base == NONE else stuck).append(mask)
        if found:
            return found + stuck
        while True:
            wrong = [(row.base, index) for index, row in enumerate(self.rows) if row.base != NONE and self._off(row)]
            if not wrong:
                return [mask for row in self.rows if (mask := self._indivisible(row)) is not None]
            _, index = min(wrong)
            row = self.rows[index]
            direction = self._off(row)
            helper = self._helper(row, direction)
            if helper is None:
                return [mask for row in self.rows if (mask := self._help(row)) is not None]
            bound = (self.bounds.low if direction > 0 else self.bounds.high)[row.base]
            assert bound is not None  # it was left  # noqa: S101
            self._exchange(index, helper, bound)

    def broken(self) -> list[tuple[int, int]]:
        """Return what contradicts as it stands: the unknowns, and the relations that were combined, both as bits."""
        return [
            (row.plus | row.minus, row.origin)
            for row in self.rows
            if self._help(row) is not None or self._indivisible(row) is not None
        ]

    def standing(self) -> int:
        """Return the unknowns that stand beside others that move, and could move too, as bits.

        Where nothing contradicts, and yet there is no solution in whole numbers, one of these at least must move.
        """
        found = 0
        for row in self.rows:
            if row.base != NONE:
                found |= row.plus | row.minus
        return found & (self.rises | self.falls) & ~self.moving

    def _off(self, row: Row) -> int:
        """Return 1 where the base must rise to its lower bound, -1 where it must fall, 0 where it is within."""
        factor = row.factor(row.base)
        low, high = self.bounds.low[row.base], self.bounds.high[row.base]
        if low is not None and (row.rest < low * factor if factor > 0 else row.rest > low * factor):
            return 1
        if high is not None and (row.rest > high * factor if factor > 0 else row.rest < high * factor):
            return -1
        return 0

    def _movers(self, row: Row, sign: int) -> int:
        """Return which standing unknowns would help: those with a plus would have to fall where the sign is 1."""
        down, up = (row.plus, row.minus) if sign > 0 else (row.minus, row.plus)
        return ((down & self.falls) | (up & self.rises)) & ~self.moving

    def _help(self, row: Row) -> int | None:
        """Return which standing unknowns would mend a row that no moving one can mend; ``None`` where nothing is wrong."""
        if row.base == NONE:
            return self._movers(row, -1 if row.rest > 0 else 1) if row.rest else None
        direction = self._off(row)
        if not direction or self._helper(row, direction) is not None:
            return None
        return self._movers(row, direction if row.plus >> row.base & 1 else -direction)

    def _helper(self, row: Row, direction: int) -> int | None:
        """Return the first moving unknown that can bring the base up (1) or down (-1)."""
        sign = direction if row.plus >> row.base & 1 else -direction
        for unknown in self._others(row):
            falls = bool(row.plus >> unknown & 1) is (sign > 0)
            if self._room(unknown, -1 if falls else 1):
                return unknown
        return None

    def _others(self, row: Row) -> list[int]:
        """Return the moving unknowns of a row besides its base, in order."""
        mask = (row.plus | row.minus) & self.moving
        if row.base != NONE:
            mask &= ~(1 << row.base)
        return bits(mask) if mask else []

    def _room(self, unknown: int, direction: int) -> bool:
        at = self.at[unknown]
        bound = (self.bounds.high if direction > 0 else self.bounds.low)[unknown]
        return bound is None or (at < bound if direction > 0 else at > bound)

    def _indivisible(self, row: Row) -> int | None:
        """Return which standing unknowns could mend a rest that nothing which moves can divide."""
        if row.base == NONE or row.base not in row.large:
            return None
        divisor = gcd(row.large[row.base], *(row.factor(unknown) for unknown in self._others(row)))
        if row.rest % divisor == 0:
            return None
        mask = sum(1 << unknown for unknown, factor in row.factors.items() if factor % divisor)
        return mask & (self.rises | self.falls) & ~self.moving

    def _exchange(self, index: int, entering: int, at: int) -> None:
        """Make ``entering`` the base of a row; the old base stands at ``at``."""
        bit = 1 << entering
        old = self.rows[index]
        stood = self.at[entering]
        self.at = {unknown: value for unknown, value in self.at.items() if unknown != entering}
        self.at[old.base] = at
        rest = old.rest + old.factor(entering) * stood - old.factor(old.base) * at
        pivot = Row(old.large, rest, entering, old.plus, old.minus, old.origin)
        for place, row in enumerate(self.rows):
            if place != index and (row.plus | row.minus) & bit:
                freed = Row(row.large, row.rest + row.factor(entering) * stood, row.base, row.plus, row.minus, row.origin)
                self.rows[place] = _without(freed, pivot, entering)
        self.rows[index] = pivot

    # ---------------------------------------------------------------------------------------------------- what values

    def value(self, unknown: int) -> Fraction:
        """Return where a moving unknown is now."""
        for row in self.rows:
            if row.base == unknown:
                return Fraction(row.rest, row.factor(unknown))
        return Fraction(self.at[unknown])

    def fractions(self) -> list[int]:
        """Return the bases that are fractions now."""
        return [row.base for row in self.rows if row.base in row.large and row.rest % row.large[row.base]]

    def copy(self, bounds: Bounds | None = None) -> Tableau:
        """Return a tableau of its own, with other bounds where given."""
        rows = list(self.rows) if bounds is None else [row.renewed() for row in self.rows]
        return Tableau(rows, bounds or self.bounds, self.rises, self.falls, self.outside, self.moving, dict(self.at))

    def push(self, unknown: int, direction: int) -> Fraction | None:
        """Move an unknown as far as it goes, up (1) or down (-1); ``None`` where nothing stops it. Bounds must hold before."""
        found = self._pushed(unknown, direction)
        return found if isinstance(found, Fraction) else None

    def ray(self, unknown: int, direction: int) -> Mapping[int, int] | None:
        """Return whole numbers by which all that moves changes while an unknown goes up (1) or down (-1) without end.

        ``None`` where something stops it. Bounds must hold before.
        """
        found = self._pushed(unknown, direction)
        if isinstance(found, Fraction):
            return None
        entering, way = found
        bit = 1 << entering
        following = [row for row in self.rows if row.base != NONE and (row.plus | row.minus) & bit]
        times = lcm(*(row.factor(row.base) for row in following))
        changes = {row.base: -way * times * row.factor(entering) // row.factor(row.base) for row in following}
        return changes | {entering: way * times}

    def _pushed(self, unknown: int, direction: int) -> Fraction | tuple[int, int]:
        """Return how far an unknown goes; or the unknown that takes it away without end, and which way that goes itself."""
        while True:
            place = next((index for index, row in enumerate(self.rows) if row.base == unknown), None)
            if place is None:
                entering, way = unknown, direction
                if not self._room(entering, way):
                    return Fraction(self.at[unknown])
            else:
                row = self.rows[place]
                bound = (self.bounds.high if direction > 0 else self.bounds.low)[unknown]
                if bound is not None and row.rest == bound * row.factor(unknown):
                    return Fraction(bound)
                helper = self._helper(row, direction)
                if helper is None:
                    return Fraction(row.rest, row.factor(unknown))
                sign = direction if row.plus >> unknown & 1 else -direction
                entering = helper
                way = -1 if bool(row.plus >> helper & 1) is (sign > 0) else 1
            if not self._slide(entering, way):
                return entering, way

    def _slide(self, entering: int, way: int) -> bool:
        """Move one unknown that is no base until something meets its bound; return whether anything did."""
        bound = (self.bounds.high if way > 0 else self.bounds.low)[entering]
        at = self.at[entering]
        best: tuple[Fraction, int, int, int] | None = (
            None if bound is None else (Fraction(abs(bound - at)), entering, NONE, bound)
        )
        for index, row in enumerate(self.rows):
            if row.base == NONE or not (row.plus | row.minus) >> entering & 1:
                continue
            factor, own = row.factor(entering), row.factor(row.base)
            falls = (factor > 0) is (own > 0) if way > 0 else (factor > 0) is not (own > 0)
            limit = (self.bounds.low if falls else self.bounds.high)[row.base]
            if limit is None:
                continue
            step = abs(Fraction(row.rest - limit * own, factor))
            if best is None or (step, row.base) < best[:2]:
                best = (step, row.base, index, limit)
        if best is None:
            return False
        _, _, index, limit = best
        if index == NONE:
            for place, row in enumerate(self.rows):
                if (row.plus | row.minus) >> entering & 1:
                    rest = row.rest - row.factor(entering) * (limit - at)
                    self.rows[place] = Row(row.large, rest, row.base, row.plus, row.minus, row.origin)
            self.at = {**self.at, entering: limit}
        else:
            self._exchange(index, entering, limit)
        return True


def _without(row: Row, pivot: Row, unknown: int) -> Row:
    """Return the combination of two rows from which an unknown is eliminated."""
    if row.large or pivot.large:
        return _combined(row, pivot, unknown)
    plus, minus = row.plus, row.minus
    if (plus ^ pivot.plus) >> unknown & 1:
        rest, more, less = row.rest + pivot.rest, pivot.plus, pivot.minus
    else:
        rest, more, less = row.rest - pivot.rest, pivot.minus, pivot.plus
    twice, less_twice = plus & more, minus & less
    large = dict.fromkeys(bits(twice), 2) | dict.fromkeys(bits(less_twice), -2) if twice or less_twice else {}
    return Row(large, rest, row.base, plus & ~less | more & ~minus, minus & ~more | less & ~plus, row.origin | pivot.origin)


def _combined(row: Row, pivot: Row, unknown: int) -> Row:
    """Do the same for rows with any factors."""
    own, other = row.factor(unknown), pivot.factor(unknown)
    common = gcd(own, other)
    keep, times = other // common, own // common
    if keep < 0:  # signs of the row are kept
        keep, times = -keep, -times
    factors = {one: factor * keep for one, factor in row.factors.items()}
    for one, factor in pivot.factors.items():
        factors[one] = factors.get(one, 0) - times * factor
    rest = row.rest * keep - times * pivot.rest
    if keep != 1 and (common := gcd(*factors.values())) > 1 and rest % common == 0:
        factors = {one: factor // common for one, factor in factors.items()}
        rest //= common
    made = make_row(factors, rest, row.origin | pivot.origin)
    made.base = row.base
    return made


def bits(mask: int) -> list[int]:
    """Return the places of the bits that are set, the lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
