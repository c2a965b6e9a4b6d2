"""Paths on the command line (路径参数): inputs and outputs of a command; no output overwrites an input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from govdisclosure.errors import refused
from govdisclosure.folders import settle, writable, writable_folder


class Output(click.Path):
    """A file that a command writes; with ``folder``, a folder that it fills. Checked before any work is done.

    Attributes:
        updates: the option whose file may be the same, because its contents are carried over.
    """

    def __init__(self, *, folder: bool = False, updates: str = "") -> None:
        super().__init__(path_type=Path)
        self.folder, self.updates = folder, updates


def check_paths(context: click.Context) -> None:
    """Check that a command can write its outputs, and that none of them is a file that it reads.

    A change that a killed run left unfinished is completed or undone first, so that files are read either old or new.

    Raises:
        UnreadableError: it cannot, or one is.
    """
    for option in context.command.params:
        for path in _paths(context.params.get(option.name or "")):
            for folder in (path, path.parent):
                settle(folder)
    for option in context.command.params:
        if not isinstance(option.type, Output):
            continue
        for path in _paths(context.params.get(option.name or "")):
            for other in context.command.params:
                if not isinstance(other.type, Output) and other.name != option.type.updates:
                    read = list(_paths(context.params.get(other.name or "")))
                    refuse_onto(path, [*read, *(path for folder in read if _is_record_file(path, folder))])
            if option.type.folder and (path.is_dir() or not path.suffix):
                writable_folder(path)
            else:
                writable(path)


def _is_record_file(path: Path, folder: Path) -> bool:
    """Whether a file is there that is read as records with its folder."""
    if not (path.is_file() and folder.is_dir() and path.resolve().parent == folder.resolve()):
        return False
    from govdisclosure.library import default_library  # on use

    return path.stem in default_library().kinds


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are given, and those in the folders that are."""
    for path in paths:
        yield from path.rglob("*") if path.is_dir() else (path,)


def refuse_onto(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse an output that is one of the files read.

    Raises:
        UnreadableError: it is.
    """
    if output.is_file():
        for path in inputs:
            if path.is_file() and path.samefile(output):
                raise refused(output.name, "cli.onto_input")


def _paths(value: Any) -> Iterator[Path]:
    """Yield the paths of a parameter's value; an address of a database is none."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, Path):
            yield one
        elif isinstance(one, str) and "\0" not in one and "://" not in one and len(one) < 1000:
            yield Path(one)


INPUT = click.Path(path_type=Path)
OUTPUT_FILE = Output()
OUTPUT_FOLDER = Output(folder=True)
