"""Findings that the office has explained (已核实的审核结果), beside its work: the file that ``check --accept`` takes."""

from __future__ import annotations

from collections.abc import Sequence

from govdisclosure.consistency import Acceptance, Verdict, accept, read_accepted
from govdisclosure.consistency.acceptance import accepted_toml
from govdisclosure.errors import refused
from govdisclosure.folders import one_step
from govdisclosure.guide.work import STATE, Work, revision_of
from govdisclosure.report import Finding
from govdisclosure.values import Severity

_OUR_OWN = ("accepted.changed", "accepted.gone")


def acceptances(work: Work) -> tuple[Acceptance, ...]:
    """Return what was explained.

    Raises:
        UnreadableError: the file of the folder has faults.
    """
    return read_accepted(work.accepted) if work.accepted.exists() else ()


def with_acceptances(work: Work, verdict: Verdict) -> Verdict:
    """Return a verdict in which what was explained is marked.

    Raises:
        UnreadableError: as for :func:`acceptances`.
    """
    return accept(verdict, acceptances(work))


def explainable(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the findings that may be right and nobody has explained yet; an error is corrected, not explained."""
    return tuple(
        one
        for one in verdict.findings
        if one.severity in (Severity.WARNING, Severity.EXPLAIN)
        and one.fingerprint
        and one.fingerprint not in verdict.accepted
        and one.rule not in _OUR_OWN
    )


def accept_finding(work: Work, verdict: Verdict, finding: Finding, *, who: str, reason: str) -> None:
    """Keep why a finding is right; it lapses when a figure that it is about changes.

    Args:
        work: the work.
        verdict: the verdict that has the finding.
        finding: what is explained.
        who: who explains it, a post rather than a name.
        reason: why it is right.

    Raises:
        UnreadableError: the folder's state is no longer the one that was loaded, or it cannot be written.
    """
    made = Acceptance(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        cells=finding.cells,
        body=verdict.report.body.id,
        period=verdict.report.period,
        who=one_line(who),
        when=work.day,
        reason=one_line(reason),
    )
    _change(work, added=(made,), removed=finding.fingerprint)


def withdraw_acceptance(work: Work, fingerprint: str) -> None:
    """Forget why a finding is right.

    Raises:
        UnreadableError: as for :func:`accept_finding`.
    """
    _change(work, removed=fingerprint)


def _change(work: Work, *, added: Sequence[Acceptance] = (), removed: str) -> None:
    with one_step() as step:
        step.hold(work.folder)
        if revision_of(work.folder) != work.revision:
            raise refused(STATE, "guide.changed_elsewhere")
        kept = [*(one for one in acceptances(work) if one.fingerprint != removed), *added]
        if kept:
            step.put(work.accepted, accepted_toml(kept).encode())
        else:
            step.remove(work.accepted)


def one_line(text: str) -> str:
    """Return a text as one line of what can be printed."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())
