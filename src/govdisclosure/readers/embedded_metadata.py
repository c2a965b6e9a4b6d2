"""Metadata embedded in our own documents (隐藏标识): body, period, scope; used only where the print agrees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from govdisclosure.errors import InvalidPeriodError
from govdisclosure.formats.document import PREFIX
from govdisclosure.messages import languages, say
from govdisclosure.report import Report
from govdisclosure.values import Period

CONTINUED = frozenset(say("document.continued").in_language(lang) for lang in languages())
"""What is hidden beside a line that goes on with the paragraph above it, in every language."""

ADDRESSES = frozenset(say("document.addresses").in_language(lang) for lang in languages())
"""What is where a sheet's hidden column of row keys meets its hidden row of column keys (指标地址), in every language."""


@frozen(kw_only=True)
class Claim:
    """What the properties say: standard, id and name of the body, period, scope, date, status; None where they say nothing."""

    standard: str | None = None
    body: str | None = None
    name: str | None = None
    period: Period | None = None
    scope: str = "own"
    signed: date | None = None
    status: str = "draft"

    @property
    def printed(self) -> str | None:
        """The body's name as a document of ours prints it: its id where it has no name."""
        return self.name or self.body


def identity_facts(report: Report) -> dict[str, str]:
    """Return the properties by which a document says which report it is (隐藏标识)."""
    facts = {
        "standard": report.standard.id,
        "body": report.body.id,
        "name": report.body.name or "",
        "period": str(report.period),
        "scope": report.scope,
        "signed": report.signed.isoformat() if report.signed else "",
        "status": report.status if report.status == "final" else "",
    }
    return {f"{PREFIX}{name}": value for name, value in facts.items() if value}


def claimed(properties: Mapping[str, str]) -> Claim:
    """Read a document's properties; what is none of ours, or has been changed into nonsense, says nothing."""
    own = {key.removeprefix(PREFIX): value for key, value in properties.items() if key.startswith(PREFIX) and value}
    try:
        period = Period.parse(own["period"]) if "period" in own else None
    except InvalidPeriodError:
        period = None
    try:
        signed = date.fromisoformat(own["signed"]) if "signed" in own else None
    except ValueError:
        signed = None
    return Claim(
        standard=own.get("standard"),
        body=own.get("body"),
        name=own.get("name"),
        period=period,
        scope=own.get("scope", "own"),
        signed=signed,
        status="final" if own.get("status") == "final" else "draft",
    )
