"""What the official document holds (公文内容), as plain data for the layout: title, sections, tables, signature, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from attrs import asdict

from govdisclosure.exporters import PublishedReport, Theme
from govdisclosure.exporters.archive import legible
from govdisclosure.messages import languages
from govdisclosure.standards import Section
from govdisclosure.standards.table_grid import CellPart, GridCell, TableGrid

_POINTS = 72 / 25.4
"""Points of a millimetre."""
_MARGIN = 1.06
"""What a table is reckoned taller than it should be, for what breaks lines earlier: it must not run off the page."""
_SIZES = (12.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.0, 6.0)
"""Sizes of type in tables, from 小四 down."""
_READABLE = 8.5
"""The smallest type that a table is set in to fit a page; only figures of many digits make it smaller."""
_ORDINARY = 10.5
"""The type of a table that runs over several pages: 五号."""
_GROUP = 4
"""Characters in a line of a label that several rows are under."""
_HEADING = re.compile(r"((?P<first>[一二三四五六七八九十]+、)|[(（][一二三四五六七八九十]+[)）])[^。]{1,40}(。|$)")


def content_of(publication: PublishedReport) -> dict[str, Any]:
    """Return the document's content; every text is legible, none is markup."""
    report = publication.report
    day = report.signed or report.period.end
    sections = publication.sections
    attached = [section for section in sections if section.attachment]
    own = [_section(publication, section) for section in sections if not section.attachment]
    ends_in_words = _ends_in_words(own)
    found = [finding for finding in publication.verdict.findings if finding.severity.calls_for_action]
    labels = report.standard.language
    language = (
        publication.language if labels in languages() else labels.partition("-")[0]
    )  # that of the words there are most of
    content: dict[str, Any] = _legible(
        {
            "title": publication.title,
            "heading": _title(publication, publication.title),
            "author": report.body_name,
            "description": publication.state,
            "mark": publication.mark,
            "lang": language,
            "region": {"zh": "cn", "en": "us"}.get(language),
            "theme": _theme(publication.theme),
            "day": [day.year, day.month, day.day],
            "signed": publication.signed,
            "attached": f"report-{report.period}.json",
            "sections": own,
            "ends_in_words": ends_in_words,
            "attachments": [_attachment(publication, one, number, len(attached)) for number, one in enumerate(attached, 1)],
            "findings_title": publication.label("document.findings"),
            "findings": [
                f"{number}. {publication.label('document.finding', severity=one.severity)}{publication.finding(one)}"
                for number, one in enumerate(found if publication.is_draft else (), start=1)
            ],
        }
    )
    return content


def _theme(theme: Theme) -> dict[str, Any]:
    """Return the theme as the layout needs it; of its fonts the names that are looked for, in turn."""
    width, height = theme.page
    fonts = {role: {"search": list(font.search), "bold": font.bold} for role, font in theme.fonts.items()}
    parts = {name: asdict(getattr(theme, name)) for name in ("paper", "text", "number", "signature")}
    return {**parts, "page": [width, height], "width": theme.area[0], "fonts": fonts}


def _width(publication: PublishedReport) -> float:
    """Return how wide a line is, in points."""
    return round(publication.theme.area[0] * _POINTS, 1)


def _page(publication: PublishedReport) -> float:
    """Return how high a page's text is, in points."""
    return round(publication.theme.area[1] * _POINTS, 1)


def _legible(value: Any) -> Any:
    """Return data with no character in them that a document cannot hold."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: _legible(one) for key, one in value.items()}
    return [_legible(one) for one in value] if isinstance(value, list | tuple) else value


def _title(publication: PublishedReport, title: str) -> list[str]:
    """Break a title too long for one line after the body's name: a line may end only where the sense allows it."""
    room = int(_width(publication) / publication.theme.text.title)
    return [title] if ems(title) <= room else list(publication.title_lines(title))


