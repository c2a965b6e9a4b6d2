"""Every sentence that a user sees, in Chinese and English (提示信息).

The words stand in ``messages.toml``, one key with one sentence a language; code names the key and hands over the facts.
A :class:`Sentence` holds both languages, so that a finding can be stored, sent and read back whole, and is shown in the
language of the reader at the very end.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from attrs import frozen

Language: TypeAlias = Literal["zh", "en"]

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


@frozen
class Sentence:
    """What is said to a user, in Chinese and in English; ``str()`` gives the reader's language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.in_language(language())

    def in_language(self, lang: Language) -> str:
        """Return the words of one language."""
        return self.zh if lang == "zh" else self.en

    @property
    def both(self) -> dict[str, str]:
        """The words of each language by its code, as JSON has them."""
        return {"zh": self.zh, "en": self.en}


def say(key: str, /, **facts: object) -> Sentence:
    """Put the message ``key`` into words, with its facts filled in, in both languages.

    Facts are text, numbers, dates, anything with ``zh`` and ``en`` (a :class:`Sentence`, a vocabulary word, a period),
    or a list of these.

    Raises:
        KeyError: the key does not stand in ``messages.toml``, or a fact that it names is not given.
    """
    words = _catalogue()[key]
    return Sentence(zh=_fill(words["zh"], facts, "zh"), en=_fill(words["en"], facts, "en"))


def language() -> Language:
    """Return the language to show: the chosen one, else ``GOVDISCLOSURE_LANG``, else the locale's; English otherwise."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    names = [os.environ.get(name, "") for name in ("GOVDISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    named = next((name for name in names if name), None)
    if named is None:  # Windows sets none of them
        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def asked_language() -> Language | None:
    """Return the language that was asked for, by ``--lang`` or :func:`speaking`; None where only the locale tells."""
    return _chosen.get()


@contextmanager
def speaking(lang: Language | None) -> Iterator[None]:
    """Show every sentence in ``lang`` inside the block; ``None`` leaves the choice as it is."""
    token = _chosen.set(lang if lang is not None else _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)


def catalogue_keys() -> tuple[str, ...]:
    """Return every message key, in the order of the file."""
    return tuple(_catalogue())


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files(__package__) / "messages.toml").read_text(encoding="utf-8"))


def _fill(template: str, facts: Mapping[str, object], lang: Language) -> str:
    return template.format_map({name: _worded(fact, lang) for name, fact in facts.items()})


def _worded(fact: object, lang: Language) -> str:
    if isinstance(fact, str):
        return fact
    if isinstance(fact, list | tuple):
        return ("、" if lang == "zh" else ", ").join(_worded(one, lang) for one in fact)
    if isinstance(fact, bool):
        return {"zh": "是" if fact else "否", "en": "yes" if fact else "no"}[lang]
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    if isinstance(fact, date):
        return fact.isoformat()
    words = getattr(fact, lang, None)
    return words if isinstance(words, str) else str(fact)
