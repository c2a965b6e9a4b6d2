"""The small expression language of the standards (口径表达式): parsing, checking against the records' fields, wording.

A condition is a subset of Python's expressions, read with :mod:`ast` and never evaluated by Python itself::

    closed in period and outcome in ('granted', 'already_public')
    received < period.start and (closed is None or closed >= period.start)
    channel == 'city_portal' and column.kind == 'department_news'

**Two-valued everywhere**: with ``x`` missing, ``x == 'a'``, ``x != 'a'``, ``x in …``, ``x not in …``, ``x < 3``, ``x in
period`` and a bare yes/no field are all false, so ``not (x == 'a')`` is true. Arithmetic with a missing part is missing.
Compilers (memory, polars, SQL) turn the same tree into their own form; this module knows nothing of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias, assert_never, overload

from attrs import evolve, frozen

from govdisclosure.errors import ExpressionError
from govdisclosure.messages import Message, say
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.records.record import nearest
from govdisclosure.records.vocabulary import Outcome, Word
from govdisclosure.value_objects import FrozenDict, ValueObject
from govdisclosure.values import NEW_YEAR, MonthDay, Period

# ---------------------------------------------------------------------------------------------------------- the tree


@frozen(cache_hash=True)
class FieldRef(ValueObject):
    """A field of the record, or of one of its parents: ``outcome``, ``column.kind``."""

    field: Field
    parent: Field | None = None  # the field of the record that holds the parent's id

    @property
    def name(self) -> str:
        """The name as written in a condition."""
        return f"{self.parent.name}.{self.field.name}" if self.parent else self.field.name

    @property
    def nullable(self) -> bool:
        """Whether it can be missing; always true for a parent's field, because the parent may be unknown."""
        return self.parent is not None or not self.field.required


class OtherPeriod(Enum):
    """A period that a column may count over in place of the report's own (对比口径)."""

    YEAR_TO_DATE = "year_to_date"  # 本年累计
    LAST_YEAR = "same_period_last_year"  # 上年同期
    BEFORE = "period_before"  # 上期


@frozen(cache_hash=True)
class Span(ValueObject):
    """The days that a condition is about, seen from the report's period (统计时段).

    Attributes:
        other: which days; None for the period's own.
        year_starts: month and day on which a year starts, for the year so far.
    """

    other: OtherPeriod | None = None
    year_starts: MonthDay = NEW_YEAR

    def of(self, period: Period) -> Period:
        """Return these days for a report on a period."""
        match self.other:
            case None:
                return period
            case OtherPeriod.YEAR_TO_DATE:
                return period.year_to_date(self.year_starts)
            case OtherPeriod.LAST_YEAR:
                return period.a_year_before
            case OtherPeriod.BEFORE:
                return period.before
        assert_never(self.other)

    @property
    def words(self) -> Message:
        """What these days are called."""
        return say(f"words.span.{'own' if self.other is None else self.other.name.lower()}")


OWN_PERIOD = Span()


@frozen(cache_hash=True)
class PeriodDay(ValueObject):
    """``period.start`` or ``period.end``."""

    which: str
    span: Span = OWN_PERIOD

    def of(self, period: Period) -> date:
        """Return the day for a report on a period."""
        days = self.span.of(period)
        return days.start if self.which == "start" else days.end


@frozen
class Literal(ValueObject):
    """A day, a whole number, a vocabulary word or an id."""

    value: date | int | Word | str


class ArithmeticOperator(Enum):
    """Operators on whole numbers (加减); the value is their spelling in Python and SQL."""

    PLUS = "+"
    MINUS = "-"


@frozen(cache_hash=True)
class Arithmetic(ValueObject):
    """``a + b`` or ``a - b`` on whole numbers."""

    operator: ArithmeticOperator
    left: Operand
    right: Operand


@frozen(cache_hash=True)
class DaysBetween(ValueObject):
    """``days(a, b)``: days from a to b; ``workdays(a, b)``: working days after a up to and including b."""

    working: bool
    start: Operand
    end: Operand


Operand: TypeAlias = FieldRef | PeriodDay | Literal | Arithmetic | DaysBetween


