"""Nobody else gets in (访问限制): what is answered comes from this machine, from the desk's own page, with its cookie.

Another page that is open in the same browser can send requests to the desk, too: by a name of its own that leads to 127.0.0.1
(DNS rebinding), by a form, by a picture. Each is refused before its body is read, with the same words whatever was wrong.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address
from time import monotonic

from attrs import define, field, frozen
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
OPENING = "/open"
"""The path that takes the token of an opening address."""
TOKEN_LIFE = 600.0
"""Seconds for which an opening address works."""
_METHODS = ("GET", "HEAD", "POST")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_PATH = re.compile(r"(?=/)(?:/(?!\.{1,2}(?:/|$))[\w.~!$&'()*+,;=:@ -]+)*/?")
_HIDDEN = re.compile(rb"%(?:00|2e|2f|5c)", re.IGNORECASE)
_REFUSED = "请从工作台启动时打开的网页进入。Open the desk from the page that its start opened."
_log = logging.getLogger("govdisclosure_desk")

OWN_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content policy of the desk's own pages: nothing inline, nothing from elsewhere, in nobody's frame."""
PREVIEW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""The content policy of a web page that is shown in a frame of the desk: its scripts and forms are dead."""
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; frame-ancestors 'self'"
"""The content policy of a PDF that is shown in a frame of the desk; a browser's viewer does not run in a sandbox."""
_POLICY = "content-security-policy"
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # with ``no-referrer`` browsers would send ``Origin: null`` from the desk's own forms; nothing of this leaves the desk
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@frozen(kw_only=True)
class Limits:
    """How much a request may bring (上传限制).

    Attributes:
        body: bytes of a whole request.
        files: number of its files.
        fields: number of its other fields.
        field: bytes of such a field.
    """

    body: int = 1024 * 2**20
    files: int = 1000
    fields: int = 5000
    field: int = 8 * 2**20


@define(eq=False, kw_only=True)
class Access:
    """Who may come in, and when the desk was last used (准入).

    Attributes:
        port: where the desk listens.
        clock: seconds that only grow.
        idle_limit: the desk ends when it was left alone for so many seconds.
    """

    port: int
    clock: Callable[[], float] = monotonic
    idle_limit: float = 2 * 3600
    is_ended: bool = field(default=False, init=False)
    _tokens: dict[str, float] = field(factory=dict, init=False, repr=False)
    _sessions: set[str] = field(factory=set, init=False, repr=False)
    _last: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._last = self.clock()

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser calls the desk."""
        return f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers give a cookie to every port of a machine."""
        return f"govdisclosure-desk-{self.port}"

    @property
    def is_left_alone(self) -> bool:
        """Whether nobody used the desk for so long that it ends."""
        return self.clock() - self._last >= self.idle_limit

    def opening_address(self) -> str:
        """Return an address that opens the desk, once."""
        token = secrets.token_urlsafe(32)
        self._tokens[token] = self.clock()
        return f"http://{self.hosts[0]}{OPENING}?token={token}"

    def exchanged(self, token: str) -> str | None:
        """Return the value of a new cookie for a token, which is used up; None where there is no such token, or it is old."""
        found = [one for one in self._tokens if _are_equal(one, token)]
        if not [one for one in found if self.clock() - self._tokens.pop(one) < TOKEN_LIFE]:
            return None
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        return session

    def knows(self, headers: Headers) -> bool:
        """Whether a request brings a cookie of this desk."""
        given = [*_cookies(headers, self.cookie)]
        return any(_are_equal(session, value) for session in self._sessions for value in given)

    def window(self, headers: Headers) -> str:
        """Return which of the browsers that were let in a request comes from; its cookie does not follow from it."""
        given = [*_cookies(headers, self.cookie)]
        session = next((one for one in self._sessions if any(_are_equal(one, value) for value in given)), "")
        return sha256(session.encode()).hexdigest()[:16]

    def used(self) -> None:
        """Note that somebody uses the desk."""
        self._last = self.clock()

    def end(self) -> None:
        """Have the desk end, as soon as the last page is shown."""
        self.is_ended = True

    @property
    def is_over(self) -> bool:
        """Whether the desk was ended, and its last page is shown: nothing was requested for a second."""
        return self.is_ended and self.clock() - self._last >= 1


