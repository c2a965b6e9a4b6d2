"""Relations between cells (勾稽关系): two sums of cells compared by an operator: ``==``, ``<=``, ``>=``, ``<`` or ``>``.

A cell is its row's key, or ``key['column']``; factors and constants are whole numbers. Other reports' cells are named by a word
before: ``previous.key`` is the preceding report's, ``sum(parts.key)``, ``least(parts.key)`` and ``most(parts.key)`` are of the
reports of the parts, ``beside.standard.key`` is that of the same body's report by another standard. With ``each = "column"``
the names are rows and the rule is in every column; with ``each = "row"`` the names are columns and the rule is in every
row, and ``value`` is the only one of a table without columns; with ``each = "next"`` too, and ``above.column`` is the row
before; with ``each = "part"`` the rule stands for every part, whose cells are ``part.key``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from govdisclosure.errors import ExpressionError
from govdisclosure.expressions import syntax_tree
from govdisclosure.standards.model import Spot, Table, address
from govdisclosure.standards.operators import Operator, symbols
from govdisclosure.standards.relation_model import PARTS_TOGETHER, Compared, Reading, Term
from govdisclosure.values import Kind

Resolve: TypeAlias = Callable[[str, str | None], str]
"""From a name in a rule and its column, the address of the cell; raises ExpressionError for an unknown one."""
VALUE = "value"
"""What a rule for each row calls the value of a row in a table without columns."""
MOST_ALTERNATIVES = 64
"""The most alternatives that the condition of a relation may come to."""


def parse_rule(text: str, resolve: Resolve) -> Compared:
    """Parse a rule; names become addresses through ``resolve``.

    Raises:
        ExpressionError: it is no comparison of two sums of cells, or names an unknown cell.
    """
    return _compared(syntax_tree(text), text, resolve)


def parse_when(text: str, resolve: Resolve) -> tuple[tuple[Compared, ...], ...]:
    """Read a condition on figures: comparisons of sums of cells, joined by ``and`` and ``or``; return its alternatives.

    An empty text is no condition, and has none.

    Raises:
        ExpressionError: it is none, or names an unknown cell.
    """
    return _alternatives(syntax_tree(text), text, resolve) if text else ()


def _alternatives(node: ast.expr, text: str, resolve: Resolve) -> tuple[tuple[Compared, ...], ...]:
    match node:
        case ast.BoolOp(op=ast.Or(), values=values):
            return tuple(each for one in values for each in _alternatives(one, text, resolve))
        case ast.BoolOp(op=ast.And(), values=values):
            found: tuple[tuple[Compared, ...], ...] = ((),)
            for value in values:
                more = _alternatives(value, text, resolve)
                found = tuple((*each, *other) for each in found for other in more)
                if len(found) > MOST_ALTERNATIVES:
                    raise ExpressionError("rule.when_too_long", most=MOST_ALTERNATIVES)
            return found
    return ((_compared(node, text, resolve),),)


def _compared(node: ast.expr, text: str, resolve: Resolve) -> Compared:
    match node:
        case ast.Compare(left=left, ops=[written], comparators=[right]) if operator := Operator.of(written):
            return Compared(_terms(left, text, resolve), operator, _terms(right, text, resolve))
    raise ExpressionError("rule.no_comparison", text=text, operators=symbols())


def parse_sum(text: str, resolve: Resolve) -> tuple[Term, ...]:
    """Parse one sum of cells, as used in text sections.

    Raises:
        ExpressionError: it is no sum of cells, or names an unknown cell.
    """
    return _terms(syntax_tree(text), text, resolve)


def _terms(node: ast.expr, text: str, resolve: Resolve) -> tuple[Term, ...]:
    try:
        return tuple(_sum(node, 1, resolve))
    except RecursionError:  # the parser nests deeper than a function may
        raise ExpressionError("language.syntax", text=text, part=text) from None


def _sum(node: ast.expr, factor: int, resolve: Resolve) -> Iterator[Term]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            yield from _sum(left, factor, resolve)
            yield from _sum(right, factor if isinstance(sign, ast.Add) else -factor, resolve)
        case ast.BinOp(left=ast.Constant(value=int() as times), op=ast.Mult(), right=right) if not isinstance(times, bool):
            yield from _sum(right, factor * times, resolve)
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=times), op=ast.Mult(), right=right):  # -2 * cell
            yield from _sum(ast.BinOp(times, ast.Mult(), right), -factor, resolve)
        case ast.Constant(value=int() as constant) if not isinstance(constant, bool):
            yield Term(factor * constant)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _sum(operand, -factor, resolve)
        case ast.Call(func=ast.Name(id=name), args=[cell], keywords=[]) if reading := _TOGETHER.get(name):
            yield _cell(cell, factor, resolve, reading)
        case _:
            yield _cell(node, factor, resolve)


_TOGETHER = {reading.value: reading for reading in PARTS_TOGETHER}
_ALONE = {reading.value: reading for reading in (Reading.PREVIOUS, Reading.PART)}


def _cell(node: ast.expr, factor: int, resolve: Resolve, together: Reading | None = None) -> Term:
    column: str | None = None
    match node:
        case ast.Subscript(value=ast.expr() as named, slice=ast.Constant(value=str() as text)):
            node, column = named, text
    name = _dotted(node)
    first, _, rest = name.partition(".")
    if together is not None:
        if first != "parts" or not rest:
            raise ExpressionError("rule.parts", part=name)
        return Term(factor, resolve(rest, column), together)
    if rest and first == "parts":
        raise ExpressionError("rule.parts", part=name)
    if rest and first == Reading.BESIDE.value:
        standard, _, row = rest.partition(".")
        if not row:
            raise ExpressionError("rule.beside", part=name)
        return Term(factor, address(row, column), Reading.BESIDE, standard=standard.replace("_", "-"))
    reading = _ALONE.get(first) if rest else None
    return Term(factor, resolve(name, column)) if reading is None else Term(factor, resolve(rest, column), reading)


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
    raise ExpressionError("rule.no_cell", part=ast.unparse(node))


def totals(table: Table) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield every total of a table as a relation: its key, the address it defines, the addresses that add up to it.

    ``ROW.sum`` for a row's total, in each column; ``ROW.across`` for a column's, in each row (``ROW.across.COLUMN`` where the
    table has several total columns). Where both meet, both are yielded.
    """
    several = sum(column.measure is not None and bool(column.measure.parts) for column in table.columns) > 1
    for row in table.rows:
        if row.kind is Kind.HEADING:
            continue
        spots = [Spot(table, row, column) for column in table.columns or (None,)]
        found = [(name, spot, parts) for spot in spots for name, parts in spot.totals]
        for name, spot, parts in sorted(found, key=lambda one: one[0] == "across"):
            column = spot.column.key if spot.column and name == "across" and several else ""
            yield ".".join(filter(None, (row.key, name, column))), spot.address, parts
