"""The numbers in a report's words against its tables: contradictions are named, what may be otherwise is to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from govdisclosure import available_standards, check, load_standard
from govdisclosure.consistency.narration import NumberJudgement, narration, read_numbers
from govdisclosure.consistency.narration.lexicon import lexicon
from govdisclosure.consistency.narration.number_mentions import Exactness, mentions, sentences
from govdisclosure.consistency.narration.phrases import bare
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report
from govdisclosure.standards import Standard, Total, address
from govdisclosure.testing.small_standards import one_table
from govdisclosure.text_bindings import filled_in
from govdisclosure.values import Kind, Period, Severity, Value, plain

RECEIVED, CARRIED_IN, GRANTED, DONE, CARRIED_OUT = (
    "requests.received/total",
    "requests.carried_in/total",
    "requests.results.granted/total",
    "requests.results.total/total",
    "requests.carried_out/total",
)
FEES = "fees.charged/amount"
NATIONAL: Mapping[str, Value] = {RECEIVED: 46, CARRIED_IN: 3, GRANTED: 15, DONE: 45, CARRIED_OUT: 4, FEES: Decimal("128.56")}


def report(
    text: str,
    cells: Mapping[str, Value] = NATIONAL,
    *,
    standard: Standard | None = None,
    year: int = 2023,
    body: str = "某区某局",
) -> Report:
    return Report(
        standard=standard or load_standard("cn-2021"),
        body=Body(id="b", name=body),
        period=Period.year(year),
        cells={key: Cell(value=value, origin=Origin(OriginKind.READ, f"at {key}")) for key, value in cells.items()},
        text={"overview": text},
    )


def findings(text: str, cells: Mapping[str, Value] = NATIONAL, **more: str) -> list[Finding]:
    return list(narration(report(text, cells, **more)))  # type: ignore[arg-type]


def judgements(
    text: str, cells: Mapping[str, Value] = NATIONAL, *, before: Mapping[str, Value] | None = None
) -> list[NumberJudgement]:
    previous = [] if before is None else [report("", before, year=2022)]
    return [one.judged.judgement for one in read_numbers(report(text, cells), previous=previous)]


class TestNumbers:
    """Digits and Chinese numerals, with unit and how exactly they are meant."""

    @pytest.mark.parametrize(
        ("text", "number", "unit"),
        [
            ("收到46件", 46, "件"),
            ("收到 1,286 件", 1286, "件"),
            ("收到１２件", 12, "件"),
            ("收到十二件", 12, "件"),
            ("收到两件", 2, "件"),
            ("收到一百零三件", 103, "件"),
            ("作出1.2万件", 12000, "件"),
            ("收费128.56万元", 1285600, "元"),
            ("收费0.86亿元", 86000000, "元"),
            ("占33.3%", Decimal("33.3"), "%"),
            ("占百分之三十五", 35, "%"),
            ("接待20人次", 20, "人次"),
            ("收到３万件", 30000, "件"),
            ("收到3千件", 3000, "件"),
            ("收到1万3千件", 13000, "件"),
            ("收到1万3000件", 13000, "件"),
            ("收到一万三千零四十二件", 13042, "件"),
            ("收到廿件", 20, "件"),
            ("收到一百卅七件", 137, "件"),
            ("收到两千余件", 2000, "件"),
            ("收到伍拾陆宗", 56, "宗"),
            ("收到二〇件", 20, "件"),
        ],
    )
    def test_are_read_with_their_unit(self, text: str, number: Decimal | int, unit: str) -> None:
        (sentence,) = sentences(text)
        (found,) = mentions(sentence.text)
        assert (found.number, found.unit) == (number, unit)

    @pytest.mark.parametrize(
        "text",
        ["一是健全制度", "第二十条第(一)项", "三安全一稳定", "12345热线", "五公开", "128点五六", "第3次", "两三件", "三四十件"],
    )
    def test_that_count_nothing_are_left_out(self, text: str) -> None:
        assert mentions(text) == []

    @pytest.mark.parametrize(
        ("text", "exact"),
        [
            ("945余条", Exactness.MORE),
            ("30多件", Exactness.MORE),
            ("近94条", Exactness.UNDER),
            ("约50件", Exactness.ABOUT),
            ("50件左右", Exactness.ABOUT),
            ("50件以上", Exactness.OVER),
            ("超过50件", Exactness.OVER),
            ("50件", Exactness.EXACT),
        ],
    )
    def test_say_how_exactly_they_are_meant(self, text: str, exact: Exactness) -> None:
        (found,) = mentions(text)
        assert found.exact is exact

    @pytest.mark.parametrize("text", ["未收到", "没有发生", "无", "未发生1起"])
    def test_of_none(self, text: str) -> None:
        (found,) = mentions(text)
        assert found.zero
        assert found.number == 0

    @given(st.text(alphabet="0123456789.,万亿余件元%一二两百千零点第〔〕()、，。未无没有收到申请年月", max_size=60))
    def test_of_any_text_break_nothing(self, text: str) -> None:
        for one in read_numbers(report(text)):
            assert one.judged.judgement in NumberJudgement


class TestLabels:
    """A label is known by its bare words."""

    @pytest.mark.parametrize(
        ("label", "core"),
        [
            ("一、本年新收政府信息公开申请数量", "新收政府信息公开申请"),
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
            ("3.危及“三安全一稳定”", "危及三安全一稳定"),
            ("④信函申请数", "信函申请"),
            ("其中：涉及国家秘密", "国家秘密"),
            ("4、回应公众意见事件数", "回应公众意见事件"),
            ("本年收费金额（单位：万元）", "收费"),
        ],
    )
    def test_loses_numbering_and_brackets(self, label: str, core: str) -> None:
        assert bare(label) == core

    @pytest.mark.parametrize("standard", ["cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015"])
    def test_name_most_rows_of_every_standard(self, standard: str) -> None:
        loaded = load_standard(standard)
        reached = {
            cell
            for matter in lexicon(loaded).matters
            for sums in (matter.sums, *matter.aspects.values())
            for one in sums
            for cell in one
        }
        wanted = {
            spot.address
            for spot in loaded.spots.values()
            if spot.kind in (Kind.COUNT, Kind.AMOUNT) and not bare(spot.label.split("/")[-1]).startswith("其他")
        }
        assert len(wanted & reached) / len(wanted) > 0.8

    def test_of_a_standard_of_ones_own_are_enough(self) -> None:
        own = one_table('{ key = "visits", label = "一、接待群众来访数量", entered = "count" }')
        texts = ["全年接待群众来访12件。", "全年接待群众来访13件。"]
        found = [[one.judged.judgement for one in read_numbers(report(text, {"visits": 12}, standard=own))] for text in texts]
        assert found == [[NumberJudgement.AGREE], [NumberJudgement.CONTRADICT]]


class TestContradictions:
    """A number that can mean nothing else, and is not the table's."""

    def test_name_the_sentence_and_the_candidates(self) -> None:
        (found,) = findings("第一句。新收申请47件，办结45件。")
        assert (found.rule, found.severity) == ("text.contradiction", Severity.WARNING)
        assert found.cells == (RECEIVED, "text.overview")
        assert (found.left, found.right, found.difference) == ("47", "46", "1")
        assert found.where == (f"at {RECEIVED}",)
        assert "“新收申请47件”写的是47件" in found.message.zh
        assert "“一、本年新收政府信息公开申请数量/申请人情况/总计”46" in found.message.zh
        assert f"{RECEIVED} (46)" in found.message.en

    def test_fail_no_report(self) -> None:
        silent, wrong = (check(report(text, {FEES: Decimal("128.56")})) for text in ("", "行政事业性收费139万元。"))
        assert [one.rule for one in wrong.findings if one.severity is Severity.WARNING] == ["text.contradiction"]
        assert wrong.verdict == silent.verdict == "incomplete"

    def test_lapse_when_the_figure_changes(self) -> None:
        (one,), (same,) = findings("新收申请47件。"), findings("新收申请47件。")
        (other,) = findings("新收申请47件。", {**NATIONAL, RECEIVED: 45})
        assert one.fingerprint == same.fingerprint != other.fingerprint

    def test_of_a_long_sum_name_the_first_cells(self) -> None:
        parts = {f"requests.results.refused.{key}/total": 1 for key in ("state_secret", "process_information")}
        (found,) = findings("不予公开5件。", parts)
        assert "等8格”2" in found.message.zh

    def test_of_none_and_of_a_change_say_so(self) -> None:
        assert "写的是没有，" in findings("没有收到政府信息公开申请。")[0].message.zh
        before = report("", {RECEIVED: 40}, year=2022)
        said = [
            next(narration(report(f"新收申请46件，{words}。"), previous=[before])).message.zh
            for words in ("同比增长25%", "与上年持平", "2022年新收申请41件")
        ]
        assert ["写的是较上年增减25%" in said[0], "写的是与上年持平" in said[1], "写的是上年41件" in said[2]] == [True] * 3
        assert "写的是占比50%" in findings("办结45件，予以公开15件，占50%。")[0].message.zh

    def test_a_wrong_number_is_said_once_and_not_again_of_its_share(self) -> None:
        assert len(findings("予以公开18件，占40%。")) == 1


