"""Where a table stands in a document (定位统计表): its rows in grids, over pages and under repeated heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from govdisclosure.formats.document import Printed
from govdisclosure.readers.labels import ENOUGH, Label, Match, match_rows, names_of
from govdisclosure.readers.table_headers import Columns, Layout, Line, Pattern, find_columns, heads, is_figure, list_columns
from govdisclosure.standards import Indicator
from govdisclosure.values import Kind

_MOST_LABELS = 2
"""By so many places for labels may a page differ from the one before."""
_FEWEST_ROWS = 5
"""So many rows has a table at least that is known without its head: labels of few may be those of another table."""
_FEWEST = 3
"""So many columns has a table at least that is known without its head."""
_ENOUGH_ROWS = 0.3
"""A table is recognised where at least this share of its rows is found."""
_FARTHEST = 2
"""So many places the heads of columns may stand left of their figures."""
_ENOUGH_WITHOUT_HEAD = 0.6
"""So many must be found where the head is nowhere, and the columns are known by their order only."""
_ENOUGH_IF_TOLD = 0.05
"""So few are enough where the caller says which standard it is."""


@frozen
class Row:
    """A row of a grid that a row of the standard was found in."""

    line: int
    cell: Printed | None
    row: Indicator
    likeness: float


@frozen(slots=False)
class Band:
    """Rows of one grid that belong to one table.

    Attributes:
        head: the rows of its head; empty where it goes on without one.
        columns: where its columns stand, for a table with columns.
        unit, value: where unit and value stand, for one without.
        unknown: rows among them whose label is none of the table's.
        rivals: how many more rows could be the one row of a table without labels.
        guessed: whether its columns are known by their order only, as the head is nowhere.
    """

    layout: Layout
    head: range
    rows: tuple[Row, ...]
    columns: Columns | None = None
    unit: int | None = None
    value: int | None = None
    unknown: tuple[int, ...] = ()
    spare: tuple[Printed, ...] = field(default=())
    guessed: bool = False
    rivals: int = 0

    @property
    def lines(self) -> frozenset[tuple[int, int]]:
        """Block and row of everything in it, its head included."""
        body = range(self.rows[0].line, self.rows[-1].line + 1) if self.rows else range(0)
        return frozenset((self.layout.block, line) for line in (*self.head, *body))

    @cached_property
    def body(self) -> frozenset[int]:
        """The cells, by identity, that its rows' labels and figures stand in."""
        return frozenset(id(cell) for row in self.rows for cell in self.layout.lines[row.line] if cell is not None)


@frozen(slots=False)
class Fit:
    """A table as it was found: one band, or several where pages or repeated heads divide it."""

    pattern: Pattern
    bands: tuple[Band, ...]

    @property
    def block(self) -> int:
        """Where it begins."""
        return self.bands[0].layout.block

    @cached_property
    def body(self) -> frozenset[int]:
        """The cells of its rows, by identity."""
        return frozenset().union(*(band.body for band in self.bands))

    @cached_property
    def found(self) -> dict[str, float]:
        """The rows found, each with its likeness."""
        return {row.row.key: row.likeness for band in self.bands for row in band.rows}

    @cached_property
    def score(self) -> float:
        """How well the table fits: what was found, less what is missing or is more than the table has."""
        table = self.pattern.table
        rows = sum(self.found.values())
        missing = sum(row.key not in self.found and row.kind is not Kind.HEADING for row in table.rows)
        unknown = sum(len(band.unknown) for band in self.bands)
        filled = sum(_is_filled(band, row) for band in self.bands for row in band.rows if row.row.kind is Kind.HEADING)
        score = rows - 0.5 * missing - 0.5 * unknown - 0.5 * filled
        first = self.bands[0].columns
        if first is not None:
            known = sum(first.likeness.values())
            over = [self.bands[0].layout.lines[number] for number in self.bands[0].head]
            extra = sum(any((cell := line[place]) is not None and cell.text.strip() for line in over) for place in first.extra)
            score += known - 0.5 * (len(table.columns) - len(first.places)) - 0.25 * extra
        return score

    def is_enough(self, *, told: bool) -> bool:
        """Whether so much was found that it can be no other table."""
        rows, columns = self.pattern.table.rows, self.pattern.table.columns
        first = self.bands[0].columns
        if self.bands[0].guessed:
            return len(self.found) >= _ENOUGH_WITHOUT_HEAD * len(rows)
        if first is not None and len(first.places) < (1 if told else len(columns) / 2):
            return False
        return len(self.found) >= max(1, (_ENOUGH_IF_TOLD if told else _ENOUGH_ROWS) * len(rows))


