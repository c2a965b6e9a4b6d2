"""Lines of print on a page of a PDF (PDF文字行): characters put together, and which lines make a table without lines drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final, TypeAlias

from attrs import define

from govdisclosure.formats.runs import Omission, Run, Text, text_of

Sign: TypeAlias = dict[str, Any]

_FIGURE: Final = re.compile(r"[+-]?[\d,.，０-９]+%?")
_SAME_LINE: Final = 0.4  # of a character's height: figures beside a label of two lines are half a line off both
LEAST_ROWS: Final = 3  # lines under each other that make a table without lines


@define
class PdfLine:
    """A line of print: characters beside each other."""

    signs: list[Sign]

    @property
    def left(self) -> float:
        """Its left edge."""
        return min(float(sign["x0"]) for sign in self.signs)

    @property
    def right(self) -> float:
        """Its right edge."""
        return max(float(sign["x1"]) for sign in self.signs)

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(float(sign["top"]) for sign in self.signs)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its edges: left, top, right, bottom."""
        return self.left, self.top, self.right, max(float(sign["bottom"]) for sign in self.signs)

    @property
    def size(self) -> float:
        """The height of its characters."""
        return median(_height(sign) for sign in self.signs)

    @property
    def text(self) -> str:
        """Its text without struck-out or raised characters; a gap as wide as a third of a character is a blank."""
        return self.read.shown.strip()

    @property
    def spread(self) -> str:
        """Its text with a wide gap as two blanks: what is under each other in other lines is kept apart."""
        parts = self.segments()
        return "  ".join(part.text for part in parts) if len(parts) > 1 else self.text

    @property
    def read(self) -> Text:
        """Its text, and the characters left out of it."""
        runs: list[Run] = []
        last = None
        for sign in self.signs:
            if last is not None and sign["x0"] - last["x1"] > 0.3 * _height(sign) and not last["text"].endswith(" "):
                runs.append(Run(" "))
            runs.append(Run(sign["text"], struck=bool(sign.get("struck")), raised=bool(sign.get("raised"))))
            last = sign
        return text_of(runs)

    def segments(self) -> list[PdfLine]:
        """Return its parts between wide gaps."""
        parts: list[list[Sign]] = []
        last = None
        for sign in self.signs:
            if not sign["text"].strip():
                continue
            if last is None or sign["x0"] - last["x1"] > 1.2 * _height(sign):
                parts.append([])
            parts[-1].append(sign)
            last = sign
        return [PdfLine(part) for part in parts]


def _height(sign: Sign) -> float:
    return max(float(sign["bottom"]) - float(sign["top"]), 1.0)


def middle(sign: Sign) -> float:
    """Return the vertical middle of a character, from the upper edge of the page."""
    return (float(sign["top"]) + float(sign["bottom"])) / 2


