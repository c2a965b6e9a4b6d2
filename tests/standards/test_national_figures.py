"""From records to the national forms: figures worked out by hand, and the records that stand in no cell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import govdisclosure
from govdisclosure.consistency import check
from govdisclosure.records import (
    Charge,
    Decision,
    Document,
    Engagement,
    Entry,
    Item,
    Publication,
    Purchase,
    Remedy,
    Request,
    RequestFee,
    TypedRecord,
)
from govdisclosure.records.vocabulary import (
    Applicant,
    DecisionKind,
    DocumentKind,
    EngagementChannel,
    EngagementKind,
    ItemKind,
    Outcome,
    PublicationChannel,
    RemedyKind,
    RemedyPath,
    RemedyResult,
    RemedyRole,
    RequestChannel,
)
from govdisclosure.report import Report
from govdisclosure.standards import Standard, load_file
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.values import Blank, Kind, Period, Severity

STANDARDS = Path(govdisclosure.__file__).parent / "standards"
CN_2021, CN_2019, CN_2014 = (load_file(STANDARDS / f"cn-{year}.toml") for year in (2021, 2019, 2014))
Y2024 = Period.year(2024)
SINCE_2019 = pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def figures(report: Report, table: str) -> dict[str, object]:
    """Return the cells of a table that are not zero."""
    return {
        address: report[address]
        for address, spot in report.standard.spots.items()
        if spot.table.key == table and report[address] != 0
    }


def tabulated(standard: Standard, records: Iterable[TypedRecord], period: Period = Y2024) -> Report:
    return tabulate(every_kind_kept(records), standard, period=period, body="b")


def request(
    number: int,
    received: str | None,
    closed: str | None = None,
    outcome: Outcome | None = None,
    applicant: Applicant = Applicant.NATURAL_PERSON,
    *,
    channel: RequestChannel = RequestChannel.ONLINE,
    correction_asked: str | None = None,
    extended: str | None = None,
    due: str | None = None,
) -> Request:
    return Request(
        id=f"r{number}",
        body="b",
        channel=channel,
        applicant=applicant,
        received=day(received),
        closed=day(closed),
        outcome=outcome,
        correction_asked=day(correction_asked),
        extended=day(extended),
        due=day(due),
    )


REQUESTS = (
    request(1, "2024-01-10", "2024-02-01", Outcome.GRANTED),
    request(2, "2024-03-01", "2024-03-20", Outcome.ALREADY_PUBLIC),
    request(3, "2023-12-20", "2024-01-15", Outcome.GRANTED_IN_PART, Applicant.BUSINESS),  # carried in, finished
    request(4, "2024-05-05", "2024-06-01", Outcome.TRADE_SECRET, Applicant.LEGAL_SERVICE),
    request(5, "2024-06-06", "2024-07-01", Outcome.PERSONAL_PRIVACY),
    request(6, "2024-12-20"),  # carried out
    request(7, "2024-12-25", "2025-01-10", Outcome.DOES_NOT_EXIST, Applicant.RESEARCH),  # carried out, finished next year
    request(8, "2023-11-01", None, None, Applicant.OTHER),  # carried in and carried out
    request(9, "2024-02-02", "2024-02-20", Outcome.NOT_OURS),
    request(10, "2024-01-01", "2024-12-31", Outcome.WITHDRAWN, Applicant.PUBLIC_WELFARE),  # both ends of the year belong to it
    request(11, "2023-01-05", "2023-12-31", Outcome.GRANTED),  # last year's
    request(12, None),  # not yet received in law
    request(13, "2025-01-01"),  # next year's
)


class TestRequests:
    """Table 3 of ten requests of the year, one of last year, one of next year, one not yet received."""

    @SINCE_2019
    def test_comes_out_as_worked_out_by_hand(self, standard: Standard) -> None:
        report = tabulated(standard, REQUESTS)
        other = "requests.results.other" + (".other" if standard is CN_2021 else "")
        assert figures(report, "requests") == {
            "requests.received/natural_person": 5,
            "requests.received/research": 1,
            "requests.received/public_welfare": 1,
            "requests.received/legal_service": 1,
            "requests.received/total": 8,
            "requests.carried_in/business": 1,
            "requests.carried_in/other": 1,
            "requests.carried_in/total": 2,
            "requests.results.granted/natural_person": 2,
            "requests.results.granted/total": 2,
            "requests.results.granted_in_part/business": 1,
            "requests.results.granted_in_part/total": 1,
            "requests.results.refused.third_party_rights/natural_person": 1,
            "requests.results.refused.third_party_rights/legal_service": 1,
            "requests.results.refused.third_party_rights/total": 2,
            "requests.results.unavailable.not_held/natural_person": 1,
            "requests.results.unavailable.not_held/total": 1,
            f"{other}/public_welfare": 1,
            f"{other}/total": 1,
            "requests.results.total/natural_person": 4,
            "requests.results.total/business": 1,
            "requests.results.total/public_welfare": 1,
            "requests.results.total/legal_service": 1,
            "requests.results.total/total": 7,
            "requests.carried_out/natural_person": 1,
            "requests.carried_out/research": 1,
            "requests.carried_out/other": 1,
            "requests.carried_out/total": 3,
        }

    @SINCE_2019
    def test_of_two_years_are_joined_by_what_is_carried_over(self, standard: Standard) -> None:
        before, after = (tabulated(standard, REQUESTS, Period.year(year)) for year in (2024, 2025))
        assert after["requests.carried_in/total"] == before["requests.carried_out/total"] == 3
        assert not [one for one in check(after, previous=[before]).findings if one.rule == "requests.carry"]

    @SINCE_2019
    def test_closed_without_an_outcome_are_carried_out_and_named(self, standard: Standard) -> None:
        report = tabulated(standard, [request(1, "2024-01-10", "2024-02-01"), request(2, None)])
        assert report["requests.carried_out/total"] == report["requests.received/total"] == 1
        notes = {note.rule: note.where for note in report.notes}
        assert notes == {"request.not_received": ("request r2",), "request.outcome_unknown": ("request r1",)}
        after = tabulated(standard, [request(1, "2024-01-10", "2024-02-01")], Period.year(2025))
        assert after["requests.carried_in/total"] == after["requests.carried_out/total"] == 1

    @pytest.mark.parametrize(
        ("outcome", "row_2021", "row_2019"),
        [
            (Outcome.GRANTED, "granted", ""),
            (Outcome.ALREADY_PUBLIC, "granted", ""),
            (Outcome.GRANTED_IN_PART, "granted_in_part", ""),
            (Outcome.STATE_SECRET, "refused.state_secret", ""),
            (Outcome.FORBIDDEN_BY_LAW, "refused.forbidden_by_law", ""),
            (Outcome.PUBLIC_SECURITY, "refused.public_security", ""),
            (Outcome.TRADE_SECRET, "refused.third_party_rights", ""),
            (Outcome.PERSONAL_PRIVACY, "refused.third_party_rights", ""),
            (Outcome.THIRD_PARTY_RIGHTS, "refused.third_party_rights", ""),
            (Outcome.INTERNAL_AFFAIRS, "refused.internal_affairs", ""),
            (Outcome.PROCESS_INFORMATION, "refused.process_information", ""),
            (Outcome.ENFORCEMENT_FILE, "refused.enforcement_file", ""),
            (Outcome.ADMINISTRATIVE_QUERY, "refused.administrative_query", ""),
            (Outcome.DOES_NOT_EXIST, "unavailable.not_held", ""),
            (Outcome.NOT_OURS, "unavailable.not_held", ""),
            (Outcome.NOT_READY_MADE, "unavailable.not_ready_made", ""),
            (Outcome.STILL_UNCLEAR, "unavailable.still_unclear", ""),
            (Outcome.PETITION, "not_processed.petition", ""),
            (Outcome.REPEATED, "not_processed.repeated", ""),
            (Outcome.PUBLIC_PRINT, "not_processed.public_print", ""),
            (Outcome.EXCESSIVE, "not_processed.excessive", ""),
            (Outcome.CONFIRMATION, "not_processed.confirmation", ""),
            (Outcome.NOT_CORRECTED, "other.not_corrected", "other"),
            (Outcome.FEE_NOT_PAID, "other.fee_not_paid", "other"),
            (Outcome.WITHDRAWN, "other.other", "other"),
            (Outcome.OTHER_WAY, "other.other", "other"),
            (Outcome.NOT_GOVERNMENT_INFORMATION, "other.other", "other"),
            (Outcome.OTHER, "other.other", "other"),
        ],
        ids=lambda value: getattr(value, "value", None) or str(value),
    )
    def test_count_in_the_row_of_their_outcome(self, outcome: Outcome, row_2021: str, row_2019: str) -> None:
        records = [request(1, "2024-01-10", "2024-02-01", outcome)]
        for standard, row in ((CN_2021, row_2021), (CN_2019, row_2019 or row_2021)):
            results = {
                address
                for address in figures(tabulated(standard, records), "requests")
                if address.startswith("requests.results.")
            }
            assert results == {
                f"requests.results.{row}/natural_person",
                f"requests.results.{row}/total",
                "requests.results.total/natural_person",
                "requests.results.total/total",
            }


def remedy(
    number: int,
    filed: str,
    closed: str | None = None,
    result: RemedyResult | None = None,
    *,
    kind: RemedyKind = RemedyKind.LAWSUIT,
    path: RemedyPath | None = None,
    role: RemedyRole = RemedyRole.RESPONDENT,
) -> Remedy:
    return Remedy(
        id=f"m{number}",
        body="b",
        kind=kind,
        role=role,
        path=path,
        filed=date.fromisoformat(filed),
        closed=day(closed),
        result=result,
    )


REMEDIES = (
    remedy(1, "2024-02-01", "2024-04-01", RemedyResult.UPHELD, kind=RemedyKind.RECONSIDERATION),
    remedy(2, "2023-12-01", "2024-01-31", RemedyResult.CORRECTED, kind=RemedyKind.RECONSIDERATION),  # filed last year
    remedy(3, "2024-12-01", kind=RemedyKind.RECONSIDERATION),  # open
    remedy(4, "2024-12-01", "2025-02-01", RemedyResult.OTHER, kind=RemedyKind.RECONSIDERATION),  # open on the last day
    remedy(5, "2024-03-01", "2024-06-01", RemedyResult.OTHER, path=RemedyPath.DIRECT),
    remedy(6, "2024-03-01", "2024-06-01", RemedyResult.UPHELD, path=RemedyPath.AFTER_RECONSIDERATION),
    remedy(7, "2022-03-01", path=RemedyPath.AFTER_RECONSIDERATION),  # open for years
    remedy(
        8, "2024-03-01", "2024-06-01", RemedyResult.UPHELD, path=RemedyPath.AFTER_RECONSIDERATION, role=RemedyRole.CO_DEFENDANT
    ),
    remedy(9, "2024-03-01", "2024-06-01", RemedyResult.UPHELD, path=RemedyPath.DIRECT, role=RemedyRole.THIRD_PARTY),
    remedy(10, "2023-03-01", "2023-06-01", RemedyResult.UPHELD, path=RemedyPath.DIRECT),  # last year's
    remedy(11, "2024-03-01", kind=RemedyKind.COMPLAINT),
)


class TestRemedies:
    """Table 4: closed cases by result in their year, open ones as of the last day, a co-defendant's not at all."""

    @SINCE_2019
    def test_come_out_as_worked_out_by_hand(self, standard: Standard) -> None:
        assert figures(tabulated(standard, REMEDIES), "remedies") == {
            "remedies.cases/reconsideration_upheld": 1,
            "remedies.cases/reconsideration_corrected": 1,
            "remedies.cases/reconsideration_open": 2,
            "remedies.cases/reconsideration_total": 4,
            "remedies.cases/direct_other": 1,
            "remedies.cases/direct_total": 1,
            "remedies.cases/after_upheld": 1,
            "remedies.cases/after_open": 1,
            "remedies.cases/after_total": 2,
        }

    def test_of_2014_are_those_closed_in_the_year(self) -> None:
        report = tabulated(CN_2014, REMEDIES)
        assert {address: value for address, value in figures(report, "statistics").items() if value != Blank.MISSING} == {
            "remedies.reconsiderations": 2,
            "remedies.reconsiderations.upheld": 1,
            "remedies.reconsiderations.corrected": 1,
            "remedies.lawsuits": 2,
            "remedies.lawsuits.upheld": 1,
            "remedies.lawsuits.other": 1,
            "complaints": 1,
        }

    @SINCE_2019
    def test_that_stand_in_no_column_are_named(self, standard: Standard) -> None:
        lost = [remedy(1, "2024-03-01"), remedy(2, "2024-03-01", "2024-04-01", path=RemedyPath.DIRECT)]
        report = tabulated(standard, lost)
        assert not figures(report, "remedies")
        assert {note.rule: note.where for note in report.notes} == {
            "remedy.path_unknown": ("remedy m1",),
            "remedy.result_unknown": ("remedy m2",),
        }


