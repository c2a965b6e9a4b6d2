"""A line a body (审核总表): what was handed in and when, the verdict, what there is to say; published and wrong comes first.

A body that the list names and whose report is not there has a line, too; a file that is no report has one, which is some body's
only where its name says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import PurePosixPath

from attrs import evolve, frozen

from govdisclosure.activity_log import log_step
from govdisclosure.areas import (
    Delivery,
    ResubmissionChanges,
    SubmittedFile,
    SubmittedReport,
    SubmittedReports,
    compare_hand_ins,
)
from govdisclosure.areas.submissions import Versions, contents_of, version_of, versions_by_body
from govdisclosure.auditing.issues import AuditIssue, issues_of
from govdisclosure.consistency import Checker, Verdict, check
from govdisclosure.consistency.against import base_of, is_beside, parts_of
from govdisclosure.consistency.plausibility import unlikely_among
from govdisclosure.consistency.verdict import finding
from govdisclosure.messages import Message, joined, say
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Reading, RelationInstance
from govdisclosure.values import Period, Severity

_ACROSS = "audit.across"
UNKNOWN = "unknown"
"""The id of a body that a file does not name."""


@frozen(kw_only=True)
class AuditLine(SubmittedFile):
    """What there is to say (审核情况) about a body's report, about one that is missing, or about a file that was not read.

    Attributes:
        file: its file's name; empty where none was handed in.
        body: the body's name; empty where a file says of no body that it is its report.
        absent: that the list names the body and no report of it is there.
        delivery: when it was handed in and published; None: the list does not say.
        days_late: by how many days it came after the last day; 0 where it came in time, or no last day is known.
        points: what there is to say about the report, gravest first.
        changes: what changed since the first submission; None without one.
        previous: the report of the year before, where it is available.
        twins: the files of all its reports of this revision, where they differ; empty where it is the only one.
        lacking: the body's other forms that are not there, though other bodies handed them in, and relations hold the two forms
            against each other: these were not checked.
        remarks: what is worth knowing beside the figures.
    """

    file: str = ""
    body: str = ""
    absent: bool = False
    delivery: Delivery | None = None
    days_late: int = 0
    points: tuple[AuditIssue, ...] = ()
    changes: ResubmissionChanges | None = None
    previous: tuple[Report, ...] = ()
    twins: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """The body's name; the file's where no body is known."""
        return self.body or self.file

    @property
    def identity(self) -> Hashable:
        """Whose line it is: the body that the report names, else the name of the body."""
        if self.report is None:
            return self.body
        return (self.file if self.report.body.id == UNKNOWN else self.report.body.id), self.report.scope

    @property
    def contradicts_another_form(self) -> bool:
        """Whether a relation across two forms of the body does not hold, or is to be explained."""
        return any(one.words.key == _ACROSS for one in self.points)

    @property
    def first(self) -> AuditIssue | None:
        """The first thing to say; None where there is nothing."""
        return next(iter(self.points), None)

    @property
    def first_words(self) -> Message:
        """The first thing to say in one sentence, whatever it is about; that there is nothing."""
        if self.unreadable:
            return self.unreadable
        if self.first:
            return self.first.sentence
        if self.absent or self.twins:
            return joined(self.remarks, "list") if self.remarks else say("audit.verdict.absent")
        unnamed = self.changes.unnamed if self.changes else ()
        return say("audit.unnamed", count=len(unnamed)) if unnamed else say("audit.nothing")

    @property
    def errors(self) -> int:
        """How many errors there are, as a person counts them: one wrong cell is one."""
        return sum(one.errors for one in self.points)

    @property
    def to_explain(self) -> int:
        """How much else there is to say."""
        return sum(not one.errors for one in self.points)

    @property
    def is_published(self) -> bool | None:
        """Whether it is published; None where the list does not say."""
        return None if self.delivery is None else self.delivery.published is not None

    @property
    def urgency(self) -> Urgency:
        """What of it comes first."""
        if self.absent:
            return Urgency.ABSENT
        if self.verdict is None:
            return Urgency.UNREADABLE if self.body else Urgency.NOBODYS  # what it is cannot be known
        if self.errors:
            return Urgency.PUBLISHED_AND_WRONG if self.is_published else Urgency.WRONG
        if self.verdict.verdict == "incomplete" or self.lacking:
            return Urgency.INCOMPLETE
        unnamed = self.changes is not None and self.changes.unnamed
        return Urgency.TO_EXPLAIN if self.points or self.twins or unnamed else Urgency.IN_ORDER

    @property
    def rank(self) -> tuple[int, bool, bool, int, int, int, str, str]:
        """What puts it first: its state, whether it is published, a wrong total, how many errors, questions, days late."""
        state, unpublished = list(Urgency).index(self.urgency), self.is_published is False
        no_total = not any(one.is_total for one in self.points)
        return (state, unpublished, no_total, -self.errors, -self.to_explain, -self.days_late, self.name, self.file)


class Urgency(Enum):
    """How urgent a line is (紧急程度), the most urgent first."""

    PUBLISHED_AND_WRONG = "published and wrong"
    WRONG = "wrong"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    TO_EXPLAIN = "to explain"
    IN_ORDER = "in order"
    NOBODYS = "nobody's"


@frozen(kw_only=True)
class Audit:
    """The audit of a folder (集中审核结果).

    Attributes:
        period: what the reports are on; None where there are none.
        lines: the lines, the most urgent first.
        due: the last day for handing in; None where it was not given.
        title: what the reports are called.
        language: of what is written about them, unless another is requested: that of the reports' standard.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> audit = audit_reports(gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)]))
        >>> [(line.body, line.urgency.value) for line in audit.lines][:2]
        [('云岭市市场监督管理局', 'published and wrong'), ('云岭市人民政府办公室', 'in order')]
    """

    period: Period | None
    lines: tuple[AuditLine, ...]
    due: date | None = None
    title: str = ""
    language: str = "zh"

    @property
    def bodies(self) -> tuple[AuditLine, ...]:
        """The most urgent line of each body; files of which no body is known have none."""
        return tuple({one.identity: one for one in reversed(self.lines) if one.body}.values())[::-1]

    @property
    def addressed(self) -> tuple[AuditLine, ...]:
        """The lines with a letter of their own: one for each form of a body, the most urgent of its reports of one revision."""
        taken: set[Hashable] = set()
        found = []
        for line in self.lines:
            of_form = (line.identity, base_of(line.report) if line.report else "")
            if line.body and of_form not in taken:
                taken.add(of_form)
                found.append(line)
        return tuple(found)

    @property
    def nobodys(self) -> tuple[AuditLine, ...]:
        """The lines of files that are nobody's: no letter is written about them."""
        return tuple(one for one in self.lines if not one.body)

    @property
    def unreadable(self) -> tuple[AuditLine, ...]:
        """The lines of files that could not be read (无法读取), whether or not their names say whose they are."""
        return tuple(one for one in self.lines if one.unreadable)

    def of_urgency(self, *states: Urgency) -> tuple[AuditLine, ...]:
        """Return the most urgent lines of the bodies in some states."""
        return tuple(one for one in self.bodies if one.urgency in states)


