"""The verdict on a report: relations, cells, words, what was noticed before; ``failed``, ``incomplete`` or ``passed``."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from attrs import evolve

from govdisclosure.consistency import RelationState, check, verdict as verdict_module
from govdisclosure.messages import say
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, fingerprint
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Kind, Period, Severity, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
PROACTIVE, RECEIVED = "disclosure.proactive", "disclosure.on_request.received"
COMPLETED, REPLIES = "disclosure.on_request.completed", "disclosure.on_request.replies"
ITEMS = f"{PROACTIVE}.items"
REAL: dict[str, Value] = {  # the printed figures; every other count is 0 and every other answer yes
    "website.management.unified_platform": False,
    "website.management.organisation": "具体体现在小结中",
    "website.interaction.mailbox": 10,
    "website.interaction.interviews": 1,
    "website.interaction.solicitations": 2,
    PROACTIVE: 946,
    ITEMS: 711,
    f"{PROACTIVE}.department_news": 172,
    f"{PROACTIVE}.key_areas": 16,
    f"{PROACTIVE}.public_opinion": 47,
    "services.own_system_connected": Blank.NOT_APPLICABLE,
    "services.cases": 31,
}


def report(change: Mapping[str, Value] | None = None, **facts: Any) -> Report:
    """The real table of 2015, with some cells changed."""
    values: dict[str, Value] = {address: spot.kind is Kind.YES_NO or 0 for address, spot in HENGYANG.spots.items()}
    cells = {
        address: Cell(value=value, origin=Origin(OriginKind.READ, f"line {number}"))
        for number, (address, value) in enumerate({**values, **REAL, **(change or {})}.items(), 1)
    }
    made = Report(standard=HENGYANG, body=Body(id="health"), period=Period.year(2015), cells=cells)
    return evolve(made, **facts)


def last_year(change: Mapping[str, Value] | None = None, **facts: Any) -> Report:
    return report(change, **{"period": Period.year(2014), **facts})


def rules(given: Report, *previous: Report) -> list[tuple[str, Severity]]:
    return [(one.rule, one.severity) for one in check(given, previous=previous).findings]


def only(given: Report, *previous: Report) -> Finding:
    (finding,) = check(given, previous=previous).findings
    return finding


class TestVerdict:
    """``failed``: a finding of severity error; else ``incomplete``: an error relation did not run or a cell is missing."""

    def test_of_the_real_figures_is_passed_without_last_years_report(self) -> None:
        verdict = check(report())
        assert verdict.findings == ()
        assert verdict.verdict == "passed"
        assert (
            verdict.count(RelationState.PASSED),
            verdict.count(RelationState.FAILED),
            verdict.count(RelationState.NOT_RUN),
        ) == (4, 0, 2)
        assert [one.instance.relation.key for one in verdict.outcomes if one.state is RelationState.NOT_RUN] == [
            "disclosure.on_request.balance",  # wants last year's
            "services.one_or_the_other",  # one of them is not applicable
        ]

    def test_is_passed_with_warnings_and_questions(self) -> None:
        change = {f"{COMPLETED}.on_time": 1, f"{REPLIES}.granted": 2, "services.own_system_connected": True}
        verdict = check(report(change))
        assert [(one.rule, one.severity) for one in verdict.findings] == [
            (f"{REPLIES}.within_completed", Severity.WARNING),
            ("services.one_or_the_other", Severity.EXPLAIN),
        ]
        assert verdict.verdict == "passed"

    def test_is_failed_by_a_relation_of_severity_error(self) -> None:
        verdict = check(report({PROACTIVE: 947}))
        assert verdict.verdict == "failed"
        assert verdict.count(RelationState.FAILED) == 1

    def test_shows_itself_in_a_line_with_what_there_is(self) -> None:
        assert repr(check(report({PROACTIVE: 947}))).startswith("Verdict(verdict='failed', error=1, report=Report(")
        assert repr(check(report({"services.cases": Blank.MISSING}))).startswith(
            "Verdict(verdict='incomplete', info=1, missing=1, report="
        )

    def test_tells_how_many_relations_wait_for_other_reports(self) -> None:
        assert [check(report(), previous=given).waiting for given in ((), (last_year(),))] == [1, 0]

    def test_warns_where_the_form_is_for_other_periods(self) -> None:
        assert ("report.period", Severity.WARNING) in rules(report(period=Period.quarter(2015, 1)))
        assert "report.period" not in {rule for rule, _ in rules(report())}

    def test_is_incomplete_where_a_cell_is_missing(self) -> None:
        verdict = check(report({"services.cases": Blank.MISSING}))
        assert verdict.missing == ("services.cases",)
        assert verdict.verdict == "incomplete"
        assert verdict.held_up == ()

    def test_is_incomplete_where_an_error_relation_could_not_run(self) -> None:
        verdict = check(report({PROACTIVE: Blank.NOT_APPLICABLE}))
        assert verdict.missing == ()
        assert [one.instance.relation.key for one in verdict.held_up] == [f"{PROACTIVE}.sum"]
        assert verdict.verdict == "incomplete"

    def test_is_failed_rather_than_incomplete(self) -> None:
        assert check(report({PROACTIVE: 947, "services.cases": Blank.MISSING})).verdict == "failed"

    def test_is_not_incomplete_for_want_of_last_years_report_alone(self) -> None:
        """Even where the relation that wants it is one of severity error."""
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        [[tables]]
        key = "t"
        rows = [{ key = "a", label = "a", entered = "count" }]
        relations = [{ key = "carry", rule = "a == previous.a" }]
        """
        given = Report(
            standard=load_text(text, name="x.toml"),
            body=Body(id="b"),
            period=Period.year(2015),
            cells={"a": Cell(value=1)},
        )
        verdict = check(given)
        assert verdict.count(RelationState.NOT_RUN) == 1
        assert verdict.verdict == "passed"
        assert check(given, previous=[evolve(given, period=Period.year(2014))]).verdict == "passed"
        assert check(given, previous=[evolve(given, period=Period.year(2014), cells={})]).verdict == "incomplete"

    def test_does_not_ask_for_figures_that_only_the_text_states(self) -> None:
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        tables = [{ key = "t", printed = false, rows = [{ key = "a", label = "a", entered = "count" }] }]
        """
        given = Report(standard=load_text(text, name="x.toml"), body=Body(id="b"), period=Period.year(2015), cells={})
        assert check(given).verdict == "passed"


class TestFindings:
    """Gravest first, in the standard's order within a severity."""

    def test_come_in_order_of_severity(self) -> None:
        noticed = Finding(rule="read.unit", severity=Severity.WARNING, message=say("csv.broken"))
        given = report(
            {
                PROACTIVE: 947,
                ITEMS: -1,
                f"{COMPLETED}.on_time": 1,
                f"{REPLIES}.granted": 2,
                "services.own_system_connected": True,
                "services.cases": Blank.MISSING,
            },
            notes=(noticed,),
        )
        assert rules(given) == [
            ("cell.negative", Severity.ERROR),
            (f"{PROACTIVE}.sum", Severity.ERROR),
            ("read.unit", Severity.WARNING),
            (f"{REPLIES}.within_completed", Severity.WARNING),
            ("services.one_or_the_other", Severity.EXPLAIN),
            ("cell.missing", Severity.INFO),
        ]

    def test_repeat_what_was_noticed_before(self) -> None:
        noticed = Finding(rule="read.words", severity=Severity.ERROR, cells=(ITEMS,), message=say("csv.broken"))
        verdict = check(report(notes=(noticed,)))
        assert [evolve(one, fingerprint="") for one in verdict.findings] == [noticed]
        assert all(one.fingerprint for one in verdict.findings)
        assert verdict.verdict == "failed"


