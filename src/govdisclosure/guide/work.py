"""The year's work of one office as it stands (进度): every answer and every task done, kept in its folder at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from attrs import define, field, frozen

from govdisclosure.files import writing
from govdisclosure.folders import settle, write_whole
from govdisclosure.messages import Message

STATE = "guide.json"


@frozen(kw_only=True)
class TaskOutcome:
    """What came of a task.

    Attributes:
        value: what is kept of it: tasks that follow go by it.
        lines: what is said.
        wrote: the files that were written.
    """

    value: str = "done"
    lines: tuple[Message, ...] = ()
    wrote: tuple[Path, ...] = ()


@frozen(kw_only=True)
class Task:
    """Something that the guide does (动作), with the single command that does the same.

    Attributes:
        key: what its outcome is kept under.
        command: the command's words, without the program's name; empty where there is none.
        run: does it.

    """

    key: str
    command: tuple[str, ...]
    run: Callable[[], TaskOutcome] = field(eq=False, repr=False)


@define(kw_only=True)
class Work:
    """The work of a folder: a journal of what was answered and done, in order.

    Going back takes the last answer away with all that was done since; a folder can be left and gone on with at any point.
    """

    folder: Path
    journal: dict[str, str] = field(factory=dict)

    @property
    def records(self) -> Path:
        """The folder of record files."""
        return self.folder / "records"

    @property
    def report(self) -> Path:
        """The report as JSON."""
        return self.folder / "report.json"

    @property
    def words(self) -> Path:
        """The report's words, to be written in Word."""
        return self.folder / "报告文字.docx"

    def __contains__(self, key: str) -> bool:
        return key in self.journal

    def __getitem__(self, key: str) -> str:
        return self.journal[key]

    def get(self, key: str, default: str = "") -> str:
        """Return an answer, or what a task came to."""
        return self.journal.get(key, default)

    def keep(self, key: str, value: str) -> None:
        """Keep an answer or an outcome, at once."""
        self.journal[key] = value
        self.save()

    def forget_from(self, key: str) -> None:
        """Forget a key and all that came after it."""
        keys = list(self.journal)
        for later in keys[keys.index(key) :] if key in self.journal else ():
            del self.journal[later]
        self.save()

    def save(self) -> None:
        """Keep the journal in the folder; a process that is killed leaves the old or the new one."""
        with writing(self.folder.name):
            self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"journal": list(self.journal.items())}, ensure_ascii=False, indent=1) + "\n"
        write_whole(self.folder / STATE, text.encode())

    @classmethod
    def load(cls, folder: Path) -> Work:
        """Return the work of a folder; new work where none is kept, or what is kept is not ours."""
        settle(folder)
        try:
            journal = json.loads((folder / STATE).read_text(encoding="utf-8"))["journal"]
            if all(isinstance(part, str) for pair in journal for part in pair):
                return cls(folder=folder, journal=dict(journal))
        except (OSError, ValueError, TypeError, KeyError):
            pass
        return cls(folder=folder)
