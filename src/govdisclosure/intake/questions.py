"""Questions about a register (台账问题): what is asked, the choices, and what is known after some answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from govdisclosure.intake.register_workbook import plain
from govdisclosure.messages import Message, say
from govdisclosure.records import RecordKind
from govdisclosure.records.vocabulary import Word

NOT_TAKEN, EMPTY, LATER = "-", "", "?"
"""Answers: the column is not taken; the word says nothing; its lines are set aside, to be mended one by one."""


@frozen
class Choice:
    """One of the answers to a question (选项): what is kept, and what is shown."""

    value: str
    label: Message


@frozen(kw_only=True)
class Question:
    """A question about a register (问题).

    Attributes:
        key: what the answer is kept under.
        sentence: the question.
        choices: the answers.
        proposed: the answer that is likely; None where none is.
        sure: whether it is certain, so that nobody has to be asked.
        heading, text: the column's heading and the word in question; empty where the whole register is.
        count: how many cells say so.
    """

    key: str
    sentence: Message
    choices: tuple[Choice, ...]
    proposed: str | None = None
    sure: bool = False
    heading: str = ""
    text: str = ""
    count: int = 0

    def understood(self, answer: str) -> str | None:
        """Return the value that an answer means: its number, its label or its value; None where it is none of them."""
        text = plain(answer)
        if text.isdecimal() and 0 < int(text) <= len(self.choices):
            return self.choices[int(text) - 1].value
        bare = re.sub(r"^\d{1,3}(?=\D)", "", text)
        for number, choice in enumerate(self.choices, start=1):
            labels = (plain(choice.label.zh), plain(choice.label.en))
            if text and (text in (*labels, choice.value, *(f"{number}{label}" for label in labels)) or bare in labels):
                return choice.value
        return None


@frozen(kw_only=True)
class Study:
    """What is known of a register after some answers (台账情况).

    Attributes:
        questions: every question, those that are sure too, in the order of asking.
        open: those that wait for an answer.
        profile: the text of the profile that the answers make; None where the register cannot be taken in.
        refusal: why it cannot; None where it can.
    """

    file: str
    kind: RecordKind | None
    questions: tuple[Question, ...]
    open: tuple[Question, ...]
    profile: str | None
    refusal: Message | None


Answers = Mapping[str, str]


def choices_of(vocabulary: type[Word]) -> tuple[Choice, ...]:
    """Return the words of a vocabulary as choices."""
    return tuple(Choice(str(word.value), Message.literal(zh=word.zh, en=word.en)) for word in vocabulary)


def yes_no() -> tuple[Choice, Choice]:
    """Return the choices of a question to be answered by yes or no."""
    return Choice("true", say("intake.ask.yes")), Choice("false", say("intake.ask.no"))
