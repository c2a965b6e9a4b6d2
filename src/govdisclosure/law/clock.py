"""A time limit (期限) and its steps: counting working days, with the clock stopped in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, TypeAlias

from attrs import frozen

from govdisclosure.law.calendars import Calendar, WorkingDays
from govdisclosure.law.regulation_files import Provision
from govdisclosure.messages import Message, joined, say
from govdisclosure.value_objects import ValueObject

_ONE_DAY = timedelta(days=1)

Consulted: TypeAlias = Literal["third_party", "other_agencies"]


@frozen(kw_only=True)
class ClockStep(ValueObject):
    """One step of a time limit (推算步骤).

    Attributes:
        start: where it counts, the day before its first day; else its first day.
        end: its last day; None while it lasts.
        workdays: working days counted towards the term; 0 where none are.
        stopped: working days that fell into it and were not counted, because the clock stood still.
        skipped: holidays from Monday to Friday in it, where it counts.
        made_up: worked Saturdays and Sundays in it, counted.
        assumed: the years in it whose holidays nobody knows yet.
        why: what happens here.
        article: where the rule is; ``(待核实)`` means from memory.
    """

    start: date
    end: date | None
    workdays: int = 0
    stopped: int = 0
    skipped: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()
    assumed: tuple[int, ...] = ()
    why: Message
    article: str

    @property
    def sentence(self) -> Message:
        """The step in words."""
        if self.end is None:
            return say("law.line.open", start=self.start, why=self.why, article=self.article)
        key = "law.line.counted" if self.workdays else "law.line.not_counted"
        words = say(key, start=self.start, end=self.end, workdays=self.workdays, why=self.why, article=self.article)
        return say("law.line.skipped", line=words, days=list(_runs(self.skipped))) if self.skipped else words


@frozen(kw_only=True)
class TimeLimit(ValueObject):
    """When an application has to be answered, and how that was found (期限).

    Attributes:
        regulation: id of the Regulation that was applied.
        starts: the day from which it runs: the day of receipt (of the correction, if one was asked), or the day after payment.
        due: its last day; None while the clock stands still.
        extended_due: its last day with the extension, at its longest; None without one, or while the clock stands still.
        provisional: whether a day was counted of which nobody knows yet whether it is worked.
        steps: the working, in order of time; their ``workdays`` add up to the term and its extension.
        notes: what seems irregular, or may still change.
    """

    regulation: str
    starts: date
    due: date | None
    extended_due: date | None
    provisional: bool
    steps: tuple[ClockStep, ...]
    notes: tuple[Message, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether the clock stands still until somebody answers, corrects or pays."""
        return self.steps[-1].end is None

    @property
    def last(self) -> date | None:
        """The day by which to answer, extension included; None while the clock stands still."""
        return self.steps[-1].end

    @property
    def sentence(self) -> Message:
        """The result in words."""
        if self.waiting:
            return say("law.term.waiting", why=self.steps[-1].why)
        key = "law.term.due" if self.extended_due is None else "law.term.extended"
        words = say(key, starts=self.starts, due=self.due, extended=self.extended_due)
        return say("law.term.provisional", term=words) if self.provisional else words

    @property
    def lines(self) -> tuple[Message, ...]:
        """The result, the working and the notes in words, one line each."""
        return (self.sentence, *(step.sentence for step in self.steps), *(say("law.note", note=note) for note in self.notes))

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)


@frozen(kw_only=True)
class Stop(ValueObject):
    """A time in which the clock stands still, both days included; ``answered`` None: it still does.

    Attributes:
        lapsed: whether nobody answered and the time to answer has run out: the clock stood still until its end.
        answer: the term of those asked.
        article: the rule that the time is not counted.
    """

    who: Consulted
    asked: date
    answered: date | None
    answer: Provision
    article: str
    lapsed: bool = False

    def step(self, calendar: Calendar, first: date) -> ClockStep:
        """Return the step of this stop, from the day on which it takes hold."""
        if self.answered is not None:
            stopped = calendar.between(first - _ONE_DAY, self.answered)
            facts = {"asked": self.asked, "answered": self.answered, "first": first, "workdays": stopped.workdays}
            key = f"law.step.{self.who}_silent" if self.lapsed else f"law.step.{self.who}"
            why = joined([say(key, **facts), *assumption(stopped)])
            return ClockStep(
                start=first,
                end=self.answered,
                stopped=stopped.workdays,
                assumed=stopped.unknown,
                why=why,
                article=self.article,
            )
        why = say(f"law.step.{self.who}_open", asked=self.asked)
        if self.answer.workdays is None:
            return ClockStep(start=first, end=None, why=why, article=self.article)
        limit = calendar.after(self.asked, self.answer.workdays)
        facts = {"workdays": limit.workdays, "limit": limit.end, "article": self.answer.source}
        why = joined([why, say(f"law.step.{self.who}_limit", **facts), *assumption(limit)])
        return ClockStep(start=first, end=None, assumed=limit.unknown, why=why, article=self.article)


def counted(
    calendar: Calendar, start: date, workdays: int, stops: Iterable[Stop], *, why: Message, article: str
) -> Iterator[ClockStep]:
    """Count so many working days from the day after ``start``, leaving out the stops; overlapping ones are left out once.

    The last step's ``end`` is the last day of the term, or None where a stop has no end.
    """
    left = workdays
    for stop in sorted(stops, key=lambda one: one.asked):
        first = max(stop.asked, start + _ONE_DAY)
        if stop.answered is not None and stop.answered < first:
            continue
        before = calendar.between(start, first - _ONE_DAY)
        if before.workdays >= left:
            break
        if before.start < before.end:
            yield _step(before, why, article)
        yield stop.step(calendar, first)
        if stop.answered is None:
            return
        start, left = stop.answered, left - before.workdays
        why = say("law.step.resumed", workdays=left)
    yield _step(calendar.after(start, left), why, article)


def _step(days: WorkingDays, why: Message, article: str) -> ClockStep:
    made_up = [say("law.step.made_up", days=list(days.made_up))] if days.made_up else []
    return ClockStep(
        start=days.start,
        end=days.end,
        workdays=days.workdays,
        skipped=days.skipped,
        made_up=days.made_up,
        assumed=days.unknown,
        why=joined([why, *made_up, *assumption(days)]),
        article=article,
    )


def assumption(days: WorkingDays) -> Iterator[Message]:
    """Say which years were assumed, if any were."""
    if days.unknown:
        yield say("law.step.assumed", years=list(days.unknown))


def _runs(days: Sequence[date]) -> Iterator[str]:
    """Put days one after the other as ``2024-02-12..2024-02-16``."""
    first = 0
    for index in range(1, len(days) + 1):
        if index == len(days) or days[index] - days[index - 1] != _ONE_DAY:
            one, other = days[first], days[index - 1]
            yield one.isoformat() if one == other else f"{one.isoformat()}..{other.isoformat()}"
            first = index
