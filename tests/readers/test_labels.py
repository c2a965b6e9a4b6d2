"""Which row a printed label means: by order and likeness, never by its number or place alone."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, strategies as st

from govdisclosure.readers.labels import LabelMatch, match_rows, normalised, numbering
from govdisclosure.standards import Indicator, load_text
from govdisclosure.values import Kind

NAME = "cn-hengyang-2015.toml"
ROWS = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME).tables[0].rows


def row(key: str, label: str, *aliases: str) -> Indicator:
    return Indicator(key=key, label=label, unit="件", kind=Kind.COUNT, aliases=aliases)


def keys(matches: tuple[LabelMatch, ...]) -> list[tuple[int, str]]:
    return [(match.position, match.row.key) for match in matches]


class TestNormalised:
    """A label says what is left of it without number, blanks, width and closing marks."""

    @pytest.mark.parametrize(
        ("label", "words"),
        [
            ("一、政府网站", "政府网站"),
            ("(一)网站普查:", "网站普查"),
            ("（一）网站普查：", "网站普查"),
            ("十二、其他", "其他"),
            ("1、是否统一平台建站。", "是否统一平台建站"),
            ("1.是否统一平台建站", "是否统一平台建站"),
            ("(1)收到", "收到"),
            ("①当面(书面)申请数", "当面(书面)申请数"),
            ("⑳当面", "当面"),
            ("?当面（书面）申请数", "当面(书面)申请数"),
            ("其中:1、当面", "当面"),
            ("一、(二)当面", "当面"),
            ("商业 企业", "商业企业"),
            ("总　计", "总计"),
            ("本年新\n制作数量", "本年新制作数量"),
            ("⾃然⼈", "自然人"),
            ("目录１００％", "目录100%"),
            ("“放管服”；改革,", "放管服改革"),
            ("是否按期完成", "是否按期完成"),
            ("", ""),
            ("②", ""),
        ],
    )
    def test_leaves_the_words(self, label: str, words: str) -> None:
        assert normalised(label) == words

    @given(st.text())
    def test_takes_any_text(self, label: str) -> None:
        assert isinstance(normalised(label), str)


class TestNumbering:
    """The number is what stands before the words, as printed."""

    @pytest.mark.parametrize(
        ("label", "number"),
        [
            ("一、政府网站", "一、"),
            ("（ 三 ）依申请公开情况", "(三)"),
            ("1、收到", "1、"),
            ("12.收到", "12."),
            ("④信函", "④"),
            ("??信函", "??"),
            ("收到申请数", ""),
            ("一切正常", ""),
            ("2015年1、2月", ""),
        ],
    )
    def test_is_told_from_the_words(self, label: str, number: str) -> None:
        assert numbering(label) == number


class TestMatchRows:
    """Exact labels are placed first, wherever they stand; what lies between two of them is matched by likeness."""

    def test_finds_every_row_of_a_sound_table_among_its_cells(self) -> None:
        printed = [cell for one in ROWS for cell in (one.label, one.unit, "无")]
        matches = match_rows(printed, ROWS)
        assert keys(matches) == [(3 * place, one.key) for place, one in enumerate(ROWS)]
        assert {match.likeness for match in matches} == {1.0}

    def test_finds_nothing_in_nothing(self) -> None:
        assert match_rows([], ROWS) == ()
        assert match_rows(["政府网站"], []) == ()
        assert match_rows(["", "—", "946"], ROWS) == ()

    @pytest.mark.parametrize(
        "printed",
        [
            "同意部分公答复",  # two characters dropped
            "同意部份公开答复数",  # one mistaken
            "同意部分公开答复数量",  # one added
        ],
    )
    def test_takes_a_label_with_small_faults(self, printed: str) -> None:
        (match,) = match_rows([printed], [row("part", "②同意部分公开答复数")])
        assert match.row.key == "part"
        assert 0.8 <= match.likeness < 1

    @pytest.mark.parametrize("printed", ["不同", "行政复议", "公开", "同意部分公开答复数及其他各种情况说明"])
    def test_leaves_out_a_label_that_is_like_no_row(self, printed: str) -> None:
        assert match_rows([printed], [row("part", "②同意部分公开答复数")]) == ()

    def test_knows_a_row_by_another_of_its_names(self) -> None:
        (match,) = match_rows(["逾期不缴费"], [row("fees", "3.申请人逾期未按收费通知要求缴纳费用", "逾期不缴费")])
        assert (match.row.key, match.likeness) == ("fees", 1.0)

    def test_keeps_a_damaged_label_from_a_row_that_stands_elsewhere(self) -> None:
        rows = [row("granted", "同意公开答复数"), row("mid", "行政复议数量"), row("refused", "不同意公开答复数")]
        matches = match_rows(["同意公开答复", "行政复议数量", "不同意公开答复"], rows)
        assert keys(matches) == [(0, "granted"), (1, "mid"), (2, "refused")]

    def test_takes_the_likest_of_several(self) -> None:
        rows = [row("granted", "同意公开答复数"), row("refused", "不同意公开答复数")]
        assert keys(match_rows(["不同意公开答复"], rows)) == [(0, "refused")]

    def test_takes_the_first_of_several_equally_like(self) -> None:
        rows = [row("first", "甲申请办结数"), row("second", "乙申请办结数")]
        assert keys(match_rows(["丙申请办结数"], rows)) == [(0, "first")]

    def test_never_goes_back(self) -> None:
        rows = [row("granted", "同意公开答复数"), row("refused", "不同意公开答复数")]
        assert keys(match_rows(["不同意公开答复", "同意公开答复"], rows)) == [(0, "refused")]

    @given(st.lists(st.sampled_from([one.label for one in ROWS]) | st.text(max_size=12), max_size=60))
    def test_keeps_both_orders(self, printed: list[str]) -> None:
        matches = match_rows(printed, ROWS)
        positions = [match.position for match in matches]
        places = [ROWS.index(match.row) for match in matches]
        assert positions == sorted(set(positions))
        assert places == sorted(set(places))
        assert all(0.8 <= match.likeness <= 1 for match in matches)

    @given(st.data())
    def test_finds_the_rows_that_are_there(self, data: st.DataObject) -> None:
        there = [one for one in ROWS if data.draw(st.booleans())]
        assert [match.row for match in match_rows([one.label for one in there], ROWS)] == there
