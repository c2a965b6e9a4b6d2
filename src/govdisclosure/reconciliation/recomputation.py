"""A published report recomputed from its records (核对) and compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from attrs import field, frozen

from govdisclosure.messages import Message, say
from govdisclosure.reconciliation.accounts import Account, accounts_of, exact, number
from govdisclosure.records import Entry, TypedRecord, in_order
from govdisclosure.report import Report, report_of
from govdisclosure.sources import Records, RecordSource, TableSource, gather, gathered
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.tabulation.drilldown import DrillDown, found_behind, found_near
from govdisclosure.tabulation.record_queries import RecordQuery, finder
from govdisclosure.tabulation.table_tabulation import Tabulation, engine_of
from govdisclosure.value_objects import ValueObject, json_text
from govdisclosure.values import Value, plain, plain_value, value_in_words


@frozen(kw_only=True)
class Difference(ValueObject):
    """A cell in which a report and its records differ (差异)."""

    address: str
    label: str
    reported: Value
    recomputed: Value

    @property
    def difference(self) -> str | None:
        """Reported minus recomputed, as a plain decimal string; None where one of them is no number."""
        one, other = number(self.reported), number(self.recomputed)
        if one is None or other is None:
            return None
        if isinstance(self.reported, int) and isinstance(self.recomputed, int):
            return plain(self.reported - self.recomputed)
        return plain(exact(one - other))

    @property
    def sentence(self) -> Message:
        """What differs, in words, with the difference where there is one."""
        facts = {
            "cell": self.address,
            "label": self.label,
            "reported": value_in_words(self.reported),
            "recomputed": value_in_words(self.recomputed),
        }
        if self.difference is None:
            return say("verify.difference", **facts)
        return say("verify.difference_of", **facts, difference=self.difference)


@frozen(kw_only=True)
class Reconciliation(ValueObject):
    """The result of comparing a report with its records (核对结果).

    Attributes:
        differences: the cells that differ, in printed order; none where the report is what the records say.
        recomputed: the report made again.
        remarks: circumstances beside the figures: another edition of the standard, other records, another version.
    """

    differences: tuple[Difference, ...]
    recomputed: Report
    remarks: tuple[Message, ...] = ()
    _report: Report = field(repr=False, eq=False)
    _records: Records | TableSource = field(repr=False, eq=False)

    @property
    def same(self) -> bool:
        """Whether every cell agrees with the records."""
        return not self.differences

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """What would account for the differences: the fewest changes of records, worked out when it is requested.

        One for each group of cells that count the same records. Rows of tables are fetched for it, up to a hundred thousand of
        a kind; where there are more, there is none, and :attr:`too_many` says so.

        Raises:
            UnreadableError: rows of tables cannot be records; every fault is named.
        """
        if self.same or self._whole is None:
            return ()
        return tuple(accounts_of(self._report, self.recomputed, self._whole))

    def to_dict(self, *, limit: int = 20) -> dict[str, Any]:
        """Return the result as plain data, with the first ids of the records behind each difference."""
        return {
            "same": self.same,
            "differences": [
                {
                    "cell": difference.address,
                    "reported": plain_value(difference.reported),
                    "recomputed": plain_value(difference.recomputed),
                    "difference": difference.difference,
                    "records": self.records(difference.address).to_dict(limit=limit),
                    "message": difference.sentence.both,
                }
                for difference in self.differences
            ],
            "accounts": None if self.too_many else [account.to_dict(limit=limit) for account in self.accounts],
            "remarks": [remark.both for remark in self.remarks],
        }

    def to_json(self, *, limit: int = 20) -> str:
        """Return the same as JSON."""
        return json_text(self.to_dict(limit=limit))

    @property
    def too_many(self) -> bool:
        """Whether there is no account of the differences because tables have too many rows to fetch."""
        return not self.same and self._whole is None

    @cached_property
    def _whole(self) -> Records | None:
        return records_of(self._records, self._report)

    @cached_property
    def _finder(self) -> RecordQuery:
        report = self._report
        together = report.scope == "area"
        return finder(self._records, report.standard, period=report.period, body=report.body, together=together)

    def records(self, address: str) -> DrillDown:
        """Return the records that make the difference of a cell, as far as one can tell from the cell alone.

        Where the report has less than the records give, some of those that the cell counts were left out: these are returned.
        Where it has more, some were counted that should not be: returned are those that miss the cell by one part of its
        condition. Of a total, and where there is no telling more from less, those that it counts.

        Raises:
            UnknownIndicatorError: the standard has no such cell.
        """
        one, other = number(self._report[address]), number(self.recomputed[address])
        more = one is not None and other is not None and one > other
        near = found_near(self._finder, self._report.standard, address) if more else None
        return near or found_behind(self._finder, self._report.standard, address)


def reconcile(report: Report, records: RecordSource) -> Reconciliation:
    """Recompute a report from records and compare it cell by cell.

    The records are tabulated by the report's standard, for its body and period; for a report over an area (汇总), those of all
    bodies together. Words are compared as they are.

    Args:
        report: the report.
        records: what it was made from.

    Raises:
        TabulationError, InvalidRecordError, UnreadableError: the records cannot be tabulated.

    Example:
        >>> reconcile(report, records).same
        True
        >>> from attrs import evolve
        >>> wrong = evolve(report, cells={**report.cells, "services.cases": evolve(report.cells["services.cases"], value=32)})
        >>> [(one.label, one.recomputed) for one in reconcile(wrong, records).differences]
        [('(四)办件量', 31)]
    """
    source = records if isinstance(records, TableSource) else gathered(records)
    tabulating = tabulate_together if report_of(report).scope == "area" else tabulate
    recomputed = tabulating(source, report.standard, period=report.period, body=report.body)
    unprinted = report.unprinted
    differences = tuple(
        Difference(address=address, label=spot.label, reported=report[address], recomputed=recomputed[address])
        for address, spot in report.standard.spots.items()
        if not report.agrees(recomputed, address) and address not in unprinted
    )
    return Reconciliation(
        differences=differences,
        recomputed=recomputed,
        remarks=tuple(_remarks(report, recomputed)),
        report=report,
        records=source,
    )


def _remarks(report: Report, recomputed: Report) -> Iterable[Message]:
    if report.unprinted:
        yield say("comparison.not_printed", count=len(report.unprinted))
    before, now = report.made_by, recomputed.made_by
    if before is None or now is None:
        return
    if before.standard != now.standard:
        yield say("verify.other_standard", standard=report.standard.id)
    digests = [made.records.digest for made in (before, now) if made.records and made.records.digest]
    if len(set(digests)) == 2:  # objects have no digest: of them nothing can be said
        yield say("verify.other_records")


MOST_RECORDS = 100_000
"""Rows of one kind that are fetched at most."""


def records_of(source: Records | TableSource, report: Report) -> Records | None:
    """Return the records that a report was made from, fetched where they are rows of tables; None where these are too many.

    Raises:
        UnreadableError: rows cannot be records; every fault is named.
    """
    if isinstance(source, Records):
        return source
    if source.careful is not None:
        return source.careful().with_none(source.none)
    together = report.scope == "area"
    finds = finder(source, report.standard, period=report.period, body=report.body, together=together)
    engine, tables = engine_of(source), Tabulation(source, report.standard, report.period)
    bodies = None if together else (report.body.id,)
    found: list[TypedRecord] = []
    kinds = {kind.name: kind for kind in engine.kinds if kind.cls is not Entry}
    for kind in (kinds[name] for name in in_order(kinds)):
        if not engine.bodies(kind):  # items that only publications tell of have no table; they are made of these again
            continue
        (total,) = finds.count(kind, [()])
        if total > MOST_RECORDS:
            return None
        found.extend(tables.whole_rows(kind, bodies))
    found.extend(entry for entries in tables.entries(bodies).values() for entry in entries)
    return gather(found, kept=source.held | source.none)
