"""What a plugin must not lean on (受控环境): the network, the clock, whoever sits at the computer.

Each is a block in which the thing is watched, or changed: what a call does with it shows.
"""

from __future__ import annotations

import datetime
import getpass
import os
import pickle
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date as real_date, datetime as real_datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock
from zipfile import BadZipFile, ZipFile

from govdisclosure.report import Report

MARK = "planted-wang-xiaoming"
"""A user's name, in the names of folders and in the environment while :func:`someone_at_work` holds."""
UNREAD = "补正答复申请公开机关"
"""Words of the forms in an order that no report has: they may be quoted, and belong nowhere."""
PERSON = "王晓明 13912345678 110101199003070014"
"""A name, a telephone number and an identity number, as text of a source may hold them."""


@contextmanager
def unchanged(report: Report) -> Iterator[None]:
    """Hold a report to be the same behind the block as before it."""
    cells, text = dict(report.cells), dict(report.text)
    yield
    assert (dict(report.cells), dict(report.text)) == (cells, text), "the report was changed"


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Refuse every connection, and list what was tried, even where the caller swallows the refusal."""
    tried: list[str] = []

    def refuse(name: str) -> Any:
        def refused(*_: object, **__: object) -> Any:
            tried.append(name)
            raise OSError(f"the contract allows no network: {name}")

        return refused

    with (
        mock.patch.multiple(
            socket,
            create_connection=refuse("create_connection"),
            getaddrinfo=refuse("getaddrinfo"),
            gethostbyname=refuse("gethostbyname"),
        ),
        mock.patch.object(socket.socket, "connect", refuse("connect")),
        mock.patch.object(socket.socket, "connect_ex", refuse("connect_ex")),
        mock.patch.object(socket.socket, "sendto", refuse("sendto")),
    ):
        yield tried


class _SameKind(type):
    """A class of days of which every ordinary day is an object."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[1])


def _later(days: int) -> tuple[type[datetime.date], type[datetime.datetime]]:
    shift = datetime.timedelta(days=days, seconds=3)

    class Date(real_date, metaclass=_SameKind):
        def __new__(cls, *parts: Any, **named: Any) -> Any:
            return real_date(*parts, **named)  # an ordinary day, such as everyone takes

        @classmethod
        def today(cls) -> Any:
            return real_date.today() + shift

    class DateTime(real_datetime, metaclass=_SameKind):
        def __new__(cls, *parts: Any, **named: Any) -> Any:
            return real_datetime(*parts, **named)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real_datetime.now(tz) + shift

        @classmethod
        def today(cls) -> Any:
            return real_datetime.now() + shift

        @classmethod
        def utcnow(cls) -> Any:
            return real_datetime.now(datetime.UTC).replace(tzinfo=None) + shift

    return Date, DateTime


@contextmanager
def another_day(thing: object, *, days: int = 400) -> Iterator[None]:
    """Let the clock of the package that a thing comes from be some days ahead, and chance fall otherwise."""
    home = type(thing).__module__.partition(".")[0]
    packages = ("govdisclosure.exporters.", "govdisclosure.readers.") if home == "govdisclosure" else (f"{home}.",)
    date, moment = _later(days)
    seconds = days * 86_400 + 3
    clock, nanoseconds, local, universal, text = time.time, time.time_ns, time.localtime, time.gmtime, time.strftime
    changed: dict[Any, Any] = {
        datetime.date: date,
        datetime.datetime: moment,
        time.time: lambda: clock() + seconds,
        time.time_ns: lambda: nanoseconds() + seconds * 10**9,
        time.localtime: lambda at=None: local(clock() + seconds if at is None else at),
        time.gmtime: lambda at=None: universal(clock() + seconds if at is None else at),
        time.strftime: lambda form, at=None: text(form, local(clock() + seconds) if at is None else at),
    }
    own = [module for name, module in list(sys.modules.items()) if f"{name}.".startswith((*packages, "time.", "datetime."))]
    patches = [
        mock.patch.object(module, name, changed[value])
        for module in own
        for name, value in list(vars(module).items())
        if isinstance(value, type | type(time.time) | type(_later)) and value in changed
    ]
    state = random.getstate()
    for one in patches:
        one.start()
    random.seed(seconds)
    try:
        yield
    finally:
        random.setstate(state)
        for one in reversed(patches):
            one.stop()


