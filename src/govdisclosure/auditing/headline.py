"""The most urgent issue of a report (首要问题): which cell, what is printed there, what would agree.

It is chosen by :func:`first_to_say` alone. The cells are those that :func:`~govdisclosure.consistency.locate` names first;
where several would do, they are named, for the figures alone do not tell which is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from govdisclosure.auditing.plain_language import plain_words
from govdisclosure.consistency import Change, Verdict, locate
from govdisclosure.consistency.against import Against
from govdisclosure.consistency.error_patterns import Evidence
from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report, as_number
from govdisclosure.values import Blank, Severity, in_digits, plain

_NAMED = 3  # cells that would do; a longer list helps nobody
_NO_SLIP = ("none", "open", "not_updated", "single_digit")


@frozen(kw_only=True)
class SuspectCell:
    """A cell that may be the wrong one: its address, what is printed, what would agree, and what the slip looks like."""

    address: str
    label: str
    now: str
    should_be: str
    slip: Message | None = None


@frozen(kw_only=True)
class Headline:
    """What to say first (首要问题).

    Attributes:
        finding: the finding behind it.
        candidates: cells, a change of any one of which would repair it; several if the figures alone do not decide.
        together: whether all of them must change together.
        place: sheet!cell, line or page, where the report was read from one; else the part of the report.
        last_year: the first cell's value in the report of the year before; None: not known.
        cause: the likely kind of slip; None where there is none.
        words: the finding in plain words.
    """

    finding: Finding
    words: Message
    candidates: tuple[SuspectCell, ...] = field(default=())
    together: bool = False
    place: str = ""
    last_year: str | None = None
    cause: Message | None = None

    @property
    def sentence(self) -> Message:
        """The issue in one sentence."""
        if not self.candidates:
            return self.words
        first = self.candidates[0]
        if len(self.candidates) == 1:
            return say("audit.first.one", label=first.label, now=first.now, should_be=first.should_be)
        others = [say("audit.first.other", label=one.label, now=one.now, should_be=one.should_be) for one in self.candidates]
        return say("audit.first.together" if self.together else "audit.first.several", cells=others)


def first_to_say(report: Report, verdict: Verdict, *, previous: Sequence[Report] = ()) -> Headline | None:
    """Return the most urgent issue of a report; None where nothing is wrong and nothing needs an explanation.

    Args:
        report: the report.
        verdict: the result of ``check`` with the same ``previous``.
        previous: the report of the year before, where it is available.
    """
    weights = (Severity.ERROR, Severity.EXPLAIN, Severity.WARNING)
    listed = sorted((one for one in verdict.findings if one.severity in weights), key=lambda one: weights.index(one.severity))
    if not listed:
        return None
    candidates, together = _located(report, verdict.against) if listed[0].severity is Severity.ERROR else ((), False)
    finding = _about(listed, candidates)
    cells = [one.address for one in candidates[:1]] or [one for one in finding.cells[:1] if one in report.standard.spots]
    places = [_place(report, one) for one in cells]
    return Headline(
        finding=finding,
        words=plain_words(finding, report),
        candidates=candidates,
        together=together,
        place=next((one for one in (*places, *finding.where) if one), ""),
        last_year=_last_year(previous, cells),
        cause=_cause(candidates[0]) if len(candidates) == 1 else None,
    )


def _about(listed: Sequence[Finding], candidates: Sequence[SuspectCell]) -> Finding:
    """Return the finding about the located cell, or the most severe one where none was located."""
    if candidates:
        for one in listed:
            if candidates[0].address in one.cells and one.left is not None and one.severity is Severity.ERROR:
                return one
    return listed[0]


def _located(report: Report, against: Against) -> tuple[tuple[SuspectCell, ...], bool]:
    """Return the cells that the first conflict names, and whether they must change together."""
    answers = next(
        (
            one.answers
            for one in locate(report, previous=against.previous, parts=against.parts, beside=against.beside)
            if one.answers
        ),
        (),
    )
    if not answers:
        return (), False
    together = len(answers[0].cells) > 1
    changes = answers[0].cells if together else {key: one for answer in answers for key, one in answer.cells.items()}
    evidence = Evidence(report, against.previous)
    found = []
    for address, change in list(changes.items())[:_NAMED]:
        wanted = change.should_be
        slip = evidence.slips({address: (as_number(report[address]) or 0, wanted)})[address]
        found.append(
            SuspectCell(
                address=address,
                label=report.standard.spot(address).label,
                now=_printed(report, address),
                should_be=_within(change) if wanted is None else plain(wanted),
                slip=None if slip.name in _NO_SLIP else slip.words,
            )
        )
    return tuple(found), together


def _within(change: Change) -> str:
    low, high = ("…" if end is None else plain(end) for end in (change.low, change.high))
    return f"{low}–{high}"


def _printed(report: Report, address: str) -> str:
    cell = report.cells.get(address)
    if cell is None:
        return ""
    return cell.printed or in_digits(cell.value, yes=report.standard.style.yes, no=report.standard.style.no)


def _place(report: Report, address: str) -> str:
    """Return where a cell was in the file that was read, or the part of the report if that is not known."""
    cell = report.cells.get(address)
    if cell is not None and cell.origin.address:
        return cell.origin.address
    table = report.standard.spot(address).table.key
    return next((report.fill_in(one.heading) for one in report.standard.sections if table in one.tables), "")


def _last_year(previous: Sequence[Report], cells: Sequence[str]) -> str | None:
    """Return the cell's value a year before; None with several predecessors."""
    if len(previous) != 1 or not cells or cells[0] not in previous[0].standard.spots:
        return None
    value = previous[0][cells[0]]
    return (
        None
        if isinstance(value, Blank)
        else in_digits(value, yes=previous[0].standard.style.yes, no=previous[0].standard.style.no)
    )


def _cause(found: SuspectCell) -> Message | None:
    """Return the likely kind of slip, or else by how much the figure is off."""
    if found.slip is not None:
        return found.slip
    now, wanted = found.now, found.should_be
    if not (now.isascii() and now.isdigit() and wanted.isdigit()) or now == wanted:
        return None
    return say("audit.cause.more" if int(now) > int(wanted) else "audit.cause.less", number=abs(int(now) - int(wanted)))
