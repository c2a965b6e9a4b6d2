"""Rebinding of edited text (回收文字): figures typed out in Word are bound to their cells again.

The words went out with figures filled in. What comes back is laid beside what went out: where a figure is in the same
words as before, it is the same cell and takes its figure from the table again. Differences from the table are reported; figures
whose words have changed stay as they were typed, and are reported, too. No cell is guessed from a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import evolve, frozen

from govdisclosure.drafting.sentences import proposed, shown
from govdisclosure.report import Report
from govdisclosure.standards import Section

_BEFORE, _AFTER = 3, 1  # characters around a figure that must be those of before; fewer would match 予以公开 with 不予公开
_MISSING = re.compile(r"【([^【】{}]+)】")
"""A figure that the table did not have when the words went out: printed as its binding, so that it is seen."""
_PIECES = re.compile(r"\{\{|\}\}|\{[^{}]*\}|\d+(?:\.\d+)?%?|.", re.DOTALL)


@frozen(kw_only=True)
class ReboundText:
    """Words taken back (回收的文字).

    Attributes:
        text: the words, with bindings.
        corrected: typed figures that differed from the table's, with both; they are bound now.
        unbound: figures that are as typed, years apart: no cell is known for them.
        dropped: cells that the template names and the edited text does not.
    """

    text: str
    corrected: tuple[tuple[str, str], ...] = ()
    unbound: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def rebound(edited: str, template: str, report: Report) -> ReboundText:
    """Bind the figures of edited words again (回填).

    Args:
        edited: the words that came back; what is in braces is kept.
        template: the words that went out, with bindings.
        report: where the figures are now.

    Example:
        >>> words = rebound("全年主动公开940条。", "主动公开{disclosure.proactive}条。", report)
        >>> words.text, words.corrected
        ('全年主动公开{disclosure.proactive}条。', (('940', '946'),))
    """
    ours = _PIECES.findall(template)
    theirs = _PIECES.findall(_MISSING.sub(lambda match: f"{{{match[1]}}}" if f"{{{match[1]}}}" in ours else match[0], edited))
    made = list(theirs)
    bound: set[int] = set()
    corrected: list[tuple[str, str]] = []
    literal: set[int] = set()
    matcher = SequenceMatcher(None, [_key(one) for one in ours], [_key(one) for one in theirs], autojunk=False)
    for start, there, length in matcher.get_matching_blocks():
        for step in range(length):
            mine, other = ours[start + step], theirs[there + step]
            if _key(mine) != "#" or not other[0].isdigit():
                continue
            if mine[0] != "{":
                literal.add(there + step)  # a number of the words themselves, such as a year
            elif _fits(ours, start, step, length):
                made[there + step] = mine
                bound.add(start + step)
                now = shown(mine, report)
                if now != other:
                    corrected.append((other, now))
    kept = {one for one in theirs if one[0] == "{"}
    dropped = [one for index, one in enumerate(ours) if _is_binding(one) and index not in bound and one not in kept]
    unbound = [one for index, one in enumerate(theirs) if made[index][0].isdigit() and index not in literal]
    return ReboundText(
        text="".join(made),
        corrected=tuple(corrected),
        unbound=tuple(one for one in unbound if not re.fullmatch(r"(19|20)\d\d", one)),
        dropped=tuple(one[1:-1] for one in dropped),
    )


def take_back(report: Report, words: dict[str, str]) -> tuple[Report, dict[str, ReboundText]]:
    """Put the office's words into a report (回收文字), bound again; sections of which nothing came back stay as they are.

    Args:
        report: the report; its words, or else the standard's draft, are what went out.
        words: the words that came back, by the section's key.

    Example:
        >>> name, words = next(iter(culture.text.items()))
        >>> changed, about = take_back(culture, {name: words})
        >>> changed == culture, list(about) == [name]
        (True, True)
    """
    results = {}
    for section in report.standard.text_sections:
        if section.key in words:
            results[section.key] = rebound(words[section.key], _went_out(report, section), report)
    text = {**report.text, **{key: one.text for key, one in results.items()}}
    return evolve(report, text=text), results


def _went_out(report: Report, section: Section) -> str:
    own = report.text.get(section.key, "").strip()
    return own or "\n".join(proposed(report, section))


def _key(piece: str) -> str:
    """Return the key of a piece for comparing texts: typed and bound figures are alike."""
    return "#" if piece[0].isdigit() or _is_binding(piece) else piece


def _is_binding(piece: str) -> bool:
    return len(piece) > 2 and piece[0] == "{"


def _fits(ours: Sequence[str], start: int, step: int, length: int) -> bool:
    """Whether the words around a figure are those of before: enough characters before it, and the one behind it."""
    before = _back_to_line(ours, start + step)
    after = start + step + 1
    return step >= min(_BEFORE, before) and (step + _AFTER < length or after == len(ours))


def _back_to_line(ours: Sequence[str], at: int) -> int:
    return sum(1 for _ in _line_before(ours, at))


def _line_before(ours: Sequence[str], at: int) -> Iterator[str]:
    for index in range(at - 1, -1, -1):
        if ours[index] == "\n":
            return
        yield ours[index]
