"""Published reports as plain text (文本): a table whose cells are separated by ``|``, words before it.

The table is found by its labels, not by its place. Every cell knows its line; whatever does not fit is a note at its cell, and
text that could not be placed stands in ``unread``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from attrs import field, frozen

from govdisclosure.errors import Fault, InvalidStandardError, UnreadableError
from govdisclosure.messages import Sentence, say
from govdisclosure.readers.damage import Repair, Repaired, RepairKind, repair
from govdisclosure.readers.figures import read_figure
from govdisclosure.readers.labels import Match, match_rows, normalised, numbering
from govdisclosure.readers.source import Source
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, Unread, fingerprint
from govdisclosure.schema import Indicator, Standard, Table
from govdisclosure.values import Kind, Period, Severity

_ENOUGH_ROWS = 0.3
"""A standard is recognised where at least this share of its rows is found."""
_ENOUGH_IF_TOLD = 0.05
"""So few are enough where the caller says which standard it is."""
_MOST_CELLS = 20_000
"""No report has so many; comparing them all with the labels of every standard would take minutes."""


@frozen
class _Printed:
    """One printed cell: its words and the line it ends on."""

    text: str
    line: int


class TextReader:
    """Reads a report from plain text, damaged text included."""

    name = "text"
    labels = ("文本", "plain text")

    def accepts(self, source: Source) -> bool:
        """Whether it is text at all: every other format has bytes that no text has."""
        return b"\x00" not in source.data[:4096] and not source.data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0"))

    def read(self, source: Source) -> Report:
        """Read the report.

        Raises:
            UnreadableError: it is no text, holds no table of a known standard, or no year.
        """
        repaired = repair(_decoded(source.data))
        lines = repaired.lines
        cells, rest = _cells(lines)
        if len(cells) > _MOST_CELLS:
            sentence = say("read.too_many_cells", count=len(cells), most=_MOST_CELLS)
            raise UnreadableError([Fault(where=source.name, sentence=sentence)])
        candidates = [source.standard] if source.standard else _usable(source)
        tables = (one for standard in candidates for one in _tables(standard, cells))
        found = max(tables, key=lambda one: len(one.matches), default=None)
        if found is None or len(found.matches) < max(1, _enough(source) * len(found.table.rows)):
            key = "read.needs_opencc" if repaired.needs_opencc else "read.no_table"
            raise UnreadableError([Fault(where=source.name, sentence=say(key))])
        return _Reading(source, repaired, found, cells, rest).report()


def _enough(source: Source) -> float:
    return _ENOUGH_IF_TOLD if source.standard else _ENOUGH_ROWS


def _usable(source: Source) -> list[Standard]:
    """Return every known standard; a plugin's that has faults must not keep the others from being found."""
    found = []
    for one in source.known_standards:
        with suppress(InvalidStandardError):
            found.append(source.find_standard(one))
    return found


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", errors="replace")


def _cells(lines: Sequence[str]) -> tuple[tuple[_Printed, ...], tuple[tuple[int, str], ...]]:
    """Return the printed cells, and the lines that belong to none.

    A cell ends at ``|`` or tab, and a row may be spread over several lines; a line without either is words.
    """
    cells: list[_Printed] = []
    rest: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        row = line.lstrip()  # a tab before words is their indent
        if _RULING.fullmatch(row):
            continue
        if "|" in row or "\t" in row:
            parts = re.split(r"[|\t]", row.removeprefix("|"))
            # what stands after the last bar is no cell; a blank after the last of several tabs is one
            if not parts[-1].strip() and ("|" in row or len(parts) == 2):
                parts.pop()
            cells.extend(_Printed(part.strip(), number) for part in parts or [""])
        elif line.strip():
            rest.append((number, line.strip()))
    return tuple(cells), tuple(rest)


_RULING = re.compile(r"\|?(\s*:?-{3,}:?\s*\|){2,}(\s*:?-{3,}:?)?\s*")
"""The line under the head of a table in Markdown."""


@frozen
class _Found:
    standard: Standard
    table: Table
    matches: tuple[Match, ...]


