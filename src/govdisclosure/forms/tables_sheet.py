"""A form's sheet of tables (表页): locked labels, cells to fill in, live totals, checks in words, last year beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import assert_never

from attrs import evolve, frozen
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.explanation import row_in_words
from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.column_widths import MeasuredGrid, fitted
from govdisclosure.exporters.publication import settled
from govdisclosure.exporters.sheet_tables import COLUMN, HEADING_SHADE, SheetGrid, day_format, indent_of, put_keys, put_labels
from govdisclosure.exporters.sheets import (
    HEAD,
    LINE,
    RED,
    TITLE,
    CellStyle,
    height,
    merge,
    put,
    set_up,
    text_width,
    widen,
)
from govdisclosure.forms.layout import PREVIOUS, Block, FormPage, FormSheet
from govdisclosure.forms.sheet_formulas import Formulas, rectangles
from govdisclosure.messages import say
from govdisclosure.report import Report
from govdisclosure.standards import Indicator, Standard, address
from govdisclosure.standards.table_grid import CellPart, GridCell
from govdisclosure.values import Blank, Kind, Value, in_digits

INPUT = "FFFDE7"
"""What a clerk may fill in."""

_TOTAL = "E8EEF7"
_GREY = "808080"
_SIZE, _BESIDE = 11, 9.0
_ONE_PAGE = 50  # rows that can still be read on one page
_WHY_WIDTH = 56.0
_WHY = CellStyle(size=10, across="left", colour=RED, framed=False)
CHECK_ROW = 5
"""The row of the first relation on the sheet of checks; the others follow in the standard's order."""


def input_value(value: Value, standard: Standard) -> str | int | float | date | None:
    """Return a value as a form holds it: numbers are numbers, days are days, zero is 0, a blank is empty."""
    match value:
        case Blank.MISSING:
            return None
        case Decimal():
            return float(value)
        case int() | date() if not isinstance(value, bool):
            return value
        case _:
            return in_digits(value, not_applicable="—", yes=standard.style.yes, no=standard.style.no)


