"""Python's collector of reference cycles (循环垃圾回收), paused while much is loaded."""

from __future__ import annotations

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
