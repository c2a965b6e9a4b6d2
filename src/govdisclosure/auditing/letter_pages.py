"""A page of an official letter (公文版面): paragraphs in the largest type with which they fit one page, the signature on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from math import ceil

from attrs import frozen
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.column_widths import ems as ems
from govdisclosure.exporters.docx_elements import keep, paragraph, run
from govdisclosure.exporters.theme import OFFICIAL, Theme, theme_of


class ParagraphKind(Enum):
    """What a paragraph of a letter is (段落)."""

    TO = "LetterTo"
    TEXT = "Letter"
    HEADING = "heading"
    END = "LetterEnd"


@frozen
class LetterParagraph:
    """A paragraph of a letter."""

    kind: ParagraphKind
    text: str


_SPARE = 1  # lines left free: another machine's fonts may need them


def fitting_size(title: str, paragraphs: Sequence[LetterParagraph], taken: int = 0, theme: Theme | None = None) -> int | None:
    """Return the largest size of type, in half points, with which a letter fits one page; None where none is small enough.

    Args:
        title: its title.
        paragraphs: its paragraphs.
        taken: what something else on the page takes, in twips.
        theme: the page; that of official documents by default.
    """
    theme = theme or theme_of(OFFICIAL)
    lines = title_lines(title, theme)
    title_line = int(theme.text.title_line * 20)
    room = theme.height - taken - title_line * sum(ceil(max(1, ems(line)) / _title_room(theme)) for line in lines)
    for size, line in theme.letters:
        if (_lines(paragraphs, size, theme) + _SPARE) * line <= room:
            return size
    return None


def _title_room(theme: Theme) -> int:
    """Return how many characters of its size a line of the title holds."""
    return int(theme.width // (theme.text.title * 20))


def title_lines(title: str, theme: Theme | None = None) -> list[str]:
    """Return the lines of a title: a Chinese one that is too long for a line is broken between words, near its middle."""
    if "\n" in title or ems(title) <= _title_room(theme or theme_of(OFFICIAL)) or title.isascii():
        return title.split("\n")
    places = [match.end() for match in _TITLE_BREAKS.finditer(title) if match.end() < len(title)]
    if not places:
        return [title]
    place = min(places, key=lambda end: abs(ems(title[:end]) - ems(title) / 2))
    return [title[:place], title[place:]]


_TITLE_BREAKS = re.compile(r"公开|工作|报告的|年报的|年(?=\D)|统计表的")


def _lines(paragraphs: Sequence[LetterParagraph], size: int, theme: Theme) -> int:
    characters = theme.width // (size * 10)
    indent = dict.fromkeys((ParagraphKind.TEXT, ParagraphKind.HEADING), theme.text.indent)
    return 1 + sum(max(1, ceil((ems(one.text) * 1.03 + indent.get(one.kind, 0)) / characters)) for one in paragraphs)


def elements(title: str, paragraphs: Sequence[LetterParagraph], size: int, theme: Theme) -> Iterator[Element]:
    """Yield the letter in a size of type; the signature stays on the page of what is above it."""
    for line in title_lines(title, theme):
        yield paragraph("Title", line)
    yield paragraph(f"LetterTo{size}")
    last_text = max((place for place, one in enumerate(paragraphs) if one.kind is not ParagraphKind.END), default=0)
    for place, one in enumerate(paragraphs):
        heading = one.kind is ParagraphKind.HEADING
        style = f"{ParagraphKind.TEXT.value if heading else one.kind.value}{size}"
        made = paragraph(style, run(one.text, "HeadingWords") if heading else one.text)
        yield keep(made) if heading or last_text <= place < len(paragraphs) - 1 else made
