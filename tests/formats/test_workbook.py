"""The one way into a spreadsheet: typed cells, each with its doubt; the fast parser gives what the careful one gives."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook as Written
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import xlsx
from govdisclosure.formats.runs import Omission
from govdisclosure.formats.safe_zip import Package, parse
from govdisclosure.formats.spreadsheet import document, open_workbook
from govdisclosure.formats.workbook import DOCUMENT, CellDoubt, Sheet, SheetCell, SizeLimits
from govdisclosure.testing.made_documents import sheet_file

FILES = Path(__file__).parent / "files"
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<fonts><font/><font><strike/></font><font><vertAlign val="superscript"/></font></fonts>'
    '<borders><border/><border><left style="thin"/><right style="thin"/></border></borders>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/>'
    '<xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="0" borderId="1"/></cellXfs></styleSheet>'
)
STRINGS = '<sst><si><t>网上</t></si><si><r><t>7</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si></sst>'


def cells(sheet: Sheet) -> dict[tuple[int, int], SheetCell]:
    return {(row, column): cell for row, line in sheet.lines() for column, cell in line.items()}


def first(data: bytes) -> dict[tuple[int, int], SheetCell]:
    return cells(open_workbook(data, "表.xlsx").sheets[0])


def saved(book: Written) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def in_format(value: float, code: str, *, from_1904: bool = False) -> SheetCell:
    book = Written()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    page = book.worksheets[0]
    page["A1"] = value
    page["A1"].number_format = code
    return first(saved(book))[1, 1]


class TestDays:
    """A number whose format shows a day is that day, whatever the format and the year from which days count."""

    @pytest.mark.parametrize(
        "code",
        [
            "yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy年m月d日",
            "[$-804]yyyy年m月d日;@", "[DBNum1][$-804]yyyy年m月d日",
            "m/d/yy", "d-mmm-yy", "[$-F800]dddd, mmmm dd, yyyy", "yyyy.mm.dd", "e-m-d", 'm"月"d"日"', "yyyy年m月",
            "yy-m-d", "dd/mm/yyyy",
            "yyyy/m/d h:mm", "[$-409]d-mmm-yyyy;@", "yyyy-m-d aaaa",
        ],
    )  # fmt: skip
    def test_in_every_format(self, code: str) -> None:
        assert in_format(45356, code).value == datetime(2024, 3, 5)
        assert in_format(43894, code, from_1904=True).value == datetime(2024, 3, 5)

    @pytest.mark.parametrize("identity", [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
    def test_in_the_formats_that_a_workbook_names_by_number(self, identity: int) -> None:
        styles = f'<styleSheet><cellXfs><xf/><xf numFmtId="{identity}"/></cellXfs></styleSheet>'
        data = sheet_file(
            '<sheetData><row r="1"><c r="A1" s="1"><v>45356</v></c></row></sheetData>', parts={"xl/styles.xml": styles}
        )
        assert first(data)[1, 1].value == datetime(2024, 3, 5)

    def test_that_are_a_month_alone_stay_what_is_shown(self) -> None:
        assert in_format(45352, "yyyy年m月").value == "2024年3月"  # typed as a month, and stored as its first day

    def test_that_are_a_time_alone_stay_what_is_shown(self) -> None:
        assert in_format(0.4375, "h:mm").value == "10:30"

    @pytest.mark.parametrize(("value", "code", "wanted"), [(45356, "General", 45356), (0.125, "0.0%", Decimal("0.125"))])
    def test_are_not_seen_in_numbers(self, value: float, code: str, wanted: object) -> None:
        assert in_format(value, code).value == wanted


class TestDoubts:
    """What cannot be taken for a value has its reason."""

    def test_are_errors_and_formulas_never_calculated(self) -> None:
        content = (
            '<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1+1</f></c>'
            '<c r="C1" t="str"><f>X</f><v>#REF!</v></c>'
            '<c r="D1"><f>1+1</f><v>2</v></c><c r="E1" t="str"><f>""</f><v></v></c></row></sheetData>'
        )
        found = first(sheet_file(content))
        assert [found[1, column].doubt for column in range(1, 6)] == [
            CellDoubt.ERROR,
            CellDoubt.NEVER_CALCULATED,
            CellDoubt.ERROR,
            None,
            None,
        ]
        assert found[1, 2].value == "=A1+1"
        assert (found[1, 4].value, found[1, 4].formula) == (2, True)

    def test_are_cells_struck_out_or_raised_as_a_whole(self) -> None:
        book = Written()
        page = book.worksheets[0]
        page["A1"], page["B1"], page["C1"] = 7, "网上", 7
        page["A1"].font, page["B1"].font, page["C1"].font = Font(strike=True), Font(strike=True), Font(vertAlign="superscript")
        found = first(saved(book))
        assert [found[1, column].doubt for column in (1, 2, 3)] == [CellDoubt.STRUCK, CellDoubt.STRUCK, CellDoubt.RAISED]
        opened = document(saved(book), "表.xlsx")
        assert [(one.where, one.reason, one.text) for one in opened.left_out] == [
            ("Sheet!A1", Omission.STRUCK, "7"),
            ("Sheet!B1", Omission.STRUCK, "网上"),
            ("Sheet!C1", Omission.RAISED, "7"),
        ]

    def test_leave_characters_out_beside_others_that_count(self) -> None:
        book = Written()
        page = book.worksheets[0]
        page["A1"] = CellRichText("7", TextBlock(InlineFont(vertAlign="superscript"), "1"))
        page["A2"] = CellRichText(TextBlock(InlineFont(strike=True), "17"), "7")
        page["A3"] = CellRichText("面积 km", TextBlock(InlineFont(vertAlign="superscript"), "2"))
        found = first(saved(book))
        assert [(found[row, 1].shown, found[row, 1].left_out) for row in (1, 2, 3)] == [
            ("7", ((Omission.RAISED, "1"),)),
            ("7", ((Omission.STRUCK, "17"),)),
            ("面积 km2", ()),
        ]


class TestSheets:
    """A sheet is what it holds, not what it declares; what is hidden is told."""

    def test_are_as_large_as_what_they_hold(self) -> None:
        content = '<dimension ref="A1:A1"/><sheetData><row r="3"><c r="C3"><v>1</v></c></row></sheetData>'
        assert open_workbook(sheet_file(content), "表.xlsx").sheets[0].size == (3, 3)

    def test_tell_hidden_rows_columns_and_tabs(self) -> None:
        book = Written()
        page, other = book.worksheets[0], book.create_sheet("旧")
        page["A1"], page["B2"], other["A1"] = 1, 2, 3
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True
        other.sheet_state = "veryHidden"
        opened = open_workbook(saved(book), "表.xlsx")
        assert [one.hidden for one in opened.sheets] == [False, True]
        assert opened.sheets[0].content.hidden_rows == {2}
        assert opened.sheets[0].content.hidden_columns == [(2, 2)]

    def test_are_refused_before_they_are_read_where_they_have_too_many_cells(self) -> None:
        lines = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 12))
        content = f"<sheetData>{lines}</sheetData>"
        sheet = open_workbook(sheet_file(content), "表.xlsx", SizeLimits(cells=10, part=2**20, whole=2**20)).sheets[0]
        with pytest.raises(UnreadableError, match="10"):
            sheet.size  # noqa: B018

    @pytest.mark.parametrize("suffix", ["xls", "ods"])
    def test_of_other_formats_have_the_same_days(self, suffix: str) -> None:
        found = open_workbook((FILES / f"quirks.{suffix}").read_bytes(), f"quirks.{suffix}")
        values = [cell.value for sheet in found.sheets for cell in cells(sheet).values()]
        assert any(isinstance(value, datetime) for value in values)
        assert any(isinstance(value, int) for value in values)


# --------------------------------------------------------------------------------------- the fast parser and the careful one

CELL_TEXTS = st.sampled_from(
    ["1", "0", "12.50", "45356", "1e3", " 7", "many", "#N/A", "true", "0.30000000000000004", "-3", "a&amp;b", ""]
)
PIECES = [b"", b"<", b'"', b"&", b">", b"/", b"\x01", b"\xff", b"<c/>"]
INLINE = st.sampled_from(["文字", "a&lt;b", "&#26576;", "_x000D_", " ", "1"])


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet's data as programs write it, with all kinds of cells, and now and then something that they don't write."""
    parts = []
    for number in sorted(draw(st.sets(st.integers(1, 30), max_size=5))):
        hidden = draw(st.sampled_from(["", ' hidden="1"', ' ht="0" customHeight="1"', ' spans="1:3"']))
        inner = []
        for letter in sorted(draw(st.sets(st.sampled_from("ABCDEZ"), max_size=4))):
            style = draw(st.sampled_from(["", *(f' s="{n}"' for n in (0, 1, 2, 3, 4, 5, 6, 99))]))
            kind = draw(st.sampled_from(["", "n", "s", "str", "b", "e", "d", "inlineStr", "odd"]))
            formula = draw(st.sampled_from(["", "<f>A1&amp;B1</f>", '<f t="shared" si="0"/>', "<f></f>"]))
            value = draw(st.sampled_from(["0", "1"])) if kind == "s" else draw(CELL_TEXTS)
            held = draw(st.sampled_from([f"<v>{value}</v>", "", "<v/>", "<v></v>", f"<v xml:space='preserve'>{value}</v>"]))
            inline = f"<is><t>{draw(INLINE)}</t></is>" if kind == "inlineStr" else ""
            kind = f' t="{kind}"' if kind else ""
            inner.append(f'<c r="{letter}{number}"{style}{kind}>{formula}{"" if inline else held}{inline}</c>')
        gap = draw(st.sampled_from(["", "\n  "]))
        parts.append(f'<row r="{number}"{hidden}>{gap.join(inner)}</row>')
    return f'<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData>{"".join(parts)}</sheetData></worksheet>'


