"""What takes longer than a moment (后台任务): done in a thread of its own, with counts, and can be cancelled."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Thread

from attrs import define, field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from govdisclosure.errors import GovDisclosureError, why
from govdisclosure.messages import Message
from govdisclosure.progress import WorkStopped, watched
from govdisclosure_desk.messages import words
from govdisclosure_desk.pages import page

_log = logging.getLogger("govdisclosure_desk")
_KEPT = 20


@define(eq=False, kw_only=True)
class Job:
    """One task in a thread of its own.

    Attributes:
        title: what is done.
        then: the page to go to when it is done.
        back: the page to go to when it failed or was cancelled; empty where that page would begin it anew.
        phase: what is done at the moment; None: what the title says.
        done, of: how far it is; ``of`` is 0 until that is known.
        inside: how far it is in what it is working on: what that is, what is done of it, and of how much.
        failure: why it failed; None where it did not.
        is_cancelled: whether it was cancelled.
    """

    title: Message
    then: str
    back: str
    identity: str = field(factory=lambda: secrets.token_urlsafe(9), init=False)
    phase: Message | None = field(default=None, init=False)
    done: int = field(default=0, init=False)
    of: int = field(default=0, init=False)
    inside: tuple[str, int, int] | None = field(default=None, init=False)
    failure: Message | None = field(default=None, init=False)
    is_cancelled: bool = field(default=False, init=False)
    finished: Event = field(factory=Event, init=False)
    _cancel: Event = field(factory=Event, init=False)

    def progress(self, done: int, of: int) -> None:
        """Note how far the job is; the library calls it with what is done and how much there is.

        Raises:
            WorkStopped: the job was cancelled.
        """
        self._go_on()
        self.done, self.of, self.inside = done, of, None

    def progress_inside(self, what: str, done: int, of: int) -> None:
        """Note how far it is in a file, a sheet, the records of a kind.

        Raises:
            WorkStopped: the job was cancelled.
        """
        self._go_on()
        self.inside = what, done, of

    def _go_on(self) -> None:
        if self._cancel.is_set():
            raise WorkStopped

    def cancel(self) -> None:
        """Have the job end at its next step."""
        self._cancel.set()

    @property
    def counts(self) -> Message:
        """How far it is, in words."""
        counts = _counts(self.done, self.of)
        if self.inside is not None and self.inside[1]:
            what, done, of = self.inside
            inside = words("job.phase", phase=what, counts=_counts(done, of)) if what else _counts(done, of)
            counts = words("job.within", counts=counts, inside=inside) if self.of else inside
        return counts if self.phase is None else words("job.phase", phase=self.phase, counts=counts)

    @property
    def next_page(self) -> str:
        """Where to go when it is finished."""
        return self.then if self.failure is None and not self.is_cancelled else self.back

    @property
    def is_to_be_told(self) -> bool:
        """Whether its page stays there when it is finished: it failed, or was cancelled and there is no page to go back to."""
        return self.failure is not None or (self.is_cancelled and not self.back)


def _counts(done: int, of: int) -> Message:
    if of:
        return words("job.counts", done=done, of=of)
    return words("job.so_far", done=done) if done else words("job.begun")


@define(eq=False)
class Jobs:
    """The jobs of a desk.

    Attributes:
        patience: so many seconds a page waits for a job before it shows its progress; None: until it is finished.
    """

    patience: float | None = 0.7
    _jobs: dict[str, Job] = field(factory=dict, init=False)

    def start(
        self,
        title: Message,
        work: Callable[[Job], object],
        *,
        then: str,
        back: str,
        shown: Callable[[], Response] | None = None,
    ) -> Response:
        """Start a job and return the page to show: where it leads when it is soon finished, else its progress.

        Args:
            title: what is done.
            work: does it; it calls the job's ``progress``.
            then: the page for what came of it.
            back: the page where it was started; empty where that page would begin it anew.
            shown: makes the page ``then``, where that is the one that was requested.
        """
        job = Job(title=title, then=then, back=back)
        for old in [one for one in list(self._jobs.values()) if one.finished.is_set()][: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[old.identity]
        self._jobs[job.identity] = job
        context = copy_context()
        Thread(target=context.run, args=(_do, job, work), daemon=True).start()
        is_quick = job.finished.wait(self.patience) and not job.is_to_be_told
        if is_quick and shown is not None and not job.is_cancelled:
            return shown()
        return RedirectResponse(job.next_page if is_quick else f"/jobs/{job.identity}", status_code=303)

    def running(self, title: Message) -> str | None:
        """Return the page of a job of a title that is at work; None where there is none."""
        return next(
            (f"/jobs/{one.identity}" for one in list(self._jobs.values()) if one.title == title and not one.finished.is_set()),
            None,
        )

    @property
    def are_running(self) -> bool:
        """Whether one is still at work."""
        return any(not one.finished.is_set() for one in list(self._jobs.values()))

    def routes(self) -> list[Route]:
        """Return the pages of jobs."""
        return [
            Route("/jobs/{identity}", self._show, methods=["GET"]),
            Route("/jobs/{identity}/state", self._state, methods=["GET"]),
            Route("/jobs/{identity}/cancel", self._cancelled, methods=["POST"]),
        ]

    def _of(self, request: Request) -> Job | None:
        return self._jobs.get(request.path_params["identity"])

    def _show(self, request: Request) -> Response:
        job = self._of(request)
        if job is None:  # the desk was started again meanwhile: what the job wrote is in the folder
            return RedirectResponse("/", status_code=303)
        if job.finished.is_set() and not job.is_to_be_told:
            return RedirectResponse(job.next_page, status_code=303)
        return page(request, "job.html", job=job)

    def _state(self, request: Request) -> Response:
        job = self._of(request)
        if job is None:
            return JSONResponse({"finished": True})
        done, of = (job.done, job.of) if job.of or job.inside is None else job.inside[1:]
        return JSONResponse({"finished": job.finished.is_set(), "done": done, "of": of, "words": str(job.counts)})

    def _cancelled(self, request: Request) -> Response:
        job = self._of(request)
        if job is None:
            return RedirectResponse("/", status_code=303)
        job.cancel()
        is_over = job.finished.wait(self.patience) and not job.is_to_be_told
        return RedirectResponse(job.next_page if is_over else f"/jobs/{job.identity}", status_code=303)


def _do(job: Job, work: Callable[[Job], object]) -> None:
    try:
        with watched(job.progress_inside):
            work(job)
    except WorkStopped:
        job.is_cancelled = True
    except GovDisclosureError as error:
        job.failure = error.sentence
    except OSError as error:
        job.failure = words("error.disk", reason=why(error))
    except BaseException as error:  # nobody above would say it: a job that dies in silence would look like one that is done
        _log.error("%s in a job", type(error).__name__)
        job.failure = words("error.unexpected", kind=type(error).__name__)
    finally:
        job.finished.set()
