"""The three kinds of damage (三种损坏), done here to clean text, and undone by ``repair``."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import assume, given, strategies as st
from opencc import OpenCC
from tests.shared import NOTE, SEED, needs

from govdisclosure.readers.mojibake import Repair, RepairedText, RepairKind, repair

INDENT = "\u3000"

# --- the damage, done on purpose --------------------------------------------------------------------------------------

TRADITIONAL, SIMPLIFIED = OpenCC("s2t").convert, OpenCC("t2s").convert
SYLLABLES = ["lǐng", "dǎo", "wù", "jié", "fā", "guān", "wǎng", "guī", "zhuǎn", "quán", "lǜ"]
PINYIN = dict(zip("領導務結發關網規轉權綠", SYLLABLES, strict=True))


def pronounce(clean: str) -> str:
    """Do the first damage: traditional characters, some with their pronunciation in brackets."""
    return "".join(char + (f"({PINYIN[char]})" if char in PINYIN else "") for char in TRADITIONAL(clean))


def shift(indented: str) -> str:
    """Do the second damage: the line loses the first byte of its indent, and is read one byte off from there on."""
    data = indented.encode("gbk")
    printed, i = "?", 1
    while i < len(data):
        size = 1 if data[i] < 0x80 else 2
        piece = data[i : i + size]
        try:
            printed += piece.decode("gbk")
        except UnicodeDecodeError:  # a high byte with < or a blank or alone leaves a ?, two of them leave nothing
            printed += "" if len(piece) == 2 and piece[1] >= 0x80 else "?"
        i += size
    return printed


def lose(clean: str) -> str:
    """Do the third damage: ①②③ become ?, ④ survives."""
    return re.sub("[①②③]", "?", clean)


def damage(clean: str) -> str:
    """Do all three, in the order in which they befall a page."""
    lines = [pronounce(lose(line)) for line in clean.split("\n")]
    return "\n".join(shift(line) if line.startswith(INDENT) else line for line in lines)


CLEAN = """\
某某区园林绿化局2020年信息公开年报
全年由网络渠道发布公告88条,结转上年事务3件,关于绿地的规定另行印发。
　（一）领养树木须登记。市民可在网上预约,由绿化科派专人说明养护要点。
　（二）组织修剪行道树。台风季节之前分片检查,发现枯枝立即处理。
　（三）门票减免。老年人与军人凭证件入园,无须再行申请。
　（四）组建巡查队。对侵占绿地的行为,先劝导,后立案。
　（五）闭园时段另行通知。
　（六）领导接待日为每月首个周三。
　（七）开放夜间步道。
　（八）组织义务植树。
　（九）门前责任区划定。
　（十一）问卷结果公布。
附表:
1、收到申请数 |
件 |
无 |
①当面申请数 |
件 |
2 |
④信函申请数 |
条 |
无 |"""


def repaired(printed: str) -> str:
    return "\n".join(repair(printed).lines)


def kinds(result: RepairedText, line: int) -> list[RepairKind]:
    return [each.kind for each in result.repairs if each.line == line]


class TestTheDamageDoneHere:
    """It is the damage of the real page: the examples are those of the domain note."""

    @pytest.mark.parametrize(
        ("clean", "printed"),
        [
            ("领导", "領(lǐng)導(dǎo)"),
            ("　（一）领导", "?。ㄒ唬╊I(lǐng)導(dǎo)"),
            ("　（二）加强组", "?。ǘ┘訌娊M"),
            ("　２０１６年３月１２日</span>", "?。玻埃保赌辏吃拢保踩?/span>"),
            ("①当面", "?當面"),
        ],
    )
    def test_prints_what_the_real_page_prints(self, clean: str, printed: str) -> None:
        assert damage(clean) == printed


class TestRepair:
    """Repair undoes all damage at once, except ①②③, which nothing in the text gives back."""

    def test_restores_a_whole_report(self) -> None:
        assert repaired(damage(CLEAN)).split("\n") == lose(CLEAN).split("\n")

    def test_keeps_every_line_at_its_number(self) -> None:
        lines = damage(CLEAN).split("\n")
        assert len(repair("\n".join(lines)).lines) == len(lines)

    def test_lists_repairs_by_line(self) -> None:
        numbers = [each.line for each in repair(damage(CLEAN)).repairs]
        assert numbers == sorted(numbers)
        assert numbers[0] == 1

    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("", ()),
            ("\n", ("",)),
            ("一\n二", ("一", "二")),
            ("一\r\n二\r三\n", ("一", "二", "三")),
            ("一\n\n三", ("一", "", "三")),
            ("一\x0b二\x85三\u2028四", ("一\x0b二\x85三\u2028四",)),
        ],
    )
    def test_counts_lines_as_an_editor_does(self, text: str, lines: tuple[str, ...]) -> None:
        assert repair(text).lines == lines


class TestPronunciation:
    """领导 printed 領(lǐng)導(dǎo): the brackets go, and the whole text becomes simplified."""

    def test_is_reported_with_the_line_before_and_after(self) -> None:
        result = repair("一\n領(lǐng)導(dǎo)發(fā)言")
        assert result.repairs == (
            Repair(line=2, kind=RepairKind.PRONUNCIATION, before="領(lǐng)導(dǎo)發(fā)言", after="领导发言"),
        )

    def test_reaches_cells_without_brackets(self) -> None:
        assert repaired("領(lǐng)導(dǎo)發(fā)言\n無 |\n條 |") == "领导发言\n无 |\n条 |"

    @pytest.mark.parametrize(
        "pinyin",
        [
            *("lǐng", "dǎo", "wù", "jié", "fā", "xiàn", "zhuǎn", "shuǐ", "guāi", "liǎng", "ér", "yuán", "xiào"),
            *("jiǒng", "lüè", "nǚ", "chī", "shè", "zú", "yīn", "wěi", "róu", "ǎn", "guānɡ", "kuò"),
        ],
    )
    def test_is_recognised_in_any_syllable(self, pinyin: str) -> None:
        assert repaired(f"領({pinyin})導({pinyin})發({pinyin})") == "领导发"

    def test_goes_even_where_it_was_added_twice(self) -> None:
        assert repaired("領(lǐng)(lǐng)導(dǎo)發(fā)") == "领导发"

    @pytest.mark.parametrize("kept", ["(書面)", "(ha)", "(m)", "(lǐng dǎo)", "(xyz)", "(1)", "(LǏNG)", "()", "(bǎă)"])
    def test_does_not_mean_other_brackets(self, kept: str) -> None:
        assert repaired(f"領(lǐng)導(dǎo)發(fā)公頃{kept}") == f"领导发公顷{SIMPLIFIED(kept)}"

    def test_stays_with_characters_that_are_the_same_in_both_scripts(self) -> None:
        line = "".join(char + f"({pinyin})" for char, pinyin in PINYIN.items())
        assert repaired(f"{line}衡(héng)阳") == f"{SIMPLIFIED(''.join(PINYIN))}衡(héng)阳"

    def test_is_told_from_the_conversion_of_words(self) -> None:
        # 乾 is 干 by itself, and stays in 乾隆: OpenCC must see whole words
        assert repaired("領(lǐng)導(dǎo)發(fā)乾隆") == "领导发乾隆"


class TestSystematicPronunciation:
    """A text is converted only if at least three traditional characters are marked, and few others.

    That is one in twenty or more of the text's traditional characters, and at most one other character for ten of them.
    """

    def test_begins_with_the_third_mark(self) -> None:
        assert repaired("領(lǐng)導(dǎo)發言") == "領(lǐng)導(dǎo)發言"
        assert repaired("領(lǐng)導(dǎo)發(fā)言") == "领导发言"

    def test_is_one_in_twenty(self) -> None:
        marks = "領(lǐng)導(dǎo)發(fā)"
        assert repaired(marks + "無" * 57) == "领导发" + "无" * 57
        assert repaired(marks + "無" * 58) == marks + "無" * 58

    def test_bears_one_other_mark_for_ten(self) -> None:
        nine = "領(lǐng)" * 9
        assert repaired(nine + "領(lǐng)好(hǎo)") == "领" * 10 + "好(hǎo)"
        assert repaired(nine + "好(hǎo)") == nine + "好(hǎo)"

    def test_is_counted_over_all_lines(self) -> None:
        assert repaired("領(lǐng)\n導(dǎo)\n發(fā)") == "领\n导\n发"


class TestShiftedRun:
    """A line's ? is the first half of its indent; what follows was read one byte off until it falls back in step."""

    def test_is_reported_with_the_run_only(self) -> None:
        assert repair("一\n?。ㄒ唬╊I導重視").repairs == (
            Repair(line=2, kind=RepairKind.SHIFTED, before="?。ㄒ唬╊I", after="　（一）領"),
        )

    def test_is_read_before_conversion(self) -> None:
        # the bytes of 领 would not give ╊I: what was misread is traditional
        assert repair("?。ㄒ唬╊I(lǐng)導(dǎo)發(fā)言").lines == ("　（一）领导发言",)

    def test_ends_where_a_swallowed_letter_stands_free_again(self) -> None:
        printed = shift("　（一）A股与B股")
        assert printed == "?。ㄒ唬〢股与B股"
        assert repaired(printed) == "　（一）A股与B股"

    def test_ends_where_a_traditional_character_takes_a_letter(self) -> None:
        assert repaired("?。ㄎ澹┘訌娪嬎銠C和") == "　（五）加強計算機和"

    def test_keeps_blanks_before_it(self) -> None:
        assert repaired(" \t?。ㄒ唬╊I") == " \t　（一）領"

    def test_may_have_a_second_indent(self) -> None:
        clean = "　　（二）領導"
        assert repaired(shift(clean)) == clean

    def test_may_be_prose_without_a_number(self) -> None:
        clean = "　市民可到現場查詢"
        assert repaired(shift(clean)) == clean

    @pytest.mark.parametrize("end", ["?", ""])
    def test_may_end_with_the_line_and_lose_half_a_character(self, end: str) -> None:
        result = repair(shift("　（一）加强管理").removesuffix("?") + end)
        assert result.lines == ("　（一）加强管\ufffd",)
        assert kinds(result, 1) == [RepairKind.SHIFTED, RepairKind.UNREPAIRED]

    @pytest.mark.parametrize("row", [2, 4, 5, 6, 7, 8, 9, 56, 87])
    def test_is_betrayed_by_one_sign_or_character_that_text_hardly_has(self, row: int) -> None:
        odd = bytes([0xA0 + row, 0xB1]).decode("gb2312")
        assert repair(f"?《{odd}A").lines[0].startswith(INDENT)

    @pytest.mark.parametrize("row", [1, 3, 16, 55])
    def test_is_not_betrayed_by_what_text_is_full_of(self, row: int) -> None:
        common = bytes([0xA0 + row, 0xB1]).decode("gb2312")
        assert repair(f"?《{common}A").lines == (f"?《{common}A",)

    def test_begins_with_an_indent_and_nothing_else(self) -> None:
        printed = shift("《（一）領導")
        assert repaired(printed) == printed

    def test_does_not_swallow_a_letter_that_completes_no_character(self) -> None:
        assert repaired("?。ㄒ唬A") == "　（一\ufffdA"

    @pytest.mark.parametrize("rest", [" |", "2020", "😀", "?好", "\ud800"])
    def test_may_be_cut_short_by_whatever_follows(self, rest: str) -> None:
        assert repaired("?。ㄒ唬┘忧抗芾" + rest) == "　（一）加强管\ufffd" + rest.removeprefix("?")

    @pytest.mark.parametrize(
        "line",
        [
            "?同意公開數",
            "?当面(书面)申请数 |",
            "?、当面申请数",
            "?、缂丝收藏数",
            "公开了吗?。ㄒ唬╊I",
            "?",
            "??",
            "?A",
            "?。",
            "?。好",
            "?。好 ㄅㄆㄇ",
            "?。😀",
            "?”",
            "?《关于绿地的规定》",
            "?—— |",
        ],
    )
    def test_is_not_seen_where_the_text_reads_no_better_then(self, line: str) -> None:
        assert repair(line).lines == (line,)


