"""Words that name cells: ``{disclosure.proactive}`` in a text becomes the figure, so text cannot disagree with the table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure.errors import ExpressionError, UnknownIndicatorError
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Term, load_text
from govdisclosure.text_bindings import bindings, filled_in, parse_binding
from govdisclosure.values import Blank, Period, Value

STANDARD = load_text(
    """
    id = "words"
    edition = "1"
    title = "x"
    authority = "x"
    sections = [{ key = "overview", text = true }, { key = "s", tables = ["plain", "wide"] }]
    [[tables]]
    key = "plain"
    rows = [
      { key = "all", label = "总数", entered = "count" },
      { key = "all.online", label = "网上", entered = "count" },
      { key = "fee", label = "费", entered = "amount" },
      { key = "part", label = "占比", entered = "share" },
      { key = "done", label = "完成", entered = "yes/no" },
      { key = "words", label = "说明", entered = "text" },
      { key = "empty", label = "空", entered = "count" },
      { key = "dash", label = "不适用", entered = "count" },
    ]
    [[tables]]
    key = "wide"
    columns = [{ key = "men", label = "男", entered = "count" }, { key = "women", label = "女", entered = "count" }]
    rows = [{ key = "people", label = "人" }]
    """,
    name="words.toml",
)
VALUES: dict[str, Value] = {
    "all": 946,
    "all.online": 711,
    "fee": Decimal("12.50"),
    "part": Decimal("33.3"),
    "done": True,
    "words": "已建立制度",
    "dash": Blank.NOT_APPLICABLE,
    "people/men": 7,
    "people/women": 9,
}


def report(**values: Value) -> Report:
    cells = {address: Cell(value=value) for address, value in {**VALUES, **values}.items()}
    return Report(standard=STANDARD, body=Body(id="b"), period=Period.year(2015), cells=cells)


def filled(text: str, **values: Value) -> str:
    """The text filled in; a cell that is printed as the standard prints it is shown as <its address>."""
    return filled_in(text, report(**values), lambda address: f"<{address}>")


class TestCell:
    """In braces stands a cell."""

    def test_becomes_its_figure(self) -> None:
        assert filled("主动公开{all}条，其中网上{ all.online }条。") == "主动公开946条，其中网上711条。"

    def test_of_a_table_with_columns_is_named_in_either_way(self) -> None:
        assert filled("{people/men}男{people['women']}女") == "7男9女"

    @pytest.mark.parametrize(("text", "expected"), [("{fee}万元", "12.50万元"), ("{part}%", "33.3%")])
    def test_keeps_its_decimals(self, text: str, expected: str) -> None:
        assert filled(text) == expected

    def test_of_zero_is_0_whatever_the_table_prints(self) -> None:
        assert filled("共{all}件", all=0) == "共0件"

    def test_without_a_number_is_printed_as_in_the_table(self) -> None:
        assert filled("{done};{words}") == "<done>;<words>"

    def test_that_is_blank_stays_visible(self) -> None:
        assert filled("共{empty}件，{dash}件") == "共【empty】件，【dash】件"

    def test_that_the_report_lacks_altogether_is_missing(self) -> None:
        assert (
            filled_in("{all}", Report(standard=STANDARD, body=Body(id="b"), period=Period.year(2015), cells={}), str)
            == "【all】"
        )

    @pytest.mark.parametrize("text", ["al", "people", "people/children", "people['children']", "all/men", "ALL", "办件量", ""])
    def test_that_does_not_exist_stays_visible(self, text: str) -> None:
        assert filled(f"共{{{text}}}件") == f"共【{text}】件"


class TestSum:
    """In braces stands a sum of cells, with whole factors."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{all + all.online}", "1657"),
            ("{all - all.online}", "235"),
            ("{all.online - all}", "-235"),
            ("{all - (all.online - 1)}", "236"),
            ("{2 * all + 3}", "1895"),
            ("{-all}", "-946"),
            ("{people/men + people/women}", "16"),
            ("{people['men'] - people/women}", "-2"),
            ("{all + fee}", "958.50"),
            ("{fee - 12}", "0.50"),
            ("{all - all}", "0"),
        ],
    )
    def test_becomes_its_value(self, text: str, expected: str) -> None:
        assert filled(text) == expected

    @pytest.mark.parametrize("text", ["all + empty", "all - dash", "-empty", "all + words", "done + 1", "2 * done", "-words"])
    def test_with_a_part_that_is_no_number_stays_visible(self, text: str) -> None:
        """A yes is no figure of a text: 'yes + 1' is not printed as 'yes' either."""
        assert filled(f"{{{text}}}") == f"【{text}】"


