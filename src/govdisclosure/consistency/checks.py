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
    """Examines a report and returns findings (附加审核); a pure function that reads neither disk nor clock.

    Attributes:
        name: unique across all plugins.

    Example:
        >>> from govdisclosure.messages import Message
        >>> class EverythingGiven:
        ...     name = "everything_given"
        ...     def check(self, report, previous):
        ...         for address in report.standard.keys():
        ...             if report[address] is Blank.MISSING:
        ...                 words = Message.literal(zh="未填", en="is not given")
        ...                 yield Finding(rule="missing", severity=Severity.WARNING, cells=(address,), message=words)
        >>> library = Library(plugins=[])
        >>> library.register(EverythingGiven())
        >>> findings = library.check(tabulate(records, "cn-2021", period=2015)).findings
        >>> {finding.rule for finding in findings if str(finding.message) == "is not given"}
        {'local.missing'}
    """

    @property
    def name(self) -> str:
        """The check's name."""
        ...

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return findings on a report; ``previous`` are the comparable reports of the preceding period."""
        ...


class CheckFunction(Protocol):
    """A function that is a check (附加审核); its name is the check's.

    Example:
        >>> def nothing_to_say(report, previous):
        ...     return []
        >>> library = Library(plugins=[])
        >>> library.register(nothing_to_say)
        >>> library.check(report).verdict
        'passed'
    """

    @property
    def __name__(self) -> str: ...

    def __call__(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return findings on a report."""
        ...
