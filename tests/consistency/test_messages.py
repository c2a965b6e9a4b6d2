"""Every message shows its operands, both sides and the difference: whoever adds them up again comes to the same."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import assume, event, given, strategies as st

from govdisclosure.consistency import check
from govdisclosure.messages import Language, Message
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.report.operands import Operand, SideInWords
from govdisclosure.standards import Reading, Standard, load_text
from govdisclosure.values import Blank, Kind, Period, Severity, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
WIDE = load_text(
    """
    id = "wide"
    edition = "1"
    title = "x"
    authority = "x"
    sections = [{ key = "s", tables = ["t", "u"] }]
    [[tables]]
    key = "t"
    columns = [
      { key = "men", label = "男" },
      { key = "women", label = "女", head = ["人", "其中:3岁以上"] },
      { key = "both", label = "合计(1+2)", total = ["men", "women"] },
    ]
    rows = [
      { key = "all", label = "1.总计,共2项", total = ["part", "other"], signed = true },
      { key = "part", label = "甲", entered = "count", signed = true },
      { key = "other", label = "乙", entered = "count", signed = true },
    ]
    relations = [
      { key = "few", each = "column", rule = "2 * all - 3 <= -1 * previous.part + 10 * other" },
      { key = "many", each = "row", rule = "-both + 7 >= men - previous.women - 2" },
    ]
    [[tables]]
    key = "u"
    rows = [
      { key = "fees", label = "费", total = ["fee.a", "fee.b"], signed = true },
      { key = "fee.a", label = "甲费", entered = "amount", signed = true },
      { key = "fee.b", label = "乙费", entered = "amount", signed = true },
      { key = "yes", label = "有", entered = "yes/no" },
    ]
    relations = [{ key = "mixed", rule = "fees + 5 * yes == 1 - 2 * all['both']" }]
    """,
    name="wide.toml",
)
STANDARDS = pytest.mark.parametrize("standard", [HENGYANG, WIDE], ids=str)

MESSAGE: dict[Language, str] = {
    "zh": r"勾稽关系不成立：左边 (.*?)(?:，计(\S+?))?(?:；右边 |，不应[大小]于右边 )(.*?)(?:，计(\S+?))?；"
    r"左边减右边为(\S+?)。依据：.*",
    "en": r"a relation does not hold: left, (.*?)(?:, is (\S+?))?"
    r"(?:; right, | and must not (?:exceed the|fall below the) right, )"
    r"(.*?)(?:, (?:which )?is (\S+?))?; left minus right is (\S+?)\. Source: .*",
}
TERM: dict[Language, str] = {
    "zh": r"(^-|^| \+ | - )(?:(\d+) × )?(?:“[^”]*”(（[^）]*）|-?\d+(?:\.\d+)?)|(\d+))",
    "en": r"(^-|^| \+ | - )(?:(\d+) × )?(?:(?:previous )?[a-z][\w./]* \(([^)]*)\)|(\d+))",
}


def figure(text: str) -> Decimal:
    """The number that an operand shows: ``5``, ``(3 + 空)``, ``blank``, ``（空，按4计）``, ``blank, taken as 4``."""
    return sum((Decimal(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)), Decimal())


def added(text: str, lang: Language) -> Decimal:
    """One side of a message, added up again from its operands."""
    terms = list(re.finditer(TERM[lang], text))
    assert "".join(term[0] for term in terms) == text
    total = Decimal()
    for sign, factor, shown, constant in (term.groups() for term in terms):
        value = Decimal(constant) if constant else figure(shown)
        total += (-1 if "-" in sign else 1) * int(factor or 1) * value
    return total


def assert_adds_up(finding: Finding, lang: Language) -> None:
    found = re.fullmatch(MESSAGE[lang], finding.message.in_language(lang))
    assert found, finding.message
    left, right = added(found[1], lang), added(found[3], lang)
    shown = [found[2] or finding.left, found[4] or finding.right, found[5]]
    assert shown == [finding.left, finding.right, finding.difference]
    assert [left, right, left - right] == [Decimal(number or "") for number in shown]
    for side, total in ((found[1], found[2]), (found[3], found[4])):
        assert (total is None) == (re.fullmatch(r"\d+", side) is not None)  # a constant alone is not said twice


def values(standard: Standard) -> st.SearchStrategy[Mapping[str, Value]]:
    """Any figures in any cells, blanks of both kinds among them."""
    blank = st.sampled_from([Blank.MISSING, Blank.MISSING, Blank.NOT_APPLICABLE])
    amounts = st.decimals(-99, 99, places=2)
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.COUNT: st.integers(0, 30),
        Kind.AMOUNT: amounts,
        Kind.YES_NO: st.booleans(),
        Kind.TEXT: st.just("words"),
    }
    cells = {
        address: st.integers(0, 9).flatmap(lambda dice, kind=spot.kind: blank if dice == 0 else by_kind[kind])  # type: ignore[misc]
        for address, spot in standard.spots.items()
    }
    return st.fixed_dictionaries(cells)


def report(standard: Standard, figures: Mapping[str, Value], year: int = 2015) -> Report:
    cells = {address: Cell(value=value) for address, value in figures.items()}
    return Report(standard=standard, body=Body(id="b"), period=Period.year(year), cells=cells)


class TestNumbers:
    """The operands of a message add up to its sides, and left − right is the difference, in both languages."""

    @STANDARDS
    @given(data=st.data())
    def test_add_up_again(self, standard: Standard, data: st.DataObject) -> None:
        now = report(standard, data.draw(values(standard)))
        before = [report(standard, one, 2014) for one in data.draw(st.lists(values(standard), max_size=2))]
        found = [one for one in check(now, previous=before).findings if one.difference is not None]
        event(f"{min(len(found), 3)} relations failed or more")
        for finding in found:
            assert_adds_up(finding, "zh")
            assert_adds_up(finding, "en")

    def test_are_those_of_the_report(self) -> None:
        figures: dict[str, Value] = {"fees": Decimal("12.50"), "fee.a": Decimal("10.5"), "fee.b": Decimal(-3)}
        (finding,) = [one for one in check(report(WIDE, figures)).findings if one.rule == "fees.sum"]
        assert finding.message.zh == (
            "勾稽关系不成立：左边 “费”12.50，计12.50；右边 “甲费”10.5 + “乙费”-3，计7.5；左边减右边为5.00。"
            "依据：合计等于各项之和。请核对并更正其中填错的数（fees.sum）"
        )
        assert finding.message.en == (
            "a relation does not hold: left, fees (12.50), is 12.50; right, fee.a (10.5) + fee.b (-3), is 7.5; "
            "left minus right is 5.00. Source: a total is the sum of its parts. Check these figures and correct "
            "the wrong one (fees.sum)"
        )

    def test_of_a_blank_total_show_what_it_was_taken_for(self) -> None:
        figures: dict[str, Value] = {"part/men": 4, "other/men": 0, "part/women": 1}
        before = report(WIDE, {"part/men": 2}, 2014)
        finding = next(one for one in check(report(WIDE, figures), previous=[before]).findings if one.rule == "few")
        assert "左边 2 × “1.总计,共2项/男”（空，按4计） - 3，计5，不应大于" in finding.message.zh
        assert "右边 -“上期甲/男”2 + 10 × “乙/男”0，计-2；左边减右边为7" in finding.message.zh
        assert "left, 2 × all/men (blank, taken as 4) - 3, is 5 and must not exceed" in finding.message.en
        assert_adds_up(finding, "zh")
        assert_adds_up(finding, "en")

    def test_of_a_blank_part_show_that_it_is_blank(self) -> None:
        figures: dict[str, Value] = {"fees": Decimal(1), "fee.b": Decimal(2)}
        (finding,) = [one for one in check(report(WIDE, figures)).findings if one.rule == "fees.sum"]
        assert "“甲费”（空） + “乙费”2，计2" in finding.message.zh
        assert "fee.a (blank) + fee.b (2), is 2" in finding.message.en

    def test_of_an_answer_are_1_and_0(self) -> None:
        figures: dict[str, Value] = {"fees": Decimal(0), "yes": True, "all/both": 0}
        (finding,) = [one for one in check(report(WIDE, figures)).findings if one.rule == "mixed"]
        assert "左边 “费”0 + 5 × “有”1，计5；右边 1 - 2 × “1.总计,共2项/合计(1+2)”0，计1" in finding.message.zh
        assert_adds_up(finding, "zh")


@st.composite
def agreeing(draw: st.DrawFn) -> dict[str, Value]:
    """Figures of WIDE in which every total is the sum of its parts."""
    figures: dict[str, Value] = {}
    grid = {(row, column): draw(st.integers(-50, 50)) for row in ("part", "other") for column in ("men", "women")}
    for row in ("part", "other"):
        for column in ("men", "women"):
            figures[f"{row}/{column}"] = grid[row, column]
        figures[f"{row}/both"] = grid[row, "men"] + grid[row, "women"]
    for column in ("men", "women"):
        figures[f"all/{column}"] = grid["part", column] + grid["other", column]
    figures["all/both"] = sum(grid.values())
    one, other = draw(st.decimals(-99, 99, places=2)), draw(st.decimals(-99, 99, places=2))
    whole = 1 - 2 * sum(grid.values())  # so that fees + 5 * yes == 1 - 2 * all['both'] holds
    figures |= {"fee.a": one, "fee.b": whole - 5 - one, "fees": Decimal(whole - 5), "yes": True}
    assume(one != other)
    return figures


COVERED = sorted({address for one in WIDE.relations if not one.needs_previous for address in one.addresses})


class TestChange:
    """Change one figure that an error relation covers, and the check finds it and names the cell."""

    @given(agreeing())
    def test_of_nothing_leaves_nothing_to_find(self, figures: dict[str, Value]) -> None:
        verdict = check(report(WIDE, figures))
        assert verdict.findings == ()
        assert verdict.verdict == "passed"

    @given(agreeing(), st.sampled_from(COVERED), st.integers(-100, 100).filter(bool))
    def test_of_one_cell_is_found(self, figures: dict[str, Value], address: str, change: int) -> None:
        before = figures[address]
        assert isinstance(before, int | Decimal)
        figures[address] = not before if isinstance(before, bool) else before + change
        verdict = check(report(WIDE, figures))
        assert verdict.verdict == "failed"
        errors = [one for one in verdict.findings if one.severity is Severity.ERROR]
        assert errors
        assert all(address in one.cells for one in errors)
        bound = [one for one in WIDE.relations if not one.needs_previous and address in one.addresses]
        assert len(errors) == len(bound), "each relation that binds the cell is violated"

    @given(st.data())
    def test_of_one_cell_of_the_real_table_is_found(self, data: st.DataObject) -> None:
        parts = data.draw(st.lists(st.integers(0, 1000), min_size=4, max_size=4))
        names = ("items", "department_news", "key_areas", "public_opinion")
        figures: dict[str, Value] = {f"disclosure.proactive.{name}": part for name, part in zip(names, parts, strict=True)}
        figures["disclosure.proactive"] = sum(parts)
        assert [one for one in check(report(HENGYANG, figures)).findings if one.severity is Severity.ERROR] == []
        address = data.draw(st.sampled_from(sorted(figures)))
        changed = data.draw(st.integers(0, 5000).filter(lambda number: number != figures[address]))
        verdict = check(report(HENGYANG, {**figures, address: changed}))
        (error,) = (one for one in verdict.findings if one.severity is Severity.ERROR)
        assert error.rule == "disclosure.proactive.sum"
        assert address in error.cells


class TestOperands:
    """What a finding about a relation says is there as data: the cells of both sides, with factor, value and assumption."""

    def test_are_the_cells_of_both_sides(self) -> None:
        figures: dict[str, Value] = {"part/men": 4, "other/men": 0, "part/women": 1}
        before = report(WIDE, {"part/men": 2}, 2014)
        finding = next(one for one in check(report(WIDE, figures), previous=[before]).findings if one.rule == "few")
        left, right = finding.operands
        assert left == (
            Operand(2, "all/men", "1.总计,共2项/男", (Blank.MISSING,), assumed=4),
            Operand(-3),
        )
        assert right == (
            Operand(-1, "part/men", "甲/男", (2,), reading=Reading.PREVIOUS),
            Operand(10, "other/men", "乙/男", (0,)),
        )

    def test_of_several_bodies_have_a_value_each(self) -> None:
        before = [report(WIDE, {"part/men": number}, 2014) for number in (2, 3)]
        figures: dict[str, Value] = {"all/men": 9, "part/men": 9, "other/men": 0}
        finding = next(one for one in check(report(WIDE, figures), previous=before).findings if one.rule == "few")
        assert finding.operands[1][0].values == (2, 3)

    def test_are_in_the_json_of_the_verdict(self) -> None:
        figures: dict[str, Value] = {"fees": Decimal("12.50"), "fee.a": Decimal("10.5")}
        findings = check(report(WIDE, figures)).to_dict()["findings"]
        (sides,) = [one["operands"] for one in findings if one["rule"] == "fees.sum"]
        cell = {"factor": 1, "cell": "fee.b", "label": "乙费", "previous": False, "values": [None], "assumed": "0"}
        cell |= {"reading": "own", "whose": None}
        assert [one["cell"] for one in sides["left"]] == ["fees"]
        assert sides["right"][1] == cell
        assert [one["rule"] for one in findings if "operands" not in one] == ["blank.assumed", "cell.missing"]

    def test_are_none_where_a_finding_is_about_no_relation(self) -> None:
        (finding,) = check(report(WIDE, {"nowhere": 1})).findings[:1]
        assert (finding.rule, finding.operands) == ("cell.unknown", ())

    def test_stay_with_key_and_facts_in_another_process(self) -> None:
        figures: dict[str, Value] = {"fees": Decimal("12.50"), "fee.a": Decimal("10.5"), "fee.b": Decimal(-3)}
        (finding,) = [one for one in check(report(WIDE, figures)).findings if one.rule == "fees.sum"]
        stored = pickle.dumps(finding)
        again = pickle.loads(stored)  # noqa: S301
        assert again == finding
        assert again.operands == finding.operands
        assert (again.key, again.facts["rule"]) == ("check.violated.equal", "fees.sum")
        assert len(stored) < 3000  # neither the report nor its standard goes with it

    def test_are_words_only_when_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> str:
            raise AssertionError("put into words")

        monkeypatch.setattr(Message, "in_language", refuse)
        monkeypatch.setattr(SideInWords, "in_language", refuse)
        failing = report(WIDE, {"fees": Decimal(1), "fee.b": Decimal(2)})
        assert any(one.fingerprint and one.rule == "fees.sum" for one in check(failing).findings)
