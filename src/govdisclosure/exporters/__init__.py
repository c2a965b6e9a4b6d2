"""One module a format, each imported on use; what they share is :class:`Publication` and the protocol :class:`Exporter`."""

from govdisclosure.exporters.publication import Exporter, Publication

__all__ = ["Exporter", "Publication"]
