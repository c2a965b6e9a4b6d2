"""Atomic changes of folders (一步变更): after a kill at any point a folder holds the old files or the new ones.

A :class:`Transaction` gathers what is to be written, and commits it at the end::

    with one_step() as step:
        step.hold(folder)                      # from here on nobody else changes it
        step.put(folder / "request.csv", b"...")
        step.put(folder / "intake.json", b"...")

Committing is write-ahead: every new file is written and synced beside its target under a hidden name; a journal that lists
them is renamed into place, which is the moment of the change; then the files take their places, and the journal goes. Whoever
next changes or reads the folder finishes a change whose journal is there, and sweeps what one without a journal left behind.
A lock of the operating system, which ends with its process, keeps two processes apart.

Several folders change in one step, too. Each has a journal; that of the first, the leader, is renamed into place last and goes
last. The others refer to it: while the leader has a journal of the same step, the change was made and is finished; without
one it never was, and is undone. A folder that was moved or taken away meanwhile keeps what it held before.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, TypeAlias, cast

from attrs import asdict, define, field, frozen

from govdisclosure.errors import Fault, UnreadableError, refused, why
from govdisclosure.files import Target, path_of, put, writing
from govdisclosure.messages import say

Content: TypeAlias = bytes | Callable[[BinaryIO], object]
"""What a file is to hold: its bytes, or what writes them to a stream."""

WAIT = 10.0
"""Seconds for which a folder that another process is changing is waited for; a change takes a moment."""

LOCK, JOURNAL = ".govdisclosure.lock", ".govdisclosure.journal"
_PART = ".govdisclosure-{token}-{number}.part"
_IN_MEMORY = 16 * 2**20  # bytes of a file that are held in memory before they go to the system's temporary folder
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


_active: ContextVar[Transaction | None] = ContextVar("step", default=None)


@contextmanager
def one_step(*, wait: float | None = None) -> Iterator[Transaction]:
    """Yield a step; what is put into it is written when the block ends, all of it or, where an exception leaves it, nothing.

    Within the block, whatever is written by :func:`write_whole`, :func:`write_together` or another ``one_step`` joins the step.

    Args:
        wait: seconds for which a folder that another process is changing is waited for; :data:`WAIT` by default.

    Raises:
        UnreadableError: a file cannot be written there, or another process is changing its folder.
    """
    outer = _active.get()
    if outer is not None:
        yield outer
        return
    step = Transaction(wait=WAIT if wait is None else wait)
    token = _active.set(step)
    try:
        yield step
        step.commit()
    finally:
        _active.reset(token)
        step.release()


def write_whole(file: Path, write: Content) -> None:
    """Write a file so that it appears whole or not at all; one that is there is replaced and keeps its permissions.

    Raises:
        UnreadableError: it cannot be written there.
    """
    write_together({file: write})


def deliver(target: Target, write: Content) -> None:
    """Write a file that is given by its path, so that it appears whole or not at all; or write to an open binary file.

    Raises:
        UnreadableError: it cannot be written there.
    """
    path = path_of(target)
    if path is not None:
        write_whole(path, write)
        return
    if callable(write):
        stream = BytesIO()
        write(stream)
        write = stream.getvalue()
    put(target, write)


def write_together(contents: Mapping[Path, Content]) -> None:
    """Write several files so that all of them appear, or none.

    Raises:
        UnreadableError: one of them cannot be written there; then none is.
    """
    with one_step() as step:
        for file, content in contents.items():
            step.put(file, content)


def settle(folder: Path) -> None:
    """Complete or undo a change that a killed process began; call it before a folder is read.

    Raises:
        UnreadableError: another process is changing the folder, or it cannot be written.
    """
    if os.path.isfile(folder / JOURNAL):
        with one_step() as step:
            step.hold(folder)


def writable(file: Path) -> None:
    """Check, before any work is done, that a file can be written; nothing is. Folders that are missing are made with it.

    Raises:
        UnreadableError: it is a folder, it is read-only, a file is where a folder would have to be, or that takes no files.
    """
    with writing(file.name, named=file.name):
        _writable(Path(os.path.realpath(file)))


def writable_folder(folder: Path) -> None:
    """Check that files can be written into a folder, which is made later where it does not exist.

    Raises:
        UnreadableError: it is a file, or takes no files.
    """
    place = Path(os.path.realpath(folder))
    with writing(folder.name, named=folder.name or place.name):
        _takes_files(place, folder.name or place.name)


def _writable(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.is_file():
        if not target.stat().st_mode & 0o222:  # the administrator could, and still what was made read-only stays as it is
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        os.close(os.open(target, os.O_RDWR))  # refused on Windows where another program has it open
    if not _is_special(target):
        _takes_files(target.parent, target.name)
    elif not os.access(target, os.W_OK):  # a device or a pipe is written through, whatever its folder takes
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))


def _takes_files(folder: Path, name: str) -> None:
    """Refuse to write a file or folder called ``name`` into a folder that takes none, or that cannot be made."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise refused(name, "write.file_in_the_way", path=name, file=folder.name)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file()


