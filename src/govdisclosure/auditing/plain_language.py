"""A broken relation as one clerk would tell another (白话): the row or column once, then its figures; no keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from govdisclosure.consistency import Outcome, State, Verdict
from govdisclosure.exact.decimals import less
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Spot, Term
from govdisclosure.values import Blank, plain


def plain_words(finding: Finding, report: Report, verdict: Verdict, previous: Sequence[Report] = ()) -> Message:
    """Return what a finding says, a broken relation in plain Chinese; the English words are the finding's own."""
    for outcome in verdict.outcomes:
        relation = outcome.instance.relation
        if outcome.state is State.FAILED and relation.key == finding.rule and outcome.instance.addresses == finding.cells:
            return Message.literal(zh=_words(outcome, report, previous), en=finding.message.en)
    return finding.message


def _words(outcome: Outcome, report: Report, previous: Sequence[Report]) -> str:
    instance = outcome.instance
    spots = {term.address: report.standard.spot(term.address) for term in instance.terms if term.address}
    place, labels = _shared(spots)
    left = _side(instance.left, outcome.left, labels, report, previous, outcome.assumed)
    right = _side(instance.right, outcome.right, labels, report, previous, outcome.assumed)
    difference = outcome.difference if outcome.difference >= 0 else less(0, outcome.difference)
    must = say(f"audit.must.{instance.operator.word}")
    return say("audit.relation", place=place, left=left, right=right, must=must, difference=plain(difference)).zh


def _shared(spots: Mapping[str, Spot]) -> tuple[str, dict[str, str]]:
    """Return what all cells share, their row or their column, and what is left to call each by."""
    rows = {spot.row.key for spot in spots.values()}
    columns = {spot.column.key if spot.column else None for spot in spots.values()}
    some = next(iter(spots.values()))
    if len(rows) == 1 and some.column is not None:
        return say("audit.place.row", label=some.row.label).zh, {
            key: spot.column.label if spot.column else spot.label for key, spot in spots.items()
        }
    if len(columns) == 1 and some.column is not None and len({spot.table.key for spot in spots.values()}) == 1:
        return say("audit.place.column", label=some.column.label).zh, {key: spot.row.label for key, spot in spots.items()}
    return "", {key: spot.label for key, spot in spots.items()}


def _side(
    terms: Sequence[Term],
    total: int | Decimal,
    labels: Mapping[str, str],
    report: Report,
    previous: Sequence[Report],
    assumed: Mapping[str, object],
) -> str:
    words = []
    for index, term in enumerate(terms):
        sign = ("" if index == 0 else "＋") if term.factor > 0 else "－"
        times = "" if abs(term.factor) == 1 or not term.address else f"{abs(term.factor)}×"
        if term.address is None:
            words.append(f"{sign}{abs(term.factor)}")
            continue
        name = labels[term.address]
        label = say("audit.last_year", label=name).zh if term.previous else f"“{name}”"
        figure = (
            say("audit.letter.blank").zh if term.name in assumed else _figure(previous if term.previous else (report,), term)
        )
        words.append(f"{sign}{times}{label}{figure}")
    joined = "".join(words)
    return joined if len(terms) == 1 and terms[0].factor == 1 else say("audit.side", terms=joined, total=plain(total)).zh


def _figure(reports: Sequence[Report], term: Term) -> str:
    shown = []
    for one in reports:
        value = one[term.address] if term.address else Blank.MISSING
        shown.append(
            say("audit.letter.blank").zh if isinstance(value, Blank) else str(value) if isinstance(value, str) else plain(value)
        )
    return shown[0] if len(shown) == 1 else "（" + "＋".join(shown) + "）"
