"""The kinds of record (记录种类): their names in files and conditions, their classes, fields and parents."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from govdisclosure.installed import Installed
from govdisclosure.records.administration import Charge, Decision, Document, Purchase, RequestFee
from govdisclosure.records.base import Checked, Field, fields_of
from govdisclosure.records.bodies import Body, Entry, Succession
from govdisclosure.records.disclosure import Item, Publication, SiteColumn
from govdisclosure.records.engagements import Engagement, UpwardSubmission
from govdisclosure.records.remedies import Remedy
from govdisclosure.records.requests import Request, Response, ResponseGround, Submission
from govdisclosure.records.services import Inspection, ServiceCase, ServiceItem


@frozen
class RecordKind:
    """A kind of record: ``name`` as in files and standards, its class, and what it is called.

    Attributes:
        name: also the name of its file in a folder (``request.csv``).
        cls: a frozen attrs class.
        labels: its name in Chinese and in English.
    """

    name: str
    cls: type[Checked]
    labels: tuple[str, str]

    @property
    def fields(self) -> Mapping[str, Field]:
        """Its fields by name."""
        return fields_of(self.cls)

    @property
    def owner(self) -> str:
        """The field that says at which body it happened: ``body``, and a body's own ``id``."""
        return "body" if "body" in self.fields else "id"

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return self.labels[0]

    @property
    def en(self) -> str:
        """Its English name."""
        return self.labels[1]


RECORD_KINDS: Installed[RecordKind] = Installed(
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
"""The kinds by name: the built-in ones, and those of plugins when one of their names is asked for."""
