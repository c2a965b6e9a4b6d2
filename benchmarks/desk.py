"""The server's CPU time of every page and action of a year at the desk, over registers of several sizes.

Run: ``python benchmarks/desk.py [LINES ...]``. The clerk of the tests goes through the whole year, and looks at every page of
the report; a line a page or action, its worst time in CPU milliseconds. What is done in the background, with counts and a
button to cancel it, is a column of its own. Timing decides no test.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import define, field
from starlette.responses import Response
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from govdisclosure_desk import Access, desk
from govdisclosure_desk.jobs import Job, Jobs
from tests.desk_office import Clerk
from tests.made_fonts import made_font
from tests.open_desk import ORIGIN, PORT, OpenDesk

from govdisclosure.cycle_collector import collecting_seldom
from govdisclosure.guide import Work
from govdisclosure.messages import Message

PAGES = ("", "/table", "/table?beside=1", "/findings", "/before", "/changes", "/words", "/fit", "/documents", "/revision")
CELLS = ("requests.received/natural_person", "requests.results.granted/total", "decisions.licences/decided", "nothing")


@define(eq=False)
class TimedJobs(Jobs):
    """Jobs whose own CPU time is known; pages wait for them."""

    spent: float = field(default=0.0, init=False)

    def start(self, title: Message, work: Callable[[Job], object], **more: Any) -> Response:
        """Start a job, as the desk does."""

        def timed(job: Job) -> None:
            start = time.thread_time()
            try:
                work(job)
            finally:
                self.spent += time.thread_time() - start

        return super().start(title, timed, **more)


@define
class Timed:
    """A browser that notes the worst time of each page and action: in the page, and in the background."""

    browser: TestClient
    jobs: TimedJobs
    worst: dict[str, tuple[float, float]] = field(factory=dict)

    def get(self, address: str) -> Any:
        """Open a page."""
        return self._noted(f"GET {re.sub('cell=.*/', 'cell=…/', address)}", lambda: self.browser.get(address))

    def post(self, address: str, data: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None) -> Any:
        """Send a form."""
        asked = re.sub(r"blocks:\w+\.\d+", "blocks", data.get("page", ""))
        asked = re.sub(r"\.(ask|total|fault)\..*", r".\1", asked)
        return self._noted(f"POST {address} {asked}", lambda: self.browser.post(address, data=data, files=files))

    def _noted(self, name: str, work: Callable[[], Any]) -> Any:
        self.jobs.spent, start = 0.0, time.process_time()
        answer = work()
        job = self.jobs.spent
        spent = time.process_time() - start - job
        before = self.worst.get(name, (0.0, 0.0))
        self.worst[name] = max(before[0], spent), max(before[1], job)
        return answer


@contextmanager
def timed_desk(folder: Path) -> Iterator[tuple[OpenDesk, Timed]]:
    access, jobs = Access(port=PORT), TimedJobs(patience=None)
    app = desk(folder, access=access, jobs=jobs)
    with TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50000), headers={"origin": ORIGIN}) as browser:
        browser.get(access.opening_address())
        timed: Any = Timed(browser, jobs)
        clock: Any = None
        yield OpenDesk(folder, access, clock, timed, lambda: browser), timed


def requests(lines: int) -> bytes:
    """A register of applications; one line in a thousand has a day that cannot be."""
    rows = ["登记号,收件日期,怎么来的,申请人身份,答复日期,处理情况"]
    for number in range(lines):
        received = date(2024, 1, 1) + timedelta(number % 330)
        day = f"2024-13-{number % 28 + 1}" if number % 1000 == 7 else received.isoformat()
        who = ("公民", "商业企业", "公民")[number % 3]
        outcome = ("予以公开", "不予公开（内部事务信息）")[number % 5 == 0]
        rows.append(f"申{number},{day},{('网页提交', '当面')[number % 2]},{who},{received + timedelta(12)},{outcome}")
    return "\n".join(rows).encode()


def licences(lines: int) -> bytes:
    """A register of licences."""
    days = (date(2024, 1, 1) + timedelta(number % 366) for number in range(lines))
    return "\n".join(
        ["许可文号,相对人,许可类别,决定日期", *(f"许〔2024〕{n}号,某公司{n},普通,{d}" for n, d in enumerate(days))]
    ).encode()


def year(lines: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Go through a year of so many records; return the worst times by page and action."""
    with timed_desk(folder / "年报工作") as (opened, timed):
        registers = {"request": ("申请.csv", requests(lines * 7 // 10)), "decision": ("许可.csv", licences(lines * 3 // 10))}
        given: dict[str, Any] = {kind: lambda _, one=one: {"file": one} for kind, one in registers.items()}
        clerk = Clerk(opened, given, {"charge": "12.5"}, frozenset({"document", "request_fee", "remedy"}))
        clerk.go(until="words:written")
        last = folder / "上年.json"
        last.write_text((opened.folder / "report.json").read_text(encoding="utf-8").replace("2024", "2023"), encoding="utf-8")
        Work.load(opened.folder).keep({"findings:previous": str(last)})
        timed.get("/year/table")  # the figures are worked out again, as after any change
        for _ in range(2):
            for part in PAGES:
                timed.get(f"/year{part}")
            for cell in CELLS:
                for first in ("", f"&from={lines // 2}"):
                    timed.get(f"/year/cell?cell={cell}{first}")
        clerk.go(until="documents:final")
        clerk.go()
        for place in sorted(opened.folder.glob("2024年度报告.*")):
            for rest in ("", "/preview", "/shown"):
                timed.get(f"/year/documents/{place.name}{rest}")
        clerk.send("/year/reopen", block="words")
        clerk.send("/year/back")
        clerk.send("/year/reopen", block="decision")
        worst: dict[str, tuple[float, float]] = timed.worst
        return worst


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [1_000, 10_000, 100_000]
    found = []
    collecting_seldom()  # as the command that opens the desk has it
    for lines in sizes:
        with tempfile.TemporaryDirectory() as place:
            os.environ["HOME"] = place
            os.environ["GOVDISCLOSURE_FONTS"] = str(made_font(Path(place)).parent)  # whatever the machine has
            found.append(year(lines, Path(place)))
    print("CPU milliseconds at the worst: of the page, + of what is done in the background")
    print(f"{'':56}" + "".join(f"{lines:>18,}" for lines in sizes))
    for name in dict.fromkeys(name for one in found for name in one):
        shown = []
        for one in found:
            own, job = one.get(name, (None, 0.0))
            shown.append("" if own is None else f"{own * 1000:,.0f}" + (f" + {job * 1000:,.0f}" if job else ""))
        print(f"{name:56}" + "".join(f"{one:>18}" for one in shown))


if __name__ == "__main__":
    main()
