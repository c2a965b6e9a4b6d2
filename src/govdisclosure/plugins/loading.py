"""Discovery and loading of plugins (加载插件); faults of one are reported under its name, and the others are loaded."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import Distribution, EntryPoint, distribution, distributions, packages_distributions
from importlib.resources.abc import Traversable
from pathlib import Path
from time import thread_time
from types import ModuleType
from typing import Any, TypeGuard

import pluggy
from attrs import evolve, field, frozen

from govdisclosure import builtins, exporters, hookspecs, sources
from govdisclosure.activity_log import log_refusal
from govdisclosure.consistency import Check, CheckFunction
from govdisclosure.dialects import Dialect
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.law import Calendars
from govdisclosure.messages import Message, say
from govdisclosure.plugin_selection import DISABLE, STATED_API, PluginSelection
from govdisclosure.plugins.checking import InstalledCheck
from govdisclosure.plugins.contained_dialects import contained_dialect
from govdisclosure.plugins.containment import SLOW, contained, reason_of
from govdisclosure.plugins.declared_options import DECLARED, GivenOptions, option_fields, type_in_words
from govdisclosure.plugins.offers import (
    OfferError,
    are_texts,
    must_be,
    must_be_check_function,
    must_be_dialect,
    refuse_member,
)
from govdisclosure.plugins.plugin_files import PluginFile
from govdisclosure.plugins.registry import Plugin, Refusal, Registry
from govdisclosure.records import RecordKind, kind_of
from govdisclosure.records.record import Record, nearest
from govdisclosure.report import Finding, Report
from govdisclosure.standards.label_translations import language_of
from govdisclosure.value_objects import FrozenDict
from govdisclosure.version import VERSION

GROUP = "govdisclosure"
"""The group of entry points by which plugins are found."""

HOOKS = ("govdisclosure_exporters", "govdisclosure_readers", "govdisclosure_standards", "govdisclosure_checks")
"""The hooks: four, and no more until a real plugin needs a fifth."""

_WORDS = (
    "exporters",
    "readers",
    "standards",
    "annexes",
    "labels",
    "records",
    "dialects",
    "profiles",
    "crosswalks",
    "calendars",
    "themes",
    "layouts",
    "checks",
)
_FILES = (
    (".annex.toml", "annexes"),
    (".profile.toml", "profiles"),
    (".crosswalk.toml", "crosswalks"),
    (".calendar.toml", "calendars"),
    (".theme.toml", "themes"),
    (".layout.toml", "layouts"),
    (".toml", "standards"),
)


_TEXTS = ("profiles", "calendars", "themes", "layouts")
"""Files whose text is kept."""


@frozen
class _NoOptions:
    """The options of a plugin that declares none."""


@frozen
class _FunctionCheck:
    """A check that is a function."""

    function: CheckFunction

    @property
    def name(self) -> str:
        return self.function.__name__

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        return self.function(report, previous)


@frozen(kw_only=True)
class Loading:
    """Fills a library: plugins are loaded one by one, single things are added; nothing added is replaced.

    Attributes:
        selected: which plugins are used.
        options: the options that are given.
    """

    selected: PluginSelection = field(factory=PluginSelection)
    options: GivenOptions = field(factory=GivenOptions)
    manager: pluggy.PluginManager = field(factory=lambda: pluggy.PluginManager("govdisclosure"))
    plugins: list[Plugin] = field(factory=list)
    refused: list[Refusal] = field(factory=list)
    named: set[str] = field(factory=set)
    slow: list[Refusal] = field(factory=list)
    offered: dict[str, dict[str, tuple[Plugin, Any]]] = field(factory=lambda: {word: {} for word in _WORDS})

    def __attrs_post_init__(self) -> None:
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(builtins, "govdisclosure")
        self.plugins.append(self.asked(Plugin(name="govdisclosure", distribution="govdisclosure", version=""), builtins))

    def add(self, given: object) -> None:
        """Load a plugin: an entry point, or a module or object with functions that are hooks."""
        plugin = _plugin_of(given)
        self.named.update((plugin.name, plugin.distribution))
        if by := self.selected.leaves_out(plugin.name, plugin.distribution):
            reason = say("plugin.disabled", variable=by)
            self.add_refusal(Refusal(plugin=plugin.name, distribution=plugin.distribution, reason=reason, wanted=False))
            return
        start = thread_time()
        module = self.loaded(given, plugin)
        if module is not None:
            self.plugins.append(self.asked(evolve(plugin, api=getattr(module, STATED_API, None)), module))
        if (taken := thread_time() - start) > SLOW:
            reason = say("plugin.load_slow", seconds=f"{taken:.0f}", variable=DISABLE, name=plugin.name)
            self.slow.append(Refusal(plugin=plugin.name, distribution=plugin.distribution, reason=reason))

    def offer(self, plugin: Plugin, thing: object) -> None:
        """Take one thing, by whichever hooks a plugin would offer it; what no hook offers is refused."""
        try:
            with contained(plugin, type(thing).__name__):
                hooks = hooks_for(thing)
        except PluginError as error:
            self.refuse(plugin, say("plugin.failed", reason=reason_of(error.__cause__ or error)))
            return
        if isinstance(thing, Path) and not thing.is_file():
            self.refuse(plugin, say("plugin.no_file", path=str(thing)))
            return
        if not hooks:
            found = getattr(thing, "name", None)
            name = found if isinstance(found, str) else type(thing).__name__
            self.refuse(plugin, say("plugin.no_thing", found=name))
        for hook in hooks:
            self.take(plugin, hook, thing)

    def registry(self) -> Registry:
        """Return everything loaded so far, by name."""

        def taken_for(word: str) -> Mapping[str, Any]:
            return FrozenDict({name: thing for name, (_, thing) in self.offered[word].items()})

        return Registry(
            exporters=taken_for("exporters"),
            readers=taken_for("readers"),
            standards=taken_for("standards"),
            annexes=taken_for("annexes"),
            labels=taken_for("labels"),
            kinds=taken_for("records"),
            dialects=taken_for("dialects"),
            profiles=taken_for("profiles"),
            crosswalks=taken_for("crosswalks"),
            calendars=Calendars(taken_for("calendars")),
            themes=taken_for("themes"),
            layouts=taken_for("layouts"),
            checks=taken_for("checks"),
            owners={(word, name): owner for word in _WORDS for name, (owner, _) in self.offered[word].items()},
            plugins=(*self.plugins, *self._registered()),
            refused=tuple(self.refused),
            slow=tuple(self.slow),
        )

    def _registered(self) -> tuple[Plugin, ...]:
        """Return what was registered by itself, as one plugin; nothing where nothing was."""
        offers = [f"{word} {name}" for word in _WORDS for name, (owner, _) in self.offered[word].items() if owner is LOCAL]
        return (evolve(LOCAL, offers=tuple(offers)),) if offers else ()

    def check_options(self) -> None:
        """Raise what is wrong with the options that were given.

        Raises:
            PluginError: a key that a plugin does not declare, a value of another type, one that is missing.
        """
        if self.options.faults:
            raise PluginError("plugin.options", faults=self.options.faults)

    # ------------------------------------------------------------------------------------------------------- loading

    def loaded(self, given: object, plugin: Plugin) -> object | None:
        """Import and register a plugin; a misspelt hook, which pluggy would pass over, is refused."""
        key = f"{plugin.distribution}:{plugin.name}"  # two distributions may give their entry points one name
        module: object = None
        try:
            with contained(plugin, plugin.name):
                module = given.load() if is_entry_point(given) or isinstance(given, PluginFile) else given
                if fault := api_fault(getattr(module, STATED_API, None), plugin.distribution):
                    raise OfferError(fault)
                self.manager.register(module, key)
                self.manager.check_pending()
        except PluginError as error:
            cause = error.__cause__ or error
            if isinstance(cause, OfferError):
                self.refuse(plugin, cause.reason)
                return None
            if isinstance(cause, ModuleNotFoundError):
                self.refuse(plugin, _missing(cause, given))
                return None
            registered = self.manager.get_plugin(key)
            if registered is not None:
                self.manager.unregister(registered)
            strays = _unknown_hooks(registered)
            if strays:
                near = nearest(strays[0], HOOKS) or HOOKS
                self.refuse(plugin, say("plugin.misspelt", found=strays, known=list(near)))
            elif arguments := _unknown_arguments(module):
                self.refuse(plugin, say("plugin.hook_arguments", hook=arguments[0], found=list(arguments[1:])))
            else:
                self.refuse(plugin, say("plugin.failed", reason=reason_of(cause)))
            return None
        if not self.manager.get_hookcallers(module):
            self.refuse(plugin, say("plugin.no_hook", known=list(HOOKS)))
            return None
        return module

    def asked(self, plugin: Plugin, module: object) -> Plugin:
        """Ask the hooks of a plugin, by whatever names its functions go, and take what they offer."""
        hooks: list[str] = []
        offers: list[str] = []
        try:
            with contained(plugin, DECLARED):
                declared: type = getattr(module, DECLARED, _NoOptions)
                options = self.options.of(plugin, declared)
                fields = option_fields(declared)
        except PluginError as error:
            self.refuse(plugin, say("plugin.failed", reason=reason_of(error.__cause__ or error)))
            return plugin
        plugin = evolve(plugin, options=tuple(f"{key}: {type_in_words(one.type)}" for key, one in fields.items()))
        if options is None:  # whoever loads plugins raises what is wrong with them
            return plugin
        for hook in HOOKS:
            for one in getattr(self.manager.hook, hook).get_hookimpls():
                if one.plugin is module:
                    hooks.append(hook)
                    if "options" not in one.argnames:
                        offers += self.offers_of(plugin, hook, one.function)
                    elif declared is _NoOptions:
                        self.refuse(plugin, say("plugin.no_options", hook=hook, name=DECLARED), hook=hook)
                    else:
                        offers += self.offers_of(plugin, hook, partial(one.function, options))
            if hook not in hooks and callable(getattr(module, hook, None)):
                self.refuse(plugin, say("plugin.unmarked", found=hook))
        return evolve(plugin, hooks=tuple(hooks), offers=tuple(offers))

    def offers_of(self, plugin: Plugin, hook: str, ask: Callable[[], Iterable[Any]]) -> list[str]:
        """Return what was taken of a hook's offers; where it raises, what this hook offers is left out."""
        try:
            with contained(plugin, hook):
                things = ask()
                if not isinstance(things, Iterable):
                    raise OfferError(say("plugin.no_list", hook=hook, found=type(things).__name__))
                things = tuple(things)
        except PluginError as error:
            cause = error.__cause__ or error
            said = cause.reason if isinstance(cause, OfferError) else None
            self.refuse(plugin, said or say("plugin.failed", reason=f"{hook}: {reason_of(cause)}"), hook=hook)
            return []
        return [name for thing in things if (name := self.take(plugin, hook, thing))]

    def refuse(self, plugin: Plugin, reason: Message, *, hook: str | None = None) -> None:
        """Record why something is not used, and how to switch the plugin off."""
        if plugin is not LOCAL:
            reason = say("plugin.refused", reason=reason, variable=DISABLE, name=plugin.name)
        self.add_refusal(Refusal(plugin=plugin.name, distribution=plugin.distribution, reason=reason, hook=hook))

    def add_refusal(self, refusal: Refusal) -> None:
        """Record that something is not used; the log says so, unless the user switched it off."""
        self.refused.append(refusal)
        if refusal.wanted:
            log_refusal(refusal.plugin, refusal.distribution, refusal.reason)

    # -------------------------------------------------------------------------------------------------------- offers

    def take(self, plugin: Plugin, hook: str, thing: Any) -> str | None:
        """Take one thing that a plugin offers; return it as ``kind name``, or None where it is refused."""
        try:
            with contained(plugin, hook):
                word, name, taken = self._kept(plugin, hook, thing)
                if word == "exporters":
                    self._check_suffixes(taken)
            rivals = ("standards", "annexes") if word in ("standards", "annexes") else (word,)
            for rival in rivals:
                if name in self.offered[rival]:
                    other = self.offered[rival][name][0].distribution
                    self.refuse(plugin, say("plugin.taken", name=name, other=other, own=plugin.distribution), hook=hook)
                    return None
        except PluginError as error:
            cause = error.__cause__ or error
            said = cause.reason if isinstance(cause, OfferError) else None
            self.refuse(plugin, said or say("plugin.failed", reason=f"{hook}: {_called(thing)}: {reason_of(cause)}"), hook=hook)
            return None
        self.offered[word][name] = (plugin, taken)
        return f"{word} {name}"

    def _kept(self, plugin: Plugin, hook: str, thing: Any) -> tuple[str, str, Any]:
        """Return what a thing is, its name, and what is kept of it."""
        if hook == "govdisclosure_standards":
            return self._of_standards(plugin, thing)
        if hook == "govdisclosure_checks":
            if not isinstance(thing, Check) and callable(thing) and not isinstance(thing, type):
                must_be_check_function(thing)
                thing = _FunctionCheck(thing)
            must_be("Check", thing)
            return "checks", thing.name, InstalledCheck(name=thing.name, plugin=plugin, real=thing)
        word = hook.removeprefix("govdisclosure_")
        must_be("Exporter" if word == "exporters" else "Reader", thing)
        return word, thing.name, thing

    def _of_standards(self, plugin: Plugin, thing: Any) -> tuple[str, str, Any]:
        if isinstance(thing, type) and issubclass(thing, Dialect):
            thing = thing()
        if isinstance(thing, Dialect):
            if plugin.distribution == "govdisclosure":
                return "dialects", thing.name, thing
            must_be_dialect(thing)
            taken = contained_dialect(plugin, thing)
            try:
                sources.create_tables(taken)  # all kinds of field ask something of it: what raises is refused here
            except PluginError as error:
                facts = error.sentence.facts
                raise OfferError(say("plugin.failed", reason=f"{facts['thing']}: {facts['reason']}")) from None
            return "dialects", thing.name, taken
        if isinstance(thing, RecordKind):
            self._check_kind(plugin, thing)
            return "records", thing.name, thing
        if isinstance(thing, Path | Traversable):
            if plugin.distribution != "govdisclosure" and thing.name.endswith(".toml") and not thing.is_file():
                raise OfferError(say("plugin.no_file", path=str(thing)))
            if language_of(thing) is not None:
                return "labels", thing.name.removesuffix(".toml"), thing
            for suffix, word in _FILES:
                if thing.name.endswith(suffix):
                    name = thing.name.removesuffix(suffix)
                    kept = thing.read_text(encoding="utf-8") if word in _TEXTS else thing
                    if word == "calendars" and isinstance(kept, str) and plugin.distribution != "govdisclosure":
                        self._check_calendar(name, kept)
                    if word == "layouts" and isinstance(kept, str):
                        self._check_layout(name, kept)
                    if word == "themes" and isinstance(kept, str) and plugin.distribution != "govdisclosure":
                        self._check_theme(name, kept)
                    return word, name, kept
        if isinstance(thing, type) and issubclass(thing, Record):
            call = f'RecordKind("{plugin.prefix}_{thing.__name__.lower()}", {thing.__name__}, ("…", "…"))'
            raise OfferError(say("plugin.kind_class_itself", found=thing.__name__, call=call))
        raise OfferError(say("plugin.no_offer", found=_called(thing)))

    def _check_calendar(self, name: str, text: str) -> None:
        """Refuse a calendar whose file has faults; one that it adds to must have been offered before it."""
        known = {one: offered for one, (_, offered) in self.offered["calendars"].items()}
        try:
            Calendars({**known, name: text}).find(name)
        except UnreadableError as error:
            raise OfferError(say("plugin.failed", reason=error.sentence)) from None

    def _check_theme(self, name: str, text: str) -> None:
        """Refuse a theme whose file has faults; one that it begins with must have been offered before it."""
        known = {one: offered for one, (_, offered) in self.offered["themes"].items()}
        try:
            exporters.theme_of(name, FrozenDict({**known, name: text}))
        except UnreadableError as error:
            raise OfferError(say("plugin.failed", reason=error.sentence)) from None

    def _check_layout(self, name: str, text: str) -> None:
        """Refuse a layout of wide tables whose file has faults."""
        from govdisclosure.readers.wide_tables import SUFFIX, parse_layout

        try:
            parse_layout(text, f"{name}{SUFFIX}")
        except UnreadableError as error:
            raise OfferError(say("plugin.failed", reason=error.sentence)) from None

    def _check_suffixes(self, exporter: exporters.Exporter) -> None:
        """Refuse an exporter with an ending of file names that another has: which of them writes would be chance."""
        for other, rival in self.offered["exporters"].values():
            taken = sorted({*map(str.lower, exporter.suffixes)} & {*map(str.lower, rival.suffixes)})
            if taken and rival.name != exporter.name:
                facts = {"name": exporter.name, "found": taken, "rival": rival.name, "other": other.distribution}
                raise OfferError(say("plugin.suffix_taken", **facts))

    def _check_kind(self, plugin: Plugin, kind: RecordKind) -> None:
        """Refuse a kind of record whose name could be another's, or whose class is none for records."""
        if plugin.distribution == "govdisclosure":
            return
        own = kind.name.startswith(f"{plugin.prefix}_") or plugin is LOCAL
        if not (kind.name.isidentifier() and own):
            raise OfferError(say("plugin.kind_prefix", name=kind.name, prefix=f"{plugin.prefix}_"))
        if not issubclass(kind.cls, Record):
            raise OfferError(say("plugin.kind_class", name=kind.name, found=kind.cls.__name__))
        if not are_texts(kind.labels) or len(kind.labels) != 2:
            refuse_member(kind.name, "RecordKind", "labels", say("plugin.must_labels"), kind.labels)
        known = {name: taken for name, (_, taken) in self.offered["records"].items()} | {kind.name: kind}
        sources.record_schema(kind)  # every field is looked at here, once: what raises would break every later search
        for rule in ("order", "needs"):
            for stray in (name for pair in getattr(kind.cls, rule) for name in pair if name not in kind.fields):
                similar = list(nearest(stray, kind.fields) or kind.fields)
                raise OfferError(say("plugin.kind_rule", name=kind.name, rule=rule, found=stray, known=similar))
        for one in kind.fields.values():
            if one.parent_class is None:
                continue
            parent = kind_of(one.parent_class)
            if parent is None or known.get(parent.name) != parent:
                found = parent.name if parent else one.parent_class.__name__
                similar = list(nearest(found, known) or sorted(known))
                raise OfferError(say("plugin.kind_parent", name=kind.name, field=one.name, found=found, known=similar))


