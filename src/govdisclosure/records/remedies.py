"""Remedies against an answer (行政复议、行政诉讼、举报投诉)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from govdisclosure.records.record import IdentifiedRecord, label
from govdisclosure.records.requests import Response
from govdisclosure.records.vocabulary import RemedyInstance, RemedyKind, RemedyPath, RemedyResult, RemedyRole


@frozen(kw_only=True)
class Remedy(IdentifiedRecord):
    """One reconsideration, lawsuit or complaint about disclosure (救济案件).

    Attributes:
        role: as what the agency is in it; a co-defendant's case counts where the act was reviewed.
        response: the response attacked.
        case_number: the court's or authority's number of the case (案号), the same in every instance.

    Example:
        >>> row = {"id": "r1", "body": "water", "kind": "reconsideration", "role": "respondent", "filed": "2024-03-05"}
        >>> make_record("remedy", row).filed
        datetime.date(2024, 3, 5)
    """

    order = (("filed", "closed"),)
    needs = (("result", "closed"),)

    kind: RemedyKind = field(metadata=label("救济类型", "kind of remedy"))
    role: RemedyRole = field(metadata=label("本机关地位", "role of the agency"))
    path: RemedyPath | None = field(default=None, metadata=label("起诉途径", "path to the court"))
    response: str | None = field(default=None, metadata=label("被诉答复", "response attacked", parent=Response))
    instance: RemedyInstance | None = field(default=None, metadata=label("审级", "instance"))
    case_number: str | None = field(default=None, metadata=label("案号", "case number"))
    filed: date = field(metadata=label("提起日期", "day filed"))
    result: RemedyResult | None = field(default=None, metadata=label("结果", "result"))
    closed: date | None = field(default=None, metadata=label("结案日期", "day closed"))
