"""Whether a number of a text agrees with the table (文表比对): the figures that it may mean, and how far it is off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from attrs import frozen

from govdisclosure.consistency.narration.lexicon import Sum
from govdisclosure.consistency.narration.meaning import Meaning, NumberUse
from govdisclosure.consistency.narration.number_mentions import Exactness, Mention
from govdisclosure.consistency.narration.phrases import words
from govdisclosure.exact.decimals import total
from govdisclosure.report import Report, as_number
from govdisclosure.report.contents import IN_WORDS
from govdisclosure.standards import Spot


class NumberJudgement(Enum):
    """The result of comparing a number with the table (比对结论)."""

    AGREE = "agree"
    CONTRADICT = "contradict"
    LOOK = "to look at"
    NOTHING = "nothing"


@frozen(kw_only=True)
class CandidateFigure:
    """A figure of the table that a number may mean: the cells, what they come to, and what the number would then be."""

    cells: Sum
    value: Fraction
    should_be: Fraction


@frozen(kw_only=True)
class JudgedNumber:
    """A number, its possible meanings, and the judgement."""

    meaning: Meaning
    judgement: NumberJudgement
    candidates: tuple[CandidateFigure, ...] = ()


_HUNDRED = 100
_SMALL = 10  # below it a figure equals another by chance
_ROUND = 1000  # a number in words that ends so may be meant roughly: 一万三千件


def judge(meaning: Meaning, report: Report, previous: Sequence[Report]) -> JudgedNumber:
    """Compare a number with the table."""
    candidates = tuple(dict.fromkeys(_candidates(meaning, report, previous)))
    if not candidates or meaning.mention.bound:
        return JudgedNumber(meaning=meaning, judgement=NumberJudgement.NOTHING)
    distances = [_fits(meaning, one.should_be) for one in candidates]
    if NumberJudgement.AGREE in distances:
        agreeing = tuple(one for one, fits in zip(candidates, distances, strict=True) if fits is NumberJudgement.AGREE)
        return JudgedNumber(meaning=meaning, judgement=NumberJudgement.AGREE, candidates=agreeing)
    ambiguous = meaning.ambiguous and len({one.cells for one in candidates}) > 1
    doubtful = not meaning.sure or ambiguous or NumberJudgement.LOOK in distances or _is_of_a_part(meaning, report)
    doubtful = doubtful or _has_doubtful_whole(meaning, candidates, report, previous)
    return JudgedNumber(
        meaning=meaning, judgement=NumberJudgement.LOOK if doubtful else NumberJudgement.CONTRADICT, candidates=candidates
    )


# ------------------------------------------------------------------------------------------------------------ candidates


def _candidates(meaning: Meaning, report: Report, previous: Sequence[Report]) -> Iterator[CandidateFigure]:
    mention = meaning.mention
    before = previous[0] if len(previous) == 1 else None
    for cells in meaning.sums:
        if not all(_counts_in(report.standard.spots[cell], mention) for cell in cells):
            continue
        if meaning.how is NumberUse.VALUE:
            yield from (CandidateFigure(cells=cells, value=one, should_be=one) for one in _values(cells, report))
        elif meaning.how is NumberUse.PREVIOUS:
            if before is not None:
                yield from (CandidateFigure(cells=cells, value=one, should_be=one) for one in _values(cells, before))
        elif meaning.how is NumberUse.SHARE:
            for part in _values(cells, report):
                for whole in (one for total in meaning.wholes for one in _values(total, report) if one):
                    yield CandidateFigure(cells=cells, value=part, should_be=_HUNDRED * part / whole)
        elif before is not None:
            for now in _values(cells, report):
                for then in _values(cells, before):
                    change = now - then if meaning.up is not False else then - now
                    if mention.unit not in ("%", "倍"):
                        yield CandidateFigure(cells=cells, value=now, should_be=change)
                    elif then:
                        times = _HUNDRED if mention.unit == "%" else 1
                        yield CandidateFigure(cells=cells, value=now, should_be=times * change / then)


def _counts_in(spot: Spot, mention: Mention) -> bool:
    """Whether a cell is counted in the unit of a number."""
    if mention.zero or mention.level or mention.unit in ("%", "倍"):
        return True
    units = words()["units"]
    return mention.unit in units.get(spot.unit, (spot.unit,) if spot.unit else units["件"])


def _values(cells: Sum, report: Report) -> Iterator[Fraction]:
    """Yield the sum of cells as printed, and with each total recomputed; nothing where all are blank.

    In a report without tables a cell that no sentence states is unknown rather than blank, and so is a sum with it.
    """
    for anew in (False, True):
        found = [_value(cell, report, anew=anew) for cell in cells]
        known = [one for one in found if one is not None]
        if known and (len(known) == len(cells) or not _is_in_words(report)):
            yield sum(known, start=Fraction(0))


def _is_in_words(report: Report) -> bool:
    return any(note.rule == IN_WORDS for note in report.notes)


def _value(cell: str, report: Report, *, anew: bool) -> Fraction | None:
    """Return a cell's value in the base unit; of a blank total, or of any with ``anew``, what its parts come to."""
    spot = report.standard.spots[cell]
    value = as_number(report[cell]) if not isinstance(report[cell], bool) else None
    if value is None or anew:
        parts = [number for part in spot.parts if (number := as_number(report[part])) is not None]
        if parts and (len(parts) == len(spot.parts) or not _is_in_words(report)):
            value = total(parts)
    return None if value is None else Fraction(value) * report.standard.units_of_money.get(spot.unit, 1)


