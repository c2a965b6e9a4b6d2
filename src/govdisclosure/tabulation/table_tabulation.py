"""Reports from tables (数据表制表): an engine counts where the rows are, and what comes home is filled in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import evolve

from govdisclosure.errors import Fault, InvalidRecordError, UnreadableError
from govdisclosure.records import Body, Entry, RecordKind, Succession, TypedRecord
from govdisclosure.report import RecordsUsed, Report
from govdisclosure.serialization import structured, text_converter
from govdisclosure.sources.kept import sources_of
from govdisclosure.sources.tables import Tables, TableSource
from govdisclosure.standards import Standard
from govdisclosure.tabulation.counts import Counts
from govdisclosure.tabulation.databases import DatabaseEngine
from govdisclosure.tabulation.engines import NOTHING, Engine, PlanCounts, Scope, Whose, count
from govdisclosure.tabulation.entries import Entries
from govdisclosure.tabulation.formulas import aside, filled_in, watched
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.tabulation.source_checks import about_body, about_period, none_in_period, nothing_in_period, with_lives
from govdisclosure.values import Period


class Tabulation:
    """The tabulation of tables (数据表制表): an engine counts where the rows are, and what comes home is filled in here."""

    def __init__(self, source: TableSource, standard: Standard, period: Period) -> None:
        self.engine, self.standard, self.period = engine_of(source), standard, period
        self.source = source
        self.scope = Scope(period=period, calendar=standard.calendar)
        self.plan = with_lives(plan_of(standard), self.listed, period)
        self._owners: dict[RecordKind, frozenset[str]] = {}
        self.used = RecordsUsed(digest=source.digest, set_aside=source.set_aside)

    def bodies(self) -> tuple[str, ...]:
        """Return the ids of the bodies at which something happened, sorted; those of the body list where nothing did."""
        kinds = self.engine.kinds - {Body.__kind__, Succession.__kind__}
        owners = frozenset[str]().union(*map(self.owners, kinds))
        return tuple(sorted(owners or self.listed))

    def owners(self, kind: RecordKind) -> frozenset[str]:
        """Return the ids of the bodies that rows of a kind belong to; asked once."""
        if kind not in self._owners:
            self._owners[kind] = self.engine.bodies(kind)
        return self._owners[kind]

    @cached_property
    def listed(self) -> Mapping[str, Body]:
        """The bodies that are listed, by id."""
        return {one.id: one for one in self.whole_rows(Body.__kind__, None) if isinstance(one, Body)}

    def named(self, body: Body | str) -> Body:
        """Return what is known of a body; just its id where nothing is."""
        return body if isinstance(body, Body) else self.listed.get(body) or Body(id=body)

    def of_body(self, body: Body) -> Report:
        """Work out the report of one body."""
        found = count(self.engine, self.plan, evolve(self.scope, bodies=(body.id,)))
        return self.filled(body, found, None, self.entries((body.id,)).get(body.id, ()))

    def together(self, body: Body | str) -> Report:
        """Work out the report of all bodies together; it includes the bodies that are listed: asking every row would cost."""
        named = self.named(body)
        found = count(self.engine, self.plan, self.scope)
        report = self.filled(named, found, None, self.entries((named.id,)).get(named.id, ()), together=True)
        return evolve(report, scope="area", includes=tuple(sorted(self.listed)))

    def by_body(self, together: Body | str | None) -> dict[str, Report]:
        """Work out the report of each body, and of all together where that is requested."""
        bodies = self.bodies()
        found = count(self.engine, self.plan, evolve(self.scope, apart=True), whole=together is not None)
        entries = self.entries(None)
        made = {
            body: self.filled(self.listed.get(body) or Body(id=body), found, body, entries.get(body, ())) for body in bodies
        }
        if together is not None:
            named = self.named(together)
            whole = self.filled(named, found, None, entries.get(named.id, ()), together=True)
            made[named.id] = evolve(whole, scope="area", includes=bodies)
        return made

    def filled(
        self, body: Body, found: PlanCounts, whose: Whose, entered: Iterable[TypedRecord], *, together: bool = False
    ) -> Report:
        """Fill in one report."""
        entries = Entries(entered, self.standard, self.period)
        counts = found.counts.get(whose) or dict.fromkeys(self.plan.scans, NOTHING)
        noticed = (
            *about_period(self.period),
            *about_body(body, self.listed, self.source.kept),
            *self.source.findings,
            *found.contradictions.get(whose, ()),
            *([none_in_period(self.period)] if self.in_vain(counts, body, together=together) else ()),
            *watched(counts),
            *found.findings.get(whose, ()),
            *entries.findings,
            *aside(self.used.set_aside),
        )
        return filled_in(self.standard, body, self.period, counts, entries, self.used, noticed, self.source.kept)

    def in_vain(self, counts: Mapping[RecordKind, Counts], body: Body, *, together: bool) -> bool:
        """Whether there are rows of kinds that the plan counts, of one body or all together, and none in the period."""
        if not nothing_in_period(self.plan, counts):
            return False
        kinds = sources_of(self.plan.scans) & self.engine.source.held
        return any(self.owners(kind) if together else body.id in self.owners(kind) for kind in kinds)

    def entries(self, bodies: tuple[str, ...] | None) -> Mapping[str, list[TypedRecord]]:
        """Return the entries of some bodies, or of all, by body."""
        found: dict[str, list[TypedRecord]] = {}
        for entry in self.whole_rows(Entry.__kind__, bodies):
            if isinstance(entry, Entry):
                found.setdefault(entry.body, []).append(entry)
        return found

    def whole_rows(self, kind: RecordKind, bodies: tuple[str, ...] | None) -> list[TypedRecord]:
        """Return the rows of a kind that holds words as records; every fault of theirs is named."""
        if kind not in self.engine.kinds:
            return []
        made: list[TypedRecord] = []
        faults: list[Fault] = []
        for number, row in enumerate(self.engine.rows(kind, bodies), 1):
            data = {name: str(value) for name, value in row.items() if value != ""}
            if kind.name == "entry":
                data.setdefault("value", "")  # an empty value is a figure that is missing, not a fault
            try:
                made.append(structured(kind, data, text_converter(), where=f"{kind.name} row {number}"))
            except InvalidRecordError as error:
                faults.extend(error.faults)
        if faults:
            raise UnreadableError(faults)
        return made


def engine_of(source: TableSource) -> Engine:
    """Return the engine that counts the rows of a source."""
    if isinstance(source, Tables):
        return DatabaseEngine(source)
    from govdisclosure.sources.frames import Frames  # imported on use: polars is an extra
    from govdisclosure.tabulation.frame_engine import FrameEngine

    if not isinstance(source, Frames):
        raise TypeError(f"no engine counts {type(source).__name__}")
    return FrameEngine(source)