class TestDroppedBytes:
    """Pairs that mean nothing when misread were dropped: they are put back where only one reading is left."""

    @pytest.mark.parametrize("number", ["二", "三", "六", "十一", "十四", "十五", "十七", "十八", "十九"])
    @pytest.mark.parametrize("form", ["　（{}）領導", "　　（{}）領導", "　{}、領導", "　　{}、領導"])
    def test_are_put_back_in_a_number(self, form: str, number: str) -> None:
        clean = form.format(number)
        result = repair(shift(clean))
        assert result.lines == (clean,)
        assert kinds(result, 1) == [RepairKind.SHIFTED, RepairKind.GUESSED]
        assert result.repairs[1].after == clean.strip(INDENT).removesuffix("領導")
        assert result.repairs[1].before == result.repairs[0].before

    @pytest.mark.parametrize("number", ["一", "四", "五", "七", "八", "九"])
    def test_are_not_reported_where_none_were_dropped(self, number: str) -> None:
        result = repair(shift(f"　（{number}）領導"))
        assert result.lines == (f"　（{number}）領導",)
        assert kinds(result, 1) == [RepairKind.SHIFTED]

    @pytest.mark.parametrize("number", ["十", "十二", "十三", "十六"])
    def test_are_not_guessed_where_several_numbers_fit(self, number: str) -> None:
        printed = shift(f"　（{number}）領導")
        result = repair(printed)
        assert result.lines == (printed,)
        assert result.repairs == (Repair(line=1, kind=RepairKind.UNREPAIRED, before=printed, after=printed),)

    def test_are_put_back_in_a_word_that_the_text_has_elsewhere(self) -> None:
        clean = ["各科室要著力抓好養護", "　（二）著力抓好門票"]
        result = repair("\n".join([clean[0], shift(clean[1])]))
        assert result.lines == tuple(clean)
        assert [(each.kind, each.after) for each in result.repairs] == [
            (RepairKind.SHIFTED, clean[1].removesuffix("票")),
            (RepairKind.GUESSED, "（二）"),
            (RepairKind.GUESSED, "著力抓好"),
        ]

    def test_are_put_back_in_a_word_though_pronunciation_breaks_it_up(self) -> None:
        marks = "領(lǐng)導(dǎo)發(fā)言"
        result = repair(f"{marks}著力發(fā)展\n{shift('　（一）著力發(fā)展門票')}")
        assert result.lines == ("领导发言著力发展", "　（一）著力发展门票")

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "無",
            "著力抓",
            "枝抓好",
            "又枝抓好,著力抓好",
            "著力抓好,助力抓好",
            "著手抓好",
            "植力抓好",  # the pair between its ends, B2C1, would have been printed
            "諤力抓好",  # its second byte is a letter, which would have ended the run
            "𠀀力抓好,著𠀀抓好",
        ],
    )
    def test_are_left_alone_without_that_evidence(self, elsewhere: str) -> None:
        assert repair(f"{elsewhere}\n{shift('　（一）著力抓好門票')}").lines[1] == "　（一）枝抓好門票"

    def test_are_put_back_up_to_the_end_of_the_run(self) -> None:
        # 公開 is torn wherever a run passes over it: 公(B9AB)開(E95F) reads as one character, B95F
        clean = ["依法主動公開信息", "　（一）公開信息"]
        assert repair("\n".join([clean[0], shift(clean[1])])).lines == tuple(clean)

    def test_are_not_sought_in_letters(self) -> None:
        assert repair("𠀀丄股与\n" + shift("　（一）A股与B股")).lines[1] == "　（一）A股与B股"

    @pytest.mark.parametrize("day", ["１日", "３１日"])
    def test_are_put_back_in_a_date(self, day: str) -> None:
        clean = f"　２０２１年１０月{day}"
        result = repair(shift(clean + "</span>"))
        assert result.lines == (clean,)
        assert kinds(result, 1) == [RepairKind.MARKUP, RepairKind.SHIFTED, RepairKind.GUESSED]
        assert result.repairs[2].after == "日"

    @pytest.mark.parametrize(
        "end",
        [
            "　２０２１年１０月底",
            "　２０２１年３日",
            "　２０２１年３月２日内日",
            "　２０２１年３月１２３日",
            "　２０２１年３月２号",
        ],
    )
    def test_are_not_taken_for_a_day_elsewhere(self, end: str) -> None:
        result = repair(shift(end + "</p>"))
        assert result.lines == (end[:-1] + "\ufffd",)
        assert kinds(result, 1) == [RepairKind.MARKUP, RepairKind.SHIFTED, RepairKind.UNREPAIRED]


