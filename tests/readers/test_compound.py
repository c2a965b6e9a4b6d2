"""Compound files of Office 97 to 2003: a stream comes out whole, and chains that contradict themselves end."""

from __future__ import annotations

import struct

import pytest

from govdisclosure.readers.compound import stream

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def numbers(*given: int) -> bytes:
    """A sector of numbers, the rest of it free."""
    return struct.pack("<128I", *given, *[FREE] * (128 - len(given)))


def entry(name: str, kind: int, first: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBB48xIII", text, len(text), kind, 1, first, size, 0)


def compound(content: bytes, *, small: bool, table: bytes | None = None, minis: bytes | None = None, more: int = END) -> bytes:
    """A file of sectors: 0 the table, 1 the directory, 2 the table of small sectors, from 3 on the content."""
    count = -(-len(content) // 512)
    root = entry("Root Entry", 5, 3 if small else END, len(content))
    book = entry("Workbook", 2, 0 if small else 3, len(content))
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                         2, 1, more, 0)  # fmt: skip
    chain = [*range(4, 3 + count), END]
    small_chain = [*range(1, -(-len(content) // 64)), END] if small else []
    sectors = [table or numbers(TABLE, END, END, *chain), root + book + bytes(256), minis or numbers(*small_chain)]
    listed = struct.pack("<109I", 0, *[FREE] * 108)
    return header + listed + b"".join(sectors) + content.ljust(count * 512, b"\0")


class TestStreams:
    """A stream is found by its name and put together from its sectors, large or small."""

    def test_of_large_sectors_are_whole(self) -> None:
        content = bytes(range(256)) * 40
        assert stream(compound(content, small=False), "Workbook") == content

    def test_of_small_sectors_are_whole(self) -> None:
        content = bytes(range(200)) * 3
        assert stream(compound(content, small=True), "Book", "Workbook") == content

    def test_that_are_not_there_are_none(self) -> None:
        assert stream(compound(b"x" * 5000, small=False), "WordDocument") is None


class TestDamage:
    """Sectors that contradict each other are an error, and never an endless way."""

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xd0\xcf\x11\xe0" + bytes(600),
            compound(b"x" * 5000, small=False, table=numbers(TABLE, END, END, 4, 5, 3)),
            compound(b"x" * 5000, small=False, table=numbers(TABLE, 1)),
            compound(b"x" * 5000, small=False, table=numbers(*[0] * 128)),
            compound(b"x" * 600, small=True, minis=numbers(1, 2, 0)),
            compound(b"x" * 600, small=True, minis=numbers(99_999)),
            compound(b"x" * 5000, small=False, more=1),
            compound(b"x" * 5000, small=False, more=99_999),
        ],
    )
    def test_is_said(self, data: bytes) -> None:
        with pytest.raises(ValueError, match=r".+"):
            stream(data, "Workbook")

    def test_of_a_list_that_bites_its_tail_is_said(self) -> None:
        data = bytearray(compound(b"x" * 5000, small=False, more=3))
        data[512 + 3 * 512 + 508 : 512 + 3 * 512 + 512] = struct.pack("<I", 3)
        data[512 + 3 * 512 : 512 + 3 * 512 + 508] = struct.pack("<127I", *[FREE] * 127)
        with pytest.raises(ValueError, match="without an end"):
            stream(bytes(data), "Workbook")
