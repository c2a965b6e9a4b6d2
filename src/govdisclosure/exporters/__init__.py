"""One module a format, each imported on use; :class:`PublishedReport`, :class:`Theme` and :class:`Exporter` are shared."""

from govdisclosure.exporters.publication import Exporter, PublishedReport
from govdisclosure.exporters.theme import Theme

__all__ = ["Exporter", "PublishedReport", "Theme"]
