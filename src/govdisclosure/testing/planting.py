"""Reports of the national form that agree, and errors planted in them (测试用差错): for tests and benchmarks of locating."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.schema import Standard
from govdisclosure.values import Blank, Kind, Period, Value


def report(standard: Standard, values: Mapping[str, Value | None], year: int = 2023) -> Report:
    """Return a report of these figures; ``None`` is a blank."""
    cells = {address: Cell(value=Blank.MISSING if value is None else value) for address, value in values.items()}
    return Report(standard=standard, body=Body(id="b"), period=Period.year(year), cells=cells)


def agreeing(standard: Standard, chance: random.Random) -> dict[str, int | Decimal]:
    """Return figures of cn-2021 of very different sizes that agree with one another."""
    values: dict[str, int | Decimal] = {}
    for address, spot in standard.spots.items():
        largest = chance.choice([3, 3, 60, 5000])
        values[address] = Decimal(f"{chance.randint(0, 10**6)}E-2") if spot.kind is Kind.AMOUNT else chance.randint(0, largest)
    settle(standard, values)
    for column in standard.table_of["requests.received"].columns:
        if column.key == "total":
            continue
        received, carried_in, results, carried_out = (
            f"requests.{row}/{column.key}" for row in ("received", "carried_in", "results.total", "carried_out")
        )
        values[carried_in] = chance.randint(0, 5)
        values[carried_out] += max(0, values[carried_in] - values[results] - values[carried_out])
        values[received] = values[results] + values[carried_out] - values[carried_in]
    settle(standard, values)
    values["processing_fees.received"] = values["processing_fees.charged"]
    return values


def settle(standard: Standard, values: dict[str, int | Decimal]) -> None:
    """Work out every total anew; totals of totals need several rounds."""
    for _ in range(3):
        for instance in standard.relations:
            if instance.defines is not None:
                values[instance.defines] = sum(term.factor * values[str(term.address)] for term in instance.right)


def spoilt(values: Mapping[str, int | Decimal], cells: list[str], chance: random.Random) -> dict[str, int | Decimal]:
    """Return the figures with other figures in some cells."""
    found = dict(values)
    for cell in cells:
        true = int(values[cell])
        slips = [true + chance.randint(1, 9), true * 10 + chance.randint(1, 9), true // 10, chance.randint(0, 99), true - 1]
        found[cell] = chance.choice([slip for slip in slips if slip >= 0 and slip != true])
    return found
