"""Prints the oldest versions that are declared, as constraints for pip: ``python docs/release/lowest.py > lowest.txt``.

A version is that of its series, such as ``8.4.*``, for a first release may have been withdrawn. Of a package that several
distributions of this repository need, it is the newest of their oldest versions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]


def constraints() -> Iterator[str]:
    """Yield a constraint for each direct dependency, extras included, that has a lower bound."""
    lowest: dict[str, Version] = {}
    for path in (ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        extras = project.get("optional-dependencies", {}).values()
        for requirement in map(Requirement, [*project.get("dependencies", ()), *(one for extra in extras for one in extra)]):
            for bound in requirement.specifier:
                if bound.operator == ">=" and not requirement.name.startswith("govdisclosure"):
                    lowest[requirement.name] = max(lowest.get(requirement.name, Version("0")), Version(bound.version))
    for name, version in sorted(lowest.items()):
        series = version.release if version.major > 1000 or len(version.release) > 1 else (*version.release, 0)
        yield f"{name}=={'.'.join(map(str, series))}.*"


if __name__ == "__main__":
    print("\n".join(constraints()))
