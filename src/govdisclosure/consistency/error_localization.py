"""Which cell is wrong (差错定位): the fewest cells that must change so that everything holds that must hold, all such answers.

The principle is that of Fellegi and Holt: a report with contradictions is brought to agree by changing as little as possible.
It is decided exactly, over the whole report at once, in whole numbers. What the relations leave open they leave open: all
answers of the same weight are given, ranked by how the figure may have come about, and a conflict says when only that rank
tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from govdisclosure.consistency.against import Against
from govdisclosure.consistency.derived import derived_cells, unlike_basis
from govdisclosure.consistency.equations import Component, FilledEquations, System, fill
from govdisclosure.consistency.error_patterns import ErrorPattern, Evidence
from govdisclosure.consistency.relations import RelationState, judge_some
from govdisclosure.errors import TabulationError
from govdisclosure.exact.decimals import Number
from govdisclosure.exact.good_repairs import good_answer, has_solver
from govdisclosure.exact.integers import StepLimitError, Steps, point, span
from govdisclosure.exact.minimal_repairs import RepairSearch, SearchOutcome
from govdisclosure.exact.simplex import Tableau, bits
from govdisclosure.messages import Language, Message, joined, say
from govdisclosure.progress import counted
from govdisclosure.report import Cell, Previous, Report, as_number, report_of
from govdisclosure.standards import RelationInstance, Spot, Standard
from govdisclosure.value_objects import ValueObject, frozen_dict, json_text
from govdisclosure.values import Blank, Kind, Severity, Value, plain, plain_value

MOST_ANSWERS = 200
"""How many answers of one conflict are given."""

STEPS = 8_000
"""How many steps a search may take, about a quarter of a second; six wrong cells take some hundreds, ten some thousands.

A search that will not end within them stops earlier: see :data:`~govdisclosure.exact.minimal_repairs.FAR_BEYOND`
and :data:`~govdisclosure.exact.minimal_repairs.EACH_CELL`.
"""


@frozen(kw_only=True)
class Change(ValueObject):
    """What a cell would need to be (应为).

    Attributes:
        now: the value that is there; may be a blank.
        low, high: the least and the greatest figure, or the earliest and the latest day, with which everything can hold; the
            same where only one does; ``None`` where nothing bounds it.
    """

    now: Number | date | Blank
    low: Number | date | None
    high: Number | date | None

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        now, low, high = (None if one is None else plain_value(one) for one in (self.now, self.low, self.high))
        return {"now": now, "should_be": {"from": low, "to": high}}

    @property
    def should_be(self) -> Number | date | None:
        """The one figure that it must be; ``None`` where the relations leave that open."""
        return self.low if self.low == self.high else None


@frozen(kw_only=True)
class Answer(ValueObject):
    """Cells that, changed together, let everything hold (一种改法); none of them could stay.

    Attributes:
        cells: what each would need to be, by address.
        score: how well a usual slip explains it, from 0 to 1; it ranks the answers of one conflict and proves nothing.
        why: the cells, their figures, and the slip.
        by_words: whether the tables then agree with a figure in the report's words that they contradict as they are.
    """

    cells: Mapping[str, Change] = field(converter=frozen_dict)
    score: float
    why: Message
    by_words: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        cells = {address: change.to_dict() for address, change in self.cells.items()}
        return {"cells": cells, "score": self.score, "why": self.why.both}


@frozen(kw_only=True)
class Conflict(ValueObject):
    """Relations that can't all hold, and every least change that lets them (矛盾).

    Answers of different conflicts combine freely.

    Attributes:
        relations: keys of the relations that do not hold as the figures are, those of ``check``; where all of them hold by
            themselves, of those that cannot hold together. ``cell.negative`` for a number below 0.
        instances: the same, in their column or row.
        answers: the best first; none where the relations contradict each other whatever the figures.
        minimal: whether it is proved that fewer cells would not do.
        complete: whether these are all the least answers.
        by_records: whether the records decide: they give just what the first answer would have, and no other answer would.
        message: what was found, and how far the relations decide it.
    """

    relations: tuple[str, ...]
    instances: tuple[RelationInstance, ...]
    answers: tuple[Answer, ...]
    minimal: bool = True
    complete: bool = True
    by_records: bool = False
    message: Message

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data."""
        return {
            "relations": list(self.relations),
            "minimal": self.minimal,
            "complete": self.complete,
            "undecided": self.undecided,
            "message": self.message.both,
            "answers": [answer.to_dict() for answer in self.answers],
        }

    def to_json(self) -> str:
        """Return the same as JSON."""
        return json_text(self.to_dict())

    @property
    def undecided(self) -> bool:
        """Whether it is open which cell is wrong: then the first answer is a suggestion only."""
        return not self.by_records and (len(self.answers) != 1 or not self.complete)


