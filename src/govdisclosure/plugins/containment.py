"""Isolation of plugin code (隔离调用): whatever it raises or prints affects only its own result.

A plugin may end the process (``SystemExit``), raise what is no ``Exception`` (a panic of native code), or print. What it raises
becomes one error that names it, and what it prints goes to standard error. Only the user's own interruption is passed on.
Nothing is decided by the clock; a call that took long is remarked on, by the CPU time of its thread.
"""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter, thread_time
from types import FrameType

from govdisclosure.errors import GovDisclosureError, PluginError
from govdisclosure.messages import say
from govdisclosure.output_guard import without_standard_output
from govdisclosure.plugin_selection import DISABLE
from govdisclosure.plugins.registry import Plugin
from govdisclosure.progress import WorkStopped
from govdisclosure.tracebacks import show_traceback

SLOW = 5.0
"""Seconds of CPU time from which on a call of a plugin is remarked on."""


class SlowPluginWarning(UserWarning):
    """A plugin took long for one call; it cannot be stopped from outside, so it is named."""


class CpuClock(threading.local):
    """CPU time of the thread, to a tenth of a second: it is asked of the system once in that time, which is costly.

    In between it can't have advanced more than has elapsed. Both are functions that return seconds.
    """

    def __init__(self, computed: Callable[[], float] = thread_time, elapsed: Callable[[], float] = perf_counter) -> None:
        self.computed = computed
        self.elapsed = elapsed
        self._read_at = -1.0
        self._reading = 0.0

    def lately_computed(self) -> float:
        """Return the seconds that the thread has computed, or at most a tenth less."""
        now = self.elapsed()
        if self._read_at < 0 or now - self._read_at > 0.1:
            self._read_at, self._reading = now, self.computed()
        return self._reading


_CLOCK = CpuClock()


@contextmanager
def contained(plugin: Plugin, thing: str, *, patient: bool = False) -> Iterator[None]:
    """Run code of a plugin inside the block; with ``patient`` there is no remark on how long it takes.

    Raises:
        PluginError: the code raised anything but an error of this package; the plugin is named, with the way to switch it off.
    """
    facts = {"thing": thing, "distribution": plugin.distribution, "variable": DISABLE, "name": plugin.name}
    clock = _CLOCK
    start, begun = clock.lately_computed(), clock.elapsed()
    try:
        with without_standard_output(), _interruption() as interrupted:
            try:
                yield
            except (GovDisclosureError, GeneratorExit, WorkStopped):
                raise
            except BaseException as error:
                if interrupted() and isinstance(error, KeyboardInterrupt):
                    raise
                show_traceback(error)
                raise PluginError("plugin.call_failed", reason=reason_of(error), **facts) from error
    finally:
        elapsed = clock.elapsed() - begun
    if elapsed > SLOW and not patient and (taken := clock.computed() - start) > SLOW:  # it cannot take more than elapses
        warnings.warn(str(say("plugin.call_slow", seconds=f"{taken:.0f}", **facts)), SlowPluginWarning, stacklevel=4)


def reason_of(error: BaseException) -> str:
    """Return an error's text on one line, its type first."""
    return " ".join(f"{type(error).__name__}: {error}".split()).strip(": ")


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Tell the user's interruption from a ``KeyboardInterrupt`` that the code inside raises by itself."""
    happened: list[int] = []
    handler = signal.getsignal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else None
    if not callable(handler):
        yield partial(bool, happened)
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        happened.append(number)
        handler(number, frame)

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield partial(bool, happened)
    finally:
        signal.signal(signal.SIGINT, handler)
