"""The sentences of the plugin (提示信息), in Chinese and in English."""

from __future__ import annotations

from govdisclosure.messages import Catalogue

say = Catalogue(__name__).say
"""Put what the plugin says into words: ``say(key, **facts)``."""
