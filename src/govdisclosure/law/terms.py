"""The time limit for the answer (答复期限), with its computation: each step, its days, its article.

The day of receipt is day 0, the next working day day 1 (general rule of procedure, from memory). Asking for correction (补正)
and a fee notice void what has run: the term starts again. The time of third parties and other agencies, both its days included,
is not counted. An extension adds to the end. Source: Regulation of 2019, articles 30 to 34; of 2007, articles 21 to 24 (their
numbers are from memory).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.law.calendar_files import national
from govdisclosure.law.calendars import Calendar
from govdisclosure.law.clock import TimeLimit
from govdisclosure.law.deadline_rules import Application, work_out
from govdisclosure.law.receipt import receipt_date
from govdisclosure.law.regulation_files import Regulation, regulation_on, regulations
from govdisclosure.messages import say
from govdisclosure.records.requests import Request
from govdisclosure.records.vocabulary import RequestChannel


def term(
    received: date,
    *,
    regulation: Regulation | None = None,
    channel: RequestChannel | None = None,
    extended: date | bool | None = None,
    correction_asked: date | None = None,
    correction_received: date | None = None,
    third_party: tuple[date, date | None] | None = None,
    other_agencies: tuple[date, date | None] | None = None,
    fee_notice: date | None = None,
    fee_paid: date | None = None,
    calendar: Calendar | None = None,
    on: date | None = None,
) -> TimeLimit:
    """Compute the time limit of an application received on a day.

    Args:
        received: the day of receipt in law; see :func:`~govdisclosure.law.receipt_date`.
        regulation: by default the one in force on the day of receipt.
        channel: how it came in; the working then says why that day is the day of receipt.
        extended: the day of the notice of extension, or True where the day does not matter.
        correction_asked: the day correction (补正) was requested.
        correction_received: the day it was received; without it the clock stands still.
        third_party: the day the third party was asked and the day it answered, None: not yet.
        other_agencies: likewise for other agencies.
        fee_notice: the day of the fee notice.
        fee_paid: the day of payment; without it the clock stands still.
        calendar: by default the national one.
        on: as the term is on a day: where a third party or other agencies were silent until their time ran out, the clock runs
            again from then (art. 32, 34). By default it stands still for as long as nobody has answered.

    Raises:
        InvalidRecordError: a day is no plain date, days are in an order that cannot be, or no Regulation was in force.

    >>> term(date(2024, 1, 15)).due
    datetime.date(2024, 2, 9)

    Source: Regulations of 2007, article 24, and of 2019, articles 30 to 33; each step has its own.
    """
    third_asked, third_answered = third_party or (None, None)
    agency_asked, agency_answered = other_agencies or (None, None)
    events = Application(
        received=received,
        channel=channel,
        extended=None if isinstance(extended, bool) else extended,
        correction_asked=correction_asked,
        correction_received=correction_received,
        third_party_asked=third_asked,
        third_party_answered=third_answered,
        other_agency_asked=agency_asked,
        other_agency_answered=agency_answered,
        fee_notice=fee_notice,
        fee_paid=fee_paid,
    )
    law = regulation or regulation_on(received)
    if law is None:
        first = next(iter(regulations().values())).in_force
        raise InvalidRecordError([Fault(field="received", sentence=say("law.no_regulation", day=received, first=first))])
    return work_out(events, law, calendar or national(), extended=extended not in (None, False), on=on)


def term_of(request: Request, calendar: Calendar | None = None, *, on: date | None = None) -> TimeLimit | None:
    """Compute the time limit of a request (答复期限), as known on a day; see :func:`term`.

    Args:
        request: the request.
        calendar: which days are worked; the national ones by default.
        on: the day; None: with everything that the request says.

    Returns:
        The term; None where the request is not received in law, or was received before there was a Regulation.

    Source: Regulations of 2019, article 33, through :func:`term`.

    Example:
        >>> row = {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01"}
        >>> term_of(make_record("request", row)).due
        datetime.date(2024, 3, 29)
    """
    received = request.received or receipt_date(request.channel, request.arrived, request.confirmed)
    if received is None or (regulation := regulation_on(received)) is None:
        return None
    found = term(
        received,
        regulation=regulation,
        channel=request.channel,
        extended=request.extended,
        correction_asked=request.correction_asked,
        correction_received=request.correction_received,
        third_party=_span(request.third_party_asked, request.third_party_answered),
        other_agencies=_span(request.other_agency_asked, request.other_agency_answered),
        fee_notice=request.fee_notice,
        fee_paid=request.fee_paid,
        calendar=calendar,
        on=on,
    )
    if request.due in (None, found.last) or found.last is None:
        return found
    return evolve(found, notes=(*found.notes, say("law.note.due_differs", given=request.due, last=found.last)))


def term_to_data(term: TimeLimit) -> dict[str, Any]:
    """Return a term as plain data, as ``deadline --json`` prints it; ``notes`` only where there are any."""
    data: dict[str, Any] = {
        "starts": term.starts.isoformat(),
        "due": _iso(term.due),
        "extended_due": _iso(term.extended_due),
        "provisional": term.provisional,
        "steps": [
            {
                "from": step.start.isoformat(),
                "to": _iso(step.end),
                "workdays": step.workdays,
                "skipped": [day.isoformat() for day in step.skipped],
                "why": step.why.both,
                "article": step.article,
            }
            for step in term.steps
        ],
    }
    if term.notes:
        data["notes"] = [note.both for note in term.notes]
    return data


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(asked: date | None, answered: date | None) -> tuple[date, date | None] | None:
    return None if asked is None else (asked, answered)
