"""Registers as workbooks: what cannot be known is set aside with its reason; what is hidden is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.formats.safe_zip import Package
from govdisclosure.intake import Intake, take_in
from govdisclosure.intake.profiles import parse_profile
from govdisclosure.testing.made_documents import repacked

PROFILE = """
kind = "request"
body = "office"
sheets = ["*"]
head_rows = 1
exclude = []
[fields.id]
headings = ["编号"]
[fields.channel]
headings = ["渠道"]
words = { "网上" = "online" }
[fields.applicant]
headings = ["申请人"]
words = { "公民" = "natural_person" }
[fields.received]
headings = ["收到日期"]
forms = ["2024-3-5", "2024年3月5日", "serial"]
"""
HEAD = ("编号", "渠道", "申请人", "收到日期")
LINE = ("A-1", "网上", "公民", datetime(2024, 3, 5))


def register(path: Path, change: Callable[[Workbook, Worksheet], None], profile: str = PROFILE) -> Intake:
    """Take in a register of one line after a change to it."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "台账"
    page.append(HEAD)
    page.append(LINE)
    change(book, page)
    book.save(path / "台账.xlsx")
    return take_in(path / "台账.xlsx", parse_profile(profile, "p"), key=b"k" * 32)


class TestCells:
    """A cell whose value cannot be known sets its line aside."""

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("#REF!", "shows #REF!"),
            ("#N/A", "shows #N/A"),
            ("=TODAY()", "never calculated"),
            (CellRichText("2024-3-", TextBlock(InlineFont(strike=True), "5"), "6"), "part of it is struck out"),
            (CellRichText("2024-3-5", TextBlock(InlineFont(vertAlign="superscript"), "1")), "part of it is struck out"),
        ],
    )
    def test_set_their_line_aside(self, tmp_path: Path, value: Any, words: str) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page["D2"] = value

        found = register(tmp_path, change)
        assert (found.taken, found.set_aside) == (0, 1)
        assert words in found.asides[0].reason.en
        assert (found.asides[0].column, found.asides[0].row) == ("D", 2)

    @pytest.mark.parametrize(
        ("font", "words"), [(Font(strike=True), "struck out"), (Font(vertAlign="superscript"), "superscript")]
    )
    def test_that_are_struck_out_set_their_line_aside(self, tmp_path: Path, font: Font, words: str) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page["D2"].font = font

        (aside,) = register(tmp_path, change).asides
        assert words in aside.reason.en

    @pytest.mark.parametrize(
        ("value", "code", "words"), [(45356, ";;;", "not shown"), (2024030, '0"5"', "only its number format has")]
    )
    def test_that_their_format_shows_otherwise_set_their_line_aside(
        self, tmp_path: Path, value: int, code: str, words: str
    ) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page["D2"] = value
            page["D2"].number_format = code

        (aside,) = register(tmp_path, change).asides
        assert words in aside.reason.en

    def test_that_nobody_reads_may_hold_what_they_like(self, tmp_path: Path) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page["E1"], page["E2"] = "备注", "#N/A"

        assert register(tmp_path, change, PROFILE.replace("exclude = []", 'exclude = []\nignore = ["备注"]')).taken == 1

    @pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
    def test_that_hold_the_number_of_a_day_count_as_their_workbook_does(self, tmp_path: Path, epoch: datetime | None) -> None:
        def change(book: Workbook, page: Worksheet) -> None:
            if epoch is not None:
                book.epoch = epoch
            page["D2"] = 45356 if epoch is None else 43894
            page["D2"].number_format = "General"

        assert register(tmp_path, change).records[0]["received"] == "2024-03-05"

    def test_that_hold_an_id_hold_it_as_it_is_shown(self, tmp_path: Path) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page["A2"] = 7
            page["A2"].number_format = '"依申请〔2024〕"000"号"'

        assert register(tmp_path, change).records[0]["id"] == "依申请〔2024〕007号"


