"""The xlsx exporter: a workbook that calculates, prints, and never corrects a figure in silence."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.consistency import check
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.exporters.xlsx import XlsxExporter
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text, shipped
from govdisclosure.testing.roundtrip import written
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Kind, Period, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
NATIONAL = shipped("cn-2021")
WIDE = load_text(
    """
    id = "wide"
    edition = "1"
    title = "{body}{year}年度报告"
    authority = "test"
    [[sections]]
    key = "words"
    heading = "一、总体情况"
    text = true
    [[sections]]
    key = "requests"
    heading = "三、收到和处理/申请情况"
    tables = ["requests"]
    [[sections]]
    key = "fees"
    tables = ["fees", "aside"]
    [[tables]]
    key = "requests"
    heading = "=申请情况"
    row_head = "勾稽关系"
    columns = [
      { key = "person", label = "自然人", head = ["申请人情况"] },
      { key = "company", label = "商业企业", head = ["申请人情况", "法人或其他组织"] },
      { key = "law", label = "法律服务机构", head = ["申请人情况", "法人或其他组织"] },
      { key = "other", label = "其他", head = ["申请人情况", "法人或其他组织"] },
      { key = "total", label = "总计", head = ["申请人情况"], total = ["person", "company", "law", "other"] },
    ]
    rows = [
      { key = "results", label = "三、本年度办理结果", heading = true },
      { key = "results.granted", label = "(一)予以公开", entered = "count" },
      { key = "results.refused", label = "(二)不予公开", heading = true },
      { key = "results.refused.secret", label = "1.属于国家秘密", entered = "count" },
      { key = "results.refused.other", label = "=2.其他", entered = "count" },
      { key = "results.total", label = "(三)总计", total = [
        "results.granted", "results.refused.secret", "results.refused.other",
      ] },
    ]
    [[tables]]
    key = "fees"
    rows = [
      { key = "fees.licences", label = "许可收费", entered = "amount" },
      { key = "fees.others", label = "其他收费", entered = "amount" },
      { key = "fees.all", label = "合计", total = ["fees.licences", "fees.others"] },
    ]
    [[tables]]
    key = "aside"
    printed = false
    rows = [{ key = "aside", label = "不印", entered = "count" }]
    """,
    name="wide.toml",
)
ZEROS: dict[Kind, Value] = {Kind.COUNT: 0, Kind.AMOUNT: Decimal(0), Kind.YES_NO: False, Kind.TEXT: "无"}
PROACTIVE: dict[str, Value] = {
    "disclosure.proactive": 946,
    "disclosure.proactive.items": 711,
    "disclosure.proactive.department_news": 172,
    "disclosure.proactive.key_areas": 16,
    "disclosure.proactive.public_opinion": 47,
}
FEES: dict[str, Value] = {
    "fees.licences": Decimal("12.50"),
    "fees.others": Decimal("0.05"),
    "fees.all": Decimal("12.55"),
}
FIGURES = {"person": 5, "company": 4, "law": 3, "other": 2, "total": 14}
OUTCOMES: dict[str, Value] = {f"results.{row}/{key}": n for row in ("granted", "total") for key, n in FIGURES.items()}
MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE


def publication(
    change: Mapping[str, Value | Cell] | None = None,
    standard: Standard = HENGYANG,
    *,
    text: dict[str, str] | None = None,
    name: str = "某局",
) -> PublishedReport:
    """A report of zeros in which only ``change`` says something else."""
    zeros = {address: ZEROS[spot.kind] for address, spot in standard.spots.items()}
    filled: dict[str, Value | Cell] = {**zeros, **(change or {})}
    report = Report(
        standard=standard,
        body=Body(id="b", name=name),
        period=Period.year(2015),
        signed=date(2016, 3, 14),
        cells={address: value if isinstance(value, Cell) else Cell(value=value) for address, value in filled.items()},
        text=text or {},
    )
    return PublishedReport(report=report, verdict=check(report))


def workbook(given: PublishedReport, *, results: bool = False) -> Workbook:
    return load_workbook(BytesIO(written(XlsxExporter(), given)), data_only=results)


def cells(sheet: Worksheet) -> dict[str, SheetCell]:
    """The cells of a table's sheet by their address, found as a reader would: by the hidden keys."""
    (corner,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "指标地址")
    found = {}
    for row in range(corner.row + 1, sheet.max_row + 1):
        for column in range(2, corner.column):
            key, cell = sheet.cell(corner.row, column).value, sheet.cell(row, column)
            assert isinstance(cell, SheetCell)
            address = str(sheet.cell(row, corner.column).value)
            found[f"{address}/{key}" if key else address] = cell
    return found


