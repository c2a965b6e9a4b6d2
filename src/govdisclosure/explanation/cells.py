"""One cell explained (单元格说明): label, source, definition, value, relations, and the records behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import evolve, frozen

from govdisclosure.consistency.against import Against
from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.explanation.binding_relations import BindingRelation, bonds, short_label
from govdisclosure.explanation.wording import cell_in_words, demand_in_words, measure_in_words
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, EarlierReports, Origin, OriginKind, Previous, Report, report_of
from govdisclosure.report.earlier_reports import needed_period
from govdisclosure.report.operands import Operand
from govdisclosure.sources import RecordSource, TableSource, gathered
from govdisclosure.standards import Reading, Spot, Standard, Table
from govdisclosure.standards.atoms import CellValue
from govdisclosure.standards.breaks import Break, breaks_between
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.tabulation.criteria import demands_of
from govdisclosure.tabulation.drilldown import DrillDown, all_behind, found_behind
from govdisclosure.tabulation.record_queries import RecordQuery, finder
from govdisclosure.value_objects import ValueObject, json_text
from govdisclosure.values import Blank, Kind, Value, plain_value

FORMAT = "govdisclosure.explanation/1"
"""The name and version of an explanation's JSON."""


@frozen(kw_only=True)
class Explanation(ValueObject):
    """The full explanation of one cell of a report (单元格说明).

    Attributes:
        address: the cell.
        label: as printed: its row's, and its column's with the heads above it.
        section: the heading of its part and table.
        unit: as printed.
        kind: the kind of its value.
        source: the article or printed row it is based on, and what is our interpretation.
        counts: what it counts and of which records, in one sentence.
        measure: the same without the demands: ``requests that meet all of these``.
        demands: what a record must meet to count in it, each part by itself; nothing for a total and an entered figure.
        value: its value in the report.
        printed: the cell as printed, where the report was read.
        operands: of a total, the cells that it adds up, with their figures.
        relations: what binds it to other cells, and whether that holds.
        origin: where its value comes from; ``made`` puts it in words.
        records: the records behind it, where records were given; their ids are fetched page by page.
        recomputed: the value by these records; None where none were given. A figure that somebody wrote is as they are
            where it is what would be printed of theirs.
        breaks: why its figure does not compare with that of the period before: the law changed in between.
    """

    address: str
    label: str
    section: str
    unit: str
    kind: Kind
    source: str
    counts: Message
    measure: Message
    demands: tuple[Message, ...] = ()
    value: Value
    printed: str | None = None
    operands: tuple[Operand, ...] = ()
    relations: tuple[BindingRelation, ...] = ()
    origin: Origin | None = None
    made: Message
    records: DrillDown | None = None
    recomputed: Value | None = None
    breaks: tuple[Message, ...] = ()

    @property
    def agrees(self) -> bool | None:
        """Whether the records give the value that the report has; None where no records were given."""
        if self.recomputed is None:
            return None
        return self.value == self.recomputed and isinstance(self.value, bool) == isinstance(self.recomputed, bool)

    def to_dict(self, *, offset: int = 0, limit: int = 100) -> dict[str, Any]:
        """Return the explanation as the plain data of its JSON, both languages of every sentence.

        Args:
            offset: how many of the records' ids to pass over.
            limit: how many of them to name.
        """
        data: dict[str, Any] = {
            "format": FORMAT,
            "cell": self.address,
            "label": self.label,
            "section": self.section,
            "unit": self.unit,
            "kind": self.kind.value,
            "value": plain_value(self.value),
            "source": self.source,
            "counts": self.counts.both,
            "demands": [demand.both for demand in self.demands],
            "operands": [operand.to_dict() for operand in self.operands],
            "relations": [relation.to_dict() for relation in self.relations],
            "origin": {
                "kind": self.origin.kind.value if self.origin else None,
                "address": self.origin.address if self.origin else None,
                "message": self.made.both,
            },
        }
        if isinstance(self.value, Blank):
            data["blank"] = self.value.value
        if self.printed is not None:
            data["printed"] = self.printed
        if self.breaks:
            data["breaks"] = [reason.both for reason in self.breaks]
        if self.records is not None and self.recomputed is not None:
            data["recomputed"] = plain_value(self.recomputed)
            data["agrees"] = self.agrees
            data["records"] = self.records.to_dict(offset=offset, limit=limit)
        return data

    def to_json(self, *, offset: int = 0, limit: int = 100) -> str:
        """Return the explanation as JSON (``govdisclosure.explanation/1``, see ``explanation.schema.json``)."""
        return json_text(self.to_dict(offset=offset, limit=limit))