def printed_once(signs: Sequence[Sign]) -> list[Sign]:
    """Return characters without those that are upon themselves: bold print is often the same letter twice.

    Only nearly the same place counts: 11 is two characters, however small they are.
    """
    places: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    single = []
    for sign in signs:
        text, left, top = sign["text"], float(sign["x0"]), float(sign["top"])
        near = min(2.0, 0.25 * (float(sign["x1"]) - left))
        column, row = int(left // 2), int(top // 2)
        around = ((text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if any(abs(x - left) < near and abs(y - top) < 2 for one in around for x, y in places.get(one, ())):
            continue
        places.setdefault((text, column, row), []).append((left, top))
        single.append(sign)
    return single


def lines_of(signs: Sequence[Sign]) -> list[PdfLine]:
    """Return characters as lines, from top to bottom, each from left to right."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=middle):
        if lines and middle(sign) - middle(lines[-1][0]) <= _SAME_LINE * max(_height(sign), _height(lines[-1][0])):
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return [
        PdfLine(sorted(line, key=lambda sign: float(sign["x0"]))) for line in lines if any(one["text"].strip() for one in line)
    ]


def mark_raised(lines: Sequence[PdfLine]) -> None:
    """Mark the characters that are superscript or subscript: beside one of full size, smaller, and off its line."""
    for line in lines:
        full: Sign | None = None
        last: Sign | None = None
        for sign in line.signs:
            if not sign["text"].strip():
                continue
            beside = full is not None and last is not None and sign["x0"] - last["x1"] < 0.6 * _height(full)
            if full is not None and beside and _is_off_line(sign, full):
                sign["raised"] = True
            else:
                full = sign
            last = sign


def _is_off_line(sign: Sign, full: Sign) -> bool:
    height, shift = _height(full), float(full["bottom"]) - float(sign["bottom"])
    if _height(sign) <= 0.8 * height:
        return shift >= 0.15 * height or shift <= -0.08 * height
    return _height(sign) <= 1.1 * height and abs(shift) >= 0.28 * height


def mark_struck(signs: Sequence[Sign], strokes: Sequence[Sign]) -> None:
    """Mark the characters through whose middle a stroke goes."""
    levels: dict[int, list[Sign]] = {}
    for stroke in strokes:
        if stroke["bottom"] - stroke["top"] <= _THICKEST and stroke["x1"] - stroke["x0"] > 1:
            levels.setdefault(int(middle(stroke)), []).append(stroke)
    for sign in signs if levels else ():
        height, width = _height(sign), float(sign["x1"]) - float(sign["x0"])
        upper, lower = float(sign["top"]) + 0.3 * height, float(sign["top"]) + 0.72 * height
        for level in range(int(upper), int(lower) + 1):
            for stroke in levels.get(level, ()):
                covered = min(stroke["x1"], sign["x1"]) - max(stroke["x0"], sign["x0"])
                if upper <= middle(stroke) <= lower and covered >= 0.6 * width:
                    sign["struck"] = True


_THICKEST: Final = 2.5  # points of a stroke that strikes out


def left_out(signs: Sequence[Sign]) -> Iterator[tuple[Omission, str]]:
    """Yield what is left out of the text of some characters, with the reason."""
    for line in lines_of(signs) if any("struck" in sign or "raised" in sign for sign in signs) else ():
        yield from line.read.left_out


def cell_text(signs: list[Sign]) -> str:
    """Return a cell's text; a figure that is broken over lines is one figure."""
    lines = [line.text for line in lines_of(signs)]
    joined = "".join(lines)
    return joined if len(lines) > 1 and _FIGURE.fullmatch(joined) and joined[-1:] != "," else "\n".join(lines)


def runs(lines: list[PdfLine]) -> Iterator[tuple[list[PdfLine], bool]]:
    """Yield lines in order, grouped into those that form a table and those that do not."""
    columns = [len(line.segments()) for line in lines]
    start = 0
    while start < len(lines):
        end = start
        if columns[start] >= 2:
            while end < len(lines) and columns[end] >= 2:
                end += 1
            widest = max(columns[start:end])
            regular = sum(count == widest for count in columns[start:end])
            if end - start >= LEAST_ROWS and regular * 2 >= end - start and _aligned(lines[start:end], widest):
                yield lines[start:end], True
                start = end
                continue
        end = max(end, start + 1)
        while end < len(lines) and columns[end] < 2:
            end += 1
        yield lines[start:end], False
        start = end


def _aligned(lines: list[PdfLine], width: int) -> bool:
    """Whether the fullest lines have their words under each other."""
    spans: list[tuple[float, float]] | None = None
    for line in lines:
        parts = line.segments()
        if len(parts) != width:
            continue
        if spans is None:
            spans = [(part.left, part.right) for part in parts]
        spans = [(min(a, part.left), max(b, part.right)) for (a, b), part in zip(spans, parts, strict=True)]
    return spans is not None and all(one[1] <= other[0] for one, other in pairwise(spans))