def calculated(sheet: Worksheet, cell: SheetCell) -> Decimal:
    """What a spreadsheet makes of a cell: SUM of cells and ranges is all we write; text and blanks count nothing."""
    value = cell.value
    if not isinstance(value, str) or cell.data_type != "f":
        return Decimal(str(value)) if isinstance(value, int | float) else Decimal(0)
    match = re.fullmatch(r"=SUM\(([A-Z0-9:,]+)\)", value)
    assert match, value
    return sum((calculated(sheet, part) for part in operands(sheet, match[1])), Decimal(0))


def operands(sheet: Worksheet, references: str) -> Iterator[SheetCell]:
    for reference in references.split(","):
        for row in sheet[reference] if ":" in reference else ((sheet[reference],),):
            yield from row


def formulas(sheet: Worksheet) -> dict[str, str]:
    return {address: str(cell.value) for address, cell in cells(sheet).items() if cell.data_type == "f"}


class TestTable:
    """Each printed table is a sheet, row by row as printed."""

    def test_named_after_its_section_or_simply_统计表(self) -> None:
        assert workbook(publication()).sheetnames == ["统计表"]
        assert workbook(publication(standard=WIDE)).sheetnames == ["三、收到和处理 申请情况", "统计表"]

    def test_has_every_one_of_the_41_rows_in_order(self) -> None:
        sheet = workbook(publication())["统计表"]
        rows = [(sheet.cell(row, 4).value, sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(5, 46)]
        assert rows == [(row.key, row.label, row.unit) for row in HENGYANG.tables[0].rows]

    def test_begins_with_title_body_and_period_across_the_page(self) -> None:
        sheet = workbook(publication())["统计表"]
        assert sheet["A1"].value == "某局2015年1-12月信息公开相关数据统计表"
        assert sheet["A2"].value == "填报单位：某局　　统计期：2015年"
        assert {"A1:C1", "A2:C2"} <= {str(one) for one in sheet.merged_cells.ranges}

    def test_heads_its_columns_as_the_standard_does(self) -> None:
        assert [cell.value for cell in workbook(publication())["统计表"][3]][:3] == ["统计指标", "单位", "统计数"]

    def test_shades_headings_and_prints_their_unit_and_value(self) -> None:
        sheet = workbook(publication())["统计表"]
        assert [cell.value for cell in sheet[5]] == ["一、政府网站", "—", "——", "website"]
        assert sheet["A5"].fill.fill_type == "solid"
        assert sheet["A7"].fill.fill_type is None

    def test_indents_labels_by_depth(self) -> None:
        sheet = workbook(publication())["统计表"]
        assert [sheet.cell(row, 1).alignment.indent for row in (5, 6, 7, 25)] == [0, 1, 2, 3]


class TestAddresses:
    """Every cell can be found again by its address, and nobody sees how."""

    @pytest.mark.parametrize("standard", [HENGYANG, WIDE])
    def test_by_hidden_keys_of_rows_and_columns(self, standard: Standard) -> None:
        found = [address for sheet in workbook(publication(standard=standard)).worksheets for address in cells(sheet)]
        printed = [address for address in standard.spots if address != "aside"]
        assert [address for address in found if address in standard.spots] == printed

    @pytest.mark.parametrize(("standard", "row", "column"), [(HENGYANG, 4, "D"), (WIDE, 6, "G")])
    def test_that_do_not_print(self, standard: Standard, row: int, column: str) -> None:
        sheet = workbook(publication(standard=standard)).worksheets[0]
        assert sheet.row_dimensions[row].hidden
        assert sheet.column_dimensions[column].hidden
        assert f"${column}$" not in sheet.print_area


class TestHead:
    """Groups of columns stand above them, merged, level by level; a head without a group reaches down."""

    def test_at_three_levels(self) -> None:
        sheet = workbook(publication(standard=WIDE)).worksheets[0]
        assert [[cell.value for cell in row[:6]] for row in sheet["A3:F5"]] == [
            ["勾稽关系", "申请人情况", None, None, None, None],
            [None, "自然人", "法人或其他组织", None, None, "总计"],
            [None, None, "商业企业", "法律服务机构", "其他", None],
        ]
        merged = {"A1:F1", "A2:F2", "A3:A5", "B3:F3", "B4:B5", "C4:E4", "F4:F5"}
        assert {str(one) for one in sheet.merged_cells.ranges} == merged

    def test_and_stays_in_view_with_the_labels(self) -> None:
        book = workbook(publication(standard=WIDE))
        assert [sheet.freeze_panes for sheet in book.worksheets] == ["B7", "A5"]


class TestTotals:
    """A total is a live formula where its parts add up to it."""

    def test_of_rows_sums_the_rows(self) -> None:
        sheet = workbook(publication(PROACTIVE))["统计表"]
        received = {"disclosure.on_request.received": "=SUM(C25:C28)"}
        assert formulas(sheet) == {"disclosure.proactive": "=SUM(C19:C22)", **received}
        assert calculated(sheet, cells(sheet)["disclosure.proactive"]) == 946

    def test_across_sums_the_columns_and_one_that_is_both_sums_its_rows(self) -> None:
        sheet = workbook(publication(OUTCOMES, WIDE)).worksheets[0]
        assert formulas(sheet)["results.granted/total"] == "=SUM(B8:E8)"
        assert formulas(sheet)["results.total/total"] == "=SUM(F8,F10,F11)"

    @pytest.mark.parametrize(
        "given",
        [publication(PROACTIVE), publication({**OUTCOMES, **FEES}, WIDE), publication({"fees.others": MISSING}, WIDE)],
        ids=["rows", "rows and columns", "a blank part"],
    )
    def test_calculates_to_what_the_report_says(self, given: PublishedReport) -> None:
        for sheet in [sheet for sheet in workbook(given).worksheets if sheet.title != "审核结果"]:
            for address in formulas(sheet):
                assert calculated(sheet, cells(sheet)[address]) == given.report[address]

    def test_has_its_result_stored_for_those_who_do_not_calculate(self) -> None:
        book = workbook(publication({**OUTCOMES, **FEES}, WIDE), results=True)
        assert cells(book.worksheets[0])["results.total/total"].value == 14
        assert cells(book.worksheets[1])["fees.all"].value == 12.55

    def test_is_calculated_anew_when_it_is_opened(self) -> None:
        assert workbook(publication()).calculation.fullCalcOnLoad

    def test_that_is_wrong_stands_as_it_is_on_red(self) -> None:
        book = workbook(publication({**PROACTIVE, "disclosure.proactive": 947}))
        cell = cells(book["统计表"])["disclosure.proactive"]
        assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == (947, "n", "00FFC7CE")

    def test_that_is_wrong_across_stands_on_red_though_its_rows_add_up(self) -> None:
        outcomes = {**OUTCOMES, "results.granted/total": 15, "results.total/total": 15}
        found = cells(workbook(publication(outcomes, WIDE)).worksheets[0])
        assert [found[f"results.{key}/total"].value for key in ("granted", "total")] == [15, 15]
        assert {found[f"results.{key}/total"].fill.fgColor.rgb for key in ("granted", "total")} == {"00FFC7CE"}

    def test_that_is_missing_stays_blank(self) -> None:
        book = workbook(publication({**PROACTIVE, "disclosure.proactive": MISSING}))
        cell = cells(book["统计表"])["disclosure.proactive"]
        assert (cell.value, cell.fill.fill_type) == (None, None)

    def test_of_totals_left_blank_is_a_plain_number_without_red(self) -> None:
        outcomes = {**OUTCOMES, "results.granted/total": MISSING}
        cell = cells(workbook(publication(outcomes, WIDE)).worksheets[0])["results.total/total"]
        assert (cell.value, cell.fill.fill_type) == ("=SUM(B12:E12)", None)  # its columns still add up
        outcomes["results.total/law"] = MISSING
        cell = cells(workbook(publication(outcomes, WIDE)).worksheets[0])["results.total/total"]
        assert (cell.value, cell.fill.fill_type) == (14, None)

    def test_passes_over_a_part_that_does_not_apply(self) -> None:
        sheet = workbook(publication({**PROACTIVE, "disclosure.on_request.received.fax": NOT_APPLICABLE}))["统计表"]
        assert calculated(sheet, cells(sheet)["disclosure.on_request.received"]) == 0


class TestValues:
    """Zero, missing and not applicable are three things; a number is a number and words are words."""

    @pytest.mark.parametrize(
        ("value", "expected", "kind"),
        [
            (0, 0, "n"),
            (31, 31, "n"),
            (-31, -31, "n"),
            (Decimal("12.50"), 12.5, "n"),
            (MISSING, None, "n"),
            (NOT_APPLICABLE, "—", "s"),
            (True, "是", "s"),
            (False, "否", "s"),
            ("见小结", "见小结", "s"),
            (Cell(value=MISSING, printed="表扬一次"), "表扬一次", "s"),
            (12345678901234567, "12345678901234567", "s"),
        ],
    )
    def test_each_is_told_from_the_others(self, value: Value | Cell, expected: object, kind: str) -> None:
        cell = cells(workbook(publication({"services.cases": value}))["统计表"])["services.cases"]
        assert (cell.value, cell.data_type) == (expected, kind)

    def test_zero_is_shown_by_the_word_of_the_standard(self) -> None:
        assert cells(workbook(publication())["统计表"])["services.cases"].number_format == '0;-0;"无"'
        assert cells(workbook(publication(standard=WIDE)).worksheets[0])["results.granted/law"].number_format == "0"

    def test_an_amount_keeps_its_own_decimals(self) -> None:
        found = cells(workbook(publication(FEES, WIDE)).worksheets[1])
        assert {found[address].number_format for address in FEES} == {'0.00;-0.00;"0"'}


class TestText:
    """Text stays whole text, whatever it begins with."""

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "1", "12:30"])
    def test_in_a_cell(self, text: str) -> None:
        cell = cells(workbook(publication({"services.cases": text}))["统计表"])["services.cases"]
        assert (cell.value, cell.data_type) == (text, "s")
        assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))

    def test_in_titles_labels_and_paragraphs(self) -> None:
        given = publication(standard=WIDE, text={"words": "=1+1"}, name="=某局")
        data = written(XlsxExporter(), given)
        filled = (cell for sheet in load_workbook(BytesIO(data)) for row in sheet for cell in row)
        texts = {cell.value for cell in filled if cell.data_type == "s"}
        assert {"=申请情况", "=2.其他", "=1+1", "=某局2015年度报告"} <= texts
        with ZipFile(BytesIO(data)) as parts:
            found = [one for name in parts.namelist() for one in re.findall(r"<f>(.*?)</f>", parts.read(name).decode())]
        assert found
        assert all(one.startswith("SUM(") for one in found)

    @pytest.mark.parametrize("sign", ["\0", "\x07", "\uffff"])
    def test_without_what_a_workbook_cannot_hold(self, sign: str) -> None:
        words = f"公{sign}开"
        book = workbook(publication({"services.cases": words}, text={"overview": words}, name=f"某{sign}局"))
        assert cells(book["统计表"])["services.cases"].value == "公\ufffd开"
        assert [cell.value for cell in book["文字"]["A"]] == ["某\ufffd局2015年政府信息公开工作年度报告", "公\ufffd开"]

    def test_with_line_breaks_as_a_workbook_has_them(self) -> None:
        cell = cells(workbook(publication({"services.cases": "公\r\n开\r了"}))["统计表"])["services.cases"]
        assert cell.value == "公\n开\n了"


