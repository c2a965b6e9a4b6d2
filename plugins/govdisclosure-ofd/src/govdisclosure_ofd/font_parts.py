"""The used part of a font (字体子集): the glyphs of some characters, taken out of the font's own file."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from attrs import frozen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError
from govdisclosure_pdf.fonts import MissingFontError, fonts

logging.getLogger("fontTools").addHandler(logging.NullHandler())  # else Python prints its notices where nobody configured a log

_NAMES = (1, 2, 4, 6)
"""Of a font's names: family, style, full and PostScript name."""


@frozen
class FontPart:
    """The part of a font that a document embeds: its file, and the suffix of its kind."""

    data: bytes
    suffix: str


@lru_cache(maxsize=32)
def font_part(name: str, characters: frozenset[str]) -> FontPart:
    """Return a font file with the glyphs of some characters alone, by which they are found.

    Args:
        name: the font's PostScript name.
        characters: the characters.

    Raises:
        MissingFontError: no font of that name is there any more.
    """
    options = Options()
    options.layout_features, options.name_IDs, options.hinting = [], list(_NAMES), False
    options.notdef_outline, options.recalc_timestamp, options.glyph_names = True, False, False
    options.drop_tables += ["BASE", "GPOS", "GSUB", "GDEF", "VORG", "vhea", "vmtx", "DSIG"]
    path, index = _file_of(name, characters)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(one) for text in characters for one in text])
    out = BytesIO()
    with TTFont(path, fontNumber=index, lazy=True, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.save(out, reorderTables=False)
        return FontPart(out.getvalue(), ".otf" if "CFF " in font or "CFF2" in font else ".ttf")


def _file_of(name: str, characters: frozenset[str]) -> tuple[str, int]:
    """Return the file of a font and its number in it."""
    for path, index in _likeliest_first(name):
        try:
            with TTFont(path, fontNumber=index, lazy=True) as font:
                if _plain(font["name"].getDebugName(6) or "") == _plain(name):
                    return path, index
        except (OSError, TTLibError):
            continue
    raise MissingFontError("".join(sorted(characters)))


def _likeliest_first(name: str) -> Iterator[tuple[str, int]]:
    """Yield the files of all fonts, first those whose family the name begins with."""
    known = [(one.family, one.path, one.index) for one in fonts().fonts() if one.path is not None]
    wanted = _plain(name)
    for _, path, index in sorted(known, key=lambda one: not wanted.startswith(_plain(one[0]))):
        yield path, index


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
