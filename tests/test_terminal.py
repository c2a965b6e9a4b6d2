"""What a terminal of 80 columns shows: tables that fit or are shown otherwise, nothing lost; findings once, in few words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.console import Console

from govdisclosure import Blank, Cell, check, read
from govdisclosure.cli import display
from govdisclosure.cli.main import cli
from govdisclosure.cli.terminal_tables import TableLook, TerminalTable, show_table
from govdisclosure.messages import speaking

REPORTS = Path(__file__).parents[1] / "examples" / "city-2024" / "reports"
TEXTS = st.text(st.sampled_from("一二三政府信息公开ab c（）/"), max_size=60)
FIGURES = st.integers(0, 99999).map(str)


def printed(heads: list[str], rows: list[list[str]], figures: set[int], width: int = 80) -> list[str]:
    out = io.StringIO()
    screen = Console(file=out, width=width, force_terminal=True, color_system=None)
    show_table(screen, heads, rows, frozenset(figures))
    return out.getvalue().splitlines()


def look(heads: list[str], rows: list[list[str]], figures: set[int], width: int = 80) -> TableLook:
    return TerminalTable(heads, rows, frozenset(figures), width).look()


class TestTables:
    """A table is shown as it is where it fits; else with numbers for heads, its long texts below, or row by row."""

    LONG = ("申请人情况/自然人", "法人或其他组织/商业企业", "法人或其他组织/社会公益组织", "申请人情况/总计")

    def test_as_it_is_where_it_fits(self) -> None:
        assert look(["a", "b"], [["1", "2"]] * 2, {0, 1}) is TableLook.PLAIN

    def test_numbers_take_the_place_of_wide_heads(self) -> None:
        rows = [["（一）予以公开", "1", "2", "3", "4"], ["（二）部分公开", "10", "20", "30", "40"]]
        lines = printed(["指标", *self.LONG], rows, {1, 2, 3, 4})
        assert look(["指标", *self.LONG], rows, {1, 2, 3, 4}) is TableLook.NUMBERED
        assert "[2]法人或其他组织/商业企业" in "".join(lines)
        assert any(re.fullmatch(r" （一）予以公开 +1 +2 +3 +4 *", line) for line in lines)

    def test_a_long_text_is_below_its_row(self) -> None:
        rows = [["教育局" * 8, "1", "很长的说明" * 20], ["公安局", "0", "没有问题"]]
        lines = printed(["机关", "错误", "首要问题"], rows, {1})
        assert look(["机关", "错误", "首要问题"], rows, {1}) is TableLook.BELOW
        assert any(line.startswith("    很长的说明") for line in lines)
        assert any(line.startswith("公安局") and line.endswith("没有问题") for line in lines)

    def test_one_text_that_is_much_longer_is_below_also_beside_other_texts(self) -> None:
        rows = [["教育局", "不通过", "1", "0", "很长的说明" * 20], ["公安局", "通过", "0", "0", "没有问题"]]
        assert look(["机关", "结论", "错误", "需说明", "首要问题"], rows, {2, 3}) is TableLook.BELOW

    def test_several_texts_share_the_room(self) -> None:
        rows = [["2024-01-09", "重新作出答复" * 4, "救济案件 case-0029", "自然资源和规划局" * 3]] * 2
        assert look(["期限", "事项", "记录", "机关"], rows, set()) is TableLook.FOLDED

    def test_what_matters_most_comes_first_and_the_rest_below_it(self) -> None:
        heads, row = (
            ["期限", "剩余天数", "事项", "记录", "依据"],
            ["2024-03-08", "-287", "答复申请人" * 6, "申请 A2", "第33条" * 3],
        )
        out = io.StringIO()
        screen = Console(file=out, width=60, force_terminal=True, color_system=None)
        show_table(screen, heads, [row, ["未定", "", "公布", "", ""]], frozenset({1}), leading=3)
        assert [line.split() for line in out.getvalue().splitlines() if "─" not in line] == [
            ["期限", "剩余天数", "事项"],
            ["2024-03-08", "-287", "答复申请人答复申请人答复申请人答复"],
            ["申请人答复申请人答复申请人"],
            ["申请", "A2", "第33条第33条第33条"],
            ["未定", "公布"],
        ]
        assert TerminalTable(heads, [row], frozenset({1}), 200, leading=3).look() is TableLook.PLAIN

    def test_one_wide_row_is_shown_cell_by_cell(self) -> None:
        rows = [["合计", *"123456789"]]
        heads = [
            "指标",
            *(
                f"行政复议/{one}"
                for one in ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "甲方", "乙方", "丙方", "丁方"]
            ),
        ]
        assert look(heads, rows, set(range(1, 10))) is TableLook.BY_ROW
        assert sum("行政复议" in line for line in printed(heads, rows, set(range(1, 10)))) == 9

    @given(
        st.integers(1, 5).flatmap(
            lambda texts: st.integers(0, 7).flatmap(
                lambda figures: st.tuples(
                    st.lists(TEXTS, min_size=texts + figures, max_size=texts + figures),
                    st.lists(st.tuples(*[TEXTS] * texts, *[FIGURES] * figures).map(list), min_size=1, max_size=4),
                    st.just(texts),
                )
            )
        ),
        st.sampled_from([60, 80, 132]),
    )
    def test_nothing_is_wider_than_the_terminal_and_no_figure_is_broken(
        self, table: tuple[list[str], list[list[str]], int], width: int
    ) -> None:
        heads, rows, texts = table
        figures = set(range(texts, len(heads)))
        lines = printed(heads, rows, figures, width)
        assert all(cell_len(line) <= width for line in lines)
        for row in rows:
            for figure in row[texts:]:
                assert any(re.search(rf"(?<![0-9]){figure}(?![0-9])", line) for line in lines)


class TestFindings:
    """Each is said once; many blank cells are said by table, many places by the first and their number."""

    @pytest.fixture
    def lines(self, capsys: pytest.CaptureFixture[str]) -> list[str]:
        report = read(REPORTS / "2024" / "market.json")
        totals = [key for key, spot in report.standard.spots.items() if spot.parts]
        cells = {**report.cells, **{key: Cell(value=Blank.MISSING) for key in totals}}
        wrong = evolve(cells["requests.received/natural_person"], value=99)
        with speaking("zh"):
            display.show_verdict(check(evolve(report, cells={**cells, "requests.received/natural_person": wrong})))
        return capsys.readouterr().out.splitlines()

    def test_many_blank_cells_are_said_by_table(self, lines: list[str]) -> None:
        (line,) = [line for line in lines if "没有填" in line]
        assert (
            line
            == "【提示】 有34格没有填：“三、收到和处理政府信息公开申请情况”31格、“四、政府信息公开行政复议、行政诉讼情况”3格"
        )

    def test_a_rule_that_fails_again_is_not_explained_again(self, lines: list[str]) -> None:
        assert sum("请核对并更正" in line for line in lines) == 1
        assert sum("同一条关系" in line and "（requests.balance）" in line for line in lines) == 1

    def test_what_was_not_checked_is_a_line_a_table(self, tmp_path: Path) -> None:
        report = read(REPORTS / "2024" / "culture.json")
        totals = {key: Cell(value=Blank.MISSING) for key in report.standard.spots if key.endswith("/total")}
        (tmp_path / "a.json").write_text(evolve(report, cells={**report.cells, **totals}).to_json(), encoding="utf-8")
        said = CliRunner().invoke(cli, ["--lang", "zh", "check", str(tmp_path / "a.json")]).stderr.splitlines()
        assert sum("没有核对" in line for line in said) <= 3
        assert any(re.match("“三、.*”有[0-9]+条勾稽关系没有核对，如：", line) for line in said)
