"""Which figure of a row is in which column (栏目判定): by heads in a grid, by order and exact count in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from functools import cached_property

from attrs import evolve, field, frozen

from govdisclosure.readers.alignment import RowMatch, named_columns, says_all_heads
from govdisclosure.readers.cell_values import looks_like_a_figure
from govdisclosure.readers.figure_runs import run_after
from govdisclosure.readers.form_model import PASSED_OVER, UNIT_HEADS, VALUE_HEADS, TableModel
from govdisclosure.readers.labels import ENOUGH, SAME_WORDS, Label, resemblance
from govdisclosure.readers.token_stream import Token, TokenStream

_LIKE_A_CUT_HEAD = 0.45
"""So like must a head be to the column that is missing where it is."""
_ONLY_ONE_LEFT = 0.3
"""So like is enough where it is the only head between two that are known, and one column only is missing there."""
_BY_PLACE = 0.5
"""What likeness a head has that is known by its place among others only."""
_MOST_HEAD_ROWS = 6
_HEADS_OF_A_TEXT = 60


@frozen(eq=False)
class Columns:
    """The columns of one stretch of rows.

    Attributes:
        order: the columns that are there, by their numbers, as they are.
        places: for each of them its places in the grid; empty where only the order is known.
        end: where only the order is known in a grid, the last place of a figure.
        doubt: the rule that says why the columns are not certain, if they are not.
        likeness: how like each head is.
        heads: what each head prints.
        others: places under heads that are none of the form's, each with what the head prints.
        slots: in a text with such heads, the cells of a row as they are printed: a column, or None under another head.
        head_lines: the lines of a grid that the heads are in.
        head_tokens: the heads of a text.
    """

    order: tuple[int, ...]
    places: dict[int, tuple[int, ...]] = field(factory=dict)
    end: int | None = None
    doubt: str | None = None
    likeness: dict[int, float] = field(factory=dict)
    heads: dict[int, str] = field(factory=dict)
    others: dict[int, str] = field(factory=dict)
    slots: tuple[int | None, ...] = ()
    head_lines: tuple[int, ...] = ()
    head_tokens: tuple[Token, ...] = ()

    @property
    def score(self) -> float:
        """How well the heads suit the form."""
        return sum(self.likeness.values())

    @property
    def in_order(self) -> bool:
        """Whether the columns are in the form's order."""
        return self.order == tuple(sorted(self.order))


# ----------------------------------------------------------------------------------------------------------------- grids


def columns_of_grid(
    stream: TokenStream, form: TableModel, grid: int, matches: Sequence[RowMatch], after: int, before: Columns | None
) -> Columns:
    """Return the columns of a grid: by its heads, by those of the page before, or by the count of cells.

    Args:
        stream: the stream.
        form: the form.
        grid: the grid.
        matches: the rows of the form that are in it.
        after: the last line of another table before it.
        before: the columns of the page before, where the table goes on.
    """
    labels = [stream.tokens[one.end] for one in matches]
    first = min(one.line for one in labels)
    bare = form.has_no_labels
    found = _by_heads(stream, form, [one for one in stream.grids[grid] if after < one < first])
    if found is not None:
        found = _at_the_edges(stream, form, found, labels, grid)
    edges = [one.places[-1] for one in labels if not (bare and one.kind != "words")]
    edge = max(edges, default=-1)
    if found is not None:
        low = min(place for own in found.places.values() for place in own)
        if bare or sum(one >= low for one in edges) * 4 <= len(edges):
            return found
    usual, end = _cells_behind(stream, labels, edge, form.wide)
    if found is not None:
        order = found.order if usual == len(found.order) == form.wide else ()
        return evolve(found, order=order, places={}, end=end, doubt="read.heads_moved", others={})
    if before is not None and before.places:
        places = [place for own in before.places.values() for place in own]
        if min(places) > edge and max(places) < stream.width(grid):
            return evolve(before, head_lines=())
    if before is None and grid - 1 in stream.grids and stream.width(grid - 1) == stream.width(grid):
        found = _by_heads(stream, form, [one for one in stream.grids[grid - 1] if one > after])
        whole = found is not None and len(found.order) == form.wide
        if found is not None and whole and all(place > edge for own in found.places.values() for place in own):
            return found
    if usual == form.wide and before is not None and before.order == tuple(range(form.wide)):
        return Columns(before.order, end=end, doubt=before.doubt, likeness=before.likeness, heads=before.heads)
    if usual == form.wide:
        return Columns(tuple(range(form.wide)), end=end, doubt="read.no_head")
    return Columns((), doubt="read.no_head")


