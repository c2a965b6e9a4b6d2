"""The results of one scan of one kind of record (计数结果), whatever engine ran it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, assert_never

from attrs import frozen

from govdisclosure.standards.atoms import Counted, DistinctValues, NearestRank, Pick, SumOf
from govdisclosure.tabulation.plan import GuardWatch


@frozen
class GuardMatches:
    """Records that a guard caught: how many, and the ids of the first, sorted."""

    total: int
    first: tuple[str, ...]


class Counts(Protocol):
    """The numbers of one scan."""

    @property
    def watches(self) -> Mapping[GuardWatch, GuardMatches]:
        """The records caught by each guard; none for a guard that caught none."""

    def number(self, pick: Pick) -> int:
        """Return how many records a pick counts."""

    def different(self, values: DistinctValues) -> int:
        """Return how many different values there are."""

    def total(self, one: SumOf) -> int:
        """Return a sum, money in fen."""

    def ranked(self, one: NearestRank) -> int:
        """Return the number at a rank, money in fen; 0 where there are no records."""


def brought(counts: Counts, atom: Counted) -> int:
    """Return what a scan brought for one atom of the plan."""
    match atom:
        case Pick():
            return counts.number(atom)
        case DistinctValues():
            return counts.different(atom)
        case SumOf():
            return counts.total(atom)
        case NearestRank():
            return counts.ranked(atom)
    assert_never(atom)
