"""Explanations of differences (差异的解释): the fewest changes of records that account for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from govdisclosure.exact.decimals import from_fraction
from govdisclosure.exact.subset_sums import Exact, Solution, Vector, fewest
from govdisclosure.messages import Message, say
from govdisclosure.reconciliation.changes import ChangeKind, RecordChange, changed, possible_changes
from govdisclosure.reconciliation.contributions import Contributions
from govdisclosure.records import RecordKind, TypedRecord
from govdisclosure.report import Report
from govdisclosure.sources import Records
from govdisclosure.standards import Standard
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Blank, Value, number_of, plain, plain_value, value_in_words

MOST_ANSWERS = 10
"""Answers that are shown; each is tried by making the report again, so more would cost."""


@frozen(kw_only=True)
class FigureSlip(ValueObject):
    """A figure corrected by itself (数字本身的差错), because no misclassified record alone explains it.

    Attributes:
        should_be: what it would be by the records, the other changes of the answer among them.
    """

    address: str
    label: str
    reported: Value
    should_be: Value

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        return {
            "cell": self.address,
            "reported": plain_value(self.reported),
            "should_be": plain_value(self.should_be),
            "message": self.sentence.both,
        }

    @property
    def sentence(self) -> Message:
        """The figure, and what it should be."""
        reported, should_be = value_in_words(self.reported), value_in_words(self.should_be)
        return say("reconcile.slip", label=self.label, cell=self.address, reported=reported, should_be=should_be)


@frozen(kw_only=True)
class ExplanationStep(ValueObject):
    """One change of an answer (一处改动).

    Attributes:
        changes: the possible causes, the likeliest first; all have the same effect on the cells.
        effect: by how much each cell changes.
    """

    changes: tuple[RecordChange, ...]
    effect: Mapping[str, Exact] = field(converter=frozen_dict)

    def to_dict(self, *, limit: int = 20) -> dict[str, Any]:
        """Return the change as plain data, with the first ids of the records that may be meant."""
        return {"effect": _numbers(self.effect), "ways": [change.to_dict(limit=limit) for change in self.changes]}


@frozen(kw_only=True)
class CandidateExplanation(ValueObject):
    """Changes that account for the differences (一种解释).

    Attributes:
        steps: what was done with records.
        slips: figures that are put right by themselves.
        leaves: cells of the same records that would still differ: some do not follow from single records, such as a share.
        effects: by how much the steps together change each cell.
    """

    steps: tuple[ExplanationStep, ...]
    slips: tuple[FigureSlip, ...]
    leaves: tuple[str, ...]
    effects: Mapping[str, Exact] = field(converter=frozen_dict)

    def to_dict(self, *, limit: int = 20) -> dict[str, Any]:
        """Return the changes as plain data, with the first ids of the records that may be meant."""
        return {
            "changes": [step.to_dict(limit=limit) for step in self.steps],
            "slips": [slip.to_dict() for slip in self.slips],
            "leaves": list(self.leaves),
        }

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What was done, one sentence each."""
        return (*(step.changes[0].sentence for step in self.steps), *(slip.sentence for slip in self.slips))


@frozen(kw_only=True)
class Account(ValueObject):
    """The explanations of a group of differences whose cells count the same records (一组差异的解释).

    Attributes:
        kinds: the kinds of record that the cells count.
        cells: the cells that differ, each with reported minus recomputed.
        answers: the fewest changes that account for them, the likelier first; where a figure must be put right by itself, after
            them the fewest changes of records alone. None where more than a few are needed.
        complete: whether all changes of single records were tried; where not, fewer may do, or others.
    """

    kinds: tuple[RecordKind, ...]
    cells: Mapping[str, Exact] = field(converter=frozen_dict)
    answers: tuple[CandidateExplanation, ...]
    complete: bool

    def to_dict(self, *, limit: int = 20) -> dict[str, Any]:
        """Return the account as plain data, with the first ids of the records that may be meant."""
        return {
            "kinds": [kind.name for kind in self.kinds],
            "cells": _numbers(self.cells),
            "complete": self.complete,
            "answers": [answer.to_dict(limit=limit) for answer in self.answers],
        }


def _numbers(effect: Mapping[str, Exact]) -> dict[str, str]:
    return {address: plain(exact(number)) for address, number in effect.items()}


def accounts_of(report: Report, recomputed: Report, records: Records) -> Iterator[Account]:
    """Yield what accounts for the differences of a report from its records, for each group of kinds that cells have in common.

    A cell that is blank in the report is left open: it may be whatever the changes make it.
    """
    standard = report.standard
    numbers = {address: (number(report[address]), number(recomputed[address])) for address in standard.spots}
    known = {
        address: one - other if not report.agrees(recomputed, address) else 0
        for address, (one, other) in numbers.items()
        if one is not None and other is not None
    }
    exact = {address for address in standard.spots if _follows(standard, address)}
    for kinds in _groups(standard, {address for address in exact if known.get(address)}):
        cells = {address for address in exact if _kinds(standard, address) & kinds}
        off = {address: known[address] for address in standard.spots if address in cells and known.get(address)}
        fixed = cells & known.keys()
        yield _account(report, recomputed, records, tuple(sorted(kinds, key=lambda kind: kind.name)), off, fixed)


