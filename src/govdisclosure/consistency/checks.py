"""Checks beyond a standard's relations (附加审核): what a plugin looks for in a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from govdisclosure.report import Finding, Report


@runtime_checkable
class Check(Protocol):
    """Looks a report over and says what it finds; it changes nothing, and reads neither disk nor clock.

    Attributes:
        name: unique across all plugins.
    """

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return what there is to say about a report; ``previous`` are the comparable reports of the preceding period."""
        ...


class CheckFunction(Protocol):
    """A function that is a check; its name is the check's."""

    @property
    def __name__(self) -> str: ...

    def __call__(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return what there is to say about a report."""
        ...
