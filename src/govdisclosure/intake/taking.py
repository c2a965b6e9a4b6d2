"""Intake of a register (采集): every line is a record, set aside, or excluded; nothing is guessed and nothing is lost."""

from __future__ import annotations

import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase, translate
from functools import partial
from itertools import chain, compress, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from attrs import field, frozen

from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import Fault, InvalidRecordError
from govdisclosure.files import File, OpenedFile, name_of
from govdisclosure.formats.number_formats import EPOCHS
from govdisclosure.intake.blocks import DistinctCells, data_of, plainly_right, turned
from govdisclosure.intake.days import CERTAIN_FORMS, day_of, marked, month_in, year_in
from govdisclosure.intake.number_ranges import numbers_of
from govdisclosure.intake.printed_numbers import amount_of, may_be_two, number_of
from govdisclosure.intake.profiles import DERIVED_DAY, Profile, ProfileColumn, mark_of
from govdisclosure.intake.register_workbook import FormattedNumber, RegisterSheet, UnclearCell, plain, read_sheets
from govdisclosure.intake.totals import StatedTotals
from govdisclosure.messages import Message, say
from govdisclosure.records.record import Field, FieldType, quoted, safe_id
from govdisclosure.serialization import make_converter, structured
from govdisclosure.sources.spelling import as_stored

Corrections = Mapping[tuple[str, str, str], str]
"""What to read in place of a cell: (sheet, the line's fingerprint, column letters), or ("", the cell's, heading) → text."""
Progress = Callable[[str, int, int], None]
_LOOKED_AT = 10  # titles are above the head; it begins within the first lines or not at all
_MANY = re.compile(r"[1-9]\d{0,2}", re.ASCII)


@frozen(kw_only=True)
class SetAsideLine:
    """A line, or a heading, that could not be taken in (待核).

    Attributes:
        row: its number in the sheet, from 1.
        column: letters of the cell's column; empty where the whole line is meant.
        heading: as the profile names it; empty where the heading itself is unknown.
        value: what is in the cell; never shown unless asked for in a local file.
        line: a keyed fingerprint of the line, by which a correction finds it again.
        field: the field that the cell is for, where the fault is in one cell.
        same: a keyed fingerprint of what the cell says: a correction of it holds for all cells of the column that say the same.
    """

    file: str
    sheet: str
    row: int
    column: str
    heading: str
    reason: Message
    value: str = field(default="", repr=False)
    line: str = ""
    is_line: bool = True
    field: Field | None = None
    same: str = ""


@frozen(kw_only=True)
class Intake:
    """The result of an intake (采集结果): ``lines == taken + set_aside + excluded``.

    Attributes:
        file: the register's file name.
        register: a keyed reference of the register, which tells nothing of the file's name.
        records: one mapping of field to text each, as the record files hold them.
        lines: lines read below the heads, empty ones left out.
        taken: lines that became a record or part of one.
        asides: why lines were set aside, a line may have several reasons; unknown headings, too.
        excluded: lines that are no records, by reason.
        remarks: what was taken in and should be looked at: hidden lines and columns.
    """

    profile: Profile
    file: str
    register: str
    records: tuple[Mapping[str, str], ...]
    lines: int
    taken: int
    set_aside: int
    asides: tuple[SetAsideLine, ...]
    excluded: Mapping[str, int]
    remarks: tuple[Message, ...] = ()

    @property
    def unknown_headings(self) -> int:
        """How many columns have a heading that the profile does not know."""
        return sum(not one.is_line for one in self.asides)

    @property
    def open(self) -> int:
        """What makes figures provisional: lines set aside and columns that nobody understood."""
        return self.set_aside + self.unknown_headings


class _RegisterLine(NamedTuple):
    sheet: str
    row: int
    data: dict[str, str]
    times: int


@frozen(kw_only=True)
class _SheetHeader:
    """What the head of a sheet says: where each field is, which rows are the head again, or merged with others."""

    sheet: str
    where: list[tuple[ProfileColumn, int | None]]
    many: int | None
    year: int | None
    width: int
    again: set[tuple[str, ...]]
    merged: set[int]
    tops: set[int]
    used: frozenset[int]
    leads: set[str] = field(init=False)

    @leads.default
    def _leads(self) -> set[str]:
        return {row[0] for row in self.again if row}


class _WrongError(Exception):
    def __init__(self, reason: Message) -> None:
        self.reason = reason


