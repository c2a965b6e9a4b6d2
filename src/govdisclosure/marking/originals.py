"""The marked copy of a document and a picture for each finding (标注副本与截图), by what the document is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from govdisclosure.errors import importing
from govdisclosure.formats import docx, html, pdf
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.marking.finding_marks import FindingMark


@frozen(kw_only=True)
class Picture:
    """A part of a page with one finding drawn on it (截图).

    Attributes:
        mark: the finding.
        png: the picture, as PNG.
    """

    mark: FindingMark
    png: bytes


@frozen(kw_only=True)
class MarkedOriginal:
    """A published document with findings drawn on it (标注原件).

    Attributes:
        copy: the marked copy; ``None`` where its format cannot be marked.
        suffix: the copy's suffix, as ``.pdf``.
        pictures: a picture for each finding that has a place.
        unplaced: the findings of which no figure has a place in the document.
    """

    copy: bytes | None
    suffix: str
    pictures: tuple[Picture, ...]
    unplaced: tuple[FindingMark, ...]


def mark(
    data: bytes, name: str, document: OpenedDocument, marks: Sequence[FindingMark], *, pictures: bool = True
) -> MarkedOriginal:
    """Draw findings on a document (标注原件); the document itself is not changed.

    Args:
        data: the document, as it was read.
        name: its file's name.
        document: the same document, opened: it says where the figures are printed.
        marks: the findings.
        pictures: whether pictures are wanted, too.

    Raises:
        MissingExtraError: what draws is not installed.
        UnreadableError: pictures of its tables need a font with Chinese characters, and there is none.
    """
    with importing("pdf"):
        from govdisclosure.marking import excerpts, markup, page_marks
    draw = page_marks.pictures_of_picture
    kinds = (
        _MarkableFormat(pdf.accepts, ".pdf", lambda: page_marks.copy_of_pdf(data, document, marks), page_marks.pictures_of_pdf),
        _MarkableFormat(docx.accepts, ".docx", lambda: markup.copy_of_docx(data, name, document, marks)),
        _MarkableFormat(page_marks.is_picture, ".png", lambda: page_marks.copy_of_picture(data, document, marks), draw),
        _MarkableFormat(html.accepts, ".html", lambda: markup.copy_of_html(data, document, marks)),
    )
    found = next((one for one in kinds if one.accepts(data)), None)
    placed = [one for one in marks if any(figure.where in _places(document) for figure in one.figures)]
    drawn: Mapping[int, bytes] = {}
    if pictures and placed:
        drawn = found.draw(data, document, placed) if found and found.draw else excerpts.draw(name, document, placed)
    return MarkedOriginal(
        copy=found.copy() if found else None,
        suffix=found.suffix if found else "",
        pictures=tuple(Picture(mark=one, png=drawn[one.number]) for one in placed if one.number in drawn),
        unplaced=tuple(one for one in marks if one not in placed),
    )


@frozen
class _MarkableFormat:
    """A format of which a marked copy can be made: how it is recognised, its suffix, how it is copied and drawn."""

    accepts: Callable[[bytes], bool]
    suffix: str
    copy: Callable[[], bytes]
    draw: Callable[[bytes, OpenedDocument, Sequence[FindingMark]], Mapping[int, bytes]] | None = None


def _places(document: OpenedDocument) -> frozenset[str]:
    """Return the addresses at which the document prints something."""
    rows = (row for block in document.blocks if not isinstance(block, Words) for row in block.rows)
    cells = {cell.where for row in rows for cell in row if cell is not None}
    return frozenset(cells | {block.where for block in document.blocks if isinstance(block, Words)})
