"""What is released: a bundle holds every wheel its machine needs, starts where it fits, and says why it does not elsewhere."""

from __future__ import annotations

import configparser
import hashlib
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest
from docx import Document
from hatchling.builders.sdist import SdistBuilder

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "docs/release"


def module(name: str) -> ModuleType:
    """Return a script of docs/release as a module."""
    sys.path.insert(0, str(RELEASE))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(RELEASE))


bundle, start, trial, wheels = map(module, ("bundle", "start", "trial", "wheels"))


def test_the_fast_lane_leaves_out_modules_that_are_there() -> None:
    (listed,) = re.findall(r"^SLOW := ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    names = {name for name in listed.split() if name != "\\"}
    modules = {path.stem for folder in ("tests", "plugins") for path in (ROOT / folder).rglob("test_*.py")}
    assert names
    assert names <= modules


def wheel(folder: Path, name: str, *needs: str, licence: str = "License-Expression: MIT", version: str = "1.0") -> Path:
    """Make a wheel that holds nothing but its metadata."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {name}",
        f"Version: {version}",
        licence,
        *(f"Requires-Dist: {one}" for one in needs),
    ]
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n")
    return path


class TestMissing:
    """What a bundle lacks is found by the metadata of its wheels, for the machine it is for."""

    WINDOWS = bundle.environment(bundle.PLATFORMS["windows-amd64"], "3.12")
    LINUX = bundle.environment(bundle.PLATFORMS["linux-aarch64"], "3.11")

    def test_is_nothing_where_every_need_is_met(self, tmp_path: Path) -> None:
        held = [wheel(tmp_path, "a", "b>=1"), wheel(tmp_path, "b")]
        assert bundle.missing(held, ["a"], self.LINUX) == []

    def test_counts_what_only_the_other_machine_needs(self, tmp_path: Path) -> None:
        held = [wheel(tmp_path, "a", "colorama; sys_platform == 'win32'", "tomli; python_version < '3.12'")]
        assert bundle.missing(held, ["a"], self.WINDOWS) == ["colorama"]
        assert bundle.missing(held, ["a"], self.LINUX) == ["tomli"]

    def test_counts_what_an_extra_needs_only_where_it_is_asked_for(self, tmp_path: Path) -> None:
        held = [wheel(tmp_path, "a", "b; extra == 'more'"), wheel(tmp_path, "c", "a[more]")]
        assert bundle.missing(held, ["a"], self.LINUX) == []
        assert bundle.missing(held, ["c"], self.LINUX) == ["b"]

    def test_counts_a_wheel_of_a_version_that_will_not_do(self, tmp_path: Path) -> None:
        assert bundle.missing([wheel(tmp_path, "a", "b>=2"), wheel(tmp_path, "b")], ["a"], self.LINUX) == ["b>=2"]


class TestBundle:
    """A bundle: wheels with SHA-256 and licences, start script, examples, a guide of two pages; the same bytes each time."""

    @pytest.fixture
    def contents(self, tmp_path: Path) -> dict[str, bytes]:
        folder = tmp_path / "wheels"
        folder.mkdir()
        wheel(folder, "a")
        wheel(folder, "b", licence="Classifier: License :: OSI Approved :: BSD License")
        wheel(folder, "c", licence="License: Own terms\n        in two lines")
        wheel(folder, "d", licence="Summary: nothing said")
        return dict(bundle.files(folder, "windows-amd64", ["a"], ["3.12"]))

    def test_has_what_an_office_needs(self, contents: dict[str, bytes]) -> None:
        assert {"start.bat", "start.py", "bundle.json", "LICENCES.txt", "SHA256SUMS", "安装说明.docx"} <= contents.keys()
        assert "start.sh" not in contents
        assert "examples/hengyang-2015/records/item.csv" in contents

    def test_lists_the_licence_that_each_wheel_states(self, contents: dict[str, bytes]) -> None:
        assert contents["LICENCES.txt"].decode() == "a 1.0: MIT\nb 1.0: BSD License\nc 1.0: Own terms\nd 1.0: see its files\n"

    def test_lists_the_sums_of_its_wheels(self, contents: dict[str, bytes]) -> None:
        first, *others = contents["SHA256SUMS"].decode().splitlines()
        name = "wheels/a-1.0-py3-none-any.whl"
        assert first == f"{hashlib.sha256(contents[name]).hexdigest()}  {name}"
        assert len(others) == 3

    def test_is_the_same_each_time_and_its_script_may_be_run(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            bundle.write_zip(tmp_path / name / "x.zip", [("start.sh", b"b"), ("a.whl", b"a")][:: 1 if name == "one" else -1])
        assert (tmp_path / "one/x.zip").read_bytes() == (tmp_path / "two/x.zip").read_bytes()
        with ZipFile(tmp_path / "one/x.zip") as archive:
            assert {one.filename: one.external_attr >> 16 for one in archive.infolist()} == {
                "x/a.whl": 0o644,
                "x/start.sh": 0o755,
            }

    def test_has_a_guide_with_every_heading_and_paragraph(self, contents: dict[str, bytes]) -> None:
        text = (RELEASE / "guide.zh-CN.md").read_text(encoding="utf-8")
        lines = [line.lstrip("# ") for line in text.splitlines() if line]
        assert [one.text for one in Document(BytesIO(contents["安装说明.docx"])).paragraphs] == lines
        assert sum(max(1, -(-len(line) // 36)) + 0.4 for line in lines) < 2 * 30  # two pages have sixty lines of 36 signs

    def test_names_platforms_that_the_documentation_names(self) -> None:
        page = (ROOT / "docs/how-to/without-internet.md").read_text(encoding="utf-8")
        assert set(re.findall(r"`((?:linux|windows)-\w+)`", page)) == set(bundle.PLATFORMS)


class TestStart:
    """The start script says in both languages what does not fit, before anything is installed."""

    BUNDLE = {"pythons": ["3.11", "3.12"], "platform": "linux-x86_64", "machines": ["linux-x86_64", "linux-amd64"]}  # noqa: RUF012

    def test_accepts_the_machine_it_is_for(self) -> None:
        assert start.fitting(self.BUNDLE, "3.12", "Linux", "x86_64") is None

    @pytest.mark.parametrize(
        ("facts", "named"),
        [
            (("3.9", "Linux", "x86_64"), "3.11, 3.12"),
            (("3.12", "Windows", "AMD64"), "windows-amd64"),
            (("3.12", "Linux", "mips64"), "mips64"),
        ],
    )
    def test_names_what_does_not_fit(self, facts: tuple[str, str, str], named: str) -> None:
        chinese, english = start.fitting(self.BUNDLE, *facts)
        assert named in chinese
        assert named in english

    def test_names_damaged_and_missing_files(self, tmp_path: Path) -> None:
        for name in ("good", "bad"):
            (tmp_path / name).write_bytes(name.encode())
        names = ("good", "bad", "lost")
        (tmp_path / "SHA256SUMS").write_text(
            wheels.list_of({name: hashlib.sha256(name.encode()).hexdigest() for name in names})
        )
        (tmp_path / "bad").write_bytes(b"worse")
        assert start.damaged(tmp_path) == ["bad", "lost"]

    def test_runs_the_demo_that_make_runs(self, tmp_path: Path) -> None:
        assert start.demo(Path(sys.executable), tmp_path / "demo", ROOT / "examples") == 0
        assert sorted(one.suffix for one in (tmp_path / "demo").iterdir()) == [".csv", ".docx", ".json", ".xlsx"]

    @pytest.mark.parametrize(("words", "run"), [([], ["desk", "--or-guide"]), (["check", "a.json"], ["check", "a.json"])])
    def test_opens_the_desk_where_no_command_is_given(
        self, words: list[str], run: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As a double click does; without a browser the desk's command goes on with the guide."""
        here = f"{platform.system()}-{platform.machine()}".lower()
        about = {"pythons": [".".join(map(str, sys.version_info[:2]))], "machines": [here], "platform": here}
        (tmp_path / "bundle.json").write_text(json.dumps(about))
        (tmp_path / ".venv").mkdir()
        (tmp_path / ".venv/installed").write_text("")
        monkeypatch.setattr(start, "HERE", tmp_path)
        called: list[list[str]] = []

        def remembered(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
            called.append(command)
            return subprocess.CompletedProcess(command, 0)

        monkeypatch.setattr(start.subprocess, "run", remembered)
        assert start.main(words) == 0
        assert [one[1:] for one in called] == [["-m", "govdisclosure", *run]]

    @pytest.mark.parametrize("scheme", ["", "file://"])
    def test_is_found_by_a_double_click_on_linux(self, tmp_path: Path, scheme: str) -> None:
        """What the file's Exec says, taken apart as the Desktop Entry Specification says, runs the script beside it."""
        entry = configparser.RawConfigParser()
        entry.optionxform = str  # type: ignore[assignment,method-assign]
        entry.read(RELEASE / "start.desktop", encoding="utf-8")
        (call,) = [value for key, value in entry["Desktop Entry"].items() if key == "Exec"]
        folder = tmp_path / "安装 包"
        folder.mkdir()
        (folder / "start.sh").write_text('echo "started in $(pwd)"\n')
        unescaped = call.replace("\\\\", "\\")
        parts = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', unescaped)
        arguments = [re.sub(r'\\(["`$\\])', r"\1", quoted) or plain for quoted, plain in parts]
        arguments = [one.replace("%k", f"{scheme}{folder}/start.desktop") for one in arguments]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
        assert done.stdout == f"started in {folder}\n"
        assert entry["Desktop Entry"]["Terminal"] == "true"

    def test_is_found_by_a_script_that_windows_reads(self) -> None:
        script = (RELEASE / "start.bat").read_bytes()
        assert script.isascii()
        assert script.count(b"\n") == script.count(b"\r\n")


def test_the_tutorial_works_literally_from_an_empty_folder(tmp_path: Path) -> None:  # `make test-wheels` follows them all
    commands, folder = tmp_path / "commands", tmp_path / "empty"
    for one in (commands, folder):
        one.mkdir()
    for name, call in (("python", ""), ("govdisclosure", " -m govdisclosure")):
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{call} "$@"\n')
        (commands / name).chmod(0o755)
    env = {**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
    script = trial.script_of(ROOT / "docs/tutorial/first-table.md")
    done = subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    assert {".docx", ".json", ".xlsx"} <= {one.suffix for one in made.iterdir()}


def test_the_source_distribution_has_what_the_tests_need(tmp_path: Path) -> None:
    (path,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    top = {
        "LICENSE",
        "Makefile",
        "pyproject.toml",
        "README.md",
        "README.zh-CN.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    }
    assert top <= names
    assert {
        "tests/test_release.py",
        "docs/release/start.bat",
        "docs/glossary.toml",
        "examples/hengyang-2015/records/item.csv",
    } <= names
    assert {f"plugins/{one.parent.name}/pyproject.toml" for one in ROOT.glob("plugins/*/pyproject.toml")} <= names
    assert not [name for name in names if re.search(r"\.venv|__pycache__|^build/", name)]
