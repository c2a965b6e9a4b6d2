"""The Regulations on Open Government Information (政府信息公开条例) as data: a file ``ID.regulation.toml`` for each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from govdisclosure.records.vocabulary import RequestChannel
from govdisclosure.value_objects import FrozenDict, ValueObject, frozen_dict


class Mark(Enum):
    """The certainty of a statement of law (出处标记)."""

    CONFIRMED = "C"
    PRINTED = "P"
    MEMORY = "M"
    SECOND_HAND = "S"

    def marked(self, source: str) -> str:
        """Return a source with its mark of doubt; none where it was confirmed or is printed."""
        return source + {"M": "（待核实）", "S": "（据二手材料，待核实）"}.get(self.value, "")


@frozen(kw_only=True)
class Provision(ValueObject):
    """One rule of law and its place (条款).

    Attributes:
        workdays: the term that it sets, in working days; None where it sets none.
        source: document and article; ends in ``(待核实)`` where that was not checked against the text.
        mark: how sure the rule itself is.
    """

    workdays: int | None = None
    source: str
    mark: Mark


class ReceiptRule(Enum):
    """The rule for the day of receipt (收到申请之日的认定)."""

    HANDED_IN = "handed_in"
    SIGNED_FOR = "signed_for"
    IN_SYSTEM = "in_system"
    CONFIRMED = "confirmed"
    BOTH_CONFIRMED = "both_confirmed"

    @property
    def needs_confirmation(self) -> bool:
        """Whether arrival alone does not make the day of receipt."""
        return self in (ReceiptRule.CONFIRMED, ReceiptRule.BOTH_CONFIRMED)


@frozen(kw_only=True)
class Regulation(ValueObject):
    """One of the Regulations (条例).

    Attributes:
        id: such as ``cn-2019``; the name of its file.
        number: number of the decree.
        in_force: first day in force; it ends where the next one begins.
        answer, extension: terms for the answer.
        correction: asking for correction (补正); its term is that for asking.
        third_party, other_agencies: terms for those consulted; None where the Regulation has no such rule.
        third_party_time, other_agencies_time: the rule that their time is not counted.
        publication: term for proactive disclosure, from making or change.
        receipt: what makes the day of receipt, by channel, with its source.
        annual_report: month and day by which ``government`` and ``department`` publish the report of the year before.

    Example:
        >>> regulation = regulation_on(date(2024, 3, 1))
        >>> regulation.answer.workdays, regulation.report_due(2024, department=True)
        (20, datetime.date(2025, 1, 31))
    """

    id: str
    title: str
    number: str
    in_force: date
    answer: Provision
    extension: Provision
    correction: Provision
    third_party: Provision
    third_party_time: Provision
    other_agencies: Provision | None
    other_agencies_time: Provision | None
    publication: Provision
    receipt: Mapping[RequestChannel, tuple[ReceiptRule, Provision]] = field(converter=frozen_dict)
    annual_report: Mapping[str, tuple[int, int, Provision]] = field(converter=frozen_dict)

    def __hash__(self) -> int:
        return hash(self.id)

    def report_due(self, year: int, *, department: bool) -> date:
        """Return the last day for publishing the annual report on ``year`` (art. 49 in 2019)."""
        month, day, _ = self.annual_report["department" if department else "government"]
        return date(year + 1, month, day)


@cache
def regulations() -> Mapping[str, Regulation]:
    """Return the Regulations by id, the earlier first: one for each file ``ID.regulation.toml`` of the package."""
    texts = [one.read_text(encoding="utf-8") for one in files(__package__).iterdir() if one.name.endswith(".regulation.toml")]
    found = sorted((_regulation(tomllib.loads(text)) for text in texts), key=lambda one: one.in_force)
    return FrozenDict({one.id: one for one in found})


def regulation_on(day: date) -> Regulation | None:
    """Return the Regulation in force on a day (条例); None before 2008-05-01.

    That an application follows the Regulation of the day of its receipt is from memory: no rule of transition was found.

    Args:
        day: the day.

    Example:
        >>> regulation_on(date(2024, 3, 1)).title
        '中华人民共和国政府信息公开条例(2019年修订)'
    """
    return next((one for one in _latest_first() if one.in_force <= day), None)


@cache
def _latest_first() -> tuple[Regulation, ...]:
    return tuple(regulations().values())[::-1]


def _regulation(data: Mapping[str, Any]) -> Regulation:
    number = data["number"]
    provisions = {name: _provision(number, one) for name, one in data["provisions"].items()}
    return Regulation(
        id=data["id"],
        title=data["title"],
        number=number,
        in_force=data["in_force"],
        answer=provisions["answer"],
        extension=provisions["extension"],
        correction=provisions["correction"],
        third_party=provisions["third_party"],
        third_party_time=provisions["third_party_time"],
        other_agencies=provisions.get("other_agencies"),
        other_agencies_time=provisions.get("other_agencies_time"),
        publication=provisions["publication"],
        receipt={channel: _receipt(number, data["receipt"][channel.value]) for channel in RequestChannel},
        annual_report={
            who: (int(one["by"][:2]), int(one["by"][3:]), _provision(number, one)) for who, one in data["annual_report"].items()
        },
    )


def _receipt(number: str, data: Mapping[str, Any]) -> tuple[ReceiptRule, Provision]:
    return ReceiptRule(data["rule"]), _provision(number, data)


def _provision(number: str, data: Mapping[str, Any]) -> Provision:
    place = data["document"] if "document" in data else f"{number}第{data['article']}条"
    source = Mark(data.get("article_mark", data["mark"])).marked(place)
    return Provision(workdays=data.get("workdays"), source=source, mark=Mark(data["mark"]))
