"""What a scan reads of tables (读取范围): the columns, the parents beside them, and which rows can matter at all.

Worked out once for a scan, for every engine whose records are rows: only the columns that the figures depend on are fetched, a
parent is joined only where one of its fields is read, and rows that no cell, guard or trouble could be about are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import field, frozen

from govdisclosure.language import Condition, FieldRef, refs
from govdisclosure.records import RECORD_KINDS, Field, RecordKind
from govdisclosure.tabulation.integrity import Trouble, troubles
from govdisclosure.tabulation.normal import Normal, Some, every
from govdisclosure.tabulation.plan import Scan


@frozen(eq=False)
class Reading:
    """What one scan reads of the rows of one kind.

    Attributes:
        kind: the kind of record.
        scan: what the scan must bring.
        own: the fields of the rows themselves, in the order of the class.
        parents: the fields through which a parent is looked up, with the fields of the parent that are read.
        groups: the fields of words by which rows are told apart, those of all tallies together.
        common: what all that is counted has in common.
        troubles: what to look out for.
    """

    kind: RecordKind
    scan: Scan
    own: tuple[str, ...]
    parents: Mapping[Field, tuple[str, ...]]
    groups: tuple[FieldRef, ...]
    common: frozenset[Condition]
    troubles: tuple[Trouble, ...]
    by_group: Normal = field(init=False)
    """Troubles that show in the words of a group, so that no row need be asked."""
    by_row: Normal = field(init=False)
    """Troubles that each row must be asked about."""
    rows: Normal | None = field(init=False)
    """Which rows can matter; None for all of them. A row that is none of these, for a sound reason, is in no figure."""

    @by_group.default
    def _by_group(self) -> Normal:
        return Some(tuple(one.test for one in self.troubles if one.fields and one.fields <= self._grouped))

    @by_row.default
    def _by_row(self) -> Normal:
        return Some(tuple(one.test for one in self.troubles if not one.fields or not one.fields <= self._grouped))

    @rows.default
    def _rows(self) -> Normal | None:
        if not self.common:
            return None
        deciding = {ref.name for part in self.common for ref in refs(part)}
        besides = [every(watch.condition) for watch in self.scan.watches if not self.common <= watch.condition]
        unsound = [one.test for one in self.troubles if one.fields & deciding]
        return Some((every(self.common), *besides, *unsound))

    @property
    def _grouped(self) -> frozenset[str]:
        return frozenset(ref.name for ref in self.groups if ref.parent is None)


@lru_cache(maxsize=256)
def reading(kind: str, scan: Scan, *, apart: bool = False) -> Reading:
    """Return what a scan of one kind of record reads; the body too, where bodies are told apart."""
    conditions = [one.condition for one in (*scan.tallies, *scan.distincts, *scan.sums)]
    parts = [part for condition in (*conditions, *(watch.condition for watch in scan.watches)) for part in condition]
    groups = tuple(dict.fromkeys(ref for tally in scan.tallies for ref in tally.groups))
    used = dict.fromkeys(
        [
            *(ref for part in parts for ref in refs(part)),
            *groups,
            *(one.ref for one in scan.distincts),
            *(ref for one in scan.sums for ref in refs(one.operand)),
        ]
    )
    found = RECORD_KINDS[kind]
    parents: dict[Field, dict[str, None]] = {}
    for ref in used:
        if ref.parent is not None:
            parents.setdefault(ref.parent, {})[ref.field.name] = None
    wanted = {*(ref.field.name for ref in used if ref.parent is None), *(one.name for one in parents)}
    wanted |= {found.owner} if apart else set()
    own = tuple(name for name in found.fields if name in wanted)
    joined = {one: tuple(names) for one, names in parents.items()}
    common = frozenset.intersection(*conditions) if conditions else frozenset()
    return Reading(found, scan, own, joined, groups, common, troubles(found, own, joined))
