"""What the desk says (界面用语): one catalogue a language."""

from govdisclosure.messages import Catalogue

words = Catalogue("govdisclosure_desk.messages").say
"""Put what the desk says into words: ``words(key, **facts)``."""
