"""The plugin scaffold (插件样板): a working, tested, typed distribution to start from."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.messages import say

_FILES = {
    "README.md": "README.md.txt",
    "CHANGELOG.md": "CHANGELOG.md.txt",
    "pyproject.toml": "pyproject.toml.txt",
    "src/PACKAGE/__init__.py": "package.py.txt",
    "src/PACKAGE/py.typed": "",
    "tests/test_MODULE.py": "tests.py.txt",
}


def new_plugin(name: str, folder: Path, *, author: str = "") -> Path:
    """Make the folder of a new plugin with one exporter, and return it.

    Args:
        name: such as ``city-portal``; the distribution is called ``govdisclosure-city-portal``.
        folder: where to make it.
        author: whom its metadata names.

    Raises:
        UnreadableError: the name cannot be one, the folder is there already, or it cannot be written.
    """
    bare = name.removeprefix("govdisclosure-")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", bare):
        raise refused("NAME", "plugin.bad_name", found=name)
    made = folder / f"govdisclosure-{bare}"
    if made.exists():
        raise refused(made.name, "plugin.folder_exists")
    module = bare.replace("-", "_")
    words = {
        "NAME": bare,
        "PACKAGE": f"govdisclosure_{module}",
        "MODULE": module,
        "CLASS": "".join(part.capitalize() for part in bare.split("-")),
        "AUTHORS": f"authors = [{{ name = {_quoted(author)} }}]\n" if author.strip() else "",
    }
    templates = files(__package__) / "template"
    try:
        for target, source in _FILES.items():
            path = made / _filled(target, words)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = (templates / source).read_text(encoding="utf-8") if source else ""
            path.write_text(_filled(text, words, braced=True), encoding="utf-8")
    except OSError as error:
        sentence = say("write.no_folder", path=made.name, reason=type(error).__name__)
        raise UnreadableError([Fault(where=made.name, sentence=sentence)]) from None
    return made


def _filled(text: str, words: dict[str, str], *, braced: bool = False) -> str:
    for word, meant in words.items():
        text = text.replace(f"<<{word}>>" if braced else word, meant)
    return text


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text.strip())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
