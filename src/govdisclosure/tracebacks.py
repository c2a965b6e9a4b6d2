"""Tracebacks (错误位置) for those who write plugins: printed on standard error where they are asked for, and only there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

DEBUG = "GOVDISCLOSURE_DEBUG"
"""The environment variable that does what ``--traceback`` does."""

_SHOWN: ContextVar[bool] = ContextVar("tracebacks_shown", default=False)


@contextmanager
def showing_tracebacks(shown: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002 - a switch, as the option is
    """Print tracebacks inside the block."""
    token = _SHOWN.set(shown or _SHOWN.get())
    try:
        yield
    finally:
        _SHOWN.reset(token)


def are_shown() -> bool:
    """Whether tracebacks are printed: inside :func:`showing_tracebacks`, or where ``GOVDISCLOSURE_DEBUG`` is set."""
    return _SHOWN.get() or bool(os.environ.get(DEBUG))


def show_traceback(error: BaseException) -> None:
    """Print the traceback of an error on standard error, where tracebacks are shown."""
    if are_shown():
        import traceback

        traceback.print_exception(error, file=sys.stderr)
