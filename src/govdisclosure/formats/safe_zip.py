"""Safe opening of zipped packages (安全打开压缩包): docx, xlsx and ods are XML in a zip file from untrusted sources.

Nothing is unpacked to disk, no entity is resolved, nothing outside the file is looked at. What is over a limit, damaged or
protected is one :class:`~govdisclosure.errors.UnreadableError` that names the file and says what to do.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain
from posixpath import dirname, join, normpath
from struct import error as StructError  # noqa: N812 - it is an exception
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile

from attrs import frozen

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats import advice
from govdisclosure.messages import Message

MOST_PARTS: Final = 5_000
"""Members of a package (成员数上限)."""
LARGEST_PART: Final = 64 * 2**20
"""Bytes of one part, unpacked (单个部分上限)."""
LARGEST_WHOLE: Final = 160 * 2**20
"""Bytes of all parts that are unpacked (解压总量上限)."""
RATIO: Final = 300
"""How many times its packed size a part above a megabyte may have (压缩比上限)."""
DEEPEST: Final = 200
"""Levels of XML elements inside each other (嵌套层数上限)."""

MOST_TAGS: Final = 4_000_000
"""Tags of a part or of a web page (标记数上限): each takes memory many times its size."""

ZIP: Final = b"PK\x03\x04"
REPORT_DATA: Final = "govdisclosure-report"
"""The element of a custom XML part in which a document of our own carries the JSON of its report (内附数据)."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the older formats of Office begin, and packages that a password protects."""
BROKEN: Final = (
    BadZipFile,
    LargeZipFile,
    EOFError,
    IndexError,
    OSError,
    OverflowError,
    RuntimeError,  # a password, or a way of packing that the standard library does not know
    StructError,
    UnicodeError,
    ValueError,
    zlib.error,
)
"""What opening a package, or a part of it, raises where it is damaged."""
_DECLARED: Final = re.compile(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_PROLOGUE: Final = 1024
_MIMETYPE: Final = re.compile(rb"application/vnd\.oasis\.opendocument\.[a-z-]+")
_LOCAL_NAME: Final = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)


def part_count(data: bytes) -> int:
    """Return the number of parts declared at the end of a package, without reading them; 0 where it has no end."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 2**16 - 22))
    if end < 0 or end + 12 > len(data):
        return 0
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    wide = data.rfind(b"PK\x06\x06", max(0, end - 2**10), end) if count == 0xFFFF else -1
    return count if wide < 0 else int.from_bytes(data[wide + 32 : wide + 40], "little")


def part_names(data: bytes) -> tuple[str, ...]:
    """Return the names of a package's parts, of a truncated one too; none where the bytes are no zip file."""
    if not data.startswith(ZIP):
        return ()
    if part_count(data) <= MOST_PARTS:
        with suppress(*BROKEN), ZipFile(BytesIO(data)) as archive:
            return tuple(_plain(name) for name in archive.namelist())
    found = []
    for match in _LOCAL_NAME.finditer(data):
        length = int.from_bytes(match[1], "little")
        found.append(_plain(data[match.end() : match.end() + length].decode("utf-8", "replace")))
        if len(found) >= MOST_PARTS:
            break
    return tuple(found)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def media_type(data: bytes) -> str:
    """Return the declared media type of an OpenDocument package; empty for other files."""
    if not data.startswith(ZIP):
        return ""
    if part_count(data) <= MOST_PARTS:
        with suppress(KeyError, *BROKEN), ZipFile(BytesIO(data)) as archive, archive.open("mimetype") as stream:
            return stream.read(200).decode("ascii", "replace").strip()
    found = _MIMETYPE.search(data[:200])  # it comes first and as it is, so that it can be seen without unpacking
    return found[0].decode() if found else ""


@frozen(kw_only=True)
class PackageRelation:
    """A relationship of a part (部件关系).

    Attributes:
        kind: the last word of its type: ``worksheet``, ``comments``, ``image``.
        target: the part's name; an address where it is outside the file.
        outside: whether it is outside the file; such a one is never opened.
    """

    kind: str
    target: str
    outside: bool = False


