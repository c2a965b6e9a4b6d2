"""The first thing to say to a body (首要问题): which cell, what is printed there, what would agree.

One place decides it: :func:`first_to_say`. The cell is the one whose change alone makes the most broken relations hold and
breaks none; where several would do, all are named, for the figures alone do not tell which is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from govdisclosure.auditing.plainly import plain_words
from govdisclosure.consistency import Outcome, State, Verdict, judge
from govdisclosure.messages import Sentence, say
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.values import Blank, Severity, added, plain

_NAMED = 3  # cells that would do; a longer list helps nobody


@frozen(kw_only=True)
class Candidate:
    """A cell that may be the wrong one: its address, what is printed, what would agree with all relations it can."""

    address: str
    label: str
    now: str
    should_be: str
    mends: int


@frozen(kw_only=True)
class First:
    """What to say first (首要问题).

    Attributes:
        finding: the finding behind it.
        candidates: cells, any one of which would mend it; several: the figures alone do not tell which.
        place: sheet!cell, line or page, where the report was read from one; else the part of the report.
        last_year: the first cell's value in the report of the year before; None: not known.
        cause: what the slip looks like; None where nothing is likely.
        words: what the finding says, in plain words.
    """

    finding: Finding
    words: Sentence
    candidates: tuple[Candidate, ...] = field(default=())
    place: str = ""
    last_year: str | None = None
    cause: Sentence | None = None

    @property
    def sentence(self) -> Sentence:
        """What to say, in one sentence."""
        if not self.candidates:
            return self.words
        first = self.candidates[0]
        if len(self.candidates) == 1:
            return say("audit.first.one", label=first.label, now=first.now, should_be=first.should_be)
        others = [say("audit.first.other", label=one.label, now=one.now, should_be=one.should_be) for one in self.candidates]
        return say("audit.first.several", cells=others)


def first_to_say(report: Report, verdict: Verdict, *, previous: Sequence[Report] = ()) -> First | None:
    """Return the first thing to say about a report; None where nothing is wrong and nothing wants an explanation.

    Args:
        report: the report.
        verdict: what ``check`` came to, with the same ``previous``.
        previous: the report of the year before, where it is at hand.
    """
    weights = (Severity.ERROR, Severity.EXPLAIN, Severity.WARNING)
    listed = sorted((one for one in verdict.findings if one.severity in weights), key=lambda one: weights.index(one.severity))
    broken = [one for one in verdict.outcomes if one.state is State.FAILED and one.instance.relation.severity is Severity.ERROR]
    if not listed:
        return None
    candidates = _located(report, broken, previous) if listed[0].severity is Severity.ERROR else ()
    finding = _about(listed, candidates)
    cells = [one.address for one in candidates[:1]] or [one for one in finding.cells[:1] if one in report.standard.spots]
    places = [_place(report, one) for one in cells]
    return First(
        finding=finding,
        words=plain_words(finding, report, verdict, previous),
        candidates=candidates,
        place=next((one for one in (*places, *finding.where) if one), ""),
        last_year=_last_year(previous, cells),
        cause=_cause(candidates[0]) if len(candidates) == 1 else None,
    )


def _about(listed: Sequence[Finding], candidates: Sequence[Candidate]) -> Finding:
    """Return the finding about the located cell; the gravest where none was located."""
    if candidates:
        for one in listed:
            if candidates[0].address in one.cells and one.left is not None and one.severity is Severity.ERROR:
                return one
    return listed[0]


def _located(report: Report, broken: Sequence[Outcome], previous: Sequence[Report]) -> tuple[Candidate, ...]:
    """Return the cells that mend the most broken relations when changed alone, as long as no relation is broken anew."""
    before = _failing(report, previous)
    best: list[Candidate] = []
    for address in dict.fromkeys(cell for one in broken for cell in one.instance.addresses):
        for value in dict.fromkeys(_agreeing(report, broken, address)):
            changed = evolve(report, cells={**report.cells, address: evolve(_cell(report, address), value=value)})
            after = _failing(changed, previous)
            if after - before or not before - after:
                continue
            now, label = _printed(report, address), report.standard.spot(address).label
            found = Candidate(address=address, label=label, now=now, should_be=plain(value), mends=len(before - after))
            best.append(found)
    most = max((one.mends for one in best), default=0)
    return tuple(one for one in best if one.mends == most)[:_NAMED]


def _failing(report: Report, previous: Sequence[Report]) -> set[tuple[str, tuple[str, ...]]]:
    return {
        (one.instance.relation.key, one.instance.addresses)
        for one in judge(report, previous)
        if one.state is State.FAILED and one.instance.relation.severity is Severity.ERROR
    }


def _agreeing(report: Report, broken: Sequence[Outcome], address: str) -> Iterator[int | Decimal]:
    """Yield the values of a cell with which a broken relation would hold, both sides alike."""
    value = report[address]
    if isinstance(value, Blank | str | bool):  # a blank total is no slip of a digit; what should stand there is not known
        return
    for one in broken:
        factor = sum(term.factor for term in one.instance.left if term.address == address and not term.previous)
        factor -= sum(term.factor for term in one.instance.right if term.address == address and not term.previous)
        if factor not in (1, -1):
            continue
        wanted = added([(1, value), (-factor, one.difference)])
        if wanted >= 0 or report.standard.spot(address).signed:
            yield wanted


def _cell(report: Report, address: str) -> Cell:
    return report.cells[address]


def _printed(report: Report, address: str) -> str:
    cell = report.cells[address]
    value = cell.value
    return cell.printed or ("" if isinstance(value, Blank) else str(value) if isinstance(value, str) else plain(value))


def _place(report: Report, address: str) -> str:
    """Return where a cell stood in what was read; the part of the report where nothing more is known."""
    cell = report.cells.get(address)
    if cell is not None and cell.origin.address:
        return cell.origin.address
    table = report.standard.spot(address).table.key
    return next((report.fill_in(one.heading) for one in report.standard.sections if table in one.tables), "")


def _last_year(previous: Sequence[Report], cells: Sequence[str]) -> str | None:
    """Return the cell's value a year before; of several predecessors none is its own."""
    if len(previous) != 1 or not cells or cells[0] not in previous[0].standard.spots:
        return None
    value = previous[0][cells[0]]
    return None if isinstance(value, Blank) else str(value) if isinstance(value, str) else plain(value)


def _cause(found: Candidate) -> Sentence | None:
    """Say what the slip looks like, from the digits alone."""
    now, wanted = found.now, found.should_be
    if not (now.isascii() and now.isdigit() and wanted.isdigit()) or now == wanted:
        return None
    if len(now) == len(wanted):
        differing = [index for index in range(len(now)) if now[index] != wanted[index]]
        if len(differing) == 1:
            return say("audit.cause.digit")
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1
        if swapped and sorted(now) == sorted(wanted):
            return say("audit.cause.swapped")
    if wanted in _one_less(now) or now in _one_less(wanted):
        return say("audit.cause.length")
    return say("audit.cause.more" if int(now) > int(wanted) else "audit.cause.less", number=abs(int(now) - int(wanted)))


def _one_less(digits: str) -> set[str]:
    return {digits[:index] + digits[index + 1 :] for index in range(len(digits))}
