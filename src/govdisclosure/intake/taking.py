"""Intake of a register (采集): every line is a record, set aside, or excluded; nothing is guessed and nothing is lost."""

from __future__ import annotations

import gc
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from fnmatch import fnmatchcase, translate
from functools import partial
from itertools import chain, compress, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from attrs import field, frozen

from govdisclosure.errors import InvalidRecordError
from govdisclosure.files import File, OpenedFile, name_of
from govdisclosure.formats.number_formats import EPOCHS
from govdisclosure.intake.blocks import DistinctCells, data_of, plainly_right, turned
from govdisclosure.intake.days import FORM_NAMES, day_of, marked, month_in, year_in
from govdisclosure.intake.profiles import Profile, ProfileColumn
from govdisclosure.intake.register_workbook import FormattedNumber, RegisterSheet, UnclearCell, plain, read_sheets
from govdisclosure.messages import Message, say
from govdisclosure.records.record import Field, FieldType, quoted, safe_id
from govdisclosure.serialization import make_converter, structured
from govdisclosure.sources.spelling import as_stored

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


@frozen(kw_only=True)
class Intake:
    """The result of an intake: ``lines == taken + set_aside + excluded``.

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
    leads: set[str] = field(init=False)

    @leads.default
    def _leads(self) -> set[str]:
        return {row[0] for row in self.again if row}


class _WrongError(Exception):
    def __init__(self, reason: Message) -> None:
        self.reason = reason


def take_in(
    register: File | OpenedFile,
    profile: Profile,
    *,
    key: bytes,
    corrections: Mapping[tuple[str, str, str], str] | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Take a register in.

    Args:
        register: the register: its path, its bytes or an open binary file.
        profile: how it is read.
        key: the office's secret, for references of applicants and fingerprints of lines.
        corrections: what to read in place of a cell: (sheet, line's fingerprint, column letters) → text.
        progress: called now and then with a sheet's name, the number of its rows read so far, and of all its rows.

    Raises:
        UnreadableError: the file cannot be read.
    """
    taking = _Taking(name_of(register), profile, key, corrections or {})
    with _no_cycles():
        for sheet in read_sheets(register):
            taking.sheet(sheet, progress)
        return taking.result()


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Keep the collector of reference cycles still: none are made here, and it would walk over all rows again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Taking:
    def __init__(self, file: str, profile: Profile, key: bytes, corrections: Mapping[tuple[str, str, str], str]) -> None:
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

    # -------------------------------------------------------------------------------------------------- sheets and heads

    def sheet(self, sheet: RegisterSheet, progress: Progress | None) -> None:
        profile = self.profile
        top = sheet.top(_LOOKED_AT + profile.head_rows)
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
                    if not any(map(plain, row)) or (sheet.hidden and found and number < found[0] + profile.head_rows):
                        continue
                    self.lines += 1
                    if skipped:
                        self.excluded["sheet"] += 1
                    elif sheet.hidden and found is None:  # lists to choose from, as a rule
                        self.excluded["hidden"] += 1
                    else:
                        self.aside(sheet.name, number, None, "", reason or say("intake.why.head"), "", "")
            return
        start, heads = found
        self.heads, self.month = heads, month_in(sheet.name)
        where, many = self.columns(sheet, start, heads)
        first = start + profile.head_rows
        head = _SheetHeader(
            sheet=sheet.name,
            where=where,
            many=many,
            year=year_in({"sheet": sheet.name, "file": self.file}.get(profile.year or "", "")),
            width=max([len(heads), *(index + 1 for _, index in where if index is not None)]),
            again={tuple(plain(cell) for cell in row) for row in top[start:first]},
            merged=self.merged(sheet, first, {many, *(index for _, index in where)}),
        )
        read = partial(self.value, sheet=sheet.name, year=head.year)
        cells = {
            id(one): DistinctCells(one, read, _WrongError, plain_ids=one.field.name != "id" or profile.id_within is None)
            for one, _ in where
        }
        self.hidden(sheet, first, {index for _, index in where if index is not None})
        nameless = {index for index, one in enumerate(heads) if not one}
        for begin, rows in sheet.blocks():
            lines = rows[max(first - begin, 0) :]
            if lines:
                nameless -= self.nameless(sheet, start, lines, nameless)
                self.block(head, max(first, begin), lines, cells)
            if progress:
                progress(sheet.name, begin + len(rows), sheet.height)

    def head(self, sheet: RegisterSheet, top: Sequence[Sequence[Any]]) -> tuple[int, list[str]] | None:
        """Find the head: the first lines under whose joined headings every required field has its column."""
        for start in range(min(_LOOKED_AT, len(top))):
            heads = [self.named(one) for one in joined_heads(sheet, top, start, self.profile.head_rows)]
            if all(
                any(head in one.headings for head in heads)
                for one in self.profile.columns
                if one.headings and one.field.required
            ) and any(heads):
                return start, heads
        return None

    def named(self, name: str) -> str:
        """Return a heading or a sheet's name as the profile writes it: by its mark where it does not write it out."""
        return mark if self.marks and (mark := mark_of(name, self.key)) in self.marks else name

    def merged(self, sheet: RegisterSheet, first: int, used: set[int | None]) -> set[int]:
        """Return the rows below the head in which a cell that is read was merged with one of another row."""
        return {
            row
            for top, left, bottom, right in sheet.merged
            if bottom > top and bottom >= first and any(index is not None and left <= index <= right for index in used)
            for row in range(max(top, first), min(bottom, sheet.height) + 1)
        }

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
        found = {index for index in columns if any(index < len(row) and plain(row[index]) for row in lines)}
        for index in sorted(found):
            words = say("intake.why.no_heading")
            self.asides.append(self.made(sheet.name, start, index, "", words, "", "", is_line=False))
        return found

    def columns(
        self, sheet: RegisterSheet, start: int, heads: list[str]
    ) -> tuple[list[tuple[ProfileColumn, int | None]], int | None]:
        """Tie each field to its column; say which headings nobody knows, and which are twice."""
        profile = self.profile
        known = {head for one in profile.columns for head in one.headings} | profile.ignore | profile.many
        for index, head in enumerate(heads):
            if head and head not in known:
                self.asides.append(self.made(sheet.name, start, index, "", say("intake.why.heading"), head, "", is_line=False))
        tied: list[tuple[ProfileColumn, int | None]] = []
        for one in profile.columns:
            places = [index for index, head in enumerate(heads) if head in one.headings]
            if len(places) > 1:  # which of them is meant is not known: every line that fills one is set aside
                words = say("intake.why.heading_twice")
                self.asides += [
                    self.made(sheet.name, start, index, "", words, heads[index], "", is_line=False) for index in places
                ]
                places = []
            elif one.headings and not places:  # a month whose sheet lacks a column is not a month without outcomes
                words = say("intake.why.column_missing", field=one.field)
                self.asides.append(self.made(sheet.name, start, None, "", words, "", "", is_line=False))
            tied.append((one, places[0] if places else None))
        many = [index for index, head in enumerate(heads) if head in profile.many]
        return tied, many[0] if many else None

    def block(self, head: _SheetHeader, begin: int, rows: Sequence[Sequence[Any]], cells: Mapping[int, DistinctCells]) -> None:
        """Take a block of lines in: what is plainly right at once, the others one by one."""
        columns = turned(rows, head.width)
        told: dict[str, tuple[Field, Sequence[Any], bool]] = {}
        for one, index in head.where:
            meanings = cells[id(one)]
            source: Sequence[object] = columns[index] if index is not None else (one.value,) * len(rows)
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
            elif texts in head.again:
                self.excluded["head"] += 1
            elif number in head.merged:
                self.aside(head.sheet, number, None, "", say("intake.why.merged"), "", "")
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
            single = [(row, one, many) for _, (row,), (one,), (many,) in closer]
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
            if not right[index] or lead in again or excludes(lead) is not None
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
        mark = hmac.digest(self.key, "\x1f".join(texts).encode(), "sha256").hex()[:16]
        data: dict[str, str] = {} if not self.profile.body else {"body": self.profile.body}
        wrong = False
        for one, index in where:
            cell = row[index] if index is not None and index < len(row) else one.value
            corrected = self.corrections.get((sheet, mark, _letters(index))) if index is not None else None
            try:
                value = self.value(one, cell, corrected, sheet=sheet, year=year)
                if value is None and one.field.required:
                    raise _WrongError(say("intake.why.empty"))
            except _WrongError as error:
                heading = self.heads[index] if index is not None else min(one.headings, default="")
                self.aside(sheet, number, index, heading, error.reason, str(cell or ""), mark)
                wrong = True
                continue
            if value is not None:
                data[one.field.name] = value
        late = self.later_than_sheet(data, where, row, year)
        if late is not None and (sheet, mark, _letters(late)) not in self.corrections:
            self.aside(sheet, number, late, self.heads[late], say("intake.why.month"), str(row[late]), mark)
            wrong = True
        times = 1
        if many is not None:
            told = self.corrections.get((sheet, mark, _letters(many))) or (texts[many] if many < len(texts) else "")
            if not _MANY.fullmatch(told):
                self.aside(sheet, number, many, "", say("intake.why.many"), told, mark)
                wrong = True
            else:
                times = int(told)
        if not wrong:
            try:
                structured(self.profile.kind, data, self.converter, where="")
            except InvalidRecordError as error:
                for fault in error.faults:
                    self.aside(sheet, number, None, fault.field, fault.sentence, "", mark)
            else:
                self.good.append((sheet, [number], [data], [times]))

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
            cell = corrected
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
        if kind in (FieldType.NUMBER, FieldType.MONEY):
            if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text, re.ASCII):
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return text
        if kind is FieldType.ID:
            text = plain(cell.shown) if isinstance(cell, FormattedNumber) else text
            name = f"{plain(sheet)}-{text}" if one.field.name == "id" and self.profile.id_within == "sheet" else text
            # A slipped column may hold a name or an identity number; an id is repeated in messages, so it must look like one.
            if not safe_id(name):
                raise _WrongError(say("intake.why.id"))
            return name
        return text

    def aside(self, sheet: str, row: int, index: int | None, heading: str, reason: Message, value: str, mark: str) -> None:
        self.bad.add((sheet, row))
        made = self.made(sheet, row, index, heading, reason, value, mark)
        if made not in self.asides[-len(self.profile.columns) :]:  # two fields may be read from one cell
            self.asides.append(made)

    def made(
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
    ) -> SetAsideLine:
        return SetAsideLine(
            file=self.file,
            sheet=sheet,
            row=row + 1,
            column=_letters(index),
            heading=heading,
            reason=reason,
            value=value,
            line=mark,
            is_line=is_line,
        )

    # ------------------------------------------------------------------------------------------------------------- result

    def result(self) -> Intake:
        everything = [one for _, _, data, _ in self.good for one in data]
        once = all(times.count(1) == len(times) for _, _, _, times in self.good)
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
        taken = 0
        for found in groups.values():
            data = found[0].data if len(found) == 1 else self.case(found)
            if data is None:
                continue
            taken += len(found)
            records.append(data)
            records += [{**data, "id": f"{data['id']}-{number}"} for number in range(2, found[0].times + 1)]
        made = Counter(one.get("id") for one in records)
        repeated = {identity for identity, times in made.items() if identity and times > 1}
        if repeated:  # '3' standing for two requests makes '3-2', which is another line's own number
            for line in lines:
                if any(line.data.get("id") == one or one.startswith(f"{line.data.get('id')}-") for one in repeated):
                    if (line.sheet, line.row) not in self.bad:
                        taken -= 1
                    self.aside(line.sheet, line.row, None, "", say("intake.why.repeated"), "", "")
            bases = {line.data.get("id") for line in lines if (line.sheet, line.row) in self.bad}
            records = [one for one in records if one["id"] not in bases and one["id"].rpartition("-")[0] not in bases]
        return self.made_of(records, taken)

    def made_of(self, records: Sequence[Mapping[str, str]], taken: int) -> Intake:
        return Intake(
            profile=self.profile,
            file=self.file,
            register=hmac.digest(self.key, f"register\x1f{self.file}".encode(), "sha256").hex()[:16],
            records=tuple(records),
            lines=self.lines,
            taken=taken,
            set_aside=len(self.bad),
            asides=tuple(self.asides),
            excluded=dict(self.excluded),
            remarks=tuple(self.remarks),
        )

    def case(self, lines: list[_RegisterLine]) -> dict[str, str] | None:
        """Return the one record of several lines with one id; None where they are set aside."""
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
        if reason is None:
            return data
        for line in lines:
            self.aside(line.sheet, line.row, None, "", reason, "", "")
        return None


def mark_of(name: str, key: bytes) -> str:
    """Return the keyed mark, such as #1f2e3d4c5b6a, that a profile writes for a name that may be about a person."""
    return f"#{hmac.digest(key, f'name{chr(31)}{name}'.encode(), 'sha256').hex()[:12]}"


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
    forms = FORM_NAMES if corrected else one.forms
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
