"""The report's words with their figures (文表对照): which figures are the table's, and which numbers disagree with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from govdisclosure.consistency.narration import NumberJudgement, read_numbers
from govdisclosure.consistency.narration.number_mentions import BOUND
from govdisclosure.errors import GovDisclosureError
from govdisclosure.messages import say
from govdisclosure.report import Report
from govdisclosure.text_bindings import filled_in, holes, parse_binding
from govdisclosure_desk.figures import Figures

_PIECES = re.compile(r"(\{\{|\}\}|\{[^{}]*\})")


@frozen
class WordsPart:
    """A piece of a paragraph.

    Attributes:
        text: what it says.
        kind: ``bound`` for a figure of the table, ``wrong`` for a number that disagrees with it, ``look`` for one that is to
            be looked at, ``hole`` for a place that is still to be written; nothing for plain words.
        cells: the cells that it is about.
        about: their labels.
    """

    text: str
    kind: str = ""
    cells: tuple[str, ...] = ()
    about: str = ""


@frozen
class WordsSection:
    """A section of words: its heading and paragraphs."""

    key: str
    heading: str
    paragraphs: tuple[tuple[WordsPart, ...], ...]


def words_sections(figures: Figures) -> Iterator[WordsSection]:
    """Yield the sections of words, each number judged."""
    report = figures.report
    doubted = list(_doubted(report, [figures.previous] if figures.previous is not None else []))
    for section in report.standard.text_sections:
        lines = [line for line in report.text.get(section.key, "").splitlines() if line.strip()]
        spoken = [(sentence, part) for key, sentence, part in doubted if key == section.key]
        paragraphs = tuple(tuple(_paragraph(figures, line.strip(), spoken)) for line in lines)
        yield WordsSection(section.key, report.fill_in(section.heading or section.key), paragraphs)


def _doubted(report: Report, previous: Sequence[Report]) -> Iterator[tuple[str, str, WordsPart]]:
    """Yield the numbers that disagree with the table: section, the sentence, and the number in it."""
    kinds = {NumberJudgement.CONTRADICT: "wrong", NumberJudgement.LOOK: "look"}
    for number in read_numbers(report, previous=previous):
        judged = number.judged
        if judged.judgement in kinds:
            sentence, mention = judged.meaning.sentence, judged.meaning.mention
            source = sentence.original if len(sentence.original) == len(sentence.text) else sentence.text
            text = _bare(source[mention.start : mention.end])
            cells = tuple(dict.fromkeys(cell for one in judged.candidates for cell in one.cells))
            labels = "、".join(report.standard.spot(cell).label for cell in cells[:3] if cell in report.standard.spots)
            yield number.section, _bare(source), WordsPart(text, kinds[judged.judgement], cells, labels)


def _bare(text: str) -> str:
    return text.translate({ord(one): None for one in BOUND})


def _paragraph(figures: Figures, line: str, spoken: Sequence[tuple[str, WordsPart]]) -> Iterator[WordsPart]:
    report = figures.report
    parts: list[WordsPart] = []
    for piece in _PIECES.split(line):
        if piece in ("{{", "}}"):
            parts.append(WordsPart(piece[0]))
        elif piece.startswith("{"):
            shown = filled_in(piece, report, figures.publication.printed_in_words)
            cells = _cells(piece[1:-1], report)
            labels = [report.standard.spot(cell).label for cell in cells]
            is_missing = shown.startswith("【")
            if is_missing and cells:
                shown = f"【{say('guide.missing_figure', labels=labels).zh}】"
            parts.append(WordsPart(shown, "hole" if is_missing else "bound", cells, "、".join(labels)))
        elif piece:
            parts.append(WordsPart(piece))
    whole = "".join(part.text for part in parts)
    marks: list[tuple[int, int, WordsPart]] = []
    for hole in dict.fromkeys(holes(whole)):
        marks += [(found.start(), found.end(), WordsPart(hole, "hole")) for found in re.finditer(re.escape(hole), whole)]
    for sentence, part in spoken:
        start = whole.find(sentence)
        at = whole.find(part.text, start) if start >= 0 else -1
        if at >= 0:
            marks.append((at, at + len(part.text), part))
    yield from _cut(parts, sorted(marks, key=lambda mark: mark[0]))


def _cut(parts: Sequence[WordsPart], marks: Sequence[tuple[int, int, WordsPart]]) -> Iterator[WordsPart]:
    """Yield the parts of a paragraph with what is marked in the plain ones cut out."""
    at = 0
    for part in parts:
        end, here = at + len(part.text), at
        for start, stop, mark in () if part.kind else marks:
            if here <= start and stop <= end and start < end:
                if start > here:
                    yield WordsPart(part.text[here - at : start - at])
                yield mark
                here = stop
        if here < end:
            yield WordsPart(part.text[here - at :], part.kind, part.cells, part.about)
        at = end


def _cells(text: str, report: Report) -> tuple[str, ...]:
    try:
        return parse_binding(text, report.standard).addresses
    except (GovDisclosureError, LookupError):
        return ()
