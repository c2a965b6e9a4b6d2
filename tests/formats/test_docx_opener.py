"""Word documents taken apart: what the page shows, in the order of the text, each piece with its address."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import docx as opener
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.testing.made_documents import grids, package, texts, word_file, words


def opened(body: str, **parts: str) -> OpenedDocument:
    return opener.document(word_file(body, **parts), "年报.docx")


def p(*runs: str, about: str = "") -> str:
    properties = f"<w:pPr>{about}</w:pPr>" if about else ""
    return f"<w:p>{properties}{''.join(r(run) if '<' not in run else run for run in runs)}</w:p>"


def r(text: str, about: str = "") -> str:
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, about: str = "") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{content if '<' in content else p(content)}</w:tc>"


def tr(*cells: str, about: str = "") -> str:
    return f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cell if '<' in cell else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


class TestText:
    """Paragraphs and tables stand in the order of the body; paragraphs are counted, empty ones too."""

    def test_comes_in_the_order_of_the_body(self) -> None:
        document = opened(p("一、总体情况") + p() + tbl(tr("件", "1")) + p("二、其他"))
        assert [block.where for block in document.blocks] == ["paragraph 1", "table 1", "paragraph 3"]
        assert words(document) == [("paragraph 1", "一、总体情况"), ("paragraph 3", "二、其他")]

    def test_of_a_paragraph_with_a_line_break_is_two_lines(self) -> None:
        assert words(opened(p(r("某市"), "<w:r><w:br/><w:t>2023年年度报告</w:t></w:r>"))) == [
            ("paragraph 1", "某市"),
            ("paragraph 1", "2023年年度报告"),
        ]

    def test_inserted_under_tracked_changes_counts_and_deleted_does_not(self) -> None:
        changed = p("受理", f"<w:ins>{r('12')}</w:ins>", "<w:del><w:r><w:delText>13</w:delText></w:r></w:del>", "件")
        moved = f"<w:moveFrom>{r('旧')}</w:moveFrom><w:moveTo>{r('新')}</w:moveTo>"
        assert words(opened(changed + p(moved))) == [("paragraph 1", "受理12件"), ("paragraph 2", "新")]

    def test_in_content_controls_fields_and_links_is_text(self) -> None:
        control = f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
        field = '<w:fldSimple w:instr="DATE">' + r("2024年") + "</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>"
        link = f"<w:hyperlink>{r('网站')}</w:hyperlink>"
        inner = f"<w:sdt><w:sdtContent>{r('内')}</w:sdtContent></w:sdt>"
        assert words(opened(control + p(field, link, inner))) == [("paragraph 1", "控件"), ("paragraph 2", "2024年网站内")]

    def test_that_is_hidden_is_marked(self) -> None:
        document = opened(p(r("可见"), r("隐藏", "<w:vanish/>"), r("不隐藏", '<w:vanish w:val="0"/>')))
        assert document.blocks == (
            Words(text="可见不隐藏", where="paragraph 1"),
            Words(text="隐藏", where="paragraph 1", hidden=True),
        )

    def test_has_tabs_hyphens_symbols_and_no_page_breaks(self) -> None:
        signs = '<w:r><w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br w:type="page"/><w:sym w:char="2460"/></w:r>'
        assert words(opened(p("项", signs, '<w:r><w:sym w:char="?"/></w:r>'))) == [("paragraph 1", "项\ta-b①")]

    def test_in_a_text_box_follows_its_paragraph_and_stands_there_once(self) -> None:
        box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
        both = (
            "<w:r><mc:AlternateContent>"
            f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
        document = opened(p("正文", both))
        assert words(document) == [("paragraph 1", "正文"), ("paragraph 1, text box", "框中文字")]
        assert document.unreadable == ()

    def test_of_footnotes_follows_and_that_of_comments_is_not_part_of_it(self) -> None:
        document = opened(
            p("收费0.5万元", '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'),
            footnotes=f'<w:footnote w:id="2">{p("含上年结转")}</w:footnote>',
            comments=f'<w:comment w:id="1">{p("请核对")}</w:comment>',
        )
        assert document.blocks == (
            Words(text="收费0.5万元", where="paragraph 1"),
            Words(text="含上年结转", where="paragraph 1, footnote"),
            Words(text="请核对", where="paragraph 1, comment", hidden=True),
        )

    def test_of_headers_is_a_title_and_that_of_page_numbers_is_nothing(self) -> None:
        data = word_file(p("正文"), header=p("某市年度报告"), footer=p("— 1 —"))
        assert opener.document(data, "a.docx").titles == ("某市年度报告",)


class TestTables:
    """A grid has a place for every cell; a merged cell stands, as one object, in all places that it covers."""

    def test_have_cells_that_span_columns_and_rows(self) -> None:
        document = opened(
            tbl(
                tr(tc("申请人情况", span(2)), tc("总计", DOWN)),
                tr("自然人", "法人", tc("", GOES_ON)),
            )
        )
        (grid,) = grids(document)
        assert texts(grid) == [["申请人情况", "申请人情况", "总计"], ["自然人", "法人", "总计"]]
        assert grid.rows[0][0] is grid.rows[0][1]
        assert grid.rows[0][2] is grid.rows[1][2]
        assert [cell and cell.where for cell in grid.rows[1]] == [
            "table 1, row 2, column 1",
            "table 1, row 2, column 2",
            "table 1, row 1, column 3",
        ]

    def test_with_rows_that_begin_later_or_end_earlier_have_no_cell_there(self) -> None:
        document = opened(tbl(tr("a", "b", "c"), tr("d", about='<w:gridBefore w:val="1"/>')))
        assert texts(grids(document)[0]) == [["a", "b", "c"], [None, "d", None]]

    def test_keep_line_breaks_and_paragraphs_of_a_cell(self) -> None:
        cell = tc(p("商业", "<w:r><w:br/></w:r>", "企业") + p("（家）"))
        assert texts(grids(opened(tbl(tr(cell, "1"))))[0]) == [["商业\n企业\n（家）", "1"]]

    def test_that_go_on_under_one_that_spans_nothing_keep_what_they_have(self) -> None:
        assert texts(grids(opened(tbl(tr("a", tc("b", GOES_ON)))))[0]) == [["a", "b"]]

    def test_leave_deleted_rows_out_and_mark_hidden_ones(self) -> None:
        document = opened(tbl(tr("a"), tr("旧", about="<w:del/>"), tr("b", about="<w:hidden/>")))
        (grid,) = grids(document)
        assert texts(grid) == [["a"], ["b"]]
        assert [row[0] is not None and row[0].hidden for row in grid.rows] == [False, True]

    def test_take_hidden_text_out_of_a_cell(self) -> None:
        half, whole = tc(p(r("12"), r("13", "<w:vanish/>"))), tc(p(r("7", "<w:vanish/>")))
        ((first, second),) = grids(opened(tbl(tr(half, whole))))[0].rows
        assert first is not None
        assert second is not None
        assert (first.text, first.remark, first.hidden) == ("12", "13", False)
        assert (second.text, second.remark, second.hidden) == ("7", None, True)

    def test_take_what_is_struck_out_out_of_a_cell(self) -> None:
        ((cell,),) = grids(opened(tbl(tr(tc(p(r("12", "<w:strike/>"), r("13")))))))[0].rows
        assert cell is not None
        assert (cell.text, cell.remark) == ("13", "12")

    def test_merged_in_the_old_way_are_one(self) -> None:
        document = opened(tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "b")))
        assert texts(grids(document)[0]) == [["a", "a", "b"]]

    def test_have_remarks_from_footnotes_and_comments(self) -> None:
        cell = tc(p("3", '<w:r><w:commentReference w:id="1"/><w:endnoteReference w:id="9"/></w:r>'))
        document = opened(
            tbl(tr(cell, "4")),
            comments=f'<w:comment w:id="1">{p("含")}{p("结转")}</w:comment>',
            endnotes=f'<w:endnote w:id="9">{p("尾注")}</w:endnote>',
        )
        assert [cell and cell.remark for cell in grids(document)[0].rows[0]] == ["含\n结转\n尾注", None]

    def test_in_a_table_of_figures_are_grids_of_their_own(self) -> None:
        inner = tbl(tr("x", "1"))
        rows = [tr("a", "b", "c"), tr("d", "e", "f"), tr("g", "h", "i"), tr("j", tc(p("k") + inner), "l")]
        document = opened(tbl(*rows) + tbl(tr("next")))
        assert [(grid.where, texts(grid)[-1]) for grid in grids(document)] == [
            ("table 1", ["j", "k", "l"]),
            ("table 2", ["x", "1"]),
            ("table 3", ["next"]),
        ]

    def test_that_only_lay_the_page_out_are_words_around_the_inner_one(self) -> None:
        document = opened(tbl(tr(tc(p("标题") + tbl(tr("x", "1")) + p("落款")))))
        assert words(document) == [("table 1, row 1, column 1", "标题"), ("table 1, row 1, column 1", "落款")]
        assert [texts(grid) for grid in grids(document)] == [[["x", "1"]]]

    def test_with_more_columns_than_any_report_has_are_refused(self) -> None:
        with pytest.raises(UnreadableError, match="columns"):
            opened(tbl(tr(tc("a", span(999_999)))))


class TestNumbers:
    """Automatic numbers stand before the text as Word prints them."""

    LEVELS = (
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>'
        "</w:abstractNum>"
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )

    @staticmethod
    def item(text: str, level: int = 0, number: int = 5) -> str:
        return p(text, about=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    def shown(self, *items: str, **parts: str) -> list[str]:
        return [text for _, text in words(opened("".join(items), numbering=self.LEVELS, **parts))]

    def test_count_by_level_and_begin_anew_under_the_next(self) -> None:
        item = self.item
        assert self.shown(item("甲"), item("子", 1), item("丑", 1), item("乙"), item("寅", 1)) == [
            "一、甲",
            "（1）子",
            "（2）丑",
            "二、乙",
            "（1）寅",
        ]

    def test_of_several_levels_are_set_off_from_the_text(self) -> None:
        assert self.shown(self.item("甲"), self.item("子", 1), self.item("丑", 2))[-1] == "一.1.1 丑"

    def test_begin_anew_where_a_list_says_so(self) -> None:
        assert self.shown(self.item("甲"), self.item("乙"), self.item("丙", number=6)) == ["一、甲", "二、乙", "一、丙"]

    def test_come_from_the_style_and_none_is_taken_away(self) -> None:
        styles = '<w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        styled = p("甲", about='<w:pStyle w:val="h"/>')
        off = p("乙", about='<w:pStyle w:val="h"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        assert self.shown(styled, off, styles=styles) == ["一、甲", "乙"]

    def test_are_inherited_by_styles(self) -> None:
        base = '<w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
        child = '<w:style w:styleId="k"><w:basedOn w:val="h"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        circle = '<w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>'
        items = (p("甲", about=f'<w:pStyle w:val="{style}"/>') for style in "hkc")
        assert self.shown(*items, styles=base + child + circle) == ["一、甲", "（1）甲", "甲"]

    def test_stand_in_cells_too(self) -> None:
        document = opened(tbl(tr(tc(self.item("属于国家秘密", 1)), "0")), numbering=self.LEVELS)
        assert texts(grids(document)[0]) == [["（1）属于国家秘密", "0"]]

    @pytest.mark.parametrize(
        ("style", "number", "shown"),
        [
            ("chineseCountingThousand", 10, "十"),
            ("japaneseCounting", 21, "二十一"),
            ("decimalEnclosedCircle", 3, "③"),
            ("lowerLetter", 2, "b"),
            ("upperLetter", 2, "B"),
            ("lowerRoman", 4, "iv"),
            ("upperRoman", 9, "IX"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalZero", 7, "07"),
            ("bullet", 1, ""),
            ("upperLetter", 30, "30"),
        ],
    )
    def test_are_written_as_their_format_says(self, style: str, number: int, shown: str) -> None:
        numbering = (
            f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{number}"/><w:numFmt w:val="{style}"/>'
            '<w:lvlText w:val="%1)"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
        )
        expected = f"{shown})甲" if shown else "甲"
        assert words(opened(self.item("甲"), numbering=numbering)) == [("paragraph 1", expected)]


class TestWhatIsNoText:
    """Pictures, charts and embedded sheets are named with their place, never passed over."""

    PICTURE = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    SHEET = '<w:r><w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    CHART = "<w:r><w:drawing><a:chart/></w:drawing></w:r>"

    def test_is_named_in_paragraphs_and_cells(self) -> None:
        document = opened(p("图", self.PICTURE) + tbl(tr("a", tc(p(self.SHEET)))) + p(self.CHART))
        assert document.unreadable == (
            ("paragraph 1", "picture"),
            ("table 1, row 1, column 2", "embedded object"),
            ("paragraph 2", "chart"),
        )

    def test_is_another_document_inside(self) -> None:
        assert opened(p("正文") + '<w:altChunk r:id="r1"/>').unreadable == (("paragraph 2", "embedded object"),)


class TestFiles:
    """What is opened is a Word document by its content, whatever it is called and whoever wrote it."""

    def test_of_python_docx_open_with_their_properties(self) -> None:
        made = docx.Document()
        made.core_properties.title = "年度报告"
        made.add_paragraph("正文")
        made.add_table(1, 2).cell(0, 1).text = "5"
        out = BytesIO()
        made.save(out)
        document = opener.document(out.getvalue(), "a.docx")
        assert document.titles == ("年度报告",)
        assert document.properties["title"] == "年度报告"
        assert words(document) == [("paragraph 1", "正文")]
        assert texts(grids(document)[0]) == [["", "5"]]

    def test_are_known_by_their_parts(self) -> None:
        assert opener.accepts(word_file(p("正文")))
        assert not opener.accepts(package({"xl/workbook.xml": ""}))
        assert not opener.accepts("一、总体情况".encode())

    def test_without_a_body_are_damaged(self) -> None:
        data = package({"word/document.xml": "<document/>"})
        with pytest.raises(UnreadableError, match="damaged"):
            opener.document(data, "a.docx")
