"""The projection of a scan (读取范围): columns, joined parents, and the rows that can matter at all.

Worked out once for a scan, for every engine whose records are rows: only the columns that the figures depend on are fetched, a
parent is joined only where one of its fields is read, and rows that no cell, guard or trouble could be about are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from attrs import field, frozen

from govdisclosure.expressions import Condition, FieldRef, refs
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.tabulation.nnf import Disjunction, Normal, every
from govdisclosure.tabulation.plan import Scan
from govdisclosure.tabulation.row_checks import RowProblem, troubles


@frozen(eq=False)
class Projection:
    """What one scan reads of the rows of one kind.

    Attributes:
        kind: the kind of record.
        scan: what the scan must bring.
        own: the fields of the rows themselves, in the order of the class.
        parents: the fields through which a parent is looked up, with the fields of the parent that are read.
        groups: the fields of words by which rows are distinguished, those of all tallies together.
        common: what all that is counted has in common.
        troubles: what to look out for.
        zoned: whether the engine knows the least and greatest value of each stretch of rows, so that a query for values out of
            bounds passes nearly all of them over; then bounds are asked in a query of their own, at next to no cost.
    """

    kind: RecordKind
    scan: Scan
    own: tuple[str, ...]
    parents: Mapping[Field, tuple[str, ...]]
    groups: tuple[FieldRef, ...]
    common: frozenset[Condition]
    troubles: tuple[RowProblem, ...]
    zoned: bool
    by_group: Normal = field(init=False)
    """Troubles that show in the words of a group, so that no row need be asked."""
    by_row: Normal = field(init=False)
    """Troubles that each row must be asked about."""
    by_value: Normal = field(init=False)
    """Troubles of fields that nothing but a distinct count reads, to be asked where it does."""
    by_zone: Normal = field(init=False)
    """Troubles that are asked in a query of their own."""
    rows: Normal | None = field(init=False)
    """Which rows can matter; None for all of them. A row that is none of these, for a sound reason, is in no figure."""

    @by_group.default
    def _by_group(self) -> Normal:
        return self._tests(lambda one: bool(one.fields) and one.fields <= self._grouped)

    @by_value.default
    def _by_value(self) -> Normal:
        return self._tests(lambda one: not one.fields <= self._scanned)

    @by_zone.default
    def _by_zone(self) -> Normal:
        return self._tests(lambda one: self._in_rows(one) and one.bounds and self.zoned)

    @by_row.default
    def _by_row(self) -> Normal:
        return self._tests(lambda one: self._in_rows(one) and not (one.bounds and self.zoned))

    @rows.default
    def _rows(self) -> Normal | None:
        if not self.common:
            return None
        watches = [watch.condition for watch in self.scan.watches if not self.common <= watch.condition]
        deciding = {ref.name for part in self.common.union(*watches) for ref in refs(part)}
        besides = [every(condition) for condition in watches]
        unsound = [
            one.test for one in self.troubles if (one.fields & deciding or not one.fields) and not (one.bounds and self.zoned)
        ]
        return Disjunction((every(self.common), *besides, *unsound)) if besides or unsound else every(self.common)

    def counted(self, condition: frozenset[Condition]) -> Normal:
        """Return what is to be asked of the rows of :attr:`rows`: not again what all of them meet."""
        exact = bool(self.common) and not isinstance(self.rows, Disjunction)
        return every(condition - self.common if exact else condition)

    def valued(self, condition: frozenset[Condition]) -> Normal:
        """Return what is to be asked of the rows that a distinct count looks at."""
        return every(condition - self.common)

    def shown_by(self, ref: FieldRef) -> Normal:
        """Return those of :attr:`by_value` that a field's different values show by themselves, so that no row need be asked."""
        return self._tests(lambda one: not one.fields <= self._scanned and one.fields <= {ref.name})

    def hidden_by(self, ref: FieldRef) -> Normal:
        """Return those of :attr:`by_value` that a field's different values do not show."""
        return self._tests(lambda one: not one.fields <= self._scanned and not one.fields <= {ref.name})

    def _tests(self, chosen: Callable[[RowProblem], bool]) -> Normal:
        return Disjunction(tuple(one.test for one in self.troubles if chosen(one)))

    def _in_rows(self, one: RowProblem) -> bool:
        return one.fields <= self._scanned and not (one.fields and one.fields <= self._grouped)

    @property
    def _scanned(self) -> frozenset[str]:
        """The fields that the scan reads, whatever a distinct count reads besides."""
        values = {one.ref.name for one in self.scan.distincts}
        return frozenset(self.own) - (values - _read(self.scan))

    @property
    def _grouped(self) -> frozenset[str]:
        return frozenset(ref.name for ref in self.groups if ref.parent is None)


def _read(scan: Scan) -> set[str]:
    """Return the row's own fields that conditions, groups and sums of a scan read."""
    used = [ref for part in scan.parts for ref in refs(part)]
    used += [ref for tally in scan.tallies for ref in tally.reads]
    used += [ref for total in scan.sums for ref in total.reads]
    used += [ref for ranked in scan.ranks for ref in ranked.reads]
    return {ref.parent.name if ref.parent else ref.field.name for ref in used}


@lru_cache(maxsize=256)
def reading(
    kind: RecordKind,
    scan: Scan,
    *,
    besides: frozenset[str] = frozenset(),
    through: tuple[Field, ...] = (),
    zoned: bool = False,
    loose: frozenset[FieldType] = frozenset(FieldType),
    of_files: bool = False,
) -> Projection:
    """Return what a scan of one kind of record reads.

    Args:
        kind: the kind of record.
        scan: what the scan must bring.
        besides: fields read for another reason: the body where bodies are distinguished, what others look up.
        through: the fields through which a parent is looked up to see whether it is there.
        zoned: as in :class:`Projection`.
        loose: the types of fields whose columns can hold something else.
        of_files: whether rows are lines of files, which can break off.
    """
    conditions = [one.condition for one in scan.counted]
    groups = tuple(dict.fromkeys(ref for tally in scan.tallies for ref in tally.groups))
    used = scan.reads
    parents: dict[Field, dict[str, None]] = {one: {} for one in through}
    for ref in used:
        if ref.parent is not None:
            parents.setdefault(ref.parent, {})[ref.field.name] = None
    wanted = {*(ref.field.name for ref in used if ref.parent is None), *(one.name for one in parents)}
    wanted |= besides
    own = tuple(name for name in kind.fields if name in wanted)
    joined = {one: tuple(names) for one, names in parents.items()}
    common = frozenset.intersection(*conditions) if conditions else frozenset()
    return Projection(kind, scan, own, joined, groups, common, troubles(kind, own, loose, of_files=of_files), zoned)
