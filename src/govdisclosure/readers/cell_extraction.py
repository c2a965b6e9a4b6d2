"""The cells of a report from the tables found (取数): every figure with its address, whatever does not fit as a note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import assert_never

from attrs import define, field

from govdisclosure.exact.decimals import places as places_of, shifted
from govdisclosure.messages import say
from govdisclosure.quotation import quotation
from govdisclosure.readers.alignment import labels_ending_at
from govdisclosure.readers.cell_values import COUNTERS, looks_like_a_figure, read_figure
from govdisclosure.readers.column_assignment import Columns, unit_in_head
from govdisclosure.readers.figure_runs import run_after
from govdisclosure.readers.labels import SAME_WORDS, Label, normalised, numbering
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.readers.reliability import RowDoubt, are_all_read, doubts, is_moved_for_certain, meant_by
from govdisclosure.readers.row_placement import PlacedRow, place
from govdisclosure.readers.table_location import LocatedTable
from govdisclosure.readers.token_stream import Token, TokenStream, is_unit
from govdisclosure.report import Cell, Origin, OriginKind
from govdisclosure.standards import Spot, Standard, Table, address
from govdisclosure.values import Blank, Kind, Severity, Value, plain


@define
class CellExtraction:
    """The tables of one report on their way into cells.

    Attributes:
        standard: the standard, made of several where the document is mixed.
        notes: what is noticed.
        document: the document.
        lossy: whether it is a text that loses cells somewhere.
        taken: the tokens that are understood, by identity.
        cells: the report's cells.
    """

    standard: Standard
    notes: Diagnostics
    document: TokenStream
    lossy: bool = False
    taken: set[int] = field(factory=set)
    cells: dict[str, Cell] = field(factory=dict)

    def add_all(self, tables: Iterable[LocatedTable]) -> None:
        """Take the cells of tables."""
        placed = [(table, [place(table, match) for match in table.matches]) for table in tables]
        self.lossy = any(row.label.grid < 0 and not row.exact for _, rows in placed for row in rows)
        for table, rows in placed:
            self.add(table, rows)

    def add(self, found: LocatedTable, rows: Sequence[PlacedRow]) -> None:
        """Take the cells of a table."""
        table = next(one for one in self.standard.tables if one.key == found.key)
        self.take_heads(found)
        for columns in found.columns.values():
            self.about_columns(table, found, columns, rows)
        for row in rows:
            self.row(found, row)
        if not table.columns:
            for placed, missing in gaps(rows):
                self.note("read.numbering", placed.row.key, placed.label, label=placed.row.label, missing=missing)
        for doubt in doubts(found, rows, lossy=self.lossy):
            self.about(table, doubt)
        self.about_unknown(found, {row.row.key for row in rows})
        for key, tokens in (heading_figures(found, self.take) if table.columns else {}).items():
            facts = {"label": self.standard.rows[key].label, "printed": [one.text.strip() for one in tokens]}
            self.notes.about("read.heading_figures", Severity.WARNING, key, [one.where for one in tokens], **facts)
        present = {row.row.key for row in rows}
        for indicator in table.rows:
            if indicator.key not in present and not (table.columns and indicator.kind is Kind.HEADING):
                self.notes.about("read.row_missing", Severity.WARNING, indicator.key, (), label=indicator.label)
        self.leave(found, rows)

    def note(self, rule: str, cell: str, token: Token | None, key: str | None = None, **facts: object) -> None:
        """Note something about one cell or row."""
        where = (token.where,) if token is not None else ()
        self.notes.about(rule, Severity.WARNING, cell, where, key, **facts)

    def about(self, table: Table, doubt: RowDoubt) -> None:
        """Note a doubt."""
        where = (doubt.where or doubt.row.label).where
        facts = {"label": doubt.row.row.label, **doubt.facts}
        key = doubt.row.row.key
        for cell in [address(key, table.columns[one].key) for one in doubt.columns] or [key]:
            self.notes.about(doubt.rule, Severity.WARNING, cell, (where,), **facts)

    def take(self, stream: TokenStream, tokens: Iterable[Token | None]) -> None:
        """Say that tokens are understood."""
        self.taken.update(id(stream.original(one)) for one in tokens if one is not None)

    # ------------------------------------------------------------------------------------------------ what is left over

    def take_heads(self, found: LocatedTable) -> None:
        """Take the heads of a table; in a text, the groups over them as well."""
        stream = found.stream
        for columns in found.columns.values():
            for line in columns.head_lines:
                self.take(stream, stream.cells(line))
        for places in found.lists.values():
            if places.head is not None:
                self.take(stream, stream.cells(places.head))
        self.take(stream, found.text_heads)

    def leave(self, found: LocatedTable, rows: Sequence[PlacedRow]) -> None:
        """Keep what is among a table's rows and was not understood; a group's label printed again is no news."""
        again = found.form.headings | {Label.of(row.row.label).text for row in rows} | {row.label.label.text for row in rows}
        first = min((place for one in found.columns.values() for own in one.places.values() for place in own), default=0)
        for line in sorted(found.lines):
            for token in self.document.on_line(line):
                if id(token) in self.taken or not token.text.strip():
                    continue
                self.taken.add(id(token))
                before = token.grid < 0 or token.places[0] < first
                is_number = token.grid >= 0 and before and numbering(token.text + "、") == token.text.strip() + "、"
                if not (before and (token.label.text in again or is_number or (token.grid >= 0 and is_unit(token.text)))):
                    self.notes.left(token)

    def about_unknown(self, found: LocatedTable, present: set[str]) -> None:
        """Name rows that the form does not have, with the rows that they may be."""
        for token in found.unknown:
            labels = labels_ending_at(found.stream, found.stream.position(token)) if token.grid < 0 else [token.label]
            cells = sorted(meant_by(found, labels) - present)
            if cells:
                message = say("read.row_unknown", printed=normalised(token.text), cells=cells)
                self.notes.add("read.row_unknown", Severity.WARNING, cells, [token.where], message)

    # ---------------------------------------------------------------------------------------------------------- columns

    def about_columns(self, table: Table, found: LocatedTable, columns: Columns, rows: Sequence[PlacedRow]) -> None:
        """Say which heads are doubtful, which columns are missing, which are more than the standard has."""
        where = self.where(found, columns)
        every = [spot.address for spot in self.standard.spots.values() if spot.table.key == table.key]
        if columns.doubt == "read.no_head":
            message = say("read.no_head", count=len(table.columns), where=where)
            self.notes.add("read.no_head", Severity.WARNING, every, [where], message)
            return
        if columns.doubt not in (None, "read.head"):
            rule = str(columns.doubt)
            certain = is_moved_for_certain(found, rows, columns)
            cells = [one.row.key for one in rows if found.columns[found.stretches[one.match.row]] is columns]
            severity = Severity.INFO if certain else Severity.WARNING
            self.notes.add(rule, severity, cells, [where], say(rule, where=where, count=1))
        for number, column in enumerate(table.columns):
            name = "/".join((*column.head, column.label))
            cells = [address(row.key, column.key) for row in table.rows if row.kind is not Kind.HEADING]
            if number not in columns.order:
                message = say("read.column_missing", label=name, where=where)
                severity = Severity.INFO if are_all_read(found, rows, columns) else Severity.WARNING
                self.notes.add("read.column_missing", severity, cells, [where], message)
            elif columns.likeness.get(number, 1.0) < SAME_WORDS:
                printed = columns.heads.get(number, "")
                message = say("read.head", label=name, printed=normalised(printed))
                severity = Severity.INFO if found.form.begins_only(Label.of(printed), number) else Severity.WARNING
                self.notes.add("read.head", severity, cells, [where], message)
        for printed in dict.fromkeys(columns.others.values()):
            message = say("read.column_extra", label=quotation(printed), where=where)
            self.notes.add("read.column_extra", Severity.WARNING, (), [where], message)

    def where(self, found: LocatedTable, columns: Columns) -> str:
        """Return the address of the grid, or of the first row in a text."""
        key = next((key for key, one in found.columns.items() if one is columns), (-1, 0))
        if key[0] >= 0:
            return found.stream.addresses[key[0]]
        row = next((one for one in found.matches if found.stretches[one.row] == key), found.matches[0])
        return found.stream.tokens[row.start].where

    # -------------------------------------------------------------------------------------------------------------- rows

    def row(self, found: LocatedTable, placed: PlacedRow) -> None:
        """Read one row."""
        stream, row, match = found.stream, placed.row, placed.match
        if placed.label.kind == "words" or not found.form.has_no_labels:
            self.take(stream, stream.tokens[match.start : match.end + 1])
        if match.like < (SAME_WORDS if found.form.table.columns else 1):
            self.note("read.label" if placed.label.text.strip() else "read.label_lost", row.key, placed.label, label=row.label)
        if placed.label.grid < 0 and placed.label.line in stream.joined:
            self.note("read.label_joined", row.key, placed.label, label=row.label)
        if row.kind is Kind.HEADING:
            self.heading(stream, placed)
            return
        table_doubts = {one.doubt for one in found.columns.values()}
        if placed.doubt is not None and placed.doubt not in table_doubts:
            self.note(placed.doubt, row.key, placed.label, label=row.label)
        if not found.form.table.columns:
            self.listed(stream, placed)
            return
        columns = found.columns[found.stretches[match.row]]
        for number, column in enumerate(found.form.table.columns):
            key = address(row.key, column.key)
            if number in placed.shared:
                self.note("read.cell_shared", key, placed.label, label=self.standard.spots[key].label)
            elif number in placed.cells and key in self.standard.spots:
                self.value(stream, self.standard.spots[key], placed.cells[number], columns.heads.get(number, ""))

    def value(self, stream: TokenStream, spot: Spot, cell: Token, head: str) -> None:
        """Read one cell of a table with columns."""
        self.take(stream, [cell])
        figure = read_figure(cell.text, spot.kind, self.standard.style)
        if not figure.understood:
            self.about_words(spot.address, spot.kind, spot.label, cell)
        unit = figure.unit if figure.unit and figure.unit != spot.unit else None
        if unit:
            self.about_unit(spot.address, spot.kind, spot.label, cell, unit)
        elif not figure.unit and not isinstance(figure.value, Blank):
            unit = self.unit_of_head(spot, head, cell)
        self.put(spot.address, cell, figure.value, unit, figure.remark)

    def about_words(self, key: str, kind: Kind, label: str, cell: Token) -> None:
        """Say that a cell prints no value of its kind."""
        message = f"read.words.{kind.sort}"
        self.note("read.words", key, cell, message, label=label, printed=cell.text.strip())

    def about_unit(self, key: str, kind: Kind, label: str, cell: Token, unit: str) -> None:
        """Say that a cell prints a unit of its own; of a count 起 for 件 changes nothing."""
        severity = Severity.INFO if kind is Kind.COUNT and unit in COUNTERS else Severity.WARNING
        self.notes.about("read.cell_unit", severity, key, (cell.where,), label=label, unit=unit)

    def unit_of_head(self, spot: Spot, head: str, cell: Token) -> str | None:
        """Return the unit that a head prints, where it is another than the standard's; none where one belongs is said."""
        printed = unit_in_head(unicodedata.normalize("NFKC", head))
        if printed is not None and printed != spot.unit and spot.unit:
            self.note("read.head_unit", spot.address, cell, label=spot.label, unit=printed)
            return printed
        own = unit_in_head(unicodedata.normalize("NFKC", spot.column.label)) if spot.column is not None else None
        if printed is None and own and any(char in "123456789" for char in unicodedata.normalize("NFKC", cell.text)):
            facts = {"label": spot.label, "unit": spot.unit}
            self.notes.about("read.head_no_unit", Severity.INFO, spot.address, (cell.where,), **facts)
        return None

    def put(self, key: str, cell: Token, value: Value, unit: str | None, remark: str | None) -> None:
        """Take a cell into the report."""
        remarks = "；".join(one for one in (remark, cell.remark) if one)
        value, decimals, unit = in_own_unit(self.notes, self.standard, key, value, unit, cell.where)
        self.cells[key] = Cell(
            value=value,
            printed=cell.text.strip(),
            unit=unit,
            remark=remarks or None,
            decimals=decimals,
            origin=Origin(OriginKind.READ, cell.where),
        )

    # ------------------------------------------------------------------------------------------- tables without columns

    def listed(self, stream: TokenStream, placed: PlacedRow) -> None:
        """Read unit and value of a row of a table without columns."""
        row, unit = placed.row, placed.unit
        if placed.shared:
            self.note("read.cell_shared", row.key, placed.label, label=row.label)
        cell = placed.cells.get(0)
        if cell is None or row.key not in self.standard.spots:
            return
        self.take(stream, (cell, unit))
        figure = read_figure(cell.text, row.kind, self.standard.style)
        if not figure.understood:
            self.about_words(row.key, row.kind, row.label, cell)
        printed = unit.text.strip() if unit is not None else row.unit
        odd = printed != row.unit or (unit is not None and not _unit_fits(printed, row.kind))
        if unit is not None and odd:
            self.note("read.unit", row.key, unit, label=row.label, unit=printed)
        if figure.unit and figure.unit != row.unit:
            self.about_unit(row.key, row.kind, row.label, cell, figure.unit)
        self.put(row.key, cell, figure.value, figure.unit or (printed if odd else None), figure.remark)

    def heading(self, stream: TokenStream, placed: PlacedRow) -> None:
        """A heading that prints something other than the sign for headings is one by our decision: that is said."""
        style, cell, unit = self.standard.style, placed.cells.get(0), placed.unit
        self.take(stream, (cell, unit))
        if cell is not None and style.heading_value and cell.text.strip() != style.heading_value:
            printed = unit.text.strip() if unit is not None else ""
            facts = {"label": placed.row.label, "unit": printed, "printed": cell.text.strip()}
            self.notes.about("read.heading", Severity.INFO, placed.row.key, (cell.where,), **facts)


