"""What is certain of figures that were read, and what is not: doubts where nothing tells, none where the print does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.readers.test_recognition import TITLE, filled, find, notes, read, requests, same_requests, warned

from govdisclosure import library
from govdisclosure.report import Report
from govdisclosure.testing.flattening import bar_behind, bars, copied_from_browser
from govdisclosure.testing.pages import ABOVE, LEFT, Rows, columned, document
from govdisclosure.testing.published import Box, Print, any_report, judged, printed
from govdisclosure.values import Severity

HEAD = 3
"""So many rows of heads has table three."""
FIRST = 3
"""... and so many columns of labels."""


def severities(report: Report, rule: str) -> set[Severity]:
    return {one.severity for one in notes(report, rule)}


def paper(standard: str) -> Print:
    return printed(any_report(library.load_standard(standard), Random(standard)))


def box(made: Print, key: str) -> Box:
    return next(one for _, one in made.figures() if one.key == key)


def in_text(made: Print, layout: Callable[[Print], str], folder: Path) -> Report:
    return read_text(layout(made), folder)


def read_text(text: str, folder: Path) -> Report:
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    return library.read_all(file)[0]


class TestPiecesOfCells:
    """A figure alone in the next line may be a piece of the cell before it."""

    def test_of_a_copied_list_are_doubted(self, tmp_path: Path) -> None:
        made = paper("cn-2014")
        own = box(made, "requests.completed.extended")
        own.text, own.allowed = f"{own.text}\n1", ()
        report = in_text(made, copied_from_browser, tmp_path)
        assert [one.cells for one in notes(report, "read.figure_beside")] == [("requests.completed.extended",)]
        assert judged(made, report).wrong == ()


class TestTablesOfAnotherForm:
    """A table that prints too little of its form may be taken for another's: the cells of its own form are named."""

    def test_are_named_with_the_cells_of_the_form_of_the_rest(self, tmp_path: Path) -> None:
        made = paper("cn-2019")
        sheet = next(one for one in made.sheets() if one[0][0] and one[0][0].text.startswith("第二十条"))
        for row in sheet:
            label = row[0].key if row[0] else ""
            if label.startswith(("decisions.licences", "decisions.other_services")):
                for one in row[1:]:
                    if one is not None:
                        one.text, one.allowed = "", ()
                del row[2 if label.endswith("services") else len(row) :]
        report = in_text(made, bars, tmp_path)
        assert judged(made, report).wrong == ()


class TestEndsOfRows:
    """An office that prints no totals leaves the last cell blank in many rows; elsewhere a blank one may be a cell too few."""

    def without_totals(self, rows: Rows) -> Rows:
        block = [row for row in rows[HEAD + 2 :] if not any(str(one).startswith(("（七）", "四、")) for one in row)]
        for row in block:
            row[-1] = ""
        return rows

    def test_that_are_blank_in_every_row_of_a_block_are_certain(self) -> None:
        report = read(requests(lambda rows: self.without_totals(agreeing(rows))))
        assert notes(report, "read.row_end_blank") == []

    def test_that_are_blank_in_one_row_outside_it_are_doubted(self) -> None:
        def change(rows: Rows) -> Rows:
            rows = self.without_totals(agreeing(rows))
            del rows[HEAD][FIRST + 1]
            rows[HEAD].append("")
            return rows

        report = read(requests(change))
        assert [one.cells for one in notes(report, "read.row_end_blank")] == [("requests.received",)]


def agreeing(rows: Rows) -> Rows:
    """Return table three with ones in every row, and in the total of each column what they come to."""
    made = [list(row) for row in rows]
    results = [row for row in made[HEAD + 2 :] if not any(str(one).startswith(("（七）", "四、")) for one in row)]
    for row in made[HEAD:]:
        row[FIRST:] = [*["1"] * 6, "6"]
    total = next(row for row in made if any(str(one).startswith("（七）") for one in row))
    total[FIRST:] = [*[str(len(results))] * 6, str(6 * len(results))]
    return made


