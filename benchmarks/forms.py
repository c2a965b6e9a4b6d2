"""Read, check and gather N filled forms, against calamine loading the cells of the same files, in the same run.

Run: ``python benchmarks/forms.py [FORMS]``. The forms are of cn-2021 with last year's figures beside, as a spreadsheet program
stores them. The peer opens each file and takes every cell of every sheet, and nothing else. Shown are the time on the wall and
that of the processor: collect uses two threads where there are two cores. Timing decides no test.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from govdisclosure import collect, load_standard
from govdisclosure.forms import read_form
from govdisclosure.testing.filled_forms import Template
from govdisclosure.testing.planting import a_year, report

ROUNDS = 3


def peer(files: Sequence[Path]) -> int:
    """Load every cell."""
    cells = 0
    for path in files:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            cells += sum(map(len, book.get_sheet_by_name(name).to_python()))
    return cells


def read_alone(files: Sequence[Path]) -> int:
    """Read the forms one after the other, in one thread, without checking them."""
    return sum(len(read_form(path.name, path.read_bytes(), find_standard=load_standard).report.cells) for path in files)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds on the wall and those of the processor."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    standard, chance = load_standard("cn-2021"), random.Random(2024)  # noqa: S311 - made-up data
    last = a_year(standard, chance)
    template = Template.of(standard, 2024, report(standard, last, 2023))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(count):
            path = Path(folder) / f"body{number:05}.xlsx"
            path.write_bytes(template.filled(path.stem, a_year(standard, chance, last)))
            files.append(path)
        works: dict[str, Callable[[], object]] = {
            "calamine, cells alone": lambda: peer(files),
            "read_form, one thread": lambda: read_alone(files),
            "collect, with checks": lambda: collect([folder]),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
        for _ in range(ROUNDS):  # in turn, so that whatever else runs slows all of them alike
            for name, work in works.items():
                times[name].append(timed(work))
        best = {name: tuple(map(min, zip(*several, strict=True))) for name, several in times.items()}
        wall, busy = best["calamine, cells alone"]
        print(f"{count} forms of cn-2021; best of {ROUNDS}; milliseconds a form, and ratios")
        print(f"{'':<24}{'wall':>8}{'ratio':>8}{'processor':>12}{'ratio':>8}")
        for name, (seconds, used) in best.items():
            print(f"{name:<24}{seconds / count * 1000:8.2f}{seconds / wall:8.2f}{used / count * 1000:12.2f}{used / busy:8.2f}")


if __name__ == "__main__":
    main()
