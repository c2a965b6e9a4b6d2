"""Evaluation of cells (单元格计算) from counts and entries, whatever the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from attrs import evolve, field, frozen

from govdisclosure.messages import Message, say
from govdisclosure.records import Body, RecordKind
from govdisclosure.report import Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report, fingerprint
from govdisclosure.sources.record_set import finding_about
from govdisclosure.standards import Measure, Standard
from govdisclosure.standards.atoms import CellValue
from govdisclosure.tabulation.counts import Counts, brought
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.plan import Plan, plan_of
from govdisclosure.values import Blank, Period, Severity, Value, value_in_words
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
    """Evaluate each cell from counts and entries.

    A cell that depends on a kind of record that is not ``kept`` is missing, unless its figure was entered.
    """
    plan = plan_of(standard)
    made = _evaluated(plan, counts, entries.values, _not_kept(standard, kept))
    cells = {}
    values, formulas, entered, missing = made.values, plan.formulas, made.entered, Blank.MISSING
    for address in standard.spots:
        value = values.get(address, missing)
        calculated = address in formulas and address not in entered
        # Counts and blanks repeat: thousands of reports share few different cells. (Amounts do not: 1.5 and 1.50 are equal.)
        make = _repeated if type(value) is int or isinstance(value, Blank) else _cell
        cells[address] = make(value, calculated)
    for address, basis in made.bases.items():
        cells[address] = evolve(cells[address], basis=basis)
    for address, remark in made.remarks.items():
        cells[address] = evolve(cells[address], remark=remark.in_language(standard.language))
    return Report(
        standard=standard,
        body=body,
        period=period,
        signed=entries.signed,
        made_by=MadeBy(govdisclosure=VERSION, standard=standard.digest, records=used),
        cells=cells,
        text=entries.text,
        notes=(*notes, *made.findings(), *about_remarks(made.remarks)),
    )


def derived_cell(measure: Measure, brought: Sequence[Value], language: str, origin: Origin) -> Cell:
    """Return a cell that follows from what was brought, with the reason where it is blank."""
    value = measure.value(brought)
    remark = measure.remark(brought) if value is Blank.NOT_APPLICABLE else None
    return Cell(value=value, origin=origin, remark=None if remark is None else remark.in_language(language))


def about_remarks(remarks: Mapping[str, Message]) -> Iterator[Finding]:
    """Say why cells are blank though what they follow from is given, those of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for address, remark in remarks.items():
        by_reason.setdefault(remark.zh, []).append(address)
    for words, some in by_reason.items():
        cells = tuple(some)
        message = say("tabulate.remark", reason=remarks[cells[0]], cells=cells)
        mark = fingerprint("cell.remark", words, *cells)
        yield Finding(rule="cell.remark", severity=Severity.INFO, cells=cells, message=message, fingerprint=mark)


def entry_differs(address: str, counted: Value, given: Value) -> Finding:
    """Say that what was entered for a cell contradicts what was counted."""
    shown = [value_in_words(value) for value in (counted, given)]
    return Finding(
        rule="entry.differs",
        severity=Severity.ERROR,
        cells=(address,),
        message=say("tabulate.entry_differs", cell=address, counted=shown[0], entered=shown[1]),
        fingerprint=fingerprint("entry.differs", address, *shown),
    )


def _cell(value: Value, calculated: bool) -> Cell:  # noqa: FBT001 - of a cache that takes its arguments in order
    return Cell(value=value, origin=_CALCULATED if calculated else _ENTERED)


_repeated = lru_cache(maxsize=4096)(_cell)
_CALCULATED, _ENTERED = Origin(OriginKind.CALCULATED), Origin(OriginKind.ENTERED)


