"""What a row or column counts, in plain words (口径说明), made from its condition and the labels of fields and words."""

from __future__ import annotations

from collections.abc import Mapping

from govdisclosure.language import ALWAYS, Condition, FieldRef, all_of, in_words
from govdisclosure.messages import Sentence, say
from govdisclosure.records import RECORD_KINDS
from govdisclosure.schema import (
    AllOf,
    AnyOf,
    Column,
    Count,
    Distinct,
    Entered,
    Indicator,
    Measure,
    Share,
    Standard,
    Sum,
    Total,
)
from govdisclosure.values import Kind

NOTHING = Sentence(zh="", en="")


def row_in_words(row: Indicator, standard: Standard) -> Sentence:
    """Say what a row counts, and of which records; empty for a heading."""
    if row.kind is Kind.HEADING:
        return NOTHING
    where = row.where or ALWAYS
    if isinstance(row.measure, Total | Entered):
        return _measure(row.measure, where, _labels(standard))
    words = in_words(where) if row.measure is None else _measure(row.measure, where, {})
    if row.measure is None and row.where is None:
        words = NOTHING
    if row.records not in RECORD_KINDS:
        return words
    kind = RECORD_KINDS[row.records]
    return say("explain.of_records", kind=kind, words=words) if words.zh else Sentence(zh=kind.zh, en=kind.en)


def column_in_words(column: Column, labels: Mapping[str, str]) -> Sentence:
    """Say what a column counts; ``labels`` are those of the table's columns, by key."""
    where = column.where or ALWAYS
    return in_words(where) if column.measure is None else _measure(column.measure, where, labels)


def _labels(standard: Standard) -> Mapping[str, str]:
    return {row.key: row.label for row in standard.rows.values()}


def _measure(measure: Measure, where: Condition, labels: Mapping[str, str]) -> Sentence:
    def when(condition: Condition = ALWAYS) -> Sentence:
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
            return say("explain.distinct", field=ref.field, scope=when(condition))
        case Sum(operand=operand, divide=divide):
            name = operand.field if isinstance(operand, FieldRef) else say("explain.number")
            if divide == 1:
                return say("explain.sum", field=name, scope=when())
            return say("explain.sum_divided", field=name, divide=divide, scope=when())
