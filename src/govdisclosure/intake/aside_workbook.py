"""The workbook of what was set aside (待核表): corrected there, it is taken in again with the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from attrs import frozen
from openpyxl import Workbook

from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.exporters.sheets import saved
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.files import read_whole
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import SheetCell
from govdisclosure.intake.fill_in_sheet import ChoiceLists, fill_in_sheet
from govdisclosure.intake.register_workbook import plain
from govdisclosure.intake.taking import LEFT_EMPTY, LEFT_OUT, Corrections, Intake, SetAsideLine
from govdisclosure.messages import language, say
from govdisclosure.records.record import shape_of
from govdisclosure.sources.record_files import doubt_about

_HEADS = ("file", "sheet", "cell", "heading", "reason", "found", "correction", "count", "line")
_CORRECTION = _HEADS.index("correction")
_WIDTHS = (24, 14, 8, 22, 60, 26, 24, 8, 20)


@frozen
class DistinctFault:
    """Lines that are set aside for one and the same reason: the first of them, and how many there are."""

    aside: SetAsideLine
    count: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What a correction of it is kept under."""
        one = self.aside
        return ("", one.same, one.heading) if self.count > 1 else (one.sheet, one.line, one.column)

    @property
    def is_correctable(self) -> bool:
        """Whether a correction can be written for it; a heading that nobody knows is a question about the register."""
        return bool(self.aside.same if self.count > 1 else self.aside.line)

    @property
    def cell(self) -> str:
        """Where the first of them is."""
        return f"{self.aside.column}{self.aside.row}"

    @property
    def choices(self) -> list[str]:
        """What can be chosen for it; a day or a number is typed."""
        field = self.aside.field
        words = [plain(word.zh) for word in field.words] if field is not None and field.words is not None else []
        empty = [LEFT_EMPTY] if field is not None and not field.required else []
        return [*words, *empty, LEFT_OUT] if self.aside.is_line else []


def write_asides(
    intake: Intake,
    stream: BinaryIO,
    *,
    corrections: Corrections | None = None,
    show_values: bool = True,
    theme: Theme | None = None,
) -> None:
    """Write the workbook to a stream: a row for each distinct fault, with what the cell says, and choices for the correction.

    Corrections that were taken in are below, so that the next time they are not lost.

    Args:
        intake: what came of the register.
        stream: where it is written.
        corrections: what was corrected before.
        show_values: whether cells are shown; else their length and shape, for a workbook that leaves the office.
        theme: its paper, fonts and colours; the usual ones of the language of messages by default.
    """
    told = dict(corrections or {})
    rows = []
    lists = ChoiceLists()
    for number, fault in enumerate(distinct_faults(intake.asides), start=2):
        one = fault.aside
        correction = told.pop(fault.key, "")  # it was not understood: to be seen, and mended
        mark = f"={one.same}" if fault.count > 1 else one.line
        texts = [one.file, one.sheet, fault.cell, one.heading, str(one.reason), _found(one, show=show_values), correction]
        rows.append([*texts, str(fault.count), mark])
        if mark:
            lists.offer(number, fault.choices, only=False)
    applied = str(say("intake.book.applied"))
    for (sheet, mark, place), text in told.items():
        of_value = not sheet  # it holds for every cell of a column that says the same
        letters, heading = ("", place) if of_value else (place, "")
        rows.append([intake.file, sheet, letters, heading, applied, "", text, "", f"={mark}" if of_value else mark])
    book = Workbook(write_only=True)
    heads = [str(say(f"intake.book.{one}")) for one in _HEADS]
    page = fill_in_sheet(book, str(say("intake.book.title")), heads, _WIDTHS, {"correction": "FFF2CC"})
    for texts in rows:
        page.line(texts, "line", {_CORRECTION: "correction"})
    lists.attach(book, page, "G")
    stream.write(saved(book, title=page.title, theme=theme or usual_theme(language())))


def distinct_faults(asides: Sequence[SetAsideLine]) -> Iterator[DistinctFault]:
    """Yield the faults: cells of one column that say the same are one, and so are lines of one reason without a cell."""
    groups: dict[tuple[object, ...], list[SetAsideLine]] = {}
    for number, one in enumerate(asides):
        alike = (one.heading, one.same, one.reason) if one.same and one.value else (number,)
        groups.setdefault(alike, []).append(one)
    for several in groups.values():
        yield DistinctFault(several[0], len(several))


def _found(one: SetAsideLine, *, show: bool) -> str:
    if show or not one.value:
        return one.value
    return str(shape_of(one.value))


def read_corrections(path: Path, file: str) -> dict[tuple[str, str, str], str]:
    """Read what was corrected, for one register.

    Raises:
        UnreadableError: it is no workbook of this kind, or a correction is struck out, superscript or an error.
    """
    book = open_workbook(read_whole(path), path.name)
    lines = [line for _, line in book.sheets[0].lines()] if book.sheets else []
    columns = range(1, len(_HEADS) + 1)
    if not lines or any(lines[0].get(column, SheetCell()).is_blank for column in columns):
        raise refused(path.name, "intake.book.unreadable")
    corrections = {}
    for number, line in book.sheets[0].lines():
        name, sheet, cell, heading, _, _, correction, _, mark = (
            line.get(column, SheetCell()).shown.strip() for column in columns
        )
        letters = re.match(r"[A-Z]*", cell)
        if name != file or not mark:
            continue
        doubt = doubt_about(line.get(_CORRECTION + 1, SheetCell()), book.sheets[0].where(number, _CORRECTION + 1))
        if doubt is not None:
            raise UnreadableError([Fault(where=path.name, sentence=doubt)])
        if correction and mark.startswith("="):
            corrections["", mark[1:], heading] = correction
        elif correction:
            corrections[sheet, mark, letters[0] if letters else ""] = correction
    return corrections
