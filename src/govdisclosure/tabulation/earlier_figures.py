"""Changes from earlier reports (同比、环比填列): filled in once the report's own figures are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, EarlierReports, Finding, OriginKind, Previous, Report, fingerprint
from govdisclosure.report.earlier_reports import needed_period
from govdisclosure.standards.atoms import Earlier
from govdisclosure.tabulation.formulas import about_remarks, derived_cell, entry_differs
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.values import Blank, Severity, Value


def with_earlier(report: Report, given: Previous) -> Report:
    """Return a report with the cells that follow from earlier reports; they stay missing, with a note, where none was given.

    Args:
        report: the report, its own figures filled in.
        given: reports of earlier periods; those that belong to no cell of it are not looked at.
    """
    if not report.standard.earlier_read:
        return report
    earlier = EarlierReports.chosen(report, given)
    cells = dict(report.cells)
    derived: dict[str, Cell] = {}
    notes: list[Finding] = []
    remarks: dict[str, Message] = {}
    for address in plan_of(report.standard).in_order:
        spot = report.standard.spots[address]
        if spot.parts or not (spot.earlier or any(one in derived for one in spot.sources)):
            continue
        brought: list[Value] = [
            cells[one.address].value if one.earlier is None else earlier.value(one) for one in spot.cells_read
        ]
        made = derived_cell(spot.measure, brought, report.standard.language, cells[address].origin)
        entered = cells[address].value if cells[address].origin.kind is OriginKind.ENTERED else Blank.MISSING
        if entered is not Blank.MISSING:
            if made.value not in (Blank.MISSING, entered):
                notes.append(entry_differs(address, made.value, entered))
            elif made.value is Blank.MISSING:
                made = cells[address]
        if made.remark is not None and (remark := spot.measure.remark(brought)) is not None:
            remarks[address] = remark
        cells[address] = derived[address] = made
    missing = _not_given(report, earlier, derived)
    return evolve(report, cells=cells, notes=(*report.notes, *notes, *missing, *about_remarks(remarks)))


def _not_given(report: Report, earlier: EarlierReports, derived: Mapping[str, Cell]) -> Iterator[Finding]:
    """Say which reports of earlier periods are not there, and which cells are missing for that."""
    for which in Earlier:
        spots = report.standard.spots
        cells = [one for one, cell in derived.items() if which in spots[one].earlier and cell.value is Blank.MISSING]
        if cells and not earlier.of(which):
            period = needed_period(report.period, which)
            message = say("tabulate.no_earlier", which=say(f"explain.earlier.{which.word}"), period=period, count=len(cells))
            yield Finding(
                rule="earlier.not_given",
                severity=Severity.WARNING,
                cells=tuple(cells),
                message=message,
                fingerprint=fingerprint("earlier.not_given", period, *cells),
            )