LOCAL = Plugin(name="local", distribution="local", version="")
"""Whose what is registered by itself is; nobody else's names can clash with it, so kinds of record need no prefix."""


def _called(thing: object) -> str:
    """Return what a thing is called, to be said of one that is refused: its name, or its value, or its class."""
    if isinstance(thing, str):
        return repr(thing)[:60]
    with suppress(Exception):  # whatever its members do
        name = thing.__name__ if isinstance(thing, type) else getattr(thing, "name", None) or getattr(thing, "__name__", None)
        if isinstance(name, str):
            return name
    return type(thing).__name__


def hooks_for(thing: object) -> tuple[str, ...]:
    """Return the hooks by which a plugin would offer a thing, by what it is; none for what no hook offers."""
    if isinstance(thing, Dialect | RecordKind | Path | Traversable) or (isinstance(thing, type) and issubclass(thing, Dialect)):
        return ("govdisclosure_standards",)
    found = [hook for hook, method in _METHODS if callable(getattr(thing, method, None))]
    return tuple(found) or (("govdisclosure_checks",) if callable(thing) and not isinstance(thing, type) else ())


_METHODS = (("govdisclosure_exporters", "write"), ("govdisclosure_readers", "accepts"), ("govdisclosure_checks", "check"))


def is_entry_point(thing: object) -> TypeGuard[EntryPoint]:
    """Whether a thing is an entry point: of Python's own ``importlib.metadata``, or of the distribution that goes by its name.

    Where that distribution has been imported, its finder answers for Python's own, with objects of a class of its own.
    """
    return isinstance(thing, EntryPoint) or (
        type(thing).__name__ == "EntryPoint" and all(hasattr(thing, one) for one in ("name", "value", "group", "load"))
    )


