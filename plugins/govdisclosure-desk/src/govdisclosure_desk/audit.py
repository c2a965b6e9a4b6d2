"""The audit (审核): many bodies' reports on one table."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from govdisclosure_desk.guard import Limits
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.pages import page

START = "/audit"


def routes(folder: Path, jobs: Jobs, limits: Limits) -> list[BaseRoute]:
    """Return the pages of the audit.

    Args:
        folder: the folder of the work.
        jobs: what takes longer than a moment.
        limits: how much a request may bring.
    """
    del folder, jobs, limits

    def start(request: Request) -> Response:
        return page(request, "audit/start.html")

    return [Route(START, start, methods=["GET"])]
