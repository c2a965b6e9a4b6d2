"""Everything there is by name (登记表), and from which distribution each thing came."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from attrs import evolve, field, frozen

from govdisclosure.consistency import Check
from govdisclosure.dialects import Dialect
from govdisclosure.errors import Fault, InvalidStandardError, UnknownFormatError, UnknownStandardError
from govdisclosure.exporters import Exporter
from govdisclosure.messages import Message, say
from govdisclosure.readers import Reader
from govdisclosure.records import RecordKind
from govdisclosure.records.base import nearest
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.value_objects import FrozenDict
from govdisclosure.values import Severity

DISABLE = "GOVDISCLOSURE_DISABLE_PLUGINS"
"""The environment variable that switches plugins off: names of distributions or entry points with commas, or ``all``."""
SLOW = 5.0
"""Seconds after which a call of a plugin is slow, and said to be."""
MOST_FINDINGS = 1000
"""How many findings a check may have; what is more says nothing new."""


@frozen(kw_only=True)
class Plugin:
    """An installed plugin (插件).

    Attributes:
        name: its entry point.
        distribution, version: what installed it.
        hooks: the hooks it has.
        offers: what it offers, each as ``kind name``.
    """

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What the names of its kinds of record and the rules of its findings begin with."""
        return "".join(sign if sign.isalnum() else "_" for sign in self.name)


@frozen(kw_only=True)
class Refusal:
    """A plugin, or one thing it offers, that is not used, and why."""

    plugin: str
    distribution: str
    reason: Message


@frozen(kw_only=True)
class InstalledCheck:
    """A plugin's check, called so that it costs only its own result.

    Attributes:
        name: the check's name.
        plugin: whose it is; its prefix stands before every rule.
        limit: seconds after which no more of its findings are waited for.
    """

    name: str
    plugin: Plugin
    real: Check = field(repr=False)
    limit: float = SLOW

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Yield its findings; one says so where it failed, brought what is no finding, or was slow."""
        start = monotonic()
        try:
            for found in islice(self.real.check(report, previous), MOST_FINDINGS):
                yield self.own(found)
                if monotonic() - start > self.limit:  # what it has found so far is kept
                    break
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            yield self.about("failed", Severity.WARNING, say("plugin.check_failed", reason=reason, **self.facts))
        taken = monotonic() - start
        if taken > self.limit:
            message = say("plugin.check_slow", seconds=f"{taken:.0f}", **self.facts)
            yield self.about("slow", Severity.INFO, message)

    def own(self, found: object) -> Finding:
        """Return a finding under the plugin's prefix.

        Raises:
            TypeError: it is no finding.
        """
        if not isinstance(found, Finding):
            raise TypeError(f"{type(found).__name__} is no Finding")
        prefix = f"{self.plugin.prefix}."
        return found if found.rule.startswith(prefix) else evolve(found, rule=prefix + found.rule, fingerprint="")

    def about(self, what: str, severity: Severity, message: Message) -> Finding:
        """Return a finding about the check itself."""
        return Finding(rule=f"{self.plugin.prefix}.{self.name}.{what}", severity=severity, message=message)

    @property
    def facts(self) -> Mapping[str, str]:
        """Who it is, and how to switch it off."""
        own = self.plugin
        return {"check": self.name, "distribution": own.distribution, "variable": DISABLE, "name": own.name}


@frozen(kw_only=True)
class Registry:
    """Everything there is, by name; a library has one after the other as it grows.

    Attributes:
        kinds: kinds of record, ``dialects`` SQL dialects, ``profiles`` the text of intake profiles, ``crosswalks`` the files
            that lead from one standard to another.
        owners: the plugin that offers a thing, by the hook's word and the thing's name.
        slow: plugins that took long to load.
    """

    exporters: Mapping[str, Exporter]
    readers: Mapping[str, Reader]
    standards: Mapping[str, Path | Traversable]
    annexes: Mapping[str, Path | Traversable]
    kinds: Mapping[str, RecordKind]
    dialects: Mapping[str, Dialect]
    profiles: Mapping[str, str]
    crosswalks: Mapping[str, Path | Traversable]
    checks: Mapping[str, InstalledCheck]
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
        return _load(str(file), text, file.name, tuple(sorted(policies.items())), tuple(self.kinds.items()), base)

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
) -> Standard:
    return load_text(text, name=name, policies=dict(policies), kinds=dict(kinds), base=base)
