"""The last day of a term, case by case: days worked out by hand from the notices of holidays, not by the library's calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from govdisclosure import Request
from govdisclosure.law import receipt_date, term_of
from govdisclosure.records.vocabulary import Applicant, RequestChannel

D = date.fromisoformat
CHANNELS = {one.value: one for one in RequestChannel}
CONFIRMED = ("ordinary_post", "fax", "online", "email")


@pytest.mark.parametrize(
    ("channel", "received", "events", "last"),
    [
        ("in_person", "2024-02-09", {}, "2024-03-14"),  # day of handing in or signing
        ("in_person", "2024-09-13", {}, "2024-10-17"),  # day of handing in or signing
        ("oral", "2024-02-09", {}, "2024-03-14"),  # day of handing in or signing
        ("oral", "2024-09-13", {}, "2024-10-17"),  # day of handing in or signing
        ("registered_post", "2024-02-09", {}, "2024-03-14"),  # day of handing in or signing
        ("registered_post", "2024-09-13", {}, "2024-10-17"),  # day of handing in or signing
        ("ordinary_post", "2024-04-30", {"arrived": "2024-04-28"}, "2024-05-30"),  # day of confirmation
        ("ordinary_post", "2025-01-27", {"arrived": "2025-01-24"}, "2025-03-03"),  # day of confirmation
        ("fax", "2024-04-30", {"arrived": "2024-04-28"}, "2024-05-30"),  # day of confirmation
        ("fax", "2025-01-27", {"arrived": "2025-01-24"}, "2025-03-03"),  # day of confirmation
        ("online", "2024-04-30", {"arrived": "2024-04-28"}, "2024-05-30"),  # day of confirmation
        ("online", "2025-01-27", {"arrived": "2025-01-24"}, "2025-03-03"),  # day of confirmation
        ("email", "2024-04-30", {"arrived": "2024-04-28"}, "2024-05-30"),  # day of confirmation
        ("email", "2025-01-27", {"arrived": "2025-01-24"}, "2025-03-03"),  # day of confirmation
        ("in_person", "2023-12-29", {}, "2024-01-29"),  # holidays and year ends
        ("in_person", "2024-12-31", {}, "2025-02-05"),  # holidays and year ends
        ("in_person", "2025-09-26", {}, "2025-10-30"),  # holidays and year ends
        ("in_person", "2025-12-04", {}, "2026-01-04"),  # holidays and year ends
        ("in_person", "2026-01-30", {}, "2026-03-05"),  # holidays and year ends
        ("in_person", "2026-02-14", {}, "2026-03-20"),  # holidays and year ends
        ("in_person", "2024-04-30", {}, "2024-05-30"),  # holidays and year ends
        ("in_person", "2024-01-15", {"extended": "2024-02-07"}, "2024-03-14"),  # extension
        ("in_person", "2024-12-30", {"extended": "2025-01-26"}, "2025-03-03"),  # extension
        ("in_person", "2025-09-10", {"extended": "2025-10-11"}, "2025-11-11"),  # extension
        (
            "in_person",
            "2024-03-01",
            {"correction_asked": "2024-03-08", "correction_received": "2024-03-20"},
            "2024-04-18",
        ),  # anew from the corrected application
        (
            "in_person",
            "2024-12-20",
            {"correction_asked": "2024-12-31", "correction_received": "2025-01-26"},
            "2025-02-28",
        ),  # anew from the corrected application
        (
            "in_person",
            "2025-04-30",
            {"correction_asked": "2025-05-09", "correction_received": "2025-05-31"},
            "2025-06-30",
        ),  # anew from the corrected application
        (
            "in_person",
            "2024-03-01",
            {"third_party_asked": "2024-03-06", "third_party_answered": "2024-03-19"},
            "2024-04-15",
        ),  # third party's days do not count
        (
            "in_person",
            "2024-09-20",
            {"third_party_asked": "2024-09-27", "third_party_answered": "2024-10-15"},
            "2024-11-06",
        ),  # third party's days do not count
        (
            "in_person",
            "2024-12-16",
            {"third_party_asked": "2024-12-25", "third_party_answered": "2025-01-10"},
            "2025-02-06",
        ),  # third party's days do not count
        (
            "in_person",
            "2024-05-06",
            {
                "third_party_asked": "2024-05-08",
                "third_party_answered": "2024-05-20",
                "other_agency_asked": "2024-05-16",
                "other_agency_answered": "2024-05-24",
            },
            "2024-06-21",
        ),  # overlapping days count once
        ("in_person", "2024-03-01", {"third_party_asked": "2024-03-06"}, "2024-04-23"),  # silence lapses after 15 working days
        ("in_person", "2024-09-02", {"third_party_asked": "2024-09-10"}, "2024-10-28"),  # silence lapses after 15 working days
        ("in_person", "2025-01-06", {"third_party_asked": "2025-01-14"}, "2025-03-03"),  # silence lapses after 15 working days
        ("in_person", "2024-03-01", {"fee_notice": "2024-03-11", "fee_paid": "2024-03-15"}, "2024-04-15"),  # anew after payment
        ("in_person", "2024-12-02", {"fee_notice": "2024-12-20", "fee_paid": "2025-01-07"}, "2025-02-10"),  # anew after payment
        (
            "in_person",
            "2024-01-15",
            {"extended": "2024-02-20", "third_party_asked": "2024-01-22", "third_party_answered": "2024-02-02"},
            "2024-03-28",
        ),  # extension and third party
        (
            "in_person",
            "2024-06-03",
            {"correction_asked": "2024-06-07", "correction_received": "2024-06-20", "extended": "2024-07-15"},
            "2024-08-15",
        ),  # correction, then extension
        ("in_person", "2018-02-09", {}, "2018-03-07"),  # 15 working days before 2019-05-15
        ("in_person", "2018-12-24", {}, "2019-01-15"),  # 15 working days before 2019-05-15
        ("in_person", "2019-04-26", {}, "2019-05-20"),  # 15 working days before 2019-05-15
        ("in_person", "2019-05-14", {}, "2019-06-04"),  # 15 working days before 2019-05-15
        ("in_person", "2018-09-17", {"extended": "2018-10-10"}, "2018-11-02"),  # and 15 more
        ("in_person", "2019-05-15", {}, "2019-06-13"),  # 20 from that day on
    ],
)
def test_the_last_day_is_that_of_the_notices(channel: str, received: str, events: dict[str, str], last: str) -> None:
    days: dict[str, Any] = {name: D(day) for name, day in events.items()}
    request = Request(id="r", body="b", channel=CHANNELS[channel], applicant=Applicant.BUSINESS, received=D(received), **days)
    found = term_of(request, on=date.max)
    assert found is not None
    assert (found.last, found.provisional) == (D(last), False)


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_must_be_confirmed_is_received_on_that_day_alone(channel: str) -> None:
    """Regulation of 2019, article 31."""
    arrived, confirmed = D("2024-04-28"), D("2024-04-30")
    found = [receipt_date(CHANNELS[channel], arrived), receipt_date(CHANNELS[channel], arrived, confirmed)]
    assert found == ([None, confirmed] if channel in CONFIRMED else [arrived, arrived])
