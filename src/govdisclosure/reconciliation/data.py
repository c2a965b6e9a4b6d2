"""What came of holding a report against its records, as plain data (核对结果的数据形式)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govdisclosure.explanation.data import behind_to_data, shown_id, value_to_data
from govdisclosure.reconciliation.accounts import Account, Answer, Step, exact
from govdisclosure.reconciliation.changes import Change
from govdisclosure.reconciliation.differences import Reconciliation
from govdisclosure.reconciliation.search import Exact
from govdisclosure.values import plain


def reconciliation_to_data(found: Reconciliation, *, limit: int = 20) -> dict[str, Any]:
    """Return a reconciliation as plain data, with the first ids of the records that make each difference."""
    return {
        "same": found.same,
        "differences": [
            {
                "cell": one.address,
                "reported": value_to_data(one.reported),
                "recomputed": value_to_data(one.recomputed),
                "difference": one.difference,
                "records": behind_to_data(found.records(one.address), limit=limit),
                "message": one.sentence.both,
            }
            for one in found.differences
        ],
        "accounts": None if found.too_many else [_account(one, limit) for one in found.accounts],
        "remarks": [one.both for one in found.remarks],
    }


def _account(one: Account, limit: int) -> dict[str, Any]:
    return {
        "kinds": [kind.name for kind in one.kinds],
        "cells": _numbers(one.cells),
        "complete": one.complete,
        "answers": [_answer(answer, limit) for answer in one.answers],
    }


def _answer(one: Answer, limit: int) -> dict[str, Any]:
    return {
        "changes": [_step(step, limit) for step in one.steps],
        "slips": [
            {
                "cell": slip.address,
                "reported": value_to_data(slip.reported),
                "should_be": value_to_data(slip.should_be),
                "message": slip.sentence.both,
            }
            for slip in one.slips
        ],
        "leaves": list(one.leaves),
    }


def _step(one: Step, limit: int) -> dict[str, Any]:
    return {"effect": _numbers(one.effect), "ways": [_change(change, limit) for change in one.changes]}


def _change(one: Change, limit: int) -> dict[str, Any]:
    return {
        "how": one.how.value,
        "kind": one.kind.name,
        "count": len(one.ids),
        "ids": [shown_id(each) for each in one.ids[:limit]],
        "field": one.field.name if one.field else None,
        "message": one.sentence.both,
    }


def _numbers(effect: Mapping[str, Exact]) -> dict[str, str]:
    return {address: plain(exact(number)) for address, number in effect.items()}
