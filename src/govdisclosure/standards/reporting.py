"""The reporting frame of a standard (编报范围): its year, periods, valid years and currency."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

from attrs import frozen

from govdisclosure.messages import Message, say
from govdisclosure.value_objects import FrozenDict, ValueObject
from govdisclosure.values import NEW_YEAR, MonthDay, Period

YUAN = "CNY"
"""The currency of a standard that names none."""


class Cycle(Enum):
    """The frequency of reporting (编报周期)."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"

    def named(self, year: int, number: int, starts: MonthDay) -> Period:
        """Return one of its periods by year and number; a month is that of the calendar."""
        match self:
            case Cycle.YEAR:
                return Period.year(year, starts=starts)
            case Cycle.HALF:
                return Period.half(year, number, starts=starts)
            case Cycle.QUARTER:
                return Period.quarter(year, number, starts=starts)
            case Cycle.MONTH:
                return Period.month(year, number)

    @property
    def sentence(self) -> Message:
        """What such a period is called."""
        return say(f"standard.cycle.{self.value}")

    @property
    def in_a_year(self) -> int:
        """The number of its periods in a year."""
        return {Cycle.YEAR: 1, Cycle.HALF: 2, Cycle.QUARTER: 4, Cycle.MONTH: 12}[self]

    def has(self, period: Period, starts: MonthDay = NEW_YEAR) -> bool:
        """Whether a period is one of its own, in years that start on that day."""
        return _has(self, period, starts)


@lru_cache(maxsize=4096)
def _has(cycle: Cycle, period: Period, starts: MonthDay) -> bool:
    years = {period.end.year, min(period.end.year + 1, 9999)} if starts != NEW_YEAR else {period.end.year}
    return any(
        period == cycle.named(year, number, starts)
        for year in years
        if year > 1 or starts == NEW_YEAR
        for number in range(1, cycle.in_a_year + 1)
    )


@frozen(kw_only=True)
class ValidYears(ValueObject):
    """The years that a form is made for (适用年度); ``first`` or ``last`` is None where it is open."""

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    @property
    def sentence(self) -> Message:
        """The years in words."""
        if self.first is not None and self.last is not None:
            return say("standard.valid.between", first=self.first, last=self.last)
        return say("standard.valid.from", first=self.first) if self.last is None else say("standard.valid.to", last=self.last)


@cache
def currencies() -> Mapping[str, Mapping[str, int]]:
    """Return the units of money of each currency that is known, by its code (ISO 4217)."""
    data = tomllib.loads((files("govdisclosure") / "currencies.toml").read_text(encoding="utf-8"))
    return FrozenDict({code: FrozenDict(units) for code, units in data.items()})


def units_of_money(currency: str) -> Mapping[str, int]:
    """Return the units of money that forms print, each with how many of the main unit it is; its code where none is known."""
    return currencies().get(currency) or FrozenDict({currency: 1})
