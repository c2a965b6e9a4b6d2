"""The day of receipt (收到申请之日): from which the term for the answer runs.

Since 2019-05-15 an application over the internet is received on the day both sides confirm it, not on the day it was sent.

Source: Regulation of 2019, article 31; before it 国办公开办函〔2015〕207号.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from govdisclosure.law.regulation_files import Regulation, regulation_on, regulations
from govdisclosure.messages import Message, say
from govdisclosure.records.vocabulary import RequestChannel
from govdisclosure.value_objects import ValueObject


@frozen(kw_only=True)
class Receipt(ValueObject):
    """When an application was received in law (收到申请之日), and why then.

    Attributes:
        day: the day of receipt; None while it is not received, because it has not come in or is not confirmed.
        why: the rule in words.
        article: where the rule is.
    """

    day: date | None
    why: Message
    article: str


def receipt_of(
    channel: RequestChannel,
    arrived: date | None,
    confirmed: date | None = None,
    *,
    regulation: Regulation | None = None,
) -> Receipt:
    """Find the day of receipt of an application (收到申请之日).

    Args:
        channel: how it came in.
        arrived: the day it was handed in, signed for, delivered or sent.
        confirmed: the day the agency confirmed it with the applicant.
        regulation: whose rule applies; by default the one in force on the first of both days, and the first one before 2008.

    Source: Regulations of 2019, article 31.

    Example:
        >>> from govdisclosure.records.vocabulary import RequestChannel
        >>> receipt = receipt_of(RequestChannel.FAX, date(2024, 3, 1), date(2024, 3, 4))
        >>> receipt.day, receipt.article
        (datetime.date(2024, 3, 4), '国务院令第711号第31条')
    """
    if regulation is None:
        first = min((day for day in (arrived, confirmed) if day is not None), default=None)
        regulation = (first and regulation_on(first)) or next(iter(regulations().values()))
    rule, provision = regulation.receipt[channel]
    day = confirmed if rule.needs_confirmation else arrived
    return Receipt(day=day, why=say(f"law.receipt.{rule.value}", channel=channel), article=provision.source)


def receipt_date(
    channel: RequestChannel,
    arrived: date | None,
    confirmed: date | None = None,
    *,
    regulation: Regulation | None = None,
) -> date | None:
    """Return the day of receipt of an application (收到申请之日), or None while it is not received; see :func:`receipt_of`.

    Args:
        channel: how it came in.
        arrived: the day it was handed in, signed for, delivered or sent.
        confirmed: the day the agency confirmed it with the applicant.
        regulation: whose rule applies; by default the one in force.

    Source: Regulations of 2019, article 31.

    Example:
        >>> from govdisclosure.records.vocabulary import RequestChannel
        >>> fax, arrived = RequestChannel.FAX, date(2024, 3, 1)
        >>> receipt_date(fax, arrived), receipt_date(fax, arrived, date(2024, 3, 4))
        (None, datetime.date(2024, 3, 4))
    """
    return receipt_of(channel, arrived, confirmed, regulation=regulation).day
