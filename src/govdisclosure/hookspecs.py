"""The hooks (插件接口) by which exporters, readers and standards come in; the built-in ones use the same door.

A plugin is a module or object with functions of these names, marked with ``govdisclosure.hookimpl`` and named by an entry
point of the group ``govdisclosure``. Hooks are called once, when what they offer is first needed; the order of plugins does not
matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path

import pluggy

from govdisclosure.exporters import Exporter
from govdisclosure.readers import Reader

hookspec = pluggy.HookspecMarker("govdisclosure")
hookimpl = pluggy.HookimplMarker("govdisclosure")


@hookspec
def govdisclosure_exporters() -> Iterable[Exporter]:  # type: ignore[empty-body]
    """Offer exporters for finished reports. Since 0.1.

    Returns:
        Exporters whose names are unique across all plugins; one whose name is taken is refused, naming both distributions.
    """


@hookspec
def govdisclosure_readers() -> Iterable[Reader]:  # type: ignore[empty-body]
    """Offer readers for published reports. Since 0.1.

    Returns:
        Readers whose names are unique across all plugins; each is asked whether it accepts a file before plain text is tried.
    """


@hookspec
def govdisclosure_standards() -> Iterable[Path | Traversable]:  # type: ignore[empty-body]
    """Offer standards. Since 0.1.

    Returns:
        TOML files, one standard each; the file's name without ``.toml`` is the standard's id, unique across all plugins.
    """
