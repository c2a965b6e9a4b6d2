"""Record files (记录文件), read line by line: CSV, JSON lines, Excel workbooks, Parquet.

Each kind of file yields the same: for each line where it is, and its fields as plain data. What is in them is judged by the
record classes (:mod:`govdisclosure.serialization`), so every file is held to the same rules, and faults have the same words.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from attrs import field, frozen

from govdisclosure.errors import Fault, UnreadableError, importing
from govdisclosure.exact.decimals import parsed
from govdisclosure.formats.decoding import strictly_decoded
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import REGISTER, CellDoubt, Sheet, SheetCell, column_name
from govdisclosure.messages import Message, say
from govdisclosure.records import Field, FieldType, RecordKind, TypedRecord
from govdisclosure.records.row_makers import DOUBTS, CellForm, MakeRecord, make_maker
from govdisclosure.report import Finding, fingerprint
from govdisclosure.serialization import RecordConverter, structured_value, text_converter, typed_converter
from govdisclosure.sources.spelling import as_stored, as_typed, fields_named, named_columns
from govdisclosure.values import Severity

Line: TypeAlias = tuple[int | str, TypedRecord | Mapping[str, object]]
"""Where a line is, its number or in words; and its record, or for the careful way its fields, empty ones left out."""

_LONGEST_CELL = 1_000_000
_CHUNK = 2**16
_MOST_SHAPES = 1_000


class BrokenFileError(Exception):
    """A file that cannot be read any further."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(len(faults))
        self.faults = faults


@frozen
class RecordFile(ABC):
    """A file of records of one kind.

    Attributes:
        ragged: gathers lines that do not fit the header, and cells whose value cannot be known.
        noticed: gathers what was read and should be looked at, or was not read.
        headers: what each field is called in the file, once its header was read.
    """

    kind: RecordKind
    path: Path
    ragged: list[Fault] = field(factory=list, init=False, repr=False)
    noticed: list[Finding] = field(factory=list, init=False, repr=False)
    headers: dict[str, str] = field(factory=dict, init=False, repr=False)

    converter: ClassVar[Callable[[], RecordConverter]] = text_converter
    """Makes records of the fields of a line."""
    unit: ClassVar[str] = "line"
    """What is counted where a line is at a number."""

    def place(self, where: int | str) -> str:
        """Return where a line is, in words."""
        return where if isinstance(where, str) else f"{self.path.name} {self.unit} {where}"

    def maker(self, columns: Sequence[Field | None], cells: CellForm, stored: Callable[[Field, Any], object]) -> MakeRecord:
        """Return a fast maker of records from plainly valid rows; ``stored`` is a cell in the spelling of records."""
        converter = type(self).converter()

        def understand(field: Field, cell: object) -> object:
            return structured_value(field, stored(field, cell), converter)

        return make_maker(self.kind.cls, columns, cells, understand)

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

    def columns(self, where: str, header: Sequence[str]) -> list[Field | None]:
        """Return the field of each column of a header, None for a column without a name.

        Raises:
            BrokenFileError: a column is of no field or of two, a field has two columns, or a required one has none.
        """
        fields, faults = named_columns(self.kind, where, header)
        if faults:
            raise BrokenFileError(*faults)
        self.headers.update({one.name: name for one, name in zip(fields, header, strict=True) if one is not None})
        return fields

    def notice(self, rule: str, where: Sequence[str], message: Message) -> None:
        """Keep a finding about what was read."""
        places = tuple(where)
        made = fingerprint(rule, self.path.name, *places)
        self.noticed.append(Finding(rule=rule, severity=Severity.WARNING, where=places, message=message, fingerprint=made))