def _are_equal(secret: str, given: str) -> bool:
    return compare_digest(secret.encode(), given.encode("utf-8", "replace"))


def _cookies(headers: Headers, name: str) -> Iterator[str]:
    for line in headers.getlist("cookie"):
        for part in line.split(";"):
            key, _, value = part.partition("=")
            if key.strip() == name:
                yield value.strip()


class Guard:
    """The middleware that stands before everything else."""

    def __init__(self, app: ASGIApp, *, access: Access, failed: Callable[[Request], Response] | None = None) -> None:
        """Guard an application.

        Args:
            app: the application.
            access: who may come in.
            failed: the page for an error that nobody foresaw.
        """
        self._app, self._access = app, access
        self._failed = failed or (lambda _: PlainTextResponse("", status_code=500))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have the application answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        is_started = False

        async def send_guarded(message: Message) -> None:
            nonlocal is_started
            if message["type"] == "http.response.start":
                is_started = True
                headers = MutableHeaders(scope=message)
                own = headers.get(_POLICY)
                headers.update(_HEADERS)
                headers[_POLICY] = own if own in (PREVIEW_POLICY, PDF_POLICY) else OWN_POLICY
                if headers[_POLICY] == OWN_POLICY:
                    headers["x-frame-options"] = "DENY"
            await send(message)

        answer = self._answered(scope)
        if answer is not None:
            await answer(scope, receive, send_guarded)
            return
        if not _asks_by_itself(scope):
            self._access.used()
        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:
            _log_place(error)
            if is_started:
                raise ConnectionAbortedError from None  # the connection is cut; what the error says may be about a person
            await self._failed(Request(scope, receive))(scope, receive, send_guarded)

    def _answered(self, scope: Scope) -> Response | None:
        """Return the answer to a request that does not get to the application; None for one that does."""
        headers = Headers(scope=scope)
        if not self._is_own(scope, headers):
            return PlainTextResponse(_REFUSED, status_code=403)
        if scope["path"] == OPENING:
            return self._opened(scope, headers)
        return None if self._access.knows(headers) else PlainTextResponse(_REFUSED, status_code=403)

    def _is_own(self, scope: Scope, headers: Headers) -> bool:
        """Whether a request can come from a page of the desk, or from an address that its user typed."""
        hosts, origins, sites = (headers.getlist(one) for one in ("host", "origin", "sec-fetch-site"))
        method = scope["method"]
        if not _is_loopback(scope) or method not in _METHODS or len(hosts) != 1 or hosts[0] not in self._access.hosts:
            return False
        if not _PATH.fullmatch(scope["path"]) or _HIDDEN.search(scope.get("raw_path") or b""):
            return False
        if any(one != f"http://{hosts[0]}" for one in origins):
            return False
        if method != "POST":
            return all(one in ("same-origin", "none") for one in sites)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return len(origins) == 1 and all(one == "same-origin" for one in sites) and kind in _FORMS

    def _opened(self, scope: Scope, headers: Headers) -> Response:
        """Exchange the token of an opening address for the cookie; the address with the token leaves no trace."""
        answer = RedirectResponse("/", status_code=303)
        is_known = self._access.knows(headers)
        if scope["method"] == "GET":
            session = self._access.exchanged(QueryParams(scope["query_string"]).get("token", ""))
            if session is None:
                return answer if is_known else PlainTextResponse(_REFUSED, status_code=403)
            self._access.used()
            answer.set_cookie(self._access.cookie, session, httponly=True, samesite="strict")
        return answer


def _is_loopback(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _asks_by_itself(scope: Scope) -> bool:
    """Whether a page's script looks how things are, which is no use of the desk: a page that is left open lets it end."""
    return scope["method"] != "POST" and Headers(scope=scope).get("sec-fetch-dest") == "empty"


def _log_place(error: Exception) -> None:
    """Log what kind of error it was and where, and nothing of what it says."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else "?"
    _log.error("%s at %s", type(error).__name__, where)
