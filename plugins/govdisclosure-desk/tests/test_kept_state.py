"""What is worked out of files is kept until one of them is another; nothing is shown of what a file held before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import define, field
from govdisclosure_desk.kept_state import KeptState, files_state

from govdisclosure.errors import refused
from govdisclosure.messages import speaking
from govdisclosure.progress import WorkStopped, counted, watched


@define(eq=False)
class Contents(KeptState[Path, str]):
    """The text of a file; it is refused where there is none."""

    read: list[str] = field(factory=list, init=False)

    def state_of(self, of: Path) -> object:
        return files_state(of)

    def worked_out(self, of: Path) -> str:
        self.read.append(of.name)
        list(counted(range(3), of.name))
        text = of.read_text(encoding="utf-8")
        if not text:
            raise refused(of.name, "folder.none")
        return text


def _written_in_place(file: Path) -> None:
    file.write_text("10", encoding="utf-8")


def _replaced(file: Path) -> None:
    other = file.with_name("other")
    other.write_text("10", encoding="utf-8")
    other.replace(file)


class TestKeptState:
    """What is kept of a state."""

    def test_is_worked_out_once(self, tmp_path: Path) -> None:
        file, contents = tmp_path / "request.csv", Contents()
        file.write_text("12", encoding="utf-8")
        assert not contents.is_ready(file)
        contents.prepare(file)
        assert contents.is_ready(file)
        assert contents.of(file) == "12"
        assert contents.read == ["request.csv"]

    def test_is_worked_out_anew_when_a_figure_of_the_same_length_replaced_another(self, tmp_path: Path) -> None:
        file, contents = tmp_path / "request.csv", Contents()
        file.write_text("12", encoding="utf-8")
        assert contents.of(file) == "12"
        before = file.stat()
        _replaced(file)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = file.stat()
        assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
        assert not contents.is_ready(file)
        assert contents.of(file) == "10"

    @pytest.mark.parametrize("change", [_written_in_place, _replaced])
    def test_is_another_where_the_time_is(self, tmp_path: Path, change: Callable[[Path], None]) -> None:
        file, contents = tmp_path / "request.csv", Contents()
        file.write_text("12", encoding="utf-8")
        os.utime(file, ns=(0, 0))
        assert contents.of(file) == "12"
        change(file)
        assert contents.of(file) == "10"

    def test_is_of_the_language_it_is_read_in(self, tmp_path: Path) -> None:
        file, contents = tmp_path / "request.csv", Contents()
        file.write_text("12", encoding="utf-8")
        with speaking("zh"):
            contents.prepare(file)
        with speaking("en"):
            assert not contents.is_ready(file)

    def test_of_a_file_that_is_refused_is_ready_to_be_said(self, tmp_path: Path) -> None:
        file, contents = tmp_path / "request.csv", Contents()
        file.touch()
        contents.prepare(file)
        assert contents.is_ready(file)
        file.write_text("12", encoding="utf-8")
        assert not contents.is_ready(file)
        assert contents.of(file) == "12"

    def test_is_nothing_where_it_was_cancelled(self, tmp_path: Path) -> None:
        def stop(*_: object) -> None:
            raise WorkStopped

        file, contents = tmp_path / "request.csv", Contents()
        file.write_text("12", encoding="utf-8")
        with pytest.raises(WorkStopped), watched(stop):
            contents.prepare(file)
        assert not contents.is_ready(file)
        assert contents.of(file) == "12"
