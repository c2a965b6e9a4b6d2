"""Tables of figures (统计表): heads of several levels tied to their cells, figures that open their explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import Message
from govdisclosure.standards import Column, Indicator, Table, Total, address
from govdisclosure.standards.table_grid import HeaderCell, heads
from govdisclosure.values import Kind
from govdisclosure_html.comparison import Comparison
from govdisclosure_html.markup import Child, Element, h
from govdisclosure_html.words import Voice, words

Name: TypeAlias = "str | Message"
"""What a head says: a label as the standard prints it, or words of this page in both languages."""


@frozen(slots=False)
class Sheet:
    """One table on its way to the page.

    Attributes:
        number: which of the page's tables it is; part of its ids.
        anchors: what the explanation of each cell is called on the page; none where figures open nothing.
        is_told: whether the heading above says what the caption says; it is then read out, and not shown.
    """

    publication: PublishedReport
    table: Table
    number: int
    caption: str
    voice: Voice
    comparison: Comparison
    anchors: Mapping[str, str] = field(factory=dict)
    is_told: bool = False

    def element(self) -> Element:
        """Return the table with its caption, in a frame that scrolls where the screen is narrow."""
        name = f"t{self.number}"
        caption = h("caption", self.voice.label(self.caption), id=f"{name}-name", class_="unseen" if self.is_told else None)
        body = h("tbody", [self._row(row, place) for place, row in enumerate(self.table.rows)])
        wide = " wide" if len(self.table.columns) > 4 else ""
        made = h("table", caption, self._head(), body, class_=f"figures{wide}")
        frame = {"role": "region", "aria_labelledby": f"{name}-name", "tabindex": "0"}
        return h("div", made, class_="frame", **frame, data_govdisclosure="report")

    def compared(self) -> Element | None:
        """Return a table of its own that sets every cell beside what it was, where the table has no room for that."""
        if self.comparison.other is None or self.comparison.columns(self.table):
            return None
        now = Message.of(self.publication.report.period)
        names = (words("table.row"), now, self.comparison.period, words("compare.change"))
        head = h(
            "tr", [h("th", self.voice.say(one), scope="col", class_="label" if one == names[0] else None) for one in names]
        )
        alone = len([row for row in self.table.rows if row.kind is not Kind.HEADING]) == 1
        rows = []
        for row in self.table.rows:
            for column in self.table.columns if row.kind is not Kind.HEADING else ():
                place = address(row.key, column.key)
                found = self.comparison.change(place)
                label = "/".join((*([] if alone else [row.label]), *column.head, column.label))
                cells = (self.publication.printed(place), found.before if found else "", (found.by if found else "") or "—")
                figures = [h("td", one, class_="figure") for one in cells]
                rows.append(h("tr", h("th", self.voice.label(label), scope="row", class_="label"), figures))
        name = words("compare.caption", period=self.comparison.period, table=self.caption)
        caption = h("caption", self.voice.say(name), id=f"t{self.number}c-name")
        made = h("table", caption, h("thead", head), h("tbody", rows), class_="figures")
        return h(
            "div",
            made,
            class_="frame",
            role="region",
            aria_labelledby=f"t{self.number}c-name",
            tabindex="0",
            data_govdisclosure="beside",
        )

    # --------------------------------------------------------------------------------------------------------- the head

    @property
    def _has_units(self) -> bool:
        return bool(self.table.unit_head) or not self.table.columns

    @property
    def _first(self) -> int:
        """How many columns are before the figures."""
        return 2 if self._has_units else 1

    @cached_property
    def _heads(self) -> tuple[HeaderCell[Name], ...]:
        table = self.table
        paths: list[tuple[Name, ...]] = [(table.row_head or words("table.row"),)]
        if self._has_units:
            paths.append((table.unit_head or words("table.unit"),))
        paths += [(*column.head, column.label) for column in table.columns] or [(table.value_head or words("table.value"),)]
        compared = self.comparison.columns(table)
        for column in compared:
            group = words("compare.group", period=self.comparison.period)
            above = (group,) if column is None or len(compared) == 1 else (group, column.label)
            paths += [(*above, self.comparison.period), (*above, words("compare.change"))]
        return tuple(heads(paths, max(map(len, paths))))

    @property
    def _depth(self) -> int:
        return max(cell.top + cell.height for cell in self._heads)

    def _head(self) -> Element:
        cells = sorted(self._heads, key=lambda cell: cell.column)
        rows = (h("tr", [self._head_cell(cell) for cell in cells if cell.top == level]) for level in range(self._depth))
        return h("thead", rows)

    def _head_cell(self, cell: HeaderCell[Name]) -> Element:
        name = self.voice.label(cell.name) if isinstance(cell.name, str) else self.voice.say(cell.name)
        return h(
            "th",
            name,
            id=self._head_id(cell),
            scope="col" if cell.top + cell.height == self._depth else "colgroup",
            rowspan=cell.height if cell.height > 1 else None,
            colspan=cell.width if cell.width > 1 else None,
            class_="label" if cell.column == 0 else None,
            data_govdisclosure="beside" if cell.column >= self._first + max(1, len(self.table.columns)) else None,
        )

    def _head_id(self, cell: HeaderCell[Name]) -> str:
        return f"t{self.number}h{cell.top}-{cell.column}"

    def _over(self, place: int) -> str | None:
        """Return the ids of the heads over a column, from the top; nothing where one level says it all."""
        if self._depth == 1:
            return None
        cells = sorted(self._heads, key=lambda cell: cell.top)
        return " ".join(self._head_id(cell) for cell in cells if cell.column <= place < cell.column + cell.width)

    # --------------------------------------------------------------------------------------------------------- the rows

    def _row(self, row: Indicator, place: int) -> Element:
        name = f"t{self.number}r{place}"
        level = min(row.key.count(".") - min(one.key.count(".") for one in self.table.rows), 3)

        def tied(column: int) -> str | None:
            over = self._over(column)
            return f"{over} {name}" if over else None

        cells = [h("th", self.voice.label(row.label), id=name, scope="row", class_=f"label level{level}")]
        if self._has_units:
            cells.append(h("td", row.unit, class_="unit", headers=tied(1)))
        columns: Sequence[Column | None] = self.table.columns or (None,)
        cells += [self._figure(row, column, tied(at)) for at, column in enumerate(columns, start=self._first)]
        after = self._first + len(columns)
        for at, column in enumerate(self.comparison.columns(self.table)):
            cells += self._change(row, column, (tied(after + 2 * at), tied(after + 2 * at + 1)))
        kind = "heading" if row.kind is Kind.HEADING else "total" if isinstance(row.measure, Total) else None
        return h("tr", cells, class_=kind)

    def _figure(self, row: Indicator, column: Column | None, tied: str | None) -> Element:
        if row.kind is Kind.HEADING:
            return h("td", row.printed or "", class_="figure", headers=tied)
        place = address(row.key, column.key if column else None)
        printed, value = self.publication.printed(place), self.publication.report[place]
        kind = "figure words" if isinstance(value, str) and len(value) > _SHORT else "figure"
        named = None if printed.strip() else self.voice.plain(words("figure.blank", blank=value))
        return h("td", opening(printed, self.anchors.get(place), named), class_=kind, headers=tied)

    def _change(self, row: Indicator, column: Column | None, tied: Sequence[str | None]) -> Iterator[Element]:
        place = address(row.key, column.key if column else None)
        found = None if row.kind is Kind.HEADING else self.comparison.change(place)
        yield h("td", found.before if found else "", class_="figure before", headers=tied[0], data_govdisclosure="beside")
        yield h("td", (found.by or "—") if found else "", class_="figure change", headers=tied[1], data_govdisclosure="beside")


_SHORT = 6
"""Words in a cell up to this length are set like figures."""


def opening(figure: str, target: str | None, name: str | None = None) -> Child:
    """Return a figure that opens its explanation, where there is one to open; ``name`` is said where nothing is printed."""
    if target is None:
        return figure
    return h("button", figure, type="button", popovertarget=target, aria_haspopup="dialog", aria_label=name, class_="opens")
