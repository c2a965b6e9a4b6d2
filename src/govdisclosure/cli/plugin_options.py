"""The options by which every command selects plugins (选用插件的选项)."""

from __future__ import annotations

from typing import Any, TypeVar

import click

from govdisclosure.messages import say
from govdisclosure.plugin_selection import selecting

_Command = TypeVar("_Command", bound=Any)


def _selected(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if not value:
        return
    match parameter.name:
        case "selected_plugins":
            selected = selecting(plugins=value)
        case "plugin_folders":
            selected = selecting(folders=value)
        case "plugin_options_file":
            selected = selecting(options_file=value)
        case _:
            selected = selecting(options=[_typed_option(one) for one in value])
    whole = context.find_root()  # what was left out is remarked on when the command is done
    whole.with_resource(selected)
    from govdisclosure.library import using

    whole.with_resource(using())  # plugins are found again, when something is first looked up by its name


def _typed_option(text: str) -> tuple[str, str, str]:
    name, is_given, value = text.partition("=")
    plugin, _, key = name.rpartition(".")
    if not (plugin.strip() and key.strip() and is_given):
        raise click.BadParameter(str(say("plugin.bad_typed_option", found=text)))
    return plugin.strip(), key.strip(), value.strip()


_MANY: dict[str, Any] = {"multiple": True, "is_eager": True, "expose_value": False, "callback": _selected}
_ONE: dict[str, Any] = {**_MANY, "multiple": False}
_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("-p", "--plugin", "selected_plugins"),
        {**_MANY, "metavar": "[no:]NAME", "help": "Use this plugin and no other, or all but no:NAME. 只用或停用某插件"},
    ),
    (
        ("--plugins-from", "plugin_folders"),
        {**_MANY, "metavar": "DIR", "help": "Folder whose Python files are plugins. 插件文件夹"},
    ),
    (
        ("--plugin-options", "plugin_options_file"),
        {**_ONE, "metavar": "FILE", "help": "TOML file with tables [plugins.NAME]. 插件选项文件"},
    ),
    (
        ("-O", "--plugin-option", "plugin_options"),
        {**_MANY, "metavar": "NAME.KEY=VALUE", "help": "An option of a plugin. 插件选项"},
    ),
)


def selecting_plugins(command: _Command, *, hidden: bool = False) -> _Command:
    """Return a command that takes the options by which plugins are selected; its help shows them unless they are hidden."""
    for words, facts in reversed(_OPTIONS):
        command = click.option(*words, hidden=hidden, **facts)(command)
    return command


def takes_selection(command: click.Command) -> bool:
    """Whether a command takes these options already."""
    return any(_selected is parameter.callback for parameter in command.params)
