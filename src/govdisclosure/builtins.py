"""What comes with the package (内置插件), through the same hooks as everything else; each format is imported on use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

from govdisclosure.dialects import DIALECTS, Dialect
from govdisclosure.errors import imported
from govdisclosure.exporters import Exporter, Publication
from govdisclosure.hookspecs import hookimpl
from govdisclosure.readers import Reader, Source
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.report import Report


@frozen(slots=False)
class _OnUse:
    """A format whose module is imported when it is first used."""

    name: str
    labels: tuple[str, str]
    place: str
    suffixes: tuple[str, ...] = ()

    @cached_property
    def real(self) -> Any:
        return imported(f"govdisclosure.{self.place}")()


class BuiltInExporter(_OnUse):
    """An exporter that comes with the package."""

    def write(self, publication: Publication, stream: BinaryIO) -> None:
        """Write a report into a binary stream."""
        self.real.write(publication, stream)


class BuiltInReader(_OnUse):
    """A reader that comes with the package."""

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are of this format."""
        return bool(self.real.accepts(source))

    def read(self, source: Source) -> Report:
        """Read the report."""
        report: Report = self.real.read(source)
        return report

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read every report in it."""
        reports: tuple[Report, ...] = self.real.read_all(source)
        return reports


class BuiltInOpener(BuiltInReader):
    """A reader that is made of an opener: a module with ``accepts`` and ``document``."""

    @cached_property
    def real(self) -> Any:
        """The reader."""
        reader = imported("govdisclosure.readers.reading:DocumentReader")
        opens, knows = (imported(f"govdisclosure.formats.{self.place}:{name}") for name in ("document", "accepts"))
        return reader(name=self.name, labels=self.labels, opens=opens, knows=knows)


@hookimpl
def govdisclosure_exporters() -> Iterable[Exporter]:
    """Offer json, csv, xlsx and docx."""
    return (
        BuiltInExporter("json", ("报告JSON", "report JSON"), "exporters.json:JsonExporter", (".json",)),
        BuiltInExporter("csv", ("CSV表格", "CSV table"), "exporters.csv:CsvExporter", (".csv",)),
        BuiltInExporter("xlsx", ("Excel工作簿", "Excel workbook"), "exporters.xlsx:XlsxExporter", (".xlsx",)),
        BuiltInExporter("docx", ("Word文档", "Word document"), "exporters.docx:DocxExporter", (".docx",)),
    )


@hookimpl
def govdisclosure_readers() -> Iterable[Reader]:
    """Offer json, Word documents, spreadsheets, web pages, CSV, pdf and plain text."""
    return (
        BuiltInReader("json", ("报告JSON", "report JSON"), "readers.json:JsonReader"),
        BuiltInOpener("docx", ("Word文档", "Word document"), "docx"),
        BuiltInOpener("sheets", ("电子表格(xlsx、xls、ods)", "spreadsheet (xlsx, xls, ods)"), "spreadsheet"),
        BuiltInOpener("html", ("网页", "web page"), "html"),
        BuiltInOpener("pdf", ("PDF文档", "PDF document"), "pdf"),
        BuiltInOpener("csv", ("CSV表格", "CSV table"), "csv"),
        BuiltInReader("text", ("文本", "plain text"), "readers.text:TextReader"),
    )


@hookimpl
def govdisclosure_standards() -> Iterable[Path | Traversable | RecordKind | Dialect | type[Dialect]]:
    """Offer every standard, the kinds of record, the SQL dialects and the intake profiles."""
    return (
        *_files("standards", ".toml"),
        *RECORD_KINDS.values(),
        *DIALECTS.values(),
        *_files("intake", ".profile.toml"),
    )


def _files(folder: str, suffix: str) -> list[Traversable]:
    found = (one for one in (files("govdisclosure") / folder).iterdir() if one.name.endswith(suffix))
    return sorted(found, key=lambda one: one.name)
