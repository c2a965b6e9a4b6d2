"""Whether the relations of a standard hold in a report (勾稽关系审核). Exact arithmetic; nothing is changed.

How blanks are treated where a relation does not say otherwise:

- a blank *part* counts as 0, a blank *total* inside another relation as the sum of its own parts if one of them is printed;
  what was assumed is listed, and the cells stay missing;
- a relation is **not run** when one of its cells was not read from a document, when the total that it defines is blank, when a
  side has nothing printed or derived, when an operand is not applicable, when a figure of its condition is blank, or when
  other reports are required and absent. Not run is never a pass.

With ``blanks = "skip"`` a relation with a blank does not apply, and with ``blanks = "zero"`` every blank counts as 0. It does
not apply either where its condition does not hold, in reports of another scope, where an optional table of it is absent (with
``blanks = "zero"``: where all its tables are), or where it reads the parts of a body that has none but itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from typing import TypeAlias

from attrs import evolve, field, frozen

from govdisclosure.consistency.against import Against, AgainstLike
from govdisclosure.exact.decimals import Number, added, is_figure, less
from govdisclosure.exact.intervals import EXACT, RoundingSpread, spread_of_sum
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Report, as_number
from govdisclosure.report.operands import Operand
from govdisclosure.standards import Blanks, Compared, Each, Reading, RelationInstance, Standard, Term
from govdisclosure.standards.relation_model import PARTS_TOGETHER, OwnSide
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, day_of, plain


class RelationState(Enum):
    """The outcome of a relation in one column or row (勾稽情况)."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"
    INAPPLICABLE = "inapplicable"

    @property
    def ran(self) -> bool:
        """Whether its sides were compared."""
        return self in (RelationState.PASSED, RelationState.FAILED)


@frozen
class RelationOutcome(ValueObject):
    """One relation instance after the check (审核情况).

    Attributes:
        reason: why it could not run, or does not apply; None otherwise.
        left, right: both sides, where it ran.
        assumed: blank cells and what they were counted as: 0, or the sum of their parts; ``previous.ADDRESS`` for one of the
            preceding report.
        waits: whether it did not run only because no other reports were given.
    """

    instance: RelationInstance
    state: RelationState
    reason: Message | None = None
    left: Number = 0
    right: Number = 0
    assumed: Mapping[str, Number] = field(factory=FrozenDict, converter=frozen_dict)
    waits: bool = False

    @property
    def difference(self) -> Number:
        """Left minus right."""
        return less(self.left, self.right)

    @property
    def shown(self) -> tuple[str, str, str]:
        """Both sides and their difference in plain digits; the sides as days, where it compares days."""
        left, right = (plain(day_of(int(side)) if self.instance.days else side) for side in (self.left, self.right))
        return left, right, plain(self.difference)


def judge(report: Report, against: AgainstLike = ()) -> Iterator[RelationOutcome]:
    """Yield the outcome of every relation instance of the report's standard (逐条审核), in its order; one for each part.

    Args:
        report: the report.
        against: the reports that relations read besides: earlier ones, parts, others beside.

    Example:
        >>> from collections import Counter
        >>> Counter(outcome.state.value for outcome in judge(report))
        Counter({'passed': 4, 'not_run': 1, 'failed': 1})
    """
    return judge_some(report, against, range(len(report.standard.relations)))


def judge_some(report: Report, against: AgainstLike, places: Iterable[int]) -> Iterator[RelationOutcome]:
    """Yield the outcome of the relation instances at some places of the standard's list, in the order given."""
    values = _Values(report, Against.of(against))
    relations = report.standard.relations
    elsewhere = _elsewhere(report.standard, _ReportKind.of(report))
    for place in places:
        if (idle := elsewhere.get(place)) is not None:
            yield idle
            continue
        for instance in in_parts(relations[place], values.against):
            yield values.judge(instance)


def applying(report: Report, against: AgainstLike = ()) -> Callable[[RelationInstance], bool]:
    """Return a predicate that tells whether a relation's condition requires it to hold in a report with such figures."""
    values = _Values(report, Against.of(against))

    def applies(instance: RelationInstance) -> bool:
        skipped = instance.relation.blanks is Blanks.SKIP and any(map(values.is_blank, instance.cells))
        wanting = any(values.against.wanting(term) for term in instance.all_terms)
        return not (skipped or wanting or values.is_out_of_place(instance) or values.unmet(instance))

    return applies


