"""What letters say of the office that sends them (发文事项): who signs, when, by when an answer is due."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from govdisclosure.messages import Message, say


@frozen(kw_only=True)
class LetterHead:
    """What letters say of their office (发文事项).

    Attributes:
        signed: the office that signs; None: a place to write it.
        day: the date; None: a place to write it.
        reply_by: the last day to answer; None: five working days from receipt.
    """

    signed: str | None = None
    day: date | None = None
    reply_by: date | None = None


def day_in_words(day: date) -> Message:
    """Return a day as letters write it."""
    return say("document.day", year=day.year, month=day.month, day=day.day)
