"""Writes a document's file (文档写出): the base document, properties, page numbers, contents; without the clock.

The base document holds page setup, styles (样式), fonts (字体) and settings: see :mod:`govdisclosure.exporters.docx_styles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Word
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.section import Section as Pages

from govdisclosure.exporters.archive import legible, normalised
from govdisclosure.exporters.docx_elements import page_number, paragraph
from govdisclosure.exporters.docx_styles import base_document
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.messages import Language

_SCHEMAS = "http://schemas.openxmlformats.org"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def made(
    content: Iterable[Element],
    *,
    title: str,
    author: str,
    day: date,
    language: Language = "zh",
    theme: Theme | None = None,
    mark: str = "",
    state: str = "",
    facts: Mapping[str, str] | None = None,
    report_data: str = "",
) -> bytes:
    """Return a document's file, without the clock: the same content gives the same bytes.

    Args:
        content: its paragraphs and tables.
        title: for its properties.
        author: for its properties.
        day: on which it was made, by its properties.
        language: of its words.
        theme: its paper, type and fonts; the usual one of the language by default.
        mark: appears on every page, such as 草稿.
        state: what the properties say of the document, such as 定稿.
        facts: further properties.
        report_data: the JSON of the report that it shows.
    """
    theme = theme or usual_theme(language)
    document = Document(BytesIO(base_document(theme, language)))
    about = document.core_properties
    about.title, about.author = legible(title)[:255], legible(author)[:255]  # python-docx takes no longer ones
    about.last_modified_by, about.content_status = about.author, state
    about.language, about.revision = {"zh": "zh-CN", "en": "en-US"}.get(language, language), 1
    about.created = about.modified = datetime.combine(day, time(), UTC)
    if facts:
        write_properties(document, facts)
    number_pages(document.sections[0], theme, mark)
    end = document.element.body.sectPr
    for element in content:
        end.addprevious(element)
    out = BytesIO()
    document.save(out)
    return normalised(out.getvalue(), report_data=report_data)


def write_properties(document: Word, facts: Mapping[str, str]) -> None:
    """Write custom document properties (文档属性), which no page shows."""
    kind = f"{_SCHEMAS}/officeDocument/2006"
    listed = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(legible(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(facts.items(), start=2)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{kind}/custom-properties" xmlns:vt="{kind}/docPropsVTypes">{listed}</Properties>'
    )
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, content.encode(), package)
    package.relate_to(part, f"{kind}/relationships/custom-properties")


def number_pages(pages: Pages, theme: Theme, mark: str = "") -> None:
    """Put the page's number where the theme has it, and a mark such as 草稿 above every page where one is given."""
    form = theme.number.form
    footers = ((pages.footer, page_number("Footer", form)), (pages.even_page_footer, page_number("FooterEven", form)))
    headers = [(header, paragraph("DraftMark", mark)) for header in (pages.header, pages.even_page_header) if mark]
    for place, words in (*footers, *headers):
        place.is_linked_to_previous = False
        given = place.paragraphs[0]._p
        given.addprevious(words)
        given.getparent().remove(given)
