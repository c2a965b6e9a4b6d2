"""The statistics of law enforcement beside the annual report, and a province's quarterly form whose quarters add up."""

from __future__ import annotations

from pathlib import Path

from tests.test_cli import run

from govdisclosure import Body, Period, Report, check, load_standard, write
from govdisclosure.areas import gather_reports
from govdisclosure.auditing import audit_reports
from govdisclosure.consistency import RelationState
from govdisclosure.library import read_all
from govdisclosure.report import Cell
from govdisclosure.testing.agreement import figures
from govdisclosure.values import Severity, Value

YEAR = Period.year(2024)


def report(standard: str, values: dict[str, Value], period: Period = YEAR) -> Report:
    """A report in which every relation of its own holds, with some figures as they are given."""
    made = load_standard(standard)
    cells = {address: Cell(value=value) for address, value in {**figures(made, lambda most: most // 2), **values}.items()}
    return Report(standard=made, body=Body(id="bureau", name="某局"), period=period, cells=cells)


def enforcement(total: int) -> Report:
    lines = ("warning", "fine", "confiscation", "suspend", "revoke", "restrict", "close", "detention", "other")
    kinds: dict[str, Value] = {f"penalties.{one}": 0 for one in lines}
    return report("cn-enforcement-annual", {**kinds, "penalties.fine": total, "penalties.total": total})


ANNUAL = report("cn-2021", {"decisions.penalties/decided": 12})


class TestEnforcement:
    """The same decisions, counted in two reports of one body."""

    def test_of_the_annual_report_and_of_the_statistics_agree(self) -> None:
        found = [one.rule for one in check(enforcement(12), beside=[ANNUAL]).findings]
        assert "annual_report.penalties" not in found
        (odd,) = [one for one in check(enforcement(13), beside=[ANNUAL]).findings if one.rule == "annual_report.penalties"]
        assert (odd.severity, odd.left, odd.right) == (Severity.EXPLAIN, "13", "12")
        assert check(enforcement(12)).waiting == 3

    def test_are_held_against_each_other_on_the_command_line(self, tmp_path: Path) -> None:
        for name, made in (("a.json", enforcement(13)), ("b.json", ANNUAL)):
            write(made, tmp_path / name)
        done = run("check", tmp_path / "a.json", "--with", tmp_path / "b.json")
        assert "(annual_report.penalties)" in done.out
        assert "cn-2021 (12)" in done.out

    def test_are_two_lines_of_an_audit_of_one_body(self, tmp_path: Path) -> None:
        for name, made in (("a.json", enforcement(13)), ("b.json", ANNUAL)):
            write(made, tmp_path / name)
        audit = audit_reports(gather_reports(tmp_path, lambda path: read_all(path)))
        assert sorted(one.file for one in audit.lines) == ["a.json", "b.json"]
        assert all(one.remarks == () for one in audit.lines)
        (line,) = [one for one in audit.lines if one.file == "a.json"]
        assert line.verdict is not None
        assert "annual_report.penalties" in [one.rule for one in line.verdict.findings]


class TestQuarters:
    """A year is the sum of its quarters."""

    def quarter(self, number: int, items: int) -> Report:
        return report("cn-anhui-quarterly", {"quarterly.items/government": items}, Period.quarter(2024, number))

    def year(self, items: int) -> Report:
        quarters = [self.quarter(number, 100) for number in (1, 2, 3, 4)]
        added: dict[str, Value] = {}
        for address in quarters[0].standard.spots:
            added[address] = sum(int(str(one[address])) for one in quarters)
        return report("cn-anhui-quarterly", {**added, "quarterly.items/government": items})

    def test_add_up(self) -> None:
        quarters = [self.quarter(number, 100) for number in (1, 2, 3, 4)]
        good = check(self.year(400), parts=quarters)
        assert (good.verdict, good.count(RelationState.NOT_RUN)) == ("passed", 0)
        bad = check(self.year(500), parts=quarters)
        assert [(one.rule, one.cells) for one in bad.findings] == [("quarterly.year_items", ("quarterly.items/government",))]

    def test_that_are_not_all_there_are_no_sum(self) -> None:
        verdict = check(self.year(400), parts=[self.quarter(number, 100) for number in (1, 2, 3)])
        assert verdict.verdict == "incomplete"

    def test_in_the_folder_of_an_audit_are_its_parts(self, tmp_path: Path) -> None:
        for number in (1, 2, 3, 4):
            write(self.quarter(number, 100), tmp_path / f"q{number}.json")
        write(self.year(500), tmp_path / "year.json")
        (line,) = audit_reports(gather_reports(tmp_path, lambda path: read_all(path)), period=YEAR).lines
        assert line.verdict is not None
        assert [one.rule for one in line.verdict.findings] == ["quarterly.year_items"]
