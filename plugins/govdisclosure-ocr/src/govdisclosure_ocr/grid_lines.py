"""The cells of ruled tables (表格线识别): where rules stand, and which of them a cell reaches across."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import cv2
import numpy as np
from attrs import frozen

from govdisclosure_ocr.preparation import Picture, joined_rules, rules

_NEAR: Final = 10
"""Pixels within which two rules are one."""
_WHOLE: Final = 0.88
"""The part of a cell's edge that is ruled where it is a rule: strokes of characters do not reach from rule to rule."""
_BROKEN: Final = 0.4
"""The part of an edge that is ruled where a rule is broken; others beside it at the same place are whole."""
_NONE: Final = 0.2
"""Below this nothing is there."""
_MOST_LINES: Final = 250


@frozen
class RuledCell:
    """A cell of a ruled table.

    Attributes:
        box: its edges in pixels: left, top, right, bottom.
        rows, columns: the first row and column that it covers, and one beyond the last.
        sure: whether its rules are whole and it is a rectangle.
    """

    box: tuple[int, int, int, int]
    rows: tuple[int, int]
    columns: tuple[int, int]
    sure: bool


@frozen
class RuledTable:
    """A ruled table: its edges and its cells, from top to bottom."""

    box: tuple[int, int, int, int]
    shape: tuple[int, int]
    cells: tuple[RuledCell, ...]


def ruled_tables(grey: Picture) -> list[RuledTable]:
    """Return the ruled tables of a page, from top to bottom."""
    level, upright = rules(grey)
    width = grey.shape[1]
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined_rules(level, upright))
    found = []
    for number in range(1, count):
        left, top, wide, high, _ = (int(one) for one in boxes[number])
        if wide < width * 0.2 or high < 30:
            continue
        own = labels[top : top + high, left : left + wide] == number
        part = (slice(top, top + high), slice(left, left + wide))
        table = _table((level[part] > 0) & own, (upright[part] > 0) & own, left, top)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda one: one.box[1])


def _table(level: Any, upright: Any, left: int, top: int) -> RuledTable | None:
    downs = _places(level.sum(1), max(20, level.shape[1] * 0.05))
    acrosses = _places(upright.sum(0), 14)
    if len(downs) < 3 or len(acrosses) < 3 or max(len(downs), len(acrosses)) > _MOST_LINES:
        return None
    acrosses = [x for x, edges in zip(acrosses, _beside(upright, downs, acrosses).T, strict=True) if (edges >= _WHOLE).any()]
    downs = [y for y, edges in zip(downs, _above(level, downs, acrosses), strict=True) if (edges >= _WHOLE).any()]
    if len(downs) < 3 or len(acrosses) < 3:
        return None
    beside, above = _beside(upright, downs, acrosses), _above(level, downs, acrosses)
    is_beside, is_above = _ruled(beside), _ruled(above.T).T
    height, width = len(downs) - 1, len(acrosses) - 1
    group = np.arange(height * width).reshape(height, width)
    for row in range(height):
        for column in range(width):
            if column + 1 < width and not is_beside[row, column + 1]:
                group[group == group[row, column + 1]] = group[row, column]
            if row + 1 < height and not is_above[row + 1, column]:
                group[group == group[row + 1, column]] = group[row, column]
    cells = []
    for number in np.unique(group):
        ys, xs = np.nonzero(group == number)
        rows, columns = (int(ys.min()), int(ys.max()) + 1), (int(xs.min()), int(xs.max()) + 1)
        whole = len(ys) == (rows[1] - rows[0]) * (columns[1] - columns[0])
        edges = [
            *above[rows[0], columns[0] : columns[1]],
            *above[rows[1], columns[0] : columns[1]],
            *beside[rows[0] : rows[1], columns[0]],
            *beside[rows[0] : rows[1], columns[1]],
            *(above[rows[0] + 1 : rows[1], columns[0] : columns[1]].ravel()),
            *(beside[rows[0] : rows[1], columns[0] + 1 : columns[1]].ravel()),
        ]
        sure = whole and not any(_NONE < one < _WHOLE for one in edges)
        box = (acrosses[columns[0]] + left, downs[rows[0]] + top, acrosses[columns[1]] + left, downs[rows[1]] + top)
        cells.append(RuledCell(box, rows, columns, sure))
    around = (acrosses[0] + left, downs[0] + top, acrosses[-1] + left, downs[-1] + top)
    return RuledTable(around, (height, width), tuple(cells))


def _ruled(covered: Any) -> Any:
    """Return which edges are rules: whole ones, and broken ones where at least two others at the same place are whole."""
    whole = covered >= _WHOLE
    return whole | ((covered >= _BROKEN) & (whole.sum(0) >= 2))


def _beside(upright: Any, downs: Sequence[int], acrosses: Sequence[int]) -> Any:
    """Return how much of each upright edge is ruled, by row and by the place across."""
    strips = [upright[:, max(0, x - 4) : x + 5].any(1) for x in acrosses]
    return np.array([[_covered(strip[start:end]) for strip in strips] for start, end in _steps(downs)])


def _above(level: Any, downs: Sequence[int], acrosses: Sequence[int]) -> Any:
    """Return how much of each level edge is ruled, by the place down and by column."""
    strips = [level[max(0, y - 4) : y + 5].any(0) for y in downs]
    return np.array([[_covered(strip[start:end]) for start, end in _steps(acrosses)] for strip in strips])


def _places(profile: Any, least: float) -> list[int]:
    """Return where rules may be: the places with most ink, none within a rule's breadth of another with more."""
    smooth = np.convolve(profile, np.ones(3) / 3, "same")
    places: list[int] = []
    for at in np.argsort(-smooth, kind="stable"):
        if smooth[at] < least:
            break
        if all(abs(int(at) - other) > _NEAR for other in places):
            places.append(int(at))
    return sorted(places)


def _steps(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches between rules."""
    return [(first + 1, max(first + 2, second - 1)) for first, second in pairwise(places)]


def _covered(ink: Any) -> float:
    return float(ink.mean()) if len(ink) else 1.0
