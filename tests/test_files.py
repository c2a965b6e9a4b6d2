"""Files are read within a limit and written whole or not at all; what the system refuses is one sentence without a path."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.files import read_whole, writing
from govdisclosure.folders import write_whole


def refusing(error: Exception) -> Callable[[BinaryIO], object]:
    def write(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise error

    return write


class TestReadWhole:
    """A file is read whole, or refused by its name and the reason."""

    def test_returns_the_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"\x00\xff")
        assert read_whole(tmp_path / "a") == b"\x00\xff"

    def test_opens_nothing_over_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure.files.LARGEST_FILE", 1)
        (tmp_path / "a").write_bytes(bytes(2**20 + 1))
        with pytest.raises(UnreadableError, match="1 MB"):
            read_whole(tmp_path / "a")

    def test_calls_a_file_as_it_is_told_to(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="No such file") as refused:
            read_whole(tmp_path / "a", name="folder/a")
        assert [fault.where for fault in refused.value.faults] == ["folder/a"]


class TestWriteWhole:
    """A file appears whole or stays as it was, and nothing is left beside it."""

    @pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full", "/secret/.x.part"), ValueError("no"), KeyboardInterrupt()])
    def test_leaves_what_was_there_where_it_fails(self, tmp_path: Path, error: Exception) -> None:
        (tmp_path / "a.txt").write_bytes(b"old")
        with pytest.raises(UnreadableError if isinstance(error, OSError) else type(error)) as failed:
            write_whole(tmp_path / "a.txt", refusing(error))
        assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]
        assert (tmp_path / "a.txt").read_bytes() == b"old"
        assert "secret" not in str(failed.value)

    def test_names_the_file_where_a_file_is_in_place_of_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "notes").write_bytes(b"")
        with pytest.raises(UnreadableError, match=r"a\.txt: a\.txt cannot be written: notes is a file") as refused:
            write_whole(tmp_path / "notes" / "a.txt", lambda stream: stream.write(b""))
        assert str(tmp_path) not in str(refused.value)


class TestWriting:
    """The sentence names the file the system names, or else what was being written."""

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (OSError(errno.ENOSPC, "full", "/secret/b.txt"), r"b\.txt cannot be written \(No space"),
            (OSError(errno.ENOSPC, "full"), r"letters cannot be written \(No space"),
            (OSError("odd"), r"letters cannot be written \(OSError"),
        ],
    )
    def test_says_what_and_why(self, error: OSError, said: str) -> None:
        with pytest.raises(UnreadableError, match=said) as refused, writing("letters"):
            raise error
        assert "secret" not in str(refused.value)
