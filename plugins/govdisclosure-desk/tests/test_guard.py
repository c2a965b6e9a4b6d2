"""A hostile page in another tab, another program's window, another machine: each gets nothing and changes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import define, evolve, field, frozen
from govdisclosure_desk import Access, Guard
from govdisclosure_desk.guard import OPENING, OWN_POLICY, PREVIEW_POLICY, Limits
from hypothesis import assume, given, strategies as st
from starlette.responses import HTMLResponse
from tests.open_desk import ORIGIN, PORT, Clock, OpenDesk, opened_desk

HOST = f"127.0.0.1:{PORT}"
FORM = "application/x-www-form-urlencoded"


@define
class Desk:
    """What stands behind the guard: it notes what gets through to it, and may fail."""

    reached: list[str] = field(factory=list)
    error: Exception | None = None
    policy: str | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached.append(scope["path"])
        if self.error is not None:
            raise self.error
        headers = {} if self.policy is None else {"content-security-policy": self.policy}
        await HTMLResponse("secret", headers=headers)(scope, receive, send)


@frozen(kw_only=True)
class Sent:
    """A request as its bytes say it; as it is, the desk's own page sent it."""

    method: str = "POST"
    path: str = "/year"
    raw_path: bytes | None = None
    query: bytes = b""
    client: tuple[str, int] | None = ("127.0.0.1", 51000)
    headers: tuple[tuple[str, str], ...] = ()

    def without(self, *names: str) -> Sent:
        return evolve(self, headers=tuple(pair for pair in self.headers if pair[0] not in names))

    def changed(self, **headers: str) -> Sent:
        new = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return evolve(self, headers=(*self.without(*(name for name, _ in new)).headers, *new))

    def added(self, name: str, value: str) -> Sent:
        return evolve(self, headers=(*self.headers, (name, value)))


@define
class Answer:
    """What came back."""

    status: int = 0
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = b""


def asked(app: Any, sent: Sent) -> Answer:
    """Send a request whose body nobody may read, and return the answer."""
    answer = Answer()

    async def receive() -> Any:
        raise AssertionError("the body of a request that is refused is not read")

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "method": sent.method,
        "path": sent.path,
        "raw_path": sent.path.encode("utf-8", "surrogatepass") if sent.raw_path is None else sent.raw_path,
        "query_string": sent.query,
        "client": sent.client,
        "headers": [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in sent.headers],
    }
    asyncio.run(app(scope, receive, send))
    return answer


@frozen
class Fort:
    """A guard, what is behind it, and a request that gets through."""

    desk: Desk
    access: Access
    guard: Guard
    own: Sent


@pytest.fixture(scope="module")
def shared() -> Fort:
    desk, access = Desk(), Access(port=PORT, clock=Clock())
    session = access.exchanged(token_in(access.opening_address()))
    headers = {
        "host": HOST,
        "origin": ORIGIN,
        "sec-fetch-site": "same-origin",
        "cookie": f"{access.cookie}={session}",
        "content-type": FORM,
    }
    return Fort(desk, access, Guard(desk, access=access), Sent(headers=tuple(headers.items())))


@pytest.fixture
def fort(shared: Fort) -> Fort:
    shared.desk.reached.clear()
    shared.desk.error = shared.desk.policy = None
    return shared


def token_in(address: str) -> str:
    return urlsplit(address).query.removeprefix("token=")


def refused(fort: Fort, sent: Sent) -> bool:
    """Whether a request is refused with the same few words as every other, and nothing behind the guard hears of it."""
    before = len(fort.desk.reached)
    answer = asked(fort.guard, sent)
    said = answer.body.decode()
    return (
        answer.status == 403
        and said.startswith("请从工作台")
        and "set-cookie" not in answer.headers
        and len(fort.desk.reached) == before
    )


