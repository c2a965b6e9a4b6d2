"""PDF documents made to take long: their objects unfold without end, wherever in the file they are; limits end that."""

from __future__ import annotations

import struct
import zlib
from base64 import a85encode
from collections.abc import Mapping

import pytest
from pdfminer.lzw import lzwdecode
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT
from pdfminer.runlength import rldecode

from govdisclosure.errors import UnreadableError
from govdisclosure.formats import pdf, pdf_device, pdf_streams

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
    "packed objects that are too many": document({**ROOT, 4: page(b"/CropBox 10 0 R")}, {10: b"[" + b"1 " * 3 * 2**20 + b"]"}),
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
    with pytest.raises(UnreadableError, match="more than 64 MB"):
        pdf.document(REFUSED[what], "a.pdf")


@pytest.mark.parametrize("what", READ)
def test_is_read_without_what_unfolds(what: str) -> None:
    assert pdf.document(READ[what], "a.pdf").blocks == ()


def test_the_limit_is_of_lookups_by_what_each_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = document({**ROOT, 4: page(b"/CropBox 10 0 R")}, {10: b"[0 0 11 0 R 800]", 11: b"600"})
    pdf.document(data, "a.pdf")
    monkeypatch.setattr(pdf_device, "MOST_LOOKUPS", 10)
    with pytest.raises(UnreadableError, match="more than 64 MB"):
        pdf.document(data, "a.pdf")


def test_of_what_it_says_of_itself_texts_are_kept() -> None:
    data = document({**ROOT, 3: b"<</Title 10 0 R/Author(b)/Keywords[(c)]>>", 4: page()}, {10: b"(a)"})
    assert pdf.document(data, "a.pdf").properties == {"Title": "a", "Author": "b"}


def lzw(codes: list[int]) -> bytes:
    """Codes of 9 bits, a clearing one before every 250, so that they never grow wider."""
    bits = "".join(f"{code:09b}" for at in range(0, len(codes), 250) for code in (256, *codes[at : at + 250])) + f"{257:09b}"
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def packed(data: bytes, *filters: bytes) -> bytes:
    """The instructions of a page, packed by the filters from the last to the first."""
    names = b" ".join(b"/" + name for name in filters)
    return b"<</Filter[%b]/Length %d>>\nstream\n%b\nendstream" % (names, len(data), data)


ZEROS = bytes(2**21)
GROWING = lzw([0, *range(258, 507)] * 70)  # each code a byte longer than the one before it: two million bytes
BURSTS = {
    "LZW": packed(GROWING, b"LZWDecode"),
    "its short name": packed(GROWING, b"LZW"),
    "inside ASCII85": packed(a85encode(zlib.compress(ZEROS, 9)), b"ASCII85Decode", b"FlateDecode"),
    "inside hexadecimal digits": packed(zlib.compress(ZEROS, 9).hex().encode(), b"AHx", b"Fl"),
    "run lengths": packed(b"\x81 " * 2**14 + b"\x80", b"RunLengthDecode"),
    "packed twice": packed(zlib.compress(zlib.compress(ZEROS, 9), 9), b"FlateDecode", b"FlateDecode"),
    "a wrong checksum": packed(zlib.compress(ZEROS, 9)[:-4] + b"0000", b"FlateDecode"),
    "many filters": packed(b"", *[b"AHx"] * 50),
    "rows predicted": stream(b"/DecodeParms<</Predictor 12/Columns 9>>", bytes(2**19)),
}


@pytest.mark.parametrize("what", BURSTS)
def test_instructions_that_unfold_are_refused(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = document({**ROOT, 4: page(b"/Contents 5 0 R"), 5: BURSTS[what]})
    monkeypatch.setattr(pdf_device, "LARGEST_CONTENT", 2**40)  # the page's own limit is asked when they are unpacked
    monkeypatch.setattr(pdf_streams, "LARGEST_STREAM", 2**20)
    monkeypatch.setattr(pdf_streams, "LARGEST_OBJECTS", 2**18)
    with pytest.raises(UnreadableError, match="more than 64 MB"):
        pdf.document(data, "a.pdf")


def test_streams_that_are_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {number: packed(zlib.compress(bytes(1000)), b"FlateDecode") for number in range(5, 15)}
    data = document({**ROOT, 4: page(b"/Contents[" + b" ".join(b"%d 0 R" % one for one in contents) + b"]"), **contents})
    assert pdf.document(data, "a.pdf").blocks == ()
    monkeypatch.setattr(pdf_streams, "LARGEST_TOTAL", 9_000)
    with pytest.raises(UnreadableError, match="more than 64 MB"):
        pdf.document(data, "a.pdf")


@pytest.mark.parametrize(
    ("data", "names", "plain"),
    [
        (lzw([*b"abcabcabc", 258, 260, 259]), ["LZWDecode"], lzwdecode(lzw([*b"abcabcabc", 258, 260, 259]))),
        (lzw([97, 258, 259, 260]), ["LZW"], b"a" * 10),
        (bytes.fromhex("800b6050220c0c8501"), ["LZWDecode"], b"-----A---B"),  # the example of the specification
        (b"\x02abc\xfed\x80ignored", ["RL"], rldecode(b"\x02abc\xfed\x80")),
        (a85encode(zlib.compress(b"words")) + b"~>", ["A85", "Fl"], b"words"),
        (zlib.compress(b"words")[:-4] + b"0000", ["FlateDecode"], b"words"),
        (b"no zlib", ["FlateDecode"], b""),
        (b"\xff\xd8", ["DCTDecode"], b"\xff\xd8"),
    ],
)
def test_streams_are_unpacked_as_the_parser_does(data: bytes, names: list[str], plain: bytes) -> None:
    for bounded in (True, False):
        stream = PDFStream({"Filter": [LIT(name) for name in names]}, data)
        if bounded:
            with pdf_streams.bounded_streams():
                assert stream.get_data() == plain
        elif data != b"no zlib":
            assert stream.get_data() == plain


@pytest.mark.parametrize("predictor", [2, 12])
def test_predicted_rows_are_as_the_parser_makes_them(predictor: int) -> None:
    about = {"Filter": LIT("FlateDecode"), "DecodeParms": {"Predictor": predictor, "Columns": 4}}
    rows = bytes([2, 1, 2, 3, 4, 2, 1, 1, 1, 1]) if predictor == 12 else bytes([1, 1, 1, 1, 2, 2, 2, 2])
    with pdf_streams.bounded_streams():
        bounded = PDFStream(about, zlib.compress(rows)).get_data()
    assert bounded == PDFStream(about, zlib.compress(rows)).get_data()
    assert bounded[:4] == bytes([1, 2, 3, 4])