class TestHeads:
    """Heads that are cut, one place off or fewer than the form's leave no doubt where only one reading is left."""

    def shifted(self, rows: Rows) -> Rows:
        return [[*row[1:], ""] if at < HEAD else row for at, row in enumerate(rows)]

    def test_that_are_one_to_the_left_are_certain_where_every_row_has_as_many_cells(self) -> None:
        report = read(requests(self.shifted))
        assert severities(report, "read.heads_moved") == {Severity.INFO}
        assert notes(report, "read.sum_differs") == []

    def test_that_are_one_to_the_left_are_doubted_where_a_row_has_another_count(self) -> None:
        report = read(requests(lambda rows: [row[:-1] if at == HEAD + 1 else row for at, row in enumerate(self.shifted(rows))]))
        assert severities(report, "read.heads_moved") == {Severity.WARNING}

    @pytest.mark.parametrize(("cut", "severity"), [("社会公", Severity.INFO), ("社会工", Severity.WARNING)])
    def test_that_begin_one_name_only_are_that_columns(self, cut: str, severity: Severity) -> None:
        report = read(requests(lambda rows: [[cut if one == "社会公益组织" else one for one in row] for row in rows]))
        assert severities(report, "read.head") == {severity}

    def test_that_begin_two_names_are_doubted(self) -> None:
        rows = columned(filled(find("cn-2019")), "documents")
        rows[0] = [str(one)[:3] if str(one).startswith("本年新") else one for one in rows[0]]
        report = read(document(TITLE, rows, columned(filled(find("cn-2019")), "charges")))
        assert severities(report, "read.head") == {Severity.WARNING}

    def test_of_a_column_that_is_not_printed_are_missing_for_certain(self) -> None:
        left_out = requests(lambda rows: [[one for at, one in enumerate(row) if at != FIRST + 2] for row in rows])
        report = read(left_out)
        assert severities(report, "read.column_missing") == {Severity.INFO}
        assert "read.column_missing" not in warned(report)

    def test_of_a_column_beside_one_of_another_name_are_in_doubt(self) -> None:
        report = read(requests(lambda rows: [["海外机构" if one == "科研机构" else one for one in row] for row in rows]))
        assert Severity.WARNING in severities(report, "read.column_missing") | severities(report, "read.head")

    def test_that_are_changed_about_put_in_doubt_the_columns_under_them_only(self) -> None:
        swapped = {"自然人": "总计", "总计": "自然人"}
        report = read(requests(lambda rows: [[swapped.get(str(one), one) for one in row] for row in rows]))
        assert {one.cells[0].partition("/")[2] for one in notes(report, "read.sum_differs")} == {"natural_person", "total"}


class TestUnits:
    """A unit that counts one each changes no figure; one of money or of many does."""

    @pytest.mark.parametrize(("unit", "severity"), [("宗", Severity.INFO), ("人次", Severity.WARNING)])
    def test_in_cells_are_doubted_where_they_may_count_something_else(self, unit: str, severity: Severity) -> None:
        def change(rows: Rows) -> Rows:
            rows[HEAD][FIRST] = f"{rows[HEAD][FIRST]}{unit}"
            return rows

        assert severities(read(requests(change)), "read.cell_unit") == {severity}


class TestRowsWithoutLabels:
    """A row whose label is blank is read by its place where one row is missing there, and said to be."""

    def blank(self, at: int) -> Callable[[Rows], Rows]:
        return lambda rows: [["" if place == FIRST - 1 else one for place, one in enumerate(row)] if line == at else row
                             for line, row in enumerate(rows)]  # fmt: skip

    def test_are_read_between_their_neighbours(self) -> None:
        report = read(requests(self.blank(HEAD + 6)))
        (note,) = notes(report, "read.label_lost")
        assert {key for key in filled(find("cn-2021")).cells if key.startswith(f"{note.cells[0]}/")} <= report.cells.keys()
        assert same_requests(report)

    def test_are_none_where_two_are_missing(self) -> None:
        def change(rows: Rows) -> Rows:
            rows = self.blank(HEAD + 6)(rows)
            return [row for at, row in enumerate(rows) if at != HEAD + 7]

        assert notes(read(requests(change)), "read.label_lost") == []


