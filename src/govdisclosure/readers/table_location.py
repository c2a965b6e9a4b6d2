"""Where a document has the tables of a form (定位统计表): rows by alignment, columns by heads, over several pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from attrs import frozen

from govdisclosure.readers.alignment import Alignment, RowMatch, align, heads_beside_figures
from govdisclosure.readers.column_assignment import Columns, columns_of_grid, columns_of_text, list_columns
from govdisclosure.readers.figure_runs import run_after
from govdisclosure.readers.form_model import TableModel, forms, labels_of
from govdisclosure.readers.label_index import BLANK, PART, LabelIndex
from govdisclosure.readers.labels import ENOUGH, SAME_WORDS
from govdisclosure.readers.token_stream import Token, TokenStream, as_grid, turned
from govdisclosure.standards import Standard

_HEADS = 1.5
"""What the heads of all columns are worth together, beside one for each row."""
_UNKNOWN_ROW = 0.5
_OTHER_HEAD = 0.2
_MISSING_ROW = 0.05
_FARTHEST_HEAD = 12
"""So many lines at most over its first label has a table its heads."""
_MOST_ROWS_MORE = 2
"""So many rows at most may be between heads and the first row of the form."""
_MOST_HEAD_ROWS = 8
_MOST_HEAD_LINES = 6
_MOST_LIST_HEADS = 6
_THIRD = 1 / 3
"""A table is recognised where at least this share of its rows is found without doubt."""
_FEW_IF_GIVEN = 0.05
"""So few are enough where the caller says which standard it is."""
_FEWEST_ROWS = 5
_FEWEST_COLUMNS = 3
_MOST_WITHOUT_HEADS = 0.6
"""So many rows must be found where no head is, and the columns are known by their order only."""


Stretch: TypeAlias = tuple[int, int]
"""Rows under the same heads: the number of their grid, -1 in a text, and which of its heads they are under."""


@frozen(eq=False, slots=False)
class ListPlaces:
    """Where unit and value are in a grid of a table without columns, and the line of the head."""

    unit: int | None
    value: int | None
    head: int | None


@frozen(eq=False, slots=False)
class LocatedTable:
    """A form in a document.

    Attributes:
        stream: the document's tokens, or those of one grid with rows and columns changed about.
        alignment: the rows.
        columns: the columns of each stretch.
        stretches: the stretch of each row, by the row's number.
        lists: for a table without columns where unit and value are, by the number of the grid.
        document: the document's tokens.
        worth: how well the form suits.
    """

    stream: TokenStream
    alignment: Alignment
    columns: Mapping[Stretch, Columns]
    stretches: Mapping[int, Stretch]
    lists: Mapping[int, ListPlaces]
    document: TokenStream
    worth: float

    @property
    def form(self) -> TableModel:
        """The form."""
        return self.alignment.form

    @property
    def key(self) -> str:
        """The table's key."""
        return self.form.table.key

    @property
    def matches(self) -> tuple[RowMatch, ...]:
        """Its rows."""
        return self.alignment.matches

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and last line of the document that belongs to it, heads included."""
        return min(self.lines), max(self.lines)

    @cached_property
    def rows(self) -> range:
        """The lines of the document from the label of its first row to that of its last."""
        stream = self.stream
        lines = [stream.original(stream.tokens[at]).line for one in self.matches for at in (one.start, one.end)]
        return range(min(lines), max(lines) + 1)

    @cached_property
    def body(self) -> frozenset[int]:
        """The document's tokens, by identity, that its labels are; of one that was changed about, all of them."""
        stream = self.stream
        own = stream.tokens if stream is not self.document else [stream.tokens[one.end] for one in self.matches]
        return frozenset(id(stream.original(one)) for one in own)

    @cached_property
    def lines(self) -> frozenset[int]:
        """Every line of the document that belongs to it: heads, rows, what is among them."""
        stream = self.stream
        if stream is not self.document:
            originals = [stream.original(one).line for one in stream.tokens]
            return frozenset(range(min(originals), max(originals) + 1))
        first, last = stream.tokens[self.alignment.start].line, stream.tokens[self.alignment.end].line
        found = set(range(first, last + 1))
        for columns in self.columns.values():
            found.update(columns.head_lines)
        found.update(token.line for token in self.text_heads)
        found.update(one.head for one in self.lists.values() if one.head is not None)
        for match in self.matches[-1:]:
            token = stream.tokens[match.end]
            if token.grid < 0 and self.form.table.columns:
                found.update(one.line for one in run_after(stream, match.end).cells[: self.form.wide + 1])
            elif token.grid < 0:
                found.update(one.line for one in stream.tokens[match.end : match.end + 3])
        return frozenset(found)

    @cached_property
    def text_heads(self) -> tuple[Token, ...]:
        """The heads of a text: those of columns with the groups over them, or those of a list."""
        stream, form = self.stream, self.form
        found: list[Token] = []
        for columns in self.columns.values():
            found += columns.head_tokens
            if columns.head_tokens:
                found += self._heads_over(columns.head_tokens[0].line)
                lines = range(columns.head_tokens[0].line, columns.head_tokens[-1].line + 1)
                inside = [one for line in lines for one in stream.on_line(line)]
                found += [one for one in inside if one.grid < 0 and one.label.text in form.head_words]
        if not form.table.columns:
            first = self.alignment.start
            before = stream.tokens[max(0, first - _MOST_LIST_HEADS) : first]
            found += [one for one in before if one.grid < 0 and one.label.text in form.head_words]
        return tuple(dict.fromkeys(found))

    def _heads_over(self, first: int) -> list[Token]:
        """Return what is over heads in a text: lines of groups and titles of the table, up to the first other line."""
        found: list[Token] = []
        for line in range(first - 1, first - _MOST_HEAD_LINES, -1):
            tokens = [one for one in self.stream.on_line(line) if one.kind != "blank"]
            heads = [one for one in tokens if one.grid < 0 and one.label.text in self.form.head_words]
            if tokens and len(heads) < len(tokens):
                break
            found += heads
        return found

    @cached_property
    def unknown(self) -> tuple[Token, ...]:
        """Labels of rows with figures that are among its rows and are none of them; in a text the label's last piece."""
        return tuple(_unknown(self.stream, self.alignment))

    def says_as_much_as(self, other: LocatedTable) -> bool:
        """Whether each label that is a row's of this table is one of the other's just as well."""
        return self._said(self) <= self._said(other)

    @staticmethod
    def _said(table: LocatedTable) -> set[int]:
        said = (table.stream.original(table.stream.tokens[one.end]) for one in table.matches if one.like >= SAME_WORDS)
        return {id(token) for token in said}

    def is_enough(self, *, given: bool) -> bool:
        """Whether so much was found that it can be no other table.

        Args:
            given: whether the caller says which standard it is.
        """
        rows = self.form.rows
        heads = max((one.score for one in self.columns.values()), default=0.0)
        wide = self.form.wide
        headed = heads >= (1 if given else wide / 2) * ENOUGH
        least = PART if headed else 0.9  # under heads a row may have fewer figures than the form has columns
        strong = [one for one in self.matches if one.like >= ENOUGH]
        sure = [one for one in strong if one.fit >= least or one.fit == BLANK]
        if self.form.has_no_labels:
            return heads >= 0.5 * wide
        if len(sure) < max(1.0, (_FEW_IF_GIVEN if given else _THIRD) * len(rows)):
            return False
        if not self.form.table.columns:
            inside = max(one.row for one in sure) - min(one.row for one in sure) + 1
            return given or (len(sure) >= min(_FEWEST_ROWS, len(rows)) and len(sure) >= _MOST_WITHOUT_HEADS * inside)
        if headed:
            return True
        return len(sure) >= _MOST_WITHOUT_HEADS * len(rows) and len(rows) >= _FEWEST_ROWS and wide >= _FEWEST_COLUMNS


