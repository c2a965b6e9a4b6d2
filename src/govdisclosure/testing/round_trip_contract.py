"""The contract of a format that is written and read (往返契约): what was written proves itself when it is read back.

::

    class TestPortalRoundTrip(RoundTripContract):
        exporter = PortalExporter()
        reader = PortalReader()

It is for exporters that put :attr:`.PublishedReport.report_data` into their documents, so that these say which report they are,
and whose readers hold those data against print.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from attrs import evolve, field, frozen

from govdisclosure.consistency import check
from govdisclosure.exact.decimals import total
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.readers import Reader
from govdisclosure.report import Cell, Report
from govdisclosure.testing.roundtrip import Journey, source_of, written
from govdisclosure.testing.samples import sample_report, sample_reports
from govdisclosure.values import Blank, Kind, Value


@frozen(kw_only=True)
class _ChangedAfterwards(PublishedReport):
    """A document whose print was changed by hand: it carries the data of the report that it was written from."""

    written_from: Report = field()

    @property
    def report_data(self) -> str:
        return PublishedReport(report=self.written_from, verdict=self.verdict).report_data


class RoundTripContract(Journey):
    """What a format keeps that is both written and read; inherit it with ``exporter`` and ``reader``.

    Example:
        >>> class TestDocx(RoundTripContract):
        ...     exporter = default_library().exporters["docx"]
        ...     reader = default_library().readers["docx"]
    """

    exporter: ClassVar[Exporter]
    reader: ClassVar[Reader]
    standards: ClassVar[Sequence[str]] = ()
    """The references of the standards whose reports the format is for; all with all their annexes where empty."""

    def samples(self) -> tuple[Report, ...]:
        """Return the reports to write and read."""
        return tuple(map(sample_report, self.standards)) if self.standards else sample_reports()

    # --------------------------------------------------------------------------------------------------------------- tests

    def test_every_sample_comes_back_whole(self) -> None:
        for report in self.samples():
            for status in ("draft", "final"):
                given = evolve(report, status=status)
                found = self.reader.read(source_of(written(self.exporter, given)))
                assert _identity(found) == _identity(given), f"{given.standard.id}: another report came back"
                assert self.values(found, given) == self.values(given, given), f"{given.standard.id}: figures came back changed"
                assert dict(found.text) == dict(given.text), f"{given.standard.id}: words came back changed"
                assert _differences(found) == [], f"{given.standard.id}: print and data are said to differ"

    def test_what_was_changed_after_writing_is_read_as_printed_and_named(self) -> None:
        for report in self.samples():
            given = evolve(report, status="final")
            changed = {address: _another(given[address]) for address in _one_of_each_kind(given)}
            cells = {address: evolve(given.cells[address], value=value) for address, value in changed.items()}
            other = evolve(given, cells={**given.cells, **cells})
            publication = _ChangedAfterwards(report=other, verdict=check(given, checks=()), written_from=given)
            found = self.reader.read(source_of(written(self.exporter, publication)))
            read = {address: _in_one_line(found[address]) for address in changed}
            assert read == changed, "the data were read in the place of print"
            named = {address for note in found.notes if note.rule == "read.data_cell" for address in note.cells}
            assert named == set(changed), "the cells that differ are not those that are named"
            assert found.status == "draft", "a report whose print was changed is still called final"

    def test_cells_without_a_value_come_back_as_such(self) -> None:
        for report in self.samples():
            for blank in Blank:
                cells = {address: Cell(value=blank) for address in _one_of_each_kind(report)}
                given = evolve(report, cells={**report.cells, **cells})
                found = self.reader.read(source_of(written(self.exporter, given)))
                assert self.values(found, given) == self.values(given, given), f"{given.standard.id}: {blank} came back changed"


def _in_one_line(value: Value) -> Value:
    """Return a value without the line breaks that a page put into its words."""
    return "".join(value.split()) if isinstance(value, str) else value


def _identity(report: Report) -> tuple[object, ...]:
    return report.standard.id, report.body, report.period, report.signed, report.scope, report.status


def _differences(report: Report) -> list[str]:
    return [note.message.en for note in report.notes if note.rule.startswith("read.data_")]


def _one_of_each_kind(report: Report) -> list[str]:
    """Return the address of one printed cell with a value of each kind."""
    found: dict[Kind, str] = {}
    for address, spot in report.standard.spots.items():
        if spot.table.printed and address in report.cells and not isinstance(report[address], Blank):
            found.setdefault(spot.kind, address)
    return list(found.values())


def _another(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"{value}另" if isinstance(value, str | Blank) else total([value, 1])