def _cells_behind(stream: TokenStream, labels: Sequence[Token], edge: int, wide: int) -> tuple[int, int]:
    """Return how many cells most rows have behind their labels, and where the last of them is.

    Where several tables share a sheet, a row goes on with blank cells that are another table's.
    """
    rows = [stream.rows[one.line] for one in labels]
    width = max(map(len, rows))
    counts = Counter(len({id(one) for one in row[edge + 1 :] if one is not None}) for row in rows)
    usual = counts.most_common(1)[0][0]
    if usual <= wide:
        return usual, width - 1
    shown = [at for row in rows for at, one in enumerate(row) if at > edge and one is not None and one.text.strip()]
    end = max(shown, default=width - 1)
    counts = Counter(len({id(one) for one in row[edge + 1 : end + 1] if one is not None}) for row in rows)
    return counts.most_common(1)[0][0], end


@frozen(eq=False, slots=False)
class _Stack:
    """A column of a grid: its places, and the cells of the head over it, top to bottom."""

    places: tuple[int, ...]
    cells: tuple[Token, ...]

    @cached_property
    def readings(self) -> list[Label]:
        """What the head may be read as: its lowest cell, or that joined to those above it."""
        texts = [one.text for one in self.cells]
        found = [Label.of("".join(texts[start:])) for start in range(len(texts) - 1, -1, -1)]
        if len(texts) > 1 and (looks_like_a_figure(texts[-1]) or len(Label.of(texts[-1]).text) <= 2):
            found.append(Label.of(texts[-2]))  # a unit or a column's number under the name
        return [one for one in found if one.text]

    def score(self, form: TableModel, column: int) -> float:
        """How like the head is to a column's: its name, and a little for the groups over it."""
        like = max((said.likeness(name) for said in self.readings for name in form.columns[column]), default=0.0)
        groups = form.groups[column]
        above = {one.label.text for one in self.cells}
        return like + (0.2 * len(groups & above) / len(groups) if like and groups else 0.0)

    def resemblance(self, form: TableModel, column: int) -> float:
        """How like the head is, however little that is."""
        return max((resemblance(said, name) for said in self.readings for name in form.columns[column]), default=0.0)


def _stacks(stream: TokenStream, lines: Sequence[int]) -> list[_Stack]:
    """Return the columns of a grid under some rows of heads; places under one lowest head are one column."""
    wide = max(len(stream.rows[one]) for one in lines)
    gathered: list[tuple[list[int], list[Token | None]]] = []
    for place in range(wide):
        cells = [stream.rows[one][place] if place < len(stream.rows[one]) else None for one in lines]
        lowest = cells[-1]
        if gathered and lowest is not None and lowest.text.strip() and gathered[-1][1] == cells:
            gathered[-1][0].append(place)
        else:
            gathered.append(([place], cells))
    return [
        _Stack(tuple(places), tuple(dict.fromkeys(one for one in cells if one is not None and one.text.strip())))
        for places, cells in gathered
    ]


def _by_heads(stream: TokenStream, form: TableModel, lines: Sequence[int]) -> Columns | None:
    head_lines = _head_lines(stream, form, lines)
    if not head_lines:
        return None
    stacks = _stacks(stream, head_lines)
    scores = [[stack.score(form, column) for column in range(form.wide)] for stack in stacks]
    pairs = _monotone(scores) if form.repeats else _likest(scores)
    if not pairs or (form.repeats and len(pairs) < form.wide and not _are_told_apart(form, stacks, pairs)):
        return None
    likeness = {column: min(scores[at][column], 1.0) for at, column in pairs}
    by_place = _by_their_place(form, stacks, pairs)
    pairs = [*pairs, *by_place]
    likeness |= {column: _BY_PLACE for _, column in by_place}
    used = {at for at, _ in pairs}
    first = min(stacks[at].places[0] for at in used)
    others = [stack for at, stack in enumerate(stacks) if at not in used and stack.places[0] > first and stack.cells]
    return Columns(
        order=tuple(column for _, column in sorted(pairs)),
        places={column: stacks[at].places for at, column in pairs},
        likeness=likeness,
        heads={column: stacks[at].cells[-1].text for at, column in pairs},
        others={place: stack.cells[-1].text for stack in others for place in stack.places},
        head_lines=tuple(head_lines),
    )


