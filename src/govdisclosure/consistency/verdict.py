"""The verdict on a report (审核结论): relations, narrative, cells; ``failed``, ``incomplete`` or ``passed``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import Any, Literal, Protocol

from attrs import evolve, field, frozen

from govdisclosure.consistency.against import Against, AgainstLike
from govdisclosure.consistency.checks import Check, ExpectedChecks, IncompleteCheckError, NotRun
from govdisclosure.consistency.compiled import compiled
from govdisclosure.consistency.derived import derived_cells, unlike_basis
from govdisclosure.consistency.plausibility import unlikely, unlikely_of_body
from govdisclosure.consistency.relations import RelationOutcome, RelationState, Sides, in_parts, judge, judge_some
from govdisclosure.errors import GovDisclosureError
from govdisclosure.exact.decimals import is_figure
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Finding, Previous, Report, fingerprint, report_of
from govdisclosure.report.contents import IN_WORDS
from govdisclosure.report.operands import CountedSide
from govdisclosure.standards import Standard
from govdisclosure.standards.operators import Operator
from govdisclosure.text_bindings import bindings, holes, parse_binding
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict, json_text
from govdisclosure.values import Blank, Kind, Period, Severity, Value, in_digits, plain, value_in_words

FORMAT = "govdisclosure.verdict/1"
"""The name and version of a verdict's JSON."""


class Accepted(Protocol):
    """Who accepted a finding (已核实), when, and why."""

    @property
    def who(self) -> str:
        """Who accepted it."""

    @property
    def when(self) -> date:
        """On which day."""

    @property
    def reason(self) -> str:
        """Why."""


@frozen(kw_only=True)
class Verdict(ValueObject):
    """The result of a check (审核结论).

    Attributes:
        findings: the most severe first, in the standard's order within a severity.
        missing: addresses of the cells without a value; those of tables that are not printed may be left out.
        noted: the outcomes other than a plain pass: failed, not run, or passed with blanks assumed.
        report: the report that was checked.
        against: the reports it was checked against: the preceding ones, those of its parts, those beside it.
        accepted: who accepted which findings, by fingerprint; these fail no report.
        unfinished: the checks and plugins that were expected and did not run to their end.
    """

    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    noted: tuple[RelationOutcome, ...] = ()
    report: Report = field(repr=False)
    against: Against = field(factory=Against, repr=False)
    accepted: Mapping[str, Accepted] = field(factory=FrozenDict, converter=frozen_dict)
    unfinished: tuple[NotRun, ...] = ()

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "verdict", self.verdict
        for severity in Severity:
            yield severity.value, sum(one.severity is severity for one in self.findings) or None
        yield "missing", len(self.missing) or None
        yield "accepted", len(self.accepted) or None
        yield "report", self.report

    @cached_property
    def outcomes(self) -> tuple[RelationOutcome, ...]:
        """What became of each relation instance: passed, failed, or not run and why; made when first asked for."""
        return tuple(judge(self.report, self.against))

    @property
    def previous(self) -> tuple[Report, ...]:
        """The preceding reports that it was checked against."""
        return self.against.previous

    @property
    def verdict(self) -> Literal["passed", "failed", "incomplete"]:
        """The verdict in one word.

        ``failed``: a finding of severity error that nobody accepted; else ``incomplete``: a relation of severity error, a check
        or a plugin did not run to its end, or a cell is missing.
        """
        accepted = self.accepted
        for one in self.findings:
            if one.severity is Severity.ERROR and not (accepted and one.fingerprint in accepted):
                return "failed"
        return "incomplete" if self.missing or self.held_up or self.unfinished else "passed"

    @property
    def not_run(self) -> tuple[NotRun, ...]:
        """What was expected and did not run to its end (未执行): relations of severity error, checks, plugins."""
        relations = (
            NotRun(ExpectedChecks.RELATION, one.instance.relation.key, one.reason) for one in self.held_up if one.reason
        )
        return (*relations, *self.unfinished)

    @property
    def held_up(self) -> tuple[RelationOutcome, ...]:
        """The relations of severity error that could not run, except those that only lack reports of a kind not given."""
        return tuple(
            outcome
            for outcome in self.noted
            if outcome.state is RelationState.NOT_RUN
            and outcome.instance.relation.severity is Severity.ERROR
            and not outcome.waits
        )

    @property
    def waiting(self) -> int:
        """How many relations did not run only because no other reports were given."""
        absent = 0 if self.against else len(compiled(self.report.standard).waiting)
        return absent + sum(outcome.waits for outcome in self.noted)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data for JSON: the report, the result, every finding."""
        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "report": {**self.report.identity, "scope": self.report.scope},
            "relations": {state.value: self.count(state) for state in RelationState},
            "missing": list(self.missing),
            "not_run": [one.to_dict() for one in self.not_run],
            "findings": [self._finding(one) for one in self.findings],
        }

    def to_json(self) -> str:
        """Return the verdict as JSON (``govdisclosure.verdict/1``, see ``verdict.schema.json``): two spaces of indent."""
        return json_text(self.to_dict())

    def _finding(self, finding: Finding) -> dict[str, Any]:
        data, accepted = finding.to_dict(), self.accepted.get(finding.fingerprint)
        if accepted is not None:
            data["accepted"] = {"who": accepted.who, "when": accepted.when.isoformat(), "reason": accepted.reason}
        return data

    def count(self, state: RelationState) -> int:
        """Return how many relation instances have an outcome; one checked for each part counts once a part."""
        if state is RelationState.PASSED:
            all_of = sum(len(in_parts(relation, self.against)) for relation in self.report.standard.relations)
            return all_of - sum(self.count(other) for other in RelationState if other is not RelationState.PASSED)
        noted = sum(outcome.state is state and not outcome.waits for outcome in self.noted)
        return noted + (self.waiting if state is RelationState.NOT_RUN else 0)


class Checker(Protocol):
    """Checks a report: :func:`check`, or a library's that makes the checks of plugins too."""

    def __call__(
        self, report: Report, *, previous: Sequence[Report] = (), parts: Sequence[Report] = (), beside: Sequence[Report] = ()
    ) -> Verdict:
        """Return the verdict on a report."""


