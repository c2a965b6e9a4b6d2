"""The cells of a report from the tables found (取数): every figure with its address, whatever does not fit as a note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from attrs import define, field

from govdisclosure.formats.document import Printed
from govdisclosure.messages import say
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.readers.labels import ENOUGH, SAME_WORDS, Label, names_of, normalised, numbering
from govdisclosure.readers.notes import Notes
from govdisclosure.readers.row_numbers import gaps
from govdisclosure.readers.table_headers import Columns, is_figure
from govdisclosure.readers.table_matching import Band, Fit, Row
from govdisclosure.report import Cell, Origin, OriginKind, as_number
from govdisclosure.standards import Indicator, Spot, Standard, Table, address
from govdisclosure.values import Blank, Kind, Severity, Value

_UNIT = re.compile(r"单位[::]\s*([^\s()（）]{1,4})|[(（]((?:万|亿|千)?元|件|项|条|次)[)）]")

_FEW_COLUMNS = 3
"""In a table of fewer columns a missing cell cannot be told from a blank one."""


@define
class Filling:
    """The tables of one report on their way into cells.

    Attributes:
        standard: the standard, made of several where the document is mixed.
        taken: the cells that are understood, by identity.
        cells: the report's cells.
    """

    standard: Standard
    notes: Notes
    taken: set[int] = field(factory=set)
    cells: dict[str, Cell] = field(factory=dict)

    def add(self, fit: Fit) -> None:
        """Take the cells of a table."""
        table = next(one for one in self.standard.tables if one.key == fit.pattern.table.key)
        for band in fit.bands:
            for number in band.head:
                self.taken.update(id(cell) for _, cell in band.layout.filled[number])
            for row in band.rows:
                if row.cell is not None:
                    self.taken.add(id(row.cell))
            if band.columns is not None:
                self.about_columns(table, band.columns, band)
            for row in band.rows:
                self.row(table, band, row)
        if not table.columns:
            for row, missing in gaps([row for band in fit.bands for row in band.rows]):
                where = row.cell.where if row.cell is not None else None
                facts = {"label": row.row.label, "missing": missing}
                self.notes.about("read.numbering", Severity.WARNING, row.row.key, (where,), **facts)
        self.about_ends(table, [row for band in fit.bands for row in band.rows])
        for band in fit.bands:
            self.about_likes(band)
        for indicator in table.rows:
            if indicator.key not in fit.found and not (table.columns and indicator.kind is Kind.HEADING):
                self.notes.about("read.row_missing", Severity.WARNING, indicator.key, (), label=indicator.label)
        for band in fit.bands:
            self.leave(fit, band)

    def leave(self, fit: Fit, band: Band) -> None:
        """Keep what stands among a table's rows and was not understood; a group's label printed again is no news."""
        headings = {Label.of(row.label).text for row in fit.pattern.table.rows if row.kind is Kind.HEADING}
        first = band.columns.first if band.columns is not None else 0
        lines = sorted({line for _, line in band.lines})
        pieces = [(place, cell) for number in lines for place, cell in band.layout.filled[number]]
        for place, cell in (*pieces, *((0, cell) for cell in band.spare)):
            if id(cell) in self.taken or not cell.text.strip():
                continue
            self.taken.add(id(cell))
            words = Label.of(cell.text)
            again = words.text in headings or any(words.text == Label.of(row.row.label).text for row in band.rows)
            is_number = place < first and numbering(cell.text + "、") == cell.text.strip() + "、"
            is_own_head = band.columns is None and fit.pattern.is_head(words) and cell in band.spare[:6]
            if not ((again and place < first) or is_number or is_own_head):
                self.notes.left(cell)

    # ---------------------------------------------------------------------------------------------------------- columns

    def about_columns(self, table: Table, columns: Columns, band: Band) -> None:
        """Say which heads are doubtful, which columns are missing, which are more than the standard has."""
        where = band.layout.grid.where
        if band.guessed:
            spots = self.standard.spots.values()
            cells = [spot.address for spot in spots if spot.table.key == table.key]
            message = say("read.no_head", count=len(table.columns), where=where)
            self.notes.add("read.no_head", Severity.WARNING, cells, [where], message)
        if not band.head:
            return
        if columns.moved:
            cells = [row.row.key for row in band.rows]
            message = say("read.heads_moved", where=where, count=columns.moved)
            self.notes.add("read.heads_moved", Severity.WARNING, cells, [where], message)
        for number, column in enumerate(table.columns):
            name = "/".join((*column.head, column.label))
            if number not in columns.places:
                cells = [address(row.key, column.key) for row in table.rows if row.kind is not Kind.HEADING]
                self.notes.add(
                    "read.column_missing", Severity.WARNING, cells, [where], say("read.column_missing", label=name, where=where)
                )
                continue
            head = columns.heads[number]
            if columns.likeness[number] < SAME_WORDS:
                cells = [address(row.key, column.key) for row in table.rows if row.kind is not Kind.HEADING]
                message = say("read.head", label=name, printed=normalised(head))
                self.notes.add("read.head", Severity.WARNING, cells, [where], message)
        for place in columns.extra:
            over = [band.layout.lines[row][place] for row in band.head]
            names = [cell.text.strip() for cell in over if cell is not None and cell.text.strip()]
            if names:
                message = say("read.column_extra", label=names[-1], where=where)
                self.notes.add("read.column_extra", Severity.WARNING, (), [where], message)

    # -------------------------------------------------------------------------------------------------------------- rows

    def row(self, table: Table, band: Band, row: Row) -> None:
        """Read one row."""
        where = row.cell.where if row.cell is not None else None
        if row.likeness < (SAME_WORDS if band.columns is not None else 1):
            self.notes.about("read.label", Severity.WARNING, row.row.key, (where,), label=row.row.label)
        indicator = self.standard.rows[row.row.key]
        if band.columns is None:
            self.listed(band, row, indicator)
        elif indicator.kind is Kind.HEADING:
            self.heading(band, band.columns, row, indicator)
        else:
            self.figures(table, band, band.columns, row, indicator)

    def heading(self, band: Band, columns: Columns, row: Row, indicator: Indicator) -> None:
        """A heading has no figures; dashes and blanks beside it are understood, anything else is kept."""
        own = [one for one in band.rows if one.line == row.line and one.row.kind is not Kind.HEADING]
        if own:
            return
        cells = [cell for place, cell in band.layout.filled[row.line] if place >= columns.first]
        told = [cell for cell in cells if any(map(str.isdigit, cell.text)) or not is_figure(cell.text)]
        self.taken.update(id(cell) for cell in cells if cell not in told)
        if told:
            facts = {"label": indicator.label, "printed": [cell.text.strip() for cell in told]}
            self.notes.about("read.heading_figures", Severity.WARNING, indicator.key, [cell.where for cell in told], **facts)

    def figures(self, table: Table, band: Band, columns: Columns, row: Row, indicator: Indicator) -> None:
        """Read the cells of a row by the columns over them; a row that does not stand under them is left as it is."""
        line = band.layout.lines[row.line]
        where = row.cell.where if row.cell is not None else next((cell.where for cell in line if cell is not None), None)
        odd = "read.rows_alike" if band.rivals else _out_of_place(band, columns, row)
        if odd:
            facts = {"label": indicator.label}
            self.notes.about(odd, Severity.WARNING, indicator.key, (where,), **facts)
            return
        for number, column in enumerate(table.columns):
            places = columns.places.get(number)
            if places is None:
                continue
            found = address(indicator.key, column.key)
            cells = list({id(one): one for place in places if (one := line[place]) is not None}.values())
            printed = [cell for cell in cells if cell.text.strip()]
            if len(printed) > 1 or any(_is_shared(band, columns, row.line, place) for place in places):
                wheres = [cell.where for cell in printed]
                self.notes.about("read.cell_shared", Severity.WARNING, found, wheres, label=self.standard.spots[found].label)
                continue
            if cells:
                self.value(self.standard.spots[found], (printed or cells)[0], columns.heads.get(number, ""))

    def about_ends(self, table: Table, rows: Sequence[Row]) -> None:
        """Doubt a row whose last cell alone is blank: where a sheet lacks a cell, all behind it stand one to the left."""
        if len(table.columns) < _FEW_COLUMNS:
            return
        *others, last = [column.key for column in table.columns]
        filled = [row for row in rows if any(self.shows(address(row.row.key, key)) for key in others)]
        ends = [row for row in filled if (end := address(row.row.key, last)) in self.cells and not self.shows(end)]
        if len(ends) * 2 > len(filled) > 2:
            return  # so this office prints its last column
        for row in ends:
            end = address(row.row.key, last)
            parts = {one for instance in self.standard.defining.get(end, ()) for one in instance.addresses} - {end}
            whole = all(self.shows(address(row.row.key, key)) for key in others)
            if whole or not parts or any(map(self.is_more_than_zero, parts)):
                where = row.cell.where if row.cell is not None else None
                facts = {"label": row.row.label, "last": table.columns[-1].label}
                self.notes.about("read.row_end_blank", Severity.WARNING, row.row.key, (where,), **facts)

    def about_likes(self, band: Band) -> None:
        """Doubt a row where another one stands in the table that has much the same label: either may be meant."""
        first = band.columns.first if band.columns is not None else 0
        for line in band.unknown:
            cells = [cell for place, cell in band.layout.filled[line] if place < first]
            said = Label.of(cells[-1].text) if cells else None
            for row in band.rows:
                alike = (
                    said is not None
                    and row.row.kind is not Kind.HEADING
                    and any(said.likeness(name) >= ENOUGH for name in names_of(row.row))
                )
                if alike:
                    facts = {"label": row.row.label, "printed": normalised(cells[-1].text)}
                    self.notes.about("read.label_twice", Severity.WARNING, row.row.key, (cells[-1].where,), **facts)

    def shows(self, found: str) -> bool:
        """Whether a cell prints something."""
        return found in self.cells and self.cells[found].printed != ""

    def is_more_than_zero(self, found: str) -> bool:
        """Whether a cell has a number other than zero."""
        number = as_number(self.cells[found].value) if found in self.cells else None
        return number is not None and number != 0

    def value(self, spot: Spot, cell: Printed, head: str) -> None:
        """Read one cell of a table with columns."""
        self.taken.add(id(cell))
        figure = read_figure(cell.text, spot.kind)
        label = spot.label
        if not figure.understood:
            key = "read.words.yes_no" if spot.kind is Kind.YES_NO else "read.words.number"
            facts = {"label": label, "printed": cell.text.strip()}
            self.notes.about("read.words", Severity.WARNING, spot.address, (cell.where,), key, **facts)
        unit = figure.unit if figure.unit and figure.unit != spot.unit else None
        if unit:
            self.notes.about("read.cell_unit", Severity.WARNING, spot.address, (cell.where,), label=label, unit=unit)
        elif not figure.unit and not isinstance(figure.value, Blank):
            unit = self.unit_of_head(spot, head, cell)
        self.put(spot.address, cell, figure.value, unit, figure.remark)

    def unit_of_head(self, spot: Spot, head: str, cell: Printed) -> str | None:
        """Return the unit that a head prints, where it is another than the standard's; none where one belongs is said."""
        printed = _unit_in(head)
        label = spot.label
        if printed is not None and printed != spot.unit and spot.unit:
            self.notes.about("read.head_unit", Severity.WARNING, spot.address, (cell.where,), label=label, unit=printed)
            return printed
        if printed is None and spot.column is not None and _unit_in(spot.column.label) and _has_digits(cell):
            self.notes.about("read.head_no_unit", Severity.INFO, spot.address, (cell.where,), label=label, unit=spot.unit)
        return None

    def put(self, found: str, cell: Printed, value: Value, unit: str | None, remark: str | None) -> None:
        """Take a cell into the report."""
        remarks = "；".join(one for one in (remark, cell.remark) if one)
        self.cells[found] = Cell(
            value=value,
            printed=cell.text.strip(),
            unit=unit,
            remark=remarks or None,
            origin=Origin(OriginKind.READ, cell.where),
        )

    # ------------------------------------------------------------------------------------------- tables without columns

    def listed(self, band: Band, row: Row, indicator: Indicator) -> None:
        """Read unit and value of a row of a table without columns."""
        line = band.layout.lines[row.line]
        unit = line[band.unit] if band.unit is not None else None
        value = line[band.value] if band.value is not None else None
        where = row.cell.where if row.cell is not None else None
        if indicator.kind is Kind.HEADING:
            self.listed_heading(indicator, unit, value)
            return
        if value is None:
            self.notes.about("read.row_short", Severity.WARNING, indicator.key, (where,), label=indicator.label)
            return
        above = [
            band.layout.lines[at][band.value or 0] for at in (row.line - 1, row.line + 1) if 0 <= at < len(band.layout.lines)
        ]
        if value.text.strip() and any(one is value for one in above):
            self.notes.about("read.cell_shared", Severity.WARNING, indicator.key, (value.where,), label=indicator.label)
            return
        self.taken.add(id(value))
        figure = read_figure(value.text, indicator.kind)
        if not figure.understood:
            key = "read.words.yes_no" if indicator.kind is Kind.YES_NO else "read.words.number"
            facts = {"label": indicator.label, "printed": value.text.strip()}
            self.notes.about("read.words", Severity.WARNING, indicator.key, (value.where,), key, **facts)
        printed = unit.text.strip() if unit is not None else indicator.unit
        odd = printed != indicator.unit or (unit is not None and not _unit_fits(printed, indicator.kind))
        if unit is not None:
            self.taken.add(id(unit))
            if odd:
                facts = {"label": indicator.label, "unit": printed}
                self.notes.about("read.unit", Severity.WARNING, indicator.key, (unit.where,), **facts)
        if figure.unit and figure.unit != indicator.unit:
            facts = {"label": indicator.label, "unit": figure.unit}
            self.notes.about("read.cell_unit", Severity.WARNING, indicator.key, (value.where,), **facts)
        self.put(indicator.key, value, figure.value, figure.unit or (printed if odd else None), figure.remark)

    def listed_heading(self, indicator: Indicator, unit: Printed | None, value: Printed | None) -> None:
        """A heading that prints something other than the sign for headings is one by our decision: that is said."""
        style = self.standard.style
        self.taken.update(id(cell) for cell in (unit, value) if cell is not None)
        if value is not None and style.heading_value and value.text.strip() != style.heading_value:
            printed = unit.text.strip() if unit is not None else ""
            facts = {"label": indicator.label, "unit": printed, "printed": value.text.strip()}
            self.notes.about("read.heading", Severity.INFO, indicator.key, (value.where,), **facts)