class TestWhoComesIn:
    """The desk's own page, and what its user types in the address bar."""

    def test_is_the_page_of_the_desk(self, fort: Fort) -> None:
        answer = asked(fort.guard, fort.own)
        assert (answer.status, answer.body) == (200, b"secret")

    def test_is_an_address_that_is_typed(self, fort: Fort) -> None:
        typed = evolve(fort.own.without("origin", "content-type"), method="GET").changed(sec_fetch_site="none")
        assert asked(fort.guard, typed).status == 200

    def test_is_a_browser_that_knows_no_fetch_metadata(self, fort: Fort) -> None:
        assert asked(fort.guard, fort.own.without("sec-fetch-site")).status == 200

    def test_is_one_that_calls_the_machine_localhost(self, fort: Fort) -> None:
        local = f"localhost:{PORT}"
        assert asked(fort.guard, fort.own.changed(host=local, origin=f"http://{local}")).status == 200

    def test_is_one_with_cookies_of_other_ports_beside(self, fort: Fort) -> None:
        name, cookie = fort.access.cookie, dict(fort.own.headers)["cookie"]
        assert asked(fort.guard, fort.own.changed(cookie=f"{name}=planted; other=1; {cookie}")).status == 200


ATTACKS: Mapping[str, Any] = {
    "no cookie": lambda own: own.without("cookie"),
    "another cookie": lambda own: own.changed(cookie="govdisclosure-desk-1=x; session=y"),
    "a guessed cookie": lambda own: own.changed(cookie=f"govdisclosure-desk-{PORT}=guess"),
    "an empty cookie": lambda own: own.changed(cookie=f"govdisclosure-desk-{PORT}="),
    "a name that leads here": lambda own: own.changed(host=f"evil.example:{PORT}", origin=f"http://evil.example:{PORT}"),
    "a name that begins like ours": lambda own: own.changed(host=f"{HOST}.evil.example"),
    "no port": lambda own: own.changed(host="127.0.0.1"),
    "another port": lambda own: own.changed(host="127.0.0.1:80"),
    "user in the host": lambda own: own.changed(host=f"evil@{HOST}"),
    "two hosts": lambda own: own.added("host", "evil.example"),
    "no host": lambda own: own.without("host"),
    "another origin": lambda own: own.changed(origin="https://evil.example"),
    "an origin of another port": lambda own: own.changed(origin="http://127.0.0.1:8888"),
    "an origin by another name": lambda own: own.changed(origin=f"http://localhost:{PORT}"),
    "an origin with another scheme": lambda own: own.changed(origin=f"https://{HOST}"),
    "a hidden origin": lambda own: own.changed(origin="null"),
    "two origins": lambda own: own.added("origin", "https://evil.example"),
    "no origin": lambda own: own.without("origin"),
    "another site": lambda own: own.changed(sec_fetch_site="cross-site"),
    "another port of the site": lambda own: own.changed(sec_fetch_site="same-site"),
    "a form that nobody sent from a page": lambda own: own.changed(sec_fetch_site="none"),
    "two sites": lambda own: own.added("sec-fetch-site", "cross-site"),
    "a text": lambda own: own.changed(content_type="text/plain"),
    "json": lambda own: own.changed(content_type="application/json"),
    "no content type": lambda own: own.without("content-type"),
    "a content type like ours": lambda own: own.changed(content_type="multipart/form-data-evil; boundary=x"),
    "another machine": lambda own: evolve(own, client=("192.0.2.7", 51000)),
    "no known machine": lambda own: evolve(own, client=None),
    "a machine by a name": lambda own: evolve(own, client=("localhost.evil.example", 1)),
}
READING: Mapping[str, Any] = {
    "a picture of another site": lambda own: own.changed(sec_fetch_site="cross-site"),
    "a frame of another port": lambda own: own.changed(sec_fetch_site="same-site"),
    "a fetch of another site": lambda own: own.added("origin", "https://evil.example"),
    "no cookie": lambda own: own.without("cookie"),
    "a name that leads here": lambda own: own.changed(host=f"evil.example:{PORT}"),
}
PATHS = [
    "/../year",
    "/static/../../etc/passwd",
    "/a/..",
    "/./a",
    "//evil.example",
    "/a//b",
    "/a\\b",
    "/a\0",
    "/%00",
    "a",
    "",
    "/\u202e",
    "*",
]
RAW_PATHS = [b"/static/%2e%2e/x", b"/a%2Fb", b"/a%5cb", b"/%00", b"/static/..%2f..%2fx"]


