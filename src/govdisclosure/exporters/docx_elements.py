"""The elements of a Word document (文档元素)."""

from __future__ import annotations

import re
from functools import cache

from docx.oxml.ns import nspfxmap, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.archive import legible

TABLE = qn("w:tbl")
_W = nspfxmap("w")
_name = cache(lambda name: qn(f"w:{name}"))  # WordprocessingML has few, and a document thousands of each


def w(name: str, *children: Element, **attributes: object) -> Element:
    """Make an element of WordprocessingML."""
    given = {_name(key): str(value) for key, value in attributes.items()}
    made: Element = oxml_parser.makeelement(_name(name), given, _W)
    made.extend(children)
    return made


def run(text: str, style: str = "") -> Element:
    """Make a run of words, in a style of characters where one is named."""
    # The hint makes characters that both scripts have Chinese, such as — “ ” ①: they are narrow in Times New Roman.
    words = [w("rStyle", val=style)] if style else []
    made = w("r", w("rPr", *words, w("rFonts", hint="eastAsia")))
    made.text = legible(text)
    return made


def paragraph(style: str, *content: str | Element, indent: int | None = None) -> Element:
    """Make a paragraph of texts and elements, in a style."""
    properties = w("pPr", w("pStyle", val=style))
    if indent is not None:
        properties.append(w("ind", left=indent))
    return w("p", properties, *(run(one) if isinstance(one, str) else one for one in content))


def page_number(style: str, form: str) -> Element:
    """Make the paragraph of a page's number: ``— {page} —``, ``Page {page} of {pages}``."""
    fields = {"{page}": " PAGE ", "{pages}": " NUMPAGES "}
    parts = [part for part in re.split(r"(\{pages?\})", form) if part]
    return paragraph(style, *(w("fldSimple", run("1"), instr=fields[one]) if one in fields else run(one) for one in parts))


def keep(element: Element) -> Element:
    """Keep a paragraph, or a row, or the last row of a table, on one page with what follows."""
    for one in (element[-1] if element.tag == TABLE else element).iter(qn("w:p")):
        properties = one.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, w("keepNext"))  # after the style
    return element
