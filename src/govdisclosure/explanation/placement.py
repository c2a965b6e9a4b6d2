"""The cells of a record (记录所计单元格): each that it counts in, and which part of a condition keeps it out of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from govdisclosure.errors import UnknownIndicatorError, UnknownRecordError
from govdisclosure.explanation.wording import demand_in_words
from govdisclosure.expressions import Comparator, Compare, Condition, FieldRef, Literal, operand_in_words, refs
from govdisclosure.messages import Message, say
from govdisclosure.records import RECORD_KINDS, BodyLike, FieldType, RecordKind
from govdisclosure.records.record import nearest, shown_id
from govdisclosure.sources import RecordSource
from govdisclosure.standards import Guard, Standard
from govdisclosure.tabulation.criteria import CellCriterion, Parts, demands_of, scope_of
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.tabulation.record_queries import RecordQuery, finder
from govdisclosure.value_objects import ValueObject, frozen_dict, json_text
from govdisclosure.values import PeriodLike


@frozen(kw_only=True)
class Reason(ValueObject):
    """One part of a condition that a record does not meet (不符合的条件).

    Attributes:
        demand: the part, and whether row or column asks it.
        found: what the record has instead, where that is a day or a word of a vocabulary, or nothing at all.
    """

    demand: CellCriterion
    found: tuple[tuple[FieldRef, Message], ...] = ()

    @property
    def sentence(self) -> Message:
        """The requirement, and what the record has."""
        asked = demand_in_words(self.demand)
        if not self.found:
            return say("explain.unmet", asked=asked)
        return say("explain.unmet_has", asked=asked, has=self.has)

    @property
    def has(self) -> Message:
        """The record's value, or the requirement where the value may not be shown."""
        if not self.found:
            return say("explain.unmet", asked=demand_in_words(self.demand))
        has = [say("explain.has", field=operand_in_words(ref), value=value) for ref, value in self.found]
        return say("explain.record_has", has=has)


@frozen(kw_only=True)
class CellPlacement(ValueObject):
    """One cell compared with one record (是否计入).

    Attributes:
        met, failed: the parts of the cell's condition that the record meets, and those that it does not.
        looked_at: whether a share or a yes/no is asked of the record, though it is not what is requested.
    """

    address: str
    label: str
    met: tuple[CellCriterion, ...]
    failed: tuple[CellCriterion, ...]
    looked_at: bool = False

    @property
    def counted(self) -> bool:
        """Whether the record counts in the cell."""
        return not self.failed


@frozen(kw_only=True)
class Placement(ValueObject):
    """The cells in which one record counts, and why not in others (由记录查单元格).

    Attributes:
        kind, id: the record.
        places: every cell that counts records of its kind outright, by address, in printed order.
        counted: the addresses of those that it counts in.
        totals: the addresses of the totals that it counts in through these, each once.
        caught: the standard's catch-all check for records that are in no row, where this is one.
    """

    kind: RecordKind
    id: str
    places: Mapping[str, CellPlacement] = field(converter=frozen_dict)
    totals: tuple[str, ...]
    caught: tuple[Guard, ...]
    _standard: Standard = field(repr=False)
    _values: Mapping[FieldRef, Message] = field(converter=frozen_dict, repr=False)

    @property
    def counted(self) -> tuple[str, ...]:
        """The cells that it counts in, totals aside."""
        return tuple(address for address, place in self.places.items() if place.counted)

    @property
    def neighbours(self) -> tuple[CellPlacement, ...]:
        """The cells that it misses by one part of their condition alone (邻近单元格)."""
        return tuple(place for place in self.places.values() if len(place.failed) == 1)

    def why_not(self, address: str) -> tuple[Reason, ...]:
        """Return the parts of a cell's condition that the record fails; none where it counts there.

        Of a total, those of the part that it misses by least.

        Raises:
            UnknownIndicatorError: the standard has no such cell, or it counts records of another kind.
        """
        spot = self._standard.spot(address)
        reasons = [self.why_not(source) for source in spot.sources if self._about(source)]
        if reasons:
            return min(reasons, key=len)
        place = self.places.get(address)
        if place is None:
            raise UnknownIndicatorError("explain.other_kind", cell=address, kind=self.kind)
        return tuple(Reason(demand=one, found=self._found(one.part)) for one in place.failed)

    def to_dict(self) -> dict[str, Any]:
        """Return where the record counts as plain data, and why not in each neighbouring cell."""
        return {
            "kind": self.kind.name,
            "record": shown_id(self.id),
            "counted": list(self.counted),
            "totals": list(self.totals),
            "not_counted": {
                place.address: [reason.sentence.both for reason in self.why_not(place.address)] for place in self.neighbours
            },
            "caught": [{"rule": guard.key, "message": {"zh": guard.label, "en": guard.label_en}} for guard in self.caught],
        }

    def to_json(self) -> str:
        """Return the same as JSON."""
        return json_text(self.to_dict())

    def _about(self, address: str) -> bool:
        sources = self._standard.spot(address).sources
        return any(map(self._about, sources)) if sources else address in self.places

    def _found(self, part: Condition) -> tuple[tuple[FieldRef, Message], ...]:
        return tuple((ref, self._values[ref]) for ref in refs(part) if ref in self._values)


