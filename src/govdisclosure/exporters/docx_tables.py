"""The tables of a Word document (文档中的表格): heads of several levels, widths, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.docx_elements import WIDTH, ems, keep, run, w
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.standards import Indicator, Table
from govdisclosure.standards.heads import HeaderCell, heads
from govdisclosure.standards.model import address
from govdisclosure.values import Kind

_UNIT = 780  # the column of units
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_GRADES = ((1, 24, 2100, 80), (4, 24, 1300, 80), (9, 21, 680, 60), (999, 18, 520, 40))
TABLE_SIZES = sorted({grade[1] for grade in _GRADES})
"""The sizes of type in tables, in half points; the words are in the style ``Table`` with the size after it."""


@frozen
class TableBuilder:
    """One table on its way into the document, built row by row: python-docx takes quadratic time to find cells."""

    publication: PublishedReport
    table: Table
    caption: str
    above: Sequence[str]

    def element(self) -> Element:
        """Return the table, as wide as the text."""
        widths = self._widths()
        margins = (("top", 40), ("left", self._grade[3]), ("bottom", 40), ("right", self._grade[3]))
        properties = w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            w("jc", val="center"),
            w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in _SIDES)),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in margins)),
        )
        columns = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        rows = [*self._head(widths), *(self._row(row, widths) for row in self.table.rows)]
        for row in rows[-2:-1]:
            keep(row)  # no single row on the last page
        return w("tbl", properties, columns, *rows)

    @property
    def _grade(self) -> tuple[int, int, int, int]:
        """Most columns, size in half points, narrowest column of values, space beside the words."""
        return next(grade for grade in _GRADES if len(self.table.columns) <= grade[0])

    @property
    def _labelled(self) -> bool:
        """Whether labels are printed; a form that is one row of figures has none, as the heading above says it."""
        table = self.table
        told = any(table.rows[0].label in heading for heading in (*self.above, self.caption)) if table.rows else False
        return not (told and len(table.rows) == 1 and table.columns and not table.row_head)

    def _widths(self) -> list[int]:
        """Give labels what they need, as far as that leaves the values theirs; all together fill the line."""
        count = len(self.table.columns) or 1
        _, size, narrowest, beside = self._grade
        units = [_UNIT] if self.table.unit_head else []
        room = WIDTH - sum(units)
        if not self._labelled:
            return [*units, *_shares(room, count)]
        longest = round(max((ems(row.label) for row in self.table.rows), default=0) * size * 10) + 3 * beside
        label = max(min(max(longest, room // (count + 1)), room - count * narrowest), room // 10)
        return [label, *units, *_shares(room - label, count)]

    def _head(self, widths: Sequence[int]) -> Iterator[Element]:
        table = self.table
        paths: list[tuple[str, ...]] = [(table.row_head,)] if self._labelled else []
        paths += [(table.unit_head,)] if table.unit_head else []
        paths += [(*column.head, column.label) for column in table.columns] or [(table.value_head,)]
        if self.caption:
            yield self._head_row([HeaderCell(self.caption, 0, 0, 1, len(widths))], 0, widths)
        depth = max(len(path) for path in paths)
        cells = sorted(heads(paths, depth), key=lambda cell: cell.column)
        for level in range(depth):
            yield self._head_row([cell for cell in cells if cell.top <= level < cell.top + cell.height], level, widths)

    def _head_row(self, cells: Sequence[HeaderCell[str]], level: int, widths: Sequence[int]) -> Element:
        made = []
        for cell in cells:
            words = run(cell.name if cell.top == level else "", "HeadingWords")
            merge = "" if cell.height == 1 else "restart" if cell.top == level else "continue"
            width = sum(widths[cell.column : cell.column + cell.width])
            made.append(_cell(width, self._words(words, "center"), cell.width, merge))
        return keep(self._line(made, w("tblHeader")))

    def _row(self, row: Indicator, widths: Sequence[int]) -> Element:
        columns: list[str | None] = [column.key for column in self.table.columns] or [None]
        heading = row.kind is Kind.HEADING
        texts = [(row.label, "left")] if self._labelled else []
        texts += [(row.unit, "center")] if self.table.unit_head else []
        for key in columns:
            printed = row.printed or "" if heading else self.publication.printed(address(row.key, key))
            texts.append((printed, "center"))
        made = self._line(_cell(width, self._words(run(text), side)) for width, (text, side) in zip(widths, texts, strict=True))
        return keep(made) if heading else made

    def _line(self, cells: Iterable[Element], *properties: Element) -> Element:
        height = w("trHeight", val=self._grade[1] * 17, hRule="atLeast")
        return w("tr", w("trPr", w("cantSplit"), height, *properties), *cells)

    def _words(self, run: Element, side: str) -> Element:
        return w("p", w("pPr", w("pStyle", val=f"Table{self._grade[1]}"), w("jc", val=side)), run)


def _shares(room: int, count: int) -> list[int]:
    """Divide a width evenly; together the parts are the whole."""
    return [room * (place + 1) // count - room * place // count for place in range(count)]


def _cell(width: int, paragraph: Element, span: int = 1, merge: str = "") -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(w("gridSpan", val=span))
    if merge:
        properties.append(w("vMerge", val=merge))
    properties.append(w("vAlign", val="center"))
    return w("tc", properties, paragraph)
