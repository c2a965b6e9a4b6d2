"""One module a format, each imported on use; :class:`PublishedReport`, :class:`Theme` and :class:`Exporter` are shared."""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.exporters.exporter import Exporter as Exporter
    from govdisclosure.exporters.publication import PublishedReport as PublishedReport
    from govdisclosure.exporters.theme import Theme as Theme, theme_of as theme_of
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "exporter": ("Exporter",),
            "publication": ("PublishedReport",),
            "theme": ("Theme", "theme_of"),
        },
    )
