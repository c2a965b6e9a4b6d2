"""A report read from plain text: the real page where it is at hand, and the same figures in a page damaged here on purpose."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from importlib.resources import files

import pytest
from attrs import evolve, frozen
from hypothesis import given, strategies as st
from tests.shared import SEED, needs

from govdisclosure.consistency import check
from govdisclosure.errors import Fault, GovDisclosureError, InvalidStandardError, UnreadableError
from govdisclosure.messages import say
from govdisclosure.readers import Reader, Source
from govdisclosure.readers.text import TextReader
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.values import Blank, Period, Severity, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)

# The printed table, as the domain note has it: key | printed number | label | unit | value as printed | kind.
NOTE = """\
| website | 一、 | 政府网站 | — | —— | heading |
| website.inspection | (一) | 网站普查: | 次 | (blank) | heading |
| website.inspection.state_council | 1、 | 被国办通报(曝光)情况 | 次 | 无 | count |
| website.inspection.province | 2、 | 被省政府办公厅通报(曝光)情况 | 次 | 无 | count |
| website.inspection.city | 3、 | 被市电子政务办通报(曝光)情况 | 次 | 表扬一次 | count |
| website.management | (二) | 网站管理: | — | —— | heading |
| website.management.unified_platform | 1、 | 是否统一平台建站。 | 件 | 无,等通知 | yes/no |
| website.management.organisation | 2、 | 组织管理、工作制度、管理措施\
(工作落实、阅评简报、自查报告)。 | 有 | 具体体现在小结中 | text |
| website.interaction | (三) | 政民互动 | — | —— | heading |
| website.interaction.mailbox | 1、 | 市党政门户网站书记市长信箱办件情况 | 件 | 10 | count |
| website.interaction.interviews | 2、 | 市党政门户网站嘉宾访谈保障情况(是否主动报送计划、是否按期完成) | 次 | 1 | count |
| website.interaction.solicitations | 3、 | 市党政门户网站征集调查保障情况 | 条 | 2 | count |
| disclosure | 二、 | 政府信息公开 | — | —— | heading |
| disclosure.proactive | (一) | 主动公开情况 | 条 | 946 | count |
| disclosure.proactive.items | 1、 | 主动公开政府信息数(不同渠道和方式公开相同信息计1条) | 条 | 711 | count |
| disclosure.proactive.department_news | 2、 | 市党政门户网站部门动态保障情况 | 条 | 172 | count |
| disclosure.proactive.key_areas | 3、 | 市党政门户网站部门重点领域相关栏目信息保障数 | 条 | 16 | count |
| disclosure.proactive.public_opinion | 4、 | 回应公众意见事件数 | 条 | 47 | count |
| disclosure.on_request | (三) | 依申请公开情况 | — | —— | heading |
| disclosure.on_request.received | 1、 | 收到申请数 | 件 | 无 | count |
| disclosure.on_request.received.in_person | ① | 当面(书面)申请数 | 件 | 无 | count |
| disclosure.on_request.received.fax | ② | 传真申请数 | 件 | 无 | count |
| disclosure.on_request.received.online | ③ | 网上申请数 | 件 | 无 | count |
| disclosure.on_request.received.letter | ④ | 信函申请数 | 件 | 无 | count |
| disclosure.on_request.completed | 2、 | 申请办结数 | — | —— | heading |
| disclosure.on_request.completed.on_time | ① | 按时办结数 | 件 | 无 | count |
| disclosure.on_request.completed.extended | ② | 延期办结数 | 件 | 无 | count |
| disclosure.on_request.completed.open | ③ | 未办结数 | 件 | 无 | count |
| disclosure.on_request.replies | 3、 | 申请答复数 | — | —— | heading |
| disclosure.on_request.replies.granted | ① | 同意公开答复数 | 件 | 无 | count |
| disclosure.on_request.replies.granted_in_part | ② | 同意部分公开答复数 | 件 | 无 | count |
| disclosure.on_request.replies.refused | ③ | 不同意公开答复数 | 件 | 无 | count |
| disclosure.on_request.reconsiderations | 4、 | 行政复议数量 | 件 | 无 | count |
| disclosure.on_request.lawsuits | 5、 | 行政诉讼数量 | 件 | 无 | count |
| disclosure.on_request.complaints | 6、 | 举报投诉数量 | 件 | 无 | count |
| disclosure.annual_report | (四) | 部门2014年信息公开年度报告完成情况 | 是/否 | 是 | yes/no |
| services | 三、 | 网上政务服务及电子监察 | — | —— | heading |
| services.catalogue_updated | (一) | 非涉密的行政许可和管理服务类事项,是否根据最新目录100%在系统中更新 | 是/否 | 是 | yes/no |
| services.handled_on_platform | (二) | 未自建网上审批系统的部门是否100%通过本级\
网上政务服务和电子监察平台及时办理 | 是/否 | 是 | yes/no |
| services.own_system_connected | (三) | 自建网上审批系统的非涉密事项是否与市网上政务服务\
及电子监察系统进行数据对接 | 是/否 | 是 | yes/no |
| services.cases | (四) | 办件量 | 件 | 31 | count |
"""


@frozen
class Row:
    """One row of the printed table."""

    key: str
    label: str
    unit: str
    printed: str
    kind: str

    @property
    def value(self) -> Value:
        """What the row says, by the domain note."""
        if self.kind == "text":
            return self.printed
        words: dict[str, Value] = {"无": 0, "是": True, "表扬一次": Blank.MISSING, "无,等通知": Blank.MISSING}
        return words[self.printed] if self.printed in words else int(self.printed)


def _row(line: str) -> Row:
    key, number, label, unit, printed, kind = (part.strip() for part in line.strip("|").split("|"))
    return Row(key, number + label, unit, "" if printed == "(blank)" else printed, kind)


ROWS = tuple(_row(line) for line in NOTE.splitlines())
CELLS = tuple(row for row in ROWS if row.kind != "heading")
WORDS_FOR_FIGURES = {"website.inspection.city", "website.management.unified_platform"}
ODD_UNITS = {"website.management.unified_platform": "件", "website.management.organisation": "有"}

# ------------------------------------------------------------------------------------------- a page of our own, damaged

ABOVE = """\
本委按规定公布全年情况,网站设专人管理,数据由各科室核对。
　（一）领导负责。办公室统一收发,各科室应按月报数。
　（二）组织培训。全年举办两期,结业后上岗。
下步工作思路和打算
　（三）完善网站。关于栏目设置的意见逐条研究。
附件:《某委2015年1-12月信息公开相关数统计表》
某市某某管理委员会
　２０１６年３月１１日</span>
某委2015年1-12月信息公开相关数据统计表"""
HEAD = ("统计指标", "单位", "统计数")

# What befell the real page: traditional characters, these with their pronunciation, those without.
PRONOUNCED = "领領lǐng 导導dǎo 务務wù 关關guān 网網wǎng 数數shù 统統tǒng 应應yīng 结結jié 设設shè 织織zhī 发發fā"
PLAIN = "办辦 组組 条條 无無 门門 报報 时時 扬揚 简簡 书書 长長 访訪 谈談 动動 党黨 国國 厅廳"


def damaged(clean: str) -> str:
    """Do the three kinds of damage to a clean page, in the order in which they befell the real one."""
    signs = {piece[0]: f"{piece[1]}({piece[2:]})" for piece in PRONOUNCED.split()}
    signs |= {piece[0]: piece[1] for piece in PLAIN.split()} | dict.fromkeys("①②③", "?")
    lines = ["".join(signs.get(char, char) for char in line) for line in clean.split("\n")]
    return "\n".join(_one_byte_off(line) if line.startswith("　") else line for line in lines)


def _one_byte_off(line: str) -> str:
    """Lose the first byte of the indent; what is no character when read so is dropped, or takes a letter with it."""
    data, printed = line.encode("gbk")[1:], "?"
    while data:
        piece, data = (data[:1], data[1:]) if data[0] < 0x80 else (data[:2], data[2:])
        try:
            printed += piece.decode("gbk")
        except UnicodeDecodeError:
            printed += "" if len(piece) == 2 and piece[1] >= 0x80 else "?"
    return printed


def spread(rows: Iterable[Row] = ROWS) -> str:
    """Print a table as the real page does: every cell on a line of its own, with a bar behind it."""
    cells = [*HEAD, *(cell for row in rows for cell in (row.label, row.unit, row.printed))]
    return "\n".join(f"{cell} |" if cell else "|" for cell in cells)


def in_lines(rows: Iterable[Row], line: Callable[[str, str, str], str], *, under_head: str = "") -> str:
    """Print a table with one line a row."""
    lines = [line(*HEAD), under_head, *(line(row.label, row.unit, row.printed) for row in rows)]
    return "\n".join(one for one in lines if one)


CLEAN = f"{ABOVE}\n{spread()}\n"
DAMAGED = damaged(CLEAN)


def page(rows: Iterable[Row] = ROWS) -> str:
    """A page without damage or words: a title with the year, and the table."""
    return f"某委2015年信息公开统计表\n{spread(rows)}\n"


def source(data: str | bytes, **given: object) -> Source:
    facts: dict[str, object] = {
        "name": "page.txt",
        "data": data.encode() if isinstance(data, str) else data,
        "find_standard": {"cn-hengyang-2015": HENGYANG}.__getitem__,
        "known_standards": ("cn-hengyang-2015",),
        **given,
    }
    return Source(**facts)  # type: ignore[arg-type]


def read(data: str | bytes, **given: object) -> Report:
    return TextReader().read(source(data, **given))


def figures(report: Report) -> dict[str, Value]:
    return {key: cell.value for key, cell in report.cells.items()}


def notes(report: Report, rule: str) -> list[Finding]:
    return [note for note in report.notes if note.rule == rule]


def about(report: Report, rule: str) -> dict[str, tuple[str, ...]]:
    """From the cell to the places of every finding of one rule."""
    return {note.cells[0]: note.where for note in notes(report, rule)}


def changed(key: str, **change: str) -> tuple[Row, ...]:
    """The rows of the table, one of them changed."""
    return tuple(evolve(row, **change) if row.key == key else row for row in ROWS)


def without(*keys: str) -> tuple[Row, ...]:
    return tuple(row for row in ROWS if row.key not in keys)


FIGURES: dict[str, Value] = {row.key: row.value for row in CELLS}


class TestTheDamageDoneHere:
    """It is the damage of the real page, whose pieces the domain note quotes."""

    @pytest.mark.parametrize(
        ("clean", "printed"),
        [
            ("领导", "領(lǐng)導(dǎo)"),
            ("　（一）领", "?。ㄒ唬╊I(lǐng)"),
            ("　２０１６年３月１２日</span>", "?。玻埃保赌辏吃拢保踩?/span>"),
            ("①当面", "?当面"),
        ],
    )
    def test_prints_what_the_note_quotes(self, clean: str, printed: str) -> None:
        assert damaged(clean) == printed


class Page(ABC):
    """What both pages must give; the domain note is the authority."""

    first = 0  # the line of the table's first label
    signed: date

    @classmethod
    @abstractmethod
    def printed(cls) -> str | bytes:
        """The page, as it was published."""

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls) -> Report:
        return read(cls.printed())

    def test_has_41_rows_of_which_9_are_headings(self, report: Report) -> None:
        assert len(ROWS) == 41
        assert len(CELLS) == 32
        assert list(report.cells) == [row.key for row in CELLS]

    @pytest.mark.parametrize("row", CELLS, ids=lambda row: row.key)
    def test_says_value_print_unit_and_line_of_each_cell(self, report: Report, row: Row) -> None:
        line = self.first + 3 * ROWS.index(row) + 2
        assert report.cells[row.key] == Cell(
            value=row.value,
            printed=row.printed,
            unit=ODD_UNITS.get(row.key),
            origin=Origin(OriginKind.READ, f"line {line}"),
        )

    def test_keeps_yes_apart_from_one(self, report: Report) -> None:
        assert {key for key, value in figures(report).items() if value is True} == {
            "disclosure.annual_report",
            "services.catalogue_updated",
            "services.handled_on_platform",
            "services.own_system_connected",
        }

    def test_belongs_to_2015(self, report: Report) -> None:
        assert report.period == Period.year(2015)

    def test_has_the_day_whose_last_character_is_lost(self, report: Report) -> None:
        assert report.signed == self.signed

    def test_leaves_nothing_unread(self, report: Report) -> None:
        assert report.unread == ()

    def test_names_words_where_a_number_or_an_answer_belongs(self, report: Report) -> None:
        assert about(report, "read.words") == {
            "website.inspection.city": (f"line {self.first + 14}",),
            "website.management.unified_platform": (f"line {self.first + 20}",),
        }
        assert {note.severity for note in notes(report, "read.words")} == {Severity.WARNING}

    def test_names_units_that_do_not_fit_their_indicator(self, report: Report) -> None:
        assert about(report, "read.unit") == {
            "website.management.unified_platform": (f"line {self.first + 19}",),
            "website.management.organisation": (f"line {self.first + 22}",),
        }

    def test_names_the_two_in_the_numbering_that_is_not_there(self, report: Report) -> None:
        assert about(report, "read.numbering") == {"disclosure.on_request": (f"line {self.first + 54}",)}
        assert "(二)" in notes(report, "read.numbering")[0].message.zh

    def test_says_that_the_row_with_a_unit_and_no_figure_was_taken_for_a_heading(self, report: Report) -> None:
        assert about(report, "read.heading") == {"website.inspection": (f"line {self.first + 5}",)}
        assert notes(report, "read.heading")[0].severity is Severity.INFO

    def test_names_both_names_of_the_attachment(self, report: Report) -> None:
        (note,) = notes(report, "read.attachment_name")
        assert "信息公开相关数统计表" in note.message.zh
        assert "信息公开相关数据统计表" in note.message.zh

    def test_says_that_the_text_has_no_title(self, report: Report) -> None:
        assert len(notes(report, "read.title")) == 1

    def test_reports_every_kind_of_damage(self, report: Report) -> None:
        kinds = {note.rule.removeprefix("read.damage.") for note in report.notes if note.rule.startswith("read.damage.")}
        assert kinds == {"pronunciation", "shifted", "guessed", "lost_character", "markup"}

    def test_warns_of_guesses_and_losses_only(self, report: Report) -> None:
        assert {note.rule for note in report.notes if note.severity is Severity.WARNING} == {
            "read.attachment_name",
            "read.damage.guessed",
            "read.damage.lost_character",
            "read.numbering",
            "read.unit",
            "read.words",
        }

    def test_does_not_guess_the_nine_lost_numbers(self, report: Report) -> None:
        (note,) = notes(report, "read.damage.lost_character")
        rows = ["received.in_person", "received.fax", "received.online"]
        rows += ["completed.on_time", "completed.extended", "completed.open"]
        rows += ["replies.granted", "replies.granted_in_part", "replies.refused"]
        keys = [row.key for row in ROWS]
        lines = [self.first + 3 * keys.index(f"disclosure.on_request.{row}") for row in rows]
        assert note.where == tuple(f"line {line}" for line in lines)

    def test_leaves_no_trace_of_the_damage_in_its_words(self, report: Report) -> None:
        words = "".join(report.text.values())
        assert not re.search(r"[領導務關網數統應結設織]|\([^)]*[ǎǐǒǔǜàìòùāīēōūáíóúéè]|span|\ufffd|^\?", words, re.MULTILINE)

    def test_is_incomplete_and_has_no_error(self, report: Report) -> None:
        verdict = check(report)
        assert verdict.verdict == "incomplete"
        assert set(verdict.missing) == WORDS_FOR_FIGURES
        assert not [finding for finding in verdict.findings if finding.severity is Severity.ERROR]

    def test_asks_only_to_explain_two_answers_that_exclude_each_other(self, report: Report) -> None:
        explain = [finding.rule for finding in check(report).findings if finding.severity is Severity.EXPLAIN]
        assert explain == ["services.one_or_the_other"]

    def test_has_the_quirks_again_in_what_the_check_finds(self, report: Report) -> None:
        found = check(report).findings
        assert set(report.notes) <= set(found)


QUOTED = ["1365余条", "945余条", "1000余条", "近94条", "464余人次", "369件", "345件", "293条", "142条", "每周收集2次"]


@needs(SEED)
class TestTheSeed(Page):
    """The annual report on 2015 of a municipal health commission, as a public web page gave it to the world."""

    first = 19
    signed = date(2016, 3, 12)

    @classmethod
    def printed(cls) -> bytes:
        return SEED.read_bytes()

    def test_is_by_the_body_that_signed(self, report: Report) -> None:
        assert report.body.name == "衡阳市卫生和计划生育委员会"

    def test_is_signed_on_a_saturday(self, report: Report) -> None:
        (note,) = notes(report, "read.signed_weekend")
        assert (note.severity, note.where) == (Severity.INFO, ("line 14",))
        assert "星期六" in note.message.zh
        assert "Saturday" in note.message.en

    def test_has_its_narrative_in_two_sections(self, report: Report) -> None:
        overview, outlook = report.text["overview"].split("\n"), report.text["outlook"].split("\n")
        assert set(report.text) == {"overview", "outlook"}
        assert [line[:3] for line in overview[1:]] == ["（一）", "（二）", "（三）", "(四)", "（五）"]
        assert overview[0].startswith("今年以来,我委在市委、市政府的正确领导下,在市政府电子政务办的具体指导下")
        assert overview[1].startswith("（一）领导重视,认识统一。")
        assert [line[:3] for line in outlook[1:]] == ["(一)", "（二）", "(三)"]
        assert outlook[0].startswith("2015年在上级部门的指导和关心下")

    @pytest.mark.parametrize("words", QUOTED)
    def test_keeps_the_figures_that_the_narrative_quotes(self, report: Report, words: str) -> None:
        assert words in report.text["overview"]

    def test_has_these_findings_and_no_others(self, report: Report) -> None:
        assert sorted(note.rule for note in report.notes) == [
            "read.attachment_name",
            "read.damage.guessed",
            "read.damage.lost_character",
            "read.damage.markup",
            "read.damage.pronunciation",
            "read.damage.shifted",
            "read.heading",
            "read.numbering",
            "read.signed_weekend",
            "read.title",
            "read.unit",
            "read.unit",
            "read.words",
            "read.words",
        ]


class TestTheSameFigures(Page):
    """The same table, damaged in the same ways, under words of our own."""

    first = ABOVE.count("\n") + 2 + len(HEAD)
    signed = date(2016, 3, 11)

    @classmethod
    def printed(cls) -> str:
        return DAMAGED

    def test_is_by_the_body_that_signed(self, report: Report) -> None:
        assert report.body.id == report.body.name == "某市某某管理委员会"

    def test_is_signed_on_a_working_day(self, report: Report) -> None:
        assert notes(report, "read.signed_weekend") == []

    def test_has_its_words_repaired_and_shared_out_by_headings(self, report: Report) -> None:
        assert report.text == {
            "overview": "本委按规定公布全年情况,网站设专人管理,数据由各科室核对。\n"
            "（一）领导负责。办公室统一收发,各科室应按月报数。\n"
            "（二）组织培训。全年举办两期,结业后上岗。",
            "outlook": "（三）完善网站。关于栏目设置的意见逐条研究。",
        }

    def test_has_the_same_cells_as_the_page_before_the_damage(self, report: Report) -> None:
        assert report.cells == read(CLEAN).cells

    def test_keeps_what_it_could_not_repair(self) -> None:
        report = read(f"{DAMAGED}?。·…\ufffd")
        (note,) = notes(report, "read.damage.unrepaired")
        assert note.severity is Severity.WARNING
        assert "?。·…\ufffd" in [one.text for one in report.unread]


class TestTable:
    """A row is a label, a unit and a value; how they are set apart does not matter."""

    @pytest.mark.parametrize(
        "table",
        [
            in_lines(ROWS, "{} | {} | {} |".format),
            in_lines(ROWS, "{}|{}|{}".format),
            in_lines(ROWS, "{}|{}|{}|".format),
            in_lines(ROWS, "| {} | {} | {} |".format),
            in_lines(ROWS, "| {} | {} | {} |".format, under_head="| --- | :---: | ---: |"),
            in_lines(ROWS, "{} | {} | {}".format, under_head="--- | --- | ---"),
            in_lines(ROWS, "{}\t{}\t{}".format),
            in_lines(ROWS, "  {}\t{}\t{}  ".format),
            in_lines(ROWS, "{}\t\n{}\t\n{}\t".format),
            in_lines(ROWS, "{} |\n{} |\n\n{} |\n".format),
            spread(),
            spread().replace(" |", "|").replace("\n", "\r\n"),
        ],
        ids=[
            "bars",
            "tight",
            "closed",
            "boxed",
            "markdown",
            "ruled",
            "tabs",
            "blanks",
            "tabs spread",
            "gaps",
            "spread",
            "crlf",
        ],
    )
    def test_is_read_alike_however_it_is_set(self, table: str) -> None:
        report = read(f"某委2015年信息公开统计表\n{table}")
        assert figures(report) == FIGURES
        assert report.unread == ()

    def test_may_come_without_a_head(self) -> None:
        table = spread().split("\n", 3)[3]
        assert figures(read(f"某委2015年信息公开统计表\n{table}")) == FIGURES

    @pytest.mark.parametrize("ending", ["", "\t"])
    def test_has_a_blank_cell_where_a_tab_has_nothing_behind_it(self, ending: str) -> None:
        rows = changed("services.cases", printed="")
        table = in_lines(rows, "{}\t{}\t{}".format)
        report = read(f"某委2015年信息公开统计表\n{table}{ending}")
        assert report.cells["services.cases"].printed == ""
        assert report["services.cases"] is Blank.MISSING

    def test_may_stand_under_the_path_of_the_page(self) -> None:
        report = read(f"首页 | 政务公开 | 年度报告\n某委2015年信息公开工作年度报告\n公开工作正常。\n{CLEAN}")
        assert figures(report) == FIGURES
        assert report.text["overview"].startswith("公开工作正常。")
        assert [one.text for one in report.unread] == ["首页", "政务公开", "年度报告"]

    def test_may_stand_under_words_indented_by_a_tab(self) -> None:
        report = read(f"某委2015年信息公开工作年度报告\n\t公开工作正常。\n{spread()}")
        assert report.text["overview"] == "公开工作正常。"
        assert figures(report) == FIGURES

    def test_may_be_followed_by_words_which_are_kept(self) -> None:
        report = read(f"{CLEAN}填表人说明:本表按月汇总。\n")
        assert [one.text for one in report.unread] == ["填表人说明:本表按月汇总。"]
        assert report.unread[0].where == f"line {len(CLEAN.splitlines()) + 1}"

    def test_of_a_standard_with_columns_is_not_read_from_text(self) -> None:
        with pytest.raises(UnreadableError):
            read(page(), standard=COLUMNS)

    def test_is_refused_with_more_cells_than_any_report_has(self) -> None:
        with pytest.raises(UnreadableError) as error:
            read("\t".join(["1"] * 20_001))
        assert error.value.faults[0].sentence == say("read.too_many_cells", count=20_001, most=20_000)


COLUMNS = load_text(
    """
    id = "columns"
    edition = "1"
    title = "{body}"
    authority = "test"
    sections = [{ key = "part", tables = ["table"] }]
    [[tables]]
    key = "table"
    columns = [{ key = "person", label = "自然人", entered = "count" }]
    rows = [{ key = "cases", label = "办件量", unit = "件" }]
    """,
    name="columns.toml",
)


class TestLabels:
    """A row is known by its label and its order, never by its printed number or place alone; what is doubtful is said."""

    def test_without_any_number_is_known_all_the_same(self) -> None:
        rows = [evolve(row, label=HENGYANG_BARE[row.key]) for row in ROWS]
        report = read(page(rows))
        assert figures(report) == FIGURES
        assert notes(report, "read.numbering") == []

    def test_with_other_numbers_is_known_all_the_same(self) -> None:
        rows = [evolve(row, label=f"9.{HENGYANG_BARE[row.key]}") for row in ROWS]
        assert figures(read(f"某委2015年信息公开统计表\n{spread(rows)}")) == FIGURES

    def test_lacking_two_characters_is_known_and_said(self) -> None:
        key = "disclosure.proactive.key_areas"
        report = read(page(changed(key, label="3、市党政门户网部门重点域相关栏目信息保障数")))
        assert report[key] == 16
        assert about(report, "read.label") == {key: ("line 53",)}
        assert notes(report, "read.label")[0].severity is Severity.WARNING

    def test_of_a_row_that_is_not_there_is_said(self) -> None:
        report = read(page(without("disclosure.on_request.lawsuits")))
        assert about(report, "read.row_missing") == {"disclosure.on_request.lawsuits": ()}
        assert "行政诉讼数量" in notes(report, "read.row_missing")[0].message.zh
        assert report["disclosure.on_request.lawsuits"] is Blank.MISSING
        assert report["disclosure.on_request.complaints"] == 0

    def test_of_a_row_that_nobody_knows_is_kept_with_its_cells(self) -> None:
        stray = Row("", "7、其他渠道便民咨询次数", "人次", "58", "count")
        place = [row.key for row in ROWS].index("disclosure.annual_report")
        report = read(page((*ROWS[:place], stray, *ROWS[place:])))
        assert figures(report) == FIGURES
        assert [(one.where, one.text) for one in report.unread] == [
            ("line 110", "7、其他渠道便民咨询次数"),
            ("line 111", "人次"),
            ("line 112", "58"),
        ]

    def test_of_a_row_printed_twice_takes_the_first_and_keeps_the_second(self) -> None:
        cases = ROWS[-1]
        report = read(page((*ROWS, evolve(cases, printed="32"))))
        assert report["services.cases"] == 31
        assert [one.text for one in report.unread] == ["(四)办件量", "件", "32"]

    def test_unknown_before_the_first_known_one_is_kept_too(self) -> None:
        stray = Row("", "填报说明", "无单位", "见后", "count")
        report = read(page((stray, *ROWS)))
        assert [one.text for one in report.unread] == ["填报说明", "无单位", "见后"]

    @pytest.mark.parametrize("number", ["三二、", "十十、", "一一一、", "(十一十)", "99、", "1.1.", "⑳"])
    def test_with_a_number_that_is_none_breaks_nothing(self, number: str) -> None:
        report = read(page(changed("services", label=f"{number}网上政务服务及电子监察")))
        assert figures(report) == FIGURES

    @pytest.mark.parametrize(
        ("number", "missing"),
        [
            ("三、", []),
            ("五、", ["三、", "四、"]),
            ("十一、", ["三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、"]),
            ("二十一、", [*(f"{sign}、" for sign in "三四五六七八九十"), *(f"{number}、" for number in range(11, 21))]),
            ("(十)", ["(五)", "(六)", "(七)", "(八)", "(九)"]),
            ("3、", ["1、", "2、"]),
        ],
    )
    def test_tell_what_is_missing_in_the_numbering(self, number: str, missing: list[str]) -> None:
        report = read(page(changed("services", label=f"{number}网上政务服务及电子监察")))
        found = [note.message.zh for note in notes(report, "read.numbering") if note.cells == ("services",)]
        assert [f"缺{'、'.join(missing)}；" in words for words in found] == [True] * bool(missing)


HENGYANG_BARE = {row.key: re.sub(r"^([一二三四]、|\([一二三四]\)|\d、|[①②③④])", "", row.label) for row in ROWS}


class TestCells:
    """What a cell prints is kept; what does not fit is said at that cell, and nowhere else."""

    def test_that_are_missing_leave_the_row_missing_and_what_there_is_unread(self) -> None:
        lines = in_lines(without("services.cases"), "{} | {} | {} |".format)
        report = read(f"某委2015年信息公开统计表\n{lines}\n(四)办件量 | 31 |")
        assert "services.cases" not in report.cells
        assert about(report, "read.row_short") == {"services.cases": ("line 43",)}
        assert [(one.where, one.text) for one in report.unread] == [("line 43", "31")]

    def test_beyond_the_third_are_unread(self) -> None:
        report = read(f"{page()}去年为29 |")
        assert report["services.cases"] == 31
        assert [one.text for one in report.unread] == ["去年为29"]

    def test_of_a_heading_are_not_wanted(self) -> None:
        lines = spread().replace("政府网站 |\n— |\n—— |", "政府网站 |")
        report = read(f"某委2015年信息公开统计表\n{lines}")
        assert figures(report) == FIGURES
        assert report.unread == ()

    def test_with_another_unit_keep_it(self) -> None:
        report = read(page(changed("services.cases", unit="起")))
        assert report.cells["services.cases"].unit == "起"
        assert list(about(report, "read.unit")) == [*ODD_UNITS, "services.cases"]

    def test_with_a_unit_of_their_own_say_that_it_overrides_the_heads(self) -> None:
        report = read(page(changed("services.cases", printed="31起")))
        assert report["services.cases"] == 31
        assert (report.cells["services.cases"].unit, report.cells["services.cases"].printed) == ("起", "31起")
        assert list(about(report, "read.cell_unit")) == ["services.cases"]

    def test_with_the_unit_of_their_row_say_nothing(self) -> None:
        report = read(page(changed("services.cases", printed="31件")))
        assert (report["services.cases"], notes(report, "read.cell_unit")) == (31, [])

    @pytest.mark.parametrize(
        ("key", "unit", "odd"),
        [
            ("disclosure.annual_report", "", True),  # it differs from the printed form
            ("disclosure.annual_report", "是/否", False),
            ("disclosure.annual_report", "件", True),
            ("website.management.organisation", "—", True),
            ("services.cases", "是/否", True),
            ("services.cases", "件", False),
        ],
    )
    def test_say_when_a_unit_cannot_belong_to_them(self, key: str, unit: str, odd: bool) -> None:
        report = read(page(changed(key, unit=unit)))
        assert (key in about(report, "read.unit")) is odd

    @pytest.mark.parametrize(
        ("printed", "value"), [("", Blank.MISSING), ("——", Blank.NOT_APPLICABLE), ("0", 0), ("无", 0), ("1,031", 1031)]
    )
    def test_keep_zero_missing_and_not_applicable_apart(self, printed: str, value: Value) -> None:
        report = read(page(changed("services.cases", printed=printed)))
        assert report.cells["services.cases"].value == value
        assert report.cells["services.cases"].printed == printed
        assert len(notes(report, "read.words")) == len(WORDS_FOR_FIGURES)

    @pytest.mark.parametrize("printed", ["31余", "近31", "三十一", "31余件", "约31", "31①"])
    def test_that_give_no_exact_figure_are_missing_and_said(self, printed: str) -> None:
        report = read(page(changed("services.cases", printed=printed)))
        assert report["services.cases"] is Blank.MISSING
        assert report.cells["services.cases"].printed == printed
        assert "services.cases" in about(report, "read.words")


class TestYear:
    """The year is the title's or the attachment's, then the first of the text; a caller who knows it better wins."""

    def test_stands_in_the_title(self) -> None:
        assert read(f"某委2018年政府信息公开工作年度报告\n{spread()}").period == Period.year(2018)

    def test_is_taken_from_the_words_where_no_title_has_it(self) -> None:
        report = read(f"回顾2017年,工作平稳。明年即2018 年要改进。\n{spread()}")
        assert report.period == Period.year(2017)
        assert notes(report, "read.year") == []

    def test_that_is_nowhere_is_asked_for(self) -> None:
        with pytest.raises(UnreadableError) as error:
            read(f"工作平稳。\n{spread()}")
        assert "--year" in error.value.in_language("zh")
        assert "--year" in error.value.in_language("en")
        assert error.value.faults[0].where == "page.txt"

    def test_that_is_two_years_is_said_and_the_titles_taken(self) -> None:
        above = "某委2015年政府信息公开工作年度报告\n附件:2014年统计表\n2015年统计表\n"
        report = read(f"{above}{spread()}")
        assert report.period == Period.year(2015)
        (note,) = notes(report, "read.year")
        assert note.severity is Severity.WARNING
        assert "2014、2015" in note.message.zh

    def test_of_the_caller_wins(self) -> None:
        half = Period.half(2015, 1)
        assert read(DAMAGED, period=half).period == half
        assert read(f"工作平稳。\n{spread()}", period=half).period == half


class TestWords:
    """What stands before the table: a title, sections, the attachment's name, who signed, and when."""

    def test_have_a_title_where_the_first_line_is_one(self) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n工作平稳。\n{spread()}")
        assert notes(report, "read.title") == []
        assert report.text == {"overview": "工作平稳。"}

    def test_have_no_signature_where_there_is_no_date(self) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n工作平稳。\n{spread()}")
        assert (report.body.id, report.body.name, report.signed) == ("unknown", None, None)

    @pytest.mark.parametrize("day", ["2016年3月11日", "２０１６年３月１１日", "2016 年 3 月 11 日", "2016年3月11"])
    def test_end_with_the_body_and_the_day(self, day: str) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n工作平稳。\n某市某局\n{day}\n{spread()}")
        assert (report.body.name, report.signed) == ("某市某局", date(2016, 3, 11))
        assert report.text == {"overview": "工作平稳。"}

    @pytest.mark.parametrize("day", ["2016年2月30日", "2016年3月11日全部工作已经完成并且已经公布", "3月11日"])
    def test_are_not_signed_by_what_is_no_day(self, day: str) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n工作平稳。\n{day}\n{spread()}")
        assert report.signed is None
        assert day in report.text["overview"]

    def test_are_not_signed_by_a_sentence(self) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n工作平稳,没有差错。\n2016年3月11日\n{spread()}")
        assert (report.body.name, report.text) == (None, {"overview": "工作平稳,没有差错。"})

    def test_signed_on_a_sunday_say_so(self) -> None:
        report = read(f"某委2015年政府信息公开工作年度报告\n某局\n2016年3月13日\n{spread()}")
        (note,) = notes(report, "read.signed_weekend")
        assert ("星期日" in note.message.zh, "Sunday" in note.message.en) == (True, True)

    def test_name_the_attachment_once_and_alike_without_a_finding(self) -> None:
        report = read(f"某委2015年总结\n附件1:某委2015年统计表\n附件2:别的\n某委2015年 统计表\n{spread()}")
        assert notes(report, "read.attachment_name") == []
        assert report.text == {"overview": "附件2:别的"}

    def test_belong_to_the_body_that_the_caller_names(self) -> None:
        assert read(DAMAGED, body="hengyang-health").body.id == "hengyang-health"

    def test_have_nowhere_to_go_in_a_standard_without_words(self) -> None:
        report = read("某委2015年总结\n办件量 | 件 | 31 |\n", standard=SMALL)
        assert (report.text, report.standard, report["cases"]) == ({}, SMALL, 31)


