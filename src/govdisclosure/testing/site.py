"""Distributions as pip would install them (测试用安装环境), without pip: for tests of plugins, good and broken ones."""

from __future__ import annotations

import importlib
import tomllib
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

from govdisclosure.plugin_selection import COMMANDS
from govdisclosure.plugins import GROUP


class Site:
    """A folder on the path into which distributions are installed, as pip would do it.

    Example:
        >>> site = Site(Path("site"))
        >>> Path("site").mkdir()
        >>> _ = site.install("acme-portal", "govdisclosure_api = 1")
        >>> [point.name for point in site.found()]
        ['acme_portal']
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder  # it must be on ``sys.path``
        self.modules: set[str] = set()

    def install(self, distribution: str, source: str, *, name: str | None = None, version: str = "1.0") -> None:
        """Install a distribution of one module with this source; its entry point bears the module's name, or ``name``."""
        module = distribution.replace("-", "_")
        self.modules.add(module)
        package = self.folder / module
        package.mkdir()
        (package / "__init__.py").write_text(source, encoding="utf-8")
        info = self.folder / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name or module} = {module}\n", encoding="utf-8")
        importlib.invalidate_caches()

    def install_commands(self, distribution: str, source: str, *, summary: str = "", **commands: str) -> None:
        """Install a distribution of one module with commands, the name of the function for the name of each command."""
        self.install(distribution, source)
        module = distribution.replace("-", "_")
        info = self.folder / f"{module}-1.0.dist-info"
        with (info / "METADATA").open("a", encoding="utf-8") as metadata:
            metadata.write(f"Summary: {summary}\n" if summary else "")
        lines = "".join(f"{name} = {module}:{place}\n" for name, place in commands.items())
        (info / "entry_points.txt").write_text(f"[{COMMANDS}]\n{lines}", encoding="utf-8")

    def add(self, distribution: str, name: str, content: str | bytes) -> Path:
        """Put a file beside the module of an installed distribution."""
        path = self.folder / distribution / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def found(self) -> list[EntryPoint]:
        """Return the entry points of all that is installed here, whatever else the environment has."""
        return [point for one in distributions(path=[str(self.folder)]) for point in one.entry_points]


def installed_from(project: Path) -> Path:
    """Write beside a project's ``pyproject.toml`` what pip would write about it, and return that folder.

    With the project's folder, and ``src`` where its packages are there, on the path, it is installed.
    """
    told = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = project / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir()
    metadata = (
        f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\nSummary: {told.get('description', '')}\n"
    )
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    lines: list[str] = []
    for group, points in told.get("entry-points", {}).items():
        lines += [f"[{group}]", *(f"{name} = {place}" for name, place in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return info
