"""Proactive disclosure (主动公开): items, their publications, and the columns of websites."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records.record import IdentifiedRecord, label
from govdisclosure.records.requests import Request
from govdisclosure.records.vocabulary import Attribute, ColumnKind, ItemKind, PublicationChannel


@frozen(kw_only=True)
class Item(IdentifiedRecord):
    """One piece of government information (政府信息), one record whatever the number of its publications.

    So 不同渠道和方式公开相同信息计1条 (the same information counts once) is a plain count of items.

    Attributes:
        made: day it was made (形成); art. 26 gives 20 working days from here to publication.
        changed: day it was last changed (变更).
        reviewed: day of the review before disclosure (公开审查), art. 17.
        first_published: day of its first publication anywhere.
        withdrawn: day it was taken down.
        request: the request that led to its publication (依申请转主动公开), art. 44.

    Example:
        >>> row = {"id": "i1", "body": "water", "kind": "news"}
        >>> make_record("item", row).kind
        <ItemKind.NEWS: 'news'>
    """

    order = (("made", "changed"), ("made", "reviewed"), ("made", "first_published"), ("first_published", "withdrawn"))
    needs = (("withdrawn", "first_published"),)

    kind: ItemKind = field(metadata=label("信息种类", "kind of information"))
    made: date | None = field(default=None, metadata=label("形成日期", "day made"))
    changed: date | None = field(default=None, metadata=label("变更日期", "day changed"))
    attribute: Attribute | None = field(default=None, metadata=label("公开属性", "disclosure attribute"))
    reviewed: date | None = field(default=None, metadata=label("公开审查日期", "day of review"))
    first_published: date | None = field(default=None, metadata=label("首次公开日期", "day first published"))
    withdrawn: date | None = field(default=None, metadata=label("撤下日期", "day withdrawn"))
    request: str | None = field(default=None, metadata=label("来源申请", "request it came from", parent=Request))


@frozen(kw_only=True)
class SiteColumn(IdentifiedRecord):
    """A column of a website (栏目); it is a record, so that a column without publications is visible.

    Attributes:
        area: the key area (重点领域) it serves, an id of the agency's own.
        renewal_days: within how many days it must be renewed (更新间隔).

    Example:
        >>> row = {"id": "s1", "body": "water", "channel": "city_portal", "kind": "department_news"}
        >>> make_record("site_column", row).kind
        <ColumnKind.DEPARTMENT_NEWS: 'department_news'>
    """

    channel: PublicationChannel = field(metadata=label("所在渠道", "channel"))
    kind: ColumnKind = field(metadata=label("栏目类别", "kind of column"))
    area: str | None = field(default=None, metadata=label("重点领域", "key area"))
    renewal_days: int | None = field(default=None, metadata=label("更新间隔（日）", "renewal interval in days"))


@frozen(kw_only=True)
class Publication(IdentifiedRecord):
    """One publication of an item through one channel (公开发布).

    Example:
        >>> row = {"id": "p1", "body": "water", "item": "i1", "channel": "city_portal", "published": "2024-03-05"}
        >>> make_record("publication", row).published
        datetime.date(2024, 3, 5)
    """

    item: str = field(metadata=label("信息", "item", parent=Item))
    channel: PublicationChannel = field(metadata=label("公开渠道", "channel"))
    column: str | None = field(default=None, metadata=label("栏目", "column", parent=SiteColumn))
    published: date = field(metadata=label("发布日期", "day published"))
