"""The elements of a Word document (文档元素), and the measures of its page (版面): 22 lines of 28 characters."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.archive import legible

# Lengths are in twentieths of a point (twips), as the format has them.
PAGE = (11906, 16838)  # A4
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474  # 37, 35, 28, 26 mm
WIDTH = PAGE[0] - LEFT - RIGHT
LINE = 579  # 22 lines a page
SCALE = 98  # per cent of 三号, so that 28 characters go into a line
TEXT_HEIGHT = PAGE[1] - TOP - BOTTOM
LETTERS = ((32, LINE), (28, 500), (24, 420))
"""Sizes of type in letters, in half points, each with its line; the words are in the style ``Letter`` with the size after."""
CHARACTER = 320 * SCALE // 100
TABLE = qn("w:tbl")


def w(name: str, *children: Element, **attributes: object) -> Element:
    """Make an element of WordprocessingML."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
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


def page_number(style: str) -> Element:
    """Make the paragraph of a page's number: — 1 —."""
    field = w("fldSimple", run("1"), instr=" PAGE ")
    return paragraph(style, run("— "), field, run(" —"))


def keep(element: Element) -> Element:
    """Keep a paragraph, or a row, or the last row of a table, on one page with what follows."""
    for one in (element[-1] if element.tag == TABLE else element).iter(qn("w:p")):
        properties = one.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, w("keepNext"))  # after the style
    return element
