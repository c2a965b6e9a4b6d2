"""The JSON Schemas (2020-12) of what commands print and write as JSON (结果的 JSON Schema), by the command's name.

``report``, ``verdict`` and ``explanation`` are formats with a version, a file each; all other results are definitions in
``results.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_FILES: Mapping[str, str] = {"report": "report", "check": "verdict", "explain": "explanation"}


@cache
def result_names() -> tuple[str, ...]:
    """Return the names of the results (结果名称), sorted: ``report``, and a command with ``--json`` each (``standards-show``).

    Example:
        >>> "check" in result_names()
        True
    """
    return tuple(sorted({*_FILES, *(name for name, part in _results()["$defs"].items() if "title" in part)}))


def result_schema(name: str) -> dict[str, Any]:
    """Return the schema of a result as plain data (结果的 JSON Schema); it refers to no other file.

    Args:
        name: one of :func:`result_names`.

    Raises:
        KeyError: there is no such result.

    Example:
        >>> result_schema("check")["$schema"]
        'https://json-schema.org/draft/2020-12/schema'
    """
    if name in _FILES:
        return _file(_FILES[name])
    whole = _results()
    definitions = whole["$defs"]
    used: dict[str, Any] = {}
    waiting = list(_references(definitions[name]))
    while waiting:
        part = waiting.pop()
        if part not in used:
            used[part] = definitions[part]
            waiting.extend(_references(definitions[part]))
    return {"$schema": whole["$schema"], **definitions[name], **({"$defs": dict(sorted(used.items()))} if used else {})}


def _references(part: object) -> Iterator[str]:
    """Yield the names of the definitions that a part of a schema refers to."""
    if isinstance(part, dict):
        if str(part.get("$ref", "")).startswith("#/$defs/"):
            yield part["$ref"].rpartition("/")[2]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)


@cache
def _results() -> dict[str, Any]:
    return _file("results")


def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files("govdisclosure") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded
