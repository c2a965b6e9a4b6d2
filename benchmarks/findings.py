"""Checking a report that fails against one that passes: ``python benchmarks/findings.py``.

Both are reports of one standard, checked in one run; the ratio of CPU times is what a finding costs while nobody reads it: its
figures, operands, fingerprint and message. Words are made when it is shown, which is timed apart.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

from govdisclosure import Body, Cell, Period, Report, Standard, check, load_standard
from govdisclosure.values import Kind


def made(standard: Standard, figure: Callable[[int], int]) -> Report:
    """A report whose counts follow from their place in the standard; amounts are zero."""
    cells = {}
    for number, (address, spot) in enumerate(standard.spots.items()):
        value = figure(number) if spot.kind is Kind.COUNT else Decimal(0)
        cells[address] = Cell(value=value)
    return Report(standard=standard, body=Body(id="body"), period=Period.year(2024), cells=cells)


def cpu(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one run: the median of nine rounds."""
    rounds = []
    for _ in range(9):
        start = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - start) / times)
    return statistics.median(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--standard", default="cn-2021")
    chosen = parser.parse_args().standard
    standard = load_standard(chosen)
    passing, failing = made(standard, lambda _: 0), made(standard, lambda number: (number * 7 + 3) % 50 + 1)
    count = len(check(failing).findings)
    passed, failed = cpu(lambda: check(passing), 200), cpu(lambda: check(failing), 20)
    shown = cpu(lambda: [finding.message.both for finding in check(failing).findings], 5)
    print(f"check a report of {chosen}; median of 9 rounds, CPU milliseconds")
    print(f"{'':32}{'ms':>8}{'ratio':>8}")
    for name, taken in (
        ("passing", passed),
        (f"failing, {count} findings", failed),
        ("failing, words in both languages", shown),
    ):
        print(f"{name:32}{taken * 1000:8.3f}{taken / passed:8.1f}")


if __name__ == "__main__":
    main()
