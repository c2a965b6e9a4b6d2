"""Basic values: :class:`Blank`, :class:`Kind`, :class:`Severity`, :class:`Period`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias, assert_never

from attrs import evolve, field, frozen

from govdisclosure.errors import InvalidPeriodError
from govdisclosure.exact.decimals import in_few_digits, is_figure
from govdisclosure.messages import Message, say


class Blank(Enum):
    """A cell without a value (空值): zero, *missing* and *not applicable* are three things; ``None`` stands for none."""

    MISSING = "missing"  # 空:没有填
    NOT_APPLICABLE = "not applicable"  # —:不适用

    @property
    def zh(self) -> str:
        """The Chinese words."""
        match self:
            case Blank.MISSING:
                return "缺"
            case Blank.NOT_APPLICABLE:
                return "不适用"
        assert_never(self)

    @property
    def en(self) -> str:
        """The English words."""
        return self.value


Value: TypeAlias = int | Decimal | bool | str | date | Blank
"""A cell's value: a count (int), an amount or share (Decimal), yes/no (bool), words (str), a day (date), or blank."""


def blank_of(values: Iterable[Value]) -> Blank:
    """Return what a sum is whose parts are all blank: *not applicable* where every part is, else *missing*."""
    return Blank.NOT_APPLICABLE if set(values) == {Blank.NOT_APPLICABLE} else Blank.MISSING


class Kind(Enum):
    """The kind of an indicator's values (指标类型)."""

    HEADING = "heading"
    COUNT = "count"
    AMOUNT = "amount"
    NUMBER = "number"
    SHARE = "share"
    YES_NO = "yes/no"
    TEXT = "text"
    DATE = "date"

    @property
    def python(self) -> type:
        """The Python type of its values; a heading has none."""
        match self:
            case Kind.HEADING:
                return type(None)
            case Kind.COUNT:
                return int
            case Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
                return Decimal
            case Kind.YES_NO:
                return bool
            case Kind.TEXT:
                return str
            case Kind.DATE:
                return date
        assert_never(self)

    @property
    def sort(self) -> str:
        """What is requested in words: ``number``, ``yes_no``, ``date`` or ``text``; the keys of such sentences end in it."""
        match self:
            case Kind.COUNT | Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
                return "number"
            case Kind.YES_NO:
                return "yes_no"
            case Kind.DATE:
                return "date"
            case Kind.TEXT | Kind.HEADING:
                return "text"
        assert_never(self)

    @property
    def is_figure(self) -> bool:
        """Whether values are printed as digits."""
        return self.sort == "number"

    @property
    def is_number(self) -> bool:
        """Whether values can be added in a relation: figures, and yes/no, which counts 1 or 0."""
        return self.is_figure or self.python is bool

    @property
    def is_ordered(self) -> bool:
        """Whether values can be compared in a relation: numbers with numbers, days with days."""
        return self.is_number or self is Kind.DATE

    @property
    def has_decimals(self) -> bool:
        """Whether values are decimals."""
        return self.python is Decimal

    @property
    def adds_up(self) -> bool:
        """Whether the values of several rows, bodies or periods can be added."""
        match self:
            case Kind.COUNT | Kind.AMOUNT:
                return True
            case Kind.NUMBER | Kind.SHARE | Kind.YES_NO | Kind.TEXT | Kind.DATE | Kind.HEADING:
                return False
        assert_never(self)

    @property
    def least_decimals(self) -> int:
        """How many decimals values have at least: money is counted in fen (分), a share in tenths of a per cent."""
        match self:
            case Kind.AMOUNT:
                return 2
            case Kind.SHARE:
                return 1
            case Kind.COUNT | Kind.NUMBER | Kind.YES_NO | Kind.TEXT | Kind.DATE | Kind.HEADING:
                return 0
        assert_never(self)

    @property
    def greatest(self) -> int | None:
        """The greatest number that a value can be in a relation; None where there is none."""
        return 1 if self.python is bool else day_number(date.max) if self is Kind.DATE else None

    def value_of(self, number: int | Decimal) -> Value:
        """Return the value that counts as a number in a relation (:func:`as_number`): a day, a yes or a no."""
        if self is Kind.DATE:
            return day_of(int(number))
        return bool(number) if self.python is bool and number in (0, 1) else number

    @property
    def word(self) -> str:
        """What the keys of its sentences in the catalogue end in, such as ``form.error.yes_no``."""
        return self.value.replace("/", "_")

    def fits(self, value: object) -> bool:
        """Whether ``value`` is of the Python type that cells of this kind hold (blank is judged elsewhere)."""
        return type(value) is self.python and (not isinstance(value, int | Decimal) or is_figure(value))


