"""How far reading is: a bar for each sheet where someone looks, nothing in a pipe."""

from __future__ import annotations

import io
import sys

import pytest

from govdisclosure.cli import display


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


class TestProgress:
    """``display.progressing`` is told a sheet's name, rows read and rows in all."""

    def test_shows_a_bar_a_sheet_in_a_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setenv("TERM", "xterm")
        with display.progressing("reading [register]") as told:
            told("1月", 10, 40)
            told("1月", 40, 40)
            told("2月", 5, 9)
        assert "1月" in screen.getvalue()
        assert "40/40" in screen.getvalue()
        assert "reading [register]" in screen.getvalue()

    def test_says_nothing_in_a_pipe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = io.StringIO()
        monkeypatch.setattr(sys, "stderr", screen)
        with display.progressing("reading") as told:
            told("", 1, 2)
        assert screen.getvalue() == ""