class Package:
    """A zipped package; parts are unpacked one by one, each time within the limits.

    Attributes:
        name: the file's name, for messages.
        names: its parts.
        again: what to do where it is damaged.

    Raises:
        UnreadableError: it is damaged, protected by a password, has macros, or is over a limit.
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        *,
        part: int = LARGEST_PART,
        whole: int = LARGEST_WHOLE,
        again: Message = advice.OFFICE,
    ) -> None:
        self.name, self.again = name, again
        self._unpacked, self._part, self._whole = 0, part, whole
        if part_count(data) > MOST_PARTS:
            raise self._refused("open.too_many_parts", most=MOST_PARTS)
        try:
            self._archive = ZipFile(BytesIO(data))
            infos = self._archive.infolist()
        except BROKEN:
            raise self._refused("open.damaged", again=self.again) from None
        # Names are the same whatever their case, and some programs on Windows write them with backslashes.
        self._infos = {_plain(info.filename).lower(): info for info in infos}
        self.names = frozenset(_plain(info.filename) for info in infos)
        if len(infos) > MOST_PARTS:  # the file said otherwise
            raise self._refused("open.too_many_parts", most=MOST_PARTS)
        if any(info.flag_bits & 1 for info in infos):
            raise self._refused("open.encrypted")
        if any(one.rpartition("/")[2].lower() == "vbaproject.bin" for one in self.names):
            raise self._refused("open.macros")

    def has(self, part: str) -> bool:
        """Whether there is a part of this name."""
        return part.lower() in self._infos

    def part(self, part: str) -> bytes:
        """Return the bytes of a part."""
        try:
            info = self._infos[part.lower()]
            if info.file_size > self._part or (info.file_size > 2**20 and info.file_size > RATIO * info.compress_size):
                raise self._refused("open.too_large", most=self._part // 2**20)
            with self._archive.open(info) as stream:
                data = stream.read(self._part + 1)  # what the header says of the size may be untrue
        except KeyError:
            raise self._refused("open.damaged", again=self.again) from None
        except UnreadableError:
            raise
        except BROKEN:
            raise self._refused("open.damaged", again=self.again) from None
        self._unpacked += len(data)
        if len(data) > self._part or self._unpacked > self._whole:
            raise self._refused("open.too_large", most=self._part // 2**20)
        return data

    def xml(self, part: str) -> Element:
        """Return the root of an XML part, its tags and attributes without namespaces."""
        return parse(self.part(part), self.name, self.again)

    def xml_if_there(self, part: str) -> Element | None:
        """Return the root of an XML part, or None where the package has no such part."""
        return self.xml(part) if self.has(part) else None

    def relations(self, part: str) -> dict[str, PackageRelation]:
        """Return by its id what a part refers to; the part of the empty name is the package itself."""
        folder, _, file = part.rpartition("/")
        root = self.xml_if_there(join(folder, "_rels", f"{file}.rels"))
        found: dict[str, PackageRelation] = {}
        for each in [] if root is None else root:
            target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
            if not outside:
                target = normpath(join("/", dirname(part), target)).lstrip("/")
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = PackageRelation(kind=kind, target=target, outside=outside)
        return found

    def main_part(self, usual: str) -> str:
        """Return the name of the part with the document's content."""
        named = [one.target for one in self.relations("").values() if one.kind == "officeDocument" and not one.outside]
        for part in (*named, usual):
            if self.has(part):
                return part
        raise self._refused("open.damaged", again=self.again)

    def properties(self) -> dict[str, str]:
        """Return the file's metadata: core and custom properties."""
        found: dict[str, str] = {}
        core, custom = self.xml_if_there("docProps/core.xml"), self.xml_if_there("docProps/custom.xml")
        for each in [] if core is None else core:
            if text := (each.text or "").strip():
                found[each.tag] = text
        for each in [] if custom is None else custom:
            if each.get("name"):
                found[each.get("name", "")] = "".join(each.itertext())
        return found

    def report_data(self, main: str) -> bytes:
        """Return the report's JSON that our own exporters put beside the document's content; empty where there is none.

        LibreOffice keeps it when it saves a workbook, and has it belong to the package.
        """
        for one in (*self.relations(main).values(), *self.relations("").values()):
            if one.kind == "customXml" and not one.outside and self.has(one.target):
                root = self.xml(one.target)
                if root.tag == REPORT_DATA:
                    return "".join(root.itertext()).encode()
        return b""

    def _refused(self, key: str, /, **facts: object) -> UnreadableError:
        return refused(self.name, key, **facts)


