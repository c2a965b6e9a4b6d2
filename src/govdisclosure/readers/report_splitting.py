"""Which report of a document has what (分篇): its tables, the words between them, and the cells that stand in no table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, field, frozen

from govdisclosure.formats.document import Document, Grid, Printed, Words
from govdisclosure.readers import embedded_metadata
from govdisclosure.readers.standard_detection import Slot
from govdisclosure.readers.table_headers import Layout
from govdisclosure.readers.text_sections import Para
from govdisclosure.readers.titles import is_whole_title

_SECTION_ONE = re.compile(r"^一、")


@frozen
class Part:
    """One report's share of a document: tables, words, and cells that stand in no table."""

    tables: list[Slot] = field(factory=list)
    paras: list[Para] = field(factory=list)
    loose: list[tuple[tuple[int, int], Printed]] = field(factory=list)


def rest(
    document: Document, layouts: Sequence[Layout], tables: Sequence[Slot]
) -> tuple[list[Para], list[tuple[tuple[int, int], Printed]]]:
    """Return the words of a document, those in rows of one cell included, and the cells that stand in no table."""
    inside = {line for slot in tables for band in slot.fits[0].bands for line in band.lines}
    turned = {slot.block for slot in tables for band in slot.fits[0].bands if band.layout.lines and band.spare}
    own = {
        id(cell)
        for slot in tables
        for fit in slot.fits[:1]
        for band in fit.bands
        for line in band.layout.lines
        for cell in line
    }
    paras: list[Para] = []
    loose: list[tuple[tuple[int, int], Printed]] = []
    by_block = {layout.block: layout for layout in layouts}
    for place, block in enumerate(document.blocks):
        if isinstance(block, Words):
            if not block.hidden and block.text.strip():
                paras += [Para(line.strip(), block.where, (place, 0)) for line in block.text.splitlines() if line.strip()]
            continue
        layout = by_block.get(place)
        if layout is None:
            continue
        flows = layout.width == 1 and (place in turned or any(id(one) in own for line in layout.lines for one in line))
        if block.caption.strip():
            paras.append(Para(block.caption.strip(), block.where, (place, -1), caption=True))
        for number, line in enumerate(layout.filled):
            if (place, number) in inside or flows:
                continue
            if len(line) == 1 and paras and _goes_on(block, number):
                paras[-1] = evolve(paras[-1], text=paras[-1].text + line[0][1].text.strip())
            elif len(line) == 1:
                text, where = line[0][1].text, line[0][1].where
                paras += [Para(one.strip(), where, (place, number)) for one in text.splitlines() if one.strip()]
            else:
                loose += [((place, number), cell) for _, cell in line]
    return paras, loose


def _goes_on(block: Grid, number: int) -> bool:
    """Whether a row goes on with the paragraph above it, which was too long for one row of a sheet."""
    return any(cell is not None and cell.hidden and cell.text == embedded_metadata.CONTINUED for cell in block.rows[number])


def divided(tables: Sequence[Slot], paras: Sequence[Para], loose: Sequence[tuple[tuple[int, int], Printed]]) -> list[Part]:
    """Divide a document into reports: where a table comes again, behind a title or a first heading of its own."""
    starts: list[tuple[int, int]] = [(-1, -1)]
    seen: set[str] = set()
    for before, slot in zip((None, *tables), tables, strict=False):
        if slot.key in seen and before is not None:
            between = [para for para in paras if before.end < para.at < slot.start]
            begins = next((one for one in reversed(between) if is_whole_title(one.text)), None)
            begins = begins or next((one for one in reversed(between) if _SECTION_ONE.match(one.text)), None)
            begins = begins or next((one for one in between if re.match(r"填报(单位|机关)[:：]", one.text)), None)
            if begins is not None:
                starts.append(begins.at)
                seen = set()
        seen.add(slot.key)
    parts = [Part() for _ in starts]

    def part(at: tuple[int, int]) -> Part:
        return parts[max(number for number, start in enumerate(starts) if start <= at)]

    for slot in tables:
        part(slot.start).tables.append(slot)
    for para in paras:
        part(para.at).paras.append(para)
    for at, cell in loose:
        part(at).loose.append((at, cell))
    return parts


def is_findings(layout: Layout) -> bool:
    """Whether a grid is the list of findings that our own exporters put behind a draft."""
    heads = [[cell.text for _, cell in line] for line in layout.filled[:3]]
    return ["严重程度", "规则", "说明", "涉及的单元格", "位置"] in heads