class TestRelation:
    """A finding about a relation names its cells, both sides, the difference and where the cells stand."""

    def test_tells_cells_sides_difference_and_places(self) -> None:
        finding = only(report({PROACTIVE: 945}))
        assert finding.rule == f"{PROACTIVE}.sum"
        assert finding.cells == (
            PROACTIVE,
            *(f"{PROACTIVE}.{one}" for one in ("items", "department_news", "key_areas", "public_opinion")),
        )
        assert (finding.left, finding.right, finding.difference) == ("945", "946", "-1")
        numbers = [list(HENGYANG.spots).index(cell) + 1 for cell in finding.cells]
        assert finding.where == tuple(f"line {number}" for number in numbers)

    def test_asks_to_correct_an_error_and_to_explain_what_may_be_right(self) -> None:
        error = only(report({PROACTIVE: 945})).message
        assert error.zh.endswith("请核对并更正其中填错的数（disclosure.proactive.sum）")
        assert error.en.endswith("Check these figures and correct the wrong one (disclosure.proactive.sum)")
        explain = only(report({"services.own_system_connected": True}))
        assert explain.severity is Severity.EXPLAIN
        assert explain.message.zh.endswith("数字可能都对，如属实请说明原因（services.one_or_the_other）")
        assert explain.message.en.endswith("The figures may be right; if so, say why (services.one_or_the_other)")

    def test_warns_where_more_was_received_than_handled(self) -> None:
        change = {RECEIVED: 1, f"{RECEIVED}.fax": 1}
        finding = only(report(change))
        assert (finding.rule, finding.severity) == (f"{RECEIVED}.within_handled", Severity.WARNING)
        assert (finding.left, finding.right, finding.difference) == ("1", "0", "1")


