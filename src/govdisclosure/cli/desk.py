"""Where the guide and its user talk (问答): what is known of the work, questions, commands run, the way through the steps."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import click
from attrs import define, fields, frozen

from govdisclosure.cli import display
from govdisclosure.files import writing
from govdisclosure.folders import settle, write_whole
from govdisclosure.messages import say

STATE = "guide.json"
LEAVE, BACK = ("q", "退出"), ("b", "返回")


@define(kw_only=True)
class Work:
    """What is known of the work so far (进度): answers, and the number of the next step.

    Attributes:
        register: the register's file.
        profile: the office's own profile; a copy of a ready one.
        year, standard: what the report is about.
        previous: the report of the year before; empty where there is none.
    """

    folder: Path
    step: int = 0
    register: str = ""
    profile: str = ""
    name: str = ""
    year: int = 0
    standard: str = ""
    previous: str = ""

    @property
    def records(self) -> Path:
        """The folder of record files."""
        return self.folder / "records"

    @property
    def report(self) -> Path:
        """The report as JSON."""
        return self.folder / "report.json"

    def save(self) -> None:
        """Keep what is known beside the work."""
        with writing(self.folder.name):
            self.folder.mkdir(parents=True, exist_ok=True)
        data = {field.name: getattr(self, field.name) for field in fields(Work) if field.name != "folder"}
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        write_whole(self.folder / STATE, text.encode())

    @classmethod
    def load(cls, folder: Path) -> Work:
        """Return the work of a folder; new work where none is kept, or what is kept is not ours."""
        settle(folder)
        try:
            data = json.loads((folder / STATE).read_text(encoding="utf-8"))
            known = {
                field.name: type(getattr(cls(folder=folder), field.name)) for field in fields(cls) if field.name != "folder"
            }
            if set(data) == set(known) and all(type(data[name]) is kind for name, kind in known.items()):
                return cls(folder=folder, **data)
        except (OSError, ValueError, TypeError):
            pass
        return cls(folder=folder)


class LeaveError(Exception):
    """The user leaves; the work is kept."""


class BackError(Exception):
    """The user goes back a step."""


@frozen
class Desk:
    """Where the guide and its user talk: questions, remarks, commands run."""

    root: click.Command

    def tell(self, key: str, **facts: object) -> None:
        """Say something."""
        display.line(say(key, **facts))

    def ask(self, key: str, *, default: str = "", **facts: object) -> str:
        """Ask, and return the answer; empty for the return key alone where nothing is by default."""
        words = str(say(key, **facts))
        answer = str(click.prompt(words, default=default, show_default=bool(default), prompt_suffix=" > ")).strip()
        if answer.lower() in LEAVE:
            raise LeaveError
        if answer.lower() in BACK:
            raise BackError
        return answer.strip("\"'“” ")  # a file dragged into the window comes in quotes

    def run(self, *words: str | Path) -> int:
        """Show the single command, run it, and return its exit code."""
        said = [str(one) for one in words]
        display.line(say("guide.command", command=shlex.join(["govdisclosure", *said])), style="dim")
        try:
            code = self.root.main(said, prog_name="govdisclosure", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return 2
        return code if isinstance(code, int) else 0


Step = tuple[str, Callable[[Work, Desk], None]]
"""A step: the last part of its messages' keys, and what it does."""


def walk(work: Work, desk: Desk, steps: tuple[Step, ...]) -> None:
    """Go through the steps from where the work is; safe to leave at any question."""
    try:
        while work.step < len(steps):
            name, step = steps[work.step]
            desk.tell("guide.step", number=work.step + 1, of=len(steps), title=say(f"guide.title.{name}"))
            desk.tell(f"guide.about.{name}")
            try:
                step(work, desk)
            except BackError:
                work.step = max(work.step - 1, 0)
            else:
                work.step += 1
            work.save()
    except (LeaveError, click.Abort):
        work.save()
        desk.tell("guide.left", folder=work.folder)
        return
    desk.tell("guide.done", folder=work.folder.resolve())
