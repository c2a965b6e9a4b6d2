"""Which report of a document has what (分篇): its tables, the words between them, and the cells that are in no table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from attrs import evolve, field, frozen

from govdisclosure.formats.document import Block, Grid, OpenedDocument, Words
from govdisclosure.messages import say
from govdisclosure.readers.labels import Label
from govdisclosure.readers.standard_detection import Slot
from govdisclosure.readers.text_sections import PlacedParagraph
from govdisclosure.readers.titles import SENTENCE, is_whole_title, our_finding, our_words
from govdisclosure.readers.token_stream import Token, TokenStream

_FAR = 300
"""So many lines at most behind a table are looked at for more of its rows."""
_LONGEST_CELL = 80
_SECTION_ONE = re.compile(r"^一、")


@frozen
class ReportPart:
    """One report's share of a document: tables, words, and cells that are in no table."""

    tables: list[Slot] = field(factory=list)
    paras: list[PlacedParagraph] = field(factory=list)
    loose: list[tuple[tuple[int, int], Token]] = field(factory=list)


def rest(
    stream: TokenStream, tables: Sequence[Slot], headings: Collection[str] = ()
) -> tuple[list[PlacedParagraph], list[tuple[tuple[int, int], Token]]]:
    """Return the words of a document, those in rows of one cell included, and the cells that are in no table.

    Args:
        stream: the document.
        tables: its tables.
        headings: what the headings of sections say.
    """
    inside = {line for slot in tables for line in slot.tables[0].lines}
    beside = {line for slot in tables for line in _cells_beside(stream, slot, inside, headings)}
    paras: list[PlacedParagraph] = []
    loose: list[tuple[tuple[int, int], Token]] = []
    for line in sorted(stream.texts.keys() | stream.rows.keys() | stream.captions.keys()):
        if line in stream.captions:
            text, where = stream.captions[line]
            paras.append(PlacedParagraph(text, where, (line, -1), caption=True))
        if line in inside:
            continue
        printed = stream.texts.get(line)
        if printed is not None and line not in stream.separated:
            texts = [(printed.text, printed.where)]
        else:
            tokens = [one for one in stream.on_line(line) if one.text.strip()]
            if len(tokens) > 1 or (line in beside and all(len(one.text) <= _LONGEST_CELL for one in tokens)):
                loose += [((line, 0), one) for one in tokens]
                continue
            texts = [(part.strip(), one.where) for one in tokens for part in one.text.splitlines() if part.strip()]
        if line in stream.continued and paras and texts:
            paras[-1] = evolve(paras[-1], text=paras[-1].text + texts.pop(0)[0])
        paras += [PlacedParagraph(text, where, (line, 0)) for text, where in texts]
    return _with_whole_titles(paras), loose


def _with_whole_titles(paras: Sequence[PlacedParagraph]) -> list[PlacedParagraph]:
    """Return paragraphs, titles that are broken over two lines or three joined."""
    made: list[PlacedParagraph] = []
    at = 0
    while at < len(paras):
        for lines in (3, 2):
            own = paras[at : at + lines]
            text = "".join(one.text for one in own)
            broken = len(own) == lines and not any(one.caption or SENTENCE.search(one.text) for one in own)
            if broken and is_whole_title(text) and not any(map(is_whole_title, (one.text for one in own))):
                made.append(evolve(own[0], text=text))
                at += lines
                break
        else:
            made.append(paras[at])
            at += 1
    return made


def _cells_beside(stream: TokenStream, slot: Slot, inside: Collection[int], headings: Collection[str]) -> Iterator[int]:
    """Yield the lines just before and behind a table of a text that have a cell each: rows of it that no form has."""
    for start, step in ((slot.start[0] - 1, -1), (slot.end[0] + 1, 1)):
        line = start
        while line not in inside and (line in stream.separated or line not in stream.texts) and 0 < line <= slot.end[0] + _FAR:
            texts = [one.text for one in stream.on_line(line) if one.text.strip()]
            if any(is_whole_title(one) or Label.of(one).text in headings for one in texts):
                break
            if line in stream.separated:
                yield line
            if line in stream.rows:
                break
            line += step


def divided(
    tables: Sequence[Slot], paras: Sequence[PlacedParagraph], loose: Sequence[tuple[tuple[int, int], Token]]
) -> list[ReportPart]:
    """Divide a document into reports: where a table comes again, behind a title or a first heading of its own."""
    starts: list[tuple[int, int]] = [(-1, -1)]
    seen: set[str] = set()
    for before, slot in zip((None, *tables), tables, strict=False):
        key = slot.first_not_in(seen)
        if key is None and before is not None:
            between = [para for para in paras if before.end < para.at < slot.start]
            begins = next((one for one in reversed(between) if is_whole_title(one.text)), None)
            begins = begins or next((one for one in reversed(between) if _SECTION_ONE.match(one.text)), None)
            begins = begins or next((one for one in between if re.match(r"填报(单位|机关)[:：]", one.text)), None)
            if begins is not None:
                starts.append(begins.at)
                seen = set()
        seen.add(key or slot.key)
    parts = [ReportPart() for _ in starts]

    def part(at: tuple[int, int]) -> ReportPart:
        return parts[max(number for number, start in enumerate(starts) if start <= at)]

    for slot in tables:
        part(slot.start).tables.append(slot)
    for para in paras:
        part(para.at).paras.append(para)
    for at, cell in loose:
        part(at).loose.append((at, cell))
    return parts


def without_findings(document: OpenedDocument) -> OpenedDocument:
    """Return a document without the list of findings that our own exporters put behind a draft."""
    blocks = [block for block in document.blocks if not _is_findings(block)]
    heads = [
        number
        for number, block in enumerate(blocks)
        if isinstance(block, Words) and block.text.strip().lstrip("# ") in our_words("document.findings")  # of Markdown, too
    ]
    begin = heads[-1] if heads else len(blocks)
    below = [one for one in blocks[begin + 1 :] if not isinstance(one, Words) or one.text.strip()]
    if below and all(isinstance(one, Words) and our_finding().match(one.text.lstrip()) for one in below):
        blocks = blocks[:begin]  # their words name rows and figures, and are no table
    return evolve(document, blocks=tuple(blocks))


_HEADS = [say(f"document.head.{key}") for key in ("severity", "rule", "message", "cells", "where")]


def _is_findings(block: Block) -> bool:
    if not isinstance(block, Grid):
        return False
    rows = [[cell.text for cell in row if cell is not None and cell.text.strip() and not cell.hidden] for row in block.rows[:6]]
    heads = ([one.zh for one in _HEADS], [one.en for one in _HEADS])
    return any(list(dict.fromkeys(row)) in heads for row in rows)
