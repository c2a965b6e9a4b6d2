"""Options of plugins (插件选项): a plugin declares them as an attrs class; a file or the command line gives their values."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Mapping
from pathlib import Path

import attrs
from attrs import define, field

from govdisclosure.errors import PluginError, why
from govdisclosure.messages import Message, say
from govdisclosure.plugins.registry import Plugin
from govdisclosure.records.record import nearest

DECLARED = "govdisclosure_options"
"""The attribute by which a plugin declares its options: an attrs class."""


@define
class GivenOptions:
    """The values of options by plugin, and what is wrong with them.

    Attributes:
        tables: options by the name of a plugin or distribution.
    """

    tables: Mapping[str, Mapping[str, object]] = field(factory=dict)
    faults: list[Message] = field(factory=list)

    def of(self, plugin: Plugin, declared: type) -> object:
        """Return a plugin's options; a fault, and the defaults, where a key or a value is not one of them.

        Raises:
            TypeError: the class is none of attrs, or cannot be made of what it requires.
        """
        values: dict[str, object] = {}
        fields = option_fields(declared)
        given: dict[str, object] = {}
        for name in dict.fromkeys((plugin.distribution, plugin.name)):
            given |= self.tables.get(name, {})
        for key, value in given.items():
            if key not in fields:
                known = list(nearest(key, fields) or fields)
                self.faults.append(say("plugin.unknown_option", name=plugin.name, found=key, known=known or ["—"]))
                continue
            from govdisclosure.serialization import structured_option  # on use: few options are given

            try:
                values[key] = structured_option(value, fields[key].type)
            except (ArithmeticError, LookupError, TypeError, ValueError):
                facts = {"name": plugin.name, "key": key, "type": type_in_words(fields[key].type)}
                self.faults.append(say("plugin.bad_option", found=repr(value)[:60], **facts))
        for key, one in fields.items():
            if one.default is attrs.NOTHING and key not in given:
                facts = {"name": plugin.name, "key": key, "type": type_in_words(one.type)}
                self.faults.append(say("plugin.missing_option", **facts))
        if self.faults:
            return None
        try:
            return declared(**values)
        except (TypeError, ValueError) as error:  # a validator of its own
            reason = " ".join(str(error.args[0] if error.args else error).split())
            self.faults.append(say("plugin.refused_options", name=plugin.name, reason=reason))
            return None


def option_fields(declared: type) -> dict[str, attrs.Attribute[object]]:
    """Return the options that an attrs class declares, by key.

    Raises:
        TypeError: it is no attrs class.
    """
    if not inspect.isclass(declared) or not attrs.has(declared):
        raise TypeError(f"{DECLARED} is no attrs class")
    attrs.resolve_types(declared)
    return {one.alias or one.name: one for one in attrs.fields(declared) if one.init}


def type_in_words(type_: object) -> str:
    """Return a type as its author wrote it."""
    return type_.__name__ if isinstance(type_, type) and not hasattr(type_, "__args__") else str(type_).replace("typing.", "")


def options_in(path: str) -> dict[str, Mapping[str, object]]:
    """Return the tables ``[plugins.NAME]`` of a TOML file.

    Raises:
        PluginError: the file cannot be read, or holds something else.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        raise PluginError("plugin.options_file", path=path, reason=reason) from None
    tables = data.get("plugins")
    if set(data) != {"plugins"} or not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise PluginError("plugin.options_file", path=path, reason="[plugins.NAME]")
    return tables
