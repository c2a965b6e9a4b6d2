"""The fee for handling information (信息处理费): by item or by page, each slice at its own rate, in yuan.

Source: 政府信息公开信息处理费管理办法, 国办函〔2020〕109号; from 2021-01-01 (the day is from memory). See ``fees.toml``.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from govdisclosure.exact.decimals import product, total
from govdisclosure.messages import Message, say
from govdisclosure.records.requests import Request
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period


@frozen(kw_only=True)
class FeeSlice(ValueObject):
    """The part of a fee that falls into one slice (一档): items or pages ``first`` to ``last`` at one rate."""

    first: int
    last: int
    each: Decimal

    @property
    def yuan(self) -> Decimal:
        """The amount of the slice."""
        return product(self.each, self.last - self.first + 1)

    @property
    def sentence(self) -> Message:
        """The multiplication in words."""
        number = self.last - self.first + 1
        return say("law.fee.slice", first=self.first, last=self.last, number=number, each=self.each, yuan=self.yuan)


@frozen(kw_only=True)
class Fee(ValueObject):
    """A fee and its computation (收费计算): ``yuan`` is the sum of its ``slices``."""

    number: int
    slices: tuple[FeeSlice, ...]
    source: str

    @property
    def yuan(self) -> Decimal:
        """The fee."""
        return Decimal(total(slice_.yuan for slice_ in self.slices))


@frozen(kw_only=True)
class MonthlyFee(ValueObject):
    """The fee by item for the requests of one applicant to one body in one calendar month (信息处理费).

    Attributes:
        requests: their ids, in order.
    """

    body: str
    applicant_ref: str
    month: Period
    requests: tuple[str, ...]
    fee: Fee


def fee_by_items(number: int) -> Fee:
    """Return the fee for that many items (按件) of one applicant in one calendar month.

    Args:
        number: how many items.

    Raises:
        ValueError: the number is negative.

    >>> fee_by_items(35).yuan
    Decimal('3000')

    Source: the scales of the information processing fee (国办函〔2020〕109号).
    """
    return _fee("items", number)


def fee_by_pages(number: int) -> Fee:
    """Return the fee for that many pages (按量) of one application.

    Args:
        number: how many pages.

    Raises:
        ValueError: the number is negative.

    >>> fee_by_pages(201).yuan
    Decimal('2740')

    Source: the scales of the information processing fee (国办函〔2020〕109号).
    """
    return _fee("pages", number)


def fees_of(requests: Iterable[Request]) -> tuple[MonthlyFee, ...]:
    """Return the fee by item for each body (信息处理费), applicant and calendar month of receipt, in that order.

    Left out, because no scale can be applied: requests that are not received, that bear no ``applicant_ref``, or that were
    received before the scales. That the month is the one of receipt is from memory. An agency may take the scale by page
    for a request instead, never both.

    Args:
        requests: requests of any bodies, applicants and months.

    Source: the scales of the information processing fee (国办函〔2020〕109号).

    Example:
        >>> row = {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01"}
        >>> many = [make_record("request", {**row, "id": f"r{number}", "applicant_ref": "a1"}) for number in range(35)]
        >>> [(fee.applicant_ref, fee.fee.yuan) for fee in fees_of(many)]
        [('a1', Decimal('3000'))]
    """
    groups = defaultdict(list)
    for request in requests:
        if request.received is not None and request.applicant_ref is not None and request.received >= fees_since():
            groups[request.body, request.applicant_ref, Period.month(request.received.year, request.received.month)].append(
                request.id
            )
    return tuple(
        MonthlyFee(body=body, applicant_ref=ref, month=month, requests=tuple(sorted(ids)), fee=fee_by_items(len(ids)))
        for (body, ref, month), ids in sorted(groups.items())
    )


def fees_since() -> date:
    """Return the first day of the scales (2021-01-01, from memory)."""
    since: date = _data()["in_force"]["from"]
    return since


def fee_source() -> str:
    """Return the document of the scales."""
    return str(_data()["source"])


def payment_term() -> int:
    """Return the working days within which a fee is paid; after them the application is given up (from memory)."""
    return int(_data()["payment"]["workdays"])


def _fee(scale: str, number: int) -> Fee:
    if number < 0:
        raise ValueError(f"{number} {scale} cannot be charged for")
    return Fee(number=number, slices=tuple(_slices(_data()["scales"][scale], number)), source=fee_source())


def _slices(scale: Mapping[str, Any], number: int) -> Iterator[FeeSlice]:
    first = 1
    rate: int = 0
    for one in scale["slices"]:
        if first > number:
            return
        rate = one["yuan"]
        yield FeeSlice(first=first, last=min(number, one["upto"]), each=Decimal(rate))
        first = one["upto"] + 1
    every, more = scale["further"]["every"], scale["further"]["more"]
    while first <= number:
        rate += more
        last = min(number, first + every - 1) if every else number
        yield FeeSlice(first=first, last=last, each=Decimal(rate))
        first = last + 1


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "fees.toml").read_text(encoding="utf-8"))
