"""What the pieces of a document mean: every quirk of print that the domain notes list, and disturbances of any report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st
from tests.shared import CORPUS, needs

from govdisclosure.consistency import check
from govdisclosure.errors import UnreadableError
from govdisclosure.formats.document import OpenedDocument, ScanReading, Words
from govdisclosure.readers import Source
from govdisclosure.readers.recognition import recognise
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.standards import Standard, compose, load_text
from govdisclosure.standards.composition import ReferencePart
from govdisclosure.testing.pages import ABOVE, LEFT, Rows, columned, document, grid, page, printed_cells, reports, shown, tables
from govdisclosure.values import Blank, Kind, Period, Severity, Value

IDS = ("cn-2014", "cn-2019", "cn-2021", "cn-hengyang-2015")
MIXED = ("cn-2021+cn-2019:requests", "cn-2019+cn-2021:requests")


@cache
def loaded(identity: str, policies: tuple[tuple[str, str], ...]) -> Standard:
    name = f"{identity}.toml"
    text = (files("govdisclosure") / "standards" / name).read_text(encoding="utf-8")
    return load_text(text, name=name, policies=dict(policies))


def find(reference: str) -> Standard:
    def one(part: ReferencePart) -> Standard:
        return loaded(part.standard, tuple(part.policies.items()))

    return compose(reference, one)


FORM, TRIAL = find("cn-2021"), find("cn-2019")


def read_all(printed: OpenedDocument, name: str = "report.docx", **given: Any) -> tuple[Report, ...]:
    return recognise(Source(name=name, data=b"", find_standard=find, known_standards=IDS, **given), printed)


def read(printed: OpenedDocument, name: str = "report.docx", **given: Any) -> Report:
    (report,) = read_all(printed, name, **given)
    return report


def notes(report: Report, rule: str) -> list[Finding]:
    return [note for note in report.notes if note.rule == rule]


def warned(report: Report) -> set[str]:
    """The rules of everything graver than an information."""
    return {note.rule for note in report.notes if note.severity is not Severity.INFO}


def filled(standard: Standard, year: int = 2023) -> Report:
    """A report in which every figure is another one."""
    cells: dict[str, Cell] = {}
    for number, (address, spot) in enumerate(standard.spots.items(), start=1):
        values: Mapping[Kind, Value] = {
            Kind.COUNT: number,
            Kind.AMOUNT: Decimal(number) / 8,
            Kind.SHARE: Decimal(number),
            Kind.YES_NO: bool(number % 2),
            Kind.TEXT: f"第{number}项见正文",
        }
        cells[address] = Cell(value=values[spot.kind])
    words = {section.key: f"{year}年本节有文字。\n又一段。" for section in standard.text_sections}
    return Report(
        standard=standard, body=Body(id="清河县水务局", name="清河县水务局"), period=Period.year(year), cells=cells, text=words
    )


def figures(report: Report) -> dict[str, Value]:
    return {address: cell.value for address, cell in report.cells.items()}


def requests(change: Callable[[Rows], Rows] = lambda rows: rows, standard: Standard = FORM) -> OpenedDocument:
    """Table three alone, changed."""
    return document("清河县水务局2023年政府信息公开工作年度报告", change(columned(filled(standard), "requests")))


def same_requests(report: Report, *, but: Sequence[str] = ()) -> bool:
    """Whether table three has been read as it stands, some rows apart."""
    wanted = {key: value for key, value in figures(filled(FORM)).items() if key.startswith("requests.")}
    kept = {key: value for key, value in wanted.items() if key.partition("/")[0] not in but}
    found = {key: value for key, value in figures(report).items() if key.partition("/")[0] not in but}
    return found == kept


class TestStandard:
    """The standard and each table are recognised by their labels, not by year or position."""

    @pytest.mark.parametrize("grouped", [True, False], ids=["grouped", "flat"])
    @pytest.mark.parametrize("identity", [*IDS, *MIXED])
    def test_is_found_with_every_figure(self, identity: str, grouped: bool) -> None:
        made = filled(find(identity))
        report = read(page(made, grouped=grouped))
        assert report.standard.id == identity
        assert figures(report) == printed_cells(made)
        assert report.text == made.text
        assert (report.body.name, report.period) == ("清河县水务局", Period.year(2023))
        assert report.unread == ()
        assert warned(report) <= {"read.numbering", "read.unit"}  # which the form of hengyang prints itself

    @pytest.mark.parametrize("identity", [*IDS, *MIXED])
    def test_is_that_of_the_labels_whatever_the_year(self, identity: str) -> None:
        assert read(page(filled(find(identity), 2016))).standard.id == identity
        assert read(page(filled(find(identity), 2022))).standard.id == identity

    def test_that_is_mixed_is_said(self) -> None:
        (note,) = notes(read(page(filled(find(MIXED[0])))), "read.mixed")
        assert note.severity is Severity.INFO
        assert MIXED[0] in note.message.zh

    def test_that_cannot_be_told_is_a_doubt(self) -> None:
        rows = columned(filled(FORM), "remedies")
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows))
        (note,) = notes(report, "read.standard")
        assert report.standard.id == "cn-2021"
        assert "cn-2019" in note.message.zh

    def test_of_the_caller_wins(self) -> None:
        report = read(page(filled(FORM)), standard=TRIAL)
        assert report.standard is TRIAL
        assert report["decisions.licences/items"] is Blank.MISSING
        assert any(note.cells == ("requests.results.other",) for note in report.notes)

    def test_is_not_found_in_any_other_table(self) -> None:
        rows: Rows = [["姓名", "职务", "电话"]]
        rows += [[f"某{number}", "科员", "其他"] for number in range(60)]
        with pytest.raises(UnreadableError):
            read(document("某局2023年通讯录", rows))

    def test_may_have_its_tables_in_any_order(self) -> None:
        made = filled(FORM)
        blocks = [rows for _, rows in tables(made)]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", *reversed(blocks)))
        assert figures(report) == printed_cells(made)

    def test_may_have_all_of_table_two_in_one_grid(self) -> None:
        made = filled(FORM)
        rows: Rows = []
        for table in FORM.tables[:4]:
            own = columned(made, table.key)
            rows.append([table.heading, LEFT, LEFT, LEFT])
            rows += [[*row, *(LEFT for _ in range(4 - len(row)))] for row in own]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows))
        keys = [key for key in printed_cells(made) if not key.startswith(("requests.", "remedies."))]
        assert {key: report[key] for key in keys} == {key: made[key] for key in keys}
        assert report.unread == ()


class TestHeads:
    """Heads are merged, split, repeated, missing, spaced, dated, and one table is known by its head alone."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: " ".join(text),
            lambda text: "\n".join(text),
            lambda text: "　" + text + " ",
            lambda text: text.replace("（", "(").replace("）", ")"),
            lambda text: text.replace("自然人", "⾃然⼈").replace("一", "⼀").replace("无", "⽆"),
        ],
        ids=["blanks", "one character a line", "indented", "half width", "kangxi"],
    )
    def test_and_labels_are_known_however_they_are_set(self, change: Callable[[str], str]) -> None:
        def all_words(rows: Rows) -> Rows:
            return [[text if text is None or len(text) < 2 or text.isdigit() else change(text) for text in row] for row in rows]

        report = read(requests(all_words))
        assert same_requests(report)
        assert warned(report) <= {"read.table_missing"}

    def test_may_have_one_name_over_two_rows(self) -> None:
        def split(rows: Rows) -> Rows:
            names = rows[2]
            halves: list[str | None] = [text[:2] if text and text not in (LEFT, ABOVE) else text for text in names]
            rest: list[str | None] = [text[2:] or ABOVE if text and text not in (LEFT, ABOVE) else ABOVE for text in names]
            return [*rows[:2], halves, rest, *rows[3:]]

        assert same_requests(read(requests(split)))

    def test_may_stand_in_another_order(self) -> None:
        def turned(rows: Rows) -> Rows:
            flat = [[*rows[0][:3], *(column.label for column in FORM.tables[4].columns)], *rows[3:]]
            return [[*row[:3], row[9], *row[3:9]] for row in flat]

        assert same_requests(read(requests(turned)))

    @pytest.mark.parametrize("heads", ["本年（2023）制发件数", "2023年制发件数", "本年制发件数（含修订）", "本年制发件数"])
    def test_may_bear_a_year_or_a_remark(self, heads: str) -> None:
        rows = columned(filled(FORM), "documents")
        rows[0][1] = heads
        rows[0][3] = "现行有效件数（历史累计）"
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows))
        assert report["documents.normative/made"] == filled(FORM)["documents.normative/made"]
        assert report["documents.normative/in_force"] == filled(FORM)["documents.normative/in_force"]

    @pytest.mark.parametrize("repeated", [True, False], ids=["repeated", "missing"])
    @pytest.mark.parametrize("at", [4, 8, 12, 24, 27])
    def test_may_be_repeated_or_missing_on_the_next_page(self, at: int, repeated: bool) -> None:
        rows = columned(filled(FORM), "requests")
        rest = [list(row) for row in rows[at:]]
        rest[0] = ["" if text == ABOVE else text for text in rest[0]]
        second = [*(rows[:3] if repeated else []), *rest]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows[:at], "— 2 —", second))
        assert same_requests(report)
        assert report.unread == ()

    def test_may_be_missing_on_a_page_with_fewer_places_for_labels(self) -> None:
        rows = columned(filled(FORM), "requests")
        second = [row[1:] for row in rows[26:29]]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows[:26], second))
        wanted = filled(FORM)
        keys = [row.key for row in FORM.tables[4].rows if row.kind is not Kind.HEADING][21:24]
        assert [report[f"{key}/total"] for key in keys] == [wanted[f"{key}/total"] for key in keys]

    def test_may_be_nowhere_where_figures_are_as_many_as_columns(self) -> None:
        report = read(requests(lambda rows: rows[3:]))
        assert same_requests(report)
        (note,) = notes(report, "read.no_head")
        assert len(note.cells) == 175

    def test_that_are_nowhere_are_not_guessed_over_fewer_figures(self) -> None:
        with pytest.raises(UnreadableError):
            read(requests(lambda rows: [row[:-1] for row in rows[3:]]))

    def test_of_table_four_are_known_without_the_groups_where_all_columns_are_there(self) -> None:
        rows = columned(filled(FORM), "remedies")[2:]
        rows[0] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows))
        assert report["remedies.cases/after_total"] == filled(FORM)["remedies.cases/after_total"]

    def test_of_table_four_are_not_guessed_where_columns_of_one_name_are_fewer(self) -> None:
        rows: Rows = [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2, [str(number) for number in range(10)]]
        with pytest.raises(UnreadableError):
            read(document("清河县水务局2023年政府信息公开工作年度报告", rows))

    def test_of_table_four_may_run_down_the_page(self) -> None:
        rows = columned(filled(FORM), "remedies")
        full: list[list[str]] = []
        for number, row in enumerate(rows):
            full.append([])
            for place, text in enumerate(row):
                full[-1].append(full[-1][-1] if text == LEFT else full[number - 1][place] if text == ABOVE else text or "")
        down: Rows = [list(row) for row in zip(*full, strict=True)]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", down))
        assert {key: report[key] for key in figures(report)} == {
            key: value for key, value in figures(filled(FORM)).items() if key.startswith("remedies.")
        }

    def test_with_another_unit_are_said(self) -> None:
        rows = columned(filled(FORM), "charges")
        rows[0][1] = "本年收费金额（单位：元）"
        report = read(page(filled(FORM)))
        assert notes(report, "read.head_unit") == []
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows, columned(filled(FORM), "requests")))
        (note,) = notes(report, "read.head_unit")
        assert note.cells == ("fees.charged/amount",)
        charged = filled(FORM).cells["fees.charged/amount"].value
        assert report["fees.charged/amount"] == Decimal(str(charged)) / 10_000
        (note,) = notes(report, "read.unit_converted")
        assert "以元印出" in note.message.zh


