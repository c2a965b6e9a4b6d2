"""The words of a report (拟稿): the sentences that must be in it, figures bound; the office's own words taken back."""

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