class Comparator(Enum):
    """Comparison operators (比较方式); the value is their spelling in conditions and Python."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    @property
    def word(self) -> str:
        """The last part of its message keys, such as ``words.compare.at_most``."""
        return self.name.lower()

    @property
    def is_order(self) -> bool:
        """Whether it needs ordered values."""
        return self not in (Comparator.EQUAL, Comparator.NOT_EQUAL)

    @property
    def negation(self) -> Comparator:
        """The complementary operator."""
        match self:
            case Comparator.EQUAL:
                return Comparator.NOT_EQUAL
            case Comparator.NOT_EQUAL:
                return Comparator.EQUAL
            case Comparator.BELOW:
                return Comparator.AT_LEAST
            case Comparator.AT_MOST:
                return Comparator.ABOVE
            case Comparator.ABOVE:
                return Comparator.AT_MOST
            case Comparator.AT_LEAST:
                return Comparator.BELOW
        assert_never(self)

    def compare(self, left: Any, right: Any) -> Any:
        """Compare two values, or two columns of data frames element by element."""
        match self:
            case Comparator.EQUAL:
                return left == right
            case Comparator.NOT_EQUAL:
                return left != right
            case Comparator.BELOW:
                return left < right
            case Comparator.AT_MOST:
                return left <= right
            case Comparator.ABOVE:
                return left > right
            case Comparator.AT_LEAST:
                return left >= right
        assert_never(self)


@frozen(cache_hash=True)
class Compare(ValueObject):
    """``a == b``, ``a < b`` and the like."""

    operator: Comparator
    left: Operand
    right: Operand


@frozen(cache_hash=True)
class Membership(ValueObject):
    """``x in ('a', 'b')``; ``negated`` for ``not in``."""

    ref: FieldRef
    values: tuple[Literal, ...]
    negated: bool = False


@frozen(cache_hash=True)
class WithinPeriod(ValueObject):
    """``day in period``; ``negated`` for ``not in``."""

    ref: FieldRef
    negated: bool = False
    span: Span = OWN_PERIOD


@frozen(cache_hash=True)
class IsNone(ValueObject):
    """``x is None``; ``negated`` for ``is not None``."""

    ref: FieldRef
    negated: bool = False


@frozen(cache_hash=True)
class Flag(ValueObject):
    """A bare yes/no field."""

    ref: FieldRef


@frozen(cache_hash=True)
class And(ValueObject):
    """``a and b and …``."""

    parts: tuple[Condition, ...]


@frozen(cache_hash=True)
class Or(ValueObject):
    """``a or b or …``."""

    parts: tuple[Condition, ...]


@frozen(cache_hash=True)
class Negation(ValueObject):
    """``not a``."""

    part: Condition


Condition: TypeAlias = Compare | Membership | WithinPeriod | IsNone | Flag | And | Or | Negation

ALWAYS = And(())
"""The condition that always holds."""
NEVER = Or(())
"""The condition that never holds."""


# ----------------------------------------------------------------------------------------------------------- reading


@frozen
class SwitchChoice(ValueObject):
    """The choice made for a switch of a standard (口径选项), and the alternatives."""

    chosen: str
    choices: tuple[str, ...]


def parse_condition(
    text: str,
    kind: RecordKind,
    policies: Mapping[str, SwitchChoice] = FrozenDict(),
) -> Condition:
    """Parse a condition over records of ``kind`` and check every part (口径条件).

    Args:
        text: the condition.
        kind: the kind of record it is about.
        policies: the standard's switches; ``policy.NAME == 'choice'`` is resolved here, so that no engine knows of it.

    Raises:
        ExpressionError: it is no condition, names an unknown field or word, or compares what cannot be compared.

    Example:
        >>> from govdisclosure.records import RECORD_KINDS
        >>> condition = parse_condition("received in period", RECORD_KINDS["request"])
        >>> parse_condition("recieved in period", RECORD_KINDS["request"])
        Traceback (most recent call last):
        ...
        govdisclosure.errors.ExpressionError: 'recieved in period': a request has no field recieved; use received
    """
    return simplified(_Parser(text, kind, policies).condition(_tree(text)))


def parse_number(text: str, kind: RecordKind) -> Operand:
    """Parse a number over records of ``kind``: a field of numbers or money, ``+ -`` of numbers, ``days(a, b)``.

    Raises:
        ExpressionError: as for :func:`parse_condition`.
    """
    reader = _Parser(text, kind)
    operand = reader.operand(_tree(text))
    if reader.type_of(operand) not in (FieldType.NUMBER, FieldType.MONEY):
        raise ExpressionError("language.not_a_number", text=text)
    return operand


def parse_ordered(text: str, kind: RecordKind) -> Operand:
    """Parse what records can be put in order by: a number as for :func:`parse_number`, or a field of days.

    Raises:
        ExpressionError: as for :func:`parse_condition`.
    """
    operand = _Parser(text, kind).operand(_tree(text))
    if isinstance(operand, FieldRef) and operand.field.type is FieldType.DATE:
        return operand
    return parse_number(text, kind)


def parse_field(text: str, kind: RecordKind) -> FieldRef:
    """Parse the name of one field, for ``distinct``.

    Raises:
        ExpressionError: as for :func:`parse_condition`.
    """
    operand = _Parser(text, kind).operand(_tree(text))
    if not isinstance(operand, FieldRef):
        raise ExpressionError("language.not_a_field", text=text)
    return operand


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that must all hold, nested ``and`` flattened; none for a condition that always holds."""
    if isinstance(condition, And):
        return tuple(part for one in condition.parts for part in conjuncts(one))
    return (condition,)


