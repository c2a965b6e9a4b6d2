"""What accounts for a report that differs from its records: the records that were counted twice, left out, moved, misdated."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from govdisclosure import load_standard
from govdisclosure.dialects import SQLite
from govdisclosure.errors import InvalidRecordError
from govdisclosure.reconciliation import Account, ChangeKind, Reconciliation, recomputation as fetching, reconcile
from govdisclosure.records import RECORD_KINDS, Item, Publication, Request, RequestFee, TypedRecord
from govdisclosure.records.vocabulary import Applicant, ItemKind, Outcome, PublicationChannel
from govdisclosure.report import Cell, Report
from govdisclosure.sources import Records, Tables, gather, open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import requests
from govdisclosure.values import Blank, Period, Value

FORM = load_standard("cn-2021")
Y2024 = Period.year(2024)
GRANTED, PETITION = "requests.results.granted", "requests.results.not_processed.petition"
few = settings(max_examples=max(8, settings().max_examples // 4), suppress_health_check=list(HealthCheck), deadline=None)


OURS: list[TypedRecord] = [
    request("r1"),
    request("r2", applicant=Applicant.BUSINESS),
    request("r3", outcome=Outcome.PETITION),
    request("r4", closed=None, outcome=None),
    request("r5", received=date(2023, 12, 30), closed=date(2024, 1, 10)),
    request("r6", received=date(2024, 12, 20), closed=date(2025, 1, 3), applicant=Applicant.RESEARCH),
    request("r7", received=date(2025, 1, 2), closed=date(2025, 1, 8), applicant=Applicant.PUBLIC_WELFARE),
]


def published(ours: list[TypedRecord], **change: Value) -> Report:
    """The report that an office would publish from such records, with some figures changed besides."""
    report = tabulate(every_kind_kept(ours), FORM, period=Y2024, body="b")
    return evolve(report, cells={**report.cells, **{key: Cell(value=value) for key, value in change.items()}})


def without(identity: str) -> list[TypedRecord]:
    return [one for one in OURS if getattr(one, "id", "") != identity]


def only(report: Report, records: list[TypedRecord] | None = None) -> Account:
    (account,) = reconcile(report, records or OURS).accounts
    return account


def ways(account: Account) -> list[tuple[ChangeKind, tuple[str, ...]]]:
    """Everything that the first answer says may have been done."""
    return [(change.how, change.ids) for step in account.answers[0].steps for change in step.changes]


class TestAccount:
    """The smallest change of records that would explain it: one request moved, one counted twice, one of the wrong year."""

    def test_names_the_record_that_was_counted_twice(self) -> None:
        account = only(published([*OURS, request("again")]))
        assert ways(account)[0] == (ChangeKind.DOUBLED, ("r1",))
        assert account.answers[0].sentences[0].zh == "政府信息公开申请 r1 计了两次"
        assert account.answers[0].sentences[0].en == "counted twice, request: r1"
        assert account.cells[f"{GRANTED}/total"] == 1

    def test_names_the_record_that_was_left_out(self) -> None:
        account = only(published(without("r3")))
        assert (ChangeKind.LEFT_OUT, ("r3",)) in ways(account)
        assert account.answers[0].sentences[0].zh == "政府信息公开申请 r3 漏计"

    def test_names_the_record_that_was_moved_to_another_outcome(self) -> None:
        account = only(published([*without("r1"), request("r1", outcome=Outcome.PETITION)]))
        assert ways(account)[0] == (ChangeKind.MOVED, ("r1",))
        assert account.answers[0].sentences[0].zh == (
            "政府信息公开申请 r1 的“办理结果”按“信访举报投诉类申请”计，记录为“予以公开”"
        )
        assert account.answers[0].effects == {
            f"{GRANTED}/natural_person": -1,
            f"{GRANTED}/total": -1,
            f"{PETITION}/natural_person": 1,
            f"{PETITION}/total": 1,
        }

    def test_names_the_record_that_was_moved_to_another_column(self) -> None:
        account = only(published([*without("r2"), request("r2", applicant=Applicant.RESEARCH)]))
        assert ways(account)[0] == (ChangeKind.MOVED, ("r2",))
        assert "申请人类别" in account.answers[0].sentences[0].zh

    def test_names_the_record_of_which_a_day_fell_in_another_year(self) -> None:
        """Closed on 3 January 2025 and counted as closed in 2024: a row of results too many, a row carried out too few."""
        closed = request("r6", received=date(2024, 12, 20), closed=date(2024, 12, 31), applicant=Applicant.RESEARCH)
        account = only(published([*without("r6"), closed]))
        assert (ChangeKind.REDATED, ("r6",)) in ways(account)
        assert "政府信息公开申请 r6 按“办结日期”在统计期内计，记录的“办结日期”为2025-01-03" in [
            change.sentence.zh for change in account.answers[0].steps[0].changes
        ]

    def test_names_the_record_of_another_year(self) -> None:
        whole = request("r7", received=date(2024, 1, 2), closed=date(2024, 1, 8), applicant=Applicant.PUBLIC_WELFARE)
        account = only(published([*without("r7"), whole]))
        assert ways(account) == [(ChangeKind.SHIFTED, ("r7",))]
        assert account.answers[0].sentences[0].zh == (
            "政府信息公开申请 r7 按2024年的计（依“收到申请之日”），记录的“收到申请之日”为2025-01-02"
        )

    def test_says_which_records_are_alike(self) -> None:
        alike = [*OURS, *(request(f"s{number}", outcome=Outcome.WITHDRAWN) for number in range(7))]
        account = only(published([*alike, request("again", outcome=Outcome.WITHDRAWN)]), alike)
        (step,) = account.answers[0].steps
        assert (step.changes[0].how, len(step.changes[0].ids)) == (ChangeKind.DOUBLED, 7)
        assert step.changes[0].sentence.zh == "政府信息公开申请 s0、s1、s2、s3、s4等（共7条之一） 计了两次"

    def test_takes_two_changes_where_one_does_not_do(self) -> None:
        account = only(published([*without("r3"), request("again")]))
        found = account.answers[0]
        assert len(found.steps) + len(found.slips) <= 2
        assert account.complete

    def test_says_that_a_figure_is_wrong_by_itself(self) -> None:
        """No record changes one cell and no total with it: the report contradicts itself there."""
        account = only(published(OURS, **{f"{GRANTED}/business": 3}))
        first = account.answers[0]
        assert (first.steps, [one.address for one in first.slips]) == ((), [f"{GRANTED}/business"])
        assert first.slips[0].sentence.zh == (
            f"“（一）予以公开/申请人情况/法人或其他组织/商业企业”（{GRANTED}/business）的数本身有误：报告为3，应为1"
        )

    def test_says_so_beside_a_record(self) -> None:
        account = only(published([*OURS, request("again")], **{f"{GRANTED}/business": 3}))
        first = account.answers[0]
        assert [step.changes[0].how for step in first.steps] == [ChangeKind.DOUBLED]
        assert [(one.address, one.reported, one.should_be) for one in first.slips] == [(f"{GRANTED}/business", 3, 1)]

    def test_leaves_blank_cells_open(self) -> None:
        account = only(published([*OURS, request("again")], **{"requests.received/total": Blank.MISSING}))
        assert ways(account)[0] == (ChangeKind.DOUBLED, ("r1",))
        assert "requests.received/total" not in account.cells

    def test_has_no_answer_where_too_much_is_wrong(self) -> None:
        spread = {
            f"{row}/business": 40 + number
            for number, row in enumerate(
                ("requests.received", "requests.carried_in", GRANTED, PETITION, "requests.carried_out")
            )
        }
        account = only(published(OURS, **spread))
        assert (account.answers, account.complete) == ((), False)

    def test_is_of_the_cells_of_one_kind(self) -> None:
        report = published([*OURS, request("again")], **{"processing_fees.notices": 2})
        accounts = reconcile(report, every_kind_kept(OURS)).accounts
        assert [account.kinds for account in accounts] == [(Request.__kind__,), (RequestFee.__kind__,)]

    def test_is_not_needed_where_nothing_differs(self) -> None:
        assert reconcile(published(OURS), OURS).accounts == ()

    def test_of_an_area_looks_at_the_records_of_all_bodies(self) -> None:
        ours = [*OURS, request("x", body="c", outcome=Outcome.REPEATED)]
        report = tabulate_together(
            Records(by_kind={"request": (*ours, request("y", body="c", outcome=Outcome.REPEATED))}),
            FORM,
            period=Y2024,
            body="all",
        )
        assert ways(only(report, ours))[0] == (ChangeKind.DOUBLED, ("x",))

    def test_repeats_no_id_that_may_be_about_a_person(self) -> None:
        ours = [*OURS, request("张三", outcome=Outcome.WITHDRAWN)]
        account = only(published([*ours, request("again", outcome=Outcome.WITHDRAWN)]), ours)
        assert "张三" not in account.answers[0].sentences[0].zh


class TestMoney:
    """Sums differ by what a record adds to them, to the fen."""

    FEES: ClassVar[list[TypedRecord]] = [
        RequestFee(id=f"f{number}", body="b", request="r1", amount=Decimal(amount), notified=day, paid=day)
        for number, (amount, day) in enumerate([("12.50", date(2024, 4, 1)), ("30", date(2024, 5, 1))])
    ]

    def test_names_the_fee_that_was_counted_twice(self) -> None:
        ours = gather([*OURS, *self.FEES])
        report = tabulate(ours, FORM, period=Y2024)
        changed: dict[str, Value] = {
            "processing_fees.notices": 3,
            "processing_fees.charged": Decimal(55),
            "processing_fees.received": Decimal(55),
        }
        cells = {**report.cells, **{key: Cell(value=value) for key, value in changed.items()}}
        found = reconcile(evolve(report, cells=cells), ours)
        assert [one.difference for one in found.differences] == ["1", "12.5", "12.5"]
        (account,) = found.accounts
        assert ways(account) == [(ChangeKind.DOUBLED, ("f0",))]
        assert account.answers[0].effects["processing_fees.charged"] == Fraction(25, 2)

    def test_shows_what_a_wrong_amount_should_be(self) -> None:
        ours = gather([*OURS, *self.FEES])
        report = tabulate(ours, FORM, period=Y2024)
        cells = {**report.cells, "processing_fees.charged": Cell(value=Decimal("42.05"))}
        (account,) = reconcile(evolve(report, cells=cells), ours).accounts
        assert account.answers[0].slips[0].sentence.en.endswith("the report says 42.05, it should be 42.5")


class TestDistinct:
    """A distinct count differs where values were not folded together, or the only record of a value was left out."""

    STANDARD = one_table('{ key = "d", label = "d", distinct = "item", where = "channel == \'weibo\'" }', records="publication")
    DAY = date(2024, 5, 1)

    def records(self, *publications: tuple[str, str, PublicationChannel]) -> list[TypedRecord]:
        items = [Item(id=one, body="b", kind=ItemKind.NEWS, first_published=self.DAY) for one in ("i", "j", "k")]
        made = [
            Publication(id=identity, body="b", item=item, channel=where, published=self.DAY)
            for identity, item, where in publications
        ]
        return [*items, *made]

    def account(self, value: int, *publications: tuple[str, str, PublicationChannel]) -> Account:
        ours = self.records(*publications)
        report = tabulate(ours, self.STANDARD, period=Y2024)
        (account,) = reconcile(evolve(report, cells={"d": Cell(value=value)}), ours).accounts
        return account

    def test_that_counts_a_value_twice_was_not_folded(self) -> None:
        weibo = PublicationChannel.WEIBO
        account = self.account(3, ("p1", "i", weibo), ("p2", "i", weibo), ("p3", "j", weibo))
        assert ways(account) == [(ChangeKind.UNFOLDED, ("p1", "p2"))]
        assert account.answers[0].sentences[0].zh == "有2条公开发布的“信息”相同，应合计为一，却多计了一次：p1、p2"
        assert account.answers[0].leaves == ()

    def test_that_lacks_a_value_left_out_its_only_record(self) -> None:
        weibo, other = PublicationChannel.WEIBO, PublicationChannel.WECHAT
        account = self.account(1, ("p1", "i", weibo), ("p2", "i", weibo), ("p3", "j", weibo), ("p4", "k", other))
        assert (ChangeKind.LEFT_OUT, ("p3",)) in ways(account)
        assert all("p1" not in ids for _, ids in ways(account))

    def test_that_has_a_value_more_may_have_taken_another_channel_for_this(self) -> None:
        weibo, other = PublicationChannel.WEIBO, PublicationChannel.WECHAT
        account = self.account(2, ("p1", "i", weibo), ("p2", "i", other), ("p3", "j", other))
        assert (ChangeKind.MOVED, ("p3",)) in ways(account)
        assert all(ids != ("p2",) for _, ids in ways(account))


class TestShare:
    """A cell that does not follow from single records is held against the report made anew."""

    STANDARD = one_table(
        """{ key = "n", label = "n", count = "closed in period" },
           { key = "s", label = "s", share = { of = "outcome == 'granted'", among = "closed in period" }, decimals = 1 }"""
    )

    def test_tells_answers_apart(self) -> None:
        """Two records counted twice would do for the count; only one of them gives the share."""
        ours = [request("r1"), request("r2", outcome=Outcome.PETITION)]
        made = tabulate([*ours, request("r3")], self.STANDARD, period=Y2024)
        (account,) = reconcile(made, ours).accounts
        assert ways(account)[0] == (ChangeKind.DOUBLED, ("r1",))
        assert account.answers[0].leaves == ()

    def test_is_named_where_it_would_still_differ(self) -> None:
        ours = [request("r1")]
        report = tabulate(ours, self.STANDARD, period=Y2024)
        cells = {"n": Cell(value=2), "s": Cell(value=Decimal("12.0"))}
        (account,) = reconcile(evolve(report, cells=cells), ours).accounts
        assert account.answers[0].leaves == ("s",)


@st.composite
def planted(draw: st.DrawFn) -> tuple[list[Request], list[TypedRecord], ChangeKind, str]:
    """Records, the same as an office took them to be where it erred with one of them, and what it did with which."""
    drawn = draw(st.lists(requests(years=(2023, 2024, 2025), body="b"), min_size=1, max_size=8))
    ours = [evolve(one, id=f"r{number}") for number, one in enumerate(drawn)]
    number = draw(st.integers(0, len(ours) - 1))
    how = draw(st.sampled_from([ChangeKind.DOUBLED, ChangeKind.LEFT_OUT, ChangeKind.MOVED, ChangeKind.REDATED]))
    one = ours[number]
    taken: list[TypedRecord] = [*ours[:number], *ours[number + 1 :]]
    if how is ChangeKind.DOUBLED:
        taken = [*ours, evolve(one, id="again")]
    elif how is not ChangeKind.LEFT_OUT:
        fields: list[dict[str, Any]] = [{"applicant": word} for word in Applicant]
        if one.closed is not None:
            fields += [{"outcome": word} for word in Outcome]
        if how is ChangeKind.REDATED:
            fields = [
                {name: day}
                for name in ("received", "closed")
                if getattr(one, name) is not None
                for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
            ]
        assume(fields)
        try:
            taken.append(evolve(one, **draw(st.sampled_from(fields))))
        except InvalidRecordError:
            assume(condition=False)
    return ours, taken, how, one.id


def readded(found: Reconciliation, account: Account) -> None:
    """Every answer's changes and slips add up to the stated difference of each cell, and no cell that agrees is changed."""
    fixed = {one.address: one for one in found.differences}
    for answer in account.answers:
        slips = {one.address for one in answer.slips}
        for address, off in account.cells.items():
            assert fixed[address].difference == str(int(off))
            if address not in slips:
                assert answer.effects.get(address, 0) == off
        assert {address for address in answer.effects if address not in account.cells} <= slips
        for one in answer.slips:
            assert isinstance(one.should_be, int)
            by_records = found.recomputed[one.address]
            assert isinstance(by_records, int)
            assert one.should_be == by_records + int(answer.effects.get(one.address, Fraction(0)))


