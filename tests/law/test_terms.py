"""The term for the answer: to the day, with its working."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, strategies as st

from govdisclosure.errors import InvalidRecordError
from govdisclosure.law import Calendar, TimeLimit, national, regulations, term, term_of, term_to_data
from govdisclosure.messages import speaking
from govdisclosure.records import Request
from govdisclosure.records.vocabulary import Applicant, RequestChannel

D = date.fromisoformat
OLD, NEW = regulations().values()
RECEIVED = st.dates(date(2019, 5, 15), date(2026, 3, 31))
LENGTHS = st.integers(0, 25)


@cache
def worked(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def naive(start: date, workdays: int, *spans: tuple[date, date]) -> date:
    """The last day of a term, day by day: a day counts if it is worked and lies in no span."""
    day = start
    while workdays:
        day += timedelta(days=1)
        workdays -= worked(day) and not any(first <= day <= last for first, last in spans)
    return day


def english(found: TimeLimit) -> str:
    with speaking("en"):
        return str(found)


@pytest.mark.parametrize(
    ("received", "seven", "fifteen", "twenty", "forty"),
    [
        ("2020-01-20", "2020-02-06", "2020-02-18", "2020-02-25", "2020-03-24"),  # prolonged Spring Festival
        ("2023-09-15", "2023-09-26", "2023-10-12", "2023-10-19", "2023-11-16"),
        ("2024-01-15", "2024-01-24", "2024-02-04", "2024-02-09", "2024-03-14"),  # ends on a Sunday that was worked
        ("2024-09-10", "2024-09-20", "2024-10-08", "2024-10-14", "2024-11-11"),
        ("2024-12-30", "2025-01-09", "2025-01-21", "2025-01-27", "2025-03-03"),
        ("2025-01-13", "2025-01-22", "2025-02-08", "2025-02-14", "2025-03-14"),  # ends on a Saturday that was worked
        ("2026-01-30", "2026-02-10", "2026-02-27", "2026-03-05", "2026-04-02"),
    ],
)
def test_worked_terms_come_out_to_the_day(received: str, seven: str, fifteen: str, twenty: str, forty: str) -> None:
    found = term(D(received), extended=True)
    assert (found.due, found.extended_due) == (D(twenty), D(forty))
    assert term(D(received), regulation=OLD).due == D(fifteen)
    assert national().after(D(received), 7).end == D(seven)
    assert not found.provisional


@pytest.mark.parametrize("year", range(2008, 2027))
@pytest.mark.parametrize("day", [1, 10, 18, 26, 29, 31])
def test_terms_around_the_end_of_a_year(year: int, day: int) -> None:
    found = term(date(year, 12, day))
    law = NEW if year >= 2019 else OLD
    assert found.regulation == law.id
    assert law.answer.workdays is not None
    if year < 2026:
        assert found.due == naive(date(year, 12, day), law.answer.workdays)
        assert not found.provisional
    else:
        assert found.provisional == (found.due is not None and found.due.year > 2026)


class TestSimple:
    """20 working days, the day after receipt being the first (2019, art. 33)."""

    def test_shows_its_working(self) -> None:
        found = term(date(2024, 9, 10), channel=RequestChannel.IN_PERSON)
        (step,) = found.steps
        assert (step.start, step.end, step.workdays) == (date(2024, 9, 10), date(2024, 10, 14), 20)
        holidays = ["2024-09-16", "2024-09-17", "2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-07"]
        assert step.skipped == tuple(map(D, holidays))
        assert step.made_up == tuple(map(D, ["2024-09-14", "2024-09-29", "2024-10-12"]))
        assert step.article == "国务院令第711号第33条"
        assert "received on the day it was handed in (国务院令第711号第31条)" in step.why.en
        assert found.notes == ()

    def test_is_of_15_days_before_2019(self) -> None:
        found = term(date(2019, 5, 14))
        assert (found.regulation, found.due, sum(step.workdays for step in found.steps)) == ("cn-2007", D("2019-06-04"), 15)
        assert "（待核实）" in found.steps[0].article
        assert "from memory" in found.notes[-1].en

    def test_has_an_extension_of_the_same_length(self) -> None:
        found = term(date(2018, 3, 1), extended=True)
        assert [step.workdays for step in found.steps] == [15, 15]
        assert found.last == found.extended_due == naive(date(2018, 3, 1), 30)

    def test_may_follow_another_regulation_if_it_is_said_so(self) -> None:
        found = term(date(2024, 1, 15), regulation=OLD)
        assert found.due == date(2024, 2, 4)
        assert "was not in force on 2024-01-15" in found.notes[0].en

    def test_notes_that_the_next_notice_may_change_december(self) -> None:
        found = term(date(2026, 12, 1))
        assert (found.due, found.provisional) == (date(2026, 12, 29), False)
        assert "may change working days at the end of December 2026" in found.notes[0].en
        assert not term(date(2025, 12, 1)).notes

    def test_looks_at_the_end_of_the_extension_where_there_is_one(self) -> None:
        assert not term(date(2026, 11, 2)).notes  # until 30 November
        (note,) = term(date(2026, 11, 2), extended=True).notes  # until 28 December
        assert "at the end of December 2026" in note.en
        asked = (date(2024, 2, 19), date(2024, 2, 20))  # after the first term, in the extension
        assert not term(date(2024, 1, 15), extended=True, third_party=asked).notes
        assert "after the term had ended (2024-02-09)" in term(date(2024, 1, 15), third_party=asked).notes[0].en


@pytest.mark.parametrize("event", ["correction_asked", "third_party", "other_agencies", "fee_notice"])
def test_notes_what_happened_before_the_receipt(event: str) -> None:
    """Days that a procedure cannot have are named, not corrected."""

    def notes(day: date) -> list[str]:
        given: Any = (day, date(2024, 1, 18)) if event in ("third_party", "other_agencies") else day
        return [note.en for note in term(date(2024, 1, 15), **{event: given}).notes if "before the day of receipt" in note.en]

    (note,) = notes(date(2024, 1, 12))
    assert "2024-01-12 is before the day of receipt (2024-01-15)" in note
    assert notes(date(2024, 1, 15)) == []


class TestProvisional:
    """Past the years that are settled, Monday to Friday is assumed, and said."""

    def test_is_said_in_the_result_the_step_and_the_data(self) -> None:
        found = term(date(2026, 12, 10))
        assert found.provisional
        assert "the holidays of 2027 are not known" in found.steps[0].why.en
        assert "没有2027年的放假安排" in found.steps[0].why.zh
        assert "provisional" in found.sentence.en
        assert term_to_data(found)["provisional"] is True

    def test_holds_where_only_the_extension_lies_there(self) -> None:
        found = term(date(2026, 11, 20), extended=True)
        assert [bool(step.assumed) for step in found.steps] == [False, True]
        assert found.provisional

    def test_holds_for_a_day_by_which_others_answer_or_pay(self) -> None:
        for found in (
            term(date(2026, 12, 1), third_party=(date(2026, 12, 21), None)),
            term(date(2026, 12, 1), fee_notice=date(2026, 12, 21)),
        ):
            assert found.waiting
            assert found.provisional
            assert "2027" in found.steps[-1].why.en


class TestRestart:
    """补正 and a fee notice void what has run (art. 30; fee rules)."""

    def test_on_receipt_of_the_corrected_application(self) -> None:
        found = term(date(2024, 1, 15), correction_asked=date(2024, 1, 18), correction_received=date(2024, 1, 29))
        assert (found.starts, found.due) == (date(2024, 1, 29), naive(date(2024, 1, 29), 20))
        void, count = found.steps
        assert (void.start, void.end, void.workdays, void.article) == (
            date(2024, 1, 15),
            date(2024, 1, 29),
            0,
            "国务院令第711号第30条",
        )
        assert (count.start, count.workdays) == (date(2024, 1, 29), 20)

    def test_on_the_day_after_payment(self) -> None:
        found = term(date(2024, 1, 15), fee_notice=date(2024, 1, 22), fee_paid=date(2024, 1, 26))
        assert found.starts == date(2024, 1, 27)
        assert found.due == naive(date(2024, 1, 26), 20)
        assert found.steps[0].article == "国办函〔2020〕109号（待核实）"
        assert "from memory" in found.notes[-1].en

    def test_after_both_follows_the_later(self) -> None:
        found = term(
            date(2024, 1, 15),
            correction_asked=date(2024, 1, 16),
            correction_received=date(2024, 1, 22),
            fee_notice=date(2024, 1, 24),
            fee_paid=date(2024, 1, 30),
        )
        assert found.due == naive(date(2024, 1, 30), 20)
        assert [step.workdays for step in found.steps] == [0, 0, 20]

    def test_waits_for_the_correction(self) -> None:
        found = term(date(2024, 1, 15), extended=True, correction_asked=date(2024, 1, 18))
        assert (found.due, found.extended_due, found.last, found.waiting) == (None, None, None, True)
        assert (found.steps[-1].start, found.steps[-1].end) == (date(2024, 1, 18), None)
        assert "correction was requested on 2024-01-18 and has not been received" in found.sentence.en

    def test_waits_for_the_payment_and_says_until_when(self) -> None:
        found = term(date(2024, 1, 15), fee_notice=date(2024, 1, 15))
        assert found.due is None
        assert "within 20 working days of getting the notice, by 2024-02-09 if it came that day," in found.sentence.en

    def test_of_a_correction_that_came_before_the_receipt_is_none(self) -> None:
        found = term(date(2024, 1, 15), correction_asked=date(2024, 1, 11), correction_received=date(2024, 1, 12))
        assert (found.starts, found.due, len(found.steps)) == (date(2024, 1, 15), date(2024, 2, 9), 1)

    def test_of_a_correction_on_the_day_of_receipt_is_none(self) -> None:
        found = term(D("2024-03-04"), correction_asked=D("2024-03-04"), correction_received=D("2024-03-04"))
        assert (found.due, len(found.steps)) == (term(D("2024-03-04")).due, 1)

    def test_is_noted_where_correction_was_asked_for_too_late(self) -> None:
        late = term(date(2024, 1, 15), correction_asked=date(2024, 1, 25), correction_received=date(2024, 1, 29))
        assert "after the 7 working days from receipt had ended (2024-01-24)" in late.notes[0].en
        good = term(date(2024, 1, 15), correction_asked=date(2024, 1, 24), correction_received=date(2024, 1, 29))
        old = term(date(2018, 1, 15), correction_asked=date(2018, 1, 30), correction_received=date(2018, 2, 1))
        assert good.notes == ()
        assert "working days from receipt" not in english(old)
        assert old.due == naive(date(2018, 2, 1), 15)

    def test_by_a_fee_is_known_only_since_2021(self) -> None:
        found = term(date(2020, 12, 1), fee_notice=date(2020, 12, 10), fee_paid=date(2020, 12, 15))
        assert (found.starts, found.due) == (date(2020, 12, 1), naive(date(2020, 12, 1), 20))
        assert "before the present fee rules (2021-01-01)" in found.notes[0].en


class TestStop:
    """The time of third parties and other agencies is not counted (art. 33), both its days included."""

    def test_is_shown_between_two_stretches(self) -> None:
        found = term(date(2024, 1, 15), third_party=(date(2024, 1, 22), date(2024, 2, 2)))
        before, stop, after = found.steps
        assert (before.start, before.end, before.workdays) == (date(2024, 1, 15), date(2024, 1, 21), 4)
        assert (stop.start, stop.end, stop.workdays, stop.stopped) == (date(2024, 1, 22), date(2024, 2, 2), 0, 10)
        assert (after.start, after.end, after.workdays) == (date(2024, 2, 2), found.due, 16)
        assert after.made_up == (date(2024, 2, 4), date(2024, 2, 18))
        assert "16 working days left" in after.why.en

    @given(RECEIVED, LENGTHS, LENGTHS)
    def test_moves_the_last_day_by_exactly_its_working_days(self, received: date, wait: int, length: int) -> None:
        asked = received + timedelta(days=1 + wait)
        answered = asked + timedelta(days=length)
        found, plain = term(received, third_party=(asked, answered)), term(received)
        assert plain.due is not None
        if asked > plain.due:
            assert found.due == plain.due
            assert "after the term had ended" in found.notes[0].en
            return
        inside = sum(worked(asked + timedelta(days=number)) for number in range(length + 1))
        assert found.due == naive(plain.due, inside)
        assert sum(step.stopped for step in found.steps) == inside
        assert found.due == naive(received, 20, (asked, answered))

    @given(RECEIVED, LENGTHS, LENGTHS, LENGTHS, LENGTHS, st.booleans())
    def test_overlapping_is_left_out_once(
        self, received: date, wait: int, length: int, other_wait: int, other_length: int, extended: bool
    ) -> None:
        spans = []
        for pause, days in ((wait, length), (other_wait, other_length)):
            asked = received + timedelta(days=1 + pause)
            spans.append((asked, asked + timedelta(days=days)))
        third, agencies = spans
        found = term(received, third_party=third, other_agencies=agencies, extended=extended)
        assert found.due == naive(received, 20, third, agencies)
        assert found.extended_due == (naive(received, 40, third, agencies) if extended else None)
        assert sum(step.workdays for step in found.steps) == (40 if extended else 20)
        assert found.last == found.steps[-1].end

    def test_without_an_answer_leaves_the_last_day_open(self) -> None:
        found = term(date(2024, 1, 15), third_party=(date(2024, 1, 22), None))
        assert (found.due, found.waiting) == (None, True)
        assert [step.workdays for step in found.steps] == [4, 0]
        assert "15 working days from getting the letter (to 2024-02-09 if it got it that day)" in found.steps[-1].why.en
        assert found.steps[-1].article == "国务院令第711号第33条"

    def test_without_an_answer_in_the_extension_leaves_the_first_term_known(self) -> None:
        found = term(date(2024, 1, 15), extended=date(2024, 2, 1), other_agencies=(date(2024, 2, 20), None))
        assert (found.due, found.extended_due, found.last) == (date(2024, 2, 9), None, None)
        assert "count as agreeing" in found.sentence.en

    def test_from_the_day_of_receipt_on(self) -> None:
        found = term(date(2024, 1, 15), third_party=(date(2024, 1, 15), date(2024, 1, 19)))
        assert [step.workdays for step in found.steps] == [0, 20]
        assert found.due == naive(date(2024, 1, 19), 20)

    def test_that_was_over_before_the_receipt_or_begins_after_the_end_moves_nothing(self) -> None:
        early = term(date(2024, 1, 15), third_party=(date(2024, 1, 8), date(2024, 1, 12)))
        late = term(date(2024, 1, 15), third_party=(date(2024, 2, 10), None))
        assert (early.due, len(early.steps)) == (date(2024, 2, 9), 1)
        assert (late.due, late.waiting) == (date(2024, 2, 9), False)
        assert "opinions were requested on 2024-02-10, after the term had ended" in late.notes[0].en

    def test_of_other_agencies_is_not_known_to_the_regulation_of_2007(self) -> None:
        found = term(date(2018, 3, 1), other_agencies=(date(2018, 3, 5), date(2018, 3, 9)))
        assert found.due == naive(date(2018, 3, 1), 15)
        assert "has no rule that the time of other agencies is not counted" in found.notes[0].en
        waiting = term(date(2018, 3, 1), third_party=(date(2018, 3, 5), None))
        assert waiting.due is None
        assert "working days" not in waiting.sentence.en  # 2007 sets the third party no term

    def test_counts_only_after_a_restart(self) -> None:
        found = term(
            date(2024, 1, 15),
            correction_asked=date(2024, 1, 16),
            correction_received=date(2024, 1, 24),
            third_party=(date(2024, 1, 17), date(2024, 1, 26)),
        )
        assert found.due == naive(date(2024, 1, 26), 20)
        assert [step.stopped for step in found.steps] == [0, 2, 0]


class TestExtension:
    """At most 20 working days more (art. 33); the notice comes before the first term ends."""

    def test_in_time_is_not_remarked(self) -> None:
        assert term(date(2024, 1, 15), extended=date(2024, 2, 9)).notes == ()

    def test_too_late_is_noted(self) -> None:
        found = term(date(2024, 1, 15), extended=date(2024, 2, 18))
        assert found.extended_due == date(2024, 3, 14)
        assert "came after the last day of the term (2024-02-09)" in found.notes[0].en

    @pytest.mark.parametrize("no", [None, False])
    def test_that_there_is_none(self, no: bool | None) -> None:
        assert term(date(2024, 1, 15), extended=no).extended_due is None


class TestWords:
    """A term prints as lines in the reader's language."""

    def test_in_english(self) -> None:
        lines = english(term(date(2024, 1, 15), extended=date(2024, 2, 18))).splitlines()
        assert lines[0].endswith("its last day is 2024-02-09, with the extension 2024-03-14 at the latest")
        assert lines[1].startswith("after 2024-01-15 to 2024-02-09: 20 working days. ")
        assert "make-up days counted: 2024-02-04" in lines[1]
        assert lines[2].endswith("Holidays skipped: 2024-02-12..2024-02-16")
        assert lines[3].startswith("note: ")

    def test_of_what_is_not_counted_and_of_what_is_awaited(self) -> None:
        found = term(date(2024, 1, 15), third_party=(date(2024, 1, 22), date(2024, 1, 26)), fee_notice=date(2024, 1, 29))
        assert found.steps[-1].sentence.en.startswith("from 2024-01-29: waiting. the fee was notified")
        found = term(date(2024, 1, 15), third_party=(date(2024, 1, 22), date(2024, 1, 26)))
        assert found.steps[1].sentence.en.startswith("2024-01-22 to 2024-01-26: not counted. the third party was asked")

    def test_in_chinese(self) -> None:
        with speaking("zh"):
            assert str(term(date(2024, 1, 15))).splitlines()[0] == "答复期限自2024-01-15起，至2024-02-09届满"


