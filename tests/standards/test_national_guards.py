"""What the national forms ask about besides their printed relations: dates, paths, units, and bodies that have no rules."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from govdisclosure import Period, check, explain, load_standard, tabulate
from govdisclosure.consistency.plausibility import unlikely_among
from govdisclosure.law import reconsideration_first, remedy_rules
from govdisclosure.library import default_library
from govdisclosure.records import Body, Remedy, Response
from govdisclosure.records.vocabulary import BodyKind, Outcome, RemedyKind, RemedyPath, RemedyRole, ReportsAs
from govdisclosure.report import Cell, Report
from govdisclosure.tabulation.memory import run
from govdisclosure.tabulation.plan import Scan, plan_of
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.values import Severity, Value

FORMS = pytest.mark.parametrize("form", ["cn-2021", "cn-2019", "cn-2014"])


class TestWords:
    """What is asked or offered in Chinese has the punctuation of Chinese; only what quotes a form keeps the form's."""

    @pytest.mark.parametrize("name", sorted(default_library().standards))
    def test_have_no_half_width_punctuation(self, name: str) -> None:
        standard = load_standard(name)
        labels = [one.label for one in standard.guards] + [one.zh for one in standard.plausibilities]
        labels += [text for policy in standard.policies for text in (policy.zh, *(one.zh for one in policy.choices))]
        assert [one for one in labels if re.search(r"[\u4e00-\u9fff”][,:;?()]|[,:;?()][\u4e00-\u9fff“]", one)] == []


def noticed(*records: object, form: str = "cn-2021", year: int = 2024) -> dict[str, tuple[Severity, tuple[str, ...]]]:
    """The findings about records, by rule: severity, and which."""
    made = tabulate(every_kind_kept(records), load_standard(form), period=year, body="b")
    return {one.rule: (one.severity, one.where) for one in made.notes}


def report(body: Body, year: int = 2024, **cells: Value) -> Report:
    standard = load_standard("cn-2021")
    figures = {key.replace("___", "/").replace("__", "."): Cell(value=value) for key, value in cells.items()}
    return Report(standard=standard, body=body, period=Period.year(year), cells=figures)


def asked(one: Report, *previous: Report) -> set[str]:
    return {found.rule for found in check(one, previous=previous).findings if found.severity is Severity.EXPLAIN}


class TestDates:
    """Days that a procedure cannot have are asked about; the record counts all the same."""

    @FORMS
    @pytest.mark.parametrize(
        ("days", "rule"),
        [
            ({"correction_asked": date(2024, 2, 29), "correction_received": date(2024, 3, 4)}, "request.before_receipt"),
            ({"third_party_asked": date(2024, 2, 29)}, "request.before_receipt"),
            ({"other_agency_asked": date(2024, 2, 29)}, "request.before_receipt"),
            ({"fee_notice": date(2024, 2, 29)}, "request.before_receipt"),
            ({"correction_asked": date(2024, 3, 16)}, "request.after_closing"),
            ({"correction_asked": date(2024, 3, 4), "correction_received": date(2024, 3, 16)}, "request.after_closing"),
            ({"third_party_asked": date(2024, 3, 16)}, "request.after_closing"),
            ({"extended": date(2024, 3, 16)}, "request.after_closing"),
            ({"fee_notice": date(2024, 3, 16)}, "request.after_closing"),
        ],
    )
    def test_before_receipt_or_after_closing_are_named(self, form: str, days: dict[str, date], rule: str) -> None:
        odd = request("r1", received=date(2024, 3, 1), closed=date(2024, 3, 15), **days)
        found = noticed(odd, form=form)
        assert found[rule] == (Severity.EXPLAIN, ("request r1",))

    @FORMS
    def test_on_the_day_of_receipt_or_of_closing_are_not(self, form: str) -> None:
        on = {"correction_asked": date(2024, 3, 1), "correction_received": date(2024, 3, 15), "extended": date(2024, 3, 15)}
        found = noticed(request("r1", received=date(2024, 3, 1), closed=date(2024, 3, 15), **on), form=form)
        assert not {"request.before_receipt", "request.after_closing"} & found.keys()

    def test_of_other_years_are_not(self) -> None:
        odd = request("r1", received=date(2022, 3, 1), closed=date(2022, 3, 15), extended=date(2022, 3, 16))
        assert "request.after_closing" not in noticed(odd)


