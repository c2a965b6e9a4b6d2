"""The report as an Excel workbook (Excel工作簿): a sheet a table, a sheet of words, and for a draft the findings.

What is a total in the standard is a **live formula** in the sheet, where the parts that stand there add up to it. Where
they do not, the stored figure stands as it is, on red: nothing is corrected in silence. The result of each formula is
stored beside it, since previews and programs read that and never calculate.

A reader finds each cell's address again: a hidden last column holds the rows' keys, a hidden row under the head the
columns' keys, and where the two meet stands 指标地址. Neither is printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from math import ceil
from typing import BinaryIO
from unicodedata import east_asian_width
from zipfile import ZipFile

from attrs import evolve, frozen
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from govdisclosure.consistency import State
from govdisclosure.exporters.archive import legible, normalised
from govdisclosure.exporters.publication import Publication
from govdisclosure.schema import Indicator, Section, Table, address
from govdisclosure.values import Blank, Kind, Severity, Value, plain

ADDRESSES = "指标地址"
"""What stands where the hidden column of row keys meets the hidden row of column keys."""

_SONG, _FANGSONG = "宋体", "仿宋"
_THIN = Side(style="thin", color="000000")
_RED = "C00000"
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_PORTRAIT, _LANDSCAPE = 86, 130  # characters across A4 between the margins
_DIGITS = 15  # a spreadsheet keeps no more of a number


@frozen
class _Look:
    """How a cell looks; ``face`` and ``size`` are its font's."""

    face: str = _SONG
    size: int = 11
    bold: bool = False
    colour: str = "000000"
    across: str = "center"
    indent: int = 0
    shade: PatternFill | None = None
    framed: bool = True
    format: str = "General"


_TITLE = _Look(size=16, bold=True, framed=False)
_LINE = _Look(across="left", framed=False)
_WORDS = _Look(face=_FANGSONG, size=12, across="left", indent=1, framed=False)
_WORDS_HEADING = _Look(size=12, bold=True, across="left", framed=False)
_HEAD = _Look(bold=True, shade=PatternFill("solid", fgColor="D9E2F3"))
_HEADING_SHADE = PatternFill("solid", fgColor="F2F2F2")


