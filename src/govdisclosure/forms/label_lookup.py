"""Reading a form without its hidden keys (按名称识别): cells by labels of rows and columns, text by headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govdisclosure.forms.books import Rows
from govdisclosure.forms.layout import PREVIOUS, Block
from govdisclosure.readers.labels import match_rows, normalised
from govdisclosure.standards import Indicator, Standard, address
from govdisclosure.values import Kind

_LABEL_COLUMNS = 4
_ENOUGH = 0.6
_EMPTY = 3  # so many rows may be empty below a head
_TITLES = 4  # how many titles above a table may be called as its first row is


def places_by_labels(cells: Mapping[str, Rows], blocks: Sequence[Block]) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """Yield, for each table that is found, its sheet and where its cells are, by address, counted from 1."""
    for block in blocks:
        if block.table.stub:
            tries = [(sheet, _block(rows, column, block)) for sheet, rows in cells.items() for column in range(_LABEL_COLUMNS)]
        else:
            tries = [(sheet, _unlabelled(rows, block)) for sheet, rows in cells.items()]
        sheet, found = max(tries, key=lambda one: len(one[1]), default=("", {}))
        if found:
            yield sheet, found


def _unlabelled(rows: Rows, block: Block) -> dict[str, tuple[int, int]]:
    """Return where the cells of a table without labels are: in the row below the head that has all its columns."""
    (_, row), *_ = block.rows
    for top in range(1, len(rows)):
        columns = _columns(rows, top, -1, block)
        if len(columns) == len(block.columns):
            before = _columns(rows, top, max(columns.values()), block)
            below = range(top, min(top + _EMPTY, len(rows)))
            line = next((at for at in below if any(_filled(rows[at], column) for column in columns.values())), top)
            return _places(row, line + 1, columns, before if len(before) == len(columns) else {})
    return {}


def _filled(row: Sequence[object], column: int) -> bool:
    return column < len(row) and row[column] not in ("", None)


def _places(
    row: Indicator, line: int, columns: Mapping[str | None, int], before: Mapping[str | None, int]
) -> dict[str, tuple[int, int]]:
    return {
        when + address(row.key, key): (line, at + 1)
        for when, places in (("", columns), (PREVIOUS, before))
        for key, at in places.items()
    }


def _block(rows: Rows, label_column: int, block: Block) -> dict[str, tuple[int, int]]:
    """Return where a table's cells are if its labels are in a column; nothing if too few of them do.

    Of several columns of labels that is the last: what is left of it is a label where nothing is in it.
    """
    first = max(0, label_column - block.table.stub + 1)
    labels = [next((str(one) for one in reversed(row[first : label_column + 1]) if one not in ("", None)), "") for row in rows]
    for _ in range(_TITLES):
        matches = match_rows(labels, block.table.rows)
        if not matches or len(matches) < _ENOUGH * len(block.table.rows):
            break
        columns = _columns(rows, matches[0].position, label_column, block)
        if not columns and not block.table.columns:  # a head that says nothing of the figures
            columns = {None: label_column + (2 if block.table.unit_head else 1)}
        if columns:
            before = _columns(rows, matches[0].position, max(columns.values()), block)
            if len(before) < len(columns):
                before = {}
            found: dict[str, tuple[int, int]] = {}
            for match in matches:
                if match.row.kind is not Kind.HEADING:
                    found |= _places(match.row, match.position + 1, columns, before)
            return found
        labels[matches[0].position] = ""  # a title that says what the first row says: no columns are above it
    return {}


def _columns(rows: Rows, top: int, left: int, block: Block) -> dict[str | None, int]:
    """Return where the columns of a table are right of a column, by key: as the lowest line of the head above says.

    Last year's columns say the same as this year's, and are right of them.
    """
    width = max((len(row) for row in rows[: top + 1]), default=0)
    said: list[tuple[int, str]] = []
    for at in range(left + 1, width):
        texts = [
            str(row[at]) for row in rows[max(0, top - block.levels - 1) : top] if at < len(row) and row[at] not in ("", None)
        ]
        if texts:
            said.append((at, normalised(texts[-1])))
    if not block.table.columns:
        head = normalised(block.table.value_head or "数量")
        where = next((at for at, text in said if text == head), None)
        return {} if where is None else {None: where}
    found: dict[str | None, int] = {}
    start = 0
    for column in block.table.columns:
        wanted = normalised(column.label)
        turn = next((turn for turn in range(start, len(said)) if said[turn][1] == wanted), None)
        if turn is None:
            turn = next((turn for turn, (at, text) in enumerate(said) if text == wanted and at not in found.values()), None)
        if turn is not None:
            found[column.key] = said[turn][0]
            start = turn + 1
    return found


def texts_by_labels(cells: Mapping[str, Rows], standard: Standard) -> dict[str, list[str]]:
    """Return the paragraphs of each text section, on whichever sheet their headings are."""
    headings = {normalised(section.heading): section.key for section in standard.text_sections if section.heading}
    every = {normalised(section.heading) for section in standard.sections if section.heading}
    found: dict[str, list[str]] = {}
    for rows in cells.values():
        current: str | None = None
        for row in rows:
            texts = [str(one).strip() for one in row if str(one).strip()]
            if len(texts) != 1:
                current = None if texts else current
            elif (said := normalised(texts[0])) in every:
                current = headings.get(said)
            elif current is not None:
                found.setdefault(current, []).append(texts[0])
    return found
