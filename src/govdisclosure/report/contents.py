"""The parts of a report (报告的组成): cells with the origin of their values, findings, text that could not be placed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, assert_never

from attrs import field, frozen

from govdisclosure.exact.intervals import EXACT, RoundingSpread, half_unit
from govdisclosure.messages import Fact, Message
from govdisclosure.report.operands import Operand, sides_to_dict
from govdisclosure.value_objects import Deferred, FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, Severity, Value, as_number, plain_value

IN_WORDS = "read.in_words"
"""The note of a report without tables: which form it follows is the reader's choice, nothing the office printed."""


class OriginKind(Enum):
    """Where a value comes from (数据来源)."""

    CALCULATED = "calculated"
    ENTERED = "entered"
    READ = "read"
    COMBINED = "combined"
    CONVERTED = "converted"

    @property
    def is_worked_out(self) -> bool:
        """Whether the value was worked out here, exactly; else it is as somebody wrote it."""
        match self:
            case OriginKind.CALCULATED | OriginKind.COMBINED | OriginKind.CONVERTED:
                return True
            case OriginKind.ENTERED | OriginKind.READ:
                return False
        assert_never(self)


@frozen
class Origin(ValueObject):
    """Where a value comes from (数据来源).

    Attributes:
        kind: how it came about.
        address: where a value that was read was printed: ``line 151``, ``Sheet1!C7``.
        confidence: how surely its least certain character was recognised in a scan, in per cent; ``None`` where nothing was.
        alternatives: other figures that the scan may show there, the likeliest first.
    """

    kind: OriginKind
    address: str | None = None
    confidence: int | None = None
    alternatives: tuple[str, ...] = ()


@lru_cache(maxsize=32768)
def _as_printed(text: str, *, blank: bool) -> str:
    """Return what may be quoted of a printed cell: the same figures recur in every report."""
    from govdisclosure.quotation import quotation, quoted_cell  # on use: a report of one's own quotes nothing

    return quotation(text) if blank else quoted_cell(text)


@frozen(kw_only=True)
class Cell(ValueObject):
    """One cell of a report (单元格).

    Attributes:
        value: the value; blank is :class:`~govdisclosure.values.Blank`, never ``None``.
        printed: the cell as printed, where it was read; of words where a figure belongs only what may be quoted.
        unit: the unit as printed, where it differs from the standard's or does not fit.
        remark: words beside the value.
        decimals: how many decimals its print shows, where figures of the cell have more: then its value is rounded. Below 0
            it is rounded to tens, hundreds, …: 12.5万元 in a cell of yuan to thousands, -3.
        roundings: how many figures that were rounded so are added up in it.
        basis: the whole numbers from which a mean, share or rate was worked out, which add up over bodies where it does not:
            sum and number (money in fen), or part and whole.
    """

    value: Value
    printed: str | None = None
    unit: str | None = None
    remark: str | None = None
    decimals: int | None = None
    roundings: int = 1
    basis: tuple[int, ...] | None = None
    origin: Origin = Origin(OriginKind.ENTERED)

    def __attrs_post_init__(self) -> None:
        """Keep of words where a figure belongs, which may be about anybody, what may be quoted."""
        if self.printed and not isinstance(self.value, str):
            shown = _as_printed(self.printed, blank=isinstance(self.value, Blank))
            if shown is not self.printed:
                object.__setattr__(self, "printed", shown)

    @property
    def spread(self) -> RoundingSpread:
        """By how much the exact value may be off from a figure that was rounded in print (印刷精度)."""
        number = None if self.decimals is None else as_number(self.value)
        return EXACT if number is None or self.decimals is None else half_unit(number, self.decimals).times(self.roundings)

    def to_dict(self) -> dict[str, Any]:
        """Return the cell as the plain data of its JSON."""
        data: dict[str, Any] = {"value": plain_value(self.value)}
        if isinstance(self.value, Blank):
            data["blank"] = self.value.value
        for name in ("printed", "unit", "remark"):
            if getattr(self, name) is not None:
                data[name] = getattr(self, name)
        if self.decimals is not None:
            data["decimals"] = self.decimals
        if self.roundings != 1:
            data["roundings"] = self.roundings
        if self.basis is not None:
            data["basis"] = list(self.basis)
        origin: dict[str, Any] = {"kind": self.origin.kind.value}
        for name in ("address", "confidence"):
            if getattr(self.origin, name) is not None:
                origin[name] = getattr(self.origin, name)
        if self.origin.alternatives:
            origin["alternatives"] = list(self.origin.alternatives)
        return {**data, "origin": origin}


@frozen(kw_only=True)
class Finding(Deferred):
    """A finding about one or several cells (审核结果): data, never an exception.

    Attributes:
        rule: the relation's key, or the name of what noticed it (``read.unit``).
        cells: addresses, the most concerned first.
        left, right, difference: both sides of a relation, as plain decimal strings; difference is left - right.
        operands: the cells of the left and of the right side of a relation, with their figures; empty where it is about none.
        where: where the cells are in what was read, or which records are meant.
        message: what was found and what to do, in both languages.
        fingerprint: the same for the same finding about the same figures, and for no other.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...] = ()
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    operands: tuple[tuple[Operand, ...], ...] = ()
    where: tuple[str, ...] = ()
    message: Message
    fingerprint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as the plain data of its JSON, its message in both languages."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "cells": list(self.cells),
            **{name: value for name in ("left", "right", "difference") if (value := getattr(self, name)) is not None},
            "where": list(self.where),
            "message": self.message.both,
            "fingerprint": self.fingerprint,
            **({"operands": sides_to_dict(self.operands)} if self.operands else {}),
        }

    @property
    def key(self) -> str:
        """The key of its message in the catalogue; empty for words of one's own and those read back from JSON."""
        return self.message.key

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of its message by name."""
        return self.message.facts


def fingerprint(*parts: object) -> str:
    """Return 16 hexadecimal digits that are the same for the same parts."""
    joined = "\x1f".join(map(str, parts))
    return hashlib.sha256(joined.encode(errors="backslashreplace")).hexdigest()[:16]


@frozen(kw_only=True)
class Unread(ValueObject):
    """Text of a source that could not be placed (未识别内容): what may be quoted of it is kept, and shown."""

    where: str
    text: str

    def __attrs_post_init__(self) -> None:
        from govdisclosure.quotation import quotation

        object.__setattr__(self, "text", quotation(self.text))


@frozen(kw_only=True)
class RecordsUsed(ValueObject):
    """The records that a report was made from (所用记录): digest of their source, how many of each kind, how many set aside."""

    digest: str | None = None
    counts: Mapping[str, int] = field(factory=FrozenDict, converter=frozen_dict)
    set_aside: int = 0


@frozen(kw_only=True)
class MadeBy(ValueObject):
    """The provenance of a report (生成信息): version of this package, digest of the standard, the records. No timestamp."""

    govdisclosure: str
    standard: str
    records: RecordsUsed | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as the plain data of its JSON."""
        used = self.records and {
            **({"digest": self.records.digest} if self.records.digest is not None else {}),
            "counts": dict(self.records.counts),
            "set_aside": self.records.set_aside,
        }
        return {
            "govdisclosure": self.govdisclosure,
            "standard": self.standard,
            **({"records": used} if used is not None else {}),
        }
