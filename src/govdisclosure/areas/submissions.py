"""Who handed in what (报送情况): files, reports, which version counts, who is missing, what changed.

Of what a body hands in the highest revision counts; of one revision a final report before a draft, then the later day of
signature. Where nothing tells two apart, they are one report twice if they hold the same; if not, neither counts in silence.
Forms that are collected, reports that are audited and reports that are combined go by this one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from attrs import field, frozen

from govdisclosure.areas.body_history import Bodies, BodiesLike, bodies_of, note
from govdisclosure.comparison import compare_cells
from govdisclosure.consistency import Verdict
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report, reports_of
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, Period, PeriodLike, Severity, in_digits

# ----------------------------------------------------------------------------------------------------------- submissions


class Delivery(NamedTuple):
    """When a report was handed in, and when it was published (报送和公布日期); None: not, or not known."""

    handed_in: date | None = None
    published: date | None = None


@frozen(kw_only=True)
class Issue(ValueObject):
    """One issue of a file that was handed in (问题).

    Attributes:
        file: the file's name; empty where a file is missing.
        body: the body's id, as far as it is known.
        address: the cell's address in the standard; empty where it is about the whole file.
        sheet, cell: where it is, such as ``H7``; empty where it is about the whole file.
        others: other cells that could be the wrong one, or that are meant as well, as ``sheet!cell``.
        message: what is wrong and what to do.
    """

    file: str
    body: str = ""
    address: str = ""
    sheet: str = ""
    cell: str = ""
    rule: str
    severity: Severity
    message: Message
    others: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place in one line: ``form.xlsx 三、…!C7``."""
        return f"{self.file} {self.sheet}!{self.cell}" if self.cell else self.file or self.body


@frozen(kw_only=True)
class SubmittedFile(ValueObject):
    """One file that was handed in (报送文件), whether or not a report could be read from it.

    Attributes:
        file: what it is called in what is said: its name, with its folder where two are called the same.
        path: the file; only its name is ever shown. None for one that was given as bytes or as an open file.
        data: its bytes, where it has no path.
        report: the report; None where nothing could be read, and the issues say why.
        verdict: what the check came to.
        issues: what is to be looked at.
        counted: whether its report is among those that count; issues say why not.
    """

    file: str
    path: Path | None = field(default=None, repr=False)
    data: bytes = field(default=b"", repr=False)
    report: Report | None = None
    verdict: Verdict | None = None
    issues: tuple[Issue, ...] = ()
    counted: bool = False

    @property
    def unreadable(self) -> Message | None:
        """Why no report could be read; None where there is one."""
        return None if self.report or not self.issues else self.issues[0].message

    @property
    def original(self) -> bytes:
        """The bytes of the file, read again where it has a path."""
        return self.data if self.path is None else self.path.read_bytes()

    @property
    def state(self) -> str:
        """``passed``, ``incomplete``, ``failed``, ``set_aside`` or ``unreadable``."""
        if self.report is None or self.verdict is None:
            return "unreadable"
        if not self.counted:
            return "set_aside"
        if any(issue.severity is Severity.ERROR for issue in self.issues):
            return "failed"
        return self.verdict.verdict


@frozen(kw_only=True)
class SubmittedReport(SubmittedFile):
    """One report that was handed in (一份报送)."""

    report: Report
    counted: bool = True

    @property
    def body(self) -> tuple[str, str]:
        """Whose it is, and for which bodies: a file that names no body is a body's own."""
        identity = self.report.body.id
        return (self.file if identity == "unknown" else identity, self.report.scope)


def unreadable_file(file: str, reasons: Iterable[Message], path: Path | None = None, data: bytes = b"") -> SubmittedFile:
    """Return a file that holds no report, with the reasons as its issues."""
    rule, severity = "collect.unreadable", Severity.ERROR
    issues = tuple(Issue(file=file, rule=rule, severity=severity, message=reason) for reason in reasons)
    return SubmittedFile(file=file, path=path, data=data, issues=issues)


