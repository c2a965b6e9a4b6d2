"""Computation of time limits (期限的推算): start, stops, length, and what seems wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve, field, fields, frozen

from govdisclosure.law.calendars import Calendar
from govdisclosure.law.clock import ClockStep, Stop, TimeLimit, assumption, counted
from govdisclosure.law.fees import fee_source, fees_since, payment_term
from govdisclosure.law.receipt import receipt_of
from govdisclosure.law.regulation_files import Provision, Regulation, regulation_on
from govdisclosure.messages import Message, joined, say
from govdisclosure.records.record import TypedRecord, fields_of
from govdisclosure.records.requests import Request
from govdisclosure.records.vocabulary import RequestChannel

_OF = {one.name: one.metadata for one in fields(Request)}
_LABELS = {name: Message.literal(zh=one.zh, en=one.en) for name, one in fields_of(Request).items()}
_ELSEWHERE = {"arrived", "confirmed", "due", "closed", "outcome", "correction_due"}
"""Fields of a request that move no term."""


@frozen(kw_only=True)
class Application(TypedRecord):
    """The days of a request that move its term, held to the same order as a request's."""

    received: date = field(metadata=_OF["received"])
    channel: RequestChannel | None = field(default=None, metadata=_OF["channel"])
    extended: date | None = field(default=None, metadata=_OF["extended"])
    correction_asked: date | None = field(default=None, metadata=_OF["correction_asked"])
    correction_received: date | None = field(default=None, metadata=_OF["correction_received"])
    third_party_asked: date | None = field(default=None, metadata=_OF["third_party_asked"])
    third_party_answered: date | None = field(default=None, metadata=_OF["third_party_answered"])
    other_agency_asked: date | None = field(default=None, metadata=_OF["other_agency_asked"])
    other_agency_answered: date | None = field(default=None, metadata=_OF["other_agency_answered"])
    fee_notice: date | None = field(default=None, metadata=_OF["fee_notice"])
    fee_paid: date | None = field(default=None, metadata=_OF["fee_paid"])

    order = tuple(pair for pair in Request.order if not _ELSEWHERE & set(pair))
    needs = tuple(pair for pair in Request.needs if not _ELSEWHERE & set(pair))


@frozen(kw_only=True)
class _Restart:
    """What voids the days that have run: ``done`` is the last day before the term starts again, None while it is awaited."""

    asked: date
    done: date | None
    starts: date | None
    assumed: tuple[int, ...] = ()
    why: Message
    article: str


@lru_cache(maxsize=10_000)  # most applications of a year were received on one of 250 days, and nothing else happened yet
def work_out(events: Application, law: Regulation, calendar: Calendar, *, extended: bool, on: date | None = None) -> TimeLimit:
    """Work out the term of an application from its events, as it is on a day: who was silent until then lets the clock run."""
    return _Working(events, law, calendar, on).term(extended=extended)


