"""Word documents (docx), laid out as official documents are: GB/T 9704—2012, without red head, number or seal.

22 lines of 28 characters a page, title 2号小标宋, body 3号仿宋; the tables of an attachment follow name and date on new
pages. Nothing of python-docx's own template goes in: every style of the file stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import BinaryIO
from unicodedata import east_asian_width
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from attrs import frozen
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.section import Section as Pages

from govdisclosure.exporters.archive import legible, normalised
from govdisclosure.exporters.publication import Publication
from govdisclosure.schema import Indicator, Section, Table
from govdisclosure.schema.model import address
from govdisclosure.values import Kind, Severity

# Lengths are in twentieths of a point (twips), as the format has them.
_PAGE = (11906, 16838)  # A4
_TOP, _BOTTOM, _LEFT, _RIGHT = 2098, 1984, 1587, 1474  # 37, 35, 28, 26 mm
_WIDTH = _PAGE[0] - _LEFT - _RIGHT
_LINE = 579  # 22 lines a page
_SCALE = 98  # per cent of 三号, so that 28 characters go into a line
_CHARACTER = 320 * _SCALE // 100
_TITLE = 440  # a character of 二号
_UNIT = 780  # the column of units
_TABLE = qn("w:tbl")
_HEADING = re.compile(r"((?P<first>[一二三四五六七八九十]+、)|[(（][一二三四五六七八九十]+[)）])[^。]{1,40}(。|$)")


class DocxExporter:
    """Writes a report as a Word document; see the module."""

    name = "docx"
    suffixes: tuple[str, ...] = (".docx",)
    labels = ("Word文档", "Word document")

    def write(self, publication: Publication, stream: BinaryIO) -> None:
        """Write the report; a draft bears 草稿 on every page, and the findings on the last."""
        document = Document(BytesIO(_empty()))
        _describe(document, publication)
        _number(document.sections[0], draft=publication.is_draft)
        end = document.element.body.sectPr
        for element in _content(publication):
            end.addprevious(element)
        saved = BytesIO()
        document.save(saved)
        stream.write(normalised(saved.getvalue()))


def _describe(document: Word, publication: Publication) -> None:
    """Say what the document is; its dates come from the report, as the same report must give the same bytes."""
    report, about = publication.report, document.core_properties
    about.title = legible(publication.title)[:255]  # python-docx takes no longer ones
    about.author = about.last_modified_by = legible(report.body_name)[:255]
    about.language, about.revision = "zh-CN", 1
    about.created = about.modified = datetime.combine(report.signed or report.period.end, time(), UTC)


def _number(pages: Pages, *, draft: bool) -> None:
    """Put the page's number at its outer edge, and 草稿 above every page of a draft."""
    footers = ((pages.footer, _page_number("Footer")), (pages.even_page_footer, _page_number("FooterEven")))
    headers = [(header, _paragraph("DraftMark", "草稿")) for header in (pages.header, pages.even_page_header) if draft]
    for place, paragraph in (*footers, *headers):
        place.is_linked_to_previous = False
        given = place.paragraphs[0]._p
        given.addprevious(paragraph)
        given.getparent().remove(given)


# ------------------------------------------------------------------------------------------------------------- content


def _content(publication: Publication) -> Iterator[Element]:
    sections = publication.report.standard.sections
    attachments = [section for section in sections if section.attachment]
    body = [_paragraph("Title", _title(publication, publication.title)), _paragraph("Normal")]
    for section in sections:
        if not section.attachment:
            body += [_paragraph("Gap")] if body[-1].tag == _TABLE else []
            body += _section(publication, section)
    body += _signature(publication, attachments, body)
    for number, section in enumerate(attachments, start=1):
        body += _attachment(publication, section, str(number) if len(attachments) > 1 else "")
    yield from body
    if body[-1].tag == _TABLE:  # Word wants a paragraph after it: one that cannot run over to an empty page
        yield _paragraph("End")
    if publication.method_note:
        yield from _method(publication)
    if publication.is_draft:
        yield from _findings(publication)


def _method(publication: Publication) -> Iterator[Element]:
    """Say how was counted what no official text settles."""
    yield _paragraph("Gap")
    yield _keep(_paragraph("Finding", _run("统计口径说明", "HeadingWords")))
    for number, line in enumerate(publication.method_note, start=1):
        yield _paragraph("Finding", f"{number}. {line}")


