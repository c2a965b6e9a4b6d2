"""A sheet of texts written line by line holds what openpyxl's own cells would hold."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, NamedStyle

from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.sheets import TextSheet, text_sheet

STYLES = (None, "strong", "large")
TEXTS = st.one_of(
    st.sampled_from(["", "=1+1", "#N/A", " x ", "a\r\nb", "a\tb", "<&>'\"", "]]>", "中文", "\x00", "12"]), st.text(max_size=6)
)
LINES = st.lists(st.lists(st.tuples(TEXTS, st.sampled_from(STYLES)), max_size=5), min_size=1, max_size=4)


def new_book() -> Workbook:
    book = Workbook(write_only=True)
    book.add_named_style(NamedStyle("strong", font=Font(bold=True, size=11)))
    book.add_named_style(NamedStyle("large", font=Font(size=20)))
    return book


def cells(book: Workbook) -> dict[str, tuple[Any, ...]]:
    out = BytesIO()
    book.save(out)
    (sheet,) = load_workbook(out).worksheets
    return {
        cell.coordinate: (cell.value, cell.data_type, cell.font.b, cell.font.sz)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }


def by_openpyxl(lines: list[list[tuple[str, str | None]]]) -> Workbook:
    book = new_book()
    sheet = book.create_sheet("texts")
    for line in lines:
        row = []
        for text, style in line:
            cell = WriteOnlyCell(sheet, legible(text) or None)
            if text:
                cell.data_type = "s"
            if style is not None:
                cell.style = style
            row.append(cell)
        sheet.append(row)
    return book


def by_line(lines: list[list[tuple[str, str | None]]]) -> Workbook:
    book = new_book()
    sheet = text_sheet(book, "texts")
    for line in lines:
        others = {place: style for place, (_, style) in enumerate(line) if style is not None}
        sheet.line([text for text, _ in line], None, others)
    return book


@given(LINES)
def test_a_line_is_what_cells_of_openpyxl_would_be(lines: list[list[tuple[str, str | None]]]) -> None:
    assert cells(by_line(lines)) == cells(by_openpyxl(lines))


def test_a_line_has_one_style_but_for_the_cells_that_have_another() -> None:
    book = new_book()
    sheet = text_sheet(book, "texts")
    sheet.line(["a", "", "c"], "strong", {2: "large"})
    assert isinstance(sheet, TextSheet)
    assert cells(book) == {"A1": ("a", "s", True, 11), "B1": (None, "n", True, 11), "C1": ("c", "s", False, 20)}
