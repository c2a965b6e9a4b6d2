"""Special words of a form stand for numbers both ways: what it prints for 0.5 is read as 0.5."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from govdisclosure import Body, Period, Report, check, collect, make_form, read, write
from govdisclosure.errors import InvalidStandardError
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.standards import Standard, load_text
from govdisclosure.values import Blank, Kind, Value

Y2024 = Period.year(2024)
TEXT = """
id = "special"
edition = "1"
title = "{body}{year}年政府信息公开统计"
authority = "test"
sections = [{ key = "t", heading = "一、费用", tables = ["t"] }]
[print]
special = { "<1" = "0.5", "全部" = "100", "不足一件" = "0" }
[[tables]]
key = "t"
row_head = "指标"
unit_head = "单位"
value_head = "数值"
rows = [
  { key = "fee", label = "收费总金额", unit = "万元", entered = "amount" },
  { key = "share", label = "网上公开占比", unit = "%", entered = "share" },
  { key = "got", label = "收到申请总件数", unit = "件", entered = "count" },
  { key = "more", label = "办结申请总件数", unit = "件", entered = "count" },
]
"""


def standard(special: str = "") -> Standard:
    return load_text(TEXT if not special else TEXT.replace('"<1" = "0.5"', special), name="special.toml")


def report() -> Report:
    cells: dict[str, Value] = {"fee": Decimal("0.5"), "share": Decimal("100.0"), "got": 0, "more": 12}
    return Report(standard=standard(), body=Body(id="b", name="某局"), period=Y2024, cells=cells)


def test_are_printed_for_their_numbers() -> None:
    made = report()
    assert [made.printed(one) for one in ("fee", "share", "got", "more")] == ["<1", "全部", "不足一件", "12"]
    assert check(made).verdict == "passed"


@pytest.mark.parametrize("name", ["report.docx", "report.csv", "report.xlsx", "report.json"])
def test_are_read_as_their_numbers(name: str, tmp_path: Path) -> None:
    write(report(), tmp_path / name)
    back = read(tmp_path / name, standard=standard(), period=2024 if name.endswith("csv") else None)
    assert dict(back) == dict(report())


def test_are_read_from_a_page_of_another_hand(tmp_path: Path) -> None:
    rows = [("收费总金额", "万元", "＜ 1"), ("网上公开占比", "%", "全部"), ("收到申请总件数", "件", "3")]
    cells = "".join(f"<tr><td>{label}</td><td>{unit}</td><td>{value}</td></tr>" for label, unit, value in rows)
    text = f"<h1>某局2024年政府信息公开统计</h1><table><tr><th>指标</th><th>单位</th><th>数值</th></tr>{cells}</table>"
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    back = read(tmp_path / "page.html", standard=standard(), period=2024)
    assert (back["fee"], back["share"], back["got"], back["more"]) == (Decimal("0.5"), Decimal(100), 3, Blank.MISSING)


def test_are_typed_into_a_form(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    make_form(standard(), file, body=Body(id="b", name="某局"), period=Y2024)
    book = load_workbook(file)
    sheet = book.worksheets[1]
    (cell,) = [one for row in sheet for one in row if one.value == "收费总金额"]
    sheet.cell(cell.row, cell.column + 2).value = "<1"
    book.save(file)
    (filled,) = collect([file], standard=standard(), period=Y2024).reports
    assert filled["fee"] == Decimal("0.5")


def test_are_of_cells_that_can_hold_the_number() -> None:
    style = standard().style
    assert read_figure("<1", Kind.AMOUNT, style).value == Decimal("0.5")
    assert not read_figure("<1", Kind.COUNT, style).understood
    assert read_figure("不足一件", Kind.COUNT, style).value == 0
    assert read_figure("<1", Kind.TEXT, style).value == "<1"


@pytest.mark.parametrize(
    ("special", "message"),
    [
        ('"<1" = "half"', "not a number"),
        ('"1" = "0.5"', "reads as another figure"),
        ('"—" = "0.5"', "reads as another figure"),
        ('"无" = "0.5"', "reads as another figure"),
        ('"<1" = "0.5", "约一半" = "0.50"', "keep one"),
        ('"<1" = 0.5', "table of texts"),
    ],
)
def test_slips_are_named(special: str, message: str) -> None:
    with pytest.raises(InvalidStandardError) as caught:
        standard(special)
    assert message in caught.value.in_language("en")
