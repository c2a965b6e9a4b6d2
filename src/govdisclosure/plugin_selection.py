"""Selection of plugins (选用插件): which of those that are installed are used."""

from __future__ import annotations

import os
from collections.abc import Iterable

COMMANDS = "govdisclosure.commands"
"""The group of entry points that name commands: ``NAME = "module:click_command"``."""

DISABLE = "GOVDISCLOSURE_DISABLE_PLUGINS"
"""The environment variable that switches plugins off: names of distributions or entry points with commas, or ``all``."""


def disabled_by_environment() -> frozenset[str]:
    """Return the names that ``GOVDISCLOSURE_DISABLE_PLUGINS`` holds."""
    return names_in(os.environ.get(DISABLE, ""))


def names_in(given: str | Iterable[str]) -> frozenset[str]:
    """Return names: of a text with commas between them, or given one by one."""
    names = given.split(",") if isinstance(given, str) else given
    return frozenset(name.strip() for name in names if name.strip())
