"""The relations that bind a cell (约束单元格的勾稽关系), each with its figures, and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from govdisclosure.consistency import RelationOutcome, RelationState, judge
from govdisclosure.consistency.against import Against
from govdisclosure.consistency.relations import Sides
from govdisclosure.messages import Message, say
from govdisclosure.report import Report
from govdisclosure.report.operands import Operand, SideInWords, sides_to_dict
from govdisclosure.standards import Reading, Spot
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Severity


@frozen(kw_only=True)
class BindingRelation(ValueObject):
    """A relation that a cell is in, with its outcome (约束).

    Attributes:
        key: the relation's key, as in findings.
        rule: as written in the standard.
        severity: of the finding when it does not hold.
        source: its authority.
        state: whether it holds; not run is neither.
        left, right, difference: both sides as plain numbers, and left minus right; empty where it did not run.
        operands: the cells of the left side and of the right side.
        sentence: the figures of both sides and whether they agree, in words.
    """

    key: str
    rule: str
    severity: Severity
    source: str
    state: RelationState
    left: str = ""
    right: str = ""
    difference: str = ""
    operands: tuple[tuple[Operand, ...], tuple[Operand, ...]]
    sentence: Message

    def to_dict(self) -> dict[str, Any]:
        """Return the relation as the plain data of its JSON."""
        return {
            "rule": self.key,
            "written": self.rule,
            "severity": self.severity.value,
            "source": self.source,
            "state": self.state.value,
            "left": self.left or None,
            "right": self.right or None,
            "difference": self.difference or None,
            "operands": sides_to_dict(self.operands),
            "message": self.sentence.both,
        }


def bonds(report: Report, against: Against) -> Mapping[str, tuple[BindingRelation, ...]]:
    """Return the relations that each cell of the report is in, in the standard's order, with their outcomes."""
    found: dict[str, list[BindingRelation]] = {}
    sides = Sides(report.standard, report.cells, against)
    for outcome in judge(report, against):
        bond = _bond(report, outcome, sides)
        for address in outcome.instance.addresses:
            found.setdefault(address, []).append(bond)
    return {address: tuple(each) for address, each in found.items()}


def _bond(report: Report, outcome: RelationOutcome, sides: Sides) -> BindingRelation:
    instance, relation = outcome.instance, outcome.instance.relation
    beside = [
        report.standard.spot(term.address) for term in instance.terms if term.address and term.reading is not Reading.BESIDE
    ]
    labels = {one.address: short_label(one, beside) for one in beside}
    left, right = (
        tuple(evolve(operand, label=labels.get(operand.address, operand.label)) for operand in operands)
        for operands in sides.of(outcome)
    )
    ran = outcome.state.ran
    return BindingRelation(
        key=relation.key,
        rule=relation.written,
        severity=relation.severity,
        source=relation.source,
        state=outcome.state,
        left=outcome.shown[0] if ran else "",
        right=outcome.shown[1] if ran else "",
        difference=outcome.shown[2] if ran else "",
        operands=(left, right),
        sentence=_sentence(outcome, left, right),
    )


def _sentence(outcome: RelationOutcome, left: tuple[Operand, ...], right: tuple[Operand, ...]) -> Message:
    if not outcome.state.ran:
        return say(f"explain.relation.{outcome.state.value}", reason=outcome.reason or "")
    holds = outcome.state is RelationState.PASSED
    operator = outcome.instance.operator
    sign = operator.sign if holds else operator.opposite
    if holds and not operator.admits(outcome.difference):  # only within the tolerance that the rule allows
        sign = "≈"
    left_total, right_total, difference = outcome.shown
    facts = {
        "left": SideInWords(left, total=left_total, shortened=True),
        "sign": sign,
        "right": SideInWords(right, total=right_total, shortened=True),
    }
    if holds:
        return say("explain.relation.held", **facts)
    return say("explain.relation.broken", **facts, difference=difference)


def short_label(spot: Spot, beside: Sequence[Spot]) -> str:
    """Return a cell's shortest label among others: its row's where they share a column, its column's where they share a row."""
    rows, columns = {one.row.key for one in beside}, {one.column.key if one.column else None for one in beside}
    if len(columns) == 1 or spot.column is None:
        return spot.row.label
    return "/".join((*spot.column.head[1:], spot.column.label)) if len(rows) == 1 else spot.label
