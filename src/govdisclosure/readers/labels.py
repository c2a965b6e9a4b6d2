"""Which row a printed label means (指标识别): by order *and* likeness, never by number or position alone."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from attrs import frozen

from govdisclosure.schema import Indicator

_NUMBERING = re.compile(
    r"^(?:其中[::])?(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.]|\(\d{1,2}\)|[①-⑳]|\?+)+"
)
_ENOUGH = 0.8


def normalised(label: str) -> str:
    """Return what a label says: full width, blanks, printed number and closing marks taken away."""
    # NFKC would turn ① into 1, so numbering is taken away first
    text = re.sub(r"\s+", "", label)
    text = _NUMBERING.sub("", text.replace("（", "(").replace("）", ")"))
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[::。.;;,,、\"“”'']", "", text)


def numbering(label: str) -> str:
    """Return the printed number that a label begins with: ``(三)``, ``1、``, ``①``; empty where it has none."""
    text = re.sub(r"\s+", "", label).replace("（", "(").replace("）", ")")
    match = _NUMBERING.match(text)
    return match[0] if match else ""


@frozen
class Match:
    """A printed label and the row it means; ``likeness`` is 1 where they say the same."""

    position: int
    row: Indicator
    likeness: float


def match_rows(printed: Sequence[str], rows: Iterable[Indicator]) -> tuple[Match, ...]:
    """Match printed labels to rows, both in order; a label that is like no row is left out.

    Exact matches are made first, wherever they stand; then what lies between two of them is matched by likeness, so that a
    damaged label cannot take a row that stands elsewhere.
    """
    wanted = [(row, [_Label.of(text) for text in (row.label, *row.aliases)]) for row in rows]
    said = [_Label.of(text) for text in printed]
    exact = difflib.SequenceMatcher(None, [one.text for one in said], [names[0].text for _, names in wanted], autojunk=False)
    matches: list[Match] = []
    at, row_at = 0, 0
    for block in exact.get_matching_blocks():
        matches += _between(said, at, block.a, wanted[row_at : block.b])
        matches += [Match(block.a + step, wanted[block.b + step][0], 1.0) for step in range(block.size)]
        at, row_at = block.a + block.size, block.b + block.size
    return tuple(matches)


@frozen
class _Label:
    text: str
    signs: frozenset[str]

    @classmethod
    def of(cls, printed: str) -> _Label:
        text = normalised(printed)
        return cls(text, frozenset(text))

    def likeness(self, other: _Label) -> float:
        """Return the share of signs that both have in common and in order; 0 where it cannot be enough."""
        if self.text == other.text:
            return 1.0 if self.text else 0.0
        # nearly every cell of a long file is like no row: signs that one of them lacks tell so much faster
        shared = min(len(self.text) - len(self.signs - other.signs), len(other.text) - len(other.signs - self.signs))
        if 2 * shared < _ENOUGH * (len(self.text) + len(other.text)):
            return 0.0
        return difflib.SequenceMatcher(None, self.text, other.text, autojunk=False).ratio()


def _between(said: Sequence[_Label], start: int, end: int, rows: Sequence[tuple[Indicator, list[_Label]]]) -> list[Match]:
    matches = []
    left = list(rows)
    for position in range(start, end):
        likeness, index = max(
            ((max(said[position].likeness(name) for name in names), -number) for number, (_, names) in enumerate(left)),
            default=(0.0, 0),
        )
        if likeness >= _ENOUGH:
            matches.append(Match(position, left[-index][0], likeness))
            left = left[1 - index :]
    return matches
