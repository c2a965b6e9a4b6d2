"""What heads and words of registers mean (台账用语): ``synonyms.toml``, and every label of a vocabulary."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import translate
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from govdisclosure.intake.register_workbook import plain
from govdisclosure.records import Field
from govdisclosure.records.record import Vocabulary

_NUMBERED = re.compile(r"^(?:\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[、.．])(?=\D)")
_AMONG = re.compile(r"[、,;/+和及与\n]|以及")
YES, NO = (
    frozenset(("是", "有", "√", "✓", "✔", "对", "Y", "y", "yes", "1", "已", "已经")),
    frozenset(("否", "无", "×", "✗", "✘", "没有", "N", "n", "no", "0", "不是", "未", "不")),
)

Patterns = Sequence[re.Pattern[str]]


@frozen(eq=False)
class Meanings:
    """The tables of synonyms, compiled."""

    data: Mapping[str, Any]
    not_records: re.Pattern[str]
    lone: re.Pattern[str]
    ignored: Patterns
    ignored_of: Mapping[str, Patterns]
    many: Patterns
    no_day: Patterns
    titles: Mapping[str, Patterns]
    heads: Mapping[str, Mapping[str, Patterns]]
    words: Mapping[str, Mapping[str, tuple[Patterns, Patterns]]]
    marks: Mapping[str, Mapping[str, Patterns]]
    totals: Mapping[str, Mapping[str, re.Pattern[str]]]

    def head_rank(self, kind: str, field: str, head: str) -> int | None:
        """Return how good a heading fits a field: 0 is best; None where it does not."""
        return rank(self.heads.get(kind, {}).get(field, ()), head)

    def is_no_day(self, text: str) -> bool:
        """Whether a word in a column of days says that there is none yet."""
        return rank(self.no_day, text) is not None

    def mark(self, kind: str, text: str) -> str | None:
        """Return which field a day is of by the word beside it."""
        return next((name for name, several in self.marks.get(kind, {}).items() if rank(several, text) is not None), None)


@cache
def meanings() -> Meanings:
    """Return the tables, read once."""
    data = tomllib.loads(files("govdisclosure.intake").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    return Meanings(
        data=data,
        not_records=re.compile("|".join(map(translate, data["not_records"]))),
        lone=re.compile("|".join(map(translate, data["lone"]))),
        ignored=_compiled(data["ignored"]),
        ignored_of={kind: _compiled(several) for kind, several in data["ignored_of"].items()},
        many=_compiled(data["many"]),
        no_day=_compiled(data["no_day"]),
        titles={kind: _compiled(several) for kind, several in data["titles"].items()},
        heads={kind: {field: _compiled(several) for field, several in of.items()} for kind, of in data["heads"].items()},
        words={
            name: {value: (_compiled(told.get("sure", [])), _compiled(told.get("like", []))) for value, told in of.items()}
            for name, of in data["words"].items()
        },
        totals={kind: {field: re.compile(one) for field, one in of.items()} for kind, of in data["totals"].items()},
        marks={kind: {field: _compiled(several) for field, several in of.items()} for kind, of in data["marks"].items()},
    )


def _compiled(several: Sequence[str]) -> Patterns:
    return tuple(re.compile(one) for one in several)


def rank(patterns: Patterns, text: str) -> int | None:
    """Return the place of the first pattern that fits a whole text; None where none does."""
    return next((place for place, one in enumerate(patterns) if one.fullmatch(text)), None)


@lru_cache(maxsize=10_000)
def word_meant(vocabulary: Vocabulary, text: str, heading: str = "") -> tuple[str, bool] | None:
    """Return what a word of a register means in a vocabulary, and whether that is certain; None where nothing is like it.

    >>> from govdisclosure.records.vocabulary import RequestChannel
    >>> word_meant(RequestChannel, "网络平台"), word_meant(RequestChannel, "邮寄"), word_meant(RequestChannel, "甲")
    (('online', True), ('registered_post', False), None)
    """
    text = _NUMBERED.sub("", plain(text)).strip("。.;:,“”\"' ")
    if not text:
        return None
    labels = {plain(label).lower(): str(word.value) for word in vocabulary for label in (word.zh, word.en, str(word.value))}
    if text.lower() in labels:
        return labels[text.lower()], True
    tables = meanings().words.get(vocabulary.__name__, {})
    if re.match(r"(是否|有无)|.*与否$", heading.rpartition("/")[2]) and text in YES | NO:
        told = meanings().data["words"].get(vocabulary.__name__, {})
        key = "yes" if text in YES else "no"
        value = next((value for value, one in told.items() if one.get(key)), None)
        if value is not None:
            return value, True
    sure = [value for value, (patterns, _) in tables.items() if rank(patterns, text) is not None]
    if sure:
        return sure[0], len(sure) == 1
    parts = [part for part in _AMONG.split(text) if part]
    if len(parts) > 1:  # several in one cell: which one counts is for the office to say
        several = [found for part in parts if (found := word_meant(vocabulary, part, heading)) is not None]
        if len(several) == len(parts):
            return several[0][0], len({value for value, _ in several}) == 1 and all(certain for _, certain in several)
    like = next((value for value, (_, patterns) in tables.items() if rank(patterns, text) is not None), None)
    if like is not None:
        return like, False
    named = {value for label, value in labels.items() if len(label) > 1 and label in text.lower()}
    return (named.pop(), False) if len(named) == 1 else None


def field_meant(kind: str, field: Field, heading: str) -> float:
    """Return how well a heading names a field: 1 is best, 0 not at all. What is after the last slash counts most."""
    heading = re.sub(r"[:*★◆\s]|\((?:必填|选填|填写|格式|年月日|yyyy).*?\)", "", heading)
    last = heading.rpartition("/")[2]
    label = plain(field.zh)
    if label in (last, heading):
        return 1.0
    for part, weight in ((last, 1.0), (re.sub(r"\(.*?\)", "", last), 0.97), (heading.replace("/", ""), 0.95)):
        place = meanings().head_rank(kind, field.name, part)
        if part and place is not None:
            return weight - 0.02 * place
    return 0.0
