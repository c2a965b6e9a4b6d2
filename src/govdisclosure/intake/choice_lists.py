"""Lists to choose from in the cells of a workbook (下拉选项): kept on a sheet of their own, for a list in a cell is short."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from govdisclosure.exporters.sheets import texts_of_line
from govdisclosure.messages import say


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
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden"
        for number in range(max(map(len, lists))):
            sheet.append(texts_of_line(sheet, [one[number] if number < len(one) else "" for one in lists]))
        for (choices, only), rows in self.rows.items():
            letter = get_column_letter(lists.index(choices) + 1)
            rule = DataValidation(
                type="list",
                formula1=f"'{name}'!${letter}$1:${letter}${len(choices)}",
                allow_blank=True,
                showErrorMessage=only,
                error=str(say("intake.choices.error")),
            )
            for row in rows:
                rule.add(f"{column}{row}")
            page.data_validations.append(rule)  # type: ignore[attr-defined]  # openpyxl's stub of a written sheet lacks it