def is_plugin(thing: object) -> bool:
    """Whether a thing is a plugin: an entry point, a module, or an object with hooks."""
    if isinstance(thing, ModuleType) or is_entry_point(thing):
        return True
    if isinstance(thing, RecordKind):  # its members look at its class, which may be none for records
        return False
    return any(getattr(getattr(thing, name, None), "govdisclosure_impl", None) for name in dir(thing))


def installed_plugins(group: str = GROUP) -> tuple[tuple[EntryPoint, ...], tuple[Refusal, ...]]:
    """Return the plugins that are installed, and the distributions whose list of entry points cannot be read, and why."""
    listed = tuple(_by_distribution(group))
    return (
        tuple(one for points in listed if not isinstance(points, Refusal) for one in points),
        tuple(one for one in listed if isinstance(one, Refusal)),
    )


def _by_distribution(group: str) -> Iterator[tuple[EntryPoint, ...] | Refusal]:
    for name in dict.fromkeys(dist.metadata["Name"] for dist in distributions() if _names_plugins(dist, group)):
        dist = distribution(name)  # the first one on the path is the one in use
        try:  # one by one: a list that cannot be read must cost no other distribution its plugins
            yield tuple(dist.entry_points.select(group=group))
        except Exception as error:
            if _names_plugins(dist, group):
                reason = say("plugin.no_entry_points", reason=reason_of(error))
                yield Refusal(plugin=name, distribution=name, reason=reason)


