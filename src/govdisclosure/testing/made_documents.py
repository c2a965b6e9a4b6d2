"""Documents for tests of readers (测试文档): packages made of a few parts, and what was read of them in plain shape."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from govdisclosure.formats.document import Grid, OpenedDocument, Words

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{_OFFICE}/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def repacked(data: bytes, change: Mapping[str, bytes]) -> bytes:
    """Return a package with some of its parts changed or added."""
    with ZipFile(BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return package({**parts, **change})


def relations(targets: Mapping[str, str]) -> str:
    """Return a part of relations: from target to kind, with ids ``r1``, ``r2`` and so on."""
    lines = [
        f'<Relationship Id="r{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    ]
    return f"<Relationships>{''.join(lines)}</Relationships>"


def word_file(body: str, **parts: str) -> bytes:
    """Return a Word document with this body; ``parts`` are others by their kind, as ``footnotes``, without the root's tag.

    Namespaces ``w``, ``r``, ``mc``, ``wps``, ``v``, ``o`` and ``a`` are declared.
    """
    made: dict[str, str | bytes] = {
        "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({f"{kind}.xml": kind for kind in parts}),
    }
    return package(made | {f"word/{kind}.xml": f"<w:{kind} {_WORD}>{content}</w:{kind}>" for kind, content in parts.items()})


def sheet_file(*sheets: str, workbook: str = "", parts: Mapping[str, str] | None = None, names: str = "") -> bytes:
    """Return a workbook whose sheets have these contents (what is inside ``<worksheet>``).

    Args:
        sheets: the contents; sheet names are ``Sheet1``, ``Sheet2`` and so on.
        workbook: what is in the workbook before the sheets.
        parts: other parts by their whole name; ``xl/styles.xml`` and ``xl/sharedStrings.xml`` are related to.
        names: attributes of the first sheet besides its name.
    """
    more = dict(parts or {})
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="r{number}" {names if number == 1 else ""}/>'
        for number in range(1, len(sheets) + 1)
    )
    targets = {f"worksheets/sheet{number}.xml": "worksheet" for number in range(1, len(sheets) + 1)}
    targets |= {f"{kind}.xml": kind for kind in ("styles", "sharedStrings") if f"xl/{kind}.xml" in more}
    spaces = f'{_SHEET} xmlns:r="{_OFFICE}/relationships"'
    made: dict[str, str | bytes] = {
        "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
        "xl/workbook.xml": f"<workbook {spaces}>{workbook}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(targets),
    }
    for number, content in enumerate(sheets, start=1):
        made[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {spaces}>{content}</worksheet>"
    return package(made | more)


FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
"""What a table of sectors says of a free one, of the last of a stream, and of its own."""


def numbers(*given: int) -> bytes:
    """Return a sector of numbers, the rest of it free."""
    return struct.pack("<128I", *given, *[FREE] * (128 - len(given)))


def _entry(name: str, kind: int, first: int, size: int, *, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIII", text, len(text), kind, 1, FREE, FREE, child, first, size, 0)


def compound_file(
    content: bytes, *, small: bool, table: bytes | None = None, minis: bytes | None = None, more: int = END
) -> bytes:
    """Return a compound file whose stream ``Workbook`` has this content, in small sectors or large ones.

    Its sectors are: 0 the table, 1 the directory, 2 the table of small sectors, from 3 on the content. ``table``, ``minis`` and
    ``more`` stand for what would be right: the two tables, and where the list of tables goes on.
    """
    count = -(-len(content) // 512)
    root = _entry("Root Entry", 5, 3 if small else END, len(content), child=1)
    book = _entry("Workbook", 2, 0 if small else 3, len(content))
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                         2, 1, more, 0)  # fmt: skip
    chain = [*range(4, 3 + count), END]
    small_chain = [*range(1, -(-len(content) // 64)), END] if small else []
    sectors = [table or numbers(TABLE, END, END, *chain), root + book + bytes(256), minis or numbers(*small_chain)]
    listed = struct.pack("<109I", 0, *[FREE] * 108)
    return header + listed + b"".join(sectors) + content.ljust(count * 512, b"\0")


def grids(document: OpenedDocument) -> list[Grid]:
    """Return the grids of a document."""
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str | None]]:
    """Return what the cells of a grid show; None where it has none."""
    return [[None if cell is None else cell.text for cell in row] for row in grid.rows]


def words(document: OpenedDocument) -> list[tuple[str, str]]:
    """Return the paragraphs that are shown: where each is, and its text."""
    return [(block.where, block.text) for block in document.blocks if isinstance(block, Words) and not block.hidden]
