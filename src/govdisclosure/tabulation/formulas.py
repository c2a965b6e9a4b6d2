"""What each cell comes to (单元格计算), from what was counted and entered, by whatever engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from attrs import field, frozen

from govdisclosure.messages import Message, say
from govdisclosure.records import Body, RecordKind
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report, fingerprint
from govdisclosure.sources.record_set import finding_about
from govdisclosure.standards import Standard
from govdisclosure.standards.atoms import CellValue
from govdisclosure.tabulation.counts import Counts, brought
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.plan import Formula, Plan, plan_of
from govdisclosure.values import Blank, Period, Severity, Value, in_message
from govdisclosure.version import VERSION


def filled_in(
    standard: Standard,
    body: Body,
    period: Period,
    counts: Mapping[RecordKind, Counts],
    entries: Entries,
    used: RecordsUsed,
    notes: Iterable[Finding],
    kept: frozenset[RecordKind],
) -> Report:
    """Work out each cell from what was counted and entered.

    A cell that depends on a kind of record that is not ``kept`` is missing, unless its figure was entered.
    """
    plan = plan_of(standard)
    made = _Evaluation(plan, counts, entries, _not_kept(standard, kept))
    cells = {}
    for address in standard.spots:
        value = made.value(address)
        calculated = address in plan.formulas and address not in made.entered
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
        notes=(*notes, *made.findings()),
    )


@lru_cache(maxsize=4096)
def _counted(value: int) -> Cell:
    return Cell(value=value, origin=_CALCULATED)


_CALCULATED, _ENTERED = Origin(OriginKind.CALCULATED), Origin(OriginKind.ENTERED)


@lru_cache(maxsize=64)
def _not_kept(standard: Standard, kept: frozenset[RecordKind]) -> Mapping[str, frozenset[RecordKind]]:
    """Return the cells that depend on kinds of record that are not kept, totals of such cells included, with these kinds."""
    plan, lacking = plan_of(standard), dict[str, frozenset[RecordKind]]()

    def lacks(address: str) -> frozenset[RecordKind]:
        if address not in lacking:
            formula = plan.formulas.get(address)
            parts = [atom.address for atom in formula.atoms if isinstance(atom, CellValue)] if formula else []
            own = plan.needs.get(address, frozenset()) - kept
            lacking[address] = own.union(*map(lacks, parts))
        return lacking[address]

    return {address: kinds for address in plan.formulas if (kinds := lacks(address))}


@frozen
class _Evaluation:
    """The values of a report's cells, each worked out once.

    Attributes:
        lacking: the cells that depend on kinds of record that are not kept, with these kinds.
        entered: the calculated cells whose figure was entered, since nothing could be counted.
        unknown: the cells that stay missing since a kind is not kept.
        differing: the calculated cells for which another figure was entered: what was counted, what was entered.
    """

    plan: Plan
    counts: Mapping[RecordKind, Counts]
    entries: Entries
    lacking: Mapping[str, frozenset[RecordKind]]
    values: dict[str, Value] = field(factory=dict)
    entered: set[str] = field(factory=set)
    unknown: set[str] = field(factory=set)
    differing: dict[str, tuple[Value, Value]] = field(factory=dict)

    def value(self, address: str) -> Value:
        """Return the value of a cell."""
        if address not in self.values:
            self.values[address] = self._worked_out(address)
        return self.values[address]

    def _worked_out(self, address: str) -> Value:
        formula, given = self.plan.formulas.get(address), self.entries.values.get(address, Blank.MISSING)
        if formula is None:
            return given
        value = self._calculated(address, formula)
        if value is Blank.MISSING and given is not Blank.MISSING:
            self.entered.add(address)
            return given
        if value is Blank.MISSING and address in self.lacking:
            self.unknown.add(address)
        elif given not in (Blank.MISSING, value):
            self.differing[address] = value, given
        return value

    def _calculated(self, address: str, formula: Formula) -> Value:
        others = [atom.address for atom in formula.atoms if isinstance(atom, CellValue)]
        values = {other: self.value(other) for other in others}
        if self.unknown.intersection(others) or (address in self.lacking and not others):
            return Blank.MISSING
        return formula.measure.value(
            [
                values[atom.address] if isinstance(atom, CellValue) else brought(self.counts[atom.kind], atom)
                for atom in formula.atoms
            ]
        )

    def findings(self) -> Iterator[Finding]:
        """Say which kinds were not given, and where what was entered contradicts what was counted."""
        cells: dict[RecordKind, list[str]] = {}
        for address in self.plan.formulas:
            for kind in self.lacking[address] if address in self.unknown else ():
                cells.setdefault(kind, []).append(address)
        for kind, missing in sorted(cells.items(), key=lambda item: item[0].name):
            message = say("tabulate.not_kept", kind=kind, name=kind.name, count=len(missing))
            mark = fingerprint("records.not_kept", kind.name, *missing)
            yield Finding(
                rule="records.not_kept",
                severity=Severity.WARNING,
                cells=tuple(missing),
                message=message,
                fingerprint=mark,
            )
        for address, (counted, given) in self.differing.items():
            shown = [in_message(value) for value in (counted, given)]
            message = say("tabulate.entry_differs", cell=address, counted=shown[0], entered=shown[1])
            yield Finding(
                rule="entry.differs",
                severity=Severity.ERROR,
                cells=(address,),
                message=message,
                fingerprint=fingerprint("entry.differs", address, *shown),
            )


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
