"""What a document of our own says of itself out of sight (隐藏标识): body, period, scope; used only where print agrees."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from govdisclosure.errors import InvalidPeriodError
from govdisclosure.values import Period

PREFIX = "govdisclosure."
"""What the names of our own properties begin with."""
CONTINUED = "续"
"""What stands hidden beside a line that goes on with the paragraph above it."""


@frozen(kw_only=True)
class Claim:
    """What the properties say: id and name of the body, period, scope; None where they say nothing."""

    body: str | None = None
    name: str | None = None
    period: Period | None = None
    scope: str = "own"


def claimed(properties: Mapping[str, str]) -> Claim:
    """Read a document's properties; what is none of ours, or has been changed into nonsense, says nothing."""
    own = {key.removeprefix(PREFIX): value for key, value in properties.items() if key.startswith(PREFIX) and value}
    try:
        period = Period.parse(own["period"]) if "period" in own else None
    except InvalidPeriodError:
        period = None
    return Claim(body=own.get("body"), name=own.get("name"), period=period, scope=own.get("scope", "own"))
