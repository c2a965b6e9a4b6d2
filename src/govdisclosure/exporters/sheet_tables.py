"""The sheet of a table (统计表工作表): totals that calculate, and hidden keys by which each cell's address is found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from attrs import evolve, field, frozen
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.consistency import RelationState
from govdisclosure.exact.decimals import is_figure, total
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.column_widths import MeasuredGrid, fitted
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.sheets import HEAD, LINE, RED, TITLE, WRONG, CellStyle, height, merge, put, set_up, widen
from govdisclosure.standards import Section, Standard
from govdisclosure.standards.table_grid import CellPart, GridBlock, GridCell, TableGrid
from govdisclosure.values import Kind, Value, number_of, plain

HEADING_SHADE = "F2F2F2"
"""What is behind the labels of groups, and behind headings."""
_ROOM = {False: 450.0, True: 680.0}  # points across A4 between the margins, upright and on its side
_MOST_UPRIGHT = 10
"""So many columns of figures have room on an upright page."""
_SIZE = 11
_BESIDE = 9.0
_DIGITS = 15  # a spreadsheet keeps no more of a number
_SMALLEST = 0.7
"""A table is brought onto one page where it need not be printed smaller than this."""
_HIGH = {False: 700.0, True: 450.0}
COLUMN = 5.25
"""A column of width 1 is so many points wide."""


@frozen(slots=False)
class SheetGrid:
    """A grid on a sheet: between the head and the lines of each table is a hidden row of column keys.

    Attributes:
        grid: the table.
        top: the sheet's row of its first row.
        stub: how many columns of the sheet are left of the figures, at least as many as it has itself.
        below: how many rows are left free below each of its tables, by the table's key.
    """

    grid: TableGrid
    top: int
    stub: int
    below: Mapping[str, int] = field(factory=dict)

    @cached_property
    def _rows(self) -> list[int]:
        blocks = self.grid.blocks
        return [
            self.top
            + number
            + sum(block.body <= number for block in blocks)
            + sum(self.below.get(block.table.key, 0) for block in blocks if block.end <= number)
            for number in range(self.grid.height + 1)
        ]

    def row(self, number: int) -> int:
        """Return the sheet's row of a row of the grid."""
        return self._rows[number]

    def column(self, number: int) -> int:
        """Return the sheet's column of a column of the grid; the first one is column 1, however many are free behind it."""
        return 1 if number == 0 and self.grid.stub else number + 1 + self.stub - self.grid.stub

    def keys(self, block: GridBlock) -> int:
        """Return the hidden row of a table's column keys."""
        return self.row(block.body) - 1

    def area(self, cell: GridCell) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the first and the last place of a cell, row and column."""
        first = self.row(cell.top), self.column(cell.left)
        return first, (self.row(cell.bottom - 1), self.column(cell.right) - 1 if cell.right else 1)

    @property
    def last(self) -> int:
        """The last row that it takes up."""
        return self.row(self.grid.height) - 1


def put_labels(sheet: Worksheet, placed: SheetGrid, text_of: Callable[[GridCell], str]) -> None:
    """Write the heads and labels of a grid, each merged over its rows and columns."""
    for cell in placed.grid.cells:
        if cell.part is CellPart.FIGURE:
            continue
        look = HEAD
        if not cell.part.is_head:
            heading = cell.row is not None and cell.row.kind is Kind.HEADING
            look = CellStyle(shade=HEADING_SHADE if heading else None)
            if cell.part is CellPart.LABEL:
                look = evolve(look, across="left", indent=indent_of(cell), bold=heading)
        first, last = placed.area(cell)
        put(sheet, *first, text_of(cell), look)
        merge(sheet, first, last)


class TableSheet:
    """The sheet of one grid: title, line of the body, head, hidden keys, rows.

    What is a total in the standard is a **live formula** in the sheet, where the parts that are there add up to it. Where
    they do not, the stored figure is as it is, on red: nothing is corrected in silence. The result of each formula is
    stored beside it, since previews and programs read that and never calculate.

    A reader finds each cell's address again: a hidden last column holds the rows' keys, a hidden row under the head of each
    table its columns' keys, and where the two meet is 指标地址. Neither is printed.

    Attributes:
        results: what each formula comes to, by its cell.
    """

    def __init__(self, publication: PublishedReport, section: Section, grid: TableGrid, sheet: Worksheet) -> None:
        self.publication, self.section, self.grid, self.sheet = publication, section, grid, sheet
        self.report, self.standard = publication.report, publication.report.standard
        self.placed = SheetGrid(grid, 3, grid.stub)
        self.results: dict[str, str] = {}
        self.places = {found: self.placed.area(cell)[0] for found, cell in grid.places.items()}
        self._values = {found: self.report.as_printed(found) for found in grid.places}
        self._numbers = {found: _number(value) for found, value in self._values.items()}
        failed = (outcome.instance for outcome in publication.verdict.noted if outcome.state is RelationState.FAILED)
        self.wrong = {instance.defines for instance in failed}
        measured = MeasuredGrid.of(grid, publication.cell_text)
        needed = measured.width_needed(_SIZE, _BESIDE)
        self.landscape = grid.columns > _MOST_UPRIGHT or needed > _ROOM[False]
        room = max(_ROOM[self.landscape], needed)
        self.fitted = fitted(measured, room, [_SIZE], _BESIDE)
        self.widths = [width / COLUMN for width in self.fitted.widths]

    def write(self) -> None:
        """Write the whole sheet."""
        sheet, grid, placed = self.sheet, self.grid, self.placed
        self._write_title()
        put_labels(sheet, placed, self.publication.cell_text)
        for cell in grid.places.values():
            self._write_value(cell)
        for number, lines in enumerate(self.fitted.lines):
            sheet.row_dimensions[placed.row(number)].height = min(409, max(20.0, lines * _SIZE * 1.4 + 5))
        for block in grid.blocks:
            put_keys(sheet, placed, block, grid.width + 1, mark=self.publication.label("document.addresses"))
        widen(sheet, self.widths)
        sheet.column_dimensions[letter(grid.width + 1)].hidden = True
        if grid.repeat:
            sheet.freeze_panes = sheet.cell(placed.row(grid.repeat), grid.stub + 1 if grid.columns > 1 else 1).coordinate
        repeat = f"3:{placed.row(grid.repeat) - 2}" if grid.repeat else ""
        set_up(sheet, self.publication, grid.width, repeat=repeat, landscape=self.landscape)
        scale = min(1.0, _ROOM[self.landscape] / sum(self.fitted.widths))
        high = sum(row.height or 15.0 for row in sheet.row_dimensions.values() if not row.hidden)
        if high * scale * _SMALLEST <= _HIGH[self.landscape]:
            sheet.page_setup.fitToHeight = 1

    def _write_title(self) -> None:
        publication, sheet = self.publication, self.sheet
        heading = self.grid.heading or self.section.attachment or self.section.heading
        title = publication.heading(heading) if heading else publication.title
        line = publication.label("document.about", body=self.report.body_name, period=self.report.period)
        if publication.mark:  # the header shows it on paper only
            line += publication.label("document.about_draft" if publication.is_draft else "document.about_provisional")
        looks = (TITLE, evolve(LINE, colour=RED) if publication.mark else LINE)
        for row, (text, look) in enumerate(zip((title, line), looks, strict=True), start=1):
            put(sheet, row, 1, text, look)
            merge(sheet, (row, 1), (row, self.grid.width))
            height(sheet, row, [(text, sum(self.widths), look.size)])

    def _write_value(self, cell: GridCell) -> None:
        found = cell.address or ""
        first, last = self.placed.area(cell)
        value, number = self._values[found], self._numbers[found]
        if number is None and isinstance(value, date) and value >= _FIRST_SHEET_DAY:
            put(self.sheet, *first, value, CellStyle(format=day_format(self.standard)))
        elif number is None:
            put(self.sheet, *first, self.publication.printed(found), CellStyle())
        elif found in self.wrong:
            look = CellStyle(format=_format(number, self.standard.style.zero), shade=WRONG, colour=RED, bold=True)
            put(self.sheet, *first, number, look)
        else:
            written = put(self.sheet, *first, number, CellStyle(format=_format(number, self.standard.style.zero)))
            if formula := self._formula(found, number):
                written.value = formula
                self.results[written.coordinate] = plain(number)
        merge(self.sheet, first, last)

    def _formula(self, found: str, number: int | Decimal) -> str | None:
        """Return the formula of a total, its rows' before its columns'; None where the parts do not add up to it.

        That happens without a wrong figure too: a part that is a total left blank counts as the sum of its own parts
        when a report is checked, and as nothing in a sheet.
        """
        for definition in self.standard.defining.get(found, ()):
            parts = [term.address for term in definition.right if term.address]
            if self.places.keys() >= set(parts) and total([self._numbers[part] or 0 for part in parts]) == number:
                # SUM, not +: it passes over the dash of a part that does not apply, where + fails
                return f"=SUM({cell_names([self.places[part] for part in parts])})"
        return None


def indent_of(cell: GridCell) -> int:
    """Return how far a label is indented: as deep as its row is in its table, where one column holds all labels."""
    if cell.table.stub > 1 or cell.row is None:
        return 0
    return cell.row.key.count(".") - min(row.key.count(".") for row in cell.table.rows)


def put_keys(
    sheet: Worksheet, placed: SheetGrid, block: GridBlock, corner: int, *, mark: str, alone: str | None = None
) -> None:
    """Write the keys of a table, by which each cell's address is found again, into its hidden row and the hidden column.

    Args:
        sheet: the sheet.
        placed: the grid on it.
        block: the table.
        corner: the hidden column.
        mark: what is where they meet, so that they are found again.
        alone: what is above the figures of a table without columns.
    """
    keys = placed.keys(block)
    for column, (left, _) in zip(block.columns, block.spans, strict=True):
        put(sheet, keys, placed.column(left), column.key if column else alone, LINE)
    put(sheet, keys, corner, mark, LINE)
    for number, row in enumerate(block.rows, start=keys + 1):
        put(sheet, number, corner, row.key, LINE)
    sheet.row_dimensions[keys].hidden = True


def cell_names(places: Sequence[tuple[int, int]]) -> str:
    """Write cells for a formula: a range where they follow each other down or across, else one by one."""
    (top, left), (bottom, right) = places[0], places[-1]
    straight = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    names = [f"{letter(column)}{row}" for row, column in places]
    return f"{names[0]}:{names[-1]}" if len(names) > 1 and list(places) == straight else ",".join(names)


_FIRST_SHEET_DAY = date(1900, 3, 1)
"""Earlier days are one off in spreadsheets, or none at all: they are text."""


def day_format(standard: Standard) -> str:
    """Return the number format of days as a standard prints them."""
    return 'yyyy"年"m"月"d"日"' if standard.style.language == "zh" else "yyyy-mm-dd"


def _number(value: Value) -> int | Decimal | None:
    """Return a value as the number of a sheet; None for what is none, or has more digits than a sheet keeps."""
    number = number_of(value)
    if type(number) is int and abs(number) < 10**_DIGITS:  # by far the most
        return number
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