def document(number: int, kind: DocumentKind, issued: str, **days: str) -> Document:
    given = {name: date.fromisoformat(text) for name, text in days.items()}
    return Document(id=f"d{number}", body="b", kind=kind, issued=date.fromisoformat(issued), **given)


RULES, NORMATIVE = DocumentKind
DOCUMENTS = (
    document(1, RULES, "2020-05-01", published="2020-05-10"),
    document(2, RULES, "2010-05-01", published="2024-02-01", repealed="2024-12-31"),  # not in force on its last day
    document(3, NORMATIVE, "2024-03-01", published="2024-03-02"),
    document(4, NORMATIVE, "2024-04-01", published="2024-04-02", repealed="2024-05-01"),  # made and repealed in one year
    document(5, NORMATIVE, "2019-01-01", published="2019-01-05", expires="2024-06-30"),  # expired, not repealed
    document(6, NORMATIVE, "2019-01-01", expires="2024-12-31"),  # in force on its last day, never published
    document(7, NORMATIVE, "2019-01-01", published="2019-02-01", withdrawn="2024-07-01", repealed="2025-01-01"),
    document(8, NORMATIVE, "2025-01-01"),
)


class TestDocuments:
    """Block 第二十条第（一）项."""

    def test_of_2021_are_made_repealed_and_in_force(self) -> None:
        assert figures(tabulated(CN_2021, DOCUMENTS), "documents") == {
            "documents.rules/repealed": 1,
            "documents.rules/in_force": 1,
            "documents.normative/made": 2,
            "documents.normative/repealed": 1,
            "documents.normative/in_force": 3,  # 3, 6 and 7
        }

    def test_of_2019_are_made_published_and_open_to_the_public(self) -> None:
        assert figures(tabulated(CN_2019, DOCUMENTS), "documents") == {
            "documents.rules/newly_published": 1,
            "documents.rules/published_total": 2,
            "documents.normative/newly_made": 2,
            "documents.normative/newly_published": 2,
            "documents.normative/published_total": 3,  # 3, 4 and 5
        }

    def test_in_force_follow_from_last_year_unless_some_expired(self) -> None:
        before, after = (tabulated(CN_2021, DOCUMENTS, Period.year(year)) for year in (2023, 2024))
        (finding,) = [one for one in check(after, previous=[before]).findings if one.rule == "documents.stock"]
        assert finding.severity is Severity.WARNING
        assert finding.cells[0] == "documents.normative/in_force"
        assert (finding.left, finding.right) == ("3", "4")  # document 5 expired


