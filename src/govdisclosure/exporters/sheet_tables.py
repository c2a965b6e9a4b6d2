"""The sheet of a table (统计表工作表): totals that calculate, and hidden keys by which each cell's address is found again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.consistency import RelationState
from govdisclosure.exact.decimals import is_figure, total
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.sheets import (
    HEAD,
    LINE,
    RED,
    TITLE,
    WRONG,
    CellStyle,
    height,
    merge,
    put,
    put_heads,
    set_up,
    text_width,
    widen,
)
from govdisclosure.standards import Indicator, Section, Table, address
from govdisclosure.values import Kind, Value, number_of, plain

ADDRESSES = "指标地址"
"""What is where the hidden column of row keys meets the hidden row of column keys."""

_HEADING_SHADE = PatternFill("solid", fgColor="F2F2F2")
_PORTRAIT, _LANDSCAPE = 86, 130  # characters across A4 between the margins
_DIGITS = 15  # a spreadsheet keeps no more of a number


class TableSheet:
    """The sheet of one table: title, line of the body, head, hidden keys, rows.

    What is a total in the standard is a **live formula** in the sheet, where the parts that are there add up to it. Where
    they do not, the stored figure is as it is, on red: nothing is corrected in silence. The result of each formula is
    stored beside it, since previews and programs read that and never calculate.

    A reader finds each cell's address again: a hidden last column holds the rows' keys, a hidden row under the head the
    columns' keys, and where the two meet is 指标地址. Neither is printed.

    Attributes:
        first, last: the columns that hold values.
        levels: how many rows the head has.
        keys: the hidden row of column keys; the table's rows begin under it.
        results: what each formula comes to, by its cell.
    """

    def __init__(self, publication: PublishedReport, section: Section, table: Table, sheet: Worksheet) -> None:
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
        failed = (outcome.instance for outcome in publication.verdict.noted if outcome.state is RelationState.FAILED)
        self.wrong = {instance.defines for instance in failed}
        self.landscape = len(table.columns) > 4
        self.widths = self._find_widths()

    def write(self) -> None:
        """Write the whole sheet."""
        sheet, repeat = self.sheet, f"3:{self.keys - 1}"
        self._write_title()
        self._write_head()
        for number, row in enumerate(self.table.rows, start=self.keys + 1):
            self._write_row(number, row)
        widen(sheet, self.widths)
        sheet.row_dimensions[self.keys].hidden = True
        sheet.column_dimensions[letter(self.last + 1)].hidden = True
        sheet.freeze_panes = sheet.cell(self.keys + 1, self.first if self.table.columns else 1).coordinate
        set_up(sheet, self.publication, self.last, repeat=repeat, landscape=self.landscape)

    def _find_widths(self) -> list[float]:
        """Share out the page's width: label, unit, values."""
        table, count = self.table, len(self.columns)
        page = _LANDSCAPE if self.landscape else _PORTRAIT
        unit = [max(6.0, *(text_width(row.unit) + 2 for row in table.rows))] if table.unit_head else []
        labels = max((text_width(row.label) + 2 * self._depth(row) + 2 for row in table.rows), default=0)
        label = max(12.0 if self.landscape else 20.0, min(labels, 46 if table.columns else 54))
        figures = max((len(self.publication.printed(found)) for found in self._numbers()), default=0) + 2.0
        value = max(min((page - label - sum(unit)) / count, 18 if self.landscape else 24), 7, figures)
        return [label, *unit, *(value for _ in self.columns)]

    def _numbers(self) -> list[str]:
        """Return the addresses of the cells that hold a number."""
        cells = [found for found in self.places if found in self.standard.spots]
        return [found for found in cells if _number(self.report.as_printed(found)) is not None]

    def _depth(self, row: Indicator) -> int:
        """Return how deep a row is under the table's first level."""
        return row.key.count(".") - min(one.key.count(".") for one in self.table.rows)

    def _write_title(self) -> None:
        publication, sheet = self.publication, self.sheet
        heading = self.table.heading or self.section.attachment or self.section.heading
        title = publication.heading(heading) if heading else publication.title
        line = publication.label("document.about", body=self.report.body_name, period=self.report.period)
        if publication.mark:  # the header shows it on paper only
            line += publication.label("document.about_draft" if publication.is_draft else "document.about_provisional")
        looks = (TITLE, evolve(LINE, colour=RED) if publication.mark else LINE)
        for row, (text, look) in enumerate(zip((title, line), looks, strict=True), start=1):
            put(sheet, row, 1, text, look)
            merge(sheet, (row, 1), (row, self.last))
            height(sheet, row, [(text, sum(self.widths), look.size)])

    def _write_head(self) -> None:
        """Write the head, groups merged above their columns and short heads merged down; and the hidden keys."""
        table, sheet, bottom = self.table, self.sheet, self.keys - 1
        for place, text in enumerate((table.row_head, table.unit_head)[: self.first - 1], start=1):
            put(sheet, 3, place, text, HEAD)
            merge(sheet, (3, place), (bottom, place))
        paths = [(*column.head, column.label) if column else (table.value_head,) for column in self.columns]
        cells = put_heads(sheet, paths, (3, self.first), self.keys - 3, HEAD)
        for row in range(3, self.keys):
            texts = [(table.row_head, self.widths[0], 11)] if row == bottom else []
            ending = [cell for cell in cells if cell.top + cell.height - 1 == row]
            texts += [(one.name, sum(self.widths[one.column - 1 : one.column - 1 + one.width]), 11) for one in ending]
            height(sheet, row, texts)
        for place, column in enumerate(self.columns, start=self.first):
            put(sheet, self.keys, place, column.key if column else None, LINE)
        put(sheet, self.keys, self.last + 1, ADDRESSES, LINE)

    def _write_row(self, number: int, row: Indicator) -> None:
        sheet, is_heading = self.sheet, row.kind is Kind.HEADING
        look = CellStyle(shade=_HEADING_SHADE if is_heading else None)
        depth = self._depth(row)
        put(sheet, number, 1, row.label, evolve(look, across="left", indent=depth, bold=is_heading))
        if self.table.unit_head:
            put(sheet, number, 2, row.unit, look)
        texts = [(row.label, self.widths[0] - 2 * depth, 11)]
        for place, column in enumerate(self.columns, start=self.first):
            found = address(row.key, column.key if column else None)
            if is_heading:
                put(sheet, number, place, row.printed, look)
            else:
                self._write_value(number, place, found)
                texts.append((self.publication.printed(found), self.widths[place - 1], 11))
        put(sheet, number, self.last + 1, row.key, LINE)
        height(sheet, number, texts)

    def _write_value(self, row: int, column: int, found: str) -> None:
        number = _number(self.report.as_printed(found))
        if number is None:
            put(self.sheet, row, column, self.publication.printed(found), CellStyle())
        elif found in self.wrong:
            look = CellStyle(format=_format(number, self.standard.style.zero), shade=WRONG, colour=RED, bold=True)
            put(self.sheet, row, column, number, look)
        else:
            cell = put(self.sheet, row, column, number, CellStyle(format=_format(number, self.standard.style.zero)))
            if formula := self._formula(found, number):
                cell.value = formula
                self.results[cell.coordinate] = plain(number)

    def _formula(self, found: str, number: int | Decimal) -> str | None:
        """Return the formula of a total, its rows' before its columns'; None where the parts do not add up to it.

        That happens without a wrong figure too: a part that is a total left blank counts as the sum of its own parts
        when a report is checked, and as nothing in a sheet.
        """
        for definition in self.standard.defining.get(found, ()):
            parts = [term.address for term in definition.right if term.address]
            if total(_number(self.report.as_printed(part)) or 0 for part in parts) == number:
                # SUM, not +: it passes over the dash of a part that does not apply, where + fails
                return f"=SUM({cell_names([self.places[part] for part in parts])})"
        return None


def _shared_head(path: Sequence[str], at: int, level: int) -> object:
    """Return what columns must share to be under one head at this level; a head of its own shares nothing."""
    return tuple(path[: level + 1]) if level < len(path) - 1 else at


def cell_names(places: Sequence[tuple[int, int]]) -> str:
    """Write cells for a formula: a range where they follow each other down or across, else one by one."""
    (top, left), (bottom, right) = places[0], places[-1]
    straight = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    names = [f"{letter(column)}{row}" for row, column in places]
    return f"{names[0]}:{names[-1]}" if len(names) > 1 and list(places) == straight else ",".join(names)


def _number(value: Value) -> int | Decimal | None:
    """Return a value as the number of a sheet; None for what is none, or has more digits than a sheet keeps."""
    number = number_of(value)
    if number is None or not is_figure(number):
        return None
    return number if sum(sign.isdigit() for sign in plain(number)) <= _DIGITS else None


def _format(number: int | Decimal, zero: str) -> str:
    """Return the number format: its own decimals, and the word that the standard prints for zero."""
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    digits = f"0.{'0' * decimals}" if decimals else "0"
    word = legible(zero).replace('"', '"\\""')
    return f'{digits};-{digits};"{word}"' if decimals or zero != "0" else digits
