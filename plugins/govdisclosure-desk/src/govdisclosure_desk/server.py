"""The desk's start and end (启动与结束): a socket of this machine alone, the browser, and an end when it is left alone."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from govdisclosure.errors import refused, why
from govdisclosure_desk.app import desk
from govdisclosure_desk.editing import Editing
from govdisclosure_desk.guard import LOOPBACK, Access
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.messages import words


def listening(host: str = LOOPBACK, port: int = 0) -> socket.socket:
    """Return a socket that listens on this machine alone.

    Args:
        host: an address of the machine itself.
        port: 0 for any that is free.

    Raises:
        ValueError: others could reach the address.
        OSError: the port is taken.
    """
    if not ip_address(host).is_loopback:
        raise ValueError(host)
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # on Windows another program could listen there as well
    if exclusive is not None:
        made.setsockopt(socket.SOL_SOCKET, exclusive, 1)
    try:
        made.bind((host, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


class DeskServer(uvicorn.Server):
    """Serves a desk until it is ended, left alone or interrupted."""

    def __init__(self, app: ASGIApp, access: Access, jobs: Jobs) -> None:
        """Serve an application; nothing that is requested is logged."""
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                date_header=False,
                forwarded_allow_ips=[],
                http="h11",
                interface="asgi3",
                lifespan="off",
                log_config=None,
                log_level="critical",  # what others send by mistake or on purpose is no news to the clerk
                loop="asyncio",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=3,
                ws="none",
            )
        )
        self._access, self._jobs = access, jobs

    @property
    def is_over(self) -> bool:
        """Whether the desk ends: by its button, or because it was left alone and nothing is at work."""
        return self._access.is_over or (self._access.is_left_alone and not self._jobs.are_running)

    async def on_tick(self, counter: int) -> bool:
        """Look whether the desk ends; uvicorn calls it ten times a second."""
        return await super().on_tick(counter) or self.is_over


def browsed(address: str) -> bool:
    """Open an address in a browser; return whether there is one with a window to open it in."""
    if sys.platform.startswith(("linux", "freebsd")) and not any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY")):
        return False  # what opens there is a program of the terminal, which knows no forms to drop files on
    try:
        return webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False


def serve(
    folder: Path,
    *,
    port: int = 0,
    idle_minutes: float = 120,
    browse: Callable[[str], bool] | None = browsed,
    needs_browser: bool = False,
    show: Callable[[object], None] = print,
) -> bool:
    """Serve the desk of a folder until it ends.

    Args:
        folder: the folder of the work.
        port: where to listen; 0 for any port that is free.
        idle_minutes: the desk ends when it was left alone for so long.
        browse: opens an address in a browser and says whether it could; None: nothing is opened.
        needs_browser: whether nothing is served where no browser opens.
        show: shows the address and what to do.

    Returns:
        Whether it was served.

    Raises:
        UnreadableError: the port is taken.
    """
    try:
        made = listening(port=port)
    except OSError as error:
        raise refused(f"{LOOPBACK}:{port}", "read.no_file", reason=why(error)) from None
    access = Access(port=made.getsockname()[1], idle_limit=idle_minutes * 60)
    jobs, editing = Jobs(), Editing(folder=folder)
    server = DeskServer(desk(folder, access=access, jobs=jobs, editing=editing), access, jobs)
    with made, ExitStack() as at_end:
        at_end.callback(editing.leave)
        if browse is not None and browse(access.opening_address()):
            show(words("server.open"))
        elif needs_browser:
            show(words("server.no_browser"))
            return False
        else:
            browse = partial(_shown, show)
            browse(access.opening_address())
        show(words("server.how_to_end"))
        _open_again(browse, access)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[made])
    show(words("server.ended"))
    return True


def _shown(show: Callable[[object], None], address: str) -> bool:
    show(words("server.address", address=address))
    return True


def _open_again(browse: Callable[[str], bool], access: Access) -> None:
    """Open the desk again whenever the return key is pressed: whoever closed the browser has no address that still works."""
    if sys.stdin is None or not sys.stdin.isatty():
        return
    keyboard = sys.stdin.fileno()

    def wait() -> None:
        while os.read(keyboard, 1024):  # not the stream itself, which cannot be closed while a thread reads it
            browse(access.opening_address())

    Thread(target=wait, daemon=True).start()