def _is_filled(band: Band, row: Row) -> bool:
    """Whether a heading of the standard has figures in the grid."""
    if band.columns is None:
        return False
    line = band.layout.lines[row.line]
    own = [one for one in band.rows if one.line == row.line and one.row.kind is not Kind.HEADING]
    cells = [line[place] for places in band.columns.places.values() for place in places]
    return not own and any(cell is not None and any(map(str.isdigit, cell.text)) for cell in cells)


def find(pattern: Pattern, layouts: Sequence[Layout], *, told: bool) -> list[Fit]:
    """Find a table in the grids of a document, once or several times."""
    fits: list[Fit] = []
    last: int | None = None
    for number, layout in enumerate(layouts):
        follows = fits[-1] if fits and last is not None and number - last <= 1 else None
        for band in _bands(pattern, layout, follows):
            if follows is not None and _goes_on(follows, band):
                fits[-1] = follows = evolve(follows, bands=(*follows.bands, band))
            elif band.head or band.guessed or not pattern.table.columns:
                fits.append(Fit(pattern, (band,)))
                follows = fits[-1]
            last = number
    if not fits and pattern.table.columns:
        rows, columns = len(pattern.table.rows) + 4, len(pattern.table.columns) + 8
        turned = [one.turned() for one in layouts if 1 < one.width <= rows and 1 < len(one.lines) <= columns]
        fits = [Fit(pattern, (band,)) for layout in turned for band in _bands(pattern, layout, None) if band.head]
    return [fit for fit in fits if fit.is_enough(told=told)]


def _goes_on(fit: Fit, band: Band) -> bool:
    """Whether a band goes on where a table stopped: none of its rows was found before."""
    order = {row.key: place for place, row in enumerate(fit.pattern.table.rows)}
    last = max(order[key] for key in fit.found)
    data = [row for row in band.rows if row.row.key not in fit.found or row.row.kind is not Kind.HEADING]
    return bool(data) and all(order[row.row.key] > last for row in data)


def _bands(pattern: Pattern, layout: Layout, follows: Fit | None) -> Iterator[Band]:
    if not pattern.table.columns:
        yield from _list_bands(pattern, layout, follows)
        return
    found = heads(pattern, layout)
    start = found[0].start if found else len(layout.lines)
    if follows is not None and start and (columns := _carried(follows.bands[-1], layout)) is not None:
        band = _body(pattern, layout, range(0), range(start), columns, follows)
        if band is not None and (columns is follows.bands[-1].columns or _stands_under(band, columns)):
            follows = evolve(follows, bands=(*follows.bands, band))
            yield band
    ends = [*(one.start for one in found[1:]), len(layout.lines)]
    if not found and (follows is None or _carried(follows.bands[-1], layout) is None):
        yield from _headless(pattern, layout)
    for head, following in zip(found, ends, strict=False):
        columns = find_columns(pattern, layout, head)
        if columns is None:
            continue
        columns = _set_right(pattern, layout, range(head.stop, following), columns)
        band = _body(pattern, layout, head, range(head.stop, following), columns, follows)
        if band is not None:
            yield band
            goes_on = follows is not None and _goes_on(follows, band)
            follows = evolve(follows, bands=(*follows.bands, band)) if follows and goes_on else Fit(pattern, (band,))


def _set_right(pattern: Pattern, layout: Layout, lines: range, columns: Columns) -> Columns:
    """Move heads that span too few columns: labels of rows stand under the first of them, figures beyond the last."""
    own = {name.text for row in pattern.table.rows for name in names_of(row)}
    for step in range(1, _FARTHEST + 1):
        under, beyond = columns.first + step - 1, max(place for places in columns.places.values() for place in places) + step
        if beyond >= layout.width:
            break
        cells = [(layout.lines[number][under], layout.lines[number][beyond]) for number in lines]
        labelled = [figure for label, figure in cells if label is not None and Label.of(label.text).text in own]
        if len(labelled) * 2 <= len(lines):
            break
        figures = [cell.text for cell in labelled if cell is not None and cell.text.strip()]
        if sum(map(is_figure, figures)) * 2 > len(figures):
            return columns.beside(step)
    return columns


