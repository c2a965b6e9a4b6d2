"""A sum over several kinds of record (``also``), and money that is printed with fewer decimals than it has."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve

from govdisclosure import (
    Blank,
    Body,
    Cell,
    Period,
    check,
    dumps,
    explain,
    load_standard,
    read,
    read_folder,
    reconcile,
    tabulate,
    trace,
)
from govdisclosure.comparison import compare
from govdisclosure.dialects import SQLite
from govdisclosure.errors import InvalidStandardError
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.records import RECORD_KINDS, Charge, Entry, RequestFee
from govdisclosure.report import Origin, OriginKind, Report
from govdisclosure.sources import TableSource, gather, open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.frames import frames_of
from govdisclosure.tabulation.drilldown import behind
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table

Y2024 = Period.year(2024)
FEES = "fees.charged/amount"
RECORDS = (
    Body(id="b", name="某局"),
    Charge(id="c1", body="b", amount=Decimal("100000.41"), received=date(2024, 1, 1)),
    Charge(id="c2", body="b", amount=Decimal("5000"), received=date(2025, 1, 1)),
    RequestFee(id="f1", body="b", amount=Decimal("2740"), notified=date(2023, 12, 20), paid=date(2024, 12, 31)),
    RequestFee(id="f2", body="b", amount=Decimal("100"), notified=date(2024, 5, 1), paid=None),
)


def made(switch: str = "", records: tuple[object, ...] = RECORDS) -> Report:
    return tabulate(every_kind_kept(records), load_standard(f"cn-2021{switch}"), period=Y2024, body="b")


@pytest.fixture
def resources() -> Iterator[ExitStack]:
    """What a test opens, closed after it."""
    with ExitStack() as opened:
        yield opened


class TestFeesAmongTheCharges:
    """The fee for handling information is an administrative charge; a switch says where its records are."""

    @pytest.mark.parametrize(
        ("switch", "charged"),
        [
            ("", Decimal("10.274041")),  # 100,000.41 + 2,740 yuan
            ("?processing_fees=added", Decimal("10.274041")),
            ("?processing_fees=in_register", Decimal("10.000041")),
            ("?processing_fees=left_out", Decimal("10.000041")),
        ],
    )
    def test_are_added_unless_the_register_has_them(self, switch: str, charged: Decimal) -> None:
        assert made(switch)[FEES] == charged

    def test_leave_the_cell_missing_where_nothing_is_known_of_them(self) -> None:
        charges = gather(RECORDS[:3])
        report = tabulate(charges, load_standard("cn-2021"), period=Y2024, body="b")
        assert report[FEES] is Blank.MISSING
        assert FEES in next(
            one.cells for one in report.notes if one.rule == "records.not_kept" and "request_fee" in str(one.message)
        )
        alone = tabulate(charges, load_standard("cn-2021?processing_fees=in_register"), period=Y2024, body="b")
        assert alone[FEES] == Decimal("10.000041")

    @pytest.mark.parametrize("engine", ["frames", "sqlite"])
    def test_are_the_same_in_every_engine(self, engine: str, resources: ExitStack) -> None:
        whole = every_kind_kept(RECORDS)
        if engine == "frames":
            source: TableSource = frames_of(whole)
        else:
            connection = resources.enter_context(closing(sqlite3.connect(":memory:")))
            for kind in RECORD_KINDS.values():
                connection.execute(create_table(kind, SQLite()))
            for statement in inserts(whole.by_kind, SQLite()):
                connection.execute(statement)
            source = open_tables(connection)
        assert tabulate(source, load_standard("cn-2021"), period=Y2024, body="b")[FEES] == Decimal("10.274041")

    def test_are_shown_behind_the_cell_by_kind(self) -> None:
        found = behind(every_kind_kept(RECORDS), load_standard("cn-2021"), FEES, period=Y2024, body="b")
        assert (found.kind, found.total, found.page()) == (None, 2, ("c1", "f1"))
        assert {kind: part.page() for kind, part in found.parts.items()} == {"charge": ("c1",), "request_fee": ("f1",)}
        words = explain(made(), FEES, records=every_kind_kept(RECORDS)).counts
        assert "另加" in words.zh
        assert "信息处理费" in words.zh or "依申请公开收费" in words.zh

    @pytest.mark.parametrize(
        ("kind", "identity", "counts"), [("charge", "c1", True), ("request_fee", "f1", True), ("request_fee", "f2", False)]
    )
    def test_are_placed_in_the_cell(self, kind: str, identity: str, counts: bool) -> None:
        place = trace(every_kind_kept(RECORDS), load_standard("cn-2021"), kind, identity, period=Y2024, body="b")
        assert (FEES in place.counted) is counts

    @pytest.mark.parametrize("left_out", [1, 3])
    def test_account_for_a_difference(self, left_out: int) -> None:
        fewer = made(records=tuple(one for one in RECORDS if one is not RECORDS[left_out]))
        (account,) = (one for one in reconcile(fewer, every_kind_kept(RECORDS)).accounts if FEES in one.cells)
        (step,) = account.answers[0].steps
        assert step.changes[0].ids == ("c1" if left_out == 1 else "f1",)


class TestFile:
    """What cannot be added is refused when the standard is loaded."""

    @staticmethod
    def row(also: str) -> str:
        return f'{{ key = "x", label = "x", records = "charge", where = "received in period", sum = "amount", {also} }}'

    @pytest.mark.parametrize(
        ("also", "said"),
        [
            ('also = [{ records = "fee", where = "paid in period", sum = "amount" }]', "no kind of record fee"),
            ('also = [{ records = "request_fee", where = "payed in period", sum = "amount" }]', "no field payed"),
            (
                'also = [{ records = "engagement", where = "held in period", sum = "attendances" }]',
                "is not in the unit of amount",
            ),
            ('also = [{ records = "request_fee", sum = "amount" }]', "where"),
        ],
    )
    def test_is_refused(self, also: str, said: str) -> None:
        with pytest.raises(InvalidStandardError, match=said):
            one_table(self.row(also))

    def test_takes_decimals_of_money_alone(self) -> None:
        with pytest.raises(InvalidStandardError, match="decimals are printed of money alone"):
            one_table('{ key = "x", label = "x", records = "engagement", sum = "attendances", decimals = 2 }')


class TestPrintedDecimals:
    """An amount that was worked out has two decimals in print and all in JSON; what somebody wrote is printed as written."""

    def test_are_two_where_it_was_worked_out(self) -> None:
        report = made()
        assert report.printed(FEES) == "10.27"
        assert json.loads(report.to_json())["cells"][FEES]["value"] == "10.274041"
        publication = PublishedReport(report=report, verdict=check(report))
        assert publication.printed(FEES) == "10.27"
        line = next(one for one in dumps(report, "csv").decode().splitlines() if one.startswith(FEES))
        assert "10.274041,10.27" in line

    @pytest.mark.parametrize(
        ("yuan", "printed"), [("12345", "1.23"), ("12350", "1.24"), ("50", "0.01"), ("30000", "3.00"), ("0", "0")]
    )
    def test_are_rounded_half_up(self, yuan: str, printed: str) -> None:
        charge = Charge(id="c", body="b", amount=Decimal(yuan), received=date(2024, 5, 1))
        assert made(records=(charge,)).printed(FEES) == printed

    def test_are_kept_as_they_were_written(self) -> None:
        for kind in (OriginKind.ENTERED, OriginKind.READ):
            cell = Cell(value=Decimal("16.890416"), origin=Origin(kind))
            assert evolve(made(), cells={FEES: cell}).printed(FEES) == "16.890416"

    def test_make_no_difference_to_what_was_worked_out(self) -> None:
        report = made()
        read = evolve(report, cells={**report.cells, FEES: Cell(value=Decimal("10.27"), origin=Origin(OriginKind.READ))})
        other = evolve(report, cells={**report.cells, FEES: Cell(value=Decimal("10.28"), origin=Origin(OriginKind.READ))})
        exact = evolve(report, cells={**report.cells, FEES: Cell(value=Decimal("10.27"), origin=report.cells[FEES].origin)})
        assert [compare(report, one).same for one in (read, other, exact)] == [True, False, False]
        assert [reconcile(one, every_kind_kept(RECORDS)).same for one in (report, read, other, exact)] == [
            True,
            True,
            False,
            False,
        ]

    @pytest.mark.parametrize("suffix", ["docx", "xlsx"])
    def test_come_back_exactly_from_our_own_documents(self, suffix: str) -> None:
        report = made()
        again = read(dumps(report, suffix))
        assert (again[FEES], again.printed(FEES)) == (Decimal("10.274041"), "10.27")
        assert compare(report, again).same

    def test_a_total_typed_in_may_be_the_printed_one(self) -> None:
        for typed, differs in (("10.27", False), ("10.274041", False), ("10.28", True)):
            report = made(records=(*RECORDS, Entry(body="b", period=Y2024, address=FEES, value=typed)))
            assert ("entry.differs" in {one.rule for one in report.notes}) is differs


class TestDocuments:
    """Two switches say what no text settles of the stock of documents."""

    RECORDS = """id,body,kind,issued,effective,repealed,expires