@contextmanager
def someone_at_work(folder: Path) -> Iterator[None]:
    """Let the computer's user, home and folder bear the name :data:`MARK`."""
    place = folder / MARK
    place.mkdir(exist_ok=True)
    names = ("USER", "USERNAME", "LOGNAME", "LNAME", "HOSTNAME", "COMPUTERNAME")
    homes = ("HOME", "USERPROFILE")
    environment = {**dict.fromkeys(names, MARK), **dict.fromkeys(homes, str(place))}
    before = Path.cwd()
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch.object(getpass, "getuser", return_value=MARK),
        mock.patch.object(socket, "gethostname", return_value=MARK),
    ):
        os.chdir(place)
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def elsewhere() -> Iterator[None]:
    """Let the computer be in another time zone, where it is another day than here most of the time."""
    if not hasattr(time, "tzset"):  # Windows: a process keeps its time zone
        yield
        return
    with mock.patch.dict(os.environ, {"TZ": "XYZ+12" if time.timezone < 0 else "XYZ-14"}):
        time.tzset()
        yield
    time.tzset()


_CHILD = """
import importlib.util, pickle, sys
path, name, file, call = pickle.load(sys.stdin.buffer)
sys.path[:] = path
try:
    importlib.import_module(name)
except ImportError:  # a test's own module, which only pytest finds
    if file:
        spec = importlib.util.spec_from_file_location(name, file)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
thing, publication = pickle.loads(call)
thing.write(publication, sys.stdout.buffer)
"""


def written_by_another_process(exporter: object, publication: object) -> bytes:
    """Return what an exporter writes in a new process, in which sets have another order and nothing was written before.

    Raises:
        pickle.PicklingError, AttributeError, TypeError: the exporter cannot be taken there.
        subprocess.CalledProcessError: it fails there.
    """
    module = sys.modules[type(exporter).__module__]
    call = pickle.dumps((exporter, publication))
    given = pickle.dumps((sys.path, module.__name__, getattr(module, "__file__", None), call))
    seed = "7" if os.environ.get("PYTHONHASHSEED") != "7" else "8"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", _CHILD]
    child = subprocess.run(command, input=given, env=environment, capture_output=True, check=True)  # noqa: S603 - our own
    return child.stdout


def differing(one: bytes, other: bytes) -> str:
    """Return which members of two archives differ, such as ``docProps/core.xml``; "the document" of two other documents."""
    first, second = dict(inside(one)), dict(inside(other))
    names = [name for name in {**first, **second} if name and first.get(name) != second.get(name)]
    if names:
        return ", ".join(names)
    return "the clock, order or compression of the archive" if len(first) > 1 else "the document"


def inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a document's bytes and, where it is an archive, those of each member, with their names."""
    yield "", data
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError):
        return
    for member in archive.infolist():
        yield member.filename, archive.read(member)


def holds(data: bytes, text: str) -> bool:
    """Whether a document shows a text, in whatever encoding, also within an archive."""
    return times(data, text) > 0


def times(data: bytes, text: str) -> int:
    """Return how often a document has a text, in whatever encoding, also within an archive."""
    forms = [text.encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]
    forms.append(text.encode("ascii", "backslashreplace"))
    return sum(part.count(form) for _, part in inside(data) for form in set(forms))


def text_of(data: bytes) -> str:
    """Return bytes as text, in UTF-8, GB18030, or else UTF-16."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("utf-16", "replace")
