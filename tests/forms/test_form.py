"""The form that a clerk fills in: what can be typed where, what stands beside, what is hidden."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet
from tests.forms.conftest import LAST, STANDARD

from govdisclosure import Body, Period, available_standards, load_standard
from govdisclosure.forms.form_workbook import blank_report, form_bytes
from govdisclosure.forms.layout import layout_of
from govdisclosure.testing.planting import report

PREVIOUS = report(STANDARD, LAST, 2023)
BODY = Body(id="civil", name="云岭市民政局")
NEW_FUNCTIONS = {"IFS", "SWITCH", "TEXTJOIN", "CONCAT", "XLOOKUP", "FILTER", "UNIQUE", "SORT", "SEQUENCE", "LET", "MAXIFS"}


@pytest.fixture(scope="module")
def data() -> bytes:
    return form_bytes(blank_report(STANDARD, BODY, Period.year(2024), PREVIOUS), PREVIOUS)


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def requests(book: Workbook) -> Worksheet:
    return book["三、收到和处理政府信息公开申请情况"]


class TestAForm:
    """Only what is to be filled in can be changed, and everything needed to do so stands beside."""

    def test_begins_with_the_cover_and_hides_its_identity_for_good(self, book: Workbook) -> None:
        assert book.sheetnames[0] == "封面"
        assert book["govdisclosure"].sheet_state == "veryHidden"
        assert "govdisclosure" in book.defined_names
        assert {one.name: one.value for one in book.custom_doc_props.props} == {  # type: ignore[attr-defined]
            "govdisclosure.standard": "cn-2021", "govdisclosure.body": "civil", "govdisclosure.period": "2024",
        }  # fmt: skip
        cover = {row[0]: row[1] for row in book["封面"].iter_rows(max_col=2, values_only=True) if row[0]}
        assert (cover["填报单位"], cover["统计期"], cover["统计标准"]) == ("云岭市民政局", "2024年", "cn-2021")
        assert {"填表人", "审核人", "负责人", "联系电话", "填报日期"} <= cover.keys()

    def test_names_its_sheets_on_the_cover_over_two_cells(self, book: Workbook) -> None:
        cover = book["封面"]
        top = next(row for row in range(1, 40) if cover.cell(row, 1).value == "表")
        names = [cover.cell(row, 1).value for row in range(top + 1, top + 5)]
        assert names == [one for one in book.sheetnames if one[0] in "二三四六"]
        assert {f"A{row}:B{row}" for row in range(top, top + 5)} <= {str(one) for one in cover.merged_cells.ranges}

    def test_does_not_call_a_sheet_filled_in_that_asks_for_nothing(self, book: Workbook) -> None:
        assert book["六、其他需要报告的事项"]["C2"].value == '="本表有则填写"'

    def test_has_a_sheet_of_words_that_fits_on_a_page(self, book: Workbook) -> None:
        assert book["文字"].column_dimensions["A"].width <= 86  # the width of the cover, which fits

    @pytest.mark.parametrize("name", available_standards())
    def test_lets_exactly_its_cells_be_typed(self, name: str) -> None:
        standard = load_standard(name)
        book = load_workbook(io.BytesIO(form_bytes(blank_report(standard, BODY, Period.year(2024)))))
        layout = layout_of(standard)
        for page in layout.pages:
            sheet = book.worksheets[page.number + 1]
            assert sheet.protection.sheet
            assert not sheet.protection.password
            cells = [cell for row in sheet.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
            unlocked = {(cell.row, cell.column) for cell in cells if not cell.protection.locked}
            places = [layout.places[one] for one in layout.inputs]
            assert unlocked == {(one.row, one.column) for one in places if one.page is page}
            checked = {
                cell for one in sheet.data_validations.dataValidation for area in one.sqref.ranges for cell in area.cells
            }
            assert unlocked <= checked

    def test_calculates_its_totals(self, requests: Worksheet) -> None:
        assert requests["J9"].value == '=IF(COUNT(D9:I9)=0,"",SUM(D9:I9))'
        assert requests["J9"].protection.locked

    def test_carries_last_years_rest_in(self, requests: Worksheet) -> None:
        row = [requests.cell(10, column).value for column in range(4, 10)]
        columns = [one.key for one in STANDARD.table_of["requests.received"].columns if one.key != "total"]
        assert row == [LAST[f"requests.carried_out/{one}"] for one in columns]
        assert requests["D9"].value is None

    def test_shows_last_years_figures_grey_and_locked(self, requests: Worksheet) -> None:
        cell = requests["L9"]
        assert cell.value == LAST["requests.received/natural_person"]
        assert cell.protection.locked
        assert cell.font.color.rgb == "00808080"

    def test_says_what_a_row_counts_and_by_which_source(self, requests: Worksheet) -> None:
        comment = requests["A9"].comment
        assert comment is not None
        assert "收到日期" in comment.text or "申请" in comment.text
        granted = requests["B11"].comment
        assert granted is not None
        assert "依据：" in granted.text

    def test_prompts_in_chinese(self, requests: Worksheet) -> None:
        checks = requests.data_validations.dataValidation
        assert all("填" in str(one.prompt) and "填" in str(one.error) for one in checks)
        assert all(one.type == "custom" and one.showErrorMessage for one in checks)

    def test_fits_on_paper(self, book: Workbook) -> None:
        for sheet in book.worksheets[:-1]:
            assert str(sheet.page_setup.paperSize) == "9"
            assert sheet.page_setup.fitToWidth == 1
            assert sheet.freeze_panes

    def test_uses_nothing_newer_than_excel_2010_and_no_macro(self, data: bytes) -> None:
        with ZipFile(io.BytesIO(data)) as archive:
            assert not [name for name in archive.namelist() if "vba" in name.lower()]
            sheets = [archive.read(one).decode() for one in archive.namelist() if "sheet" in one]
        formulas = re.findall(r"<f>(.*?)</f>", "".join(sheets))
        used = {name for one in formulas for name in re.findall(r"([A-Z][A-Z.0-9]*)\(", one)}
        assert used <= {"IF", "OR", "AND", "COUNT", "COUNTA", "COUNTIF", "COUNTBLANK", "SUM", "ROUND", "ABS"}
        assert not used & NEW_FUNCTIONS
        assert max(map(len, formulas)) < 8192

    def test_names_last_years_zero_and_blank_as_they_were(self) -> None:
        last = report(STANDARD, {**LAST, "documents.rules/made": 0, "documents.normative/made": None}, 2023)
        book = load_workbook(io.BytesIO(form_bytes(blank_report(STANDARD, BODY, Period.year(2024), last), last)))
        sheet = book["二、主动公开政府信息情况"]
        assert (sheet["F8"].value, sheet["F9"].value) == (0, None)

    def test_without_last_year_has_nothing_beside(self) -> None:
        book = load_workbook(io.BytesIO(form_bytes(blank_report(STANDARD, BODY, Period.year(2024)))))
        assert book["三、收到和处理政府信息公开申请情况"]["L9"].value is None

    def test_of_a_yes_no_row_has_a_list(self) -> None:
        standard = load_standard("cn-hengyang-2015")
        book = load_workbook(io.BytesIO(form_bytes(blank_report(standard, BODY, Period.year(2015)))))
        checks = book.worksheets[1].data_validations.dataValidation
        assert [one.formula1 for one in checks if one.type == "list"] == ['"是,否,—"']
