"""The published figures of an area compared with the sum of its bodies (公布数与汇总数核对)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from govdisclosure.areas.body_history import note
from govdisclosure.errors import TabulationError
from govdisclosure.exact.decimals import added, less
from govdisclosure.messages import Message, say
from govdisclosure.report import Cell, Finding, OriginKind, Report, fingerprint
from govdisclosure.standards import Combine
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Severity, Value, in_digits, number_of, plain, value_in_words


@frozen
class Contribution(ValueObject):
    """What one body brings to a cell (分机关数)."""

    body: str
    name: str
    value: Value


@frozen(kw_only=True)
class AreaDifference(ValueObject):
    """A cell in which a published area report and its bodies differ (汇总差异).

    Attributes:
        published, combined: both figures.
        difference: published - combined; None unless both are numbers.
        contributions: the figure of each body, sorted by id; empty where no parts were given.
    """

    address: str
    label: str
    published: Value
    combined: Value
    difference: int | Decimal | None
    contributions: tuple[Contribution, ...] = ()

    @property
    def sentence(self) -> Message:
        """The difference as a sentence."""
        published, combined = value_in_words(self.published), value_in_words(self.combined)
        return say("compare.difference", label=self.label, cell=self.address, published=published, combined=combined)


@frozen(kw_only=True)
class AreaComparison(ValueObject):
    """The result of the comparison (汇总核对结果).

    Attributes:
        differences: in printed order.
        not_compared: cells that cannot be derived from the bodies' figures (not additive, words).
        left_out: bodies each of which explains every numeric difference if the published figures are without it.
        added_twice: bodies each of which explains every numeric difference if the published figures have it twice.
        remarks: what qualifies the comparison: another scope, other bodies included.
    """

    differences: tuple[AreaDifference, ...]
    not_compared: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    added_twice: tuple[str, ...] = ()
    remarks: tuple[Finding, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every cell that can be compared is the same."""
        return not self.differences

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The remarks, then one finding for each difference: left is the published figure, right the combined one."""
        return (*self.remarks, *(_finding(difference) for difference in self.differences))


def compare_with_parent(combined: Report, published: Report, parts: Iterable[Report] = ()) -> AreaComparison:
    """Compare a published area report with the sum of its bodies' reports (汇总核对), cell by cell.

    Args:
        combined: the result of ``combine``.
        published: the report of the same area, as published.
        parts: the reports that were combined; each difference then lists what each body brings. Reports that ``combined`` does
            not include are passed over.

    Raises:
        TabulationError: the two differ in standard or period.
        UnreadableError: what is given as a report is none.

    Example:
        >>> from attrs import evolve
        >>> area = combine(reports, "office", bodies=Bodies.of(city))
        >>> other = evolve(area.cells["requests.received/total"], value=230)
        >>> published = evolve(area, cells={**area.cells, "requests.received/total": other})
        >>> [(one.address, one.combined, one.published) for one in compare_with_parent(area, published).differences]
        [('requests.received/total', 229, 230)]
    """
    if (combined.standard.id, combined.period) != (published.standard.id, published.period):
        raise TabulationError("compare.not_alike")
    included = sorted((part for part in parts if _is_part(part, combined)), key=lambda one: (one.body.id, one.scope))
    differences, not_compared = [], []
    for address, spot in combined.standard.spots.items():
        ours, theirs = combined[address], published[address]
        recomputed = address in combined.cells and combined.cells[address].origin.kind is OriginKind.CALCULATED
        if spot.combine is Combine.LIST or (spot.combine is Combine.NONE and not recomputed):
            if ours != theirs:
                not_compared.append(address)
        elif not combined.agrees(published, address):
            differences.append(
                AreaDifference(
                    address=address,
                    label=spot.row.label if spot.column is None else f"{spot.row.label}/{spot.column.label}",
                    published=theirs,
                    combined=ours,
                    difference=_difference(theirs, ours),
                    contributions=tuple(Contribution(one.body.id, one.body_name, one[address]) for one in included),
                )
            )
    left_out, added_twice = (_explaining(combined, published, included, differences, sign) for sign in (-1, 1))
    return AreaComparison(
        differences=tuple(differences),
        not_compared=tuple(not_compared),
        left_out=left_out,
        added_twice=added_twice,
        remarks=tuple(_remarks(combined, published, included, left_out, added_twice)),
    )


def _is_part(report: Report, combined: Report) -> bool:
    alike = (report.standard.id, report.period) == (combined.standard.id, combined.period)
    if report.scope == "area":
        return alike and report.body.id != combined.body.id and set(report.includes) <= set(combined.includes)
    return alike and report.body.id in combined.includes


def _difference(published: Value, combined: Value) -> int | Decimal | None:
    one, other = number_of(published), number_of(combined)
    return None if one is None or other is None else less(one, other)


def _explaining(
    combined: Report, published: Report, parts: Sequence[Report], differences: Sequence[AreaDifference], sign: int
) -> tuple[str, ...]:
    """Return the bodies with whose figures times ``sign`` the sum agrees in every additive cell, each as it is rounded."""
    wrong = [one.address for one in differences if one.difference]
    if not wrong:
        return ()
    additive = [
        address
        for address, spot in combined.standard.spots.items()
        if spot.combine is Combine.SUM and _difference(published[address], combined[address]) is not None
    ]

    def explains(part: Report) -> bool:
        for addresses in ([one for one in wrong if one in additive], additive):  # nearly all fail in one of the few
            cells = {one: _with(combined.cells[one], part.cells.get(one), sign) for one in addresses}
            expected = evolve(combined, cells=cells)
            if not all(expected.agrees(published, one) for one in addresses):
                return False
        return True

    return tuple(part.body.id for part in parts if explains(part))


def _with(whole: Cell, part: Cell | None, sign: int) -> Cell:
    """Return the sum with a part once more, or without it: what was rounded in the part is, too."""
    number = number_of(part.value) if part is not None else None
    if part is None or not number:
        return whole
    roundings = whole.roundings
    if whole.decimals is not None and part.decimals is not None:
        roundings += sign * part.roundings * 10 ** max(0, whole.decimals - part.decimals)
    decimals = whole.decimals if roundings > 0 else None
    return evolve(
        whole, value=added([(1, number_of(whole.value) or 0), (sign, number)]), decimals=decimals, roundings=max(1, roundings)
    )


def _remarks(
    combined: Report, published: Report, parts: Sequence[Report], left_out: Sequence[str], added_twice: Sequence[str]
) -> Iterator[Finding]:
    if published.scope != "area":
        yield note("compare.scope", Severity.INFO, [published.body.id], say("compare.scope"))
    elif published.includes:
        only_published = sorted(set(published.includes) - set(combined.includes))
        only_combined = sorted(set(combined.includes) - set(published.includes))
        for key, bodies in (("compare.only_published", only_published), ("compare.only_combined", only_combined)):
            if bodies:
                yield note(key, Severity.WARNING, bodies, say(key, bodies=bodies))
    names = {part.body.id: part.body_name for part in parts}
    for key, found in (("compare.left_out", left_out), ("compare.added_twice", added_twice)):
        for one in found:
            yield note(key, Severity.INFO, [one], say(key, body=names[one]))


def _finding(one: AreaDifference) -> Finding:
    numbers = one.difference is not None
    return Finding(
        rule="compare.difference",
        severity=Severity.WARNING,
        cells=(one.address,),
        left=in_digits(one.published) if numbers else None,
        right=in_digits(one.combined) if numbers else None,
        difference=plain(one.difference) if one.difference is not None else None,
        message=one.sentence,
        fingerprint=fingerprint("compare.difference", one.address, in_digits(one.published), in_digits(one.combined)),
    )
