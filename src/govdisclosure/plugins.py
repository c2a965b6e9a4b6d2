"""What is installed (插件登记): plugins are found, asked once and named; one that fails is switched off, the rest goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pluggy
from attrs import field, frozen

from govdisclosure import builtins, hookspecs
from govdisclosure.errors import Fault, InvalidStandardError, UnknownFormatError, UnknownStandardError
from govdisclosure.exporters import Exporter
from govdisclosure.messages import Sentence, say
from govdisclosure.readers import Reader
from govdisclosure.records.base import nearest
from govdisclosure.schema import Standard, load_text

GROUP = "govdisclosure"
"""The group of entry points by which plugins are found."""
DISABLE = "GOVDISCLOSURE_DISABLE_PLUGINS"
"""The environment variable that switches plugins off: names of distributions or entry points with commas, or ``all``."""

_HOOKS = ("govdisclosure_exporters", "govdisclosure_readers", "govdisclosure_standards")


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


@frozen(kw_only=True)
class Refusal:
    """A plugin, or one thing it offers, that is not used, and why."""

    plugin: str
    distribution: str
    reason: Sentence


@frozen(kw_only=True)
class Registry:
    """Everything installed, by name."""

    exporters: Mapping[str, Exporter]
    readers: Mapping[str, Reader]
    standards: Mapping[str, Path | Traversable]
    plugins: tuple[Plugin, ...]
    refused: tuple[Refusal, ...]

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

    def standard(self, identity: str, policies: Mapping[str, str] = MappingProxyType({})) -> Standard:
        """Return an installed standard, with its switches set.

        Raises:
            UnknownStandardError: none of that id is installed.
            InvalidStandardError: its file cannot be read, or has faults.
        """
        found = self.standards.get(identity)
        if found is None:
            similar = nearest(identity, self.standards)
            raise UnknownStandardError("standard.unknown", found=identity, known=list(similar or self.standards))
        try:
            text = found.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            sentence = say("standard.unreadable", reason=type(error).__name__)
            raise InvalidStandardError([Fault(where=found.name, sentence=sentence)]) from None
        return _load(str(found), text, found.name, tuple(sorted(policies.items())))


@lru_cache(maxsize=64)
def _load(place: str, text: str, name: str, policies: tuple[tuple[str, str], ...]) -> Standard:  # noqa: ARG001
    # the place takes part in the key of the cache: two files of one name and text are two standards
    return load_text(text, name=name, policies=dict(policies))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Return what is installed; plugins are loaded on the first call."""
    return make_registry(entry_points(group=GROUP), disabled=os.environ.get(DISABLE, ""))


def make_registry(found: Iterable[EntryPoint], *, disabled: str = "") -> Registry:
    """Load plugins from entry points; each that fails is refused with its reason."""
    return _Loading(frozenset(name.strip() for name in disabled.split(",") if name.strip())).registry(found)


@frozen
class _Loading:
    disabled: frozenset[str]
    manager: pluggy.PluginManager = field(factory=lambda: pluggy.PluginManager("govdisclosure"))
    refused: list[Refusal] = field(factory=list)
    offered: dict[str, dict[str, tuple[str, Any]]] = field(factory=lambda: {hook: {} for hook in _HOOKS})

    def registry(self, found: Iterable[EntryPoint]) -> Registry:
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(builtins, "govdisclosure")
        plugins = [self.asked(Plugin(name="govdisclosure", distribution="govdisclosure", version=""), builtins)]
        for point in sorted(found, key=lambda one: (one.name, one.value)):
            plugin = Plugin(
                name=point.name,
                distribution=point.dist.name if point.dist else point.value,
                version=point.dist.version if point.dist else "",
            )
            if self.disabled & {"all", plugin.name, plugin.distribution}:
                self.refuse(plugin, say("plugin.disabled", variable=DISABLE))
                continue
            module = self.loaded(point, plugin)
            if module is not None:
                plugins.append(self.asked(plugin, module))

        def taken(hook: str) -> Mapping[str, Any]:
            return MappingProxyType({name: thing for name, (_, thing) in self.offered[hook].items()})

        return Registry(
            exporters=taken("govdisclosure_exporters"),
            readers=taken("govdisclosure_readers"),
            standards=taken("govdisclosure_standards"),
            plugins=tuple(plugins),
            refused=tuple(self.refused),
        )

    def loaded(self, point: EntryPoint, plugin: Plugin) -> object | None:
        """Import and register a plugin; a misspelt hook, which pluggy would pass over, is refused."""
        key = f"{plugin.distribution}:{plugin.name}"  # two distributions may give their entry points one name
        try:
            module: object = point.load()
            self.manager.register(module, key)
            self.manager.check_pending()
        except Exception as error:
            module = self.manager.get_plugin(key)
            if module is not None:
                self.manager.unregister(module)
            reason = f"{type(error).__name__}: {error}"
            self.refuse(plugin, say("plugin.failed", reason=reason, variable=DISABLE, name=plugin.name))
            return None
        if not self.manager.get_hookcallers(module):
            self.refuse(plugin, say("plugin.no_hook", known=list(_HOOKS)))
            return None
        return module

    def asked(self, plugin: Plugin, module: object) -> Plugin:
        hooks, offers = [], []
        for hook in _HOOKS:
            ask: Callable[[], Iterable[Any]] | None = getattr(module, hook, None)
            if ask is None:
                continue
            hooks.append(hook)
            try:
                things = [(_name(thing), thing) for thing in ask()]
                taken = [name for name, thing in things if self.take(plugin, hook, name, thing)]
            except Exception as error:
                reason = f"{hook}: {type(error).__name__}: {error}"
                self.refuse(plugin, say("plugin.failed", reason=reason, variable=DISABLE, name=plugin.name))
                continue
            offers += [f"{hook.removeprefix('govdisclosure_')} {name}" for name in taken]
        return Plugin(
            name=plugin.name,
            distribution=plugin.distribution,
            version=plugin.version,
            hooks=tuple(hooks),
            offers=tuple(offers),
        )

    def take(self, plugin: Plugin, hook: str, name: str, thing: Any) -> bool:
        wanted = {"govdisclosure_exporters": Exporter, "govdisclosure_readers": Reader}.get(hook)
        if wanted is not None and not isinstance(thing, wanted):
            self.refuse(plugin, say("plugin.no_protocol", name=name, protocol=wanted.__name__))
            return False
        if name in self.offered[hook]:
            other = self.offered[hook][name][0]
            self.refuse(plugin, say("plugin.taken", name=name, other=other, own=plugin.distribution))
            return False
        self.offered[hook][name] = (plugin.distribution, thing)
        return True

    def refuse(self, plugin: Plugin, reason: Sentence) -> None:
        self.refused.append(Refusal(plugin=plugin.name, distribution=plugin.distribution, reason=reason))


def _name(thing: Any) -> str:
    return str(thing.name).removesuffix(".toml")
