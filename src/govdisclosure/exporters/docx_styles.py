"""The document without words from which every document is made (基础文档): page, styles (样式), fonts (字体) and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import TypeAlias
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from attrs import frozen

from govdisclosure.exporters.archive import normalised
from govdisclosure.exporters.docx_tables import TABLE_SIZES
from govdisclosure.exporters.theme import Theme, ThemeFont, twips
from govdisclosure.messages import Language, say

_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/wordprocessingml/2006/main"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@lru_cache(maxsize=16)
def base_document(theme: Theme, language: Language) -> bytes:
    """Return a document without words, laid out by a theme; nothing of python-docx's own template is in it.

    Args:
        theme: its paper, type and fonts.
        language: of the names of its styles.
    """
    styles = _Styles(theme, language)
    parts = {
        "styles": f"<w:styles>{styles.defaults()}{_BASIC}{''.join(_style(*style) for style in styles.all())}</w:styles>",
        "settings": f"<w:settings>{_SETTINGS}</w:settings>",
        "fontTable": f"<w:fonts>{''.join(styles.fonts_listed())}</w:fonts>",
    }
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name}+xml"/>' for name in parts)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": _links({"officeDocument": "word/document"}),
        "word/document.xml": f"<w:document><w:body><w:sectPr>{styles.section()}</w:sectPr></w:body></w:document>",
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


_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)

_Style: TypeAlias = tuple[str, str, str | None, str]
"""Id, name as Word knows it, properties of paragraphs (None: a style of characters), properties of characters."""


def _exact(line: int, after: int = 0) -> str:
    return f'<w:spacing w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _indent(**lengths: int) -> str:
    return "<w:ind" + "".join(f' w:{name}="{length}"' for name, length in lengths.items()) + "/>"


_LEFTWARD, _MIDDLE, _RIGHTWARD, _JUSTIFIED = (f'<w:jc w:val="{way}"/>' for way in ("left", "center", "right", "both"))
_OFF_GRID = '<w:snapToGrid w:val="0"/>'  # words in tables and notes have lines of their own
_KEEP, _NEW_PAGE = "<w:keepNext/>", "<w:pageBreakBefore/>"


@frozen
class _Styles:
    """The styles of a theme."""

    theme: Theme
    language: Language

    def section(self) -> str:
        """Return the page's setup."""
        theme, paper = self.theme, self.theme.paper
        width, height = map(twips, theme.page)
        return (
            f'<w:pgSz w:w="{width}" w:h="{height}"/>'
            f'<w:pgMar w:top="{twips(paper.top)}" w:right="{twips(paper.right)}" w:bottom="{twips(paper.bottom)}"'
            f' w:left="{twips(paper.left)}" w:gutter="0" w:header="{twips(paper.header)}" w:footer="{twips(paper.footer)}"/>'
            # No grid of characters, nor space taken away between them: LibreOffice gives a character two places in a grid
            # that is narrower than the type, and loses a character hanging into the margin where characters are drawn together.
            f'<w:docGrid w:type="lines" w:linePitch="{theme.line}"/>'
        )

    def fonts_listed(self) -> Iterator[str]:
        """Yield the fonts, and what stands in for each on a machine without it."""
        roles = ("latin", "text", "subheading", "title", "heading", "plain")
        for font in {self.theme.fonts[role].name: self.theme.fonts[role] for role in roles}.values():
            yield (
                f"<w:font w:name={quoteattr(font.name)}><w:altName w:val={quoteattr(font.others)}/>"
                f'<w:charset w:val="{font.charset}"/><w:family w:val="{font.family}"/><w:pitch w:val="variable"/></w:font>'
            )

    def faces(self, font: ThemeFont, *, latin: ThemeFont | None = None) -> str:
        """Return the fonts of a style: those of Latin letters are the theme's, or the font's own where it is one for them."""
        own = font if latin is None and font.charset == "00" else latin or self.theme.fonts["latin"]
        return (
            f'<w:rFonts w:ascii="{own.name}" w:hAnsi="{own.name}" w:eastAsia="{font.name}"'
            f' w:cs="{self.theme.fonts["latin"].name}"/>' + ("<w:b/>" if font.bold else "")
        )

    def letters(self, role: str, size: float, color: str = "", *, scale: bool = False) -> str:
        """Return the properties of characters: fonts, colour, width in per cent, size in half points."""
        font, squeeze = self.theme.fonts[role], f"{self.theme.text.squeeze:g}"
        return (
            self.faces(font, latin=font if role == "plain" else None)
            + (f'<w:color w:val="{color}"/>' if color else "")
            + (f'<w:w w:val="{squeeze}"/>' if scale and squeeze != "100" else "")
            + f'<w:sz w:val="{round(size)}"/><w:szCs w:val="{round(size)}"/>'
        )

    def defaults(self) -> str:
        """Return what holds where no style says otherwise."""
        letters = self.letters("text", self.theme.text.size * 2)
        return (
            f"<w:docDefaults><w:rPrDefault><w:rPr>{letters}"
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        )

    def named(self, key: str, **facts: object) -> str:
        """Return what a style is called."""
        return say(f"docx.style.{key}", **facts).in_language(self.language)

    def all(self) -> Iterator[_Style]:
        """Yield every style."""
        theme, letters, text = self.theme, self.letters, self.theme.text
        size, title, character = text.size * 2, text.title * 2, theme.character
        first = (
            _indent(firstLineChars=round(text.indent * 100), firstLine=round(text.indent * character)) if text.indent else ""
        )
        hung = _indent(left=5 * character, hanging=3 * character)
        body = letters("text", size, scale=True)
        listed = _OFF_GRID + _exact(440, after=120) + _indent(left=360, hanging=360) + _LEFTWARD
        number, edge = letters("plain", theme.number.size * 2), round(theme.number.size * 20)
        lines = _OFF_GRID + _exact(400)
        outer = theme.number.place == "outer"
        odd = _indent(right=edge) + _RIGHTWARD if outer else _MIDDLE if theme.number.place == "center" else _RIGHTWARD
        even = _indent(left=edge) + _LEFTWARD if outer else odd
        heading = letters("heading", size, scale=True)
        signature = _MIDDLE if theme.signature.place == "right" else _LEFTWARD
        yield (
            "Normal",
            "Normal",
            "<w:widowControl/>" + _exact(theme.line, round(text.gap * 20)) + _JUSTIFIED,
            letters("text", size),
        )
        yield "Title", "Title", _KEEP + _OFF_GRID + _exact(int(text.title_line * 20)) + _MIDDLE, letters("title", title)
        yield "Heading1", "heading 1", _KEEP + first + '<w:outlineLvl w:val="0"/>', heading
        yield "BodyText", "Body Text", first, body
        yield "Attachments", self.named("attachments"), hung, body
        yield "Attachment", self.named("attachment"), _indent(left=5 * character), body
        yield "Signature", "Signature", signature, body
        yield "AttachmentMark", self.named("mark"), _KEEP + _NEW_PAGE, letters("heading", size)
        yield "Caption", "caption", _KEEP + _MIDDLE, letters("heading", size)
        yield "Gap", self.named("gap"), _KEEP + _OFF_GRID + _exact(200), letters("text", 2)
        yield "End", self.named("end"), _OFF_GRID + _exact(20), letters("text", 2)
        for points in TABLE_SIZES:
            yield (
                f"Table{points}",
                self.named("table", size=f"{points / 2:g}"),
                _OFF_GRID + _exact(points * 13),
                letters("text", points),
            )
        for kind, place in (("Letter", None), ("LetterTo", ""), ("LetterEnd", "end")):
            for points, line in theme.letters:
                way = (
                    _indent(firstLineChars=round(text.indent * 100), firstLine=round(text.indent * 10 * points))
                    if text.indent
                    else ""
                )
                if kind != "Letter":
                    way = self.letter_end(points) if place else ""
                yield (
                    f"{kind}{points}",
                    self.named(kind.lower(), size=f"{points / 2:g}"),
                    _OFF_GRID + _exact(line) + way,
                    letters("text", points),
                )
        big = letters("heading", title)
        yield (
            "FindingsTitle",
            self.named("findings"),
            _KEEP + _NEW_PAGE + _OFF_GRID + _exact(int(text.title_line * 20), after=240) + _MIDDLE,
            big,
        )
        yield "Finding", self.named("finding"), listed, letters("text", min(24, size))
        yield "DraftMark", self.named("draft"), _OFF_GRID + _exact(560) + _MIDDLE, letters("heading", title, "FF0000")
        yield "Footer", "footer", lines + odd, number
        yield "FooterEven", self.named("even"), lines + even, number
        yield "HeadingWords", self.named("heading"), None, self.faces(theme.fonts["heading"])
        yield "SubheadingWords", self.named("subheading"), None, self.faces(theme.fonts["subheading"])

    def letter_end(self, points: int) -> str:
        """Return where a letter is signed: at the right, some characters from the edge, or at the left."""
        signature = self.theme.signature
        return _indent(right=round(signature.indent * 10 * points)) + _RIGHTWARD if signature.place == "right" else _LEFTWARD


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
