"""What a reader is given (读入来源): bytes, a name, and the standards that the text may follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from attrs import frozen

from govdisclosure.report import Report
from govdisclosure.standards import Standard
from govdisclosure.values import Period

if TYPE_CHECKING:
    from govdisclosure.formats.document import OpenedDocument


@frozen(kw_only=True)
class Source:
    """A file to read (来源文件), and what the caller knows of it.

    Attributes:
        name: the file's name without its folder.
        data: its bytes.
        standard: the standard it follows, where the caller says so; else the reader finds it by the labels.
        body: the id of its body, where the caller says so.
        period: its period, where the caller says so.
        find_standard: from a standard's id to the standard.
        known_standards: the ids of all standards.
    """

    name: str
    data: bytes
    standard: Standard | None = None
    body: str | None = None
    period: Period | None = None
    find_standard: Callable[[str], Standard]
    known_standards: tuple[str, ...] = ()


@runtime_checkable
class OpeningReader(Protocol):
    """A reader that can also show the document itself (可展示原件的读入器): where its figures are printed.

    Example:
        >>> document = default_library().readers["html"]
        >>> isinstance(document.name, str), callable(document.open), callable(document.read_opened)
        (True, True, True)
    """

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are of this format."""
        ...

    def open(self, source: Source) -> OpenedDocument:
        """Take the file apart."""
        ...

    def read_opened(self, source: Source, document: OpenedDocument) -> tuple[Report, ...]:
        """Read every report of a document that was taken apart."""
        ...


@runtime_checkable
class Reader(Protocol):
    """Reads published reports of one format (读入格式).

    Attributes:
        name: the format's name, unique across all plugins.
        labels: what the format is called, in Chinese and in English.

    Example:
        >>> class Totals:
        ...     name = "totals"
        ...     labels = ("总数", "totals")
        ...     def accepts(self, source):
        ...         return source.data.startswith(b"total ")
        ...     def read(self, source):
        ...         total = Cell(value=int(source.data.removeprefix(b"total ")))
        ...         return Report(
        ...             standard=source.find_standard("cn-2021"), body=Body(id="b"), period=Period.year(2024),
        ...             cells={"requests.received/total": total},
        ...         )
        >>> library = Library(plugins=[])
        >>> library.register(Totals())
        >>> library.read(b"total 14")["requests.received/total"]
        14
    """

    @property
    def name(self) -> str:
        """The format's name."""
        ...

    @property
    def labels(self) -> tuple[str, str]:
        """Its Chinese and English label."""
        ...

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are of this format, whatever the file is called."""
        ...

    def read(self, source: Source) -> Report:
        """Read the report; what is doubtful becomes a note, what could not be placed is in ``unread``.

        Raises:
            UnreadableError: no report could be found in it.
        """
        ...