class TestRows:
    """Rows are known by order and likeness; a doubtful label keeps its value and adds a note."""

    @pytest.mark.parametrize(
        ("printed", "key"),
        [
            ("2.其他法律行政止公开", "requests.results.refused.forbidden_by_law"),
            ("5.属于三类内容事务信息", "requests.results.refused.internal_affairs"),
        ],
    )
    def test_with_known_misprints_are_known(self, printed: str, key: str) -> None:
        label = FORM.rows[key].label

        def misprinted(rows: Rows) -> Rows:
            return [[printed if text == label else text for text in row] for row in rows]

        assert same_requests(read(requests(misprinted)))

    def test_that_lack_a_character_keep_their_figures_and_are_said(self) -> None:
        for row in FORM.tables[4].rows:
            if row.kind is Kind.HEADING or len(row.label) < 8 or "区分" in row.label:
                continue

            def shortened(rows: Rows, label: str = row.label) -> Rows:
                return [[text[:-3] + text[-2:] if text == label else text for text in one] for one in rows]

            report = read(requests(shortened))
            assert same_requests(report)
            assert [note.cells for note in notes(report, "read.label")] == [(row.key,)]

    @pytest.mark.parametrize(
        ("printed", "key"),
        [
            ("1.逾期不补正", "requests.results.other.not_corrected"),
            ("2.逾期不缴费", "requests.results.other.fee_not_paid"),
            ("（二）部分公开", "requests.results.granted_in_part"),
        ],
    )
    def test_with_shortened_labels_are_known(self, printed: str, key: str) -> None:
        label = FORM.rows[key].label

        def short(rows: Rows) -> Rows:
            return [[printed if text == label else text for text in row] for row in rows]

        assert same_requests(read(requests(short)))

    def test_without_numbers_are_known(self) -> None:
        def bare(rows: Rows) -> Rows:
            return [[re.sub(r"^(?:[一二三四]、|（.）|\d\.)", "", text) if text else text for text in row] for row in rows]

        assert same_requests(read(requests(bare)))

    def test_that_nobody_knows_are_kept_with_their_address(self) -> None:
        def more(rows: Rows) -> Rows:
            return [*rows[:6], [ABOVE, "（八）另行处理事项", LEFT, "91", "92", "93", "94", "95", "96", "97"], *rows[6:]]

        report = read(requests(more))
        assert same_requests(report)
        assert [one.text for one in report.unread] == ["（八）另行处理事项", "91", "92", "93", "94", "95", "96", "97"]
        assert report.unread[0].where == "table 1, row 7, column 2"

    @pytest.mark.parametrize("place", [3, 5, 9])
    def test_with_a_cell_too_few_are_left_and_said(self, place: int) -> None:
        def short(rows: Rows) -> Rows:
            return [*rows[:3], [*rows[3][:place], *rows[3][place + 1 :]], *rows[4:]]

        report = read(requests(short))
        assert same_requests(report, but=["requests.received"])
        assert not [key for key in report.cells if key.startswith("requests.received")]
        assert [note.cells for note in notes(report, "read.row_short")] == [("requests.received",)]
        assert len(report.unread) == 6

    @pytest.mark.parametrize("place", [3, 5, 10])
    def test_with_a_cell_too_many_are_left_and_said(self, place: int) -> None:
        def long(rows: Rows) -> Rows:
            return [*rows[:3], [*rows[3][:place], "77", *rows[3][place:]], *rows[4:]]

        report = read(requests(long))
        assert same_requests(report, but=["requests.received"])
        assert [note.cells for note in notes(report, "read.row_long")] == [("requests.received",)]
        assert len(report.unread) == 8

    def test_with_a_figure_over_two_columns_leave_both_and_say_so(self) -> None:
        def merged(rows: Rows) -> Rows:
            return [*rows[:3], [*rows[3][:5], LEFT, *rows[3][6:]], *rows[4:]]

        report = read(requests(merged))
        cells = [note.cells[0] for note in notes(report, "read.cell_shared")]
        assert cells == ["requests.received/business", "requests.received/research"]
        assert set(cells).isdisjoint(report.cells)

    def test_of_headings_with_figures_are_said_and_kept(self) -> None:
        made = filled(FORM)
        rows = columned(made, "requests", grouped=False)
        place = [row[0] for row in rows].index("（三）不予公开")
        rows[place] = ["（三）不予公开", *("8" for _ in range(7))]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows))
        assert same_requests(report)
        assert [note.cells for note in notes(report, "read.heading_figures")] == [("requests.results.refused",)]
        assert [one.text for one in report.unread] == ["8"] * 7

    def test_of_table_four_that_are_several_are_not_chosen_from(self) -> None:
        rows = columned(filled(FORM), "remedies")
        labelled: Rows = [[label, *row] for label, row in zip(["年份", ABOVE, ABOVE, "2022年"], rows, strict=True)]
        report = read(document(TITLE, [*labelled, ["2023年", *("7" for _ in range(15))]]))
        assert dict(report.cells) == {}
        assert [note.cells for note in notes(report, "read.rows_alike")] == [("remedies.cases",)]
        assert [one.text for one in report.unread].count("7") == 15


