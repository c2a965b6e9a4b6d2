"""Reports on months and quarters become the longer period's: as its records would have it, or missing with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings, strategies as st

import govdisclosure
from govdisclosure import Report, TabulationError, available_standards, check, combine_periods, load_standard, tabulate
from govdisclosure.cli.main import cli
from govdisclosure.records import Body, Entry, Request
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.standards import Standard
from govdisclosure.standards.over_time import OverTime
from govdisclosure.testing import strategies
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Period, Severity, Value

SERVICE_QUALITY = Path(__file__).parents[2] / "examples" / "service-quality.toml"
YEAR = Period.year(2024)
QUARTERS = [Period.quarter(2024, number) for number in (1, 2, 3, 4)]
DIVISIONS = (
    QUARTERS,
    [Period.half(2024, 1), Period.half(2024, 2)],
    [Period.quarter(2024, 1), Period.month(2024, 4), Period.month(2024, 5), Period.month(2024, 6), Period.half(2024, 2)],
)
DAYS = {1: "2024-02-01", 2: "2024-05-01", 3: "2024-08-01", 4: "2024-11-01"}


def report(standard: Standard, period: Period, cells: Mapping[str, Value], **others: Any) -> Report:
    return Report(**{"standard": standard, "body": Body(id="b", name="县卫生局"), "period": period, "cells": cells, **others})


def row(written: str) -> Standard:
    return one_table(f'{{ key = "a", label = "a", {written} }}')


def quarters(standard: Standard, *values: Value) -> list[Report]:
    return [report(standard, period, {"a": value}) for period, value in zip(QUARTERS, values, strict=True)]


def closed_request(received: str, closed: str) -> Request:
    days = {"received": date.fromisoformat(received), "closed": date.fromisoformat(closed)}
    return request(f"r-{received}", body="b", outcome=Outcome.GRANTED, **days)


def rules(found: Report) -> dict[str, tuple[str, ...]]:
    return {note.rule: note.cells for note in found.notes}


class TestFromRecords:
    """The result is what tabulating the longer period's records gives, in every cell that follows from the parts."""

    @pytest.mark.parametrize("name", [*available_standards(), SERVICE_QUALITY], ids=lambda one: Path(one).stem)
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data(), division=st.sampled_from(DIVISIONS))
    def test_of_every_standard(self, name: str | Path, data: st.DataObject, division: list[Period]) -> None:
        standard = load_standard(name)
        records = data.draw(strategies.records(years=(2023, 2024), most=4))
        kept = every_kind_kept(records)
        parts = [tabulate(kept, standard, period=period, body="b") for period in division]
        whole, combined = tabulate(kept, standard, period=YEAR, body="b"), combine_periods(parts)
        noted = {cell for note in combined.notes for cell in note.cells}
        for address, spot in standard.spots.items():
            if combined[address] is Blank.MISSING and whole[address] is not Blank.MISSING:
                assert address in noted or spot.cells_read
                assert standard.over_time(address) in (None, OverTime.NONE)
            else:
                assert combined[address] == whole[address], address
        assert combined.period == YEAR
        assert not [one for one in check(combined, parts=parts).findings if one.severity is Severity.ERROR]

    def test_means_and_shares_follow_from_what_they_were_worked_out_from(self) -> None:
        """Three requests took 3, 4 and 5 days in the first quarter, one 10 in the second: the mean of all is 5.5, not 7."""
        standard = one_table("""
          { key = "mean", label = "m", where = "closed in period", mean = "days(received, closed)" },
          { key = "share", label = "s", share = { of = "days(received, closed) <= 4", among = "closed in period" } },
          { key = "median", label = "q", where = "closed in period", median = "days(received, closed)" },
          { key = "most", label = "x", where = "closed in period", most = "days(received, closed)" },
        """)
        spans = [
            ("2024-01-05", "2024-01-08"),
            ("2024-02-05", "2024-02-09"),
            ("2024-03-05", "2024-03-10"),
            ("2024-04-05", "2024-04-15"),
        ]
        records = every_kind_kept([closed_request(*one) for one in spans])
        parts = [tabulate(records, standard, period=period, body="b") for period in QUARTERS]
        combined = combine_periods(parts)
        assert combined["mean"] == Decimal("5.5")
        assert combined["share"] == Decimal("50.0")
        assert combined["most"] == 10
        assert combined["median"] is Blank.MISSING
        assert rules(combined) == {"periods.not_additive": ("median",)}
        again = combine_periods([combine_periods(parts[:2]), combine_periods(parts[2:])])
        assert again["mean"] == Decimal("5.5")

    def test_a_mean_that_was_corrected_does_not_follow(self) -> None:
        standard = row('where = "closed in period", mean = "days(received, closed)"')
        records = every_kind_kept([closed_request("2024-01-05", "2024-01-08")])
        parts = [tabulate(records, standard, period=period, body="b") for period in QUARTERS]
        parts[0] = evolve(parts[0], cells={"a": Decimal("4.0")})
        assert rules(combine_periods(parts)) == {"periods.no_basis": ("a",)}


