"""A cell explained: label, source, condition in words, operands, relations, origin; down to the records that it counts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure import load_standard
from govdisclosure.consistency import RelationState
from govdisclosure.errors import UnknownIndicatorError
from govdisclosure.explanation import Operand, explain, explain_all, find_cell
from govdisclosure.records import Body, Entry, Item, Publication, Request, RequestFee
from govdisclosure.records.vocabulary import Applicant, ItemKind, Outcome, PublicationChannel, RequestChannel
from govdisclosure.report import Cell, Origin, OriginKind, Report
from govdisclosure.report.operands import SideInWords
from govdisclosure.tabulation import tabulate, tabulate_together
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Kind, Period, Value

FORM = load_standard("cn-2021")
Y2024 = Period.year(2024)
GRANTED = "requests.results.granted"


def request(
    identity: str,
    *,
    body: str = "b",
    applicant: Applicant = Applicant.NATURAL_PERSON,
    closed: date | None = date(2024, 3, 5),
    outcome: Outcome | None = Outcome.GRANTED,
) -> Request:
    return Request(
        id=identity,
        body=body,
        channel=RequestChannel.FAX,
        applicant=applicant,
        received=date(2024, 3, 1),
        closed=closed,
        outcome=outcome,
    )


RECORDS = [
    request("r1"),
    request("r2"),
    request("r3", applicant=Applicant.BUSINESS),
    request("r4", outcome=Outcome.PETITION),
    request("r5", closed=None, outcome=None),
]


def made(**change: Value) -> Report:
    """The report of the records, with some cells changed."""
    report = tabulate(RECORDS, FORM, period=Y2024)
    cells = {key: evolve(report.cells[key], value=value) for key, value in change.items()}
    return evolve(report, cells={**report.cells, **cells})


class TestExplanation:
    """Printed label and address, legal source, the condition in plain words, operands and value, relations, origin."""

    def test_names_the_cell_as_printed_and_its_source(self) -> None:
        found = explain(made(), f"{GRANTED}/natural_person")
        assert (found.address, found.label) == (f"{GRANTED}/natural_person", "（一）予以公开/申请人情况/自然人")
        assert (found.section, found.unit, found.kind, found.value) == (
            "三、收到和处理政府信息公开申请情况",
            "件",
            Kind.COUNT,
            2,
        )
        assert found.source.startswith("条例第三十六条第(二)项、第十三条")

    def test_says_each_part_of_the_condition_and_who_asks_it(self) -> None:
        found = explain(made(), f"{GRANTED}/business")
        assert [one.zh for one in found.demands] == [
            "办理结果为“予以公开”、“已主动公开”之一",
            "办结日期在统计期内",
            "有办理结果",
            "申请人类别为“商业企业”（本栏）",
        ]
        assert [one.en for one in found.demands] == [
            "outcome is one of 'disclosed', 'already public, told where'",
            "day closed is within the period",
            "outcome is given",
            "kind of applicant is 'business' (this column)",
        ]
        assert found.measure.zh == "同时符合下列各项的政府信息公开申请数"
        assert found.counts.zh == (
            "政府信息公开申请：办理结果为“予以公开”、“已主动公开”之一，且申请人类别为“商业企业”，且办结日期在统计期内，且有办理结果"
        )

    def test_of_a_total_shows_the_cells_that_it_adds_up(self) -> None:
        found = explain(made(), f"{GRANTED}/total")
        assert [(one.label, one.values) for one in found.operands[:2]] == [("自然人", (2,)), ("法人或其他组织/商业企业", (1,))]
        assert found.demands == ()
        assert found.counts.zh.startswith("合计：自然人、法人或其他组织/商业企业、")
        row = explain(made(), "requests.results.total/natural_person")
        assert [one.address for one in row.operands][:2] == [
            f"{GRANTED}/natural_person",
            "requests.results.granted_in_part/natural_person",
        ]
        assert row.operands[0].label == "（一）予以公开"

    def test_lists_the_relations_that_bind_the_cell_and_whether_they_hold(self) -> None:
        found = explain(made(**{f"{GRANTED}/natural_person": 5}), f"{GRANTED}/natural_person")
        assert [(one.key, one.state) for one in found.relations] == [
            (f"{GRANTED}.across", RelationState.FAILED),
            ("requests.results.total.sum", RelationState.FAILED),
        ]
        across, total = found.relations
        assert (across.left, across.right, across.difference) == ("3", "6", "-3")
        assert across.sentence.zh == (
            "“总计”3 ≠ （“自然人”5 + “法人或其他组织/商业企业”1 + “法人或其他组织/科研机构”0 + “法人或其他组织/社会公益组织”0"
            " + “法人或其他组织/法律服务机构”0 + “法人或其他组织/其他”0 = 6）；左边减右边 = -3"
        )
        assert total.sentence.zh == (
            "“（七）总计”3 ≠ （“（一）予以公开”5 + “1.信访举报投诉类申请”1 + 其余19格各0 = 6）；左边减右边 = -3"
        )

    def test_says_why_a_relation_could_not_be_checked(self) -> None:
        (carry,) = [one for one in explain(made(), "requests.carried_in/total").relations if one.key == "requests.carry"]
        assert (carry.state, carry.left) == (RelationState.NOT_RUN, "")
        assert (carry.sentence.zh, carry.sentence.en) == (
            "未核对：没有上期报告", "not checked: no report of the preceding period was given",
        )  # fmt: skip

    def test_holds_relations_against_the_report_before(self) -> None:
        before = tabulate(RECORDS, FORM, period=Period.year(2023), body="b")
        cells = {**before.cells, "requests.carried_out/total": Cell(value=4)}
        other = tabulate(RECORDS, FORM, period=Period.year(2020), body="b")
        found = explain(made(), "requests.carried_in/total", previous=[evolve(before, cells=cells), other])
        (carry,) = [one for one in found.relations if one.key == "requests.carry"]
        assert carry.state is RelationState.FAILED
        assert carry.sentence.zh == ("“二、上年结转政府信息公开申请数量”0 ≠ “上期四、结转下年度继续办理”4；左边减右边 = -4")
        assert carry.sentence.en == (
            "requests.carried_in/total (0) ≠ previous requests.carried_out/total (4); left minus right = -4"
        )

    def test_says_where_the_value_comes_from(self) -> None:
        assert explain(made(), f"{GRANTED}/total").made.zh.startswith("由记录计算（标准 ")
        report = made()
        read = Cell(value=3, printed="3", origin=Origin(OriginKind.READ, "line 7"))
        found = explain(evolve(report, cells={f"{GRANTED}/total": read}), f"{GRANTED}/total")
        assert (found.made.zh, found.made.en) == ("读自已有的报告（line 7）", "read from a report (line 7)")
        assert found.printed == "3"
        lost = explain(evolve(report, cells={}), f"{GRANTED}/total")
        assert (lost.value, lost.origin, lost.made.en) == (Blank.MISSING, None, "the report has no such cell")

    @pytest.mark.parametrize("kind", OriginKind)
    def test_has_words_for_every_origin(self, kind: OriginKind) -> None:
        report = evolve(made(), cells={f"{GRANTED}/total": Cell(value=3, origin=Origin(kind))}, made_by=None)
        made_from = explain(report, f"{GRANTED}/total").made
        assert made_from.zh
        assert made_from.en

    @pytest.mark.parametrize("name", ["cn-2021", "cn-2019", "cn-2014", "cn-hengyang-2015"])
    def test_can_be_had_of_every_cell_of_every_standard(self, name: str) -> None:
        standard = load_standard(name)
        report = tabulate(RECORDS, standard, period=Y2024)
        for address, spot in standard.spots.items():
            found = explain(report, address)
            assert found.address == address
            assert found.counts.zh
            assert found.counts.en
            assert found.measure.zh
            assert bool(found.operands) is (spot.measure.__class__.__name__ == "Total")

    def test_may_be_asked_by_the_printed_label(self) -> None:
        assert explain(made(), "（七）总计/申请人情况/总计").address == "requests.results.total/total"
        assert explain(made(), "发出收费通知的件数").address == "processing_fees.notices"
        assert find_cell(FORM, "收费通知的总 金额").address == "processing_fees.charged"

    def test_is_refused_where_several_cells_are_called_so(self) -> None:
        with pytest.raises(UnknownIndicatorError) as raised:
            explain(made(), GRANTED)
        assert raised.value.sentence.zh.startswith(f"有7个单元格可以叫“{GRANTED}”")
        assert f"{GRANTED}/natural_person" in str(raised.value)

    def test_is_refused_where_no_cell_is_called_so(self) -> None:
        with pytest.raises(UnknownIndicatorError, match="granted/busines"):
            explain(made(), f"{GRANTED}/busines")


class TestAllCells:
    """All cells explained at once are the cells explained one by one; records are read once."""

    RECORDS = (request("r1"), request("r2", applicant=Applicant.BUSINESS), request("r3", closed=None, outcome=None))

    @pytest.mark.parametrize("records", [None, RECORDS], ids=["alone", "with records"])
    def test_are_what_each_is(self, records: tuple[Request, ...] | None) -> None:
        made = tabulate(self.RECORDS, FORM, period=Y2024)
        before = tabulate([], FORM, period=Period.year(2023), body="b")
        found = explain_all(made, records=records, previous=[before])
        assert list(found) == list(FORM.spots)
        for address in (*list(FORM.spots)[::9], f"{GRANTED}/total", "requests.carried_in/total"):
            one = explain(made, address, records=records, previous=[before])
            assert found[address] == one
            assert (found[address].records is None) is (records is None)
            behind = found[address].records
            if behind is not None and one.records is not None:
                assert behind.total == one.records.total
                assert behind.page() == one.records.page()

    def test_come_from_records_that_can_be_gone_through_once(self) -> None:
        made = tabulate(self.RECORDS, FORM, period=Y2024)
        found = explain_all(made, records=iter(self.RECORDS))
        assert all(one.agrees for one in found.values())

    def test_count_the_records_of_each(self) -> None:
        found = explain_all(tabulate(self.RECORDS, FORM, period=Y2024), records=self.RECORDS)
        counts = {address: one.records.total for address, one in found.items() if one.records}
        assert counts[f"{GRANTED}/total"] == 2
        assert counts["requests.carried_out/natural_person"] == 1
        assert counts["documents.rules/made"] == 0


class TestMeasure:
    """How the figure follows from the records that meet the demands."""

    @pytest.mark.parametrize(
        ("row", "zh", "demands"),
        [
            ('count = "closed in period"', "同时符合下列各项的政府信息公开申请数", ["办结日期在统计期内"]),
            (
                'distinct = "applicant_ref", where = "closed in period"',
                "同时符合下列各项的政府信息公开申请中，不同的“申请人代码”数",
                ["办结日期在统计期内", "有申请人代码"],
            ),
            (
                'any = "outcome == \'granted\'", where = "closed in period"',
                "是否有同时符合下列各项的政府信息公开申请",
                ["办结日期在统计期内", "办理结果为“予以公开”"],
            ),
            (
                'all = "outcome == \'granted\'", where = "closed in period"',
                "是否所有政府信息公开申请（办结日期在统计期内）都同时符合下列各项",
                ["办结日期在统计期内", "办理结果为“予以公开”"],
            ),
            (
                'share = { of = "outcome == \'granted\'", among = "closed in period" }, decimals = 1',
                "政府信息公开申请（办结日期在统计期内）中，同时符合下列各项的所占的百分比",
                ["办结日期在统计期内", "办理结果为“予以公开”"],
            ),
            (
                'sum = "workdays(received, closed)", where = "closed in period", signed = true',
                "同时符合下列各项的政府信息公开申请的“收到申请之日至办结日期的工作日数”之和",
                ["办结日期在统计期内", "有收到申请之日", "有办结日期", None],
            ),
            ('entered = "count"', "填报", []),
        ],
    )
    def test_is_said_before_the_demands(self, row: str, zh: str, demands: list[str | None]) -> None:
        standard = one_table(f'{{ key = "r", label = "r", {row} }}')
        found = explain(tabulate(RECORDS, standard, period=Y2024), "r")
        assert found.measure.zh == zh
        assert len(found.demands) == len(demands)
        assert all(want is None or got.zh == want for got, want in zip(found.demands, demands, strict=True))

    def test_of_money_says_by_what_it_is_divided(self) -> None:
        standard = one_table(
            '{ key = "r", label = "r", unit = "万元", sum = "amount", divide = 10000, where = "paid in period" }',
            records="request_fee",
        )
        found = explain(tabulate([], standard, period=Y2024, body="b"), "r")
        assert found.measure.zh == "同时符合下列各项的依申请公开收费的“金额（元）”之和，除以10000"


class TestRecords:
    """Records counted; for distinct counts what was folded together; whether they give the figure that the report has."""

    def test_are_those_that_the_cell_counts(self) -> None:
        found = explain(made(), f"{GRANTED}/natural_person", records=RECORDS)
        assert found.records is not None
        assert (str(found.records.kind), found.records.total, found.records.page()) == ("request", 2, ("r1", "r2"))
        assert (found.recomputed, found.agrees) == (2, True)

    def test_show_that_the_report_says_something_else(self) -> None:
        found = explain(made(**{f"{GRANTED}/natural_person": 3}), f"{GRANTED}/natural_person", records=RECORDS)
        assert (found.value, found.recomputed, found.agrees) == (3, 2, False)

    def test_are_not_asked_for_without_any(self) -> None:
        found = explain(made(), f"{GRANTED}/natural_person")
        assert (found.records, found.recomputed, found.agrees) == (None, None, None)

    def test_of_several_bodies_together_are_those_of_all(self) -> None:
        several = [*RECORDS, request("x", body="c")]
        report = tabulate_together(several, FORM, period=Y2024, body="all")
        found = explain(report, f"{GRANTED}/natural_person", records=several)
        assert found.records is not None
        assert (found.records.page(), found.agrees) == (("r1", "r2", "x"), True)

    def test_that_are_folded_together_are_named(self) -> None:
        standard = one_table('{ key = "d", label = "d", distinct = "item" }', records="publication")
        day = date(2024, 5, 1)
        records = [
            Item(id="i", body="b", kind=ItemKind.NEWS, first_published=day),
            Item(id="j", body="b", kind=ItemKind.NEWS, first_published=day),
            *(
                Publication(id=identity, body="b", item=item, channel=PublicationChannel.WEIBO, published=day)
                for identity, item in (("p1", "i"), ("p2", "j"), ("p3", "i"))
            ),
        ]
        found = explain(tabulate(records, standard, period=Y2024), "d", records=records)
        assert found.records is not None
        assert (found.value, found.records.different, found.records.total) == (2, 2, 3)
        assert found.records.folded() == {"i": ("p1", "p3"), "j": ("p2",)}
        assert list(found.records.together()) == [("i", ("p1", "p3"))]

    def test_of_an_entered_figure_are_its_entry(self) -> None:
        standard = one_table('{ key = "e", label = "e", entered = "count" }')
        records = [Entry(body="b", period=Y2024, address="e", value="7"), Entry(body="b", period=Y2024, address="x", value="1")]
        found = explain(tabulate(records, standard, period=Y2024), "e", records=records)
        assert found.records is not None
        assert (str(found.records.kind), found.records.total, found.records.page(), found.value) == ("entry", 1, ("e",), 7)


VALUES = st.one_of(st.integers(0, 40), st.just(Blank.MISSING))


class TestNumbers:
    """The numbers in every message re-add to the stated difference."""

    @given(data=st.data(), name=st.sampled_from(["cn-2021", "cn-2014", "cn-hengyang-2015"]))
    def test_of_a_relation_add_up(self, data: st.DataObject, name: str) -> None:
        standard = load_standard(name)
        numbers = [address for address, spot in standard.spots.items() if spot.kind is Kind.COUNT]
        drawn = data.draw(st.lists(VALUES, min_size=len(numbers), max_size=len(numbers)))
        cells = {address: Cell(value=value) for address, value in zip(numbers, drawn, strict=True)}
        report = Report(standard=standard, body=Body(id="b"), period=Y2024, cells=cells)
        bound = [address for address in numbers if any(address in one.addresses for one in standard.relations)]
        found = explain(report, data.draw(st.sampled_from(bound)))
        assert found.relations
        for bond in found.relations:
            if bond.state is RelationState.NOT_RUN:
                continue
            sides = [self.of(operands) for operands in bond.operands]
            assert [str(one) for one in sides] == [bond.left, bond.right]
            assert str(sides[0] - sides[1]) == bond.difference
            for words in (bond.sentence.zh, bond.sentence.en):
                before, _, after = words.partition(" ≠ ")
                if after and bond.rule and "previous" not in bond.rule:
                    assert self.last(before) == sides[0]
                    assert self.last(re.split(r"[;；]", after)[0]) == sides[1]
                    assert int(words.rsplit(" = ", 1)[1]) == sides[0] - sides[1]
            for operands, total in zip(bond.operands, sides, strict=True):
                assert self.readded(SideInWords(operands, total=str(total), shortened=True).zh) == total

    @staticmethod
    def of(operands: tuple[Operand, ...]) -> int:
        """Add up the figures of one side."""
        total = 0
        for one in operands:
            if not one.address:
                total += one.factor
                continue
            figures = [one.assumed] if one.assumed is not None else one.values
            total += one.factor * sum(value for value in figures if isinstance(value, int))
        return total

    @staticmethod
    def last(words: str) -> int:
        """The number that a side of a sentence ends with."""
        return int(re.findall(r"-?\d+", words)[-1])

    @staticmethod
    def readded(words: str) -> int:
        """Add up the figures as they are printed behind each label, from the words alone."""
        inner = words[1:].rsplit(" = ", 1)[0] if words.startswith("（") else words
        total = 0
        for part in re.split(r"(?<=[\d）]) (?=[+-] )", inner):
            sign = -1 if part.startswith(("- ", "-“")) else 1
            figure = re.search(r"”（?(?:空，按)?(\d+)(?:计）)?$", part)
            times = re.search(r"^[+-]? ?(\d+) × ", part)
            if figure:
                total += sign * int(times[1] if times else 1) * int(figure[1])
            elif re.fullmatch(r"[+-]? ?\d+", part):
                total += sign * int(re.findall(r"\d+", part)[0])
        return total


FEES = [RequestFee(id="f", body="b", request="r1", amount=Decimal("12.50"), notified=date(2024, 4, 1), paid=date(2024, 4, 2))]


class TestAmount:
    """An amount is shown to the fen."""

    def test_keeps_its_decimals(self) -> None:
        report = tabulate([*RECORDS, *FEES], FORM, period=Y2024)
        found = explain(report, "processing_fees.charged", records=[*RECORDS, *FEES])
        assert (found.value, found.agrees) == (Decimal("12.5"), True)
        (bond,) = found.relations
        assert bond.sentence.zh == "“实际收取的总金额”12.5 ≤ “发出收费通知的总金额”12.5"
