"""Drill-down to the records of a cell (单元格所计记录): their number, ids page by page, and groups of a distinct count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from attrs import field, frozen

from govdisclosure.expressions import FieldRef, Negation, Or, all_of
from govdisclosure.records import Body, Entry, RecordKind
from govdisclosure.records.record import shown_id
from govdisclosure.sources import RecordSource
from govdisclosure.standards import Spot, Standard
from govdisclosure.tabulation.criteria import Parts, demands_of, scope_of
from govdisclosure.tabulation.record_queries import RecordQuery, finder
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Period


@frozen(kw_only=True)
class _LazyDrillDown:
    """Records that are fetched when they are requested; to compare them, or to send them to another process, fetches all."""

    finds: RecordQuery
    kind: RecordKind
    condition: Parts
    ref: FieldRef | None
    total: int
    different: int

    def page(self, offset: int, limit: int) -> tuple[str, ...]:
        return self.finds.ids(self.kind, self.condition, offset, limit) if limit > 0 else ()

    def folded(self, offset: int, limit: int) -> Mapping[str, tuple[str, ...]]:
        if self.ref is None or limit <= 0:
            return {}
        return self.finds.folded(self.kind, self.condition, self.ref, offset, limit)

    def fetched(self) -> _FetchedDrillDown:
        return _FetchedDrillDown(self.page(0, self.total), FrozenDict(self.folded(0, self.different)))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, _LazyDrillDown | _FetchedDrillDown) and self.fetched() == other.fetched())

    def __hash__(self) -> int:
        return hash(self.fetched())

    def __reduce__(self) -> tuple[type[_FetchedDrillDown], tuple[object, ...]]:
        fetched = self.fetched()
        return _FetchedDrillDown, (fetched.ids, fetched.values)


@frozen
class _FetchedDrillDown:
    """Records that were fetched, where the source is out of reach."""

    ids: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]

    def page(self, offset: int, limit: int) -> tuple[str, ...]:
        return self.ids[offset : offset + limit] if limit > 0 else ()

    def folded(self, offset: int, limit: int) -> Mapping[str, tuple[str, ...]]:
        return dict(islice(self.values.items(), offset, offset + max(0, limit)))

    def fetched(self) -> _FetchedDrillDown:
        return self


@frozen
class DrillDown(ValueObject):
    """The records behind one cell (所计记录); nothing is fetched before it is requested.

    A copy in another process holds the ids themselves.

    Attributes:
        kind: the kind of record; None where several kinds are behind it.
        total: how many there are. A total's are those of its parts, one after the other: a record that counts in two parts
            is there twice. An entered figure has its entry, which is known by the cell's address.
        different: of a distinct count, how many different values they have; the cell's value.
        parts: of a total, what is behind each of its parts, by address; of a sum over several kinds, by the kinds' names.
        others: of a share or a yes/no, those among which it was asked and which do not meet it.
    """

    kind: RecordKind | None
    total: int
    different: int | None = None
    parts: Mapping[str, DrillDown] = field(factory=FrozenDict, converter=frozen_dict)
    others: DrillDown | None = None
    _found: _LazyDrillDown | _FetchedDrillDown | None = field(default=None, repr=False, hash=False)
    _entry: str | None = None

    def page(self, offset: int = 0, limit: int = 100) -> tuple[str, ...]:
        """Return some of the ids, sorted; those of a total part by part, in the order of its parts."""
        if self._found is not None:
            return self._found.page(offset, limit)
        if self._entry is not None:
            return ((self._entry,) * self.total)[offset : offset + limit]
        found: list[str] = []
        for part in self.parts.values():
            if limit > len(found) and offset < part.total:
                found.extend(part.page(offset, limit - len(found)))
            offset = max(0, offset - part.total)
        return tuple(found)

    def folded(self, offset: int = 0, limit: int = 20) -> Mapping[str, tuple[str, ...]]:
        """Return some of the different values of a distinct count, in order, each with the ids that were folded into it.

        Nothing for any other cell.
        """
        return {} if self._found is None else self._found.folded(offset, limit)

    def to_dict(self, *, offset: int = 0, limit: int = 100) -> dict[str, Any]:
        """Return the records as the plain data of their JSON: how many, and a page of their ids."""
        data: dict[str, Any] = {
            "kind": self.kind.name if self.kind else "",
            "total": self.total,
            "offset": offset,
            "ids": [shown_id(one) for one in self.page(offset, limit)],
        }
        if self.different is not None:
            data["different"] = self.different
            data["folded"] = [
                {"value": shown_id(value), "ids": [shown_id(one) for one in ids]}
                for value, ids in self.folded(offset, limit).items()
            ]
        if self.parts:
            data["parts"] = {part: one.total for part, one in self.parts.items()}
        if self.others is not None:
            data["others"] = self.others.to_dict(offset=offset, limit=limit)
        return data

    def together(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the different values of a distinct count that several records have, in order, each with their ids."""
        offset = 0
        while page := self.folded(offset, _PAGE):
            yield from ((value, ids) for value, ids in page.items() if len(ids) > 1)
            offset += _PAGE


