"""Reports that agree, and reports with known errors (测试用报告): strategies for Hypothesis, and samples without it.

::

    @given(reports("cn-2021"))
    def test_…(report): ...               # every relation holds

    @given(reports("cn-2021", errors=2))
    def test_…(planted):
        planted.report                     # two cells are wrong, and nothing else is
        planted.cells                      # their addresses, with the figure that each should be
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import NamedTuple, overload

from attrs import evolve
from hypothesis import strategies as st

from govdisclosure import library
from govdisclosure.consistency.equations import Equation, equations
from govdisclosure.exact.decimals import total
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard
from govdisclosure.testing.agreement import Pick, figures
from govdisclosure.value_objects import FrozenDict
from govdisclosure.values import Kind, Value

_LARGEST_FACTOR = 3
_WORDS = ("按期完成各项工作。", "加强了平台建设和监督保障。", "无其他需要报告的事项。", "继续完善制度,提高时效。")


class PlantedErrors(NamedTuple):
    """A report with wrong cells.

    Attributes:
        report: the report.
        cells: the wrong cells by address, with the figure that each should be; nothing else is wrong.
    """

    report: Report
    cells: Mapping[str, Value]


@overload
def reports(
    standard: Standard | str, *, year: int | None = ..., body: str = ..., errors: None = ...
) -> st.SearchStrategy[Report]: ...


@overload
def reports(
    standard: Standard | str, *, year: int | None = ..., body: str = ..., errors: int
) -> st.SearchStrategy[PlantedErrors]: ...


def reports(
    standard: Standard | str, *, year: int | None = None, body: str = "b", errors: int | None = None
) -> st.SearchStrategy[Report] | st.SearchStrategy[PlantedErrors]:
    """Reports (年度报告) in which every cell is filled in and every relation holds; or all but some cells are right.

    Each wrong cell breaks a relation, no relation holds two of them, and none is wrong by what others are wrong by together: so
    the wrong cells are among the least changes that ``locate`` finds.

    Args:
        standard: the standard, or its reference.
        year: the year of the report; by default 2015, or the nearest that the form is made for.
        body: the id of its body.
        errors: how many cells are wrong; the reports come as :class:`PlantedErrors` then.

    Raises:
        ValueError: the relations of the standard cannot show that many wrong cells at once.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=2, database=None, deadline=None)
        ... @given(reports("cn-hengyang-2015"))
        ... def agrees(report):
        ...     assert check(report).verdict == "passed"
        >>> agrees()
    """
    chosen = _standard(standard)
    if errors is None:
        return _agreeing(chosen, year, body)
    if errors > 0:
        most = sum(1 for _ in _apart(chosen, lambda _: 0))
        if errors > most:
            raise ValueError(f"the relations of {chosen.id} show at most {most} wrong cells at once for certain, not {errors}")
    return _planted(chosen, year, body, errors)


def sample_report(standard: Standard | str, *, year: int | None = None) -> Report:
    """Return a report of a standard in which everything is filled in and agrees: the same every time.

    Args:
        standard: the standard, or its reference.
        year: the year of the report; 2015 or the nearest that the form is made for by default.

    Raises:
        UnknownStandardError: the standard is not known.

    Example:
        >>> check(sample_report("cn-2021")).verdict
        'passed'
    """
    chosen = _standard(standard)
    chance = random.Random(f"{chosen.id} {year or 2015}")  # noqa: S311 - a sample, not a secret
    return _report(chosen, year, "sample", lambda most: chance.randint(0, most))


def sample_reports(*, year: int | None = None) -> tuple[Report, ...]:
    """Return a report of every installed standard, and of every standard with each annex that can be added to it.

    Args:
        year: the year of the reports; 2015 or the nearest that a form is made for by default.

    Example:
        >>> [one.standard.id for one in sample_reports()][:2]
        ['cn-2014', 'cn-2019']
    """
    return tuple(sample_report(one, year=year) for one in _references())


def _references() -> Iterator[str]:
    for name in library.available_standards():
        yield name
        for annex in library.available_annexes(name):
            yield f"{name}+{annex}"


def _standard(standard: Standard | str) -> Standard:
    return library.load_standard(standard) if isinstance(standard, str) else standard


def _report(standard: Standard, year: int | None, body: str, pick: Pick) -> Report:
    if year is None:
        year = min(max(2015, standard.valid.first or 2015), standard.valid.last or 9999)
    values = figures(standard, pick)
    return Report(
        standard=standard,
        body=Body(id=body, name=f"某市某局{body if body != 'sample' else ''}"),
        period=standard.period_of(year),
        signed=date(year + 1, 1, 1 + pick(30)),
        cells={address: Cell(value=value) for address, value in values.items()},
        text={section.key: _WORDS[pick(len(_WORDS) - 1)] for section in standard.text_sections},
    )


@st.composite
def _agreeing(draw: st.DrawFn, standard: Standard, year: int | None, body: str) -> Report:
    return _report(standard, year, body, lambda most: draw(st.integers(0, most)))


@st.composite
def _planted(draw: st.DrawFn, standard: Standard, year: int | None, body: str, errors: int) -> PlantedErrors:
    def pick(most: int) -> int:
        return draw(st.integers(0, most))

    report = _report(standard, year, body, pick)
    cells = dict(report.cells)
    right: dict[str, Value] = {}
    total = 0
    for address in _apart(standard, pick):
        if len(right) == errors:
            break
        size = _LARGEST_FACTOR * total + _tolerance(standard) + 1 + pick(9)  # no sum of some errors is another one
        total += size
        right[address] = cells[address].value
        cells[address] = evolve(cells[address], value=_wrong(cells[address].value, size, less=bool(pick(1))))
    return PlantedErrors(evolve(report, cells=cells), FrozenDict(right))


def _wrong(value: Value, size: int, *, less: bool) -> Value:
    if isinstance(value, date):
        return value + timedelta(days=-size if less else size)
    assert isinstance(value, int | Decimal)  # noqa: S101 - only such cells are in equations
    if isinstance(value, bool):
        return not value
    return total([value, -size if less and value >= size else size])


def _apart(standard: Standard, pick: Pick) -> Iterator[str]:
    """Yield cells in which an error is seen, no two of them in one relation."""
    showing, relations = _showing(standard)
    waiting = list(showing)
    while waiting:
        cell = waiting[pick(len(waiting) - 1)]
        yield equations(standard).addresses[cell]
        near = {other for place in showing[cell] for other in relations[place].factors}
        waiting = [one for one in waiting if one not in near]


@lru_cache(maxsize=64)
def _showing(standard: Standard) -> tuple[Mapping[int, Sequence[int]], Sequence[Equation]]:
    """Return the cells that are in an equation, each with the places of all its relations, and the relations."""
    known = equations(standard)
    relations = [one for part in known.parts for one in part.equations]
    places: dict[int, list[int]] = {}
    seen: set[int] = set()
    for place, one in enumerate(relations):
        for cell in one.factors:
            places.setdefault(cell, []).append(place)
            if (
                one.instance.operator.is_equality
                and not one.given
                and not one.instance.is_conditional
                and known.kinds[cell] is not Kind.YES_NO
            ):
                seen.add(cell)
    return {cell: found for cell, found in places.items() if cell in seen}, relations


def _tolerance(standard: Standard) -> int:
    return max((ceil(one.relation.tolerance.amount) for one in standard.relations), default=0)
