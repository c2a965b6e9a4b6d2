"""Records of what happened (记录): frozen classes, their vocabularies and kinds; independent of file formats."""

from govdisclosure.records.administration import Charge, Decision, Document, Purchase, RequestFee
from govdisclosure.records.bodies import Body, BodyLike, Entry, Succession
from govdisclosure.records.disclosure import Item, Publication, SiteColumn
from govdisclosure.records.engagements import Engagement, UpwardSubmission
from govdisclosure.records.kinds import RECORD_KINDS, in_order
from govdisclosure.records.record import Field, FieldType, IdentifiedRecord, Record, RecordKind, TypedRecord, kind_of, label
from govdisclosure.records.remedies import Remedy
from govdisclosure.records.requests import Request, Response, ResponseGround, Submission, with_responses
from govdisclosure.records.services import Inspection, ServiceCase, ServiceItem

__all__ = [
    "RECORD_KINDS",
    "Body",
    "BodyLike",
    "Charge",
    "Decision",
    "Document",
    "Engagement",
    "Entry",
    "Field",
    "FieldType",
    "IdentifiedRecord",
    "Inspection",
    "Item",
    "Publication",
    "Purchase",
    "Record",
    "RecordKind",
    "Remedy",
    "Request",
    "RequestFee",
    "Response",
    "ResponseGround",
    "ServiceCase",
    "ServiceItem",
    "SiteColumn",
    "Submission",
    "Succession",
    "TypedRecord",
    "UpwardSubmission",
    "in_order",
    "kind_of",
    "label",
    "with_responses",
]
