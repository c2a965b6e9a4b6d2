"""Dialects of plugins (插件方言), isolated: whatever a member raises becomes an error that names the plugin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from govdisclosure.dialects import Dialect
from govdisclosure.plugins.containment import contained
from govdisclosure.plugins.registry import Plugin

_CONDITIONS = ("compares_exactly",)


def contained_dialect(plugin: Plugin, dialect: Dialect) -> Dialect:
    """Return a dialect that is a plugin's, each of whose members is asked for so that its plugin is named where that fails.

    It is of a subclass of the dialect's own class, and has all that the dialect has.
    """
    cls = type(dialect)

    def asked(self: Dialect, name: str) -> Any:
        if name.startswith("_") or name not in _MEMBERS:
            return object.__getattribute__(self, name)
        with contained(plugin, f"{cls.__name__}.{name}"):
            found = cls.__getattribute__(self, name)
        return _called(plugin, f"{cls.__name__}.{name}", name, found) if callable(found) else found

    made: Any = object.__new__(type(cls.__name__, (cls,), {"__getattribute__": asked, "__module__": cls.__module__}))
    vars(made).update(vars(dialect))
    taken: Dialect = made
    return taken


_MEMBERS = frozenset(name for name in dir(Dialect) if not name.startswith("_"))
_MAY_BE_NONE = frozenset(
    name
    for name in _MEMBERS
    if callable(method := getattr(Dialect, name)) and signature(method).return_annotation == "str | None"
)


def _called(plugin: Plugin, thing: str, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*arguments: Any, **options: Any) -> Any:
        with contained(plugin, thing):
            found = method(*arguments, **options)
            if not isinstance(found, str) and not (found is None and name in _MAY_BE_NONE) and name not in _CONDITIONS:
                raise TypeError(f"{type(found).__name__} is no text")
        return found

    return call