class TestColumns:
    """Columns more than the standard's are kept apart, columns fewer are missing, both are said."""

    def test_more_than_the_standards_are_kept_with_their_address(self) -> None:
        def more(rows: Rows) -> Rows:
            return [
                [*rows[0], "备注"],
                [*rows[1], ABOVE],
                [*rows[2], ABOVE],
                [*rows[3], "含网上"],
                *([*row, ""] for row in rows[4:]),
            ]

        report = read(requests(more))
        assert same_requests(report)
        assert [(one.text, one.where) for one in report.unread] == [("含网上", "table 1, row 4, column 11")]
        assert "备注" in notes(report, "read.column_extra")[0].message.zh

    def test_of_line_numbers_are_passed_over(self) -> None:
        def numbered(rows: Rows) -> Rows:
            return [
                ["序号" if not number else ABOVE if number < 3 else str(number - 2), *row] for number, row in enumerate(rows)
            ]

        report = read(requests(numbered))
        assert same_requests(report)
        assert report.unread == ()

    @pytest.mark.parametrize("total", ["合计", "总数", "总 计"])
    def test_of_totals_have_other_names(self, total: str) -> None:
        report = read(requests(lambda rows: [[total if text == "总计" else text for text in row] for row in rows]))
        assert same_requests(report)
        assert notes(report, "read.head") == []

    def test_of_the_year_before_are_not_this_years(self) -> None:
        rows = columned(filled(FORM), "licences")
        rows[0][1] = "上年处理决定数量"
        report = read(document(TITLE, rows, columned(filled(FORM), "requests")))
        assert report["decisions.licences/decided"] is Blank.MISSING
        assert rows[1][1] in [one.text for one in report.unread]

    def test_fewer_than_the_standards_are_missing_and_said(self) -> None:
        def fewer(rows: Rows) -> Rows:
            flat = [[*rows[0][:3], *(column.label for column in FORM.tables[4].columns)], *rows[3:]]
            return [[*row[:5], *row[6:]] for row in flat]

        report = read(requests(fewer))
        assert not [key for key in report.cells if key.endswith("/research")]
        assert "科研机构" in notes(report, "read.column_missing")[0].message.zh
        assert report["requests.received/total"] == filled(FORM)["requests.received/total"]


