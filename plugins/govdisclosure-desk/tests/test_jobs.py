"""What takes longer than a moment: shown with counts, cancelled at the next step, and its failure said in a sentence."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from attrs import define, field
from govdisclosure_desk.jobs import Job, Jobs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from govdisclosure.errors import refused
from govdisclosure.messages import Message, speaking
from govdisclosure.progress import counted

TITLE = Message.literal(zh="正在审核", en="Auditing")


@define
class Steps:
    """A task of three steps, each of which waits until it may go on."""

    may_go_on: Event = field(factory=Event)
    is_waiting: Event = field(factory=Event)
    done: list[int] = field(factory=list)

    def __call__(self, job: Job) -> None:
        for step in range(3):
            job.progress(step, 3)
            if step == 1:
                self.is_waiting.set()
                self.may_go_on.wait()
            self.done.append(step)


def application(jobs: Jobs, work: Callable[[Job], object]) -> TestClient:
    def start(_: Request) -> Response:
        return jobs.start(TITLE, work, then="/then", back="/back")

    pages = [Route(f"/{name}", lambda _, name=name: PlainTextResponse(name)) for name in ("then", "back")]
    return TestClient(Starlette(routes=[Route("/start", start), *pages, *jobs.routes()]))


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    with speaking("zh"):
        yield


class TestJob:
    """A job and its page."""

    def test_that_is_soon_finished_shows_no_progress(self) -> None:
        browser = application(Jobs(patience=None), lambda job: job.progress(1, 1))
        assert browser.get("/start").text == "then"

    def test_shows_how_far_it_is_and_leads_on_when_it_is_finished(self) -> None:
        jobs, steps = Jobs(patience=0), Steps()
        browser = application(jobs, steps)
        page = browser.get("/start")
        assert steps.is_waiting.wait(600)
        assert jobs.are_running
        here = page.url.path
        assert browser.get(f"{here}/state").json() == {"finished": False, "done": 1, "of": 3, "words": "已完成1，共3"}
        shown = browser.get(here).text
        assert "正在审核" in shown
        assert "已完成1，共3" in shown
        assert '<noscript><meta http-equiv="refresh"' in shown, "it goes on without a script, too"
        steps.may_go_on.set()
        jobs._jobs[here.rpartition("/")[2]].finished.wait(600)
        assert browser.get(f"{here}/state").json()["finished"]
        assert browser.get(here).text == "then"
        assert not jobs.are_running

    def test_shows_how_far_it_is_inside_of_a_step(self) -> None:
        job = Job(title=TITLE, then="/then", back="/back")
        assert str(job.counts) == "正在准备……"
        job.progress_inside("台账", 0, 0)
        assert str(job.counts) == "正在准备……"
        job.progress_inside("台账", 2000, 0)
        assert str(job.counts) == "台账：已处理2000"
        job.progress_inside("", 2000, 90000)
        assert str(job.counts) == "已完成2000，共90000"
        job.progress(1, 3)
        assert str(job.counts) == "已完成1，共3"
        job.progress_inside("某局.xlsx", 1000, 2000)
        assert str(job.counts) == "已完成1，共3（某局.xlsx：已完成1000，共2000）"

    def test_is_cancelled_inside_of_a_step(self) -> None:
        def count(job: Job) -> None:
            job.cancel()
            list(counted(range(3), "台账"))
            raise AssertionError("it went on")

        assert application(Jobs(patience=None), count).get("/start").text == "back"

    def test_is_cancelled_at_its_next_step(self) -> None:
        jobs, steps = Jobs(patience=0), Steps()
        browser = application(jobs, steps)
        here = browser.get("/start").url.path
        assert steps.is_waiting.wait(600)
        assert browser.post(f"{here}/cancel").url.path == here, "it is still at its step"
        steps.may_go_on.set()
        jobs._jobs[here.rpartition("/")[2]].finished.wait(600)
        assert browser.get(here).text == "back"
        assert steps.done == [0, 1]

    def test_says_why_it_failed(self) -> None:
        def fail(_: Job) -> None:
            raise refused("某局.docx", "folder.none")

        page = application(Jobs(patience=None), fail).get("/start")
        assert "某局.docx" in page.text
        assert 'href="/back"' in page.text
        assert 'http-equiv="refresh"' not in page.text

    def test_says_that_a_disk_is_full(self) -> None:
        def fail(_: Job) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", "/home/张三/file")

        page = application(Jobs(patience=None), fail).get("/start")
        assert os.strerror(errno.ENOSPC) in page.text
        assert "张三" not in page.text

    def test_says_nothing_of_an_error_that_nobody_foresaw(self, caplog: pytest.LogCaptureFixture) -> None:
        def fail(_: Job) -> None:
            raise KeyError("张三")

        with caplog.at_level(logging.DEBUG):
            page = application(Jobs(patience=None), fail).get("/start")
        assert "程序出错（KeyError）" in page.text
        assert "张三" not in page.text + caplog.text

    @pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, MemoryError])
    def test_that_dies_is_not_taken_for_one_that_is_done(self, error: type[BaseException]) -> None:
        def die(_: Job) -> None:
            raise error

        page = application(Jobs(patience=None), die).get("/start")
        assert f"程序出错（{error.__name__}）" in page.text

    def test_that_failed_is_started_again_where_there_is_no_page_to_go_back_to(self) -> None:
        def fail(_: Job) -> None:
            raise refused("某局.docx", "folder.none")

        jobs = Jobs(patience=None)
        pages = [Route("/start", lambda _: jobs.start(TITLE, fail, then="/then", back="")), *jobs.routes()]
        page = TestClient(Starlette(routes=pages)).get("/start")
        assert '<a href="/then">重新开始</a>' in page.text

    def test_of_a_desk_that_was_started_again_leads_home(self) -> None:
        browser = application(Jobs(), lambda _: None)
        assert browser.get("/jobs/gone", follow_redirects=False).headers["location"] == "/"
        assert browser.post("/jobs/gone/cancel", follow_redirects=False).headers["location"] == "/"
        assert browser.get("/jobs/gone/state").json() == {"finished": True}

    def test_is_forgotten_when_many_came_after_it(self) -> None:
        jobs = Jobs(patience=None)
        browser = application(jobs, lambda _: None)
        for _ in range(50):
            browser.get("/start")
        assert len(jobs._jobs) <= 21
