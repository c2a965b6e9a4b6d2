"""Atoms of aggregation (汇总原子): counts of records, distinct counts, sums and ranks, which a scan returns for a cell.

Engines know only these; measures compute figures from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import TypeAlias

from attrs import frozen

from govdisclosure.expressions import Comparator, Compare, Condition, FieldRef, Literal, Membership, Operand, conjuncts, refs
from govdisclosure.records.record import RecordKind
from govdisclosure.records.vocabulary import Word


@frozen(cache_hash=True)
class Tally:
    """The number of records that meet ``condition``, grouped by the values of ``groups``."""

    condition: frozenset[Condition]
    groups: tuple[FieldRef, ...]

    @property
    def reads(self) -> tuple[FieldRef, ...]:
        """The fields that it reads besides those of its condition."""
        return self.groups


@frozen(cache_hash=True)
class Pick:
    """The records of one tally whose groups have one of the words wanted; ``None`` takes any."""

    kind: RecordKind
    tally: Tally
    wanted: tuple[frozenset[Word] | None, ...]

    @property
    def condition(self) -> frozenset[Condition]:
        """What its records meet besides having the words wanted."""
        return self.tally.condition


@frozen(cache_hash=True)
class DistinctValues:
    """The different values of a field among the records that meet a condition."""

    kind: RecordKind
    condition: frozenset[Condition]
    ref: FieldRef

    @property
    def reads(self) -> tuple[FieldRef, ...]:
        """The fields that it reads besides those of its condition."""
        return (self.ref,)


@frozen(cache_hash=True)
class SumOf:
    """The sum of a number among the records that meet a condition; money in whole fen."""

    kind: RecordKind
    condition: frozenset[Condition]
    operand: Operand
    money: bool

    @property
    def reads(self) -> tuple[FieldRef, ...]:
        """The fields that it reads besides those of its condition."""
        return refs(self.operand)


@frozen(cache_hash=True)
class NearestRank:
    """A number of one of the records that meet a condition, by its rank among theirs in ascending order; money in whole fen.

    The rank is the nearest: of n records the one with the least number ``k >= share * n``, the first of all for a share of 0.
    It is a number that a record has, so that it is the same in every engine.
    """

    kind: RecordKind
    condition: frozenset[Condition]
    operand: Operand
    money: bool
    share: Fraction

    @property
    def reads(self) -> tuple[FieldRef, ...]:
        """The fields that it reads besides those of its condition."""
        return refs(self.operand)

    def rank(self, count: int) -> int:
        """Return the rank, from 1, among so many records; 0 among none."""
        return max(1, ceil(self.share * count)) if count else 0


class Earlier(Enum):
    """Which report of an earlier period a figure is taken from (对比期)."""

    PREVIOUS = "previous"  # 上期
    LAST_YEAR = "same period last year"  # 上年同期

    @property
    def word(self) -> str:
        """What the keys of its sentences in the catalogue end in."""
        return self.name.lower()


@frozen(cache_hash=True)
class CellValue:
    """The value of another cell of the report, or of a cell of the report of an earlier period."""

    address: str
    earlier: Earlier | None = None


Counted: TypeAlias = Pick | DistinctValues | SumOf | NearestRank
"""What a scan brings: a whole number each."""

Atom: TypeAlias = Counted | CellValue
"""What a measure can ask for."""


def parts(*conditions: Condition) -> frozenset[Condition]:
    """Return the parts of several conditions, each once; those that hold always are none."""
    return frozenset(part for condition in conditions for part in conjuncts(condition))


def pick(kind: RecordKind, conditions: Iterable[Condition]) -> Pick:
    """Return the records that meet some conditions, split into what a tally is keyed by and what it is counted under."""
    wanted: dict[FieldRef, frozenset[Word]] = {}
    rest: frozenset[Condition] = frozenset()
    for condition in conditions:
        under, by = _split(condition)
        rest = rest | under if rest else under
        for ref, words in by:
            wanted[ref] = wanted.get(ref, words) & words
    groups = tuple(sorted(wanted, key=lambda ref: ref.name)) if len(wanted) > 1 else tuple(wanted)
    return Pick(kind, Tally(rest, groups), tuple(wanted[ref] for ref in groups))


@lru_cache(maxsize=4096)  # rows and columns are few, cells many
def _split(condition: Condition) -> tuple[frozenset[Condition], tuple[tuple[FieldRef, frozenset[Word]], ...]]:
    each = [(part, _chosen(part)) for part in conjuncts(condition)]
    rest = frozenset(part for part, chosen in each if chosen is None)
    return rest, tuple(chosen for _, chosen in each if chosen is not None)


def _chosen(part: Condition) -> tuple[FieldRef, frozenset[Word]] | None:
    match part:
        case Compare(operator=Comparator.EQUAL, left=FieldRef() as ref, right=Literal(value=Word() as word)):
            return ref, frozenset((word,))
        case Membership(ref=ref, values=values, negated=False) if ref.field.words is not None:
            return ref, frozenset(value.value for value in values if isinstance(value.value, Word))
    return None
