"""Computation of a diagnosis (诊断计算) from records and a calendar."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median_high, median_low

from attrs import frozen

from govdisclosure.diagnosis.figures import (
    UNEVEN_BELOW,
    AreaFigures,
    BodyFigures,
    ColumnFigures,
    Delay,
    Spread,
    Timeliness,
)
from govdisclosure.exact.decimals import from_fraction, product
from govdisclosure.law import Calendar, Provision, regulation_on
from govdisclosure.records import Body, Item, Publication, SiteColumn
from govdisclosure.records.vocabulary import Attribute, BodyKind, ColumnKind
from govdisclosure.sources import Records
from govdisclosure.values import Period


def year_before(period: Period) -> Period:
    """Return the same days of the year before; the last day of a month stays one."""
    year, start, end = period.start.year - 1, period.start, period.end
    first = date(year, 3, 1) if (start.month, start.day) == (2, 29) else start.replace(year=year)
    whole_month = end.day == monthrange(end.year, end.month)[1]
    last = monthrange(end.year - 1, end.month)[1] if whole_month else end.day
    return Period(first, date(end.year - 1, end.month, last))


def areas(
    records: Records,
    previous: Records | None,
    period: Period,
    covers: Callable[[str], bool],
    minimums: Mapping[str, int],
) -> Iterator[AreaFigures]:
    """Yield the figures of every key area that a column, last year's records or a minimum names, sorted."""
    now = _area_of(records)
    numbers, columns = _by_area(records, now, period, covers)
    before: Mapping[str, int] = {}
    known: Collection[str] = ()
    if previous is not None:
        # A register of columns may be kept once for both years.
        before, known = _by_area(previous, {**now, **_area_of(previous)}, year_before(period), covers)
    for area in sorted({*columns, *known, *minimums}):
        yield AreaFigures(
            area=area,
            publications=numbers.get(area, 0),
            minimum=minimums.get(area),
            last_year=before.get(area, 0) if area in known else None,
            columns=tuple(sorted(columns.get(area, ()))),
        )


def _area_of(records: Records) -> Mapping[str, str]:
    return {one.id: one.area for one in records.of(SiteColumn) if one.kind is ColumnKind.KEY_AREA and one.area is not None}


def _by_area(
    records: Records, area_of: Mapping[str, str], period: Period, covers: Callable[[str], bool]
) -> tuple[Mapping[str, int], Mapping[str, set[str]]]:
    """Count publications by area; a body's areas are those of its own columns and of columns of others that it publishes in."""
    numbers: Counter[str] = Counter()
    columns: dict[str, set[str]] = defaultdict(set)
    for column in records.of(SiteColumn):
        if column.id in area_of and covers(column.body):
            columns[area_of[column.id]].add(column.id)
    for one in records.of(Publication):
        if one.column is not None and one.column in area_of and one.published in period and covers(one.body):
            numbers[area_of[one.column]] += 1
            columns[area_of[one.column]].add(one.column)
    return numbers, columns


@frozen(kw_only=True)
class _TimedItem:
    """An item of the period: its delay and the term it was held to; neither where no term binds, no delay without a day."""

    item: str
    delay: Delay | None = None
    term: Provision | None = None
    unbound: bool = False


def judged_by_body(items: Iterable[Item], period: Period, calendar: Calendar) -> Mapping[str, Sequence[_TimedItem]]:
    """Compare every item first published in the period with its time limit, by body."""
    found: dict[str, list[_TimedItem]] = defaultdict(list)
    for item in items:
        if item.first_published in period:
            found[item.body].append(_judge(item, calendar))
    return found


def _judge(item: Item, calendar: Calendar) -> _TimedItem:
    published = item.first_published
    assert published is not None  # noqa: S101  the caller's choice, said to mypy
    # Art. 26 binds what is to be disclosed proactively; what a request brought to light (art. 44) had no such term.
    if item.request is not None or item.attribute not in (None, Attribute.PROACTIVE):
        return _TimedItem(item=item.id, unbound=True)
    # A change on the day of publication may have come after it, and would hide any delay.
    since = item.changed if item.changed is not None and item.changed < published else item.made
    if since is None:
        return _TimedItem(item=item.id)
    regulation = regulation_on(since)
    if regulation is None or regulation.publication.workdays is None:
        return _TimedItem(item=item.id, unbound=True)
    workdays = calendar.workdays_between(since, published)
    provisional = workdays is None
    if workdays is None:
        workdays = calendar.between(since, published).workdays
    worked = calendar.is_workday(published)
    worked = published.weekday() < 5 if worked is None else worked
    term = regulation.publication.workdays
    delay = Delay(
        item=item.id,
        since=since,
        published=published,
        workdays=workdays,
        late=workdays > term or (workdays == term and not worked),
        provisional=provisional,
    )
    return _TimedItem(item=item.id, delay=delay, term=regulation.publication)


