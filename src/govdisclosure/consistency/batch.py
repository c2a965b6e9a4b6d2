"""Many reports of one standard at once (批量审核), as columns: which relations fail in which.

Each cell is a column of whole numbers, one for each report; the relations are added up column by column, with numpy. What is
more than adding whole numbers is not decided here: those reports are named, for ``check`` to look at one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from govdisclosure.consistency.compiled import Sums, compiled
from govdisclosure.errors import TabulationError, importing
from govdisclosure.standards import RelationInstance, Standard
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Kind

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Column = NDArray[Any]
    Places = NDArray[numpy.intp]


def _listed(places: Any) -> object:
    """Return arrays as tuples, also those inside tuples and mappings: arrays do not compare as a whole, nor hash."""
    if isinstance(places, Mapping):
        return frozen_dict({key: _listed(one) for key, one in places.items()})
    if isinstance(places, tuple):
        return tuple(_listed(one) for one in places)
    return tuple(places.tolist()) if hasattr(places, "tolist") else places


@frozen(kw_only=True)
class BatchVerdict(ValueObject):
    """What a check of many reports came to. Reports are named by their place, from 0.

    Attributes:
        reports: how many there are.
        failed: each relation instance that fails somewhere, and the places of those reports, ascending.
        negative: each cell that is below 0 where it may not be, and the places.
        not_run: the relation instances that were looked at in none: no cell of theirs has a column, or they want the preceding
            reports.
        unsettled: the places of reports with a blank in some relation, or one that can't be added up: ``check`` must look.
    """

    reports: int
    failed: tuple[tuple[RelationInstance, Places], ...] = field(eq=_listed)
    negative: Mapping[str, Places] = field(converter=frozen_dict, eq=_listed)
    not_run: tuple[RelationInstance, ...]
    unsettled: Places = field(repr=False, eq=_listed)

    @property
    def suspect(self) -> Places:
        """The places of the reports that did not simply pass, each once, ascending."""
        import numpy

        found = [self.unsettled, *(places for _, places in self.failed), *self.negative.values()]
        return numpy.unique(numpy.concatenate(found))


def check_batch(standard: Standard, columns: Mapping[str, object]) -> BatchVerdict:
    """Check many reports of one standard (批量审核), given as columns.

    Relations that want the preceding report are not looked at.

    Args:
        standard: the standard of all of them.
        columns: by address, the figures of one cell in every report: a numpy array, or what becomes one, of whole numbers; a
            masked array where some are blank. A cell without a column is blank in all. Amounts in the smallest unit that any
            of them needs, such as fen.

    Raises:
        UnknownIndicatorError: the standard has no such cell.
        TabulationError: columns differ in length, or hold anything but whole numbers.
        MissingExtraError: numpy is not installed.
    """
    with importing("locate"):
        import numpy
    known = compiled(standard)
    figures: list[Column | None] = [None] * len(known.addresses)
    masks: dict[int, Column] = {}
    numbers = {address: number for number, address in enumerate(known.addresses)}
    length: int | None = None
    for address, given in columns.items():
        standard.spot(address)
        column = _column(given)
        if column is None:
            raise TabulationError("batch.no_whole_numbers", cell=address)
        if length is not None and len(column) != length:
            raise TabulationError("batch.lengths", cell=address, count=len(column), others=length)
        length = len(column)
        if isinstance(column, numpy.ma.MaskedArray):
            if column.mask.any():
                masks[numbers[address]] = numpy.ma.getmaskarray(column)
            column = column.filled(0)
        figures[numbers[address]] = column
    count = length or 0
    largest = [0 if one is None or not count else max(abs(int(one.max())), abs(int(one.min()))) for one in figures]
    negative = {}
    for (address, spot), one in zip(standard.spots.items(), figures, strict=True):
        if one is not None and count and not spot.signed and int(one.min()) < 0:
            negative[address] = numpy.flatnonzero(one < 0)
    unsettled = numpy.zeros(count, dtype=bool)
    failed = []
    not_run = [standard.relations[place] for place in known.waiting]
    amounts = [one for one in known.exact if _is_of_one_unit(one, standard, known.addresses)]
    left_out = {*known.rest, *(one.place for one in known.exact if one not in amounts)}
    for sums in sorted((*known.single, *known.other, *amounts), key=lambda one: one.place):
        if all(figures[number] is None for number in sums.cells):
            not_run.append(standard.relations[sums.place])
            continue
        if any(figures[number] is None for number in sums.cells):
            unsettled[:] = True
            continue
        wrong = _wrong(sums, figures, largest)
        if masks:
            blank = [masks[number] for number in sums.cells if number in masks]
            if blank:
                hidden = reduce(numpy.logical_or, blank)
                unsettled |= hidden
                wrong &= ~hidden
        if wrong.any():
            failed.append((standard.relations[sums.place], numpy.flatnonzero(wrong)))
    if left_out:
        unsettled[:] = True
    places = numpy.flatnonzero(unsettled)
    return BatchVerdict(reports=count, failed=tuple(failed), negative=negative, not_run=tuple(not_run), unsettled=places)


def _wrong(sums: Sums, figures: list[Column | None], largest: list[int]) -> Column:
    """Return in which reports a relation fails; in Python's own numbers where machine numbers might overflow."""
    import numpy

    added, taken = ([figures[number] for number in side] for side in sums.sides)
    low, high = sums.slack.low, sums.slack.high
    bound = abs(sums.constant) + abs(low or 0) + abs(high or 0) + sum(largest[number] for side in sums.sides for number in side)
    kind: Any = numpy.int64 if bound < 2**62 else object
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


def _is_of_one_unit(sums: Sums, standard: Standard, addresses: Sequence[str]) -> bool:
    """Whether a relation of amounts holds or fails whatever the unit they are counted in."""
    spots = standard.spots
    same = not sums.constant and sums.instance.slack() == sums.instance.slack(units=100)
    return same and all(spots[addresses[one]].kind is Kind.AMOUNT for one in sums.cells)


def _column(given: Any) -> Column | None:
    """Return a column of machine numbers, or of Python's own where these are too large; ``None`` where it is none."""
    import numpy

    column = given if isinstance(given, numpy.ma.MaskedArray) else numpy.asarray(given)
    if column.ndim != 1:
        return None
    if column.dtype.kind in "ib":
        return column.astype(numpy.int64, copy=False)
    if isinstance(given, numpy.ndarray) and column.dtype.kind not in "uO":
        return None
    whole = column.astype(object) if isinstance(given, numpy.ndarray) else numpy.asarray(given, dtype=object)
    return whole if all(type(one) is int for one in whole) else None