class TestDecisionsAndMoney:
    """Blocks （五）, （六）, （八） and （九）: decisions by day, money in exact decimals."""

    DECISIONS = tuple(
        Decision(id=f"e{number}", body="b", kind=kind, decided=date(year, 7, 1))
        for number, (kind, year) in enumerate(
            [
                *((DecisionKind.LICENCE, 2024),) * 3,
                *((DecisionKind.PENALTY, 2024),) * 2,
                (DecisionKind.COERCION, 2024),
                (DecisionKind.OTHER_SERVICE, 2024),
                (DecisionKind.LICENCE, 2023),
                (DecisionKind.PENALTY, 2025),
            ]
        )
    )

    def test_decisions_count_in_the_year_they_are_made(self) -> None:
        report = tabulated(CN_2021, self.DECISIONS)
        assert figures(report, "licences") | figures(report, "enforcement") == {
            "decisions.licences/decided": 3,
            "decisions.penalties/decided": 2,
            "decisions.coercion/decided": 1,
        }
        assert tabulated(CN_2019, self.DECISIONS)["decisions.other_services/decided"] == 1

    @pytest.mark.parametrize(
        ("yuan", "ten_thousands"),
        [(["147224900"], "14722.49"), (["0.01"], "0.000001"), (["592372449.00", "0.50"], "59237.24495")],
    )
    def test_charges_are_divided_exactly(self, yuan: list[str], ten_thousands: str) -> None:
        charges = [
            Charge(id=f"c{number}", body="b", amount=Decimal(amount), received=date(2024, 1, 1))
            for number, amount in enumerate(yuan)
        ]
        late = Charge(id="late", body="b", amount=Decimal(5), received=date(2025, 1, 1))
        value = tabulated(CN_2021, [*charges, late])["fees.charged/amount"]
        assert (type(value), str(value)) == (Decimal, ten_thousands)

    def test_no_charge_is_an_amount_of_zero(self) -> None:
        value = tabulated(CN_2021, [])["fees.charged/amount"]
        assert (type(value), str(value)) == (Decimal, "0")

    def test_items_on_the_list_are_entered_and_their_change_has_a_sign(self) -> None:
        entries = [
            Entry(body="b", period=Y2024, address="decisions.licences/items", value="120"),
            Entry(body="b", period=Y2024, address="decisions.licences/change", value="-7"),
        ]
        report = tabulated(CN_2019, [*entries, *self.DECISIONS])
        row = [report[f"decisions.licences/{column}"] for column in ("items", "change", "decided")]
        assert row == [120, -7, 3]  # and 120 - 7 = 3 is no relation
        assert not [one for one in check(report).findings if "decisions.licences/decided" in one.cells]

    def test_a_negative_number_of_items_is_an_error(self) -> None:
        entry = Entry(body="b", period=Y2024, address="decisions.licences/items", value="-1")
        verdict = check(tabulated(CN_2019, [entry]))
        assert [one.rule for one in verdict.findings if one.severity is Severity.ERROR] == ["licences.items_not_negative"]

    def test_purchases_are_counted_and_summed_in_yuan(self) -> None:
        purchases = [
            Purchase(id=f"p{number}", body="b", amount=Decimal(amount), contracted=date(year, 3, 1))
            for number, (amount, year) in enumerate([("250000", 2024), ("1000.50", 2024), ("7", 2023)])
        ]
        assert figures(tabulated(CN_2019, purchases), "procurement") == {
            "procurement.central/projects": 2,
            "procurement.central/amount": Decimal("251000.5"),
        }

    def test_fees_for_requests_are_what_part_six_states(self) -> None:
        fees = [
            RequestFee(id=f"f{number}", body="b", amount=Decimal(amount), notified=day(notified), paid=day(paid))
            for number, (amount, notified, paid) in enumerate(
                [
                    ("420", "2024-05-01", "2024-05-20"),
                    ("1500", "2024-12-20", "2025-01-05"),  # charged this year, received next year
                    ("100", "2023-12-20", "2024-01-05"),
                    ("600", "2024-06-01", None),  # never paid
                ]
            )
        ]
        report = tabulated(CN_2021, fees)
        assert figures(report, "processing_fees") == {
            "processing_fees.notices": 3,
            "processing_fees.charged": Decimal(2520),
            "processing_fees.received": Decimal(520),
        }
        assert report["fees.charged/amount"] == Decimal("0.052")  # it is an administrative charge
        assert tabulated(CN_2014, fees)["fees.requests"] == Decimal("0.052")


