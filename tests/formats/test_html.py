"""Web pages taken apart: what a browser shows, in the order of the page, whatever state the markup is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import html, html_tree
from govdisclosure.formats.decoding import decoded
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.formats.workbook import SizeLimits
from govdisclosure.testing.made_documents import grids, texts, words


def opened(page: str) -> OpenedDocument:
    return html.document(page.encode(), "年报.html")


def table(page: str) -> list[list[str | None]]:
    (grid,) = grids(opened(page))
    return texts(grid)


class TestWords:
    """Paragraphs are what stands between blocks and line breaks; blanks are as a browser shows them."""

    def test_are_split_by_blocks_and_line_breaks(self) -> None:
        page = "<body>一、<b>总体</b>\n 情况<p>正文&nbsp;第一段<br>第二行</p><div>落款</div>2024年</body>"
        assert words(opened(page)) == [
            ("paragraph 1", "一、总体 情况"),
            ("paragraph 2", "正文 第一段"),
            ("paragraph 3", "第二行"),
            ("paragraph 4", "落款"),
            ("paragraph 5", "2024年"),
        ]

    def test_hold_no_scripts_styles_comments_or_lists_to_choose_from(self) -> None:
        page = (
            "<p>正文</p><script>if (a < b) document.write('<table>')</script><style>p{}</style><!-- <p>注释</p> -->"
            "<noscript>请开启脚本</noscript><select><option>2023</option></select><textarea>留言</textarea><![CDATA[x]]>"
        )
        assert words(opened(page)) == [("paragraph 1", "正文"), ("paragraph 2", "留言")]

    def test_that_are_hidden_are_marked(self) -> None:
        page = '<p>甲<span style="display: none">乙</span></p><div hidden>丙</div><p style="mso-hide:all">丁</p>'
        assert opened(page).blocks == (
            Words(text="甲", where="paragraph 1"),
            Words(text="乙", where="paragraph 2", hidden=True),
            Words(text="丙", where="paragraph 3", hidden=True),
            Words(text="丁", where="paragraph 4", hidden=True),
        )

    def test_have_no_pronunciation(self) -> None:
        assert words(opened("<p><ruby>领<rp>(</rp><rt>lǐng</rt><rp>)</rp></ruby>导</p>")) == [("paragraph 1", "领导")]

    def test_of_word_keep_the_numbers_of_its_lists(self) -> None:
        page = (
            "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><!--[if gte mso 9]><xml>x</xml><![endif]-->"
            "<p class=MsoNormal><![if !supportLists]><span>（一）</span><![endif]>主动公开<o:p></o:p></p></body></html>"
        )
        assert words(opened(page)) == [("paragraph 1", "（一）主动公开")]

    def test_of_titles_stand_outside_the_text(self) -> None:
        document = opened(
            '<html><head><title> 某市2023年\n年度报告 </title><meta name="ArticleTitle" content="2023年年度报告">'
            '<meta name="PubDate" content="2024-01-30"></head><body><p>正文</p></body></html>'
        )
        assert document.titles == ("某市2023年 年度报告", "2023年年度报告")
        assert document.properties == {"ArticleTitle": "2023年年度报告", "PubDate": "2024-01-30"}
        assert words(document) == [("paragraph 1", "正文")]


class TestTables:
    """A grid has the cells where a browser puts them."""

    def test_have_cells_that_span_columns_and_rows(self) -> None:
        page = (
            "<table><tr><td rowspan=2>指标</td><td colspan='2'>申请人</td></tr><tr><td>自然人</td><td>法人</td></tr>"
            "<tr><td>新收</td><td>1</td><td>2</td></tr></table>"
        )
        (grid,) = grids(opened(page))
        assert texts(grid) == [["指标", "申请人", "申请人"], ["指标", "自然人", "法人"], ["新收", "1", "2"]]
        assert grid.rows[0][0] is grid.rows[1][0]
        assert [cell and cell.where for cell in grid.rows[1]] == [
            "table 1, row 1, column 1",
            "table 1, row 2, column 2",
            "table 1, row 2, column 3",
        ]

    def test_need_no_end_tags(self) -> None:
        assert table("<table><tr><td>a<td>b<tr><td>c<td>d<p>e</table>") == [["a", "b"], ["c", "d\ne"]]

    @pytest.mark.parametrize(
        "start",
        [
            '<td colspan="2" hidden>',
            "<TD COLSPAN=2 Hidden>",
            "<td colspan='2' hidden='x'>",
            '<td\n\tcolspan = "2"\nhidden = hidden >',
            '<td colspan="2"hidden/>',
            '<td colspan="&#50;" hidden="">',
            '<td colspan="2" colspan="1" hidden hidden="a>b" data-x="<td>">',
            "<td / colspan=2 hidden ü='1' a==b>",
        ],
    )
    @pytest.mark.parametrize("end", ["</td>", "</TD >", "</td x=1>", ""])
    def test_are_the_same_however_their_tags_are_written(self, start: str, end: str) -> None:
        (grid,) = grids(opened(f"<table><tr>{start}a&lt;b{end}<td>c<tr><td>d<td>e<td>f</table>"))
        assert texts(grid) == [["a<b", "a<b", "c"], ["d", "e", "f"]]
        assert [cell is not None and cell.hidden for cell in grid.rows[0]] == [True, True, False]

    def test_need_no_row_tags_and_survive_wrong_ones(self) -> None:
        assert table("<table><td>a</td><td>b</span></p></td></div></table>") == [["a", "b"]]

    def test_have_head_and_foot_where_they_are_shown(self) -> None:
        page = (
            "<table><caption>表三</caption><tfoot><tr><td>总计</td></tr></tfoot><thead><tr><th>指标</th></tr></thead>"
            "<tr><td>新收</td></tr></table>"
        )
        (grid,) = grids(opened(page))
        assert texts(grid) == [["指标"], ["新收"], ["总计"]]
        assert grid.caption == "表三"

    def test_keep_what_spans_down_within_its_part(self) -> None:
        page = "<table><tbody><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d</table>"
        assert table(page) == [["a", "b"], ["c", "d"]]

    def test_with_a_span_of_no_rows_reach_to_the_end(self) -> None:
        assert table("<table><tr><td rowspan=0>a<td>b<tr><td>c</table>") == [["a", "b"], ["a", "c"]]

    @pytest.mark.parametrize("span", ["999999", "99999999999999999999", "1000"])
    def test_with_a_span_beyond_reason_cover_what_is_there(self, span: str) -> None:
        page = f"<table><tr><td colspan={span} rowspan={span}>a</td></tr></table>"
        assert table(page) == [["a"]]
        assert table(f"<table><tr><td colspan={span}>a</td></tr><tr><td>b<td>c</table>") == [["a", "a"], ["b", "c"]]

    @pytest.mark.parametrize("span", ["", "x", "-1", "²"])
    def test_with_a_span_that_is_no_number_cover_one_place(self, span: str) -> None:
        assert table(f'<table><tr><td colspan="{span}">a</td><td>b</td></tr></table>') == [["a", "b"]]

    def test_with_ragged_rows_have_no_cell_there(self) -> None:
        assert table("<table><tr><td>a<td>b<tr><td>c</table>") == [["a", "b"], ["c", None]]

    def test_have_line_breaks_fields_and_blanks_in_cells(self) -> None:
        page = (
            "<table><tr><td>商业<br>企业</td><td>&nbsp;</td><td>&#65297;２ </td><td><p>a</p><p>b</p></td>"
            '<td><input value="7"><input type="hidden" value="9"></td><td><b hidden>x</b>3</td></tr></table>'
        )
        assert table(page) == [["商业\n企业", "", "１２", "a\nb", "7", "3"]]

    def test_keep_what_is_struck_out_apart(self) -> None:
        page = "<table><tr><td><s>12</s>13</td><td><del>5</del></td><td><u style='text-decoration:line-through'>1</u>2</table>"
        ((first, second, third),) = grids(opened(page))[0].rows
        assert first is not None
        assert second is not None
        assert third is not None
        assert (first.text, first.remark, first.hidden) == ("13", "12", False)
        assert (second.text, second.remark, second.hidden) == ("", "5", False)
        assert (third.text, third.remark) == ("2", "1")

    @pytest.mark.parametrize(
        ("media", "hidden"),
        [("screen", True), ("print", False), ("(max-width: 40rem)", False), ("screen and (width < 9px)", False)],
    )
    def test_are_hidden_by_rules_for_every_screen_not_for_paper_or_a_small_one(self, media: str, hidden: bool) -> None:
        style = f"@media {media} {{ .a {{ color: red }} .x {{ display: none }} }} .b {{ margin: 0 }}"
        page = opened(f"<style>{style}</style><p class=x>甲</p>")
        assert [block.hidden for block in page.blocks if isinstance(block, Words)] == [hidden]

    def test_mark_cells_and_rows_that_are_hidden(self) -> None:
        page = "<table><tr><td>a<td hidden>b<tr style='display:none'><td>c<td>d</table>"
        (grid,) = grids(opened(page))
        assert [[cell is not None and cell.hidden for cell in row] for row in grid.rows] == [[False, True], [True, True]]

    def test_with_words_between_the_cells_have_them_above(self) -> None:
        document = opened("<table>单位：件<tr>漏<td>a</td></tr><form><tr><td>b</td></tr></form></table>")
        assert [text for _, text in words(document)] == ["单位：件漏"]
        assert texts(grids(document)[0]) == [["a"], ["b"]]

    @pytest.mark.parametrize("between", ["<form>", "<div>", "<b>", "<form><div>"])
    def test_do_not_mind_what_was_put_between_their_parts(self, between: str) -> None:
        first = f"{between}<tr>{between}<td>a</td>{between}<td>b</td></form></tr>"
        page = f"<table>{first}{between}<tbody>{between}<tr><td>c<td>d</table>"
        assert table(page) == [["a", "b"], ["c", "d"]]

    def test_may_be_inside_each_other_as_often_as_a_page_likes(self) -> None:
        assert opened("<table><div><tr><b><td>" * 200 + "a").blocks

    def test_that_only_lay_the_page_out_are_words_around_the_inner_one(self) -> None:
        page = (
            "<table><tr><td>导航</td><td><h1>年度报告</h1>"
            "<table><tr><td>新收</td><td>5</td></tr></table><p>落款</p></td></tr></table>"
        )
        document = opened(page)
        assert [block.where for block in document.blocks] == [
            "table 1, row 1, column 1",
            "table 1, row 1, column 2",
            "table 2",
            "table 1, row 1, column 2",
        ]
        assert texts(grids(document)[0]) == [["新收", "5"]]

    def test_with_figures_and_one_inside_are_both_grids(self) -> None:
        row = "<tr><td>a<td>b<td>c</tr>"
        page = f"<table>{row * 3}<tr><td>d<td><table><tr><td>x</table>e<td>f</tr></table>"
        assert [texts(grid)[-1] for grid in grids(opened(page))] == [["d", "e", "f"], ["x"]]

    def test_without_cells_are_nothing(self) -> None:
        assert grids(opened("<table></table><p>x</p>")) == []


class TestPictures:
    """Pictures are named where they stand; the small ones of a page's frame are not."""

    def test_are_named(self) -> None:
        cell = "<table><tr><td><img src=b.png width=600></td></tr></table>"
        page = f'<p>见图</p><img src="a.png">{cell}<img width="20px"><svg><p/></svg>'
        assert opened(page).unreadable == (
            ("paragraph 2", "picture"),
            ("table 1, row 1, column 1", "picture"),
            ("paragraph 2", "picture"),
        )

    @pytest.mark.parametrize(
        ("markup", "what"),
        [
            ("<canvas width=900 height=500></canvas>", ["picture"]),
            ('<object data="附件.pdf" type="application/pdf"></object>', ["embedded object"]),
            ('<embed src="统计表.XLSX?v=2">', ["embedded object"]),
            ('<iframe src="/files/table.png"></iframe>', ["embedded object"]),
            ('<iframe src="/files/table.pdf" width="1" height="1"></iframe>', []),
            ('<iframe src="//example.org/share?to=pdf"></iframe><object data="banner.swf"></object>', []),
        ],
    )
    def test_inside_frames_are_named_as_objects(self, markup: str, what: list[str]) -> None:
        page = f"<p>见附件</p>{markup}<table><tr><td>甲<td>{markup}</table>"
        assert [kind for _, kind in opened(page).unreadable] == what * 2