def _by_their_place(form: TableModel, stacks: Sequence[_Stack], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give heads that are cut or unlike to the columns that are missing, as many as are between two neighbours."""
    order = [column for _, column in sorted(pairs)]
    if order != sorted(order):
        return []
    used = {at for at, _ in pairs}
    made: list[tuple[int, int]] = []
    missing = [column for column in range(form.wide) if column not in order]
    for gap in _gaps(missing):
        between = [
            at
            for at, stack in enumerate(stacks)
            if at not in used
            and stack.cells
            and not any(one.label.text in PASSED_OVER for one in stack.cells)
            and all((at < one) == (gap[0] < other) for one, other in pairs)
        ]
        alone = len(between) == len(gap) == 1 and 0 < gap[0] < form.wide - 1
        least = _ONLY_ONE_LEFT if alone else _LIKE_A_CUT_HEAD
        fitting = [at for at in between if max(stacks[at].resemblance(form, column) for column in gap) >= least]
        if len(fitting) == len(gap):
            made += zip(fitting, gap, strict=True)
    return made


def _at_the_edges(stream: TokenStream, form: TableModel, found: Columns, labels: Sequence[Token], grid: int) -> Columns:
    """Give places without a head to columns missing before the first or behind the last, where they are as many."""
    if not found.in_order or len(found.order) == form.wide or form.has_no_labels:
        return found
    edge = Counter(one.places[-1] for one in labels).most_common(1)[0][0]
    left, right = min(map(min, found.places.values())), max(map(max, found.places.values()))
    before = list(zip(range(found.order[0]), range(edge + 1, left), strict=False))
    behind = list(zip(range(found.order[-1] + 1, form.wide), range(right + 1, stream.width(grid)), strict=False))
    pairs = before if len(before) == found.order[0] == left - edge - 1 else []
    if len(behind) == form.wide - 1 - found.order[-1] == stream.width(grid) - right - 1:
        pairs = [*pairs, *behind]
    if not pairs or any(place in found.others for _, place in pairs):
        return found
    return evolve(
        found,
        order=tuple(sorted((*found.order, *(column for column, _ in pairs)))),
        places={**found.places, **{column: (place,) for column, place in pairs}},
        likeness={**found.likeness, **{column: _BY_PLACE for column, _ in pairs}},
        heads={**found.heads, **{column: "" for column, _ in pairs}},
    )


def _gaps(missing: Sequence[int]) -> list[list[int]]:
    """Return missing columns, those beside each other together."""
    gaps: list[list[int]] = []
    for one in missing:
        if gaps and gaps[-1][-1] == one - 1:
            gaps[-1].append(one)
        else:
            gaps.append([one])
    return gaps


def _head_lines(stream: TokenStream, form: TableModel, lines: Sequence[int]) -> list[int]:
    """Return the rows just over a stretch that name columns, and those among them that go with them."""
    hits: dict[int, int] = {}
    for line in lines:
        own = stream.cells(line)
        words = [one for one in own if one.kind == "words"]
        figures = sum(one.kind == "figure" for one in own)
        named = sum(bool(form.columns_of(one.label)) for one in words)
        part = any(one.label.text in form.every_group or form.is_part_of_a_head(one.label) for one in words)
        if (named and figures <= named) or (part and not figures):
            hits[line] = named
    if not hits:
        return []
    kept = [max(hits)]
    for line in range(kept[0] - 1, kept[0] - _MOST_HEAD_ROWS, -1):
        if line not in hits and not (line in lines and _share_a_cell(stream, line, kept[-1])):
            break
        kept.append(line)
    kept.reverse()
    return kept if len(kept) > 1 or hits[kept[0]] else []


def _share_a_cell(stream: TokenStream, line: int, below: int) -> bool:
    own = {id(one) for one in stream.rows[line] if one is not None}
    return bool(own & {id(one) for one in stream.rows[below] if one is not None})


def _are_told_apart(form: TableModel, stacks: Sequence[_Stack], pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether columns of one name are distinguished by the groups above them."""
    return all(form.groups[column] & {one.label.text for one in stacks[at].cells} for at, column in pairs)


def _likest(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair places and columns, the likest first, whatever their order."""
    ranked = sorted(
        (-score, abs(at - column), at, column)
        for at, row in enumerate(scores)
        for column, score in enumerate(row)
        if score >= ENOUGH
    )
    pairs: list[tuple[int, int]] = []
    for _, _, at, column in ranked:
        if all(at != one and column != other for one, other in pairs):
            pairs.append((at, column))
    return sorted(pairs)


def _monotone(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair places and columns in the order of both, so that all together are as like as can be."""
    tall, wide = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (wide + 1) for _ in range(tall + 1)]
    for at in range(tall - 1, -1, -1):
        for column in range(wide - 1, -1, -1):
            taken = scores[at][column] + best[at + 1][column + 1] if scores[at][column] >= ENOUGH else 0.0
            best[at][column] = max(taken, best[at + 1][column], best[at][column + 1])
    pairs, at, column = [], 0, 0
    while at < tall and column < wide:
        if scores[at][column] >= ENOUGH and best[at][column] == scores[at][column] + best[at + 1][column + 1]:
            pairs.append((at, column))
            at, column = at + 1, column + 1
        elif best[at][column] == best[at + 1][column]:
            at += 1
        else:
            column += 1
    return pairs


# ------------------------------------------------------------------------------------------------------------------ text


def columns_of_text(stream: TokenStream, form: TableModel, matches: Sequence[RowMatch], after: int) -> Columns:
    """Return the columns of rows in a text: those that the heads before them name, in the order that the count allows.

    Args:
        stream: the stream.
        form: the form.
        matches: the rows.
        after: the position of the last figure of another table before them.
    """
    columns = _by_words(stream, form, matches, after)
    counts = [count for one in matches if (count := run_after(stream, one.end).count)]
    more = sum(one > len(columns.order) for one in counts) * 4 > len(counts) or columns.others
    return evolve(columns, doubt="read.count") if more and columns.doubt is None else columns


def _by_words(stream: TokenStream, form: TableModel, matches: Sequence[RowMatch], after: int) -> Columns:
    start = matches[0].start
    words: list[Token] = []
    own = 0  # where those begin that are of no table above
    for token in stream.tokens[max(after + 1, start - _HEADS_OF_A_TEXT) : start]:
        if stream.is_page_number(token, stream.tokens[start].line):
            continue
        if token.kind == "figure" and not form.has_no_labels:
            words = []
        elif token.kind == "figure":
            own = len(words)
        elif token.kind == "words":
            words.append(token)
    if form.has_no_labels:
        words.append(stream.tokens[start])
    named, cut, tokens = named_columns(form, words)
    seen = tuple(column for column, _, _, _ in named)
    plain = tuple(range(form.wide))
    extra = _other_heads(form, words[own:])
    likeness = {column: like for column, like, _, _ in named}
    slots = _as_printed(form, words, {id(token): column for column, _, _, token in named}, {id(one) for one in extra})
    about = Columns(
        plain,
        likeness=likeness,
        heads={column: text for column, _, text, _ in named},
        others={-1 - number: one.text for number, one in enumerate(extra)},
        slots=slots if extra else (),
        head_tokens=tuple(tokens),
    )
    layered = any(one.label.text in form.every_group for one in words)
    if form.repeats:
        same = [form.columns[one][0].text for one in plain]
        whole = len(seen) >= form.wide and [form.columns[one][0].text for one in seen[-form.wide :]] == same
        like = 1.0 if whole else _BY_PLACE if says_all_heads(form, words) else 0.0
        return evolve(about, doubt=None if whole else "read.order", likeness=dict.fromkeys(plain, like) if like else {})
    if len(seen) != len(set(seen)):
        return evolve(about, doubt="read.order")
    if not ((layered and _is_subsequence(seen, form.levels)) or _is_subsequence(seen, plain)):
        printed = tuple(one for one in slots if one is not None)
        wraps = any(stream.tokens[one.end].line in stream.joined for one in matches)  # then the heads are in pieces, too
        return evolve(
            about, order=printed if len(seen) == form.wide and not cut else plain if wraps else (), doubt="read.order"
        )
    if len(seen) == form.wide:
        return evolve(about, doubt="read.head" if min(likeness.values()) < SAME_WORDS else None)
    if cut and len(seen) + cut == form.wide:
        return evolve(about, doubt="read.head", likeness={column: likeness.get(column, _BY_PLACE) for column in plain})
    short = tuple(sorted(seen))
    left = [one for one in words if not form.columns_of(one.label)]
    parts = any(one.label.text in name for one in left for name in form.column_names)
    runs = [run_after(stream, one.end) for one in matches]
    if len(short) >= 2 and not parts and all(one.ways(len(short)) for one in runs if one.cells):
        return evolve(about, order=short)
    return evolve(about, doubt="read.order")


def _is_subsequence(short: Sequence[int], long: Sequence[int]) -> bool:
    rest = iter(long)
    return all(one in rest for one in short)


def _as_printed(
    form: TableModel, words: Sequence[Token], columns: Mapping[int, int], others: AbstractSet[int]
) -> tuple[int | None, ...]:
    """Return the columns as a row prints its cells: what a group holds is in the group's place, None is another head's.

    Args:
        form: the form.
        words: the heads in the order of reading, each level of them as a whole.
        columns: the column that a token names, by the token's identity.
        others: the tokens that name none.
    """
    inside: dict[str, list[int | str | None]] = {"": []}
    parent = ""
    for token in words:
        name = token.label.text
        column = columns.get(id(token))
        if column is not None:
            path = [Label.of(one).text for one in form.table.columns[column].head]
        elif name in form.every_group and name not in inside:
            path = form.path_of(name)
        elif id(token) not in others:
            continue
        else:  # beside what is printed before it
            inside[parent].append(None)
            continue
        parent = next((one for one in reversed(path) if one in inside), "")
        inside[parent].append(name if column is None else column)
        if column is None:
            inside[name] = []

    def expanded(group: str) -> Iterator[int | None]:
        for one in inside[group]:
            yield from expanded(one) if isinstance(one, str) else (one,)

    return tuple(expanded(""))


def _other_heads(form: TableModel, words: Sequence[Token]) -> list[Token]:
    """Return what is among the heads and names none of the form's columns: a column more may be there."""
    names = form.column_names | form.every_group
    titles = {Label.of(form.table.row_head).text, Label.of(form.table.heading).text}
    known = [bool(form.columns_of(one.label)) or one.label.text in form.every_group | titles for one in words]
    if True not in known:
        return []
    return [
        one
        for one in words[known.index(True) :]
        if one.label.text
        and one.label.text not in form.every_group | titles | form.headings
        and not form.columns_of(one.label)
        and not any(one.label.text in name for name in names)
        and not form.rows_of(one.label)
    ]


# ------------------------------------------------------------------------------------------------ tables without columns


def list_columns(
    stream: TokenStream, form: TableModel, grid: int, labels: Sequence[Token]
) -> tuple[int | None, int | None, int | None]:
    """Return where unit and value are in a grid without columns, by head or by order, and the line of the head.

    Args:
        stream: the stream.
        form: the form.
        grid: the grid.
        labels: its labels.
    """
    table = form.table
    own_unit, own_value = Label.of(table.unit_head).text, Label.of(table.value_head).text
    stand = Counter(one.places[-1] for one in labels)
    last_label = max(place for place, count in stand.items() if count * 10 >= len(labels))
    first = min(one.line for one in labels)
    unit = value = head = None
    for number in range(grid, -1, -1):
        for line in stream.grids[number]:
            if line >= first or stream.width(number) != stream.width(grid):
                break
            for cell in stream.cells(line):
                words = cell.label.bare
                if cell.places[0] <= last_label or not words:
                    continue
                if words == own_unit or words in UNIT_HEADS:
                    unit, head = cell.places[0], line
                elif (words == own_value or words in VALUE_HEADS) and value is None:
                    value, head = cell.places[0], line
        if value is not None or number < grid - 1:
            break
    right = [place for place in range(last_label + 1, stream.width(grid)) if place not in (unit, value)]
    beside = [(stream.rows[one.line][last_label + 1], one) for one in labels if last_label + 1 < len(stream.rows[one.line])]
    units = {row.unit for row in form.rows if row.unit}
    like_units = sum(cell is not None and cell.text.strip() in units for cell, _ in beside) * 2 > len(beside)
    if value is None and unit is None and (table.unit_head or like_units) and len(right) >= 2:
        return right[0], right[1], head
    if value is None:
        value = next((place for place in right if unit is None or place > unit), None)
    return unit, value, head


_UNIT = re.compile(r"单位[::]\s*([^\s()（）]{1,4})|[(（]((?:万|亿|千)?元|件|项|条|次)[)）]")


def unit_in_head(head: str) -> str | None:
    """Return the unit that a head names: 本年收费金额（单位：万元）."""
    match = _UNIT.search(head.replace("：", ":"))
    return (match[1] or match[2]) if match else None