def trace(
    records: RecordSource,
    standard: Standard,
    kind: RecordKind | str,
    identity: str,
    *,
    period: PeriodLike,
    body: BodyLike | None = None,
    together: bool = False,
) -> Placement:
    """Trace a record to every cell that it counts in, and to what keeps it out of the others (追溯记录).

    Args:
        records: records of any kinds in any order, or what ``sources`` return.
        standard: the standard.
        kind: the record's kind, or its name, as its file is called: ``request``.
        identity: its id.
        period: both days included.
        body: the body, or its id; None: the one body in the records.
        together: whether the records of all bodies count.

    Raises:
        UnknownRecordError: there is no such kind, or no such record of the body.
        TabulationError, InvalidRecordError, UnreadableError: as for :func:`~govdisclosure.tabulation.tabulate`.
    """
    kinds = {**RECORD_KINDS, **{scan.name: scan for scan in plan_of(standard).scans}}
    found = kinds.get(kind) if isinstance(kind, str) else kind
    if found is None or "id" not in found.fields:
        name = kind if isinstance(kind, str) else kind.name
        known = [name for name, one in kinds.items() if "id" in one.fields]
        raise UnknownRecordError("explain.unknown_kind", found=name, known=list(nearest(name, known) or known))
    finds = finder(records, standard, period=standard.period_of(period), body=body, together=together)
    return traced(finds, standard, found, identity)


def traced(finds: RecordQuery, standard: Standard, kind: RecordKind, identity: str) -> Placement:
    """Trace a record with a finder available.

    Raises:
        UnknownRecordError: there is no such record.
    """
    this = Compare(Comparator.EQUAL, FieldRef(kind.fields["id"]), Literal(identity))
    counting = (spot for spot in standard.spots.values() if spot.measure.criterion is not None)
    spots = [addend for spot in counting for addend in spot.addends if addend.counted == kind]
    scan = plan_of(standard).scans.get(kind)
    guards = tuple(watch.guard for watch in scan.watches) if scan is not None else ()
    asked = {spot.address: demands_of(spot) for spot in spots}
    scopes = {spot.address: tuple(one.part for one in scope_of(spot) or ()) for spot in spots}
    parts = dict.fromkeys(
        [
            *(demand.part for demands in asked.values() for demand in demands),
            *(part for scope in scopes.values() for part in scope),
            *(guard.where for guard in guards),
        ]
    )
    there, *held = finds.count(kind, [(this,), *((this, part) for part in parts)])
    if not there:
        shown: object = shown_id(identity)
        raise UnknownRecordError("explain.unknown_record", kind=kind, found=shown)
    holds = {part for part, times in zip(parts, held, strict=True) if times}
    places = {
        spot.address: CellPlacement(
            address=spot.address,
            label=spot.label,
            met=tuple(one for one in asked[spot.address] if one.part in holds),
            failed=tuple(one for one in asked[spot.address] if one.part not in holds),
            looked_at=scope_of(spot) is not None and holds.issuperset(scopes[spot.address]),
        )
        for spot in spots
    }
    counted = {address for address, place in places.items() if place.counted}
    return Placement(
        kind=kind,
        id=identity,
        places=places,
        totals=tuple(address for address in standard.spots if _totals(standard, address, counted)),
        caught=tuple(guard for guard in guards if guard.where in holds),
        standard=standard,
        values=_own_values(finds, kind, (this,), places.values()),
    )


def _totals(standard: Standard, address: str, counted: set[str]) -> bool:
    """Whether a cell is a total with a part, or a part of a part, that is counted."""
    sources = standard.spots[address].sources
    return any(source in counted or _totals(standard, source, counted) for source in sources)


def _own_values(finds: RecordQuery, kind: RecordKind, this: Parts, places: Iterable[CellPlacement]) -> dict[FieldRef, Message]:
    """Return the record's values in the fields that exclude it from a cell, as far as they may be shown."""
    asked = dict.fromkeys(ref for place in places for one in place.failed for ref in refs(one.part))
    fields = [ref for ref in asked if ref.field.type in (FieldType.DATE, FieldType.WORD)]
    values = finds.values(kind, this, fields)
    shown = {ref: _shown_value(ref, values.get(ref)) for ref in fields}
    return {ref: words for ref, words in shown.items() if words is not None}


def _shown_value(ref: FieldRef, value: str | None) -> Message | None:
    """Describe a record's value in a field, where that may be shown: a day, a word of a vocabulary, or nothing."""
    if value is None:
        return say("explain.nothing")
    word = next((one for one in ref.field.words or () if one.value == value), None)
    if word is not None:
        return operand_in_words(Literal(word))
    try:
        return operand_in_words(Literal(date.fromisoformat(value)))
    except ValueError:  # a word that no vocabulary has, or no day at all: it may be anything
        return None
