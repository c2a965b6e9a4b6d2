"""Take 100,000 register lines in, against calamine with a plain Python loop over the cells, in the same run.

Run: ``python benchmarks/intake.py [LINES]``. Two registers: a log whose cells repeat, and a register of requests with two head
rows, days in several forms and applicants. Prints for each the ratio of the best times of both, with the records written to a
folder and without, and the peak of Python's memory at a tenth and the whole; timing decides no test.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from govdisclosure.intake import Profile, store, take_in
from govdisclosure.library import load_profile

KEY = b"0123456789abcdef"
ROUNDS = 5


def log(lines: int) -> Iterator[list[object]]:
    """A log of a counter: few distinct cells."""
    yield ["登记号", "日期", "姓名", "电话", "类别", "方式", "回复日期"]
    for number in range(lines):
        yield [f"L-{number}", f"2024.{number % 12 + 1}.{number % 28 + 1}", "某甲", "", "咨询", "来访", ""]


def requests(lines: int) -> Iterator[list[object]]:
    """A register of requests: two head rows, free text, days in three forms, totals below."""
    chance = random.Random(2024)  # noqa: S311 - made-up data
    yield ["编号", "申请信息", None, None, None, None, "办理情况", None, None, "备注"]
    yield [None, "渠道", "申请人类别", "申请人", "申请内容", "件数", "收到日期", "答复日期", "办理结果", None]
    for number in range(lines):
        day = date(2024, 1, 1) + timedelta(chance.randrange(330))
        reply = day + timedelta(chance.randrange(1, 28))
        received: object = (f"{day.year}.{day.month}.{day.day}", f"{day.month}月{day.day}日", day)[number % 3]
        channel, kind = chance.choice(["网上", "当面", "EMS"]), chance.choice(["公民", "企业", "科研机构"])
        outcome = chance.choice(["予以公开", "部分公开", "信息不存在", "已按期答复,部分公开", "撤回"])
        name, content = f"某{number % 5000}", f"关于第{number}号地块的批准文件"
        yield [f"2024-{number}", channel, kind, name, content, 1, received, reply.isoformat(), outcome, ""]
    yield ["合计", None, None, None, None, lines, None, None, None, None]


def make(path: Path, rows: Iterator[list[object]]) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("2024年台账")
    for row in rows:
        page.append(row)
    book.save(path)


def peer(path: Path) -> int:
    """Read every cell and strip it."""
    count = 0
    for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
        for cell in row:
            count += bool(str(cell).strip())
    return count


def both(path: Path, profile: Profile, target: Path) -> None:
    store(take_in(path, profile, key=KEY), target)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak(work: Callable[[], object]) -> float:
    """Return the most megabytes that Python held; calamine's own memory is outside it for both sides."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name, rows in (("counter-log", log), ("request-register", requests)):
        profile = load_profile(name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "2024年台账.xlsx"
            make(path, rows(lines))
            found = take_in(path, profile, key=KEY)
            assert (found.lines, found.set_aside) == (found.taken + sum(found.excluded.values()), 0), name  # noqa: S101
            times: dict[str, list[float]] = {"peer": [], "take in": [], "and store": []}
            for turn in range(ROUNDS):  # in turn, so that whatever else runs slows all of them alike
                times["peer"].append(timed(partial(peer, path)))
                times["take in"].append(timed(partial(take_in, path, profile, key=KEY)))
                target = Path(folder) / f"records-{turn}"
                times["and store"].append(timed(partial(both, path, profile, target)))
            best = {one: min(several) for one, several in times.items()}
            print(f"{name}: {found.taken} lines taken in, calamine with a plain loop {best['peer']:.2f} s")
            for one in ("take in", "and store"):
                print(f"  {one} {best[one]:.2f} s: ratio {best[one] / best['peer']:.2f}")
            for count in (lines // 10, lines):
                make(path, rows(count))
                most = peak(partial(take_in, path, profile, key=KEY))
                other = peak(partial(peer, path))
                print(f"  {count} lines: peak of Python's memory {most:.0f} MB, plain loop {other:.0f} MB")


if __name__ == "__main__":
    main()