def in_parts(instance: RelationInstance, against: Against) -> Sequence[RelationInstance]:
    """Expand a relation written for each part to one for every part; return any other as it is."""
    if instance.relation.each is not Each.PART or not against.parts:
        return (instance,)
    return [instance.of_part(number) for number in range(len(against.parts))]


class Sides:
    """The operands of a report's relations, with their figures and what blanks were counted as."""

    def __init__(self, standard: Standard, cells: Mapping[str, Cell], against: AgainstLike = ()) -> None:
        self._against = Against.of(against)
        self._labels = _labels(standard)
        self._own = _OwnOperands(cells, self._labels)

    def of(self, outcome: RelationOutcome) -> tuple[tuple[Operand, ...], tuple[Operand, ...]]:
        """Return the operands of the left side and of the right side."""
        own, assumed = self._own, outcome.assumed
        left, right = (
            tuple(
                [
                    own[one.address]  # most of them
                    if one.factor == 1 and one.address and one.reading is Reading.OWN and not assumed
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
        if term.is_own:
            cell = self._own[address]
            return evolve(cell, factor=term.factor, assumed=assumed.get(term.name))
        reports = self._against.reports(term)
        labels = _labels(reports[0].standard) if reports else self._labels
        whose = ""
        if term.reading is Reading.PART and reports:
            whose = part_name(reports[0], self._against)
        elif term.reading is Reading.BESIDE:
            whose = term.standard
        values = self._against.values(term)
        if term.reading in PARTS_TOGETHER and values:
            number = self._against.number(term)
            values = (Blank.MISSING if number is None else number,)
        label, label_en = labels.get(address, (address, ""))
        return Operand(term.factor, address, label, values, term.reading, whose, assumed.get(term.name), label_en)


def part_name(part: Report, against: Against) -> str:
    """Return the name of a part among the others: its period where these differ, else its body."""
    return str(part.period) if len({one.period for one in against.parts}) > 1 else part.body_name


class _OwnOperands(dict[str, Operand]):
    """The report's own cells as operands of factor 1; each is made once, and most are in several relations."""

    def __init__(self, cells: Mapping[str, Cell], labels: Mapping[str, tuple[str, str]]) -> None:
        self.cells, self.labels = cells, labels

    def __missing__(self, address: str) -> Operand:
        label, label_en = self.labels[address]
        made = self[address] = Operand(1, address, label, (self.cells.get(address, _NONE).value,), label_en=label_en)
        return made


_NONE = Cell(value=Blank.MISSING)


@lru_cache(maxsize=64)
def _labels(standard: Standard) -> Mapping[str, tuple[str, str]]:
    names = {address: standard.name_of(address) for address in standard.spots}
    return {address: (name.zh, name.en) for address, name in names.items()}


_PRINTS_SOMETHING = re.compile(r"[^\s\-－–]")
"""More than a blank or a hyphen."""
_NOTHING: FrozenDict[str, Number] = FrozenDict()


_IdleName: TypeAlias = tuple[str, tuple[str, ...], str, str]


@lru_cache(maxsize=64)
def _idles(standard: Standard) -> dict[_IdleName, RelationOutcome]:
    """Return where the outcomes of a standard's relations that do not apply are kept: most of them recur in every report."""
    del standard
    return {}


@frozen
class _ReportKind:
    """What decides, whatever its figures are, which relations apply to a report."""

    scope: str
    is_its_only_part: bool
    absent: frozenset[str]

    @classmethod
    def of(cls, report: Report) -> _ReportKind:
        return cls(report.scope, report.is_its_only_part, report.absent_tables)


@lru_cache(maxsize=1024)
def _elsewhere(standard: Standard, kind: _ReportKind) -> Mapping[int, RelationOutcome]:
    """Return the outcomes of the relations that do not apply to a kind of report, by their places."""
    found: dict[int, RelationOutcome] = {}
    for place, instance in enumerate(standard.relations):
        reason = _out_of_place(instance, standard, kind)
        if reason is not None:
            found[place] = RelationOutcome(instance, RelationState.INAPPLICABLE, reason)
    return found


def _out_of_place(instance: RelationInstance, standard: Standard, kind: _ReportKind) -> Message | None:
    """Return why a relation does not apply to a kind of report."""
    relation = instance.relation
    if relation.scope and relation.scope != kind.scope:
        return say("check.other_scope", scope=say(f"check.scope.{relation.scope}"))
    if instance.needs_parts and kind.is_its_only_part:
        return say("check.only_part")
    tables = [standard.spots[one].table for one in instance.addresses] if kind.absent else []
    missing = [one for one in tables if one.key in kind.absent]
    if not missing or (relation.blanks is Blanks.ZERO and len(missing) < len(tables)):
        return None
    return say("check.table_absent", table=missing[0].heading or missing[0].key)


def _reason(key: str, fact: str) -> Message:
    return say(key, cell=fact) if key == "check.skipped" else say(key, when=fact)


@frozen
class _TermValue:
    """What a term contributes: its number if it has one, and whether that was printed, derived or assumed."""

    number: Number | None
    assumed: bool = False


@frozen
class _Values:
    report: Report
    against: Against

    @cached_property
    def idles(self) -> dict[_IdleName, RelationOutcome]:
        return _idles(self.standard)

    @property
    def standard(self) -> Standard:
        return self.report.standard

    def judge(self, instance: RelationInstance) -> RelationOutcome:
        sides = instance.own_sides if instance.is_plain else None
        if sides is not None:
            left, right = self.whole(sides[0]), self.whole(sides[1])
            if left is not None and right is not None:
                return _compared(instance, left, right)
        return self.judge_exactly(instance)

    def whole(self, side: OwnSide) -> int | None:
        """Return the sum of a side if every cell holds a whole number; None otherwise."""
        cells, (total, terms), size = self.report.cells, side, 0
        for factor, address in terms:
            cell = cells.get(address)
            if cell is None or type(value := cell.value) is not int:
                return None
            total += factor * value
            size += abs(value)
        return total if is_figure(size) else None  # one that is too large to be a figure is left to the exact rules

    def judge_exactly(self, instance: RelationInstance) -> RelationOutcome:
        blanks = instance.relation.blanks
        for term in instance.all_terms if instance.needs_others else ():
            if reason := self.against.wanting(term):
                return RelationOutcome(instance, RelationState.NOT_RUN, reason, waits=not self.against.reports(term))
        cells = self.report.cells
        for address in instance.addresses:
            cell = cells.get(address)
            if (cell is None or cell.value is Blank.MISSING) and self.is_not_read(address):
                return RelationOutcome(instance, RelationState.NOT_RUN, say("check.not_read", cell=address))
        if blanks is Blanks.SKIP:
            for term in instance.cells:
                if self.is_blank(term):
                    return self.idle(instance, "check.skipped", term.name)
        if (stopped := self.unmet(instance)) is not None:
            return stopped
        if instance.defines is not None and self.number(instance.defines) is None:
            return RelationOutcome(instance, RelationState.NOT_RUN, say("check.total_blank", cell=instance.defines))
        for term in instance.cells if blanks is not Blanks.ZERO else ():
            if self.is_not_applicable(term):
                return RelationOutcome(instance, RelationState.NOT_RUN, say("check.not_applicable", cell=term.address))
        sides: list[Number] = []
        assumed: dict[str, Number] = {}
        for terms in (instance.left, instance.right):
            operands = [(term, self.operand(term)) for term in terms]
            read = [(term, operand) for term, operand in operands if term.address]
            nothing = read and all(operand.number is None for _, operand in read)  # a constant beside them prints nothing
            if nothing and blanks is not Blanks.ZERO:
                return RelationOutcome(
                    instance, RelationState.NOT_RUN, say("check.side_blank", cells=[term.name for term, _ in read])
                )
            sides.append(added((term.factor, operand.number or 0) for term, operand in operands))
            assumed |= {term.name: operand.number or 0 for term, operand in read if operand.assumed}
        outcome = _compared(instance, sides[0], sides[1], assumed)
        if outcome.state is RelationState.FAILED and self.may_hold(instance, sides[0], sides[1]):
            return evolve(outcome, state=RelationState.PASSED)
        return outcome

    def may_hold(self, instance: RelationInstance, left: Number, right: Number) -> bool:
        """Whether a relation that fails as printed holds for some of the values that its rounded figures stand for."""
        factors: dict[Term, int] = {}
        for sign, terms in ((1, instance.left), (-1, instance.right)):
            for term in terms:
                alike = evolve(term, factor=1)
                factors[alike] = factors.get(alike, 0) + sign * term.factor
        spread = spread_of_sum(self.spread(term).times(factor) for term, factor in factors.items())
        if not spread:
            return False
        of_left, of_right = (
            spread_of_sum(self.spread(term).times(term.factor) for term in terms) for terms in (instance.left, instance.right)
        )
        return instance.may_hold(left, right, spread, (of_left, of_right))

    def spread(self, term: Term) -> RoundingSpread:
        """Return by how much a term's exact number may be off; of a blank total, as its parts may be."""
        if not term.is_own or term.address is None:
            return EXACT if term.address is None else self.against.spread(term)
        cell = self.report.cells.get(term.address)
        if cell is not None and as_number(cell.value) is not None:
            return cell.spread
        for definition in self.standard.defining.get(term.address, ()):
            if self.derived(term.address) is not None:
                return spread_of_sum(self.spread(part).times(part.factor) for part in definition.right)
        return EXACT

    def idle(self, instance: RelationInstance, key: str, fact: str) -> RelationOutcome:
        """Return the outcome of a relation that does not apply; it is the same in every report."""
        name = (instance.relation.key, instance.addresses, key, fact)
        made = self.idles.get(name)
        if made is None or made.instance is not instance:
            made = self.idles[name] = RelationOutcome(instance, RelationState.INAPPLICABLE, _reason(key, fact))
        return made

    def is_out_of_place(self, instance: RelationInstance) -> bool:
        """Whether a relation does not apply to this report: its scope, an absent optional table, or no parts."""
        return _out_of_place(instance, self.standard, _ReportKind.of(self.report)) is not None

    def unmet(self, instance: RelationInstance) -> RelationOutcome | None:
        """Return the outcome of a relation whose condition fails or is undecided; None where it holds."""
        if not instance.when:
            return None
        undecided: list[str] = []
        for all_of in instance.when:
            blank = [name for one in all_of for name in self.blanks_of(one, instance.relation.blanks)]
            if blank:
                decided = [one for one in all_of if not self.blanks_of(one, instance.relation.blanks)]
                undecided += blank if all(map(self.met, decided)) else ()
            elif all(map(self.met, all_of)):
                return None
        when = instance.relation.when
        if undecided:
            reason = say("check.when_blank", when=when, cells=list(dict.fromkeys(undecided)))
            return RelationOutcome(instance, RelationState.NOT_RUN, reason)
        return self.idle(instance, "check.when_unmet", when)

    def blanks_of(self, compared: Compared, blanks: Blanks | None) -> list[str]:
        """Return the cells of a condition whose blanks leave it undecided."""
        if blanks is Blanks.ZERO:
            return []
        return [term.name for term in compared.terms if term.address and self.operand(term).number is None]

    def met(self, compared: Compared) -> bool:
        left, right = (
            added((term.factor, self.operand(term).number or 0) for term in terms) for terms in (compared.left, compared.right)
        )
        return compared.operator.holds(left, right)

    def operand(self, term: Term) -> _TermValue:
        if term.address is None:
            return _TermValue(1)
        if not term.is_own:
            number = self.against.number(term)
            return _TermValue(number, assumed=number is None)
        number = self.number(term.address)
        if number is not None:
            return _TermValue(number)
        return _TermValue(self.derived(term.address), assumed=True)

    def is_blank(self, term: Term) -> bool:
        """Whether a term has no figure as it is, in one of the reports that it reads."""
        if term.reading in PARTS_TOGETHER:  # a part without a figure is left out
            return self.against.number(term) is None
        if term.is_own:
            cell = self.report.cells.get(term.address or "")
            return cell is None or (type(cell.value) is not int and as_number(cell.value) is None)
        return any(as_number(value) is None for value in self.against.values(term))

    def number(self, address: str) -> Number | None:
        return _number(self.report.cells, address)

    def is_not_read(self, address: str) -> bool:
        """Whether a cell is missing because a reader could not take it; such a gap never counts as 0."""
        cell = self.report.cells.get(address)
        if cell is None:
            return address in self.named or address.partition("/")[0] in self.named
        return cell.value is Blank.MISSING and bool(_PRINTS_SOMETHING.search(cell.printed or ""))

    @cached_property
    def named(self) -> frozenset[str]:
        """The cells and rows named in readers' notes: those of them without a value were not read."""
        return frozenset(cell for note in self.report.notes if note.rule.startswith("read.") for cell in note.cells)

    def is_not_applicable(self, term: Term) -> bool:
        values = (self.report[term.address or ""],) if term.is_own else self.against.values(term)
        if term.reading in PARTS_TOGETHER:  # it need not apply to every part
            return bool(values) and all(value is Blank.NOT_APPLICABLE for value in values)
        return any(value is Blank.NOT_APPLICABLE for value in values)

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
    state = RelationState.PASSED if instance.holds(left, right) else RelationState.FAILED
    return RelationOutcome(instance, state, None, left, right, assumed)


def _number(cells: Mapping[str, Cell], address: str) -> Number | None:
    found = cells.get(address)
    return None if found is None else as_number(found.value)
