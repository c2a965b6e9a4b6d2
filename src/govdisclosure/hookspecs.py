"""The plugin hooks (插件接口); built-in standards and formats are offered through the same hooks.

A plugin is a module or object with functions of these names, marked with ``govdisclosure.hookimpl`` and named by an entry
point of the group ``govdisclosure``. Hooks are called once, when what they offer is first needed; the order of plugins does not
matter. There are four; a fifth comes when a real plugin needs it.

A plugin may state the version of this interface that it is made for, ``govdisclosure_api = 1``, and declare options by an attrs
class, ``govdisclosure_options = Options``; a hook that takes an argument ``options`` is given an object of that class.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from govdisclosure.consistency import Check, CheckFunction
from govdisclosure.dialects import Dialect
from govdisclosure.readers import Reader
from govdisclosure.records import RecordKind

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter

API = 1
"""The version of this interface. It grows where a plugin that is made for the version before would no longer work."""

hookspec = pluggy.HookspecMarker("govdisclosure")
hookimpl = pluggy.HookimplMarker("govdisclosure")


@hookspec
def govdisclosure_exporters(options: Any) -> Iterable[Exporter]:  # type: ignore[empty-body]  # nobody runs it
    """Offer exporters for finished reports (导出格式). Since 0.1.

    Returns:
        Exporters whose names are unique across all plugins; one whose name is taken is refused, naming both distributions.
    """


@hookspec
def govdisclosure_readers(options: Any) -> Iterable[Reader]:  # type: ignore[empty-body]  # nobody runs it
    """Offer readers for published reports (读入格式). Since 0.1.

    Returns:
        Readers whose names are unique across all plugins; each is asked whether it accepts a file before our own are, and
        before a file is refused for its kind.
    """


@hookspec
def govdisclosure_standards(options: Any) -> Iterable[Path | Traversable | RecordKind | Dialect | type[Dialect]]:  # type: ignore[empty-body]  # nobody runs it
    """Offer standards (统计报表制度等), annexes, profiles, crosswalks, calendars, kinds of record and dialects. Since 0.1.

    Returns:
        Files, distinguished by their names: ``ID.toml`` is a standard, ``ID.annex.toml`` an annex to one, ``ID.fr.toml``
        labels of one in French, ``NAME.profile.toml`` an intake profile, ``NAME.crosswalk.toml`` a crosswalk,
        ``NAME.calendar.toml`` a calendar of working days. Kinds of record, whose names begin with the plugin's own. SQL
        dialects. Each name is unique across all plugins.
    """


@hookspec
def govdisclosure_checks(options: Any) -> Iterable[Check | CheckFunction]:  # type: ignore[empty-body]  # nobody runs it
    """Offer checks that no relation of a standard can state (附加审核). Since 0.1.

    Returns:
        Objects with a ``name`` and a method ``check(report, previous)`` that returns findings, or such functions, called by
        their name. The plugin's name is before the rule of each finding. Names are unique across all plugins.
    """