class TestLostCharacters:
    """①②③ were replaced by ?: none is guessed, each is reported where it stands."""

    @pytest.mark.parametrize("line", ["?当面申请数 |", " ?當面", "?、当面", "?《规定》", "?（一）", "?“双随机”"])
    def test_are_reported_at_the_head_of_a_line(self, line: str) -> None:
        result = repair(f"一\n{line}")
        assert result.lines[1] == line
        assert result.repairs == (Repair(line=2, kind=RepairKind.LOST_CHARACTER, before="?", after="?"),)

    def test_are_reported_at_the_head_of_each_cell(self) -> None:
        assert kinds(repair("?当面 | 2 | ??传真 |"), 1) == [RepairKind.LOST_CHARACTER] * 2

    @pytest.mark.parametrize("line", ["④信函申请数 |", "公开了吗?没有", "? |", "?page=2", "? 当面", "是?否"])
    def test_are_not_seen_elsewhere(self, line: str) -> None:
        assert repair(line) == RepairedText(lines=(line,), repairs=(), needs_opencc=False)


class TestUnrepaired:
    """What cannot be repaired stays as it is and is reported."""

    @pytest.mark.parametrize("line", ["?。好", "?”好", " ?。"])
    def test_is_a_line_that_begins_with_a_closing_sign(self, line: str) -> None:
        assert repair(line).repairs == (Repair(line=1, kind=RepairKind.UNREPAIRED, before=line, after=line),)

    def test_is_a_character_without_its_second_byte(self) -> None:
        result = repair("公\ufffd开\ufffd")
        assert result.lines == ("公\ufffd开\ufffd",)
        assert result.repairs == (Repair(line=1, kind=RepairKind.UNREPAIRED, before="\ufffd", after="\ufffd"),)