def explain(
    report: Report,
    address: str,
    *,
    records: RecordSource | None = None,
    standard: Standard | None = None,
    previous: Previous = (),
    parts: Previous = (),
    beside: Previous = (),
) -> Explanation:
    """Explain one cell of a report (说明单元格), down to the records where these are given.

    Args:
        report: the report.
        address: the cell, or its printed label where no other cell has it.
        records: the records or source the report was made from; the ids of those behind the cell are
            fetched when they are requested, wherever they are.
        standard: the standard by which to explain; the report's own by default.
        previous: the report of the preceding period, for the relations that look back.
        parts: reports of its parts, for the relations that read them.
        beside: reports by other standards, likewise.

    Raises:
        UnknownIndicatorError: the standard has no such cell, or several are called so; the message names them.
        TabulationError, InvalidRecordError, UnreadableError: the records cannot be tabulated.
    """
    shared = _shared(report_of(report), standard, (previous, parts, beside), records)
    spot = find_cell(shared.report.standard, address)
    found = None if shared.finds is None else found_behind(shared.finds, shared.report.standard, spot.address)
    return shared.explained(spot, found)


def explain_all(
    report: Report,
    *,
    records: RecordSource | None = None,
    standard: Standard | None = None,
    previous: Previous = (),
    parts: Previous = (),
    beside: Previous = (),
) -> dict[str, Explanation]:
    """Explain every cell of a report (逐格说明), by address in printed order; records are read once for all of them.

    Args:
        report: the report.
        records: what the report was made from, as for :func:`explain`.
        standard: the standard by which to explain; the report's own by default.
        previous: the report of the preceding period, for the relations that look back.
        parts: reports of its parts, for the relations that read them.
        beside: reports by other standards, likewise.

    Raises:
        TabulationError, InvalidRecordError, UnreadableError: the records cannot be tabulated.

    Example:
        >>> about = explain_all(report, records=records)
        >>> len(about), about["services.cases"].agrees
        (32, True)
    """
    shared = _shared(report_of(report), standard, (previous, parts, beside), records)
    chosen = shared.report.standard
    found = {} if shared.finds is None else all_behind(shared.finds, chosen)
    return {address: shared.explained(spot, found.get(address)) for address, spot in chosen.spots.items()}


@frozen(kw_only=True)
class _Shared:
    """What the explanations of one report's cells have in common."""

    report: Report
    bonds: Mapping[str, tuple[BindingRelation, ...]]
    earlier: EarlierReports
    finds: RecordQuery | None
    recomputed: Report | None
    breaks: tuple[Break, ...]
    sections: Mapping[str, str]

    def explained(self, spot: Spot, records: DrillDown | None) -> Explanation:
        """Explain one cell, with the records behind it."""
        report, standard = self.report, self.report.standard
        cell = report.cells.get(spot.address)
        parts = [standard.spot(part) for part in spot.sources]
        counts, measure, demands = _defined(standard, spot.address)
        return Explanation(
            address=spot.address,
            label=spot.label,
            section=self.sections[spot.table.key],
            unit=cell.unit if cell is not None and cell.unit is not None else spot.unit,
            kind=spot.kind,
            source=spot.row.source,
            counts=counts,
            measure=measure,
            demands=demands,
            value=_value(report, spot.address),
            printed=None if cell is None else cell.printed,
            operands=tuple([self.operand(one, spot, parts) for one in spot.cells_read]),
            relations=self.bonds.get(spot.address, ()),
            origin=None if cell is None else cell.origin,
            made=_made(report, cell),
            records=records,
            recomputed=self._recomputed(spot.address),
            breaks=tuple([one.reason for one in self.breaks if one.has(spot)]),
        )

    def _recomputed(self, address: str) -> Value | None:
        if self.recomputed is None:
            return None
        return (self.report if self.report.agrees(self.recomputed, address) else self.recomputed)[address]

    def operand(self, read: CellValue, spot: Spot, parts: Sequence[Spot]) -> Operand:
        """Return a cell that the explained one follows from, with its figure; that of an earlier report says which."""
        report, cell = self.report, self.report.standard.spot(read.address)
        label = short_label(cell, (spot, *parts))
        if read.earlier is None:
            return Operand(factor=1, address=read.address, label=label, values=(_value(report, read.address),))
        given = (self.earlier.value(read),) if self.earlier.of(read.earlier) else ()
        whose = str(needed_period(report.period, read.earlier))
        return Operand(
            factor=1, address=read.address, label=f"{label} {whose}", values=given, reading=Reading.PREVIOUS, whose=whose
        )


