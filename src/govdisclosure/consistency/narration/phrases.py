"""How reports speak (叙述用语): phrases and lists of words, as they are in ``words.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen


@frozen
class Phrase:
    """Words that name something, possibly with gaps for other text between them."""

    text: str
    pattern: re.Pattern[str]

    def find(self, text: str) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield each match as the spans of its words."""
        for match in self.pattern.finditer(text):
            yield tuple(match.span(number) for number in range(1, self.pattern.groups + 1))


def phrase(text: str) -> Phrase:
    """Make a phrase of words with … for gaps."""
    parts = normal(text, gap="…").split("…")
    known = words()["gaps"]
    gap = (
        rf"(?:{either(*known['words'])}|[\d,.一二三四五六七八九十百千]){{0,14}}?"
        if parts[-1].startswith(known["before"])
        else "[^,;:()。]{0,14}?"
    )
    end = f"(?!{either(*known['not'])})" if parts[-1].endswith(known["before"]) else ""
    return Phrase(text, re.compile(gap.join(f"({re.escape(one)})" for one in parts) + end))


def normal(text: str, gap: str = "") -> str:
    """Normalize a text: full-width digits, punctuation and radicals get one form; … stays where it is a gap."""
    parts = text.split(gap) if gap else [text]
    return gap.join(unicodedata.normalize("NFKC", part) for part in parts)


@frozen(kw_only=True)
class LabelTerm:
    """What a row or column is called in sentences.

    Attributes:
        labels: its label, bare.
        say: its synonyms in text.
        needs: words of which one must occur before it in the paragraph, or after it.
        doubt: beside these words something else may be meant.
    """

    labels: tuple[str, ...]
    say: tuple[Phrase, ...]
    needs: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()


@frozen(kw_only=True)
class Readings:
    """Words that may mean several figures, each a sum of matters by label.

    Attributes:
        weak: whether anything named nearer goes before.
        hint: whether they mean something only in a column.
    """

    say: tuple[Phrase, ...]
    any: tuple[tuple[str, ...], ...]
    needs: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    weak: bool = False
    hint: bool = False


@cache
def words() -> Mapping[str, Any]:
    """Return all lists of words."""
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def terms() -> Mapping[str, LabelTerm]:
    """Return the terms by label."""
    found = {}
    for one in words()["terms"]:
        term = LabelTerm(
            labels=tuple(one["labels"]),
            say=tuple(map(phrase, one["say"])),
            needs=tuple(one.get("needs", ())),
            doubt=tuple(one.get("doubt", ())),
        )
        found.update(dict.fromkeys(term.labels, term))
    return found


@cache
def readings() -> tuple[Readings, ...]:
    """Return the words that may mean several figures."""
    return tuple(
        Readings(
            say=tuple(map(phrase, one["say"])),
            any=tuple(map(tuple, one["any"])),
            needs=tuple(one.get("needs", ())),
            doubt=tuple(one.get("doubt", ())),
            weak=one.get("weak", False),
            hint=one.get("hint", False),
        )
        for one in words()["readings"]
    )


def either(*lists: str) -> str:
    """Return a pattern for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(set(lists), key=lambda one: (-len(one), one))))


def bare(label: str) -> str:
    """Return a label without numbering, brackets, quotation marks and filler words."""
    text = re.sub(r"[\s“”\"'。:]", "", normal(label))
    text = re.sub(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、]?|其中|:)+", "", text)
    text = re.sub(r"\([^()]*\)", "", text)
    known = words()["labels"]
    end: str | None = ""
    while end is not None:
        text = text.removesuffix(end)
        kept = text.removesuffix("数").endswith(tuple(known["keeps"]))
        ends = ["数"] if kept else known["ends"]
        end = next((one for one in ends if text.endswith(one) and len(text) > len(one) + 1), None)
    for begin in known["begins"]:
        if text.startswith(begin) and len(text) > len(begin) + 1:
            text = text.removeprefix(begin)
            break
    return text


def is_generic(core: str) -> bool:
    """Whether a bare label is too general to mean anything by itself."""
    return len(core) < 2 or core in words()["labels"]["generic"]
