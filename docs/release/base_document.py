"""Makes ``base.docx``, from which every Word document is written: page, styles (样式), fonts (字体) and settings.

Run it after a change to styles or to the measures of the page; a test holds the file in the package to it::

    python docs/release/base_document.py
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from govdisclosure.exporters.archive import normalised
from govdisclosure.exporters.docx_elements import BOTTOM, CHARACTER, LEFT, LETTERS, LINE, PAGE, RIGHT, SCALE, TOP
from govdisclosure.exporters.docx_tables import TABLE_SIZES

_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/wordprocessingml/2006/main"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def base_document() -> bytes:
    """Return a document without words; nothing of python-docx's own template is in it."""
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
                # Both prefixes are here: else those of references are made by whatever other package was imported before.
                content = content.replace(">", f' xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}">', 1)
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return normalised(made.getvalue())


def _links(parts: Mapping[str, str]) -> str:
    """Return the relationships to parts, from kinds to names."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for number, (kind, name) in enumerate(parts.items(), start=1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{links}</Relationships>'


_SECTION = (
    f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/>'
    f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:gutter="0"'
    ' w:header="964" w:footer="1417"/>'
    # No grid of characters, nor space taken away between them: LibreOffice gives a character two places in a grid that
    # is narrower than the type, and loses a character hanging into the margin where characters are drawn together.
    f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
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
_TWO = _indent(firstLineChars=200, firstLine=2 * CHARACTER)
_HUNG = _indent(left=5 * CHARACTER, hanging=3 * CHARACTER)
_BODY = _letters(_FANGSONG, 32, scale=SCALE)
_LISTED = _OFF_GRID + _exact(440, after=120) + _indent(left=360, hanging=360) + _LEFTWARD
_NUMBER = _letters(_SONG, 28, latin=_SONG)
# id, name as Word knows it, paragraph properties (none: a style of characters), character properties
_STYLES: tuple[tuple[str, str, str | None, str], ...] = (
    ("Normal", "Normal", "<w:widowControl/>" + _exact(LINE) + _JUSTIFIED, _letters(_FANGSONG, 32)),
    ("Title", "Title", _KEEP + _OFF_GRID + _exact(700) + _MIDDLE, _letters(_XIAOBIAOSONG, 44)),
    ("Heading1", "heading 1", _KEEP + _TWO + '<w:outlineLvl w:val="0"/>', _letters(_HEI, 32, scale=SCALE)),
    ("BodyText", "Body Text", _TWO, _BODY),
    ("Attachments", "附件说明", _HUNG, _BODY),
    ("Attachment", "附件说明续", _indent(left=5 * CHARACTER), _BODY),
    ("Signature", "Signature", _MIDDLE, _BODY),
    ("AttachmentMark", "附件", _KEEP + _NEW_PAGE, _letters(_HEI, 32)),
    ("Caption", "caption", _KEEP + _MIDDLE, _letters(_HEI, 32)),
    ("Gap", "表前空行", _KEEP + _OFF_GRID + _exact(200), _letters(_FANGSONG, 2)),
    ("End", "文末", _OFF_GRID + _exact(20), _letters(_FANGSONG, 2)),
    *(
        (f"Table{size}", f"表格{size / 2:g}磅", _OFF_GRID + _exact(size * 13), _letters(_FANGSONG, size))
        for size in TABLE_SIZES
    ),
    *(
        (
            f"Letter{size}",
            f"信函{size / 2:g}磅",
            _OFF_GRID + _exact(line) + _indent(firstLineChars=200, firstLine=20 * size),
            _letters(_FANGSONG, size),
        )
        for size, line in LETTERS
    ),
    *(
        (f"LetterTo{size}", f"信函主送{size / 2:g}磅", _OFF_GRID + _exact(line), _letters(_FANGSONG, size))
        for size, line in LETTERS
    ),
    *(
        (
            f"LetterEnd{size}",
            f"信函落款{size / 2:g}磅",
            _OFF_GRID + _exact(line) + _indent(right=40 * size) + _RIGHTWARD,
            _letters(_FANGSONG, size),
        )
        for size, line in LETTERS
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


if __name__ == "__main__":
    Path(str(files("govdisclosure.exporters") / "base.docx")).write_bytes(base_document())
