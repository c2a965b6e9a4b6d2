"""Files read whole (文件读取), and what the system refuses said in one sentence, by the file's name alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govdisclosure.errors import Fault, UnreadableError, refused, why
from govdisclosure.messages import say

LARGEST_FILE = 64
"""The most megabytes a file to read may have."""


def read_whole(file: Path, *, name: str | None = None) -> bytes:
    """Return a file's bytes.

    Args:
        file: the file.
        name: what it is called in errors; its name by default.

    Raises:
        UnreadableError: it has more than :data:`LARGEST_FILE` megabytes, is not there or cannot be opened.
    """
    where = name or file.name
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE * 2**20:
            sentence = say("read.too_large", size=size // 2**20, most=LARGEST_FILE)
            raise UnreadableError([Fault(where=where, sentence=sentence)])
        return file.read_bytes()
    except OSError as error:
        raise refused(where, "read.no_file", reason=why(error)) from None


@contextmanager
def writing(where: str, *, named: str | None = None) -> Iterator[None]:
    """Say in one sentence why something cannot be written.

    Args:
        where: what is written, for an error that names no file of its own.
        named: what is said whatever the error names, such as a temporary file.

    Raises:
        UnreadableError: the system refused.
    """
    try:
        yield
    except OSError as error:
        name = named or Path(str(error.filename or "")).name or where
        sentence = say("write.no_folder", path=name, reason=why(error))
        raise UnreadableError([Fault(where=name, sentence=sentence)]) from None
