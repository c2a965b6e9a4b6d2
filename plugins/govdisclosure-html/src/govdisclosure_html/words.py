"""What the page says of itself (页面用语), in Chinese and in English, and the English of printed labels as far as known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from attrs import frozen

from govdisclosure.messages import Catalogue, Language, Message
from govdisclosure_html.markup import Child, Element, h

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、．]|[①-⑳])\s*")
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")


words = Catalogue("govdisclosure_html.messages").say
"""Put what the page says into words: ``words(key, **facts)``."""


@lru_cache(maxsize=4096)
def english(label: str) -> str:
    """Return the English of a printed label; empty where it is not known."""
    glossary = _glossary()
    return next((glossary[one] for one in (label.strip(), bare(label)) if one in glossary), "")


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """Return a label without the number before it and the remark behind it."""
    return _REMARK.sub("", _NUMBER.sub("", label.strip()).rstrip("。"))


@cache
def _glossary() -> Mapping[str, str]:
    return tomllib.loads((files(__package__) / "glossary.toml").read_text(encoding="utf-8"))


def html_language(language: Language) -> str:
    """Return a language as HTML names it."""
    return "zh-CN" if language == "zh" else language


@frozen
class Voice:
    """The languages that a page speaks: both, of which one is shown, or one alone.

    English is ``hidden`` until it is requested, so that whoever reads the page without its style, a program among them, reads
    each thing once.
    """

    languages: Sequence[Language] = ("zh", "en")

    def say(self, sentence: Message, tag: str = "span", **attributes: object) -> tuple[Element, ...]:
        """Return a sentence as one element a language."""
        return tuple(self._elements(sentence, tag, attributes))

    def text(self, key: str, /, tag: str = "span", **facts: object) -> tuple[Element, ...]:
        """Return what the page says as one element a language."""
        return self.say(words(key, **facts), tag)

    def label(self, label: str) -> tuple[Child, ...]:
        """Return a printed label: it stays Chinese, with its English beside it where that is known."""
        known = english(label) if "en" in self.languages else ""
        if not known:
            return (label,)
        both = len(self.languages) > 1
        return (
            label,
            h("span", f" {known}", class_="en gloss", lang="en", hidden=both, data_govdisclosure="beside" if both else None),
        )

    def plain(self, sentence: Message) -> str:
        """Return a sentence as text where no elements can be: in both languages, or in the only one."""
        return " / ".join(dict.fromkeys(sentence.in_language(one) for one in self.languages))

    def _elements(self, sentence: Message, tag: str, attributes: Mapping[str, object]) -> Iterator[Element]:
        both = len(self.languages) > 1
        if both and sentence.zh == sentence.en:
            yield h(tag, sentence.zh, **attributes)
            return
        for one in self.languages:
            names = " ".join(name for name in ("en" if one == "en" else "zh", str(attributes.get("class_") or "")) if name)
            rest = {name: value for name, value in attributes.items() if name != "class_"}
            lang = html_language(one)
            second = both and one == "en"
            said = sentence.in_language(one)
            yield h(tag, said, class_=names, lang=lang, hidden=second, data_govdisclosure="beside" if second else None, **rest)
