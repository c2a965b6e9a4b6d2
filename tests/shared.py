"""Real data beside the project (../shared), no part of it: tests that need some are skipped, by name, where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus" / "cn"
SEED = SHARED / "seed" / "hengyang-2015-report.txt"
CASES = SHARED / "cases"
NOTE = SHARED / "domain" / "hengyang-2015.md"


def needs(path: Path) -> pytest.MarkDecorator:
    """Skip a test where the data that it needs is not beside the project."""
    return pytest.mark.skipif(not path.exists(), reason=f"../{path.relative_to(SHARED.parent)} is absent")
