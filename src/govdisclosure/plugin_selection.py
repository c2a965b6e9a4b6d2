"""Selection of plugins (选用插件): which are used, from where, with which options; by the environment or the command line.

This module imports nothing that a start would wait for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

COMMANDS = "govdisclosure.commands"
"""The group of entry points that name commands: ``NAME = "module:click_command"``."""

STATED_API = "govdisclosure_api"
"""The attribute of a module by which a plugin states the version of the plugin interface that it is made for."""

DISABLE = "GOVDISCLOSURE_DISABLE_PLUGINS"
"""The environment variable that switches plugins off: names of distributions or entry points with commas, or ``all``."""

ONLY = "GOVDISCLOSURE_ONLY_PLUGINS"
"""The environment variable that names the plugins that are used, with commas; all others are switched off."""

FOLDERS = "GOVDISCLOSURE_PLUGINS"
"""The environment variable that names folders whose Python files are plugins, separated as in ``PATH``."""

OPTIONS = "GOVDISCLOSURE_PLUGIN_OPTIONS"
"""The environment variable that names a TOML file with a table ``[plugins.NAME]`` of options for each plugin."""


class OptionText(str):
    """The value of an option as it was typed: text, or what TOML makes of it, as the option's type requires."""

    __slots__ = ()


class PluginSelection(NamedTuple):
    """Which plugins are used.

    Attributes:
        only: names of entry points or distributions, without which no plugin is used; empty where all are.
        disabled: names that are not used; ``all`` for every one.
        typed: those of the names that were typed for this command: one that nothing bears is an error.
        folders: folders whose Python files are plugins.
        options_file: a TOML file with options.
        options: options by plugin and key, over those of the file.
    """

    only: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()
    options_file: str = ""
    options: Mapping[str, Mapping[str, object]] = {}

    def leaves_out(self, *names: str) -> str:
        """Return by what a plugin of these names is switched off; empty where it is used."""
        if self.disabled & {"all", *names}:
            typed = self.disabled & self.typed & set(names)
            return f"-p no:{sorted(typed)[0]}" if typed else DISABLE
        if self.only and not self.only & set(names):
            return "--plugin" if self.only & self.typed else ONLY
        return ""


_TYPED: ContextVar[PluginSelection | None] = ContextVar("selection", default=None)


def selection() -> PluginSelection:
    """Return what the environment selects, and over it what :func:`selecting` does."""
    typed = _TYPED.get() or PluginSelection()
    return PluginSelection(
        only=typed.only or names_in(os.environ.get(ONLY, "")),
        disabled=typed.disabled | names_in(os.environ.get(DISABLE, "")),
        typed=typed.typed,
        folders=(*filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)), *typed.folders),
        options_file=typed.options_file or os.environ.get(OPTIONS, ""),
        options=typed.options,
    )


@contextmanager
def selecting(
    *,
    plugins: Iterable[str] = (),
    folders: Iterable[str] = (),
    options_file: str = "",
    options: Iterable[tuple[str, str, str]] = (),
) -> Iterator[None]:
    """Select plugins inside the block, over what was selected before.

    Args:
        plugins: ``NAME`` for those that are used alone, ``no:NAME`` for those that are not.
        folders: folders of plugins.
        options_file: a TOML file with options.
        options: plugin, key and value, as typed.
    """
    before = _TYPED.get() or PluginSelection()
    given = list(plugins)
    disabled = frozenset(one.removeprefix("no:") for one in given if one.startswith("no:"))
    only = frozenset(one for one in given if not one.startswith("no:"))
    merged: dict[str, dict[str, object]] = {name: dict(table) for name, table in before.options.items()}
    for plugin, key, value in options:
        merged.setdefault(plugin, {})[key] = OptionText(value)
    token = _TYPED.set(
        PluginSelection(
            only=before.only | only,
            disabled=before.disabled | disabled,
            typed=before.typed | only | (disabled - {"all"}),
            folders=(*before.folders, *folders),
            options_file=options_file or before.options_file,
            options=merged,
        )
    )
    try:
        yield
    finally:
        _TYPED.reset(token)


def names_in(given: str | Iterable[str]) -> frozenset[str]:
    """Return names: of a text with commas between them, or given one by one."""
    names = given.split(",") if isinstance(given, str) else given
    return frozenset(name.strip() for name in names if name.strip())