class TestWords:
    """The text sections stand on a sheet of their own, if there are any words."""

    def test_with_headings_and_figures_filled_in(self) -> None:
        words = "全年公开{disclosure.proactive}条。\n收到申请{disclosure.on_request.received}件。"
        text = {"overview": words, "outlook": "努力。"}
        sheet = workbook(publication(PROACTIVE, text=text))["文字"]
        assert [cell.value for cell in sheet["A"]] == [
            "某局2015年政府信息公开工作年度报告",
            "全年公开946条。",
            "收到申请0件。",
            "下步工作思路和打算",
            "努力。",
        ]

    def test_a_paragraph_too_long_for_a_row_goes_on_in_the_next_after_a_sentence(self) -> None:
        text = "信息公开工作。" * 200
        found = [str(cell.value) for cell in workbook(publication(text={"overview": text}))["文字"]["A"]][1:]
        assert "".join(found) == text
        assert len(found) == 3
        assert all(piece.endswith("。") for piece in found)

    def test_a_long_paragraph_without_sentences_stays_whole_too(self) -> None:
        text = "公" * 1500
        found = [str(cell.value) for cell in workbook(publication(text={"overview": text}))["文字"]["A"]][1:]
        assert "".join(found) == text

    def test_without_words_there_is_no_such_sheet(self) -> None:
        assert "文字" not in workbook(publication(text={"overview": " "})).sheetnames