class TestSheets:
    """A hidden sheet is never counted in silence."""

    @staticmethod
    def with_hidden(book: Workbook, _: Worksheet) -> None:
        other = book.create_sheet("旧")
        other.append(HEAD)
        other.append(("A-2", *LINE[1:]))
        other.sheet_state = "hidden"

    def test_that_are_hidden_are_set_aside(self, tmp_path: Path) -> None:
        found = register(tmp_path, self.with_hidden)
        assert (found.lines, found.taken, found.set_aside) == (2, 1, 1)
        assert "its sheet is hidden" in found.asides[0].reason.en

    @pytest.mark.parametrize(("key", "taken", "excluded"), [("sheets", 2, {}), ("skip_sheets", 1, {"sheet": 2})])
    def test_that_are_hidden_and_named_are_what_the_profile_says(
        self, tmp_path: Path, key: str, taken: int, excluded: dict[str, int]
    ) -> None:
        changed = PROFILE.replace('sheets = ["*"]', 'sheets = ["台账", "旧"]' if key == "sheets" else 'skip_sheets = ["旧"]')
        found = register(tmp_path, self.with_hidden, changed if key == "sheets" else changed + "")
        assert (found.taken, found.set_aside, dict(found.excluded)) == (taken, 0, excluded)

    def test_that_are_hidden_lists_to_choose_from_are_left_out_and_counted(self, tmp_path: Path) -> None:
        def change(book: Workbook, _: Worksheet) -> None:
            other = book.create_sheet("字典")
            other.append(("网上",))
            other.append(("当面",))
            other.sheet_state = "hidden"

        found = register(tmp_path, change)
        assert (found.taken, found.set_aside, dict(found.excluded)) == (1, 0, {"hidden": 2})

    def test_with_hidden_lines_and_columns_name_them(self, tmp_path: Path) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            page.row_dimensions[2].hidden = True
            page.column_dimensions["B"].hidden = True

        found = register(tmp_path, change)
        assert found.taken == 1
        assert [one.en for one in found.remarks] == [
            "sheet '台账' hides 1 line (perhaps by a filter); it was taken in as usual (row 2); have a look",
            "hidden columns of sheet '台账' were taken in as usual: B; have a look",
        ]

    def test_that_declare_less_than_they_hold_are_read_whole(self, tmp_path: Path) -> None:
        def change(_: Workbook, page: Worksheet) -> None:
            for number in range(9):
                page.append((f"B-{number}", *LINE[1:]))

        register(tmp_path, change)
        data = (tmp_path / "台账.xlsx").read_bytes()
        sheet = Package(data, "台账.xlsx").part("xl/worksheets/sheet1.xml")
        declared = sheet.replace(b'<dimension ref="A1:D11"', b'<dimension ref="A1:D2"')
        assert declared != sheet
        (tmp_path / "台账.xlsx").write_bytes(repacked(data, {"xl/worksheets/sheet1.xml": declared}))
        assert take_in(tmp_path / "台账.xlsx", parse_profile(PROFILE, "p"), key=b"k" * 32).taken == 10


class TestFlags:
    """A column of answers is read as people write them; words of the profile come first."""

    KIND = """
kind = "service_item"
body = "office"
sheets = ["*"]
head_rows = 1
exclude = []
[fields.id]
headings = ["编号"]
[fields.kind]
value = "licence"
[fields.secret]
headings = ["涉密"]
[fields.own_system]
headings = ["自建系统"]
words = { "在用" = "true", "停用" = "false" }
"""

    def test_are_read(self, tmp_path: Path) -> None:
        book = Workbook()
        page = book.worksheets[0]
        page.append(("编号", "涉密", "自建系统"))
        answers: Any
        for number, answers in enumerate([("是", "在用"), ("否", "停用"), ("√", "有"), (True, "停用"), ("也许", "在用")]):
            page.append((f"S-{number}", *answers))
        book.save(tmp_path / "a.xlsx")
        found = take_in(tmp_path / "a.xlsx", parse_profile(self.KIND, "p"), key=b"k" * 32)
        assert [(one.get("secret"), one.get("own_system")) for one in found.records] == [
            ("true", "true"), ("false", "false"), ("true", "true"), ("true", "false"),
        ]  # fmt: skip
        assert found.set_aside == 1
