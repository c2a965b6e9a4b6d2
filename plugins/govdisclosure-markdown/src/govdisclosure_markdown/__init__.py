"""Reports as Markdown (Markdown文本): tables, words, and for a draft the findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from govdisclosure import Kind, hookimpl
from govdisclosure.standards import Table

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter, PublishedReport


class MarkdownExporter:
    """Writes a report as Markdown; every sign that Markdown would read as markup is escaped."""

    name = "markdown"
    suffixes = (".md",)
    labels = ("Markdown文本", "Markdown text")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the report; a draft says so first and ends with its findings."""
        stream.write(("\n".join(_lines(publication)).strip() + "\n").encode("utf-8", errors="replace"))


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_exporters() -> list[Exporter]:
    """Offer Markdown."""
    return [MarkdownExporter()]


def _lines(publication: PublishedReport) -> Iterator[str]:
    if publication.mark:
        yield f"**{publication.mark}**\n"
    yield f"# {_plain(publication.title)}\n"
    for section in publication.sections:
        heading = publication.heading(section.heading or section.attachment or "")
        if heading:
            yield f"## {_plain(heading)}\n"
        for paragraph in publication.paragraphs(section):
            yield f"{_plain(paragraph)}\n"
        for table in publication.tables(section):
            caption = publication.heading(table.heading)
            if caption not in ("", heading):
                yield f"### {_plain(caption)}\n"
            yield from _table(publication, table)
    yield f"{_plain(publication.report.body_name)}  \n{_plain(publication.signed)}\n"
    if publication.is_draft:
        yield f"## {publication.label('document.findings')}\n"
        for number, finding in enumerate(publication.verdict.findings, start=1):
            severity = publication.label("document.finding", severity=finding.severity)
            yield f"{number}. {_plain(severity)}{_plain(publication.finding(finding))}"


def _table(publication: PublishedReport, table: Table) -> Iterator[str]:
    columns = ["/".join((*column.head, column.label)) for column in table.columns] or [
        table.value_head or publication.label("document.head.value")
    ]
    heads = [table.row_head or publication.label("document.head.row"), publication.label("document.head.unit")]
    yield _row([*heads, *columns])
    yield "| --- | --- |" + " ---: |" * len(columns)
    keys = [f"/{column.key}" for column in table.columns] or [""]
    for row in table.rows:
        heading = row.kind is Kind.HEADING
        cells = [row.printed or "" if heading else publication.printed(f"{row.key}{key}") for key in keys]
        yield _row([row.label, row.unit, *cells])
    yield ""


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