class TestMarkup:
    """Ends of HTML tags that lost their <, and letters strewn in as a watermark, do not belong to the text."""

    @pytest.mark.parametrize("end", ["/span>", "/p>", "/td>", "/h1>", "/strong>", "/span>/p>"])
    def test_loses_the_end_of_a_tag(self, end: str) -> None:
        assert repair(f"一\n公开{end}") == RepairedText(
            lines=("一", "公开"),
            repairs=(Repair(line=2, kind=RepairKind.MARKUP, before=end, after=""),),
            needs_opencc=False,
        )

    @pytest.mark.parametrize("line", ["/span>公开", "公开?/span>"])
    def test_loses_it_at_the_head_of_a_line_and_after_a_lost_byte(self, line: str) -> None:
        assert repaired(line) == line.replace("/span>", "")

    @pytest.mark.parametrize("line", ["<p>公开</p>", "公开</span>", "and/p>b", "甲/a>乙", "1/td>", "公开/spam>"])
    def test_keeps_whole_tags_and_other_slashes(self, line: str) -> None:
        assert repair(line) == RepairedText(lines=(line,), repairs=(), needs_opencc=False)

    @pytest.mark.parametrize("damaged", ["?。ㄒ唬╊I", "領(lǐng)導(dǎo)發(fā)"])
    @pytest.mark.parametrize("letters", ["HtT", "tT", "oPqrst"])
    def test_loses_a_watermark_in_a_damaged_text(self, damaged: str, letters: str) -> None:
        result = repair(f"{damaged}\n公开。{letters}")
        assert result.lines[1] == "公开。"
        assert Repair(line=2, kind=RepairKind.MARKUP, before=letters, after="") in result.repairs

    @pytest.mark.parametrize("line", ["公开。iOS", "公开。HtT"])
    def test_keeps_such_letters_in_a_sound_text(self, line: str) -> None:
        assert repaired(line) == line

    @pytest.mark.parametrize("line", ["公开。PDF", "公开。Word", "公开HtT", "公开。HtT好", "公开。HtTHtTa", "公开。T"])
    def test_keeps_words_and_acronyms(self, line: str) -> None:
        assert repair(f"?。ㄒ唬╊I\n{line}").lines[1] == line