def _unit_fits(unit: str, kind: Kind) -> bool:
    """Whether a unit can belong to an indicator of this kind: 件 to a count, 是/否 to a yes/no, none to words."""
    match kind:
        case Kind.YES_NO:
            return unit in ("是/否", "")
        case Kind.TEXT | Kind.DATE | Kind.HEADING:
            return unit in ("", "—", "——")
        case Kind.COUNT | Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return unit not in ("是/否", "有")
    assert_never(kind)


def in_own_unit(
    notes: Diagnostics, standard: Standard, key: str, value: Value, unit: str | None, where: str
) -> tuple[Value, int | None, str | None]:
    """Return a value in the unit of its cell, with the decimals that it prints, and the unit where it is none of money.

    Money that is printed in another unit is converted, with a note.
    """
    if not isinstance(value, Decimal):
        return value, None, unit
    own = standard.spots[key].unit
    decimals = _decimals_printed(value, standard.decimals(key))
    further = standard.places_between(unit, own) if unit and unit != own else None
    if further is None:
        return value, decimals, unit
    if further == 0:  # another name of the same unit
        return value, decimals, None
    decimals = _decimals_printed(value, standard.decimals(key) + further)
    decimals, value = None if decimals is None else decimals - further, shifted(value, further)
    facts = {"label": standard.spots[key].label, "unit": unit, "own": own, "value": plain(value)}
    notes.about("read.unit_converted", Severity.INFO, key, (where,), **facts)
    return value, decimals, None


