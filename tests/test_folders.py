"""Files of a folder change in one step: whatever call a process dies at, the folder holds the old files or the new ones.

What intake, write and collect leave, and a real SIGKILL, is looked at in ``tests/test_killed.py``.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, strategies as st
from tests.dying import KilledError, killed_at

from govdisclosure import folders
from govdisclosure.errors import UnreadableError
from govdisclosure.folders import JOURNAL, LOCK, one_step, settle, writable, writable_folder, write_together, write_whole

NAMES = ("a.csv", "b.json", "c.xlsx")


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if not one.name.startswith(".")}


def hidden(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".")]


def every_death(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch, prepare: Callable[[], object]) -> Iterator[int]:
    """Yield after each death, the folder as it was left; ends with the run that none interrupts."""
    for call in range(500):
        prepare()
        died = killed_at(call, work, monkeypatch)
        yield call
        if not died:
            return
    raise AssertionError("the work never ended")


OLD = {"a.csv": b"old a", "b.json": b"old b"}
CHANGES: list[Mapping[str, bytes | None]] = [
    {"a.csv": b"new a"},
    {"a.csv": b"new a", "b.json": b"new b"},
    {"a.csv": b"new a", "b.json": None, "c.xlsx": b"new c"},
    {"b.json": None},
    {"a.csv": None, "b.json": None},
]


class TestKilled:
    """The old files or the new ones, and nothing hidden after the next run."""

    @pytest.mark.parametrize("change", CHANGES)
    def test_at_any_call(self, change: Mapping[str, bytes | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = tmp_path / "records"
        folder.mkdir()
        new = {name: content for name, content in {**OLD, **change}.items() if content is not None}

        def prepare() -> None:
            for one in folder.iterdir():
                one.unlink()
            for name, content in OLD.items():
                (folder / name).write_bytes(content)

        def work() -> None:
            with one_step() as step:
                for name, content in change.items():
                    if content is None:
                        step.remove(folder / name)
                    else:
                        step.put(folder / name, content)

        outcomes = []
        for _ in every_death(work, monkeypatch, prepare):
            settle(folder)
            outcomes.append(contents(folder))
            assert outcomes[-1] in (OLD, new)
            work()
            assert (contents(folder), hidden(folder)) == (new, [])
        assert outcomes[0] == OLD
        assert outcomes[-1] == new

    def test_while_the_killed_change_is_finished(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        new = {name: b"new " + name.encode() for name in NAMES}

        def work() -> None:
            write_together({tmp_path / name: content for name, content in new.items()})

        def journaled() -> None:
            for one in tmp_path.iterdir():
                one.unlink()
            (tmp_path / "a.csv").write_bytes(b"old")
            for call in range(500):
                killed_at(call, work, monkeypatch)
                if (tmp_path / JOURNAL).exists():
                    return

        for _ in every_death(lambda: settle(tmp_path), monkeypatch, journaled):
            settle(tmp_path)
            assert contents(tmp_path) == new
        assert hidden(tmp_path) == []

    @given(before=st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=4)), call=st.integers(0, 60), data=st.data())
    def test_whatever_is_written(
        self, before: dict[str, bytes], call: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("x")
        for name, content in before.items():
            (folder / name).write_bytes(content)
        change = data.draw(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=4), min_size=1))
        with pytest.MonkeyPatch.context() as monkeypatch:
            killed_at(call, lambda: write_together({folder / one: content for one, content in change.items()}), monkeypatch)
        settle(folder)
        assert contents(folder) in (before, {**before, **change})
        write_whole(folder / "d", b"")
        assert hidden(folder) == []


class TestKilledInSeveralFolders:
    """All folders of a step hold the old files or all hold the new ones, whichever of them is settled first."""

    OLD: ClassVar = {"x": {"a": b"old"}, "y": {"b": b"old", "gone": b"old"}, "z": {}}
    NEW: ClassVar = {"x": {"a": b"new"}, "y": {"b": b"new"}, "z": {"c": b"new", "d": b"new"}}

    def prepare(self, top: Path) -> None:
        shutil.rmtree(top, ignore_errors=True)
        for name, files in self.OLD.items():
            (top / name).mkdir(parents=True)
            for file, content in files.items():
                (top / name / file).write_bytes(content)

    def change(self, top: Path) -> None:
        with one_step() as step:
            step.remove(top / "y/gone")
            for name, files in self.NEW.items():
                for file, content in files.items():
                    step.put(top / name / file, content)

    def state(self, top: Path, order: Sequence[str]) -> dict[str, dict[str, bytes]]:
        for name in order:
            settle(top / name)
        return {name: contents(top / name) for name in self.OLD}

    @pytest.mark.parametrize("order", ["xyz", "zyx"])
    def test_at_any_call(self, order: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        top, outcomes = tmp_path / "top", []
        for _ in every_death(lambda: self.change(top), monkeypatch, lambda: self.prepare(top)):
            outcomes.append(self.state(top, order))
            assert outcomes[-1] in (self.OLD, self.NEW)
            self.change(top)
            assert self.state(top, order) == self.NEW
            assert [hidden(top / name) for name in order] == [[], [], []]
        assert (outcomes[0], outcomes[-1]) == (self.OLD, self.NEW)

    @pytest.mark.parametrize("first", ["x", "y", "z"])
    def test_and_again_while_the_change_is_settled(self, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        top = tmp_path / "top"
        for change in range(500):
            self.prepare(top)
            if not killed_at(change, lambda: self.change(top), monkeypatch):
                return
            for call in range(0, 60, 3):
                died = killed_at(call, lambda: settle(top / first), monkeypatch)
                if not died:
                    break
            assert self.state(top, "zyx") in (self.OLD, self.NEW)

    def committed(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for call in range(500):
            self.prepare(top)
            killed_at(call, lambda: self.change(top), monkeypatch)
            if (top / "x" / JOURNAL).exists():
                return

    def test_is_finished_where_they_were_moved_together(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.committed(tmp_path / "top", monkeypatch)
        (tmp_path / "top").rename(tmp_path / "elsewhere")
        assert self.state(tmp_path / "elsewhere", "zyx") == self.NEW

    def test_leaves_a_folder_alone_that_was_taken_away(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.committed(tmp_path / "top", monkeypatch)
        (tmp_path / "top/y").rename(tmp_path / "y")
        settle(tmp_path / "y")
        assert (contents(tmp_path / "y"), hidden(tmp_path / "y")) == (self.OLD["y"], [])
        settle(tmp_path / "top/x")
        assert contents(tmp_path / "top/x") == self.NEW["x"]

    def test_waits_for_whoever_has_another_of_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        top = tmp_path / "top"
        self.committed(top, monkeypatch)
        with one_step() as step:
            step.hold(top / "z")
            assert contents(top / "z") == self.NEW["z"]
            with pytest.raises(UnreadableError, match="another run"):
                folders.Transaction(wait=0).hold(top / "z")


class TestSeveral:
    """All files of a step are written, or none."""

    def test_in_two_folders(self, tmp_path: Path) -> None:
        (tmp_path / "x").mkdir()
        (tmp_path / "y").mkdir()
        write_together({tmp_path / "x/a": b"1", tmp_path / "y/b": b"2"})
        assert [(tmp_path / one).read_bytes() for one in ("x/a", "y/b")] == [b"1", b"2"]

    def test_none_where_one_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "notes").write_bytes(b"")
        with pytest.raises(UnreadableError, match=r"b\.csv cannot be written: notes is a file, and no folder"):
            write_together({tmp_path / "new/a.csv": b"1", tmp_path / "notes/b.csv": b"2"})
        assert contents(tmp_path) == {"notes": b""}

    def test_none_where_the_disk_is_full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.csv").write_bytes(b"old")
        syncs = iter((None, OSError(errno.ENOSPC, "full")))

        def fsync(_: int) -> None:
            refusal = next(syncs)
            if refusal:
                raise refusal

        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(UnreadableError, match=r"b\.csv cannot be written \(No space"):
            write_together({tmp_path / "a.csv": b"1", tmp_path / "b.csv": b"2"})
        assert (contents(tmp_path), hidden(tmp_path)) == ({"a.csv": b"old"}, [])

    def test_all_where_an_exception_comes_between_two_renames(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real, calls = os.replace, iter(range(99))

        def replace(*arguments: Any) -> None:
            if next(calls) == 2:  # the journal, the first file, and now
                raise KeyboardInterrupt
            real(*arguments)

        monkeypatch.setattr(os, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            write_together({tmp_path / "a.csv": b"1", tmp_path / "b.csv": b"2"})
        assert (contents(tmp_path), hidden(tmp_path)) == ({"a.csv": b"1", "b.csv": b"2"}, [])

    def test_join_the_step_around_them(self, tmp_path: Path) -> None:
        def both() -> None:
            with one_step():
                write_whole(tmp_path / "a", b"1")
                assert contents(tmp_path) == {}
                with one_step() as inner:
                    inner.put(tmp_path / "b", b"2")
                raise KilledError

        with pytest.raises(KilledError):
            both()
        assert contents(tmp_path) == {}


class TestHeld:
    """One process at a time changes a folder; a lock ends with its process."""

    def test_is_refused_to_others(self, tmp_path: Path) -> None:
        with one_step() as step:
            step.hold(tmp_path)
            step.hold(tmp_path)  # it is ours already
            other = folders.Transaction(wait=0.05)
            with pytest.raises(UnreadableError, match="another run of govdisclosure is changing this folder"):
                other.hold(tmp_path)
        assert hidden(tmp_path) == []

    def test_is_taken_over_from_the_dead(self, tmp_path: Path) -> None:
        (tmp_path / LOCK).write_bytes(b"")
        write_whole(tmp_path / "a", b"1")
        assert (contents(tmp_path), hidden(tmp_path)) == ({"a": b"1"}, [])

    def test_is_not_taken_by_a_file_that_is_gone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real, removed = folders._locked, iter((True,))

        def locked(descriptor: int) -> bool:
            if next(removed, False):
                (tmp_path / LOCK).unlink()  # its last holder let go between our opening and our locking
            return real(descriptor)

        monkeypatch.setattr(folders, "_locked", locked)
        with one_step() as step:
            step.hold(tmp_path)
            assert (tmp_path / LOCK).exists()

    @pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.ENOSYS])
    def test_is_not_known_to_some_file_systems(self, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refusing(monkeypatch, number)
        write_whole(tmp_path / "a", b"1")
        assert contents(tmp_path) == {"a": b"1"}

    def test_fails_with_a_reason(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refusing(monkeypatch, errno.EIO)
        with pytest.raises(UnreadableError, match="cannot be written"):
            write_whole(tmp_path / "a", b"1")

    def refusing(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        fcntl = pytest.importorskip("fcntl", reason="locks of POSIX")

        def flock(*_: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(fcntl, "flock", flock)


class TestJournal:
    """It moves files of its own folder, and nothing else is taken for one."""

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            '{"moves": {"a": "../b"}, "removed": []}',
            '{"step": "1", "moves": {"a": "../b"}, "removed": [], "leader": null, "others": []}',
            '{"step": "1", "moves": {}, "removed": [".."], "leader": null, "others": []}',
            '{"step": "1", "moves": 1, "removed": [], "leader": null, "others": []}',
            '{"step": "1", "moves": {}, "removed": [1], "leader": null, "others": []}',
            '{"step": "1", "moves": {}, "removed": [], "leader": 1, "others": []}',
            '{"step": "1", "moves": {}, "removed": [], "leader": null, "others": ["\\u0000"]}',
            "[" * 100_000,
        ],
    )
    def test_that_is_none_is_refused(self, text: str, tmp_path: Path) -> None:
        (tmp_path / JOURNAL).write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError, match="not a journal"):
            settle(tmp_path)

    def test_changes_no_other_folder_by_itself(self, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        other = tmp_path / "other"
        other.mkdir()
        (other / "a").write_bytes(b"kept")
        journal: dict[str, Any] = {"step": "1", "moves": {}, "removed": ["a"], "leader": None, "others": ["../other"]}
        (tmp_path / "mine" / JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
        settle(tmp_path / "mine")
        assert (contents(other), hidden(other), hidden(tmp_path / "mine")) == ({"a": b"kept"}, [], [])

    def test_that_cannot_be_read_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / JOURNAL).write_bytes(b"{}")

        def read_bytes(_: Path) -> bytes:
            raise PermissionError(errno.EACCES, "no")

        monkeypatch.setattr(Path, "read_bytes", read_bytes)
        with pytest.raises(UnreadableError, match="the file cannot be opened"):
            settle(tmp_path)


class TestTargets:
    """What may be written, asked before any work."""

    def test_keep_their_permissions(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "a").chmod(0o640)
        write_whole(tmp_path / "a", b"new")
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640

    def test_are_private_where_asked_for(self, tmp_path: Path) -> None:
        with one_step() as step:
            step.put(tmp_path / "key", b"secret", private=True)
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600

    def test_are_what_a_link_leads_to(self, tmp_path: Path) -> None:
        (tmp_path / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        write_whole(tmp_path / "link", b"new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == b"new"

    def test_that_are_read_only_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"published")
        (tmp_path / "a").chmod(0o444)
        with pytest.raises(UnreadableError, match=r"a cannot be written \(Permission denied"):
            writable(tmp_path / "a")
        with pytest.raises(UnreadableError, match=r"a cannot be written \(Permission denied"):
            write_whole(tmp_path / "a", b"new")
        assert (tmp_path / "a").read_bytes() == b"published"

    def test_that_are_folders_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="cannot be written"):
            writable(tmp_path)

    def test_may_be_devices(self) -> None:
        writable(Path(os.devnull))
        write_whole(Path(os.devnull), lambda stream: stream.write(b"1"))

    def test_are_made_with_their_folders(self, tmp_path: Path) -> None:
        writable(tmp_path / "x/y/a")
        assert list(tmp_path.iterdir()) == []
        write_whole(tmp_path / "x/y/a", b"1")
        assert contents(tmp_path / "x/y") == {"a": b"1"}

    def test_leave_no_folder_that_was_made_for_nothing(self, tmp_path: Path) -> None:
        with one_step() as step:
            step.hold(tmp_path / "x/y")
            assert (tmp_path / "x/y").is_dir()
        assert list(tmp_path.iterdir()) == []

    def test_may_be_folders_yet_to_be_made(self, tmp_path: Path) -> None:
        writable_folder(tmp_path / "x/y")
        (tmp_path / "z").write_bytes(b"")
        with pytest.raises(UnreadableError, match="z cannot be written"):
            writable_folder(tmp_path / "z")

    def test_that_the_system_forbids_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(UnreadableError, match=r"cannot be written \(Permission denied"):
            writable(tmp_path / "a")
        with pytest.raises(UnreadableError, match=r"cannot be written \(Permission denied"):
            writable_folder(tmp_path)

    def test_are_synced_where_the_folder_cannot_be(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = os.fsync

        def fsync(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "no such call")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        write_whole(tmp_path / "a", b"1")
        assert contents(tmp_path) == {"a": b"1"}
