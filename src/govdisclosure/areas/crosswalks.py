"""From one standard to another (口径对照): each target cell from source cells, or *not available* with the reason.

A crosswalk is data, one TOML file for a pair of standards in ``standards/crosswalks``. Every target cell must be accounted for,
and every source cell that goes nowhere is declared lost; the loader enforces both, so nothing is joined or dropped silently.
"""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from govdisclosure.errors import Fault, InvalidStandardError, UnknownStandardError
from govdisclosure.exact.decimals import total
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, fingerprint
from govdisclosure.standards import Spot, Standard
from govdisclosure.standards.breaks import breaks_between
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Blank, Kind, Period, Severity, Value, blank_of, number_of


@frozen
class CellMapping(ValueObject):
    """How one target cell comes from source cells (对应关系): their sum; ``note`` describes what differs in meaning."""

    target: str
    sources: tuple[str, ...]
    note: Message | None = None


@frozen
class Gap(ValueObject):
    """Cells that have no counterpart, and why."""

    cells: tuple[str, ...]
    reason: Message


@frozen(kw_only=True)
class Crosswalk(ValueObject):
    """How reports by one standard become reports by another.

    Attributes:
        source, target: the two standards' ids.
        steps: the target cells that have sources, by address.
        unavailable: target cells without a source.
        lost: source cells that go nowhere.
        authority: the source of the correspondence.
    """

    source: str
    target: str
    steps: Mapping[str, CellMapping] = field(converter=frozen_dict)
    unavailable: tuple[Gap, ...]
    lost: tuple[Gap, ...]
    authority: str


