"""The start and the end of a desk: a socket of this machine alone, the browser or the address, and no connection from here."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from govdisclosure_desk import Access, desk, server
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.server import DeskServer, browsed, listening, serve
from tests.open_desk import PORT, Clock, opened_desk

from govdisclosure import UnreadableError
from govdisclosure.cli.main import cli
from govdisclosure.messages import speaking


class TestListening:
    """It listens on this machine alone."""

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "10.0.0.1"])  # noqa: S104 - they are refused
    def test_is_refused_where_others_could_reach_it(self, host: str) -> None:
        with pytest.raises(ValueError, match=host):
            listening(host)

    def test_is_at_the_loopback_address(self) -> None:
        with listening() as made:
            assert made.getsockname()[0] == "127.0.0.1"

    def test_says_that_a_port_is_taken(self, tmp_path: Path) -> None:
        with listening() as made, pytest.raises(UnreadableError, match=str(made.getsockname()[1])):
            serve(tmp_path, port=made.getsockname()[1], browse=None)


class TestServer:
    """It looks whether it ends: by the button, or left alone with nothing at work."""

    @pytest.fixture
    def made(self, tmp_path: Path) -> tuple[DeskServer, Access, Jobs, Clock]:
        clock = Clock()
        access, jobs = Access(port=PORT, clock=clock, idle_limit=60), Jobs()
        return DeskServer(desk(tmp_path, access=access, jobs=jobs), access, jobs), access, jobs, clock

    def test_goes_on_while_it_is_used(self, made: Any) -> None:
        assert not asyncio.run(made[0].on_tick(1))

    def test_ends_when_it_was_left_alone(self, made: Any) -> None:
        desk_server, _, _, clock = made
        clock.now = 60
        assert asyncio.run(desk_server.on_tick(1))

    def test_does_not_end_while_something_is_at_work(self, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        desk_server, _, _, clock = made
        clock.now = 60
        monkeypatch.setattr(Jobs, "are_running", True)
        assert not asyncio.run(desk_server.on_tick(1))

    def test_ends_a_second_after_its_last_page(self, made: Any) -> None:
        desk_server, access, _, clock = made
        access.end()
        assert not asyncio.run(desk_server.on_tick(1))
        clock.now = 1
        assert asyncio.run(desk_server.on_tick(1))

    def test_logs_no_request(self, made: Any) -> None:
        config = made[0].config
        assert not config.access_log
        assert not config.proxy_headers
        assert not config.server_header
        assert not logging.getLogger("uvicorn.error").isEnabledFor(logging.ERROR)


class TestServe:
    """A start opens the browser, or shows the address where there is none."""

    @pytest.fixture(autouse=True)
    def _over_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(DeskServer, "run", lambda *_, **__: None)

    def said(self, folder: Path, browse: Callable[[str], bool] | None) -> str:
        shown: list[object] = []
        with speaking("zh"):
            serve(folder, browse=browse, show=shown.append)
            return "\n".join(map(str, shown))

    def test_opens_the_browser_and_shows_no_token(self, tmp_path: Path) -> None:
        opened: list[str] = []
        said = self.said(tmp_path, lambda address: not opened.append(address))  # type: ignore[func-returns-value]
        assert opened[0].startswith("http://127.0.0.1:")
        assert "token" not in said
        assert "已在浏览器中打开" in said

    def test_shows_the_address_where_there_is_no_browser(self, tmp_path: Path) -> None:
        for browse in (None, lambda _: False):
            assert "/open?token=" in self.said(tmp_path, browse)

    def test_has_no_browser_without_a_window(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        monkeypatch.setattr("webbrowser.open", lambda address: not opened.append(address))  # type: ignore[func-returns-value]
        monkeypatch.setattr("sys.platform", "linux")
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        assert not browsed("http://127.0.0.1:1/")
        monkeypatch.setenv("DISPLAY", ":0")
        assert browsed("http://127.0.0.1:1/")
        assert opened == ["http://127.0.0.1:1/"]

    def test_has_no_browser_where_it_cannot_be_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_: str) -> bool:
            raise OSError

        monkeypatch.setattr("webbrowser.open", fail)
        monkeypatch.setenv("DISPLAY", ":0")
        assert not browsed("http://127.0.0.1:1/")

    def test_goes_on_with_the_guide_where_no_browser_opens(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("govdisclosure_desk.command.browsed", lambda _: False)
        said = CliRunner().invoke(cli, ["--lang", "zh", "desk", "--or-guide"], input="q\n").output
        assert said.startswith("没有能打开的浏览器")
        assert "进度" in said

    def test_ends_by_an_interrupt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(DeskServer, "run", interrupted)
        assert "已经结束" in self.said(tmp_path, None)

    def test_is_a_command(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        given: dict[str, Any] = {}

        def serve(folder: Path, **rest: Any) -> bool:
            given.update(rest, folder=folder)
            return True

        monkeypatch.setattr("govdisclosure_desk.command.serve", serve)
        result = CliRunner().invoke(cli, ["desk", "--no-browser", "--idle", "30"])
        assert result.exit_code == 0, result.output
        assert given["folder"] == Path("年报工作")
        assert (given["browse"], given["idle_minutes"], given["port"]) == (None, 30, 0)


def test_nothing_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is walked through while no socket can be connected and no name be looked up."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with opened_desk(tmp_path) as office:
        for path in ("/", "/year", "/audit", "/end", "/static/style.css", "/static/script.js"):
            assert office.browser.get(path).status_code == 200


def test_the_server_is_the_module_that_opens_the_socket() -> None:
    """No other module of the desk knows one."""
    for path in Path(str(server.__file__)).parent.glob("*.py"):
        if path.name != "server.py":
            text = path.read_text(encoding="utf-8")
            assert "import socket" not in text, path.name
            assert "urllib.request" not in text, path.name