def _section(publication: PublishedReport, section: Section, above: Sequence[str] = ()) -> dict[str, Any]:
    """Return a section; ``above`` are headings that already are over its tables."""
    heading = publication.heading(section.heading)
    grids, line = publication.grids(section), publication.theme.text.line
    return {
        "heading": heading,
        "paragraphs": [_paragraph(text) for text in publication.paragraphs(section)],
        "grids": [
            _grid(publication, grid, {"", heading, *above}, _page(publication) - line * (6 if above else 2)) for grid in grids
        ],
    }


def _paragraph(text: str) -> dict[str, Any]:
    """Set the heading that a paragraph begins with apart: 一、 in 黑体, （一） in 楷体, to the end of its sentence."""
    match = _HEADING.match(text)
    heading = match[0] if match else ""
    is_first = bool(match and match["first"])
    return {"heading": heading, "first": is_first, "text": text[len(heading) :], "sticky": text == heading, "last": False}


def _ends_in_words(sections: Sequence[dict[str, Any]]) -> bool:
    """Keep what is last in the text on one page with name and date, which must not be alone on one; say whether it is words."""
    for section in reversed(sections):
        for last in section["grids"][-1:]:
            last["sticky"] = True
            return False
        for last in section["paragraphs"][-1:]:
            last["last"] = True
            return True
    return False


def _attachment(publication: PublishedReport, section: Section, number: int, count: int) -> dict[str, Any]:
    title = publication.heading(section.attachment or "")
    listed = title if count == 1 else f"{number}.{title}"
    return {
        "listed": publication.label("document.attachments", title=listed)
        if number == 1
        else ("\u3000\u3000\u3000" if publication.language == "zh" else "") + listed,
        "mark": publication.label("document.attachment", number=str(number) if count > 1 else "").strip(),
        "heading": _title(publication, title),
        "section": _section(publication, section, above=(title,)),
    }


# -------------------------------------------------------------------------------------------------------------- tables


def _grid(publication: PublishedReport, grid: TableGrid, above: set[str], room: float) -> dict[str, Any]:
    caption = publication.heading(grid.blocks[0].table.heading) if len(grid.blocks) == 1 else ""
    heads = {row for block in grid.blocks for row in range(block.top, block.body)}
    parts: list[dict[str, Any]] = []
    for cell in grid.cells:
        is_head = cell.top in heads
        if not parts or parts[-1]["head"] != is_head or (is_head and cell.part is CellPart.CAPTION):
            parts.append({"head": is_head, "cells": []})
        parts[-1]["cells"].append(_cell(publication, cell))
    sizes = [size for size in _SIZES if size <= publication.theme.text.table]
    layouts = [layout for size in sizes if (layout := _layout(publication, grid, size))]
    return {
        "caption": "" if caption in above else caption,
        "parts": parts,
        "layout": _fitting(layouts, room, _page(publication)) or _narrow(grid, _width(publication)),
        "sticky": False,
    }


def _cell(publication: PublishedReport, cell: GridCell) -> dict[str, Any]:
    text = _text(publication, cell)
    return {
        "x": cell.left,
        "y": cell.top,
        "w": cell.width,
        "h": cell.height,
        "text": text,
        "whole": bool(text) and ems(text) * 2 == len(text),
        "left": cell.part is CellPart.LABEL,
        "head": cell.part.is_head,
    }


def _text(publication: PublishedReport, cell: GridCell) -> str:
    return publication.printed(cell.address) if cell.address is not None else publication.heading(cell.text)


