"""Python's collector of reference cycles (循环垃圾回收), paused while much is loaded, and seldom run in a command."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MUCH = 50_000
"""So many objects more than before are worth being spared; a few would be garbage for longer instead."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector while records, lines or reports are loaded, and give it back as it was.

    What is loaded holds no cycles, and the collector would walk over all of it again and again. Nor does it afterwards, where
    it was much: that counts as old from then on, and is walked over when the collector next looks at all there is.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if gc.get_count()[0] > _MUCH and gc.get_freeze_count() == 0:  # what somebody else has frozen stays so
                gc.freeze()
                gc.unfreeze()  # which puts everything into the oldest generation
            gc.enable()


def collecting_seldom() -> None:
    """Let the collector of this process run seldom, and not at its end, where it would walk over every module and class.

    For a program that is this process, such as a command: what it holds at its end goes with it.
    """
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
