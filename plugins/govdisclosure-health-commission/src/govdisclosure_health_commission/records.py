"""What the commission keeps besides (本委记录): weeks of collection, tasks of its sections, security incidents."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records import IdentifiedRecord, label


@frozen(kw_only=True)
class Week(IdentifiedRecord):
    """One week in which the office asked its sections for information (信息收集周); ``begins`` is its Monday."""

    begins: date = field(metadata=label("周一日期", "Monday"))
    collections: int = field(metadata=label("收集次数", "collections"))


@frozen(kw_only=True)
class Task(IdentifiedRecord):
    """How many pieces of information a section was to hand in by a day, and how many it did (科室信息任务).

    Attributes:
        section: the section's code, no person's name.
        done: None while nobody has counted.
    """

    section: str = field(metadata=label("科室", "section"))
    due: date = field(metadata=label("截止日期", "day due"))
    target: int = field(metadata=label("任务数", "target"))
    done: int | None = field(default=None, metadata=label("完成数", "done"))


@frozen(kw_only=True)
class Incident(IdentifiedRecord):
    """One accident of network security (网络安全事故); what happened is elsewhere."""

    occurred: date = field(metadata=label("发生日期", "day it occurred"))
