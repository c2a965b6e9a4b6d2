"""Report JSON read back."""

from __future__ import annotations

from attrs import evolve

from govdisclosure.errors import UnreadableError
from govdisclosure.formats.sniffing import format_named
from govdisclosure.readers.source import Source
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Standard


class JsonReader:
    """Reads report JSON."""

    name = "json"
    labels = ("报告JSON", "report JSON")

    def accepts(self, source: Source) -> bool:
        """Whether it begins like a JSON object."""
        return format_named(self.name).recognises(source.data)

    def read(self, source: Source) -> Report:
        """Read the report; standard, body and period given by the caller stand for those it names.

        Raises:
            UnreadableError: it is no report JSON.
        """

        def find(identity: str) -> Standard:
            return source.standard or source.find_standard(identity)

        try:
            report = Report.from_json(source.data.removeprefix(b"\xef\xbb\xbf"), standard=find)
        except UnreadableError as error:
            places = [" ".join(part for part in (source.name, fault.where) if part) for fault in error.faults]
            named = [evolve(fault, where=place) for fault, place in zip(error.faults, places, strict=True)]
            raise UnreadableError(named) from None
        body = report.body if source.body is None else Body(id=source.body, name=report.body.name)
        return evolve(report, body=body, period=source.period or report.period)

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read the report.

        Raises:
            UnreadableError: it is no report JSON.
        """
        return (self.read(source),)
