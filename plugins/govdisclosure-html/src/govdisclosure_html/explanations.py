"""What opens when a figure is asked about (数字说明): label, source, condition in words, operands, number of records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from govdisclosure.consistency import RelationState
from govdisclosure.explanation import Explanation, explain_all
from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.publication import DOUBTS
from govdisclosure.messages import Message
from govdisclosure.report import OriginKind
from govdisclosure.report.operands import Operand
from govdisclosure.standards import AllOf, AnyOf, Distinct, EnteredMeasure, Share, Spot, Standard, Sum
from govdisclosure_html.comparison import Comparison
from govdisclosure_html.markup import Element, escaped, h, serialized
from govdisclosure_html.words import Voice, bare, english, words

_NAME, _ITEMS = "\ue0f0", "\ue0f1"
"""Where the name and the words are in the frame of a dialog, which has no words of the report's own."""
_SIGNS = {RelationState.PASSED: "✓", RelationState.FAILED: "✗", RelationState.NOT_RUN: "–", RelationState.INAPPLICABLE: "·"}


_ADDRESS = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*(?:/[a-z0-9_]+)?")


@frozen
class FigureStatement:
    """One thing said of a figure: what it is about, and a sentence, or several under a first one."""

    about: Message
    said: tuple[Message, ...]
    first: Message | None = None


@frozen(slots=False)
class Explainer:
    """The explanations of a report's printed cells, by address."""

    publication: PublishedReport
    comparison: Comparison
    found: Mapping[str, Explanation]
    _literals: dict[str, Message] = field(factory=dict, init=False, repr=False, eq=False)
    _operands: dict[tuple[str, str, str], Message] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def _bonds(self) -> dict[int, Message]:
        """What is said of each relation, by its identity: it is the same one at all of its cells."""
        standard = self.publication.report.standard
        bonds = {id(bond): bond for one in self.found.values() for bond in one.relations}
        return {name: named(standard, _marked(bond.state, bond.sentence)) for name, bond in bonds.items()}

    def told(self, address: str) -> Iterator[FigureStatement]:
        """Yield what there is to say about a cell."""
        one = self.found[address]
        unit = one.unit if one.unit not in ("", "—", "——") else ""
        printed = self.publication.printed(address)
        shown = f"{printed} {unit}".strip() if printed.strip() else ""
        value = self._same(shown) if shown else words("figure.blank", blank=one.value)
        yield FigureStatement(words("explain.value"), (value,))
        yield FigureStatement(words("explain.section"), (self._same(one.section),))
        yield FigureStatement(words("explain.source"), (self._same(self.publication.source(one.source)),))
        breaks = tuple(reason for reason in one.breaks if not any(mark in reason.zh for mark in DOUBTS))
        if breaks:
            yield FigureStatement(words("explain.breaks"), breaks)
        if one.demands:
            yield FigureStatement(words("explain.counts"), one.demands, one.measure)
        else:
            yield FigureStatement(words("explain.counts"), (one.counts,))
        if one.operands:
            yield FigureStatement(words("explain.operands"), tuple([self._operand(operand) for operand in one.operands]))
        yield FigureStatement(words("explain.records"), (self._records(one),))
        change = self.comparison.change(address)
        if change is not None:
            yield FigureStatement(words("explain.before", period=self.comparison.period), (change.sentence,))
        if one.relations:
            yield FigureStatement(words("explain.relations"), tuple([self._bonds[id(bond)] for bond in one.relations]))
        yield FigureStatement(words("explain.origin"), (one.made,))

    def _operand(self, operand: Operand) -> Message:
        """Return the one message that says a cell's figure, which is the same in every total that it is part of."""
        key = operand.address, operand.label, operand.whose
        if key not in self._operands:
            self._operands[key] = named(self.publication.report.standard, operand.sentence)
        return self._operands[key]

    def _same(self, text: str) -> Message:
        """Return the one message that says a text in every language."""
        return self._literals.setdefault(text, Message.literal(text))

    def _records(self, one: Explanation) -> Message:
        if one.records is not None:
            if one.agrees:
                return words("explain.records.count", count=one.records.total)
            recomputed = one.recomputed
            shown = recomputed if not isinstance(recomputed, bool) else words("yes" if recomputed else "no")
            return words("explain.records.differ", count=one.records.total, value=shown)
        measure = self.publication.report.standard.spot(one.address).measure
        is_count = not isinstance(measure, AllOf | AnyOf | Distinct | EnteredMeasure | Share | Sum)
        if is_count and one.origin is not None and one.origin.kind is OriginKind.CALCULATED and isinstance(one.value, int):
            return words("explain.records.counted", count=one.value)
        return words("explain.records.none")


