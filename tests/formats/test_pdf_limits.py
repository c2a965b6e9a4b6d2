"""PDF documents made to take long: their objects unfold without end, wherever in the file they are; limits end that."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import pdf, pdf_device

DEEP = range(10, 60)
ARRAYS = {n: b"[%d 0 R %d 0 R]" % (n + 1, n + 1) for n in DEEP} | {60: b"[1]"}
DICTIONARIES = {n: b"<</A %d 0 R/B %d 0 R>>" % (n + 1, n + 1) for n in DEEP} | {60: b"[1]"}
WIDE = {10: b"[" + b"11 0 R " * 20_000 + b"]", 11: b"[" + b"1 " * 20_000 + b"]"}
ROOT = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[4 0 R]/Count 1>>"}


def page(more: bytes = b"", resources: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<<" + resources + b">>" + more + b">>"


def stream(head: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<" + head + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed) + packed + b"\nendstream"


def document(plain: Mapping[int, bytes], packed: Mapping[int, bytes] | None = None) -> bytes:
    """A document of PDF 1.5: objects as they are, objects packed in a stream, and a table of references in another."""
    out, places = bytearray(b"%PDF-1.5\n"), {}
    objects = dict(plain)
    if packed:
        offsets, body = [], b""
        for number, content in packed.items():
            offsets.append(b"%d %d" % (number, len(body)))
            body += content + b" "
        head = b" ".join(offsets) + b" "
        objects[900] = stream(b"/Type/ObjStm/N %d/First %d" % (len(packed), len(head)), head + body)
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = places[901] = len(out)
    lines = {number: b"\x01" + struct.pack(">IH", place, 0) for number, place in places.items()}
    lines |= {number: b"\x02" + struct.pack(">IH", 900, place) for place, number in enumerate(packed or {})}
    listed = b" ".join(b"%d 1" % number for number in sorted(lines))
    table = b"".join(lines[number] for number in sorted(lines))
    out += b"901 0 obj\n" + stream(b"/Type/XRef/Size 902/W[1 4 2]/Root 1 0 R/Info 3 0 R/Index[" + listed + b"]", table)
    out += b"\nendobj\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


CONTENT = b"<</Length 24>>\nstream\nBT /F 12 Tf (a) Tj ET    \nendstream"
FONT = b"<</Type/Font/Subtype/TrueType/BaseFont/A/Widths 10 0 R/FirstChar 0/LastChar 3>>"
REFUSED = {
    "a page's box of arrays": document({**ROOT, 4: page(b"/CropBox 10 0 R")}, ARRAYS),
    "a page's box of arrays that are not packed": document({**ROOT, 4: page(b"/CropBox 10 0 R"), **ARRAYS}),
    "a page's box of dictionaries": document({**ROOT, 4: page(b"/CropBox 10 0 R")}, DICTIONARIES),
    "a long array of a long one": document({**ROOT, 4: page(b"/CropBox 10 0 R")}, WIDE),
    "a font's widths": document({**ROOT, 4: page(b"/Contents 5 0 R", b"/Font<</F 6 0 R>>"), 5: CONTENT, 6: FONT}, ARRAYS),
    "packed objects that are too many": document({**ROOT, 4: page()}, {10: b"[" + b"1 " * 3 * 2**20 + b"]"}),
}
READ = {
    "nothing odd": document({**ROOT, 3: b"<</Title(a)>>", 4: page()}, {10: b"[1]"}),
    "a title of arrays": document({**ROOT, 3: b"<</Title 10 0 R>>", 4: page()}, ARRAYS),
    "a title of dictionaries": document({**ROOT, 3: b"<</Title 10 0 R>>", 4: page()}, DICTIONARIES),
    "remarks of arrays": document({**ROOT, 4: page(b"/Annots 10 0 R")}, ARRAYS),
    "pages that are each other's": document({**ROOT, 2: b"<</Type/Pages/Kids[2 0 R 4 0 R 4 0 R]>>", 4: page()}, {10: b"[1]"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused(what: str) -> None:
    with pytest.raises(UnreadableError, match="too large"):
        pdf.document(REFUSED[what], "a.pdf")


@pytest.mark.parametrize("what", READ)
def test_is_read_without_what_unfolds(what: str) -> None:
    assert pdf.document(READ[what], "a.pdf").blocks == ()


def test_the_limit_is_of_lookups_by_what_each_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = document({**ROOT, 4: page(b"/CropBox 10 0 R")}, {10: b"[0 0 11 0 R 800]", 11: b"600"})
    pdf.document(data, "a.pdf")
    monkeypatch.setattr(pdf_device, "MOST_LOOKUPS", 10)
    with pytest.raises(UnreadableError, match="too large"):
        pdf.document(data, "a.pdf")


def test_of_what_it_says_of_itself_texts_are_kept() -> None:
    data = document({**ROOT, 3: b"<</Title 10 0 R/Author(b)/Keywords[(c)]>>", 4: page()}, {10: b"(a)"})
    assert pdf.document(data, "a.pdf").properties == {"Title": "a", "Author": "b"}
