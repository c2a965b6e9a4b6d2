"""Definitions in plain words (口径说明) of rows, columns and cells, made from conditions and the labels of fields and words."""

from __future__ import annotations

from collections.abc import Mapping

from govdisclosure.explanation.binding_relations import short_label
from govdisclosure.expressions import ALWAYS, all_of, in_words
from govdisclosure.messages import Message, say
from govdisclosure.standards import Column, Indicator, Spot, Standard
from govdisclosure.tabulation.criteria import CellCriterion
from govdisclosure.values import Kind

NOTHING = Message.literal("")


def row_in_words(row: Indicator, standard: Standard) -> Message:
    """Describe what a row counts, and of which records; empty for a heading."""
    if row.kind is Kind.HEADING:
        return NOTHING
    where = row.where or ALWAYS
    measure = row.measure
    if measure is None:
        words = NOTHING if row.where is None else in_words(where)
    else:
        words = measure.words(where, {one.key: one.label for one in standard.rows.values()})
        if not measure.of_records:
            return words
    kind = row.records
    if kind is None:
        return words
    return say("explain.of_records", kind=kind, words=words) if words.zh else Message.of(kind)


def column_in_words(column: Column, labels: Mapping[str, str]) -> Message:
    """Describe what a column counts; ``labels`` are those of the table's columns, by key."""
    where = column.where or ALWAYS
    return in_words(where) if column.measure is None else column.measure.words(where, labels)


def cell_in_words(spot: Spot, standard: Standard) -> Message:
    """Describe what one cell counts (口径说明), and of which records: the conditions of its row and its column together.

    Args:
        spot: the cell.
        standard: its standard.

    Example:
        >>> standard = load_standard("cn-2021")
        >>> cell_in_words(standard.spot("decisions.penalties/decided"), standard).en
        "decision: kind of decision is 'administrative penalty', and day decided is within the period"
    """
    measure = spot.measure
    parts = [standard.spot(spot.beside(key)) for key in measure.cells]
    labels = {key: short_label(one, (spot, *parts)) for key, one in zip(measure.cells, parts, strict=True)}
    words = measure.words(all_of(*spot.where), labels)
    return say("explain.of_records", kind=spot.counted, words=words) if measure.of_records else words


def measure_in_words(spot: Spot) -> Message:
    """Describe how a cell follows from the records that meet all of its criteria: their number, a sum over them."""
    return spot.measure.method(spot)


def demand_in_words(demand: CellCriterion) -> Message:
    """Describe one criterion of a cell, and whether it is the column's."""
    words = in_words(demand.part)
    return say("explain.of_column", words=words) if demand.of == "column" else words