class TestWays:
    """What a row says of its figures over time decides; a column's word goes before its row's."""

    @pytest.mark.parametrize(
        ("way", "values", "made"),
        [
            ("sum", (3, 0, 4, 5), 12),
            ("first", (3, 0, 4, 5), 3),
            ("last", (3, 0, 4, 5), 5),
            ("least", (3, 0, 4, 5), 0),
            ("most", (3, 0, 4, 5), 5),
            ("sum", (3, Blank.NOT_APPLICABLE, 4, 5), 12),
            ("least", (3, Blank.NOT_APPLICABLE, 4, 5), 3),
            ("sum", (Blank.NOT_APPLICABLE,) * 4, Blank.NOT_APPLICABLE),
            ("last", (3, 0, 4, Blank.NOT_APPLICABLE), Blank.NOT_APPLICABLE),
            ("last", (Blank.MISSING, 0, 4, 5), 5),
        ],
    )
    def test_of_a_row(self, way: str, values: tuple[Value, ...], made: Value) -> None:
        combined = combine_periods(quarters(row(f'entered = "count", over_time = "{way}"'), *values))
        assert combined["a"] == made
        assert combined.notes == ()

    def test_a_figure_that_a_part_lacks_is_missing_and_the_part_is_named(self) -> None:
        combined = combine_periods(quarters(row('entered = "count", over_time = "sum"'), 3, Blank.MISSING, 4, Blank.MISSING))
        assert combined["a"] is Blank.MISSING
        (note,) = combined.notes
        assert note.rule == "periods.lacking"
        assert note.where == ("2024-Q2", "2024-Q4")
        assert "2024年第2季度、2024年第4季度没有填1个单元格" in note.message.zh

    @pytest.mark.parametrize(("written", "rule"), [("", "periods.not_said"), (', over_time = "none"', "periods.not_additive")])
    def test_what_does_not_follow_is_missing_with_the_reason(self, written: str, rule: str) -> None:
        combined = combine_periods(quarters(row(f'entered = "count"{written}'), 3, 1, 4, 5))
        assert combined["a"] is Blank.MISSING
        assert rules(combined) == {rule: ("a",)}

    def test_of_columns_that_differ(self) -> None:
        standard = one_table(
            '{ key = "a", label = "a", entered = "count", over_time = "sum" }',
            columns='{ key = "own", label = "本期" }, { key = "stock", label = "期末", over_time = "last" }',
        )
        parts = [report(standard, one, {"a/own": at, "a/stock": 10 * at}) for at, one in enumerate(QUARTERS, 1)]
        combined = combine_periods(parts)
        assert (combined["a/own"], combined["a/stock"]) == (10, 40)

    def test_totals_of_stocks_and_flows_follow_from_the_years_own_parts(self) -> None:
        """Carried in 2 at the start, received 3, 1, 4 and 5: the year has 2 + 13, not the sum of the quarters' totals."""
        standard = one_table("""
          { key = "carried", label = "上期结转", entered = "count", over_time = "first" },
          { key = "received", label = "本期收到", entered = "count", over_time = "sum" },
          { key = "all", label = "合计", total = ["carried", "received"] },
          { key = "rate", label = "比", ratio = { of = "received", among = "all" } },
        """)
        parts = [
            report(standard, period, {"carried": carried, "received": received, "all": carried + received})
            for period, carried, received in zip(QUARTERS, (2, 5, 6, 1), (3, 1, 4, 5), strict=True)
        ]
        combined = combine_periods(parts)
        assert (combined["carried"], combined["received"], combined["all"]) == (2, 13, 15)
        assert combined["rate"] == Decimal("86.7")
        assert check(combined).verdict == "passed"

    def test_words_and_signature_are_not_combined(self) -> None:
        standard = row('entered = "count", over_time = "sum"')
        combined = combine_periods(quarters(standard, 1, 2, 3, 4))
        assert (combined.text, combined.signed, combined.status, combined.body.name) == ({}, None, "draft", "县卫生局")


