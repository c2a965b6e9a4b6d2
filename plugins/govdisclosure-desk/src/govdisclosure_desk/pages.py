"""The desk's pages (网页): templates that are shipped with it, put into words in the reader's language."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from govdisclosure.messages import language, say
from govdisclosure.version import VERSION
from govdisclosure_desk.messages import words


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("govdisclosure_desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"words": words, "say": say, "language": language, "version": VERSION}
    return made


def page(request: Request, template: str, /, *, status: int = 200, **facts: object) -> Response:
    """Return a page: a template of ``templates`` with facts.

    In a template ``words(key, …)`` is a message of the desk, ``say(key, …)`` one of the library.

    Args:
        request: what is answered; its path marks where the reader is.
        template: the template's name, such as ``year/start.html``.
        status: the HTTP status.
        facts: what the template names.
    """
    made = _environment().get_template(template).render(path=request.url.path, here=_here(request), **facts)
    return HTMLResponse(made, status_code=status)


def _here(request: Request) -> str:
    """Return the address of a page with its query, to come back to; the first page, where a form was sent to it."""
    if request.method == "POST":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
