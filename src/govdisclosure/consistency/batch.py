"""Many reports of one standard at once (批量审核), as columns: which relations fail in which, and which could not run.

Each cell is a column of whole numbers, one for each report, in which some may be blank; the relations are added up column by
column, with numpy. Blanks are treated as ``check`` treats them: a blank part counts as 0 beside a figure, a blank total as the
sum of its parts, and where a total, a whole side or a condition is blank, or a cell is not applicable, the relation is not run.
What whole numbers cannot decide is named, so that ``check`` can decide it one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from govdisclosure.consistency.compiled import Sums, compiled
from govdisclosure.errors import TabulationError, importing
from govdisclosure.exact.decimals import shifted
from govdisclosure.exact.intervals import EXACT, RoundingSpread, spread_of_sum
from govdisclosure.standards import Blanks, Operator, RelationInstance, Spot, Standard, Table, Term, Tolerance
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, Kind, Severity, day_number

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Column = NDArray[Any]
    Places = NDArray[numpy.intp]


_EXACT: FrozenDict[str, object] = FrozenDict()


def _listed(places: Any) -> object:
    """Return arrays as tuples, also those inside tuples and mappings: arrays do not compare as a whole, nor hash."""
    if isinstance(places, Mapping):
        return frozen_dict({key: _listed(one) for key, one in places.items()})
    if isinstance(places, tuple):
        return tuple(_listed(place) for place in places)
    return tuple(places.tolist()) if hasattr(places, "tolist") else places


@frozen(kw_only=True)
class BatchVerdict(ValueObject):
    """The result of checking many reports (批量审核结果). Reports are identified by their index, from 0.

    Attributes:
        reports: how many there are.
        failed: each relation instance that fails somewhere, and the places of those reports, ascending.
        held: each relation instance that could not run somewhere, for a blank or what is not applicable, and the places.
        negative: each cell that is below 0 where it may not be, and the places.
        derived: each cell that follows from others by no sum, such as a ratio, and is not what these give, and the places.
        missing: each printed cell with a column that is blank somewhere, and the places.
        not_run: the relation instances checked in no report: none of their cells has a column, or they read other reports.
        unsettled: the places of reports left to ``check``: they have a relation between figures of unknown units, or a cell
            that does not follow from figures that are rounded.
    """

    reports: int
    failed: tuple[tuple[RelationInstance, Places], ...] = field(eq=_listed)
    held: tuple[tuple[RelationInstance, Places], ...] = field(eq=_listed)
    negative: Mapping[str, Places] = field(converter=frozen_dict, eq=_listed)
    derived: Mapping[str, Places] = field(converter=frozen_dict, eq=_listed)
    missing: Mapping[str, Places] = field(converter=frozen_dict, eq=_listed)
    not_run: tuple[RelationInstance, ...]
    unsettled: Places = field(repr=False, eq=_listed)

    @property
    def suspect(self) -> Places:
        """The places of the reports that did not simply pass, each once, ascending."""
        import numpy

        held = [places for instance, places in self.held if instance.relation.severity is Severity.ERROR]
        cells = [*self.negative.values(), *self.derived.values(), *self.missing.values()]
        return numpy.unique(numpy.concatenate([self.unsettled, *(places for _, places in self.failed), *held, *cells]))


def check_batch(
    standard: Standard, columns: Mapping[str, object], *, scope: str = "own", rounded: Mapping[str, object] = _EXACT
) -> BatchVerdict:
    """Check many reports of one standard (批量审核), given as columns.

    Relations and changes that read other reports are not looked at. A cell that follows from others by a ratio or a change is
    worked out wherever they have figures, and held to it.

    Args:
        standard: the standard of all of them.
        columns: by address, the figures of one cell in every report: a numpy array, or what becomes one, of whole numbers;
            of days (``datetime64`` or dates) for a cell with a date.
            What is masked in a masked array is missing; a :class:`~govdisclosure.Blank` says which blank it is. A cell without
            a column is missing in all. Amounts in the smallest unit that any of them needs, such as fen; ratios
            and changes in units of their last decimal: 33 for 3.3 per cent of one decimal.
        scope: the scope of the reports, ``own`` or ``area``.
        rounded: by address, to what the figures of a cell are rounded in print, in the units of its column: 10 for 12.3 in
            hundredths, 1000 for 12.5 万元 in yuan; one number, or one for each report, 0 where the figure is exact. Figures are
            exact elsewhere. A relation holds where it may hold for what was rounded, as in ``check``.

    Raises:
        UnknownIndicatorError: the standard has no such cell.
        TabulationError: columns differ in length, or hold anything but whole numbers and blanks.
        MissingExtraError: numpy is not installed.
    """
    with importing("locate"):
        import numpy
    known = compiled(standard)
    table = _BatchColumns(standard, columns, rounded)
    spots, count = standard.spots, table.count
    negative, missing = {}, {}
    for address, figures in table.given.items():
        if count and not spots[address].signed and int(figures.min()) < 0:
            negative[address] = numpy.flatnonzero(figures < 0)
        if (blank := table.missing.get(address)) is not None and spots[address].table.printed:
            places = numpy.flatnonzero(blank & ~table.is_absent(spots[address].table))
            if len(places):
                missing[address] = places
    quick = {one.place: one for one in (*known.between, *known.exact) if one.is_added}
    row = [table.given.get(address) for address in known.addresses]
    largest = [table.largest(address) for address in known.addresses]
    failed, held, not_run, unsettled = [], [], [], False
    for place, instance in enumerate(standard.relations):
        if instance.needs_others or not any(one in table.given for one in instance.addresses):
            not_run.append(instance)
        elif instance.relation.scope not in ("", scope):
            continue
        elif not _is_of_one_unit(instance, standard):
            unsettled = True
        else:
            sums = quick.get(place)
            if sums is None or table.blank.intersection(instance.addresses):
                wrong, stopped = table.judged(instance)
                if stopped.any():
                    held.append((instance, numpy.flatnonzero(stopped)))
            else:
                wrong = _wrong(sums, row, largest)
            places = table.beyond_rounding(instance, numpy.flatnonzero(wrong))
            if len(places):
                failed.append((instance, places))
    return BatchVerdict(
        reports=count,
        failed=tuple(failed),
        held=tuple(held),
        negative=negative,
        derived=dict(table.derived()),
        missing=missing,
        not_run=tuple(not_run),
        unsettled=numpy.arange(count) if unsettled else numpy.array(sorted(table.unsettled), dtype=numpy.intp),
    )


class _BatchColumns:
    """The columns that are given, with what is blank in them, and whole sides of relations."""

    def __init__(self, standard: Standard, columns: Mapping[str, object], rounded: Mapping[str, object]) -> None:
        import numpy

        self.standard = standard
        self.given: dict[str, Column] = {}
        self.missing: dict[str, Column] = {}
        self.not_applicable: dict[str, Column] = {}
        self.count = 0
        for address, given in columns.items():
            read = _column(_days(given) if standard.spot(address).kind is Kind.DATE else given)
            if read is None:
                raise TabulationError("batch.no_whole_numbers", cell=address)
            column, blanks = read
            if self.given and len(column) != self.count:
                raise TabulationError("batch.lengths", cell=address, count=len(column), others=self.count)
            self.count = len(column)
            self.given[address] = column
            for blank, found in ((Blank.MISSING, self.missing), (Blank.NOT_APPLICABLE, self.not_applicable)):
                if (mask := blanks.get(blank)) is not None and mask.any():
                    found[address] = mask
        self.nowhere = numpy.zeros(self.count, dtype=bool)
        self.blank = {*self.missing, *self.not_applicable, *(spot for spot in standard.spots if spot not in self.given)}
        self._figures: dict[str, tuple[Column, Column]] = {}
        self._absent: dict[str, Column] = {}
        self.unsettled: set[int] = set()
        self.rounded: dict[str, Column] = {}
        for address, given in rounded.items():
            read = _column([given] * self.count if isinstance(given, int) else given)
            if address not in self.given or read is None or len(read[0]) != self.count or (read[0] < 0).any():
                raise TabulationError("batch.rounded", cell=address)
            self.rounded[address] = read[0]

    def spread(self, terms: Sequence[Term], place: int) -> RoundingSpread:
        """Return by how much a side may be off in one report; of a blank total, as its parts may be."""
        return spread_of_sum(self._spread(term.address, place).times(term.factor) for term in terms if term.address is not None)

    def _spread(self, address: str, place: int) -> RoundingSpread:
        if self.has(address)[place]:
            unit = int(self.rounded[address][place]) if address in self.rounded else 0
            figure, half = int(self.given[address][place]), Fraction(unit, 2)
            return RoundingSpread(-half, half, figure > 0, figure < 0) if unit else EXACT
        parts = next((one.right for one in self.standard.defining.get(address, ()) if self.figures(address)[1][place]), ())
        return self.spread(parts, place)

    def beyond_rounding(self, instance: RelationInstance, places: Places) -> Places:
        """Return the reports among some in which a relation fails whatever its rounded figures were rounded from."""
        import numpy

        if not self.rounded or not len(places):
            return places
        left, right = self.side(instance.left), self.side(instance.right)
        beyond = []
        for place in places.tolist():
            sides = self.spread(instance.left, place), self.spread(instance.right, place)
            spread = spread_of_sum((sides[0], sides[1].times(-1)))
            if not spread or not instance.may_hold(int(left[place]), int(right[place]), spread, sides):
                beyond.append(place)
        return numpy.array(beyond, dtype=numpy.intp)

    def largest(self, address: str) -> int:
        """Return the size of the largest figure of a column."""
        column = self.given.get(address)
        return 0 if column is None or not self.count else max(abs(int(column.max())), abs(int(column.min())))

    def has(self, address: str) -> Column:
        """Return in which reports a cell has a figure of its own."""
        if address not in self.given:
            return self.nowhere
        return ~(self.missing.get(address, self.nowhere) | self.not_applicable.get(address, self.nowhere))

    def is_absent(self, table: Table) -> Column:
        """Return in which reports an optional table is absent."""
        if not table.optional:
            return self.nowhere
        if table.key not in self._absent:
            absent = ~self.nowhere
            for address, spot in self.standard.spots.items():
                if spot.table.key == table.key and address in self.given:
                    absent &= self.missing.get(address, self.nowhere)
            self._absent[table.key] = absent
        return self._absent[table.key]

    def figures(self, address: str) -> tuple[Column, Column]:
        """Return a cell's figures, a blank total as the sum of its parts, and in which reports it has one."""
        import numpy

        if address not in self._figures:
            known = self.has(address)
            column = self.given.get(address)
            values = numpy.zeros(self.count, dtype=numpy.int64) if column is None else numpy.where(known, column, 0)
            for definition in self.standard.defining.get(address, ()) if not known.all() else ():
                parts = [self.figures(term.address) for term in definition.right if term.address]
                derived = self.side(definition.right)
                some = reduce(numpy.logical_or, (part for _, part in parts), self.nowhere)
                values = numpy.where(known | ~some, values, derived)
                known = known | some
            self._figures[address] = values, known
        return self._figures[address]

    def side(self, terms: Sequence[Term]) -> Column:
        """Return the sum of a side, in Python integers where machine integers might overflow."""
        import numpy

        parts = [(term.factor, self.figures(term.address)[0] if term.address else None) for term in terms]
        sizes = [abs(factor) * (1 if one is None or not self.count else _size(one)) for factor, one in parts]
        kind: Any = numpy.int64 if sum(sizes) < _MOST else object
        found: Any = numpy.zeros(self.count, dtype=kind)
        for factor, one in parts:
            found = found + (factor if one is None else factor * one.astype(kind, copy=False))
        return numpy.asarray(found)

    def judged(self, instance: RelationInstance) -> tuple[Column, Column]:
        """Return in which reports a relation fails, and in which it could not run."""
        import numpy

        zero = instance.relation.blanks is Blanks.ZERO
        cells = [term.address for term in instance.terms if term.address]
        spots = self.standard.spots
        absent = [self.is_absent(spots[address].table) for address in instance.addresses]
        applies = ~reduce(numpy.logical_and if zero else numpy.logical_or, absent, self.nowhere if not absent else absent[0])
        if instance.relation.blanks is Blanks.SKIP:
            applies = reduce(numpy.logical_and, map(self.has, cells), applies)
        held = self.nowhere
        if instance.when:
            met, undecided = self.met(instance, zero=zero)
            applies = applies & (met | undecided)
            held = undecided & ~met
        if instance.defines is not None:
            held = held | ~self.has(instance.defines)
        if not zero:
            for address in cells:
                held = held | self.not_applicable.get(address, self.nowhere)
            for terms in (instance.left, instance.right):
                known = [self.figures(term.address)[1] for term in terms if term.address]
                if known:
                    held = held | ~reduce(numpy.logical_or, known)
        left, right = self.side(instance.left), self.side(instance.right)
        holds = _admitted(instance.operator, left, right, instance.relation.tolerance)
        return applies & ~held & ~holds, applies & held

    def derived(self) -> Iterator[tuple[str, Places]]:
        """Yield the cells that follow from others of the same report by no sum, with the reports that print another figure.

        Each different line of figures is worked out once, exactly, by the measure itself.
        """
        import numpy

        for spot in self.standard.derived:
            names = (spot.address, *spot.sources)
            if spot.earlier or any(name not in self.given for name in names):
                continue
            units = [_decimals_counted(self.standard.spots[name]) for name in names]
            full = numpy.flatnonzero(reduce(numpy.logical_and, map(self.has, names)))
            answers: dict[tuple[int, ...], bool] = {}
            wrong = []
            for place in full.tolist():
                figures = tuple(int(self.given[name][place]) for name in names)
                if figures not in answers:
                    value, *brought = (_scaled(one, unit) for one, unit in zip(figures, units, strict=True))
                    answers[figures] = spot.measure.value(brought) not in (value, Blank.MISSING)
                if answers[figures] and any(name in self.rounded and self.rounded[name][place] for name in names):
                    self.unsettled.add(place)
                elif answers[figures]:
                    wrong.append(place)
            if wrong:
                yield spot.address, numpy.array(wrong, dtype=numpy.intp)

    def met(self, instance: RelationInstance, *, zero: bool) -> tuple[Column, Column]:
        """Return in which reports a relation's condition holds, and in which blanks leave that undecided."""
        met = undecided = self.nowhere
        for all_of in instance.when:
            every, some = ~self.nowhere, self.nowhere
            for one in all_of:
                blank = self.nowhere
                for term in one.terms if not zero else ():
                    if term.address:
                        blank = blank | ~self.figures(term.address)[1]
                every = every & (_admitted(one.operator, self.side(one.left), self.side(one.right), Tolerance()) | blank)
                some = some | blank
            met = met | (every & ~some)
            undecided = undecided | (every & some)
        return met, undecided


