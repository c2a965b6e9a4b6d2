"""Whether the relations of a standard hold in a report (勾稽关系审核). Exact arithmetic; nothing is changed.

How blanks are treated:

- a blank *part* counts as 0, a blank *total* inside another relation as the sum of its own parts if one of them is printed;
  what was assumed is listed, and the cells stay missing;
- a relation is **not run** when one of its cells was not read from a document, when the total that it defines is blank, when a
  side has nothing printed or derived, when an operand is not applicable, or when the preceding report is wanted and absent.
  Not run is never a pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache

from attrs import field, frozen

from govdisclosure.exact.decimals import Number, added, is_figure, less, total
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Report, as_number
from govdisclosure.report.operands import Operand
from govdisclosure.standards import RelationInstance, Standard, Term
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank


class RelationState(Enum):
    """What became of a relation in one column or row."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


@frozen
class RelationOutcome(ValueObject):
    """One relation instance after the check.

    Attributes:
        reason: why it could not run; None otherwise.
        left, right: both sides, where it ran.
        assumed: blank cells and what they were counted as: 0, or the sum of their parts; ``previous.ADDRESS`` for one of the
            preceding report.
        wants_previous: whether it did not run only for want of the preceding report.
    """

    instance: RelationInstance
    state: RelationState
    reason: Message | None = None
    left: Number = 0
    right: Number = 0
    assumed: Mapping[str, Number] = field(factory=FrozenDict, converter=frozen_dict)
    wants_previous: bool = False

    @property
    def difference(self) -> Number:
        """Left minus right."""
        return less(self.left, self.right)


def follows(previous: Report, report: Report) -> bool:
    """Whether a report is the preceding one of another: the period before, the same form, the same scope."""
    return (
        previous.period.precedes(report.period)
        and previous.standard.id == report.standard.id
        and previous.scope == report.scope
    )


def judge(report: Report, previous: Sequence[Report] = ()) -> Iterator[RelationOutcome]:
    """Yield the outcome of every relation instance of the report's standard, in the standard's order."""
    values = _Values(report, previous)
    for instance in report.standard.relations:
        yield values.judge(instance)


def judge_some(report: Report, previous: Sequence[Report], places: Iterable[int]) -> Iterator[RelationOutcome]:
    """Yield the outcome of the relation instances at some places of the standard's list, in the order given."""
    values = _Values(report, previous)
    relations = report.standard.relations
    for place in places:
        yield values.judge(relations[place])


class Sides:
    """The operands of a report's relations, with their figures and what blanks were counted as."""

    def __init__(self, report: Report, previous: Sequence[Report] = ()) -> None:
        self._reports = {False: (report,), True: tuple(previous)}
        self._labels = _labels(report.standard)
        self._own = _OwnOperands(report, self._labels)

    def of(self, outcome: RelationOutcome) -> tuple[tuple[Operand, ...], tuple[Operand, ...]]:
        """Return the operands of the left side and of the right side."""
        own, assumed = self._own, outcome.assumed
        left, right = (
            tuple(
                [
                    own[one.address]
                    if one.address and one.factor == 1 and not one.previous and not assumed
                    else self._operand(one, assumed)
                    for one in terms
                ]
            )
            for terms in (outcome.instance.left, outcome.instance.right)
        )
        return left, right

    def _operand(self, term: Term, assumed: Mapping[str, Number]) -> Operand:
        address = term.address
        if address is None:
            return Operand(term.factor)
        values = tuple([one.cells.get(address, _NONE).value for one in self._reports[term.previous]])
        return Operand(term.factor, address, self._labels[address], values, term.previous, assumed.get(term.name))


class _OwnOperands(dict[str, Operand]):
    """The report's own cells as operands of factor 1; each is made once, and most are in several relations."""

    def __init__(self, report: Report, labels: Mapping[str, str]) -> None:
        self.cells, self.labels = report.cells, labels

    def __missing__(self, address: str) -> Operand:
        made = self[address] = Operand(1, address, self.labels[address], (self.cells.get(address, _NONE).value,))
        return made


_NONE = Cell(value=Blank.MISSING)


@lru_cache(maxsize=64)
def _labels(standard: Standard) -> Mapping[str, str]:
    return {address: spot.label for address, spot in standard.spots.items()}


_PRINTS_SOMETHING = re.compile(r"[^\s\-－–]")
"""More than a blank or a hyphen."""
_NOTHING: FrozenDict[str, Number] = FrozenDict()


@frozen
class _TermValue:
    """What a term contributes: its number if it has one, and whether that was printed, derived or assumed."""

    number: Number | None
    assumed: bool = False


