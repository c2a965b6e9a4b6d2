"""A report (年度报告): the filled-in standard of one body for one period, its cells, its words, and what was noticed.

Nothing here calculates or checks; a report is only what it says, and from where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import field, frozen

from govdisclosure.exact.decimals import is_figure
from govdisclosure.messages import Message
from govdisclosure.records import Body
from govdisclosure.standards import Spot, Standard
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict
from govdisclosure.values import Blank, Period, Severity, Value


class OriginKind(Enum):
    """Where a value comes from (数据来源)."""

    CALCULATED = "calculated"
    ENTERED = "entered"
    READ = "read"
    COMBINED = "combined"
    CONVERTED = "converted"


@frozen
class Origin(ValueObject):
    """Where a value comes from, and for a value that was read, where it stood (``line 151``, ``Sheet1!C7``)."""

    kind: OriginKind
    address: str | None = None


@frozen(kw_only=True)
class Cell(ValueObject):
    """One cell of a report (单元格).

    Attributes:
        value: the value; blank is :class:`~govdisclosure.values.Blank`, never ``None``.
        printed: the cell as printed, where it was read.
        unit: the unit as printed, where it differs from the standard's or does not fit.
        remark: words beside the value.
    """

    value: Value
    printed: str | None = None
    unit: str | None = None
    remark: str | None = None
    origin: Origin = Origin(OriginKind.ENTERED)


@frozen(kw_only=True)
class Finding(ValueObject):
    """What there is to say about one or several cells (审核结果): data, never an exception.

    Attributes:
        rule: the relation's key, or the name of what noticed it (``read.unit``).
        cells: addresses, the most concerned first.
        left, right, difference: both sides of a relation, as plain decimal strings; difference is left - right.
        where: where the cells stand in what was read, or which records are meant.
        message: what was found and what to do, in both languages.
        fingerprint: the same for the same finding about the same figures, and for no other.
    """

    rule: str
    severity: Severity
    cells: tuple[str, ...] = ()
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    where: tuple[str, ...] = ()
    message: Message
    fingerprint: str = ""


def fingerprint(*parts: object) -> str:
    """Return 16 hexadecimal digits that are the same for the same parts."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode(errors="backslashreplace")).hexdigest()[:16]


@frozen(kw_only=True)
class Unread(ValueObject):
    """Text of a source that could not be placed (未识别内容): kept, and shown."""

    where: str
    text: str


@frozen(kw_only=True)
class RecordsUsed(ValueObject):
    """The records that a report was made from: digest of their source, how many of each kind, how many set aside."""

    digest: str | None = None
    counts: Mapping[str, int] = field(factory=FrozenDict, converter=frozen_dict)
    set_aside: int = 0


@frozen(kw_only=True)
class MadeBy(ValueObject):
    """What made a report: version of this package, digest of the standard, the records. No clock."""

    govdisclosure: str
    standard: str
    records: RecordsUsed | None = None


@frozen(kw_only=True)
class Report(ValueObject):
    """The figures and words of one body for one period by one standard (年度报告).

    ``report[address]`` is the value of a cell; an address without a cell is missing.

    Attributes:
        scope: ``own`` (本级) or ``area`` (汇总), with the ids of the bodies included.
        status: ``draft`` or ``final``.
        text: the words of each text section, by the section's key; ``{address}`` in them stands for a figure.
        notes: what was noticed while it was made or read; ``check`` repeats it.
        unread: what could not be placed while it was read.
    """

    standard: Standard
    body: Body
    period: Period
    signed: date | None = None
    scope: str = "own"
    includes: tuple[str, ...] = ()
    status: str = "draft"
    revision: int = 1
    made_by: MadeBy | None = None
    cells: Mapping[str, Cell] = field(converter=frozen_dict)
    text: Mapping[str, str] = field(factory=FrozenDict, converter=frozen_dict)
    notes: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()

    def __getitem__(self, address: str) -> Value:
        """Return the value of a cell; missing where the report has none.

        Raises:
            UnknownIndicatorError: the standard has no such cell.
        """
        found = self.cells.get(address)
        if found is not None:
            return found.value
        self.standard.spot(address)
        return Blank.MISSING

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "standard", self.standard.id
        yield "body", self.body.id
        yield "period", str(self.period)
        yield "scope", None if self.scope == "own" else self.scope
        yield "status", None if self.status == "draft" else self.status
        yield "cells", len(self.cells)
        yield "notes", len(self.notes) or None

    def spots(self) -> Mapping[str, Spot]:
        """Every cell of the standard by address, in printed order."""
        return self.standard.spots

    @property
    def body_name(self) -> str:
        """The body's name, or its id where no name is known."""
        return self.body.name or self.body.id

    def fill_in(self, template: str) -> str:
        """Fill ``{body}`` and ``{year}`` into a title or heading of the standard."""
        return template.replace("{body}", self.body_name).replace("{year}", str(self.period.end.year))


def as_number(value: Value) -> int | Decimal | None:
    """Return what a value counts in a relation: a yes 1, a no 0; words, blanks and ``NaN`` are no numbers."""
    if isinstance(value, str | Blank) or not is_figure(value):
        return None
    return int(value) if isinstance(value, int) else value


def unknown_cells(report: Report) -> tuple[str, ...]:
    """Return the addresses that a report has and its standard does not."""
    known: Mapping[str, Any] = report.standard.spots
    return tuple(address for address in report.cells if address not in known)