def load_crosswalk(text: str, name: str, find_standard: Callable[[str], Standard]) -> Crosswalk:
    """Read a crosswalk from the text of its TOML file.

    Raises:
        InvalidStandardError: it names unknown cells, leaves target cells unaccounted for, or source cells undeclared.
    """
    try:
        data = tomllib.loads(text)
        source, target = find_standard(data["from"]), find_standard(data["to"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise InvalidStandardError([Fault(where=name, sentence=say("standard.no_toml", reason=str(error)))]) from None
    return _CrosswalkLoader(name, data, source, target).crosswalk()


@frozen
class _CrosswalkLoader:
    name: str
    data: Mapping[str, Any]
    source: Standard
    target: Standard
    faults: list[Fault] = field(factory=list)

    def crosswalk(self) -> Crosswalk:
        steps = {step.target: step for step in self.steps()}
        unavailable = tuple(Gap(self.cells(gap, self.target), _sentence(gap["reason"])) for gap in self.gaps("unavailable"))
        lost = tuple(Gap(self.cells(gap, self.source), _sentence(gap["reason"])) for gap in self.gaps("lost"))
        absent = {cell for gap in unavailable for cell in gap.cells}
        for cell in self.target.spots:
            if (cell in steps) == (cell in absent):
                self.fault("crosswalk.twice" if cell in steps else "crosswalk.unaccounted", cell, self.target)
        used = {cell for step in steps.values() for cell in step.sources} | {cell for gap in lost for cell in gap.cells}
        for cell in self.source.spots:
            if cell not in used:
                self.fault("crosswalk.undeclared", cell, self.source)
        if self.faults:
            raise InvalidStandardError(self.faults)
        return Crosswalk(
            source=self.source.id,
            target=self.target.id,
            steps=steps,
            unavailable=unavailable,
            lost=lost,
            authority=str(self.data.get("source", "")),
        )

    def steps(self) -> Iterator[CellMapping]:
        mapped = [step for entry in self.data.get("map", []) for step in self.mapped(entry)]
        taken = {step.target for step in mapped}
        for address, spot in self.target.spots.items():
            same = spot.table.key in self.data.get("same_tables", []) or address in self.data.get("same", [])
            if same and address in self.source.spots and address not in taken:
                yield CellMapping(address, (address,))
        yield from mapped

    def mapped(self, entry: Mapping[str, Any]) -> Iterator[CellMapping]:
        """Expand a row to its cells, column by column; a cell is returned as it is."""
        note = _sentence(entry["note"]) if "note" in entry else None
        for target in self.cells({"cells": [entry["to"]]}, self.target):
            row, slash, column = target.partition("/")
            named = "/" in entry["to"] or not slash
            sources = tuple(one if named or "/" in one else f"{one}/{column}" for one in entry["from"])
            for source in sources:
                if source not in self.source.spots:
                    self.fault("crosswalk.unknown", source, self.source)
            yield CellMapping(target if slash else row, sources, note)

    def gaps(self, name: str) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.data.get(name, [])
        return found

    def cells(self, entry: Mapping[str, Any], standard: Standard) -> tuple[str, ...]:
        """Return the cells that an entry names: by address, by row, by table, within columns."""
        columns, tables, names = (entry.get(key) for key in ("columns", "tables", "cells"))
        for name in names or ():
            if name not in standard.spots and name not in standard.rows:
                self.fault("crosswalk.unknown", name, standard)

        def is_named(address: str, spot: Spot) -> bool:
            if columns and (spot.column is None or spot.column.key not in columns):
                return False
            return bool(tables and spot.table.key in tables) or bool(names and {address, spot.row.key} & set(names))

        return tuple(address for address, spot in standard.spots.items() if is_named(address, spot))

    def fault(self, key: str, cell: str, standard: Standard) -> None:
        self.faults.append(Fault(where=self.name, field=cell, sentence=say(key, standard=standard.id)))


def _sentence(data: Mapping[str, str]) -> Message:
    return Message.literal(zh=data["zh"], en=data["en"])


def crosswalk(
    report: Report, to: Standard, *, crosswalks: Iterable[Crosswalk], find_standard: Callable[[str], Standard]
) -> Report:
    """Return a report by another standard (口径转换), through other standards where there is no direct crosswalk.

    Cells without a counterpart are missing, and a note says which and why; figures without a cell in the new standard are
    named in a note as well. Values are added, never estimated; a sum with a missing part is missing.

    Raises:
        UnknownStandardError: no chain of crosswalks leads there.
    """
    for walk in _way(report.standard.id, to.id, tuple(crosswalks)):
        report = _converted(report, walk, to if walk.target == to.id else find_standard(walk.target))
    return report


def _way(start: str, goal: str, walks: Sequence[Crosswalk]) -> tuple[Crosswalk, ...]:
    """Return the shortest chain of crosswalks."""
    waiting: deque[tuple[str, tuple[Crosswalk, ...]]] = deque([(start, ())])
    seen = {start}
    while waiting:
        here, way = waiting.popleft()
        if here == goal:
            return way
        for walk in walks:
            if walk.source == here and walk.target not in seen:
                seen.add(walk.target)
                waiting.append((walk.target, (*way, walk)))
    raise UnknownStandardError("crosswalk.no_way", start=start, goal=goal)


def _converted(report: Report, walk: Crosswalk, standard: Standard) -> Report:
    cells: dict[str, Cell] = {}
    notes = []
    origin = Origin(OriginKind.CONVERTED)
    for address, spot in standard.spots.items():
        step = walk.steps.get(address)
        value = Blank.MISSING if step is None else _added([report[source] for source in step.sources], spot.kind)
        cells[address] = Cell(value=value, origin=origin)
        if step and step.note and not isinstance(value, Blank):
            notes.append(_note("crosswalk.joined", (address,), say("join.about", about=address, message=step.note)))
    notes += [
        _note("crosswalk.unavailable", gap.cells, say("crosswalk.unavailable", cells=gap.cells, reason=gap.reason))
        for gap in walk.unavailable
    ]
    for gap in walk.lost:
        told = tuple(cell for cell in gap.cells if report[cell] not in (0, Blank.MISSING, Blank.NOT_APPLICABLE))
        if told:
            figures = [f"{cell} {report[cell]}" for cell in told]
            notes.append(_note("crosswalk.lost", (), say("crosswalk.lost", figures=figures, reason=gap.reason)))
    sections = {section.key for section in standard.text_sections}
    return Report(
        standard=standard,
        body=report.body,
        period=report.period,
        scope=report.scope,
        includes=report.includes,
        made_by=report.made_by and evolve(report.made_by, standard=standard.digest),
        cells=cells,
        text={key: text for key, text in report.text.items() if key in sections},
        notes=(*report.notes, *notes),
    )


def _note(rule: str, cells: tuple[str, ...], message: Message) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.INFO,
        cells=cells,
        message=message,
        fingerprint=fingerprint(rule, *cells, message.mark),
    )


def _added(values: Sequence[Value], kind: Kind) -> Value:
    if len(values) == 1:
        return values[0]
    given = [value for value in values if value is not Blank.NOT_APPLICABLE]  # what can't be there lacks in no sum
    numbers = [number for value in given if (number := number_of(value)) is not None]
    if not given or len(numbers) < len(given) or not kind.is_number:
        return blank_of(values)
    return total(numbers)


# ------------------------------------------------------------------------------------------------------------- series


@frozen
class Point(ValueObject):
    """One report's figure in a series (时间点); blank where the crosswalk has none."""

    period: Period
    value: Value
    standard: str


@frozen
class Series(ValueObject):
    """The figures of one cell over the years (时间序列).

    Attributes:
        points: in order of time.
        breaks: for each period at which the series breaks, the reasons.
    """

    address: str
    points: tuple[Point, ...]
    breaks: Mapping[Period, tuple[Message, ...]] = field(converter=frozen_dict)


def series(
    reports: Iterable[Report],
    address: str,
    standard: Standard,
    *,
    crosswalks: Iterable[Crosswalk],
    find_standard: Callable[[str], Standard],
) -> Series:
    """Join one cell of several reports, by whatever standards, into a series of ``standard``.

    Only what the crosswalks allow is joined. A break is marked where the form changed the meaning of the cell, and
    where the law changed what it counts.

    Raises:
        UnknownIndicatorError: ``standard`` has no such cell.
        UnknownStandardError: no chain of crosswalks leads from a report's standard to ``standard``.
    """
    spot = standard.spot(address)
    walks = tuple(crosswalks)
    points: list[Point] = []
    breaks: dict[Period, tuple[Message, ...]] = {}
    for report in sorted(reports, key=lambda one: one.period):
        point = Point(
            report.period,
            crosswalk(report, standard, crosswalks=walks, find_standard=find_standard)[address],
            report.standard.id,
        )
        reasons = []
        if points and points[-1].standard != point.standard and not _is_same(address, points[-1], point, standard.id, walks):
            reasons.append(say("crosswalk.break_form", before=points[-1].standard, after=point.standard))
        if points:
            reasons += [one.reason for one in breaks_between(points[-1].period, report.period) if one.has(spot)]
        if reasons:
            breaks[report.period] = tuple(reasons)
        points.append(point)
    return Series(address, tuple(points), breaks)


def _is_same(address: str, before: Point, after: Point, target: str, walks: Sequence[Crosswalk]) -> bool:
    """Whether a cell is the same in both standards: mapped from one cell of the same address, without a note."""
    return all(
        (step := walk.steps.get(address)) is not None and step.sources == (address,) and step.note is None
        for point in (before, after)
        for walk in _way(point.standard, target, walks)
    )