def check(
    report: Report,
    *,
    previous: Previous = (),
    parts: Previous = (),
    beside: Previous = (),
    checks: Iterable[Check] = (),
    absent: Iterable[NotRun] = (),
) -> Verdict:
    """Check a report (审核): every relation, every binding of its words, every cell; repeat the report's own notes.

    Args:
        report: the report.
        previous: reports of the preceding period by the same standard: of the body, or of the bodies that it succeeds.
            Reports of other periods are left out, with a finding.
        parts: reports of the parts by the same standard: of the bodies that an area's report includes, or of the body's months
            or quarters. What is no part is left out, with a finding.
        beside: reports of the same body and period by other standards.
        checks: further checks to make, such as those of a library.
        absent: checks that should have run and could not, such as those of plugins that were not loaded.
    """
    against = Against.sorted_out(report_of(report), previous, parts, beside)
    preceding = against.previous
    brought, unfinished = _made(checks, report_of(report), preceding)
    known = compiled(report_of(report).standard)
    values, no_others = known.values(report)
    look = known.look(values)
    places = look.unsettled.union(known.waiting) if against else look.unsettled
    judged = judge_some(report, against, sorted(places)) if places else ()
    noted = tuple(one for one in judged if one.state is not RelationState.PASSED or one.assumed)
    findings = [
        *[note if note.fingerprint else _marked(report, note) for note in report.notes],
        *[_left_out(report, one) for one in against.left_out],
        *(() if _is_for(report.standard, report.period) else _about_form(report)),
        *(() if look.sound and no_others else _about_cells(report, values)),
        *(_about_derived(report, against) if report.standard.derived else ()),
        *(_about_bases(report) if report.standard.based else ()),
        *(_about_relations(report, noted, against) if noted else ()),
        *((*_about_text(report), *_about_numbers(report, preceding)) if report.text else ()),
        *_about_likelihood(report, preceding),
        *[_placed(report, one) for one in brought],
    ]
    missing: tuple[str, ...] = ()
    if look.blank and Blank.MISSING in values:
        pairs = zip(report.standard.spots.items(), values, strict=True)
        absent_tables = report.absent_tables
        missing = tuple(
            address
            for (address, spot), value in pairs
            if value is Blank.MISSING and spot.table.printed and spot.table.key not in absent_tables
        )
    if missing:
        findings.append(finding(report, "cell.missing", Severity.INFO, missing, say("check.missing", cells=missing)))
    return Verdict(
        findings=by_severity(findings),
        missing=missing,
        noted=noted,
        report=report,
        against=against,
        unfinished=(*absent, *unfinished),
    )


