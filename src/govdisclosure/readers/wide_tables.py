"""Wide tables read by data (宽表读入): one row a body and a period, one column a cell, as ``NAME.layout.toml`` says.

Nothing is guessed: a column that the layout does not name, a row without body or period, and a second row of one body and
period are named.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from attrs import evolve, field, frozen

from govdisclosure.errors import Fault, InvalidPeriodError, UnreadableError, refused
from govdisclosure.exact.decimals import amount, is_figure, parsed, product
from govdisclosure.formats import csv
from govdisclosure.formats.document import Grid, PlacedCell
from govdisclosure.formats.sniffing import format_of, open_document
from govdisclosure.messages import say
from govdisclosure.readers.cell_extraction import in_own_unit
from govdisclosure.readers.cell_values import COUNTERS, Figure, looks_like_a_figure, read_figure
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.records import Body
from govdisclosure.records.record import nearest
from govdisclosure.report import Cell, Origin, OriginKind, Report
from govdisclosure.standards import Standard
from govdisclosure.standards.file_keys import Key
from govdisclosure.standards.reporting import currencies, units_of_money
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, Kind, Period, Severity, Value

SUFFIX: Final = ".layout.toml"
_BLANKS: Final = {"missing": Blank.MISSING, "not_applicable": Blank.NOT_APPLICABLE}

KEYS: Final[Mapping[str, tuple[Key, ...]]] = {
    "layout": (
        Key("standard", "text", "Id of the standard whose cells the columns are; its file may be beside.", required=True),
        Key("source", "text", "Where such tables are published."),
        Key(
            "encoding",
            "text",
            "Encoding of a text file, such as cp1252; not needed for UTF-8 and UTF-16, nor for GB 18030 in Chinese.",
        ),
        Key("sheet", "text", "Regular expression of the sheets that are read; all of them without it."),
        Key("head", "whole", "Number of the row with the headings, counted among rows that are not empty; 1 without it."),
        Key("body", "body", "The columns that name the body.", required=True),
        Key("period", "period", "The column that names the period, or the period itself.", required=True),
        Key("skip", "texts", "Regular expressions of bodies whose rows are left out, such as totals."),
        Key("ignore", "texts", "Headings of columns that are known and not read."),
        Key("words", "words", 'Words for values in any column: missing, not_applicable, or a number: { "c" = "missing" }.'),
        Key("cells", "cells", "The heading of each cell's column, by the cell's address.", required=True),
    ),
    "body": (
        Key("name", "text", "Heading of the column with its name.", required=True),
        Key("id", "text", "Heading of the column with its id; the name is the id without it."),
    ),
    "period": (
        Key("column", "text", "Heading of the column."),
        Key("value", "text", "The period of every row, where no column names it."),
        Key(
            "pattern",
            "text",
            "Regular expression of what the column says, with groups year and quarter, half or month; 2014, 2014-Q4, 2014-H1"
            " and 2014-06 are read without it.",
        ),
    ),
}
"""The keys of each table of the file."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a layout's file, for editors that complete and check."""

    def table(name: str) -> dict[str, Any]:
        keys = KEYS[name]
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [key.name for key in keys if key.required],
            "properties": {key.name: {"description": key.doc, **shapes[key.shape]} for key in keys},
        }

    texts: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}
    column = {
        "type": "object",
        "additionalProperties": False,
        "required": ["column"],
        "properties": {"column": {"type": "string"}, "times": {"type": "string"}},
    }
    shapes: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "texts": {"type": "array", "items": {"type": "string"}},
        "whole": {"type": "integer", "minimum": 1},
        "words": texts,
        "cells": {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, column]}},
    }
    shapes |= {name: table(name) for name in ("body", "period")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "govdisclosure layout of a wide table",
        **table("layout"),
    }


@frozen(kw_only=True)
class WideLayout(ValueObject):
    """A layout of a wide table (宽表布局).

    Attributes:
        cells: the heading of each cell's column, by address; ``heading #2`` is the second column of that heading.
        times: what the figures of a cell's column are multiplied by, such as ``100`` where a share is printed as 0.25.
    """

    name: str
    standard: str
    source: str = ""
    encoding: str = ""
    sheet: str = ""
    head: int = 1
    body: str
    body_id: str = ""
    period: str = ""
    period_value: str = ""
    period_pattern: str = ""
    skip: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(factory=FrozenDict, converter=frozen_dict)
    cells: Mapping[str, str] = field(converter=frozen_dict)
    times: Mapping[str, str] = field(factory=FrozenDict, converter=frozen_dict)


