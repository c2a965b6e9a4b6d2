"""The first final response gives a request its day and outcome (首次终局答复)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from govdisclosure.errors import InvalidRecordError
from govdisclosure.records import Request, Response, TypedRecord, with_responses
from govdisclosure.records.requests import first_final
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.testing.strategies import records

MAY_1, MAY_2, MAY_3 = date(2015, 5, 1), date(2015, 5, 2), date(2015, 5, 3)


def request(identity: str = "r", received: date | None = MAY_1, **values: Any) -> Request:
    return Request(id=identity, body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, received=received, **values)


def response(identity: str = "a", given: date = MAY_2, outcome: Outcome | None = Outcome.GRANTED, **values: Any) -> Response:
    return Response(id=identity, body="b", request=values.pop("request", "r"), given=given, outcome=outcome, **values)


def ended(*responses: Response, **values: Any) -> tuple[date | None, Outcome | None]:
    (filled,) = with_responses([request(**values)], responses)
    return filled.closed, filled.outcome


class TestFirstFinalResponse:
    """It is the earliest by day, then by id, that has an outcome and replaces no other."""

    def test_gives_the_request_its_day_and_outcome(self) -> None:
        assert ended(response()) == (MAY_2, Outcome.GRANTED)

    def test_is_the_earliest(self) -> None:
        assert ended(response("a", MAY_3), response("b", MAY_2, Outcome.NOT_OURS)) == (MAY_2, Outcome.NOT_OURS)

    def test_is_the_first_by_id_on_one_day(self) -> None:
        assert ended(response("b", outcome=Outcome.NOT_OURS), response("a", outcome=Outcome.OTHER)) == (MAY_2, Outcome.OTHER)

    def test_is_no_notice_on_the_way(self) -> None:
        assert ended(response("a", MAY_1, None), response("b", MAY_3)) == (MAY_3, Outcome.GRANTED)
        assert ended(response("a", MAY_1, None)) == (None, None)

    def test_is_none_given_anew_after_a_remedy(self) -> None:
        assert ended(response("a", MAY_3), response("b", MAY_2, Outcome.REPEATED, redecides="a")) == (MAY_3, Outcome.GRANTED)

    def test_may_be_given_on_the_day_of_receipt(self) -> None:
        assert ended(response(given=MAY_1)) == (MAY_1, Outcome.GRANTED)

    def test_belongs_to_its_own_request_only(self) -> None:
        one, other = with_responses([request("r"), request("s")], [response(request="s"), response("b", request="elsewhere")])
        assert (one.closed, other.closed) == (None, MAY_2)

    def test_leaves_alone_what_the_request_says_itself(self) -> None:
        assert ended(response(), closed=MAY_3, outcome=Outcome.WITHDRAWN) == (MAY_3, Outcome.WITHDRAWN)
        assert ended(response(), closed=MAY_3) == (MAY_3, None)

    def test_makes_new_objects_and_keeps_the_order(self) -> None:
        given = [request("s"), request("r")]
        filled = with_responses(given, [response()])
        assert [one.id for one in filled] == ["s", "r"]
        assert filled[0] is given[0]
        assert given[1].closed is None

    def test_is_nothing_where_there_is_none(self) -> None:
        assert with_responses([], [response()]) == ()
        assert with_responses([request()], []) == (request(),)


class TestBeforeReceipt:
    """A response before the receipt of its request cannot be; all of them are named, with both days."""

    def test_is_refused(self) -> None:
        with pytest.raises(InvalidRecordError) as refused:
            ended(response(given=date(2015, 4, 30)))
        assert refused.value.in_language("en") == (
            "Response a: given: the answer is dated 2015-04-30, before request r was received on 2015-05-01; "
            "correct one of them"
        )
        assert "答复日期2015-04-30早于申请r的收到日期2015-05-01" in refused.value.in_language("zh")

    def test_is_refused_where_the_request_was_never_received(self) -> None:
        with pytest.raises(InvalidRecordError, match=r"Request r: closed: .*fill in received"):
            ended(response(), received=None)

    def test_is_named_for_every_request(self) -> None:
        requests = [request("r"), request("s"), request("t", received=None)]
        responses = [response(one.id, date(2015, 4, 1), request=one.id) for one in requests]
        with pytest.raises(InvalidRecordError) as refused:
            with_responses(requests, responses)
        assert [fault.where for fault in refused.value.faults] == ["Response r", "Response s", "Request t"]

    @pytest.mark.parametrize("planted", ["张三", "430404199001011234", "13800138000"])
    def test_repeats_no_id_that_might_be_a_person(self, planted: str) -> None:
        for identities in ({"request": planted, "response": "a"}, {"request": "r", "response": planted}):
            with pytest.raises(InvalidRecordError) as refused:
                with_responses(
                    [request(identities["request"])],
                    [response(identities["response"], date(2015, 4, 30), request=identities["request"])],
                )
            assert planted not in refused.value.in_language("zh") + refused.value.in_language("en")


def only(cls: type[Any], found: Sequence[TypedRecord]) -> list[Any]:
    return [one for one in found if type(one) is cls]


class TestOrderOfResponses:
    """The order in which responses come does not matter."""

    @given(records(most=5), st.randoms(use_true_random=False))
    def test_changes_nothing(self, found: list[TypedRecord], random: Any) -> None:
        requests, responses = only(Request, found), only(Response, found)
        expected = with_responses(requests, responses)
        random.shuffle(responses)
        assert with_responses(requests, responses) == expected

    @given(records(most=5))
    def test_gives_what_one_finds_by_hand(self, found: list[TypedRecord]) -> None:
        requests, responses = only(Request, found), only(Response, found)
        for filled in with_responses(requests, responses):
            own = [one for one in responses if one.request == filled.id and one.outcome is not None and one.redecides is None]
            own.sort(key=lambda one: (one.given, one.id))
            assert first_final(responses).get(filled.id) == (own[0] if own else None)
            if own:
                assert filled.closed == own[0].given
                assert filled.outcome == own[0].outcome
