"""Text of a report as files (文字文件): plain text with visible bindings, and Word documents edited by the office.

Headings separate the sections: a line equal to a heading of the standard, spaces aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from govdisclosure.errors import refused
from govdisclosure.files import read_whole
from govdisclosure.formats.decoding import strictly_decoded
from govdisclosure.formats.document import Words
from govdisclosure.formats.refusals import RefusedFormat, refusal
from govdisclosure.formats.sniffing import OpenedFormat, format_of
from govdisclosure.report import Report
from govdisclosure.standards import Standard

OPENING = "（正文开头）"
"""Stands over a section that has no heading, in plain text."""

# Styles of what a written report prints beside its words: title, list of attachments, name and date, findings.
_NOT_WORDS = ("Title", "Caption", "Signature", "Attachment", "Finding", "DraftMark", "Footer")


def write_words(report: Report) -> str:
    """Return the words of a report as plain text (文字稿): each section's heading, then its paragraphs, with the bindings.

    Example:
        >>> write_words(culture).splitlines()[0]
        '一、总体情况'
    """
    lines = []
    for section in report.standard.text_sections:
        heading = report.fill_in(section.heading) or OPENING
        lines += [heading, *report.text.get(section.key, "").splitlines(), ""]
    return "\n".join(lines)


def read_words(path: Path, report: Report) -> dict[str, str]:
    """Read the words of each text section from plain text (UTF-8 (回收文字), GB18030) or a Word document.

    A report written by :func:`govdisclosure.write` and edited in Word will do: title, tables, name and date are left out.

    Raises:
        UnreadableError: it is neither, damaged, or no heading of the standard is in it.

    Example:
        >>> from govdisclosure.drafting import draft
        >>> _ = write(draft(culture), "report.docx")
        >>> sorted(read_words(Path("report.docx"), culture))[:2]
        ['other', 'overview']
    """
    lines = _lines(path.name, read_whole(path))
    found = _shared_out(lines, report)
    if not found:
        raise refused(path.name, "draft.no_heading", headings=[one.heading for one in report.standard.text_sections])
    return found


def _lines(name: str, data: bytes) -> list[str]:
    """Return the lines of a plain text, or the text lines of a Word document."""
    found = format_of(data)
    if isinstance(found, OpenedFormat) and found.name == "docx":
        blocks = found.document(data, name).blocks
        words = (one for one in blocks if isinstance(one, Words) and not one.hidden)
        return [one.text for one in words if not one.style.startswith(_NOT_WORDS)]
    text = None if isinstance(found, RefusedFormat) else strictly_decoded(data)
    if text is None:
        raise refusal(data, name) or refused(name, "draft.no_words")
    return text.splitlines()


def _shared_out(lines: Iterable[str], report: Report) -> dict[str, str]:
    """Divide lines among the sections by their headings; those before the first belong to the opening section."""
    headings = _headings(report)
    opening = _opening(report.standard)
    current: str | None = opening if opening is not None else None
    gathered: dict[str, list[str]] = {}
    title = _spelt(report.fill_in(report.standard.title))
    for line in lines:
        spelt = _spelt(line)
        if spelt in headings:
            current = headings[spelt]
            if current is not None:
                gathered.setdefault(current, [])
        elif current is not None and spelt and spelt != title:
            gathered.setdefault(current, []).append(line.strip())
    return {key: "\n".join(paragraphs) for key, paragraphs in gathered.items()}


def _headings(report: Report) -> dict[str, str | None]:
    """The part that a heading begins: a text section, or a part without the office's own text."""
    found: dict[str, str | None] = {}
    for section in report.standard.sections:
        for heading in filter(None, (section.heading, section.attachment)):
            found[_spelt(report.fill_in(heading))] = section.key if section.text else None
    opening = _opening(report.standard)
    if opening is not None:
        found[_spelt(OPENING)] = opening
    return found


def _opening(standard: Standard) -> str | None:
    return next((section.key for section in standard.text_sections if not section.heading), None)


def _spelt(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
