"""How long it takes to plan a standard and to write all SQL of it.

python benchmarks/planning.py
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from govdisclosure import Period, available_standards, load_standard
from govdisclosure.dialects import BUILT_IN, Dialect
from govdisclosure.records import RECORD_KINDS
from govdisclosure.sources.tables import RecordTable
from govdisclosure.standards import Standard
from govdisclosure.tabulation.plan import plan_of
from govdisclosure.tabulation.projection import reading
from govdisclosure.tabulation.sql import QueryWriter


def queries(standard: Standard, dialect: Dialect, *, apart: bool) -> Iterator[str]:
    """Plan a standard and write what an engine asks in one tabulation where nothing is wrong."""
    tables = {
        name: RecordTable(name=dialect.table(name), columns={one: one for one in kind.fields})
        for name, kind in RECORD_KINDS.items()
    }
    writer = QueryWriter(dialect=dialect, tables=tables, period=Period.year(2024), calendar=standard.calendar, apart=apart)
    for kind, scan in plan_of.__wrapped__(standard).scans.items():
        one = reading.__wrapped__(kind, scan, zoned=dialect.zoned, loose=dialect.loose)
        yield from (query.text for query in writer.main(one))
        for ref in dict.fromkeys(distinct.ref for distinct in scan.distincts):
            yield writer.distinct(one, ref).text


def main() -> None:
    """Print milliseconds for each standard: the slowest dialect, nationally and by body."""
    for name in available_standards():
        standard = load_standard(name)
        slowest = 0.0
        for dialect in BUILT_IN:
            for apart in (False, True):
                list(queries(standard, dialect, apart=apart))  # the calendar is written once a process
                best = min(_timed(standard, dialect, apart=apart) for _ in range(7))
                slowest = max(slowest, best)
        print(f"{name:24}{slowest * 1000:8.2f} ms")


def _timed(standard: Standard, dialect: Dialect, *, apart: bool) -> float:
    start = time.perf_counter()
    list(queries(standard, dialect, apart=apart))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