class TestBlank:
    """A blank part counts 0 and a blank total the sum of its parts: one info finding lists both, and the cells stay missing."""

    def test_part_is_listed_once_and_missing(self) -> None:
        verdict = check(report({f"{PROACTIVE}.key_areas": Blank.MISSING, PROACTIVE: 930}))
        assert [(one.rule, one.severity, one.cells) for one in verdict.findings] == [
            ("blank.assumed", Severity.INFO, (f"{PROACTIVE}.key_areas",)),
            ("cell.missing", Severity.INFO, (f"{PROACTIVE}.key_areas",)),
        ]
        assert verdict.verdict == "incomplete"
        assert verdict.held_up == ()

    def test_total_in_its_own_relation_holds_the_verdict_up(self) -> None:
        verdict = check(report({PROACTIVE: Blank.MISSING}))
        assert [one.rule for one in verdict.findings] == ["cell.missing"]
        assert [one.instance.relation.key for one in verdict.held_up] == [f"{PROACTIVE}.sum"]

    def test_total_in_another_relation_counts_its_parts(self) -> None:
        verdict = check(report({RECEIVED: Blank.MISSING, f"{RECEIVED}.fax": 2}))
        warning, assumed, missing = verdict.findings
        assert (warning.rule, warning.left, warning.right) == (f"{RECEIVED}.within_handled", "2", "0")
        assert assumed.cells == missing.cells == (RECEIVED,)
        assert assumed.message.zh == f"以下空格在核对时按0（或其各项之和）计，本身仍作未填：{RECEIVED}"

    def test_of_last_year_is_listed_as_last_years(self) -> None:
        finding = only(report(), last_year({f"{COMPLETED}.open": Blank.MISSING}))
        assert (finding.rule, finding.cells) == ("blank.assumed", (f"previous.{COMPLETED}.open",))


class TestCells:
    """A cell that the standard does not have, of the wrong type, or negative is named."""

    def test_that_are_unknown_are_kept_and_named(self) -> None:
        finding = only(report({"disclosure.proactiv": 3}))
        assert (finding.rule, finding.severity, finding.cells) == ("cell.unknown", Severity.WARNING, ("disclosure.proactiv",))
        assert finding.message.en.startswith("standard cn-hengyang-2015 has no cell disclosure.proactiv")

    @pytest.mark.parametrize(
        ("address", "value", "kind"),
        [
            (ITEMS, "711", "count"),
            (ITEMS, Decimal(711), "count"),
            (ITEMS, True, "count"),
            ("services.catalogue_updated", 1, "yes/no"),
            ("website.management.organisation", 1, "text"),
        ],
    )
    def test_of_the_wrong_type_are_errors(self, address: str, value: Value, kind: str) -> None:
        found = [one for one in check(report({address: value})).findings if one.rule == "cell.type"]
        assert [(one.severity, one.cells) for one in found] == [(Severity.ERROR, (address,))]
        assert found[0].message.en == f"the value of {address} is of the wrong type; it must be of kind {kind}"

    def test_that_are_negative_are_errors_unless_the_standard_allows_it(self) -> None:
        verdict = check(report({"services.cases": -1}))
        assert [(one.rule, one.severity, one.cells) for one in verdict.findings] == [
            ("cell.negative", Severity.ERROR, ("services.cases",))
        ]
        assert verdict.findings[0].message.zh == "“(四)办件量”（services.cases）为-1，不应为负数"
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        tables = [{ key = "t", rows = [{ key = "a", label = "a", entered = "amount", signed = true }] }]
        """
        cells = {"a": Cell(value=Decimal("-1.5"))}
        signed = Report(standard=load_text(text, name="x.toml"), body=Body(id="b"), period=Period.year(2015), cells=cells)
        assert check(signed).findings == ()

    @pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity"])
    def test_that_are_no_finite_number_are_errors_and_stop_nothing(self, odd: str) -> None:
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        [[tables]]
        key = "t"
        rows = [{ key = "all", label = "a", total = ["a"] }, { key = "a", label = "a", entered = "amount" }]
        """
        cells = {"all": Cell(value=Decimal(1)), "a": Cell(value=Decimal(odd))}
        given = Report(standard=load_text(text, name="x.toml"), body=Body(id="b"), period=Period.year(2015), cells=cells)
        verdict = check(given)
        assert [one.rule for one in verdict.findings] == ["cell.type"]
        assert [one.instance.relation.key for one in verdict.held_up] == ["all.sum"]


