"""Disclosure upon request (依申请公开): submissions, requests, responses and their grounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from attrs import evolve, field, frozen

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.messages import say
from govdisclosure.records.bodies import Body
from govdisclosure.records.record import IdentifiedRecord, TypedRecord, label, place_of, shown_id
from govdisclosure.records.vocabulary import Applicant, Ground, Outcome, RequestChannel


@frozen(kw_only=True)
class Submission(IdentifiedRecord):
    """One letter or form (来件), which may hold several requests (一事一申请).

    Example:
        >>> row = {"id": "s1", "body": "water"}
        >>> make_record("submission", row).body
        'water'
    """

    channel: RequestChannel | None = field(default=None, metadata=label("申请渠道", "channel"))
    arrived: date | None = field(default=None, metadata=label("到达日期", "day of arrival"))


@frozen(kw_only=True)
class Request(IdentifiedRecord):
    """One request for disclosure (政府信息公开申请); a joint application is one request.

    Attributes:
        applicant_ref: an opaque reference by which two requests of one applicant are known; never a name or number.
        addressed_to, handled_by, forwarded_to: ids of bodies.
        arrived, confirmed: day it came in, day both sides confirmed it (art. 31).
        received: the day of receipt (收到申请之日) in law; the term runs from here. None: not yet received in law.
        correction_asked, correction_received: 补正 asked for and answered (art. 30).
        correction_due: the last day for it, as the notice sets it (合理的补正期限); after it the application is given up.
        extended: day of the notice of extension (延期), art. 33.
        due: last day of the term, extension included.
        closed, outcome: day and outcome of the first final response: the day of posting for an answer by post, that of the
            signature for one handed over; the date printed on the letter decides nothing (国办公开办函〔2016〕235号).

    Source: Regulations of 2019, articles 29 to 42.

    Example:
        >>> row = {"id": "r1", "body": "water", "channel": "in_person", "applicant": "natural_person"}
        >>> make_record("request", row).applicant
        <Applicant.NATURAL_PERSON: 'natural_person'>
    """

    order = (
        ("arrived", "received"),
        ("confirmed", "received"),
        ("received", "extended"),
        ("received", "due"),
        ("received", "closed"),
        ("correction_asked", "correction_received"),
        ("correction_asked", "correction_due"),
        ("third_party_asked", "third_party_answered"),
        ("other_agency_asked", "other_agency_answered"),
        ("fee_notice", "fee_paid"),
    )
    needs = (
        ("outcome", "closed"),
        ("closed", "received"),
        ("extended", "received"),
        ("correction_received", "correction_asked"),
        ("correction_due", "correction_asked"),
        ("third_party_answered", "third_party_asked"),
        ("other_agency_answered", "other_agency_asked"),
        ("fee_paid", "fee_notice"),
    )

    submission: str | None = field(default=None, metadata=label("来件", "submission", parent=Submission))
    channel: RequestChannel = field(metadata=label("申请渠道", "channel"))
    applicant: Applicant = field(metadata=label("申请人类别", "kind of applicant"))
    applicant_ref: str | None = field(default=None, metadata=label("申请人代码", "opaque reference of the applicant"))
    addressed_to: str | None = field(default=None, metadata=label("受文机关", "addressed to", parent=Body))
    handled_by: str | None = field(default=None, metadata=label("办理机关", "handled by", parent=Body))
    forwarded_to: str | None = field(default=None, metadata=label("转送机关", "forwarded to", parent=Body))
    arrived: date | None = field(default=None, metadata=label("到达日期", "day of arrival"))
    confirmed: date | None = field(default=None, metadata=label("双方确认日期", "day both sides confirmed"))
    received: date | None = field(default=None, metadata=label("收到申请之日", "day of receipt"))
    correction_asked: date | None = field(default=None, metadata=label("告知补正日期", "day correction was asked"))
    correction_due: date | None = field(default=None, metadata=label("补正期限届满日", "last day for the correction"))
    correction_received: date | None = field(default=None, metadata=label("收到补正日期", "day correction was received"))
    third_party_asked: date | None = field(default=None, metadata=label("征求第三方意见日期", "day the third party was asked"))
    third_party_answered: date | None = field(default=None, metadata=label("第三方答复日期", "day the third party answered"))
    other_agency_asked: date | None = field(
        default=None, metadata=label("征求其他机关意见日期", "day other agencies were asked")
    )
    other_agency_answered: date | None = field(default=None, metadata=label("其他机关答复日期", "day other agencies answered"))
    extended: date | None = field(default=None, metadata=label("延期告知日期", "day of the extension notice"))
    due: date | None = field(default=None, metadata=label("答复期限", "last day of the term"))
    fee_notice: date | None = field(default=None, metadata=label("收费通知日期", "day of the fee notice"))
    fee_paid: date | None = field(default=None, metadata=label("缴费日期", "day the fee was paid"))
    closed: date | None = field(default=None, metadata=label("办结日期", "day closed"))
    outcome: Outcome | None = field(default=None, metadata=label("办理结果", "outcome"))


@frozen(kw_only=True)
class Response(IdentifiedRecord):
    """One answer to a request (答复).

    Attributes:
        given: day of the answer, that of posting or of the signature, not the date printed on the letter.
        outcome: what was decided; None for a notice on the way (补正, 延期), which is not final.
        ground: the one ground of a refusal; several are records of their own (:class:`ResponseGround`).
        redecides: the earlier response that this one replaces after a remedy (重新作出答复).

    Example:
        >>> row = {"id": "r1", "body": "water", "request": "r1", "given": "2024-03-05"}
        >>> make_record("response", row).given
        datetime.date(2024, 3, 5)
    """

    request: str = field(metadata=label("申请", "request", parent=Request))
    given: date = field(metadata=label("答复日期", "day of the answer"))
    outcome: Outcome | None = field(default=None, metadata=label("答复结果", "outcome"))
    ground: Ground | None = field(default=None, metadata=label("不予公开理由", "ground of refusal"))
    redecides: str | None = field(default=None, metadata=label("重作的原答复", "response it replaces", parent=lambda: Response))


@frozen(kw_only=True)
class ResponseGround(IdentifiedRecord):
    """One of several grounds of one response (不予公开理由).

    Example:
        >>> row = {"id": "r1", "body": "water", "response": "r1", "ground": "state_secret"}
        >>> make_record("response_ground", row).ground
        <Ground.STATE_SECRET: 'state_secret'>
    """

    response: str = field(metadata=label("答复", "response", parent=Response))
    ground: Ground = field(metadata=label("不予公开理由", "ground of refusal"))


def with_responses(
    requests: Iterable[Request], responses: Iterable[Response], *, place: Callable[[TypedRecord], str] = place_of
) -> tuple[Request, ...]:
    """Return the requests with ``closed`` and ``outcome`` of their first final response filled in (答复).

    The first final response is the earliest by day, then by id, that has an outcome and replaces no other. Requests that say
    for themselves when and how they ended stay as they are. ``place`` says where a record is, for faults.

    Args:
        requests: the requests.
        responses: the answers to them, in any order.
        place: from a record to where it is, for faults.

    Raises:
        InvalidRecordError: a response was given before its request was received, or to one never received; all are named.

    Example:
        >>> row = {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01"}
        >>> request = make_record("request", row)
        >>> row = {"id": "a1", "body": "b", "request": "r1", "given": "2024-03-20", "outcome": "granted"}
        >>> response = make_record("response", row)
        >>> with_responses([request], [response])[0].closed
        datetime.date(2024, 3, 20)
    """
    first = first_final(responses)
    faults: list[Fault] = []
    filled = []
    for request in requests:
        answer = first.get(request.id)
        told = request.closed is not None and (request.outcome is not None or answer is None or request.closed != answer.given)
        if answer is None or told:
            filled.append(request)
            continue
        if request.received is not None and answer.given < request.received:
            shown = shown_id(request.id)
            sentence = say("response.before_receipt", given=answer.given, received=request.received, request=shown)
            faults.append(Fault(where=place(answer), field="given", sentence=sentence))
            continue
        try:
            filled.append(evolve(request, closed=answer.given, outcome=answer.outcome))
        except InvalidRecordError as error:  # it was answered, and never received
            faults.extend(evolve(fault, where=place(request)) for fault in error.faults)
    if faults:
        raise InvalidRecordError(faults)
    return tuple(filled)


def first_final(responses: Iterable[Response]) -> dict[str, Response]:
    """Return the first final response (首次终局答复) of each request, by the request's id."""
    final = defaultdict(list)
    for response in responses:
        if response.outcome is not None and response.redecides is None:
            final[response.request].append(response)
    return {request: min(answers, key=lambda one: (one.given, one.id)) for request, answers in final.items()}
