"""Where things stand on a paper (测试用版面查找): what the quirks of print look for, and change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeAlias

from govdisclosure.testing.published import Box, Print, Sheet
from govdisclosure.values import Blank

Quirk: TypeAlias = Callable[[Print, Random], None]
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
RADICALS = str.maketrans(
    {"一": "⼀", "自": "⾃", "人": "⼈", "无": "⽆", "力": "⼒", "行": "⾏", "大": "⼤", "立": "⽴", "方": "⽅", "示": "⽰"}
)
MISSING, ZERO = (Blank.MISSING,), (0,)
NOTHING = (Blank.MISSING, Blank.NOT_APPLICABLE)


def boxes(sheet: Sheet) -> list[Box]:
    """Return the cells of a table, each once."""
    return list(dict.fromkeys(box for row in sheet for box in row if box is not None))


def words(paper: Print) -> Iterator[Box]:
    """Yield every head and label."""
    for sheet in paper.sheets():
        yield from (box for box in boxes(sheet) if box.role in ("head", "label", "group"))


def counts(paper: Print) -> list[Box]:
    """Return the figures that are whole numbers."""
    return [box for _, box in paper.figures() if box.allowed and type(box.allowed[0]) is int]


def zeros(paper: Print) -> list[Box]:
    """Return the figures that are zero."""
    return [box for box in counts(paper) if box.allowed == ZERO]


def pick(boxes: Sequence[Box], random: Random, share: float = 0.3) -> list[Box]:
    """Return a share of some cells."""
    return [box for box in boxes if random.random() < share]


def applications(paper: Print) -> Sheet | None:
    """Return table three."""
    return next(
        (
            sheet
            for sheet in paper.sheets()
            if any(box.key == "requests.carried_out" for box in boxes(sheet)) and len(sheet[0]) >= 8
        ),
        None,
    )


def cases(paper: Print) -> Sheet | None:
    """Return table four."""
    return next((sheet for sheet in paper.sheets() if any(box.key.startswith("remedies.cases/") for box in boxes(sheet))), None)


def replace(paper: Print, sheet: Sheet, *others: str | Sheet) -> None:
    """Put other blocks in the place of a table."""
    place = next(number for number, block in enumerate(paper.blocks) if block is sheet)
    paper.blocks[place : place + 1] = others


def head_rows(sheet: Sheet) -> int:
    """Return how many rows of a table stand over its first label or figure."""
    return next(
        (n for n, row in enumerate(sheet) if any(box and box.role in ("label", "group", "figure") for box in row)), len(sheet)
    )


def first_figure(sheet: Sheet) -> int:
    """Return the column of the first figure."""
    return next(place for row in sheet for place, box in enumerate(row) if box and box.role == "figure")
