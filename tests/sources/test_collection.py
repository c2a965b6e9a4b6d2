"""Records gathered together: ids unique, parents known, answers joined to their requests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from govdisclosure import load_standard, tabulate, take_frames
from govdisclosure.errors import InvalidRecordError, UnknownRecordError
from govdisclosure.messages import say
from govdisclosure.records import (
    RECORD_KINDS,
    Body,
    Charge,
    Entry,
    Item,
    Publication,
    Request,
    Response,
    ResponseGround,
    ServiceCase,
    with_responses,
)
from govdisclosure.records.vocabulary import Applicant, Ground, ItemKind, Outcome, PublicationChannel, RequestChannel
from govdisclosure.report import Finding
from govdisclosure.sources import Records, gather
from govdisclosure.sources.record_set import about_records
from govdisclosure.testing.strategies import records as any_records
from govdisclosure.values import Period, Severity

DAY = date(2015, 3, 10)


def item(identity: str, body: str = "b") -> Item:
    return Item(id=identity, body=body, kind=ItemKind.NEWS)


def publication(identity: str, of: str, column: str | None = None) -> Publication:
    return Publication(id=identity, body="b", item=of, channel=PublicationChannel.OWN_SITE, column=column, published=DAY)


def request(identity: str, received: date | None = DAY, closed: date | None = None, outcome: Outcome | None = None) -> Request:
    return Request(
        id=identity,
        body="b",
        channel=RequestChannel.FAX,
        applicant=Applicant.OTHER,
        received=received,
        closed=closed,
        outcome=outcome,
    )


def answer(
    identity: str, to: str, day: int, outcome: Outcome | None = Outcome.GRANTED, redecides: str | None = None
) -> Response:
    return Response(id=identity, body="b", request=to, given=date(2015, 3, day), outcome=outcome, redecides=redecides)


def findings(*records: object) -> list[Finding]:
    return list(gather(records).findings)


class TestGather:
    """An iterable of records of any kinds in any order becomes records by kind."""

    def test_sorts_records_by_kind_and_keeps_their_order(self) -> None:
        got = gather([request("r2"), item("i"), request("r1"), Body(id="b")])
        assert list(got.by_kind) == ["item", "request", "body"]
        assert [one.id for one in got.of(Request)] == ["r2", "r1"]
        assert got.of(Publication) == ()
        assert got.counts == {"item": 1, "request": 2, "body": 1}

    def test_takes_an_iterator_and_nothing(self) -> None:
        assert gather(iter([item("i")])).counts == {"item": 1}
        assert gather([]).counts == {}
        assert gather([]).findings == ()

    def test_knows_the_bodies_at_which_something_happened(self) -> None:
        known = [Body(id="z", name="Z局"), Body(id="y")]
        assert gather([item("i", "z"), item("j", "a"), *known]).bodies == ("a", "z")
        assert gather(known).bodies == ("y", "z")
        assert gather([]).bodies == ()

    def test_gives_what_is_known_of_a_body_or_just_its_id(self) -> None:
        got = gather([Body(id="z", name="Z局")])
        assert got.body("z").name == "Z局"
        assert got.body("a") == Body(id="a")

    def test_gives_the_records_of_one_body(self) -> None:
        got = gather([item("i", "z"), item("j", "a"), Body(id="z"), Body(id="a")])
        assert got.at("z") == {"item": (item("i", "z"),), "body": (Body(id="z"),)}
        alone = gather([item("i", "z"), Body(id="z"), Body(id="a")])
        assert alone.at("z") == {"item": (item("i", "z"),), "body": (Body(id="z"),)}
        assert alone.at("a") == {"item": (), "body": (Body(id="a"),)}

    def test_finds_parents_by_their_ids(self) -> None:
        got = gather([item("i"), publication("p", "i")])
        assert got.parents["item"]["i"] == item("i")
        assert got.parents["site_column"] == {}

    def test_keeps_the_digest_and_the_findings_it_is_given(self) -> None:
        before = Finding(rule="x", severity=Severity.INFO, message=say("csv.broken"))
        got = gather([], digest="sha256:0", findings=[before])
        assert (got.digest, got.findings, got.set_aside) == ("sha256:0", (before,), 0)
        assert Records(by_kind={}, set_aside=3).set_aside == 3

    @pytest.mark.parametrize("thing", ["text", 1, None, {"id": "x"}, date(2015, 1, 1), Request])
    def test_refuses_what_is_no_record(self, thing: object) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            gather([item("i"), thing])
        (fault,) = caught.value.faults
        assert fault.where == type(thing).__name__
        assert fault.sentence.en == "it is not one of the library's records"

    def test_names_every_fault(self) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            gather([item("i"), "x", item("i"), request("r"), request("r"), request("r")])
        assert [(fault.where, fault.field) for fault in caught.value.faults] == [
            ("str", ""),
            ("Item i", "id"),
            ("Request r", "id"),
        ]

    def test_does_not_repeat_an_id_that_may_be_a_person(self) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            gather([item("张三丰"), item("张三丰")])
        assert [fault.where for fault in caught.value.faults] == ["Item"]

    def test_takes_one_id_for_records_of_two_kinds_and_any_number_of_entries(self) -> None:
        entry = Entry(body="b", period=Period.year(2015), address="x", value="1")
        assert gather([item("x"), request("x"), entry, entry]).counts == {"item": 1, "request": 1, "entry": 2}


class TestUnknownParents:
    """An unknown parent is a finding with the ids of the records, the first twenty of them."""

    def test_are_named_with_their_records(self) -> None:
        (finding,) = findings(item("i"), publication("p2", "lost"), publication("p1", "gone"), publication("p3", "i"))
        assert finding.rule == "records.unknown_parent"
        assert finding.severity is Severity.WARNING
        assert finding.where == ("publication p1", "publication p2")
        assert finding.message.en == "the 'item' of 2 records (publication) refers to no known item of information"
        assert finding.message.zh == "2条公开发布的“信息”指向不存在的政府信息"

    def test_are_one_finding_a_field(self) -> None:
        found = findings(
            item("i"), publication("p", "lost", column="gone"), ServiceCase(id="c", body="b", accepted=DAY, service_item="s")
        )
        assert [one.where for one in found] == [("publication p",), ("publication p",), ("service_case c",)]
        assert "item of information" in found[0].message.en
        assert "column of a website" in found[1].message.en

    def test_are_none_where_no_parent_is_named(self) -> None:
        assert findings(ServiceCase(id="c", body="b", accepted=DAY)) == []

    def test_may_be_bodies_outside_the_source(self) -> None:
        asked = Request(id="r", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, forwarded_to="elsewhere")
        assert findings(asked, Body(id="b", parent="above")) == []

    def test_are_shown_twenty_at_most_and_the_rest_counted(self) -> None:
        twenty = findings(item("i"), *(publication(f"p{number:02}", "lost") for number in range(20)))[0]
        assert twenty.where == tuple(f"publication p{number:02}" for number in range(20))
        more = findings(item("i"), *(publication(f"p{number:02}", "lost") for number in range(23)))[0]
        assert more.where == (*(f"publication p{number:02}" for number in range(20)), "… +3")
        assert "of 23 records" in more.message.en

    def test_have_a_fingerprint_of_all_their_records_in_any_order(self) -> None:
        def made(*ids: str) -> str:
            return about_records("x", Severity.INFO, "item", ids, say("csv.broken")).fingerprint

        assert made("a", "b") == made("b", "a")
        assert made("a", "b") != made("a", "c")
        many = [f"{number:02}" for number in range(22)]
        assert made(*many) != made(*many[:-1], "zz")  # the one that is not shown counts too

    def test_do_not_repeat_an_id_that_may_be_a_person(self) -> None:
        assert about_records("x", Severity.INFO, "item", ["张三丰", "i"], say("csv.broken")).where == ("item i", "item")


class TestItemsResolved:
    """Where a source has publications and no items, the item is resolved once, when the records are gathered."""

    def test_are_what_their_first_publication_shows(self) -> None:
        early, late = date(2015, 1, 2), date(2015, 3, 4)
        found = gather(
            [
                Publication(id="p2", body="late", item="i", channel=PublicationChannel.WECHAT, published=late),
                Publication(id="p1", body="early", item="i", channel=PublicationChannel.OWN_SITE, published=early),
            ]
        )
        assert found.of(Item) == (Item(id="i", body="early", kind=ItemKind.OTHER, first_published=early),)
        (finding,) = found.findings
        assert (finding.rule, finding.severity, finding.where) == ("records.items_resolved", Severity.WARNING, ("item i",))
        assert "the kind is unknown" in finding.message.en

    def test_are_not_made_beside_items_that_are_given(self) -> None:
        assert [one.id for one in gather([item("i"), publication("p", "lost")]).of(Item)] == ["i"]


class TestAnswers:
    """The first final answer closes its request; given and different is a finding, and the request's own word stands."""

    def test_close_the_request_by_the_first_that_is_final(self) -> None:
        answers = [
            answer("a3", "r", 25),
            answer("a2", "r", 20, Outcome.DOES_NOT_EXIST),
            answer("a0", "r", 12, None),  # a notice on the way
            answer("a1", "r", 11, Outcome.NOT_OURS, redecides="a9"),  # replaces another
        ]
        (closed,) = gather([request("r"), *answers]).of(Request)
        assert (closed.closed, closed.outcome) == (date(2015, 3, 20), Outcome.DOES_NOT_EXIST)

    def test_of_one_day_are_taken_by_their_ids(self) -> None:
        answers = [answer("b", "r", 20, Outcome.REPEATED), answer("a", "r", 20, Outcome.GRANTED)]
        (closed,) = with_responses([request("r")], answers)
        assert closed.outcome is Outcome.GRANTED

    def test_leave_other_requests_as_they_are(self) -> None:
        assert with_responses([request("r")], [answer("a", "q", 20)]) == (request("r"),)
        assert with_responses([request("r")], [answer("a", "r", 20, None)]) == (request("r"),)

    def test_leave_a_request_that_says_how_it_ended_and_report_the_difference(self) -> None:
        said = request("r", closed=date(2015, 3, 15), outcome=Outcome.GRANTED)
        got = gather([said, answer("a", "r", 20)])
        assert got.of(Request) == (said,)
        (finding,) = got.findings
        assert finding.rule == "records.response_differs"
        assert finding.severity is Severity.WARNING
        assert finding.where == ("request r",)
        assert finding.message.en.startswith("1 request says it ended otherwise than its first final response")

    @pytest.mark.parametrize(
        ("day", "outcome", "differs"),
        [
            (20, Outcome.GRANTED, False),
            (20, Outcome.REPEATED, True),
            (19, Outcome.GRANTED, True),
            (20, None, False),
            (19, None, True),
        ],
    )
    def test_differ_by_day_or_by_outcome(self, day: int, outcome: Outcome | None, differs: bool) -> None:
        said = request("r", closed=date(2015, 3, day), outcome=outcome)
        assert bool(findings(said, answer("a", "r", 20))) is differs

    def test_give_the_outcome_to_a_request_that_has_only_their_day(self) -> None:
        (closed,) = with_responses([request("r", closed=date(2015, 3, 20))], [answer("a", "r", 20)])
        assert closed.outcome is Outcome.GRANTED
        (open_,) = with_responses([request("r", closed=date(2015, 3, 19))], [answer("a", "r", 20)])
        assert open_.outcome is None

    def test_before_the_receipt_are_refused_all_of_them(self) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            gather([request("r"), request("q"), answer("a", "r", 9), answer("b", "q", 1)])
        assert [(fault.where, fault.field) for fault in caught.value.faults] == [
            ("Response a", "given"),
            ("Response b", "given"),
        ]
        assert caught.value.faults[0].sentence.zh == "答复日期2015-03-09早于申请r的收到日期2015-03-10，请更正其中一个"

    def test_to_what_was_never_received_are_refused(self) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            gather([request("r", received=None), answer("a", "r", 9)])
        assert [(fault.where, fault.field) for fault in caught.value.faults] == [("Request r", "closed")]

    def test_on_the_day_of_receipt_are_taken(self) -> None:
        assert with_responses([request("r")], [answer("a", "r", 10)])[0].closed == DAY

    def test_that_lead_nowhere_are_a_finding(self) -> None:
        lost = ResponseGround(id="g", body="b", response="none", ground=Ground.TRADE_SECRET)
        assert [one.where for one in findings(answer("a", "none", 20), lost)] == [("response a",), ("response_ground g",)]

    @given(st.permutations([*(answer(f"a{day}", "r", day, Outcome.GRANTED) for day in (14, 12, 16)), request("r"), item("i")]))
    def test_close_it_alike_in_whatever_order_they_come(self, records: list[object]) -> None:
        (closed,) = gather(records).of(Request)
        assert closed.closed == date(2015, 3, 12)


