"""Days in Chinese numerals, as official documents and some registers write them (二〇二四年三月五日)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from govdisclosure.intake.days import CERTAIN_FORMS, FORM_NAMES, day_of, may_be_day

ONES = "一二三四五六七八九"
NUMBERS = [*ONES, "十", *(f"十{one}" for one in ONES), "二十", *(f"二十{one}" for one in ONES), "三十", "三十一"]
FORM = "二〇二四年三月五日"


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)), zero=st.sampled_from("〇○零0"), end=st.sampled_from("日号"))
def test_any_day_is_read(day: date, zero: str, end: str) -> None:
    year = "".join((zero, *"一二三四五六七八九")[int(digit)] for digit in str(day.year))
    text = f"{year}年{NUMBERS[day.month - 1]}月{NUMBERS[day.day - 1]}{end}"
    assert day_of(text, CERTAIN_FORMS, None) == day
    assert [name for name in FORM_NAMES if day_of(text, [name], 2024) is not None] == [FORM]
    assert may_be_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二四年二月廿九日", date(2024, 2, 29)),
        ("二〇二四年十月卅一日", date(2024, 10, 31)),
        ("2024年十二月1日", date(2024, 12, 1)),
        ("自二〇二四年三月一日起", date(2024, 3, 1)),
    ],
)
def test_other_ways_of_writing_are_read(text: str, day: date) -> None:
    assert day_of(text, [FORM], None) == day


NONE = "二〇二三年二月二十九日 二〇二四年十三月一日 二〇二四年三月三十二日 二〇二四年十十月一日 二〇二四年三月 三月五日"


@pytest.mark.parametrize("text", NONE.split())
def test_no_day_is_none(text: str) -> None:
    assert day_of(text, CERTAIN_FORMS, 2024) is None


def test_digits_alone_are_of_another_form() -> None:
    assert day_of("2024年3月5日", [FORM], None) is None
