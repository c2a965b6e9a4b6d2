"""Reports as offices publish them (测试用的已公开报告): the form as it is really set, each figure knowing its address.

A :class:`Print` is what is on paper. The quirks of print change it (:mod:`govdisclosure.testing.quirks`), a renderer
makes a file of it (:mod:`govdisclosure.testing.print_files`), and :func:`judged` compares what was read with it. Nothing
here is shared with readers or exporters, so that a match proves something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Literal, TypeAlias

from attrs import define, field, frozen

from govdisclosure.exact.decimals import added, shifted, total
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report, as_number
from govdisclosure.standards import Indicator, RelationInstance, Standard, Table, address
from govdisclosure.testing.pages import groups, shown
from govdisclosure.values import Blank, Kind, Period, Severity, Value

Role: TypeAlias = Literal["head", "label", "group", "figure", "other"]
Sheet: TypeAlias = "list[list[Box | None]]"


@define(eq=False)
class Box:
    """A cell in print; merged ones are, as the same object, in every place they cover.

    Attributes:
        text: what it shows.
        role: what it is in the form; ``other`` is none of the form's.
        key: the address of its figure, or the key of the row that it labels.
        allowed: what may be read from it without a word; anything else must be reported.
        meant: what the office meant, where a cell too many shifts it: right in a text, which has no heads over its figures.
        hidden: whether the document keeps it from being seen.
    """

    text: str
    role: Role = "other"
    key: str = ""
    allowed: tuple[Value, ...] = ()
    hidden: bool = False
    meant: tuple[Value, ...] = ()


@define
class Print:
    """A report on paper: words and sheets in order; ``made`` is what it says.

    Attributes:
        quirks: the names of what was done to it.
        hidden_sheets: sheets that a workbook does not show.
    """

    made: Report
    blocks: list[str | Sheet]
    quirks: list[str] = field(factory=list)
    hidden_sheets: list[Sheet] = field(factory=list)

    def sheets(self) -> list[Sheet]:
        """Return its tables."""
        return [block for block in self.blocks if isinstance(block, list)]

    def figures(self) -> Iterator[tuple[Sheet, Box]]:
        """Yield every figure with the table that it is in."""
        for sheet in self.sheets():
            for box in dict.fromkeys(box for row in sheet for box in row if box is not None):
                if box.role == "figure" and box.key:
                    yield sheet, box


# ------------------------------------------------------------------------------------------------------------ the report


def any_report(standard: Standard, random: Random, *, body: str = "清河县水务局", year: int = 2023) -> Report:
    """Return a report with figures of every size, most of them small or zero, as they are."""
    cells: dict[str, Cell] = {}
    for key, spot in standard.spots.items():
        if not spot.table.printed:
            continue
        count = random.choice((0, 0, 0, 1, 2, random.randint(3, 99), random.randint(100, 99_999)))
        amount = Decimal(total([count, shifted(random.randint(0, 9_999), -random.choice((2, 4)))]))
        values: Mapping[Kind, Value] = {
            Kind.COUNT: count,
            Kind.AMOUNT: amount,
            Kind.NUMBER: amount,
            Kind.SHARE: Decimal(min(count, 100)),
            Kind.DATE: date(year, 1, 1) + timedelta(days=count % 365),
            Kind.YES_NO: bool(count % 2),
            Kind.TEXT: "见正文",
        }
        cells[key] = Cell(value=values[spot.kind])
    for _ in range(3 if random.random() < 0.8 else 0):  # most reports agree with themselves; totals of totals take a round more
        for key, instances in standard.defining.items():
            if instances[0].right and all(one.address in cells for one in instances[0].terms):
                cells[key] = Cell(value=_sum(cells, instances[0]))
    words = {
        section.key: f"{year}年，本机关认真贯彻落实条例。\n全年主动公开信息{random.randint(50, 900)}条。"
        for section in standard.text_sections
    }
    return Report(standard=standard, body=Body(id=body, name=body), period=Period.year(year), cells=cells, text=words)


def _sum(cells: Mapping[str, Cell], definition: RelationInstance) -> Value:
    """Return what the parts of a total add up to."""
    return added((term.factor, as_number(cells[term.address or ""].value) or 0) for term in definition.right)


# ------------------------------------------------------------------------------------------------------- the form in print


def _label(text: str, row: Indicator) -> Box:
    return Box(text, "group" if row.kind is Kind.HEADING else "label", row.key)


def _figure(report: Report, key: str) -> Box:
    value = report[key]
    return Box(shown(value), "figure", key, (value,))


def blocks_of_items(report: Report, tables: Sequence[Table], wide: int = 4) -> Sheet:
    """Return table two as it is set: one grid, the title of each block over all of it, the last column as wide as is left."""
    sheet: Sheet = []
    for table in tables:
        sheet.append([Box(table.heading, "head")] * wide)
        heads = [Box(column.label, "head", column.key) for column in table.columns]
        sheet.append(_wide([Box(table.row_head, "head"), *heads], wide))
        for row in table.rows:
            figures = [_figure(report, address(row.key, column.key)) for column in table.columns]
            sheet.append(_wide([_label(row.label, row), *figures], wide))
    return sheet


def _wide(boxes: Sequence[Box | None], wide: int) -> list[Box | None]:
    return [*boxes, *(boxes[-1] for _ in range(wide - len(boxes)))]


def block_of_items(report: Report, table: Table) -> Sheet:
    """Return one block of table two by itself, its title inside."""
    return blocks_of_items(report, [table], 1 + len(table.columns))


def requests(report: Report, table: Table) -> Sheet:
    """Return table three: a corner over three columns of labels, groups merged over what they hold, heads of three levels."""
    corner, over = Box(table.row_head, "head"), Box("申请人情况", "head")
    bodies = Box("法人或其他组织", "head")
    names = [Box(column.label, "head", column.key) for column in table.columns]
    first, last = names[0], names[-1]
    sheet: Sheet = [
        [*[corner] * 3, *[over] * 7],
        [*[corner] * 3, first, *[bodies] * 5, last],
        [*[corner] * 3, *names],
    ]
    made: dict[str, Box] = {}
    for row in table.rows:
        if row.kind is Kind.HEADING:
            made[row.key] = _label(row.label, row)
            continue
        own = _label(row.label, row)
        labels = [*(made[one.key] for one in groups(table, row)), own]
        labels += [own] * (3 - len(labels))
        sheet.append([*labels, *(_figure(report, address(row.key, column.key)) for column in table.columns)])
    return sheet


def remedies(report: Report, table: Table) -> Sheet:
    """Return table four: one row of fifteen figures under a head of three levels, no label before it."""
    review, suits = Box("行政复议", "head"), Box("行政诉讼", "head")
    direct, after = Box("未经复议直接起诉", "head"), Box("复议后起诉", "head")
    names = [Box(column.label, "head", column.key) for column in table.columns]
    row = next(one for one in table.rows if one.kind is not Kind.HEADING)
    return [
        [*[review] * 5, *[suits] * 10],
        [*names[:5], *[direct] * 5, *[after] * 5],
        list(names),
        [_figure(report, address(row.key, column.key)) for column in table.columns],
    ]


def listed(report: Report, table: Table) -> Sheet:
    """Return a table of 统计指标, 单位, 统计数."""
    sheet: Sheet = [[Box(text, "head") for text in (table.row_head, table.unit_head, table.value_head)]]
    for row in table.rows:
        heading = row.kind is Kind.HEADING
        value = Box(row.printed or report.standard.style.heading_value, "other") if heading else _figure(report, row.key)
        sheet.append([_label(row.label, row), Box(row.unit), value])
    return sheet


def printed(report: Report, *, one_grid: bool = True) -> Print:
    """Return a report as it is published: title, parts with their headings, tables, signature."""
    standard = report.standard
    tables = {table.key: table for table in standard.tables if table.printed}
    blocks: list[str | Sheet] = [report.fill_in(standard.title)]
    for section in standard.sections:
        if section.heading:
            blocks.append(report.fill_in(section.heading))
        blocks += [line for line in report.text.get(section.key, "").splitlines() if line]
        own = [tables[key] for key in section.tables if key in tables]
        if own and not own[0].columns:
            blocks += [report.fill_in(own[0].heading), *(listed(report, table) for table in own)]
        elif own and own[0].key == "requests":
            blocks.append(requests(report, own[0]))
        elif own and own[0].key == "remedies":
            blocks.append(remedies(report, own[0]))
        elif one_grid and own:
            blocks.append(blocks_of_items(report, own))
        else:
            blocks += [block_of_items(report, table) for table in own]
    return Print(report, blocks)


# ------------------------------------------------------------------------------------------------------------- the verdict


@frozen(kw_only=True)
class ReadingScore:
    """How a document was read: the addresses that are right, reported, and neither.

    Attributes:
        right: addresses read as printed, nothing said against them.
        doubted: read as printed, and named in a warning all the same.
        reported: read otherwise, and named.
        wrong: read otherwise in silence: address, what is printed, what was read.
    """

    right: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str, Value | None], ...] = ()


def judged(paper: Print, report: Report) -> ReadingScore:
    """Hold what was read against what is printed: every cell right, or named in a note, or wrong in silence."""
    warned = {cell for note in report.notes if note.severity is not Severity.INFO for cell in note.cells}
    named = {cell for note in report.notes for cell in note.cells}
    shows = {box.key: box for _, box in paper.figures()}
    right: list[str] = []
    doubted: list[str] = []
    reported: list[str] = []
    wrong: list[tuple[str, str, Value | None]] = []
    known = report.standard.spots
    for key, spot in paper.made.standard.spots.items():
        if not spot.table.printed:
            continue
        box = shows.get(key)
        allowed = box.allowed if box is not None else (Blank.MISSING,)
        read = report[key] if key in known else None
        doubt = not named.isdisjoint((key, key.partition("/")[0]))
        if any(_same(read, one) for one in allowed) or (box is None and read is None):
            (doubted if not warned.isdisjoint((key, key.partition("/")[0])) else right).append(key)
        elif doubt:
            reported.append(key)
        else:
            wrong.append((key, box.text if box is not None else "(not printed)", read))
    for key, cell in report.cells.items():
        if key not in paper.made.standard.spots and not isinstance(cell.value, Blank) and key not in named:
            wrong.append((key, "(no such cell)", cell.value))
    return ReadingScore(right=tuple(right), doubted=tuple(doubted), reported=tuple(reported), wrong=tuple(wrong))


def _same(read: Value | None, one: Value) -> bool:
    return read is one if isinstance(one, (Blank, bool)) else not isinstance(read, Blank) and read == one