class CsvFile(RecordFile):
    """A CSV file in UTF-8 or GB18030; an empty cell is missing."""

    def lines(self) -> Iterator[Line]:
        name = self.path.name
        rows = csv_rows(self._text())
        try:
            first, header = csv_header(rows)
            fields = self.columns(f"{name} line {first}", header)
            make = self.maker(fields, CellForm.TEXT, as_stored)
            for line, cells in rows:
                try:
                    record = make(cells)
                except DOUBTS:
                    careful = self._fields(line, fields, _trimmed(cells)) if any(map(str.strip, cells)) else None
                    if careful is not None:
                        yield line, careful
                else:
                    yield line, record
        except csv.Error:
            raise BrokenFileError(Fault(where=name, sentence=say("csv.broken"))) from None

    def _fields(self, line: int, fields: Sequence[Field | None], cells: Sequence[str]) -> Mapping[str, object] | None:
        """Return the fields of a line; None where it does not fit the header."""
        if len(cells) != len(fields):
            sentence = say("csv.ragged", found=len(cells), wanted=len(fields))
        elif nameless := [at for at, one in enumerate(fields, start=1) if one is None and cells[at - 1] != ""]:
            sentence = say("csv.column_nameless", column=nameless[0])
        else:
            filled = ((one, cell) for one, cell in zip(fields, cells, strict=True) if cell != "" and one is not None)
            return {one.name: as_stored(one, cell) for one, cell in filled}
        self.ragged.append(Fault(where=self.place(line), sentence=sentence))
        return None

    def _text(self) -> str:
        """Return the file's text; only an encoding that every byte bears out is believed."""
        data = self.path.read_bytes()
        text = strictly_decoded(data)
        if text is None:
            line = 1
            try:
                data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
            raise BrokenFileError(Fault(where=f"{self.path.name} line {line}", sentence=say("csv.encoding")))
        return text


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of CSV text, empty ones too, with the line it begins on.

    Raises:
        csv.Error: a cell is open at the end, followed by something, or too long.
    """
    plain = text.replace("\r\n", "\n") if "\r" in text else text
    return _quoted_rows(text) if '"' in text or "\r" in plain else _plain_rows(plain)


def _plain_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of text without a quotation mark, in which every line is a row and every comma parts two cells."""
    begin = before = 0
    while begin < len(text):
        end = text.find("\n", begin + _CHUNK) + 1 or len(text)
        lines = text[begin:end].removesuffix("\n").split("\n")
        if end - begin > _LONGEST_CELL and any(len(cell) > _LONGEST_CELL for line in lines for cell in line.split(",")):
            raise csv.Error
        for number, line in enumerate(lines, before + 1):
            yield number, line.split(",") if line else []
        begin, before = end, before + len(lines)


def _quoted_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        stream = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")  # StringIO takes four bytes a character
        reader = csv.reader(stream, strict=True)
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(limit)