def all_of(*conditions: Condition) -> Condition:
    """Return the condition that holds where all of them do, each part once."""
    parts = tuple(dict.fromkeys(part for condition in conditions for part in conjuncts(condition)))
    return parts[0] if len(parts) == 1 else And(parts)


def simplified(condition: Condition) -> Condition:
    """Return the same condition without parts that always or never hold, alternatives of one field joined to a set."""
    match condition:
        case Negation(part=part):
            inner = simplified(part)
            return NEVER if inner == ALWAYS else ALWAYS if inner == NEVER else Negation(inner)
        case And(parts=parts):
            kept = [part for one in parts if (part := simplified(one)) != ALWAYS]
            return NEVER if NEVER in kept else kept[0] if len(kept) == 1 else And(tuple(kept))
        case Or(parts=parts):
            kept = _joined(part for one in parts if (part := simplified(one)) != NEVER)
            return ALWAYS if ALWAYS in kept else kept[0] if len(kept) == 1 else Or(tuple(kept))
    return condition


def _joined(parts: Iterable[Condition]) -> list[Condition]:
    """Join ``x == 'a' or x in ('b', 'c')`` to ``x in ('a', 'b', 'c')``, which engines can group by."""
    sets: dict[FieldRef, tuple[Literal, ...]] = {}
    kept: list[Condition] = []
    for part in parts:
        match part:
            case Compare(operator=Comparator.EQUAL, left=FieldRef() as ref, right=Literal(value=Word()) as value):
                sets[ref] = (*sets.get(ref, ()), value)
            case Membership(ref=ref, values=values, negated=False):
                sets[ref] = (*sets.get(ref, ()), *values)
            case _:
                kept.append(part)
    for ref, values in sets.items():
        unique = tuple(dict.fromkeys(values))
        kept.append(Compare(Comparator.EQUAL, ref, unique[0]) if len(unique) == 1 else Membership(ref, unique))
    return kept


@overload
def over(node: Condition, span: Span) -> Condition: ...
@overload
def over(node: Operand, span: Span) -> Operand: ...
def over(node: Condition | Operand, span: Span) -> Condition | Operand:
    """Return the same condition or operand with other days for the report's period."""
    match node:
        case PeriodDay() | WithinPeriod():
            return evolve(node, span=span) if node.span == OWN_PERIOD else node
        case Compare() | Arithmetic():
            return evolve(node, left=over(node.left, span), right=over(node.right, span))
        case DaysBetween():
            return evolve(node, start=over(node.start, span), end=over(node.end, span))
        case And() | Or():
            return evolve(node, parts=tuple(over(part, span) for part in node.parts))
        case Negation():
            return evolve(node, part=over(node.part, span))
        case FieldRef() | Literal() | Membership() | IsNone() | Flag():
            return node
    assert_never(node)