def _section(publication: Publication, section: Section, above: Sequence[str] = ()) -> Iterator[Element]:
    """Yield heading, words and tables; ``above`` are headings that already stand over the tables."""
    heading = publication.heading(section.heading)
    if heading:
        yield _paragraph("Heading1", heading)
    for text in publication.paragraphs(section):
        yield _body(text)
    tables = tuple(publication.tables(section))
    for table in tables:
        caption = publication.heading(table.heading)
        if caption in ("", heading, *above):
            caption = ""
        elif len(tables) == 1:
            yield _paragraph("Caption", caption)
            caption = ""
        yield _paragraph("Gap")
        yield _Grid(publication, table, caption, (heading, *above)).element()


def _body(text: str) -> Element:
    """Set the heading that a paragraph begins with apart: 一、 in 黑体, （一） in 楷体, to the end of its sentence."""
    match = _HEADING.match(text)
    if match is None:
        return _paragraph("BodyText", text)
    heading, rest = _run(match[0], "HeadingWords" if match["first"] else "SubheadingWords"), text[match.end() :]
    return _paragraph("BodyText", heading, rest) if rest else _keep(_paragraph("BodyText", heading))


def _signature(publication: Publication, attachments: Sequence[Section], text: Sequence[Element]) -> Iterator[Element]:
    """Yield what follows the text: the list of attachments, name and date.

    The date ends four characters from the edge, and the name is centred over it.
    """
    _keep(text[-1])  # or name and date could stand alone on a page
    if attachments:
        yield _keep(_paragraph("Normal"))
    for number, section in enumerate(attachments, start=1):
        title = publication.heading(section.attachment or "")
        listed = title if len(attachments) == 1 else f"{number}.{title}"
        first = number == 1
        yield _keep(_paragraph("Attachments", f"附件：{listed}") if first else _paragraph("Attachment", listed))
    for _ in range(2):
        yield _keep(_paragraph("Normal"))
    name, day = publication.report.body_name, publication.signed
    half = max(4 + _ems(day) / 2, _ems(name) / 2) * _CHARACTER
    left = max(round(_WIDTH - 2 * half), 0)
    yield _keep(_paragraph("Signature", name, indent=left))
    yield _paragraph("Signature", day, indent=left)


def _attachment(publication: Publication, section: Section, number: str) -> Iterator[Element]:
    title = publication.heading(section.attachment or "")
    yield _paragraph("AttachmentMark", f"附件{number}")
    yield _keep(_paragraph("Normal"))
    yield _paragraph("Title", _title(publication, title))
    yield from _section(publication, section, above=(title,))


def _findings(publication: Publication) -> Iterator[Element]:
    yield _paragraph("FindingsTitle", "审核结果")
    listed = [finding for finding in publication.verdict.findings if finding.severity is not Severity.INFO]
    for number, finding in enumerate(listed, start=1):
        words = _run(f"{finding.severity.zh}：", "HeadingWords")
        yield _paragraph("Finding", _run(f"{number}. "), words, _run(finding.message.zh))


def _title(publication: Publication, title: str) -> str:
    """Break a title too long for one line after the body's name: a line may end only where the sense allows it."""
    name = publication.report.body_name
    fits = _ems(title) * _TITLE <= _WIDTH
    return title if fits or not title.startswith(name) or title == name else f"{name}\n{title.removeprefix(name)}"


# -------------------------------------------------------------------------------------------------------------- tables


@frozen
class _Head:
    """A cell of a table's head: where it begins, and over how many rows and columns it goes."""

    text: str
    top: int
    column: int
    height: int
    width: int