class TestWhatMayBeOtherwise:
    """Another area, office, time, a part, a rounding: to be looked at, and no contradiction."""

    @pytest.mark.parametrize(
        "text",
        [
            "全区收到申请320件。",
            "上半年收到申请20件。",
            "截至6月底收到申请20件。",
            "2008年以来收到申请600件。",
            "近三年新收申请120件。",
        ],
    )
    def test_is_for_information(self, text: str) -> None:
        (found,) = findings(text)
        assert (found.rule, found.severity) == ("text.to_look_at", Severity.INFO)

    @pytest.mark.parametrize(
        "text", ["柳荫镇收到申请19件。", "各街道收到申请19件。", "东山街道办事处新收申请19件。", "全区收到申请19件。"]
    )
    @pytest.mark.parametrize("body", ["青山街道办事处", "某县人民政府", "青山镇人民政府"])
    def test_another_street_or_town_is_another_scope(self, text: str, body: str) -> None:
        assert [one.rule for one in findings(text, body=body)] == ["text.to_look_at"]

    @pytest.mark.parametrize(
        ("body", "names"),
        [
            ("青山街道办事处", ["本街道", "我街道", "青山街道", "青山街道办事处", "街道办事处", "全街道"]),
            ("柳荫镇人民政府", ["本镇", "我镇", "柳荫镇", "柳荫镇人民政府", "全镇"]),
            ("白水村村民委员会", ["本村", "我村"]),
        ],
    )
    def test_a_street_or_town_by_its_own_name_is_itself(self, body: str, names: list[str]) -> None:
        assert {name: [one.rule for one in findings(f"{name}收到申请19件。", body=body)] for name in names} == {
            name: ["text.contradiction"] for name in names
        }

    @pytest.mark.parametrize("name", ["某区教育局", "区教育局", "教育局", "本局"])
    def test_an_office_is_itself_by_the_end_of_its_name(self, name: str) -> None:
        assert [one.rule for one in findings(f"{name}共收到申请19件。", body="某区教育局")] == ["text.contradiction"]
        other = findings("区民政局共收到申请19件。", body="某区教育局")
        assert [one.rule for one in other] == ["text.to_look_at"]

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("通过网络、信函等渠道收到申请19件。", "text.contradiction"),
            ("通过网络收到申请19件。", "text.to_look_at"),
            ("今年以来，累计收到申请19件。", "text.contradiction"),
            ("累计收到申请19件。", "text.to_look_at"),
        ],
    )
    def test_ways_and_times_that_cover_all_are_no_part(self, text: str, rule: str) -> None:
        assert [one.rule for one in findings(text)] == [rule]

    @pytest.mark.parametrize(
        "text",
        [
            "收到公民、法人和其他组织提出的申请19件。",
            "依申请公开工作有序推进，受理量为19件。",
            "政府信息依申请公开办件总数为19件。",
            "收到依申请公开件19件。",
            "新收申请较去年的30件有所增加，达到19件。",
            "上年无结转申请。",
            "予以公开、部分公开分别为19件和1件。",
        ],
    )
    def test_further_ways_to_say_a_figure_are_heard(self, text: str) -> None:
        assert "text.contradiction" in [one.rule for one in findings(text)]

    def test_a_numeral_of_zero_is_a_number(self) -> None:
        cells: Mapping[str, Value] = {"remedies.cases/reconsideration_total": 2}
        assert judgements("行政复议案件零起。", cells) == [NumberJudgement.CONTRADICT]

    def test_a_round_number_in_words_may_be_meant_roughly(self) -> None:
        cells: Mapping[str, Value] = {"decisions.licences/decided": 13042}
        assert judgements("作出行政许可一万三千件。", cells) == [NumberJudgement.LOOK]
        assert judgements("作出行政许可一万四千件。", cells) == [NumberJudgement.CONTRADICT]

    def test_an_office_speaks_for_itself_and_a_government_for_its_area(self) -> None:
        assert [one.rule for one in findings("全县新收申请320件。", body="某县人民政府")] == ["text.contradiction"]
        assert [one.rule for one in findings("县政府办公室新收申请12件。", body="某县人民政府")] == ["text.to_look_at"]

    @pytest.mark.parametrize(
        "text", ["新收申请近46件。", "新收申请40余件。", "新收申请约48件。", "新收申请40件以上。", "行政事业性收费129万元。"]
    )
    def test_a_rounding_agrees(self, text: str) -> None:
        assert judgements(text) == [NumberJudgement.AGREE]

    def test_numbers_of_a_blank_cell_say_nothing(self) -> None:
        assert judgements("结转下年度4件。", {RECEIVED: 46}) == [NumberJudgement.NOTHING]

    @pytest.mark.parametrize("text", ["同比增长15%", "2022年新收申请41件"])
    def test_last_year_is_judged_only_by_last_years_report(self, text: str) -> None:
        assert findings(f"{text}。") == []


