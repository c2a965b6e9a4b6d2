"""Archives: what a file holds decides its bytes, nothing else does."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook, load_workbook

from govdisclosure.exporters.archive import legible, normalised
from govdisclosure.exporters.sheets import saved

PARTS = (("word/document.xml", b"<document/>"), ("[Content_Types].xml", b"<Types/>"), ("docProps/core.xml", b"<core/>"))


def archive(*, year: int = 2016, system: int = 0, attributes: int = 0o644 << 16, method: int = ZIP_STORED) -> bytes:
    """An archive as some library wrote it in some year on some system."""
    out = BytesIO()
    with ZipFile(out, "w") as written:
        for name, content in PARTS:
            part = ZipInfo(name, (year, 3, 14, 9, 26, 52))
            part.create_system, part.external_attr, part.compress_type = system, attributes, method
            written.writestr(part, content)
    return out.getvalue()


class TestSameBytes:
    """The same parts give the same bytes."""

    @pytest.mark.parametrize(
        "other",
        [archive(year=2030), archive(system=3), archive(attributes=0o600 << 16), archive(method=ZIP_DEFLATED)],
        ids=["another year", "another system", "other attributes", "another compression"],
    )
    def test_whatever_was_written_beside_them(self, other: bytes) -> None:
        assert archive() != other
        assert normalised(archive()) == normalised(other)

    def test_and_stay_the_same_when_it_is_done_twice(self) -> None:
        assert normalised(normalised(archive())) == normalised(archive())


class TestWhatStays:
    """An archive keeps its parts and loses its clock."""

    def test_each_part_whole(self) -> None:
        with ZipFile(BytesIO(normalised(archive()))) as read:
            assert {name: read.read(name) for name in read.namelist()} == dict(PARTS)

    def test_content_types_first_and_the_others_in_their_order(self) -> None:
        with ZipFile(BytesIO(normalised(archive()))) as read:
            assert read.namelist() == ["[Content_Types].xml", "word/document.xml", "docProps/core.xml"]

    def test_every_part_dated_1980_and_compressed(self) -> None:
        with ZipFile(BytesIO(normalised(archive()))) as read:
            assert {part.date_time for part in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {part.compress_type for part in read.infolist()} == {ZIP_DEFLATED}

    def test_a_part_changed_only_where_it_is_wanted(self) -> None:
        changed = normalised(archive(), lambda name, content: b"<mine/>" if name.startswith("word/") else content)
        with ZipFile(BytesIO(changed)) as read:
            assert (read.read("word/document.xml"), read.read("docProps/core.xml")) == (b"<mine/>", b"<core/>")

    def test_nothing_that_is_no_archive(self) -> None:
        with pytest.raises(BadZipFile):
            normalised(b"no archive")


class TestLegible:
    """Text keeps every character that XML can hold; the others are seen to be missing."""

    @pytest.mark.parametrize("text", ["一、政府网站", "=1+1", "a\tb\nc", "\U00020bb7野家", ""])
    def test_ordinary_text_is_unchanged(self, text: str) -> None:
        assert legible(text) == text

    @pytest.mark.parametrize("sign", ["\0", "\x08", "\x0b", "\x1f", "\ud800", "\uffff"])
    def test_what_xml_cannot_hold_becomes_u_fffd(self, sign: str) -> None:
        assert legible(f"公{sign}开") == "公\ufffd开"


class TestWorkbooks:
    """A workbook is saved with the day that it is about, never with the clock."""

    def test_bear_their_title_and_day(self) -> None:
        about = load_workbook(BytesIO(saved(Workbook(), title="年报\x00", day=date(2024, 12, 31), theme=None))).properties
        assert (about.creator, about.title) == ("govdisclosure", "年报\ufffd")
        assert about.created == about.modified == datetime(2024, 12, 31)

    def test_of_somebody_else_keep_their_title(self) -> None:
        book = Workbook()
        book.properties.creator, book.properties.title = "office", "own"
        about = load_workbook(BytesIO(saved(book, theme=None))).properties
        assert (about.creator, about.title, about.modified) == ("office", "own", datetime(2000, 1, 1))
