"""Errors in filled forms, traced to cells (填报差错): one issue for each cell that somebody has to look at.

A total that the form added up itself is never wrong by itself: what does not agree with it is traced to the cells that were
typed. Where several cells could be the wrong one, the first is marked, and the others are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log10

from attrs import evolve, field, frozen

from govdisclosure.areas import Issue
from govdisclosure.consistency import Answer, Checker, RelationOutcome, RelationState, Verdict, check as check_alone, locate
from govdisclosure.exact.decimals import added, less, total
from govdisclosure.forms.form_reading import FilledForm
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report, as_number
from govdisclosure.standards import Term
from govdisclosure.values import Blank, Severity

_MANY = 10  # blank cells of a table that are named one by one whatever else is filled in
_NOT_OF_CELLS = ("cell.missing", "blank.assumed", "check.previous")


def issues_of(
    form: FilledForm, previous: Sequence[Report] = (), *, check: Checker = check_alone
) -> tuple[Verdict, tuple[Issue, ...]]:
    """Check a filled form (填报问题), and return the verdict and the issues, in the order of the form's cells.

    Args:
        form: the form.
        previous: reports of the body's preceding period; by default the figures that the form shows count.
        check: checks the report of the form.

    Example:
        >>> make_form("cn-2021", "form.xlsx", body="civil-affairs", period=2024)
        >>> form = read_form("form.xlsx", Path("form.xlsx").read_bytes(), find_standard=load_standard)
        >>> verdict, issues = issues_of(form)
        >>> verdict.verdict, (issues[0].sheet, issues[0].cell)
        ('incomplete', ('二、主动公开政府信息情况', 'B8'))
    """
    verdict = check(form.report, previous=previous)
    found = list(_Blame(form, verdict).issues())
    order = {address: number for number, address in enumerate(form.report.standard.spots)}
    found.sort(key=lambda one: order.get(one.address, -1))
    return verdict, tuple(found)


@frozen
class _Failure:
    """A relation that failed, with the typed cells in it and their factors, and how far it is off."""

    outcome: RelationOutcome
    finding: Finding
    factors: Mapping[Term, int]

    @property
    def support(self) -> tuple[str, ...]:
        return tuple(one.address for one in self.factors if one.is_own and one.address)

    @property
    def key(self) -> str:
        return self.outcome.instance.relation.key


@frozen
class _Blame:
    form: FilledForm
    verdict: Verdict
    noted: dict[str, None] = field(factory=dict)
    blamed: dict[str, None] = field(factory=dict)

    @property
    def report(self) -> Report:
        return self.form.report

    def issues(self) -> Iterator[Issue]:
        relations = {(one.instance.relation.key, one.instance.addresses): one for one in self.verdict.noted}
        failures: list[_Failure] = []
        for finding in self.verdict.findings:
            outcome = relations.get((finding.rule, finding.cells))
            if outcome is not None and outcome.state is RelationState.FAILED:
                failures.append(_Failure(outcome, finding, self._factors(outcome)))
            elif finding.rule not in _NOT_OF_CELLS:
                if finding.severity in (Severity.ERROR, Severity.WARNING):
                    self.noted.update(dict.fromkeys(one for one in finding.cells if one in self.form.spots))
                yield self._issue(finding, finding.cells[:1], finding.cells[1:])
        yield from self._blanks()
        overtyped = {
            one
            for finding in self.verdict.findings
            if finding.rule == "form.typed_over" and finding.severity is Severity.ERROR
            for one in finding.cells
        }
        real = [one for one in failures if not self._follows(one, failures)]
        real.sort(key=lambda one: one.finding.severity is not Severity.ERROR)  # what must hold is traced first
        located = self._located(real)
        for failure in real:
            cells = self._cells(failure, located)
            if set(cells) <= overtyped:
                continue  # said already: the total is not the sum of its parts, and what it is in fails with it
            self.blamed.update(dict.fromkeys(cells))
            others = [one for one in failure.support if one not in cells]
            for cell in cells:
                yield self._issue(failure.finding, (cell,), others)

    # -------------------------------------------------------------------------------------------- relations that fail

    def _factors(self, outcome: RelationOutcome) -> dict[Term, int]:
        """Return the typed cells of a relation, left minus right, each with its factor: totals are taken apart."""
        found: Counter[Term] = Counter()
        for sign, terms in ((1, outcome.instance.left), (-1, outcome.instance.right)):
            for term in terms:
                self._add(term, sign * term.factor, found)
        return {one: factor for one, factor in found.items() if factor}

    def _add(self, term: Term, factor: int, found: Counter[Term]) -> None:
        if term.address is None:
            return
        definition = self.report.standard.defining.get(term.address, ())
        if definition and (not term.is_own or term.address in self.form.computed):
            for part in definition[0].right:
                named = evolve(term, factor=part.factor, address=part.address)
                self._add(named, factor * part.factor, found)
        else:
            found[evolve(term, factor=1)] += factor

    @staticmethod
    def _follows(failure: _Failure, failures: Sequence[_Failure]) -> bool:
        """Whether a relation fails in a column of totals only because it fails in columns that are added there."""
        mine = set(failure.factors)
        parts = [one for one in failures if one.key == failure.key and one.factors and set(one.factors) < mine]
        return bool(parts) and total(one.outcome.difference for one in parts) == failure.outcome.difference

    def _located(self, failures: Sequence[_Failure]) -> list[tuple[Answer, ...]]:
        """Return the answers of each conflict, the likeliest first; the form's own totals are recomputed in each."""
        if not any(one.finding.severity is Severity.ERROR for one in failures):
            return []
        typed = {one: cell for one, cell in self.report.cells.items() if one not in self.form.computed}
        conflicts = locate(evolve(self.report, cells=typed), previous=self.verdict.previous)
        lesser = [one for one in failures if one.finding.severity is not Severity.ERROR]
        found = []
        for conflict in conflicts:
            answers = sorted(conflict.answers, key=lambda one: self._rank(one, lesser))
            found.append(tuple(answers))
        return found

    def _rank(self, answer: Answer, lesser: Sequence[_Failure]) -> tuple[int, int, float]:
        """Return an answer's sort key: odd cells, relations it repairs or breaks, plausibility."""
        changes = {
            address: less(should_be, as_number(one.now) or 0)
            for address, one in answer.cells.items()
            if one.should_be is not None and (should_be := as_number(one.should_be)) is not None
        }
        failed = {one.outcome.instance for one in lesser}
        broken = 0
        for outcome in self.verdict.outcomes:
            instance = outcome.instance
            if instance.relation.severity is Severity.ERROR or not changes.keys() & set(instance.addresses):
                continue
            left, right = (
                added([(1, side), *((term.factor, changes.get(term.address or "", 0)) for term in terms if term.is_own)])
                for side, terms in ((outcome.left, instance.left), (outcome.right, instance.right))
            )
            holds = instance.holds(left, right)
            if instance in failed:
                broken -= holds
            elif outcome.state is RelationState.PASSED:
                broken += not holds
        return -len(self.noted.keys() & answer.cells.keys()), broken, -answer.score - self._likelier(answer)

    def _likelier(self, answer: Answer) -> float:
        """Return by how many powers of ten figures come nearer to those of last year; without these, how little they change."""
        gain = 0.0
        for address, one in answer.cells.items():
            now, should_be = (None if value is None else as_number(value) for value in (one.now, one.should_be))
            if now is None or should_be is None:
                continue
            last = [number for each in self.verdict.previous if (number := as_number(each[address])) is not None]
            before = sum(map(float, last)) if last else None
            size, then = _size(float(now)), _size(float(should_be))
            gain += abs(size - _size(before)) - abs(then - _size(before)) if before is not None else -abs(size - then)
        return gain

    def _cells(self, failure: _Failure, located: Sequence[Sequence[Answer]]) -> tuple[str, ...]:
        """Return the cells to mark for a relation that fails."""
        support = failure.support
        for answers in located if failure.finding.severity is Severity.ERROR else ():
            if answers and (cells := [one for one in answers[0].cells if one in support]):
                return tuple(cells)
        odd = [one for one in support if one in self.noted]  # no typed figure needs to change: it is what is not there
        blank = [one for one in support if isinstance(self.report[one], Blank)]
        blamed = [one for one in support if one in self.blamed]
        instance = failure.outcome.instance
        parts = [one for one in instance.addresses if one in support]
        text = [one for one in instance.addresses if one in self.noted]  # a total without a part that is text
        return tuple((odd or blamed or blank or text or parts or list(support) or list(instance.addresses))[:1])

    # -------------------------------------------------------------------------------------------------- cells not filled

    def _blanks(self) -> Iterator[Issue]:
        """Yield the cells that are not filled in, each by itself; a table with next to nothing in it is one issue."""
        form = self.form
        missing = [one for one in self.verdict.missing if one not in self.noted and one not in form.computed]
        typed = [one for one in missing if one in form.report.standard.defining]
        if missing and not any(one in form.report.cells for one in form.report.standard.spots if one not in form.computed):
            self.noted.update(dict.fromkeys(missing))
            yield self._missing(tuple(missing), say("form.missing_all", count=len(missing)))
            return
        by_table: dict[str, list[str]] = {}
        for one in missing:
            if one not in typed or not self._parts_blank(one):
                by_table.setdefault(form.report.standard.spots[one].table.key, []).append(one)
        for key, cells in by_table.items():
            filled = [
                one
                for one, spot in form.report.standard.spots.items()
                if spot.table.key == key and one in form.report.cells and one not in form.computed
            ]
            if len(cells) == 1 or (filled and len(cells) <= max(_MANY, 3 * len(filled))):
                for one in cells:
                    self.noted[one] = None
                    yield self._missing((one,), say("form.missing", label=form.report.standard.spots[one].label))
            else:
                self.noted.update(dict.fromkeys(cells))
                yield self._missing(tuple(cells), say("form.missing_table", count=len(cells)))

    def _parts_blank(self, total: str) -> bool:
        parts = [term.address for term in self.report.standard.defining[total][0].right if term.address]
        return all(isinstance(self.report[one], Blank) for one in parts)

    def _missing(self, cells: Sequence[str], message: Message) -> Issue:
        finding = Finding(rule="cell.missing", severity=Severity.WARNING, cells=tuple(cells), message=message)
        return self._issue(finding, cells[:1], cells[1:])

    def _issue(self, finding: Finding, cells: Sequence[str], others: Sequence[str]) -> Issue:
        form = self.form
        address = cells[0] if cells else ""
        sheet, cell = "", ""
        if address in form.spots:
            sheet, cell = place(form, address)
        elif finding.where and "!" in finding.where[0]:
            sheet, _, cell = finding.where[0].removeprefix(f"{form.file} ").rpartition("!")
        at = finding.where[0].removeprefix(f"{form.file} ") if finding.where else ""
        if finding.rule == "form.twice" and "!" in at:  # it is about the second of two rows
            sheet, _, cell = at.rpartition("!")
        return Issue(
            file=form.file, body=form.report.body.id, address=address, sheet=sheet, cell=cell, rule=finding.rule,
            severity=finding.severity, message=finding.message,
            others=tuple("!".join(place(form, one)) for one in others if one in form.spots),
        )  # fmt: skip


def _size(number: float) -> float:
    """Return the order of magnitude of a figure."""
    return log10(abs(number) + 1)


def place(form: FilledForm, address: str) -> tuple[str, str]:
    """Return the sheet and the cell of an address."""
    sheet, _, cell = form.where(address).removeprefix(f"{form.file} ").rpartition("!")
    return sheet, cell
