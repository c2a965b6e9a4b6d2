"""Remedies (救济): which decisions go to administrative reconsideration (行政复议) before a lawsuit may be brought.

Source: Administrative Reconsideration Law as revised in 2023, article 23, in force 2024-01-01; 法释〔2025〕8号, in force
2025-06-01, which limits it to decisions under articles 14 to 16 of the Regulation of 2019. See ``remedies.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from govdisclosure.law.regulation_files import Mark
from govdisclosure.messages import Message, say
from govdisclosure.records.vocabulary import Outcome, RemedyKind
from govdisclosure.value_objects import ValueObject

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


@frozen(kw_only=True)
class FirstRemedy(ValueObject):
    """Whether reconsideration comes before a lawsuit (复议前置).

    Attributes:
        required: None where no rule was found that settles it.
        sentence: the answer in words.
        source: the document that says so.
        mark: how sure that is.
    """

    required: bool | None
    sentence: Message
    source: str
    mark: Mark


@frozen(kw_only=True)
class RemedyRule(ValueObject):
    """From a day on, which decisions go to reconsideration before a lawsuit (复议前置规则); until the next rule's day.

    Attributes:
        since: the first day of decisions that it is for.
        source, mark: the document that says so, and how sure that is.
        reason: why numbers of cases before and after the day do not compare.
        first: the outcomes that go to reconsideration first.
        unsettled: those of which no rule was found that settles it.
        silence: whether an application without an answer goes there first; None where no rule was found.
    """

    since: date
    reason: Message
    source: str
    mark: Mark
    first: frozenset[Outcome]
    unsettled: frozenset[Outcome]
    silence: bool | None


@frozen(kw_only=True)
class RemedyAnswer(ValueObject):
    """By when the agency answers a remedy (答复期限), in working days or in days of the calendar, by the procedure."""

    remedy: RemedyKind
    procedure: str
    workdays: int | None = None
    days: int | None = None
    source: str
    mark: Mark


@cache
def remedy_answers() -> tuple[RemedyAnswer, ...]:
    """Return by when the agency answers each kind of remedy, the shorter term of one kind first."""
    return tuple(
        RemedyAnswer(
            remedy=next(one for one in RemedyKind if one.value == data["remedy"]),
            procedure=data["procedure"],
            workdays=data.get("workdays"),
            days=data.get("days"),
            source=Mark(data["mark"]).marked(data["source"]),
            mark=Mark(data["mark"]),
        )
        for data in _data()["answers"]
    )


def reconsideration_first(outcome: Outcome | None, decided: date) -> FirstRemedy:
    """Say whether a decision of that day has to go to reconsideration before a lawsuit (复议前置).

    Args:
        outcome: what was decided; None where the application was not answered in time.
        decided: the day of the decision, or the last day of the term.

    Source: Law on Administrative Reconsideration of 2023 (行政复议法), article 23, and later interpretations.

    Example:
        >>> from govdisclosure.records.vocabulary import Outcome
        >>> reconsideration_first(Outcome.TRADE_SECRET, date(2024, 3, 4)).required
        True
    """
    rules = remedy_rules()
    rule = next((one for one in reversed(rules) if one.since <= decided), None)
    if rule is None:
        return FirstRemedy(
            required=False,
            sentence=say("law.remedy.before", since=rules[0].since),
            source=rules[0].source,
            mark=rules[0].mark,
        )
    required = rule.silence if outcome is None else None if outcome in rule.unsettled else outcome in rule.first
    key = {True: "first", False: "choice", None: "unsettled"}[required]
    source = rule.mark.marked(rule.source)
    what = say("law.remedy.silence") if outcome is None else outcome
    return FirstRemedy(
        required=required,
        sentence=say(f"law.remedy.{key}", outcome=what, source=source, since=rule.since),
        source=source,
        mark=Mark.MEMORY if required is None else rule.mark,
    )


@cache
def remedy_rules() -> tuple[RemedyRule, ...]:
    """Return the rules on what goes to reconsideration first, the earliest first."""
    rules = [
        RemedyRule(
            since=one["from"],
            reason=Message.literal(**one["reason"]),
            source=one["source"],
            mark=Mark(one["mark"]),
            first=frozenset(_OUTCOMES[word] for word in one["first"]),
            unsettled=frozenset(_OUTCOMES[word] for word in one["unsettled"]),
            silence=one.get("silence"),
        )
        for one in _data()["rules"]
    ]
    return tuple(sorted(rules, key=lambda rule: rule.since))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "remedies.toml").read_text(encoding="utf-8"))
