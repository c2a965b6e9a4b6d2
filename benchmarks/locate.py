"""Locating wrong cells against HiGHS, checking one report, checking many: ``python benchmarks/locate.py``.

Ratios are of times in one run on one machine. The reports of one, two and three wrong cells are seeded. HiGHS solves the same
question once for each report (fewest cells of tables 3 and 4 to change) and gives one answer; ``locate`` gives all of them
with what each cell should be, and puts them in words.
"""

from __future__ import annotations

import argparse
import operator
import random
import statistics
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from govdisclosure import Report, Standard, check, check_batch, load_standard, locate
from govdisclosure.testing.planting import agreeing, report, spoilt
from govdisclosure.values import Kind, Severity

HOLDS = {"==": operator.eq, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


def timed(work: Callable[[], object], times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=40, help="reports for each number of wrong cells")
    parser.add_argument("--batch", type=int, default=100_000, help="reports in the batch")
    chosen = parser.parse_args()
    standard = load_standard("cn-2021")
    print(f"wrong cells in a report of cn-2021; median of {chosen.reports} reports, milliseconds")
    print(f"{'wrong cells':<14}{'HiGHS':>10}{'locate':>10}{'ratio':>10}{'slowest':>10}")
    for number in (1, 2, 3):
        highs, ours = locating(standard, number, chosen.reports)
        middle, peer = statistics.median(ours), statistics.median(highs)
        ratio = f"1/{peer / middle:.0f}"
        print(f"{number:<14}{peer * 1e3:>10.2f}{middle * 1e3:>10.2f}{ratio:>10}{max(ours) * 1e3:>10.2f}")
    one = checking(standard)
    print(f"\ncheck one report: {one[0] * 1e6:.0f} microseconds; adding up its relations by hand: {one[1] * 1e6:.0f}")
    ours_all, bare = batch(standard, chosen.batch)
    print(f"\n{chosen.batch:,} reports of cn-2021 as columns, seconds")
    print(f"bare numpy column sums {bare:>8.3f}    1.00\ncheck_batch            {ours_all:>8.3f}{ours_all / bare:>8.2f}")


def locating(standard: Standard, wrong_cells: int, reports: int) -> tuple[list[float], list[float]]:
    highs, ours = [], []
    for seed in range(reports):
        chance = random.Random(1000 * wrong_cells + seed)  # noqa: S311
        true = agreeing(standard, chance)
        cells = [cell for cell in true if standard.spot(cell).table.key in ("requests", "remedies")]
        wrong = report(standard, spoilt(true, chance.sample(cells, wrong_cells), chance))
        solve = problem(standard, wrong)
        ours.append(min(timed(lambda: locate(wrong)) for _ in range(3)))  # noqa: B023
        highs.append(min(timed(solve) for _ in range(2)))
    return highs, ours


def problem(standard: Standard, wrong: Report) -> Callable[[], float]:
    """Return the solve of one report: the step of each cell, and whether it takes one; built before it is timed."""
    instances = [one for one in standard.relations if one.relation.severity is Severity.ERROR and not one.needs_previous]
    addresses = list(dict.fromkeys(address for one in instances for address in one.addresses))
    place = {address: number for number, address in enumerate(addresses)}
    count = len(addresses)
    values = [int(wrong[address]) for address in addresses]  # type: ignore[arg-type]
    largest = 2 * max(values) + 1
    rows = lil_array((len(instances) + 2 * count, 2 * count))
    least, most = numpy.zeros(rows.shape[0]), numpy.zeros(rows.shape[0])
    for number, one in enumerate(instances):
        total = 0
        for sign, terms in ((1, one.left), (-1, one.right)):
            for term in terms:
                rows[number, place[str(term.address)]] += sign * term.factor
                total += sign * term.factor * values[place[str(term.address)]]
        least[number] = most[number] = -total
    for number in range(count):
        for line, sign in ((len(instances) + 2 * number, 1), (len(instances) + 2 * number + 1, -1)):
            rows[line, number], rows[line, count + number], least[line] = sign, -largest, -numpy.inf
    low = numpy.concatenate([-numpy.array(values, dtype=float), numpy.zeros(count)])
    high = numpy.concatenate([numpy.full(count, numpy.inf), numpy.ones(count)])
    cost = numpy.concatenate([numpy.zeros(count), numpy.ones(count)])
    limits, matrix = Bounds(low, high), LinearConstraint(rows.tocsr(), least, most)
    whole = numpy.ones(2 * count)
    return lambda: float(milp(cost, integrality=whole, bounds=limits, constraints=matrix).fun)


def checking(standard: Standard) -> tuple[float, float]:
    """Return the time of one check of a sound report, and that of the same sums written by hand over a dictionary."""
    made = report(standard, agreeing(standard, random.Random(1)))  # noqa: S311
    assert check(made).verdict == "passed"  # noqa: S101
    values: dict[str, Any] = {address: cell.value for address, cell in made.cells.items()}
    totals = [
        ([str(term.address) for term in one.left], [str(term.address) for term in one.right])
        for one in standard.relations
        if not one.needs_previous
    ]

    def by_hand() -> bool:
        return all(sum([values[one] for one in left]) >= sum([values[one] for one in right]) for left, right in totals)

    return min(timed(lambda: check(made), 10) for _ in range(1000)), min(timed(by_hand, 10) for _ in range(1000))


def batch(standard: Standard, reports: int) -> tuple[float, float]:
    """Return the time of a batch, and of the same relations as bare sums of the same columns."""
    few = [agreeing(standard, random.Random(seed)) for seed in range(50)]  # noqa: S311
    chance = numpy.random.default_rng(1)
    chosen = chance.integers(0, len(few), reports)
    columns = {}
    for address, spot in standard.spots.items():
        times = 100 if spot.kind is Kind.AMOUNT else 1
        columns[address] = numpy.array([int(Decimal(one[address]) * times) for one in few])[chosen]
    columns["requests.received/total"][::100] += 1
    rules: list[tuple[Sequence[str], str, Sequence[str]]] = [
        ([str(term.address) for term in one.left], one.operator.symbol, [str(term.address) for term in one.right])
        for one in standard.relations
        if not one.needs_previous
    ]

    def bare() -> int:
        found = 0
        for left, symbol, right in rules:
            first, second = columns[left[0]], columns[right[0]]
            for one in left[1:]:
                first = first + columns[one]
            for one in right[1:]:
                second = second + columns[one]
            wrong = ~HOLDS[symbol](first, second)
            found += len(numpy.flatnonzero(wrong))
        return found

    verdict = check_batch(standard, columns)
    assert sum(len(places) for _, places in verdict.failed) == bare()  # noqa: S101
    return min(timed(lambda: check_batch(standard, columns)) for _ in range(7)), min(timed(bare) for _ in range(7))


if __name__ == "__main__":
    main()
