"""What a printed cell says: figures, 无, dashes and blanks; anything else is kept as words and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure.readers.cell_values import Figure, read_figure
from govdisclosure.values import Blank, Kind, Value

MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE
NOT_UNDERSTOOD = Figure(MISSING, understood=False)
CELLS = [kind for kind in Kind if kind is not Kind.HEADING]
AMOUNTS = [Kind.AMOUNT, Kind.SHARE]


def same(figure: Figure, value: Value, unit: str | None = None) -> bool:
    """Whether a figure has this value, of this type: 1, 1.0 and yes are equal and not the same."""
    return figure == Figure(value, unit=unit) and type(figure.value) is type(value)


class TestBlank:
    """A blank is missing, — is not applicable, 无 is zero: three values, in a cell of any kind."""

    @pytest.mark.parametrize("kind", CELLS)
    @pytest.mark.parametrize("printed", ["", " ", "\xa0", "\u3000", "\t", "\u2003 \xa0"])
    def test_is_missing(self, printed: str, kind: Kind) -> None:
        assert read_figure(printed, kind) == Figure(MISSING)

    @pytest.mark.parametrize("kind", CELLS)
    @pytest.mark.parametrize("printed", ["-", "--", "－", " - "])
    def test_is_missing_too_where_a_hyphen_stands(self, printed: str, kind: Kind) -> None:
        assert read_figure(printed, kind) == Figure(MISSING)

    @pytest.mark.parametrize("kind", CELLS)
    @pytest.mark.parametrize("printed", ["—", "——", "―", " — "])
    def test_is_not_applicable_where_a_dash_stands(self, printed: str, kind: Kind) -> None:
        assert read_figure(printed, kind) == Figure(NOT_APPLICABLE)

    @pytest.mark.parametrize("printed", ["无", "没有", "零", " 无 ", "⽆"])
    def test_is_not_what_a_word_for_zero_says(self, printed: str) -> None:
        assert same(read_figure(printed, Kind.COUNT), 0)
        assert same(read_figure(printed, Kind.AMOUNT), Decimal(0))
        assert same(read_figure(printed, Kind.SHARE), Decimal(0))


class TestCount:
    """A count is a whole number, however it is printed."""

    @pytest.mark.parametrize(
        ("printed", "value"),
        [
            ("0", 0),
            ("946", 946),
            (" 0", 0),
            ("0 ", 0),
            ("946\xa0", 946),
            ("１２", 12),
            ("９４６", 946),
            ("1,234", 1234),
            ("1，234", 1234),
            ("1 234", 1234),
            ("1\xa0234\xa0567", 1234567),
            ("12,345,678", 12345678),
            ("+5", 5),
            ("+ 5", 5),
            ("-5", -5),
            ("－５", -5),
            ("减5", -5),
            ("减 1,234", -1234),
            ("12.00", 12),
            ("007", 7),
        ],
    )
    def test_is_read(self, printed: str, value: int) -> None:
        assert same(read_figure(printed, Kind.COUNT), value)

    @pytest.mark.parametrize("unit", ["件", "条", "次", "篇", "个", "人次", "人", "项", "宗", "起", "批次"])
    @pytest.mark.parametrize("blank", ["", " "])
    def test_may_have_its_unit_in_the_cell(self, unit: str, blank: str) -> None:
        assert same(read_figure(f"31{blank}{unit}", Kind.COUNT), 31, unit)
        assert same(read_figure(f"减2{blank}{unit}", Kind.COUNT), -2, unit)

    @pytest.mark.parametrize(
        "printed",
        [
            *["464余", "464余条", "31多条", "近94", "约94", "3万次", "几件", "表扬一次", "无,等通知", "三十一", "N"],
            *["12.50", "1.5", "1,23", "12,34", "1,2345", "1 23", "1，234，56"],
            *["1-12", "3/4", "10%以上", "31件2次", "件", "+", "减", "--5", "+-5", "5-", "(5)", "1e3", "0x1F", "1_000"],
            *["是", "否", "√", "NaN", "inf", "١٢", "−5", "1.", ".5", "9" * 16, "5\n6"],
        ],
    )
    def test_is_not_guessed_from_anything_else(self, printed: str) -> None:
        assert read_figure(printed, Kind.COUNT) == NOT_UNDERSTOOD

    @pytest.mark.parametrize("printed", ["946①", "946²", "10₂", "⑨46", "①", "½", "9½", "⑴"])
    def test_is_not_made_of_the_mark_of_a_note(self, printed: str) -> None:
        assert read_figure(printed, Kind.COUNT) == NOT_UNDERSTOOD

    @given(st.integers(-(10**15) + 1, 10**15 - 1))
    def test_is_what_was_printed(self, number: int) -> None:
        assert same(read_figure(str(number), Kind.COUNT), number)
        assert same(read_figure(f"{number:,}", Kind.COUNT), number)
        assert same(read_figure(f"{number:+}", Kind.COUNT), number)


class TestAmount:
    """An amount or a share keeps its decimals as printed: there is no fixed number of them."""

    @pytest.mark.parametrize("kind", AMOUNTS)
    @pytest.mark.parametrize("printed", ["12.50", "0.0470", "12", "-3.5", "0"])
    def test_keeps_its_trailing_zeros(self, printed: str, kind: Kind) -> None:
        figure = read_figure(printed, kind)
        assert same(figure, Decimal(printed))
        assert str(figure.value) == printed

    @pytest.mark.parametrize(
        ("printed", "value", "unit"),
        [
            ("1,234.56", "1234.56", None),
            ("１２．５０", "12.50", None),
            ("12.5万元", "12.5", "万元"),
            ("4025元", "4025", "元"),
            ("减0.5 万元", "-0.5", "万元"),
            ("75.2%", "75.2", "%"),
            ("75.2％", "75.2", "%"),
        ],
    )
    def test_is_read_with_its_unit(self, printed: str, value: str, unit: str | None) -> None:
        assert same(read_figure(printed, Kind.AMOUNT), Decimal(value), unit)

    @pytest.mark.parametrize("printed", ["约12.5", "12.5.1", "1.1234567", "12,5", "12.5亿", "NaN"])
    def test_is_not_guessed(self, printed: str) -> None:
        assert read_figure(printed, Kind.AMOUNT) == NOT_UNDERSTOOD


class TestYesNo:
    """是 and 否, or a tick and a cross, are answers; nothing else is."""

    @pytest.mark.parametrize(("printed", "answer"), [("是", True), ("√", True), ("✓", True), (" 否 ", False), ("×", False)])
    def test_is_an_answer(self, printed: str, answer: bool) -> None:
        assert same(read_figure(printed, Kind.YES_NO), answer)

    @pytest.mark.parametrize("printed", ["无", "无,等通知", "有", "1", "0", "是/否", "基本是", "x"])
    def test_is_not_guessed(self, printed: str) -> None:
        assert read_figure(printed, Kind.YES_NO) == NOT_UNDERSTOOD


class TestWords:
    """Words are kept character for character, blanks around them apart; 无 among them is a word."""

    @pytest.mark.parametrize("printed", ["具体体现在小结中", "（一）见附件", "１２", "无", "=1+1", "946²"])
    def test_are_kept_as_printed(self, printed: str) -> None:
        assert same(read_figure(f" {printed}\u3000", Kind.TEXT), printed)


class TestReadFigure:
    """A cell is read or left as words: it is never an error."""

    @given(st.text(), st.sampled_from(CELLS))
    def test_takes_any_text(self, printed: str, kind: Kind) -> None:
        figure = read_figure(printed, kind)
        assert isinstance(figure.value, Blank) or kind.fits(figure.value)

    @given(st.text(alphabet="0123456789,. +-减无件—①²\xa0１"), st.sampled_from([Kind.COUNT, Kind.AMOUNT]))
    def test_never_drops_a_digit(self, printed: str, kind: Kind) -> None:
        figure = read_figure(printed, kind)
        if isinstance(figure.value, int | Decimal) and figure.value and not printed.startswith("0"):
            digits = "".join(char for char in printed.replace("１", "1").partition(".")[0] if char in "0123456789")
            assert abs(int(figure.value)) == int(digits)
