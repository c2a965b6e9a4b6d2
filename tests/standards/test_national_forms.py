"""The national forms are as printed: parts, tables, rows, columns, labels, units; what must hold, and what need not.

The printed forms are typed here as data, apart from the standards' files, so that neither can drift from the other.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import govdisclosure
from govdisclosure.expressions import Compare, Literal, Membership
from govdisclosure.records import Remedy
from govdisclosure.records.vocabulary import Applicant, Outcome, RemedyPath, RemedyResult, RequestChannel
from govdisclosure.standards import Count, Standard, Table, Total, load_file
from govdisclosure.values import Kind, Severity

STANDARDS = Path(govdisclosure.__file__).parent / "standards"
CN_2021, CN_2019, CN_2014 = (load_file(STANDARDS / f"cn-{year}.toml") for year in (2021, 2019, 2014))
NATIONAL = pytest.mark.parametrize("standard", [CN_2021, CN_2019, CN_2014], ids=str)

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")

OUTCOMES_TO_5 = """\
三、本年度办理结果*
（一）予以公开
（二）部分公开（区分处理的，只计这一情形，不计其他情形）
（三）不予公开*
1.属于国家秘密
2.其他法律行政法规禁止公开
3.危及“三安全一稳定”
4.保护第三方合法权益
5.属于三类内部事务信息
6.属于四类过程性信息
7.属于行政执法案卷
8.属于行政查询事项
（四）无法提供*
1.本机关不掌握相关政府信息
2.没有现成信息需要另行制作
3.补正后申请内容仍不明确
（五）不予处理*
1.信访举报投诉类申请
2.重复申请
3.要求提供公开出版物
4.无正当理由大量反复申请
5.要求行政机关确认或重新出具已获取信息
"""
"""Rows of table 3; * marks a heading without cells."""

TABLE_3_2021 = f"""\
一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
{OUTCOMES_TO_5}（六）其他处理*
1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
3.其他
（七）总计
四、结转下年度继续办理
"""
TABLE_3_2019 = f"""\
一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
{OUTCOMES_TO_5}（六）其他处理
（七）总计
四、结转下年度继续办理
"""

TABLE_2_2021 = {
    "第二十条第（一）项": (("规章", "行政规范性文件"), ("本年制发件数", "本年废止件数", "现行有效件数")),
    "第二十条第（五）项": (("行政许可",), ("本年处理决定数量",)),
    "第二十条第（六）项": (("行政处罚", "行政强制"), ("本年处理决定数量",)),
    "第二十条第（八）项": (("行政事业性收费",), ("本年收费金额（单位：万元）",)),
}
TABLE_2_2019 = {
    "第二十条第（一）项": (("规章", "规范性文件"), ("本年新制作数量", "本年新公开数量", "对外公开总数量")),
    "第二十条第（五）项": (("行政许可", "其他对外管理服务事项"), ("上一年项目数量", "本年增/减", "处理决定数量")),
    "第二十条第（六）项": (("行政处罚", "行政强制"), ("上一年项目数量", "本年增/减", "处理决定数量")),
    "第二十条第（八）项": (("行政事业性收费",), ("上一年项目数量", "本年增/减")),
    "第二十条第（九）项": (("政府集中采购",), ("采购项目数量", "采购总金额")),
}

PARTS = (
    ("一、总体情况", True, 0),
    ("二、主动公开政府信息情况", False, None),
    ("三、收到和处理政府信息公开申请情况", False, 1),
    ("四、政府信息公开行政复议、行政诉讼情况", False, 1),
    ("五、存在的主要问题及改进情况", True, 0),
    ("六、其他需要报告的事项", True, None),
)
"""Heading, whether the agency writes words of its own there, how many tables stand there."""

LINES_2014 = """\
一、主动公开情况 ——
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 条
其中：主动公开规范性文件数 条
制发规范性文件总数 件
（二）通过不同渠道和方式公开政府信息的情况 ——
1.政府公报公开政府信息数 条
2.政府网站公开政府信息数 条
3.政务微博公开政府信息数 条
4.政务微信公开政府信息数 条
5.其他方式公开政府信息数 条
二、回应解读情况 ——
（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次） 次
（二）通过不同渠道和方式回应解读的情况 ——
1.参加或举办新闻发布会总次数 次
其中：主要负责同志参加新闻发布会次数 次
2.政府网站在线访谈次数 次
其中：主要负责同志参加政府网站在线访谈次数 次
3.政策解读稿件发布数 篇
4.微博微信回应事件数 次
5.其他方式回应事件数 次
三、依申请公开情况 ——
（一）收到申请数 件
1.当面申请数 件
2.传真申请数 件
3.网络申请数 件
4.信函申请数 件
（二）申请办结数 件
1.按时办结数 件
2.延期办结数 件
（三）申请答复数 件
1.属于已主动公开范围数 件
2.同意公开答复数 件
3.同意部分公开答复数 件
4.不同意公开答复数 件
其中：涉及国家秘密 件
涉及商业秘密 件
涉及个人隐私 件
危及国家安全、公共安全、经济安全和社会稳定 件
不是《条例》所指政府信息 件
法律法规规定的其他情形 件
5.不属于本行政机关公开数 件
6.申请信息不存在数 件
7.告知作出更改补充数 件
8.告知通过其他途径办理数 件
四、行政复议数量 件
（一）维持具体行政行为数 件
（二）被依法纠错数 件
（三）其他情形数 件
五、行政诉讼数量 件
（一）维持具体行政行为或者驳回原告诉讼请求数 件
（二）被依法纠错数 件
（三）其他情形数 件
六、举报投诉数量 件
七、依申请公开信息收取的费用 万元
八、机构建设和保障经费情况 ——
（一）政府信息公开工作专门机构数 个
（二）设置政府信息公开查阅点数 个
（三）从事政府信息公开工作人员数 人
1.专职人员数（不包括政府公报及政府网站工作人员数） 人
2.兼职人员数 人
（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） 万元
九、政府信息公开会议和培训情况 ——
（一）召开政府信息公开工作会议或专题会议数 次
（二）举办各类培训班数 次
（三）接受培训人员数 人次
"""

WIDER_ROWS = {
    "already_public": "granted",
    "trade_secret": "refused.third_party_rights",
    "personal_privacy": "refused.third_party_rights",
    "third_party_rights": "refused.third_party_rights",
    "does_not_exist": "unavailable.not_held",
    "not_ours": "unavailable.not_held",
}
"""Outcomes that share a row or have one of another name, in the forms of 2019 and 2021."""
OTHER_ROWS = {
    "not_corrected": "other.not_corrected",
    "fee_not_paid": "other.fee_not_paid",
    "withdrawn": "other.other",
    "other_way": "other.other",
    "not_government_information": "other.other",
    "other": "other.other",
}
"""Outcomes under （六） in the form of 2021."""


def table(standard: Standard, key: str) -> Table:
    return next(one for one in standard.tables if one.key == key)


def cells(standard: Standard, key: str) -> int:
    return sum(spot.table.key == key for spot in standard.spots.values())


class TestParts:
    """The forms of 2019 and 2021 have the same six parts; the table of 2014 is an attachment."""

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_are_six_with_their_headings_and_tables(self, standard: Standard) -> None:
        assert [section.heading for section in standard.sections] == [heading for heading, _, _ in PARTS]
        assert [section.text for section in standard.sections] == [text for _, text, _ in PARTS]
        for section, (_, _, tables) in zip(standard.sections, PARTS, strict=True):
            if tables is not None:
                assert len(section.tables) == tables

    def test_of_2014_are_words_and_an_attachment(self) -> None:
        words, statistics = CN_2014.sections
        assert words.text
        assert not words.tables
        assert statistics.attachment == "政府信息公开情况统计表"

    def test_six_of_2021_holds_what_only_the_text_states_in_yuan(self) -> None:
        fees = table(CN_2021, "processing_fees")
        assert not fees.printed
        assert CN_2021.sections[-1].tables == ("processing_fees",)
        assert [(row.unit, row.kind) for row in fees.rows] == [("件", Kind.COUNT), ("元", Kind.AMOUNT), ("元", Kind.AMOUNT)]
        assert all(one.printed for one in CN_2021.tables if one is not fees)


class TestTable2:
    """Table 2 is blocks with columns of their own, each under its item of article 20."""

    @pytest.mark.parametrize(("standard", "blocks"), [(CN_2021, TABLE_2_2021), (CN_2019, TABLE_2_2019)], ids=str)
    def test_is_as_printed(self, standard: Standard, blocks: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        tables = [table(standard, key) for key in standard.sections[1].tables]
        assert [one.heading for one in tables] == list(blocks)
        assert {one.row_head for one in tables} == {"信息内容"}
        for one, (rows, columns) in zip(tables, blocks.values(), strict=True):
            assert tuple(row.label for row in one.rows) == rows
            assert tuple(column.label for column in one.columns) == columns

    def test_of_2021_has_ten_cells_and_that_of_2019_twenty_two(self) -> None:
        assert [sum(cells(standard, key) for key in standard.sections[1].tables) for standard in (CN_2021, CN_2019)] == [10, 22]

    def test_counts_the_charges_in_ten_thousand_yuan_and_the_purchases_in_yuan(self) -> None:
        assert CN_2021.spot("fees.charged/amount").unit == "万元"
        assert CN_2021.spot("fees.charged/amount").kind is Kind.AMOUNT
        assert CN_2019.spot("procurement.central/amount").unit == "元"
        assert CN_2019.spot("fees.items/items").kind is Kind.COUNT

    def test_of_2019_lets_only_rows_with_a_change_be_negative(self) -> None:
        signed = {row.key for row in CN_2019.rows.values() if row.signed}
        assert signed == {
            "decisions.licences",
            "decisions.other_services",
            "decisions.penalties",
            "decisions.coercion",
            "fees.items",
        }
        assert not any(row.signed for row in (*CN_2021.rows.values(), *CN_2014.rows.values()))


class TestTable3:
    """Table 3 has 25 rows of 7 cells in 2021, and 23 in 2019, where 其他处理 is one row."""

    @pytest.mark.parametrize(
        ("standard", "printed", "count"), [(CN_2021, TABLE_3_2021, 175), (CN_2019, TABLE_3_2019, 161)], ids=str
    )
    def test_is_as_printed(self, standard: Standard, printed: str, count: int) -> None:
        rows = table(standard, "requests").rows
        assert [row.label + "*" * (row.kind is Kind.HEADING) for row in rows] == printed.splitlines()
        assert cells(standard, "requests") == count
        assert all(row.key.startswith("requests.") for row in rows)

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_has_columns_under_a_head_of_two_levels(self, standard: Standard) -> None:
        requests = table(standard, "requests")
        assert requests.row_head == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
        assert tuple(column.label for column in requests.columns) == APPLICANTS
        one, group = ("申请人情况",), ("申请人情况", "法人或其他组织")
        assert [column.head for column in requests.columns] == [one, group, group, group, group, group, one]

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_has_a_column_for_every_kind_of_applicant(self, standard: Standard) -> None:
        *kinds, total = table(standard, "requests").columns
        words = []
        for column in kinds:
            match column.where:
                case Compare(right=Literal(value=word)):
                    words.append(word)
                case Membership(values=values):  # lawyers in their own name stand where the switch puts them
                    words += [value.value for value in values]
        assert len(words) == len(set(words))
        assert set(words) == set(Applicant)
        assert isinstance(total.measure, Total)
        assert total.measure.parts == tuple(column.key for column in kinds)

    @pytest.mark.parametrize(("standard", "rows"), [(CN_2021, 21), (CN_2019, 19)], ids=str)
    def test_adds_up_every_row_of_outcomes_and_no_group(self, standard: Standard, rows: int) -> None:
        total = standard.rows["requests.results.total"].measure
        assert isinstance(total, Total)
        assert len(total.parts) == rows
        between = [key for key in standard.rows if key.startswith("requests.results.") and key != "requests.results.total"]
        assert list(total.parts) == [key for key in between if standard.rows[key].kind is not Kind.HEADING]


class TestTable4:
    """Table 4 is one row of 15 cells under a head of three levels, the same in 2019 and 2021."""

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_is_as_printed(self, standard: Standard) -> None:
        remedies = table(standard, "remedies")
        assert [row.key for row in remedies.rows] == ["remedies.cases"]
        assert cells(standard, "remedies") == 15
        groups = [("行政复议",), ("行政诉讼", "未经复议直接起诉"), ("行政诉讼", "复议后起诉")]
        results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        assert [(column.head, column.label) for column in remedies.columns] == [
            (group, result) for group in groups for result in results
        ]

    def test_is_the_same_in_both(self) -> None:
        assert table(CN_2021, "remedies") == table(CN_2019, "remedies")

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_has_a_column_for_every_path_and_result(self, standard: Standard) -> None:
        words = Counter(
            part.right.value
            for column in table(standard, "remedies").columns
            if isinstance(column.measure, Count)
            for part in getattr(column.measure.condition, "parts", ())
            if isinstance(part, Compare) and isinstance(part.right, Literal)
        )
        assert {words[result] for result in RemedyResult} == {3}
        assert {words[path] for path in RemedyPath} == {4}


class TestTableOf2014:
    """政府信息公开情况统计表: indicator, unit and figure a line; heads print —— for the unit."""

    def test_is_as_printed(self) -> None:
        statistics = table(CN_2014, "statistics")
        assert (statistics.row_head, statistics.unit_head, statistics.value_head) == ("统计指标", "单位", "统计数")
        assert [f"{row.label} {row.unit}" for row in statistics.rows] == LINES_2014.splitlines()
        assert not statistics.columns

    def test_has_a_figure_in_every_line_but_the_heads(self) -> None:
        for row in table(CN_2014, "statistics").rows:
            assert (row.unit == "——") is (row.kind is Kind.HEADING)
        assert len(CN_2014.spots) == 58


class TestOutcomes:
    """Every outcome falls into exactly one row; the loader proves it, here it is said which."""

    @staticmethod
    def homes(standard: Standard, field: str) -> dict[str, str]:
        """Return the row of each word, by the conditions of the rows that a partition names."""
        (partition,) = (one for held in standard.tables for one in held.partitions if one.ref.name == field)
        found: dict[str, str] = {}
        for key in partition.rows:
            where = standard.rows[key].where
            values = where.values if isinstance(where, Membership) else [where.right] if isinstance(where, Compare) else []
            for value in values:
                assert isinstance(value, Literal)
                word = value.value
                assert isinstance(word, Outcome | RequestChannel)
                assert word.value not in found
                found[word.value] = key
        return found

    def test_of_2021_each_have_one_row(self) -> None:
        homes = self.homes(CN_2021, "outcome")
        assert set(homes) == {outcome.value for outcome in Outcome}
        for outcome, row in homes.items():
            tail = row.removeprefix("requests.results.")
            assert tail == (WIDER_ROWS | OTHER_ROWS).get(outcome, tail)
            assert outcome in (WIDER_ROWS | OTHER_ROWS) or tail.rpartition(".")[2] == outcome

    def test_of_2019_differ_only_in_one_row_of_other_outcomes(self) -> None:
        homes, later = self.homes(CN_2019, "outcome"), self.homes(CN_2021, "outcome")
        assert set(homes) == set(later)
        for outcome, row in homes.items():
            assert row == ("requests.results.other" if outcome in OTHER_ROWS else later[outcome])

    @pytest.mark.parametrize("standard", [CN_2021, CN_2019], ids=str)
    def test_none_is_left_out_on_purpose_since_2019(self, standard: Standard) -> None:
        assert [one.uncounted for held in standard.tables for one in held.partitions] == [()]

    def test_of_2014_have_a_row_or_are_left_out_by_name(self) -> None:
        (partition,) = (one for one in table(CN_2014, "statistics").partitions if one.ref.name == "outcome")
        homes = self.homes(CN_2014, "outcome")
        assert set(homes) | set(partition.uncounted) == {outcome.value for outcome in Outcome}
        assert not set(homes) & set(partition.uncounted)
        assert homes["internal_affairs"] == "requests.replies.refused.not_government_information"
        assert homes["third_party_rights"] == "requests.replies.refused.other"
        assert {outcome for outcome, row in homes.items() if row == "requests.replies.other_way"} == {
            "other_way",
            "administrative_query",
            "petition",
            "public_print",
        }

    def test_channels_of_2014_each_have_one_row(self) -> None:
        assert set(self.homes(CN_2014, "channel")) == {channel.value for channel in RequestChannel}


class TestRelations:
    """What must hold, with its severity; nothing else is required."""

    ERROR, WARNING, EXPLAIN = Severity.ERROR, Severity.WARNING, Severity.EXPLAIN

    @staticmethod
    def found(standard: Standard) -> dict[tuple[str, Severity], int]:
        return dict(Counter((one.relation.key, one.relation.severity) for one in standard.relations))

    def requests(self, standard: Standard) -> dict[tuple[str, Severity], int]:
        rows = [row for row in table(standard, "requests").rows if row.kind is not Kind.HEADING]
        return {
            ("requests.balance", self.ERROR): 7,
            ("requests.carry", self.EXPLAIN): 7,
            ("requests.results.total.sum", self.ERROR): 7,
            **{(f"{row.key}.across", self.ERROR): 1 for row in rows},
            **{(f"remedies.cases.across.{group}_total", self.ERROR): 1 for group in ("reconsideration", "direct", "after")},
            **{(f"remedies.{group}_carried", self.EXPLAIN): 1 for group in ("reconsideration", "direct", "after")},
        }

    def test_of_2021(self) -> None:
        assert self.found(CN_2021) == {
            **self.requests(CN_2021),
            ("documents.stock", self.WARNING): 2,
            ("processing_fees.received_within_charged", self.EXPLAIN): 1,
            ("processing_fees.not_paid_within_notices", self.EXPLAIN): 1,
            ("fees.include_processing", self.EXPLAIN): 1,
        }

    def test_of_2019(self) -> None:
        assert self.found(CN_2019) == {
            **self.requests(CN_2019),
            ("licences.items_not_negative", self.ERROR): 2,
            ("licences.decided_not_negative", self.ERROR): 2,
            ("enforcement.items_not_negative", self.ERROR): 2,
            ("enforcement.decided_not_negative", self.ERROR): 2,
            ("charges.items_not_negative", self.ERROR): 1,
        }

    def test_of_2014(self) -> None:
        sums = (
            "requests.received",
            "requests.completed",
            "requests.replies",
            "requests.replies.refused",
            "remedies.reconsiderations",
            "remedies.lawsuits",
            "resources.staff",
        )
        within = (
            "disclosure.items.normative_documents",
            "responses.conferences.by_principal",
            "responses.interviews.by_principal",
        )
        channels = ("gazette", "website", "weibo", "wechat", "other")
        assert self.found(CN_2014) == {
            **{(f"{key}.sum", self.ERROR): 1 for key in sums},
            **{(f"{key}.within", self.ERROR): 1 for key in within},
            **{(f"disclosure.channels.{channel}.within", self.WARNING): 1 for channel in channels},
            ("disclosure.items.covered", self.WARNING): 1,
        }

    def test_add_up_the_lines_of_2014_as_indented(self) -> None:
        parts = {one.defines: one.addresses[1:] for one in CN_2014.relations if one.defines}
        assert {key: len(found) for key, found in parts.items()} == {
            "requests.received": 4,
            "requests.completed": 2,
            "requests.replies": 8,
            "requests.replies.refused": 6,
            "remedies.reconsiderations": 3,
            "remedies.lawsuits": 3,
            "resources.staff": 2,
        }

    @NATIONAL
    def test_name_their_source(self, standard: Standard) -> None:
        assert all(one.relation.source for one in standard.relations)


class TestSources:
    """What is from memory is marked, never presented as official."""

    @NATIONAL
    def test_stand_beside_every_row_with_cells(self, standard: Standard) -> None:
        assert [key for key, row in standard.rows.items() if row.kind is not Kind.HEADING and not row.source] == []

    def test_name_the_article_behind_every_row_of_outcomes(self) -> None:
        rows = [row for key, row in CN_2021.rows.items() if key.startswith("requests.results.") and row.source]
        named = [row.key for row in rows if "条例第" in row.source]
        assert [row.key for row in rows if row.key not in named] == ["requests.results.other.other", "requests.results.total"]

    def test_mark_the_assignment_of_articles_to_rows(self) -> None:
        rows = [row for key, row in CN_2021.rows.items() if key.startswith("requests.results.") and "条例第" in row.source]
        unmarked = [row.key for row in rows if "(据记忆,待核实)" not in row.source]
        refused = [f"requests.results.refused.{one}" for one in ("public_security", "internal_affairs", "process_information")]
        assert unmarked == ["requests.results.granted_in_part", *refused]  # the labels name exactly what the articles name

    def test_mark_the_lines_of_2014_that_no_document_confirms(self) -> None:
        confirmed = {
            "disclosure.items",
            "disclosure.items.normative_documents",
            "disclosure.normative_documents_issued",
            "responses.topics",
            *(f"responses.{one}" for one in ("conferences", "interviews", "interpretations", "weibo_wechat", "other")),
            *(key for key in CN_2014.rows if key.startswith("requests.received")),
            "requests.completed.on_time",
            "requests.completed.extended",
            "requests.replies",
            "requests.replies.granted",
            "requests.replies.granted_in_part",
            "requests.replies.refused",
            "requests.replies.correction_asked",
            "remedies.reconsiderations",
            "remedies.lawsuits",
            "complaints",
        }
        rows = [row for row in CN_2014.rows.values() if row.kind is not Kind.HEADING]
        assert {row.key for row in rows if "(据记忆,待核实)" not in row.source} == confirmed


class TestKeys:
    """Where two national standards mean the same cell it has the same address."""

    def test_of_tables_3_and_4_are_the_same_but_for_other_outcomes(self) -> None:
        ours, theirs = (
            {address for address, spot in standard.spots.items() if spot.table.key in ("requests", "remedies")}
            for standard in (CN_2021, CN_2019)
        )
        assert {address.partition("/")[0] for address in ours ^ theirs} == {
            "requests.results.other",
            "requests.results.other.not_corrected",
            "requests.results.other.fee_not_paid",
            "requests.results.other.other",
        }

    def test_of_table_2_are_the_same_for_decisions_only(self) -> None:
        ours, theirs = (
            {
                address
                for key in standard.sections[1].tables
                for address, spot in standard.spots.items()
                if spot.table.key == key
            }
            for standard in (CN_2021, CN_2019)
        )
        assert ours & theirs == {
            "decisions.licences/decided",
            "decisions.penalties/decided",
            "decisions.coercion/decided",
        }

    @NATIONAL
    def test_of_applications_and_remedies_begin_as_agreed(self, standard: Standard) -> None:
        for key, row in standard.rows.items():
            if row.records is Remedy.__kind__ and row.kind is not Kind.HEADING and key != "complaints":
                assert key.startswith("remedies.")
        assert any(key.startswith("requests.") for key in standard.rows)