def _stands_under(band: Band, columns: Columns) -> bool:
    """Whether every cell under the columns is there and looks like a figure."""
    lines = [band.layout.lines[row.line] for row in band.rows if row.row.kind is not Kind.HEADING]
    cells = [line[place] for line in lines for places in columns.places.values() for place in places]
    return all(cell is not None and is_figure(cell.text) for cell in cells)


def _headless(pattern: Pattern, layout: Layout) -> Iterator[Band]:
    """Find a table whose head is nowhere: its labels, and as many columns right of them as it has."""
    wanted = len(pattern.table.columns)
    last_label = layout.width - wanted - 1
    if wanted < _FEWEST or last_label < 0 or len(pattern.table.rows) < _FEWEST_ROWS:
        return
    numbers = range(wanted)
    columns = Columns(
        places={number: (last_label + 1 + number,) for number in numbers},
        likeness=dict.fromkeys(numbers, 0.5),
        heads={},
        extra=(),
        first=last_label + 1,
        passed_over=(),
    )
    band = _body(pattern, layout, range(0), range(len(layout.lines)), columns, None)
    if band is None or len(band.rows) < _ENOUGH_WITHOUT_HEAD * len(pattern.table.rows):
        return
    cells = [cell for row in band.rows for cell in layout.lines[row.line][columns.first :] if cell is not None]
    if all(is_figure(cell.text) for cell in cells):
        yield evolve(band, guessed=True)


def _carried(band: Band, layout: Layout) -> Columns | None:
    """Return the columns of the page before for a grid without a head; None where they cannot be told.

    Where the page before had more or fewer places for labels, the columns of figures are still the last ones.
    """
    columns, shift = band.columns, layout.width - band.layout.width
    if columns is None or columns.first + shift < 1 or abs(shift) > _MOST_LABELS:
        return None
    if not shift:
        return columns
    return evolve(
        columns,
        places={number: tuple(place + shift for place in places) for number, places in columns.places.items()},
        extra=tuple(place + shift for place in columns.extra),
        first=columns.first + shift,
        passed_over=(),
    )


def _body(pattern: Pattern, layout: Layout, head: range, lines: range, columns: Columns, follows: Fit | None) -> Band | None:
    if pattern.has_no_labels:
        return _unlabelled(pattern, layout, head, lines, columns)
    places = [place for place in range(columns.first) if place not in columns.passed_over]
    said = list(_elements(layout, lines, places))
    matches = _matches(pattern, [cell.text for _, cell in said], follows)
    last = {line: position for position, (line, _) in enumerate(said)}
    rows: list[Row] = []
    for match in matches:
        line, cell = said[match.position]
        # the label nearest to the figures is the row's own: one left of it is a group's, and has none
        if match.row.kind is Kind.HEADING or match.position == last[line]:
            rows.append(Row(line, cell, match.row, match.likeness))
    if not any(row.row.kind is not Kind.HEADING for row in rows):
        return None
    headings = {name.text for row in pattern.table.rows if row.kind is Kind.HEADING for name in names_of(row)}
    known = {row.line for row in rows}
    unknown = {
        line
        for line, cell in said
        if line not in known and rows[0].line < line < rows[-1].line and Label.of(cell.text).text not in headings
    }
    return Band(layout, head, tuple(rows), columns=columns, unknown=tuple(sorted(unknown)))


def _matches(pattern: Pattern, texts: Sequence[str], follows: Fit | None) -> Sequence[Match]:
    rows = pattern.table.rows
    everything = match_rows(texts, rows)
    if follows is None:
        return everything
    order = {row.key: place for place, row in enumerate(rows)}
    last = max(order[key] for key in follows.found)
    rest = match_rows(texts, rows[last + 1 :])
    return rest if len(rest) >= sum(one.row.kind is not Kind.HEADING for one in everything) else everything


def _elements(layout: Layout, lines: range, places: Sequence[int]) -> Iterator[tuple[int, Printed]]:
    """Yield the labels of rows in the order of reading; one merged over several rows belongs to the first."""
    before: Line = ()
    for number in lines:
        line = layout.lines[number]
        seen: set[int] = set()
        for place in places:
            cell = line[place]
            if cell is None or id(cell) in seen or (before and before[place] is cell):
                continue
            seen.add(id(cell))
            if Label.of(cell.text).text and not is_figure(cell.text):
                yield number, cell
        before = line


