"""The agencies that report (行政机关), and figures entered by hand (填报数)."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.messages import say
from govdisclosure.records.record import IdentifiedRecord, Record, TypedRecord, label
from govdisclosure.records.vocabulary import BodyKind, ReportsAs, SuccessionKind
from govdisclosure.values import Period

_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民)?政府$|街道(?:办事处|办)?$")


def _kind(given: BodyKind | None) -> BodyKind:
    return BodyKind.ADMINISTRATIVE_ORGAN if given is None else given


def _reports_as(given: ReportsAs | None) -> ReportsAs:
    return ReportsAs.DEPARTMENT if given is None else given


@frozen(kw_only=True)
class Body(TypedRecord):
    """A body that reports (行政机关); its ``id`` is what other records call ``body``.

    A kind that is not given, or None, is the usual one.

    Attributes:
        name: its full official name, as under a report; the only name that any record holds, and no person's.
        parent: the body it belongs to (隶属).
        reports_to: the body that it hands its report to (报送), where that is another one: under vertical management (垂直管理)
            a bureau is in a city and reports to the province.
        reports_as: whether the dates for departments or those for governments bind it (article 49).
        established, dissolved: first and last day of its existence.

    Example:
        >>> row = {"id": "b1"}
        >>> make_record("body", row).id
        'b1'
    """

    order = (("established", "dissolved"),)

    id: str = field(metadata=label("机关代码", "id"))
    name: str | None = field(default=None, metadata=label("机关名称", "name of the body", text=True))
    kind: BodyKind = field(
        default=BodyKind.ADMINISTRATIVE_ORGAN,
        converter=_kind,
        metadata=label("机关性质", "kind of body"),
    )
    parent: str | None = field(default=None, metadata=label("上级机关", "parent body", parent=lambda: Body))
    reports_to: str | None = field(default=None, metadata=label("报送机关", "body it reports to", parent=lambda: Body))
    reports_as: ReportsAs = field(
        default=ReportsAs.DEPARTMENT,
        converter=_reports_as,
        metadata=label("报告主体", "reports as"),
    )
    established: date | None = field(default=None, metadata=label("设立日期", "day established"))
    dissolved: date | None = field(default=None, metadata=label("撤销日期", "day dissolved"))

    @property
    def is_township(self) -> bool:
        """Whether it is a township or a street office (乡镇、街道): by what it reports as, or by its name."""
        return self.reports_as is ReportsAs.TOWNSHIP or _TOWNSHIP.search(self.name or "") is not None

    @property
    def bound_as(self) -> ReportsAs:
        """The deadlines that apply to it: townships and street offices, not named there, report with the departments.

        A people's government (人民政府) of a county or above is a government, whatever it was said to report as.
        """
        if self.is_township:
            return ReportsAs.DEPARTMENT
        return ReportsAs.GOVERNMENT if (self.name or "").endswith("人民政府") else self.reports_as

    def exists_in(self, period: Period) -> bool:
        """Whether it exists on at least one day of a period."""
        begun = self.established is None or self.established <= period.end
        return begun and (self.dissolved is None or self.dissolved >= period.start)

    @classmethod
    def of(cls, given: BodyLike) -> Body:
        """Return a body given as an object or by its id.

        Raises:
            InvalidRecordError: it is neither.
        """
        if isinstance(given, Body):
            return given
        if isinstance(given, str):
            return cls(id=given)
        raise InvalidRecordError([Fault(field="body", sentence=say("body.no_body", found=type(given).__name__))])


BodyLike: TypeAlias = Body | str
"""A body, or its id."""


@frozen(kw_only=True)
class Succession(IdentifiedRecord):
    """One body's tasks passing to another (机构沿革), as in a reform of institutions; several records where several take over.

    Attributes:
        body: the body that ends, or hands over a part.
        successor: the body that takes over.
        effective: first day on which the successor acts.
        share: how much it takes over, in whole per cent; None: all of it.

    Raises:
        InvalidRecordError: a body succeeds itself, or a share is not from 1 to 100.

    Example:
        >>> row = {"id": "s1", "body": "water", "successor": "b1", "effective": "2024-03-05", "kind": "merged"}
        >>> make_record("succession", row).kind
        <SuccessionKind.MERGED: 'merged'>
    """

    successor: str = field(metadata=label("承继机关", "successor", parent=Body))
    effective: date = field(metadata=label("生效日期", "day effective"))
    kind: SuccessionKind = field(metadata=label("变更方式", "kind of succession"))
    share: int | None = field(default=None, metadata=label("承继比例（%）", "share in per cent"))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        faults = []
        if self.successor == self.body:
            faults.append(Fault(where="Succession", field="successor", sentence=say("succession.itself")))
        if self.share is not None and not 1 <= self.share <= 100:
            faults.append(Fault(where="Succession", field="share", sentence=say("succession.share")))
        if faults:
            raise InvalidRecordError(faults)

    @property
    def whole(self) -> bool:
        """Whether the successor takes over everything."""
        return self.share in (None, 100)


@frozen(kw_only=True)
class Entry(Record):
    """A figure or words entered by hand (填报), the record behind every ``entered`` cell and text section.

    Attributes:
        address: the cell (``website.management.unified_platform``), a text section (``text.overview``) or ``report.signed``.
        value: text as in every source: ``946``, ``12.50``, ``true``, words; empty is missing, ``—`` not applicable.

    Example:
        >>> row = {"body": "water", "period": "2024", "address": "requests.received/total", "value": "14"}
        >>> make_record("entry", row).value
        '14'
    """

    period: Period = field(metadata=label("统计期", "period"))
    address: str = field(metadata=label("指标地址", "address of the cell"))
    value: str = field(metadata=label("填报值", "value entered", text=True))