def _shared(
    report: Report, standard: Standard | None, others: tuple[Previous, Previous, Previous], records: RecordSource | None
) -> _Shared:
    chosen = standard or report.standard
    report = evolve(report, standard=chosen)
    finds, recomputed = None, None
    if records is not None:
        records = records if isinstance(records, TableSource) else gathered(records)  # they are gone through twice
        together = report.scope == "area"
        finds = finder(records, chosen, period=report.period, body=report.body, together=together)
        make = tabulate_together if together else tabulate
        recomputed = make(records, chosen, period=report.period, body=report.body, previous=others[0])
    against = Against.sorted_out(report, *others)
    return _Shared(
        report=report,
        bonds=bonds(report, against),
        earlier=against.earlier,
        finds=finds,
        recomputed=recomputed,
        breaks=breaks_between(report.period.before, report.period),
        sections={table.key: _section(report, table) for table in chosen.tables},
    )


@lru_cache(maxsize=4096)
def _defined(standard: Standard, address: str) -> tuple[Message, Message, tuple[Message, ...]]:
    """Return what a cell counts, its measure and its criteria in words, which are the same in every report."""
    spot = standard.spot(address)
    demands = tuple([demand_in_words(demand) for demand in demands_of(spot)])
    return cell_in_words(spot, standard), measure_in_words(spot), demands


def find_cell(standard: Standard, text: str) -> Spot:
    """Return the cell of an address (查找单元格), or the only one with such a printed label, or with such words in it.

    Args:
        standard: the standard.
        text: the address, the label, or some words of it.

    Raises:
        UnknownIndicatorError: there is none, or there are several; the message names them.

    Example:
        >>> find_cell(load_standard("cn-hengyang-2015"), "办件量").address
        'services.cases'
    """
    spots = standard.spots
    if text in spots:
        return spots[text]
    wanted = _bare(text)
    row = [spot for spot in spots.values() if spot.row.key == text]
    exact = [spot for spot in spots.values() if wanted in (_bare(spot.label), _bare(spot.row.label))]
    within = [spot for spot in spots.values() if wanted and wanted in _bare(spot.label)]
    found = row or exact or within
    if len(found) == 1:
        return found[0]
    if found:
        shown = [f"{spot.address} ({spot.label})" for spot in found[:8]]
        raise UnknownIndicatorError("explain.several_cells", found=text, count=len(found), cells=shown)
    return standard.spot(text)


def _bare(label: str) -> str:
    return "".join(label.split()).casefold()


def _value(report: Report, address: str) -> Value:
    cell = report.cells.get(address)
    return Blank.MISSING if cell is None else cell.value


def _section(report: Report, table: Table) -> str:
    part = next((section for section in report.standard.sections if table.key in section.tables), None)
    headings = [part.heading if part else "", table.heading]
    return " ".join(dict.fromkeys(report.fill_in(heading) for heading in headings if heading))


def _made(report: Report, cell: Cell | None) -> Message:
    """Return where a value comes from, and the edition and records by which the report was made."""
    if cell is None:
        return say("explain.origin.none")
    origin, made = cell.origin, report.made_by
    words = say(f"explain.origin.{origin.kind.value}")
    if origin.address:
        words = say("explain.origin.at", origin=words, place=origin.address)
    if made is not None and origin.kind is OriginKind.CALCULATED:
        words = say("explain.origin.by", origin=words, standard=report.standard.id)
    return words if cell.remark is None else say("explain.origin.remark", origin=words, remark=cell.remark)