def locate_tables(
    stream: TokenStream, standards: Sequence[Standard], *, given: bool
) -> tuple[list[LocatedTable], list[LocatedTable]]:
    """Return every table of some standards in a document, each copy and each form that it may be.

    Those follow of which too little was found to recognise them: only a heading says that rows are one of these.

    Args:
        stream: the document.
        standards: the standards.
        given: whether the caller says that it follows these.
    """
    every, known = forms(tuple(standards)), labels_of(tuple(standards))
    index = LabelIndex(stream)
    every_copy = [_located(stream, stream, one) for form in every for one in align(index, form, known)]
    tables = [table for table in every_copy if table.is_enough(given=given)]
    found = {table.key for table in tables}
    for form in every:
        if form.table.key in found or not form.table.columns:
            continue
        tables += [table for table in _turned(stream, form, known) if table.is_enough(given=given)]
    return tables, [table for table in every_copy if table not in tables]


def _turned(stream: TokenStream, form: TableModel, known: frozenset[str]) -> list[LocatedTable]:
    """Find a form whose heads are down the side."""
    tables: list[LocatedTable] = []
    for grid in stream.grids:
        for lines in _lines_named_as_columns(stream, form, grid):
            other = turned(stream, grid, lines)
            tables += [_located(other, stream, one) for one in align(LabelIndex(other), form, known)]
    for pairs in heads_beside_figures(stream, form) if form.has_no_labels else ():
        other = as_grid([*zip(*pairs, strict=True)], pairs[0][0].line, pairs[0][0].where)
        tables += [_located(other, stream, one) for one in align(LabelIndex(other), form, known)]
    return [table for table in tables if any(one.heads for one in table.columns.values())]


def _lines_named_as_columns(stream: TokenStream, form: TableModel, grid: int) -> list[range]:
    """Return rows of a grid that follow each other and each name a column of a form, with the row of labels over them."""
    found: list[range] = []
    for line in stream.grids[grid]:
        cells = stream.cells(line)
        if any(one.kind == "words" and form.columns_of(one.label) for one in cells) and len(cells) > 1:
            if found and found[-1].stop == line:
                found[-1] = range(found[-1].start, line + 1)
            else:
                found.append(range(line, line + 1))
    found = [one for one in found if max(2, form.wide / 2) <= len(one) <= form.wide + _MOST_HEAD_ROWS]
    first = stream.grids[grid].start
    return [range(one.start - (one.start > first and _has_labels(stream, form, one.start - 1)), one.stop) for one in found]


