"""The desk as an application (应用): its pages behind the guard, every one in the reader's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from govdisclosure.errors import GovDisclosureError, why
from govdisclosure.messages import languages, speaking
from govdisclosure_desk import audit, year
from govdisclosure_desk.editing import Editing
from govdisclosure_desk.guard import Access, Guard, Limits
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.messages import words
from govdisclosure_desk.pages import page
from govdisclosure_desk.uploads import form_of

LANGUAGE = "govdisclosure-desk-language"
"""The cookie of the language that the reader chose."""


def desk(
    folder: Path,
    *,
    access: Access,
    jobs: Jobs | None = None,
    limits: Limits | None = None,
    editing: Editing | None = None,
) -> Starlette:
    """Return the desk of a folder.

    Args:
        folder: the folder of the work, all of its state.
        access: who may come in.
        jobs: what is done in the background; tests wait for it.
        limits: how much a request may bring.
        editing: who works on the year; whoever gives it has it leave the folder at the end.
    """
    jobs, limits, editing = jobs or Jobs(), limits or Limits(), editing or Editing(folder=folder)
    routes = [
        Route("/", _home, methods=["GET"]),
        Route("/language/{code}", _speaking(limits), methods=["POST"]),
        Route("/end", _end(access), methods=["GET", "POST"]),
        Mount("/static", StaticFiles(packages=[("govdisclosure_desk", "static")])),
        *jobs.routes(),
        *year.routes(folder, jobs, limits, year.Window(editing, access)),
        *audit.routes(folder, jobs, limits),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, access=access, failed=_failed),
            Middleware(_Speaker),
        ],
        exception_handlers={HTTPException: _status_page, GovDisclosureError: _error_page, OSError: _disk_page},
    )


class _Speaker:
    """Has every page say what it says in the language that its reader chose, Chinese by default."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chosen = Request(scope).cookies.get(LANGUAGE, "zh") if scope["type"] == "http" else "zh"
        with speaking(chosen if chosen in languages() else "zh"):
            await self._app(scope, receive, send)


def _home(_: Request) -> Response:
    return RedirectResponse(year.START, status_code=303)


def _speaking(limits: Limits) -> Callable[[Request], Awaitable[Response]]:
    async def speak(request: Request) -> Response:
        """Keep the language, and go back to the page where it was chosen."""
        async with form_of(request, limits) as form:
            back = str(form.get("back", "/"))
        answer = RedirectResponse(back if is_own_path(back) else "/", status_code=303)
        if request.path_params["code"] in languages():
            answer.set_cookie(LANGUAGE, request.path_params["code"], httponly=True, samesite="strict")
        return answer

    return speak


def is_own_path(path: str) -> bool:
    """Whether a path leads to a page of the desk, and nowhere else."""
    return path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path


def _end(access: Access) -> Callable[[Request], Response]:
    def end(request: Request) -> Response:
        if request.method == "POST":
            access.end()
        return page(request, "ended.html" if access.is_ended else "end.html")

    return end


def _failed(request: Request) -> Response:
    with speaking("zh"):
        return page(request, "error.html", status=500, reason=words("error.unforeseen"))


def _status_page(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    key = {404: "error.absent", 413: "error.too_large"}.get(status, "error.not_understood")
    return page(request, "error.html", status=status, reason=words(key))


def _error_page(request: Request, error: Exception) -> Response:
    reason = error.sentence if isinstance(error, GovDisclosureError) else words("error.unforeseen")
    return page(request, "error.html", status=400, reason=reason)


def _disk_page(request: Request, error: Exception) -> Response:
    """Say what the system refused, such as a full disk, without the path of a file."""
    reason = why(error) if isinstance(error, OSError) else words("error.unforeseen")
    return page(request, "error.html", status=507, reason=words("error.disk", reason=reason))
