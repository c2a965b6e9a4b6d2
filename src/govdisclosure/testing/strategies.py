"""Records that can be, and conditions over them (生成数据): strategies for Hypothesis, all in one file.

Every strategy makes valid records only. Days are around the edges of years, halves, quarters and months more often than chance
would have it, for there the counts go wrong. A field is fixed by its name, to a value or to another strategy::

    from hypothesis import given
    from govdisclosure.testing.strategies import records, requests

    @given(requests(body="b", received=date(2015, 12, 31)), records(body="b"))
    def test_…(request, others): ...

What a field may hold is read from the record classes (:func:`~govdisclosure.records.record.fields_of`), the order of days from
their ``order`` and ``needs``; so a new field or kind of record, a plugin's too, needs no line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any, TypeAlias, TypeVar

from hypothesis import strategies as st

from govdisclosure.library import load_standard
from govdisclosure.records import (
    RECORD_KINDS,
    Body,
    Charge,
    Decision,
    Document,
    Engagement,
    Entry,
    Field,
    FieldType,
    Inspection,
    Item,
    Publication,
    Purchase,
    RecordKind,
    Remedy,
    Request,
    RequestFee,
    Response,
    ResponseGround,
    ServiceCase,
    ServiceItem,
    SiteColumn,
    Submission,
    Succession,
    TypedRecord,
    UpwardSubmission,
)
from govdisclosure.records.record import fields_of, kind_of
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.standards import Standard
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.testing.samples import reports as reports
from govdisclosure.values import Kind, Period

YEARS = (2014, 2015, 2016)
"""The years of the records, unless others are requested."""

_Made = TypeVar("_Made", bound=TypedRecord)

# --------------------------------------------------------------------------------------------------- days and periods


def days(*, years: Sequence[int] = YEARS) -> st.SearchStrategy[date]:
    """Days of some years; half of them are at the edge of a year, half year, quarter or month."""
    return _one_of(_calendar(tuple(years)), missing=False)


def periods(*, years: Sequence[int] = YEARS) -> st.SearchStrategy[Period]:
    """Years, halves, quarters and months, and spans between any two days."""
    year = st.sampled_from(tuple(years))
    return st.one_of(
        year.map(Period.year),
        st.builds(Period.half, year, st.integers(1, 2)),
        st.builds(Period.quarter, year, st.integers(1, 4)),
        st.builds(Period.month, year, st.integers(1, 12)),
        st.lists(days(years=years), min_size=2, max_size=2).map(sorted).map(lambda both: Period(*both)),
    )


@lru_cache(maxsize=32)
def _calendar(years: tuple[int, ...]) -> tuple[date, ...]:
    """Every day of the years once, and days at edges again and again; the simplest first."""
    found: list[date] = []
    for year in years:
        months = [Period.month(year, month) for month in range(1, 13)]
        found += [date(year, 12, 31), date(year, 1, 1)] * 120
        found += [day for month in months for day in (month.start, month.end)] * 5
    for year in years:
        found += [date(year, 1, 1) + timedelta(days=number) for number in range((date(year, 12, 31) - date(year, 1, 1)).days)]
    return tuple(found)


# ------------------------------------------------------------------------------------------------------ single records


def record(cls: type[_Made], *, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[_Made]:
    """Records of a class, a plugin's too, that keep to its types, to its ``order`` and to its ``needs``.

    Args:
        cls: the class.
        years: the years of its days.
        fixed: fields by name, each a value or a strategy. What is fixed so that no record can be is refused as ever.

    Raises:
        TypeError: the class has no such field.
    """
    strays = fixed.keys() - fields_of(cls).keys()
    if strays:
        raise TypeError(f"{cls.__name__} has no field {', '.join(sorted(strays))}")
    return _record(cls, tuple(years), fixed)


@st.composite
def _record(draw: st.DrawFn, cls: type[_Made], years: tuple[int, ...], fixed: Mapping[str, object]) -> _Made:
    return _drawn(draw, cls, years, fixed)


def _drawn(draw: st.DrawFn, cls: type[_Made], years: tuple[int, ...], fixed: Mapping[str, object]) -> _Made:
    """Draw a record: first which fields are given, all at once, then a value for each of these."""
    fields = fields_of(cls)
    values: dict[str, Any] = dict.fromkeys(fields)
    key: object = cls  # a class whose instances are not hashable is hashable itself, which mypy does not see
    open_fields, given = _open_fields(key, years, tuple(fixed))
    which = draw(given)
    for place, (name, strategy) in enumerate(open_fields):
        if which >> place & 1:
            values[name] = draw(strategy)
    for name, strategy in _required_values(key, years):
        if name not in fixed:
            values[name] = draw(strategy)
    for name, value in fixed.items():
        values[name] = draw(value) if isinstance(value, st.SearchStrategy) else value
    unsettled = True
    while unsettled:
        unsettled = False
        for name, needed in cls.needs:
            if values[name] is not None and values[needed] is None:
                unsettled = True
                if needed not in fixed:
                    values[needed] = draw(_any_value(fields[needed], years, given=True))
                elif name not in fixed:
                    values[name] = None
                else:
                    return cls(**values)  # which is refused, with the reason
    _put_in_order(values, cls.order, fixed)
    return cls(**values)


_Values: TypeAlias = tuple[tuple[str, st.SearchStrategy[Any]], ...]


@lru_cache(maxsize=1024)
def _open_fields(
    cls: type[TypedRecord], years: tuple[int, ...], fixed: tuple[str, ...]
) -> tuple[_Values, st.SearchStrategy[int]]:
    """Return the fields that may be missing, each with its values, and the strategy for which of them are given: a bit each.

    A value may still be missing, so that a failing example shrinks field by field, whichever bits it needs.
    """
    fields = {name: one for name, one in fields_of(cls).items() if not one.required and name not in fixed}
    values = tuple((name, _value(cls, one, years)) for name, one in fields.items())
    return values, st.integers(0, 2 ** len(values) - 1)


@lru_cache(maxsize=256)
def _required_values(cls: type[TypedRecord], years: tuple[int, ...]) -> _Values:
    return tuple((name, _value(cls, one, years)) for name, one in fields_of(cls).items() if one.required)


def _value(cls: type[TypedRecord], field: Field, years: tuple[int, ...]) -> st.SearchStrategy[Any]:
    return _NARROWER.get((cls, field.name), _any_value(field, years, given=False))


_NARROWER: Mapping[tuple[type[TypedRecord], str], st.SearchStrategy[Any]] = {
    (Succession, "successor"): st.integers(1, 99).map("successor-{}".format),  # no body succeeds itself
    (Succession, "share"): st.none() | st.integers(1, 100),
}
"""Fields that hold less than their type would let them, because of a rule of their class."""


@lru_cache(maxsize=1024)
def _any_value(field: Field, years: tuple[int, ...], *, given: bool) -> st.SearchStrategy[Any]:
    """What a field may hold, seldom nothing where it may be missing; never where it is to be ``given``."""
    missing = not given and not field.required
    prefix = field.parent or field.name
    if field.words is not None:
        return _one_of(list(field.words), missing=missing)
    match field.type:
        case FieldType.DATE:
            return _one_of(_calendar(years), missing=missing)
        case FieldType.FLAG:
            return _one_of((False, True), missing=missing)
        case FieldType.NUMBER:
            return _one_of(range(400), missing=missing)
        case FieldType.ID:
            return _one_of([f"{prefix}-{number}" for number in range(1, 100)], missing=missing)
        case FieldType.MONEY:
            found: st.SearchStrategy[Any] = st.decimals(0, 10**9, places=2)
        case FieldType.PERIOD:
            found = periods(years=years)
        case _:
            found = st.text(st.characters(codec="utf-8"), max_size=12)
    return st.none() | found if missing else found


def _one_of(values: Sequence[object], *, missing: bool) -> st.SearchStrategy[Any]:
    """One of the values, or None, the simplest, by a single draw: a year's records are many."""
    choices = [None, *values] if missing else values
    if len(choices) < 100:
        return st.sampled_from(choices)
    return st.integers(0, len(choices) - 1).map(choices.__getitem__)  # quick to show, where it is a part of another


