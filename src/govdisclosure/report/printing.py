"""Values and tables as a standard prints them (按制度打印): one cell as text, all tables as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import date
from html import escape

from govdisclosure.report.contents import Cell
from govdisclosure.standards import PrintStyle, Standard
from govdisclosure.standards.table_grid import CellPart, GridCell, grids_of
from govdisclosure.values import Value, in_digits, number_of


def printed(value: Value, style: PrintStyle, cell: Cell | None = None) -> str:
    """Return a value as a standard prints it; words that was where a number belongs are kept.

    Args:
        value: the value.
        style: how the standard prints zero, blanks, yes and no.
        cell: the cell it is from, where there is one: of a missing value, what was printed there is shown.
    """
    number = number_of(value)
    if number is not None and (word := style.word_for(number)) is not None:
        return word
    if number == 0:
        return style.zero
    if isinstance(value, date):
        return style.day(value)
    missing = (cell.printed if cell else None) or style.missing
    return in_digits(value, missing=missing, not_applicable=style.not_applicable, yes=style.yes, no=style.no)


def tables_html(
    standard: Standard, fill_in: Callable[[str], str], printed: Callable[[str], str], *, without: Container[str] = ()
) -> str:
    """Return the printed tables of a standard as HTML; whatever is in them is escaped.

    Args:
        standard: the standard.
        fill_in: fills body and year into a title or heading.
        printed: a cell as it is printed, by its address.
        without: keys of tables that are left out.
    """
    parts = [f"<h3>{escape(fill_in(standard.title))}</h3>"]
    for section in standard.sections:
        for grid in grids_of(standard, section, without=without):
            parts.append(f"<h4>{escape(fill_in(grid.heading or section.heading or section.attachment or ''))}</h4>")
            rows = [
                "".join(_cell(cell, fill_in, printed) for cell in line if cell.top == number)
                for number, line in enumerate(grid.lines)
            ]
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return f"<div>{''.join(parts)}</div>"


def _cell(cell: GridCell, fill_in: Callable[[str], str], printed: Callable[[str], str]) -> str:
    text = printed(cell.address) if cell.address is not None else fill_in(cell.text)
    spans = "".join(f' {name}="{count}"' for name, count in (("colspan", cell.width), ("rowspan", cell.height)) if count > 1)
    left = ' style="text-align: left"' if cell.part is CellPart.LABEL else ""
    tag = "th" if cell.part.is_head or cell.part in (CellPart.LABEL, CellPart.GROUP) else "td"
    return f"<{tag}{spans}{left}>{escape(text)}</{tag}>"
