"""Findings on the numbers in a report's text (文表一致性审核)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from attrs import evolve, frozen

from govdisclosure.consistency.narration.interpretation import meanings
from govdisclosure.consistency.narration.judgement import CandidateFigure, JudgedNumber, NumberJudgement, judge
from govdisclosure.consistency.narration.lexicon import lexicon
from govdisclosure.consistency.narration.meaning import Meaning, NumberUse, Setting
from govdisclosure.consistency.narration.number_mentions import BOUND, NUMERALS, Mention, Sentence, sentences
from govdisclosure.exact.decimals import rounded, shortest
from govdisclosure.messages import Message, joined, say
from govdisclosure.quotation import QuotableWords, quotation
from govdisclosure.report import Cell, Finding, Report, fingerprint
from govdisclosure.standards import Standard
from govdisclosure.text_bindings import filled_in, holes
from govdisclosure.values import Severity, Value, in_digits, plain

_MOST_SHOWN = 4


@frozen(kw_only=True)
class TextNumber:
    """A number of a text section, judged."""

    section: str
    judged: JudgedNumber


def read_numbers(report: Report, *, previous: Sequence[Report] = ()) -> Iterator[TextNumber]:
    """Yield every number of the text sections that may mean cells of the report, and what came of it (文中数字).

    Args:
        report: the report.
        previous: the report of the year before, for changes and for figures of that year.
    """
    for section, paragraph in _meanings(report):
        found = [judge(one, report, previous) for one in paragraph]
        wrong = {
            id(one.meaning.mention) for one in found if one.judgement in (NumberJudgement.CONTRADICT, NumberJudgement.LOOK)
        }
        for one in found:
            if id(one.meaning.of) not in wrong:  # what is wrong is said once, not again of its share
                yield TextNumber(section=section, judged=one)


def _meanings(report: Report) -> Iterator[tuple[str, Sequence[Meaning]]]:
    """Yield what the numbers of each paragraph may mean, with the section's key; no figure of the tables has a part in it."""
    known = lexicon(report.standard)
    year = report.standard.year_of(report.period) if report.standard.is_year(report.period) else None
    area = report.scope == "area" or report.body_name.endswith("人民政府")
    setting = Setting(year=year, area=area, body=report.body_name)
    for section, text in report.text.items():
        if _NUMBERS.search(text):
            for paragraph in _filled(text, report).splitlines():
                yield section, list(meanings(list(sentences(paragraph)), known, setting))


class WordsOfReport:
    """The numbers that a report's words state (文字部分的数), to be held against other figures than the report's own."""

    def __init__(self, report: Report, previous: Sequence[Report]) -> None:
        self._report, self._previous = report, previous
        judged = [judge(one, report, previous) for _, paragraph in _meanings(report) for one in paragraph]
        self._judged = [one for one in judged if one.judgement is not NumberJudgement.NOTHING]

    def effect(self, values: Mapping[str, Value]) -> tuple[tuple[str, ...], int]:
        """Return the numbers that the tables agree with only with these values, and how many only as they are."""
        report = self._report
        touched = {*values, *(total for one in values for total in _totals(report.standard).get(one, ()))}
        concerned = [one for one in self._judged if touched.intersection(chain(*one.meaning.sums, *one.meaning.wholes))]
        if not concerned:
            return (), 0
        changed = evolve(report, cells={**report.cells, **{address: Cell(value=value) for address, value in values.items()}})
        settled, opposed = [], 0
        for one in concerned:
            was, now = one.judgement, judge(one.meaning, changed, self._previous).judgement
            if was is not NumberJudgement.AGREE and now is NumberJudgement.AGREE:
                settled.append(mention_in_words(one.meaning))
            opposed += was is NumberJudgement.AGREE and now is not NumberJudgement.AGREE
        return tuple(dict.fromkeys(settled)), opposed


@lru_cache(maxsize=64)
def _totals(standard: Standard) -> Mapping[str, frozenset[str]]:
    """Return the totals that each cell goes into, directly and by other totals."""
    above: dict[str, set[str]] = {}
    for address, spot in standard.spots.items():
        for part in spot.parts:
            above.setdefault(part, set()).add(address)

    def all_above(address: str) -> frozenset[str]:
        own = above.get(address, ())
        return frozenset(own).union(*(all_above(one) for one in own))

    return {address: all_above(address) for address in above}