def audit_reports(
    handed_in: SubmittedReports,
    *,
    period: Period | None = None,
    previous: SubmittedReports | None = None,
    first: SubmittedReports | None = None,
    due: date | None = None,
    check: Checker = check,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """Audit the reports of a folder (集中审核).

    Args:
        handed_in: the folder's reports. Of a body's several the last version is audited and compared with the one before.
        period: which reports; by default those of the latest period found.
        previous: reports of the year before; those in the same folder serve, too.
        first: the first submissions, where they are in a folder of their own.
        due: the last day for handing in; a report handed in later is late.
        check: checks a report; a library's makes the checks of plugins too.
        progress: called with how many reports are audited, and of how many.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> audit = audit_reports(gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)]))
        >>> len(audit.lines), len(audit.of_urgency(Urgency.WRONG))
        (11, 0)
    """
    chosen = period or handed_in.last_period
    names = _names(handed_in, previous)
    lines = [AuditLine(file=one.file, issues=one.issues) for one in handed_in.unreadable]
    if chosen is not None:
        before = (*handed_in.submitted, *(previous.submitted if previous else ()))
        earlier = _versions(first.of(chosen)) if first else {}
        dated = _by_age(before, lambda one: (one.body, one.report.period, base_of(one.report)))
        newest = [versions.newest[-1] for versions in dated.values()]
        several = _versions(handed_in.of(chosen))
        for done, (key, versions) in enumerate(several.items(), start=1):
            twins = versions.newest
            preceding = _preceding(twins[-1], twins[-1].report.period, before)
            older = (*(earlier[key].newest if key in earlier else ()), *versions.older)
            others = [one for one in newest if one not in twins]
            older_one = older[-1] if older else None
            lines += [_line(one, handed_in, preceding, others, older_one, twins, check) for one in twins]
            if progress:
                progress(done, len(several))
    lines = [one if one.body else evolve(one, body=_named_in(one.file, names)) for one in lines]
    lines += _absent(handed_in, chosen, lines, names)
    if due is not None:
        lines = [evolve(one, days_late=_days_late(one.delivery, due)) for one in lines]
    log_step(
        "auditing",
        "audited",
        period=chosen,
        reports=len(handed_in.submitted),
        lines=len(lines),
        wrong=sum(line.errors > 0 for line in lines),
        unreadable=len(handed_in.unreadable),
    )
    return Audit(
        period=chosen,
        lines=tuple(sorted(lines, key=lambda one: one.rank)),
        due=due,
        title=_title(handed_in, chosen),
        language=handed_in.language,
    )


def _among_bodies(verdict: Verdict, others: Sequence[SubmittedReport]) -> Verdict:
    """Return a verdict with what is asked about figures that those of other bodies on the same period make unlikely."""
    report = verdict.report
    among = [
        one.report
        for one in others
        if one.report.period == report.period
        and one.report.scope == report.scope
        and one.report.body.id != report.body.id
        and one.report.standard.id == report.standard.id
    ]
    found = [
        finding(report, question.key, Severity.EXPLAIN, cells, message)
        for question, cells, message in unlikely_among(report, among)
        if question.key not in {one.rule for one in verdict.findings}
    ]
    order = list(Severity)
    findings = sorted((*verdict.findings, *found), key=lambda one: order.index(one.severity))
    return evolve(verdict, findings=tuple(findings)) if found else verdict


def _days_late(delivery: Delivery | None, due: date) -> int:
    day = delivery.handed_in if delivery else None
    return max(0, (day - due).days) if day else 0


def _title(handed_in: SubmittedReports, period: Period | None) -> str:
    """Return what most reports are called, without a body's name."""
    reports = [one.report for one in handed_in.submitted if one.report.period == period]
    titles = Counter(map(form_title, reports))
    return titles.most_common(1)[0][0] if titles else ""


def _names(*folders: SubmittedReports | None) -> dict[str, str]:
    """Return the names of bodies, by name and by id: those that reports tell, and those of the list as they are."""
    names: dict[str, str] = {}
    for folder in folders:
        for one in folder.submitted if folder else ():
            body = one.report.body
            name = body.name or ("" if body.id == UNKNOWN else body.id)
            names |= {key: name for key in (body.id, name) if name and key != UNKNOWN}
    for folder in folders:
        for listed in folder.days if folder else ():
            names.setdefault(listed, listed)
    return names


_SHORTEST_NAME = 2


def _named_in(file: str, names: Mapping[str, str]) -> str:
    """Return the body whose name a file's name contains, the longest; empty where there is none."""
    stem = PurePosixPath(file).stem
    found = [one for one in names if len(one) >= _SHORTEST_NAME and one in stem]
    return names[max(found, key=len)] if found else ""


def _absent(
    handed_in: SubmittedReports, period: Period | None, lines: Sequence[AuditLine], names: Mapping[str, str]
) -> Iterator[AuditLine]:
    """Yield a line for each body of the list without a report or a file of its own."""
    there = {one.body for one in lines}
    for listed, delivery in handed_in.days.items():
        name = names[listed]
        if name in there:
            continue
        of_others = sorted({str(one.report.period) for one in handed_in.submitted if one.report.body_name == name})
        remarks = [say("audit.remark.no_file", day=delivery.handed_in)] if delivery.handed_in else []
        remarks += [say("audit.remark.other_period", periods=of_others)] if of_others and period else []
        yield AuditLine(body=name, absent=True, delivery=delivery, remarks=tuple(remarks))


def _versions(hand_ins: Sequence[SubmittedReport]) -> Mapping[Hashable, Versions[SubmittedReport]]:
    """Return what each body handed in, by age; a form that relations hold against another is by itself."""

    def key(one: SubmittedReport) -> Hashable:
        tied = any(is_beside(other.report, one.report) and _are_tied(one, other) for other in hand_ins)
        return one.body, base_of(one.report) if tied else ""

    return _by_age(hand_ins, key)


def _by_age(
    hand_ins: Iterable[SubmittedReport], key: Callable[[SubmittedReport], Hashable]
) -> Mapping[Hashable, Versions[SubmittedReport]]:
    in_order = sorted(hand_ins, key=lambda one: one.file)
    return versions_by_body(in_order, key=key)


def _are_tied(one: SubmittedReport, other: SubmittedReport) -> bool:
    """Whether relations of one of two forms read the other: then they are two forms of one body, not two versions."""
    read = {term.standard for each in (one, other) for relation in each.report.standard.relations for term in relation.terms}
    return bool(read & {base_of(one.report), base_of(other.report)})


def _lacking_forms(hand_in: SubmittedReport, others: Iterable[SubmittedReport]) -> list[SubmittedReport]:
    """Return a report of each form that relations hold against this one, that others handed in and this body did not."""
    report = hand_in.report
    there = {base_of(one.report) for one in others if is_beside(one.report, report)}
    found: dict[str, SubmittedReport] = {}
    for one in others:
        form = base_of(one.report)
        alike = one.report.period == report.period and one.report.scope == report.scope
        if alike and form != base_of(report) and form not in there and _are_tied(hand_in, one):
            found.setdefault(form, one)
    return list(found.values())


def _relations_between(one: Report, other: Report) -> list[RelationInstance]:
    """Return the relations of either of two forms that read the other."""
    return [
        relation
        for own, form in ((one, base_of(other)), (other, base_of(one)))
        for relation in own.standard.relations
        if any(term.standard == form for term in relation.terms)
    ]


def _not_checked(hand_in: SubmittedReport, other: SubmittedReport) -> AuditIssue:
    """Return what to say to a body of which another form is not there."""
    count = len(_relations_between(hand_in.report, other.report))
    message = say("audit.other_form", form=form_title(other.report), file=hand_in.file, count=count)
    finding = Finding(rule="audit.other_form", severity=Severity.WARNING, message=message)
    return AuditIssue(severity=Severity.WARNING, findings=(finding,), words=message)


def _naming_files(issue: AuditIssue, hand_in: SubmittedReport, others: Iterable[SubmittedReport]) -> AuditIssue:
    """Return an issue about a relation across two forms with the names of both files; any other as it is."""
    report = hand_in.report
    read = {
        term.standard
        for relation in report.standard.relations
        if relation.relation.key == issue.finding.rule
        for term in relation.terms
        if term.reading is Reading.BESIDE
    }
    files = [one.file for one in others if base_of(one.report) in read and is_beside(one.report, report)]
    return evolve(issue, words=say(_ACROSS, words=issue.words, files=[hand_in.file, *files])) if files else issue


def form_title(report: Report) -> str:
    """Return what the report is called, without its body's name."""
    return report.standard.title.replace("{body}", "").replace("{year}", str(report.standard.year_of(report.period))).strip()


def _preceding(hand_in: SubmittedReport, period: Period, reports: tuple[SubmittedReport, ...]) -> SubmittedReport | None:
    """Return the body's report on the period before, the highest revision; one by the same standard where there is one."""
    found = [one for one in reports if one.body == hand_in.body and one.report.period.precedes(period)]
    alike = [one for one in found if base_of(one.report) == base_of(hand_in.report)]
    return max(alike or found, key=lambda one: version_of(one.report), default=None)


def _line(
    hand_in: SubmittedReport,
    folder: SubmittedReports,
    preceding: SubmittedReport | None,
    others: Sequence[SubmittedReport],
    first: SubmittedReport | None,
    twins: Sequence[SubmittedReport],
    check: Checker,
) -> AuditLine:
    report = hand_in.report
    previous = [preceding.report] if preceding else []
    parts, _ = parts_of(report, [one.report for one in others])
    beside = [one.report for one in others if is_beside(one.report, report)]
    verdict = _among_bodies(check(report, previous=previous, parts=parts, beside=beside), others)
    remarks = [say("audit.remark.twins", count=len(twins))] if len(twins) > 1 else []
    points = [_naming_files(one, hand_in, others) for one in issues_of(report, verdict, previous=previous, check=check)]
    lacking = {form_title(one.report): one for one in _lacking_forms(hand_in, others)}
    unchecked = [_not_checked(hand_in, one) for one in lacking.values()]
    points = [*(one for one in points if one.errors), *unchecked, *(one for one in points if not one.errors)]
    changes = None
    if first is not None and first.report.standard.id != report.standard.id:
        remarks.append(say("audit.remark.other_standard", first=first.report.standard.id, second=report.standard.id))
    elif first is not None:
        changes = compare_hand_ins(first.report, check(first.report, previous=previous), report, verdict)
    if report.unread:
        remarks.append(say("audit.remark.unread", count=len(report.unread)))
    return AuditLine(
        file=hand_in.file,
        body=report.body.name or ("" if report.body.id == UNKNOWN else report.body.id),
        report=report,
        verdict=verdict,
        delivery=folder.delivery(report),
        points=tuple(points),
        changes=changes,
        previous=tuple(previous),
        twins=tuple(one.file for one in twins) if len({contents_of(one.report) for one in twins}) > 1 else (),
        lacking=tuple(lacking),
        remarks=tuple(remarks),
    )
