"""Administrative acts (行政管理): documents, decisions, charges, fees for requests, purchases.

Table 2 of the national forms since 2019 counts these by the items of article 20 of the Regulations.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from govdisclosure.records.record import IdentifiedRecord, label
from govdisclosure.records.requests import Request
from govdisclosure.records.vocabulary import DecisionKind, DocumentKind


@frozen(kw_only=True)
class Document(IdentifiedRecord):
    """One set of government rules or one normative document (规章、行政规范性文件), in the register of who issued it.

    Attributes:
        published, withdrawn: day it was first made public anywhere, day it was taken down everywhere.
        effective: day it takes effect (施行), where that is not the day it was issued; it may lie before that day.
        repealed: day it was repealed (废止); from that day it is not in force.
        expires: last day of its validity (有效期届满), where it has one; to expire is not to be repealed.

    Example:
        >>> row = {"id": "d1", "body": "water", "kind": "government_rules", "issued": "2024-03-05"}
        >>> make_record("document", row).issued
        datetime.date(2024, 3, 5)
    """

    order = (("issued", "published"), ("issued", "repealed"), ("issued", "expires"), ("published", "withdrawn"))
    needs = (("withdrawn", "published"),)

    kind: DocumentKind = field(metadata=label("文件种类", "kind of document"))
    issued: date = field(metadata=label("制发日期", "day issued"))
    published: date | None = field(default=None, metadata=label("首次公开日期", "day first published"))
    withdrawn: date | None = field(default=None, metadata=label("撤下日期", "day withdrawn"))
    effective: date | None = field(default=None, metadata=label("施行日期", "day it takes effect"))
    repealed: date | None = field(default=None, metadata=label("废止日期", "day repealed"))
    expires: date | None = field(default=None, metadata=label("有效期截止日期", "last day of validity"))


@frozen(kw_only=True)
class Decision(IdentifiedRecord):
    """One decision on a licence, a penalty or a coercive measure (处理决定), whatever its result.

    Example:
        >>> row = {"id": "d1", "body": "water", "kind": "licence", "decided": "2024-03-05"}
        >>> make_record("decision", row).decided
        datetime.date(2024, 3, 5)
    """

    kind: DecisionKind = field(metadata=label("决定种类", "kind of decision"))
    decided: date = field(metadata=label("决定日期", "day decided"))


@frozen(kw_only=True)
class Charge(IdentifiedRecord):
    """One administrative charge received (行政事业性收费); the 信息处理费 is one of them (:class:`RequestFee` says more).

    Example:
        >>> row = {"id": "c1", "body": "water", "amount": "1250.50", "received": "2024-03-05"}
        >>> make_record("charge", row).received
        datetime.date(2024, 3, 5)
    """

    amount: Decimal = field(metadata=label("金额（元）", "amount in yuan"))
    received: date = field(metadata=label("收款日期", "day received"))


@frozen(kw_only=True)
class RequestFee(IdentifiedRecord):
    """One fee for disclosure upon request (依申请公开收费): since 2021 the 信息处理费, before that the cost of copies and post.

    Attributes:
        request: the request charged; a notice for several requests of one month names none.
        notified: day of the fee notice (收费通知).
        paid: day the whole amount was paid.

    Source: Regulations of 2019, article 42; 国办函〔2020〕109号.

    Example:
        >>> row = {"id": "r1", "body": "water", "amount": "1250.50"}
        >>> make_record("request_fee", row).amount
        Decimal('1250.50')
    """

    order = (("notified", "paid"),)

    request: str | None = field(default=None, metadata=label("申请", "request", parent=Request))
    amount: Decimal = field(metadata=label("金额（元）", "amount in yuan"))
    notified: date | None = field(default=None, metadata=label("收费通知日期", "day of the fee notice"))
    paid: date | None = field(default=None, metadata=label("缴费日期", "day paid"))


@frozen(kw_only=True)
class Purchase(IdentifiedRecord):
    """One project of central government procurement (政府集中采购).

    Example:
        >>> row = {"id": "p1", "body": "water", "amount": "1250.50", "contracted": "2024-03-05"}
        >>> make_record("purchase", row).contracted
        datetime.date(2024, 3, 5)
    """

    amount: Decimal = field(metadata=label("金额（元）", "amount in yuan"))
    contracted: date = field(metadata=label("签约日期", "day of the contract"))
