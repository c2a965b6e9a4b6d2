"""A folder of record files (记录文件夹): one file a kind, named after it, fields as its columns.

Dates are ISO (``2015-03-31``), yes/no ``true`` / ``false``, an empty cell is missing. Other suffixes are ignored; a record file
of an unknown name is a warning. Every fault is gathered with file, line and column before anything is refused.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from pathlib import Path

from attrs import evolve

from govdisclosure.activity_log import logged
from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import Fault, InvalidRecordError, UnreadableError, refused, why
from govdisclosure.folders import settle
from govdisclosure.messages import say
from govdisclosure.progress import told
from govdisclosure.records import RECORD_KINDS, RecordKind, TypedRecord, in_order
from govdisclosure.records.record import nearest
from govdisclosure.report import Finding, fingerprint
from govdisclosure.serialization import structured
from govdisclosure.sources.record_files import FORMATS, Batch, BrokenFileError, Fields, RecordFile
from govdisclosure.sources.record_set import Progress, Records, gather
from govdisclosure.sources.registers import set_aside
from govdisclosure.values import Severity

_STEP = 20_000


def read_folder(
    path: str | Path, *, progress: Progress | None = None, kinds: Mapping[str, RecordKind] = RECORD_KINDS
) -> Records:
    """Read the record files of a folder: CSV, JSON lines, Excel, Parquet.

    Args:
        path: the folder.
        progress: called with a file's name and the number of its lines, now and then and after each file.
        kinds: the kinds of record that a file may be called after.

    Raises:
        UnreadableError: there is no such folder, no record file in it, or a file has faults; all of them are named.
        MissingExtraError: a file is in a format whose package is not installed.
    """
    files, notes = record_files(path, kinds)
    reader = _FolderReader()
    with logged("sources", "records read") as facts, collector_paused():
        for file in files:
            reader.read(file, progress)
        if reader.faults:
            raise UnreadableError(reader.faults)
        try:
            records = gather(
                reader.records,
                digest=reader.digest(),
                findings=[*notes, *reader.noticed],
                place=reader.place,
                kept=[file.kind for file in files],
            )
        except InvalidRecordError as error:
            raise UnreadableError(error.faults) from None
        facts.update(_facts(records))
    return evolve(records, set_aside=set_aside(path))


def _facts(records: Records) -> dict[str, object]:
    """Return what the log says of records: how many there are, and of which kinds the source keeps them."""
    return {"records": sum(records.counts.values()), "kinds": [kind.name for kind in records.given]}


def read_file(path: str | Path, kind: str, *, kinds: Mapping[str, RecordKind] = RECORD_KINDS) -> Records:
    """Read one file of records of one kind, whatever the file is called: CSV, JSON lines, Excel, Parquet.

    Args:
        path: the file.
        kind: the kind's name, such as ``body``.
        kinds: the kinds of record by name.

    Raises:
        UnreadableError: there is no such file, or it has faults; all of them are named.
    """
    file = Path(path)
    known = FORMATS.get(file.suffix.lower())
    if known is None or not file.is_file():
        raise refused(file.name, "source.no_file", known=list(FORMATS))
    reader = _FolderReader()
    with logged("sources", "records read") as facts:
        reader.read(known(kinds[kind], file), None)
        if reader.faults:
            raise UnreadableError(reader.faults)
        kept = [kinds[kind]]
        records = gather(reader.records, digest=reader.digest(), findings=reader.noticed, place=reader.place, kept=kept)
        facts.update(_facts(records))
    return records


def record_files(path: str | Path, kinds: Mapping[str, RecordKind] = RECORD_KINDS) -> tuple[list[RecordFile], list[Finding]]:
    """Return the record files of a folder, in the order of the kinds, and a finding for each whose name is no kind's.

    Raises:
        UnreadableError: there is no such folder, no record file in it, or two of one kind.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise refused(folder.name, "folder.none")
    settle(folder)
    files = sorted(one for one in folder.iterdir() if one.suffix.lower() in FORMATS and one.is_file())
    known = [one for one in files if one.stem in kinds]
    if not known:
        raise refused(folder.name, "folder.empty", known=list(kinds))
    faults = []
    for name in dict.fromkeys(one.stem for one in known):
        same = [one.name for one in known if one.stem == name]
        if len(same) > 1:  # item.csv and item.CSV, item.csv and item.parquet
            faults.append(Fault(where=", ".join(same), sentence=say("folder.twice")))
    if faults:
        raise UnreadableError(faults)
    by_name = {one.stem: one for one in known}
    ordered = [FORMATS[by_name[name].suffix.lower()](kinds[name], by_name[name]) for name in in_order(by_name)]
    return ordered, [_unknown_file(one, kinds) for one in files if one.stem not in kinds]