class TestShare:
    """In braces stands a share: per cent with one decimal, rounded half up."""

    @pytest.mark.parametrize(
        ("part", "whole", "expected"),
        [
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (1, 8, "12.5%"),
            (1, 16, "6.3%"),  # 6.25
            (5, 80, "6.3%"),  # 6.25 again
            (3, 16, "18.8%"),  # 18.75
            (1, 1, "100.0%"),
            (0, 7, "0.0%"),
            (3, 2, "150.0%"),
            (1, 2000, "0.1%"),  # 0.05
            (1, 2001, "0.0%"),
        ],
    )
    def test_is_rounded_half_up(self, part: int, whole: int, expected: str) -> None:
        assert filled("{all.online / all}", **{"all.online": part, "all": whole}) == expected

    def test_of_sums_is_a_share_of_their_values(self) -> None:
        assert filled("{people/men / people/men + people/women}") == "43.8%"  # 7 of 16: 43.75
        assert filled("{ all - 46  /  2 * all }") == "47.6%"  # 900 of 1892: 47.57

    def test_of_a_large_number_is_exact(self) -> None:
        assert filled("{all.online / all}", **{"all.online": 10**40 // 8, "all": 10**40}) == "12.5%"
        assert filled("{all.online / all}", **{"all.online": 10**40, "all": 1}) == f"1{'0' * 42}.0%"

    @pytest.mark.parametrize("text", ["all / 0", "all / all.online", "all / empty", "empty / all", "all / words", "done / all"])
    def test_that_cannot_be_stays_visible(self, text: str) -> None:
        assert filled(f"{{{text}}}", **{"all.online": 0}) == f"【{text}】"

    @pytest.mark.parametrize("text", ["all / all / all", "all / ", " / all", "all /all"])
    def test_is_two_sums_with_blanks_around_the_stroke(self, text: str) -> None:
        with pytest.raises((ExpressionError, UnknownIndicatorError)):
            parse_binding(text, STANDARD)


class TestBraces:
    """``{{`` and ``}}`` are braces."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{{all}}", "{all}"),
            ("{{{all}}}", "{946}"),
            ("{{", "{"),
            ("}}", "}"),
            ("{", "{"),
            ("}", "}"),
            ("{all", "{all"),
            ("all}", "all}"),
            ("{{{{", "{{"),
            ("{all}}}", "946}"),
            ("{a{all}b}", "{a946b}"),
            ("没有花括号", "没有花括号"),
        ],
    )
    def test_written_twice_stand_for_themselves(self, text: str, expected: str) -> None:
        assert filled(text) == expected

    def test_hold_the_bindings_in_order(self) -> None:
        assert list(bindings("{b} {{c}} {a + b} {} {")) == ["b", "a + b", ""]

    @given(st.text(alphabet="{}al +-/*['men]0. 件"))
    def test_never_break_whatever_stands_in_them(self, text: str) -> None:
        assert isinstance(filled(text), str)

    @given(st.text().filter(lambda text: "{" not in text and "}" not in text))
    def test_are_what_is_filled_in_and_nothing_else(self, text: str) -> None:
        assert filled(text) == text
        assert filled(f"{text}{{all}}{text}") == f"{text}946{text}"


class TestBinding:
    """A binding knows the cells it names, for the check."""

    def test_names_the_cells_of_both_sums(self) -> None:
        binding = parse_binding("all + 1 / people/men - 2 * all.online", STANDARD)
        assert binding.addresses == ("all", "people/men", "all.online")
        assert binding.sums == ((Term(1, "all"), Term(1)), (Term(1, "people/men"), Term(-2, "all.online")))

    def test_names_the_nearest_cell_where_it_is_misspelt(self) -> None:
        with pytest.raises(UnknownIndicatorError) as caught:
            parse_binding("all.onlin", STANDARD)
        assert "did you mean all.online?" in caught.value.in_language("en")

    @pytest.mark.parametrize(
        "text", ["", "  ", "1 2", "all ==", "all == all.online", "f(all)", "'words'", "all * 2", "previous.all"]
    )
    def test_is_nothing_else(self, text: str) -> None:
        with pytest.raises((ExpressionError, UnknownIndicatorError)):
            parse_binding(text, STANDARD)