def _has_labels(stream: TokenStream, form: TableModel, line: int) -> bool:
    return any(form.rows_of(one.label) for one in stream.cells(line) if one.kind == "words")


def _located(stream: TokenStream, document: TokenStream, found: Alignment) -> LocatedTable:
    columns: dict[Stretch, Columns] = {}
    stretches: dict[int, Stretch] = {}
    lists: dict[int, ListPlaces] = {}
    form = found.form
    after = _end_of_another_table(stream, found) if stream is document else -1
    before: Columns | None = None
    for grid in dict.fromkeys(stream.tokens[one.start].grid for one in found.matches):
        own = [one for one in found.matches if stream.tokens[one.start].grid == grid]
        if not form.table.columns:
            if grid >= 0:
                lists[grid] = ListPlaces(*list_columns(stream, form, grid, [stream.tokens[one.end] for one in own]))
            continue
        figure = -1
        for number, some in enumerate(_stretches(stream, form, own)):
            if grid >= 0:
                before = columns[grid, number] = columns_of_grid(stream, form, grid, some, after, before)
                after = max(after, max(stream.tokens[one.end].line for one in some))
            else:
                if not number and not form.has_no_labels:
                    figure = _last_figure(stream, some[0].start)
                columns[grid, number] = columns_of_text(stream, form, some, figure)
                figure = some[-1].end
            stretches.update({one.row: (grid, number) for one in some})
    heads = max((one.score for one in columns.values()), default=0.0) / form.wide
    odd = _OTHER_HEAD * max((len(set(one.others.values())) for one in columns.values()), default=0)
    odd += _UNKNOWN_ROW * len(_unknown(stream, found))
    odd += _MISSING_ROW * (len(form.rows) - len(found.matches))
    return LocatedTable(
        stream=stream,
        alignment=found,
        columns=columns,
        stretches=stretches,
        lists=lists,
        document=document,
        worth=max(0.1, found.score + _HEADS * heads - odd),
    )


def _end_of_another_table(stream: TokenStream, found: Alignment) -> int:
    """Return the last line before a copy that holds figures of another table."""
    first = stream.tokens[found.start].line
    for token in reversed(stream.tokens[: found.start]):
        if token.grid >= 0 and token.kind == "figure" and token.line < first:
            cells = stream.cells(token.line)
            is_data = sum(one.kind == "figure" for one in cells) >= sum(one.kind == "words" for one in cells)
            if is_data and not _is_under_heads(stream, found.form, token.line):
                return token.line
        if first - token.line > _FARTHEST_HEAD:
            return token.line
    return -1


def _is_under_heads(stream: TokenStream, form: TableModel, line: int) -> bool:
    """Whether heads of a form are just over a row: then it is a row more than the form has, and no other table's."""
    for above in range(line - 1, line - _MOST_ROWS_MORE - 1, -1):
        cells = stream.cells(above) if above in stream.rows else []
        if sum(bool(form.columns_of(one.label)) for one in cells if one.kind == "words") * 2 >= form.wide:
            return True
    return False


def _last_figure(stream: TokenStream, start: int) -> int:
    """Return the position of the last figure of a text before a token, pages' numbers apart; -1 where there is none."""
    line = stream.tokens[start].line
    figures = (at for at in range(start - 1, -1, -1) if stream.tokens[at].kind == "figure" and stream.tokens[at].grid < 0)
    return next((at for at in figures if not stream.is_page_number(stream.tokens[at], line)), -1)


def _stretches(stream: TokenStream, form: TableModel, matches: Sequence[RowMatch]) -> list[list[RowMatch]]:
    """Divide rows where heads come again between them."""
    parts = [[matches[0]]]
    for before, one in pairwise(matches):
        between = [token for token in stream.tokens[before.end + 1 : one.start] if token.kind == "words"]
        if stream.tokens[before.end].grid >= 0:
            first, last = stream.tokens[before.end].line, stream.tokens[one.start].line
            between = [token for token in between if first < token.line < last]
        named = {column for token in between for column, _ in form.columns_of(token.label)}
        if len(named) * 2 >= form.wide and len(between) > 1:
            parts.append([])
        parts[-1].append(one)
    return parts


def _unknown(stream: TokenStream, found: Alignment) -> list[Token]:
    if not found.form.table.columns:
        return []
    mine = {stream.tokens[one.end].line for one in found.matches}
    ends = {one.end for one in found.matches}
    left: list[Token] = []
    for at in range(found.start, found.end + 1):
        token = stream.tokens[at]
        if token.kind != "words" or token.line in mine or (left and left[-1].line == token.line and token.grid >= 0):
            continue
        if token.grid >= 0:
            right = stream.right_of(token)
            figures = sum(one.kind == "figure" for one in right)
            if figures * 2 >= len(right) > 0 and figures >= min(2, found.form.wide):
                left.append(token)
        elif at not in ends and run_after(stream, at).count:
            left.append(token)
    return left
