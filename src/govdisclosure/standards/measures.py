"""The measures (统计口径): how a cell's value is computed from records or other cells, or entered by hand.

A measure is one class. It defines everything about it: its keys in the file, its kind of value, how the
values of several bodies become one, what a scan must bring and how the value follows from that, what a record must meet and
what it adds, its words, and its formula in a workbook. So a measure is added by one class with a place in :data:`MEASURES`, and
the sentences it uses; types are red until the class is whole.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Protocol, Self, assert_never, get_args

from attrs import evolve, fields, frozen

from govdisclosure.exact.decimals import Number, from_fraction, quotient, rounded, shortest, total
from govdisclosure.expressions import (
    ALWAYS,
    NEVER,
    Arithmetic,
    Comparator,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    IsNone,
    Literal,
    Operand,
    Span,
    all_of,
    in_words,
    operand_in_words,
    over,
    refs,
)
from govdisclosure.messages import Message, say
from govdisclosure.records.record import EARLIEST, FieldType, RecordKind, nearest
from govdisclosure.standards.atoms import Atom, CellValue, DistinctValues, Earlier, NearestRank, Pick, SumOf, parts, pick
from govdisclosure.standards.file_keys import Key, WrittenEntry
from govdisclosure.standards.over_time import OverTime, derived
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Blank, Kind, Value, blank_of, number_of

MOST_DECIMALS = 9
"""The most decimals that a share or another rounded number may have."""
DECIMALS = Key("decimals", "whole", "Decimals, rounded half up; of a sum of money those that are printed, for it stays exact.")
DIVIDE = Key("divide", "whole", "Divides money exactly: 10000 from yuan to 万元.")
LEAST_AMONG = Key("least_among", "whole", "Not applicable where there are fewer records, or a smaller figure, to divide by.")


class Combine(Enum):
    """How the values of several bodies become one (汇总方式)."""

    SUM = "sum"
    ALL = "all"
    ANY = "any"
    LIST = "list"
    LEAST = "least"
    MOST = "most"
    NONE = "none"

    @classmethod
    def fitting(cls, kind: Kind) -> tuple[Combine, ...]:
        """Return the ways that fit a kind of value, the usual one first."""
        match kind:
            case Kind.COUNT | Kind.AMOUNT:
                return cls.SUM, cls.NONE
            case Kind.YES_NO:
                return cls.ALL, cls.ANY, cls.NONE
            case Kind.TEXT:
                return cls.LIST, cls.NONE
            case Kind.NUMBER | Kind.DATE:
                return cls.NONE, cls.LEAST, cls.MOST
            case Kind.SHARE | Kind.HEADING:
                return (cls.NONE,)
        assert_never(kind)


class MeasuredCell(Protocol):
    """The cell of a measure, as far as the measure needs it."""

    @property
    def counted(self) -> RecordKind:
        """The kind of record that it counts, where it counts any."""

    @property
    def where(self) -> tuple[Condition, ...]:
        """The condition of its row and its column on a record."""

    def beside(self, key: str) -> str:
        """Return the address of the cell in another row, or in another column where the measure is a column's."""


@frozen
class Criterion(ValueObject):
    """A measure's own criterion for records (口径条件), besides those of the row and the column.

    Attributes:
        met: what it must meet to count.
        among: what those must meet among which it is asked, for a share and a yes/no; None for what is counted outright.
        folds: the field whose different values are counted, each with the records that were folded into it.
    """

    met: Condition
    among: Condition | None = None
    folds: FieldRef | None = None


@frozen
class CellContribution(ValueObject):
    """The contribution of one record to a cell (单条记录的贡献): 1, a number of its own, or a value that counts once.

    Attributes:
        ref: the field that holds the number or the value; None where it adds 1.
        divide: what the number is divided by.
        once: whether a value counts once, however many records have it.
    """

    ref: FieldRef | None = None
    divide: int = 1
    once: bool = False


