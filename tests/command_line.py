"""The command line as tests call it: within the process, in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from govdisclosure.cli import main

Run: TypeAlias = Callable[..., tuple[int, str, str]]
"""Calls a command; returns its exit code, what it printed, and what it said on standard error."""


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what calls a command in English."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", *arguments])
        out, err = capsys.readouterr()
        return int(str(end.value.code)), out, err

    return call
