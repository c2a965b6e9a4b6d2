"""Remedies (救济): which decisions go to administrative reconsideration (行政复议) before a lawsuit may be brought.

Source: Administrative Reconsideration Law as revised in 2023, article 23, in force 2024-01-01; 法释〔2025〕8号, in force
2025-06-01, which limits it to decisions under articles 14 to 16 of the Regulation of 2019. See ``remedies.toml``.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from attrs import frozen

from govdisclosure.law.regulations import Mark
from govdisclosure.messages import Message, say
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.value_objects import ValueObject

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


@frozen(kw_only=True)
class FirstRemedy(ValueObject):
    """Whether reconsideration comes before a lawsuit.

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
class _RemedyRule:
    since: date
    source: str
    mark: Mark
    first: frozenset[Outcome]
    unsettled: frozenset[Outcome]


def reconsideration_first(outcome: Outcome, decided: date) -> FirstRemedy:
    """Say whether a decision of that day has to go to reconsideration before a lawsuit (复议前置)."""
    rules = _rules()
    rule = next((one for one in reversed(rules) if one.since <= decided), None)
    if rule is None:
        return FirstRemedy(
            required=False,
            sentence=say("law.remedy.before", since=rules[0].since),
            source=rules[0].source,
            mark=rules[0].mark,
        )
    required = None if outcome in rule.unsettled else outcome in rule.first
    key = {True: "first", False: "choice", None: "unsettled"}[required]
    return FirstRemedy(
        required=required,
        sentence=say(f"law.remedy.{key}", outcome=outcome, source=rule.source, since=rule.since),
        source=rule.source,
        mark=Mark.MEMORY if required is None else rule.mark,
    )


@cache
def _rules() -> tuple[_RemedyRule, ...]:
    data = tomllib.loads((files(__package__) / "remedies.toml").read_text(encoding="utf-8"))
    rules = [
        _RemedyRule(
            since=one["from"],
            source=one["source"],
            mark=Mark(one["mark"]),
            first=frozenset(_OUTCOMES[word] for word in one["first"]),
            unsettled=frozenset(_OUTCOMES[word] for word in one["unsettled"]),
        )
        for one in data["rules"]
    ]
    return tuple(sorted(rules, key=lambda rule: rule.since))