def locate(
    report: Report,
    *,
    previous: Previous = (),
    parts: Previous = (),
    beside: Previous = (),
    weights: Mapping[str, int] | None = None,
    steps: int = STEPS,
    recomputed: Report | None = None,
) -> tuple[Conflict, ...]:
    """Find which cells are wrong (差错定位): the fewest that must change so that every relation of severity error holds.

    Exact, in whole numbers; a blank cell counts as any number from 0 that lets the relations hold. Where nothing contradicts
    there is no conflict. Whether a relation with a condition must hold is decided by the figures as they are. A relation that
    fails and could not be taken into account is a conflict without answers, which says so.

    Args:
        report: the report.
        previous: reports of the preceding period, as for ``check``; their figures are taken as given.
        parts: reports of the parts, likewise.
        beside: reports by other standards, likewise.
        weights: how much it takes to doubt a cell, by address: whole, 1 where none is given. A cell with 3 is named only where
            that saves more than three others. In a report that was read from a scan, what was recognised surely weighs more
            where nothing is given.
        steps: how many steps the search may take; beyond them the answer is not proved to be minimal, which the conflict says.
            A search that would take a hundred times the steps that are left stops early.
        recomputed: the same report made anew from the records, where they are at hand: then its figures decide between answers.

    Returns:
        The conflicts, in the standard's order.

    Raises:
        TabulationError: a weight is below 1.
        UnknownIndicatorError: a weight is given for a cell that the standard has not.
        UnreadableError: something given as a report is none.

    Example:
        >>> from attrs import evolve
        >>> from govdisclosure.testing import sample_report
        >>> right = sample_report("cn-2021")
        >>> cell = right.cells["requests.received/total"]
        >>> wrong = evolve(right, cells={**right.cells, "requests.received/total": evolve(cell, value=cell.value + 10)})
        >>> (conflict,) = locate(wrong)
        >>> conflict.answers[0].cells
        {'requests.received/total': Change(now=33547, low=33537, high=33537)}
    """
    against = Against.sorted_out(report_of(report), previous, parts, beside)
    filled = fill(report, against)
    heavy = {**_weights_of_scan(report), **(weights or {})}
    for address, weight in heavy.items():
        report.standard.spot(address)
        if type(weight) is not int or weight < 1:
            raise TabulationError("locate.weight", cell=address, weight=weight)
    found: list[Conflict] = []
    below = [Component((), (cell,)) for cell in filled.known.lone if filled.values[cell] < 0]
    components = (*filled.known.parts, *below)
    for part in counted(components, "", len(components), step=1):
        if not filled.is_sound(part):
            found += _Locating(filled, part, heavy, steps, recomputed).conflicts()
    return (*found, *_left_out(filled), *_derived(report_of(report), against))


def _derived(report: Report, against: Against) -> Iterator[Conflict]:
    """Yield the cells that follow from others by no sum and are not what these give: they, or one of these, are wrong."""
    for one in derived_cells(report, against):
        name = report.standard.name_of(one.spot.address)
        answer = _derived_answer(one.spot, name, one.value, one.expected)
        if one.severity is Severity.ERROR and answer is not None:
            yield Conflict(
                relations=(f"cell.{one.spot.measure.name()}",),
                instances=(),
                answers=(answer,),
                complete=False,
                message=say(
                    "locate.derived",
                    cell=Message.literal(zh=f"“{name.zh}”", en=name.en),
                    others=one.spot.sources,
                ),
            )
    for spot, cell, expected in unlike_basis(report):
        answer = _derived_answer(spot, report.standard.name_of(spot.address), cell.value, expected)
        message = say("locate.one", relations=say("locate.relation.basis"))
        answers = () if answer is None else (answer,)
        yield Conflict(relations=("cell.basis",), instances=(), answers=answers, complete=bool(answers), message=message)


def _derived_answer(spot: Spot, name: Message, value: Value, expected: Value) -> Answer | None:
    """Return the answer that a cell is what it follows from; None where that is no figure."""
    now, right = as_number(value), as_number(expected)
    if right is None:
        return None
    words = say("locate.change.derived", label=name, now=plain(now or 0), low=plain(right))
    change = Change(now=Blank.MISSING if now is None else now, low=right, high=right)
    return Answer(cells={spot.address: change}, score=0.5, why=words)


