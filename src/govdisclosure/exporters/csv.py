"""The table as CSV (CSV表格): one line a printed cell, in the order of print, for spreadsheets and for programs.

Written as Excel opens it right by a double click: UTF-8 with a byte order mark, commas, CRLF. The words of the text
sections are not part of it.

Text that a spreadsheet would take for a formula is **neutralised** with an apostrophe before it, the sign by which
spreadsheets mark text: ``=1+1`` is written ``'=1+1``. So is text that already has apostrophes before such a sign, so a
reader gets every text back: it takes one apostrophe away where, blanks and apostrophes apart, one of
:data:`~govdisclosure.formats.csv.DANGEROUS` follows. Numbers are never changed: ``-5`` stays a number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.formats.csv import BEFORE, DANGEROUS, HEADER
from govdisclosure.standards import Column, Indicator, Table, address
from govdisclosure.values import Kind, in_digits, number_of

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # UTF-8 has no half of a pair, and many readers stop at NUL


class CsvExporter:
    """Writes the printed tables as CSV.

    A heading (标题行) has a line too, with its row's key for an address, so that the table can be read in order.
    数值 is the value for programs, as entries are written: a plain number, ``true`` or ``false``, words, empty for
    missing, ``—`` for not applicable. 印刷值 is the cell as the standard prints it.
    """

    name = "csv"
    suffixes = (".csv",)
    labels = ("CSV表格", "CSV table")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the printed tables of a report; every line says whether it comes from a draft."""
        text = StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([publication.label(f"document.head.{name}") for name in HEADER])
        writer.writerows((*line, _state(publication)) for line in _lines(publication))
        stream.write(_UNWRITABLE.sub("\ufffd", text.getvalue()).encode("utf-8-sig"))


def _lines(publication: PublishedReport) -> Iterator[tuple[str, ...]]:
    for section in publication.sections:
        for table in publication.tables(section):
            for row in table.rows:
                if row.kind is Kind.HEADING:
                    heading = publication.heading(table.heading)
                    yield tuple(map(neutralised, (row.key, heading, row.label, "", row.unit, "", row.printed or "")))
                    continue
                for column in table.columns or (None,):
                    yield _cell(publication, table, row, column)


def _cell(publication: PublishedReport, table: Table, row: Indicator, column: Column | None) -> tuple[str, ...]:
    found = address(row.key, column.key if column else None)
    value = publication.report[found]
    is_number = number_of(value) is not None
    texts = (
        found,
        publication.heading(table.heading),
        row.label,
        "/".join((*column.head, column.label)) if column else "",
        publication.report.standard.spot(found).unit,
    )
    figures = (in_digits(value, not_applicable="—", yes="true", no="false"), publication.printed(found))
    return (*map(neutralised, texts), *(figures if is_number else map(neutralised, figures)))


def _state(publication: PublishedReport) -> str:
    return publication.label(f"document.state.{publication.verdict.verdict}")


def neutralised(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula.

    >>> neutralised("=1+1"), neutralised("一、政府网站")
    ("'=1+1", '一、政府网站')
    """
    begins = text.lstrip(BEFORE)[:1]
    return f"'{text}" if begins and begins in DANGEROUS else text
