"""信息处理费 (国办函〔2020〕109号): slices at their own rates, by item or by page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure.law import fee_by_items, fee_by_pages, fees_of
from govdisclosure.records import Request
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.values import Period


def request(number: int, received: date | None, ref: str | None = "a", body: str = "b") -> Request:
    return Request(
        id=f"r{number:03}",
        body=body,
        channel=RequestChannel.ONLINE,
        applicant=Applicant.NATURAL_PERSON,
        applicant_ref=ref,
        received=received,
    )


class TestByItem:
    """按件: 1–10 free, 11–30 at 100, 31–40 at 200, and 100 more for each further ten."""

    @pytest.mark.parametrize(
        ("items", "yuan"),
        [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (35, 3000), (40, 4000), (41, 4300), (50, 7000), (60, 11000)],
    )
    def test_comes_to_the_yuan(self, items: int, yuan: int) -> None:
        assert fee_by_items(items).yuan == Decimal(yuan)

    @given(st.integers(1, 300))
    def test_charges_each_item_at_the_rate_of_its_ten(self, items: int) -> None:
        ten = (items - 1) // 10
        rate = [0, 100, 100, 200, 300][ten] if ten < 5 else 300 + 100 * (ten - 4)
        assert fee_by_items(items).yuan - fee_by_items(items - 1).yuan == rate


class TestByPage:
    """按量: 1–30 free, 31–100 at 10, 101–200 at 20, from 201 at 40."""

    @pytest.mark.parametrize(
        ("pages", "yuan"), [(0, 0), (30, 0), (31, 10), (100, 700), (105, 800), (200, 2700), (201, 2740), (1000, 34700)]
    )
    def test_comes_to_the_yuan(self, pages: int, yuan: int) -> None:
        assert fee_by_pages(pages).yuan == Decimal(yuan)


class TestWorking:
    """A fee shows its slices."""

    @given(st.integers(0, 500))
    def test_slices_follow_each_other_and_add_up(self, number: int) -> None:
        for fee in (fee_by_items(number), fee_by_pages(number)):
            covered = [n for one in fee.slices for n in range(one.first, one.last + 1)]
            assert covered == list(range(1, number + 1))
            assert sum(one.yuan for one in fee.slices) == fee.yuan
            assert fee.source == "国办函〔2020〕109号"

    def test_in_words(self) -> None:
        last = fee_by_items(35).slices[-1].sentence
        assert last.en == "31 to 35: 5 × 200 yuan = 1000 yuan"
        assert last.zh == "第31至35，5×200元=1000元"

    @pytest.mark.parametrize("fee", [fee_by_items, fee_by_pages])
    def test_of_less_than_nothing_is_refused(self, fee: object) -> None:
        assert callable(fee)
        with pytest.raises(ValueError, match="-1"):
            fee(-1)


class TestMonths:
    """Items are counted for one applicant, at one body, in one calendar month."""

    def test_are_kept_apart(self) -> None:
        june = [request(n, date(2024, 6, 1 + n % 30)) for n in range(35)]
        july = [request(n, date(2024, 7, 1)) for n in range(100, 111)]
        other = [request(n, date(2024, 6, 30), ref="z") for n in range(200, 205)]
        elsewhere = [request(n, date(2024, 6, 30), body="c") for n in range(300, 302)]
        found = fees_of([*elsewhere, *july, *other, *june])
        assert [(one.body, one.applicant_ref, one.month, len(one.requests), one.fee.yuan) for one in found] == [
            ("b", "a", Period.month(2024, 6), 35, Decimal(3000)),
            ("b", "a", Period.month(2024, 7), 11, Decimal(100)),
            ("b", "z", Period.month(2024, 6), 5, Decimal(0)),
            ("c", "a", Period.month(2024, 6), 2, Decimal(0)),
        ]
        assert found[0].requests[:2] == ("r000", "r001")

    def test_leave_out_whom_no_scale_reaches(self) -> None:
        nobody = [request(1, date(2024, 6, 1), ref=None), request(2, None), request(3, date(2020, 12, 31))]
        assert fees_of(nobody) == ()
        assert len(fees_of([request(4, date(2021, 1, 1))])) == 1
