"""What this package writes and reads proves itself: samples of every standard and annex, draft and final, come back whole."""

from __future__ import annotations

from govdisclosure.library import default_library
from govdisclosure.testing import RoundTripContract

INSTALLED = default_library()


class TestDocx(RoundTripContract):
    """Word documents."""

    exporter = INSTALLED.exporters["docx"]
    reader = INSTALLED.readers["docx"]


class TestXlsx(RoundTripContract):
    """Workbooks."""

    exporter = INSTALLED.exporters["xlsx"]
    reader = INSTALLED.readers["sheets"]