def _left_out(filled: FilledEquations) -> Iterator[Conflict]:
    """Yield the relations that fail and are no equations, so that no answer takes them into account."""
    places = {instance: place for place, instance in enumerate(filled.report.standard.relations)}
    aside = [places[one] for one in filled.known.left_out]
    for outcome in judge_some(filled.report, filled.against, aside):
        if outcome.state is RelationState.FAILED:
            key = outcome.instance.relation.key
            yield Conflict(
                relations=(key,),
                instances=(outcome.instance,),
                answers=(),
                minimal=False,
                complete=False,
                by_records=False,
                message=say("locate.left_out", relation=_relations_in_words([outcome.instance], (key,), filled.report)),
            )


def _relations_in_words(instances: Sequence[RelationInstance], keys: Sequence[str], report: Report) -> Message:
    """Return relations by the labels of their cells, of many the first; in English by key where labels are Chinese."""
    standard = report.standard
    in_chinese = _named_relations(instances, keys, standard, "zh")
    english = ", ".join(keys) if standard.language.startswith("zh") else _named_relations(instances, keys, standard, "en")
    return Message.literal(zh=in_chinese, en=english)


def _named_relations(instances: Sequence[RelationInstance], keys: Sequence[str], standard: Standard, lang: Language) -> str:
    spots = standard.spots
    words: list[str] = []
    for one in instances:
        heads = [side[0].address if side and side[0].is_own else None for side in (one.left, one.right)]
        labels = [spots[head].label for head in heads if head is not None and head in spots]
        between = one.relation.key
        if len(labels) == len(heads):
            between = say("locate.relation.between", left=labels[0], right=labels[1]).in_language(lang)
        total = ""
        if one.defines is not None and one.defines in spots:
            total = say("locate.relation.total", cell=f"“{spots[one.defines].label}”").in_language(lang)
        words.append(between if total in ("", *words) else total)  # a total may be that of its row and of its column
    if "cell.negative" in keys:
        words.append(say("locate.relation.negative").in_language(lang))
    distinct = list(dict.fromkeys(words))
    shown = say("join.list", parts=distinct[:_MOST_NAMED]).in_language(lang)
    return say("locate.relation.many", first=shown).in_language(lang) if len(distinct) > _MOST_NAMED else shown


_MOST_NAMED = 6


def _weights_of_scan(report: Report) -> dict[str, int]:
    """Return how much it takes to doubt each cell of a scan, by how surely it was recognised; nothing for other reports."""
    sure = {address: cell.origin.confidence for address, cell in report.cells.items() if address in report.standard.spots}
    if all(one is None for one in sure.values()):
        return {}
    return {address: 3 if one is None or one >= _SURE else 2 if one >= _FAIRLY_SURE else 1 for address, one in sure.items()}


_SURE = 97  # per cent
_FAIRLY_SURE = 85


@frozen
class _ConflictAnalysis:
    """A conflict before it is described: its cells as bits, and its answers with their tableau."""

    cells: int
    minimum: SearchOutcome
    minimal: bool = True