class TestCells:
    """What a cell prints is kept; blank, zero, dash and words stay apart."""

    @pytest.mark.parametrize(
        ("printed", "value", "unit", "remark"),
        [
            ("", Blank.MISSING, None, None),
            ("\xa0", Blank.MISSING, None, None),
            (" 0", 0, None, None),
            ("0 ", 0, None, None),
            ("-", Blank.MISSING, None, None),
            ("—", Blank.NOT_APPLICABLE, None, None),
            ("——", Blank.NOT_APPLICABLE, None, None),
            ("/", Blank.NOT_APPLICABLE, None, None),
            ("无", 0, None, None),
            ("没有", 0, None, None),
            ("1,234", 1234, None, None),
            ("１２", 12, None, None),
            ("12件", 12, None, None),
            ("12项", 12, "项", None),
            ("12批次", 12, "批次", None),
            ("3（含结转1件）", 3, None, "含结转1件"),
            ("约12", Blank.MISSING, None, None),
            ("12余", Blank.MISSING, None, None),
        ],
    )
    def test_are_read_by_their_kind(self, printed: str, value: Value, unit: str | None, remark: str | None) -> None:
        def one(rows: Rows) -> Rows:
            return [*rows[:3], [*rows[3][:3], printed, *rows[3][4:]], *rows[4:]]

        cell = read(requests(one)).cells["requests.received/natural_person"]
        assert (cell.value, cell.unit, cell.remark) == (value, unit, remark)
        assert cell.printed == printed.strip()
        assert cell.origin.address == "table 1, row 4, column 4"

    @pytest.mark.parametrize("printed", ["约12", "12余", "一百", "见附件"])
    def test_that_cannot_be_understood_are_missing_and_said(self, printed: str) -> None:
        def one(rows: Rows) -> Rows:
            return [*rows[:3], [*rows[3][:3], printed, *rows[3][4:]], *rows[4:]]

        (note,) = notes(read(requests(one)), "read.words")
        assert note.cells == ("requests.received/natural_person",)
        assert note.where == ("table 1, row 4, column 4",)

    @pytest.mark.parametrize(("printed", "value"), [("-3", -3), ("+3", 3), ("减3", -3), ("减少3", -3), ("增加3", 3)])
    def test_of_changes_have_signs_or_words(self, printed: str, value: int) -> None:
        rows = columned(filled(TRIAL), "licences")
        rows[1][2] = printed
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows, columned(filled(TRIAL), "charges")))
        assert report["decisions.licences/change"] == value

    @pytest.mark.parametrize(
        ("printed", "value", "decimals"),
        [
            ("251000元", "251000", 0),
            ("251000.00元", "251000", None),
            ("25.1万元", "251000", -3),
            ("25万元", "250000", -4),
            ("25.1万", None, None),
            ("0万元", "0", None),
            ("25.123456万元", "251234.56", None),
        ],
    )
    def test_of_amounts_are_in_the_unit_that_overrides_the_forms(
        self, printed: str, value: str | None, decimals: int | None
    ) -> None:
        rows = columned(filled(TRIAL), "procurement")
        rows[1][2] = printed
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", rows, columned(filled(TRIAL), "charges")))
        cell = report.cells["procurement.central/amount"]
        assert cell.value == (Blank.MISSING if value is None else Decimal(value))
        assert (cell.printed, cell.unit, cell.decimals) == (printed, None, decimals)
        other = value is not None and "万" in printed
        assert [len(notes(report, rule)) for rule in ("read.cell_unit", "read.unit_converted")] == [other, other]

    def test_that_are_hidden_are_not_read_and_named(self) -> None:
        rows = columned(filled(FORM), "requests")
        hidden = [(4, place) for place in range(len(rows[4]))]
        report = read(document("清河县水务局2023年政府信息公开工作年度报告", grid(rows, hidden=hidden)))
        assert not [key for key in report.cells if key.startswith("requests.carried_in/")]
        (note,) = notes(report, "read.hidden")
        assert note.where[0] == "table 1, row 5, column 1"