def _tables(standard: Standard, cells: Sequence[_Printed]) -> Iterator[_Found]:
    """Yield what the cells have of each table of a standard; only tables of one value a row are read from text."""
    texts = [cell.text for cell in cells]
    for table in standard.tables:
        if not table.columns:
            yield _Found(standard, table, match_rows(texts, table.rows))


@frozen
class _Reading:
    """One report being read: notes gather while its parts are understood."""

    source: Source
    repaired: Repaired
    found: _Found
    printed: tuple[_Printed, ...]
    rest: tuple[tuple[int, str], ...]
    notes: list[Finding] = field(factory=list)
    unread: list[Unread] = field(factory=list)

    def report(self) -> Report:
        self.about_damage()
        cells = self.cells()
        self.about_numbering()
        words = _Words.of(self.rest, self.found, self.printed[self.found.matches[0].position].line)
        period = self.period(words)
        self.about_words(words)
        return Report(
            standard=self.found.standard,
            body=Body(id=self.source.body or words.body or "unknown", name=words.body),
            period=period,
            signed=words.signed,
            cells=cells,
            text=words.sections,
            notes=tuple(self.notes),
            unread=tuple(self.unread),
        )

    # -------------------------------------------------------------------------------------------------------- figures

    def cells(self) -> dict[str, Cell]:
        cells = {}
        taken: set[int] = set()
        starts = [match.position for match in self.found.matches] + [len(self.printed)]
        for match, following in zip(self.found.matches, starts[1:], strict=True):
            own = self.printed[match.position : following]
            is_short = match.row.kind is not Kind.HEADING and len(own) < 3
            taken.update(range(match.position, match.position + (1 if is_short else min(3, len(own)))))
            if match.likeness < 1:
                self.note("read.label", Severity.WARNING, match.row.key, own[0].line, label=match.row.label)
            if match.row.kind is Kind.HEADING:
                self.about_heading(match.row, own)
                continue
            if is_short:
                self.note("read.row_short", Severity.WARNING, match.row.key, own[0].line, label=match.row.label)
                continue
            cells[match.row.key] = self.cell(match.row, own[1], own[2])
        first, table = starts[0], self.found.table
        head = {normalised(text) for text in (table.row_head, table.unit_head, table.value_head)}
        matched = {match.row.key for match in self.found.matches}
        for row in table.rows:
            if row.key not in matched:
                self.note("read.row_missing", Severity.WARNING, row.key, None, label=row.label)
        for position, printed in enumerate(self.printed):
            is_head = position < first and normalised(printed.text) in head
            if position not in taken and printed.text and not is_head:
                self.unread.append(Unread(where=f"line {printed.line}", text=printed.text))
        return cells

    def about_heading(self, row: Indicator, own: Sequence[_Printed]) -> None:
        """A heading that prints something other than the sign for headings is one by our decision: that is said."""
        style = self.found.standard.style
        if len(own) >= 3 and style.heading_value and own[2].text != style.heading_value:
            facts = {"label": row.label, "unit": own[1].text, "printed": own[2].text}
            self.note("read.heading", Severity.INFO, row.key, own[2].line, **facts)

    def cell(self, row: Indicator, unit: _Printed, value: _Printed) -> Cell:
        figure = read_figure(value.text, row.kind)
        if not figure.understood:
            key = "read.words.yes_no" if row.kind is Kind.YES_NO else "read.words.number"
            self.note("read.words", Severity.WARNING, row.key, value.line, key, label=row.label, printed=value.text)
        odd_unit = unit.text != row.unit or not _unit_fits(unit.text, row.kind)
        if odd_unit:
            self.note("read.unit", Severity.WARNING, row.key, unit.line, label=row.label, unit=unit.text)
        if figure.unit and figure.unit != row.unit:
            self.note("read.cell_unit", Severity.WARNING, row.key, value.line, label=row.label, unit=figure.unit)
        return Cell(
            value=figure.value,
            printed=value.text,
            unit=figure.unit or (unit.text if odd_unit else None),
            origin=Origin(OriginKind.READ, f"line {value.line}"),
        )

    # ---------------------------------------------------------------------------------------------------------- quirks

    def about_damage(self) -> None:
        """One note for each kind of damage, with its lines; what could not be repaired is kept in ``unread``, too."""
        for kind in RepairKind:
            own = [one for one in self.repaired.repairs if one.kind is kind]
            if own:
                lines = sorted({one.line for one in own})
                severity = Severity.INFO if kind in _HARMLESS else Severity.WARNING
                message = say(f"read.damage.{kind.value}", count=len(own), lines=_ranges(lines), examples=_examples(own))
                self.add(f"read.damage.{kind.value}", severity, (), [f"line {line}" for line in lines[:20]], message)
            if kind is RepairKind.UNREPAIRED:
                self.unread.extend(Unread(where=f"line {one.line}", text=one.before) for one in own)

    def about_numbering(self) -> None:
        """Report gaps in the printed numbering: it can be trusted neither to be consecutive nor as a key."""
        last: dict[str, int] = {}
        for match in self.found.matches:
            cell = self.printed[match.position]
            level, number = _numbered(numbering(cell.text))
            if number is None:
                continue
            before = last.get(level, 0)
            if number > before + 1:
                missing = [_number_sign(level, one) for one in range(before + 1, number)]
                facts = {"label": match.row.label, "missing": missing}
                self.note("read.numbering", Severity.WARNING, match.row.key, cell.line, **facts)
            last[level] = number
            for deeper in _LEVELS[_LEVELS.index(level) + 1 :]:
                last.pop(deeper, None)

    def about_words(self, words: _Words) -> None:
        if not words.title:
            self.add("read.title", Severity.INFO, (), [], say("read.title"))
        if words.attachment and words.table_title and normalised(words.attachment) != normalised(words.table_title):
            facts = {"text": words.attachment, "head": words.table_title}
            self.add("read.attachment_name", Severity.WARNING, (), [], say("read.attachment_name", **facts))
        if words.signed is not None and words.signed.weekday() >= 5:
            day = Sentence(zh="星期六" if words.signed.weekday() == 5 else "星期日", en=words.signed.strftime("%A"))
            message = say("read.signed_weekend", signed=words.signed, day=day)
            self.add("read.signed_weekend", Severity.INFO, (), [f"line {words.signed_line}"], message)
        self.unread.extend(Unread(where=f"line {number}", text=text) for number, text in words.left_over)

    def period(self, words: _Words) -> Period:
        if self.source.period is not None:
            return self.source.period
        if not words.years:
            raise UnreadableError([Fault(where=self.source.name, sentence=say("read.no_year"))])
        if len(set(words.years)) > 1:
            self.add("read.year", Severity.WARNING, (), [], say("read.year", years=sorted(set(words.years))))
        return Period.year(words.years[0])

    def note(
        self, rule: str, severity: Severity, cell: str, line: int | None, key: str | None = None, /, **facts: object
    ) -> None:
        self.add(rule, severity, (cell,), [] if line is None else [f"line {line}"], say(key or rule, cell=cell, **facts))

    def add(self, rule: str, severity: Severity, cells: Sequence[str], where: Sequence[str], message: Sentence) -> None:
        self.notes.append(
            Finding(
                rule=rule,
                severity=severity,
                cells=tuple(cells),
                where=tuple(where),
                message=message,
                fingerprint=fingerprint(rule, *cells, *where, message.en),
            )
        )


