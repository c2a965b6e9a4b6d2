"""The figures as they are now (实时数据): the report of what the folder holds, its check, and where it is likely wrong.

They are worked out again when a file of the folder has changed, and kept until then: a click on a figure costs nothing but its
explanation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from attrs import evolve, frozen

from govdisclosure import library
from govdisclosure.consistency import Conflict, Verdict, locate
from govdisclosure.consistency.error_localization import Change
from govdisclosure.consistency.readiness import blockers
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.guide import Work, standard_of, with_acceptances
from govdisclosure.messages import language
from govdisclosure.report import Finding, Report
from govdisclosure.sources import Records
from govdisclosure.values import Severity
from govdisclosure_desk.kept_state import KeptState, files_state

_ANSWERS = 5
"""So many answers are marked where the relations leave open which cell is wrong."""


@frozen(kw_only=True, slots=False)
class Figures:
    """The report of a folder, with everything that is shown of it.

    Attributes:
        report: the report, with the day under it if one was given.
        records: what it was made from.
        verdict: the check, beside last year's report where there is one.
        conflicts: what cannot hold together, with the cells that are likely wrong.
        previous: last year's report; None where none was given.
    """

    report: Report
    records: Records
    verdict: Verdict
    conflicts: tuple[Conflict, ...]
    previous: Report | None

    @property
    def publication(self) -> PublishedReport:
        """The report as exporters print it."""
        return PublishedReport(report=self.report, verdict=self.verdict, records=self.records, language=language())

    @cached_property
    def blockers(self) -> tuple[Finding, ...]:
        """What blocks publishing; an error does, whoever explained it."""
        return blockers(evolve(self.verdict, accepted={}))

    @cached_property
    def missing(self) -> frozenset[str]:
        """The cells without a value."""
        return frozenset(self.verdict.missing)

    @cached_property
    def wrong(self) -> Mapping[str, tuple[Finding, ...]]:
        """What is wrong, by the cells that it is about."""
        found: dict[str, tuple[Finding, ...]] = {}
        for one in self.verdict.findings:
            if one.severity is Severity.ERROR:
                for cell in one.cells:
                    found[cell] = (*found.get(cell, ()), one)
        return found

    @cached_property
    def likely(self) -> Mapping[str, Change]:
        """What is likely wrong, with what it would need to be: the cells of each answer that a conflict may have."""
        found: dict[str, Change] = {}
        for conflict in self.conflicts:
            for one in conflict.answers[: _ANSWERS if conflict.undecided else 1]:
                found = {**one.cells, **found}  # what a better answer says of a cell goes first
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Mapping[str, object]]:
        """The records by kind and id."""
        return {name: {str(getattr(one, "id", "")): one for one in records} for name, records in self.records.by_kind.items()}


class LiveFigures(KeptState[Work, Figures | None]):
    """The figures of a folder; None before the office, its year and its form are known."""

    def state_of(self, of: Work) -> object:
        """Return what the figures follow from: answers, the records, last year's report, what was explained."""
        if "office:body!" not in of:
            return of.folder, None
        return (
            of.folder,
            standard_of(of),
            of["office:year"],
            of.get("documents:signed"),
            files_state(of.records),
            files_state(Path(of.get("findings:previous"))),
            files_state(of.accepted),
        )

    def worked_out(self, of: Work) -> Figures | None:
        """Make the report of the folder, check it, and locate what is wrong."""
        return _figures(of, of.get("findings:previous"), of.get("documents:signed")) if "office:body!" in of else None


def _figures(work: Work, previous: str, signed: str) -> Figures:
    records = library.read_folder(work.records)
    report = library.tabulate(records, standard_of(work), period=int(work["office:year"]), body="office")
    if signed:
        report = evolve(report, signed=date.fromisoformat(signed))
    before = library.read(Path(previous)) if previous else None
    beside = [] if before is None else [before]
    report, beside = report.in_words, [one.in_words for one in beside]
    verdict = with_acceptances(work, library.check(report, previous=beside))
    conflicts = locate(report, previous=beside) if verdict.verdict == "failed" else ()
    return Figures(report=report, records=records, verdict=verdict, conflicts=tuple(conflicts), previous=before)
