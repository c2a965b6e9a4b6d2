"""A published report held against the records (核对): recomputed cell by cell, what differs is named."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from govdisclosure.messages import Sentence, say
from govdisclosure.report import Report
from govdisclosure.tabulation.reports import Source, tabulate
from govdisclosure.values import Blank, Value, plain


@frozen(kw_only=True)
class Difference:
    """A cell in which a report and its records differ."""

    address: str
    label: str
    reported: Value
    recomputed: Value

    @property
    def sentence(self) -> Sentence:
        """What differs, in words."""
        reported, recomputed = (_words(value) for value in (self.reported, self.recomputed))
        return say("verify.difference", cell=self.address, label=self.label, reported=reported, recomputed=recomputed)


@frozen(kw_only=True)
class Reconciliation:
    """What came of holding a report against records (核对结果).

    Attributes:
        differences: the cells that differ, in printed order; none where the report is what the records say.
        recomputed: the report made anew.
        remarks: what is worth knowing beside the figures: another standard's edition, other records, another version.
    """

    differences: tuple[Difference, ...]
    recomputed: Report
    remarks: tuple[Sentence, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every cell is what the records say."""
        return not self.differences


def reconcile(report: Report, records: Source) -> Reconciliation:
    """Recompute a report from records and compare it cell by cell.

    The records are tabulated by the report's standard, for its body and period. Words are compared as they are.

    Raises:
        TabulationError, InvalidRecordError: the records cannot be tabulated.
    """
    recomputed = tabulate(records, report.standard, period=report.period, body=report.body)
    differences = tuple(
        Difference(address=address, label=spot.label, reported=report[address], recomputed=recomputed[address])
        for address, spot in report.standard.spots.items()
        if not _same(report[address], recomputed[address])
    )
    return Reconciliation(differences=differences, recomputed=recomputed, remarks=tuple(_remarks(report, recomputed)))


def _same(one: Value, other: Value) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)  # True == 1, but they are two values


def _remarks(report: Report, recomputed: Report) -> Iterable[Sentence]:
    before, now = report.made_by, recomputed.made_by
    if before is None or now is None:
        return
    if before.standard != now.standard:
        yield say("verify.other_standard", standard=report.standard.id)
    digests = [made.records.digest for made in (before, now) if made.records and made.records.digest]
    if len(set(digests)) == 2:  # objects have no digest: of them nothing can be said
        yield say("verify.other_records")


def _words(value: Value) -> object:
    return value if isinstance(value, Blank | bool | str) else plain(value)
