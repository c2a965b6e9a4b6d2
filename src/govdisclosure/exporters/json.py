"""Report JSON (``govdisclosure.report/1``): lossless, stable bytes; see ``docs/reference/report-json.md``."""

from __future__ import annotations

from typing import BinaryIO

from govdisclosure.exporters.publication import PublishedReport


class JsonExporter:
    """Writes report JSON."""

    name = "json"
    suffixes = (".json",)
    labels = ("报告JSON", "report JSON")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the report; the findings that make it a draft are not part of it."""
        # half of a pair of UTF-16, which JSON can hold as an escape and UTF-8 cannot, is written as that escape
        stream.write(publication.report.to_json().encode("utf-8", errors="backslashreplace"))
