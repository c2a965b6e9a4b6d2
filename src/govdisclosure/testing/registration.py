"""What Hypothesis knows of this package (类型登记): ``st.from_type(Request)`` makes requests that can be; profiles of settings.

Hypothesis calls :func:`register` when it is imported, through its own entry point; nothing else of this package is loaded
before a record is requested.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings, strategies as st


def register() -> None:
    """Tell Hypothesis how records are made, and register the profiles of settings."""
    from govdisclosure.records import RECORD_KINDS

    register_profiles()
    for kind in RECORD_KINDS.values():
        st.register_type_strategy(kind.cls, _records)


def _records(cls: type[Any]) -> st.SearchStrategy[Any]:
    from govdisclosure.testing.strategies import record

    return record(cls)


def register_profiles() -> None:
    """Register the profiles ``govdisclosure-quick``, ``-ci``, ``-few``, ``-long`` and ``-first`` (运行档位).

    None of them fails for slowness: reports and records of a year are many draws, and machines are busy. ``pytest
    --hypothesis-profile=govdisclosure-ci`` uses one, or ``settings.load_profile`` in a ``conftest.py``.
    """
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large)  # the other checks stay on
    quick = settings(settings.get_profile("default"), max_examples=60, deadline=None, suppress_health_check=slow)
    for name, profile in {
        "quick": quick,
        "ci": settings(quick, max_examples=25, derandomize=True, print_blob=True),
        "few": settings(quick, max_examples=9, derandomize=True),
        "long": settings(quick, max_examples=3000),
        # the first fault, whatever its size: finding the smallest takes long where each example fills a database
        "first": settings(quick, phases=[Phase.explicit, Phase.generate]),
    }.items():
        settings.register_profile(f"govdisclosure-{name}", profile)