def _made(checks: Iterable[Check], report: Report, previous: Sequence[Report]) -> tuple[list[Finding], list[NotRun]]:
    """Make further checks; return what they found, and which did not run to their end."""
    brought: list[Finding] = []
    unfinished: list[NotRun] = []
    for further in checks:
        try:
            brought += further.check(report, previous)
        except IncompleteCheckError as error:
            brought += error.findings
            unfinished.append(NotRun(ExpectedChecks.CHECK, further.name, error.reason))
    return brought, unfinished


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings sorted by severity, otherwise in the order given."""
    return tuple(sorted(findings, key=lambda one: _ORDER[one.severity]))


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def finding(
    report: Report, rule: str, severity: Severity, cells: Sequence[str], message: Message, *, where: Sequence[str] = ()
) -> Finding:
    """Make a finding about cells of a report, with their places and a fingerprint that changes with their figures."""
    concerned = _Concerned.of(report, cells)

    def rest() -> dict[str, object]:
        return {"where": tuple(where) or concerned.places, "fingerprint": concerned.fingerprint(rule)}

    return Finding.later(rest, rule=rule, severity=severity, cells=tuple(cells), message=message, **_OF_NO_RELATION)


@frozen
class _Concerned:
    """What a finding keeps of a report until it is read: whose report it is, and the cells that are concerned."""

    body: str
    period: Period
    addresses: Sequence[str]
    cells: Sequence[Cell]

    @classmethod
    def of(cls, report: Report, addresses: Sequence[str]) -> _Concerned:
        cells = report.cells
        return cls(report.body.id, report.period, addresses, [cells.get(address, _NONE) for address in addresses])

    @property
    def places(self) -> tuple[str, ...]:
        """Where the cells were in what was read, each place once."""
        return tuple(dict.fromkeys([place for cell in self.cells if (place := cell.origin.address)]))

    def fingerprint(self, rule: str) -> str:
        """Return a fingerprint that changes with the figures."""
        figures = [
            f"{address}={in_digits(cell.value, missing=_MISSING, not_applicable=_DASH)}"
            for address, cell in zip(self.addresses, self.cells, strict=True)
        ]
        return fingerprint(rule, self.body, self.period, *figures)


_NONE = Cell(value=Blank.MISSING)
_MISSING, _DASH = Blank.MISSING.value, Blank.NOT_APPLICABLE.value
_OF_NO_RELATION: Mapping[str, Any] = {"left": None, "right": None, "difference": None, "operands": ()}


def _marked(report: Report, note: Finding) -> Finding:
    """Add a fingerprint to a note without one, so that it too can be accepted."""
    mark = fingerprint(note.rule, report.body.id, report.period, *note.cells, *note.where, note.message.zh)
    return evolve(note, fingerprint=mark)


def _placed(report: Report, found: Finding) -> Finding:
    """Complete a further check's finding: a fingerprint over its cells' figures, and their places."""
    if found.fingerprint and found.where:
        return found
    made = finding(report, found.rule, found.severity, found.cells, found.message, where=found.where)
    return evolve(found, where=made.where, fingerprint=found.fingerprint or made.fingerprint)


@lru_cache(maxsize=1024)
def _is_for(standard: Standard, period: Period) -> bool:
    """Whether a form is for such a period, in such a year."""
    return standard.reports_on(period) and standard.year_of(period) in standard.valid


def _about_form(report: Report) -> Iterator[Finding]:
    """Yield a finding where a form is for other periods or years than the report's."""
    standard, period = report.standard, report.period
    if not standard.reports_on(period):
        cycles = [one.sentence for one in standard.periods]
        message = say("check.period", standard=standard.id, cycles=cycles, period=period)
        yield finding(report, "report.period", Severity.WARNING, (), message)
    if (year := standard.year_of(period)) not in standard.valid and not any(note.rule == IN_WORDS for note in report.notes):
        advice = say("check.advice.right")
        message = say("check.form_year", standard=standard.id, valid=standard.valid.sentence, year=year, advice=advice)
        yield finding(report, "report.form_year", Severity.EXPLAIN, (), message)