def _layout(publication: PublishedReport, grid: TableGrid, size: float) -> dict[str, Any] | None:
    """Return the widths of the columns in a size of type; None where a figure would be wider than its column."""
    inset = 2.0 if grid.columns > 9 else 3.0 if grid.stub > 2 else 4.0
    needed = [2 * size] * grid.width
    longest = [0.0] * grid.width
    for cell in grid.cells:
        if cell.width > 1:
            continue
        text = _text(publication, cell)
        longest[cell.left] = max(longest[cell.left], ems(text) * size)
        if ems(text) * 2 == len(text):
            needed[cell.left] = max(needed[cell.left], ems(text) * size * 1.1)
    room = _width(publication) - 2 * inset * grid.width
    if sum(needed) > room:
        return None
    figures = range(grid.stub, grid.width)
    least = [max(needed[column], (2.6 if grid.columns > 4 else 6) * size if grid.columns <= 9 else 0) for column in figures]
    labels = max(room - sum(least), sum(needed[: grid.stub]))
    groups = {cell.left for cell in grid.cells if cell.part is CellPart.GROUP}
    wanted = [min(longest[column], _GROUP * size if column in groups else labels) for column in range(grid.stub)]
    if grid.columns == 1 and wanted:
        wanted[0] = max(wanted[0], 0.45 * room)  # or a single column of figures would fill the page
    if sum(wanted) > labels:
        wanted = _shrunk(wanted, needed[: grid.stub], labels)
    left = room - sum(wanted)
    share = [left / len(figures)] * len(figures) if figures else []
    if any(have < need for have, need in zip(share, needed[grid.stub :], strict=True)):
        over = left - sum(needed[grid.stub :])
        share = [need + over / len(figures) for need in needed[grid.stub :]]
    widths = [*wanted, *share]
    tall = [0.0] * grid.height
    for cell in sorted(grid.cells, key=lambda one: one.height):
        width = sum(widths[cell.left : cell.right]) + 2 * inset * (cell.width - 1)
        need = _height(publication, cell, size, width)
        tall[cell.bottom - 1] += max(need - sum(tall[cell.top : cell.bottom]), 0.0)
    return {
        "size": size,
        "inset": inset,
        "widths": [round(one + 2 * inset, 2) for one in widths],
        "height": round(sum(tall), 1),
        "whole": False,
    }


def _height(publication: PublishedReport, cell: GridCell, size: float, width: float) -> float:
    """Return how tall a cell must be, in points, with a line of type taking 1.3 of its size."""
    count = ceil(ems(_text(publication, cell)) * size / width - 0.01) or 1
    return size * (count * 1.3 + 0.46)


def _fitting(layouts: Sequence[dict[str, Any]], room: float, page: float) -> dict[str, Any] | None:
    """Return the layout in the largest type in which a table fits a page; where none does, that of the fewest pages."""
    for layout in layouts:
        if layout["height"] * _MARGIN <= room and (layout["size"] >= _READABLE or layout is layouts[0]):
            return {**layout, "whole": True}
    several = [one for one in layouts if _READABLE <= one["size"] <= _ORDINARY] or layouts[:1]
    return min(several, key=lambda one: (ceil((one["height"] * _MARGIN - room) / page), -one["size"]), default=None)


def _shrunk(wanted: Sequence[float], needed: Sequence[float], room: float) -> list[float]:
    """Return widths of labels that together fill a room: the longest are broken into lines first."""
    widths = list(wanted)
    while sum(widths) > room + 0.01:
        widest = max(widths)
        second = max((one for one in widths if one < widest - 0.01), default=0.0)
        many = [place for place, one in enumerate(widths) if one > widest - 0.01]
        cut = min(widest - second, (sum(widths) - room) / len(many))
        for place in many:
            widths[place] -= cut
    return [max(one, need) for one, need in zip(widths, needed, strict=True)]


def _narrow(grid: TableGrid, width: float) -> dict[str, Any]:
    """Return the layout of a table too wide for the page in any size: its figures are printed as small as can be read."""
    return {"size": _SIZES[-1], "inset": 1.0, "widths": [round(width / grid.width, 2)] * grid.width, "whole": False}


def ems(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    return sum(1 if east_asian_width(character) in "WFA" else 0.5 for character in text)
