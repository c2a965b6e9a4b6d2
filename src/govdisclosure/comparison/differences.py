"""Differences between two versions of a report (差异): in a cell, a paragraph, or the report's head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import reduce
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from govdisclosure.messages import Message, say
from govdisclosure.quotation import quotation
from govdisclosure.reconciliation.accounts import exact, number
from govdisclosure.report import Cell, Report
from govdisclosure.value_objects import ValueObject, json_text
from govdisclosure.values import Blank, Value, in_digits, plain, plain_value, value_in_words


class DifferenceKind(Enum):
    """In which way two cells differ (差异类型): zero, *missing* and *not applicable* are three things."""

    VALUES = "different"  # 两边都有值而不同
    ONLY_LEFT = "only left"  # 右边为空
    ONLY_RIGHT = "only right"  # 左边为空
    ZERO_OR_BLANK = "zero or blank"  # 一边是 0,一边为空或者不适用
    BLANKS = "blanks"  # 一边为空,一边不适用


@frozen(kw_only=True)
class CellDifference(ValueObject):
    """A cell in which two versions differ (单元格差异), with both cells as they are, printed form and place included."""

    address: str
    label: str
    left: Cell
    right: Cell

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {
            "kind": "cell",
            "cell": self.address,
            "how": self.how.value,
            "left": _side(self.left),
            "right": _side(self.right),
            "difference": self.difference,
            "message": self.sentence.both,
        }

    @property
    def how(self) -> DifferenceKind:
        """The kind of difference."""
        one, other = self.left.value, self.right.value
        blank = isinstance(one, Blank), isinstance(other, Blank)
        if all(blank):
            return DifferenceKind.BLANKS
        if not any(blank):
            return DifferenceKind.VALUES
        given = other if blank[0] else one
        if number(given) == 0:
            return DifferenceKind.ZERO_OR_BLANK
        return DifferenceKind.ONLY_RIGHT if blank[0] else DifferenceKind.ONLY_LEFT

    @property
    def difference(self) -> str | None:
        """Right minus left, as a plain decimal string; None unless both are numbers."""
        one, other = number(self.left.value), number(self.right.value)
        return None if one is None or other is None else plain(exact(other - one))

    @property
    def sentence(self) -> Message:
        """The difference as a sentence, with its place on both sides."""
        facts = {"label": self.label, "cell": self.address, "left": _cell(self.left), "right": _cell(self.right)}
        if self.difference is None:
            return say("comparison.cell", **facts)
        return say("comparison.cell_of", **facts, difference=self.difference)


@frozen(kw_only=True)
class TextDifference(ValueObject):
    """A paragraph that was changed, added or removed (段落差异); ``None`` on the side where it is not.

    Attributes:
        section: the key of the text section.
        heading: its heading.
        number: which paragraph it is, from 1, on the left; on the right where the left has none.
    """

    section: str
    heading: str
    number: int
    left: str | None
    right: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, with what may be quoted of both sides."""
        return {
            "kind": "text",
            "section": self.section,
            "paragraph": self.number,
            "left": self.quoted[0],
            "right": self.quoted[1],
            "message": self.sentence.both,
        }

    @property
    def sentence(self) -> Message:
        """What differs, in words."""
        place = {"section": self.heading, "number": self.number}
        left, right = self.quoted
        if left is None:
            return say("comparison.text.added", **place, right=right)
        if right is None:
            return say("comparison.text.removed", **place, left=left)
        return say("comparison.text.changed", **place, left=left, right=right)

    @property
    def quoted(self) -> tuple[str | None, str | None]:
        """What may be quoted of both sides: of a changed paragraph the clause in which the change begins."""
        left, right = self.left, self.right
        if left is None or right is None:
            return (None if left is None else quotation(left)), (None if right is None else quotation(right))
        same = next(
            (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), min(len(left), len(right))
        )
        begun = [quotation(one, around=(min(same, len(one)), min(same + 1, len(one)))) for one in (left, right)]
        return begun[0], begun[1]


