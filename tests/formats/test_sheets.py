"""Spreadsheets taken apart: every cell as the sheet shows it, with every stored digit and its address."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import spreadsheet
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.formats.runs import Omission
from govdisclosure.formats.workbook import column_name, place
from govdisclosure.testing.made_documents import grids, package, relations, repacked, sheet_file, texts

FILES = Path(__file__).parent / "files"


def opened(data: bytes, name: str = "表.xlsx") -> OpenedDocument:
    return spreadsheet.document(data, name)


def rows(*cells: str) -> str:
    return f"<sheetData>{''.join(cells)}</sheetData>"


def shown(content: str, **given: str) -> list[list[str | None]]:
    return texts(grids(opened(sheet_file(content, parts={f"xl/{kind}.xml": part for kind, part in given.items()})))[0])


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def in_format(value: float | str, code: str) -> str:
    """What a cell of this format shows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = value
    sheet["A1"].number_format = code
    return texts(grids(opened(saved(book)))[0])[0][0] or ""


class TestDigitsOfFormats:
    """Digits that only a number format has are no part of a figure; they are named."""

    @pytest.mark.parametrize(
        ("value", "code", "expected", "seen"),
        [
            (10, '0"2"', "10", "102"),
            (10, '"2"0', "10", "210"),
            (10, "0\\2", "10", "102"),
            (10, '0"2件"', "10", "102件"),
            (1000, '#,##0"5"', "1000", "1,0005"),
            (-10, '0;(0"2")', "-10", "-(102)"),
            (10, 'General"2"', "10", "210"),
            (10, '"12"', "10", "12"),
            (10, '"5"', "10", "5"),
            (0, '0"1"', "0", "01"),
            (10, '0".5"', "10", "10.5"),
            (10, '0"(2)"', "10", "10(2)"),
            (10, '0" 2"', "10", "102"),
            (0.5, '0"2"%', "50%", "502%"),
            ("10", '@"2"', "10", "102"),
        ],
    )
    def test_are_left_out(self, value: float | str, code: str, expected: str, seen: str) -> None:
        found = self.of(value, code)
        assert texts(grids(found)[0]) == [[expected]]
        assert [(one.where, one.reason, one.text) for one in found.left_out] == [("Sheet!A1", Omission.OF_FORMAT, seen)]

    @pytest.mark.parametrize(
        ("value", "code", "expected"),
        [
            (10, '0"件"', "10件"),
            (0, '0;-0;"0"', "0"),
            (0, '0;-0;"无"', "无"),
            (12345, "0!.0,", "1.2345"),
            (12345, "#,##0,", "12.345"),
            (5, '0"m²"', "5m²"),
            (7, "000", "007"),
            (-7, "0_);(0)", "-7"),
            (0.125, "0%", "12.5%"),
            (1234.5, "0.00E+00", "1234.5"),
            (1, '"卫公开〔2024〕"000"号"', "卫公开〔2024〕001号"),
        ],
    )
    def test_are_not_words_beside_a_figure(self, value: float, code: str, expected: str) -> None:
        found = self.of(value, code)
        assert (texts(grids(found)[0]), found.left_out) == ([[expected]], ())

    @pytest.mark.parametrize(
        ("value", "seen", "expected"),
        [("10", "102", "10"), ("10", "210", "10"), ("10", "102件", "10"), ("-10", "-102", "-10"), ("0.5", "502%", "50%")],
    )
    def test_are_left_out_of_what_libreoffice_shows(self, value: str, seen: str, expected: str) -> None:
        cell = f'<table-cell value-type="float" value="{value}"><p>{seen}</p></table-cell>'
        found = ods(f'<table name="Sheet"><table-row>{cell}</table-row></table>')
        assert texts(grids(found)[0]) == [[expected]]
        assert [(one.where, one.reason, one.text) for one in found.left_out] == [("Sheet!A1", Omission.OF_FORMAT, seen)]

    @pytest.mark.parametrize(
        ("value", "code", "left"),
        [
            (7, ";;;", "7"),
            (7, "-", "7"),
            (-7, "0;;0", "-7"),
            (5, '[=1]"是";[=0]"否";', "5"),
            (0, "0;-0;", None),
            (7, "0;;", None),
        ],
    )
    def test_that_a_format_does_not_show_are_named_and_are_no_figure(self, value: int, code: str, left: str | None) -> None:
        found = self.of(value, code)
        assert texts(grids(found)[0]) == [["" if left else str(value)]]
        named = [("Sheet!A1", Omission.INVISIBLE, left)] if left else []
        assert [(one.where, one.reason, one.text) for one in found.left_out] == named

    def of(self, value: float | str, code: str) -> OpenedDocument:
        book = Workbook()
        book.worksheets[0]["A1"] = value
        book.worksheets[0]["A1"].number_format = code
        return opened(saved(book))


