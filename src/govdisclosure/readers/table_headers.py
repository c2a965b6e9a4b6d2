"""A grid made ready to be read (版面): what is hidden taken out, heads found, columns told by what stands over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from attrs import evolve, frozen

from govdisclosure.formats.document import Grid, Printed
from govdisclosure.readers.labels import ENOUGH, Label, names_of
from govdisclosure.standards import Standard, Table
from govdisclosure.values import Kind

Line: TypeAlias = tuple[Printed | None, ...]

_FIGURE = re.compile(r"[\s\d０-９,，.．+＋\-－—―–/%％()（）]*(?:件|条|次|项|元|万元)?|无|没有|零|减\s*\d+")
PASSED_OVER = frozenset({"单位", "计量单位", "序号", "行次", "代码", "编号", "指标代码"})
"""Heads of columns that hold neither labels nor figures of a table with columns."""
_REMEMBERED = 20_000
_UNITS = frozenset({"单位", "计量单位"})
_VALUES = frozenset({"统计数", "数值", "数量", "统计数据", "统计结果", "本年", "本年度", "本期", "合计", "件数", "数据"})
_ITEMS = frozenset({"统计指标", "指标", "指标名称", "项目", "统计项目", "内容", "信息内容"})


def is_figure(text: str) -> bool:
    """Whether a cell looks like a figure, a dash or nothing, and not like words."""
    if any("\u2e80" <= sign <= "\u2fdf" for sign in text):  # radicals in the place of signs, as PDF has them: ⽆
        text = unicodedata.normalize("NFKC", text)
    return _FIGURE.fullmatch(text) is not None


@frozen(slots=False)
class Layout:
    """A grid without what the document hides.

    Attributes:
        block: the place of the grid among the document's blocks.
        lines: its rows.
        hidden: the cells taken out that print something.
    """

    block: int
    grid: Grid
    lines: tuple[Line, ...]
    hidden: tuple[Printed, ...]

    @classmethod
    def of(cls, block: int, grid: Grid) -> Layout:
        """Take a grid apart; a column that holds nothing is none, nor is a row that prints only what reaches down into it."""
        hidden = {id(cell): cell for row in grid.rows for cell in row if cell is not None and cell.hidden and cell.text.strip()}
        lines = [tuple(None if cell is None or cell.hidden else cell for cell in row) for row in grid.rows]
        lines = [line for above, line in zip(((), *lines), lines, strict=False) if not _only_reaches_down(above, line)]
        width = max(map(len, lines), default=0)
        kept = [place for place in range(width) if any(place < len(line) and line[place] is not None for line in lines)]
        made = tuple(tuple(line[place] if place < len(line) else None for place in kept) for line in lines)
        return cls(block, grid, made, tuple(hidden.values()))

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.lines[0]) if self.lines else 0

    @cached_property
    def filled(self) -> tuple[tuple[tuple[int, Printed], ...], ...]:
        """The cells of each row that print something, each once, with the first column they cover."""
        return tuple(tuple(_distinct(line)) for line in self.lines)

    @cached_property
    def labels(self) -> tuple[tuple[Label, ...], ...]:
        """What the printed cells of each row say."""
        return tuple(tuple(Label.of(cell.text) for _, cell in line) for line in self.filled)

    def turned(self) -> Layout:
        """The same with rows and columns changed about."""
        return Layout(self.block, self.grid, tuple(zip(*self.lines, strict=True)), self.hidden)


def _only_reaches_down(above: Line, line: Line) -> bool:
    """Whether all that a row prints began in the row above it: two lines of a frame made two rows of one."""
    printed = [place for place, cell in enumerate(line) if cell is not None and cell.text.strip()]
    return bool(printed) and all(place < len(above) and line[place] is above[place] for place in printed)


def _distinct(line: Line) -> Iterator[tuple[int, Printed]]:
    seen: set[int] = set()
    for place, cell in enumerate(line):
        if cell is not None and id(cell) not in seen and cell.text.strip():
            seen.add(id(cell))
            yield place, cell


@frozen(slots=False)
class Pattern:
    """A table of one standard or several, as it is looked for in a document.

    Attributes:
        standards: the standards that have it, each with its own table of this key.
        table: the table.
    """

    standards: tuple[Standard, ...]
    table: Table

    @cached_property
    def columns(self) -> tuple[tuple[Label, ...], ...]:
        """The names of each column."""
        return tuple(map(names_of, self.table.columns))

    @cached_property
    def groups(self) -> tuple[frozenset[str], ...]:
        """The groups above each column."""
        return tuple(frozenset(Label.of(text).text for text in one.head) for one in self.table.columns)

    @cached_property
    def head_words(self) -> frozenset[str]:
        """What the head prints: groups, columns and, in a table without columns, what stands over labels and values."""
        names = {text for one in self.columns for name in one for text in (name.text, name.bare)}
        names |= {group for one in self.groups for group in one} | {Label.of(self.table.row_head).text}
        if not self.table.columns:
            own = (self.table.row_head, self.table.unit_head, self.table.value_head)
            names |= {Label.of(text).text for text in own} | _UNITS | _VALUES | _ITEMS
        return frozenset(names - {""})

    @property
    def has_no_labels(self) -> bool:
        """Whether it is one row of figures that the form prints without a label, known by its head alone."""
        rows = [row for row in self.table.rows if row.kind is not Kind.HEADING]
        return len(rows) == 1 and len(self.table.columns) >= 4 and not self.table.row_head

    @property
    def repeats_names(self) -> bool:
        """Whether several columns have one name, told apart by the groups above them only."""
        names = [one[0].text for one in self.columns]
        return len(set(names)) < len(names)

    @cached_property
    def figure_names(self) -> tuple[Label, ...]:
        """The names of rows that look like figures."""
        return tuple(name for row in self.table.rows for name in names_of(row) if is_figure(name.text))

    def is_head(self, label: Label) -> bool:
        """Whether a printed cell may be one of its head's."""
        known = self._known.get(label.text)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = label.text in self.head_words or label.bare in self.head_words
            known = known or any(label.likeness(name) >= ENOUGH for one in self.columns for name in one)
            self._known[label.text] = known
        return known

    @cached_property
    def _known(self) -> dict[str, bool]:
        """What was asked before: cells say the same in every report."""
        return {}

    def is_part_of_head(self, label: Label) -> bool:
        """Whether a printed cell may be part of a name that goes over two rows, as 商业 over 企业."""
        return self.is_head(label) or any(
            label.text and (name.text.startswith(label.text) or name.text.endswith(label.text))
            for one in self.columns
            for name in one
        )