def _about_cells(report: Report, values: Sequence[Value]) -> Iterator[Finding]:
    for address in report.unknown_cells:
        message = say("check.unknown_cell", cell=address, standard=report.standard.id)
        yield finding(report, "cell.unknown", Severity.WARNING, [address], message)
    for (address, spot), value in zip(report.standard.spots.items(), values, strict=True):
        is_usual = spot.kind is Kind.COUNT and type(value) is int and value >= 0 and is_figure(value)
        if is_usual or isinstance(value, Blank):
            continue
        if not spot.kind.fits(value):
            message = say("check.wrong_type", cell=address, kind=spot.kind.value)
            yield finding(report, "cell.type", Severity.ERROR, [address], message)
        elif not isinstance(value, str | date) and value < 0 and not spot.signed:
            message = say("check.negative", cell=address, label=spot.label, value=plain(value))
            yield finding(report, "cell.negative", Severity.ERROR, [address], message)


def _about_bases(report: Report) -> Iterator[Finding]:
    """Hold means, shares and rates to what they were worked out from, where the report keeps that."""
    for spot, cell, expected in unlike_basis(report):
        shown = {"value": value_in_words(cell.value), "expected": value_in_words(expected)}
        message = say("check.basis", cell=spot.address, label=spot.label, basis=list(map(str, cell.basis or ())), **shown)
        yield finding(report, "cell.basis", Severity.ERROR, [spot.address], message)


def _about_derived(report: Report, against: Against) -> Iterator[Finding]:
    """Hold the cells that follow from others by another measure than a sum to what they follow from."""
    unchecked: list[str] = []
    for derived in derived_cells(report, against):
        spot, value, expected = derived.spot, derived.value, derived.expected
        if derived.unchecked:
            unchecked.append(spot.address)
        severity = derived.severity
        if severity is None:
            continue
        labels = [report.standard.spot(one.address).label for one in spot.cells_read]
        names = [
            label
            if one.earlier is None
            else say("check.earlier", which=say(f"explain.earlier.{one.earlier.word}"), label=label)
            for label, one in zip(labels, spot.cells_read, strict=True)
        ]
        figures = [
            say("check.figure", name=name, value=value_in_words(each))
            for name, each in zip(names, derived.brought, strict=True)
        ]
        remark = spot.measure.remark(derived.brought)
        message = say(
            "check.derived" if remark is None else "check.derived_blank",
            cell=spot.address,
            label=spot.label,
            value=value_in_words(value),
            expected=value_in_words(expected),
            figures=figures,
            reason=remark or "",
        )
        yield finding(report, f"cell.{spot.measure.name()}", severity, [spot.address, *spot.sources], message)
    if unchecked:
        message = say("check.changes_unchecked", cells=unchecked)
        yield finding(report, "earlier.not_given", Severity.INFO, unchecked, message)


