"""Figures bound to cells in text (文字与数据绑定): ``{disclosure.proactive}`` in a text section becomes the table's figure.

In braces are a cell (``{disclosure.proactive}``, ``{requests.received['total']}``), a sum of cells (``{a + b - c}``), or a
share (``{a / b}``: per cent with one decimal, half up). So text cannot disagree with the table. ``{{`` and ``}}`` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from govdisclosure.errors import ExpressionError
from govdisclosure.exact.decimals import added, is_figure
from govdisclosure.report import Report
from govdisclosure.standards import Standard, Term, address, parse_sum, unknown_indicator
from govdisclosure.values import Blank, number_of, plain

_BINDING = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@frozen
class Binding:
    """One pair of braces: what it says, and the sums of cells it stands for (two for a share)."""

    text: str
    sums: tuple[tuple[Term, ...], ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The cells it names."""
        return tuple(term.address for terms in self.sums for term in terms if term.address)

    @property
    def only(self) -> str | None:
        """The cell, where it names one cell and nothing more."""
        match self.sums:
            case ((Term(factor=1, address=str() as found),),):
                return found
        return None


def parse_binding(text: str, standard: Standard) -> Binding:
    """Read what is between braces.

    Raises:
        ExpressionError: it is no cell, sum or share.
        UnknownIndicatorError: it names a cell that the standard does not have.
    """

    def resolve(name: str, column: str | None) -> str:
        found = address(name, column)
        if found not in standard.spots:
            raise unknown_indicator(found, standard.id, standard.spots)
        return found

    # "key/column" is an address, "a / b" with blanks is a share
    parts = re.split(r"\s+/\s+", text.strip())
    if len(parts) > 2 or not all(parts):
        raise ExpressionError("narrative.no_binding", text=text)
    sums = tuple(
        (Term(1, part),) if part in standard.spots else parse_sum(re.sub(_SLASHED, r"\1['\2']", part), resolve)
        for part in parts
    )
    if any(term.address and not term.is_own for terms in sums for term in terms):  # a text is about its own period
        raise ExpressionError("narrative.no_binding", text=text)
    return Binding(text, sums)


_SLASHED = re.compile(r"([a-z][a-z0-9_.]*)/([a-z][a-z0-9_]*)")


def bindings(text: str) -> Iterator[str]:
    """Yield what is between braces, in order."""
    for match in _BINDING.finditer(text):
        if match[1] is not None:
            yield match[1]


def literal(text: str) -> str:
    """Return words that were printed so that no brace in them names a figure."""
    return text.replace("{", "{{").replace("}", "}}") if _BINDING.search(text) else text


def holes(text: str) -> Iterator[str]:
    """Yield the places that a draft left for the office to write: ``【请填写：…】``."""
    for match in _HOLE.finditer(text):
        yield match[0]


_HOLE = re.compile(r"【请填写[^】]*】")


def filled_in(text: str, report: Report, show: Callable[[str], str]) -> str:
    """Return the text with every figure filled in; ``show`` prints one cell as the standard prints it.

    A single cell is printed as in the table, save that zero is ``0`` here: 「共0件」, not 「共无件」. What is missing or not a
    number is printed as ``【…】`` with the binding inside, so that it is seen; :func:`govdisclosure.check` reports it too.
    """

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        try:
            binding = parse_binding(match[1], report.standard)
        except (ExpressionError, LookupError):
            return f"【{match[1]}】"
        values = [_added(terms, report) for terms in binding.sums]
        if None in values or (len(values) == 2 and values[1] == 0):
            only = binding.only
            return show(only) if only and not isinstance(report[only], Blank) else f"【{match[1]}】"
        return _share(*values) if len(values) == 2 else plain(values[0] or 0)

    return _BINDING.sub(one, text)


def _added(terms: tuple[Term, ...], report: Report) -> int | Decimal | None:
    numbers: list[tuple[int, int | Decimal]] = []
    for term in terms:
        value = 1 if term.address is None else report[term.address]
        number = number_of(value)
        if number is None or not is_figure(number):
            return None
        numbers.append((term.factor, number))
    return added(numbers)


def _share(part: int | Decimal | None, whole: int | Decimal | None) -> str:
    exact = Fraction(part or 0) * 1000 / Fraction(whole or 0)
    tenths = int(abs(exact) + Fraction(1, 2))  # half up
    sign = "-" if exact < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}%"