class TestPlanted:
    """What was done with one record is accounted for by one change, and the record is among those named for it."""

    @few
    @given(case=planted())
    def test_is_found(self, case: tuple[list[Request], list[TypedRecord], ChangeKind, str]) -> None:
        ours, taken, _, identity = case
        report = tabulate(every_kind_kept(taken), FORM, period=Y2024, body="b")
        found = reconcile(report, every_kind_kept(ours))
        assume(not found.same)
        (account,) = found.accounts
        assert account.complete
        first = account.answers[0]
        assert (len(first.steps), first.slips, first.leaves) == (1, (), ())
        assert identity in {one for step in first.steps for change in step.changes for one in change.ids}
        readded(found, account)

    @few
    @given(case=planted(), data=st.data())
    def test_beside_a_wrong_figure_is_found(
        self, case: tuple[list[Request], list[TypedRecord], ChangeKind, str], data: st.DataObject
    ) -> None:
        ours, taken, _, _ = case
        report = tabulate(every_kind_kept(taken), FORM, period=Y2024, body="b")
        address = data.draw(st.sampled_from([one for one in FORM.spots if one.startswith("requests.")]))
        value = report[address]
        assert isinstance(value, int)
        off = value + data.draw(st.integers(1, 5))
        found = reconcile(evolve(report, cells={**report.cells, address: Cell(value=off)}), ours)
        (account,) = found.accounts
        first = account.answers[0]
        assert len(first.steps) + len(first.slips) <= 2
        readded(found, account)


