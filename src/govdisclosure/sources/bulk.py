"""Large folders (大批量文件): the same record files, scanned lazily, without an object for each line.

Needs the extra ``tables`` (polars). What is quick is also strict: wherever a scan comes upon anything doubtful, the folder is
read again line by line, as small folders are, and that reading names every fault with file and line, or finds that all is well.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import polars as pl
from attrs import frozen

from govdisclosure.activity_log import log_step
from govdisclosure.errors import UnreadableError
from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind
from govdisclosure.sources.folder import digest_of, read_folder, record_files
from govdisclosure.sources.frames import DOUBT, TYPES, Frames, held
from govdisclosure.sources.record_files import BrokenFileError, CsvFile, ParquetFile, RecordFile, csv_header, csv_rows
from govdisclosure.sources.record_set import Progress, Records
from govdisclosure.sources.registers import set_aside

_CHUNK = 2**18  # stays in the processor's cache while it is looked at some times
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What is stripped from the ends of a text, as by ``str.strip``; polars by itself leaves U+001C to U+001F."""
_ASCII_BLANKS = [one.encode() for one in _BLANKS if one.isascii() and one != "\n"]
"""Text that is not ASCII may have others."""


def scan_folder(
    path: str | Path,
    *,
    ids_unique: bool = False,
    digest: bool = False,
    progress: Progress | None = None,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
) -> Frames | Records:
    """Open a folder of record files of any size (大批量记录文件夹); Parquet and CSV are scanned, never loaded.

    Args:
        path: the folder.
        ids_unique: True where ids are known to be unique, so that no scan must ask.
        digest: whether the report is to say by which bytes it was made; every file is read once more for that.
        progress: called with what was counted and the number of its rows; as for
            :func:`~govdisclosure.sources.read_folder`, where the folder has to be read line by line.
        kinds: the kinds of record that a file may be called after.

    Returns:
        Frames to tabulate; or, where the files are not plain enough to scan, the records themselves, read line by line.

    Raises:
        UnreadableError: as for ``read_folder``.
    """
    files, notes = record_files(path, kinds)
    frames: dict[str, pl.LazyFrame] = {}
    unstripped: dict[str, pl.LazyFrame] = {}
    hashes = []
    for file in files:
        frame = _parquet(file) if isinstance(file, ParquetFile) else _csv(file) if isinstance(file, CsvFile) else None
        if frame is None:
            return read_folder(path, progress=progress, kinds=kinds)
        if isinstance(file, ParquetFile):
            unstripped[file.kind.name], frame = frame, _without_blanks(file.kind, frame)
        frames[file.kind.name] = frame
        if digest:
            hashes.append(file.digest())
    log_step("sources", "files opened", kinds=frames)
    return Frames(
        frames=frames,
        unstripped=unstripped,
        ids_unique=ids_unique,
        digest=digest_of(hashes) if digest else None,
        set_aside=set_aside(path),
        findings=tuple(notes),
        careful=partial(read_folder, path, progress=progress, kinds=kinds),
        progress=progress,
        kinds=kinds,
    )


def _parquet(file: RecordFile) -> pl.LazyFrame | None:
    try:
        found = pl.scan_parquet(file.path)
        header = found.collect_schema().names()
        fields = file.columns(file.path.name, header)
    except (pl.exceptions.PolarsError, BrokenFileError):
        return None  # reading line by line says what is wrong
    if [one.name for one in fields if one is not None] != header:
        return None  # labels in place of names
    frame, faults = held(file.kind, found)
    if faults:
        raise UnreadableError(faults)
    return frame


def _without_blanks(kind: RecordKind, frame: pl.LazyFrame) -> pl.LazyFrame:
    texts = [name for name in frame.collect_schema().names() if TYPES[kind.fields[name].type] == pl.String]
    return frame.with_columns(_stripped(pl.col(name)) for name in texts)


def _stripped(text: pl.Expr) -> pl.Expr:
    """Return text stripped as by reading line by line; blanks alone are missing."""
    return text.str.strip_chars(_BLANKS).replace("", None)