d1,b,normative_document,2020-01-01,,,2023-12-31
d2,b,normative_document,2020-01-01,,,2024-06-30
d3,b,normative_document,2020-01-01,,,2024-12-31
d4,b,normative_document,2024-12-01,2025-01-01,,
d5,b,normative_document,2020-01-01,,2024-05-05,
d6,b,normative_document,2020-01-01,,2024-05-05,2024-02-02
"""

    @pytest.mark.parametrize(
        ("switch", "made", "repealed", "in_force"),
        [
            ("", 1, 2, 2),  # d5 d6; d3 d4
            ("?not_yet_in_force=not_counted", 1, 2, 1),
            ("?expired=repealed", 1, 4, 2),  # d1 runs out at the end of 2023, d6 before it was repealed: each counts once
        ],
    )
    def test_count_by_the_switch(self, tmp_path: Path, switch: str, made: int, repealed: int, in_force: int) -> None:
        (tmp_path / "document.csv").write_text(self.RECORDS, encoding="utf-8")
        report = tabulate(read_folder(tmp_path), load_standard(f"cn-2021{switch}"), period=Y2024, body="b")
        found = [report["documents.normative", key] for key in ("made", "repealed", "in_force")]
        assert found == [made, repealed, in_force]

    def test_stock_follows_from_last_years_where_expired_ones_are_repealed(self, tmp_path: Path) -> None:
        (tmp_path / "document.csv").write_text(self.RECORDS, encoding="utf-8")
        standard = load_standard("cn-2021?expired=repealed")
        years = [tabulate(read_folder(tmp_path), standard, period=Period.year(year), body="b") for year in (2023, 2024, 2025)]
        for before, after in pairwise(years):
            assert "documents.stock" not in {one.rule for one in check(after, previous=before).findings}