def mention_in_words(meaning: Meaning) -> str:
    """Return a number as the text writes it, with its unit."""
    return meaning.sentence.text[meaning.mention.start : meaning.mention.end].strip("".join(BOUND))


_NUMBERS = re.compile(rf"[0-9０-９{NUMERALS}无未没]|持平")


def _filled(text: str, report: Report) -> str:
    """Return the words with their bindings filled in, marked, and without the places that are still to be written."""
    for hole in holes(text):
        text = text.replace(hole, "。")
    marked = re.sub(r"(?<!\{)(\{[^{}]*\})", rf"{BOUND[0]}\1{BOUND[1]}", text)
    return filled_in(marked, report, lambda address: in_digits(report[address]))


def narration(report: Report, *, previous: Sequence[Report] = ()) -> Iterator[Finding]:
    """Yield where the text of a report disagrees with its tables (文表一致性).

    A contradiction is a warning, ``text.contradiction``; what may be rounded, or said of another area, office or time, is for
    information, ``text.to_look_at``. Neither fails a report.
    """
    headings = {one.key: report.fill_in(one.heading) or one.key for one in report.standard.text_sections}
    for spoken in read_numbers(report, previous=previous):
        judged = spoken.judged
        if judged.judgement not in (NumberJudgement.CONTRADICT, NumberJudgement.LOOK):
            continue
        sure = judged.judgement is NumberJudgement.CONTRADICT
        rule = "text.contradiction" if sure else "text.to_look_at"
        sentence, mention = judged.meaning.sentence, judged.meaning.mention
        shown = judged.candidates[:_MOST_SHOWN]
        facts = {
            "section": headings.get(spoken.section, spoken.section),
            "sentence": _quoted(sentence, mention, report),
            "said": _said(judged),
            "candidates": [_candidate(one, judged, report) for one in shown],
        }
        cells = tuple(dict.fromkeys(cell for one in shown for cell in one.cells))
        stand = [report.cells[address] for address in cells if address in report.cells]
        figures = [f"{address}={in_digits(report[address])}" for address in cells]
        yield Finding(
            rule=rule,
            severity=Severity.WARNING if sure else Severity.INFO,
            cells=(*cells, f"text.{spoken.section}"),
            left=plain(mention.number),
            right=_plain(shown[0].should_be),
            difference=_plain(Fraction(mention.number) - shown[0].should_be),
            where=tuple(dict.fromkeys(one.origin.address for one in stand if one.origin.address)),
            message=say("narration.contradiction", **facts) if sure else say("narration.to_look_at", **facts),
            fingerprint=fingerprint(rule, report.body.id, report.period, sentence.original, mention.start, *figures),
        )


def _said(judged: JudgedNumber) -> Message:
    mention = judged.meaning.mention
    if mention.zero:
        return say("narration.none")
    if mention.level:
        return say("narration.level")
    words = mention_in_words(judged.meaning)
    key = {NumberUse.CHANGE: "narration.change", NumberUse.SHARE: "narration.share", NumberUse.PREVIOUS: "narration.previous"}
    how = judged.meaning.how
    return say(key[how], number=words) if how in key else say("narration.value", number=words)


def _candidate(one: CandidateFigure, judged: JudgedNumber, report: Report) -> Message:
    """Describe the cells of a candidate and their sum."""
    shown = one.cells[:_MOST_SHOWN]
    cells = joined(map(report.standard.name_of, shown), "sum")
    if len(one.cells) > _MOST_SHOWN:
        cells = say("narration.more", cells=cells, count=len(one.cells))
    value = _plain(one.should_be) + (judged.meaning.mention.unit if judged.meaning.mention.unit in ("%", "倍") else "")
    return say("narration.candidate", cells=cells, value=value)


def _plain(number: Fraction) -> str:
    """Return a number in plain digits, with at most four decimals."""
    if number.denominator == 1:
        return str(number.numerator)
    return plain(shortest(rounded(number, 4)))


def _quoted(sentence: Sentence, mention: Mention, report: Report) -> str:
    """Return the clause around a number; of it only the words of the forms and of the report's own standard."""
    marks = dict.fromkeys(map(ord, BOUND))
    before, said, after = (
        part.translate(marks)
        for part in (sentence.text[: mention.start], sentence.text[mention.start : mention.end], sentence.text[mention.end :])
    )
    labels = (spot.label for spot in report.standard.spots.values())
    around = len(before), len(before) + len(said)
    return quotation(before + said + after, around=around, words=QuotableWords.of(labels))