def csv_header(rows: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Return the first row that is not empty, and its line; an empty one where there is none."""
    return next(((line, _trimmed(cells)) for line, cells in rows if any(map(str.strip, cells))), (1, []))


def _trimmed(cells: Iterable[str]) -> list[str]:
    return [cell.strip() if "\n" not in cell else cell for cell in cells]


class JsonLinesFile(RecordFile):
    """A file of one JSON object a line; null is missing, dates and amounts are text."""

    converter = typed_converter

    def lines(self) -> Iterator[Line]:
        makers: dict[tuple[str, ...], MakeRecord] = {}
        decode = json.JSONDecoder().raw_decode
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    text = line.decode()
                    data, end = decode(text)
                    if text[end:].strip():
                        raise ValueError
                    keys = tuple(data)
                    record = (makers.get(keys) or self._maker(keys, makers))(data.values())
                except (*DOUBTS, AttributeError, RecursionError):
                    careful = self._fields(number, line)
                    if careful is not None:
                        yield number, careful
                else:
                    yield number, record

    def _fields(self, number: int, line: bytes) -> Mapping[str, object] | None:
        """Return the fields of a line; None where it is empty or no object of fields."""
        if not line.strip():
            return None
        where = self.place(number)
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            self.ragged.append(Fault(where=where, sentence=say("jsonl.broken")))
            return None
        if not isinstance(data, dict):
            self.ragged.append(Fault(where=where, sentence=say("jsonl.no_object")))
            return None
        return self._named(where, {key: value for key, value in data.items() if value is not None})

    def _maker(self, keys: tuple[str, ...], makers: dict[tuple[str, ...], MakeRecord]) -> MakeRecord:
        """Return what makes a record of an object with just these keys."""
        named = [fields_named(self.kind, key) for key in keys]
        plain = all(len(known) == 1 for known in named) and len({known[0] for known in named}) == len(named)
        if not plain or len(makers) > _MOST_SHAPES:
            raise KeyError(*keys)
        make = makers[keys] = self.maker([known[0] for known in named], CellForm.JSON, as_typed)
        self.headers.update({known[0].name: key for known, key in zip(named, keys, strict=True)})
        return make

    def _named(self, where: str, data: Mapping[str, object]) -> Mapping[str, object] | None:
        """Return an object by the names of its fields; a key that names none stays, to be refused with the nearest name."""
        named: dict[str, object] = {}
        for key, value in data.items():
            known = fields_named(self.kind, key)
            if len(known) > 1:
                names = [one.name for one in known]
                self.ragged.append(Fault(where=where, sentence=say("csv.column_ambiguous", found=key, known=names)))
                return None
            name = known[0].name if known else key
            if name in named:
                self.ragged.append(Fault(where=where, sentence=say("csv.column_twice")))
                return None
            self.headers[name] = key
            named[name] = as_typed(known[0], value) if known else value
        return named


_DOUBTS: Mapping[CellDoubt, str] = {
    CellDoubt.ERROR: "sheet.error",
    CellDoubt.NEVER_CALCULATED: "sheet.never_calculated",
    CellDoubt.STRUCK: "sheet.struck",
    CellDoubt.RAISED: "sheet.raised",
    CellDoubt.UNSEEN: "sheet.unseen",
}


class WorkbookFile(RecordFile):
    """A spreadsheet whose visible sheets are the table; what is hidden, doubtful or left unread is named."""

    def lines(self) -> Iterator[Line]:
        name = self.path.name
        try:
            book = open_workbook(self.path.read_bytes(), name, REGISTER)
            filled = [sheet for sheet in book.sheets if sheet.size[0]]
            yield from self._sheets([sheet for sheet in filled if not sheet.hidden])
        except UnreadableError as error:
            raise BrokenFileError(*error.faults) from None
        for sheet in filled:
            if sheet.hidden:
                self.notice(
                    "source.hidden_sheet", [f"{name} {sheet.shown_name}"], say("sheet.hidden_sheet", sheet=sheet.shown_name)
                )

    def _sheets(self, sheets: Sequence[Sheet]) -> Iterator[Line]:
        """Yield the lines of every sheet whose header is that of the kind; of none, say what is wrong with the first."""
        name = self.path.name
        headed = [(sheet, *self._header(sheet)) for sheet in sheets]
        fitting = [(sheet, row, columns) for sheet, row, columns, faults in headed if not faults]
        if not fitting:
            first = next((faults for *_, faults in headed), ()) or named_columns(self.kind, name, [])[1]
            raise BrokenFileError(*first)
        for sheet, _, _, faults in headed:
            if faults:
                facts = {"sheet": sheet.shown_name, "kind": self.kind, "first": fitting[0][0].shown_name}
                self.notice("source.other_sheet", [f"{name} {sheet.shown_name}"], say("sheet.other_sheet", **facts))
        for sheet, row, columns in fitting:
            yield from self._lines(sheet, row, columns)

    def _header(self, sheet: Sheet) -> tuple[int, dict[int, Field], Sequence[Fault]]:
        """Return the row of a sheet's header, the field of each column, and what is wrong with it."""
        number, cells = next((row, line) for row, line in sheet.lines() if not all(cell.is_blank for cell in line.values()))
        named = {column: cell.shown.strip() for column, cell in cells.items() if cell.shown.strip()}
        fields, faults = named_columns(self.kind, f"{self.path.name} {sheet.shown_name}!{number}", list(named.values()))
        columns = {column: one for column, one in zip(named, fields, strict=True) if one is not None}
        self.headers.update({one.name: named[column] for column, one in columns.items()})
        return number, columns, faults

    def _lines(self, sheet: Sheet, header: int, columns: Mapping[int, Field]) -> Iterator[Line]:
        name, content = self.path.name, sheet.content
        hidden: list[int] = []
        for number, cells in sheet.lines():
            if number <= header or all(cell.is_blank for cell in cells.values()):
                continue
            where = f"{name} {sheet.shown_name}!{number}"
            if number in content.hidden_rows:
                hidden.append(number)
            faults = [
                Fault(where=where, sentence=say("csv.column_nameless", column=column_name(column)))
                for column, cell in cells.items()
                if column not in columns and not cell.is_blank
            ]
            data: dict[str, object] = {}
            for column, one in columns.items():
                cell = cells.get(column)
                if cell is None or cell.is_blank:
                    continue
                fault = _doubt(one, cell, sheet.where(number, column))
                if fault is not None:
                    faults.append(Fault(where=where, sentence=fault))
                elif (value := _value(one, cell)) != "":
                    data[one.name] = as_stored(one, value)
            if faults:
                self.ragged.extend(faults)
            else:
                yield where, data
        if hidden:
            facts = {"count": len(hidden), "rows": [str(row) for row in hidden[:10]]}
            self.notice(
                "source.hidden_rows",
                [f"{name} {sheet.shown_name}!{row}" for row in hidden[:20]],
                say("sheet.hidden_rows", **facts),
            )
        unseen = [one for one in columns if any(first <= one <= last for first, last in content.hidden_columns)]
        if unseen:
            letters = [column_name(one) for one in unseen]
            self.notice("source.hidden_columns", [f"{name} {sheet.shown_name}"], say("sheet.hidden_columns", columns=letters))


def doubt_about(cell: SheetCell, where: str) -> Message | None:
    """Return why a cell's displayed text cannot be taken as its value; None where it can."""
    if cell.doubt is not None:
        return say(_DOUBTS[cell.doubt], cell=where, **({"shown": cell.shown} if cell.doubt is CellDoubt.ERROR else {}))
    return say("sheet.partly", cell=where) if cell.left_out else None


def _doubt(field: Field, cell: SheetCell, where: str) -> Message | None:
    """Return why a cell cannot be taken as a value of a field; None where it can."""
    doubt = doubt_about(cell, where)
    if doubt is not None:
        return doubt
    is_number = isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool)
    if field.type is not FieldType.ID and cell.figure_under is not None:  # an id is what is shown
        return say("sheet.of_format", cell=where)
    if field.type is FieldType.ID and is_number and len(cell.shown) > _DIGITS and cell.shown.isdigit():
        return say("sheet.digits_lost", cell=where)
    return None


