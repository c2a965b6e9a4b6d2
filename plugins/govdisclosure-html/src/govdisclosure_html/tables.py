"""Tables of figures (统计表): the grid of the printed form, heads tied to their cells, figures that open their explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from govdisclosure.exporters import PublishedReport
from govdisclosure.messages import Message
from govdisclosure.standards import Column, Indicator, Total, address
from govdisclosure.standards.table_grid import CellPart, GridCell, HeaderCell, TableGrid, heads
from govdisclosure.values import Kind
from govdisclosure_html.comparison import Comparison
from govdisclosure_html.markup import Child, Element, h
from govdisclosure_html.words import Voice, words

Name: TypeAlias = "str | Message"
"""What a head says: a label as the standard prints it, or words of this page in both languages."""

_SHORT = 6
"""Words in a cell up to this length are set like figures."""
_MANY = 4
"""With more columns of figures a table is a wide one."""


@frozen(slots=False)
class Sheet:
    """One grid on its way to the page.

    Attributes:
        number: which of the page's tables it is; part of its ids.
        anchors: what the explanation of each cell is called on the page; none where figures open nothing.
        is_told: whether the heading above says what the caption says; it is then read out, and not shown.
    """

    publication: PublishedReport
    grid: TableGrid
    number: int
    caption: str
    voice: Voice
    comparison: Comparison
    anchors: Mapping[str, str] = field(factory=dict)
    is_told: bool = False

    def element(self) -> Element:
        """Return the table with its caption, in a frame that scrolls where the screen is narrow."""
        name, grid = f"t{self.number}", self.grid
        caption = h("caption", self.voice.label(self.caption), id=f"{name}-name", class_="unseen" if self.is_told else None)
        rows = [self._row(number) for number in range(grid.height)]
        parts = [h("thead", rows[: grid.repeat], self._more_heads())] if grid.repeat else []
        start = grid.repeat
        for block in grid.blocks:
            parts.append(h("tbody", rows[start : block.end]))
            start = block.end
        made = h("table", caption, parts, class_="figures wide" if grid.columns > _MANY else "figures")
        return _framed(made, f"{name}-name", "report", "on-wide" if self.listed() is not None else "")

    def listed(self) -> Element | None:
        """Return a table without labels as a list of its figures, for screens too narrow for its columns; None for others."""
        if self.grid.stub or not self.anchors:
            return None
        (block,) = self.grid.blocks
        (row,) = block.rows
        columns = [column for column in block.columns if column is not None]
        depth = max(len(column.head) for column in columns) + 1
        found = list(heads([(*column.head, column.label) for column in columns], depth))
        rows = []
        for at, column in enumerate(columns):
            cells: list[Child] = [
                h(
                    "th",
                    self.voice.label(cell.name),
                    scope="row" if cell.top + cell.height == depth else "rowgroup",
                    rowspan=_spanned(cell.width),
                    colspan=_spanned(cell.height),
                    class_="label",
                )
                for cell in sorted(found, key=lambda cell: cell.top)
                if cell.column == at
            ]
            rows.append(h("tr", cells, self._figure(address(row.key, column.key), None)))
        name = f"t{self.number}n-name"
        caption = h("caption", self.voice.label(self.caption), id=name, class_="unseen")
        return _framed(h("table", caption, h("tbody", rows), class_="figures"), name, "beside", "on-narrow")

    def compared(self) -> Element | None:
        """Return a table of its own that sets every cell beside what it was, where the table has no room for that."""
        if self.comparison.other is None or self._beside:
            return None
        now = Message.of(self.publication.report.period)
        names = (words("table.row"), now, self.comparison.period, words("compare.change"))
        head = h(
            "tr", [h("th", self.voice.say(one), scope="col", class_="label" if one == names[0] else None) for one in names]
        )
        rows = []
        for place, cell in self.grid.places.items():
            found = self.comparison.change(place)
            column, alone = cell.column, self.grid.stub == 0
            label = "/".join(
                (*(() if alone or cell.row is None else (cell.row.label,)), *((*column.head, column.label) if column else ()))
            )
            cells = (self.publication.printed(place), found.before if found else "", (found.by if found else "") or "—")
            figures = [h("td", one, class_="figure") for one in cells]
            rows.append(h("tr", h("th", self.voice.label(label), scope="row", class_="label"), figures))
        name = f"t{self.number}c-name"
        caption = h(
            "caption", self.voice.say(words("compare.caption", period=self.comparison.period, table=self.caption)), id=name
        )
        return _framed(h("table", caption, h("thead", head), h("tbody", rows), class_="figures"), name, "beside")

    # --------------------------------------------------------------------------------------------------------- the head

    @cached_property
    def _beside(self) -> tuple[Column | None, ...]:
        """The columns that are there once more, for the period before; a grid of several tables has no room for them."""
        return self.comparison.columns(self.grid.blocks[0].table) if len(self.grid.blocks) == 1 else ()

    @cached_property
    def _more(self) -> tuple[HeaderCell[Name], ...]:
        """The heads of the columns of comparison."""
        paths: list[tuple[Name, ...]] = []
        for column in self._beside:
            group = words("compare.group", period=self.comparison.period)
            above: tuple[Name, ...] = (group,) if column is None or len(self._beside) == 1 else (group, column.label)
            paths += [(*above, self.comparison.period), (*above, words("compare.change"))]
        return tuple(heads(paths, max(self.grid.repeat, max(map(len, paths))), 0, self.grid.width)) if paths else ()

    @cached_property
    def _stretch(self) -> int:
        """How many rows the head has more than the form's, for the heads of comparison."""
        return max([0, *(cell.top + cell.height - self.grid.repeat for cell in self._more)])

    def _more_heads(self) -> list[Element]:
        """Return the rows of the head that the form does not have."""
        return [
            h("tr", [self._more_head(cell) for cell in self._more if cell.top == number])
            for number in range(self.grid.repeat, self.grid.repeat + self._stretch)
        ]

    def _more_head(self, cell: HeaderCell[Name]) -> Element:
        return h(
            "th",
            self.voice.label(cell.name) if isinstance(cell.name, str) else self.voice.say(cell.name),
            id=f"t{self.number}h{cell.top}-{cell.column}",
            scope="col" if cell.top + cell.height == self.grid.repeat + self._stretch else "colgroup",
            rowspan=_spanned(cell.height),
            colspan=_spanned(cell.width),
            data_govdisclosure="beside",
        )

    # ---------------------------------------------------------------------------------------------------------- the rows

    def _row(self, number: int) -> Element:
        line = self.grid.lines[number]
        own = [self._cell(cell) for cell in line if cell.top == number]
        label = next((cell for cell in reversed(line) if cell.row is not None), None)
        row = label.row if label else None
        if row is None:
            more = [self._more_head(cell) for cell in self._more if cell.top == number]
            return h("tr", own, more)
        for at, column in enumerate(self._beside):
            own += self._change(row, column, self.grid.width + 2 * at)
        kind = "heading" if row.kind is Kind.HEADING else "total" if isinstance(row.measure, Total) else None
        return h("tr", own, class_=kind)

    def _cell(self, cell: GridCell) -> Element:
        if cell.part is CellPart.FIGURE:
            return self._figure(cell.address or "", self._tied(cell), cell)
        spans = {"rowspan": _spanned(self._height(cell)), "colspan": _spanned(cell.width)}
        text = self.voice.label(self.publication.cell_text(cell))
        match cell.part:
            case CellPart.UNIT:
                return h("td", cell.text, class_="unit", headers=self._tied(cell), **spans)
            case CellPart.FILLER:
                return h("td", cell.text, class_="figure", headers=self._tied(cell), **spans)
            case CellPart.LABEL | CellPart.GROUP:
                scope = "row" if cell.part is CellPart.LABEL else "rowgroup"
                level = f" level{_level(cell)}" if scope == "row" and cell.table.stub == 1 else ""
                look = "label group" if scope == "rowgroup" else f"label{level}"
                return h("th", text, id=self._name(cell), scope=scope, class_=look, **spans)
            case _:
                default = words("table.row") if cell.part is CellPart.CORNER else words("table.value")
                said = text if cell.text else self.voice.say(default)
                kind = {CellPart.CORNER: "label", CellPart.CAPTION: "block"}.get(cell.part)
                group = cell.part is CellPart.HEAD and bool(cell.table.columns) and cell.column is None
                reach = "colgroup" if group or cell.part is CellPart.CAPTION else "col"
                return h("th", said, id=self._name(cell), scope=reach, class_=kind, **spans)

    def _height(self, cell: GridCell) -> int:
        """Return how many rows a cell goes over: of the form's head, those that are lowest go down to its end."""
        lowest = cell.part.is_head and cell.bottom == self.grid.repeat
        return cell.height + (self._stretch if lowest else 0)

    def _name(self, cell: GridCell) -> str:
        return f"t{self.number}{'h' if cell.part.is_head else 'r'}{cell.top}-{cell.left}"

    @cached_property
    def _captions(self) -> tuple[GridCell, ...]:
        return tuple([cell for cell in self.grid.cells if cell.part is CellPart.CAPTION])

    def _tied(self, cell: GridCell) -> str | None:
        """Return the ids of the heads over a cell and of what is left of it; nothing where one of each says it."""
        found = [one for one in self.grid.heads_of(cell) if one.text or one.part is not CellPart.HEAD]
        captions = [one for one in self._captions if one.table is cell.table]
        if not captions and self.grid.repeat + self._stretch == 1 and self.grid.blocks[0].table.stub == 1:
            return None
        return " ".join(self._name(one) for one in (*captions, *found))

    def _figure(self, place: str, tied: str | None, cell: GridCell | None = None) -> Element:
        printed, value = self.publication.printed(place), self.publication.report[place]
        kind = "figure words" if isinstance(value, str) and len(value) > _SHORT else "figure"
        named = None if printed.strip() else self.voice.plain(words("figure.blank", blank=value))
        spans = _spanned(cell.width) if cell else None
        return h("td", opening(printed, self.anchors.get(place), named), class_=kind, headers=tied, colspan=spans)

    def _change(self, row: Indicator, column: Column | None, left: int) -> Iterator[Element]:
        place = address(row.key, column.key if column else None)
        found = None if row.kind is Kind.HEADING else self.comparison.change(place)
        label = next((self._name(one) for one in self.grid.cells if one.part is CellPart.LABEL and one.row is row), "")
        for at, (text, look) in enumerate(
            ((found.before if found else "", "before"), ((found.by or "—") if found else "", "change")), start=left
        ):
            over = [cell for cell in self._more if cell.column <= at < cell.column + cell.width]
            names = " ".join([*(f"t{self.number}h{one.top}-{one.column}" for one in over), label])
            yield h("td", text, class_=f"figure {look}", headers=names, data_govdisclosure="beside")


def _framed(table: Element, name: str, marked: str, look: str = "") -> Element:
    """Return a table in a frame that scrolls where the screen is narrow."""
    classes = f"frame {look}".strip()
    return h("div", table, class_=classes, role="region", aria_labelledby=name, tabindex="0", data_govdisclosure=marked)


def _spanned(count: int) -> int | None:
    return count if count > 1 else None


def _level(cell: GridCell) -> int:
    """Return how deep a row is under the first level of its table."""
    assert cell.row is not None  # noqa: S101 - a label has a row
    return min(cell.row.key.count(".") - min(row.key.count(".") for row in cell.table.rows), 3)


def opening(figure: str, target: str | None, name: str | None = None, *, is_reached: bool = True) -> Child:
    """Return a figure that opens its explanation, where there is one to open.

    Args:
        figure: the figure.
        target: the explanation's id; None where there is none.
        name: what is said where nothing is printed.
        is_reached: whether Tab stops there; not where the same figure is in a table.
    """
    if target is None:
        return figure
    stop = None if is_reached else "-1"
    attributes = {"type": "button", "popovertarget": target, "aria_haspopup": "dialog", "aria_label": name, "tabindex": stop}
    return h("button", figure, class_="opens", **attributes)
