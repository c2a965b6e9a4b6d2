"""The registry (登记表) of everything by name, and the distribution that offers it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from govdisclosure.consistency import Check
from govdisclosure.dialects import Dialect
from govdisclosure.errors import Fault, InvalidStandardError, UnknownFormatError, UnknownStandardError
from govdisclosure.law import Calendars
from govdisclosure.messages import Message, say
from govdisclosure.readers import Reader
from govdisclosure.records import RecordKind
from govdisclosure.records.record import nearest
from govdisclosure.standards import Standard, load_text
from govdisclosure.standards.label_translations import LabelFile, label_files
from govdisclosure.value_objects import FrozenDict

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter


@frozen(kw_only=True)
class Plugin:
    """An installed plugin (插件).

    Attributes:
        name: its entry point.
        distribution, version: what installed it.
        hooks: the hooks it has.
        offers: what it offers, each as ``kind name``.
        api: the version of the plugin interface that it states; None where it states none.
        options: the options that it declares, each as ``key: type``.
    """

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    api: int | None = None
    options: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What the names of its kinds of record and the rules of its findings begin with."""
        return "".join(sign if sign.isalnum() else "_" for sign in self.name)


@frozen(kw_only=True)
class Refusal:
    """A plugin, or one thing it offers, that is not used, and why.

    Attributes:
        hook: the hook whose offers are concerned; None where it is the whole plugin.
        wanted: whether it was expected to be there: a plugin that the user switched off was not.
    """

    plugin: str
    distribution: str
    reason: Message
    hook: str | None = None
    wanted: bool = True


@frozen(kw_only=True)
class Registry:
    """Everything by name; immutable, so a growing library replaces it.

    Attributes:
        kinds: kinds of record, ``dialects`` SQL dialects, ``profiles`` the text of intake profiles, ``crosswalks`` the files
            that lead from one standard to another.
        labels: the files of labels in further languages, by the standard's name and the language: ``cn-2021.fr``.
        owners: the plugin that offers a thing, by the hook's word and the thing's name.
        slow: plugins that took long to load.
    """

    exporters: Mapping[str, Exporter]
    readers: Mapping[str, Reader]
    standards: Mapping[str, Path | Traversable]
    annexes: Mapping[str, Path | Traversable]
    labels: Mapping[str, Path | Traversable]
    kinds: Mapping[str, RecordKind]
    dialects: Mapping[str, Dialect]
    profiles: Mapping[str, str]
    crosswalks: Mapping[str, Path | Traversable]
    calendars: Calendars
    themes: Mapping[str, str]
    layouts: Mapping[str, str]
    checks: Mapping[str, Check]
    owners: Mapping[tuple[str, str], Plugin]
    plugins: tuple[Plugin, ...]
    refused: tuple[Refusal, ...]
    slow: tuple[Refusal, ...] = ()

    def exporter(self, format: str) -> Exporter:  # noqa: A002 - the word of the command line and of write()
        """Return the exporter of a format, by its name or by a file's suffix.

        Raises:
            UnknownFormatError: there is none.
        """
        for one in self.exporters.values():
            if format.lower() in (one.name, *one.suffixes):
                return one
        known = [one.suffixes[0] if one.suffixes else one.name for one in self.exporters.values()]
        raise UnknownFormatError("write.unknown_format", found=format or "?", known=known)

    def exporter_of(self, name: str, *, variant: str = "") -> Exporter:
        """Return the exporter of a file by the longest suffix that its name ends with.

        Args:
            name: the file's name.
            variant: another way of writing the same format: with ``fragment`` the exporter ``html-fragment`` for ``.html``.

        Raises:
            UnknownFormatError: there is none.
        """
        known = [ending for one in self.exporters.values() for ending in one.suffixes]
        endings = [ending for ending in known if name.lower().endswith(ending) and len(name) > len(ending)]
        found = self.exporter(max(endings, key=len, default=Path(name).suffix))
        return self.exporter(f"{found.name}-{variant}") if variant else found

    def standard(self, identity: str, policies: Mapping[str, str] = FrozenDict(), base: Standard | None = None) -> Standard:
        """Return an installed standard, with its switches set; with a ``base``, what an installed annex adds to it.

        Raises:
            UnknownStandardError: none of that id is installed.
            InvalidStandardError: its file cannot be read, or has faults.
        """
        wanted, other = (self.standards, self.annexes) if base is None else (self.annexes, self.standards)
        found = wanted.get(identity)
        if found is None and identity in other and base is not None:
            raise UnknownStandardError("standard.no_table_named", found=identity)
        if found is None and identity not in other:
            similar = nearest(identity, wanted)
            raise UnknownStandardError("standard.unknown", found=identity, known=list(similar or wanted))
        file = found or other[identity]  # an annex without a standard says itself what it is to be added to
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            sentence = say("standard.unreadable", reason=type(error).__name__)
            raise InvalidStandardError([Fault(where=file.name, sentence=sentence)]) from None
        standard = _load(
            str(file),
            text,
            file.name,
            tuple(sorted(policies.items())),
            tuple(self.kinds.items()),
            base,
            self.calendars,
            label_files(file, self.labels),
        )
        own = standard.id.rpartition("+")[2].partition("?")[0]
        if own != identity:  # a report names its standard by id, and nothing of that id would be there
            where = Fault(where=file.name, field="id", sentence=say("standard.id_is_name", found=own, name=identity))
            raise InvalidStandardError([where])
        return standard

    def annexes_to(self, standard: str) -> Iterator[str]:
        """Yield the ids of the annexes that can be added to a standard; one that cannot be read can be added to none."""
        for name, file in self.annexes.items():
            with suppress(OSError, ValueError):  # a file that is no TOML, or no text
                data = tomllib.loads(file.read_text(encoding="utf-8"))
                if standard in data.get("annex_of", ()):
                    yield name


@lru_cache(maxsize=64)
def _load(
    place: str,  # noqa: ARG001 - part of the key: two files of one name and text are two standards
    text: str,
    name: str,
    policies: tuple[tuple[str, str], ...],
    kinds: tuple[tuple[str, Any], ...],
    base: Standard | None,
    calendars: Calendars,
    labels: tuple[LabelFile, ...],
) -> Standard:
    return load_text(text, name=name, policies=dict(policies), kinds=dict(kinds), base=base, calendars=calendars, labels=labels)
