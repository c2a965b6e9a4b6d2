"""Opening a source named on a command line (打开数据源): a folder of record files, or a database's address."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from govdisclosure.dialects import DIALECTS, Dialect
from govdisclosure.errors import importing, refused
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.sources.connections import is_address
from govdisclosure.sources.folder import read_folder, record_files
from govdisclosure.sources.record_files import ParquetFile
from govdisclosure.sources.record_set import Progress, Records
from govdisclosure.sources.tables import TableSource, open_tables

LARGE = 32 * 2**20
"""Bytes of record files from which on a folder is scanned rather than read into objects, where polars is installed."""


def open_source(
    place: str | Path,
    *,
    names: Mapping[str, str] | None = None,
    ids_unique: bool = False,
    progress: Progress | None = None,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
    dialects: Mapping[str, Dialect] = DIALECTS,
) -> Records | TableSource:
    """Open a folder of record files or a database, by what the place is (打开数据源).

    A small folder is read into records. One of :data:`LARGE` bytes or more, or with a Parquet file in it, is scanned by polars.

    Args:
        place: a folder, the file of a DuckDB or SQLite database, or an address (``postgresql://…``).
        names: for a database, what the table or view of a kind is called; see :func:`~govdisclosure.sources.open_tables`.
        ids_unique: True where ids are known to be unique, so that no scan must ask.
        progress: called with a file's name and the number of its lines read so far, or a kind of record and its rows counted.
        kinds: the kinds of record by name.
        dialects: the SQL dialects by name.

    Raises:
        UnreadableError: nothing readable is there; every fault is named.
        MissingExtraError: what would read it is not installed.
    """
    if is_address(str(place)):
        return open_tables(str(place), names=names, ids_unique=ids_unique, progress=progress, kinds=kinds, dialects=dialects)
    if names:
        raise refused(Path(place).name, "source.names_of_folder")
    files, _ = record_files(place, kinds)
    large = sum(one.path.stat().st_size for one in files) >= LARGE or any(isinstance(one, ParquetFile) for one in files)
    if not large or find_spec("polars") is None:
        return read_folder(place, progress=progress, kinds=kinds)
    return scan_folder(place, ids_unique=ids_unique, digest=True, progress=progress, kinds=kinds)


def scan_folder(
    path: str | Path,
    *,
    ids_unique: bool = False,
    digest: bool = False,
    progress: Progress | None = None,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
) -> TableSource | Records:
    """Open a folder of record files of any size (大批量记录文件夹): see :func:`govdisclosure.sources.bulk.scan_folder`.

    Raises:
        MissingExtraError: polars is not installed.
    """
    with importing("tables"):
        from govdisclosure.sources import bulk
    return bulk.scan_folder(path, ids_unique=ids_unique, digest=digest, progress=progress, kinds=kinds)


def take_frames(
    tables: Mapping[str, object], *, ids_unique: bool = False, kinds: Mapping[str, RecordKind] = RECORD_KINDS
) -> TableSource:
    """Take frames whose rows are records (数据框中的记录): see :func:`govdisclosure.sources.frames.take_frames`.

    Raises:
        MissingExtraError: polars is not installed.
    """
    with importing("tables"):
        from govdisclosure.sources import frames
    return frames.take_frames(tables, ids_unique=ids_unique, kinds=kinds)
