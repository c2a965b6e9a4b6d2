"""The report as an Excel workbook (Excel工作簿): a sheet a table, a sheet of words, and for a draft the findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.sheet_tables import TableSheet
from govdisclosure.exporters.sheets import (
    HEAD,
    TITLE,
    WORDS_FACE,
    WRONG,
    CellStyle,
    add_sheet,
    height,
    merge,
    put,
    saved,
    set_up,
    widen,
)
from govdisclosure.values import Severity

_WORDS = CellStyle(face=WORDS_FACE, size=12, across="left", indent=1, framed=False)
_WORDS_HEADING = CellStyle(size=12, bold=True, across="left", framed=False)
_LINE_OF_WORDS = 76  # not the page's whole width: LibreOffice cuts a single column off instead of making it smaller
_PIECE = 600  # characters that fit into the highest row a sheet can have, at this width
_SENTENCES = re.compile(f"(?s).{{1,{_PIECE}}}(?<=[。；！？])|.{{1,{_PIECE}}}")


class XlsxExporter:
    """Writes a report as a workbook whose totals calculate; text is never a formula."""

    name = "xlsx"
    suffixes = (".xlsx",)
    labels = ("Excel工作簿", "Excel workbook")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the printed tables, the text sections, and for a draft the findings."""
        book = Workbook()
        book.remove(book.worksheets[0])
        results: dict[str, Mapping[str, str]] = {}
        for section in publication.sections:
            grids = publication.grids(section)
            for grid in grids:
                heading = section.heading if len(grids) == 1 else grid.heading or section.heading
                name = publication.heading(heading) or publication.label("document.table")
                made = TableSheet(publication, section, grid, add_sheet(book, name))
                made.write()
                results[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = made.results
        _write_words(publication, book)
        if publication.is_draft:
            _write_findings(publication, add_sheet(book, publication.label("document.findings")))
        stream.write(_archive(publication, book, results))


def _archive(publication: PublishedReport, book: Workbook, results: Mapping[str, Mapping[str, str]]) -> bytes:
    report = publication.report
    book.properties.contentStatus = publication.state or None
    for name, value in publication.identity.items():
        book.custom_doc_props.append(StringProperty(name=name, value=legible(value)))  # type: ignore[attr-defined]  # newer than its types
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    return saved(
        book,
        title=publication.title,
        day=report.signed or report.period.end,
        theme=publication.theme,
        edit=lambda part, content: _with_results(content, results.get(part, {})),
        report_data=publication.report_data,
    )


def _with_results(content: bytes, results: Mapping[str, str]) -> bytes:
    """Store the result beside each formula of a sheet, which openpyxl leaves empty."""

    def result(match: re.Match[str]) -> str:
        return f"{match[1]}<v>{results[match[2]]}</v>"

    if not results:
        return content
    return re.sub(r'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)', result, content.decode()).encode()


def _write_words(publication: PublishedReport, book: Workbook) -> None:
    """Write the text sections, where there are words, on one sheet: a row a paragraph."""
    words = [(section, publication.paragraphs(section)) for section in publication.report.standard.text_sections]
    if book.worksheets and not any(paragraphs for _, paragraphs in words):
        return
    sheet = add_sheet(book, publication.label("document.words"))
    lines = [(publication.title, TITLE)]
    continued: set[int] = set()
    for section, paragraphs in words:
        if section.heading and paragraphs:
            lines.append((publication.heading(section.heading), _WORDS_HEADING))
        for text in paragraphs:
            pieces = _SENTENCES.findall(text) if len(text) > _PIECE else [text]
            continued.update(range(len(lines) + 2, len(lines) + len(pieces) + 1))
            lines += [(piece, _WORDS) for piece in pieces]
    for row, (text, look) in enumerate(lines, start=1):
        put(sheet, row, 1, text, look)
        height(sheet, row, [(text, _LINE_OF_WORDS - 2, look.size)])
        if row in continued:  # hidden, so that the paragraph is one again when it is read back
            put(sheet, row, 2, publication.label("document.continued"), _WORDS)
    widen(sheet, [_LINE_OF_WORDS])
    if continued:
        sheet.column_dimensions["B"].hidden = True
    set_up(sheet, publication, 1)


def _write_findings(publication: PublishedReport, sheet: Worksheet) -> None:
    """Write what the check found, gravest first."""
    names, widths = ("severity", "rule", "message", "cells", "where"), (10, 28, 58, 34, 18)
    heads = [publication.label(f"document.head.{name}") for name in names]
    shades = {Severity.ERROR: WRONG, Severity.WARNING: "FFEB9C"}
    put(sheet, 1, 1, publication.label("document.findings"), TITLE)
    merge(sheet, (1, 1), (1, len(heads)))
    height(sheet, 1, [("", 1, 16)])
    for column, head in enumerate(heads, start=1):
        put(sheet, 2, column, head, HEAD)
    for row, finding in enumerate(publication.verdict.findings, start=3):
        texts = (
            getattr(finding.severity, publication.language),
            finding.rule,
            publication.finding(finding),
            "\n".join(finding.cells),
            "\n".join(finding.where),
        )
        for column, text in enumerate(texts, start=1):
            look = CellStyle(across="left", shade=shades.get(finding.severity) if column == 1 else None)
            put(sheet, row, column, text, look)
        height(sheet, row, [(text, width, 11) for text, width in zip(texts, widths, strict=True)])
    widen(sheet, widths)
    sheet.freeze_panes = "A3"
    set_up(sheet, publication, len(heads), repeat="2:2", landscape=True)
