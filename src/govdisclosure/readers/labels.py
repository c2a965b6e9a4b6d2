"""Matching printed labels to rows and columns (指标识别): by order *and* likeness, never by number or position alone."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence, Set as AbstractSet
from functools import lru_cache

from attrs import frozen
from rapidfuzz.distance import Indel

from govdisclosure.standards import Column, Indicator
from govdisclosure.values import Kind

_NUMBERING = re.compile(
    r"^(?:其中[:：])?(?:[一二三四五六七八九十]{1,3}[、,.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.)]|\(\d{1,2}\)|[①-⑳]|\?+)+"
)
_REMARK = re.compile(r"\((?=[^()]*[\d\u4e00-\u9fff])[^()]*\)")
_YEAR = re.compile(r"(?:本年度?)?20\d\d年?度?|本年度")
_PAST = re.compile("上一?年|去年")
_ALSO = {"总计": ("合计", "总数"), "合计": ("总计", "总数")}
"""What a total is called, too."""
_MOST_PAIRS = 3_000
_MOST_COMPARED = 60_000
"""No report has so many labels that are not quite the standard's; what has, is not compared letter by letter."""
_BARE_NUMBER = re.compile(r"^\d{1,2}(?=[\u4e00-\u9fff])")
_CIRCLED = re.compile(r"([①-⑳]+)")
ENOUGH = 0.8
"""How like a label must be to one of the standard's."""
SAME_WORDS = 0.99
"""How like a label is that differs by a year or by a remark in brackets only: of these nothing need be said."""


@lru_cache(maxsize=50_000)
def normalised(label: str) -> str:
    """Normalize a label: without full-width forms, blanks, printed number and closing marks."""
    text = unicodedata.normalize("NFKC", _NUMBERING.sub("", _plain(label)))
    return re.sub(r"[:。.;,、\"“”'‘’]", "", text)


def numbering(label: str) -> str:
    """Return the printed number that a label begins with: ``(三)``, ``1、``, ``①``; empty where it has none."""
    match = _NUMBERING.match(_plain(label))
    return match[0] if match else ""


def _plain(label: str) -> str:
    """Return a label without blanks, with characters of one width; ① stays, of which NFKC would make a 1."""
    pieces = _CIRCLED.split(re.sub(r"\s+", "", label))
    return "".join(piece if _CIRCLED.fullmatch(piece) else unicodedata.normalize("NFKC", piece) for piece in pieces)


@frozen(cache_hash=True)
class Label:
    """A label as it is compared: its words, and its words without remarks in brackets, any year being this year."""

    text: str
    bare: str

    @property
    def is_past(self) -> bool:
        """Whether it speaks of the year before."""
        return _PAST.search(self.text) is not None

    @property
    def is_present(self) -> bool:
        """Whether it speaks of this year."""
        return "本年" in self.text

    @classmethod
    def of(cls, printed: str) -> Label:
        """Make one from what is printed."""
        return _label(normalised(printed))

    def likeness(self, other: Label) -> float:
        """Return how like two labels are: 1 where they say the same, 0 where it cannot be enough."""
        if not self.text or not other.text:
            return 0.0
        if self.text == other.text:
            return 1.0
        if self.bare == other.bare:
            return SAME_WORDS
        if self.is_past != other.is_past and (self.is_present or other.is_present):
            return 0.0  # 上年 and 本年 are one character apart
        whole = Indel.normalized_similarity(self.text, other.text, score_cutoff=ENOUGH)
        if self.bare == self.text and other.bare == other.text:
            return min(whole, 0.98)
        return min(max(whole, Indel.normalized_similarity(self.bare, other.bare, score_cutoff=ENOUGH)), 0.98)


def resemblance(said: Label, other: Label) -> float:
    """Return how like two labels are, however little that is."""
    if not said.text or not other.text:
        return 0.0
    return max(Indel.normalized_similarity(said.text, other.text), Indel.normalized_similarity(said.bare, other.bare))


