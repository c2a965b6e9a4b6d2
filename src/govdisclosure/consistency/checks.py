"""Checks beyond a standard's relations (附加审核), brought by plugins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, Protocol, runtime_checkable

from attrs import frozen

from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report
from govdisclosure.value_objects import ValueObject


class ExpectedChecks(Enum):
    """The checks that a report is expected to undergo (审核项目)."""

    RELATION = "relation"
    CHECK = "check"
    PLUGIN = "plugin"


@frozen
class NotRun(ValueObject):
    """Something that was expected to look at a report and did not run to its end (未执行的审核)."""

    kind: ExpectedChecks
    name: str
    reason: Message

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as the verdict's JSON has it."""
        return {"kind": self.kind.value, "name": self.name, "message": self.reason.both}

    @property
    def sentence(self) -> Message:
        """Say what did not run, and why."""
        return say(f"check.not_run.{self.kind.value}", name=self.name, reason=self.reason)


class IncompleteCheckError(Exception):
    """A check did not run to its end (审核中断).

    Attributes:
        reason: why.
        findings: those made before.
    """

    def __init__(self, reason: Message, findings: Iterable[Finding] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.findings = tuple(findings)


@runtime_checkable
class Check(Protocol):
    """Examines a report and returns findings; a pure function that reads neither disk nor clock.

    Attributes:
        name: unique across all plugins.
    """

    @property
    def name(self) -> str:
        """The check's name."""
        ...

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return findings on a report; ``previous`` are the comparable reports of the preceding period."""
        ...


class CheckFunction(Protocol):
    """A function that is a check; its name is the check's."""

    @property
    def __name__(self) -> str: ...

    def __call__(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return findings on a report."""
        ...
