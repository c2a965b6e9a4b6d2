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
from functools import partial
from itertools import chain
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
from govdisclosure.records.row_makers import CellForm, MakeRecords, is_shared, make_maker
from govdisclosure.report import Finding, fingerprint
from govdisclosure.serialization import RecordConverter, structured_value, text_converter, typed_converter
from govdisclosure.sources.spelling import as_stored, as_typed, fields_named, named_columns
from govdisclosure.values import Severity

Fields: TypeAlias = Mapping[str, object]
"""The fields of a line as plain data, empty ones left out."""
CsvRows: TypeAlias = tuple[Sequence[int], list[list[str]]]
"""Some rows, and the line that each begins on."""

_LONGEST_CELL = 1_000_000
_CHUNK = 2**16
_ROWS = 1_000
"""So many lines at a time are made into records, where a file is not read by its bytes."""
_PART = 25_000
"""So many rows of a table are in memory at a time; each part takes some milliseconds, wherever in the file it is."""
_MOST_SHAPES = 1_000


@frozen
class Batch:
    """Some lines of a file (若干行).

    Attributes:
        places: where each line is, its number or in words.
        records: the record of each line that is plainly right, None for any other.
        doubtful: the numbers of the others in ``places``, from 0.
        fields: returns the fields of such a line by its number, for the careful way; None where it has none.
    """

    places: Sequence[int | str]
    records: list[TypedRecord | None]
    doubtful: Sequence[int]
    fields: Callable[[int], Fields | None]


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

    def maker(self, columns: Sequence[Field | None], cells: CellForm, stored: Callable[[Field, Any], object]) -> MakeRecords:
        """Return a fast maker of records from plainly valid rows; ``stored`` is a cell in the spelling of records."""
        converter = type(self).converter()

        def understand(field: Field, cell: object) -> object:
            return structured_value(field, stored(field, cell), converter)

        return make_maker(self.kind.cls, columns, cells, understand)

    @abstractmethod
    def batches(self) -> Iterator[Batch]:
        """Yield the lines in their order, some at a time.

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

    def batches(self) -> Iterator[Batch]:
        name = self.path.name
        try:
            first, header, rest = csv_header(csv_rows(self._text()))
            columns = self.columns(f"{name} line {first}", header)
            make = self.maker(columns, CellForm.TEXT, as_stored)
            for lines, rows in rest:
                yield Batch(lines, *make(rows), partial(self._fields, columns, lines, rows))
        except csv.Error:
            raise BrokenFileError(Fault(where=name, sentence=say("csv.broken"))) from None

    def _fields(
        self, columns: Sequence[Field | None], lines: Sequence[int], rows: Sequence[Sequence[str]], number: int
    ) -> Fields | None:
        """Return the fields of a row; None where it is empty, or does not fit the header."""
        cells = _trimmed(rows[number])
        if not any(map(str.strip, cells)):
            return None
        if len(cells) != len(columns):
            sentence = say("csv.ragged", found=len(cells), wanted=len(columns))
        elif nameless := [at for at, one in enumerate(columns, start=1) if one is None and cells[at - 1] != ""]:
            sentence = say("csv.column_nameless", column=nameless[0])
        else:
            filled = ((one, cell) for one, cell in zip(columns, cells, strict=True) if cell != "" and one is not None)
            return {one.name: as_stored(one, cell) for one, cell in filled}
        self.ragged.append(Fault(where=self.place(lines[number]), sentence=sentence))
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


def csv_rows(text: str) -> Iterator[CsvRows]:
    """Yield the rows of CSV text, empty ones too, some at a time.

    Raises:
        csv.Error: a cell is open at the end, followed by something, or too long.
    """
    plain = text.replace("\r\n", "\n") if "\r" in text else text
    return _quoted_rows(text) if '"' in text or "\r" in plain else _plain_rows(plain)


def _plain_rows(text: str) -> Iterator[CsvRows]:
    """Yield the rows of text without a quotation mark, in which every line is a row and every comma parts two cells."""
    begin, first = 0, 1
    while begin < len(text):
        end = text.find("\n", begin + _CHUNK) + 1 or len(text)
        lines = text[begin:end].removesuffix("\n").split("\n")
        if end - begin > _LONGEST_CELL and any(len(cell) > _LONGEST_CELL for line in lines for cell in line.split(",")):
            raise csv.Error
        yield range(first, first + len(lines)), [line.split(",") if line else [] for line in lines]
        begin, first = end, first + len(lines)


def _quoted_rows(text: str) -> Iterator[CsvRows]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        stream = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")  # StringIO takes four bytes a character
        reader = csv.reader(stream, strict=True)
        line = 1
        for cells in reader:
            lines.append(line)
            rows.append(cells)
            line = reader.line_num + 1
            if len(rows) == _ROWS:
                yield lines, rows
                lines, rows = [], []
    except csv.Error:
        yield lines, rows
        raise
    finally:
        csv.field_size_limit(limit)
    yield lines, rows


def csv_header(chunks: Iterator[CsvRows]) -> tuple[int, list[str], Iterator[CsvRows]]:
    """Return the line and the cells of the first row that is not empty, or an empty one; and the rows after it."""
    for lines, rows in chunks:
        for number, cells in enumerate(rows):
            if any(map(str.strip, cells)):
                return lines[number], _trimmed(cells), chain([(lines[number + 1 :], rows[number + 1 :])], chunks)
    return 1, [], chunks


def _trimmed(cells: Iterable[str]) -> list[str]:
    return [cell.strip() if "\n" not in cell else cell for cell in cells]


_scanned: Callable[[str | bytes, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
"""Returns what a text begins with, and where it ends."""


def _lines_of(chunk: bytes) -> Sequence[str | bytes]:
    """Return the lines of a chunk as text, or as bytes where it is not UTF-8."""
    try:
        return chunk.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return chunk.removesuffix(b"\n").split(b"\n")


def _alike(lines: Iterable[str | bytes]) -> Iterator[tuple[tuple[str, ...], list[Iterable[object]]]]:
    """Yield the values of lines one after another that are objects with the same keys, with these; () for what is none."""
    alike: tuple[str, ...] = ()
    rows: list[Iterable[object]] = []
    for line in lines:
        try:
            data, end = _scanned(line, 0)
            values, keys = data.values(), tuple(data)
            if end != len(line) and line[end:].strip():
                values = keys = ()
        except (ValueError, TypeError, AttributeError, StopIteration, RecursionError):
            values = keys = ()
        if keys != alike:
            if rows:
                yield alike, rows
            alike, rows = keys, []
        rows.append(values)
    if rows:
        yield alike, rows


class JsonLinesFile(RecordFile):
    """A file of one JSON object a line; null is missing, dates and amounts are text."""

    converter = typed_converter

    def batches(self) -> Iterator[Batch]:
        makers: dict[tuple[str, ...], MakeRecords | None] = {}
        first = 1
        with self.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                lines = _lines_of(chunk + stream.readline())
                places = range(first, first + len(lines))
                yield Batch(places, *self._made(lines, makers), partial(self._fields, places, lines))
                first += len(lines)

    def _made(
        self, lines: Sequence[str | bytes], makers: dict[tuple[str, ...], MakeRecords | None]
    ) -> tuple[list[TypedRecord | None], list[int]]:
        """Return the record of each line; lines one after another with the same keys are made at once."""
        records: list[TypedRecord | None] = []
        doubtful: list[int] = []
        for keys, rows in _alike(lines):
            make = makers[keys] if keys in makers else self._maker(keys, makers)
            found, wrong = make(rows) if make is not None else ([None] * len(rows), range(len(rows)))
            doubtful += [len(records) + number for number in wrong]
            records += found
        return records, doubtful

    def _fields(self, places: Sequence[int], lines: Sequence[str | bytes], number: int) -> Fields | None:
        """Return the fields of a line; None where it is empty or no object of fields."""
        line = lines[number]
        if not line.strip():
            return None
        where = self.place(places[number])
        try:
            data = json.loads(line.encode() if isinstance(line, str) else line)
        except (ValueError, RecursionError):
            self.ragged.append(Fault(where=where, sentence=say("jsonl.broken")))
            return None
        if not isinstance(data, dict):
            self.ragged.append(Fault(where=where, sentence=say("jsonl.no_object")))
            return None
        return self._named(where, {key: value for key, value in data.items() if value is not None})

    def _maker(self, keys: tuple[str, ...], makers: dict[tuple[str, ...], MakeRecords | None]) -> MakeRecords | None:
        """Return what makes records of objects with just these keys, None where they are not plainly fields; and keep it."""
        named = [fields_named(self.kind, key) for key in keys]
        plain = all(len(known) == 1 for known in named) and len({known[0] for known in named}) == len(named)
        if len(makers) > _MOST_SHAPES:
            return None
        makers[keys] = self.maker([known[0] for known in named], CellForm.JSON, as_typed) if plain else None
        if plain:
            self.headers.update({known[0].name: key for known, key in zip(named, keys, strict=True)})
        return makers[keys]

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

    def batches(self) -> Iterator[Batch]:
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

    def _sheets(self, sheets: Sequence[Sheet]) -> Iterator[Batch]:
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

    def _lines(self, sheet: Sheet, header: int, columns: Mapping[int, Field]) -> Iterator[Batch]:
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
                yield Batch([where], [None], [0], [data].__getitem__)
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

    def batches(self) -> Iterator[Batch]:
        with importing("tables"):
            import polars as pl
        name = self.path.name
        try:
            frame = pl.scan_parquet(self.path)
            fields = self.columns(name, frame.collect_schema().names())
            make = self.maker(fields, CellForm.TYPED, _as_text)
            done = 0
            while (part := frame.slice(done, _PART).collect()).height:
                columns = [_cells(column, one) for column, one in zip(part, fields, strict=True)]
                places = range(done + 1, done + part.height + 1)
                yield Batch(places, *make(zip(*columns, strict=True)), partial(self._fields, fields, columns))
                done += part.height
        except pl.exceptions.PolarsError as error:
            raise BrokenFileError(Fault(where=name, sentence=say("xlsx.broken", reason=type(error).__name__))) from None

    @staticmethod
    def _fields(fields: Sequence[Field | None], columns: Sequence[Sequence[object]], number: int) -> Fields:
        """Return the fields of a row."""
        row = zip(fields, (_cell(column[number], midnight=False) for column in columns), strict=True)
        return {one.name: as_stored(one, value) for one, value in row if one is not None and value != ""}


def _cells(column: Any, field: Field | None) -> list[object]:
    """Return the cells of a column; where many of them are equal, each different one is made once."""
    import polars as pl

    if field is None or not is_shared(field) or column.dtype not in (pl.String, pl.Date):
        return column.to_list()  # type: ignore[no-any-return]
    coded = column.cast(pl.Categorical) if column.dtype == pl.String else column
    different = coded.unique()
    known = dict(zip(different.to_physical().to_list(), different.to_list(), strict=True))
    return [known[code] for code in coded.to_physical().to_list()]


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