class TestPeriods:
    """The parts fill the period once; what they do not is an error that names them."""

    STANDARD = row('entered = "count", over_time = "sum"')

    def test_in_any_order_and_of_any_length(self) -> None:
        months = [report(self.STANDARD, Period.month(2024, number), {"a": number}) for number in (3, 1, 2)]
        half = report(self.STANDARD, Period.half(2024, 2), {"a": 100})
        second = report(self.STANDARD, Period.quarter(2024, 2), {"a": 10})
        assert combine_periods([half, *months, second])["a"] == 116
        assert combine_periods(months).period == Period.quarter(2024, 1)

    @pytest.mark.parametrize(
        ("periods", "whole", "said"),
        [
            (["2024-Q1", "2024-Q3", "2024-Q4"], None, "缺2024年第2季度的报告，不能合成2024年"),
            (["2024-Q1", "2024-Q2", "2024-Q3"], 2024, "缺2024年第4季度的报告，不能合成2024年"),
            (["2024-Q1", "2024-03", "2024-Q2"], None, "2024年第1季度与2024年3月有重叠的日子"),
            (["2024", "2024-Q2"], None, "2024年与2024年第2季度有重叠的日子"),
            (["2024-Q1", "2025-Q1"], "2024-Q1", "2025年第1季度不在2024年第1季度之内"),
            (["2024-02-01..2024-03-31", "2024-Q2"], "2024-H1", "缺2024年1月的报告"),
        ],
    )
    def test_gaps_and_overlaps_are_named(self, periods: list[str], whole: int | str | None, said: str) -> None:
        given = [report(self.STANDARD, Period.parse(one), {"a": 1}) for one in periods]
        with pytest.raises(TabulationError) as error:
            combine_periods(given, period=whole)
        assert said in error.value.sentence.zh

    def test_the_last_version_counts(self) -> None:
        first, second, *rest = quarters(self.STANDARD, 1, 2, 3, 4)
        combined = combine_periods([first, second, evolve(second, revision=2, cells={"a": 20}), *rest, *rest])
        assert combined["a"] == 28
        assert [note.where for note in combined.notes if note.rule == "periods.superseded"] == [
            ("2024-Q2",),
            ("2024-Q3",),
            ("2024-Q4",),
        ]

    def test_two_of_one_version_that_differ_are_refused(self) -> None:
        given = quarters(self.STANDARD, 1, 2, 3, 4)
        with pytest.raises(TabulationError, match="2024-Q2 of one revision with different figures"):
            combine_periods([*given, evolve(given[1], cells={"a": 9})])

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"body": Body(id="c", name="县教育局")}, "several bodies: 县卫生局, 县教育局"),
            ({"scope": "area"}, "its own and some those of its area"),
            ({"standard": evolve(row('entered = "count"'), edition="2")}, "must follow one standard"),
        ],
    )
    def test_of_one_body_scope_and_standard(self, change: dict[str, Any], said: str) -> None:
        given = quarters(self.STANDARD, 1, 2, 3, 4)
        with pytest.raises(TabulationError, match=said):
            combine_periods([*given[:3], evolve(given[3], **change)])

    def test_none(self) -> None:
        with pytest.raises(TabulationError):
            combine_periods([])


