"""Labels too damaged to be known by themselves (按顺序补认): once a table is found, by their place among the others.

What is taken here is always a doubt: the value is kept, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from attrs import evolve

from govdisclosure.formats.document import Printed
from govdisclosure.readers.labels import Label, names_of, resemblance
from govdisclosure.readers.table_headers import PASSED_OVER, Columns, Pattern, is_figure, readings, stacks
from govdisclosure.readers.table_matching import Band, Fit, Row
from govdisclosure.standards import Indicator
from govdisclosure.values import Kind

_HALF = 0.6
"""So like must a row's label be that stands between the right ones."""
_HEAD = 0.5
"""So like must a column's head be: 合计 for 总计, 其它 for 其他."""
_ALONE = 0.3
"""So like is enough where it is the only one between two heads that are known, and only one is missing there."""
_DOUBT = 0.79


def completed(fit: Fit) -> Fit:
    """Return a table with the rows and columns that its order tells, each with a likeness that is a doubt."""
    pattern = fit.pattern
    whole = [evolve(band, columns=_columns(pattern, band, band.columns)) if band.columns else band for band in fit.bands]
    if pattern.has_no_labels:
        return evolve(fit, bands=tuple(whole))
    order = {row.key: place for place, row in enumerate(pattern.table.rows)}
    missing = [row for row in pattern.table.rows if row.key not in fit.found and row.kind is not Kind.HEADING]
    bands = []
    for number, band in enumerate(whole) if missing else ():
        before = max((order[row.row.key] for one in whole[:number] for row in one.rows), default=-1)
        after = min((order[row.row.key] for one in whole[number + 1 :] for row in one.rows), default=len(order))
        more = _rows(pattern, band, missing, (before, after))
        taken = {row.line for row in more}
        rows = tuple(sorted((*band.rows, *more), key=lambda row: row.line))
        bands.append(evolve(band, rows=rows, unknown=tuple(line for line in band.unknown if line not in taken)))
        missing = [row for row in missing if all(row.key != one.row.key for one in more)]
    return evolve(fit, bands=tuple(bands or whole))


# --------------------------------------------------------------------------------------------------------------- columns


def _columns(pattern: Pattern, band: Band, columns: Columns) -> Columns:
    """Give heads that are none of the table's to the columns that are missing, each between its neighbours."""
    missing = [number for number in range(len(pattern.columns)) if number not in columns.places]
    stand = [columns.places[number][0] for number in sorted(columns.places)]
    if not missing or not band.head or columns.moved or stand != sorted(stand):
        return columns
    used = {place for own in columns.places.values() for place in own}
    free = [(own, stack) for own, stack in stacks(band.layout, band.head) if used.isdisjoint(own) and stack]
    free = [(own, stack) for own, stack in free if not any(Label.of(cell.text).text in PASSED_OVER for cell in stack)]
    for number in missing:
        left = max((max(columns.places[one]) for one in columns.places if one < number), default=-1)
        right = min((min(columns.places[one]) for one in columns.places if one > number), default=band.layout.width)
        between = [(own, stack) for own, stack in free if left < own[0] < right]
        alone = (
            len(between) == 1
            and left >= 0
            and right < band.layout.width
            and number - 1 in columns.places
            and number + 1 in columns.places
        )
        ranked = [
            (max(resemblance(one, name) for one in readings(stack) for name in pattern.columns[number]), own, stack)
            for own, stack in between
        ]
        best = max(ranked, key=lambda one: one[0], default=None)
        if best is None or best[0] < (_ALONE if alone else _HEAD):
            continue
        likeness, own, stack = best
        free = [one for one in free if one[0] != own]
        columns = evolve(
            columns,
            places={**columns.places, number: own},
            likeness={**columns.likeness, number: min(likeness, _DOUBT)},
            heads={**columns.heads, number: stack[-1].text},
            extra=tuple(place for place in columns.extra if place not in own),
            first=min(columns.first, own[0]),
        )
    return _at_the_edges(len(pattern.columns), band, columns)


