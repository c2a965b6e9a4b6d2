"""Reports from records (汇总制表): the public functions, and tabulation in memory.

Records in memory are scanned by :mod:`~govdisclosure.tabulation.memory`; rows of tables are counted where they are
(:mod:`~govdisclosure.tabulation.table_tabulation`). Both use the same formulas (:mod:`~govdisclosure.tabulation.formulas`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import evolve

from govdisclosure.errors import TabulationError
from govdisclosure.messages import say
from govdisclosure.records import Body, TypedRecord
from govdisclosure.records.record import safe_id
from govdisclosure.report import Finding, Previous, RecordsUsed, Report, reports_of
from govdisclosure.report.earlier_reports import of_bodies
from govdisclosure.sources import RecordSource, TableSource, gathered
from govdisclosure.sources.kept import Kinds, sources_of
from govdisclosure.sources.record_set import Records, about_records, demand_kind
from govdisclosure.standards import Standard
from govdisclosure.tabulation.earlier_figures import with_earlier
from govdisclosure.tabulation.engines import DoubtError
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.formulas import aside, filled_in, watched
from govdisclosure.tabulation.memory import run
from govdisclosure.tabulation.plan import Plan, plan_of
from govdisclosure.tabulation.source_checks import about_body, about_period, none_in_period, nothing_in_period, with_lives
from govdisclosure.tabulation.statutory_deadlines import Terms, reads_due
from govdisclosure.tabulation.table_tabulation import Tabulation
from govdisclosure.values import Period, Severity

UNKNOWN_BODY = "unknown"
"""The id of the body of a report made from no records."""

_Made = TypeVar("_Made", Report, dict[str, Report])


def tabulate(
    records: RecordSource,
    standard: Standard,
    *,
    period: Period,
    body: Body | str | None = None,
    none: Kinds = (),
    previous: Previous = (),
) -> Report:
    """Compute the report of one body for one period (制表).

    Args:
        records: records of any kinds in any order, or what ``sources`` return. Rows of tables are counted where they are.
        standard: the standard to fill in.
        period: both days included.
        body: the body, or its id; None: the one body in the records.
        none: the kinds of record of which there were none (确无此类记录), where the source has no place for them: a cell that
            depends on a kind that is not kept is missing, never zero.
        previous: reports of earlier periods, for changes from the preceding period or from the same period of the year before.

    Raises:
        TabulationError: the records are of several bodies and none is named, or two different entries stand for one cell.
        InvalidRecordError: something is no record, or two records of a kind bear one id.
        UnreadableError: tables cannot be read as records; every fault is named.
    """

    def counted(tables: Tabulation) -> Report:
        return tables.of_body(_one_body(body, tables.bodies, lambda: tables.listed))

    def run_through(gathered: Records) -> Report:
        found = _one_body(body, lambda: gathered.bodies, lambda: gathered.listed)
        return _report_of_one(gathered, standard, period, found)

    return with_earlier(_worked_out(records, standard, period, counted, run_through, none), previous)


def tabulate_by_body(
    records: RecordSource,
    standard: Standard,
    *,
    period: Period,
    together: Body | str | None = None,
    none: Kinds = (),
    previous: Previous = (),
) -> dict[str, Report]:
    """Compute one report for each body in the records (分机关制表), by the body's id, sorted.

    Args:
        records: as for :func:`tabulate`.
        standard: the standard to fill in.
        period: both days included.
        together: whose report, besides, counts the records of all bodies together, in the same pass (see
            :func:`tabulate_together`); it comes last.
        none: as for :func:`tabulate`.
        previous: as for :func:`tabulate`, of any of the bodies.

    Raises:
        TabulationError, InvalidRecordError, UnreadableError: as for :func:`tabulate`.
    """
    before = reports_of(previous)

    def run_through(gathered: Records) -> dict[str, Report]:
        made = {body: _report_of_one(gathered, standard, period, gathered.body(body)) for body in gathered.bodies}
        if together is not None:
            whole = _of_all(gathered, standard, period, together)
            made[whole.body.id] = whole
        return made

    made = _worked_out(records, standard, period, lambda tables: tables.by_body(together), run_through, none)
    return {body: with_earlier(report, of_bodies(before, (body,))) for body, report in made.items()}


def tabulate_together(
    records: RecordSource,
    standard: Standard,
    *,
    period: Period,
    body: Body | str,
    none: Kinds = (),
    previous: Previous = (),
) -> Report:
    """Compute one report over the records of all bodies together, as if they were one body's (合并制表).

    Each record counts once. So a *different values* count is not the sum of the bodies' counts: information that two bodies
    published counts once here, and once for each of them there; both are right, and the scope of the report says which it is.
    Figures entered by hand are those that were entered for ``body`` itself.

    Args:
        records: as for :func:`tabulate`.
        standard: the standard to fill in.
        period: both days included.
        body: whose report it is: a nation, a province; an id without records of its own will do.
        none: as for :func:`tabulate`.
        previous: as for :func:`tabulate`, of the same area.

    Raises:
        TabulationError, InvalidRecordError, UnreadableError: as for :func:`tabulate`.
    """

    def run_through(gathered: Records) -> Report:
        return _of_all(gathered, standard, period, body)

    made = _worked_out(records, standard, period, lambda tables: tables.together(body), run_through, none)
    return with_earlier(made, previous)


def _worked_out(
    records: RecordSource,
    standard: Standard,
    period: Period,
    counted: Callable[[Tabulation], _Made],
    run_through: Callable[[Records], _Made],
    none: Kinds,
) -> _Made:
    """Count rows where they are, or run through records in memory.

    Where rows are in doubt and come from files, these are read line by line: either that names every fault, or all is well.
    """
    if isinstance(records, TableSource):
        stated = records.with_none(none)
        try:
            return counted(Tabulation(stated, standard, period))
        except DoubtError:
            if stated.careful is None:
                raise
            records, none = stated.careful(), stated.none
    found = gathered(records)
    return run_through(found.with_none(none) if none else found)


def _one_body(body: Body | str | None, known: Callable[[], Sequence[str]], listed: Callable[[], Mapping[str, Body]]) -> Body:
    """Return the body that is meant: the one named, or the only one there is."""
    if isinstance(body, Body):
        return body
    if body is None:
        bodies = known()
        if len(bodies) > 1:
            shown = [one if safe_id(one) or one in listed() else "…" for one in bodies[:5]]
            raise TabulationError("tabulate.several_bodies", count=len(bodies), bodies=shown)
        body = bodies[0] if bodies else UNKNOWN_BODY
    return listed().get(body) or Body(id=body)


def _of_all(gathered: Records, standard: Standard, period: Period, body: Body | str) -> Report:
    found = body if isinstance(body, Body) else gathered.body(body)
    own = {**gathered.by_kind, "entry": gathered.at(found.id).get("entry", ())}
    report = _report(gathered, own, standard, period, found, gathered.listed, None)
    return evolve(report, scope="area", includes=gathered.bodies)


def _report_of_one(gathered: Records, standard: Standard, period: Period, body: Body) -> Report:
    lives = {body.id: gathered.body(body.id)}
    return _report(gathered, gathered.at(body.id), standard, period, body, lives, body.id)


def _report(
    gathered: Records,
    own: Mapping[str, Sequence[TypedRecord]],
    standard: Standard,
    period: Period,
    body: Body,
    lives: Mapping[str, Body],
    whose: str | None,
) -> Report:
    """Run through the records in ``own``, one body's or everybody's (None); ``lives`` are the bodies, as far as known."""
    plan = with_lives(plan_of(standard), lives, period)
    terms = Terms(standard.calendar)
    counts = {}
    for kind, scan in plan.scans.items():
        rows = own.get(kind.name, ())
        demand_kind(kind, gathered.kinds)
        counts[kind] = run(
            scan, terms.filled(rows) if reads_due(kind, scan.reads) else rows, period, gathered.parents, standard.calendar
        )
    entries = Entries(own.get("entry", ()), standard, period)
    used = RecordsUsed(
        digest=gathered.digest,
        counts={name: len(found) for name, found in own.items() if found},
        set_aside=gathered.set_aside,
    )
    noticed = (
        *about_period(period),
        *about_body(body, gathered.listed, gathered.kept),
        *gathered.about_source,
        *_contradictions(gathered, plan, whose),
        *([none_in_period(period)] if _has_rows(own, plan) and nothing_in_period(plan, counts) else ()),
        *watched(counts),
        *_about_terms(terms),
        *entries.findings,
        *aside(gathered.set_aside),
    )
    return filled_in(standard, body, period, counts, entries, used, noticed, gathered.kept)


def _has_rows(own: Mapping[str, Sequence[TypedRecord]], plan: Plan) -> bool:
    return any(own.get(kind.name) for kind in sources_of(plan.scans))


def _contradictions(gathered: Records, plan: Plan, whose: str | None) -> Iterator[Finding]:
    """Say what the records that the figures come from, of one body or of all, contradict each other in."""
    for check in plan.cross_checks:
        found = gathered.contradictions.get(check)
        about = found.about(whose) if found is not None else None
        if about is not None:
            yield about


def _about_terms(terms: Terms) -> Iterator[Finding]:
    """Say which requests got the last day that the law gives."""
    for rule, severity, ids in (
        ("request.due_computed", Severity.INFO, terms.computed),
        ("request.due_provisional", Severity.WARNING, terms.provisional),
    ):
        if ids:
            yield about_records(rule, severity, "request", ids, say(f"tabulate.{rule}", count=len(ids)))
