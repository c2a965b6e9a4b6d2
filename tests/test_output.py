"""Output whatever it leads to: any code page, a full disk, a pipe that nobody reads, no output at all; never onto an input."""

from __future__ import annotations

import errno
import importlib.abc
import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from attrs import evolve

from govdisclosure import Body, Cell, Period, Report, UnreadableError, files, load_standard, make_form, read_all, write
from govdisclosure.cli import main
from govdisclosure.cli.main import cli
from govdisclosure.cli.paths import Output, check_paths
from govdisclosure.messages import speaking

NAME = "𠮷林🙂局"
STANDARD = load_standard("cn-2021")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    cells = {address: Cell(value=1) for address in STANDARD.spots}
    report = Report(standard=STANDARD, body=Body(id="b", name=NAME), period=Period.year(2024), cells=cells)
    (tmp_path / "report.json").write_text(report.to_json(), encoding="utf-8")
    return tmp_path / "report.json"


def run(stream: Any, *words: str | Path) -> int:
    before, sys.stdout = sys.stdout, stream
    try:
        with pytest.raises(SystemExit) as end:
            main([str(one) for one in words])
    finally:
        sys.stdout = before
    assert isinstance(end.value.code, int)
    return end.value.code


class TestEncodings:
    """A character that an encoding lacks is a question mark; in JSON it is escaped, and nothing is lost."""

    @pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize(
        "words", [["check"], ["explain", "requests.received/total"], ["locate"], ["draft"], ["write", "-o", "out.csv"]]
    )
    def test_never_fail(
        self, source: Path, encoding: str, lang: str, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        command, *rest = words
        assert run(out, "--lang", lang, command, source, *rest) in (0, 1)
        assert out.errors == "strict"  # as it was
        out.flush()
        assert out.buffer.getvalue()

    @pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
    @pytest.mark.parametrize("command", ["read", "check"])
    def test_lose_nothing_of_json(self, source: Path, encoding: str, command: str) -> None:
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        run(out, command, source, *(["--json"] if command == "check" else []))
        out.flush()
        data = json.loads(out.buffer.getvalue().decode(encoding))
        if command == "read":
            assert data["body"]["name"] == NAME


class TestFaults:
    """What cannot be written is one sentence; a reader that went away is none."""

    class Full(io.RawIOBase):
        """A file that takes nothing."""

        number = errno.ENOSPC

        def writable(self) -> bool:
            return True

        def write(self, _: object) -> int:
            raise OSError(self.number, os.strerror(self.number))

    class Gone(Full):
        """A pipe without a reader."""

        number = errno.EPIPE

    @pytest.mark.parametrize("command", [["check"], ["read"], ["locate"]])
    def test_of_a_full_disk(self, source: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        raw = self.Full()
        out = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8")
        assert run(out, "--lang", "en", *command, source) == 2
        said = capsys.readouterr().err.splitlines()
        assert [one for one in said if one.startswith("govdisclosure:")] == [
            "govdisclosure: the output cannot be written (No space left on device)"
        ]
        raw.write = lambda data: len(data)  # type: ignore[method-assign,assignment,arg-type]  # or it is said again when it is collected
        out.close()

    def test_of_a_reader_that_went_away(self, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
        raw = self.Gone()
        out = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8")
        assert run(out, "standards", "show", "cn-2021") == 0
        assert capsys.readouterr().err == ""
        raw.write = lambda data: len(data)  # type: ignore[method-assign,assignment,arg-type]  # as above
        out.close()

    def test_of_no_output_at_all(self, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(None, "standards", "show", "cn-2021") == 0
        assert capsys.readouterr().err == ""

    def test_of_a_device_named_as_output(self, source: Path) -> None:
        assert run(io.StringIO(), "write", source, "-o", "/dev/full", "--as", "json") == 2


class TestInputs:
    """No output is one of the files read, and what cannot be written is said before anything is."""

    def test_stay_as_they_are(self, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = source.read_bytes()
        (tmp_path / "link.json").symlink_to(source)
        commands: list[list[str | Path]] = [
            ["read", source, "-o", source],
            ["write", source, "-o", tmp_path / "link.json"],
            ["draft", source, "-o", source],
            ["write", source, "--earlier", source, "-o", source],
        ]
        for command in commands:
            assert run(io.StringIO(), "--lang", "en", *command) == 2
            assert "this output is a file that is read" in capsys.readouterr().err
        assert source.read_bytes() == before

    def test_of_a_folder_stay_too(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        form = tmp_path / "forms/form.xlsx"
        form.parent.mkdir()
        assert run(io.StringIO(), "form", "cn-2021", "--body", "b", "--year", "2024", "-o", form) == 0
        before = form.read_bytes()
        assert run(io.StringIO(), "--lang", "en", "collect", form.parent, "-o", form) == 2
        assert "this output is a file that is read" in capsys.readouterr().err
        assert form.read_bytes() == before

    def test_come_to_nothing_where_one_output_cannot_be(self, source: Path, tmp_path: Path) -> None:
        (tmp_path / "read-only.csv").write_bytes(b"old")
        (tmp_path / "read-only.csv").chmod(0o444)
        (tmp_path / "notes").write_bytes(b"")
        for bad in ("notes/b.csv", "read-only.csv"):
            assert run(io.StringIO(), "write", source, "-o", tmp_path / "a.csv", "-o", tmp_path / bad) == 2
        assert not (tmp_path / "a.csv").exists()

    def test_are_told_from_outputs_by_their_type(self) -> None:
        """Every option that is written has the type that is looked at before a command runs."""
        written = {"output", "outputs", "aside", "picture", "letters", "summary", "copies", "into", "method_note"}
        for name, command in cli.commands.items():
            for option in command.params:
                if option.name in written:
                    assert isinstance(option.type, Output), (name, option.name)


OPTIONS = {
    (name, str(option.name)): option.type
    for name, command in cli.commands.items()
    for option in command.params
    if isinstance(option.type, Output)
}


class TestPlacesOfOutputs:
    """Every option of every command that names an output takes the same places; missing folders are made."""

    def checked(self, command: str, option: str, place: Path) -> None:
        context = click.Context(cli.commands[command], info_name=command)
        context.params[option] = place
        check_paths(context)

    @pytest.mark.parametrize(("command", "option"), OPTIONS)
    def test_are_looked_at_before_any_work(
        self, command: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "notes").write_bytes(b"")
        self.checked(command, option, tmp_path / "some/new/folder/x.json")
        with speaking("en"):
            for place in ("notes/x.json", "notes/new/x.json"):
                with pytest.raises(UnreadableError, match=r"x\.json cannot be written: notes is a file, and no folder"):
                    self.checked(command, option, tmp_path / place)
            (tmp_path / "x.json").mkdir()
            if not OPTIONS[command, option].folder:
                with pytest.raises(UnreadableError, match=r"x\.json cannot be written \(Is a directory\)"):
                    self.checked(command, option, tmp_path / "x.json")
            monkeypatch.setattr(os, "access", lambda *_: False)
            with pytest.raises(UnreadableError, match=r"y\.json cannot be written \(Permission denied\)"):
                self.checked(command, option, tmp_path / "new/y.json")
        assert {one.name for one in tmp_path.iterdir()} == {"notes", "x.json"}

    def test_are_made(self, source: Path, tmp_path: Path) -> None:
        kept = tmp_path / "records"
        kept.mkdir()
        (kept / "body.csv").write_text("id,name\noffice,某局\n", encoding="utf-8")
        own = ("--standard", "cn-2021", "--year", "2024", "--body", "office")
        commands: list[tuple[str | Path, ...]] = [
            ("read", source, "-o"),
            ("write", source, "-o"),
            ("draft", source, "-o"),
            ("tabulate", kept, *own, "-o"),
            ("form", "cn-2021", "--body", "b", "--year", "2024", "-o"),
        ]
        for number, command in enumerate(commands):
            suffix = {"draft": "docx", "form": "xlsx"}.get(str(command[0]), "json")
            place = tmp_path / f"new{number}" / "folder" / f"x.{suffix}"
            assert run(io.StringIO(), *command, place) in (0, 1), command
            assert place.is_file(), command


class TestFoldersOfInputs:
    """A file of a folder that is read is an input as well."""

    @pytest.fixture
    def records(self, tmp_path: Path) -> Path:
        folder = tmp_path / "records"
        folder.mkdir()
        (folder / "body.csv").write_text("id,name\noffice,某局\n", encoding="utf-8")
        (folder / "item.csv").write_text("id,body,kind\n", encoding="utf-8")
        return folder

    def refused(self, output: Path, *words: str | Path) -> None:
        before = output.read_bytes()
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        assert (end.value.code, output.read_bytes()) == (2, before)

    def test_of_records(self, records: Path, tmp_path: Path) -> None:
        options = ("--standard", "cn-2021", "--year", "2024", "--body", "office")
        for output in (records / "item.csv", tmp_path / "other/../records/item.csv"):
            (tmp_path / "other").mkdir(exist_ok=True)
            self.refused(output, "tabulate", records, *options, "-o", output)
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in ("tabulate", records, *options, "-o", records / "report.csv")])
        assert end.value.code == 0  # no record file, and none that was there

    def test_of_an_audit(self, source: Path, tmp_path: Path) -> None:
        for name in ("now", "before"):
            (tmp_path / name).mkdir()
            report = Report.from_json(source.read_text(encoding="utf-8"))
            when = Period.year(report.period.start.year - (name == "before"))
            write(evolve(report, period=when), tmp_path / name / "a.xlsx")
        words = ("audit", tmp_path / "now", "--previous", tmp_path / "before", "-o")
        for name in ("now", "before"):
            self.refused(tmp_path / name / "a.xlsx", *words, tmp_path / name / "a.xlsx")

    def test_of_a_collection(self, source: Path, tmp_path: Path) -> None:
        (tmp_path / "forms").mkdir()
        (tmp_path / "before").mkdir()
        report = Report.from_json(source.read_text(encoding="utf-8"))
        make_form(report.standard, tmp_path / "forms/f.xlsx", body=report.body, period=report.period)
        kept = tmp_path / "before" / f"{report.body.id}.json"
        kept.write_text(evolve(report, period=Period.year(report.period.start.year - 1)).to_json(), encoding="utf-8")
        self.refused(kept, "collect", tmp_path / "forms", "--previous", tmp_path / "before", "-o", tmp_path / "before")


class TestLoading:
    """Stopped while modules load, the command ends without a word."""

    def test_is_stopped_quietly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Stop(importlib.abc.MetaPathFinder):
            def find_spec(self, name: str, *_: object) -> None:
                if name == "govdisclosure.cli":
                    raise KeyboardInterrupt

        kept = {name: module for name, module in sys.modules.items() if name.startswith("govdisclosure.cli")}
        for name in kept:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [Stop(), *sys.meta_path])
        monkeypatch.delattr("govdisclosure.cli", raising=False)
        with pytest.raises(SystemExit) as end:
            runpy.run_module("govdisclosure", run_name="__main__")
        assert end.value.code == 130

    def test_runs_as_a_module(self) -> None:
        done = subprocess.run([sys.executable, "-m", "govdisclosure", "--version"], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


class TestLines:
    """Report JSON lines are read one by one: the limit is a line's."""

    def test_of_a_large_file(self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        line = json.dumps(json.loads(source.read_text(encoding="utf-8")), ensure_ascii=False) + "\n"
        monkeypatch.setattr(files, "LARGEST_FILE", len(line.encode()) * 2 / 2**20)
        path = tmp_path / "all.jsonl"
        path.write_text(line * 5, encoding="utf-8-sig")
        assert len(read_all(path)) == 5
        monkeypatch.setattr(files, "LARGEST_FILE", len(line.encode()) / 2 / 2**20)
        with pytest.raises(UnreadableError, match="MB"):
            read_all(path)
        with pytest.raises(UnreadableError, match="No such file"):
            read_all(tmp_path / "none.jsonl")
