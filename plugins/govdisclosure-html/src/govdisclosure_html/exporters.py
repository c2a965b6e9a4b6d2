"""What the plugin offers (导出格式): the page, and the fragment of a page; what makes them is imported on use."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from govdisclosure.messages import Language

if TYPE_CHECKING:
    from govdisclosure.exporters import PublishedReport


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
    """Writes a report as text and tables with inline styles only, for a website's editor.

    It is in one language: that of the publication where it names none.
    """

    language: Language | None = None

    @property
    def name(self) -> str:
        """The format's name."""
        return f"html-fragment-{self.language}" if self.language else "html-fragment"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Its file suffixes."""
        return (f".fragment.{self.language}.html",) if self.language else (".fragment.html",)

    @property
    def labels(self) -> tuple[str, str]:
        """Its Chinese and English label."""
        return ("网页片段(英文)", "page fragment in English") if self.language else ("网页片段", "page fragment")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the fragment."""
        from govdisclosure_html.fragment import fragment

        stream.write(fragment(publication, self.language or publication.language).encode())
