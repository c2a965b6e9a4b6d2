"""Explanations as plain data (说明的数据形式), for JSON: both languages of every sentence, figures as in report JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govdisclosure.explanation.cells import Explanation
from govdisclosure.explanation.placement import Placement
from govdisclosure.explanation.relations import Bond, Operand
from govdisclosure.records.base import safe_id
from govdisclosure.tabulation.drilldown import Behind
from govdisclosure.values import Blank, Value, plain


def explanation_to_data(found: Explanation, *, offset: int = 0, limit: int = 100) -> dict[str, Any]:
    """Return an explanation as plain data, with a page of the ids of its records."""
    data: dict[str, Any] = {
        "cell": found.address,
        "label": found.label,
        "section": found.section,
        "unit": found.unit,
        "kind": found.kind.value,
        "value": value_to_data(found.value),
        "source": found.source,
        "counts": found.counts.both,
        "demands": [one.both for one in found.demands],
        "operands": [_operand(one) for one in found.operands],
        "relations": [_bond(one) for one in found.relations],
        "origin": {
            "kind": found.origin.kind.value if found.origin else None,
            "address": found.origin.address if found.origin else None,
            "message": found.made.both,
        },
    }
    if isinstance(found.value, Blank):
        data["blank"] = found.value.value
    if found.printed is not None:
        data["printed"] = found.printed
    if found.records is not None and found.recomputed is not None:
        data["recomputed"] = value_to_data(found.recomputed)
        data["agrees"] = found.agrees
        data["records"] = behind_to_data(found.records, offset=offset, limit=limit)
    return data


def behind_to_data(found: Behind, *, offset: int = 0, limit: int = 100) -> dict[str, Any]:
    """Return the records behind a cell as plain data: how many, and a page of their ids."""
    data: dict[str, Any] = {
        "kind": found.kind.name if found.kind else "",
        "total": found.total,
        "offset": offset,
        "ids": [shown_id(one) for one in found.page(offset, limit)],
    }
    if found.different is not None:
        data["different"] = found.different
        data["folded"] = [
            {"value": shown_id(value), "ids": [shown_id(one) for one in ids]}
            for value, ids in found.folded(offset, limit).items()
        ]
    if found.parts:
        data["parts"] = {part: one.total for part, one in found.parts.items()}
    if found.others is not None:
        data["others"] = behind_to_data(found.others, offset=offset, limit=limit)
    return data


def shown_id(identity: str) -> str:
    """Return an id, or an opaque value, that may be shown; one that could be about a person is not repeated."""
    return identity if safe_id(identity) else "…"


def placement_to_data(found: Placement) -> dict[str, Any]:
    """Return where a record counts as plain data, and why not in each neighbouring cell."""
    return {
        "kind": found.kind.name,
        "record": shown_id(found.id),
        "counted": list(found.counted),
        "totals": list(found.totals),
        "not_counted": {
            place.address: [reason.sentence.both for reason in found.why_not(place.address)] for place in found.neighbours
        },
        "caught": [{"rule": guard.key, "message": {"zh": guard.label, "en": guard.label_en}} for guard in found.caught],
    }


def value_to_data(value: Value) -> object:
    """Return a value as report JSON has it: a blank is null, an amount or share a string."""
    return None if isinstance(value, Blank) else plain(value) if isinstance(value, Decimal) else value


def _operand(one: Operand) -> dict[str, Any]:
    return {
        "factor": one.factor,
        "cell": one.address,
        "label": one.label,
        "previous": one.previous,
        "values": [value_to_data(value) for value in one.values],
        "assumed": plain(one.assumed) if isinstance(one.assumed, int | Decimal) else None,
    }


def _bond(one: Bond) -> dict[str, Any]:
    return {
        "rule": one.key,
        "written": one.rule,
        "severity": one.severity.value,
        "source": one.source,
        "state": one.state.value,
        "left": one.left or None,
        "right": one.right or None,
        "difference": one.difference or None,
        "operands": {
            "left": [_operand(each) for each in one.operands[0]],
            "right": [_operand(each) for each in one.operands[1]],
        },
        "message": one.sentence.both,
    }
