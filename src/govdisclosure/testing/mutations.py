"""Files damaged on purpose (变异文件): what hostile, broken and merely unlucky files look like, for tests of readers."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from hypothesis import strategies as st

from govdisclosure.testing.made_documents import package

_PIECES = (
    b"",
    b"\0",
    b"\xff" * 8,
    b"PK\x03\x04",
    b"<",
    b">",
    b"&#x110000;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b'<?xml version="1.0" encoding="utf-16"?>',
    b"<table><tr><td colspan=999999 rowspan=999999>",
    b"<w:tc><w:tcPr><w:gridSpan w:val='99'/></w:tcPr></w:tc>",
    b"<w:p><w:pPr><w:numPr><w:ilvl w:val='9'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>",
    b'<c r="XFD1048576"><v>1e999</v></c>',
    b'<c t="s"><v>-1</v></c>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<table:table-cell table:number-columns-repeated="9999999"/>',
    b"<a>" * 300,
    b"99999999999999999999",
    b"\xe2\x80\xae",
)
_NUMBERS = (b"0", b"-1", b"1e999", b"NaN", b"99999999999999999999", "²".encode(), b"")


@st.composite
def damaged(draw: st.DrawFn, seed: bytes) -> bytes:
    """Return the bytes of ``seed`` with a few of them flipped, cut, moved, doubled, or with hostile pieces put in."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(1, 64))
        kind = draw(st.sampled_from(("flip", "cut", "end", "insert", "double", "swap", "number")))
        if kind == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "cut":
            del data[at : at + length]
        elif kind == "end":
            del data[at:]
        elif kind == "insert":
            data[at:at] = draw(st.sampled_from(_PIECES))
        elif kind == "double":
            data[at:at] = data[at : at + length] * draw(st.sampled_from((1, 50)))
        elif kind == "swap":
            other = draw(st.integers(0, max(len(data) - 1, 0)))
            data[at : at + length], data[other : other + length] = data[other : other + length], data[at : at + length]
        elif kind == "number":
            _renumber(data, at, draw(st.sampled_from(_NUMBERS)))
    return bytes(data)


def _renumber(data: bytearray, at: int, number: bytes) -> None:
    """Put another number in the place of the first one after ``at``."""
    start = next((place for place in range(at, len(data)) if 48 <= data[place] <= 57), len(data))
    end = next((place for place in range(start, len(data)) if not 48 <= data[place] <= 57), len(data))
    data[start:end] = number


@st.composite
def damaged_inside(draw: st.DrawFn, seed: bytes) -> bytes:
    """Return a package in which parts are damaged, swapped, doubled or missing, zipped again so that it opens."""
    with ZipFile(BytesIO(seed)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(parts)
    for _ in range(draw(st.integers(1, 2))):
        name, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        kind = draw(st.sampled_from(("damage", "damage", "damage", "swap", "drop", "deepen")))
        content = parts.get(name, b"")
        if kind == "damage" and isinstance(content, bytes):
            parts[name] = draw(damaged(content))
        elif kind == "swap":
            parts[name], parts[other] = parts.get(other, b""), content
        elif kind == "drop":
            parts.pop(name, None)
        elif kind == "deepen" and isinstance(content, bytes):
            deep = draw(st.sampled_from((50, 199, 5000)))
            parts[name] = content.replace(b"</", b"<x>" * deep + b"</x>" * deep + b"</", 1)
    return package(parts)


def is_package(seed: bytes) -> bool:
    """Whether bytes are a package whose parts can be unpacked."""
    try:
        with ZipFile(BytesIO(seed)) as archive:
            return archive.testzip() is None
    except (BadZipFile, zlib.error):
        return False
