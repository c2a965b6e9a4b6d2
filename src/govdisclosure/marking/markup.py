"""Marks in Word documents and web pages (文档标注): a comment at the figure, a frame around the cell."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from govdisclosure.errors import refused
from govdisclosure.formats.decoding import decoded
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.marking.finding_marks import FindingMark, MarkedFigure
from govdisclosure.messages import asked_language, say

_COLOUR: Final = "FFD6D6"
_STYLE: Final = "[data-govdisclosure-mark]{outline:2px solid #d00000;outline-offset:-2px}"
_NOTE: Final = (
    '<mark data-govdisclosure="beside" title="{title}" style="display:inline-block;background:#d00000;color:#fff;'
    'font:bold 11px sans-serif;padding:0 3px;margin-right:3px">{label}</mark>'
)


def note(mark: FindingMark, figure: MarkedFigure) -> str:
    """Return the text of a comment: the value that would agree, and the finding."""
    language = asked_language() or "zh"
    message = getattr(mark.finding.message, language)
    agrees = say("mark.agrees", values=list(figure.agrees)) if figure.agrees else None
    return f"{mark.number}. {message}" if agrees is None else f"{mark.number}. {getattr(agrees, language)} {message}"


def copy_of_docx(data: bytes, name: str, document: OpenedDocument, marks: Sequence[FindingMark]) -> bytes:
    """Return a Word document with every mark as a comment, and the figure's cell shaded.

    Raises:
        UnreadableError: it cannot be written again.
    """
    try:
        made = Document(BytesIO(data))
    except (ValueError, KeyError, BadZipFile):
        raise refused(name, "mark.no_copy") from None
    elements = [one for one in made.element.iter() if isinstance(one.tag, str)]
    for mark in marks:
        for figure in mark.figures:
            position = document.positions.get(figure.where)
            if position is not None and position < len(elements):
                _comment(made, elements[position], note(mark, figure))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _comment(made: Any, element: Any, text: str) -> None:
    if element.tag == qn("w:tc"):
        shade = OxmlElement("w:shd")
        for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _COLOUR)):
            shade.set(qn(key), value)
        about = element.get_or_add_tcPr()
        for earlier in about.findall(qn("w:shd")):
            about.remove(earlier)
        about.append(shade)
    paragraph = next(element.iter(qn("w:p")), None)
    if paragraph is not None:
        runs = list(paragraph.iter(qn("w:r"))) or [Paragraph(paragraph, made).add_run()._r]
        made.add_comment([Run(each, made) for each in (runs[0], runs[-1])], text=text, author="govdisclosure", initials="g")


def copy_of_html(data: bytes, document: OpenedDocument, marks: Sequence[FindingMark]) -> bytes:
    """Return a web page with every mark at its figure; read again, it gives the same report."""
    text = decoded(data) or ""
    at: dict[int, list[str]] = {}
    for mark in marks:
        for figure in mark.figures:
            position = document.positions.get(figure.where)
            if position is not None:
                label = f"{mark.number}: {' / '.join(figure.agrees)}" if figure.agrees else f"{mark.number}"
                at.setdefault(position, []).append(_NOTE.format(title=escape(note(mark, figure)), label=escape(label)))
    for position in sorted(at, reverse=True):
        tag_end = position - 2 if text[position - 2 : position] == "/>" else position - 1
        text = f"{text[:tag_end]} data-govdisclosure-mark{text[tag_end:position]}{''.join(at[position])}{text[position:]}"
    return (f"{text}\n<style>{_STYLE}</style>\n" if at else text).encode("utf-8-sig")