@lru_cache(maxsize=4096)
def _id_of(ids: tuple[str | None, ...]) -> st.SearchStrategy[str | None]:
    """One of some ids; made once for each, for Hypothesis looks at each new strategy from all sides."""
    return st.sampled_from(ids)


def _put_in_order(values: dict[str, Any], order: Iterable[tuple[str, str]], fixed: Mapping[str, object]) -> None:
    """Move days that are not fixed, so that none comes before what it follows."""
    pairs = [pair for pair in order if all(values[name] is not None for name in pair)]
    latest: dict[str, date] = {name: values[name] for name in fixed if isinstance(values.get(name), date)}
    for _ in pairs:  # days that are fixed bind those before them ...
        for earlier, later in pairs:
            if later in latest:
                latest[earlier] = min(latest.get(earlier, date.max), latest[later])
    for name in values.keys() & latest.keys() - fixed.keys():
        values[name] = min(values[name], latest[name])
    for _ in pairs:  # ... and every day binds those after it
        for earlier, later in pairs:
            if later not in fixed:
                values[later] = max(values[later], values[earlier])


def items(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Item]:
    """Items of government information (政府信息)."""
    return record(Item, years=years, **fixed)


def publications(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Publication]:
    """Publications (公开发布)."""
    return record(Publication, years=years, **fixed)