_PAGE = 500
_Numbers: TypeAlias = Mapping[tuple[str, RecordKind], int]


def behind(
    records: RecordSource,
    standard: Standard,
    address: str,
    *,
    period: Period,
    body: Body | str | None = None,
    together: bool = False,
) -> DrillDown:
    """Return the records that a cell counts (由单元格查记录).

    Args:
        records: records of any kinds in any order, or what ``sources`` return.
        standard: the standard.
        address: the cell.
        period: both days included.
        body: the body, or its id; None: the one body in the records.
        together: whether the records of all bodies count.

    Raises:
        UnknownIndicatorError: the standard has no such cell.
        TabulationError, InvalidRecordError, UnreadableError: as for :func:`~govdisclosure.tabulation.tabulate`.
    """
    standard.spot(address)
    return found_behind(finder(records, standard, period=period, body=body, together=together), standard, address)


def found_behind(finds: RecordQuery, standard: Standard, address: str) -> DrillDown:
    """Return the records that a cell counts, with a finder available; all that is counted of a kind is counted at once."""
    return _behind(finds, standard, address, _numbers(finds, standard, _leaves(standard, address)))


def all_behind(finds: RecordQuery, standard: Standard) -> dict[str, DrillDown]:
    """Return the records that every cell of a standard counts, by address; each kind is counted once for all of them."""
    leaves = dict.fromkeys(leaf for address in standard.spots for leaf in _leaves(standard, address))
    numbers = _numbers(finds, standard, leaves)
    return {address: _behind(finds, standard, address, numbers) for address in standard.spots}


def _numbers(finds: RecordQuery, standard: Standard, addresses: Iterable[str]) -> _Numbers:
    """Return how many records of each kind each of the cells counts."""
    counted = [addend for one in addresses for addend in standard.spot(one).addends]
    numbers: dict[tuple[str, RecordKind], int] = {}
    for kind in dict.fromkeys(spot.counted for spot in counted):
        spots = [spot for spot in counted if spot.counted == kind]
        found = finds.count(kind, [_condition(spot) for spot in spots])
        numbers.update(zip([(spot.address, kind) for spot in spots], found, strict=True))
    return numbers


def found_near(finds: RecordQuery, standard: Standard, address: str) -> DrillDown | None:
    """Return the records that miss a cell by one part of its condition alone; None for a total and an entered figure."""
    spot = standard.spot(address)
    if spot.measure.criterion is None:
        return None
    found = {}
    for addend in spot.addends:
        parts = _condition(addend)
        if not parts:
            continue
        misses = tuple(all_of(*(one for one in parts if one is not part), Negation(part)) for part in parts)
        near = (Or(misses) if len(misses) > 1 else misses[0],)
        (total,) = finds.count(addend.counted, [near])
        found[addend.counted.name] = _found(finds, addend.counted, near, total)
    return _joined(found) if len(found) > 1 else next(iter(found.values()), None)


def _leaves(standard: Standard, address: str) -> tuple[str, ...]:
    """Return the cells that count records and are behind a cell, itself among them where it counts any; each once."""
    spot = standard.spot(address)
    if spot.measure.criterion is not None:
        return (address,)
    return tuple(dict.fromkeys(leaf for source in spot.sources for leaf in _leaves(standard, source)))


def _condition(spot: Spot) -> Parts:
    return tuple(one.part for one in demands_of(spot))


def _behind(finds: RecordQuery, standard: Standard, address: str, numbers: _Numbers) -> DrillDown:
    spot = standard.spot(address)
    criterion = spot.measure.criterion
    if criterion is None and not spot.sources:
        return DrillDown(kind=Entry.__kind__, total=finds.entered(address), entry=address)
    if criterion is None:
        return _joined({part: _behind(finds, standard, part, numbers) for part in spot.sources})
    found = {}
    for addend in spot.addends:
        kind, condition = addend.counted, _condition(addend)
        others = _others(finds, addend, condition)
        found[kind.name] = _found(finds, kind, condition, numbers[address, kind], criterion.folds, others)
    return _joined(found) if len(found) > 1 else found[spot.counted.name]


def _joined(parts: Mapping[str, DrillDown]) -> DrillDown:
    kinds = {part.kind for part in parts.values()}
    total = sum(part.total for part in parts.values())
    return DrillDown(kind=kinds.pop() if len(kinds) == 1 else None, total=total, parts=parts)


def _found(
    finds: RecordQuery,
    kind: RecordKind,
    condition: Parts,
    total: int,
    ref: FieldRef | None = None,
    others: DrillDown | None = None,
) -> DrillDown:
    different = finds.different(kind, condition, ref) if ref is not None else None
    live = _LazyDrillDown(finds=finds, kind=kind, condition=condition, ref=ref, total=total, different=different or 0)
    return DrillDown(kind=kind, total=total, different=different, others=others, found=live)


def _others(finds: RecordQuery, spot: Spot, condition: Parts) -> DrillDown | None:
    scope = scope_of(spot)
    if scope is None:
        return None
    rest = (*(one.part for one in scope), Negation(all_of(*condition)))
    (total,) = finds.count(spot.counted, [rest])
    return _found(finds, spot.counted, rest, total)