@frozen
class PageWriter:
    """Writes one sheet of tables; ``report`` holds what is filled in already, ``previous`` last year's figures."""

    page: FormPage
    sheet: Worksheet
    formulas: Formulas
    report: Report
    previous: Report | None

    @property
    def standard(self) -> Standard:
        """The form's standard."""
        return self.report.standard

    def write(self) -> None:
        """Write the whole sheet."""
        page, sheet = self.page, self.sheet
        widths = self._widths()
        self._write_top(widths)
        for placed in page.grids:
            self._write_labels(placed)
        for block in page.blocks:
            put_keys(sheet, block.placed, block.part, page.keys, mark=str(say("document.addresses")), alone=block.table.key)
            for at, column in zip(block.lefts, block.columns, strict=True):
                put(sheet, block.keys, at + self._shift, PREVIOUS + (column.key if column else block.table.key), LINE)
            for number, row in block.rows:
                self._write_row(block, number, row)
            if block.checked:
                self._write_column_checks(block)
            self._colour(block)
        for placed in page.grids:
            self._make_room(placed, widths)
        widen(sheet, widths)
        for hidden in range(page.keys, page.flags + page.count):
            sheet.column_dimensions[letter(hidden)].hidden = True
        only = page.blocks[0]
        sheet.freeze_panes = sheet.cell(only.keys + 1 if len(page.blocks) == 1 else 4, page.first).coordinate
        last = page.words if page.count > 1 else page.before
        set_up(sheet, None, last, repeat="1:2", landscape=page.count > 4)
        if page.grids[-1].last <= _ONE_PAGE:
            sheet.page_setup.fitToHeight = 1
        protect(sheet)

    @property
    def _shift(self) -> int:
        """How far last year's figures are right of this year's."""
        return self.page.before - self.page.first

    def _text(self, cell: GridCell) -> str:
        """Return what a head or a label says; the form has words of its own where the standard prints none."""
        default = ""
        if cell.part is CellPart.CORNER:
            default = str(say("form.row_head"))
        elif cell.part is CellPart.HEAD and not cell.table.columns:
            default = str(say("form.value_head"))
        return self.report.fill_in(cell.text) or default

    def _widths(self) -> list[float]:
        page, grid = self.page, max((placed.grid for placed in self.page.grids), key=lambda grid: grid.stub)
        kinds = {row.kind for block in page.blocks for _, row in block.rows}
        value = 26.0 if Kind.TEXT in kinds and page.count == 1 else 14.0 if page.count < 8 else 9.0
        labels = 50.0 if page.count < 8 else 30.0
        measured = MeasuredGrid.of(grid, self._text)
        narrow = max(measured.width_needed(_SIZE, _BESIDE), (labels + grid.columns * value) * COLUMN)
        stubs = [width / COLUMN for width in fitted(measured, narrow, [_SIZE], _BESIDE).widths[: grid.stub]]
        if page.stub == 1:
            longest = max(text_width(row.label) + 2 * row.key.count(".") for block in page.blocks for _, row in block.rows)
            stubs = [max(20.0, min(longest + 2.0, labels))]
        return [*stubs, *([value] * page.count), _WHY_WIDTH, *([12.0 if page.count < 8 else 8.0] * page.count)]

    def _write_top(self, widths: Sequence[float]) -> None:
        page, sheet, report = self.page, self.sheet, self.report
        heading = page.section.heading or page.section.attachment or page.blocks[0].table.heading or self.standard.title
        put(sheet, 1, 1, report.fill_in(heading), TITLE)
        merge(sheet, (1, 1), (1, page.words))
        height(sheet, 1, [(report.fill_in(heading), sum(widths[: page.words]), 16)])
        put(sheet, 2, 1, str(say("form.line", body=report.body_name, period=report.period)), LINE)
        merge(sheet, (2, 1), (2, page.words - 1))
        put(sheet, 2, page.words, None, evolve(LINE, bold=True)).value = self._state()
        sheet.row_dimensions[2].height = 24
        put(sheet, 3, page.before, str(say("form.last_year")), CellStyle(size=10, colour=_GREY, framed=False, across="left"))
        if page.count > 1:
            merge(sheet, (3, page.before), (3, page.before + page.count - 1))

    def blank(self) -> str:
        """Return the formula, without its sign, of how many cells of printed tables are not filled; empty where it has none."""
        cells = [
            (place.row, place.column)
            for found, place in self.formulas.layout.places.items()
            if place.page is self.page and self.formulas.calculated(found) is None and place.block.table.printed
        ]
        name = self.sheet.title.replace("'", "''")
        ranges = rectangles(cells, lambda row, column: f"${letter(column)}${row}")
        return "+".join(f"COUNTBLANK('{name}'!{one})" for one in ranges)

    def _state(self) -> str:
        blank = self.blank()
        if not blank:
            return f'="{say("form.page_optional")!s}"'
        full, before, after = (str(say(f"form.page_{one}")) for one in ("full", "blank_1", "blank_2"))
        return f'=IF(({blank})=0,"{full}","{before}"&({blank})&"{after}")'

    def _write_labels(self, placed: SheetGrid) -> None:
        page, sheet, heading = self.page, self.sheet, placed.grid.heading
        if heading and (len(page.grids) > 1 or heading != page.section.heading):
            put(sheet, placed.top - 1, 1, self.report.fill_in(heading), evolve(LINE, bold=True, size=12))
        put_labels(sheet, placed, self._text)
        grey = evolve(HEAD, size=9, bold=False, colour=_GREY, shade=HEADING_SHADE)
        for cell in placed.grid.cells:
            if cell.part is CellPart.HEAD:
                (top, left), (bottom, right) = placed.area(cell)
                put(sheet, top, left + self._shift, self._text(cell), grey)
                merge(sheet, (top, left + self._shift), (bottom, right + self._shift))
        for block in placed.grid.blocks:
            top, bottom = placed.row(block.head), placed.keys(block) - 1
            put(sheet, top, page.words, str(say("form.why")), evolve(HEAD, size=10))
            merge(sheet, (top, page.words), (bottom, page.words))

    def _make_room(self, placed: SheetGrid, widths: Sequence[float]) -> None:
        """Make rows high enough for their heads and labels; what goes over several rows has the room of all of them."""
        sheet = self.sheet
        for cell in sorted(placed.grid.cells, key=lambda cell: cell.height):
            if cell.part is CellPart.FIGURE:
                continue
            (top, left), (bottom, right) = placed.area(cell)
            width = sum(widths[left - 1 : right]) - 2 * (indent_of(cell) if cell.part is CellPart.LABEL else 0)
            lines = ceil(text_width(self._text(cell)) / max(2.0, width * 10 / _SIZE))
            rows = [sheet.row_dimensions[row] for row in range(top, bottom + 1)]
            lacking = max(20.0, lines * _SIZE * 1.4 + 5) - sum(row.height or 20.0 for row in rows)
            if lacking > 0 or rows[-1].height is None:
                rows[-1].height = min(409.0, (rows[-1].height or 20.0) + max(0.0, lacking))

    def _write_row(self, block: Block, number: int, row: Indicator) -> None:
        page, sheet = self.page, self.sheet
        if note := self._note(row):
            label = next((one for one in block.placed.grid.cells if one.part is CellPart.LABEL and one.row is row), None)
            place = block.placed.area(label)[0] if label else (block.head, block.lefts[0])  # a form without labels
            comment = Comment(legible(note), "govdisclosure", height=40 + 18 * (text_width(note) // 40 + 1), width=320)
            sheet.cell(*place).comment = comment
        for (left, width), column in zip(block.part.spans, block.columns, strict=True):
            if row.kind is not Kind.HEADING:
                self._write_value(number, block.placed.column(left), width, address(row.key, column.key if column else None))
        relations = self.formulas.layout.rows.get((page.number, number), ())
        cell = put(sheet, number, page.words, None, _WHY)
        cell.value = self._reasons(relations, self._oddities(block, number, row))
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if relations:
            sheet.row_dimensions[number].height = 30.0

    def _note(self, row: Indicator) -> str:
        """Return what a row counts and where that is written."""
        lines = [str(row_in_words(row, self.standard)) if row.kind is not Kind.HEADING else ""]
        if row.source:
            lines.append(str(say("form.source", source=settled(row.source, self.standard.authority))))
        return "\n".join(line for line in lines if line)

    def _write_value(self, number: int, at: int, width: int, found: str) -> None:
        page, sheet = self.page, self.sheet
        kind = self.standard.spot(found).kind
        across = "left" if kind is Kind.TEXT else "center"
        shown = day_format(self.standard) if kind is Kind.DATE else CellStyle().format
        if (formula := self.formulas.calculated(found)) is not None:
            put(sheet, number, at, None, CellStyle(shade=_TOTAL, bold=True)).value = formula
        else:
            cell = put(sheet, number, at, None, CellStyle(shade=INPUT, across=across, format=shown))
            cell.value = input_value(self.report[found], self.standard)
            cell.protection = Protection(locked=False)
        before = None if self.previous is None else input_value(self.previous.as_printed(found), self.standard)
        look = CellStyle(size=9, colour=_GREY, shade=HEADING_SHADE, across=across, format=shown)
        put(sheet, number, at + self._shift, None, look).value = before
        for left in (at, at + self._shift):
            merge(sheet, (number, left), (number, left + width - 1))
        touching = [place for place, one in enumerate(self.standard.relations) if found in one.addresses]
        if touching:
            flags = "+".join(f"{FormSheet.CHECKS.title}!$I${CHECK_ROW + one}" for one in touching)
            put(sheet, number, page.flags + at - page.first, None, LINE).value = f"={flags}"

    def _oddities(self, block: Block, number: int, row: Indicator) -> list[str]:
        """Return formulas that say of a row's typed cells what is odd about them in themselves: below 0, text."""
        typed = []
        for at, column in zip(block.lefts, block.columns, strict=True):
            found = address(row.key, column.key if column else None)
            spot = self.standard.spots.get(found)
            if spot and spot.kind.is_figure and self.formulas.calculated(found) is None:
                typed.append((number, at))
        cells = rectangles(typed, lambda line, place: f"{letter(place)}{line}")
        if not cells:
            return []
        text = "+".join(f'COUNTA({one})-COUNT({one})-COUNTIF({one},"—")' for one in cells)
        below = "+".join(f'COUNTIF({one},"<0")' for one in cells)
        spots = (self.standard.spots.get(address(row.key, one.key if one else None)) for one in block.columns)
        signed = any(spot is not None and spot.signed for spot in spots)
        odd = [(text, "form.has_text")] if signed else [(text, "form.has_text"), (below, "form.has_negative")]
        return [f'IF({count}>0,"{say(key)!s}","")' for count, key in odd]

    def _reasons(self, relations: Sequence[int], more: Sequence[str] = ()) -> str | None:
        words = [*more, *(f"{FormSheet.CHECKS.title}!$G${CHECK_ROW + one}" for one in relations)]
        return "=" + "&".join(words) if words else None

    def _write_column_checks(self, block: Block) -> None:
        page, sheet, layout = self.page, self.sheet, self.formulas.layout
        row = block.last + 1
        put(sheet, row, 1, str(say("form.column_check")), CellStyle(size=10, across="left", shade=HEADING_SHADE))
        merge(sheet, (row, 1), (row, page.stub))
        every: list[int] = []
        for at in block.lefts:
            relations = layout.columns.get((page.number, row, at), ())
            cell = put(sheet, row, at, None, CellStyle(size=10, colour=RED, bold=True, shade=HEADING_SHADE))
            if relations:
                flags = "+".join(f"{FormSheet.CHECKS.title}!$I${CHECK_ROW + one}" for one in relations)
                cell.value = f'=IF({flags}=0,"","{say("form.wrong")!s}")'
                every += relations
        put(sheet, row + 1, 1, None, _WHY).value = self._reasons(every)
        merge(sheet, (row + 1, 1), (row + 1, page.words))
        sheet.row_dimensions[row + 1].height = 36 if every else 6

    def _colour(self, block: Block) -> None:
        """Let what does not agree, and what is no figure, turn red; say beside each cell what may be typed."""
        page = self.page
        for at, column in zip(block.lefts, block.columns, strict=True):
            by_rule: dict[tuple[Kind, bool], list[int]] = {}
            for number, row in block.rows:
                found = address(row.key, column.key if column else None)
                if found in self.formulas.layout.places:
                    spot = self.standard.spot(found)
                    by_rule.setdefault((spot.kind, spot.signed), []).append(number)
            for (kind, signed), numbers in by_rule.items():
                self._rules(kind, signed=signed, at=at, numbers=numbers, flag=page.flags + at - page.first)

    def _rules(self, kind: Kind, *, signed: bool, at: int, numbers: Sequence[int], flag: int) -> None:
        cells = rectangles([(row, at) for row in numbers], lambda row, column: f"{letter(column)}{row}")
        top = f"{letter(at)}{numbers[0]}"
        bad = [f"{letter(flag)}{numbers[0]}>0"]
        if kind.is_figure or kind is Kind.DATE:
            bad.append(f'AND({top}<>"",{top}<>"—",NOT(ISNUMBER({top})))')
        if kind.is_figure:
            bad += [] if signed else [f"AND(ISNUMBER({top}),N({top})<0)"]
            bad += [] if kind.has_decimals else [f"N({top})<>INT(N({top}))"]
        rule = coloured(f"OR({','.join(bad)})", "FFC7CE", text=RED)
        self.sheet.conditional_formatting.add(" ".join(cells), rule)
        check = validation(kind, top, self.standard, signed=signed)
        for cell in cells:
            check.add(cell)
        self.sheet.add_data_validation(check)


def coloured(formula: str, fill: str, *, text: str | None = None, stop: bool = False) -> Rule:
    """Return the rule that colours a cell while a formula holds."""
    look = DifferentialStyle(fill=PatternFill("solid", bgColor=fill), font=Font(color=text) if text else None)
    return Rule(type="expression", formula=[formula], dxf=look, stopIfTrue=stop)


def validation(kind: Kind, cell: str, standard: Standard, *, signed: bool = False) -> DataValidation:
    """Return what may be typed into cells of a kind, with a prompt and, where something else is typed, the reason."""
    sign = [] if signed else [f"N({cell})>=0"]
    match kind:
        case Kind.YES_NO:
            made = DataValidation(type="list", formula1=f'"{standard.style.yes},{standard.style.no},—"', allow_blank=True)
        case Kind.DATE:
            serial = f"AND(ISNUMBER({cell}),N({cell})=INT(N({cell})),N({cell})>0)"
            made = DataValidation(type="custom", formula1=f'OR({cell}="—",{serial})', allow_blank=True)
        case Kind.TEXT | Kind.HEADING:
            made = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="2000", allow_blank=True)
        case Kind.COUNT | Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            whole = f"ROUND(N({cell}),6)=N({cell})" if kind.has_decimals else f"N({cell})=INT(N({cell}))"
            tests = ",".join([f"ISNUMBER({cell})", *sign, whole])
            made = DataValidation(type="custom", formula1=f'OR({cell}="—",AND({tests}))', allow_blank=True)
        case _:
            assert_never(kind)
    name = "amount" if kind.has_decimals else kind.word
    made.showErrorMessage = made.showInputMessage = True
    made.errorTitle, made.promptTitle = str(say("form.error_title")), str(say("form.prompt_title"))
    made.error = str(say(f"form.error.{name}"))
    made.prompt = str(say("form.prompt.signed" if signed else f"form.prompt.{name}"))
    return made


def lead_to(cell: Cell, place: str) -> None:
    """Let a cell lead to a place of the same workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)


def protect(sheet: Worksheet) -> None:
    """Lock what is no cell to fill in, without a password: who must, can unlock it."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # widths and heights may be changed