def book() -> xlsx._XlsxWorkbook:
    """The parts around a sheet."""
    data = sheet_file("<sheetData/>", parts={"xl/styles.xml": STYLES, "xl/sharedStrings.xml": STRINGS})
    return xlsx._XlsxWorkbook(
        package=Package(data, "表.xlsx"),
        bounds=DOCUMENT,
        texts=xlsx._shared(STRINGS.encode(), "表.xlsx"),
        styles=xlsx._styles(STYLES.encode(), "表.xlsx"),
        from_1904=False,
    )


Read = tuple[dict[tuple[int, int], SheetCell], set[int]] | str


def by_tree(data: bytes) -> Read:
    try:
        content = xlsx._content_of_tree(book(), parse(data, "表.xlsx"))
    except UnreadableError as error:
        return str(error)
    found = {(row, column): cell for row, line in content.lines() for column, cell in line.items()}
    return found, content.hidden_rows & {row for row, _ in found}


def by_pattern(data: bytes) -> Read | None:
    plain = xlsx._plain_sheet(data)
    if plain is None:
        return None
    try:
        parse(plain.around, "表.xlsx")
        found = {(row, column): cell for row, line in xlsx._plain_lines(book(), plain) for column, cell in line.items()}
    except UnreadableError as error:
        return str(error)
    return found, plain.hidden & {row for row, _ in found}