def _account(
    report: Report, recomputed: Report, records: Records, kinds: tuple[RecordKind, ...], off: dict[str, Exact], fixed: set[str]
) -> Account:
    by_vector: dict[Vector, list[RecordChange]] = {}
    complete = True
    own = own_records(report, records)
    for kind in kinds:
        counted = Contributions(report.standard, kind, report.period, records.parents)
        changes = possible_changes(counted, tuple(own.get(kind.name, ())))
        complete = complete and changes.complete
        for vector, several in changes.by_vector.items():
            seen = tuple((address, number) for address, number in vector if address in fixed)
            if seen:  # what changes only blank cells tells nothing
                by_vector.setdefault(seen, []).extend(several)
    found = fewest(off, by_vector)
    solutions = found.solutions[: 2 * MOST_ANSWERS]
    if solutions and all(one.slips for one in solutions):  # then what records alone would do it is worth knowing too
        solutions += fewest(off, by_vector, slips=False).solutions[:MOST_ANSWERS]
    answers = [_answer(report, recomputed, records, solution, by_vector) for solution in solutions]
    answers.sort(key=_likelihood)
    return Account(kinds=kinds, cells=off, answers=tuple(answers[:MOST_ANSWERS]), complete=complete and found.proved)


def _likelihood(answer: CandidateExplanation) -> tuple[object, ...]:
    order = list(ChangeKind)
    ways = sorted(order.index(step.changes[0].how) for step in answer.steps)
    wide = sum(len(step.effect) for step in answer.steps)
    changes = len(answer.steps) + len(answer.slips)
    ids = [step.changes[0].ids for step in answer.steps]
    return changes, len(answer.slips), len(answer.leaves), sum(ways), ways, wide, ids


def _answer(
    report: Report, recomputed: Report, records: Records, solution: Solution, by_vector: Mapping[Vector, Sequence[RecordChange]]
) -> CandidateExplanation:
    order = list(ChangeKind)
    steps = []
    for vector in solution.vectors:
        changes = tuple(sorted(by_vector[vector], key=lambda change: (order.index(change.how), change.ids)))
        steps.append(ExplanationStep(changes=changes, effect=changes[0].effect))
    effects: dict[str, Exact] = {}
    for step in steps:
        for address, change in step.effect.items():
            effects[address] = effects.get(address, 0) + change
    slips = []
    for address in solution.slips:
        by_records = number(recomputed[address]) or 0
        should_be = exact(by_records + effects.get(address, 0))
        label = report.standard.spot(address).label
        slips.append(FigureSlip(address=address, label=label, reported=report[address], should_be=should_be))
    return CandidateExplanation(
        steps=tuple(steps),
        slips=tuple(slips),
        leaves=_leaves(report, records, steps, solution.slips),
        effects={address: change for address, change in effects.items() if change},
    )


def _leaves(report: Report, records: Records, steps: Sequence[ExplanationStep], slips: Iterable[str]) -> tuple[str, ...]:
    """Return the cells that would still differ if the records were so, by making the report again from them.

    Only cells that the records of the steps are counted in are looked at: other differences are other accounts'.
    """
    by_kind: dict[str, tuple[TypedRecord, ...]] = dict(records.by_kind)
    used: dict[str, int] = {}
    unfolded = {change.cell for step in steps for change in step.changes[:1] if change.how is ChangeKind.UNFOLDED}
    kinds = set()
    for step in steps:
        change = step.changes[0]
        kinds.add(change.kind)
        name = f"{change.kind.name} {change.ids}"
        identity = change.ids[used.get(name, 0) % len(change.ids)]  # two of them alike are two records, where there are two
        used[name] = used.get(name, 0) + 1
        by_kind[change.kind.name] = tuple(changed(by_kind.get(change.kind.name, ()), change, identity))
    made = make(Records(by_kind=by_kind, kept=records.kept), report)
    aside = {*slips, *unfolded}
    return tuple(
        address
        for address in report.standard.spots
        if address not in aside
        and _kinds(report.standard, address) & kinds
        and not isinstance(report[address], Blank)
        and not _above(report.standard, address, aside)
        and not report.agrees(made, address)
    )


def _above(standard: Standard, address: str, cells: set[str]) -> bool:
    return any(part in cells or _above(standard, part, cells) for part in standard.spots[address].sources)


def make(records: Records, report: Report) -> Report:
    """Tabulate records for the body, period and scope of another report."""
    tabulating = tabulate_together if report.scope == "area" else tabulate
    return tabulating(records, report.standard, period=report.period, body=report.body)


def own_records(report: Report, records: Records) -> Mapping[str, Sequence[TypedRecord]]:
    """Return the records that a report counts: its body's, or all of them."""
    return records.by_kind if report.scope == "area" else records.at(report.body.id)


def number(value: Value) -> Exact | None:
    """Return a value as a number; None for yes or no, words and blanks."""
    found = number_of(value)
    return None if found is None else Fraction(found)


def exact(found: Exact) -> int | Decimal:
    """Return a number with finitely many decimals: an ``int`` where it is whole, else a ``Decimal``."""
    return from_fraction(Fraction(found))


def _follows(standard: Standard, address: str) -> bool:
    """Whether a cell follows from what single records add: it counts or sums them, or is a total of such cells."""
    spot = standard.spots[address]
    return spot.measure.adds is not None or (bool(spot.parts) and all(_follows(standard, part) for part in spot.parts))


def _kinds(standard: Standard, address: str) -> frozenset[RecordKind]:
    """Return the kinds of record that a cell counts, itself or through its parts."""
    spot = standard.spots[address]
    own = frozenset[RecordKind]() if spot.measure.criterion is None else frozenset(one.counted for one in spot.addends)
    return own.union(*(_kinds(standard, source) for source in spot.sources))


def _groups(standard: Standard, off: set[str]) -> list[frozenset[RecordKind]]:
    """Join the kinds that differing cells have in common."""
    groups: list[frozenset[RecordKind]] = []
    for address in (spot for spot in standard.spots if spot in off):
        kinds = _kinds(standard, address)
        touching = [group for group in groups if group & kinds]
        groups = [group for group in groups if not group & kinds] + [kinds.union(*touching)]
    return groups