TITLE = "清河县水务局2023年政府信息公开工作年度报告"


def words(*lines: str, title: str = TITLE, **given: Any) -> Report:
    """A report of table four with words around it."""
    rows = columned(filled(FORM), "remedies")
    return read(document(title, *lines, "四、政府信息公开行政复议、行政诉讼情况", rows), **given)


class TestYear:
    """Title, table heads, words and file name are asked together; disagreement is a finding."""

    @pytest.mark.parametrize(
        ("title", "year"),
        [
            ("清河县水务局2023年政府信息公开工作年度报告", 2023),
            ("清河县水务局２０２３年度政府信息公开年度报告", 2023),
            ("2023年度清河县水务局政府信息公开工作年度报告", 2023),
            ("清河县水务局二〇二三年政府信息公开工作年度报告", 2023),
        ],
    )
    def test_stands_in_the_title(self, title: str, year: int) -> None:
        report = words(title=title)
        assert report.period == Period.year(year)
        assert notes(report, "read.year") == []

    def test_of_another_year_in_the_files_name_is_said(self) -> None:
        (note,) = notes(words(name="清河县水务局2022年年报.docx"), "read.year")
        assert note.severity is Severity.WARNING
        assert "2022、2023" in note.message.zh
        assert "文件名" in note.message.zh

    @pytest.mark.parametrize("name", ["2024-01-20.docx", "W020240131.docx", "2024年1月20日.docx", "2023年报.docx", "a.docx"])
    def test_is_not_the_day_on_which_a_file_was_saved(self, name: str) -> None:
        assert notes(words(name=name), "read.year") == []

    def test_of_another_year_in_the_head_is_said(self) -> None:
        rows = columned(filled(FORM), "documents")
        rows[0][1] = "本年（2022）制发件数"
        report = read(document(TITLE, rows, columned(filled(FORM), "requests")))
        assert report.period == Period.year(2023)
        assert "表头" in notes(report, "read.year")[0].message.zh

    def test_that_the_words_never_name_is_said(self) -> None:
        report = words("一、总体情况", "2022年,我局公开信息12条。2022年收到申请3件。")
        assert "正文" in notes(report, "read.year")[0].message.zh

    def test_may_stand_beside_other_years_in_the_words(self) -> None:
        report = words("一、总体情况", "2022年以来工作平稳,2023年公开信息12条,2024年将改进。")
        assert notes(report, "read.year") == []


