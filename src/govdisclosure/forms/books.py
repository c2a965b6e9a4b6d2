"""A filled form as cells (填好的工作簿): opened by calamine, with what is no workbook said in one line."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, TypeAlias
from zipfile import ZipFile

from attrs import field, frozen
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from govdisclosure.errors import refused
from govdisclosure.formats.safe_zip import BROKEN

Rows: TypeAlias = Sequence[Sequence[Any]]

LARGEST = 300_000_000
"""The most bytes that the parts of a workbook may come to."""

_MOST_CELLS = 2_000_000  # of one sheet; a form has some thousands
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_PLAIN_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d+)"[^>]*><f[ >]')  # as most programs write it, found three times faster
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


@frozen(slots=False)
class Book:
    """A workbook: its sheets' names in order, and their cells."""

    name: str
    book: CalamineWorkbook = field(repr=False)
    archive: ZipFile | None = field(default=None, repr=False)

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return self.book.sheet_names

    def rows(self, sheet: str) -> Rows:
        """Return the cells of a sheet from A1 on."""
        with _opening(self.name):
            found = self.book.get_sheet_by_name(sheet)
        if found.total_height * found.total_width > _MOST_CELLS:
            raise refused(f"{self.name} {sheet}", "form.too_many_cells")
        with _opening(self.name):
            return found.to_python(skip_empty_area=False)

    def formulas(self, sheet: str, wanted: set[str]) -> set[str]:
        """Return which of some cells of a sheet, such as ``H7``, hold a formula; only of an .xlsx file."""
        part = self._parts.get(sheet)
        if part is None or self.archive is None:
            return set()
        with _opening(self.name):
            content = self.archive.read(part)
        found = {one.decode() for one in _PLAIN_FORMULA.findall(content)}
        if not wanted <= found:
            found |= {one.decode() for one in _FORMULA.findall(content)}
        return wanted & found

    def is_live(self, sheet: str) -> bool:
        """Whether a sheet holds formulas, as far as that can be told; one that was pasted as values holds none."""
        part = self._parts.get(sheet)
        if part is None or self.archive is None:
            return False
        with _opening(self.name):
            return bool(_ANY_FORMULA.search(self.archive.read(part)))

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        """The parts of an .xlsx archive that hold its sheets, by name."""
        wanted = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        if self.archive is None or not all(one in self.archive.NameToInfo for one in wanted):
            return {}
        with _opening(self.name):
            found = _parts_of(*map(self.archive.read, wanted))
        return {sheet: part for sheet, part in found if part in self.archive.NameToInfo}


@lru_cache(maxsize=64)  # forms that were made together say the same here
def _parts_of(book: bytes, relations: bytes) -> tuple[tuple[str, str], ...]:
    elements = _RELATION.findall(relations.decode("utf-8", "replace"))
    targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in elements}
    found = []
    for one in _SHEET.findall(book.decode("utf-8", "replace")):
        target = targets.get(_attribute(one, r"\w+:id"), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        found.append((_attribute(one, "name"), part))
    return tuple(found)


def _attribute(element: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', element)
    return html.unescape(found[1]) if found else ""


def open_book(name: str, data: bytes) -> Book:
    """Open a workbook, whatever its suffix: .xlsx, .xls, .ods.

    Raises:
        UnreadableError: it is empty, locked by a password, broken, too large or no workbook; one line says so.
    """
    if not data:
        raise refused(name, "form.empty")
    archive = None
    if data[:2] == b"PK":
        try:
            archive = ZipFile(io.BytesIO(data))
        except BROKEN:
            raise refused(name, "form.broken") from None
        parts = archive.infolist()
        if sum(one.file_size for one in parts) > LARGEST:
            raise refused(name, "form.too_large")
        if any(one.flag_bits & 1 for one in parts):
            raise refused(name, "form.password")
        if "word/document.xml" in archive.NameToInfo:
            raise refused(name, "form.no_workbook")
    elif data[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refused(name, "form.no_workbook")
    if archive is None and b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:
        raise refused(name, "form.password")
    with _opening(name):
        return Book(name, CalamineWorkbook.from_filelike(io.BytesIO(data)), archive)


@contextmanager
def _opening(name: str) -> Iterator[None]:
    """Say of a file that breaks while it is read that it is broken."""
    try:
        yield
    except PasswordError:
        raise refused(name, "form.password") from None
    except (CalamineError, LookupError, *BROKEN):
        raise refused(name, "form.broken") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine gave up; that is no Exception
            raise refused(name, "form.broken") from None
        raise
