"""A filled form read back (读回填报表): found again by its hidden keys wherever the cells went, without them by its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from attrs import evolve, field, frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.errors import Fault, GovDisclosureError, InvalidPeriodError, UnreadableError
from govdisclosure.exporters.sheet_tables import ADDRESSES
from govdisclosure.forms.books import Book, Rows, open_book
from govdisclosure.forms.figures import read_cell
from govdisclosure.forms.identity import Identity, find_identity
from govdisclosure.forms.layout import PREVIOUS, Layout, Page, layout_of
from govdisclosure.forms.likeness import places_by_labels, texts_by_labels
from govdisclosure.messages import Sentence, say
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, Unread
from govdisclosure.schema import Standard, address
from govdisclosure.values import Blank, Period, Severity, added

Spot = tuple[str, int, int]
"""A cell of a workbook: sheet, row and column, counted from 1."""


@frozen(kw_only=True)
class FilledForm:
    """What a filled form says (填好的表).

    Attributes:
        name: the file's name.
        report: the report; its notes are what was odd about cells.
        previous: last year's figures as the form shows them; None where it shows none.
        spots: where each cell stands, by address.
        cover: where the period stands, or the first cell of the first sheet.
        computed: the totals that the form's own formulas gave.
        signed: the date on the cover.
    """

    name: str
    report: Report
    previous: Report | None = None
    spots: Mapping[str, Spot] = field(factory=dict, repr=False)
    cover: Spot
    computed: frozenset[str] = field(default=frozenset(), repr=False)
    signed: date | None = None

    def where(self, found: str) -> str:
        """Return where a cell stands, file, sheet and cell: ``form.xlsx 三、…!C7``; the file where that is not known."""
        spot = self.spots.get(found)
        return self.name if spot is None else shown(self.name, spot)


def shown(name: str, spot: Spot) -> str:
    """Return a cell's address with its file: ``form.xlsx 三、…!C7``."""
    return f"{name} {spot[0]}!{letter(spot[2])}{spot[1]}"


def read_form(
    name: str, data: bytes, *, find_standard: Callable[[str], Standard], standard: Standard | None = None
) -> FilledForm:
    """Read a filled form, however it was renamed, rearranged or saved again.

    Args:
        name: the file's name.
        data: its bytes.
        find_standard: from a standard's id to the standard.
        standard: the standard, where the form no longer says it.

    Raises:
        UnreadableError: it is no workbook, or no form.
    """
    book = open_book(name, data)
    identity = find_identity(book)
    chosen = _standard(name, identity, find_standard, standard)
    return _Reading(book, identity, layout_of(chosen)).form()


def _standard(name: str, identity: Identity, find_standard: Callable[[str], Standard], given: Standard | None) -> Standard:
    if identity.standard:
        if given is not None and given.id == identity.standard:
            return given
        try:
            return find_standard(identity.standard)
        except GovDisclosureError as error:
            if given is None:
                raise UnreadableError([Fault(where=name, sentence=error.sentence)]) from None
    if given is None:
        raise UnreadableError([Fault(where=name, sentence=say("form.none"))])
    return given


@frozen
class _Grid:
    """Where the figures of a table stand on a sheet, and what else stands among them."""

    sheet: str
    rows: Rows
    places: Mapping[str, tuple[int, int]]  # by address, ``previous.`` before last year's; from 1
    strays: tuple[tuple[int, int], ...] = ()
    twice: tuple[tuple[str, int, int], ...] = ()


