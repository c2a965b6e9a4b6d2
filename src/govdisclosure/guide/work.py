"""The year's work of one office as it stands (进度): every answer and every task done, kept in its folder at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import define, field, frozen

from govdisclosure.errors import refused
from govdisclosure.folders import one_step, settle
from govdisclosure.intake.taking import Progress
from govdisclosure.messages import Message

STATE = "guide.json"
NOTHING_DONE = "-"
"""The revision of a folder in which nothing was answered yet."""


@frozen(kw_only=True)
class TaskOutcome:
    """What came of a task.

    Attributes:
        value: what is kept of it: tasks that follow go by it.
        lines: what is said.
        wrote: the files that were written.
        noted: what else is kept of it, by key.
    """

    value: str = "done"
    lines: tuple[Message, ...] = ()
    wrote: tuple[Path, ...] = ()
    noted: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Task:
    """Something that the guide does (动作), with the single command that does the same.

    Attributes:
        key: what its outcome is kept under.
        command: the command's words, without the program's name; empty where there is none.
        run: does it; what it is given is called now and then with what is worked on, how far, and of how much.
    """

    key: str
    command: tuple[str, ...]
    run: Callable[[Progress | None], TaskOutcome] = field(eq=False, repr=False)


@define(kw_only=True)
class Work:
    """The work of a folder: a journal of what was answered and done, in order.

    Going back takes the last answer away with all that was done since; a folder can be left and gone on with at any point.
    Several windows may show one folder: whoever answers after another has, is refused, and nothing is overwritten.

    Attributes:
        folder: the folder; it is made with the first answer.
        journal: what was answered, and what tasks came to, by key, in order.
        said: what tasks said, by key.
        day: today.
        revision: the state of the folder that the journal was read from, :data:`NOTHING_DONE` where there was none.
    """

    folder: Path
    journal: dict[str, str] = field(factory=dict)
    said: dict[str, tuple[Message, ...]] = field(factory=dict)
    day: date = field(factory=date.today)
    revision: str = NOTHING_DONE

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

    @property
    def given(self) -> Path:
        """The folder of files that were handed over: registers, and last year's report."""
        return self.folder / "given"

    @property
    def accepted(self) -> Path:
        """The findings that the office has explained."""
        return self.folder / "accepted.toml"

    @property
    def history(self) -> Path:
        """The folder of the reports of earlier days, one a day."""
        return self.folder / "history"

    def keep(self, answers: Mapping[str, str], said: Mapping[str, Sequence[Message]] | None = None) -> None:
        """Keep answers or an outcome, at once.

        Args:
            answers: what is kept, by key.
            said: what tasks said, by the task's key; one that said nothing keeps nothing.

        Raises:
            UnreadableError: the folder's state is no longer the one that was loaded, or it cannot be written.
        """
        kept = {key: tuple(lines) for key, lines in (said or {}).items() if lines}
        self._save({**self.journal, **answers}, {**self.said, **kept})

    def forget(self, keys: Collection[str]) -> None:
        """Forget answers and outcomes.

        Raises:
            UnreadableError: as for :meth:`keep`.
        """
        self._save(
            {key: value for key, value in self.journal.items() if key not in keys},
            {key: lines for key, lines in self.said.items() if key not in keys},
        )

    def from_on(self, key: str) -> list[str]:
        """Return a key and all that came after it."""
        keys = list(self.journal)
        return keys[keys.index(key) :] if key in self.journal else []

    def _save(self, journal: dict[str, str], said: dict[str, tuple[Message, ...]]) -> None:
        """Write the state, if the folder still has the one that was loaded; a killed process leaves the old or the new one."""
        lines = {key: [one.both for one in told] for key, told in said.items()}
        state = {"journal": list(journal.items()), "said": lines}
        content = (json.dumps(state, ensure_ascii=False, indent=1) + "\n").encode()
        place = self.folder / STATE
        with one_step() as step:
            step.hold(self.folder)
            if revision_of(self.folder) != self.revision:
                raise refused(STATE, "guide.changed_elsewhere")
            step.put(place, content)
        self.journal, self.said, self.revision = journal, said, _digest(content)

    @classmethod
    def load(cls, folder: Path, *, day: date | None = None) -> Work:
        """Return the work of a folder; new work where none is kept, or what is kept is not ours."""
        settle(folder)
        work = cls(folder=folder) if day is None else cls(folder=folder, day=day)
        try:
            content = (folder / STATE).read_bytes()
        except OSError:
            return work
        work.revision = _digest(content)
        try:
            state = json.loads(content)
            journal = state["journal"]
            if all(isinstance(part, str) for pair in journal for part in pair):
                work.journal = dict(journal)
                lines = state.get("said", {}).items()
                work.said = {key: tuple(Message.literal(**one) for one in told) for key, told in lines}
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        return work


def revision_of(folder: Path) -> str:
    """Return the revision of a folder's state as it is on disk."""
    try:
        return _digest((folder / STATE).read_bytes())
    except OSError:
        return NOTHING_DONE


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
