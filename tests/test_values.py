"""What a cell can hold, and over which days."""

import doctest
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure import values
from govdisclosure.errors import InvalidPeriodError
from govdisclosure.testing.strategies import days, periods
from govdisclosure.values import Blank, Kind, Period, Severity, plain

any_period = periods(years=(1949, 1999, 2000, 2024, 2100))


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(values).failed == 0
    assert doctest.testmod(values).attempted == 10


class TestPeriod:
    """A statistical period (统计期), both days included."""

    @pytest.mark.parametrize(
        ("period", "text", "start", "end", "zh"),
        [
            (Period.year(2015), "2015", date(2015, 1, 1), date(2015, 12, 31), "2015年"),
            (Period.half(2024, 1), "2024-H1", date(2024, 1, 1), date(2024, 6, 30), "2024年上半年"),
            (Period.half(2024, 2), "2024-H2", date(2024, 7, 1), date(2024, 12, 31), "2024年下半年"),
            (Period.quarter(2024, 1), "2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2024年第1季度"),
            (Period.quarter(2024, 3), "2024-Q3", date(2024, 7, 1), date(2024, 9, 30), "2024年第3季度"),
            (Period.quarter(2024, 4), "2024-Q4", date(2024, 10, 1), date(2024, 12, 31), "2024年第4季度"),
            (Period.month(2024, 2), "2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
            (Period.month(2023, 2), "2023-02", date(2023, 2, 1), date(2023, 2, 28), "2023年2月"),
            (Period.month(2024, 12), "2024-12", date(2024, 12, 1), date(2024, 12, 31), "2024年12月"),
            (
                Period(date(2024, 2, 1), date(2024, 7, 31)),
                "2024-02-01..2024-07-31",
                date(2024, 2, 1),
                date(2024, 7, 31),
                "2024年2月1日至2024年7月31日",
            ),
            (
                Period(date(2023, 1, 1), date(2024, 12, 31)),
                "2023-01-01..2024-12-31",
                date(2023, 1, 1),
                date(2024, 12, 31),
                "2023年1月1日至2024年12月31日",
            ),
            (
                Period(date(2024, 5, 6), date(2024, 5, 6)),
                "2024-05-06..2024-05-06",
                date(2024, 5, 6),
                date(2024, 5, 6),
                "2024年5月6日至2024年5月6日",
            ),
        ],
        ids=lambda given: given if isinstance(given, str) else "",
    )
    def test_has_these_days_and_names(self, period: Period, text: str, start: date, end: date, zh: str) -> None:
        assert (period.start, period.end) == (start, end)
        assert (str(period), period.en, period.zh) == (text, text, zh)
        assert repr(period) == f"Period('{text}')"
        assert Period.parse(text) == period

    @given(any_period)
    def test_is_read_as_it_is_written(self, period: Period) -> None:
        assert Period.parse(str(period)) == period
        assert Period.parse(f"  {period}\n") == period

    @given(any_period, any_period)
    def test_has_a_name_of_its_own(self, one: Period, other: Period) -> None:
        assert (str(one) == str(other)) == (one == other)
        assert (one.zh == other.zh) == (one == other)

    @given(any_period, days(years=(1999, 2000, 2024)))
    def test_contains_both_its_days_and_those_between(self, period: Period, day: date) -> None:
        assert period.start in period
        assert period.end in period
        assert (day in period) == (period.start.toordinal() <= day.toordinal() <= period.end.toordinal())

    @pytest.mark.parametrize("other", [datetime(2015, 6, 1), "2015-06-01", None, 2015])
    def test_contains_nothing_but_days(self, other: object) -> None:
        assert other not in Period.year(2015)

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("", "period.text"),
            ("15", "period.text"),
            ("2015年", "period.text"),
            ("2024-H3", "period.text"),
            ("2024-Q0", "period.text"),
            ("2024-13", "period.text"),
            ("2024-1", "period.text"),
            ("2024-01-01", "period.text"),
            ("2024-01-01..", "period.text"),
            ("2024-02-30..2024-03-01", "period.text"),
            ("2024-01-01 to 2024-02-01", "period.text"),
            ("0000", "period.year"),
            ("0000-H1", "period.year"),
            ("2024-06-30..2024-01-01", "period.reversed"),
        ],
    )
    def test_is_not_read_from_other_text(self, text: str, key: str) -> None:
        with pytest.raises(InvalidPeriodError) as refused:
            Period.parse(text)
        assert refused.value.key == key
        assert str(refused.value)

    @pytest.mark.parametrize("number", [-1, 0, 3, 13])
    def test_has_a_number_within_the_year(self, number: int) -> None:
        with pytest.raises(InvalidPeriodError, match="between 1 and 2") as refused:
            Period.half(2024, number)
        assert "1至2" in refused.value.in_language("zh")
        if number in (-1, 0, 13):
            with pytest.raises(InvalidPeriodError, match="between 1 and 4"):
                Period.quarter(2024, number)
            with pytest.raises(InvalidPeriodError, match="between 1 and 12"):
                Period.month(2024, number)

    @pytest.mark.parametrize("year", [0, -5, 10000])
    def test_is_of_a_year_that_exists(self, year: int) -> None:
        with pytest.raises(InvalidPeriodError, match=f"no year {year}"):
            Period.year(year)

    @pytest.mark.parametrize("starts", [(10, 1), (4, 6), (7, 1)])
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_of_another_year_is_named_by_it_with_its_days(self, starts: tuple[int, int], number: int) -> None:
        """The days are what is read back; the name changes neither equality nor the days."""
        quarter = Period.quarter(2024, number, starts=starts)
        assert quarter.en == f"FY 2024 Q{number} ({quarter.start}..{quarter.end})"
        assert Period.parse(str(quarter)) == quarter == Period(quarter.start, quarter.end)
        assert hash(quarter) == hash(Period(quarter.start, quarter.end))
        assert Period.of(Period(quarter.start, quarter.end), year_starts=starts).zh == quarter.zh
        assert Period.year(2024, starts=starts).before.en.startswith("FY 2023 (")
        assert Period.half(2024, 1, starts=starts).zh.startswith("2024财政年度上半年（")
        assert Period.parse("2024-06", year_starts=starts).en == "2024-06"
        odd = Period.parse("2024-01-02..2024-02-03", year_starts=starts)
        assert odd.en == str(odd) == "2024-01-02..2024-02-03"

    def test_does_not_end_before_it_starts(self) -> None:
        with pytest.raises(InvalidPeriodError, match="ends \\(2014-12-31\\) before it starts \\(2015-01-01\\)"):
            Period(date(2015, 1, 1), date(2014, 12, 31))

    def test_is_of_plain_days(self) -> None:
        with pytest.raises(InvalidPeriodError, match="plain dates"):
            Period(datetime(2015, 1, 1), datetime(2015, 12, 31))
        with pytest.raises(InvalidPeriodError, match="plain dates"):
            Period(date(2015, 1, 1), "2015-12-31")  # type: ignore[arg-type]

    def test_precedes_the_one_that_begins_the_day_after(self) -> None:
        assert Period.year(2014).precedes(Period.year(2015))
        assert Period.half(2024, 1).precedes(Period.half(2024, 2))
        assert Period.month(2024, 2).precedes(Period(date(2024, 3, 1), date(2030, 1, 1)))

    @pytest.mark.parametrize("other", [Period.year(2016), Period.half(2015, 2), Period.year(2014), Period.year(2013)])
    def test_precedes_no_other(self, other: Period) -> None:
        assert not Period.year(2014).precedes(other)

    def test_may_be_the_last_that_the_calendar_has(self) -> None:
        assert not Period.year(9999).precedes(Period.year(2015))

    @given(any_period)
    def test_is_a_year_only_where_it_is_a_whole_one(self, period: Period) -> None:
        assert period.is_year == ((period.start.month, period.start.day, period.end) == (1, 1, date(period.start.year, 12, 31)))

    def test_sorts_by_its_start(self) -> None:
        found = [Period.year(2016), Period.half(2015, 2), Period.year(2015)]
        assert sorted(found) == [Period.year(2015), Period.half(2015, 2), Period.year(2016)]


