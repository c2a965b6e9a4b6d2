"""Bodies in time (机关沿革): hierarchy, reporting lines, predecessors, and which reports precede a report.

Bodies are linked in two ways: the tree (隶属, ``parent``) and the reporting line (报送, ``reports_to``, the parent where it
is not given). They differ under vertical management (垂直管理). Figures go up the reporting line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from attrs import field, frozen

from govdisclosure.messages import Message, say
from govdisclosure.records import Body, Succession
from govdisclosure.records.vocabulary import BodyKind
from govdisclosure.report import Finding, Report, fingerprint, report_of, reports_of
from govdisclosure.sources import Records
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period, Severity

Line: TypeAlias = Literal["reporting", "tree"]
"""The reporting line (报送) or the tree (隶属)."""


def is_covered(body: Body) -> bool:
    """Whether the national forms cover a body: a public institution reports by rules of its own.

    A dispatched organ that acts in its own name reports itself (article 10).
    Source: Regulations of 2019, article 55.
    """
    return body.kind is not BodyKind.PUBLIC_INSTITUTION


def _bodies(given: Iterable[Body]) -> tuple[Body, ...]:
    return tuple(given)


def _successions(given: Iterable[Succession]) -> tuple[Succession, ...]:
    return tuple(given)


@frozen(slots=False)
class Bodies(ValueObject):
    """The bodies of an area (机关名册), with who took over from whom.

    A body that an area lists twice is taken as first listed; :attr:`findings` names it, and loops, which stop no function.

    Example:
        >>> bodies = Bodies.of(city)
        >>> bodies.get("culture").name, [body.id for body in bodies.children("office", Period.year(2024))][:2]
        ('云岭市文化广电和旅游局', ['civil-affairs', 'culture'])
    """

    bodies: tuple[Body, ...] = field(default=(), converter=_bodies)
    successions: tuple[Succession, ...] = field(default=(), converter=_successions)

    @classmethod
    def of(cls, records: Records) -> Bodies:
        """Return the bodies and successions among records (``body.csv``, ``succession.csv``)."""
        return cls(records.of(Body), records.of(Succession))

    def __iter__(self) -> Iterator[Body]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, identity: object) -> bool:
        return identity in self._by_id

    def get(self, identity: str) -> Body | None:
        """Return a body by its id; None where the list does not have it."""
        return self._by_id.get(identity)

    def name(self, identity: str) -> str:
        """Return a body's name, or its id where no name is known."""
        found = self.get(identity)
        return (found and found.name) or identity

    def above(self, identity: str, *, line: Line = "reporting") -> str | None:
        """Return the id of the body that one reports to, or belongs to; None at the top."""
        found = self.get(identity)
        if found is None:
            return None
        return found.parent if line == "tree" else found.reports_to or found.parent

    def children(self, identity: str, on: date | Period | None = None, *, line: Line = "reporting") -> tuple[Body, ...]:
        """Return the bodies directly below one, sorted by id: those that exist on a day, or on some day of a period."""
        span = _span(on)
        found = (self._by_id[one] for one in self._below.get((line, identity), ()))
        return tuple(sorted((one for one in found if span is None or one.exists_in(span)), key=lambda one: one.id))

    def area(self, identity: str, on: date | Period | None = None, *, line: Line = "reporting") -> tuple[Body, ...]:
        """Return a body and every body below it, sorted by id: those that exist on a day, or on some day of a period.

        A body that is gone still leads to those below it, so that no body is lost for a parent out of date.
        """
        span = _span(on)
        seen = {identity: None}
        waiting = [identity]
        while waiting:
            for one in self._below.get((line, waiting.pop()), ()):
                if one not in seen:
                    seen[one] = None
                    waiting.append(one)
        found = (self._by_id[one] for one in sorted(seen) if one in self._by_id)
        return tuple(one for one in found if span is None or one.exists_in(span))

    def expected(self, period: Period) -> tuple[Body, ...]:
        """Return the bodies that the standards cover and that exist in a period, sorted by id."""
        return tuple(sorted((one for one in self if is_covered(one) and one.exists_in(period)), key=lambda one: one.id))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the list: ids listed twice, superiors not listed, loops, shares of more than the whole."""
        return tuple(self._faults())

    @cached_property
    def _by_id(self) -> Mapping[str, Body]:
        found: dict[str, Body] = {}
        for body in self.bodies:
            found.setdefault(body.id, body)
        return found

    @cached_property
    def _below(self) -> Mapping[tuple[Line, str], tuple[str, ...]]:
        found: dict[tuple[Line, str], list[str]] = defaultdict(list)
        lines: tuple[Line, ...] = ("reporting", "tree")
        for line in lines:
            for identity in self._by_id:
                if (above := self.above(identity, line=line)) is not None:
                    found[line, above].append(identity)
        return {key: tuple(below) for key, below in found.items()}

    def _faults(self) -> Iterator[Finding]:
        for identity in sorted(_listed_twice(self.bodies)):
            yield note("bodies.twice", Severity.ERROR, [identity], say("bodies.twice", body=self.name(identity)))
        for body in self:
            for name, above in (("parent", body.parent), ("reports_to", body.reports_to)):
                if above is not None and above not in self:
                    message = say("bodies.unknown", body=above, field=f"{body.id}.{name}")
                    yield note("bodies.unknown", Severity.INFO, [body.id, above], message)
        for loop in sorted(self._loops()):
            yield note("bodies.cycle", Severity.ERROR, loop, say("bodies.cycle", bodies=[self.name(one) for one in loop]))
        handed_over: Counter[str] = Counter()
        for succession in self.successions:
            if succession.share is not None:
                handed_over[succession.body] += succession.share
        for identity, total in sorted(handed_over.items()):
            if total > 100:
                message = say("bodies.shares", body=self.name(identity), total=total)
                yield note("bodies.shares", Severity.ERROR, [identity], message)

    def _loops(self) -> set[tuple[str, ...]]:
        loops = set()
        for line in ("reporting", "tree"):
            for start in self._by_id:
                path: list[str] = []
                at: str | None = start
                while at is not None and at not in path:
                    path.append(at)
                    at = self.above(at, line="tree" if line == "tree" else "reporting")
                if at is not None:
                    loops.add(tuple(sorted(path[path.index(at) :])))
        return loops


def _listed_twice(bodies: Iterable[Body]) -> set[str]:
    first: dict[str, Body] = {}
    return {body.id for body in bodies if first.setdefault(body.id, body) != body}


def _span(on: date | Period | None) -> Period | None:
    return on if on is None or isinstance(on, Period) else Period(on, on)


# --------------------------------------------------------------------------------------------- what came before a report


BodiesLike: TypeAlias = Bodies | Iterable[Body]
"""Bodies with what became of them, or bodies alone."""


def bodies_of(given: BodiesLike | None) -> Bodies:
    """Return ``Bodies`` as they are, or make them from single bodies; ``None`` gives none.

    Raises:
        InvalidRecordError: an item is not a body.
    """
    if isinstance(given, Bodies):
        return given
    if given is not None and (isinstance(given, str | Body) or not isinstance(given, Iterable)):
        return Bodies([Body.of(given)])
    return Bodies([Body.of(one) for one in given or ()])


@frozen(order=True)
class Predecessor(ValueObject):
    """A body whose tasks passed to another (前身), and how much of them: 1 is all."""

    body: str
    share: Fraction = Fraction(1)


def predecessors(body: str, period: Period, successions: Iterable[Succession]) -> tuple[Predecessor, ...]:
    """Return the bodies that a body takes over from within a period (前身), sorted by id.

    What they carried out of the preceding period is what ``body`` carries in. Successions that follow each other within the
    period are followed back: a half of a quarter is an eighth.

    Args:
        body: the id of the body.
        period: the period within which it takes over.
        successions: mergers and other changes of bodies.

    Example:
        >>> [(one.body, one.share) for one in predecessors("culture", Period.year(2023), Bodies.of(city).successions)]
        [('tourism', Fraction(1, 1))]
    """
    known = tuple(successions)
    shares: dict[str, Fraction] = defaultdict(Fraction)

    def follow(successor: str, until: date, share: Fraction, path: tuple[str, ...]) -> None:
        for one in known:
            if one.successor == successor and one.effective in period and one.effective <= until and one.body not in path:
                part = share * Fraction(100 if one.share is None else one.share, 100)
                shares[one.body] += part
                follow(one.body, one.effective, part, (*path, one.body))

    follow(body, period.end, Fraction(1), (body,))
    return tuple(Predecessor(identity, min(share, Fraction(1))) for identity, share in sorted(shares.items()))


def preceding(
    report: Report, candidates: Iterable[Report], successions: Iterable[Succession] = ()
) -> tuple[tuple[Report, ...], tuple[Finding, ...]]:
    """Choose the reports whose carried-out figures a report carries in (上一年度报告), for ``check(report, previous=…)``.

    They are the body's own report of the preceding period and those of its predecessors. Nothing is chosen, and a finding says
    why, where the years are not comparable: a share was taken over or given away, a predecessor's report is missing, or the
    scope differs. Bodies of an area that only merged or changed their name make no difference.

    Args:
        report: the report that carries figures in.
        candidates: reports that may be those of the preceding period, of whatever bodies.
        successions: mergers and other changes of bodies.

    Raises:
        UnreadableError: something given as a report is none.

    Example:
        >>> last = tabulate_by_body(city, "cn-2021", period=2023).values()
        >>> chosen, findings = preceding(culture, last, Bodies.of(city).successions)
        >>> [(one.body.id, str(one.period)) for one in chosen], findings
        ([('culture', '2023')], ())
    """
    known = tuple(successions)
    before = {
        (one.body.id, one.scope): one
        for one in reports_of(candidates)
        if one.period.precedes(report_of(report).period) and one.standard.id == report.standard.id
    }
    found = (before.get((report.body.id, report.scope)),)
    identity, name = report.body.id, report.body_name

    def refused(rule: str, message: Message) -> tuple[tuple[Report, ...], tuple[Finding, ...]]:
        return (), (note(rule, Severity.EXPLAIN, [identity], message),)

    if report.scope == "area":
        own = found[0]
        if own is None:
            return (), ()
        if _followed(own.includes, report.period, known) != set(report.includes):
            return refused("preceding.scope", say("preceding.scope"))
        return (own,), ()
    changes = [one for one in known if one.effective in report.period and identity in (one.body, one.successor)]
    if any(not change.whole for change in changes) or any(
        one.share != 1 for one in predecessors(identity, report.period, known)
    ):
        return refused("preceding.by_share", say("preceding.by_share", body=name, period=report.period))
    earlier = [predecessor.body for predecessor in predecessors(identity, report.period, known)]
    absent = [one for one in earlier if (one, "own") not in before]
    if absent:
        return refused("preceding.absent", say("preceding.absent", body=absent))
    chosen = [one for one in (*found, *(before[one, "own"] for one in earlier)) if one is not None]
    if not chosen and (identity, "area") in before:
        return refused("preceding.scope", say("preceding.scope"))
    return tuple(chosen), ()


def _followed(includes: Sequence[str], period: Period, successions: Iterable[Succession]) -> set[str]:
    """Return the bodies of a period that correspond to those of the period before."""
    now = set(includes)
    for succession in sorted(successions, key=lambda one: one.effective):
        if succession.effective in period and succession.whole and succession.body in now:
            now = (now - {succession.body}) | {succession.successor}
    return now


def note(rule: str, severity: Severity, bodies: Sequence[str], message: Message, *, cells: Sequence[str] = ()) -> Finding:
    """Make a finding about bodies: their ids are in ``where``."""
    return Finding(
        rule=rule,
        severity=severity,
        cells=tuple(cells),
        where=tuple(bodies),
        message=message,
        fingerprint=fingerprint(rule, *bodies, *cells, message.mark),
    )
