"""What there is under a name (已安装项): what comes with the package, and what plugins add once it is asked for.

The kinds of records, the SQL dialects and the intake profiles are read far below the plugins, by modules that know nothing
of them. So each is an :class:`Installed`: a mapping that asks for plugins only when a name is not its own, or when
everything is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from threading import RLock
from typing import TypeVar

_Thing = TypeVar("_Thing")


class Installed(Mapping[str, _Thing]):
    """Things by name. To go through them shows what comes with the package; :meth:`complete` gives the whole."""

    def __init__(self, own: Mapping[str, _Thing]) -> None:
        """Begin with what comes with the package."""
        self.own: Mapping[str, _Thing] = dict(own)
        self.further: Mapping[str, _Thing] = {}

    def extend(self, further: Mapping[str, _Thing]) -> None:
        """Set what plugins add; nothing of our own is replaced."""
        self.further = {name: thing for name, thing in further.items() if name not in self.own}

    def complete(self) -> Mapping[str, _Thing]:
        """Load plugins, if they are not yet, and return everything, our own first."""
        load_plugins()
        return {**self.own, **self.further}

    def __getitem__(self, name: str) -> _Thing:
        if name in self.own:
            return self.own[name]
        if name and name not in self.further:  # a heading counts no kind of record: nothing to look for
            load_plugins()
        return self.further[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)


class _Loading:
    lock = RLock()
    under_way = False


def load_plugins() -> None:
    """Load what is installed, on first use; a plugin that is being loaded sees what is there so far, other threads wait."""
    with _Loading.lock:
        if not _Loading.under_way:
            _Loading.under_way = True
            try:
                import_module("govdisclosure.plugins").registry()
            finally:
                _Loading.under_way = False


PROFILES: Installed[str] = Installed({})
"""The text of the intake profiles by name; those that come with the package are offered like a plugin's."""
