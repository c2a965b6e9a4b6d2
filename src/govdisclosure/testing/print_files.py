"""Papers made into files (测试用文件): Word, web page, workbook and PDF as offices and their systems write them.

Each is written by hand from its markup, not by the exporters, and with what those systems add: Word's HTML in the frame of a
site, three nested tables for layout, runs broken in the middle of a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from attrs import frozen

from govdisclosure.testing.published import Box, Print, Sheet


@frozen
class Corner:
    """A cell where it begins: its place and what it covers."""

    box: Box
    row: int
    column: int
    across: int
    down: int


def corners(sheet: Sheet) -> Iterator[list[Corner]]:
    """Yield the cells of each row where they begin; a place that is none is left out."""
    for number, row in enumerate(sheet):
        line = []
        for place, box in enumerate(row):
            if box is None:
                continue
            left = place and row[place - 1] is box
            above = number and place < len(sheet[number - 1]) and sheet[number - 1][place] is box
            if left or above:
                continue
            across = next((end for end in range(place, len(row)) if row[end] is not box), len(row)) - place
            rows = range(number, len(sheet))
            down = next((end for end in rows if place >= len(sheet[end]) or sheet[end][place] is not box), len(sheet)) - number
            line.append(Corner(box, number, place, across, down))
        yield line


# --------------------------------------------------------------------------------------------------------------- web page

_STYLE = "margin-top:0pt;margin-bottom:0pt;text-align:center;line-height:150%"


def _html_text(text: str, random: Random) -> str:
    """Return a text as Word's HTML has it: in spans, some broken, line breaks as ``<br />``."""
    if not text:
        return random.choice(("", "&nbsp;", "<p>&nbsp;</p>", "<p class=MsoNormal><span>&nbsp;</span></p>"))
    lines = []
    for line in text.split("\n"):
        at = random.randrange(len(line) + 1) if len(line) > 3 and random.random() < 0.2 else len(line)
        pieces = [piece for piece in (line[:at], line[at:]) if piece]
        lines.append("".join(f'<span style="font-family:仿宋_GB2312;font-size:12pt">{escape(one)}</span>' for one in pieces))
    inner = "<br />".join(lines)
    return random.choice(
        (f'<p class="MsoNormal" style="{_STYLE}">{inner}</p>', inner, f"<p>{inner}</p>", f"<strong>{inner}</strong>")
    )


def _html_table(sheet: Sheet, random: Random) -> str:
    rows = []
    for line in corners(sheet):
        cells = []
        for one in line:
            spans = f' colspan="{one.across}"' if one.across > 1 else ""
            spans += f' rowspan="{one.down}"' if one.down > 1 else ""
            unseen = ' style="display:none"' if one.box.hidden else ""
            cells.append(f'<td{spans}{unseen} valign="center">{_html_text(one.box.text, random)}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0" class="MsoTableGrid"><tbody>\n{chr(10).join(rows)}\n</tbody></table>'


def html(paper: Print, random: Random) -> bytes:
    """Return a page of a site: navigation, crumbs and footer about the report, laid out with tables or with boxes."""
    parts = []
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(f'<p class="MsoNormal" style="text-indent:2em"><span>{escape(block)}</span></p>')
        else:
            parts.append(_html_table(block, random))
    inner = "\n".join(parts)
    title = next((block for block in paper.blocks if isinstance(block, str)), "")
    if random.random() < 0.5:
        inner = (
            '<table width="1000" align="center"><tr><td colspan="2"><img src="/logo.png" width="20" height="20"></td></tr>'
            f'<tr><td width="1"></td><td class="bt_content"><div class="trs_editor_view">{inner}</div></td></tr></table>'
        )
    else:
        inner = f'<div class="content"><div id="zoom"><ucapcontent>{inner}</ucapcontent></div></div>'
    charset = random.choice(("utf-8", "gb18030"))
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>{escape(title)}_政府信息公开年报</title>'
        '<script>var a = "<table>";</script><style>.a{color:red}</style></head><body>'
        '<ul class="nav"><li><a href="/">首页</a></li><li>政务公开</li></ul>'
        f'<div class="crumb">当前位置：首页 &gt; 政府信息公开年报</div>{inner}'
        '<div class="share">【打印本页】 【关闭窗口】</div>'
        '<div class="foot">版权所有　网站标识码：0000000000</div></body></html>'
    )
    return page.encode(charset)


# ------------------------------------------------------------------------------------------------------------------- Word

_PAGE = 9638  # twentieths of a point between the margins of a page
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word_text(text: str, random: Random) -> str:
    paragraphs = []
    for line in text.split("\n"):
        at = random.randrange(len(line) + 1) if len(line) > 3 and random.random() < 0.2 else len(line)
        look = '<w:rPr><w:sz w:val="18"/></w:rPr>'
        runs = "".join(
            f'<w:r>{look}<w:t xml:space="preserve">{escape(one)}</w:t></w:r>' for one in (line[:at], line[at:]) if one
        )
        paragraphs.append(f"<w:p>{runs}</w:p>")
    return "".join(paragraphs)


