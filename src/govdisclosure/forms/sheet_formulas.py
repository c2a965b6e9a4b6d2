"""Totals and relations as formulas of a sheet (表内公式): nothing newer than Excel 2010, the same answers as :func:`check`.

A figure is a number; a blank counts 0, and a relation with nothing on one side is not looked at, nor is one with a dash in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from attrs import frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.exporters.sheet_tables import cell_names
from govdisclosure.forms.layout import FormPage, FormPosition, Layout
from govdisclosure.messages import say
from govdisclosure.standards import Blanks, Reading, RelationInstance, Spot, Table, Term, address
from govdisclosure.standards.atoms import Earlier
from govdisclosure.standards.reporting import Cycle
from govdisclosure.values import Kind, Severity


class FormState(Enum):
    """What became of a relation, as the sheet of checks shows it (审核结果)."""

    PASSED = "passed"
    FAILED = "failed"
    EXPLAIN = "explain"
    OPEN = "open"
    INAPPLICABLE = "inapplicable"

    def __str__(self) -> str:
        return str(say(f"form.state.{self.value}"))


@frozen
class Formulas:
    """Writes formulas for one form; ``titles`` are the names of its sheets, by page."""

    layout: Layout
    titles: Mapping[int, str]
    has_previous: bool = False

    def calculated(self, address: str) -> str | None:
        """Return the formula of a cell that follows from others, as far as the form holds these; None for what is filled in."""
        if address in self.layout.totals:
            return self._total(address)
        spot = self.layout.standard.spot(address)
        if address not in self.layout.derived and not (spot.earlier and self._holds_earlier(spot)):
            return None
        cells = [self.layout.places if one.earlier is None else self.layout.before for one in spot.cells_read]
        places = [where.get(one.address) for where, one in zip(cells, spot.cells_read, strict=True)]
        formula = None if None in places else spot.measure.formula([self.ref(one) for one in places if one is not None])
        return None if formula is None else f"={formula}"

    def _holds_earlier(self, spot: Spot) -> bool:
        """Whether the figures beside the form's are those that a cell is compared with: of a year, both are last year's."""
        yearly = self.layout.standard.periods == (Cycle.YEAR,)
        return self.has_previous and (yearly or spot.earlier == (Earlier.PREVIOUS,))

    def _total(self, address: str) -> str:
        """Return the formula of a total: the sum of its parts, blank while all of them are."""
        parts = [term.address for term in self.layout.totals[address].right if term.address]
        cells = [cell_names([(one.row, one.column) for one in (self.layout.places[part] for part in parts)])]
        if len({self.layout.places[part].page.number for part in (*parts, address)}) > 1:
            cells = [self.ref(self.layout.places[part]) for part in parts]
        formula = self.layout.standard.spot(address).measure.formula(cells)
        return "" if formula is None else f"={formula}"

    def side(self, terms: Sequence[Term]) -> str:
        """Return the formula of one side of a relation; what a form does not hold, parts and other reports, is left out."""
        terms = [one for one in terms if one.reading in (Reading.OWN, Reading.PREVIOUS)]
        pieces: list[str] = []
        by_factor: dict[int, list[Term]] = defaultdict(list)
        for term in terms:
            if term.address is None:
                pieces.append(f"{term.factor:+d}")
            else:
                by_factor[term.factor].append(term)
        for factor, some in by_factor.items():
            times = "+" if factor == 1 else "-" if factor == -1 else f"{factor:+d}*"
            pieces += [f"{times}SUM({cells})" for cells in self._numbers(some)]
            pieces += [f'{times}COUNTIF({cell},"{self._yes}")' for cell in self._answers(some)]
        return "".join(pieces).removeprefix("+") or "0"

    def state(self, instance: RelationInstance, left: str, right: str) -> str:
        """Return the formula that says what became of a relation; ``left`` and ``right`` are the cells with its sides."""
        relation = instance.relation
        unread = instance.needs_parts or instance.reads(Reading.BESIDE)
        if relation.scope == "area":  # a form is of a body's own
            return f'="{FormState.INAPPLICABLE}"'
        if unread or (instance.needs_previous and not self.has_previous):
            return f'="{FormState.OPEN}"'
        dashes = "+".join(f'COUNTIF({one},"—")' for one in self._ranges([one for one in instance.terms if one.address]))
        blank = [] if relation.blanks is Blanks.ZERO else [f"{dashes}>0"]
        if instance.defines:
            blank.append(f"COUNT({self.ref(self.layout.places[instance.defines])})=0")
        for terms in (instance.left, instance.right):
            cells = [one for one in terms if one.address]
            if cells and relation.blanks is not Blanks.ZERO:
                blank.append(f"{self._printed(cells)}=0")
        holds = instance.operator.formula(f"ROUND({left}-{right},6)", relation.tolerance.formula(right))
        failed = FormState.FAILED if relation.severity is Severity.ERROR else FormState.EXPLAIN
        found = f'IF({holds},"{FormState.PASSED}","{failed}")'
        if blank:
            found = f'IF(OR({",".join(blank)}),"{FormState.OPEN}",{found})'
        if instance.when:
            found = self._when(instance, found)
        aside = [f"{self._printed([one])}=0" for one in self._skipping(instance)]
        tables = {self.layout.standard.spot(one).table.key: self.layout.standard.spot(one).table for one in instance.addresses}
        aside += [f"{self._printed(self._cells_of(table))}=0" for table in tables.values() if table.optional]
        return f'=IF(OR({",".join(aside)}),"{FormState.INAPPLICABLE}",{found})' if aside else f"={found}"

    @staticmethod
    def _skipping(instance: RelationInstance) -> list[Term]:
        """Return the cells of which a blank lets the relation not apply."""
        return [one for one in instance.terms if one.address] if instance.relation.blanks is Blanks.SKIP else []

    @staticmethod
    def _cells_of(table: Table) -> list[Term]:
        rows = [row.key for row in table.rows if row.kind is not Kind.HEADING]
        keys: list[str | None] = [column.key for column in table.columns] or [None]
        return [Term(1, address(row, key)) for row in rows for key in keys]

    def _when(self, instance: RelationInstance, found: str) -> str:
        """Return the formula that shows what was found only where the relation's condition holds."""
        met, open_ = [], []
        for all_of in instance.when:
            holds, blanks = [], []
            for one in all_of:
                test = one.operator.formula(f"ROUND({self.side(one.left)}-({self.side(one.right)}),6)")
                cells = [] if instance.relation.blanks is Blanks.ZERO else [term for term in one.terms if term.address]
                missing = [f"{self._printed([cell])}=0" for cell in cells]
                holds.append(f"AND(NOT(OR({','.join(missing)})),{test})" if missing else test)
                if missing:
                    blanks.append(f"OR({','.join(missing)})")
            met.append(f"AND({','.join(holds)})")
            if blanks:
                maybe = [f"OR({test},{blank})" for test, blank in zip(holds, blanks, strict=True)]
                open_.append(f"AND({','.join(maybe)})")
        undecided = f'"{FormState.INAPPLICABLE}"'
        if open_:
            undecided = f'IF(OR({",".join(open_)}),"{FormState.OPEN}",{undecided})'
        return f"IF(OR({','.join(met)}),{found},{undecided})"

    def ref(self, place: FormPosition) -> str:
        """Return a cell as other sheets name it."""
        return f"{self._sheet(place.page)}${letter(place.column)}${place.row}"

    def _sheet(self, page: FormPage) -> str:
        return "'" + self.titles[page.number].replace("'", "''") + "'!"

    @property
    def _yes(self) -> str:
        return self.layout.standard.style.yes

    def _place(self, term: Term) -> FormPosition:
        assert term.address is not None  # noqa: S101 - constants were taken out
        return (self.layout.places if term.is_own else self.layout.before)[term.address]

    def _is_answer(self, term: Term) -> bool:
        return self.layout.standard.spot(term.address or "").kind is Kind.YES_NO

    def _numbers(self, terms: Sequence[Term]) -> list[str]:
        cells = self._ranges([one for one in terms if not self._is_answer(one)])
        return [",".join(cells[start : start + 30]) for start in range(0, len(cells), 30)]

    def _answers(self, terms: Sequence[Term]) -> list[str]:
        return [self.ref(self._place(one)) for one in terms if self._is_answer(one)]

    def _printed(self, terms: Sequence[Term]) -> str:
        """Return how many of some cells hold a figure or an answer."""
        found = [f"COUNT({cells})" for cells in self._numbers(terms)]
        style = self.layout.standard.style
        for cell in self._answers(terms):
            found += [f'COUNTIF({cell},"{style.yes}")', f'COUNTIF({cell},"{style.no}")']
        return "(" + "+".join(found) + ")"

    def _ranges(self, terms: Sequence[Term]) -> list[str]:
        """Return cells as ranges, as far as they follow each other down or across."""
        found: list[str] = []
        places = [self._place(one) for one in terms]
        while places:
            run = max((self._run(places, step) for step in ((1, 0), (0, 1))), key=len)
            places = places[len(run) :]
            first, last = self.ref(run[0]), f"${letter(run[-1].column)}${run[-1].row}"
            found.append(first if len(run) == 1 else f"{first}:{last}")
        return found

    @staticmethod
    def _run(places: Sequence[FormPosition], step: tuple[int, int]) -> list[FormPosition]:
        run = [places[0]]
        for one in places[1:]:
            at = run[-1]
            if (one.page.number, one.row, one.column) != (at.page.number, at.row + step[0], at.column + step[1]):
                break
            run.append(one)
        return run


def rectangles(cells: Sequence[tuple[int, int]], name: Callable[[int, int], str]) -> list[str]:
    """Return cells as ranges: runs across a row, of which equal ones below each other are one."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        rows[row].append(column)
    runs: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
    for row, columns in sorted(rows.items()):
        start = columns[0]
        for at, column in enumerate(columns):
            if at + 1 == len(columns) or columns[at + 1] != column + 1:
                spans = runs[start, column]
                if spans and spans[-1][1] == row - 1:
                    spans[-1][1] = row
                else:
                    spans.append([row, row])
                start = columns[at + 1] if at + 1 < len(columns) else column
    return [f"{name(top, left)}:{name(bottom, right)}" for (left, right), spans in runs.items() for top, bottom in spans]