class TestSoundText:
    """Sound text comes back as it is, whatever it contains, with nothing to report."""

    @pytest.mark.parametrize(
        "text",
        [
            "本局公开信息12条。\n无 |\n① 当面",
            "乾隆年间的碑刻,见于著作,於姓,乾坤,瞭望",
            "政府資訊公開條例於2005年施行,機關應主動公開。",
            "本區(龜(guī)山)之機關,應主動公開資訊。",
            "龜(guī)山與鑼(luó)東之機關",
            "學(xué)習(xí)中(zhōng)文(wén),國(guó)語(yǔ)很(hěn)好(hǎo)",
            "你(nǐ)好(hǎo)吗(ma)朱镕(róng)基",
            "镕(róng)镕(róng)镕(róng)姓於",
            "(lǐng)領\n(dǎo)導\n(fā)發",
            "In Chinese one says 你 (nǐ), or hello (nǐ hǎo)? Yes. été(é) x(á)y(á)z(á)",
            "公开了吗?没有。真的?是。",
            "?x=1&y=2\n? \n?",
            "emoji 😀?😀\n\u200d\ufeff",
            "\x00\x07\x1b[31m\x7f\t",
            "\ud800?\udfff領",
            "ไทย ქართ 한국 €?",
            "",
        ],
    )
    def test_comes_back_unchanged(self, text: str) -> None:
        assert repair(text) == RepairedText(lines=tuple(text.split("\n")) if text else (), repairs=(), needs_opencc=False)

    def test_may_be_a_long_traditional_text_that_explains_names(self) -> None:
        text = "龜(guī)鑼(luó)龍(lóng)" + "政府資訊應主動公開,機關為之。" * 50
        assert repair(text).lines == (text,)


