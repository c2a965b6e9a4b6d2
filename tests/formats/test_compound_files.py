"""Compound files of Office 97 to 2003: a stream comes out whole, and chains that contradict themselves end."""

from __future__ import annotations

import pytest

from govdisclosure.formats.xls import compound_stream as stream
from govdisclosure.testing.made_documents import END, TABLE, compound_file, numbers


class TestStreams:
    """A stream is found by its name and put together from its sectors, large or small."""

    def test_of_large_sectors_are_whole(self) -> None:
        content = bytes(range(256)) * 40
        assert stream(compound_file(content, small=False), "Workbook") == content

    def test_of_small_sectors_are_whole(self) -> None:
        content = bytes(range(200)) * 3
        assert stream(compound_file(content, small=True), "Book", "Workbook") == content

    def test_that_are_not_there_are_none(self) -> None:
        assert stream(compound_file(b"x" * 5000, small=False), "WordDocument") is None


class TestDamage:
    """Sectors that contradict each other are an error, and never an endless way."""

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xd0\xcf\x11\xe0" + bytes(600),
            compound_file(b"x" * 5000, small=False, table=numbers(TABLE, END, END, 4, 5, 3)),
            compound_file(b"x" * 5000, small=False, table=numbers(TABLE, 1)),
            compound_file(b"x" * 5000, small=False, table=numbers(*[0] * 128)),
            compound_file(b"x" * 600, small=True, minis=numbers(1, 2, 0)),
            compound_file(b"x" * 600, small=True, minis=numbers(99_999)),
            compound_file(b"x" * 6000, small=False, table=numbers(TABLE, END, END, 4, END)),
        ],
    )
    def test_is_said(self, data: bytes) -> None:
        with pytest.raises(ValueError, match=r".+"):
            stream(data, "Workbook")

    @pytest.mark.parametrize("more", [1, 3, 99_999])
    def test_of_a_list_that_goes_on_though_its_count_says_no_changes_nothing(self, more: int) -> None:
        assert stream(compound_file(b"x" * 5000, small=False, more=more), "Workbook") == b"x" * 5000
