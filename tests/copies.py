"""Copies of the package with something added in one place, to prove that nothing else needs to know of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import govdisclosure

SOURCE = Path(govdisclosure.__file__).parent


def copied(root: Path, module: str, changes: Mapping[str, str], sentences: Mapping[str, str]) -> Path:
    """Copy the package into a folder, change one module, and add sentences to the catalogue of each language.

    Args:
        root: the folder.
        module: the module, as a path within the package.
        changes: each passage that is replaced, found just once, and by what.
        sentences: words by key; each language says the same.
    """
    package = root / "govdisclosure"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    changed(package / module, changes)
    for catalogue in (package / "messages").glob("*.toml"):
        lines = "".join(f'"{key}" = "{words}"\n' for key, words in sentences.items())
        catalogue.write_text(f"{catalogue.read_text(encoding='utf-8')}{lines}", encoding="utf-8")
    return package / module


def changed(module: Path, changes: Mapping[str, str]) -> None:
    """Replace passages of a module, each of which is found just once."""
    text = module.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    module.write_text(text, encoding="utf-8")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the copy in a folder as the package."""
    environment = {"PYTHONPATH": str(root), "PATH": "", "MYPY_CACHE_DIR": str(root / "cache"), "PYTHONIOENCODING": "utf-8"}
    arguments = (sys.executable, *arguments)
    return subprocess.run(arguments, cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def typed(module: Path) -> str:
    """Return what the type checker says of one module of a copy."""
    return run(module.parents[2], "-m", "mypy", "--strict", "--follow-imports=silent", str(module)).stdout