class TestMemory:
    """Workbooks of one template share what was understood of their rows, and nothing else."""

    ROW = '<sheetData><row r="1"><c r="A1" s="1" t="{kind}">{held}</c><c r="B1" s="4"><v>45356</v></c></row></sheetData>'

    def read(self, kind: str, held: str, **parts: str) -> dict[tuple[int, int], SheetCell]:
        given = {f"xl/{name}.xml": text for name, text in parts.items()}
        return first(sheet_file(self.ROW.format(kind=kind, held=held), parts=given))

    def test_makes_one_row_of_the_same_text_once(self) -> None:
        one = self.read("inlineStr", "<is><t>某局</t></is>", styles=STYLES)
        again = self.read("inlineStr", "<is><t>某局</t></is>", styles=STYLES)
        assert one == again
        assert one[1, 1] is again[1, 1]

    def test_keeps_apart_what_one_text_means_by_other_strings_and_styles(self) -> None:
        strings = [f"<sst><si><t>{word}</t></si></sst>" for word in ("甲", "乙")]
        shown = [self.read("s", "<v>0</v>", styles=STYLES, sharedStrings=one)[1, 1].value for one in strings]
        assert shown == ["甲", "乙"]
        plain = STYLES.replace('<xf numFmtId="14"/>', '<xf numFmtId="0"/>')
        days = [self.read("str", "<v>x</v>", styles=one)[1, 2].value for one in (STYLES, plain, STYLES)]
        assert days[0] == days[2] != days[1] == 45356

    def test_looks_at_the_rows_of_a_template_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made = []
        cell = xlsx._cell

        def counting(*given: Any) -> SheetCell:
            made.append(given)
            return cell(*given)

        monkeypatch.setattr(xlsx, "_cell", counting)
        counts = []
        for _ in range(3):
            self.read("inlineStr", "<is><t>表头</t></is>", styles=STYLES.replace("170", "171"))
            counts.append(len(made))
        assert counts[0] == counts[2] == 2


