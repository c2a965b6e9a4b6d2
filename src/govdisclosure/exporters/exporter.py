"""What an exporter is (导出格式), apart from what it is given: plugins are loaded without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol, runtime_checkable

if TYPE_CHECKING:
    from govdisclosure.exporters.publication import PublishedReport


@runtime_checkable
class Exporter(Protocol):
    """Writes reports in one format (导出格式).

    Attributes:
        name: the format's name, unique across all plugins.
        suffixes: endings of file names that mean this format, each with its dot.
        labels: what the format is called, in Chinese and in English.

    Example:
        >>> class Titles:
        ...     name = "titles"
        ...     suffixes = (".title",)
        ...     labels = ("标题", "titles")
        ...     def write(self, publication, stream):
        ...         stream.write(publication.title.encode())
        >>> library = Library(plugins=[])
        >>> library.register(Titles())
        >>> library.dumps(report, "titles").decode()
        '衡阳市卫生和计划生育委员会2015年政府信息公开工作年度报告'
    """

    @property
    def name(self) -> str:
        """The format's name."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Its file suffixes."""
        ...

    @property
    def labels(self) -> tuple[str, str]:
        """Its Chinese and English label."""
        ...

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write a report into a binary stream: the same report gives the same bytes, text stays text."""
        ...
