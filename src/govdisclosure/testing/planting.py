"""Reports of the national form that agree, and errors planted in them (测试用差错): for tests and benchmarks of locating."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from govdisclosure.exact.decimals import added, less, shifted, total
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard
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
        values[address] = shifted(chance.randint(0, 10**6), -2) if spot.kind is Kind.AMOUNT else chance.randint(0, largest)
    settle(standard, values)
    for column in standard.table_of["requests.received"].columns:
        if column.key == "total":
            continue
        received, carried_in, results, carried_out = (
            f"requests.{row}/{column.key}" for row in ("received", "carried_in", "results.total", "carried_out")
        )
        values[carried_in] = chance.randint(0, 5)
        short = added([(1, values[carried_in]), (-1, values[results]), (-1, values[carried_out])])
        values[carried_out] = total([values[carried_out], max(0, short)])
        values[received] = added([(1, values[results]), (1, values[carried_out]), (-1, values[carried_in])])
    settle(standard, values)
    values["processing_fees.received"] = values["processing_fees.charged"]
    return values


def a_year(
    standard: Standard, chance: random.Random, before: Mapping[str, int | Decimal] | None = None
) -> dict[str, int | Decimal]:
    """Return figures of cn-2021 of the usual size, without a zero, that agree with each other and with the year before."""
    last = before or {}
    values: dict[str, int | Decimal] = dict.fromkeys(standard.spots, 0)
    for kind in ("rules", "normative"):
        made, repealed = chance.randint(1, 9), chance.randint(1, 9)
        values |= {f"documents.{kind}/made": made, f"documents.{kind}/repealed": repealed}
        values[f"documents.{kind}/in_force"] = total([last.get(f"documents.{kind}/in_force", 50), made - repealed])
    for one in ("licences", "penalties", "coercion"):
        values[f"decisions.{one}/decided"] = chance.randint(200, 300)
    values["fees.charged/amount"] = shifted(chance.randint(100, 99999), -2)
    parts = [one for one in standard.spots if one not in standard.defining]
    for address in parts:
        row, _, column = address.partition("/")
        if row.startswith("requests.results."):
            values[address] = chance.randint(3, 40)
        elif row == "remedies.cases":
            values[address] = chance.randint(1, 9)
        elif row == "requests.received":
            values[f"requests.carried_in/{column}"] = last.get(f"requests.carried_out/{column}", 4)
            values[f"requests.carried_out/{column}"] = chance.randint(2, 9)
    settle(standard, values)
    for address in parts:
        row, _, column = address.partition("/")
        if row == "requests.received":
            out = less(values[f"requests.carried_out/{column}"], values[f"requests.carried_in/{column}"])
            values[address] = total([values[f"requests.results.total/{column}"], out])
    values |= {"processing_fees.charged": Decimal(300), "processing_fees.received": Decimal(300)}
    settle(standard, values)
    values["processing_fees.notices"] = total([2, values["requests.results.other.fee_not_paid/total"]])  # some were paid
    return values


def settle(standard: Standard, values: dict[str, int | Decimal]) -> None:
    """Work out every total again; totals of totals need several rounds."""
    for _ in range(3):
        for instance in standard.relations:
            if instance.defines is not None:
                values[instance.defines] = added((term.factor, values[str(term.address)]) for term in instance.right)


def spoilt(values: Mapping[str, int | Decimal], cells: list[str], chance: random.Random) -> dict[str, int | Decimal]:
    """Return the figures with other figures in some cells."""
    found = dict(values)
    for cell in cells:
        true = int(values[cell])
        slips = [true + chance.randint(1, 9), true * 10 + chance.randint(1, 9), true // 10, chance.randint(0, 99), true - 1]
        found[cell] = chance.choice([slip for slip in slips if slip >= 0 and slip != true])
    return found