class TestEncodings:
    """The bytes decide; what a page says of its encoding is believed where they bear it out."""

    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "no-such"])
    def test_are_found_whatever_is_declared(self, coding: str, declared: str) -> None:
        page = f'<html><meta charset="{declared}"><body><p>政府信息公开工作年度报告</p></body></html>'
        assert words(html.document(page.encode(coding), "a.html"))[0][1] == "政府信息公开工作年度报告"

    def test_of_big5_are_believed_where_declared(self) -> None:
        page = '<meta charset="big5"><p>政府資訊公開年度報告</p>'.encode("big5")
        assert words(html.document(page, "a.html"))[0][1] == "政府資訊公開年度報告"

    def test_with_damaged_bytes_are_those_that_fit_best(self) -> None:
        page = "<p>政府信息公开工作</p>".encode() + b"\xe6\x94"
        assert "政府信息公开工作" in words(html.document(page, "a.html"))[0][1]

    def test_of_no_text_are_none(self) -> None:
        assert decoded(bytes(range(32)) * 8) is None
        assert decoded(b"") == ""


class TestFiles:
    """A page is known by its content, whatever it is called."""

    @pytest.mark.parametrize(
        "start",
        [
            "<!DOCTYPE html>",
            "\ufeff<html>",
            "  <table>",
            '<?xml version="1.0"?><html>',
            "<div>",
            "<!-- Word --><p>",
            "导出\n<table>",
        ],
    )
    def test_that_begin_like_pages_are_pages(self, start: str) -> None:
        assert html.accepts(f"{start} 内容".encode())

    @pytest.mark.parametrize(
        "data",
        [
            b"PK\x03\x04<table>",
            b"%PDF-1.4 <table>",
            b'{"a": "<table>"}',
            b"[<table>]",
            "一、总体情况 </p>".encode(),
            b"",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Table></Table></Workbook>',
            bytes(range(32)) * 8,
        ],
    )
    def test_that_are_something_else_are_not(self, data: bytes) -> None:
        assert not html.accepts(data)

    def test_that_are_no_text_or_too_large_are_refused(self) -> None:
        with pytest.raises(UnreadableError, match="damaged"):
            html.document(bytes(range(32)) * 8, "a.html")
        with pytest.raises(UnreadableError, match="more than 0 MB"):
            html.document(b"<p>0123456789</p>", "a.html", SizeLimits(cells=10, part=20, whole=20))
        with pytest.raises(UnreadableError, match="more than 2 cells"):
            html.document(b"<p>1<p>2<p>3", "a.html", SizeLimits(cells=1, part=99, whole=99))

    def test_whose_cells_span_what_nobody_fills_are_refused_before_they_are_made(self) -> None:
        row = "<tr>" + "<td colspan=1000000 rowspan=1000000>1" * 10 + "</tr>"
        with pytest.raises(UnreadableError, match="cells or paragraphs"):
            opened(f"<table>{row * 200}</table>")

    def test_whose_elements_lie_inside_each_other_without_end_are_refused(self) -> None:
        with pytest.raises(UnreadableError, match="nested"):
            opened("<div>" * 30_000)

    @pytest.mark.parametrize(
        "piece",
        [
            "<a ",
            "<!--",
            "<a x='",
            "<![",
            "<table><tr><td>",
            "<b>",
            "</b>",
            "<p",
            "<td colspan=9>",
            "&#",
            '<a b="<a"',
            "<a b='<a' ",
        ],
    )
    def test_that_are_made_to_take_long_do_not(self, piece: str) -> None:
        opened("<p>" + piece * 3_000)  # an hour where the time grows with the square

    def test_open_where_lxml_is_missing(self) -> None:
        code = (
            "import sys; sys.modules['lxml'] = None\n"
            "from govdisclosure.formats import csv, docx, html, spreadsheet\n"
            "from govdisclosure.testing.made_documents import sheet_file, word_file\n"
            "print(len(html.document(b'<table><tr><td>1</table>', 'a').blocks), len(csv.document(b'a,b\\n1,2', 'a').blocks),"
            " len(spreadsheet.document(sheet_file('<sheetData/>'), 'a').blocks),"
            " docx.document(word_file('<w:p/>'), 'a').blocks)"
        )
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1 1 1 ()\n"