_HARMLESS = (RepairKind.PRONUNCIATION, RepairKind.SHIFTED, RepairKind.MARKUP)


def _unit_fits(unit: str, kind: Kind) -> bool:
    """Whether a unit can belong to an indicator of this kind: 件 to a count, 是/否 to a yes/no, none to words."""
    if kind is Kind.YES_NO:
        return unit in ("是/否", "")
    if kind is Kind.TEXT:
        return unit in ("", "—", "——")
    return unit not in ("是/否", "有")


def _ranges(lines: Sequence[int]) -> str:
    """Return line numbers with runs joined: 1-3, 7."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _examples(repairs: Sequence[Repair]) -> list[str]:
    return [f"{_short(one.before)} → {_short(one.after)}" for one in repairs[:3]]


def _short(text: str) -> str:
    return text if len(text) <= 12 else text[:11] + "…"


_LEVELS = ("一、", "(一)", "1、", "①")
_CHINESE = "一二三四五六七八九十"
_CHINESE_NUMBER = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"


def _numbered(text: str) -> tuple[str, int | None]:
    """Return the level and the number of a printed number; lost ones (``?``) have none."""
    text = unicodedata.normalize("NFC", text)
    if match := re.fullmatch(rf"\(({_CHINESE_NUMBER})\)", text):
        return "(一)", _chinese(match[1])
    if match := re.fullmatch(rf"({_CHINESE_NUMBER})、", text):
        return "一、", _chinese(match[1])
    if match := re.fullmatch(r"(\d{1,2})[、.]", text, re.ASCII):
        return "1、", int(match[1])
    return "①", None


def _chinese(text: str) -> int:
    if "十" not in text:
        return _CHINESE.index(text) + 1
    tens, _, ones = text.partition("十")
    return (_CHINESE.index(tens) + 1 if tens else 1) * 10 + (_CHINESE.index(ones) + 1 if ones else 0)


def _number_sign(level: str, number: int) -> str:
    ones = _CHINESE[number - 1] if 1 <= number <= 10 else str(number)
    return {"一、": f"{ones}、", "(一)": f"({ones})"}.get(level, f"{number}、")


@frozen(kw_only=True)
class _Words:
    """What stands around the table: sections, the attachment's name, who signed and when, the years named."""

    sections: dict[str, str]
    title: str | None
    attachment: str | None
    table_title: str | None
    body: str | None
    signed: date | None
    signed_line: int | None
    years: tuple[int, ...]
    left_over: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, rest: Sequence[tuple[int, str]], found: _Found, head: int) -> _Words:
        """Read the words; those before the line ``head`` stand before the table."""
        before = [(number, text) for number, text in rest if number < head]
        after = tuple((number, text) for number, text in rest if number >= head)
        table_title = before.pop()[1] if before and "表" in before[-1][1] and not _ATTACHMENT.match(before[-1][1]) else None
        signed, signed_line, body, attachment = None, None, None, None
        kept: list[tuple[int, str]] = []
        for index, (number, text) in enumerate(before):
            day = _day(text)
            if (match := _ATTACHMENT.match(text)) and attachment is None:
                attachment = match[1].strip("《》")
            elif day is not None and index >= len(before) - 3:
                signed, signed_line = day, number
                if kept and _looks_like_a_body(kept[-1][1]):
                    body = kept.pop()[1]
            else:
                kept.append((number, text))
        title = kept.pop(0)[1] if kept and _TITLE.search(kept[0][1]) and len(kept[0][1]) <= 60 else None
        named = (title, attachment, table_title)
        years = [int(match[1]) for text in named if text for match in [_YEAR.search(text)] if match]
        if not years:
            years = [int(match[1]) for _, text in kept for match in _YEAR.finditer(text)][:1]
        return cls(
            sections=dict(_sections(kept, found.standard)),
            title=title,
            attachment=attachment,
            table_title=table_title,
            body=body,
            signed=signed,
            signed_line=signed_line,
            years=tuple(years),
            left_over=after,
        )


