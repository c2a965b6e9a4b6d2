"""Relations between cells (勾稽关系): two sums of cells compared by an operator: ``==``, ``<=``, ``>=``, ``<`` or ``>``.

A cell is its row's key, or ``key['column']``; ``previous.key`` is the preceding report's cell; factors and constants are
whole numbers. With ``each = "column"`` the names are rows and the rule stands in every column; with ``each = "row"`` the names
are columns and the rule stands in every row.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from govdisclosure.errors import ExpressionError
from govdisclosure.standards.model import Spot, Table, Term
from govdisclosure.standards.operators import Operator, symbols
from govdisclosure.values import Kind

Resolve: TypeAlias = Callable[[str, str | None], str]
"""From a name in a rule and its column, the address of the cell; raises ExpressionError for an unknown one."""


def parse_rule(text: str, resolve: Resolve) -> tuple[tuple[Term, ...], Operator, tuple[Term, ...]]:
    """Read a rule; names become addresses through ``resolve``.

    Raises:
        ExpressionError: it is no comparison of two sums of cells, or names an unknown cell.
    """
    match _tree(text):
        case ast.Compare(left=left, ops=[written], comparators=[right]) if operator := Operator.of(written):
            return _terms(left, text, resolve), operator, _terms(right, text, resolve)
    raise ExpressionError("rule.no_comparison", text=text, operators=symbols())


def parse_sum(text: str, resolve: Resolve) -> tuple[Term, ...]:
    """Read one sum of cells, as text sections name them.

    Raises:
        ExpressionError: it is no sum of cells, or names an unknown cell.
    """
    return _terms(_tree(text), text, resolve)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("language.syntax", text=text) from None


def _terms(node: ast.expr, text: str, resolve: Resolve) -> tuple[Term, ...]:
    try:
        return tuple(_sum(node, 1, resolve))
    except RecursionError:  # the parser nests deeper than a function may
        raise ExpressionError("language.syntax", text=text) from None


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
        case ast.Subscript(value=cell, slice=ast.Constant(value=str() as column)):
            yield _cell(cell, factor, column, resolve)
        case _:
            yield _cell(node, factor, None, resolve)


def _cell(node: ast.expr, factor: int, column: str | None, resolve: Resolve) -> Term:
    name = _dotted(node)
    if name.startswith("previous."):
        return Term(factor, resolve(name.removeprefix("previous."), column), previous=True)
    return Term(factor, resolve(name, column))


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