def spans(node: Condition | Operand) -> frozenset[Span]:
    """Return the days that a condition or operand is about, where it asks the period."""
    match node:
        case PeriodDay() | WithinPeriod():
            return frozenset((node.span,))
        case Compare() | Arithmetic():
            return spans(node.left) | spans(node.right)
        case DaysBetween():
            return spans(node.start) | spans(node.end)
        case And() | Or():
            return frozenset[Span]().union(*map(spans, node.parts))
        case Negation():
            return spans(node.part)
        case FieldRef() | Literal() | Membership() | IsNone() | Flag():
            return frozenset()
    assert_never(node)


def refs(node: Condition | Operand) -> tuple[FieldRef, ...]:
    """Return every field that a condition or operand reads, each once, in order."""
    match node:
        case FieldRef():
            found: list[FieldRef] = [node]
        case Compare() | Arithmetic():
            found = [*refs(node.left), *refs(node.right)]
        case DaysBetween():
            found = [*refs(node.start), *refs(node.end)]
        case Membership() | WithinPeriod() | IsNone() | Flag():
            found = [node.ref]
        case And() | Or():
            found = [ref for part in node.parts for ref in refs(part)]
        case Negation():
            found = list(refs(node.part))
        case _:
            found = []
    return tuple(dict.fromkeys(found))


def literals(node: Condition | Operand) -> tuple[Literal, ...]:
    """Return every literal of a condition or operand, each once, in order."""
    match node:
        case Literal():
            found: list[Literal] = [node]
        case Compare() | Arithmetic():
            found = [*literals(node.left), *literals(node.right)]
        case DaysBetween():
            found = [*literals(node.start), *literals(node.end)]
        case Membership(values=values):
            found = list(values)
        case And() | Or():
            found = [one for part in node.parts for one in literals(part)]
        case Negation():
            found = list(literals(node.part))
        case _:
            found = []
    return tuple(dict.fromkeys(found))


def syntax_tree(text: str) -> ast.expr:
    """Return an expression as Python parses it.

    Raises:
        ExpressionError: it cannot be parsed; where, or which operator is written otherwise.
    """
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        outside = _QUOTED.sub("", text)
        found = next((one for one in _WRITTEN if one in outside), "=" if _ASSIGNED.search(outside) else "")
        if found:
            raise ExpressionError("language.operator", text=text, found=found, right=_WRITTEN.get(found, "==")) from None
        line = "".join(text.strip().splitlines()[(error.lineno or 1) - 1 :][:1])
        part = line[error.offset - 1 :].strip() if error.offset else ""
        raise ExpressionError("language.syntax" if part else "language.end", text=text, part=part) from None
    except (ValueError, RecursionError, MemoryError):  # a null character; an expression without end
        raise ExpressionError("language.syntax", text=text, part=text) from None


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_ASSIGNED = re.compile(r"(?<![<>=!])=(?!=)")
_WRITTEN = {
    right_for: right
    for right, typed in {
        ">=": "=> ≥", "<=": "=< ≤", "!=": "<> ≠", "==": "＝", ">": "＞", "<": "＜", "and": "&&", "or": "||",
        "*": "×", "+": "＋", "-": "－", "(": "（", ")": "）", ",": "，", "'": "‘ ’ “ ”",
    }.items()
    for right_for in typed.split()
}  # fmt: skip
"""What is typed for an operator or bracket, and how it is written."""


def _tree(text: str) -> ast.expr:
    if len(text) > 5000:
        raise ExpressionError("language.too_long", length=len(text))
    tree = syntax_tree(text)
    level: list[ast.AST] = [tree]
    for _ in range(_MOST_LEVELS):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:  # engines nest as deeply as the text does, and so do the functions here
        raise ExpressionError("language.too_deep", most=_MOST_LEVELS)
    return tree


_MOST_LEVELS = 40
_COMPARATORS: dict[type[ast.cmpop], Comparator] = {
    ast.Eq: Comparator.EQUAL,
    ast.NotEq: Comparator.NOT_EQUAL,
    ast.Lt: Comparator.BELOW,
    ast.LtE: Comparator.AT_MOST,
    ast.Gt: Comparator.ABOVE,
    ast.GtE: Comparator.AT_LEAST,
}


