"""Relations between cells (勾稽关系) as data: terms, tolerance, condition, an instance for each column, row or pair of rows.

An instance compares two sums. Only the report's own cells are unknown in it; whatever it reads from other reports (the
preceding one, those of the parts, one by another standard) is a given number, and whether its condition holds is decided by the
figures as they are. So every instance stays linear, whatever it reads.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Self, TypeAlias, assert_never

from attrs import evolve, frozen

from govdisclosure.exact.decimals import Number, from_fraction, less
from govdisclosure.exact.intervals import RoundingSpread
from govdisclosure.standards.operators import Operator, Slack
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Severity, plain


class Reading(Enum):
    """The report from which a name in a relation is read (取数来源)."""

    OWN = "own"  # 本报告
    PREVIOUS = "previous"  # 上期报告
    PART = "part"  # 逐个组成部分
    SUM = "sum"  # 各组成部分合计
    LEAST = "least"  # 各组成部分最小
    MOST = "most"  # 各组成部分最大
    BESIDE = "beside"  # 同一机关同期另一报表

    @property
    def is_of_parts(self) -> bool:
        """Whether it reads the reports of the parts."""
        return self in (Reading.PART, *PARTS_TOGETHER)

    def named(self, cell: str) -> str:
        """Return a cell as a rule names it: ``previous.a``, ``sum(parts.a)``."""
        match self:
            case Reading.OWN:
                return cell
            case Reading.PREVIOUS | Reading.PART | Reading.BESIDE:
                return f"{self.value}.{cell}"
            case Reading.SUM | Reading.LEAST | Reading.MOST:
                return f"{self.value}(parts.{cell})"
        assert_never(self)


PARTS_TOGETHER = (Reading.SUM, Reading.LEAST, Reading.MOST)
"""What a rule writes as a function of ``parts.cell``."""


class Each(Enum):
    """The repetition of a relation: each column, row, pair of rows or part (适用范围)."""

    COLUMN = "column"
    ROW = "row"
    NEXT = "next"
    PART = "part"


class Blanks(Enum):
    """How a relation treats a blank cell where it says so (空值处理)."""

    SKIP = "skip"
    ZERO = "zero"


@frozen
class Term(ValueObject):
    """A cell in a relation with its whole factor; a constant has no cell.

    Attributes:
        reading: whose figure it is.
        part: which of the parts, where the rule stands for each.
        standard: the standard of the report beside, where it reads one.
    """

    factor: int
    address: str | None = None
    reading: Reading = Reading.OWN
    part: int | None = None
    standard: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a cell of the report itself."""
        return self.address is not None and self.reading is Reading.OWN

    @property
    def name(self) -> str:
        """The cell as a rule names it, ``previous.`` before that of the preceding report; empty for a constant."""
        return "" if self.address is None else self.reading.named(self.address)


@frozen
class Tolerance(ValueObject):
    """The tolerance between the sides (容差): an amount, or a percentage of the right side.

    >>> str(Tolerance(Fraction(1, 2))), str(Tolerance(Fraction(2), per_cent=True))
    ('0.5', '2%')
    """

    amount: Fraction = Fraction()
    per_cent: bool = False

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return plain(from_fraction(self.amount)) + "%" * self.per_cent

    def beside(self, right: Number | Fraction) -> int | Fraction:
        """Return the largest difference that it allows beside a right side."""
        if not self.amount:
            return 0
        allowed = self.amount * abs(Fraction(right)) / 100 if self.per_cent else self.amount
        return allowed.numerator if allowed.denominator == 1 else allowed

    def formula(self, right: str) -> str:
        """Return the same as a formula of a workbook; ``right`` is the cell with the right side."""
        amount = plain(from_fraction(self.amount))
        return f"ROUND({amount}*ABS({right})/100,6)" if self.per_cent else amount


EXACTLY = Tolerance()


@frozen
class Compared(ValueObject):
    """Two sums compared: a relation's own comparison, or a part of its condition."""

    left: tuple[Term, ...]
    operator: Operator
    right: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of both sides."""
        return (*self.left, *self.right)

    def of_part(self, number: int) -> Self:
        """Return the same with the figures of one of the parts."""
        return evolve(self, left=_of_part(self.left, number), right=_of_part(self.right, number))


@frozen(kw_only=True)
class Relation(ValueObject):
    """A relation between cells (勾稽关系), as written once for all the columns, rows or parts it applies to.

    Attributes:
        rule: two sums compared, as written.
        when: the condition under which it need hold, as written; empty: always.
        each: what it is written once for.
        blanks: how it treats blanks; None: a blank part counts as 0 beside a figure, and nothing on one side is not run.
        scope: the scope of the reports that it is for, ``own`` or ``area``; empty: all.
    """

    key: str
    rule: str
    when: str = ""
    each: Each | None = None
    severity: Severity = Severity.ERROR
    tolerance: Tolerance = EXACTLY
    blanks: Blanks | None = None
    scope: str = ""
    source: str = ""

    @property
    def written(self) -> str:
        """The whole relation in one line: ``when a > 0 each column b == c ± 0.5 blanks zero``."""
        parts = (
            f"when {self.when}" if self.when else "",
            f"each {self.each.value}" if self.each else "",
            self.rule,
            f"± {self.tolerance}" if self.tolerance else "",
            f"blanks {self.blanks.value}" if self.blanks else "",
        )
        return " ".join(filter(None, parts))


OwnSide: TypeAlias = tuple[int, tuple[tuple[int, str], ...]]
"""A sum of the report's own cells: its constant, and each cell with its factor."""


