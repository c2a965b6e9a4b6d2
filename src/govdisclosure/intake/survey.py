"""What a register looks like (台账概貌): its heads, its columns with their distinct cells, lines that are no records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from attrs import define, field, frozen

from govdisclosure.intake.days import CERTAIN_FORMS, marked, may_be_day
from govdisclosure.intake.meanings import field_meant, meanings, rank
from govdisclosure.intake.register_workbook import RegisterSheet, UnclearCell, plain
from govdisclosure.intake.taking import joined_heads
from govdisclosure.records import RecordKind

_LOOKED_AT = 10
_HEAD_ROWS = (1, 2, 3)
_READ = 20_000  # rows whose cells are looked at
_SAMPLE = 500  # distinct cells that show what a column is about: more than a year has days


@frozen
class SurveyedSheet:
    """A sheet with the head of a register.

    Attributes:
        start, rows: its head's first row, from 0, and how many.
        heads: the joined heads by column.
        title: what is printed above the head.
    """

    sheet: RegisterSheet
    start: int
    rows: int
    heads: tuple[str, ...]
    title: str


TERM = re.compile(r"(?P<years>\d{1,2})年")
"""So many years from a day (有效期5年)."""


@define(slots=False)
class SurveyedColumn:
    """A column: its heading, and its distinct cells over all sheets.

    Attributes:
        heading: the joined head.
        sheets: names of the sheets that have it.
        cells: text → how many cells say it.
        raw: text → one of the cells.
        repeats: whether one text is twice in a sheet.
    """

    heading: str
    sheets: list[str] = field(factory=list)
    cells: Counter[str] = field(factory=Counter)
    raw: dict[str, Any] = field(factory=dict)
    repeats: int = 0

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return self.cells.total()

    @cached_property
    def sample(self) -> Mapping[str, int]:
        """The first of the distinct cells, enough to see what the column is about: text → how many cells say it."""
        return self.cells if len(self.cells) <= _SAMPLE else dict(islice(self.cells.items(), _SAMPLE))

    @cached_property
    def day_share(self) -> float:
        """Return which part of the cells are days, those left out that say there is none; 1 where nothing is left."""
        days = others = 0
        for text, count in self.sample.items():
            raw = self.raw[text]
            if may_be_day(raw) or marked(raw, CERTAIN_FORMS, 2024) or TERM.fullmatch(text):
                days += count
            elif not meanings().is_no_day(text) and not isinstance(raw, UnclearCell):
                others += count
        return days / (days + others) if days + others else 1.0

    @cached_property
    def digits_share(self) -> float:
        """Return which part of the cells are numbers, as telephones are."""
        numbers = sum(count for text, count in self.sample.items() if re.fullmatch(r"[\d\-+()转./ ]{3,}", text))
        return numbers / sum(self.sample.values()) if self.filled else 0.0


@frozen
class Survey:
    """A register as it looks.

    Attributes:
        sheets: those with a head; ``others`` without, ``hidden`` those with a head that are not shown.
        columns: by heading, in the order of the register.
        leads: first text of lines that are hardly records → how many there are.
        merged: whether lines share merged cells.
        lines: how many lines are below the heads.
    """

    sheets: tuple[SurveyedSheet, ...]
    others: tuple[RegisterSheet, ...]
    hidden: tuple[SurveyedSheet, ...]
    columns: dict[str, SurveyedColumn]
    leads: Counter[str]
    merged: bool
    lines: int


def survey(sheets: Sequence[RegisterSheet], kinds: Sequence[RecordKind]) -> Survey:
    """Look a register over."""
    shown: list[SurveyedSheet] = []
    hidden: list[SurveyedSheet] = []
    others: list[RegisterSheet] = []
    for sheet in sheets:
        top = sheet.top(_LOOKED_AT + max(_HEAD_ROWS))
        if not any(plain(cell) for row in top for cell in row):
            continue
        found = _head(sheet, top, kinds)
        if found is None:
            others.append(sheet)
        else:
            (hidden if sheet.hidden else shown).append(found)
    columns: dict[str, SurveyedColumn] = {}
    leads: Counter[str] = Counter()
    merged = False
    lines = 0
    for one in shown:
        lines += _gather(one, columns, leads)
        first = one.start + one.rows
        merged = merged or any(
            bottom > top >= first and left < len(one.heads) and rank(meanings().ignored, one.heads[left]) != 0
            for top, left, bottom, _ in one.sheet.merged
        )
    return Survey(tuple(shown), tuple(others), tuple(hidden), columns, leads, merged, lines)


def _head(sheet: RegisterSheet, top: Sequence[Sequence[Any]], kinds: Sequence[RecordKind]) -> SurveyedSheet | None:
    """Find the head: the lines whose joined texts name most fields of any kind; None where two are not named."""
    best: tuple[float, SurveyedSheet] | None = None
    for start in range(min(_LOOKED_AT, len(top))):
        for rows in _HEAD_ROWS:
            if start + rows > len(top):
                break
            heads = joined_heads(sheet, top, start, rows)
            texts = [one for one in heads if one]
            if len(set(texts)) < 2 or any(len(one) > 60 for one in texts):
                continue
            last = [plain(cell) for cell in top[start + rows - 1]]
            if rows > 1 and not any(last):
                continue
            known = {head for head in texts if _is_head(head, tuple(kinds))}
            over = sum(top == start and bottom == start + rows - 1 for top, _, bottom, _ in sheet.merged) if rows > 1 else 0
            score = 0.7 * over + len(known) - 0.6 * (len(set(texts)) - len(known)) - 0.01 * rows - 0.001 * start
            if len(known) >= 2 and score > 0 and (best is None or score > best[0]):
                title = " ".join(plain(cell) for row in top[:start] for cell in row if plain(cell))
                best = score, SurveyedSheet(sheet, start, rows, tuple(heads), title)
    return None if best is None else best[1]


@lru_cache(maxsize=4_000)
def _is_head(head: str, kinds: tuple[RecordKind, ...]) -> bool:
    last = head.rpartition("/")[2]
    if rank(meanings().ignored, last) is not None or rank(meanings().many, last) is not None:
        return len(last) <= 24 and not re.search(r"\d{2,}", last)
    return any(field_meant(kind.name, field, head) > 0 for kind in kinds for field in _headed(kind))


def _headed(kind: RecordKind) -> list[Any]:
    return [field for field in kind.fields.values() if field.name in meanings().heads.get(kind.name, {})]


def _gather(one: SurveyedSheet, columns: dict[str, SurveyedColumn], leads: Counter[str]) -> int:
    """Take a sheet's cells into the columns; return how many lines it has."""
    places: dict[int, SurveyedColumn] = {}
    for index, heading in enumerate(one.heads):
        if heading:
            column = columns.setdefault(heading, SurveyedColumn(heading))
            if one.sheet.name not in column.sheets:
                column.sheets.append(one.sheet.name)
                places[index] = column
    seen: dict[int, set[str]] = {index: set() for index in places}
    first, lines = one.start + one.rows, 0
    rows = [
        (number, row, [plain(cell) for cell in row])
        for begin, block in one.sheet.blocks()
        for number, row in enumerate(block, start=begin)
        if number >= first and begin <= _READ
    ]
    counts = sorted(len([text for text in texts if text]) for _, _, texts in rows if any(texts))
    usual = counts[len(counts) // 2] if counts else 0
    for _, row, texts in rows:
        filled = [text for text in texts if text]
        if not filled:
            continue
        if meanings().not_records.match(filled[0]) or (len(filled) <= 2 and meanings().lone.match(filled[0])):
            continue
        if tuple(texts[: len(one.heads)]) == one.heads[: len(texts)]:
            continue
        if len(filled) == 1 and filled[0].isdecimal() and len(filled[0]) <= 4:
            continue
        lines += 1
        if len(filled) <= 2 and usual >= 4:
            leads[filled[0]] += 1
            continue
        for index, column in places.items():
            if index < len(row) and texts[index]:
                text = texts[index] if not isinstance(row[index], datetime) else row[index].date().isoformat()
                column.cells[text] += 1
                column.raw.setdefault(text, row[index])
                column.repeats += text in seen[index]
                seen[index].add(text)
    return lines
