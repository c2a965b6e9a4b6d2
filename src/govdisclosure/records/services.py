"""Website inspections (网站普查), service items (政务服务事项) and cases (办件)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records.record import IdentifiedRecord, label
from govdisclosure.records.vocabulary import InspectionResult, Inspector, ServiceKind


@frozen(kw_only=True)
class Inspection(IdentifiedRecord):
    """One notice about an inspection of the agency's website (网站普查通报).

    Example:
        >>> row = {"id": "i1", "body": "water", "inspected": "2024-03-05", "by": "state_council", "verdict": "criticised"}
        >>> make_record("inspection", row).verdict
        <InspectionResult.CRITICISED: 'criticised'>
    """

    inspected: date = field(metadata=label("通报日期", "day of the notice"))
    by: Inspector = field(metadata=label("普查机关", "inspected by"))
    verdict: InspectionResult = field(metadata=label("结论", "verdict"))


@frozen(kw_only=True)
class ServiceItem(IdentifiedRecord):
    """A service that the agency offers (行政许可和管理服务事项).

    Attributes:
        secret: whether it is classified (涉密); such items are outside the indicators.
        own_system: whether the agency runs an approval system of its own for it (自建网上审批系统).
        catalogue_updated: whether it is up to date with the latest catalogue.
        handled_on_platform: whether it is handled in time on the common platform.
        connected: whether the agency's own system is connected to the city's.

    Example:
        >>> row = {"id": "s1", "body": "water", "kind": "licence", "secret": "no", "own_system": "yes"}
        >>> make_record("service_item", row).own_system
        True
    """

    order = (("valid_from", "valid_until"),)

    kind: ServiceKind = field(metadata=label("事项类型", "kind of service"))
    secret: bool = field(metadata=label("涉密", "classified"))
    own_system: bool = field(metadata=label("自建网上审批系统", "has an approval system of its own"))
    catalogue_updated: bool | None = field(default=None, metadata=label("已按最新目录更新", "catalogue up to date"))
    handled_on_platform: bool | None = field(default=None, metadata=label("通过本级平台及时办理", "handled on the platform"))
    connected: bool | None = field(default=None, metadata=label("已数据对接", "connected"))
    valid_from: date | None = field(default=None, metadata=label("生效日期", "valid from"))
    valid_until: date | None = field(default=None, metadata=label("失效日期", "valid until"))


@frozen(kw_only=True)
class ServiceCase(IdentifiedRecord):
    """One case handled under a service item (办件).

    Example:
        >>> row = {"id": "s1", "body": "water", "accepted": "2024-03-05"}
        >>> make_record("service_case", row).accepted
        datetime.date(2024, 3, 5)
    """

    order = (("accepted", "closed"),)

    service_item: str | None = field(default=None, metadata=label("事项", "service item", parent=ServiceItem))
    accepted: date = field(metadata=label("受理日期", "day accepted"))
    closed: date | None = field(default=None, metadata=label("办结日期", "day closed"))
