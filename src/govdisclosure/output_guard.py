"""Standard output reserved for the program (标准输出专用): output of plugins goes to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


class _OutputGuard:
    """Whether standard output is this program's own, so that plugins must not write to it."""

    guarded = False


@contextmanager
def standard_output_guarded() -> Iterator[None]:
    """Reserve standard output for this program: output of plugins inside the block goes to standard error.

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
def without_standard_output() -> Iterator[None]:
    """Redirect output inside the block to standard error, where standard output is guarded."""
    if not _OutputGuard.guarded:  # inside somebody else's program, its output is that program's business
        yield
        return
    own, sys.stdout = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout = own