class TestData:
    """``deadline --json`` prints these keys."""

    def test_of_a_term(self) -> None:
        assert term_to_data(term(date(2024, 1, 30))) == {
            "starts": "2024-01-30",
            "due": "2024-03-01",
            "extended_due": None,
            "provisional": False,
            "steps": [
                {
                    "from": "2024-01-30",
                    "to": "2024-03-01",
                    "workdays": 20,
                    "skipped": ["2024-02-12", "2024-02-13", "2024-02-14", "2024-02-15", "2024-02-16"],
                    "why": {
                        "zh": "答复期限20个工作日，自2024-01-30的次日起计算；其中调休上班日计入：2024-02-04、2024-02-18",
                        "en": "term for the answer: 20 working days, counted from the day after 2024-01-30; "
                        "make-up days counted: 2024-02-04, 2024-02-18",
                    },
                    "article": "国务院令第711号第33条",
                }
            ],
        }

    def test_of_one_that_waits_with_something_to_note(self) -> None:
        data = term_to_data(term(date(2024, 1, 15), correction_asked=date(2024, 2, 1)))
        assert (data["due"], data["steps"][-1]["to"]) == (None, None)
        assert set(data["notes"][0]) == {"zh", "en"}


class TestFaults:
    """Days that cannot be are refused, each with what to do."""

    @pytest.mark.parametrize(
        ("received", "events", "said"),
        [
            (datetime(2024, 1, 15), {}, "has a time of day"),
            (date(215, 1, 15), {}, "not between 1949-10-01 and 2100-12-31"),
            (date(2008, 4, 30), {}, "on 2008-04-30 no Regulation was in force (the first since 2008-05-01)"),
            (date(2024, 1, 15), {"extended": date(2024, 1, 2)}, "is before"),
            (date(2024, 1, 15), {"correction_received": date(2024, 1, 20)}, "fill in correction_asked"),
            (date(2024, 1, 15), {"third_party": (date(2024, 1, 20), date(2024, 1, 18))}, "is before"),
            (date(2024, 1, 15), {"fee_paid": date(2024, 1, 20)}, "fill in fee_notice"),
        ],
    )
    def test_are_named(self, received: date, events: dict[str, Any], said: str) -> None:
        with pytest.raises(InvalidRecordError) as error:
            term(received, **events)
        assert said in error.value.in_language("en")


