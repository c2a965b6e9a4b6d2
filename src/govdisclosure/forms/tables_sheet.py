"""A form's sheet of tables (表页): locked labels, cells to fill in, live totals, checks in words, last year beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
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
from govdisclosure.exporters.publication import settled
from govdisclosure.exporters.sheet_tables import ADDRESSES
from govdisclosure.exporters.sheets import (
    HEAD,
    LINE,
    RED,
    TITLE,
    CellStyle,
    height,
    merge,
    put,
    put_heads,
    set_up,
    text_width,
    widen,
)
from govdisclosure.forms.layout import CHECKS, PREVIOUS, Block, FormPage
from govdisclosure.forms.sheet_formulas import Formulas, rectangles
from govdisclosure.messages import say
from govdisclosure.report import Report
from govdisclosure.standards import Column, Indicator, Standard, address
from govdisclosure.values import Blank, Kind, Value, in_digits

INPUT = PatternFill("solid", fgColor="FFFDE7")
"""What a clerk may fill in."""

_TOTAL = PatternFill("solid", fgColor="E8EEF7")
_HEADING = PatternFill("solid", fgColor="F2F2F2")
_GREY = "808080"
_ONE_PAGE = 50  # rows that can still be read on one page
_WHY_WIDTH = 56.0
_WHY = CellStyle(size=10, across="left", colour=RED, framed=False)
CHECK_ROW = 5
"""The row of the first relation on the sheet of checks; the others follow in the standard's order."""


