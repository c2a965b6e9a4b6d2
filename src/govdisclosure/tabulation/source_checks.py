"""Checks of a whole source (数据源核查): records outside a body's life, a period without records.

Each cell may be right by its definition and the report wrong all the same: the year was mistyped, or the records are another
body's. The same findings come from every engine, for each asks only for numbers that the engine brings anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from govdisclosure.expressions import (
    Comparator,
    Compare,
    Condition,
    FieldRef,
    Literal,
    Or,
    all_of,
    conjuncts,
)
from govdisclosure.messages import Message, say
from govdisclosure.records import Body, FieldType, RecordKind
from govdisclosure.records.record import EARLIEST, LATEST, shown_id
from govdisclosure.report import Finding, fingerprint
from govdisclosure.standards import Guard
from govdisclosure.tabulation.counts import Counts, brought
from govdisclosure.tabulation.plan import GuardWatch, Plan
from govdisclosure.values import Period, Severity


def with_lives(plan: Plan, bodies: Mapping[str, Body], period: Period) -> Plan:
    """Return a plan that also looks out for records dated outside the life of their body (机关存续期外).

    Only bodies whose life does not cover the whole period matter: of the others no record of the period can be outside.
    """
    partly = [
        body
        for body in bodies.values()
        if (body.established is not None and body.established > period.start)
        or (body.dissolved is not None and body.dissolved < period.end)
    ]
    if not partly:
        return plan
    return evolve(
        plan,
        scans={
            kind: evolve(scan, watches=(*scan.watches, *_outside(kind, partly))) if kind.cls is not Body else scan
            for kind, scan in plan.scans.items()
        },
    )


def _outside(kind: RecordKind, bodies: Iterable[Body]) -> Iterator[GuardWatch]:
    days = [one for one in kind.fields.values() if one.type is FieldType.DATE and (one.required or one.name == "received")]
    if not days:
        return
    owner, day = FieldRef(kind.fields[kind.owner]), FieldRef(days[0])
    tests: list[Condition] = []
    for body in bodies:  # the plan is made for few of them: see with_lives
        outside: list[Condition] = []
        if body.established is not None:
            outside.append(Compare(Comparator.BELOW, day, Literal(body.established)))
        if body.dissolved is not None:
            outside.append(Compare(Comparator.ABOVE, day, Literal(body.dissolved)))
        tests.append(all_of(Compare(Comparator.EQUAL, owner, Literal(body.id)), _either(outside)))
    where = _either(tests)
    guard = Guard(
        key=f"{kind.name}.outside_life",
        records=kind,
        where=where,
        label="日期在机关设立之前或者撤销之后的记录,仍计入;请核对机关或者日期",
        label_en="records dated before their body was established or after it was dissolved; they count all the same",
        severity=Severity.WARNING,
    )
    yield GuardWatch(guard, frozenset(conjuncts(where)))


def _either(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def about_period(period: Period) -> Iterator[Finding]:
    """Say that a period is outside the years that any record can be of (年份异常)."""
    if not (period.start >= EARLIEST and period.end <= LATEST):
        message = say("tabulate.period_range", period=period, earliest=EARLIEST.year, latest=LATEST.year)
        yield _about("period.out_of_range", Severity.ERROR, message, str(period))


def about_body(body: Body, listed: Mapping[str, Body], kept: frozenset[RecordKind]) -> Iterator[Finding]:
    """Say that a body is not on the list of bodies that came with the records (机关不在名录中)."""
    if Body.__kind__ in kept and listed and body.id not in listed:
        shown = shown_id(body.id)
        yield _about("body.not_listed", Severity.WARNING, say("tabulate.body_not_listed", body=shown), body.id)


def nothing_in_period(plan: Plan, counts: Mapping[RecordKind, Counts]) -> bool:
    """Whether the plan counts what happens in the period, and nothing did; a record that a guard caught is something."""
    if any(found.watches for found in counts.values()):
        return False
    return bool(plan.happenings) and not any(brought(counts[atom.kind], atom) for atom in plan.happenings)


def none_in_period(period: Period) -> Finding:
    """Say that there are records, and none of them in the period (统计期内无记录)."""
    return _about("records.none_in_period", Severity.WARNING, say("tabulate.none_in_period", period=period), str(period))


def _about(rule: str, severity: Severity, message: Message, *marks: object) -> Finding:
    return Finding(rule=rule, severity=severity, message=message, fingerprint=fingerprint(rule, *marks))