def _csv(file: RecordFile) -> pl.LazyFrame | None:
    with file.path.open("rb") as stream:
        start = stream.read(2**16)
    try:
        header = csv_header(csv_rows(start.decode("utf-8-sig", "replace")))[1]
        fields = file.columns(file.path.name, header)
    except (BrokenFileError, csv.Error):
        return None
    if [one.name for one in fields if one is not None] != header:
        return None  # labels in place of names, which are rarer in large files
    if not start.decode("utf-8-sig", "replace").startswith(",".join(header)):
        return None
    # polars fills up a line that breaks off, in silence. Where the last column must be given, a line without it shows that.
    must = file.kind.fields[header[-1]].required
    form = _form_of(file.path, columns=0 if must else len(header))
    if not form.is_regular:
        return None
    raw = pl.scan_csv(file.path, infer_schema=False, null_values=[""])
    broken_off = [pl.col(header[-1]).is_null().alias(DOUBT)] if must else []
    return raw.with_columns(*_understood(file.kind, header, form), *broken_off)


@frozen
class _CsvForm:
    """What the bytes of a file of CSV are, as far as that decides how it is scanned.

    Attributes:
        has_quotes: whether a cell may be in quotation marks, and hold commas and lines of its own.
        has_blanks: whether there may be blanks around a cell.
        is_regular: whether every line has as many cells as there are columns, as far as was asked.
    """

    has_quotes: bool
    has_blanks: bool
    is_regular: bool


def _form_of(path: Path, columns: int) -> _CsvForm:
    """Look at the bytes of a file once; ``columns`` is 0 where its lines need not be counted."""
    has_quotes = has_blanks = False
    commas = lines = 0
    last = b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            has_quotes = has_quotes or b'"' in chunk
            has_blanks = has_blanks or not chunk.isascii() or any(sign in chunk for sign in _ASCII_BLANKS)
            if columns and not has_quotes:
                commas += chunk.count(b",")
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    if columns and has_quotes:
        return _CsvForm(has_quotes, has_blanks, _regular_with_quotes(path, columns))
    return _CsvForm(has_quotes, has_blanks, commas == (lines + (last != b"\n")) * (columns - 1))


def _regular_with_quotes(path: Path, columns: int) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            return all(len(cells) == columns for cells in csv.reader(stream, strict=True) if cells)
        except (csv.Error, UnicodeDecodeError):
            return False


def _understood(kind: RecordKind, header: Iterable[str], form: _CsvForm) -> list[pl.Expr]:
    """Return the columns as what they hold, each with a column that tells a text that is not understood."""
    columns = []
    for name in header:
        field, raw = kind.fields[name], pl.col(name)
        match field.type:
            case FieldType.DATE:
                read = raw.str.to_date("%Y-%m-%d", strict=False, cache=False)  # a cache of days costs more
                doubt = read.is_null() | (raw.str.len_bytes() != 10)  # 2024-3-5 would do for polars
            case FieldType.NUMBER:
                read = raw.cast(pl.Int64, strict=False)
                doubt = ~raw.str.contains(r"^\d{1,15}$")
            case FieldType.FLAG:
                read = pl.when(raw == "true").then(pl.lit(value=True)).when(raw == "false").then(pl.lit(value=False))
                doubt = read.is_null()
            case FieldType.MONEY:
                read = raw.cast(TYPES[FieldType.MONEY], strict=False)
                doubt = ~raw.str.contains(r"^\d{1,15}(\.\d{1,2})?$")
            case _:
                if form.has_quotes:  # the blanks around a cell are no part of it, unless it has lines of its own
                    own_lines = raw.str.contains("\n", literal=True)
                    columns.append(pl.when(own_lines).then(raw).otherwise(_stripped(raw)).alias(name))
                elif form.has_blanks:
                    columns.append(_stripped(raw))
                continue
        columns += [read.alias(name), (raw.is_not_null() & doubt).alias(f"{name}{DOUBT}")]
    return columns