class TestDraft:
    """A draft is marked on every page, and says why it is one."""

    draft = publication({**PROACTIVE, "disclosure.proactive": 947}, text={"overview": "努力。"})

    def test_on_every_page_of_every_sheet(self) -> None:
        with ZipFile(BytesIO(written(XlsxExporter(), self.draft))) as parts:
            sheets = [parts.read(name).decode("ascii") for name in parts.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 3
        header = '<oddHeader>&amp;C&amp;"宋体"&amp;16 草稿</oddHeader>'.encode("ascii", "xmlcharrefreplace").decode()
        assert all(header in sheet and "differentFirst" not in sheet for sheet in sheets)

    def test_and_above_the_table(self) -> None:
        assert "草稿" in str(workbook(self.draft)["统计表"]["A2"].value)

    def test_and_in_the_properties(self) -> None:
        assert workbook(self.draft).properties.contentStatus == "草稿"

    def test_lists_its_findings_gravest_first_on_the_last_sheet(self) -> None:
        given = publication({**PROACTIVE, "disclosure.proactive": 947, "services.cases": MISSING})
        book = workbook(given)
        assert book.sheetnames[-1] == "审核结果"
        rows = [[cell.value for cell in row] for row in book["审核结果"].iter_rows(min_row=2)]
        assert rows[0] == ["严重程度", "规则", "说明", "涉及的单元格", "位置"]
        assert [row[0] for row in rows[1:]] == [finding.severity.zh for finding in given.verdict.findings]
        first = given.verdict.findings[0]
        assert rows[1] == ["错误", "disclosure.proactive.sum", first.message.zh, "\n".join(first.cells), None]

    def test_is_not_what_a_report_without_errors_looks_like(self) -> None:
        given = publication({"services.cases": MISSING}, text={"overview": "努力。"})
        assert workbook(given).sheetnames == ["统计表", "文字"]
        with ZipFile(BytesIO(written(XlsxExporter(), given))) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
        assert not any(word in content for word in ("草稿".encode(), "草稿".encode("ascii", "xmlcharrefreplace")))


class TestPrint:
    """It prints on A4, a page wide, numbered, with its head on every page."""

    def test_upright_while_it_has_room_and_on_its_side_for_many_columns_or_long_figures(self) -> None:
        books = {standard: workbook(publication(standard=standard)) for standard in (HENGYANG, NATIONAL)}
        assert [[sheet.page_setup.orientation for sheet in book.worksheets] for book in books.values()] == [
            ["portrait"],
            ["portrait", "portrait", "landscape"],
        ]
        assert {sheet.page_setup.paperSize for book in books.values() for sheet in book.worksheets} == {9}
        long = {f"requests.received/{column.key}": 123456789012345 for column in NATIONAL.table_of["requests.received"].columns}
        assert workbook(publication(long, NATIONAL)).worksheets[1].page_setup.orientation == "landscape"

    def test_one_page_wide_and_as_many_high_as_it_takes(self) -> None:
        for sheet in workbook(TestDraft.draft).worksheets:
            assert sheet.sheet_properties.pageSetUpPr is not None
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth == 1
            assert sheet.print_options.horizontalCentered
            footers = sheet.HeaderFooter
            assert footers.oddFooter is not None
            assert footers.evenFooter is not None
            assert footers.oddFooter.right.text == footers.evenFooter.left.text == "— &P —"  # at the outside

    def test_on_one_page_where_it_stays_legible(self) -> None:
        high = {sheet.title: sheet.page_setup.fitToHeight for sheet in workbook(publication(standard=NATIONAL))}
        assert high == {
            "二、主动公开政府信息情况": 1,
            "三、收到和处理政府信息公开申请情况": 1,
            "四、政府信息公开行政复议、行政诉讼情况": 1,
        }
        rows = ",".join(f'{{ key = "r{at}", label = "r{at}", entered = "count" }}' for at in range(90))
        assert workbook(publication(standard=one_table(rows))).worksheets[0].page_setup.fitToHeight == 0

    def test_joined_tables_are_one_sheet_and_label_columns_the_forms(self) -> None:
        items, requests, remedies = workbook(publication(standard=NATIONAL)).worksheets
        assert [items.cell(row, 1).value for row in (3, 4, 6, 7, 8, 9, 11)] == [
            "第二十条第（一）项", "信息内容", "规章", "行政规范性文件", "第二十条第（五）项", "信息内容", "行政许可",
        ]  # fmt: skip
        assert {"A3:D3", "B9:D9", "B11:D11"} <= {str(area) for area in items.merged_cells.ranges}
        assert {"A3:C5", "A7:C7", "A9:A30", "B11:B18"} <= {str(area) for area in requests.merged_cells.ranges}
        assert [remedies.cell(row, 1).value for row in (3, 4, 5)] == ["行政复议", "结果维持", None]

    def test_with_the_head_on_every_page(self) -> None:
        assert workbook(publication()).worksheets[0].print_title_rows == "$3:$3"
        assert workbook(publication(standard=WIDE)).worksheets[0].print_title_rows == "$3:$5"

    def test_with_room_for_labels_and_figures(self) -> None:
        sheet = workbook(publication())["统计表"]
        assert sheet.row_dimensions[44].height > sheet.row_dimensions[45].height  # 100%通过本级网上政务服务…: two lines
        book = workbook(publication({"results.granted/law": 123456789012345}, WIDE))
        assert book.worksheets[0].column_dimensions["D"].width > 15


class TestFile:
    """The same report gives the same bytes."""

    def test_because_no_clock_is_read(self) -> None:
        properties = workbook(publication()).properties
        assert (properties.creator, properties.title) == ("govdisclosure", "某局2015年政府信息公开工作年度报告")
        assert properties.created == properties.modified == datetime(2016, 3, 14)

    def test_twice(self) -> None:
        assert written(XlsxExporter(), publication(OUTCOMES, WIDE)) == written(XlsxExporter(), publication(OUTCOMES, WIDE))

    def test_and_its_exporter_is_one(self) -> None:
        exporter: Exporter = XlsxExporter()
        assert (exporter.name, exporter.suffixes) == ("xlsx", (".xlsx",))
        assert exporter.labels == ("Excel工作簿", "Excel workbook")
