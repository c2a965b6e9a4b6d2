"""What is worked out of files (按状态保留), kept for the language it is read in until one of them is another.

A page asks whether it is ready before it is shown; where it is not, it is worked out in the background, with counts and a way
to cancel it, so that no click waits for what takes long.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from attrs import define, field

from govdisclosure.errors import GovDisclosureError
from govdisclosure.messages import language

_Of = TypeVar("_Of")
_Made = TypeVar("_Made")
FilesState = tuple[tuple[str, int, int, int, int], ...]


@define(eq=False)
class KeptState(ABC, Generic[_Of, _Made]):
    """What was worked out of the latest states of something.

    Attributes:
        most: of so many states it is kept.
    """

    most: int = 1
    _kept: dict[object, _Made] = field(factory=dict, init=False)
    _failed: object = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    @abstractmethod
    def state_of(self, of: _Of) -> object:
        """Return by what a state is known to be the same."""

    @abstractmethod
    def worked_out(self, of: _Of) -> _Made:
        """Work it out.

        Raises:
            GovDisclosureError: a file cannot be read.
        """

    def is_ready(self, of: _Of) -> bool:
        """Whether it costs nothing now: it is kept, or failed when it was worked out last."""
        state = self._key(of)
        return state in self._kept or state == self._failed

    def of(self, of: _Of) -> _Made:
        """Return what is worked out of the present state.

        Raises:
            GovDisclosureError: a file cannot be read; it is tried anew each time.
        """
        state = self._key(of)
        with self._lock:
            if state not in self._kept:
                made = self.worked_out(of)
                for old in list(self._kept)[: len(self._kept) - self.most + 1]:
                    del self._kept[old]
                self._kept[state] = made
            return self._kept[state]

    def prepare(self, of: _Of) -> None:
        """Work it out, so that it is ready; what cannot be read is said by the page that is shown then."""
        state = self._key(of)
        try:
            self.of(of)
        except GovDisclosureError:
            self._failed = state

    def _key(self, of: _Of) -> object:
        """Return by what something worked out is known: sentences and labels in it are in one language."""
        return language(), self.state_of(of)


def files_state(place: Path) -> FilesState:
    """Return by what files are known to be the same; of a folder those of its files but hidden ones.

    A file that has another's name, size and time of change still differs from it: by its number in the file system where one
    took the other's place, by the time when the file system last touched it where a program set the time of change back.
    """
    files = sorted(place.iterdir()) if place.is_dir() else [place] if place.name and place.exists() else []
    return tuple(
        (one.name, (state := one.stat()).st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
        for one in files
        if one.is_file() and not one.name.startswith(".")
    )