@lru_cache(maxsize=64)
def _not_kept(standard: Standard, kept: frozenset[RecordKind]) -> Mapping[str, frozenset[RecordKind]]:
    """Return the cells that depend on kinds of record that are not kept, totals of such cells included, with these kinds."""
    plan, lacking = plan_of(standard), dict[str, frozenset[RecordKind]]()

    def lacks(address: str) -> frozenset[RecordKind]:
        if address not in lacking:
            formula = plan.formulas.get(address)
            parts = formula.cells if formula else ()
            own = plan.needs.get(address, frozenset()) - kept
            lacking[address] = own.union(*map(lacks, parts))
        return lacking[address]

    return {address: kinds for address in plan.formulas if (kinds := lacks(address))}


@frozen
class _Evaluation:
    """The values of a report's cells.

    Attributes:
        values: the value of each cell that has one.
        bases: what a cell was worked out from, where that adds up and the cell does not.
        remarks: why a cell is blank though what it follows from is given.
        entered: the calculated cells whose figure was entered, since nothing could be counted.
        unknown: the calculated cells that stay missing since a kind is not kept, by kind.
        differing: the calculated cells for which another figure was entered: what was counted, what was entered.
    """

    values: dict[str, Value]
    bases: dict[str, tuple[int, ...]] = field(factory=dict)
    remarks: dict[str, Message] = field(factory=dict)
    entered: set[str] = field(factory=set)
    unknown: dict[RecordKind, list[str]] = field(factory=dict)
    differing: dict[str, tuple[Value, Value]] = field(factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Say which kinds were not given, and where what was entered contradicts what was counted."""
        for kind, missing in sorted(self.unknown.items(), key=lambda item: item[0].name):
            yield _about_kind_not_kept(kind, tuple(missing))
        for address, (counted, given) in self.differing.items():
            yield entry_differs(address, counted, given)


def _evaluated(
    plan: Plan,
    counts: Mapping[RecordKind, Counts],
    entries: Mapping[str, Value],
    lacking: Mapping[str, frozenset[RecordKind]],
) -> _Evaluation:
    """Work out every formula; ``lacking`` are the cells that depend on kinds of record that are not kept, with these kinds."""
    made = _Evaluation(dict(entries))
    values, unknown = made.values, set[str]()
    missing, not_applicable = Blank.MISSING, Blank.NOT_APPLICABLE  # looked up once: there are hundreds of cells
    for address, formula in plan.in_order.items():
        given = entries.get(address, missing)
        if address in lacking and (not formula.cells or not unknown.isdisjoint(formula.cells)):
            value: Value = missing
        else:
            measure = formula.measure
            if (pick := formula.pick) is not None:
                found: list[Value] = [counts[pick.kind].number(pick)]
            elif formula.reads_cells_alone:
                found = [values.get(cell, missing) for cell in formula.cells]
            else:
                found = [
                    (values.get(atom.address, missing) if atom.earlier is None else missing)
                    if isinstance(atom, CellValue)
                    else brought(counts[atom.kind], atom)
                    for atom in formula.atoms
                ]
            value = measure.value(found)
            if formula.has_basis:
                made.bases[address] = tuple(int(one) for one in found if isinstance(one, int | Decimal))
            if value is not_applicable and (remark := measure.remark(found)) is not None:
                made.remarks[address] = remark
        if value is not missing:
            values[address] = value
            if given is not missing and given not in (value, formula.measure.as_printed(value)):
                made.differing[address] = value, given
        elif given is not missing:
            made.entered.add(address)
        elif address in lacking:
            unknown.add(address)
    for address in plan.formulas if unknown else ():
        for kind in lacking[address] if address in unknown else ():
            made.unknown.setdefault(kind, []).append(address)
    return made


@lru_cache(maxsize=256)
def _about_kind_not_kept(kind: RecordKind, missing: tuple[str, ...]) -> Finding:
    return Finding(
        rule="records.not_kept",
        severity=Severity.WARNING,
        cells=missing,
        message=say("tabulate.not_kept", kind=kind, name=kind.name, count=len(missing)),
        fingerprint=fingerprint("records.not_kept", kind.name, *missing),
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