@frozen(kw_only=True)
class SubmittedReports(ValueObject):
    """What was handed in (报送材料), and by whom.

    Attributes:
        files: in the order of their names; a file with several reports is there once for each.
        standard, period: what the reports were to be; None where that is not known.
        bodies: who must hand in; None where there is no list.
        days: when a body handed in and published, by its id or name.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> handed_in = gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)])
        >>> len(handed_in.reports), handed_in.unreadable, handed_in.missing
        (11, (), ())
    """

    files: tuple[SubmittedFile, ...] = ()
    standard: str | None = None
    period: Period | None = None
    bodies: Bodies | None = None
    days: Mapping[str, Delivery] = field(factory=FrozenDict, converter=frozen_dict)

    @property
    def language(self) -> str:
        """The language of what is written about them: that of the standard of the first report; Chinese where there is none."""
        return next((one.report.standard.language for one in self.submitted), "zh")

    @property
    def submitted(self) -> tuple[SubmittedReport, ...]:
        """The reports that were handed in, whether or not they count."""
        return tuple(one for one in self.files if isinstance(one, SubmittedReport))

    @property
    def unreadable(self) -> tuple[SubmittedFile, ...]:
        """The files that hold no report."""
        return tuple(one for one in self.files if one.report is None)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports that count, sorted by body."""
        return tuple(sorted((one.report for one in self.submitted if one.counted), key=lambda report: report.body.id))

    @property
    def absent(self) -> tuple[Finding, ...]:
        """Who is missing, and other findings about bodies; where a body's report does not count, an issue says why."""
        if self.bodies is None or self.period is None:
            return ()
        here = {one.report.body.id for one in self.submitted}
        findings = completeness(self.reports, self.bodies, self.period)
        return tuple(one for one in findings if one.rule != "completeness.missing" or one.where[0] not in here)

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the bodies that handed in nothing."""
        return tuple(one.where[0] for one in self.absent if one.rule == "completeness.missing")

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything to look at, file by file; what is about bodies last."""
        about_bodies = [
            Issue(file="", body=one.where[0] if one.where else "", rule=one.rule, severity=one.severity, message=one.message)
            for one in self.absent
        ]
        return (*(issue for one in self.files for issue in one.issues), *about_bodies)

    @property
    def wrong(self) -> bool:
        """Whether something is wrong: an issue of severity error, or a report that is missing."""
        return bool(self.missing) or any(issue.severity is Severity.ERROR for issue in self.issues)

    @property
    def last_period(self) -> Period | None:
        """The latest period that a report is on."""
        periods = (one.report.period for one in self.submitted)
        return max(periods, key=lambda period: (period.end, period.start), default=None)

    def of(self, period: Period) -> tuple[SubmittedReport, ...]:
        """Return the reports on a period."""
        return tuple(one for one in self.submitted if one.report.period == one.report.standard.own_period(period))

    def delivery(self, report: Report) -> Delivery | None:
        """Return when a report was handed in and published; None where the list does not say."""
        return self.days.get(report.body.id) or self.days.get(report.body_name)


# -------------------------------------------------------------------------------------------------------------- versions

_Submitted = TypeVar("_Submitted", bound=SubmittedReport)


@frozen
class Versions(Generic[_Submitted]):
    """What one body handed in (报送版本), by age.

    Attributes:
        older: superseded, the oldest first.
        newest: of the last version; several where nothing tells them apart.
        counted: the one that counts; None where several of the last version differ.
    """

    older: tuple[_Submitted, ...]
    newest: tuple[_Submitted, ...]
    counted: _Submitted | None


def version_of(report: Report) -> tuple[int, bool, date]:
    """Return the key by which two reports of a body are ordered as versions."""
    return report.revision, report.status == "final", report.signed or date.min


def figures_of(report: Report) -> Hashable:
    """Return a report's figures, so that they can be compared: a cell left out is a cell left blank."""
    filled = (
        (address, type(cell.value), cell.value)
        for address, cell in sorted(report.cells.items())
        if cell.value is not Blank.MISSING
    )
    return (tuple(sorted(report.includes)), *filled)


def contents_of(report: Report) -> Hashable:
    """Return a report's figures and words, so that they can be compared."""
    return figures_of(report), tuple(sorted(report.text.items()))


def versions_by_body(
    submitted: Iterable[_Submitted],
    *,
    key: Callable[[_Submitted], Hashable] = lambda one: one.body,
    alike: Callable[[Report], Hashable] = contents_of,
) -> dict[Hashable, Versions[_Submitted]]:
    """Return what each body handed in, by age.

    Args:
        submitted: what was handed in; of one age in the order given.
        key: what is equal of versions of one report: whose it is, and for which bodies.
        alike: what is equal of two reports that are one report twice.
    """
    by_body: dict[Hashable, list[_Submitted]] = {}
    for one in sorted(submitted, key=lambda one: version_of(one.report)):
        by_body.setdefault(key(one), []).append(one)
    return {body: _by_age(several, alike) for body, several in by_body.items()}


def _by_age(several: Sequence[_Submitted], alike: Callable[[Report], Hashable]) -> Versions[_Submitted]:
    last = version_of(several[-1].report)
    newest = [one for one in several if version_of(one.report) == last]
    is_one = len({alike(one.report) for one in newest}) == 1
    return Versions(tuple(several[: -len(newest)]), tuple(newest), newest[0] if is_one else None)


# -------------------------------------------------------------------------------------------------------------- complete


