"""Robust standard output (标准输出): code pages that lack characters, a full disk, a closed pipe."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from govdisclosure.messages import Message, say


@contextmanager
def any_encoding() -> Iterator[None]:
    """Print a question mark for each character that the encoding lacks, and nothing where there is no standard output."""
    stream = sys.stdout
    if stream is None:  # it was closed before this program began
        with open(os.devnull, "w", encoding="utf-8") as nothing:  # noqa: PTH123 - a device
            sys.stdout = nothing
            try:
                yield
            finally:
                sys.stdout = stream
        return
    if not isinstance(stream, io.TextIOWrapper):
        yield
        return
    before = stream.errors
    stream.reconfigure(errors="replace")
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            stream.reconfigure(errors=before)


def echo_json(text: str) -> None:
    """Print JSON; a character that the encoding lacks is escaped, so that nothing is lost."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"

    def escaped(match: re.Match[str]) -> str:
        try:
            match[0].encode(encoding)
        except UnicodeEncodeError:
            data = match[0].encode("utf-16-be", "surrogatepass")
            return "".join(f"\\u{data[at : at + 2].hex()}" for at in range(0, len(data), 2))
        return match[0]

    click.echo(re.sub(r"[^\x00-\x7f]", escaped, text), nl=not text.endswith("\n"))


def not_written(error: OSError) -> Message | None:
    """Return the message on output that could not be written; None for a closed pipe, which is not an error.

    The rest of the output is discarded, so that the interpreter does not fail on it at exit.
    """
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    from govdisclosure.errors import why  # where nothing fails, no command needs them to start

    return None if isinstance(error, BrokenPipeError) else say("cli.not_written", reason=why(error))
