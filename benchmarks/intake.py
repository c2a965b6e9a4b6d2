"""Take 100,000 register lines in, against calamine with a plain Python loop over the cells, in the same run.

Run: ``python benchmarks/intake.py``. Prints the ratio of best times; timing decides no test.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from govdisclosure.intake import load_profile, take_in

LINES = 100_000


def make(path: Path, lines: int) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("2024")
    page.append(["登记号", "日期", "姓名", "电话", "类别", "方式", "回复日期"])
    for number in range(lines):
        page.append([f"L-{number}", f"2024.{number % 12 + 1}.{number % 28 + 1}", "某甲", "", "咨询", "来访", ""])
    book.save(path)


def peer(path: Path) -> int:
    """Read every cell and strip it."""
    count = 0
    for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
        for cell in row:
            count += bool(str(cell).strip())
    return count


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    profile = load_profile("counter-log")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2024.xlsx"
        make(path, LINES)
        ours = best(lambda: take_in(path, profile, key=b"0123456789abcdef"))
        plain = best(lambda: peer(path))
        print(f"intake {ours:.2f} s, calamine with a plain loop {plain:.2f} s: ratio {ours / plain:.2f}")
        for lines in (LINES // 10, LINES):
            make(path, lines)
            tracemalloc.start()
            take_in(path, profile, key=b"0123456789abcdef")
            print(f"{lines} lines: Python memory peak {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
            tracemalloc.stop()


if __name__ == "__main__":
    main()