class TestHostileTab:
    """Each gets the same 403; its body is not read, and nothing behind the guard hears of it."""

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_cannot_write(self, fort: Fort, attack: str) -> None:
        assert refused(fort, ATTACKS[attack](fort.own))

    @pytest.mark.parametrize("attack", READING)
    def test_cannot_read(self, fort: Fort, attack: str) -> None:
        own = evolve(fort.own.without("origin", "content-type"), method="GET")
        assert asked(fort.guard, own).status == 200
        assert refused(fort, READING[attack](own))

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "post", "PROPFIND"])
    def test_has_no_other_methods(self, fort: Fort, method: str) -> None:
        assert refused(fort, evolve(fort.own, method=method))

    @pytest.mark.parametrize("path", PATHS)
    def test_does_not_get_out_of_the_pages(self, fort: Fort, path: str) -> None:
        assert refused(fort, evolve(fort.own, path=path))

    @pytest.mark.parametrize("raw_path", RAW_PATHS)
    def test_does_not_hide_a_path(self, fort: Fort, raw_path: bytes) -> None:
        assert refused(fort, evolve(fort.own, path="/a/b", raw_path=raw_path))

    @given(data=st.data())
    def test_gets_nothing_whatever_it_sends(self, shared: Fort, data: st.DataObject) -> None:
        """A request as its page would send it, but for one header that the browser puts there."""
        name = data.draw(st.sampled_from(["host", "origin", "sec-fetch-site", "cookie"]))
        near = st.sampled_from(
            [HOST, ORIGIN, "null", "none", "cross-site", "same-site", "127.0.0.1", f"{shared.access.cookie}="]
        )
        value = data.draw(near | st.text(max_size=30) | st.tuples(near, st.text(max_size=5)).map("".join))
        assume(value.strip() != dict(shared.own.headers)[name])
        more = data.draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["x-forwarded-host", "x-forwarded-for", "forwarded", "referer", "x-http-method-override"]),
                    near,
                ),
                max_size=3,
            )
        )
        sent = evolve(
            shared.own.changed(**{name.replace("-", "_"): value}), method=data.draw(st.sampled_from(["GET", "HEAD", "POST"]))
        )
        if sent.method != "POST":
            assume((name, value) != ("sec-fetch-site", "none"))
        for pair in more:
            sent = sent.added(*pair)
        assert refused(shared, sent)

    @given(data=st.data())
    def test_finds_no_path_outside(self, shared: Fort, data: st.DataObject) -> None:
        """What gets through has no part that leads up, or that a system could take for something else."""
        parts = data.draw(
            st.lists(st.sampled_from(["..", ".", "", "a", "%2e", "\\", "报告.docx", "a b"]) | st.text(max_size=4), max_size=5)
        )
        sent = evolve(shared.own, path="/" + "/".join(parts))
        before = len(shared.desk.reached)
        asked(shared.guard, sent)
        for path in shared.desk.reached[before:]:
            assert not {"..", "."} & set(path.split("/"))
            assert path.isprintable()
            assert "//" not in path
            assert "\\" not in path

    def test_gets_no_socket(self, fort: Fort) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        asyncio.run(fort.guard({"type": "websocket", "path": "/year", "headers": []}, receive, send))
        assert sent == [{"type": "websocket.close", "code": 1008}]
        assert fort.desk.reached == []

    def test_keeps_nobody_waiting(self, fort: Fort) -> None:
        """Attempts are no use of the desk: it ends as if they had not been."""
        clock = Clock()
        access = Access(port=PORT, clock=clock, idle_limit=60)
        clock.now = 60
        asked(Guard(Desk(), access=access), fort.own)
        assert access.is_left_alone