class _Locating:
    """The search for what is wrong in one part of a report."""

    def __init__(
        self, filled: FilledEquations, part: Component, weights: Mapping[str, int], steps: int, recomputed: Report | None
    ) -> None:
        self.filled = filled
        self.addresses = filled.known.addresses
        self.system: System = filled.system(part)
        self.root = self.system.root()
        self.all = sum(1 << cell for cell in part.cells)
        self.weights = [weights.get(address, 1) for address in self.addresses]
        self.steps = Steps(steps)
        self.checks = Steps(STEPS)  # what was found is checked and put in words, however few steps the search had
        self.evidence = Evidence(filled.report, filled.against.previous, recomputed)
        places = {instance: place for place, instance in enumerate(filled.report.standard.relations)}
        self.own = sorted({places[one.instance] for one in part.equations if one.instance in places})
        self.failed = self._failed(filled.report)

    def _failed(self, report: Report) -> dict[RelationInstance, None]:
        """Return the relations of this part that fail in a report, as ``check`` judges them."""
        judged = judge_some(report, self.filled.against, self.own)
        return {one.instance: None for one in judged if one.state is RelationState.FAILED}

    def conflicts(self) -> list[Conflict]:
        """Return the conflicts of this part, with messages."""
        root = self.root.copy()
        contradicts = bool(root.conflicts())
        broken = root.broken()
        try:
            if not contradicts and point(root, self.steps) is not None:
                return []
            located = self._located()
        except StepLimitError:
            located = [self._stopped()]
        return [self._in_words(one, broken) for one in self._verified(located)]

    # ------------------------------------------------------------------------------------------------------- to search

    def _located(self) -> list[_ConflictAnalysis]:
        together = RepairSearch(self.filled.values, self.weights, self.steps, self._good_cost).minimum(
            self.root.copy(), 0, MOST_ANSWERS
        )
        if together is None:
            return [_ConflictAnalysis(self.all, SearchOutcome(0, (), complete=True))]
        named = 0
        for cells, _ in together.answers:
            named |= cells
        search = RepairSearch(self.filled.values, self.weights, self.steps)
        if not together.complete:
            named |= self._named(search, together.weight, named)
        groups = self._groups(named)
        alone = [self._alone(search, group) for group in groups] if len(groups) > 1 else []
        return [one for one in alone if one is not None] if alone and all(alone) else [_ConflictAnalysis(named, together)]

    def _stopped(self) -> _ConflictAnalysis:
        """Return a good answer not proved to be minimal, because the budget was used up."""
        found = self._good
        answers = () if found is None else (found,)
        return _ConflictAnalysis(found[0] if found else self.all, SearchOutcome(0, answers, complete=False), minimal=False)

    @cached_property
    def _good(self) -> tuple[int, Tableau] | None:
        """A good answer, found without looking for the least; it takes as long as some hundred steps."""
        defined = self.filled.report.standard.defining
        totals = sum(1 << cell for cell in bits(self.all & ~self.root.moving) if self.addresses[cell] in defined)
        return good_answer(self.system.stands, self.root, self.filled.values, self.weights, totals)

    def _good_cost(self) -> int | None:
        if not has_solver() or self._good is None:
            return None
        return sum(self.weights[cell] for cell in bits(self._good[0]))

    def _named(self, search: RepairSearch, weight: int, known: int) -> int:
        """Return the cells that occur in some answer of least weight, where these are too many to list."""
        found = 0
        for cell in bits(self.all & ~known & ~self.root.moving):
            left = weight - self.weights[cell]
            if left >= 0:
                node = self.root.moved(cell, self.filled.values[cell])
                if next(search.within(node, left, 0), None) is not None:
                    found |= 1 << cell
        return found

    def _groups(self, named: int) -> list[int]:
        """Return the cells that answers name in groups: those of different groups share no relation and no blank."""
        groups: list[tuple[int, int]] = []  # the cells, and all unknowns of their rows that may move
        for row in self.root.rows:
            touched = (row.plus | row.minus) & (named | self.root.moving)
            if not touched:
                continue
            together = [group for group in groups if group[1] & touched]
            groups = [one for one in groups if not one[1] & touched]
            for one in together:
                touched |= one[1]
            groups.append((touched & named, touched))
        lone = self.root.outside & named
        for _, touched in groups:
            lone &= ~touched
        found = [cells for cells, _ in groups if cells] + [1 << cell for cell in bits(lone)]
        return sorted(found, key=lambda cells: cells & -cells)

    def _alone(self, search: RepairSearch, group: int) -> _ConflictAnalysis | None:
        """Find the answers of one group, while all other cells stand; ``None`` where it has none by itself."""
        minimum = search.minimum(self._rows_of(group), self.all & ~group, MOST_ANSWERS)
        return None if minimum is None else _ConflictAnalysis(group, minimum)

    def _rows_of(self, group: int) -> Tableau:
        """Return the rows of a group's cells, and those that share with them what moves."""
        touched, rows = group, []
        while True:
            rows = [row for row in self.root.rows if (row.plus | row.minus) & touched]
            wider = touched
            for row in rows:
                wider |= (row.plus | row.minus) & self.root.moving
            if wider == touched:
                break
            touched = wider
        made = self.root.copy()
        made.rows = [row.renewed() for row in rows]
        made.moving, made.outside = made.moving & touched, made.outside & group
        return made

    def _verified(self, located: Sequence[_ConflictAnalysis]) -> Sequence[_ConflictAnalysis]:
        """Return the conflicts with those answers whose figures, put into the relations as they are, satisfy all.

        That they do follows from how they were found; it is looked at once more, by the relations as they were before any
        combining, because a wrong answer would be worse than none. Conflicts are independent, so each answer is tried beside
        the first of the others.
        """
        if not all(one.minimum.answers for one in located):
            return located
        moved = [[self._moves(node) for _, node in one.minimum.answers] for one in located]
        rest = self.root.copy()
        for answers in moved:
            for unknown in answers[0] or ():
                rest.moving &= ~(1 << unknown)
        rest.rows = [row.renewed() for row in rest.rows if (row.plus | row.minus) & rest.moving]
        rest.outside = 0
        others = self._moves(rest)
        kept = []
        for place, one in enumerate(located):
            beside = [others, *(answers[0] for other, answers in enumerate(moved) if other != place)]
            good = [self._satisfies([*beside, own]) for own in moved[place]]
            left = tuple(answer for answer, is_good in zip(one.minimum.answers, good, strict=True) if is_good)
            kept.append(evolve(one, minimum=evolve(one.minimum, answers=left, complete=one.minimum.complete and all(good))))
        return kept

    def _moves(self, node: Tableau) -> Mapping[int, int] | None:
        """Return figures with which all that moves satisfies the relations; ``None`` where that takes too many steps."""
        try:
            return point(node, self.checks)
        except StepLimitError:
            return None

    def _satisfies(self, moves: Sequence[Mapping[int, int] | None]) -> bool:
        """Whether figures satisfy the relations as they were before any combining, within all bounds."""
        stands, values = self.system.stands, self.filled.values
        figures: dict[int, int] = {}
        for move in moves:
            if move is None:
                return False
            figures |= move
        changes = {unknown: figure - (values[unknown] if unknown < len(values) else 0) for unknown, figure in figures.items()}
        for row in stands.rows:
            cells = row.plus | row.minus
            if sum(row.factor(unknown) * change for unknown, change in changes.items() if cells >> unknown & 1) != row.rest:
                return False
        for unknown, figure in figures.items():
            low, high = stands.bounds.low[unknown], stands.bounds.high[unknown]
            if (low is not None and figure < low) or (high is not None and figure > high):
                return False
        return True

    # ----------------------------------------------------------------------------------------------------- to put in words

    def _in_words(self, located: _ConflictAnalysis, broken: Sequence[tuple[int, int]]) -> Conflict:
        origin = 0
        for unknowns, relations in broken:
            if unknowns & located.cells or not located.minimum.answers:
                origin |= relations
        found = [self._answer(cells, node) for cells, node in located.minimum.answers]
        answers = [one for one in found if one is not None]
        instances = self._contradicting([self.system.equations[number].instance for number in bits(origin)], answers)
        keys = list(dict.fromkeys(instance.relation.key for instance in instances))
        if self.system.stands.outside & located.cells:
            keys.append("cell.negative")
        borne_out = self._held_against_words(answers) if len(answers) > 1 else 0
        complete = located.minimum.complete and len(answers) == len(found)
        totals = self.filled.report.standard.defining  # of two that are as likely, a total is derived and the rest is counted
        answers.sort(key=lambda one: (not one.by_words, -one.score, not any(address in totals for address in one.cells)))
        by_records = [self._agrees_with_records(one) for one in answers[:2]] in ([True], [True, False])
        count = len(instances) + bool(self.system.stands.outside & located.cells)
        if not answers:
            name = "none" if complete else "not_found"
        elif not located.minimal:
            name = "limit"
        elif by_records:
            name = "by_records"
        elif len(answers) == 1:
            name = "one"
        elif borne_out:
            name = "by_words"
        else:
            name = "undecided" if count == 1 else "several"
        number = len(answers) if complete or not located.minimal else f"> {MOST_ANSWERS}"
        message = say(
            f"locate.{name}",
            relations=_relations_in_words(instances, keys, self.filled.report),
            count=count,
            answers=number,
            borne_out=borne_out,
        )
        return Conflict(
            relations=tuple(keys),
            instances=instances,
            answers=tuple(answers),
            minimal=located.minimal,
            complete=complete,
            by_records=by_records,
            message=message,
        )

    def _contradicting(self, origin: Sequence[RelationInstance], answers: Sequence[Answer]) -> tuple[RelationInstance, ...]:
        """Return the relations of a conflict that fail as the figures are, as ``check`` counts them.

        With blank cells a contradiction is one of many relations together, of which most hold or have nothing to compare. What
        fails of these, and what the first answer mends, is what there is to see; where nothing fails, it is all of them.
        """
        mended: Iterable[RelationInstance] = ()
        values = _decided(answers[0]) if answers else {}
        if answers and len(values) == len(answers[0].cells):
            report = self.filled.report
            cells = {key: evolve(report.cells.get(key, _BLANK), value=value) for key, value in values.items()}
            left = self._failed(evolve(report, cells={**report.cells, **cells}))
            mended = [one for one in self.failed if one not in left]
        failing = [one for one in self.failed if one in origin or one in mended]
        return tuple(failing or origin)

    def _held_against_words(self, answers: list[Answer]) -> int:
        """Rank answers by the numbers in the report's words, and return with how many of them more of these agree."""
        report = self.filled.report
        if not report.text:
            return 0
        from govdisclosure.consistency.narration import WordsOfReport  # with what it needs, only where there are words

        words, borne_out = WordsOfReport(report, self.filled.against.previous), 0
        for place, one in enumerate(answers):
            values = _decided(one)
            if len(values) < len(one.cells):
                continue
            settled, opposed = words.effect(values)
            if settled and not opposed:
                why = say("locate.why.words", why=one.why, said=list(settled))
                answers[place], borne_out = (
                    evolve(one, score=round(1 - (1 - one.score) / 10, 4), why=why, by_words=True),
                    borne_out + 1,
                )
            elif opposed > len(settled):
                answers[place] = evolve(one, score=round(one.score / 10, 4))
        return borne_out

    def _answer(self, cells: int, node: Tableau) -> Answer | None:
        """Return an answer with messages; ``None`` where working out its values takes too many steps."""
        changes: dict[str, Change] = {}
        for cell in bits(cells):
            try:
                within = span(node, cell, self.checks)
            except StepLimitError:
                return None
            ends = ((end, self._is_bound(cell, end)) for end in (within.low, within.high))
            low, high = (self._figure(cell, end) if end is not None and bound else None for end, bound in ends)
            changes[self.addresses[cell]] = Change(now=self._figure(cell, self.filled.values[cell]), low=low, high=high)
        figures = {address: (_number(change.now) or 0, _number(change.should_be)) for address, change in changes.items()}
        slips = self.evidence.slips(figures)
        score = 1.0
        for slip in slips.values():  # two cells that were exchanged are one slip
            score *= slip.telling**0.5 if slip.name == "exchanged" else slip.telling
        why = joined(self._line(address, change, slips[address]) for address, change in changes.items())
        return Answer(cells=changes, score=round(score, 4), why=why)

    def _agrees_with_records(self, answer: Answer) -> bool:
        """Whether every cell of an answer would be what the records give."""
        recomputed = self.evidence.recomputed
        if recomputed is None:
            return False
        found = {address: as_number(recomputed[address]) for address in answer.cells if address in recomputed.standard.spots}
        return all(
            found.get(address) is not None and found[address] == _number(one.should_be) for address, one in answer.cells.items()
        )

    def _line(self, address: str, change: Change, slip: ErrorPattern) -> Message:
        label = self.filled.report.standard.name_of(address)
        low, high = ("…" if end is None else plain(end) for end in (change.low, change.high))
        name = "exact" if change.should_be is not None else _WORD[change.low is None, change.high is None]
        if name in ("above", "below") and self.filled.report.standard.spot(address).kind is Kind.DATE:
            name = f"{name}_day"
        now = plain(0 if isinstance(change.now, Blank) else change.now)
        words = say(f"locate.change.{name}", label=label, now=now, low=low, high=high)
        return words if slip.words is None else say("locate.change.slip", change=words, slip=slip.words)

    def _is_bound(self, cell: int, units: int | None) -> bool:
        """Whether an end says anything: the first and the last day there is are no bounds of a day."""
        kind = self.filled.known.kinds[cell]
        return kind is not Kind.DATE or units not in (0, kind.greatest)

    def _figure(self, cell: int, units: int) -> Number | date:
        value = self.filled.known.kinds[cell].value_of(self.filled.number(cell, units))
        assert not isinstance(value, str | Blank)  # noqa: S101 - no such cell is in an equation
        return value


def _decided(answer: Answer) -> dict[str, Number | date]:
    """Return the figures that the cells of an answer must be, those that are one figure."""
    return {key: change.should_be for key, change in answer.cells.items() if change.should_be is not None}


_BLANK = Cell(value=Blank.MISSING)


_WORD = {(False, False): "between", (False, True): "above", (True, False): "below", (True, True): "between"}
"""The word for what a cell may be, by whether nothing bounds it below, and above."""


def _number(value: Number | date | Blank | None) -> Number | None:
    return None if value is None else as_number(value)