def _decimals_counted(spot: Spot) -> int:
    """Return in which decimal the whole numbers of a column count: amounts of one standard in the same, whichever it is."""
    return 0 if spot.kind is Kind.AMOUNT else spot.decimals


def _scaled(number: int, decimals: int) -> int | Decimal:
    return shifted(number, -decimals) if decimals else number


_MOST = 2**62


def _size(column: Column) -> int:
    return max(abs(int(column.max())), abs(int(column.min())))


def _admitted(operator: Operator, left: Column, right: Column, tolerance: Tolerance) -> Column:
    """Return in which reports two sides satisfy an operator within a tolerance, exactly."""
    import numpy

    share = tolerance.amount / 100 if tolerance.per_cent else tolerance.amount
    times = share.denominator
    if len(left) and (times + abs(share.numerator)) * (_size(left) + _size(right) + 100) >= _MOST:
        left, right = left.astype(object), right.astype(object)
    allowed = share.numerator * (abs(right) if tolerance.per_cent else 1)
    difference = times * (left - right)
    low, high = operator.value.low, operator.value.high
    within = numpy.ones(len(left), dtype=bool)
    if high is not None:
        end = times * high + allowed
        within &= (difference < end if operator.is_strict else difference <= end).astype(bool)
    if low is not None:
        end = times * low - allowed
        within &= (difference > end if operator.is_strict else difference >= end).astype(bool)
    return within


