"""Taking a register in (采集): every line is a record, set aside, or excluded; nothing is guessed and nothing is lost."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import field, frozen

from govdisclosure.conversion import make_converter, structured
from govdisclosure.errors import InvalidRecordError
from govdisclosure.intake.days import FORM_NAMES, day_of, marked, year_in
from govdisclosure.intake.profiles import Column, Profile
from govdisclosure.intake.workbook import Sheet, plain, read_sheets
from govdisclosure.messages import Sentence, say
from govdisclosure.records.base import FieldType, quoted, safe_id

_LOOKED_AT = 10  # titles stand above the head; it begins within the first lines or not at all
_OFFICIAL_ID = re.compile(r"[0-9A-Za-z_.:/〔〕\[\]()第号字年月日度依申请公开受理登记信访热线工单公文编号收-]{1,40}")
_PERSON = re.compile(r"\d{15,}|\d{11}|1[3-9]\d-?\d{4}-?\d{4}")


@frozen(kw_only=True)
class Aside:
    """A line, or a heading, that could not be taken in (待核).

    Attributes:
        row: its number in the sheet, from 1.
        column: letters of the cell's column; empty where the whole line is meant.
        heading: as the profile names it; empty where the heading itself is unknown.
        value: what stands in the cell; never shown unless asked for in a local file.
        line: a keyed fingerprint of the line, by which a correction finds it again.
    """

    file: str
    sheet: str
    row: int
    column: str
    heading: str
    reason: Sentence
    value: str = field(default="", repr=False)
    line: str = ""
    is_line: bool = True


@frozen(kw_only=True)
class Intake:
    """What came of a register: ``lines == taken + set_aside + excluded``.

    Attributes:
        records: one mapping of field to text each, as the record files hold them.
        lines: lines read below the heads, empty ones left out.
        taken: lines that became a record or part of one.
        asides: why lines were set aside, a line may have several reasons; unknown headings, too.
        excluded: lines that are no records, by reason.
    """

    profile: Profile
    file: str
    records: tuple[Mapping[str, str], ...]
    lines: int
    taken: int
    set_aside: int
    asides: tuple[Aside, ...]
    excluded: Mapping[str, int]

    @property
    def unknown_headings(self) -> int:
        """How many columns have a heading that the profile does not know."""
        return sum(not one.is_line for one in self.asides)

    @property
    def open(self) -> int:
        """What makes figures provisional: lines set aside and columns that nobody understood."""
        return self.set_aside + self.unknown_headings


@frozen(kw_only=True)
class _Line:
    sheet: str
    row: int
    mark: str
    data: dict[str, str]
    times: int


class _WrongError(Exception):
    def __init__(self, reason: Sentence) -> None:
        self.reason = reason


def take_in(
    path: Path,
    profile: Profile,
    *,
    key: bytes,
    corrections: Mapping[tuple[str, str, str], str] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Intake:
    """Take a register in.

    Args:
        path: the register's file.
        profile: how it is read.
        key: the office's secret, for references of applicants and fingerprints of lines.
        corrections: what to read in place of a cell: (sheet, line's fingerprint, column letters) → text.
        progress: called with a sheet's name and the number of its lines after each sheet.

    Raises:
        UnreadableError: the file cannot be read.
    """
    taking = _Taking(path.name, profile, key, corrections or {})
    for sheet in read_sheets(path):
        before = taking.lines
        taking.sheet(sheet)
        if progress:
            progress(sheet.name, taking.lines - before)
    return taking.result()


class _Taking:
    def __init__(self, file: str, profile: Profile, key: bytes, corrections: Mapping[tuple[str, str, str], str]) -> None:
        self.file, self.profile, self.key, self.corrections = file, profile, key, corrections
        self.lines = 0
        self.asides: list[Aside] = []
        self.bad: set[tuple[str, int]] = set()
        self.excluded: Counter[str] = Counter()
        self.good: list[_Line] = []
        self.converter = make_converter(text=True)
        self.days: dict[tuple[str, str, int | None], str | None] = {}

    # -------------------------------------------------------------------------------------------------- sheets and heads

    def sheet(self, sheet: Sheet) -> None:
        profile = self.profile
        filled = [number for number, row in enumerate(sheet.rows) if any(plain(cell) for cell in row)]
        if not filled:
            return
        if any(fnmatchcase(sheet.name, one) for one in profile.skip_sheets):
            self.lines += len(filled)
            self.excluded["sheet"] += len(filled)
            return
        if not any(fnmatchcase(sheet.name, one) for one in profile.sheets):
            self.whole(sheet, filled, say("intake.why.sheet"))
            return
        found = self.head(sheet)
        if found is None:
            self.whole(sheet, filled, say("intake.why.head"))
            return
        start, heads = found
        where, many = self.columns(sheet, start, heads)
        first = start + profile.head_rows
        source = {"sheet": sheet.name, "file": self.file}.get(profile.year or "", "")
        year = year_in(source)
        merged = {
            (row, column)
            for top, left, bottom, right in sheet.merged
            if bottom > top and bottom >= first
            for row in range(max(top, first), min(bottom, len(sheet.rows)) + 1)
            for column in range(left, right + 1)
        }
        again = {tuple(plain(cell) for cell in sheet.rows[row]) for row in range(start, first)}
        used = {index for _, index in where if index is not None} | ({many} if many is not None else set())
        for number in filled:
            if number < first:
                continue
            row = sheet.rows[number]
            self.lines += 1
            texts = tuple(plain(cell) for cell in row)
            lead = next(text for text in texts if text)
            if any(fnmatchcase(lead, pattern) for pattern in profile.exclude):
                self.excluded["exclude"] += 1
            elif texts in again:
                self.excluded["head"] += 1
            elif any((number, index) in merged for index in used):
                self.aside(sheet.name, number, None, "", say("intake.why.merged"), "", "")
            else:
                self.line(sheet.name, number, row, texts, where, many, year)

    def whole(self, sheet: Sheet, filled: Sequence[int], reason: Sentence) -> None:
        self.lines += len(filled)
        for number in filled:
            self.aside(sheet.name, number, None, "", reason, "", "")

    def head(self, sheet: Sheet) -> tuple[int, list[str]] | None:
        """Find the head: the first lines under whose joined headings every required field has its column."""
        for start in range(min(_LOOKED_AT, len(sheet.rows))):
            heads = _joined(sheet, start, self.profile.head_rows)
            if all(
                any(head in one.headings for head in heads)
                for one in self.profile.columns
                if one.headings and one.field.required
            ) and any(heads):
                return start, heads
        return None

    def columns(self, sheet: Sheet, start: int, heads: list[str]) -> tuple[list[tuple[Column, int | None]], int | None]:
        """Tie each field to its column; say which headings nobody knows, and which stand twice."""
        profile = self.profile
        known = {head for one in profile.columns for head in one.headings} | profile.ignore | profile.many
        for index, head in enumerate(heads):
            if head and head not in known:
                self.asides.append(self.made(sheet.name, start, index, "", say("intake.why.heading"), head, "", is_line=False))
            elif not head and any(index < len(row) and plain(row[index]) for row in sheet.rows[start + profile.head_rows :]):
                words = say("intake.why.no_heading")
                self.asides.append(self.made(sheet.name, start, index, "", words, "", "", is_line=False))
        tied: list[tuple[Column, int | None]] = []
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

    # -------------------------------------------------------------------------------------------------------------- lines

    def line(
        self,
        sheet: str,
        number: int,
        row: Sequence[Any],
        texts: tuple[str, ...],
        where: list[tuple[Column, int | None]],
        many: int | None,
        year: int | None,
    ) -> None:
        mark = hmac.new(self.key, "\x1f".join(texts).encode(), hashlib.sha256).hexdigest()[:16]
        data: dict[str, str] = {} if not self.profile.body else {"body": self.profile.body}
        wrong = False
        for one, index in where:
            cell = row[index] if index is not None and index < len(row) else one.value
            corrected = self.corrections.get((sheet, mark, _letters(index))) if index is not None else None
            try:
                value = self.value(one, cell, corrected, sheet, year)
                if value is None and one.field.required:
                    raise _WrongError(say("intake.why.empty"))
            except _WrongError as error:
                heading = min(one.headings, default="")
                self.aside(sheet, number, index, heading, error.reason, str(cell or ""), mark)
                wrong = True
                continue
            if value is not None:
                data[one.field.name] = value
        times = 1
        if many is not None:
            told = self.corrections.get((sheet, mark, _letters(many))) or (texts[many] if many < len(texts) else "")
            if not re.fullmatch(r"[1-9]\d{0,2}", told, re.ASCII):
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
                self.good.append(_Line(sheet=sheet, row=number, mark=mark, data=data, times=times))

    def value(self, one: Column, cell: object, corrected: str | None, sheet: str, year: int | None) -> str | None:
        if corrected is not None:
            cell = corrected
        text = plain(cell)
        if not text:
            return None
        kind = one.field.type
        if one.keyed:
            return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:20]
        if kind is FieldType.DATE:
            if corrected is not None or not isinstance(cell, str):
                return _day(one, cell, year, corrected=corrected is not None)
            place = (one.field.name, cell, year)
            if place not in self.days:  # days repeat; only those understood are kept
                self.days[place] = _day(one, cell, year, corrected=False)
            return self.days[place]
        if kind is FieldType.WORD:
            return _word(one, text, corrected=corrected is not None)
        if kind is FieldType.FLAG:
            meant = one.words.get(text, text)
            if meant not in ("true", "false"):
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return meant
        if kind in (FieldType.NUMBER, FieldType.MONEY):
            if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text, re.ASCII):
                raise _WrongError(say("record.unfit", field=one.field, found=quoted(one.field, text), wanted=kind))
            return text
        if kind is FieldType.ID:
            name = f"{plain(sheet)}-{text}" if one.field.name == "id" and self.profile.id_within == "sheet" else text
            # A slipped column may hold a name or an identity number; an id is repeated in messages, so it must look like one.
            if not (safe_id(name) or _OFFICIAL_ID.fullmatch(name)) or _PERSON.search(name):
                raise _WrongError(say("intake.why.id"))
            return name
        return text

    def aside(self, sheet: str, row: int, index: int | None, heading: str, reason: Sentence, value: str, mark: str) -> None:
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
        reason: Sentence,
        value: str,
        mark: str,
        *,
        is_line: bool = True,
    ) -> Aside:
        return Aside(
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
        groups: dict[str, list[_Line]] = defaultdict(list)
        for line in self.good:
            groups[line.data.get("id", f"\x00{line.sheet}\x00{line.row}")].append(line)
        records: list[dict[str, str]] = []
        taken = 0
        for lines in groups.values():
            data = lines[0].data if len(lines) == 1 else self.case(lines)
            if data is None:
                continue
            taken += len(lines)
            records.append(data)
            records += [{**data, "id": f"{data['id']}-{number}"} for number in range(2, lines[0].times + 1)]
        repeated = {identity for identity, times in Counter(one.get("id") for one in records).items() if identity and times > 1}
        if repeated:  # '3' standing for two requests makes '3-2', which is another line's own number
            for line in self.good:
                if any(line.data.get("id") == one or one.startswith(f"{line.data.get('id')}-") for one in repeated):
                    if (line.sheet, line.row) not in self.bad:
                        taken -= 1
                    self.aside(line.sheet, line.row, None, "", say("intake.why.repeated"), "", line.mark)
            bases = {line.data.get("id") for line in self.good if (line.sheet, line.row) in self.bad}
            records = [one for one in records if one["id"] not in bases and one["id"].rpartition("-")[0] not in bases]
        return Intake(
            profile=self.profile,
            file=self.file,
            records=tuple(records),
            lines=self.lines,
            taken=taken,
            set_aside=len(self.bad),
            asides=tuple(self.asides),
            excluded=dict(self.excluded),
        )

    def case(self, lines: list[_Line]) -> dict[str, str] | None:
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
            self.aside(line.sheet, line.row, None, "", reason, "", line.mark)
        return None


def _day(one: Column, cell: object, year: int | None, *, corrected: bool) -> str | None:
    forms = FORM_NAMES if corrected else one.forms
    if not one.marks:
        day = day_of(cell, forms, year)
        if day is None:
            raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
        return day.isoformat()
    parts = marked(cell, forms, year)
    if parts is None:
        raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
    for _, word in parts:
        if word not in one.marks and word not in one.words:
            raise _WrongError(say("intake.why.mark"))
    days: list[date] = [day for day, word in parts if word in one.marks]
    if len(days) > 1:
        raise _WrongError(say("intake.why.day", found=quoted(one.field, plain(cell))))
    return days[0].isoformat() if days else None


def _word(one: Column, text: str, *, corrected: bool) -> str | None:
    if text in one.words:
        return one.words[text]
    if corrected and one.field.words:
        for word in one.field.words:
            if text in (word.value, plain(word.zh)):
                return str(word.value)
    if one.value is not None:
        return one.value
    raise _WrongError(say("intake.why.word", field=one.field))


def _joined(sheet: Sheet, start: int, rows: int) -> list[str]:
    """Join the head rows of each column by ``/``; what a merged head says holds for all columns under it."""
    block = [[plain(cell) for cell in row] for row in sheet.rows[start : start + rows]]
    width = max((len(row) for row in block), default=0)
    for row in block:
        row += [""] * (width - len(row))
    for top, left, bottom, right in sheet.merged:
        for y in range(max(top, start), min(bottom + 1, start + len(block))):
            for x in range(left, min(right + 1, width)):
                if top >= start and not block[y - start][x]:
                    block[y - start][x] = block[top - start][left]
    if not sheet.merged:  # separated text has lost its merges: an upper head stands over the columns to its right
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
