"""The sheet of checks comes to what ``check`` comes to, whatever a relation says: its formulas are worked out here by hand."""

from __future__ import annotations

import io
import random
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from tests.random_relations import random_relations

from govdisclosure.consistency import RelationState, check
from govdisclosure.forms.form_workbook import form_bytes
from govdisclosure.forms.sheet_formulas import FormState
from govdisclosure.forms.tables_sheet import CHECK_ROW
from govdisclosure.messages import say
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Period, Severity, Value

CHECKS = "审核"
PASSED, FAILED, EXPLAIN, OPEN, INAPPLICABLE = (say(f"form.state.{one.value}").zh for one in FormState)

SHOWN = {RelationState.NOT_RUN: OPEN, RelationState.INAPPLICABLE: INAPPLICABLE, RelationState.PASSED: PASSED}
RANGE = re.compile(r"(?:'((?:[^']|'')+)'!)?(\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)(?![\w(])")


class Sheets:
    """A workbook whose formulas are worked out in Python, as far as forms use them."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))

    def value(self, sheet: str, cell: str) -> Any:
        found = self.book[sheet][cell.replace("$", "")].value
        return self.worked_out(sheet, found[1:]) if isinstance(found, str) and found.startswith("=") else found

    def area(self, sheet: str, text: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]  # type: ignore[operator, arg-type]
        return [self.value(sheet, self.book[sheet].cell(*place).coordinate) for place in places]

    def worked_out(self, sheet: str, formula: str) -> Any:
        texts: list[str] = []

        def kept(match: re.Match[str]) -> str:
            texts.append(match[0][1:-1])
            return f"texts[{len(texts) - 1}]"

        def named(match: re.Match[str]) -> str:
            areas.append(((match[1] or sheet).replace("''", "'"), match[2]))
            return f"area({len(areas) - 1})"

        areas: list[tuple[str, str]] = []
        written = RANGE.sub(named, re.sub(r'"[^"]*"', kept, formula))
        written = re.sub(r"(?<![<>=])=(?!=)", "==", written).replace("<>", "!=")
        names: dict[str, Any] = {
            "texts": texts,
            "area": lambda number: Area(self.area(*areas[number])),
            "IF": lambda test, yes, no: yes if test else no,
            "AND": lambda *tests: all(tests),
            "OR": lambda *tests: any(tests),
            "NOT": lambda test: not test,
            "COUNT": lambda *cells: sum(is_number(one) for each in cells for one in each),
            "COUNTIF": lambda cells, text: sum(one == text for one in cells),
            "SUM": lambda *cells: sum(one for each in cells for one in each if is_number(one)),
            "ROUND": lambda number, digits: round(float(number), digits),
            "ABS": lambda number: abs(float(number)),
        }
        return eval(written, {"__builtins__": {}}, names)  # noqa: S307


class Area(list[Any]):
    """Cells; a single one is a number in arithmetic."""

    def __float__(self) -> float:
        (value,) = self
        return float(value or 0)

    def __sub__(self, other: Any) -> float:
        return float(self) - float(other)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(standard: Standard, report: Report) -> list[str]:
    sheets = Sheets(form_bytes(report))
    return [sheets.value(CHECKS, f"B{CHECK_ROW + number}") for number in range(len(standard.relations))]


@pytest.mark.parametrize("seed", range(30))
def test_agrees_with_the_check(seed: int) -> None:
    chance = random.Random(seed)
    relations = random_relations(chance, "abcd", ["", "2 * "])
    standard = one_table(entered(*"abcd"), relations=relations)
    any_of: list[Value] = [0, 1, 2, 3, 4, Blank.MISSING, Blank.NOT_APPLICABLE]
    values = {cell: chance.choice(any_of) for cell in "abcd"}
    cells = {cell: Cell(value=value) for cell, value in values.items()}
    report = Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells=cells)
    expected = [
        SHOWN.get(one.state) or (FAILED if one.instance.relation.severity is Severity.ERROR else EXPLAIN)
        for one in check(report).outcomes
    ]
    assert shown(standard, report) == expected