def completeness(reports: Iterable[Report], expected: BodiesLike, period: PeriodLike) -> tuple[Finding, ...]:
    """Return a finding for each missing report on a period (漏报), sorted by the body's id.

    Must report: every body that the standards cover and that exists in the period. One that ended within it is reported for by
    its successors; where none is known, that is asked. A body that is in an area report only is named, and not missing.

    Args:
        reports: the reports that there are.
        expected: the bodies, with their history (:class:`Bodies`) or alone.
        period: what the reports are on.

    Raises:
        InvalidPeriodError: the period is none.

    Example:
        >>> [finding.where for finding in completeness(reports[1:], Bodies.of(city), 2024)]
        [('civil-affairs',), ('hospital',), ('tourism',)]
    """
    bodies, period = bodies_of(expected), Period.of(period)
    found = sorted((one for one in reports_of(reports) if one.period == period), key=lambda one: (one.body.id, one.scope))
    own = {one.body.id for one in found if one.scope == "own"}
    within = {identity: one for one in found if one.scope == "area" for identity in one.includes}
    return tuple(_absences(bodies, period, own, within))


def _absences(bodies: Bodies, period: Period, own: set[str], within: Mapping[str, Report]) -> Iterator[Finding]:
    must = bodies.expected(period)
    for body in must:
        name = body.name or body.id
        if body.id in own:
            continue
        if body.id in within:
            area = within[body.id].body_name
            message = say("completeness.other_scope", body=name, area=area)
            yield note("completeness.other_scope", Severity.INFO, [body.id], message)
        elif body.dissolved is not None and body.dissolved < period.end:
            successors = sorted({succession.successor for succession in bodies.successions if succession.body == body.id})
            names = [bodies.name(successor) for successor in successors]
            key, severity = ("taken_over", Severity.INFO) if successors else ("ended", Severity.EXPLAIN)
            message = say(f"completeness.{key}", body=name, day=body.dissolved, successors=names, period=period)
            yield note(f"completeness.{key}", severity, [body.id], message)
        else:
            message = say("completeness.missing", body=name, period=period)
            yield note("completeness.missing", Severity.WARNING, [body.id], message)
    for identity in sorted(own - {body.id for body in must}):
        message = say("completeness.unexpected", body=bodies.name(identity))
        yield note("completeness.unexpected", Severity.INFO, [identity], message)


# ------------------------------------------------------------------------------------------------------ a second hand-in


@frozen(kw_only=True)
class CellChange:
    """A cell that changed between two submissions; empty text for a blank."""

    address: str
    label: str
    before: str
    after: str


@frozen(kw_only=True)
class ResubmissionChanges:
    """What changed between two submissions (两次报送的变化).

    Attributes:
        gone: findings of the first that the second has no more.
        new: findings of the second that the first had not.
        unnamed: cells that changed though no finding about the first had named them, in printed order.
        named: how many cells changed that a finding had named.
    """

    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    unnamed: tuple[CellChange, ...]
    named: int


def compare_hand_ins(first: Report, about_first: Verdict, second: Report, about_second: Verdict) -> ResubmissionChanges:
    """Compare a second submission with the first (再次报送).

    Findings are the same where rule and cells are, whatever the figures.

    Args:
        first: the report handed in first.
        about_first: what ``check`` came to of it.
        second: the report handed in then.
        about_second: what ``check`` came to of it.

    Example:
        >>> from attrs import evolve
        >>> wrong = evolve(report, cells={**report.cells, "services.cases": evolve(report.cells["services.cases"], value=32)})
        >>> changes = compare_hand_ins(wrong, check(wrong), report, check(report))
        >>> [finding.rule for finding in changes.gone][:1], len(changes.new)
        ([], 0)
    """
    before, after = (_by_place(one) for one in (about_first, about_second))
    style = second.standard.style
    told = {cell for one in before.values() for cell in one.cells} | set(about_first.missing)
    changed = [
        CellChange(
            address=one.address,
            label=one.label,
            before=in_digits(one.left.value, not_applicable="—", yes=style.yes, no=style.no),
            after=in_digits(one.right.value, not_applicable="—", yes=style.yes, no=style.no),
        )
        for one in compare_cells(first, second, second.standard.keys())
    ]
    return ResubmissionChanges(
        gone=tuple(one for key, one in before.items() if key not in after),
        new=tuple(one for key, one in after.items() if key not in before),
        unnamed=tuple(one for one in changed if one.address not in told),
        named=sum(one.address in told for one in changed),
    )


def _by_place(verdict: Verdict) -> dict[tuple[str, tuple[str, ...]], Finding]:
    return {(one.rule, one.cells): one for one in verdict.findings if one.severity.calls_for_action}
