"""Killed at any point, intake, write and collect leave what was there before or all of what they make, never a part of it.

Each command is killed at its file operations one after the other, in process by :mod:`tests.dying`, and at a few of them by a
real SIGKILL of a process of its own. Then the folder is read as users read it, and the command is run again.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from attrs import frozen
from tests.dying import killed_at

from govdisclosure import Body, Period, load_standard, make_form, read_folder
from govdisclosure.cli.main import cli
from govdisclosure.errors import UnreadableError
from govdisclosure.folders import one_step, settle
from govdisclosure.intake import store, take_in
from govdisclosure.library import load_profile
from govdisclosure.records import Engagement
from govdisclosure.sources import read_registers

HEAD = "编号,类别,日期,姓名"
PROFILE = """
kind = "engagement"
body = "office"
ignore = ["姓名"]
year = "file"
[fields.id]
headings = ["编号"]
[fields.kind]
headings = ["类别"]
words = { "咨询" = "enquiry", "投诉" = "complaint" }
[fields.channel]
value = "counter"
[fields.received]
headings = ["日期"]
forms = ["3月5日"]
"""
MOST = 200


def run(*words: str | Path) -> None:
    cli.main(["--lang", "en", *map(str, words)], prog_name="govdisclosure", standalone_mode=False)


def hidden(folder: Path) -> list[str]:
    return [one.name for one in folder.rglob("*") if one.name.startswith(".")]


@frozen
class Office:
    """A folder of records with two registers, one of which has changed since."""

    folder: Path

    @property
    def command(self) -> list[str]:
        names = ("2024.csv", "--profile", "p.toml", "-o", "work/records", "--key", "key")
        return ["intake", *(str(self.folder / one) if one[0] not in "-" else one for one in names)]

    @property
    def state(self) -> tuple[object, ...]:
        """What whoever reads the folder learns: the records, how many lines wait, and which register gave what."""
        records = read_folder(self.folder / "work/records")
        ids = sorted(one.id for one in records.of(Engagement))
        given = [(one.lines, one.set_aside, sorted(one.ids)) for one in read_registers(self.folder / "work/records")]
        return ids, records.set_aside, sorted(given)

    def write(self, name: str, *lines: str) -> None:
        (self.folder / name).write_text("\n".join((HEAD, *lines, "")), encoding="utf-8")

    def begin(self) -> None:
        shutil.rmtree(self.folder / "work", ignore_errors=True)
        shutil.copytree(self.folder / "before", self.folder / "work")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    made = Office(tmp_path)
    (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "key").write_text("0123456789abcdef", encoding="utf-8")
    made.write("2024other.csv", "B-1,投诉,3月7日,")
    run(*[one.replace("2024.csv", "2024other.csv") for one in made.command])
    made.write("2024.csv", "A-1,咨询,3月5日,", "A-2,咨询,3月5日,", "A-3,某事,3月6日,")
    run(*made.command)
    shutil.move(tmp_path / "work", tmp_path / "before")
    made.write("2024.csv", "A-1,投诉,3月5日,", "A-3,咨询,3月6日,", "A-4,某事,3月6日,", "A-5,某事,3月6日,")
    return made


OLD = (["A-1", "A-2", "B-1"], 1, [(1, 0, ["B-1"]), (3, 1, ["A-1", "A-2"])])
NEW = (["A-1", "A-3", "B-1"], 2, [(1, 0, ["B-1"]), (4, 2, ["A-1", "A-3"])])


class TestIntake:
    """Records, what is set aside, and which register gave which record change together."""

    def test_killed_at_every_call(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        states = []
        for call in range(MOST):
            office.begin()
            died = killed_at(call, lambda: run(*office.command), monkeypatch)
            states.append(office.state)
            assert states[-1] in (OLD, NEW)
            run(*office.command)
            assert (office.state, hidden(office.folder)) == (NEW, [])
            if not died:
                break
        else:
            raise AssertionError("it never ended")
        assert states[0] == OLD
        assert states == sorted(states, key=(OLD, NEW).index)  # once it is new it stays new

    def test_killed_by_the_system(self, office: Office) -> None:
        for call in (2, 8, 14, 17):
            office.begin()
            killed(call, office.command)
            assert office.state in (OLD, NEW)
            run(*office.command)
            assert (office.state, hidden(office.folder)) == (NEW, [])

    def test_is_refused_while_another_one_writes(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        office.begin()
        found = take_in(office.folder / "2024.csv", load_profile(office.folder / "p.toml"), key=b"0123456789abcdef")
        with one_step() as step:
            step.hold(office.folder / "work/records")
            inside = _Elsewhere(lambda: store(found, office.folder / "work/records", wait=0))
            assert isinstance(inside.error, UnreadableError)
            assert "another run of govdisclosure is changing this folder" in str(inside.error)
        assert office.state == OLD

    def test_of_two_registers_at_once_loses_neither(self, office: Office) -> None:
        profile = load_profile(office.folder / "p.toml")
        names = [f"2024-{number}.csv" for number in range(8)]
        for number, name in enumerate(names):
            office.write(name, f"C-{number},咨询,3月5日,")
        found = [take_in(office.folder / name, profile, key=b"0123456789abcdef") for name in names]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: store(one, office.folder / "work/records", wait=600), found))
        assert office.state[0] == [f"C-{number}" for number in range(8)]


class _Elsewhere:
    """What comes of work done by another thread, which shares no step with this one."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.error: Exception | None = None

        def run() -> None:
            try:
                work()
            except Exception as error:
                self.error = error

        thread = Thread(target=run)
        thread.start()
        thread.join()


