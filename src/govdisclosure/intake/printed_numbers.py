"""How registers print numbers (数字的写法): what parts the thousands, and what begins the decimals.

A cell that holds a number is that number, however it is shown. The text ``1.250`` is more than a thousand in one country and
little more than one in another: a profile says which (``forms``), and without that such a text is set aside, for a guess would
be a wrong figure that nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import lru_cache

from govdisclosure.exact.decimals import amount, places, product, shortest
from govdisclosure.intake.register_workbook import FormattedNumber, plain
from govdisclosure.standards.reporting import currencies

USUAL = "1,234.50"
NUMBER_FORMS: Mapping[str, tuple[str, str]] = {
    USUAL: (",", r"\."),
    "1.234,50": (r"\.", ","),
    "1 234,50": ("", ","),  # blanks are gone from a cell's text
    "1'234.50": ("['\u2019]", r"\."),
}
"""The forms by the example that names them: what parts the thousands, and the decimal mark, as patterns."""
_TELEPHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_EITHER = re.compile(r"\D*\d{1,3}\.\d{3}\D*", re.ASCII)


def amount_of(cell: object, unit: str, forms: Collection[str] = ()) -> str | None:
    """Return an amount in its currency's main unit as records have it.

    None where a cell holds none, where it has parts of a cent (分), and where it may be two: forms read it differently, or no
    form is given and the point may part thousands (``1.250``).

    Args:
        cell: the cell.
        unit: the unit of the column; what is before or behind the number is a unit of the same currency.
        forms: how the register prints numbers, of :data:`NUMBER_FORMS`; the usual one (``1,234.50``) where there is none.
    """
    text = plain(cell)
    if _TELEPHONE.fullmatch(text):  # in the wrong column
        return None
    is_number = isinstance(cell, int | float | Decimal | FormattedNumber)
    found = {_read(text, unit, form) for form in (forms if forms and not is_number else (USUAL,))} - {None}
    if len(found) != 1:
        return None
    number, factor = found.pop() or (Decimal(0), 0)
    if factor == 1 and may_be_two(cell, forms):
        return None
    number = shortest(product(number, factor))
    return f"{number:f}" if places(number) <= 2 else None


def is_amount(text: str) -> bool:
    """Whether a text is an amount in one of the forms."""
    return any(amount_of(text, "元", [form]) is not None for form in NUMBER_FORMS)


def may_be_two(cell: object, forms: Collection[str] = ()) -> bool:
    """Whether the point of a text may part thousands or begin decimals, and no form says which."""
    return not forms and isinstance(cell, str) and _EITHER.fullmatch(plain(cell)) is not None


def number_of(cell: object, forms: Collection[str] = ()) -> str | None:
    """Return a number without a unit as a text in plain digits; None where a cell holds none, or forms read it differently."""
    text = plain(cell)
    if not forms or isinstance(cell, int | float | Decimal | FormattedNumber):
        return text if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text, re.ASCII) else None
    found = {_read(text, "", form) for form in forms} - {None}
    number = found.pop() if len(found) == 1 else None
    return None if number is None or places(shortest(number[0])) > 2 else f"{shortest(number[0]):f}"


def _read(text: str, unit: str, form: str) -> tuple[Decimal, int] | None:
    """Return the number of a text and how many of the currency's main unit one of it is."""
    pattern, units = _amounts(unit, form)
    match = pattern.fullmatch(text)
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["number"])
    return amount(f"{whole}.{match['part'] or '0'}"), units[(match["unit"] or unit).lower()]


@lru_cache(maxsize=64)
def _amounts(unit: str, form: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Return how amounts are printed whose unit is one of a currency, and its units, as the text of a cell has them."""
    named = next((one for one in currencies().values() if unit in one), {unit: 1})
    units = {plain(one).lower(): factor for one, factor in named.items()} | {unit.lower(): named[unit]}
    alone = [one for one, factor in units.items() if factor == 1] + (["¥", "￥"] if "元" in units else [])
    first, last = ("|".join(map(re.escape, sorted(each, key=len, reverse=True))) for each in (alone, units))
    parted, mark = NUMBER_FORMS[form]
    grouped = rf"|\d{{1,3}}(?:{parted}\d{{3}}){{1,3}}" if parted else ""
    number = rf"(?P<number>\d{{1,12}}{grouped})(?:{mark}(?P<part>\d+))?"
    return re.compile(rf"(?:{first})?{number}(?P<unit>{last})?(?:整)?", re.ASCII | re.IGNORECASE), units