class TestWords:
    """The words name cells in braces: what cannot be filled in is an error, what is blank a warning."""

    def test_in_an_unknown_section_are_named(self) -> None:
        finding = only(report(text={"overwiew": "words"}))
        assert (finding.rule, finding.severity, finding.cells) == ("text.unknown", Severity.WARNING, ("text.overwiew",))
        assert "it has outlook, overview" in finding.message.en

    @pytest.mark.parametrize("binding", ["disclosure.proactiv", "", "disclosure.proactive +", "disclosure"])
    def test_that_name_no_figure_are_an_error(self, binding: str) -> None:
        verdict = check(report(text={"overview": f"主动公开{{{binding}}}条"}))
        (finding,) = verdict.findings
        assert (finding.rule, finding.severity, finding.cells) == ("text.binding", Severity.ERROR, ("text.overview",))
        assert f"the braces {binding} in text section overview name no figure" in finding.message.en
        assert verdict.verdict == "failed"

    def test_that_name_a_blank_cell_are_a_warning(self) -> None:
        change = {"services.cases": Blank.MISSING}
        found = [
            one
            for one in check(report(change, text={"outlook": "{services.cases + 1}件"})).findings
            if one.rule == "text.binding"
        ]
        assert [(one.severity, one.cells) for one in found] == [(Severity.WARNING, ("services.cases", "text.outlook"))]
        assert found[0].message.zh == "文字部分 outlook 引用的 services.cases + 1 没有数：services.cases"

    def test_that_name_figures_are_fine(self) -> None:
        words = "主动公开{disclosure.proactive}条,占{disclosure.proactive.items / disclosure.proactive};{{不是数}}"
        assert check(report(text={"overview": words})).findings == ()

    def test_nest_without_harm(self) -> None:
        words = "{" + "services.cases + " * 3000 + "services.cases}"
        assert [one.rule for one in check(report(text={"overview": words})).findings] == ["text.binding"]


