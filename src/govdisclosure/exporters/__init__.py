"""One module a format, each imported on use; what they share is :class:`PublishedReport` and the protocol :class:`Exporter`."""

from govdisclosure.exporters.publication import Exporter, PublishedReport

__all__ = ["Exporter", "PublishedReport"]
