"""A value that no figure can be is a finding at its cell, and stops nothing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from govdisclosure import Body, check, combine, locate
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, plain

STANDARD = one_table(
    ",".join(
        [
            entered("n", "m"),
            entered("x", "y", kind="amount"),
            entered("yes", kind="yes/no"),
            '{ key = "t", label = "t", total = ["n", "m"] }',
            '{ key = "s", label = "s", total = ["x", "y"] }',
        ]
    ),
    relations='{ key = "r", rule = "n + yes <= 2 * x" }, { key = "p", rule = "previous.n <= n" }',
)
RIGHT: dict[str, Any] = {"n": 1, "m": 2, "x": Decimal(1), "y": Decimal(2), "yes": True, "t": 3, "s": Decimal(3)}
ODD = {
    "an int too long to print": 10**5000,
    "the same below zero": -(10**5000),
    "more than a hundred digits": 10**150,
    "not a number": Decimal("NaN"),
    "no end": Decimal("Infinity"),
    "a large exponent": Decimal("1E+999999"),
    "a small exponent": Decimal("1E-999999"),
    "a float": 1.5,
    "a float that is no number": float("nan"),
    "a moment": datetime(2024, 3, 1, 12, 0),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("cell", RIGHT)
def test_is_a_finding_and_stops_nothing(cell: str, odd: str) -> None:
    wrong = report(STANDARD, RIGHT | {cell: ODD[odd]})
    verdict = check(wrong, previous=[wrong])
    assert verdict.verdict == "failed"
    assert [finding.cells for finding in verdict.findings if finding.rule == "cell.type"] == [(cell,)]
    assert all(len(str(finding.message)) < 2000 for finding in verdict.findings)
    for conflict in locate(wrong, previous=[wrong]):
        assert cell not in {named for answer in conflict.answers for named in answer.cells}  # it counts as blank
        assert str(conflict.message)
    other = evolve(report(STANDARD, RIGHT), body=Body(id="other"))
    expected = Blank.MISSING if cell == "yes" else RIGHT[cell]  # yes of all is open while one has not answered
    assert combine([wrong, other], Body(id="city"))[cell] == expected


def test_is_printed_in_few_digits() -> None:
    assert [plain(number) for number in (10**5000, -(10**5000), Decimal("1.23456E+300"), Decimal("-Infinity"))] == [
        "1.000E+5000", "-1.000E+5000", "1.234E+300", "-Infinity",
    ]  # fmt: skip
