"""Operands of a relation (加数): cells with factor and figure as data, and the wording of a side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, assert_never

from attrs import field, frozen

from govdisclosure.exact.decimals import Number
from govdisclosure.messages import Language, Message, MessageFact, say
from govdisclosure.standards.relation_model import Reading
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank, Value, in_digits, plain, plain_value, value_in_words


@frozen
class Operand(ValueObject):
    """A cell of a sum, as it is (加数).

    Attributes:
        factor: the whole number by which it counts; a constant has no cell, and this is what it is.
        address: the cell; empty for a constant.
        label: its printed label; empty for a constant.
        label_en: what an English message calls it; empty: its address.
        values: its value; of the preceding reports one each, where a body succeeds several. Empty where only the rule is shown.
        reading: whose figure it is.
        whose: which part it is of, or the standard of the report beside; empty elsewhere.
        assumed: what a blank is counted as: 0, or the sum of its own parts; None where it is not blank.
    """

    factor: int
    address: str = ""
    label: str = ""
    values: tuple[Value, ...] = ()
    reading: Reading = Reading.OWN
    whose: str = ""
    assumed: Number | None = None
    label_en: str = field(default="", eq=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the operand as the plain data of its JSON; a blank is null, and missing unless ``blanks`` names them."""
        blanks = [one.value for one in self.values if isinstance(one, Blank)]
        return {
            "factor": self.factor,
            "cell": self.address,
            "label": self.label,
            "previous": self.reading is Reading.PREVIOUS,
            "reading": self.reading.value,
            "whose": self.whose or None,
            "values": [plain_value(value) for value in self.values],
            **({"blanks": blanks} if Blank.NOT_APPLICABLE.value in blanks else {}),
            "assumed": None if self.assumed is None else plain(self.assumed),
        }

    @property
    def figure(self) -> Message:
        """Its figure in words: the value, those of several bodies added, or what a blank counts as."""
        return _figure(self, OperandStyle.EXACT)

    @property
    def sentence(self) -> Message:
        """The cell with its figure, without factor; empty for a constant."""
        return operand_in_words(self) if self.address else Message.literal("")


def sides_to_dict(sides: Sequence[Sequence[Operand]]) -> dict[str, Any]:
    """Return both sides of a relation as the plain data of their JSON."""
    return {name: [one.to_dict() for one in side] for name, side in zip(("left", "right"), sides, strict=True)}


class OperandStyle(Enum):
    """The style of a side: ``EXACT`` for checking figures, ``PLAIN`` for letters and forms, without addresses."""

    EXACT = "exact"
    PLAIN = "plain"


_MANY = 8
"""With more operands than these in a shortened side, those that are zero are named together."""


@frozen
class SideInWords(MessageFact, ValueObject):
    """One side of a relation, put into words when it is shown: ``“甲”3 + 2 × “乙”(空)``.

    Attributes:
        operands: the side.
        style: how it is written.
        total: what it comes to, shown behind more than one figure; empty: not shown.
        shortened: whether of many operands those that are zero are named together, or without figures the middle is left out.
    """

    operands: tuple[Operand, ...]
    style: OperandStyle = OperandStyle.EXACT
    total: str = ""
    shortened: bool = False

    def in_language(self, lang: Language) -> str:
        """Return the words in one language."""
        words = "".join(part.in_language(lang) for part in self._parts())
        if not self.total or (len(self.operands) == 1 and self.operands[0].factor == 1):
            return words
        return self._say("total", side=words, total=self.total).in_language(lang)

    def _parts(self) -> Iterator[Message]:
        many = self.shortened and len(self.operands) > _MANY
        figures = any(operand.values for operand in self.operands)
        if not many:
            yield from self._sum(self.operands)
        elif figures:
            shown = [one for one in self.operands if one.values != (0,) or one.assumed is not None] or self.operands[:1]
            yield from self._sum(shown)
            if len(shown) < len(self.operands):
                yield self._say("plus")
                yield say("operand.rest", count=len(self.operands) - len(shown))
        else:
            yield from self._sum(self.operands[:3])
            yield self._say("plus")
            yield say("operand.middle")
            yield from self._sum(self.operands[-1:], first=False)

    def _sum(self, operands: Sequence[Operand], *, first: bool = True) -> Iterator[Message]:
        for number, one in enumerate(operands):
            leads = first and not number
            if one.factor < 0:
                yield self._say("negative" if leads else "minus")
            elif not leads:
                yield self._say("plus")
            times = abs(one.factor)
            cell = operand_in_words(one, self.style) if one.address else Message.literal(str(times))
            yield cell if times == 1 or not one.address else self._say("times", factor=times, cell=cell)

    def _say(self, name: str, **facts: object) -> Message:
        return say(f"operand.{self.style.value}.{name}", **facts)


@frozen
class CountedSide(MessageFact, ValueObject):
    """One side of a relation with what it comes to, put into words when it is shown: ``“甲”3 + “乙”2，计5``.

    Attributes:
        operands: the side.
        total: what it comes to; of a constant alone it need not be shown.
        place: where it stands in the sentence, ``left`` or ``right``.
    """

    operands: tuple[Operand, ...]
    total: str
    place: Literal["left", "right"]

    def in_language(self, lang: Language) -> str:
        """Return the words in one language."""
        words = SideInWords(self.operands)
        if [one.address for one in self.operands] == [""]:
            return words.in_language(lang)
        return say(f"check.side.{self.place}", operands=words, total=self.total).in_language(lang)


def operand_in_words(operand: Operand, style: OperandStyle = OperandStyle.EXACT) -> Message:
    """Return a cell with its figure, without factor: ``“甲”3``; an exact English one names a Chinese label's address."""
    name = (
        Message.literal(zh=operand.label, en=operand.label_en or operand.address)
        if style is OperandStyle.EXACT
        else operand.label
    )
    key = "cell" if operand.reading is Reading.OWN else operand.reading.value
    values = operand.values
    usual = operand.assumed is None and len(values) == 1 and type(values[0]) is int
    figure = in_digits(values[0]) if usual else _figure(operand, style)
    return say(f"operand.{style.value}.{key}", name=name, whose=operand.whose, figure=figure)


def _figure(operand: Operand, style: OperandStyle) -> Message:
    if operand.assumed is not None:
        if operand.assumed and style is OperandStyle.EXACT:
            return say("operand.exact.blank_as", number=plain(operand.assumed))
        return say(f"operand.{style.value}.blank")
    shown = [_value_in_words(value) for value in operand.values]
    if len(shown) == 1:
        return shown[0]
    return say(f"operand.{style.value}.several", figures=shown) if shown else Message.literal("")


def _value_in_words(value: Value) -> Message:
    """Return what a value counts in a sum, a yes as 1; a blank is called one."""
    match value:
        case Blank.MISSING:
            return say("operand.missing")
        case Blank.NOT_APPLICABLE:
            return value_in_words(Blank.NOT_APPLICABLE)
        case bool() | str() | int() | Decimal() | date():
            return Message.literal(in_digits(value))
    assert_never(value)
