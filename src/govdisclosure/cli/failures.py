"""What is printed where a command fails (出错提示): one sentence; the place too, where it is asked for."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from govdisclosure.cli import display
from govdisclosure.cli.plugin_commands import failure_of, offered_commands
from govdisclosure.cli.standard_output import not_written
from govdisclosure.cli.summaries import SUMMARIES
from govdisclosure.errors import GovDisclosureError, NotFinalError, PluginError, why
from govdisclosure.messages import say
from govdisclosure.tracebacks import show_traceback


def exit_code_of(error: Exception, command: str | None) -> int:
    """Print what went wrong in a command, and return the exit code."""
    error = _of_system(error)
    if isinstance(error, OSError) and not isinstance(error, GovDisclosureError) and error.filename is None:
        return output_failed(error)
    if not isinstance(error, PluginError):  # shown already, where the plugin was called
        show_traceback(error)
    display.remark(f"govdisclosure: {_sentence(error, command)}")
    if isinstance(error, LookupError):  # what is not there may be what a refused plugin would have offered
        display.remark_left_out_plugins()
    return 1 if isinstance(error, NotFinalError) else 2  # its findings forbid it, and it was read


def _of_system(error: Exception) -> Exception:
    """Return the system's error where libxml2 gives its name alone (``IO_ENOSPC``), writing rows into a temporary file."""
    number = getattr(errno, str(error).removeprefix("IO_"), None) if type(error).__name__ == "SerialisationError" else None
    return error if number is None else OSError(number, os.strerror(number), tempfile.gettempdir())


def _sentence(error: Exception, command: str | None) -> object:
    if isinstance(error, GovDisclosureError):
        return error
    if isinstance(error, OSError):  # of files, each is named where it is read or written
        return say("write.no_folder", path=Path(str(error.filename)).name, reason=why(error))
    place = f"{type(error).__name__}: {error}".splitlines()[0]
    offered = offered_commands(SUMMARIES).commands.get(command or "")
    return say("cli.unexpected", reason=place) if offered is None else failure_of(offered, place)


def output_failed(error: OSError) -> int:
    """Print why the output could not be written, and return the exit code."""
    sentence = not_written(error)
    if sentence is not None:
        display.remark(f"govdisclosure: {sentence}")
    return 0 if sentence is None else 2
