"""Which version of what a body handed in counts: one rule, wherever reports come together."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure import Body, Cell, Period, Report, combine, load_standard
from govdisclosure.areas import SubmittedReport, SubmittedReports
from govdisclosure.areas.submissions import figures_of, versions_by_body
from govdisclosure.auditing import audit_reports
from govdisclosure.values import Blank

STANDARD = load_standard("cn-2021")
CELL = "requests.received/natural_person"


def report(value: int = 1, *, revision: int = 1, final: bool = False, day: int | None = None, words: str = "") -> Report:
    return Report(
        standard=STANDARD,
        body=Body(id="a", name="某局"),
        period=Period.year(2024),
        cells={CELL: Cell(value=value)},
        revision=revision,
        status="final" if final else "draft",
        signed=None if day is None else date(2025, 1, day),
        text={"overview": words} if words else {},
    )


def versions(*reports: Report) -> tuple[list[Report], list[Report], Report | None]:
    """Return those superseded, those of the last version, and the one that counts."""
    submitted = [SubmittedReport(file=str(number), report=one) for number, one in enumerate(reports)]
    (found,) = versions_by_body(submitted).values()
    older, newest = ([one.report for one in age] for age in (found.older, found.newest))
    return older, newest, found.counted.report if found.counted else None


BY_AGE = [
    report(1, revision=1),
    report(2, revision=1, day=10),
    report(3, revision=1, day=20),
    report(4, revision=1, final=True),
    report(5, revision=1, final=True, day=3),
    report(6, revision=2),
]
"""Each is a later version than those before it: by revision, then a final one, then the day of signature."""


def test_the_last_version_counts_whatever_the_order() -> None:
    for first, second, third in permutations(BY_AGE, 3):
        older, newest, counted = versions(first, second, third)
        in_order = sorted((first, second, third), key=BY_AGE.index)
        assert [*older, counted] == in_order
        assert newest == [counted]


def test_of_what_nothing_tells_apart_the_same_counts_once_and_the_different_not() -> None:
    one, same, other = report(7, day=4), report(7, day=4), report(8, day=4)
    assert versions(one, same) == ([], [one, same], one)
    assert versions(one, other) == ([], [one, other], None)
    assert versions(one, other, report(9, revision=2))[2] == report(9, revision=2)
    assert versions(one, report(7, day=4, words="另一段话"))[2] is None  # words are part of a report


def test_figures_are_the_same_where_a_cell_is_left_out_or_blank() -> None:
    blank = evolve(report(), cells={CELL: Cell(value=1), "requests.received/total": Cell(value=Blank.MISSING)})
    assert figures_of(blank) == figures_of(report())
    assert figures_of(evolve(report(), cells={CELL: Cell(value=0)})) != figures_of(evolve(report(), cells={}))


@given(st.lists(st.sampled_from(BY_AGE), min_size=1, max_size=4, unique_by=id))
def test_an_audit_and_an_area_take_the_same(reports: list[Report]) -> None:
    _, _, counted = versions(*reports)
    assert counted is not None
    area = combine(reports, Body(id="a", name="某局"))
    assert area[CELL] == counted[CELL]
    handed_in = SubmittedReports(
        files=tuple(SubmittedReport(file=f"{number}.json", report=one) for number, one in enumerate(reports))
    )
    (line,) = audit_reports(handed_in).lines
    assert line.report is counted
    assert (line.changes is None) is (len(reports) == 1)


@pytest.mark.parametrize("second", [report(2), report(1)])
def test_an_audit_has_a_line_for_each_of_what_nothing_tells_apart(second: Report) -> None:
    handed_in = SubmittedReports(
        files=(SubmittedReport(file="1.json", report=report(1)), SubmittedReport(file="2.json", report=second))
    )
    assert [line.file for line in audit_reports(handed_in).lines] == ["1.json", "2.json"]
