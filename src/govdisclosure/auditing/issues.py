"""What there is to say to a body (审核意见), as a person counts it: one wrong cell is one error, however many relations fail.

One place decides it: :func:`issues_of`. The cells are those that :func:`~govdisclosure.consistency.locate` names; where several
would do, all of them are counted and named, the likeliest first, for the figures alone do not tell which is wrong. What the
wrong figure alone brings about, such as a change from last year that looks odd, is not said again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

from govdisclosure.auditing.plain_language import cell_name, cells_in_words, plain_words
from govdisclosure.consistency import Change, Checker, Conflict, Verdict, check, locate
from govdisclosure.consistency.error_patterns import Evidence
from govdisclosure.exporters.publication import as_published
from govdisclosure.messages import Message, joined, say
from govdisclosure.report import Cell, Finding, Report, as_number
from govdisclosure.values import Blank, Severity, in_digits, plain

_NOT_UPDATED = "not_updated"
FEW = 3
"""So many cells that tie are told with their figures; of more the others are named by row and column."""


@frozen(kw_only=True)
class SuspectCell:
    """A cell that may be the wrong one (可疑的格).

    Attributes:
        address, label: which cell, and its full label.
        name: what it is called in a letter, by row and column.
        now: what is printed; empty for a blank.
        should_be: what would agree.
        last_year: its value in the report of the year before; None: not known.
        slip: what the slip looks like; None where nothing is likely.
    """

    address: str
    label: str
    name: Message
    now: str
    should_be: str
    last_year: str | None = None
    slip: Message | None = None

    @property
    def sentence(self) -> Message:
        """The cell with both figures."""
        return say("audit.first.other", cell=self.name, now=self.now or say("audit.letter.blank"), should_be=self.should_be)


@frozen(kw_only=True)
class AuditIssue:
    """One thing to say to a body (一条意见).

    Attributes:
        severity: its weight.
        errors: how many wrong cells it stands for; 0 where it is no error.
        findings: the findings that it explains, the one that is told first.
        words: what that one says, in plain words.
        candidates: cells, any one of which would mend it, the likeliest first; several: the figures alone do not tell which.
        together: whether it takes all of them, changed together.
        ways: how many changes would do; several: the figures alone do not tell which of them.
        borne_out: how many of the candidates, the first ones, the words of the report bear out.
        is_total: whether it is a total that differs from its own parts, and no other cell but the total need change.
        heading: the part of the report where it is.
        place: sheet!cell, line or page, where the report was read from one; else the part of the report.
        others: what the candidates are called that are not told by themselves; None where there are none.
        last_year: the first cell's value a year before; None: not known.
    """

    severity: Severity
    findings: tuple[Finding, ...]
    words: Message
    errors: int = 0
    candidates: tuple[SuspectCell, ...] = field(default=())
    together: bool = False
    ways: str = ""
    borne_out: int = 0
    is_total: bool = False
    heading: str = ""
    place: str = ""
    others: Message | None = None
    last_year: str | None = None

    @property
    def finding(self) -> Finding:
        """The finding that is told."""
        return self.findings[0]

    @property
    def is_open(self) -> bool:
        """Whether it is open which of several cells is wrong."""
        return len(self.candidates) > 1 and not self.together

    @property
    def sentence(self) -> Message:
        """What to say, in one sentence."""
        if not self.candidates:
            return self.words
        first = self.candidates[0]
        if len(self.candidates) == 1:
            return say(
                "audit.first.one", cell=first.name, now=first.now or say("audit.letter.blank"), should_be=first.should_be
            )
        if self.together:
            key = "audit.first.together_one_of" if self.others else "audit.first.together"
            return say(key, cells=[one.sentence for one in self.candidates], ways=self.ways)
        listed = [one.sentence for one in self.told]
        return say("audit.first.borne_out" if self.borne_out else "audit.first.several", count=self.ways, cells=listed)

    @property
    def told(self) -> tuple[SuspectCell, ...]:
        """The cells that are told with their figures: all where they are few, else those borne out, else the likeliest."""
        few = len(self.candidates) <= FEW
        return self.candidates[: len(self.candidates) if few else max(1, min(self.borne_out, FEW))]

    @property
    def short(self) -> Message:
        """The cell in question with both figures, in few words; what it says where no cell is known."""
        if not self.candidates:
            return self.words
        cells = [say("audit.short.cell", cell=one.name, now=one.now, should_be=one.should_be) for one in self.candidates]
        if self.is_open:
            return say("audit.short.open", count=self.ways, cell=cells[0])
        return joined(cells)

    @property
    def cause(self) -> Message | None:
        """What the slip looks like; where it looks like none, by how much the figure is off; None where that is open."""
        if len(self.candidates) != 1:
            return None
        cell = self.candidates[0]
        if cell.slip is not None:
            return cell.slip
        if not (cell.now.isascii() and cell.now.isdigit() and cell.should_be.isdigit()) or cell.now == cell.should_be:
            return None
        now, wanted = int(cell.now), int(cell.should_be)
        return say("audit.cause.more" if now > wanted else "audit.cause.less", number=abs(now - wanted))


def issues_of(
    report: Report, verdict: Verdict, *, previous: Sequence[Report] = (), check: Checker = check
) -> tuple[AuditIssue, ...]:
    """Return what there is to say about a report (审核意见), gravest first.

    Nothing is returned where nothing is wrong or wants an explanation.

    Args:
        report: the report.
        verdict: what ``check`` came to, with the same ``previous``. What was accepted is not said again.
        previous: the report of the year before, where it is available.
        check: checks the report as it would be with the errors corrected.

    Example:
        >>> from attrs import evolve
        >>> from govdisclosure.testing import sample_report
        >>> right = sample_report("cn-2021")
        >>> cell = evolve(right.cells["requests.received/total"], value=1)
        >>> wrong = evolve(right, cells={**right.cells, "requests.received/total": cell})
        >>> issue, *others = issues_of(wrong, check(wrong))
        >>> issue.severity.value, issue.finding.rule
        ('error', 'requests.received.across')
    """
    found = [one for one in verdict.findings if one.severity.calls_for_action and one.fingerprint not in verdict.accepted]
    errors = [one for one in found if one.severity is Severity.ERROR]
    issues: list[AuditIssue] = []
    corrections: dict[str, Change] = {}
    if errors:
        for conflict, about in _conflicts(report, verdict, errors):
            made = _IssueMaker(report, previous).of_conflict(conflict, about)
            issues.append(made)
            errors = [one for one in errors if one not in about]
            if len(conflict.answers) == 1 or made.borne_out == 1:
                corrections |= conflict.answers[0].cells
        issues += _IssueMaker(report, previous).of_rest(errors)
        issues.sort(key=lambda one: not one.is_total)
    others = [one for one in found if one.severity is not Severity.ERROR]
    if corrections and others:
        remaining = _remaining(report, verdict, corrections, check)
        others = [one for one in others if (one.rule, one.cells) in remaining]
    unread = {cell for one in others if one.rule.startswith("read.") for cell in _cells_at(report, one.where)}
    missing = [one for one in verdict.missing if one not in unread]
    if missing:
        others += [evolve(one, cells=tuple(missing)) for one in verdict.findings if one.rule == "cell.missing"]
    return (*issues, *(_IssueMaker(report, previous).of_finding(one) for one in others))


def _cells_at(report: Report, where: Sequence[str]) -> list[str]:
    """Return the blank cells that are at some places of what was read."""
    places = set(where)
    return [key for key, cell in report.cells.items() if cell.value is Blank.MISSING and cell.origin.address in places]


def _conflicts(report: Report, verdict: Verdict, errors: Sequence[Finding]) -> Iterator[tuple[Conflict, tuple[Finding, ...]]]:
    """Yield the conflicts that name cells, each with the findings about it."""
    against = verdict.against
    for conflict in locate(report, previous=against.previous, parts=against.parts, beside=against.beside):
        of_conflict = {(one.relation.key, one.addresses) for one in conflict.instances}
        named = {cell for answer in conflict.answers for cell in answer.cells}
        about = tuple(
            one
            for one in errors
            if (one.rule, one.cells) in of_conflict
            or (one.rule.startswith("cell.") and one.rule in conflict.relations and named.intersection(one.cells))
        )
        if conflict.answers and about:
            yield conflict, about


def _remaining(
    report: Report, verdict: Verdict, corrections: dict[str, Change], check: Checker
) -> set[tuple[str, tuple[str, ...]]]:
    """Return which findings are left when the errors are corrected, by rule and cells."""
    values = {key: one.should_be for key, one in corrections.items() if one.should_be is not None}
    cells = {key: evolve(report.cells.get(key, _BLANK), value=value, printed=None) for key, value in values.items()}
    against = verdict.against
    corrected = evolve(report, cells={**report.cells, **cells})
    after = check(corrected, previous=against.previous, parts=against.parts, beside=against.beside)
    return {(one.rule, one.cells) for one in after.findings}


_BLANK = Cell(value=Blank.MISSING)


@frozen
class _IssueMaker:
    """Makes issues about one report."""

    report: Report
    previous: Sequence[Report]

    def of_conflict(self, conflict: Conflict, about: tuple[Finding, ...]) -> AuditIssue:
        """Return the issue about a conflict: the cells that would mend it, all of them."""
        best = conflict.answers[0]
        together = len(best.cells) > 1
        answers = conflict.answers[:1] if together else conflict.answers
        candidates = tuple(self.suspect(address, change) for one in answers for address, change in one.cells.items())
        first = next((one for one in about if candidates[0].address in one.cells and one.left is not None), about[0])
        borne_out = 0 if together else sum(one.by_words for one in answers)
        made = AuditIssue(
            severity=Severity.ERROR,
            errors=len(best.cells),
            findings=(first, *(one for one in about if one is not first)),
            words=plain_words(first, self.report),
            candidates=candidates,
            together=together,
            borne_out=borne_out if len(candidates) > 1 else 0,
            is_total=len(candidates) == 1 and any(self.is_sum_of(candidates[0].address, one) for one in about),
            ways=f"> {len(conflict.answers)}" if conflict.minimal and not conflict.complete else str(len(conflict.answers)),
            heading=self.heading(candidates[0].address),
            place=self.place(candidates[0].address),
            last_year=candidates[0].last_year,
        )
        others = [one.address for one in candidates[len(made.told) :]] if made.is_open else []
        if together:
            others = [address for answer in conflict.answers[1:] for address in answer.cells if address not in best.cells]
        return evolve(made, others=cells_in_words(others, self.report.standard)) if others else made

    def of_rest(self, errors: Sequence[Finding]) -> Iterator[AuditIssue]:
        """Yield the errors that no conflict explains; relations in which the same blank cells are counted as 0 are one."""
        groups: list[tuple[set[str], list[Finding]]] = []
        for finding in errors:
            blank = {one.address for side in finding.operands for one in side if one.assumed is not None}
            together = [group for group in groups if group[0] & blank]
            groups = [group for group in groups if not group[0] & blank]
            merged = [one for group in together for one in group[1]]
            groups.append((blank.union(*(group[0] for group in together)), [*merged, finding]))
        for _, findings in groups:
            yield evolve(self.of_finding(findings[0]), findings=tuple(findings), errors=1)

    def of_finding(self, finding: Finding) -> AuditIssue:
        """Return the issue about one finding."""
        cells = [one for one in finding.cells if one in self.report.standard.spots]
        at = _cells_at(self.report, finding.where) if finding.rule == "read.not_text" else []
        places = [self.place(one) for one in cells[:1]]
        if finding.rule == "cell.missing":
            words = say("audit.missing", count=len(cells), cells=cells_in_words(cells, self.report.standard))
        elif at:
            named = cells_in_words(at, self.report.standard)
            words = say("audit.unread", count=len(at), cells=named, pictures=_kinds(finding))
        else:
            words = plain_words(finding, self.report)
            if not finding.operands:  # what is asked of its office is the letter's to say
                words = as_published(words, advice=False, authority=self.report.standard.authority)
            if not cells and finding.where:
                words = say("audit.at", words=words, where=list(finding.where[:FEW]))
        return AuditIssue(
            severity=Severity.WARNING if finding.severity is Severity.INFO else finding.severity,
            findings=(finding,),
            words=words,
            errors=int(finding.severity is Severity.ERROR),
            is_total=any(self.is_sum_of(one, finding) for one in cells),
            heading=self.heading(cells[0]) if cells else "",
            place=next((one for one in (*places, *finding.where) if one), ""),
            last_year=self.last_year(cells[0]) if cells else None,
        )

    def suspect(self, address: str, change: Change) -> SuspectCell:
        """Return a cell that may be wrong, with what is known of it."""
        report, wanted = self.report, change.should_be
        spot = report.standard.spot(address)
        figures = as_number(report[address]) or 0, None if wanted is None else as_number(wanted)
        slip = Evidence(report, self.previous).slips({address: figures})[address]
        return SuspectCell(
            address=address,
            label=spot.label,
            name=cell_name(spot),
            now=_printed(report, address),
            should_be=_within(change) if wanted is None else plain(wanted),
            last_year=self.last_year(address),
            slip=None if slip.name == _NOT_UPDATED else slip.words,
        )

    def is_sum_of(self, address: str, finding: Finding) -> bool:
        """Whether a finding is that a cell differs from the parts that the standard says it is the total of."""
        return any(one.relation.key == finding.rule for one in self.report.standard.defining.get(address, ()))

    def heading(self, address: str) -> str:
        """Return the heading of the part of the report where a cell is."""
        table = self.report.standard.spot(address).table
        part = next((self.report.fill_in(one.heading) for one in self.report.standard.sections if table.key in one.tables), "")
        return part or self.report.fill_in(table.heading)

    def place(self, address: str) -> str:
        """Return where a cell was in what was read; the part of the report where nothing more is known."""
        cell = self.report.cells.get(address)
        return cell.origin.address if cell is not None and cell.origin.address else self.heading(address)

    def last_year(self, address: str) -> str | None:
        """Return the cell's value a year before; of several predecessors none is its own."""
        if len(self.previous) != 1 or address not in self.previous[0].standard.spots:
            return None
        value, style = self.previous[0][address], self.previous[0].standard.style
        return None if isinstance(value, Blank) else in_digits(value, yes=style.yes, no=style.no)


def _kinds(finding: Finding) -> list[Message]:
    """Return what cannot be read and how often, without the places."""
    given = finding.facts["pictures"]
    pictures = [one for one in (given if isinstance(given, tuple) else (given,)) if isinstance(one, Message)]
    return [say("audit.unread_kind", kind=one.facts["kind"], count=one.facts["count"]) for one in pictures]


def _within(change: Change) -> str:
    low, high = ("…" if end is None else plain(end) for end in (change.low, change.high))
    return f"{low}–{high}"


def _printed(report: Report, address: str) -> str:
    cell = report.cells.get(address)
    if cell is None:
        return ""
    return cell.printed or in_digits(cell.value, yes=report.standard.style.yes, no=report.standard.style.no)