class TestWithoutOpencc:
    """OpenCC is an extra: without it traditional text stays, and the result says that it is needed."""

    @pytest.fixture(autouse=True)
    def _without_opencc(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "opencc", None)

    def test_leaves_the_characters_and_says_so(self) -> None:
        text = "領(lǐng)導(dǎo)發(fā)言"
        assert repair(text) == RepairedText(lines=(text,), repairs=(), needs_opencc=True)

    def test_undoes_the_other_damage(self) -> None:
        result = repair("?。ㄒ唬╊I(lǐng)導(dǎo)發(fā)\n公开/span>\n公开。HtT")
        assert result.lines == ("　（一）領(lǐng)導(dǎo)發(fā)", "公开", "公开。")
        assert result.needs_opencc

    @pytest.mark.parametrize(
        "text", ["公开", "應主動公開", "龜(guī)山", "?。ㄒ唬╊I", "好(hǎo)人(rén)中(zhōng)文", "😀(é)😀(é)😀(é)"]
    )
    def test_is_not_asked_for_in_vain(self, text: str) -> None:
        assert not repair(text).needs_opencc


COMMON = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
STEADY = [char for char in COMMON if SIMPLIFIED(TRADITIONAL(char)) == char == SIMPLIFIED(char)]
SENTENCES = st.lists(st.text(STEADY, min_size=1, max_size=12), min_size=1, max_size=3).map(",".join)
# 領, 組 and 門 end in an ASCII letter, so that the run after the number ends with them, and loses no further bytes.
HEADED = st.builds("　（{}）{}{}".format, st.sampled_from("一二三四五六七八九"), st.sampled_from("领组门"), SENTENCES)
PIECES = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(["?", "\n", "　", "/span>", "/p>", "。HtT", "(lǐng)", "領(lǐng)", "導(dǎo)發(fā)", "乾(qián)", "薴"]),
    st.sampled_from(["?。ㄒ唬╊I", "?。ǘ", "\n?。ㄈ┝⒆悻F", "\n?。ㄊ", "\n?。玻埃保赌辏吃拢保踩?", "\n?領", "|?同"]),
    st.text(COMMON, max_size=8).map(TRADITIONAL),
    st.text(COMMON, max_size=8).map(lambda text: "\n" + shift(INDENT + text)),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