@lru_cache(maxsize=32)
def parse_layout(text: str, file: str) -> WideLayout:
    """Return the layout of a file's text.

    Raises:
        UnreadableError: it has faults; all of them are named.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refused(file, "theme.no_toml", reason=str(error)) from None
    faults: list[Fault] = []

    def fault(place: str, key: str, **facts: object) -> None:
        faults.append(Fault(where=file, field=place, sentence=say(key, **facts)))

    _check(data, "layout", "", fault)
    if not faults:
        for place, pattern in (
            ("sheet", data.get("sheet", "")),
            ("period.pattern", data["period"].get("pattern", "")),
            *((f"skip[{number}]", one) for number, one in enumerate(data.get("skip", []))),
        ):
            try:
                re.compile(pattern)
            except re.error as error:
                fault(place, "layout.pattern", reason=str(error))
        if ("column" in data["period"]) == ("value" in data["period"]):
            fault("period", "layout.period")
        for word, meant in data.get("words", {}).items():
            if meant not in _BLANKS and _number(meant) is None:
                fault(f"words.{word}", "layout.word", known=list(_BLANKS))
        try:
            "".encode(data.get("encoding") or "utf-8")
        except LookupError:
            fault("encoding", "layout.encoding", found=data["encoding"])
    if faults:
        raise UnreadableError(faults)
    cells = {address: one if isinstance(one, str) else one["column"] for address, one in data["cells"].items()}
    period = data["period"]
    return WideLayout(
        name=file.removesuffix(SUFFIX),
        standard=data["standard"],
        source=data.get("source", ""),
        encoding=data.get("encoding", ""),
        sheet=data.get("sheet", ""),
        head=data.get("head", 1),
        body=_spelt(data["body"]["name"]),
        body_id=_spelt(data["body"].get("id", "")),
        period=_spelt(period.get("column", "")),
        period_value=period.get("value", ""),
        period_pattern=period.get("pattern", ""),
        skip=tuple(data.get("skip", ())),
        ignore=frozenset(map(_spelt, data.get("ignore", ()))),
        words={_spelt(word): meant for word, meant in data.get("words", {}).items()},
        cells={address: _spelt(heading) for address, heading in cells.items()},
        times={address: one["times"] for address, one in data["cells"].items() if isinstance(one, dict) and "times" in one},
    )


def _check(data: Mapping[str, Any], table: str, place: str, fault: Any) -> None:
    """Name the keys that a table of the file cannot have, lacks, or has in another shape."""
    known = {key.name: key for key in KEYS[table]}
    for name in data.keys() - known.keys():
        fault(f"{place}{name}", "layout.unknown_key", known=list(nearest(name, known) or known))
    for name, key in known.items():
        value = data.get(name)
        if value is None:
            if key.required:
                fault(f"{place}{name}", "theme.required")
        elif key.shape in KEYS:
            if isinstance(value, dict):
                _check(value, key.shape, f"{place}{name}.", fault)
            else:
                fault(f"{place}{name}", "theme.table")
        elif not _fits(key.shape, value):
            fault(f"{place}{name}", f"layout.shape.{key.shape}")


def _fits(shape: str, value: object) -> bool:
    if shape == "text":
        return isinstance(value, str)
    if shape == "whole":
        return type(value) is int and value > 0
    if shape == "texts":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not isinstance(value, dict) or not value:
        return isinstance(value, dict) and shape == "words"
    return all(isinstance(one, str) or (shape == "cells" and _is_column(one)) for one in value.values())


def _is_column(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("column"), str)
        and value.keys() <= {"column", "times"}
        and _number(value.get("times", "1")) is not None
    )


def _number(text: object) -> Decimal | None:
    """Return the number that a text of a layout is; None where it is none."""
    number = parsed(text) if isinstance(text, str) else None
    return number if number is not None and number.is_finite() else None


def _spelt(text: str) -> str:
    """Return a heading or a word with single spaces."""
    return " ".join(text.split())


# --------------------------------------------------------------------------------------------------------------- reading


def read_wide(data: bytes, name: str, layout: WideLayout, standard: Standard) -> tuple[Report, ...]:
    """Read every row of a table as a report, whatever its format: CSV, xlsx, ods, xls, a table of a web page.

    What is odd about the table as a whole is a note of the first report.

    Raises:
        UnreadableError: it cannot be opened, lacks a column of the layout, or no row is a report.
    """
    unknown = sorted(layout.cells.keys() - standard.spots.keys())
    if unknown:
        similar = [near for one in unknown[:1] for near in nearest(one, standard.spots)]
        raise refused(f"{layout.name}{SUFFIX}", "layout.unknown_cells", cells=unknown[:10], standard=standard.id, known=similar)
    if layout.encoding and data[:2] != b"PK":
        try:
            data = data.decode(layout.encoding).encode()
        except UnicodeDecodeError:
            raise refused(name, "layout.undecodable", encoding=layout.encoding) from None
    recognised = format_of(data)
    is_text = recognised is not None and recognised.name in ("text", "csv")
    if is_text and standard.language != "zh" and not _is_unicode(data):
        raise refused(name, "layout.encoding_needed")  # any bytes are GB 18030, and nearly any are of every European code page
    has_lines_above = recognised is not None and recognised.name == "text"  # of another length than the table's
    document = csv.document(data, name) if has_lines_above else open_document(data, name)
    reading = _TableReading(name, layout, standard, is_text)
    for grid in document.blocks:
        if isinstance(grid, Grid) and (not layout.sheet or re.search(layout.sheet, grid.caption)):
            reading.take(grid)
    for one in document.left_out:
        reading.notes.add("read.left_out", Severity.WARNING, (), [one.where], say("layout.left_out", text=one.text))
    if not reading.reports:
        sentences = [found.message for found in reading.notes.findings] or [say("layout.no_rows")]
        raise UnreadableError([Fault(where=name, sentence=one) for one in sentences[:10]])
    return reading.made()


def _is_unicode(data: bytes) -> bool:
    try:
        data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8")
    except UnicodeDecodeError:
        return False
    return True


@frozen
class _TableReading:
    """Reads the grids of one table."""

    name: str
    layout: WideLayout
    standard: Standard
    is_text: bool
    notes: Diagnostics = field(factory=Diagnostics)
    reports: dict[tuple[str, Period], tuple[Report, Diagnostics, str]] = field(factory=dict)

    def made(self) -> tuple[Report, ...]:
        """Return the reports, with the notes on the whole table on the first."""
        self.about_totals()
        self.about_units()
        self.about_fractions()
        found = []
        for number, (report, notes, _) in enumerate(self.reports.values()):
            more = self.notes.findings if number == 0 else ()
            unread = (*notes.unread, *(self.notes.unread if number == 0 else ()))
            found.append(evolve(report, notes=(*more, *notes.findings), unread=unread))
        return tuple(found)

    def about_totals(self) -> None:
        """Doubt the rows that look like totals: by their name, or since all their counts are the sums of the others'."""
        by_period: dict[Period, list[tuple[Report, Diagnostics, str]]] = {}
        for one in self.reports.values():
            by_period.setdefault(one[0].period, []).append(one)
        for rows in by_period.values():
            counts = [{key: cell.value for key, cell in one.cells.items() if type(cell.value) is int} for one, _, _ in rows]
            sums = Counter[str]()
            for own in counts:
                sums.update(own)
            for (report, notes, where), own in zip(rows, counts, strict=True):
                figures = {key: number for key, number in own.items() if number}
                adds_up = len(rows) > 2 and len(figures) > 1 and all(sums[key] == 2 * number for key, number in figures.items())
                if adds_up or _TOTAL.match(report.body.name or ""):
                    message = say("layout.total_row", body=report.body.name or report.body.id)
                    notes.add("layout.total_row", Severity.WARNING, sorted(report.cells), [where], message)

    def about_fractions(self) -> None:
        """Doubt columns of shares none of which is more than 1: they may be printed as parts of 1."""
        for address, heading in self.layout.cells.items():
            if self.standard.spots[address].kind is Kind.SHARE and address not in self.layout.times:
                values = [one[0].cells[address].value for one in self.reports.values() if address in one[0].cells]
                figures = [one for one in values if is_figure(one)]
                if any(0 < one < 1 for one in figures) and all(one <= 1 for one in figures):
                    self.notes.add("layout.fractions", Severity.WARNING, [address], [], say("layout.fractions", column=heading))

    def about_units(self) -> None:
        """Doubt columns whose heading prints another unit than the cell's, and that nothing converts."""
        for address, heading in self.layout.cells.items():
            spot, unit = self.standard.spots[address], _unit_in(heading, self.standard.currency)
            if unit and address not in self.layout.times and not self.converts(address, unit) and unit != spot.unit:
                is_main = spot.kind is Kind.AMOUNT and not spot.unit and self.standard.units_of_money.get(unit) == 1
                if not is_main and not (spot.kind is Kind.SHARE and unit in _PER_CENT):
                    message = say("layout.head_unit", column=heading, unit=unit, label=spot.label)
                    self.notes.add("layout.head_unit", Severity.WARNING, [address], [], message)

    def converts(self, address: str, unit: str) -> bool:
        """Whether a unit is one of money that the cell's is counted from."""
        spot = self.standard.spots[address]
        return spot.kind is Kind.AMOUNT and self.standard.places_between(unit, spot.unit) is not None

    def take(self, grid: Grid) -> None:
        """Read the rows of a grid below its headings."""
        lines = [line for line in grid.rows if any(cell is not None and cell.text.strip() for cell in line)]
        if len(lines) < self.layout.head:
            return
        columns = self.columns(lines[self.layout.head - 1], grid.where)
        for line in lines[self.layout.head :]:
            self.row(line, columns)

    def columns(self, line: Sequence[PlacedCell | None], where: str) -> Mapping[str, int]:
        """Return the place of each column by its heading, ``heading #2`` for the second of one heading.

        Raises:
            UnreadableError: a heading of the layout is not there, or is there twice and the layout does not say which.
        """
        layout = self.layout
        seen: Counter[str] = Counter()
        places: dict[str, int] = {}
        for at, cell in enumerate(line):
            heading = _spelt(cell.text) if cell is not None else ""
            if heading:
                seen[heading] += 1
                places[heading if seen[heading] == 1 else f"{heading} #{seen[heading]}"] = at
        wanted = [one for one in (layout.body, layout.body_id, layout.period, *layout.cells.values()) if one]
        missing = [one for one in dict.fromkeys(wanted) if one not in places]
        if missing:
            raise refused(
                f"{self.name} {where}", "layout.no_column", columns=missing[:10], known=list(nearest(missing[0], places))
            )
        named = {*wanted, *layout.ignore}
        for heading, count in seen.items():
            several = [f"{heading} #{number}" for number in range(2, count + 1)]
            if count > 1 and heading in wanted and not named & set(several):
                raise refused(f"{self.name} {where}", "layout.twice", column=heading, count=count)
        strays = [one for one in places if one not in named]
        if strays:
            found = [cell.where for cell in (line[places[one]] for one in strays) if cell is not None]
            message = say("layout.unknown_columns", count=len(strays), columns=strays[:10])
            self.notes.add("layout.unknown_columns", Severity.WARNING, (), found[:20], message)
        return places

    def row(self, line: Sequence[PlacedCell | None], columns: Mapping[str, int]) -> None:
        """Read one row; one without body or period is named."""
        layout = self.layout
        first = next(cell for cell in line if cell is not None and cell.text.strip())
        body = _text(line, columns[layout.body])
        identity = _text(line, columns[layout.body_id]) if layout.body_id else body
        if any(re.search(pattern, body) for pattern in layout.skip):
            return
        printed = _text(line, columns[layout.period]) if layout.period else layout.period_value
        period = self.period(printed)
        if not body or not identity or period is None:
            self.notes.add(
                "layout.no_row", Severity.WARNING, (), [first.where], say("layout.no_row", body=body, period=printed)
            )
            for cell in line:
                if cell is not None and cell.text.strip():
                    self.notes.left(cell)
            return
        notes = Diagnostics()
        beyond = [cell for cell in line[max(columns.values()) + 1 :] if cell is not None and cell.text.strip()]
        if beyond:
            shifted = any(looks_like_a_figure(cell.text) for cell in beyond)
            key = "layout.row_long" if shifted else "layout.beside"
            message = say(key, body=body, period=printed, text=beyond[0].text)
            (self.notes if shifted else notes).add(key, Severity.WARNING, (), [beyond[0].where], message)
            for cell in line if shifted else beyond:
                if cell is not None and cell.text.strip():
                    self.notes.left(cell)
            if shifted:  # a comma in a figure may have moved all the others
                return
        cells = dict(self.cells(line, columns, notes))
        lacking = [one for one, heading in layout.cells.items() if self.is_text and line[columns[heading]] is None]
        if lacking:
            message = say("layout.row_short", body=body, period=printed, count=len(lacking))
            notes.add("layout.row_short", Severity.WARNING, lacking, [first.where], message)
        whose = Body(id=identity, name=body)
        report = Report(standard=self.standard, body=whose, period=period, cells=cells)
        earlier = self.reports.setdefault((identity, period), (report, notes, first.where))
        if earlier[0] is not report:
            same = all(earlier[0][key] == cell.value for key, cell in cells.items())
            severity, key = (Severity.WARNING, "layout.same_twice") if same else (Severity.ERROR, "layout.row_twice")
            message = say(key, body=body, period=printed, other=earlier[2])
            earlier[1].add(key, severity, (), [first.where], message)

    def period(self, printed: str) -> Period | None:
        """Return the period that a text names, in years of the standard; None where it names none."""
        text = printed
        if self.layout.period_pattern:
            match = re.fullmatch(self.layout.period_pattern, printed)
            groups = {} if match is None else match.groupdict()
            if not groups.get("year"):
                return None
            parts = {"quarter": "-Q{}", "half": "-H{}", "month": "-{:0>2}"}
            text = groups["year"] + "".join(form.format(groups[part]) for part, form in parts.items() if groups.get(part))
        try:
            return self.standard.period_of(text)
        except InvalidPeriodError:
            return None

    def cells(
        self, line: Sequence[PlacedCell | None], columns: Mapping[str, int], notes: Diagnostics
    ) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of a row; what is printed and is no value is named."""
        for address, heading in self.layout.cells.items():
            cell = line[columns[heading]]
            if cell is None:
                continue
            spot = self.standard.spots[address]
            if cell.hidden and cell.text.strip():  # what nobody sees is no figure
                notes.about("layout.hidden", Severity.WARNING, address, (cell.where,), label=spot.label, printed=cell.text)
                continue
            value: Value
            meant = self.layout.words.get(_spelt(cell.text))
            if meant is not None:
                number = _number(meant)
                value = _BLANKS[meant] if number is None else number if spot.kind.has_decimals else int(number)
                yield address, Cell(value=value, printed=cell.text, origin=Origin(OriginKind.READ, cell.where))
                continue
            figure = _figure(cell.text, spot.kind, self.standard)
            if not figure.understood:
                key = f"read.words.{spot.kind.sort}"
                notes.about("read.words", Severity.WARNING, address, (cell.where,), key, label=spot.label, printed=cell.text)
            value, unit = figure.value, figure.unit if figure.unit != spot.unit else None
            decimals: int | None = None
            if address in self.layout.times and is_figure(value):
                many = product(amount(self.layout.times[address]), value)
                value = many if spot.kind.has_decimals or many != int(many) else int(many)
            elif unit is None and not figure.unit and (printed := _unit_in(heading, self.standard.currency)) != spot.unit:
                unit = printed if printed and self.converts(address, printed) else None
            if unit and not (spot.kind is Kind.SHARE and unit in _PER_CENT):
                if not self.converts(address, unit):
                    severity = Severity.INFO if spot.kind is Kind.COUNT and unit in COUNTERS else Severity.WARNING
                    notes.about("read.cell_unit", severity, address, (cell.where,), label=spot.label, unit=unit)
                value, decimals, unit = in_own_unit(notes, self.standard, address, value, unit, cell.where)
            origin = Origin(OriginKind.READ, cell.where)
            yield address, Cell(value=value, printed=cell.text, unit=unit, decimals=decimals, origin=origin)


_PER_CENT: Final = frozenset({"%", "per cent", "percent", "百分比"})
_SCALES = (
    r"[$£€¥]?\s?(?:'?000s?|thousands?|hundreds?|millions?|billions?|[mk]|bn)|%|per ?cent|百分比"
    r"|(?:[十百千]|百?万|千万|亿)[件条次项元人户页]?(?:次)?"
)


@lru_cache(maxsize=1024)
def _unit_in(heading: str, currency: str) -> str | None:
    """Return the unit or scale that a heading prints: in brackets, after a comma, 单位 or *in*, or at its end (£m)."""
    money = "|".join(re.escape(one) for known in currencies().values() for one in sorted(known, key=len, reverse=True))
    unit = f"(?:{money}|{_SCALES})"
    text = unicodedata.normalize("NFKC", heading)
    pattern = (
        rf"[(\[【]\s*(?:in |单位\s*:?\s*)?({unit})\s*[)\]】]"
        rf"|(?:,|;|\bin\b|单位\s*:)\s*({unit})\s*$"
        r"|\s([$£€¥]\s?(?:'?000s?|[mk]|bn))\s*$"
    )
    match = re.search(pattern, text, re.IGNORECASE)
    found = next((one for one in match.groups() if one), None) if match is not None else None
    return next((one for one in units_of_money(currency) if found and one.casefold() == found.casefold()), found)


def _figure(printed: str, kind: Kind, standard: Standard) -> Figure:
    """Read a cell; a data file has more decimals than a printed table."""
    if kind.has_decimals and _LONG.fullmatch(printed.strip()):
        return Figure(amount(printed.strip().replace(",", "")))
    return read_figure(printed, kind, standard.style)


_TOTAL = re.compile(r"(?:grand |sub-?)?totals?\b|all\b|overall\b|合计|总计|小计|全部", re.IGNORECASE)
_LONG = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3})+)\.\d{7,20}", re.ASCII)


def _text(line: Sequence[PlacedCell | None], place: int) -> str:
    cell = line[place]
    return "" if cell is None else _spelt(cell.text)
