"""Terms that the law gives where a register has none (答复期限推算), for requests that are rows.

The law is in one place, :mod:`govdisclosure.law`. An engine asks its rows only which *courses* there are (days of receipt,
correction, consultation, fee; no ids), each once; here the term of each is worked out, and the engine looks it up by the
course. So every engine has the same last day for the same request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from govdisclosure.errors import InvalidRecordError
from govdisclosure.expressions import FieldRef
from govdisclosure.law import Calendar, term_of
from govdisclosure.records import RecordKind, Request, TypedRecord
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.value_objects import FrozenDict

EVENTS = (
    "received",
    "extended",
    "correction_asked",
    "correction_received",
    "third_party_asked",
    "third_party_answered",
    "other_agency_asked",
    "other_agency_answered",
    "fee_notice",
    "fee_paid",
)
"""The days that move a term, in the order in which a course lists them."""


@frozen
class KnownDeadlines:
    """The last days that the law gives, by course: the days of its events as text, joined by ``|``.

    Attributes:
        courses: the last day of each.
        provisional: those that touch a day whose calendar is not known yet.
    """

    courses: Mapping[str, date] = field(factory=FrozenDict)
    provisional: frozenset[str] = frozenset()


NONE_KNOWN = KnownDeadlines()
"""Nothing was asked of the law."""


def last_days(courses: Iterable[tuple[str, ...]], calendar: Calendar) -> KnownDeadlines:
    """Work out the last day of each course; one that cannot be, or whose clock stands still, has none."""
    found: dict[str, date] = {}
    provisional = set()
    for course in courses:
        term = _term(course, calendar)
        if term is not None and term[0] is not None:
            key = "|".join(course)
            found[key] = term[0]
            if term[1]:
                provisional.add(key)
    return KnownDeadlines(found, frozenset(provisional))


def reads_due(kind: RecordKind, fields: Iterable[FieldRef]) -> bool:
    """Whether the last day of a request's term is read, which the law gives where the register does not."""
    return kind is Request.__kind__ and any(ref.parent is None and ref.field.name == "due" for ref in fields)


class Terms:
    """Terms worked out for requests in memory whose register has none (答复期限): the law's, by the day of receipt."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.computed: list[str] = []
        self.provisional: list[str] = []

    def filled(self, requests: Iterable[TypedRecord]) -> Iterator[TypedRecord]:
        """Yield requests with the last day that the law gives, where their register has none."""
        for request in requests:
            lacking = isinstance(request, Request) and request.due is None and request.received is not None
            found = term_of(request, self.calendar, on=date.max) if lacking and isinstance(request, Request) else None
            if found is None or found.last is None or not isinstance(request, Request):
                yield request
            else:
                (self.provisional if found.provisional else self.computed).append(request.id)
                yield evolve(request, due=found.last)


def _term(course: tuple[str, ...], calendar: Calendar) -> tuple[date | None, bool] | None:
    try:
        days: dict[str, Any] = {
            name: date.fromisoformat(text) for name, text in zip(EVENTS, course, strict=True) if len(text) > 1
        }
        if course[EVENTS.index("extended")]:
            days["extended"] = days["received"]  # that there was a notice moves the term, its day does not
        request = Request(id="x", body="x", channel=RequestChannel.FAX, applicant=Applicant.BUSINESS, **days)
    except (ValueError, InvalidRecordError):
        return None
    found = term_of(request, calendar, on=date.max)  # whoever is silent lets the clock run
    return None if found is None else (found.last, found.provisional)
