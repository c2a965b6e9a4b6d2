"""Reading a form without its hidden keys (按名称识别): cells by labels of rows and columns, text by headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govdisclosure.forms.books import Rows
from govdisclosure.forms.layout import PREVIOUS, Block
from govdisclosure.readers.labels import match_rows, normalised
from govdisclosure.standards import Standard, address
from govdisclosure.values import Kind

_LABEL_COLUMNS = 4
_ENOUGH = 0.6
_TITLES = 4  # how many titles above a table may be called as its first row is


def places_by_labels(cells: Mapping[str, Rows], blocks: Sequence[Block]) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """Yield, for each table that is found, its sheet and where its cells are, by address, counted from 1."""
    for block in blocks:
        tries = [(sheet, _block(rows, column, block)) for sheet, rows in cells.items() for column in range(_LABEL_COLUMNS)]
        sheet, found = max(tries, key=lambda one: len(one[1]), default=("", {}))
        if found:
            yield sheet, found


def _block(rows: Rows, label_column: int, block: Block) -> dict[str, tuple[int, int]]:
    """Return where a table's cells are if its labels are in a column; nothing if too few of them do."""
    labels = [str(row[label_column]) if label_column < len(row) else "" for row in rows]
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
            return {
                when + address(match.row.key, key): (match.position + 1, at + 1)
                for match in matches
                if match.row.kind is not Kind.HEADING
                for when, places in (("", columns), (PREVIOUS, before))
                for key, at in places.items()
            }
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
