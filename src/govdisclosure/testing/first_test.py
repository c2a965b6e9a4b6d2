"""The first test of a contract (契约首项): where even that fails, the others say nothing more and are skipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_FAILURES: dict[type, str] = {}


def stop_behind(first: str, request: pytest.FixtureRequest, attempt: Callable[[], object]) -> None:
    """Skip a test of a contract where its first test fails, so that one fault is shown once.

    Args:
        first: the name of the first test, which is never skipped.
        request: the test that is about to run.
        attempt: what the first test does; it is tried once for each class.
    """
    if request.node.originalname == first or request.cls is None:
        return
    if request.cls not in _FAILURES:
        try:
            attempt()
        except Exception as error:
            _FAILURES[request.cls] = type(error).__name__
        else:
            _FAILURES[request.cls] = ""
    if _FAILURES[request.cls]:
        pytest.skip(f"{first} fails with {_FAILURES[request.cls]}: mend that first")
