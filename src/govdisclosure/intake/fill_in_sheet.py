"""A sheet that an office fills in and hands back (待填表): its looks, and lists to choose from (下拉选项).

Lists are kept on a sheet of their own, for a list in a cell is short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from govdisclosure.exporters.sheets import HEAD_SHADE, TextSheet, add_text_style, text_sheet
from govdisclosure.messages import say


def fill_in_sheet(
    book: Workbook, title: str, heads: Sequence[str], widths: Sequence[int], shades: Mapping[str, str]
) -> TextSheet:
    """Add a sheet with its head to a workbook that is written line by line, and return it; its last column, a key, is hidden.

    Args:
        book: the workbook; the styles ``head`` and ``line`` are added to it.
        title: the sheet's name.
        heads: the texts of its head.
        widths: the width of each column.
        shades: further styles of cells, by name with their colour.
    """
    for style, shade in {"head": HEAD_SHADE, "line": None, **shades}.items():
        add_text_style(book, style, shade=shade, bold=style == "head")
    page = text_sheet(book, title, widths)
    page.column_dimensions[get_column_letter(len(widths))].hidden = True
    page.line(heads, "head")
    return page


class ChoiceLists:
    """The lists of a workbook, each kept once; :meth:`attach` writes them when all rows are there."""

    def __init__(self) -> None:
        self.rows: dict[tuple[tuple[str, ...], bool], list[int]] = {}

    def offer(self, row: int, choices: Sequence[str], *, only: bool) -> None:
        """Offer choices in a row's cell; ``only``: nothing else may be typed there."""
        if choices:
            self.rows.setdefault((tuple(choices), only), []).append(row)

    def attach(self, book: Workbook, page: object, column: str) -> None:
        """Write the lists to a sheet of their own, and tie them to a column's cells."""
        if not self.rows:
            return
        name = str(say("intake.choices.title"))
        lists = list(dict.fromkeys(choices for choices, _ in self.rows))
        sheet = text_sheet(book, name)
        sheet.sheet_state = "hidden"
        for number in range(max(map(len, lists))):
            sheet.line([one[number] if number < len(one) else "" for one in lists])
        for (choices, only), rows in self.rows.items():
            letter = get_column_letter(lists.index(choices) + 1)
            cells = MultiCellRange(" ".join(f"{column}{row}" for row in rows))  # at once: ``add`` searches all that are there
            rule = DataValidation(
                type="list",
                formula1=f"'{name}'!${letter}$1:${letter}${len(choices)}",
                allow_blank=True,
                showErrorMessage=only,
                error=str(say("intake.choices.error")),
                sqref=cells,
            )
            page.data_validations.append(rule)  # type: ignore[attr-defined]  # openpyxl's stub of a written sheet lacks it