class Measure(ABC):
    """The definition of a cell's value (统计口径)."""

    __slots__ = ()
    of_records: ClassVar[bool] = True
    of_cells: ClassVar[bool] = False

    # ------------------------------------------------------------------------------------------------------- the file

    @classmethod
    @abstractmethod
    def own_keys(cls) -> tuple[Key, ...]:
        """Return its key in the file of a standard, and those of what may be said besides."""

    @classmethod
    @abstractmethod
    def read(cls, written: WrittenEntry) -> Self:
        """Return the measure that a row or a column writes.

        Raises:
            ExpressionError: a condition, a field or a number is none.
        """

    @classmethod
    def name(cls) -> str:
        """Return its key in the file, by which it is called elsewhere too."""
        return cls.own_keys()[0].name

    # ------------------------------------------------------------------------------------------------------ the value

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """The kind of its value; a total's is that of its parts."""

    @property
    def decimals(self) -> int:
        """How many decimals the smallest unit of its value has: 0 for a count, 2 for money in yuan (分), 6 in 万元."""
        return self.kind.least_decimals

    def as_printed(self, value: Value) -> Value:
        """Return a value that was worked out as it is printed: rounded where it is kept with more decimals than that."""
        return value

    @property
    def combining(self) -> tuple[Combine, ...]:
        """How values of several bodies may become one; the first where the standard does not say."""
        return Combine.fitting(self.kind)

    @property
    @abstractmethod
    def adds_up(self) -> bool:
        """Whether its value can be a part of a total."""

    @property
    def has_basis(self) -> bool:
        """Whether what is brought for it adds up over bodies though its value does not: a sum and number, part and whole."""
        return False

    @property
    def is_derived(self) -> bool:
        """Whether its value follows from other cells by no sum, as a ratio and a change do."""
        return self.of_cells and not self.parts

    @property
    def may_be_negative(self) -> bool:
        """Whether its value can be below 0 by what it is, as a change can, though the file does not say so."""
        return False

    # -------------------------------------------------------------------------------------------------- from records

    @property
    def addends(self) -> tuple[Addend, ...]:
        """What records of other kinds add to its value, each by itself."""
        return ()

    @abstractmethod
    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...] | None:
        """Return what must be brought for a cell; None where nothing can be, since it is typed in."""

    @abstractmethod
    def value(self, brought: Sequence[Value]) -> Value:
        """Return the value from what was brought, in the order of the atoms."""

    def remark(self, brought: Sequence[Value]) -> Message | None:
        """Return why a cell is blank though all that it follows from is given; None where nothing need be said."""
        del brought
        return None

    @property
    @abstractmethod
    def criterion(self) -> Criterion | None:
        """What a record must meet; None where no records are behind the cell itself."""

    @property
    @abstractmethod
    def adds(self) -> CellContribution | None:
        """What one record adds; None where the value does not follow from single records."""

    def over(self, span: Span) -> Self:
        """Return the same measure with other days for the report's period."""
        changed: Self = _over(self, span)
        return changed

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        """Return how its value follows from those of shorter periods, of records that meet ``where``; None if nothing tells."""
        del where
        return None

    # ---------------------------------------------------------------------------------------------- from other cells

    @property
    def parts(self) -> tuple[str, ...]:
        """The keys of the rows, or of the columns, that add up to it."""
        return ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The keys of the rows, or of the columns, that its value follows from; its parts where it is a total."""
        return self.parts

    def formula(self, cells: Sequence[str]) -> str | None:
        """Return the formula of a workbook over the cells it follows from, in their order; None where the form has it typed in.

        Of a total these are the ranges that its parts are in, such as ``B2:B4``.
        """
        del cells
        return None

    # ---------------------------------------------------------------------------------------------------------- words

    @abstractmethod
    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        """Say what is counted, of records that meet a condition; ``labels`` are those of other rows, or columns, by key."""

    @abstractmethod
    def method(self, cell: MeasuredCell) -> Message:
        """Say how the value follows from the records that meet all that is asked: their number, a sum over them."""


@frozen
class Count(Measure, ValueObject):
    """The number of records that meet a condition (计数)."""

    condition: Condition

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return (Key("count", "text", "How many records meet this condition."),)

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(written.condition(written.data["count"]))

    @property
    def kind(self) -> Kind:
        return Kind.COUNT

    @property
    def adds_up(self) -> bool:
        return True

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return (_pick(cell, self.condition),)

    def value(self, brought: Sequence[Value]) -> Value:
        (number,) = brought
        return number

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        return derived([*where, self.condition])

    @property
    def criterion(self) -> Criterion:
        return Criterion(self.condition)

    @property
    def adds(self) -> CellContribution:
        return CellContribution()

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return in_words(all_of(where, self.condition))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.count", kind=cell.counted)


@frozen
class Distinct(Measure, ValueObject):
    """The number of distinct values of a field (去重计数); missing is no value."""

    ref: FieldRef
    condition: Condition = ALWAYS

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return (Key("distinct", "text", "How many different values this field has."),)

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(written.field(written.data["distinct"]))

    @property
    def kind(self) -> Kind:
        return Kind.COUNT

    @property
    def combining(self) -> tuple[Combine, ...]:
        return Combine.NONE, Combine.SUM  # one value may be two bodies': only the records can tell, unless the standard does

    @property
    def adds_up(self) -> bool:
        return False  # values of two parts may be the same

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return (DistinctValues(cell.counted, parts(*cell.where, self.condition), self.ref),)

    def value(self, brought: Sequence[Value]) -> Value:
        (number,) = brought
        return number

    @property
    def criterion(self) -> Criterion:
        return Criterion(all_of(self.condition, *_given(self.ref)), folds=self.ref)

    @property
    def adds(self) -> CellContribution:
        return CellContribution(self.ref, once=True)

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say("explain.distinct", field=operand_in_words(self.ref), scope=in_words(all_of(where, self.condition)))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.distinct", kind=cell.counted, field=operand_in_words(self.ref))


@frozen
class Addend(ValueObject):
    """A number of records of another kind that is added to a sum (另加)."""

    records: RecordKind
    where: Condition
    sum: Sum


@frozen
class Sum(Measure, ValueObject):
    """The sum of a number over records (求和); money is divided exactly, such as by 10000 from yuan to 万元.

    Attributes:
        also: what records of other kinds add to it, in the same unit.
        printed_decimals: how many decimals are printed of money that was worked out; all where it does not say.
    """

    operand: Operand
    money: bool
    divide: int = 1
    also: tuple[Addend, ...] = ()
    printed_decimals: int | None = None

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return (
            Key("sum", "text", "The sum of this number."),
            DIVIDE,
            DECIMALS,
            Key("also", "addend[]", "Numbers of records of other kinds that are added to the sum, divided as it is."),
        )

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        divide = _divide(written)
        operand = written.number(written.data["sum"])
        money = _is_money(operand)
        decimals = _decimals(written, 0) if "decimals" in written.data else None
        if decimals is not None and not money:
            written.refuse("decimals", "standard.decimals_of_count")
        return cls(operand, money, divide, tuple(_addends(written, money, divide)), decimals)

    @property
    def kind(self) -> Kind:
        return Kind.AMOUNT if self.money else Kind.COUNT

    @property
    def decimals(self) -> int:
        return next(places for places in range(2, 13) if 10**places % (100 * self.divide) == 0) if self.money else 0

    @property
    def adds_up(self) -> bool:
        return True

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        own = SumOf(cell.counted, parts(*cell.where), self.operand, self.money)
        return own, *(SumOf(one.records, parts(one.where), one.sum.operand, self.money) for one in self.also)

    def value(self, brought: Sequence[Value]) -> Value:
        whole = total(_numbers(brought))
        return shortest(Decimal(from_fraction(Fraction(whole) / (100 * self.divide)))) if self.money else whole

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        ways = {derived([*where, self.operand]), *(derived([one.where, one.sum.operand]) for one in self.also)}
        return ways.pop() if len(ways) == 1 else None

    @property
    def criterion(self) -> Criterion:
        return Criterion(all_of(*_given(self.operand)))

    @property
    def adds(self) -> CellContribution | None:
        return CellContribution(self.operand, self.divide) if isinstance(self.operand, FieldRef) else None

    def as_printed(self, value: Value) -> Value:
        number = None if self.printed_decimals is None else number_of(value)
        return value if number is None or self.printed_decimals is None else rounded(Fraction(number), self.printed_decimals)

    @property
    def addends(self) -> tuple[Addend, ...]:
        return self.also

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        field, scope = operand_in_words(self.operand), in_words(where)
        if self.divide == 1:
            words = say("explain.sum", field=field, scope=scope)
        else:
            words = say("explain.sum_divided", field=field, divide=self.divide, scope=scope)
        if not self.also:
            return words
        others = [say("explain.of_records", kind=one.records, words=one.sum.words(one.where, labels)) for one in self.also]
        return say("explain.sum_also", words=words, others=others)

    def method(self, cell: MeasuredCell) -> Message:
        field = operand_in_words(self.operand)
        if self.divide == 1:
            return say("explain.measure.sum", kind=cell.counted, field=field)
        return say("explain.measure.sum_divided", kind=cell.counted, field=field, divide=self.divide)


@frozen
class YesNo(Measure, ValueObject):
    """Whether records meet a condition; over none, what the standard says, else not applicable."""

    condition: Condition
    when_none: bool | None = None

    @staticmethod
    def when_none_key() -> Key:
        """Return the key that says what it is over no records."""
        doc = "What any or all is over no records; not applicable without it. Needs a source."
        return Key("when_none", "flag", doc, of_rows=True)

    @property
    def kind(self) -> Kind:
        return Kind.YES_NO

    @property
    def adds_up(self) -> bool:
        return False

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return _pick(cell, self.condition), _pick(cell)

    def value(self, brought: Sequence[Value]) -> Value:
        hits, looked_at = _numbers(brought)
        if looked_at == 0:
            return Blank.NOT_APPLICABLE if self.when_none is None else self.when_none
        return self.answer(hits, looked_at)

    @abstractmethod
    def answer(self, hits: Number, looked_at: Number) -> bool:
        """Return the answer where some records were looked at."""

    @property
    def criterion(self) -> Criterion:
        return Criterion(self.condition, among=ALWAYS)

    @property
    def adds(self) -> None:
        return None


@frozen
class AnyOf(YesNo):
    """Whether some record meets a condition (有一即是)."""

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("any", "text", "Whether some record meets this condition."), cls.when_none_key()

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        way = derived([*where, self.condition])
        if way is OverTime.SUM:  # a part without records must not decide
            return None if self.when_none else OverTime.MOST
        return way

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(written.condition(written.data["any"]), written.data.get("when_none"))

    def answer(self, hits: Number, looked_at: Number) -> bool:
        del looked_at
        return hits > 0

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say("explain.any", condition=in_words(self.condition), scope=in_words(where))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.any", kind=cell.counted)


@frozen
class AllOf(YesNo):
    """Whether every record meets a condition (全部才是)."""

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("all", "text", "Whether every record meets this condition."), cls.when_none_key()

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        way = derived([*where, self.condition])
        if way is OverTime.SUM:  # each part looks at its own records, and one without any must not decide
            return OverTime.LEAST if derived(where) is way and self.when_none is not False else None
        return way

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(written.condition(written.data["all"]), written.data.get("when_none"))

    def answer(self, hits: Number, looked_at: Number) -> bool:
        return hits == looked_at

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say("explain.all", condition=in_words(self.condition), scope=in_words(where))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.all", kind=cell.counted, scope=in_words(all_of(*cell.where)))


@frozen
class Share(Measure, ValueObject):
    """The share of records that meet ``of`` among those that meet ``among`` (占比), in per cent, rounded half up."""

    of: Condition
    among: Condition
    decimals: int
    least_among: int = 1

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        doc = "The share, in per cent, of records that meet `of` among those that meet `among`."
        return Key("share", "share", doc), DECIMALS, LEAST_AMONG

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        of, among = (written.condition(written.data["share"][part]) for part in ("of", "among"))
        return cls(of, among, _decimals(written, 1), written.data.get("least_among", 1))

    @property
    def kind(self) -> Kind:
        return Kind.SHARE

    @property
    def adds_up(self) -> bool:
        return False

    @property
    def has_basis(self) -> bool:
        return True

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return _pick(cell, self.among, self.of), _pick(cell, self.among)

    def value(self, brought: Sequence[Value]) -> Value:
        part, whole = _numbers(brought)
        return quotient(100 * int(part), whole, self.decimals) if whole >= max(1, self.least_among) else Blank.NOT_APPLICABLE

    def over_time(self, where: Sequence[Condition]) -> OverTime:
        return _of_stock(derived([*where, self.of, self.among]))

    def remark(self, brought: Sequence[Value]) -> Message | None:
        return _too_few(_numbers(brought)[-1:], self.least_among)

    @property
    def criterion(self) -> Criterion:
        return Criterion(all_of(self.among, self.of), among=self.among)

    @property
    def adds(self) -> None:
        return None

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say("explain.share", part=in_words(all_of(where, self.of)), whole=in_words(all_of(where, self.among)))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.share", kind=cell.counted, scope=in_words(all_of(*cell.where, self.among)))


@frozen
class Rate(Share):
    """So many records that meet ``of`` to each ``per`` of those that meet ``among`` (比率), rounded half up."""

    per: int = 100

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        doc = "How many records meet `of` to each `per` of those that meet `among`."
        return Key("rate", "rate", doc), DECIMALS, LEAST_AMONG

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        of, among = (written.condition(written.data["rate"][part]) for part in ("of", "among"))
        return cls(of, among, _decimals(written, 1), written.data.get("least_among", 1), written.data["rate"].get("per", 100))

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER

    @property
    def combining(self) -> tuple[Combine, ...]:
        return (Combine.NONE,)

    def value(self, brought: Sequence[Value]) -> Value:
        part, whole = _numbers(brought)
        if whole < max(1, self.least_among):
            return Blank.NOT_APPLICABLE
        return quotient(self.per * int(part), whole, self.decimals)

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        part, whole = in_words(all_of(where, self.of)), in_words(all_of(where, self.among))
        return say("explain.rate", per=self.per, part=part, whole=whole)

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.rate", per=self.per, kind=cell.counted, scope=in_words(all_of(*cell.where, self.among)))


@frozen
class OfNumber(Measure, ValueObject):
    """One number for those of many records (数值统计): their mean, or one of them by its rank; of none, not applicable."""

    operand: Operand
    money: bool
    divide: int
    decimals: int

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER

    @property
    def adds_up(self) -> bool:
        return False

    @property
    def condition(self) -> Condition:
        """What a record must meet besides the row and the column: its number, or its day, is given."""
        return all_of(*_given(self.ordered))

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        return _of_stock(derived([*where, self.operand]))

    @property
    def criterion(self) -> Criterion:
        return Criterion(self.condition)

    @property
    def adds(self) -> None:
        return None

    def rounded(self, number: Fraction) -> Decimal:
        """Return a number of fen or of whole units as the cell prints it, rounded half up once."""
        return rounded(number / (100 * self.divide if self.money else self.divide), self.decimals)

    @property
    def ordered(self) -> Operand:
        """The number, or the day, that its words name."""
        return self.operand

    @property
    def word(self) -> str:
        """What the keys of its sentences in the catalogue end in."""
        return self.name()

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say(f"explain.{self.word}", field=operand_in_words(self.ordered), scope=in_words(where))

    def method(self, cell: MeasuredCell) -> Message:
        return say(f"explain.measure.{self.word}", kind=cell.counted, field=operand_in_words(self.ordered))


@frozen
class Mean(OfNumber):
    """The mean of a number over records (平均数), exact and rounded half up once."""

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("mean", "text", "The mean of this number."), DECIMALS, DIVIDE

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        operand = written.number(written.data["mean"])
        money = _is_money(operand)
        return cls(operand, money, _divide(written), _decimals(written, 2 if money else 1))

    @property
    def has_basis(self) -> bool:
        return True

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        whole = SumOf(cell.counted, parts(*cell.where, self.condition), self.operand, self.money)
        return whole, _pick(cell, self.condition)

    def value(self, brought: Sequence[Value]) -> Value:
        whole, count = _numbers(brought)
        return self.rounded(Fraction(whole) / Fraction(count)) if count else Blank.NOT_APPLICABLE


@frozen
class Ranked(OfNumber):
    """One of the numbers of records, by the nearest rank: the first of those that so large a share of all does not exceed."""

    share: Fraction

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        conditions = parts(*cell.where, self.condition)
        return NearestRank(cell.counted, conditions, self.operand, self.money, self.share), _pick(cell, self.condition)

    def value(self, brought: Sequence[Value]) -> Value:
        number, count = _numbers(brought)
        return self.rounded(Fraction(number)) if count else Blank.NOT_APPLICABLE

    @classmethod
    def at(cls, written: WrittenEntry, share: Fraction) -> Self:
        """Return the measure that a row or a column writes, at a rank."""
        operand = written.number(written.data[cls.name()])
        money = _is_money(operand)
        return cls(operand, money, _divide(written), _decimals(written, 2 if money else 0), share)


@frozen
class Median(Ranked):
    """The median of a number over records (中位数): the lower one of the two in the middle."""

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("median", "text", "The median of this number, the lower of two in the middle."), DECIMALS, DIVIDE

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls.at(written, Fraction(1, 2))


@frozen
class Quantile(Ranked):
    """The number that so many per cent of records do not exceed (分位数), by the nearest rank."""

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        at = Key("at", "whole", "The per cent of a quantile: 90 is the number that 90 of 100 records do not exceed.")
        return Key("quantile", "text", "The quantile `at` of this number, by the nearest rank."), at, DECIMALS, DIVIDE

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        at = written.data.get("at", 0)
        if not 0 < at < 100:
            written.refuse("at", "standard.quantile", found=at)
        return cls.at(written, Fraction(at, 100))

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        field, at = operand_in_words(self.operand), str(self.share * 100)
        return say("explain.quantile", at=at, field=field, scope=in_words(where))

    def method(self, cell: MeasuredCell) -> Message:
        field, at = operand_in_words(self.operand), str(self.share * 100)
        return say("explain.measure.quantile", at=at, kind=cell.counted, field=field)


@frozen
class Extreme(Ranked):
    """The number or the day at one end of the order; areas and longer periods have that end of their parts' figures.

    A day is ranked by the number of days to it, which every engine counts alike.

    Attributes:
        day: the field of the day; None for a number.
    """

    day: FieldRef | None = None

    rank: ClassVar[Fraction]
    of_bodies: ClassVar[Combine]
    of_parts: ClassVar[OverTime]

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        operand = written.ordered(written.data[cls.name()])
        if not isinstance(operand, FieldRef) or operand.field.type is not FieldType.DATE:
            return cls.at(written, cls.rank)
        for key in (DECIMALS, DIVIDE):
            if key.name in written.data:
                written.refuse(key.name, "standard.not_of_day", name=key.name, found=written.data[cls.name()])
        since = DaysBetween(working=False, start=Literal(EARLIEST), end=operand)
        return cls(since, money=False, divide=1, decimals=0, share=cls.rank, day=operand)

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER if self.day is None else Kind.DATE

    @property
    def ordered(self) -> Operand:
        return self.day or self.operand

    @property
    def word(self) -> str:
        return self.name() if self.day is None else f"{self.name()}_day"

    def value(self, brought: Sequence[Value]) -> Value:
        number, count = _numbers(brought)
        if self.day is not None:
            return EARLIEST + timedelta(days=int(number)) if count else Blank.NOT_APPLICABLE
        return super().value(brought)

    @property
    def combining(self) -> tuple[Combine, ...]:
        return self.of_bodies, Combine.NONE

    def over_time(self, where: Sequence[Condition]) -> OverTime | None:
        way = derived([*where, self.operand])
        return self.of_parts if way is OverTime.SUM else way


@frozen
class Least(Extreme):
    """The least of a number, or the earliest of a day, over records (最小值、最早日期)."""

    rank: ClassVar[Fraction] = Fraction(0)
    of_bodies: ClassVar[Combine] = Combine.LEAST
    of_parts: ClassVar[OverTime] = OverTime.LEAST

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("least", "text", "The least of this number, or the earliest of this day."), DECIMALS, DIVIDE


@frozen
class Most(Extreme):
    """The greatest of a number, or the latest of a day, over records (最大值、最晚日期)."""

    rank: ClassVar[Fraction] = Fraction(1)
    of_bodies: ClassVar[Combine] = Combine.MOST
    of_parts: ClassVar[OverTime] = OverTime.MOST

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return Key("most", "text", "The greatest of this number, or the latest of this day."), DECIMALS, DIVIDE


class OfCells(Measure):
    """A measure whose value follows from other cells (由单元格计算); no record is behind it."""

    of_records: ClassVar[bool] = False
    of_cells: ClassVar[bool] = True

    @property
    def criterion(self) -> None:
        return None

    @property
    def adds(self) -> None:
        return None


class OfTwoCells(OfCells):
    """One cell compared with another (两数比较): a number that does not add up, blank where one of the two is."""

    @property
    def kind(self) -> Kind:
        return Kind.NUMBER

    @property
    def combining(self) -> tuple[Combine, ...]:
        return (Combine.NONE,)

    @property
    def adds_up(self) -> bool:
        return False

    def value(self, brought: Sequence[Value]) -> Value:
        numbers = _numbers(brought)
        if len(numbers) < len(brought):
            return blank_of([one for one in brought if isinstance(one, Blank)])
        one, other = map(Fraction, numbers)
        return self.compared(one, other)

    def formula(self, cells: Sequence[str]) -> str:
        one, other = cells
        return f'IF(COUNT({one},{other})<2,"",{self.comparison(one, other)})'

    @abstractmethod
    def compared(self, one: Fraction, other: Fraction) -> Value:
        """Return the value for two figures."""

    @abstractmethod
    def comparison(self, one: str, other: str) -> str:
        """Return its formula for two cells of a workbook that hold figures."""


@frozen
class Ratio(OfTwoCells, ValueObject):
    """So many of one cell to each ``per`` of another (比值), rounded half up; per cent where the file does not say."""

    of: str
    among: str
    decimals: int
    least_among: int = 1
    per: int = 100

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        doc = "How many of the row (or column) `of` to each `per` of the row `among`."
        return Key("ratio", "ratio", doc), DECIMALS, LEAST_AMONG

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        of = written.data["ratio"]
        return cls(of["of"], of["among"], _decimals(written, 1), written.data.get("least_among", 1), of.get("per", 100))

    @property
    def cells(self) -> tuple[str, ...]:
        return self.of, self.among

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return CellValue(cell.beside(self.of)), CellValue(cell.beside(self.among))

    def compared(self, one: Fraction, other: Fraction) -> Value:
        if other == 0 or other < self.least_among:
            return Blank.NOT_APPLICABLE
        return rounded(one * self.per / other, self.decimals)

    def remark(self, brought: Sequence[Value]) -> Message | None:
        return _too_few(_numbers(brought[-1:]), self.least_among)

    def comparison(self, one: str, other: str) -> str:
        quotient = f"ROUND({one}*{self.per}/{other},{self.decimals})"
        return f'IF({other}<{max(1, self.least_among)},"—",{quotient})'

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del where
        part, whole = (labels.get(key, key) for key in self.cells)
        return say("explain.ratio", per=self.per, part=part, whole=whole)

    def method(self, cell: MeasuredCell) -> Message:
        del cell
        return say("explain.measure.ratio", per=self.per)


class ChangeForm(Enum):
    """How a change is counted (增减表示): in per cent of the earlier figure, or as the difference."""

    PER_CENT = "per cent"
    DIFFERENCE = "difference"

    @property
    def word(self) -> str:
        """What the keys of its sentences in the catalogue end in."""
        return self.name.lower()


@frozen
class PeriodChange(OfTwoCells, ValueObject):
    """By how much a cell differs from an earlier figure (同比、环比): in per cent of that, or as the difference.

    The earlier figure is the same cell's in the report of the preceding period or of the same period of the year before, or
    that of another row (or column) of the same report. Exact, rounded half up once. Where the earlier figure is 0 or below,
    no per cent of it can be said: not applicable.

    Attributes:
        of: the key of the row, or of the column, that changed.
        against: which earlier report, or the key of the row or column that holds the earlier figure.
        form: whether in per cent or as the difference.
    """

    of: str
    against: Earlier | str
    form: ChangeForm
    decimals: int

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        doc = "By how much the row (or column) `of` differs from what it was, or from the row `against`."
        return Key("change", "change", doc), DECIMALS

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        of = written.data["change"]
        against = next((one for one in Earlier if one.value == of["against"]), of["against"])
        return cls(of["of"], against, ChangeForm(of.get("in", ChangeForm.PER_CENT.value)), _decimals(written, 1))

    @property
    def may_be_negative(self) -> bool:
        return True

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.of,) if isinstance(self.against, Earlier) else (self.of, self.against)

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        now = cell.beside(self.of)
        before = CellValue(now, self.against) if isinstance(self.against, Earlier) else CellValue(cell.beside(self.against))
        return CellValue(now), before

    def compared(self, one: Fraction, other: Fraction) -> Value:
        if self.form is ChangeForm.DIFFERENCE:
            return rounded(one - other, self.decimals)
        return rounded((one - other) * 100 / other, self.decimals) if other > 0 else Blank.NOT_APPLICABLE

    def remark(self, brought: Sequence[Value]) -> Message | None:
        before = _numbers(brought[-1:])
        if self.form is ChangeForm.DIFFERENCE or not before or before[0] > 0:
            return None
        return say("explain.remark.from_nothing", figure=before[0])

    def comparison(self, one: str, other: str) -> str:
        if self.form is ChangeForm.DIFFERENCE:
            return f"ROUND({one}-{other},{self.decimals})"
        return f'IF({other}<=0,"—",ROUND(({one}-{other})*100/{other},{self.decimals}))'

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del where
        of, form = labels.get(self.of, self.of), self.form.word
        if isinstance(self.against, Earlier):
            return say(f"explain.change.{form}", of=of, against=say(f"explain.earlier.{self.against.word}"))
        return say(f"explain.change.{form}", of=of, against=labels.get(self.against, self.against))

    def method(self, cell: MeasuredCell) -> Message:
        del cell
        return say(f"explain.measure.change.{self.form.word}")


@frozen
class Total(OfCells, ValueObject):
    """The sum of other rows, or of other columns (合计), by key."""

    parts: tuple[str, ...]

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return (Key("total", "texts", "Keys of the rows (or columns) that add up to this one; it is a relation too."),)

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        if not written.data["total"]:
            written.refuse("total", "standard.empty_total")
        return cls(tuple(written.data["total"]))

    @property
    def kind(self) -> Kind:
        return Kind.COUNT

    @property
    def adds_up(self) -> bool:
        return True

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        return tuple(CellValue(cell.beside(key)) for key in self.parts)

    def value(self, brought: Sequence[Value]) -> Value:
        """Add the parts that are given; the total of blank parts is blank, not zero."""
        numbers = _numbers(brought)
        if not numbers:
            return blank_of(brought)
        found = total(numbers)
        return shortest(found) if isinstance(found, Decimal) else found

    def formula(self, cells: Sequence[str]) -> str:
        parts = ",".join(cells)
        return f'IF(COUNT({parts})=0,"",SUM({parts}))'

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del where
        return say("explain.total", parts=[labels.get(key, key) for key in self.parts])

    def method(self, cell: MeasuredCell) -> Message:
        del cell
        return say("explain.measure.total")


@frozen
class EnteredMeasure(Measure, ValueObject):
    """A figure or text entered by hand (填报)."""

    of_records: ClassVar[bool] = False
    kind: Kind

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        kinds = tuple(kind.value for kind in Kind if kind is not Kind.HEADING)
        return (Key("entered", "text", "A figure or words that no record stands for: what it holds.", choices=kinds),)

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(Kind(written.data["entered"]))

    @property
    def adds_up(self) -> bool:
        return self.kind.adds_up

    def atoms(self, cell: MeasuredCell) -> None:
        del cell

    def value(self, brought: Sequence[Value]) -> Value:
        del brought
        return Blank.MISSING

    @property
    def criterion(self) -> None:
        return None

    @property
    def adds(self) -> None:
        return None

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del where, labels
        return say("explain.entered")

    def method(self, cell: MeasuredCell) -> Message:
        del cell
        return say("explain.entered")


def _registered(*measures: type[Measure]) -> Mapping[str, type[Measure]]:
    return {measure.name(): measure for measure in measures}


MEASURES: Mapping[str, type[Measure]] = _registered(
    Count,
    Distinct,
    Sum,
    Mean,
    Median,
    Quantile,
    Least,
    Most,
    AnyOf,
    AllOf,
    Share,
    Rate,
    Ratio,
    PeriodChange,
    Total,
    EnteredMeasure,
)
"""Every measure, by its key in the file of a standard."""


def _addends(written: WrittenEntry, money: bool, divide: int) -> Iterator[Addend]:  # noqa: FBT001 - as Sum has it
    for one in written.data.get("also", ()):
        kind = written.kinds.get(one["records"])
        if kind is None:
            known = list(nearest(one["records"], written.kinds) or written.kinds)
            written.refuse("also", "standard.unknown_kind", found=one["records"], known=known)
            continue
        other = evolve(written, kind=kind)
        operand, where = other.number(one["sum"]), other.condition(one["where"])
        if _is_money(operand) is not money:
            written.refuse("also", "standard.addend_unit", found=one["sum"], sum=written.data["sum"])
        elif where != NEVER:  # a switch may leave it out
            yield Addend(kind, where, Sum(operand, money, divide))


def _divide(written: WrittenEntry) -> int:
    divide: int = written.data.get("divide", 1)
    if not divide or 10**10 % divide:  # else a sum of fen has no end of decimals, or more than report JSON holds
        written.refuse("divide", "standard.divide", found=divide)
    return divide


def _decimals(written: WrittenEntry, usual: int) -> int:
    decimals: int = written.data.get("decimals", usual)
    if decimals > MOST_DECIMALS:
        written.refuse("decimals", "standard.decimals", found=decimals, most=MOST_DECIMALS)
    return decimals


def _is_money(operand: Operand) -> bool:
    return any(ref.field.type is FieldType.MONEY for ref in refs(operand))


def _pick(cell: MeasuredCell, *conditions: Condition) -> Pick:
    return pick(cell.counted, (*cell.where, *conditions))


def _of_stock(way: OverTime | None) -> OverTime:
    """Return how shares and means combine over time: those of a stock are the first or last part's, others don't follow."""
    return way if way in (OverTime.FIRST, OverTime.LAST) else OverTime.NONE


def _given(operand: Operand) -> list[Condition]:
    """A value that is missing is no different value, and adds nothing; days between days are missing with either of them."""
    given: list[Condition] = [IsNone(ref, negated=True) for ref in refs(operand) if ref.nullable]
    # Working days are missing too where a year's holidays are not known, and what is missing equals nothing, not even itself.
    return [*given, Compare(Comparator.EQUAL, operand, operand)] if isinstance(operand, Arithmetic | DaysBetween) else given


@lru_cache(maxsize=1024)
def _over(holder: Any, span: Span) -> Any:
    """Return a measure, or what it adds, with every condition and operand in it over other days."""
    changes: dict[str, object] = {}
    for one in fields(type(holder)):
        value = getattr(holder, one.name)
        if isinstance(value, get_args(Condition) + get_args(Operand)):
            changes[one.name] = over(value, span)
        elif isinstance(value, Measure):
            changes[one.name] = _over(value, span)
        elif isinstance(value, tuple):
            changes[one.name] = tuple(_over(each, span) if isinstance(each, Addend) else each for each in value)
    return evolve(holder, **changes)


def _too_few(among: Sequence[Number], least: int) -> Message | None:
    return say("explain.remark.too_few", count=among[0], least=least) if least > 1 and among and among[0] < least else None


def _numbers(brought: Sequence[Value]) -> list[Number]:
    return [one for one in brought if type(one) is int or not isinstance(one, _NO_NUMBERS)]


_NO_NUMBERS = (Blank, str, date)