def timeliness(judged: Collection[_TimedItem]) -> Timeliness:
    """Summarize the delays of items."""
    delays = [one.delay for one in judged if one.delay is not None]
    terms = {(one.term.workdays or 0, one.term.source) for one in judged if one.term is not None}
    late = sorted((delay for delay in delays if delay.late), key=lambda one: (-one.workdays, one.item))
    return Timeliness(
        items=len(judged),
        unbound=sum(one.unbound for one in judged),
        unmeasurable=tuple(sorted(one.item for one in judged if one.delay is None and not one.unbound)),
        measured=len(delays),
        late=tuple(late),
        median=_median([one.workdays for one in delays]) if delays else None,
        longest=max((one.workdays for one in delays), default=None),
        provisional=sum(one.provisional for one in delays),
        terms=tuple(sorted(terms)),
    )


def columns(records: Records, previous: Records | None, period: Period) -> Mapping[str, ColumnFigures]:
    """Return the figures of every column by its id, sorted; the last publication before the period may be a previous record."""
    days: dict[str, list[date]] = defaultdict(list)
    for one in records.of(Publication):
        if one.column is not None and one.published <= period.end:
            days[one.column].append(one.published)
    for one in previous.of(Publication) if previous is not None else ():
        if one.column is not None and one.published < period.start:
            days[one.column].append(one.published)
    return {one.id: _column(one, days[one.id], period) for one in sorted(records.of(SiteColumn), key=lambda one: one.id)}


def _column(column: SiteColumn, days: Sequence[date], period: Period) -> ColumnFigures:
    inside = sorted(day for day in days if day in period)
    before = max((day for day in days if day < period.start), default=period.start)
    since, until = max(pairwise([before, *inside, period.end]), key=lambda both: both[1] - both[0])
    return ColumnFigures(
        column=column.id,
        body=column.body,
        renewal_days=column.renewal_days,
        publications=len(inside),
        since=since,
        until=until,
    )


def compared(records: Records, body: str | None, period: Period) -> Iterator[Body]:
    """Yield the bodies to compare, sorted: all that are under ``body`` at any depth and exist in the period.

    Without ``body``: all that are under another; where none does, all in the records, unless it is a single one.
    """
    listed = {one.id: one for one in records.of(Body)}
    if body is not None:
        found = _under(body, listed)
    else:
        everyone = {*listed, *records.bodies}
        found = {one.id for one in listed.values() if one.parent in listed} or (everyone if len(everyone) > 1 else set())
    for identity in sorted(found):
        one = listed.get(identity) or Body(id=identity)
        if one.exists_in(period):
            yield one


def _under(body: str, listed: Mapping[str, Body]) -> set[str]:
    found: set[str] = set()
    front = {body}
    while front:  # a loop among the parents ends, for no body is taken twice
        front = {one.id for one in listed.values() if one.parent in front} - found - {body}
        found |= front
    return found


def body_figures(
    body: Body, period: Period, judged: Collection[_TimedItem], all_columns: Iterable[ColumnFigures]
) -> BodyFigures:
    """Return the figures of one body among others."""
    own = [column for column in all_columns if column.body == body.id]
    begun = body.established is None or body.established <= period.start
    return BodyFigures(
        body=body.id,
        public_institution=body.kind is BodyKind.PUBLIC_INSTITUTION,
        whole_period=begun and (body.dissolved is None or body.dissolved >= period.end),
        timeliness=timeliness(judged),
        columns=len(own),
        idle_columns=tuple(one.column for one in own if one.is_idle or one.is_empty),
    )


def spread(bodies: Iterable[BodyFigures]) -> Spread | None:
    """Return how far the bodies are apart; None for fewer than two that existed all the time."""
    whole = sorted((body for body in bodies if body.whole_period), key=lambda one: (one.items, one.body))
    if len(whole) < 2:
        return None
    middle, least, most = _median([one.items for one in whole]), whole[0].items, whole[-1].items
    return Spread(
        least=least,
        least_bodies=tuple(one.body for one in whole if one.items == least),
        median=middle,
        most=most,
        most_bodies=tuple(one.body for one in whole if one.items == most),
        lagging=tuple(one.body for one in whole if 100 * one.items < product(middle, UNEVEN_BELOW)),
    )


def _median(numbers: Sequence[int]) -> Decimal:
    """Return the median, exact: whole, or a half between two."""
    return Decimal(from_fraction(Fraction(median_low(numbers) + median_high(numbers), 2)))
