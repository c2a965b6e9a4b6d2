"""PDF streams unpacked within limits (PDF数据流): a few kilobytes may be packed so that they unfold into gigabytes.

Whatever the filters, their names, and wherever they are given: the limits are kept where the parser unpacks.
Imported only where pdfplumber is installed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdftypes import PDFStream, int_value
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

LARGEST_STREAM: Final = 64 * 2**20
"""Bytes of a stream, unpacked (单个数据流上限)."""
LARGEST_OBJECTS: Final = 4 * 2**20
"""Bytes of packed objects, all of which are parsed when one is needed; and of what takes a step a byte (逐字节处理的上限)."""
LARGEST_PICTURE: Final = 400 * 2**20
"""Bytes of a picture: a scanned page at 600 dots an inch has a hundred megabytes (图片上限)."""
LARGEST_TOTAL: Final = 512 * 2**20
"""Bytes of all streams of a document, unpacked (全部数据流上限)."""
MOST_FILTERS: Final = 4
"""Filters of a stream (过滤器个数上限)."""


class StreamTooLargeError(Exception):
    """A stream unfolds into more than any document needs."""


_left: ContextVar[list[int] | None] = ContextVar("bytes that streams may still unfold into", default=None)
_decode = PDFStream.decode


@contextmanager
def bounded_streams() -> Iterator[None]:
    """Keep the limits on the streams of one document; elsewhere the parser does as it does."""
    token = _left.set([LARGEST_TOTAL])
    try:
        yield
    finally:
        _left.reset(token)


def _bounded_decode(self: PDFStream) -> None:
    stream, left = self, _left.get()
    if left is None:
        _decode(stream)
        return
    kind, subtype = (_name(stream.get_any((key,))) for key in ("Type", "Subtype"))
    most = LARGEST_OBJECTS if kind in ("ObjStm", "XRef") else LARGEST_PICTURE if subtype == "Image" else LARGEST_STREAM
    data = stream.rawdata or b""
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    filters = stream.get_filters()
    if len(filters) > MOST_FILTERS:
        raise StreamTooLargeError
    for name, parameters in filters:
        unpack = _UNPACKING.get(_name(name))
        if unpack is not None:
            data = unpack(data, most)
        left[0] -= len(data)
        if left[0] < 0:
            raise StreamTooLargeError
        if parameters and int_value(parameters.get("Predictor", 1)) > 1:
            data = _predicted(data, parameters)
    stream.data, stream.rawdata = data, None


PDFStream.decode = _bounded_decode  # type: ignore[method-assign]  # a parser makes its streams itself


def _name(thing: Any) -> str:
    return literal_name(thing) if thing is not None else ""


def _predicted(data: bytes, parameters: Any) -> bytes:
    if len(data) > LARGEST_OBJECTS:
        raise StreamTooLargeError
    kind = int_value(parameters["Predictor"])
    colors, columns, bits = (
        int_value(parameters.get(*one)) for one in (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
    )
    if kind == 2:
        return apply_tiff_predictor(colors, columns, bits, data)
    return apply_png_predictor(kind, colors, columns, bits, data)


def _flate(data: bytes, most: int) -> bytes:
    """Unpack a stream of zlib; one whose checksum is wrong without it, as every viewer does."""
    for unpacking, packed in ((zlib.decompressobj(), data), (zlib.decompressobj(-zlib.MAX_WBITS), data[2:])):
        try:
            unpacked = unpacking.decompress(packed, most + 1)
        except zlib.error:
            continue
        if len(unpacked) > most:
            raise StreamTooLargeError
        return unpacked
    return b""


def _lzw(data: bytes, most: int) -> bytes:
    """Unpack a stream of LZW codes of 9 to 12 bits; what is damaged ends it."""
    if len(data) > LARGEST_OBJECTS:
        raise StreamTooLargeError
    unpacked, table, previous = bytearray(), list[bytes](), b""
    width, held, bits = 9, 0, 0
    for byte in data:
        held, bits = (held << 8 | byte) & 0xFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == _CLEAR:
            table, previous, width = [*_SINGLE, b"", b""], b"", 9
            continue
        if code == _CLEAR + 1 or code > len(table) or (code == len(table) and not previous):
            break
        entry = table[code] if code < len(table) else previous + previous[:1]
        if previous and len(table) < _MOST_CODES:
            table.append(previous + entry[:1])
        width = 9 + sum(len(table) >= size for size in (511, 1023, 2047))
        unpacked += entry
        previous = entry
        if len(unpacked) > most:
            raise StreamTooLargeError
    return bytes(unpacked)


_CLEAR: Final = 256
_MOST_CODES: Final = 4096
_SINGLE: Final = tuple(bytes((one,)) for one in range(256))


def _run_length(data: bytes, most: int) -> bytes:
    if len(data) > LARGEST_OBJECTS:
        raise StreamTooLargeError
    unpacked, at, end = bytearray(), 0, 128
    while at < len(data) and (length := data[at]) != end:
        unpacked += data[at + 1 : at + 2 + length] if length < end else data[at + 1 : at + 2] * (257 - length)
        at += 2 + (length if length < end else 0)
        if len(unpacked) > most:
            raise StreamTooLargeError
    return bytes(unpacked)


_UNPACKING: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    **dict.fromkeys(("FlateDecode", "Fl"), _flate),
    **dict.fromkeys(("LZWDecode", "LZW"), _lzw),
    **dict.fromkeys(("RunLengthDecode", "RL"), _run_length),
    **dict.fromkeys(("ASCII85Decode", "A85"), lambda data, _: ascii85decode(data)),
    **dict.fromkeys(("ASCIIHexDecode", "AHx"), lambda data, _: asciihexdecode(data)),
}
"""Filters by their names in full and short; those of pictures leave them packed, for nothing here looks into pictures."""
