"""What was handed in (报送): one file each, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve, field, frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.areas import Bodies
from govdisclosure.areas.returns import Versions, versions_by_body
from govdisclosure.consistency import Verdict
from govdisclosure.forms.attribution import Issue
from govdisclosure.forms.form_reading import FilledForm
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period, Severity


@frozen(kw_only=True)
class SubmittedForm(ValueObject):
    """One file that was handed in (一份报送).

    Attributes:
        path: the file; only its name is ever shown. None for one that was given as bytes or as an open file.
        name: what it is called in what is said: its name, with its folder where two are called the same.
        data: its bytes, where it has no path.
        form: what was read; None where nothing could be.
        verdict: what the check came to.
        issues: what is to be looked at.
        counted: whether its report is among those collected; issues say why not.
    """

    path: Path | None = field(default=None, repr=False)
    name: str
    data: bytes = field(default=b"", repr=False)
    form: FilledForm | None = None
    verdict: Verdict | None = None
    issues: tuple[Issue, ...] = ()
    counted: bool = False

    @property
    def original(self) -> bytes:
        """The bytes of the file, read again where it has a path."""
        return self.data if self.path is None else self.path.read_bytes()

    @property
    def state(self) -> str:
        """``passed``, ``incomplete``, ``failed``, ``set_aside`` or ``unreadable``."""
        if self.form is None or self.verdict is None:
            return "unreadable"
        if not self.counted:
            return "set_aside"
        if any(one.severity is Severity.ERROR for one in self.issues):
            return "failed"
        return self.verdict.verdict


@frozen(kw_only=True)
class Collection(ValueObject):
    """What was collected (收表结果).

    Attributes:
        standard, period: what the forms were to be; None where nothing was read.
        hand_ins: the files, in the order of their names.
        absent: who is missing, and other findings about bodies.
        bodies: the bodies that were expected.
    """

    standard: str | None = None
    period: Period | None = None
    hand_ins: tuple[SubmittedForm, ...] = ()
    absent: tuple[Finding, ...] = ()
    bodies: Bodies | None = None

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports collected, sorted by body."""
        found = [one.form.report for one in self.hand_ins if one.counted and one.form is not None]
        return tuple(sorted(found, key=lambda one: one.body.id))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything to look at, file by file; what is about bodies last."""
        found = [issue for one in self.hand_ins for issue in one.issues]
        found += [
            Issue(file="", body=one.where[0] if one.where else "", rule=one.rule, severity=one.severity, message=one.message)
            for one in self.absent
        ]
        return tuple(found)

    @property
    def wrong(self) -> bool:
        """Whether something is wrong: an issue of severity error, or a report that is missing."""
        missing = any(one.rule == "completeness.missing" for one in self.absent)
        return missing or any(one.severity is Severity.ERROR for one in self.issues)


def about_form(form: FilledForm, rule: str, severity: Severity, message: Message) -> Issue:
    """Make an issue about a whole form; it is at the cover."""
    sheet, row, column = form.cover
    cell = f"{letter(column)}{row}"
    body = form.report.body.id
    return Issue(file=form.name, body=body, sheet=sheet, cell=cell, rule=rule, severity=severity, message=message)


def one_of_each(hand_ins: Sequence[SubmittedForm]) -> list[SubmittedForm]:
    """Keep the last version of each body's form; of two that nothing tells apart neither is chosen in silence."""
    read = [(one, one.form) for one in hand_ins if one.counted and one.form is not None]
    found = versions_by_body(read, report=lambda one: one[1].report, body=lambda one: one[1].report.body.id)
    changed = {one.name: one for versions in found.values() for one in _left_out(versions)}
    return [changed.get(one.name, one) for one in hand_ins]


def _left_out(versions: Versions[tuple[SubmittedForm, FilledForm]]) -> Iterator[SubmittedForm]:
    """Yield the forms of a body that do not count, each with the reason."""
    names = [one.name for one, _ in versions.newest]
    for place, each in enumerate((*versions.older, *versions.newest)):
        if each is versions.counted:
            continue
        one, form = each
        if place < len(versions.older):
            key, severity = "collect.superseded", Severity.INFO
        elif versions.counted is not None:
            key, severity = "collect.same_twice", Severity.INFO
        else:
            key, severity = "collect.two_versions", Severity.ERROR
        other = next(name for name in names if name != one.name)
        yield evolve(one, counted=False, issues=(about_form(form, key, severity, say(key, other=other)),))
