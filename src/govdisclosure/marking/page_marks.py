"""Marks on pages of PDF and on pictures (版面标注): a frame around the figure, its number and the value that would agree."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw

from govdisclosure.formats.document import OpenedDocument, Region
from govdisclosure.marking.finding_marks import FindingMark, MarkedFigure

RED: Final = (208, 0, 0)
_LABEL_SIZE: Final = 7.0  # points
_SCALE: Final = 2.5  # pixels of a picture to a point: 180 dots an inch
_AROUND: Final = 90.0  # points above and below a figure that a picture shows, over the whole width of the page
_MOST_PIXELS: Final = 9000


def label(mark: FindingMark, figure: MarkedFigure) -> str:
    """Return what is drawn beside a figure, in ASCII for any font: ``2: 45``, or ``2`` where no value would agree."""
    values = " / ".join(one for one in figure.agrees if one.isascii())
    return f"{mark.number}: {values}" if values else f"{mark.number}"


# ------------------------------------------------------------------------------------------------------------------- PDF


def copy_of_pdf(data: bytes, document: OpenedDocument, marks: Sequence[FindingMark]) -> bytes:
    """Return a PDF with every mark as an annotation; its pages' own content is not touched."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        for mark in marks:
            for figure in mark.figures:
                region = document.regions.get(figure.where)
                if region is not None:
                    _stamp(pdf, region, label(mark, figure), mark.finding.message.zh)
        made = BytesIO()
        pdf.save(made)
        return made.getvalue()
    finally:
        pdf.close()


def pictures_of_pdf(data: bytes, document: OpenedDocument, marks: Sequence[FindingMark]) -> dict[int, bytes]:
    """Return for each mark, by its number, the part of the page around its figures, as PNG; no other mark is on it."""
    drawn: dict[int, bytes] = {}
    for mark in marks:
        regions = _on_first_page(mark, document.regions)
        if not regions:
            continue
        pdf = pypdfium2.PdfDocument(copy_of_pdf(data, document, [mark]))
        try:
            page = pdf[regions[0].page - 1]
            pixels = [round(side * _SCALE) for side in page.get_size()]
            scale = min(_SCALE, _SCALE * _MOST_PIXELS / max(pixels))
            image = page.render(scale=scale).to_pil()
            boxes = [_on_screen(page, one, image.size) for one in regions]
        finally:
            pdf.close()
        drawn[mark.number] = _cut(image, boxes, scale)
    return drawn


def _stamp(pdf: Any, region: Region, text: str, message: str) -> None:
    page = pdf[region.page - 1]
    width = _LABEL_SIZE * 0.6 * len(text) + 3
    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_STAMP)
    top = region.top + _LABEL_SIZE + 1
    around = raw.FS_RECTF(region.left - 2, top + 2, max(region.right, region.left + width) + 2, region.bottom - 2)
    raw.FPDFAnnot_SetRect(annotation, around)
    for box, filled in (
        ((region.left, region.bottom, region.right - region.left, region.top - region.bottom), False),
        ((region.left, region.top, width, _LABEL_SIZE + 1), True),
    ):
        frame = raw.FPDFPageObj_CreateNewRect(*box)
        raw.FPDFPageObj_SetStrokeColor(frame, *RED, 255)
        raw.FPDFPageObj_SetFillColor(frame, *RED, 255)
        raw.FPDFPageObj_SetStrokeWidth(frame, 1.2)
        raw.FPDFPath_SetDrawMode(frame, raw.FPDF_FILLMODE_WINDING if filled else raw.FPDF_FILLMODE_NONE, not filled)
        raw.FPDFAnnot_AppendObject(annotation, frame)
    words = raw.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica-Bold", _LABEL_SIZE)
    raw.FPDFText_SetText(words, _wide(text))
    raw.FPDFPageObj_SetFillColor(words, 255, 255, 255, 255)
    raw.FPDFPageObj_Transform(words, 1, 0, 0, 1, region.left + 1.5, region.top + 1.5)
    raw.FPDFAnnot_AppendObject(annotation, words)
    raw.FPDFAnnot_SetStringValue(annotation, b"Contents", _wide(message))
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    raw.FPDFPage_CloseAnnot(annotation)


def _wide(text: str) -> Any:
    """Return a text as pdfium takes it."""
    return ctypes.cast(ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0"), raw.FPDF_WIDESTRING)


def _on_screen(page: Any, region: Region, size: tuple[int, int]) -> tuple[float, float, float, float]:
    corners = []
    for across, up in ((region.left, region.top), (region.right, region.bottom)):
        x, y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, across, up, x, y)
        corners.append((float(x.value), float(y.value)))
    (left, top), (right, bottom) = corners
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


# -------------------------------------------------------------------------------------------------------------- pictures


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a picture of one page."""
    try:
        with Image.open(BytesIO(data)) as image:
            return getattr(image, "n_frames", 1) == 1
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def copy_of_picture(data: bytes, document: OpenedDocument, marks: Sequence[FindingMark]) -> bytes:
    """Return a picture with every mark drawn on it, as PNG."""
    with Image.open(BytesIO(data)) as image:
        return png(_drawn(image, document.regions, marks))


def pictures_of_picture(data: bytes, document: OpenedDocument, marks: Sequence[FindingMark]) -> dict[int, bytes]:
    """Return for each mark, by its number, the part of the picture around its figures."""
    drawn = {}
    with Image.open(BytesIO(data)) as image:
        scale = max(image.size) / 842  # an A4 page is so many points high
        for mark in marks:
            regions = _on_first_page(mark, document.regions)
            if regions:
                boxes = [(one.left, one.top, one.right, one.bottom) for one in regions]
                drawn[mark.number] = _cut(_drawn(image, document.regions, [mark]), boxes, scale)
    return drawn


def _drawn(image: Image.Image, regions: Mapping[str, Region], marks: Sequence[FindingMark]) -> Image.Image:
    made = image.convert("RGB")
    pen = ImageDraw.Draw(made)
    size = max(12, round(max(made.size) / 90))
    font = ImageFont.load_default(size)
    for mark in marks:
        for figure in mark.figures:
            if (region := regions.get(figure.where)) is not None:
                box = (region.left, region.top, region.right, region.bottom)
                frame(pen, box, label(mark, figure), font, size)
    return made


def frame(pen: Any, box: tuple[float, float, float, float], text: str, font: Any, size: int) -> None:
    """Draw a frame with its label above it."""
    pen.rectangle(box, outline=RED, width=max(2, size // 6))
    width = pen.textlength(text, font=font) + size // 2
    pen.rectangle((box[0], box[1] - size * 1.25, box[0] + width, box[1]), fill=RED)
    pen.text((box[0] + size // 4, box[1] - size * 1.2), text, fill="white", font=font)


def _on_first_page(mark: FindingMark, regions: Mapping[str, Region]) -> list[Region]:
    """Return the regions of a mark's figures that are on one page with the first."""
    found = [regions[figure.where] for figure in mark.figures if figure.where in regions]
    return [one for one in found if one.page == found[0].page]


def _cut(image: Image.Image, boxes: Sequence[tuple[float, float, float, float]], scale: float) -> bytes:
    top, bottom = min(box[1] for box in boxes) - _AROUND * scale, max(box[3] for box in boxes) + _AROUND * scale
    whole = image.convert("RGB")
    return png(whole.crop((0, max(0, round(top)), whole.width, min(whole.height, round(bottom)))))


def png(image: Image.Image) -> bytes:
    """Return a picture as PNG."""
    made = BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()