class _SeveralError(_WrongError):
    """A cell that holds the numbers of several records (11-13号)."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(say("intake.why.range", count=len(ids)))
        self.ids = ids


class _DerivedError(_WrongError):
    """A word that means a day to be had from another field of the line."""

    def __init__(self, reason: Message, field: str, years: int) -> None:
        super().__init__(reason)
        self.field, self.years = field, years


LEFT_OUT, LEFT_EMPTY = "不采集", "空"
"""What may be written as a correction besides the right text: the line is no record; the cell is to be taken for empty."""


def take_in(
    register: File | OpenedFile,
    profile: Profile,
    *,
    key: bytes,
    corrections: Corrections | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Take a register in (采集).

    Args:
        register: the register: its path, its bytes or an open binary file.
        profile: how it is read.
        key: the office's secret of at least 16 bytes, for references of applicants and fingerprints of lines.
        corrections: what to read in place of cells.
        progress: called now and then with a sheet's name, the number of its rows read so far, and of all its rows.

    Raises:
        UnreadableError: the file cannot be read.

    Example:
        >>> from govdisclosure.library import load_profile
        >>> taken = take_in("examples/registers/2024年申请台账.xlsx", load_profile("request-register"), key=b"0123456789abcdef")
        >>> taken.lines, taken.taken, taken.set_aside
        (9, 4, 2)
    """
    taking = _Taking(name_of(register), profile, key, corrections or {})
    with collector_paused():
        for sheet in read_sheets(register):
            taking.sheet(sheet, progress)
        return taking.result()


