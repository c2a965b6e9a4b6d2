"""PDF documents taken apart: tables by their lines or by what stands under each other, words with page and line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from reportlab.lib.colors import white
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from govdisclosure.errors import MissingExtraError, UnreadableError
from govdisclosure.formats import pdf, pdf_device
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.testing.made_documents import grids, texts, words

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = "STSong-Light"
RULED = (("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), FONT, 10))


def drawn(*pages: Callable[[Canvas], None], **given: object) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, **given)
    for page in pages:
        canvas.setFont(FONT, 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def opened(*pages: Callable[[Canvas], None], **given: object) -> OpenedDocument:
    return pdf.document(drawn(*pages, **given), "年报.pdf")


def written(*lines: tuple[float, float, str]) -> Callable[[Canvas], None]:
    """Write lines at these places; the upper edge of the page is 842."""

    def page(canvas: Canvas) -> None:
        for x, y, text in lines:
            canvas.drawString(x, y, text)

    return page


def ruled(rows: Sequence[Sequence[str]], *style: tuple[object, ...], top: float = 600) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        table = Table(rows, style=TableStyle(list(style or RULED)), colWidths=[90] * len(rows[0]))
        table.wrapOn(canvas, 500, 500)
        table.drawOn(canvas, 60, top)

    return page


class TestRuledTables:
    """Lines make the cells; a cell stands in every place that it covers."""

    def test_are_grids_with_the_address_of_every_cell(self) -> None:
        (grid,) = grids(opened(written((60, 780, "前文")), ruled([["指标", "数值"], ["新收", "5"]])))
        assert texts(grid) == [["指标", "数值"], ["新收", "5"]]
        assert grid.where == "page 2, table 1"
        assert grid.rows[1][1] is not None
        assert grid.rows[1][1].where == "page 2, table 1, row 2, column 2"

    def test_have_merged_cells_in_all_places(self) -> None:
        rows = [["指标", "申请人情况", ""], ["", "自然人", "法人"], ["新收", "1", ""]]
        (grid,) = grids(opened(ruled(rows, *RULED, ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)))))
        assert texts(grid) == [["指标", "申请人情况", "申请人情况"], ["指标", "自然人", "法人"], ["新收", "1", ""]]
        assert grid.rows[0][0] is grid.rows[1][0]
        assert grid.rows[0][1] is grid.rows[0][2]

    def test_join_a_figure_that_is_broken_over_lines_and_no_words(self) -> None:
        (grid,) = grids(opened(ruled([["商业\n企业", "12\n34"], ["1.\n属于", "1,\n234"]])))
        assert texts(grid) == [["商业\n企业", "1234"], ["1.\n属于", "1,234"]]

    def test_that_go_on_over_a_page_are_one_grid(self) -> None:
        (grid,) = grids(opened(ruled([["a", "1"], ["b", "2"]]), ruled([["c", "3"], ["d", "4"]])))
        assert texts(grid) == [["a", "1"], ["b", "2"], ["c", "3"], ["d", "4"]]
        assert grid.rows[2][0].where.startswith("page 2")  # type: ignore[union-attr]

    def test_of_another_width_on_the_next_page_are_grids_of_their_own(self) -> None:
        document = opened(ruled([["a", "1"], ["b", "2"]]), ruled([["c", "3", "5"], ["d", "4", "6"]]))
        assert [grid.where for grid in grids(document)] == ["page 1, table 1", "page 2, table 1"]

    def test_open_at_the_sides_have_their_outer_columns(self) -> None:
        style = (
            ("FONT", (0, 0), (-1, -1), FONT, 10),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, "black"),
            ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"),
        )
        (grid,) = grids(opened(ruled([["指标", "单位", "数值"], ["新收", "件", "5"], ["办结", "件", "4"]], *style)))
        assert texts(grid) == [["指标", "单位", "数值"], ["新收", "件", "5"], ["办结", "件", "4"]]

    def test_stand_between_the_words_around_them(self) -> None:
        def page(canvas: Canvas) -> None:
            written((60, 780, "表前文字"), (60, 500, "表后文字"))(canvas)
            ruled([["a", "1"], ["b", "2"]])(canvas)

        assert [block.where for block in opened(page).blocks] == ["page 1, line 1", "page 1, table 1", "page 1, line 4"]

    def test_of_one_cell_are_frames_around_words(self) -> None:
        document = opened(ruled([["框内"]]))
        assert (grids(document), words(document)) == ([], [("page 1, line 1", "框内")])

    def test_printed_sideways_or_on_turned_pages_are_read_all_the_same(self) -> None:
        rows = [["指标", "数值"], ["新收", "5"]]

        def turned(degrees: int, right: float, up: float) -> Callable[[Canvas], None]:
            def page(canvas: Canvas) -> None:
                canvas.translate(right, up)
                canvas.rotate(degrees)
                ruled(rows, top=100)(canvas)

            return page

        def turned_page(canvas: Canvas) -> None:
            canvas.setPageRotation(90)
            turned(90, 500, 100)(canvas)

        for page in (turned(90, 500, 100), turned(-90, 100, 700), turned_page):
            assert [texts(grid) for grid in grids(opened(page))] == [rows]


class TestTablesWithoutLines:
    """Words that stand under each other in three lines or more are a table."""

    def test_are_grids(self) -> None:
        document = opened(
            written(
                (60, 780, "三、收到和处理政府信息公开申请情况"),
                (60, 740, "指标"), (200, 740, "自然人"), (300, 740, "总计"),
                (60, 720, "新收"), (210, 720, "5"), (310, 720, "6"),
                (60, 700, "结转"), (310, 700, "7"),
                (60, 680, "办结"), (210, 680, "8"), (310, 680, "9"),
                (60, 640, "四、行政复议"),
            )
        )  # fmt: skip
        assert [block.where for block in document.blocks] == ["page 1, line 1", "page 1, table 1", "page 1, line 6"]
        assert texts(grids(document)[0]) == [
            ["指标", "自然人", "总计"],
            ["新收", "5", "6"],
            ["结转", "", "7"],
            ["办结", "8", "9"],
        ]

    def test_have_heads_over_several_columns(self) -> None:
        document = opened(
            written(
                (60, 760, "指标"), (190, 760, "申请人情况申请人情况"),
                (200, 740, "自然人"), (270, 740, "法人"), (60, 740, "名称"),
                (60, 720, "新收"), (210, 720, "5"), (275, 720, "6"),
                (60, 700, "办结"), (210, 700, "8"), (275, 700, "9"),
            )
        )  # fmt: skip
        (grid,) = grids(document)
        assert texts(grid)[0] == ["指标", "申请人情况申请人情况", "申请人情况申请人情况"]
        assert grid.rows[0][1] is grid.rows[0][2]

    def test_are_not_seen_in_two_lines_or_without_order(self) -> None:
        two = written((60, 740, "指标"), (200, 740, "数值"), (60, 720, "新收"), (200, 720, "5"))
        odd = written((60, 740, "甲"), (200, 740, "乙乙乙乙乙乙"), (60, 720, "丙丙丙丙丙丙丙丙丙丙丙丙"), (300, 720, "丁"),
                      (60, 700, "戊"), (120, 700, "己"))  # fmt: skip
        assert grids(opened(two, odd)) == []


class TestWords:
    """Lines are counted by page; those of one paragraph are joined, over a page's end too."""

    LONG = "本机关依照条例规定公开政府信息并接受社会各界监督" * 2

    def test_of_one_paragraph_are_joined(self) -> None:
        document = opened(
            written((84, 780, self.LONG[:38]), (60, 760, self.LONG[:40]), (60, 740, "共12条。"), (84, 720, "第二段。"))
        )
        assert words(document) == [
            ("page 1, line 1", self.LONG[:38] + self.LONG[:40] + "共12条。"),
            ("page 1, line 4", "第二段。"),
        ]

    def test_that_begin_with_a_number_are_paragraphs_of_their_own(self) -> None:
        full = self.LONG[:38]
        lines = [f"1.{full}", f"（二）{full}", f"1.7%{full}"]
        shown = [text for _, text in words(opened(written(*((60, 780 - 20 * n, line) for n, line in enumerate(lines)))))]
        assert shown == [lines[0], lines[1] + lines[2]]

    def test_go_on_over_a_page_and_its_number_is_no_word(self) -> None:
        first = written((84, 780, self.LONG[:38]), (60, 760, self.LONG[:40]), (290, 40, "— 1 —"))
        second = written((60, 780, self.LONG[:40]), (60, 760, "共12条。"), (290, 40, "第 2 页"))
        assert [text for _, text in words(opened(first, second))] == [self.LONG[:38] + self.LONG[:40] * 2 + "共12条。"]

    @pytest.mark.parametrize("number", ["—\u30001\u3000—", "－1－", "第\u30001\u3000页", "Page 1 of 12", "1 / 12"])
    def test_are_no_page_number(self, number: str) -> None:
        first, second = written((60, 780, self.LONG[:20]), (290, 40, number)), written((60, 780, self.LONG[20:40]))
        assert [text for _, text in words(opened(first, second))] == [self.LONG[:20], self.LONG[20:40]]

    def test_below_a_short_last_line_do_not_go_on(self) -> None:
        """What is full is seen by the widest of the page, not by the lines below its last table."""
        first, table = (
            written((60, 300, "港务管理局"), (60, 280, "二〇二四年七月二日港务管理局")),
            ruled([["甲", "1"], ["乙", "2"]]),
        )

        def page(canvas: Canvas) -> None:
            written((60, 780, self.LONG[:40]))(canvas)
            canvas.setFont(FONT, 12)
            table(canvas)
            canvas.setFont(FONT, 12)
            first(canvas)

        annex = written((60, 780, "附件"), (60, 700, self.LONG[:20]))
        assert [text for _, text in words(opened(page, annex))][-3:] == ["二〇二四年七月二日港务管理局", "附件", self.LONG[:20]]

    def test_numbered_in_roman_are_paragraphs_and_a_figure_in_brackets_is_none(self) -> None:
        line = "disclosure of government information in the year, in figures and words"
        heads = [f"VII. {line}", f"VII.A. {line}", f"V.B.(2). {line}"]
        shown = words(opened(written(*((60, 780 - 20 * n, one) for n, one in enumerate([*heads, f"(7000), is {line}"])))))
        assert [text for _, text in shown] == [*heads[:2], f"{heads[2]} (7000), is {line}"]

    def test_at_the_edge_of_several_pages_are_titles(self) -> None:
        def page(number: int) -> Callable[[Canvas], None]:
            return written((60, 820, "某市某局年度报告"), (60, 700, f"正文{number}"), (60, 20, f"共2页第{number}页 内部"))

        document = opened(page(1), page(2), written((60, 820, "附件"), (60, 700, "正文3"), (60, 20, "印制单位")))
        assert [text for _, text in words(document)] == ["正文1", "正文2", "附件", "正文3", "印制单位"]
        assert document.titles[-2:] == ("某市某局年度报告", "共2页第1页 内部")

    def test_printed_twice_for_boldness_stand_there_once(self) -> None:
        assert words(opened(written((60, 780, "总体情况"), (60.3, 780, "总体情况")))) == [("page 1, line 1", "总体情况")]

    @pytest.mark.parametrize("size", [3, 4, 5, 7, 9, 12])
    def test_of_equal_figures_are_not_taken_for_one(self, size: int) -> None:
        def page(canvas: Canvas) -> None:
            canvas.setFont("Helvetica", size)
            for shift in range(20):
                canvas.drawString(60 + shift * 0.37, 700 - 20 * shift, "111000")

        assert [text for _, text in words(opened(page))] == ["111000"] * 20

    def test_that_stand_aslant_are_hidden(self) -> None:
        def page(canvas: Canvas) -> None:
            written((60, 780, "正文文字正文文字"))(canvas)
            canvas.rotate(45)
            canvas.drawString(400, 300, "内部资料")

        assert opened(page).blocks == (
            Words(text="正文文字正文文字", where="page 1, line 1"),
            Words(text="内部资料", where="page 1, turned text", hidden=True),
        )

    def test_keep_radicals_and_full_width_signs_for_the_recogniser(self) -> None:
        assert words(opened(written((60, 780, "１２")))) == [("page 1, line 1", "１２")]

    def test_of_latin_lines_are_joined_by_blanks(self) -> None:
        line = "disclosure of government information in the year, in figures and words"
        assert words(opened(written((60, 780, line), (60, 760, line)))) == [("page 1, line 1", f"{line} {line}")]


