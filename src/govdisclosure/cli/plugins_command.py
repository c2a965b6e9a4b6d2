"""``govdisclosure plugins`` and ``govdisclosure plugin new``: installed plugins, and a scaffold for a new one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import assert_never

import click
from attrs import evolve

from govdisclosure.cli import display
from govdisclosure.cli.offered_files import RefusedFile, refusal_of, refused_files
from govdisclosure.cli.options import JSON
from govdisclosure.cli.paths import OUTPUT_FOLDER
from govdisclosure.cli.plugin_commands import PluginCommand, loaded_command, offered_commands, stated_api
from govdisclosure.cli.standard_output import echo_json
from govdisclosure.cli.summaries import SUMMARIES
from govdisclosure.errors import GovDisclosureError
from govdisclosure.hookspecs import API
from govdisclosure.library import default_library
from govdisclosure.messages import Message, say
from govdisclosure.plugin_selection import COMMANDS
from govdisclosure.plugins import Plugin, Refusal
from govdisclosure.plugins.scaffold import PluginKind, new_plugin
from govdisclosure.version import VERSION


@click.command("plugins")
@click.option("--strict", is_flag=True, help="Exit 1 if anything was left out. 有未采用的插件时退出码为1")
@JSON
def plugins_command(as_json: bool, strict: bool) -> int:
    """List what is installed, and what was refused and why. 列出插件。"""
    installed = default_library()
    offered = offered_commands(SUMMARIES)
    files = list(refused_files(installed))
    commands, failed = _commands(offered.commands.values())
    plugins = [*(_less(plugin, files) for plugin in installed.plugins), *commands]
    refused = [
        *installed.refused,
        *(one.refusal for one in files if one.refusal is not None),
        *failed,
        *(
            Refusal(plugin=one.name, distribution=one.distribution, reason=reason, wanted=wanted)
            for one, reason, wanted in offered.refused
        ),
    ]
    left_out = int(strict and any(one.wanted for one in refused))
    if as_json:
        data = {
            "plugins": [
                {
                    "name": one.name,
                    "distribution": one.distribution,
                    "version": _version(one),
                    "hooks": list(one.hooks),
                    "offers": list(one.offers),
                    "options": list(one.options),
                    "api": one.api,
                }
                for one in plugins
            ],
            "refused": [_refusal_data(one) for one in refused],
            "slow": [_refusal_data(one) for one in installed.slow],
        }
        echo_json(json.dumps(data, ensure_ascii=False, indent=2))
        return left_out
    rows = [[plugin.distribution, _version(plugin), "\n".join(plugin.offers), "\n".join(plugin.hooks)] for plugin in plugins]
    display.show_rows([say("show.distribution"), say("show.version"), say("show.offers"), say("show.hooks")], rows)
    for one in (*refused, *installed.slow):
        display.remark(f"{one.distribution} ({one.plugin}): {one.reason}")
    if strict:
        for plugin in plugins:
            if plugin.api is None and plugin.distribution not in ("govdisclosure", "local"):
                display.remark(f"{plugin.distribution} ({plugin.name}): {say('plugin.no_api', own=API)}")
    return left_out


def _version(plugin: Plugin) -> str:
    return VERSION if plugin.distribution == "govdisclosure" else plugin.version


def _less(plugin: Plugin, files: Iterable[RefusedFile]) -> Plugin:
    """Return a plugin without the offers whose files are refused."""
    refused = {one.offer for one in files if one.plugin == plugin}
    return evolve(plugin, offers=tuple(offer for offer in plugin.offers if offer not in refused))


def _commands(offered: Iterable[PluginCommand]) -> tuple[list[Plugin], list[Refusal]]:
    """Import commands, and return them as plugins, and those that are refused."""
    plugins: list[Plugin] = []
    refused: list[Refusal] = []
    for one in offered:
        plugin = Plugin(name=one.name, distribution=one.distribution, version=one.version, hooks=(COMMANDS,))
        try:
            loaded_command(one)
        except GovDisclosureError as error:
            reason = error.facts["reason"] if error.key == "plugin.call_failed" else error.sentence
            refused.append(refusal_of(plugin, reason if isinstance(reason, Message) else str(reason)))
        else:
            plugins.append(evolve(plugin, offers=(f"commands {one.name}",), api=stated_api(one)))
    return plugins, refused


def _refusal_data(one: Refusal) -> dict[str, object]:
    reason: Message = one.reason
    return {"name": one.plugin, "distribution": one.distribution, "reason": reason.both}


@click.group("plugin")
def plugin_group() -> None:
    """Begin a plugin of your own. 编写插件。"""


@plugin_group.command("new")
@click.argument("name")
@click.option(
    "--kind", type=click.Choice([*map(str, PluginKind)]), default="exporter", show_default=True, help="What it offers. 插件种类"
)
@click.option("--author", default="", help="Whom its metadata names. 作者")
@click.option("-o", "--output", type=OUTPUT_FOLDER, default=Path(), help="Folder to make it in. 所在文件夹")
def new_command(name: str, kind: str, author: str, output: Path) -> None:
    """Make a working, tested, typed distribution, to be changed into your own. 生成插件样板。"""
    offered = PluginKind(kind)
    folder = new_plugin(name, output, kind=offered, author=author, taken=_taken(offered))
    display.line(folder)
    display.remark(say("plugin.made", distribution=folder.name, folder=str(folder)))


def _taken(kind: PluginKind) -> set[str]:
    """Return the names that the installed library has for a kind; of a format its suffixes, too."""
    library = default_library()
    match kind:
        case PluginKind.EXPORTER:
            return {*library.exporters, *(one.lstrip(".") for each in library.exporters.values() for one in each.suffixes)}
        case PluginKind.READER:
            return set(library.readers)
        case PluginKind.ANNEX:
            return {*library.standards, *library.annexes}
        case PluginKind.DIALECT:
            return set(library.dialects)
        case PluginKind.CHECK:
            return set(library.checks)
        case PluginKind.PROFILE:
            return set(library.profiles)
        case PluginKind.CALENDAR:
            return set(library.calendars)
    assert_never(kind)
