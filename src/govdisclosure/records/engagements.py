"""Public engagement and reporting to higher levels (政民互动、信息报送)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records.disclosure import Item
from govdisclosure.records.record import IdentifiedRecord, label
from govdisclosure.records.vocabulary import EngagementChannel, EngagementKind, SubmissionTarget


@frozen(kw_only=True)
class Engagement(IdentifiedRecord):
    """One petition, enquiry, interview … (互动事项); what it is and how it came are two things.

    Attributes:
        planned, plan_handed_in, held: of an interview or solicitation: day planned, day the plan was handed in, day held.
        attendances: persons × times (人次), where the unit asks for it.

    Example:
        >>> row = {"id": "e1", "body": "water", "kind": "petition"}
        >>> make_record("engagement", row).kind
        <EngagementKind.PETITION: 'petition'>
    """

    order = (("received", "replied"), ("plan_handed_in", "held"))

    kind: EngagementKind = field(metadata=label("互动类型", "kind of engagement"))
    channel: EngagementChannel | None = field(default=None, metadata=label("互动渠道", "channel"))
    received: date | None = field(default=None, metadata=label("收到日期", "day received"))
    replied: date | None = field(default=None, metadata=label("回复日期", "day replied"))
    planned: date | None = field(default=None, metadata=label("计划日期", "day planned for"))
    plan_handed_in: date | None = field(default=None, metadata=label("计划报送日期", "day the plan was handed in"))
    held: date | None = field(default=None, metadata=label("举办日期", "day held"))
    attendances: int | None = field(default=None, metadata=label("人次", "persons × times"))


@frozen(kw_only=True)
class UpwardSubmission(IdentifiedRecord):
    """One piece of information submitted to a higher level (上报信息), and its adoption (采用).

    Example:
        >>> row = {"id": "u1", "body": "water", "target": "city_portal", "submitted": "2024-03-05"}
        >>> make_record("upward_submission", row).submitted
        datetime.date(2024, 3, 5)
    """

    order = (("submitted", "adopted"),)

    target: SubmissionTarget = field(metadata=label("报送对象", "submitted to"))
    item: str | None = field(default=None, metadata=label("信息", "item", parent=Item))
    submitted: date = field(metadata=label("报送日期", "day submitted"))
    adopted: date | None = field(default=None, metadata=label("采用日期", "day adopted"))
