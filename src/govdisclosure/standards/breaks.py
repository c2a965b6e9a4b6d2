"""Days from which figures of a standard's cell do not compare with those before (断点), though the cell is the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from govdisclosure.law import remedy_rules
from govdisclosure.messages import Message
from govdisclosure.standards.model import Spot
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period


@frozen
class Break(ValueObject):
    """A day from which figures do not compare with those before, though the cells are the same (断点)."""

    cells: tuple[str, ...]
    start: date
    reason: Message

    def has(self, spot: Spot) -> bool:
        """Whether it is about a cell."""
        return spot.address in self.cells or spot.row.key in self.cells


@cache
def known_breaks() -> tuple[Break, ...]:
    """Return the days from which figures do not compare with those before: of ``breaks.toml``, and of the law it names."""
    data = tomllib.loads((files("govdisclosure") / "standards" / "crosswalks" / "breaks.toml").read_text(encoding="utf-8"))
    return tuple(each for one in data["breaks"] for each in _breaks(one))


def breaks_between(before: Period, period: Period) -> tuple[Break, ...]:
    """Return what keeps figures of two periods from comparing: the day is after the first day of the earlier one."""
    return tuple(one for one in known_breaks() if before.start < one.start <= period.end)


def _breaks(data: Mapping[str, Any]) -> Iterator[Break]:
    cells = tuple(data["cells"])
    if data.get("law") == "remedies":
        yield from (Break(cells, rule.since, rule.reason) for rule in remedy_rules())
    else:
        yield Break(cells, data["from"], Message.literal(**data["reason"]))
