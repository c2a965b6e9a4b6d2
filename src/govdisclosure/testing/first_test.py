"""The first test of a contract (契约首项): where even that fails, the others say so in one line, and nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_FAILURES: dict[type, str] = {}


def stop_behind(first: str, request: pytest.FixtureRequest, attempt: Callable[[], object]) -> None:
    """Fail a test of a contract in one line where its first test fails, so that one fault is shown once.

    None is skipped: where the first test is left out of a run, the others must not pass for want of it.

    Args:
        first: the name of the first test, which is not stopped.
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
        pytest.fail(f"{first} fails with {_FAILURES[request.cls]}: mend that first", pytrace=False)
