"""The year (年度): the steps of the guide as pages."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from govdisclosure.guide import STEPS
from govdisclosure_desk.guard import Limits
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.pages import page

START = "/year"


def routes(folder: Path, jobs: Jobs, limits: Limits) -> list[BaseRoute]:
    """Return the pages of the year.

    Args:
        folder: the folder of the work.
        jobs: what takes longer than a moment.
        limits: how much a request may bring.
    """
    del jobs, limits

    def start(request: Request) -> Response:
        return page(request, "year/start.html", folder=folder.name, steps=STEPS)

    return [Route(START, start, methods=["GET"])]
