"""Parsing of cells of filled forms (填报单元格识读): a number, an answer, words; nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, assert_never

from attrs import evolve, frozen

from govdisclosure.exact.decimals import amount
from govdisclosure.formats.workbook import CellDoubt, SheetCell
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.standards.model import PrintStyle
from govdisclosure.values import Blank, Kind, Value, day_in

_USUAL = PrintStyle()


@frozen
class FormValue:
    """A parsed cell of a form.

    Attributes:
        value: its value.
        printed: what is in it, as text.
        doubt: the message that says what is odd about it; empty where nothing is.
        unit: a unit typed behind the figure.
    """

    value: Value
    printed: str
    doubt: str = ""
    unit: str | None = None


def read_cell(raw: Any, kind: Kind, style: PrintStyle = _USUAL) -> FormValue | None:
    """Read a cell by the kind of its indicator; ``None`` where it is empty.

    Args:
        raw: what it stores, or, where that is doubtful, the cell itself.
        kind: the indicator's kind.
        style: the special words that the standard prints for numbers.
    """
    if isinstance(raw, str) and (special := style.number_for(raw, kind)) is not None:
        return FormValue(special, raw)
    if isinstance(raw, SheetCell):
        return _doubtful(raw, kind)
    if type(raw) is float or type(raw) is int or type(raw) is Decimal:
        return _number(raw, kind)
    if isinstance(raw, str):
        return _text(raw, kind, style)
    if isinstance(raw, bool):
        return FormValue(raw, str(raw).upper()) if kind.fits(raw) else _odd(str(raw).upper(), kind)
    if isinstance(raw, date):
        shown = raw.isoformat().removesuffix("T00:00:00")
        day = day_in(shown) if kind is Kind.DATE else None
        return _odd(shown, kind) if day is None else FormValue(day, shown)
    return None if raw is None else _odd(str(raw), kind)


_DOUBTS = {
    CellDoubt.ERROR: "form.doubt.error",
    CellDoubt.NEVER_CALCULATED: "form.doubt.never_calculated",
    CellDoubt.STRUCK: "form.doubt.struck",
    CellDoubt.RAISED: "form.doubt.raised",
    CellDoubt.UNSEEN: "form.doubt.unseen",
}


def _doubtful(cell: SheetCell, kind: Kind) -> FormValue | None:
    """Read a cell that is not plainly a value: of one that is partly struck out, the rest."""
    if cell.doubt is not None:
        return FormValue(Blank.MISSING, cell.shown, _DOUBTS[cell.doubt])
    found = read_cell(cell.value, kind)
    doubt = "form.doubt.partly" if cell.left_out else "form.doubt.of_format"
    return found if found is None or kind is Kind.TEXT else evolve(found, printed=cell.shown, doubt=doubt)


def _number(raw: float | Decimal, kind: Kind) -> FormValue:
    if not isfinite(raw):  # no spreadsheet program stores such a number, but a damaged or made-up file may
        return _odd(str(raw), kind)
    printed = f"{amount(f'{raw:.15g}'):f}"  # what a sheet shows of it: 0.1 + 0.2 is 0.3
    match kind:
        case Kind.COUNT:
            if raw == (whole := int(raw)):
                return FormValue(whole, str(whole))
            return FormValue(Blank.MISSING, f"{raw:.15g}", "form.doubt.decimals")
        case Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return FormValue(amount(printed), printed)
        case Kind.TEXT | Kind.YES_NO | Kind.DATE | Kind.HEADING:
            return _odd(printed, kind)
    assert_never(kind)


def _text(raw: str, kind: Kind, style: PrintStyle) -> FormValue | None:
    if not raw.strip():
        return None
    found = read_figure(raw, kind, style)
    if not kind.is_figure:
        return FormValue(found.value, raw, "" if found.understood else _doubt(kind))
    if found.value is Blank.NOT_APPLICABLE:
        return FormValue(found.value, raw)
    if found.value is Blank.MISSING:
        return FormValue(found.value, raw, _doubt(kind))
    return FormValue(found.value, raw, "form.doubt.text", found.unit)


def _odd(printed: str, kind: Kind) -> FormValue:
    return FormValue(printed, printed) if kind.fits(printed) else FormValue(Blank.MISSING, printed, _doubt(kind))


def _doubt(kind: Kind) -> str:
    """Return the rule that says that something is no value of a kind."""
    match kind:
        case Kind.COUNT | Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return "form.doubt.no_number"
        case Kind.YES_NO:
            return "form.doubt.yes_no"
        case Kind.DATE:
            return "form.doubt.no_day"
        case Kind.TEXT | Kind.HEADING:
            return ""
    assert_never(kind)
