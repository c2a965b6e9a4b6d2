"""Who works on the year (办理窗口): one window at a time; every other shows it read-only and can take it over.

The claim to a year is a file of its folder: which desk, which window of it, who sits there and since when. A desk holds a lock
of the operating system as long as it runs, so that a claim ends with its process however that ends; no clock decides.
"""

from __future__ import annotations

import getpass
import json
import platform
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from attrs import asdict, define, field, frozen

from govdisclosure.files import writing
from govdisclosure.folders import FileLock, one_step
from govdisclosure.messages import Message
from govdisclosure_desk.messages import words

CLAIM = ".govdisclosure-desk.json"
"""The file of a folder that holds who works on its year."""
_ALIVE = ".govdisclosure-desk-{desk}.lock"
_TOKEN = re.compile("[0-9a-f]{16}")


@frozen(kw_only=True)
class Claim:
    """Who works on a year, in which window, and since when.

    Attributes:
        desk: a desk that runs.
        window: one of its windows.
        person: the name that the person has on the machine; empty where it has none.
        machine: the machine's name.
        since: when the window began to work on it, or took it over.
    """

    desk: str
    window: str
    person: str
    machine: str
    since: datetime

    @property
    def in_words(self) -> Message:
        """Who works on it since when, as a sentence."""
        day, time = self.since, f"{self.since:%H:%M}"
        when = Message.literal(zh=f"{day.year}年{day.month}月{day.day}日{time}", en=f"{day.day} {day:%B %Y}, {time}")
        return words("editing.held", person=self.person or words("editing.somebody"), machine=self.machine, when=when)

    @classmethod
    def of(cls, folder: Path) -> Claim | None:
        """Return the claim that a folder holds; None where there is none, or its file is not ours."""
        try:
            kept = json.loads((folder / CLAIM).read_bytes())
            texts = {name: kept[name] for name in ("desk", "window", "person", "machine")}
            since = datetime.fromisoformat(kept["since"])
        except (OSError, ValueError, TypeError, KeyError):
            return None
        are_ours = all(isinstance(one, str) for one in texts.values()) and _TOKEN.fullmatch(texts["desk"])
        return cls(**texts, since=since) if are_ours else None


def _person() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""


@define(eq=False, kw_only=True)
class Editing:
    """What a desk knows of who works on the year of a folder.

    Attributes:
        folder: the folder of the work.
        now: the time, on the clock of the machine.
        person: who sits at this desk.
        machine: the machine's name.
    """

    folder: Path
    now: Callable[[], datetime] = datetime.now
    person: str = field(factory=_person)
    machine: str = field(factory=platform.node)
    desk: str = field(factory=lambda: secrets.token_hex(8), init=False)
    _alive: FileLock | None = field(default=None, init=False)
    _once: Lock = field(factory=Lock, init=False)

    def other(self, window: str) -> Claim | None:
        """Return who else works on the year; None where a window of this desk does, which it does from now on if nobody did.

        Raises:
            UnreadableError: the folder takes no files, or another process is changing it.
        """
        with self._once:
            claim = self._living()
            if claim is None:
                with one_step() as step:
                    step.hold(self.folder)
                    claim = self._living()  # of whoever came first meanwhile
                    if claim is None:
                        self._claim(window)
            return claim if claim is not None and (claim.desk, claim.window) != (self.desk, window) else None

    def take_over(self, window: str) -> None:
        """Have a window work on the year from now on; whichever did is read-only.

        Raises:
            UnreadableError: as for :meth:`other`.
        """
        if self.other(window) is not None:
            with self._once, one_step() as step:
                step.hold(self.folder)
                self._claim(window)

    @property
    def is_elsewhere(self) -> bool:
        """Whether another desk took the year over."""
        claim = self._living()
        return claim is not None and claim.desk != self.desk

    def leave(self) -> None:
        """Let go of the year, and leave nothing of the desk in the folder."""
        with self._once, suppress(OSError):
            claim = Claim.of(self.folder)
            if claim is not None and claim.desk == self.desk:
                (self.folder / CLAIM).unlink()
        if self._alive is not None:
            self._alive.release()
            self._alive = None

    def _claim(self, window: str) -> None:
        """Write the claim of a window; the folder is held."""
        if self._alive is None or not self._alive.is_at_its_path:
            with writing(self.folder.name, named=self.folder.name):
                self._alive = FileLock.taken(self.folder / _ALIVE.format(desk=self.desk))
        claim = Claim(desk=self.desk, window=window, person=self.person, machine=self.machine, since=self.now())
        kept = asdict(claim) | {"since": claim.since.isoformat(timespec="minutes")}
        with one_step() as step:
            step.put(self.folder / CLAIM, json.dumps(kept, ensure_ascii=False).encode())

    def _living(self) -> Claim | None:
        """Return the claim to the year whose desk still runs; what one that died left there is swept."""
        claim = Claim.of(self.folder)
        if claim is None:
            return None
        if claim.desk == self.desk:
            return claim if self._alive is not None and self._alive.is_at_its_path else None
        alive = self.folder / _ALIVE.format(desk=claim.desk)
        if not alive.is_file():
            return None
        with suppress(OSError):
            lock = FileLock.taken(alive)
            if lock is None:
                return claim
            lock.release()
        return None
