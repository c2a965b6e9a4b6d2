"""Plugins (插件): found, asked once and named; one that fails is left out, the rest goes on."""

from govdisclosure.plugins.invocation import SlowPluginWarning, read_by, write_by
from govdisclosure.plugins.loading import GROUP, LOCAL, Loading, hooks_for, in_order, installed_plugins, is_plugin
from govdisclosure.plugins.registry import DISABLE, InstalledCheck, Plugin, Refusal, Registry

__all__ = [
    "DISABLE",
    "GROUP",
    "LOCAL",
    "InstalledCheck",
    "Loading",
    "Plugin",
    "Refusal",
    "Registry",
    "SlowPluginWarning",
    "hooks_for",
    "in_order",
    "installed_plugins",
    "is_plugin",
    "read_by",
    "write_by",
]
