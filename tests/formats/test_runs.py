"""Position and strike of characters: what is raised, struck out or unseen is named, and is no part of any figure."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from govdisclosure.formats import docx, html, pdf, spreadsheet
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.formats.runs import Omission, Run, text_of
from govdisclosure.testing.made_documents import grids, sheet_file, texts, word_file

canvas = pytest.importorskip("reportlab.pdfgen.canvas")


def left_out(document: OpenedDocument) -> list[tuple[Omission, str]]:
    return [(one.reason, one.text) for one in document.left_out]


class TestTexts:
    """The index of a Latin letter stays; all else that is raised or struck out is left out."""

    @pytest.mark.parametrize(
        ("runs", "shown"),
        [
            ([Run("7"), Run("1", raised=True)], "7"),
            ([Run("17", struck=True), Run("7")], "7"),
            ([Run("km"), Run("2", raised=True)], "km2"),
            ([Run("CO"), Run("2", raised=True), Run("排放")], "CO2排放"),
            ([Run("合计"), Run("注", raised=True)], "合计"),
            ([Run("1", raised=True)], ""),
            ([Run("a"), Run(" ", struck=True), Run("b")], "ab"),
            ([Run("3", white=True), Run("7")], "7"),
            ([Run("合计", white=True)], "合计"),
            ([Run("7", white=True), Run("1", raised=True)], "7"),
        ],
    )
    def test_are_what_counts(self, runs: list[Run], shown: str) -> None:
        assert text_of(runs).shown == shown

    def test_name_what_is_left_out(self) -> None:
        found = text_of([Run("1", struck=True), Run("7", struck=True), Run("7"), Run("2", raised=True)])
        assert found.left_out == ((Omission.STRUCK, "17"), (Omission.RAISED, "2"))


def in_word(about: str, inner: str = "1", styles: str = "") -> OpenedDocument:
    """A table of one cell, whose second run has this format."""
    runs = f"<w:r><w:t>7</w:t></w:r><w:r><w:rPr>{about}</w:rPr><w:t>{inner}</w:t></w:r>"
    parts = {"styles": f"<w:styles>{styles}</w:styles>"} if styles else {}
    return docx.document(word_file(f"<w:tbl><w:tr><w:tc><w:p>{runs}</w:p></w:tc></w:tr></w:tbl>", **parts), "报告.docx")


class TestWhite:
    """White characters beside others are seen by nobody; all white, or on a ground of their own, they are the text."""

    @pytest.mark.parametrize("look", ['style="color:#FFF"', 'style="color: rgb(255, 255, 255)"', 'color="white"', 'class="w"'])
    def test_on_a_page_are_left_out(self, look: str) -> None:
        page = f"<style>.w {{color: white}}</style><table><tr><td>7<font {look}>1</font></td></tr></table>"
        found = html.document(page.encode(), "a.html")
        assert (texts(grids(found)[0]), left_out(found)) == ([["7"]], [(Omission.INVISIBLE, "1")])

    @pytest.mark.parametrize(
        "cell",
        [
            '7<b style="color:#fff;background:#000">1</b>',
            '7<b style="color:#ffffe0">1</b>',
            '7<b style="background-color:white">1</b>',
            '<b style="color:#fff">71</b>',
            '<b style="color:#fff"><i style="color:#000">7</i></b>1',
        ],
    )
    def test_that_can_be_seen_are_the_text(self, cell: str) -> None:
        found = html.document(f"<table><tr><td>{cell}</td></tr></table>".encode(), "a.html")
        assert (texts(grids(found)[0]), left_out(found)) == ([["71"]], [])

    @pytest.mark.parametrize("ground", ['<w:shd w:fill="000000"/>', '<w:highlight w:val="black"/>'])
    def test_of_word_on_a_ground_of_their_own_stay(self, ground: str) -> None:
        assert texts(grids(in_word(f'<w:color w:val="FFFFFF"/>{ground}'))[0]) == [["71"]]

    @pytest.mark.parametrize("color", ['rgb="FFFFFFFF"', 'theme="0"'])
    def test_of_a_sheet_are_left_out(self, color: str) -> None:
        runs = f"<is><r><t>7</t></r><r><rPr><color {color}/></rPr><t>1</t></r></is>"
        data = sheet_file(f"<sheetData><row r='1'><c r='A1' t='inlineStr'>{runs}</c></row></sheetData>")
        found = spreadsheet.document(data, "a.xlsx")
        assert (texts(grids(found)[0]), left_out(found)) == ([["7"]], [(Omission.INVISIBLE, "1")])

    def test_what_a_page_moves_up_is_raised(self) -> None:
        page = "<table><tr><td>7<span style='position:relative;top:-.5em'>1</span></td></tr></table>"
        found = html.document(page.encode(), "a.html")
        assert (texts(grids(found)[0]), left_out(found)) == ([["7"]], [(Omission.RAISED, "1")])
        still = page.replace("top:-.5em", "top:0")
        assert texts(grids(html.document(still.encode(), "a.html"))[0]) == [["71"]]


class TestWord:
    """Runs of a Word document, by themselves or by the style of their characters."""

    @pytest.mark.parametrize(
        ("about", "reason"),
        [
            ('<w:vertAlign w:val="superscript"/>', Omission.RAISED),
            ('<w:vertAlign w:val="subscript"/>', Omission.RAISED),
            ('<w:position w:val="8"/>', Omission.RAISED),
            ('<w:position w:val="-8"/>', Omission.RAISED),
            ("<w:strike/>", Omission.STRUCK),
            ("<w:dstrike/>", Omission.STRUCK),
            ('<w:color w:val="ffffff"/>', Omission.INVISIBLE),
        ],
    )
    def test_are_left_out(self, about: str, reason: Omission) -> None:
        found = in_word(about)
        assert texts(grids(found)[0]) == [["7"]]
        assert left_out(found) == [(reason, "1")]
        (cell,) = grids(found)[0].rows[0]
        assert cell is not None
        assert (cell.remark, cell.hidden) == ("1", False)

    @pytest.mark.parametrize(
        "about", ['<w:vertAlign w:val="baseline"/>', '<w:strike w:val="0"/>', '<w:position w:val="2"/>', "<w:b/>", ""]
    )
    def test_of_ordinary_characters_stay(self, about: str) -> None:
        assert texts(grids(in_word(about))[0]) == [["71"]]


class TestWebPages:
    """Elements and styles of a web page, in the element or in a style sheet."""

    @pytest.mark.parametrize(
        ("inner", "reason"),
        [
            ("<sup>1</sup>", Omission.RAISED),
            ("<sub>1</sub>", Omission.RAISED),
            ("<span style='vertical-align: super'>1</span>", Omission.RAISED),
            ("<span style='vertical-align:3pt'>1</span>", Omission.RAISED),
            ("<span style='mso-text-raise:3.0pt'>1</span>", Omission.RAISED),
            ("<i class='note'>1</i>", Omission.RAISED),
            ("<del>1</del>", Omission.STRUCK),
            ("<s><b>1</b></s>", Omission.STRUCK),
            ("<span style='text-decoration: red line-through'>1</span>", Omission.STRUCK),
            ("<span class='x gone'>1</span>", Omission.STRUCK),
        ],
    )
    def test_are_left_out(self, inner: str, reason: Omission) -> None:
        style = (
            "<style>.note, p.other {vertical-align:super; font-size:8pt} td.gone, .gone {text-decoration:line-through}</style>"
        )
        found = html.document(f"{style}<table><tr><td>7{inner}<td>2</table><p>共7{inner}件".encode(), "a.html")
        assert texts(grids(found)[0]) == [["7", "2"]]
        assert left_out(found) == [(reason, "1"), (reason, "1")]

    @pytest.mark.parametrize(
        "inner",
        [
            "<span style='vertical-align:baseline'>1</span>",
            "<span style='vertical-align:0pt'>1</span>",
            "<u>1</u>",
            "<span style='font-size:10.5pt;opacity:0.9'>1</span>",
            "<span style='background-color:transparent'>1</span>",
        ],
    )
    def test_of_ordinary_characters_stay(self, inner: str) -> None:
        found = html.document(f"<table><tr><td style='vertical-align:sub'>7{inner}<td>2</table>".encode(), "a.html")
        assert texts(grids(found)[0]) == [["71", "2"]]

    @pytest.mark.parametrize(
        "inner",
        [
            "<font size=1>2</font>10",
            "10<font size='-2'>2</font>",
            "<big>10</big><font size=+0>2</font>",
            "10<small>2</small>",
            "10 <small>(2)</small>",
            "10<span style='font-size:8pt'>2</span>",
            "10<span style='font-size:60%'>2</span>",
            "10<span style='font-size: 0.7em'>2</span>",
            "10<span style='font: 8px/9px Arial'>2</span>",
            "10<span style='font-size:x-small'>2</span>",
            "10<span style='font-size:smaller'>2</span>",
            "10<span class=fine>2</span>",
            "<font size=1>2</font><b>10</b>",
        ],
    )
    def test_in_small_print_beside_a_figure_are_marks_of_notes(self, inner: str) -> None:
        page = f"<style>.fine {{font-size:8px}}</style><table><tr><td>{inner}<td>2</table><p>共{inner}件"
        found = html.document(page.encode(), "a.html")
        assert [line[0].splitlines()[0].strip() for line in texts(grids(found)[0]) if line[0]] == ["10"]
        assert {(reason, text.strip("()")) for reason, text in left_out(found)} == {(Omission.SMALL, "2")}

    @pytest.mark.parametrize(
        ("inner", "expected"),
        [
            ("10<small>件</small>", "10件"),
            ("<small>10</small>", "10"),
            ("<font size=1>1</font><font size=1>0</font>", "10"),
            ("<font size=3>1</font><font size=4>0</font>", "10"),
            ("1<span style='font-size:90%'>0</span>", "10"),
            ("12.<small>50</small>", "12.50"),
            ("<font size=5>共</font>10", "共10"),
        ],
    )
    def test_in_small_print_by_themselves_stay(self, inner: str, expected: str) -> None:
        found = html.document(f"<table><tr><td>{inner}<td>2</table>".encode(), "a.html")
        assert (texts(grids(found)[0]), left_out(found)) == ([[expected, "2"]], [])

    @pytest.mark.parametrize(
        "inner",
        [
            "10<font color=white>2</font>",
            "<font color='#FFFFFF'>2</font>10",
            "10<br><font color=white>2</font>",
            "<p>10</p><p style='color:#fff'>2</p>",
            "<div style='color:white'>2</div>10",
        ],
    )
    def test_in_white_count_only_where_all_of_the_cell_is_white(self, inner: str) -> None:
        found = html.document(f"<table><tr><td>{inner}</td><td>2</table>".encode(), "a.html")
        assert (texts(grids(found)[0]), left_out(found)) == ([["10", "2"]], [(Omission.INVISIBLE, "2")])
        white = html.document(b"<table><tr><td style='color:white'>10<br>2</td><td>2</table>", "a.html")
        assert (texts(grids(white)[0]), left_out(white)) == ([["10\n2", "2"]], [])

    @pytest.mark.parametrize("style", ["font-size:0", "opacity: 0", "color:transparent", "display:none"])
    def test_that_nobody_sees_are_hidden(self, style: str) -> None:
        found = html.document(f"<table><tr><td>7<span style='{style}'>1</span><td>2</table>".encode(), "a.html")
        assert texts(grids(found)[0]) == [["7", "2"]]


def printed(draw: Callable[[Any], None]) -> OpenedDocument:
    """A page with the words that a function draws at 100, 700 and around."""
    out = BytesIO()
    page = canvas.Canvas(out, pagesize=(400, 800))
    page.setFont("Helvetica", 12)
    draw(page)
    page.save()
    return pdf.document(out.getvalue(), "a.pdf")


def words(document: OpenedDocument) -> str:
    return " ".join(getattr(block, "text", "") for block in document.blocks)


class TestPdf:
    """Size, place and colour of the characters of a PDF."""

    def test_smaller_and_above_the_line_are_raised(self) -> None:
        def draw(page: Any) -> None:
            page.drawString(100, 700, "received 7")
            page.setFont("Helvetica", 7)
            page.drawString(158, 705, "1")

        found = printed(draw)
        assert (words(found), left_out(found)) == ("received 7", [(Omission.RAISED, "1")])

    def test_smaller_on_the_line_stay(self) -> None:
        def draw(page: Any) -> None:
            page.drawString(100, 700, "received 7")
            page.setFont("Helvetica", 9)
            page.drawString(158, 700, "1")

        assert words(printed(draw)) == "received 71"

    def test_with_a_stroke_through_them_are_struck_out(self) -> None:
        def draw(page: Any) -> None:
            page.drawString(100, 700, "17")
            page.drawString(114, 700, "7 requests")
            page.line(100, 704, 113, 704)

        found = printed(draw)
        assert (words(found), left_out(found)) == ("7 requests", [(Omission.STRUCK, "17")])

    def test_underlined_stay(self) -> None:
        def draw(page: Any) -> None:
            page.drawString(100, 700, "17 requests")
            page.line(100, 698.5, 160, 698.5)

        assert (words(printed(draw)), left_out(printed(draw))) == ("17 requests", [])

    @pytest.mark.parametrize("how", ["invisible", "white", "small", "beside"])
    def test_that_nobody_sees_are_left_out(self, how: str) -> None:
        def draw(page: Any) -> None:
            page.drawString(100, 700, "7 requests")
            text = page.beginText(900 if how == "beside" else 100, 600)
            if how == "invisible":
                text.setTextRenderMode(3)
            if how == "white":
                text.setFillColorRGB(1, 1, 1)
            text.setFont("Helvetica", 0.5 if how == "small" else 12)
            text.textOut("99")
            page.drawText(text)

        found = printed(draw)
        assert (words(found), left_out(found)) == ("7 requests", [(Omission.INVISIBLE, "99")])

    def test_white_on_a_dark_ground_stay(self) -> None:
        def draw(page: Any) -> None:
            page.rect(90, 690, 200, 30, fill=1)
            page.setFillColorRGB(1, 1, 1)
            page.drawString(100, 700, "7 requests")

        assert words(printed(draw)) == "7 requests"

    def test_of_a_scanned_page_are_its_text(self) -> None:
        def draw(page: Any) -> None:
            text = page.beginText(100, 700)
            text.setTextRenderMode(3)
            text.textOut("7 requests")
            page.drawText(text)

        assert words(printed(draw)) == "7 requests"
