"""A font made on the spot (测试用字体), with a box for each character: documents are laid out on machines without any font."""

from __future__ import annotations

import functools
import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

_RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x100),
    (0x2010, 0x2040),
    (0x2460, 0x2474),
    (0x3000, 0x3020),
    (0x4E00, 0x9FA6),
    (0xFF00, 0xFF60),
)
_RARE = (0x20BB7, 0x2A6A5, 0x2265, 0x2264, 0xFFFD)
LAID_OUT = ("ofd", "pdf", "pdf-page")
"""The exporters that need fonts of the machine, and WeasyPrint for the last one; their plugins' own tests try them."""
FAMILY = "Boxes"
"""What it is called."""


@functools.cache
def font() -> bytes:
    """Return the font as a file."""
    characters = sorted({*_RARE, *(one for first, end in _RANGES for one in range(first, end))})
    names = [".notdef", *(f"u{one:04X}" for one in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (400, 800), (400, 0)):
        pen.lineTo(point)
    pen.closePath()
    glyph = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap(dict(zip(characters, names[1:], strict=True)))
    made.setupGlyf(dict.fromkeys(names, glyph))
    widths = (500 if one < 0x400 else 1000 for one in (0, *characters))
    made.setupHorizontalMetrics({name: (width, 100) for name, width in zip(names, widths, strict=True)})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "fullName": FAMILY, "psName": FAMILY})
    made.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    made.setupPost()
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def made_font(folder: Path) -> Path:
    """Write the font into a folder, and return its path."""
    path = folder / "made.ttf"
    path.write_bytes(font())
    return path