def _decimals_printed(value: Decimal, decimals: int) -> int | None:
    """Return how many decimals a figure prints where its cell has more; None where it is as exact as the cell.

    A bare zero says that there is nothing, which is no rounding.
    """
    if (shown := places_of(value)) >= decimals or (value == 0 and not shown):
        return None
    return shown


def heading_figures(found: LocatedTable, take: Callable[[TokenStream, Iterable[Token]], None]) -> Mapping[str, list[Token]]:
    """Return what groups of a table with columns print beside them that is more than dashes and blanks, by the group's key."""
    stream, form = found.stream, found.form
    told: dict[str, list[Token]] = {}
    mine = {stream.tokens[one.end].line for one in found.matches}
    rows = {Label.of(row.label).text: row for row in form.table.rows if row.kind is Kind.HEADING}
    for line in sorted(found.lines - mine):
        for token in stream.on_line(line):
            if token.label.text not in rows:
                continue
            beside = stream.right_of(token) if token.grid >= 0 else list(run_after(stream, stream.position(token)).cells)
            own = [one for one in beside if any(map(str.isdigit, one.text)) or not looks_like_a_figure(one.text)]
            take(stream, [one for one in beside if one not in own])
            if own:
                told[rows[token.label.text].key] = own
    return told


_LEVELS = ("一、", "(一)", "1、", "①")
_CHINESE = "一二三四五六七八九十"
_CHINESE_NUMBER = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"