class TestReadings:
    """What a number may mean: sums, shares, changes, numbers said in turn."""

    @pytest.mark.parametrize("number", [46, 49, 45])
    def test_what_was_handled_may_include_what_was_carried_in(self, number: int) -> None:
        assert judgements(f"全年受理申请{number}件。") == [NumberJudgement.AGREE]

    def test_what_was_newly_received_does_not(self) -> None:
        assert judgements("全年新收到政府信息公开申请49件。") == [NumberJudgement.CONTRADICT]

    @pytest.mark.parametrize(
        "text",
        [
            "作出行政处罚1宗；作出694宗行政许可。",
            "作出694宗行政许可、1宗行政处罚。",
            "作出694件行政许可决定和1件行政处罚决定。",
            "作出1宗行政处罚；行政许可694宗。",
        ],
    )
    def test_a_number_may_come_before_its_noun(self, text: str) -> None:
        tables: Mapping[str, Value] = {"decisions.penalties/decided": 1, "decisions.licences/decided": 694}
        assert judgements(text, tables) == [NumberJudgement.AGREE] * 2
        crosswise: Mapping[str, Value] = {"decisions.penalties/decided": 694, "decisions.licences/decided": 1}
        assert judgements(text, crosswise) == [NumberJudgement.CONTRADICT] * 2

    def test_a_subject_is_carried_only_into_clauses_without_a_noun_of_their_own(self) -> None:
        cells: Mapping[str, Value] = {"documents.normative/made": 5, "documents.normative/in_force": 21}
        assert judgements("规范性文件现行有效21件，其中新制发6件。", cells) == [
            NumberJudgement.AGREE,
            NumberJudgement.CONTRADICT,
        ]
        assert judgements("规范性文件现行有效21件，其中应急预案新制发6件。", cells) == [NumberJudgement.AGREE]

    @pytest.mark.parametrize(
        "text",
        [
            "收到依申请公开信息171条。",
            "接收到申请书55份。",
            "收到申请55宗。",
            "收到政府信息公开申请55起。",
            "共办理回复依申请公开事项23件。",
            "全年回复政府信息公开申请23件。",
        ],
    )
    def test_measure_words_and_verbs_of_every_kind_are_read(self, text: str) -> None:
        assert judgements(text, {**NATIONAL, CARRIED_IN: 0}) == [NumberJudgement.CONTRADICT]

    @pytest.mark.parametrize(
        "text",
        [
            "没有发生因政府信息公开工作引发举报、投诉、行政复议或行政诉讼等事件。",
            "未发生行政复议、行政诉讼和信访举报情况。",
            "没有因政府信息公开引发的行政复议、行政诉讼。",
        ],
    )
    def test_none_of_several_is_none_of_each(self, text: str) -> None:
        cells: Mapping[str, Value] = {"remedies.cases/reconsideration_total": 1, "remedies.cases/direct_total": 0}
        assert judgements(text, cells) == [NumberJudgement.CONTRADICT, NumberJudgement.AGREE]

    def test_a_remedy_against_the_body_is_its_own_whoever_hears_it(self) -> None:
        cells: Mapping[str, Value] = {"remedies.cases/reconsideration_total": 0}
        assert judgements("收到针对我局信息公开事务的行政复议3件。", cells) == [NumberJudgement.CONTRADICT]
        assert judgements("收到行政复议3件。", cells) == [NumberJudgement.LOOK]

    def test_a_change_needs_its_direction(self) -> None:
        before = {RECEIVED: 40}
        assert judgements("新收申请46件，同比增加6件。", before=before) == [NumberJudgement.AGREE] * 2
        assert judgements("新收申请46件，同比减少6件。", before=before) == [NumberJudgement.AGREE, NumberJudgement.CONTRADICT]

    def test_a_total_that_breaks_its_sum_may_be_meant_either_way(self) -> None:
        broken = {f"remedies.cases/direct_{key}": value for key, value in (("upheld", 2), ("other", 1), ("total", 0))}
        assert judgements("直接起诉3件。", broken) == judgements("直接起诉0件。", broken) == [NumberJudgement.AGREE]
        assert judgements("直接起诉4件。", broken) == [NumberJudgement.CONTRADICT]

    def test_a_blank_total_is_the_sum_of_its_parts(self) -> None:
        parts: dict[str, Value] = {"requests.results.granted/natural_person": 50, "requests.results.granted/business": 4}
        assert judgements("予以公开54件。", parts) == [NumberJudgement.AGREE]

    def test_figures_that_a_binding_filled_in_are_not_judged_but_are_read(self) -> None:
        text = f"新收申请{{{RECEIVED}}}件，其中自然人9件。"
        cells = {**NATIONAL, "requests.received/natural_person": 38}
        assert judgements(text, cells) == [NumberJudgement.NOTHING, NumberJudgement.CONTRADICT]

    def test_places_still_to_be_written_are_passed_over(self) -> None:
        assert judgements("【请填写：新收申请99件】新收申请46件。") == [NumberJudgement.AGREE]