class TestFastParser:
    """Where the pattern fits a sheet it gives the cells that the tree gives; where it does not, it gives none."""

    @given(sheets())
    def test_gives_what_the_careful_one_gives(self, text: str) -> None:
        found = by_pattern(text.encode())
        assert found is None or found == by_tree(text.encode())

    @given(sheets(), st.integers(0, 2**32))
    def test_gives_what_the_careful_one_gives_of_damaged_sheets(self, text: str, seed: int) -> None:
        chance = random.Random(seed)
        data = bytearray(text.encode())
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at : at + chance.randrange(1, 9)] = chance.choice(
                    [b"", b"<", b'"', b"&", b">", b"/", b"\x01", b"\xff", b"<c/>"]
                )
            else:
                other = chance.randrange(len(data))
                data[at:at] = data[other : other + chance.randrange(1, 40)]
        found = by_pattern(bytes(data))
        assert found is None or found == by_tree(bytes(data))

    @pytest.mark.parametrize("wanted", ["1", "s", "str", "b", "e", "inlineStr"])
    def test_reads_sheets_as_programs_write_them(self, wanted: str) -> None:
        kind = "" if wanted == "1" else f' t="{wanted}"'
        inner = "<is><t>文</t></is>" if wanted == "inlineStr" else "<v>1</v>"
        content = f'<sheetData>\n<row r="2" spans="1:1"><c r="A2" s="1"{kind}>{inner}</c></row></sheetData>'
        assert by_pattern(f"<worksheet>{content}</worksheet>".encode()) is not None

    def test_reads_what_openpyxl_writes(self) -> None:
        book = Written()
        page = book.worksheets[0]
        page.append(["编号", "收到日期", 3, 1.5, True, "=1+1"])
        page["B2"] = datetime(2024, 3, 5)
        opened = open_workbook(saved(book), "表.xlsx")
        opening = opened.sheets[0].opens
        assert isinstance(opening, xlsx._Opening)
        assert xlsx._plain_sheet(opening.book.package.part(opening.part)) is not None

    @pytest.mark.parametrize(
        "strings",
        [
            '<sst><si><t>一</t></si><si><t xml:space="preserve"> 二</t><phoneticPr fontId="1"/></si><si><t/></si></sst>',
            "<sst><si><t>&#26576;&amp;</t></si><si><t>_x000D_</t></si></sst>",
            "<sst><si><r><t>富</t></r></si></sst>",
            "<sst/>",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst count="1"><si><t>一</t></si></sst>',
            "<sst><si><t>]]&gt;</t></si></sst>",
        ],
    )
    def test_reads_shared_texts_as_the_careful_one_does(self, strings: str) -> None:
        plain = xlsx._plain_strings(strings.encode())
        careful = [xlsx._string(one) for one in parse(strings.encode(), "表.xlsx").iter("si")]
        assert plain is None or plain == careful
        assert xlsx._shared(strings.encode(), "表.xlsx") == careful
