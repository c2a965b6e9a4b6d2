"""A failed relation in everyday words (白话): the row or column once, then its figures; no keys."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from govdisclosure.messages import Message, say
from govdisclosure.report import Finding, Report
from govdisclosure.report.operands import OperandStyle, SideInWords
from govdisclosure.standards import Spot


def plain_words(finding: Finding, report: Report) -> Message:
    """Return a finding's message, a failed relation in everyday Chinese; the English message is the finding's own."""
    if not finding.operands:
        return finding.message
    known = report.standard.spots  # a cell of another form is called as it is there
    spots = {one.address: known[one.address] for side in finding.operands for one in side if one.address in known}
    place, labels = _shared(spots)
    left, right = (
        SideInWords(
            tuple(evolve(one, label=labels.get(one.address, one.label)) for one in side), OperandStyle.PLAIN, total or ""
        )
        for side, total in zip(finding.operands, (finding.left, finding.right), strict=True)
    )
    must = say(f"audit.must.{finding.key.rpartition('.')[2]}")
    difference = (finding.difference or "").removeprefix("-")
    words = say("audit.relation", place=place, left=left, right=right, must=must, difference=difference)
    return Message.literal(zh=words.zh, en=finding.message.en)


def _shared(spots: Mapping[str, Spot]) -> tuple[str, dict[str, str]]:
    """Return what all cells share, their row or their column, and the rest of each label."""
    rows = {spot.row.key for spot in spots.values()}
    columns = {spot.column.key if spot.column else None for spot in spots.values()}
    some = next(iter(spots.values()), None)
    if some is None:
        return "", {}
    if len(rows) == 1 and some.column is not None:
        return say("audit.place.row", label=some.row.label).zh, {
            key: spot.column.label if spot.column else spot.label for key, spot in spots.items()
        }
    if len(columns) == 1 and some.column is not None and len({spot.table.key for spot in spots.values()}) == 1:
        return say("audit.place.column", label=some.column.label).zh, {key: spot.row.label for key, spot in spots.items()}
    return "", {key: spot.label for key, spot in spots.items()}
