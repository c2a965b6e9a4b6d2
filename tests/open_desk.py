"""A desk (工作台) and a browser that was let in, for the tests of what is on its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from attrs import define, field
from govdisclosure_desk import Access, desk
from govdisclosure_desk.editing import Editing
from govdisclosure_desk.guard import Limits
from govdisclosure_desk.jobs import Jobs
from starlette.testclient import TestClient

PORT = 40123
ORIGIN = f"http://127.0.0.1:{PORT}"


@define
class Clock:
    """A clock that stands still until it is put forward."""

    now: float = 0

    def __call__(self) -> float:
        return self.now


@define
class OpenDesk:
    """A desk, who may come in, a browser that was let in, and what makes one that was not."""

    folder: Path
    access: Access
    clock: Clock
    browser: TestClient
    stranger: Callable[[], TestClient] = field(repr=False)


@contextmanager
def opened_desk(
    folder: Path, *, patience: float | None = None, limits: Limits | None = None, person: str = "李四"
) -> Iterator[OpenDesk]:
    """Yield the desk of a folder, opened by its address; its pages wait until what they begin is finished."""
    clock = Clock()
    access = Access(port=PORT, clock=clock, idle_limit=600)
    editing = Editing(folder=folder, person=person, machine="PC-3", now=lambda: datetime(2025, 1, 6, 9, 5))
    app = desk(folder, access=access, jobs=Jobs(patience=patience), limits=limits, editing=editing)

    def stranger() -> TestClient:
        return TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50000))

    browser = TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50000), headers={"origin": ORIGIN})
    with browser, ExitStack() as at_end:
        at_end.callback(editing.leave)
        assert browser.get(access.opening_address()).status_code == 200
        yield OpenDesk(folder, access, clock, browser, stranger)