def _at_the_edges(wanted: int, band: Band, columns: Columns) -> Columns:
    """Give figures without a head to the columns missing before the first or behind the last, where they are as many."""
    known = sorted(columns.places)
    left, right = min(columns.places[known[0]]), max(columns.places[known[-1]])
    under = [band.layout.lines[row.line] for row in band.rows if row.row.kind is not Kind.HEADING]
    heads = [band.layout.lines[number] for number in band.head]

    def holds_figures(place: int) -> bool:
        cells = [cell.text for line in under if (cell := line[place]) is not None and cell.text.strip()]
        headed = any((head := line[place]) is not None and head.text.strip() for line in heads)
        return not headed and len(cells) * 2 > len(under) and all(map(is_figure, cells))

    before = list(takewhile(holds_figures, range(left - 1, -1, -1)))[::-1]
    behind = list(takewhile(holds_figures, range(right + 1, band.layout.width)))
    pairs = [*zip(range(known[0]), before, strict=True)] if len(before) == known[0] else []
    pairs += zip(range(known[-1] + 1, wanted), behind, strict=True) if len(behind) == wanted - 1 - known[-1] else ()
    if not pairs:
        return columns
    return evolve(
        columns,
        places={**columns.places, **{number: (place,) for number, place in pairs}},
        likeness={**columns.likeness, **{number: _ALONE for number, _ in pairs}},
        heads={**columns.heads, **{number: "" for number, _ in pairs}},
        extra=tuple(place for place in columns.extra if place not in behind),
        first=min(columns.first, *(place for _, place in pairs)),
    )


# ------------------------------------------------------------------------------------------------------------------ rows


def _rows(pattern: Pattern, band: Band, missing: Sequence[Indicator], outside: tuple[int, int]) -> list[Row]:
    """Give labels that are none of the table's to the rows that are missing, each between its neighbours."""
    order = {row.key: place for place, row in enumerate(pattern.table.rows)}
    ranked: list[tuple[float, int, int, Printed, Indicator]] = []
    for line, cell, texts in _free(pattern, band):
        low = max((order[row.row.key] for row in band.rows if row.line < line), default=outside[0])
        high = min((order[row.row.key] for row in band.rows if row.line > line), default=outside[1])
        for row in missing:
            likeness = max(resemblance(Label.of(text), name) for text in texts for name in names_of(row))
            in_order = low < order[row.key] < high
            if likeness >= _HALF and (in_order or (likeness == 1 and len(Label.of(cell.text).text) >= 4)):
                ranked.append((-likeness if in_order else -_DOUBT, line, order[row.key], cell, row))
    made: list[Row] = []
    for likeness, line, _, cell, row in sorted(ranked, key=lambda one: one[:3]):
        if all(line != one.line and row.key != one.row.key for one in made):
            made.append(Row(line, cell, row, min(-likeness, _DOUBT)))
    return made


def _free(pattern: Pattern, band: Band) -> Iterator[tuple[int, Printed, tuple[str, ...]]]:
    """Yield the rows with figures whose label is none of the table's: line, the label nearest to the figures, its readings.

    A row that a page divides has one part of its label in the next row, or in the one before, beside no figures.
    """
    known = {row.line for row in band.rows if row.row.kind is not Kind.HEADING}
    names = {name.text for row in pattern.table.rows for name in names_of(row) if row.kind is Kind.HEADING}
    places = [at for own in band.columns.places.values() for at in own] if band.columns else [band.value or 0]
    first = band.columns.first if band.columns else min(one for one in (band.unit, band.value) if one is not None)
    over = band.columns.passed_over if band.columns else ()
    lines = band.layout.lines

    def label(number: int) -> Printed | None:
        cells = [lines[number][place] for place in range(first) if place not in over] if 0 <= number < len(lines) else []
        return next((cell for cell in reversed(cells) if cell is not None and cell.text.strip()), None)

    def figures(number: int) -> list[Printed]:
        cells = [lines[number][place] for place in places] if 0 <= number < len(lines) else []
        return [cell for cell in cells if cell is not None and cell.text.strip()]

    def part(number: int) -> str:
        own = label(number)
        return own.text if own is not None and number not in known and not figures(number) else ""

    for number in range(band.head.stop, len(lines)):
        own, printed = label(number), figures(number)
        if number in known or own is None or sum(is_figure(cell.text) for cell in printed) * 2 <= len(printed):
            continue
        if not is_figure(own.text) and Label.of(own.text).text not in names:
            yield number, own, (own.text, own.text + part(number + 1), part(number - 1) + own.text)
