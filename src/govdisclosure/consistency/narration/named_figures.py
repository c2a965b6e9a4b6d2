"""Which figures names stand for (所指数据): the nearest, those in turn, those joined, those added up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product, takewhile

from attrs import evolve

from govdisclosure.consistency.narration.lexicon import Matter, Sum
from govdisclosure.consistency.narration.meaning import Meaning
from govdisclosure.consistency.narration.names import Name, joined
from govdisclosure.consistency.narration.number_mentions import Mention, Sentence


def together(sentence: Sentence, mention: Mention, values: Sequence[Meaning]) -> list[Meaning]:
    """Return the sum of the figures named before: of all, and of the last two."""
    if len(values) < 2:
        return []
    many = dict.fromkeys((tuple(values), tuple(values[-2:])))
    sums = [tuple(cell for one in parts for cell in one) for each in many for parts in product(*(one.sums[:2] for one in each))]
    sure = len(values) == 2 and all(one.sure for one in values)
    return [Meaning(mention=mention, sentence=sentence, sums=tuple(dict.fromkeys(sums)), sure=sure)]


def listed(numbers: Sequence[Mention], text: str) -> int:
    """Return how many numbers follow one another with nothing but 、 or 和 between them."""
    gaps = takewhile(lambda pair: _AND.fullmatch(text[pair[0].end : pair[1].start]), pairwise(numbers))
    return 1 + sum(1 for _ in gaps)


_AND = re.compile(r"[、,]?(?:和|与|及|以及)?")


def nearest(chosen: Sequence[Name], mention: Mention) -> list[Name]:
    """Return the matter nearest to a number, and what else the same words may mean; those that are before it go first."""
    matters = [one for one in chosen if one.matter]
    strong = [one for one in matters if one.matter and not one.matter.weak] or matters
    before = [one for one in strong if one.end <= mention.start]
    if before:
        place = max(before, key=lambda one: one.end).spans
    elif strong:
        place = min(strong, key=lambda one: one.start).spans
    else:
        return []
    verbs = [one for one in strong if one.spans == place and one.matter and one.matter.needs]
    results = [one for one in before if one.matter and not one.matter.needs and 0 <= place[0][0] - one.end <= 1]
    if verbs and results:  # 不予公开答复9件
        place = results[-1].spans
    return [one for one in strong if one.spans == place]


def in_turn(chosen: Sequence[Name], text: str) -> tuple[list[Name], list[list[Name]]]:
    """Return the first of the names that numbers follow in turn, and the rest, each with the matter that all are of."""
    matters = sorted((one for one in chosen if one.matter and not one.matter.hint), key=lambda one: one.start)
    aspects = [one for one in chosen if one.aspect]
    split = text.find("分别", chosen[0].start) if chosen else -1
    named = [one for one in aspects if one.end <= split]
    columns = joined(named[-1], named[:-1], text) if named else []
    if len(columns) > 1:  # 自然人、商业企业分别申请3件、4件
        rest = [one for one in chosen if one.matter and all(one.spans != other.spans for other in columns)]
        first, *others = [[*rest, one] for one in columns]
        return first, others
    if not matters:
        return list(chosen), []
    group = joined(matters[-1], matters[:-1], text)
    return [group[0]], [[one] for one in group[1:]]


def beside(names_in_turn: Sequence[Name], mention: Mention, *, matters: bool = False) -> list[Name]:
    """Return names with their columns, or with ``matters`` all of them, put before the number whose turn it is."""
    place = ((mention.start - 1, mention.start),)
    return [evolve(one, spans=place) if one.aspect or matters else one for one in names_in_turn]


def figures(alike: Sequence[Matter], aspects: Sequence[Name], columns: Sequence[Name] = ()) -> tuple[tuple[Sum, ...], bool]:
    """Return what matters of one name mean, in the nearest aspect that they have; and whether that is all it can mean."""
    sums: list[Sum] = []
    sure = True
    for matter in alike:
        several = [matter.aspects[one.aspect] for one in columns if one.aspect in matter.aspects]
        if len(several) > 1:  # 自然人和企业的申请
            for at, total in enumerate(matter.sums):  # 公民、法人和其他组织: whoever applies
                every, said = ({cell for many in group if at < len(many) for cell in many[at]}
                               for group in (matter.aspects.values(), several))  # fmt: skip
                sums += [total] * (every == said)
            sums.extend(tuple(cell for one in parts for cell in one) for parts in product(*several))
            continue
        aspect = next((one.aspect for one in reversed(aspects) if one.aspect in matter.aspects), None)
        if aspect is not None:
            sums.extend(matter.aspects[aspect])
        elif matter.sums:
            sums.extend(matter.sums)
        else:
            sums.extend(total for many in matter.aspects.values() for total in many)
            sure = False
    return tuple(dict.fromkeys(sums)), sure
