"""What each cell comes to (单元格计算), from what was counted and entered, by whatever engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from govdisclosure.messages import Message, say
from govdisclosure.records import Body, RecordKind
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report
from govdisclosure.sources.collection import finding_about
from govdisclosure.standards import Standard
from govdisclosure.standards.atoms import CellValue
from govdisclosure.tabulation.counts import Counts, brought
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.plan import Formula, plan_of
from govdisclosure.values import Blank, Period, Severity, Value
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
        if formula is None:
            values[address] = Blank.MISSING
        else:
            found = [
                _work_out(atom.address, formulas, counts, values)
                if isinstance(atom, CellValue)
                else brought(counts[atom.kind], atom)
                for atom in formula.atoms
            ]
            values[address] = formula.measure.value(found)
    return values[address]


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