def heads(pattern: Pattern, layout: Layout) -> list[range]:
    """Return the rows that are heads of a table, those that follow each other together."""
    enough = min(2, len(pattern.table.columns) or 2)
    strong, weak = set(), set()
    for number, labels in enumerate(layout.labels):
        hits = sum(map(pattern.is_head, labels))
        figures = sum(is_figure(cell.text) for _, cell in layout.filled[number])
        if hits >= enough and figures <= hits:
            strong.add(number)
        elif labels and len(labels) > 1 and not figures and sum(map(pattern.is_part_of_head, labels)) * 2 >= len(labels):
            weak.add(number)
    found: list[range] = []
    for number in sorted(strong | weak):
        if found and number == found[-1].stop:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    kept = [one for one in found if not strong.isdisjoint(one) or (len(one) > 1 and find_columns(pattern, layout, one))]
    return [_upwards(pattern, layout, one) for one in kept]


def _upwards(pattern: Pattern, layout: Layout, head: range) -> range:
    """Add the rows over a head that hold a group of its columns, or nothing but what reaches down into it."""
    inside = {id(cell) for row in head for _, cell in layout.filled[row]}
    while head.start:
        above = layout.filled[head.start - 1]
        group = any(map(pattern.is_head, layout.labels[head.start - 1])) and len(above) > 1
        if not above or any(is_figure(cell.text) for _, cell in above):
            break
        if not group and not all(id(cell) in inside for _, cell in above):
            break
        head = range(head.start - 1, head.stop)
    return head


@frozen
class Columns:
    """Where the columns of a table stand in a grid.

    Attributes:
        places: for each column found, by its number in the standard, the places in the grid it covers.
        likeness: how like its head is, likewise.
        heads: what stands over it.
        extra: places right of the first column under a head that is none of the table's.
        first: the first place of a figure; labels stand left of it.
        passed_over: places left of it that hold no labels: units, numbers of lines.
        moved: how many places the heads stand left of their figures.
    """

    places: dict[int, tuple[int, ...]]
    likeness: dict[int, float]
    heads: dict[int, str]
    extra: tuple[int, ...]
    first: int
    passed_over: tuple[int, ...]
    moved: int = 0

    def beside(self, step: int) -> Columns:
        """The same with every column so many places to the right of its head."""
        places = {column: tuple(place + step for place in own) for column, own in self.places.items()}
        return evolve(self, places=places, extra=(), first=self.first + step, moved=step)


def find_columns(pattern: Pattern, layout: Layout, head: range) -> Columns | None:
    """Tell the columns of a table by the heads over them; None where none is found."""
    found = list(stacks(layout, head))
    scores: list[list[float]] = []
    for _, stack in found:
        texts = readings(stack)
        above = frozenset(Label.of(cell.text).text for cell in stack)
        scores.append(
            [
                max((one.likeness(name) for one in texts for name in names), default=0.0)
                + (0.2 * len(groups & above) / len(groups) if groups else 0.0)
                for names, groups in zip(pattern.columns, pattern.groups, strict=True)
            ]
        )
    pairs = _in_order(scores) if pattern.repeats_names else _best(scores)
    if pattern.repeats_names and not _are_told_apart(pattern, found, pairs):
        return None
    if not pairs:
        return None
    first = min(found[place][0][0] for place, _ in pairs)
    used = {place for place, _ in pairs}
    return Columns(
        places={column: found[place][0] for place, column in pairs},
        likeness={
            column: max(one.likeness(name) for one in readings(found[place][1]) for name in pattern.columns[column])
            for place, column in pairs
        },
        heads={column: found[place][1][-1].text for place, column in pairs},
        extra=tuple(at for place, (places, _) in enumerate(found) if place not in used for at in places if at > first),
        first=first,
        passed_over=tuple(
            at
            for place, (places, stack) in enumerate(found)
            if place not in used and any(Label.of(cell.text).text in PASSED_OVER for cell in stack)
            for at in places
            if at < first
        ),
    )


