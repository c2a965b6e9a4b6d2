"""The status of a request on a day (办理进度): open, waiting, overdue, closed."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from attrs import evolve, frozen

from govdisclosure.law.calendar_files import national
from govdisclosure.law.calendars import Calendar
from govdisclosure.law.clock import TimeLimit
from govdisclosure.law.receipt import receipt_date
from govdisclosure.law.terms import term_of
from govdisclosure.messages import Message, say
from govdisclosure.records.record import FieldType, fields_of
from govdisclosure.records.requests import Request
from govdisclosure.records.vocabulary import Word
from govdisclosure.value_objects import ValueObject


class Progress(Word):
    """The progress of a request (办理进度)."""

    NOT_RECEIVED = "not_received", "尚未收到", "not received in law"
    OPEN = "open", "在办", "open"
    WAITING = "waiting", "停止计算期限", "the clock stands still"
    OVERDUE = "overdue", "逾期未答复", "overdue"
    CLOSED = "closed", "已办结", "closed"
    CLOSED_LATE = "closed_late", "逾期办结", "closed late"


@frozen(kw_only=True)
class RequestState(ValueObject):
    """The status of a request on a day (状态).

    Attributes:
        kind: how far it has come.
        days: calendar days from the day (of closing, if closed) to the last day of the term, or since then where it is past;
            0 where there is no such day.
        workdays: the working days among them; those that nobody knows yet by the weekday (``term.provisional``).
        term: the term as known on the day; None where there is none.
    """

    kind: Progress
    days: int = 0
    workdays: int = 0
    term: TimeLimit | None = None

    @property
    def sentence(self) -> Message:
        """The state in words."""
        last = self.term.last if self.term else None
        if last is None:
            return self.term.sentence if self.term and self.kind is Progress.WAITING else say("law.state.plain", kind=self.kind)
        words = say(f"law.state.{self.kind.value}", days=self.days, workdays=self.workdays, last=last)
        return say("law.term.provisional", term=words) if self.term and self.term.provisional else words


def state_on(request: Request, day: date, calendar: Calendar | None = None) -> RequestState:
    """Return the status of a request at the end of a day (办理进度), as known on that day: later events are left out.

    Args:
        request: the request.
        day: the day, at whose end it is judged.
        calendar: which days are worked; the national ones by default.

    Source: Regulations of 2019, article 33, through :func:`term`.

    Example:
        >>> row = {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01"}
        >>> state = state_on(make_record("request", row), date(2024, 4, 8))
        >>> state.kind.value, state.workdays
        ('overdue', 5)
    """
    days = calendar or national()
    known = _known_on(request, day)
    received = known.received or receipt_date(known.channel, known.arrived, known.confirmed)
    if received is None:
        return RequestState(kind=Progress.NOT_RECEIVED)
    found = term_of(known, days, on=day)
    last = found.last if found else None
    if last is None:
        waiting = found is not None and known.closed is None
        kind = Progress.WAITING if waiting else Progress.OPEN if known.closed is None else Progress.CLOSED
        return RequestState(kind=kind, term=found)
    until = known.closed or day
    late = until > last
    if known.closed is not None:
        kind = Progress.CLOSED_LATE if late else Progress.CLOSED
    else:
        kind = Progress.OVERDUE if late else Progress.OPEN
    stretch = days.between(*sorted((until, last)))
    return RequestState(kind=kind, days=abs((last - until).days), workdays=stretch.workdays, term=found)


def _known_on(request: Request, day: date) -> Request:
    """Leave out what happened after a day; what was fixed for a later day (``due``) was known."""
    later: dict[str, Any] = {
        name: None for name in _happenings() if (happened := getattr(request, name)) is not None and happened > day
    }
    if "closed" in later:
        later["outcome"] = None
    return evolve(request, **later) if later else request


@cache
def _happenings() -> tuple[str, ...]:
    return tuple(name for name, field in fields_of(Request).items() if field.type is FieldType.DATE and name != "due")
