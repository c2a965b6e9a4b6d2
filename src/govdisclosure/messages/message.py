"""Messages (提示信息): a key and its facts, put into words when shown, in one language at a time."""

from __future__ import annotations

import locale
import os
import pkgutil
import re
import string
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple, NoReturn, TypeAlias

Language: TypeAlias = str
"""The code of a language, the name of its catalogue: ``zh``, ``en``."""

CORE = "govdisclosure.messages"
"""The package whose catalogues hold the messages of govdisclosure itself."""

FALLBACK: Language = "en"
"""The language of messages that a catalogue lacks, and of readers whose own language has none."""

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages that there are catalogues for, sorted by code.

    Example:
        >>> languages()
        ('en', 'zh')
    """
    spec = find_spec(CORE)
    assert spec is not None  # noqa: S101 - this package
    try:
        names = [name for folder in spec.submodule_search_locations or () for name in os.listdir(folder)]  # noqa: PTH208 - quick
    except OSError:  # the package is in an archive
        from importlib.resources import files

        names = [one.name for one in files(CORE).iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


_FAMILY = re.compile(r'^"\w+\.', re.MULTILINE)


@cache
def _texts(package: str, lang: Language) -> Mapping[str, str]:
    """Return the text of a catalogue by the family of its keys (the word before the first dot); those of other packages whole.

    A command shows messages of few families, and the rest of a catalogue takes longer to parse than the command to start.
    """
    try:
        text = (pkgutil.get_data(package, f"{lang}.toml") or b"").decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        return {}
    if package != CORE:
        return {"": text}
    found: dict[str, str] = {}
    starts = [match.start() for match in _FAMILY.finditer(text)]
    for start, end in pairwise((*starts, len(text))):
        family = text[start + 1 : text.index(".", start)]
        found[family] = found.get(family, "") + text[start:end]
    return found


@cache
def templates(package: str, lang: Language, family: str) -> Mapping[str, str]:
    """Return the templates in one language by message key, of one family; empty where there are none."""
    return tomllib.loads(_texts(package, lang).get(family, ""))


@cache
def _template(package: str, lang: Language, key: str) -> str:
    """Return the template of a message in one language.

    Raises:
        KeyError: the catalogue has none of that key.
    """
    return templates(package, lang, key.partition(".")[0] if package == CORE else "")[key]


@cache
def placeholders(package: str, key: str) -> frozenset[str]:
    """Return the names of the facts that a message needs.

    Raises:
        KeyError: no message has that key.
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(_template(package, FALLBACK, key)) if name)