# -------------------------------------------------------------------------------------------------------------- distances


def _fits(meaning: Meaning, figure: Fraction) -> NumberJudgement:
    """Return how a number fits a figure, by how exactly it is meant."""
    mention = meaning.mention
    said, step = Fraction(mention.number), Fraction(mention.step)
    if meaning.how in (NumberUse.SHARE, NumberUse.CHANGE) and mention.unit in ("%", "倍"):
        return _share_fits(mention, said, step, figure)
    if meaning.how is NumberUse.CHANGE and figure < 0:  # more, where it is less
        return NumberJudgement.CONTRADICT
    whole = figure.denominator == 1 and step == 1
    if mention.exact is Exactness.EXACT:
        rounded = -step / 2 <= figure - said < step  # or cut off
        roughly = mention.words and _place(mention) >= _ROUND and 0 <= figure - said < _place(mention)
        return _near(figure == said if whole else rounded, near=roughly)
    place = max(_place(mention), said / 50)
    if mention.exact is Exactness.MORE:
        return _near(said <= figure < said + place, near=said * Fraction(9, 10) <= figure <= (said + place) * Fraction(11, 10))
    if mention.exact is Exactness.UNDER:
        return _near(
            said - min(place, said / 4) < figure <= said, near=said * Fraction(7, 10) <= figure <= said * Fraction(105, 100)
        )
    if mention.exact is Exactness.OVER:
        return _near(said <= figure <= said * Fraction(3, 2), near=figure >= said)
    off = abs(figure - said)
    return _near(off <= max(place / 2, said / 20), near=off <= said / 5)


def _share_fits(mention: Mention, said: Fraction, step: Fraction, figure: Fraction) -> NumberJudgement:
    off = abs(figure - said)
    if mention.exact is Exactness.EXACT:
        return _near(-step / 2 <= abs(figure) - said < step if figure >= 0 else False, near=False)
    if mention.exact in (Exactness.MORE, Exactness.OVER):
        return _near(said <= figure <= said + 10 * step, near=figure >= said - step)
    return _near(off <= 2 * step, near=off <= max(Fraction(5), 4 * step))


def _near(agrees: bool, *, near: bool) -> NumberJudgement:  # noqa: FBT001 - one question, one answer
    return NumberJudgement.AGREE if agrees else NumberJudgement.LOOK if near else NumberJudgement.CONTRADICT


def _place(mention: Mention) -> Fraction:
    """Return the last place that is not zero: 1000 for 3000, 100 for 1.2万 as for 1200."""
    number, place = Fraction(mention.number), Fraction(mention.step)
    while number and number % (place * 10) == 0:
        place *= 10
    return place


def _has_doubtful_whole(
    meaning: Meaning, candidates: Sequence[CandidateFigure], report: Report, previous: Sequence[Report]
) -> bool:
    """Whether a part is of another whole than the table's: 上年结转14件,其中予以公开8件 is of the 14."""
    whole = meaning.within
    if whole is None:
        return False
    more = all(one.should_be > whole.mention.number for one in candidates)
    return more or judge(whole, report, previous).judgement is NumberJudgement.LOOK


def _is_of_a_part(meaning: Meaning, report: Report) -> bool:
    """Whether a number that is no sum of rows is that of one of them: then the name may have meant that one."""
    said = Fraction(meaning.mention.number)
    alone = [cell for cells in meaning.sums if len(cells) > 1 for cell in cells]
    return meaning.how is NumberUse.VALUE and said >= _SMALL and any(said in _values((cell,), report) for cell in alone)