class TestFirstRemedy:
    """Since 2024-01-01 a refusal under articles 14 to 16 goes to reconsideration before the court."""

    @pytest.mark.parametrize(
        ("outcome", "given", "path", "named"),
        [
            (Outcome.STATE_SECRET, date(2024, 1, 1), RemedyPath.DIRECT, True),
            (Outcome.ENFORCEMENT_FILE, date(2024, 3, 1), RemedyPath.DIRECT, True),
            (Outcome.STATE_SECRET, date(2023, 12, 31), RemedyPath.DIRECT, False),
            (Outcome.STATE_SECRET, date(2024, 1, 1), RemedyPath.AFTER_RECONSIDERATION, False),
            (Outcome.DOES_NOT_EXIST, date(2024, 1, 1), RemedyPath.DIRECT, False),
        ],
    )
    def test_is_asked_about(self, outcome: Outcome, given: date, path: RemedyPath, named: bool) -> None:
        answer = Response(id="a1", body="b", request="r1", given=given, outcome=outcome)
        case = Remedy(
            id="m1",
            body="b",
            kind=RemedyKind.LAWSUIT,
            role=RemedyRole.RESPONDENT,
            path=path,
            response="a1",
            filed=date(2024, 5, 6),
        )
        asked_for = request("r1", received=date(2023, 12, 1), closed=None, outcome=None)
        found = noticed(asked_for, answer, case)
        assert ("remedy.direct_first" in found) is named
        if named:
            assert found["remedy.direct_first"] == (Severity.EXPLAIN, ("remedy m1",))

    @pytest.mark.parametrize("form", ["cn-2021", "cn-2019"])
    def test_is_asked_about_as_the_law_has_it_on_each_day(self, form: str) -> None:
        """Every outcome on the days around each rule of the law: whatever law/remedies.toml says, and nothing else."""
        days = [rule.since + timedelta(days=days) for rule in remedy_rules() for days in (-1, 0)]
        cases = {f"{day}-{outcome.value}": (day, outcome) for day in days for outcome in Outcome}
        records: list[object] = [request("r1", received=date(2023, 1, 1), closed=None, outcome=None)]
        for name, (day, outcome) in cases.items():
            records.append(Response(id=f"a-{name}", body="b", request="r1", given=day, outcome=outcome))
            case = Remedy(
                id=name,
                body="b",
                kind=RemedyKind.LAWSUIT,
                role=RemedyRole.RESPONDENT,
                path=RemedyPath.DIRECT,
                response=f"a-{name}",
                filed=date(2026, 12, 1),
            )
            records.append(case)
        standard, gathered = load_standard(form), every_kind_kept(records)
        watch = next(one for one in plan_of(standard).scans[Remedy.__kind__].watches if one.guard.key == "remedy.direct_first")
        cases_of = gathered.of(Remedy)
        caught = run(Scan(watches=(watch,)), cases_of, Period.year(2026), gathered.parents, standard.calendar).caught[watch]
        held = {name: name in set(caught) for name in cases}
        assert held == {name: reconsideration_first(outcome, day).required is True for name, (day, outcome) in cases.items()}
        assert sum(held.values()) == 9 * 5 + 1  # articles 14 to 16 on five of the six days; in part on the last one

    @pytest.mark.parametrize(
        ("year", "begins"), [(2023, None), (2024, "自2024年1月1日起"), (2025, "自2025年6月1日起"), (2026, "自2026年7月1日起")]
    )
    def test_is_said_where_figures_do_not_compare(self, year: int, begins: str | None) -> None:
        one = tabulate(every_kind_kept([]), load_standard("cn-2021"), period=year, body="b")
        breaks = explain(one, "remedies.cases/direct_total").breaks
        assert [reason.zh[: len(begins or "")] for reason in breaks][-1:] == ([begins] if begins else [])
        assert explain(one, "requests.received/total").breaks == ()


class TestOpenCases:
    """A case that was open on the last day is closed or open the year after: in each of the three groups."""

    @pytest.mark.parametrize("group", ["reconsideration", "direct", "after"])
    @pytest.mark.parametrize(("now", "named"), [(2, True), (3, False), (4, False)])
    def test_do_not_vanish(self, group: str, now: int, named: bool) -> None:
        body = Body(id="b", name="清河市教育局")
        before = report(body, 2023, **{f"remedies__cases___{group}_open": 3})
        after = report(body, 2024, **{f"remedies__cases___{group}_total": now})
        assert (f"remedies.{group}_carried" in asked(after, before)) is named


class TestUnpaidFees:
    """Applications given up for a fee that was not paid are no more than the notices of this year and the last."""

    @pytest.mark.parametrize(("unpaid", "named"), [(3, False), (4, True)])
    def test_are_within_the_notices_of_two_years(self, unpaid: int, named: bool) -> None:
        body = Body(id="b", name="清河市教育局")
        before = report(body, 2023, processing_fees__notices=1)
        now = report(body, processing_fees__notices=2, requests__results__other__fee_not_paid___total=unpaid)
        assert ("processing_fees.not_paid_within_notices" in asked(now, before)) is named


class TestProcessingFees:
    """The fee for handling information, in yuan, is one of the administrative charges, in 10,000 yuan."""

    @pytest.mark.parametrize(("charged", "named"), [("0.28", False), ("0.274", False), ("0.2739", True), ("0", True)])
    def test_are_within_the_charges(self, charged: str, named: bool) -> None:
        body = Body(id="b", name="清河市教育局")
        given = report(body, fees__charged___amount=Decimal(charged), processing_fees__received=Decimal("2740.00"))
        assert ("fees.include_processing" in asked(given)) is named


