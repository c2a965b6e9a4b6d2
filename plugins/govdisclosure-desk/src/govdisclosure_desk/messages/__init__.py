"""What the desk says (界面用语): one catalogue a language."""

from govdisclosure.messages import Catalogue

_CATALOGUE = Catalogue("govdisclosure_desk.messages")
words = _CATALOGUE.say
"""Put what the desk says into words: ``words(key, **facts)``."""


def is_said(key: str) -> bool:
    """Whether the catalogue has a message of a key."""
    return key in _CATALOGUE.keys()  # noqa: SIM118 - a catalogue is no mapping