@frozen
class _Reading:
    book: Book
    identity: Identity
    layout: Layout
    notes: list[Finding] = field(factory=list)
    unread: list[Unread] = field(factory=list)

    def form(self) -> FilledForm:
        name, identity, layout = self.book.name, self.identity, self.layout
        sheets = [one for one in self.book.sheets if one not in identity.sheets]
        grids, rows = self._grids(sheets)
        if not grids:
            grids = [_Grid(sheet, rows[sheet], places) for sheet, places in places_by_labels(rows, layout)]
            if not grids:
                raise UnreadableError([Fault(where=name, sentence=say("form.none"))])
            self._note("form.by_labels", Severity.WARNING, (name,), say("form.by_labels"))
        elif not identity.hidden:
            self._note("form.identity_lost", Severity.WARNING, (name,), say("form.identity_lost"))
        spots: dict[str, Spot] = {}
        cells: dict[str, Cell] = {}
        before: dict[str, Cell] = {}
        for grid in grids:
            self._take(grid, cells, before, spots)
        computed = self._settle_totals(cells, spots)
        period = identity.period or self._no_period()
        report = Report(
            standard=layout.standard,
            body=Body(id=identity.body or identity.name or name, name=identity.name or None),
            period=period,
            signed=identity.signed,
            revision=identity.revision,
            cells=cells,
            text=self._texts(rows),
            notes=tuple(self.notes),
            unread=tuple(self.unread),
        )
        previous = None
        if before:
            when = _period(identity.previous) or _preceding(period)
            previous = evolve(report, period=when, signed=None, revision=1, cells=before, text={}, notes=(), unread=())
        return FilledForm(
            name=name, report=report, previous=previous, spots=spots, computed=frozenset(computed),
            cover=identity.cover or (sheets[0], 1, 1), signed=identity.signed,
        )  # fmt: skip

    def _no_period(self) -> Period:
        raise UnreadableError([Fault(where=self.book.name, sentence=say("form.no_period"))])

    # ------------------------------------------------------------------------------------------------ finding the cells

    def _grids(self, sheets: Sequence[str]) -> tuple[list[_Grid], dict[str, Rows]]:
        """Return the tables found by their hidden keys, and the cells of every sheet."""
        grids: list[_Grid] = []
        cells: dict[str, Rows] = {}
        pages = self.layout.pages
        for number, sheet in enumerate(sheets):
            rows = cells[sheet] = self.book.rows(sheet)
            page = pages[number] if number < len(pages) else None
            if page is not None and _is_untouched(rows, page):
                grids.append(_Grid(sheet, rows, _untouched(self.layout, page)))
            else:
                grids += self._by_keys(sheet, rows)
        return grids, cells

    def _by_keys(self, sheet: str, rows: Rows) -> Iterator[_Grid]:
        """Yield the tables of a sheet whose rows or columns were moved: each begins where the hidden keys meet."""
        corners = [(at, row.index(ADDRESSES)) for at, row in enumerate(rows) if ADDRESSES in row]
        known, tables = self.layout.standard.spots, {one.key for one in self.layout.standard.tables}
        for turn, (top, corner) in enumerate(corners):
            bottom = corners[turn + 1][0] if turn + 1 < len(corners) else len(rows)
            columns = {at: key for at, key in enumerate(rows[top]) if key and at != corner and isinstance(key, str)}
            keyed = [at for at in range(top + 1, bottom) if corner < len(rows[at]) and rows[at][corner]]
            if not keyed or str(rows[keyed[0]][corner]).startswith("text."):
                continue
            places: dict[str, tuple[int, int]] = {}
            strays, twice = [], []
            for at in range(top + 1, keyed[-1] + 1):
                row_key = str(rows[at][corner])
                for column, key in columns.items():
                    last_year = key.startswith(PREVIOUS)
                    plain = key.removeprefix(PREVIOUS)
                    found = row_key if plain in tables else address(row_key, plain)
                    if found not in known:
                        if not last_year and rows[at][column] not in ("", None) and row_key not in self.layout.standard.rows:
                            strays.append((at + 1, column + 1))
                    elif (named := PREVIOUS + found if last_year else found) in places:
                        if not last_year and rows[at][column] not in ("", None):
                            twice.append((found, at + 1, column + 1))
                    else:
                        places[named] = (at + 1, column + 1)
            yield _Grid(sheet, rows, places, tuple(strays), tuple(twice))

    # ------------------------------------------------------------------------------------------------ what the cells say

    def _take(self, grid: _Grid, cells: dict[str, Cell], before: dict[str, Cell], spots: dict[str, Spot]) -> None:
        name, known, rows = self.book.name, self.layout.standard.spots, grid.rows
        prefix = f"{name} {grid.sheet}!"
        height = len(rows)
        for found, (row, column) in grid.places.items():
            line = rows[row - 1] if row <= height else ()
            raw = line[column - 1] if column <= len(line) else ""
            if found.startswith(PREVIOUS):
                if raw != "":
                    self._take_before(found.removeprefix(PREVIOUS), raw, before)
                continue
            if found in cells:
                continue
            spots[found] = (grid.sheet, row, column)
            if raw == "":
                continue
            filled = read_cell(raw, known[found].kind)
            if filled is None:
                continue
            where = f"{prefix}{letter(column)}{row}"
            origin = Origin(OriginKind.READ, where)
            cells[found] = Cell(value=filled.value, printed=filled.printed, unit=filled.unit, origin=origin)
            if filled.doubt:
                words = say(filled.doubt, label=known[found].label, printed=_quoted(filled.printed), value=str(filled.value))
                self._note(filled.doubt, Severity.WARNING, (where,), words, found)
        for row, column in grid.strays:
            where = f"{prefix}{letter(column)}{row}"
            self.unread.append(Unread(where=where, text=str(rows[row - 1][column - 1])))
            self._note("form.stray", Severity.WARNING, (where,), say("form.stray"))
        for found, row, column in grid.twice:
            self._take_second(found, grid, row, column, cells, spots)

    def _take_before(self, found: str, raw: Any, before: dict[str, Cell]) -> None:
        filled = read_cell(raw, self.layout.standard.spots[found].kind)
        if filled is not None:
            before[found] = Cell(value=filled.value, origin=Origin(OriginKind.READ))

    def _take_second(
        self, found: str, grid: _Grid, row: int, column: int, cells: dict[str, Cell], spots: dict[str, Spot]
    ) -> None:
        """Take a cell whose row stands twice: the one that is filled in; of two different ones neither is chosen in silence."""
        where = shown(self.book.name, (grid.sheet, row, column))
        filled = read_cell(grid.rows[row - 1][column - 1], self.layout.standard.spots[found].kind)
        if filled is None or (found in cells and cells[found].value == filled.value):
            return
        if found not in cells:
            spots[found] = (grid.sheet, row, column)
            origin = Origin(OriginKind.READ, where)
            cells[found] = Cell(value=filled.value, printed=filled.printed, unit=filled.unit, origin=origin)
            return
        label = self.layout.standard.spots[found].label
        other = cells[found].origin.address or ""
        words = say("form.twice", label=label, other=other)
        self._note("form.twice", Severity.ERROR, (where,), words, found)

    def _settle_totals(self, cells: dict[str, Cell], spots: Mapping[str, Spot]) -> set[str]:
        """Give totals that were never calculated their sums, and find those that were typed over; return the others."""
        totals = [found for found in self.layout.totals if found in spots]
        shows = self.book.shows_formulas
        formulas = {one: self.book.formulas(one) if shows else frozenset() for one in {spots[two][0] for two in totals}}
        computed: set[str] = set()
        for found in totals:
            sheet, row, column = spots[found]
            is_formula = f"{letter(column)}{row}" in formulas[sheet]
            if is_formula or (not shows and found in cells and self._agrees(found, cells)):
                computed.add(found)
            elif shows and found in cells:
                label = self.layout.standard.spots[found].label
                agrees = self._agrees(found, cells)
                words = say("form.typed_over" if agrees else "form.typed_over_wrong", label=label)
                severity = Severity.WARNING if agrees else Severity.ERROR
                self._note("form.typed_over", severity, (shown(self.book.name, spots[found]),), words, found)
        for _ in range(3):  # totals of totals
            for found in totals:
                if found in computed and found not in cells:
                    self._add_up(found, cells, spots[found])
        return computed

    def _agrees(self, found: str, cells: Mapping[str, Cell]) -> bool:
        return cells[found].value == added((1, one) for one in self._parts(found, cells))

    def _parts(self, found: str, cells: Mapping[str, Cell]) -> list[int | Decimal]:
        """Return the figures that a total adds up."""
        parts = [cells[one] for term in self.layout.totals[found].right if (one := term.address or "") in cells]
        return [one.value for one in parts if not isinstance(one.value, Blank | str)]

    def _add_up(self, found: str, cells: dict[str, Cell], spot: Spot) -> None:
        if figures := self._parts(found, cells):
            value = added((1, one) for one in figures)
            cells[found] = Cell(value=value, origin=Origin(OriginKind.CALCULATED, shown(self.book.name, spot)))

    def _texts(self, cells: Mapping[str, Rows]) -> dict[str, str]:
        """Return the words of each text section, paragraph by paragraph."""
        known = {f"text.{section.key}": section.key for section in self.layout.standard.text_sections}
        found: dict[str, list[str]] = {}
        for rows in cells.values():
            corner = next((row.index(ADDRESSES) for row in rows[:40] if ADDRESSES in row), None)
            if corner is None:
                continue
            for row in rows:
                key = row[corner] if corner < len(row) else ""
                if key in known:
                    texts = [str(one).strip() for at, one in enumerate(row) if at != corner and str(one).strip()]
                    found.setdefault(known[key], []).extend(texts)
        if not found:
            found = texts_by_labels(cells, self.layout.standard)
        return {key: "\n".join(found[key]) for key in known.values() if found.get(key)}

    def _note(self, rule: str, severity: Severity, where: tuple[str, ...], words: Sentence, found: str | None = None) -> None:
        cells = () if found is None else (found,)
        self.notes.append(Finding(rule=rule, severity=severity, cells=cells, where=where, message=words))