class TestPrevious:
    """Only the report of the period before, by the same standard and of the same scope, is held against this one."""

    def test_runs_the_relations_that_want_it(self) -> None:
        verdict = check(report(), previous=[last_year()])
        assert [one.instance.relation.key for one in verdict.outcomes if one.state is RelationState.NOT_RUN] == [
            "services.one_or_the_other"
        ]

    def test_asks_to_explain_where_it_does_not_carry_over(self) -> None:
        finding = only(report(), last_year({f"{COMPLETED}.open": 3, f"{RECEIVED}": 3, f"{RECEIVED}.fax": 3}))
        assert (finding.rule, finding.severity) == ("disclosure.on_request.balance", Severity.EXPLAIN)
        assert (finding.left, finding.right, finding.difference) == ("3", "0", "3")
        assert f"previous {COMPLETED}.open (3)" in finding.message.en
        assert "“上期③未办结数”3" in finding.message.zh

    def test_of_bodies_that_it_succeeds_are_added(self) -> None:
        one = last_year({f"{COMPLETED}.open": 3}, body=Body(id="health-before"))
        other = last_year({f"{COMPLETED}.open": 4}, body=Body(id="family-planning"))
        finding = only(report(), one, other)
        assert finding.left == "7"
        assert f"previous {COMPLETED}.open (3 + 4)" in finding.message.en
        assert "“上期③未办结数”（3 + 4）" in finding.message.zh

    def test_of_bodies_that_it_succeeds_shows_which_is_blank(self) -> None:
        one = last_year({f"{COMPLETED}.open": 3}, body=Body(id="health-before"))
        other = last_year({f"{COMPLETED}.open": Blank.MISSING}, body=Body(id="family-planning"))
        finding = only(report(), one, other)
        assert f"previous {COMPLETED}.open (3 + blank)" in finding.message.en
        assert "“上期③未办结数”（3 + 空）" in finding.message.zh

    @pytest.mark.parametrize("period", [Period.year(2013), Period.year(2015), Period.year(2016), Period.half(2014, 1)])
    def test_of_another_period_is_left_out_and_that_is_said(self, period: Period) -> None:
        verdict = check(report(), previous=[last_year({f"{COMPLETED}.open": 3}, period=period)])
        (finding,) = verdict.findings
        assert (finding.rule, finding.severity) == ("check.previous", Severity.INFO)
        assert finding.message.en == (
            f"the report of {period} by cn-hengyang-2015 is not the preceding one, a part or one beside this report "
            "(2015, cn-hengyang-2015), and was left out"
        )
        assert verdict.count(RelationState.NOT_RUN) == 2

    def test_by_another_standard_is_left_out(self) -> None:
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        tables = [{ key = "t", rows = [{ key = "a", label = "a", entered = "count" }] }]
        """
        other = Report(standard=load_text(text, name="x.toml"), body=Body(id="health"), period=Period.year(2014), cells={})
        assert rules(report(), other) == [("check.previous", Severity.INFO)]

    def test_of_another_scope_is_left_out(self) -> None:
        assert rules(report(), last_year(scope="area")) == [("check.previous", Severity.INFO)]

    def test_changes_no_cell_of_this_report(self) -> None:
        given = report({"services.cases": Blank.MISSING})
        verdict = check(given, previous=[last_year()])
        assert verdict.missing == ("services.cases",)
        assert given["services.cases"] is Blank.MISSING


class TestFingerprint:
    """The same for the same figures; it lapses when a figure changes, and differs by body, period and rule."""

    def of(self, change: Mapping[str, Value], **facts: Any) -> str:
        (finding,) = (one for one in check(report(change, **facts)).findings if one.rule == f"{PROACTIVE}.sum")
        return finding.fingerprint

    def test_is_the_same_for_the_same_figures(self) -> None:
        first = self.of({PROACTIVE: 945})
        assert len(first) == 16
        assert first == self.of({PROACTIVE: 945})
        assert first == self.of({PROACTIVE: 945, "services.cases": 32}), "a figure of no part in it changes nothing"
        assert first == self.of({PROACTIVE: 945}, revision=2, status="final")

    @pytest.mark.parametrize(
        ("change", "facts"),
        [
            ({PROACTIVE: 944}, {}),
            ({PROACTIVE: 945, ITEMS: 712, f"{PROACTIVE}.key_areas": 15}, {}),  # the same sums
            ({PROACTIVE: 945, ITEMS: Blank.MISSING}, {}),
            ({PROACTIVE: 945}, {"body": Body(id="water")}),
            ({PROACTIVE: 945}, {"period": Period.year(2016)}),
        ],
    )
    def test_differs(self, change: Mapping[str, Value], facts: dict[str, Any]) -> None:
        assert self.of(change, **facts) != self.of({PROACTIVE: 945})

    def test_lapses_when_last_years_figure_changes(self) -> None:
        one, other = (only(report(), last_year({f"{COMPLETED}.open": number})).fingerprint for number in (3, 4))
        assert one != other

    def test_tells_findings_of_one_report_apart(self) -> None:
        given = report({PROACTIVE: 947, ITEMS: -1, "services.cases": -1, f"{RECEIVED}": 1})
        prints = [one.fingerprint for one in check(given).findings]
        assert len(set(prints)) == len(prints) == 5


class TestBelowZero:
    """A figure below 0 is an error; 0 is none, nor what is no number."""

    def test_is_named_cell_by_cell(self) -> None:
        found = check(report({ITEMS: -1, f"{PROACTIVE}.key_areas": 0, "services.cases": Decimal("-0.5")})).findings
        assert [one.cells for one in found if one.rule == "cell.negative"] == [(ITEMS,)]
        assert [one.cells for one in found if one.rule == "cell.type"] == [("services.cases",)]


class TestSources:
    """A finding says by what a relation must hold: its source, else the rule as written; a total by itself."""

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            (', source = "Regulations, art. 1"', "Source: Regulations, art. 1."),
            ("", "Source: a <= b."),
            (', severity = "explain"', "Source: a <= b."),
        ],
    )
    def test_are_said(self, more: str, words: str) -> None:
        relations = f'{{ key = "rel", rule = "a <= b"{more} }}'
        made = one_table(f'{{ key = "all", label = "all", total = ["a", "b"] }}, {entered("a", "b")}', relations=relations)
        cells = {address: Cell(value=value) for address, value in (("all", 9), ("a", 3), ("b", 2))}
        given = Report(standard=made, body=Body(id="b"), period=Period.year(2023), cells=cells)
        by_rule = {one.rule: one.message.en for one in check(given).findings}
        assert words in by_rule["rel"]
        assert ("say why" in by_rule["rel"]) is ("explain" in more)
        assert "Source: a total is the sum of its parts." in by_rule["all.sum"]


class TestFindingsOnDemand:
    """What a finding says is worked out when it is first read, and once; nothing else tells it from one made at once."""

    def test_are_put_into_words_when_read_and_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made: list[object] = []

        def counted(*parts: object) -> str:
            made.append(parts)
            return fingerprint(*parts)

        monkeypatch.setattr(verdict_module, "fingerprint", counted)
        verdict = check(report({PROACTIVE: 947, ITEMS: -1, RECEIVED: 1}))
        assert (verdict.verdict, len(verdict.findings), made) == ("failed", 4, [])
        counts = []
        for _ in range(3):
            assert len({(one.fingerprint, str(one.message), one.where) for one in verdict.findings}) == 4
            counts.append(len(made))
        assert counts == [counts[0]] * 3

    def test_are_values_whether_read_or_not(self) -> None:
        wrong = report({PROACTIVE: 947, ITEMS: -1})
        read = check(wrong).findings
        assert [one.to_dict() for one in read]
        for unread in (check(wrong).findings for _ in range(2)):
            assert unread == read
        assert {*check(wrong).findings} == {*read}
        assert pickle.loads(pickle.dumps(check(wrong).findings)) == read  # noqa: S301 - made here
        assert copy.deepcopy(check(wrong).findings) == copy.copy(check(wrong).findings) == read
        assert [evolve(one, rule="x").message for one in check(wrong).findings] == [one.message for one in read]
        assert repr(check(wrong).findings) == repr(read)

    def test_keep_no_report_alive(self) -> None:
        wrong = report({PROACTIVE: 947, ITEMS: -1})
        alive, findings = weakref.ref(wrong), check(wrong).findings
        del wrong
        gc.collect()
        assert alive() is None
        assert {str(len(one.operands)) for one in findings if one.left is not None} == {"2"}


class TestStandardsShipped:
    """A report of nothing but zeros contradicts no shipped standard."""

    @pytest.mark.parametrize(
        "name", [one.name for one in (files("govdisclosure") / "standards").iterdir() if one.name.endswith(".toml")]
    )
    def test_passes(self, name: str) -> None:
        standard: Standard = load_text((files("govdisclosure") / "standards" / name).read_text(encoding="utf-8"), name=name)
        zeros: dict[Kind, Value] = {
            Kind.COUNT: 0,
            Kind.AMOUNT: Decimal(0),
            Kind.SHARE: Decimal(0),
            Kind.YES_NO: False,
            Kind.TEXT: "无",
        }
        cells = {address: Cell(value=zeros[spot.kind]) for address, spot in standard.spots.items()}
        year = standard.valid.last or 2024
        given = Report(standard=standard, body=Body(id="b"), period=Period.year(year), cells=cells)
        verdict = check(given, previous=[evolve(given, period=Period.year(year - 1))])
        assert verdict.findings == ()
        assert verdict.verdict == "passed"
        assert verdict.count(RelationState.FAILED) == 0
        assert verdict.count(RelationState.NOT_RUN) == verdict.waiting  # for parts or other forms alone
