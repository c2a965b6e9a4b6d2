"""Which reports are added (汇总范围): each body once, one standard, one period; what is left out is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from attrs import frozen

from govdisclosure.areas.body_history import Bodies, is_covered, note
from govdisclosure.areas.submissions import SubmittedReport, figures_of, versions_by_body
from govdisclosure.errors import TabulationError
from govdisclosure.messages import say
from govdisclosure.records import Body
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Standard
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period, Severity

_Key = TypeVar("_Key")


@frozen
class AreaPart(ValueObject):
    """A report that is added, with the ids of the bodies whose figures it holds."""

    report: Report
    covers: frozenset[str]


def order(report: Report) -> tuple[str, str, int]:
    """Return the sort key of a report: body, scope, revision."""
    return report.body.id, report.scope, report.revision


def same_standard(report: Report, standard: Standard) -> bool:
    """Whether a report follows a standard; a new edition is another standard, for its figures mean something else."""
    return (report.standard.id, report.standard.edition) == (standard.id, standard.edition)


def most_frequent(reports: Sequence[Report], key: Callable[[Report], _Key], fault: str) -> Report:
    """Return a report whose key is the most frequent.

    Raises:
        TabulationError: two keys are as frequent, or there are no reports.
    """
    counts = Counter(map(key, reports)).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        raise TabulationError(fault)
    return min((report for report in reports if key(report) == counts[0][0]), key=lambda one: one.standard.digest)


class Selection:
    """Chooses which reports are added; what is left out is named in ``notes``."""

    def __init__(self, area: Body, listed: Bodies, known: Bodies, standard: Standard, period: Period) -> None:
        self.area, self.known, self.standard, self.period = area, known, standard, period
        self.notes: list[Finding] = []
        # A list without reporting lines below the area says nothing about who belongs to it.
        self.inside = {one.id for one in known.area(area.id)} | {area.id} if listed.children(area.id) else None

    def parts(self, reports: Sequence[Report]) -> tuple[AreaPart, ...]:
        """Return the parts, sorted by body and scope."""
        fit = [report for report in sorted(reports, key=order) if self.fits(report)]
        parts = self.apart([AreaPart(report, self.covers(report)) for report in self.single(fit)])
        if not parts:
            self.note("combine.nothing", Severity.ERROR, [self.area.id])
        return parts

    def note(self, key: str, severity: Severity, bodies: Sequence[str], /, **facts: object) -> None:
        """Note what was left out or assumed."""
        self.notes.append(note(key, severity, bodies, say(key, **facts)))

    def name(self, report: Report) -> str:
        """Return the name of a report's body."""
        return report.body.name or self.known.name(report.body.id)

    def fits(self, report: Report) -> bool:
        """Whether a report may be added, judged by itself."""
        where, name = [report.body.id], self.name(report)
        body = self.known.get(report.body.id) or report.body
        if not same_standard(report, self.standard):
            found, wanted = _named(report.standard, self.standard)
            self.note("combine.other_standard", Severity.WARNING, where, body=name, found=found, wanted=wanted)
        elif report.period != self.period:
            self.note("combine.other_period", Severity.WARNING, where, body=name, found=report.period, wanted=self.period)
        elif not is_covered(body):
            self.note("combine.not_covered", Severity.INFO, where, body=name, kind=body.kind)
        elif not body.exists_in(self.period):
            self.note("combine.not_existing", Severity.WARNING, where, body=name, period=self.period)
        elif self.inside is not None and body.id not in self.inside:
            self.note("combine.outside", Severity.WARNING, where, body=name, area=self.area.name or self.area.id)
        elif report.scope == "area" and body.id == self.area.id:
            self.note("combine.itself", Severity.INFO, where, body=name)
        else:
            return True
        return False

    def single(self, reports: Sequence[Report]) -> Iterator[Report]:
        """Yield one report for each body and scope: the last version, if there is a single one."""
        submitted = (SubmittedReport(file="", report=report) for report in reports)
        for several in versions_by_body(submitted, alike=figures_of).values():
            newest = [one.report for one in several.newest]
            identity, name = newest[0].body.id, self.name(newest[0])
            for one in several.older:
                facts = {"body": name, "kept": newest[0].revision, "left": one.report.revision}
                self.note("combine.superseded", Severity.INFO, [identity], **facts)
            if several.counted is None:
                self.note("combine.contradicting", Severity.ERROR, [identity], body=name, count=len(newest))
                continue
            if len(newest) > 1:
                self.note("combine.same_twice", Severity.INFO, [identity], body=name, count=len(newest))
            yield several.counted.report

    def covers(self, report: Report) -> frozenset[str]:
        """Return the bodies whose figures a report holds."""
        identity = report.body.id
        if report.scope != "area":
            return frozenset([identity])
        if not report.includes:
            found = [one.id for one in self.known.area(identity, self.period) if is_covered(one)]
            names = [self.known.name(one) for one in found]
            self.note("combine.includes_assumed", Severity.INFO, [identity], area=self.name(report), bodies=names)
            return frozenset(found)
        for one in sorted(set(report.includes)):
            within = self.known.get(one)
            if within is not None and not is_covered(within):
                facts = {"area": self.name(report), "body": self.known.name(one), "kind": within.kind}
                self.note("combine.not_covered_within", Severity.WARNING, [identity, one], **facts)
        return frozenset(report.includes)

    def apart(self, parts: Sequence[AreaPart]) -> tuple[AreaPart, ...]:
        """Keep parts that have no body in common; wider parts take precedence, because dropping them would lose more bodies."""
        holder: dict[str, AreaPart] = {}
        kept, left = [], []
        for part in sorted(parts, key=lambda one: (-len(one.covers), one.report.scope != "own", one.report.body.id)):
            if part.covers.isdisjoint(holder):
                kept.append(part)
                holder.update(dict.fromkeys(part.covers, part))
            else:
                left.append(part)
        for part in sorted(left, key=lambda one: order(one.report)):
            identity, name = part.report.body.id, self.name(part.report)
            shared, lost = sorted(part.covers & holder.keys()), sorted(part.covers - holder.keys())
            areas = list(dict.fromkeys(self.name(holder[one].report) for one in shared))
            if not lost:
                self.note("combine.within", Severity.INFO, [identity], body=name, area=areas)
                continue
            facts = {"shared": [self.known.name(one) for one in shared], "lost": [self.known.name(one) for one in lost]}
            self.note("combine.overlap", Severity.ERROR, [identity, *lost], body=name, area=areas, **facts)
        return tuple(sorted(kept, key=lambda one: order(one.report)))


def _named(found: Standard, wanted: Standard) -> tuple[str, str]:
    if found.id != wanted.id:
        return found.id, wanted.id
    return f"{found.id} ({found.edition})", f"{wanted.id} ({wanted.edition})"
