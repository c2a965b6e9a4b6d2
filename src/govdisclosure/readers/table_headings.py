"""Which of several tables alike a document means (表题辨认): by the heading over it, its number and its words.

A standard may have tables with the same rows and columns that differ in their headings only. Labels say nothing there, and the
order of the tables says little: one may be absent, or two may be exchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from govdisclosure.readers.labels import Label
from govdisclosure.readers.token_stream import TokenStream
from govdisclosure.standards import Standard

_MOST_LINES = 4
"""Over so many lines at most a heading may be broken."""
_FARTHEST = 60
"""So many lines at most over its first row has a table its heading."""
_MOST_OF_THE_LINE = 0.6
"""This share at least of a line's words must be a heading's for the line to be that heading, slightly changed,"""
_MOST_OF_THE_HEADING = 0.5
"""and this share at least of the heading's words must be in the line."""
_PIECE = r"(?:[ivxlc]{1,6}|\d{1,2}|[a-z]|[一二三四五六七八九十]{1,3})"
_NUMBER = re.compile(
    rf"\W*(?P<word>(?:table|section|part|chapter|annex|附表|附件|表|第)\s*)?(?P<number>{_PIECE}(?:[\s.．、,\-–—()（）]+{_PIECE}(?![a-z\d]))*)"
    r"(?P<end>[\s.．、,:：)）]*)"
)
_LATIN = re.compile(r"[a-z]+|\d+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_FILLED_IN = re.compile(r"\{\w+\}")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_PAGE_NUMBER = re.compile(r"[\W_]*(?:page|第)?\s*\d{1,3}\s*页?(?:[\s,，/]*(?:of|共)?\s*\d{1,3}\s*页?)?[\W_]*")
_SURELY = 0.8
_SMALL = 3
"""Shorter words tell no heading from another: in, of, was, all."""


@frozen
class Wording:
    """What a line or heading says: its number, such as ``VII.A.``, and the words behind it."""

    text: str
    number: str
    words: frozenset[str]

    def likeness(self, heading: Wording) -> float:
        """Return how well a line suits a heading: 1 where both say the same, 0 where the line is not that heading."""
        if self.text and self.text == heading.text:
            return 1.0
        both = len(self.words & heading.words)
        in_line, in_heading = both / (len(self.words) or 1), both / (len(heading.words) or 1)
        same_number = bool(self.number) and self.number == heading.number
        if (in_line < _MOST_OF_THE_LINE or in_heading < _MOST_OF_THE_HEADING) and not (
            same_number and (not self.words or in_line >= _MOST_OF_THE_HEADING)
        ):
            return 0.0
        return 0.9 * (in_line + in_heading + same_number) / 3

    def speaks_for(self, heading: Wording, other: Wording) -> bool:
        """Whether a line has the number of one heading and not of another, or a word that only the one has."""
        by_number = bool(self.number) and self.number == heading.number != other.number
        return by_number or bool(self.words & (heading.words - other.words))


@lru_cache(maxsize=5_000)
def wording(printed: str) -> Wording:
    """Return what a line says."""
    text = unicodedata.normalize("NFKC", _FILLED_IN.sub(" ", printed)).casefold().strip()
    number, rest = "", text
    match = _NUMBER.match(text)
    if match is not None:
        pieces = re.findall(r"[a-z\d]+|[一二三四五六七八九十]+", match["number"])
        closed = bool(match["end"].strip()) or match.end() == len(text) or bool(match["word"] and match["end"])
        if closed or (len(pieces) > 1 and match["end"]):
            number, rest = ".".join(pieces), text[match.end() :]
    words = {one for one in _LATIN.findall(rest) if len(one) > _SMALL or one.isdigit()}
    for run in _HAN.findall(rest):
        words |= {run[at : at + 2] for at in range(max(1, len(run) - 1))}
    return Wording(Label.of(_FILLED_IN.sub("", printed)).text, number, frozenset(words))


def named_table(stream: TokenStream, over: range, standard: Standard, candidates: Sequence[str]) -> str | None:
    """Return the key of the table that the words over some rows name, of several alike; None where they do not decide.

    The nearest line decides that is like the heading of any table or section of the standard; where it is a section's, or none
    is there, the section that the rows are in.

    Args:
        stream: the document.
        over: the lines between the table before and the first row.
        standard: the standard.
        candidates: the keys of the tables that the rows may be.
    """
    tables, sections = _headings(standard)
    for line in reversed(over[-_FARTHEST:]):
        like, heading, said = _likest(_texts(stream, line, over.start), (*tables, *sections), candidates)
        if like and heading in sections:
            return _only(candidates, heading.keys)
        if like:
            return _decided(said, candidates, tables) if heading.keys & set(candidates) else None
        if _has_figures(stream, line):
            return None
    title = wording(standard.title)
    for line in range(over.start - 1, -1, -1):
        texts = list(_texts(stream, line, 0))
        like, heading, _ = _likest(texts, sections, candidates)
        if like >= _SURELY:
            return _only(candidates, heading.keys)
        if any(one.words and one.likeness(title) >= _SURELY for one in texts):
            return None  # what is over the title is another report's
    return None


@frozen
class _Heading:
    """The heading of a table or section, and the keys of the tables that it is over."""

    wording: Wording
    keys: frozenset[str]


@lru_cache(maxsize=64)
def _headings(standard: Standard) -> tuple[tuple[_Heading, ...], tuple[_Heading, ...]]:
    """Return the headings of the tables and of the sections of a standard."""
    tables = [_Heading(wording(one.heading), frozenset({one.key})) for one in standard.tables if one.heading]
    sections = [
        _Heading(wording(text), frozenset(one.tables))
        for one in standard.sections
        for text in (one.heading, one.attachment)
        if text and one.tables
    ]
    return tuple(tables), tuple(sections)


def _likest(
    lines: Iterable[Wording], headings: Sequence[_Heading], candidates: Sequence[str]
) -> tuple[float, _Heading, Wording]:
    """Return how like the likest line and heading are, those of the tables in question first."""
    nothing = Wording("", "", frozenset())
    best, preferred = (0.0, _Heading(nothing, frozenset()), nothing), False
    for line in lines:
        for heading in headings:
            like, wanted = line.likeness(heading.wording), not heading.keys.isdisjoint(candidates)
            if like > best[0] or (like == best[0] > 0 and wanted and not preferred):
                best, preferred = (like, heading, line), wanted
    return best


def _decided(said: Wording, candidates: Sequence[str], tables: Sequence[_Heading]) -> str | None:
    """Return the only table whose heading a line says, or that it speaks for against each of the others, never the reverse."""
    by_key = {key: one.wording for one in tables for key in one.keys if key in candidates}
    same = [key for key, heading in by_key.items() if heading.text == said.text]
    if len(same) == 1:
        return same[0]
    for key, own in by_key.items():
        others = [heading for other, heading in by_key.items() if other != key]
        if len(by_key) == len(candidates) and all(
            said.speaks_for(own, other) and not said.speaks_for(other, own) for other in others
        ):
            return key
    return None


def _only(candidates: Sequence[str], keys: Collection[str]) -> str | None:
    own = [key for key in candidates if key in keys]
    return own[0] if len(own) == 1 else None


def _texts(stream: TokenStream, line: int, first: int) -> Iterator[Wording]:
    """Yield what a line says: alone, with the lines above where its heading is broken, and as the name of its grid."""
    parts: list[str] = []
    for above in range(line, max(first, line - _MOST_LINES + 1) - 1, -1):
        text = _text(stream, above)
        if above != line and _has_figures(stream, above):
            break
        parts.insert(0, text)
        if text:
            yield wording(" ".join(parts))
            yield wording("".join(parts))
    if line in stream.captions:
        yield wording(stream.captions[line][0])


def _text(stream: TokenStream, line: int) -> str:
    if line in stream.texts:
        return stream.texts[line].text
    return " ".join(one.text.strip() for one in stream.on_line(line))


def _has_figures(stream: TokenStream, line: int) -> bool:
    """Whether a line holds figures of a table, and no year or page number."""
    if _PAGE_NUMBER.fullmatch(_text(stream, line).casefold()):
        return False
    return any(one.kind == "figure" and not _YEAR.fullmatch(one.text.strip()) for one in stream.on_line(line))
