"""The layout of a printed table: the forms as they are printed, and whatever a standard may say, each cell once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from govdisclosure import available_standards, load_standard
from govdisclosure.errors import InvalidStandardError
from govdisclosure.standards import Standard, loader
from govdisclosure.standards.table_grid import CellPart, TableGrid, grid_of, grids_of
from govdisclosure.testing.small_standards import entered, one_table


def grid(standard: str, section: str) -> TableGrid:
    found = load_standard(standard)
    (made,) = grids_of(found, next(one for one in found.sections if one.key == section))
    return made


def text_lines(made: TableGrid) -> list[list[str]]:
    """What the cells of each line say; a cell that goes over several columns, or began above, is there each time."""
    return [
        [text for cell in line for text in [cell.text or (cell.address or "").rpartition("/")[2]] * cell.width]
        for line in made.lines
    ]


class TestTheFormOf2021:
    """Its tables are laid out as the form prints them (national-2021: how it is printed)."""

    def test_prints_table_2_as_one_grid_of_four_columns(self) -> None:
        made = grid("cn-2021", "proactive")
        assert (made.width, made.height, made.stub, made.repeat) == (4, 14, 1, 0)
        assert text_lines(made)[:3] == [
            ["第二十条第（一）项"] * 4,
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "made", "repealed", "in_force"],
        ]
        assert text_lines(made)[4:7] == [
            ["第二十条第（五）项"] * 4,
            ["信息内容", *["本年处理决定数量"] * 3],
            ["行政许可", *["decided"] * 3],
        ]

    def test_prints_table_3_with_three_label_columns(self) -> None:
        made = grid("cn-2021", "requests")
        assert (made.width, made.height, made.stub, made.repeat) == (10, 28, 3, 3)
        corner, *_ = made.cells
        assert (corner.height, corner.width) == (3, 3)
        stubs = [[cell.text for cell in line if cell.right <= 3 for _ in range(cell.width)] for line in made.lines[3:]]
        assert stubs[0] == ["一、本年新收政府信息公开申请数量"] * 3
        assert stubs[2] == ["三、本年度办理结果", "（一）予以公开", "（一）予以公开"]
        assert stubs[4] == ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
        assert stubs[-2:] == [["三、本年度办理结果", "（七）总计", "（七）总计"], ["四、结转下年度继续办理"] * 3]
        groups = {cell.text: cell.height for cell in made.cells if cell.part is CellPart.GROUP}
        assert groups == {
            "三、本年度办理结果": 22,
            "（三）不予公开": 8,
            "（四）无法提供": 3,
            "（五）不予处理": 5,
            "（六）其他处理": 3,
        }

    def test_prints_table_4_without_labels(self) -> None:
        made = grid("cn-2021", "remedies")
        assert (made.width, made.height, made.stub) == (15, 4, 0)
        names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        assert text_lines(made)[:3] == [
            ["行政复议"] * 5 + ["行政诉讼"] * 10,
            [*names, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
            [*names * 3],
        ]

    def test_names_what_is_over_and_beside_a_figure(self) -> None:
        made = grid("cn-2021", "requests")
        figure = made.places["requests.results.refused.state_secret/business"]
        assert [cell.text for cell in made.heads_of(figure)] == [
            "申请人情况",
            "法人或其他组织",
            "商业企业",
            "三、本年度办理结果",
            "（三）不予公开",
            "1.属于国家秘密",
        ]


class TestEveryForm:
    """No cell is lost, shown twice, or over another, in any standard that is shipped."""

    @pytest.mark.parametrize("name", sorted(available_standards()))
    def test_is_covered_once(self, name: str) -> None:
        standard = load_standard(name)
        made = [one for section in standard.sections for one in grids_of(standard, section, printed=False)]
        assert all(one.is_whole for one in made)
        assert sorted(found for one in made for found in one.places) == sorted(standard.spots)

    def test_of_an_annex_follows_the_standard(self) -> None:
        standard = load_standard("cn-2021+cn-2019:requests")
        (made,) = grids_of(standard, next(one for one in standard.sections if one.key == "requests"))
        assert (made.stub, made.height) == (3, 26)


def labelled(rows: str, stub: int) -> Standard:
    return one_table(rows, more=f"stub = {stub}")


def stubs(standard: Standard) -> list[list[str]]:
    (made,) = grids_of(standard, standard.sections[-1])
    return [[cell.text for cell in line if cell.part.is_stub for _ in range(cell.width)] for line in made.lines[made.repeat :]]


class TestLabelColumns:
    """``stub`` says how many there are, headings and ``head`` what is beside several rows."""

    ROWS = (
        '{ key = "a", label = "甲" }, { key = "a.b", label = "乙", entered = "count" },'
        '{ key = "a.c", label = "丙" }, { key = "a.c.d", label = "丁", entered = "count" },'
        '{ key = "e", label = "戊", entered = "count" }, { key = "f", label = "己" }'
    )

    def test_are_one_with_a_line_for_each_heading_unless_the_file_says_otherwise(self) -> None:
        assert stubs(labelled(self.ROWS, 1)) == [["甲"], ["乙"], ["丙"], ["丁"], ["戊"], ["己"]]

    def test_put_headings_beside_their_rows_and_leave_what_has_none_a_line(self) -> None:
        assert stubs(labelled(self.ROWS, 3)) == [["甲", "乙", "乙"], ["甲", "丙", "丁"], ["戊"] * 3, ["己"] * 3]

    def test_print_groups_that_are_no_rows(self) -> None:
        rows = ",".join(
            f'{{ key = "{key}", label = "{key}", head = ["{group}"], entered = "count" }}'
            for key, group in (("a", "甲"), ("b", "甲"), ("c", "乙"))
        )
        assert stubs(labelled(rows, 2)) == [["甲", "a"], ["甲", "b"], ["乙", "c"]]

    @pytest.mark.parametrize(
        ("rows", "stub", "says"),
        [
            (ROWS, 2, "labels have 3 levels"),
            (entered("a", "b"), 0, "exactly one row"),
            ('{ key = "a", label = "a", head = ["b"], entered = "count" }', 1, "labels have 2 levels"),
            (
                '{ key = "a", label = "a" }, { key = "a.b", label = "b", entered = "count" },' + entered("c", "a.d"),
                3,
                "under the heading a",
            ),
        ],
    )
    def test_are_refused_where_a_row_could_not_be_told_from_another(self, rows: str, stub: int, says: str) -> None:
        with pytest.raises(InvalidStandardError, match=says):
            labelled(rows, stub)

    def test_are_proved_to_show_each_cell_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loader, "grid_of", lambda tables: _without_last(grid_of(tables)))
        with pytest.raises(InvalidStandardError, match="leave a gap"):
            one_table(entered("a"))


def _without_last(made: TableGrid) -> TableGrid:
    return TableGrid(made.cells[:-1], made.width, made.height, made.stub, made.repeat, made.blocks)


class TestAnyStandard:
    """Whatever groups, headings, columns and tables there are, every cell is in the grid once and nothing overlaps."""

    @given(
        st.lists(st.lists(st.sampled_from("ab"), max_size=3), min_size=1, max_size=8),
        st.lists(st.lists(st.sampled_from("xy"), max_size=2), max_size=5),
        st.booleans(),
    )
    def test_is_laid_out_whole(self, rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]], unit: bool) -> None:
        lines = ",".join(
            f'{{ key = "r{at}", label = "r{at}", head = {list(head)!r}, entered = "count" }}' for at, head in enumerate(rows)
        )
        heads = ",".join(f'{{ key = "c{at}", label = "c", head = {list(head)!r} }}' for at, head in enumerate(columns))
        more = f"stub = {max(map(len, rows)) + 1}" + ('\nunit_head = "单位"' if unit else "")
        standard = one_table(lines, columns=heads, more=more)
        (made,) = grids_of(standard, standard.sections[-1])
        assert made.is_whole
        for found, cell in made.places.items():
            row, _, column = found.partition("/")
            over = [one.text for one in made.heads_of(cell)]
            expected = [*columns[int(column[1:])], "c"] if column else [""]
            assert over == [*expected, *rows[int(row[1:])], row]

    @given(st.lists(st.integers(0, 4), min_size=2, max_size=5))
    def test_joined_is_as_wide_as_its_widest_table(self, counts: Sequence[int]) -> None:
        tables = [
            one_table(entered("a"), columns=",".join(f'{{ key = "c{at}", label = "c" }}' for at in range(count))).tables[0]
            for count in counts
        ]
        made = grid_of(tables)
        assert made.width == 1 + max(1, *counts)
        assert sum(cell.width for cell in made.cells if cell.part is CellPart.FIGURE) == (made.width - 1) * len(tables)