_ATTACHMENT = re.compile(r"附件\s*\d*\s*[::]\s*(.+)")
_TITLE = re.compile(r"(年度报告|工作报告|工作总结|总结)$")
_YEAR = re.compile(r"(20\d{2})\s*年")


def _day(text: str) -> date | None:
    """Read the date under a report; its last character may be lost in damaged text."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = re.match(r"(20\d{2})年(\d{1,2})月(\d{1,2})(?:日|\D{0,3}$)", plain)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match and len(plain) <= 16 else None
    except ValueError:
        return None


def _looks_like_a_body(text: str) -> bool:
    return len(text) <= 40 and re.search(r"[,。;、:]", text) is None


def _sections(lines: Sequence[tuple[int, str]], standard: Standard) -> Iterator[tuple[str, str]]:
    """Share out the words among the standard's text sections by their headings; what comes first is the first's."""
    sections = standard.text_sections
    if not sections:
        return
    current = sections[0].key
    gathered: dict[str, list[str]] = {}
    headings = {normalised(section.heading): section.key for section in sections if section.heading}
    for _, text in lines:
        found = headings.get(normalised(text))
        if found is not None:
            current = found
        else:
            gathered.setdefault(current, []).append(text)
    for key, paragraphs in gathered.items():
        yield key, "\n".join(paragraphs)
