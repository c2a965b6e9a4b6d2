"""What the plugin offers (导出格式): the page, and the fragment of a page; what makes them is imported on use."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import Language


class PageExporter:
    """Writes a report as one page of HTML that needs nothing beside it and holds no script."""

    name = "html"
    suffixes: tuple[str, ...] = (".html", ".htm")
    labels = ("公开网页", "public page")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the page."""
        from govdisclosure_html.page import page

        stream.write(page(publication).encode())


@frozen
class FragmentExporter:
    """Writes a report as text and tables with inline styles only, for a website's editor; in one language."""

    language: Language = "zh"

    @property
    def name(self) -> str:
        """The format's name."""
        return "html-fragment" if self.language == "zh" else "html-fragment-en"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Its file suffixes."""
        return (".fragment.html",) if self.language == "zh" else (".fragment.en.html",)

    @property
    def labels(self) -> tuple[str, str]:
        """Its Chinese and English label."""
        return ("网页片段", "page fragment") if self.language == "zh" else ("网页片段(英文)", "page fragment in English")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the fragment."""
        from govdisclosure_html.fragment import fragment

        stream.write(fragment(publication, self.language).encode())
