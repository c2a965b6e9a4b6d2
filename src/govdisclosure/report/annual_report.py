"""A report (年度报告): the filled-in standard of one body for one period, its cells, its words, and what was noticed.

A report only holds data and its origin; nothing here calculates or checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import countOf
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, field, frozen

from govdisclosure.errors import refused
from govdisclosure.exact.intervals import meet, spread_of_sum
from govdisclosure.messages import Language, asked_language, language
from govdisclosure.records import Body
from govdisclosure.report.contents import Cell, Finding, MadeBy, Unread
from govdisclosure.report.parsing import FORMAT, contents_of_json
from govdisclosure.report.printing import printed, tables_html
from govdisclosure.report.report_frame import FrameRow, frame_of
from govdisclosure.standards import Spot, Standard, Table, address as address_of, shipped
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict, json_text
from govdisclosure.values import Blank, Period, Value, as_number, in_digits, number_of, same

if TYPE_CHECKING:
    import polars as pl


def _cells(entries: Mapping[str, Cell | Value | None]) -> FrozenDict[str, Cell]:
    """Return cells by address, plain values among them as cells that were entered; None is a missing value."""
    if countOf(map(type, entries.values()), Cell) == len(entries):
        return frozen_dict(entries)
    made: dict[str, Cell] = {}
    for address, entry in entries.items():
        made[address] = entry if isinstance(entry, Cell) else Cell(value=Blank.MISSING if entry is None else entry)
    return FrozenDict(made)


@frozen(kw_only=True)
class Report(ValueObject, Mapping[str, Value]):
    """The figures and words of one body for one period by one standard (年度报告).

    A mapping of addresses to values: it goes over every cell of the standard in printed order, those without a value as
    :attr:`.Blank.MISSING`, and after them over the addresses that the report has and the standard does not.

    >>> from govdisclosure.testing import sample_report
    >>> report = sample_report("cn-2021")
    >>> report["requests.received", "total"] == report["requests.received/total"]
    True
    >>> len(report) == len(list(report)) == len(report.standard.keys())
    True

    Attributes:
        cells: by address; a plain value is a cell that was entered.
        scope: ``own`` (本级) or ``area`` (汇总), with the ids of the bodies included.
        status: ``draft`` or ``final``.
        text: the words of each text section, by the section's key; ``{address}`` in them stands for a figure.
        notes: what was noticed while it was made or read; ``check`` repeats it.
        unread: what could not be placed while it was read.
    """

    standard: Standard
    body: Body
    period: Period
    signed: date | None = None
    scope: str = "own"
    includes: tuple[str, ...] = ()
    status: str = "draft"
    revision: int = 1
    made_by: MadeBy | None = None
    cells: Mapping[str, Cell] = field(converter=_cells)
    text: Mapping[str, str] = field(factory=FrozenDict, converter=frozen_dict)
    notes: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()

    def __attrs_post_init__(self) -> None:
        named = self.standard.period_of(self.period)  # by the standard's own year
        if named is not self.period:
            object.__setattr__(self, "period", named)

    def __getitem__(self, address: str | tuple[str, str | None]) -> Value:
        """Return the value of a cell, by its address or by the keys of its row and column; missing where the report has none.

        Raises:
            UnknownIndicatorError: neither the standard nor the report has such a cell; it is a ``KeyError``, too.
        """
        name = _named(address)
        found = self.cells.get(name)
        if found is not None:
            return found.value
        self.standard.spot(name)
        return Blank.MISSING

    def __iter__(self) -> Iterator[str]:
        yield from self.standard.spots
        yield from self.unknown_cells

    def __len__(self) -> int:
        return len(self.standard.spots) + len(self.unknown_cells)

    def __contains__(self, address: object) -> bool:
        name = _named(address)
        return name in self.standard.spots or name in self.cells

    @property
    def unknown_cells(self) -> tuple[str, ...]:
        """The addresses that the report has and its standard does not."""
        known = self.standard.spots
        return tuple(address for address in self.cells if address not in known)

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "standard", self.standard.id
        yield "body", self.body.id
        yield "period", str(self.period)
        yield "scope", None if self.scope == "own" else self.scope
        yield "status", None if self.status == "draft" else self.status
        yield "cells", len(self.cells)
        yield "notes", len(self.notes) or None

    def spots(self) -> Mapping[str, Spot]:
        """Every cell of the standard by address, in printed order."""
        return self.standard.spots

    @cached_property
    def absent_tables(self) -> frozenset[str]:
        """The keys of the optional tables that the report is without: no cell of them has a value."""
        optional = {table.key for table in self.standard.tables if table.optional}
        cells = self.cells
        for address, spot in self.standard.spots.items() if optional else ():
            cell = cells.get(address)
            if spot.table.key in optional and cell is not None and (cell.value is not Blank.MISSING or cell.printed):
                optional.discard(spot.table.key)
        return frozenset(optional)

    @property
    def is_its_only_part(self) -> bool:
        """Whether it is of an area that consists of the body itself, so that there are no parts to compare it with."""
        return self.scope == "area" and self.includes == (self.body.id,)

    @property
    def printed_tables(self) -> tuple[Table, ...]:
        """The tables that documents print: neither those whose figures are in the text alone, nor absent ones."""
        return tuple(one for one in self.standard.tables if one.printed and one.key not in self.absent_tables)

    @property
    def body_name(self) -> str:
        """The body's name, or its id where no name is known."""
        return self.body.name or self.body.id

    def fill_in(self, template: str) -> str:
        """Fill ``{body}`` and ``{year}`` into a title or heading of the standard."""
        return template.replace("{body}", self.body_name).replace("{year}", str(self.standard.year_of(self.period)))

    def as_printed(self, address: str) -> Value:
        """Return a cell's value as it is printed: what was worked out is rounded where the standard prints fewer decimals."""
        value, spot = self[address], self.standard.spots.get(address)
        return value if spot is None or not self.is_exact(address) else spot.measure.as_printed(value)

    def is_exact(self, address: str) -> bool:
        """Whether a cell was worked out, and so may have more decimals than are printed; others are as somebody wrote them."""
        cell = self.cells.get(address)
        return cell is not None and cell.origin.kind.is_worked_out

    def agrees(self, other: Report, address: str) -> bool:
        """Whether a cell is the same in another report; where either was written by somebody, as it is printed.

        A figure with fewer decimals is the same as each that it may have been rounded from.
        """
        if same(self[address], other[address]):
            return True
        one, another = self.cells.get(address), other.cells.get(address)
        if one is not None and another is not None and (one.decimals, one.roundings) != (another.decimals, another.roundings):
            numbers = as_number(one.value), as_number(another.value)
            if numbers[0] is not None and numbers[1] is not None:
                return meet(numbers[0], numbers[1], spread_of_sum((one.spread, another.spread.times(-1))))
        if self.is_exact(address) and other.is_exact(address):
            return False
        return same(self.as_printed(address), other.as_printed(address))

    @property
    def unprinted(self) -> frozenset[str]:
        """The cells of tables that no document prints, where the report has none of theirs: it was read from a document."""
        tables = (table for table in self.standard.tables if not table.printed)
        spots = [[one for one, spot in self.standard.spots.items() if spot.table is table] for table in tables]
        return frozenset(one for cells in spots if self.cells.keys().isdisjoint(cells) for one in cells)

    def printed(self, address: str) -> str:
        """Return a cell as the standard prints it; words that was where a number belongs are kept."""
        return printed(self.as_printed(address), self.standard.style, self.cells.get(address))

    def in_language(self, language: Language | None) -> Report:
        """Return the report with the labels of its standard in a language, for printing; as it is for None.

        Raises:
            UnknownStandardError: the standard has no labels in that language, and the package no messages.
        """
        standard = self.standard.in_language(language)
        return self if standard is self.standard else evolve(self, standard=standard)

    @property
    def in_words(self) -> Report:
        """The report with the labels that its findings name: those of the language chosen, where its standard has them."""
        chosen = asked_language() or language()
        return self.in_language(chosen if chosen in self.standard.labels else None)

    @property
    def identity(self) -> dict[str, Any]:
        """Which report it is, as plain data: standard, body, period."""
        return {
            "standard": self.standard.id,
            "body": {"id": self.body.id, **({"name": self.body.name} if self.body.name is not None else {})},
            "period": {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()},
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the plain data of its JSON, cells in the order of the standard."""
        order = {address: number for number, address in enumerate(self.standard.spots)}
        cells = sorted(self.cells.items(), key=lambda entry: order.get(entry[0], len(order)))
        optional = {
            "text": dict(self.text),
            "notes": [note.to_dict() for note in self.notes],
            "unread": [{"where": one.where, "text": one.text} for one in self.unread],
        }
        return {
            "format": FORMAT,
            **self.identity,
            **({"signed": self.signed.isoformat()} if self.signed else {}),
            "scope": self.scope,
            "includes": list(self.includes),
            "status": self.status,
            "revision": self.revision,
            "made_by": self.made_by.to_dict() if self.made_by else None,
            "cells": {address: cell.to_dict() for address, cell in cells},
            **{key: value for key, value in optional.items() if value},
        }

    def to_json(self) -> str:
        """Return the report as JSON (``govdisclosure.report/1``, see ``report.schema.json``): two spaces of indent."""
        return json_text(self.to_dict())

    @classmethod
    def from_json(cls, text: str | bytes, *, standard: Standard | Callable[[str], Standard] | None = None) -> Report:
        """Read a report from its JSON.

        A value of the wrong type, an unknown key and the like become notes at their place; only what is required must be there.

        Args:
            text: the JSON.
            standard: the standard that it follows, or a function that finds one by its reference; by default those of the
                library in use (:func:`govdisclosure.default_library`), plugins' included.

        Raises:
            UnreadableError: it is no JSON, no report, or of a format this version does not know; every fault is named.
            UnknownStandardError: there is no such standard.
        """
        find = (lambda _: standard) if isinstance(standard, Standard) else standard or _find_standard
        return cls(**contents_of_json(text, find))

    def to_frame(self) -> pl.DataFrame:
        """Return the report as a data frame of polars, one row per cell; Arrow consumers take it without a copy.

        Columns are the fields of :class:`~govdisclosure.report.report_frame.FrameRow`; numbers are decimals, days are dates.

        Raises:
            MissingExtraError: polars is not installed.
            TabulationError: a number has more digits than a frame holds.
        """
        return frame_of(self._line(address) for address in self)

    def _line(self, address: str) -> FrameRow:
        spot, cell, value = self.standard.spots.get(address), self.cells.get(address), self[address]
        number = number_of(value)
        words = in_digits(value, yes="true", no="false") if number is None and not isinstance(value, Blank) else None
        return FrameRow(
            body=self.body.id,
            name=self.body.name,
            start=self.period.start,
            end=self.period.end,
            table=spot.table.key if spot else None,
            row=spot.row.key if spot else None,
            column=spot.column.key if spot and spot.column else None,
            address=address,
            label=spot.label if spot else None,
            unit=spot.unit if spot else None,
            kind=spot.kind.value if spot else None,
            number=Decimal(number) if isinstance(number, int) else number,
            text=words,
            blank=value.value if isinstance(value, Blank) else None,
            printed=cell.printed if cell else None,
            remark=cell.remark if cell else None,
            origin=cell.origin.kind.value if cell else None,
        )

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand :meth:`to_frame` over to whatever speaks the Arrow PyCapsule protocol (pandas, polars, DuckDB, pyarrow)."""
        return self.to_frame().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """Return the tables as they are printed, for a notebook."""
        return tables_html(self.standard, self.fill_in, self.printed, without=self.absent_tables)


_find_standard: Callable[[str], Standard] = shipped


def find_standards_by(find: Callable[[str], Standard]) -> None:
    """Set how :meth:`Report.from_json` finds a standard that is not given; the library does so when it is imported."""
    global _find_standard
    _find_standard = find


Previous: TypeAlias = Report | Iterable[Report] | None
"""The report of an earlier period, or several, or none."""


def report_of(given: object) -> Report:
    """Return the argument if it is a report.

    Raises:
        UnreadableError: it is not.
    """
    if isinstance(given, Report):
        return given
    raise refused("", "report.no_report", found=type(given).__name__)


def reports_of(given: Previous) -> tuple[Report, ...]:
    """Return reports that are given one by one, or a single one; none for None.

    Raises:
        UnreadableError: it is no report, and holds none.
    """
    if given is None:
        return ()
    if isinstance(given, Report) or not isinstance(given, Iterable):
        return (report_of(given),)
    return tuple(report_of(one) for one in given)


def _named(address: object) -> str:
    """Return the address that a key means: itself, or that of a row and a column; what is neither is in no report."""
    match address:
        case str():
            return address
        case (str() as row, str() | None as column):
            return address_of(row, column)
    return repr(address)
