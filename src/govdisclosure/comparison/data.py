"""What came of a comparison, as plain data (比对结果的数据形式)."""

from __future__ import annotations

from typing import Any

from govdisclosure.comparison.differences import CellDifference, Comparison, Difference, HeadDifference
from govdisclosure.explanation.data import value_to_data
from govdisclosure.report import Cell
from govdisclosure.values import Blank


def comparison_to_data(found: Comparison, *, everything: bool = False) -> dict[str, Any]:
    """Return a comparison as plain data; with ``everything`` also the cells in which the two agree."""
    data: dict[str, Any] = {
        "same": found.same,
        "differences": [_difference(one) for one in found.differences],
        "compared": len(found.compared),
        "not_compared": list(found.not_compared),
        "remarks": [one.both for one in found.remarks],
    }
    if everything:
        differing = {one.address for one in found.cells}
        data["equal"] = {
            address: {"left": _side(found.left.cells[address]), "right": _side(found.right.cells[address])}
            for address in found.compared
            if address not in differing and address in found.left.cells and address in found.right.cells
        }
    return data


def _difference(one: Difference) -> dict[str, Any]:
    if isinstance(one, HeadDifference):
        return {"kind": "head", "field": one.field, "left": one.left, "right": one.right, "message": one.sentence.both}
    if isinstance(one, CellDifference):
        return {
            "kind": "cell",
            "cell": one.address,
            "how": one.how.value,
            "left": _side(one.left),
            "right": _side(one.right),
            "difference": one.difference,
            "message": one.sentence.both,
        }
    return {
        "kind": "text",
        "section": one.section,
        "paragraph": one.number,
        "left": one.left,
        "right": one.right,
        "message": one.sentence.both,
    }


def _side(cell: Cell) -> dict[str, Any]:
    """Return one side of a cell as report JSON has it: value, which blank, as printed, where."""
    side: dict[str, Any] = {"value": value_to_data(cell.value)}
    if isinstance(cell.value, Blank):
        side["blank"] = cell.value.value
    if cell.printed is not None:
        side["printed"] = cell.printed
    if cell.origin.address:
        side["where"] = cell.origin.address
    return side