def _names_plugins(dist: Distribution, group: str) -> bool:
    """Whether a distribution has plugins: its list of entry points is looked at, and nothing else of it is read."""
    return f"[{group}]" in (dist.read_text("entry_points.txt") or "")


def in_order(plugins: Iterable[object]) -> list[object]:
    """Return plugins in the order in which they are asked: entry points by their names, then others as they are given.

    Args:
        plugins: modules, objects with hooks, entry points, or names of what is installed: of entry points or distributions.

    Raises:
        PluginError: nothing of a name is installed.
    """
    given = [point for one in plugins for point in (_installed_as(one) if isinstance(one, str) else (one,))]
    points = sorted((one for one in given if is_entry_point(one)), key=lambda one: (one.name, one.value))
    return [*points, *(one for one in given if not is_entry_point(one))]


def _installed_as(name: str) -> tuple[EntryPoint, ...]:
    installed, _ = installed_plugins()
    found = tuple(one for one in installed if name in (one.name, one.dist.name if one.dist else ""))
    if not found:
        known = sorted(one.name for one in installed)
        raise PluginError("plugin.unknown", found=name, known=list(nearest(name, known) or known))
    return found


def _plugin_of(given: object) -> Plugin:
    """Return who a plugin is; a module that is installed as one keeps the name of its entry point."""
    if isinstance(given, ModuleType):
        named = (one for one in installed_plugins()[0] if one.module == given.__name__)
        given = next(named, given)
    if isinstance(given, PluginFile):
        return Plugin(name=given.name, distribution=given.path.name, version="")
    if is_entry_point(given):
        dist = given.dist
        return Plugin(name=given.name, distribution=dist.name if dist else given.value, version=dist.version if dist else "")
    name = given.__name__ if isinstance(given, ModuleType | type) else getattr(given, "name", None) or type(given).__name__
    return Plugin(name=str(name), distribution=str(name), version="")


