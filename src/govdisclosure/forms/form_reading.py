"""A filled form read back (读回填报表): found again by its hidden keys wherever the cells went, without them by its labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from attrs import evolve, field, frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.areas import SubmittedReport
from govdisclosure.errors import Fault, GovDisclosureError, InvalidPeriodError, UnreadableError, refused
from govdisclosure.exact.decimals import total
from govdisclosure.formats.workbook import CellDoubt, SheetCell as SheetCell
from govdisclosure.forms.books import FormBook, Rows, open_book
from govdisclosure.forms.form_cells import read_cell
from govdisclosure.forms.grids import FormGrid, ReadingPlan, Spot, by_keys, corner_of, is_untouched, plans_of, shown
from govdisclosure.forms.identity import Identity, find_identity
from govdisclosure.forms.label_lookup import places_by_labels, texts_by_labels
from govdisclosure.forms.layout import PREVIOUS, Block, FormSheet, Layout, layout_of
from govdisclosure.messages import Message, say
from govdisclosure.quotation import quoted_cell
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, Unread
from govdisclosure.standards import Standard
from govdisclosure.value_objects import FrozenDict, frozen_dict
from govdisclosure.values import Blank, Period, Severity, Value, as_number, blank_of, in_digits

_LAST_YEAR = Origin(OriginKind.READ)


@lru_cache(maxsize=4096, typed=True)
def _last_year(value: Value) -> Cell:
    """Return a cell of last year: they have no place, so one is as good as another."""
    return Cell(value=value, origin=_LAST_YEAR)


@frozen(kw_only=True)
class FilledForm(SubmittedReport):
    """A filled form that was read (填好的表); its report's notes are what was odd about cells.

    Attributes:
        previous: last year's figures as the form shows them; None where it shows none.
        spots: where each cell is, by address.
        cover: where the period is, or the first cell of the first sheet.
        computed: the totals that the form's own formulas gave.
    """

    previous: Report | None = None
    spots: Mapping[str, Spot] = field(factory=FrozenDict, converter=frozen_dict, repr=False)
    cover: Spot
    computed: frozenset[str] = field(default=frozenset(), repr=False)

    def where(self, found: str) -> str:
        """Return where a cell is, file, sheet and cell: ``form.xlsx 三、…!C7``; the file where that is not known."""
        spot = self.spots.get(found)
        return self.file if spot is None else shown(self.file, spot)


def read_form(
    name: str, data: bytes, *, find_standard: Callable[[str], Standard], standard: Standard | None = None
) -> FilledForm:
    """Read a filled form (填报表), however it was renamed, rearranged or saved again.

    Args:
        name: the file's name.
        data: its bytes.
        find_standard: from a standard's id to the standard.
        standard: the standard, where the form no longer says it.

    Raises:
        UnreadableError: it is no workbook, or no form.

    Example:
        >>> make_form("cn-2021", "form.xlsx", body="civil-affairs", period=2024)
        >>> form = read_form("form.xlsx", Path("form.xlsx").read_bytes(), find_standard=load_standard)
        >>> form.report.body.id, form.report["requests.received/total"]
        ('civil-affairs', <Blank.MISSING: 'missing'>)
    """
    book = open_book(name, data)
    identity = find_identity(book)
    chosen = _standard(name, identity, find_standard, standard)
    return _FormReading(book, identity, layout_of(chosen)).form()


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
        raise refused(name, "form.none")
    return given


@frozen
class _FormReading:
    book: FormBook
    identity: Identity
    layout: Layout
    notes: list[Finding] = field(factory=list)
    unread: list[Unread] = field(factory=list)
    cells: dict[str, Cell] = field(factory=dict)
    before: dict[str, Cell] = field(factory=dict)
    spots: dict[str, Spot] = field(factory=dict)

    def form(self) -> FilledForm:
        name, identity, layout = self.book.name, self.identity, self.layout
        known: frozenset[str] = frozenset()
        if identity.hidden:  # a form's own checks say nothing that is not checked here
            known = FormSheet.CHECKS.titles
        sheets = [one for one in self.book.sheets if one not in identity.sheets and one not in known]
        rows = {sheet: self.book.rows(sheet) for sheet in sheets}
        self._find(rows)
        if not self.spots:
            raise refused(name, "form.none")
        self._settle_identity()
        computed = self._settle_totals()
        self._name_uncalculated()
        pages = {spot[0] for spot in self.spots.values()}
        period = identity.period or self._no_period()
        report = Report(
            standard=layout.standard,
            body=Body(id=identity.body or identity.name or name, name=identity.name or None),
            period=period,
            signed=identity.signed,
            revision=identity.revision,
            cells=self.cells,
            text=self._texts({sheet: one for sheet, one in rows.items() if sheet not in pages}),
            notes=tuple(self.notes),
            unread=tuple(self.unread),
        )
        previous = None
        if self.before:
            when = _period(identity.previous) or _preceding(period)
            previous = evolve(report, period=when, signed=None, revision=1, cells=self.before, text={}, notes=(), unread=())
        return FilledForm(
            file=name, report=report, previous=previous, spots=self.spots, computed=frozenset(computed),
            cover=identity.cover or (sheets[0], 1, 1),
        )  # fmt: skip

    def _no_period(self) -> Period:
        raise refused(self.book.name, "form.no_period")

    def _settle_identity(self) -> None:
        identity, where = self.identity, (self.book.name,)
        if not identity.hidden:
            self._note("form.identity_lost", Severity.WARNING, where, say("form.identity_lost"))
        if identity.differs:
            fields = [say(f"form.cover.{one}") for one in identity.differs]
            place = (shown(self.book.name, identity.shown[identity.differs[0]]),)
            words = say("form.identity_differs", fields=fields)
            self._note("form.identity_differs", Severity.WARNING, place, words)

    # ------------------------------------------------------------------------------------------------ finding the cells

    def _find(self, cells: Mapping[str, Rows]) -> None:
        """Read the figures of every sheet: by place, by hidden keys, or else by labels."""
        pages, plans = self.layout.pages, plans_of(self.layout)
        rest: dict[str, Rows] = {}
        for number, (sheet, rows) in enumerate(cells.items()):
            if number < len(pages) and is_untouched(rows, pages[number]):
                self._take_untouched(sheet, rows, plans[number])
                continue
            grids = list(by_keys(sheet, rows, self.layout))
            for grid in grids:
                self._take(grid)
            if not grids:
                rest[sheet] = rows
        lost = [one for one in self.layout.blocks if not self._has(one)]
        labelled = list(places_by_labels(rest, lost)) if lost else []
        for sheet, places in labelled:
            self._take(FormGrid(sheet, rest[sheet], places))
        if labelled:
            self._note("form.by_labels", Severity.WARNING, (self.book.name,), say("form.by_labels"))

    def _has(self, block: Block) -> bool:
        return any(found in self.spots for found, place in self.layout.places.items() if place.block is block)

    # ------------------------------------------------------------------------------------------------ what the cells say

    def _take_untouched(self, sheet: str, rows: Rows, plan: ReadingPlan) -> None:
        """Read a page that nobody rearranged; nearly every cell of every form takes this fast path."""
        cells, before, prefix = self.cells, self.before, f"{self.book.name} {sheet}!"
        self.spots.update(plan.spots(sheet))
        for one in plan.figures:
            raw = rows[one.row][one.column]
            if raw.__class__ is int and one.is_count:
                cells[one.address] = Cell(value=raw, printed=str(raw), origin=Origin(OriginKind.READ, prefix + one.place))
            elif raw != "":
                self._take_one(one.address, raw, prefix + one.place)
        for one in plan.before:
            raw = rows[one.row][one.column]
            if raw.__class__ is int and one.is_count:
                before[one.address] = _last_year(raw)
            elif raw != "":
                self._take_before(one.address, raw)

    def _take(self, grid: FormGrid) -> None:
        prefix, rows = f"{self.book.name} {grid.sheet}!", grid.rows
        for found, (row, column) in grid.places.items():
            line = rows[row - 1]
            raw = line[column - 1] if column <= len(line) else ""
            if found.startswith(PREVIOUS):
                self._take_before(found.removeprefix(PREVIOUS), raw)
            elif found in self.spots:  # the same table on another sheet
                if str(raw).strip():
                    self._take_second(found, grid, row, column)
            else:
                self.spots[found] = (grid.sheet, row, column)
                self._take_one(found, raw, f"{prefix}{letter(column)}{row}")
        for row, column in grid.strays:
            where = f"{prefix}{letter(column)}{row}"
            self.unread.append(Unread(where=where, text=str(rows[row - 1][column - 1])))
            self._note("form.stray", Severity.WARNING, (where,), say("form.stray"))
        for found, row, column in grid.twice:
            self._take_second(found, grid, row, column)

    def _take_one(self, found: str, raw: Any, where: str) -> None:
        spot = self.layout.standard.spots[found]
        filled = read_cell(raw, spot.kind, self.layout.standard.style)
        if filled is None:
            return
        origin = Origin(OriginKind.READ, where)
        self.cells[found] = Cell(value=filled.value, printed=filled.printed, unit=filled.unit, origin=origin)
        if filled.doubt:
            value = in_digits(filled.value)
            words = say(filled.doubt, label=spot.label, printed=_quoted(filled.printed), value=value)
            self._note(filled.doubt, Severity.WARNING, (where,), words, found)

    def _take_before(self, found: str, raw: Any) -> None:
        filled = read_cell(raw, self.layout.standard.spots[found].kind, self.layout.standard.style)
        if filled is not None:
            self.before[found] = _last_year(filled.value)

    def _take_second(self, found: str, grid: FormGrid, row: int, column: int) -> None:
        """Take a cell whose row is twice: the one that is filled in; where both are, the first, and that is said."""
        where = shown(self.book.name, (grid.sheet, row, column))
        raw = grid.rows[row - 1][column - 1]
        if found not in self.cells:
            self.spots[found] = (grid.sheet, row, column)
            self._take_one(found, raw, where)
            return
        filled = read_cell(raw, self.layout.standard.spots[found].kind, self.layout.standard.style)
        if filled is not None and filled.value != self.cells[found].value:
            label, other = self.layout.standard.spots[found].label, self.cells[found].origin.address or ""
            words = say("form.twice", label=label, other=other)
            self._note("form.twice", Severity.ERROR, (where,), words, found)

    def _settle_totals(self) -> set[str]:
        """Give totals that were never calculated their sums, and find those that were typed over; return the others."""
        cells, spots = self.cells, self.spots
        totals = [found for found in self.layout.totals if found in spots]
        wanted: dict[str, set[str]] = {}
        for found in totals:
            wanted.setdefault(spots[found][0], set()).add(_name(spots[found]))
        live = {sheet for sheet in wanted if self.book.is_live(sheet)}
        formulas = {sheet: self.book.formulas(sheet, wanted[sheet]) for sheet in live}
        computed: set[str] = set()
        for found in totals:
            shows = spots[found][0] in live
            is_formula = shows and _name(spots[found]) in formulas[spots[found][0]]
            if is_formula or (not shows and found in cells and self._agrees(found)):
                computed.add(found)
            elif shows and found in cells:
                agrees, label = self._agrees(found), self.layout.standard.spots[found].label
                words = say("form.typed_over" if agrees else "form.typed_over_wrong", label=label)
                severity = Severity.WARNING if agrees else Severity.ERROR
                self._note("form.typed_over", severity, (shown(self.book.name, spots[found]),), words, found)
        waiting = [found for found in totals if found in computed and found not in cells]
        for _ in waiting and range(3):  # totals of totals
            for found in waiting:
                figures, blank = self._parts(found), blank_of(self._values(found))
                if figures or blank is Blank.NOT_APPLICABLE:
                    origin = Origin(OriginKind.CALCULATED, shown(self.book.name, spots[found]))
                    cells[found] = Cell(value=total(figures) if figures else blank, origin=origin)
        return computed | self._settle_derived()

    def _settle_derived(self) -> set[str]:
        """Work out the cells, such as ratios, that the form has a formula for: exactly, whatever its program made of it."""
        computed: set[str] = set()
        for spot in self.layout.standard.derived:
            place = self.spots.get(spot.address)
            if place is None or _name(place) not in self.book.formulas(place[0], {_name(place)}):
                continue
            given = [(self.cells if one.earlier is None else self.before).get(one.address) for one in spot.cells_read]
            value = spot.measure.value([Blank.MISSING if one is None else one.value for one in given])
            self.cells[spot.address] = Cell(value=value, origin=Origin(OriginKind.CALCULATED, shown(self.book.name, place)))
            computed.add(spot.address)
        return computed

    def _name_uncalculated(self) -> None:
        """Name the figures whose formula was never calculated; totals are added up here."""
        for found, spot in self.spots.items():
            computed = found in self.layout.totals or found in self.cells
            if not computed and self.book.is_uncalculated(spot[0], _name(spot)):
                self._take_one(found, SheetCell(doubt=CellDoubt.NEVER_CALCULATED), shown(self.book.name, spot))

    def _agrees(self, found: str) -> bool:
        return self.cells[found].value == total(self._parts(found))

    def _parts(self, found: str) -> list[int | Decimal]:
        """Return the figures that a total adds up."""
        return [number for value in self._values(found) if (number := as_number(value)) is not None]

    def _values(self, found: str) -> list[Value]:
        """Return what the parts of a total are."""
        parts = [self.cells.get(term.address or "") for term in self.layout.totals[found].right]
        return [Blank.MISSING if part is None else part.value for part in parts]

    def _texts(self, cells: Mapping[str, Rows]) -> dict[str, str]:
        """Return the words of each text section, paragraph by paragraph."""
        known = {f"text.{section.key}": section.key for section in self.layout.standard.text_sections}
        found: dict[str, list[str]] = {}
        for rows in cells.values():
            corner = next((at for row in rows[:40] if (at := corner_of(row)) is not None), None)
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

    def _note(self, rule: str, severity: Severity, where: tuple[str, ...], words: Message, found: str | None = None) -> None:
        cells = () if found is None else (found,)
        self.notes.append(Finding(rule=rule, severity=severity, cells=cells, where=where, message=words))


def _name(spot: Spot) -> str:
    return f"{letter(spot[2])}{spot[1]}"


def _quoted(text: str) -> str:
    """Return what may be quoted of a cell: a figure with a few words, no sentence."""
    return quoted_cell(text.strip()[:12])


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except InvalidPeriodError:
        return None


def _preceding(period: Period) -> Period:
    """Return the period before one of the same length; a year's before a year."""
    end = period.start - timedelta(days=1)
    year_long = period.start.day <= 28 and period.end == period.start.replace(year=period.start.year + 1) - timedelta(days=1)
    if year_long:
        return Period(period.start.replace(year=period.start.year - 1), end)
    return Period(end - (period.end - period.start), end)
