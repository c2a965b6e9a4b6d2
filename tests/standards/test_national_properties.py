"""What holds for any records: table 3 balances in every column by construction, and what is changed by hand is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import govdisclosure
from govdisclosure.consistency import check
from govdisclosure.records import (
    Charge,
    Decision,
    Document,
    Engagement,
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
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_file
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.values import Period, Severity

STANDARDS = Path(govdisclosure.__file__).parent / "standards"
CN_2021, CN_2019, CN_2014 = (load_file(STANDARDS / f"cn-{year}.toml") for year in (2021, 2019, 2014))
SINCE_2019 = pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
NATIONAL = pytest.mark.parametrize("standard", [CN_2021, CN_2019, CN_2014], ids=str)
COLUMNS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other", "total")
Y2023, Y2024 = Period.year(2023), Period.year(2024)

quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The edges of a year are where a register goes wrong, so they come up often.
days = st.one_of(
    st.sampled_from(
        [date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    ),
    st.dates(date(2022, 6, 1), date(2025, 6, 30)),
)
amounts = st.decimals(0, 10**9, places=2)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any request that can be: not yet received in law, open, closed with or without an outcome."""
    received = draw(st.none() | days)
    wait = draw(st.none() | st.integers(0, 500)) if received else None
    closed = received + timedelta(days=wait) if received and wait is not None else None
    return Request(
        id=draw(ids),
        body="b",
        channel=draw(st.sampled_from(RequestChannel)),
        applicant=draw(st.sampled_from(Applicant)),
        received=received,
        extended=received + timedelta(days=10) if received and draw(st.booleans()) else None,
        due=received + timedelta(days=draw(st.integers(10, 60))) if received and draw(st.booleans()) else None,
        correction_asked=received if draw(st.booleans()) else None,
        closed=closed,
        outcome=draw(st.none() | st.sampled_from(Outcome)) if closed else None,
    )


