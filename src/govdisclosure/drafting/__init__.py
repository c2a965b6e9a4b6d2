"""Drafting a report's text (拟稿): the required sentences with bound figures; the office's edited text read back."""

from govdisclosure.drafting.documents import read_words, write_words
from govdisclosure.drafting.rebinding import ReboundText, rebound, take_back
from govdisclosure.drafting.sentences import draft, quoted, shown, unnamed
from govdisclosure.drafting.text_entries import keep_words

__all__ = [
    "ReboundText",
    "draft",
    "keep_words",
    "quoted",
    "read_words",
    "rebound",
    "shown",
    "take_back",
    "unnamed",
    "write_words",
]