@frozen
class _Values:
    report: Report
    previous: Sequence[Report]

    @property
    def standard(self) -> Standard:
        return self.report.standard

    def judge(self, instance: RelationInstance) -> RelationOutcome:
        left, right = self.whole(instance.left), self.whole(instance.right)
        if left is not None and right is not None:
            return _compared(instance, left, right)
        return self.judge_exactly(instance)

    def whole(self, terms: Sequence[Term]) -> int | None:
        """Return what a side comes to where every cell is the report's own and a whole number; None otherwise."""
        cells, side, size = self.report.cells, 0, 0
        for term in terms:
            if term.address is None:
                side += term.factor
                continue
            cell = None if term.previous else cells.get(term.address)
            if cell is None or type(value := cell.value) is not int:
                return None
            side += term.factor * value
            size += abs(value)
        return side if is_figure(size) else None  # one that is too large to be a figure is left to the exact rules

    def judge_exactly(self, instance: RelationInstance) -> RelationOutcome:
        if instance.needs_previous and not self.previous:
            return RelationOutcome(instance, RelationState.NOT_RUN, say("check.no_previous"), wants_previous=True)
        if instance.defines is not None and self.number(instance.defines) is None:
            return RelationOutcome(instance, RelationState.NOT_RUN, say("check.total_blank", cell=instance.defines))
        for term in instance.terms:
            if term.address and not term.previous and self.is_not_read(term.address):
                return RelationOutcome(instance, RelationState.NOT_RUN, say("check.not_read", cell=term.address))
            if term.address and self.is_not_applicable(term):
                return RelationOutcome(instance, RelationState.NOT_RUN, say("check.not_applicable", cell=term.address))
        sides: list[Number] = []
        assumed: dict[str, Number] = {}
        for terms in (instance.left, instance.right):
            operands = [(term, self.operand(term)) for term in terms]
            cells = [(term.name, operand) for term, operand in operands if term.address]
            if cells and all(operand.number is None for _, operand in cells):  # a constant beside them prints nothing
                return RelationOutcome(
                    instance, RelationState.NOT_RUN, say("check.side_blank", cells=[name for name, _ in cells])
                )
            sides.append(added((term.factor, operand.number or 0) for term, operand in operands))
            assumed |= {name: operand.number or 0 for name, operand in cells if operand.assumed}
        return _compared(instance, sides[0], sides[1], assumed)

    def operand(self, term: Term) -> _TermValue:
        if term.address is None:
            return _TermValue(1)
        if term.previous:
            numbers = [number for one in self.previous if (number := _number(one.cells, term.address)) is not None]
            return _TermValue(total(numbers)) if numbers else _TermValue(None, assumed=True)
        number = self.number(term.address)
        if number is not None:
            return _TermValue(number)
        derived = self.derived(term.address)
        return _TermValue(derived, assumed=True)

    def number(self, address: str) -> Number | None:
        return _number(self.report.cells, address)

    def is_not_read(self, address: str) -> bool:
        """Whether a cell is missing because a reader could not take it: a gap of reading is no blank that counts as 0."""
        cell = self.report.cells.get(address)
        if cell is None:
            return address in self.named or address.partition("/")[0] in self.named
        return cell.value is Blank.MISSING and bool(_PRINTS_SOMETHING.search(cell.printed or ""))

    @cached_property
    def named(self) -> frozenset[str]:
        """The cells and rows that a reader has named: what of them is not there was not read."""
        return frozenset(cell for note in self.report.notes if note.rule.startswith("read.") for cell in note.cells)

    def is_not_applicable(self, term: Term) -> bool:
        reports = self.previous if term.previous else (self.report,)
        return any(one[term.address] is Blank.NOT_APPLICABLE for one in reports if term.address in one.standard.spots)  # type: ignore[index]

    def derived(self, address: str) -> Number | None:
        """Return what a blank total must be by its parts, if one of them is printed; parts may be blank totals themselves."""
        for definition in self.standard.defining.get(address, ()):
            parts = [
                (term.factor, number if number is not None else self.derived(term.address))
                for term in definition.right
                if term.address
                for number in [self.number(term.address)]
            ]
            if any(part is not None for _, part in parts):
                return added((factor, part or 0) for factor, part in parts)
        return None


def _compared(
    instance: RelationInstance, left: Number, right: Number, assumed: Mapping[str, Number] = _NOTHING
) -> RelationOutcome:
    holds = instance.operator.holds(left, right, instance.relation.tolerance)
    return RelationOutcome(instance, RelationState.PASSED if holds else RelationState.FAILED, None, left, right, assumed)


def _number(cells: Mapping[str, Cell], address: str) -> Number | None:
    found = cells.get(address)
    return None if found is None else as_number(found.value)