@define(eq=False)
class Transaction:
    """Files to be written or removed together; see :func:`one_step`."""

    wait: float
    _held: dict[Path, FileLock] = field(factory=dict, init=False)
    _files: dict[Path, IO[bytes] | None] = field(factory=dict, init=False)
    _private: set[Path] = field(factory=set, init=False)
    _parts: dict[Path, Path] = field(factory=dict, init=False)
    _made: list[Path] = field(factory=list, init=False)
    _token: str = field(factory=lambda: secrets.token_hex(4), init=False)

    def hold(self, folder: Path) -> None:
        """Keep everybody else from changing a folder until the step ends; what a killed process left there is settled.

        A folder that is missing is made, with those it is in; it goes again if nothing is written into it.

        Raises:
            UnreadableError: it cannot be made, it takes no files, or another process is changing it.
        """
        place = Path(os.path.realpath(folder))
        if place in self._held:
            return
        with writing(place.name, named=place.name):
            self._make(place)
            lock = FileLock.taken(place / LOCK, wait=self.wait)
        if lock is None:
            raise UnreadableError([Fault(where=place.name, sentence=say("folder.held"))])
        self._held[place] = lock
        self._settle(place)

    def _make(self, folder: Path) -> None:
        if not os.path.isdir(folder):
            if folder != folder.parent:
                self._make(folder.parent)
            with suppress(FileExistsError):  # another process was first
                os.mkdir(folder)
                self._made.append(folder)
                _sync_folder(folder.parent)

    def put(self, file: Path, content: Content, *, private: bool = False) -> None:
        """Write a file when the step ends; its content is made now, away from its folder.

        Args:
            file: the file; one that is there is replaced and keeps its permissions.
            content: what it is to hold.
            private: whether only its owner may read it.

        Raises:
            UnreadableError: it cannot be written there.
        """
        with writing(file.name, named=file.name):
            target = Path(os.path.realpath(file))
            _writable(target)
            if private:
                self._private.add(target)
            if isinstance(content, bytes):
                self._files[target] = BytesIO(content)
            else:
                stream = self._files[target] = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
                content(cast("BinaryIO", stream))

    def remove(self, file: Path) -> None:
        """Remove a file when the step ends; it need not be there."""
        self._files[Path(os.path.realpath(file))] = None

    def commit(self) -> None:
        """Write everything."""
        through = [target for target in self._files if _is_special(target)]
        whole = {target: stream for target, stream in self._files.items() if target not in through}
        for folder in sorted({target.parent for target in whole}):
            self.hold(folder)
        for number, (target, stream) in enumerate(whole.items()):
            if stream is not None:
                with writing(target.name, named=target.name):
                    self._parts[target] = part = target.parent / _PART.format(token=self._token, number=number)
                    _write_part(part, stream, like=target, mode=0o600 if target in self._private else 0o666)
        if len(whole) == 1:
            for target in whole:
                with writing(target.name, named=target.name):
                    self._replace(target)
        elif whole:
            leader, *others = sorted({target.parent for target in whole})
            for folder in (*others, leader):  # the leader's is the moment of the change
                with writing(folder.name, named=folder.name):
                    self._write_journal(folder, leader, others)
            self._settle(leader)
        for target in through:
            with writing(target.name, named=target.name):
                _write_through(target, self._files[target])

    def _replace(self, target: Path) -> None:
        part = self._parts.pop(target, None)
        if part is None:
            with suppress(FileNotFoundError):
                os.unlink(target)
        else:
            os.replace(part, target)
        _sync_folder(target.parent)

    def _write_journal(self, folder: Path, leader: Path, others: Sequence[Path]) -> None:
        targets = [target for target in self._files if target.parent == folder and not _is_special(target)]
        journal = _Journal(
            step=self._token,
            moves={self._parts[one].name: one.name for one in targets if one in self._parts},
            removed=[one.name for one in targets if one not in self._parts],
            leader=None if folder == leader else _way(folder, leader),
            others=[_way(folder, one) for one in others] if folder == leader else [],
        )
        part = folder / _PART.format(token=self._token, number="journal")
        _write_part(part, BytesIO(journal.to_bytes()))
        os.replace(part, folder / JOURNAL)
        _sync_folder(folder)

    def _settle(self, folder: Path) -> None:
        """Complete or undo the change in a held folder's journal; remove parts of changes without a journal."""
        journal = _Journal.of(folder)
        if journal is not None:
            for way in journal.others:
                self._settle_other(Path(os.path.realpath(folder / way)), journal.step)
            if journal.leader is None or _same_step(folder / journal.leader, journal.step):
                journal.carry_out(folder)
            with writing(folder.name, named=folder.name):
                os.unlink(folder / JOURNAL)
        with writing(folder.name, named=folder.name):
            with os.scandir(folder) as entries:
                left = [one.path for one in entries if one.name.startswith(".govdisclosure-") and one.name.endswith(".part")]
            for path in left:
                os.unlink(path)

    def _settle_other(self, folder: Path, step: str) -> None:
        if _same_step(folder, step):  # otherwise somebody settled it already, or it is no longer there
            self.hold(folder)
            self._settle(folder)

    def release(self) -> None:
        """Release the folders; parts that no journal lists are removed."""
        for stream in self._files.values():
            if stream is not None:
                stream.close()
        for folder, lock in list(self._held.items()):
            with suppress(OSError, UnreadableError):
                self._settle(folder)  # an interrupted commit is finished, an abandoned one swept
            lock.release()
        self._held.clear()
        for folder in reversed(self._made):
            with suppress(OSError):  # something was written into it
                os.rmdir(folder)


