"""The text of a paragraph in Word (Word段落文字): its visible runs, and the objects anchored in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from attrs import define, field, frozen

from govdisclosure.formats.docx_numbering import Numbering
from govdisclosure.formats.runs import Omission, Run, text_of
from govdisclosure.formats.safe_zip import children

_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_LEFT_OUT = {"del", "moveFrom", "delText", "instrText", "rPr", "pPr", "rt", "delInstrText"}
_STRUCK = ("strike", "dstrike")
_RAISED_BY = 6  # half-points by which characters are above or below the line, from which on they are raised
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}


@frozen
class DocxLine:
    """A line of a paragraph, up to a line break in it; hidden where Word does not show it."""

    text: str
    hidden: bool = False


@define
class Paragraph:
    """A parsed paragraph.

    Attributes:
        lines: its lines; hidden text is in lines of its own.
        notes: footnotes, endnotes and comments on it: the kind and the text.
        boxes: the contents of its text boxes.
        objects: its contents that are no text: ``picture``, ``chart``, ``embedded object``.
        left_out: characters that are struck out or raised, with the reason; they are in no line.
    """

    lines: list[DocxLine] = field(factory=list)
    notes: list[tuple[str, str]] = field(factory=list)
    boxes: list[Element] = field(factory=list)
    objects: list[str] = field(factory=list)
    left_out: list[tuple[Omission, str]] = field(factory=list)


@frozen
class DocxNotes:
    """What paragraphs refer to: footnotes, endnotes and comments by kind and id, and effects of styles of characters."""

    texts: Mapping[tuple[str, str], str]
    styles: Mapping[str, tuple[bool, bool]] = field(factory=dict)

    @classmethod
    def of(cls, part: Callable[[str], Element | None]) -> DocxNotes:
        """Read them from the parts ``footnotes``, ``endnotes``, ``comments`` and ``styles``."""
        texts = {}
        styles = {style.get("styleId", ""): _effects(style.find("rPr"), {}) for style in children(part("styles"), "style")}
        for kind in ("footnote", "endnote", "comment"):
            for note in children(part(f"{kind}s"), kind):
                lines = [line.text for each in note.iter("p") for line in read_paragraph(each, None, cls({})).lines]
                texts[kind, note.get("id", "")] = "\n".join(lines).strip()
        return cls(texts, styles)


def value(about: Element | None, tag: str) -> str | None:
    """Return the value of a property such as ``<w:gridSpan w:val="2"/>``; None where it is absent."""
    found = None if about is None else about.find(tag)
    return None if found is None else found.get("val")


def is_on(about: Element | None, tag: str) -> bool:
    """Whether a boolean property is present and on."""
    found = None if about is None else about.find(tag)
    return found is not None and found.get("val", "true") not in ("0", "false", "off")


def read_paragraph(element: Element, numbering: Numbering | None, notes: DocxNotes) -> Paragraph:
    """Parse a paragraph; with a numbering its automatic number precedes its text."""
    paragraph = Paragraph()
    pieces: list[tuple[Run, bool]] = []
    for child in element:
        pieces += _pieces(child, paragraph, notes, _NO_EFFECT)
    text = text_of(run for run, hidden in pieces if not hidden)
    shown, paragraph.left_out = text.shown, list(text.left_out)
    unseen = "".join(run.text for run, hidden in pieces if hidden)
    number = numbering.number(element.find("pPr"), has_text=bool(shown.strip())) if numbering else ""
    paragraph.lines = [DocxLine(text) for text in (number + shown).split("\n")]
    paragraph.lines += [DocxLine(text, hidden=True) for text in unseen.split("\n") if text.strip()]
    return paragraph


_Effect: TypeAlias = tuple[bool, bool, bool, bool]  # struck out, raised, white, hidden
_NO_EFFECT: Final[_Effect] = (False, False, False, False)


def _effects(font: Element | None, styles: Mapping[str, tuple[bool, bool]]) -> tuple[bool, bool]:
    """Return whether a font strikes out, and whether it raises or lowers; a style of characters may do both."""
    struck, raised = styles.get(value(font, "rStyle") or "", (False, False))
    for tag in _STRUCK:
        if font is not None and font.find(tag) is not None:
            struck = is_on(font, tag)
    if (alignment := value(font, "vertAlign")) is not None:
        raised = alignment in ("superscript", "subscript")
    elif (shift := value(font, "position")) and shift.lstrip("-").isdigit() and len(shift) < 6:
        raised = abs(int(shift)) >= _RAISED_BY
    return struck, raised


def _pieces(element: Element, paragraph: Paragraph, notes: DocxNotes, effect: _Effect) -> Iterator[tuple[Run, bool]]:
    """Yield the runs inside an element of a paragraph, and whether each is hidden; gather what is no text."""
    tag = element.tag
    if tag in ("t", "tab", "cr", "br", "sym", "noBreakHyphen", "ptab"):
        *look, hidden = effect
        yield Run(_sign(element), *look), hidden
    elif tag in _LEFT_OUT:
        return
    elif tag in _REFERENCES:
        text = notes.texts.get((_REFERENCES[tag], element.get("id", "")))
        if text:
            paragraph.notes.append((_REFERENCES[tag], text))
    elif tag in ("drawing", "pict", "object"):
        _gather(element, paragraph)
    elif tag == "AlternateContent":
        chosen = next(children(element, "Choice", "Fallback"), None)
        for child in () if chosen is None else chosen:
            yield from _pieces(child, paragraph, notes, effect)
    else:
        if tag == "r":
            font = element.find("rPr")
            effect = (*_effects(font, notes.styles), _is_white(font), effect[3] or is_on(font, "vanish"))
        for child in element:
            yield from _pieces(child, paragraph, notes, effect)


def _is_white(font: Element | None) -> bool:
    """Whether a font is white without a ground of its own."""
    return (value(font, "color") or "").upper() == "FFFFFF" and all(
        font is None or font.find(tag) is None for tag in ("shd", "highlight")
    )


def _sign(element: Element) -> str:
    if element.tag == "t":
        return element.text or ""
    if element.tag == "br":
        return "" if element.get("type") in ("page", "column") else "\n"
    if element.tag == "sym":
        code = element.get("char", "")
        try:
            return chr(int(code, 16)) if len(code) <= 4 else ""
        except ValueError:
            return ""
    return _SIGNS[element.tag]


def _gather(element: Element, paragraph: Paragraph) -> None:
    """Collect a drawing's text boxes and its unreadable objects."""
    boxes = list(_outermost(element, "txbxContent"))
    paragraph.boxes += boxes
    if boxes:
        return
    tags = {each.tag for each in element.iter()}
    if element.tag == "object" or "OLEObject" in tags:
        paragraph.objects.append("embedded object")
    elif "chart" in tags:
        paragraph.objects.append("chart")
    elif tags & {"pic", "imagedata", "blip"}:
        paragraph.objects.append("picture")


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == "AlternateContent":
            chosen = next(children(child, "Choice", "Fallback"), None)
            if chosen is not None:
                yield from _outermost(chosen, tag)
        else:
            yield from _outermost(child, tag)
