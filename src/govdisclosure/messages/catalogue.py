"""Message catalogues (语言目录): one TOML file a language; a language exists when its file is in the folder."""

from __future__ import annotations

import locale
import os
import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Language: TypeAlias = str
"""The code of a language, the name of its catalogue: ``zh``, ``en``."""

CORE = "govdisclosure.messages"
"""The package whose catalogues hold the messages of govdisclosure itself."""

FALLBACK: Language = "en"
"""The language of messages that a catalogue lacks, and of readers whose own language has none."""

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages that there are catalogues for, sorted by code."""
    return tuple(sorted(one.name[:-5] for one in files(CORE).iterdir() if one.name.endswith(".toml")))


@cache
def templates(package: str, lang: Language) -> Mapping[str, str]:
    """Return the templates in one language by message key; empty where a package has no catalogue of that language."""
    file = files(package) / f"{lang}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def placeholders(package: str, key: str) -> frozenset[str]:
    """Return the names of the facts that a message needs.

    Raises:
        KeyError: no message has that key.
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(templates(package, FALLBACK)[key]) if name)


def language() -> Language:
    """Return the language to show: the chosen one, else ``GOVDISCLOSURE_LANG``, else the locale's; English otherwise."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    names = [os.environ.get(name, "") for name in ("GOVDISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    named = next((name for name in names if name), None)
    if named is None:  # Windows sets none of them
        named = locale.getlocale()[0] or ""
    return _language_of(named.lower())


@cache
def _language_of(named: str) -> Language:
    for lang in languages():
        if named.startswith(tuple(templates(CORE, lang)["locale.locales"].split())):
            return lang
    return FALLBACK


def asked_language() -> Language | None:
    """Return the language chosen by ``--lang`` or :func:`speaking`; None where only the locale decides."""
    return _chosen.get()


@contextmanager
def speaking(lang: Language | None) -> Iterator[None]:
    """Show every message in ``lang`` inside the block; ``None`` leaves the choice as it is."""
    token = _chosen.set(lang if lang is not None else _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)