class TestCells:
    """A cell shows text, numbers, days, yes or no and errors as the sheet does."""

    def test_of_every_kind_show_what_the_sheet_shows(self) -> None:
        strings = "<sst><si><t>文字</t></si><si><r><t>富</t></r><r><t>文本</t></r><rPh><t>fu</t></rPh></si></sst>"
        content = rows(
            '<row r="1">'
            '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
            '<c r="C1" t="inlineStr"><is><t>内联_x000D_</t></is></c>'
            '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="str"><f>A1</f><v>文字</v></c>'
            '<c r="G1"><v>946</v></c><c r="H1"><v>0.30000000000000004</v></c><c r="I1" t="d"><v>2024-01-31</v></c>'
            '<c r="J1" t="b"><v>0</v></c><c r="K1" t="inlineStr"/><c r="L1"><v>12.50</v></c><c r="M1"><v>many</v></c>'
            "</row>"
        )
        assert shown(content, sharedStrings=strings) == [
            ["文字", "富文本", "内联\r", "TRUE", "#REF!", "文字", "946", "0.3", "2024-01-31", "FALSE", "", "12.50", "many"]
        ]

    def test_without_a_reference_stand_beside_each_other(self) -> None:
        assert shown(rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")) == [["1", "2"], ["3", ""]]

    def test_know_their_address(self) -> None:
        grid = grids(opened(sheet_file(rows('<row r="7"><c r="C7"><v>5</v></c></row>'))))[0]
        cell = grid.rows[-1][-1]
        assert cell is not None
        assert (cell.where, cell.text) == ("Sheet1!C7", "5")
        assert (grid.where, grid.caption, len(grid.rows)) == ("Sheet1", "Sheet1", 7)

    def test_whose_formula_was_never_calculated_are_blank_and_named(self) -> None:
        content = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c></row>'
        document = opened(sheet_file(rows(content, '<row r="2"><c r="A2"><v>1</v></c></row>')))
        assert document.unreadable == (
            ("Sheet1!A1", "formula never calculated"),
            ("Sheet1!B1", "formula never calculated"),
        )
        assert texts(grids(document)[0]) == [[""], ["1"]]

    def test_far_away_do_not_make_a_large_grid(self) -> None:
        cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        (grid,) = grids(opened(sheet_file(rows(cells))))
        assert [[cell and cell.where for cell in row] for row in grid.rows] == [
            ["Sheet1!A1", "Sheet1!XFD1"],
            ["Sheet1!A1048576", "Sheet1!XFD1048576"],
        ]

    def test_that_are_blank_belong_to_the_table_that_frames_them(self) -> None:
        styles = (
            '<styleSheet><borders><border/><border><left style="thin"/><top style="thin"/></border></borders>'
            '<cellXfs><xf/><xf borderId="1"/></cellXfs></styleSheet>'
        )
        content = rows('<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" s="0"/></row>')
        assert shown(content, styles=styles) == [["1", ""]]

    def test_that_no_string_is_stored_for_are_damage(self) -> None:
        with pytest.raises(UnreadableError, match="damaged"):
            shown(rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))

    @pytest.mark.parametrize("row", ["1048577", "9999999"])
    def test_below_the_last_row_are_damage(self, row: str) -> None:
        with pytest.raises(UnreadableError, match="damaged"):
            shown(rows(f'<row r="{row}"><c><v>7</v></c></row>'))

    @pytest.mark.parametrize(
        ("reference", "expected"),
        [("C7", (7, 3)), ("$AB$12", (12, 28)), ("XFE1", None), ("A0", None), ("7C", None), ("", None)],
    )
    def test_are_found_by_their_reference(self, reference: str, expected: tuple[int, int] | None) -> None:
        assert place(reference) == expected
        if expected:
            assert f"{column_name(expected[1])}{expected[0]}" == reference.replace("$", "")


