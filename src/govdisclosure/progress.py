"""How far long work is (进度), reported from inside it: whoever waits can show the counts, and end the work at any of them.

What walks over many rows, pages or records walks over :func:`counted` of them. Nobody has to pass anything down: a
:func:`watched` block hears of everything that is counted in it, in its own thread and context. Without one nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

Watcher: TypeAlias = Callable[[str, int, int], None]
"""Called with what is worked on, how much of it is done, and how much there is, 0 where that is unknown."""
STEP = 1000
"""So many rows or records are walked over between two calls of a watcher."""

_Any = TypeVar("_Any")
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


class WorkStopped(BaseException):
    """Whoever waits for the work has ended it; a watcher raises it, and nothing inside turns it into an error."""


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Have a watcher called with what is counted within the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def counted(items: Iterable[_Any], what: str, of: int = 0, *, step: int = STEP) -> Iterable[_Any]:
    """Return items whose number is reported to the watcher while they are walked over.

    Args:
        items: the items; without a watcher they are returned as they are.
        what: what they are of: the name of a file, a sheet, a kind of record.
        of: how many there are; 0 where that is not known.
        step: after how many items the watcher is called.
    """
    watcher = _watcher.get()
    return items if watcher is None else _reported(items, what, of, step, watcher)


def told(what: str, done: int, of: int = 0) -> None:
    """Tell the watcher, where there is one, a number that was counted otherwise; for the arguments see :func:`counted`."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(what, done, of)


def _reported(items: Iterable[_Any], what: str, of: int, step: int, watcher: Watcher) -> Iterator[_Any]:
    for number, item in enumerate(items):
        if number % step == 0:
            watcher(what, number, of)
        yield item
