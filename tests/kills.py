"""Commands that are killed, and what their folders hold then; hundreds of real kills: ``python -m tests.kills --count 200``.

A scenario is a command, and the folder that it changes as it was before. Killed at any point, the folder holds what it held
before or what the command makes, and when the command is run again nothing hidden is left.

``make soak-kills`` has each command killed by SIGKILL in a process of its own, half the times at a call of the file layer, the
calls taken in turn, half the times at some call of a Python function after the first of them, which shows what goes past the
file layer. It prints how many kills left the old state, the new one, and anything between; the exit code is 1 where there was
any.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field, frozen
from tests.dying import Dying

from govdisclosure import Body, Period, folders, load_standard, make_form, read_folder
from govdisclosure.cli.main import cli
from govdisclosure.folders import settle
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


def run(*words: str | Path) -> None:
    """Run a command in this process."""
    cli.main(["--lang", "en", *map(str, words)], prog_name="govdisclosure", standalone_mode=False)


def hidden(folder: Path) -> list[str]:
    """Return the names of hidden files."""
    return [path.name for path in folder.rglob("*") if path.name.startswith(".")]


def documents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder and of those in it, as whoever uses the library next finds them."""
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        settle(place)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@frozen
class Scenario:
    """A command to be killed.

    Attributes:
        folder: what the command changes.
        command: the command.
        look: what the folder holds, as its users see it.
    """

    folder: Path
    command: tuple[str | Path, ...]
    look: Callable[[Path], object] = documents

    @property
    def state(self) -> object:
        """What the folder holds now."""
        return self.look(self.folder)

    def keep(self) -> None:
        """Keep the folder as it is: this is how it was before the command."""
        shutil.copytree(self.folder, self.folder.with_name("before"))

    def begin(self) -> None:
        """Put the folder back to how it was before the command."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.folder.with_name("before"), self.folder)

    def run(self) -> None:
        """Run the command to its end."""
        run(*self.command)


def register(folder: Path, name: str, *lines: str) -> None:
    """Write a register."""
    (folder / name).write_text("\n".join((HEAD, *lines, "")), encoding="utf-8")


def intake(folder: Path) -> Scenario:
    """A folder of records from two registers, one of which has changed since."""
    (folder / "p.toml").write_text(PROFILE, encoding="utf-8")
    (folder / "key").write_text("0123456789abcdef", encoding="utf-8")

    def command(name: str) -> tuple[str | Path, ...]:
        options = ("--profile", folder / "p.toml", "-o", folder / "work/records", "--key", folder / "key")
        return ("intake", folder / name, *options)

    register(folder, "2024other.csv", "B-1,投诉,3月7日,")
    run(*command("2024other.csv"))
    register(folder, "2024.csv", "A-1,咨询,3月5日,", "A-2,咨询,3月5日,", "A-3,某事,3月6日,")
    made = Scenario(folder=folder / "work", command=command("2024.csv"), look=taken_in)
    made.run()
    made.keep()
    register(folder, "2024.csv", "A-1,投诉,3月5日,", "A-3,咨询,3月6日,", "A-4,某事,3月6日,", "A-5,某事,3月6日,")
    return made


def taken_in(folder: Path) -> object:
    """What whoever reads a folder of records learns: the records, how many lines wait, and which register gave what."""
    records = read_folder(folder / "records")
    ids = sorted(one.id for one in records.of(Engagement))
    given = [(one.lines, one.set_aside, sorted(one.ids)) for one in read_registers(folder / "records")]
    return ids, records.set_aside, sorted(given)


def changing(folder: Path, before: tuple[str | Path, ...], after: tuple[str | Path, ...]) -> Scenario:
    """A command whose outputs another one made before."""
    run(*before)
    made = Scenario(folder=folder / "work", command=after)
    made.keep()
    return made


def written(folder: Path, *, apart: bool = False) -> Scenario:
    """Several documents of one report, in one folder or each in its own."""
    records = no_items(folder)
    for year in ("2023", "2024"):
        run("tabulate", records, *OF_OFFICE, "--year", year, "-o", folder / f"{year}.json")
    outputs: list[str | Path] = []
    for name in ("a.csv", "b.json", "c.csv"):
        place = folder / "work" / name[0] if apart else folder / "work"
        place.mkdir(parents=True, exist_ok=True)
        outputs += ["-o", place / name]
        if apart:
            outputs += ["-o", place / f"more-{name}"]
    return changing(folder, ("write", folder / "2023.json", *outputs), ("write", folder / "2024.json", *outputs))


def written_apart(folder: Path) -> Scenario:
    """Several documents of one report in three folders."""
    return written(folder, apart=True)


def of_each_body(folder: Path) -> Scenario:
    """Reports of all bodies, and a workbook of them."""
    words = ("tabulate", no_items(folder), "--standard", "cn-2021", "--by-body", "--year")
    (folder / "work").mkdir()
    outputs = ("-o", folder / "work/a.jsonl", "-o", folder / "work/b.xlsx")
    return changing(folder, (*words, "2023", *outputs), (*words, "2024", *outputs))


def collected(folder: Path) -> Scenario:
    """Forms collected: their reports, a summary, and marked copies."""
    standard = load_standard("cn-hengyang-2015")
    for year in (2014, 2015):
        (folder / str(year)).mkdir()
        make_form(standard, folder / str(year) / "a.xlsx", body=Body(id="a", name="某局"), period=Period.year(year))
    out = folder / "work"
    (out / "sums").mkdir(parents=True)
    outputs = ("-o", out, "-o", out / "all.jsonl", "-o", out / "sums/sum.xlsx", "--annotate", out)
    return changing(folder, ("collect", folder / "2014", *outputs), ("collect", folder / "2015", *outputs))


OF_OFFICE = ("--standard", "cn-2021", "--body", "office")


def no_items(folder: Path) -> Path:
    """A folder of records of one body that published nothing."""
    records = folder / "records"
    records.mkdir()
    (records / "body.csv").write_text("id,name\noffice,某局\n", encoding="utf-8")
    (records / "item.csv").write_text("id,body,kind\n", encoding="utf-8")
    return records


SCENARIOS: Mapping[str, tuple[Callable[[Path], Scenario], ...]] = {
    "intake": (intake,),
    "write": (written, written_apart, of_each_body),
    "collect": (collected,),
}
"""What is killed for each command."""


@define
class Process:
    """A command run by a process of its own, which is killed at a call of the file layer, or at one of a Python function."""

    scenario: Scenario
    pid: int = field(init=False)
    _told: int = field(init=False)

    @classmethod
    def started(cls, scenario: Scenario, *, call: int | None = None, function: int | None = None) -> Process:
        """Start it; it dies at its call of this number, or at the function called so many calls behind the first of those."""
        made = cls(scenario)
        made._told, told = os.pipe()
        made.pid = os.fork()
        if made.pid:
            os.close(told)
            return made
        try:
            killing = _Killing(call, function)
            setattr(folders, "os", killing)  # noqa: B010 - a module is not what mypy lets it be
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            scenario.run()
            os.write(told, f"{killing.calls} {killing.functions}".encode())
        finally:
            os._exit(0)

    def end(self) -> tuple[int, int]:
        """Wait for its end; return how many calls of the file layer and of functions it made, none where it was killed."""
        told = b""
        while data := os.read(self._told, 2**16):
            told += data
        os.close(self._told)
        os.waitpid(self.pid, 0)
        calls, functions = told.split() or (b"0", b"0")
        return int(calls), int(functions)


class _Killing(Dying):
    """The calls of the file layer and, behind the first of them, of functions; one of them is the last."""

    def __init__(self, call: int | None, function: int | None) -> None:
        super().__init__(sys.maxsize if call is None else call)
        self.last_function = sys.maxsize if function is None else function
        self.functions = 0

    def __getattr__(self, name: str) -> Any:
        if name in self.COUNTED:
            if not self.calls:
                threading.setprofile(self.count)
                sys.setprofile(self.count)
            self.calls += 1
            if self.calls > self.last:
                os.kill(os.getpid(), signal.SIGKILL)
        return getattr(os, name)

    def count(self, frame: object, event: str, argument: object) -> None:
        """Count a call of a function."""
        del frame, argument
        self.functions += event == "call"
        if self.functions > self.last_function:
            os.kill(os.getpid(), signal.SIGKILL)


def kills(scenario: Scenario, count: int, random: Random | None = None) -> Iterator[str]:
    """Kill a command many times; yield what each kill left: old, new, between, or not mended by the next run.

    Args:
        scenario: the command.
        count: how often.
        random: for every other kill at some function; without it all are at calls of the file layer, the same each time.
    """
    scenario.begin()
    old = scenario.state
    calls, functions = Process.started(scenario).end()
    new = scenario.state
    for number in range(count):
        scenario.begin()
        if random and number % 2:
            Process.started(scenario, function=random.randrange(functions + 1)).end()
        else:
            Process.started(scenario, call=number * (calls + 1) // count).end()
        left = scenario.state
        Process.started(scenario).end()
        if (scenario.state, hidden(scenario.folder)) != (new, []):
            yield "not mended"
        else:
            yield "old" if left == old else "new" if left == new else "between"


def main() -> int:
    """Kill each command; return 1 where a kill left anything but the old or the new state."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many kills of each command")
    parser.add_argument("--seed", default="kills", help="what the functions are drawn from")
    given = parser.parse_args()
    random, bad = Random(given.seed), 0
    for command, scenarios in SCENARIOS.items():
        for number, make in enumerate(scenarios):
            share = given.count // len(scenarios) + (number < given.count % len(scenarios))
            with TemporaryDirectory() as folder:
                with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
                    scenario = make(Path(folder))
                counts = Counter(kills(scenario, share, random))
            wrong = counts.total() - counts["old"] - counts["new"]
            bad += wrong
            line = f"{command:8} {make.__name__:16} {share:4} kills: old {counts['old']}, new {counts['new']}, other {wrong}"
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