def _wrong(sums: Sums, figures: list[Column | None], largest: list[int]) -> Column:
    """Return in which reports a relation fails; in Python integers where machine integers might overflow."""
    import numpy

    added, taken = ([figures[number] for number in side] for side in sums.sides)
    low, high = sums.slack.low, sums.slack.high
    bound = abs(sums.constant) + abs(low or 0) + abs(high or 0) + sum(largest[number] for side in sums.sides for number in side)
    kind: Any = numpy.int64 if bound < _MOST else object
    columns: Any = added or taken
    difference: Any = numpy.array(added[0], dtype=kind) if added else numpy.zeros(len(columns[0]), dtype=kind)
    for column in added[1:]:
        difference += column
    for column in taken:
        difference -= column
    if sums.constant:
        difference += sums.constant
    if sums.slack.is_zero:
        wrong = difference != 0
    else:
        wrong = numpy.zeros(len(difference), dtype=bool)
        if high is not None:
            wrong |= (difference > high).astype(bool)
        if low is not None:
            wrong |= (difference < low).astype(bool)
    return numpy.asarray(wrong, dtype=bool)


def _is_of_one_unit(instance: RelationInstance, standard: Standard) -> bool:
    """Whether a relation holds or fails whatever the unit that its figures are counted in; counts have one."""
    conditions = [one for all_of in instance.when for one in all_of]
    compared = [
        (instance.terms, instance.operator, instance.relation.tolerance),
        *((c.terms, c.operator, Tolerance()) for c in conditions),
    ]
    for terms, operator, tolerance in compared:
        kinds = {standard.spots[term.address].kind for term in terms if term.address}
        constant = sum(term.factor for term in terms if not term.address)
        free = not constant and not operator.value.low and not operator.value.high and (tolerance.per_cent or not tolerance)
        if not kinds <= {Kind.COUNT, Kind.YES_NO} and kinds != {Kind.DATE} and not (kinds == {Kind.AMOUNT} and free):
            return False
    return True