def explainer(publication: PublishedReport, comparison: Comparison) -> Explainer:
    """Explain every printed cell of a report; records are read once."""
    report = publication.report
    printed = report.printed_tables
    previous = [one for one in publication.earlier if one.period.precedes(report.period)]
    found = explain_all(report, records=publication.records, previous=previous)
    return Explainer(publication, comparison, {one: found[one] for one in found if report.standard.spot(one).table in printed})


class Dialogs:
    """What opens at figures, as HTML: popovers, which the browser itself opens and closes, with no script at all.

    A page has hundreds of them, which are alike but for a few words: the frame is written once, and so is what several say.
    """

    def __init__(self, voice: Voice) -> None:
        both, self._voice = len(voice.languages) > 1, voice
        lists = [
            h(
                "dl",
                _ITEMS,
                class_="en" if language == "en" else "zh",
                lang="en" if language == "en" else "zh-CN",
                hidden=both and language == "en",
            )
            for language in voice.languages
        ]
        close = h("button", voice.text("explain.close"), type="button", popovertarget=_NAME, popovertargetaction="hide")
        frame = h(
            "div",
            h("p", _ITEMS, id=f"{_NAME}-name", class_="dialog-title"),
            lists,
            close,
            id=_NAME,
            popover=True,
            autofocus=True,
            tabindex="-1",
            role="dialog",
            aria_labelledby=f"{_NAME}-name",
            class_="explanation",
        )
        self._frame = serialized(frame).split(_ITEMS)
        self._kept: dict[int, tuple[Message, tuple[str, ...]]] = {}

    def dialog(self, told: Iterator[FigureStatement], label: str, name: str) -> str:
        """Return what opens at a figure.

        Args:
            told: what there is to say about it.
            label: the cell's label.
            name: the id by which it is opened.
        """
        items: list[list[str]] = [[] for _ in self._voice.languages]
        for one in told:
            about, said = self._words(one.about), [self._words(each) for each in one.said]
            firsts = self._words(one.first) if one.first else ("",) * len(items)
            for number, (written, first) in enumerate(zip(items, firsts, strict=True)):
                shown = said[0][number]
                if len(said) > 1 or first:
                    shown = "".join(["<ul>", *[f"<li>{each[number]}</li>\n" for each in said], "</ul>\n"])
                written.append(f"<dt>{about[number]}</dt>\n<dd>{first}{shown}</dd>\n")
        filled = ["".join(map(serialized, self._voice.label(label))), *map("".join, items)]
        start, *rest = (part.replace(_NAME, name) for part in self._frame)
        return start + "".join([f"{words}{part}" for words, part in zip(filled, rest, strict=True)])

    def _words(self, said: Message) -> tuple[str, ...]:
        """Return a message in each language; the messages are kept, so that none has the identity of an earlier one."""
        kept = self._kept.get(id(said))
        if kept is None:
            kept = self._kept[id(said)] = said, tuple([escaped(said.in_language(one)) for one in self._voice.languages])
        return kept[1]


def in_line(told: Iterator[FigureStatement], label: str, voice: Voice) -> Element:
    """Return an explanation as one item of a list, where nothing can open."""
    (language,) = voice.languages
    colon, stop, semicolon = ("：", "。", "；") if language == "zh" else (": ", ". ", "; ")
    parts = []
    for one in told:
        said = semicolon.join(each.in_language(language) for each in one.said)
        first = f"{one.first.in_language(language)}{colon}" if one.first else ""
        parts.append(f"{one.about.in_language(language)}{colon}{first}{said}{stop}")
    return h("li", h("strong", voice.label(label)), colon, "".join(parts))


def named(standard: Standard, sentence: Message) -> Message:
    """Return a sentence in which English names cells as Chinese does: by what is printed, and not by their addresses."""

    def name(match: re.Match[str]) -> str:
        return _english_name(spot) if (spot := spots.get(match[0])) else match[0]

    spots = standard.spots
    return Message.literal(zh=sentence.zh, en=_ADDRESS.sub(name, sentence.en))


def _english_name(spot: Spot) -> str:
    labels = (spot.row.label, *((spot.column.label,) if spot.column else ()))
    return f'"{" / ".join(english(label) or bare(label) for label in labels)}"'


def _marked(state: RelationState, sentence: Message) -> Message:
    sign = _SIGNS[state]
    return Message.literal(zh=f"{sign} {sentence.zh}", en=f"{sign} {sentence.en}")
