"""Reports as agencies print them (测试用版面): grids with merged heads and grouped labels, to be read back.

This prints by itself and shares nothing with the exporters, so that what is read back proves something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from hypothesis import strategies as st

from govdisclosure.formats.document import Block, Grid, OpenedDocument, PlacedCell, Words
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Indicator, Standard, Table, address
from govdisclosure.values import Blank, Kind, Period, Value

LEFT, ABOVE = "<", "^"
"""What stands for a place that the cell to the left, or above, covers too."""
Rows: TypeAlias = list[list[str | None]]


def grid(rows: Sequence[Sequence[str | None]], where: str = "table 1", hidden: Sequence[tuple[int, int]] = ()) -> Grid:
    """Return a grid of texts; :data:`LEFT` and :data:`ABOVE` are merged places, None is no cell at all."""
    made: list[list[PlacedCell | None]] = []
    width = max(map(len, rows), default=0)
    for number, row in enumerate(rows):
        line: list[PlacedCell | None] = []
        for place, text in enumerate(row):
            if text == LEFT and place:
                line.append(line[-1])
            elif text == ABOVE and number:
                line.append(made[-1][place])
            elif text is None:
                line.append(None)
            else:
                where_cell = f"{where}, row {number + 1}, column {place + 1}"
                line.append(PlacedCell(text=text, where=where_cell, hidden=(number, place) in hidden))
        made.append([*line, *(None for _ in range(width - len(line)))])
    return Grid(rows=tuple(map(tuple, made)), where=where)


def document(
    *blocks: str | Rows | Grid, titles: Sequence[str] = (), unreadable: Sequence[tuple[str, str]] = ()
) -> OpenedDocument:
    """Return a document of paragraphs and tables, with their addresses."""
    made: list[Block] = []
    tables = 0
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, str):
            made.append(Words(text=block, where=f"paragraph {number}"))
        elif isinstance(block, Grid):
            made.append(block)
        else:
            tables += 1
            made.append(grid(block, f"table {tables}"))
    return OpenedDocument(blocks=tuple(made), titles=tuple(titles), unreadable=tuple(unreadable))


def shown(value: Value) -> str:
    """Return a value as it is printed."""
    if isinstance(value, Blank):
        return "" if value is Blank.MISSING else "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def head(table: Table, labels: int) -> Rows:
    """Return the head of a table with columns: its groups merged over what they hold, the corner over all levels."""
    paths = [(*column.head, column.label) for column in table.columns]
    depth = max(map(len, paths))
    rows: Rows = []
    for level in range(depth):
        row: list[str | None] = [table.row_head if not level else ABOVE, *([LEFT] if not level else [ABOVE]) * (labels - 1)]
        for place, path in enumerate(paths):
            if level >= len(path):
                row.append(ABOVE)
            elif place and level < len(path) - 1 and path[: level + 1] == paths[place - 1][: level + 1]:
                row.append(LEFT)
            else:
                row.append(path[level])
        rows.append(row if labels else row[1:])
    return rows


def groups(table: Table, row: Indicator) -> list[Indicator]:
    """Return the headings that a row is under, the outermost first."""
    return [one for one in table.rows if one.kind is Kind.HEADING and row.key.startswith(f"{one.key}.")]


def body(report: Report, table: Table, *, grouped: bool) -> Rows:
    """Return the rows of a table; ``grouped`` puts headings into columns of their own, merged over what they hold."""
    data = [row for row in table.rows if row.kind is not Kind.HEADING]
    depth = 1 + max((len(groups(table, row)) for row in data), default=0) if grouped else 1
    rows: Rows = []
    before: list[str] = []
    for row in data if grouped else table.rows:
        above = [one.label for one in groups(table, row)] if grouped else []
        labels: list[str | None] = [
            ABOVE if before[: place + 1] == above[: place + 1] else label for place, label in enumerate(above)
        ]
        before = above
        labels += [row.label, *(LEFT for _ in range(depth - len(above) - 1))]
        if row.kind is Kind.HEADING:
            rows.append([*labels, *("" for _ in table.columns)])
        else:
            rows.append([*labels, *(shown(report[address(row.key, column.key)]) for column in table.columns)])
    return rows


def columned(report: Report, key: str, *, grouped: bool = True) -> Rows:
    """Return a table with columns as it is printed; one row without a label where the form prints none."""
    table = next(one for one in report.standard.tables if one.key == key)
    rows = body(report, table, grouped=grouped)
    data = [row for row in table.rows if row.kind is not Kind.HEADING]
    if len(data) == 1 and not table.row_head:
        labels = len(rows[0]) - len(table.columns)
        return [*head(table, 0), *(row[labels:] for row in rows)]
    return [*head(table, len(rows[0]) - len(table.columns)), *rows]


def listed(report: Report, key: str) -> Rows:
    """Return a table without columns as it is printed: label, unit, value."""
    table = next(one for one in report.standard.tables if one.key == key)
    style = report.standard.style
    rows: Rows = [[table.row_head or "指标", table.unit_head or "单位", table.value_head or "数值"]]
    for row in table.rows:
        value = row.printed or style.heading_value if row.kind is Kind.HEADING else shown(report[row.key])
        rows.append([row.label, row.unit, value])
    return rows


def printed_cells(report: Report) -> dict[str, Value]:
    """Return the values of a report that are printed, by address."""
    return {address: report[address] for address, spot in report.standard.spots.items() if spot.table.printed}


STANDARDS = (
    "cn-2014",
    "cn-2019",
    "cn-2021",
    "cn-hengyang-2015",
    "cn-2021+cn-2019:requests",
    "cn-2019+cn-2021:requests",
)
"""The standards of :func:`reports`, two mixed ones among them."""
_VALUES: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.COUNT: st.integers(0, 99_999) | st.sampled_from([0, Blank.MISSING, Blank.NOT_APPLICABLE]),
    Kind.AMOUNT: st.decimals(0, 99_999, places=2, allow_nan=False) | st.just(Blank.MISSING),
    Kind.SHARE: st.decimals(0, 100, places=1, allow_nan=False),
    Kind.YES_NO: st.booleans() | st.just(Blank.MISSING),
    Kind.TEXT: st.sampled_from(["见正文", "另行说明"]),
}


@st.composite
def reports(draw: st.DrawFn, find: Callable[[str], Standard]) -> Report:
    """Reports by any of :data:`STANDARDS` with any figures; ``find`` gives the standard of an id."""
    standard = find(draw(st.sampled_from(STANDARDS)))
    cells = {key: Cell(value=draw(_VALUES[spot.kind])) for key, spot in standard.spots.items() if spot.table.printed}
    words = {section.key: "2023年本节有文字。\n又一段。" for section in standard.text_sections}
    return Report(
        standard=standard, body=Body(id="清河县水务局", name="清河县水务局"), period=Period.year(2023), cells=cells, text=words
    )


def tables(report: Report, *, grouped: bool = True) -> Iterator[tuple[str, Rows]]:
    """Yield the printed tables of a report by key, in the order of print."""
    known = {table.key: table for table in report.standard.tables}
    for section in report.standard.sections:
        for key in section.tables:
            if known[key].printed:
                yield key, columned(report, key, grouped=grouped) if known[key].columns else listed(report, key)


def page(report: Report, *, grouped: bool = True) -> OpenedDocument:
    """Return a whole report as a document: title, headings, words, tables, signature."""
    printed = dict(tables(report, grouped=grouped))
    blocks: list[str | Rows | Grid] = [report.fill_in(report.standard.title)]
    for section in report.standard.sections:
        blocks += [report.fill_in(section.heading)] if section.heading else []
        blocks += [line for line in report.text.get(section.key, "").splitlines() if line]
        blocks += [printed[key] for key in section.tables if key in printed]
    return document(*blocks)