class TestOpening:
    """The address that a start opens gives a cookie, once, and leaves no token behind."""

    def opening(self, access: Access, token: str, **change: Any) -> Answer:
        sent = Sent(method="GET", path=OPENING, query=f"token={token}".encode(), headers=(("host", HOST),))
        return asked(Guard(Desk(), access=access), evolve(sent, **change))

    def test_exchanges_its_token_for_a_strict_cookie(self) -> None:
        access = Access(port=PORT)
        address = access.opening_address()
        assert address.startswith(f"http://127.0.0.1:{PORT}/open?token=")
        answer = self.opening(access, token_in(address))
        assert (answer.status, answer.headers["location"]) == (303, "/")
        name, _, rest = answer.headers["set-cookie"].partition("=")
        value, *attributes = rest.split("; ")
        assert name == access.cookie
        assert {"HttpOnly", "SameSite=strict", "Path=/"} == set(attributes)
        assert token_in(address) not in value

    def test_works_once(self) -> None:
        access = Access(port=PORT)
        token = token_in(access.opening_address())
        assert self.opening(access, token).status == 303
        assert self.opening(access, token).status == 403

    @given(token=st.text(alphabet=st.characters(codec="ascii", exclude_characters="&#"), max_size=60))
    def test_cannot_be_guessed(self, token: str) -> None:
        access = Access(port=PORT)
        access.opening_address()
        assert self.opening(access, token).status == 403

    def test_is_used_up_by_a_browser_that_was_let_in_before(self, fort: Fort) -> None:
        token = token_in(fort.access.opening_address())
        sent = Sent(method="GET", path=OPENING, query=f"token={token}".encode(), headers=fort.own.without("origin").headers)
        assert asked(fort.guard, sent).status == 303
        assert asked(fort.guard, sent.without("cookie")).status == 403

    def test_works_for_ten_minutes(self) -> None:
        for seconds, status in ((599, 303), (600, 403)):
            clock = Clock()
            access = Access(port=PORT, clock=clock)
            token = token_in(access.opening_address())
            clock.now = seconds
            assert self.opening(access, token).status == status

    def test_is_not_used_up_by_a_look_or_by_another_site(self) -> None:
        access = Access(port=PORT)
        token = token_in(access.opening_address())
        assert self.opening(access, token, method="HEAD").headers.get("set-cookie") is None
        assert self.opening(access, token, headers=(("host", HOST), ("sec-fetch-site", "cross-site"))).status == 403
        assert self.opening(access, token, headers=(("host", f"evil.example:{PORT}"),)).status == 403
        assert self.opening(access, token).status == 303

    def test_of_another_desk_is_none(self) -> None:
        assert self.opening(Access(port=PORT), token_in(Access(port=PORT).opening_address())).status == 403

    def test_gives_no_two_the_same(self) -> None:
        access = Access(port=PORT)
        addresses = {access.opening_address() for _ in range(50)}
        assert len(addresses) == 50
        assert min(map(len, map(token_in, addresses))) >= 43, "32 bytes by chance"