@st.composite
def remedies(draw: st.DrawFn) -> Remedy:
    filed = draw(days)
    closed = draw(st.none() | st.just(filed + timedelta(days=draw(st.integers(0, 500)))))
    return Remedy(
        id=draw(ids),
        body="b",
        kind=draw(st.sampled_from(RemedyKind)),
        role=draw(st.sampled_from(RemedyRole)),
        path=draw(st.none() | st.sampled_from(RemedyPath)),
        filed=filed,
        closed=closed,
        result=draw(st.none() | st.sampled_from(RemedyResult)) if closed else None,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    issued = draw(days)
    later = st.none() | st.just(issued + timedelta(days=draw(st.integers(0, 500))))
    kind = draw(st.sampled_from(DocumentKind))
    return Document(
        id=draw(ids), body="b", kind=kind, issued=issued, published=draw(later), repealed=draw(later), expires=draw(later)
    )


ids = st.uuids().map(str)
body = st.just("b")
other_records = st.one_of(
    remedies(),
    documents(),
    st.builds(Decision, id=ids, body=body, kind=st.sampled_from(DecisionKind), decided=days),
    st.builds(Charge, id=ids, body=body, amount=amounts, received=days),
    st.builds(RequestFee, id=ids, body=body, request=st.none(), amount=amounts, notified=st.none(), paid=st.none() | days),
    st.builds(Purchase, id=ids, body=body, amount=amounts, contracted=days),
    st.builds(
        Item,
        id=ids,
        body=body,
        kind=st.sampled_from(ItemKind),
        made=st.none(),
        changed=st.none(),
        attribute=st.none(),
        reviewed=st.none(),
        first_published=st.none() | days,
        withdrawn=st.none(),
        request=st.none(),
    ),
    st.builds(
        Publication,
        id=ids,
        body=body,
        item=st.sampled_from(["i1", "i2"]),
        channel=st.sampled_from(PublicationChannel),
        column=st.none(),
        published=days,
    ),
    st.builds(
        Engagement,
        id=ids,
        body=body,
        kind=st.sampled_from(EngagementKind),
        channel=st.none() | st.sampled_from(EngagementChannel),
        received=st.none(),
        replied=st.none() | days,
        planned=st.none(),
        plan_handed_in=st.none(),
        held=st.none() | days,
        attendances=st.none(),
    ),
)


def number(report: Report, address: str) -> int:
    value = report[address]
    assert type(value) is int
    return value


class TestBalance:
    """第一项加第二项之和，等于第三项加第四项之和, in every column, for any requests."""

    @SINCE_2019
    @quick
    @given(found=st.lists(requests(), max_size=12))
    def test_holds_by_construction(self, standard: Standard, found: Sequence[Request]) -> None:
        report = tabulate(every_kind_kept(found), standard, period=Y2024, body="b")
        for column in COLUMNS:
            received, carried_in, total, carried_out = (
                number(report, f"requests.{row}/{column}") for row in ("received", "carried_in", "results.total", "carried_out")
            )
            assert received + carried_in == total + carried_out

    @SINCE_2019
    @quick
    @given(found=st.lists(requests(), max_size=12))
    def test_counts_each_request_once_on_either_side(self, standard: Standard, found: Sequence[Request]) -> None:
        report = tabulate(every_kind_kept(found), standard, period=Y2024, body="b")
        alive = [
            one
            for one in found
            if one.received is not None
            and one.received <= Y2024.end
            and (one.closed is None or one.outcome is None or one.closed >= Y2024.start)
        ]
        assert number(report, "requests.received/total") + number(report, "requests.carried_in/total") == len(alive)

    @SINCE_2019
    @quick
    @given(found=st.lists(requests(), max_size=12))
    def test_goes_on_from_year_to_year(self, standard: Standard, found: Sequence[Request]) -> None:
        before, after = (tabulate(every_kind_kept(found), standard, period=period, body="b") for period in (Y2023, Y2024))
        for column in COLUMNS:
            assert after[f"requests.carried_in/{column}"] == before[f"requests.carried_out/{column}"]

    @SINCE_2019
    @quick
    @given(ours=st.lists(requests(), max_size=8), theirs=st.lists(requests(), max_size=8))
    def test_adds_up_over_any_split_of_the_records(
        self, standard: Standard, ours: Sequence[Request], theirs: Sequence[Request]
    ) -> None:
        whole, part, rest = (
            tabulate(every_kind_kept(some), standard, period=Y2024, body="b") for some in ([*ours, *theirs], ours, theirs)
        )
        for address, spot in standard.spots.items():
            if spot.table.key == "requests":
                assert number(whole, address) == number(part, address) + number(rest, address)


class TestChecks:
    """What was tabulated agrees with itself; what was changed afterwards does not."""

    @NATIONAL
    @quick
    @given(found=st.lists(requests(), max_size=8), others=st.lists(other_records, max_size=12))
    def test_find_no_error_in_what_was_tabulated(
        self, standard: Standard, found: Sequence[Request], others: Sequence[TypedRecord]
    ) -> None:
        records = [*found, *others]
        before, after = (tabulate(every_kind_kept(records), standard, period=period, body="b") for period in (Y2023, Y2024))
        findings = check(after, previous=[before]).findings
        assert [one for one in findings if one.severity is Severity.ERROR] == []
        assert not [one for one in findings if one.rule == "requests.carry"]

    @SINCE_2019
    @quick
    @given(found=st.lists(requests(), max_size=8), data=st.data())
    def test_find_any_change_of_a_cell_of_tables_3_and_4(
        self, standard: Standard, found: Sequence[Request], data: st.DataObject
    ) -> None:
        report = tabulate(every_kind_kept(found), standard, period=Y2024, body="b")
        covered = [address for address, spot in standard.spots.items() if spot.table.key in ("requests", "remedies")]
        address = data.draw(st.sampled_from(covered))
        wrong = number(report, address) + data.draw(st.integers(1, 50))
        changed = Report(standard=standard, body=report.body, period=Y2024, cells={**report.cells, address: Cell(value=wrong)})
        assert any(one.severity is Severity.ERROR and address in one.cells for one in check(changed).findings)


class TestMoney:
    """万元 from yuan is exact: times ten thousand it is the sum of the charges to the fen."""

    @quick
    @given(charged=st.lists(amounts, max_size=6))
    def test_loses_nothing(self, charged: Sequence[Decimal]) -> None:
        charges = [
            Charge(id=f"c{one}", body="b", amount=amount, received=date(2024, 5, 1)) for one, amount in enumerate(charged)
        ]
        value = tabulate(every_kind_kept(charges), CN_2021, period=Y2024, body="b")["fees.charged/amount"]
        assert isinstance(value, Decimal)
        assert value * 10000 == sum(charged)