def language() -> Language:
    """Return the language of messages: the chosen one, else ``GOVDISCLOSURE_LANG``, else the locale's; English otherwise.

    Example:
        >>> with speaking("zh"):
        ...     language()
        'zh'
    """
    chosen = _chosen.get()
    if chosen in languages():  # another is that of labels alone
        return chosen
    names = [os.environ.get(name, "") for name in ("GOVDISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    named = next((name for name in names if name), None)
    if named is None:  # Windows sets none of them
        named = locale.getlocale()[0] or ""
    return _language_of(named.lower())


@cache
def _language_of(named: str) -> Language:
    for lang in languages():
        if named.startswith(tuple(_template(CORE, lang, "locale.locales").split())):
            return lang
    return FALLBACK


def message_language(*wanted: Language) -> Language:
    """Return the first of some languages that there are messages in; English where there is none."""
    return next((one for one in wanted if one in languages()), FALLBACK)


def asked_language() -> Language | None:
    """Return the language chosen by ``--lang`` or :func:`speaking`; None where only the locale decides."""
    return _chosen.get()


@contextmanager
def speaking(lang: Language | None) -> Iterator[None]:
    """Use ``lang`` for every message inside the block; ``None`` leaves the choice unchanged.

    Args:
        lang: the language, by its code.

    Example:
        >>> with speaking("zh"):
        ...     print(say("document.draft"))
        草稿
    """
    token = _chosen.set(lang if lang is not None else _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)


class MessageFact(ABC):
    """A fact of a message, put into words together with it; small, hashable and picklable."""

    __slots__ = ()

    @abstractmethod
    def in_language(self, lang: Language) -> str:
        """Return the words in one language."""

    @property
    def zh(self) -> str:
        """The words in Chinese."""
        return self.in_language("zh")

    @property
    def en(self) -> str:
        """The words in English."""
        return self.in_language("en")

    def __str__(self) -> str:
        return self.in_language(language())


Fact: TypeAlias = str | int | float | Decimal | date | Enum | MessageFact | tuple["Fact", ...] | None
"""What a message may hold: small, hashable values that can be pickled, other messages, and tuples of these."""


class Message(MessageFact):
    """A message to the user (提示信息): the key of a catalogue with facts, or literal words.

    Messages are equal when their words are. ``str()`` gives the reader's language.

    Attributes:
        key: the key of the catalogue; empty for literal words.
        package: the package whose catalogues have the key.

    Example:
        >>> message = say("document.draft")
        >>> message.en, message.zh
        ('Draft', '草稿')
    """

    __slots__ = ("__weakref__", "_facts", "_words", "key", "package")
    key: str
    package: str
    _facts: tuple[tuple[str, Fact], ...]
    _words: tuple[tuple[Language, str], ...]

    def __init__(self, key: str, package: str, facts: tuple[tuple[str, Fact], ...]) -> None:
        assign = object.__setattr__
        assign(self, "key", key)
        assign(self, "package", package)
        assign(self, "_facts", facts)
        assign(self, "_words", ())

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"{name}: a Message cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name}: a Message cannot be changed")

    @classmethod
    def literal(cls, text: str | None = None, /, **words: str) -> Message:
        """Return a message of given words: one text for every language, or one for each: ``literal(zh="…", en="…")``."""
        return cls("", "", ((FALLBACK, text),) if text is not None else tuple(words.items()))

    @classmethod
    def of(cls, worded: object) -> Message:
        """Return the words of anything that has them in several languages, such as a period, a field or a vocabulary word."""
        words = [(lang, getattr(worded, lang, None)) for lang in languages()]
        return cls("", "", tuple([(lang, text) for lang, text in words if isinstance(text, str)]))

    @property
    def mark(self) -> str:
        """A text for fingerprints: key and facts, independent of a catalogue's wording; literal words as they are."""
        if not self.key:
            return "\x1e".join(str(text) for _, text in self._facts)
        return "\x1e".join((self.key, *(f"{name}={_marked(fact)}" for name, fact in sorted(self._facts, key=itemgetter(0)))))

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts by name; those of literal words are the words by language."""
        return dict(self._facts)

    @property
    def both(self) -> dict[str, str]:
        """The words in Chinese and in English by code, as JSON has them."""
        return {"zh": self.zh, "en": self.en}

    def in_language(self, lang: Language) -> str:
        """Return the words in one language; in English where that language lacks the message."""
        if not self.key:
            return self._literal(lang)
        for known, words in self._words:
            if known == lang:
                return words
        words = self._worded(lang)
        object.__setattr__(self, "_words", (*self._words, (lang, words)))  # made once; the same again whenever it is made
        return words

    def _literal(self, lang: Language) -> str:
        """Return literal words: those of a language, else the English ones, else whichever there are."""
        given = self._facts
        for wanted in (lang, FALLBACK):
            for name, words in given:
                if name == wanted:
                    return str(words)
        return str(given[0][1]) if given else ""

    def _worded(self, lang: Language) -> str:
        try:
            template = _template(self.package, lang, self.key)
        except KeyError:
            template, lang = _template(self.package, FALLBACK, self.key), FALLBACK
        shown = {name: fact if type(fact) is str else _shown(fact, lang) for name, fact in self._facts}
        if "|" in template:
            shown = {name: _NumberFormat(text) if isinstance(text, str) else text for name, text in shown.items()}
        return template.format_map(shown)

    def __repr__(self) -> str:
        words = str(self)
        return f"Message({self.key!r}, {words if len(words) <= 100 else words[:99] + '…'!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return self is other or (self.zh == other.zh and self.en == other.en)

    def __hash__(self) -> int:
        return hash((self.zh, self.en))

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.key, self.package, self._facts)  # words are made again where they are shown


class Catalogue(NamedTuple):
    """The messages of a package: one TOML file a language beside its modules, ``zh.toml`` and ``en.toml`` at least.

    Attributes:
        package: the importable name of the package that holds the files.
    """

    package: str

    def say(self, key: str, /, **facts: object) -> Message:
        """Return the message ``key`` with its facts.

        Facts are text, numbers, dates, words of a vocabulary, other messages, anything with ``zh`` and ``en``, or a list of
        these. Whatever is not plain is reduced to its words, so that a message keeps nothing large alive.

        Raises:
            KeyError: the catalogue lacks the key, or a fact that it names is not given.

        Example:
            >>> say("document.draft").zh
            '草稿'
        """
        if lacking := _lacking(self.package, key, tuple(facts)):
            raise KeyError(", ".join(lacking))
        if not facts:
            return _bare(self.package, key)
        return Message(
            key, self.package, tuple([(name, fact if type(fact) is str else _reduced(fact)) for name, fact in facts.items()])
        )

    def keys(self, family: str | None = None) -> tuple[str, ...]:
        """Return every key in the order of the files, or those of one family."""
        families = _texts(self.package, FALLBACK) if family is None else (family,)
        return tuple(key for one in families for key in templates(self.package, FALLBACK, one))


@lru_cache(maxsize=4096)
def _lacking(package: str, key: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the facts that a message needs beside those given."""
    return tuple(sorted(placeholders(package, key).difference(given)))


@lru_cache(maxsize=4096)
def _bare(package: str, key: str) -> Message:
    """Return a message without facts: it is the same wherever it is said."""
    return Message(key, package, ())


_CORE = Catalogue(CORE)
say = _CORE.say
catalogue_keys = _CORE.keys


def joined(messages: Iterable[Message], how: str = "clauses") -> Message:
    """Return one message made of several (合并): ``clauses`` by semicolons, ``list`` as a list, ``sum`` by plus signs.

    Args:
        messages: the messages.
        how: ``clauses``, ``list`` or ``sum``.

    Example:
        >>> words = [Message.literal(zh="甲", en="one"), Message.literal(zh="乙", en="two")]
        >>> joined(words, "list").en, joined(words, "list").zh
        ('one, two', '甲、乙')
    """
    parts = tuple(messages)
    return parts[0] if len(parts) == 1 else Message(f"join.{how}", CORE, (("parts", parts),))


_SMALL = (str, int, float, Decimal, date, Enum, MessageFact)  # the abstract class last: what it has to ask takes long


def _reduced(fact: object) -> Fact:
    if type(fact) is str or type(fact) is Message or fact is None or isinstance(fact, _SMALL):
        return fact
    if isinstance(fact, list | tuple):
        return tuple([_reduced(one) for one in fact])
    message = Message.of(fact)
    return message if message.facts else str(fact)


def _marked(fact: Fact) -> str:
    if isinstance(fact, Message):
        return fact.mark
    if isinstance(fact, MessageFact):
        return fact.in_language(FALLBACK)
    if isinstance(fact, tuple):
        return "\x1d".join(_marked(one) for one in fact)
    if isinstance(fact, Enum):
        return f"{type(fact).__name__}.{fact.name}"
    return f"{fact:f}" if isinstance(fact, Decimal) else str(fact)


class _NumberFormat(str):
    """A number in a template, with what is counted: ``{count:line|lines}`` prints ``1 line`` and ``2 lines``.

    ``{count:|is|are}`` prints the word alone.
    """

    __slots__ = ()

    def __format__(self, words: str) -> str:
        if "|" not in words:
            return str.__format__(self, words)
        *alone, one, many = words.split("|")
        word = one if self == "1" else many
        return word if alone else f"{self} {word}"


class _ListFormat(NamedTuple):
    """A list in a template: ``{names}`` joins it as the language joins lists, ``{names:; }`` by what is behind the colon."""

    texts: tuple[str, ...]
    lang: Language

    def __format__(self, joint: str) -> str:
        return (joint or _template(CORE, self.lang, "locale.list")).join(self.texts)


def _shown(fact: Fact, lang: Language) -> object:
    if isinstance(fact, str):
        return fact
    if type(fact) is Message or isinstance(fact, MessageFact):
        return fact.in_language(lang)
    if isinstance(fact, tuple):
        return _ListFormat(tuple([f"{_shown(one, lang)}" for one in fact]), lang)
    if isinstance(fact, bool):
        return _template(CORE, lang, "locale.yes" if fact else "locale.no")
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    if isinstance(fact, date):
        return fact.isoformat()
    words = getattr(fact, lang, None) or getattr(fact, FALLBACK, None)
    return words if isinstance(words, str) else str(fact)
