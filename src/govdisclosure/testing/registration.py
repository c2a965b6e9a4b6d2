"""The records are known to Hypothesis (类型登记): ``st.from_type(Request)`` makes requests that can be.

Hypothesis calls :func:`register` when it is imported, through its own entry point; nothing else of this package is loaded
before a record is requested.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st


def register() -> None:
    """Tell Hypothesis how records are made."""
    from govdisclosure.records import RECORD_KINDS

    for kind in RECORD_KINDS.values():
        st.register_type_strategy(kind.cls, _records)


def _records(cls: type[Any]) -> st.SearchStrategy[Any]:
    from govdisclosure.testing.strategies import record

    return record(cls)
