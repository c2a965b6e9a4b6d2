"""What each cell comes to (单元格计算), from what was counted and entered, by whatever engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from govdisclosure.exact.decimals import from_fraction, quotient, shortest, total
from govdisclosure.messages import Message, say
from govdisclosure.records import Body, RecordKind
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report
from govdisclosure.sources.collection import finding_about
from govdisclosure.standards import Standard
from govdisclosure.tabulation.counts import Counts
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.plan import (
    CountFormula,
    DistinctFormula,
    Formula,
    ShareFormula,
    SumFormula,
    TotalFormula,
    YesNoFormula,
    plan_of,
)
from govdisclosure.values import Blank, Period, Severity, Value, blank_of
from govdisclosure.version import VERSION


def filled_in(
    standard: Standard,
    body: Body,
    period: Period,
    counts: Mapping[RecordKind, Counts],
    entries: Entries,
    used: RecordsUsed,
    notes: Iterable[Finding],
) -> Report:
    """Work out each cell from what was counted and entered."""
    plan = plan_of(standard)
    values = dict(entries.values)
    for address in standard.spots:
        if address in plan.formulas:
            _work_out(address, plan.formulas, counts, values)
    cells = {}
    for address in standard.spots:
        calculated = address in plan.formulas
        value = values[address] if calculated else entries.values.get(address, Blank.MISSING)
        origin = _CALCULATED if calculated else _ENTERED
        # Counts repeat: thousands of reports share few different cells. (Amounts do not: 1.5 and 1.50 are equal, not the same.)
        cells[address] = _counted(value) if calculated and type(value) is int else Cell(value=value, origin=origin)
    return Report(
        standard=standard,
        body=body,
        period=period,
        signed=entries.signed,
        made_by=MadeBy(govdisclosure=VERSION, standard=standard.digest, records=used),
        cells=cells,
        text=entries.text,
        notes=tuple(notes),
    )


@lru_cache(maxsize=4096)
def _counted(value: int) -> Cell:
    return Cell(value=value, origin=_CALCULATED)


_CALCULATED, _ENTERED = Origin(OriginKind.CALCULATED), Origin(OriginKind.ENTERED)


def _work_out(
    address: str, formulas: Mapping[str, Formula], counts: Mapping[RecordKind, Counts], values: dict[str, Value]
) -> Value:
    if address not in values:
        formula = formulas.get(address)
        if isinstance(formula, TotalFormula):
            values[address] = _total([_work_out(part, formulas, counts, values) for part in formula.parts])
        else:
            values[address] = Blank.MISSING if formula is None else _value(formula, counts)
    return values[address]


def _total(parts: Sequence[Value]) -> Value:
    """Add the parts that are given; a total of nothing given is no zero, but as blank as they are."""
    numbers = [part for part in parts if not isinstance(part, Blank | str)]
    if not numbers:
        return blank_of(parts)
    found = total(numbers)
    return shortest(found) if isinstance(found, Decimal) else found


def _value(formula: Formula, counts: Mapping[RecordKind, Counts]) -> Value:
    match formula:
        case CountFormula(pick=pick):
            return counts[pick.kind].number(pick)
        case DistinctFormula(values=distinct):
            return counts[distinct.kind].different(distinct)
        case SumFormula(total=summed, divide=divide):
            whole = counts[summed.kind].total(summed)
            return shortest(Decimal(from_fraction(Fraction(whole, 100 * divide)))) if summed.money else whole
        case ShareFormula(of=of, among=among, decimals=decimals):
            whole = counts[among.kind].number(among)
            if whole == 0:
                return Blank.NOT_APPLICABLE
            return quotient(100 * counts[of.kind].number(of), whole, decimals)
        case YesNoFormula(hits=hits, scope=scope, every=every, when_none=when_none):
            whole, hit = counts[scope.kind].number(scope), counts[hits.kind].number(hits)
            if whole == 0:
                return Blank.NOT_APPLICABLE if when_none is None else when_none
            return hit == whole if every else hit > 0
    raise TypeError(f"{formula} has no value of its own")


def watched(counts: Mapping[RecordKind, Counts]) -> Iterator[Finding]:
    """Say what the standard's guards caught."""
    for kind, found in counts.items():
        for watch, about in found.watches.items():
            guard = watch.guard
            message = say("tabulate.guard", label=Message.literal(zh=guard.label, en=guard.label_en), count=about.total)
            yield finding_about(guard.key, guard.severity, kind.name, about.first, about.total, message)


def aside(count: int) -> Iterator[Finding]:
    """Say that lines of a register are set aside, so that the figures are provisional."""
    if count:
        message = say("tabulate.set_aside", count=count)
        yield Finding(rule="records.set_aside", severity=Severity.WARNING, message=message)
