"""The workbook of what was set aside (待核表): corrected there, it is taken in again with the register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.exporters.sheets import saved, texts_of_line
from govdisclosure.files import read_whole
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import SheetCell
from govdisclosure.intake.taking import Intake, SetAsideLine
from govdisclosure.messages import say
from govdisclosure.records.record import shape_of
from govdisclosure.sources.record_files import doubt_about

_HEADS = ("file", "sheet", "cell", "heading", "reason", "found", "correction", "line")
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(wrap_text=True, vertical="top")
_CORRECTION = _HEADS.index("correction")
_WIDTHS = (24, 14, 8, 22, 60, 26, 24, 20)


Corrections = Mapping[tuple[str, str, str], str]
"""What was corrected: (sheet, line's fingerprint, column letters) → text."""


def write_asides(
    intake: Intake, stream: BinaryIO, *, corrections: Corrections | None = None, show_values: bool = False
) -> None:
    """Write the workbook to a stream; values appear as length and shape unless ``show_values``, for a local file.

    Corrections that were taken in are below, so that the next time they are not lost.
    """
    told = dict(corrections or {})
    rows = []
    for one in intake.asides:
        cell = f"{one.column}{one.row}" if one.column else str(one.row)
        correction = told.pop((one.sheet, one.line, one.column), "")  # it was not understood: to be seen, and mended
        rows.append(
            [one.file, one.sheet, cell, one.heading, str(one.reason), _found(one, show=show_values), correction, one.line]
        )
    applied = str(say("intake.book.applied"))
    rows += [[intake.file, sheet, letters, "", applied, "", text, mark] for (sheet, mark, letters), text in told.items()]
    book = Workbook(write_only=True)
    for style, filled in (("head", "D9E2F3"), ("line", None), ("correction", "FFF2CC")):
        shade = PatternFill("solid", fgColor=filled) if filled else PatternFill()
        book.add_named_style(NamedStyle(style, font=Font(bold=style == "head"), border=_FRAME, fill=shade, alignment=_TOP))
    page = book.create_sheet(str(say("intake.book.title")))
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.append(texts_of_line(page, [str(say(f"intake.book.{one}")) for one in _HEADS], "head"))
    for texts in rows:
        line = texts_of_line(page, texts, "line")
        line[_CORRECTION].style = "correction"
        page.append(line)
    stream.write(saved(book, title=page.title))


def _found(one: SetAsideLine, *, show: bool) -> str:
    if show or not one.value:
        return one.value
    return str(shape_of(one.value))


def read_corrections(path: Path, file: str) -> dict[tuple[str, str, str], str]:
    """Read what was corrected: (sheet, line's fingerprint, column letters) → text, for one register.

    Raises:
        UnreadableError: it is no workbook of this kind, or a correction is struck out, superscript or an error.
    """
    book = open_workbook(read_whole(path), path.name)
    lines = [line for _, line in book.sheets[0].lines()] if book.sheets else []
    columns = range(1, len(_HEADS) + 1)
    if not lines or any(lines[0].get(column, SheetCell()).is_blank for column in columns):
        raise refused(path.name, "intake.book.unreadable")
    corrections = {}
    for number, line in book.sheets[0].lines():
        name, sheet, cell, _, _, _, correction, mark = (line.get(column, SheetCell()).shown.strip() for column in columns)
        letters = re.match(r"[A-Z]*", cell)
        if name != file or not (letters and letters[0]):
            continue
        doubt = doubt_about(line.get(_CORRECTION + 1, SheetCell()), book.sheets[0].where(number, _CORRECTION + 1))
        if doubt is not None:
            raise UnreadableError([Fault(where=path.name, sentence=doubt)])
        if correction:
            corrections[sheet, mark, letters[0]] = correction
    return corrections