@cache  # one object for one field: comparing the same object costs nothing
def _ref(field: Field, parent: Field | None = None) -> FieldRef:
    return FieldRef(field, parent)


class _Parser:
    def __init__(
        self,
        text: str,
        kind: RecordKind,
        policies: Mapping[str, SwitchChoice] = FrozenDict(),
    ) -> None:
        self.text = text
        self.kind = kind
        self.policies = policies

    def fault(self, key: str, node: ast.AST, /, **facts: object) -> ExpressionError:
        return ExpressionError(key, part=ast.unparse(node), text=self.text, **facts)

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.condition(value) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return Or(tuple(self.condition(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Negation(self.condition(operand))
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id="policy"), attr=name),
                ops=[ast.Eq() | ast.NotEq() as sign],
                comparators=[ast.Constant(value=str() as choice)],
            ):
                return self.policy(name, choice, node, equal=isinstance(sign, ast.Eq))
            case ast.Compare(left=left, ops=ops, comparators=rights):
                parts = []
                for operator, right in zip(ops, rights, strict=True):
                    parts.append(self.comparison(left, operator, right))
                    left = right
                return And(tuple(parts))
            case ast.Call(func=ast.Name(id="reconsideration_first"), args=[outcome, day], keywords=[]):
                return self.reconsideration_first(self.ref(outcome), self.ref(day), node)
            case ast.Name() | ast.Attribute():
                ref = self.ref(node)
                if ref.field.type is not FieldType.FLAG:
                    raise self.fault("language.no_truth", node, field=ref.field)
                return Flag(ref)
        raise self.fault("language.no_condition", node)

    def reconsideration_first(self, outcome: FieldRef, day: FieldRef, node: ast.expr) -> Condition:
        """Return the condition that a decision goes to reconsideration before a lawsuit, by the law of its day."""
        from govdisclosure.law import remedy_rules  # on use: few standards ask for it

        if outcome.field.words is not Outcome or day.field.type is not FieldType.DATE:
            raise self.fault("language.no_decision", node)
        spans: list[tuple[date, frozenset[Outcome]]] = []
        for rule in remedy_rules():
            if not spans or spans[-1][1] != rule.first:
                spans.append((rule.since, rule.first))
        parts = []
        for (start, first), after in zip_longest(spans, spans[1:]):
            words = Membership(outcome, tuple(Literal(word) for word in Outcome if word in first))
            until = [Compare(Comparator.BELOW, day, Literal(after[0]))] if after else []
            parts.append(And((Compare(Comparator.AT_LEAST, day, Literal(start)), *until, words)))
        return Or(tuple(parts))

    def policy(self, name: str, choice: str, node: ast.expr, *, equal: bool) -> Condition:
        found = self.policies.get(name)
        if found is None:
            known = list(nearest(name, self.policies) or self.policies)
            raise self.fault("language.unknown_policy", node, found=name, known=known)
        if choice not in found.choices:
            raise self.fault("language.unknown_choice", node, found=choice, known=list(found.choices))
        return ALWAYS if (found.chosen == choice) is equal else NEVER

    def comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
        if isinstance(operator, ast.Is | ast.IsNot):
            if not (isinstance(right, ast.Constant) and right.value is None):
                raise self.fault("language.is_none", right)
            return IsNone(self.ref(left), negated=isinstance(operator, ast.IsNot))
        if isinstance(operator, ast.In | ast.NotIn):
            return self.membership(self.ref(left), right, negated=isinstance(operator, ast.NotIn))
        one, other = self.operand(left), self.operand(right)
        if isinstance(one, Literal) and isinstance(other, Literal):
            raise self.fault("language.no_field_compared", left)
        one, other = self.literal(one, other, left), self.literal(other, one, right)
        kind, other_kind = self.type_of(one), self.type_of(other)
        comparator = _COMPARATORS[type(operator)]
        if kind is FieldType.FLAG or other_kind is FieldType.FLAG:
            raise self.fault("language.flag_compared", left)
        if kind is not other_kind or (kind is FieldType.WORD and not self.same_words(one, other)):
            raise self.fault("language.types", left, left=kind, right=other_kind)
        if kind in (FieldType.WORD, FieldType.ID, FieldType.TEXT) and comparator.is_order:
            raise self.fault("language.no_order", left, kind=kind)
        return Compare(comparator, one, other)

    def membership(self, ref: FieldRef, container: ast.expr, *, negated: bool) -> Condition:
        if isinstance(container, ast.Name) and container.id == "period":
            if ref.field.type is not FieldType.DATE:
                raise self.fault("language.period_of_days", container, field=ref.field)
            return WithinPeriod(ref, negated=negated)
        if not isinstance(container, ast.Tuple | ast.List | ast.Set) or not container.elts:
            raise self.fault("language.no_set", container)
        values = []
        for element in container.elts:
            operand = self.operand(element)
            if not isinstance(operand, Literal):
                raise self.fault("language.no_literal", element)
            value = self.literal(operand, ref, element)
            if not isinstance(value, Literal) or self.type_of(value) is not ref.field.type:
                raise self.fault("language.types", element, left=ref.field.type, right=self.type_of(value))
            values.append(value)
        return Membership(ref, tuple(dict.fromkeys(values)), negated=negated)

    def operand(self, node: ast.expr) -> Operand:
        match node:
            case ast.Attribute(value=ast.Name(id="period"), attr="start" | "end" as which):
                return PeriodDay(which)
            case ast.Name() | ast.Attribute():
                return self.ref(node)
            case ast.Constant(value=None):
                raise self.fault("language.compared_with_none", node)
            case ast.Constant(value=bool()):
                raise self.fault("language.flag_compared", node)
            case ast.Constant(value=int() | str() as value):
                return Literal(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
                return Literal(-value)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
                operator = ArithmeticOperator.PLUS if isinstance(sign, ast.Add) else ArithmeticOperator.MINUS
                return self.arithmetic(operator, left, right)
            case ast.Call(func=ast.Name(id="days" | "workdays" as name), args=[start, end], keywords=[]):
                return self.days(name, start, end)
        raise self.fault("language.not_understood", node)

    def arithmetic(self, operator: ArithmeticOperator, left: ast.expr, right: ast.expr) -> Operand:
        one, other = self.operand(left), self.operand(right)
        for operand, node in ((one, left), (other, right)):
            if self.type_of(operand) is not FieldType.NUMBER:
                raise self.fault("language.no_arithmetic", node)
        return Arithmetic(operator, one, other)

    def days(self, name: str, start: ast.expr, end: ast.expr) -> Operand:
        operands = []
        for node in (start, end):
            operand = self.literal(self.operand(node), PeriodDay("start"), node)
            if self.type_of(operand) is not FieldType.DATE:
                raise self.fault("language.no_day", node)
            operands.append(operand)
        return DaysBetween(name == "workdays", *operands)

    def ref(self, node: ast.expr) -> FieldRef:
        match node:
            case ast.Name(id=name):
                return _ref(self.field(name, self.kind, node))
            case ast.Attribute(value=ast.Name(id=parent_name), attr=name):
                parent = self.field(parent_name, self.kind, node)
                if parent.parent is None:
                    raise self.fault("language.no_parent", node, field=parent)
                return _ref(self.field(name, parent.parent, node), parent)
        raise self.fault("language.one_dot", node)

    def field(self, name: str, kind: RecordKind, node: ast.expr) -> Field:
        found = kind.fields.get(name)
        if found is None:
            similar = nearest(name, kind.fields)
            known = list(similar or kind.fields)
            raise self.fault("language.unknown_field", node, kind=kind, found=name, known=known)
        return found

    def literal(self, operand: Operand, beside: Operand, node: ast.expr) -> Operand:
        """Parse a text literal by the type of the other operand: a word of its vocabulary, or a day."""
        if not (isinstance(operand, Literal) and isinstance(operand.value, str)):
            return operand
        if isinstance(beside, FieldRef) and beside.field.words is not None:
            return Literal(self.word(operand.value, beside.field.words, node))
        if self.type_of(beside) is FieldType.DATE:
            try:
                return Literal(date.fromisoformat(operand.value))
            except ValueError:
                raise self.fault("language.no_date", node) from None
        return operand

    def word(self, value: str, words: type[Word], node: ast.expr) -> Word:
        for word in words:
            if word.value == value:
                return word
        known = [word.value for word in words]
        raise self.fault("language.unknown_word", node, found=value, known=list(nearest(value, known) or known))

    def type_of(self, operand: Operand) -> FieldType:
        match operand:
            case FieldRef(field=found):
                return found.type
            case PeriodDay():
                return FieldType.DATE
            case Literal(value=value):
                return _literal_type(value)
        return FieldType.NUMBER

    @staticmethod
    def same_words(one: Operand, other: Operand) -> bool:
        def words(operand: Operand) -> object:
            return operand.field.words if isinstance(operand, FieldRef) else type(getattr(operand, "value", None))

        return words(one) is words(other)


def _literal_type(value: date | int | Word | str) -> FieldType:
    if isinstance(value, Word):
        return FieldType.WORD
    if isinstance(value, date):
        return FieldType.DATE
    return FieldType.ID if isinstance(value, str) else FieldType.NUMBER


# ---------------------------------------------------------------------------------------------------------- in words


def in_words(condition: Condition) -> Message:
    """Describe a condition in plain words (用文字说明口径), made from the labels of fields and vocabulary.

    Args:
        condition: the condition.

    Example:
        >>> from govdisclosure.records import RECORD_KINDS
        >>> condition = parse_condition("received in period and channel == 'fax'", RECORD_KINDS["request"])
        >>> print(in_words(condition).en)
        day of receipt is within the period, and channel is 'fax'
    """
    if isinstance(condition, And | Or):
        if not condition.parts:
            return say("words.always" if condition == ALWAYS else "words.never")
        parts = [_bracketed(part) if isinstance(part, And | Or) else in_words(part) for part in condition.parts]
        return parts[0] if len(parts) == 1 else say("words.and" if isinstance(condition, And) else "words.or", parts=parts)
    return _WORDINGS[type(condition)](condition)


def _bracketed(condition: Condition) -> Message:
    return say("join.brackets", inner=in_words(condition))


def _comparison_words(node: Compare) -> Message:
    if node.left == node.right and node.operator is Comparator.EQUAL:  # what is missing equals nothing
        return say("words.known", left=operand_in_words(node.left))
    day = any(isinstance(side, PeriodDay) or _is_day(side) for side in (node.left, node.right))
    key = f"words.{'day' if day else 'compare'}.{node.operator.word}"
    return say(key, left=operand_in_words(node.left), right=operand_in_words(node.right))


def _is_day(operand: Operand) -> bool:
    return isinstance(operand, FieldRef) and operand.field.type is FieldType.DATE


def operand_in_words(operand: Operand) -> Message:
    """Describe a field, a day, a number or a word in plain words; a word is in quotation marks."""
    match operand:
        case FieldRef(field=found, parent=parent):
            own = Message.of(found)
            return own if parent is None else say("words.of", parent=parent, field=own)
        case PeriodDay(which=which, span=span):
            return say(f"words.period_{which}", span=span.words)
        case Arithmetic():
            key = "words.plus" if operand.operator is ArithmeticOperator.PLUS else "words.minus"
            return say(key, **_pair(operand.left, operand.right))
        case DaysBetween():
            return say("words.workdays" if operand.working else "words.days", **_pair(operand.start, operand.end))
        case Literal(value=Word() as word):
            return say("join.quotes", inner=word)
        case Literal(value=value):
            return Message.literal(str(value))


def _pair(left: Operand, right: Operand) -> dict[str, Message]:
    return {"left": operand_in_words(left), "right": operand_in_words(right)}


_WORDINGS: dict[type, Callable[..., Message]] = {
    Compare: _comparison_words,
    Membership: lambda node: say(
        "words.not_in" if node.negated else "words.in",
        left=operand_in_words(node.ref),
        values=[operand_in_words(value) for value in node.values],
    ),
    WithinPeriod: lambda node: say(
        "words.not_within" if node.negated else "words.within", field=operand_in_words(node.ref), span=node.span.words
    ),
    IsNone: lambda node: say("words.present" if node.negated else "words.missing", field=operand_in_words(node.ref)),
    Flag: lambda node: say("words.flag", field=operand_in_words(node.ref)),
    Negation: lambda node: say(
        "words.not", part=_bracketed(node.part) if isinstance(node.part, And | Or) else in_words(node.part)
    ),
}