class XlsxExporter:
    """Writes a report as a workbook whose totals calculate; text is never a formula."""

    name = "xlsx"
    suffixes = (".xlsx",)
    labels = ("Excel工作簿", "Excel workbook")

    def write(self, publication: Publication, stream: BinaryIO) -> None:
        """Write the printed tables, the text sections, and for a draft the findings."""
        book = Workbook()
        book.remove(book.worksheets[0])
        results: dict[str, Mapping[str, str]] = {}
        for section in publication.report.standard.sections:
            tables = tuple(publication.tables(section))
            for table in tables:
                heading = section.heading if len(tables) == 1 else table.heading or section.heading
                made = _TableSheet(publication, section, table, _sheet(book, publication.heading(heading) or "统计表"))
                made.write()
                results[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = made.results
        _write_words(publication, book)
        if publication.is_draft:
            _write_findings(publication, _sheet(book, "审核结果"))
        stream.write(_archive(publication, book, results))


def _archive(publication: Publication, book: Workbook, results: Mapping[str, Mapping[str, str]]) -> bytes:
    report = publication.report
    properties = book.properties
    properties.creator, properties.title = "govdisclosure", legible(publication.title)
    # no clock: a file made again tomorrow must be the same file
    properties.created = properties.modified = datetime.combine(report.signed or report.period.end, time())
    properties.contentStatus = "草稿" if publication.is_draft else None
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    out = BytesIO()
    ExcelWriter(book, ZipFile(out, "w")).save()  # Workbook.save would put the clock into ``modified``
    return normalised(out.getvalue(), lambda part, content: _with_results(content, results.get(part, {})))


def _with_results(content: bytes, results: Mapping[str, str]) -> bytes:
    """Store the result beside each formula of a sheet, which openpyxl leaves empty."""

    def result(match: re.Match[str]) -> str:
        return f"{match[1]}<v>{results[match[2]]}</v>"

    if not results:
        return content
    return re.sub(r'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)', result, content.decode()).encode()


# ------------------------------------------------------------------------------------------------------------- sheets


def _sheet(book: Workbook, name: str) -> Worksheet:
    """Add a sheet under a name that Excel accepts: short, unique, without slashes, brackets and the like."""
    short = re.sub(r"[\[\]:*?/\\'\s]+", " ", legible(name)).strip()[:28] or "统计表"
    taken = {"history", *(sheet.title.lower() for sheet in book.worksheets)}  # Excel keeps History for itself
    names = (short, *(f"{short}{number}" for number in range(2, 999)))
    sheet: Worksheet = book.create_sheet(next(one for one in names if one.lower() not in taken))
    sheet.sheet_view.showGridLines = False
    return sheet


def _set_up(sheet: Worksheet, given: Publication, columns: int, *, repeat: str = "", landscape: bool = False) -> None:
    """Set up A4 pages one page wide: numbered, and marked as a draft where it is one."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page = sheet.page_setup
    page.paperSize, page.orientation = Worksheet.PAPERSIZE_A4, "landscape" if landscape else "portrait"
    page.fitToWidth, page.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top = margins.bottom = 0.8
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:{letter(columns)}{sheet.max_row}"
    if repeat:
        sheet.print_title_rows = repeat
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    footer.center.text = "— &P —"
    if given.is_draft:
        header.center.text, header.center.font, header.center.size = "草稿", _SONG, 16
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer


def _put(sheet: Worksheet, row: int, column: int, value: str | int | Decimal | None, look: _Look) -> Cell:
    """Fill a cell; a text is text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is written where cells were merged
    if isinstance(value, str) and value:
        cell.value = legible(value).replace("\r\n", "\n").replace("\r", "\n")
        cell.data_type = "s"  # not "f", not "e": openpyxl takes =1+1 for a formula and #N/A for an error
        cell.quotePrefix = value[:1] in tuple("=+-@")  # nor does Excel, when somebody edits the cell
    elif value != "":  # which would be a text cell without a text
        cell.value = value
    cell.font = Font(name=look.face, size=look.size, bold=look.bold, color=look.colour)
    cell.alignment = Alignment(horizontal=look.across, vertical="center", wrap_text=True, indent=look.indent)
    cell.number_format = look.format
    if look.framed:
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    if look.shade is not None:
        cell.fill = look.shade
    return cell


def _merge(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    if first != last:
        sheet.merge_cells(start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1])


def _width(text: str) -> int:
    """Return how many characters wide a text is: a Chinese one counts two, and what may be either counts as Chinese."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def _height(sheet: Worksheet, row: int, texts: Sequence[tuple[str, float, int]]) -> None:
    """Make a row high enough for its texts, each with the width it has and its font's size."""
    highest = 20.0
    for text, width, size in texts:
        room = max(2.0, width * 10 / size)  # a sheet's column is counted in digits of 11 points, a little wider
        lines = sum(ceil(max(1, _width(line)) / room) for line in text.split("\n"))
        highest = max(highest, lines * size * 1.4 + 5)
    sheet.row_dimensions[row].height = min(highest, 409)  # a sheet has no higher rows


def _widen(sheet: Worksheet, widths: Sequence[float]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[letter(number)].width = width


# ------------------------------------------------------------------------------------------------------------- tables


class _TableSheet:
    """The sheet of one table: title, line of the body, head, hidden keys, rows.

    Attributes:
        first, last: the columns that hold values.
        levels: how many rows the head has.
        keys: the hidden row of column keys; the table's rows begin under it.
        results: what each formula comes to, by its cell.
    """

    def __init__(self, publication: Publication, section: Section, table: Table, sheet: Worksheet) -> None:
        self.publication, self.section, self.table, self.sheet = publication, section, table, sheet
        self.report, self.standard = publication.report, publication.report.standard
        self.columns = table.columns or (None,)
        self.first = 3 if table.unit_head else 2
        self.last = self.first + len(self.columns) - 1
        self.levels = max((len(column.head) for column in table.columns), default=0) + 1
        self.keys = 3 + self.levels
        self.results: dict[str, str] = {}
        self.places = {
            address(row.key, column.key if column else None): (number, place)
            for number, row in enumerate(table.rows, start=self.keys + 1)
            for place, column in enumerate(self.columns, start=self.first)
        }
        failed = (outcome.instance for outcome in publication.verdict.outcomes if outcome.state is State.FAILED)
        self.wrong = {instance.defines for instance in failed}
        self.landscape = len(table.columns) > 4
        self.widths = self.find_widths()

    def write(self) -> None:
        """Write the whole sheet."""
        sheet, repeat = self.sheet, f"3:{self.keys - 1}"
        self.write_title()
        self.write_head()
        for number, row in enumerate(self.table.rows, start=self.keys + 1):
            self.write_row(number, row)
        _widen(sheet, self.widths)
        sheet.row_dimensions[self.keys].hidden = True
        sheet.column_dimensions[letter(self.last + 1)].hidden = True
        sheet.freeze_panes = sheet.cell(self.keys + 1, self.first if self.table.columns else 1).coordinate
        _set_up(sheet, self.publication, self.last, repeat=repeat, landscape=self.landscape)

    def find_widths(self) -> list[float]:
        """Share out the page's width: label, unit, values."""
        table, count = self.table, len(self.columns)
        page = _LANDSCAPE if self.landscape else _PORTRAIT
        unit = [max(6.0, *(_width(row.unit) + 2 for row in table.rows))] if table.unit_head else []
        labels = max((_width(row.label) + 2 * self.depth(row) + 2 for row in table.rows), default=0)
        label = max(12.0 if self.landscape else 20.0, min(labels, 46 if table.columns else 54))
        figures = max((len(self.publication.printed(found)) for found in self.numbers()), default=0) + 2.0
        value = max(min((page - label - sum(unit)) / count, 18 if self.landscape else 24), 7, figures)
        return [label, *unit, *(value for _ in self.columns)]

    def numbers(self) -> list[str]:
        """Return the addresses of the cells that hold a number."""
        cells = [found for found in self.places if found in self.standard.spots]
        return [found for found in cells if _number(self.report[found]) is not None]

    def depth(self, row: Indicator) -> int:
        """Return how deep a row stands under the table's first level."""
        return row.key.count(".") - min(one.key.count(".") for one in self.table.rows)

    def write_title(self) -> None:
        publication, sheet = self.publication, self.sheet
        heading = self.table.heading or self.section.attachment or self.section.heading
        title = publication.heading(heading) if heading else publication.title
        line = f"填报单位：{self.report.body_name}　　统计期：{self.report.period.zh}"
        if publication.is_draft:  # the header shows it on paper only
            line += "　　【草稿，审核未通过，见“审核结果”】"
        looks = (_TITLE, evolve(_LINE, colour=_RED) if publication.is_draft else _LINE)
        for row, (text, look) in enumerate(zip((title, line), looks, strict=True), start=1):
            _put(sheet, row, 1, text, look)
            _merge(sheet, (row, 1), (row, self.last))
            _height(sheet, row, [(text, sum(self.widths), look.size)])

    def write_head(self) -> None:
        """Write the head, groups merged above their columns and short heads merged down; and the hidden keys."""
        table, sheet, bottom = self.table, self.sheet, self.keys - 1
        for place, text in enumerate((table.row_head, table.unit_head)[: self.first - 1], start=1):
            _put(sheet, 3, place, text, _HEAD)
            _merge(sheet, (3, place), (bottom, place))
        paths = [(*column.head, column.label) if column else (table.value_head,) for column in self.columns]
        for row in range(3, self.keys):
            level = row - 3
            texts = [(table.row_head, self.widths[0], 11)] if row == bottom else []
            for _, (start, *rest) in groupby(range(len(paths)), lambda at: _group(paths[at], at, level)):  # noqa: B023
                path, first, last = paths[start], self.first + start, self.first + (rest[-1] if rest else start)
                if level < len(path):
                    _put(sheet, row, first, path[level], _HEAD)
                    _merge(sheet, (row, first), (bottom if level == len(path) - 1 else row, last))
                if row == bottom or level < len(path) - 1:
                    texts.append((path[min(level, len(path) - 1)], sum(self.widths[first - 1 : last]), 11))
            _height(sheet, row, texts)
        for place, column in enumerate(self.columns, start=self.first):
            _put(sheet, self.keys, place, column.key if column else None, _LINE)
        _put(sheet, self.keys, self.last + 1, ADDRESSES, _LINE)

    def write_row(self, number: int, row: Indicator) -> None:
        sheet, is_heading = self.sheet, row.kind is Kind.HEADING
        look = _Look(shade=_HEADING_SHADE if is_heading else None)
        depth = self.depth(row)
        _put(sheet, number, 1, row.label, evolve(look, across="left", indent=depth, bold=is_heading))
        if self.table.unit_head:
            _put(sheet, number, 2, row.unit, look)
        texts = [(row.label, self.widths[0] - 2 * depth, 11)]
        for place, column in enumerate(self.columns, start=self.first):
            found = address(row.key, column.key if column else None)
            if is_heading:
                _put(sheet, number, place, row.printed, look)
            else:
                self.write_value(number, place, found)
                texts.append((self.publication.printed(found), self.widths[place - 1], 11))
        _put(sheet, number, self.last + 1, row.key, _LINE)
        _height(sheet, number, texts)

    def write_value(self, row: int, column: int, found: str) -> None:
        number = _number(self.report[found])
        if number is None:
            _put(self.sheet, row, column, self.publication.printed(found), _Look())
        elif found in self.wrong:
            look = _Look(format=_format(number, self.standard.style.zero), shade=_WRONG, colour=_RED, bold=True)
            _put(self.sheet, row, column, number, look)
        else:
            cell = _put(self.sheet, row, column, number, _Look(format=_format(number, self.standard.style.zero)))
            if formula := self.formula(found, number):
                cell.value = formula
                self.results[cell.coordinate] = plain(number)

    def formula(self, found: str, number: int | Decimal) -> str | None:
        """Return the formula of a total, its rows' before its columns'; None where the parts do not add up to it.

        That happens without a wrong figure too: a part that is a total left blank counts as the sum of its own parts
        when a report is checked, and as nothing in a sheet.
        """
        for definition in self.standard.defining.get(found, ()):
            parts = [term.address for term in definition.right if term.address]
            if sum((_number(self.report[part]) or 0 for part in parts), start=0) == number:
                # SUM, not +: it passes over the dash of a part that does not apply, where + fails
                return f"=SUM({_cells([self.places[part] for part in parts])})"
        return None


def _group(path: Sequence[str], at: int, level: int) -> object:
    """Return what columns must share to stand under one head at this level; a head of its own shares nothing."""
    return tuple(path[: level + 1]) if level < len(path) - 1 else at


def _cells(places: Sequence[tuple[int, int]]) -> str:
    """Write cells for a formula: a range where they follow each other down or across, else one by one."""
    (top, left), (bottom, right) = places[0], places[-1]
    straight = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    names = [f"{letter(column)}{row}" for row, column in places]
    return f"{names[0]}:{names[-1]}" if len(names) > 1 and list(places) == straight else ",".join(names)


def _number(value: Value) -> int | Decimal | None:
    """Return a value as the number of a sheet; None for what is none, or has more digits than a sheet keeps."""
    if isinstance(value, bool | str | Blank) or not Decimal(value).is_finite():
        return None
    return value if sum(sign.isdigit() for sign in plain(value)) <= _DIGITS else None


def _format(number: int | Decimal, zero: str) -> str:
    """Return the number format: its own decimals, and the word that the standard prints for zero."""
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    digits = f"0.{'0' * decimals}" if decimals else "0"
    word = legible(zero).replace('"', '"\\""')
    return f'{digits};-{digits};"{word}"' if decimals or zero != "0" else digits


# -------------------------------------------------------------------------------------------------- words and findings

_LINE_OF_WORDS = 76  # not the page's whole width: LibreOffice cuts a single column off instead of making it smaller
_PIECE = 600  # signs that fit into the highest row a sheet can have, at this width
_SENTENCES = re.compile(f"(?s).{{1,{_PIECE}}}(?<=[。；！？])|.{{1,{_PIECE}}}")


def _write_words(publication: Publication, book: Workbook) -> None:
    """Write the text sections, where there are words, on one sheet: a row a paragraph."""
    words = [(section, publication.paragraphs(section)) for section in publication.report.standard.text_sections]
    if book.worksheets and not publication.method_note and not any(paragraphs for _, paragraphs in words):
        return
    sheet = _sheet(book, "文字")
    lines = [(publication.title, _TITLE)]
    for section, paragraphs in words:
        if section.heading and paragraphs:
            lines.append((publication.heading(section.heading), _WORDS_HEADING))
        for text in paragraphs:
            pieces = _SENTENCES.findall(text) if len(text) > _PIECE else [text]
            lines += [(piece, _WORDS) for piece in pieces]
    if publication.method_note:
        lines.append(("统计口径说明", _WORDS_HEADING))
        lines += [(line, _WORDS) for line in publication.method_note]
    for row, (text, look) in enumerate(lines, start=1):
        _put(sheet, row, 1, text, look)
        _height(sheet, row, [(text, _LINE_OF_WORDS - 2, look.size)])
    _widen(sheet, [_LINE_OF_WORDS])
    _set_up(sheet, publication, 1)


def _write_findings(publication: Publication, sheet: Worksheet) -> None:
    """Write what the check found, gravest first."""
    heads, widths = ("严重程度", "规则", "说明", "涉及的单元格", "位置"), (10, 28, 58, 34, 18)
    shades = {Severity.ERROR: _WRONG, Severity.WARNING: PatternFill("solid", fgColor="FFEB9C")}
    _put(sheet, 1, 1, "审核结果", _TITLE)
    _merge(sheet, (1, 1), (1, len(heads)))
    _height(sheet, 1, [("", 1, 16)])
    for column, head in enumerate(heads, start=1):
        _put(sheet, 2, column, head, _HEAD)
    for row, finding in enumerate(publication.verdict.findings, start=3):
        texts = (
            finding.severity.zh,
            finding.rule,
            finding.message.zh,
            "\n".join(finding.cells),
            "\n".join(finding.where),
        )
        for column, text in enumerate(texts, start=1):
            look = _Look(across="left", shade=shades.get(finding.severity) if column == 1 else None)
            _put(sheet, row, column, text, look)
        _height(sheet, row, [(text, width, 11) for text, width in zip(texts, widths, strict=True)])
    _widen(sheet, widths)
    sheet.freeze_panes = "A3"
    _set_up(sheet, publication, len(heads), repeat="2:2", landscape=True)
