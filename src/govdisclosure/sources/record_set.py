"""Record sets (记录汇集): unique ids, known parents, answers joined to their requests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import Fault, InvalidRecordError, TabulationError, UnknownRecordError
from govdisclosure.messages import Message, say
from govdisclosure.progress import counted
from govdisclosure.records import (
    RECORD_KINDS,
    Body,
    Entry,
    Field,
    Item,
    Publication,
    RecordKind,
    Request,
    Response,
    Succession,
    TypedRecord,
    in_order,
    kind_of,
    with_responses,
)
from govdisclosure.records.record import nearest, place_of, safe_id
from govdisclosure.records.requests import first_final
from govdisclosure.records.vocabulary import ItemKind
from govdisclosure.report import Finding, fingerprint
from govdisclosure.sources.columns import frame_of
from govdisclosure.sources.kept import Kinds, stated_none, with_derived
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Severity

if TYPE_CHECKING:
    import polars as pl

SHOWN, KNOWN = 20, 100
"""How many ids of records a finding names, and how many it is known by: a table may hold millions of them."""
Progress: TypeAlias = Callable[[str, int], None]
"""Called with a file's name and the number of its lines read so far, or a kind of record and its rows counted."""

_Any = TypeVar("_Any", bound=TypedRecord)


@frozen(kw_only=True)
class Records(ValueObject):
    """Records of all kinds (记录), ready to tabulate.

    Attributes:
        by_kind: the records of each kind, in the order they came.
        about_source: findings about the source as a whole, for which no body can be named: a hidden sheet, a file of no kind.
            Every report has them, once. Given as ``findings``.
        digest: of the source's bytes, where it has any; figures can be traced to exactly this source by it.
        set_aside: lines of a register that could not be taken in.
        kept: the kinds that the source keeps: those that occur, and those of which it has an empty file.
        items_made: whether the items were made from their publications.
    """

    by_kind: Mapping[str, tuple[TypedRecord, ...]] = field(converter=frozen_dict)
    about_source: tuple[Finding, ...] = field(default=(), alias="findings")
    digest: str | None = None
    set_aside: int = 0
    kept: frozenset[RecordKind] = field(factory=frozenset, converter=with_derived)
    items_made: bool = False

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "kept", with_derived((*self.kept, *_kinds(self.by_kind).values())))

    def with_none(self, kinds: Kinds) -> Records:
        """Return the same records with the statement that there were none of some kinds (确无此类记录).

        Raises:
            UnreadableError: a name is no kind of record, or there are records of a kind.
        """
        stated = stated_none(kinds, self.kinds.values())
        return evolve(self, kept=(*self.kept, *stated)) if stated else self

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings made while gathering: about the source, and about contradictions among the records of all bodies."""
        return (*self.about_source, *(made for one in self.contradictions.values() if (made := one.about(None)) is not None))

    @cached_property
    def contradictions(self) -> Mapping[CrossCheck, Contradiction]:
        """What records contradict each other in, by the check that finds it; nothing for a check that finds none."""
        found = {check: _at_fault(check, self) for check in _cross_checks(self)}
        return {check: Contradiction(check, ids) for check, ids in found.items() if ids}

    @cached_property
    def parents(self) -> Mapping[str, Mapping[str, object]]:
        """The records that others may belong to, by kind and id."""
        return {
            kind.name: {getattr(record, "id", ""): record for record in self.by_kind.get(kind.name, ())}
            for kind in _parent_kinds(self.by_kind)
        }

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield from self.counts.items()
        yield "set_aside", self.set_aside or None
        yield "findings", len(self.findings) or None
        yield "digest", self.digest

    def of(self, cls: type[_Any]) -> tuple[_Any, ...]:
        """Return the records of one class."""
        kind = kind_of(cls)
        return tuple(record for record in self.by_kind.get(kind.name if kind else "", ()) if isinstance(record, cls))

    @cached_property
    def kinds(self) -> Mapping[str, RecordKind]:
        """The kinds of which there are records, by name."""
        return _kinds(self.by_kind)

    def to_frame(self, kind: str | type[TypedRecord] | RecordKind) -> pl.DataFrame:
        """Return the records of one kind as a data frame of polars; whatever takes Arrow takes it without a copy.

        Args:
            kind: the kind, its name or its class; without records, a frame without lines.

        Raises:
            UnknownRecordError: there is no such kind.
            MissingExtraError: polars is not installed.
        """
        found = self._kind(kind)
        return frame_of(found, self.by_kind.get(found.name, ()))

    def _kind(self, kind: str | type[TypedRecord] | RecordKind) -> RecordKind:
        if isinstance(kind, RecordKind):
            return kind
        if isinstance(kind, type) and (of_class := kind_of(kind)) is not None:
            return of_class
        here = {name: of for name, records in self.by_kind.items() for of in {kind_of(type(one)) for one in records[:1]} if of}
        known = {**RECORD_KINDS, **here}
        if kind not in known:
            raise UnknownRecordError("explain.unknown_kind", found=str(kind), known=list(nearest(str(kind), known) or known))
        return known[str(kind)]

    @property
    def given(self) -> Mapping[RecordKind, tuple[TypedRecord, ...]]:
        """The records of each kind that is kept, without items that were made from publications: what tables would hold."""
        kinds = self.kept - {Item.__kind__} if self.items_made else self.kept
        return {kind: self.by_kind.get(kind.name, ()) for kind in sorted(kinds, key=lambda one: one.name)}

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records of each kind there are, kinds without any left out."""
        return {name: len(records) for name, records in self.by_kind.items() if records}

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The ids of the bodies at which something happened, sorted; those of the body list where nothing did."""
        owners = {
            owner
            for name, kind in self.kinds.items()
            if kind.cls not in (Body, Succession)  # lists of bodies, nothing that happened at one
            for owner in self._apart[name]
        }
        return tuple(sorted(owners or self.listed))

    @cached_property
    def listed(self) -> Mapping[str, Body]:
        """What is known of each body, by its id."""
        return FrozenDict({body.id: body for body in reversed(self.of(Body))})

    @cached_property
    def _apart(self) -> Mapping[str, Mapping[str, tuple[TypedRecord, ...]]]:
        """The records of each kind by the body at which they happened, distinguished once for all bodies."""
        return {name: _by_owner(records) for name, records in self.by_kind.items()}

    def body(self, identity: str) -> Body:
        """Return what is known of a body; just its id where nothing is."""
        return self.listed.get(identity) or Body(id=identity)

    def at(self, body: str) -> dict[str, tuple[TypedRecord, ...]]:
        """Return the records of one body by kind."""
        return {name: apart.get(body, ()) for name, apart in self._apart.items()}


def _by_owner(records: tuple[TypedRecord, ...]) -> Mapping[str, tuple[TypedRecord, ...]]:
    owners = [*map(attrgetter(records[0].__kind__.owner), records)] if records else []
    if len(set(owners)) == 1:
        return {owners[0]: records}
    apart: dict[str, list[TypedRecord]] = defaultdict(list)
    for owner, record in zip(owners, records, strict=True):
        apart[owner].append(record)
    return {owner: tuple(own) for owner, own in apart.items()}


def _kinds(by_kind: Mapping[str, Sequence[TypedRecord]]) -> Mapping[str, RecordKind]:
    return {name: records[0].__kind__ for name, records in by_kind.items() if records}


def _parent_kinds(by_kind: Mapping[str, Sequence[TypedRecord]]) -> tuple[RecordKind, ...]:
    return tuple(dict.fromkeys(parent for kind in _kinds(by_kind).values() for parent in kind.parents))


def gather(
    records: Iterable[object],
    *,
    digest: str | None = None,
    findings: Iterable[Finding] = (),
    place: Callable[[TypedRecord], str] = place_of,
    kept: Iterable[RecordKind] = (),
) -> Records:
    """Gather records of any kinds in any order; ``place`` returns where a record is, for faults.

    Kinds without a record are kept only where ``kept`` names them: an empty list of requests is none, no list is not.

    Raises:
        InvalidRecordError: something is no record, two records of a kind bear one id, or an answer came before its request;
            all faults are named.
    """
    if isinstance(records, str | bytes | Mapping) or not isinstance(records, Iterable):
        raise InvalidRecordError([Fault(sentence=say("records.no_records", found=type(records).__name__))])
    by_kind: dict[str, list[TypedRecord]] = defaultdict(list)
    faults: list[Fault] = []
    lists: dict[type, list[TypedRecord]] = {}
    for cls, run in groupby(counted(records, "", len(records) if isinstance(records, Sequence) else 0), type):
        alike: list[Any] = [*run]
        if cls in lists:
            lists[cls] += alike
        elif (kind := kind_of(cls)) is None or not issubclass(cls, TypedRecord):
            faults += [Fault(where=cls.__name__, sentence=say("records.no_record"))] * len(alike)
        elif kind.name in by_kind:  # two plugins may call their kinds by one name
            faults += [Fault(where=cls.__name__, sentence=say("records.other_kind", kind=kind, name=kind.name))] * len(alike)
        else:
            lists[cls] = by_kind[kind.name] = alike
    with collector_paused():
        for found in by_kind.values():
            faults.extend(_repeated_ids(found[0].__kind__, found, place))
    if faults:
        raise InvalidRecordError(faults)
    kept = frozenset(kept)
    resolved = [] if by_kind.get("item") or Item.__kind__ in kept else _items(by_kind.get("publication", ()))
    if resolved:
        by_kind["item"] = [*resolved]
    if by_kind.get("response"):
        requests = [one for one in by_kind["request"] if isinstance(one, Request)]
        answers = [one for one in by_kind["response"] if isinstance(one, Response)]
        by_kind["request"] = list(with_responses(requests, answers, place=place))
    return Records(
        by_kind={name: tuple(by_kind[name]) for name in in_order(by_kind)},
        findings=tuple(findings),
        digest=digest,
        kept=kept,
        items_made=bool(resolved),
    )


def _repeated_ids(kind: RecordKind, records: Sequence[TypedRecord], place: Callable[[TypedRecord], str]) -> Iterator[Fault]:
    if kind.cls is Entry:  # two entries for one cell are judged by their values, when they are used
        return
    if "id" in kind.fields and len(set(map(attrgetter("id"), records))) == len(records):  # the rule, and quick
        return
    ids = [getattr(record, "id", "") for record in records]
    places: dict[str, list[str]] = {identity: [] for identity, times in Counter(ids).items() if times > 1}
    for identity, record in zip(ids, records, strict=True):
        if (alike := places.get(identity)) is not None:
            alike.append(place(record))
    sentence = say("records.repeated_id", kind=kind)
    for alike in places.values():
        yield Fault(where=", ".join(dict.fromkeys(alike)), field="id", sentence=sentence)


def _items(publications: Iterable[TypedRecord]) -> list[Item]:
    """Return the items of a source that has their publications only (由发布记录得出的信息): each as its first one shows it."""
    found: dict[str, Publication] = {}
    for one in publications:
        if isinstance(one, Publication):
            known = found.get(one.item)
            if known is None or (one.published, one.id) < (known.published, known.id):
                found[one.item] = one
    return [
        Item(id=identity, body=first.body, kind=ItemKind.OTHER, first_published=first.published)
        for identity, first in found.items()
    ]


@frozen(kw_only=True)
class CrossCheck:
    """A consistency check between records (记录间核查), the same in every engine.

    Attributes:
        rule: the rule of the finding, and the key of its message.
        kind: whose records are at fault.
        field: the field that leads to no known record, where that is the question.
    """

    rule: str
    kind: RecordKind
    field: Field | None = None

    def sentence(self, count: int) -> Message:
        """Return the message for a number of records."""
        facts = {"kind": self.kind, "field": self.field, "parent": self.field.parent} if self.field else {}
        return say(self.rule, count=count, **facts)


UNKNOWN_PARENT, RESPONSE_DIFFERS, ITEMS_RESOLVED = (
    "records.unknown_parent",
    "records.response_differs",
    "records.items_resolved",
)


def unknown_parents(kind: RecordKind) -> tuple[CrossCheck, ...]:
    """Return the checks that what records of a kind lead to is there; bodies outside the source are ordinary."""
    fields = [one for one in kind.fields.values() if one.parent is not None and one.parent.cls is not Body]
    return tuple(CrossCheck(rule=UNKNOWN_PARENT, kind=kind, field=one) for one in fields)


@frozen
class Contradiction:
    """Records at fault in one cross-check, by their body."""

    check: CrossCheck
    ids: Mapping[str, Sequence[str]]

    def about(self, body: str | None) -> Finding | None:
        """Return the finding about the records of one body, or of all; None where none is at fault."""
        ids = self.ids.get(body, ()) if body is not None else [one for some in self.ids.values() for one in some]
        kind, count = self.check.kind.name, len(ids)
        return about_records(self.check.rule, Severity.WARNING, kind, ids, self.check.sentence(count)) if ids else None


def _cross_checks(records: Records) -> Iterator[CrossCheck]:
    if records.items_made:
        yield CrossCheck(rule=ITEMS_RESOLVED, kind=Item.__kind__)
    for kind in records.kinds.values():
        yield from unknown_parents(kind)
    if {"request", "response"} <= records.kinds.keys():
        yield CrossCheck(rule=RESPONSE_DIFFERS, kind=Request.__kind__)


def _at_fault(check: CrossCheck, records: Records) -> Mapping[str, Sequence[str]]:
    """Return the ids of the records at fault, by body."""
    found: dict[str, list[str]] = defaultdict(list)
    of_body, differing = attrgetter(check.kind.owner), _differing(records) if check.rule == RESPONSE_DIFFERS else None
    parent_of = attrgetter(check.field.name) if check.field is not None else None
    known = records.parents[check.field.parent.name] if check.field is not None and check.field.parent else {}
    for record in records.by_kind[check.kind.name]:
        if parent_of is not None and ((parent := parent_of(record)) is None or parent in known):
            continue
        identity = getattr(record, "id", "")
        if differing is None or identity in differing:
            found[of_body(record)].append(identity)
    return found


def _differing(records: Records) -> frozenset[str]:
    """Return the ids of the requests whose stated outcome differs from that of their first final response."""
    answers = first_final(records.of(Response))
    return frozenset(
        request.id
        for request in records.of(Request)
        if request.closed is not None
        and (answer := answers.get(request.id)) is not None
        and (answer.given, answer.outcome) != (request.closed, request.outcome or answer.outcome)
    )


def demand_kind(wanted: RecordKind, held: Mapping[str, RecordKind]) -> None:
    """Refuse records that are of another kind than a standard counts, though both kinds bear one name.

    Raises:
        TabulationError: they are; counting none of them would be a wrong figure in silence.
    """
    found = held.get(wanted.name)
    if found is not None and found != wanted:
        raise TabulationError("records.other_kind", kind=wanted, name=wanted.name)


def about_records(rule: str, severity: Severity, kind: str, ids: Iterable[str], message: Message) -> Finding:
    """Make a finding about records: their ids are in ``where``, the first twenty of them."""
    found = sorted(ids)
    return finding_about(rule, severity, kind, found[:KNOWN], len(found), message)


def finding_about(rule: str, severity: Severity, kind: str, first: Sequence[str], total: int, message: Message) -> Finding:
    """Make a finding about a number of records, the first of them by id; the same from every engine."""
    shown = [f"{kind} {identity}" if safe_id(identity) else kind for identity in first[:SHOWN]]
    more = [f"… +{total - len(shown)}"] if total > len(shown) else []
    return Finding(
        rule=rule,
        severity=severity,
        where=(*shown, *more),
        message=message,
        fingerprint=fingerprint(rule, total, *first),
    )