class TestFormats:
    """A number shows what its format adds, and never fewer digits than are stored."""

    @pytest.mark.parametrize(
        ("value", "code", "expected"),
        [
            (0.125, "0%", "12.5%"),
            (0.5, "0.00%", "50.00%"),
            (0, '0;-0;"无"', "无"),
            (0, '#,##0;-#,##0;"无";@', "无"),
            (5, '0;-0;"无"', "5"),
            (-5, '0;-0;"无"', "-5"),
            (-5, "0;(0)", "-5"),
            (-5, "0;[Red]0", "-5"),
            (1234567, "#,##0", "1,234,567"),
            (1234.5, "#,##0.00", "1,234.50"),
            (12.3456, "0.00", "12.3456"),
            (12.5, "0.00", "12.50"),
            (12.5, "0.0#", "12.5"),
            (0.1 + 0.2, "General", "0.3"),
            (946, '0"件"', "946件"),
            (946, '"共"0"件"', "共946件"),
            (-3, '"共"0"件"', "-共3件"),
            (946, "G/通用格式", "946"),
            (946, 'General"件"', "件946"),
            (12, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "12"),
            (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
            (0, "0;-0;;@", "0"),
            (7, '[>=10]"多";[<5]"少";0', "7"),
            (12, '[>=10]"多";[<5]"少";0', "多"),
            (7, '[=1]"是";[=0]"否"', "7"),
            (1.5, "[$¥-804]0.00", "¥1.50"),
            (12345, '0!.0,"万"', "1.2345万"),
            (1500, "0,", "1.5"),
            (1500, "0.00E+00", "1500"),
            (3, "[DBNum1]0", "3"),
            (1e40, "0", "1E+40"),
        ],
    )
    def test_of_numbers(self, value: float, code: str, expected: str) -> None:
        assert in_format(value, code) == expected

    @pytest.mark.parametrize(
        ("value", "code", "expected"),
        [
            (45322, 'yyyy"年"m"月"d"日"', "2024年1月31日"),
            (45322, "yyyy-mm-dd", "2024-01-31"),
            (45322, "yy/m/d", "24/1/31"),
            (45322.75, "yyyy/m/d h:mm", "2024/1/31 18:00"),
            (45322.75, "h:mm:ss AM/PM", "6:00:00 下午"),
            (45322, "[$-804]aaaa", "星期三"),
            (1.5, "[h]:mm", "36:00"),
            (1, "yyyy/m/d", "1900/1/1"),
            (-1, "yyyy/m/d", "-1"),
            (1e9, "yyyy/m/d", "1000000000"),
        ],
    )
    def test_of_days(self, value: float, code: str, expected: str) -> None:
        assert in_format(value, code) == expected

    def test_of_texts(self) -> None:
        assert in_format("甲", "@") == "甲"
        assert in_format("甲", '0;-0;0;"区"@') == "区甲"

    def test_named_by_number_alone_are_those_of_chinese_editions(self) -> None:
        styles = '<styleSheet><cellXfs><xf numFmtId="31"/><xf numFmtId="10"/><xf numFmtId="999"/></cellXfs></styleSheet>'
        cells = "".join(f'<c s="{style}"><v>45322</v></c>' for style in range(4))
        assert shown(rows(f"<row>{cells}</row>"), styles=styles) == [["2024年1月31日", "4532200.00%", "45322", "45322"]]

    def test_of_days_from_1904(self) -> None:
        styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
        content = rows("<row><c><v>0</v></c></row>")
        data = sheet_file(content, workbook='<workbookPr date1904="1"/>', parts={"xl/styles.xml": styles})
        assert texts(grids(opened(data))[0]) == [["1904/1/1"]]


class TestSheets:
    """Each sheet is a grid in the order of the tabs; what is merged, hidden, remarked or drawn on it is known."""

    def test_have_merged_cells_in_all_places(self) -> None:
        content = rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>')
        (grid,) = grids(opened(sheet_file(content + '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="Z"/></mergeCells>')))
        assert texts(grid) == [["1", "1", ""], ["1", "1", ""], ["", "", "2"]]
        assert len({id(grid.rows[row][column]) for row in (0, 1) for column in (0, 1)}) == 1

    def test_with_a_merge_over_all_columns_stay_as_wide_as_their_cells(self) -> None:
        content = rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>')
        assert shown(content + '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>') == [["1", "1"], ["", "2"]]

    def test_mark_what_is_hidden(self) -> None:
        content = '<cols><col min="2" max="3" hidden="1"/></cols>' + rows(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>'
        )
        (grid,) = grids(opened(sheet_file(content)))
        assert [[cell is not None and cell.hidden for cell in row] for row in grid.rows] == [[False, True], [True, True]]
        (whole,) = grids(opened(sheet_file(content, names='state="veryHidden"')))
        assert all(cell is not None and cell.hidden for row in whole.rows for cell in row)

    def test_have_comments_as_remarks(self) -> None:
        data = sheet_file(
            rows('<row r="1"><c r="A1"><v>1</v></c></row>'),
            parts={
                "xl/worksheets/_rels/sheet1.xml.rels": relations({"../comments1.xml": "comments"}),
                "xl/comments1.xml": '<comments><commentList><comment ref="B2"><text><r><t>请核对</t></r></text></comment>'
                "</commentList></comments>",
            },
        )
        cell = grids(opened(data))[0].rows[1][1]
        assert cell is not None
        assert (cell.text, cell.remark) == ("", "请核对")

    def test_name_pictures_charts_and_objects_and_read_text_boxes(self) -> None:
        anchor = "<twoCellAnchor><from><col>2</col><row>4</row></from>{}</twoCellAnchor>"
        box = "<sp><txBody><p><r><t>填报说明</t></r></p><p/></txBody></sp>"
        drawing = (
            "<wsDr>" + "".join(anchor.format(one) for one in ("<pic/>", "<graphicFrame/>", box)) + "<absoluteAnchor/></wsDr>"
        )
        data = sheet_file(
            rows() + "<oleObjects><oleObject/></oleObjects>",
            parts={
                "xl/worksheets/_rels/sheet1.xml.rels": relations({"../drawings/drawing1.xml": "drawing"}),
                "xl/drawings/drawing1.xml": drawing,
            },
        )
        document = opened(data)
        assert document.unreadable == (("Sheet1", "embedded object"), ("Sheet1!C5", "picture"), ("Sheet1!C5", "chart"))
        assert document.blocks[-1] == Words(text="填报说明", where="Sheet1!C5, text box")

    def test_that_are_charts_are_named(self) -> None:
        book = Workbook()
        book.worksheets[0]["A1"] = 1
        book.create_chartsheet("图").add_chart(BarChart())
        assert opened(saved(book)).unreadable[0] == ("图", "chart")

    def test_that_the_file_lacks_are_damage(self) -> None:
        data = sheet_file(rows())
        for broken in (
            repacked(data, {"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
            repacked(data, {"xl/workbook.xml": b"<workbook/>"}),
        ):
            with pytest.raises(UnreadableError, match="damaged"):
                opened(broken)

    def test_are_not_more_than_a_workbook_can_have(self) -> None:
        with pytest.raises(UnreadableError, match="parts or sheets"):
            opened(sheet_file(*[rows()] * 301))

    def test_with_more_places_than_any_report_are_refused(self) -> None:
        diagonal = "".join(f'<row r="{n}"><c r="{column_name(n)}{n}"><v>1</v></c></row>' for n in range(1, 800))
        with pytest.raises(UnreadableError, match="more than 500000"):
            opened(sheet_file(rows(diagonal)))


@pytest.mark.parametrize("suffix", ["xls", "ods"])
class TestOtherFormats:
    """.xls and .ods show the same; the files are a workbook full of quirks that LibreOffice saved (``files/make.py``)."""

    EXPECTED = (
        ["指标", "申请人情况", "申请人情况", "总计"],
        ["指标", "自然人", "法人", "总计"],
        ["一、新收", "12", "无", "12"],
        ["占比", "12.5%", "33.3333333333333%", "0.3"],
        ["金额", "1,234,567.50", "12.50", "#DIV/0!"],
        ["日期", "2024年1月31日", "TRUE", "文字"],
        ["隐藏", "1", "2", "3"],
        ["空白", "", "", ""],
    )

    def read(self, suffix: str) -> OpenedDocument:
        return opened((FILES / f"quirks.{suffix}").read_bytes(), f"quirks.{suffix}")

    def test_show_the_same_cells(self, suffix: str) -> None:
        first, second = grids(self.read(suffix))
        assert tuple(row[:4] for row in texts(first)[:8]) == self.EXPECTED
        assert texts(second) == [["x", "y"]]
        assert (first.where, first.caption, second.where) == ("表一", "表一", "隐藏表")

    def test_know_what_is_merged_hidden_and_remarked(self, suffix: str) -> None:
        first, second = grids(self.read(suffix))
        assert first.rows[0][1] is first.rows[0][2]
        assert first.rows[0][3] is first.rows[1][3]
        assert [row[0] is not None and row[0].hidden for row in first.rows[:8]] == [False] * 6 + [True, False]
        assert all(cell is not None and cell.hidden for cell in second.rows[0])
        remarked = first.rows[2][1]
        assert remarked is not None
        assert remarked.remark is not None
        assert "含上年结转" in remarked.remark

    def test_name_the_picture(self, suffix: str) -> None:
        where = {"xls": "表一", "ods": "表一!F3"}[suffix]
        assert self.read(suffix).unreadable == ((where, "picture"),)

    def test_do_not_grow_by_a_cell_far_away(self, suffix: str) -> None:
        first = grids(self.read(suffix))[0]
        assert len(first.rows) < 70
        far = first.rows[-1][-1]
        assert far is not None
        assert (far.text, far.where) == ("远处", "表一!AD400")

    def test_are_known_by_content(self, suffix: str) -> None:
        data = (FILES / f"quirks.{suffix}").read_bytes()
        assert spreadsheet.accepts(data)
        assert spreadsheet.document(data, "年报.docx").blocks


def ods(content: str, **parts: str) -> OpenedDocument:
    made: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    made["content.xml"] = f'<d xmlns:t="t"><automatic-styles/><body><spreadsheet>{content}</spreadsheet></body></d>'
    return opened(package(made | {f"{name}.xml": part for name, part in parts.items()}), "表.ods")


class TestOpenDocument:
    """What LibreOffice writes in an .ods besides plain cells."""

    def test_repeated_cells_and_rows_are_each_there(self) -> None:
        row = '<table-row number-rows-repeated="2"><table-cell number-columns-repeated="2"><p>无</p></table-cell></table-row>'
        empty = '<table-row number-rows-repeated="1048570"><table-cell number-columns-repeated="16384"/></table-row>'
        grouped = f"<table-row-group><table-header-rows>{row}</table-header-rows></table-row-group>"
        assert texts(grids(ods(f'<table name="S">{grouped}{empty}</table>'))[0]) == [["无", "无"], ["无", "无"]]

    def test_text_keeps_its_blanks_and_line_breaks(self) -> None:
        cell = '<table-cell><p>a<s c="2"/>b<tab/>c<line-break/>d<span>e</span></p><p>f</p></table-cell>'
        assert texts(grids(ods(f'<table name="S"><table-row>{cell}</table-row></table>'))[0]) == [["a  b\tc\nde\nf"]]

    @pytest.mark.parametrize(
        ("value", "seen", "expected"),
        [
            ("12.3456", "12.35", "12.3456"),
            ("0.30000000000000004", "0.3", "0.3"),
            ("1234567.891", "1,234,567.9", "1,234,567.891"),
            ("5", "", "5"),
            ("5", "五", "五"),
            ("12345", "12.3", "12.3"),
            ("x", "7", "7"),
        ],
    )
    def test_numbers_keep_their_digits(self, value: str, seen: str, expected: str) -> None:
        cell = f'<table-cell value-type="float" value="{value}"><p>{seen}</p></table-cell>'
        assert texts(grids(ods(f'<table name="S"><table-row>{cell}</table-row></table>'))[0]) == [[expected]]

    def test_pictures_charts_and_uncalculated_formulas_are_named(self) -> None:
        cells = '<table-cell formula="of:=1"/><table-cell><frame><image/></frame></table-cell>'
        shapes = "<shapes><frame><object/></frame></shapes>"
        assert ods(f'<table name="Sheet">{shapes}<table-row>{cells}</table-row></table>').unreadable == (
            ("Sheet!A1", "formula never calculated"),
            ("Sheet!B1", "picture"),
            ("Sheet", "embedded object"),
        )

    def test_title_and_properties_are_read(self) -> None:
        meta = '<m><meta><title>年报</title><user-defined name="机关">某局</user-defined></meta></m>'
        document = ods('<table name="S"/>', meta=meta)
        assert document.titles == ("年报",)
        assert document.properties == {"title": "年报", "机关": "某局"}

    def test_endless_repetition_is_refused(self) -> None:
        cell = '<table-cell number-columns-repeated="16384"><p>1</p></table-cell>'
        with pytest.raises(UnreadableError, match="more than 500000"):
            ods(f'<table name="S"><table-row number-rows-repeated="1048576">{cell}</table-row></table>')
        for wide in (
            '<table-row number-rows-repeated="9999999"/>',
            '<table-row><table-cell number-columns-repeated="99999"/></table-row>',
        ):
            with pytest.raises(UnreadableError, match="damaged"):
                ods(f'<table name="S">{wide}</table>')

    def test_without_a_spreadsheet_or_under_a_password_it_is_refused(self) -> None:
        made: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<d/>"}
        with pytest.raises(UnreadableError, match="damaged"):
            opened(package(made))
        with pytest.raises(UnreadableError, match="password"):
            opened(package(made | {"META-INF/manifest.xml": "<m><encryption-data/></m>"}))
        with pytest.raises(UnreadableError, match="macros"):
            opened(package(made | {"Basic/Standard/Module1.xml": "<m/>"}))