def gaps(rows: Sequence[PlacedRow]) -> Iterator[tuple[PlacedRow, list[str]]]:
    """Yield the rows before which numbers of their level are missing, with those numbers as they would be printed."""
    last: dict[str, int] = {}
    for row in rows:
        level, number = _numbered(numbering(row.label.text))
        if number is None:
            continue
        before = last.get(level, 0)
        if number > before + 1:
            yield row, [_number_sign(level, one) for one in range(before + 1, number)]
        last[level] = number
        for deeper in _LEVELS[_LEVELS.index(level) + 1 :]:
            last.pop(deeper, None)


def _numbered(text: str) -> tuple[str, int | None]:
    """Return the level and the number of a printed number; lost ones (``?``) have none."""
    text = unicodedata.normalize("NFC", text)
    if match := re.fullmatch(rf"\(({_CHINESE_NUMBER})\)", text):
        return "(一)", _chinese(match[1])
    if match := re.fullmatch(rf"({_CHINESE_NUMBER})、", text):
        return "一、", _chinese(match[1])
    if match := re.fullmatch(r"(\d{1,2})[、.]", text, re.ASCII):
        return "1、", int(match[1])
    return "①", None


def _chinese(text: str) -> int:
    if "十" not in text:
        return _CHINESE.index(text) + 1
    tens, _, ones = text.partition("十")
    return (_CHINESE.index(tens) + 1 if tens else 1) * 10 + (_CHINESE.index(ones) + 1 if ones else 0)


def _number_sign(level: str, number: int) -> str:
    ones = _CHINESE[number - 1] if 1 <= number <= 10 else str(number)
    return {"一、": f"{ones}、", "(一)": f"({ones})"}.get(level, f"{number}、")
