"""A change (同比、环比) follows from earlier reports: exact, rounded half up once, blank with the reason where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from govdisclosure import Blank, Body, Period, Report, check, collect, combine, explain, locate, make_form, tabulate, write
from govdisclosure.cli.main import cli
from govdisclosure.consistency import check_batch
from govdisclosure.errors import InvalidStandardError
from govdisclosure.report import Cell, Finding
from govdisclosure.standards import Standard
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Severity, Value

FEBRUARY = Period.month(2024, 2)
ROWS = """
  { key = "all", label = "办结", unit = "件", entered = "count" },
  { key = "late", label = "超期", unit = "件", entered = "count" },
  { key = "rate", label = "超期率", unit = "%", ratio = { of = "late", among = "all" }, decimals = 1 },
  { key = "mom", label = "环比", unit = "%", change = { of = "all", against = "previous" } },
  { key = "yoy", label = "同比", unit = "%", change = { of = "all", against = "same period last year" }, decimals = 2 },
  { key = "points", label = "超期率同比", change = { of = "rate", against = "same period last year", in = "difference" } },
  { key = "gap", label = "按期比超期多", change = { of = "all", against = "late", in = "difference" }, decimals = 0 },
"""
STANDARD = one_table(ROWS)


def report(period: Period, *, standard: Standard = STANDARD, scope: str = "own", body: str = "b", **values: Value) -> Report:
    return Report(standard=standard, body=Body(id=body), period=period, scope=scope, cells=values)


def filled(report: Report, *earlier: Report) -> Report:
    """Tabulate a report whose counts were entered."""
    from govdisclosure.records import Entry

    entries = [
        Entry(body=report.body.id, period=report.period, address=address, value=str(cell.value))
        for address, cell in report.cells.items()
    ]
    records = every_kind_kept([report.body, *entries])
    return tabulate(records, report.standard, period=report.period, body=report.body, previous=earlier)


def of(findings: Sequence[Finding], rule: str) -> list[Finding]:
    return [one for one in findings if one.rule == rule]


NOW = report(FEBRUARY, all=9, late=2)
MONTH_BEFORE = filled(report(Period.month(2024, 1), all=6, late=1))
YEAR_BEFORE = filled(report(Period.month(2023, 2), all=8, late=1))


class TestPeriods:
    """Which periods a period is compared with."""

    @pytest.mark.parametrize(
        ("period", "before", "year_before"),
        [
            ("2024", "2023", "2023"),
            ("2024-Q1", "2023-Q4", "2023-Q1"),
            ("2024-H2", "2024-H1", "2023-H2"),
            ("2024-03", "2024-02", "2023-03"),
            ("2024-02", "2024-01", "2023-02"),
            ("2025-02", "2025-01", "2024-02"),  # the 28th, and the 29th
            ("2023-10-01..2024-09-30", "2022-10-01..2023-09-30", "2022-10-01..2023-09-30"),
            ("2024-03-21..2024-04-20", "2024-02-21..2024-03-20", "2023-03-21..2023-04-20"),
            ("2024-03-04..2024-03-10", "2024-02-26..2024-03-03", "2023-03-04..2023-03-10"),
        ],
    )
    def test_are_of_the_calendar(self, period: str, before: str, year_before: str) -> None:
        assert Period.parse(period).before == Period.parse(before)
        assert Period.parse(period).a_year_before == Period.parse(year_before)
        assert Period.parse(period).before.precedes(Period.parse(period))


class TestIsCounted:
    """The figure of a change."""

    def test_from_the_reports_of_their_periods_in_any_order(self) -> None:
        made = filled(NOW, YEAR_BEFORE, MONTH_BEFORE)
        assert [made[one] for one in ("rate", "mom", "yoy", "points", "gap")] == [
            Decimal("22.2"),
            Decimal("50.0"),
            Decimal("12.50"),
            Decimal("9.7"),  # 22.2 - 12.5
            Decimal("7"),
        ]
        assert filled(NOW, MONTH_BEFORE, YEAR_BEFORE) == made
        assert not of(made.notes, "earlier.not_given")

    def test_and_stays_missing_with_the_reason_where_none_was_given(self) -> None:
        made = filled(NOW, MONTH_BEFORE, report(FEBRUARY, scope="area", all=5))
        assert (made["mom"], made["yoy"], made["points"]) == (Decimal("50.0"), Blank.MISSING, Blank.MISSING)
        (note,) = of(made.notes, "earlier.not_given")
        assert (note.cells, note.severity) == (("yoy", "points"), Severity.WARNING)
        assert "2023-02" in note.message.en

    def test_and_does_not_apply_to_nothing(self) -> None:
        made = filled(NOW, filled(report(Period.month(2024, 1), all=0, late=0)), YEAR_BEFORE)
        assert made["mom"] is Blank.NOT_APPLICABLE
        assert made.cells["mom"].remark == "对比期的数为 0，不计算增减百分比"
        assert [one.cells for one in of(made.notes, "cell.remark")] == [("mom",)]

    def test_and_is_below_zero_where_a_figure_fell(self) -> None:
        made = filled(report(FEBRUARY, all=3, late=0), MONTH_BEFORE)
        assert made["mom"] == Decimal("-50.0")
        assert check(made, previous=MONTH_BEFORE).verdict == "incomplete"  # no report of last year
        assert not of(check(made).findings, "cell.negative")

    @given(now=st.integers(0, 10**6), before=st.integers(1, 10**6))
    def test_exactly_and_rounded_half_up_once(self, now: int, before: int) -> None:
        made = filled(report(FEBRUARY, all=now, late=0), filled(report(Period.month(2023, 2), all=before, late=0)))
        exact = Fraction((now - before) * 100, before)
        units = abs(exact) * 100
        nearest = (2 * units.numerator + units.denominator) // (2 * units.denominator)
        assert made["yoy"] == Decimal(nearest if exact >= 0 else -nearest).scaleb(-2)

    def test_and_an_entry_serves_where_the_report_is_not_there_and_contradicts_it_where_it_is(self) -> None:
        entered = report(FEBRUARY, all=9, late=2, mom=Decimal("51.0"))
        alone = filled(entered)
        assert alone["mom"] == Decimal("51.0")
        both = filled(entered, MONTH_BEFORE)
        assert both["mom"] == Decimal("50.0")
        assert [one.cells for one in of(both.notes, "entry.differs")] == [("mom",)]

    def test_of_an_area_from_its_own_earlier_report(self) -> None:
        parts = [filled(report(FEBRUARY, body=one, all=9, late=2)) for one in "bc"]
        earlier = combine([filled(report(Period.month(2024, 1), body=one, all=6, late=1)) for one in "bc"], "a")
        made = combine(parts, "a", previous=earlier)
        assert (made["all"], made["rate"], made["mom"], made["yoy"]) == (18, Decimal("22.2"), Decimal("50.0"), Blank.MISSING)
        assert [one.cells for one in of(made.notes, "earlier.not_given")] == [("yoy", "points")]


class TestIsHeldTo:
    """A change is held to what the reports give."""

    def changed(self, made: Report, cells: Mapping[str, Value]) -> Report:
        return Report(standard=made.standard, body=made.body, period=made.period, cells={**made.cells, **cells})

    def test_what_the_reports_give(self) -> None:
        made = filled(NOW, MONTH_BEFORE, YEAR_BEFORE)
        assert check(made, previous=[MONTH_BEFORE, YEAR_BEFORE]).verdict == "passed"
        wrong = self.changed(made, {"mom": Decimal("50.1"), "gap": Decimal("8")})
        verdict = check(wrong, previous=[MONTH_BEFORE, YEAR_BEFORE])
        assert [one.cells[0] for one in of(verdict.findings, "cell.change")] == ["mom", "gap"]
        assert "“上期的办结”6" in of(verdict.findings, "cell.change")[0].message.zh
        located = {next(iter(one.answers[0].cells)): one for one in locate(wrong, previous=[MONTH_BEFORE, YEAR_BEFORE])}
        assert located.keys() == {"mom", "gap"}
        assert located["mom"].answers[0].cells["mom"].should_be == Decimal("50.0")
        assert located["mom"].undecided

    def test_and_what_was_not_compared_is_said(self) -> None:
        verdict = check(filled(NOW, MONTH_BEFORE, YEAR_BEFORE))
        (said,) = of(verdict.findings, "earlier.not_given")
        assert said.cells == ("mom", "yoy", "points")

    def test_a_figure_in_place_of_a_dash_and_a_dash_in_place_of_a_figure(self) -> None:
        nothing = filled(report(Period.month(2024, 1), all=0, late=0))
        made = self.changed(filled(NOW, nothing, YEAR_BEFORE), {"mom": Decimal("900"), "yoy": Blank.NOT_APPLICABLE})
        found = of(check(made, previous=[nothing, YEAR_BEFORE]).findings, "cell.change")
        assert [(one.cells[0], one.severity) for one in found] == [("mom", Severity.WARNING), ("yoy", Severity.WARNING)]

    def test_in_many_reports_at_once(self) -> None:
        columns = {"all": [9, 9, 0, 1000], "late": [2, 2, 0, 1], "rate": [222, 223, 0, 1], "gap": [7, 6, 0, 999]}
        verdict = check_batch(STANDARD, {key: numpy.array(one) for key, one in columns.items()})
        assert {key: one.tolist() for key, one in verdict.derived.items()} == {"rate": [1, 2], "gap": [1]}
        assert set(verdict.suspect.tolist()) >= {1, 2}


def test_is_explained_with_the_earlier_figure() -> None:
    made = filled(NOW, MONTH_BEFORE, YEAR_BEFORE)
    found = explain(made, "yoy", previous=[MONTH_BEFORE, YEAR_BEFORE])
    assert found.counts.zh == "“办结”比上年同期增减的百分比"
    assert [(one.label, one.values) for one in found.operands] == [("办结", (9,)), ("办结 2023-02", (8,))]
    assert explain(made, "gap").counts.en == "change of 办结 from 超期, as the difference"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('{ of = "all", against = "previus" }', "previous"),
        ('{ of = "alll", against = "previous" }', "alll, which does not exist"),
        ('{ of = "words", against = "previous" }', "words is not a number"),
        ('{ of = "x", against = "previous" }', "includes itself"),
        ('{ of = "all", against = "previous", in = "percent" }', "per cent"),
        ('{ of = "all" }', "against"),
    ],
)
def test_of_what_is_none_is_named(change: str, message: str) -> None:
    with pytest.raises(InvalidStandardError) as caught:
        one_table(f"""
          {{ key = "all", label = "a", entered = "count" }},
          {{ key = "words", label = "b", entered = "text" }},
          {{ key = "x", label = "c", change = {change} }},
        """)
    assert message in caught.value.in_language("en")


class TestForms:
    """A change in a form."""

    def test_have_its_formula_where_the_earlier_report_is_beside(self, tmp_path: Path) -> None:
        file = tmp_path / "form.xlsx"
        make_form(STANDARD, file, body=Body(id="b", name="某局"), period=FEBRUARY, previous=MONTH_BEFORE)
        book = load_workbook(file)
        sheet = book.worksheets[1]
        rows = {sheet.cell(number, 1).value: number for number in range(1, sheet.max_row + 1)}
        column = 2
        assert "ROUND" in str(sheet.cell(rows["环比"], column).value)
        assert sheet.cell(rows["同比"], column).value is None  # nobody gave last year's
        for label, figure in (("办结", 9), ("超期", 2)):
            sheet.cell(rows[label], column).value = figure
        book.save(file)
        (read,) = collect([file], standard=STANDARD, period=FEBRUARY).reports
        assert (read["rate"], read["mom"], read["gap"], read["yoy"]) == (
            Decimal("22.2"),
            Decimal("50.0"),
            Decimal("7"),
            Blank.MISSING,
        )


def test_is_tabulated_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        'id="s"\nedition="1"\ntitle="{body}"\nauthority="t"\nsections=[{key="t",tables=["t"]}]\n[[tables]]\nkey="t"\n'
        'records="request"\nrows=[{key="got",label="收到",count="received in period"},'
        '{key="yoy",label="同比",unit="%",change={of="got",against="same period last year"}}]\n',
        encoding="utf-8",
    )
    folder = tmp_path / "records"
    folder.mkdir()
    lines = "".join(f"{n},b,{day},fax,business\n" for n, day in enumerate(["2023-02-01", "2023-02-02", "2024-02-03"]))
    (folder / "request.csv").write_text("id,body,received,channel,applicant\n" + lines, encoding="utf-8")
    options = ["--standard", str(tmp_path / "s.toml"), "--body", "b"]
    before, now = tmp_path / "2023.json", tmp_path / "2024.json"
    run = CliRunner()
    for words in (
        ["tabulate", str(folder), *options, "--period", "2023-02", "-o", str(before)],
        ["tabulate", str(folder), *options, "--period", "2024-02", "--previous", str(before), "-o", str(now)],
        ["check", str(now), "--standard", str(tmp_path / "s.toml"), "--previous", str(before)],
    ):
        done = run.invoke(cli, words, standalone_mode=False)
        assert (done.exception, done.return_value or 0) == (None, 0), done.output
    assert '"-50.0"' in now.read_text(encoding="utf-8")


def test_is_written_and_read_back(tmp_path: Path) -> None:
    made = filled(report(FEBRUARY, all=3, late=0), MONTH_BEFORE, YEAR_BEFORE)
    write(made, tmp_path / "report.json")
    assert Report.from_json((tmp_path / "report.json").read_text("utf-8"), standard=STANDARD)["mom"] == Decimal("-50.0")


def test_a_cell_of_another_kind_is_no_crash() -> None:
    odd = Report(standard=STANDARD, body=Body(id="b"), period=FEBRUARY, cells={"all": Cell(value="九"), "rate": Cell(value=1)})
    assert check(odd, previous=MONTH_BEFORE).verdict == "failed"