OURS = '<html><head><meta name="govdisclosure.standard" content="cn-2021"><title>年报</title></head><body>'
REPORT = '<h2 data-govdisclosure="report">一、总体情况<span data-govdisclosure="beside"> General</span></h2>'


class TestPagesOfOurs:
    """What is behind the report in a page of ours is not taken apart, and nothing else is read for that."""

    def test_are_taken_apart_as_far_as_the_report_goes(self) -> None:
        explanation = '<div popover><dl><dt>数值<dd>0件</dl><span data-govdisclosure="beside">Close</span></div>'
        one, many = (len(html._tree(OURS + REPORT + explanation * count).elements) for count in (1, 1_000))
        assert one == many

    @pytest.mark.parametrize(
        "behind",
        [
            "<p>解读</p>",
            REPORT,
            '<p DATA-GovDisclosure="report">二、主动公开',
            "<p data-govdisclosure = '&#114;eport'>二、主动公开",
            "<p data-govdisclosure=beside>解读<p data-govdisclosure=report>二、主动公开",
            '<div data-govdisclosure="report"><p>二、主动公开</p><div data-govdisclosure="beside">解读</div><p>三、申请</p>',
            "<p>解读</p><title>公开年报</title>",
            '<p>解读</p><META name="govdisclosure.period" content="2024">',
            '<p>解读</p><a data-govdisclosure="data" href="data:application/json;base64,e30=">',
            "<!--" + REPORT,
        ],
    )
    @pytest.mark.parametrize(
        "before",
        [
            OURS + REPORT,
            OURS + '<div data-govdisclosure="report"><p>一、总体情况</p>',
            OURS.replace("cn-2021", " ") + REPORT,
            f"<!--{OURS}-->{REPORT}",
            OURS + "<h2>一、总体情况</h2>",
        ],
    )
    def test_are_what_the_whole_page_says(self, before: str, behind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        page = before + "<p>说明</p>" + behind + "<p>落款</p>"
        found = opened(page)
        monkeypatch.setattr(html, "_tree", html_tree.parse)
        assert found == opened(page)