@frozen(kw_only=True)
class HeadDifference(ValueObject):
    """A difference in the report's head (报告要素差异): body, period, standard, scope, day of signature.

    Attributes:
        field: ``standard``, ``body``, ``period``, ``scope``, ``includes`` or ``signed``.
    """

    field: str
    left: str
    right: str

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {"kind": "head", "field": self.field, "left": self.left, "right": self.right, "message": self.sentence.both}

    @property
    def sentence(self) -> Message:
        """What differs, in words."""
        return say("comparison.head", field=say(f"comparison.field.{self.field}"), left=self.left, right=self.right)


Difference: TypeAlias = HeadDifference | CellDifference | TextDifference


@frozen(kw_only=True)
class Comparison(ValueObject):
    """The result of comparing two versions of a report (比对结果).

    Attributes:
        heads: differences in the head of the report.
        cells: cells that differ, in printed order.
        texts: paragraphs that differ.
        compared: addresses of the cells that were compared, in printed order.
        not_compared: addresses of cells that one side cannot have: its standard lacks them, or its format does not print them.
        remarks: what differs beside figures and words: status, revision, notes of the readers.
        left, right: the two versions.
    """

    heads: tuple[HeadDifference, ...] = ()
    cells: tuple[CellDifference, ...] = ()
    texts: tuple[TextDifference, ...] = ()
    compared: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()
    left: Report = field(repr=False)
    right: Report = field(repr=False)

    def _shown(self) -> Iterator[tuple[str, object]]:
        for name in ("heads", "cells", "texts", "compared", "not_compared", "remarks"):
            yield name, len(getattr(self, name))

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences: of the head, of the cells, of the words."""
        return (*self.heads, *self.cells, *self.texts)

    def to_dict(self, *, everything: bool = False) -> dict[str, Any]:
        """Return the comparison as plain data; with ``everything`` also the cells in which the two agree."""
        data: dict[str, Any] = {
            "same": self.same,
            "differences": [difference.to_dict() for difference in self.differences],
            "compared": len(self.compared),
            "not_compared": list(self.not_compared),
            "remarks": [remark.both for remark in self.remarks],
        }
        if everything:
            differing = {cell.address for cell in self.cells}
            data["equal"] = {
                address: {"left": _side(self.left.cells[address]), "right": _side(self.right.cells[address])}
                for address in self.compared
                if address not in differing and address in self.left.cells and address in self.right.cells
            }
        return data

    def to_json(self, *, everything: bool = False) -> str:
        """Return the same as JSON."""
        return json_text(self.to_dict(everything=everything))

    @property
    def same(self) -> bool:
        """Whether head, cells and paragraphs are all the same."""
        return not self.differences


def value_of(value: Value) -> object:
    """Return a value for a message: blanks by their names, words in quotation marks where they are empty."""
    return say("comparison.empty") if value == "" else value_in_words(value)


def _cell(cell: Cell) -> Message:
    """Describe a cell: its value, its printed form where that differs, its place."""
    value = value_of(cell.value)
    seen = " ".join((cell.printed or "").split())
    printed = seen if seen and seen != in_digits(cell.value) else None
    place = in_words(cell.origin.address) if cell.origin.address else None
    if printed is not None and place:
        return say("comparison.value.printed_at", value=value, printed=printed, place=place)
    if printed is not None:
        return say("comparison.value.printed", value=value, printed=printed)
    if place:
        return say("comparison.value.at", value=value, place=place)
    return say("comparison.value", value=value)


def _side(cell: Cell) -> dict[str, Any]:
    """Return one side of a cell as report JSON has it: value, which blank, as printed, where."""
    side: dict[str, Any] = {"value": plain_value(cell.value)}
    if isinstance(cell.value, Blank):
        side["blank"] = cell.value.value
    if cell.printed is not None:
        side["printed"] = cell.printed
    if cell.origin.address:
        side["where"] = cell.origin.address
    return side


_PART: Final = re.compile(r"(table|row|column|line|paragraph|page) (\d+)")


def in_words(place: str) -> Message:
    """Return an address in the reader's language; what is no address, such as a cell of a sheet, unchanged."""
    parts = [_PART.fullmatch(part) for part in place.split(", ")]
    if not all(parts):
        return Message.literal(place)
    said = [say(f"place.{part[1]}", number=part[2]) for part in parts if part]
    return reduce(lambda outer, inner: say("place.within", outer=outer, inner=inner), said)
