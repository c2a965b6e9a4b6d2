"""A small report: what the tests of this folder write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from govdisclosure import Blank, Body, Cell, Kind, Period, Report, check, load_standard
from govdisclosure.exporters import Publication


def publication(standard: str = "cn-2021", **cells: Any) -> Publication:
    """A report whose printed cells count up from 1, so that each can be told from the others; a double underscore is a dot."""
    form = load_standard(standard)
    values: dict[str, Any] = {}
    for number, (address, spot) in enumerate(form.spots.items(), start=1):
        values[address] = number if spot.kind is Kind.COUNT else Blank.MISSING
    values |= {address.replace("__", "."): value for address, value in cells.items()}
    report = Report(
        standard=form,
        body=Body(id="b", name="某市某局"),
        period=Period.year(2024),
        cells={address: Cell(value=value) for address, value in values.items()},
        text={"overview": "全年工作情况。"},
        signed=date(2025, 1, 20),
    )
    return Publication(report=report, verdict=check(report))


@pytest.fixture(scope="session")
def given() -> Callable[..., Publication]:
    return publication