class TestBlank:
    """Zero, missing and not applicable are three values; None stands for none of them."""

    def test_is_one_of_two(self) -> None:
        assert [(one.value, one.zh, one.en) for one in Blank] == [
            ("missing", "缺", "missing"),
            ("not applicable", "不适用", "not applicable"),
        ]

    def test_is_no_zero_and_no_none(self) -> None:
        assert not {0, None, ""} & set(Blank)


class TestKind:
    """A count is an int, an amount or share a decimal, yes/no a bool, words a text, a day a date; none is another."""

    VALUES = (0, Decimal(0), True, "words", None, date(2024, 3, 5), datetime(2024, 3, 5), 0.0)
    FITS = (
        (Kind.COUNT, 0),
        (Kind.AMOUNT, 1),
        (Kind.SHARE, 1),
        (Kind.YES_NO, 2),
        (Kind.TEXT, 3),
        (Kind.HEADING, 4),
        (Kind.DATE, 5),
    )

    @pytest.mark.parametrize(("kind", "right"), FITS)
    def test_fits_values_of_its_own_type_only(self, kind: Kind, right: int) -> None:
        assert [kind.fits(value) for value in self.VALUES] == [place == right for place in range(len(self.VALUES))]

    def test_is_a_number_unless_it_is_words_a_day_or_a_heading(self) -> None:
        assert {kind for kind in Kind if not kind.is_number} == {Kind.TEXT, Kind.DATE, Kind.HEADING}


class TestSeverity:
    """A finding is an error, a warning, something to explain, or information."""

    def test_is_said_in_both_languages(self) -> None:
        assert {one.en: one.zh for one in Severity} == {"error": "错误", "warning": "提醒", "explain": "需说明", "info": "提示"}


class TestPlain:
    """Numbers are shown in plain decimal digits, without exponent or separators."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0, "0"),
            (-1, "-1"),
            (True, "1"),
            (Decimal("12.50"), "12.50"),
            (Decimal("1E+7"), "10000000"),
            (Decimal("1E-7"), "0.0000001"),
        ],
    )
    def test_is_without_exponent(self, value: int | Decimal, text: str) -> None:
        assert plain(value) == text

    @given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=4))
    def test_loses_nothing(self, value: int | Decimal) -> None:
        assert Decimal(plain(value)) == value
        assert "E" not in plain(value)


def test_nothing_comes_before_the_year_1() -> None:
    for period in (Period.year(1), Period(date(1, 1, 5), date(1, 1, 9)), Period(date(1, 3, 1), date(1, 12, 31))):
        with pytest.raises(InvalidPeriodError, match="there is no year 0"):
            _ = period.before
    assert Period.quarter(1, 2).before == Period.quarter(1, 1)
    assert Period(date(1, 2, 1), date(1, 2, 28)).before == Period(date(1, 1, 1), date(1, 1, 31))
    assert Period(date(1, 1, 6), date(1, 1, 10)).before == Period(date(1, 1, 1), date(1, 1, 5))