_DIGITS = 15
"""The most digits of a number that a spreadsheet stores."""


def _value(field: Field, cell: SheetCell) -> object:
    """Return the value of a cell for a field: what is stored, but an id as it is shown, where its format adds to its digits."""
    value = cell.value
    if field.type is FieldType.ID and isinstance(value, int | Decimal) and not isinstance(value, bool):
        same = parsed(cell.shown.replace(",", ""))
        return cell.shown if same is None or (cell.shown[:1] == "0" and value != 0) else _cell(value, midnight=True)
    return _cell(value, midnight=True)


class ParquetFile(RecordFile):
    """A Parquet file; needs the extra ``tables``."""

    unit = "row"

    def lines(self) -> Iterator[Line]:
        with importing("tables"):
            import polars as pl
        name = self.path.name
        try:
            frame = pl.scan_parquet(self.path)
            fields = self.columns(name, frame.collect_schema().names())
            make = self.maker(fields, CellForm.TYPED, _as_text)
            batches: Iterable[Any] = frame.collect_batches(maintain_order=True)
            for number, row in enumerate((row for batch in batches for row in batch.iter_rows()), start=1):
                try:
                    yield number, make(row)
                except DOUBTS:
                    cells = (
                        (one, _cell(cell, midnight=False)) for one, cell in zip(fields, row, strict=True) if one is not None
                    )
                    yield number, {one.name: as_stored(one, value) for one, value in cells if value != ""}
        except pl.exceptions.PolarsError as error:
            raise BrokenFileError(Fault(where=name, sentence=say("xlsx.broken", reason=type(error).__name__))) from None


def _as_text(field: Field, cell: object) -> object:
    return as_stored(field, _cell(cell, midnight=False))


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