class _Working:
    def __init__(self, events: Application, law: Regulation, calendar: Calendar, on: date | None) -> None:
        self.events, self.law, self.calendar, self.on = events, law, calendar, on
        self.steps: list[ClockStep] = []
        self.notes: list[Message] = []
        if regulation_on(events.received) is not law:
            self.note("not_in_force", number=law.number, day=events.received)
        for name in ("correction_asked", "third_party_asked", "other_agency_asked", "fee_notice"):
            day = getattr(events, name)
            if day is not None and day < events.received:
                self.note("before_receipt", event=_LABELS[name], day=day, received=events.received)

    def term(self, *, extended: bool) -> TimeLimit:
        starts, before = self.start()
        stops = tuple(self.stops())
        due = extended_due = None
        if before is not None:
            due = self.count(before, self.law.answer, self.answer_why(before), stops)
        if due is not None and extended:
            if self.events.extended is not None and self.events.extended > due:
                self.note("late_extension", extended=self.events.extended, due=due)
            why = say("law.step.extension", workdays=self.law.extension.workdays)
            extended_due = self.count(due, self.law.extension, why, stops)
        self.look_back(stops)
        return TimeLimit(
            regulation=self.law.id,
            starts=starts,
            due=due,
            extended_due=extended_due,
            provisional=any(step.assumed for step in self.steps),
            steps=tuple(self.steps),
            notes=tuple(self.notes),
        )

    def start(self) -> tuple[date, date | None]:
        """Return the day from which the term runs, and the day before the first that counts; None while that is awaited."""
        starts = before = self.events.received
        for restart in sorted(self.restarts(), key=lambda one: one.done or date.max):
            if restart.done is None or restart.starts is None:
                self.steps.append(
                    ClockStep(start=restart.asked, end=None, assumed=restart.assumed, why=restart.why, article=restart.article)
                )
                return starts, None
            if restart.done > before:
                self.steps.append(ClockStep(start=before, end=restart.done, why=restart.why, article=restart.article))
                starts, before = restart.starts, restart.done
        return starts, before

    def restarts(self) -> Iterator[_Restart]:
        asked, done = self.events.correction_asked, self.events.correction_received
        if asked is not None:
            rule = self.law.correction
            if rule.workdays is not None:
                limit = self.calendar.after(self.events.received, rule.workdays)
                if asked > limit.end and not limit.provisional:
                    self.note("late_correction", asked=asked, limit=limit.end, workdays=rule.workdays)
            key = "law.step.correction" if done is not None else "law.step.correction_open"
            yield _Restart(asked=asked, done=done, starts=done, why=say(key, asked=asked, done=done), article=rule.source)
        asked, done = self.events.fee_notice, self.events.fee_paid
        if asked is None:
            return
        if asked < fees_since():
            self.note("fee_before", asked=asked, since=fees_since())
            return
        article = f"{fee_source()}（待核实）"
        if done is not None:
            why = say("law.step.fee", asked=asked, done=done)
            yield _Restart(asked=asked, done=done, starts=done + timedelta(days=1), why=why, article=article)
            return
        limit = self.calendar.after(asked, payment_term())
        why = joined([say("law.step.fee_open", asked=asked, limit=limit.end, workdays=limit.workdays), *assumption(limit)])
        yield _Restart(asked=asked, done=None, starts=None, assumed=limit.unknown, why=why, article=article)

    def stops(self) -> Iterator[Stop]:
        events, law = self.events, self.law
        if events.third_party_asked is not None:
            yield self.stop(
                Stop(
                    who="third_party",
                    asked=events.third_party_asked,
                    answered=events.third_party_answered,
                    answer=law.third_party,
                    article=law.third_party_time.source,
                )
            )
        if events.other_agency_asked is None:
            return
        if law.other_agencies is None or law.other_agencies_time is None:
            self.note("no_stop", number=law.number)
            return
        yield self.stop(
            Stop(
                who="other_agencies",
                asked=events.other_agency_asked,
                answered=events.other_agency_answered,
                answer=law.other_agencies,
                article=law.other_agencies_time.source,
            )
        )

    def stop(self, stop: Stop) -> Stop:
        """Let a stop end with the time to answer, where that has run out without an answer (art. 32, 34)."""
        if stop.answered is not None or stop.answer.workdays is None or self.on is None:
            return stop
        limit = self.calendar.after(stop.asked, stop.answer.workdays).end
        return evolve(stop, answered=limit, lapsed=True) if limit < self.on else stop

    def answer_why(self, before: date) -> Message:
        why = say("law.step.answer", workdays=self.law.answer.workdays, day=before)
        if self.events.channel is None or before != self.events.received:
            return why
        rule = receipt_of(self.events.channel, before, before, regulation=self.law)
        return joined([why, say("law.step.receipt", rule=rule.why, article=rule.article)])

    def count(self, before: date, rule: Provision, why: Message, stops: tuple[Stop, ...]) -> date | None:
        self.steps += counted(self.calendar, before, rule.workdays or 0, stops, why=why, article=rule.source)
        return self.steps[-1].end

    def look_back(self, stops: tuple[Stop, ...]) -> None:
        """Add notes that depend on the last day."""
        last = self.steps[-1].end
        if last is not None:
            for stop in stops:
                if stop.asked > last:
                    self.note("late_stop", asked=stop.asked, last=last)
            year = self.calendar.unsettled(self.events.received, last)
            if year is not None and not any(step.assumed for step in self.steps):
                self.note("december", year=year, before=year - 1)
        if any("（待核实）" in step.article for step in self.steps):
            self.note("from_memory")

    def note(self, key: str, /, **facts: object) -> None:
        self.notes.append(say(f"law.note.{key}", **facts))
