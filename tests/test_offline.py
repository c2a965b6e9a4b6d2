"""An office without internet: nothing opens a connection unasked, and where lxml is missing only Word documents are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.made_fonts import made_font

from govdisclosure import Period, load_standard, read_folder, tabulate, write
from govdisclosure.library import default_library

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "examples/hengyang-2015/records"
REPORTS = ROOT / "examples/city-2024/reports"
YEAR = ("--standard", "cn-hengyang-2015", "--year", "2015")

WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
from govdisclosure.cli import main
main(sys.argv[1:])
"""

# Each argument is the arguments of a command, with newlines between; what it would send into a network is counted.
WATCHED = """
import sys

EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")
opened = []
sys.addaudithook(lambda event, facts: opened.append(event) if event in EVENTS else None)
from govdisclosure.cli import main
for line in sys.argv[1:]:
    try:
        main(line.split("\\n"))
    except SystemExit as ended:
        if ended.code not in (0, 1):
            sys.exit(f"{line} ended with {ended.code}")
sys.exit(f"connections: {opened}" if opened else 0)
"""


def python(program: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    env = {**os.environ, "PYTHONUTF8": "1", "GOVDISCLOSURE_LANG": "en"}
    call = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(call, capture_output=True, encoding="utf-8", env=env, cwd=cwd, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's report."""
    path = tmp_path_factory.mktemp("report") / "report.json"
    write(tabulate(read_folder(RECORDS), load_standard("cn-hengyang-2015"), period=Period.year(2015)), path)
    return path


class TestWithoutLxml:
    """Where lxml is missing, or does not run, everything but Word documents works, and these say so in one line."""

    @pytest.mark.parametrize("package", ["lxml", "docx"])
    def test_csv_json_and_xlsx_are_written_and_checked(self, tmp_path: Path, package: str) -> None:
        outputs = ("-o", "a.json", "-o", "a.csv", "-o", "a.xlsx")
        done = python(WITHOUT.format(package=package), "tabulate", RECORDS, *YEAR, *outputs, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "a.json", "a.xlsx"]
        assert python(WITHOUT.format(package=package), "check", "a.json", cwd=tmp_path).returncode == 0

    @pytest.mark.parametrize("package", ["lxml", "docx"])
    @pytest.mark.parametrize(
        "arguments",
        [
            ("write", "REPORT", "-o", "a.docx"),
            ("audit", REPORTS / "2024", "--letters", "letters"),
        ],
        ids=lambda one: one[0],
    )
    def test_a_word_document_is_refused_in_one_line(
        self, tmp_path: Path, report: Path, package: str, arguments: tuple[object, ...]
    ) -> None:
        words = [report if one == "REPORT" else one for one in arguments]
        done = python(WITHOUT.format(package=package), *words, cwd=tmp_path)
        line = f"govdisclosure: the package {package} is needed and not installed, or does not run on this machine;"
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(line)
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "a.docx").exists()


def test_no_command_opens_a_connection(tmp_path: Path, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fonts").mkdir()
    monkeypatch.setenv("GOVDISCLOSURE_FONTS", str(made_font(tmp_path / "fonts").parent))
    offered = default_library().exporters
    suffixes = [one.suffixes[0] for one in offered.values() if one.suffixes and one.name != "pdf-page"]  # needs Pango
    commands: list[tuple[object, ...]] = [
        ("tabulate", RECORDS, *YEAR, *(word for suffix in suffixes for word in ("-o", f"a{suffix}"))),
        ("check", report),
        ("verify", report, "--records", RECORDS),
        ("explain", report, "disclosure.proactive", "--records", RECORDS),
        ("locate", report),
        ("diagnose", RECORDS, "--year", "2015"),
        ("due", RECORDS, "--on", "2015-06-01", "-o", "due.xlsx", "-o", "due.ics"),
        ("deadline", "--received", "2024-03-04"),
        ("draft", report, "-o", "words.docx"),
        ("audit", REPORTS / "2024", "--previous", REPORTS / "2023", "-o", "audit.xlsx", "--letters", "letters"),
        ("intake", ROOT / "examples/registers/2024年申请台账.xlsx", "--profile", "request-register", "-o", "records"),
        ("records",),
        ("standards", "check", "cn-2021"),
        ("plugins",),
    ]
    done = python(WATCHED, *("\n".join(map(str, one)) for one in commands), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {f"a{suffix}" for suffix in suffixes} <= {one.name for one in tmp_path.iterdir()}


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    opening = "import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))\nsys.exit("
    done = python(WATCHED.replace('sys.exit(f"connections', f'{opening}f"connections'), "plugins", cwd=tmp_path)
    assert "connections: ['socket.connect']" in done.stderr
