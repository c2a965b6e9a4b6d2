"""What an exporter is given: a report, the verdict on it, and how its values are printed; the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import pytest

from govdisclosure.consistency import check
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Section, load_text
from govdisclosure.values import Blank, Period, Value

FORM = load_text(
    """
    id = "form"
    edition = "1"
    title = "{body}{year}年年度报告"
    authority = "test"
    print = { zero = "无", missing = "", not_applicable = "—", yes = "是", no = "否" }
    [[sections]]
    key = "words"
    heading = "一、{body}总体情况"
    text = true
    [[sections]]
    key = "figures"
    tables = ["table", "aside", "more"]
    [[tables]]
    key = "more"
    rows = [{ key = "answer", label = "是否", entered = "yes/no" }, { key = "remark", label = "说明", entered = "text" }]
    [[tables]]
    key = "table"
    rows = [
      { key = "cases", label = "件数", entered = "count" },
      { key = "fees", label = "金额", entered = "amount" },
      { key = "rate", label = "占比", entered = "share" },
    ]
    [[tables]]
    key = "aside"
    printed = false
    rows = [{ key = "aside", label = "不印", entered = "count" }]
    """,
    name="form.toml",
)
WORDS, FIGURES = FORM.sections
MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE


def publication(cells: Mapping[str, Value | Cell] | None = None, **other: Any) -> PublishedReport:
    report = Report(
        **{"standard": FORM, "body": Body(id="ours", name="某局"), "period": Period.year(2015), **other},
        cells={key: value if isinstance(value, Cell) else Cell(value=value) for key, value in (cells or {}).items()},
    )
    return PublishedReport(report=report, verdict=check(report))


class TestPrinted:
    """A cell is printed as its standard says: zero, missing and not applicable stay three things."""

    @pytest.mark.parametrize(
        ("address", "value", "printed"),
        [
            ("cases", 946, "946"),
            ("cases", 0, "无"),
            ("cases", -3, "-3"),
            ("cases", MISSING, ""),
            ("cases", NOT_APPLICABLE, "—"),
            ("fees", Decimal("12.50"), "12.50"),
            ("fees", Decimal("0.00"), "无"),
            ("fees", Decimal("1E+3"), "1000"),
            ("answer", True, "是"),
            ("answer", False, "否"),
            ("answer", NOT_APPLICABLE, "—"),
            ("remark", "见 后", "见 后"),
            ("remark", "", ""),
        ],
    )
    def test_says_what_the_value_is(self, address: str, value: Value, printed: str) -> None:
        assert publication({address: value}).printed(address) == printed

    def test_is_missing_where_the_report_has_no_cell(self) -> None:
        assert publication().printed("cases") == ""

    def test_keeps_words_that_stood_where_a_number_belongs(self) -> None:
        words = {"cases": Cell(value=MISSING, printed="表扬一次"), "fees": Cell(value=MISSING, printed="")}
        assert [publication(words).printed(key) for key in words] == ["表扬一次", ""]

    @pytest.mark.parametrize(("value", "printed"), [(0, "无"), (NOT_APPLICABLE, "—"), (946, "946")])
    def test_is_the_value_where_there_is_one(self, value: Value, printed: str) -> None:
        assert publication({"cases": Cell(value=value, printed="９４６件")}).printed("cases") == printed

    def test_is_an_error_for_a_cell_that_does_not_exist(self) -> None:
        with pytest.raises(LookupError):
            publication().printed("nothing")


class TestParagraphs:
    """The words are printed line by line, with the table's figures in them; zero is 0 in a sentence."""

    @pytest.mark.parametrize(
        ("text", "paragraphs"),
        [
            ("", ()),
            ("一。\n\n  二。  \r\n三。", ("一。", "二。", "三。")),
            ("共{cases}件。", ("共946件。",)),
            ("共{cases - 946}件。", ("共0件。",)),
            ("占{cases / cases}。", ("占100.0%。",)),
            ("收{fees}元。", ("收12.50元。",)),
            ("是否:{answer}。", ("是否:是。",)),
            ("见{remark}。", ("见后。",)),
            ("共{rate}。", ("共【rate】。",)),
            ("共{nothing}。", ("共【nothing】。",)),
            ("{{共}}", ("{共}",)),
        ],
    )
    def test_are_filled_in(self, text: str, paragraphs: tuple[str, ...]) -> None:
        cells: dict[str, Value] = {"cases": 946, "fees": Decimal("12.50"), "answer": True, "remark": "后"}
        assert publication(cells, text={"words": text}).paragraphs(WORDS) == paragraphs

    def test_are_none_where_nobody_wrote(self) -> None:
        assert publication().paragraphs(WORDS) == ()

    def test_print_zero_as_a_number(self) -> None:
        assert publication({"cases": 0}, text={"words": "共{cases}件。"}).paragraphs(WORDS) == ("共0件。",)


class TestHeadings:
    """Titles and headings name body and year; the date is a line to fill in until it is known."""

    def test_name_body_and_year(self) -> None:
        made = publication()
        assert made.title == "某局2015年年度报告"
        assert made.heading(WORDS.heading) == "一、某局总体情况"

    def test_name_the_id_of_a_body_without_a_name(self) -> None:
        assert publication(body=Body(id="ours")).title == "ours2015年年度报告"

    def test_name_the_year_in_which_the_period_ends(self) -> None:
        assert publication(period=Period(date(2015, 7, 1), date(2016, 6, 30))).title == "某局2016年年度报告"

    def test_give_the_date_without_zeros(self) -> None:
        assert publication(signed=date(2016, 3, 4)).signed == "2016年3月4日"

    def test_leave_a_line_for_a_date_that_is_not_known(self) -> None:
        assert publication().signed == "____年__月__日"


class TestTables:
    """The tables of a section come in the section's order, the unprinted ones left out."""

    @pytest.mark.parametrize(("section", "keys"), [(WORDS, []), (FIGURES, ["table", "more"])])
    def test_are_the_printed_ones(self, section: Section, keys: list[str]) -> None:
        assert [table.key for table in publication().tables(section)] == keys


class TestDraft:
    """A report with a finding of severity error is a draft; an incomplete one is not."""

    @pytest.mark.parametrize(
        ("cells", "text", "draft"),
        [({"cases": -1}, "", True), ({}, "{nothing}", True), ({}, "", False), ({"cases": 1}, "{cases}", False)],
    )
    def test_is_what_has_errors(self, cells: dict[str, Value], text: str, draft: bool) -> None:
        assert publication(cells, text={"words": text}).is_draft is draft

    @pytest.mark.parametrize("status", ["draft", "final"])
    def test_is_told_by_the_verdict_not_by_the_status(self, status: str) -> None:
        assert publication({"cases": 1}, status=status).is_draft is False


class TestMethodNote:
    """What was chosen where no official text settles how to count is said, one line a switch."""

    def test_is_empty_without_switches(self) -> None:
        assert publication().method_note == ()


class TestExporter:
    """An exporter has a name, suffixes, labels and ``write``; nothing else is asked of it."""

    def test_is_anything_that_has_them(self) -> None:
        class Ours:
            name = "ours"
            suffixes = (".ours",)
            labels = ("我们的", "ours")

            def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
                stream.write(publication.title.encode())

        assert isinstance(Ours(), Exporter)

    @pytest.mark.parametrize("lacking", ["name", "suffixes", "labels", "write"])
    def test_is_nothing_that_lacks_one(self, lacking: str) -> None:
        members = {"name": "ours", "suffixes": (), "labels": ("", ""), "write": print}
        del members[lacking]
        assert not isinstance(type("Ours", (), members)(), Exporter)
