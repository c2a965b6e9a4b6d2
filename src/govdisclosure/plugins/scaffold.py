"""The plugin scaffold (插件样板): a working, tested, typed distribution of each kind to start from."""

from __future__ import annotations

import keyword
import re
import shutil
import tomllib
from collections.abc import Collection, Iterator
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.messages import say


class PluginKind(StrEnum):
    """What a new plugin offers (插件种类); each has a folder of templates."""

    EXPORTER = "exporter"
    READER = "reader"
    ANNEX = "annex"
    DIALECT = "dialect"
    CHECK = "check"
    PROFILE = "profile"
    CALENDAR = "calendar"


OWN = frozenset({"desk", "health-commission", "html", "markdown", "ocr", "ofd", "pdf", "us-foia"})
"""Names that distributions of this project bear."""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_RESERVED = {"all", "local", *map(str.lower, keyword.kwlist), *_DEVICES}
_LONGEST = 40


def new_plugin(
    name: str,
    folder: Path,
    *,
    kind: PluginKind = PluginKind.EXPORTER,
    author: str = "",
    taken: Collection[str] = (),
) -> Path:
    """Make the folder of a new plugin, and return it.

    Args:
        name: such as ``city-portal``; the distribution is called ``govdisclosure-city-portal``.
        folder: where to make it.
        kind: what the plugin offers.
        author: whom its metadata names.
        taken: names under which something of that kind is offered already.

    Raises:
        UnreadableError: the name cannot be one or is taken, the folder is there already, or it cannot be written.
    """
    bare = name.removeprefix("govdisclosure-")
    if len(bare) > _LONGEST or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", bare):
        raise refused("NAME", "plugin.bad_name", found=name, most=_LONGEST)
    if bare in _RESERVED:
        raise refused("NAME", "plugin.reserved_name", found=bare)
    if bare in OWN or bare in taken:
        raise refused("NAME", "plugin.new_name_taken", found=bare)
    module = bare.replace("-", "_")
    names = {"NAME": bare, "PACKAGE": f"govdisclosure_{module}", "MODULE": module}
    words = {
        **{f"<<{word}>>": meant for word, meant in names.items()},
        "<<CLASS>>": "".join(part.capitalize() for part in bare.split("-")),
        "<<AUTHORS>>": f"authors = [{{ name = {_quoted(author)} }}]\n" if author.strip() else "",
    }
    template = files(__package__) / "template"
    said = tomllib.loads((template / "kinds.toml").read_text(encoding="utf-8"))[kind]
    words |= {f"<<{key.upper()}>>": _filled(text, words) for key, text in said.items()}
    made = folder / f"govdisclosure-{bare}"
    try:
        if made.exists():
            raise refused(made.name, "plugin.folder_exists")
        try:
            for target, text in (*_texts(template / "common"), *_texts(template / kind)):
                path = made / _filled(target, names)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(_filled(text, words), encoding="utf-8")
        except OSError:
            shutil.rmtree(made, ignore_errors=True)  # half a plugin is none, and would be in the way of the next attempt
            raise
    except OSError as error:
        sentence = say("write.no_folder", path=made.name, reason=type(error).__name__)
        raise UnreadableError([Fault(where=made.name, sentence=sentence)]) from None
    return made


def _texts(folder: Traversable, within: str = "") -> Iterator[tuple[str, str]]:
    """Yield the template of each file by its path: the folder's own, less the ``.txt`` behind it."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _texts(entry, f"{within}{entry.name}/")
        else:
            yield f"{within}{entry.name.removesuffix('.txt')}", entry.read_text(encoding="utf-8")


def _filled(text: str, words: dict[str, str]) -> str:
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text.strip())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
