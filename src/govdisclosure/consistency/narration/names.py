"""What a sentence names (文中事项): matters and aspects of the standard, where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from govdisclosure.consistency.narration.lexicon import Lexicon, Matter
from govdisclosure.consistency.narration.phrases import Phrase


@frozen(kw_only=True)
class Name:
    """A matter or an aspect that a sentence names; ``spans`` are the places of its words, without the gaps."""

    spans: tuple[tuple[int, int], ...]
    matter: Matter | None = None
    aspect: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.spans[-1][1]

    @property
    def length(self) -> int:
        """How many characters name it."""
        return sum(end - start for start, end in self.spans)


def names(text: str, known: Lexicon, before: str = "") -> list[Name]:
    """Return what a sentence names, by place; of phrases that overlap the longest counts.

    Args:
        text: the sentence.
        known: what the standard counts.
        before: the paragraph before it, in which a topic may be set.
    """
    found = [*_matters(text, known, before), *_aspects(text, known)]
    kept: list[Name] = []
    for one in sorted(found, key=lambda one: (one.matter is not None and one.matter.weak, -one.length, one.start)):
        if all(one.spans == other.spans or not _overlap(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _matters(text: str, known: Lexicon, before: str) -> Iterator[Name]:
    for matter in known.matters:
        if matter.needs and not any(word in before or word in text for word in matter.needs):
            continue
        for spans in _places(text, matter.say):
            yield Name(spans=spans, matter=matter)


def _aspects(text: str, known: Lexicon) -> Iterator[Name]:
    for core, say in known.aspects.items():
        for spans in _places(text, say):
            yield Name(spans=spans, aspect=core)


def _places(text: str, say: Sequence[Phrase]) -> Iterator[tuple[tuple[int, int], ...]]:
    for one in say:
        yield from one.find(text)


def _overlap(one: Name, other: Name) -> bool:
    return any(start < stop and begin < end for start, end in one.spans for begin, stop in other.spans)


def joined(chosen: Name, others: Sequence[Name], text: str) -> list[Name]:
    """Return a name and those before it that are joined to it by 、 or 和."""
    group = [chosen]
    for other in sorted(others, key=lambda one: -one.end):
        if other.end <= group[-1].start and _JOIN.fullmatch(text[other.end : group[-1].start]):
            group.append(other)
    return group[::-1]


_JOIN = re.compile(
    r"(?:案件|申请|决定|处理|信息|类|的|政府)*+(?:、|和|与|及|以及|或|或者|,和|,以及)(?:政府|行政|被|涉及|引发)*+"
)
