"""Which kinds of record a source keeps (数据源提供的记录种类): *none were recorded* is a fact, *nothing was given* is not.

A kind is kept where the source has a place for it: a file with its header row in a folder, a table in a database, a frame, a
record among loose objects; or where the caller states that there were none. A cell that depends on a kind that is not kept is
missing in every engine, never zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from govdisclosure.errors import refused
from govdisclosure.records import RECORD_KINDS, Item, Publication, RecordKind
from govdisclosure.records.record import nearest

Kinds: TypeAlias = str | RecordKind | Iterable[str | RecordKind]
"""Kinds of record or their names; one text may hold several, separated by commas."""

_DERIVED = {Item.__kind__: Publication.__kind__}
"""Kinds that follow from another where they are not kept themselves: items are known by their publications."""


def with_derived(kinds: Iterable[RecordKind]) -> frozenset[RecordKind]:
    """Return kinds together with those that follow from them."""
    kept = frozenset(kinds)
    return kept | {kind for kind, source in _DERIVED.items() if source in kept}


def sources_of(kinds: Iterable[RecordKind]) -> frozenset[RecordKind]:
    """Return kinds together with those from which they follow."""
    wanted = frozenset(kinds)
    return wanted | {source for kind, source in _DERIVED.items() if kind in wanted}


def stated_kinds(given: Kinds, known: Mapping[str, RecordKind] = RECORD_KINDS) -> frozenset[RecordKind]:
    """Return the kinds that are given or named.

    Raises:
        UnreadableError: a name is no kind of record.
    """
    stated = set()
    several = [given] if isinstance(given, str | RecordKind) else list(given)
    for part in [part for one in several for part in (one.split(",") if isinstance(one, str) else [one])]:
        if isinstance(part, RecordKind):
            stated.add(part)
        elif name := part.strip():
            if name not in known:
                raise refused(name, "tables.unknown_kind", known=list(nearest(name, known) or known))
            stated.add(known[name])
    return frozenset(stated)


def stated_none(
    given: Kinds, present: Collection[RecordKind], known: Mapping[str, RecordKind] = RECORD_KINDS
) -> frozenset[RecordKind]:
    """Return the kinds of which the caller states that there were none (确无此类记录); ``present`` are those with records.

    Raises:
        UnreadableError: a name is no kind of record, or there are records of a kind.
    """
    stated = stated_kinds(given, known)
    for kind in stated:
        if kind in present:
            raise refused(kind.name, "records.none_but_some", kind=kind)
    return stated
