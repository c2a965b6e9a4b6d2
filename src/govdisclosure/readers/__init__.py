"""One module a format, each imported on use; what they share is :class:`Source` and the protocol :class:`Reader`."""

from govdisclosure.readers.source import OpeningReader, Reader, Source

__all__ = ["OpeningReader", "Reader", "Source"]
