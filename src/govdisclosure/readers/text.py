"""Published reports as plain text (文本): damaged text repaired, a paragraph a line."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.formats.sniffing import format_named
from govdisclosure.messages import say
from govdisclosure.quotation import quotation
from govdisclosure.readers.format_reader import only
from govdisclosure.readers.mojibake import Repair, RepairedText, RepairKind, repair
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.readers.recognition import recognise
from govdisclosure.readers.source import Source
from govdisclosure.report import Report, Unread
from govdisclosure.values import Severity


class TextReader:
    """Reads reports from plain text, damaged text included."""

    name = "text"
    labels = ("文本", "plain text")

    def accepts(self, source: Source) -> bool:
        """Whether it is text at all: every other format has bytes that no text has."""
        return format_named(self.name).recognises(source.data)

    def read(self, source: Source) -> Report:
        """Read the report.

        Raises:
            UnreadableError: it is no text, holds no table of a known standard, or no year; or several reports.
        """
        return only(source, self.read_all(source))

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read every report in it.

        Raises:
            UnreadableError: it is no text, holds no table of a known standard, or no year.
        """
        repaired = repair(_decoded(source.data))
        try:
            first, *others = recognise(source, _document(repaired.lines))
        except UnreadableError as error:
            if error.faults[0].sentence != say("read.no_table"):
                raise
            if repaired.needs_opencc:
                raise refused(source.name, "read.needs_opencc") from None
            raise refused(source.name, "read.no_table_text") from None
        notes = _about_damage(repaired)
        found = evolve(first, notes=(*notes.findings, *first.notes), unread=(*notes.unread, *first.unread))
        return (found, *others)


def document(data: bytes, name: str) -> OpenedDocument:  # noqa: ARG001 - every opener is given the file's name
    """Open plain text."""
    return _document(repair(_decoded(data)).lines)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", errors="replace")


def _document(lines: Sequence[str]) -> OpenedDocument:
    """Make a paragraph of each line; where cells end is seen with the labels in view."""
    return OpenedDocument(blocks=tuple(Words(text=line, where=f"line {number}") for number, line in enumerate(lines, start=1)))


def _about_damage(repaired: RepairedText) -> Diagnostics:
    """One note for each kind of damage, with its lines; what could not be repaired is kept in ``unread``, too."""
    notes = Diagnostics()
    for kind in RepairKind:
        own = [one for one in repaired.repairs if one.kind is kind]
        if own:
            lines = sorted({one.line for one in own})
            severity = Severity.INFO if kind in _HARMLESS else Severity.WARNING
            message = say(f"read.damage.{kind.value}", count=len(own), lines=_ranges(lines), examples=_examples(own))
            notes.add(f"read.damage.{kind.value}", severity, (), [f"line {line}" for line in lines[:20]], message)
        if kind is RepairKind.UNREPAIRED:
            notes.unread.extend(Unread(where=f"line {one.line}", text=one.before) for one in own)
    return notes


_HARMLESS = (RepairKind.PRONUNCIATION, RepairKind.SHIFTED, RepairKind.MARKUP)


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
    return quotation(text if len(text) <= 12 else text[:11] + "…")
