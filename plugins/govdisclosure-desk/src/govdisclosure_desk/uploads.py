"""What a browser brings (上传): names reduced to plain ones in the folder, files of known kinds, all of them kept or none."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from attrs import frozen
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from govdisclosure.files import LARGEST_FILE, writing
from govdisclosure.folders import one_step
from govdisclosure_desk.guard import Limits

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SEPARATORS = re.compile(r"[/\\]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_LONGEST, _LONGEST_SUFFIX, _DEEPEST = 150, 20, 4  # bytes, bytes, folders: what every system takes
_EMPTY = "文件"
_DROPPED = 8  # times what may be sent: a browser shows the answer only when it has sent everything


@frozen(kw_only=True)
class Upload:
    """A file that a browser brings.

    Attributes:
        path: its name, with the folders that it was in; plain names all of them.
        size: its bytes.
        stream: its content.
    """

    path: PurePosixPath
    size: int
    stream: BinaryIO


@frozen(kw_only=True)
class KeptUploads:
    """What was kept of an upload.

    Attributes:
        paths: the files, where they are now.
        left_out: the names of files of other kinds, empty ones, and ones that are too large.
    """

    paths: tuple[Path, ...]
    left_out: tuple[str, ...]


@asynccontextmanager
async def form_of(request: Request, limits: Limits) -> AsyncIterator[FormData]:
    """Yield the fields and files of a form; what was held of it beside memory goes with the block.

    Raises:
        HTTPException: it is no form, or brings more than the limits.
    """
    limited = Request(request.scope, _within(request.receive, limits.body))
    try:
        form = await limited.form(max_files=limits.files, max_fields=limits.fields, max_part_size=limits.field)
    except HTTPException as error:
        if error.detail.startswith(("Too many", "Part exceeded")):
            raise HTTPException(413) from None
        raise
    try:
        yield form
    finally:
        await form.close()


def _within(receive: Receive, most: int) -> Receive:
    """Return what receives a body of at most so many bytes; of a larger one the rest is dropped, so that it is answered."""
    size = 0

    async def receive_within() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        while most < size <= _DROPPED * most and message.get("more_body"):
            message = await receive()
            size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413)
        return message

    return receive_within


def uploads_of(form: FormData, field: str) -> tuple[Upload, ...]:
    """Return the files of a field; none where nothing was chosen."""
    given = [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]
    return tuple(Upload(path=safe_path(one.filename or ""), size=one.size or 0, stream=one.file) for one in given)


def keep(uploads: Iterable[Upload], folder: Path, suffixes: Sequence[str]) -> KeptUploads:
    """Write files into a folder, all of them or none; a file that is there already is never replaced.

    Raises:
        UnreadableError: they cannot be written there.
    """
    wanted: list[Upload] = []
    left_out: list[str] = []
    for one in uploads:
        fits = one.path.suffix.lower() in suffixes and 0 < one.size <= LARGEST_FILE * 2**20
        if fits:
            wanted.append(one)
        elif not is_rubbish(one.path):
            left_out.append(one.path.as_posix())
    taken = {str(one).casefold() for one in folder.rglob("*")} if folder.is_dir() else set()
    placed = [(_free(folder, one.path, taken), one) for one in wanted]
    with writing(folder.name), one_step() as step:
        for path, one in placed:
            step.put(path, partial(_copy, one.stream))
    return KeptUploads(paths=tuple(path for path, _ in placed), left_out=tuple(left_out))


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    shutil.copyfileobj(source, target)


def _free(folder: Path, path: PurePosixPath, taken: set[str]) -> Path:
    """Return where a file goes: under its name, or with a number behind it where that is taken, whatever its case."""
    names = (path.name if number == 1 else f"{path.stem}-{number}{path.suffix}" for number in count(1))
    place = next(one for name in names if str(one := folder / path.with_name(name)).casefold() not in taken)
    taken.add(str(place).casefold())
    return place


def is_rubbish(path: PurePosixPath) -> bool:
    """Whether a file is one that systems and Office leave in folders, which nobody misses."""
    return path.name.lower() in ("thumbs.db", "desktop.ini", "ds_store") or path.name.startswith("~$")


def safe_path(given: str) -> PurePosixPath:
    """Return the path that a browser names as one that lies in a folder and that every system takes."""
    parts = [part for part in _SEPARATORS.split(given) if part.strip(". ") and not re.fullmatch(r"[A-Za-z]:", part)]
    return PurePosixPath(*[safe_name(part) for part in parts[-_DEEPEST:]] or [_EMPTY])


def safe_name(given: str) -> str:
    """Return a name that every system takes as that of a plain file: no folder, no device, nothing hidden or invisible."""
    plain = (" " if unicodedata.category(one) == "Zs" else one for one in unicodedata.normalize("NFC", given))
    visible = "".join(one for one in plain if one.isprintable())
    name = _FORBIDDEN.sub("_", _SEPARATORS.sub("_", visible)).strip(". ")
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, suffix = _split(name)
    return (_shortened(stem, _LONGEST) + suffix).strip(". ") or _EMPTY


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and len(suffix.encode()) <= _LONGEST_SUFFIX else (name, "")


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")