class TestFrames:
    """Records of a kind as a data frame, which gives the same figures when it is taken in again."""

    @given(any_records("cn-2021", years=(2024,)))
    def test_count_the_same_when_they_are_taken_in_again(self, made: list[object]) -> None:
        form, gathered = load_standard("cn-2021"), gather(made)
        again = take_frames({name: gathered.to_frame(name) for name in gathered.by_kind})
        figures = [dict(tabulate(source, form, period=Period.year(2024), body="b")) for source in (gathered, again)]
        assert figures[0] == figures[1]

    def test_have_a_line_a_record_and_a_column_a_field(self) -> None:
        frame = gather([request("r1"), request("r2", closed=date(2015, 4, 1), outcome=Outcome.GRANTED)]).to_frame("request")
        assert frame.columns == list(RECORD_KINDS["request"].fields)
        assert frame["outcome"].to_list() == [None, "granted"]
        assert frame["closed"].to_list() == [None, date(2015, 4, 1)]
        assert pa.table(frame).num_rows == 2

    def test_hold_amounts_and_periods(self) -> None:
        entries = [Entry(body="b", address="a", value="1.5", period=Period.quarter(2024, 1))]
        assert gather(entries).to_frame(Entry)["period"].to_list() == ["2024-Q1"]
        charge = Charge(id="c", body="b", amount=Decimal("12.50"), received=DAY)
        assert gather([charge]).to_frame(RECORD_KINDS["charge"])["amount"].to_list() == [Decimal("12.50")]

    def test_of_a_kind_without_records_have_no_line(self) -> None:
        assert gather([]).to_frame("remedy").shape == (0, len(RECORD_KINDS["remedy"].fields))

    @pytest.mark.parametrize("kind", ["requests", "", 3, str, None])
    def test_of_what_is_no_kind_are_refused(self, kind: Any) -> None:
        with pytest.raises(UnknownRecordError):
            gather([request("r1")]).to_frame(kind)
