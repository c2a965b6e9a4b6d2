"""What opens when a figure is asked about (数字说明): label, source, condition in words, operands, number of records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from govdisclosure.consistency import RelationState
from govdisclosure.explanation import Explanation, explain_all
from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.publication import DOUBTS
from govdisclosure.messages import Language, Message
from govdisclosure.report import OriginKind
from govdisclosure.standards import AllOf, AnyOf, Distinct, EnteredMeasure, Share, Standard, Sum
from govdisclosure_html.comparison import Comparison
from govdisclosure_html.markup import Element, h
from govdisclosure_html.words import Voice, bare, english, words

_SIGNS = {RelationState.PASSED: "✓", RelationState.FAILED: "✗", RelationState.NOT_RUN: "–", RelationState.INAPPLICABLE: "·"}


_ADDRESS = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*(?:/[a-z0-9_]+)?")


@frozen
class FigureStatement:
    """One thing said of a figure: what it is about, and a sentence, or several under a first one."""

    about: Message
    said: tuple[Message, ...]
    first: Message | None = None


@frozen
class Explainer:
    """The explanations of a report's printed cells, by address."""

    publication: PublishedReport
    comparison: Comparison
    found: Mapping[str, Explanation]

    def told(self, address: str) -> Iterator[FigureStatement]:
        """Yield what there is to say about a cell."""
        one = self.found[address]
        unit = one.unit if one.unit not in ("", "—", "——") else ""
        printed = self.publication.printed(address)
        shown = f"{printed} {unit}".strip() if printed.strip() else ""
        value = Message.literal(shown) if shown else words("figure.blank", blank=one.value)
        standard = self.publication.report.standard
        yield FigureStatement(words("explain.value"), (value,))
        yield FigureStatement(words("explain.section"), (_same(one.section),))
        yield FigureStatement(words("explain.source"), (_same(self.publication.source(one.source)),))
        breaks = tuple(reason for reason in one.breaks if not any(mark in reason.zh for mark in DOUBTS))
        if breaks:
            yield FigureStatement(words("explain.breaks"), breaks)
        if one.demands:
            yield FigureStatement(words("explain.counts"), one.demands, one.measure)
        else:
            yield FigureStatement(words("explain.counts"), (one.counts,))
        if one.operands:
            said = tuple(named(standard, operand.sentence) for operand in one.operands)
            yield FigureStatement(words("explain.operands"), said)
        yield FigureStatement(words("explain.records"), (self._records(one),))
        change = self.comparison.change(address)
        if change is not None:
            yield FigureStatement(words("explain.before", period=self.comparison.period), (change.sentence,))
        if one.relations:
            said = tuple(named(standard, _marked(bond.state, bond.sentence)) for bond in one.relations)
            yield FigureStatement(words("explain.relations"), said)
        yield FigureStatement(words("explain.origin"), (one.made,))

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


def dialog(told: Iterator[FigureStatement], label: str, name: str, voice: Voice) -> Element:
    """Return what opens at a figure: a popover, which the browser itself opens and closes, with no script at all."""
    both, listed = len(voice.languages) > 1, list(told)
    lists = [
        h(
            "dl",
            [_items(one, language) for one in listed],
            class_="en" if language == "en" else "zh",
            lang="en" if language == "en" else "zh-CN",
            hidden=both and language == "en",
        )
        for language in voice.languages
    ]
    close = h("button", voice.text("explain.close"), type="button", popovertarget=name, popovertargetaction="hide")
    title = h("p", voice.label(label), id=f"{name}-name", class_="dialog-title")
    return h(
        "div",
        title,
        lists,
        close,
        id=name,
        popover=True,
        autofocus=True,
        tabindex="-1",
        role="dialog",
        aria_labelledby=f"{name}-name",
        class_="explanation",
    )


def _items(told: FigureStatement, language: Language) -> tuple[Element, Element]:
    said = [one.in_language(language) for one in told.said]
    first = told.first.in_language(language) if told.first else None
    shown = said if len(said) == 1 and not first else [h("ul", [h("li", one) for one in said])]
    return h("dt", told.about.in_language(language)), h("dd", first, shown)


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
        spot = standard.spots.get(match[0])
        if spot is None:
            return match[0]
        labels = (spot.row.label, *((spot.column.label,) if spot.column else ()))
        return f'"{" / ".join(english(label) or bare(label) for label in labels)}"'

    return Message.literal(zh=sentence.zh, en=_ADDRESS.sub(name, sentence.en))


def _same(text: str) -> Message:
    return Message.literal(text)


def _marked(state: RelationState, sentence: Message) -> Message:
    sign = _SIGNS[state]
    return Message.literal(zh=f"{sign} {sentence.zh}", en=f"{sign} {sentence.en}")