class TestHeadsInText:
    """The order of columns follows from heads in levels: what a group holds is in the group's place."""

    def lines(self, heads: list[list[str]], extra: str = "") -> str:
        made = filled(find("cn-2021"))
        rows = [[str(one) for one in row if one not in (ABOVE, LEFT)] for row in columned(made, "requests")[HEAD:]]
        body = [[*row, *([extra] if extra else [])] for row in rows]
        return "\n".join([TITLE, *(" | ".join(row) for row in [*heads, *body])])

    BODIES = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")

    def test_that_are_changed_about_are_read_as_they_say_and_doubted(self, tmp_path: Path) -> None:
        text = self.lines([["申请人情况"], ["总计", "法人或其他组织", "自然人"], list(self.BODIES)])
        report = read_text(text, tmp_path)
        assert report["requests.received/business"] == filled(find("cn-2021"))["requests.received/business"]
        assert report["requests.received/total"] == filled(find("cn-2021"))["requests.received/natural_person"]
        assert "read.order" in warned(report)

    def test_beside_another_one_leave_each_figure_in_its_column(self, tmp_path: Path) -> None:
        text = self.lines([["申请人情况", "上年数"], ["自然人", "法人或其他组织", "总计"], list(self.BODIES)], "77")
        report = read_text(text, tmp_path)
        assert same_requests(report)
        assert {"read.count", "read.column_extra"} <= warned(report)

    def test_are_joined_from_their_pieces(self, tmp_path: Path) -> None:
        made = paper("cn-2021")
        for sheet in made.sheets():
            for one in {id(one): one for row in sheet for one in row if one is not None and one.role == "head"}.values():
                one.text = one.text.replace("结果纠正", "结\n果\n纠\n正").replace("其他结果", "其他\n结果")
        assert judged(made, in_text(made, copied_from_browser, tmp_path)).reported == ()

    def test_down_the_side_are_read_with_the_figure_behind_each(self, tmp_path: Path) -> None:
        made = paper("cn-2021")
        sheet = next(one for one in made.sheets() if len(one) == 4)
        sheet[:] = [list(row) for row in zip(*sheet, strict=True)]
        verdict = judged(made, in_text(made, bars, tmp_path))
        assert (verdict.reported, verdict.wrong) == ((), ())

    def test_over_a_page_number_are_those_of_the_rows_below_it(self, tmp_path: Path) -> None:
        text = self.lines([["申请人情况"], ["自然人", "法人或其他组织", "总计"], list(self.BODIES)])
        report = read_text(text.replace("一、本年新收", "3\n一、本年新收", 1), tmp_path)
        assert same_requests(report)
        assert notes(report, "read.order") == []


class TestCopies:
    """Last year's table in the same file fills no row that this year's lacks, whichever is first."""

    @pytest.mark.parametrize("old_first", [True, False])
    def test_are_kept_apart(self, *, old_first: bool) -> None:
        rows = columned(filled(find("cn-2021")), "requests")
        other = [[f"9{one}" if at >= HEAD and place >= FIRST else one for place, one in enumerate(row)]
                 for at, row in enumerate(rows)]  # fmt: skip
        this = [row for at, row in enumerate(rows) if at not in (HEAD, HEAD + 1)]
        old: Rows = [["2022年", *[LEFT] * 9], *other]
        new: Rows = [["2023年", *[LEFT] * 9], *this]
        report = read(document(TITLE, [*old, *new] if old_first else [*new, *old]))
        assert same_requests(report, but=("requests.received", "requests.carried_in"))
        assert "requests.received/total" not in report.cells

    def test_in_text_are_told_apart_by_the_line_of_their_year(self, tmp_path: Path) -> None:
        made = paper("cn-2021")
        sheet = next(
            one
            for one in made.sheets()
            if any(box is not None and box.key == "requests.received" for row in one for box in row)
        )
        old = [
            [Box("9" if one.role == "figure" else one.text, one.role) if one is not None else None for one in row]
            for row in sheet
        ]
        wide = len(sheet[0])
        sheet[:] = [[Box("2022年")] * wide, *old, [Box("2023年")] * wide, *sheet]
        report = in_text(made, bar_behind, tmp_path)
        assert judged(made, report).reported == ()


class TestLabelsOfLists:
    """Two labels of a list that share a cell leave open whose the values are."""

    def test_put_in_doubt_the_row_behind_a_label_alone(self, tmp_path: Path) -> None:
        made = paper("cn-2014")
        text = copied_from_browser(made)
        label = made.made.standard.rows["requests.completed.extended"].label
        before = next(line for line in text.splitlines() if line.startswith(label))
        report = read_text(text.replace(before, before.partition("\t")[0]), tmp_path)
        assert any(one.rule == "read.row_lost_beside" for one in report.notes)