def _own(terms: tuple[Term, ...]) -> OwnSide:
    return sum(one.factor for one in terms if not one.address), tuple((one.factor, one.address) for one in terms if one.address)


@frozen(kw_only=True)
class RelationInstance(ValueObject):
    """One relation in one column or row (勾稽关系), pair of rows or part: two sums of cells compared.

    Attributes:
        defines: the address of the total that this relation defines, or None.
        days: whether it compares two days: each side is a cell with a date, which counts as the number of a day.
        when: alternatives, in each of which all comparisons hold where the relation need hold; none: it always must.
    """

    relation: Relation
    left: tuple[Term, ...]
    operator: Operator
    right: tuple[Term, ...]
    defines: str | None = None
    days: bool = False
    when: tuple[tuple[Compared, ...], ...] = ()

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms of both sides."""
        return (*self.left, *self.right)

    @cached_property
    def cells(self) -> tuple[Term, ...]:
        """The terms of both sides that are cells."""
        return tuple(term for term in self.terms if term.address)

    @cached_property
    def all_terms(self) -> tuple[Term, ...]:
        """The terms of both sides and of its condition."""
        return (*self.terms, *(term for all_of in self.when for one in all_of for term in one.terms))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The report's own cells in it, each once, in order: those of the sides before those of its condition."""
        return tuple(dict.fromkeys(term.address for term in self.all_terms if term.address and term.is_own))

    @property
    def is_exact(self) -> bool:
        """Whether it demands that both sides are equal, to the last unit, in every report."""
        return (
            not self.is_conditional
            and not self.relation.tolerance
            and self.operator.is_equality
            and not self.operator.is_strict
        )

    @property
    def is_conditional(self) -> bool:
        """Whether figures, the scope or blanks decide if it need hold, or how large a tolerance is."""
        relation = self.relation
        return bool(self.when or relation.scope or relation.blanks or relation.tolerance.per_cent)

    @property
    def is_sum(self) -> bool:
        """Whether it always must hold where all its cells have a figure, and by how much it may fail is known beforehand."""
        return not (self.when or self.relation.scope or self.relation.tolerance.per_cent)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it always must hold where all its cells have a figure, and is one comparison."""
        return not (self.when or self.relation.scope or self.relation.each is Each.PART)

    @cached_property
    def own_sides(self) -> tuple[OwnSide, OwnSide] | None:
        """Both sides as sums of the report's own cells; None where one of them reads another report."""
        return None if any(term.address and not term.is_own for term in self.terms) else (_own(self.left), _own(self.right))

    @cached_property
    def needs_others(self) -> bool:
        """Whether it reads any report but its own."""
        return any(term.reading is not Reading.OWN for term in self.all_terms)

    def reads(self, reading: Reading) -> bool:
        """Whether some term is read so."""
        return any(term.reading is reading for term in self.all_terms)

    @property
    def needs_previous(self) -> bool:
        """Whether it reads the preceding report."""
        return self.reads(Reading.PREVIOUS)

    @cached_property
    def needs_parts(self) -> bool:
        """Whether it reads the reports of the parts."""
        return any(term.reading.is_of_parts for term in self.all_terms)

    def of_part(self, number: int) -> Self:
        """Return the same for one of the parts."""
        when = tuple(tuple(one.of_part(number) for one in all_of) for all_of in self.when)
        return evolve(self, left=_of_part(self.left, number), right=_of_part(self.right, number), when=when)

    def slack(self, units: int = 1) -> Slack:
        """Return between what left minus right lies where it holds, counted in whole units, so many to one.

        A tolerance in per cent has no such bounds; :meth:`holds` knows it.
        """
        tolerance = self.relation.tolerance
        return self.operator.slack(0 if tolerance.per_cent else tolerance.amount, units)

    def holds(self, left: Number, right: Number) -> bool:
        """Whether its comparison holds between two sides."""
        return self.operator.admits(less(left, right), self.relation.tolerance.beside(right))

    def may_hold(
        self, left: Number, right: Number, spread: RoundingSpread, sides: tuple[RoundingSpread, RoundingSpread]
    ) -> bool:
        """Whether its comparison holds for some exact values of two sides that are printed rounded.

        Args:
            left: the left side as printed.
            right: the right side, likewise.
            spread: by how much left minus right may be off.
            sides: by how much each side may be, since a tolerance in per cent is of the right one.
        """
        difference, tolerance = less(left, right), self.relation.tolerance
        if not tolerance.per_cent:
            return self.operator.admits(difference, tolerance.amount, spread)
        of_left, of_right = sides
        ends = ((Fraction(left) - end, tolerance.beside(end)) for end in of_right.around(right))
        return self.operator.admits(difference, 0, spread) or any(self.operator.admits(*end, of_left) for end in ends)


def _of_part(terms: tuple[Term, ...], number: int) -> tuple[Term, ...]:
    return tuple(evolve(term, part=number) if term.reading is Reading.PART else term for term in terms)
