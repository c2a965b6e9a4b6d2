"""What people wait for, in one table against the goals: CPU time, medians, exponents.

    python benchmarks/goals.py [THOUSANDS OF RECORDS] [NAME …]

A peer is the least that any program would have to do for the same thing, and calls nothing of the library: a loop over the
cells, a plain class, ``json.loads``, a click program that does nothing. Where there is no such peer, the goal is in
milliseconds of the machine that the goals were set on. What grows with the records is run over n and 4n of them: the exponent
is 1 where the time grows as they do, 2 where it is quadratic.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(360)]
ROUNDS = 5
SEEDS = 9
"""How many reports with wrong cells are tried."""


@frozen
class Measure:
    """One line of the table: what was done, how long it took, and what it is held against."""

    name: str
    milliseconds: float
    goal: str
    peer: float | None = None
    exponent: float | None = None

    def line(self) -> str:
        """Return the line."""
        peer = "" if self.peer is None else f"{self.peer:.3f}"
        ratio = "" if self.peer is None else f"{self.milliseconds / self.peer:.2f}"
        exponent = "" if self.exponent is None else f"{self.exponent:.2f}"
        return f"{self.name:<52}{self.milliseconds:>11.3f}{peer:>11}{ratio:>8}{exponent:>6}   {self.goal}"


def cpu(work: Callable[[], object], times: int = 1, rounds: int = ROUNDS) -> float:
    """Return the milliseconds of the processor that one run takes: the median of some rounds."""
    taken = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        for _ in range(times):
            work()
        taken.append((time.process_time() - start) / times * 1000)
    return statistics.median(taken)


def started(*command: str) -> float:
    """Return the milliseconds of the processor that a program takes from its start to its end, compiled once before."""
    taken = []
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "compiled")}
    run = partial(subprocess.run, [sys.executable, *command], env={**os.environ, **compiled}, check=False)
    run(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000)
    return statistics.median(taken)


def grown(work: Callable[[Any], object], few: Any, many: Any) -> tuple[float, float]:
    """Return the milliseconds of the larger of two jobs, one four times the other, and the exponent."""
    one, four = cpu(lambda: work(few), rounds=3), cpu(lambda: work(many), rounds=3)
    return four, math.log(four / one, 4)


# ------------------------------------------------------------------------------------------------------------ data


def rows(count: int) -> list[dict[str, str]]:
    """Return requests as plain rows, of a body for every forty."""
    from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel

    chance = random.Random(1)  # noqa: S311 - made-up data
    words = [[one.value for one in vocabulary] for vocabulary in (RequestChannel, Applicant, Outcome)]
    made = []
    for number in range(count):
        received = chance.choice(DAYS)
        made.append(
            {
                "id": f"r{number}",
                "body": f"b{number % max(1, count // 40)}",
                "channel": chance.choice(words[0]),
                "applicant": chance.choice(words[1]),
                "received": received.isoformat(),
                "closed": (received + timedelta(days=chance.randrange(1, 30))).isoformat(),
                "outcome": chance.choice(words[2]),
            }
        )
    return made


def requests(count: int) -> list[Any]:
    """Return the same as records."""
    from govdisclosure.records import Request
    from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel

    channels, applicants, outcomes = ({one.value: one for one in words} for words in (RequestChannel, Applicant, Outcome))
    return [
        Request(
            id=row["id"],
            body=row["body"],
            channel=channels[row["channel"]],  # type: ignore[arg-type]
            applicant=applicants[row["applicant"]],  # type: ignore[arg-type]
            received=date.fromisoformat(row["received"]),
            closed=date.fromisoformat(row["closed"]),
            outcome=outcomes[row["outcome"]],  # type: ignore[arg-type]
        )
        for row in rows(count)
    ]


def figures(figure: Callable[[int], int]) -> Any:
    """Return a report of cn-2021 whose counts follow from their place."""
    from govdisclosure import Body, Cell, Period, Report, load_standard
    from govdisclosure.values import Kind

    standard = load_standard("cn-2021")
    cells = {
        address: Cell(value=figure(number) if spot.kind is Kind.COUNT else Decimal(0))
        for number, (address, spot) in enumerate(standard.spots.items())
    }
    return Report(standard=standard, body=Body(id="body"), period=Period.year(2024), cells=cells)


# -------------------------------------------------------------------------------------------------------- measures


def checks(_: int) -> Iterator[Measure]:
    from govdisclosure.consistency import check

    passing = figures(lambda _: 0)
    values = {address: cell.value for address, cell in passing.cells.items()}
    sums = [
        ([str(term.address) for term in one.left], [str(term.address) for term in one.right])
        for one in passing.standard.relations
        if not one.needs_previous and all(term.address for term in one.terms)
    ]

    def by_hand() -> bool:
        return all(sum([values[one] for one in left]) == sum([values[one] for one in right]) for left, right in sums)

    yield Measure("check of a report that passes", cpu(lambda: check(passing), 200), "0.036 ms", cpu(by_hand, 200))
    for figure, goal in ((lambda number: int(number % 42 == 0), "0.2 ms"), (lambda number: (number * 7 + 3) % 50 + 1, "1 ms")):
        failing = figures(figure)
        count = len(check(failing).findings)
        yield Measure(f"check of a report with {count} findings", cpu(partial(check, failing), 50), goal)


def tabulating(thousands: int) -> Iterator[Measure]:
    from govdisclosure import Period, tabulate, tabulate_by_body
    from govdisclosure.errors import InvalidRecordError
    from govdisclosure.sources import gather
    from govdisclosure.testing.examples import every_kind_kept

    nothing = every_kind_kept([])
    empty = cpu(lambda: tabulate(nothing, "cn-2021", period=Period.year(2024), body="b"), 30)
    yield Measure("tabulate an empty body", empty, "0.67 ms")
    few, many = requests(thousands * 250), requests(thousands * 1000)

    def by_body(records: Sequence[Any]) -> object:
        return tabulate_by_body(gather(records), "cn-2021", period=2024)

    def by_hand() -> object:
        counters: dict[str, Counter[object]] = {}
        for one in many:
            counters.setdefault(one.body, Counter()).update(((one.channel, one.applicant), (one.applicant, one.outcome)))
        return counters

    taken, exponent = grown(by_body, few, many)
    bodies = len({one.body for one in many})
    yield Measure(f"tabulate_by_body, {bodies:,} bodies", taken, "linear", cpu(by_hand, rounds=3), exponent)

    def repeated(records: Sequence[Any]) -> None:
        with suppress(InvalidRecordError):
            gather(records)

    taken, exponent = grown(repeated, few * 2, many * 2)
    yield Measure(f"{len(many):,} ids that occur twice", taken, "linear; 500 ms of 100,000", exponent=exponent)


def lists(thousands: int) -> Iterator[Measure]:
    from govdisclosure.intake import Intake
    from govdisclosure.intake.aside_workbook import write_asides
    from govdisclosure.intake.taking import SetAsideLine
    from govdisclosure.library import load_profile
    from govdisclosure.messages import say
    from govdisclosure.records import Request
    from govdisclosure.sources import gather
    from govdisclosure.worklist import duties, write_workbook

    open_ones = [attrs.evolve(one, closed=None, outcome=None) for one in requests(thousands * 400)]

    def due(records: Sequence[Any]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_workbook(duties(gather(records), date(2025, 6, 1)), Path(folder) / "due.xlsx")

    taken, exponent = grown(due, open_ones[: len(open_ones) // 4], open_ones)
    yield Measure(f"due -o due.xlsx, {len(open_ones):,} requests", taken, "linear; 2,500 ms of 40,000", exponent=exponent)

    def aside(lines: int) -> Intake:
        found = [
            SetAsideLine(
                file="2024年台账.xlsx",
                sheet="2024年台账",
                row=number,
                column="G",
                heading="办理结果",
                reason=say("intake.why.heading"),
                value=f"不知道{number}",
                line=f"{number:016x}",
                field=Request.__kind__.fields["outcome"],
                same=f"{number:016x}",
            )
            for number in range(lines)
        ]
        return Intake(
            profile=load_profile("request-register"),
            file="2024年台账.xlsx",
            register="r",
            records=(),
            lines=lines,
            taken=0,
            set_aside=lines,
            asides=tuple(found),
            excluded={},
        )

    count = thousands * 80
    taken, exponent = grown(lambda intake: write_asides(intake, BytesIO()), aside(count // 4), aside(count))
    yield Measure(f"workbook of {count:,} lines set aside", taken, "linear; 2,500 ms of 8,000", exponent=exponent)


def records(thousands: int) -> Iterator[Measure]:
    import polars as pl

    from govdisclosure.records import Request
    from govdisclosure.sources import read_folder

    names = {one.name: attrs.field(default=one.default) for one in attrs.fields(Request)}
    plain = attrs.make_class("Plain", names, frozen=True, slots=True, kw_only=True)
    (sample,) = requests(1)
    given = {name: value for name in names if (value := getattr(sample, name)) is not None}
    yield Measure("a record constructed", cpu(lambda: Request(**given), 20_000), "1.4 x", cpu(lambda: plain(**given), 20_000))
    made = rows(thousands * 1000)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("csv", "jsonl", "parquet"):
            path = Path(folder) / suffix / f"request.{suffix}"
            path.parent.mkdir()
            match suffix:
                case "csv":
                    with path.open("w", encoding="utf-8", newline="") as stream:
                        writer = csv.DictWriter(stream, made[0].keys())
                        writer.writeheader()
                        writer.writerows(made)
                case "jsonl":
                    path.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
                case _:
                    days = pl.col("received", "closed").str.to_date()
                    pl.DataFrame(made).with_columns(days).write_parquet(path)
            peers: dict[str, Callable[[Path], object]] = {
                "csv": lambda path: [plain(**row) for row in csv.DictReader(path.open(encoding="utf-8", newline=""))],
                "jsonl": lambda path: [plain(**json.loads(line)) for line in path.open(encoding="utf-8")],
                "parquet": lambda path: [plain(**row) for row in pl.read_parquet(path).iter_rows(named=True)],
            }
            goal = {"csv": "500 ms of 250,000", "jsonl": "900 ms", "parquet": "600 ms"}[suffix]
            ours = cpu(partial(read_folder, path.parent), rounds=3)
            yield Measure(
                f"read_folder, {len(made):,} rows of {suffix}", ours, goal, cpu(partial(peers[suffix], path), rounds=3)
            )


def documents(_: int) -> Iterator[Measure]:
    from lxml import html  # type: ignore[import-untyped]

    from govdisclosure import Report, dumps, read

    made = figures(lambda _: 0)
    text = made.to_json()
    from_json = cpu(lambda: Report.from_json(text, standard=made.standard), 20)
    yield Measure("a report's JSON read", from_json, "0.5 ms", cpu(lambda: json.loads(text), 20))
    page = dumps(made, "html")
    yield Measure("HTML page", cpu(lambda: dumps(made, "html"), rounds=3), "80 ms")
    reading = cpu(lambda: read(page, standard=made.standard), rounds=3)
    yield Measure("HTML page read", reading, "3 x", cpu(lambda: html.document_fromstring(page), rounds=3))
    yield Measure("Excel workbook of a report", cpu(lambda: dumps(made, "xlsx"), rounds=3), "40 ms")


def starts(_: int) -> Iterator[Measure]:
    idle = "import click\n@click.group()\n@click.version_option('1')\ndef cli(): pass\ncli()"
    made = figures(lambda _: 0).to_json()
    with tempfile.TemporaryDirectory() as folder:
        peer, script, path = (Path(folder) / name for name in ("idle.py", "govdisclosure.script.py", "report.json"))
        peer.write_text(idle, encoding="utf-8")
        script.write_text("from govdisclosure.__main__ import main\nmain()\n", encoding="utf-8")  # as pip makes it
        path.write_text(made, encoding="utf-8")
        for option, *others in (("--version",), ("--help", "--lang", "en"), ("--help", "--lang", "zh")):
            ours, other = started(str(script), *others, option), started(str(peer), option)
            yield Measure(" ".join(["govdisclosure", *others, option]), ours, "1.5 x", other)
        yield Measure("govdisclosure check report.json", started(str(script), "check", str(path)), "350 ms")


def wrong_cells(_: int) -> Iterator[Measure]:
    from govdisclosure import load_standard, locate
    from govdisclosure.testing.planting import agreeing, report, spoilt

    standard = load_standard("cn-2021")
    for count in (1, 10, 80):
        taken = []
        for seed in range(count, count + SEEDS):
            chance = random.Random(seed)  # noqa: S311 - made-up data
            true = agreeing(standard, chance)
            wrong = report(standard, spoilt(true, chance.sample(sorted(true), count), chance))
            taken.append(cpu(partial(locate, wrong), rounds=3))
        goal = "250 ms" if count == 80 else "1/100 of HiGHS: locate.py"
        yield Measure(f"locate, {count} spoilt cells, median of {SEEDS} reports", statistics.median(taken), goal)
        yield Measure(f"locate, {count} spoilt cells, the worst of them", max(taken), goal if count == 80 else "8,000 steps")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("thousands", nargs="?", type=int, default=100)
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    parts = (checks, tabulating, lists, records, documents, starts, wrong_cells)
    print(f"{'CPU milliseconds; median':<52}{'ours':>11}{'peer':>11}{'ratio':>8}{'exp.':>6}   goal")
    for part in parts:
        if not chosen.names or part.__name__ in chosen.names:
            for one in part(chosen.thousands):
                print(one.line(), flush=True)


if __name__ == "__main__":
    main()