def _about_relations(report: Report, outcomes: Sequence[RelationOutcome], against: Against) -> Iterator[Finding]:
    assumed: dict[str, None] = {}
    for outcome in outcomes:
        assumed.update(dict.fromkeys(outcome.assumed))
        if outcome.state is RelationState.FAILED:
            instance, concerned = outcome.instance, _Concerned.of(report, outcome.instance.addresses)
            rest = partial(_violation, outcome, concerned, report.standard, against if instance.needs_others else ())
            relation = instance.relation
            yield Finding.later(rest, rule=relation.key, severity=relation.severity, cells=instance.addresses)
    if assumed:
        yield finding(report, "blank.assumed", Severity.INFO, tuple(assumed), say("check.assumed", cells=tuple(assumed)))


def _violation(outcome: RelationOutcome, concerned: _Concerned, standard: Standard, against: AgainstLike) -> dict[str, object]:
    """Return what a finding about a relation says beside its rule: figures, operands, words, fingerprint."""
    instance, relation = outcome.instance, outcome.instance.relation
    left, right, difference = outcome.shown
    cells = dict(zip(concerned.addresses, concerned.cells, strict=True))
    operands = Sides(standard, cells, against).of(outcome)
    message = say(
        f"check.violated.{instance.operator.word}",
        rule=relation.key,
        left=CountedSide(operands[0], left, "left"),
        right=CountedSide(operands[1], right, "right" if instance.operator is not Operator.EQUAL else "left"),
        difference=difference,
        source=say("relation.sum") if instance.defines else relation.source or relation.written,
        advice=say("check.advice.explain" if relation.severity is Severity.EXPLAIN else "check.advice.correct"),
    )
    whose = [one.whose for side in operands for one in side if one.whose]
    return {
        "left": left,
        "right": right,
        "difference": difference,
        "operands": operands,
        "where": concerned.places,
        "message": message,
        "fingerprint": fingerprint(concerned.fingerprint(relation.key), left, right, *whose),
    }


def _about_likelihood(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    """Yield plausibility findings; a body that succeeds several has no single preceding year to compare with."""
    odd = unlikely(report, previous[0]) if len(previous) == 1 else ()
    for question, cells, message in chain(unlikely_of_body(report), odd):
        yield finding(report, question.key, Severity.EXPLAIN, cells, message)


def _about_text(report: Report) -> Iterator[Finding]:
    known = {section.key: section.heading or section.key for section in report.standard.text_sections}
    for key, text in report.text.items():
        if key not in known:
            message = say("check.unknown_section", section=key, known=sorted(known))
            yield finding(report, "text.unknown", Severity.WARNING, [f"text.{key}"], message)
        open_places = tuple(holes(text))
        if open_places:  # what a draft left for the office to write must not be published as it is
            message = say("check.unfilled", section=known.get(key, key), count=len(open_places))
            yield finding(report, "text.unfilled", Severity.ERROR, [f"text.{key}"], message)
        for bound in bindings(text):
            try:
                binding = parse_binding(bound, report.standard)
            except GovDisclosureError as error:
                message = say("check.bad_binding", binding=bound, section=key, reason=error.sentence)
                yield finding(report, "text.binding", Severity.ERROR, [f"text.{key}"], message)
                continue
            blank = [address for address in binding.addresses if isinstance(report[address], Blank)]
            if blank:
                message = say("check.blank_binding", binding=bound, section=key, cells=blank)
                yield finding(report, "text.binding", Severity.WARNING, [*blank, f"text.{key}"], message)


def _about_numbers(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    from govdisclosure.consistency.narration import narration  # with what it needs, only where there are words to read

    yield from narration(report, previous=previous)


def _left_out(report: Report, previous: Report) -> Finding:
    message = say(
        "check.previous_left_out",
        standard=previous.standard.id,
        period=previous.period,
        wanted=report.standard.id,
        of=report.period,
    )
    return finding(report, "check.previous", Severity.INFO, (), message)