def _quoted(text: str) -> str:
    """Return what may be quoted of a cell: a figure with a few words, no sentence."""
    return text.strip()[:12]


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except InvalidPeriodError:
        return None


def _preceding(period: Period) -> Period:
    """Return the period before one of the same length; a year's before a year."""
    if period.is_year:
        return Period.year(period.start.year - 1)
    end = period.start - timedelta(days=1)
    return Period(end - (period.end - period.start), end)


@lru_cache(maxsize=64)
def _untouched(layout: Layout, page: Page) -> Mapping[str, tuple[int, int]]:
    """Return where the cells of a page stand that nobody rearranged."""
    found = {one: (place.row, place.column) for one, place in layout.places.items() if place.page is page}
    last = {PREVIOUS + one: (place.row, place.column) for one, place in layout.before.items() if place.page is page}
    return found | last


def _is_untouched(rows: Rows, page: Page) -> bool:
    """Whether the hidden keys of a page stand where its form has them."""
    try:
        corner = page.keys - 1
        for block in page.blocks:
            head = rows[block.keys - 1]
            keys = [column.key if column else block.table.key for column in block.columns]
            if head[corner] != ADDRESSES or list(head[page.first - 1 : page.first - 1 + len(keys)]) != keys:
                return False
            found = [row[corner] for row in rows[block.keys : block.last]]
            if found != [row.key for row in block.table.rows]:
                return False
        return [row[corner] for row in rows].count(ADDRESSES) == len(page.blocks)
    except IndexError:
        return False
