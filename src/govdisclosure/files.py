"""Files given by path, as bytes or open (文件); errors name a file without its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOBase
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from attrs import field, frozen

from govdisclosure.errors import Fault, UnreadableError, refused, why
from govdisclosure.messages import say

LARGEST_FILE = 64
"""The most megabytes a file to read may have."""

File: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A file to read: its path, its bytes, or an open binary file, which is read to its end and left open."""
Target: TypeAlias = str | os.PathLike[str] | BinaryIO
"""A file to write: its path, or an open binary file, which is left open."""


@frozen
class OpenedFile:
    """A file's content.

    Attributes:
        name: its name in errors and for its suffix; empty for bytes without a name.
        data: its bytes.
        path: where it is; None for bytes and open files.
    """

    name: str
    data: bytes = field(repr=False)
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """The suffix of its name, in lower case; empty where there is none."""
        return Path(self.name).suffix.lower()


def opened(given: File | OpenedFile, *, name: str | None = None, most: int | None = None) -> OpenedFile:
    """Return the content of a file given by path, as bytes or open.

    Args:
        given: the file.
        name: what it is called in errors; its own name by default.
        most: how many megabytes it may have; :data:`LARGEST_FILE` by default.

    Raises:
        UnreadableError: it is too large, missing, cannot be read, is open as text, or is no file at all.
    """
    if isinstance(given, OpenedFile):
        return given
    most = LARGEST_FILE if most is None else most
    if isinstance(given, bytes | bytearray | memoryview):
        return OpenedFile(name or "", _within(bytes(given), name or "", most))
    path = path_of(given)
    if path is not None:
        return OpenedFile(name or path.name, read_whole(path, name=name, most=most), path)
    where = name or name_of(given)
    if not callable(getattr(given, "read", None)):
        raise refused(where, "file.no_file", found=type(given).__name__)
    try:
        data = cast("BinaryIO", given).read(most * 2**20 + 1)
    except OSError as error:
        raise refused(where, "read.no_file", reason=why(error)) from None
    except ValueError:  # it is closed, or holds text that cannot be decoded
        raise refused(where, "file.not_open") from None
    if not isinstance(data, bytes):
        raise refused(where, "file.as_text")
    return OpenedFile(where, _within(data, where, most))


def lines_in(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file one by one, so that only each line, and not the file, has to be within the limit.

    Raises:
        UnreadableError: it is not there, cannot be read, or a line is longer than :data:`LARGEST_FILE` megabytes.
    """
    try:
        with path.open("rb") as stream:
            while line := stream.readline(int(LARGEST_FILE * 2**20) + 1):
                yield _within(line, path.name, LARGEST_FILE)
    except OSError as error:
        raise refused(path.name, "read.no_file", reason=why(error)) from None


def path_of(given: object) -> Path | None:
    """Return the path of a file that is given by one; None for anything else."""
    if isinstance(given, str):
        return Path(given)
    if isinstance(given, os.PathLike):
        found = os.fspath(given)
        return Path(found) if isinstance(found, str) else None
    return None


def name_of(given: object) -> str:
    """Return a file's name without its folder; empty where it has none."""
    path = path_of(given)
    if path is not None:
        return path.name
    name = getattr(given, "name", None)
    return Path(name).name if isinstance(name, str) else ""


def is_file(given: object) -> bool:
    """Whether something is one file rather than several: a path, bytes, or an open file."""
    return isinstance(given, str | bytes | bytearray | memoryview | os.PathLike) or callable(getattr(given, "read", None))


def put(target: object, data: bytes) -> None:
    """Write bytes to an open binary file, and leave it open.

    Raises:
        UnreadableError: it is open as text or for reading, is closed, or is no file at all.
    """
    where = name_of(target)
    write = getattr(target, "write", None)
    if not callable(write):
        raise refused(where, "file.no_target", found=type(target).__name__)
    if isinstance(target, TextIOBase):
        raise refused(where, "file.as_text")
    with writing(where):
        try:
            write(data)
        except (ValueError, TypeError) as error:
            if isinstance(error, OSError):  # ``io.UnsupportedOperation`` is both
                raise
            raise refused(where, "file.not_open") from None


def _within(data: bytes, where: str, most: int) -> bytes:
    if len(data) > most * 2**20:
        raise refused(where, "read.too_large", size=len(data) // 2**20, most=most)
    return data


def read_whole(file: Path, *, name: str | None = None, most: int | None = None) -> bytes:
    """Return a file's bytes.

    Args:
        file: the file.
        name: what it is called in errors; its name by default.
        most: how many megabytes it may have; :data:`LARGEST_FILE` by default.

    Raises:
        UnreadableError: it has more, is not there or cannot be opened.
    """
    where, most = name or file.name, LARGEST_FILE if most is None else most
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= most * 2**20 else None
    except OSError as error:
        raise refused(where, "read.no_file", reason=why(error)) from None
    except ValueError:  # a path that no system takes, such as one with a null character
        raise refused(where, "read.no_file", reason=say("os.absent")) from None
    if data is None:
        raise refused(where, "read.too_large", size=size // 2**20, most=most)
    return data


@contextmanager
def writing(where: str, *, named: str | None = None) -> Iterator[None]:
    """Turn errors of writing into one clear sentence.

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