class TestAnswers:
    """Every answer, whatever it is, forbids what a page does not need."""

    WANTED: Mapping[str, str] = {
        "cache-control": "no-store",
        "content-security-policy": OWN_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }

    def test_have_strict_headers(self, fort: Fort) -> None:
        for sent in (fort.own, fort.own.without("cookie"), evolve(fort.own, path="//")):
            assert asked(fort.guard, sent).headers.items() >= self.WANTED.items()

    def test_allow_nothing_inline_and_nothing_from_elsewhere(self) -> None:
        policy = dict(part.strip().split(" ", 1) for part in OWN_POLICY.split(";"))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert set(policy.values()) == {"'none'", "'self'"}

    def test_show_a_page_of_others_in_a_sandbox(self, fort: Fort) -> None:
        fort.desk.policy = PREVIEW_POLICY
        headers = asked(fort.guard, fort.own).headers
        assert headers["content-security-policy"] == PREVIEW_POLICY
        assert PREVIEW_POLICY.startswith("sandbox; default-src 'none'")

    def test_take_no_policy_of_a_page_s_own(self, fort: Fort) -> None:
        fort.desk.policy = "default-src *"
        assert asked(fort.guard, fort.own).headers["content-security-policy"] == OWN_POLICY

    def test_say_nothing_of_an_error_and_log_its_place_alone(self, fort: Fort, caplog: pytest.LogCaptureFixture) -> None:
        fort.desk.error = ValueError("张三的申请")
        with caplog.at_level(logging.DEBUG):
            answer = asked(fort.guard, fort.own.changed(referer=f"{ORIGIN}/张三"))
        assert answer.status == 500
        assert "张三" not in answer.body.decode() + caplog.text
        assert "ValueError at" in caplog.text


class TestDesk:
    """The desk as a whole, behind its guard."""

    @pytest.fixture
    def office(self, tmp_path: Path) -> Iterator[OpenDesk]:
        with opened_desk(tmp_path / "年报工作", limits=Limits(body=5000, files=2)) as made:
            yield made

    def test_changes_nothing_for_a_stranger(self, office: OpenDesk, tmp_path: Path) -> None:
        stranger = office.stranger()
        before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
        for path in ("/", "/year", "/year/take", "/audit", "/static/style.css", "/jobs/x", "/language/en", "/end"):
            answers = [
                stranger.get(path),
                stranger.post(path, data={"a": "b"}),
                stranger.post(path, files={"a": b"x" * 10_000}),
            ]
            assert {one.status_code for one in answers} == {403}
        assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == before
        assert not office.access.is_ended

    def test_takes_no_more_than_its_limits(self, office: OpenDesk) -> None:
        large = office.browser.post("/language/en", data={"back": "x" * 6000})
        assert large.status_code == 413
        assert "文件太大" in large.text
        endless = office.browser.post(
            "/language/en", content=iter([b"back="] + [b"x" * 1000] * 9), headers={"content-type": FORM}
        )
        assert endless.status_code == 413
        many = office.browser.post("/language/en", files=[("a", ("a", b"x"))] * 3)
        assert many.status_code == 413

    def test_does_not_understand_what_is_no_form(self, office: OpenDesk) -> None:
        answer = office.browser.post(
            "/language/en", content=b"\xff\0--", headers={"content-type": "multipart/form-data; boundary=x"}
        )
        assert answer.status_code == 400
        assert "没有看懂" in answer.text

    def test_logs_nothing_that_is_requested(self, office: OpenDesk, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG, logger="govdisclosure_desk"), caplog.at_level(logging.DEBUG, logger="uvicorn"):
            office.browser.get("/张三?who=李四")
            office.browser.post("/language/en", data={"back": "王五"})
        assert [one for one in caplog.records if one.name.startswith(("govdisclosure_desk", "uvicorn"))] == []


class TestEnd:
    """It ends by its button and when it is left alone."""

    def test_comes_after_so_long_without_use(self, tmp_path: Path) -> None:
        with opened_desk(tmp_path) as office:
            office.clock.now = 599
            assert not office.access.is_left_alone
            office.browser.get("/year")
            office.clock.now = 1198
            assert not office.access.is_left_alone
            office.browser.get("/jobs/x/state", headers={"sec-fetch-dest": "empty"})
            office.clock.now = 1199
            assert office.access.is_left_alone, "a page that is open and looks by itself is no use"
