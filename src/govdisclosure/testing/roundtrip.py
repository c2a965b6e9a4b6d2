"""What is written and read again (往返): the same standard, body, period, figures, blanks and words."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from attrs import evolve

from govdisclosure import library
from govdisclosure.consistency import check
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.readers import Reader, Source
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard
from govdisclosure.values import Value


def source_of(data: bytes, name: str = "report", *, standard: Standard | None = None) -> Source:
    """Return bytes as a reader is given them."""
    return Source(
        name=name,
        data=data,
        standard=standard,
        find_standard=library.load_standard,
        known_standards=library.available_standards(),
    )


def written(exporter: Exporter, given: Report | PublishedReport) -> bytes:
    """Return a report as an exporter writes it, with the verdict of a check where none is given."""
    publication = (
        given if isinstance(given, PublishedReport) else PublishedReport(report=given, verdict=check(given, checks=()))
    )
    stream = BytesIO()
    exporter.write(publication, stream)
    return stream.getvalue()


def with_value(report: Report, address: str, value: Value) -> Report:
    """Return a report with another value in one cell."""
    return evolve(report, cells={**report.cells, address: Cell(value=value)})


class Journey:
    """What must come back of a report that was written and read; a part of the contracts of exporters and readers."""

    def lost(self, report: Report) -> frozenset[str]:  # noqa: ARG002 - for who overrides it
        """Return the addresses of cells that the format does not carry, such as those of tables that are not printed."""
        return frozenset()

    def carries_text(self, report: Report) -> bool:  # noqa: ARG002 - likewise
        """Whether the format carries the words of the text sections."""
        return True

    def arrives(self, reader: Reader, data: bytes, report: Report) -> None:
        """Read a document and hold it to the report that it was made from."""
        source = source_of(data)
        assert reader.accepts(source), f"{reader.name} does not accept what was written for it"
        found = reader.read(source)
        assert found.standard.id == report.standard.id
        assert found.period == report.period
        assert found.body_name == report.body_name
        assert self.values(found, report) == self.values(report, report)
        if self.carries_text(report):
            assert dict(found.text) == dict(report.text)

    def values(self, found: Report, wanted: Report) -> Mapping[str, Value]:
        """Return the values of the cells that the format carries; numbers alike whatever they are held in."""
        return {address: found[address] for address in wanted.standard.spots if address not in self.lost(wanted)}