SMALL = load_text(
    """
    id = "small"
    edition = "1"
    title = "{body}"
    authority = "test"
    sections = [{ key = "part", tables = ["table"] }]
    [[tables]]
    key = "table"
    rows = [{ key = "cases", label = "办件量", unit = "件", entered = "count" }]
    """,
    name="small.toml",
)


class TestStandard:
    """The standard is found by the labels; the caller's wins."""

    def test_is_the_one_that_fits_best(self) -> None:
        standards: Mapping[str, Standard] = {"small": SMALL, "cn-hengyang-2015": HENGYANG, "columns": COLUMNS}
        found = read(page(), find_standard=standards.__getitem__, known_standards=tuple(standards))
        assert found.standard is HENGYANG

    def test_of_the_caller_wins_over_one_that_fits_better(self) -> None:
        report = read(page(), standard=SMALL)
        assert (report.standard, dict(report.cells)["cases"].value) == (SMALL, 31)

    def test_that_is_broken_does_not_keep_the_others_from_being_found(self) -> None:
        def find(identity: str) -> Standard:
            if identity == "broken":
                raise InvalidStandardError([Fault(where="broken.toml", sentence=say("standard.empty_total"))])
            return HENGYANG

        assert figures(read(page(), find_standard=find, known_standards=("broken", "cn-hengyang-2015"))) == FIGURES

    @pytest.mark.parametrize(
        "text",
        ["", "\n\n", "只有文字。", "a | b | c |", "\n".join(spread().split("\n")[:15])],
        ids=["nothing", "blank", "words", "other table", "four rows"],
    )
    def test_that_nothing_fits_is_asked_for(self, text: str) -> None:
        with pytest.raises(UnreadableError) as error:
            read(text)
        assert error.value.faults[0].sentence == say("read.no_table_text")

    def test_cannot_be_found_without_opencc_in_damaged_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure.readers.mojibake._opencc", lambda: None)
        with pytest.raises(UnreadableError) as error:
            read(DAMAGED)
        assert "govdisclosure[repair]" in error.value.in_language("en")


