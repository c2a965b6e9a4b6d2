"""Plugins (插件): discovery, loading and isolation; one that fails is left out and named."""

from govdisclosure.plugin_selection import DISABLE
from govdisclosure.plugins.checking import InstalledCheck
from govdisclosure.plugins.containment import SlowPluginWarning
from govdisclosure.plugins.declared_options import GivenOptions, options_in
from govdisclosure.plugins.invocation import open_by, read_by, write_by
from govdisclosure.plugins.loading import (
    GROUP,
    LOCAL,
    Loading,
    api_fault,
    hooks_for,
    in_order,
    installed_plugins,
    is_plugin,
)
from govdisclosure.plugins.plugin_files import plugin_files
from govdisclosure.plugins.registry import Plugin, Refusal, Registry

__all__ = [
    "DISABLE",
    "GROUP",
    "LOCAL",
    "GivenOptions",
    "InstalledCheck",
    "Loading",
    "Plugin",
    "Refusal",
    "Registry",
    "SlowPluginWarning",
    "api_fault",
    "hooks_for",
    "in_order",
    "installed_plugins",
    "is_plugin",
    "open_by",
    "options_in",
    "plugin_files",
    "read_by",
    "write_by",
]