class TestWords:
    """Sections are told by their headings, however they are worded; paragraphs are kept character for character."""

    def test_are_shared_out_by_headings_of_many_wordings(self) -> None:
        made = filled(FORM)
        printed = dict(tables(made))
        report = read(
            document(
                "首页 > 政务公开 > 年度报告",
                "发布时间：2024-01-20",
                "清河县人民政府2023年政府信息公开工作年度报告",
                "根据《条例》的规定，现公布本报告。",
                "一、总体情况",
                "（一）主动公开情况。公开信息 12 条。",
                "二、主动公开政府信息情况",
                printed["documents"],
                "三、收到和处理政府信息公开申请的情况",
                printed["requests"],
                "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                printed["remedies"],
                "五、政府信息公开工作存在的主要问题及改进措施",
                "问题：人手不足。",
                "六、其他需要报告的事项",
                "信息处理费0元。",
                "清河县人民政府",
                "2024年1月22日",
                "主办单位：清河县人民政府 备案号0000",
            )
        )
        assert report.text == {
            "overview": "根据《条例》的规定，现公布本报告。\n（一）主动公开情况。公开信息 12 条。",
            "problems": "问题：人手不足。",
            "other": "信息处理费0元。",
        }
        assert (report.body.name, report.signed) == ("清河县人民政府", date(2024, 1, 22))
        assert [one.text for one in report.unread] == [
            "首页 > 政务公开 > 年度报告",
            "发布时间：2024-01-20",
            "主办单位：…人民政府 备案号0000",
        ]

    @pytest.mark.parametrize(
        ("title", "body"),
        [
            ("清河县人民政府2023年政府信息公开工作年度报告", "清河县人民政府"),
            ("2023年度清河县水务局政府信息公开工作年度报告", "清河县水务局"),
            ("关于清河县水务局2023年度政府信息公开工作年度报告", "清河县水务局"),
            ("2023年政府信息公开工作年度报告", None),
        ],
    )
    def test_name_the_body_in_the_title(self, title: str, body: str | None) -> None:
        assert words(title=title).body.name == body

    def test_name_the_body_over_a_title_that_does_not(self) -> None:
        rows = columned(filled(FORM), "remedies")
        report = read(document("清河县水务局", "2023年政府信息公开工作年度报告", rows))
        assert report.body.name == "清河县水务局"

    def test_signed_by_another_body_say_so(self) -> None:
        rows = columned(filled(FORM), "remedies")
        report = read(document(TITLE, rows, "六、其他需要报告的事项", "没有。", "清河县水务局办公室", "2024年1月22日"))
        assert report.body.name == "清河县水务局"
        assert "清河县水务局办公室" in notes(report, "read.body")[0].message.zh

    def test_under_a_table_are_kept_apart(self) -> None:
        rows = columned(filled(FORM), "remedies")
        report = read(document(TITLE, "四、政府信息公开行政复议、行政诉讼情况", rows, "注：含上年未结案件。"))
        assert [one.text for one in report.unread] == ["注：含上年未结案件。"]


class TestPages:
    """What stands at the head and foot of every page is none of the words; name and date may share a line."""

    def test_have_running_heads_and_feet(self) -> None:
        made = filled(FORM)
        texts = [
            [TITLE, "一、总体情况", "全年公开信息若干条。", "— 1 —"],
            ["清河县水务局年度报告 第2页", "接上页的一段。", "五、存在的主要问题及改进情况", "没有。", "— 2 —"],
            ["清河县水务局年度报告 第3页", "人手不足。", "清河县水务局 2024年1月22日", "— 3 —"],
        ]
        lines = [
            Words(text=text, where=f"page {page}, line {line}")
            for page, own in enumerate(texts, start=1)
            for line, text in enumerate(own, start=1)
        ]
        table = grid(columned(made, "remedies"), "page 2, table 1")
        report = read(OpenedDocument(blocks=(*lines[:5], table, *lines[5:])))
        assert report.text["problems"] == "没有。\n人手不足。"
        assert (report.body.name, report.signed) == ("清河县水务局", date(2024, 1, 22))
        assert [one.text for one in report.unread] == [
            "…水务局年度报告 第2页",
            "…的一段。",
            "…水务局年度报告 第3页",
        ]


