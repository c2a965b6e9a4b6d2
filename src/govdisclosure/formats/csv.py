"""Opener of separated text (CSV): commas, tabs or semicolons, in whatever encoding an office program wrote it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from govdisclosure.errors import refused
from govdisclosure.formats import advice
from govdisclosure.formats.decoding import decoded
from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell
from govdisclosure.formats.grids import Places
from govdisclosure.messages import Language, say

HEADER: Final = ("address", "table", "row", "column", "unit", "value", "printed", "state")
"""The columns of the tables that this package writes itself, as the catalogue has them; by their words they are known."""
DANGEROUS: Final = "=+-@\t\r\n＝＋－＠"
"""Signs that begin a formula; the full-width ones too, which spreadsheets in Chinese read alike."""
BEFORE: Final = " \xa0\u3000'"
"""What may be before such a sign without taking the danger away."""
_DELIMITERS: Final = ",\t;"
_LOOK: Final = 200  # lines by which the delimiter is told
_LARGEST: Final = 32 * 2**20


def accepts(data: bytes) -> bool:
    """Whether the bytes are separated text: nearly all lines have as many fields as the others, two or more."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<", b"%") or data[:2] in (b"PK", b"\xd0\xcf"):
        return False
    text = decoded(data)
    return text is not None and _delimiter(text) is not None


def document(data: bytes, name: str) -> OpenedDocument:
    """Open separated text as one grid; ``properties`` say ``format: govdisclosure`` where this package wrote it.

    An apostrophe that keeps a spreadsheet from taking a text for a formula is no part of the text, and taken away.

    Raises:
        UnreadableError: it is no text, its quotes don't match, or it is over a limit.
    """
    text = decoded(data)
    if len(data) > _LARGEST:
        raise refused(name, "open.too_large", most=_LARGEST // 2**20)
    if text is None:
        raise refused(name, "open.damaged", again=advice.TEXT)
    delimiter, counted, places = _delimiter(text) or ",", Places(name), Places(name)
    rows: list[dict[int, PlacedCell]] = []
    try:
        for _, fields in _records(text, delimiter):
            counted.take(1, max(len(fields), 1))  # a cell takes far more memory than its text
        for line, fields in _records(text, delimiter):
            if any(field.strip() for field in fields):
                rows.append({at: PlacedCell(text=as_meant(field), where=f"line {line}") for at, field in enumerate(fields)})
    except csv.Error:
        raise refused(name, "open.damaged", again=advice.TEXT) from None
    is_ours = bool(rows) and [cell.text for cell in rows[0].values()] in (head("zh"), head("en"))
    grid = Grid(rows=places.rectangular(rows), where="line 1")
    return OpenedDocument(blocks=(grid,) if rows else (), properties={"format": "govdisclosure"} if is_ours else {})


def head(language: Language) -> list[str]:
    """Return the words of the head in one language."""
    return [say(f"document.head.{name}").in_language(language) for name in HEADER]


def as_meant(text: str) -> str:
    """Return a text without the apostrophe that keeps it from being a formula.

    >>> as_meant("'=1+1"), as_meant("'90年代")
    ('=1+1', "'90年代")
    """
    begins = text[1:].lstrip(BEFORE)[:1] if text.startswith("'") else ""
    return text[1:] if begins and begins in DANGEROUS else text


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for fields in reader:
        yield line, fields
        line = reader.line_num + 1


def _delimiter(text: str) -> str | None:
    """Return what separates the fields; None where the text has no columns."""
    best: tuple[float, int, str] | None = None
    for delimiter in _DELIMITERS:
        try:
            records = [fields for _, fields in islice(_records(text, delimiter), _LOOK) if any(map(str.strip, fields))]
        except csv.Error:
            continue
        if len(records) < 2:
            continue
        width, times = Counter(map(len, records)).most_common(1)[0]
        if width >= 2 and times * 5 >= len(records) * 4:
            found = (times / len(records), width, delimiter)
            best = found if best is None else max(best, found, key=lambda one: one[:2])
    return best[2] if best else None
