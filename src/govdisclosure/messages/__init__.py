"""Messages to users (提示信息) are data; their words are in one catalogue file for each language.

Code names a key and passes facts: ``say("period.year", year=2024)``. The :class:`Message` keeps both, can be stored,
compared and sent to another process, and is put into words where it is shown, in the language of the reader.
"""

from govdisclosure.messages.message import (
    Catalogue,
    Fact,
    Language,
    Message,
    MessageFact,
    asked_language,
    catalogue_keys,
    joined,
    language,
    languages,
    message_language,
    say,
    speaking,
)

__all__ = [
    "Catalogue",
    "Fact",
    "Language",
    "Message",
    "MessageFact",
    "asked_language",
    "catalogue_keys",
    "joined",
    "language",
    "languages",
    "message_language",
    "say",
    "speaking",
]
