"""Whether a report is fit to publish (定稿条件), which takes more than figures that agree.

A report that passes its relations can still have an empty part, no date, lines of a register set aside, or a body that nobody
knows. Whatever blocks a final report is a finding ``final.*`` that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from govdisclosure.consistency.verdict import Verdict, finding
from govdisclosure.errors import TabulationError
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report, fingerprint
from govdisclosure.standards import Section
from govdisclosure.text_bindings import holes
from govdisclosure.values import Severity

_UNFIT_NOTES = ("body.not_listed", "period.out_of_range", "records.none_in_period")
"""What was noticed while the report was made and no final report may have."""
SCANNED = "read.scanned"
"""The note of a report that was recognised from a scan and that nobody has compared with it (扫描件未核对)."""
_BLANK_LINE = re.compile(r"[_＿]{2,}")
"""A line to fill in by hand, as in ``____年__月__日``."""


def blockers(verdict: Verdict) -> tuple[Finding, ...]:
    """Return findings on what blocks publishing a report as final; none where it is fit to publish.

    Asked are: no error that nobody accepted; every relation of severity error run; no cell missing that the form prints; no
    line of a register set aside; words in every obligatory part, with no place still to be written; a body with a name that is
    on the list of bodies; a date, with the period over on it; records, if given, of which some are in the period; a person who
    compared what was recognised from a scan with the original.
    """
    return tuple(_blockers(verdict))


def checked_by_eye(report: Report, by: str) -> Report:
    """Return a report of a scan that a person has compared with the original (人工核对), which it may then be final.

    Args:
        report: the report, as it was read from the scan and corrected.
        by: who compared it, a post rather than a name.

    Raises:
        TabulationError: the report was not recognised from a scan, or was compared already.
    """
    if not any(note.rule == SCANNED for note in report.notes):
        raise TabulationError("final.no_scan")
    message = say("read.scan_checked", by=by)
    checked = Finding(rule="read.scan_checked", severity=Severity.INFO, message=message, fingerprint=fingerprint(message.mark))
    return evolve(report, notes=(*(note for note in report.notes if note.rule != SCANNED), checked))


def _blockers(verdict: Verdict) -> Iterator[Finding]:
    report = verdict.report
    errors = [one for one in verdict.findings if one.severity is Severity.ERROR and one.fingerprint not in verdict.accepted]
    if errors:
        yield _finding(report, "errors", say("final.errors", count=len(errors)))
    if verdict.held_up:
        yield _finding(report, "not_run", say("final.not_run", count=len(verdict.held_up)))
    if verdict.missing:
        yield _finding(report, "missing", say("final.missing", count=len(verdict.missing)), *verdict.missing)
    used = report.made_by.records if report.made_by else None
    if used and used.set_aside:
        yield _finding(report, "set_aside", say("final.set_aside", count=used.set_aside))
    for section in report.standard.text_sections:
        if not section.attachment:
            yield from _about_words(report, section)
    if not report.body.name:
        yield _finding(report, "body", say("final.body"))
    if report.signed is None:
        yield _finding(report, "date", say("final.date"))
    elif report.signed <= report.period.end:
        yield _finding(report, "period", say("final.period", period=report.period, signed=report.signed))
    if not report.standard.reports_on(report.period):
        cycles = [one.sentence for one in report.standard.periods]
        message = say("check.period", standard=report.standard.id, cycles=cycles, period=report.period)
        yield _finding(report, "period_reported", message)
    if any(note.rule == SCANNED for note in report.notes):
        yield _finding(report, "scanned", say("final.scanned"))
    for note in report.notes:
        if note.rule in _UNFIT_NOTES:
            yield _finding(report, note.rule.replace(".", "_"), note.message)


def _about_words(report: Report, section: Section) -> Iterator[Finding]:
    text, name = report.text.get(section.key, ""), report.fill_in(section.heading or section.key)
    if not text.strip():
        yield _finding(report, "text", say("final.text", section=name), f"text.{section.key}")
    elif next(holes(text), None) is not None or _BLANK_LINE.search(text):
        yield _finding(report, "unwritten", say("final.unwritten", section=name), f"text.{section.key}")


def _finding(report: Report, what: str, message: Message, *cells: str) -> Finding:
    return finding(report, f"final.{what}", Severity.ERROR, cells, message)
