"""Records to begin a test with (测试用记录)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from govdisclosure.records import RECORD_KINDS, Request
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.sources import Records
from govdisclosure.sources.record_set import gather


def request(identity: str = "r1", **change: Any) -> Request:
    """Return a request of body ``b``, received and granted in early 2024.

    Args:
        identity: its id.
        change: fields that are to be otherwise; ``None`` for missing.

    Example:
        >>> both = [request("r1"), request("r2", closed=None, outcome=None)]
        >>> tabulate(both, "cn-2021", period=2024)["requests.received/total"]
        2
    """
    fields: dict[str, Any] = {
        "body": "b",
        "channel": RequestChannel.FAX,
        "applicant": Applicant.NATURAL_PERSON,
        "received": date(2024, 1, 12),
        "closed": date(2024, 3, 6),
        "outcome": Outcome.GRANTED,
    }
    return Request(id=identity, **{**fields, **change})


def every_kind_kept(records: Iterable[object] | Records) -> Records:
    """Gather records with the statement that there were none of every other built-in kind, so that no cell is missing.

    Args:
        records: the records.

    Example:
        >>> kept = every_kind_kept([request()])
        >>> tabulate(kept, "cn-2021", period=2024)["remedies.cases/direct_total"]
        0
        >>> tabulate([request()], "cn-2021", period=2024)["remedies.cases/direct_total"]
        <Blank.MISSING: 'missing'>
    """
    gathered = records if isinstance(records, Records) else gather(records)
    return gathered.with_none([kind for kind in RECORD_KINDS.values() if kind not in gathered.kept])