class TestSentence:
    """The numbers in every message re-add to the stated difference."""

    @pytest.mark.parametrize(("reported", "recomputed"), [(4, 1), (0, 1), (1, 1000), (12, 3)])
    def test_shows_the_difference_of_its_figures(self, reported: int, recomputed: int) -> None:
        standard = one_table('{ key = "n", label = "n", count = "closed in period" }')
        ours = [request(f"r{number}") for number in range(recomputed)]
        report = tabulate(ours, standard, period=Y2024)
        (one,) = reconcile(evolve(report, cells={"n": Cell(value=reported)}), ours).differences
        for words in (one.sentence.zh, one.sentence.en):
            first, second, difference = (int(number) for number in re.findall(r"-?\d+", words))
            assert first - second == difference == reported - recomputed


class TestRecords:
    """Where they differ, the records that make the difference."""

    def test_are_those_that_miss_the_cell_by_one_part_where_the_report_has_more(self) -> None:
        found = reconcile(published(OURS, **{f"{GRANTED}/natural_person": 5}), OURS)
        assert found.records(f"{GRANTED}/natural_person").page() == ("r2", "r3")

    def test_are_those_that_the_cell_counts_where_it_has_less(self) -> None:
        found = reconcile(published(OURS, **{f"{GRANTED}/natural_person": 0}), OURS)
        assert found.records(f"{GRANTED}/natural_person").page() == ("r1", "r5")

    def test_of_a_total_are_those_that_it_counts(self) -> None:
        found = reconcile(published(OURS, **{f"{GRANTED}/total": 9}), OURS)
        assert found.records(f"{GRANTED}/total").page() == ("r1", "r5", "r2")


