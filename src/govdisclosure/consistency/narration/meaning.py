"""What a number of a text means (数字含义): the figures it may be, and what it says of them."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from govdisclosure.consistency.narration.lexicon import Sum
from govdisclosure.consistency.narration.number_mentions import Mention, Sentence


class NumberUse(Enum):
    """What a number says of the figures it is about (数字的用法)."""

    VALUE = "value"
    PREVIOUS = "previous"  # 上年的数
    SHARE = "share"  # 占比
    CHANGE = "change"  # 同比增减


@frozen(kw_only=True)
class Meaning:
    """A number of a text and what it may mean.

    Attributes:
        mention, sentence: the number, and the sentence it is in.
        how: what it says of them.
        sums: the figures that it may mean, each a sum of cells; any of them may agree.
        wholes: of a share, what it may be a share of.
        up: of a change, whether it says more; None where it says neither.
        sure: whether nothing says that it is over another area, office, time or part.
        ambiguous: whether several of the figures may be meant and the words do not say which.
        of: of a share or change, the number whose meaning it takes.
        within: after 其中, what the number it is a part of means.
    """

    mention: Mention
    sentence: Sentence
    how: NumberUse = NumberUse.VALUE
    sums: tuple[Sum, ...]
    wholes: tuple[Sum, ...] = ()
    up: bool | None = None
    sure: bool = True
    ambiguous: bool = False
    of: Mention | None = None
    within: Meaning | None = None


@frozen(kw_only=True)
class Setting:
    """What is known beside the text: the year, whether the report speaks for an area, the name of the body."""

    year: int | None
    area: bool
    body: str = ""
