"""What was handed in (报送): one file each, and all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve, field, frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.areas import Bodies
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
    """Keep the newest form of each body; of two that nothing tells apart neither is chosen in silence."""
    by_body: dict[str, list[SubmittedForm]] = defaultdict(list)
    for one in hand_ins:
        if one.counted and one.form is not None:
            by_body[one.form.report.body.id].append(one)
    changed: dict[str, SubmittedForm] = {}
    for several in by_body.values():
        if len(several) > 1:
            changed |= {one.name: one for one in _newest(several)}
    return [changed.get(one.name, one) for one in hand_ins]


def _newest(several: Sequence[SubmittedForm]) -> Iterator[SubmittedForm]:
    def age(one: SubmittedForm) -> tuple[int, str]:
        assert one.form is not None  # noqa: S101 - only forms that were read are compared
        return one.form.report.revision, one.form.signed.isoformat() if one.form.signed else ""

    newest = max(age(one) for one in several)
    last = [one for one in several if age(one) == newest]
    same = len({_figures(one) for one in last}) == 1
    for one in several:
        form = one.form
        assert form is not None  # noqa: S101 - as above
        if one is last[0] and (same or len(last) == 1):
            yield one
            continue
        kept = last[0].name
        others = [other.name for other in last if other is not one]
        if one not in last:
            key, severity, facts = "collect.superseded", Severity.INFO, {"other": kept}
        elif same:
            key, severity, facts = "collect.same_twice", Severity.INFO, {"other": kept}
        else:
            key, severity, facts = "collect.two_versions", Severity.ERROR, {"other": others[0]}
        yield evolve(one, counted=False, issues=(about_form(form, key, severity, say(key, **facts)),))


def _figures(one: SubmittedForm) -> tuple[object, ...]:
    assert one.form is not None  # noqa: S101 - as above
    report = one.form.report
    return (*((address, cell.value) for address, cell in sorted(report.cells.items())), *sorted(report.text.items()))
