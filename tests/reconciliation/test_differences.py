"""A published report held against the records: recomputed cell by cell, and what differs is named."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from attrs import evolve

from govdisclosure.errors import InvalidRecordError
from govdisclosure.reconciliation import reconcile
from govdisclosure.records import Body, Entry, Item, ServiceCase
from govdisclosure.records.vocabulary import ItemKind
from govdisclosure.report import Cell, MadeBy, RecordsUsed, Report
from govdisclosure.sources import gather
from govdisclosure.standards import load_text
from govdisclosure.tabulation import tabulate
from govdisclosure.values import Blank, Period, Value

NAME = "cn-hengyang-2015.toml"
STANDARD = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
Y2015 = Period.year(2015)
ITEMS, PROACTIVE, CASES = "disclosure.proactive.items", "disclosure.proactive", "services.cases"
PLATFORM = "website.management.unified_platform"
RECORDS = [
    Item(id="i1", body="b", kind=ItemKind.NEWS, first_published=date(2015, 2, 1)),
    Item(id="i2", body="b", kind=ItemKind.NOTICE, first_published=date(2015, 3, 1)),
    ServiceCase(id="c", body="b", accepted=date(2015, 1, 1), closed=date(2015, 1, 2)),
    Entry(body="b", period=Y2015, address=PLATFORM, value="true"),
    Entry(body="b", period=Y2015, address="website.management.organisation", value="已建立制度"),
]


def report(**change: Value) -> Report:
    """The report of the records, with some cells changed; ``_`` in a name is ``.`` in an address."""
    made = tabulate(RECORDS, STANDARD, period=Y2015)
    return evolve(made, cells={**made.cells, **{key: Cell(value=value) for key, value in change.items()}})


class TestReconciliation:
    """``same`` where every cell is what the records say; else each difference with both values."""

    def test_of_the_report_itself_is_the_same(self) -> None:
        done = reconcile(report(), RECORDS)
        assert done.same
        assert (done.differences, done.remarks) == ((), ())
        assert done.recomputed == report()

    def test_names_each_cell_that_differs_in_printed_order(self) -> None:
        done = reconcile(report(**{CASES: 31, ITEMS: 3}), RECORDS)
        assert not done.same
        assert [(one.address, one.label, one.reported, one.recomputed) for one in done.differences] == [
            (ITEMS, "1、主动公开政府信息数(不同渠道和方式公开相同信息计1条)", 3, 2),
            (CASES, "(四)办件量", 31, 1),
        ]

    @pytest.mark.parametrize(
        ("address", "reported", "zh", "en"),
        [
            (CASES, 31, "报告为31，按记录应为1，相差30", "the report says 31, the records 1, a difference of 30"),
            (CASES, Blank.MISSING, "报告为缺，按记录应为1", "the report says missing, the records 1"),
            (CASES, Blank.NOT_APPLICABLE, "报告为不适用，按记录应为1", "the report says not applicable, the records 1"),
            (PLATFORM, False, "报告为否，按记录应为是", "the report says no, the records yes"),
            (
                "website.management.organisation",
                "未建立",
                "报告为未建立，按记录应为已建立制度",
                "the report says 未建立, the records 已建立制度",
            ),
        ],
    )
    def test_puts_both_values_in_words(self, address: str, reported: Value, zh: str, en: str) -> None:
        (one,) = reconcile(report(**{address: reported}), RECORDS).differences
        assert one.sentence.zh == f"“{one.label}”（{address}）：{zh}"
        assert one.sentence.en == f"{one.label} ({address}): {en}"

    def test_tells_true_from_1_and_false_from_0(self) -> None:
        """They are equal to Python, and two values to an official."""
        assert [one.address for one in reconcile(report(**{PLATFORM: 1}), RECORDS).differences] == [PLATFORM]
        assert [one.address for one in reconcile(report(**{CASES: True}), RECORDS).differences] == [CASES]
        zero = "disclosure.on_request.lawsuits"
        assert [one.address for one in reconcile(report(**{zero: False}), RECORDS).differences] == [zero]

    def test_takes_a_cell_that_the_report_lacks_for_missing(self) -> None:
        made = report()
        cells = {key: cell for key, cell in made.cells.items() if key != CASES}
        (one,) = reconcile(evolve(made, cells=cells), RECORDS).differences
        assert (one.address, one.reported) == (CASES, Blank.MISSING)

    def test_does_not_compare_cells_that_the_standard_does_not_have(self) -> None:
        assert reconcile(report(unknown=5), RECORDS).same

    def test_is_made_for_the_body_and_period_of_the_report(self) -> None:
        others = [
            Item(id="x", body="other", kind=ItemKind.NEWS, first_published=date(2015, 2, 1)),
            Item(id="y", body="b", kind=ItemKind.NEWS, first_published=date(2014, 2, 1)),
        ]
        done = reconcile(report(), [*RECORDS, *others])
        assert done.same
        assert (done.recomputed.body, done.recomputed.period) == (Body(id="b"), Y2015)

    def test_takes_records_that_were_gathered(self) -> None:
        assert reconcile(report(), gather(RECORDS)).same

    def test_refuses_what_is_no_record(self) -> None:
        with pytest.raises(InvalidRecordError):
            reconcile(report(), ["not a record"])


class TestRemark:
    """What is worth knowing beside the figures: another edition of the standard, other records."""

    def made(self, standard: str, digest: str | None) -> MadeBy:
        return MadeBy(govdisclosure="0", standard=standard, records=RecordsUsed(digest=digest))

    def test_is_none_where_nothing_is_known(self) -> None:
        assert reconcile(evolve(report(), made_by=None), RECORDS).remarks == ()

    def test_says_that_the_standard_is_another(self) -> None:
        done = reconcile(evolve(report(), made_by=self.made("sha256:other", None)), RECORDS)
        assert done.same
        assert [one.en for one in done.remarks] == [
            "the report was made by another edition of cn-hengyang-2015 than the installed one"
        ]

    def test_says_that_the_records_are_others(self) -> None:
        done = reconcile(
            evolve(report(), made_by=self.made(STANDARD.digest, "sha256:before")), gather(RECORDS, digest="sha256:now")
        )
        assert [one.zh for one in done.remarks] == ["记录文件与制表时不同"]

    def test_is_none_for_the_same_records(self) -> None:
        made_by = self.made(STANDARD.digest, "sha256:now")
        assert reconcile(evolve(report(), made_by=made_by), gather(RECORDS, digest="sha256:now")).remarks == ()

    def test_is_none_for_a_report_that_does_not_name_its_records(self) -> None:
        made_by = MadeBy(govdisclosure="0", standard=STANDARD.digest)
        assert reconcile(evolve(report(), made_by=made_by), gather(RECORDS, digest="sha256:now")).remarks == ()

    def test_is_none_for_records_without_files(self) -> None:
        """Objects have no digest, so nothing can be said of them."""
        made_by = self.made(STANDARD.digest, "sha256:before")
        assert reconcile(evolve(report(), made_by=made_by), RECORDS).remarks == ()


class TestTotal:
    """A difference in a part shows in the total as well, if the report's total was changed with it."""

    def test_is_compared_like_any_other_cell(self) -> None:
        done = reconcile(report(**{PROACTIVE: 3, ITEMS: 3}), RECORDS)
        assert [one.address for one in done.differences] == [PROACTIVE, ITEMS]
