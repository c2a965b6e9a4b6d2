"""Figures of published reports: where the relations hold nothing is found, where one is broken that one and no other is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.shared import CORPUS, needs

import govdisclosure
from govdisclosure.consistency import RelationState, Verdict, check, locate
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_file
from govdisclosure.values import Blank, Kind, Period, Severity, Value

STANDARDS = Path(govdisclosure.__file__).parent / "standards"
pytestmark = needs(CORPUS)

SUQIAN, JINHU, SHANGHAI = "suqian-city-2023", "jinhu-county-2023", "shanghai-general-office-2019"
STANDARD_IDS = {"national-2021": "cn-2021", "national-2019": "cn-2019"}


@cache
def published(name: str) -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    return data


def addresses(standard: Standard) -> dict[str, str]:
    """Return the address of each cell by the Chinese name that the corpus gives it, made from the printed labels."""
    found = {}
    for address, spot in standard.spots.items():
        if spot.column is None:
            continue
        if spot.table.key == "remedies":
            found["/".join(["表四", *spot.column.head, spot.column.label])] = address
            continue
        for label in (spot.row.label, *spot.row.aliases):
            if spot.table.key == "requests":
                path = [group for group in heads(standard, spot.row.key) if group]
                found["/".join(["表三", *path, label]) + f"|{spot.column.label}"] = address
            else:
                found[f"表二/{spot.table.heading}/{label}|{spot.column.label}"] = address
    return found


def heads(standard: Standard, key: str) -> list[str]:
    """Return the labels of the headings above a row; the corpus shortens 三、本年度办理结果 to 三."""
    parts = key.split(".")
    above = [standard.rows.get(".".join(parts[:length])) for length in range(1, len(parts))]
    return ["三" if row.key == "requests.results" else row.label for row in above if row is not None]


def value(text: str, kind: Kind) -> Value:
    if not text:
        return Blank.MISSING
    return Decimal(text.removesuffix("元")) if kind is Kind.AMOUNT else int(text)


def report(name: str) -> Report:
    data = published(name)
    standard = load_file(STANDARDS / f"{STANDARD_IDS[data['standard']]}.toml")
    known = addresses(standard)
    cells = {
        known[label]: Cell(value=value(text, standard.spot(known[label]).kind), printed=text)
        for label, text in data["cells"].items()
    }
    return Report(standard=standard, body=Body(id=name), period=Period.year(int(data["year"])), cells=cells)


def errors(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("name", [SUQIAN, JINHU, SHANGHAI])
class TestAnyPublishedReport:
    """Every figure has a cell, and a finding of severity error stands only where the corpus says that a relation is broken."""

    def test_has_a_cell_for_every_figure(self, name: str) -> None:
        made = report(name)
        assert len(made.cells) == len(published(name)["cells"])
        unfilled = {address for address, spot in made.standard.spots.items() if spot.table.printed} - set(made.cells)
        assert unfilled == set()

    def test_has_errors_only_where_its_relations_are_broken(self, name: str) -> None:
        assert (errors(check(report(name))) == []) is published(name)["relations_hold"]

    def test_has_conflicts_only_there_too(self, name: str) -> None:
        assert (locate(report(name)) == ()) is published(name)["relations_hold"]

    def test_has_no_other_findings_than_errors_and_blanks(self, name: str) -> None:
        found = {finding.rule for finding in check(report(name)).findings if finding.severity is not Severity.ERROR}
        assert found <= {"cell.missing", "blank.assumed"}


class TestSuqian:
    """宿迁市 2023: every relation holds; part six states 25 notices and 2950 yuan."""

    def test_passes_all_that_can_run(self) -> None:
        verdict = check(report(SUQIAN))
        assert verdict.count(RelationState.FAILED) == 0
        not_run = {outcome.instance.relation.key for outcome in verdict.outcomes if outcome.state is RelationState.NOT_RUN}
        carried = {f"remedies.{path}_carried" for path in ("reconsideration", "direct", "after")}
        of_the_year_before = {"requests.carry", "documents.stock", *carried, "processing_fees.not_paid_within_notices"}
        of_what_the_text_states = {"processing_fees.received_within_charged", "fees.include_processing"}
        assert not_run == of_the_year_before | of_what_the_text_states
        assert verdict.verdict == "passed"  # figures that only the text states may be left out

    def test_passes_with_what_part_six_states_too(self) -> None:
        made = report(SUQIAN)
        stated = published(SUQIAN)["fees_part_six"][-1]
        fees = {
            "processing_fees.notices": Cell(value=stated["total_cases"]),
            "processing_fees.charged": Cell(value=Decimal(stated["total_yuan"])),
            "processing_fees.received": Cell(value=Decimal(stated["total_yuan"])),
        }
        whole = Report(standard=made.standard, body=made.body, period=made.period, cells={**made.cells, **fees})
        assert check(whole).verdict == "passed"

    def test_says_in_its_text_what_the_rows_add_up_to(self) -> None:
        made, claims = report(SUQIAN), published(SUQIAN)["text_claims"]
        groups = {"不予公开": "refused", "无法提供": "unavailable", "不予处理": "not_processed", "其他处理": "other"}
        for words, group in groups.items():
            rows = [key for key in made.standard.rows if key.startswith(f"requests.results.{group}.")]
            assert sum(int(str(made[f"{row}/total"])) for row in rows) == claims[words]


class TestJinhu:
    """金湖县 2023: 未经复议直接起诉 prints 2, 0, 1, 0 and the total 0."""

    def test_breaks_one_total_and_nothing_else(self) -> None:
        verdict = check(report(JINHU))
        assert verdict.verdict == "failed"
        (finding,) = [one for one in verdict.findings if one.severity is Severity.ERROR]
        assert finding.rule == "remedies.cases.across.direct_total"
        assert (finding.left, finding.right, finding.difference) == ("0", "3", "-3")
        assert verdict.count(RelationState.FAILED) == 1

    def test_has_its_wrong_cell_named(self) -> None:
        """The parts are 2, 0, 1, 0; none of them can fall by 3, so the total must be 3."""
        (conflict,) = locate(report(JINHU))
        (answer,) = conflict.answers
        assert {cell: (change.now, change.should_be) for cell, change in answer.cells.items()} == {
            "remedies.cases/direct_total": (0, 3)
        }
        assert "合计仍为0" in answer.why.zh


class TestShanghai:
    """上海市人民政府办公厅 2019: zero is a blank, and the total of every row of outcomes is blank."""

    def test_is_incomplete_without_errors(self) -> None:
        verdict = check(report(SHANGHAI))
        assert verdict.verdict == "incomplete"
        assert errors(verdict) == []

    def test_balances_in_the_columns_that_are_filled(self) -> None:
        passed = {
            outcome.instance.addresses[0]
            for outcome in check(report(SHANGHAI)).outcomes
            if outcome.instance.relation.key == "requests.balance" and outcome.state is RelationState.PASSED
        }
        assert passed == {
            f"requests.received/{column}" for column in ("natural_person", "business", "legal_service", "other", "total")
        }

    def test_prints_its_purchases_in_yuan(self) -> None:
        made = report(SHANGHAI)
        assert made["procurement.central/amount"] == Decimal(251000)
        assert made.cells["procurement.central/amount"].printed == "251000元"


class TestWordsAgainstTables:
    """The figures that the published texts state, in sentences of ours, held against the published tables."""

    def found(self, name: str, body: str, *words: str) -> list[tuple[str, str | None]]:
        made = evolve(report(name), body=Body(id=name, name=body), text={"overview": "".join(words)})
        return [(one.rule, one.left) for one in check(made).findings if one.rule.startswith("text.")]

    def test_suqian_counts_what_was_carried_in_among_its_requests(self) -> None:
        words = (
            "全市共收办政府信息公开申请3607件,其中自然人3493件,法人或其他组织114件。",
            "予以公开1191件,部分公开328件,不予公开142件,无法提供1078件,不予处理406件,其他处理341件,结转下年度121件。",
            "作出行政许可180.86万件,行政事业性收费5.92亿元,行政复议440件,行政诉讼113件。",
        )
        assert self.found(SUQIAN, "宿迁市人民政府", *words) == []

    def test_jinhu_prints_a_total_of_lawsuits_that_is_not_its_parts(self) -> None:
        assert (
            self.found(JINHU, "金湖县人民政府", "全县新收申请143件，办结143件。行政复议7件，行政诉讼4件，直接起诉3件。") == []
        )
        assert self.found(JINHU, "金湖县人民政府", "行政诉讼1件。") == []

    def test_shanghai_states_two_figures_that_its_table_does_not_have(self) -> None:
        words = "受理申请859件,答复805件,上年结转18件,顺延72件。不予公开35件,不予处理158件。"
        assert self.found(SHANGHAI, "上海市人民政府办公厅", words) == []
        others = "予以公开及部分公开258件,无法提供265件。"  # 272 + 3 by the table; 265 is one of the rows under 无法提供
        assert self.found(SHANGHAI, "上海市人民政府办公厅", others) == [
            ("text.contradiction", "258"),
            ("text.to_look_at", "265"),
        ]
