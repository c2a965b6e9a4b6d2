"""The built-in plugins (内置插件), offered through the same hooks as any other; each format is imported on use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import field, frozen

from govdisclosure.dialects import DIALECTS, Dialect
from govdisclosure.errors import importing
from govdisclosure.formats.refusals import RefusedFormat
from govdisclosure.formats.sniffing import FORMATS, OpenedFormat, OtherFormat
from govdisclosure.hookspecs import hookimpl
from govdisclosure.readers import Reader, Source
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.report import Report

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter, PublishedReport
    from govdisclosure.formats.document import OpenedDocument


@frozen(slots=False)
class _OnUse:
    """A format whose module is imported when it is first used, by ``load``."""

    name: str
    labels: tuple[str, str]
    load: Callable[[], Any] = field(repr=False)
    suffixes: tuple[str, ...] = ()

    @cached_property
    def real(self) -> Any:
        with importing():
            return self.load()


class BuiltInExporter(_OnUse):
    """A built-in exporter."""

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write a report into a binary stream."""
        self.real.write(publication, stream)


class BuiltInReader(_OnUse):
    """A built-in reader."""

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are of this format."""
        return bool(self.real.accepts(source))

    def read(self, source: Source) -> Report:
        """Read the report."""
        report: Report = self.real.read(source)
        return report

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read every report in the file."""
        reports: tuple[Report, ...] = self.real.read_all(source)
        return reports


class BuiltInOpener(BuiltInReader):
    """A reader that is made of an opener."""

    def open(self, source: Source) -> OpenedDocument:
        """Open the file as a document."""
        document: OpenedDocument = self.real.open(source)
        return document

    def read_opened(self, source: Source, document: OpenedDocument) -> tuple[Report, ...]:
        """Read every report of an opened document."""
        reports: tuple[Report, ...] = self.real.read_opened(source, document)
        return reports


# ------------------------------------------------------------------------------------------------- modules, on use


def _json_exporter() -> Exporter:
    from govdisclosure.exporters.json import JsonExporter

    return JsonExporter()


def _csv_exporter() -> Exporter:
    from govdisclosure.exporters.csv import CsvExporter

    return CsvExporter()


def _xlsx_exporter() -> Exporter:
    from govdisclosure.exporters.xlsx import XlsxExporter

    return XlsxExporter()


def _docx_exporter() -> Exporter:
    from govdisclosure.exporters.docx import DocxExporter

    return DocxExporter()


def _reader(row: OpenedFormat | OtherFormat) -> Reader:
    if isinstance(row, OpenedFormat):
        from govdisclosure.readers.format_reader import DocumentReader

        return DocumentReader(name=row.name, labels=row.labels, opens=row.document, knows=row.recognises)
    return _OF_THEIR_OWN[row.name]()


def _json_reader() -> Reader:
    from govdisclosure.readers.report_json import JsonReader

    return JsonReader()


def _text_reader() -> Reader:
    from govdisclosure.readers.text import TextReader

    return TextReader()


_OF_THEIR_OWN = {"json": _json_reader, "text": _text_reader}
"""The readers of formats that no opener takes apart."""


# ------------------------------------------------------------------------------------------------------------- hooks


@hookimpl
def govdisclosure_exporters() -> Iterable[Exporter]:
    """Offer json, csv, xlsx and docx."""
    return (
        BuiltInExporter("json", ("报告JSON", "report JSON"), _json_exporter, (".json",)),
        BuiltInExporter("csv", ("CSV表格", "CSV table"), _csv_exporter, (".csv",)),
        BuiltInExporter("xlsx", ("Excel工作簿", "Excel workbook"), _xlsx_exporter, (".xlsx",)),
        BuiltInExporter("docx", ("Word文档", "Word document"), _docx_exporter, (".docx",)),
    )


@hookimpl
def govdisclosure_readers() -> Iterable[Reader]:
    """Offer a reader for each format that is read, in the order of the table."""
    for row in FORMATS:
        if not isinstance(row, RefusedFormat):
            made = BuiltInOpener if isinstance(row, OpenedFormat) else BuiltInReader
            yield made(row.name, row.labels, partial(_reader, row))


@hookimpl
def govdisclosure_standards() -> Iterable[Path | Traversable | RecordKind | Dialect | type[Dialect]]:
    """Offer standards, crosswalks, kinds of record, SQL dialects, intake profiles, calendars and themes of the package."""
    return (
        *_files("standards", ".toml"),
        *_files("standards/crosswalks", ".crosswalk.toml"),
        *RECORD_KINDS.values(),
        *DIALECTS.values(),
        *_files("intake", ".profile.toml"),
        *_files("law", ".calendar.toml"),
        *_files("exporters/themes", ".theme.toml"),
    )


def _files(folder: str, suffix: str) -> list[Traversable]:
    found = (one for one in (files("govdisclosure") / folder).iterdir() if one.name.endswith(suffix))
    return sorted(found, key=lambda one: one.name)