class TestAnhui:
    """The quarterly form of Anhui: lines 1 to 11 of four quarters add up to the year, as its own relations demand."""

    FIGURES: ClassVar[Mapping[str, tuple[tuple[int, ...], ...]]] = {
        # line: (区政府, 区直单位, 乡镇街道) of each quarter, and of the year by hand
        "items": ((120, 260, 90), (131, 244, 88), (99, 301, 102), (150, 287, 95), (500, 1092, 375)),
        "normative": ((3, 5, 0), (2, 4, 1), (0, 6, 0), (4, 3, 0), (9, 18, 1)),
        "issued": ((4, 6, 0), (3, 4, 1), (1, 7, 0), (5, 3, 2), (13, 20, 3)),
        "organisation": ((10, 20, 30), (11, 21, 31), (12, 22, 32), (13, 23, 33), (46, 86, 126)),
        "documents": ((8, 9, 10), (7, 6, 5), (4, 3, 2), (1, 0, 11), (20, 18, 28)),
        "enforcement": ((0, 40, 2), (0, 38, 3), (0, 51, 1), (0, 44, 0), (0, 173, 6)),
        "plans": ((5, 5, 5), (6, 6, 6), (7, 7, 7), (8, 8, 8), (26, 26, 26)),
        "budgets": ((1, 30, 12), (0, 2, 1), (0, 1, 0), (2, 31, 12), (3, 64, 25)),
        "tenders": ((14, 15, 16), (24, 25, 26), (34, 35, 36), (44, 45, 46), (116, 120, 124)),
        "emergencies": ((2, 3, 4), (2, 3, 4), (2, 3, 4), (2, 3, 4), (8, 12, 16)),
    }

    def reports(self) -> list[Report]:
        standard = load_standard("cn-anhui-quarterly")
        return [
            report(
                standard,
                period,
                {
                    f"quarterly.{line}/{column}": figures[at][place]
                    for line, figures in self.FIGURES.items()
                    for place, column in enumerate(("government", "departments", "towns"))
                },
            )
            for at, period in enumerate([*QUARTERS, YEAR])
        ]

    def test_quarters_add_up_to_the_year(self) -> None:
        *parts, year = self.reports()
        combined = combine_periods(parts)
        assert dict(combined) == dict(year)
        verdict = check(combined, parts=parts)
        assert (verdict.verdict, [one.rule for one in verdict.findings]) == ("passed", [])

    def test_a_year_that_does_not_is_found(self) -> None:
        *parts, year = self.reports()
        wrong = evolve(year, cells={**year.cells, "quarterly.items/towns": 373})
        found = [one for one in check(wrong, parts=parts).findings if one.severity is Severity.ERROR]
        assert [one.rule for one in found] == ["quarterly.year_items"]

    def test_on_the_command_line(self, tmp_path: Path) -> None:
        *parts, year = self.reports()
        for one in parts:
            (tmp_path / f"{one.period}.json").write_text(one.to_json(), encoding="utf-8")
        output = tmp_path / "year.json"

        def run(*arguments: object) -> tuple[int, str]:
            result = CliRunner().invoke(cli, ["--lang", "en", "combine", *map(str, arguments)], standalone_mode=False)
            return (result.return_value if result.exception is None else 2), result.output + str(result.exception or "")

        assert run("--over-time", tmp_path, "-o", output)[0] == 0
        assert dict(govdisclosure.read(output)) == dict(year)
        output.unlink()
        assert "passed" in run("--over-time", tmp_path)[1]
        (tmp_path / "2024-Q3.json").unlink()
        code, said = run("--over-time", tmp_path, "-o", output)
        assert code == 2
        assert "the report on 2024-Q3 is lacking" in said
        assert not output.exists()
        assert run(tmp_path)[0] == run("--over-time", "--body", "b", tmp_path)[0] == 2


class TestBodiesOnTheCommandLine:
    """``combine --body`` adds the reports of bodies up, as ``combine`` does in Python."""

    def test_an_area(self, tmp_path: Path) -> None:
        standard = load_standard("cn-anhui-quarterly")
        for at, name in enumerate(("x", "y")):
            made = report(standard, YEAR, dict.fromkeys(standard.spots, at + 1), body=Body(id=name))
            (tmp_path / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
        arguments = [
            "combine",
            tmp_path / "x.json",
            tmp_path / "y.json",
            "--body",
            "area",
            "--name",
            "某区",
            "-o",
            tmp_path / "a.json",
        ]
        CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)
        area = govdisclosure.read(tmp_path / "a.json")
        assert (area.scope, area.includes, area.body.name) == ("area", ("x", "y"), "某区")
        assert set(area.values()) == {3}


class TestEntries:
    """Entries for parts of a period are combined by the same rule."""

    def test_what_does_not_apply_in_a_part_adds_nothing(self) -> None:
        standard = row('entered = "count", over_time = "sum"')
        texts = {"2024-H1": "—", "2024-H2": "7"}
        entries = [Entry(body="b", period=Period.parse(period), address="a", value=text) for period, text in texts.items()]
        assert tabulate(entries, standard, period=2024, body="b")["a"] == 7
