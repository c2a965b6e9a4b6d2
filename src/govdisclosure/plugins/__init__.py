"""What is installed (插件登记): plugins are found, asked once and named; one that fails is switched off, the rest goes on."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.metadata import entry_points

from govdisclosure.consistency import CHECKS
from govdisclosure.installed import PROFILES
from govdisclosure.plugins.invocation import SlowPluginWarning, read_by, write_by
from govdisclosure.plugins.loading import GROUP, make_registry
from govdisclosure.plugins.registry import DISABLE, InstalledCheck, Plugin, Refusal, Registry

__all__ = [
    "DISABLE",
    "GROUP",
    "InstalledCheck",
    "Plugin",
    "Refusal",
    "Registry",
    "SlowPluginWarning",
    "forget",
    "make_registry",
    "read_by",
    "registry",
    "write_by",
]


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Return what is installed; plugins are loaded on the first call."""
    found = make_registry(entry_points(group=GROUP), disabled=os.environ.get(DISABLE, ""))
    PROFILES.extend(found.profiles)
    CHECKS.extend(found.checks)
    return found


def forget() -> None:
    """Forget what is installed, so that the next use looks again: for tests, and programs that install while they run."""
    registry.cache_clear()
    for one in (PROFILES, CHECKS):
        one.extend({})