class TestAnyText:
    """Whatever the text, repair does not raise, keeps the lines, and has nothing to do the second time."""

    @given(st.lists(HEADED | SENTENCES))
    def test_that_was_clean_is_clean_again(self, lines: list[str]) -> None:
        clean = "\n".join(["领导发布规定,领导转发", *lines])
        assume(SIMPLIFIED(TRADITIONAL(clean)) == clean)  # some words do not survive the way there and back
        assert repaired(damage(clean)) == clean

    @given(TEXTS)
    def test_keeps_its_number_of_lines(self, text: str) -> None:
        lines = re.split("\r\n|\r|\n", text)
        assert len(repair(text).lines) == len(lines) - (lines[-1] == "")

    @given(TEXTS)
    def test_is_repaired_once_and_for_all(self, text: str) -> None:
        once = repair(text)
        twice = repair("".join(line + "\n" for line in once.lines))
        assert twice.lines == once.lines
        assert twice.needs_opencc == once.needs_opencc
        assert {each.kind for each in twice.repairs} <= {RepairKind.LOST_CHARACTER, RepairKind.UNREPAIRED}

    @given(TEXTS)
    def test_is_changed_only_where_a_repair_says_so(self, text: str) -> None:
        result = repair(text)
        before = re.split("\r\n|\r|\n", text)
        changed = {n for n, (old, new) in enumerate(zip(before, result.lines, strict=False), start=1) if old != new}
        kept = {RepairKind.LOST_CHARACTER, RepairKind.UNREPAIRED}
        assert changed == {each.line for each in result.repairs if each.kind not in kept}
        assert all((each.before == each.after) == (each.kind in kept) for each in result.repairs)


@pytest.fixture(scope="module")
def report() -> RepairedText:
    return repair(SEED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """The table as the domain note has it: key, printed number, label, unit, value, kind."""
    lines = [line for line in NOTE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[1:]]


@needs(SEED)
@needs(NOTE)
class TestTheReportOfHengyang:
    """The 2015 report of a municipal health commission, as the web gave it to the world (../shared/seed)."""

    def test_has_the_labels_units_and_values_of_its_table(self, report: RepairedText, rows: list[list[str]]) -> None:
        cells = [line.removesuffix("|").strip() for line in report.lines[18:]]
        printed = [tuple(cells[i : i + 3]) for i in range(0, len(cells), 3)]
        expected = [
            (("?" if number in tuple("①②③") else number) + label, unit, "" if value == "(blank)" else value)
            for _, number, label, unit, value, _ in rows
        ]
        assert len(expected) == 41
        assert printed == expected

    @pytest.mark.parametrize(
        ("line", "begins"),
        [
            (2, "　（一）领导"),
            (3, "　（二）加强组织"),
            (4, "　（三）立足现状"),
            (5, "(四)加强服务"),
            (6, "　（五）加强计算机"),
            (9, "(一)著力抓好政务"),
            (10, "　（二）著力抓好门户"),
            (11, "(三)抓好分析"),
        ],
    )
    def test_has_its_headings(self, report: RepairedText, line: int, begins: str) -> None:
        assert report.lines[line - 1].startswith(begins)

    def test_is_dated(self, report: RepairedText) -> None:
        assert report.lines[13] == "　２０１６年３月１２日"
        assert kinds(report, 14) == [RepairKind.MARKUP, RepairKind.SHIFTED, RepairKind.GUESSED]

    def test_is_simplified_throughout(self, report: RepairedText) -> None:
        text = "\n".join(report.lines)
        assert SIMPLIFIED(text) == text
        assert not re.search(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)", text)

    def test_has_lost_nine_characters_of_its_numbering(self, report: RepairedText) -> None:
        lost = [each.line for each in report.repairs if each.kind is RepairKind.LOST_CHARACTER]
        assert lost == [79, 82, 85, 94, 97, 100, 106, 109, 112]

    def test_says_what_was_guessed_and_leaves_nothing_unrepaired(self, report: RepairedText) -> None:
        guessed = [(each.line, each.after) for each in report.repairs if each.kind is RepairKind.GUESSED]
        assert guessed == [(3, "（二）"), (4, "（三）"), (10, "（二）"), (10, "著力抓好"), (14, "日")]
        assert not [each for each in report.repairs if each.kind is RepairKind.UNREPAIRED]

    def test_loses_the_watermark(self, report: RepairedText) -> None:
        assert report.lines[2].endswith("水平。")
