"""What a row, a column or a cell counts, in plain words (口径说明), made from conditions and the labels of fields and words."""

from __future__ import annotations

from collections.abc import Mapping

from govdisclosure.explanation.relations import short_label
from govdisclosure.expressions import ALWAYS, Condition, all_of, in_words, operand_in_words
from govdisclosure.messages import Message, say
from govdisclosure.standards import (
    AllOf,
    AnyOf,
    Column,
    Count,
    Distinct,
    Entered,
    Indicator,
    Measure,
    Share,
    Spot,
    Standard,
    Sum,
    Total,
)
from govdisclosure.tabulation.criteria import Demand, parts_of
from govdisclosure.values import Kind

NOTHING = Message.literal(zh="", en="")


def row_in_words(row: Indicator, standard: Standard) -> Message:
    """Say what a row counts, and of which records; empty for a heading."""
    if row.kind is Kind.HEADING:
        return NOTHING
    where = row.where or ALWAYS
    if isinstance(row.measure, Total | Entered):
        return _measure(row.measure, where, _labels(standard))
    words = in_words(where) if row.measure is None else _measure(row.measure, where, {})
    if row.measure is None and row.where is None:
        words = NOTHING
    kind = row.records
    if kind is None:
        return words
    return say("explain.of_records", kind=kind, words=words) if words.zh else Message.literal(zh=kind.zh, en=kind.en)


def column_in_words(column: Column, labels: Mapping[str, str]) -> Message:
    """Say what a column counts; ``labels`` are those of the table's columns, by key."""
    where = column.where or ALWAYS
    return in_words(where) if column.measure is None else _measure(column.measure, where, labels)


def cell_in_words(spot: Spot, standard: Standard) -> Message:
    """Say what one cell counts, and of which records: what its row asks and what its column asks, together."""
    measure = spot.measure
    if isinstance(measure, Total):
        parts = [standard.spot(address) for address in parts_of(spot)]
        return say("explain.total", parts=[short_label(one, (spot, *parts)) for one in parts])
    where = all_of(spot.row.where or ALWAYS, (spot.column.where if spot.column else None) or ALWAYS)
    words = _measure(measure, where, {})
    kind = spot.row.records
    return words if kind is None or isinstance(measure, Entered) else say("explain.of_records", kind=kind, words=words)


def measure_in_words(spot: Spot) -> Message:
    """Say how a cell follows from the records that meet all of its demands: their number, a sum over them."""
    kind = spot.row.records
    match spot.measure:
        case Total():
            return say("explain.measure.total")
        case Entered():
            return say("explain.entered")
        case Distinct(ref=ref):
            return say("explain.measure.distinct", kind=kind, field=operand_in_words(ref))
        case Sum(operand=operand, divide=divide):
            key = "explain.measure.sum" if divide == 1 else "explain.measure.sum_divided"
            return say(key, kind=kind, field=operand_in_words(operand), divide=divide)
        case Share(among=among):
            where = all_of(spot.row.where or ALWAYS, (spot.column.where if spot.column else None) or ALWAYS, among)
            return say("explain.measure.share", kind=kind, scope=in_words(where))
        case AnyOf():
            return say("explain.measure.any", kind=kind)
        case AllOf():
            where = all_of(spot.row.where or ALWAYS, (spot.column.where if spot.column else None) or ALWAYS)
            return say("explain.measure.all", kind=kind, scope=in_words(where))
    return say("explain.measure.count", kind=kind)


def demand_in_words(demand: Demand) -> Message:
    """Say one part of what a record must meet, and whether the column asks it."""
    words = in_words(demand.part)
    return say("explain.of_column", words=words) if demand.of == "column" else words


def _labels(standard: Standard) -> Mapping[str, str]:
    return {row.key: row.label for row in standard.rows.values()}


def _measure(measure: Measure, where: Condition, labels: Mapping[str, str]) -> Message:
    def when(condition: Condition = ALWAYS) -> Message:
        return in_words(all_of(where, condition))

    match measure:
        case Total(keys=keys):
            return say("explain.total", parts=[labels.get(key, key) for key in keys])
        case Entered():
            return say("explain.entered")
        case Count(condition=condition):
            return when(condition)
        case AnyOf(condition=condition):
            return say("explain.any", condition=in_words(condition), scope=when())
        case AllOf(condition=condition):
            return say("explain.all", condition=in_words(condition), scope=when())
        case Share(of=of, among=among):
            return say("explain.share", part=when(of), whole=when(among))
        case Distinct(ref=ref, condition=condition):
            return say("explain.distinct", field=operand_in_words(ref), scope=when(condition))
        case Sum(operand=operand, divide=divide):
            name = operand_in_words(operand)
            if divide == 1:
                return say("explain.sum", field=name, scope=when())
            return say("explain.sum_divided", field=name, divide=divide, scope=when())