def _word_table(sheet: Sheet, random: Random) -> str:
    wide = max(map(len, sheet))
    rows = []
    for number, row in enumerate(sheet):
        cells = []
        place = 0
        while place < len(row):
            box = row[place]
            end = next((at for at in range(place, len(row)) if row[at] is not box), len(row))
            if box is None:
                place = end
                continue
            above = number and place < len(sheet[number - 1]) and sheet[number - 1][place] is box
            below = number + 1 < len(sheet) and place < len(sheet[number + 1]) and sheet[number + 1][place] is box
            about = f'<w:tcW w:w="{_PAGE // wide * (end - place)}" w:type="dxa"/>'
            about += f'<w:gridSpan w:val="{end - place}"/>' if end - place > 1 else ""
            about += "<w:vMerge/>" if above else '<w:vMerge w:val="restart"/>' if below else ""
            cells.append(f"<w:tc><w:tcPr>{about}</w:tcPr>{'<w:p/>' if above else _word_text(box.text, random)}</w:tc>")
            place = end
        hidden = "<w:trPr><w:hidden/></w:trPr>" if all(box is None or box.hidden for box in row) else ""
        rows.append(f"<w:tr>{hidden}{''.join(cells)}</w:tr>")
    columns = f'<w:gridCol w:w="{_PAGE // wide}"/>' * wide
    frame = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    about = f'<w:tblPr><w:tblLayout w:type="fixed"/><w:tblBorders>{frame}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{about}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def docx(paper: Print, random: Random) -> bytes:
    """Return a Word document."""
    parts = []
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(_word_text(block, random))
        else:
            parts.append(_word_table(block, random) + ("<w:p/>" if random.random() < 0.8 else ""))
    edges = " ".join(f'w:{side}="1134"' for side in ("top", "right", "bottom", "left"))
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {edges}/></w:sectPr>'
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(parts)}{section}</w:body></w:document>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _package(
        {"word/document.xml": body}, "word/document.xml", f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
    )


# --------------------------------------------------------------------------------------------------------------- workbook

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


_STATE = {True: ' state="hidden"', False: ""}


@frozen
class _Page:
    """A sheet of a workbook: rows of XML, merged ranges."""

    rows: list[str]
    merged: list[str]

    def words(self, text: str) -> None:
        number = len(self.rows) + 1
        self.rows.append(f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c></row>')

    def table(self, sheet: Sheet, random: Random) -> None:
        start = len(self.rows) + 1
        for line, row in zip(corners(sheet), sheet, strict=True):
            number = len(self.rows) + 1
            cells = []
            for one in line:
                name = f"{_LETTERS[one.column]}{number}"
                cells.append(_cell(name, one.box.text, random))
                if one.across > 1 or one.down > 1:
                    self.merged.append(f"{name}:{_LETTERS[one.column + one.across - 1]}{start + one.row + one.down - 1}")
            hidden = ' hidden="1"' if row and all(box is None or box.hidden for box in row) else ""
            self.rows.append(f'<row r="{number}"{hidden}>{"".join(cells)}</row>')


def _cell(name: str, text: str, random: Random) -> str:
    if not text:
        return ""
    plain = text.replace(".", "", 1)
    if plain.isascii() and plain.isdigit() and (text == "0" or not text.startswith("0")) and random.random() < 0.7:
        return f'<c r="{name}"><v>{text}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def xlsx(paper: Print, random: Random) -> bytes:
    """Return a workbook: everything on one sheet, or words on the first and each table on one of its own."""
    apart = random.random() < 0.5 or bool(paper.hidden_sheets)
    pages: list[tuple[str, _Page, bool]] = [("Sheet1", _Page([], []), False)]
    for block in paper.blocks:
        if isinstance(block, str):
            pages[-1 if not apart else 0][1].words(block)
        else:
            if apart:
                pages.append((f"表{len(pages)}", _Page([], []), block in paper.hidden_sheets))
            pages[-1][1].table(block, random)
            if not apart and random.random() < 0.5:
                pages[-1][1].rows.append(f'<row r="{len(pages[-1][1].rows) + 1}"/>')
    office = "http://schemas.openxmlformats.org"
    kinds = f"{office}/officeDocument/2006/relationships"
    sheets, links, types = "", "", ""
    files: dict[str, str] = {}
    for number, (name, page, hidden) in enumerate(pages, start=1):
        merged = "".join(f'<mergeCell ref="{one}"/>' for one in page.merged)
        merged = f'<mergeCells count="{len(page.merged)}">{merged}</mergeCells>' if merged else ""
        files[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(page.rows)}</sheetData>{merged}</worksheet>'
        )
        sheets += f'<sheet name="{name}" sheetId="{number}"{_STATE[hidden]} r:id="rId{number}"/>'
        links += f'<Relationship Id="rId{number}" Type="{kinds}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        types += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
    files["xl/workbook.xml"] = f'<workbook xmlns="{_SHEET}" xmlns:r="{kinds}"><sheets>{sheets}</sheets></workbook>'
    files["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{office}/package/2006/relationships">{links}</Relationships>'
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return _package(files, "xl/workbook.xml", f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{types}')


def _package(files: dict[str, str], main: str, types: str) -> bytes:
    """Zip the parts of an Office file, with what says which is which."""
    office = "http://schemas.openxmlformats.org"
    about = {
        "[Content_Types].xml": (
            f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
        ),
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, text in (about | files).items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return made.getvalue()


RENDERERS = {"docx": docx, "html": html, "xlsx": xlsx}
"""By suffix what makes a file of a paper."""
