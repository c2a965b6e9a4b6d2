"""Questions in a terminal (终端提问): a choice by its number, its label or the return key for the likely one."""

from __future__ import annotations

import click

from govdisclosure.cli import display
from govdisclosure.intake.questions import Question
from govdisclosure.messages import say


def ask_question(question: Question, *, left: int = 1) -> str:
    """Ask a question until its answer is one of the choices, and return the choice's value."""
    display.line(say("intake.asking.left", count=left), style="dim")
    display.line(question.sentence)
    for row in rows_of([f"{number} {one.label}" for number, one in enumerate(question.choices, start=1)]):
        display.line(f"  {row}")
    values = [one.value for one in question.choices]
    default = str(values.index(question.proposed) + 1) if question.proposed in values else ""
    words = str(say("intake.asking.number"))
    while True:
        answer = click.prompt(words, default=default, show_default=bool(default), prompt_suffix=" > ")
        value = question.understood(str(answer))
        if value is not None:
            return value
        display.line(say("intake.asking.again", most=len(values)))


def rows_of(texts: list[str], width: int = 78) -> list[str]:
    """Return short texts in rows of a terminal's width."""
    rows: list[str] = []
    for text in texts:
        room = sum(2 if ord(one) > 0x2E7F else 1 for one in text)
        if rows and sum(2 if ord(one) > 0x2E7F else 1 for one in rows[-1]) + room + 3 <= width:
            rows[-1] += f"   {text}"
        else:
            rows.append(text)
    return rows
