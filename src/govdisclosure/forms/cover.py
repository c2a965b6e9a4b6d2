"""A form's first sheet and its sheet of words (封面、文字): identity, instructions, open points, signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve
from openpyxl.cell import Cell
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.exporters.sheets import HEAD, TITLE, WORDS_FACE, CellStyle, height, merge, put, set_up, widen
from govdisclosure.forms.layout import FormSheet
from govdisclosure.forms.sheet_formulas import FormState
from govdisclosure.forms.tables_sheet import CHECK_ROW, INPUT, PageWriter, coloured, lead_to, protect
from govdisclosure.messages import Message, say
from govdisclosure.report import Report
from govdisclosure.values import NEW_YEAR, Period

IDENTITY_FIELDS = ("body", "id", "period", "standard")
SIGN_OFF = ("revision", "filled_by", "checked_by", "signed_by", "telephone", "date")
FIRST_FIELD = 3
"""The row of the first field of the cover."""

PARAGRAPHS = 8
"""How many paragraphs a text section has room for."""

_WIDTHS = (18, 34, 34)
_TEXT_WIDTH = 84  # a page wide: LibreOffice scales no sheet of one column
_LEFT = CellStyle(across="left")
_PLAIN = CellStyle(across="left", framed=False)


def shown_period(period: Period) -> str:
    """Return a period as the cover shows it, such that it can be read back."""
    words = str(Message.of(period))
    if period.is_year or words == str(period) or period.year_starts != NEW_YEAR:  # whose name has its days with it
        return words
    return str(say("form.period", words=words, period=str(period)))


def write_cover(sheet: Worksheet, report: Report, pages: Sequence[PageWriter]) -> None:
    """Write the first sheet."""
    title = str(say("form.title", title=report.fill_in(report.standard.title)))
    put(sheet, 1, 1, title, TITLE)
    merge(sheet, (1, 1), (1, 3))
    height(sheet, 1, [(title, sum(_WIDTHS), 16)])
    values: Mapping[str, str | int] = {
        "body": report.body_name,
        "id": report.body.id,
        "period": shown_period(report.period),
        "standard": report.standard.id,
        "revision": report.revision,
    }
    row = FIRST_FIELD
    for name in (*IDENTITY_FIELDS, *SIGN_OFF):
        put(sheet, row, 1, str(say(f"form.cover.{name}")), evolve(HEAD, across="left"))
        cell = put(sheet, row, 2, values.get(name), evolve(_LEFT, shade=INPUT if name in SIGN_OFF else None))
        put(sheet, row, 3, None, _LEFT)
        merge(sheet, (row, 2), (row, 3))
        if name in SIGN_OFF:
            cell.protection = Protection(locked=False)
        if name == "telephone":
            cell.number_format = "@"
        elif name == "date":
            cell.number_format = "yyyy-mm-dd"
            sheet.add_data_validation(_field(name, cell.coordinate, "date", "greaterThan", "36526"))
        elif name == "revision":
            sheet.add_data_validation(_field(name, cell.coordinate, "whole", "greaterThanOrEqual", "1"))
        sheet.row_dimensions[row].height = 22
        row += 1
    row += 1
    put(sheet, row, 1, str(say("form.cover.state")), evolve(HEAD, across="left"))
    state = put(sheet, row, 2, None, CellStyle(across="left", bold=True, size=12))
    state.value = _state(pages, len(report.standard.relations))
    put(sheet, row, 3, None, _LEFT)
    merge(sheet, (row, 2), (row, 3))
    sheet.row_dimensions[row].height = 26
    done = f'LEFT({state.coordinate},2)="{str(say("form.cover.all_1"))[:2]}"'
    sheet.conditional_formatting.add(state.coordinate, coloured(done, "E2EFDA", stop=True))
    sheet.conditional_formatting.add(state.coordinate, coloured("TRUE", "FFEB9C"))
    for line in str(say("form.cover.how")).split("\n"):
        row += 1
        put(sheet, row, 1, line, _PLAIN)
        merge(sheet, (row, 1), (row, 3))
        height(sheet, row, [(line, sum(_WIDTHS) - 2, 11)])
    row += 2
    _write_row(sheet, row, str(say("form.cover.sheet")), str(say("form.cover.open")), HEAD)
    for page in pages:
        row += 1
        name, look = page.sheet.title, CellStyle(across="left", size=10)
        heading = report.fill_in(page.page.section.heading) or name
        _write_row(sheet, row, heading, None, look).value = f"={_quoted(name)}!{_at(page)}"
        lead_to(put(sheet, row, 1, heading, evolve(look, colour="0563C1")), f"{_quoted(name)}!A1")
        height(sheet, row, [(heading, _WIDTHS[0] + _WIDTHS[1], 10)])
    widen(sheet, _WIDTHS)
    set_up(sheet, None, 3)
    protect(sheet)
    sheet.freeze_panes = "A3"


def _write_row(sheet: Worksheet, row: int, name: str, state: str | None, look: CellStyle) -> Cell:
    """Write a line of the list of sheets: its name over two columns, for a link does not wrap everywhere; return the third."""
    put(sheet, row, 1, name, look)
    put(sheet, row, 2, None, look)
    merge(sheet, (row, 1), (row, 2))
    return put(sheet, row, 3, state, look)


def _field(name: str, cell: str, kind: str, operator: str, least: str) -> DataValidation:
    made = DataValidation(type=kind, operator=operator, formula1=least, allow_blank=True, showErrorMessage=True)  # type: ignore[arg-type]
    made.errorTitle, made.error = str(say("form.error_title")), str(say(f"form.error.{name}"))
    made.showInputMessage, made.promptTitle, made.prompt = True, str(say("form.prompt_title")), str(say(f"form.prompt.{name}"))
    made.add(cell)
    return made


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _at(page: PageWriter) -> str:
    return page.sheet.cell(2, page.page.words).coordinate


def _state(pages: Sequence[PageWriter], relations: int) -> str:
    """Return the formula that counts open points: cells not filled, relations that do not hold."""
    blank = "+".join(counted for page in pages if (counted := page.blank())) or "0"
    states = f"{FormSheet.CHECKS.title}!$B${CHECK_ROW}:$B${CHECK_ROW + max(1, relations) - 1}"
    failed, explain = (f'COUNTIF({states},"{word}")' for word in (FormState.FAILED, FormState.EXPLAIN))
    words = [str(say(f"form.cover.open_{number}")) for number in (1, 2, 3, 4)]
    done = f'IF({explain}=0,"{say("form.cover.all_1")!s}","{say("form.cover.all_1")!s}{words[2]}"&{explain}&"{words[3]}")'
    still = f'"{words[0]}"&({blank})&"{words[1]}"&{failed}&"{say("form.cover.open_failed")!s}"'
    return f'=IF(AND(({blank})=0,{failed}=0),{done},{still}&IF({explain}=0,"","{words[2]}"&{explain}&"{words[3]}"))'


def write_texts(sheet: Worksheet, report: Report) -> None:
    """Write the sheet of words: for each text section its heading and room for some paragraphs."""
    put(sheet, 1, 1, str(say("form.texts.title")), TITLE)
    put(sheet, 2, 1, str(say("form.texts.how")), _PLAIN)
    height(sheet, 2, [(str(say("form.texts.how")), _TEXT_WIDTH - 2, 11)])
    put(sheet, 3, 2, str(say("document.addresses")), _PLAIN)
    row = 4
    for section in report.standard.text_sections:
        heading = report.fill_in(section.heading) or str(say("form.texts.heading"))
        put(sheet, row, 1, heading, evolve(HEAD, across="left"))
        sheet.row_dimensions[row].height = 24
        lines = report.text.get(section.key, "").splitlines()
        for number in range(1, max(PARAGRAPHS, len(lines)) + 1):
            text = lines[number - 1] if number <= len(lines) else None
            cell = put(sheet, row + number, 1, text, evolve(_LEFT, face=WORDS_FACE, size=12, shade=INPUT))
            cell.protection = Protection(locked=False)
            put(sheet, row + number, 2, f"text.{section.key}", _PLAIN)
            height(sheet, row + number, [(one, _TEXT_WIDTH - 4, 12) for one in (text or "", "\n")])
        row += max(PARAGRAPHS, len(lines)) + 2
    widen(sheet, [_TEXT_WIDTH])
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = "A4"
    set_up(sheet, None, 1)
    protect(sheet)
