"""Commands of plugins (插件的命令): found by their entry points; ``--help`` imports nothing of theirs.

What is installed is read from the folders on the path, as ``importlib.metadata`` does, which takes longer to import than the
whole of ``--help`` takes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import click

from govdisclosure.messages import Message, say
from govdisclosure.plugin_selection import COMMANDS, DISABLE, STATED_API, selection

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class PluginCommand(NamedTuple):
    """A command that a distribution offers; nothing of it has been imported.

    Attributes:
        name: what it is called by.
        place: ``module:attribute`` of the click command.
        distribution, version: what installed it.
        summary: what the distribution's metadata says it is, in one line.
    """

    name: str
    place: str
    distribution: str
    version: str
    summary: str


class Offered(NamedTuple):
    """The commands of plugins by name, and those that are refused or switched off, each with the reason.

    ``wanted`` is whether a refused one was expected to be there: one that the user switched off was not.
    """

    commands: dict[str, PluginCommand]
    refused: list[tuple[PluginCommand, Message, bool]]


def offered_commands(built_in: Collection[str]) -> Offered:
    """Return the commands of all plugins that are installed.

    Args:
        built_in: names that no plugin can take.
    """
    offered = Offered({}, [])
    selected = selection()
    for one in sorted(_installed(), key=lambda one: (one.name, one.distribution)):
        taken = "govdisclosure" if one.name in built_in else getattr(offered.commands.get(one.name), "distribution", None)
        if by := selected.leaves_out(one.name, one.distribution):
            offered.refused.append((one, say("plugin.disabled", variable=by), False))
        elif taken is not None:
            reason = say("plugin.taken", name=one.name, other=taken, own=one.distribution)
            offered.refused.append((one, reason, True))
        elif not _NAME.fullmatch(one.name):
            offered.refused.append((one, say("plugin.bad_command", found=one.name), True))
        else:
            offered.commands[one.name] = one
    return offered


def loaded_command(one: PluginCommand) -> click.Command:
    """Import a command.

    Raises:
        PluginError: its module cannot be imported or is made for another version of the plugin interface, or what it names is
            no click command.
    """
    from importlib.metadata import EntryPoint

    from govdisclosure.errors import PluginError
    from govdisclosure.plugins import Plugin, api_fault
    from govdisclosure.plugins.containment import contained

    with contained(Plugin(name=one.name, distribution=one.distribution, version=one.version), one.name):
        found: object = EntryPoint(one.name, one.place, COMMANDS).load()
    if fault := api_fault(stated_api(one), one.distribution):
        raise PluginError("plugin.call_failed", **_facts(one, fault))
    with contained(Plugin(name=one.name, distribution=one.distribution, version=one.version), one.name):
        if not isinstance(found, click.Command):
            raise TypeError(f"{one.place} is a {type(found).__name__}, not a click.Command")
    found.name = one.name
    return found


def stated_api(one: PluginCommand) -> Any:
    """Return the version of the plugin interface that the module of an imported command states; None where it states none."""
    return getattr(sys.modules.get(one.place.partition(":")[0]), STATED_API, None)


def failure_of(one: PluginCommand, reason: str) -> Message:
    """Return what is said where a command failed."""
    return say("plugin.call_failed", **_facts(one, reason))


def _facts(one: PluginCommand, reason: Message | str) -> dict[str, object]:
    facts: dict[str, object] = {"thing": one.name, "distribution": one.distribution, "variable": DISABLE, "name": one.name}
    return {**facts, "reason": reason}


def _installed() -> Iterator[PluginCommand]:
    """Yield the commands of all distributions; of several versions the first on the path is the one in use."""
    seen: set[str] = set()
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or os.curdir))  # noqa: PTH208 - pathlib takes longer to import than this takes
        except OSError:  # no folder, or none that can be read
            continue
        for info in (os.path.join(folder, name) for name in names if name.endswith((".dist-info", ".egg-info"))):  # noqa: PTH118
            points = _text(info, "entry_points.txt")
            if f"[{COMMANDS}]" not in points:
                continue
            facts = dict(re.findall(r"^(Name|Version|Summary): *(.*)$", _head(info), re.MULTILINE))
            name = facts.get("Name", "?")
            if name in seen:
                continue
            seen.add(name)
            section = re.split(r"^\[", points.partition(f"[{COMMANDS}]")[2], maxsplit=1, flags=re.MULTILINE)[0]
            for command, place in re.findall(r"^ *([^\s#;=][^=\n]*?) *= *([\w.]+(?: *: *[\w.]+)?)", section, re.MULTILINE):
                summary = facts.get("Summary") or name
                yield PluginCommand(command, place.replace(" ", ""), name, facts.get("Version", ""), summary)


def _head(info: str) -> str:
    text = _text(info, "METADATA") or _text(info, "PKG-INFO")
    return text.partition("\n\n")[0]


def _text(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:  # noqa: PTH118, PTH123
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""
