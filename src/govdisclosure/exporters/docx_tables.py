"""The tables of a Word document (文档中的表格): a table's grid as Word has it, in type that no number is too wide for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.column_widths import ROW, FittedColumns, MeasuredGrid, fitted, kept_rows
from govdisclosure.exporters.docx_elements import keep, run, w
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.standards.table_grid import CellPart, GridCell, TableGrid

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_GRADES = ((4, 24, 80), (9, 21, 60), (999, 18, 40))
TABLE_SIZES = (13, 15, 18, 21, 24)
"""The sizes of type in tables, in half points; the words are in the style ``Table`` with the size after it."""
_GROUP = 10
"""A group of at most so many rows is never broken over two pages."""


@frozen
class TableBuilder:
    """One table on its way into the document, built row by row: python-docx takes quadratic time to find cells."""

    publication: PublishedReport
    grid: TableGrid

    def element(self) -> Element:
        """Return the table, as wide as the text."""
        grid, (_, largest, margin) = self.grid, next(grade for grade in _GRADES if self.grid.columns <= grade[0])
        theme = self.publication.theme
        sizes = [size / 2 for size in reversed(TABLE_SIZES) if size <= min(largest, theme.text.table * 2)]
        # how high a table is at most that is never broken over two pages: with a heading above it, it fills one
        page = (theme.height - theme.line - 300) / 20
        found = fitted(
            MeasuredGrid.of(grid, self.publication.cell_text), theme.width / 20, sizes, beside=margin / 10, page=page
        )
        edges = [round(sum(found.widths[:column]) * 20) for column in range(grid.width + 1)]
        margins = (("top", 40), ("left", margin), ("bottom", 40), ("right", margin))
        properties = w(
            "tblPr",
            w("tblW", w=edges[-1], type="dxa"),
            w("jc", val="center"),
            w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in _SIDES)),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in margins)),
        )
        columns = w("tblGrid", *(w("gridCol", w=right - left) for left, right in pairwise(edges)))
        rows = [self._row(number, line, edges, found) for number, line in enumerate(grid.lines)]
        for number in range(grid.height - 1) if found.height <= page else kept_rows(grid, _GROUP):
            keep(rows[number])
        return w("tbl", properties, columns, *rows)

    def _row(self, number: int, line: Sequence[GridCell], edges: Sequence[int], found: FittedColumns) -> Element:
        size = round(found.size * 2)
        properties = [w("cantSplit"), w("trHeight", val=round(size * 10 * ROW), hRule="atLeast")]
        if number < self.grid.repeat:
            properties.append(w("tblHeader"))
        cells = [
            _cell(cell, edges[cell.right] - edges[cell.left], self._words(cell, number, size), number, found) for cell in line
        ]
        return w("tr", w("trPr", *properties), *cells)

    def _words(self, cell: GridCell, number: int, size: int) -> Element:
        side = "left" if cell.part is CellPart.LABEL else "center"
        text = self.publication.cell_text(cell) if cell.top == number else ""
        style = "HeadingWords" if cell.part.is_head else ""
        return w("p", w("pPr", w("pStyle", val=f"Table{size}"), w("jc", val=side)), run(text, style))


def _cell(cell: GridCell, width: int, paragraph: Element, number: int, found: FittedColumns) -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    if cell.width > 1:
        properties.append(w("gridSpan", val=cell.width))
    if cell.height > 1:
        properties.append(w("vMerge", val="restart" if cell.top == number else "continue"))
    if found.overfull and cell.part is CellPart.FIGURE:
        properties.append(w("tcFitText"))
    properties.append(w("vAlign", val="center"))
    return w("tc", properties, paragraph)