class TestFiles:
    """What is no text is named; what cannot be opened is refused in one sentence."""

    def test_have_titles_and_properties(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.setTitle("2023年年度报告")
            canvas.drawString(60, 780, "正文")

        document = opened(page)
        assert document.titles == ("2023年年度报告",)
        assert document.properties["Title"] == "2023年年度报告"

    def test_name_pages_without_text_and_large_pictures(self) -> None:
        from PIL import Image

        picture = Image.new("RGB", (200, 200), "white")

        def scanned(canvas: Canvas) -> None:
            canvas.drawInlineImage(picture, 0, 0, 500, 700)

        def with_picture(canvas: Canvas) -> None:
            canvas.drawString(60, 780, "见图")
            canvas.drawInlineImage(picture, 60, 300, 200, 200)
            canvas.drawInlineImage(picture, 60, 600, 20, 20)

        def blank(canvas: Canvas) -> None:
            canvas.setFillColor(white)

        document = opened(scanned, with_picture, blank)
        assert document.unreadable == (("page 1", "page without text"), ("page 2", "picture"))
        assert words(document) == [("page 2, line 1", "见图")]

    def test_under_a_password_are_refused(self) -> None:
        data = drawn(written((60, 780, "正文")), encrypt=StandardEncryption("secret"))
        with pytest.raises(UnreadableError, match="password"):
            pdf.document(data, "a.pdf")

    def test_that_only_forbid_copying_are_opened(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.setFont("Helvetica", 12)  # reportlab forgets to encrypt what it says of Chinese fonts
            canvas.drawString(60, 780, "report")

        data = drawn(page, encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0))
        assert words(pdf.document(data, "a.pdf")) == [("page 1, line 1", "report")]

    def test_that_are_damaged_or_have_no_pages_are_refused(self) -> None:
        for data in (b"%PDF-1.7 nothing", b"%PDF-1.4\ntrailer<</Root<</Pages<</Kids[]/Count 0>>>>>>"):
            with pytest.raises(UnreadableError, match="damaged"):
                pdf.document(data, "a.pdf")

    @pytest.mark.parametrize(
        ("limit", "value", "words"),
        [("MOST_PAGES", 1, "1 page"), ("MOST_SIGNS", 1, "1 letter"), ("MOST_SECONDS", -1, "seconds"), ("LARGEST", 1, "0 MB"),
         ("MOST_OBJECTS", 1, "64 MB")],
    )  # fmt: skip
    def test_over_a_limit_are_refused(self, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str) -> None:
        monkeypatch.setattr(pdf, limit, value)
        with pytest.raises(UnreadableError, match=words):
            opened(written((60, 780, "正文")), written((60, 780, "正文")))

    def test_that_call_themselves_over_and_over_are_refused(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.beginForm("form0")
            canvas.drawString(1, 1, "x")
            canvas.endForm()
            for level in range(1, 9):
                canvas.beginForm(f"form{level}")
                for _ in range(10):
                    canvas.doForm(f"form{level - 1}")
                canvas.endForm()
            canvas.doForm("form8")

        with pytest.raises(UnreadableError, match="letters"):
            opened(page)

    def test_with_instructions_without_end_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_device, "LARGEST_CONTENT", 10)
        with pytest.raises(UnreadableError, match="letters"):
            opened(written((60, 780, "正文")))

    def test_that_take_too_long_on_one_page_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MOST_SECONDS", -1)  # any page takes longer, whatever the machine
        with pytest.raises(UnreadableError, match="seconds"):
            opened(written(*((60, 780, "x" * 40),) * 10))

    def test_of_scanned_pages_may_have_large_pictures(self) -> None:
        from PIL import Image

        picture = Image.new("RGB", (5000, 5000), "white")
        document = opened(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, 500, 700) and None)
        assert document.unreadable == (("page 1", "page without text"),)

    def test_need_an_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pdfplumber", None)
        with pytest.raises(MissingExtraError, match=r"govdisclosure\[pdf\]"):
            pdf.document(b"%PDF-1.7", "a.pdf")

    def test_are_known_by_content(self) -> None:
        assert pdf.accepts(b"\n%PDF-1.7")
        assert not pdf.accepts(b"PDF")