DRIVER = """
import os, signal, sys
from govdisclosure import folders

class Dying:
    calls = 0
    def __getattr__(self, name):
        real = getattr(os, name)
        if name not in ("open", "fsync", "replace", "unlink", "scandir", "close"):
            return real
        def call(*arguments, **named):
            self.calls += 1
            if self.calls > int(sys.argv[1]):
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)
        return call

folders.os = Dying()
from govdisclosure.cli import main
main(sys.argv[2:])
"""


def killed(call: int, command: Sequence[str]) -> None:
    """Run a command in a process of its own that kills itself at a call of the file layer."""
    if sys.platform == "win32":
        pytest.skip("SIGKILL is POSIX's")
    done = subprocess.run([sys.executable, "-c", DRIVER, str(call), *command], capture_output=True, check=False)
    assert done.returncode in (-signal.SIGKILL, 0), done.stderr.decode()


class TestDocuments:
    """Several documents of one report, forms collected: all old or all new."""

    @pytest.fixture
    def report(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
        (tmp_path / "records").mkdir()
        (tmp_path / "records/body.csv").write_text("id,name\noffice,某局\n", encoding="utf-8")
        (tmp_path / "records/item.csv").write_text("id,body,kind\n", encoding="utf-8")
        for name in ("old.json", "new.json"):
            year = "2023" if name == "old.json" else "2024"
            options = ("--standard", "cn-2021", "--year", year, "--body", "office", "-o", tmp_path / name)
            run("tabulate", tmp_path / "records", *options)
        return tmp_path / "new.json"

    def test_written(self, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        outputs = [tmp_path / "out" / name for name in ("a.csv", "b.json", "c.csv")]
        self.old_or_new(
            tmp_path,
            ["write", tmp_path / "old.json", *(word for one in outputs for word in ("-o", one))],
            ["write", report, *(word for one in outputs for word in ("-o", one))],
            monkeypatch,
        )

    def test_of_each_body(self, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        words = ("tabulate", tmp_path / "records", "--standard", "cn-2021", "--by-body", "--year")
        outputs = ("-o", tmp_path / "out/a.jsonl", "-o", tmp_path / "out/b.xlsx")
        self.old_or_new(tmp_path, [*words, "2023", *outputs], [*words, "2024", *outputs], monkeypatch)

    def test_collected(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        standard = load_standard("cn-hengyang-2015")
        for year in (2014, 2015):
            (tmp_path / str(year)).mkdir()
            make_form(standard, tmp_path / str(year) / "a.xlsx", body=Body(id="a", name="某局"), period=Period.year(year))
        out = tmp_path / "out"
        outputs = ("-o", out, "-o", out / "all.jsonl", "-o", out / "sum.xlsx", "--annotate", out)
        self.old_or_new(
            tmp_path, ["collect", tmp_path / "2014", *outputs], ["collect", tmp_path / "2015", *outputs], monkeypatch
        )

    def old_or_new(self, tmp_path: Path, before: Sequence[Any], after: Sequence[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        out = tmp_path / "out"
        out.mkdir()
        run(*before)
        old = content(out)
        shutil.copytree(out, tmp_path / "kept")
        run(*after)
        new = content(out)
        assert old != new
        assert len(new) > 1
        for call in range(1, MOST, 3):  # tests/test_folders.py tries every call
            shutil.rmtree(out)
            shutil.copytree(tmp_path / "kept", out)
            died = killed_at(call, lambda: run(*after), monkeypatch)
            settle(out)
            assert content(out) in (old, new)
            run(*after)
            assert (content(out), hidden(out)) == (new, [])
            if not died:
                return
        raise AssertionError("it never ended")


def content(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file() and not one.name.startswith(".")}
