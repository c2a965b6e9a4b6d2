"""A year of a register of requests (登记簿的一年): a state machine for Hypothesis whose figures must agree at every step.

::

    class OurYear(RegisterYear):
        standard = "ours.toml"

        def report(self, year):            # where figures come from elsewhere, such as a system of your own
            return figures_of_our_system(self.records(), year)

    TestOurYear = OurYear.TestCase

Requests arrive, are corrected, extended, transferred, charged and answered; answers are taken to reconsideration and to court,
and given anew. After every step the reports of all years begun so far are made and held to what must be true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from govdisclosure.consistency import RelationState, check
from govdisclosure.library import load_standard
from govdisclosure.records import Remedy, Request, RequestFee, Response
from govdisclosure.records.vocabulary import Applicant, Outcome, RemedyKind, RemedyResult, RemedyRole, RequestChannel
from govdisclosure.report import Report
from govdisclosure.sources import Records
from govdisclosure.standards import Standard
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.values import Period

_ANSWERS = [one for one in Outcome if one not in (Outcome.NOT_OURS, Outcome.NOT_CORRECTED, Outcome.FEE_NOT_PAID)]
"""Outcomes that a request may have without anything before."""

_Step = TypeVar("_Step", bound=Callable[..., Any])
_which = st.integers(0, 20)
"""Which of the requests, answers or cases in question, counted round."""


def _where_there_are(found: Callable[[Any], Sequence[object]]) -> Callable[[_Step], _Step]:
    """Take a step only where there is what it is about."""
    return precondition(lambda machine: bool(found(machine)))


class RegisterYear(RuleBasedStateMachine):
    """What an office's register goes through from the autumn before a year to the end of the year behind it.

    Attributes:
        standard: the standard, or its reference.
        year: the year in the middle.
        body: the id of the body.
        open_at_start, open_at_end: the rows of the requests that are open when a year begins, and when it ends, in each column;
            the column ``total`` has all of them. Empty where the standard has no such rows.
    """

    standard: ClassVar[Standard | str] = "cn-2021"
    year: ClassVar[int] = 2023
    body: ClassVar[str] = "b"
    open_at_start: ClassVar[str] = "requests.carried_in"
    open_at_end: ClassVar[str] = "requests.carried_out"

    def __init__(self) -> None:
        super().__init__()
        self.form = load_standard(self.standard) if isinstance(self.standard, str) else self.standard
        self.today = date(self.year - 1, 10, 1)
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.remedies: list[Remedy] = []
        self.fees: list[RequestFee] = []

    # ------------------------------------------------------------------------------------------------------- what there is

    def records(self) -> Records:
        """Return the register as it is today."""
        return every_kind_kept([*self.requests, *self.responses, *self.remedies, *self.fees])

    def report(self, year: int) -> Report:
        """Return the report of a year; override it to hold another system to the same."""
        return tabulate(self.records(), self.form, period=Period.year(year), body=self.body)

    def open_requests(self) -> list[int]:
        """Return the places of the requests that are received and not closed."""
        return [at for at, one in enumerate(self.requests) if one.received is not None and one.closed is None]

    def unclear(self) -> list[int]:
        """Return the places of the requests whose correction was asked for and has not come."""
        return [at for at, one in enumerate(self.requests) if one.correction_asked and not one.received]

    def unpaid(self) -> list[int]:
        """Return the places of the open requests whose fee was not paid."""
        return [at for at in self.open_requests() if self.requests[at].fee_notice and not self.requests[at].fee_paid]

    def pending(self) -> list[int]:
        """Return the places of the remedies that are not closed."""
        return [at for at, one in enumerate(self.remedies) if one.closed is None]

    def final(self) -> list[Response]:
        """Return the answers that decide."""
        return [one for one in self.responses if one.outcome is not None]

    def close(self, at: int, outcome: Outcome, forwarded_to: str | None = None) -> None:
        """Answer a request today, and close it."""
        request = evolve(self.requests[at], closed=self.today, outcome=outcome, forwarded_to=forwarded_to)
        self.requests[at] = request
        self.answer(request, outcome)

    def answer(self, request: Request, outcome: Outcome | None, redecides: str | None = None) -> None:
        """Give an answer today; without an outcome it is a notice on the way."""
        self.responses.append(
            Response(
                id=f"a{len(self.responses) + 1}",
                body=self.body,
                request=request.id,
                given=self.today,
                outcome=outcome,
                redecides=redecides,
            )
        )

    # --------------------------------------------------------------------------------------------------------------- steps

    @rule(days=st.sampled_from((1, 7, 20, 31, 92)))
    def days_pass(self, days: int) -> None:
        """Let time go on, to the end of the year behind at the latest."""
        self.today = min(self.today + timedelta(days=days), date(self.year + 1, 12, 31))

    @rule()
    def the_year_ends(self) -> None:
        """Go to the last day of the year: what happens on it is of the year."""
        self.today = date(self.today.year, 12, 31)

    @rule(channel=st.sampled_from(RequestChannel), applicant=st.sampled_from(Applicant), clear=st.booleans())
    def a_request_arrives(self, channel: RequestChannel, applicant: Applicant, *, clear: bool) -> None:
        """Receive a request, or, where it is not clear, ask for its correction."""
        self.requests.append(
            Request(
                id=f"r{len(self.requests) + 1}",
                body=self.body,
                channel=channel,
                applicant=applicant,
                arrived=self.today,
                received=self.today if clear else None,
                correction_asked=None if clear else self.today,
            )
        )

    @_where_there_are(unclear)
    @rule(which=_which)
    def a_correction_comes(self, which: int) -> None:
        """Receive what was asked for; the request is received with it."""
        at = self.unclear()[which % len(self.unclear())]
        self.requests[at] = evolve(self.requests[at], correction_received=self.today, received=self.today)

    @_where_there_are(open_requests)
    @rule(which=_which)
    def a_term_is_extended(self, which: int) -> None:
        """Extend the term of an open request, with a notice that decides nothing."""
        at = self.open_requests()[which % len(self.open_requests())]
        self.requests[at] = evolve(self.requests[at], extended=self.requests[at].extended or self.today)
        self.answer(self.requests[at], None)

    @_where_there_are(open_requests)
    @rule(which=_which, yuan=st.integers(10, 500))
    def a_fee_is_charged(self, which: int, yuan: int) -> None:
        """Send a notice of a fee for an open request that has none."""
        at = self.open_requests()[which % len(self.open_requests())]
        request = self.requests[at]
        if request.fee_notice is None:
            fee = RequestFee(id=f"f{at + 1}", body=self.body, request=request.id, amount=Decimal(yuan), notified=self.today)
            self.requests[at] = evolve(request, fee_notice=self.today)
            self.fees.append(fee)

    @_where_there_are(unpaid)
    @rule(which=_which, paid=st.booleans())
    def a_fee_is_paid_or_not(self, which: int, *, paid: bool) -> None:
        """Take the fee in; or close the request, for it was not paid in time."""
        at = self.unpaid()[which % len(self.unpaid())]
        if not paid:
            self.close(at, Outcome.FEE_NOT_PAID)
            return
        self.requests[at] = evolve(self.requests[at], fee_paid=self.today)
        self.fees = [evolve(one, paid=self.today) if one.id == f"f{at + 1}" else one for one in self.fees]

    @_where_there_are(open_requests)
    @rule(which=_which)
    def a_request_is_transferred(self, which: int) -> None:
        """Tell the applicant that another agency has it, and hand the request on."""
        self.close(self.open_requests()[which % len(self.open_requests())], Outcome.NOT_OURS, forwarded_to="elsewhere")

    @_where_there_are(open_requests)
    @rule(which=_which, outcome=st.sampled_from(_ANSWERS))
    def a_request_is_answered(self, which: int, outcome: Outcome) -> None:
        """Answer an open request for good."""
        self.close(self.open_requests()[which % len(self.open_requests())], outcome)

    @_where_there_are(final)
    @rule(which=_which, kind=st.sampled_from((RemedyKind.RECONSIDERATION, RemedyKind.LAWSUIT)))
    def an_answer_is_attacked(self, which: int, kind: RemedyKind) -> None:
        """Take an answer to reconsideration, or to court."""
        answers = self.final()
        self.remedies.append(
            Remedy(
                id=f"c{len(self.remedies) + 1}",
                body=self.body,
                kind=kind,
                role=RemedyRole.RESPONDENT,
                response=answers[which % len(answers)].id,
                filed=self.today,
            )
        )

    @_where_there_are(pending)
    @rule(which=_which, result=st.sampled_from(RemedyResult), outcome=st.sampled_from(_ANSWERS))
    def a_case_is_decided(self, which: int, result: RemedyResult, outcome: Outcome) -> None:
        """Decide a case; where the answer is corrected, it is given anew."""
        at = self.pending()[which % len(self.pending())]
        case = self.remedies[at] = evolve(self.remedies[at], closed=self.today, result=result)
        if result is RemedyResult.CORRECTED:
            (attacked,) = (one for one in self.responses if one.id == case.response)
            (request,) = (one for one in self.requests if one.id == attacked.request)
            self.answer(request, outcome, redecides=attacked.id)

    # ---------------------------------------------------------------------------------------------------------- what must be

    @invariant()
    def the_figures_of_every_year_agree(self) -> None:
        """Hold each year's report to its relations, to the one before, and to the open requests, counted here one by one."""
        before: Report | None = None
        for year in range(self.year - 1, self.today.year + 1):
            report = self.report(year)
            outcomes = check(report, previous=() if before is None else (before,), checks=()).outcomes
            failed = [one.instance.relation.key for one in outcomes if one.state is RelationState.FAILED]
            assert failed == [], f"{year}: relations do not hold: {failed}"  # noqa: S101 - a test
            self.hold_open_requests(report, before)
            before = report

    def hold_open_requests(self, report: Report, before: Report | None) -> None:
        """Hold what is carried on to what was left open."""
        if not self.open_at_end:
            return
        end, year = report.period.end, report.period.start.year
        left = [one for one in self.requests if one.received and one.received <= end and not (one.closed and one.closed <= end)]
        carried = report[f"{self.open_at_end}/total"]
        assert carried == len(left), f"{year}: {len(left)} requests are open, carried on are {carried}"  # noqa: S101
        if before is None or not self.open_at_start:
            return
        for column in self.form.spot(f"{self.open_at_end}/total").table.columns:
            figures = before[self.open_at_end, column.key], report[self.open_at_start, column.key]
            assert figures[0] == figures[1], f"{year}, {column.key}: carried out {figures[0]}, in {figures[1]}"  # noqa: S101