def _days(given: Any) -> Any:
    """Return a column of days, as numpy's or Python's, as numbers of days; anything else as it is."""
    import numpy

    column = numpy.ma.asarray(given) if isinstance(given, numpy.ma.MaskedArray) else numpy.asarray(given)
    if column.dtype.kind == "M":
        since = (column.astype("datetime64[D]") - numpy.datetime64(date.min, "D")).astype(numpy.int64)
        return numpy.ma.masked_array(since, mask=numpy.isnat(column) | numpy.ma.getmaskarray(column))
    if column.dtype.kind == "O":
        return [day_number(one) if type(one) is date else one for one in column.tolist()]
    return given


def _column(given: Any) -> tuple[Column, Mapping[Blank, Column]] | None:
    """Return a column of machine integers, or of Python's where these are too large, and its blanks; ``None`` for none."""
    import numpy

    masked = isinstance(given, numpy.ma.MaskedArray)
    column = given.filled(0) if masked else numpy.asarray(given)
    if column.ndim != 1:
        return None
    blanks: dict[Blank, Column] = {Blank.MISSING: numpy.ma.getmaskarray(given)} if masked else {}
    if column.dtype.kind in "ib":
        return column.astype(numpy.int64, copy=False), blanks
    if isinstance(given, numpy.ndarray) and column.dtype.kind not in "uO":
        return None
    whole = column.astype(object) if isinstance(given, numpy.ndarray) else numpy.asarray(given, dtype=object)
    for blank in Blank:
        mask = numpy.array([one is blank for one in whole], dtype=bool)
        blanks[blank] = blanks[blank] | mask if blank in blanks else mask
        whole = numpy.where(mask, 0, whole)
    if not all(type(one) is int for one in whole):
        return None
    small = all(-_MOST < one < _MOST for one in whole)
    return (whole.astype(numpy.int64) if small else whole), blanks
