"""A folder of record files (记录文件夹): one CSV file a kind, named after it, header = field names.

Dates are ISO (``2015-03-31``), yes/no ``true`` / ``false``, an empty cell is missing. Other suffixes are ignored; a CSV file of
an unknown name is a warning. Every fault is gathered with file, line and column before anything is refused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import evolve

from govdisclosure.conversion import make_converter, structured, unknown_field
from govdisclosure.errors import Fault, InvalidRecordError, UnreadableError
from govdisclosure.messages import say
from govdisclosure.records import RECORD_KINDS, Checked, RecordKind
from govdisclosure.records.base import nearest
from govdisclosure.report import Finding, fingerprint
from govdisclosure.sources.collection import Records, gather
from govdisclosure.values import Severity

_LONGEST_CELL = 1_000_000


def read_folder(path: str | Path, *, progress: Callable[[str, int], None] | None = None) -> Records:
    """Read the record files of a folder.

    Args:
        path: the folder.
        progress: called with a file's name and the number of its lines after each file.

    Raises:
        UnreadableError: there is no such folder, no record file in it, or a file has faults; all of them are named.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UnreadableError([Fault(where=folder.name, sentence=say("folder.none"))])
    files = sorted(one for one in folder.iterdir() if one.suffix.lower() == ".csv" and one.is_file())
    known = {one.stem: one for one in files if one.stem in RECORD_KINDS}
    if not known:
        raise UnreadableError([Fault(where=folder.name, sentence=say("folder.empty", known=list(RECORD_KINDS)))])
    reader = _Reader()
    for name in known:
        same = [one.name for one in files if one.stem == name]
        if len(same) > 1:  # item.csv and item.CSV
            reader.faults.append(Fault(where=", ".join(same), sentence=say("folder.twice")))
    for name in RECORD_KINDS:  # in the order of the kinds, so that findings come in one order everywhere
        if name in known:
            lines = reader.read(RECORD_KINDS[name], known[name])
            if progress:
                progress(known[name].name, lines)
    if reader.faults:
        raise UnreadableError(reader.faults)
    notes = [_unknown_file(one) for one in files if one.stem not in RECORD_KINDS]
    try:
        records = gather(reader.records, digest=reader.digest(), findings=notes, place=reader.place)
    except InvalidRecordError as error:
        raise UnreadableError(error.faults) from None
    return evolve(records, set_aside=_set_aside(folder / "intake.json"))


def _set_aside(path: Path) -> int:
    """Return how much of the registers behind the records was set aside; an intake writes it beside them."""
    if not path.exists():
        return 0
    try:
        registers = json.loads(path.read_text(encoding="utf-8"))["registers"]
        return sum(int(one["set_aside"]) for one in registers.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # unknown is not none: figures must not seem settled
        raise UnreadableError([Fault(where=path.name, sentence=say("intake.state"))]) from None


class _Reader:
    def __init__(self) -> None:
        self.records: list[Checked] = []
        self.faults: list[Fault] = []
        self.hashes: list[str] = []
        self.places: dict[int, str] = {}  # by the record's identity: its id may be on many lines, and may not be shown
        self.converter = make_converter(text=True)

    def read(self, kind: RecordKind, path: Path) -> int:
        """Read one file; return how many records it holds."""
        try:
            data = path.read_bytes()
        except OSError as error:
            sentence = say("read.no_file", reason=os.strerror(error.errno) if error.errno else type(error).__name__)
            self.faults.append(Fault(where=path.name, sentence=sentence))
            return 0
        self.hashes.append(f"{path.name} {hashlib.sha256(data).hexdigest()}")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(where=f"{path.name} line {line}", sentence=say("csv.encoding")))
            return 0
        rows = _rows(text)
        try:
            return self.rows(kind, path.name, rows)
        except csv.Error:
            self.faults.append(Fault(where=path.name, sentence=say("csv.broken")))
            return 0

    def rows(self, kind: RecordKind, name: str, rows: Iterator[tuple[int, list[str]]]) -> int:
        first, header = next(rows, (1, []))
        if not self.header_fits(kind, f"{name} line {first}", header):
            return 0
        count = 0
        for line, cells in rows:
            where = f"{name} line {line}"
            if len(cells) != len(header):
                sentence = say("csv.ragged", found=len(cells), wanted=len(header))
                self.faults.append(Fault(where=where, sentence=sentence))
                continue
            data = {field: cell for field, cell in zip(header, cells, strict=True) if cell != ""}
            if kind.name == "entry":
                data.setdefault("value", "")  # an empty value is a figure that is missing, not a fault
            try:
                record = structured(kind, data, self.converter, where=where)
            except InvalidRecordError as error:
                self.faults.extend(error.faults)
                continue
            count += 1
            self.records.append(record)
            self.places[id(record)] = where
        return count

    def header_fits(self, kind: RecordKind, where: str, header: list[str]) -> bool:
        faults = [Fault(where=where, sentence=unknown_field(kind, one)) for one in header if one not in kind.fields]
        if len(set(header)) < len(header):
            faults.append(Fault(where=where, sentence=say("csv.column_twice")))
        missing = [one.name for one in kind.fields.values() if one.required and one.name not in header]
        if missing:
            faults.append(Fault(where=where, sentence=say("csv.columns_missing", missing=missing)))
        self.faults.extend(faults)
        return not faults

    def place(self, record: Checked) -> str:
        """Return the file and line of a record."""
        return self.places[id(record)]

    def digest(self) -> str:
        return "sha256:" + hashlib.sha256("\n".join(sorted(self.hashes)).encode()).hexdigest()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a CSV text with the line it begins on; empty lines are left out."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() if "\n" not in cell else cell for cell in cells]
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(limit)


def _unknown_file(path: Path) -> Finding:
    similar = nearest(path.stem, RECORD_KINDS)
    message = (
        say("folder.unknown_file_similar", file=path.name, similar=[f"{one}.csv" for one in similar])
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
