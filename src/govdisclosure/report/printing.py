"""Values and tables as a standard prints them (按制度打印): one cell as text, all tables as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from govdisclosure.report.contents import Cell
from govdisclosure.standards import PrintStyle, Standard, Table, address
from govdisclosure.standards.heads import heads
from govdisclosure.values import Kind, Value, in_digits, number_of


def printed(value: Value, style: PrintStyle, cell: Cell | None = None) -> str:
    """Return a value as a standard prints it; words that was where a number belongs are kept.

    Args:
        value: the value.
        style: how the standard prints zero, blanks, yes and no.
        cell: the cell it is from, where there is one: of a missing value, what was printed there is shown.
    """
    if number_of(value) == 0:
        return style.zero
    missing = (cell.printed if cell else None) or style.missing
    return in_digits(value, missing=missing, not_applicable=style.not_applicable, yes=style.yes, no=style.no)


def tables_html(standard: Standard, fill_in: Callable[[str], str], printed: Callable[[str], str]) -> str:
    """Return the printed tables of a standard as HTML; whatever is in them is escaped.

    Args:
        standard: the standard.
        fill_in: fills body and year into a title or heading.
        printed: a cell as it is printed, by its address.
    """
    tables = {table.key: table for table in standard.tables}
    parts = [f"<h3>{escape(fill_in(standard.title))}</h3>"]
    for section in standard.sections:
        for table in (tables[key] for key in section.tables if tables[key].printed):
            parts.append(f"<h4>{escape(fill_in(table.heading or section.heading or section.attachment or ''))}</h4>")
            parts.append(
                f"<table><thead>{''.join(_head(table))}</thead><tbody>{''.join(_rows(table, printed))}</tbody></table>"
            )
    return f"<div>{''.join(parts)}</div>"


def _head(table: Table) -> Iterator[str]:
    paths: list[tuple[str, ...]] = [(table.row_head,)]
    paths += [(table.unit_head,)] if table.unit_head else []
    paths += [(*column.head, column.label) for column in table.columns] or [(table.value_head,)]
    depth = max(len(path) for path in paths)
    cells = sorted(heads(paths, depth), key=lambda one: one.column)
    for level in range(depth):
        row = (
            f'<th colspan="{cell.width}" rowspan="{cell.height}">{escape(cell.name)}</th>'
            for cell in cells
            if cell.top == level
        )
        yield f"<tr>{''.join(row)}</tr>"


def _rows(table: Table, printed: Callable[[str], str]) -> Iterator[str]:
    columns: list[str | None] = [column.key for column in table.columns] or [None]
    for row in table.rows:
        heading = row.kind is Kind.HEADING
        texts = [row.unit] if table.unit_head else []
        texts += [row.printed or "" if heading else printed(address(row.key, key)) for key in columns]
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        yield f'<tr><th style="text-align: left">{escape(row.label)}</th>{cells}</tr>'
