"""The relations that bind a cell (约束单元格的勾稽关系), each with its figures, and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from govdisclosure.consistency import Outcome, State, check
from govdisclosure.messages import Message, say
from govdisclosure.report import Report, plain_value
from govdisclosure.standards import Spot, Term
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank, Severity, Value, plain


@frozen(kw_only=True)
class Operand(ValueObject):
    """A cell of a sum, as it stands (加数).

    Attributes:
        factor: the whole number by which it counts; a constant has no cell, and this is what it is.
        address: the cell; empty for a constant.
        values: its value; of the preceding reports one each, where a body succeeds several.
        previous: whether it is the preceding report's.
        assumed: what stands for it where it is blank: 0, or the sum of its own parts.
    """

    factor: int
    address: str
    label: str
    values: tuple[Value, ...]
    previous: bool = False
    assumed: object = None

    def to_dict(self) -> dict[str, Any]:
        """Return the operand as the plain data of its JSON."""
        return {
            "factor": self.factor,
            "cell": self.address,
            "label": self.label,
            "previous": self.previous,
            "values": [plain_value(value) for value in self.values],
            "assumed": plain(self.assumed) if isinstance(self.assumed, int | Decimal) else None,
        }

    @property
    def figure(self) -> Message:
        """Its figure in words, with what a blank counts as."""
        if self.assumed is not None:
            return say("explain.operand.blank_as", number=self.assumed) if self.assumed else say("explain.operand.blank")
        shown = [in_words(value) for value in self.values] or [in_words(Blank.MISSING)]
        joined = Message.literal(zh=" + ".join(one.zh for one in shown), en=" + ".join(one.en for one in shown))
        return joined if len(shown) == 1 else Message.literal(zh=f"({joined.zh})", en=f"({joined.en})")

    @property
    def sentence(self) -> Message:
        """The cell and its figure, without factor."""
        if not self.address:
            return Message.literal(zh="", en="")
        key = "explain.operand.previous" if self.previous else "explain.operand"
        return say(key, name=Message.literal(zh=self.label, en=self.address), figure=self.figure)


@frozen(kw_only=True)
class Bond(ValueObject):
    """A relation that a cell stands in, with what became of it (约束).

    Attributes:
        key: the relation's key, as in findings.
        rule: as written in the standard.
        severity: what it is when it does not hold.
        source: on what it rests.
        state: whether it holds; not run is neither.
        left, right, difference: both sides as plain numbers, and left minus right; empty where it did not run.
        operands: the cells of the left side and of the right side.
        sentence: the figures of both sides and whether they agree, in words.
    """

    key: str
    rule: str
    severity: Severity
    source: str
    state: State
    left: str = ""
    right: str = ""
    difference: str = ""
    operands: tuple[tuple[Operand, ...], tuple[Operand, ...]]
    sentence: Message

    def to_dict(self) -> dict[str, Any]:
        """Return the relation as the plain data of its JSON."""
        left, right = ([one.to_dict() for one in side] for side in self.operands)
        return {
            "rule": self.key,
            "written": self.rule,
            "severity": self.severity.value,
            "source": self.source,
            "state": self.state.value,
            "left": self.left or None,
            "right": self.right or None,
            "difference": self.difference or None,
            "operands": {"left": left, "right": right},
            "message": self.sentence.both,
        }


def bonds(report: Report, previous: Sequence[Report] = ()) -> Mapping[str, tuple[Bond, ...]]:
    """Return the relations that each cell of the report stands in, in the standard's order, with what became of each."""
    before = [
        one
        for one in previous
        if one.period.precedes(report.period) and one.standard.id == report.standard.id and one.scope == report.scope
    ]
    found: dict[str, list[Bond]] = {}
    for outcome in check(report, previous=before, checks=()).outcomes:
        bond = _bond(report, outcome, before)
        for address in outcome.instance.addresses:
            found.setdefault(address, []).append(bond)
    return {address: tuple(each) for address, each in found.items()}