def site_columns(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[SiteColumn]:
    """Columns of websites (网站栏目)."""
    return record(SiteColumn, years=years, **fixed)


def submissions(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Submission]:
    """Letters and forms that hold requests (来件)."""
    return record(Submission, years=years, **fixed)


def requests(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Request]:
    """Requests (政府信息公开申请): open and closed, in time, late and without a term, with and without an outcome."""
    return record(Request, years=years, **fixed)


def responses(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Response]:
    """Responses (答复): final ones, notices on the way, those given again."""
    return record(Response, years=years, **fixed)


def response_grounds(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[ResponseGround]:
    """Grounds of responses (不予公开理由)."""
    return record(ResponseGround, years=years, **fixed)


def remedies(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Remedy]:
    """Reconsiderations, lawsuits and complaints (救济案件)."""
    return record(Remedy, years=years, **fixed)


def engagements(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Engagement]:
    """Petitions, enquiries, interviews … (互动事项)."""
    return record(Engagement, years=years, **fixed)


def upward_submissions(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[UpwardSubmission]:
    """Information submitted to a higher level (上报信息)."""
    return record(UpwardSubmission, years=years, **fixed)


def inspections(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Inspection]:
    """Notices about inspections of the website (网站普查)."""
    return record(Inspection, years=years, **fixed)


def service_items(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[ServiceItem]:
    """Services that the agency offers (政务服务事项)."""
    return record(ServiceItem, years=years, **fixed)


def service_cases(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[ServiceCase]:
    """Cases handled under a service item (办件)."""
    return record(ServiceCase, years=years, **fixed)


def documents(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Document]:
    """Government rules and normative documents (规章、行政规范性文件)."""
    return record(Document, years=years, **fixed)


def decisions(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Decision]:
    """Licences, penalties, coercive measures (处理决定)."""
    return record(Decision, years=years, **fixed)


def charges(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Charge]:
    """Administrative charges (行政事业性收费)."""
    return record(Charge, years=years, **fixed)


def request_fees(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[RequestFee]:
    """Fees for requests (依申请公开收费)."""
    return record(RequestFee, years=years, **fixed)


def purchases(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Purchase]:
    """Government procurement (政府集中采购)."""
    return record(Purchase, years=years, **fixed)


def bodies(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Body]:
    """Bodies that report (行政机关)."""
    return record(Body, years=years, **fixed)


def successions(*, years: Sequence[int] = YEARS, **fixed: object) -> st.SearchStrategy[Succession]:
    """One body's tasks passing to another (机构沿革)."""
    return record(Succession, years=years, **fixed)


# --------------------------------------------------------------------------------------------------- records together


@st.composite
def entries(draw: st.DrawFn, standard: Standard, *, period: Period, body: str = "b") -> list[Entry]:
    """Entries (填报数) for one report by a standard: for some of its entered cells and texts, each of the right kind."""
    return _drawn_entries(draw, standard, period, body)


def _drawn_entries(draw: st.DrawFn, standard: Standard, period: Period, body: str) -> list[Entry]:
    values, given = _entered_values(standard, period.end.year)
    which = draw(given)
    return [
        Entry(body=body, period=period, address=address, value=draw(value))
        for place, (address, value) in enumerate(values)
        if which >> place & 1
    ]


@lru_cache(maxsize=64)
def _entered_values(standard: Standard, year: int) -> tuple[_Values, st.SearchStrategy[int]]:
    """Return what may be entered for a report of a year, and the strategy for which of it is: a bit each."""
    values = {f"text.{section.key}": _ENTERED[Kind.TEXT] for section in standard.text_sections}
    values |= {address: _ENTERED[spot.kind] for address, spot in standard.spots.items() if spot.is_entered}
    values["report.signed"] = days(years=[year + 1]).map(date.isoformat)
    return tuple(values.items()), st.integers(0, 2 ** len(values) - 1)


_BLANK = st.sampled_from(["", "—"])
_AMOUNT = st.decimals(0, 10**9, places=2).map(str) | _BLANK
_ENTERED: Mapping[Kind, st.SearchStrategy[str]] = {
    Kind.COUNT: st.integers(0, 10**9).map(str) | _BLANK,
    Kind.AMOUNT: _AMOUNT,
    Kind.NUMBER: _AMOUNT,
    Kind.SHARE: _AMOUNT,
    Kind.DATE: st.dates(date(1950, 1, 1), date(2099, 12, 31)).map(date.isoformat) | _BLANK,
    Kind.YES_NO: st.sampled_from(["true", "false"]) | _BLANK,
    Kind.TEXT: st.text(st.characters(codec="utf-8"), max_size=20),
}


def records(
    standard: Standard | str | None = None,
    *,
    body: str = "b",
    years: Sequence[int] = YEARS,
    most: int = 3,
    kinds: Iterable[Kinds] | None = None,
) -> st.SearchStrategy[list[TypedRecord]]:
    """Records of one body that fit together: ids unique, parents known, responses in keeping with their requests.

    What takes long (a standard is loaded, strategies of fields are made) is done here, and not when the first example is drawn.

    Args:
        standard: the standard to make entries for, in each of the years, or its reference; no entries without it.
        body: the body at which all of it happened.
        years: the calendar years in which it happened.
        most: how many records of a kind there are at most.
        kinds: the kinds of record, each by its name, its class or as it is, with those that they cannot be without; by default
            the built-in ones, and those that the standard counts.

    Raises:
        TypeError: something is no kind of record.
        UnknownStandardError: the standard is not known.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=2, database=None, deadline=None)
        ... @given(records(kinds=["charge"]))
        ... def agrees(found):
        ...     assert tabulate_by_body(found, "cn-2021", period=2015).keys() <= {"b"}
        >>> agrees()
    """
    chosen = load_standard(standard) if isinstance(standard, str) else standard
    counted = plan_of(chosen).scans if chosen is not None else ()
    if kinds is None:
        wanted: Iterable[RecordKind] = (*RECORD_KINDS.values(), *(kind for one in counted for kind in _with_parents(one)))
    else:
        own = {**RECORD_KINDS, **{kind.name: kind for one in counted for kind in _with_parents(one)}}
        wanted = [kind for one in kinds for kind in _with_parents(kind_named(one, own), only_required=True)]
    by_name = {kind.name: kind for kind in wanted}
    span = tuple(years)
    for kind in by_name.values():
        key: object = kind.cls
        for _, strategy in (*_open_fields(key, span, ("id", "body"))[0], *_required_values(key, span)):
            strategy.validate()
        for _, needed in kind.cls.needs:
            _any_value(kind.fields[needed], span, given=True).validate()
    for year in span if chosen is not None else ():
        for _, strategy in _entered_values(chosen, year)[0]:
            strategy.validate()
    return _records(chosen, by_name, body, span, st.integers(0, most))


Kinds: TypeAlias = RecordKind | type[TypedRecord] | str
"""A kind of record: itself, its class, or its name."""


def kind_named(given: Kinds, known: Mapping[str, RecordKind] = RECORD_KINDS) -> RecordKind:
    """Return the kind of record that is given by its name, its class or as it is.

    Raises:
        TypeError: it is none.
    """
    kind = known.get(given) if isinstance(given, str) else given if isinstance(given, RecordKind) else kind_of(given)
    if kind is None:
        raise TypeError(f"{given!r} is no kind of record; there is {', '.join(known)}")
    return kind


@st.composite
def _records(
    draw: st.DrawFn,
    standard: Standard | None,
    kinds: Mapping[str, RecordKind],
    body: str,
    years: tuple[int, ...],
    count: st.SearchStrategy[int],
) -> list[TypedRecord]:
    made: dict[str, list[TypedRecord]] = {}
    for name in _parents_first(kinds):
        if name == "entry" or name not in kinds:
            continue
        made[name] = []
        for number in range(draw(_BODIES if name == "body" else count)):
            fixed = _known_parents(kinds[name], made, body)
            if fixed is None:
                break
            identity = body if name == "body" else f"{name}-{number + 1}"
            own: dict[str, object] = {"id": identity} if name == "body" else {"id": identity, "body": body}
            if name == "response":
                own |= _answer(draw, made["request"], made[name], years)
            made[name].append(_drawn(draw, kinds[name].cls, years, {**fixed, **own}))
    found = [one for several in made.values() for one in several]
    if standard is not None:
        for year in years:
            found += _drawn_entries(draw, standard, Period.year(year), body)
    return found


_BODIES = st.integers(0, 1)


@lru_cache(maxsize=8)
def _ordered(names: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    return tuple(TopologicalSorter(dict(names)).static_order())


def _parents_first(kinds: Mapping[str, RecordKind]) -> tuple[str, ...]:
    """Return the names of the kinds so that each comes after those that its records may lead to."""
    return _ordered(
        tuple((name, tuple(sorted({one.name for one in kind.parents} - {name, "body"}))) for name, kind in kinds.items())
    )


def _with_parents(kind: RecordKind, *, only_required: bool = False) -> tuple[RecordKind, ...]:
    """Return a kind and all that its records may lead to, or must, directly or through others."""
    found = {kind: None}
    waiting = [kind]
    while waiting:
        of = waiting.pop()
        for one in [field.parent for field in of.fields.values() if field.required] if only_required else of.parents:
            if one is not None and one not in found and (one.name != "body" or not only_required):
                found[one] = None
                waiting.append(one)
    return tuple(found)


def _known_parents(kind: RecordKind, made: Mapping[str, Sequence[TypedRecord]], body: str) -> dict[str, object] | None:
    """Return strategies for the fields that lead to others, or None where a record needs a parent and there is none."""
    found: dict[str, object] = {}
    for field in kind.fields.values():
        if field.parent_class is Body and kind.cls is not Body:
            found[field.name] = "elsewhere" if field.required else _id_of((None, body, "elsewhere"))
        elif field.parent is not None:
            ids = tuple(getattr(one, "id", "") for one in made.get(field.parent.name, ()))
            if field.required and not ids:
                return None
            found[field.name] = _id_of(ids if field.required else (None, *ids)) if ids else None
    return found


def _answer(
    draw: st.DrawFn, requests: Sequence[TypedRecord], earlier: Sequence[TypedRecord], years: tuple[int, ...]
) -> dict[str, object]:
    """Draw what a response can have been to its request: never before receipt; the first final one is what closed it."""
    asked = [one for one in requests if isinstance(one, Request)]
    request = asked[draw(_place(len(asked)))]
    final = [
        one.id
        for one in earlier
        if isinstance(one, Response) and one.request == request.id and one.outcome and not one.redecides
    ]
    answer: dict[str, object] = {"request": request.id, "outcome": None, "redecides": None}
    if not final and request.closed is not None:
        return {**answer, "given": request.closed, "outcome": request.outcome}
    day = draw(days(years=years))
    answer["given"] = max(day, request.received or date(min(years), 1, 1))
    if final:
        return {**answer, "outcome": _OUTCOME, "redecides": final[0]}
    return answer if request.received is None else {**answer, "outcome": _ANY_OUTCOME}


@lru_cache(maxsize=256)
def _place(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


_OUTCOME = st.sampled_from(list(Outcome))
_ANY_OUTCOME = st.none() | _OUTCOME


# --------------------------------------------------------------------------------------------------------- conditions


def conditions(
    kind: RecordKind,
    *,
    years: Sequence[int] = YEARS,
    most: int = 6,
) -> st.SearchStrategy[str]:
    """Conditions of the expression language over records of a kind and their parents, as text; all of them are right.

    Every form of the language occurs: comparisons in both directions and in chains, ``in`` and ``not in``, the period and its
    days, missing fields, bare yes/no fields, ``days``, ``workdays``, ``+`` and ``-``, ``and``, ``or``, ``not``.
    """
    simple = _simple_conditions(_readable(kind), tuple(years))
    return st.recursive(
        st.deferred(lambda: simple),  # quick to show
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " and ".join(parts) + ")"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " or ".join(parts) + ")"),
        ),
        max_leaves=most,
    )


def _readable(kind: RecordKind) -> list[tuple[str, Field]]:
    """Return the fields that a condition can read, each as it is written."""
    own = [(field.name, field) for field in kind.fields.values()]
    of_parents = [
        (f"{field.name}.{one.name}", one)
        for field in kind.fields.values()
        if field.parent is not None
        for one in field.parent.fields.values()
    ]
    return [(name, field) for name, field in (*own, *of_parents) if name != "period"]


def _simple_conditions(readable: Sequence[tuple[str, Field]], years: tuple[int, ...]) -> st.SearchStrategy[str]:
    names: dict[FieldType, list[str]] = {}
    for name, field in readable:
        names.setdefault(field.type, []).append(name)
    any_name = st.sampled_from([name for name, _ in readable])
    found = [st.builds("{} is {}".format, any_name, st.sampled_from(["None", "not None"]))]
    if FieldType.FLAG in names:
        found.append(st.sampled_from(names[FieldType.FLAG]))
    if FieldType.DATE in names:
        day = st.sampled_from(names[FieldType.DATE])
        literal = days(years=years).map(lambda one: repr(one.isoformat()))
        other = st.one_of(day, day, literal, st.sampled_from(["period.start", "period.end"]))
        found += [
            st.builds("{} {} period".format, day, _IN),
            _memberships(day, literal),
            _comparisons(day, other, _ORDER),
            st.builds("{} <= {} <= {}".format, other, day, other),
        ]
    for words in dict.fromkeys(field.words for _, field in readable if field.words is not None):
        word_fields = st.sampled_from([name for name, field in readable if field.words is words])
        literal = st.sampled_from([repr(word.value) for word in words])
        found += [
            _comparisons(word_fields, st.one_of(literal, literal, word_fields), _EQUALITY),
            _memberships(word_fields, literal),
        ]
    if FieldType.ID in names:
        identity = st.sampled_from(names[FieldType.ID])
        literal = st.sampled_from(["'b'", "'elsewhere'", "'request-1'", "'item-1'"])
        found += [_comparisons(identity, identity | literal, _EQUALITY), _memberships(identity, literal)]
    if FieldType.MONEY in names:
        money = st.sampled_from(names[FieldType.MONEY])
        found.append(_comparisons(money, money, _ORDER))
    measured = _numbers(names, years)
    if measured is not None:
        number = st.integers(-30, 400).map(str)
        found.append(_comparisons(measured, measured | number, _ORDER))
    return st.one_of(found)


_ORDER = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_EQUALITY = st.sampled_from(["==", "!="])
_IN = st.sampled_from(["in", "not in"])


def _comparisons(
    left: st.SearchStrategy[str], right: st.SearchStrategy[str], signs: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    return st.builds("{} {} {}".format, left, signs, right) | st.builds("{} {} {}".format, right, signs, left)


def _memberships(name: st.SearchStrategy[str], literal: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(literal, min_size=1, max_size=4).map(lambda values: f"({', '.join(values)},)")
    return st.builds("{} {} {}".format, name, _IN, several)


def _numbers(names: Mapping[FieldType, Sequence[str]], years: tuple[int, ...]) -> st.SearchStrategy[str] | None:
    """Numbers that read a field: fields of numbers, days between days, sums and differences of these."""
    found = []
    if FieldType.NUMBER in names:
        found.append(st.sampled_from(names[FieldType.NUMBER]))
    if FieldType.DATE in names:
        day = st.sampled_from([*names[FieldType.DATE], "period.start", "period.end"])
        of_field = st.sampled_from(names[FieldType.DATE])
        function = st.sampled_from(["days", "workdays"])
        literal = days(years=years).map(lambda one: repr(one.isoformat()))
        found += [
            st.builds("{}({}, {})".format, function, of_field, st.one_of(day, literal)),
            st.builds("{}({}, {})".format, function, st.one_of(day, literal), of_field),
        ]
    if not found:
        return None
    plain = st.one_of(found)
    sign = st.sampled_from(["+", "-"])
    part = plain | st.integers(0, 60).map(str)
    return (
        plain
        | st.builds("{} {} {}".format, plain, sign, part)
        | st.builds("{} {} ({} {} {})".format, part, sign, plain, sign, part)
    )