class _RootReached(Exception):  # noqa: N818 - it ends the look at the prologue, and is no error
    pass


def parse(data: bytes, name: str, again: Message = advice.OFFICE) -> Element:
    """Parse untrusted XML: no document type, no entities but XML's own five, no more than :data:`DEEPEST` levels.

    Args:
        data: the bytes.
        name: the file's name, for messages.
        again: what to do where it is damaged; of a part of a package, not where in the part the damage is.

    Returns:
        The root; tags and attributes are without namespaces.

    Raises:
        UnreadableError: it is not well-formed, has a document type, or is nested too deeply.
    """
    if data.count(b"<") > MOST_TAGS:
        raise refused(name, "open.too_many_cells", most=MOST_TAGS)
    prologue = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise refused(name, "open.doctype", again=again)

    def root_reached(*_: object) -> None:
        raise _RootReached

    prologue.StartDoctypeDeclHandler, prologue.StartElementHandler = doctype, root_reached
    try:
        with suppress(_RootReached):
            prologue.Parse(data, True)  # noqa: FBT003 - it takes no name
        parser = XMLParser()  # noqa: S314 - its document type would have been refused above
        parser.feed(data)
        root: Element = parser.close()
    except UnreadableError:
        raise
    except (expat.ExpatError, ParseError, LookupError, ValueError) as error:
        raise _not_well_formed(data, name, error, again) from None
    if not _without_namespaces(root):
        raise refused(name, "open.too_deep", most=DEEPEST, again=again)
    return root


def _not_well_formed(data: bytes, name: str, error: Exception, again: Message) -> UnreadableError:
    if again is not advice.XML:
        return refused(name, "open.damaged", again=again)
    match = _DECLARED.match(data[:_PROLOGUE])
    declared = match[1].decode("ascii", "replace") if match else ""
    if not _is_text_of(data, declared or "utf-8"):
        return refused(name, "open.xml_encoding", encoding=declared or "UTF-8")
    line, column = getattr(error, "position", None) or (getattr(error, "lineno", 1), getattr(error, "offset", 0))
    return refused(name, "open.xml_broken", line=line, column=column + 1, again=again)


def _is_text_of(data: bytes, encoding: str) -> bool:
    """Whether bytes are text in a named encoding; in an encoding that nobody knows nothing is."""
    try:
        data.decode(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _without_namespaces(root: Element) -> bool:
    """Take namespaces away in place; return whether the tree is shallow enough to be walked."""
    level, depth = [root], 0
    local = _LocalNames()
    while level:
        depth += 1
        if depth > DEEPEST:
            return False
        for each in level:
            each.tag = local[each.tag]
            for key in each.keys():  # noqa: SIM118 - an element is no mapping
                if key[:1] == "{":
                    each.set(local[key], each.attrib.pop(key))
        level = list(chain.from_iterable(level))
    return True


class _LocalNames(dict[str, str]):
    """Names without their namespaces; there are few names and many elements."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name[name.rindex("}") + 1 :] if name[:1] == "{" else name
        return local


def children(element: Element | None, *tags: str) -> Iterator[Element]:
    """Yield an element's children of these tags; none of no element."""
    for child in () if element is None else element:
        if child.tag in tags:
            yield child
