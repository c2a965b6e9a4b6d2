"""How long tabulating takes beside a hand-written loop over the same objects that counts the same cells.

    python benchmarks/tabulate.py [NUMBER OF REQUESTS]

Seeded data; both run in turn in one process, and the ratio of their best times is what counts. The peer is the fastest plain
Python we know: one loop, dictionaries of counters, no cell counted by a test of its own.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from govdisclosure import Period, Report, Request, load_standard, tabulate
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.sources import Records, gather

YEAR = Period.year(2024)
ROUNDS = 5
COLUMNS = [one for one in Applicant if one is not Applicant.LAWYER]  # who have no column of their own


def requests(number: int) -> tuple[Request, ...]:
    """Make requests received from late 2023 to early 2025, a tenth of them still open."""
    rng = random.Random(20240101)  # noqa: S311 - figures, not secrets
    outcomes, channels = list(Outcome), list(RequestChannel)
    made = []
    for index in range(number):
        received = date(2023, 11, 1) + timedelta(rng.randrange(460))
        closed = received + timedelta(rng.randrange(1, 60)) if rng.random() < 0.9 else None
        made.append(
            Request(
                id=f"r{index}",
                body="b",
                channel=rng.choice(channels),
                applicant=rng.choice(COLUMNS),
                received=received,
                due=received + timedelta(29),
                closed=closed,
                outcome=rng.choice(outcomes) if closed else None,
            )
        )
    return tuple(made)


def by_hand(records: Sequence[Request], rows: Mapping[Outcome, str]) -> dict[str, int]:
    """Count table 3 of the national form as one would by hand; cells by row and column."""
    start, end = YEAR.start, YEAR.end
    received: dict[Applicant, int] = {}
    carried_in: dict[Applicant, int] = {}
    carried_out: dict[Applicant, int] = {}
    results: dict[tuple[Applicant, Outcome], int] = {}
    for one in records:
        came, closed, outcome, applicant = one.received, one.closed, one.outcome, one.applicant
        if came is None:
            continue
        if came > end:
            continue
        if came >= start:
            received[applicant] = received.get(applicant, 0) + 1
        elif closed is None or outcome is None or closed >= start:
            carried_in[applicant] = carried_in.get(applicant, 0) + 1
        if closed is None or outcome is None or closed > end:
            carried_out[applicant] = carried_out.get(applicant, 0) + 1
        elif closed >= start:
            results[applicant, outcome] = results.get((applicant, outcome), 0) + 1
    cells: dict[str, int] = {}
    for row, counted in (
        ("requests.received", received),
        ("requests.carried_in", carried_in),
        ("requests.carried_out", carried_out),
    ):
        for applicant in COLUMNS:
            cells[f"{row}/{applicant.value}"] = counted.get(applicant, 0)
    for row in rows.values():
        for applicant in COLUMNS:
            cells[f"{row}/{applicant.value}"] = 0
    for (applicant, outcome), count in results.items():
        cells[f"{rows[outcome]}/{applicant.value}"] += count
    return cells


def best(work: Callable[[], object]) -> float:
    """Return the best time of several rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def outcome_rows(report: Report) -> dict[Outcome, str]:
    """Find out by experiment which row each outcome is counted in, so that the peer need not repeat the standard."""
    rows = {}
    for outcome in Outcome:
        day = YEAR.start
        one = Request(
            id="x",
            body="b",
            channel=RequestChannel.FAX,
            applicant=Applicant.BUSINESS,
            received=day,
            closed=day,
            outcome=outcome,
        )
        filled = tabulate([one], report.standard, period=YEAR)
        rows[outcome] = next(
            address.partition("/")[0]
            for address, cell in filled.cells.items()
            if cell.value == 1 and "results" in address and "total" not in address
        )
    return rows


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    standard = load_standard("cn-2021")
    records = requests(number)
    ready = Records(by_kind={"request": records})
    assert ready.bodies == ("b",)  # noqa: S101 - worked out once for a collection, like its index
    report = tabulate(ready, standard, period=YEAR)
    rows = outcome_rows(report)
    counted = by_hand(records, rows)
    assert all(report[address] == value for address, value in counted.items())  # noqa: S101 - or the race means nothing
    hand = best(lambda: by_hand(records, rows))
    ours = best(lambda: tabulate(ready, standard, period=YEAR))
    loose = best(lambda: gather(records))
    print(f"{number:,} requests into {standard.id}, all its tables; best of {ROUNDS}")
    print(f"{'':28}{'seconds':>10}{'ratio':>8}")
    for name, seconds in (("hand-written loop", hand), ("tabulate", ours), ("gather (ids, parents) first", loose)):
        print(f"{name:28}{seconds:10.3f}{seconds / hand:8.2f}")


if __name__ == "__main__":
    main()
