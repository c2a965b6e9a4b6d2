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
from govdisclosure_desk.messages import words
from govdisclosure_desk.pages import page

_log = logging.getLogger("govdisclosure_desk")
_KEPT = 20


class JobCancelledError(Exception):
    """Whoever started a job has cancelled it."""


@define(eq=False, kw_only=True)
class Job:
    """One task in a thread of its own.

    Attributes:
        title: what is done.
        then: the page to go to when it is done.
        back: the page to go to when it failed or was cancelled.
        phase: what is done at the moment; None: what the title says.
        done, of: how far it is; ``of`` is 0 until that is known.
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
    failure: Message | None = field(default=None, init=False)
    is_cancelled: bool = field(default=False, init=False)
    finished: Event = field(factory=Event, init=False)
    _cancel: Event = field(factory=Event, init=False)

    def progress(self, done: int, of: int) -> None:
        """Note how far the job is; the library calls it with what is done and how much there is.

        Raises:
            JobCancelledError: the job was cancelled.
        """
        if self._cancel.is_set():
            raise JobCancelledError
        self.done, self.of = done, of

    def cancel(self) -> None:
        """Have the job end at its next step."""
        self._cancel.set()

    @property
    def counts(self) -> Message:
        """How far it is, in words."""
        counts = words("job.counts", done=self.done, of=self.of) if self.of else words("job.begun")
        return counts if self.phase is None else words("job.phase", phase=self.phase, counts=counts)

    @property
    def next_page(self) -> str:
        """Where to go when it is finished."""
        return self.then if self.failure is None and not self.is_cancelled else self.back


@define(eq=False)
class Jobs:
    """The jobs of a desk.

    Attributes:
        patience: so many seconds a page waits for a job before it shows its progress; None: until it is finished.
    """

    patience: float | None = 0.7
    _jobs: dict[str, Job] = field(factory=dict, init=False)

    def start(self, title: Message, work: Callable[[Job], object], *, then: str, back: str) -> Response:
        """Start a job and return the page to show: where it leads when it is soon finished, else its progress.

        Args:
            title: what is done.
            work: does it; it calls the job's ``progress``.
            then: the page for what came of it.
            back: the page where it was started.
        """
        job = Job(title=title, then=then, back=back)
        for old in [one for one in self._jobs.values() if one.finished.is_set()][: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[old.identity]
        self._jobs[job.identity] = job
        context = copy_context()
        Thread(target=context.run, args=(_do, job, work), daemon=True).start()
        is_quick = job.finished.wait(self.patience) and job.failure is None
        return RedirectResponse(job.next_page if is_quick else f"/jobs/{job.identity}", status_code=303)

    @property
    def are_running(self) -> bool:
        """Whether one is still at work."""
        return any(not one.finished.is_set() for one in self._jobs.values())

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
        if job.finished.is_set() and job.failure is None:
            return RedirectResponse(job.next_page, status_code=303)
        return page(request, "job.html", job=job)

    def _state(self, request: Request) -> Response:
        job = self._of(request)
        if job is None:
            return JSONResponse({"finished": True})
        return JSONResponse({"finished": job.finished.is_set(), "done": job.done, "of": job.of, "words": str(job.counts)})

    def _cancelled(self, request: Request) -> Response:
        job = self._of(request)
        if job is None:
            return RedirectResponse("/", status_code=303)
        job.cancel()
        return RedirectResponse(job.back if job.finished.wait(self.patience) else f"/jobs/{job.identity}", status_code=303)


def _do(job: Job, work: Callable[[Job], object]) -> None:
    try:
        work(job)
    except JobCancelledError:
        job.is_cancelled = True
    except GovDisclosureError as error:
        job.failure = error.sentence
    except OSError as error:
        job.failure = words("error.disk", reason=why(error))
    except Exception as error:
        _log.error("%s in a job", type(error).__name__)
        job.failure = words("error.unexpected", kind=type(error).__name__)
    finally:
        job.finished.set()