class TestTables:
    """A table that is not there, or is a picture, is said under its heading; one that comes twice is kept apart."""

    def test_that_are_pictures_are_named_with_their_heading(self) -> None:
        printed = dict(tables(filled(FORM)))
        blocks: list[Any] = [
            TITLE,
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            printed["remedies"],
        ]
        report = read(document(*blocks, unreadable=[("paragraph 3", "picture")]))
        found = {note.cells[0]: note for note in notes(report, "read.table_missing")}
        assert "三、收到和处理政府信息公开申请情况" in found["requests.received"].message.zh
        assert "paragraph 3" in found["requests.received"].where

    def test_that_are_pictures_are_named_with_what_to_do(self) -> None:
        blocks: list[Any] = [TITLE, "三、收到和处理政府信息公开申请情况", dict(tables(filled(FORM)))["remedies"]]
        report = read(document(*blocks, unreadable=[("paragraph 3", "picture")]))
        (note,) = (one for one in notes(report, "read.table_missing") if "requests.received" in one.cells)
        assert all("govdisclosure-ocr" in words for words in (note.message.zh, note.message.en))
        wrong = [one for one in check(report).findings if one.severity is Severity.ERROR]
        assert not [one.rule for one in wrong if any(cell.startswith("requests.") for cell in one.cells)]

    def test_of_a_scan_that_are_not_recognised_are_sought_by_their_lines(self) -> None:
        blocks: list[Any] = [TITLE, "三、收到和处理政府信息公开申请情况", dict(tables(filled(FORM)))["remedies"]]
        scan = evolve(document(*blocks), readings={"page 1, line 1": ScanReading(confidence=0.99)})
        (note,) = (one for one in notes(read(scan), "read.table_missing") if "requests.received" in one.cells)
        assert ("框线" in note.message.zh, "ruled lines" in note.message.en) == (True, True)

    @pytest.mark.parametrize(
        ("kind", "named"),
        [
            ({"unreadable": (("page 2", "page without text"),)}, "govdisclosure-ocr"),
            ({"readings": {"page 1, line 1": ScanReading(confidence=0.99)}}, "框线"),
        ],
        ids=["not recognised", "without lines"],
    )
    def test_of_a_scan_without_any_are_asked_for(self, kind: dict[str, Any], named: str) -> None:
        with pytest.raises(UnreadableError) as error:
            read(evolve(document(TITLE), **kind))
        assert named in error.value.faults[0].sentence.zh

    def test_that_all_are_pictures_leave_the_words(self) -> None:
        words = ["全年主动公开政府信息两百多条，内容涉及水利各个方面。", "全年共制发行政规范性文件3件，均已向社会公布。"]
        heading = "三、收到和处理政府信息公开申请情况"
        report = read(document(TITLE, "一、总体情况", *words, heading, unreadable=[("paragraph 6", "picture")]))
        assert report.text["overview"] == "\n".join(words)
        assert report["documents.normative/made"] == 3
        missing = [one for one in notes(report, "read.table_missing") if "requests.received" in one.cells]
        assert [heading in one.message.zh and "图片" in one.message.zh for one in missing] == [True]

    def test_that_come_twice_are_kept_apart(self) -> None:
        rows = columned(filled(FORM), "remedies")
        report = read(document(TITLE, rows, [*rows[:-1], ["9"] * 15]))
        assert report["remedies.cases/after_total"] == filled(FORM)["remedies.cases/after_total"]
        assert len(notes(report, "read.table_twice")) == 1
        assert [one.text for one in report.unread].count("9") == 15


class TestSeveralReports:
    """A file with several reports gives each of them, divided at their titles."""

    def test_are_divided_at_their_titles(self) -> None:
        first, second = filled(FORM), evolve(filled(TRIAL, 2019), body=Body(id="清河县教育局", name="清河县教育局"))
        both = OpenedDocument(blocks=(*page(first).blocks, *page(second).blocks))
        found = read_all(both)
        assert [(one.body.name, one.period.end.year, one.standard.id) for one in found] == [
            ("清河县水务局", 2023, "cn-2021"),
            ("清河县教育局", 2019, "cn-2019"),
        ]
        assert [figures(one) for one in found] == [printed_cells(first), printed_cells(second)]
        assert [one.text for one in found] == [first.text, second.text]


# ------------------------------------------------------------------------------------------------ any report, disturbed


