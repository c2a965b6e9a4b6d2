"""The workbook of a register's questions (对照表): one row a question, chosen from a list, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.exporters.sheets import saved
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.files import read_whole
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import SheetCell
from govdisclosure.intake.fill_in_sheet import ChoiceLists, fill_in_sheet
from govdisclosure.intake.questions import Question, Study
from govdisclosure.messages import language, say
from govdisclosure.sources.record_files import doubt_about

_HEADS = ("number", "question", "heading", "text", "count", "answer", "state", "key")
_WIDTHS = (6, 62, 20, 26, 8, 30, 16, 14)
_ANSWER, _KEY = _HEADS.index("answer"), _HEADS.index("key")


def write_answers(study: Study, answers: Mapping[str, str], stream: BinaryIO, *, theme: Theme | None = None) -> None:
    """Write the questions of a register: those that wait for an answer first, then those that were answered by themselves.

    The theme is the usual one of the language of messages unless another is given.
    """
    waiting = {one.key for one in study.open} - answers.keys()
    questions = [
        *(one for one in study.open if one.key in waiting),
        *(one for one in study.questions if one.key not in waiting),
    ]
    book = Workbook(write_only=True)
    heads = [str(say(f"intake.answers.{one}")) for one in _HEADS]
    page = fill_in_sheet(book, str(say("intake.answers.title")), heads, _WIDTHS, {"open": "FFF2CC", "known": "E2EFDA"})
    lists = ChoiceLists()
    for number, one in enumerate(questions, start=1):
        is_open = one.key in waiting
        given = answers.get(one.key)
        answer = shown(one, None if is_open else one.proposed if given is None else given)
        likely = shown(one, one.proposed)
        state = say("intake.answers.likely", answer=likely) if is_open and likely else say("intake.answers.please")
        texts = [
            str(number),
            str(one.sentence),
            one.heading,
            one.text,
            str(one.count or ""),
            answer,
            str(state if is_open else say("intake.answers.known") if given is None else say("intake.answers.given")),
            one.key,
        ]
        page.line(texts, "line", {_ANSWER: "open" if is_open else "known"})
        lists.offer(number + 1, numbered(one), only=True)
    lists.attach(book, page, "F")
    stream.write(saved(book, title=page.title, theme=theme or usual_theme(language())))


def numbered(question: Question) -> list[str]:
    """Return a question's choices as they are shown: 1 当面, 2 网上."""
    return [f"{number} {one.label}" for number, one in enumerate(question.choices, start=1)]


def shown(question: Question, value: str | None) -> str:
    """Return how an answer is shown; empty where there is none."""
    values = [one.value for one in question.choices]
    return numbered(question)[values.index(value)] if value in values else ""


def read_answers(path: Path) -> dict[str, str]:
    """Read the answers of a workbook as they are shown, by the question's key; what is left empty is no answer.

    Raises:
        UnreadableError: it is no workbook of this kind, or an answer is struck out, superscript or an error.
    """
    book = open_workbook(read_whole(path), path.name)
    page = book.sheets[0] if book.sheets else None
    lines = list(page.lines()) if page is not None else []
    if page is None or not lines or any(lines[0][1].get(column, SheetCell()).is_blank for column in range(1, len(_HEADS) + 1)):
        raise refused(path.name, "intake.answers.unreadable")
    answers: dict[str, str] = {}
    faults: list[Fault] = []
    for number, cells in lines[1:]:
        cell, key = cells.get(_ANSWER + 1, SheetCell()), cells.get(_KEY + 1, SheetCell()).shown.strip()
        if cell.is_blank or not key:
            continue
        doubt = doubt_about(cell, page.where(number, _ANSWER + 1))
        if doubt is not None:
            faults.append(Fault(where=path.name, sentence=doubt))
        else:
            answers[key] = cell.shown.strip()
    if faults:
        raise UnreadableError(faults)
    return answers


def answers_meant(
    shown_answers: Mapping[str, str], studied: Callable[[Mapping[str, str]], Study], where: str
) -> dict[str, str]:
    """Return what answers of a workbook mean; questions that only come up after others are answered count, too.

    Args:
        shown_answers: question's key → answer as it is shown.
        studied: what is known of the register after answers.
        where: the workbook's name, for faults.

    Raises:
        UnreadableError: an answer is none of its question's choices; all are named.
    """
    answers: dict[str, str] = {}
    answered: set[str] = set()
    while True:
        found = studied(answers)
        new: dict[str, str] = {}
        faults: list[Fault] = []
        for question in found.questions:
            text = shown_answers.get(question.key)
            if text is None or question.key in answered:
                continue
            value = question.understood(text)
            if value is None:
                faults.append(Fault(where=where, sentence=say("intake.answers.unknown", question=question.sentence)))
            else:
                answered.add(question.key)
                if not question.sure or value != question.proposed:
                    new[question.key] = value
        if faults:
            raise UnreadableError(faults)
        if not new:
            return answers
        answers |= new
