"""Runs of characters (字符格式): superscripts and struck-out characters are never part of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from typing import Final

from attrs import frozen

_SMALL: Final = 0.75
"""The part of a figure's size below which characters beside it are small print."""


class Omission(Enum):
    """The reason why characters are left out of a text (不计入正文的字符)."""

    STRUCK = "struck out"
    RAISED = "raised"
    INVISIBLE = "invisible"
    OF_FORMAT = "of format"
    SMALL = "small"


@frozen
class Run:
    """Characters of one format.

    Attributes:
        text: the characters.
        struck: whether they are struck out.
        raised: whether they are superscript or subscript.
        white: whether they are white, on no ground of their own.
        size: how large they are, in any unit; 0 where that is not known.
    """

    text: str
    struck: bool = False
    raised: bool = False
    white: bool = False
    size: float = 0

    @property
    def is_plain(self) -> bool:
        """Whether its formatting is plain, so that it always counts."""
        return not (self.struck or self.raised or self.white)


@frozen
class Text:
    """A text and what was left out of it.

    Attributes:
        shown: the characters that count.
        left_out: the others, each group with the reason, in order.
    """

    shown: str
    left_out: tuple[tuple[Omission, str], ...] = ()


def text_of(runs: Iterable[Run], *, beside_others: bool = False) -> Text:
    """Join runs: what is struck out or raised is left out, but for the index of a Latin letter, as in m² or CO₂.

    White characters count where all are white, as in the head of a table on a dark ground; beside others nobody sees them.
    Small print with digits that touches the digits of a larger figure is a mark of a note, as a superscript is.

    Args:
        runs: the runs.
        beside_others: whether others that can be seen are in the same cell, in another line.

    >>> text_of([Run("7"), Run("1", raised=True)])
    Text(shown='7', left_out=((<Omission.RAISED: 'raised'>, '1'),))
    >>> text_of([Run("km"), Run("2", raised=True)]).shown
    'km2'
    """
    shown, runs = "", list(runs)
    left_out: list[tuple[Omission, str]] = []
    is_seen = beside_others or is_any_seen(runs)
    small = _small_print(runs)
    for number, run in enumerate(runs):
        reason = Omission.STRUCK if run.struck else Omission.RAISED if run.raised and not _is_index_of(shown) else None
        if reason is None and run.white and is_seen:
            reason = Omission.INVISIBLE
        if reason is None and number in small:
            reason = Omission.SMALL
        if reason is None:
            shown += run.text
        elif not run.text.strip():
            shown += run.text if "\n" in run.text else ""
        elif left_out and left_out[-1][0] is reason:
            left_out[-1] = (reason, left_out[-1][1] + run.text)
        else:
            left_out.append((reason, run.text))
    return Text(shown, tuple((reason, text.strip()) for reason, text in left_out))


def is_any_seen(runs: Iterable[Run]) -> bool:
    """Whether some of the characters are plain ones."""
    return any(run.is_plain and run.text.strip() for run in runs)


def _small_print(runs: list[Run]) -> frozenset[int]:
    """Return which runs are digits in small print that touch the digits of a larger figure."""
    if len({run.size for run in runs}) < 2:
        return frozenset()
    figures = [(number, run) for number, run in enumerate(runs) if run.is_plain and _has_digits(run.text)]
    largest = max((run.size for _, run in figures), default=0)
    small = {number for number, run in figures if run.size and run.size < _SMALL * largest}
    written = [(number, run.text.strip()) for number, run in enumerate(runs) if run.is_plain and run.text.strip()]
    marks: set[int] = set()
    for (left, before), (right, after) in pairwise(written):
        marks |= {left} & small if right not in small and after[0].isdecimal() else set()
        marks |= {right} & small if left not in small and before[-1].isdecimal() else set()
    return frozenset(marks)


def _has_digits(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _is_index_of(text: str) -> bool:
    return text[-1:].isascii() and text[-1:].isalpha()
