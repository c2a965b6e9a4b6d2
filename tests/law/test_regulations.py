"""The Regulations as data: terms, articles, days of receipt, remedies; what is from memory says so."""

from __future__ import annotations

from datetime import date

import pytest

from govdisclosure.law import (
    Mark,
    receipt_date,
    receipt_of,
    reconsideration_first,
    regulation_on,
    regulations,
)
from govdisclosure.messages import Message
from govdisclosure.records.vocabulary import Outcome, RequestChannel

OLD, NEW = regulations().values()
ARRIVED, CONFIRMED = date(2024, 3, 1), date(2024, 3, 5)


class TestRegulations:
    """国务院令第492号 from 2008-05-01, 国务院令第711号 from 2019-05-15."""

    @pytest.mark.parametrize(
        ("day", "law"),
        [("2008-04-30", None), ("2008-05-01", OLD), ("2019-05-14", OLD), ("2019-05-15", NEW), ("2030-01-01", NEW)],
    )
    def test_hold_from_their_day(self, day: str, law: object) -> None:
        assert regulation_on(date.fromisoformat(day)) is law

    def test_set_the_terms(self) -> None:
        assert (OLD.answer.workdays, OLD.extension.workdays, OLD.publication.workdays) == (15, 15, 20)
        assert (NEW.answer.workdays, NEW.extension.workdays, NEW.publication.workdays) == (20, 20, 20)
        assert (OLD.correction.workdays, NEW.correction.workdays) == (None, 7)
        assert (OLD.third_party.workdays, NEW.third_party.workdays) == (None, 15)
        assert OLD.other_agencies is None
        assert NEW.other_agencies is not None
        assert NEW.other_agencies.workdays == 15

    def test_name_the_article_and_mark_what_is_from_memory(self) -> None:
        assert NEW.answer.source == "国务院令第711号第33条"
        assert NEW.answer.mark is Mark.CONFIRMED
        assert OLD.answer.mark is Mark.CONFIRMED  # the 15 days are confirmed, the number of the article is not
        assert OLD.answer.source == "国务院令第492号第24条（待核实）"
        assert OLD.third_party_time.mark is Mark.MEMORY

    def test_say_when_the_annual_report_is_due(self) -> None:
        assert NEW.report_due(2024, department=True) == date(2025, 1, 31)
        assert NEW.report_due(2024, department=False) == date(2025, 3, 31)
        assert OLD.report_due(2015, department=True) == date(2016, 3, 31)

    def test_can_stand_in_a_set(self) -> None:
        assert len({OLD, NEW, OLD}) == 2


class TestReceipt:
    """收到申请之日: article 31 since 2019-05-15, 国办公开办函〔2015〕207号 before."""

    @pytest.mark.parametrize(
        ("channel", "new", "old"),
        [
            (RequestChannel.IN_PERSON, ARRIVED, ARRIVED),
            (RequestChannel.ORAL, ARRIVED, ARRIVED),
            (RequestChannel.REGISTERED_POST, ARRIVED, ARRIVED),
            (RequestChannel.ORDINARY_POST, CONFIRMED, CONFIRMED),
            (RequestChannel.FAX, CONFIRMED, CONFIRMED),
            (RequestChannel.ONLINE, CONFIRMED, CONFIRMED),
            (RequestChannel.EMAIL, CONFIRMED, ARRIVED),
        ],
    )
    def test_depends_on_the_channel(self, channel: RequestChannel, new: date, old: date) -> None:
        assert receipt_date(channel, ARRIVED, CONFIRMED) == new
        assert receipt_date(channel, ARRIVED, CONFIRMED, regulation=OLD) == old

    def test_is_none_for_an_online_application_that_nobody_has_confirmed(self) -> None:
        assert receipt_date(RequestChannel.ONLINE, ARRIVED, None) is None
        assert receipt_date(RequestChannel.EMAIL, date(2019, 5, 14)) == date(2019, 5, 14)
        assert receipt_date(RequestChannel.EMAIL, date(2019, 5, 15)) is None

    def test_is_none_for_what_has_not_come_in(self) -> None:
        assert receipt_date(RequestChannel.IN_PERSON, None) is None
        assert receipt_date(RequestChannel.IN_PERSON, None, CONFIRMED) is None

    def test_says_why_and_where_it_stands(self) -> None:
        found = receipt_of(RequestChannel.ONLINE, ARRIVED, CONFIRMED)
        assert found.why.en == "online form: received on the day both sides confirmed it"
        assert found.why.zh == "网上平台：以双方确认之日为收到申请之日"
        assert found.article == "国务院令第711号第31条"
        assert receipt_of(RequestChannel.ONLINE, date(2016, 3, 1)).article == "国办公开办函〔2015〕207号（待核实）"

    @pytest.mark.parametrize("law", [OLD, NEW], ids=["2007", "2019"])
    def test_has_a_rule_for_every_channel(self, law: object) -> None:
        for channel in RequestChannel:
            for one in regulations().values():
                assert isinstance(receipt_of(channel, ARRIVED, CONFIRMED, regulation=one).why, Message)


class TestReconsiderationFirst:
    """行政复议法 2023 art. 23 from 2024-01-01; 法释〔2025〕8号 limits it to articles 14 to 16 from 2025-06-01."""

    @pytest.mark.parametrize(
        ("outcome", "decided", "required"),
        [
            (Outcome.STATE_SECRET, "2023-12-31", False),
            (Outcome.STATE_SECRET, "2024-01-01", True),
            (Outcome.TRADE_SECRET, "2025-06-01", True),
            (Outcome.ENFORCEMENT_FILE, "2026-02-01", True),
            (Outcome.ADMINISTRATIVE_QUERY, "2024-05-01", None),
            (Outcome.ADMINISTRATIVE_QUERY, "2025-06-01", False),
            (Outcome.GRANTED_IN_PART, "2025-06-01", None),
            (Outcome.DOES_NOT_EXIST, "2024-05-01", False),
            (Outcome.PETITION, "2025-07-01", False),
            (Outcome.GRANTED, "2025-07-01", False),
        ],
    )
    def test_follows_the_ground_and_the_day(self, outcome: Outcome, decided: str, required: bool | None) -> None:
        assert reconsideration_first(outcome, date.fromisoformat(decided)).required is required

    def test_names_its_source(self) -> None:
        found = reconsideration_first(Outcome.STATE_SECRET, date(2025, 6, 1))
        assert found.source == "法释〔2025〕8号"
        assert found.source in found.sentence.zh
        assert "reconsideration comes first" in found.sentence.en
        assert found.mark is Mark.CONFIRMED

    def test_names_silence_where_nothing_was_decided(self) -> None:
        found = reconsideration_first(None, date(2026, 7, 1))
        assert found.sentence.en.startswith("no answer in time: reconsideration comes first")
        assert reconsideration_first(Outcome.PETITION, date(2026, 7, 1)).sentence.en.startswith(
            "a petition or complaint: not among"
        )

    def test_marks_what_no_rule_settles_as_from_memory(self) -> None:
        assert reconsideration_first(Outcome.GRANTED_IN_PART, date(2025, 6, 1)).mark is Mark.MEMORY

    def test_was_not_asked_for_before_the_law_of_2023(self) -> None:
        before = reconsideration_first(Outcome.GRANTED, date(2020, 1, 1))
        assert "2024-01-01" in before.sentence.en
        assert (before.required, before.source) == (False, "行政复议法(2023年修订)第23条第1款第4项")
        assert before.mark is Mark.CONFIRMED
