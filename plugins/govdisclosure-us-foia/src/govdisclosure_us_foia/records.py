"""Requests as a FOIA office logs them (FOIA 申请): received, perfected, closed, by track and disposition.

A log has more than the annual report counts; what is about the requester is no part of a record.
"""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records import IdentifiedRecord, label
from govdisclosure.records.vocabulary import Word


class Track(Word):
    """The track on which a request is processed (办理轨道)."""

    SIMPLE = "simple", "简单", "simple"
    COMPLEX = "complex", "复杂", "complex"
    EXPEDITED = "expedited", "加急", "expedited"


class Disposition(Word):
    """How a request was closed: the rows of section V.B.(1) (办理结果)."""

    FULL_GRANT = "full_grant", "全部公开", "full grant"
    PARTIAL_GRANT = "partial_grant", "部分公开", "partial grant/partial denial"
    FULL_DENIAL = "full_denial", "依豁免条款全部不公开", "full denial based on exemptions"
    NO_RECORDS = "no_records", "无记录", "no records"
    REFERRED = "referred", "全部移送", "all records referred to another component or agency"
    WITHDRAWN = "withdrawn", "撤回", "request withdrawn"
    FEE_RELATED = "fee_related", "费用原因", "fee-related reason"
    NOT_DESCRIBED = "not_described", "描述不明", "records not reasonably described"
    IMPROPER = "improper", "其他不合规申请", "improper FOIA request for other reason"
    NOT_AGENCY = "not_agency", "非本机关记录", "not agency record"
    DUPLICATE = "duplicate", "重复申请", "duplicate request"
    OTHER = "other", "其他", "other"


@frozen(kw_only=True)
class FoiaRequest(IdentifiedRecord):
    """One request (FOIA 申请).

    Attributes:
        received: the day on which the agency received it.
        perfected: the day from which its time runs, where that is later; None: the day of receipt.
        closed: the day of the final response; None while it is pending.
        track: on which track it is, or was.
        disposition: how it was closed.
    """

    order = (("received", "perfected"), ("received", "closed"))

    received: date = field(metadata=label("收到日期", "day received"))
    perfected: date | None = field(default=None, metadata=label("要件齐备日期", "day perfected"))
    closed: date | None = field(default=None, metadata=label("办结日期", "day closed"))
    track: Track | None = field(default=None, metadata=label("办理轨道", "track"))
    disposition: Disposition | None = field(default=None, metadata=label("办理结果", "disposition"))
