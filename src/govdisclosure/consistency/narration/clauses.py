"""The parts of a sentence (分句): what belongs to a number, and words that only link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from attrs import frozen

from govdisclosure.consistency.narration.names import Name
from govdisclosure.consistency.narration.number_mentions import Mention
from govdisclosure.consistency.narration.phrases import either, words


@frozen
class Clause:
    """The part of a sentence that a number belongs to: from ``start`` to the number, and on to ``end`` behind it.

    ``begun`` is where the text begins that no number before it has taken.
    """

    start: int
    end: int
    begun: int = 0


def with_years(text: str, year: int | None) -> str:
    """Replace years by 上年, 本年 and 下年, except in dates."""
    if year is None:
        return text
    for number, word in ((year - 1, "上年"), (year, "本年"), (year + 1, "下年")):
        text = re.sub(rf"(?<!\d){number}年(?!\d|底|末)", word, text)
    return text


def narrow(text: str, used: int, mention: Mention, following: int) -> Clause:
    """Return the part of the sentence between commas that a number is in."""
    cut = max(text.rfind(sign, used, mention.start) for sign in ",;:()")
    return Clause(max(cut + 1, used), end_of(text, mention.end, following, "[,;。:()、]"))


def whole_clause(text: str, used: int, mention: Mention, following: int) -> Clause:
    """Return the part of the sentence that a number belongs to; a part that only says 共 belongs to the one before it."""
    start = mention.start
    while True:
        cut = max((text.rfind(sign, used, start) for sign in ",;:()"), default=-1)
        begin = cut + 1 if cut >= used else used
        if begin <= used or not only("filler").fullmatch(text[begin : mention.start]):
            break
        start = cut
    return Clause(begin, end_of(text, mention.end, following, "[,;。:()、]"))


def end_of(text: str, start: int, following: int, signs: str) -> int:
    """Return where a part of the text ends: at the first of the signs, or where the next number begins."""
    cut = re.search(signs, text[start:following])
    return start + cut.start() if cut else following


def without(text: str, start: int, end: int, chosen: Sequence[Name]) -> str:
    """Return a part of the text without the names in it."""
    spans = sorted(span for one in chosen for span in one.spans)
    edges = [start, *(edge for span in spans for edge in span), end]
    return "|".join(text[max(one, start) : min(other, end)] for one, other in list(pairwise(edges))[::2])


def has(text: str, group: str, name: str) -> bool:
    """Whether a text has one of the words of a list."""
    return re.search(either(*words()[group][name]), text) is not None


@cache
def only(link: str) -> re.Pattern[str]:
    """Return a pattern for text of nothing but linking words, by the name of their list, and punctuation."""
    return re.compile(rf"(?:{either(*words()['linking'][link])}|[\s,、:()，])*+")


def says_together(text: str) -> bool:
    """Whether a part of a sentence says that what follows is the sum of what was named before."""
    return bool(text) and only("together").fullmatch(text) is not None and _SUM.search(text) is not None


_SUM = re.compile("合计|共计|总计|一共|累计|[两二三四]者|[两二三四]项")