class Severity(Enum):
    """The severity of a finding (严重程度)."""

    ERROR = "error"
    WARNING = "warning"
    EXPLAIN = "explain"  # 需说明:可能正确,请写明原因
    INFO = "info"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        match self:
            case Severity.ERROR:
                return "错误"
            case Severity.WARNING:
                return "提醒"
            case Severity.EXPLAIN:
                return "需说明"
            case Severity.INFO:
                return "提示"
        assert_never(self)

    @property
    def en(self) -> str:
        """The English word."""
        return self.value

    @property
    def calls_for_action(self) -> bool:
        """Whether somebody must correct, look at or explain something."""
        match self:
            case Severity.ERROR | Severity.WARNING | Severity.EXPLAIN:
                return True
            case Severity.INFO:
                return False
        assert_never(self)


_FIRST_DAY = date.min


def day_number(day: date) -> int:
    """Return the number that a day counts as in a relation: how many days it is after 1 January of year 1."""
    return (day - _FIRST_DAY).days


def day_of(number: int) -> date:
    """Return the day that counts as a number in a relation; the first or the last day there is for a number beyond."""
    return _FIRST_DAY + timedelta(days=min(max(number, 0), day_number(date.max)))


_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})(日?)", re.ASCII)


def day_in(text: str) -> date | None:
    """Return the day that a text writes: ``2024-03-05``, ``2024/3/5``, ``2024.3.5``, ``2024年3月5日``; else None."""
    found = _DAY.fullmatch(text)
    if found is None or bool(found[5]) != bool(found[7]):
        return None
    month = next(filter(None, found.group(2, 3, 4, 5)))
    try:
        return date(int(found[1]), int(month), int(found[6]))
    except ValueError:
        return None


_USUAL = 2**62
"""Whole numbers between this and its negative need no further look."""