class _Taking:
    def __init__(self, file: str, profile: Profile, key: bytes, corrections: Corrections) -> None:
        self.file, self.profile, self.key, self.corrections = file, profile, key, corrections
        self.lines = 0
        self.heads: list[str] = []
        self.month: int | None = None
        self.epoch = EPOCHS[False]
        self.asides: list[SetAsideLine] = []
        self.remarks: list[Message] = []
        self.bad: set[tuple[str, int]] = set()
        self.excluded: Counter[str] = Counter()
        self.good: list[tuple[str, list[int], list[dict[str, str]], list[int]]] = []
        self.converter = make_converter(text=True)
        self.marks = _marks(profile)
        self.excludes = re.compile("|".join(map(translate, profile.exclude)) or r"(?!)").match
        self.lone = re.compile("|".join(map(translate, profile.lone)) or r"(?!)").match
        self.register = hmac.digest(key, f"register\x1f{file}".encode(), "sha256").hex()[:16]
        self.by_value = frozenset(mark for sheet, mark, _ in self.corrections if not sheet)
        self.totals = StatedTotals(profile)
        self.ordinal = 0
        self.ticks: dict[str, list[tuple[int, str]]] = {}
        self.ranged = False
        self.sheets: dict[str, tuple[RegisterSheet, list[tuple[ProfileColumn, int | None]]]] = {}

    # -------------------------------------------------------------------------------------------------- sheets and heads

    def sheet(self, sheet: RegisterSheet, progress: Progress | None) -> None:
        profile = self.profile
        top = sheet.top(_LOOKED_AT + max(profile.head_rows))
        self.ordinal += 1
        reason = None
        self.epoch = sheet.epoch
        name = self.named(sheet.name)
        skipped = any(fnmatchcase(name, one) for one in profile.skip_sheets)
        found = None if skipped else self.head(sheet, top)
        if not skipped and not any(fnmatchcase(name, one) for one in profile.sheets):
            reason = say("intake.why.sheet")
        elif found is None:
            reason = say("intake.why.head")
        if sheet.hidden and not skipped and sheet.name not in profile.sheets:  # one that the profile names is meant
            reason = say("intake.why.hidden_sheet")
        if skipped or reason is not None or found is None:
            for start, rows in sheet.blocks():
                for number, row in enumerate(rows, start=start):
                    if not any(map(plain, row)) or (sheet.hidden and found and number < found[0] + found[1]):
                        continue
                    self.lines += 1
                    if skipped:
                        self.excluded["sheet"] += 1
                    elif sheet.hidden and found is None:  # lists to choose from, as a rule
                        self.excluded["hidden"] += 1
                    else:
                        self.aside(sheet.name, number, None, "", reason or say("intake.why.head"), "", "")
            return
        start, head_rows, heads = found
        self.heads, self.month = heads, month_in(sheet.name)
        where, many = self.columns(sheet, start, heads)
        used = frozenset(index for index in (many, *(index for _, index in where)) if index is not None)
        first = start + head_rows
        head = _SheetHeader(
            sheet=sheet.name,
            where=where,
            many=many,
            year=year_in({"sheet": sheet.name, "file": self.file}.get(profile.year or "", profile.year or "")),
            width=max([len(heads), *(index + 1 for _, index in where if index is not None)]),
            again={tuple(plain(cell) for cell in row) for row in top[start:first]},
            merged=self.merged(sheet, first, used),
            tops={top for top, _, bottom, _ in sheet.merged if bottom > top},
            used=used,
        )
        self.sheets[sheet.name] = (sheet, where)
        self.totals.sheet(sheet.name, where, many)
        read = partial(self.value, sheet=sheet.name, year=head.year)
        cells = {
            id(one): DistinctCells(
                one,
                read,
                _WrongError,
                plain_ids=one.field.name != "id" or (profile.id_within is None and profile.ranges == "one"),
            )
            for one, _ in where
        }
        self.hidden(sheet, first, {index for _, index in where if index is not None})
        nameless = {index for index, one in enumerate(heads) if not one}
        for begin, rows in sheet.blocks():
            lines = rows[max(first - begin, 0) :]
            if profile.merged == "each":
                lines = self.filled(sheet, max(first, begin), lines)
            if lines:
                nameless -= self.nameless(sheet, start, lines, nameless)
                self.block(head, max(first, begin), lines, cells)
            if progress:
                progress(sheet.name, begin + len(rows), sheet.height)

    def head(self, sheet: RegisterSheet, top: Sequence[Sequence[Any]]) -> tuple[int, int, list[str]] | None:
        """Find the head: the first lines under whose joined headings every required field has its column.

        Of several numbers of lines the one with the most headings that the profile knows.
        """
        needed = [one.headings for one in self.profile.columns if one.headings and one.field.required and not one.optional]
        known = {head for one in self.profile.columns for head in one.headings} | self.profile.ignore | self.profile.many
        for start in range(min(_LOOKED_AT, len(top))):
            fits = []
            for rows in self.profile.head_rows:
                heads = [self.named(one) for one in joined_heads(sheet, top, start, rows)]
                if all(any(head in headings for head in heads) for headings in needed) and not known.isdisjoint(heads):
                    fits.append((sum(head in known for head in heads) - sum(bool(head) for head in heads), rows, heads))
            if fits:
                _, rows, heads = max(fits, key=lambda fit: fit[0])
                return start, rows, heads
        return None

    def named(self, name: str) -> str:
        """Return a heading or a sheet's name as the profile writes it: by its mark where it does not write it out."""
        return mark if self.marks and (mark := mark_of(name, self.key)) in self.marks else name

    def merged(self, sheet: RegisterSheet, first: int, used: frozenset[int]) -> set[int]:
        """Return the rows below the head in which a cell that is read was merged with one of another row."""
        return {
            row
            for top, left, bottom, right in sheet.merged
            if bottom > top and bottom >= first and any(left <= index <= right for index in used)
            for row in range(max(top, first), min(bottom, sheet.height) + 1)
        }

    def filled(self, sheet: RegisterSheet, begin: int, lines: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """Return lines in which what merged cells say is on each of them."""
        filled = [list(row) for row in lines]
        for top, left, bottom, _ in sheet.merged:
            if bottom == top or top < begin or top - begin >= len(filled):
                continue
            first = filled[top - begin]
            value = first[left] if left < len(first) else ""
            for row in filled[top + 1 - begin : bottom + 1 - begin]:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = value
        return [tuple(row) for row in filled]

    def hidden(self, sheet: RegisterSheet, first: int, used: set[int]) -> None:
        """Say which lines and which columns that are read are hidden."""
        rows = sorted(row for row in sheet.hidden_rows if first <= row < sheet.height)
        if rows:
            facts = {"sheet": sheet.name, "count": len(rows), "rows": [str(row + 1) for row in rows[:10]]}
            self.remarks.append(say("intake.hidden_rows", **facts))
        columns = [_letters(one) for one in sorted(used) if any(left <= one <= right for left, right in sheet.hidden_columns)]
        if columns:
            self.remarks.append(say("intake.hidden_columns", sheet=sheet.name, columns=columns))

    def nameless(self, sheet: RegisterSheet, start: int, lines: Sequence[Sequence[Any]], columns: set[int]) -> set[int]:
        """Say which columns have cells and no heading."""
        if "" in self.profile.ignore:
            return columns
        found = {index for index in columns if any(index < len(row) and plain(row[index]) for row in lines)}
        for index in sorted(found):
            words = say("intake.why.no_heading")
            self.aside(sheet.name, start, index, "", words, "", "", is_line=False)
        return found

    def columns(
        self, sheet: RegisterSheet, start: int, heads: list[str]
    ) -> tuple[list[tuple[ProfileColumn, int | None]], int | None]:
        """Tie each field to its column; say which headings nobody knows, and which are twice."""
        profile = self.profile
        known = {head for one in profile.columns for head in one.headings} | profile.ignore | profile.many
        for index, head in enumerate(heads):
            if head and head not in known:
                self.aside(sheet.name, start, index, "", say("intake.why.heading"), head, "", is_line=False)
        tied: list[tuple[ProfileColumn, int | None]] = []
        for one in profile.columns:
            places = [index for index, head in enumerate(heads) if head in one.headings]
            if one.ticks:
                self.ticks[one.field.name] = [(index, heads[index]) for index in places]
                tied.append((one, None))
                continue
            if len(places) > 1:  # which of them is meant is not known: every line that fills one is set aside
                words = say("intake.why.heading_twice")
                for index in places:
                    self.aside(sheet.name, start, index, "", words, heads[index], "", is_line=False)
                places = []
            elif (
                one.headings and not places and not one.optional
            ):  # a month whose sheet lacks a column is not a month without outcomes
                words = say("intake.why.column_missing", field=one.field)
                self.aside(sheet.name, start, None, "", words, "", "", is_line=False)
            tied.append((one, places[0] if places else None))
        many = [index for index, head in enumerate(heads) if head in profile.many]
        return tied, many[0] if many else None

    def block(self, head: _SheetHeader, begin: int, rows: Sequence[Sequence[Any]], cells: Mapping[int, DistinctCells]) -> None:
        """Take a block of lines in: what is plainly right at once, the others one by one."""
        columns = turned(rows, head.width)
        told: dict[str, tuple[Field, Sequence[Any], bool]] = {}
        for one, index in head.where:
            meanings = cells[id(one)]
            source: Sequence[object] = (
                columns[index]
                if index is not None
                else [self.given(one, head.sheet, begin + at, row) for at, row in enumerate(rows)]
            )
            told[one.field.name] = (one.field, meanings.of(source), meanings.doubtful)
        right = plainly_right(self.profile.kind.cls, told, len(rows))
        times: Sequence[str] = ()
        if head.many is not None:
            numbers = {cell: plain(cell) for cell in set(columns[head.many]) if cell is not True and cell is not False}
            times = [numbers.get(cell, "") if cell.__class__ is not bool else "" for cell in columns[head.many]]
            standing = {number for number in numbers.values() if _MANY.fullmatch(number)}
            if not standing.issuperset(times):
                right = [one and number in standing for one, number in zip(right, times, strict=True)]
        if self.month is not None and head.year is not None:
            days = [told[one.field.name][1] for one, index in head.where if _is_day(one, index)]
            for index, several in enumerate(zip(*days, strict=True)):
                if right[index] and any(several) and _later(min(filter(None, several)), head.year, self.month):
                    right[index] = False  # looked at more closely
        self.lines += len(rows)
        before = len(self.good)
        for index in self.special(head, begin, columns[0], right):
            number, row = begin + index, rows[index]
            texts = tuple(map(plain, row))
            lead = next((text for text in texts if text), "")
            right[index], plainly = False, right[index]
            if not lead:
                self.lines -= 1
            elif self.excludes(lead) is not None:
                self.excluded["exclude"] += 1
                self.totals.line(head.sheet, number, texts)
            elif self.lone(lead) is not None and len([text for text in texts if text]) <= 2:
                self.excluded["exclude"] += 1
            elif not plainly and lead.isdecimal() and len(lead) <= 4 and not any(text for text in texts if text != lead):
                self.excluded["blank"] += 1
            elif texts in head.again:
                self.excluded["head"] += 1
            elif self.corrections and self.corrections.get((head.sheet, self.fingerprint(texts), "")) == LEFT_OUT:
                self.excluded["left_out"] += 1
            elif number in head.merged and self.profile.merged != "each" and not self.heads_merged(head, number, texts):
                if self.profile.merged == "one" and not any(texts[at] for at in head.used if at < len(texts)):
                    self.excluded["merged"] += 1
                else:
                    self.aside(head.sheet, number, None, "", say("intake.why.merged"), "", self.fingerprint(texts))
            elif not plainly or self.corrections:
                self.line(head.sheet, number, row, texts, head.where, head.many, head.year)
            else:
                right[index] = True
        filled = {name: found for name, (_, found, _) in told.items() if found.count(None) < len(rows)}
        names, values = list(filled), list(filled.values())
        if self.profile.body:
            names.insert(0, "body")
            values.insert(0, (self.profile.body,) * len(rows))
        places = list(compress(range(begin, begin + len(rows)), right))
        stands = list(map(int, compress(times, right))) if head.many is not None else [1] * len(places)
        data = list(data_of(names, values, right))
        closer = self.good[before:]
        if closer:  # lines looked at one by one; all are in the order of the register again
            del self.good[before:]
            single = [parts for _, *several in closer for parts in zip(*several, strict=True)]
            together = sorted([*zip(places, data, stands, strict=True), *single], key=itemgetter(0))
            places, data, stands = [one[0] for one in together], [one[1] for one in together], [one[2] for one in together]
        self.good.append((head.sheet, places, data, stands))

    def special(self, head: _SheetHeader, begin: int, leads: Sequence[object], right: Sequence[bool]) -> list[int]:
        """Return the lines of a block that are not simply taken in: all that want a look, told by their first cell."""
        if self.corrections:
            return list(range(len(leads)))
        excludes, again, merged = self.excludes, head.leads | {""}, head.merged
        found = [
            index
            for index, lead in enumerate(map(plain, leads))
            if not right[index] or lead in again or excludes(lead) is not None or self.lone(lead) is not None
        ]
        return sorted({*found, *(number - begin for number in merged if begin <= number < begin + len(leads))})

    # -------------------------------------------------------------------------------------------------------------- lines

    def line(
        self,
        sheet: str,
        number: int,
        row: Sequence[Any],
        texts: tuple[str, ...],
        where: list[tuple[ProfileColumn, int | None]],
        many: int | None,
        year: int | None,
    ) -> None:
        mark = self.fingerprint(texts)
        data: dict[str, str] = {} if not self.profile.body else {"body": self.profile.body}
        told = {index: self.correction(sheet, mark, index, row) for _, index in where if index is not None}
        if LEFT_OUT in told.values() or self.corrections.get((sheet, mark, "")) == LEFT_OUT:
            self.excluded["left_out"] += 1
            return
        wrong = False
        ids: tuple[str, ...] = ()
        derived: list[tuple[ProfileColumn, int | None, object, _DerivedError]] = []
        for one, index in where:
            cell = row[index] if index is not None and index < len(row) else self.given(one, sheet, number, row)
            corrected = told.get(index) if index is not None else None
            try:
                value = self.value(one, cell, corrected, sheet=sheet, year=year)
                if value is None and one.field.required:
                    raise _WrongError(say("intake.why.empty"))
            except _DerivedError as error:
                derived.append((one, index, cell, error))
                continue
            except _WrongError as error:
                if isinstance(error, _SeveralError) and self.profile.ranges == "each" and one.field.name == "id":
                    ids = error.ids
                    data["id"] = ids[0]
                    continue
                self.aside_cell(sheet, number, one, index, error.reason, str(cell or ""), mark)
                wrong = True
                continue
            if value is not None:
                data[one.field.name] = value
        for one, index, cell, needed in derived:
            day = data.get(needed.field)
            if day is None:
                self.aside_cell(sheet, number, one, index, needed.reason, str(cell or ""), mark)
                wrong = True
            else:
                data[one.field.name] = _years_after(day, needed.years)
        late = self.later_than_sheet(data, where, row, year)
        if late is not None and (sheet, mark, _letters(late)) not in self.corrections:
            self.aside(sheet, number, late, self.heads[late], say("intake.why.month"), str(row[late]), mark)
            wrong = True
        times = 1
        if many is not None:
            standing = self.corrections.get((sheet, mark, _letters(many))) or (texts[many] if many < len(texts) else "")
            if not _MANY.fullmatch(standing):
                self.aside(sheet, number, many, "", say("intake.why.many"), standing, mark)
                wrong = True
            else:
                times = int(standing)
        if wrong:
            return
        try:
            structured(self.profile.kind, data, self.converter, where="")
        except InvalidRecordError as error:
            for fault in error.faults:
                self.aside_record(sheet, number, where, data, fault, mark, row)
            return
        several = [{**data, "id": identity} for identity in ids] or [data]
        self.ranged = self.ranged or len(several) > 1
        if len(several) > 1:
            times = 1
        self.good.append((sheet, [number] * len(several), several, [times] * len(several)))

    def heads_merged(self, head: _SheetHeader, number: int, texts: Sequence[str]) -> bool:
        """Whether a line is the first of several that are one record, and so is taken in for them."""
        return self.profile.merged == "one" and number in head.tops and any(texts)

    def fingerprint(self, texts: Sequence[str]) -> str:
        """Return the keyed fingerprint of a line."""
        return hmac.digest(self.key, "\x1f".join(texts).encode(), "sha256").hex()[:16]

    def same(self, index: int, text: str) -> str:
        """Return the keyed fingerprint of what a cell of a column says."""
        return hmac.digest(self.key, f"cell\x1f{self.heads[index]}\x1f{text}".encode(), "sha256").hex()[:16]

    def correction(self, sheet: str, mark: str, index: int, row: Sequence[Any]) -> str | None:
        """Return what to read in place of a cell: of this one, or of all in its column that say the same; None to read it."""
        found = self.corrections.get((sheet, mark, _letters(index)))
        if found is None and self.by_value:
            same = self.same(index, plain(row[index]) if index < len(row) else "")
            found = self.corrections.get(("", same, self.heads[index]))
        return found

    def given(self, one: ProfileColumn, sheet: str, number: int, row: Sequence[Any]) -> str | None:
        """Return what a field without a column of its own has on a line.

        It is the heading that is ticked, the line's place, the sheet's name, or the one value of all lines.
        """
        if one.ticks:
            ticked = [head for index, head in self.ticks[one.field.name] if index < len(row) and plain(row[index])]
            return "、".join(ticked)
        match one.source:
            case "row":
                return f"{self.register[:6]}-{self.ordinal}-{number + 1}"
            case "sheet":
                return sheet
        return one.value

    def aside_cell(
        self, sheet: str, number: int, one: ProfileColumn, index: int | None, reason: Message, value: str, mark: str
    ) -> None:
        """Set a line aside for a cell of a field."""
        heading = self.heads[index] if index is not None else min(one.headings, default="")
        same = self.same(index, plain(value)) if index is not None and one.field.name != "id" else ""
        self.aside(sheet, number, index, heading, reason, value, mark, field=one.field, same=same)

    def aside_record(
        self,
        sheet: str,
        number: int,
        where: Sequence[tuple[ProfileColumn, int | None]],
        data: Mapping[str, str],
        fault: Fault,
        mark: str,
        row: Sequence[Any],
    ) -> None:
        """Set a line aside for what its record cannot be: at the cells that can be mended, or as a whole."""
        cls = self.profile.kind.cls
        missing = [needed for name, needed in cls.needs if name in data and needed not in data]
        crossed = [
            name for pair in cls.order if pair[0] in data and pair[1] in data and data[pair[0]] > data[pair[1]] for name in pair
        ]
        placed = [
            (one, index)
            for one, index in where
            if index is not None and one.field.name in (missing or crossed or [fault.field])
        ]
        for one, index in placed:
            cell = row[index] if index < len(row) else ""
            self.aside(sheet, number, index, self.heads[index], fault.sentence, str(cell or ""), mark, field=one.field)
        if not placed:
            self.aside(sheet, number, None, fault.field, fault.sentence, "", mark)

    def later_than_sheet(
        self, data: Mapping[str, str], where: list[tuple[ProfileColumn, int | None]], row: Sequence[Any], year: int | None
    ) -> int | None:
        """Return the column of a line's first day where it has no year and is in a later month than the sheet's.

        On the sheet of January, 12月28日 is last year's day; the file's year would put it a year late, and nobody would see.
        """
        if self.month is None or year is None:
            return None
        days = [(data[one.field.name], index, one) for one, index in where if one.field.name in data and _is_day(one, index)]
        if not days:
            return None
        first, index, one = min(days, key=lambda found: found[0])
        if index is None or not _later(first, year, self.month):
            return None
        told = marked(row[index], one.forms, None, self.epoch)  # a year in the cell is not doubted
        return index if told is None else None

    def value(
        self, one: ProfileColumn, cell: object, corrected: str | None = None, *, sheet: str, year: int | None
    ) -> str | None:
        if corrected is not None:
            cell = "" if corrected == LEFT_EMPTY else corrected
        if isinstance(cell, UnclearCell):
            raise _WrongError(say(cell.why, **({"shown": cell.shown} if cell.why == "intake.why.error" else {})))
        text = plain(cell)
        if not text:
            return None
        kind = one.field.type
        if isinstance(cell, FormattedNumber) and cell.misleading and kind is not FieldType.ID:
            raise _WrongError(say("intake.why.of_format"))
        if one.keyed:
            return hmac.digest(self.key, text.encode(), "sha256").hex()[:20]
        if kind is FieldType.DATE:
            if text in one.blanks:
                return None
            if text in one.words and not one.marks:
                return _day_meant(one, text)
            return _day(one, cell, year, self.epoch, corrected=corrected is not None)
        if kind is FieldType.WORD:
            return _word(one, text, corrected=corrected is not None)
        if kind is FieldType.FLAG:
            meant = one.words[text] if text in one.words else as_stored(one.field, text)
            if meant is None:
                return None
            if meant not in ("true", "false"):
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return str(meant)
        if kind is FieldType.MONEY:
            money = amount_of(cell, one.unit, one.forms)
            if money is None and may_be_two(cell, one.forms):
                raise _WrongError(say("intake.why.two_amounts"))
            if money is None:
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return money
        if kind is FieldType.NUMBER:
            number = number_of(cell, one.forms)
            if number is None:
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return number
        if kind is FieldType.ID:
            text = plain(cell.shown) if isinstance(cell, FormattedNumber) else text
            name = text
            if one.field.name == "id":
                if self.profile.ranges != "one" and one.source == "column" and (several := numbers_of(text)):
                    raise _SeveralError(tuple(self.numbered(number, sheet) for number in several))
                name = self.numbered(text, sheet) if one.source == "column" else text
            # A slipped column may hold a name or an identity number; an id is repeated in messages, so it must look like one.
            if not safe_id(name):
                raise _WrongError(say("intake.why.id"))
            return name
        return text

    def numbered(self, text: str, sheet: str) -> str:
        """Return an id as it is unique: with its sheet, or its register, where it is a number of these alone."""
        match self.profile.id_within:
            case "sheet":
                return f"{plain(sheet)}-{text}"
            case "register":
                return f"{self.register[:6]}-{text}"
        return text

    def aside(
        self,
        sheet: str,
        row: int,
        index: int | None,
        heading: str,
        reason: Message,
        value: str,
        mark: str,
        *,
        is_line: bool = True,
        field: Field | None = None,
        same: str = "",
    ) -> None:
        """Set a line aside, or say what is wrong with a sheet's head."""
        made = SetAsideLine(
            file=self.file,
            sheet=sheet,
            row=row + 1,
            column=_letters(index),
            heading=heading,
            reason=reason,
            value=value,
            line=mark,
            is_line=is_line,
            field=field,
            same=same,
        )
        if is_line:
            self.bad.add((sheet, row))
            recent = self.asides[-len(self.profile.columns) :]
            if any((one.sheet, one.row, one.column, one.reason) == (sheet, row + 1, made.column, reason) for one in recent):
                return  # two fields may be read from one cell
        self.asides.append(made)

    # ------------------------------------------------------------------------------------------------------------- result

    def result(self) -> Intake:
        everything = [one for _, _, data, _ in self.good for one in data]
        once = not self.ranged and all(times.count(1) == len(times) for _, _, _, times in self.good)
        if once and len({one.get("id") for one in everything}) == len(everything):  # the rule: a line, a record
            return self.made_of(everything, len(everything))
        lines = [
            _RegisterLine(sheet, row, data, times)
            for sheet, rows, records, many in self.good
            for row, data, times in zip(rows, records, many, strict=True)
        ]
        groups: dict[str, list[_RegisterLine]] = defaultdict(list)
        for line in lines:
            groups[line.data.get("id", f"\x00{line.sheet}\x00{line.row}")].append(line)
        records: list[dict[str, str]] = []
        refused: list[tuple[_RegisterLine, Message]] = []
        for found in groups.values():
            data = found[0].data if len(found) == 1 else self.case(found)
            if isinstance(data, Message):
                refused += [(line, data) for line in found]
                continue
            records.append(data)
            records += [{**data, "id": f"{data['id']}-{number}"} for number in range(2, found[0].times + 1)]
        made = Counter(one.get("id") for one in records)
        repeated = {identity for identity, times in made.items() if identity and times > 1}
        if repeated:  # '3' standing for two requests makes '3-2', which is another line's own number
            shared = {one for identity in repeated for one in _beginnings(identity)}
            reason = say("intake.why.repeated")
            refused += [(line, reason) for line in lines if line.data.get("id") in shared]
        self.aside_repeated(refused)
        if repeated:
            bases = {line.data.get("id") for line in lines if (line.sheet, line.row) in self.bad}
            records = [one for one in records if one["id"] not in bases and one["id"].rpartition("-")[0] not in bases]
        elif self.ranged:  # a line of several numbers of which one is another line's: none of its records is taken
            bases = {line.data["id"] for line in lines if (line.sheet, line.row) in self.bad}
            records = [one for one in records if one["id"] not in bases]
        return self.made_of(records, len({(line.sheet, line.row) for line in lines} - self.bad))

    def aside_repeated(self, refused: Sequence[tuple[_RegisterLine, Message]]) -> None:
        """Set lines aside whose number is another line's too; another number may be written for each."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for line, _ in refused:
            wanted[line.sheet].add(line.row)
        printed = {  # each sheet is read once more, however many of its lines there are
            (name, number): tuple(map(plain, row))
            for name, rows in wanted.items()
            for number, row in enumerate(self.sheets[name][0].read())
            if number in rows
        }
        for line, reason in refused:
            texts = printed[line.sheet, line.row]
            where = self.sheets[line.sheet][1]
            one, index = next(((one, index) for one, index in where if one.field.name == "id"), (None, None))
            text = texts[index] if index is not None and index < len(texts) else ""
            heading = "" if index is None or one is None else min(one.headings, default="")
            field = one.field if one else None
            self.aside(line.sheet, line.row, index, heading, reason, text, self.fingerprint(texts), field=field)

    def made_of(self, records: Sequence[Mapping[str, str]], taken: int) -> Intake:
        return Intake(
            profile=self.profile,
            file=self.file,
            register=self.register,
            records=tuple(records),
            lines=self.lines,
            taken=taken,
            set_aside=len(self.bad),
            asides=tuple(self.asides),
            excluded=dict(self.excluded),
            remarks=(*self.remarks, *self.totals.remarks(self.good, self.bad)),
        )

    def case(self, lines: list[_RegisterLine]) -> dict[str, str] | Message:
        """Return the one record of several lines with one id, or why they are set aside."""
        reason = None if self.profile.one_case and all(one.times == 1 for one in lines) else say("intake.why.repeated")
        data = dict(lines[0].data)
        if reason is None:
            for one in self.profile.columns:
                values = [line.data.get(one.field.name) for line in lines]
                days = [value for value in values if value is not None]
                if one.merge == "earliest" and days:
                    data[one.field.name] = min(days)  # ISO days sort as text
                elif one.merge == "latest":
                    data.pop(one.field.name, None)  # one order still open: the case is open
                    if len(days) == len(values):
                        data[one.field.name] = max(days)
                elif len(set(values)) > 1:
                    reason = say("intake.why.differ", field=one.field)
        return data if reason is None else reason


def _beginnings(identity: str) -> Iterator[str]:
    """Yield an id, and what is before each of its hyphens: the ids whose further records could be called so."""
    yield identity
    for number, character in enumerate(identity):
        if character == "-":
            yield identity[:number]


def _marks(profile: Profile) -> frozenset[str]:
    headings = (one.headings for one in profile.columns)
    names = {*profile.ignore, *profile.many, *profile.skip_sheets, *profile.sheets, *chain.from_iterable(headings)}
    return frozenset(one for one in names if one.startswith("#"))


def _is_day(one: ProfileColumn, index: int | None) -> bool:
    return index is not None and one.field.type is FieldType.DATE


def _later(day: str, year: int, month: int) -> bool:
    """Whether an ISO day is in a later month of the year."""
    return day[:4] == f"{year:04}" and int(day[5:7]) > month


def _day(one: ProfileColumn, cell: object, year: int | None, epoch: date, *, corrected: bool) -> str | None:
    forms = CERTAIN_FORMS if corrected else one.forms
    if not one.marks:
        day = day_of(cell, forms, year, epoch)
        if day is None:
            raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
        return day.isoformat()
    parts = marked(cell, forms, year, epoch)
    if parts is None:
        raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
    for _, word in parts:
        if word not in one.marks and word not in one.words:
            raise _WrongError(say("intake.why.mark"))
    days: list[date] = [day for day, word in parts if word in one.marks]
    if len(days) > 1:
        raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
    return days[0].isoformat() if days else None


def _day_meant(one: ProfileColumn, text: str) -> str | None:
    """Return what a word in a column of days means: no day, or the day of another field, which is raised."""
    meant = one.words[text]
    if meant is None:
        return None
    parts = DERIVED_DAY.fullmatch(meant)
    assert parts is not None  # noqa: S101 - the profile's loader takes no other
    raise _DerivedError(say("intake.why.derived", field=one.field), parts["field"], int(parts["years"] or 0))


def _years_after(day: str, years: int) -> str:
    """Return the day so many years after an ISO day; the last of February for the 29th."""
    first = date.fromisoformat(day)
    try:
        return first.replace(year=first.year + years).isoformat()
    except ValueError:
        return first.replace(year=first.year + years, day=28).isoformat()


def _word(one: ProfileColumn, text: str, *, corrected: bool) -> str | None:
    if text in one.words:
        return one.words[text]
    if corrected and one.field.words:
        for word in one.field.words:
            if text in (word.value, plain(word.zh)):
                return str(word.value)
    if one.value is not None:
        return one.value
    raise _WrongError(say("intake.why.word", field=one.field))


def joined_heads(sheet: RegisterSheet, lines: Sequence[Sequence[Any]], start: int, rows: int) -> list[str]:
    """Join the head rows of each column by ``/``; what a merged head says holds for all columns under it."""
    block = [[plain(cell) for cell in row] for row in lines[start : start + rows]]
    width = max((len(row) for row in block), default=0)
    for row in block:
        row += [""] * (width - len(row))
    for top, left, bottom, right in sheet.merged:
        for y in range(max(top, start), min(bottom + 1, start + len(block))):
            for x in range(left, min(right + 1, width)):
                if top >= start and not block[y - start][x]:
                    block[y - start][x] = block[top - start][left]
    if not sheet.merged:  # separated text has lost its merges: an upper head is over the columns to its right
        for upper, lower in pairwise(block):
            for x in range(1, width):
                if not upper[x] and lower[x] and lower[x - 1]:
                    upper[x] = upper[x - 1]
    return ["/".join(dict.fromkeys(row[x] for row in block if row[x])) for x in range(width)]


def _letters(index: int | None) -> str:
    if index is None:
        return ""
    text = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