class _FolderReader:
    def __init__(self) -> None:
        self.records: list[TypedRecord] = []
        self.batches: list[tuple[int, RecordFile, Sequence[int | str]]] = []
        """The number of the first record of each, its file, and where its records are."""
        self.faults: list[Fault] = []
        self.noticed: list[Finding] = []
        self.hashes: list[str] = []

    def read(self, file: RecordFile, progress: Progress | None) -> None:
        """Read one file."""
        name, count = file.path.name, 0
        try:
            self.hashes.append(file.digest())
            for batch in file.batches():
                told(name, count)
                steps = count // _STEP
                count += self._keep(file, batch)
                if progress and count // _STEP > steps:
                    progress(name, count // _STEP * _STEP)
        except OSError as error:
            sentence = say("read.no_file", reason=why(error))
            self.faults.append(Fault(where=name, sentence=sentence))
        except BrokenFileError as error:
            self.faults.extend(error.faults)
        self.faults.extend(file.ragged)
        self.noticed.extend(file.noticed)
        if progress:
            progress(name, count)

    def _keep(self, file: RecordFile, batch: Batch) -> int:
        """Keep the records of some lines, and what is wrong with the others; return how many lines have fields."""
        records, places, count = batch.records, batch.places, len(batch.records)
        for number in batch.doubtful:
            fields = batch.fields(number)
            if fields is None:
                count -= 1
            else:
                records[number] = self._carefully(file, fields, places[number])
        kept = records if not batch.doubtful else [one for one in records if one is not None]
        if len(kept) < len(records):
            places = [place for place, one in zip(places, records, strict=True) if one is not None]
        self.batches.append((len(self.records), file, places))
        self.records += kept  # type: ignore[arg-type]  # where no line was doubtful, none is None
        return count

    def _carefully(self, file: RecordFile, fields: Fields, where: int | str) -> TypedRecord | None:
        """Return the record of a line; None where the line has faults, which are kept."""
        data = {"value": "", **fields} if file.kind.name == "entry" else fields  # an empty value is missing, not a fault
        try:
            return structured(file.kind, data, type(file).converter(), where=file.place(where))
        except InvalidRecordError as error:
            self.faults.extend(_in_words_of(file, one) for one in error.faults)
            return None

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        """The number of each record by its identity: its id may be on many lines, and may not be shown."""
        return {id(record): number for number, record in enumerate(self.records)}

    def place(self, record: TypedRecord) -> str:
        """Return the file and line of a record."""
        number = self._numbers[id(record)]
        first, file, places = self.batches[bisect_right(self.batches, number, key=itemgetter(0)) - 1]
        return file.place(places[number - first])

    def digest(self) -> str:
        return digest_of(self.hashes)


def _in_words_of(file: RecordFile, fault: Fault) -> Fault:
    """Return a fault whose field is named once: by its label alone, where the file's own header is that label."""
    is_named = file.headers.get(fault.field, fault.field) == fault.field
    return fault if is_named else evolve(fault, field="")


def digest_of(hashes: Iterable[str]) -> str:
    """Return the digest of a folder from those of its files, in whatever order they were read."""
    return "sha256:" + hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def _unknown_file(path: Path, kinds: Mapping[str, RecordKind]) -> Finding:
    similar = nearest(path.stem, kinds)
    message = (
        say("folder.unknown_file_similar", file=path.name, similar=[f"{one}{path.suffix}" for one in similar])
        if similar
        else say("folder.unknown_file", file=path.name)
    )
    return Finding(
        rule="source.unknown_file",
        severity=Severity.WARNING,
        where=(path.name,),
        message=message,
        fingerprint=fingerprint("source.unknown_file", path.name),
    )
