"""Read, check and gather N filled forms, against calamine loading the cells of the same files, in the same run.

Run: ``python benchmarks/forms.py [FORMS]``. The forms are of cn-2021 with last year's figures beside, as a spreadsheet program
stores them. The peer opens each file and takes every cell of every sheet, and nothing else. Timing decides no test.
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
from govdisclosure.testing.forms import Template
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


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
        times: dict[str, list[float]] = {"calamine, cells alone": [], "read_form, one thread": [], "collect": []}
        for _ in range(ROUNDS):  # in turn, so that whatever else runs slows all of them alike
            times["calamine, cells alone"].append(timed(lambda: peer(files)))
            times["read_form, one thread"].append(timed(lambda: read_alone(files)))
            times["collect"].append(timed(lambda: collect([folder])))
        best = {name: min(several) for name, several in times.items()}
        print(f"{count} forms of cn-2021; best of {ROUNDS}")
        for name, seconds in best.items():
            ratio = seconds / best["calamine, cells alone"]
            print(f"{name:<24}{seconds:8.2f} s {seconds / count * 1000:8.2f} ms a form   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