def _unlabelled(pattern: Pattern, layout: Layout, head: range, lines: range, columns: Columns) -> Band | None:
    """Return the one row of figures under a head."""
    row = next(row for row in pattern.table.rows if row.kind is not Kind.HEADING)
    found: list[Row] = []
    blank: list[Row] = []
    for number in lines:
        cells = [layout.lines[number][place] for places in columns.places.values() for place in places]
        there = [cell for cell in cells if cell is not None]
        if len(there) * 2 < len(cells):
            continue
        printed = [cell for cell in there if cell.text.strip()]
        if printed and sum(is_figure(cell.text) for cell in printed) * 2 <= len(printed):
            break
        labels = [cell for cell in layout.lines[number][: columns.first] if cell is not None and cell.text.strip()]
        (found if printed else blank).append(Row(number, labels[-1] if labels else None, row, 1.0))
    found = found or blank[:1]
    if not found:
        return None
    own = [one for one in found if one.cell is not None and Label.of(one.cell.text).likeness(names_of(row)[0]) >= ENOUGH]
    return Band(layout, head, (*(own or found)[:1],), columns=columns, rivals=0 if own else len(found) - 1)


def _list_bands(pattern: Pattern, layout: Layout, follows: Fit | None) -> Iterator[Band]:
    """Find a table without columns: label, unit and value of each row beside each other, or one under the other."""
    if layout.width == 1:
        yield from _flowing(pattern, layout)
        return
    figures = pattern.figure_names
    said = [
        (number, place, cell)
        for number, line in enumerate(layout.filled)
        for place, cell in line
        if not is_figure(cell.text) or any(Label.of(cell.text).likeness(name) >= ENOUGH for name in figures)
    ]
    matches = _matches(pattern, [cell.text for _, _, cell in said], follows)
    if not matches:
        return
    stand = Counter(said[match.position][1] for match in matches)
    last_label = max(place for place, count in stand.items() if count * 10 >= len(matches))
    last = {number: position for position, (number, place, _) in enumerate(said) if place <= last_label}
    listed: list[Row] = []
    for match in matches:
        number, place, cell = said[match.position]
        if place <= last_label and (match.row.kind is Kind.HEADING or match.position == last[number]):
            listed.append(Row(number, cell, match.row, match.likeness))
    if not listed:
        return
    first = listed[0].line
    beside = [(layout.lines[row.line][last_label + 1], row.row) for row in listed if last_label + 1 < layout.width]
    like_units = sum(cell is not None and cell.text.strip() == row.unit != "" for cell, row in beside) * 2 > len(beside)
    unit, value = list_columns(pattern, layout, first, last_label, like_units=like_units)
    if follows is not None and follows.bands[-1].layout.width == layout.width and not first:
        unit, value = follows.bands[-1].unit, follows.bands[-1].value
    if value is None:
        return
    hits = [number for number in range(first) if any(map(pattern.is_head, layout.labels[number]))]
    head = range(hits[-1], hits[-1] + 1) if hits else range(0)
    yield Band(layout, head, tuple(listed), unit=unit, value=value)


def _flowing(pattern: Pattern, layout: Layout) -> Iterator[Band]:
    """Read a table set one cell a line: after each label its unit and its value."""
    cells = [line[0] for line in layout.lines if line[0] is not None]
    matches = match_rows([cell.text for cell in cells], pattern.table.rows)
    if not matches:
        return
    lines: list[Line] = []
    rows: list[Row] = []
    spare: list[Printed] = list(cells[: matches[0].position])
    ends = [*(match.position for match in matches[1:]), len(cells)]
    for match, end in zip(matches, ends, strict=True):
        own = cells[match.position : end]
        whole = len(own) >= 3 or (match.row.kind is Kind.HEADING)
        taken = own[:3] if whole else own[:1]
        spare += own[len(taken) :]
        rows.append(Row(len(lines), own[0], match.row, match.likeness))
        lines.append((*taken, *(None for _ in range(3 - len(taken)))))
    yield Band(evolve(layout, lines=tuple(lines)), range(0), tuple(rows), unit=1, value=2, spare=tuple(spare))
