"""Processes that die at a chosen call: a file layer that counts system calls and, from the n-th on, does nothing but raise.

No handler of an exception can tidy up behind it, as none can behind a process that is gone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from govdisclosure import folders


class KilledError(BaseException):
    """The process is gone."""


class Dying:
    """The system's calls, of which the n-th and all that follow do not take place."""

    COUNTED = ("open", "fsync", "replace", "unlink", "scandir", "chmod", "fdopen", "close")

    def __init__(self, last: int) -> None:
        self.last, self.calls = last, 0
        self.descriptors: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.COUNTED:
            return real

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls > self.last:
                raise KilledError(name)
            result = real(*arguments, **named)
            if name == "open":
                self.descriptors.add(result)
            if name == "close":
                self.descriptors.discard(arguments[0])
            return result

        return call

    def bury(self) -> None:
        """Let the system close what the process had open, which ends its locks."""
        for one in self.descriptors:
            try:
                os.close(one)
            except OSError:
                continue


def killed_at(call: int, work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Do the work in a process that dies at a call; return whether it did."""
    dying = Dying(call)
    with monkeypatch.context() as patched:
        patched.setattr(folders, "os", dying)
        try:
            work()
        except KilledError:
            return True
        finally:
            dying.bury()
    return False