def _bond(report: Report, outcome: Outcome, previous: Sequence[Report]) -> Bond:
    instance, relation = outcome.instance, outcome.instance.relation
    beside = [report.standard.spot(term.address) for term in instance.terms if term.address]
    left, right = (
        tuple(_operand(report, term, previous, outcome.assumed, beside) for term in terms)
        for terms in (instance.left, instance.right)
    )
    ran = outcome.state is not State.NOT_RUN
    return Bond(
        key=relation.key,
        rule=relation.rule,
        severity=relation.severity,
        source=relation.source,
        state=outcome.state,
        left=plain(outcome.left) if ran else "",
        right=plain(outcome.right) if ran else "",
        difference=plain(outcome.difference) if ran else "",
        operands=(left, right),
        sentence=_sentence(outcome, left, right),
    )


def _operand(
    report: Report, term: Term, previous: Sequence[Report], assumed: Mapping[str, object], beside: Sequence[Spot]
) -> Operand:
    if term.address is None:
        return Operand(factor=term.factor, address="", label="", values=())
    reports = previous if term.previous else (report,)
    return Operand(
        factor=term.factor,
        address=term.address,
        label=short_label(report.standard.spot(term.address), beside),
        values=tuple(one[term.address] for one in reports),
        previous=term.previous,
        assumed=assumed.get(term.name),
    )


def _sentence(outcome: Outcome, left: Sequence[Operand], right: Sequence[Operand]) -> Message:
    if outcome.state is State.NOT_RUN:
        return say("explain.relation.not_run", reason=outcome.reason or "")
    holds = outcome.state is State.PASSED
    operator = outcome.instance.operator
    sign = operator.sign if holds else operator.opposite
    if holds and not operator.admits(outcome.difference):  # only within the tolerance that the rule allows
        sign = "≈"
    sides = {"left": side(left, outcome.left), "sign": sign, "right": side(right, outcome.right)}
    if holds:
        return say("explain.relation.held", **sides)
    return say("explain.relation.broken", **sides, difference=plain(outcome.difference))


def short_label(spot: Spot, beside: Sequence[Spot]) -> str:
    """Return what a cell is called among others: by its row where they share a column, by its column where they share a row."""
    rows, columns = {one.row.key for one in beside}, {one.column.key if one.column else None for one in beside}
    if len(columns) == 1 or spot.column is None:
        return spot.row.label
    return "/".join((*spot.column.head[1:], spot.column.label)) if len(rows) == 1 else spot.label


def side(operands: Sequence[Operand], total: object) -> Message:
    """Put one side in words: its only figure, or every figure and what they come to: ``(“A”3 + “B”4 = 7)``."""
    zh, en = [], []
    zeros = [one for one in operands if one.values == (0,) and one.assumed is None] if len(operands) > _MANY else []
    shown = [one for one in operands if one not in zeros] or [operands[0]]
    for number, one in enumerate(shown):
        sign = ("" if number == 0 else " + ") if one.factor >= 0 else ("-" if number == 0 else " - ")
        if not one.address:
            zh.append(f"{sign}{abs(one.factor)}")
            en.append(f"{sign}{abs(one.factor)}")
            continue
        times = "" if abs(one.factor) == 1 else f"{abs(one.factor)} × "
        zh.append(f"{sign}{times}{one.sentence.zh}")
        en.append(f"{sign}{times}{one.sentence.en}")
    if len(operands) > len(shown):
        rest = say("explain.operand.rest", count=len(operands) - len(shown))
        zh.append(f" + {rest.zh}")
        en.append(f" + {rest.en}")
    if len(operands) == 1 and operands[0].factor == 1:
        return Message.literal(zh="".join(zh), en="".join(en))
    number_of_all = in_words(total).zh
    return Message.literal(zh=f"({''.join(zh)} = {number_of_all})", en=f"({''.join(en)} = {number_of_all})")


_MANY = 6
"""With more cells than these in a sum, those that are zero are named together."""


def in_words(value: object) -> Message:
    """Put a value in words: digits, yes or no, a blank's name; words as they are."""
    if isinstance(value, Blank):
        return Message.literal(zh=value.zh, en=value.en)
    if isinstance(value, bool):
        return say("explain.yes" if value else "explain.no")
    words = value if isinstance(value, str) else plain(value)  # type: ignore[arg-type]
    return Message.literal(words)
