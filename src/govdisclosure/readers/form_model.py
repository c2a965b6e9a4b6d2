"""What is looked for (报表模型): a table of one standard or several as rows with labels and columns with heads."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from attrs import frozen
from rapidfuzz.distance import Indel

from govdisclosure.readers.labels import ENOUGH, SAME_WORDS, Label, names_of, resemblance
from govdisclosure.standards import Column, Indicator, Standard, Table, Total, address
from govdisclosure.values import Kind

_LEADING_NUMBER = re.compile(r"^(?:\d{1,2}[.、．)）]?|[-—/：:>·]|\([一二三四五六七八九十]+\))+")
_REMEMBERED = 20_000
_SHORTEST_BEGINNING = 5
"""So many characters at least has a label that is cut off behind its beginning."""
_SHORTEST_CUT_HEAD = 3
_CUT = 0.8
_HALF = 0.6
"""Less like a label is no row's."""
_UNLIKE = 0.79
"""What likeness a label has at most that is known by its place among others only."""
UNIT_HEADS = frozenset({"单位", "计量单位", "unit", "Unit", "Units", "Unitofmeasure"})
"""What is over units."""
VALUE_HEADS = frozenset(
    {"统计数", "数值", "数量", "统计数据", "统计结果", "本年", "本年度", "本期", "合计", "件数", "数据"}
    | {"value", "Value", "Number", "Figure", "Total", "Count"}
)
"""What is over values."""
ITEM_HEADS = frozenset({"统计指标", "指标", "指标名称", "项目", "统计项目", "内容", "信息内容", "row", "Item", "Indicator"})
"""What is over labels."""
PASSED_OVER = UNIT_HEADS | {"序号", "行次", "代码", "编号", "指标代码"}
"""Heads of columns that hold neither labels nor figures of a table with columns."""
_FEWEST_UNLABELLED = 4
"""So many columns has a table at least whose one row is known by its heads alone."""


