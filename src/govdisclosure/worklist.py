"""The worklist (待办期限): every open duty of the records on a day, nearest first. Ids only.

What the records do not tell stays undated and is marked so; what rests on memory of the law ends in ``(待核实)``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from attrs import field, frozen
from openpyxl import Workbook

from govdisclosure.areas import Notice
from govdisclosure.cycle_collector import collector_paused
from govdisclosure.exporters.sheets import HEAD_SHADE, add_text_style, saved, text_sheet
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.folders import write_whole
from govdisclosure.law import (
    Calendar,
    Mark,
    Progress,
    fee_source,
    national,
    payment_term,
    receipt_date,
    regulation_on,
    regulations,
    remedy_answers,
    state_on,
)
from govdisclosure.messages import Message, language, say, speaking
from govdisclosure.records import RECORD_KINDS, Body, Item, Publication, Remedy, Request, Response
from govdisclosure.records.record import shown_id
from govdisclosure.records.vocabulary import Attribute, RemedyResult, RemedyRole, ReportsAs
from govdisclosure.sources import Records
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period


@frozen(kw_only=True)
class Duty(ValueObject):
    """One duty (待办事项).

    Attributes:
        key: which duty, as in the messages ``due.duty.KEY``.
        record: kind and id of the record; the id is left out where it may be about a person.
        due: the last day; None where the records do not tell it.
        article: where the rule is.
        days: calendar days left; below zero it is overdue; None without a day.
        provisional: whether working days were counted in a year whose holidays nobody knows yet.
        identity: what tells this duty from all others, as calendars want it; nobody can read the id of the record from it.
    """

    key: str
    record: str
    body: str
    due: date | None
    article: str
    days: int | None
    provisional: bool = False
    identity: str = field(default="", repr=False)

    @property
    def shown(self) -> Message:
        """The record for people: in Chinese its kind by its label."""
        kind, _, identity = self.record.partition(" ")
        return Message.literal(zh=f"{RECORD_KINDS[kind].zh} {identity}", en=self.record)

    @property
    def sentence(self) -> Message:
        """The duty as a sentence."""
        return _sentence(self.key, self.provisional)


@cache
def _sentence(key: str, provisional: bool) -> Message:  # noqa: FBT001 - the key of the cache
    words = say(f"due.duty.{key}")
    return say("due.provisional", duty=words) if provisional else words


def duties(records: Records, on: date, *, calendar: Calendar | None = None, notice: Notice | None = None) -> tuple[Duty, ...]:
    """Return the open duties at the end of a day (待办), as known on it: undated ones first, then the nearest day first.

    Args:
        records: those of one office, or of several.
        on: the day.
        calendar: working days, such as those of a standard (``standard.calendar``); the national ones by default.
        notice: a local notice with days for the annual report.

    Example:
        >>> duty = next(duty for duty in duties(city, date(2024, 12, 2)) if duty.due)
        >>> duty.due, duty.record
        (datetime.date(2024, 8, 4), 'remedy case-0052')
    """
    listing = _Listing(on, calendar or national())
    with collector_paused():
        for request in records.of(Request):
            listing.request(request)
        published = _last_published(records.of(Publication), on)
        for item in records.of(Item):
            listing.item(item, published.get(item.id))
        redecided = _redecided(records.of(Response), on)
        for remedy in records.of(Remedy):
            listing.remedy(remedy, redecided)
        for body in records.bodies:
            listing.report(records.body(body), notice)
        return tuple(sorted(listing.found, key=lambda one: (one.due or date.min, one.record, one.key)))


class _Listing:
    def __init__(self, on: date, calendar: Calendar) -> None:
        self.on, self.calendar = on, calendar
        self.found: list[Duty] = []

    def add(
        self, key: str, kind: str, identity: str, body: str, due: date | None, article: str, *, provisional: bool = False
    ) -> None:
        record = f"{kind} {identity if identity == body else shown_id(identity)}"
        unique = sha256("\0".join((body, kind, identity, key)).encode()).hexdigest()[:32]
        days = None if due is None else (due - self.on).days
        self.found.append(
            Duty(
                key=key, record=record, body=body, due=due, article=article, days=days, provisional=provisional, identity=unique
            )
        )

    def happened(self, day: date | None) -> bool:
        return day is not None and day <= self.on

    def request(self, one: Request) -> None:
        if self.happened(one.closed) or not self.happened(one.arrived or one.confirmed or one.received):
            return
        received = one.received or receipt_date(one.channel, one.arrived, one.confirmed)
        regulation = regulation_on(received or one.arrived or self.on)
        if regulation is None:
            return
        if not self.happened(received):
            self.add("confirm", "request", one.id, one.body, None, regulation.receipt[one.channel][1].source)
            return
        assert received is not None  # noqa: S101 - what happened has a day
        state = state_on(one, self.on, self.calendar)
        if state.term is not None and state.kind in (Progress.OPEN, Progress.OVERDUE):
            last, unsure = state.term.last, state.term.provisional
            self.add("reply", "request", one.id, one.body, last, regulation.answer.source, provisional=unsure)
            if state.kind is Progress.OPEN and not self.happened(one.extended):
                self.add("extend", "request", one.id, one.body, last, regulation.extension.source, provisional=unsure)
        if regulation.correction.workdays and not self.happened(one.correction_asked):
            until = self.calendar.after(received, regulation.correction.workdays)
            if until.end >= self.on:
                self.counted("correct", one, received, regulation.correction.workdays, regulation.correction.source)
        if self.happened(one.correction_asked) and not self.happened(one.correction_received):
            self.add("corrected", "request", one.id, one.body, one.correction_due, regulation.correction.source)
        for key, asked, answered, rule in (
            ("third_party", one.third_party_asked, one.third_party_answered, regulation.third_party),
            ("other_agency", one.other_agency_asked, one.other_agency_answered, regulation.other_agencies),
        ):
            if asked is not None and self.happened(asked) and not self.happened(answered) and rule and rule.workdays:
                self.counted(key, one, asked, rule.workdays, rule.source, lapses=True)
        if one.fee_notice is not None and self.happened(one.fee_notice) and not self.happened(one.fee_paid):
            self.counted("fee", one, one.fee_notice, payment_term(), Mark.MEMORY.marked(fee_source()))

    def counted(self, key: str, one: Request, start: date, workdays: int, article: str, *, lapses: bool = False) -> None:
        until = self.calendar.after(start, workdays)
        if lapses and until.end < self.on:  # whoever was silent until then is waited for no longer
            return
        self.add(key, "request", one.id, one.body, until.end, article, provisional=until.provisional)

    def item(self, one: Item, published: date | None) -> None:
        if one.attribute is not Attribute.PROACTIVE or self.happened(one.withdrawn):
            return
        known = [day for day in (one.made, one.changed) if day is not None and day <= self.on]
        if not known:
            return
        last = max(known)
        shown = [day for day in (published, one.first_published) if day is not None and last <= day <= self.on]
        regulation = regulation_on(last)
        if not shown and regulation is not None and regulation.publication.workdays:
            until = self.calendar.after(last, regulation.publication.workdays)
            source = regulation.publication.source
            self.add("publish", "item", one.id, one.body, until.end, source, provisional=until.provisional)

    def remedy(self, one: Remedy, redecided: Container[str | None]) -> None:
        if not self.happened(one.filed):
            return
        if self.happened(one.closed):
            if one.result is RemedyResult.CORRECTED and one.response not in redecided:
                self.add("anew", "remedy", one.id, one.body, None, "")
        elif one.role is RemedyRole.THIRD_PARTY:
            return
        else:
            for rule in remedy_answers():
                if rule.remedy is one.kind:
                    key = one.kind.value if rule.procedure == "ordinary" else f"{one.kind.value}_{rule.procedure}"
                    until = self.calendar.after(one.filed, rule.workdays) if rule.workdays else None
                    due = until.end if until else one.filed + timedelta(days=rule.days or 0)
                    unsure = until is not None and until.provisional
                    self.add(key, "remedy", one.id, one.body, due, rule.source, provisional=unsure)

    def report(self, body: Body, notice: Notice | None) -> None:
        law = regulation_on(self.on) or next(iter(regulations().values()))
        department = body.bound_as is ReportsAs.DEPARTMENT
        year = self.on.year - 1 if law.report_due(self.on.year - 1, department=department) >= self.on else self.on.year
        source = law.annual_report[body.bound_as.value][2].source
        self.add("report", "body", body.id, body.id, law.report_due(year, department=department), source)
        if notice is None:
            return
        for key, position in (("hand_in", 0), ("local_publish", 1)):
            for covered in (self.on.year - 1, self.on.year):
                day = notice.due(body, Period.year(covered))[position]
                if day is not None and day >= self.on:
                    self.add(key, "body", body.id, body.id, day, notice.source)
                    break


def _last_published(publications: Iterable[Publication], on: date) -> dict[str, date]:
    last: dict[str, date] = {}
    for one in publications:
        if one.published <= on:
            last[one.item] = max(last.get(one.item, one.published), one.published)
    return last


def _redecided(answers: Iterable[Response], on: date) -> frozenset[str]:
    """Return the ids of the answers that another one had replaced by a day."""
    return frozenset(one.redecides for one in answers if one.redecides is not None and one.given <= on)


def write_calendar(found: Iterable[Duty], on: date, path: Path) -> None:
    """Write the dated duties as an iCalendar file (RFC 5545) (日历文件), a whole day each; the same duties give the same bytes.

    Args:
        found: the duties, as :func:`duties` returns them.
        on: the day that the file is made on.
        path: the file to write.

    Example:
        >>> write_calendar(duties(city, date(2024, 12, 2)), date(2024, 12, 2), Path("due.ics"))
        >>> Path("due.ics").read_bytes()[:15]
        b'BEGIN:VCALENDAR'
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//govdisclosure//due//ZH"]
    for one in found:
        if one.due is None:
            continue
        words = f"{one.shown} {one.sentence} {one.article}".replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.identity}@govdisclosure",
            f"DTSTAMP:{on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{one.due:%Y%m%d}",
            f"SUMMARY:{words}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    write_whole(path, b"".join(_folded(line) + b"\r\n" for line in lines))


