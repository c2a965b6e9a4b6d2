"""Whole records for what cannot be asked of tables (逐条读取): a record as it might be is made from the record itself."""

from __future__ import annotations

from govdisclosure.records import Entry, TypedRecord, in_order
from govdisclosure.report import Report
from govdisclosure.sources import Records, TableSource, gather
from govdisclosure.tabulation.record_queries import finder
from govdisclosure.tabulation.table_tabulation import Tabulation, engine_of

MOST_RECORDS = 100_000
"""Rows of one kind that are fetched at most."""


def records_of(source: Records | TableSource, report: Report) -> Records | None:
    """Return the records that a report was made from, fetched where they are rows of tables; None where these are too many.

    Raises:
        UnreadableError: rows cannot be records; every fault is named.
    """
    if isinstance(source, Records):
        return source
    if source.careful is not None:
        return source.careful().with_none(source.none)
    together = report.scope == "area"
    finds = finder(source, report.standard, period=report.period, body=report.body, together=together)
    engine, tables = engine_of(source), Tabulation(source, report.standard, report.period)
    bodies = None if together else (report.body.id,)
    found: list[TypedRecord] = []
    kinds = {kind.name: kind for kind in engine.kinds if kind.cls is not Entry}
    for kind in (kinds[name] for name in in_order(kinds)):
        if not engine.bodies(kind):  # items that only publications tell of have no table; they are made of these again
            continue
        (total,) = finds.count(kind, [()])
        if total > MOST_RECORDS:
            return None
        found.extend(tables.whole_rows(kind, bodies))
    found.extend(entry for entries in tables.entries(bodies).values() for entry in entries)
    return gather(found, kept=source.held | source.none)
