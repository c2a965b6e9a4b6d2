"""Tables on a page (网页上的统计表): the printed form's grid, with what is missing or wrong marked in its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, field, frozen

from govdisclosure.consistency.error_localization import Change
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.messages import Message
from govdisclosure.report import Report
from govdisclosure.standards.table_grid import CellPart, GridCell, TableGrid
from govdisclosure.values import Kind
from govdisclosure_desk.figures import Figures
from govdisclosure_desk.messages import words

_HEADS = (CellPart.CAPTION, CellPart.CORNER, CellPart.UNIT_HEAD, CellPart.HEAD)


@frozen(kw_only=True)
class PageCell:
    """A cell of a table on a page: an element with its spans, what it prints, and what is marked at it.

    Attributes:
        mark: ``missing``, ``wrong``, ``likely`` or nothing.
        said: the mark in words.
        before: what it was a year before, where that is shown.
    """

    tag: str
    text: str
    scope: str = ""
    identity: str = ""
    headers: str = ""
    height: int = 1
    width: int = 1
    look: str = ""
    address: str = ""
    mark: str = ""
    said: Message | None = None
    before: str = ""


@frozen
class PageTable:
    """A table on a page."""

    caption: str
    head: tuple[tuple[PageCell, ...], ...]
    body: tuple[tuple[PageCell, ...], ...]


@frozen
class PageSection:
    """A section of a report on a page: its heading, tables and paragraphs."""

    heading: str
    tables: tuple[PageTable, ...]
    paragraphs: tuple[str, ...] = field(default=())


def sections(figures: Figures, *, beside: bool = False) -> Iterator[PageSection]:
    """Yield the tables of a report by section, with what is marked at their cells.

    Args:
        figures: the figures.
        beside: whether last year's figure is beside each.
    """
    publication = figures.publication
    previous = figures.previous if beside else None

    def marked(cell: GridCell) -> tuple[str, Message | None]:
        return mark_of(figures, cell.address or "")

    yield from _sections(publication, marked, lambda address: before_of(previous, address), with_words=False)


def plain_sections(publication: PublishedReport) -> Iterator[PageSection]:
    """Yield the sections of a report as it is printed, words and tables, without marks."""
    yield from _sections(publication, lambda _: ("", None), lambda _: "", with_words=True)


def _sections(
    publication: PublishedReport,
    marked: Callable[[GridCell], tuple[str, Message | None]],
    before: Callable[[str], str],
    *,
    with_words: bool,
) -> Iterator[PageSection]:
    number = 0
    for section in publication.sections:
        tables = []
        for grid in publication.grids(section):
            number += 1
            tables.append(_Sheet(publication, grid, number, marked, before).table())
        paragraphs = publication.paragraphs(section) if with_words else ()
        if tables or paragraphs:
            yield PageSection(publication.heading(section.heading or section.attachment or ""), tuple(tables), paragraphs)


def mark_of(figures: Figures, address: str) -> tuple[str, Message | None]:
    """Return what is marked at a cell, and in words."""
    if address in figures.missing:
        return "missing", words("mark.missing")
    change = figures.likely.get(address)
    if change is not None:
        return "likely", likely(change)
    if address in figures.wrong:
        return "wrong", words("mark.wrong")
    return "", None


def likely(change: Change) -> Message:
    """Return what a cell that is likely wrong would need to be, in words."""
    if change.should_be is not None:
        return words("mark.should_be", value=change.should_be)
    return words("mark.likely")


def before_of(previous: Report | None, address: str) -> str:
    """Return what a cell printed a year before; nothing where no such report has it."""
    return previous.printed(address) if previous is not None and address in previous else ""


@frozen
class _Sheet:
    publication: PublishedReport
    grid: TableGrid
    number: int
    marked: Callable[[GridCell], tuple[str, Message | None]]
    before: Callable[[str], str]

    def table(self) -> PageTable:
        rows = [self._row(number) for number in range(self.grid.height)]
        caption = self.publication.heading(self.grid.heading)
        return PageTable(caption, tuple(rows[: self.grid.repeat]), tuple(rows[self.grid.repeat :]))

    def _row(self, number: int) -> tuple[PageCell, ...]:
        own = [cell for cell in self.grid.lines[number] if cell.top == number]
        return tuple(evolve(self._cell(cell), height=cell.height, width=cell.width) for cell in own)

    def _cell(self, cell: GridCell) -> PageCell:
        text = self.publication.cell_text(cell)
        if cell.address is not None:
            mark, said = self.marked(cell)
            is_words = len(text) > 8 and not text.replace(",", "").replace(".", "").isdecimal()
            return PageCell(
                tag="td", text=text, headers=self._tied(cell), look="words" if is_words else "number",
                address=cell.address, mark=mark, said=said, before=self.before(cell.address),
            )  # fmt: skip
        if cell.part in (CellPart.UNIT, CellPart.FILLER):
            return PageCell(tag="td", text=text, headers=self._tied(cell))
        if cell.part in _HEADS:
            group = cell.part is CellPart.CAPTION or (cell.part is CellPart.HEAD and cell.column is None and cell.width > 1)
            default = "table.row" if cell.part is CellPart.CORNER else "table.value"
            return PageCell(
                tag="th", text=text or str(words(default)), scope="colgroup" if group else "col", identity=self._name(cell),
                look="caption" if cell.part is CellPart.CAPTION else "",
            )  # fmt: skip
        heading = cell.row is not None and cell.row.kind is Kind.HEADING
        scope = "rowgroup" if cell.part is CellPart.GROUP else "row"
        return PageCell(
            tag="th", text=text, scope=scope, identity=self._name(cell), look="heading" if heading else ""
        )  # fmt: skip

    def _name(self, cell: GridCell) -> str:
        return f"t{self.number}-{cell.top}-{cell.left}"

    def _tied(self, cell: GridCell) -> str:
        captions = [one for one in self.grid.cells if one.part is CellPart.CAPTION and one.table is cell.table]
        return " ".join(self._name(one) for one in (*captions, *self.grid.heads_of(cell)))