class TestTableOf2014:
    """The lines of the table of 2014 from items, publications, engagements, requests and entries."""

    ITEMS = (
        Item(id="i1", body="b", kind=ItemKind.NORMATIVE_DOCUMENT, first_published=date(2024, 1, 5)),
        Item(id="i2", body="b", kind=ItemKind.INTERPRETATION, first_published=date(2024, 1, 6)),
        Item(id="i3", body="b", kind=ItemKind.NEWS, first_published=date(2023, 1, 6)),
    )
    PUBLICATIONS = tuple(
        Publication(id=f"p{number}", body="b", item=item, channel=channel, published=date(2024, 2, 1))
        for number, (item, channel) in enumerate(
            [
                ("i1", PublicationChannel.OWN_SITE),
                ("i1", PublicationChannel.CITY_PORTAL),  # a second website is the same channel
                ("i1", PublicationChannel.GAZETTE),
                ("i2", PublicationChannel.WECHAT),
                ("i2", PublicationChannel.MEDIA),
                ("i2", PublicationChannel.OTHER),
            ]
        )
    )
    ENGAGEMENTS = (
        *(
            Engagement(
                id=f"g{number}",
                body="b",
                kind=EngagementKind.PUBLIC_OPINION_RESPONSE,
                channel=channel,
                replied=date(2024, 3, 1),
            )
            for number, channel in enumerate([EngagementChannel.WEIBO, EngagementChannel.WECHAT, EngagementChannel.PHONE, None])
        ),
        Engagement(id="h1", body="b", kind=EngagementKind.NEWS_CONFERENCE, held=date(2024, 3, 1)),
        Engagement(id="h2", body="b", kind=EngagementKind.INTERVIEW, held=date(2024, 3, 1)),
        Engagement(id="h3", body="b", kind=EngagementKind.INTERVIEW, held=date(2023, 3, 1)),
    )
    REQUESTS = (
        request(1, "2024-01-10", "2024-01-20", Outcome.GRANTED, channel=RequestChannel.ORAL, due="2024-01-31"),
        request(
            2, "2024-01-10", "2024-02-20", Outcome.PETITION, channel=RequestChannel.FAX, extended="2024-01-30", due="2024-02-21"
        ),
        request(3, "2024-01-10", "2024-06-20", Outcome.NOT_OURS, channel=RequestChannel.EMAIL, due="2024-01-31"),  # late
        request(
            4,
            "2024-01-10",
            "2024-03-01",
            Outcome.INTERNAL_AFFAIRS,
            channel=RequestChannel.ORDINARY_POST,
            correction_asked="2024-01-15",
            due="2024-03-02",
        ),
        request(5, "2024-12-30", channel=RequestChannel.REGISTERED_POST),
        request(6, "2024-05-05", "2024-05-06", Outcome.WITHDRAWN, due="2024-05-30"),
    )

    def test_comes_out_as_worked_out_by_hand(self) -> None:
        report = tabulated(
            CN_2014, [*self.ITEMS, *self.PUBLICATIONS, *self.ENGAGEMENTS, *self.REQUESTS, *DOCUMENTS], Period.year(2024)
        )
        assert {address: value for address, value in figures(report, "statistics").items() if value != Blank.MISSING} == {
            "disclosure.items": 2,
            "disclosure.items.normative_documents": 1,
            "disclosure.normative_documents_issued": 2,
            "disclosure.channels.gazette": 1,
            "disclosure.channels.website": 1,
            "disclosure.channels.wechat": 1,
            "disclosure.channels.other": 1,
            "responses.topics": 4,
            "responses.conferences": 1,
            "responses.interviews": 1,
            "responses.interpretations": 1,
            "responses.weibo_wechat": 2,
            "responses.other": 2,
            "requests.received": 6,
            "requests.received.in_person": 1,
            "requests.received.fax": 1,
            "requests.received.online": 2,
            "requests.received.letter": 2,
            "requests.completed": 4,
            "requests.completed.on_time": 3,
            "requests.completed.extended": 1,
            "requests.replies": 5,
            "requests.replies.granted": 1,
            "requests.replies.refused": 1,
            "requests.replies.refused.not_government_information": 1,
            "requests.replies.not_ours": 1,
            "requests.replies.correction_asked": 1,
            "requests.replies.other_way": 1,
        }
        assert {note.rule: note.where for note in report.notes} == {
            "request.closed_late": ("request r3",),
            "request.due_computed": ("request r5",),
            "statistics.outcome.uncounted": ("request r6",),
        }

    def test_takes_staff_funds_meetings_and_training_from_entries(self) -> None:
        entered = {
            "responses.conferences.by_principal": "0",
            "responses.interviews.by_principal": "0",
            "resources.offices": "1",
            "resources.reading_points": "3",
            "resources.staff.full_time": "2",
            "resources.staff.part_time": "9",
            "resources.funds": "12.50",
            "training.meetings": "2",
            "training.courses": "1",
            "training.attendances": "140",
        }
        entries = [Entry(body="b", period=Y2024, address=address, value=value) for address, value in entered.items()]
        without = tabulated(CN_2014, [])
        assert set(entered) <= {address for address in CN_2014.spots if without[address] is Blank.MISSING}
        report = tabulated(CN_2014, entries)
        assert report["resources.staff"] == 11
        assert report["resources.funds"] == Decimal("12.50")
        assert report.standard.spot("resources.funds").kind is Kind.AMOUNT
        assert check(report).verdict == "passed"