def disturbed(draw: Callable[[st.SearchStrategy[Any]], Any], rows: Rows, heads: int) -> list[Rows]:
    """Print a table as badly as agencies do; what comes out may be several grids."""
    kinds = st.sampled_from(["dropped", "blanks", "full width", "remarks", "extra", "split", "split bare", "short row"])
    kind = draw(kinds)
    made = [list(row) for row in rows]
    row = draw(st.integers(heads, len(made) - 1))
    labels = [place for place, text in enumerate(made[row]) if text and len(text) >= 6 and not text[-1].isdigit()]
    if kind == "dropped" and labels:
        text = made[row][labels[-1]] or ""
        gone = draw(st.integers(2, len(text) - 1))
        made[row][labels[-1]] = text[:gone] + text[gone + 1 :]
    elif kind == "blanks":
        made = [[" ".join(text) if text and len(text) > 1 and not text[-1].isdigit() else text for text in one] for one in made]
    elif kind == "full width":
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        made = [*made[:heads], *([text if text is None else text.translate(wide) for text in one] for one in made[heads:])]
    elif kind == "remarks":
        made[row] = [f"{text}（其中网上1件）" if text and text.isdigit() else text for text in made[row]]
    elif kind == "extra":
        made = [[*one, "备注" if not number else ABOVE if number < heads else "说明"] for number, one in enumerate(made)]
    elif kind.startswith("split") and row > heads and not any(text == LEFT for text in made[row]):
        rest = [["" if text == ABOVE and not number else text for text in one] for number, one in enumerate(made[row:])]
        return [made[:row], [*(made[:heads] if kind == "split" else []), *rest]]
    elif kind == "short row":
        made[row] = made[row][:-1]
    return [made]


def depth(rows: Rows, report: Report, key: str) -> int:
    table = next(one for one in report.standard.tables if one.key == key)
    return max((len(column.head) for column in table.columns), default=0) + 1


class TestAnyReport:
    """Of any report by any standard, however badly printed, every cell is right or reported: none is silently wrong."""

    @settings(max_examples=60)
    @given(st.data())
    def test_is_read_right_or_reported(self, data: st.DataObject) -> None:
        made = data.draw(reports(find))
        blocks: list[Any] = [made.fill_in(made.standard.title)]
        for key, rows in tables(made, grouped=data.draw(st.booleans())):
            blocks += disturbed(data.draw, rows, depth(rows, made, key)) if data.draw(st.booleans()) else [rows]
        report = read(document(*blocks))
        told = {cell.partition("/")[0] for note in report.notes if note.severity is Severity.WARNING for cell in note.cells}
        told |= {cell for note in report.notes for cell in note.cells}
        for address, value in printed_cells(made).items():
            if address in report.standard.spots and report[address] != value:
                assert address in told or address.partition("/")[0] in told, (address, value, report[address])
        if not any(note.rule == "read.standard" for note in report.notes):
            assert report.standard.id == made.standard.id

    @settings(max_examples=60)
    @given(reports(find))
    def test_that_is_printed_well_is_read_whole(self, made: Report) -> None:
        report = read(page(made))
        assert {key: report[key] for key in printed_cells(made)} == printed_cells(made)
        assert report.unread == ()


# ------------------------------------------------------------------------------------------------------------- the corpus


@needs(CORPUS)
class TestPublishedFigures:
    """Figures of real reports, printed as the form has them, are read back cell by cell."""

    @pytest.mark.parametrize(
        ("name", "identity"),
        [("suqian-city-2023", "cn-2021"), ("jinhu-county-2023", "cn-2021"), ("shanghai-general-office-2019", "cn-2019")],
    )
    def test_are_read_as_published(self, name: str, identity: str) -> None:
        data = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
        standard = find(identity)
        texts = list(data["cells"].values())
        order = [key for key, spot in standard.spots.items() if spot.table.printed]
        assert len(texts) == len(order)
        cells = {key: Cell(value=text) for key, text in zip(order, texts, strict=True)}
        made = Report(
            standard=standard, body=Body(id="x", name=data["agency"]), period=Period.year(int(data["year"])), cells=cells
        )
        report = read(page(made))
        assert report.standard.id == identity
        assert report.body.name == data["agency"]
        assert {key: cell.printed for key, cell in report.cells.items()} == dict(zip(order, texts, strict=True))
        assert all(isinstance(report[key], Blank) == (not text) for key, text in zip(order, texts, strict=True))
        assert warned(report) == set()


class TestLimits:
    """A hostile report is refused."""

    def test_of_labels_that_are_all_nearly_the_standards(self) -> None:
        labels = [row.label for row in FORM.tables[4].rows]
        rows: Rows = [[labels[number % len(labels)][:-1] + chr(0x4E00 + number), str(number)] for number in range(9_000)]
        with pytest.raises(UnreadableError):
            read(document(TITLE, rows))

    def test_of_more_cells_than_any_report_has(self) -> None:
        with pytest.raises(UnreadableError):
            read(document(TITLE, [["1"] * 21 for _ in range(1_000)]))


def test_values_are_shown_as_they_are_printed() -> None:
    assert [shown(value) for value in (0, Decimal("1.50"), True, False, Blank.MISSING, Blank.NOT_APPLICABLE, "无")] == [
        "0",
        "1.50",
        "是",
        "否",
        "",
        "—",
        "无",
    ]