@frozen
class _Grid:
    """One table on its way into the document, built row by row: python-docx takes quadratic time to find cells."""

    publication: Publication
    table: Table
    caption: str
    above: Sequence[str]

    def element(self) -> Element:
        widths = self.widths()
        margins = (("top", 40), ("left", self.grade[3]), ("bottom", 40), ("right", self.grade[3]))
        properties = _w(
            "tblPr",
            _w("tblW", w=sum(widths), type="dxa"),
            _w("jc", val="center"),
            _w("tblBorders", *(_w(side, val="single", sz=4, space=0, color="000000") for side in _SIDES)),
            _w("tblLayout", type="fixed"),
            _w("tblCellMar", *(_w(side, w=width, type="dxa") for side, width in margins)),
        )
        columns = _w("tblGrid", *(_w("gridCol", w=width) for width in widths))
        rows = [*self.head(widths), *(self.row(row, widths) for row in self.table.rows)]
        for row in rows[-2:-1]:
            _keep(row)  # no single row on the last page
        return _w("tbl", properties, columns, *rows)

    @property
    def grade(self) -> tuple[int, int, int, int]:
        """Most columns, size in half points, narrowest column of values, space beside the words."""
        return next(grade for grade in _GRADES if len(self.table.columns) <= grade[0])

    @property
    def labelled(self) -> bool:
        """Whether labels are printed; a form that is one row of figures has none, as the heading above says it."""
        table = self.table
        told = any(table.rows[0].label in heading for heading in (*self.above, self.caption)) if table.rows else False
        return not (told and len(table.rows) == 1 and table.columns and not table.row_head)

    def widths(self) -> list[int]:
        """Give labels what they need, as far as that leaves the values theirs; all together fill the line."""
        count = len(self.table.columns) or 1
        _, size, narrowest, beside = self.grade
        units = [_UNIT] if self.table.unit_head else []
        room = _WIDTH - sum(units)
        if not self.labelled:
            return [*units, *_shares(room, count)]
        longest = round(max((_ems(row.label) for row in self.table.rows), default=0) * size * 10) + 3 * beside
        label = max(min(max(longest, room // (count + 1)), room - count * narrowest), room // 10)
        return [label, *units, *_shares(room - label, count)]

    def head(self, widths: Sequence[int]) -> Iterator[Element]:
        table = self.table
        paths: list[tuple[str, ...]] = [(table.row_head,)] if self.labelled else []
        paths += [(table.unit_head,)] if table.unit_head else []
        paths += [(*column.head, column.label) for column in table.columns] or [(table.value_head,)]
        if self.caption:
            yield self.head_row([_Head(self.caption, 0, 0, 1, len(widths))], 0, widths)
        depth = max(len(path) for path in paths)
        cells = sorted(_heads(paths, 0, depth), key=lambda cell: cell.column)
        for level in range(depth):
            yield self.head_row([cell for cell in cells if cell.top <= level < cell.top + cell.height], level, widths)

    def head_row(self, cells: Sequence[_Head], level: int, widths: Sequence[int]) -> Element:
        made = []
        for cell in cells:
            words = _run(cell.text if cell.top == level else "", "HeadingWords")
            merge = "" if cell.height == 1 else "restart" if cell.top == level else "continue"
            width = sum(widths[cell.column : cell.column + cell.width])
            made.append(_cell(width, self.words(words, "center"), cell.width, merge))
        return _keep(self.line(made, _w("tblHeader")))

    def row(self, row: Indicator, widths: Sequence[int]) -> Element:
        columns: list[str | None] = [column.key for column in self.table.columns] or [None]
        heading = row.kind is Kind.HEADING
        texts = [(row.label, "left")] if self.labelled else []
        texts += [(row.unit, "center")] if self.table.unit_head else []
        for key in columns:
            printed = row.printed or "" if heading else self.publication.printed(address(row.key, key))
            texts.append((printed, "center"))
        made = self.line(_cell(width, self.words(_run(text), side)) for width, (text, side) in zip(widths, texts, strict=True))
        return _keep(made) if heading else made

    def line(self, cells: Iterable[Element], *properties: Element) -> Element:
        height = _w("trHeight", val=self.grade[1] * 17, hRule="atLeast")
        return _w("tr", _w("trPr", _w("cantSplit"), height, *properties), *cells)

    def words(self, run: Element, side: str) -> Element:
        return _w("p", _w("pPr", _w("pStyle", val=f"Table{self.grade[1]}"), _w("jc", val=side)), run)


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_GRADES = ((1, 24, 2100, 80), (4, 24, 1300, 80), (9, 21, 680, 60), (999, 18, 520, 40))


def _heads(paths: Sequence[tuple[str, ...]], top: int, height: int, first: int = 0) -> Iterator[_Head]:
    """Lay out heads of several levels: a group goes over its columns, and what has fewer levels goes further down."""
    # A label without parts never joins its neighbour, be it of the same words.
    groups = groupby(enumerate(paths, first), key=lambda one: (one[1][0], -1 if len(one[1]) > 1 else one[0]))
    for (text, alone), group in groups:
        members = list(group)
        column, below = members[0][0], max(len(path) for _, path in members) - 1
        yield _Head(text, top, column, height - below, len(members))
        if alone < 0:
            yield from _heads([path[1:] for _, path in members], top + height - below, below, column)


def _shares(room: int, count: int) -> list[int]:
    """Divide a width evenly; together the parts are the whole."""
    return [room * (place + 1) // count - room * place // count for place in range(count)]


def _cell(width: int, paragraph: Element, span: int = 1, merge: str = "") -> Element:
    properties = _w("tcPr", _w("tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(_w("gridSpan", val=span))
    if merge:
        properties.append(_w("vMerge", val=merge))
    properties.append(_w("vAlign", val="center"))
    return _w("tc", properties, paragraph)


# ------------------------------------------------------------------------------------------------------------ elements


def _w(name: str, *children: Element, **attributes: object) -> Element:
    """Make an element of WordprocessingML."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def _run(text: str, style: str = "") -> Element:
    # The hint makes signs that both scripts have Chinese, such as — “ ” ①: they are narrow in Times New Roman.
    words = [_w("rStyle", val=style)] if style else []
    made = _w("r", _w("rPr", *words, _w("rFonts", hint="eastAsia")))
    made.text = legible(text)
    return made


def _paragraph(style: str, *content: str | Element, indent: int | None = None) -> Element:
    properties = _w("pPr", _w("pStyle", val=style))
    if indent is not None:
        properties.append(_w("ind", left=indent))
    return _w("p", properties, *(_run(one) if isinstance(one, str) else one for one in content))


def _page_number(style: str) -> Element:
    field = _w("fldSimple", _run("1"), instr=" PAGE ")
    return _paragraph(style, _run("— "), field, _run(" —"))


def _keep(element: Element) -> Element:
    """Keep a paragraph, or a row, or the last row of a table, on one page with what follows."""
    for paragraph in (element[-1] if element.tag == _TABLE else element).iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, _w("keepNext"))  # after the style
    return element


def _ems(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    return sum(1 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


# -------------------------------------------------------------------------------------------------- the empty document

_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/wordprocessingml/2006/main"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@cache
def _empty() -> bytes:
    """Make a document without words: page, styles, fonts and settings."""
    parts = {
        "styles": f"<w:styles>{_DEFAULTS}{_BASIC}{''.join(_style(*style) for style in _STYLES)}</w:styles>",
        "settings": f"<w:settings>{_SETTINGS}</w:settings>",
        "fontTable": f"<w:fonts>{''.join(_font(*font) for font in _FONTS)}</w:fonts>",
    }
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name}+xml"/>' for name in parts)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": _links({"officeDocument": "word/document"}),
        "word/document.xml": f"<w:document><w:body><w:sectPr>{_SECTION}</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": _links({name: name for name in parts}),
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            if content.startswith("<w:"):
                content = content.replace(">", f' xmlns:w="{_MAIN}">', 1)
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return made.getvalue()


def _links(parts: Mapping[str, str]) -> str:
    """Return the relationships to parts, from kinds to names."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for number, (kind, name) in enumerate(parts.items(), start=1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{links}</Relationships>'


_SECTION = (
    f'<w:pgSz w:w="{_PAGE[0]}" w:h="{_PAGE[1]}"/>'
    f'<w:pgMar w:top="{_TOP}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" w:left="{_LEFT}" w:gutter="0"'
    ' w:header="964" w:footer="1417"/>'
    # No grid of characters, nor space taken away between them: LibreOffice gives a character two places in a grid that
    # is narrower than the type, and loses a sign hanging into the margin where characters are drawn together.
    f'<w:docGrid w:type="lines" w:linePitch="{_LINE}"/>'
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_LATIN = "Times New Roman"
_XIAOBIAOSONG, _FANGSONG, _HEI, _KAI, _SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# name, what stands in for it on a machine without it, family, character set
_FONTS = (
    (_LATIN, "Liberation Serif", "roman", "00"),
    (_FANGSONG, "仿宋,FangSong,Noto Serif CJK SC", "modern", "86"),
    (_KAI, "楷体,KaiTi,Noto Serif CJK SC", "modern", "86"),
    (_XIAOBIAOSONG, "小标宋,宋体,SimSun,Noto Serif CJK SC", "auto", "86"),
    (_HEI, "SimHei,Noto Sans CJK SC", "modern", "86"),
    (_SONG, "SimSun,Noto Serif CJK SC", "auto", "86"),
)


def _font(name: str, others: str, family: str, charset: str) -> str:
    return (
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
    )


def _letters(chinese: str, size: int, color: str = "", *, latin: str = _LATIN, scale: int = 0) -> str:
    """Return the character properties of a style: fonts, colour, width in per cent, size in half points."""
    return (
        _fonts(chinese, latin)
        + (f'<w:color w:val="{color}"/>' if color else "")
        + (f'<w:w w:val="{scale}"/>' if scale else "")
        + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _fonts(chinese: str, latin: str = _LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{_LATIN}"/>'


def _exact(line: int, after: int = 0) -> str:
    return f'<w:spacing w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _indent(**lengths: int) -> str:
    return "<w:ind" + "".join(f' w:{name}="{length}"' for name, length in lengths.items()) + "/>"


_DEFAULTS = (
    f"<w:docDefaults><w:rPrDefault><w:rPr>{_letters(_FANGSONG, 32)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
)
_LEFTWARD, _MIDDLE, _RIGHTWARD, _JUSTIFIED = (f'<w:jc w:val="{way}"/>' for way in ("left", "center", "right", "both"))
_OFF_GRID = '<w:snapToGrid w:val="0"/>'  # words in tables and notes have lines of their own
_KEEP, _NEW_PAGE = "<w:keepNext/>", "<w:pageBreakBefore/>"
_TWO = _indent(firstLineChars=200, firstLine=2 * _CHARACTER)
_HUNG = _indent(left=5 * _CHARACTER, hanging=3 * _CHARACTER)
_BODY = _letters(_FANGSONG, 32, scale=_SCALE)
_LISTED = _OFF_GRID + _exact(440, after=120) + _indent(left=360, hanging=360) + _LEFTWARD
_NUMBER = _letters(_SONG, 28, latin=_SONG)
# id, name as Word knows it, paragraph properties (none: a style of characters), character properties
_STYLES: tuple[tuple[str, str, str | None, str], ...] = (
    ("Normal", "Normal", '<w:widowControl w:val="0"/>' + _exact(_LINE) + _JUSTIFIED, _letters(_FANGSONG, 32)),
    ("Title", "Title", _KEEP + _OFF_GRID + _exact(700) + _MIDDLE, _letters(_XIAOBIAOSONG, 44)),
    ("Heading1", "heading 1", _KEEP + _TWO + '<w:outlineLvl w:val="0"/>', _letters(_HEI, 32, scale=_SCALE)),
    ("BodyText", "Body Text", _TWO, _BODY),
    ("Attachments", "附件说明", _HUNG, _BODY),
    ("Attachment", "附件说明续", _indent(left=5 * _CHARACTER), _BODY),
    ("Signature", "Signature", _MIDDLE, _BODY),
    ("AttachmentMark", "附件", _KEEP + _NEW_PAGE, _letters(_HEI, 32)),
    ("Caption", "caption", _KEEP + _MIDDLE, _letters(_HEI, 32)),
    ("Gap", "表前空行", _KEEP + _OFF_GRID + _exact(200), _letters(_FANGSONG, 2)),
    ("End", "文末", _OFF_GRID + _exact(20), _letters(_FANGSONG, 2)),
    *(
        (f"Table{size}", f"表格{size / 2:g}磅", _OFF_GRID + _exact(size * 13), _letters(_FANGSONG, size))
        for size in sorted({grade[1] for grade in _GRADES})
    ),
    ("FindingsTitle", "审核结果", _KEEP + _NEW_PAGE + _OFF_GRID + _exact(700, after=240) + _MIDDLE, _letters(_HEI, 44)),
    ("Finding", "审核结果各项", _LISTED, _letters(_FANGSONG, 24)),
    ("DraftMark", "草稿", _OFF_GRID + _exact(560) + _MIDDLE, _letters(_HEI, 44, "FF0000")),
    ("Footer", "footer", _OFF_GRID + _exact(400) + _indent(right=280) + _RIGHTWARD, _NUMBER),
    ("FooterEven", "双页页脚", _OFF_GRID + _exact(400) + _indent(left=280) + _LEFTWARD, _NUMBER),
    ("HeadingWords", "一级标题文字", None, _fonts(_HEI)),
    ("SubheadingWords", "二级标题文字", None, _fonts(_KAI)),
)


# What Word, and whoever reads the file with a library, expects where a run or a table names no style.
_BASIC = (
    '<w:style w:type="character" w:default="1" w:styleId="Plain"><w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="PlainTable"><w:name w:val="Normal Table"/></w:style>'
)


def _style(key: str, name: str, paragraph: str | None, letters: str) -> str:
    default = ' w:default="1"' if key == "Normal" else ""
    kind = "character" if paragraph is None else "paragraph"
    base = "" if paragraph is None or default else '<w:basedOn w:val="Normal"/>'
    own = "" if name.isascii() else ' w:customStyle="1"'
    inner = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{key}"{own}><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"{inner}<w:rPr>{letters}</w:rPr></w:style>"
    )