def input_value(value: Value, standard: Standard) -> str | int | float | None:
    """Return a value as a form holds it: numbers are numbers, zero is 0, a blank is empty."""
    match value:
        case Blank.MISSING:
            return None
        case Decimal():
            return float(value)
        case int() if not isinstance(value, bool):
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
        for block in page.blocks:
            self._write_head(block, widths)
            self._write_keys(block)
            for number, row in block.rows:
                self._write_row(block, number, row, widths)
            if block.table.columns:
                self._write_column_checks(block)
            self._colour(block)
            sheet.row_dimensions[block.keys].hidden = True
        widen(sheet, widths)
        for column in range(page.keys, page.flags + page.count):
            sheet.column_dimensions[letter(column)].hidden = True
        only = page.blocks[0]
        sheet.freeze_panes = sheet.cell(only.keys + 1 if len(page.blocks) == 1 else 4, page.first).coordinate
        last = page.words if page.count > 1 else page.before
        set_up(sheet, None, last, repeat="1:2", landscape=page.count > 4)
        if page.blocks[-1].end <= _ONE_PAGE:
            sheet.page_setup.fitToHeight = 1
        protect(sheet)

    def _widths(self) -> list[float]:
        page = self.page
        labels = max((text_width(row.label) + 2 * _depth(block, row) for block in page.blocks for _, row in block.rows))
        label = max(20.0, min(labels + 2.0, 50.0 if page.count < 8 else 24.0))
        units = [
            max(8.0, *(text_width(row.unit) + 2.0 for block in page.blocks for _, row in block.rows))
        ] if page.unit else []  # fmt: skip
        kinds = {row.kind for block in page.blocks for _, row in block.rows}
        value = 26.0 if Kind.TEXT in kinds and page.count == 1 else 14.0 if page.count < 8 else 9.0
        values = [value] * page.count
        return [label, *units, *values, _WHY_WIDTH, *([12.0 if page.count < 8 else 8.0] * page.count)]

    def _write_top(self, widths: Sequence[float]) -> None:
        page, sheet, report = self.page, self.sheet, self.report
        heading = page.section.heading or page.section.attachment or page.blocks[0].table.heading or self.standard.title
        put(sheet, 1, 1, report.fill_in(heading), TITLE)
        merge(sheet, (1, 1), (1, page.words))
        height(sheet, 1, [(report.fill_in(heading), sum(widths[: page.words]), 16)])
        put(sheet, 2, 1, say("form.line", body=report.body_name, period=report.period).zh, LINE)
        merge(sheet, (2, 1), (2, page.words - 1))
        put(sheet, 2, page.words, None, evolve(LINE, bold=True)).value = self._state()
        sheet.row_dimensions[2].height = 24
        put(sheet, 3, page.before, say("form.last_year").zh, CellStyle(size=10, colour=_GREY, framed=False, across="left"))
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
            return f'="{say("form.page_optional").zh}"'
        full, before, after = (say(f"form.page_{one}").zh for one in ("full", "blank_1", "blank_2"))
        return f'=IF(({blank})=0,"{full}","{before}"&({blank})&"{after}")'

    def _write_head(self, block: Block, widths: Sequence[float]) -> None:
        page, sheet, table = self.page, self.sheet, block.table
        if table.heading and (len(page.blocks) > 1 or table.heading != page.section.heading):
            put(sheet, block.top, 1, self.report.fill_in(table.heading), evolve(LINE, bold=True, size=12))
        bottom = block.keys - 1
        heads = [(1, table.row_head or say("form.row_head").zh), (page.unit, table.unit_head or say("form.unit_head").zh)]
        for column, text in heads:
            if column:
                put(sheet, block.head, column, text, HEAD)
                merge(sheet, (block.head, column), (bottom, column))
        put(sheet, block.head, page.words, say("form.why").zh, evolve(HEAD, size=10))
        merge(sheet, (block.head, page.words), (bottom, page.words))
        paths = [(*one.head, one.label) if one else (table.value_head or say("form.value_head").zh,) for one in block.columns]
        grey = evolve(HEAD, size=9, bold=False, colour=_GREY, shade=_HEADING)
        cells = put_heads(sheet, paths, (block.head, page.first), block.levels, HEAD)
        put_heads(sheet, paths, (block.head, page.before), block.levels, grey)
        leaves = [one for one in cells if one.top + one.height - 1 == bottom]
        for row in range(block.head, bottom + 1):
            texts = [(one.name, widths[one.column - 1], 11) for one in leaves if one.top == row]
            texts.append((heads[0][1], widths[0] * block.levels, 11))
            height(sheet, row, texts)

    def _write_keys(self, block: Block) -> None:
        page, sheet = self.page, self.sheet
        for at, column in enumerate(block.columns):
            key = column.key if column else block.table.key
            put(sheet, block.keys, page.first + at, key, LINE)
            put(sheet, block.keys, page.before + at, PREVIOUS + key, LINE)
        put(sheet, block.keys, page.keys, ADDRESSES, LINE)

    def _write_row(self, block: Block, number: int, row: Indicator, widths: Sequence[float]) -> None:
        page, sheet, heading = self.page, self.sheet, row.kind is Kind.HEADING
        shade = _HEADING if heading else None
        depth = _depth(block, row)
        cell = put(sheet, number, 1, row.label, CellStyle(across="left", indent=depth, bold=heading, shade=shade))
        if note := self._note(row):
            cell.comment = Comment(legible(note), "govdisclosure", height=40 + 18 * (text_width(note) // 40 + 1), width=320)
        if page.unit:
            put(sheet, number, page.unit, row.unit, CellStyle(shade=shade))
        for at, column in enumerate(block.columns):
            if heading:
                put(sheet, number, page.first + at, row.printed, CellStyle(shade=shade))
            else:
                self._write_value(number, at, row, column)
        relations = self.formulas.layout.rows.get((page.number, number), ())
        cell = put(sheet, number, page.words, None, _WHY)
        cell.value = self._reasons(relations, self._oddities(block, number, row))
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        put(sheet, number, page.keys, row.key, LINE)
        height(sheet, number, [(row.label, widths[0] - 2 * depth, 11)])
        if relations:
            sheet.row_dimensions[number].height = max(30.0, sheet.row_dimensions[number].height or 0)

    def _note(self, row: Indicator) -> str:
        """Return what a row counts and where that is written."""
        lines = [row_in_words(row, self.standard).zh if row.kind is not Kind.HEADING else ""]
        if row.source:
            lines.append(say("form.source", source=settled(row.source, self.standard.authority)).zh)
        return "\n".join(line for line in lines if line)

    def _write_value(self, number: int, at: int, row: Indicator, column: Column | None) -> None:
        page, sheet = self.page, self.sheet
        found = address(row.key, column.key if column else None)
        spot = self.standard.spot(found)
        across = "left" if spot.kind is Kind.TEXT else "center"
        if (formula := self.formulas.calculated(found)) is not None:
            put(sheet, number, page.first + at, None, CellStyle(shade=_TOTAL, bold=True)).value = formula
        else:
            cell = put(sheet, number, page.first + at, None, CellStyle(shade=INPUT, across=across))
            cell.value = input_value(self.report[found], self.standard)
            cell.protection = Protection(locked=False)
        before = None if self.previous is None else input_value(self.previous.as_printed(found), self.standard)
        put(
            sheet, number, page.before + at, None, CellStyle(size=9, colour=_GREY, shade=_HEADING, across=across)
        ).value = before
        touching = [place for place, one in enumerate(self.standard.relations) if found in one.addresses]
        if touching:
            flags = "+".join(f"{CHECKS}!$I${CHECK_ROW + one}" for one in touching)
            put(sheet, number, page.flags + at, None, LINE).value = f"={flags}"

    def _oddities(self, block: Block, number: int, row: Indicator) -> list[str]:
        """Return formulas that say of a row's typed cells what is odd about them in themselves: below 0, text."""
        typed = []
        for at, column in enumerate(block.columns):
            found = address(row.key, column.key if column else None)
            spot = self.standard.spots.get(found)
            if spot and spot.kind.is_figure and self.formulas.calculated(found) is None:
                typed.append((number, self.page.first + at))
        cells = rectangles(typed, lambda line, place: f"{letter(place)}{line}")
        if not cells:
            return []
        text = "+".join(f'COUNTA({one})-COUNT({one})-COUNTIF({one},"—")' for one in cells)
        below = "+".join(f'COUNTIF({one},"<0")' for one in cells)
        spots = (self.standard.spots.get(address(row.key, one.key if one else None)) for one in block.columns)
        signed = any(spot is not None and spot.signed for spot in spots)
        odd = [(text, "form.has_text")] if signed else [(text, "form.has_text"), (below, "form.has_negative")]
        return [f'IF({count}>0,"{say(key).zh}","")' for count, key in odd]

    def _reasons(self, relations: Sequence[int], more: Sequence[str] = ()) -> str | None:
        words = [*more, *(f"{CHECKS}!$G${CHECK_ROW + one}" for one in relations)]
        return "=" + "&".join(words) if words else None

    def _write_column_checks(self, block: Block) -> None:
        page, sheet, layout = self.page, self.sheet, self.formulas.layout
        row = block.last + 1
        put(sheet, row, 1, say("form.column_check").zh, CellStyle(size=10, across="left", shade=_HEADING))
        if page.unit:
            put(sheet, row, page.unit, None, CellStyle(shade=_HEADING))
        every: list[int] = []
        for at in range(len(block.columns)):
            relations = layout.columns.get((page.number, row, page.first + at), ())
            cell = put(sheet, row, page.first + at, None, CellStyle(size=10, colour=RED, bold=True, shade=_HEADING))
            if relations:
                flags = "+".join(f"{CHECKS}!$I${CHECK_ROW + one}" for one in relations)
                cell.value = f'=IF({flags}=0,"","{say("form.wrong").zh}")'
                every += relations
        put(sheet, row + 1, 1, None, _WHY).value = self._reasons(every)
        merge(sheet, (row + 1, 1), (row + 1, page.words))
        sheet.row_dimensions[row + 1].height = 36 if every else 6

    def _colour(self, block: Block) -> None:
        """Let what does not agree, and what is no figure, turn red; say beside each cell what may be typed."""
        page = self.page
        for at, column in enumerate(block.columns):
            by_rule: dict[tuple[Kind, bool], list[int]] = {}
            for number, row in block.rows:
                found = address(row.key, column.key if column else None)
                if found in self.formulas.layout.places:
                    spot = self.standard.spot(found)
                    by_rule.setdefault((spot.kind, spot.signed), []).append(number)
            for (kind, signed), numbers in by_rule.items():
                self._rules(kind, signed=signed, at=page.first + at, numbers=numbers, flag=page.flags + at)

    def _rules(self, kind: Kind, *, signed: bool, at: int, numbers: Sequence[int], flag: int) -> None:
        cells = rectangles([(row, at) for row in numbers], lambda row, column: f"{letter(column)}{row}")
        top = f"{letter(at)}{numbers[0]}"
        bad = [f"{letter(flag)}{numbers[0]}>0"]
        if kind.is_figure:
            bad.append(f'AND({top}<>"",{top}<>"—",NOT(ISNUMBER({top})))')
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
    made.errorTitle, made.promptTitle = say("form.error_title").zh, say("form.prompt_title").zh
    made.error = say(f"form.error.{name}").zh
    made.prompt = say("form.prompt.signed" if signed else f"form.prompt.{name}").zh
    return made


def lead_to(cell: Cell, place: str) -> None:
    """Let a cell lead to a place of the same workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)


def protect(sheet: Worksheet) -> None:
    """Lock what is no cell to fill in, without a password: who must, can unlock it."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # widths and heights may be changed


def _depth(block: Block, row: Indicator) -> int:
    return row.key.count(".") - min(one.key.count(".") for one in block.table.rows)