def api_fault(stated: object, distribution: str) -> Message | None:
    """Return why a version of the interface that a plugin states is refused; None for this one, and where none is stated."""
    if stated is None or stated == hookspecs.API:
        return None
    key = "plugin.newer_api" if isinstance(stated, int) and stated > hookspecs.API else "plugin.other_api"
    return say(key, version=VERSION, found=repr(stated), own=hookspecs.API, distribution=distribution)


def _missing(error: ModuleNotFoundError, given: object) -> Message:
    """Say which module is missing: one of the plugin's own, or one of a distribution, whose name a module does not tell."""
    module = error.name or str(error)
    place = given.module if is_entry_point(given) else getattr(given, "__name__", "")
    if module.partition(".")[0] == place.partition(".")[0]:
        return say("plugin.own_module", module=module)
    top = module.partition(".")[0]
    distributions_of = packages_distributions().get(top, []) if "." in module else []
    if distributions_of:  # the package is there, and this module of it is not: another version is
        return say("plugin.other_version", module=module, distributions=list(distributions_of))
    return say("plugin.not_there", module=module)


def _unknown_hooks(module: object | None) -> list[str]:
    """Return the functions of a plugin that are marked as hooks and are none."""
    marked = {name: getattr(getattr(module, name, None), "govdisclosure_impl", None) for name in dir(module)}
    return [name for name, told in marked.items() if told and (told.get("specname") or name) not in HOOKS]


def _unknown_arguments(module: object | None) -> list[str]:
    """Return a hook of a plugin that has arguments which no hook is given, and these; nothing where there is none."""
    for name in HOOKS:
        function = getattr(module, name, None)
        if getattr(function, "govdisclosure_impl", None) and callable(function):
            strays = [one for one in inspect.signature(function).parameters if one not in ("self", "options")]
            if strays:
                return [name, *strays]
    return []