@lru_cache(maxsize=50_000)
def _label(text: str) -> Label:
    bare = _YEAR.sub("本年", _REMARK.sub("", text))
    return Label(text, bare or text)


@frozen
class LabelMatch:
    """A printed label and the row it means; ``likeness`` is 1 where they say the same."""

    position: int
    row: Indicator
    likeness: float


def names_of(row: Indicator | Column) -> tuple[Label, ...]:
    """Return the label of a row or column and its other names, as they are compared."""
    return _names(row.label, row.aliases)


@lru_cache(maxsize=5_000)
def _names(label: str, aliases: tuple[str, ...]) -> tuple[Label, ...]:
    return tuple(Label.of(text) for text in (label, *aliases, *_ALSO.get(normalised(label), ())))


@lru_cache(maxsize=50_000)
def _likest(said: Label, names: tuple[Label, ...]) -> float:
    return max(said.likeness(name) for name in names)


def match_rows(printed: Sequence[str], rows: Iterable[Indicator]) -> tuple[LabelMatch, ...]:
    """Match printed labels to rows, both in order; a label that is like no row is left out.

    Exact matches are made first, wherever they are; then what is between two of them is matched by likeness, the likest
    first, so that a damaged label cannot take a row that is elsewhere.
    """
    wanted = [(row, names_of(row)) for row in rows]
    said = [Label.of(text) for text in printed]
    own = {names[0].text for _, names in wanted}
    other: dict[str, str | None] = {}  # another name of one row only stands for the row's own
    for _, names in wanted:
        for name in {*(one.text for one in names[1:]), names[0].bare} - own:
            other[name] = None if name in other else names[0].text
    groups = tuple(name.text for row, names in wanted if row.kind is Kind.HEADING for name in names)
    said = [one if one.text in own or one.text in other else _without_groups(one, groups, own | other.keys()) for one in said]
    exact = difflib.SequenceMatcher(
        None, [other.get(one.text) or one.text for one in said], [names[0].text for _, names in wanted], autojunk=False
    )
    matches: list[LabelMatch] = []
    at, row_at = 0, 0
    for block in exact.get_matching_blocks():
        matches += _between(said, at, block.a, wanted[row_at : block.b])
        matches += [LabelMatch(block.a + step, wanted[block.b + step][0], 1.0) for step in range(block.size)]
        at, row_at = block.a + block.size, block.b + block.size
    return tuple(matches)


def _without_groups(said: Label, groups: Sequence[str], names: AbstractSet[str]) -> Label:
    """Return a label without the groups it begins with, where what is left is a row's name: 不予公开/1.属于国家秘密."""
    rest, before = said.text, ""
    while rest != before:
        before = rest
        group = next((one for one in groups if one and rest.startswith(one) and len(rest) > len(one)), "")
        rest = _BARE_NUMBER.sub("", normalised(rest.removeprefix(group).lstrip("-/—>·"))) if group else rest
    return Label.of(rest) if rest in names else said


def _between(
    said: Sequence[Label], start: int, end: int, rows: Sequence[tuple[Indicator, tuple[Label, ...]]]
) -> list[LabelMatch]:
    """Match by likeness, the likest pair first; no pair may cross one that was made before."""
    if not rows or (end - start) * len(rows) > _MOST_COMPARED:
        return []
    pairs = []
    for position in range(start, end):
        if not said[position].text:
            continue
        for place, (_, names) in enumerate(rows):
            likeness = _likest(said[position], names)
            if likeness >= ENOUGH:
                pairs.append((-likeness, position, place))
    taken: list[tuple[int, int, float]] = []
    for negative, position, place in sorted(pairs)[:_MOST_PAIRS]:
        if all((position < one) == (place < other) and position != one and place != other for one, other, _ in taken):
            taken.append((position, place, -negative))
    return [LabelMatch(position, rows[place][0], likeness) for position, place, likeness in sorted(taken)]