class TestEncoding:
    """Text is UTF-8 or GB18030; what is neither ends in one clear error, never in silent nonsense."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_of_either_kind_is_read(self, encoding: str) -> None:
        assert read(CLEAN.encode(encoding)) == read(CLEAN)

    def test_gb18030_with_one_broken_byte_is_read_and_the_byte_reported(self) -> None:
        report = read(
            "某委\ufffd2015年总结\n".encode("gb18030").replace("\ufffd".encode("gb18030"), b"\xff") + spread().encode("gb18030")
        )
        assert figures(report) == FIGURES
        assert len(notes(report, "read.damage.unrepaired")) == 1

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5hkscs", "iso2022_jp"])
    def test_of_another_kind_is_a_clear_error(self, encoding: str) -> None:
        data = damaged(page()).encode(encoding, errors="replace")
        given = source(data)
        if TextReader().accepts(given):
            with pytest.raises(UnreadableError):
                TextReader().read(given)

    @pytest.mark.parametrize(
        "data", [b"PK\x03\x04..", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"a\x00b", "年".encode("utf-16-le") + b"\n\x00"]
    )
    def test_of_other_formats_is_not_taken_for_text(self, data: bytes) -> None:
        assert not TextReader().accepts(source(data))

    def test_of_text_is_taken(self) -> None:
        assert TextReader().accepts(source(DAMAGED))
        assert isinstance(TextReader(), Reader)


PIECES = st.sampled_from(
    [*"|\t\n?（一)、:：年表0无—", "附件:", "2015年", "\r\n", "\ufffd", "领(lǐng)", " | | ", "③", "三二、", "</p>", "十十、"]
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(DAMAGED)), st.integers(0, 40), PIECES | st.text(max_size=4)), min_size=1, max_size=30
)


def survives(data: str | bytes) -> None:
    """Reading ends in a report that can be checked, or in an error of ours."""
    with suppress(GovDisclosureError):
        check(read(data))


class TestReader:
    """No text makes the reader raise anything but an error of this library."""

    @given(st.text())
    def test_survives_any_text(self, text: str) -> None:
        survives(text.encode("utf-8", "replace"))

    @given(st.binary())
    def test_survives_any_bytes(self, data: bytes) -> None:
        survives(data)

    @given(EDITS, st.sampled_from([DAMAGED, CLEAN]))
    def test_survives_a_page_cut_and_patched_anywhere(self, edits: list[tuple[int, int, str]], page: str) -> None:
        for place, length, piece in edits:
            page = page[:place] + piece + page[place + length :]
        survives(page.encode("utf-8", "replace"))

    @given(st.lists(st.tuples(st.integers(0, 9999), st.binary(max_size=3)), min_size=1, max_size=20), st.booleans())
    def test_survives_a_page_with_wrong_bytes(self, edits: list[tuple[int, bytes]], gbk: bool) -> None:
        data = DAMAGED.encode("gb18030" if gbk else "utf-8")
        for place, piece in edits:
            data = data[: place % len(data)] + piece + data[place % len(data) + len(piece) :]
        survives(data)

    @given(st.data())
    def test_never_takes_a_figure_for_another_rows(self, data: st.DataObject) -> None:
        gone = data.draw(st.sets(st.sampled_from([row.key for row in ROWS]), max_size=15))
        report = read(page(without(*gone)))
        assert figures(report) == {key: value for key, value in FIGURES.items() if key not in gone}
        assert {note.cells[0] for note in notes(report, "read.row_missing")} == gone
