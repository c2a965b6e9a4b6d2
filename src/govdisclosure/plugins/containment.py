"""Code of plugins is called here (隔离调用): whatever it raises or prints costs only its own result.

A plugin may end the process (``SystemExit``), raise what is no ``Exception`` (a panic of native code), or print. What it raises
becomes one error that names it, and what it prints goes to standard error. Only the user's own interruption is passed on.
Nothing is decided by the clock; a call that took long is remarked on, by the CPU time of its thread.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from time import thread_time
from types import FrameType
from typing import TextIO

from govdisclosure.errors import GovDisclosureError, PluginError
from govdisclosure.messages import say
from govdisclosure.plugins.registry import DISABLE, Plugin

SLOW = 5.0
"""Seconds of CPU time from which on a call of a plugin is remarked on."""


class SlowPluginWarning(UserWarning):
    """A plugin took long for one call; it cannot be stopped from outside, so it is named."""


@contextmanager
def contained(plugin: Plugin, thing: str) -> Iterator[None]:
    """Call code of a plugin inside the block.

    Raises:
        PluginError: the code raised anything but an error of this package; the plugin is named, with the way to switch it off.
    """
    facts = {"thing": thing, "distribution": plugin.distribution, "variable": DISABLE, "name": plugin.name}
    start = thread_time()
    try:
        with _without_standard_output(), _interruption() as interrupted:
            try:
                yield
            except (GovDisclosureError, GeneratorExit):
                raise
            except BaseException as error:
                if interrupted() and isinstance(error, KeyboardInterrupt):
                    raise
                raise PluginError("plugin.call_failed", reason=reason_of(error), **facts) from error
    finally:
        taken = thread_time() - start
    if taken > SLOW:
        warnings.warn(str(say("plugin.call_slow", seconds=f"{taken:.0f}", **facts)), SlowPluginWarning, stacklevel=4)


def reason_of(error: BaseException) -> str:
    """Return what an error says, on one line, its kind first."""
    return " ".join(f"{type(error).__name__}: {error}".split()).strip(": ")


class _OutputGuard:
    """Whether standard output is this program's own, so that plugins must not write to it."""

    guarded = False


@contextmanager
def standard_output_guarded() -> Iterator[None]:
    """Keep standard output for this program: what plugins print inside the block goes to standard error.

    Python code of theirs finds another ``sys.stdout`` while it is called. What writes to the file descriptor, such as native
    code, finds standard error under its number; the program itself goes on writing to where standard output led.
    """
    before, _OutputGuard.guarded = _OutputGuard.guarded, True
    own = sys.stdout
    moved = _moved_output()
    if moved is not None:
        sys.stdout = moved
    try:
        yield
    finally:
        _OutputGuard.guarded = before
        if moved is not None:
            sys.stdout = own
            with suppress(OSError, ValueError):  # the reader of a pipe went away, a disk is full: said where it was written
                moved.flush()
            os.dup2(moved.fileno(), 1)
            moved.close()


def _moved_output() -> TextIO | None:
    """Return standard output under another file descriptor, its own number leading to standard error; None if it has none."""
    try:
        if sys.stdout.fileno() != 1 or sys.stderr.fileno() != 2:
            return None
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):  # a window without a console, a stream in memory
        return None
    moved = os.fdopen(
        os.dup(1),
        "w",
        encoding=sys.stdout.encoding,
        errors=sys.stdout.errors,
        buffering=1 if sys.stdout.isatty() else -1,
    )
    os.dup2(2, 1)
    return moved


@contextmanager
def _without_standard_output() -> Iterator[None]:
    if not _OutputGuard.guarded:  # inside somebody else's program, its output is that program's business
        yield
        return
    own, sys.stdout = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout = own


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
