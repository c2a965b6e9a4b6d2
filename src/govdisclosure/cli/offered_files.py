"""Files that plugins offer (插件的文件), read to their end: one with faults is refused, not listed as working.

Calendars, themes and layouts are checked when they are loaded. Standards, annexes, labels, crosswalks and profiles are read
when they are first used, which spares every other command the time; whoever lists plugins reads them all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from govdisclosure.errors import GovDisclosureError, InvalidStandardError
from govdisclosure.library import Library
from govdisclosure.messages import Message, say
from govdisclosure.plugin_selection import DISABLE
from govdisclosure.plugins import Plugin, Refusal


class RefusedFile(NamedTuple):
    """An offer of a plugin whose file has faults.

    Attributes:
        plugin: whose it is.
        offer: ``kind name``.
        refusal: which faults; None where the library has refused the file itself.
    """

    plugin: Plugin
    offer: str
    refusal: Refusal | None


def refused_files(library: Library) -> Iterator[RefusedFile]:
    """Yield the files of plugins that cannot be used; the library itself refuses crosswalks while they are read here."""
    for plugin in library.plugins:
        for word, _, name in (offer.partition(" ") for offer in plugin.offers if plugin.distribution != "govdisclosure"):
            error = _fault(library, word, name)
            if error is not None:
                yield RefusedFile(plugin, f"{word} {name}", refusal_of(plugin, error.sentence))
            elif word == "crosswalks" and name not in library.crosswalks:
                yield RefusedFile(plugin, f"{word} {name}", None)


def refusal_of(plugin: Plugin, reason: Message | str) -> Refusal:
    """Return what is said of a plugin, or one of its offers, that cannot be used."""
    sentence = say("plugin.refused", reason=say("plugin.failed", reason=reason), variable=DISABLE, name=plugin.name)
    return Refusal(plugin=plugin.name, distribution=plugin.distribution, reason=sentence)


def _fault(library: Library, word: str, name: str) -> GovDisclosureError | None:
    """Return what is wrong with a file; None for what is sound, and for what is no file."""
    try:
        if word == "profiles":
            library.load_profile(name)
    except GovDisclosureError as error:
        return error
    references, begins = _references(library, word, name)
    for reference in references:
        try:
            library.load_standard(reference)
        except InvalidStandardError as error:
            if any(_is_at(library, word, one.where, begins) for one in error.faults):
                return error
    return None


def _references(library: Library, word: str, name: str) -> tuple[list[str], str]:
    """Return the standards that are read with a file, and what the places of its faults begin with."""
    if word == "standards":
        return [name], f"{name}."
    if word == "annexes":
        return _with_annex(library, name), f"{name}.annex."
    if word == "labels":
        labelled = name.rpartition(".")[0]
        annex = labelled.removesuffix(".annex")
        return ([labelled] if annex == labelled else _with_annex(library, annex)), f"{name}.toml"
    return [], ""


def _with_annex(library: Library, annex: str) -> list[str]:
    """Return the installed standards with an annex, by reference; the annex alone where it names none."""
    if annex not in library.annexes:
        return []
    try:
        standards = tomllib.loads(library.annexes[annex].read_text(encoding="utf-8"))["annex_of"]
        return [f"{one}+{annex}" for one in standards if one in library.standards]
    except (OSError, ValueError, KeyError, TypeError):
        return [annex]


def _is_at(library: Library, word: str, where: str, begins: str) -> bool:
    """Whether a fault is in a file; those in labels that somebody offers are the labels' own."""
    labels = tuple(
        f"{offer.removeprefix('labels ')}.toml"
        for plugin in library.plugins
        for offer in plugin.offers
        if offer.startswith("labels ")
    )
    return where.startswith(begins) and (word == "labels" or not where.startswith(labels))