def filled(standard: Standard, values: Mapping[str, Value]) -> Report:
    """Return a report whose text is the standard's own draft with every figure written out."""
    made = report("", values, standard=standard)
    texts = {
        section.key: filled_in("\n".join(section.draft).replace("{period}", "2023年"), made, lambda one: plain(values[one]))  # type: ignore[arg-type]
        for section in standard.text_sections
    }
    return Report(standard=standard, body=made.body, period=made.period, cells=made.cells, text=texts)


@pytest.mark.parametrize("standard", [one for one in available_standards() if one.startswith("cn-")])
@given(data=st.data())
def test_the_sentences_that_a_standard_asks_for_agree_with_any_figures(standard: str, data: st.DataObject) -> None:
    loaded = load_standard(standard)
    values: dict[str, Value] = {}
    for one, spot in loaded.spots.items():
        if spot.kind in (Kind.COUNT, Kind.AMOUNT):
            number = data.draw(st.integers(0, 400))
            values[one] = Decimal(number) / 4 if spot.kind is Kind.AMOUNT else number
    for _ in range(2):  # totals of totals
        for one, spot in loaded.spots.items():
            if one in values and isinstance(spot.measure, Total):
                rows = spot.column is None or spot.column.measure is not spot.measure
                column = spot.column.key if spot.column else None
                parts = [address(key, column) if rows else address(spot.row.key, key) for key in spot.measure.parts]
                values[one] = sum((values[part] for part in parts), start=0)  # type: ignore[misc]
    assert {one.judged.judgement for one in read_numbers(filled(loaded, values))} <= {NumberJudgement.AGREE}