@frozen(slots=False, eq=False)
class TableModel:
    """A table as it is looked for.

    Attributes:
        standards: the standards that print it so, each with its own table of this key.
        table: the table of the first of them.
    """

    standards: tuple[Standard, ...]
    table: Table

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        """The rows that are looked for: those with figures, and in a table without columns the headings, too."""
        return tuple(row for row in self.table.rows if row.kind is not Kind.HEADING or not self.table.columns)

    @cached_property
    def figures(self) -> tuple[Indicator, ...]:
        """The rows with figures."""
        return tuple(row for row in self.table.rows if row.kind is not Kind.HEADING)

    @cached_property
    def wide(self) -> int:
        """How many figures a row has."""
        return len(self.table.columns) or 1

    @cached_property
    def has_no_labels(self) -> bool:
        """Whether it is one row that the form prints without a label, known by its heads alone."""
        return len(self.figures) == 1 and len(self.table.columns) >= _FEWEST_UNLABELLED and not self.table.row_head

    @cached_property
    def headings(self) -> frozenset[str]:
        """The labels of groups."""
        rows = (row for row in self.table.rows if row.kind is Kind.HEADING)
        return frozenset(name.text for row in rows for name in names_of(row) if len(name.text) > 1)

    @cached_property
    def exact(self) -> dict[str, list[int]]:
        """Rows by what their labels say: the row's own label before another name."""
        own: dict[str, list[int]] = {}
        other: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            first, *more = names_of(row)
            own.setdefault(first.text, []).append(number)
            for text in (first.bare, *(text for name in more for text in (name.text, name.bare))):
                if text and number not in other.setdefault(text, []):
                    other[text].append(number)
        return other | {text: numbers for text, numbers in own.items() if text}

    @cached_property
    def columns(self) -> tuple[tuple[Label, ...], ...]:
        """The names of each column."""
        return tuple(names_of(one) for one in self.table.columns)

    @cached_property
    def column_names(self) -> frozenset[str]:
        """The names of all columns."""
        return frozenset(name.text for names in self.columns for name in names)

    @cached_property
    def groups(self) -> tuple[frozenset[str], ...]:
        """What is over each column."""
        return tuple(frozenset(Label.of(text).text for text in one.head) for one in self.table.columns)

    @cached_property
    def every_group(self) -> frozenset[str]:
        """What is over any column."""
        return frozenset(text for one in self.groups for text in one)

    def path_of(self, group: str) -> list[str]:
        """Return the groups over a group, the outermost first."""
        for one in self.table.columns:
            path = [Label.of(text).text for text in one.head]
            if group in path:
                return path[: path.index(group)]
        return []

    @cached_property
    def head_words(self) -> frozenset[str]:
        """What the head prints: groups, columns and, in a table without columns, what is over labels and values."""
        names = set(self.column_names) | self.every_group
        names |= {name.bare for one in self.columns for name in one} | {Label.of(self.table.row_head).text}
        names |= {Label.of(self.table.heading).text}
        if not self.table.columns:
            names |= {Label.of(text).text for text in (self.table.unit_head, self.table.value_head)}
            names |= UNIT_HEADS | VALUE_HEADS | ITEM_HEADS
        return frozenset(names - {""})

    @cached_property
    def repeats(self) -> bool:
        """Whether several columns have one name, distinguished by the groups above them only."""
        names = [one[0].text for one in self.columns]
        return len(set(names)) < len(names)

    @cached_property
    def has_totals(self) -> bool:
        """Whether some columns are the sums of others."""
        return any(isinstance(one.measure, Total) for one in self.table.columns)

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The columns as the levels of the head are printed, the upper first."""
        return tuple(sorted(range(len(self.columns)), key=lambda one: (len(self.table.columns[one].head), one)))

    def column(self, number: int) -> Column:
        """Return a column."""
        return self.table.columns[number]

    # ------------------------------------------------------------------------------------------------------ resemblance

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first two characters of the labels of groups."""
        return frozenset(text[:2] for text in self.headings)

    @cached_property
    def _rows_of(self) -> dict[str, tuple[tuple[int, float], ...]]:
        return {}

    @cached_property
    def _columns_of(self) -> dict[str, tuple[tuple[int, float], ...]]:
        return {}

    def rows_of(self, label: Label, *, weak: bool = False) -> tuple[tuple[int, float], ...]:
        """Return the rows that a label may mean, each with how like it is; the label of a group means none.

        Args:
            label: what is printed.
            weak: whether a label counts that is no row's by itself, only by its place among others.
        """
        found = self._rows_of.get(label.text)
        if found is None:
            if len(self._rows_of) > _REMEMBERED:
                self._rows_of.clear()
            found = self._rows_of[label.text] = tuple(self._resembling(label))
        return found if weak else tuple(one for one in found if one[1] >= ENOUGH)

    def is_row(self, label: Label) -> bool:
        """Whether a label is a row's without being compared letter by letter: it says the same, remarks and years apart."""
        if label.text in self.exact or (label.bare in self.exact and label.bare not in self.headings):
            return True
        rest = self._without_groups(label.text) if label.text not in self.headings else label.text
        return rest != label.text and rest in self.exact

    def is_heading(self, label: Label) -> bool:
        """Whether a label is the table's own heading, and no row's: the heading may name the only row."""
        return label.text not in self.exact and label.text == Label.of(self.table.heading).text

    def _resembling(self, label: Label) -> list[tuple[int, float]]:
        if label.text in self.exact:
            return [(number, 1.0) for number in self.exact[label.text]]
        if label.bare in self.exact and label.bare not in self.headings:
            return [(number, SAME_WORDS) for number in self.exact[label.bare]]
        if not label.text or (label.text in self.headings and self.table.columns):
            return []
        label = Label.of(self._without_groups(label.text))
        for text in (label.text, label.bare):
            if text in self.exact:
                return [(number, SAME_WORDS) for number in self.exact[text]]
        found = [(number, like) for number, row in enumerate(self.rows) if (like := _likeness(label, row))]
        best = max((Indel.normalized_similarity(label.text, one) for one in self.headings), default=0.0)
        return [(number, like) for number, like in found if like > best or not self.table.columns]

    def _without_groups(self, text: str) -> str:
        """Return a label without the groups that it begins with: 不予公开/1.属于国家秘密."""
        if text[:2] not in self.beginnings:
            return text
        rest, before = text, ""
        while rest != before:
            before = rest
            group = max((one for one in self.headings if rest.startswith(one) and len(rest) > len(one)), key=len, default="")
            if group:
                rest = _LEADING_NUMBER.sub("", rest.removeprefix(group))
        return Label.of(rest).text if rest != text else text

    def columns_of(self, label: Label) -> tuple[tuple[int, float], ...]:
        """Return the columns that a head may name, each with how like it is."""
        found = self._columns_of.get(label.text)
        if found is None:
            if len(self._columns_of) > _REMEMBERED:
                self._columns_of.clear()
            every = ((number, max(label.likeness(name) for name in names)) for number, names in enumerate(self.columns))
            found = self._columns_of[label.text] = tuple(one for one in every if one[1] >= ENOUGH)
        return found

    def begins_only(self, label: Label, column: int) -> bool:
        """Whether a head that is cut off is the beginning of one column's name, and of no other's."""
        long = len(label.text) >= _SHORTEST_CUT_HEAD
        meant = [at for at, names in enumerate(self.columns) if any(name.text.startswith(label.text) for name in names)]
        return long and meant == [column]

    def is_part_of_a_head(self, label: Label) -> bool:
        """Whether a printed cell may be part of a column's name that goes over two rows, as 商业 over 企业."""
        return len(label.text) > 1 and any(
            name.startswith(label.text) or name.endswith(label.text) for name in self.column_names
        )


def _likeness(label: Label, row: Indicator) -> float:
    names = names_of(row)
    like = max(label.likeness(name) for name in names)
    if like >= ENOUGH:
        return like
    if len(label.text) >= _SHORTEST_BEGINNING and any(name.text.startswith(label.text) for name in names):
        return _CUT
    like = max(resemblance(label, name) for name in names)
    return min(like, _UNLIKE) if like >= _HALF else 0.0


@lru_cache(maxsize=16)
def forms(standards: tuple[Standard, ...]) -> tuple[TableModel, ...]:
    """Return the tables to look for, those that several standards print alike once."""
    gathered: dict[object, tuple[Table, list[Standard]]] = {}
    for standard in standards:
        for table in standard.tables:
            if table.printed and table.rows:
                heads = (table.row_head, table.unit_head, table.value_head)
                columns = tuple((one.key, one.label, one.head, one.aliases) for one in table.columns)
                rows = tuple((one.key, one.label, one.kind, one.unit, one.aliases) for one in table.rows)
                gathered.setdefault((table.key, heads, columns, rows), (table, []))[1].append(standard)
    return tuple(TableModel(tuple(own), table) for table, own in gathered.values())


@lru_cache(maxsize=16)
def labels_of(standards: tuple[Standard, ...]) -> frozenset[str]:
    """Return what the labels of all rows and groups say."""
    return frozenset(text for form in forms(standards) for text in (*form.exact, *form.headings))


def cells_of(form: TableModel) -> tuple[str, ...]:
    """Return the addresses of a form's cells."""
    if not form.table.columns:
        return tuple(row.key for row in form.figures)
    return tuple(address(row.key, column.key) for row in form.figures for column in form.table.columns)
