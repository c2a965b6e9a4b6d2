"""Which paragraphs changed between two texts (段落比对)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import frozen

from govdisclosure.value_objects import ValueObject


@frozen
class Paragraphs(ValueObject):
    """One place where two texts differ: a paragraph of each, or of one alone; places count from 0."""

    place: int
    left: str | None
    right: str | None


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text without the blanks around them; empty ones say nothing."""
    return tuple(one for line in text.splitlines() if (one := line.strip()))


def changed_paragraphs(left: Sequence[str], right: Sequence[str]) -> tuple[Paragraphs, ...]:
    """Return what differs, in order; with the sides exchanged, the same places with the sides exchanged."""
    if tuple(right) < tuple(left):  # of several shortest ways one is found, and it must be the same one both ways
        found = sorted((at, order, mine, theirs) for order, (_, at, theirs, mine) in enumerate(_changed(right, left)))
        return tuple(Paragraphs(at, mine, theirs) for at, _, mine, theirs in found)
    return tuple(Paragraphs(at, one, other) for at, _, one, other in _changed(left, right))


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, str | None, str | None]]:
    """Yield where each pair stands, as seen from the left and from the right, and the pair."""
    for what, start, end, begin, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for step in range(max(end - start, stop - begin)):
            one = left[start + step] if start + step < end else None
            other = right[begin + step] if begin + step < stop else None
            mine = start + step if one is not None else begin + step
            theirs = begin + step if other is not None else start + step
            yield mine, theirs, one, other