Filled: TypeAlias = Callable[[Mapping[str, Sequence[TypedRecord]]], Tables]


@pytest.fixture
def database() -> Iterator[Filled]:
    """What puts records, by kind, into a database of their own."""
    dialect = SQLite()
    with ExitStack() as opened:

        def filled(by_kind: Mapping[str, Sequence[TypedRecord]]) -> Tables:
            connection = opened.enter_context(closing(sqlite3.connect(":memory:", isolation_level=None)))
            for name in by_kind:
                connection.execute(create_table(RECORD_KINDS[name], dialect))
            for statement in inserts(by_kind, dialect):
                connection.execute(statement)
            return open_tables(connection, dialect=dialect)

        yield filled


class TestTables:
    """Records that are rows of tables are fetched for an account, as long as there are not too many."""

    def test_are_accounted_for_like_records_in_memory(self, database: Filled) -> None:
        ours = [*OURS, request("x", body="c")]
        found = reconcile(published([*OURS, request("again")]), database(gather(ours).by_kind))
        (account,) = found.accounts
        assert ways(account)[0] == (ChangeKind.DOUBLED, ("r1",))
        assert found.records(f"{GRANTED}/natural_person").page() == ("r2", "r3")

    def test_are_not_fetched_where_they_are_too_many(self, database: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fetching, "MOST_RECORDS", 3)
        found = reconcile(published([*OURS, request("again")]), database(gather(OURS).by_kind))
        assert found.differences
        assert (found.accounts, found.too_many) == ((), True)
        assert found.to_dict()["accounts"] is None

    def test_of_publications_alone_stand_for_their_items(self, database: Filled) -> None:
        standard = one_table('{ key = "n", label = "n", count = "first_published in period" }', records="item")
        made = [
            Publication(
                id=f"p{number}", body="b", item=f"i{number}", channel=PublicationChannel.WEIBO, published=date(2024, 5, 1)
            )
            for number in range(2)
        ]
        tables = database({"publication": made})
        report = tabulate(made, standard, period=Y2024)
        assert report["n"] == 2
        found = reconcile(evolve(report, cells={"n": Cell(value=3)}), tables)
        assert ways(found.accounts[0])[0][0] is ChangeKind.DOUBLED
