"""The contract of a check (附加审核契约): inherit it, name the check, and it is made over reports good, bad and empty.

::

    class TestOurCheck(CheckContract):
        check = staticmethod(our_check)          # or an object with a name and a method check(report, previous)
        standards = ("cn-2021",)                 # where it is not for every report
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve

from govdisclosure.report import Finding, Report
from govdisclosure.testing.first_test import stop_behind
from govdisclosure.testing.samples import sample_report, sample_reports
from govdisclosure.testing.surroundings import PERSON, another_day, no_network, unchanged
from govdisclosure.testing.tracers import traced
from govdisclosure.values import Severity


class CheckContract:
    """What every check must keep; inherit it with ``check``."""

    check: ClassVar[Any]
    standards: ClassVar[Sequence[str]] = ()
    """The references of the standards whose reports the check is for; all that are installed where empty."""

    # ------------------------------------------------------------------------------------------------------- what is asked

    def samples(self) -> Iterator[Report]:
        """Yield reports that agree, that do not, and that hold nothing."""
        for report in map(sample_report, self.standards) if self.standards else sample_reports():
            yield report
            yield evolve(report, cells=traced(report).report.cells)
            yield evolve(report, cells={}, text={})

    def made(self, report: Report, previous: Sequence[Report] = ()) -> tuple[Finding, ...]:
        """Return what the check finds."""
        look: Callable[..., Any] = self.check if callable(self.check) else self.check.check
        return tuple(look(report, previous))

    @pytest.fixture(autouse=True)
    def _first_test_first(self, request: pytest.FixtureRequest) -> None:
        stop_behind("test_looks_at_a_plain_report", request, self.test_looks_at_a_plain_report)

    # --------------------------------------------------------------------------------------------------------------- tests

    def test_looks_at_a_plain_report(self) -> None:
        assert isinstance(self.made(next(self.samples())), tuple)

    def test_has_a_name(self) -> None:
        name = getattr(self.check, "name", "") or getattr(self.check, "__name__", "")
        assert name.strip(), "a check is called by its name, or that of its function"

    def test_looks_at_any_report_with_and_without_the_one_before(self) -> None:
        for report in self.samples():
            before = evolve(report, period=report.standard.period_of(report.period.start.year - 1))
            for previous in ((), (before,), (evolve(before, cells={}),)):
                self.made(report, previous)

    def test_returns_findings_about_cells_of_the_standard(self) -> None:
        for report in self.samples():
            for finding in self.made(report):
                assert isinstance(finding, Finding), f"{type(finding).__name__} is no Finding"
                assert isinstance(finding.severity, Severity)
                assert finding.rule.strip(), "a finding names its rule"
                unknown = set(finding.cells) - set(report.standard.spots)
                assert not unknown, f"{sorted(unknown)} are no cells of {report.standard.id}"

    def test_says_what_is_wrong_in_chinese_and_in_english(self) -> None:
        for report in self.samples():
            for finding in self.made(report):
                assert finding.message.zh.strip(), f"{finding.rule} has no words in Chinese"
                assert finding.message.en.strip(), f"{finding.rule} has no words in English"

    def test_finds_the_same_again(self) -> None:
        for report in self.samples():
            before = self.made(report)
            with another_day(self.check):
                after = self.made(report)
            assert before == after, "two looks at one report, two results"

    def test_changes_nothing_of_the_report(self) -> None:
        for report in self.samples():
            with unchanged(report):
                self.made(report)

    def test_opens_no_connection(self) -> None:
        for report in self.samples():
            with no_network() as tried:
                self.made(report)
            assert tried == []

    def test_touches_no_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for report in self.samples():
            self.made(report)
        assert list(tmp_path.iterdir()) == [], "a check writes no files"

    def test_repeats_nothing_personal_in_its_messages(self) -> None:
        for report in self.samples():
            spoken = evolve(report, text=dict.fromkeys(report.text or ("overview",), PERSON))
            for finding in self.made(spoken):
                said = finding.message.zh + finding.message.en
                assert not any(word in said for word in PERSON.split()), "a message quotes a person"