@pytest.mark.parametrize(
    "text",
    ["1" * 5000, "1" + " " * 5000, "收到申请共计" * 800 + "1件", "自然人" * 1500 + "3件", "未" * 5000, "(" * 5000 + "1件"],
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    assert all(one.judged.judgement in NumberJudgement for one in read_numbers(report(text)))


class TestWhatIsNotTheRow:
    """A number is held against a row only where nothing says that it is another matter's."""

    @pytest.mark.parametrize(
        "text",
        [
            "规范性文件制定主体28个。",
            "撤销行政许可2件。",
            "行政复议调解结案15件。",
            "信息处理费减免2件。",
            "群众申请低保受理236件,办结220件。",
            "因信息不存在答复45件。",
            "受理行政复议申请142件,受理130件。",
            "建议提案办理:公开120件,不予公开12件。",
            "县公安局收到政府信息公开申请41件。",
            "上年结转的3件均已办结,其中予以公开2件。",
            "未收取任何费用的申请占绝大多数。",
            "“一件事”办理2300件。",
            "数百件申请均已答复。",
            "无正当理由大量反复申请9件。",
            "被法院纠正1件。",
        ],
    )
    def test_is_never_a_contradiction(self, text: str) -> None:
        cells = {
            **NATIONAL,
            "documents.normative/made": 12,
            "decisions.licences/decided": 54821,
            "remedies.cases/reconsideration_total": 13,
            "processing_fees.notices": 3,
            "requests.results.not_processed.excessive/total": 9,
            "remedies.cases/reconsideration_corrected": 3,
            "remedies.cases/direct_corrected": 1,
            "remedies.cases/after_corrected": 0,
            "requests.results.refused.third_party_rights/total": 11,
        }
        found = judgements(f"依申请公开工作。{text}", cells)
        assert NumberJudgement.CONTRADICT not in found

    def test_but_the_row_itself_is(self) -> None:
        assert judgements("行政复议15件。", {"remedies.cases/reconsideration_total": 13}) == [NumberJudgement.CONTRADICT]


class TestRoughShares:
    """Tenths and parts say a share roughly."""

    @pytest.mark.parametrize(
        ("said", "judgement"),
        [
            ("近九成", NumberJudgement.AGREE),
            ("九成", NumberJudgement.AGREE),
            ("超八成", NumberJudgement.AGREE),
            ("八成半", NumberJudgement.AGREE),
            ("三分之二", NumberJudgement.CONTRADICT),
            ("六成", NumberJudgement.CONTRADICT),
        ],
    )
    def test_are_read(self, said: str, judgement: NumberJudgement) -> None:
        cells = {RECEIVED: 330, "requests.received/natural_person": 291}
        assert judgements(f"收到政府信息公开申请330件，其中自然人占{said}。", cells)[-1] is judgement


class TestInTurn:
    """Numbers that follow names in turn, each for its own."""

    CELLS: Mapping[str, Value] = {
        RECEIVED: 2486,
        "requests.received/natural_person": 2011,
        "requests.received/business": 342,
        "remedies.cases/reconsideration_total": 13,
        "remedies.cases/direct_total": 4,
        "remedies.cases/after_total": 3,
    }
    BEFORE: Mapping[str, Value] = {
        "remedies.cases/reconsideration_total": 10,
        "remedies.cases/direct_total": 2,
        "remedies.cases/after_total": 1,
    }

    @pytest.mark.parametrize(
        ("text", "last"),
        [
            ("自然人、商业企业分别提出申请2011件、342件。", NumberJudgement.AGREE),
            ("自然人、商业企业分别提出申请2011件、324件。", NumberJudgement.CONTRADICT),
            ("收到申请2486件,其中自然人2011件、商业企业342件,分别占80.9%和13.8%。", NumberJudgement.AGREE),
            ("收到申请2486件,其中自然人2011件、商业企业342件,分别占80.9%和18.3%。", NumberJudgement.CONTRADICT),
            ("行政复议13件、行政诉讼7件,较上年分别增加3件、4件。", NumberJudgement.AGREE),
            ("行政复议13件、行政诉讼7件,较上年分别增加3件、5件。", NumberJudgement.CONTRADICT),
            ("自然人和企业申请2353件。", NumberJudgement.AGREE),
        ],
    )
    def test_are_held_against_their_own(self, text: str, last: NumberJudgement) -> None:
        found = judgements(text, self.CELLS, before=self.BEFORE)
        assert found[-1] is last
        assert set(found[:-1]) <= {NumberJudgement.AGREE}

    def test_a_year_that_is_named_carries_the_matter_on(self) -> None:
        text = "2022年收到政府信息公开申请40件,2023年收到{}件,增加{}件。"
        right = judgements(text.format(46, 6), before={RECEIVED: 40})
        wrong = judgements(text.format(64, 24), before={RECEIVED: 40})
        assert right == [NumberJudgement.AGREE] * 3
        assert wrong[1] is NumberJudgement.CONTRADICT
