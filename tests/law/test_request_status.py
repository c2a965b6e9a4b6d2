"""Where a request stands on a day, as far as was known on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from govdisclosure.law import Progress, state_on
from govdisclosure.messages import Message
from govdisclosure.records import Request
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel


def request(**days: Any) -> Request:
    return Request(id="r1", body="b", channel=RequestChannel.ONLINE, applicant=Applicant.NATURAL_PERSON, **days)


WHOLE = request(
    arrived=date(2024, 1, 11),
    confirmed=date(2024, 1, 15),
    received=date(2024, 1, 15),
    third_party_asked=date(2024, 1, 22),
    third_party_answered=date(2024, 2, 2),
    extended=date(2024, 2, 28),
    closed=date(2024, 4, 3),
    outcome=Outcome.GRANTED,
)
"""Due 2024-02-29 after the stop, and 2024-03-28 with the extension; closed four working days late."""


class TestStates:
    """One request through its life; what comes later is not known yet."""

    @pytest.mark.parametrize(
        ("day", "kind", "days", "workdays"),
        [
            ("2024-01-14", Progress.NOT_RECEIVED, 0, 0),
            ("2024-01-15", Progress.OPEN, 25, 20),
            ("2024-01-21", Progress.OPEN, 19, 16),
            ("2024-01-22", Progress.WAITING, 0, 0),
            ("2024-02-01", Progress.WAITING, 0, 0),
            ("2024-02-02", Progress.OPEN, 27, 16),
            ("2024-02-27", Progress.OPEN, 2, 2),
            ("2024-02-28", Progress.OPEN, 29, 21),
            ("2024-03-28", Progress.OPEN, 0, 0),
            ("2024-03-29", Progress.OVERDUE, 1, 1),
            ("2024-03-31", Progress.OVERDUE, 3, 1),
            ("2024-04-03", Progress.CLOSED_LATE, 6, 4),
            ("2025-01-01", Progress.CLOSED_LATE, 6, 4),
        ],
    )
    def test_on_each_day(self, day: str, kind: Progress, days: int, workdays: int) -> None:
        state = state_on(WHOLE, date.fromisoformat(day))
        assert (state.kind, state.days, state.workdays) == (kind, days, workdays)
        assert isinstance(state.sentence, Message)

    def test_closed_in_time(self) -> None:
        closed = request(received=date(2024, 1, 15), closed=date(2024, 2, 8), outcome=Outcome.GRANTED)
        state = state_on(closed, date(2024, 12, 31))
        assert (state.kind, state.days, state.workdays) == (Progress.CLOSED, 1, 1)
        assert state.sentence.en == "closed in time, 1 day (1 working day) before the last day, 2024-02-09"

    def test_closed_while_the_clock_stood_still(self) -> None:
        given_up = request(
            received=date(2024, 1, 15),
            correction_asked=date(2024, 1, 16),
            closed=date(2024, 3, 1),
            outcome=Outcome.NOT_CORRECTED,
        )
        state = state_on(given_up, date(2024, 3, 1))
        assert state.kind is Progress.CLOSED
        assert state.sentence.en == "closed"
        assert state_on(given_up, date(2024, 2, 1)).kind is Progress.WAITING

    def test_never_confirmed(self) -> None:
        assert state_on(request(arrived=date(2024, 1, 11)), date(2024, 6, 1)).kind is Progress.NOT_RECEIVED

    def test_received_before_there_was_a_regulation(self) -> None:
        old = request(received=date(2007, 1, 11), closed=date(2008, 6, 1), outcome=Outcome.GRANTED)
        assert state_on(old, date(2008, 1, 1)).kind is Progress.OPEN
        assert state_on(old, date(2008, 6, 1)).kind is Progress.CLOSED


class TestWords:
    """A state in words."""

    def test_overdue(self) -> None:
        state = state_on(request(received=date(2024, 1, 15)), date(2024, 2, 19))
        assert state.sentence.en == "overdue, last day was 2024-02-09, 10 days ago (2 working days)"
        assert state.sentence.zh == "逾期未答复，2024-02-09已届满，超过10天（2个工作日）"

    def test_waiting_says_for_whom(self) -> None:
        assert "the third party was asked on 2024-01-22" in state_on(WHOLE, date(2024, 1, 25)).sentence.en

    def test_provisional(self) -> None:
        state = state_on(request(received=date(2026, 12, 21)), date(2026, 12, 31))
        assert state.kind is Progress.OPEN
        assert "provisional" in state.sentence.en
