"""The figures of a diagnosis (诊断数据); :mod:`.measurement` computes them from records.

Shares are per cent with one decimal, rounded half up; the same figure is in every sentence and picture.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from govdisclosure.exact.decimals import quotient
from govdisclosure.value_objects import ValueObject

UNEVEN_BELOW = 50
"""Per cent of the median below which a body lags behind the others: our convention, no rule says where uneven begins."""


@frozen(kw_only=True)
class AreaFigures(ValueObject):
    """Publications of the period in the columns of one key area (重点领域).

    Attributes:
        minimum: how many there should be, where that was given.
        last_year: how many there were in the same days of the year before; None where that is not known.
        columns: ids of the area's columns, sorted.
    """

    area: str
    publications: int
    minimum: int | None = None
    last_year: int | None = None
    columns: tuple[str, ...] = ()

    @property
    def below_minimum(self) -> bool:
        """Whether there are fewer than the minimum; an area without one is not below it."""
        return self.minimum is not None and self.publications < self.minimum

    @property
    def below_last_year(self) -> bool:
        """Whether there are fewer than the year before; an area of which that is unknown is not below it."""
        return self.last_year is not None and self.publications < self.last_year

    @property
    def is_thin(self) -> bool:
        """Whether it is below its minimum or last year's number."""
        return self.below_minimum or self.below_last_year


@frozen(kw_only=True)
class Delay(ValueObject):
    """How long an item took to be published (公开用时).

    Attributes:
        since: day it was made, or last changed before its first publication.
        workdays: working days after ``since`` up to and including the day of publication.
        late: whether that day is after the last day of the term. On a day off right after the last day it is late with no
            more working days than the term has.
        provisional: whether days of years without a known calendar were counted by the weekday.
    """

    item: str
    since: date
    published: date
    workdays: int
    late: bool
    provisional: bool


@frozen(kw_only=True)
class Timeliness(ValueObject):
    """How soon the items first published in the period were published (公开及时性).

    Attributes:
        items: how many there are.
        unbound: how many of them no term binds: first given upon request, not to be disclosed proactively, or made before the
            first Regulation was in force.
        unmeasurable: ids of those without the day they were made (nor changed), sorted: neither on time nor late.
        measured: how many are left.
        late: those published after their term, the longest delay first.
        median, longest: working days from making or change to publication, over all measured ones.
        provisional: how many measured ones are provisional.
        terms: the time limits applied: working days and source, by the day an item was made or changed.
    """

    items: int
    unbound: int
    unmeasurable: tuple[str, ...]
    measured: int
    late: tuple[Delay, ...]
    median: Decimal | None
    longest: int | None
    provisional: int
    terms: tuple[tuple[int, str], ...]

    @property
    def late_share(self) -> Decimal | None:
        """Late ones among the measured ones, in per cent; None where nothing was measured."""
        return percent(len(self.late), self.measured)

    @property
    def late_provisional(self) -> int:
        """How many are late only provisionally (暂定)."""
        return sum(one.provisional for one in self.late)


@frozen(kw_only=True)
class ColumnFigures(ValueObject):
    """How a column of a website was kept up (栏目更新).

    Attributes:
        renewal_days: within how many days it must be renewed, where that is known.
        publications: how many in the period.
        since, until: the longest time without a publication: from a publication, the last one before the period, or the first
            day of the period, to the next publication or the last day of the period; the earliest of equals.
    """

    column: str
    body: str
    renewal_days: int | None
    publications: int
    since: date
    until: date

    @property
    def gap(self) -> int:
        """The longest time without a publication, in days."""
        return (self.until - self.since).days

    @property
    def is_idle(self) -> bool:
        """Whether it was left longer than its interval; a column without an interval is not judged."""
        return self.renewal_days is not None and self.gap > self.renewal_days

    @property
    def is_empty(self) -> bool:
        """Whether nothing was published in it in the period."""
        return self.publications == 0


@frozen(kw_only=True)
class BodyFigures(ValueObject):
    """One of several bodies compared (各单位进展).

    Attributes:
        public_institution: whether art. 55 applies to it, and not the term of art. 26; it is measured by that all the same.
        whole_period: whether it existed all the time; one that did not is left out of the spread.
        timeliness: of its own items.
        columns: how many columns it keeps.
        idle_columns: ids of those idle or empty, sorted.
    """

    body: str
    public_institution: bool
    whole_period: bool
    timeliness: Timeliness
    columns: int
    idle_columns: tuple[str, ...]

    @property
    def items(self) -> int:
        """Its items first published in the period."""
        return self.timeliness.items


@frozen(kw_only=True)
class Spread(ValueObject):
    """How far the bodies' numbers of items are apart (差距).

    Attributes:
        least, most: the extremes, with the ids of the bodies that have them.
        lagging: ids of the bodies with less than half of the median (:data:`UNEVEN_BELOW`), the least first.
    """

    least: int
    least_bodies: tuple[str, ...]
    median: Decimal
    most: int
    most_bodies: tuple[str, ...]
    lagging: tuple[str, ...]

    @property
    def ratio(self) -> Decimal | None:
        """The least in per cent of the median; None where the median is zero."""
        return percent(self.least, self.median)


def percent(part: int, whole: int | Decimal) -> Decimal | None:
    """Return a share in per cent with one decimal, rounded half up; None of nothing."""
    return quotient(100 * part, whole, 1) if whole else None
