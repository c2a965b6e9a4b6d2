"""A line a body (审核总表): what was handed in, the verdict, and the first thing to say; published and wrong comes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from attrs import frozen

from govdisclosure.areas import (
    Delivery,
    ResubmissionChanges,
    SubmittedFile,
    SubmittedReport,
    SubmittedReports,
    compare_hand_ins,
)
from govdisclosure.areas.submissions import Versions, version_of, versions_by_body
from govdisclosure.auditing.headline import Headline, first_to_say
from govdisclosure.consistency import Checker, check
from govdisclosure.consistency.against import base_of, is_beside, parts_of
from govdisclosure.messages import Message, say
from govdisclosure.report import Report
from govdisclosure.values import Period, Severity


@frozen(kw_only=True)
class AuditLine(SubmittedFile):
    """What there is to say about one body's report, or about a file that could not be read.

    Attributes:
        delivery: when it was handed in and published; None: the list does not say.
        first: the first thing to say; None where there is nothing.
        changes: what changed since the first submission; None without one.
        previous: the report of the year before, where it is available.
        remarks: what is worth knowing beside the figures.
    """

    delivery: Delivery | None = None
    first: Headline | None = None
    changes: ResubmissionChanges | None = None
    previous: tuple[Report, ...] = ()
    remarks: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """The body's name; the file's where it could not be read."""
        return self.report.body_name if self.report else self.file

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are."""
        return sum(one.severity is severity for one in self.verdict.findings) if self.verdict else 0

    @property
    def is_published(self) -> bool | None:
        """Whether it is published; None where the list does not say."""
        return None if self.delivery is None else self.delivery.published is not None

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """What puts it first: published and wrong, wrong, unreadable, unfinished, to explain, nothing to say."""
        errors = self.count(Severity.ERROR)
        explain = self.count(Severity.EXPLAIN) + self.count(Severity.WARNING)
        if self.verdict is None:
            group = 3
        elif errors:
            group = {True: 0, None: 1, False: 2}[self.is_published]
        elif self.verdict.verdict == "incomplete":
            group = 4
        else:
            group = 5 if explain else 6
        return (group, -errors, -explain, self.name, self.file)


@frozen(kw_only=True)
class Audit:
    """The audit of a folder (集中审核结果): the lines, gravest first, and the period they are about."""

    period: Period | None
    lines: tuple[AuditLine, ...]


def audit_reports(
    handed_in: SubmittedReports,
    *,
    period: Period | None = None,
    previous: SubmittedReports | None = None,
    first: SubmittedReports | None = None,
    check: Checker = check,
) -> Audit:
    """Audit the reports of a folder.

    Args:
        handed_in: the folder's reports. Of a body's several the last version is audited and compared with the one before.
        period: which reports; by default those of the latest period found.
        previous: reports of the year before; those in the same folder serve, too.
        first: the first submissions, where they are in a folder of their own.
        check: checks a report; a library's makes the checks of plugins too.
    """
    chosen = period or handed_in.last_period
    lines = [AuditLine(file=one.file, issues=one.issues) for one in handed_in.unreadable]
    if chosen is not None:
        before = (*handed_in.submitted, *(previous.submitted if previous else ()))
        earlier = _versions(first.of(chosen)) if first else {}
        dated = _by_age(before, lambda one: (one.body, one.report.period, base_of(one.report)))
        newest = [versions.newest[-1] for versions in dated.values()]
        for key, versions in _versions(handed_in.of(chosen)).items():
            twins = versions.newest
            preceding = _preceding(twins[-1], twins[-1].report.period, before)
            older = (*(earlier[key].newest if key in earlier else ()), *versions.older)
            others = [one for one in newest if one not in twins]
            older_one = older[-1] if older else None
            lines += [_line(one, handed_in, preceding, others, older_one, len(twins), check) for one in twins]
    return Audit(period=chosen, lines=tuple(sorted(lines, key=lambda one: one.rank)))


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
    twins: int,
    check: Checker,
) -> AuditLine:
    report = hand_in.report
    previous = [preceding.report] if preceding else []
    parts, _ = parts_of(report, [one.report for one in others])
    beside = [one.report for one in others if is_beside(one.report, report)]
    verdict = check(report, previous=previous, parts=parts, beside=beside)
    remarks = [say("audit.remark.twins", count=twins)] if twins > 1 else []
    changes = None
    if first is not None and first.report.standard.id != report.standard.id:
        remarks.append(say("audit.remark.other_standard", first=first.report.standard.id, second=report.standard.id))
    elif first is not None:
        changes = compare_hand_ins(first.report, check(first.report, previous=previous), report, verdict)
    if report.unread:
        remarks.append(say("audit.remark.unread", count=len(report.unread)))
    return AuditLine(
        file=hand_in.file,
        report=report,
        verdict=verdict,
        delivery=folder.delivery(report),
        first=first_to_say(report, verdict, previous=previous),
        changes=changes,
        previous=tuple(previous),
        remarks=tuple(remarks),
    )