def _write_part(part: Path, stream: IO[bytes], *, like: Path | None = None, mode: int = 0o666) -> None:
    stream.seek(0)
    with os.fdopen(os.open(part, _CREATE, mode), "wb") as file:
        while chunk := stream.read(2**20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        os.chmod(part, stat.S_IMODE(like.stat().st_mode))


def _write_through(target: Path, stream: IO[bytes] | None) -> None:
    """Write to a device or a pipe, which cannot be replaced."""
    if stream is not None:
        stream.seek(0)
        with target.open("wb") as file:
            while chunk := stream.read(2**20):
                file.write(chunk)


@frozen(kw_only=True)
class _Journal:
    """The pending change of a folder: parts to rename, files to remove, and other folders that change with it.

    Attributes:
        step: the step that wrote it.
        moves: the name that each part takes.
        removed: names of files that go.
        leader: the way to the folder whose journal decides; None where this is the one.
        others: the ways to the folders that this one decides for.
    """

    step: str
    moves: dict[str, str]
    removed: list[str]
    leader: str | None
    others: list[str]

    @classmethod
    def of(cls, folder: Path) -> _Journal | None:
        """Read a folder's journal, where it has one; it names files of its own folder only.

        Raises:
            UnreadableError: it is not what a step wrote.
        """
        try:
            data = json.loads((folder / JOURNAL).read_bytes())
            made = cls(**{name: data[name] for name in ("step", "moves", "removed", "leader", "others")})
            names = [*made.moves, *made.moves.values(), *made.removed]
            if any(name != os.path.basename(name) or name in ("", ".", "..") or "\\" in name for name in names):
                raise ValueError(names)
            if any("\0" in one for one in (made.step, made.leader or "", *made.others)):
                raise ValueError(made)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise refused(folder.name, "read.no_file", reason=why(error)) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise refused(JOURNAL, "folder.journal") from None
        return made

    def to_bytes(self) -> bytes:
        """Return the journal's content."""
        return json.dumps({"format": "govdisclosure.journal/2", **asdict(self)}).encode()

    def carry_out(self, folder: Path) -> None:
        """Carry out the change; steps already done are skipped."""
        for part, name in self.moves.items():
            with writing(name, named=name), suppress(FileNotFoundError):  # it was moved before the process was killed
                os.replace(folder / part, folder / name)
        for name in self.removed:
            with writing(name, named=name), suppress(FileNotFoundError):
                os.unlink(folder / name)
        with writing(folder.name, named=folder.name):
            _sync_folder(folder)


def _same_step(folder: Path, step: str) -> bool:
    """Whether a folder has the journal of a step."""
    journal = _Journal.of(folder)
    return journal is not None and journal.step == step


def _way(folder: Path, to: Path) -> str:
    """Return the way from a folder to another, which stays right where both are moved together."""
    try:
        return os.path.relpath(to, folder)
    except ValueError:  # drives of Windows
        return str(to)


def _sync_folder(folder: Path) -> None:
    """Sync a folder's directory entries to disk, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:  # some network and user-space file systems sync files only
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
    finally:
        os.close(descriptor)


@define(eq=False)
class FileLock:
    """A lock file (锁文件) held through the operating system, so that it ends with its process however that ends."""

    path: Path
    descriptor: int

    @classmethod
    def taken(cls, path: Path, *, wait: float = 0.0) -> FileLock | None:
        """Take a lock; None where another holder keeps it for as long as is waited.

        Args:
            path: the lock file; it is made where there is none.
            wait: seconds.

        Raises:
            OSError: its folder takes no files.
        """
        until = time.monotonic() + wait
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            except PermissionError:  # another user's; Windows, where it is about to go
                if not path.exists():
                    raise
            else:
                if _locked(descriptor) and _is_at(path, descriptor):
                    return cls(path, descriptor)
                os.close(descriptor)
            if time.monotonic() >= until:
                return None
            time.sleep(0.02)

    @property
    def is_at_its_path(self) -> bool:
        """Whether others still see the lock: its file was neither removed nor replaced."""
        return _is_at(self.path, self.descriptor)

    def release(self) -> None:
        """Release the lock and remove its file."""
        if sys.platform != "win32":
            with suppress(OSError):
                os.unlink(self.path)  # while it is held: whoever opened it meanwhile sees that it is gone
        with suppress(OSError):
            os.close(self.descriptor)
        if sys.platform == "win32":
            with suppress(OSError):
                os.unlink(self.path)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether a file that was opened is still the one at its path; its last holder removed it when it let go."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP):
                return True  # the file system knows no locks: nobody else's can be seen
            os.close(descriptor)
            raise
        return True