def _out_of_place(band: Band, columns: Columns, row: Row) -> str | None:
    """Return what is wrong with a row that has a cell too few or too many: its figures may stand under wrong heads."""
    line = band.layout.lines[row.line]
    wanted = [place for places in columns.places.values() for place in places]
    if any(line[place] is None for place in wanted):
        return "read.row_short"
    heads = [band.layout.lines[number] for number in band.head]
    under = {at for head in heads for at, cell in enumerate(head) if cell is not None and cell.text.strip()}
    beyond = [place for place in range(columns.first, band.layout.width) if place not in wanted and place not in columns.extra]
    beyond += [place for place in columns.extra if band.head and place not in under]
    others = [*heads, *(band.layout.lines[one.line] for one in band.rows if one.line != row.line)]
    for place in beyond:
        cell = line[place]
        if cell is not None and (cell.text.strip() or all(other[place] is None for other in others)):
            return "read.row_long"
    return None


def _is_shared(band: Band, columns: Columns, number: int, place: int) -> bool:
    """Whether a printed cell covers another column's place too, or another row's."""
    lines = band.layout.lines
    cell = lines[number][place]
    if cell is None or not cell.text.strip():
        return False
    own = next(places for places in columns.places.values() if place in places)
    beside = any(one is cell for at, one in enumerate(lines[number]) if at not in own)
    above = any(lines[at][place] is cell for at in (number - 1, number + 1) if 0 <= at < len(lines))
    return beside or above


def _has_digits(cell: Printed) -> bool:
    """Whether a cell prints more than zeros: a zero is one in any unit."""
    return any(sign in "123456789" for sign in unicodedata.normalize("NFKC", cell.text))


def _unit_in(head: str) -> str | None:
    """Return the unit that a head names: 本年收费金额（单位：万元）."""
    match = _UNIT.search(unicodedata.normalize("NFKC", head))
    return (match[1] or match[2]) if match else None


def _unit_fits(unit: str, kind: Kind) -> bool:
    """Whether a unit can belong to an indicator of this kind: 件 to a count, 是/否 to a yes/no, none to words."""
    if kind is Kind.YES_NO:
        return unit in ("是/否", "")
    if kind is Kind.TEXT:
        return unit in ("", "—", "——")
    return unit not in ("是/否", "有")
