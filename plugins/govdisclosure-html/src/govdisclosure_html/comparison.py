"""The report beside its predecessor (与上期比较): what a cell was, and by how much it changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from govdisclosure import GovDisclosureError, Report, crosswalk
from govdisclosure.exact.decimals import added, less, quotient
from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import Message
from govdisclosure.standards import Column, Table, Total
from govdisclosure.values import Kind, number_of, plain
from govdisclosure_html.words import words

_NARROW = 8
"""The most columns with which a table can take columns of comparison beside its own."""


@frozen
class Change:
    """What a cell was in the period before, as printed, and how much it has grown since; empty where that is no number."""

    before: str
    by: str
    share: str

    @property
    def sentence(self) -> Message:
        """The change in words."""
        if not self.by:
            return words("change.before", before=self.before or "—")
        if not self.share:
            return words("change.by", before=self.before, by=self.by)
        return words("change.share", before=self.before, by=self.by, share=self.share)


@frozen
class Comparison:
    """A report and the one of the period before, in the report's own standard.

    Attributes:
        period: what the columns are called.
        left_out: what could not be set beside it, and why.
    """

    publication: PublishedReport
    other: Report | None
    left_out: tuple[Message, ...] = ()

    @property
    def period(self) -> Message:
        """The earlier period."""
        assert self.other is not None  # noqa: S101 - asked only where there is one
        return Message.of(self.other.period)

    def change(self, address: str) -> Change | None:
        """Return how a cell changed; None where there is nothing to compare."""
        if self.other is None:
            return None
        now, then = _number(self.publication.report, address), _number(self.other, address)
        before = self.other.printed(address)
        if now is None or then is None:
            return Change(before, "", "")
        difference = less(now, then)
        share = ""
        if then > 0 and difference:
            share = f"{_signed(quotient(added([(100, difference)]), then, 1))}%"
        return Change(before, _signed(difference), share)

    def columns(self, table: Table) -> tuple[Column | None, ...]:
        """Return the columns of a table that are beside it once more, for the period before: its totals where it is wide."""
        if self.other is None:
            return ()
        totals = tuple(column for column in table.columns if isinstance(column.measure, Total))
        if not table.columns:
            return (None,)
        if len(table.columns) > _NARROW:
            return ()
        return totals or table.columns


def compared(publication: PublishedReport) -> Comparison:
    """Choose the latest earlier report that can be set beside a report, and say which cannot."""
    found = [_alike(publication.report, one) for one in publication.earlier]
    reports = [one for one in found if isinstance(one, Report)]
    left_out = tuple(one for one in found if isinstance(one, Message))
    return Comparison(publication, reports[0] if reports else None, left_out)


def years(publication: PublishedReport) -> tuple[Report, ...]:
    """Return all earlier reports that can be compared, the oldest first, and the report last."""
    found = [one for one in (_alike(publication.report, each) for each in publication.earlier) if isinstance(one, Report)]
    return (*reversed(found), publication.report)


def headlines(report: Report) -> Iterator[str]:
    """Yield the cells that say most in few words: each total, and in a table with a total column its main rows."""
    for table in report.printed_tables:
        totals = [column for column in table.columns if isinstance(column.measure, Total)]
        if table.columns and len(totals) != 1:
            continue
        for row in table.rows:
            main = bool(totals) and row.key.count(".") == 1
            if row.kind is Kind.COUNT and (main or isinstance(row.measure, Total)):
                yield f"{row.key}/{totals[0].key}" if totals else row.key


def _alike(report: Report, other: Report) -> Report | Message:
    period = Message.of(other.period)
    if other.scope != report.scope:
        return words("compare.scope", period=period)
    days, others = (one.period.end - one.period.start for one in (report, other))
    if other.period.end >= report.period.start or abs((days - others).days) > 3:
        return words("compare.period", period=period)
    if other.standard.id == report.standard.id:
        return other
    try:
        return crosswalk(other, report.standard)
    except GovDisclosureError as error:
        return words("compare.standard", period=period, reason=error.sentence)


def _number(report: Report, address: str) -> int | Decimal | None:
    return number_of(report[address])


def _signed(number: int | Decimal) -> str:
    return f"+{plain(number)}" if number > 0 else plain(number).replace("-", "−")
