"""Plugins in a folder (文件夹中的插件): each Python file is one, named after the file; nothing is installed."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from attrs import frozen

from govdisclosure.errors import PluginError

_PACKAGE = "govdisclosure_plugins_from"


@frozen
class PluginFile:
    """A Python file that is a plugin.

    Attributes:
        path: the file.
    """

    path: Path

    @property
    def name(self) -> str:
        """What the plugin is called."""
        return self.path.stem

    def load(self) -> object:
        """Run the file as a module of its own, and return it."""
        name = f"{_PACKAGE}.{self.path.stem}"
        spec = spec_from_file_location(name, self.path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.path.name} is no Python file")
        module = sys.modules[name] = module_from_spec(spec)  # classes are found by their module, as in any
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module


def plugin_files(folder: str | Path) -> list[PluginFile]:
    """Return the plugins of a folder, by name: its Python files but those that begin with ``_`` or a dot.

    Raises:
        PluginError: there is no such folder, or it has no such file.
    """
    place = Path(folder)
    found = [PluginFile(path) for path in sorted(place.glob("*.py")) if not path.name.startswith(("_", "."))]
    if not place.is_dir():
        raise PluginError("plugin.no_folder", path=str(folder))
    if not found:
        raise PluginError("plugin.empty_folder", path=str(folder))
    return found