def plain(value: int | Decimal | date) -> str:
    """Return a number in plain decimal digits without exponent, one that is no figure in few of them; a day by ISO.

    >>> plain(Decimal("1E+3")), plain(date(2024, 3, 5))
    ('1000', '2024-03-05')
    """
    if type(value) is int and -_USUAL < value < _USUAL:  # by far the most
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if not is_figure(value):
        return in_few_digits(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(int(value))


def is_foreign(value: object) -> bool:
    """Whether a value is of no type that a cell may hold, such as a caller's float: a finding about the cell, never a crash.

    A moment of a day is no day, although Python's class says so.
    """
    return not issubclass(type(value), _HELD) or isinstance(value, datetime)


_HELD = (int, Decimal, str, date, Blank)


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same; True equals 1 in Python, but they are two values."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def in_digits(value: Value, *, missing: str = "", not_applicable: str = "", yes: str = "1", no: str = "0") -> str:
    """Return a value as text: numbers in plain digits, days by ISO, words as they are; a blank, yes and no as given.

    >>> in_digits(Decimal("1.50")), in_digits(True), in_digits(Blank.NOT_APPLICABLE, not_applicable="—")
    ('1.50', '1', '—')
    """
    if type(value) is int and -_USUAL < value < _USUAL:  # by far the most
        return str(value)
    if is_foreign(value):
        return str(value)
    match value:
        case Blank.MISSING:
            return missing
        case Blank.NOT_APPLICABLE:
            return not_applicable
        case bool():
            return yes if value else no
        case str():
            return value
        case int() | Decimal() | date():
            return plain(value)
    assert_never(value)


def value_in_words(value: Value) -> Message:
    """Return a value as shown to readers: digits, yes or no, a blank's name; text as it is."""
    if is_foreign(value):
        return Message.literal(str(value))
    match value:
        case Blank():
            return Message.of(value)
        case bool():
            return say("value.yes" if value else "value.no")
        case str() | int() | Decimal() | date():
            return Message.literal(in_digits(value))
    assert_never(value)


def number_of(value: Value) -> int | Decimal | None:
    """Return a count, an amount or a share; None for yes or no, words, days and blanks."""
    return None if isinstance(value, _NO_NUMBERS) else value  # a union would be made anew by each call


_NO_NUMBERS = (bool, str, date, Blank)


def as_number(value: Value) -> int | Decimal | None:
    """Return a value as a number in a relation: yes is 1, no is 0, a day its number; words, blanks, ``NaN`` are none."""
    if type(value) is int and -_USUAL < value < _USUAL:  # by far the most
        return value
    if is_foreign(value):
        return None
    match value:
        case Blank() | str():
            return None
        case bool():
            return int(value)
        case int() | Decimal():
            return value if is_figure(value) else None
        case date():
            return day_number(value)
    assert_never(value)


def plain_value(value: Value) -> int | bool | str | None:
    """Return a value as JSON has it: a blank is null, an amount or share a string, a day too (``2024-03-05``)."""
    return None if isinstance(value, Blank) else plain(value) if isinstance(value, Decimal | date) else value


MonthDay: TypeAlias = tuple[int, int]
"""A month and a day of it, in every year the same."""
NEW_YEAR: MonthDay = (1, 1)


@frozen(order=True)
class Period:
    """A statistical period (统计期), both days included.

    Attributes:
        year_starts: month and day on which the year starts by which it is named (财政年度). It changes names alone: two
            periods of the same days are equal.

    Raises:
        InvalidPeriodError: the end is before the start, or a day is not a plain date.

    >>> Period.quarter(2024, 3)
    Period('2024-Q3')
    >>> date(2024, 9, 30) in Period.quarter(2024, 3)
    True
    """

    start: date = field()
    end: date = field()
    year_starts: MonthDay = field(default=NEW_YEAR, eq=False, order=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if type(self.start) is not date or type(self.end) is not date:
            raise InvalidPeriodError("period.not_dates")
        if self.end < self.start:
            raise InvalidPeriodError("period.reversed", start=self.start, end=self.end)

    @classmethod
    def year(cls, year: int, *, starts: MonthDay = NEW_YEAR) -> Period:
        """The year (年度): 1 January to 31 December, or the year that starts on another day and ends in ``year``.

        >>> Period.year(2024, starts=(10, 1))
        Period('2023-10-01..2024-09-30')
        """
        return cls._months(year, 1, 12, starts)

    @classmethod
    def half(cls, year: int, half: int, *, starts: MonthDay = NEW_YEAR) -> Period:
        """A half year (上半年 1, 下半年 2)."""
        return cls._months(year, half, 6, starts)

    @classmethod
    def quarter(cls, year: int, quarter: int, *, starts: MonthDay = NEW_YEAR) -> Period:
        """A quarter (季度) 1 to 4."""
        return cls._months(year, quarter, 3, starts)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A month (月) 1 to 12."""
        return cls._months(year, month, 1)

    @classmethod
    def _months(cls, year: int, number: int, length: int, starts: MonthDay = NEW_YEAR) -> Period:
        last = number * length
        if not (number >= 1 and last <= 12):
            raise InvalidPeriodError("period.number", number=number, most=12 // length)
        months, day = (year if starts == NEW_YEAR else year - 1) * 12 + starts[0] - 1, starts[1]
        start, after = divmod(months + last - length, 12), divmod(months + last - (day == 1), 12)
        end_day = monthrange(max(after[0], 1), after[1] + 1)[1] if day == 1 else day - 1
        first, last_day = _day(start[0], start[1] + 1, day, of=year), _day(after[0], after[1] + 1, end_day, of=year)
        return cls(first, last_day, year_starts=starts)

    @classmethod
    def of(cls, given: PeriodLike, *, year_starts: MonthDay = NEW_YEAR) -> Period:
        """Return a period given as an object, as a year (``2024``), or as text (``"2024-H1"``, see :meth:`parse`).

        Years, halves and quarters that are named are those of a year that starts on ``year_starts``; so are its own names.

        Raises:
            InvalidPeriodError: it is none of these.
        """
        if isinstance(given, Period):
            return given if given.year_starts == year_starts else evolve(given, year_starts=year_starts)
        if isinstance(given, str):
            return cls.parse(given, year_starts=year_starts)
        if type(given) is int:
            return cls.year(given, starts=year_starts)
        raise InvalidPeriodError("period.no_period", found=type(given).__name__)

    @classmethod
    def parse(cls, text: str, *, year_starts: MonthDay = NEW_YEAR) -> Period:
        """Read ``2015``, ``2024-H1``, ``2024-Q3``, ``2024-06`` or ``2024-01-01..2024-06-30``; a month is that of the calendar.

        Raises:
            InvalidPeriodError: the text is none of these.
        """
        text = text.strip()
        if match := _NAMED.fullmatch(text):
            year = int(match["year"])
            if match["half"]:
                return cls.half(year, int(match["half"]), starts=year_starts)
            if match["quarter"]:
                return cls.quarter(year, int(match["quarter"]), starts=year_starts)
            return cls.month(year, int(match["month"])) if match["month"] else cls.year(year, starts=year_starts)
        start, dots, end = text.partition("..")
        try:
            if dots:
                return cls(date.fromisoformat(start), date.fromisoformat(end), year_starts=year_starts)
        except ValueError as error:
            if isinstance(error, InvalidPeriodError):
                raise
        raise InvalidPeriodError("period.text")

    def __contains__(self, day: object) -> bool:
        return type(day) is date and self.start <= day <= self.end

    def __str__(self) -> str:
        name = _name_of(self.start, self.end, NEW_YEAR)
        if name is None or (self.year_starts != NEW_YEAR and name[5:6] in ("", "H", "Q")):
            return f"{self.start.isoformat()}..{self.end.isoformat()}"  # no quarter of the calendar, where there are others
        return name

    def __repr__(self) -> str:
        return f"Period({str(self)!r})"

    @property
    def is_year(self) -> bool:
        """Whether the period is one whole calendar year."""
        return len(str(self)) == 4

    @property
    def zh(self) -> str:
        """The period in Chinese: 2015年, 2024年上半年, 2024年第3季度, 2024年6月, or both days.

        Of a year of its own they are added: 2024财政年度第1季度（2023年10月1日至2023年12月31日）.
        """
        days = "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (self.start, self.end))
        name = _name_of(self.start, self.end, self.year_starts)
        if name is None:
            return days
        year, _, part = name.partition("-")
        if part.isdecimal():
            return f"{year}年{int(part)}月"
        half = {"": "", "H1": "上半年", "H2": "下半年"}.get(part, f"第{part[1:]}季度")
        return f"{year}年{half}" if self.year_starts == NEW_YEAR else f"{year}财政年度{half}（{days}）"

    @property
    def en(self) -> str:
        """The period in English, as :meth:`parse` reads it; of a year of its own with its name and its days.

        >>> Period.quarter(2024, 1, starts=(10, 1)).en
        'FY 2024 Q1 (2023-10-01..2023-12-31)'
        """
        name = _name_of(self.start, self.end, self.year_starts)
        if self.year_starts == NEW_YEAR or name is None or name[5:].isdecimal():
            return str(self)
        return f"FY {name.replace('-', ' ')} ({self})"

    @property
    def a_year_before(self) -> Period:
        """The same period of the year before (上年同期); a last day of a month stays the last of its month.

        >>> Period.month(2024, 2).a_year_before
        Period('2023-02')
        """
        return evolve(self, start=_moved(self.start, -12), end=_moved(self.end, -12, last=_is_last(self.end)))

    @property
    def before(self) -> Period:
        """The period just before (上期): as many months where it is of whole months, else as many days.

        Raises:
            InvalidPeriodError: there are no days before the year 1.

        >>> Period.quarter(2024, 1).before, Period.parse("2024-01-11..2024-01-20").before
        (Period('2023-Q4'), Period('2024-01-01..2024-01-10'))
        """
        if self.start == date.min:
            raise InvalidPeriodError("period.year", year=0)
        end = self.start - timedelta(days=1)
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        if self.start.day == 1 and _is_last(self.end):
            return evolve(self, start=_moved(self.start, -months), end=end)
        if self.start.day <= 28 and self.end.day == self.start.day - 1:
            return evolve(self, start=_moved(self.start, 1 - months), end=end)
        if end - date.min < self.end - self.start:
            raise InvalidPeriodError("period.year", year=0)
        return evolve(self, start=self.start - (self.end - end), end=end)

    def year_to_date(self, year_starts: MonthDay = NEW_YEAR) -> Period:
        """Return the days from the start of the year to the period's end (本年累计)."""
        start = date(self.end.year, *year_starts)
        return Period(start if start <= self.end else date(self.end.year - 1, *year_starts), self.end)

    def uncovered(self, parts: Iterable[Period]) -> tuple[Period, ...]:
        """Return the days, as periods, that none of some parts has (缺口); parts beyond it are not looked at.

        >>> Period.year(2024).uncovered([Period.half(2024, 2), Period.month(2024, 1)])
        (Period('2024-02-01..2024-06-30'),)
        """
        found, day = [], self.start
        for part in sorted(parts):
            if part.start > self.end:
                break
            if part.start > day:
                found.append(Period(day, part.start - timedelta(days=1)))
            if part.end >= self.end:
                return tuple(found)
            day = max(day, part.end + timedelta(days=1))
        return (*found, Period(day, self.end))

    def precedes(self, other: Period) -> bool:
        """Whether ``other`` begins on the day after this period ends."""
        return other.start - self.end == timedelta(days=1)


def overlapping(periods: Iterable[Period]) -> tuple[tuple[Period, Period], ...]:
    """Return the pairs of periods that have days in common (重叠), each once.

    >>> overlapping([Period.quarter(2024, 1), Period.month(2024, 3), Period.quarter(2024, 2)])
    ((Period('2024-Q1'), Period('2024-03')),)
    """
    return tuple((one, other) for one, other in combinations(sorted(periods), 2) if other.start <= one.end)


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _moved(day: date, months: int, *, last: bool = False) -> date:
    """Return a day so many months later; the last of that month where ``last``, or where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        raise InvalidPeriodError("period.year", year=year)
    most = monthrange(year, month + 1)[1]
    return date(year, month + 1, most if last else min(day.day, most))


@lru_cache(maxsize=256)  # a report's period is written for each of its findings
def _name_of(start: date, end: date, starts: MonthDay) -> str | None:
    """Return the name of a period by a year that starts on a day: a year, half or quarter of it, or a calendar month."""
    if start.day == 1 and (start.year, start.month) == (end.year, end.month) and _is_last(end):
        return f"{start.year:04}-{start.month:02}"
    year = end.year if starts == NEW_YEAR or (end.month, end.day) < starts else end.year + 1
    for name, length in (("", 12), ("-H{}", 6), ("-Q{}", 3)):
        for number in range(1, 12 // length + 1):
            with suppress(InvalidPeriodError):  # at the first and the last year that there are
                if Period._months(year, number, length, starts) == Period(start, end):
                    return f"{year:04}{name.format(number)}"
    return None


PeriodLike: TypeAlias = Period | int | str
"""A period, a year (``2024``), or a period as text (``"2024-H1"``)."""

_NAMED = re.compile(r"(?P<year>\d{4})(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


def _day(year: int, month: int, day: int, *, of: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidPeriodError("period.year", year=of) from None


def day_from_text(value: object) -> date:
    """Parse a day written as ``2015-03-31``.

    Raises:
        ValueError: it is no text, or no such day.
    """
    if type(value) is not str:
        raise ValueError("not a date")
    return _day_from_text(value)


@lru_cache(maxsize=20_000)  # a register's days are few, its lines many
def _day_from_text(text: str) -> date:
    # fromisoformat also takes 20150331 and 2015-W14-2, which in a register are slips
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("not a date")
    return date.fromisoformat(text)
