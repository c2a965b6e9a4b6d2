"""Labels of a text that are printed over several lines around their figures (折行标题): each is joined before its figures.

A table whose cells wrap, printed as text by ``pdftotext -layout`` or read from a PDF without rules, has the figures of a row
beside the middle of its label. Nothing is guessed: a label is joined only where the pieces around a line of figures say the
whole of one row's label, and each piece serves one label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from govdisclosure.readers.token_stream import Token

_FEWEST_FIGURES = 2
_FARTHEST = 7
"""So many lines at most over or under its figures is a piece of a label."""


@frozen(eq=False)
class _LabelPiece:
    """A piece of words: its token, the number of its line in the block, and its characters."""

    token: Token
    at: int
    text: str


def characters(text: str) -> str:
    """Return the letters and Chinese characters of a text, without numbers, punctuation and blanks."""
    return re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", unicodedata.normalize("NFKC", text))


def label_characters(labels: Iterable[str]) -> Mapping[str, str]:
    """Return labels by their characters; those that only numbers tell apart are left out."""
    found: dict[str, str | None] = {}
    for label in dict.fromkeys(labels):
        own = characters(label)
        found[own] = None if own in found else label
    return {own: label for own, label in found.items() if own and label is not None}


def joined(lines: Sequence[Sequence[Token]], labels: Mapping[str, str]) -> tuple[list[Token], set[int]]:
    """Return the tokens of a block of lines, wrapped labels joined before their figures, and the lines that have such labels.

    Args:
        lines: the tokens of each line of text.
        labels: the labels of rows by their characters.
    """
    figures = [at for at, line in enumerate(lines) if _figures(line) >= _FEWEST_FIGURES]
    pieces = [
        _LabelPiece(token, at, characters(token.text))
        for at, line in enumerate(lines)
        for token in line
        if token.kind == "words"
    ]
    used: set[int] = set()
    whole: dict[int, list[_LabelPiece]] = {}
    for before, at, after in zip([-1, *figures], figures, [*figures[1:], len(lines)], strict=False):
        low, high = max(before + 1, at - _FARTHEST), min(after, at + _FARTHEST + 1)
        near = [one for one in pieces if low <= one.at < high and id(one.token) not in used and one.text]
        label = _whole_label(near, at, labels)
        if label:
            used.update(id(one.token) for one in label)
            if any(one.at != at for one in label):
                whole[at] = label
    if not whole:
        return [token for line in lines for token in line], set()
    taken = {id(one.token) for label in whole.values() for one in label}
    made: list[Token] = []
    for at, line in enumerate(lines):
        rest = [token for token in line if id(token) not in taken]
        if at in whole:
            first = next(place for place, token in enumerate(rest) if token.kind == "figure")
            text = "".join(one.token.text for one in whole[at])
            rest.insert(first, evolve(rest[first], text=text))
        made += rest
    return made, {lines[at][0].line for at in whole}


def _figures(line: Sequence[Token]) -> int:
    return sum(token.kind == "figure" for token in line)


def _whole_label(near: Sequence[_LabelPiece], at: int, labels: Mapping[str, str]) -> list[_LabelPiece]:
    """Return the pieces around a line of figures that say a row's label, the longest of several."""
    best: list[_LabelPiece] = []
    for own in labels:
        found: list[_LabelPiece] = []
        said = 0
        for one in near:
            if own.startswith(one.text, said):
                found.append(one)
                said += len(one.text)
        lines = {one.at for one in found}
        if said != len(own) or not lines or set(range(min(lines), max(lines) + 1)) - lines - {at}:
            continue
        if min(lines) - 1 <= at <= max(lines) + 1 and said > sum(len(one.text) for one in best):
            best = found
    return best
