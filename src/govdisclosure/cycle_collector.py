"""Python's collector of reference cycles (循环垃圾回收), paused while much is loaded, and seldom run in a command."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector while records, lines or reports are loaded, and give it back as it was.

    What is loaded holds no cycles, and the collector would walk over all of it again and again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collecting_seldom() -> None:
    """Let the collector of this process run seldom, and not at its end, where it would walk over every module and class.

    For a program that is this process, such as a command: what it holds at its end goes with it.
    """
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