def _folded(line: str) -> bytes:
    """Fold a line at 75 bytes, between characters."""
    parts, size = [b""], 0
    for sign in line:
        data = sign.encode()
        if size + len(data) > 74:
            parts.append(b" ")
            size = 1
        parts[-1] += data
        size += len(data)
    return b"\r\n".join(parts)


def rows_of(found: Iterable[Duty]) -> Iterator[list[str]]:
    """Yield a line a duty: last day, days left, what to do, record, body, article."""
    for one in found:
        due = str(one.due) if one.due else str(say("due.undated"))
        yield [due, "" if one.days is None else str(one.days), str(one.sentence), str(one.shown), one.body, one.article]


def heads() -> list[Message]:
    """Return the heads of those lines."""
    return [say(f"due.head.{one}") for one in ("due", "days", "duty", "record", "body", "article")]


def write_workbook(found: Iterable[Duty], path: Path, *, theme: Theme | None = None) -> None:
    """Write the duties as a workbook (待办清单).

    Args:
        found: the duties, as :func:`duties` returns them.
        path: the file to write.
        theme: its paper, fonts and colours; the usual ones of the language of messages by default.

    Example:
        >>> write_workbook(duties(city, date(2024, 12, 2)), Path("due.xlsx"))
        >>> Path("due.xlsx").exists()
        True
    """
    book = Workbook(write_only=True)
    page = text_sheet(book, str(say("due.title")), (12, 8, 48, 24, 16, 36))
    add_text_style(book, "head", shade=HEAD_SHADE, bold=True)
    add_text_style(book, "line")
    page.line(map(str, heads()), "head")
    with speaking(language()):  # asked once, and not for each of some hundred thousand texts
        for row in rows_of(found):
            page.line(row, "line")
    write_whole(path, saved(book, title=page.title, theme=theme or usual_theme(language())))