def stacks(layout: Layout, head: range) -> Iterator[tuple[tuple[int, ...], list[Printed]]]:
    """Yield the columns of a grid with the cells of the head over each, top to bottom; a head over several is one column."""
    last: tuple[int, ...] | None = None
    places: list[int] = []
    stack: list[Printed] = []
    for place in range(layout.width):
        cells = [layout.lines[row][place] for row in head]
        key = tuple(map(id, cells))
        bottom = cells[-1]
        if places and key == last and bottom is not None and bottom.text.strip():
            places.append(place)
            continue
        if places:
            yield tuple(places), stack
        places, last = [place], key
        stack = list({id(cell): cell for cell in cells if cell is not None and cell.text.strip()}.values())
    if places:
        yield tuple(places), stack


def readings(stack: Sequence[Printed]) -> list[Label]:
    """Return what the head of a column may be read as: its lowest cell, or that joined to those above it."""
    texts = [cell.text for cell in stack]
    found = [Label.of("".join(texts[start:])) for start in range(len(texts) - 1, -1, -1)]
    if len(texts) > 1 and (is_figure(texts[-1]) or len(Label.of(texts[-1]).text) <= 2):
        found.append(Label.of(texts[-2]))  # a unit or a column's number under the name
    return [one for one in found if one.text]


def _best(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair places and columns, the likest first, whatever their order."""
    ranked = sorted(
        (-score, abs(place - column), place, column)
        for place, row in enumerate(scores)
        for column, score in enumerate(row)
        if score >= ENOUGH
    )
    pairs: list[tuple[int, int]] = []
    for _, _, place, column in ranked:
        if all(place != one and column != other for one, other in pairs):
            pairs.append((place, column))
    return sorted(pairs)


def _in_order(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair places and columns in the order of both, so that all together are as like as can be."""
    wide = len(scores[0]) if scores else 0
    best = [[0.0] * (wide + 1) for _ in range(len(scores) + 1)]
    for place in range(len(scores) - 1, -1, -1):
        for column in range(wide - 1, -1, -1):
            taken = scores[place][column] + best[place + 1][column + 1] if scores[place][column] >= ENOUGH else 0.0
            best[place][column] = max(taken, best[place + 1][column], best[place][column + 1])
    pairs, place, column = [], 0, 0
    while place < len(scores) and column < wide:
        score = scores[place][column]
        if score >= ENOUGH and best[place][column] == score + best[place + 1][column + 1]:
            pairs.append((place, column))
            place, column = place + 1, column + 1
        elif best[place][column] == best[place + 1][column]:
            place += 1
        else:
            column += 1
    return pairs


def _are_told_apart(
    pattern: Pattern, stacks: Sequence[tuple[tuple[int, ...], list[Printed]]], pairs: list[tuple[int, int]]
) -> bool:
    """Whether columns of one name are told apart: by the groups above them, or because all of them are there."""
    if len(pairs) == len(pattern.columns):
        return True
    return all(pattern.groups[column] & {Label.of(cell.text).text for cell in stacks[place][1]} for place, column in pairs)


def list_columns(
    pattern: Pattern, layout: Layout, first: int, last_label: int, *, like_units: bool
) -> tuple[int | None, int | None]:
    """Return where unit and value stand in a table without columns, by head or by order.

    Args:
        pattern: the table.
        layout: the grid.
        first: the first row with a label of the table.
        last_label: the rightmost place of a label.
        like_units: whether what stands right of the labels are the rows' units.
    """
    table = pattern.table
    unit = value = None
    own_unit, own_value = Label.of(table.unit_head).text, Label.of(table.value_head).text
    for number in range(first):
        for place, cell in layout.filled[number]:
            words = Label.of(cell.text).bare
            if place > last_label and words and (words == own_unit or words in _UNITS):
                unit = place
            elif place > last_label and words and (words == own_value or words in _VALUES) and value is None:
                value = place
    right = [place for place in range(last_label + 1, layout.width) if place not in (unit, value)]
    if value is None and unit is None and (table.unit_head or like_units) and len(right) >= 2:
        return right[0], right[1]
    if value is None:
        value = next((place for place in right if unit is None or place > unit), None)
    return unit, value
