"""The agencies that report (行政机关) and figures that no record stands for (填报数)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records.base import Checked, Record, label
from govdisclosure.records.vocabulary import BodyKind
from govdisclosure.values import Period


@frozen(kw_only=True)
class Body(Checked):
    """A body that reports (行政机关); its ``id`` is what other records call ``body``.

    Attributes:
        name: its full official name, as under a report; the only name that any record holds, and no person's.
        parent: the body it belongs to (隶属).
        established, dissolved: first and last day of its existence.
    """

    order = (("established", "dissolved"),)

    id: str = field(metadata=label("机关代码", "id"))
    name: str | None = field(default=None, metadata=label("机关名称", "name of the body", text=True))
    kind: BodyKind = field(default=BodyKind.ADMINISTRATIVE_ORGAN, metadata=label("机关性质", "kind of body"))
    parent: str | None = field(default=None, metadata=label("上级机关", "parent body", parent="body"))
    established: date | None = field(default=None, metadata=label("设立日期", "day established"))
    dissolved: date | None = field(default=None, metadata=label("撤销日期", "day dissolved"))


@frozen(kw_only=True)
class Entry(Record):
    """A figure or words entered by hand (填报), the record behind every ``entered`` cell and text section.

    Attributes:
        address: the cell (``website.management.unified_platform``), a text section (``text.overview``) or ``report.signed``.
        value: text as in every source: ``946``, ``12.50``, ``true``, words; empty is missing, ``—`` not applicable.
    """

    period: Period = field(metadata=label("统计期", "period"))
    address: str = field(metadata=label("指标地址", "address of the cell"))
    value: str = field(metadata=label("填报值", "value entered", text=True))
