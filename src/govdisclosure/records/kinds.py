"""The built-in kinds of record (记录种类): their names in files and conditions, and their classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govdisclosure.records.administration import Charge, Decision, Document, Purchase, RequestFee
from govdisclosure.records.bodies import Body, Entry, Succession
from govdisclosure.records.disclosure import Item, Publication, SiteColumn
from govdisclosure.records.engagements import Engagement, UpwardSubmission
from govdisclosure.records.record import RecordKind
from govdisclosure.records.remedies import Remedy
from govdisclosure.records.requests import Request, Response, ResponseGround, Submission
from govdisclosure.records.services import Inspection, ServiceCase, ServiceItem
from govdisclosure.value_objects import FrozenDict

RECORD_KINDS: Mapping[str, RecordKind] = FrozenDict(
    {
        kind.name: kind
        for kind in (
            RecordKind("item", Item, ("政府信息", "item of information")),
            RecordKind("publication", Publication, ("公开发布", "publication")),
            RecordKind("site_column", SiteColumn, ("网站栏目", "column of a website")),
            RecordKind("submission", Submission, ("来件", "submission")),
            RecordKind("request", Request, ("政府信息公开申请", "request")),
            RecordKind("response", Response, ("答复", "response")),
            RecordKind("response_ground", ResponseGround, ("不予公开理由", "ground of a response")),
            RecordKind("remedy", Remedy, ("救济案件", "remedy")),
            RecordKind("engagement", Engagement, ("互动事项", "engagement")),
            RecordKind("upward_submission", UpwardSubmission, ("上报信息", "upward submission")),
            RecordKind("inspection", Inspection, ("网站普查", "inspection")),
            RecordKind("service_item", ServiceItem, ("政务服务事项", "service item")),
            RecordKind("service_case", ServiceCase, ("办件", "service case")),
            RecordKind("document", Document, ("规章和规范性文件", "document")),
            RecordKind("decision", Decision, ("处理决定", "decision")),
            RecordKind("charge", Charge, ("行政事业性收费", "administrative charge")),
            RecordKind("request_fee", RequestFee, ("依申请公开收费", "fee for a request")),
            RecordKind("purchase", Purchase, ("政府集中采购", "purchase")),
            RecordKind("entry", Entry, ("填报数", "entry")),
            RecordKind("body", Body, ("行政机关", "body")),
            RecordKind("succession", Succession, ("机构沿革", "succession")),
        )
    }
)
"""The built-in kinds by name."""


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of kinds, each once: the built-in ones in their own order, others sorted behind them."""
    given = set(names)
    return (*(name for name in RECORD_KINDS if name in given), *sorted(given - RECORD_KINDS.keys()))
