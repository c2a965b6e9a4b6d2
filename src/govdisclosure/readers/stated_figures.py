"""Figures of a report that has no tables (文中所述数字): what its words state of a cell, each with its place and a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from govdisclosure.consistency.narration import Meaning, NumberUse, read_numbers
from govdisclosure.consistency.narration.number_mentions import Exactness
from govdisclosure.exact.decimals import Number
from govdisclosure.readers.text_sections import PlacedParagraph
from govdisclosure.report import Cell, Origin, OriginKind, Report
from govdisclosure.standards import Spot, Standard
from govdisclosure.values import Kind, plain

_PERCENT = frozenset({"%", "倍"})


@frozen(kw_only=True)
class Statement:
    """What a sentence states of a cell.

    Attributes:
        address: the cell.
        value: the figure.
        sentence: the sentence as it is printed.
        where: its paragraph.
    """

    address: str
    value: Number
    sentence: str
    where: str


def statements(report: Report, paragraphs: Mapping[str, Sequence[PlacedParagraph]]) -> Iterator[Statement]:
    """Yield what the words of a report state of single cells, exactly and of this year.

    Args:
        report: the report, with its words.
        paragraphs: the paragraphs of each text section.
    """
    for spoken in read_numbers(report):
        meaning = spoken.judged.meaning
        if any(len(one) != 1 for one in meaning.sums):
            continue
        spots = [report.standard.spots[one] for (one,) in meaning.sums if one in report.standard.spots]
        values = {spot.address: _value(meaning, spot, report.standard) for spot in spots}  # 203件 is no sum of money
        fitting = [(address, value) for address, value in values.items() if value is not None]
        if len(fitting) == 1:
            ((address, value),) = fitting
            sentence = meaning.sentence.original.strip()
            own = (one.where for one in paragraphs.get(spoken.section, ()) if sentence in one.text)
            yield Statement(address=address, value=value, sentence=sentence, where=next(own, ""))


def _value(meaning: Meaning, spot: Spot, standard: Standard) -> Number | None:
    """Return the figure that a number states of a cell; None where it is another year's, inexact or of another unit."""
    mention = meaning.mention
    if meaning.how is not NumberUse.VALUE or meaning.ambiguous or not meaning.sure or mention.exact is not Exactness.EXACT:
        return None
    is_other_money = mention.unit in standard.units_of_money and mention.unit != spot.unit
    if mention.unit in _PERCENT or mention.level or is_other_money:
        return None
    if spot.kind is Kind.COUNT:
        return int(mention.number) if mention.number == int(mention.number) else None
    return mention.number if spot.kind is Kind.AMOUNT and mention.unit == spot.unit else None


def cells_stated(found: Sequence[Statement]) -> tuple[dict[str, Cell], dict[str, list[Statement]]]:
    """Return the cells that statements agree on, and the statements of those that they do not."""
    gathered: dict[str, list[Statement]] = {}
    for one in found:
        gathered.setdefault(one.address, []).append(one)
    cells: dict[str, Cell] = {}
    against: dict[str, list[Statement]] = {}
    for address, own in gathered.items():
        first = own[0]
        if any(one.value != first.value for one in own):
            against[address] = own
        else:
            cells[address] = Cell(value=first.value, printed=plain(first.value), origin=Origin(OriginKind.READ, first.where))
    return cells, against
