"""Record files (记录文件), read line by line: CSV, JSON lines, Excel workbooks, Parquet.

Each kind of file yields the same: for each line where it stands, and its fields as plain data. What is in them is judged by the
record classes (:mod:`govdisclosure.serialization`), so every file is held to the same rules, and faults have the same words.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from attrs import field, frozen

from govdisclosure.errors import Fault, importing
from govdisclosure.messages import say
from govdisclosure.records import RecordKind
from govdisclosure.serialization import unknown_field

Line: TypeAlias = tuple[str, Mapping[str, object]]
"""Where a line stands, and its fields; one that is empty is left out."""

_LONGEST_CELL = 1_000_000


class BrokenFileError(Exception):
    """A file that cannot be read any further."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(len(faults))
        self.faults = faults


@frozen
class RecordFile(ABC):
    """A file of records of one kind; ``ragged`` gathers lines that do not fit the header."""

    kind: RecordKind
    path: Path
    ragged: list[Fault] = field(factory=list, init=False, repr=False)

    typed = False
    """Whether values have types of their own; else all of them are text."""

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """Yield each line.

        Raises:
            BrokenFileError: the file cannot be read, or its header is not that of the kind.
        """

    def digest(self) -> str:
        """Return the file's name and the digest of its bytes."""
        with self.path.open("rb") as stream:
            return f"{self.path.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}"

    def demand(self, where: str, header: Sequence[str]) -> None:
        """Refuse a header with columns that are no fields, without columns that must be there, or with one twice."""
        kind = self.kind
        faults = [Fault(where=where, sentence=unknown_field(kind, one)) for one in header if one not in kind.fields]
        if len(set(header)) < len(header):
            faults.append(Fault(where=where, sentence=say("csv.column_twice")))
        missing = [one.name for one in kind.fields.values() if one.required and one.name not in header]
        if missing:
            faults.append(Fault(where=where, sentence=say("csv.columns_missing", missing=missing)))
        if faults:
            raise BrokenFileError(*faults)


class CsvFile(RecordFile):
    """A CSV file in UTF-8; an empty cell is missing."""

    def lines(self) -> Iterator[Line]:
        name, data = self.path.name, self.path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise BrokenFileError(Fault(where=f"{name} line {line}", sentence=say("csv.encoding"))) from None
        rows = csv_rows(io.StringIO(text, newline=""))
        try:
            first, header = next(rows, (1, []))
            self.demand(f"{name} line {first}", header)
            for line, cells in rows:
                where = f"{name} line {line}"
                if len(cells) != len(header):
                    sentence = say("csv.ragged", found=len(cells), wanted=len(header))
                    self.ragged.append(Fault(where=where, sentence=sentence))
                    continue
                yield where, {key: cell for key, cell in zip(header, cells, strict=True) if cell != ""}
        except csv.Error:
            raise BrokenFileError(Fault(where=name, sentence=say("csv.broken"))) from None


def csv_rows(stream: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of CSV text with the line it begins on; empty lines are left out."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(stream, strict=True)
        line = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() if "\n" not in cell else cell for cell in cells]
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(limit)


class JsonLinesFile(RecordFile):
    """A file of one JSON object a line; null is missing, dates and amounts are text."""

    typed = True

    def lines(self) -> Iterator[Line]:
        name = self.path.name
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                where = f"{name} line {number}"
                try:
                    data = json.loads(line)
                except (ValueError, RecursionError):
                    self.ragged.append(Fault(where=where, sentence=say("jsonl.broken")))
                    continue
                if not isinstance(data, dict):
                    self.ragged.append(Fault(where=where, sentence=say("jsonl.no_object")))
                    continue
                yield where, {key: value for key, value in data.items() if value is not None}


class WorkbookFile(RecordFile):
    """An Excel workbook whose first sheet is the table; a date cell without a time is a date."""

    def lines(self) -> Iterator[Line]:
        from openpyxl import load_workbook  # imported on use, as all file formats are

        name = self.path.name
        try:
            workbook = load_workbook(self.path, read_only=True, data_only=True)
        except Exception as error:  # whatever a broken archive brings about
            raise BrokenFileError(Fault(where=name, sentence=say("xlsx.broken", reason=type(error).__name__))) from None
        with closing(workbook):
            sheet = workbook.worksheets[0]
            header: list[str] | None = None
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                texts = [_cell(cell, midnight=True) for cell in cells]
                where = f"{name} {sheet.title}!{number}"
                while texts and texts[-1] == "":
                    texts.pop()
                if not texts:
                    continue
                if header is None:
                    header = [str(text) for text in texts]
                    self.demand(where, header)
                elif len(texts) > len(header):
                    sentence = say("csv.ragged", found=len(texts), wanted=len(header))
                    self.ragged.append(Fault(where=where, sentence=sentence))
                else:
                    yield where, {key: text for key, text in zip(header, texts, strict=False) if text != ""}
            if header is None:
                self.demand(name, [])


class ParquetFile(RecordFile):
    """A Parquet file; needs the extra ``tables``."""

    def lines(self) -> Iterator[Line]:
        with importing("tables"):
            import polars as pl
        name = self.path.name
        try:
            frame = pl.scan_parquet(self.path)
            self.demand(name, frame.collect_schema().names())
            batches: Iterable[Any] = frame.collect_batches(maintain_order=True)
            number = 0
            for batch in batches:
                for row in batch.iter_rows(named=True):
                    number += 1
                    yield (
                        f"{name} row {number}",
                        {key: value for key, cell in row.items() if (value := _cell(cell, midnight=False)) != ""},
                    )
        except pl.exceptions.PolarsError as error:
            raise BrokenFileError(Fault(where=name, sentence=say("xlsx.broken", reason=type(error).__name__))) from None


def _cell(cell: object, *, midnight: bool) -> object:
    """Return a typed cell as CSV would have it; a day with a time stays as it is, to be refused with the reason.

    Workbooks know no days without a time, so there ``midnight`` is a day; elsewhere who writes a time means one.
    """
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.date().isoformat() if midnight and cell.time() == time() else cell
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case Decimal():
            return f"{cell:f}"
    return str(cell).strip()


FORMATS: Mapping[str, type[RecordFile]] = {
    ".csv": CsvFile,
    ".jsonl": JsonLinesFile,
    ".xlsx": WorkbookFile,
    ".parquet": ParquetFile,
}
"""The formats of record files, by suffix."""