class TestOfARequest:
    """A record brings its own days."""

    def request(self, **days: Any) -> Request:
        given: dict[str, Any] = {"channel": RequestChannel.ONLINE, **days}
        return Request(id="r1", body="b", applicant=Applicant.NATURAL_PERSON, **given)

    def test_with_every_event(self) -> None:
        found = term_of(
            self.request(
                received=date(2024, 1, 15),
                correction_asked=date(2024, 1, 16),
                correction_received=date(2024, 1, 19),
                third_party_asked=date(2024, 1, 22),
                third_party_answered=date(2024, 1, 31),
                other_agency_asked=date(2024, 1, 29),
                other_agency_answered=date(2024, 2, 5),
                extended=date(2024, 2, 20),
            )
        )
        assert found is not None
        spans = (date(2024, 1, 22), date(2024, 1, 31)), (date(2024, 1, 29), date(2024, 2, 5))
        assert (found.due, found.extended_due) == (naive(date(2024, 1, 19), 20, *spans), naive(date(2024, 1, 19), 40, *spans))

    def test_by_its_day_of_confirmation(self) -> None:
        found = term_of(self.request(arrived=date(2024, 1, 11), confirmed=date(2024, 1, 15)))
        assert found is not None
        assert found.due == date(2024, 2, 9)
        assert "both sides confirmed" in found.steps[0].why.en

    def test_that_is_not_received_is_none(self) -> None:
        assert term_of(self.request(arrived=date(2024, 1, 11))) is None
        assert term_of(self.request(received=date(2008, 1, 11))) is None

    def test_compares_the_day_that_the_record_gives(self) -> None:
        differing = term_of(self.request(received=date(2024, 1, 15), due=date(2024, 2, 10)))
        agreeing = term_of(self.request(received=date(2024, 1, 15), due=date(2024, 2, 9)))
        assert differing is not None
        assert agreeing is not None
        assert "the record gives 2024-02-10 as last day, the law 2024-02-09" in differing.notes[0].en
        assert agreeing.notes == ()

    def test_by_a_calendar_of_its_own(self) -> None:
        local = Calendar(
            years=national().years,
            holidays=national().holidays | {date(2024, 1, 16)},
            makeup_days=national().makeup_days,
        )
        found = term_of(self.request(received=date(2024, 1, 15)), local)
        assert found is not None
        assert found.due == date(2024, 2, 18)
        assert found.steps[0].skipped[0] == date(2024, 1, 16)