class TestRules:
    """Rules (规章) are made by ministries, provinces and cities with districts; others are asked about them."""

    @pytest.mark.parametrize(
        ("name", "named"),
        [
            ("清河县城关镇人民政府", True),
            ("清河县河东乡人民政府", True),
            ("清河市城北街道办事处", True),
            ("清河县人民政府", True),
            ("清河市河西区人民政府", True),
            ("清河市教育局", True),
            ("清河市发展和改革委", True),
            ("清河市人民政府", False),
            ("某某壮族自治区人民政府", False),
            ("某省人民政府", False),
            ("清河市卫生健康委员会", True),
            ("清河市人民政府办公室", False),
            ("清河经济技术开发区管委会", True),
            ("某省教育厅", True),
            ("国家税务总局清河市税务局", True),
            ("清河自治县人民政府", True),
            ("国家税务总局", False),
            ("国家市场监督管理总局", False),
            ("国家发展和改革委员会", False),
            ("中国证券监督管理委员会", False),
            ("海关总署", False),
            ("教育部", False),
        ],
    )
    @pytest.mark.parametrize(("form", "cell"), [("cn-2021", "in_force"), ("cn-2019", "newly_made")])
    def test_of_others_are_asked_about(self, name: str, named: bool, form: str, cell: str) -> None:
        body = Body(id="b", name=name)
        year = 2024 if form == "cn-2021" else 2020
        for figure in (2, 0):
            cells = {f"documents.rules/{cell}": Cell(value=figure)}
            one = Report(standard=load_standard(form), body=body, period=Period.year(year), cells=cells)
            assert ("documents.rules_of_others" in asked(one)) is (named and figure > 0)

    @pytest.mark.parametrize(
        ("kinds", "named"),
        [
            ({}, False),
            ({"reports_as": ReportsAs.TOWNSHIP}, True),
            ({"reports_as": ReportsAs.GOVERNMENT}, False),
            ({"kind": BodyKind.DISPATCHED_ORGAN}, True),
            ({"kind": BodyKind.PUBLIC_INSTITUTION}, True),
        ],
    )
    def test_of_other_kinds_of_body_are_asked_about_whatever_their_names(self, kinds: dict[str, Any], named: bool) -> None:
        one = report(Body(id="b", **kinds), documents__rules___made=1)
        assert ("documents.rules_of_others" in asked(one)) is named

    def test_are_named_with_their_figures(self) -> None:
        town = Body(id="b", name="清河县城关镇人民政府", reports_as=ReportsAs.TOWNSHIP)
        found = check(report(town, documents__rules___made=1, documents__rules___in_force=6)).findings
        (one,) = [one for one in found if one.rule == "documents.rules_of_others"]
        assert one.cells == ("documents.rules/made", "documents.rules/in_force")
        assert "规章/本年制发件数 1、规章/现行有效件数 6" in one.message.zh


class TestUnits:
    """A charge a thousand times that of the year before, or of the other bodies, was put in in yuan."""

    @pytest.mark.parametrize(
        ("now", "others", "named"),
        [
            ("125000", ["12.5", "3", "40.2"], True),
            ("125000", ["12.5", "3", "40.2", "98000"], True),  # another body made the same slip
            ("125000", ["12.5", "3", "400"], False),  # one of three collects much
            ("125000", ["12.5", "3"], False),  # two are too few
            ("125000", ["12.5", "3", "0", "0"], False),  # none is no figure to go by
            ("900", ["12.5", "3", "40.2"], False),
            ("0.01", ["125", "300", "402"], False),  # little is no slip
            ("0", ["12.5", "3", "40.2"], False),
        ],
    )
    def test_that_slipped_are_asked_about_among_bodies(self, now: str, others: list[str], named: bool) -> None:
        city = [report(Body(id=f"b{number}"), fees__charged___amount=Decimal(one)) for number, one in enumerate(others)]
        own = report(Body(id="own"), fees__charged___amount=Decimal(now))
        found = list(unlikely_among(own, city))
        assert [cells for _, cells, _ in found] == [("fees.charged/amount",)] * named
        assert all("是否计量单位有误" in message.zh and now in message.zh for _, _, message in found)

    @pytest.mark.parametrize(("now", "named"), [("125000", True), ("12500", False), ("130.5", False)])
    def test_that_slipped_are_asked_about(self, now: str, named: bool) -> None:
        body = Body(id="b", name="清河市教育局")
        before = report(body, 2023, fees__charged___amount=Decimal("12.5"))
        after = report(body, fees__charged___amount=Decimal(now))
        assert ("fees.unit" in asked(after, before)) is named
        assert (
            "fees.unit" in asked(evolve(before, period=Period.year(2024)), evolve(after, period=Period.year(2023)))
        ) is named
